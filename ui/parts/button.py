"""Buttons as the program has them: an ordinary one, the one main action of a page, a quiet one, and icons alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from ui.icons import icon, icon_size
from ui.look import RADIUS, current, px
from ui.parts.paint import ENTER, ring
from ui.words import key_name

Kind = Literal["", "primary", "quiet", "danger"]
_ICON_ROLE: dict[Kind, str] = {"": "quiet", "primary": "accent_text", "quiet": "accent", "danger": "bad"}


class _Button(QPushButton):
    """Enter presses it as the space bar does, whatever the desktop's habit is. Its icon grows with the text."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and not self.icon().isNull():
            self.setIconSize(_beside_words())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.property("kind") == "primary":
            # Inside: around it a line would have to stand out from the button and from the page alike.
            ring(QPainter(self), self.rect().adjusted(2, 2, -2, -2), RADIUS - 2, current().accent_text)


class _IconButton(QToolButton):
    """The same for an icon alone."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setIconSize(icon_size())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(event)


def _beside_words() -> QSize:
    return icon_size() + QSize(px(6), 0)  # a style sheet cannot set the gap before the words


def button(
    text: str,
    action: Callable[[], object] | None = None,
    *,
    kind: Kind = "",
    picture: str = "",
    parent: QWidget | None = None,
) -> QPushButton:
    """A button with words. One page has at most one of kind "primary"."""
    made = _Button(text, parent)
    made.setProperty("kind", kind)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus where the user was writing
    made.setAutoDefault(False)
    if picture:
        made.setIcon(icon(picture, _ICON_ROLE[kind]))
        made.setIconSize(_beside_words())
    if action is not None:
        made.clicked.connect(lambda: action())  # noqa: PLW0108 - drops Qt's `checked`
    return made


def icon_button(
    picture: str,
    name: str,
    action: Callable[[], object] | None = None,
    *,
    role: str = "quiet",
    key: str = "",
    parent: QWidget | None = None,
) -> QToolButton:
    """A button with an icon alone; `name` is spoken, and shown with its `key` when the mouse rests on it."""
    made = _IconButton(parent)
    made.setIcon(icon(picture, role, checked="accent"))
    made.setIconSize(icon_size())
    made.setAccessibleName(name)
    made.setToolTip(f"{name} ({key_name(key)})" if key else name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if action is not None:
        made.clicked.connect(lambda: action())  # noqa: PLW0108 - drops Qt's `checked`
    return made
