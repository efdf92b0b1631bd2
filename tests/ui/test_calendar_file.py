"""The calendar file: written a little after changes and each day, and quiet about what cannot be mended here."""

import sys
from datetime import date

import pytest

from netjournal.model import Preferences, Reminder
from ui.calendar_file import CalendarFile

MONDAY = date(2026, 11, 23)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "agenda.ics"


@pytest.fixture
def keeper(desk, machine, file):
    machine.keep("calendar/file", str(file))
    made = CalendarFile(desk)
    yield made
    if not made._closed:
        made.close()


@pytest.fixture
def said(desk):
    heard = []
    desk.said.connect(lambda text, *_: heard.append(text))
    return heard


def remind(store, text):
    store.save_reminder(Reminder(0, text, MONDAY))


def test_it_is_written_a_little_after_changes(keeper, store, file):
    assert keeper.waits
    keeper.write()
    assert b"Send the plans" not in file.read_bytes()
    remind(store, "Send the plans")
    assert keeper.waits
    keeper._soon.timeout.emit()
    assert b"SUMMARY:Send the plans" in file.read_bytes()
    assert not keeper.waits
    assert not list(file.parent.glob(".*partial"))


def test_each_day_anew(keeper, clock):
    keeper.write()
    keeper.look_at_the_day()
    assert not keeper.waits
    clock.advance(days=1)
    keeper.look_at_the_day()
    assert keeper.waits


def test_what_is_left_is_written_at_the_end(keeper, store, file):
    keeper.write()
    remind(store, "Send the plans")
    keeper.close()
    assert b"Send the plans" in file.read_bytes()


def test_nothing_is_written_where_nothing_is_named(desk, machine, keeper, file, tmp_path):
    keeper._soon.stop()
    machine.keep("calendar/file", "")
    desk.machine_settled.emit("calendar/file")
    keeper.write()
    assert not file.exists()
    machine.keep("calendar/file", str(file))
    desk.machine_settled.emit("calendar/file")  # at once, so that it can be looked at
    assert file.exists()


def test_the_invented_journal_is_no_matter_of_a_calendar(keeper, store, file):
    store.settle(Preferences(sample=True))
    keeper.write()
    assert not file.exists()


def test_to_dos_ring_when_the_day_is_told(keeper, desk, machine, store, file):
    remind(store, "Send the plans")
    keeper.write()
    machine.keep("notices/digest", "07:15")
    desk.machine_settled.emit("notices/digest")
    assert keeper.waits
    keeper.write()
    assert b"TRIGGER;RELATED=END:PT7H15M" in file.read_bytes()


def test_what_cannot_be_written_is_said_once(keeper, machine, store, said, file, tmp_path):
    machine.keep("calendar/file", str(tmp_path / "gone" / "agenda.ics"))
    keeper.write()
    remind(store, "One")
    keeper.write()
    assert len(said) == 1
    assert said[0].startswith("The calendar file could not be written: ")
    (tmp_path / "gone").mkdir()
    keeper.write()
    assert (tmp_path / "gone" / "agenda.ics").is_file()
    if sys.platform != "win32":
        (tmp_path / "gone" / "agenda.ics").unlink()
        (tmp_path / "gone").rmdir()
        keeper.write()
        assert len(said) == 2
        remind(store, "Two")
        keeper.close()  # and at the end not at all
        assert len(said) == 2
