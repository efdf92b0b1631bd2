"""The capture field alone: a small window over whatever the user is doing, gone once something is recorded."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.capture_field import CaptureField
from ui.desk import Desk
from ui.look import S, color, current, px


class CaptureWindow(QWidget):
    """Shown with `begin`; hides itself after recording or Esc. What was not recorded stands there the next time."""

    gone = Signal()
    """It was recorded, or left."""
    window_wanted = Signal()
    """Something was asked for that only the large window has."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(parent, flags)
        self.desk = desk
        self.setWindowTitle(self.tr("New entry – Net Journal"))
        self.field = CaptureField(desk, self, scratch="capture-alone")
        self.field.recorded.connect(lambda _recorded: self._leave())
        self.field.closed.connect(self._leave)
        self.field.form_wanted.connect(lambda _draft: self._to_the_window())
        column = QVBoxLayout(self)
        column.setContentsMargins(S, S, S, S)
        column.addWidget(self.field)

    def begin(self) -> None:
        """Come to the front, ready to be written in."""
        self.field.refresh()
        self.field.new_day()
        screen = QGuiApplication.screenAt(self.cursor().pos()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        self.resize(min(px(620), room.width()), self.height())
        self._fit()
        if not self.isVisible():
            self.move(room.center().x() - self.width() // 2, room.top() + room.height() // 5)
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.begin()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """As high as what is written and understood needs."""
        layout = self.layout()
        assert layout is not None
        high = layout.heightForWidth(self.width()) if layout.hasHeightForWidth() else self.sizeHint().height()
        if high != self.height():
            self.resize(self.width(), high)

    def _leave(self) -> None:
        self.hide()
        self.gone.emit()

    def _to_the_window(self) -> None:
        """A form was asked for: go on with the same words in the large window."""
        text = self.field.line
        self.field.clear()
        self.hide()
        self.window_wanted.emit()
        self.desk.capture_wanted.emit(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(t.window))
        painter.setPen(color(t.edge))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.field.keep()
        super().closeEvent(event)
        self.gone.emit()
