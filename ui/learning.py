"""What can be learnt from the record, under one place of the rail: a room for each way of looking at it."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from ui.desk import Desk
from ui.look import L, S
from ui.page import Page
from ui.parts.paint import led_by_mouse
from ui.parts.tabs import Tabs
from ui.words import marked, translated

ROOMS: tuple[tuple[str, str, str], ...] = (
    ("insights", marked("LearningPage", "Insights"), "ui.insights:InsightsPage"),
    ("knows", marked("LearningPage", "Who knows what I do"), "ui.offerings_known:WhoKnowsPage"),
    ("introductions", marked("LearningPage", "Introductions"), "ui.introductions:IntroductionsPage"),
    ("map", marked("LearningPage", "Map"), "ui.map:MapPage"),
)


class LearningPage(Page):
    """Each room is made when it is first turned to, and looks after itself."""

    key = "insights"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.tabs = Tabs(self.tr("What can be learnt"))
        self._rooms: dict[str, Page] = {}
        self._stack = QStackedWidget()
        top = QVBoxLayout()
        top.setContentsMargins(L, S, L, 0)
        top.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        for key, title, _ in ROOMS:
            self.tabs.add(key, translated("LearningPage", title))
        self.tabs.chosen.connect(self.show_room)
        # A click on a tab is about the room: its keys are there at once. With the arrows one stays on the tabs.
        self.tabs.tabBarClicked.connect(lambda _: QTimer.singleShot(0, self, self._take_focus_by_mouse))
        self.show_room(ROOMS[0][0])

    def show_room(self, key: str) -> Page:
        """Turn to a room."""
        if key not in self._rooms:
            module, name = next(where for k, _, where in ROOMS if k == key).split(":")
            made = cast("Page", getattr(import_module(module), name)(self.desk))
            self._rooms[key] = made
            self._stack.addWidget(made)
        room = self._rooms[key]
        self.tabs.choose(key)
        here = QApplication.focusWidget()
        moves = here is not None and self._stack.isAncestorOf(here)
        self._stack.setCurrentWidget(room)
        if moves:  # else it would go to whatever comes first in the room
            room.take_focus()
        return room

    def on_new_day(self) -> None:
        for room in self._rooms.values():
            room.on_new_day()

    def _take_focus_by_mouse(self) -> None:
        self.take_focus()
        led_by_mouse(QApplication.focusWidget())

    def take_focus(self) -> None:
        cast("Page", self._stack.currentWidget()).take_focus()

    def offered(self) -> list[QAction]:
        return cast("Page", self._stack.currentWidget()).offered()
