"""Introductions: who might like to meet whom, and those under way with their steps and the notes to send.

Hidden here: that suggestions are worked out off the window's thread and again after changes that bear on them, how two
lists of different things share one pane beside them, and which note is wanted at which step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from netjournal.errors import Gone, NotFound
from netjournal.matching import Step, Suggestion, Why, idea, next_step, note, steps_done, take_step
from netjournal.model import (
    AnswerKind,
    Change,
    Consent,
    Direction,
    Entry,
    EntryDraft,
    EntryFilter,
    EntryKind,
    IntroductionDetail,
    IntroductionState,
    LedgerFilter,
    LedgerKind,
    LedgerRow,
    Participant,
    PersonRef,
    Recording,
    Side,
    ThanksDetail,
)
from netjournal.names import initials
from ui.desk import Desk
from ui.dialogs import Sheet
from ui.icons import draw_icon
from ui.look import RADIUS, XS, L, M, S, color, current, font, px
from ui.page import Page
from ui.parts.action import own_action
from ui.parts.button import button, icon_button
from ui.parts.card import Card, Disc, Index
from ui.parts.card_list import CardList
from ui.parts.empty_pane import EmptyPane
from ui.parts.flow import FlowLayout
from ui.parts.label import Label
from ui.parts.paint import PaintedButton, fill, ring
from ui.parts.portrait import Portrait
from ui.parts.scrolled import Scrolled
from ui.parts.section import Heading
from ui.parts.segmented import Segmented
from ui.rows import Column, Listing, RowsModel
from ui.whole_record import WholeRecord, asked_once
from ui.words import capital, near_day, short_day, told, word

_UNDER_WAY = ("idea", "asked_one", "asked_both", "made")
_DONE = ("met", "declined")
_PICTURES = {Why.NEED: "need", Why.ROLE: "need", Why.INTEREST: "like", Why.PLACE: "address"}


class IntroductionsPage(Page):
    """Suggested introductions, those under way, and those that are over."""

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
        self.kinds.chosen.connect(lambda _key: self._choose_kind())
        self.suggested_list = CardList(self.tr("Suggested introductions"), self.suggestions, self._suggestion_card)
        self.suggested_list.empty = self.tr(
            "Nobody to bring together yet. Note what people need, offer and like on their pages: who could help whom "
            "then shows here."
        )
        self.under_way_list = CardList(self.tr("Introductions under way"), self.under_way, self._row_card)
        for view in (self.suggested_list, self.under_way_list):
            view.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_current())
            view.opened.connect(lambda _index: self.pane.take_focus())
        self.pane = IntroductionPane(self.desk)
        self.pane.begun.connect(self._begin)
        self.pane.dismissed.connect(self._dismiss)
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
        make(self.tr("Begin this introduction, or take its next step"), "Ctrl+Return", "introduction", self._go_on)
        make(self.tr("Never suggest these two again"), "Ctrl+Backspace", "close", lambda: self._dismiss(self._here()))
        make(self.tr("Copy the note"), "Ctrl+Shift+C", "copy", self.pane.copy_note)
        make(self.tr("Words that mean the same…"), "Ctrl+Shift+Y", "settings", self.edit_synonyms)
        make(self.tr("Texts of the notes…"), "Ctrl+Shift+E", "edit", self.edit_templates)

    def _lay_out(self) -> None:
        self._lists = QStackedWidget()
        self._lists.addWidget(self.suggested_list)
        self._lists.addWidget(self.under_way_list)
        self.left = QWidget()
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 1, 0)  # for the line beside it
        column.setSpacing(S)
        strip = QHBoxLayout()
        strip.setContentsMargins(L, 0, S, XS)
        strip.addWidget(self.kinds)
        strip.addStretch(1)
        column.addLayout(strip)
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
            self.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._waiting.isActive():
            self._waiting.stop()
            self._begun = False  # asked when it is shown again

    def on_change(self, change: Change) -> None:
        if change.everything:
            self._read_under_way()
        else:
            self.under_way.apply(change.entries)
            if change.people:
                self.under_way.forget()
        if change.everything or change.people or change.answers or change.entries or change.settings or change.tags:
            self._waiting.start()
        self._show_counts()
        self._show_current()

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
        self.suggestions.reload()
        count = self.suggestions.rowCount()
        if count and not self.suggested_list.currentIndex().isValid():
            self.suggested_list.setCurrentIndex(self.suggestions.index(min(max(at, 0), count - 1), 0))
        self._show_counts()
        nothing = not found and not self.under_way.rowCount() and not self._any()
        self.layers.setCurrentIndex(1 if nothing else 0)
        self.heading.setVisible(not nothing)
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

    def _ledger_rows(self, ids: Sequence[int]) -> Mapping[int, LedgerRow]:
        return self.desk.store.ledger_rows(ids)

    def _show_counts(self) -> None:
        count = {"suggested": self.suggestions.rowCount(), "under_way": self.under_way.rowCount()}
        self.heading.set_count(count["under_way" if self.kinds.current != "suggested" else "suggested"] or None)

    def _choose_kind(self) -> None:
        key = self.kinds.current
        self._lists.setCurrentIndex(0 if key == "suggested" else 1)
        if key != "suggested":
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
        id = self.under_way.id_at(self.under_way_list.currentIndex().row())
        self.pane.show_entry(id)

    def _suggestion_card(self, one: Suggestion, index: Index) -> Card:
        role = "accent" if one.kind.is_business else "quiet"
        return Card(title=_pair(one), detail=told(one.why), leading=Disc(_PICTURES[one.kind], role))

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

    def edit_synonyms(self) -> None:
        """Open the dialog of words that mean the same."""
        SynonymsDialog(self.desk, self.window()).open()

    def edit_templates(self) -> None:
        """Open the dialog of the notes' texts."""
        dialog = TemplatesDialog(self.desk, self.window())
        dialog.kept.connect(self._show_current)
        dialog.open()

    def take_focus(self) -> None:
        view = self.suggested_list if self.kinds.current == "suggested" else self.under_way_list
        view.setFocus(Qt.FocusReason.OtherFocusReason)


def _pair(one: Suggestion) -> str:
    return f"{one.one.name} · {one.other.name}"


def _people(row: LedgerRow) -> str:
    return " · ".join(p.name for p in row.people) or row.about


def _number_of(one: Suggestion) -> int:
    """A pair as one number, as rows are known by."""
    first, second = sorted((one.one.id, one.other.id))
    return (first << 31) | second


# ------------------------------------------------------------------------------------------------ the pane


class _Who(PaintedButton):
    """One of the two, with a portrait: a click opens their page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.portrait = Portrait(40, self)
        self.portrait.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.ref = PersonRef(0, "")

    def show_ref(self, ref: PersonRef) -> None:
        self.ref = ref
        self.setText(ref.name)
        self.setAccessibleName(self.tr("Open {name}").format(name=ref.name))
        self.portrait.show_person(ref.name, initials(ref.name))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(160), px(56))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(110), px(56))

    def resizeEvent(self, event: QResizeEvent) -> None:
        box = QRect(px(S), (self.height() - px(40)) // 2, px(40), px(40))
        self.portrait.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), box))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        fill(painter, self.rect(), t.hover if self.underMouse() else t.surface, RADIUS, t.line)
        if self.ringed:
            ring(painter, self.rect(), RADIUS)
        box = self.rect().adjusted(px(S) + px(40) + px(S), 2, -px(S), -2)
        painter.setFont(font("strong"))
        painter.setPen(color(t.text))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextWordWrap
        painter.setLayoutDirection(self.layoutDirection())
        painter.drawText(QStyle.visualRect(self.layoutDirection(), self.rect(), box), int(flags), self.text())


class _StepButton(PaintedButton):
    """One step: taken, next (it can be clicked), or still to come."""

    def __init__(self, step: Step, parent: QWidget) -> None:
        super().__init__(parent)
        self.step, self.done, self.next = step, False, False
        self.setText(capital(told(step.said)))

    def show_state(self, *, done: bool, next: bool, text: str) -> None:
        self.done, self.next = done, next
        self.setText(text)
        self.setEnabled(next)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if next else Qt.FocusPolicy.NoFocus)
        state = self.tr("taken") if done else self.tr("next: click when it is done") if next else self.tr("to come")
        self.setAccessibleName(f"{self.text()}, {state}")
        self.setToolTip(self.tr("Click when it is done") if next else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        if self.next and self.underMouse():
            fill(painter, self.rect(), t.hover, RADIUS)
        if self.ringed:
            ring(painter, self.rect(), RADIUS)
        dot = QRect((self.width() - px(22)) // 2, px(4), px(22), px(22))
        if self.done:
            fill(painter, dot, t.accent, dot.height() / 2)
            draw_icon(painter, dot.adjusted(4, 4, -4, -4), "done", t.accent_text)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(color(t.surface))
            edge = QPen(color(t.accent if self.next else t.edge), 2)
            painter.setPen(edge)
            painter.drawEllipse(dot.adjusted(1, 1, -1, -1))
            if self.next:
                fill(painter, dot.adjusted(px(7), px(7), -px(7), -px(7)), t.accent, px(4))
        painter.setFont(font("small strong" if self.next else "small"))
        painter.setPen(color(t.text if self.done or self.next else t.faint))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(1, px(30), -1, 0), int(flags), self.text())


class StepRow(QWidget):
    """The steps of an introduction in their order, in as many lines as the width needs; `taken(step)` on a click."""

    taken = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Steps"))
        self.buttons = {step: _StepButton(step, self) for step in Step}
        for step, one in self.buttons.items():
            one.clicked.connect(lambda _=False, step=step: self.taken.emit(step))
        self.shown: list[Step] = list(Step)

    def show_detail(self, detail: IntroductionDetail, *, thanked: bool) -> None:
        mine = detail.side is Side.GIVEN
        self.shown = [s for s in Step if mine or s in (Step.MADE, Step.THEY_MET, Step.RESULT, Step.THANKS)]
        done, following = steps_done(detail, thanked=thanked), next_step(detail, thanked=thanked)
        one, other = _first(detail.one), _first(detail.other)
        words = {
            Step.ASKED_ONE: self.tr("Asked {name}").format(name=one),
            Step.ASKED_OTHER: self.tr("Asked {name}").format(name=other),
            Step.THEY_MET: capital(told(Step.THEY_MET.said)) if mine else self.tr("We met"),
        }
        for step, there in self.buttons.items():
            there.setVisible(step in self.shown)
            text = words.get(step, capital(told(step.said)))
            there.show_state(done=done[step], next=step is following, text=text)
        self._place()

    def _place(self) -> None:
        per_line = max(1, min(len(self.shown), self.width() // px(76)))
        lines = -(-len(self.shown) // per_line)
        per_line = -(-len(self.shown) // lines)
        wide, high = min(px(112), self.width() // per_line), px(66)
        for n, step in enumerate(self.shown):
            box = QRect((n % per_line) * wide, (n // per_line) * high, wide, high)
            self.buttons[step].setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), box))
        self._per_line, self._wide, self._high = per_line, wide, high
        if self.height() != lines * high:
            self.setFixedHeight(lines * high)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for n, step in enumerate(self.shown[1:], 1):
            if n % self._per_line == 0:
                continue
            done = self.buttons[step].done
            painter.setPen(QPen(color(current().accent if done else current().edge), 2))
            y = (n // self._per_line) * self._high + px(4) + px(11)
            middle = (n % self._per_line) * self._wide + self._wide // 2
            box = QRect(middle - self._wide + px(14), y, self._wide - px(28), 1)
            box = QStyle.visualRect(self.layoutDirection(), self.rect(), box)
            painter.drawLine(box.left(), y, box.right(), y)


def _sentence(text: str) -> str:
    """What was noted in a few words, as it can stand in a note."""
    text = capital(text.strip())
    return text if not text or text[-1] in ".!?…。" else f"{text}."


def _first(ref: PersonRef | None) -> str:
    """A name short enough for a step: its first word."""
    return ref.name.split()[0] if ref and ref.name.split() else ""


class IntroductionPane(QWidget):
    """One introduction beside the list: a suggestion with its reasons, or one under way with its steps and notes."""

    begun = Signal(object)
    dismissed = Signal(object)
    templates_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.suggestion: Suggestion | None = None
        self.entry: Entry | None = None
        self._make()
        self._lay_out()
        self.show_suggestion(None)

    def _make(self) -> None:
        self.one, self.other = _Who(), _Who()
        for who in (self.one, self.other):
            who.clicked.connect(lambda _=False, who=who: self.desk.person_wanted.emit(who.ref.id))
        self.why = Label("", "body", wrap=True)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.why.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.begin_button = button(self.tr("Begin"), self._begin, kind="primary", picture="introduction")
        self.dismiss_button = button(self.tr("Never suggest again"), self._dismiss, picture="close")
        self.steps_heading = Label(self.tr("Steps"), "heading")
        self.steps = StepRow()
        self.steps.taken.connect(self.take)
        self.next_button = button("", self.go_on, kind="primary", picture="done")
        self.declined_button = button("", self._decline, kind="quiet")
        self.open_button = button(self.tr("Open the entry"), self._open, kind="quiet")
        self.result = QLineEdit()
        self.result.setPlaceholderText(self.tr("What came of it?"))
        self.result.setAccessibleName(self.tr("What came of it"))
        self.result.returnPressed.connect(self._keep_result)
        self.keep_button = button(self.tr("Keep"), self._keep_result)
        self.over = Label("", "body", "quiet", wrap=True)
        self.note_heading = Label(self.tr("A note to send"), "heading")
        self.to = Segmented(self.tr("To whom"))
        self.to.add("one", "")
        self.to.add("other", "")
        self.to.add("both", self.tr("Both"))
        self.to.chosen.connect(lambda _key: self._show_note())
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(self.tr("The note"))
        self.note.setTabChangesFocus(True)
        self.copy_button = button(self.tr("Copy"), self.copy_note, picture="copy")
        self.text_button = button(self.tr("Change its text…"), self.templates_wanted.emit, kind="quiet")
        self.nothing = Label(self.tr("Choose an introduction at the left."), "body", "quiet", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _lay_out(self) -> None:
        def line(*parts: QWidget | None) -> tuple[QWidget, FlowLayout]:
            holder = QWidget()
            flow = FlowLayout(holder)
            policy = holder.sizePolicy()
            policy.setHeightForWidth(True)
            holder.setSizePolicy(policy)
            for part in parts:
                if part is not None:
                    flow.addWidget(part)
            return holder, flow

        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(L + XS, M, L, L)
        column.setSpacing(M)
        pair = QHBoxLayout()
        pair.setSpacing(M)
        pair.addWidget(self.one, 1)
        pair.addWidget(self.other, 1)
        column.addLayout(pair)
        column.addWidget(self.why)
        self._offers, _ = line(self.begin_button, self.dismiss_button)
        column.addWidget(self._offers)
        column.addSpacing(S)
        column.addWidget(self.steps_heading)
        column.addWidget(self.steps)
        column.addWidget(self.over)
        self._result = QWidget()
        what = QHBoxLayout(self._result)
        what.setContentsMargins(0, 0, 0, 0)
        what.addWidget(self.result, 1)
        what.addWidget(self.keep_button)
        column.addWidget(self._result)
        self._ways, _ = line(self.next_button, self.declined_button, self.open_button)
        column.addWidget(self._ways)
        column.addSpacing(S)
        column.addWidget(self.note_heading)
        self._to = QWidget()
        to = QHBoxLayout(self._to)
        to.setContentsMargins(0, 0, 0, 0)
        to.addWidget(self.to)
        to.addStretch(1)
        column.addWidget(self._to)
        self.note.setMinimumHeight(px(88))
        self.note.setMaximumHeight(px(132))
        column.addWidget(self.note)
        self._note_ways, _ = line(self.copy_button, self.text_button)
        column.addWidget(self._note_ways)
        column.addStretch(1)
        scroll = Scrolled(inner)
        self._layers = QStackedWidget()
        self._layers.addWidget(scroll)
        self._layers.addWidget(self.nothing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._layers)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "note"):
            self.note.setMinimumHeight(px(88))
            self.note.setMaximumHeight(px(132))

    # ------------------------------------------------------------------ what is shown

    def show_suggestion(self, one: Suggestion | None) -> None:
        """Show a suggestion with all its reasons; None: nothing is chosen."""
        self.suggestion, self.entry = one, None
        self._layers.setCurrentIndex(1 if one is None else 0)
        if one is None:
            return
        refs = PersonRef(one.one.id, one.one.name), PersonRef(one.other.id, one.other.name)
        self._show_pair(*refs, "\n".join(told(reason) for reason in one.reasons))
        self._offers.show()
        for part in (self.steps_heading, self.steps, self._ways, self._result, self.over):
            part.hide()
        self._show_notes("one")

    def show_entry(self, id: int | None) -> None:
        """Show an introduction of the journal."""
        if id is None:
            self.show_suggestion(None)
            return
        try:
            entry = self.desk.store.entry(id)
        except (NotFound, Gone):
            self.show_suggestion(None)
            return
        detail = entry.draft.detail
        if not isinstance(detail, IntroductionDetail):
            self.show_suggestion(None)
            return
        again = self.entry is not None and self.entry.id == id
        self.suggestion, self.entry = None, entry
        self._layers.setCurrentIndex(0)
        mine = detail.side is Side.GIVEN
        first = detail.one if mine else detail.introducer
        self._show_pair(first, detail.other, _sentence(detail.purpose or entry.draft.text))
        self._offers.hide()
        self.steps_heading.show()
        self.steps.show()
        self._ways.show()
        thanked = self._thanked(entry)
        self.steps.show_detail(detail, thanked=thanked)
        following = next_step(detail, thanked=thanked)
        self._show_next(detail, following)
        if not (again and self.result.hasFocus()):
            self.result.setText(detail.result)
        which = {Step.ASKED_OTHER: "other", Step.MADE: "both", Step.THEY_MET: "both"}
        if mine and following in (Step.ASKED_ONE, *which):
            self._show_notes(which.get(following, "one"))
        else:
            for part in (self.note_heading, self._to, self.note, self._note_ways):
                part.hide()

    def _show_pair(self, one: PersonRef | None, other: PersonRef | None, why: str) -> None:
        for who, ref in ((self.one, one), (self.other, other)):
            who.setVisible(ref is not None)
            if ref is not None:
                who.show_ref(ref)
        self.why.setText(why)
        self.why.setVisible(bool(why))

    def _show_next(self, detail: IntroductionDetail, following: Step | None) -> None:
        one, other = _first(detail.one), _first(detail.other)
        words = {
            Step.ASKED_ONE: self.tr("I asked {name}").format(name=one),
            Step.ASKED_OTHER: self.tr("I asked {name}").format(name=other),
            Step.MADE: self.tr("I brought them together"),
            Step.THEY_MET: self.tr("They met") if detail.side is Side.GIVEN else self.tr("We met"),
            Step.THANKS: self.tr("I thanked them"),
        }
        self.next_button.setVisible(following in words)
        if following in words:
            self.next_button.setText(words[following])
        waits = detail.state in (IntroductionState.ASKED_ONE, IntroductionState.ASKED_BOTH)
        self.declined_button.setVisible(waits)
        who = one if detail.state is IntroductionState.ASKED_ONE else other
        self.declined_button.setText(self.tr("{name} would rather not").format(name=who))
        met = detail.state is IntroductionState.MET
        self._result.setVisible(met)
        declined = detail.state is IntroductionState.DECLINED
        self.over.setVisible(declined)
        if declined:
            no = detail.one if detail.one_consent is Consent.DECLINED else detail.other
            self.over.setText(self.tr("{name} would rather not. It ended there.").format(name=no.name if no else ""))

    def _thanked(self, entry: Entry) -> bool:
        """Whether a thank-you for it stands in the journal."""
        for who in _to_thank(entry):
            wanted = EntryFilter(person=who.id, kinds=(EntryKind.THANKS,), since=entry.draft.day)
            for id in self.desk.store.entry_ids(wanted):
                detail = self.desk.store.entry(id).draft.detail
                if isinstance(detail, ThanksDetail) and detail.received == entry.id:
                    return True
        return False

    # ------------------------------------------------------------------ notes

    def _show_notes(self, which: str) -> None:
        for part in (self.note_heading, self._to, self.note, self._note_ways):
            part.show()
        for key, who in (("one", self.one), ("other", self.other)):
            there = self.to.button(key)
            there.setText(who.ref.name.split()[0] if who.ref.name.split() else who.ref.name)
            there.setAccessibleName(who.ref.name)
            there.updateGeometry()
        self.to.choose(which)
        self._show_note()

    def _show_note(self) -> None:
        settings = self.desk.store.match_settings
        one, other = self.one.ref.name, self.other.ref.name
        if self.to.current == "other":
            one, other = other, one
        template = settings.introducing if self.to.current == "both" else settings.asking
        why = told(self.suggestion.reasons[0]) if self.suggestion is not None else self.why.text()
        self.note.setPlainText(note(template, one, other, why))

    def copy_note(self) -> None:
        """Put the note, as it was changed here, on the clipboard."""
        if self._layers.currentIndex() == 0 and not self.note.isHidden():
            QGuiApplication.clipboard().setText(self.note.toPlainText())
            self.desk.tell(self.tr("The note is copied."))

    # ------------------------------------------------------------------ what can be done

    def _begin(self) -> None:
        if self.suggestion is not None:
            self.begun.emit(self.suggestion)

    def _dismiss(self) -> None:
        if self.suggestion is not None:
            self.dismissed.emit(self.suggestion)

    def _open(self) -> None:
        if self.entry is not None:
            self.desk.ask_wanted.emit(self.entry.id)

    def go_on(self) -> None:
        """Take the next step."""
        entry = self.entry
        detail = entry.draft.detail if entry else None
        if entry is None or not isinstance(detail, IntroductionDetail):
            return
        following = next_step(detail, thanked=self._thanked(entry))
        if following is not None:
            self.take(following)

    def take(self, step: Step, consent: Consent = Consent.ASKED) -> None:
        """Record that a step was taken."""
        entry = self.entry
        detail = entry.draft.detail if entry else None
        if entry is None or not isinstance(detail, IntroductionDetail):
            return
        if step is Step.RESULT:
            self.result.setFocus(Qt.FocusReason.TabFocusReason)
            return
        if step is Step.THANKS:
            self._thank(entry)
            return
        said = self.tr("Noted: {step}.").format(step=self.steps.buttons[step].text())
        self._save(entry, take_step(detail, step, consent), said)

    def _save(self, entry: Entry, detail: IntroductionDetail, said: str) -> None:
        store = self.desk.store
        self.desk.do(lambda: store.save_entry(entry.id, replace(entry.draft, detail=detail)), undoable=said)

    def _decline(self) -> None:
        entry = self.entry
        detail = entry.draft.detail if entry else None
        if entry is None or not isinstance(detail, IntroductionDetail):
            return
        step = Step.ASKED_ONE if detail.state is IntroductionState.ASKED_ONE else Step.ASKED_OTHER
        said = self.tr("Noted: {what}.").format(what=self.declined_button.text())
        self._save(entry, take_step(detail, step, Consent.DECLINED), said)

    def _keep_result(self) -> None:
        entry = self.entry
        detail = entry.draft.detail if entry else None
        if entry is None or not isinstance(detail, IntroductionDetail) or self.result.text() == detail.result:
            return
        self._save(entry, take_step(detail, Step.RESULT, result=self.result.text()), self.tr("Noted what came of it."))

    def _thank(self, entry: Entry) -> None:
        people = _to_thank(entry)
        if not people:
            return
        draft = EntryDraft(
            self.desk.today,
            EntryKind.THANKS,
            direction=Direction.ME,
            participants=tuple(Participant(ref) for ref in people),
            detail=ThanksDetail(entry.id),
        )
        names = ", ".join(ref.name for ref in people)
        store = self.desk.store
        self.desk.do(
            lambda: store.record(Recording(draft)),
            undoable=self.tr("Noted: you thanked {names}.").format(names=names),
        )

    def take_focus(self) -> None:
        """Put the keyboard on what comes next."""
        for one in (self.begin_button, self.next_button, self.result, self.one):
            if one.isVisibleTo(self):
                one.setFocus(Qt.FocusReason.TabFocusReason)
                return


def _to_thank(entry: Entry) -> tuple[PersonRef, ...]:
    """Who is thanked for an introduction: both who came along, or who brought me together with somebody."""
    detail = entry.draft.detail
    if not isinstance(detail, IntroductionDetail):
        return ()
    refs = (detail.one, detail.other) if detail.side is Side.GIVEN else (detail.introducer,)
    return tuple(ref for ref in refs if ref)


# ------------------------------------------------------------------------------------------------ dialogs


class SynonymsDialog(Sheet):
    """Words and phrases that mean the same: a line for each group, its words set apart by commas."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Words that mean the same"), parent, width=520, height=420)
        self.desk = desk
        words = self.tr(
            "A line for each group, its words set apart by commas, such as “bookkeeper, accountant, tax adviser”. "
            "What one person needs and another offers is then found even if they call it differently."
        )
        self.body.addWidget(Label(words, "body", "quiet", wrap=True))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("Groups of words"))
        self.text.setTabChangesFocus(True)
        self.text.setPlainText("\n".join(", ".join(group) for group in desk.store.match_settings.synonyms))
        self.body.addWidget(self.text, 1)
        self.cancel_button = button(self.tr("Cancel"), self.reject)
        self.keep_button = button(self.tr("Keep"), self.keep, kind="primary")
        buttons: list[QAbstractButton | None] = [None, self.cancel_button, self.keep_button]
        self.set_foot(*buttons)
        self.text.setFocus()

    def keep(self) -> None:
        """Keep the groups; a line with fewer than two words says nothing and is left out."""
        lines = (line.split(",") for line in self.text.toPlainText().splitlines())
        groups = (tuple(filter(None, (one.strip() for one in line))) for line in lines)
        settings = replace(self.desk.store.match_settings, synonyms=tuple(g for g in groups if len(g) > 1))
        store = self.desk.store
        if self.desk.do(lambda: _kept(store.settle_matching, settings)):
            self.accept()


class TemplatesDialog(Sheet):
    """The texts of the notes, with what is filled in."""

    kept = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Texts of the notes"), parent, width=560, height=500)
        self.desk = desk
        words = self.tr("{name} becomes whom you write to, {other} the other one, {why} the reason.")
        self.body.addWidget(Label(words, "body", "quiet", wrap=True))
        settings = desk.store.match_settings
        self.asking = self._field(self.tr("To one of them, asking"), settings.asking)
        self.introducing = self._field(self.tr("To both, bringing them together"), settings.introducing)
        self.cancel_button = button(self.tr("Cancel"), self.reject)
        self.keep_button = button(self.tr("Keep"), self.keep, kind="primary")
        self.set_foot(None, self.cancel_button, self.keep_button)
        self.asking.setFocus()

    def _field(self, name: str, text: str) -> QPlainTextEdit:
        self.body.addWidget(Label(name, "strong"))
        made = QPlainTextEdit(text)
        made.setAccessibleName(name)
        made.setTabChangesFocus(True)
        self.body.addWidget(made, 1)
        return made

    def keep(self) -> None:
        """Keep both texts."""
        settings = replace(
            self.desk.store.match_settings,
            asking=self.asking.toPlainText(),
            introducing=self.introducing.toPlainText(),
        )
        store = self.desk.store
        if self.desk.do(lambda: _kept(store.settle_matching, settings)):
            self.kept.emit()
            self.accept()


def _kept(settle: Callable[..., None], settings: object) -> bool:
    settle(settings)
    return True
