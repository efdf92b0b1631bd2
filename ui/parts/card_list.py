"""A list of rows that looks as the program's lists do, and is as quick with 200,000 rows as with 200.

Hides that it is a table of one column: Qt's list view asks the model about every single row whenever it is laid out,
which takes seconds in a long list; the table knows from the row height alone where everything stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QTableView, QWidget

from ui.look import RADIUS, XL, color, current, font
from ui.parts.card import Card, Index, RowDelegate
from ui.parts.paint import ring
from ui.parts.scrolled import bring_row_into_view, own_viewport


class CardList(QTableView):
    """A list of cards of one height, smooth in scrolling, saying a quiet sentence (`empty`) when there are none.

    Arrow keys, Page, Home and End walk it; one row is chosen at a time. Shows the first column of its model only.
    """

    opened = Signal(object)
    """The model index of a row on which Enter was pressed or that was double-clicked."""

    def __init__(
        self,
        name: str,
        model: QAbstractItemModel,
        card: Callable[[Any, Index], Card],
        parent: QWidget | None = None,
        *,
        gutter: int = 0,
        lines: int = 2,
        empty: str = "",
    ) -> None:
        super().__init__(parent)
        own_viewport(self)
        self.empty = empty
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(24)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._delegate = RowDelegate(card, self, gutter=gutter, lines=lines)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        for column in range(1, model.columnCount()):
            self.hideColumn(column)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(self.opened.emit)
        self._set_height()

    def _set_height(self) -> None:
        height = self._delegate.sizeHint(QStyleOptionViewItem(), self.rootIndex()).height()
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setDefaultSectionSize(height)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._set_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = self.model().rowCount() - 1
        key = event.key()
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End) and last >= 0 and not event.modifiers():
            self.setCurrentIndex(self.model().index(0 if key == Qt.Key.Key_Home else last, 0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # for whoever is around: there is nothing beside a row
        else:
            super().keyPressEvent(event)
        bring_row_into_view(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.empty and self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setFont(font("body"))
            painter.setPen(color(current().quiet))
            box = self.viewport().rect().adjusted(XL, XL, -XL, -XL)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), self.empty)
            if self.hasFocus():  # there is no row to show it on
                ring(painter, self.viewport().rect(), RADIUS)
