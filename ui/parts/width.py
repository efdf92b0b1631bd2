"""A width that grows with the text, also when its size is changed while the part is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from ui.look import px


class _Width(QObject):
    def __init__(self, part: QWidget, width: int) -> None:
        super().__init__(part)
        self._part, self._width = part, width
        part.installEventFilter(self)
        self._fix()

    def _fix(self) -> None:
        self._part.setFixedWidth(px(self._width))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self._fix()
        return False


def fix_width(part: QWidget, width: int) -> None:
    """Give a part this width, in pixels at text of its own size."""
    _Width(part, width)
