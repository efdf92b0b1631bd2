"""A width that grows with the text, also when its size is changed while the part is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from ui.look import px


class _Width(QObject):
    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self._part, self.width = part, 0
        part.installEventFilter(self)

    def fix(self) -> None:
        self._part.setFixedWidth(px(self.width))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self.fix()
        return False


def fix_width(part: QWidget, width: int) -> None:
    """Give a part this width, in pixels at text of its own size; the last one given holds."""
    held = part.findChild(_Width) or _Width(part)
    held.width = width
    held.fix()
