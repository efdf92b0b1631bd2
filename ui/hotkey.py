"""One key for the whole screen, where a program may have one: X11 and Windows.

Wayland gives keys to no program and macOS only to those the user trusts with all typing; there the desktop's own
settings can bind a key to `netjournal capture`.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractNativeEventFilter,
    QCoreApplication,
    QKeyCombination,
    QObject,
    QSocketNotifier,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeySequence

if TYPE_CHECKING:
    from ui.x11 import Screen

SUGGESTED = "Ctrl+Alt+J"


def can_have_one() -> bool:
    """Whether this platform lets a program have a key of its own."""
    if sys.platform == "win32":
        return True
    # XWayland gives a key only while a window of X has the focus, which is no use.
    return QGuiApplication.platformName() == "xcb" and os.environ.get("XDG_SESSION_TYPE") != "wayland"


class Hotkey(QObject):
    """`pressed`, wherever the user is. One key at a time."""

    pressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen: Screen | None = None
        self._notifier: QSocketNotifier | None = None
        self._filter: _WindowsKey | None = None

    def take(self, key: str) -> bool:
        """Have that key ("Ctrl+Alt+J"; "" for none). False where it cannot be had: another program has it, say."""
        self.release()
        if not key:
            return True
        if not can_have_one():
            return False
        pressed = QKeySequence(key)
        if pressed.count() != 1:
            return False
        combination: QKeyCombination = pressed[0]  # type: ignore[index]
        return self._take_windows(combination) if sys.platform == "win32" else self._take_x11(combination)

    def release(self) -> None:
        """Give the key back."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._screen is not None:
            self._screen.close()
            self._screen = None
        if self._filter is not None:
            self._filter.release()
            self._filter = None

    def _take_x11(self, combination: QKeyCombination) -> bool:
        from ui.x11 import ALT, CONTROL, SHIFT, SUPER, Screen

        keysym = _keysym(combination.key())
        try:
            screen = Screen()
        except OSError:
            return False
        modifiers = sum(
            mask
            for modifier, mask in (
                (Qt.KeyboardModifier.ControlModifier, CONTROL),
                (Qt.KeyboardModifier.AltModifier, ALT),
                (Qt.KeyboardModifier.ShiftModifier, SHIFT),
                (Qt.KeyboardModifier.MetaModifier, SUPER),
            )
            if combination.keyboardModifiers() & modifier
        )
        if not keysym or not screen.grab(keysym, modifiers):
            screen.close()
            return False
        self._screen = screen
        self._notifier = QSocketNotifier(screen.descriptor, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        return True

    def _read(self) -> None:
        if self._screen is not None and self._screen.presses():
            self.pressed.emit()

    def _take_windows(self, combination: QKeyCombination) -> bool:
        self._filter = _WindowsKey(self.pressed.emit)
        if self._filter.take(combination):
            return True
        self._filter = None
        return False


def _keysym(key: Qt.Key) -> int:
    """What X11 calls a key; 0 for those that are not offered here."""
    value = key.value
    if Qt.Key.Key_F1.value <= value <= Qt.Key.Key_F12.value:
        return 0xFFBE + value - Qt.Key.Key_F1.value
    if Qt.Key.Key_A.value <= value <= Qt.Key.Key_Z.value:
        return value + 32  # keysyms of letters are the small ones
    return value if 0x20 <= value <= 0x7E else 0


class _WindowsKey(QAbstractNativeEventFilter):
    """RegisterHotKey, whose WM_HOTKEY comes to the thread that asked."""

    WM_HOTKEY, NUMBER = 0x0312, 0x4E4A

    def __init__(self, act: Any) -> None:
        import ctypes

        super().__init__()
        self._act = act
        self._user32: Any = getattr(ctypes, "WinDLL")("user32") if sys.platform == "win32" else None  # noqa: B009

    def take(self, combination: QKeyCombination) -> bool:
        if self._user32 is None:
            return False
        masks = (
            (Qt.KeyboardModifier.AltModifier, 1),
            (Qt.KeyboardModifier.ControlModifier, 2),
            (Qt.KeyboardModifier.ShiftModifier, 4),
            (Qt.KeyboardModifier.MetaModifier, 8),
        )
        modifiers = sum(mask for modifier, mask in masks if combination.keyboardModifiers() & modifier)
        value = combination.key().value
        code = 0x70 + value - Qt.Key.Key_F1.value if value >= Qt.Key.Key_F1.value else value
        no_repeat = 0x4000
        if not self._user32.RegisterHotKey(None, self.NUMBER, modifiers | no_repeat, code):
            return False
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self)
        return True

    def release(self) -> None:
        app = QCoreApplication.instance()
        if app is not None:
            app.removeNativeEventFilter(self)
        if self._user32 is not None:
            self._user32.UnregisterHotKey(None, self.NUMBER)

    def nativeEventFilter(self, kind: Any, message: Any) -> Any:
        if bytes(kind) in (b"windows_generic_MSG", b"windows_dispatcher_MSG"):
            from ctypes import wintypes

            arrived = wintypes.MSG.from_address(int(message))
            if arrived.message == self.WM_HOTKEY and arrived.wParam == self.NUMBER:
                self._act()
                return True, 0
        return False, 0
