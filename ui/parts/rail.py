"""The narrow navigation at the left of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.icons import draw_icon
from ui.look import XS, M, S, color, current, font, px
from ui.parts.choices import Choices
from ui.parts.paint import PaintedButton, fill, ring
from ui.words import key_name

_WRAP = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class _Place(PaintedButton):
    """One page: an icon above its name, with how many things wait there."""

    def __init__(self, title: str, picture: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setAccessibleName(title)
        self._picture = picture
        self.count = 0
        self.named = True
        """Whether its name stands beneath the icon."""

    def _label_height(self) -> int:
        metrics = QFontMetrics(font("small"))
        return metrics.boundingRect(QRect(0, 0, px(76), 200), _WRAP, self.text()).height()

    def sizeHint(self) -> QSize:
        return self.size_of(named=self.named)

    def size_of(self, *, named: bool) -> QSize:
        """What it takes with its name, and without."""
        return QSize(px(84) if named else px(60), px(8 + 28 + 4) + (self._label_height() + px(6) if named else 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        pill = QRect((self.width() - px(52)) // 2, px(6), px(52), px(30))
        if self.isChecked():
            fill(painter, pill, t.selection, pill.height() / 2)
        elif self.underMouse() or self.isDown():
            fill(painter, pill, t.pressed, pill.height() / 2)
        if self.ringed:
            ring(painter, self.rect().adjusted(2, 1, -2, -1), S)
        shade = t.accent if self.isChecked() else t.quiet
        box = QRect(0, 0, px(20), px(20))
        box.moveCenter(pill.center())
        draw_icon(painter, box, self._picture, shade)
        if self.count:
            self._draw_count(painter, pill)
        if not self.named:
            return
        painter.setFont(font("small strong" if self.isChecked() else "small"))
        painter.setPen(color(t.text if self.isChecked() else t.quiet))
        painter.drawText(QRect(px(2), pill.bottom() + px(4), self.width() - px(4), self.height()), _WRAP, self.text())

    def _draw_count(self, painter: QPainter, pill: QRect) -> None:
        t = current()
        small = font("small strong")
        text = str(self.count) if self.count < 100 else "99+"
        width = max(px(17), QFontMetrics(small).horizontalAdvance(text) + px(9))
        left = pill.center().x() + px(5) if not self.isRightToLeft() else pill.center().x() - px(5) - width
        badge = QRect(left, pill.y() - px(3), width, px(17))
        fill(painter, badge, t.accent, badge.height() / 2)
        painter.setFont(small)
        painter.setPen(color(t.accent_text))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)


class Rail(Choices):
    """Pages one below the other, the last ones at the foot. `chosen(key)` tells which the user wants."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Pages"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(XS, M, XS, M)
        column.setSpacing(XS)
        column.addStretch(1)
        self._column, self._above = column, 0

    def add(self, key: str, title: str, picture: str, *, shortcut: str = "", foot: bool = False) -> None:
        """A page below the others, or at the foot. `shortcut` ("Ctrl+1") is only shown; the window's menu holds it."""
        place = _Place(title, picture, self)
        place.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if shortcut:
            place.setToolTip(f"{title} ({key_name(shortcut)})")
        if foot:
            self._column.addWidget(place)
        else:
            self._column.insertWidget(self._above, place)
            self._above += 1
        self._hold(key, place)

    def set_count(self, key: str, count: int) -> None:
        """How many things wait on a page; 0 shows nothing."""
        place = self.button(key)
        if isinstance(place, _Place) and place.count != count:
            place.count = count
            waiting = self.tr("%n waiting", "", count) if count else ""
            place.setAccessibleDescription(waiting)
            place.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._name()

    def minimumSizeHint(self) -> QSize:
        places = self._places()
        return QSize(super().minimumSizeHint().width(), self._height(places, named=False))

    def _places(self) -> list[_Place]:
        return [place for place in self._buttons.values() if isinstance(place, _Place)]

    def _height(self, places: list[_Place], *, named: bool) -> int:
        margins = self._column.contentsMargins()
        gaps = self._column.spacing() * len(places)
        return sum(p.size_of(named=named).height() for p in places) + gaps + margins.top() + margins.bottom()

    def _name(self) -> None:
        """Names beneath the icons where there is room for all of them: with large type in a small window, for none."""
        places = self._places()
        named = self._height(places, named=True) <= self.height()
        for place in places:
            if place.named != named:
                place.named = named
                place.updateGeometry()
                place.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(t.window))
        painter.setPen(color(t.line))
        x = 0 if self.isRightToLeft() else self.width() - 1
        painter.drawLine(x, 0, x, self.height())
