"""A list of rows that looks as the program's lists do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ui.look import XL, color, current, font
from ui.parts.card import Card, Index, RowDelegate


class CardList(QListView):
    """A list view of one row height, smooth in scrolling, saying a quiet sentence when it is empty."""

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
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().setSingleStep(24)
        self.empty = empty
        self.setItemDelegate(RowDelegate(card, self, gutter=gutter, lines=lines))
        self.setModel(model)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.empty and self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setFont(font("body"))
            painter.setPen(color(current().quiet))
            box = self.viewport().rect().adjusted(XL, XL, -XL, -XL)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), self.empty)
