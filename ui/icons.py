"""Line icons that take their colour from the theme in force.

Hides the drawing: an SVG is read and drawn only when an icon is first painted, once for each name, colour, size and
screen, and an icon already on a button turns with the theme by itself.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from ui.look import current, px, resource

_drawn: dict[tuple[str, str, int, float], QPixmap] = {}


def icon(name: str, role: str = "quiet", checked: str | None = None) -> QIcon:
    """The icon `resources/icons/<name>.svg` in the theme's colour `role`, and in `checked` when its button is on."""
    return QIcon(_Tinted(name, role, checked or role))


def draw_icon(painter: QPainter, box: QRect, name: str, color: str) -> None:
    """Draw an icon in a `#rrggbb` colour into the middle of `box`."""
    side = min(box.width(), box.height())
    device = painter.device()
    picture = pixmap(name, color, side, device.devicePixelRatio())
    painter.drawPixmap(box.x() + (box.width() - side) // 2, box.y() + (box.height() - side) // 2, picture)


def pixmap(name: str, color: str, side: int, ratio: float = 1.0) -> QPixmap:
    """An icon in a `#rrggbb` colour, `side` device-independent pixels wide, for a screen of `ratio`; drawn once."""
    key = (name, color, side, ratio)
    if (ready := _drawn.get(key)) is not None:
        return ready
    picture = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    if source := _source(name):
        from PySide6.QtSvg import QSvgRenderer  # not before the first icon is painted: it costs a library

        # A hair finer than drawn: at 16 to 24 px a stroke of 2 looks bold next to text.
        shape = QSvgRenderer(source.replace("currentColor", color).replace('width="2"', 'width="1.8"').encode())
        painter = QPainter(picture)
        shape.render(painter, QRectF(0, 0, picture.width(), picture.height()))
        painter.end()
    picture.setDevicePixelRatio(ratio)
    if len(_drawn) > 2000:  # a theme or a screen has changed often: begin anew
        _drawn.clear()
    _drawn[key] = picture
    return picture


def program_icon() -> QIcon:
    """The program's own icon, for windows and the tray."""
    return QIcon(str(resource("icons/netjournal.svg")))


def icon_size() -> QSize:
    """The size of an icon beside body text."""
    return QSize(px(16), px(16))


@cache
def _source(name: str) -> str:
    try:
        return resource(f"icons/{name}.svg").read_text("utf-8")
    except OSError:
        return ""  # a missing picture must not keep a page from opening; a test checks that every name in use exists


class _Tinted(QIconEngine):
    """Asks the theme for its colour at each painting instead of holding one."""

    def __init__(self, name: str, role: str, checked: str) -> None:
        super().__init__()
        self._name, self._role, self._checked = name, role, checked

    def _color(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return current().disabled
        role = self._checked if state == QIcon.State.On else self._role
        return role if role.startswith("#") else str(getattr(current(), role))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        draw_icon(painter, rect, self._name, self._color(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        square = pixmap(self._name, self._color(mode, state), min(size.width(), size.height()), scale)
        if size.width() == size.height():
            return square
        wide = QPixmap(QSize(round(size.width() * scale), round(size.height() * scale)))
        wide.setDevicePixelRatio(scale)
        wide.fill(Qt.GlobalColor.transparent)
        painter = QPainter(wide)
        painter.drawPixmap((size.width() - size.height()) // 2, 0, square)
        painter.end()
        return wide

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        return size  # a size wider than high leaves air beside the icon

    def clone(self) -> QIconEngine:
        return _Tinted(self._name, self._role, self._checked)

    def key(self) -> str:
        return "tinted"

    def iconName(self) -> str:
        return self._name

    def isNull(self) -> bool:
        return False
