"""The icon with its number, the menu that answers, a tray that comes late, and what closing the window means."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QSystemTrayIcon

from netjournal.days import PartialDate
from netjournal.model import AnswerKind, DateKind, EntryFilter, EntryKind, PersonDraft, PersonRef, Reminder, SpecialDate
from ui.capture_window import CaptureWindow
from ui.presence import Presence
from ui.reminders import Reminders
from ui.tray import MOST_ITEMS, Tray, counted_icon, menu_bar_icon
from ui.window import Window

# The off-screen platform has no native interface to ask for trays.
pytestmark = pytest.mark.qt_log_ignore("No such signal QPlatformNativeInterface::systemTrayWindowChanged")
MONDAY = date(2026, 11, 23)


class Silent:
    def __init__(self):
        self.tellings = []

    def tell(self, telling):
        self.tellings.append(telling)


@pytest.fixture
def reminders(desk):
    made = Reminders(desk, Silent(), lambda: None)
    yield made
    made.close()


@pytest.fixture
def tray(reminders):
    made = Tray(lambda: True, lambda: True)
    made.serve(reminders)
    made.start()
    yield made
    made.close()


def remind(store, text, clock="", person=None):
    return store.save_reminder(Reminder(0, text, MONDAY, PersonRef(person, "") if person else None, clock))


def words(menu):
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def entry(menu, *path):
    """The action at the end of a path of words."""
    for word in path[:-1]:
        menu = next(a.menu() for a in menu.actions() if a.text().startswith(word))
    return next(a for a in menu.actions() if a.text() == path[-1])


def test_a_quiet_day(tray, reminders):
    reminders.look()
    tray.menu.aboutToShow.emit()
    assert words(tray.menu) == ["Nothing wants you now", "New entry…", "Hide the window", "Quit"]
    assert tray.icon.toolTip() == "Net Journal: nothing wants you now"


def test_todays_things_stand_in_the_menu_and_are_done_from_it(tray, reminders, store):
    ana = store.add_person(PersonDraft("Ana Ruiz & Sons"))
    number = remind(store, "Send the plans", person=ana)
    reminders.look()
    assert tray.icon.toolTip() == "Net Journal: one thing wants you today"
    tray.menu.aboutToShow.emit()
    assert words(tray.menu)[0] == "Ana Ruiz && Sons · Send the plans"
    entry(tray.menu, "Ana", "Done").trigger()
    (answer,) = store.answers()
    assert (answer.key, answer.kind) == (f"reminder:{number}:{MONDAY}", AnswerKind.DONE)
    reminders.look()
    tray.menu.aboutToShow.emit()
    assert words(tray.menu)[0] == "Nothing wants you now"


@pytest.mark.parametrize(
    ("path", "until"),
    [
        (["Tonight"], MONDAY),
        (["Tomorrow"], MONDAY + timedelta(1)),
        (["Next week"], MONDAY + timedelta(7)),
        (["A day", "In 4 days"], MONDAY + timedelta(4)),
    ],
)
def test_snoozing_from_the_menu(tray, reminders, store, path, until):
    remind(store, "Send the plans")
    reminders.look()
    entry(tray.menu, "Send", "Snooze", *path).trigger()
    (answer,) = store.answers()
    assert (answer.kind, answer.until) == (AnswerKind.SNOOZED, until)
    reminders.look()
    assert reminders.items == ()


def test_what_was_done_becomes_an_entry_where_that_makes_sense(tray, reminders, store, desk):
    number = store.add_person(PersonDraft("Hugo Berg"))
    store.save_fact(SpecialDate(0, number, DateKind.BIRTHDAY, PartialDate.parse("1976-11-23")))
    reminders.look()
    entry(tray.menu, "Hugo", "Done").trigger()
    (only,) = store.entry_rows(store.entry_ids(EntryFilter())).values()
    assert (only.kind, only.text) == (EntryKind.MESSAGE, "Congratulated Hugo Berg: turns 50.")
    reminders.look()
    assert reminders.items == ()


def test_open_brings_the_window_and_the_person(tray, reminders, store, desk, qtbot):
    ana = store.add_person(PersonDraft("Ana Ruiz"))
    remind(store, "Send the plans", person=ana)
    reminders.look()
    with qtbot.waitSignals([tray.shown, desk.person_wanted], timeout=0, order="strict"):
        entry(tray.menu, "Ana", "Open").trigger()


def test_no_more_than_a_few(tray, reminders, store):
    for n in range(MOST_ITEMS + 3):
        remind(store, f"Thing {n:02}")
    reminders.look()
    tray.menu.aboutToShow.emit()
    assert words(tray.menu)[MOST_ITEMS] == "3 more…"


def test_a_click_toggles_and_a_right_click_does_not(tray, qtbot):
    with qtbot.waitSignal(tray.toggled, timeout=0):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(tray.toggled):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)


def test_a_tray_that_comes_late_is_picked_up(reminders, qtbot):
    ready = []
    tray = Tray(lambda: True, lambda: bool(ready))
    tray.serve(reminders)
    tray.start()
    assert not tray.there
    ready.append(True)
    tray._watch.timeout.emit()
    assert tray.there
    assert not tray._watch.isActive()
    tray.close()


def test_after_half_a_minute_it_is_looked_for_only_on_coming_to_the_front(reminders, qapp, qtbot, monkeypatch):
    monkeypatch.setattr("ui.tray._WATCH_FOR", 0)
    ready = []
    tray = Tray(lambda: True, lambda: bool(ready))
    tray.start()
    with qtbot.waitSignal(tray.missed, timeout=0):
        tray._watch.timeout.emit()
    assert not tray._watch.isActive()
    ready.append(True)
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert tray.there
    tray.close()


@pytest.mark.parametrize("count", [1, 9, 42, 120])
@pytest.mark.parametrize("side", [16, 22, 32, 64])
def test_the_number_is_there_to_be_read(dressed, count, side):
    plain = counted_icon(0).pixmap(QSize(side, side)).toImage()
    counted: QPixmap = counted_icon(count).pixmap(QSize(side, side))
    image = counted.toImage()
    assert image != plain
    colours = [image.pixelColor(x, y) for x in range(side // 2, side) for y in range(side // 2, side)]
    red = sum(c.red() > 150 and c.green() < 120 for c in colours)
    white = sum(c.red() > 200 and c.green() > 200 for c in colours)
    assert red > side
    assert white > side // 3
    assert image.pixelColor(side // 4, side // 3) != QColor(Qt.GlobalColor.transparent)


@pytest.mark.parametrize("count", [0, 1, 42])
@pytest.mark.parametrize("side", [18, 22, 36])
def test_in_the_menu_bar_of_macos_it_is_a_shape_that_takes_the_bars_colour(dressed, count, side):
    drawn = menu_bar_icon(count)
    assert drawn.isMask()
    image = drawn.pixmap(QSize(side, side)).toImage()
    points = [image.pixelColor(x, y) for x in range(side) for y in range(side)]
    assert {(c.red(), c.green(), c.blue()) for c in points if c.alpha() == 255} == {(0, 0, 0)}
    corner = [image.pixelColor(x, y).alpha() for x in range(side // 2, side) for y in range(side // 2, side)]
    if count:
        assert sum(alpha > 200 for alpha in corner) > side  # the disc
        middle = image.pixelColor(side - round(side * 0.31), side - round(side * 0.31)).alpha()
        assert middle < 255 or any(alpha < 60 for alpha in corner)  # and the number cut out of it


def test_on_macos_a_click_opens_the_menu_and_nothing_else(reminders, qtbot):
    tray = Tray(lambda: True, lambda: True, platform="darwin")
    tray.serve(reminders)
    tray.start()
    assert tray.icon.icon().isMask()
    with qtbot.assertNotEmitted(tray.toggled):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    tray.close()


# ------------------------------------------------------------------------------------------------ closing


@pytest.fixture
def presence(request, qapp, desk, machine, qtbot, monkeypatch):
    ready = [True]
    monkeypatch.setattr("ui.presence.Tray", lambda shown, parent: Tray(shown, lambda: bool(ready), parent))
    left = []
    monkeypatch.setattr(Presence, "quit", lambda self: left.append(True))
    made = Presence(qapp, machine, Silent(), platform=getattr(request, "param", "linux"), settling=0)
    made.ready, made.left = ready, left
    window = Window(desk, own_journal=lambda: None, sample_journal=lambda: None)
    qtbot.addWidget(window)
    made.take_up(desk, window)
    window.show()
    yield made
    made.let_go()
    made.close()
    window.may_close = lambda: True
    qapp.setQuitOnLastWindowClosed(True)


def test_closing_leaves_it_in_the_tray_and_says_so_once(presence):
    presence.start()
    for _ in range(2):
        presence.window.close()
        assert not presence.window.isVisible()
        presence.come()
        assert presence.window.isVisible()
    assert [t.title for t in presence._notifier.tellings] == ["Net Journal stays in the tray"]
    assert presence.left == []


def test_the_key_is_taken_when_the_settings_ask_for_it(presence, machine, desk, monkeypatch):
    asked = []
    monkeypatch.setattr(presence.hotkey, "take", lambda key: asked.append(key) or key != "Ctrl+Alt+T")
    machine.keep("capture/key", "Ctrl+Alt+J")
    assert desk.take_key()
    machine.keep("capture/key", "Ctrl+Alt+T")
    assert not desk.take_key()
    assert asked == ["Ctrl+Alt+J", "Ctrl+Alt+T"]


def test_the_calendar_file_is_left_current(presence, machine, desk, store, tmp_path):
    machine.keep("calendar/file", str(tmp_path / "agenda.ics"))
    desk.machine_settled.emit("calendar/file")
    remind(store, "Send the plans")
    assert presence.calendar_file.waits
    presence.let_go()
    assert b"Send the plans" in (tmp_path / "agenda.ics").read_bytes()


def test_closing_quits_where_that_is_set(presence, machine):
    machine.keep("close/to-tray", value=False)
    presence.start()
    presence.window.close()
    assert presence.left == [True]


def answer(presence, qtbot, words):
    box = presence.window.findChild(QMessageBox)
    qtbot.waitUntil(box.isVisible)
    assert "no tray" in box.text()
    chosen = next(button for button in box.buttons() if button.text().replace("&", "") == words)
    qtbot.keyClick(chosen, Qt.Key.Key_Space)


@pytest.mark.parametrize(("words", "left"), [("Quit", [True]), ("Minimise", [])])
def test_without_a_tray_the_first_closing_says_so_and_asks(presence, machine, qtbot, words, left):
    presence.ready.clear()
    presence.start()
    presence.window.close()
    assert presence.left == []
    assert presence.window.isVisible()
    answer(presence, qtbot, words)
    assert presence.left == left
    assert presence.window.isMinimized() is (words == "Minimise")
    presence.window.showNormal()
    presence.window.close()  # not asked again
    assert len(presence.left) == 2 * len(left)


def test_without_a_tray_one_may_think_better_of_closing(presence, machine, qtbot):
    presence.ready.clear()
    presence.start()
    presence.window.close()
    answer(presence, qtbot, "Cancel")
    assert presence.left == []
    assert not presence.window.isMinimized()
    assert machine.text("close/minimise") == ""


def test_without_a_tray_closing_quits_where_that_is_set(presence, machine):
    presence.ready.clear()
    machine.keep("close/minimise", value=False)
    presence.start()
    presence.window.close()
    assert presence.left == [True]


def test_closing_does_not_hide_in_a_tray_that_has_ended_since(presence, machine):
    machine.keep("close/minimise", value=False)
    presence.start()
    assert presence.tray.there
    presence.ready.clear()  # the panel has crashed
    presence.window.close()
    assert presence.left == [True]


def test_a_window_hidden_in_a_tray_that_ends_comes_back_minimised(presence):
    presence.start()
    presence.window.close()
    presence.reminders.tick()
    assert not presence.window.isVisible()
    presence.ready.clear()  # the panel has crashed
    presence.reminders.tick()
    assert presence.window.isMinimized()


def test_closing_finds_a_tray_that_came_after_all(presence):
    presence.ready.clear()
    presence.start()
    presence.ready.append(True)
    presence.window.close()
    assert presence.left == []
    assert presence.tray.there
    assert not presence.window.isVisible()


def test_without_a_tray_closing_minimises_where_that_is_set(presence, machine):
    presence.ready.clear()
    machine.keep("close/minimise", value=True)
    presence.start()
    presence.window.close()
    assert presence.left == []
    assert presence.window.isMinimized()


def test_hidden_at_login_without_a_tray_it_can_be_found(presence, monkeypatch):
    monkeypatch.setattr("ui.tray._WATCH_FOR", 0)
    presence.ready.clear()
    presence.window.hide()
    presence.start()
    presence.tray._watch.timeout.emit()
    assert presence.window.isMinimized()


def test_a_click_hides_and_shows(presence):
    presence.start()
    presence.tray.toggled.emit()
    assert not presence.window.isVisible()
    presence.tray.toggled.emit()
    assert presence.window.isVisible()


# ------------------------------------------------------------------------------------------------ the field alone


def test_a_new_entry_is_recorded_in_the_field_alone(desk, store, qtbot):
    alone = CaptureWindow(desk)
    qtbot.addWidget(alone)
    with qtbot.waitActive(alone):
        alone.begin()
    QTest.keyClicks(alone.field.text, "Coffee with @Ana")
    alone.field.text.suggestions.hide()
    with qtbot.waitSignal(alone.gone, timeout=0):
        QTest.keyClick(alone.field.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not alone.isVisible()
    assert len(store.entry_ids(EntryFilter())) == 1
    assert alone.field.line == ""


def test_esc_leaves_it_and_keeps_what_was_written(desk, store, qtbot):
    alone = CaptureWindow(desk)
    qtbot.addWidget(alone)
    with qtbot.waitActive(alone):
        alone.begin()
    QTest.keyClicks(alone.field.text, "Half a sentence")
    QTest.keyClick(alone.field.text, Qt.Key.Key_Escape)
    assert not alone.isVisible()
    assert store.scratch("capture-alone") == "Half a sentence"
    alone.begin()
    assert alone.field.line == "Half a sentence"


def test_what_is_begun_there_goes_on_in_the_window(desk, qtbot):
    alone = CaptureWindow(desk)
    qtbot.addWidget(alone)
    alone.begin()
    QTest.keyClicks(alone.field.text, "A long story")
    with qtbot.waitSignals([alone.window_wanted, desk.capture_wanted], timeout=0, order="strict"):
        alone.field.form_button.click()
    assert not alone.isVisible()


@pytest.mark.parametrize("presence", ["darwin"], indirect=True)
def test_on_macos_a_click_in_the_dock_brings_the_window_back(presence, qapp):
    presence.start()
    presence.window.close()
    assert not presence.window.isVisible()
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert presence.window.isVisible()


@pytest.mark.parametrize("presence", ["darwin"], indirect=True)
def test_begun_hidden_it_stays_so_though_macos_puts_a_new_program_in_front(presence, qapp):
    presence._settling = 600_000
    presence.window.hide()
    presence.start()
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert not presence.window.isVisible()


@pytest.mark.parametrize("presence", ["darwin"], indirect=True)
def test_writing_an_entry_from_the_menu_bar_does_not_bring_the_window(presence, qapp):
    presence.start()
    presence.window.close()
    presence.capture()
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert not presence.window.isVisible()


def test_asked_to_end_by_the_desktop_no_window_stays_behind(presence, qapp):
    presence.start()
    qapp.ending.emit()
    assert presence.window.close()
    assert presence._notifier.tellings == []
