"""Every part on one sheet, light and dark, text size 1 and 2: `python tests/ui/gallery.py FOLDER`, then look."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.icons import icon, pixmap
from ui.look import DARK, LIGHT, XL, XXL, L, M, S, apply_theme, color, current, px, resource
from ui.parts.bar import Bar
from ui.parts.button import button, icon_button
from ui.parts.card import Badge, Card, Disc, Face
from ui.parts.card_list import CardList
from ui.parts.chip import ChipRow, ChipText
from ui.parts.empty_pane import EmptyPane
from ui.parts.flow import FlowLayout
from ui.parts.label import Label
from ui.parts.portrait import Portrait
from ui.parts.rail import Rail
from ui.parts.search_field import SearchField
from ui.parts.section import Heading, Section
from ui.parts.segmented import Segmented
from ui.parts.tabs import Tabs
from ui.parts.trust import TrustStars
from ui.rows import Column, Listing, RowsModel

NAMES = ["Ana Ruiz", "Bo Larsen", "Chinwe Okafor", "Dagny Holm", "Émile Roux", "Farid Aziz", "Grace Lim", "Hugo Brandt"]
FIRMS = ["Berg & Co", "architect, Berg & Co", "Harbour Clinic", "", "Roux et fils, roofers since 1921 in Marseille"]
KINDS = ["meeting", "call", "message", "ask-made", "referral-given", "gift", "note", "introduction"]


def initials(name: str) -> str:
    return "".join(part[0] for part in name.split()[:2])


def person(id: int, index: object) -> Card:
    name, days = NAMES[id % len(NAMES)], (id * 37) % 120
    late = days > 90
    badges = (
        (Badge("resting", "resting"),)
        if id % 5 == 3
        else (Badge("ask open", "ask-made", "accent"),)
        if id % 3 == 0
        else ()
    )
    aside, role = f"{days} d", "warn" if late else "quiet"
    if late:
        badges = (*badges, Badge("", "overdue", "warn"))
    return Card(name, FIRMS[id % 5], aside, role, Face(name, initials(name)), badges, dimmed=id % 5 == 3)


def entry(id: int, index: object) -> Card:
    day, first = date(2026, 11, 19) - timedelta(days=id // 3), id % 3 == 0
    kind, name = KINDS[id % len(KINDS)], NAMES[id % len(NAMES)]
    text = (
        "Coffee near the harbour; likes jazz, looks for a roofer before the winter and asked who I would trust with it"
    )
    role = "accent" if kind.startswith(("ask", "referral")) else "quiet"
    return Card(
        name,
        text,
        "14:30" if first else "",
        leading=Disc(kind, role),
        badges=(Badge("not now", "snooze", "warn"),) if kind == "ask-made" else (),
        gutter=day.strftime("%d %b").lstrip("0") if first else "",
    )


def rows(count: int) -> RowsModel[int]:
    def fetch(ids: Sequence[int]) -> dict[int, int]:
        return {id: id for id in ids}

    def name(row: int) -> str:
        return NAMES[row % len(NAMES)]

    model = RowsModel([Column[int]("name", "Name", name)], fetch, name)
    model.show(Listing(lambda: range(count), lambda ids: {id: (id,) for id in ids}))
    return model


def controls() -> QWidget:
    """A page of fields and buttons."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(XL, XL, XL, XL)
    column.setSpacing(L)
    column.addWidget(SearchField("Search people, entries, commands", "Ctrl+K"))
    head = QHBoxLayout()
    head.setSpacing(L)
    face = Portrait(64)
    face.show_person("Ana Ruiz", "AR")
    head.addWidget(face)
    words = QVBoxLayout()
    words.setSpacing(2)
    line = QHBoxLayout()
    line.setSpacing(M)
    line.addWidget(Label("Ana Ruiz", "title"))
    line.addWidget(TrustStars(4))
    line.addStretch(1)
    words.addLayout(line)
    words.addWidget(Label("Architect, Berg & Co · inner circle", "body", "quiet"))
    head.addLayout(words, 1)
    head.addWidget(icon_button("edit", "Edit"), 0, Qt.AlignmentFlag.AlignTop)
    head.addWidget(icon_button("more", "More"), 0, Qt.AlignmentFlag.AlignTop)
    column.addLayout(head)
    tabs = Tabs("About Ana")
    for key in ("Timeline", "About", "Asks & referrals"):
        tabs.add(key, key)
    column.addWidget(tabs)
    capture = QPlainTextEdit("Coffee with @Ana Ruiz.\n/like jazz /ask her house sale; not now until 1 April")
    capture.setFixedHeight(px(76))
    column.addWidget(capture)
    chips = ChipRow("What was understood")
    chips.show_chips(
        [
            ChipText(1, "meeting", "meeting", "understood", removable=True),
            ChipText(2, "Ana Ruiz", "person", "understood", removable=True),
            ChipText(3, "house sale", "ask-made", "understood", removable=True),
            ChipText(4, "Pia Lund", "", "new", removable=True),
            ChipText(5, "back on 1 April 2027", "snooze", "understood"),
            ChipText(6, "nxt frday", "", "unclear"),
            ChipText(7, "Inner circle", checkable=True, checked=True),
            ChipText(8, "Resting", checkable=True),
            ChipText(9, "roofers", "tag", removable=True),
        ]
    )
    column.addWidget(chips)
    buttons = QHBoxLayout()
    buttons.setSpacing(S)
    for made in (
        button("Record", kind="primary"),
        button("Snooze", picture="snooze"),
        button("More…"),
        button("Show all", kind="quiet"),
        button("Erase journal", kind="danger"),
    ):
        buttons.addWidget(made)
    off = button("Not now")
    off.setEnabled(False)
    buttons.addWidget(off)
    buttons.addStretch(1)
    column.addLayout(buttons)
    strip = Segmented("Show")
    for key, text, picture in (
        ("given", "Given", "referral-given"),
        ("received", "Received", "referral-received"),
        ("all", "All", ""),
    ):
        strip.add(key, text, picture)
    line = QHBoxLayout()
    line.addWidget(strip)
    line.addStretch(1)
    column.addLayout(line)
    fields = QHBoxLayout()
    fields.setSpacing(S)
    combo = QComboBox()
    combo.addItems(["Every two months", "Never"])
    when = QDateEdit(calendarPopup=True)
    number = QSpinBox()
    name = QLineEdit()
    name.setPlaceholderText("Name")
    for field in (name, combo, when, number):
        fields.addWidget(field)
    column.addLayout(fields)
    checks = QHBoxLayout()
    checks.setSpacing(L)
    for kind in (QCheckBox, QRadioButton):
        for on in (True, False):
            made = kind("Spoken to" if on else "Not yet")
            made.setAutoExclusive(False)
            made.setChecked(on)
            checks.addWidget(made)
    progress = QProgressBar(value=40)
    progress.setTextVisible(False)
    checks.addWidget(progress, 1)
    column.addLayout(checks)
    section = Section("Needs you today", icon_button("add", "Add a reminder"))
    section.heading.set_count(5)
    section.body.addWidget(Label("Hugo turns 50", "body", "quiet"))
    column.addWidget(section)
    column.addStretch(1)
    return page


class Sheet(QWidget):
    """The window as it will be: rail, a list, a page, a timeline, the bar at the foot."""

    def __init__(self) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        rail = Rail()
        for key, title, picture in (
            ("today", "Today", "today"),
            ("journal", "Journal", "journal"),
            ("people", "People", "people"),
            ("ledger", "Asks & referrals", "ledger"),
            ("insights", "Insights", "insights"),
        ):
            rail.add(key, title, picture)
        rail.add("settings", "Settings", "settings", foot=True)
        rail.choose("people")
        rail.set_count("today", 5)
        line.addWidget(rail)
        left = QVBoxLayout()
        left.setContentsMargins(S, L, S, 0)
        heading = Heading(
            "People", icon_button("filter", "Filter"), icon_button("add-person", "Add a person"), size="title"
        )
        heading.set_count(10000)
        left.addWidget(heading)
        people = CardList("People", rows(10000), person)
        people.setFixedWidth(px(320))
        people.setCurrentIndex(people.model().index(1, 0))
        left.addWidget(people)
        line.addLayout(left)
        line.addWidget(controls(), 1)
        right = QVBoxLayout()
        right.setContentsMargins(0, L, 0, 0)
        timeline = CardList("Timeline", rows(200000), entry, gutter=64)
        timeline.setFixedWidth(px(400))
        right.addWidget(timeline, 3)
        right.addWidget(CardList("Compact", rows(8), person, lines=1), 1)
        right.addWidget(
            EmptyPane(
                "ledger",
                "Nobody has asked you for anything yet",
                "When somebody does, record it here and see later what became of it and who else might help.",
                button("Record an ask", kind="primary"),
                button("Import", picture="import"),
            ),
            2,
        )
        line.addLayout(right)
        self.bar = Bar(self)

    def paintEvent(self, event: object) -> None:
        QPainter(self).fillRect(self.rect(), color(current().surface))


class Icons(QWidget):
    """Every icon with its name."""

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self)
        flow.setContentsMargins(XXL, XXL, XXL, XXL)
        for file in sorted(resource("icons").glob("*.svg")):
            holder = QWidget()
            holder.setFixedSize(px(88), px(56))
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            picture = Label()
            picture.setPixmap(pixmap(file.stem, current().text, px(20)))
            for label in (picture, Label(file.stem, "small", "quiet")):
                label.setAlignment(Qt.AlignmentFlag.AlignCenter)
                column.addWidget(label)
            flow.addWidget(holder)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    for theme in (LIGHT, DARK):
        for scale in (1.0, 2.0):
            apply_theme(app, theme, scale)
            sheet = Sheet()
            sheet.resize(round(1500 * (1 if scale == 1 else 1.75)), round(900 * (1 if scale == 1 else 1.75)))
            sheet.show()
            sheet.bar.tell("Deleted the call with Omar Khan.", "Undo", mood="quiet")
            app.processEvents()
            sheet.grab().save(str(folder / f"{theme.name}-{scale:g}x.png"))
            sheet.close()
        apply_theme(app, theme)
        menu = QMenu()
        for name, picture, key in (("Edit…", "edit", "F2"), ("Copy", "copy", "Ctrl+C"), ("Delete", "delete", "Del")):
            menu.addAction(icon(picture), name).setShortcut(key)
        menu.addSeparator()
        menu.addAction("Set aside for a while").setEnabled(False)
        menu.setActiveAction(menu.actions()[1])
        icons = Icons()
        icons.resize(1100, 700)
        for name, widget in (("menu", menu), ("icons", icons)):
            widget.ensurePolished()
            if widget is menu:
                menu.resize(menu.sizeHint())
            widget.grab().save(str(folder / f"{theme.name}-{name}.png"))
            widget.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "test-output/gallery"))
