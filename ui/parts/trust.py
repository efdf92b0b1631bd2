"""How far somebody is relied on, as five stars and in words."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from ui.icons import draw_icon
from ui.look import current, px


class TrustStars(QWidget):
    """Trust from 1 to 5, or not said (nothing to see, but it is spoken)."""

    def __init__(self, trust: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._trust: int | None = None
        self.set_trust(trust)

    def set_trust(self, trust: int | None) -> None:
        self._trust = trust
        words = self.tr("Trust {n} of 5").format(n=trust) if trust else self.tr("Trust not said")
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(5 * px(16), px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        for n in range(5 if self._trust else 0):
            box = QRect(n * px(16), (self.height() - px(14)) // 2, px(14), px(14))
            box = QStyle.visualRect(self.layoutDirection(), self.rect(), box)
            given = n < (self._trust or 0)
            draw_icon(painter, box, "trust-given" if given else "trust", t.accent if given else t.disabled)
