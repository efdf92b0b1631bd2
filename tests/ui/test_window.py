"""The window itself: turning pages by key, the first start over everything, and how many things wait."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from netjournal.model import AskDetail, AskSide, EntryDraft, EntryKind, Participant, PersonDraft, PersonRef, Recording
from ui.welcome import Welcome
from ui.window import Window

KEYS = ("today", "journal", "people", "ledger")


@pytest.fixture
def window(desk, show, store, clock):
    ana = store.add_person(PersonDraft("Ana Ruiz"))
    asked = AskDetail(AskSide.MADE, "the house sale")
    store.record(
        Recording(
            EntryDraft(clock().date(), EntryKind.ASK, participants=(Participant(PersonRef(ana, "")),), detail=asked)
        )
    )
    return show(Window(desk, own_journal=lambda: None, sample_journal=lambda: None))


@pytest.mark.parametrize("way", [("today", "journal", "ledger", "people"), ("journal", "people", "ledger", "today")])
def test_a_page_turned_to_by_key_takes_the_keyboard(window, way):
    for key in (way[0], *way):  # the first one twice: turning to the page that is open takes the keyboard too
        page = window.page(key)
        QTest.keySequence(window, f"Ctrl+{KEYS.index(key) + 1}")
        here = window.focusWidget()
        assert here is page or page.isAncestorOf(here), f"on {key} the keyboard is at {here}"


def test_a_page_clicked_on_takes_the_keyboard(window):
    QTest.mouseClick(window.rail.button("ledger"), Qt.MouseButton.LeftButton)
    assert window.page("ledger").isAncestorOf(window.focusWidget())


def test_who_walks_along_the_rail_stays_on_it(window):
    window.show_page("journal")
    place = window.rail.findChildren(type(window.rail.button("people")))[0]
    place.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(place, Qt.Key.Key_Down)
    assert window.rail.isAncestorOf(window.focusWidget())


def test_the_first_start_stands_in_the_middle(window, qtbot):
    welcome = Welcome()
    window.welcome(welcome)
    qtbot.waitUntil(lambda: welcome.width() == window.room.width())
    assert welcome.x() == 0
    window.end_welcome()
    qtbot.waitUntil(lambda: window.field.isVisible() and window.field.x() > window.rail.width())
