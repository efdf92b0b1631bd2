"""The settings of what comes back: times, the tray, the key, the calendar file, and what the agenda may suggest."""

from datetime import date

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from netjournal.model import PersonDraft, PersonRef, Reminder
from ui import autostart, hotkey, reminders_pane
from ui.reminders import Reminders, hours_of
from ui.settings import SettingsPage

Key = Qt.Key


@pytest.fixture
def abroad(monkeypatch, tmp_path):
    """What would reach out of the window: the folder of autostart, the tray and the key of the whole screen."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(autostart.sys, "platform", "linux")
    monkeypatch.setattr(hotkey, "can_have_one", lambda: True)
    monkeypatch.setattr(reminders_pane, "tray_is_there", lambda: True)
    return monkeypatch


@pytest.fixture
def page(desk, show, abroad):
    return show(SettingsPage(desk))


@pytest.fixture
def pane(page):
    return page.turn_to("reminders")


@pytest.fixture
def settled(desk):
    heard = []
    desk.machine_settled.connect(heard.append)
    return heard


def set_time(clock, text):
    clock.setFocus()
    clock.setTime(QTime.fromString(text, "HH:mm"))
    QTest.keyClick(clock, Key.Key_Return)


# --------------------------------------------------------------------------------------------- notices


def test_times_are_kept_and_announced(pane, machine, settled):
    assert [clock.value for clock in pane.clocks.values()] == ["09:00", "21:00", "08:00", "18:00"]
    set_time(pane.clocks["notices/digest"], "07:30")
    set_time(pane.clocks["notices/quiet-from"], "22:15")
    set_time(pane.clocks["notices/quiet-until"], "06:00")
    set_time(pane.clocks["notices/evening"], "19:00")
    hours = hours_of(machine)
    assert (hours.digest_at, hours.quiet_from, hours.quiet_until, hours.evening) == ("07:30", "22:15", "06:00", "19:00")
    assert settled == ["notices/digest", "notices/quiet-from", "notices/quiet-until", "notices/evening"]


def test_notices_are_switched_off(pane, machine):
    QTest.keyClick(pane.notices, Key.Key_Space)
    assert not hours_of(machine).notices
    assert not pane.clocks["notices/digest"].isEnabled()
    assert pane.clocks["notices/evening"].isEnabled()  # the tray still offers "tonight"


def test_an_evening_in_the_quiet_hours_is_pointed_out(pane):
    assert pane.evening_line.hint.text() == "When what you put off until tonight comes back."
    set_time(pane.clocks["notices/evening"], "22:00")
    assert pane.evening_line.hint.text().startswith("That is in the quiet hours")
    set_time(pane.clocks["notices/quiet-from"], "08:00")
    assert pane.quiet_line.hint.text() == "Equal times: never quiet."


def test_what_keeps_time_looks_again_at_once(pane, desk, store, qtbot):
    heard = []

    class Notifier:
        def tell(self, telling):
            heard.append(telling.title)

    store.save_reminder(Reminder(0, "Send the plans", date(2026, 11, 23)))
    set_time(pane.clocks["notices/digest"], "11:00")
    reminders = Reminders(desk, Notifier(), lambda: None)
    reminders.look()
    assert heard == []
    with qtbot.waitSignal(reminders.waiting):
        set_time(pane.clocks["notices/digest"], "09:30")
    reminders.close()
    assert heard == ["1 thing wants you today"]


# --------------------------------------------------------------------------------------------- the program


def test_closing_with_a_tray_and_without(page, pane, machine, abroad):
    pane.closing.button("quit").click()
    assert machine.flag("close/to-tray", default=True) is False
    abroad.setattr(reminders_pane, "tray_is_there", lambda: False)
    page.turn_to("reminders")
    assert pane.closing.button("stay").text() == "Minimise"
    assert pane.closing.current == "quit"
    pane.closing.button("stay").click()
    assert machine.flag("close/minimise", default=False) is True
    assert pane.closing_line.hint.text().startswith("This desktop has no tray.")


def test_start_at_login(pane, tmp_path):
    pane.login.click()
    assert (tmp_path / "config" / "autostart" / "netjournal.desktop").is_file()
    pane.login.click()
    assert not (tmp_path / "config" / "autostart" / "netjournal.desktop").exists()


def test_what_cannot_be_started_at_login_says_so(pane, tmp_path):
    (tmp_path / "config").write_text("a file where a folder should be")
    pane.login.click()
    assert not pane.login.isChecked()
    assert pane.login_line.hint.text().startswith("That cannot be done on this computer: ")


def press(pane, key, modifiers=Qt.KeyboardModifier.NoModifier):
    pane.key_field.setFocus()
    QTest.keyClick(pane.key_field, key, modifiers)


def test_a_key_is_taken_and_given_back(pane, machine, desk):
    taken = []
    desk.take_key = lambda: taken.append(machine.text("capture/key")) or True
    pane.key_button.click()
    assert pane.key_field.keySequence() == QKeySequence("Ctrl+Alt+J")
    press(pane, Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert pane.key_button.text() == "No key"
    pane.key_button.click()
    assert taken == ["Ctrl+Alt+J", "Ctrl+Alt+K", ""]
    assert pane.key_field.keySequence().isEmpty()
    assert pane.key_button.text() == "Take Ctrl+Alt+J"


def test_a_key_that_cannot_be_had_leaves_the_one_before(pane, machine, desk):
    machine.keep("capture/key", "F9")
    desk.take_key = lambda: machine.text("capture/key") == "F9"
    press(pane, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert machine.text("capture/key") == "F9"
    assert pane.key_line.hint.text() == "Ctrl+K cannot be had: another program has it. Choose another."
    assert pane.key_field.keySequence() == QKeySequence("F9")


def test_a_letter_alone_is_not_taken_from_everybody(pane, machine):
    press(pane, Key.Key_K)
    assert machine.text("capture/key") == ""
    assert "alone would be gone everywhere else" in pane.key_line.hint.text()


def test_where_no_program_has_a_key_the_command_is_named(desk, show, abroad):
    abroad.setattr(hotkey, "can_have_one", lambda: False)
    pane = show(SettingsPage(desk)).turn_to("reminders")
    assert not pane.key_field.isVisible()
    assert "netjournal capture" in pane.key_line.hint.text()


# --------------------------------------------------------------------------------------------- the rest


def test_a_calendar_file_is_chosen_and_let_go(pane, machine, settled, tmp_path):
    pane.choose_button.click()
    dialog = pane.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "agenda.ics"))
    dialog.close()
    assert machine.text("calendar/file") == str(tmp_path / "agenda.ics")
    assert pane.calendar_line.hint.text() == str(tmp_path / "agenda.ics")
    pane.stop_button.click()
    assert machine.text("calendar/file") == ""
    assert not pane.stop_button.isVisible()
    assert settled == ["calendar/file", "calendar/file"]


def test_suggestions_are_kept_in_the_journal_and_can_be_undone(pane, store):
    pane.reconnect.click()
    pane.give.click()
    pane.nobody.click()
    kept = store.preferences
    assert (kept.reconnect, kept.give, kept.asked_nobody) == (False, False, False)
    assert not pane.dormant.isEnabled()
    for _ in range(3):
        store.undo()
    assert (pane.reconnect.isChecked(), pane.give.isChecked(), pane.nobody.isChecked()) == (True, True, True)
    for field, days in ((pane.dormant, "400"), (pane.distance, "90")):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, days)
        QTest.keyClick(field, Key.Key_Return)
    assert (store.preferences.dormant_days, store.preferences.ask_distance) == (400, 90)


def test_every_control_has_a_name(pane, store):
    store.save_reminder(Reminder(0, "x", date(2026, 11, 23), PersonRef(store.add_person(PersonDraft("Ana Ruiz")), "")))
    controls = [pane.notices, pane.login, pane.reconnect, pane.give, pane.nobody, pane.dormant, pane.distance]
    assert all(control.accessibleName() for control in (*controls, *pane.clocks.values(), pane.key_field))
    assert len({control.accessibleName() for control in (*controls, *pane.clocks.values())}) == 11


def test_a_section_is_no_higher_than_its_words(page, pane):
    room = page._rooms["reminders"]
    pane.layout().activate()
    assert room.widget().height() == max(room.viewport().height(), room.widget().heightForWidth(room.widget().width()))
