"""Two to five choices in one strip, of which one holds."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.look import RADIUS, S, color, current, font, px
from ui.parts.choices import Choices
from ui.parts.paint import PaintedButton, fill, ring


class _Segment(PaintedButton):
    def __init__(self, text: str, picture: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self._picture = picture
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        # Measured in the heavier type, so that nothing shifts when the choice changes.
        width = QFontMetrics(font("strong")).horizontalAdvance(self.text()) + px(24)
        return QSize(width + (px(16) + S if self._picture else 0), px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        box = self.rect()
        if self.isChecked():
            fill(painter, box, t.raised if t.name == "light" else t.edge, RADIUS - 3, t.edge)
        elif self.underMouse() and self.isEnabled():
            fill(painter, box, t.hover, RADIUS - 3)
        if self.ringed:
            ring(painter, box, RADIUS - 3)
        kind = font("strong" if self.isChecked() else "body")
        words = QFontMetrics(kind).horizontalAdvance(self.text())
        shade = (t.text if self.isChecked() else t.quiet) if self.isEnabled() else t.disabled
        lead = px(16) + px(6) if self._picture else 0
        x = (box.width() - words - lead) // 2
        if self._picture:
            spot = QRect(x, (box.height() - px(16)) // 2, px(16), px(16))
            if self.isRightToLeft():
                spot.moveRight(box.width() - x)
            draw_icon(painter, spot, self._picture, shade)
        painter.setFont(kind)
        painter.setPen(color(shade))
        text = QRect(
            0 if self.isRightToLeft() else x + lead, 0, words + 2 + (x if self.isRightToLeft() else 0), box.height()
        )
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self.text())


class Segmented(Choices):
    """The strip. `name` says what is chosen among; `chosen(key)` tells of another choice."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(2, 2, 2, 2)
        self._line.setSpacing(2)

    def add(self, key: str, text: str, picture: str = "") -> None:
        segment = _Segment(text, picture, self)
        segment.setAccessibleName(text)
        segment.setAccessibleDescription(self._name)
        self._line.addWidget(segment)
        self._hold(key, segment)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        fill(QPainter(self), self.rect(), t.pressed, RADIUS - 1)
