"""Who knows what I do: for each offering how many were told and how many show that they know, and whom to tell next.

Hidden here: how the share of each answer is drawn so that it can be told apart without colour, and that the counting is
done off the window's thread and again after every change that could move somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QLineF, QModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QStyle, QVBoxLayout, QWidget

from netjournal.insights.awareness import Knows, WhoKnows
from netjournal.model import Change, PersonRef, PersonRow
from netjournal.names import initials
from ui.desk import Desk
from ui.look import RADIUS, XS, L, M, S, color, current, font, px
from ui.page import Page
from ui.parts.action import own_action
from ui.parts.button import button, icon_button
from ui.parts.card import Card, Face, Index
from ui.parts.card_list import CardList
from ui.parts.choices import Choices
from ui.parts.empty_pane import EmptyPane
from ui.parts.flow import FlowLayout
from ui.parts.label import Label
from ui.parts.paint import PaintedButton, fill, ring
from ui.parts.scrolled import Scrolled
from ui.parts.section import Heading
from ui.portraits import Portraits
from ui.rows import Column, Listing, RowsModel
from ui.whole_record import WholeRecord, asked_once
from ui.words import age_of, capital, marked, near_day, number, translated, word

TELL = "tell"
"""The key of the list of people it would be good to tell; the others are the words of `Knows`."""
_ORDER = (Knows.SENT_SOMEONE, Knows.SAID_BACK, Knows.LATELY, Knows.LONG_AGO, Knows.NEVER)
_WORDS = {
    Knows.NEVER: marked("WhoKnows", "Never told"),
    Knows.LONG_AGO: marked("WhoKnows", "Told long ago"),
    Knows.LATELY: marked("WhoKnows", "Told lately"),
    Knows.SAID_BACK: marked("WhoKnows", "Said it back"),
    Knows.SENT_SOMEONE: marked("WhoKnows", "Sent me someone"),
}


def knows_words(knows: Knows) -> str:
    """How an answer reads."""
    return translated("WhoKnows", _WORDS[knows])


def draw_share(painter: QPainter, box: QRect, knows: Knows) -> None:
    """One stretch of a bar. Its lightness and its pattern say the same as its colour: full, half, striped, empty."""
    t = current()
    painter.fillRect(box, color(t.surface))
    strong, soft = color(t.accent), color(t.accent, 0.45)
    if knows is Knows.SENT_SOMEONE:
        painter.fillRect(box, strong)
    elif knows is Knows.SAID_BACK:
        painter.fillRect(box, soft)
        painter.save()
        painter.setClipRect(box)
        painter.setPen(QPen(strong, 2))
        for x in range(box.left() - box.height(), box.right() + 8, 8):
            painter.drawLine(QLineF(x, box.bottom() + 1, x + box.height() + 1, box.top()))
        painter.restore()
    elif knows is Knows.LATELY:
        painter.fillRect(box, soft)
    elif knows is Knows.LONG_AGO:
        painter.save()
        painter.setClipRect(box)
        painter.setPen(QPen(color(t.faint), 1))
        for x in range(box.left() - box.height(), box.right() + 6, 6):
            painter.drawLine(QLineF(x, box.bottom() + 1, x + box.height() + 1, box.top()))
        painter.restore()
    else:
        painter.fillRect(box, color(t.pressed))


class ShareBar(QWidget):
    """The answers for one offering as stretches of one bar; a click on a stretch is `chosen`."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: list[tuple[Knows, int]] = []
        self._clickable = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_shares(self, known: WhoKnows) -> None:
        self._shares = [(knows, known.count(knows)) for knows in _ORDER]
        said = (f"{knows_words(knows)}: {number(n)}" for knows, n in self._shares)
        self.setAccessibleName(self.tr("How many know of {name}").format(name=known.offering.name))
        self.setAccessibleDescription(". ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(20))

    def stretches(self) -> list[tuple[Knows, QRect]]:
        """Where each answer stands; one that has somebody is never too narrow to be seen."""
        return stretches(self.rect(), self._shares, self.layoutDirection())

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_bar(QPainter(self), self.rect(), self.stretches(), RADIUS - 2)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for knows, box in self.stretches():
            if box.contains(event.position().toPoint()):
                self.chosen.emit(knows.value)


def stretches(area: QRect, shares: Sequence[tuple[Knows, int]], way: Qt.LayoutDirection) -> list[tuple[Knows, QRect]]:
    """A bar of that area cut into its shares."""
    some = [(knows, n) for knows, n in shares if n]
    whole = sum(n for _, n in some)
    if not whole:
        return []
    least, gap = 6, 2
    room = area.width() - gap * (len(some) - 1) - least * len(some)
    found, x, used, cut = [], area.x(), 0, 0
    for knows, n in some:
        used += n
        end = round(room * used / whole)
        width = least + end - cut
        cut = end
        box = QRect(x, area.y(), width, area.height())
        found.append((knows, QStyle.visualRect(way, area, box)))
        x += width + gap
    return found


def draw_bar(painter: QPainter, area: QRect, parts: Sequence[tuple[Knows, QRect]], radius: int) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = QPainterPath()
    shape.addRoundedRect(area, radius, radius)
    painter.setClipPath(shape)
    if not parts:
        painter.fillRect(area, color(current().pressed))
    for knows, box in parts:
        draw_share(painter, box, knows)
    painter.setClipping(False)


class _OfferingButton(PaintedButton):
    """An offering in the list at the left: its name, its bar, and how many know."""

    def __init__(self, known: WhoKnows, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_known(known)

    def show_known(self, known: WhoKnows) -> None:
        self.known = known
        self.setText(known.offering.name)
        whole = sum(known.count(knows) for knows in Knows)
        know = whole - known.count(Knows.NEVER)
        self.words = self.tr("{know} of {whole} heard of it").format(know=number(know), whole=number(whole))
        self.setAccessibleName(f"{known.offering.name}. {self.words}")
        self.update()

    def sizeHint(self) -> QSize:
        lines = QFontMetrics(font("strong")).height() + QFontMetrics(font("small")).height()
        return QSize(px(180), lines + px(8) + 2 * px(M) + 2 * px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        if self.isChecked():
            fill(painter, self.rect(), t.selection, RADIUS)
        elif self.underMouse():
            fill(painter, self.rect(), t.hover, RADIUS)
        if self.ringed:
            ring(painter, self.rect(), RADIUS)
        area = self.rect().adjusted(px(M), px(M) - 2, -px(M), -px(M) + 2)
        lead = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.setLayoutDirection(self.layoutDirection())
        strong, small = QFontMetrics(font("strong")), QFontMetrics(font("small"))
        painter.setFont(font("strong"))
        painter.setPen(color(t.text))
        top = QRect(area.x(), area.y(), area.width(), strong.height())
        painter.drawText(top, lead, strong.elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width()))
        bar = QRect(area.x(), top.bottom() + px(6), area.width(), px(8))
        shares = [(knows, self.known.count(knows)) for knows in _ORDER]
        draw_bar(painter, bar, stretches(bar, shares, self.layoutDirection()), px(4))
        painter.setFont(font("small"))
        painter.setPen(color(t.quiet))
        foot = QRect(area.x(), bar.bottom() + px(5), area.width(), small.height())
        painter.drawText(foot, lead, small.elidedText(self.words, Qt.TextElideMode.ElideRight, area.width()))


class _Offerings(Choices):
    """The offerings, one below the other; `chosen` gives the id in letters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Offerings"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(S, S, S, S)
        self._column.setSpacing(XS)
        self._column.addStretch(1)

    def show_known(self, known: Iterable[WhoKnows]) -> None:
        wanted = {str(one.offering.id): one for one in known}
        if list(wanted) != list(self._buttons):
            held = any(one.hasFocus() for one in self._buttons.values())
            for old in self._buttons.values():
                self._column.removeWidget(old)
                old.hide()
                old.deleteLater()
            self._buttons.clear()
            kept, self._current = self._current, ""
            for n, (key, one) in enumerate(wanted.items()):
                made = _OfferingButton(one, self)
                self._column.insertWidget(n, made)
                self._hold(key, made)
            if kept in self._buttons:
                self.choose(kept)
            if held and self._buttons:
                self._buttons[self._current].setFocus(Qt.FocusReason.OtherFocusReason)
        for key, one in wanted.items():
            there = self._buttons[key]
            assert isinstance(there, _OfferingButton)
            there.show_known(one)


class _Answer(PaintedButton):
    """One answer with its swatch and count: legend of the bar and choice of the list at once."""

    def __init__(self, text: str, knows: Knows | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self._knows, self._count = knows, 0
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_count(self, count: int) -> None:
        self._count = count
        self.setAccessibleName(f"{self.text()}: {number(count)}")
        self.updateGeometry()
        self.update()

    def _swatch(self) -> int:
        return px(14) + px(6) if self._knows else 0

    def sizeHint(self) -> QSize:
        strong = QFontMetrics(font("strong"))
        words = strong.horizontalAdvance(f"{self.text()}  {number(self._count)}")
        return QSize(words + self._swatch() + px(20), px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        on = self.isChecked()
        ground = t.accent_soft if on else t.hover if self.underMouse() else t.raised
        fill(painter, self.rect(), ground, self.height() / 2, t.accent if on else t.edge)
        if self.ringed:
            ring(painter, self.rect(), self.height() / 2)
        way, area, x = self.layoutDirection(), self.rect(), px(10)
        if self._knows:
            box = QRect(x, (self.height() - px(14)) // 2, px(14), px(14))
            box = QStyle.visualRect(way, area, box)
            draw_bar(painter, box, [(self._knows, box)], 3)
            painter.setPen(color(t.faint))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), 3, 3)
            x += self._swatch()
        painter.setFont(font("strong" if on else "body"))
        painter.setPen(color(t.text))
        words = QFontMetrics(painter.font()).horizontalAdvance(self.text())
        lead = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.setLayoutDirection(way)
        painter.drawText(QStyle.visualRect(way, area, QRect(x, 0, words + 4, self.height())), lead, self.text())
        painter.setPen(color(t.quiet))
        rest = QRect(x + words + px(6), 0, self.width() - x - words, self.height())
        painter.drawText(QStyle.visualRect(way, area, rest), lead, number(self._count))


class _Answers(Choices):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Which people"))
        flow = FlowLayout(self, XS + 2)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        first = _Answer(self.tr("Tell them"), None, self)
        for key, one in [(TELL, first), *((k.value, _Answer(knows_words(k), k, self)) for k in _ORDER)]:
            flow.addWidget(one)
            self._hold(key, one)

    def show_counts(self, known: WhoKnows) -> None:
        counts = {TELL: len(known.tell), **{k.value: known.count(k) for k in Knows}}
        for key, n in counts.items():
            there = self.button(key)
            assert isinstance(there, _Answer)
            there.set_count(n)


class WhoKnowsPage(Page):
    """Who knows what I do, and whom to tell. `choose(offering, answer)` brings one list to the front."""

    key = "who-knows"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._known: dict[int, WhoKnows] = {}
        self._tell: frozenset[int] = frozenset()
        self._last_told: Mapping[int, date] = {}
        self._asked, self._begun = 0, False
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(40)
        self._waiting.timeout.connect(self.ask)
        self.portraits = Portraits(desk)
        self.model: RowsModel[PersonRow] = RowsModel(
            [Column("name", self.tr("Name"), lambda row: row.name)], self._rows, self._describe, self
        )
        self._make_parts()
        self._make_actions()
        self._lay_out()

    # ------------------------------------------------------------------ making

    def _make_parts(self) -> None:
        self.heading = Heading(self.tr("Who knows what I do"), size="title")
        self.offerings = _Offerings()
        self.offerings.chosen.connect(lambda _key: self._show_offering())
        self.name = Label("", "heading", wrap=True)
        self.sentence = Label("", "body", "quiet", wrap=True)
        self.copy_button = icon_button("copy", self.tr("Copy the sentence"), self.copy_sentence, key="Ctrl+Shift+C")
        self.bar = ShareBar()
        self.bar.chosen.connect(self._choose_answer)
        self.answers = _Answers()
        self.answers.chosen.connect(lambda _key: self._show_people())
        self.list = CardList(self.tr("People"), self.model, self._card)
        self.list.opened.connect(self._open)
        self.list.selectionModel().currentRowChanged.connect(lambda _now, _before: self._on_current())
        self.told_button = button(self.tr("I told them…"), self.begin_entry, kind="primary", picture="mention")
        self.open_button = button(self.tr("Open"), self._open_current, picture="person")
        settle = button(
            self.tr("Say what you offer"),
            lambda: self.desk.page_wanted.emit("settings"),
            kind="primary",
            picture="offer",
        )
        self.empty = EmptyPane(
            "offer",
            self.tr("Here you see who knows what you do, and who was never told."),
            self.tr(
                "Begin with one thing you offer, and a sentence that says it. People forget for lack of a cue, not "
                "of good will."
            ),
            settle,
        )

    def _make_actions(self) -> None:
        for text, key, picture, act in (
            (self.tr("Copy the offering's sentence"), "Ctrl+Shift+C", "copy", self.copy_sentence),
            (self.tr("Note that I told the chosen person…"), "Ctrl+Return", "mention", self.begin_entry),
        ):
            own_action(self, text, key, picture, act)

    def _lay_out(self) -> None:
        self._scroll = Scrolled(self.offerings)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(L, M, L, M)
        column.setSpacing(M)
        said = QHBoxLayout()
        said.setSpacing(S)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        said.addWidget(self.sentence, 1)
        said.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addLayout(said)
        column.addLayout(words)
        column.addWidget(self.bar)
        column.addWidget(self.answers)
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addStretch(1)
        foot.addWidget(self.open_button)
        foot.addWidget(self.told_button)
        column.addLayout(foot)
        body = QWidget()
        line = QHBoxLayout(body)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._scroll)
        # With large type in a small window the answers need the room of the list: then the whole side scrolls.
        self.list.setMinimumHeight(px(160))
        side = Scrolled(right)
        line.addWidget(side, 1)
        self.layers = QStackedWidget()
        self.layers.addWidget(body)
        self.layers.addWidget(self.empty)
        top = QHBoxLayout()
        top.setContentsMargins(L, M, L, S)
        top.addWidget(self.heading)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self.layers, 1)
        self._set_widths()

    def _set_widths(self) -> None:
        self._scroll.setFixedWidth(min(px(272), max(px(180), self.width() * 3 // 10)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_scroll"):
            self._set_widths()

    def resizeEvent(self, event: object) -> None:
        self._set_widths()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(current().surface))

    # ------------------------------------------------------------------ what is known

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._waiting.isActive():
            self._waiting.stop()
            self._begun = False  # asked when it is shown again

    def on_change(self, change: Change) -> None:
        for person in change.people:
            self.portraits.forget(person)
        if change.everything:
            self.portraits.forget()
        if change.everything or change.entries or change.people or change.offerings:
            self._waiting.start()
        self.model.touch(change.people)

    def on_new_day(self) -> None:
        self.ask()

    def ask(self) -> None:
        """Count again, off the window's thread."""
        self._asked += 1
        mine = self._asked

        def done(found: list[WhoKnows]) -> None:
            if mine == self._asked:
                self._take(found)

        self.desk.jobs.run(asked_once(self.desk.store, WholeRecord.who_knows), done)

    def _take(self, found: list[WhoKnows]) -> None:
        self._known = {one.offering.id: one for one in found}
        self.layers.setCurrentIndex(0 if found else 1)
        self.heading.setVisible(bool(found))
        self.offerings.show_known(found)
        if found:
            self._show_offering()

    @property
    def known(self) -> WhoKnows | None:
        """What is shown."""
        key = self.offerings.current
        return self._known.get(int(key)) if key else None

    def choose(self, offering: int, answer: str = TELL) -> None:
        """Bring one list to the front."""
        self.offerings.choose(str(offering))
        self.answers.choose(answer)
        self._show_offering()

    def _choose_answer(self, key: str) -> None:
        self.answers.choose(key)
        self._show_people()

    def _show_offering(self) -> None:
        known = self.known
        if known is None:
            return
        self.name.setText(known.offering.name)
        has = bool(known.offering.sentence)
        self.sentence.setText(
            known.offering.sentence if has else self.tr("No sentence says it yet: add one in the settings.")
        )
        self.copy_button.setVisible(has)
        self.bar.show_shares(known)
        self.answers.show_counts(known)
        self._show_people()

    def _show_people(self) -> None:
        known = self.known
        if known is None:
            return
        self._tell, self._last_told = frozenset(known.tell), known.last_told
        key = self.answers.current
        ids = known.tell if key == TELL else known.people[Knows(key)]
        place = {id: n for n, id in enumerate(ids)}
        before = self._current_id()
        self.list.empty = (
            self.tr("Everybody you are in touch with knows of it.") if key == TELL else self.tr("Nobody yet.")
        )
        self.model.show(Listing(lambda: ids, lambda some: {id: place[id] for id in some if id in place}))
        row = self.model.row_of(before) if before is not None else None
        if ids:
            self.list.setCurrentIndex(self.model.index(row or 0, 0))
        self._on_current()

    # ------------------------------------------------------------------ people

    def _rows(self, ids: Sequence[int]) -> Mapping[int, PersonRow]:
        rows = self.desk.store.person_rows(ids)
        self.portraits.read(rows)
        return rows

    def _told(self, row: PersonRow) -> str:
        """When they last heard of it, where the list says so."""
        if row.id not in self._tell:
            return ""
        last = self._last_told.get(row.id)
        if last is None:
            return self.tr("Never told")
        return self.tr("Told {day}").format(day=near_day(last, self.desk.today))

    def _card(self, row: PersonRow, index: Index) -> Card:
        closeness = capital(word(row.closeness)) if row.closeness else ""
        place = " · ".join(filter(None, (row.role, row.organization)))
        told = self._told(row)
        last = self._last_told.get(row.id)
        ago = (self.desk.today - last).days if last else None
        return Card(
            title=row.name,
            detail=" · ".join(filter(None, (closeness, told if last else "", place))),
            aside=age_of(ago) if ago is not None else told,
            leading=Face(row.name, initials(row.name), self.portraits.of(row)),
        )

    def _describe(self, row: PersonRow) -> str:
        closeness = capital(word(row.closeness)) if row.closeness else ""
        return ". ".join(filter(None, (row.name, closeness, self._told(row), row.role, row.organization)))

    def _current_id(self) -> int | None:
        return self.model.id_at(self.list.currentIndex().row())

    def _on_current(self) -> None:
        row = self.model.row(self.list.currentIndex().row())
        for one in (self.told_button, self.open_button):
            one.setEnabled(row is not None)
        self.told_button.setText(
            self.tr("I told {name}…").format(name=_short(row.name)) if row else self.tr("I told them…")
        )

    def _open(self, index: QModelIndex) -> None:
        id = self.model.id_at(index.row())
        if id is not None:
            self.desk.person_wanted.emit(id)

    def _open_current(self) -> None:
        self._open(self.list.currentIndex())

    def begin_entry(self) -> None:
        """Go to the capture field with the chosen person told of the offering."""
        known, row = self.known, self.model.row(self.list.currentIndex().row())
        if known and row:
            self.desk.capture_about_wanted.emit(PersonRef(row.id, row.name), f"/told {known.offering.name} ")

    def copy_sentence(self) -> None:
        """Put the offering's sentence on the clipboard."""
        known = self.known
        if known and known.offering.sentence:
            QGuiApplication.clipboard().setText(known.offering.sentence)
            self.desk.tell(self.tr("Copied: {text}").format(text=known.offering.sentence))

    def take_focus(self) -> None:
        if self._known:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus()


def _short(name: str) -> str:
    """A name with room for it on a button."""
    return name if len(name) <= 24 else name[:23] + "…"
