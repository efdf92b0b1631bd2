"""The settings: what is kept with the journal can be undone, what belongs to this machine holds at once.

A section is made when it is first shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, QRect, QSize, QStringListModel, Qt, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QDesktopServices,
    QFontMetrics,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QStackedWidget,
    QStyle,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from netjournal.errors import Invalid, KnownError
from netjournal.model import Change, PeopleFilter, PersonDraft, PersonKind, PersonState, Preferences
from netjournal.names import fold, initials
from netjournal.store import Check
from netjournal.wording import say
from ui.desk import Desk
from ui.icons import draw_icon, icon
from ui.look import RADIUS, XL, XS, XXL, L, M, S, color, current, font, px
from ui.page import Page
from ui.parts.button import button
from ui.parts.card import Card, Disc, Index
from ui.parts.card_list import CardList
from ui.parts.choices import Choices
from ui.parts.drop_down import DropDown
from ui.parts.group import Group, framed
from ui.parts.label import Label
from ui.parts.paint import PaintedButton, fill, ring
from ui.parts.portrait import Portrait
from ui.parts.scrolled import Scrolled
from ui.parts.search_field import SearchField
from ui.parts.segmented import Segmented
from ui.rows import Column, Listing, RowsModel
from ui.words import capital, told, word

TEXT_SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
"""Percent of the system's."""


class Pane(QWidget):
    """One section: its title, a sentence, and its groups, read anew with each change that concerns it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(XL, L, XL, XXL)
        self.column.setSpacing(M)

    def head(self, title: str, sentence: str) -> None:
        """Put a title and a sentence at the top."""
        self.setAccessibleName(title)
        self.column.addWidget(Label(title, "title"))
        self.column.addWidget(Label(sentence, "body", "quiet", wrap=True))
        self.column.addSpacing(XS)

    def group(self, title: str) -> Group:
        """Begin a group below its heading."""
        made = Group(title)
        if self.column.count() > 3:
            self.column.addSpacing(S)
        self.column.addWidget(Label(title, "heading"))
        self.column.addWidget(made)
        return made

    def refresh(self, change: Change | None = None) -> None:
        """Read what is shown; `change` is what happened, None at first."""

    def _settle(self, **changes: Any) -> None:
        """Settle something in the journal."""
        store = self.desk.store
        wanted = replace(store.preferences, **changes)
        if wanted != store.preferences:
            self.desk.do(lambda: store.settle(wanted))
            self.refresh()


class _Place(PaintedButton):
    """A section in the index at the left."""

    def __init__(self, title: str, picture: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setAccessibleName(title)
        self._picture = picture
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

        self.narrow = False
        """The picture alone, where there is little room."""

    def sizeHint(self) -> QSize:
        if self.narrow:
            return QSize(px(36), px(34))
        words = QFontMetrics(font("strong")).horizontalAdvance(self.text())
        return QSize(words + px(10 + 16 + 10 + 12), px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter, area = current(), QPainter(self), self.rect()
        if self.isChecked():
            fill(painter, area, t.selection, RADIUS)
        elif self.underMouse():
            fill(painter, area, t.hover, RADIUS)
        if self.ringed:
            ring(painter, area, RADIUS)
        spot = QRect(px(10), (area.height() - px(16)) // 2, px(16), px(16))
        direction = self.layoutDirection()
        role = t.accent if self.isChecked() else t.quiet
        draw_icon(painter, QStyle.visualRect(direction, area, spot), self._picture, role)
        if self.narrow:
            return
        painter.setFont(font("strong" if self.isChecked() else "body"))
        painter.setPen(color(t.text))
        words = QStyle.visualRect(direction, area, area.adjusted(px(36), 0, -px(6), 0))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self.text())


class _Contents(Choices):
    """The index."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Sections of the settings"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(L, L, 0, L)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        self._places: list[_Place] = []

    def set_narrow(self, narrow: bool) -> None:
        """Show pictures alone; the words are then in the tooltips."""
        for place in self._places:
            if place.narrow != narrow:
                place.narrow = narrow
                place.setToolTip(place.text() if narrow else "")
                place.updateGeometry()

    def add(self, key: str, title: str, picture: str) -> None:
        place = _Place(title, picture, self)
        self._places.append(place)
        self._column.insertWidget(self._column.count() - 1, place)
        self._hold(key, place)


class _Room(QWidget):
    """What a section stands in: as high as its words need at its width, not at the least width there could be."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class SettingsPage(Page):
    """All settings, a section at a time."""

    key = "settings"
    look_changed = Signal()
    """Light or dark, or the text size, has been chosen: the program is to be dressed anew."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._panes: dict[str, Pane] = {}
        self._rooms: dict[str, QScrollArea] = {}
        self.contents = _Contents()
        self.stack = QStackedWidget()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.contents)
        line.addWidget(self.stack, 1)
        also = {
            "journal": self.tr("cadence, birthdays, currency, telephone"),
            "reminders": self.tr("notices, quiet hours, calendar"),
            "machine": self.tr("dark, light, look, text size, density"),
            "data": self.tr("backups, restore, import, export, check"),
        }
        for key, title, picture in (
            ("journal", self.tr("This journal"), "journal"),
            ("me", self.tr("You"), "person"),
            ("offerings", self.tr("What you offer"), "offer"),
            ("tags", self.tr("Tags"), "tag"),
            ("reminders", self.tr("Reminders"), "reminder"),
            ("machine", self.tr("This machine"), "theme"),
            ("data", self.tr("Your data"), "folder"),
        ):
            self.contents.add(key, title, picture)
            action = QAction(icon(picture), self.tr("Settings: {section}").format(section=title), self)
            action.setProperty("also", also.get(key, ""))
            action.triggered.connect(lambda _=False, key=key: self.turn_to(key))
            self.addAction(action)
        self.contents.chosen.connect(self.turn_to)
        self.turn_to("journal")

    def _make(self, key: str) -> Pane:
        if key == "offerings":
            from ui.offerings import OfferingsPane

            return OfferingsPane(self.desk)
        if key == "reminders":
            from ui.reminders_pane import RemindersPane

            return RemindersPane(self.desk)
        if key == "machine":
            pane = MachinePane(self.desk)
            pane.look_changed.connect(self.look_changed)
            return pane
        kinds: dict[str, Callable[[Desk], Pane]] = {
            "journal": JournalPane,
            "me": MePane,
            "tags": TagsPane,
            "data": DataPane,
        }
        return kinds[key](self.desk)

    def pane(self, key: str) -> Pane:
        """A section, made if it was never shown."""
        if key not in self._panes:
            made = self._panes[key] = self._make(key)
            made.setMaximumWidth(px(760))
            holder = _Room()
            line = QHBoxLayout(holder)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(made, 1)
            line.addStretch(0)
            room = Scrolled(holder, sideways=True)
            self._rooms[key] = room
            self.stack.addWidget(room)
            made.refresh()
        return self._panes[key]

    def turn_to(self, key: str) -> Pane:
        """Show a section: journal, me, offerings, tags, reminders, machine or data."""
        known = key in self._panes
        pane = self.pane(key)
        # What these show changes without any news of the journal's.
        if known and key in {"reminders", "machine", "data"}:
            pane.refresh()
        self.contents.choose(key)
        self.stack.setCurrentWidget(self._rooms[key])
        return pane

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.contents.set_narrow(self.width() < px(640))

    def on_change(self, change: Change) -> None:
        for pane in self._panes.values():
            pane.refresh(change)

    def take_focus(self) -> None:
        self.contents.button(self.contents.current).setFocus(Qt.FocusReason.ShortcutFocusReason)


# ---------------------------------------------------------------------------------------------------------------------


class Days(QSpinBox):
    """A number of days, kept when the field is left or Enter is pressed; the wheel belongs to the page."""

    def __init__(self, most: int, none: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, most)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSpecialValueText(none)
        self.valueChanged.connect(self._say)
        self._say(self.value())
        self.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        self.lineEdit().setTextMargins(S - 2, 0, S - 2, 0)  # which a style sheet cannot give it
        self.setFixedWidth(px(120))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _say(self, value: int) -> None:
        words = self.tr("%n days", "", value)
        figures = [n for n, letter in enumerate(words) if letter.isdigit()]
        self.setPrefix(words[: figures[0]])
        self.setSuffix(words[figures[-1] + 1 :])

    def show_value(self, value: int) -> None:
        """What stands in the journal, unless something else is being typed."""
        if not (self.hasFocus() and self.lineEdit().isModified()):
            self.setValue(value)


class Picker(DropDown):
    """A choice that tells of the user's; the wheel belongs to the page."""

    picked = Signal(str)

    def __init__(self, *choices: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__("", choices, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda _row: self.picked.emit(self.key))

    def choose(self, key: str) -> None:
        """Show a choice; one that is not among them is added."""
        if self.findData(key) < 0:
            self.addItem(key, key)
        super().choose(key)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class JournalPane(Pane):
    """What is kept in the journal, whatever machine it is opened on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.head(self.tr("This journal"), self.tr("Kept in the journal itself. Every change here can be undone."))
        self.cadence: dict[str, Days] = {}
        self._add_cadence()
        self._add_days()
        self._add_region()
        self.column.addStretch(1)

    def _add_cadence(self) -> None:
        group = self.group(self.tr("How often you mean to be in touch"))
        for closeness, _ in Preferences().cadence:
            field = Days(3650, self.tr("no cadence"))
            field.editingFinished.connect(lambda closeness=closeness: self._settle_cadence(closeness))
            self.cadence[closeness.value] = field
            group.line(capital(word(closeness)), field)
        note = self.tr("A person can have a cadence of their own on their page. 0 days: you are not reminded.")
        self.column.addWidget(Label(note, "small", "quiet", wrap=True))

    def _add_days(self) -> None:
        group = self.group(self.tr("Days"))
        self.lead = Days(60, self.tr("on the day"))
        self.lead.editingFinished.connect(lambda: self._settle(lead_days=self.lead.value()))
        group.line(
            self.tr("Birthdays and other dates are announced"),
            self.lead,
            hint=self.tr("That many days ahead. A date may have its own number on the person's page."),
        )
        self.leap = Segmented(self.tr("Birthdays on 29 February"))
        self.leap.add("02-28", self.tr("28 February"))
        self.leap.add("03-01", self.tr("1 March"))
        self.leap.chosen.connect(lambda key: self._settle(leap_day=key))
        group.line(self.tr("Birthdays on 29 February"), self.leap, hint=self.tr("In years that have none."))
        self.order = Segmented(self.tr("Dates written in numbers"))
        self.order.add("day", self.tr("Day first"))
        self.order.add("month", self.tr("Month first"))
        self.order.chosen.connect(lambda key: self._settle(day_first=key == "day"))
        self.order_line = group.line(self.tr("Dates written in numbers"), self.order, hint=" ")

    def _add_region(self) -> None:
        group = self.group(self.tr("Money and telephones"))
        self.currency = Picker(*((code, code) for code in _currencies()))
        self.currency.picked.connect(lambda key: self._settle(currency=key))
        group.line(
            self.tr("Currency"), self.currency, hint=self.tr("Of sums that are written without one, as in “2000”.")
        )
        self.region = Picker(*_regions())
        self.region.setMinimumContentsLength(16)
        self.region.setSizeAdjustPolicy(DropDown.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.region.picked.connect(lambda key: self._settle(phone_region=key))
        group.line(
            self.tr("Telephone numbers are of"),
            self.region,
            hint=self.tr("Where a number without a country code belongs; imports compare by it."),
        )

    def refresh(self, change: Change | None = None) -> None:
        if change is not None and not (change.settings or change.everything):
            return
        kept = self.desk.store.preferences
        for closeness, days in kept.cadence:
            self.cadence[closeness.value].show_value(days)
        self.lead.show_value(kept.lead_days)
        self.leap.choose(kept.leap_day)
        self.order.choose("day" if kept.day_first else "month")
        meant = self.tr("3/4 is read as 3 April.") if kept.day_first else self.tr("3/4 is read as 4 March.")
        self.order_line.show_hint(meant)
        self.currency.choose(kept.currency)
        self.region.choose(kept.phone_region)

    def _settle_cadence(self, changed: Any) -> None:
        field = self.cadence[changed.value]
        field.lineEdit().setModified(False)
        kept = self.desk.store.preferences.cadence
        self._settle(cadence=tuple((c, field.value() if c == changed else days) for c, days in kept))


def _currencies() -> list[str]:
    """Every currency some country uses, the most used first."""
    usual = ["EUR", "USD", "GBP", "CHF", "JPY", "CNY", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK"]
    some = {
        locale.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
        for locale in QLocale.matchingLocales(
            QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry
        )
    }
    return usual + sorted(code for code in some if len(code) == 3 and code not in usual)


def _regions() -> list[tuple[str, str]]:
    """Every country with its two letters, in order of its name."""
    found: dict[str, str] = {}
    for locale in QLocale.matchingLocales(
        QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry
    ):
        code = QLocale.territoryToCode(locale.territory())
        if len(code) == 2 and code.isalpha():
            found[code] = QLocale.territoryToString(locale.territory())
    return sorted(((code, f"{name} ({code})") for code, name in found.items()), key=lambda pair: pair[1])


class MePane(Pane):
    """Which person of the journal is the user."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.head(
            self.tr("You"),
            self.tr("The person in the journal who is you is left out of what wants you, and of balances."),
        )
        self.portrait = Portrait(40)
        self.name = Label("", "strong")
        self.open_button = button(self.tr("Open"), self._open)
        self.not_me = button(self.tr("Not me"), self._nobody, kind="quiet")
        who = QWidget()
        line = QHBoxLayout(who)
        line.setContentsMargins(L, M, L, M)
        line.setSpacing(M)
        for part in (self.portrait, self.name):
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self.not_me)
        line.addWidget(self.open_button)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Your name"))
        self.field.setMinimumWidth(px(220))
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(8)
        completer.activated[str].connect(self._choose)  # type: ignore[index]
        self.field.setCompleter(completer)
        self.field.returnPressed.connect(lambda: self._choose(self.field.text()))
        self.field.textEdited.connect(self._hint)
        group = Group(self.tr("You"))
        group.add(who)
        self.line = group.line(self.tr("That is"), self.field, hint=" ")
        self.column.addWidget(group)
        self.column.addStretch(1)

    def refresh(self, change: Change | None = None) -> None:
        if change is not None and not (change.people or change.everything):
            return
        store = self.desk.store
        me = store.me()
        self._known: dict[str, int] = {}
        for known in store.known_names():
            if known.kind is PersonKind.PERSON:
                self._known.setdefault(fold(known.name), known.id)
        self._names.setStringList(sorted({k.name for k in store.known_names() if k.kind is PersonKind.PERSON}))
        name = store.named([me])[me] if me else ""
        self.name.setText(name or self.tr("Nobody yet"))
        self.name.set_role("text" if name else "quiet")
        self.portrait.show_person(name or "?", initials(name) if name else "?")
        self.open_button.setVisible(bool(me))
        self.not_me.setVisible(bool(me))
        self.line.title.setText(self.tr("You are somebody else") if me else self.tr("Which person is you"))
        self._hint(self.field.text())

    def _hint(self, text: str) -> None:
        if text.strip() and fold(text) not in self._known:
            self.line.show_hint(self.tr("Enter adds {name} to the journal, as you.").format(name=text.strip()))
        else:
            self.line.show_hint(self.tr("Write your name and press Enter."))

    def _choose(self, text: str) -> None:
        name = text.strip()
        if not name:
            return
        store = self.desk.store
        number = self._known.get(fold(name))
        said = self.tr("You are {name}.").format(name=name)
        if number is None:
            made = self.desk.do(
                lambda: store.add_person(PersonDraft(name, is_me=True)), undoable=said, invalid=self._refuse
            )
            if made is None:
                return
        elif number != store.me():
            self.desk.do(
                lambda: store.save_person(number, replace(store.person(number).about, is_me=True)), undoable=said
            )
        self.field.clear()
        self.refresh()

    def _refuse(self, error: Invalid) -> None:
        self.line.show_hint(told(error.sentence), "bad")

    def _open(self) -> None:
        if me := self.desk.store.me():
            self.desk.person_wanted.emit(me)

    def _nobody(self) -> None:
        store = self.desk.store
        me = store.me()
        if me is not None:
            draft = replace(store.person(me).about, is_me=False)
            words = self.tr("{name} is not you any more.").format(name=draft.name)
            self.desk.do(lambda: store.save_person(me, draft), undoable=words)


# ---------------------------------------------------------------------------------------------------------------------


class TagsPane(Pane):
    """Every tag with how many bear it: to be renamed, made one with another, or deleted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.head(self.tr("Tags"), self.tr("Give a tag the name of another one, and the two become one."))
        self._numbers: dict[str, int] = {}
        self._tags: dict[int, tuple[str, int]] = {}
        self.search = SearchField(self.tr("Find a tag"))
        self.search.textChanged.connect(lambda _text: self._relist())
        self.model: RowsModel[tuple[str, int]] = RowsModel(
            (Column("tag", self.tr("Tag"), lambda row: row[0]),),
            lambda ids: {i: self._tags[i] for i in ids if i in self._tags},
            lambda row: f"{row[0]}, {self._bearers(row[1])}",
            self,
        )
        self.list = CardList(
            self.tr("Tags"),
            self.model,
            self._card,
            lines=1,
            empty=self.tr("No tags yet. In the capture field, # makes one."),
        )
        self.list.setMinimumHeight(px(220))
        self.list.opened.connect(lambda _index: self._begin())
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self._show_chosen())
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("New name"))
        self.field.setAccessibleName(self.tr("New name of the tag"))
        self.field.textChanged.connect(lambda _text: self._say())
        self.field.returnPressed.connect(self._rename)
        self.rename_button = button(self.tr("Rename"), self._rename)
        self.people_button = button(self.tr("Show people"), self._show_people, kind="quiet")
        self.delete_button = button(self.tr("Delete"), self._delete, kind="danger", picture="delete")
        line = QHBoxLayout()
        line.setSpacing(S)
        line.addWidget(self.field, 1)
        line.addWidget(self.rename_button)
        line.addWidget(self.people_button)
        line.addWidget(self.delete_button)
        self.note = Label("", "small", "quiet", wrap=True)
        self.column.addWidget(self.search)
        self.column.addWidget(framed(self.list), 1)
        self.column.addLayout(line)
        self.column.addWidget(self.note)
        for words, key, act in (
            (self.tr("Rename the tag"), "F2", self._begin),
            (self.tr("Delete the tag"), "Del", self._delete),
        ):
            action = QAction(words, self.list)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _=False, act=act: act())
            self.list.addAction(action)

    def _card(self, row: tuple[str, int], _index: Index) -> Card:
        return Card(row[0], aside=self._bearers(row[1]), leading=Disc("tag"))

    def _bearers(self, n: int) -> str:
        return self.tr("%n people", "", n) if n else self.tr("nobody")

    def refresh(self, change: Change | None = None) -> None:
        if change is not None and not (change.tags or change.everything):
            return
        self._tags = {}
        for name, n in self.desk.store.tags():
            self._tags[self._numbers.setdefault(name, len(self._numbers) + 1)] = (name, n)
        self._relist()

    def _relist(self) -> None:
        wanted = fold(self.search.text())
        shown = [i for i, (name, _) in self._tags.items() if wanted in fold(name)]
        place = {i: at for at, i in enumerate(shown)}
        before = self.chosen
        self.model.show(Listing(lambda: shown, lambda ids: {i: (place[i],) for i in ids if i in place}))
        index = self.model.index_of(self._numbers.get(before, -1))
        if index.isValid() or shown:
            self.list.setCurrentIndex(index if index.isValid() else self.model.index(0, 0))
        self._show_chosen()

    @property
    def chosen(self) -> str:
        row = self.model.row(self.list.currentIndex().row())
        return row[0] if row else ""

    def _show_chosen(self) -> None:
        if not self.field.hasFocus():
            self.field.setText(self.chosen)
        for part in (self.field, self.rename_button, self.people_button, self.delete_button):
            part.setEnabled(bool(self.chosen))
        self._say()

    def _other(self) -> str:
        """The other tag that bears the name that was typed."""
        wanted = fold(self.field.text().strip().lstrip("#"))
        return next((n for n, _ in self._tags.values() if fold(n) == wanted and n != self.chosen), "")

    def _say(self) -> None:
        other = self._other()
        self.rename_button.setText(self.tr("Make them one") if other else self.tr("Rename"))
        words = self.tr("Everybody tagged “{tag}” will be tagged “{other}”.").format(tag=self.chosen, other=other)
        self.note.setText(words if other and self.chosen else "")
        self.note.set_role("quiet")

    def _begin(self) -> None:
        if self.chosen:
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.field.setText(self.chosen)
            self.field.selectAll()

    def _rename(self) -> None:
        old, new = self.chosen, self.field.text().strip()
        if not old or new == old:
            self.list.setFocus()
            return
        store, failed = self.desk.store, []

        def refuse(error: Invalid) -> None:
            failed.append(error)
            self.note.setText(told(error.sentence))
            self.note.set_role("bad")

        words = self.tr("“{tag}” is now “{new}”.").format(tag=old, new=new.lstrip("#"))
        self._numbers.setdefault(new.lstrip("#"), len(self._numbers) + 1)
        self.list.setFocus()
        self.desk.do(lambda: store.rename_tag(old, new), undoable=words, invalid=refuse)
        if failed:
            self.field.setFocus()
            return
        index = self.model.index_of(self._numbers.get(new.lstrip("#"), -1))
        if index.isValid():
            self.list.setCurrentIndex(index)

    def _delete(self) -> None:
        tag, store = self.chosen, self.desk.store
        if not tag:
            return

        def delete() -> None:
            with store.step(say("Delete the tag {tag}", tag=tag)):
                bearers = store.people_ids(PeopleFilter(tags=(tag,), state=PersonState.ALL))
                for person, row in store.person_rows(bearers).items():
                    store.set_tags(person, [t for t in row.tags if t != tag])

        self.desk.do(delete, undoable=self.tr("Deleted the tag “{tag}”.").format(tag=tag))

    def _show_people(self) -> None:
        if self.chosen:
            self.desk.tag_wanted.emit(self.chosen)


# ---------------------------------------------------------------------------------------------------------------------


class MachinePane(Pane):
    """What holds on this machine only."""

    look_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.head(self.tr("This machine"), self.tr("Kept on this computer, not in the journal."))
        group = Group(self.tr("Look"))
        self.scheme = Segmented(self.tr("Light or dark"))
        self.scheme.add("system", self.tr("As the system"))
        self.scheme.add("light", self.tr("Light"))
        self.scheme.add("dark", self.tr("Dark"))
        self.scheme.chosen.connect(lambda key: self._keep("look/scheme", key))
        group.line(self.tr("Light or dark"), self.scheme)
        self.text_size = Picker(*((str(n), f"{n} %") for n in TEXT_SIZES))
        self.text_size.picked.connect(lambda key: self._keep("look/text", int(key)))
        group.line(self.tr("Text size"), self.text_size, hint=self.tr("Of the system’s. Everything grows with it."))
        self.density = Segmented(self.tr("Density"))
        self.density.add("roomy", self.tr("Roomy"))
        self.density.add("compact", self.tr("Compact"))
        self.density.chosen.connect(lambda key: self._keep("look/density", key))
        group.line(self.tr("Density"), self.density, hint=self.tr("Compact shows more rows at once."))
        self.column.addWidget(group)
        self.column.addStretch(1)

    def refresh(self, change: Change | None = None) -> None:
        machine = self.desk.machine
        self.scheme.choose(machine.scheme)
        self.density.choose(machine.density)
        percent = round(machine.text_scale * 100)
        if self.text_size.findData(str(percent)) < 0:
            self.text_size.addItem(f"{percent} %", str(percent))
        self.text_size.choose(str(percent))

    def _keep(self, key: str, value: object) -> None:
        self.desk.machine.keep(key, value)
        self.look_changed.emit()


# ---------------------------------------------------------------------------------------------------------------------


class DataPane(Pane):
    """Where the journal is, whether it is sound, and the ways out of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.head(
            self.tr("Your data"), self.tr("The journal is one file on this computer. Nothing is ever sent anywhere.")
        )
        ask = desk.dialog_wanted.emit
        group = self.group(self.tr("The file"))
        self.where = group.line(
            self.tr("The journal"), button(self.tr("Open folder"), self._open_folder, picture="folder"), hint=" "
        )
        self.where.hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.synced = group.line(self.tr("This folder is copied to other places"), hint=" ")
        group = self.group(self.tr("In and out"))
        self.back_up_button = button(self.tr("Back up now"), self._back_up, picture="backup")
        self.backups = group.line(
            self.tr("Backups"),
            button(self.tr("Backups…"), lambda: ask("backups"), kind="quiet"),
            self.back_up_button,
            hint=" ",
        )
        group.line(
            self.tr("Bring people in"),
            button(self.tr("Import…"), lambda: ask("import"), picture="import"),
            hint=self.tr("From a vCard file or a table."),
        )
        group.line(
            self.tr("Take it with you"),
            button(self.tr("Export…"), lambda: ask("export"), picture="export"),
            hint=self.tr("People as vCards or a table, or the whole journal."),
        )
        group = self.group(self.tr("Soundness"))
        self.check_button = button(self.tr("Check"), self._check)
        self.mend_button = button(self.tr("Mend the search index"), self._mend)
        self.mend_button.hide()
        self.check = group.line(
            self.tr("Check the journal"),
            self.mend_button,
            self.check_button,
            hint=self.tr("Reads the whole file and compares what belongs together. Changes nothing."),
        )
        self.column.addStretch(1)

    def refresh(self, change: Change | None = None) -> None:
        if change is not None and not change.everything:
            return
        path = self.desk.store.path
        self.where.show_hint(str(path))
        service = synced_by(path)
        self.synced.setVisible(bool(service))
        self.synced.show_hint(
            self.tr(
                "It lies in a folder of {service}. If that changes the file while it is open here, entries can be "
                "lost. Keep the journal elsewhere and put only backups there."
            ).format(service=service),
            "warn",
        )
        self._say_backups()

    def _say_backups(self) -> None:
        from ui.backups import moment

        newest = next(iter(self.desk.store.backups()), None)
        if newest is None:
            self.backups.show_hint(
                self.tr("None yet. One is made every day the journal is opened; the last ten are kept.")
            )
        else:
            made = moment(newest.made, self.desk.store.now())
            self.backups.show_hint(self.tr("The newest is of {moment}. The last ten are kept.").format(moment=made))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.desk.store.path.parent)))

    def _back_up(self) -> None:
        store = self.desk.store
        self.back_up_button.setEnabled(False)

        def done(_path: object) -> None:
            if not isValid(self):  # another journal is open by now
                return
            self.back_up_button.setEnabled(True)
            self._say_backups()
            self.desk.tell(self.tr("Backed up."), mood="good")

        def failed(error: Exception) -> None:
            if not isValid(self):
                return
            self.back_up_button.setEnabled(True)
            self._failed(error)

        self.desk.jobs.run(lambda _progress, _cancelled: store.back_up(), done, failed)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.desk.fail(error)

    def _check(self) -> None:
        store = self.desk.store
        self.check_button.setEnabled(False)
        self.check.show_hint(self.tr("Checking…"))

        def work(progress: Callable[[int, int], None], _cancelled: Callable[[], bool]) -> Check:
            with store.reading():
                return store.check(progress)

        def failed(error: Exception) -> None:
            if not isValid(self):
                return
            self.check_button.setEnabled(True)
            self.check.show_hint("")
            self._failed(error)

        self.desk.jobs.run(work, self._checked, failed)

    def _checked(self, result: Check) -> None:
        if not isValid(self):
            return
        self.check_button.setEnabled(True)
        if result.ok:
            self.check.show_hint(self.tr("The journal is sound."), "good")
        else:
            words = "\n".join(told(problem) for problem in result.problems)
            self.check.show_hint(words, "bad")
        self.mend_button.setVisible(any("search index" in problem.template for problem in result.problems))

    def _mend(self) -> None:
        self.desk.do(self.desk.store.mend_index)
        self.mend_button.hide()
        self._check()


def synced_by(path: Path) -> str:
    """The service whose folder a file lies in ("Dropbox"), or "" where nothing points at one."""
    marks = {
        "dropbox": "Dropbox",
        "onedrive": "OneDrive",
        "nextcloud": "Nextcloud",
        "owncloud": "ownCloud",
        "icloud drive": "iCloud Drive",
        "iclouddrive": "iCloud Drive",
        "mobile documents": "iCloud Drive",
        "google drive": "Google Drive",
        "syncthing": "Syncthing",
    }
    for folder in path.parents:
        name = folder.name.casefold()
        for mark, service in marks.items():
            if name == mark or name.startswith((f"{mark} -", f"{mark} (", f"{mark}-")):
                return service
        if (folder / ".stfolder").exists():
            return "Syncthing"
        if (folder / ".dropbox").exists() and folder.name:
            return "Dropbox"
    return ""
