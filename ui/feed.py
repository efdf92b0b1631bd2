"""The one bridge from the store's news to the window: what was changed, as a signal."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from netjournal.model import Change
from netjournal.store import Store


class Feed(QObject):
    """`changed(Change)` after every step, undo and redo, on the window's thread."""

    changed = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.follow(store)

    def follow(self, store: Store) -> None:
        """Listen to that store."""
        self._end = store.listen(self._pass_on)

    def _pass_on(self, change: Change) -> None:
        self.changed.emit(change)

    def close(self) -> None:
        """Listen no more."""
        self._end()
