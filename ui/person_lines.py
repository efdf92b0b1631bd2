"""Lines of a person's page: a fact on one quiet line with what can be done with it, and what is known at a glance.

Both paint themselves, so that a page with a hundred facts is made of a hundred widgets and not of five hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QScrollArea, QSizePolicy, QStyle, QToolButton, QWidget

from netjournal.records import dataclass
from ui.icons import draw_icon, icon
from ui.look import RADIUS, L, M, S, color, current, font, px
from ui.parts.button import icon_button
from ui.parts.paint import PaintedButton, fill, ring

_WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeading)
_TALL = 10_000


@dataclass(frozen=True, slots=True)
class LineAction:
    """Something that can be done with a line: an icon, its name, and what it does."""

    picture: str
    name: str
    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class LineText:
    """What a line says. `faded`: it is no longer so."""

    text: str
    detail: str = ""
    picture: str = ""
    role: str = "quiet"
    faded: bool = False
    spoken: str = ""


def bring_into_view(widget: QWidget) -> None:
    """Scroll whatever scrolls around a widget until it can be seen."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if around is not None:
        around.ensureWidgetVisible(widget, 0, px(M))


class Line(PaintedButton):
    """One fact. Enter, F2 or a double click is `opened` (a single click too, if `single`); Delete is `removed`.

    Its actions stand at its right while the mouse or the keyboard is on it, and in its context menu.
    """

    opened = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget | None = None, *, single: bool = False) -> None:
        super().__init__(parent)
        self._single = single
        self._says = LineText("")
        self._actions: tuple[LineAction, ...] = ()
        self._buttons: list[QToolButton] = []
        self._kept: tuple[object, tuple[QRect, QRect]] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if single:
            self.clicked.connect(lambda: self.opened.emit())  # noqa: PLW0108 - drops Qt's `checked`
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def says(self) -> LineText:
        return self._says

    @property
    def actions_there(self) -> tuple[LineAction, ...]:
        return self._actions

    def say(self, says: LineText, actions: Sequence[LineAction] = ()) -> None:
        """Say something else."""
        self._actions = tuple(actions)
        for button_ in self._buttons:
            button_.hide()
            button_.deleteLater()
        self._buttons = []
        if says != self._says:
            self._says = says
            self.setText(says.text)
            self.setAccessibleName(says.spoken or ". ".join(filter(None, (says.text, says.detail))))
            self.updateGeometry()
            self.update()

    def act(self, picture: str) -> None:
        """Do what the action with that icon does."""
        next(a for a in self._actions if a.picture == picture).act()

    # room

    def _room(self, width: int) -> int:
        """The width for words."""
        return max(px(60), width - self._left() - px(S) - len(self._actions) * px(30))

    def _left(self) -> int:
        return self._inset() + (px(16) + (px(S) if self._single else px(M)) if self._says.picture else 0)

    def _inset(self) -> int:
        return 0 if self._single else px(S)

    def _placed(self, width: int) -> tuple[QRect, QRect]:
        """Where text and detail stand, from the top of the line at x 0. Layouts ask again and again: kept."""
        held = (width, font("body"), self._says, len(self._actions))
        if self._kept is None or self._kept[0] != held:
            self._kept = (held, self._place_words(self._room(width)))
        return self._kept[1]

    def _place_words(self, room: int) -> tuple[QRect, QRect]:
        body, small = QFontMetrics(font("body")), QFontMetrics(font("small"))
        text, detail = self._says.text, self._says.detail
        aside = small.horizontalAdvance(detail) + 2 if detail else 0
        if not detail or body.horizontalAdvance(text) + aside + px(L) <= room:
            tall = body.boundingRect(QRect(0, 0, room, _TALL), _WRAP, text or " ").height()
            across = min(body.horizontalAdvance(text) + 2, room)
            drop = max(0, (body.height() - small.height() + 1) // 2)
            return QRect(0, 0, across if detail else room, tall), QRect(across + px(M), drop, aside, small.height())
        tall = body.boundingRect(QRect(0, 0, room, _TALL), _WRAP, text).height()
        below = small.boundingRect(QRect(0, 0, room, _TALL), _WRAP, detail).height()
        return QRect(0, 0, room, tall), QRect(0, tall + 2, room, below)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        text, detail = self._placed(width)
        low = max(text.bottom(), detail.bottom() if self._says.detail else 0) + 1
        return max(px(28) if self._single else px(32), low + 2 * px(5))

    def sizeHint(self) -> QSize:
        return QSize(px(280), self.heightForWidth(max(self.width(), px(280))))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(28))

    # look

    def paintEvent(self, event: QPaintEvent) -> None:
        t, says = current(), self._says
        painter = QPainter(self)
        if self.underMouse() or self.hasFocus():
            fill(painter, self.rect(), t.hover, RADIUS - 2)
        if self.ringed:
            ring(painter, self.rect(), RADIUS - 2)
        direction, area = self.layoutDirection(), self.rect()
        painter.setLayoutDirection(direction)
        text, detail = self._placed(self.width())
        low = max(text.bottom(), detail.bottom() if says.detail else 0) + 1
        top = max(px(6), (self.height() - low) // 2)
        first = QFontMetrics(font("body")).height()
        if says.picture:
            spot = QRect(self._inset(), top + (first - px(16)) // 2, px(16), px(16))
            shade = getattr(t, "disabled" if says.faded else says.role)
            draw_icon(painter, QStyle.visualRect(direction, area, spot), says.picture, shade)
        for box, words, kind, shade in (
            (text, says.text, "body", t.quiet if says.faded else t.text),
            (detail, says.detail, "small", t.faint if says.faded else t.quiet),
        ):
            if words:
                painter.setFont(font(kind))
                painter.setPen(color(shade))
                place = QStyle.visualRect(direction, area, box.translated(self._left(), top))
                painter.drawText(place, _WRAP, words)

    # actions

    def _offer(self) -> None:
        """Put the buttons there, the first time they are wanted."""
        if not self._buttons and self._actions:
            before: QWidget = self
            for action in self._actions:
                made = icon_button(action.picture, action.name, action.act, parent=self)
                made.installEventFilter(self)
                QWidget.setTabOrder(before, made)
                before = made
                self._buttons.append(made)
            self._place()
        for made in self._buttons:
            made.show()

    def stops(self) -> list[QWidget]:
        """Itself, and the buttons it has by now."""
        return [self, *self._buttons]

    def _withdraw(self) -> None:
        if not self.underMouse() and not self.hasFocus() and not any(b.hasFocus() for b in self._buttons):
            for made in self._buttons:
                made.hide()
            self.update()

    def _place(self) -> None:
        x = self.width() - px(4)
        for made in reversed(self._buttons):
            box = QRect(x - px(28), (min(self.height(), px(40)) - px(28)) // 2, px(28), px(28))
            made.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), box))
            x -= px(30)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._withdraw_soon()
        return False

    def _withdraw_soon(self) -> None:
        # Where the focus goes is known only afterwards.
        QTimer.singleShot(0, self, self._withdraw)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._offer()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._withdraw()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        bring_into_view(self)
        self._offer()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._withdraw_soon()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._single:
            self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._actions:
            return
        menu = QMenu(self)
        for action in self._actions:
            menu.addAction(icon(action.picture), action.name, action.act)
        menu.popup(event.globalPos() if event.reason() == event.Reason.Mouse else self.mapToGlobal(QPoint(px(L), 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            lines = [w for w in self.window().findChildren(Line) if w.isVisible()]
            lines.sort(key=lambda w: w.mapToGlobal(QPoint()).y())
            to = lines.index(self) + (1 if event.key() == Qt.Key.Key_Down else -1)
            if 0 <= to < len(lines):
                lines[to].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)


# ------------------------------------------------------------------------------------------------ at a glance


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One thing at a glance: a caption and its words. `strip`: across the whole width, on a ground of its role."""

    picture: str
    caption: str
    text: str
    role: str = "text"
    strip: bool = False


class Glance(QWidget):
    """Captions with words in one or two columns, as many as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: tuple[Glimpse, ...] = ()
        self._kept: tuple[object, tuple[list[tuple[Glimpse, QRect, QRect]], int]] | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_glimpses(self, shown: Sequence[Glimpse]) -> None:
        """Show exactly these."""
        self.shown = tuple(shown)
        self.setAccessibleName(". ".join(f"{g.caption}: {g.text}" for g in self.shown))
        self.updateGeometry()
        self.update()

    def _layout(self, width: int) -> tuple[list[tuple[Glimpse, QRect, QRect]], int]:
        """Where captions and words stand, and the height of it all. Layouts ask again and again: kept."""
        held = (width, font("body"), self.shown)
        if self._kept is None or self._kept[0] != held:
            self._kept = (held, self._lay_out(width))
        return self._kept[1]

    def _lay_out(self, width: int) -> tuple[list[tuple[Glimpse, QRect, QRect]], int]:
        body, small = QFontMetrics(font("body")), QFontMetrics(font("small"))
        placed: list[tuple[Glimpse, QRect, QRect]] = []
        y = 0
        strips = [g for g in self.shown if g.strip]
        cells = [g for g in self.shown if not g.strip]
        for glimpse in strips:
            room = width - px(M) - px(16) - px(S) - px(M)
            tall = body.boundingRect(QRect(0, 0, room, _TALL), _WRAP, glimpse.text).height()
            box = QRect(0, y, width, tall + 2 * px(7))
            placed.append((glimpse, box, QRect(px(M) + px(16) + px(S), y + px(7), room, tall)))
            y = box.bottom() + 1 + px(S)
        columns = 2 if width >= px(520) else 1
        gap = px(L)
        wide = (width - gap * (columns - 1)) // columns
        lead = px(16) + px(S)
        caption = max((small.horizontalAdvance(g.caption) for g in cells), default=0) + px(M)
        caption = min(caption, wide // 2 - lead)
        for start in range(0, len(cells), columns):
            lowest = 0
            for n, glimpse in enumerate(cells[start : start + columns]):
                x = n * (wide + gap)
                room = max(px(40), wide - lead - caption)
                tall = body.boundingRect(QRect(0, 0, room, _TALL), _WRAP, glimpse.text).height()
                lowest = max(lowest, tall)
                placed.append(
                    (
                        glimpse,
                        QRect(x, y, lead + caption, body.height()),
                        QRect(x + lead + caption, y, room, tall),
                    )
                )
            y += lowest + px(6)
        return placed, max(0, y - px(6)) if cells else max(0, y - px(S))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._layout(width)[1]

    def sizeHint(self) -> QSize:
        return QSize(px(300), self.heightForWidth(max(self.width(), px(300))))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        direction, area = self.layoutDirection(), self.rect()
        painter.setLayoutDirection(direction)

        def visual(box: QRect) -> QRect:
            return QStyle.visualRect(direction, area, box)

        for glimpse, head, words in self._layout(self.width())[0]:
            shade = getattr(t, glimpse.role)
            if glimpse.strip:
                soft = t.pressed if glimpse.role in ("quiet", "text") else getattr(t, f"{glimpse.role}_soft")
                fill(painter, visual(head), soft, RADIUS - 2)
                first = QFontMetrics(font("body")).height()
                spot = QRect(head.x() + px(M), words.y() + (first - px(16)) // 2, px(16), px(16))
                draw_icon(painter, visual(spot), glimpse.picture, shade)
                painter.setFont(font("body"))
                painter.setPen(color(t.text))
                painter.drawText(visual(words), _WRAP, glimpse.text)
                continue
            spot = QRect(head.x(), head.y() + (head.height() - px(16)) // 2, px(16), px(16))
            draw_icon(painter, visual(spot), glimpse.picture, t.quiet if glimpse.role == "text" else shade)
            painter.setFont(font("small"))
            painter.setPen(color(t.quiet))
            caption = QRect(spot.right() + 1 + px(S), head.y(), head.width() - px(16) - px(S), head.height())
            elided = QFontMetrics(font("small")).elidedText(
                glimpse.caption, Qt.TextElideMode.ElideRight, caption.width()
            )
            painter.drawText(
                visual(caption), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), elided
            )
            painter.setFont(font("body"))
            painter.setPen(color(shade))
            painter.drawText(visual(words), _WRAP, glimpse.text)
