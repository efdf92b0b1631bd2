"""A field for people: those chosen as chips, and a line in which the next one is completed, or newly named."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from netjournal.model import PersonKind, PersonRef
from netjournal.names import fold
from ui.desk import Desk
from ui.look import S
from ui.parts.chip import ChipRow, ChipText
from ui.suggestions import Suggestion, Suggestions


class PeopleField(QWidget):
    """People in the order they were named. `single`: at most one, whom another takes the place of."""

    changed = Signal()

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None, *, single: bool = False) -> None:
        super().__init__(parent)
        self.desk, self._single = desk, single
        self._people: list[PersonRef] = []
        self.chips = ChipRow(name)
        self.chips.removed.connect(self._remove)
        self.chips.hide()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(self.tr("A name") if single else self.tr("Add a person"))
        self._suggestions = Suggestions(self.tr("People"), self.edit)
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
    def people(self) -> tuple[PersonRef, ...]:
        """Who is chosen, with a name that was typed and not yet turned into a chip."""
        typed = self._typed()
        if typed is None or typed in self._people:
            return tuple(self._people)
        return (typed,) if self._single else (*self._people, typed)

    @property
    def person(self) -> PersonRef | None:
        """Of a field for one: who it is."""
        return self.people[-1] if self.people else None

    def set_people(self, people: Sequence[PersonRef | None]) -> None:
        self._people = [person for person in people if person is not None]
        self.edit.clear()
        self._show()

    def _show(self) -> None:
        self.chips.show_chips(
            [
                ChipText(
                    n,
                    person.name if person.id else self.tr("new: {name}").format(name=person.name),
                    "organization"
                    if person.kind is PersonKind.ORGANIZATION
                    else "person"
                    if person.id
                    else "add-person",
                    "understood" if person.id else "new",
                    removable=True,
                )
                for n, person in enumerate(self._people)
            ]
        )
        self.chips.setVisible(bool(self._people))
        self.edit.setVisible(not (self._single and self._people))

    def _typed(self) -> PersonRef | None:
        """Whom the words in the line mean, as they stand: somebody of exactly that name, else somebody new."""
        name = " ".join(self.edit.text().split())
        if not name:
            return None
        exact = self.desk.store.known_names().named(name)
        return PersonRef(exact[0].id, exact[0].shown, exact[0].kind) if exact else PersonRef(0, name)

    def _suggest(self, text: str) -> None:
        name = " ".join(text.split())
        if not name:
            self._suggestions.hide()
            return
        names = self.desk.store.known_names()
        chosen = {person.id for person in self._people if person.id}
        rows = [
            Suggestion(
                known.shown,
                "" if known.name == known.shown else known.name,
                "organization" if known.kind is PersonKind.ORGANIZATION else "person",
                PersonRef(known.id, known.shown, known.kind),
            )
            for known in names.complete(name)
            if known.id not in chosen
        ]
        if not names.named(name):
            organization = PersonRef(0, name, PersonKind.ORGANIZATION)
            rows += [
                Suggestion(self.tr("New person: {name}").format(name=name), "", "add-person", PersonRef(0, name)),
                Suggestion(self.tr("New organization: {name}").format(name=name), "", "organization", organization),
            ]
        box = self.edit.rect()
        self._suggestions.offer(rows, QRect(self.edit.mapToGlobal(QPoint()), box.size()))

    def _take(self, person: object) -> None:
        assert isinstance(person, PersonRef)
        if self._single:
            self._people = [person]
        elif all((other.id, fold(other.name)) != (person.id, fold(person.name)) for other in self._people):
            self._people.append(person)
        self.edit.clear()
        self._show()
        self.changed.emit()
        if self._single and self.chips.chips:
            self.chips.chips[-1].setFocus(Qt.FocusReason.TabFocusReason)

    def _remove(self, n: object) -> None:
        if isinstance(n, int) and n < len(self._people):
            del self._people[n]
            self._show()
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self._suggestions.handles(event):
                return True
            key = event.key()
            plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and (typed := self._typed()):
                self._take(typed)
                return True
            if key == Qt.Key.Key_Backspace and not self.edit.text() and self._people:
                self._remove(len(self._people) - 1)
                return True
        elif isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self._suggestions.hide()
            leaving = event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
            if leaving and (typed := self._typed()):
                people = list(self._people)
                self._people = [typed] if self._single else people + [typed] * (typed not in people)
                self.edit.clear()
                self._show()
                self.changed.emit()
        return super().eventFilter(watched, event)
