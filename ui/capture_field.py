"""The capture field: plain text, what is understood of it while it is written, and the way into the journal.

Hides how the understanding follows the typing, how a correction of a chip reaches the text, and that unfinished text
survives the program. The text goes away only when the journal has taken it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from netjournal.capture import (
    Candidate,
    Completion,
    Corrections,
    Known,
    Piece,
    PieceKind,
    PieceState,
    Problem,
    Understanding,
    mention_of,
    understand,
    words_at,
)
from netjournal.errors import Invalid
from netjournal.model import Direction, EntryDraft, EntryKind, PersonKind, PersonRef, Recording
from ui.day_choice import choose_from_calendar, day_menu, recent_days
from ui.desk import Desk
from ui.icons import icon
from ui.look import RADIUS, XS, M, S, color, current, px
from ui.parts.button import button
from ui.parts.chip import Chip, ChipRow, ChipText, State
from ui.parts.label import Label
from ui.parts.nothing_to_undo import is_for_the_journal
from ui.parts.paint import fill
from ui.parts.scrolled import Scrolled, bring_into_view
from ui.suggestions import Suggestion, Suggestions
from ui.words import capital, full_day, key_name, near_day, told, word

KEPT_AFTER = 500
"""Milliseconds without a key after which unfinished text is kept."""
FEWEST_LINES, MOST_LINES = 2, 6

PICTURES: dict[PieceKind, str] = {
    PieceKind.DIRECTION: "both-ways",
    PieceKind.UNANSWERED: "other",
    PieceKind.DAY: "calendar",
    PieceKind.TIME: "clock",
    PieceKind.PERSON: "person",
    PieceKind.TAG: "tag",
    PieceKind.ASK: "ask-made",
    PieceKind.OUTCOME: "outcome",
    PieceKind.COME_BACK: "calendar",
    PieceKind.ELSEWHERE: "forward",
    PieceKind.REASON: "info",
    PieceKind.VALUE: "balance",
    PieceKind.REFERRAL: "referral",
    PieceKind.INTRODUCTION: "introduction",
    PieceKind.PREFERENCE: "preference",
    PieceKind.TRUST: "trust",
    PieceKind.OFFERING: "offer",
    PieceKind.THANKS: "thanks",
    PieceKind.REMINDER: "reminder",
    PieceKind.WHEN: "calendar",
}
_STATES: dict[PieceState, State] = {
    PieceState.KNOWN: "understood",
    PieceState.NEW: "new",
    PieceState.UNCLEAR: "unclear",
}
_DAYS = (PieceKind.DAY, PieceKind.COME_BACK, PieceKind.WHEN, PieceKind.REMINDER)
_SENT = (EntryKind.GIFT, EntryKind.LETTER, EntryKind.EMAIL, EntryKind.MESSAGE, EntryKind.THANKS)
_DIRECTION_PICTURES = {
    Direction.ME: "reached-out",
    Direction.THEM: "they-reached-out",
    Direction.BOTH: "both-ways",
}


# Qt counts in UTF-16 units, the core in characters; they differ behind an emoji.


def units(text: str, at: int) -> int:
    """Where a place of the text stands for Qt."""
    return at + sum(1 for letter in text[:at] if ord(letter) > 0xFFFF)


def letters(text: str, at: int) -> int:
    """The place in the text that Qt counts as `at`."""
    for place, letter in enumerate(text):
        if at <= 0:
            return place
        at -= 2 if ord(letter) > 0xFFFF else 1
    return len(text)


class _Colouring(QSyntaxHighlighter):
    """Marks what was understood: by colour, and by weight or underline as well."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit.document())
        self._spans: tuple[tuple[int, int, str], ...] = ()

    def show(self, spans: tuple[tuple[int, int, str], ...]) -> None:
        """Spans (from, to, style) in Qt's counting; styles: person, sign, said, new, unclear."""
        if spans != self._spans:
            self._spans = spans
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        begin = self.currentBlock().position()
        end = begin + self.currentBlock().length()
        for start, stop, style in self._spans:
            if start < end and stop > begin:
                self.setFormat(max(start, begin) - begin, min(stop, end) - max(start, begin), _format(style))


def _format(style: str) -> QTextCharFormat:
    t = current()
    made = QTextCharFormat()
    if style in ("person", "sign", "new"):
        made.setFontWeight(600)
    if style == "said":
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        made.setUnderlineColor(color(t.accent))
    elif style == "new":
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
    elif style == "unclear":
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        made.setUnderlineColor(color(t.warn))
    made.setForeground(color({"new": t.good, "unclear": t.warn, "said": t.text}.get(style, t.accent)))
    return made


_SIGNS = {
    PieceKind.ASK,
    PieceKind.OFFERING,
    PieceKind.PREFERENCE,
    PieceKind.THANKS,
    PieceKind.TRUST,
    PieceKind.REMINDER,
    PieceKind.REFERRAL,
    PieceKind.INTRODUCTION,
    PieceKind.TAG,
}


def _style(piece: Piece) -> str:
    if piece.state is PieceState.UNCLEAR:
        return "unclear"
    if piece.state is PieceState.NEW:
        return "new"
    if piece.kind is PieceKind.PERSON:
        return "person"
    return "sign" if piece.kind in _SIGNS else "said"


class _Text(QPlainTextEdit):
    """The text itself: it grows with what is written, and asks the suggestions first about each key."""

    submitted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(
            "QPlainTextEdit, QPlainTextEdit:focus"
            " { border: none; background: transparent; padding: 0; border-radius: 0 }"
        )
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.suggestions: Suggestions | None = None
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def _fit(self) -> None:
        rows = min(max(FEWEST_LINES, round(self.document().size().height())), MOST_LINES)
        height = rows * QFontMetrics(self.font()).lineSpacing() + 2 * 2 + 2
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)
        many = self.document().size().height() > MOST_LINES
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if many else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()

    def event(self, event: QEvent) -> bool:
        document = self.document()
        if is_for_the_journal(event, undo=document.isUndoAvailable(), redo=document.isRedoAvailable()):
            event.ignore()
            return True
        return super().event(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        # Tab comes this way and never as a key.
        tab = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
        if next and self.suggestions is not None and self.suggestions.handles(tab):
            return True
        return super().focusNextPrevChild(next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.suggestions is not None and self.suggestions.handles(event):
            return
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.suggestions is not None:
            self.suggestions.hide()
        self._redraw_frame()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._redraw_frame()

    def _redraw_frame(self) -> None:
        if (frame := self.parentWidget()) is not None:
            frame.update()


_OWN_ENTRIES = (PieceKind.ASK, PieceKind.OUTCOME, PieceKind.REFERRAL, PieceKind.INTRODUCTION)
_RECORDED_ALONG = (PieceKind.PREFERENCE, PieceKind.TRUST, PieceKind.REMINDER, PieceKind.TAG, *_OWN_ENTRIES)


class CaptureField(QWidget):
    """The field with its chips, the day it is of, and the button that records.

    It stands on Today and opens alone from the tray. `scratch` is the key its unfinished text is kept under.
    """

    recorded = Signal(object)
    """What the journal made of it (`Recorded`)."""
    closed = Signal()
    """Esc was pressed, with nothing open that it would close."""
    form_wanted = Signal(object)
    """A form is preferred; with the draft of what was understood so far."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, scratch: str = "capture") -> None:
        super().__init__(parent)
        self.desk, self._scratch = desk, scratch
        self._known: Known | None = None
        self._day: date | None = None
        self._corrections = Corrections()
        self._read = ""
        self._passed_over = -1  # where a completion was closed with Esc
        self.understanding = Understanding(Recording(), (), (), empty=True)
        self.text = _Text(self)
        self.text.setAccessibleName(self.tr("What happened?"))
        self.text.setAccessibleDescription(
            self.tr(
                "Plain sentences. @ names a person, # a tag, / offers what else can be said. {key} records."
            ).format(key=key_name("Ctrl+Return"))
        )
        self.text.setPlaceholderText(self.tr("Coffee with @Ana. /like jazz /ask her house sale; not now until 1 April"))
        self._colouring = _Colouring(self.text)
        self.text.suggestions = self._suggestions = Suggestions(self.tr("Suggestions"), self.text)
        self._suggestions.taken.connect(self._complete)
        self.chips = ChipRow(self.tr("What was understood"))
        self.chips.clicked.connect(self._correct)
        self.chips.removed.connect(self._drop)
        self._chip_room = Scrolled(self.chips)
        self._chip_room.hide()
        self.problem = Label("", "small", "quiet", wrap=True)
        self.problem.hide()
        self.again = button(self.tr("Understand all again"), self._understand_again, kind="quiet", picture="undo")
        self.again.hide()
        self.day_button = Chip(ChipText("day", self.tr("Today"), "calendar"))
        self.day_button.clicked.connect(self._choose_day)
        self.form_button = button(self.tr("Use a form"), self.to_form, kind="quiet")
        self.record_button = button(self.tr("Record"), self.record, kind="primary")
        self.record_button.setToolTip(self.tr("Record ({key})").format(key=key_name("Ctrl+Return")))
        self.record_action = QAction(icon("done"), self.tr("Record what is written"), self)
        self.record_action.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        self.record_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.record_action.triggered.connect(lambda _=False: self.record())
        self.addAction(self.record_action)
        self._lay_out()
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(KEPT_AFTER)
        self._keep.timeout.connect(self.keep)
        self.setFocusProxy(self.text)
        self.text.textChanged.connect(self._on_text)
        self.text.cursorPositionChanged.connect(self._suggest)
        self.text.submitted.connect(self.record)
        self.text.left.connect(self.closed)
        if kept := desk.store.scratch(scratch):
            self.text.setPlainText(kept)
            self.text.moveCursor(QTextCursor.MoveOperation.End)
        self._show_day()
        self._show_understanding()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addWidget(self.day_button)
        foot.addWidget(self.again)
        foot.addStretch(1)
        foot.addWidget(self.form_button)
        foot.addWidget(self.record_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(M, M, M, M)
        column.setSpacing(S)
        column.addWidget(self.text)
        column.addWidget(self._chip_room)
        column.addWidget(self.problem)
        column.addSpacing(XS)
        column.addLayout(foot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        here = self.text.hasFocus()
        fill(painter, self.rect(), t.raised, RADIUS + 2, t.focus if here else t.edge)
        if here:
            fill(painter, self.rect().adjusted(1, 1, -1, -1), "", RADIUS + 1, t.focus)

    # ------------------------------------------------------------------ from outside

    def begin(self, text: str = "") -> None:
        """Go on writing here, with this text; what stands there already stays."""
        if text:
            there = self.text.toPlainText().rstrip()
            self.text.setPlainText(f"{there}\n{text}" if there else text)
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        bring_into_view(self.text)

    def begin_about(self, person: PersonRef, text: str = "") -> None:
        """Go on writing here about that person, whoever else bears the name."""
        before = len(self.line.rstrip())
        self.begin(f"{mention_of(person.name, self._what_is_known().names)} {text}")
        for piece in self.understanding.pieces:
            others = piece.candidates
            if piece.kind is PieceKind.PERSON and piece.span[0] >= before and person.id in {one.id for one in others}:
                self._settle(self._corrections.with_person(piece.key, person))
                return

    def keep(self) -> None:
        """Keep what is not recorded yet, for the next start."""
        self._keep.stop()
        self.desk.do(lambda: self.desk.store.keep_scratch(self._scratch, self.text.toPlainText()))

    def get_ready(self) -> None:
        """Read beforehand what the first key would have to wait for."""
        if self.isVisible() and self._known is None:
            understand("Met @A", self.desk.today, self._what_is_known())

    def refresh(self) -> None:
        """The journal has changed: names, offerings and open asks may be others."""
        self._known = None
        if self._read:
            self._understand()

    def new_day(self) -> None:
        """The date has changed: days written in words mean others now."""
        self._understand()

    @property
    def line(self) -> str:
        """What is written."""
        return self.text.toPlainText()

    def _fit_chips(self) -> None:
        """All chips are seen, unless they would take more than a fifth of the window."""
        layout = self.chips.layout()
        wanted = layout.heightForWidth(max(px(120), self.width() - 2 * M)) if layout else 0
        height = min(wanted, max(px(64), self.window().height() // 5))
        if self._chip_room.height() != height or self._chip_room.minimumHeight() != height:
            self._chip_room.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_chips()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._suggestions.hide()
        if self._keep.isActive():
            self.keep()

    # ------------------------------------------------------------------ understanding

    def _on_text(self) -> None:
        text = self.line
        if text == self._read:
            return
        if not text.strip():
            self._corrections, self._passed_over = Corrections(), -1
        self._keep.start()
        self._understand()
        self._suggest()

    def _what_is_known(self) -> Known:
        if self._known is None:
            self._known = self.desk.store.known_to_capture()
        return self._known

    def _understand(self) -> None:
        self._read = self.line
        if self._read.strip():
            self.understanding = understand(
                self._read,
                self.desk.today,
                self._what_is_known(),
                day=self._day,
                corrections=self._corrections,
            )
        else:
            self.understanding = understand("", self.desk.today, Known())
        self._show_understanding()

    def _show_understanding(self) -> None:
        found = self.understanding
        # A note is what everything is that says nothing else: not worth a chip.
        self.chips.show_chips([self._chip(n, piece) for n, piece in enumerate(found.pieces)])
        self._chip_room.setVisible(bool(found.pieces))
        self._fit_chips()
        self._say_problems(found.problems)
        self.again.setVisible(bool(self._corrections.dropped))
        self.record_button.setEnabled(not found.empty)
        spans = [(*p.span, _style(p)) for p in found.pieces if p.span[1] > p.span[0]]
        spans += [(*p.span, "unclear") for p in found.problems if p.span[1] > p.span[0]]
        line = self._read
        self._colouring.show(tuple((units(line, a), units(line, b), style) for a, b, style in spans))
        self._show_day()

    def _chip(self, n: int, piece: Piece) -> ChipText:
        text = told(piece.label)
        if piece.day is not None:
            day = (
                full_day(piece.day)
                if abs((piece.day - self.desk.today).days) > 1
                else near_day(piece.day, self.desk.today)
            )
            apart = piece.kind in (PieceKind.ASK, PieceKind.REMINDER)
            template = self.tr("{what} · {day}") if apart else self.tr("{what}: {day}")
            if piece.time:
                day = self.tr("{day}, {time}").format(day=day, time=piece.time)
            text = template.format(what=text, day=day)
        picture = PICTURES.get(piece.kind, "")
        if piece.kind is PieceKind.KIND:
            entry = self.understanding.recording.entry
            picture = {"video_call": "video"}.get(entry.kind.value, entry.kind.value) if entry else "note"
        elif piece.kind is PieceKind.DIRECTION and (direction := self._direction()):
            picture = _DIRECTION_PICTURES[direction]
        elif piece.kind is PieceKind.PERSON and piece.state is PieceState.NEW:
            picture = self._who(piece.candidates[0])[1]
        elif piece.state is PieceState.UNCLEAR:
            picture = "help"
        hints = {
            PieceKind.KIND: self.tr("Click to choose another kind"),
            PieceKind.PERSON: self.tr("Click to choose who is meant"),
            PieceKind.DIRECTION: self.tr("Click to say who reached out"),
        }
        if piece.kind in _DAYS:
            hint = self.tr("Click to choose the day")
        else:
            hint = hints.get(piece.kind, self.tr("Click to go to it in the text"))
        if piece.whom:
            hint = self.tr("Click to choose whom this is about")
        if piece.kind is PieceKind.PERSON and piece.state is PieceState.UNCLEAR:
            hint = self.tr("Several people may be meant: click to choose")
        implied = piece.kind in (PieceKind.KIND, PieceKind.COME_BACK, PieceKind.ELSEWHERE)
        removable = piece.span[1] > piece.span[0] or not implied
        return ChipText(n, text, picture, _STATES[piece.state], removable=removable, hint=hint)

    def _direction(self) -> Direction | None:
        entry = self.understanding.recording.entry
        return entry.direction if entry else None

    def _say_problems(self, problems: Iterable[Problem]) -> None:
        said = list(dict.fromkeys(told(problem.sentence) for problem in problems))
        self._say(" ".join(said), "quiet")

    def _say(self, text: str, role: str) -> None:
        self.problem.set_role(role)
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    # ------------------------------------------------------------------ correcting

    def _piece(self, n: object) -> Piece | None:
        pieces = self.understanding.pieces
        return pieces[n] if isinstance(n, int) and n < len(pieces) else None

    def _correct(self, n: object) -> None:
        piece = self._piece(n)
        if piece is None or not isinstance(n, int):
            return
        chip = self.chips.chips[n]
        today = self.desk.today
        if piece.kind is PieceKind.KIND:
            self._menu(
                chip,
                [
                    (
                        capital(word(kind)),
                        {"video_call": "video"}.get(kind.value, kind.value),
                        partial(lambda kind: self._settle(replace(self._corrections, kind=kind)), kind),
                    )
                    for kind in piece.kinds
                ],
            )
        elif piece.kind in (PieceKind.PERSON, PieceKind.ELSEWHERE) and piece.candidates:
            take_person = lambda ref: self._settle(self._corrections.with_person(piece.key, ref))  # noqa: E731
            self._menu(chip, [(*self._who(ref), partial(take_person, ref)) for ref in _may_be(piece.candidates)])
        elif piece.whom:
            about = lambda ref: self._settle(self._corrections.about(piece.key, ref))  # noqa: E731
            everybody = self.tr("Both") if len(piece.whom) == 2 else self.tr("All of them")
            self._menu(
                chip,
                [
                    (everybody, "people", partial(about, None)),
                    *((ref.name, self._who(ref)[1], partial(about, ref)) for ref in piece.whom),
                ],
            )
        elif piece.kind is PieceKind.DIRECTION:
            said = {
                Direction.ME: self.tr("I reached out"),
                Direction.THEM: self.tr("They reached out"),
                Direction.BOTH: self.tr("Both of us"),
            }
            self._menu(
                chip,
                [
                    (
                        words,
                        _DIRECTION_PICTURES[way],
                        partial(lambda way: self._settle(replace(self._corrections, direction=way)), way),
                    )
                    for way, words in said.items()
                ],
            )
        elif piece.kind is PieceKind.DAY:
            take = lambda day: self._settle(replace(self._corrections, day=day))  # noqa: E731
            day_menu(chip, recent_days(today), piece.day or today, take)
        elif piece.kind in _DAYS:
            choose_from_calendar(chip, piece.day or today, lambda day: self._rewrite_day(piece, day), earliest=today)
        else:
            self._go_to(piece)

    def _who(self, ref: PersonRef) -> tuple[str, str]:
        """How somebody who may be meant reads in a menu, and the picture beside it."""
        organization = ref.kind is PersonKind.ORGANIZATION
        if ref.id:
            return ref.name, "organization" if organization else "person"
        template = self.tr("New organization: {name}") if organization else self.tr("New person: {name}")
        return template.format(name=ref.name), "organization" if organization else "add-person"

    def _menu(self, chip: QWidget, rows: list[tuple[str, str, Callable[[], object]]]) -> None:
        menu = QMenu(chip)
        menu.setObjectName("choices")
        for words, picture, act in rows:
            menu.addAction(icon(picture), words.replace("&", "&&")).triggered.connect(lambda _=False, act=act: act())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + XS)))

    def _settle(self, corrections: Corrections) -> None:
        self._corrections = corrections
        self._understand()

    def _drop(self, n: object) -> None:
        piece = self._piece(n)
        if piece is not None:
            self._settle(self._corrections.without(piece.key))

    def _understand_again(self) -> None:
        self._settle(replace(self._corrections, dropped=frozenset()))
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to(self, piece: Piece) -> None:
        cursor = self.text.textCursor()
        cursor.setPosition(units(self._read, piece.span[0]))
        cursor.setPosition(units(self._read, piece.span[1]), QTextCursor.MoveMode.KeepAnchor)
        self.text.setTextCursor(cursor)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rewrite_day(self, piece: Piece, day: date) -> None:
        """Put another day into the text where the old one stood. ISO, which is read the same in every setting."""
        start, end = piece.span
        written = day.isoformat()
        stretch = self._read[start:end]
        if piece.kind is PieceKind.REMINDER and any(p.kind is PieceKind.WHEN for p in self.understanding.pieces):
            return  # the day stands elsewhere, with a chip of its own
        if piece.kind is PieceKind.REMINDER:
            written = f"{stretch.split()[0]} {written}" if stretch else written
        elif start == end or piece.kind is PieceKind.COME_BACK:
            until = stretch.split()[:1] if stretch and not stretch[:1].isdigit() else []
            lead = until[0] if until and until[0].casefold() in ("until", "till", "til", "on") else "until"
            written = f"{'' if self._read[:start].endswith(' ') else ' '}{lead} {written}"
        self._replace(start, end, written)

    def _replace(self, start: int, end: int, text: str) -> None:
        line = self._read
        cursor = self.text.textCursor()
        cursor.setPosition(units(line, start))
        cursor.setPosition(units(line, end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        self.text.setTextCursor(cursor)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------ completing

    def _suggest(self) -> None:
        if self.line != self._read:
            return  # the text has changed, and the understanding is about to follow
        cursor = self.text.textCursor()
        found = None
        if self.text.hasFocus() and not cursor.hasSelection():
            found = words_at(self._read, letters(self._read, cursor.position()), self._what_is_known())
        if found is None or found.start == self._passed_over or _written_out(self._read, found):
            if found is None:
                self._passed_over = -1
            self._suggestions.hide()
            return
        picture = {"@": "person", "#": "tag", "/": "command"}[found.mark]
        rows = []
        for candidate in found.candidates:
            new = candidate.person is not None and not candidate.person.id
            rows.append(
                Suggestion(
                    told(candidate.label),
                    told(candidate.explanation) if candidate.explanation else "",
                    "add-person" if new else picture,
                    (candidate, found),
                )
            )
        begin = QTextCursor(cursor)
        begin.setPosition(units(self._read, found.start))
        box: QRect = self.text.cursorRect(begin)
        self._suggestions.offer(rows, QRect(self.text.viewport().mapToGlobal(box.topLeft()), box.size()))

    def _complete(self, value: object) -> None:
        candidate, found = cast("tuple[Candidate, Completion]", value)
        self._replace(found.start, found.end, candidate.insert)
        person = candidate.person
        for piece in self.understanding.pieces:
            if person and piece.kind is PieceKind.PERSON and piece.span[0] == found.start and piece.person != person:
                self._settle(self._corrections.with_person(piece.key, person))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        super().keyPressEvent(event)

    # ------------------------------------------------------------------ the day

    def _entry_day(self) -> date:
        if not self.understanding.empty:
            recording = self.understanding.recording
            for entry in (recording.entry, *recording.within):
                if entry is not None:
                    return entry.day
        return self._day or self.desk.today

    def _show_day(self) -> None:
        day = self._entry_day()
        text = self.tr("{day} ▾").format(day=capital(near_day(day, self.desk.today)))
        says = ChipText("day", text, "calendar", hint=self.tr("The day it happened: {day}").format(day=full_day(day)))
        if self.day_button.says != says:
            self.day_button.say(says)

    def _choose_day(self) -> None:
        day_menu(self.day_button, recent_days(self.desk.today), self._entry_day(), self._take_day)

    def _take_day(self, day: date) -> None:
        if any(piece.kind is PieceKind.DAY for piece in self.understanding.pieces):
            self._settle(replace(self._corrections, day=day))
        else:
            self._day = None if day == self.desk.today else day
            self._understand()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------ recording

    def to_form(self) -> None:
        """Go on in a form with what was understood so far."""
        recording = self.understanding.recording
        draft = recording.entry or next(iter(recording.within), None)
        self.form_wanted.emit(draft or EntryDraft(self._day or self.desk.today))

    def besides_the_form(self) -> tuple[Recording, tuple[str, ...]]:
        """What is written here that `to_form` does not hand over, and in words: it is recorded along with the form."""
        recording = self.understanding.recording
        said = [piece for piece in self.understanding.pieces if piece.kind in _RECORDED_ALONG]
        if recording.entry is not None:
            rest = replace(recording, entry=None)
        else:
            rest = replace(recording, within=recording.within[1:])
            handed = next((piece for piece in said if piece.kind in _OWN_ENTRIES), None)
            said = [piece for piece in said if piece is not handed]
        return rest, tuple(told(piece.label) for piece in said)

    def record(self) -> None:
        """Put what is written into the journal."""
        self._suggestions.hide()
        if self.line != self._read:
            self._understand()
        found = self.understanding
        if found.empty:
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        line, corrections, day = self._read, self._corrections, self._day
        result = self.desk.do(lambda: self.desk.store.record(found.recording, origin=self), invalid=self._invalid)
        if result is None:
            return
        said = self._said(found)
        self.clear()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)  # also after a click on Record: one writes on
        self.desk.tell(said, self.tr("Undo"), lambda: self._take_back(line, corrections, day))
        self.recorded.emit(result)

    def clear(self) -> None:
        """Begin anew, with nothing written."""
        self._day, self._corrections = None, Corrections()
        self.text.clear()
        self._understand()
        self.keep()

    def _take_back(self, line: str, corrections: Corrections, day: date | None) -> None:
        self.desk.undo()
        if not self.line.strip():
            self._day, self._corrections = day, corrections
            self._read = line
            self.text.setPlainText(line)
            self._understand()
            self.keep()
            self.begin()

    def _invalid(self, error: Invalid) -> None:
        self._say(told(error.sentence), "bad")
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _said(self, found: Understanding) -> str:
        recording: Recording = found.recording
        entry = recording.entry or next(iter(recording.within), None)
        if entry is None:
            if recording.reminders:
                day = near_day(recording.reminders[0].day, self.desk.today)
                return self.tr("You will be reminded {day}.").format(day=day)
            return self.tr("Noted.")
        names = [participant.person.name for participant in entry.participants]
        what = word(entry.kind)
        if entry.day != self.desk.today:
            what = self.tr("{what} ({day})").format(what=what, day=near_day(entry.day, self.desk.today))
        if not names:
            return self.tr("Recorded: {what}.").format(what=what)
        if len(names) > 2:
            return self.tr("Recorded: {what} with {name} and %n others.", "", len(names) - 1).format(
                what=what, name=names[0]
            )
        people = self.tr("{one} and {other}").format(one=names[0], other=names[1]) if len(names) == 2 else names[0]
        template = self.tr("Recorded: {what} with {people}.")
        if entry.participants[0].role.value == "about":
            template = self.tr("Recorded: {what} about {people}.")
        elif entry.kind in _SENT and entry.direction is Direction.THEM:
            template = self.tr("Recorded: {what} from {people}.")
        elif entry.kind in _SENT and entry.direction is Direction.ME:
            template = self.tr("Recorded: {what} to {people}.")
        return template.format(what=what, people=people)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_colouring"):
            self._colouring.rehighlight()


def _may_be(candidates: Sequence[PersonRef]) -> list[PersonRef]:
    """Who may be meant; somebody new may be an organization as well."""
    both = [
        replace(ref, kind=kind)
        for ref in candidates
        for kind in ((ref.kind,) if ref.id else (PersonKind.PERSON, PersonKind.ORGANIZATION))
    ]
    return list(dict.fromkeys(both))


def _written_out(line: str, found: Completion) -> bool:
    """Whether the only way to go on is what stands there already."""
    return len(found.candidates) == 1 and found.candidates[0].insert.strip() == line[found.start : found.end]
