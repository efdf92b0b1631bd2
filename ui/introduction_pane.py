"""One introduction beside the list: both of them, why, its steps, what was answered, and the note that may go out now.

Hidden here: which button belongs to which moment, and that a note follows from the step and the answers alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from netjournal.errors import Gone, NotFound
from netjournal.introducing import (
    End,
    Note,
    NoteKind,
    Step,
    answered,
    awaited,
    first_word,
    next_step,
    notes,
    notes_for,
    sentence,
    steps_done,
    take_step,
    written,
)
from netjournal.matching import Suggestion
from netjournal.model import (
    Consent,
    Direction,
    Entry,
    EntryDraft,
    EntryFilter,
    EntryKind,
    IntroductionDetail,
    IntroductionState,
    Participant,
    PersonRef,
    Recording,
    Side,
    ThanksDetail,
)
from netjournal.names import initials
from ui.desk import Desk
from ui.icons import draw_icon
from ui.look import RADIUS, XS, L, M, S, color, current, font, px
from ui.parts.button import button
from ui.parts.flow import FlowLayout
from ui.parts.label import Label
from ui.parts.paint import PaintedButton, fill, ring
from ui.parts.portrait import Portrait
from ui.parts.scrolled import Scrolled
from ui.parts.segmented import Segmented
from ui.words import capital, full_day, told, word


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
            Step.ASKED_ONE: self._asked(one, detail.one_consent),
            Step.ASKED_OTHER: self._asked(other, detail.other_consent),
            Step.THEY_MET: capital(told(Step.THEY_MET.said)) if mine else self.tr("We met"),
        }
        for step, there in self.buttons.items():
            there.setVisible(step in self.shown)
            text = words.get(step, capital(told(step.said)))
            there.show_state(done=done[step], next=step is following, text=text)
        self._place()

    def _asked(self, name: str, consent: Consent) -> str:
        if consent in (Consent.AGREED, Consent.DECLINED):
            return self.tr("Asked {name}: {answer}").format(name=name, answer=word(consent))
        return self.tr("Asked {name}").format(name=name)

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


def _first(ref: PersonRef | None) -> str:
    return first_word(ref.name) if ref else ""


class _Answers(QWidget):
    """What somebody who was asked may have said; `answer(consent)` on a click."""

    def __init__(self, answer: Callable[[Consent], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.yes_button = button("", lambda: answer(Consent.AGREED), kind="primary", picture="done")
        self.no_button = button("", lambda: answer(Consent.DECLINED), kind="quiet")
        flow = FlowLayout(self)
        for one in (self.yes_button, self.no_button):
            flow.addWidget(one)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_name(self, name: str) -> None:
        self.yes_button.setText(self.tr("{name} agreed").format(name=name))
        self.no_button.setText(self.tr("{name} would rather not").format(name=name))

    def words(self, consent: Consent) -> str:
        """How an answer reads."""
        return (self.yes_button if consent is Consent.AGREED else self.no_button).text()


class IntroductionPane(QWidget):
    """One introduction beside the list: a suggestion with its reasons, or one under way with its steps and notes."""

    begun = Signal(object)
    dismissed = Signal(object)
    again_wanted = Signal(object)
    """(int, int) Suggest these two again."""
    alone_wanted = Signal(object)
    """(PersonRef) Suggest nobody to them any more."""
    templates_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.suggestion: Suggestion | None = None
        self.entry: Entry | None = None
        self.notes: tuple[Note, ...] = ()
        self._written = ""
        self._changed: dict[str, str] = {}
        """What notes were changed to here, by what they were."""
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
        self.alone_button = button(self.tr("Nobody at all…"), self._choose_alone, kind="quiet")
        self.alone_button.setAccessibleDescription(self.tr("Opens a menu"))
        self.again_button = button(
            self.tr("Suggest again"), lambda: self.again_wanted.emit((self.one.ref.id, self.other.ref.id))
        )
        self.steps_heading = Label(self.tr("Steps"), "heading")
        self.steps = StepRow()
        self.steps.taken.connect(self.take)
        self.next_button = button("", self.go_on, kind="primary", picture="done")
        self.answers = {end: _Answers(partial(self._answer, end)) for end in End}
        self.open_button = button(self.tr("Open the entry"), self._open, kind="quiet")
        self.result = QLineEdit()
        self.result.setPlaceholderText(self.tr("What came of it?"))
        self.result.setAccessibleName(self.tr("What came of it"))
        self.result.editingFinished.connect(self._keep_result)  # Return, or going elsewhere
        self.keep_button = button(self.tr("Keep"), self._keep_result)
        self.over = Label("", "body", "quiet", wrap=True)
        self.note_heading = Label(self.tr("A note to send"), "heading")
        self.to = Segmented(self.tr("To whom"))
        for end in End:
            self.to.add(end.value, "")
        self.to.chosen.connect(lambda _key: self._show_note())
        self.mind = Label("", "small", "quiet", wrap=True)
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(self.tr("The note"))
        self.note.setTabChangesFocus(True)
        self.copy_button = button(self.tr("Copy"), self.copy_note, picture="copy")
        self.text_button = button(self.tr("Change its text…"), self.templates_wanted.emit, kind="quiet")
        # Where one button was there is another once it is pressed: a second click or a held key is not meant for that.
        pressed = [self.begin_button, self.next_button, *self.steps.buttons.values()]
        for row in self.answers.values():
            pressed += [row.yes_button, row.no_button]
        for one in pressed:
            one.installEventFilter(self)
        self.nothing = Label(self.tr("Choose an introduction at the left."), "body", "quiet", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _lay_out(self) -> None:
        def line(*parts: QWidget) -> QWidget:
            holder = QWidget()
            flow = FlowLayout(holder)
            policy = holder.sizePolicy()
            policy.setHeightForWidth(True)
            holder.setSizePolicy(policy)
            for part in parts:
                flow.addWidget(part)
            return holder

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
        self._offers = line(self.begin_button, self.dismiss_button, self.alone_button)
        column.addWidget(self._offers)
        self._again = line(self.again_button)
        column.addWidget(self._again)
        column.addSpacing(S)
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.steps_heading, 1)
        head.addWidget(self.open_button)
        column.addWidget(self._head)
        column.addWidget(self.steps)
        column.addWidget(self.over)
        self._result = QWidget()
        what = QHBoxLayout(self._result)
        what.setContentsMargins(0, 0, 0, 0)
        what.addWidget(self.result, 1)
        what.addWidget(self.keep_button)
        column.addWidget(self._result)
        for row in self.answers.values():
            column.addWidget(row)
        self._ways = line(self.next_button)
        column.addWidget(self._ways)
        column.addSpacing(S)
        column.addWidget(self.note_heading)
        self._to = QWidget()
        to = QHBoxLayout(self._to)
        to.setContentsMargins(0, 0, 0, 0)
        to.addWidget(self.to)
        to.addStretch(1)
        column.addWidget(self._to)
        column.addWidget(self.mind)
        self.note.setMinimumHeight(px(88))
        self.note.setMaximumHeight(px(132))
        column.addWidget(self.note)
        self._note_ways = line(self.copy_button, self.text_button)
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonDblClick:
            return True
        held = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.isAutoRepeat()
        return held or super().eventFilter(watched, event)

    # ------------------------------------------------------------------ what is shown

    def show_suggestion(self, one: Suggestion | None) -> None:
        """Show a suggestion with all its reasons; None: nothing is chosen."""
        self._keep_result()
        self.suggestion, self.entry = one, None
        self._layers.setCurrentIndex(1 if one is None else 0)
        if one is None:
            return
        refs = PersonRef(one.one.id, one.one.name), PersonRef(one.other.id, one.other.name)
        self._show_pair(*refs, "\n".join(told(reason) for reason in one.reasons))
        self._offers.show()
        self._again.hide()
        self._hide_steps()
        self._show_notes(notes_for(one))

    def show_dismissed(self, one: PersonRef, other: PersonRef) -> None:
        """Show two who are never to be suggested, and what speaks for it now."""
        self._keep_result()
        self.suggestion, self.entry = None, None
        self._layers.setCurrentIndex(0)
        grounds = self.desk.store.grounds_between(one.id, other.id)
        self._show_pair(one, other, "\n".join(dict.fromkeys(told(ground.said) for ground in grounds)))
        self._offers.hide()
        self._again.show()
        self._hide_steps()
        self._show_notes(())

    def _hide_steps(self) -> None:
        for part in (self._head, self.steps, self._ways, self._result, self.over, *self.answers.values()):
            part.hide()

    def show_entry(self, id: int | None) -> None:
        """Show an introduction of the journal."""
        if id is None:
            self.show_suggestion(None)
            return
        store = self.desk.store
        try:
            entry = store.entry(id)
        except (NotFound, Gone):
            self.show_suggestion(None)
            return
        detail = entry.draft.detail
        if not isinstance(detail, IntroductionDetail):
            self.show_suggestion(None)
            return
        again = self.entry is not None and self.entry.id == id
        if not again:
            self._keep_result()
        self.suggestion, self.entry = None, entry
        self._layers.setCurrentIndex(0)
        mine = detail.side is Side.GIVEN
        first = detail.one if mine else detail.introducer
        self._show_pair(first, detail.other, sentence(detail.purpose or entry.draft.text))
        self._offers.hide()
        self._again.hide()
        self._head.show()
        self.steps.show()
        self._ways.show()
        since = full_day(detail.settled) if detail.settled else ""
        self.steps_heading.setText(self.tr("Steps · since {day}").format(day=since) if since else self.tr("Steps"))
        thanked = self._thanked(entry)
        self.steps.show_detail(detail, thanked=thanked)
        following = next_step(detail, thanked=thanked)
        self._show_next(detail, following)
        if not (again and self.result.hasFocus()):
            self.result.setText(detail.result)
        grounds = store.grounds_between(detail.one.id, detail.other.id) if detail.one and detail.other else ()
        waits = detail.state is IntroductionState.ASKED_BOTH and bool(awaited(detail))
        self._show_notes(notes(detail, grounds, thanked=thanked), waits=waits)

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
        waited = awaited(detail)
        for end, row in self.answers.items():
            row.setVisible(end in waited)
            row.show_name(_first(end.person(detail)))
        self.next_button.setVisible(following in words and not waited)
        if following in words:
            self.next_button.setText(words[following])
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

    def _show_notes(self, some: tuple[Note, ...], *, waits: bool = False) -> None:
        """The notes that may go out now; `waits`: one will be there when both have agreed."""
        self.notes = some
        for part in (self.note, self._note_ways):
            part.setVisible(bool(some))
        self.note_heading.setVisible(bool(some) or waits)
        self._to.setVisible(len(some) > 1)
        if not some:
            self._write("")
            self.note_heading.setText(self.tr("A note to both"))
            self.mind.setText(self.tr("It stands here once both have agreed: until then nobody is named to the other."))
            self.mind.setVisible(waits)
            return
        for end, note in zip(End, some, strict=False):
            there = self.to.button(end.value)
            there.setText(first_word(note.to[0].name))
            there.setAccessibleName(note.to[0].name)
            there.updateGeometry()
        if len(some) == 1:
            self.to.choose(End.ONE.value)
        self._show_note()

    @property
    def _note(self) -> Note | None:
        """The note that is shown."""
        place = list(End).index(End(self.to.current)) if len(self.notes) > 1 else 0
        return self.notes[place] if self.notes else None

    @property
    def note_kind(self) -> NoteKind | None:
        """What the note that is shown is for."""
        return self._note.kind if self._note else None

    def _show_note(self) -> None:
        note = self._note
        if note is None:
            return
        whom = note.to[0].name if len(note.to) == 1 else ""
        self.note_heading.setText(self.tr("A note to {name}").format(name=whom) if whom else self.tr("A note to both"))
        self.mind.setText(told(note.mind) if note.mind else "")
        self.mind.setVisible(note.mind is not None)
        template = self.desk.store.note_texts.get(note.kind) or told(note.kind.text)
        text = written(template, {name: told(value) for name, value in note.values.items()})
        self._write(text)

    def _write(self, text: str) -> None:
        """Show a note, as it was changed here the last time; the one that is shown stays as it is."""
        if text == self._written:
            return
        if (changed := self.note.toPlainText()) != self._written:
            self._changed[self._written] = changed
        self._written = text
        self.note.setPlainText(self._changed.get(text, text))

    def copy_note(self) -> None:
        """Put the note, as it was changed here, on the clipboard."""
        if self._layers.currentIndex() == 0 and self.notes:
            QGuiApplication.clipboard().setText(self.note.toPlainText())
            self.desk.tell(self.tr("The note is copied."))

    # ------------------------------------------------------------------ what can be done

    def _begin(self) -> None:
        if self.suggestion is not None:
            self.begun.emit(self.suggestion)

    def _dismiss(self) -> None:
        if self.suggestion is not None:
            self.dismissed.emit(self.suggestion)

    def _choose_alone(self) -> None:
        """Ask to which of the two nobody is to be suggested any more."""
        menu = QMenu(self.alone_button)
        menu.setObjectName("alone")
        for who in (self.one, self.other):
            words = self.tr("Suggest nobody to {name} any more").format(name=who.ref.name)
            action = menu.addAction(words.replace("&", "&&"))
            action.triggered.connect(lambda _=False, ref=who.ref: self.alone_wanted.emit(ref))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.alone_button.mapToGlobal(QPoint(0, self.alone_button.height() + XS)))

    def _open(self) -> None:
        if self.entry is not None:
            self.desk.ask_wanted.emit(self.entry.id)

    def go_on(self) -> None:
        """Do what the main button does: note an answer that is awaited, else the next step."""
        entry = self.entry
        detail = entry.draft.detail if entry else None
        if entry is None or not isinstance(detail, IntroductionDetail):
            return
        waited = awaited(detail)
        following = next_step(detail, thanked=self._thanked(entry))
        if waited:
            self._answer(waited[0], Consent.AGREED)
        elif following is not None:
            self.take(following)

    def take(self, step: Step) -> None:
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
        self._save(entry, take_step(detail, step), said)

    def _save(self, entry: Entry, detail: IntroductionDetail, said: str, *, go_on: bool = True) -> None:
        store = self.desk.store
        here: QWidget | None = self.window().focusWidget()
        held = here is not None and self.isAncestorOf(here)
        self.desk.do(lambda: store.save_entry(entry.id, replace(entry.draft, detail=detail)), undoable=said)
        if held and go_on:  # the button that was pressed may be gone
            self.take_focus()

    def holds_button(self) -> bool:
        """Whether the keyboard is on one of its buttons, which may go when something changes."""
        here: QWidget | None = self.window().focusWidget()
        return isinstance(here, QAbstractButton) and self.isAncestorOf(here)

    def _answer(self, end: End, consent: Consent) -> None:
        entry = self.entry
        detail = entry.draft.detail if entry else None
        if entry is None or not isinstance(detail, IntroductionDetail):
            return
        said = self.tr("Noted: {what}.").format(what=self.answers[end].words(consent))
        self._save(entry, answered(detail, end, consent), said)

    def _keep_result(self) -> None:
        entry = self.entry
        detail = entry.draft.detail if entry else None
        typed = self.result.isModified() and self.result.text() != getattr(detail, "result", "")
        if entry is None or not isinstance(detail, IntroductionDetail) or not typed:
            return
        self.result.setModified(False)
        said = self.tr("Noted what came of it.")
        self._save(entry, take_step(detail, Step.RESULT, self.result.text()), said, go_on=False)

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
        self.take_focus()

    def take_focus(self) -> None:
        """Put the keyboard on what comes next."""
        yes = [row.yes_button for row in self.answers.values()]
        # What came of it is come to while it is open: in a filled field Ctrl+Z is the field's.
        rest = (self.result, self.one) if not self.result.text() else (self.one,)
        for one in (self.begin_button, self.again_button, *yes, self.next_button, *rest):
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
