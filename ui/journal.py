"""The journal: everything that happened, by day, newest first, with a calendar, filters and one entry whole.

The list holds ids alone; what is read of a long journal is what is looked at. A day is found among 200,000 entries by
halving, asking the store for a few keys.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from netjournal.model import Change, EntryFilter, EntryKind, EntryRow
from ui.calendar import Calendar, DayField, day_written
from ui.desk import Desk
from ui.entry_cards import GUTTER, describe_entry, entry_card, entry_title
from ui.entry_view import EntryView
from ui.look import XS, L, M, S, color, current, font, px
from ui.page import Page
from ui.parts.action import own_action
from ui.parts.button import button, icon_button
from ui.parts.card import Card, RowDelegate
from ui.parts.card_list import CardList
from ui.parts.chip import ChipRow, ChipText
from ui.parts.drop_down import DropDown
from ui.parts.empty_pane import EmptyPane
from ui.parts.label import Label
from ui.parts.matched import context, draw_matched
from ui.parts.scrolled import Least, Scrolled
from ui.parts.search_field import SearchField
from ui.parts.section import Heading
from ui.rows import Column, Listing, RowsModel
from ui.words import full_day, key_name, number

Index = QModelIndex | QPersistentModelIndex

_LARGE = 20_000
"""Entries beyond which the last year is shown first, and the rest once that is painted."""

KINDS: tuple[tuple[str, str, tuple[EntryKind, ...]], ...] = (
    # key and icon of the chip, the kinds it stands for
    ("note", "note", (EntryKind.NOTE,)),
    ("meeting", "meeting", (EntryKind.MEETING,)),
    ("call", "call", (EntryKind.CALL, EntryKind.VIDEO_CALL)),
    ("message", "message", (EntryKind.MESSAGE, EntryKind.EMAIL, EntryKind.LETTER)),
    ("event", "event", (EntryKind.EVENT,)),
    ("gift", "gift", (EntryKind.GIFT,)),
    ("ask", "ask-made", (EntryKind.ASK, EntryKind.OUTCOME)),
    ("referral", "referral", (EntryKind.REFERRAL,)),
    ("introduction", "introduction", (EntryKind.INTRODUCTION,)),
    ("thanks", "thanks", (EntryKind.THANKS,)),
    ("mention", "mention", (EntryKind.MENTION,)),
)


class JournalPage(Page):
    """The page of all entries. `open` shows one of them, `go_to` a day."""

    key = "journal"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._filter = EntryFilter()
        self._kinds: frozenset[str] = frozenset()
        self._side_wanted: bool | None = None  # None: as the room allows
        self._everything, self._partial = 0, False
        self._reading = False  # where there is room for one column only: the entry, not the list
        self._wanted: int | None = None  # to be chosen once the list is read
        self._shown_before = False
        self.model: RowsModel[EntryRow] = RowsModel(
            [Column("entry", self.tr("Entry"), entry_title)],
            self.desk.store.entry_rows,
            lambda row: describe_entry(row, self.desk.today),
            self,
        )
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(120)
        self._typing.timeout.connect(self._search)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(50)
        self._rest.timeout.connect(self._read_rest)
        self._make_parts()
        self._make_actions()
        self._lay_out()

    # ------------------------------------------------------------------ making

    def _make_parts(self) -> None:
        self.side_button = icon_button("calendar", self.tr("Calendar and filters"), self._turn_side, key="Ctrl+Shift+L")
        self.side_button.setCheckable(True)
        self.heading = Heading(self.tr("Journal"), self.side_button, size="title")
        self.field = SearchField(self.tr("Search the journal"), "Ctrl+F")
        self.field.textChanged.connect(lambda _text: self._typing.start())
        self.field.returnPressed.connect(self._search)
        self.filters = ChipRow(self.tr("What is shown"))
        self.filters.clicked.connect(self._unfilter)
        self.filters.removed.connect(self._unfilter)
        self.day_field = DayField(self.tr("Go to a day: 12 March, last friday, 2024"), lambda: self.desk.today)
        self.day_field.returnPressed.connect(self._day_entered)
        self.day_hint = Label("", "small", "quiet", wrap=True)
        self.list = _EntryList(self.tr("Entries"), self.model, self._card, gutter=GUTTER)
        self.list.selectionModel().currentRowChanged.connect(self._on_current)
        self.list.opened.connect(self._opened)
        self.view = EntryView(self.desk)
        self.side = Scrolled()
        self.view.closed.connect(self._back_to_list)
        self.list.clicked.connect(lambda _index: self._read_one() if self.side.isHidden() else None)
        self.calendar: Calendar | None = None
        write = button(
            self.tr("Write the first entry"), lambda: self.desk.capture_wanted.emit(""), kind="primary", picture="add"
        )
        self.empty = EmptyPane(
            "journal",
            self.tr("Everything that happens stands here, day by day."),
            self.tr("Write down one thing from today: with whom you spoke, and what was asked, given or promised."),
            write,
        )

    def _make_actions(self) -> None:
        for text, key, picture, act in (
            (self.tr("Search the journal"), "Ctrl+F", "search", self._to_search),
            (self.tr("Go to a day…"), "Ctrl+G", "calendar", self.ask_day),
            (self.tr("Go to today"), "Alt+Home", "today", lambda: self.go_to(self.desk.today)),
            (self.tr("Calendar and filters"), "Ctrl+Shift+L", "filter", self._turn_side),
            (self.tr("Show every entry"), "Ctrl+Shift+X", "close", self.clear),
        ):
            own_action(self, text, key, picture, act)
        # Not on the whole page: Delete in the search field or on a chip is not about the entry.
        self.list.addActions(self.view.commands)

    def offered(self) -> list[QAction]:
        return [*super().offered(), *self.view.commands]

    def _lay_out(self) -> None:
        self.side.setFixedWidth(px(264))
        self.side.hide()
        self.middle = _Pane()
        column = QVBoxLayout(self.middle)
        column.setContentsMargins(0, M, 0, 0)
        column.setSpacing(S)
        top = QVBoxLayout()
        top.setContentsMargins(L, 0, L, 0)
        top.setSpacing(S)
        for part in (self.heading, self.field, self.filters, self.day_field, self.day_hint):
            top.addWidget(part)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        self.filters.hide()
        self.day_field.hide()
        self.day_hint.hide()
        self.middle.setMinimumWidth(px(280))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.middle)
        self.splitter.addWidget(self.view)
        self.splitter.setStretchFactor(0, 5)
        self.splitter.setStretchFactor(1, 4)
        whole = QWidget()
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.side)
        line.addWidget(self.splitter, 1)
        self.layers = QStackedWidget()
        self.layers.addWidget(whole)
        self.layers.addWidget(self.empty)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        around.addWidget(self.layers)

    def _make_side(self) -> None:
        """The calendar and the filters, when first there is room for them or they are asked for."""
        if self.calendar is not None:
            return
        self.calendar = Calendar(self.desk.store.days_with_entries, self.desk.today)
        self.calendar.chosen.connect(self.go_to)
        self.kinds = ChipRow(self.tr("Kinds"))
        self.kinds.clicked.connect(self._turn_kind)
        self.tag = DropDown(self.tr("Tag"))
        self.tag.activated.connect(self._choose_tag)
        self.since = DayField(self.tr("From"), lambda: self.desk.today)
        self.until = DayField(self.tr("To"), lambda: self.desk.today, last=True)
        self.since.settled.connect(lambda day: self._narrow(since=day))
        self.until.settled.connect(lambda day: self._narrow(until=day))
        self.side_hint = Label("", "small", "bad", wrap=True)
        self.side_hint.hide()
        for field in (self.since, self.until):
            field.unclear.connect(self._unclear)
            field.settled.connect(lambda _day: self.side_hint.hide())
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(L, L, S, L)
        column.setSpacing(S)
        column.addWidget(self.calendar)
        column.addSpacing(S)
        span = QHBoxLayout()
        span.setSpacing(S)
        span.addWidget(self.since)
        span.addWidget(self.until)
        for title, part in ((self.tr("Kinds"), self.kinds), (self.tr("Tag"), self.tag)):
            column.addWidget(Label(title, "small strong", "quiet"))
            column.addWidget(part)
            column.addSpacing(XS)
        column.addWidget(Label(self.tr("Days"), "small strong", "quiet"))
        column.addLayout(span)
        column.addWidget(self.side_hint)
        column.addStretch(1)
        self.side.setWidget(inside)
        self._fill_tags()
        self._show_kinds()
        self.since.put(self._filter.since)
        self.until.put(self._filter.until)

    # ------------------------------------------------------------------ the room there is

    def minimumSizeHint(self) -> QSize:
        return QSize(px(320), px(240))  # in less room parts give way to one another: none holds the window open

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        roomy = self.width() >= px(1040)
        side = roomy if self._side_wanted is None else self._side_wanted
        if side:
            self._make_side()
        self.side.setVisible(side)
        self.side.setFixedWidth(px(264))
        self.side_button.setChecked(side)
        # In little room the pane gives way to the calendar; in very little it takes the room of the list when opened.
        alone = self.width() < px(620)
        reading = alone and self._reading and not side
        self.view.set_closable(alone)
        self.view.setVisible(reading or (not alone and (roomy or not side)))
        self.middle.setVisible(not reading)

    def _read_one(self) -> None:
        """Make room for the pane, if it has none."""
        if self.view.isHidden():
            self._side_wanted, self._reading = None, True
            self._fit()

    def _back_to_list(self) -> None:
        self._reading = False
        self._fit()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn_side(self) -> None:
        self._side_wanted = self.side.isHidden()
        self._fit()
        if self._side_wanted and self.calendar:
            self.calendar.month.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ------------------------------------------------------------------ the list

    def showEvent(self, event: QShowEvent) -> None:
        if not self._shown_before:
            self._shown_before = True
            self._load()
        super().showEvent(event)
        if self._partial:
            self._rest.start()

    def hideEvent(self, event: QHideEvent) -> None:
        # Nothing is asked of a journal that may be closed by now.
        self._rest.stop()
        self._typing.stop()
        super().hideEvent(event)

    def _listing(self, wanted: EntryFilter) -> Listing:
        store = self.desk.store
        return Listing(lambda: store.entry_ids(wanted), lambda ids: store.entry_keys(ids, wanted), descending=True)

    def _load(self) -> None:
        """Show what the filter lets through; the entry that is read stays chosen if it is still there."""
        self._rest.stop()
        self._everything = count = self.desk.store.count_entries()
        chosen = self._wanted or (self.view.entry.id if self.view.entry else None)
        if count > _LARGE and self._filter == EntryFilter() and chosen is None:
            self.model.show(self._listing(EntryFilter(since=self.desk.today - timedelta(365))))
            self._partial = True
            if self.isVisible():
                self._rest.start()
        else:
            self._partial = False
            self.model.show(self._listing(self._filter))
        self.list.say(self._words())
        self._choose(chosen)
        self._say_count()
        self._say_filters()

    def _read_rest(self) -> None:
        self._rest.stop()
        self._partial = False
        chosen = self.model.id_at(self.list.currentIndex().row())
        place = self.list.verticalScrollBar().value()
        self.model.show(self._listing(self._filter))
        self._choose(chosen, scroll=False)
        self.list.verticalScrollBar().setValue(place)
        self._say_count()

    def _choose(self, number: int | None, *, scroll: bool = True) -> None:
        index = self.model.index_of(number) if number else QModelIndex()
        if not index.isValid() and self.model.ids():
            # What is still to come stands above; one begins to read at the newest that has happened.
            index = self.model.index(min(self._row_of(self.desk.today), len(self.model.ids()) - 1), 0)
        if index.isValid():
            self.list.setCurrentIndex(index)
            if scroll:
                self.list.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        else:
            self.view.show_entry(None)

    def _say_count(self) -> None:
        n = self._everything if self._partial else len(self.model.ids())
        self.heading.set_count(n)
        narrowed = self._filter != EntryFilter()
        self.layers.setCurrentIndex(0 if n or narrowed else 1)
        self.list.empty = (
            self.tr("Nothing here fits. Show every entry with {key}.").format(key=key_name("Ctrl+Shift+X"))
            if narrowed
            else ""
        )

    def _card(self, row: EntryRow, index: Index) -> Card:
        above = self.model.row(index.row() - 1)
        first = above is None or above.day != row.day
        return entry_card(row, self.desk.today, first_of_day=first)

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        number_ = self.model.id_at(now.row()) if now.isValid() else None
        if number_ is None or self.view.entry is None or self.view.entry.id != number_:
            self.view.show_entry(number_)
        if self.calendar and self.view.entry:
            self.calendar.go(self.view.entry.draft.day)

    def _opened(self, _index: Index) -> None:
        self._read_one()
        self.view.edit_button.setFocus(Qt.FocusReason.TabFocusReason)

    # ------------------------------------------------------------------ what is shown

    def _narrow(self, **parts: Any) -> None:
        wanted = replace(self._filter, **parts)
        if wanted != self._filter:
            self._filter = wanted
            self._load()

    def _words(self) -> list[str]:
        return re.findall(r"[^\W_]+", self._filter.words)

    def _search(self) -> None:
        self._typing.stop()
        self._narrow(words=self.field.text().strip())

    def _to_search(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _turn_kind(self, key: object) -> None:
        self._kinds = self._kinds ^ {str(key)}
        self._filter_kinds()

    def _filter_kinds(self) -> None:
        self._narrow(kinds=tuple(kind for key, _, kinds in KINDS if key in self._kinds for kind in kinds))
        self._show_kinds()

    def _show_kinds(self) -> None:
        if self.calendar is not None:
            said = self._kind_words()
            self.kinds.show_chips(
                [
                    ChipText(key, said[key], picture, checkable=True, checked=key in self._kinds)
                    for key, picture, _ in KINDS
                ]
            )
            for chip in self.kinds.chips:
                chip.setChecked(chip.says.key in self._kinds)

    def _kind_words(self) -> dict[str, str]:
        return {
            "note": self.tr("Notes"),
            "meeting": self.tr("Meetings"),
            "call": self.tr("Calls"),
            "message": self.tr("Messages"),
            "event": self.tr("Events"),
            "gift": self.tr("Gifts"),
            "ask": self.tr("Asks"),
            "referral": self.tr("Referrals"),
            "introduction": self.tr("Introductions"),
            "thanks": self.tr("Thanks"),
            "mention": self.tr("Mentions"),
        }

    def _fill_tags(self) -> None:
        self.tag.clear()
        self.tag.addItem(self.tr("Any tag"), "")
        for tag, n in self.desk.store.tags():
            self.tag.addItem(self.tr("{tag} ({n})").format(tag=tag, n=number(n)), tag)
        self.tag.setSizeAdjustPolicy(DropDown.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.tag.setMinimumContentsLength(12)
        self.tag.setCurrentIndex(max(0, self.tag.findData(self._filter.tags[0] if self._filter.tags else "")))

    def _choose_tag(self, _place: int) -> None:
        tag = str(self.tag.currentData())
        self._narrow(tags=(tag,) if tag else ())

    def _unclear(self, words: str) -> None:
        self.side_hint.setText(self.tr("Which day is “{words}”? Write it like 12 March.").format(words=words))
        self.side_hint.show()

    def _say_filters(self) -> None:
        """Above the list stands what narrows it, each with a way to take it away."""
        wanted, said = self._filter, self._kind_words()
        chips = [ChipText(f"kind:{key}", said[key], removable=True) for key, _, _ in KINDS if key in self._kinds]
        chips += [ChipText("tag", tag, "tag", removable=True) for tag in wanted.tags]
        if wanted.person:
            name = self.desk.store.named([wanted.person]).get(wanted.person, "")
            chips.append(ChipText("person", name, "person", removable=True))
        if wanted.since:
            day = self.tr("from {day}").format(day=full_day(wanted.since))
            chips.append(ChipText("since", day, removable=True))
        if wanted.until:
            chips.append(ChipText("until", self.tr("to {day}").format(day=full_day(wanted.until)), removable=True))
        self.filters.show_chips(chips)
        self.filters.setVisible(bool(chips))

    def _unfilter(self, key: object) -> None:
        what, _, rest = str(key).partition(":")
        if what == "kind":
            self._turn_kind(rest)
        elif what == "tag":
            self._narrow(tags=())
        else:
            self._narrow(**{what: None})
        self._show_filters_aside()

    def _show_filters_aside(self) -> None:
        if self.calendar is not None:
            self.side_hint.hide()
            self.since.put(self._filter.since)
            self.until.put(self._filter.until)
            self.tag.setCurrentIndex(max(0, self.tag.findData(self._filter.tags[0] if self._filter.tags else "")))
            self._show_kinds()

    def show_person(self, person: int | None) -> None:
        """Only the entries of that person or organization; None for everybody's."""
        self._narrow(person=person)

    def clear(self) -> None:
        """Show every entry again."""
        self._kinds = frozenset()
        self.field.blockSignals(True)
        self.field.clear()
        self.field.cross.hide()
        self.field.blockSignals(False)
        self._typing.stop()
        if self._filter != EntryFilter():
            self._filter = EntryFilter()
            self._load()
        self._show_filters_aside()

    # ------------------------------------------------------------------ going there

    def open(self, number: int) -> None:
        """Choose that entry, in sight, and show it; what hides it is cleared."""
        if not self._shown_before:
            self._shown_before = True
            self._wanted = number
            self._load()
            self._wanted = None
        if not self.model.index_of(number).isValid():
            if self._partial:
                self._read_rest()
            if self._filter != EntryFilter() and not self.model.index_of(number).isValid():
                self.clear()
        index = self.model.index_of(number)
        if not index.isValid():
            self.desk.tell(self.tr("This entry is no longer in the journal."))
            return
        self._read_one()
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        (self.view.edit_button if self.middle.isHidden() else self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, day: date) -> None:
        """Scroll to the first entry of that day, or the nearest before it."""
        if self._partial:
            self._read_rest()
        row = self._row_of(day)
        index = self.model.index(min(row, len(self.model.ids()) - 1), 0)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)
        if self.calendar:
            self.calendar.go(day)

    def _row_of(self, day: date) -> int:
        """The first row on that day or before it, by halving."""
        ids, keys, wanted = self.model.ids(), self.desk.store.entry_keys, self._filter
        low, high = 0, len(ids)
        while low < high:
            middle = (low + high) // 2
            key = keys([ids[middle]], wanted).get(ids[middle])
            if key is not None and str(key[0]) > day.isoformat():
                low = middle + 1
            else:
                high = middle
        return low

    def ask_day(self) -> None:
        """Ask in words for a day to go to."""
        self.day_field.show()
        self.day_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.day_field.selectAll()

    def _day_entered(self) -> None:
        day = day_written(self.day_field.text(), self.desk.today, day_first=self.desk.store.preferences.day_first)
        if day is None:
            self.day_hint.setText(self.tr("Which day is this? Write it like “12 March” or “last friday”."))
            self.day_hint.show()
            return
        self._leave_day()
        self.go_to(day)

    def _leave_day(self) -> None:
        self.day_field.put(None)
        self.day_field.hide()
        self.day_hint.hide()
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.day_field.hasFocus():
            self._leave_day()
        elif event.key() == Qt.Key.Key_Escape and self.field.hasFocus():
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self._search()
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------ keeping up

    def on_change(self, change: Change) -> None:
        if not self._shown_before:
            return
        narrowed_by_people = bool(self._filter.words or self._filter.tags or self._filter.person)
        if change.everything or (narrowed_by_people and (change.people or change.tags)):
            self.model.reload()
        else:
            self.model.apply(change.entries)
            if change.people:
                self.model.touch(
                    id
                    for id, row in self.model.kept_rows().items()
                    if row and any(named.id in change.people for named, _ in row.people)
                )
        if change.entries:
            # Which row is the first of its day may have changed beside those that did.
            self.list.viewport().update()
        self.view.on_change(change)
        if self.model.ids() and not self.list.currentIndex().isValid():
            self._choose(None)
        elif not self.model.ids():
            self.view.show_entry(None)
        self._say_count()
        if self.calendar is not None:
            if change.everything or change.entries:
                self.calendar.refresh()
            if change.everything or change.tags:
                self._fill_tags()

    def on_new_day(self) -> None:
        self.model.forget()
        self.view.on_new_day()
        if self.calendar:
            self.calendar.set_today(self.desk.today)

    def take_focus(self) -> None:
        if self.middle.isHidden():
            self._back_to_list()
        (self.list if self.model.ids() else self.field).setFocus(Qt.FocusReason.OtherFocusReason)


class _Pane(Least):
    """Room for a list, on the ground that content stands on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color(current().surface))

    def sizeHint(self) -> QSize:
        return QSize(px(520), px(400))


class _EntryList(CardList):
    """Entries as cards; while something is searched for, the second line shows where it stands."""

    def __init__(self, *args: Any, **keys: Any) -> None:
        super().__init__(*args, **keys)
        self._matching = _Matching(args[2], self, gutter=keys.get("gutter", 0))
        self.setItemDelegate(self._matching)

    def say(self, words: list[str]) -> None:
        """What is searched for."""
        if self._matching.words != words:
            self._matching.words = words
            self.viewport().update()


class _Matching(RowDelegate):
    """A card whose second line shows the match in its context."""

    words: list[str] = []  # noqa: RUF012 - replaced, never changed
    _room: tuple[int, int, int, int] | None = None
    """Where the second line was left free: left, top, height, right."""

    def _draw(
        self, painter: QPainter, area: QRect, direction: Qt.LayoutDirection, card: Card, *, selected: bool
    ) -> None:
        if not self.words or not card.detail:
            super()._draw(painter, area, direction, card, selected=selected)
            return
        super()._draw(painter, area, direction, replace(card, detail="\u00a0"), selected=selected)
        assert self._room is not None, "a card with a second line has drawn its marks"
        left, y, line, end = self._room
        text, spans = context(card.detail, self.words, end - left, self._small_size)
        t = current()
        box = QRect(left, y, max(0, end - left), line)
        box = QStyle.visualRect(direction, area, box)
        draw_matched(painter, box, text, spans, t.quiet, self._small, font("small strong"), direction)

    def _badges(
        self,
        painter: QPainter,
        area: QRect,
        direction: Qt.LayoutDirection,
        card: Card,
        y: int,
        line: int,
        left: int,
        right: int,
    ) -> int:
        end = super()._badges(painter, area, direction, card, y, line, left, right)
        self._room = (left, y, line, end)
        return end
