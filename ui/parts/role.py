"""What a painted widget is to assistive technology.

Qt knows the roles of its own widgets; one that paints itself is to it just a client area. A class that takes the
keyboard names its role, one of `QAccessible.Role`, as `spoken_role`, and `tell_roles` has Qt ask for it.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget


@cache
def tell_roles() -> None:
    """From now on, for the whole application. Asked only while assistive technology listens."""
    QAccessible.installFactory(_interface)


def _interface(_class_name: str, widget: QObject) -> QAccessibleInterface | None:
    role = getattr(widget, "spoken_role", None)
    if role is None or not isinstance(widget, QWidget):
        return None
    return QAccessibleWidget(widget, QAccessible.Role[role])
