"""The page of people: a list (or a table) to find somebody in, and the page of whoever is chosen.

Hides how a filter is put together from chips and menus, and how list and table stay two views of one list.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from netjournal.model import (
    Affiliation,
    Change,
    Closeness,
    Lacks,
    PeopleFilter,
    PeopleOrder,
    PersonDraft,
    PersonKind,
    PersonRef,
    PersonRow,
    PersonState,
)
from netjournal.names import fold, initials, split_name
from netjournal.wording import say
from ui.desk import Desk
from ui.icons import icon
from ui.look import TARGET, XL, XS, L, M, S, air, color, current, px
from ui.page import Page
from ui.parts.button import button, icon_button
from ui.parts.card import Badge, Card, Face, Index
from ui.parts.card_list import CardList
from ui.parts.chip import ChipRow, ChipText
from ui.parts.empty_pane import EmptyPane
from ui.parts.label import Label
from ui.parts.scrolled import Least, Scrolled
from ui.parts.search_field import SearchField
from ui.person import Person
from ui.person_forms import Field, InlineForm, words_of
from ui.person_pick import Pick, offers_among
from ui.portraits import Portraits
from ui.rows import Column, Listing, RowsModel
from ui.words import age_of, capital, key_name, number, partial_day, short_day, word

_DESCENDING_FIRST = (PeopleOrder.LAST_TOUCH, PeopleOrder.OVERDUE, PeopleOrder.OPEN_ASKS, PeopleOrder.TRUST)
_USUAL_COLUMNS = "name organization role closeness last_touch overdue open_asks tags"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_STATE_PICTURES = {"resting": "resting", "archived": "archived", "deceased": "deceased"}

_UNFINISHED = "person:new"
"""The scratch key of somebody new who is not added yet."""


def _line_height() -> int:
    return px(20) + air(16)


class PeoplePage(Page):
    """List, filters and the person's page beside it."""

    key = "people"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.wanted = PeopleFilter()
        kept = desk.machine.text("people/order", PeopleOrder.NAME)
        self.order = PeopleOrder(kept) if kept in list(PeopleOrder) else PeopleOrder.NAME
        self.descending = desk.machine.flag("people/descending", default=False)
        self.portraits = Portraits(desk)
        self.model: RowsModel[PersonRow] = RowsModel(
            self._columns(), fetch=self._rows, describe=self._describe, parent=self
        )
        self.table: QTableView | None = None
        self.form: NewPerson | None = None
        self._make_left()
        self._make_right()
        self.split = QSplitter()
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(self.left)
        self.split.addWidget(self.right)
        self.split.setStretchFactor(1, 1)
        width = max(260, min(600, desk.machine.number("people/width", 340)))
        self.split.setSizes([px(width), px(860)])
        self.split.splitterMoved.connect(lambda *_: self._keep_width())
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.split)
        self._make_actions()
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._on_selection())
        self._list()
        if desk.machine.text("people/mode", "list") == "table":
            self.set_table(True, remember=False)
        self._choose_first()

    # ------------------------------------------------------------------ building

    def _columns(self) -> list[Column[PersonRow]]:
        def today() -> date:
            return self.desk.today

        def overdue(row: PersonRow) -> str:
            over = row.overdue_days(today())
            return age_of(over) if over else ""

        def name(row: PersonRow) -> str:
            return f"{row.name} · {_state_word(row)}" if row.state else row.name

        return [
            Column("name", self.tr("Name"), name, width=200),
            Column("organization", self.tr("Organization"), lambda r: r.organization, width=160),
            Column("role", self.tr("Role"), lambda r: r.role, width=130),
            Column(
                "closeness",
                self.tr("Closeness"),
                lambda r: capital(word(r.closeness)) if r.closeness else "",
                width=110,
            ),
            Column(
                "last_touch",
                self.tr("Last touch"),
                lambda r: short_day(r.last_touch, today()) if r.last_touch else "",
                width=110,
            ),
            Column(
                "cadence",
                self.tr("Cadence"),
                lambda r: self.tr("{n} d").format(n=r.cadence_days) if r.cadence_days else "",
                _RIGHT,
                width=80,
            ),
            Column("overdue", self.tr("Overdue"), overdue, _RIGHT, width=80),
            Column(
                "open_asks",
                self.tr("Open asks"),
                lambda r: number(r.open_asks) if r.open_asks else "",
                _RIGHT,
                width=90,
            ),
            Column("birthday", self.tr("Birthday"), lambda r: partial_day(r.birthday) if r.birthday else "", width=130),
            Column(
                "trust", self.tr("Trust"), lambda r: self.tr("{n} of 5").format(n=r.trust) if r.trust else "", width=70
            ),
            Column("tags", self.tr("Tags"), lambda r: ", ".join(r.tags), width=140),
        ]

    def _make_left(self) -> None:
        self.left = _Pane()
        self.left.setMinimumWidth(px(240))
        self.search = SearchField(self.tr("Search people"), "Ctrl+F")
        self.search.textChanged.connect(lambda text: self._narrow(words=text.strip()))
        self.search.installEventFilter(self)
        self.table_button = icon_button(
            "columns", self.tr("Table"), lambda: self.set_table(self.table_button.isChecked()), key="Ctrl+T"
        )
        self.table_button.setCheckable(True)
        self.new_button = icon_button("add-person", self.tr("New person"), self.new_person, key="Ctrl+Shift+N")
        self.count = Label("", "small", "quiet")
        self.columns_button = self._menu_button("list", self.tr("Columns"), self.columns_menu)
        self.columns_button.hide()
        self.filter_button = self._menu_button("filter", self.tr("Filter"), self.filter_menu)
        self.sort_button = self._menu_button("chevron-down", self.tr("Sort"), self.sort_menu)
        self.chips = ChipRow(self.tr("Filters in force"))
        self.chips.removed.connect(self._take_filter_away)
        self.chips.clicked.connect(self._take_filter_away)
        self.chips.hide()
        all_of_them = self.tr("Show archived and deceased too")
        self.all_button = button(all_of_them, lambda: self._narrow(state=PersonState.ALL), kind="quiet")
        self.all_button.hide()
        self.list = CardList(self.tr("People"), self.model, self._card)
        self._dress_view(self.list)
        self.views = QStackedWidget()
        self.views.addWidget(self.list)
        self.bulk = _Bulk(self)
        self.bulk.hide()
        top = QHBoxLayout()
        top.setSpacing(XS)
        top.addWidget(self.search, 1)
        top.addWidget(self.table_button)
        top.addWidget(self.new_button)
        tools = QHBoxLayout()
        tools.setSpacing(0)
        tools.addWidget(self.count, 1)
        for tool in (self.columns_button, self.filter_button, self.sort_button):
            tools.addWidget(tool)
        head = QVBoxLayout()
        head.setContentsMargins(L, M, S, XS)
        head.setSpacing(S)
        head.addLayout(top)
        head.addLayout(tools)
        head.addWidget(self.chips)
        head.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignLeading)
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.views, 1)
        column.addWidget(self.bulk)

    def _menu_button(self, picture: str, words: str, menu: Callable[[], QMenu]) -> QPushButton:
        made = button(words, kind="quiet", picture=picture)
        made.clicked.connect(lambda: menu().popup(made.mapToGlobal(QPoint(0, made.height()))))
        return made

    def _dress_view(self, view: QTableView) -> None:
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.installEventFilter(self)

    def _make_right(self) -> None:
        self.right = QStackedWidget()
        self.right.setMinimumWidth(px(380))
        self.nobody = EmptyPane(
            "people",
            self.tr("People and organizations stand here"),
            self.tr("Who they are, what is open between you, and what you need to know a minute before you call."),
            button(self.tr("New person"), self.new_person, kind="primary", picture="add-person"),
            button(self.tr("Bring people in…"), lambda: self.desk.dialog_wanted.emit("import"), picture="import"),
        )
        self.right.addWidget(self.nobody)
        self.person = Person(self.desk)
        self.person.emptied.connect(lambda: self.right.setCurrentWidget(self.nobody))
        self.right.currentChanged.connect(lambda _at: self._offer_person())
        self.right.addWidget(self.person)

    def _make_actions(self) -> None:
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        on_list = Qt.ShortcutContext.WidgetShortcut

        def add(
            name: str, text: str, picture: str, key: str, context: Qt.ShortcutContext, act: Callable[[], object]
        ) -> QAction:
            action = QAction(icon(picture), text, self)
            action.setObjectName(name)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(context)
            action.triggered.connect(lambda: act())  # noqa: PLW0108 - drops Qt's `checked`
            self.addAction(action)
            if context is on_list:
                self.list.addAction(action)
            return action

        add("search-people", self.tr("Search people"), "search", "Ctrl+F", here, self._go_to_search)
        add(
            "table",
            self.tr("List or table"),
            "columns",
            "Ctrl+T",
            here,
            lambda: self.set_table(not self.table_button.isChecked()),
        )
        add("filter", self.tr("Filter people"), "filter", "Ctrl+Shift+F", here, self.filter_button.click)
        add("everyone", self.tr("Take all filters away"), "close", "Ctrl+Shift+X", here, self.clear_filters)
        add("select-all", self.tr("Choose all"), "done", "Ctrl+A", on_list, lambda: self._view.selectAll())  # noqa: PLW0108 - as above
        self._edit_action = add(
            "edit-chosen", self.tr("Edit the chosen person"), "edit", "F2", on_list, self.person.edit
        )
        self._delete_action = add(
            "delete", self.tr("Delete who is chosen"), "delete", "Del", on_list, self.delete_chosen
        )
        self._on_list = (self._delete_action, self._edit_action)
        for action in self.person.actions():
            if action.text():
                self.addAction(action)
        self._offer_person()

    def _offer_person(self) -> None:
        """What can be done with a person is offered only while one is shown."""
        shown = self.right.currentWidget() is self.person and not self.right.isHidden()
        for action in self.person.actions():
            action.setEnabled(shown and self.person.number is not None)

    # ------------------------------------------------------------------ rows

    def _rows(self, ids: Sequence[int]) -> Mapping[int, PersonRow]:
        rows = self.desk.store.person_rows(ids)
        self.portraits.read(rows)
        return rows

    def _card(self, row: PersonRow, index: Index) -> Card:
        today = self.desk.today
        over = row.overdue_days(today)
        role = " · ".join(filter(None, (row.role, row.organization)))
        if not role and row.kind is PersonKind.ORGANIZATION:
            role = self.tr("Organization")
        badges: list[Badge] = []
        if row.state:
            badges.append(Badge(_state_word(row), _STATE_PICTURES[row.state]))
        if row.open_asks:
            badges.append(Badge(self.tr("%n open", "", row.open_asks), role="accent"))
        if over:
            badges.append(Badge(picture="overdue", role="warn"))
        return Card(
            title=row.name,
            detail=role or (capital(word(row.closeness)) if row.closeness else ""),
            aside=self._ago(row),
            aside_role="warn" if over else "quiet",
            leading=Face(row.name, initials(row.name), self.portraits.of(row)),
            badges=tuple(badges),
            dimmed=row.state in ("archived", "deceased"),
        )

    def _ago(self, row: PersonRow) -> str:
        if row.last_touch is None:
            return ""
        days = (self.desk.today - row.last_touch).days
        return age_of(days) if days else self.tr("today")

    def _describe(self, row: PersonRow) -> str:
        today = self.desk.today
        over = row.overdue_days(today)
        return ". ".join(
            filter(
                None,
                (
                    row.name,
                    self.tr("Organization") if row.kind is PersonKind.ORGANIZATION else "",
                    row.role,
                    row.organization,
                    word(row.closeness) if row.closeness else "",
                    self.tr("last touch %n days ago", "", (today - row.last_touch).days) if row.last_touch else "",
                    self.tr("overdue by %n days", "", over) if over else "",
                    self.tr("%n open asks", "", row.open_asks) if row.open_asks else "",
                    _state_word(row),
                ),
            )
        )

    def _list(self) -> None:
        """Show the list for the filter and the order in force; whoever is shown stays chosen if they are in it."""
        store, wanted, order, descending = self.desk.store, self.wanted, self.order, self.descending
        chosen = self.person.number
        with _Quiet(self._view.selectionModel()):
            self.model.show(
                Listing(
                    lambda: store.people_ids(wanted, order, descending=descending),
                    lambda ids: store.people_keys(ids, wanted, order),
                    descending,
                )
            )
            if chosen is not None:
                self._mark(chosen)
        self._after_list()

    def _after_list(self) -> None:
        self._show_count()
        self._show_chips()
        if self.table is not None:
            self._show_sort()

    def _show_count(self) -> None:
        n = self.model.rowCount()
        self.count.setText(self.tr("%n people", "", n).replace(str(n), number(n)) if n != 1 else self.tr("1 person"))
        left_out = 0 if n else self._left_out()
        self.all_button.setVisible(left_out > 0)
        if not n:
            self.list.empty = self._why_nobody(left_out)
            self.bulk.hide()

    def _left_out(self) -> int:
        """How many match but for being archived or deceased."""
        present = self.wanted.state is PersonState.PRESENT
        return self.desk.store.count_people(replace(self.wanted, state=PersonState.ALL)) if present else 0

    def _why_nobody(self, left_out: int) -> str:
        if left_out:
            archived = self.desk.store.count_people(replace(self.wanted, state=PersonState.ARCHIVED))
            if archived == left_out:
                return self.tr("%n people who match are archived.", "", left_out)
            return self.tr("%n people who match are archived or deceased.", "", left_out)
        if self.wanted == PeopleFilter():
            return self.tr("Nobody here yet. {key} adds somebody.").format(key=key_name("Ctrl+Shift+N"))
        if self.wanted == PeopleFilter(words=self.wanted.words):
            return self.tr("Nobody is called “{name}”.").format(name=self.wanted.words)
        return self.tr("Nobody matches. Take a filter away to see more.")

    # ------------------------------------------------------------------ filters and order

    def _narrow(self, **changes: Any) -> None:
        wanted = replace(self.wanted, **changes)
        if wanted != self.wanted:
            self.wanted = wanted
            self._list()

    def clear_filters(self) -> None:
        """Everyone again."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.cross.hide()
        self.search.blockSignals(False)
        self._narrow(**{f: getattr(PeopleFilter(), f) for f in PeopleFilter.__slots__})

    def _show_chips(self) -> None:
        w = self.wanted
        chips: list[ChipText] = []

        def add(key: Hashable, text: str, picture: str) -> None:
            chips.append(ChipText(key, text, picture, removable=True, hint=self.tr("Take this filter away")))

        if w.kind:
            people = w.kind is PersonKind.PERSON
            add(("kind",), self.tr("People") if people else self.tr("Organizations"), w.kind.value)
        for tag in w.tags:
            add(("tags", tag), tag, "tag")
        for closeness in w.closeness:
            add(("closeness", closeness), capital(word(closeness)), "people")
        if w.organization:
            called = self.desk.store.named([w.organization])
            add(("organization",), called.get(w.organization, "…"), "organization")
        if w.open_asks:
            add(("open_asks",), self.tr("Open asks"), "open")
        if w.overdue:
            add(("overdue",), self.tr("Overdue"), "overdue")
        if w.state is not PersonState.PRESENT:
            text = self.tr("All, archived and deceased too") if w.state is PersonState.ALL else capital(word(w.state))
            add(("state",), text, _STATE_PICTURES.get(w.state.value, "people"))
        for lack in w.lacks:
            add(("lacks", lack), self.tr("Lacks: {what}").format(what=_lack_word(lack)), "help")
        self.chips.show_chips(chips)
        self.chips.setVisible(bool(chips))

    def _take_filter_away(self, key: object) -> None:
        part, *rest = cast("tuple[Any, ...]", key)
        if rest:
            self._narrow(**{part: tuple(v for v in getattr(self.wanted, part) if v != rest[0])})
        else:
            self._narrow(**{part: getattr(PeopleFilter(), part)})

    def filter_menu(self) -> QMenu:
        """Everything the list can be narrowed by."""
        menu = QMenu(self)
        w = self.wanted

        def check(into: QMenu, words: str, on: bool, act: Callable[[], object], picture: str = "") -> QAction:
            action = into.addAction(words, act)
            if picture:
                action.setIcon(icon(picture))
            action.setCheckable(True)
            action.setChecked(on)
            return action

        kinds = QActionGroup(menu)
        for kind, words in (
            (None, self.tr("Everyone")),
            (PersonKind.PERSON, self.tr("People")),
            (PersonKind.ORGANIZATION, self.tr("Organizations")),
        ):
            kinds.addAction(check(menu, words, w.kind is kind, partial(self._narrow, kind=kind)))
        menu.addSeparator()
        menu.addAction(icon("tag"), self.tr("Tag…"), self._pick_tag)
        near = menu.addMenu(icon("people"), self.tr("Closeness"))
        for closeness in Closeness:
            check(near, capital(word(closeness)), closeness in w.closeness, partial(self._turn, "closeness", closeness))
        menu.addAction(icon("organization"), self.tr("Organization…"), self._pick_organization)
        check(menu, self.tr("Open asks"), w.open_asks, lambda: self._narrow(open_asks=not self.wanted.open_asks))
        check(menu, self.tr("Overdue"), w.overdue, lambda: self._narrow(overdue=not self.wanted.overdue))
        states = menu.addMenu(icon("resting"), self.tr("State"))
        group = QActionGroup(states)
        for state in PersonState:
            words = self.tr("Neither archived nor deceased") if state is PersonState.PRESENT else capital(word(state))
            group.addAction(check(states, words, w.state is state, partial(self._narrow, state=state)))
        lacks = menu.addMenu(icon("help"), self.tr("Lacks"))
        for lack in Lacks:
            check(lacks, capital(_lack_word(lack)), lack in w.lacks, partial(self._turn, "lacks", lack))
        menu.addSeparator()
        menu.addAction(icon("close"), self.tr("Take all filters away"), self.clear_filters)
        return menu

    def _turn(self, part: str, value: object) -> None:
        there = getattr(self.wanted, part)
        without = tuple(v for v in there if v != value)
        self._narrow(**{part: without if len(without) < len(there) else (*there, value)})

    def _pick(self, prompt: str, offers: Sequence[tuple[Any, str]], take: Callable[[Any], object]) -> Pick:
        self.pick = Pick(prompt, offers_among(offers), self)
        self.pick.picked.connect(take)
        self.pick.open_at(self.filter_button.mapToGlobal(QPoint(0, self.filter_button.height())))
        return self.pick

    def _pick_tag(self) -> None:
        offers = [(name, f"{name}  ({n})") for name, n in self.desk.store.tags()]
        self._pick(self.tr("Tag"), offers, lambda tag: self._narrow(tags=(*self.wanted.tags, tag)))

    def _pick_organization(self) -> None:
        offers = [(o.id, o.name) for o in self.desk.store.organizations()]
        self._pick(self.tr("Organization"), offers, lambda n: self._narrow(organization=n))

    def sort_menu(self) -> QMenu:
        """What the list can be put in order by."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        for order in PeopleOrder:
            action = menu.addAction(capital(word(order)), partial(self.sort, order))
            action.setCheckable(True)
            action.setChecked(order is self.order)
            group.addAction(action)
        menu.addSeparator()
        other = menu.addAction(
            self.tr("The other way round"), lambda: self.sort(self.order, descending=not self.descending)
        )
        other.setCheckable(True)
        other.setChecked(self.descending is not (self.order in _DESCENDING_FIRST))
        return menu

    def sort(self, order: PeopleOrder, *, descending: bool | None = None) -> None:
        """Put the list in another order; remembered on this machine."""
        self.order = order
        self.descending = order in _DESCENDING_FIRST if descending is None else descending
        self.desk.machine.keep("people/order", order.value)
        self.desk.machine.keep("people/descending", self.descending)
        self._list()

    # ------------------------------------------------------------------ list and table

    @property
    def _view(self) -> QTableView:
        return self.table if self.table is not None and self.views.currentWidget() is self.table else self.list

    def set_table(self, on: bool, *, remember: bool = True) -> None:
        """Columns over the whole width, or the list with the person's page beside it."""
        if on and self.table is None:
            self._make_table()
        self.table_button.setChecked(on)
        if on:
            assert self.table is not None
            self.views.setCurrentWidget(self.table)
        else:
            self.views.setCurrentWidget(self.list)
        self.right.setVisible(not on)
        self._offer_person()
        self.columns_button.setVisible(on)
        if remember:
            self.desk.machine.keep("people/mode", "table" if on else "list")
        if self.person.number is not None:
            self._mark(self.person.number)
        self._on_selection()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """In little room for the size of the text the person stands beneath the list, and the page scrolls."""
        self.left.setMinimumWidth(px(240))
        self.right.setMinimumWidth(px(380))
        beside = self.width() >= px(660)
        way = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self.split.orientation() == way:
            return
        self.split.setOrientation(way)
        self.left.setMinimumHeight(0 if beside else px(210))
        self.right.setMinimumHeight(0 if beside else px(330))
        if beside:
            width = max(260, min(600, self.desk.machine.number("people/width", 340)))
            self.split.setSizes([px(width), self.width() - px(width)])
        else:
            self.split.setSizes([px(210), px(330)])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        table: QTableView | None = getattr(self, "table", None)
        if event.type() == QEvent.Type.StyleChange and table is not None:
            table.verticalHeader().setDefaultSectionSize(_line_height())
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "split"):
            self._arrange()

    def _make_table(self) -> None:
        self.table = QTableView()
        table = self.table
        table.setProperty("plain", True)  # its rows have no mark of the keyboard of their own: it has a ring
        table.setAccessibleName(self.tr("People, as a table"))
        table.setModel(self.model)
        table.setSelectionModel(self.list.selectionModel())
        self._dress_view(table)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setStyleSheet(f"QTableView::item {{ padding: 0 {M - 3}px; border: none }}")  # words under their titles
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_line_height())
        head = table.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setStretchLastSection(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        head.sectionClicked.connect(self._on_header)
        for n, column in enumerate(self.model.columns):
            table.setColumnWidth(n, px(column.width))
        kept = self.desk.machine.raw("people/header")
        if not kept.isEmpty():
            head.restoreState(kept)
        self._show_columns()
        head.sectionResized.connect(lambda *_: self.desk.machine.keep("people/header", head.saveState()))
        head.sectionMoved.connect(lambda *_: self.desk.machine.keep("people/header", head.saveState()))
        table.doubleClicked.connect(self._open_index)
        table.addActions([self._delete_action, self._edit_action])
        self.views.addWidget(table)
        self._show_sort()

    def _shown_columns(self) -> list[str]:
        return self.desk.machine.text("people/columns", _USUAL_COLUMNS).split()

    def _show_columns(self) -> None:
        assert self.table is not None
        shown = self._shown_columns()
        for n, column in enumerate(self.model.columns):
            self.table.setColumnHidden(n, column.key not in shown and column.key != "name")

    def columns_menu(self) -> QMenu:
        """Which columns the table shows."""
        menu = QMenu(self)
        shown = self._shown_columns()
        for column in self.model.columns[1:]:
            action = menu.addAction(column.title, partial(self._turn_column, column.key))
            action.setCheckable(True)
            action.setChecked(column.key in shown)
        return menu

    def _turn_column(self, key: str) -> None:
        shown = self._shown_columns()
        shown = [k for k in shown if k != key] if key in shown else [*shown, key]
        self.desk.machine.keep("people/columns", " ".join(shown))
        self._show_columns()

    def _on_header(self, section: int) -> None:
        order = PeopleOrder(self.model.columns[section].key)
        if order is self.order:
            self.sort(order, descending=not self.descending)
        else:
            self.sort(order)

    def _show_sort(self) -> None:
        assert self.table is not None
        at = next(n for n, column in enumerate(self.model.columns) if column.key == self.order.value)
        way = Qt.SortOrder.DescendingOrder if self.descending else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(at, way)

    def _keep_width(self) -> None:
        if not self.right.isHidden() and self.split.orientation() is Qt.Orientation.Horizontal:
            self.desk.machine.keep("people/width", round(self.split.sizes()[0] / px(100) * 100))

    # ------------------------------------------------------------------ choosing

    def chosen(self) -> list[int]:
        """Who is chosen, in the order of the list."""
        rows = sorted({index.row() for index in self._view.selectionModel().selectedIndexes()})
        return [n for n in map(self.model.id_at, rows) if n is not None]

    def _on_selection(self) -> None:
        chosen = self.chosen()
        if self.bulk.isHidden() is (len(chosen) > 1):
            self.bulk.setVisible(len(chosen) > 1)
            QTimer.singleShot(0, self, lambda: self._view.scrollTo(self._view.currentIndex()))  # not beneath it
        if len(chosen) > 1:
            self.bulk.show_count(len(chosen))
        current = self._view.currentIndex()
        at = self.model.id_at(current.row()) if current.isValid() else None
        if len(chosen) == 1 and not self.right.isHidden():
            self._show(chosen[0])
        elif len(chosen) > 1 and at is not None and not self.right.isHidden():
            self._show(at)

    def _show(self, number_: int) -> None:
        # A form for somebody new that is half filled in waits behind; New person comes back to it.
        if self.person.number != number_:
            self.person.show_person(number_)
        if self.person.number is not None:
            self.right.setCurrentWidget(self.person)

    def _mark(self, number_: int) -> bool:
        """Choose somebody in the list, if they are in it."""
        index = self.model.index_of(number_)
        if not index.isValid():
            return False
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self._view.selectionModel().setCurrentIndex(index, flags)
        self._view.scrollTo(index)
        return True

    def _choose_first(self) -> None:
        if self.person.number is None and self.model.rowCount() and not self.right.isHidden():
            first = self.model.id_at(0)
            assert first is not None
            self._mark(first)

    def _open_index(self, index: QModelIndex) -> None:
        number_ = self.model.id_at(index.row())
        if number_ is not None:
            self.open(number_)
            self.person.take_focus()

    def open(self, number_: int) -> None:
        """Show somebody; filters that hide them are taken away."""
        if not self.right.isVisibleTo(self):
            self.set_table(False, remember=False)
        if not self.model.index_of(number_).isValid():
            self.clear_filters()
            if not self.model.index_of(number_).isValid():
                self._narrow(state=PersonState.ALL)
        if self._mark(number_):
            self._show(number_)

    def open_tag(self, tag: str) -> None:
        """Show the people who bear a tag."""
        self.clear_filters()
        self._narrow(tags=(tag,))
        first = self.model.id_at(0)
        if first is not None and self.model.row_of(self.person.number or 0) is None:
            self._mark(first)

    # ------------------------------------------------------------------ new, delete, many

    def new_person(self) -> None:
        """Begin a new person, beside the list."""
        if self.right.isHidden():
            self.set_table(False, remember=False)
        if self.form is None:
            self.form = NewPerson(self.desk)
            self.form.left.connect(self._give_up)
            self.form.made.connect(self._made)
            self.right.addWidget(self.form)
        self.right.setCurrentWidget(self.form)
        self.form.form.take_focus()

    def _give_up(self) -> None:
        if self.form is not None and self.form.form.touched:
            go_on = partial(self._go_on, self.form.form.written())
            self.desk.tell(self.tr("What you wrote is not saved."), self.tr("Go on writing"), go_on)
        self._leave_form()

    def _go_on(self, written: dict[str, object]) -> None:
        self.desk.page_wanted.emit("people")
        self.new_person()
        assert self.form is not None
        self.form.form.write(written)

    def _leave_form(self) -> None:
        form, self.form = self.form, None
        if form is None:
            return
        form.forget()
        self.right.removeWidget(form)
        form.deleteLater()
        self.right.setCurrentWidget(self.person if self.person.number is not None else self.nobody)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, number_: int) -> None:
        self._leave_form()
        self.open(number_)

    def delete_chosen(self) -> None:
        """Take out whoever is chosen; Undo stands in the bar."""
        chosen = self.chosen()
        if not chosen:
            return
        called = self.desk.store.named(chosen[:1])
        words = (
            self.tr("Deleted {name}.").format(name=called.get(chosen[0], ""))
            if len(chosen) == 1
            else self.tr("Deleted %n people.", "", len(chosen))
        )
        self.desk.do(lambda: self.desk.store.delete_people(chosen), undoable=words)

    def change_chosen(self, words: str, **changes: Any) -> None:
        """The same change to all who are chosen: one step, one undo."""
        chosen = self.chosen()
        self.desk.do(lambda: self.desk.store.change_people(chosen, **changes), undoable=words)

    def tag_chosen(self, tag: str) -> None:
        """Put a tag on all who are chosen."""
        chosen = self.chosen()
        words = self.tr("Tagged %n people.", "", len(chosen))
        self.desk.do(lambda: self.desk.store.add_tags(chosen, [tag]), undoable=words)

    # ------------------------------------------------------------------ news and keys

    def on_change(self, change: Change) -> None:
        for gone in change.people:
            self.portraits.forget(gone)
        if change.everything:
            self.portraits.forget()
        before, row = self.person.number, self._view.currentIndex().row()
        if change.everything or change.settings:
            self.model.reload()
        elif change.people:
            self.model.apply(change.people)
        if change.everything or change.people or change.tags:
            self._show_count()
            self._show_chips()
        self.person.on_change(change)
        if self.person.number is None and before is not None:
            near = self.model.id_at(min(max(row, 0), self.model.rowCount() - 1))
            if near is not None:
                self._mark(near)
                self._on_selection()
        elif (
            not self.right.isHidden()
            and self.right.currentWidget() is self.nobody
            and not any(map(self._mark, change.people))
        ):
            self._choose_first()  # as after a deletion that was undone: somebody is there where nobody was

    def on_new_day(self) -> None:
        self.model.reload()
        self.person.on_new_day()

    def take_focus(self) -> None:
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if watched is self.search:
                if key == Qt.Key.Key_Down or enter:
                    if not self._view.currentIndex().isValid() or enter:
                        self._mark_row(0) if self.person.number not in self.chosen() else None
                    self._view.setFocus(Qt.FocusReason.TabFocusReason)
                    return True
            elif watched is self._view:
                if enter and self._view.currentIndex().isValid():
                    self._open_index(self._view.currentIndex())
                    return True
                plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
                if plain and event.text().isprintable() and event.text().strip():
                    self.search.setFocus(Qt.FocusReason.OtherFocusReason)
                    self.search.setText(event.text())
                    return True
        return super().eventFilter(watched, event)

    def _mark_row(self, row: int) -> None:
        first = self.model.id_at(row)
        if first is not None:
            self._mark(first)


class _Pane(Least):
    """A pane on the ground that content stands on."""

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color(current().surface))


class _Quiet:
    """Keeps a selection from telling of itself while the list under it is replaced."""

    def __init__(self, selection: QItemSelectionModel) -> None:
        self._selection = selection

    def __enter__(self) -> None:
        self._selection.blockSignals(True)

    def __exit__(self, *_: object) -> None:
        self._selection.blockSignals(False)


def _state_word(row: PersonRow) -> str:
    return word(PersonState(row.state)) if row.state else ""


def _lack_word(lack: Lacks) -> str:
    return word(lack)


class _Bulk(QWidget):
    """What can be done with all who are chosen."""

    def __init__(self, page: PeoplePage) -> None:
        super().__init__()
        self._page = page
        self.words = Label("", "small strong")
        line = QHBoxLayout(self)
        line.setContentsMargins(L, S, S, S)
        line.setSpacing(XS)
        line.addWidget(self.words, 1)
        self.tag = icon_button("tag", self.tr("Tag those chosen"), self._tag)
        self.closeness = icon_button("people", self.tr("Closeness of those chosen"), self._closeness)
        self.rest = icon_button("resting", self.tr("Let those chosen rest"), self._rest)
        self.archive = icon_button("archived", self.tr("Archive those chosen"), self._archive)
        self.delete = icon_button("delete", self.tr("Delete those chosen"), page.delete_chosen, key="Del")
        for made in (self.tag, self.closeness, self.rest, self.archive, self.delete):
            line.addWidget(made)
        self.setMinimumHeight(px(TARGET) + 2 * S)

    def sizeHint(self) -> QSize:
        return QSize(px(300), px(TARGET) + 2 * S)

    def show_count(self, n: int) -> None:
        self.words.setText(self.tr("%n chosen", "", n))

    def _tag(self) -> None:
        page = self._page
        offers = [(name, name) for name, _ in page.desk.store.tags()]
        new = self.tr("New tag “{tag}”")
        pick = Pick(self.tr("Tag"), offers_among(offers, new=lambda text: (text, new.format(tag=text))), page)
        pick.picked.connect(page.tag_chosen)
        page.pick = pick
        pick.open_at(self.mapToGlobal(QPoint(0, -pick.height())))

    def closeness_menu(self) -> QMenu:
        """Closenesses to give to all who are chosen."""
        menu, page = QMenu(self), self._page
        n = len(page.chosen())
        for closeness in (*Closeness, None):
            text = capital(word(closeness)) if closeness else self.tr("Not said")
            words = self.tr("Changed the closeness of %n people.", "", n)
            menu.addAction(text, partial(page.change_chosen, words, closeness=closeness))
        return menu

    def _closeness(self) -> None:
        menu = self.closeness_menu()
        menu.popup(self.mapToGlobal(QPoint(self.closeness.x(), -menu.sizeHint().height())))

    def _rest(self) -> None:
        n = len(self._page.chosen())
        self._page.change_chosen(self.tr("%n people are resting.", "", n), resting=True, resting_until=None)

    def _archive(self) -> None:
        n = len(self._page.chosen())
        self._page.change_chosen(self.tr("%n people are in the archive.", "", n), archived=True)


class NewPerson(_Pane):
    """A form for somebody new. Whoever may be the same is shown while the name is typed.

    What is typed and not added outlives the program.
    """

    left = Signal()
    made = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        fields = [
            Field("name", self.tr("Name"), line=0, stretch=3),
            Field(
                "kind",
                self.tr("Kind"),
                "choice",
                ((PersonKind.PERSON, self.tr("Person")), (PersonKind.ORGANIZATION, self.tr("Organization"))),
                line=0,
            ),
            Field("organization", self.tr("Organization"), "organization", line=1, stretch=2),
            Field("role", self.tr("Role"), line=1, stretch=2),
            Field("closeness", self.tr("Closeness"), "choice", words_of(Closeness, none=self.tr("Not said")), line=2),
            Field("tags", self.tr("Tags, with commas"), "tags", line=2, stretch=2),
            Field("met_how", self.tr("How you met"), line=3),
        ]
        self.form = InlineForm(desk, self.tr("New person"), fields, {}, self._save, save_words=self.tr("Add"))
        self.form.left.connect(self.left)
        self.form.widgets["name"].textChanged.connect(self._look_for_same)
        self.warning = Label("", "small", "warn", wrap=True)
        self.warning.hide()
        self.same = QVBoxLayout()
        self.same.setSpacing(0)
        self._links: list[QPushButton] = []
        inside = Least()
        column = QVBoxLayout(inside)
        column.setContentsMargins(XL, L, XL, L)
        column.setSpacing(M)
        column.addWidget(Label(self.tr("New person"), "title"))
        column.addWidget(self.form)
        column.addWidget(self.warning)
        column.addLayout(self.same)
        column.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(Scrolled(inside))
        if kept := desk.store.scratch(_UNFINISHED):
            self.form.write(json.loads(kept))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.form.touched:
            text = json.dumps(self.form.written(), ensure_ascii=False)
            self.desk.do(lambda: self.desk.store.keep_scratch(_UNFINISHED, text))

    def forget(self) -> None:
        """What was typed is added, or not wanted."""
        self.form.touched = False
        self.desk.do(lambda: self.desk.store.keep_scratch(_UNFINISHED, ""))

    def _look_for_same(self, text: str) -> None:
        alike = self.alike(text)
        for link in self._links:
            link.hide()
            link.deleteLater()
        self._links = []
        rows = self.desk.store.person_rows(alike)
        for n in alike:
            if n in rows:
                row = rows[n]
                words = " · ".join(filter(None, (row.name, row.role, row.organization)))
                link = button(words.replace("&", "&&"), partial(self.made.emit, n), kind="quiet", picture="person")
                self._links.append(link)
                self.same.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        self.warning.setText(self.tr("Already in the journal? Choose them to open their page.") if alike else "")
        self.warning.setVisible(bool(alike))

    def alike(self, text: str) -> list[int]:
        """Who may be the same: the same name, one with its words, or one of nearly its letters. At most four."""
        store, wanted = self.desk.store, fold(text)
        if len(wanted) < 3:
            return []
        found = [*store.find_by_name(text)]
        if " " in wanted:
            found += store.people_called(wanted.split())[:4]
            from rapidfuzz import fuzz, process

            known = store.known_names()
            near = process.extract(
                wanted, [k.name for k in known], scorer=fuzz.ratio, processor=fold, limit=4, score_cutoff=86
            )
            found += [known[at].id for _, _, at in near]
        return list(dict.fromkeys(found))[:4]

    def _save(self, values: dict[str, Any]) -> None:
        store = self.desk.store
        draft = PersonDraft(values["name"], values["kind"], closeness=values["closeness"], met_how=values["met_how"])
        if draft.kind is PersonKind.PERSON:
            parts = split_name(draft.name)
            draft = replace(
                draft,
                prefix=parts.prefix,
                given=parts.given,
                additional=parts.additional,
                family=parts.family,
                suffix=parts.suffix,
            )

        def add() -> int:
            with store.step(say("Add {name}", name=values["name"])):
                made = store.add_person(draft)
                organization: PersonRef | None = values["organization"]
                if organization is not None:
                    store.save_fact(Affiliation(0, made, organization, values["role"]))
                if values["tags"]:
                    store.set_tags(made, values["tags"])
            return made

        words = self.tr("Added {name}.").format(name=values["name"])
        made = self.desk.do(add, undoable=words, invalid=self.form.show_error)
        if made:
            self.made.emit(made)
