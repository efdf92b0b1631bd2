"""Flat tabs, the current one underlined."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from ui.look import M, color, current, font, px
from ui.parts.paint import KEYBOARD, fill, ring


class Tabs(QTabBar):
    """Tabs by key. `chosen(key)` tells when another comes to the front; a count may stand after the word."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._ringed = False
        self._over = -1
        self.currentChanged.connect(lambda i: self.chosen.emit(self.tabData(i)) if i >= 0 else None)

    def add(self, key: str, text: str) -> None:
        self.blockSignals(True)  # the first tab comes to the front without anyone having chosen it
        self.setTabData(self.addTab(text), key)
        self.blockSignals(False)

    @property
    def current(self) -> str:
        return str(self.tabData(self.currentIndex()) or "")

    def choose(self, key: str) -> None:
        """Bring a tab to the front, silently."""
        self.blockSignals(True)
        for i in range(self.count()):
            if self.tabData(i) == key:
                self.setCurrentIndex(i)
        self.blockSignals(False)
        self.update()

    def tabSizeHint(self, index: int) -> QSize:
        width = QFontMetrics(font("strong")).horizontalAdvance(self.tabText(index))
        return QSize(width + 2 * px(M), px(36))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        painter.setPen(color(t.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        for i in range(self.count()):
            box, here = self.tabRect(i), i == self.currentIndex()
            if i == self._over and not here:
                fill(painter, box.adjusted(2, 4, -2, -6), t.hover, 6)
            painter.setFont(font("strong" if here else "body"))
            painter.setPen(color(t.text if here else t.quiet))
            painter.drawText(box.adjusted(0, 0, 0, -2), Qt.AlignmentFlag.AlignCenter, self.tabText(i))
            if here:
                fill(painter, QRect(box.x() + px(M), box.bottom() - 2, box.width() - 2 * px(M), 3), t.accent, 1.5)
                if self.hasFocus() and self._ringed:
                    ring(painter, box.adjusted(2, 3, -2, -5), 6)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = event.reason() in KEYBOARD
        super().focusInEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(event.position().toPoint())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(QPoint(-1, -1))
        super().leaveEvent(event)

    def _hover(self, where: QPoint) -> None:
        over = self.tabAt(where)
        if over != self._over:
            self._over = over
            self.update()
