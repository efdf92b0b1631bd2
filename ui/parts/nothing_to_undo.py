"""Ctrl+Z where a text has the keyboard: first it takes back what was typed, then what was done to the journal."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence


def is_for_the_journal(event: QEvent, *, undo: bool, redo: bool) -> bool:
    """Whether this asks to undo (or redo) in a text that has nothing to undo (or redo), as `undo` and `redo` say.

    Qt asks a text for each key whether it wants it before any shortcut (`ShortcutOverride`), and a text wants these two
    always. When it ignores them instead, the window's own action is taken.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.matches(QKeySequence.StandardKey.Undo):
        return not undo
    return event.matches(QKeySequence.StandardKey.Redo) and not redo
