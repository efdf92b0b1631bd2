"""Portraits of the people in a list."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QPixmap

from netjournal.model import PersonRow
from ui.desk import Desk

_MOST = 600  # kept; a list shows some dozens at once


class Portraits:
    """Reads portraits along with the rows that have one, and decodes each when it is first painted."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._held: dict[int, bytes] = {}
        self._drawn: dict[int, QPixmap | None] = {}

    def read(self, rows: Mapping[int, PersonRow]) -> None:
        """Have those of these rows at hand."""
        wanted = [n for n, row in rows.items() if row.has_portrait and n not in self._held]
        if wanted:
            if len(self._held) > _MOST:
                self.forget()
            self._held.update(self._desk.store.portraits(wanted))

    def of(self, row: PersonRow) -> QPixmap | None:
        """The portrait, if there is one."""
        if not row.has_portrait:
            return None
        if row.id not in self._drawn:
            held, made = self._held.get(row.id), QPixmap()
            self._drawn[row.id] = made if held and made.loadFromData(held) else None
        return self._drawn[row.id]

    def forget(self, person: int | None = None) -> None:
        """Of one person, or all: they have changed."""
        if person is None:
            self._held.clear()
            self._drawn.clear()
        else:
            self._held.pop(person, None)
            self._drawn.pop(person, None)
