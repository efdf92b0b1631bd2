"""The list that drops from a field while a name, a tag or a command is being typed. The field keeps the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from netjournal.records import dataclass
from ui.icons import draw_icon
from ui.look import RADIUS, XS, M, S, color, current, font, px
from ui.parts.paint import fill

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to go on: what it says, a quieter explanation, an icon, and what it stands for."""

    text: str
    explanation: str = ""
    picture: str = ""
    value: object = None


class _Listed(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: Sequence[Suggestion] = ()

    def show(self, rows: Sequence[Suggestion]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(filter(None, (row.text, row.explanation)))
        if role == Qt.ItemDataRole.UserRole:
            return row
        return None


class _Drawn(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: Suggestion = index.data(Qt.ItemDataRole.UserRole)
        words = QFontMetrics(font("body")).horizontalAdvance(row.text)
        more = QFontMetrics(font("small")).horizontalAdvance(row.explanation) + px(M) if row.explanation else 0
        return QSize(words + more + px(16) + 3 * px(S) + px(S), px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = current()
        row: Suggestion = index.data(Qt.ItemDataRole.UserRole)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        direction: Qt.LayoutDirection = option.direction
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            fill(painter, area, t.selection, RADIUS - 3)
        x = area.x() + px(S)
        spot = QRect(x, area.y() + (area.height() - px(16)) // 2, px(16), px(16))
        if row.picture:
            draw_icon(painter, QStyle.visualRect(direction, area, spot), row.picture, t.quiet)
        x += px(16) + px(S)
        lead = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        room = area.right() - x - px(S)
        metrics = QFontMetrics(font("body"))
        words = metrics.elidedText(row.text, Qt.TextElideMode.ElideRight, room)
        painter.setLayoutDirection(direction)
        painter.setFont(font("body"))
        painter.setPen(color(t.text))
        painter.drawText(QStyle.visualRect(direction, area, QRect(x, area.y(), room, area.height())), lead, words)
        used = metrics.horizontalAdvance(words) + px(M)
        if row.explanation and used < room:
            painter.setFont(font("small"))
            painter.setPen(color(t.quiet))
            box = QRect(x + used, area.y(), room - used, area.height())
            words = QFontMetrics(font("small")).elidedText(row.explanation, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(QStyle.visualRect(direction, area, box), lead, words)
        painter.restore()


class Suggestions(QListView):
    """Shown below a place in a field by `offer`, walked by `handles`, which the field asks first about each key."""

    taken = Signal(object)
    """The value of the suggestion that was taken."""

    def __init__(self, name: str, field: QWidget) -> None:
        super().__init__(field)
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(False)
        self._field = field
        self._listed = _Listed(self)
        self.setModel(self._listed)
        self.setItemDelegate(_Drawn(self))
        self.clicked.connect(lambda index: self._take(index.row()))
        self.entered.connect(self.setCurrentIndex)
        self._dress()
        self.hide()

    def _dress(self) -> None:
        t = current()
        self.setStyleSheet(f"QListView {{ background: {t.raised}; border: 1px solid {t.edge}; padding: {XS}px }}")

    def offer(self, rows: Sequence[Suggestion], below: QRect) -> None:
        """Show these below a place on the screen (global), the first one chosen; none hides the list."""
        if not rows:
            self.hide()
            return
        if not self.isVisible():
            self._dress()
        same = self.isVisible() and [r.text for r in rows] == [r.text for r in self._listed.rows]
        chosen = self.currentIndex().row() if same else 0
        self._listed.show(tuple(rows))
        self.setCurrentIndex(self._listed.index(chosen, 0))
        option = QStyleOptionViewItem()
        widths = [self.itemDelegate().sizeHint(option, self._listed.index(r, 0)).width() for r in range(len(rows))]
        width = min(max(px(240), *widths) + 2 * XS + 2, px(760))
        height = min(len(rows), 9) * px(32) + 2 * XS + 2
        place = below.bottomLeft() + QPoint(0, XS)
        screen = self._field.screen().availableGeometry()
        if place.y() + height > screen.bottom() and below.top() - height - XS > screen.top():
            place.setY(below.top() - height - XS)
        place.setX(max(screen.left(), min(place.x(), screen.right() - width)))
        self.setGeometry(QRect(place, QSize(width, height)))
        if not self.isVisible():
            self.show()
            self._speak()

    def handles(self, event: QKeyEvent) -> bool:
        """Whether the key was for the list: arrows walk it, Enter and Tab take, Esc closes."""
        if not self.isVisible() or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        key, n = Qt.Key(event.key()), self._listed.rowCount()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.setCurrentIndex(self._listed.index((self.currentIndex().row() + step) % n, 0))
            self._speak()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and not event.modifiers():
            self._take(self.currentIndex().row())
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _speak(self) -> None:
        row = self._listed.data(self.currentIndex(), Qt.ItemDataRole.AccessibleTextRole)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._field, str(row or "")))

    def _take(self, r: int) -> None:
        if 0 <= r < len(self._listed.rows):
            value = self._listed.rows[r].value
            self.hide()
            self.taken.emit(value)

    @property
    def shown(self) -> list[str]:
        """What is offered now."""
        return [row.text for row in self._listed.rows] if self.isVisible() else []
