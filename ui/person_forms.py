"""A small form in the place of the line it changes: fields are declared, the form is built, read and checked here.

Enter saves, Esc leaves. Nothing typed is lost on a mistake: the form stays and says beside the field what is wrong.
Days and partial dates are typed as people write them, and shown back as understood while one types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from PySide6.QtCore import QEvent, QObject, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from netjournal.days import PartialDate, Repeat, describe, past_day, read_partial, understand_day, understand_repeat
from netjournal.errors import Invalid
from netjournal.model import PersonKind, PersonRef, Word
from netjournal.records import dataclass
from ui.desk import Desk
from ui.look import RADIUS, XS, L, M, S, current, px
from ui.parts.button import button, icon_button
from ui.parts.drop_down import DropDown
from ui.parts.label import Label
from ui.parts.paint import fill
from ui.words import capital, full_day, partial_day, qt_day, told, word

Kind = Literal["text", "long", "choice", "flag", "number", "day", "partial", "person", "organization", "tags", "repeat"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: which part of the fact it is, its label, and what may stand in it.

    `line` says in which line of the form it stands, `stretch` how wide it is beside the others.
    Of a day, `ahead` says that it is a day to come. A choice that `follows` a text field is made by what is typed
    there, as long as nobody has made it.
    """

    name: str
    label: str
    kind: Kind = "text"
    choices: tuple[tuple[Any, str], ...] = ()
    line: int = 0
    stretch: int = 1
    ahead: bool = False
    prompt: str = ""
    follows: tuple[str, Callable[[str], Any]] | None = None
    """The field, and the choice for a text; None is the one it begins with."""


def words_of(vocabulary: type[Word], *, none: str = "") -> tuple[tuple[Any, str], ...]:
    """The choices of a closed vocabulary, with one for "not said" if `none` names it."""
    first: tuple[tuple[Any, str], ...] = ((None, none),) if none else ()
    return (*first, *((value, capital(word(value))) for value in vocabulary))


class NotUnderstood(ValueError):
    """What stands in a field cannot be read; the text says why."""


# ------------------------------------------------------------------------------------------------ fields


class _Text(QLineEdit):
    def __init__(self, value: object, field: Field) -> None:
        super().__init__("" if value is None else str(value))
        self.setPlaceholderText(field.prompt)
        self.setMinimumWidth(px(90))

    def value(self) -> Any:
        return self.text().strip()

    def written(self) -> object:
        """What stands in it as it was typed, to be put back by `write` in another session."""
        return self.text()

    def write(self, written: Any) -> None:
        self.setText(written)


class _Number(_Text):
    def value(self) -> Any:
        text = self.text().strip()
        if not text:
            return None
        if not text.isdecimal():
            raise NotUnderstood(self.tr("A whole number, please."))
        return int(text)


def _hide_list(completer: QCompleter) -> None:
    if (shown := completer.popup()) is not None:
        shown.hide()


class _Tags(_Text):
    def __init__(self, value: Sequence[str], field: Field, desk: Desk) -> None:
        super().__init__(", ".join(value), field)
        self._known = [name for name, _ in desk.store.tags()]
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setWidget(self)
        completer.activated.connect(self._complete)
        self._completer = completer
        self.textEdited.connect(self._typed)

    def _typed(self, text: str) -> None:
        last = text.rpartition(",")[2].strip().lstrip("#")
        self._completer.setCompletionPrefix(last)
        if last and self._completer.completionCount() and last.casefold() not in {k.casefold() for k in self._known}:
            self._completer.complete()
        else:
            _hide_list(self._completer)

    def _complete(self, tag: str) -> None:
        before = self.text().rpartition(",")[0].strip()
        self.setText(f"{before}, {tag}" if before else tag)

    def value(self) -> Any:
        return tuple(t.strip().lstrip("#") for t in self.text().split(",") if t.strip().lstrip("#"))


class _Long(QPlainTextEdit):
    def __init__(self, value: object, field: Field) -> None:
        super().__init__("" if value is None else str(value))
        self.setPlaceholderText(field.prompt)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(px(140))

    def value(self) -> Any:
        return self.toPlainText().strip()

    def written(self) -> object:
        return self.toPlainText()

    def write(self, written: Any) -> None:
        self.setPlainText(written)
        self.moveCursor(QTextCursor.MoveOperation.End)


class _Flag(QCheckBox):
    def __init__(self, value: object, field: Field) -> None:
        super().__init__(field.label)
        self.setChecked(bool(value))

    def value(self) -> Any:
        return self.isChecked()

    def written(self) -> object:
        return self.isChecked()

    def write(self, written: Any) -> None:
        self.setChecked(bool(written))


class _Choice(DropDown):
    def __init__(self, value: object, field: Field) -> None:
        super().__init__()
        self._values = [v for v, _ in field.choices]
        self.addItems([text for _, text in field.choices])
        self._first = self._values.index(value) if value in self._values else 0
        self.setCurrentIndex(self._first)
        self._followed = self._first
        """Where it stands as long as nobody has chosen."""
        self.activated.connect(lambda _at: setattr(self, "_followed", -1))
        self.setMaxVisibleItems(16)

    def follow(self, value: Any) -> None:
        """Turn to that, unless somebody has chosen; None is what it began with."""
        if self.currentIndex() == self._followed:
            self._followed = self._first if value is None else self._values.index(value)
            self.setCurrentIndex(self._followed)

    def value(self) -> Any:
        return self._values[self.currentIndex()]

    def written(self) -> object:
        return str(self.value())

    def write(self, written: Any) -> None:
        """A choice that is there no more (a chapter may have gone) leaves the first one."""
        self.setCurrentIndex(next((n for n, value in enumerate(self._values) if str(value) == written), 0))


class _Understood(_Text):
    """Text that is read as something else. What was not touched keeps its value, however it is written."""

    def __init__(self, value: Any, written: str, field: Field) -> None:
        super().__init__(written, field)
        self._first, self._written = value, written

    def value(self) -> Any:
        text = self.text().strip()
        if text == self._written:
            return self._first
        return self._read(text) if text else None

    def _read(self, text: str) -> Any:
        raise NotImplementedError

    def understood(self) -> str:
        """How it was understood, for showing back; "" where that goes without saying."""
        raise NotImplementedError


class _Partial(_Understood):
    def __init__(self, value: PartialDate | None, field: Field, desk: Desk) -> None:
        super().__init__(value, partial_day(value) if value else "", field)
        self._desk = desk

    def _read(self, text: str) -> Any:
        day_first = self._desk.store.preferences.day_first
        found = read_partial(text, day_first=day_first)
        if found is None and (day := past_day(text, self._desk.today, day_first=day_first)):
            found = PartialDate(day.year, day.month, day.day)
        if found is None:
            raise NotUnderstood(self.tr("A date such as “12 March”, “1985” or “April 1985”."))
        return found

    def understood(self) -> str:
        value = self.value()
        return partial_day(value) if value else ""


class _Repeat(_Understood):
    """How a reminder comes back, in words: its rule."""

    def __init__(self, value: str, field: Field) -> None:
        super().__init__(value, told(describe(Repeat(value))) if value else "", field)

    def _read(self, text: str) -> Any:
        found = understand_repeat(text)
        if found is None:
            raise NotUnderstood(self.tr("A repeat such as “every month” or “every 2 weeks”."))
        return found.rule

    def understood(self) -> str:
        value = self.value()
        return told(describe(Repeat(value))) if value else ""


class _Day(_Understood):
    """A day in words or figures, with a calendar beside it."""

    def __init__(self, value: date | None, field: Field, desk: Desk) -> None:
        super().__init__(value, full_day(value) if value else "", field)
        self._desk, self._ahead = desk, field.ahead
        self.calendar = icon_button("calendar", self.tr("Choose a day in the calendar"), self._show_calendar)

    def _read(self, text: str) -> Any:
        today, day_first = self._desk.today, self._desk.store.preferences.day_first
        ways = (understand_day, past_day) if self._ahead else (past_day, understand_day)
        for way in ways:
            if found := way(text, today, day_first=day_first):
                return found
        whole = read_partial(text, day_first=day_first)
        if whole is None or whole.whole is None:
            raise NotUnderstood(self.tr("A day such as “yesterday”, “next Friday” or “1 April”."))
        return whole.whole

    def understood(self) -> str:
        value = self.value()
        return full_day(value) if value else ""

    def _show_calendar(self) -> None:
        from PySide6.QtWidgets import QCalendarWidget

        menu = QMenu(self)
        calendar = QCalendarWidget()
        calendar.setAccessibleName(self.tr("Calendar"))
        try:
            shown = self.value()
        except NotUnderstood:
            shown = None
        calendar.setSelectedDate(qt_day(shown or self._desk.today))
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)

        def take() -> None:
            picked = calendar.selectedDate()
            self.setText(full_day(date(picked.year(), picked.month(), picked.day())))
            menu.close()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

        calendar.clicked.connect(take)
        calendar.activated.connect(take)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        calendar.setFocus(Qt.FocusReason.PopupFocusReason)


class _Who(_Understood):
    """Somebody by name, completed as one types; a name nobody bears becomes a new person (or organization)."""

    def __init__(self, value: PersonRef | None, field: Field, desk: Desk) -> None:
        super().__init__(value, value.name if value else "", field)
        self._desk = desk
        self._kind = PersonKind.ORGANIZATION if field.kind == "organization" else PersonKind.PERSON
        self._any = field.kind == "person"
        self._picked: PersonRef | None = None
        self._model = QStringListModel(self)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setWidget(self)
        completer.activated.connect(self._pick)
        self._completer = completer
        self._offered: list[PersonRef] = []
        self.textEdited.connect(self._typed)

    def _typed(self, text: str) -> None:
        from netjournal.names import fold

        self._picked = None
        words = fold(text).split()
        self._offered = []
        if words:
            wanted = set(self._desk.store.people_called(words)[:40])
            for known in self._desk.store.known_names():
                if known.id in wanted and (self._any or known.kind is self._kind):
                    wanted.discard(known.id)
                    self._offered.append(PersonRef(known.id, known.shown, known.kind))
                if len(self._offered) == 8 or not wanted:
                    break
        self._model.setStringList([ref.name for ref in self._offered])
        if self._offered and not (len(self._offered) == 1 and self._offered[0].name == text):
            self._completer.complete()
        else:
            _hide_list(self._completer)

    def _pick(self, name: str) -> None:
        shown = self._completer.popup()
        at = shown.currentIndex().row() if shown is not None else -1
        chosen = self._offered[at] if 0 <= at < len(self._offered) and self._offered[at].name == name else None
        self._picked = chosen or next((r for r in self._offered if r.name == name), None)
        self.setText(name)

    def written(self) -> object:
        return [self.text(), self._picked.id if self._picked else 0]

    def write(self, written: Any) -> None:
        name, picked = written
        known = (k for k in self._desk.store.known_names() if k.id == picked) if picked else ()
        self._picked = next((PersonRef(k.id, name, k.kind) for k in known), None)
        self.setText(name)

    def _read(self, text: str) -> Any:
        if self._picked is not None and self._picked.name == text:
            return self._picked
        called = self._desk.store.find_by_name(text)
        kinds = {k.id: k for k in self._desk.store.known_names() if k.id in called} if called else {}
        for number in called:
            if self._any or kinds[number].kind is self._kind:
                return PersonRef(number, kinds[number].shown, kinds[number].kind)
        return PersonRef(0, text, self._kind)

    def understood(self) -> str:
        value = self.value()
        return self.tr("{name} will be added").format(name=value.name) if value and not value.id else ""


def _widget(field: Field, value: Any, desk: Desk) -> Any:
    match field.kind:
        case "long":
            return _Long(value, field)
        case "choice":
            return _Choice(value, field)
        case "flag":
            return _Flag(value, field)
        case "number":
            return _Number(value, field)
        case "day":
            return _Day(value, field, desk)
        case "partial":
            return _Partial(value, field, desk)
        case "person" | "organization":
            return _Who(value, field, desk)
        case "repeat":
            return _Repeat(value or "", field)
        case "tags":
            return _Tags(value or (), field, desk)
        case _:
            return _Text(value, field)


# ------------------------------------------------------------------------------------------------ the form


class InlineForm(QWidget):
    """Declared fields in one or two lines. `save` is called with what was typed; `left` tells that nothing is wanted.

    `save(values)` may raise `Invalid`; the form then stays and says it beside the field that is named.
    """

    left = Signal()
    saved = Signal()
    typed = Signal()

    def __init__(
        self,
        desk: Desk,
        name: str,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        save: Callable[[dict[str, Any]], None],
        parent: QWidget | None = None,
        *,
        save_words: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.fields = {f.name: f for f in fields}
        self.widgets: dict[str, Any] = {}
        self.touched = False
        """Whether something was typed or chosen since it was opened."""
        self._save = save
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, M)
        column.setSpacing(S)
        self._lines = lines = dict[int, QBoxLayout]()
        for field in fields:
            if field.line not in lines:
                lines[field.line] = QBoxLayout(QBoxLayout.Direction.LeftToRight)
                lines[field.line].setSpacing(M)
                column.addLayout(lines[field.line])
            lines[field.line].addLayout(self._field(desk, field, values.get(field.name)), field.stretch)
        for field in fields:
            if field.follows:
                self._follow(self.widgets[field.name], *field.follows)
        self.word = Label("", "small", "quiet", wrap=True)
        self.word.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.ok = button(save_words or self.tr("Save"), self.save)
        self.cancel = button(self.tr("Cancel"), self.left.emit, kind="quiet")
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addWidget(self.word, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.ok)
        column.addLayout(foot)
        self._order()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_lines"):
            self._arrange()

    def _arrange(self) -> None:
        """The fields of a line stand beneath each other where there is no room for them side by side."""
        room = self.width() - 2 * L
        for line in self._lines.values():
            parts = [item for n in range(line.count()) if (item := line.itemAt(n))]
            wanted = sum(part.minimumSize().width() for part in parts) + M * (len(parts) - 1)
            way = QBoxLayout.Direction.LeftToRight if wanted <= room else QBoxLayout.Direction.TopToBottom
            if line.direction() != way:
                line.setDirection(way)
                self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """As narrow as its widest field: they can stand beneath each other."""
        parts = [item for line in self._lines.values() for n in range(line.count()) if (item := line.itemAt(n))]
        widest = max((part.minimumSize().width() for part in parts), default=0) + 2 * L
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), widest), hint.height())

    def _field(self, desk: Desk, field: Field, value: Any) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(XS)
        made = _widget(field, value, desk)
        made.setAccessibleName(field.label)
        made.installEventFilter(self)
        self.widgets[field.name] = made
        if field.kind == "flag":
            box.addStretch(1)
            box.addWidget(made)
            return box
        caption = Label(field.label, "small", "quiet")
        caption.setBuddy(made)
        box.addWidget(caption)
        if isinstance(made, _Day):
            line = QHBoxLayout()
            line.setSpacing(XS)
            line.addWidget(made, 1)
            line.addWidget(made.calendar)
            box.addLayout(line)
        else:
            box.addWidget(made)
        for signal in ("textChanged", "currentIndexChanged"):
            if hasattr(made, signal):
                getattr(made, signal).connect(lambda *_, made=made: self._on_typed(made))
        return box

    def _follow(self, choice: _Choice, name: str, guessed: Callable[[str], Any]) -> None:
        self.widgets[name].textEdited.connect(lambda text: choice.follow(guessed(text)))

    def _order(self) -> None:
        before: QWidget | None = None
        stops: list[QWidget] = []
        for made in self.widgets.values():
            stops.append(made)
            if isinstance(made, _Day):
                stops.append(made.calendar)
        for stop in (*stops, self.cancel, self.ok):
            if before is not None:
                QWidget.setTabOrder(before, stop)
            before = stop

    # what is typed

    def values(self) -> dict[str, Any]:
        """What stands in the fields. Raises `Invalid` for what cannot be read."""
        read: dict[str, Any] = {}
        for name, made in self.widgets.items():
            try:
                read[name] = made.value()
            except NotUnderstood as error:
                from netjournal.wording import say

                raise Invalid(name, say(str(error))) from error
        return read

    def written(self) -> dict[str, object]:
        """What stands in the fields, read or not, as `write` of the same form puts it back in another session."""
        return {name: made.written() for name, made in self.widgets.items()}

    def write(self, written: Mapping[str, object]) -> None:
        """Put back what was written; fields that were not there then stay as they are."""
        for name in written.keys() & self.widgets.keys():
            self.widgets[name].write(written[name])

    def save(self) -> None:
        """Keep what was typed, or say what is wrong with it."""
        try:
            values = self.values()
        except Invalid as error:
            self.show_error(error)
            return
        self._save(values)

    def show_error(self, error: Invalid) -> None:
        """Say what is wrong beside the field it stands in."""
        self._tell(told(error.sentence), "bad")
        wrong = self.widgets.get(error.field)
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            wrong.setAccessibleDescription(told(error.sentence))

    def _tell(self, words: str, role: str) -> None:
        self.word.set_role(role)
        self.word.setText(words)

    def _on_typed(self, made: Any) -> None:
        self.touched = True
        self.typed.emit()
        made.setAccessibleDescription("")
        words = ""
        if isinstance(made, _Understood) and made.text().strip():
            try:
                words = made.understood()
            except NotUnderstood as error:
                words = str(error)
            if words == made.text():
                words = ""
        self._tell(words, "quiet")

    # keys

    def take_focus(self) -> None:
        """To the first field; past a choice that stands before words, for letters typed there would change it."""
        made = list(self.widgets.values())
        first = made[0]
        if isinstance(first, DropDown):
            first = next((w for w in made if isinstance(w, QLineEdit)), first)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(first, QLineEdit):
            first.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        completer = getattr(watched, "_completer", None)
        if completer is not None and completer.popup().isVisible():
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(watched, QPlainTextEdit) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return False
            self.save()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            if focus is self.cancel:
                self.left.emit()
            else:
                self.save()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        fill(QPainter(self), self.rect(), t.surface if t.name == "light" else t.raised, RADIUS, t.edge)
