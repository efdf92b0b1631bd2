"""The map as a picture: spots and the lines between them, to be moved, zoomed, pointed at and walked with the arrows.

Hidden here: that the picture is painted once and then moved and stretched until the hand rests, so that a frame costs
the same with thirty people as with two thousand; which names find room; and how a key finds the next spot. What a spot
is (a person, a group) it does not know: it gives back their numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import hypot
from typing import NamedTuple

from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from netjournal.network import Bond, Place
from netjournal.records import dataclass
from ui.look import RADIUS, M, S, color, current, font, px
from ui.parts.paint import KEYBOARD, fill, ring

LETTERS = "ABCDEFGH"
"""Marks are told by a letter as well as by a colour; there are as many colours for portraits."""
_MARGIN = 0.5  # painted beyond each edge, in widths and heights of what is seen
_LEAST, _MOST = 2.0, 240.0  # pixels to a length of the layout
_FEW = 120  # spots, so few that each keeps its letter however far away
_ARROWS_FROM = 14.0  # pixels to a length of the layout: with less room they are a blur
_LINES_OF_FULL_SHADE, _FAINTEST = 600, 0.18
_NAMES = 160  # at most, at once: more are no map but a list
_PEN = {Bond.KNOW: Qt.PenStyle.SolidLine, Bond.INTRODUCED: Qt.PenStyle.SolidLine, Bond.SENT: Qt.PenStyle.DashLine}


@dataclass(frozen=True, slots=True)
class Spot:
    """Something on the map. `size` is 1 for somebody of no note, up to about 3.

    A `crowd` is drawn with its count; its `size` is its radius, in lengths of the layout.
    """

    id: int
    name: str
    size: float = 1.0
    mark: int = -1
    """Its place in the legend; -1: none."""
    crowd: int = 0
    says: str = ""
    """What is told of it beside its name."""


class Stroke(NamedTuple):
    """A line between two spots; `bond` is None between crowds, of which there are `many`."""

    one: int
    other: int
    bond: Bond | None = None
    many: int = 1
    leads: bool = False
    """It ends in an arrow at the other."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn: spots by number, lines between two of them, and what each mark means."""

    spots: Mapping[int, Spot]
    strokes: Sequence[Stroke] = ()
    legend: Sequence[str] = ()


class MapPicture(QWidget):
    """Shows a scene. Drag or Ctrl+arrows move it, the wheel, + and − zoom, 0 shows all; arrows go from spot to spot."""

    spoken_role = "Canvas"

    chosen = Signal(int)
    """The user went to that spot, by arrow or by search."""
    opened = Signal(int)
    """That spot was clicked, or Enter pressed on it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.scene = Scene({})
        self.places: dict[int, Place] = {}
        self.current: int | None = None
        self._over: int | None = None
        self._scale, self._middle = 40.0, QPointF(0, 0)
        self._fitted = True
        self._painted = QImage()
        self._painted_scale, self._painted_middle = 40.0, QPointF(0, 0)
        self._near: dict[int, list[int]] = {}
        self._widths: dict[str, float] = {}
        self._pressed: QPoint | None = None
        self._dragged = False
        self._by_keys = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(90)
        self._rest.timeout.connect(self.paint_anew)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._leave_room()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        return QSize(px(640), px(480))

    def _leave_room(self) -> None:
        """So much that the discs, which grow with the text, are no heap; where there is less the page scrolls."""
        self.setMinimumSize(px(240), px(280))

    # ------------------------------------------------------------------ what is shown

    def show_scene(self, scene: Scene, places: Mapping[int, Place], *, fit: bool = True) -> None:
        """Another scene; `fit` shows all of it."""
        self.scene = scene
        self._near = defaultdict(list)
        for stroke in scene.strokes:
            self._near[stroke.one].append(stroke.other)
            self._near[stroke.other].append(stroke.one)
        if self.current not in scene.spots:
            self.current = None
        self._over = None
        self._fitted = self._fitted or fit
        self.move_spots(places)
        self._tell()

    def move_spots(self, places: Mapping[int, Place]) -> None:
        """The same spots elsewhere: the layout goes on."""
        self.places = dict(places)
        if self._fitted:
            self._fit_now()
        self.paint_anew()

    def choose(self, id: int | None, *, into_view: bool = True) -> None:
        """Mark a spot as the one that is looked at, silently."""
        self.current = id if id in self.scene.spots else None
        if into_view and self.current is not None and self.current in self.places:
            at = self.at(self.current)
            edge = px(48)
            if not QRectF(self.rect()).adjusted(edge, edge, -edge, -edge).contains(at):
                self._fitted = False
                self._middle = QPointF(*self.places[self.current])
                self._moved()
        self._tell()
        self.update()

    def _tell(self) -> None:
        """Say to assistive technology where one is."""
        spot = self.scene.spots.get(self.current) if self.current is not None else None
        self.setAccessibleName(", ".join(filter(None, (spot.name, spot.says))) if spot else self._name)

    # ------------------------------------------------------------------ moving and zooming

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Nearer by a factor, around a point of the widget (its middle)."""
        point = at or QPointF(self.width() / 2, self.height() / 2)
        before = self._there(point)
        self._scale = min(_MOST, max(_LEAST, self._scale * factor))
        after = self._there(point)
        self._middle += before - after
        self._fitted = False
        self._moved()

    def fit(self) -> None:
        """Show all of it."""
        self._fitted = True
        self._fit_now()
        self.paint_anew()

    def pan(self, dx: float, dy: float) -> None:
        """Move what is seen by so many pixels."""
        self._middle += QPointF(dx, dy) / self._scale
        self._fitted = False
        self._moved()

    def _fit_now(self) -> None:
        if not self.places:
            self._scale, self._middle = 40.0, QPointF(0, 0)
            return
        spots = self.scene.spots
        wide = {id: spots[id].size if id in spots and spots[id].crowd else 0.0 for id in self.places}
        left = min(x - wide[id] for id, (x, _) in self.places.items())
        right = max(x + wide[id] for id, (x, _) in self.places.items())
        top = min(y - wide[id] for id, (_, y) in self.places.items())
        bottom = max(y + wide[id] for id, (_, y) in self.places.items())
        foot = px(22) * len(self._legend_lines())
        room_x, room_y = max(1, self.width() - px(120)), max(1, self.height() - foot - px(80))
        self._scale = min(px(72), room_x / max(1.0, right - left), room_y / max(1.0, bottom - top))
        self._scale = max(_LEAST, self._scale)
        self._middle = QPointF((left + right) / 2, (top + bottom) / 2 + foot / 2 / self._scale)

    def _moved(self) -> None:
        """Move the painted picture along; paint it anew when the hand rests, or at once where it does not reach."""
        self._rest.start()
        if not self._painted.isNull() and self._reach().contains(QRectF(self.rect())):
            self.update()
        else:
            self.paint_anew()

    def _reach(self) -> QRectF:
        """Where in the widget the painted picture lies now."""
        stretch = self._scale / self._painted_scale
        size = self._painted.deviceIndependentSize() * stretch
        middle = self._here(self._painted_middle)
        return QRectF(middle.x() - size.width() / 2, middle.y() - size.height() / 2, size.width(), size.height())

    def _here(self, there: QPointF) -> QPointF:
        return (there - self._middle) * self._scale + QPointF(self.width() / 2, self.height() / 2)

    def _there(self, here: QPointF) -> QPointF:
        return (here - QPointF(self.width() / 2, self.height() / 2)) / self._scale + self._middle

    def at(self, id: int) -> QPointF:
        """Where in the widget a spot stands."""
        return self._here(QPointF(*self.places[id]))

    def radius(self, spot: Spot) -> float:
        """Of its disc, in pixels."""
        if spot.crowd:
            return spot.size * self._scale
        least = px(8) if len(self.scene.spots) <= _FEW else 2.5
        return max(least, min(px(15), self._scale * 0.16)) * (0.75 + 0.25 * spot.size)

    # ------------------------------------------------------------------ painting

    def paint_anew(self) -> None:
        """Paint the picture as it stands, with some of what lies around what is seen."""
        self._rest.stop()
        ratio = self.devicePixelRatioF()
        size = QSize(round(self.width() * (1 + 2 * _MARGIN)), round(self.height() * (1 + 2 * _MARGIN)))
        self._painted = QImage(size * ratio, QImage.Format.Format_RGB32)
        self._painted.setDevicePixelRatio(ratio)
        self._painted.fill(color(current().surface))
        self._painted_scale, self._painted_middle = self._scale, QPointF(self._middle)
        painter = QPainter(self._painted)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(QTransform.fromTranslate(self.width() * _MARGIN, self.height() * _MARGIN))
        area = QRectF(self.rect()).adjusted(
            -self.width() * _MARGIN, -self.height() * _MARGIN, self.width() * _MARGIN, self.height() * _MARGIN
        )
        seen = {id: at for id in self.places if id in self.scene.spots and area.contains(at := self.at(id))}
        self._paint_strokes(painter, seen)
        self._paint_spots(painter, seen)
        self._paint_names(painter, seen)
        painter.end()
        self.update()

    def _paint_strokes(self, painter: QPainter, seen: Mapping[int, QPointF]) -> None:
        t = current()
        by_pen: dict[tuple[Bond | None, int], list[QLineF]] = defaultdict(list)
        heads = QPainterPath()
        for stroke in self.scene.strokes:
            one, other = stroke.one, stroke.other
            if one in self.places and other in self.places and (one in seen or other in seen):
                line = QLineF(seen.get(one) or self.at(one), seen.get(other) or self.at(other))
                by_pen[stroke.bond, _width(stroke)].append(line)
                if stroke.leads and self._scale >= _ARROWS_FROM:
                    heads.addPolygon(_arrow(line, self.radius(self.scene.spots[other])))
        many = sum(map(len, by_pen.values()))
        # From afar very many lines are one dark cloud: fainter ones let the people in it be seen.
        shade = max(_FAINTEST, min(1.0, _LINES_OF_FULL_SHADE / max(1, many))) if self._scale < _ARROWS_FROM else 1.0
        for (bond, width), lines in by_pen.items():
            painter.setPen(_pen(bond, width, t.edge if bond in (Bond.KNOW, None) else t.faint, shade))
            painter.drawLines(lines)
        painter.fillPath(heads, color(t.faint))

    def _paint_spots(self, painter: QPainter, seen: Mapping[int, QPointF]) -> None:
        t = current()
        small: dict[tuple[str, float], list[QPointF]] = defaultdict(list)
        for id, at in seen.items():
            spot = self.scene.spots[id]
            radius = self.radius(spot)
            ground, ink = self._colours(spot)
            if radius < px(6) and not spot.crowd:
                small[ink, round(radius * 2)].append(at)
                continue
            painter.setPen(QPen(color(ink), 1))
            painter.setBrush(color(ground))
            painter.drawEllipse(at, radius, radius)
            says = _count(spot.crowd) if spot.crowd else LETTERS[spot.mark] if 0 <= spot.mark < len(LETTERS) else ""
            if says:
                painter.setFont(font("small strong" if spot.crowd else "small"))
                painter.setPen(color(ink))
                box = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, says)
        for (ink, wide), points in small.items():
            painter.setPen(QPen(color(ink), wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPoints(points)
        painter.setPen(color(t.text))

    def _colours(self, spot: Spot) -> tuple[str, str]:
        pairs = current().portraits
        return pairs[spot.mark % (len(pairs) - 1)] if spot.mark >= 0 else pairs[-1]

    def _paint_names(self, painter: QPainter, seen: Mapping[int, QPointF]) -> None:
        """Names where they find room: first of those who stand out, then of those with many ties."""
        t = current()
        kind = font("small")
        metrics = QFontMetricsF(kind)
        height = metrics.height()
        painter.setFont(kind)
        halo = color(t.surface, 0.75)
        taken: dict[tuple[int, int], list[QRectF]] = defaultdict(list)
        cell = px(96)

        def free(box: QRectF) -> bool:
            return not any(box.intersects(other) for place in _cells(box, cell) for other in taken[place])

        def take(box: QRectF) -> None:
            for place in _cells(box, cell):
                taken[place].append(box)

        spots = self.scene.spots
        for id, at in seen.items():
            radius = self.radius(spots[id])
            take(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius))
        ranked = sorted(seen, key=lambda one: (-spots[one].crowd, -spots[one].size, -len(self._near.get(one, ())), one))
        drawn, window = 0, QRectF(self.rect())
        for id in ranked[: 3 * _NAMES]:  # where so many found little room, the others find none
            if drawn >= _NAMES:
                break
            at, spot = seen[id], spots[id]
            width = self._widths.get(spot.name)
            if width is None:
                width = self._widths[spot.name] = min(px(150), metrics.horizontalAdvance(spot.name) + 2)
            radius = self.radius(spot)
            room = _room_under_the_count(radius, height) if spot.crowd else 0.0
            if room >= min(metrics.horizontalAdvance(spot.name), px(96)):
                painter.setPen(color(self._colours(spot)[1]))
                box = QRectF(at.x() - room / 2, at.y() + height / 2, room, height)
                words = metrics.elidedText(spot.name, Qt.TextElideMode.ElideRight, room)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
                continue
            for x, y in (
                (at.x() - width / 2, at.y() + radius + 1),
                (at.x() + radius + 3, at.y() - height / 2),
                (at.x() - radius - 3 - width, at.y() - height / 2),
                (at.x() - width / 2, at.y() - radius - 1 - height),
            ):
                box = QRectF(x, y, width, height)
                cut = window.contains(at) and not window.contains(box)
                if not cut and free(box):
                    take(box)
                    drawn += 1
                    painter.fillRect(box, halo)  # lines run beneath, not through the letters
                    painter.setPen(color(t.text if spot.size > 1 or spot.crowd else t.quiet))
                    words = metrics.elidedText(spot.name, Qt.TextElideMode.ElideRight, width)
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
                    break

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(t.surface))
        if self._painted.isNull():
            self.paint_anew()
        if self._scale == self._painted_scale:
            painter.drawImage(self._reach().topLeft(), self._painted)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._reach(), self._painted)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for id in dict.fromkeys(one for one in (self.current, self._over) if one is not None):
            self._paint_marked(painter, id)
        self._paint_legend(painter)
        if self.hasFocus() and self._by_keys:
            ring(painter, self.rect(), RADIUS)

    def _paint_marked(self, painter: QPainter, id: int) -> None:
        """A spot that is looked at: its lines, its neighbours and all names among them, on top."""
        if id not in self.places or id not in self.scene.spots:
            return
        t = current()
        here = self.at(id)
        for stroke in self.scene.strokes:
            if id in stroke[:2] and stroke.one in self.places and stroke.other in self.places:
                line = QLineF(self.at(stroke.one), self.at(stroke.other))
                painter.setPen(_pen(stroke.bond, _width(stroke) + 1, t.accent))
                painter.drawLine(line)
                if stroke.leads:
                    head = QPainterPath()
                    head.addPolygon(_arrow(line, self.radius(self.scene.spots[stroke.other])))
                    painter.fillPath(head, color(t.accent))
        for near in dict.fromkeys((*self._near.get(id, ()), id)):
            if near not in self.places:
                continue
            spot, at = self.scene.spots[near], self.at(near)
            radius = self.radius(spot)
            ground, ink = self._colours(spot)
            painter.setPen(QPen(color(t.accent), 2 if near != id else 3))
            painter.setBrush(color(ground))
            painter.drawEllipse(at, radius + 1, radius + 1)
            if spot.crowd:
                painter.setPen(color(ink))
                painter.setFont(font("small strong"))
                box = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _count(spot.crowd))
        spot = self.scene.spots[id]
        kind = font("strong")
        metrics = QFontMetricsF(kind)
        width, height = metrics.horizontalAdvance(spot.name) + 2 * S, metrics.height() + 4
        box = QRectF(here.x() - width / 2, here.y() + self.radius(spot) + 3, width, height)
        box.moveLeft(max(2.0, min(box.left(), self.width() - width - 2)))
        if box.bottom() > self.height() - 2:
            box.moveBottom(here.y() - self.radius(spot) - 3)
        fill(painter, box, t.raised, 6, t.accent)
        painter.setFont(kind)
        painter.setPen(color(t.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, spot.name)

    def _legend_lines(self) -> list[list[tuple[float, int, Bond | None, str]]]:
        """Where in its line each entry of the legend begins, its mark or its stroke, and its words."""
        metrics = QFontMetricsF(font("small"))
        entries: list[tuple[int, Bond | None, str]] = [(n, None, words) for n, words in enumerate(self.scene.legend)]
        bonds = {stroke.bond for stroke in self.scene.strokes}
        entries += [(-1, bond, self._bond(bond)) for bond in Bond if bond in bonds]
        lines: list[list[tuple[float, int, Bond | None, str]]] = []
        x = float(M)
        for mark, bond, words in entries:
            width = px(24) + metrics.horizontalAdvance(words) + px(14)
            if not lines or x + width > self.width() - M:
                lines.append([])
                x = float(M)
            lines[-1].append((x, mark, bond, words))
            x += width
        return lines

    def _paint_legend(self, painter: QPainter) -> None:
        """What the marks and the strokes mean, at the foot."""
        lines = self._legend_lines()
        if not lines:
            return
        t = current()
        kind = font("small")
        high = px(22)
        y = self.height() - S - high * len(lines)
        ground = QRectF(0, y - S / 2, self.width(), self.height() - y + S / 2)
        painter.fillRect(ground, color(t.surface, 0.88))
        painter.setFont(kind)
        for line in lines:
            for left, mark, bond, words in line:
                middle = y + high / 2
                if bond is None:
                    paper, ink = current().portraits[mark % (len(t.portraits) - 1)]
                    painter.setPen(QPen(color(ink), 1))
                    painter.setBrush(color(paper))
                    painter.drawEllipse(QPointF(left + px(9), middle), px(8), px(8))
                    painter.setPen(color(ink))
                    painter.drawText(QRectF(left, middle - px(9), px(18), px(18)), Qt.AlignmentFlag.AlignCenter,
                                     LETTERS[mark])  # fmt: skip
                else:
                    stroke = QLineF(left, middle, left + px(18), middle)
                    painter.setPen(_pen(bond, 1, t.faint if bond is not Bond.KNOW else t.quiet))
                    painter.drawLine(stroke)
                    if bond is not Bond.KNOW:
                        head = QPainterPath()
                        head.addPolygon(_arrow(stroke, 0))
                        painter.fillPath(head, color(t.faint))
                painter.setPen(color(t.quiet))
                box = QRectF(left + px(24), y, self.width(), high)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
            y += high

    def _bond(self, bond: Bond) -> str:
        return {
            Bond.KNOW: self.tr("know each other"),
            Bond.INTRODUCED: self.tr("introduced"),
            Bond.SENT: self.tr("sent, a referral"),
        }[bond]

    # ------------------------------------------------------------------ mouse and keys

    def spot_at(self, point: QPointF) -> int | None:
        """The spot under a point of the widget."""
        best, found = 1e9, None
        for id in self.places:
            if id in self.scene.spots:
                at = self.at(id)
                away = hypot(at.x() - point.x(), at.y() - point.y()) - max(self.radius(self.scene.spots[id]), px(6))
                if away <= 1 and away < best:
                    best, found = away, id
        return found

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position().toPoint()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            way = self._pressed - here
            if self._dragged or way.manhattanLength() > px(4):
                self._dragged = True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.pan(way.x(), way.y())
                self._pressed = here
            return
        over = self.spot_at(event.position())
        if over != self._over:
            self._over = over
            self.setCursor(Qt.CursorShape.PointingHandCursor if over is not None else Qt.CursorShape.OpenHandCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        dragged, self._pressed, self._dragged = self._dragged, None, False
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        if not dragged and (here := self.spot_at(event.position())) is not None:
            self.choose(here, into_view=False)
            self.opened.emit(here)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._over = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps:
            self.zoom(1.2**steps, event.position())
            event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            here = self.spot_at(QPointF(event.pos()))
            if here is None:
                QToolTip.hideText()
            else:
                spot = self.scene.spots[here]
                QToolTip.showText(event.globalPos(), "\n".join(filter(None, (spot.name, spot.says))), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, step = event.key(), px(64)
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        self._by_keys = True
        if key in ways:
            dx, dy = ways[Qt.Key(key)]
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.pan(dx * step, dy * step)
            else:
                self.walk(dx, dy)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom(0.8)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def walk(self, dx: int, dy: int) -> None:
        """Go to the nearest spot that way; from none, to the one nearest the middle of what is seen."""
        if self.current is None or self.current not in self.places:
            middle = self._middle
            ids = [id for id in self.places if id in self.scene.spots]
            away = {id: hypot(self.places[id][0] - middle.x(), self.places[id][1] - middle.y()) for id in ids}
            found = min(away, key=lambda one: away[one], default=None)
        else:
            found = self._next(self.current, dx, dy)
        if found is not None:
            self.choose(found)
            self.chosen.emit(found)

    def _next(self, start: int, dx: int, dy: int) -> int | None:
        x, y = self.places[start]
        best, found = 1e18, None
        for id, (there_x, there_y) in self.places.items():
            ahead = (there_x - x) * dx + (there_y - y) * dy
            aside = abs((there_x - x) * dy) + abs((there_y - y) * dx)
            if id != start and id in self.scene.spots and ahead > 0 and aside <= 2 * ahead:
                cost = ahead + 2 * aside
                if cost < best:
                    best, found = cost, id
        return found

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keys = event.reason() in KEYBOARD
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self._fit_now()
        self.paint_anew()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange) and not self._painted.isNull():
            self._widths.clear()
            self._leave_room()
            self.paint_anew()


def _room_under_the_count(radius: float, height: float) -> float:
    """How wide a line of words may be within a disc, in the line below its middle one."""
    below = 1.5 * height
    return 2 * (radius * radius - below * below) ** 0.5 - S if radius > below else 0.0


def _pen(bond: Bond | None, width: int, shade: str, strength: float = 1.0) -> QPen:
    pen = QPen(color(shade, strength), width if bond is not Bond.INTRODUCED else width + 1)
    if bond is not None:
        pen.setStyle(_PEN[bond])
    return pen


def _width(stroke: Stroke) -> int:
    return 1 if stroke.bond else min(6, 1 + stroke.many // 3)


def _arrow(line: QLineF, radius: float) -> QPolygonF:
    """A head at the end of a line, where the disc that stands there begins."""
    length = line.length() or 1.0
    along = QPointF(line.dx() / length, line.dy() / length)
    across = QPointF(-along.y(), along.x())
    tip = line.p2() - along * (radius + 1)
    foot = tip - along * px(8)
    return QPolygonF([tip, foot + across * px(4), foot - across * px(4)])


def _count(n: int) -> str:
    return f"{n:,}" if n < 10_000 else f"{n // 1000:,} k"


def _cells(box: QRectF, side: int) -> Iterable[tuple[int, int]]:
    for a in range(int(box.left() // side), int(box.right() // side) + 1):
        for b in range(int(box.top() // side), int(box.bottom() // side) + 1):
            yield a, b
