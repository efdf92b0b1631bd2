"""One entry, whole: what happened, with whom, what came of it, and what can be done about it.

The same pane reads in the journal and beside the table of asks and referrals. It hides how each kind of detail reads
and which steps can follow it; what it offers stands in `commands`, for the menus of the page around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QDesktopServices,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QStyle,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from netjournal.errors import Gone
from netjournal.model import (
    AskDetail,
    AskState,
    Change,
    Direction,
    Entry,
    EntryDraft,
    EntryKind,
    EntryRow,
    Gratitude,
    IntroductionDetail,
    IntroductionState,
    OutcomeDetail,
    Participant,
    PersonRef,
    Reason,
    Recording,
    ReferralDetail,
    ReferralState,
    Role,
    Side,
    ThanksDetail,
)
from ui.desk import Desk
from ui.entry_cards import entry_picture, entry_state, entry_title
from ui.icons import draw_icon
from ui.look import RADIUS, XL, XS, L, M, S, color, current, font, px
from ui.parts.action import own_action
from ui.parts.button import button, icon_button
from ui.parts.chip import ChipRow, ChipText
from ui.parts.empty_pane import EmptyPane
from ui.parts.flow import FlowLayout
from ui.parts.label import Label
from ui.parts.paint import PaintedButton, fill, ring, ring_by_keyboard
from ui.parts.scrolled import Scrolled
from ui.parts.section import Section
from ui.words import capital, heading_day, money, near_day, short_day, word

_ASKS_FORM = (AskState.NOT_NOW, AskState.ELSEWHERE)
"""Outcomes that want more said: a day to come back, to whom they went."""


class EntryView(QWidget):
    """Shows the entry it is told to, keeps up with its changes, and offers what can follow it."""

    closed = Signal()
    """The user has read enough; only where `set_closable` offers it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.entry: Entry | None = None
        self._row: EntryRow | None = None
        self._given_by: tuple[PersonRef, ...] = ()
        self._make_parts()
        self._make_commands()
        self._lay_out()
        self._offer()

    # ------------------------------------------------------------------ making

    def _make_parts(self) -> None:
        self.badge = _Badge()
        self.title = Label("", "heading", wrap=True)
        self.when = Label("", "small", "quiet", wrap=True)
        self.people = ChipRow(self.tr("People"))
        self.people.clicked.connect(self.desk.person_wanted.emit)
        self.about = Label("", "heading", wrap=True)
        self.prose = Prose()
        self.facts = _Facts()
        self.states = ChipRow(self.tr("How it stands"))
        self.states.clicked.connect(self._state_chosen)
        self.standing = Section(self.tr("How it stands"))
        self.standing.body.addWidget(self.states)
        self.thank_button = button(self.tr("I thanked them"), self._thank, picture="thanks")
        self.report_button = button(self.tr("I told them how it went"), self._report, picture="message")
        self.history = _Lines(self.tr("What came of it"), self.desk)
        self.inside = _Lines(self.tr("During it"), self.desk)
        self.around = _Lines(self.tr("Belongs to"), self.desk)
        self.mentioned = ChipRow(self.tr("Offerings mentioned"))
        self.mentions = Section(self.tr("They heard of"))
        self.mentions.body.addWidget(self.mentioned)

    def _make_commands(self) -> None:
        make = partial(own_action, self)
        self.edit_action = make(self.tr("Edit the entry…"), "F2", "edit", self.edit)
        self.delete_action = make(self.tr("Delete the entry"), "Del", "delete", self.delete)
        self.outcome_action = make(self.tr("Record outcome…"), "Ctrl+R", "outcome", self.open_outcome_form)
        self.outcome_actions = {
            state: make(text, key, "outcome", lambda state=state: self.record_outcome(state))  # type: ignore[misc]
            for state, text, key in (
                (AskState.YES, self.tr("Outcome: yes"), "Alt+Y"),
                (AskState.NOT_NOW, self.tr("Outcome: not now…"), "Alt+L"),
                (AskState.NO, self.tr("Outcome: no"), "Alt+N"),
                (AskState.ELSEWHERE, self.tr("Outcome: went elsewhere…"), "Alt+E"),
                (AskState.NO_ANSWER, self.tr("Outcome: no answer"), "Alt+A"),
                (AskState.WITHDRAWN, self.tr("Outcome: withdrawn"), "Alt+W"),
            )
        }
        self.thank_action = make(self.tr("I thanked them"), "Ctrl+T", "thanks", self._thank)
        self.report_action = make(self.tr("I told them how it went"), "Ctrl+Shift+T", "message", self._report)
        self.commands: list[QAction] = [
            self.edit_action,
            self.delete_action,
            self.outcome_action,
            *self.outcome_actions.values(),
            self.thank_action,
            self.report_action,
        ]
        self.close_button = icon_button("close", self.tr("Close"), self.closed.emit, key="Esc")
        self.close_button.hide()
        self.edit_button = icon_button("edit", self.tr("Edit the entry"), self.edit, key="F2")
        self.delete_button = icon_button("delete", self.tr("Delete the entry"), self.delete, key="Del")
        self.outcome_button = button(self.tr("Record outcome…"), self.open_outcome_form, picture="outcome")

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.when)
        top = QHBoxLayout()
        top.setSpacing(M)
        top.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        tools = QHBoxLayout()
        tools.setSpacing(XS)
        tools.addWidget(self.edit_button)
        tools.addWidget(self.delete_button)
        tools.addWidget(self.close_button)
        top.addLayout(tools)
        top.setAlignment(tools, Qt.AlignmentFlag.AlignTop)
        self._owed = QWidget()
        owed = FlowLayout(self._owed)
        for wanted in (self.outcome_button, self.thank_button, self.report_button):
            owed.addWidget(wanted)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._owed.setSizePolicy(policy)
        page = QWidget()
        page.setMaximumWidth(px(720))
        column = QVBoxLayout(page)
        column.setContentsMargins(L, L, L, XL)
        column.setSpacing(L)
        column.addLayout(top)
        for part in (self.people, self.about, self.prose, self.facts, self.standing, self._owed):
            column.addWidget(part)
        for lines in (self.history, self.inside, self.mentions, self.around):
            column.addWidget(lines)
        column.addStretch(1)
        self.pane = Scrolled(page)
        self.nothing = EmptyPane("journal", self.tr("Choose an entry to read it here."))
        self._layers = QStackedLayout(self)
        self._layers.addWidget(self.nothing)
        self._layers.addWidget(self.pane)
        self.setMinimumWidth(px(280))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_closable(self, on: bool) -> None:
        """Whether Esc and a cross take the pane away."""
        self.close_button.setVisible(on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.close_button.isHidden():
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(px(400), px(400))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color(current().surface))

    # ------------------------------------------------------------------ what is shown

    def show_entry(self, number: int | None) -> None:
        """Show that entry, from its top; None shows that nothing is chosen."""
        same = self.entry is not None and self.entry.id == number
        self.entry, self._row = self._read(number) if number else (None, None)
        self._fill()
        if not same:
            self.pane.verticalScrollBar().setValue(0)

    def on_change(self, change: Change) -> None:
        """Read the entry again if it, or anything shown with it, was touched."""
        if self.entry is None:
            return
        draft = self.entry.draft
        shown = {self.entry.id, *(e.id for e in (*self.entry.history, *self.entry.within))}
        shown |= {n for n in (draft.within, _answered(draft)) if n}
        named = {p.person.id for p in draft.participants} | {ref.id for ref in _named_in(draft)}
        if change.everything or change.entries & shown or change.people & named or change.offerings:
            self.show_entry(self.entry.id)

    def on_new_day(self) -> None:
        """Near days read differently now."""
        if self.entry:
            self.show_entry(self.entry.id)

    def _read(self, number: int) -> tuple[Entry | None, EntryRow | None]:
        try:
            return self.desk.store.entry(number), self.desk.store.entry_rows([number]).get(number)
        except Gone:
            return None, None

    def _fill(self) -> None:
        entry, row = self.entry, self._row
        self._layers.setCurrentWidget(self.pane if entry and row else self.nothing)
        self._given_by = ()
        if entry is None or row is None:
            self._offer()
            return
        draft, today = entry.draft, self.desk.today
        self.badge.show_picture(entry_picture(row))
        self.title.setText(entry_title(row))
        self.when.setText(self._when(draft, today))
        self.people.show_chips(
            [
                ChipText(
                    p.person.id,
                    p.person.name,
                    "person",
                    hint=self.tr("The entry is only about them") if p.role is Role.ABOUT else "",
                )
                for p in draft.participants
            ]
        )
        self.people.setVisible(bool(draft.participants))
        self.about.setText(capital(row.about) if draft.kind is not EntryKind.OUTCOME else "")
        self.about.setVisible(bool(self.about.text()))
        self.prose.show_text(draft.text)
        self.prose.setVisible(bool(draft.text))
        self.facts.show_facts(self._facts(entry))
        self._fill_states(entry)
        self.history.show_entries(entry.history, today)
        self.inside.show_entries(entry.within, today)
        self.around.show_entries(self._around(draft), today)
        self.mentioned.show_chips([ChipText(m.name, m.name, "mention", hint=word(m.awareness)) for m in draft.mentions])
        self.mentions.setVisible(bool(draft.mentions))
        self._offer()

    def _when(self, draft: EntryDraft, today: date) -> str:
        reached = {
            None: "",
            Direction.ME: self.tr("I reached out"),
            Direction.THEM: self.tr("they reached out"),
            Direction.BOTH: self.tr("both reached out"),
        }[draft.direction]
        day = heading_day(draft.day, today)
        if abs((draft.day - today).days) <= 1:
            day = f"{day}, {short_day(draft.day, today)}"
        return " · ".join(
            filter(
                None,
                (
                    day,
                    draft.time,
                    draft.place,
                    reached if draft.kind is not EntryKind.GIFT else "",
                    self.tr("nobody reached") if draft.unanswered else "",
                    self.tr("private") if draft.private else "",
                ),
            )
        )

    def _around(self, draft: EntryDraft) -> list[Entry]:
        """The entry during which it happened, the ask it came of, what it gave thanks for."""
        found = []
        for number in dict.fromkeys(n for n in (draft.within, _answered(draft)) if n):
            entry, _ = self._read(number)
            if entry:
                found.append(entry)
        return found

    def _facts(self, entry: Entry) -> list[tuple[str, str]]:
        detail = entry.draft.detail
        match detail:
            case AskDetail():
                last = entry.history[-1].draft.detail if entry.history else None
                facts = [
                    (self.tr("Offering"), self._offering(detail.offering)),
                    (self.tr("Value"), money(detail.value) if detail.value else ""),
                    (
                        self.tr("My guess"),
                        self.tr("{n} % that it is a yes").format(n=detail.guess) if detail.guess is not None else "",
                    ),
                ]
                return facts + (self._outcome_facts(last) if isinstance(last, OutcomeDetail) else [])
            case OutcomeDetail():
                return [(self.tr("Outcome"), capital(word(detail.state))), *self._outcome_facts(detail)]
            case ReferralDetail():
                given = detail.side is Side.GIVEN
                return [
                    (self.tr("Passed to") if given else self.tr("Sent by"), detail.other.name if detail.other else ""),
                    (self.tr("Who needs it"), detail.prospect.name if detail.prospect else ""),
                    (self.tr("Offering"), self._offering(detail.offering)),
                    (self.tr("Agreed to be called"), capital(word(detail.consent))),
                    (self.tr("Prepared"), self._prepared(detail.prepared)),
                    (self.tr("Value"), money(detail.value) if detail.value else ""),
                ]
            case IntroductionDetail():
                ends = [
                    (ref.name, capital(word(consent)))
                    for ref, consent in ((detail.one, detail.one_consent), (detail.other, detail.other_consent))
                    if ref
                ]
                return [
                    (self.tr("Introduced by"), detail.introducer.name if detail.introducer else ""),
                    *ends,
                    (self.tr("What came of it"), detail.result),
                ]
            case _:
                return []

    def _outcome_facts(self, detail: OutcomeDetail) -> list[tuple[str, str]]:
        why = "" if detail.reason is Reason.NOT_SAID else capital(word(detail.reason))
        if why and detail.known_by:
            why = self.tr("{reason} ({known_by})").format(reason=why, known_by=word(detail.known_by))
        back = detail.come_back
        return [
            (self.tr("Come back"), capital(near_day(back, self.desk.today)) if back else ""),
            (self.tr("Went to"), detail.elsewhere.name if detail.elsewhere else ""),
            (self.tr("Why"), why),
            (self.tr("Value agreed"), money(detail.value) if detail.value else ""),
        ]

    def _offering(self, number: int | None) -> str:
        if not number:
            return ""
        return next((o.name for o in self.desk.store.offerings() if o.id == number), "")

    def _prepared(self, n: int | None) -> str:
        words = {
            1: self.tr("A name"),
            2: self.tr("A name and how to reach them"),
            3: self.tr("They expect a call"),
            4: self.tr("Brought together in writing"),
            5: self.tr("Brought together in person"),
        }
        return words.get(n or 0, "")

    def _fill_states(self, entry: Entry) -> None:
        detail = entry.draft.detail
        states: Sequence[AskState | ReferralState | IntroductionState] = ()
        now: str = ""
        match detail:
            case AskDetail():
                states, now = tuple(AskState), entry.state.value if entry.state else "open"
            case ReferralDetail():
                states, now = tuple(ReferralState), detail.state.value
            case IntroductionDetail():
                states, now = tuple(IntroductionState), detail.state.value
            case _:
                pass
        self.states.show_chips(
            [
                ChipText(
                    state.value,
                    word(state) + ("…" if state in _ASKS_FORM and state.value != now else ""),
                    checkable=True,
                    checked=state.value == now,
                )
                for state in states
            ]
        )
        # A click turns a chip over by itself; what stands in the journal decides.
        for chip, state in zip(self.states.chips, states, strict=True):
            chip.setChecked(state.value == now)
        self.standing.setVisible(bool(states))
        self.standing.heading.set_title(
            self.tr("How far it has come") if isinstance(detail, IntroductionDetail) else self.tr("How it stands")
        )

    def _offer(self) -> None:
        """Offer what can follow this entry, and nothing else."""
        entry = self.entry
        is_ask = entry is not None and entry.draft.kind is EntryKind.ASK
        thanks, report = self._owes(entry) if entry else (False, False)
        for action in (self.edit_action, self.delete_action):
            action.setEnabled(entry is not None)
        for action in (self.outcome_action, *self.outcome_actions.values()):
            action.setEnabled(is_ask)
        self.thank_action.setEnabled(thanks)
        self.report_action.setEnabled(report)
        self.outcome_button.setVisible(is_ask)
        self.thank_button.setVisible(thanks)
        self.report_button.setVisible(report)
        giver = ", ".join(ref.name for ref in self._given_by)
        if giver:
            self.thank_button.setText(self.tr("I thanked {name}").format(name=giver))
            self.report_button.setText(self.tr("I told {name} how it went").format(name=giver))
        self._owed.setVisible(is_ask or thanks or report)

    def _owes(self, entry: Entry) -> tuple[bool, bool]:
        """Whether thanks are owed for it, and whether its giver would like to hear how it went."""
        draft = entry.draft
        self._given_by = givers(draft)
        if not self._given_by:
            return False, False
        if draft.kind is EntryKind.GIFT:
            owed = self.desk.store.thanks_owed(self._given_by[0].id) if draft.direction is Direction.THEM else []
            return any(one[0] == entry.id for one in owed), False
        if draft.kind not in (EntryKind.ASK, EntryKind.REFERRAL, EntryKind.INTRODUCTION):
            return False, False
        line = self.desk.store.ledger_rows([entry.id]).get(entry.id)
        detail = draft.detail
        closed = isinstance(detail, ReferralDetail) and detail.side is Side.RECEIVED and detail.state.is_closed
        report = closed and any(owed[0] == entry.id for owed in self.desk.store.reports_owed())
        return line is not None and line.owes_thanks, report

    # ------------------------------------------------------------------ what is done

    def edit(self) -> None:
        """Open the entry in its form."""
        if self.entry:
            from ui.entry_form import edit_entry

            edit_entry(self.desk, self.entry.id, self)

    def delete(self) -> None:
        """Take the entry out; Undo brings it back."""
        if self.entry is None or self._row is None:
            return
        number, what = self.entry.id, entry_title(self._row)
        day = short_day(self.entry.draft.day, self.desk.today)
        told = self.tr("Deleted: {what}, {day}.").format(what=what, day=day)
        self.desk.do(lambda: self.desk.store.delete_entries([number]), undoable=told)

    def _state_chosen(self, value: str) -> None:
        entry = self.entry
        if entry is None:
            return
        store, detail = self.desk.store, entry.draft.detail
        told = self.tr("How it stands: {state}.")
        if isinstance(detail, AskDetail):
            if entry.state is None or value != entry.state.value:
                self.record_outcome(AskState(value))
        elif isinstance(detail, ReferralDetail) and value != detail.state.value:
            referral = ReferralState(value)
            told = told.format(state=word(referral))
            self.desk.do(lambda: store.set_referral_state(entry.id, referral), undoable=told)
        elif isinstance(detail, IntroductionDetail) and value != detail.state.value:
            introduction = IntroductionState(value)
            told = told.format(state=word(introduction))
            self.desk.do(lambda: store.set_introduction_state(entry.id, introduction), undoable=told)
        if self.entry:
            self._fill_states(self.entry)

    def record_outcome(self, state: AskState) -> None:
        """What came of the ask, today. Those that want more said open their form."""
        entry = self.entry
        if entry is None or entry.draft.kind is not EntryKind.ASK:
            return
        if state in _ASKS_FORM:
            self.open_outcome_form(state)
            return
        people = entry.draft.participants
        if state in (AskState.WITHDRAWN, AskState.OPEN):  # nobody need have been spoken to for that
            people = tuple(replace(p, role=Role.ABOUT) for p in people)
        draft = EntryDraft(
            self.desk.today,
            EntryKind.OUTCOME,
            participants=people,
            unanswered=state is AskState.NO_ANSWER,
            detail=OutcomeDetail(entry.id, state),
        )
        told = self.tr("Recorded: {outcome}.").format(outcome=word(state))
        self.desk.do(lambda: self.desk.store.record(Recording(draft)), undoable=told)

    def open_outcome_form(self, state: AskState | None = None) -> None:
        """Open the form for what came of the ask."""
        if self.entry and self.entry.draft.kind is EntryKind.ASK:
            from ui.entry_form import record_outcome

            record_outcome(self.desk, self.entry.id, self, state)

    def _thank(self) -> None:
        self._record_thanks(Gratitude.THANKED, self.tr("Noted: you thanked {name}."))

    def _report(self) -> None:
        self._record_thanks(Gratitude.REPORTED, self.tr("Noted: you told {name} how it went."))

    def _record_thanks(self, gratitude: Gratitude, told: str) -> None:
        if self.entry is None or not self._given_by:
            return
        draft = EntryDraft(
            self.desk.today,
            EntryKind.THANKS,
            participants=tuple(Participant(ref) for ref in self._given_by),
            direction=Direction.ME,
            detail=ThanksDetail(self.entry.id, gratitude),
        )
        name = ", ".join(ref.name for ref in self._given_by)
        self.desk.do(lambda: self.desk.store.record(Recording(draft)), undoable=told.format(name=name))


def _answered(draft: EntryDraft) -> int | None:
    """The entry that an outcome or thanks is about."""
    match draft.detail:
        case OutcomeDetail(ask=ask):
            return ask
        case ThanksDetail(received=received):
            return received
        case _:
            return None


def _named_in(draft: EntryDraft) -> tuple[PersonRef, ...]:
    """The people a detail names besides the participants."""
    match draft.detail:
        case ReferralDetail(other=other, prospect=prospect):
            refs: tuple[PersonRef | None, ...] = (other, prospect)
        case IntroductionDetail(one=one, other=other, introducer=introducer):
            refs = (one, other, introducer)
        case OutcomeDetail(elsewhere=elsewhere):
            refs = (elsewhere,)
        case _:
            refs = ()
    return tuple(ref for ref in refs if ref)


def givers(draft: EntryDraft) -> tuple[PersonRef, ...]:
    """Whom one would thank for it."""
    match draft.detail:
        case ReferralDetail(other=giver) | IntroductionDetail(introducer=giver):
            return (giver,) if giver else ()
        case _:
            return tuple(p.person for p in draft.participants)


# ---------------------------------------------------------------------------------------------------------------------
# Parts


class Prose(QTextBrowser):
    """Markdown as high as it is long. Nothing is ever loaded, from the disk or the network; links open on a click."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Text"))
        self.document().setDocumentMargin(0)
        self.anchorClicked.connect(_follow)

    def show_text(self, text: str) -> None:
        """Show a text; a line break in it stays one, as people expect who never heard of Markdown."""
        self._shown = text
        self.document().setDefaultFont(font("body"))
        features = QTextDocument.MarkdownFeature
        broken = "\n".join(f"{line}  " if line.strip() else line for line in text.split("\n"))
        self.document().setMarkdown(broken, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
        self._fit()

    def _fit(self) -> None:
        self.document().setTextWidth(self.contentsRect().width())
        # The ring that shows where the keyboard is stands around the text, and takes its room from it.
        height = ceil(self.document().size().height()) + self.height() - self.contentsRect().height()
        if self.height() != height or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._shown:
            self.document().setDefaultFont(font("body"))
            self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        ring_by_keyboard(self, event)

    def wheelEvent(self, event: Any) -> None:
        event.ignore()  # the pane around it scrolls


def _follow(link: QUrl) -> None:
    if link.scheme() in ("http", "https", "mailto", "tel"):
        QDesktopServices.openUrl(link)


class _Badge(QWidget):
    """The icon of a kind on its disc."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_picture(self, picture: str) -> None:
        self._picture = picture
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(40), px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        fill(painter, self.rect(), t.accent_soft, self.width() / 2)
        box = QRect(0, 0, px(20), px(20))
        box.moveCenter(self.rect().center())
        draw_icon(painter, box, self._picture, t.accent)


class _Facts(QWidget):
    """What is known, a line each: a quiet word at the left, what it is at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(L)
        self._grid.setVerticalSpacing(S - 2)
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[Label, Label]] = []

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        known = [(what, said) for what, said in facts if said]
        while len(self._lines) < len(known):
            line = Label("", "small", "quiet"), Label("", wrap=True)
            row = len(self._lines)
            self._grid.addWidget(line[0], row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(line[1], row, 1)
            self._lines.append(line)
        for n, (left, right) in enumerate(self._lines):
            there = n < len(known)
            if there:
                left.setText(known[n][0])
                right.setText(known[n][1])
                right.setAccessibleName(f"{known[n][0]}: {known[n][1]}")
            left.setVisible(there)
            right.setVisible(there)
        self.setVisible(bool(known))


class _Lines(Section):
    """Other entries under a heading, each of which can be opened."""

    def __init__(self, title: str, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._desk = desk
        self.body.setSpacing(2)
        self.lines: list[_Line] = []

    def show_entries(self, entries: Sequence[Entry], today: date) -> None:
        rows = self._desk.store.entry_rows([e.id for e in entries]) if entries else {}
        shown = [rows[e.id] for e in entries if e.id in rows]
        while len(self.lines) < len(shown):
            line = _Line()
            line.clicked.connect(lambda _=False, line=line: self._desk.entry_wanted.emit(line.number))
            self.body.addWidget(line)
            self.lines.append(line)
        for n, line in enumerate(self.lines):
            line.setVisible(n < len(shown))
            if n < len(shown):
                line.show_row(shown[n], today)
        self.setVisible(bool(shown))


class _Line(PaintedButton):
    """An entry in one line: icon, what it is, the first words, the day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = 0
        self._says = ("", "", "", "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_row(self, row: EntryRow, today: date) -> None:
        self.number = row.id
        title = entry_title(row)
        if row.kind is EntryKind.OUTCOME:
            title = capital(entry_state(row))
        about = row.about if row.kind is not EntryKind.OUTCOME else ""
        rest = " · ".join(filter(None, (about, " ".join(row.text.split()))))
        if row.come_back and row.kind is EntryKind.OUTCOME:
            back = self.tr("back on {day}").format(day=short_day(row.come_back, today))
            rest = " · ".join(filter(None, (back, rest)))
        day = near_day(row.day, today)
        self._says = (entry_picture(row), title, rest, day)
        self.setText(title)
        self.setAccessibleName(", ".join(filter(None, (title, rest, day))))
        self.setToolTip(rest)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(36))

    def keyPressEvent(self, event: Any) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        direction, area = self.layoutDirection(), self.rect()
        if self.underMouse() or self.isDown():
            fill(painter, area, t.hover, RADIUS - 2)
        if self.ringed:
            ring(painter, area, RADIUS - 2)
        painter.setLayoutDirection(direction)
        picture, title, rest, day = self._says
        middle = (self.height() - px(16)) // 2
        draw_icon(painter, QStyle.visualRect(direction, area, QRect(S, middle, px(16), px(16))), picture, t.quiet)

        def text(x: int, width: int, words: str, shade: str, *, trail: bool = False) -> None:
            painter.setPen(color(shade))
            lead = Qt.AlignmentFlag.AlignTrailing if trail else Qt.AlignmentFlag.AlignLeading
            box = QStyle.visualRect(direction, area, QRect(x, 0, width, self.height()))
            shown = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, width)
            painter.drawText(box, lead | Qt.AlignmentFlag.AlignVCenter, shown)

        painter.setFont(font("small"))
        wide = QFontMetrics(font("small")).horizontalAdvance(day) + 1  # as exact, it would be cut short
        end = self.width() - S - wide
        text(end, wide, day, t.faint, trail=True)
        x = S + px(16) + S
        painter.setFont(font("strong"))
        wide = min(QFontMetrics(font("strong")).horizontalAdvance(title) + 1, max(0, end - M - x))
        text(x, wide, title, t.text)
        x += wide + S
        painter.setFont(font("small"))
        if end - M > x:
            text(x, end - M - x, rest, t.quiet)
