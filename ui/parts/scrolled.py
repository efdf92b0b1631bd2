"""Panes that scroll where there is little room, and the viewport of anything that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollArea, QWidget


class Scrolled(QScrollArea):
    """Shows one widget at the full width there is, and scrolls it when it is higher than the room.

    No frame, no ground of its own, never sideways (unless told so), no stop for the keyboard: what is inside has those.
    """

    def __init__(self, shown: QWidget | None = None, *, sideways: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        own_viewport(self)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setBackgroundRole(QPalette.ColorRole.NoRole)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if shown is not None:
            self.setWidget(shown)

    def sizeHint(self) -> QSize:
        """As wide as what is inside would like; its height it takes from the room there is."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def setWidget(self, widget: QWidget) -> None:
        super().setWidget(widget)
        widget.setAutoFillBackground(False)  # which Qt turns on


class Least(QWidget):
    """What is scrolled only when its parts would get less than they need at the width there is.

    Qt asks how high it would like to be, and counts what wraps at its narrowest.
    """

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return -1
        return layout.minimumHeightForWidth(width)

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        if self.width() >= least.width() and (height := self.heightForWidth(self.width())) >= 0:
            least.setHeight(height)
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def own_viewport(area: QAbstractScrollArea) -> None:
    """Give a list, a table or a pane a viewport made here, before anything asks for the one that Qt has made.

    Of a widget it has not seen PySide6 must find out what kind it is, and makes the Python classes of all kinds there
    are to ask each of them: 14 ms and 2 MB at the first such question.
    """
    viewport = QWidget()
    viewport.setObjectName("qt_scrollarea_viewport")  # by which style sheets know it
    viewport.setBackgroundRole(QPalette.ColorRole.Base)
    viewport.setAutoFillBackground(True)
    area.setViewport(viewport)
