"""A month at a glance with the days that have entries, and a field that understands days as people write them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QLocale, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QStyle, QVBoxLayout, QWidget

from netjournal import days
from ui.look import S, color, current, font, px
from ui.parts.button import button, icon_button
from ui.parts.label import Label
from ui.parts.paint import KEYBOARD, fill, ring
from ui.words import full_day, qt_day, translated

_WEEKS = 6


class _Month(QWidget):
    """The days of a month in weeks, painted; a cursor walks them by the arrow keys."""

    spoken_role = "Grouping"

    chosen = Signal(object)
    moved = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today, self.at = today, today
        self.marks: Mapping[date, int] = {}
        self._over: date | None = None
        self._ringed = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(7 * 32), px(22) + _WEEKS * px(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(7 * 28), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    # where days stand

    def first(self) -> date:
        """The first day shown: the start of the week in which the month begins."""
        begin = self.at.replace(day=1)
        back = (begin.isoweekday() - QLocale().firstDayOfWeek().value) % 7
        return begin - timedelta(back) if begin.toordinal() > back else begin

    def last(self) -> date:
        first = self.first()
        return date.fromordinal(min(first.toordinal() + 7 * _WEEKS - 1, date.max.toordinal()))

    def _box(self, n: int) -> QRect:
        """The room of the n-th day shown."""
        row, column = divmod(n, 7)
        left, right = column * self.width() // 7, (column + 1) * self.width() // 7
        box = QRect(left, px(22) + row * px(30), right - left, px(30))
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)

    def box_of(self, day: date) -> QRect:
        """The room of a day of the month shown."""
        return self._box((day - self.first()).days)

    def _day_at(self, event: QMouseEvent) -> date | None:
        spot, first = event.position().toPoint(), self.first()
        shown = (self.last() - first).days + 1
        return next((first + timedelta(n) for n in range(shown) if self._box(n).contains(spot)), None)

    # keys and mouse

    def go(self, day: date) -> None:
        """Put the cursor on a day, silently."""
        self.at = day
        self._name()
        self.update()

    def _move(self, day: date) -> None:
        self.go(day)
        self.moved.emit()
        self._name()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))

    def _name(self) -> None:
        n = self.marks.get(self.at, 0)
        said = QLocale().toString(qt_day(self.at), QLocale.FormatType.LongFormat)
        self.setAccessibleName(f"{said}, {self.tr('%n entries', '', n)}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        ahead = -1 if self.isRightToLeft() else 1
        step = {
            Qt.Key.Key_Left: -ahead,
            Qt.Key.Key_Right: ahead,
            Qt.Key.Key_Up: -7,
            Qt.Key.Key_Down: 7,
        }.get(Qt.Key(key), 0)
        first_weekday = QLocale().firstDayOfWeek().value
        into_week = (self.at.isoweekday() - first_weekday) % 7
        with suppress(OverflowError, ValueError):  # the calendar ends there
            if step:
                self._move(self.at + timedelta(step))
            elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
                far = 12 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
                self._move(month_away(self.at, -far if key == Qt.Key.Key_PageUp else far))
            elif key == Qt.Key.Key_Home:
                self._move(self.at - timedelta(into_week))
            elif key == Qt.Key.Key_End:
                self._move(self.at + timedelta(6 - into_week))
            elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
                self.chosen.emit(self.at)
            else:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event)
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self._move(day)
            self.chosen.emit(day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._day_at(event)
        if over != self._over:
            self._over = over
            n = self.marks.get(over, 0) if over else 0
            self.setToolTip(f"{full_day(over)}: {self.tr('%n entries', '', n)}" if over and n else "")
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = None
        self.update()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = event.reason() in KEYBOARD
        super().focusInEvent(event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        locale = QLocale()
        painter.setFont(font("small"))
        painter.setPen(color(t.faint))
        for n in range(7):
            weekday = (locale.firstDayOfWeek().value - 1 + n) % 7 + 1
            box = self._box(n)
            title = locale.standaloneDayName(weekday, QLocale.FormatType.ShortFormat)[:2]
            painter.drawText(QRect(box.x(), 0, box.width(), px(22)), Qt.AlignmentFlag.AlignCenter, title)
        first = self.first()
        for n in range((self.last() - first).days + 1):
            self._paint_day(painter, first + timedelta(n), self._box(n))

    def _paint_day(self, painter: QPainter, day: date, box: QRect) -> None:
        t = current()
        side = min(px(28), box.width() - 2)
        disc = QRect(0, 0, side, side)
        disc.moveCenter(box.center())
        here, within = day == self.at, day.month == self.at.month
        ink = t.text if within else t.disabled
        if day == self.today:
            fill(painter, disc, t.accent, side / 2)
            ink = t.accent_text
        elif here:
            fill(painter, disc, t.selection, side / 2)
        elif day == self._over:
            fill(painter, disc, t.hover, side / 2)
        if here and ((self.hasFocus() and self._ringed) or day == self.today):
            ring(painter, disc.adjusted(-1, -1, 1, 1), side / 2 + 1)
        n = self.marks.get(day, 0)
        painter.setFont(font("small strong" if n or day == self.today else "small"))
        painter.setPen(color(ink))
        words = QRect(box.x(), disc.y(), box.width(), side - (px(5) if n else 0))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, QLocale().toString(day.day))
        if n:
            # A mark under the number, wider on a day with much in it.
            width = px(4) if n < 3 else px(10)
            mark = QRect(0, 0, width, px(3))
            mark.moveCenter(box.center())
            mark.moveTop(disc.bottom() - px(6))
            shade = t.accent_text if day == self.today else t.accent if within else t.disabled
            fill(painter, mark, shade, 1.5)


class Calendar(QWidget):
    """One month with a way to the others. `days_of(first, last)` says how many entries each day of a stretch has.

    Arrow keys walk the days, Page Up and Page Down the months (with Shift the years), Enter chooses.
    """

    chosen = Signal(object)
    """A day was clicked, or Enter pressed on it."""

    def __init__(
        self, days_of: Callable[[date, date], Mapping[date, int]], today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._days_of = days_of
        self._shown: tuple[date, date] | None = None
        self.month = _Month(today, self)
        self.title = Label("", "strong")
        before, after = ("right", "left") if self.isRightToLeft() else ("left", "right")
        self.back = icon_button(f"chevron-{before}", self.tr("Month before"), lambda: self._turn(-1), key="PgUp")
        self.forward = icon_button(f"chevron-{after}", self.tr("Month after"), lambda: self._turn(1), key="PgDown")
        self.today_button = button(self.tr("Today"), self._to_today, kind="quiet")
        line = QHBoxLayout()
        line.setContentsMargins(S, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.title, 1)
        line.addWidget(self.today_button)
        line.addWidget(self.back)
        line.addWidget(self.forward)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addLayout(line)
        column.addWidget(self.month)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Calendar"))
        self.month.chosen.connect(self.chosen)
        self.month.moved.connect(self._show)
        self._show()

    @property
    def day(self) -> date:
        """Where the cursor stands."""
        return self.month.at

    def go(self, day: date) -> None:
        """Show a day's month with the cursor on it, silently."""
        if day != self.month.at:
            self.month.go(day)
            self._show()

    def set_today(self, today: date) -> None:
        self.month.today = today
        self.month.update()

    def refresh(self) -> None:
        """The entries have changed."""
        self._shown = None
        self._show()

    def _to_today(self) -> None:
        self.go(self.month.today)
        self.chosen.emit(self.month.today)

    def _turn(self, months: int) -> None:
        with suppress(OverflowError, ValueError):  # the calendar ends there
            self.go(month_away(self.day, months))

    def _show(self) -> None:
        shown = self.month.first(), self.month.last()
        if shown != self._shown:
            self._shown = shown
            self.month.marks = self._days_of(*shown)
            self.month.go(self.day)
            self.title.setText(QLocale().toString(qt_day(self.day), "MMMM yyyy"))


def month_away(day: date, months: int) -> date:
    """The same day some months away, or the last of a shorter month. ValueError beyond the years 1 to 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_written(text: str, today: date, *, last: bool = False, day_first: bool = True) -> date | None:
    """`days.day_looked_back_on`, which also knows today and yesterday in the language of the window."""
    words = text.strip()
    if not words:
        return None
    lowered = words.casefold()
    if lowered == translated("words", "today"):
        return today
    if lowered == translated("words", "yesterday"):
        return today - timedelta(1)
    return days.day_looked_back_on(words, today, last=last, day_first=day_first)


class DayField(QLineEdit):
    """A line for a day as people write it. `settled(day)` comes on Enter or on leaving, with None when it was emptied.

    What is not understood stays, is marked by `unclear`, and settles nothing.
    """

    settled = Signal(object)
    unclear = Signal(str)

    def __init__(
        self, prompt: str, today: Callable[[], date], *, last: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._today, self._last = today, last
        self.day: date | None = None
        self.setPlaceholderText(prompt)
        self.setAccessibleName(prompt)
        self.editingFinished.connect(self._settle)

    def put(self, day: date | None) -> None:
        """Show a day, silently."""
        self.day = day
        self.setText(full_day(day) if day else "")

    def _settle(self) -> None:
        words = self.text().strip()
        if words == (full_day(self.day) if self.day else ""):
            return
        day = day_written(words, self._today(), last=self._last)
        if words and day is None:
            self.setToolTip(self.tr("Which day is this? Write it like “12 March” or “last friday”."))
            self.unclear.emit(words)
            return
        self.setToolTip("")
        self.put(day)
        self.settled.emit(day)

    def minimumSizeHint(self) -> QSize:
        return QSize(QFontMetrics(self.font()).horizontalAdvance("0") * 8, super().minimumSizeHint().height())
