"""The field above the page: what is found as one types, walked by keys, opened, and left again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from netjournal.model import EntryDraft, EntryKind, Offering, Participant, PersonDraft, PersonRef, Recording, Reminder
from netjournal.store import Store
from ui.desk import Desk
from ui.find import Find, Result, Results, how_well
from ui.parts.search_field import SearchField

Show = Callable[..., QWidget]
TODAY = date(2026, 11, 23)


class Room(QWidget):
    """A window with the field, something else to write in, and three commands."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.field = SearchField("Search people, entries, commands", "Ctrl+K", self)
        self.other = QLineEdit(self)
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.other)
        column.addStretch(1)
        self.done: list[str] = []
        for name, text, key in (
            ("new-entry", "New entry", "Ctrl+N"),
            ("new-person", "&New person", "Ctrl+Shift+N"),
            ("export", "Export…", ""),
        ):
            action = QAction(text, self)
            action.setObjectName(name)
            action.setShortcut(key)
            action.triggered.connect(lambda _=False, name=name: self.done.append(name))
            self.addAction(action)
        self.find = Find(self.field, desk, self.actions, self)

    @property
    def titles(self) -> list[str]:
        return [row.title for row in self.find.model.rows]

    def under(self, heading: str) -> list[Result]:
        rows = self.find.model.rows
        start = self.titles.index(heading) + 1
        end = next((n for n in range(start, len(rows)) if rows[n].heading), len(rows))
        return rows[start:end]

    @property
    def marked(self) -> str:
        return self.find.model.rows[self.find.panel.chosen].title


@pytest.fixture
def ana(store: Store) -> int:
    person = store.add_person(PersonDraft("Ana Ruiz", notes="Thinks with a pencil."))
    store.add_tags([person], ["jazz"])
    return person


@pytest.fixture
def coffee(store: Store, ana: int) -> int:
    with_ana = (Participant(PersonRef(ana, "")),)
    draft = EntryDraft(TODAY - timedelta(1), EntryKind.MEETING, "Coffee, then jazz at the mill.", participants=with_ana)
    return store.record(Recording(draft)).entries[0]


@pytest.fixture
def room(desk: Desk, show: Show, coffee: int) -> Room:
    made = Room(desk)
    show(made, 800, 600)
    made.other.setFocus()
    return made


def key(qtbot: QtBot, room: Room, which: Qt.Key) -> None:
    qtbot.keyClick(room.field, which)


def test_before_anything_is_typed_those_met_lately_and_useful_commands(room: Room):
    room.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert room.find.panel.isVisible()
    assert [row.title for row in room.under("Met lately")] == ["Ana Ruiz"]
    assert room.under("Met lately")[0].aside == "yesterday"
    assert [(row.title, row.aside) for row in room.under("Commands")] == [
        ("New entry", "Ctrl+N"),
        ("New person", "Ctrl+Shift+N"),
    ]


def test_people_entries_and_tags_in_groups_with_the_match_marked(room: Room, qtbot: QtBot):
    room.field.setFocus()
    qtbot.keyClicks(room.field, "jazz")
    entry = room.under("Entries")[0]
    assert entry.title == "Ana Ruiz"
    assert entry.aside == "yesterday"
    assert [entry.detail[start:end] for start, end in entry.spans] == ["jazz"]
    assert [row.title for row in room.under("Tags")] == ["jazz"]
    assert room.titles[-1] == "Record “jazz” as an entry"
    assert "Entry, Ana Ruiz, Coffee" in entry.spoken
    assert not room.find.panel.grab().isNull()


def test_arrow_keys_pass_over_headings_and_enter_opens(room: Room, desk: Desk, qtbot: QtBot, ana: int, coffee: int):
    room.field.setFocus()
    qtbot.keyClicks(room.field, "ana")
    assert room.marked == "Ana Ruiz"
    key(qtbot, room, Qt.Key.Key_Down)
    assert room.find.model.rows[room.find.panel.chosen].detail.startswith("Coffee")
    key(qtbot, room, Qt.Key.Key_Up)
    key(qtbot, room, Qt.Key.Key_Up)
    assert room.marked.startswith("Record “ana”")
    key(qtbot, room, Qt.Key.Key_Down)
    with qtbot.waitSignal(desk.person_wanted) as caught:
        key(qtbot, room, Qt.Key.Key_Return)
    assert caught.args == [ana]
    assert room.find.panel.isHidden()
    assert room.field.text() == ""
    assert room.other.hasFocus()


def test_a_click_opens_an_entry(room: Room, desk: Desk, qtbot: QtBot, coffee: int):
    room.field.setFocus()
    qtbot.keyClicks(room.field, "coffee")
    n = next(n for n, row in enumerate(room.find.model.rows) if row.detail.startswith("Coffee"))
    panel = room.find.panel
    where = panel.list.visualRect(room.find.model.index(n, 0)).center()
    with qtbot.waitSignal(desk.entry_wanted) as caught:
        qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert caught.args == [coffee]


def test_esc_closes_and_the_keyboard_goes_back(room: Room, qtbot: QtBot):
    room.field.setFocus()
    qtbot.keyClicks(room.field, "an")
    key(qtbot, room, Qt.Key.Key_Escape)
    assert room.find.panel.isHidden()
    assert room.field.text() == ""
    assert room.other.hasFocus()


def test_leaving_the_field_takes_the_panel_away(room: Room, qtbot: QtBot):
    room.field.setFocus()
    qtbot.keyClicks(room.field, "an")
    room.other.setFocus()
    assert room.find.panel.isHidden()
    assert room.field.text() == "an"
    room.field.setFocus(Qt.FocusReason.TabFocusReason)
    assert room.find.panel.isVisible()


def test_commands_by_the_beginnings_of_their_words(room: Room, qtbot: QtBot):
    room.field.setFocus()
    qtbot.keyClicks(room.field, ">per")
    assert room.titles == ["Commands", "New person"]
    key(qtbot, room, Qt.Key.Key_Return)
    assert room.done == ["new-person"]
    room.field.setFocus()
    qtbot.keyClicks(room.field, ">zzz")
    assert room.titles == ["No command is called that"]
    key(qtbot, room, Qt.Key.Key_Return)
    assert room.done == ["new-person"]
    room.field.clear()
    qtbot.keyClicks(room.field, "export")
    assert [row.title for row in room.under("Commands")] == ["Export…"]


def test_what_is_typed_can_be_written_down(room: Room, desk: Desk, qtbot: QtBot):
    room.field.setFocus()
    qtbot.keyClicks(room.field, "Called the plumber")
    assert room.titles == ["Write it down", "Record “Called the plumber” as an entry"]
    with qtbot.waitSignal(desk.capture_wanted) as caught:
        key(qtbot, room, Qt.Key.Key_Return)
    assert caught.args == ["Called the plumber"]


def test_tags_reminders_and_offerings_lead_where_they_belong(room: Room, desk: Desk, qtbot: QtBot, ana: int):
    store = desk.store
    store.save_reminder(Reminder(0, "Quartz watch to the mender", TODAY, PersonRef(ana, "")))
    store.save_reminder(Reminder(0, "Pay the gardener", TODAY))
    store.save_offering(Offering(0, "House surveys", "I read houses."))
    for text, signal, args in (
        ("jazz", desk.tag_wanted, ["jazz"]),
        ("quartz", desk.person_wanted, [ana]),
        ("gardener", desk.page_wanted, ["today"]),
        ("surveys", desk.page_wanted, ["settings"]),
    ):
        room.field.setFocus()
        qtbot.keyClicks(room.field, text)
        rows = room.find.model.rows
        groups = ("Tag,", "Reminder,", "Offering,")
        room.find.panel.choose(next(n for n, row in enumerate(rows) if row.spoken.startswith(groups)))
        with qtbot.waitSignal(signal) as caught:
            key(qtbot, room, Qt.Key.Key_Return)
        assert caught.args == args


def test_the_panel_keeps_within_the_window(room: Room, desk: Desk, qtbot: QtBot):
    for n in range(12):
        desk.store.add_person(PersonDraft(f"Bo Larsen {n}"))
    room.field.setFocus()
    qtbot.keyClicks(room.field, "bo")
    for height in (600, 300):
        room.resize(700, height)
        panel = room.find.panel
        assert room.rect().contains(panel.geometry())
        assert panel.geometry().top() > room.field.geometry().bottom()
        assert panel.width() == room.field.width()


def test_results_are_a_sound_model_whose_headings_cannot_be_chosen(qtbot: QtBot):
    model = Results()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show([Result("People"), Result("Ana", spoken="Person, Ana", act=lambda: None)])
    assert tester.model() is model
    assert not model.index(0, 0).flags() & Qt.ItemFlag.ItemIsEnabled
    assert model.index(1, 0).flags() & Qt.ItemFlag.ItemIsSelectable
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Person, Ana"


@pytest.mark.parametrize(
    ("typed", "title", "fits"),
    [
        ("new", "New person", True),
        ("pers new", "New person", True),
        ("erson", "New person", False),
        ("bck", "Back up now", True),
        ("zq", "Back up now", False),
        ("", "Anything", True),
        ("ex", "Export…", True),
        ("reglages", "Réglages", True),
    ],
)
def test_commands_are_named_by_words_or_letters(typed: str, title: str, fits: bool):
    assert (how_well(typed, title) is not None) is fits


def test_a_command_is_found_by_other_words_than_its_name():
    assert how_well("text si", "Settings", "dark, text size") is not None
    assert how_well("ext", "Settings", "dark, text size") is None
    assert how_well("new per", "New person") < how_well("dark", "Settings", "dark, text size")


def test_the_first_word_counts_more():
    assert how_well("per", "Person, new") < how_well("per", "New person")
    assert how_well("per", "New person") < how_well("nwp", "New person")
