"""The bar at the foot: what was just done with a way back, or what went wrong with a way on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.look import RADIUS, XL, M, S, current, px
from ui.parts.button import button, icon_button
from ui.parts.label import Label
from ui.parts.paint import fill

Mood = Literal["quiet", "good", "remind", "warn", "bad"]
_PICTURE: dict[Mood, str] = {
    "quiet": "info",
    "good": "done-circle",
    "remind": "reminder",
    "warn": "warning",
    "bad": "error",
}


class Bar(QWidget):
    """Floats over the foot of its parent. One message at a time; a new one takes the place of the old."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._mood: Mood = "quiet"
        self._act: Callable[[], object] | None = None
        self._text = Label(wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.action = button("", self._on_action, kind="quiet", parent=self)
        self.cross = icon_button("close", self.tr("Close this message"), self.dismiss, parent=self)
        line = QHBoxLayout(self)
        line.setSpacing(S)
        self._leave_room()
        line.addWidget(self._text, 1)
        line.addWidget(self.action)
        line.addWidget(self.cross)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """The message shown, or "" when there is none."""
        return self._text.text() if self.isVisibleTo(self._over) else ""

    def tell(
        self,
        text: str,
        action: str = "",
        act: Callable[[], object] | None = None,
        *,
        mood: Mood = "quiet",
        seconds: float = 0,
    ) -> None:
        """Show a message with one thing to do about it. It stays until dismissed, or for `seconds`.

        While the mouse or the keyboard is on it the time does not run out. Nobody is made to read against a clock.
        """
        self._mood, self._act = mood, act
        self._text.setText(text)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self.update()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        self._timer.stop()
        if seconds:
            self._timer.start(round(seconds * 1000))

    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _on_action(self) -> None:
        act = self._act
        self.dismiss()  # first: what is done may tell of itself here
        if act is not None:
            act()

    def _on_time(self) -> None:
        if self.underMouse() or self.action.hasFocus() or self.cross.hasFocus():
            self._timer.start(2000)
        else:
            self.dismiss()

    def _leave_room(self) -> None:
        """For the picture before the words."""
        cast("QHBoxLayout", self.layout()).setContentsMargins(px(M) + px(18) + S, S, S, S)

    def _place(self) -> None:
        around = self._over.rect()
        width = min(px(560), around.width() - 2 * XL)
        height = max(self.heightForWidth(width), self.sizeHint().height())
        self.setGeometry(QRect((around.width() - width) // 2, around.height() - height - XL, width, height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.layout() is not None:
            self._leave_room()
            if not self.isHidden():
                self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        shade = t.accent if self._mood == "remind" else getattr(t, self._mood)
        fill(painter, self.rect(), t.raised, RADIUS + 2, t.edge if self._mood == "quiet" else shade)
        spot = QRect(px(M), (self.height() - px(18)) // 2, px(18), px(18))
        if self.isRightToLeft():
            spot.moveRight(self.width() - px(M))
        draw_icon(painter, spot, _PICTURE[self._mood], shade)
