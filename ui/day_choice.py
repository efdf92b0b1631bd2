"""Choosing a day: from a few near ones in a menu, from a calendar, or by writing it as people write days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from netjournal.days import past_day, understand_day
from ui.icons import icon
from ui.look import RADIUS, XS, S, color, current, font, px
from ui.parts.button import icon_button
from ui.words import capital, full_day, heading_day, near_day, qt_day, translated


class CalendarPopup(QFrame):
    """A month to choose a day from. Arrow keys walk, Enter takes, Esc closes."""

    chosen = Signal(object)

    def __init__(self, day: date, parent: QWidget, earliest: date | None = None, latest: date | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        t = current()
        self.setStyleSheet(
            f"CalendarPopup {{ background: {t.raised}; border: 1px solid {t.edge} }}"
            f"QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {t.raised} }}"
            f"QCalendarWidget QToolButton {{ font-weight: 600; padding: 0 {S}px }}"
            f"QCalendarWidget QSpinBox {{ min-width: {px(64)}px }}"
            f"QCalendarWidget QAbstractItemView {{ background: {t.raised}; alternate-background-color: {t.raised};"
            f" selection-background-color: {t.accent}; selection-color: {t.accent_text}; outline: 0;"
            f" border-radius: {RADIUS}px }}"
        )
        self.calendar = calendar = QCalendarWidget(self)
        calendar.setAccessibleName(self.tr("Calendar"))
        calendar.setFont(font("body"))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        quiet = QTextCharFormat()
        quiet.setForeground(color(t.faint))
        quiet.setBackground(color(t.raised))
        calendar.setHeaderTextFormat(quiet)
        plain = QTextCharFormat()
        plain.setForeground(color(t.text))
        for weekday in Qt.DayOfWeek:
            calendar.setWeekdayTextFormat(weekday, plain)
        if earliest:
            calendar.setMinimumDate(qt_day(earliest))
        if latest:
            calendar.setMaximumDate(qt_day(latest))
        calendar.setSelectedDate(qt_day(day))
        calendar.setMinimumSize(px(308), px(252))
        for view in calendar.findChildren(QTableView):  # which has the keyboard
            view.setAccessibleName(calendar.accessibleName())
        for name, picture in (("qt_calendar_prevmonth", "chevron-left"), ("qt_calendar_nextmonth", "chevron-right")):
            if (turn := calendar.findChild(QToolButton, name)) is not None:
                turn.setIcon(icon(picture))
        calendar.activated.connect(self._take)
        calendar.clicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(XS, XS, XS, XS)
        column.addWidget(calendar)

    def _take(self, day: QDate) -> None:
        if self.isVisible():
            self.hide()
            self.chosen.emit(date(day.year(), day.month(), day.day()))
            self.close()

    def drop_from(self, widget: QWidget) -> None:
        """Show below a widget."""
        self.adjustSize()
        place = widget.mapToGlobal(QPoint(0, widget.height() + XS))
        screen = widget.screen().availableGeometry()
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        if place.y() + self.height() > screen.bottom():
            place.setY(max(screen.top(), widget.mapToGlobal(QPoint()).y() - self.height() - XS))
        self.move(place)
        self.show()
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)


def choose_from_calendar(
    widget: QWidget, day: date, take: Callable[[date], object], earliest: date | None = None, latest: date | None = None
) -> CalendarPopup:
    """Drop a calendar from a widget."""
    popup = CalendarPopup(day, widget, earliest, latest)
    popup.chosen.connect(take)
    popup.drop_from(widget)
    return popup


def day_menu(
    widget: QWidget,
    choices: Sequence[tuple[str, date]],
    chosen: date | None,
    take: Callable[[date], object],
    earliest: date | None = None,
    latest: date | None = None,
) -> QMenu:
    """A menu of some days and "Another day…", which drops a calendar from the widget. Shown below the widget.

    Where none is `chosen` yet, the calendar begins with the first of them.
    """
    menu, first = QMenu(widget), choices[0][1]
    begin = chosen or max(first, earliest or first)
    menu.setObjectName("days")
    for words, day in choices:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(day == chosen)
        action.triggered.connect(lambda _=False, day=day: take(day))
    menu.addSeparator()
    other = menu.addAction(icon("calendar"), translated("days", "Another day…"))
    other.triggered.connect(lambda _=False: choose_from_calendar(widget, begin, take, earliest, latest))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(widget.mapToGlobal(QPoint(0, widget.height() + XS)))
    return menu


def recent_days(today: date) -> list[tuple[str, date]]:
    """Today and the six days before it, in words."""
    days = [today - timedelta(n) for n in range(7)]
    return [(capital(near_day(d, today)) if n < 2 else heading_day(d, today), d) for n, d in enumerate(days)]


class DayField(QWidget):
    """A day, written as people write days ("yesterday", "next friday", "1 April") or taken from a calendar.

    `ahead`: a weekday alone means the coming one; else the last one. Empty is None, where that is allowed.
    """

    changed = Signal()

    def __init__(
        self,
        name: str,
        today: Callable[[], date],
        day: date | None = None,
        parent: QWidget | None = None,
        *,
        ahead: bool = False,
        day_first: bool = True,
    ) -> None:
        super().__init__(parent)
        self._today, self._ahead, self._day_first = today, ahead, day_first
        self._day = day
        self.edit = QLineEdit(self)
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(self.tr("A day"))
        self.edit.textEdited.connect(self._on_edited)
        self.edit.editingFinished.connect(self._settle)
        self.edit.installEventFilter(self)
        self.opener = icon_button("calendar", self.tr("Calendar"), self._open, key="Alt+Down", parent=self)
        self.setFocusProxy(self.edit)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(XS)
        line.addWidget(self.edit, 1)
        line.addWidget(self.opener)
        self._show()

    @property
    def day(self) -> date | None:
        """The day that is understood, None when empty."""
        return self._day

    @property
    def understood(self) -> bool:
        """Whether what stands there is a day, or nothing."""
        return bool(self._day) or not self.edit.text().strip()

    def set_day(self, day: date | None) -> None:
        self._day = day
        self._show()

    def _show(self) -> None:
        today = self._today()
        day = self._day
        if day is None:
            self.edit.clear()
        else:
            near = abs((day - today).days) <= 1
            self.edit.setText(f"{capital(near_day(day, today))}, {full_day(day)}" if near else full_day(day))
        self.edit.setCursorPosition(0)

    def _on_edited(self, text: str) -> None:
        self._day = self._read(text)
        self.changed.emit()

    def _read(self, text: str) -> date | None:
        text, today = text.strip(), self._today()
        if not text:
            return None
        back = past_day(text, today, day_first=self._day_first)
        ahead = understand_day(text, today, day_first=self._day_first)
        return (ahead or back) if self._ahead else (back or ahead)

    def _settle(self) -> None:
        if self._day is not None:
            self._show()

    def _open(self) -> None:
        choose_from_calendar(self.opener, self._day or self._today(), self._take)

    def _take(self, day: date) -> None:
        self.set_day(day)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
            and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self._open()
            return True
        return super().eventFilter(watched, event)
