"""What stands where nothing is yet: what belongs there, and the first step."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.icons import draw_icon
from ui.look import XL, XXL, M, S, current, px
from ui.parts.label import Label
from ui.parts.paint import fill


class _Emblem(QWidget):
    def __init__(self, picture: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(72), px(72))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        fill(painter, self.rect(), t.accent_soft, self.width() / 2)
        box = QRect(0, 0, px(32), px(32))
        box.moveCenter(self.rect().center())
        draw_icon(painter, box, self._picture, t.accent)


class EmptyPane(QWidget):
    """An icon, one sentence, a quieter second one, and buttons for the first step, in the middle of its room."""

    def __init__(
        self, picture: str, sentence: str, quiet: str = "", *buttons: QPushButton, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(sentence)
        self.setAccessibleDescription(quiet)
        middle = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(XXL, XXL, XXL, XXL)
        column.setSpacing(S)
        column.addStretch(2)
        column.addWidget(_Emblem(picture), 0, middle)
        column.addSpacing(M)
        for words, size, role in ((sentence, "heading", "text"), (quiet, "body", "quiet")):
            if words:
                label = Label(words, size, role, wrap=True)  # type: ignore[arg-type]
                label.setAlignment(middle)
                label.setMinimumWidth(0)
                label.setMaximumWidth(px(440))
                column.addWidget(_centred(label))
        if buttons:
            column.addSpacing(M)
            line = QHBoxLayout()
            line.setSpacing(S)
            line.addStretch(1)
            for button in buttons:
                line.addWidget(button)
            line.addStretch(1)
            column.addLayout(line)
        column.addStretch(3)
        column.addSpacing(XL)


def _centred(widget: QWidget) -> QWidget:
    """A wrapping label keeps its height for its width only when a layout gives it the whole line."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.addStretch(1)
    line.addWidget(widget, 100)
    line.addStretch(1)
    return holder
