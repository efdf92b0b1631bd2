"""An entry through a form: a new one, any one that is there, or what came of an ask.

Hides how the fields of a kind come and go, how a refusal finds its field, and that what was typed is kept when the
form is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from netjournal.errors import Invalid, KnownError
from netjournal.model import (
    CHANNELS,
    AskDetail,
    AskSide,
    AskState,
    Awareness,
    Direction,
    EntryDraft,
    EntryKind,
    IntroductionDetail,
    MentionDraft,
    OutcomeDetail,
    Participant,
    Recording,
    ReferralDetail,
    Role,
    Side,
)
from ui.day_choice import DayField
from ui.desk import Desk
from ui.dialogs import fitting
from ui.entry_details import PARTS, DetailPart, Field, OutcomePart, ThanksPart, side_by_side
from ui.entry_draft import pack, unpack
from ui.icons import icon
from ui.look import XL, XS, L, M, S, px
from ui.parts.button import button
from ui.parts.chip import ChipRow, ChipText
from ui.parts.drop_down import DropDown
from ui.parts.label import Label
from ui.parts.scrolled import Least, Scrolled
from ui.parts.segmented import Segmented
from ui.people_field import PeopleField
from ui.suggestions import Suggestion, Suggestions
from ui.words import capital, key_name, told, translated, word

UNFINISHED, OF_A_LINE = "form:new", "form:line"
"""The scratch keys of a new entry that was left unfinished: one begun in a form, one begun in a line or on a page."""

_PICTURES = {EntryKind.VIDEO_CALL: "video", EntryKind.ASK: "ask-made"}
_WITH_DIRECTION = (*CHANNELS, EntryKind.GIFT)
_NAMED_BY_DETAIL = (EntryKind.REFERRAL, EntryKind.INTRODUCTION)


def new_entry(desk: Desk, parent: QWidget, draft: EntryDraft | None = None, kept: str = "") -> EntryForm:
    """Open the form for a new entry; without a draft, what was left unfinished (under that key) is there again."""
    form = EntryForm(desk, draft=draft, parent=parent, kept=kept)
    form.open()
    return form


def edit_entry(desk: Desk, entry_id: int, parent: QWidget) -> EntryForm | None:
    """Open the form on an entry of the journal; None, with a word to the user, if it is gone."""
    try:
        form = EntryForm(desk, entry_id, parent=parent)
    except KnownError as error:
        desk.fail(error)
        return None
    form.open()
    return form


def record_outcome(desk: Desk, ask_id: int, parent: QWidget, state: AskState | None = None) -> OutcomeForm | None:
    """Open the small form that records what came of an ask; None, with a word to the user, if it is gone."""
    try:
        form = OutcomeForm(desk, ask_id, state, parent)
    except KnownError as error:
        desk.fail(error)
        return None
    form.open()
    return form


class MentionsField(QWidget):
    """Offerings somebody heard of, as chips; a click says how well they know it."""

    changed = Signal()

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.desk = desk
        self._mentions: list[MentionDraft] = []
        self.chips = ChipRow(name)
        self.chips.removed.connect(self._remove)
        self.chips.clicked.connect(self._choose)
        self.chips.hide()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(self.tr("An offering of mine"))
        self._suggestions = Suggestions(self.tr("Offerings"), self.edit)
        self._suggestions.taken.connect(self._take)
        self.edit.textEdited.connect(self._suggest)
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.chips)
        column.addWidget(self.edit)

    @property
    def mentions(self) -> tuple[MentionDraft, ...]:
        typed = self._typed()
        return (*self._mentions, typed) if typed and not self._has(typed) else tuple(self._mentions)

    def set_mentions(self, mentions: Sequence[MentionDraft]) -> None:
        names = {one.id: one.name for one in self.desk.store.offerings()}
        self._mentions = [replace(m, name=m.name or names.get(m.offering, "")) for m in mentions]
        self._show()

    def _show(self) -> None:
        self.chips.show_chips(
            [
                ChipText(
                    n,
                    f"{m.name} · {word(m.awareness)}" if m.awareness is not Awareness.TOLD else m.name,
                    "offer",
                    "understood" if m.offering else "new",
                    removable=True,
                    hint=self.tr("Click to say how well they know it"),
                )
                for n, m in enumerate(self._mentions)
            ]
        )
        self.chips.setVisible(bool(self._mentions))

    def _has(self, mention: MentionDraft) -> bool:
        return any(m.name.casefold() == mention.name.casefold() for m in self._mentions)

    def _typed(self) -> MentionDraft | None:
        name = " ".join(self.edit.text().split())
        if not name:
            return None
        known = (one for one in self.desk.store.offerings() if one.name.casefold() == name.casefold())
        found = next(known, None)
        return MentionDraft(found.id, found.name) if found else MentionDraft(0, name)

    def _suggest(self, text: str) -> None:
        wanted = " ".join(text.split()).casefold()
        rows = [
            Suggestion(one.name, one.sentence, "offer", MentionDraft(one.id, one.name))
            for one in self.desk.store.offerings()
            if wanted and wanted in one.name.casefold() and not one.retired
        ][:8]
        typed = self._typed()
        if typed and not typed.offering:
            new = self.tr("New offering: {name}").format(name=typed.name)
            rows.append(Suggestion(new, "", "add", typed))
        self._suggestions.offer(rows, QRect(self.edit.mapToGlobal(QPoint()), self.edit.size()))

    def _take(self, mention: object) -> None:
        assert isinstance(mention, MentionDraft)
        if not self._has(mention):
            self._mentions.append(mention)
        self.edit.clear()
        self._show()
        self.changed.emit()

    def _remove(self, n: object) -> None:
        if isinstance(n, int):
            del self._mentions[n]
            self._show()
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.changed.emit()

    def _choose(self, n: object) -> None:
        if not isinstance(n, int):
            return
        menu = QMenu(self)
        for awareness in Awareness:
            menu.addAction(capital(word(awareness))).triggered.connect(
                lambda _=False, awareness=awareness: self._know(n, awareness)
            )
        menu.aboutToHide.connect(menu.deleteLater)
        chip = self.chips.chips[n]
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + XS)))

    def _know(self, n: int, awareness: Awareness) -> None:
        self._mentions[n] = replace(self._mentions[n], awareness=awareness)
        self._show()
        self.changed.emit()

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            if self._suggestions.handles(event):
                return True
            plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and (typed := self._typed()):
                self._take(typed)
                return True
        return False


class _Form(QDialog):
    """The frame of both forms: a heading, fields that scroll, a foot with Cancel and the main button."""

    saved = Signal(int)
    """The entry's id, after the journal has taken it."""
    _scratch: str
    """Under which key is kept what is left unfinished."""

    def __init__(self, desk: Desk, title: str, main: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.heading = Label(title, "heading")
        body = Least()
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(XL, S, XL, L)
        self.column.setSpacing(L)
        self.scrolled = Scrolled(body, sideways=True)
        self.wrong = Label("", "small", "bad", wrap=True)
        self.wrong.hide()
        self.cancel_button = button(self.tr("Cancel"), self.reject)
        self.save_button = button(main, self.save, kind="primary")
        self.save_button.setToolTip(self.tr("{what} ({key})").format(what=main, key=key_name("Ctrl+Return")))
        foot = QHBoxLayout()
        foot.setContentsMargins(XL, M, XL, L)
        foot.setSpacing(S)
        foot.addWidget(self.wrong, 1)
        foot.addStretch(0)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        top = QVBoxLayout()
        top.setContentsMargins(XL, L, XL, S)
        top.setSpacing(XS)
        top.addWidget(self.heading)
        self.top = top
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.scrolled, 1)
        column.addLayout(foot)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)

    def _fitting(self, wanted: QSize) -> QSize:
        over = self.parentWidget()
        if over is None:
            wanted = wanted.boundedTo(self.screen().availableGeometry().size() - QSize(px(80), px(80)))
        return fitting(wanted, over)

    def fields(self) -> dict[str, Field]:
        """The fields in which something can be wrong, by the store's name."""
        return {}

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab walks the fields as they stand, whenever they were made, and comes to the buttons of the foot last.

        Qt's own order would have to be put right with each field that comes and goes, and takes those that hand the
        keyboard on to a part of themselves (`setFocusProxy`) for stops of their own.
        """
        stops = self._stops()
        here = self.focusWidget()
        at = stops.index(here) if here in stops else -1 if next else 0
        stops[(at + (1 if next else -1)) % len(stops)].setFocus(
            Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        )
        return True

    def _stops(self) -> list[QWidget]:
        """Where Tab stops, in order: line by line, and each line as it is read."""
        body = cast("QWidget", self.scrolled.widget())
        reach = [
            widget
            for widget in self.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
            and widget.isEnabled()
            and not widget.isWindow()
            and widget.isVisibleTo(self)
        ]
        # What is scrolled away lies below the foot on screen, and before it for whoever fills the form in.
        foot = {widget for widget in reach if not body.isAncestorOf(widget)}
        places = {widget: widget.mapTo(self, widget.rect().center()) for widget in reach}
        reach.sort(key=lambda widget: (widget in foot, places[widget].y()))
        lines: list[list[QWidget]] = []
        for widget in reach:
            first = lines[-1][0] if lines else None
            same = first is not None and (widget in foot) == (first in foot)
            if same and first is not None and places[widget].y() - places[first].y() <= px(12):
                lines[-1].append(widget)
            else:
                lines.append([widget])
        mirrored = -1 if self.isRightToLeft() else 1
        return [w for line in lines for w in sorted(line, key=lambda one: mirrored * places[one].x())]

    def save(self) -> None:
        """Put it into the journal, or say beside the field why not."""

    def _begin(self) -> None:
        """Put the keyboard where one begins."""

    def complain(self, name: str, sentence: str) -> None:
        """Say what is wrong beside the field it stands in, and go there."""
        field = self.fields().get(name)
        if field is None or field.isHidden():
            self.wrong.setText(sentence)
            self.wrong.show()
            return
        field.complain(sentence)
        field.control.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, field, lambda: self.scrolled.ensureWidgetVisible(field, 0, L))

    def say_it_is_back(self, begin_anew: Callable[[], object]) -> None:
        """Say that what was left unfinished is back, and offer to do without it."""
        line = QHBoxLayout()
        line.setSpacing(S)
        words = translated("EntryForm", "What you had left unfinished is here again.")
        note = Label(words, "small", "quiet", wrap=True)
        anew = button(translated("EntryForm", "Begin anew"), kind="quiet")

        def begin() -> None:
            begin_anew()
            self.desk.do(lambda: self.desk.store.keep_scratch(self._scratch, ""))
            note.hide()
            anew.hide()
            self._begin()

        anew.clicked.connect(lambda: begin())  # noqa: PLW0108 - drops Qt's `checked`
        line.addWidget(note, 1)
        line.addWidget(anew)
        self.top.addLayout(line)

    def calm(self) -> None:
        """Nothing is said to be wrong."""
        self.wrong.hide()
        for field in self.fields().values():
            field.complain("")

    def invalid(self, error: Invalid) -> None:
        self.complain(error.field, told(error.sentence))


class EntryForm(_Form):
    """A new entry, or one of the journal. Esc leaves it and keeps what was changed for the next time."""

    def __init__(
        self,
        desk: Desk,
        entry_id: int | None = None,
        draft: EntryDraft | None = None,
        parent: QWidget | None = None,
        kept: str = "",
    ) -> None:
        entry = desk.store.entry(entry_id) if entry_id else None
        title = translated("EntryForm", "Edit entry") if entry else translated("EntryForm", "New entry")
        super().__init__(
            desk, title, translated("EntryForm", "Save") if entry else translated("EntryForm", "Record"), parent
        )
        self.setObjectName("entry-form")
        self.entry_id = entry_id
        unfinished = next((key for key in (UNFINISHED, OF_A_LINE) if desk.store.scratch(key)), UNFINISHED)
        self._scratch = f"form:{entry.uuid}" if entry else OF_A_LINE if draft is not None else kept or unfinished
        self._is_kept_here = draft is None
        """Whether what is kept under its key was shown here, and not another's that must stay."""
        self._before = entry.draft if entry else draft or EntryDraft(desk.today, EntryKind.MEETING)
        left = unpack(desk.store.scratch(self._scratch)) if draft is None else None
        self._parts: dict[EntryKind, DetailPart] = {}
        self._along = Recording()
        self.along = Label("", "small", "quiet", wrap=True)
        self.along.hide()
        self.top.addWidget(self.along)
        self._make()
        self.show_draft(self._before)
        self._start = self.draft()
        if left is not None and left != self._start:
            self._offer_kept(left)
        self.resize(self._fitting(QSize(px(620), px(690))))
        self._begin()

    def take_along(self, recording: Recording, words: Sequence[str]) -> None:
        """Record that with the entry, as one step: what else was said in the line the form began with."""
        self._along = recording
        self.along.setText(self.tr("Recorded along with it: {what}").format(what=" · ".join(words)) if words else "")
        self.along.setVisible(bool(words))

    def _begin(self) -> None:
        part = self._part()
        field: QWidget = self.people if not self._before.participants and not self.people.isHidden() else self.text
        if field is self.people and part is not None and self.chosen_kind in _NAMED_BY_DETAIL:
            # The detail names the people; the others come after it.
            named = (one.control for one in part.fields.values() if not one.isHidden())
            field = next((control for control in named if isinstance(control, PeopleField)), field)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------ fields

    def _make(self) -> None:
        day_first = self.desk.store.preferences.day_first
        self.kind = DropDown()
        for kind in EntryKind:
            if kind is not EntryKind.OUTCOME or self._before.kind is EntryKind.OUTCOME:
                self.kind.addItem(icon(_PICTURES.get(kind, kind.value)), capital(word(kind)), kind.value)
        self.kind.setMaxVisibleItems(16)
        self.day = DayField(self.tr("Day"), lambda: self.desk.today, day_first=day_first)
        self.time = QLineEdit()
        self.time.setPlaceholderText("14:30")
        self.people = PeopleField(self.desk, self.tr("With"))
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(px(128))
        self.text.setPlaceholderText(self.tr("In your own words. Markdown is kept."))
        self.direction = Segmented(self.tr("Who reached out"))
        self.direction.add("", self.tr("Not said"))
        self.direction.add(Direction.ME.value, self.tr("I did"), "reached-out")
        self.direction.add(Direction.THEM.value, self.tr("They did"), "they-reached-out")
        self.direction.add(Direction.BOTH.value, self.tr("Both"), "both-ways")
        self.place = QLineEdit()
        self.mentions = MentionsField(self.desk, self.tr("They heard of"))
        self.unanswered = QCheckBox(self.tr("An attempt: nobody was reached"))
        self.private = QCheckBox(self.tr("Private"))
        self._fields = {
            "kind": Field(self.tr("Kind"), self.kind),
            "day": Field(self.tr("Day"), self.day),
            "time": Field(self.tr("Time"), self.time),
            "participants": Field(self.tr("With"), self.people),
            "text": Field(self.tr("What happened"), self.text),
            "direction": Field(self.tr("Who reached out"), self.direction),
            "place": Field(self.tr("Place"), self.place),
            "mentions": Field(self.tr("They heard of"), self.mentions),
        }
        f = self._fields
        self._room = QVBoxLayout()
        self._room.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(side_by_side(f["kind"], f["day"], f["time"], stretches=(4, 5, 2)))
        self.column.addWidget(f["participants"])
        self.column.addLayout(self._room)
        self.column.addWidget(f["text"])
        self.column.addWidget(f["direction"])
        self.column.addWidget(side_by_side(f["place"], f["mentions"]))
        checks = QVBoxLayout()
        checks.setSpacing(0)
        checks.addWidget(self.unanswered)
        checks.addWidget(self.private)
        self.column.addLayout(checks)
        self.column.addStretch(1)
        self.kind.currentIndexChanged.connect(lambda _: self._arrange())
        self.people.changed.connect(self._on_people)

    def fields(self) -> dict[str, Field]:
        part = self._part()
        own = {**self._fields, "name": self._fields["participants"], "offering": self._fields["mentions"]}
        return {**own, **(part.fields if part else {})}

    @property
    def chosen_kind(self) -> EntryKind:
        return EntryKind(self.kind.key)

    def _part(self) -> DetailPart | None:
        """The part of the kind chosen, made when first wanted."""
        kind = self.chosen_kind
        if kind not in PARTS:
            return None
        if kind not in self._parts:
            part = self._parts[kind] = PARTS[kind](self.desk)
            part.hide()
            self._room.addWidget(part)
        return self._parts[kind]

    def _arrange(self) -> None:
        kind, part = self.chosen_kind, self._part()
        for other in self._parts.values():
            other.setVisible(other is part)
        self._fields["direction"].setVisible(kind in _WITH_DIRECTION)
        self.unanswered.setVisible(kind in CHANNELS)
        about = kind in (EntryKind.NOTE, EntryKind.OUTCOME)
        title = self.tr("About") if about else self.tr("With")
        if kind in _NAMED_BY_DETAIL:
            title = self.tr("Also there")
        # Where the detail names the people, the others come after it.
        self.column.removeWidget(self._fields["participants"])
        self.column.insertWidget(2 if kind in _NAMED_BY_DETAIL else 1, self._fields["participants"])
        self._fields["participants"].set_title(title)
        self._fields["text"].set_title(
            self.tr("What happened") if part is None or kind is EntryKind.THANKS else self.tr("Notes")
        )
        self._on_people()

    def _on_people(self) -> None:
        part = self._part()
        if isinstance(part, ThanksPart):
            part.about(self.people.people)

    # ------------------------------------------------------------------ drafts

    def show_draft(self, draft: EntryDraft) -> None:
        """Show a draft in the fields."""
        self.kind.blockSignals(True)
        self.kind.choose(draft.kind.value)
        self.kind.blockSignals(False)
        self.day.set_day(draft.day)
        self.time.setText(draft.time)
        part = self._part()
        if part is not None:
            part.show_detail(draft.detail)
        named = {person.id or person.name for person, _ in part.people()} if part else set()
        self.people.set_people([p.person for p in draft.participants if (p.person.id or p.person.name) not in named])
        self.text.setPlainText(draft.text)
        self.text.moveCursor(QTextCursor.MoveOperation.End)  # one goes on writing
        self.direction.choose(draft.direction.value if draft.direction else "")
        self.place.setText(draft.place)
        self.mentions.set_mentions(draft.mentions)
        self.unanswered.setChecked(draft.unanswered)
        self.private.setChecked(draft.private)
        self._arrange()

    def draft(self) -> EntryDraft:
        """What stands in the fields."""
        kind, part, before = self.chosen_kind, self._part(), self._before
        detail = part.read() if part else None
        roles = {p.person.id or p.person.name: p.role for p in before.participants if kind is before.kind}
        usual = Role.ABOUT if kind in (EntryKind.NOTE, EntryKind.OUTCOME) else Role.WITH
        participants: dict[int | str, Participant] = {}
        for person, whom in part.people() if part else []:
            key = person.id or person.name
            participants.setdefault(key, Participant(person, roles.get(key, Role.WITH if whom else Role.ABOUT)))
        for person in self.people.people:
            key = person.id or person.name
            participants.setdefault(key, Participant(person, roles.get(key, usual)))
        return replace(
            before,
            day=self.day.day or before.day,
            kind=kind,
            text=self.text.toPlainText(),
            time=self.time.text().strip(),
            direction=self._direction(kind, detail),
            participants=tuple(participants.values()),
            unanswered=self.unanswered.isChecked() and kind in CHANNELS,
            private=self.private.isChecked(),
            place=self.place.text(),
            detail=detail,
            mentions=self.mentions.mentions,
        )

    def _direction(self, kind: EntryKind, detail: object) -> Direction | None:
        if kind in _WITH_DIRECTION:
            return Direction(self.direction.current) if self.direction.current else None
        before = self._before
        if self.entry_id and kind is before.kind and getattr(detail, "side", "") == getattr(before.detail, "side", ""):
            return before.direction
        match detail:
            case AskDetail(side=side):
                return Direction.ME if side is AskSide.MADE else Direction.THEM
            case ReferralDetail(side=side) | IntroductionDetail(side=side):
                return Direction.ME if side is Side.GIVEN else Direction.THEM
        return Direction.ME if kind in (EntryKind.THANKS, EntryKind.MENTION) else None

    @property
    def is_changed(self) -> bool:
        """Whether something was typed or chosen that is not in the journal."""
        return self.draft() != self._start or not self.day.understood

    def _offer_kept(self, kept: EntryDraft) -> None:
        """Put back what was left unfinished, and offer to do without it."""
        self.show_draft(kept)
        self._before = replace(self._before, within=kept.within)
        self.say_it_is_back(lambda: self.show_draft(self._start))

    # ------------------------------------------------------------------ saving and leaving

    def save(self) -> None:
        self.calm()
        if not self.day.understood or self.day.day is None:
            self.complain("day", self.tr("This is not a day: write it like 1 April, or yesterday."))
            return
        part = self._part()
        if part is not None and (wrong := part.misread()):
            self.complain(*wrong)
            return
        draft, store = self.draft(), self.desk.store
        if self.entry_id:
            number = self.entry_id

            def save() -> bool:
                store.save_entry(number, draft, origin=self)
                return True

            done = self.desk.do(
                save,
                undoable=self.tr("Saved the entry."),
                invalid=self.invalid,
            )
            saved = number if done else None
        else:
            recorded = self.desk.do(
                lambda: store.record(self._with_the_rest(draft), origin=self),
                undoable=self.tr("Recorded the entry."),
                invalid=self.invalid,
            )
            saved = recorded.entries[0] if recorded else None
        if saved is None:
            return
        self._forget_kept()
        self.saved.emit(saved)
        self.accept()

    def _forget_kept(self) -> None:
        if self._is_kept_here:
            self.desk.do(lambda: self.desk.store.keep_scratch(self._scratch, ""))

    def _with_the_rest(self, draft: EntryDraft) -> Recording:
        along = self._along
        return replace(along, entry=draft, within=tuple(replace(one, day=draft.day) for one in along.within))

    def reject(self) -> None:
        if self.is_changed:
            draft, desk, number = self.draft(), self.desk, self.entry_id
            parent = cast("QWidget", self.parentWidget())
            desk.do(lambda: desk.store.keep_scratch(self._scratch, pack(draft)))

            scratch = self._scratch

            def go_on() -> None:
                if number:
                    edit_entry(desk, number, parent)
                else:
                    new_entry(desk, parent, kept=scratch)

            desk.tell(self.tr("What you wrote is kept for the next time."), self.tr("Go on writing"), go_on)
        else:
            self._forget_kept()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.result() == QDialog.DialogCode.Rejected and self.isVisible():
            self.reject()
        super().closeEvent(event)


class OutcomeForm(_Form):
    """What came of an ask, in a few fields. Esc leaves it and keeps what was written for the next time.

    Nothing is chosen at first, unless `state` says what was: a yes is nobody's but the user's.
    """

    def __init__(self, desk: Desk, ask_id: int, state: AskState | None = None, parent: QWidget | None = None) -> None:
        entry = desk.store.entry(ask_id)
        detail = cast("AskDetail", entry.draft.detail)
        super().__init__(desk, translated("EntryForm", "What came of it?"), translated("EntryForm", "Record"), parent)
        self.setObjectName("outcome-form")
        self.ask_id = ask_id
        self._scratch = f"outcome:{entry.uuid}"
        self._people = [p.person for p in entry.draft.participants]
        names = ", ".join(person.name for person in self._people)
        self.top.addWidget(
            Label(
                " · ".join(filter(None, (names, f"“{detail.about}”" if detail.about else ""))),
                "body",
                "quiet",
                wrap=True,
            )
        )
        self.part = OutcomePart(desk)
        self._blank = OutcomeDetail(ask_id, AskState.YES, value=detail.value)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(px(72))
        self.day = DayField(self.tr("Day"), lambda: desk.today, desk.today, day_first=desk.store.preferences.day_first)
        self._fields = {
            "text": Field(self.tr("In their words, or yours"), self.text),
            "day": Field(self.tr("Said on"), self.day),
        }
        self.column.addWidget(self.part)
        self.column.addWidget(self._fields["text"])
        self.column.addWidget(self._fields["day"])
        self.column.addStretch(1)
        self._asked_for_day = False
        self._show("", desk.today, None, state)
        self._start = self.draft()
        if kept := unpack(desk.store.scratch(self._scratch)):
            made = kept.detail if isinstance(kept.detail, OutcomeDetail) else None
            self._show(kept.text, kept.day, made, state or (made.state if made else None))
            self.say_it_is_back(lambda: self._show("", self.desk.today, None, state))
        self.resize(self._fitting(QSize(px(520), px(600))))
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        chips = self.part.states.chips
        chosen = next((chip for chip in chips if chip.isChecked()), chips[0])
        chosen.setFocus(Qt.FocusReason.TabFocusReason)

    def _show(self, text: str, day: date, detail: OutcomeDetail | None, state: AskState | None) -> None:
        self.text.setPlainText(text)
        self.day.set_day(day)
        if detail and detail.state is not AskState.YES:  # only a yes says anything of the value
            detail = replace(detail, value=self._blank.value)
        self.part.show_detail(replace(detail, ask=self.ask_id) if detail else self._blank)
        self.part.choose(state)

    def fields(self) -> dict[str, Field]:
        return {**self._fields, **self.part.fields, "name": self.part.fields["elsewhere"]}

    def save(self) -> None:
        self.calm()
        if wrong := self.part.misread():
            self.complain(*wrong)
            if self.part.state is None:
                self._begin()  # the chips are where one chooses, not their row
            return
        detail = self.part.read()
        if not self.day.day:
            self.complain("day", self.tr("This is not a day: write it like 1 April, or yesterday."))
            return
        if detail.state is AskState.NOT_NOW and detail.come_back is None and not self._asked_for_day:
            self._asked_for_day = True
            self.complain("come_back", self.tr("Say a day to come back to it, or record it again without one."))
            return
        draft = self.draft()
        said = self.tr("Recorded: {state}.").format(state=word(detail.state))
        recorded = self.desk.do(
            lambda: self.desk.store.record(Recording(draft), origin=self), undoable=said, invalid=self.invalid
        )
        if recorded is not None:
            self.desk.do(lambda: self.desk.store.keep_scratch(self._scratch, ""))
            self.saved.emit(recorded.entries[0])
            self.accept()

    def draft(self) -> EntryDraft:
        """What stands in the fields; without a detail as long as nothing is chosen."""
        return EntryDraft(
            self.day.day or self.desk.today,
            EntryKind.OUTCOME,
            self.text.toPlainText(),
            participants=tuple(Participant(person, Role.ABOUT) for person in self._people),
            detail=self.part.read() if self.part.state else None,
        )

    def reject(self) -> None:
        draft, desk, ask = self.draft(), self.desk, self.ask_id
        changed = draft != self._start
        desk.do(lambda: desk.store.keep_scratch(self._scratch, pack(draft) if changed else ""))
        if changed:
            parent = cast("QWidget", self.parentWidget())
            words = translated("EntryForm", "What you wrote is kept for the next time.")
            again = translated("EntryForm", "Go on writing")
            desk.tell(words, again, lambda: record_outcome(desk, ask, parent))
        super().reject()
