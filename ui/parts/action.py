"""What can be done on a page or a pane of it, with its key, its icon and its words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.icons import icon


def own_action(
    where: QWidget, text: str, key: str, picture: str, act: Callable[[], object], *, name: str = ""
) -> QAction:
    """Add an action to `where`. Its key, "" for none, holds while the keyboard is there or in anything within it."""
    made = QAction(icon(picture), text, where)
    made.setObjectName(name)
    if key:
        made.setShortcut(QKeySequence(key))
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.triggered.connect(lambda: act())  # noqa: PLW0108 - drops Qt's `checked`
    where.addAction(made)
    return made
