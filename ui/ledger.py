"""Asks & referrals: one table over everything asked, passed on and brought together, and what still wants a word.

The page hides how filters become a question to the store and how a cell is painted; the pane beside the table is the
one of the journal, and so are the steps that can follow an entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from netjournal.errors import Gone
from netjournal.model import (
    AskDetail,
    AskSide,
    AskState,
    Change,
    Detail,
    EntryDraft,
    EntryKind,
    IntroductionDetail,
    IntroductionState,
    LedgerFilter,
    LedgerKind,
    LedgerOrder,
    LedgerRow,
    PersonRef,
    Reason,
    ReferralDetail,
    ReferralState,
    Side,
    Word,
)
from netjournal.records import dataclass
from ui.calendar import DayField
from ui.desk import Desk
from ui.entry_cards import state_role
from ui.entry_view import EntryView, givers
from ui.icons import draw_icon
from ui.look import XL, XS, L, M, S, air, color, current, font, px, scale
from ui.page import Page
from ui.parts.action import own_action
from ui.parts.button import button, icon_button
from ui.parts.chip import ChipRow, ChipText
from ui.parts.drop_down import DropDown
from ui.parts.empty_pane import EmptyPane
from ui.parts.flow import FlowLayout
from ui.parts.label import Label
from ui.parts.paint import fill
from ui.parts.scrolled import Least, bring_row_into_view, own_viewport
from ui.parts.search_field import SearchField
from ui.parts.section import Heading
from ui.parts.width import fix_width
from ui.rows import Column, Listing, RowRole, RowsModel
from ui.words import capital, heading_day, key_name, money, near_day, number, short_day, word

Index = QModelIndex | QPersistentModelIndex

_LOOPS = 4  # of the things that want a word, how many are named above the table
_LOOPS_OF = 365  # days
_PICTURES = {
    LedgerKind.ASK_MADE: "ask-made",
    LedgerKind.ASK_RECEIVED: "ask-received",
    LedgerKind.REFERRAL_GIVEN: "referral-given",
    LedgerKind.REFERRAL_RECEIVED: "referral-received",
    LedgerKind.INTRODUCTION: "introduction",
}
_STATES_OF: dict[LedgerKind, type[Word]] = {
    LedgerKind.ASK_MADE: AskState,
    LedgerKind.ASK_RECEIVED: AskState,
    LedgerKind.REFERRAL_GIVEN: ReferralState,
    LedgerKind.REFERRAL_RECEIVED: ReferralState,
    LedgerKind.INTRODUCTION: IntroductionState,
}
_ORDERS = {
    "day": LedgerOrder.DAY,
    "people": LedgerOrder.PERSON,
    "state": LedgerOrder.STATE,
    "back": LedgerOrder.COME_BACK,
    "value": LedgerOrder.VALUE,
}
_AT_FIRST = ("day", "kind", "people", "about", "state", "back", "value")
_TRAIL = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class _Period:
    """A stretch of days to choose by name; None on both sides is any time."""

    name: str
    since: date | None = None
    until: date | None = None


_LEAST_OF_ABOUT = 180
_LEAST = {"back": 76, "kind": 56, "people": 112}
"""Which columns make room for what it is about, in this order, and what they keep; of the kind that is its picture."""

_WHOLE = ("back", "value")
"""Which columns show their words whole: half a day to come back on, or a sum without its currency, says nothing."""

_LEAST_OF_TABLE = 180
"""With large text the filters take many lines: then the page scrolls, and some rows stand together."""


class LedgerPage(Page):
    """The page of asks, referrals and introductions. `open` shows one of them."""

    key = "ledger"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._filter = LedgerFilter()
        self._order, self._descending = LedgerOrder.DAY, True
        self._shown_before, self._uncounted = False, False
        self.model: RowsModel[LedgerRow] = RowsModel(self._columns(), self.desk.store.ledger_rows, self._describe, self)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(120)
        self._typing.timeout.connect(self._search)
        # Sums and open loops look at every row: after the page is painted, and once for several changes.
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(30)
        self._counting.timeout.connect(self.count)
        self._make_parts()
        self._make_actions()
        self._lay_out()

    # ------------------------------------------------------------------ making

    def _columns(self) -> list[Column[LedgerRow]]:
        return [
            Column("day", self.tr("Day"), self._day, width=72),
            Column("kind", self.tr("Kind"), _kind, tooltip=_kind, width=152),
            Column("people", self.tr("People"), _people, tooltip=_people, width=144),
            Column("about", self.tr("About"), _about, tooltip=_about, width=0),
            Column("offering", self.tr("Offering"), lambda row: row.offering, width=130),
            Column("state", self.tr("How it stands"), state_words, tooltip=self._why, width=130),
            Column("back", self.tr("Come back"), self._back, width=102),
            Column("value", self.tr("Value"), lambda row: money(row.value) if row.value else "", _TRAIL, width=84),
            Column("thanked", self.tr("Thanks"), lambda row: self.tr("owed") if row.owes_thanks else "", width=84),
        ]

    def _day(self, row: LedgerRow) -> str:
        return short_day(row.day, self.desk.today)

    def _back(self, row: LedgerRow) -> str:
        return near_day(row.come_back, self.desk.today) if row.come_back else ""

    def _why(self, row: LedgerRow) -> str:
        """Behind the word of the state: to whom they went, and why."""
        went = self.tr("to {name}").format(name=row.elsewhere) if row.elsewhere else ""
        return ", ".join(filter(None, (went, word(Reason(row.reason)) if row.reason else "")))

    def _describe(self, row: LedgerRow) -> str:
        back = self.tr("come back {day}").format(day=self._back(row)) if row.come_back else ""
        return ". ".join(
            filter(
                None,
                (
                    _kind(row),
                    _people(row),
                    row.about,
                    heading_day(row.day, self.desk.today),
                    state_words(row),
                    self._why(row),
                    back,
                    money(row.value) if row.value else "",
                    self.tr("thanks owed") if row.owes_thanks else "",
                ),
            )
        )

    def _make_parts(self) -> None:
        self.view = EntryView(self.desk)
        self.new_button = button(self.tr("New"), self._show_new, kind="primary", picture="add")
        self.new_button.setAccessibleDescription(self.tr("Opens a menu"))
        self.new_menu = QMenu(self.new_button)
        self.columns_button = icon_button("columns", self.tr("Columns and order"), self._show_columns)
        self.heading = Heading(self.tr("Asks & referrals"), self.columns_button, self.new_button, size="title")
        self.loops = _Loops()
        self.loops.chosen.connect(self._open_loop)
        self.field = SearchField(self.tr("Search"), "Ctrl+F")
        self.field.setAccessibleName(self.tr("Search asks and referrals"))
        self.field.setToolTip(self.tr("Search asks and referrals ({key})").format(key=key_name("Ctrl+F")))
        self.field.textChanged.connect(lambda _text: self._typing.start())
        self.field.returnPressed.connect(self._search)
        self.chips = ChipRow(self.tr("What is shown"))
        self.chips.clicked.connect(self._chip)
        self.marks = ChipRow(self.tr("Only those"))
        self.marks.clicked.connect(self._chip)
        self.state = self._choice(self.tr("How it stands"), self._choose_state)
        self.offering = self._choice(self.tr("Offering"), self._choose_offering)
        self.period = self._choice(self.tr("Period"), self._choose_period)
        self.since = DayField(self.tr("From"), lambda: self.desk.today)
        self.until = DayField(self.tr("To"), lambda: self.desk.today, last=True)
        self.since.settled.connect(lambda day: self._narrow(since=day))
        self.until.settled.connect(lambda day: self._narrow(until=day))
        self.table = _Table(self.tr("Asks & referrals"), self.model)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.table.opened.connect(self._opened)
        self.table.clicked.connect(lambda _index: self._show_view())
        self.table.menu_wanted.connect(self._row_menu)
        self.table.order_wanted.connect(self._order_by)
        self.totals = Label("", "small", "quiet", wrap=True)
        self.view.closed.connect(self._hide_view)
        ask = button(self.tr("Note an ask I made"), lambda: self.new("ask-made"), kind="primary", picture="ask-made")
        called = button(self.tr("They called me"), lambda: self.new("ask-received"), picture="ask-received")
        self.empty = EmptyPane(
            "ledger",
            self.tr("What you asked and were asked stands here, and whom you sent to whom."),
            self.tr("Begin with one ask that is still open. You will be told when the day to come back has arrived."),
            ask,
            called,
        )

    def _choice(self, name: str, chosen: Callable[[], object]) -> DropDown:
        made = DropDown(name)
        made.setSizeAdjustPolicy(DropDown.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        fix_width(made, 128)
        made.activated.connect(lambda _place: chosen())
        return made

    def _make_actions(self) -> None:
        make = partial(own_action, self)
        for what, text, key in (
            ("ask-made", self.tr("New ask I made…"), "Ctrl+Shift+A"),
            ("ask-received", self.tr("New ask made to me, or they called me…"), "Ctrl+Shift+R"),
            ("referral-given", self.tr("New referral I gave…"), "Ctrl+Shift+G"),
            ("referral-received", self.tr("New referral I received…"), "Ctrl+Shift+F"),
            ("introduction", self.tr("New introduction…"), "Ctrl+Shift+D"),
        ):
            action = make(text, key, what, lambda what=what: self.new(what))  # type: ignore[misc]
            self.new_menu.addAction(action)
        make(self.tr("Search asks and referrals"), "Ctrl+F", "search", self._to_search)
        make(self.tr("Only open ones"), "Ctrl+Shift+O", "filter", lambda: self._chip("open"))
        make(self.tr("Only those with thanks owed"), "Ctrl+Shift+K", "thanks", lambda: self._chip("thanks"))
        make(self.tr("Show all asks and referrals"), "Ctrl+Shift+X", "close", self.clear)
        make(self.tr("Columns and order…"), "Ctrl+Shift+L", "columns", self._show_columns)
        self.table.addActions(self.view.commands)

    def offered(self) -> list[QAction]:
        return [*super().offered(), *self.view.commands]

    def _lay_out(self) -> None:
        filters = QWidget()
        flow = FlowLayout(filters)
        fix_width(self.field, 148)
        marks = QWidget()
        marks.setFixedHeight(px(32))
        beside = QHBoxLayout(marks)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.marks, 0, Qt.AlignmentFlag.AlignVCenter)
        fix_width(marks, 204)
        for part in (self.field, marks, self.state, self.offering, self.period, self.since, self.until):
            flow.addWidget(part)
        fix_width(self.since, 110)
        fix_width(self.until, 110)
        self.since.hide()
        self.until.hide()
        policy = filters.sizePolicy()
        policy.setHeightForWidth(True)
        filters.setSizePolicy(policy)
        self.left = Least()
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(L, M, L, M)
        top.setSpacing(M)
        for row in (self.heading, self.loops, self.chips, filters):
            top.addWidget(row)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(L, S, L, S)
        foot.addWidget(self.totals, 1)
        column.addLayout(foot)
        self.loops.hide()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.left)
        self.splitter.addWidget(self.view)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.layers = QStackedWidget()
        self.layers.addWidget(self.splitter)
        self.layers.addWidget(self.empty)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.layers)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color(current().surface))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.table.minimumHeight() != px(_LEAST_OF_TABLE):
            self.table.setMinimumHeight(px(_LEAST_OF_TABLE))
        roomy = self.width() >= px(1120)
        way = Qt.Orientation.Horizontal if roomy else Qt.Orientation.Vertical
        if self.splitter.orientation() != way or event.oldSize().isEmpty():
            self.splitter.setOrientation(way)
            self.view.set_closable(not roomy)
            self.view.setVisible(roomy)  # in little room it comes up when a row is opened
            self.left.show()
            if roomy:
                self.splitter.setSizes([self.width() - px(350), px(350)])

    def _show_view(self) -> None:
        if self.view.isHidden():
            self.view.show()
            self.left.setVisible(self.height() >= px(720))  # else the one entry takes the room of the table
            pane = self.height() // 2
            self.splitter.setSizes([self.height() - pane, pane])
            self.table.scrollTo(self.table.currentIndex())

    def _hide_view(self) -> None:
        self.left.show()
        self.view.hide()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _opened(self) -> None:
        self._show_view()
        self.view.edit_button.setFocus(Qt.FocusReason.TabFocusReason)

    # ------------------------------------------------------------------ the table

    def showEvent(self, event: QShowEvent) -> None:
        self._begin()
        super().showEvent(event)
        if self._uncounted:
            self._counting.start()

    def hideEvent(self, event: QHideEvent) -> None:
        # Nothing is asked of a journal that may be closed by now.
        self._counting.stop()
        self._typing.stop()
        super().hideEvent(event)

    def _begin(self) -> None:
        if not self._shown_before:
            self._shown_before = True
            kept = self.desk.machine.text("ledger/columns", ",".join(_AT_FIRST)).split(",")
            self.table.show_columns(kept)
            self._fill_choices()
            self._show_chips()
            self._load()

    def _load(self) -> None:
        store, wanted, order, descending = self.desk.store, self._filter, self._order, self._descending
        chosen = self.view.entry.id if self.view.entry else None
        self.model.show(
            Listing(
                lambda: store.ledger_ids(wanted, order, descending=descending),
                lambda ids: store.ledger_keys(ids, wanted, order),
                descending=descending,
            )
        )
        self.table.show_order(next(k for k, o in _ORDERS.items() if o is order), descending=descending)
        self._choose(chosen)
        self._after()

    def _after(self) -> None:
        """What follows from which rows there are."""
        n = len(self.model.ids())
        narrowed = self._filter != LedgerFilter()
        self.layers.setCurrentIndex(0 if n or narrowed else 1)
        self.table.empty = (
            self.tr("Nothing here fits. Show all with {key}.").format(key=key_name("Ctrl+Shift+X")) if narrowed else ""
        )
        self.heading.set_count(n)
        self._count_soon()

    def _choose(self, number_: int | None) -> None:
        index = self.model.index_of(number_) if number_ else QModelIndex()
        if not index.isValid():
            index = self.model.index(0, 0)
        if index.isValid():
            self.table.choose(index.row())
        else:
            self.view.show_entry(None)

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        number_ = self.model.id_at(now.row()) if now.isValid() else None
        if number_ is None or self.view.entry is None or self.view.entry.id != number_:
            self.view.show_entry(number_)

    def _order_by(self, key: str) -> None:
        order = _ORDERS.get(key)
        if order is None:
            self.table.show_order(next(k for k, o in _ORDERS.items() if o is self._order), descending=self._descending)
            return
        # Days, sums and days to come back begin with the greatest; names and words with the first.
        first = order in (LedgerOrder.DAY, LedgerOrder.VALUE, LedgerOrder.COME_BACK)
        self._descending = not self._descending if order is self._order else first
        self._order = order
        self._load()

    def _show_new(self) -> None:
        corner = QPoint(self.new_button.width() - self.new_menu.sizeHint().width(), self.new_button.height())
        self.new_menu.popup(self.new_button.mapToGlobal(corner))

    def _row_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions([a for a in self.view.commands if a.isEnabled()])
        menu.popup(where)

    def _show_columns(self) -> None:
        menu = QMenu(self)
        menu.addSection(self.tr("Columns"))
        for column in self.model.columns:
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column.key in self.table.columns)
            action.setEnabled(column.key != "about")
            action.triggered.connect(lambda _on, key=column.key: self.turn_column(key))
        order = menu.addMenu(self.tr("Order by"))
        for key, by in _ORDERS.items():
            title = next(c.title for c in self.model.columns if c.key == key)
            action = order.addAction(title)
            action.setCheckable(True)
            action.setChecked(by is self._order)
            action.triggered.connect(lambda _on, key=key: self._order_by(key))
        menu.popup(self.columns_button.mapToGlobal(QPoint(0, self.columns_button.height())))

    def turn_column(self, key: str) -> None:
        """Show a column that is hidden, or hide one that is shown; this machine remembers it."""
        shown = self.table.columns ^ {key}
        self.table.show_columns(shown)
        kept = [c.key for c in self.model.columns if c.key in shown]
        self.desk.machine.keep("ledger/columns", ",".join(kept))

    # ------------------------------------------------------------------ what is shown

    def _narrow(self, **parts: Any) -> None:
        wanted = replace(self._filter, **parts)
        if wanted != self._filter:
            self._filter = wanted
            self._load()

    def _search(self) -> None:
        self._typing.stop()
        self._narrow(words=self.field.text().strip())

    def _to_search(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _show_chips(self) -> None:
        said = {
            LedgerKind.ASK_MADE: self.tr("Asks I made"),
            LedgerKind.ASK_RECEIVED: self.tr("Asks made to me"),
            LedgerKind.REFERRAL_GIVEN: self.tr("Referrals given"),
            LedgerKind.REFERRAL_RECEIVED: self.tr("Referrals received"),
            LedgerKind.INTRODUCTION: self.tr("Introductions"),
        }
        wanted = self._filter
        chips = [
            ChipText(kind.value, said[kind], _PICTURES[kind], checkable=True, checked=kind in wanted.kinds)
            for kind in LedgerKind
        ]
        self.chips.show_chips(chips)
        self.marks.show_chips(
            [
                ChipText("open", self.tr("Open"), "clock", checkable=True, checked=wanted.only_open),
                ChipText("thanks", self.tr("Thanks owed"), "thanks", checkable=True, checked=wanted.owed_thanks),
            ]
        )
        for chip in (*self.chips.chips, *self.marks.chips):  # a click has turned it over already
            chip.setChecked(chip.says.checked)

    def _chip(self, key: object) -> None:
        wanted = self._filter
        if key == "open":
            self._narrow(only_open=not wanted.only_open)
        elif key == "thanks":
            self._narrow(owed_thanks=not wanted.owed_thanks)
        else:
            kind = LedgerKind(str(key))
            self._narrow(kinds=tuple(k for k in LedgerKind if (k in wanted.kinds) != (k is kind)))
        self._show_chips()

    def _fill_choices(self) -> None:
        self.state.clear()
        self.state.addItem(self.tr("Any state"), "")
        for kinds in (AskState, ReferralState, IntroductionState):
            for state in kinds:
                if self.state.findData(state.value) < 0:
                    self.state.addItem(capital(word(state)), state.value)
        self.state.setCurrentIndex(max(0, self.state.findData(self._filter.states[0] if self._filter.states else "")))
        self.offering.clear()
        self.offering.addItem(self.tr("Any offering"), 0)
        for offering in self.desk.store.offerings():
            self.offering.addItem(offering.name, offering.id)
        self.offering.setCurrentIndex(max(0, self.offering.findData(self._filter.offering or 0)))
        self._fill_periods()

    def _fill_periods(self) -> None:
        today = self.desk.today
        chosen = self.period.currentIndex()
        self._periods = [
            _Period(self.tr("Any time")),
            _Period(self.tr("Last 30 days"), today - timedelta(30)),
            _Period(self.tr("Last 12 months"), today - timedelta(365)),
            _Period(self.tr("This year"), date(today.year, 1, 1)),
            _Period(self.tr("Last year"), date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        ]
        self.period.clear()
        for period in self._periods:
            self.period.addItem(period.name)
        self.period.addItem(self.tr("From … to …"))
        self.period.setCurrentIndex(max(0, chosen))

    def _choose_state(self) -> None:
        state = str(self.state.currentData())
        self._narrow(states=(state,) if state else ())

    def _choose_offering(self) -> None:
        self._narrow(offering=int(self.offering.currentData()) or None)

    def _choose_period(self) -> None:
        place = self.period.currentIndex()
        own = place >= len(self._periods)
        self.since.setVisible(own)
        self.until.setVisible(own)
        if own:
            self.since.put(self._filter.since)
            self.until.put(self._filter.until)
            self.since.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._narrow(since=self._periods[place].since, until=self._periods[place].until)

    def show_offering(self, offering: int) -> None:
        """Only what was asked or passed on about that offering."""
        self._begin()
        self._narrow(offering=offering)
        self.offering.setCurrentIndex(max(0, self.offering.findData(offering)))

    def clear(self) -> None:
        """Show all of them again."""
        self.field.blockSignals(True)
        self.field.clear()
        self.field.cross.hide()
        self.field.blockSignals(False)
        self._typing.stop()
        for choice in (self.state, self.offering, self.period):
            choice.setCurrentIndex(0)
        self.since.hide()
        self.until.hide()
        self._narrow(**{name: getattr(LedgerFilter(), name) for name in LedgerFilter.__dataclass_fields__})
        self._show_chips()

    # ------------------------------------------------------------------ sums and what wants a word

    def _count_soon(self) -> None:
        self._uncounted = True
        if self.isVisible():
            self._counting.start()

    def count(self) -> None:
        """Say what the rows come to, and who still wants a word."""
        self._counting.stop()
        self._uncounted = False
        store = self.desk.store
        totals = store.ledger_totals(self._filter)
        parts = [
            self.tr("%n entries", "", totals.n),
            self.tr("{n} open").format(n=number(totals.open)),
            self.tr("{n} met").format(n=number(totals.met)),
            *(money(value) for value in totals.values),
        ]
        self.totals.setText("  ·  ".join(parts) if totals.n else "")
        self.loops.show_loops(*self._wanting_a_word())

    def _wanting_a_word(self) -> tuple[list[ChipText], int]:
        """The newest things to thank for or to tell of, as chips, and how many there are besides."""
        store, newest = self.desk.store, self.desk.today - timedelta(_LOOPS_OF)
        thanks = store.ledger_ids(LedgerFilter(owed_thanks=True, since=newest))
        reports = sorted((o for o in store.reports_owed() if o[2] >= newest), key=lambda o: o[2], reverse=True)
        named = store.named([o[3] for o in reports[:_LOOPS]])
        chips = [
            ChipText(
                ("report", owed[0]),
                self.tr("Tell {name} how it went").format(name=named.get(owed[3], "")),
                "message",
                hint=self.tr("{about}, {day}").format(about=owed[4], day=near_day(owed[2], self.desk.today)),
            )
            for owed in reports[: _LOOPS // 2]
        ]
        for entry in thanks[: _LOOPS - len(chips)]:
            loop = self._thanks_chip(entry)
            if loop:
                chips.append(loop)
        return chips, max(0, len(thanks) + len(reports) - len(chips))

    def _thanks_chip(self, entry: int) -> ChipText | None:
        try:
            draft = self.desk.store.entry(entry).draft
        except Gone:
            return None
        name = ", ".join(ref.name for ref in givers(draft))
        row = self.desk.store.ledger_rows([entry]).get(entry)
        if not name or row is None:
            return None
        hint = self.tr("{about}, {day}").format(about=row.about, day=near_day(row.day, self.desk.today))
        return ChipText(("thanks", entry), self.tr("Thank {name}").format(name=name), "thanks", hint=hint)

    def _open_loop(self, key: object) -> None:
        if isinstance(key, tuple):
            self.open(key[1])
        else:
            self._narrow(owed_thanks=True)
            self._show_chips()

    # ------------------------------------------------------------------ what is done

    def new(self, what: str) -> None:
        """Open the form for a new one: ask-made, ask-received, referral-given, referral-received, introduction."""
        from ui.entry_form import new_entry

        nobody: PersonRef | None = None
        kinds: dict[str, tuple[Detail, EntryKind]] = {
            "ask-made": (AskDetail(AskSide.MADE, ""), EntryKind.ASK),
            "ask-received": (AskDetail(AskSide.RECEIVED, ""), EntryKind.ASK),
            "referral-given": (ReferralDetail(Side.GIVEN, nobody, nobody), EntryKind.REFERRAL),
            "referral-received": (ReferralDetail(Side.RECEIVED, nobody, nobody), EntryKind.REFERRAL),
            "introduction": (IntroductionDetail(Side.GIVEN, nobody, nobody), EntryKind.INTRODUCTION),
        }
        detail, kind = kinds[what]
        new_entry(self.desk, self, EntryDraft(self.desk.today, kind, detail=detail))

    def open(self, number_: int) -> None:
        """Choose that one, in sight, and show it; what hides it is cleared."""
        self._begin()
        if not self.model.index_of(number_).isValid() and self._filter != LedgerFilter():
            self.clear()
        index = self.model.index_of(number_)
        if not index.isValid():
            self.desk.entry_wanted.emit(number_)  # a gift, an outcome: the journal has it
            return
        self._show_view()
        self.table.choose(index.row())
        (self.view.edit_button if self.left.isHidden() else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down) and self.field.hasFocus():
            self._search()
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------ keeping up

    def on_change(self, change: Change) -> None:
        if not self._shown_before:
            return
        narrowed_by_people = bool(self._filter.words or self._filter.person) or self._order is LedgerOrder.PERSON
        if change.everything or (narrowed_by_people and change.people):
            self.model.reload()
        else:
            self.model.apply(change.entries)
            if change.people or change.offerings:
                self.model.touch(
                    id
                    for id, row in self.model.kept_rows().items()
                    if row and (change.offerings or any(p.id in change.people for p in row.people))
                )
        self.view.on_change(change)
        if change.everything or change.offerings:
            self._fill_choices()
        if self.model.ids() and not self.table.currentIndex().isValid():
            self._choose(None)
        elif not self.model.ids():
            self.view.show_entry(None)
        self._after()

    def on_new_day(self) -> None:
        self.model.forget()
        self.view.on_new_day()
        self._fill_periods()
        self._count_soon()

    def take_focus(self) -> None:
        if self.left.isHidden():
            self._hide_view()
        (self.table if self.model.ids() else self.field).setFocus(Qt.FocusReason.OtherFocusReason)


def _kind(row: LedgerRow) -> str:
    return capital(word(row.kind))


def _people(row: LedgerRow) -> str:
    return ", ".join(named.name for named in row.people)


def _about(row: LedgerRow) -> str:
    return row.about


def state_words(row: LedgerRow) -> str:
    """How it stands, in words."""
    return word(_STATES_OF[row.kind](row.state)) if row.state else ""


class _Loops(QWidget):
    """A calm strip of what still wants a word."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips = ChipRow(self.tr("Still wants a word"))
        self.chips.clicked.connect(self.chosen)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(M)
        title = Label(self.tr("Still wants a word"), "small strong", "quiet")
        title.setMinimumHeight(px(28))
        line.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.chips, 1)

    def show_loops(self, chips: list[ChipText], more: int) -> None:
        """Show these, and that there are some more; nothing at all when there are none."""
        shown = list(chips)
        if more:
            shown.append(ChipText("more", self.tr("{n} more").format(n=number(more)), hint=self.tr("Show them all")))
        self.chips.show_chips(shown)
        self.setVisible(bool(shown))


class _Table(QTableView):
    """The table: a row is chosen whole, the header orders, Enter opens."""

    opened = Signal()
    menu_wanted = Signal(QPoint)
    order_wanted = Signal(str)

    def __init__(self, name: str, model: RowsModel[LedgerRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        own_viewport(self)
        self.empty = ""
        self._rows = model
        self.over = -1
        self.columns: set[str] = set()
        self._own_widths: dict[str, float] = {}  # at text size 1, of columns that were dragged
        self._widest: dict[str, int] = {}
        self._reading = False
        self._sharing = False
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(_Cell(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(px(48))
        header.sectionResized.connect(self._dragged)
        header.sectionClicked.connect(lambda n: self.order_wanted.emit(model.columns[n].key))
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        model.modelReset.connect(self._measure_words)
        for news in (model.rowsInserted, model.layoutChanged, model.dataChanged, self.verticalScrollBar().valueChanged):
            news.connect(self._see_words)
        self._measure()

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(
            max(px(20) + air(16), QFontMetrics(font("body")).height() + air(14))
        )
        self.horizontalHeader().setFont(font("small"))
        self._measure_words()
        self._share()

    def _measure_words(self) -> None:
        self._widest = {
            column.key: QFontMetrics(font("small")).horizontalAdvance(column.title) + 2 * M
            for column in self._rows.columns
            if column.key in _WHOLE
        }
        self._see_words()

    def _see_words(self) -> None:
        """Give the sums and the days on screen their room: what would be cut off is the currency, or the month. It only
        grows as one scrolls.
        """
        first = self.rowAt(0)
        if first < 0 or self._reading or not self.isVisible():
            return
        seen = self.viewport().height() // self.verticalHeader().defaultSectionSize() + 2
        self._reading = True  # rows that cannot be read are news again
        rows = [row for n in range(first, first + seen) if (row := self._rows.row(n)) is not None]
        self._reading = False
        measure, before = QFontMetrics(font("small")), dict(self._widest)
        for column in self._rows.columns:
            if column.key in _WHOLE and column.key in self.columns:
                # Words are cut by parts of a pixel, and measured in whole ones.
                widths = [measure.horizontalAdvance(column.text(row)) + 1 + 2 * M for row in rows]
                self._widest[column.key] = max([self._widest.get(column.key, 0), *widths])
        if self._widest != before:
            self._share()

    def _share(self) -> None:
        """What it is about gets the room that is left, and what it needs of that of others; then the table scrolls."""
        shown = [c for c in self._rows.columns if c.key in self.columns]
        widths = {c.key: px(self._own_widths.get(c.key, c.width)) for c in shown if c.width}
        for key in _WHOLE:
            if key in widths and key not in self._own_widths:
                widths[key] = max(widths[key], self._widest.get(key, 0))
        left = self.viewport().width() - sum(widths.values())
        for key, least in _LEAST.items():
            if key in widths and key not in self._own_widths and left < px(_LEAST_OF_ABOUT):
                to = max(px(least), self._widest.get(key, 0))
                left += widths[key] - to
                widths[key] = to
        widths["about"] = px(self._own_widths.get("about", 0)) or max(left, px(_LEAST_OF_ABOUT))
        self._sharing = True
        for n, column in enumerate(self._rows.columns):
            if column.key in widths:
                self.horizontalHeader().resizeSection(n, widths[column.key])
        self._sharing = False

    def _dragged(self, n: int, before: int, width: int) -> None:
        """The user gave a column another width, which stays."""
        if not self._sharing and before and width:
            self._own_widths[self._rows.columns[n].key] = width / scale()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()
        self._see_words()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()

    def show_columns(self, keys: object) -> None:
        """Show the columns of these keys; what it is about is always there."""
        known = [c.key for c in self._rows.columns]
        self.columns = {key for key in cast("set[str]", keys) if key in known} | {"about"}
        for n, key in enumerate(known):
            self.setColumnHidden(n, key not in self.columns)
        self._share()
        self._see_words()

    def show_order(self, key: str, *, descending: bool) -> None:
        """Mark the column that the rows are ordered by."""
        n = [c.key for c in self._rows.columns].index(key)
        way = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(n, way)

    def first_column(self) -> int:
        """The leftmost column that is shown."""
        return next(n for n, c in enumerate(self._rows.columns) if c.key in self.columns)

    def choose(self, row: int) -> None:
        index = self._rows.index(row, self.first_column())
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), self._rows.rowCount() - 1
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and last >= 0 and not event.modifiers():
            self.choose(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            bar = self.horizontalScrollBar()
            ahead = (key == Qt.Key.Key_Right) is not self.isRightToLeft()
            bar.setValue(bar.value() + (px(48) if ahead else -px(48)))
        else:
            super().keyPressEvent(event)
        bring_row_into_view(self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.currentIndex().isValid():
            self.menu_wanted.emit(event.globalPos())

    def mouseMoveEvent(self, event: Any) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.over:
            self.over = row
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.empty and self._rows.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setFont(font("body"))
            painter.setPen(color(current().quiet))
            box = self.viewport().rect().adjusted(XL, XL, -XL, -XL)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), self.empty)


class _Cell(QStyledItemDelegate):
    """Paints a cell: the kind with its icon, the state on a soft ground, the rest as words."""

    def __init__(self, table: _Table) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(80), px(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = current()
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        direction: Qt.LayoutDirection = option.direction
        row: LedgerRow | None = index.data(RowRole)
        model = cast("RowsModel[LedgerRow]", index.model())
        column = model.columns[index.column()]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(area, color(t.selection))
        elif index.row() == self._table.over:
            painter.fillRect(area, color(t.hover))
        first = index.column() == self._table.first_column()
        if selected and first and self._table.hasFocus():
            bar = QRect(area.x(), area.y() + XS, 3, area.height() - 2 * XS)
            fill(painter, QStyle.visualRect(direction, area, bar), t.focus, 1.5)
        if row is not None:
            painter.setLayoutDirection(direction)
            self._words(painter, area, direction, row, column, selected=selected)
        painter.restore()

    def _words(
        self,
        painter: QPainter,
        area: QRect,
        direction: Qt.LayoutDirection,
        row: LedgerRow,
        column: Column[LedgerRow],
        *,
        selected: bool,
    ) -> None:
        t = current()
        words = column.text(row)
        box = area.adjusted(M, 0, -M, 0)
        shade = t.text if column.key in ("people", "about", "value") else t.quiet
        kind = font("strong" if column.key == "people" else "body" if column.key == "about" else "small")
        if column.key == "kind":
            spot = QRect(box.x(), box.y() + (box.height() - px(16)) // 2, px(16), px(16))
            shade_of = t.accent if row.is_open else t.quiet
            draw_icon(painter, QStyle.visualRect(direction, area, spot), _PICTURES[row.kind], shade_of)
            box.setLeft(box.x() + px(16) + S)
            words = words if box.width() >= px(40) else ""
        if not words:
            return
        painter.setFont(kind)
        measure = QFontMetrics(kind)
        if column.key in ("state", "thanked"):
            shade, ground = self._tone(row, column.key, selected=selected)
            high, pad = measure.height() + 2, px(7)
            words = measure.elidedText(words, Qt.TextElideMode.ElideRight, max(0, box.width() - 2 * pad))
            pill = QRect(
                box.x() - 2,
                box.y() + (box.height() - high) // 2,
                measure.horizontalAdvance(words) + 2 * pad,
                high,
            )
            fill(painter, QStyle.visualRect(direction, area, pill), ground, high / 2)
            box = QRect(pill.x() + pad, box.y(), pill.width() - pad, box.height())
        painter.setPen(color(shade))
        shown = measure.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        align = column.align if column.key == "value" else Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QStyle.visualRect(direction, area, box), int(align), shown)

    def _tone(self, row: LedgerRow, key: str, *, selected: bool) -> tuple[str, str]:
        t = current()
        role = "warn" if key == "thanked" else state_role(row.state)
        return {
            "warn": (t.warn, t.warn_soft),
            "good": (t.good, t.good_soft),
            "accent": (t.accent, t.raised if selected else t.accent_soft),
        }.get(role, (t.quiet, t.pressed))
