"""How a row of a long list looks: portrait or icon, a strong first line, a quieter second, marks at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from netjournal.records import dataclass
from ui.icons import draw_icon
from ui.look import RADIUS, M, S, air, color, current, font, px
from ui.parts.paint import fill
from ui.parts.portrait import draw_portrait
from ui.rows import RowRole

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Face:
    """A person at the left of a row."""

    name: str
    initials: str
    picture: QPixmap | None = None


@dataclass(frozen=True, slots=True)
class Disc:
    """An icon on a soft disc at the left of a row; `role` is "quiet", "accent", "warn", "bad" or "good"."""

    picture: str
    role: str = "quiet"


@dataclass(frozen=True, slots=True)
class Badge:
    """A small mark at the right of the second line: an icon, words or both, in a colour role as for `Disc`."""

    text: str = ""
    picture: str = ""
    role: str = "quiet"


@dataclass(frozen=True, slots=True)
class Card:
    """What one row shows. `gutter` is the day to its left, given only on the first row of a day."""

    title: str
    detail: str = ""
    aside: str = ""
    aside_role: str = "quiet"
    leading: Face | Disc | None = None
    badges: tuple[Badge, ...] = ()
    gutter: str = ""
    dimmed: bool = False
    done: bool = False  # struck through


_LEAD = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
_TRAIL = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing
_ELIDE = Qt.TextElideMode.ElideRight


class RowDelegate(QStyledItemDelegate):
    """Paints rows of a `RowsModel` in a list view whose items are all of one height.

    `card(row, index)` turns a row into what is shown. `gutter` is the width kept at the left for days, in pixels at
    text size 1; `lines` is 2, or 1 for a compact list.
    """

    def __init__(
        self, card: Callable[[Any, Index], Card], parent: QWidget | None = None, *, gutter: int = 0, lines: int = 2
    ) -> None:
        super().__init__(parent)
        self._card, self._gutter, self._lines = card, gutter, lines
        self._measured: object = None

    def _measure(self) -> None:
        """Sizes that depend on the text size, worked out once for each."""
        if self._measured is font("body"):
            return
        self._measured = font("body")
        self._strong, self._small = font("strong"), font("small")
        self._strong_size, self._small_size = QFontMetrics(self._strong), QFontMetrics(self._small)
        line1, line2 = self._strong_size.height(), self._small_size.height()
        if self._lines == 2:
            self._height = max(px(36), line1 + line2 + 3) + 2 * air(10)
            self._face = px(36)
        else:
            self._height = max(px(24), line1) + air(10)
            self._face = px(22)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        self._measure()
        return QSize(px(240), self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(RowRole)
        self._measure()
        card = self._card(row, index) if row is not None else Card("")
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        direction: Qt.LayoutDirection = option.direction
        painter.save()
        self._ground(painter, area, state, direction)
        self._draw(painter, area, direction, card, selected=bool(state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag, direction: Qt.LayoutDirection) -> None:
        t = current()
        body = QStyle.visualRect(direction, area, area.adjusted(px(self._gutter) + 4, 1, -4, -1))
        if state & QStyle.StateFlag.State_Selected:
            fill(painter, body, t.selection, RADIUS)
        elif state & QStyle.StateFlag.State_MouseOver:
            fill(painter, body, t.hover, RADIUS)
        # Keyboard focus wears a ring only where the selection does not show it already, and a bar where it does.
        if state & QStyle.StateFlag.State_HasFocus:
            if state & QStyle.StateFlag.State_Selected:
                bar = QRect(body.x(), body.y() + S, 3, body.height() - 2 * S)
                fill(painter, QStyle.visualRect(direction, body, bar), t.focus, 1.5)
            else:
                fill(painter, body, "", RADIUS, t.focus)

    def _draw(
        self, painter: QPainter, area: QRect, direction: Qt.LayoutDirection, card: Card, *, selected: bool
    ) -> None:
        t = current()

        def fitting(size: QFontMetrics, words: str, width: int) -> str:
            # Cut first to what could fit at all: shaping the whole of a long text costs more than painting the row.
            return size.elidedText(words[: max(8, width // 3)], _ELIDE, max(0, width))

        def text(box: QRect, words: str, shade: str, align: Qt.AlignmentFlag = _LEAD) -> None:
            painter.setPen(color(shade))
            painter.drawText(QStyle.visualRect(direction, area, box), align, words)

        painter.setLayoutDirection(direction)
        left, right = area.x() + px(self._gutter) + 4 + px(M), area.right() + 1 - 4 - px(M)
        top, middle = area.y(), area.y() + area.height() // 2
        if card.gutter:
            painter.setFont(self._small)
            box = QRect(area.x() + S, top, px(self._gutter) - S, area.height())
            text(box, self._small_size.elidedText(card.gutter, _ELIDE, box.width()), t.faint, _TRAIL)
        if card.leading is not None:
            box = QRect(left, middle - self._face // 2, self._face, self._face)
            self._leading(painter, QStyle.visualRect(direction, area, box), card, selected=selected)
            left += self._face + px(M)
        two = bool(card.detail) and self._lines == 2
        line1, line2 = self._strong_size.height(), self._small_size.height()
        y = middle - (line1 + line2 + 3) // 2 if two else middle - line1 // 2
        end = right
        if card.aside:
            painter.setFont(self._small)
            width = self._small_size.horizontalAdvance(card.aside)
            text(QRect(end - width, y, width, line1), card.aside, getattr(t, card.aside_role), _TRAIL)
            end -= width + px(M)
        if not two:
            end = self._badges(painter, area, direction, card, y, line1, left, end)
        ink = t.quiet if card.dimmed else t.text
        kind = self._strong
        if card.done:
            kind = QFont(self._strong)
            kind.setStrikeOut(True)
        painter.setFont(kind)
        title = fitting(self._strong_size, card.title, end - left)
        text(QRect(left, y, max(0, end - left), line1), title, ink)
        if self._lines == 1:
            if card.detail:
                x = left + self._strong_size.horizontalAdvance(title) + px(S)
                painter.setFont(self._small)
                words = fitting(self._small_size, card.detail, end - x)
                text(QRect(x, y, max(0, end - x), line1), words, t.quiet)
            return
        if two:
            y += line1 + 3
            end = self._badges(painter, area, direction, card, y, line2, left, right)
            painter.setFont(self._small)
            detail = fitting(self._small_size, card.detail, end - left)
            text(QRect(left, y, max(0, end - left), line2), detail, t.faint if card.dimmed else t.quiet)

    def _leading(self, painter: QPainter, box: QRect, card: Card, *, selected: bool) -> None:
        t = current()
        if card.dimmed:
            painter.setOpacity(0.65)
        if isinstance(card.leading, Face):
            draw_portrait(painter, box, card.leading.name, card.leading.initials, card.leading.picture)
        elif card.leading is not None:
            role = card.leading.role
            # On a selected row a soft disc would melt into the ground.
            soft = t.pressed if role == "quiet" else getattr(t, f"{role}_soft")
            ground = t.raised if selected else soft
            fill(painter, box, ground, box.width() / 2)
            inner = box.width() // 4
            draw_icon(painter, box.adjusted(inner, inner, -inner, -inner), card.leading.picture, getattr(t, role))
        painter.setOpacity(1.0)

    def _badges(
        self,
        painter: QPainter,
        area: QRect,
        direction: Qt.LayoutDirection,
        card: Card,
        y: int,
        line: int,
        left: int,
        right: int,
    ) -> int:
        """Draw the marks from the right; return where the words before them must end."""
        t = current()
        painter.setFont(self._small)
        for badge in reversed(card.badges):
            words = self._small_size.horizontalAdvance(badge.text) if badge.text else 0
            mark = px(13) if badge.picture else 0
            # Words stand on a soft ground; an icon alone stands free.
            pad = px(6) if badge.text else 0
            width = words + mark + 2 * pad + (px(4) if words and mark else 0)
            if right - width < left + px(80):
                break
            box = QRect(right - width, y, width, line)
            if badge.text:
                ground = t.pressed if badge.role == "quiet" else getattr(t, f"{badge.role}_soft")
                fill(painter, QStyle.visualRect(direction, area, box), ground, line / 2)
            if mark:
                spot = QRect(box.x() + pad, y + (line - mark) // 2, mark, mark)
                draw_icon(painter, QStyle.visualRect(direction, area, spot), badge.picture, getattr(t, badge.role))
            if words:
                painter.setPen(color(getattr(t, badge.role)))
                spot = QRect(box.x() + pad + width - 2 * pad - words, y, words, line)
                painter.drawText(QStyle.visualRect(direction, area, spot), _LEAD, badge.text)
            right -= width + px(6)
        return right - px(6) if card.badges else right
