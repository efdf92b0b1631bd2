"""The page people see first: what happened, and what needs them, driven by keys and clicks."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from netjournal.agenda import CALM, ItemKind
from netjournal.days import PartialDate
from netjournal.model import (
    AskDetail,
    AskSide,
    AskState,
    DateKind,
    EntryDraft,
    EntryFilter,
    EntryKind,
    Gratitude,
    OutcomeDetail,
    Participant,
    PersonDraft,
    PersonRef,
    Recording,
    ReferralDetail,
    Reminder,
    Side,
    SpecialDate,
)
from netjournal.store import Store
from ui.agenda_list import PICTURES
from ui.desk import Desk
from ui.look import resource
from ui.today import TodayPage

TODAY = date(2026, 11, 23)
ANA, BO, LEA = PersonRef(1, "Ana Ruiz"), PersonRef(2, "Bo Larsen"), PersonRef(3, "Lea Berg")


@pytest.fixture
def said(desk: Desk) -> list[tuple]:
    heard: list[tuple] = []
    desk.said.connect(lambda *what: heard.append(what))
    return heard


def record(store: Store, draft: EntryDraft) -> int:
    return store.record(Recording(draft)).entries[0]


@pytest.fixture
def lived(store: Store) -> Store:
    """Ana is to be reminded of, Bo was long not in touch, Lea sent somebody and has her birthday today."""
    store.add_person(PersonDraft("Ana Ruiz"))
    store.add_person(PersonDraft("Bo Larsen", cadence_days=60))
    store.add_person(PersonDraft("Lea Berg"))
    store.save_reminder(Reminder(0, "Send the plans", TODAY, ANA))
    record(store, EntryDraft(TODAY - timedelta(94), EntryKind.CALL, "Long ago", participants=(Participant(BO),)))
    detail = ReferralDetail(Side.RECEIVED, LEA, ANA, "a survey")
    record(store, EntryDraft(TODAY - timedelta(9), EntryKind.REFERRAL, participants=(Participant(LEA),), detail=detail))
    store.save_fact(SpecialDate(0, 3, DateKind.BIRTHDAY, PartialDate(1976, 11, 23)))
    record(store, EntryDraft(TODAY, EntryKind.MEETING, "Coffee", participants=(Participant(ANA),)))
    record(store, EntryDraft(TODAY - timedelta(1), EntryKind.NOTE, "A quiet day"))
    return store


def shown(desk: Desk, show: Callable, qtbot: QtBot, width: int = 1280, height: int = 800) -> TodayPage:
    """The page, with what is worked out after its first painting."""
    page = TodayPage(desk)
    show(page, width, height)
    qtbot.waitUntil(page.agenda_list.isVisible)
    return page


@pytest.fixture
def page(desk: Desk, lived: Store, show: Callable, qtbot: QtBot) -> TodayPage:
    return shown(desk, show, qtbot)


def line(page: TodayPage, kind: ItemKind):
    return next(one for one in page.agenda_list.lines if one.item.kind is kind)


def go_to(page: TodayPage, kind: ItemKind):
    found = line(page, kind)
    found.setFocus(Qt.FocusReason.TabFocusReason)
    return found


def kinds(page: TodayPage) -> list[ItemKind]:
    return [one.item.kind for one in page.agenda_list.lines]


def menu_of(widget: QWidget, name: str) -> QMenu:
    return next(menu for menu in widget.findChildren(QMenu, name) if menu.isVisible())


def newest(store: Store):
    return store.entry(max(store.entry_ids(EntryFilter()))).draft


@pytest.mark.parametrize("kind", list(ItemKind))
def test_every_kind_of_item_has_a_picture(kind):
    assert resource(f"icons/{PICTURES[kind]}.svg").exists()


def test_the_field_is_there_at_once_for_a_window_that_becomes_active_after_it_was_made(desk, lived, show):
    """Qt passes a window's keyboard on to what has it there only where that is visible, else to the first field."""
    window = show(QWidget())
    page = TodayPage(desk)
    page.setParent(window)
    page.show()
    page.take_focus()
    page._get_ready()  # as after its first painting; the desktop's word may come before anything else
    assert window.focusWidget() is page.capture_field.text
    assert page.capture_field.text.isVisible()


def test_shows_the_last_days_and_what_needs_one(page, lived):
    assert page.date_label.text() == "Monday, 23 November"
    assert [page.model.row(r).text for r in range(page.model.rowCount())][:2] == ["Coffee", "A quiet day"]
    assert {ItemKind.REMINDER, ItemKind.DATE, ItemKind.THANKS, ItemKind.CADENCE} <= set(kinds(page))
    reminder = line(page, ItemKind.REMINDER)
    assert (reminder.title, reminder.why) == ("Ana Ruiz", "Send the plans")


def test_the_model_keeps_its_promises_while_entries_come_and_go(page, lived, qtmodeltester):
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    number = record(lived, EntryDraft(TODAY, EntryKind.CALL, "New"))
    assert page.model.row(0).text == "New"
    lived.delete_entries([number])
    lived.undo()
    assert page.model.row(0).text == "New"
    assert tester.model() is page.model


def test_what_is_recorded_stands_in_the_list_at_once(qtbot, page, lived):
    page.capture("Called @Bo Larsen about the roof")
    qtbot.keyClick(page.capture_field.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.model.row(0).kind is EntryKind.CALL
    assert ItemKind.CADENCE not in kinds(page)


def test_tells_how_many_wait(page, lived):
    heard = []
    page.waiting.connect(heard.append)
    before = len([item for item in page.agenda.today if item.kind not in CALM])
    lived.save_reminder(Reminder(0, "One more", TODAY))
    assert heard[-1] == before + 1


def test_done_is_one_key_and_can_be_undone(qtbot, page, lived, said):
    go_to(page, ItemKind.REMINDER)
    qtbot.keyClick(page.agenda_list.current_line, Qt.Key.Key_D)
    assert ItemKind.REMINDER not in kinds(page)
    assert said[-1][:2] == ("Done: Ana Ruiz · Send the plans.", "Undo")
    said[-1][2]()
    assert ItemKind.REMINDER in kinds(page)


def test_done_is_one_click_as_well(qtbot, page, lived):
    go_to(page, ItemKind.REMINDER)
    qtbot.mouseClick(page.agenda_list.strip.main, Qt.MouseButton.LeftButton)
    assert ItemKind.REMINDER not in kinds(page)


def test_dismissing_keeps_the_keyboard_in_the_list(qtbot, page, lived, said):
    first = page.agenda_list.lines[0]
    second = page.agenda_list.lines[1].item.key
    first.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(first, Qt.Key.Key_Delete)
    assert page.agenda_list.current_line.item.key == second
    assert page.agenda_list.current_line.hasFocus()
    assert said[-1][0].startswith("Dismissed")


def test_arrows_walk_both_lists_and_enter_opens_the_person(qtbot, page, lived, desk):
    opened = []
    desk.person_wanted.connect(opened.append)
    lines = page.agenda_list.lines
    page.agenda_list.take_focus()
    for n, one in enumerate(lines):
        assert one.hasFocus()
        assert page.agenda_list.current_line is one
        if n + 1 < len(lines):
            qtbot.keyClick(one, Qt.Key.Key_Down)
    qtbot.keyClick(lines[-1], Qt.Key.Key_Home)
    qtbot.keyClick(lines[0], Qt.Key.Key_Return)
    assert opened == [lines[0].item.person.id]


def test_a_click_on_the_name_opens_the_person(qtbot, page, desk):
    opened = []
    desk.person_wanted.connect(opened.append)
    thanks = line(page, ItemKind.THANKS)
    qtbot.mouseClick(thanks, Qt.MouseButton.LeftButton, pos=thanks._name_box().center())
    assert opened == [3]


def test_snoozed_until_another_day(qtbot, page, lived, said):
    go_to(page, ItemKind.REMINDER)
    qtbot.keyClick(page.agenda_list.current_line, Qt.Key.Key_S)
    menu = menu_of(page.agenda_list.strip.snooze, "snooze")
    assert not [action for action in menu.actions() if action.isChecked()]
    assert [a.text() for a in menu.actions() if a.text()][1:4] == ["Tomorrow", "This weekend", "Next week"]
    menu.actions()[1].trigger()
    menu.close()
    assert lived.answers()[0].until == TODAY + timedelta(1)
    assert ItemKind.REMINDER not in [one.item.kind for one in page.agenda_list.lines if not one.soon]
    assert said[-1][0] == "Snoozed until tomorrow."


def test_put_off_until_tonight_it_comes_back_in_the_evening(qtbot, page, lived, clock, said):
    heard = []
    page.waiting.connect(heard.append)
    go_to(page, ItemKind.REMINDER)
    qtbot.keyClick(page.agenda_list.current_line, Qt.Key.Key_S)
    menu = menu_of(page.agenda_list.strip.snooze, "snooze")
    menu.actions()[0].trigger()
    menu.close()
    assert said[-1][0] == "Put off until tonight."
    assert ItemKind.REMINDER not in kinds(page)
    assert page._next.remainingTime() < 9 * 3600 * 1000
    clock.advance(hours=8)
    page._next.timeout.emit()
    assert ItemKind.REMINDER in kinds(page)
    assert heard[-1] == heard[0] + 1
    go_to(page, ItemKind.REMINDER)
    qtbot.keyClick(page.agenda_list.current_line, Qt.Key.Key_S)
    menu = menu_of(page.agenda_list.strip.snooze, "snooze")
    assert menu.actions()[0].text() == "Tomorrow"  # tonight is now
    menu.close()


@pytest.mark.parametrize(("day", "aside"), [("1976-11-24", "tomorrow"), ("1976-11-28", "in 5 days")])
def test_what_is_told_ahead_is_not_late(page, lived, day, aside):
    bo = lived.add_person(PersonDraft("Bo Nilsen"))
    lived.save_fact(SpecialDate(0, bo, DateKind.BIRTHDAY, PartialDate.parse(day)))
    told = next(one for one in page.agenda_list.lines if one.title == "Bo Nilsen")
    assert (told.aside, told.aside_role) == (aside, "quiet")
    assert told.item.ahead_of == date(2026, *map(int, day.split("-")[1:]))
    assert line(page, ItemKind.REMINDER).aside == ""


@pytest.mark.parametrize(
    ("day", "aside"), [(23, "today, 14:30"), (24, "tomorrow, 14:30"), (30, "30 Nov, 14:30"), (21, "2 d late")]
)
def test_a_time_alone_is_a_time_of_today(page, lived, day, aside):
    lived.record(Recording(reminders=(Reminder(0, "Send the plans", date(2026, 11, day), None, "14:30"),)))
    told = next(one for one in page.agenda_list.lines if one.title.startswith("Send the plans"))
    assert told.aside == aside


def test_in_touch_is_recorded_from_a_menu(qtbot, page, lived, said):
    go_to(page, ItemKind.CADENCE)
    qtbot.mouseClick(page.agenda_list.strip.main, Qt.MouseButton.LeftButton)
    menu = menu_of(page.agenda_list.strip.main, "touch")
    next(a for a in menu.actions() if a.text() == "Message today").trigger()
    menu.close()
    draft = newest(lived)
    assert (draft.kind, draft.day, [p.person.id for p in draft.participants]) == (EntryKind.MESSAGE, TODAY, [2])
    assert ItemKind.CADENCE not in kinds(page)
    said[-1][2]()
    assert ItemKind.CADENCE in kinds(page)


def test_an_attempt_is_no_touch(qtbot, page, lived):
    go_to(page, ItemKind.CADENCE)
    qtbot.mouseClick(page.agenda_list.strip.main, Qt.MouseButton.LeftButton)
    menu = menu_of(page.agenda_list.strip.main, "touch")
    next(a for a in menu.actions() if a.text() == "Tried, nobody reached").trigger()
    menu.close()
    assert newest(lived).unanswered
    assert "you tried once since" in line(page, ItemKind.CADENCE).why


def test_thanked_is_recorded_for_what_was_received(qtbot, page, lived):
    item = go_to(page, ItemKind.THANKS).item
    qtbot.keyClick(page.agenda_list.current_line, Qt.Key.Key_Space)
    detail = newest(lived).detail
    assert (detail.received, detail.gratitude) == (item.subject, Gratitude.THANKED)
    assert ItemKind.THANKS not in kinds(page)


def test_congratulating_is_an_entry_and_an_answer_in_one_step(qtbot, page, lived, said):
    before = lived.count_entries()
    go_to(page, ItemKind.DATE)
    qtbot.keyClick(page.agenda_list.current_line, Qt.Key.Key_D)
    assert ItemKind.DATE not in kinds(page)
    assert newest(lived).text == "Congratulated Lea Berg: turns 50."
    said[-1][2]()
    assert lived.count_entries() == before
    assert ItemKind.DATE in kinds(page)


def test_what_came_of_an_ask_is_asked_in_a_small_form(qtbot, page, lived):
    detail = AskDetail(AskSide.MADE, "the roof")
    ask = record(lived, EntryDraft(TODAY, EntryKind.ASK, participants=(Participant(ANA),), detail=detail))
    back = OutcomeDetail(ask, AskState.NOT_NOW, TODAY)
    record(lived, EntryDraft(TODAY, EntryKind.OUTCOME, detail=back))
    qtbot.keyClick(go_to(page, ItemKind.ASK), Qt.Key.Key_D)
    form = page.findChild(QWidget, "outcome-form")
    with qtbot.waitActive(form):
        form.activateWindow()
    form.part.choose(AskState.YES)
    form.save()
    assert lived.entry(ask).state is AskState.YES
    assert ItemKind.ASK not in kinds(page)
    # The keyboard goes on at what took its place.
    assert page.window().focusWidget() is page.agenda_list.current_line


def test_a_rest_that_ends_is_ended(qtbot, page, lived):
    lived.change_people([1], resting=True, resting_until=TODAY)
    go_to(page, ItemKind.REST_ENDS)
    qtbot.keyClick(page.agenda_list.current_line, Qt.Key.Key_D)
    assert not lived.person(1).about.resting


def test_an_entry_is_deleted_with_a_key_and_brought_back(qtbot, page, lived, said):
    page.entries.setFocus()
    page.entries.selectRow(0)
    qtbot.keyClick(page.entries, Qt.Key.Key_Delete)
    assert page.model.row(0).text == "A quiet day"
    assert said[-1][:2] == ("Deleted: Meeting · Ana Ruiz.", "Undo")
    said[-1][2]()
    assert page.model.row(0).text == "Coffee"


def test_enter_opens_an_entry_for_editing(qtbot, page, lived):
    page.entries.setFocus()
    page.entries.selectRow(0)
    qtbot.keyClick(page.entries, Qt.Key.Key_Return)
    form = page.findChild(QWidget, "entry-form")
    assert form.text.toPlainText() == "Coffee"
    form.text.setPlainText("Tea")
    form.save()
    assert page.model.row(0).text == "Tea"


def test_a_form_takes_over_what_was_written_and_empties_the_field_when_it_is_saved(qtbot, page, lived):
    page.capture("Called @Bo Larsen about the roof")
    qtbot.mouseClick(page.capture_field.form_button, Qt.MouseButton.LeftButton)
    form = page.findChild(QWidget, "entry-form")
    assert form.chosen_kind is EntryKind.CALL
    assert [p.name for p in form.people.people] == ["Bo Larsen"]
    assert page.capture_field.line
    form.save()
    assert page.capture_field.line == ""


def test_the_form_without_a_line_has_again_what_was_left_in_it(qtbot, page, lived):
    for text in ("A long story", "A long story, told twice"):
        qtbot.mouseClick(page.capture_field.form_button, Qt.MouseButton.LeftButton)
        form = page.findChild(QWidget, "entry-form")
        form.text.setPlainText(text)
        qtbot.keyClick(form.text, Qt.Key.Key_Escape)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.mouseClick(page.capture_field.form_button, Qt.MouseButton.LeftButton)
    form = page.findChild(QWidget, "entry-form")
    assert form.text.toPlainText() == "A long story, told twice"
    qtbot.keyClick(form.text, Qt.Key.Key_Escape)


def test_what_a_form_has_no_place_for_is_recorded_along_with_it_once(qtbot, page, lived):
    before = len(lived.entry_ids(EntryFilter()))
    page.capture("Coffee with @Bo Larsen. /like jazz /remind in 3 weeks ask him #golf")
    qtbot.mouseClick(page.capture_field.form_button, Qt.MouseButton.LeftButton)
    form = page.findChild(QWidget, "entry-form")
    assert form.along.isVisible()
    assert "likes jazz" in form.along.text()
    assert "#golf" in form.along.text()
    form.save()
    assert page.capture_field.line == ""
    assert len(lived.entry_ids(EntryFilter())) == before + 1
    (bo,) = lived.find_by_name("Bo Larsen")
    about = lived.about(bo)
    assert [p.text for p in about.preferences] == ["jazz"]
    assert about.tags == ("golf",)
    assert [r.text for r in lived.reminders(bo)] == ["ask him"]
    lived.undo()
    assert len(lived.entry_ids(EntryFilter())) == before
    assert lived.about(bo).preferences == ()


def test_a_person_renamed_reads_so_in_the_list(page, lived):
    lived.change_people([1], name="Ana Weber")
    assert page.model.row(0).people[0][0].name == "Ana Weber"


def test_midnight_turns_the_page(page, clock):
    clock.advance(days=1)
    page.on_new_day()
    assert page.date_label.text() == "Tuesday, 24 November"


def test_an_empty_journal_invites_the_first_entry_and_people(desk, show, qtbot):
    page = shown(desk, show, qtbot)
    assert page._empty.isVisible()
    assert page.agenda_list.calm.isVisible()
    assert not page.agenda_list.lines
    page.capture("Called @Somebody New")
    page.capture_field.record()
    assert not page._empty.isVisible()
    assert page.model.rowCount() == 1


def test_a_hidden_page_catches_up_when_it_is_shown(page, lived):
    page.hide()
    record(lived, EntryDraft(TODAY, EntryKind.CALL, "Meanwhile"))
    page.show()
    assert page.model.row(0).text == "Meanwhile"


def test_a_long_agenda_is_shown_a_part_at_a_time(page, lived, qtbot):
    for n in range(40):
        lived.save_reminder(Reminder(0, f"Number {n}", TODAY))
    assert len([one for one in page.agenda_list.lines if not one.soon and one.item.kind not in CALM]) == 12
    qtbot.mouseClick(page.agenda_list._more["today"], Qt.MouseButton.LeftButton)
    assert len([one for one in page.agenda_list.lines if not one.soon]) == len(page.agenda.today)


@pytest.mark.parametrize(("width", "height"), [(900, 600), (1280, 800), (560, 700)])
def test_nothing_is_wider_than_the_page(desk, lived, show, qtbot, width, height):
    page = shown(desk, show, qtbot, width, height)
    assert page.agenda_list.lines
    for one in page.agenda_list.lines:
        assert one.mapTo(page, one.rect().topRight()).x() <= page.width()
        assert one.height() == one.heightForWidth(one.width())


def test_every_action_is_offered_by_name_and_key(page):
    offered = {action.text(): action.shortcut().toString() for action in page.offered()}
    assert offered["Delete this entry"] == "Del"
    assert offered["Snooze this item"] == "S"
    assert offered["Record what is written"] == "Ctrl+Return"


def test_a_long_agenda_follows_what_was_recorded_a_moment_later(page, lived, qtbot):
    page._large = True
    before = len(page.agenda.today)
    lived.save_reminder(Reminder(0, "One more", TODAY))
    assert len(page.agenda.today) == before
    qtbot.waitUntil(lambda: any(one.why == "" and one.title == "One more" for one in page.agenda_list.lines))


def test_what_may_be_passed_over_stands_by_itself_and_is_not_counted(desk, lived, show, qtbot):
    counted: list[int] = []
    page = TodayPage(desk)
    page.waiting.connect(counted.append)
    show(page)
    qtbot.waitUntil(page.agenda_list.isVisible)
    needs = page.agenda_list
    assert [one.item.kind for one in needs.lines if one.item.kind in CALM] == [ItemKind.ASKED_NOBODY]
    lived.save_reminder(Reminder(0, "One more", TODAY))
    tove = lived.add_person(PersonDraft("Tove Dahl"))
    for days in (1500, 1400):  # a tie that sleeps
        who = (Participant(PersonRef(tove, "Tove Dahl")),)
        record(lived, EntryDraft(TODAY - timedelta(days), EntryKind.CALL, "Once", participants=who))
    assert needs.suggested_heading.isVisible()
    suggested = [one for one in needs.lines if one.item.kind in CALM]
    assert {one.item.kind for one in suggested} == {ItemKind.ASKED_NOBODY, ItemKind.DORMANT}
    there, above = needs.suggested_heading, needs.today_heading
    qtbot.waitUntil(lambda: above.y() < there.y() < min(one.y() for one in suggested))
    due = [one for one in needs.lines if not one.soon and one.item.kind not in CALM]
    # The rail, the heading and the lines below it agree.
    assert counted[-1] == len(due) == int(needs.today_heading.accessibleName().split()[-1])
    for one in suggested:
        one.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(one, Qt.Key.Key_Delete)
    assert not needs.suggested_heading.isVisible()
    assert counted[-1] == len(due)


def test_tab_goes_as_one_reads(qtbot, page, lived):
    field = page.capture_field
    page.take_focus()
    qtbot.keyClicks(field.text, "Called @Ana Ruiz")
    qtbot.waitUntil(field.record_button.isEnabled)
    reached = []
    for _ in range(12):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    order = [field.day_button, field.form_button, field.record_button, page.entries]
    assert [one for one in reached if one in order] == order
    agenda = next(n for n, one in enumerate(reached) if page.agenda_list.isAncestorOf(one))
    assert reached.index(page.entries) < agenda
