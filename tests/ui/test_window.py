"""The window itself: turning pages by key, the first start over everything, and how many things wait."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from netjournal.model import AskDetail, AskSide, EntryDraft, EntryKind, Participant, PersonDraft, PersonRef, Recording
from ui.look import LIGHT, apply_theme
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


@pytest.mark.parametrize(
    ("typed", "title"),
    [("dark", "Settings"), ("text size", "Settings"), ("restore", "Backups…"), ("dark", "Settings: This machine")],
)
def test_commands_are_found_by_what_they_are_for(window, typed, title):
    if title.startswith("Settings:"):
        window.show_page("settings")
    window.find_something()
    QTest.keyClicks(window.field, f">{typed}")
    assert [row.title for row in window._find.model.rows if not row.heading][:1] == [title]


def test_esc_takes_the_message_at_the_foot_away_wherever_the_keyboard_is(window):
    window.show_page("people")
    window.desk.tell("8 things want you today", "Open", lambda: None, "remind")
    assert window.bar.text == "8 things want you today"
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert window.bar.text == ""
    assert window.page("people").isAncestorOf(window.focusWidget())


def test_a_settings_page_turned_to_by_key_shows_where_the_keyboard_is(window):
    QTest.keySequence(window, "Ctrl+,")
    here = window.focusWidget()
    assert window.page("settings").isAncestorOf(here)
    assert here.ringed


def test_icons_grow_with_the_text_at_once(window, dressed):
    page = window.show_page("people")
    before = page.table_button.iconSize().width(), page.filter_button.iconSize().height()
    apply_theme(dressed, LIGHT, 2.0)
    try:
        after = page.table_button.iconSize().width(), page.filter_button.iconSize().height()
        assert after == (2 * before[0], 2 * before[1])
    finally:
        apply_theme(dressed, LIGHT)


def test_with_large_text_in_little_room_the_person_stands_beneath_the_list(window, dressed, qtbot):
    page = window.show_page("people")
    assert page.split.orientation() is Qt.Orientation.Horizontal
    apply_theme(dressed, LIGHT, 2.0)
    try:
        qtbot.waitUntil(lambda: page.split.orientation() is Qt.Orientation.Vertical)
        room = window._rooms["people"]
        qtbot.waitUntil(lambda: page.width() <= room.viewport().width())
        assert page.left.height() >= 400
        assert page.right.height() >= 600
    finally:
        apply_theme(dressed, LIGHT)
    qtbot.waitUntil(lambda: page.split.orientation() is Qt.Orientation.Horizontal)


def test_with_large_text_some_rows_of_the_asks_stand_together(window, dressed, qtbot):
    page = window.show_page("ledger")
    apply_theme(dressed, LIGHT, 2.0)
    try:
        window.resize(900, 600)
        qtbot.waitUntil(lambda: page.table.height() >= 360)
    finally:
        apply_theme(dressed, LIGHT)


@pytest.mark.parametrize("room", ["knows", "introductions", "map"])
def test_each_room_of_insights_is_a_command(window, room):
    action = window.findChild(QAction, f"room-{room}")
    assert action in window.commands()
    action.trigger()
    assert window.current_page == "insights"
    assert window.page("insights").tabs.current == room


def test_what_is_read_is_ringed_when_the_keyboard_led_there_and_not_by_a_click(window):
    window.activateWindow()
    window.show_page("insights")
    room = window.focusWidget()
    assert room.property("ringed") == "true"
    window.show_page("today")
    QTest.mouseClick(window.rail.button("insights"), Qt.MouseButton.LeftButton)
    assert window.focusWidget() is room
    assert not room.property("ringed")
    QTest.mouseClick(window.rail.button("settings"), Qt.MouseButton.LeftButton)
    assert window.page("settings").isAncestorOf(window.focusWidget())
    assert not window.focusWidget().ringed
