"""One of a few: buttons of which exactly one is on, walked with the arrow keys, with one stop for Tab."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

_FORWARD = {Qt.Key.Key_Down, Qt.Key.Key_Right}
_BACK = {Qt.Key.Key_Up, Qt.Key.Key_Left}


class Choices(QWidget):
    """Holds the buttons by key and tells of the user's choice; how they look and stand is for the one who inherits."""

    chosen = Signal(str)
    """The user chose another key. Not emitted by `choose`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QAbstractButton] = {}
        self._current = ""

    @property
    def current(self) -> str:
        """The key that is on, or "" before any."""
        return self._current

    def button(self, key: str) -> QAbstractButton:
        return self._buttons[key]

    def choose(self, key: str) -> None:
        """Turn a key on, silently."""
        self._current = key
        for other, button in self._buttons.items():
            button.setChecked(other == key)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other == key else Qt.FocusPolicy.ClickFocus)

    def _hold(self, key: str, button: QAbstractButton) -> None:
        button.setCheckable(True)
        button.setAutoExclusive(True)  # to assistive technology one of several, not a box to tick
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        button.installEventFilter(self)
        button.clicked.connect(lambda: self._by_user(key))
        button.toggled.connect(lambda on: self._turned(key, on=on))
        self._buttons[key] = button
        if not self._current:
            self.choose(key)

    def _turned(self, key: str, *, on: bool) -> None:
        """Assistive technology turns a button over without a click."""
        if on and key != self._current:
            self._by_user(key)
        elif not on and key == self._current:
            self._buttons[key].setChecked(True)  # one is always on

    def _by_user(self, key: str) -> None:
        changed = key != self._current
        self.choose(key)
        if changed:
            self.chosen.emit(key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            keys = list(self._buttons)
            here = keys.index(self._current)
            pressed = event.key()
            mirrored = self.isRightToLeft() and pressed in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            to = None
            if pressed in (_BACK if mirrored else _FORWARD):
                to = min(here + 1, len(keys) - 1)
            elif pressed in (_FORWARD if mirrored else _BACK):
                to = max(here - 1, 0)
            elif pressed == Qt.Key.Key_Home:
                to = 0
            elif pressed == Qt.Key.Key_End:
                to = len(keys) - 1
            if to is not None:
                self._by_user(keys[to])
                self._buttons[keys[to]].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)
