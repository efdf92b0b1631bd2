"""A line of text in one of the program's type sizes, which follows theme and text size."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from ui.look import FontRole, color, current, font


class Label(QLabel):
    """Plain text (never markup) of a size ("title", "heading", "body" …) in a colour role of the theme."""

    def __init__(
        self,
        text: str = "",
        size: FontRole = "body",
        role: str = "text",
        parent: QWidget | None = None,
        *,
        wrap: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self._size, self._role = size, role
        self.setForegroundRole(QPalette.ColorRole.WindowText)  # on lists too, where Qt would take another
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self._align()
        self._dress()

    def set_role(self, role: str) -> None:
        """Another colour of the theme, such as "bad" for a mistake."""
        self._role = role
        self._dress()

    def _align(self) -> None:
        # Qt would put a text where its own script begins: an Arabic name at the far end of an English line.
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)

    def _dress(self) -> None:
        # Compared with what is there, not with what was set: a style sheet puts old fonts and colours back by itself.
        wanted, shade = font(self._size), color(getattr(current(), self._role))
        if self.font() != wanted:
            self.setFont(wanted)
        palette = self.palette()
        if palette.color(QPalette.ColorRole.WindowText) != shade:
            palette.setColor(QPalette.ColorRole.WindowText, shade)
            self.setPalette(palette)

    def showEvent(self, event: QShowEvent) -> None:
        self._dress()  # a label that was never shown is not told of changes
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._dress()
        elif event.type() == QEvent.Type.LayoutDirectionChange and self.alignment() & Qt.AlignmentFlag.AlignAbsolute:
            self._align()
        super().changeEvent(event)
