"""What a calendar of other programs' is given of the journal: who speaks, what is open, and nothing private."""

from datetime import date, timedelta

import pytest

from netjournal.days import LeapDay, PartialDate
from netjournal.exchange.icalendar import written
from netjournal.model import (
    AnswerKind,
    AskDetail,
    AskSide,
    AskState,
    DateKind,
    EntryDraft,
    EntryKind,
    Participant,
    PersonRef,
    Preferences,
    Recording,
    Reminder,
    SpecialDate,
)

TODAY = date(2026, 11, 23)
LATER = TODAY + timedelta(30)


@pytest.fixture
def everything(store, make):
    """Somebody with one of each, and a function that makes another."""

    def made(name="Ana Ruiz", **parts):
        number = make.person(name, **parts)
        store.save_fact(SpecialDate(0, number, DateKind.BIRTHDAY, PartialDate(1976, 2, 29)))
        store.save_reminder(Reminder(0, f"Ring {name}", TODAY, PersonRef(number, ""), "14:30", "FREQ=MONTHLY"))
        make.outcome(make.ask(number, day=5), AskState.NOT_NOW, day=1, come_back=LATER)
        return number

    made()
    return made


def test_it_holds_days_reminders_and_asks(store, everything):
    found = store.calendar()
    assert [(d.name, d.kind, d.date) for d in found.days] == [("Ana Ruiz", DateKind.BIRTHDAY, PartialDate(1976, 2, 29))]
    assert [(r.name, r.text, r.day, r.time, r.repeat) for r in found.reminders] == [
        ("Ana Ruiz", "Ring Ana Ruiz", TODAY, "14:30", "FREQ=MONTHLY")
    ]
    assert [(a.name, a.about, a.day) for a in found.asks] == [("Ana Ruiz", "the house", LATER)]
    assert (found.today, found.leap_day, found.rests) == (TODAY, LeapDay.FEBRUARY_28, ())


@pytest.mark.parametrize(
    ("state", "rests"),
    [
        ({"archived": True}, 0),
        ({"deceased": True}, 0),
        ({"resting": True}, 0),
        ({"resting": True, "resting_until": LATER}, 1),
        ({"is_me": True}, 0),
    ],
)
def test_nothing_about_whoever_is_silent(store, everything, state, rests):
    everything("Bo Larsen", **state)
    found = store.calendar()
    for part in (found.days, found.reminders, found.asks):
        assert [one.name for one in part] == ["Ana Ruiz"]
    assert [(one.name, one.day) for one in found.rests] == [("Bo Larsen", LATER)] * rests


def test_a_rest_that_is_over_speaks_again(store, everything, clock):
    everything("Bo Larsen", resting=True, resting_until=LATER)
    clock.advance(days=30)
    found = store.calendar()
    assert [one.name for one in found.days] == ["Ana Ruiz", "Bo Larsen"]
    assert len(found.rests) == 1  # until the rest is taken back


def test_answers_are_heeded(store, make):
    once, often = (store.save_reminder(Reminder(0, text, TODAY)) for text in ("Once", "Often"))
    ask = make.ask(make.person(), day=5)
    make.outcome(ask, AskState.NOT_NOW, day=1, come_back=TODAY)
    store.answer(f"reminder:{once}:{TODAY}", AnswerKind.DONE)
    store.answer(f"reminder:{often}:{TODAY}", AnswerKind.SNOOZED, LATER)
    store.answer(f"ask:{ask}:{TODAY}", AnswerKind.SNOOZED, LATER)
    store.answer("asked-nobody:2026-11", AnswerKind.DISMISSED)
    found = store.calendar()
    assert [(r.settled, r.put_off) for r in found.reminders] == [(frozenset({TODAY}), None), (frozenset(), LATER)]
    assert [a.day for a in found.asks] == [LATER]
    store.answer(f"ask:{ask}:{TODAY}", AnswerKind.DISMISSED)
    assert store.calendar().asks == ()


def test_private_texts_stay_here(store, make):
    ana = make.person()
    detail = AskDetail(AskSide.MADE, "something delicate")
    who = (Participant(PersonRef(ana, "")),)
    draft = EntryDraft(TODAY, EntryKind.ASK, private=True, participants=who, detail=detail)
    recorded = store.record(Recording(draft, reminders=(Reminder(0, "the delicate thing", LATER, PersonRef(ana, "")),)))
    make.outcome(recorded.entries[0], AskState.NOT_NOW, come_back=LATER)
    found = store.calendar()
    assert [(a.name, a.about) for a in found.asks] == [("Ana Ruiz", "")]
    assert [(r.name, r.text) for r in found.reminders] == [("Ana Ruiz", "")]
    assert b"delicate" not in written(found, store.now())


def test_names_stay_the_same_while_the_journal_lives(store, everything, clock):
    def uids():
        return {line for line in written(store.calendar(), store.now()).split(b"\r\n") if line.startswith(b"UID")}

    before = uids()
    clock.advance(days=400)
    everything("Bo Larsen")
    assert len(before) == 3
    assert before < uids()


def test_the_settings_of_the_journal_hold(store, everything):
    store.settle(Preferences(leap_day="03-01"))
    assert b"BYYEARDAY=60" in written(store.calendar(), store.now())


def test_few_questions_are_asked(store, everything, statements):
    for n in range(20):
        everything(f"Bo Larsen {n}")
    _ = store.preferences
    with statements(6):
        store.calendar()


def test_suggestions_can_be_switched_off(store, make):
    make.entry(make.person(), day=60)
    assert [item.key for item in store.agenda().today] == ["asked-nobody:2026-11"]
    store.settle(Preferences(asked_nobody=False, reconnect=False, give=False, dormant_days=400, ask_distance=90))
    assert store.agenda().today == ()
    settings = store.agenda_facts(TODAY).settings
    assert (settings.reconnect, settings.give, settings.dormant_days, settings.ask_distance) == (False, False, 400, 90)
