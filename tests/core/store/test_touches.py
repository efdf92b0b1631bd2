"""When somebody was last in touch, and how an ask stands, whatever is changed in whichever order (FIELD 3.1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netjournal.model import AskState, EntryKind, OutcomeDetail, PeopleFilter, PersonDraft, PersonState, Recording


def last(store, person):
    return store.person_rows([person])[person].last_touch


def test_an_entry_dated_back_does_not_move_the_last_touch_backwards(store, make):
    ana = make.person()
    make.entry(ana, day=3)
    make.entry(ana, day=300)
    assert last(store, ana) == make.day(3)


def test_deleting_the_newest_does_and_undo_brings_it_back(store, make):
    ana = make.person()
    make.entry(ana, day=300)
    newest = make.entry(ana, day=3)
    store.delete_entries([newest])
    assert last(store, ana) == make.day(300)
    store.undo()
    assert last(store, ana) == make.day(3)


def test_moving_the_day_moves_the_touch(store, make):
    ana = make.person()
    entry = make.entry(ana, day=3)
    store.save_entry(entry, replace(store.entry(entry).draft, day=make.day(40)))
    assert last(store, ana) == make.day(40)


def test_a_meeting_still_to_come_is_no_touch_until_its_day(store, make, clock):
    ana = make.person()
    make.entry(ana, day=10)
    make.entry(ana, day=-5)
    summary = store.summary(ana)
    assert (summary.last_touch, summary.next_meeting) == (make.day(10), make.day(-5))
    assert list(store.people_ids(PeopleFilter(words="ana")))
    clock.advance(days=5)
    assert last(store, ana) == clock.today
    assert store.summary(ana).next_meeting is None


@pytest.mark.parametrize(
    "parts",
    [{"kind": EntryKind.CALL, "unanswered": True}, {"kind": EntryKind.NOTE, "about": True}, {"about": True}],
    ids=["an unanswered attempt", "a note", "a meeting they are only spoken about in"],
)
def test_what_is_no_touch(store, make, parts):
    ana = make.person()
    parts = dict(parts)
    about = [ana] if parts.pop("about", False) else []
    make.entry(*([] if about else [ana]), about=about, **parts)
    assert last(store, ana) is None


def test_an_attempt_becomes_a_touch_when_it_is_said_to_have_been_answered(store, make):
    ana = make.person()
    make.entry(ana, day=50)
    attempt = make.entry(ana, day=2, kind=EntryKind.CALL, unanswered=True)
    assert store.summary(ana).attempts_since == 1
    store.save_entry(attempt, replace(store.entry(attempt).draft, unanswered=False))
    assert (last(store, ana), store.summary(ana).attempts_since) == (make.day(2), 0)


def test_touches_are_counted_by_days(store, make):
    ana = make.person()
    for day in (1, 1, 2, 364, 365, 366):
        make.entry(ana, day=day)
    assert store.summary(ana).touches_in_year == 4


def test_the_newest_day_decides_where_an_ask_stands(store, make):
    ana = make.person()
    ask = make.ask(ana, day=100)
    assert store.entry(ask).state is AskState.OPEN
    make.outcome(ask, AskState.NO, day=10)
    back = make.outcome(ask, AskState.NOT_NOW, day=50, come_back=make.day(-30))
    assert store.entry(ask).state is AskState.NO
    assert [e.draft.detail.state for e in store.entry(ask).history] == [AskState.NOT_NOW, AskState.NO]
    assert store.open_asks(ana) == []
    store.save_entry(back, replace(store.entry(back).draft, day=make.day(5)))
    assert store.entry(ask).state is AskState.NOT_NOW
    assert store.open_ask(ana).come_back == make.day(-30)
    store.delete_entries([back])
    assert store.entry(ask).state is AskState.NO
    assert store.check().ok


def test_of_two_outcomes_on_a_day_the_later_written_counts(store, make):
    ask = make.ask(make.person(), day=10)
    make.outcome(ask, AskState.NO, day=5)
    make.outcome(ask, AskState.YES, day=5)
    assert store.entry(ask).state is AskState.YES


def test_an_outcome_goes_with_its_ask_and_comes_back_with_it(store, make):
    ask = make.ask(make.person(), day=10)
    outcome = make.outcome(ask, AskState.NO)
    store.delete_entries([ask])
    assert store.count_entries() == 0
    assert store.check().ok
    store.undo()
    assert store.entry(ask).history[0].id == outcome
    assert store.check().ok


def test_an_outcome_recorded_with_its_ask_belongs_to_it(store, make):
    ana = make.person()
    ask = make.draft(ana, kind=EntryKind.ASK, detail=store.entry(make.ask(ana)).draft.detail)
    outcome = make.draft(ana, kind=EntryKind.OUTCOME, detail=OutcomeDetail(0, AskState.YES))
    made = store.record(Recording(make.draft(ana), (ask, outcome)))
    assert store.entry(made.entries[1]).state is AskState.YES


def test_which_people_a_list_shows(store, make, clock):
    tomorrow = make.day(-1)
    ids = {
        "present": make.person("A A"),
        "resting": make.person("B B", resting=True),
        "rested": make.person("C C", resting=True, resting_until=clock.today),
        "rests still": make.person("D D", resting=True, resting_until=tomorrow),
        "archived": make.person("E E", archived=True),
        "deceased": make.person("F F", deceased=True),
    }

    def shown(state):
        return [name for name, number in ids.items() if number in store.people_ids(PeopleFilter(state=state))]

    assert shown(PersonState.PRESENT) == ["present", "resting", "rested", "rests still"]
    assert shown(PersonState.RESTING) == ["resting", "rests still"]
    assert shown(PersonState.ARCHIVED) == ["archived"]
    assert shown(PersonState.DECEASED) == ["deceased"]
    assert len(shown(PersonState.ALL)) == 6
    assert store.person_rows([ids["rested"]])[ids["rested"]].state == ""


def test_only_those_who_speak_are_overdue(store, make, clock):
    for name, parts in {"late": {}, "rests": {"resting": True}, "gone": {"deceased": True}}.items():
        make.entry(make.person(name, cadence_days=7, **parts), day=8)
    on_time = make.person("on time", cadence_days=8)
    make.entry(on_time, day=8)
    late = store.people_ids(PeopleFilter(overdue=True, state=PersonState.ALL))
    assert [r.name for r in store.person_rows(late).values()] == ["late"]
    assert store.person_rows(late)[late[0]].overdue_days(clock.today) == 1
    store.save_person(on_time, PersonDraft("on time", cadence_days=0))
    assert store.person_rows([on_time])[on_time].cadence_days is None
