"""A heading within a page, with how many there are and what can be done with them."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from ui.look import FontRole, M, S
from ui.parts.label import Label


class Heading(QWidget):
    """A title, a quiet count after it, and actions at the right."""

    def __init__(
        self, title: str, *actions: QAbstractButton, size: FontRole = "heading", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = Label(title, size)
        self._count = Label("", "small", "quiet")
        self._count.hide()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(S)
        line.addWidget(self._title)
        line.addWidget(self._count)
        line.addStretch(1)
        for action in actions:
            line.addWidget(action)
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_count(self, count: int | None) -> None:
        """How many there are; None says nothing."""
        self._count.setVisible(count is not None)
        self._count.setText("" if count is None else QLocale().toString(count))
        self.setAccessibleName(", ".join(filter(None, (self._title.text(), self._count.text()))))


class Section(QWidget):
    """A heading with things below it: `section.body` is the layout to put them in."""

    def __init__(self, title: str, *actions: QAbstractButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = Heading(title, *actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(M)
        column.addLayout(self.body)
        self.setAccessibleName(title)
