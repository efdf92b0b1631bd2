"""The capture field, driven as a person does: keys and clicks, then what stands in the journal."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from netjournal.model import (
    AskState,
    EntryFilter,
    EntryKind,
    Offering,
    PersonDraft,
    PersonKind,
    PersonRef,
    Recording,
    Reminder,
)
from netjournal.store import Store
from ui.capture_field import CaptureField, letters, units
from ui.day_choice import CalendarPopup
from ui.desk import Desk

TODAY = date(2026, 11, 23)


@pytest.fixture
def said(desk: Desk) -> list[tuple]:
    heard: list[tuple] = []
    desk.said.connect(lambda *what: heard.append(what))
    return heard


@pytest.fixture
def field(desk: Desk, store: Store, show: Callable) -> CaptureField:
    store.add_person(PersonDraft("Ana Ruiz"))
    store.add_person(PersonDraft("Bo Larsen"))
    made = CaptureField(desk)
    show(made, 700, 300)
    made.begin()
    return made


def chips(field: CaptureField) -> list[str]:
    return [chip.text() for chip in field.chips.chips]


def chip(field: CaptureField, text: str):
    return next(one for one in field.chips.chips if one.text() == text)


def menu_of(widget, name: str) -> QMenu:
    return next(menu for menu in widget.findChildren(QMenu, name) if menu.isVisible())


def write(qtbot: QtBot, field: CaptureField, text: str) -> None:
    field._suggestions.hide()
    qtbot.keyClicks(field.text, text)


def rows(store: Store):
    ids = store.entry_ids(EntryFilter())
    found = store.entry_rows(ids)
    return [found[id] for id in ids]


@pytest.fixture
def undo(field: CaptureField, desk: Desk) -> QAction:
    """As the window has it."""
    action = QAction("Undo", field)
    action.setShortcut(QKeySequence("Ctrl+Z"))
    action.triggered.connect(desk.undo)
    field.addAction(action)
    return action


def test_ctrl_z_takes_back_what_was_typed_and_then_what_was_recorded(qtbot, field, store, undo):
    write(qtbot, field, "Coffee with @Ana Ruiz ")
    qtbot.keyClick(field.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    write(qtbot, field, "abc")
    qtbot.keyClick(field.text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (field.text.toPlainText(), store.count_entries()) == ("", 1)
    qtbot.keyClick(field.text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert store.count_entries() == 0


def test_writing_shows_what_is_understood_and_ctrl_enter_records_it(qtbot, field, store, said):
    write(qtbot, field, "Coffee with @Ana Ruiz. /like jazz /ask her house sale; not now until 1 April")
    assert {"meeting", "Ana Ruiz", "likes jazz", "ask made: her house sale", "not now"} <= set(chips(field))
    assert any(text.startswith("come back: 1 Apr 2027") for text in chips(field))
    with qtbot.waitSignal(field.recorded) as heard:
        qtbot.keyClick(field.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(heard.args[0].entries) == 3
    assert {row.kind for row in rows(store)} == {EntryKind.MEETING, EntryKind.ASK, EntryKind.OUTCOME}
    assert [p.text for p in store.about(1).preferences] == ["jazz"]
    assert store.open_ask(1).state is AskState.NOT_NOW
    assert field.line == ""
    assert said[-1][0] == "Recorded: meeting with Ana Ruiz."


def test_undo_in_the_bar_takes_the_entry_back_and_puts_the_text_back(qtbot, field, store, said):
    write(qtbot, field, "Called @Bo Larsen")
    qtbot.mouseClick(field.record_button, Qt.MouseButton.LeftButton)
    assert store.count_entries() == 1
    said[-1][2]()
    assert store.count_entries() == 0
    assert field.line == "Called @Bo Larsen"


def test_a_completion_is_walked_and_taken_by_keys_without_losing_the_keyboard(qtbot, field):
    qtbot.keyClicks(field.text, "Lunch with @")
    assert sorted(field._suggestions.shown) == ["Ana Ruiz", "Bo Larsen"]
    first, second = field._suggestions.shown
    qtbot.keyClick(field.text, Qt.Key.Key_Down)
    qtbot.keyClick(field.text, Qt.Key.Key_Tab)
    assert field.line == f"Lunch with @{second} "
    assert field.text.hasFocus()
    assert not field._suggestions.isVisible()
    assert second in chips(field)
    assert first not in chips(field)


def test_esc_closes_the_completion_first_and_the_field_then(qtbot, field):
    closed = []
    field.closed.connect(lambda: closed.append(True))
    qtbot.keyClicks(field.text, "/as")
    assert field._suggestions.isVisible()
    qtbot.keyClick(field.text, Qt.Key.Key_Escape)
    assert not field._suggestions.isVisible()
    assert not closed
    qtbot.keyClick(field.text, Qt.Key.Key_Escape)
    assert closed


def test_a_click_takes_a_completion(qtbot, field):
    qtbot.keyClicks(field.text, "Met @Bo")
    popup = field._suggestions
    box = popup.visualRect(popup.model().index(0, 0))
    qtbot.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert field.line == "Met @Bo Larsen "


def test_commands_are_offered_with_what_they_do(qtbot, field):
    qtbot.keyClicks(field.text, "/rem")
    assert field._suggestions.shown == ["/remind DAY WHAT"]
    qtbot.keyClick(field.text, Qt.Key.Key_Return)
    assert field.line == "/remind "


def test_somebody_new_is_shown_as_new_and_made_on_recording(qtbot, field, store):
    write(qtbot, field, "Lunch with @Zoe Newcomer")
    assert "new person: Zoe Newcomer" in chips(field)
    assert store.find_by_name("Zoe Newcomer") == []
    field.record()
    assert len(store.find_by_name("Zoe Newcomer")) == 1


def test_somebody_new_may_be_an_organization(qtbot, field, store):
    write(qtbot, field, "Lunch with @Fenster Wohlfahrt about windows")
    qtbot.keyClick(chip(field, "new person: Fenster Wohlfahrt"), Qt.Key.Key_Space)
    menu = menu_of(field, "choices")
    assert [action.text() for action in menu.actions()] == [
        "New person: Fenster Wohlfahrt",
        "New organization: Fenster Wohlfahrt",
    ]
    menu.actions()[1].trigger()
    assert "new organization: Fenster Wohlfahrt" in chips(field)
    field.record()
    (made,) = store.find_by_name("Fenster Wohlfahrt")
    assert store.about(made).person.about.kind is PersonKind.ORGANIZATION


def test_of_several_people_one_is_chosen_whom_a_like_is_of(qtbot, field, store):
    write(qtbot, field, "Lunch with @Ana Ruiz and @Bo Larsen /like jazz")
    qtbot.keyClick(chip(field, "likes jazz · both"), Qt.Key.Key_Space)
    menu = menu_of(field, "choices")
    assert [action.text() for action in menu.actions()] == ["Both", "Ana Ruiz", "Bo Larsen"]
    menu.actions()[2].trigger()
    assert "likes jazz · Bo Larsen" in chips(field)
    field.record()
    ana, bo = (store.find_by_name(name)[0] for name in ("Ana Ruiz", "Bo Larsen"))
    assert store.about(ana).preferences == ()
    assert [preference.text for preference in store.about(bo).preferences] == ["jazz"]


def test_a_reminder_says_of_whom_and_when_it_is(qtbot, field):
    write(qtbot, field, "Lunch with @Ana Ruiz and @Bo Larsen /remind 1 December 14:30 send the plans")
    assert "reminder: send the plans · both · 1 Dec 2026, 14:30" in chips(field)


def test_after_a_click_on_record_one_writes_on(qtbot, field, store):
    for line in ("Called @Ana Ruiz", "Called @Bo Larsen"):
        write(qtbot, field, line)
        field._suggestions.hide()
        qtbot.mouseClick(field.record_button, Qt.MouseButton.LeftButton)
        assert field.window().focusWidget() is field.text
    assert len(rows(store)) == 2


def test_the_kind_is_corrected_from_its_menu(qtbot, field, store):
    write(qtbot, field, "Coffee with @Ana Ruiz")
    qtbot.mouseClick(chip(field, "meeting"), Qt.MouseButton.LeftButton)
    menu = menu_of(field, "choices")
    next(action for action in menu.actions() if action.text() == "Video call").trigger()
    assert "video call" in chips(field)
    field.record()
    assert rows(store)[0].kind is EntryKind.VIDEO_CALL


def test_of_two_of_one_name_the_chip_lets_one_choose(qtbot, field, store):
    store.add_person(PersonDraft("Ana Weber"))
    field.refresh()
    write(qtbot, field, "Called @Ana")
    qtbot.keyClick(field.text, Qt.Key.Key_Escape)
    named = next(one for one in field.chips.chips if "Ana" in one.text())
    assert named.says.state == "unclear"
    qtbot.mouseClick(named, Qt.MouseButton.LeftButton, pos=QPoint(12, 12))
    menu = menu_of(field, "choices")
    assert {"Ana Ruiz", "Ana Weber"} <= {action.text() for action in menu.actions()}
    next(action for action in menu.actions() if action.text() == "Ana Weber").trigger()
    field.record()
    assert [named.name for named, _ in rows(store)[0].people] == ["Ana Weber"]


def test_a_chip_taken_away_stays_as_text_and_comes_back(qtbot, field, store):
    write(qtbot, field, "Coffee with @Ana Ruiz /like jazz")
    likes = chip(field, "likes jazz")
    likes.setFocus()
    qtbot.keyClick(likes, Qt.Key.Key_Delete)
    assert "likes jazz" not in chips(field)
    assert field.line == "Coffee with @Ana Ruiz /like jazz"
    assert field.again.isVisible()
    qtbot.mouseClick(field.again, Qt.MouseButton.LeftButton)
    assert "likes jazz" in chips(field)
    qtbot.keyClick(chip(field, "likes jazz"), Qt.Key.Key_Backspace)
    field.record()
    assert store.about(1).preferences == ()
    assert "/like jazz" in rows(store)[0].text


def test_an_offering_that_was_spoken_of_is_offered_as_a_chip(qtbot, field, store):
    store.save_offering(Offering(0, "Energy survey"))
    field.refresh()
    write(qtbot, field, "Coffee with @Ana Ruiz, told her about the energy survey.")
    assert "told about Energy survey" in chips(field)
    field.record()
    assert [known.offering.name for known in store.offerings_known(1)] == ["Energy survey"]
    write(qtbot, field, "Called @Bo Larsen. No word of the energy survey.")
    qtbot.keyClick(chip(field, "told about Energy survey"), Qt.Key.Key_Delete)
    field.record()
    assert store.offerings_known(2) == ()
    assert "energy survey" in rows(store)[0].text


def test_a_day_to_come_back_is_put_right_in_the_calendar(qtbot, field, store):
    write(qtbot, field, "@Ana Ruiz /ask a favour; not now until 1 April")
    day = next(one for one in field.chips.chips if one.text().startswith("come back"))
    qtbot.mouseClick(day, Qt.MouseButton.LeftButton, pos=QPoint(12, 12))
    popup = day.findChild(CalendarPopup)
    popup.chosen.emit(date(2027, 5, 3))
    popup.close()
    assert any(text == "come back: 3 May 2027" for text in chips(field))
    assert "2027-05-03" in field.line


def test_the_day_button_dates_back(qtbot, field, store):
    write(qtbot, field, "Called @Ana Ruiz")
    qtbot.mouseClick(field.day_button, Qt.MouseButton.LeftButton)
    menu = menu_of(field.day_button, "days")
    next(action for action in menu.actions() if action.text() == "Yesterday").trigger()
    assert field.day_button.text().startswith("Yesterday")
    field.record()
    assert rows(store)[0].day == date(2026, 11, 22)
    assert field.day_button.text().startswith("Today")


def test_what_is_not_understood_is_said_quietly_and_kept(qtbot, field, store):
    write(qtbot, field, "Coffee /lik jazz")
    assert "Did you mean /like?" in field.problem.text()
    field.record()
    assert "/lik jazz" in rows(store)[0].text


def test_unfinished_text_is_there_again_after_a_restart(qtbot, field, desk, store):
    write(qtbot, field, "Half a thou")
    qtbot.waitUntil(lambda: store.scratch("capture") == "Half a thou", timeout=3000)
    again = CaptureField(desk)
    qtbot.addWidget(again)
    assert again.line == "Half a thou"
    field.record()
    assert store.scratch("capture") == ""


def test_text_is_kept_when_the_field_goes_out_of_sight(qtbot, field, store):
    write(qtbot, field, "Quick")
    field.hide()
    assert store.scratch("capture") == "Quick"


def test_the_text_stays_when_the_journal_refuses_it(qtbot, field, store, monkeypatch):
    from netjournal.errors import Invalid
    from netjournal.wording import say

    def refuse(*_args, **_named):
        raise Invalid("text", say("Not like this."))

    write(qtbot, field, "Called @Ana Ruiz")
    monkeypatch.setattr(store, "record", refuse)
    field.record()
    assert field.line == "Called @Ana Ruiz"
    assert field.problem.text() == "Not like this."


def test_begin_adds_to_what_stands_there(qtbot, field):
    write(qtbot, field, "One")
    field.begin("Two")
    assert field.line == "One\nTwo"
    assert field.text.hasFocus()


def test_an_open_ask_made_elsewhere_is_known_here(qtbot, field, store):
    from netjournal.model import AskDetail, AskSide, EntryDraft, Participant

    detail = AskDetail(AskSide.MADE, "the roof")
    store.record(
        Recording(EntryDraft(TODAY, EntryKind.ASK, participants=(Participant(PersonRef(1, "")),), detail=detail))
    )
    field.refresh()
    write(qtbot, field, "@Ana Ruiz /outcome yes")
    assert "of the ask: the roof · today" in chips(field)


def test_a_reminder_alone_is_said_as_one(qtbot, field, store, said):
    write(qtbot, field, "@Ana Ruiz /remind tomorrow call her")
    field.record()
    assert [(r.text, r.day) for r in store.reminders()] == [("call her", date(2026, 11, 24))]
    assert said[-1][0] == "You will be reminded tomorrow."
    assert isinstance(store.reminders()[0], Reminder)


def test_the_field_grows_with_its_text_and_no_further_than_six_lines(qtbot, field):
    low = field.text.height()
    field.begin("\n".join("line" for _ in range(4)))
    middle = field.text.height()
    field.begin("\n".join("line" for _ in range(20)))
    assert low < middle < field.text.height()
    six = field.text.height()
    field.begin("more\nmore")
    assert field.text.height() == six


@pytest.mark.parametrize(("text", "at", "there"), [("abc", 2, 2), ("🎉 @Ana", 2, 3), ("a🎉🎉b", 3, 5)])
def test_places_behind_an_emoji_are_counted_as_qt_does(text, at, there):
    assert units(text, at) == there
    assert letters(text, there) == at


def test_completion_works_behind_an_emoji(qtbot, field):
    field.begin("🎉 with @An")
    field.text.moveCursor(field.text.textCursor().MoveOperation.End)
    field._suggest()
    qtbot.keyClick(field.text, Qt.Key.Key_Return)
    assert field.line == "🎉 with @Ana Ruiz "


def test_everything_has_a_name_for_assistive_technology(field):
    assert field.text.accessibleName() == "What happened?"
    assert field._suggestions.accessibleName()


def test_chips_that_fit_show_no_scroll_bar(qtbot, field):
    write(qtbot, field, "Coffee with @Ana Ruiz. /like jazz /ask her house sale; not now until 1 April #estate")
    room = field.chips.parentWidget().parentWidget()
    qtbot.waitUntil(lambda: room.height() >= field.chips.heightForWidth(room.viewport().width()))
    qtbot.waitUntil(lambda: room.verticalScrollBar().maximum() == 0)


def test_tab_goes_through_the_chips_before_it_goes_on(qtbot, field):
    write(qtbot, field, "Called @Ana Ruiz ")
    assert chips(field) == ["call", "I reached out", "Ana Ruiz"]
    walked = []
    for _ in range(5):
        focused = field.window().focusWidget()
        walked.append(focused.text() if focused in field.chips.chips else focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert walked == [field.text, "call", "I reached out", "Ana Ruiz", field.day_button]
    qtbot.keyClick(field.form_button, Qt.Key.Key_Backtab)
    qtbot.keyClick(field.day_button, Qt.Key.Key_Backtab)
    qtbot.keyClick(field.window().focusWidget(), Qt.Key.Key_Delete)
    assert chips(field) == ["call", "I reached out"]
    assert field.window().focusWidget() is chip(field, "I reached out")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("@Ana Ruiz gave me a book", "Recorded: gift from Ana Ruiz."),
        ("Wrote to @Ana Ruiz and @Bo Larsen", "Recorded: message to Ana Ruiz and Bo Larsen."),
        ("@Ana Ruiz /thanks the book", "Recorded: thanks to Ana Ruiz."),
        ("Called @Ana Ruiz", "Recorded: call with Ana Ruiz."),
        ("@Ana Ruiz is moving", "Recorded: note about Ana Ruiz."),
    ],
)
def test_what_was_recorded_is_told_as_one_says_it(qtbot, field, said, line, told):
    write(qtbot, field, line)
    qtbot.keyClick(field.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert said[-1][0] == told


@pytest.mark.parametrize("name", ["Ana Ruiz", "Smith, John", "A & B “Bee”", "Ann /told"])
@pytest.mark.parametrize("there", ["", "Met @Ana Ruiz in town."])
def test_one_of_two_with_the_same_name_is_who_it_is_about(field, store, name, there):
    first, second = store.add_person(PersonDraft(name)), store.add_person(PersonDraft(name))
    for number in (first, second):
        field.clear()
        field.begin(there)
        field.begin_about(PersonRef(number, name), "/told Energy surveys ")
        field.record()
        entries = (store.entry(one).draft for one in sorted(store.entry_ids(EntryFilter()), reverse=True))
        told = next(one for one in entries if one.mentions)
        assert told.participants[-1].person.id == number
        assert field.line == ""
