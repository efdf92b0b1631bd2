"""The journal page by keys and clicks: what is shown, found, gone to, changed, deleted and brought back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from netjournal.model import (
    AskDetail,
    AskSide,
    AskState,
    Direction,
    EntryDraft,
    EntryKind,
    IntroductionDetail,
    IntroductionState,
    MentionDraft,
    Offering,
    OutcomeDetail,
    Participant,
    PersonDraft,
    PersonRef,
    Recording,
    ReferralDetail,
    ReferralState,
    Side,
)
from netjournal.store import Store
from ui.calendar import Calendar, day_written, month_away
from ui.desk import Desk
from ui.entry_view import EntryView, Prose
from ui.journal import JournalPage
from ui.look import LIGHT, apply_theme

Show = Callable[..., QWidget]
TODAY = date(2026, 11, 23)
FAILED = QAbstractItemModelTester.FailureReportingMode.Warning  # a warning of Qt's fails the test


def record(store: Store, day: date, kind: EntryKind, text: str, *people: int, **more: object) -> int:
    draft = EntryDraft(
        day,
        kind,
        text,
        participants=tuple(Participant(PersonRef(p, "")) for p in people),
        **more,  # type: ignore[arg-type]
    )
    return store.record(Recording(draft)).entries[0]


@pytest.fixture
def ana(store: Store) -> int:
    return store.add_person(PersonDraft("Ana Ruiz"))


@pytest.fixture
def omar(store: Store) -> int:
    return store.add_person(PersonDraft("Omar Khan"))


@pytest.fixture
def week(store: Store, ana: int, omar: int) -> dict[str, int]:
    """A few days of somebody's life."""
    made = {
        "old": record(store, date(2024, 3, 5), EntryKind.LETTER, "A letter about the old mill.", omar),
        "call": record(store, TODAY - timedelta(3), EntryKind.CALL, "Omar needs a roofer before winter.", omar),
        "coffee": record(store, TODAY - timedelta(1), EntryKind.MEETING, "Coffee. She likes jazz.", ana, time="09:30"),
        "note": record(store, TODAY, EntryKind.NOTE, "Rain all day."),
        "ask": record(store, TODAY, EntryKind.ASK, "", ana, detail=AskDetail(AskSide.MADE, "the house sale")),
    }
    store.add_tags([ana], ["jazz"])
    return made


def shown_ids(page: JournalPage) -> list[int]:
    return list(page.model.ids())


def press(qtbot: QtBot, widget: QWidget, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(widget, key, modifier)


def test_an_empty_journal_says_what_belongs_there_and_leads_to_the_first_step(desk: Desk, show: Show, qtbot: QtBot):
    page = JournalPage(desk)
    show(page)
    assert page.layers.currentWidget() is page.empty
    assert "day by day" in page.empty.accessibleName()
    with qtbot.waitSignal(desk.capture_wanted):
        page.empty.findChild(type(page.view.outcome_button)).click()


def test_days_stand_newest_first_and_each_day_is_written_once(desk: Desk, show: Show, week: dict[str, int]):
    page = JournalPage(desk)
    QAbstractItemModelTester(page.model, FAILED, page)
    show(page)
    days = [page.model.row(n).day for n in range(len(week))]
    assert days == sorted(days, reverse=True)
    gutters = [page._card(page.model.row(n), page.model.index(n, 0)).gutter for n in range(len(week))]
    assert gutters == ["Today", "", "Yesterday", "20 Nov", "5 Mar 2024"]
    assert page.heading.accessibleName() == "Journal, 5"


def test_arrow_keys_read_one_entry_after_the_other(desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]):
    page = JournalPage(desk)
    show(page)
    page.take_focus()
    press(qtbot, page.list, Qt.Key.Key_Home)
    for number in shown_ids(page)[1:]:
        press(qtbot, page.list, Qt.Key.Key_Down)
        assert page.view.entry.id == number
    assert page.view.title.text() == "Letter"
    assert page.view.prose.toPlainText() == "A letter about the old mill."
    assert [chip.text() for chip in page.view.people.chips] == ["Omar Khan"]


def test_a_person_of_the_entry_leads_to_their_page(
    desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int], ana: int
):
    page = JournalPage(desk)
    show(page)
    page.open(week["coffee"])
    with qtbot.waitSignal(desk.person_wanted) as caught:
        qtbot.mouseClick(page.view.people.chips[0], Qt.MouseButton.LeftButton)
    assert caught.args == [ana]


def test_searching_shows_what_matches_and_esc_shows_all_again(
    desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]
):
    page = JournalPage(desk)
    show(page)
    page.take_focus()
    press(qtbot, page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.field.hasFocus()
    qtbot.keyClicks(page.field, "roof")
    press(qtbot, page.field, Qt.Key.Key_Return)
    assert shown_ids(page) == [week["call"]]
    assert page.list._matching.words == ["roof"]
    assert not page.list.grab().isNull()
    press(qtbot, page.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(shown_ids(page)) == 5)
    press(qtbot, page.field, Qt.Key.Key_Escape)
    assert page.list.hasFocus()


def test_what_is_typed_is_searched_for_without_enter(desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]):
    page = JournalPage(desk)
    show(page)
    qtbot.keyClicks(page.field, "ana jazz")
    qtbot.waitUntil(lambda: shown_ids(page) == [week["coffee"]])
    assert page.view.entry.id == week["coffee"]


def test_nothing_that_fits_is_said(desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]):
    page = JournalPage(desk)
    show(page)
    qtbot.keyClicks(page.field, "zebra")
    press(qtbot, page.field, Qt.Key.Key_Return)
    assert shown_ids(page) == []
    assert "Nothing here fits" in page.list.empty
    assert page.view.entry is None


def test_kinds_narrow_and_their_chips_widen_again(desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]):
    page = JournalPage(desk)
    show(page)
    kinds = {chip.text(): chip for chip in page.kinds.chips}
    qtbot.mouseClick(kinds["Calls"], Qt.MouseButton.LeftButton)
    assert shown_ids(page) == [week["call"]]
    qtbot.mouseClick(kinds["Asks"], Qt.MouseButton.LeftButton)
    assert set(shown_ids(page)) == {week["call"], week["ask"]}
    assert [chip.text() for chip in page.filters.chips] == ["Calls", "Asks"]
    press(qtbot, page.filters.chips[0], Qt.Key.Key_Backspace)
    assert shown_ids(page) == [week["ask"]]
    assert not kinds["Calls"].isChecked()


def test_delete_on_a_chip_takes_the_chip_and_never_an_entry(desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]):
    page = JournalPage(desk)
    show(page)
    page._turn_kind("call")
    page.filters.chips[0].setFocus()
    press(qtbot, page.filters.chips[0], Qt.Key.Key_Delete)
    assert desk.store.count_entries() == 5
    assert len(shown_ids(page)) == 5


def test_a_tag_and_days_narrow(desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]):
    page = JournalPage(desk)
    show(page)
    page.tag.setCurrentIndex(page.tag.findData("jazz"))
    page.tag.activated.emit(page.tag.currentIndex())
    assert set(shown_ids(page)) == {week["coffee"], week["ask"]}
    page.clear()
    qtbot.keyClicks(page.since, "2024")
    press(qtbot, page.since, Qt.Key.Key_Return)
    qtbot.keyClicks(page.until, "2024")
    press(qtbot, page.until, Qt.Key.Key_Return)
    assert shown_ids(page) == [week["old"]]
    assert page.since.text() == "1 Jan 2024"
    assert page.until.text() == "31 Dec 2024"


def test_a_day_that_is_not_understood_is_said_and_stays(desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]):
    page = JournalPage(desk)
    show(page)
    qtbot.keyClicks(page.since, "some time")
    press(qtbot, page.since, Qt.Key.Key_Return)
    assert page.since.text() == "some time"
    assert page.side_hint.isVisible()
    assert len(shown_ids(page)) == 5
    page.clear()
    assert page.since.text() == ""
    assert not page.side_hint.isVisible()


def test_going_to_a_day_in_words(desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]):
    page = JournalPage(desk)
    show(page)
    page.take_focus()
    press(qtbot, page, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert page.day_field.hasFocus()
    qtbot.keyClicks(page.day_field, "gibberish")
    press(qtbot, page.day_field, Qt.Key.Key_Return)
    assert page.day_hint.isVisible()
    page.day_field.clear()
    qtbot.keyClicks(page.day_field, "march 2024")
    press(qtbot, page.day_field, Qt.Key.Key_Return)
    assert page.day_field.isHidden()
    qtbot.keyClick(page, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    page.day_field.setText("last friday")
    press(qtbot, page.day_field, Qt.Key.Key_Return)
    assert page.view.entry.id == week["call"]
    assert page.list.hasFocus()


def test_the_calendar_marks_days_and_a_click_goes_there(desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]):
    page = JournalPage(desk)
    show(page)
    month = page.calendar.month
    assert page.calendar.title.text() == "November 2026"
    assert month.marks == {TODAY: 2, TODAY - timedelta(1): 1, TODAY - timedelta(3): 1}
    where = month.box_of(TODAY - timedelta(3)).center()
    qtbot.mouseClick(month, Qt.MouseButton.LeftButton, pos=where)
    assert page.view.entry.id == week["call"]
    assert "1" in month.accessibleName()
    assert "20" in month.accessibleName()


def test_the_calendar_is_walked_by_keys(desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]):
    calendar = Calendar(desk.store.days_with_entries, TODAY)
    show(calendar, 300, 300)
    month = calendar.month
    chosen: list[date] = []
    calendar.chosen.connect(chosen.append)
    for key, day in (
        (Qt.Key.Key_Left, date(2026, 11, 22)),
        (Qt.Key.Key_Up, date(2026, 11, 15)),
        (Qt.Key.Key_Home, date(2026, 11, 9)),
        (Qt.Key.Key_End, date(2026, 11, 15)),
        (Qt.Key.Key_PageDown, date(2026, 12, 15)),
        (Qt.Key.Key_PageUp, date(2026, 11, 15)),
        (Qt.Key.Key_Down, date(2026, 11, 22)),
        (Qt.Key.Key_Right, date(2026, 11, 23)),
    ):
        press(qtbot, month, key)
        assert calendar.day == day
    press(qtbot, month, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
    assert calendar.title.text() == "November 2025"
    press(qtbot, month, Qt.Key.Key_Return)
    calendar.today_button.click()
    assert chosen == [date(2025, 11, 23), TODAY]
    calendar.go(date.max)
    press(qtbot, month, Qt.Key.Key_Right)
    assert calendar.day == date.max
    calendar.go(date.min)
    press(qtbot, month, Qt.Key.Key_PageUp)
    assert calendar.day == date.min


@pytest.mark.parametrize(
    ("day", "months", "there"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
    ],
)
def test_months_away(day: date, months: int, there: date):
    assert month_away(day, months) == there


@pytest.mark.parametrize(
    ("text", "last", "day"),
    [
        ("today", False, TODAY),
        ("Yesterday", False, TODAY - timedelta(1)),
        ("2024-05-01", False, date(2024, 5, 1)),
        ("May 2024", False, date(2024, 5, 1)),
        ("May 2024", True, date(2024, 5, 31)),
        ("Feb 2024", True, date(2024, 2, 29)),
        ("2023", True, date(2023, 12, 31)),
        ("last friday", False, date(2026, 11, 20)),
        ("june", False, date(2026, 6, 1)),
        ("June", True, date(2026, 6, 30)),
        ("december", True, date(2025, 12, 31)),
        ("", False, None),
        ("not a day", False, None),
    ],
)
def test_days_as_people_write_them_who_look_back(text: str, last: bool, day: date | None):
    assert day_written(text, TODAY, last=last) == day


def test_delete_takes_the_entry_out_and_undo_brings_it_back(desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]):
    page = JournalPage(desk)
    QAbstractItemModelTester(page.model, FAILED, page)
    show(page)
    page.open(week["call"])
    told: list[tuple[str, str]] = []
    desk.said.connect(lambda text, action, *_: told.append((text, action)))
    press(qtbot, page.list, Qt.Key.Key_Delete)
    assert week["call"] not in shown_ids(page)
    assert told == [("Deleted: Call, 20 Nov.", "Undo")]
    assert page.view.entry is not None
    assert page.view.entry.id != week["call"]
    desk.undo()
    assert week["call"] in shown_ids(page)
    assert desk.store.entry(week["call"]).draft.text == "Omar needs a roofer before winter."


def test_a_recorded_entry_appears_in_its_place(desk: Desk, show: Show, week: dict[str, int], omar: int):
    page = JournalPage(desk)
    show(page)
    new = record(desk.store, TODAY - timedelta(2), EntryKind.MESSAGE, "Wrote to Omar.", omar)
    assert shown_ids(page).index(new) == shown_ids(page).index(week["call"]) - 1
    assert page.calendar.month.marks[TODAY - timedelta(2)] == 1


def test_a_renamed_person_is_read_anew_in_list_and_pane(desk: Desk, show: Show, week: dict[str, int], ana: int):
    page = JournalPage(desk)
    show(page)
    page.open(week["coffee"])
    desk.store.save_person(ana, PersonDraft("Ana Ruiz-Berg"))
    row = page.model.row(page.model.row_of(week["coffee"]))
    assert row.people[0][0].name == "Ana Ruiz-Berg"
    assert page.view.people.chips[0].text() == "Ana Ruiz-Berg"


def test_a_hidden_page_catches_up_when_it_is_shown(desk: Desk, show: Show, week: dict[str, int], omar: int):
    page = JournalPage(desk)
    show(page)
    page.hide()
    new = record(desk.store, TODAY, EntryKind.CALL, "Called Omar.", omar)
    assert new not in shown_ids(page)
    page.show()
    assert new in shown_ids(page)


def test_open_clears_what_hides_the_entry(desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]):
    page = JournalPage(desk)
    show(page)
    page._turn_kind("call")
    qtbot.keyClicks(page.field, "roof")
    page._search()
    page.open(week["old"])
    assert page.view.entry.id == week["old"]
    assert page.field.text() == ""
    assert not page.filters.isVisible()
    assert page.list.currentIndex().row() == len(week) - 1


def test_open_of_something_gone_is_said(desk: Desk, show: Show, week: dict[str, int]):
    page = JournalPage(desk)
    show(page)
    told: list[str] = []
    desk.said.connect(lambda text, *_: told.append(text))
    page.open(9999)
    assert told == ["This entry is no longer in the journal."]


def test_reading_begins_at_the_newest_that_has_happened(desk: Desk, show: Show, week: dict[str, int], ana: int):
    record(desk.store, TODAY + timedelta(9), EntryKind.MEETING, "Dinner to come.", ana)
    page = JournalPage(desk)
    show(page)
    assert page.view.entry.draft.day == TODAY


def test_little_room_lets_the_calendar_go_first_and_then_the_list(
    desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]
):
    page = JournalPage(desk)
    show(page, 820, 560)
    assert page.side.isHidden()
    assert page.view.isVisible()
    press(qtbot, page.list, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert page.side.isVisible()
    assert page.view.isHidden()
    assert page.calendar.month.hasFocus()
    page._turn_side()
    page.resize(560, 560)
    assert page.view.isHidden()
    page.list.setFocus()
    press(qtbot, page.list, Qt.Key.Key_Return)
    assert page.view.isVisible()
    assert page.middle.isHidden()
    press(qtbot, page.view, Qt.Key.Key_Escape)
    assert page.middle.isVisible()
    assert page.list.hasFocus()


def test_a_large_journal_is_read_in_two_goes(desk: Desk, show: Show, qtbot: QtBot, week, monkeypatch):
    monkeypatch.setattr("ui.journal._LARGE", 3)
    page = JournalPage(desk)
    page.resize(1200, 700)
    page._shown_before = True
    page._load()
    assert week["old"] not in shown_ids(page)
    assert page.heading.accessibleName() == "Journal, 5"
    page.open(week["old"])
    assert page.view.entry.id == week["old"]
    assert len(shown_ids(page)) == 5


# ------------------------------------------------------------------ one entry whole


def view_of(desk: Desk, show: Show, number: int) -> EntryView:
    view = EntryView(desk)
    desk.feed.changed.connect(view.on_change)
    show(view, 480, 800)
    view.show_entry(number)
    return view


def states(view: EntryView) -> dict[str, object]:
    return {str(chip.says.key): chip for chip in view.states.chips}


def test_an_ask_shows_its_outcomes_and_a_click_records_one(
    desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int], ana: int
):
    view = view_of(desk, show, week["ask"])
    assert view.about.text() == "The house sale"
    assert states(view)["open"].isChecked()
    assert not view.history.isVisible()
    qtbot.mouseClick(states(view)["yes"], Qt.MouseButton.LeftButton)
    ask = desk.store.entry(week["ask"])
    assert ask.state is AskState.YES
    assert [p.person.id for p in ask.history[0].draft.participants] == [ana]
    assert states(view)["yes"].isChecked()
    assert not states(view)["open"].isChecked()
    assert [line.text() for line in view.history.lines] == ["Yes"]
    with qtbot.waitSignal(desk.entry_wanted) as caught:
        qtbot.mouseClick(view.history.lines[0], Qt.MouseButton.LeftButton)
    assert caught.args == [ask.history[0].id]
    desk.undo()
    assert desk.store.entry(week["ask"]).state is AskState.OPEN
    assert states(view)["open"].isChecked()


def test_the_state_that_holds_already_records_nothing(desk: Desk, show: Show, qtbot: QtBot, week: dict[str, int]):
    view = view_of(desk, show, week["ask"])
    qtbot.mouseClick(states(view)["open"], Qt.MouseButton.LeftButton)
    assert desk.store.entry(week["ask"]).history == ()
    assert states(view)["open"].isChecked()


def test_no_answer_and_withdrawn_are_no_touch(desk: Desk, show: Show, week: dict[str, int], ana: int):
    view = view_of(desk, show, week["ask"])
    desk.store.delete_entries([week["coffee"]])
    before = desk.store.person_rows([ana])[ana].last_touch
    for state in (AskState.NO_ANSWER, AskState.WITHDRAWN):
        view.record_outcome(state)
        assert desk.store.entry(week["ask"]).state is state
    assert desk.store.person_rows([ana])[ana].last_touch == before


def test_not_now_opens_its_form(desk: Desk, show: Show, week: dict[str, int], monkeypatch):
    import ui.entry_form

    opened: list[tuple[object, ...]] = []
    monkeypatch.setattr(ui.entry_form, "record_outcome", lambda *args: opened.append(args))
    monkeypatch.setattr(ui.entry_form, "edit_entry", lambda *args: opened.append(args))
    view = view_of(desk, show, week["ask"])
    view.outcome_actions[AskState.NOT_NOW].trigger()
    view.outcome_action.trigger()
    view.edit_action.trigger()
    assert opened == [
        (desk, week["ask"], view, AskState.NOT_NOW),
        (desk, week["ask"], view, None),
        (desk, week["ask"], view),
    ]
    assert states(view)["open"].isChecked()


def test_went_elsewhere_is_told_with_its_reason_and_how_it_is_known(desk: Desk, show: Show, week, omar: int):
    from netjournal.model import KnownBy, Reason

    detail = OutcomeDetail(
        week["ask"],
        AskState.ELSEWHERE,
        elsewhere=PersonRef(omar, ""),
        reason=Reason.FORGOT_ME,
        known_by=KnownBy.I_GUESS,
    )
    record(desk.store, TODAY, EntryKind.OUTCOME, "Oh yeah, I forgot.", detail=detail)
    view = view_of(desk, show, week["ask"])
    said = [(left.text(), right.text()) for left, right in view.facts._lines if not left.isHidden()]
    assert said == [("Went to", "Omar Khan"), ("Why", "Forgot me (I guess)")]
    assert view.history.lines[0].text() == "Went elsewhere"


def test_a_referral_and_an_introduction_are_moved_on_by_a_click(
    desk: Desk, show: Show, qtbot: QtBot, ana: int, omar: int
):
    store = desk.store
    referral = record(
        store, TODAY, EntryKind.REFERRAL, "", ana, omar,
        detail=ReferralDetail(Side.RECEIVED, PersonRef(ana, ""), PersonRef(omar, ""), "a roof"),
    )  # fmt: skip
    introduction = record(
        store, TODAY, EntryKind.INTRODUCTION, "", ana, omar,
        detail=IntroductionDetail(Side.GIVEN, PersonRef(ana, ""), PersonRef(omar, ""), purpose="jazz"),
    )  # fmt: skip
    view = view_of(desk, show, referral)
    qtbot.mouseClick(states(view)["won"], Qt.MouseButton.LeftButton)
    assert store.entry(referral).draft.detail.state is ReferralState.WON
    view.show_entry(introduction)
    assert view.standing.accessibleName()
    qtbot.mouseClick(states(view)["met"], Qt.MouseButton.LeftButton)
    assert store.entry(introduction).draft.detail.state is IntroductionState.MET
    desk.undo()
    assert states(view)["made"].isChecked()


def test_thanks_are_offered_where_they_are_owed_and_noted_by_a_click(
    desk: Desk, show: Show, qtbot: QtBot, ana: int, omar: int
):
    store = desk.store
    referral = record(
        store, TODAY, EntryKind.REFERRAL, "", ana, omar,
        detail=ReferralDetail(
            Side.RECEIVED, PersonRef(ana, ""), PersonRef(omar, ""), "a roof", state=ReferralState.WON
        ),
    )  # fmt: skip
    view = view_of(desk, show, referral)
    assert view.thank_button.text() == "I thanked Ana Ruiz"
    assert view.report_button.isVisible()
    qtbot.mouseClick(view.thank_button, Qt.MouseButton.LeftButton)
    assert store.thanks_owed() == []
    assert not view.thank_button.isVisible()
    assert not view.thank_action.isEnabled()
    qtbot.mouseClick(view.report_button, Qt.MouseButton.LeftButton)
    assert store.reports_owed() == []
    assert not view.report_button.isVisible()
    desk.undo()
    assert view.report_button.isVisible()


def test_thanks_for_a_gift_are_offered_until_they_were_noted(desk: Desk, show: Show, qtbot: QtBot, ana: int):
    store = desk.store
    gift = record(store, TODAY, EntryKind.GIFT, "a book", ana, direction=Direction.THEM)
    view = view_of(desk, show, gift)
    assert view.thank_button.text() == "I thanked Ana Ruiz"
    qtbot.mouseClick(view.thank_button, Qt.MouseButton.LeftButton)
    assert store.thanks_owed() == []
    assert not view.thank_button.isVisible()
    assert not view.thank_action.isEnabled()
    desk.undo()
    assert view.thank_button.isVisible()


def test_what_happened_during_it_and_what_was_told_stand_in_the_pane(desk: Desk, show: Show, qtbot: QtBot, ana: int):
    store = desk.store
    offering = store.save_offering(Offering(0, "House surveys"))
    with_ana = (Participant(PersonRef(ana, "")),)
    recorded = store.record(
        Recording(
            EntryDraft(
                TODAY, EntryKind.MEETING, "Lunch", participants=with_ana, place="Old Mill", private=True,
                mentions=(MentionDraft(offering, ""),),
            ),
            within=(EntryDraft(TODAY, EntryKind.ASK, participants=with_ana, detail=AskDetail(AskSide.MADE, "a name")),),
        )
    )  # fmt: skip
    meeting, ask = recorded.entries
    view = view_of(desk, show, meeting)
    assert "Old Mill" in view.when.text()
    assert "private" in view.when.text()
    assert [chip.text() for chip in view.mentioned.chips] == ["House surveys"]
    with qtbot.waitSignal(desk.entry_wanted) as caught:
        view.inside.lines[0].setFocus()
        press(qtbot, view.inside.lines[0], Qt.Key.Key_Return)
    assert caught.args == [ask]
    view.show_entry(ask)
    assert [line.number for line in view.around.lines if line.isVisible()] == [meeting]


def test_an_entry_that_goes_while_it_is_read_leaves_a_quiet_pane(desk: Desk, show: Show, week: dict[str, int]):
    view = view_of(desk, show, week["note"])
    desk.store.delete_entries([week["note"]])
    assert view.entry is None
    assert view.nothing.isVisible()
    assert not any(action.isEnabled() for action in view.commands)


def test_text_is_shown_with_its_lines_and_nothing_is_loaded_from_anywhere(desk: Desk, show: Show):
    prose = Prose()
    show(prose, 400, 300)
    prose.show_text("First line\nsecond **line**\n\n![picture](https://example.org/a.png) <img src='file:///a.png'>")
    assert prose.toPlainText().startswith("First line")
    assert "second line" in prose.toPlainText().replace("\u2028", "\n").split("\n")
    assert "<img src=" in prose.toPlainText(), "HTML is text"
    assert prose.loadResource(2, QUrl("https://example.org/a.png")) is None
    assert prose.height() < 300


@pytest.mark.parametrize("text", ["Gypsy jazz.", "one\ntwo, gypsy", "word " * 200])
@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_no_line_of_a_text_is_cut(dressed, show: Show, text: str, scale: float):
    apply_theme(dressed, LIGHT, scale)
    prose = Prose()
    show(prose, 400, 300)
    prose.show_text(text)
    assert prose.viewport().height() >= prose.document().size().height()
    assert prose.verticalScrollBar().maximum() == 0
