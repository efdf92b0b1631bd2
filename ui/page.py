"""A page of the window: it patches itself with each change, and while it is hidden only remembers that it is behind."""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from netjournal.model import Change
from ui.desk import Desk
from ui.parts.scrolled import Least


class Page(Least):
    """What a page gives the window: its title, its actions, and where the keyboard goes when it is opened."""

    key = ""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._missed: Change | None = None
        desk.feed.changed.connect(self._hear)

    def _hear(self, change: Change) -> None:
        if self.isVisible():
            self.on_change(change)
        else:
            self._missed = change if self._missed is None else together(self._missed, change)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        missed, self._missed = self._missed, None
        if missed is not None:
            self.on_change(missed)

    # what a page fills in

    def on_change(self, change: Change) -> None:
        """Bring what is shown up to date; called only while the page can be seen."""

    def on_new_day(self) -> None:
        """The date has changed while the program was open: near days read differently now."""

    def take_focus(self) -> None:
        """Put the keyboard where one begins on this page."""
        self.setFocus()

    def offered(self) -> list[QAction]:
        """What can be done on this page, for the menu, the command field and the sheet of shortcuts."""
        return [action for action in self.actions() if action.text()]


def together(one: Change, other: Change) -> Change:
    """Two changes as one."""
    sets = {
        f.name: getattr(one, f.name) | getattr(other, f.name)
        for f in fields(Change)
        if f.name not in ("label", "origin", "everything")
    }
    return Change(other.label, None, one.everything or other.everything, **sets)
