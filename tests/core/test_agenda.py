"""The agenda: what wants the user on a day, told once for each reason, and never before its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from netjournal.agenda import (
    Action,
    Agenda,
    AskFacts,
    DateFacts,
    Facts,
    Item,
    ItemKind,
    OwedFacts,
    PersonFacts,
    ReminderFacts,
    Settings,
    agenda,
    next_change,
    snoozes,
    watched_days,
)
from netjournal.days import LeapDay, PartialDate, add_months
from netjournal.model import Answer, AnswerKind, AskSide, AskState, Comfort, DateKind, EntryKind, Named, PersonState
from netjournal.touches import Tie, overdue_ratio, tie

TODAY = date(2026, 11, 23)  # a Monday
ANA = PersonFacts(1, "Ana Ruiz")


def at(day: date, clock: str = "10:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))


def keys(items: tuple[Item, ...]) -> list[str]:
    return [item.key for item in items]


def today(facts: Facts, day: date = TODAY, clock: str = "10:00") -> list[str]:
    return keys(agenda(facts, at(day, clock)).today)


def soon(facts: Facts, day: date = TODAY, clock: str = "10:00") -> list[str]:
    return keys(agenda(facts, at(day, clock)).soon)


def why(facts: Facts, key: str, day: date = TODAY) -> str:
    item = agenda(facts, at(day)).find(key)
    assert item is not None, key
    return str(item.why)


def done(key: str, on: date = TODAY) -> Answer:
    return Answer(key, AnswerKind.DONE, on)


def snoozed(key: str, until: date, on: date = TODAY) -> Answer:
    return Answer(key, AnswerKind.SNOOZED, on, until)


# ------------------------------------------------------------------------------------------------ dates


def birthday(written: str, lead_days: int | None = 0, leap: LeapDay = LeapDay.FEBRUARY_28) -> Facts:
    special = DateFacts(9, 1, DateKind.BIRTHDAY, PartialDate.parse(written), lead_days=lead_days)
    return Facts(people=(ANA,), dates=(special,), settings=Settings(leap_day=leap))


@pytest.mark.parametrize(
    ("facts", "day", "expected"),
    [
        (birthday("1976-11-23"), TODAY, {"date:9:2026-11-23": "turns 50"}),
        (birthday("--11-23"), TODAY, {"date:9:2026-11-23": "birthday"}),
        (birthday("1976-11"), TODAY, {}),
        (birthday("1976"), TODAY, {}),
        (birthday("1976-11-22"), TODAY, {"date:9:2026-11-22": "turns 50: it was yesterday"}),
        (birthday("1976-11-20"), TODAY, {"date:9:2026-11-20": "turns 50: it was on 2026-11-20"}),
        (birthday("1976-11-19"), TODAY, {}),
        (birthday("1976-11-24"), TODAY, {}),
        # born today, and expected tomorrow: no age, and not before
        (birthday("2026-11-23"), TODAY, {"date:9:2026-11-23": "birthday"}),
        (birthday("2026-11-24"), date(2025, 11, 24), {}),
        # 29 February
        (birthday("2000-02-29"), date(2027, 2, 28), {"date:9:2027-02-28": "turns 27"}),
        (birthday("2000-02-29"), date(2027, 3, 1), {"date:9:2027-02-28": "turns 27: it was yesterday"}),
        (birthday("2000-02-29", leap=LeapDay.MARCH_1), date(2027, 2, 28), {}),
        (birthday("2000-02-29", leap=LeapDay.MARCH_1), date(2027, 3, 1), {"date:9:2027-03-01": "turns 27"}),
        (birthday("2000-02-29"), date(2028, 2, 28), {}),
        (birthday("2000-02-29"), date(2028, 2, 29), {"date:9:2028-02-29": "turns 28"}),
        (birthday("2000-02-29", leap=LeapDay.MARCH_1), date(2028, 2, 29), {"date:9:2028-02-29": "turns 28"}),
        (birthday("--02-29"), date(2027, 2, 28), {"date:9:2027-02-28": "birthday"}),
        # the end of the year
        (birthday("1999-12-31"), date(2026, 12, 31), {"date:9:2026-12-31": "turns 27"}),
        (birthday("1999-12-31"), date(2027, 1, 1), {"date:9:2026-12-31": "turns 27: it was yesterday"}),
        (birthday("1999-12-31"), date(2027, 12, 31), {"date:9:2027-12-31": "turns 28"}),
        (birthday("1999-12-31", 14), date(2026, 12, 17), {"date:9:2026-12-31:ahead": "turns 27 on 2026-12-31"}),
        (birthday("1980-01-03", 14), date(2026, 12, 20), {"date:9:2027-01-03:ahead": "turns 47 on 2027-01-03"}),
        (birthday("1980-01-03", 14), date(2026, 12, 19), {}),
        (birthday("1980-01-03", 14), date(2027, 1, 2), {"date:9:2027-01-03:ahead": "turns 47 on 2027-01-03"}),
        (birthday("1980-01-03", 14), date(2027, 1, 3), {"date:9:2027-01-03": "turns 47"}),
        (birthday("2000-02-29", 1), date(2027, 2, 27), {"date:9:2027-02-28:ahead": "turns 27 on 2027-02-28"}),
        # across the end of February
        (birthday("--03-06", 14), date(2027, 2, 20), {"date:9:2027-03-06:ahead": "birthday on 2027-03-06"}),
        (birthday("--02-27"), date(2027, 3, 2), {"date:9:2027-02-27": "birthday: it was on 2027-02-27"}),
        # no lead of its own: as the settings say
        (birthday("--11-30", None), TODAY, {"date:9:2026-11-30:ahead": "birthday on 2026-11-30"}),
        (birthday("--12-01", None), TODAY, {}),
    ],
)
def test_dates(facts: Facts, day: date, expected: dict[str, str]) -> None:
    assert {item.key: str(item.why) for item in agenda(facts, at(day)).today} == expected


def test_a_date_stands_once_among_the_coming_days() -> None:
    assert soon(birthday("--11-27")) == ["date:9:2026-11-27"]
    assert soon(birthday("--11-30")) == ["date:9:2026-11-30"]
    assert soon(birthday("--12-01")) == []
    with_lead = birthday("--11-27", 7)
    assert (today(with_lead), soon(with_lead)) == (["date:9:2026-11-27:ahead"], [])
    answered = replace(with_lead, answers=(done("date:9:2026-11-27:ahead"),))
    assert (today(answered), soon(answered)) == ([], ["date:9:2026-11-27"])
    assert today(answered, date(2026, 11, 27)) == ["date:9:2026-11-27"]


@pytest.mark.parametrize(
    ("special", "said"),
    [
        (DateFacts(9, 1, DateKind.ANNIVERSARY, PartialDate(2016, 11, 23), "Wedding day"), "Wedding day, 10 years"),
        (DateFacts(9, 1, DateKind.ANNIVERSARY, PartialDate(2025, 11, 23)), "anniversary, 1 year"),
        (DateFacts(9, 1, DateKind.NAME_DAY, PartialDate(None, 11, 23)), "name day"),
        (DateFacts(9, 1, DateKind.OTHER, PartialDate(None, 11, 23)), "a day to remember"),
        (DateFacts(9, 1, DateKind.OTHER, PartialDate(None, 11, 23), "House warming {x}"), "House warming {x}"),
    ],
)
def test_other_dates(special: DateFacts, said: str) -> None:
    assert why(Facts((ANA,), (special,)), "date:9:2026-11-23") == said


def test_a_birthday_snoozed_beyond_the_days_it_is_told_speaks_on_that_day() -> None:
    until = TODAY + timedelta(20)
    facts = replace(birthday("--11-23"), answers=(snoozed("date:9:2026-11-23", until),))
    assert today(facts, until - timedelta(1)) == []
    assert today(facts, until) == ["date:9:2026-11-23"]
    assert today(facts, until + timedelta(4)) == []


# ------------------------------------------------------------------------------------------------ reminders


def remind(day: date = TODAY, repeat: str = "", clock: str = "", person: int | None = None) -> Facts:
    return Facts(people=(ANA,), reminders=(ReminderFacts(12, "Send the sketch", day, person, clock, repeat),))


def test_a_reminder_stays_until_the_user_answers_it() -> None:
    facts = remind()
    assert today(facts) == ["reminder:12:2026-11-23"]
    later = TODAY + timedelta(700)
    item = agenda(facts, at(later)).today[0]
    assert (item.key, item.days) == ("reminder:12:2026-11-23", 700)
    assert item.why == "Send the sketch (meant for 2026-11-23)"
    assert item.why.args["day"] == TODAY
    assert today(replace(facts, answers=(done("reminder:12:2026-11-23"),)), later) == []
    assert today(replace(facts, answers=(snoozed("reminder:12:2026-11-23", later),)), later - timedelta(1)) == []
    assert today(replace(facts, answers=(snoozed("reminder:12:2026-11-23", later),)), later) != []


def test_a_timed_reminder_waits_for_its_time() -> None:
    facts = remind(clock="15:00")
    assert (today(facts, clock="14:59"), soon(facts, clock="14:59")) == ([], ["reminder:12:2026-11-23"])
    assert (today(facts, clock="15:00"), soon(facts, clock="15:00")) == (["reminder:12:2026-11-23"], [])
    assert next_change(facts, at(TODAY, "09:00")) == at(TODAY, "15:00")
    assert next_change(facts, at(TODAY, "15:00")) == at(TODAY + timedelta(1), "00:00")
    # an hour that the change to summer time leaves out
    assert today(remind(date(2027, 3, 28), clock="02:30"), date(2027, 3, 28), "03:00") == ["reminder:12:2027-03-28"]


def test_month_ends_keep_their_anchor() -> None:
    facts = remind(date(2027, 1, 31), "FREQ=MONTHLY")
    told = []
    for n in range(100):
        day = date(2027, 1, 31) + timedelta(n)
        for key in today(facts, day):
            told.append(key)
            facts = replace(facts, answers=(*facts.answers, done(key, day)))
    assert told == [f"reminder:12:{day}" for day in ("2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30")]


def test_missed_occurrences_are_told_as_one() -> None:
    facts = remind(date(2026, 11, 2), "FREQ=WEEKLY")
    assert why(facts, "reminder:12:2026-11-23") == "Send the sketch (since 2026-11-02, 4 times)"
    assert today(facts) == ["reminder:12:2026-11-23"]
    assert soon(facts) == ["reminder:12:2026-11-30"]
    # an answer settles those before it, also when it comes late
    facts = replace(facts, answers=(done("reminder:12:2026-11-09"),))
    assert why(facts, "reminder:12:2026-11-23") == "Send the sketch (since 2026-11-16, 2 times)"
    assert today(replace(facts, answers=(done("reminder:12:2026-11-23"),))) == []
    assert today(replace(facts, answers=(snoozed("reminder:12:2026-11-23", date(2026, 11, 25)),))) == []


def test_a_timed_repeat_shows_the_last_one_until_the_next_is_due() -> None:
    facts = remind(date(2026, 11, 16), "FREQ=WEEKLY", "15:00")
    assert today(facts, clock="14:00") == ["reminder:12:2026-11-16"]
    assert soon(facts, clock="14:00") == ["reminder:12:2026-11-23"]
    assert today(facts, clock="15:00") == ["reminder:12:2026-11-23"]


def test_what_is_to_come_can_be_answered_before() -> None:
    facts = replace(remind(date(2026, 11, 17), "FREQ=WEEKLY"), answers=(done("reminder:12:2026-11-24"),))
    assert today(facts) == ["reminder:12:2026-11-17"]
    assert soon(facts) == []
    assert today(facts, date(2026, 11, 24)) == []


@pytest.mark.parametrize("repeat", ["FREQ=YEARLY;INTERVAL=5", "FREQ=DAILY;COUNT=1", "FREQ=WEEKLY;UNTIL=20210103"])
def test_rare_and_ended_repeats_are_not_lost(repeat: str) -> None:
    assert today(remind(date(2021, 1, 1), repeat), date(2025, 6, 1)) == ["reminder:12:2021-01-01"]


def test_a_rule_nobody_can_read_still_reminds_once() -> None:
    assert today(remind(repeat="every blue moon")) == ["reminder:12:2026-11-23"]


# ------------------------------------------------------------------------------------------------ asks, thanks


def test_asks_to_come_back_to() -> None:
    ask = AskFacts(55, date(2026, 6, 1), AskSide.MADE, "House sale", (1,), AskState.NOT_NOW, TODAY)
    facts = Facts((ANA,), asks=(ask,))
    assert why(facts, "ask:55:2026-11-23") == "“House sale”: you wanted to come back to it on 2026-11-23"
    assert soon(facts, date(2026, 11, 16)) == ["ask:55:2026-11-23"]
    assert today(facts, date(2026, 11, 22)) == []
    closed = replace(facts, asks=(replace(ask, state=AskState.YES),))
    assert today(closed) == []
    dismissed = replace(facts, answers=(Answer("ask:55:2026-11-23", AnswerKind.DISMISSED, TODAY),))
    assert today(dismissed) == []
    # a new day is a new reason
    assert today(replace(dismissed, asks=(replace(ask, come_back=date(2026, 11, 20)),))) == ["ask:55:2026-11-20"]


@pytest.mark.parametrize(
    ("side", "state", "asked", "expected"),
    [
        (AskSide.RECEIVED, AskState.OPEN, TODAY, ["answer:55"]),
        (AskSide.RECEIVED, AskState.OPEN, TODAY - timedelta(365), ["answer:55"]),
        (AskSide.RECEIVED, AskState.OPEN, TODAY - timedelta(366), []),
        (AskSide.RECEIVED, AskState.OPEN, TODAY + timedelta(1), []),
        (AskSide.RECEIVED, AskState.NO, TODAY, []),
        (AskSide.RECEIVED, AskState.NOT_NOW, TODAY, ["ask:55:2026-11-23"]),
        (AskSide.MADE, AskState.NOT_NOW, TODAY - timedelta(365), ["ask:55:2025-11-23"]),
        (AskSide.MADE, AskState.NOT_NOW, TODAY - timedelta(366), []),
        (AskSide.MADE, AskState.OPEN, TODAY - timedelta(90), []),
    ],
)
def test_asks_that_wait_for_my_answer(side: AskSide, state: AskState, asked: date, expected: list[str]) -> None:
    assert today(Facts((ANA,), asks=(AskFacts(55, asked, side, "a reference", (1,), state),))) == expected


def test_a_not_now_without_a_day_is_not_forgotten() -> None:
    ask = AskFacts(55, date(2026, 6, 1), AskSide.MADE, "House sale", (1,), AskState.NOT_NOW)
    facts = Facts((ANA,), asks=(ask,))
    assert why(facts, "ask:55:2026-06-01") == "“House sale”: not now, and no day was said to come back to it"
    assert today(replace(facts, asks=(replace(ask, come_back=date(2027, 2, 1)),))) == []
    assert today(replace(facts, asks=(replace(ask, state=AskState.NO),))) == []


def test_thanks_and_reports() -> None:
    owed = OwedFacts(31, EntryKind.REFERRAL, TODAY - timedelta(3), (1,), "Berg")
    facts = Facts((ANA,), thanks=(owed,), reports=(owed,))
    shown = agenda(facts, at(TODAY))
    assert [(item.key, str(item.why), item.actions[0], item.days) for item in shown.today] == [
        ("thanks:31", "thanks owed for the referral: Berg", Action.THANK, 3),
        ("report:31", "would like to hear how it went: Berg", Action.TELL, 3),
    ]
    # recorded years later, old kindness is no debt
    assert today(facts, TODAY + timedelta(400)) == ["report:31"]
    assert today(facts, TODAY + timedelta(800)) == []


def test_what_is_about_several_people_speaks_as_long_as_one_does() -> None:
    gone = PersonFacts(2, "Bo Lind", PersonState.DECEASED)
    ask = AskFacts(55, TODAY, AskSide.MADE, "House sale", (2, 1), AskState.NOT_NOW, TODAY)
    item = agenda(Facts((ANA, gone), asks=(ask,)), at(TODAY)).today[0]
    assert item.person == Named(1, "Ana Ruiz")
    assert today(Facts((gone,), asks=(ask,))) == []
    assert today(Facts((), asks=(replace(ask, people=()),))) == ["ask:55:2026-11-23"]


# ------------------------------------------------------------------------------------------------ people


def touched(days_ago: int, cadence: int | None = 60, **more: object) -> Facts:
    one = PersonFacts(7, "Lea Okoro", cadence=cadence, last_touch=TODAY - timedelta(days_ago))
    return Facts((replace(one, **more),))  # type: ignore[arg-type]  # the test names real fields


def test_cadence() -> None:
    key = "cadence:7:2026-08-21"
    facts = touched(94)
    item = agenda(facts, at(TODAY)).find(key)
    assert item is not None
    assert item.why == "94 days since you were in touch, you meant 60"
    assert (item.on, item.days, item.subject) == (date(2026, 10, 20), 34, 7)
    assert why(touched(94, attempts=2), key) == f"{item.why}; you tried 2 times since"
    assert why(touched(94, attempts=1), key) == f"{item.why}; you tried once since"
    assert today(touched(60)) == ["cadence:7:2026-09-24"]
    assert (today(touched(59)), soon(touched(59))) == ([], ["cadence:7:2026-09-25"])
    assert soon(touched(52)) == []


@pytest.mark.parametrize(
    "facts",
    [
        touched(94, None),
        touched(94, 0),
        touched(94, last_touch=None),
        touched(-5),  # the clock was set back
        touched(-1, 1),
    ],
)
def test_no_cadence_nothing_to_count_from_or_a_touch_still_to_come(facts: Facts) -> None:
    shown = agenda(facts, at(TODAY))
    assert (shown.today, shown.soon) == ((), ())


def test_a_new_touch_makes_a_new_reason() -> None:
    answered = (Answer("cadence:7:2026-08-21", AnswerKind.DISMISSED, TODAY),)
    assert today(replace(touched(94), answers=answered)) == []
    newer = replace(touched(70), answers=answered)
    assert today(newer) == ["cadence:7:2026-09-14"]
    # deleting that touch again brings back neither
    assert today(replace(touched(94), answers=answered)) == []


def everything_about(person: PersonFacts) -> Facts:
    return Facts(
        people=(person,),
        dates=(DateFacts(1, 1, DateKind.BIRTHDAY, PartialDate(1976, 11, 23)),),
        reminders=(ReminderFacts(1, "call", TODAY, 1), ReminderFacts(2, "call", TODAY, 1, "", "FREQ=DAILY")),
        asks=(
            AskFacts(1, TODAY, AskSide.MADE, "a", (1,), AskState.NOT_NOW, TODAY),
            AskFacts(2, TODAY, AskSide.RECEIVED, "b", (1,), AskState.OPEN),
        ),
        thanks=(OwedFacts(3, EntryKind.GIFT, TODAY, (1,)),),
        reports=(OwedFacts(4, EntryKind.REFERRAL, TODAY, (1,)),),
    )


LOUD = PersonFacts(1, "Ana Ruiz", cadence=30, last_touch=TODAY - timedelta(90), given=5, last_given=TODAY)
LOUD_KEYS = {
    *("date:1:2026-11-23", "reminder:1:2026-11-23", "reminder:2:2026-11-23", "ask:1:2026-11-23", "answer:2"),
    *("thanks:3", "report:4", "cadence:1:2026-08-25", "give:1:2026-11-23"),
}


@pytest.mark.parametrize(
    ("state", "until"),
    [
        (PersonState.ARCHIVED, None),
        (PersonState.DECEASED, None),
        (PersonState.RESTING, None),
        (PersonState.RESTING, TODAY + timedelta(30)),
    ],
)
def test_nothing_fires_for_the_silent(state: PersonState, until: date | None) -> None:
    facts = everything_about(replace(LOUD, state=state, resting_until=until))
    shown = agenda(facts, at(TODAY))
    assert (shown.today, shown.soon) == ((), ())
    assert set(today(everything_about(LOUD))) == LOUD_KEYS


def test_nothing_fires_about_somebody_who_is_not_there() -> None:
    shown = agenda(replace(everything_about(LOUD), people=()), at(TODAY))
    assert (shown.today, shown.soon) == ((), ())


def test_a_rest_that_ends_is_told_and_the_person_speaks_again() -> None:
    resting = replace(LOUD, state=PersonState.RESTING, resting_until=TODAY)
    key = "rest-ends:1:2026-11-23"
    facts = everything_about(resting)
    assert set(today(facts)) == LOUD_KEYS | {key}
    assert keys(agenda(facts, at(TODAY - timedelta(1))).soon) == [key]
    assert today(facts, TODAY - timedelta(1)) == []
    assert why(facts, key) == "you let this rest until 2026-11-23"
    assert key in today(facts, TODAY + timedelta(40))


# ------------------------------------------------------------------------------------------------ calm suggestions


def old_tie(number: int, **more: object) -> PersonFacts:
    one = PersonFacts(number, f"Person {number}", last_touch=date(2023, 5, 1), touches=4)
    return replace(one, **more)  # type: ignore[arg-type]  # the test names real fields


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, True),
        ({"touches": 2}, True),
        ({"touches": 1}, False),
        ({"let_down": True}, False),
        ({"cadence": 365}, False),
        ({"last_touch": TODAY - timedelta(1095)}, True),
        ({"last_touch": TODAY - timedelta(1094)}, False),
        ({"last_touch": None}, False),
    ],
)
def test_dormant_ties(more: dict[str, object], told: bool) -> None:
    person = old_tie(7, **more)
    shown = agenda(Facts((person,)), at(TODAY))
    assert [item.kind for item in shown.today if item.kind is ItemKind.DORMANT] == [ItemKind.DORMANT] * told
    assert today(Facts((person,), settings=Settings(reconnect=False))) == (
        ["cadence:7:2023-05-01"] if "cadence" in more else []
    )


def test_dormant_ties_are_few_a_day_and_by_trust_first() -> None:
    people = (
        old_tie(1),
        old_tie(2, last_touch=date(2022, 1, 1)),
        old_tie(3, kept_promises=2),
        old_tie(4, other_field=True),
        old_tie(5, last_touch=date(2023, 6, 1)),
    )
    facts = Facts(people)
    first = ["dormant:3:2023-05-01", "dormant:4:2023-05-01", "dormant:5:2023-06-01"]
    assert today(facts) == first
    # one that was answered makes no room for another on the same day
    facts = replace(facts, answers=(done(first[0]),))
    assert today(facts) == first[1:]
    assert today(facts, TODAY + timedelta(1)) == [*first[1:], "dormant:1:2023-05-01"]


def generous(number: int, given: int = 4, **more: object) -> PersonFacts:
    one = PersonFacts(number, f"Person {number}", given=given, last_given=date(2026, 10, 1))
    return replace(one, **more)  # type: ignore[arg-type]  # the test names real fields


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, True),
        ({"given": 3}, True),
        ({"given": 2}, False),
        ({"comfort": Comfort.KEEP_APART}, False),
        ({"comfort": Comfort.ASK_GENTLY}, True),
        ({"last_asked": date(2019, 1, 1)}, False),
        ({"let_down": True}, False),
    ],
)
def test_given_and_never_asked(more: dict[str, object], told: bool) -> None:
    facts = Facts((replace(generous(7), **more),))  # type: ignore[arg-type]  # the table names real fields
    assert today(facts) == ["give:7:2026-10-01"] * told
    assert today(replace(facts, settings=Settings(give=False))) == []


def test_one_ask_nudge_a_person_in_six_months_and_one_a_day() -> None:
    facts = Facts((generous(7), generous(8, 6)))
    assert today(facts) == ["give:8:2026-10-01"]
    facts = replace(facts, answers=(done("give:8:2026-10-01"),))
    assert today(facts) == []
    assert today(facts, TODAY + timedelta(1)) == ["give:7:2026-10-01"]
    assert today(facts, TODAY - timedelta(1)) == []  # the clock set back
    # giving again is a new reason, but not within six months
    again = replace(facts, people=(generous(8, 7, last_given=TODAY),))
    assert today(again, TODAY + timedelta(182)) == []
    assert today(again, TODAY + timedelta(183)) == ["give:8:2026-11-23"]
    assert today(again, TODAY - timedelta(5)) == []  # the clock set back
    # snoozed, it keeps the day that was said
    later = replace(again, answers=(snoozed("give:8:2026-11-23", TODAY + timedelta(9)),))
    assert today(later, TODAY + timedelta(8)) == []
    assert today(later, TODAY + timedelta(9)) == ["give:8:2026-11-23"]


@pytest.mark.parametrize(
    ("day", "facts", "told"),
    [
        (TODAY, Facts(first_entry=date(2026, 1, 1)), True),
        (date(2026, 11, 19), Facts(first_entry=date(2026, 1, 1)), False),
        (TODAY, Facts(first_entry=date(2026, 1, 1), asks_made=(date(2026, 11, 2),)), False),
        (TODAY, Facts(first_entry=date(2026, 1, 1), asks_made=(date(2026, 10, 31), date(2025, 11, 2))), True),
        (TODAY, Facts(first_entry=date(2026, 11, 2)), False),
        (TODAY, Facts(), False),
        (TODAY, Facts(first_entry=date(2026, 1, 1), settings=Settings(asked_nobody=False)), False),
        (TODAY, Facts(first_entry=date(2026, 1, 1), answers=(done("asked-nobody:2026-11"),)), False),
        (date(2026, 12, 20), Facts(first_entry=date(2026, 1, 1), answers=(done("asked-nobody:2026-11"),)), True),
    ],
)
def test_asked_nobody_this_month(day: date, facts: Facts, told: bool) -> None:
    assert today(facts, day) == [f"asked-nobody:{day:%Y-%m}"] * told


# ------------------------------------------------------------------------------------------------ order, snoozes, ties


def test_the_order_of_the_day() -> None:
    slower = PersonFacts(2, "Bo Lind", cadence=30, last_touch=TODAY - timedelta(300))
    facts = everything_about(replace(LOUD, state=PersonState.RESTING, resting_until=TODAY))
    facts = replace(
        facts,
        people=(*facts.people, slower, old_tie(3)),
        reminders=(
            *facts.reminders,
            ReminderFacts(3, "ring", TODAY, None, "09:30"),
            ReminderFacts(4, "x", TODAY, None, "09:00"),
        ),
        first_entry=date(2020, 1, 1),
    )
    assert today(facts) == [
        *("reminder:4:2026-11-23", "reminder:3:2026-11-23", "ask:1:2026-11-23", "answer:2"),
        *("reminder:1:2026-11-23", "reminder:2:2026-11-23", "date:1:2026-11-23", "thanks:3", "report:4"),
        *("cadence:2:2026-01-27", "cadence:1:2026-08-25", "rest-ends:1:2026-11-23"),
        *("dormant:3:2023-05-01", "give:1:2026-11-23", "asked-nobody:2026-11"),
    ]
    assert {item.kind for item in agenda(facts, at(TODAY)).today} == set(ItemKind)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-23", ["tomorrow 11-24", "this weekend 11-28", "next week 11-30", "in a month 12-23"]),
        ("2026-11-27", ["tomorrow 11-28", "next week 11-30", "in a month 12-27"]),
        ("2026-11-28", ["tomorrow 11-29", "next week 11-30", "in a month 12-28"]),
        ("2026-11-29", ["tomorrow 11-30", "in a month 12-29"]),
        ("2027-01-31", ["tomorrow 02-01", "in a month 02-28"]),
    ],
)
def test_snoozes(day: str, expected: list[str]) -> None:
    assert [f"{said} {until:%m-%d}" for said, until in snoozes(date.fromisoformat(day))] == expected


@pytest.mark.parametrize(("touches", "expected"), [(0, Tie.DORMANT), (1, Tie.WEAK), (3, Tie.WEAK), (4, Tie.STRONG)])
def test_ties(touches: int, expected: Tie) -> None:
    assert tie(touches) is expected


def test_overdue_ratio() -> None:
    assert overdue_ratio(TODAY - timedelta(90), 60, TODAY) == 1.5
    assert overdue_ratio(TODAY + timedelta(5), 60, TODAY) == 0
    assert overdue_ratio(None, 60, TODAY) is None
    assert overdue_ratio(TODAY, 0, TODAY) is None


# ------------------------------------------------------------------------------------------------ laws

_ids = st.integers(1, 5)
_days = st.one_of(
    st.integers(-12, 20).map(lambda n: TODAY + timedelta(n)),
    st.integers(-1500, 400).map(lambda n: TODAY + timedelta(n)),
)
_past = st.one_of(st.integers(0, 40), st.integers(0, 1500)).map(lambda n: TODAY - timedelta(n))
_partial = st.one_of(
    st.builds(lambda day: PartialDate(None, day.month, day.day), _days),
    st.builds(lambda day, years: PartialDate.of(add_months(day, -12 * years)), _days, st.sampled_from([0, 1, 40])),
    st.sampled_from(["--02-29", "2000-02-29", "1980-11", "1980"]).map(PartialDate.parse),
)
_repeats = st.sampled_from(
    ["", "", "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,TH"]
)
_clocks = st.sampled_from(["", "", "00:00", "09:30", "15:00", "23:59"])
_who = st.lists(_ids, max_size=2, unique=True).map(tuple)


def _some(row: st.SearchStrategy[object], by: str = "id") -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(row, max_size=5, unique_by=lambda made: getattr(made, by)).map(tuple)


_people = st.builds(
    PersonFacts,
    id=_ids,
    name=st.just("Ana"),
    state=st.sampled_from(
        [PersonState.PRESENT] * 4 + [PersonState.RESTING, PersonState.ARCHIVED, PersonState.DECEASED]
    ),
    resting_until=st.none() | _days,
    cadence=st.sampled_from([None, None, 0, 7, 30, 365]),
    last_touch=st.none() | _past,
    attempts=st.integers(0, 2),
    touches=st.integers(0, 4),
    let_down=st.sampled_from([False, False, True]),
    kept_promises=st.integers(0, 1),
    other_field=st.booleans(),
    comfort=st.sampled_from(Comfort),
    given=st.integers(0, 5),
    last_given=st.none() | _past,
    last_asked=st.sampled_from([None, None, TODAY]),
)
_owed = st.builds(OwedFacts, entry=st.integers(1, 9), kind=st.just(EntryKind.GIFT), day=_days, people=_who)
_reminders = st.builds(
    ReminderFacts, id=_ids, text=st.just("ring"), day=_days, person=st.none() | _ids, time=_clocks, repeat=_repeats
)
_asks = st.builds(
    AskFacts,
    id=_ids,
    day=_days,
    side=st.sampled_from(AskSide),
    about=st.just("roof"),
    people=_who,
    state=st.sampled_from([AskState.OPEN, AskState.NOT_NOW, AskState.YES]),
    come_back=st.none() | _days,
)
_dates = st.builds(DateFacts, id=_ids, person=_ids, kind=st.sampled_from(DateKind), date=_partial,
                   lead_days=st.sampled_from([None, 0, 3, 14]))  # fmt: skip
_bare_facts = st.builds(
    Facts,
    people=_some(_people),
    dates=_some(_dates),
    reminders=_some(_reminders),
    asks=_some(_asks),
    thanks=_some(_owed, "entry"),
    reports=_some(_owed, "entry"),
    asks_made=st.lists(_past, max_size=2).map(tuple),
    first_entry=st.none() | _past,
    settings=st.builds(Settings, leap_day=st.sampled_from(LeapDay), lead_days=st.sampled_from([0, 7])),
)
_moments = st.builds(
    at, st.integers(-10, 60).map(lambda n: TODAY + timedelta(n)), st.sampled_from(["00:00", "09:30", "12:00", "23:59"])
)


@st.composite
def _facts(draw: st.DrawFn) -> Facts:
    """Facts with answers to what the agenda of some days said: done, dismissed or snoozed."""
    facts = draw(_bare_facts)
    for _ in range(draw(st.integers(0, 4))):
        then = draw(st.integers(-40, 3).map(lambda n: at(TODAY + timedelta(n))))
        shown = agenda(facts, then)
        items = [*shown.today, *shown.soon]
        if items:
            facts = _answered(
                facts,
                draw(st.sampled_from(items)),
                draw(st.sampled_from(AnswerKind)),
                then.date(),
                draw(st.integers(1, 60)),
            )
    return facts


def _answered(facts: Facts, item: Item, kind: AnswerKind, on: date, days: int = 1) -> Facts:
    until = on + timedelta(days) if kind is AnswerKind.SNOOZED else None
    others = tuple(answer for answer in facts.answers if answer.key != item.key)
    return replace(facts, answers=(*others, Answer(item.key, kind, on, until)))


def _few(n: int = 150) -> settings:
    return settings(max_examples=n, deadline=None)


def _moment(item: Item) -> datetime:
    return at(item.on, item.time or "00:00")


@_few()
@given(_facts(), _moments)
def test_each_occurrence_has_one_key_and_never_shows_before_its_time(facts: Facts, now: datetime) -> None:
    shown = agenda(facts, now)
    everything = [*shown.today, *shown.soon]
    assert len({item.key for item in everything}) == len(everything)
    assert all(_moment(item) <= now for item in shown.today)
    assert all(now < _moment(item) and item.on <= now.date() + timedelta(7) for item in shown.soon)
    assert all(item.days == max(0, (now.date() - item.on).days) for item in everything)
    assert all(shown.find(item.key) is item for item in everything)


@_few()
@given(_facts(), _moments, st.integers(0, 5000))
def test_what_is_due_stays_due_until_it_is_answered(facts: Facts, now: datetime, minutes: int) -> None:
    later = agenda(facts, now + timedelta(minutes=minutes))
    repeating = {reminder.id for reminder in facts.reminders if reminder.repeat}
    lasting = (ItemKind.REMINDER, ItemKind.ASK, ItemKind.CADENCE, ItemKind.REST_ENDS)
    for item in agenda(facts, now).today:
        if item.kind is ItemKind.REMINDER and item.subject in repeating:
            # A newer occurrence takes its place, unless that was answered or put off.
            newer = any(answer.key.startswith(f"reminder:{item.subject}:") for answer in facts.answers)
            assert newer or any(one.kind is item.kind and one.subject == item.subject for one in later.today)
        elif item.kind in lasting:
            assert item.key in keys(later.today)


@_few(100)
@given(_facts(), _moments, st.sampled_from(AnswerKind), st.integers(1, 30), st.integers(-20, 60), st.data())
def test_an_answer_holds(
    facts: Facts, now: datetime, kind: AnswerKind, days: int, then: int, data: st.DataObject
) -> None:
    shown = agenda(facts, now)
    assume(shown.today or shown.soon)
    item = data.draw(st.sampled_from([*shown.today, *shown.soon]))
    facts = _answered(facts, item, kind, now.date(), days)
    found = agenda(facts, now + timedelta(then)).find(item.key)
    assert found is None or (kind is AnswerKind.SNOOZED and then >= days)
    if kind is AnswerKind.SNOOZED and item.kind in (
        ItemKind.ASK,
        ItemKind.CADENCE,
        ItemKind.THANKS,
        ItemKind.REST_ENDS,
    ):
        until = now + timedelta(days)
        if until.date() >= item.on:
            assert item.key in keys(agenda(facts, until).today)


@_few()
@given(_facts(), _moments)
def test_nothing_changes_before_the_next_change(facts: Facts, now: datetime) -> None:
    change = next_change(facts, now)
    assert now < change <= datetime.combine(now.date() + timedelta(1), time())
    assert agenda(facts, change - timedelta(minutes=1)) == agenda(facts, now)


@_few(40)
@given(_bare_facts, st.lists(st.integers(1, 3000), min_size=30, max_size=60))
def test_a_year_with_sleep_and_answers_misses_nothing_and_tells_nothing_twice(facts: Facts, sleeps: list[int]) -> None:
    now = at(TODAY)
    answered: set[str] = set()
    seen: set[str] = set()
    for minutes in sleeps:
        now += timedelta(minutes=minutes)
        for item in agenda(facts, now).today:
            assert item.key not in answered
            seen.add(item.key)
            if item.kind is ItemKind.REMINDER:
                answered.add(item.key)
                facts = _answered(facts, item, AnswerKind.DONE, now.date())
    speaking = {person.id for person in facts.people if person.state is PersonState.PRESENT}
    for reminder in facts.reminders:
        due = at(reminder.day, reminder.time or "00:00") <= now
        if not reminder.repeat and due and (reminder.person is None or reminder.person in speaking):
            assert f"reminder:{reminder.id}:{reminder.day}" in seen


# ------------------------------------------------------------------------------------------------ what may be left out


def _left_out(facts: Facts, day: date, horizon: int) -> Facts:
    """The facts without every row that the docstrings of `Facts` allow to leave out."""
    end = day + timedelta(horizon)
    put_off = [answer.key for answer in facts.answers if answer.kind is AnswerKind.SNOOZED]

    def is_put_off(*prefixes: str) -> bool:
        return any(key == prefix or key.startswith(f"{prefix}:") for key in put_off for prefix in prefixes)

    def may_speak(person: PersonFacts) -> bool:
        if person.state is PersonState.RESTING:
            return person.resting_until is not None and person.resting_until <= end
        return person.state is PersonState.PRESENT

    people = {person.id: person for person in facts.people if may_speak(person)}
    leads = [special.lead_days for special in facts.dates if special.lead_days is not None]
    watched = watched_days(day, horizon, max([facts.settings.lead_days, *leads]))
    dates = [
        special
        for special in facts.dates
        if special.person in people
        and special.date.day is not None
        and ((special.date.month, special.date.day) in watched or is_put_off(f"date:{special.id}"))
    ]
    finished = {answer.key for answer in facts.answers if answer.kind is not AnswerKind.SNOOZED}
    reminders = [
        reminder
        for reminder in facts.reminders
        if reminder.day <= end
        and (reminder.person is None or reminder.person in people)
        and (reminder.repeat or f"reminder:{reminder.id}:{reminder.day}" not in finished)
    ]

    def wanted(who: tuple[int, ...]) -> bool:
        return not who or any(one in people for one in who)

    asks = [
        ask
        for ask in facts.asks
        if ask.state.is_open
        and wanted(ask.people)
        and (
            ask.come_back <= end
            if ask.come_back is not None
            else (ask.side is AskSide.RECEIVED or ask.state is AskState.NOT_NOW)
            and (
                day - timedelta(365) <= ask.day <= day or is_put_off(f"answer:{ask.id}") or is_put_off(f"ask:{ask.id}:")
            )
        )
    ]
    thanks = [
        owed
        for owed in facts.thanks
        if wanted(owed.people) and (day - timedelta(365) <= owed.day <= day or is_put_off(f"thanks:{owed.entry}"))
    ]
    reports = [
        owed
        for owed in facts.reports
        if wanted(owed.people) and (day - timedelta(730) <= owed.day <= day or is_put_off(f"report:{owed.entry}"))
    ]
    named = {special.person for special in dates} | {reminder.person for reminder in reminders}
    named |= {
        one for who in [*(ask.people for ask in asks), *(owed.people for owed in [*thanks, *reports])] for one in who
    }
    dormant = sorted(
        (
            person
            for person in people.values()
            if (person.state is PersonState.PRESENT or (person.resting_until or date.max) <= day)
            and not person.cadence
            and person.touches >= 2
            and not person.let_down
            and person.last_touch is not None
            and person.last_touch <= day - timedelta(facts.settings.dormant_days)
        ),
        key=lambda one: (-one.kept_promises, not one.other_field, -(one.last_touch or day).toordinal(), one.id),
    )[: 3 + sum(answer.key.startswith("dormant:") for answer in facts.answers)]
    kept = {
        person.id: person
        for person in people.values()
        if person.id in named
        or person.state is PersonState.RESTING
        or (person.last_touch and person.cadence and person.last_touch + timedelta(person.cadence) <= end)
        or person in dormant
        or (
            person.given >= 3
            and person.last_asked is None
            and person.comfort is not Comfort.KEEP_APART
            and not person.let_down
        )
    }
    rows = {
        "date": {special.id for special in dates},
        "reminder": {reminder.id for reminder in reminders},
        "ask": {ask.id for ask in asks},
        "answer": {ask.id for ask in asks},
        "thanks": {owed.entry for owed in thanks},
        "report": {owed.entry for owed in reports},
        **{word: set(kept) for word in ("cadence", "rest-ends", "dormant", "give")},
    }
    repeating = {reminder.id for reminder in reminders if reminder.repeat}
    newest: dict[int, str] = {}
    for key in finished:
        word, _, rest = key.partition(":")
        if word == "reminder" and rest.partition(":")[2] <= day.isoformat():
            number = int(rest.partition(":")[0])
            newest[number] = max(newest.get(number, ""), rest.partition(":")[2])

    def is_kept(answer: Answer) -> bool:
        word, *rest = answer.key.split(":")
        if answer.kind is AnswerKind.SNOOZED or answer.on >= day or word == "asked-nobody":
            return True
        subject = int(rest[0])
        if subject not in rows[word]:
            return False
        if word == "reminder" and subject in repeating:
            return rest[1] >= newest.get(subject, "")
        if word == "give":
            last = kept[subject].last_given
            return rest[1] == str(last) or answer.on > day - timedelta(facts.settings.ask_distance)
        return True

    return replace(
        facts,
        people=tuple(kept.values()),
        dates=tuple(dates),
        reminders=tuple(reminders),
        asks=tuple(asks),
        thanks=tuple(thanks),
        reports=tuple(reports),
        answers=tuple(answer for answer in facts.answers if is_kept(answer)),
        asks_made=tuple(made for made in facts.asks_made if (made.year, made.month) == (day.year, day.month)),
    )


@_few(250)
@given(_facts(), _moments, st.sampled_from([0, 3, 7, 31]))
def test_what_may_be_left_out_makes_no_difference(facts: Facts, now: datetime, horizon: int) -> None:
    whole: Agenda = agenda(facts, now, horizon)
    assert agenda(_left_out(facts, now.date(), horizon), now, horizon) == whole
