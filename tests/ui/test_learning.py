"""The rooms under Insights, turned to by key and by mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from netjournal.model import PersonDraft
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


def test_a_click_on_a_tab_leads_into_the_room(desk: Desk, qtbot: QtBot, show: Callable) -> None:
    desk.store.add_person(PersonDraft("Ana Ruiz"))
    page = show(LearningPage(desk))
    for n in (3, 2, 1):
        qtbot.mouseClick(page.tabs, Qt.MouseButton.LeftButton, pos=page.tabs.tabRect(n).center())
        room = page._stack.currentWidget()
        assert room is page._rooms[ROOMS[n][0]]
        qtbot.waitUntil(lambda room=room: (here := page.focusWidget()) is room or room.isAncestorOf(here))


def test_a_room_turned_to_from_within_another_takes_the_keyboard_where_one_begins(desk: Desk, show: Callable) -> None:
    page = show(LearningPage(desk))
    page.show_room("introductions").take_focus()
    assert page._rooms["introductions"].isAncestorOf(page.focusWidget())
    room = page.show_room("map")
    here = page.focusWidget()
    room.take_focus()
    assert page.focusWidget() is here
