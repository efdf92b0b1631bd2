"""Panes that scroll where there is little room, and the viewport of anything that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QFrame, QScrollArea, QWidget

from ui.look import M, px


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
        program = QApplication.instance()
        if isinstance(program, QApplication):
            program.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll to what the keyboard came to, whoever put it there: Qt itself follows the Tab key alone."""
        if now is None or now is self or not self.isAncestorOf(now):
            return
        if isinstance(now, QAbstractItemView) and now.currentIndex().isValid():
            bring_row_into_view(now)
        else:
            bring_into_view(now)

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


def bring_into_view(part: QWidget, place: QRect | None = None) -> None:
    """Scroll whatever is around a part until it is seen, or that place in it: a row, or what of it fits."""
    place = part.rect() if place is None else place
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea) and (inside := above.widget()) is not None and inside.isAncestorOf(part):
            there = QRect(part.mapTo(inside, place.topLeft()), place.size())
            seen = QRect(inside.mapFrom(above.viewport(), QPoint()), above.viewport().size())
            enough = min(there.height(), px(48))
            if there.intersected(seen).height() < enough or not there.intersects(seen):
                there.setHeight(min(there.height(), seen.height() - 2 * M))
                # Sideways only to what is not seen at all.
                is_aside = there.right() < seen.left() or there.left() > seen.right()
                x = there.center().x() if is_aside else max(there.left(), seen.left())
                above.ensureVisible(x, there.center().y(), 0, there.height() // 2 + M)
        above = above.parentWidget()


def bring_row_into_view(view: QAbstractItemView) -> None:
    """The same for the current row of a list or a table, which itself scrolls within what is around it."""
    bring_into_view(view.viewport(), view.visualRect(view.currentIndex()))


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
