"""The rooms under Insights, turned to by key and by mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.desk import Desk
from ui.learning import ROOMS, LearningPage


def test_each_room_is_made_when_it_is_turned_to(desk: Desk, qtbot: QtBot, show: Callable) -> None:
    page = show(LearningPage(desk))
    assert page.tabs.current == "insights"
    assert len(page._rooms) == 1
    page.tabs.setFocus()
    for key, _, _ in ROOMS[1:]:
        qtbot.keyClick(page.tabs, Qt.Key.Key_Right)
        assert page.tabs.current == key
        assert page._stack.currentWidget() is page._rooms[key]
    assert [room.__class__.__name__ for room in page._rooms.values()] == [
        "InsightsPage",
        "WhoKnowsPage",
        "IntroductionsPage",
        "MapPage",
    ]


def test_what_a_room_offers_is_offered(desk: Desk, show: Callable) -> None:
    page = show(LearningPage(desk))
    assert page.offered() == page.show_room("insights").offered()
