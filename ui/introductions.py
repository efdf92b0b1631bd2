"""Introductions: who might like to meet whom, those under way, those that are over, and whom never to suggest.

Hidden here: that suggestions are worked out off the window's thread and again after changes that bear on them, and how
two lists of different things share one pane beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QHideEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from netjournal.introducing import idea
from netjournal.matching import NO_INTRODUCTIONS, Suggestion, Why
from netjournal.model import (
    AnswerKind,
    Change,
    IntroductionState,
    LedgerFilter,
    LedgerKind,
    LedgerRow,
    PersonRef,
    Preference,
    PreferenceKind,
)
from ui.desk import Desk
from ui.introduction_pane import IntroductionPane
from ui.introduction_texts import NoteTextsDialog, SynonymsDialog
from ui.look import L, M, S, color, current, px
from ui.page import Page
from ui.parts.action import own_action
from ui.parts.button import button, icon_button
from ui.parts.card import Card, Disc, Index
from ui.parts.card_list import CardList
from ui.parts.empty_pane import EmptyPane
from ui.parts.section import Heading
from ui.parts.segmented import Segmented
from ui.rows import Column, Listing, RowsModel
from ui.whole_record import WholeRecord, asked_once
from ui.words import capital, near_day, short_day, told, word

_UNDER_WAY = ("idea", "asked_one", "asked_both", "made")
_DONE = ("met", "declined")
_PICTURES = {Why.NEED: "need", Why.ROLE: "need", Why.INTEREST: "like", Why.PLACE: "address"}


class IntroductionsPage(Page):
    """Suggested introductions, those under way, those that are over, and pairs never to be suggested."""

    key = "introductions"
    pane: IntroductionPane

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._suggested: dict[int, Suggestion] = {}
        self._asked, self._begun = 0, False
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(40)
        self._waiting.timeout.connect(self.ask)
        self.suggestions: RowsModel[Suggestion] = RowsModel(
            [Column("pair", self.tr("Who should meet"), _pair)],
            lambda ids: {id: self._suggested[id] for id in ids if id in self._suggested},
            lambda one: f"{_pair(one)}. {told(one.why)}",
            self,
        )
        self.suggestions.show(Listing(lambda: list(self._suggested), self._places))
        self._dismissed: dict[int, tuple[PersonRef, PersonRef]] = {}
        self.dismissed: RowsModel[tuple[PersonRef, PersonRef]] = RowsModel(
            [Column("pair", self.tr("Never to be suggested"), _refs)],
            lambda ids: {id: self._dismissed[id] for id in ids if id in self._dismissed},
            _refs,
            self,
        )
        self.dismissed.show(
            Listing(lambda: list(self._dismissed), lambda some: {id: list(self._dismissed).index(id) for id in some})
        )
        self.under_way: RowsModel[LedgerRow] = RowsModel(
            [Column("people", self.tr("Introduction"), _people)], self._ledger_rows, self._describe, self
        )
        self._make_parts()
        self._make_actions()
        self._lay_out()

    # ------------------------------------------------------------------ making

    def _make_parts(self) -> None:
        more = icon_button("settings", self.tr("Words that mean the same"), self.edit_synonyms)
        notes = icon_button("edit", self.tr("Texts of the notes"), self.edit_templates)
        self.synonyms_button, self.templates_button = more, notes
        self.heading = Heading(self.tr("Introductions"), more, notes, size="title")
        self.kinds = Segmented(self.tr("Which introductions"))
        self.kinds.add("suggested", self.tr("Suggested"))
        self.kinds.add("under_way", self.tr("Under way"))
        self.kinds.add("done", self.tr("Over"))
        self.kinds.add("dismissed", self.tr("Never"))
        self.kinds.button("dismissed").setAccessibleName(self.tr("Never to be suggested"))
        self.kinds.chosen.connect(lambda _key: self._choose_kind())
        self.suggested_list = CardList(self.tr("Suggested introductions"), self.suggestions, self._suggestion_card)
        self.suggested_list.empty = self.tr(
            "Nobody to bring together yet. Note what people need, offer and like on their pages: who could help whom "
            "then shows here."
        )
        self.under_way_list = CardList(self.tr("Introductions under way"), self.under_way, self._row_card)
        self.dismissed_list = CardList(self.tr("Never to be suggested"), self.dismissed, self._dismissed_card)
        self.dismissed_list.empty = self.tr("Those you never want suggested stand here, and can be taken back.")
        for view in (self.suggested_list, self.under_way_list, self.dismissed_list):
            view.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_current())
            view.opened.connect(lambda _index: self.pane.take_focus())
        self.pane = IntroductionPane(self.desk)
        self.pane.begun.connect(self._begin)
        self.pane.dismissed.connect(self._dismiss)
        self.pane.again_wanted.connect(self._suggest_again)
        self.pane.alone_wanted.connect(self._leave_alone)
        self.pane.templates_wanted.connect(self.edit_templates)
        self.empty = EmptyPane(
            "introduction",
            self.tr("Here stands who should meet whom."),
            self.tr(
                "Note on people's pages what they need, what they offer and what they like. Nothing is looked up "
                "anywhere: only what stands in this journal is compared."
            ),
            button(
                self.tr("Go to people"), lambda: self.desk.page_wanted.emit("people"), kind="primary", picture="people"
            ),
        )

    def _make_actions(self) -> None:
        make = partial(own_action, self)
        make(self.tr("Begin this introduction, or note what comes next"), "Ctrl+Return", "introduction", self._go_on)
        make(self.tr("Never suggest these two again"), "Ctrl+Backspace", "close", lambda: self._dismiss(self._here()))
        make(self.tr("Copy the note"), "Ctrl+Shift+C", "copy", self.pane.copy_note)
        make(self.tr("Words that mean the same…"), "Ctrl+Shift+Y", "settings", self.edit_synonyms)
        make(self.tr("Texts of the notes…"), "Ctrl+Shift+E", "edit", self.edit_templates)

    def _lay_out(self) -> None:
        self._lists = QStackedWidget()
        self._lists.addWidget(self.suggested_list)
        self._lists.addWidget(self.under_way_list)
        self._lists.addWidget(self.dismissed_list)
        self.left = QWidget()
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 1, 0)  # for the line beside it
        column.setSpacing(S)
        self._strip = QWidget()
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(L, 0, S, S)
        strip.addWidget(self.kinds)
        strip.addStretch(1)
        column.addWidget(self._strip)
        column.addWidget(self._lists, 1)
        body = QWidget()
        line = QHBoxLayout(body)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.left)
        line.addWidget(self.pane, 1)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.left.setFixedWidth(max(px(260), min(px(420), self.width() * 2 // 5)))
        self._place_strip()

    def _place_strip(self) -> None:
        """Above the list, or over both columns where the left one is too narrow for it, as with large text."""
        left, whole = self.left.layout(), self.layout()
        if not isinstance(left, QVBoxLayout) or not isinstance(whole, QVBoxLayout):
            return
        fits = self._strip.sizeHint().width() <= self.left.width()
        if fits is (left.indexOf(self._strip) < 0):
            (left if fits else whole).insertWidget(0 if fits else 1, self._strip)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(current().surface))
        x = self.width() - self.left.width() if self.isRightToLeft() else self.left.width() - 1
        if self.layers.currentIndex() == 0:
            painter.setPen(color(current().line))
            painter.drawLine(x, self.layers.y(), x, self.height())

    # ------------------------------------------------------------------ what is shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self._read_under_way()
            self._read_dismissed()
            self.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._waiting.isActive():
            self._waiting.stop()
            self._begun = False  # asked when it is shown again

    def on_change(self, change: Change) -> None:
        held = self.pane.holds_button()
        if change.everything or change.answers or change.people:
            self._read_dismissed()
        if change.everything:
            self._read_under_way()
        else:
            shown = self._row_shown() if self.kinds.current in ("under_way", "done") else None
            self.under_way.apply(change.entries)
            if shown in change.entries and self.under_way.row_of(shown) is None:
                self._follow(shown)
            if change.people:
                self.under_way.forget()
        if change.everything or change.people or change.answers or change.entries or change.settings or change.tags:
            self._waiting.start()
        self._show_counts()
        self._show_current()
        if held and not self.pane.holds_button():  # an undo took the button away: the next one is for this place too
            self.pane.take_focus()

    def on_new_day(self) -> None:
        self.under_way.forget()
        self.ask()

    def ask(self) -> None:
        """Work out the suggestions again, off the window's thread."""
        self._asked += 1
        mine = self._asked

        def done(found: list[Suggestion]) -> None:
            if mine == self._asked:
                self._take(found)

        self.desk.jobs.run(asked_once(self.desk.store, WholeRecord.suggested_introductions), done)

    def _take(self, found: Sequence[Suggestion]) -> None:
        self._suggested = {_number_of(one): one for one in found}
        at = self.suggested_list.currentIndex().row()
        here = self.suggestions.id_at(at)
        self.suggestions.reload()
        if count := self.suggestions.rowCount():
            stays = self.suggestions.row_of(here) if here is not None else None
            row = stays if stays is not None else min(max(at, 0), count - 1)
            self.suggested_list.setCurrentIndex(self.suggestions.index(row, 0))
        self._show_counts()
        nothing = not found and not self.under_way.rowCount() and not self._any()
        self.layers.setCurrentIndex(1 if nothing else 0)
        self.heading.setVisible(not nothing)
        self._strip.setVisible(not nothing)
        self._show_current()

    def _places(self, some: Iterable[int]) -> dict[int, int]:
        place = {id: n for n, id in enumerate(self._suggested)}
        return {id: place[id] for id in some if id in place}

    def _any(self) -> bool:
        """Whether there ever was an introduction."""
        return len(self.desk.store.ledger_ids(LedgerFilter(kinds=(LedgerKind.INTRODUCTION,)))) > 0

    def _filter(self) -> LedgerFilter:
        states = _DONE if self.kinds.current == "done" else _UNDER_WAY
        return LedgerFilter(kinds=(LedgerKind.INTRODUCTION,), states=states)

    def _read_under_way(self) -> None:
        wanted, store = self._filter(), self.desk.store
        self.under_way.show(
            Listing(lambda: store.ledger_ids(wanted), lambda ids: store.ledger_keys(ids, wanted), descending=True)
        )
        if self.under_way.rowCount():
            self.under_way_list.setCurrentIndex(self.under_way.index(0, 0))

    def _read_dismissed(self) -> None:
        pairs = self.desk.store.dismissed_introductions()
        self._dismissed = dict(enumerate(pairs, 1))
        self.dismissed.reload()
        if pairs:
            self.dismissed_list.setCurrentIndex(self.dismissed.index(0, 0))

    def _ledger_rows(self, ids: Sequence[int]) -> Mapping[int, LedgerRow]:
        return self.desk.store.ledger_rows(ids)

    def _row_shown(self) -> int | None:
        return self.under_way.id_at(self.under_way_list.currentIndex().row())

    def _follow(self, entry: int) -> None:
        """Go along with an introduction that is over now, or under way again: the next step is still of these two."""
        here = self.kinds.current
        self.show_kind("done" if here == "under_way" else "under_way")
        row = self.under_way.row_of(entry)
        if row is None:  # it is gone
            self.show_kind(here)
        else:
            self.under_way_list.setCurrentIndex(self.under_way.index(row, 0))

    def _show_counts(self) -> None:
        self.heading.set_count(self._list().model().rowCount() or None)

    def _choose_kind(self) -> None:
        key = self.kinds.current
        self._lists.setCurrentWidget(self._list())
        if key in ("under_way", "done"):
            self.under_way_list.empty = (
                self.tr("No introduction is over yet.")
                if key == "done"
                else self.tr("No introduction is under way. Begin one of those suggested.")
            )
            name = self.tr("Introductions that are over") if key == "done" else self.tr("Introductions under way")
            self.under_way_list.setAccessibleName(name)
            self._read_under_way()
        self._show_counts()
        self._show_current()

    def show_kind(self, key: str) -> None:
        """Bring "suggested", "under_way" or "done" to the front."""
        self.kinds.choose(key)
        self._choose_kind()

    def _here(self) -> Suggestion | None:
        """The suggestion that is chosen, if suggestions are shown."""
        if self.kinds.current != "suggested":
            return None
        return self.suggestions.row(self.suggested_list.currentIndex().row())

    def _show_current(self) -> None:
        if self.kinds.current == "suggested":
            self.pane.show_suggestion(self._here())
            return
        if self.kinds.current == "dismissed":
            pair = self.dismissed.row(self.dismissed_list.currentIndex().row())
            if pair is None:
                self.pane.show_suggestion(None)
            else:
                self.pane.show_dismissed(*pair)
            return
        self.pane.show_entry(self._row_shown())

    def _list(self) -> CardList:
        """The list that is shown."""
        lists = {"suggested": self.suggested_list, "dismissed": self.dismissed_list}
        return lists.get(self.kinds.current, self.under_way_list)

    def _suggestion_card(self, one: Suggestion, index: Index) -> Card:
        role = "accent" if one.kind.is_business else "quiet"
        return Card(title=_pair(one), detail=capital(told(one.short)), leading=Disc(_PICTURES[one.kind], role))

    def _dismissed_card(self, pair: tuple[PersonRef, PersonRef], index: Index) -> Card:
        return Card(title=_refs(pair), leading=Disc("close", "quiet"), dimmed=True)

    def _row_card(self, row: LedgerRow, index: Index) -> Card:
        return Card(
            title=_people(row),
            detail=" · ".join(filter(None, (capital(word(IntroductionState(row.state))), row.about))),
            aside=short_day(row.day, self.desk.today),
            leading=Disc("introduction", "good" if row.state == "met" else "quiet"),
            dimmed=row.state == "declined",
        )

    def _describe(self, row: LedgerRow) -> str:
        day = near_day(row.day, self.desk.today)
        return ". ".join(filter(None, (_people(row), capital(word(IntroductionState(row.state))), row.about, day)))

    # ------------------------------------------------------------------ what can be done

    def _go_on(self) -> None:
        one = self._here()
        if one is not None:
            self._begin(one)
        else:
            self.pane.go_on()

    def _begin(self, one: Suggestion) -> None:
        store = self.desk.store
        said = self.tr("Noted as an idea: {pair}.").format(pair=_pair(one))
        made = self.desk.do(lambda: store.record(idea(one, self.desk.today)), undoable=said)
        if made is None:
            return
        self.show_kind("under_way")
        row = self.under_way.row_of(made.entries[0])
        if row is not None:
            self.under_way_list.setCurrentIndex(self.under_way.index(row, 0))
        self.pane.take_focus()

    def _dismiss(self, one: Suggestion | None) -> None:
        if one is None:
            return
        store = self.desk.store
        said = self.tr("{pair} will not be suggested again.").format(pair=_pair(one))
        self.desk.do(lambda: store.answer(one.key, AnswerKind.DISMISSED), undoable=said)

    def _suggest_again(self, pair: tuple[int, int]) -> None:
        said = self.tr("{one} and {other} may be suggested again.").format(
            one=self.pane.one.ref.name, other=self.pane.other.ref.name
        )
        self.desk.do(lambda: self.desk.store.suggest_again(*pair), undoable=said)

    def _leave_alone(self, who: PersonRef) -> None:
        """Note that somebody wants no introductions: a boundary that stands on their page and is changed there."""
        boundary = Preference(0, who.id, PreferenceKind.BOUNDARY, str(NO_INTRODUCTIONS))
        said = self.tr("Noted as a boundary of {name}: no introductions.").format(name=who.name)
        self.desk.do(lambda: self.desk.store.save_fact(boundary), undoable=said)

    def edit_synonyms(self) -> None:
        """Open the dialog of words that mean the same."""
        SynonymsDialog(self.desk, self.window()).open()

    def edit_templates(self) -> None:
        """Open the dialog of the notes' texts."""
        dialog = NoteTextsDialog(self.desk, self.pane.note_kind, self.window())
        dialog.kept.connect(self._show_current)
        dialog.open()

    def take_focus(self) -> None:
        self._list().setFocus(Qt.FocusReason.OtherFocusReason)


def _pair(one: Suggestion) -> str:
    return f"{one.one.name} · {one.other.name}"


def _refs(pair: tuple[PersonRef, PersonRef]) -> str:
    return " · ".join(ref.name for ref in pair)


def _people(row: LedgerRow) -> str:
    return " · ".join(p.name for p in row.people) or row.about


def _number_of(one: Suggestion) -> int:
    """A pair as one number, as rows are known by."""
    first, second = sorted((one.one.id, one.other.id))
    return (first << 31) | second
