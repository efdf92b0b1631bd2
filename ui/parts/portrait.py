"""The round picture of a person, or their initials on a calm disc whose colour stays with the name."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import color, current, font, px

_discs: dict[tuple[object, ...], QPixmap] = {}


def draw_portrait(painter: QPainter, box: QRect, name: str, initials: str, picture: QPixmap | None = None) -> None:
    """Draw a portrait into the square `box`; what was drawn once is kept."""
    device = painter.device()
    ratio = device.devicePixelRatio()
    colours = current().portrait(name)
    key = (picture.cacheKey(), box.width(), ratio) if picture else (initials, colours, box.width(), ratio)
    disc = _discs.get(key)
    if disc is None:
        if len(_discs) >= 400:
            _discs.clear()
        disc = _discs[key] = _disc(box.width(), ratio, initials, colours, picture)
    painter.drawPixmap(box.topLeft(), disc)


def _disc(side: int, ratio: float, initials: str, colours: tuple[str, str], picture: QPixmap | None) -> QPixmap:
    made = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    box = QRectF(0, 0, side, side)
    if picture and not picture.isNull():
        circle = QPainterPath()
        circle.addEllipse(box)
        painter.setClipPath(circle)
        short = min(picture.width(), picture.height())
        middle = QRectF((picture.width() - short) / 2, (picture.height() - short) / 2, short, short)
        painter.drawPixmap(box, picture, middle)
    else:
        ground, ink = colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(ground))
        painter.drawEllipse(box)
        kind = QFont(font("strong"))
        kind.setPixelSize(max(8, round(side * (0.38 if len(initials) < 3 else 0.3))))
        painter.setFont(kind)
        painter.setPen(color(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initials)
    painter.end()
    return made


class Portrait(QWidget):
    """A portrait by itself, `side` pixels wide at text size 1. Decoration: the name stands beside it."""

    def __init__(self, side: int = 64, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._shows: tuple[str, str, QPixmap | None] = ("", "", None)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_person(self, name: str, initials: str, picture: QPixmap | None = None) -> None:
        self._shows = (name, initials, picture)
        self.setAccessibleName(self.tr("Portrait of {name}").format(name=name))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self._side), px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_portrait(QPainter(self), QRect(0, 0, px(self._side), px(self._side)), *self._shows)
