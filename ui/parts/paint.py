"""Strokes shared by the parts that paint themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.look import color, current

KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
"""How the focus comes when the user moves it by keys: only then is the ring drawn."""


ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def fill(
    painter: QPainter, box: QRect | QRectF, ground: str, radius: float, edge: str = "", *, dashed: bool = False
) -> None:
    """A rounded box of a `#rrggbb` ground, with a hairline around it if `edge` is given; antialiasing stays on."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = QRectF(box)
    if edge:
        painter.setPen(QPen(color(edge), 1, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
        shape.adjust(0.5, 0.5, -0.5, -0.5)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(shape, radius, radius)


def ring(painter: QPainter, box: QRect | QRectF, radius: float, shade: str = "") -> None:
    """The focus ring, just inside `box`; of another colour on a ground that the focus does not stand out from."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color(shade or current().focus), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), radius - 1, radius - 1)


def ring_by_keyboard(widget: QWidget, event: QFocusEvent) -> None:
    """Have the style sheet draw the ring of what is read only if the keyboard has led there: see "ringed" in it."""
    if event.reason() in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
        return  # as it was
    _show_ring(widget, on=event.reason() in KEYBOARD)


def led_by_mouse(widget: QWidget | None) -> None:
    """Take the ring from what got the keyboard because of a click elsewhere, on the rail or a tab."""
    if isinstance(widget, PaintedButton):
        widget.setFocus(Qt.FocusReason.MouseFocusReason)
    elif widget is not None and widget.property("ringed"):
        _show_ring(widget, on=False)


def _show_ring(widget: QWidget, *, on: bool) -> None:
    ringed = "true" if on else ""
    if widget.property("ringed") != ringed:
        widget.setProperty("ringed", ringed)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class PaintedButton(QAbstractButton):
    """A button that paints itself: knows whether to show the focus ring (keyboard only) and repaints on hover.

    Enter presses it as the space bar does, unless it is one of several to choose from: there the arrows choose.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._ringed = False

    @property
    def ringed(self) -> bool:
        return self._ringed and self.hasFocus()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give it the keyboard. A window that is not in front yet, or a button that has it already, hears no reason."""
        self._ringed = reason in KEYBOARD
        super().setFocus(reason)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        # When the window comes back to the front, the ring is as it was.
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self._ringed = event.reason() in KEYBOARD
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not self.isCheckable():
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self.update()
        super().changeEvent(event)
