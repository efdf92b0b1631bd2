"""A list that drops down, named so that every screen reader says what is chosen in it.

On Linux Qt tells of such a list only what is chosen, never its accessible name: there a label beside it has to say it.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel, QWidget


class DropDown(QComboBox):
    """Choices by key. Where no label that is seen belongs to it, one that is not seen says its accessible name."""

    def __init__(self, name: str = "", choices: Iterable[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = QLabel(parent)
        self._said.hide()
        self.destroyed.connect(self._said.deleteLater)
        self.setAccessibleName(name)
        for key, words in choices:
            self.addItem(words, key)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._said.setText(name)

    @property
    def key(self) -> str:
        return str(self.currentData() or "")

    def choose(self, key: str) -> None:
        """Show the choice with this key; there has to be one."""
        row = self.findData(key)
        if row < 0:
            raise KeyError(key)
        self.setCurrentIndex(row)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ParentChange:
            self._said.setParent(self.parentWidget())
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        if not self._has_label():
            self._said.setBuddy(self)
        super().showEvent(event)

    def _has_label(self) -> bool:
        beside = self.parentWidget()
        return beside is not None and any(
            label.buddy() is self and label is not self._said for label in beside.findChildren(QLabel)
        )
