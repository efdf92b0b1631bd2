"""The agenda as a calendar: what other programs read in it is what the agenda says, year after year.

The files are read back by `icalendar`, and their repeats followed by dateutil, neither of which knows Net Journal.
"""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st
from icalendar import Calendar as Read

from netjournal.days import LeapDay, PartialDate, Repeat, yearly
from netjournal.exchange.icalendar import Calendar, ComeBack, Remember, RestEnd, SpecialDay, rule_from, written
from netjournal.model import DateKind

TODAY = date(2026, 11, 23)
STAMP = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TEN_YEARS = date(2036, 12, 31)


def read(calendar, **how):
    data = written(calendar, STAMP, **how)
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    return Read.from_ical(data)


def only(calendar, **how):
    (found,) = [part for part in read(calendar, **how).walk() if part.name in ("VEVENT", "VTODO")]
    return found


def days(component, until=TEN_YEARS):
    """The days on which it happens, as dateutil has it."""
    begin = component["DTSTART"].dt
    timed = isinstance(begin, datetime)
    start = begin if timed else datetime.combine(begin, datetime.min.time())
    out = component.get("EXDATE")
    left_out = [out] if out is not None and not isinstance(out, list) else out or []
    gone = {d.dt.date() if timed else d.dt for one in left_out for d in one.dts}
    rule = rrulestr(component["RRULE"].to_ical().decode(), dtstart=start)
    found = rule.between(start, datetime.combine(until, datetime.max.time()), inc=True)
    return [moment.date() for moment in found if moment.date() not in gone]


def special(day, kind=DateKind.BIRTHDAY, label="", name="Ana Ruiz"):
    return SpecialDay("date-1-a", name, kind, day, label)


def reminder(text="Send the plans", day=TODAY, **parts):
    return Remember("reminder-1", parts.pop("name", "Ana Ruiz"), text, day, **parts)


@pytest.mark.parametrize("rule", ["FREQ=YEARLY", "FREQ=MONTHLY;BYMONTHDAY=-1"])
def test_a_repeat_that_begins_in_the_last_years_there_are(rule):
    far = only(Calendar(TODAY, LeapDay.FEBRUARY_28, reminders=(reminder(day=date(9990, 12, 31), repeat=rule),)))
    assert far["DTSTART"].dt == date(9990, 12, 31)


# ---------------------------------------------------------------------------------------------------------------------
# Special dates


@pytest.mark.parametrize("leap", LeapDay)
@pytest.mark.parametrize(
    "day",
    [
        PartialDate(None, 2, 29),
        PartialDate(1976, 2, 29),
        PartialDate(None, 2, 28),
        PartialDate(None, 3, 1),
        PartialDate(1999, 12, 31),
        PartialDate(None, 1, 1),
        PartialDate(2028, 2, 29),
        PartialDate(2031, 5, 4),
    ],
)
def test_a_day_comes_round_when_the_journal_says(leap, day):
    found = days(only(Calendar(TODAY, leap, days=(special(day),))))
    first = max(date(2025, 1, 1), day.whole or date.min)
    assert found == [
        on for year in range(first.year, TEN_YEARS.year + 1) if (on := yearly(day, year, leap)) and first <= on
    ]


@given(
    st.dates(date(1890, 1, 1), date(2040, 1, 1)), st.booleans(), st.sampled_from(LeapDay), st.dates(date(2000, 1, 1))
)
def test_any_day_in_any_year(day, known, leap, today):
    assume(today.year < 9950)
    wanted = PartialDate(day.year if known else None, day.month, day.day)
    component = only(Calendar(today, leap, days=(special(wanted),)))
    end = date(component["DTSTART"].dt.year + 10, 12, 31)
    begin = max(date(today.year - 1, 1, 1), wanted.whole or date.min)
    expected = [yearly(wanted, year, leap) for year in range(begin.year, end.year + 1)]
    assert days(component, end) == [on for on in expected if on >= begin]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (special(PartialDate(1976, 11, 24)), "Ana Ruiz: birthday (1976)"),
        (special(PartialDate(None, 11, 24)), "Ana Ruiz: birthday"),
        (special(PartialDate(None, 6, 1), DateKind.ANNIVERSARY, "Wedding"), "Ana Ruiz: Wedding"),
        (special(PartialDate(None, 6, 1), DateKind.OTHER), "Ana Ruiz: a day to remember"),
    ],
)
def test_what_a_day_is_called(said, wanted):
    event = only(Calendar(TODAY, LeapDay.MARCH_1, days=(said,)))
    assert (str(event["SUMMARY"]), event["TRANSP"]) == (wanted, "TRANSPARENT")
    assert type(event["DTSTART"].dt) is date


def test_a_month_alone_is_no_day():
    calendar = Calendar(TODAY, LeapDay.MARCH_1, days=(special(PartialDate(1980, 5, None)),))
    assert [part.name for part in read(calendar).walk()] == ["VCALENDAR"]


# ---------------------------------------------------------------------------------------------------------------------
# Reminders


def test_a_timed_reminder_rings_at_its_time():
    todo = only(Calendar(TODAY, LeapDay.MARCH_1, reminders=(reminder(time="14:30"),)))
    assert str(todo["SUMMARY"]) == "Ana Ruiz: Send the plans"
    assert todo["DUE"].dt == datetime(2026, 11, 23, 14, 30)
    assert "DTSTART" not in todo
    (alarm,) = todo.subcomponents
    assert (alarm["TRIGGER"].dt, alarm["TRIGGER"].params["RELATED"]) == (timedelta(), "END")
    assert alarm["ACTION"] == "DISPLAY"


def test_one_without_a_time_rings_in_the_morning():
    todo = only(Calendar(TODAY, LeapDay.MARCH_1, reminders=(reminder(),)), morning="08:15")
    assert todo["DUE"].dt == TODAY
    assert todo.subcomponents[0]["TRIGGER"].dt == timedelta(hours=8, minutes=15)


def test_done_is_left_out_and_put_off_is_put_off():
    done = reminder(settled=frozenset({TODAY}))
    assert list(read(Calendar(TODAY, LeapDay.MARCH_1, reminders=(done,))).walk("VTODO")) == []
    later = reminder(put_off=date(2026, 12, 1))
    assert only(Calendar(TODAY, LeapDay.MARCH_1, reminders=(later,)))["DUE"].dt == date(2026, 12, 1)


def test_a_repeat_that_cannot_be_read_is_one_day():
    todo = only(Calendar(TODAY, LeapDay.MARCH_1, reminders=(reminder(repeat="FREQ=SOMETIMES"),)))
    assert "RRULE" not in todo


@pytest.mark.parametrize(
    ("start", "rule", "said"),
    [
        (date(2026, 1, 31), "FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (date(2026, 1, 30), "FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"),
        (date(2026, 1, 29), "FREQ=MONTHLY;INTERVAL=2", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=28,29;BYSETPOS=-1"),
        (date(2024, 2, 29), "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"),
        (date(2024, 2, 28), "FREQ=YEARLY", "FREQ=YEARLY"),
        (date(2026, 1, 5), "FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=1MO"),
    ],
)
def test_the_end_of_a_month_is_said_so_that_every_calendar_knows_it(start, rule, said):
    assert rule_from(Repeat(rule), start, start) == said


RULES = st.sampled_from(
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;INTERVAL=2",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;INTERVAL=3",
        "FREQ=MONTHLY;INTERVAL=5",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=YEARLY",
        "FREQ=YEARLY;INTERVAL=3",
        "FREQ=YEARLY;BYWEEKNO=20",
    ]
)
STARTS = st.dates(date(2015, 1, 1), date(2030, 1, 1)) | st.sampled_from(
    [date(2024, 2, 29), date(2026, 1, 31), date(2025, 8, 30), date(2023, 1, 29)]
)


@given(
    rule=RULES,
    start=STARTS,
    end=st.none() | st.integers(1, 200) | st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    settled=st.sets(st.integers(0, 60), max_size=4),
    clock=st.sampled_from(["", "07:45"]),
)
def test_a_calendar_says_what_the_agenda_would(rule, start, end, settled, clock):
    if isinstance(end, int):
        rule = f"{rule};COUNT={end}"
    elif end is not None:
        rule = f"{rule};UNTIL={end:%Y%m%d}"
    all_days = Repeat(rule).occurrences(start, start, TEN_YEARS)
    done = frozenset(all_days[n] for n in settled if n < len(all_days))
    last = max((day for day in done if day <= TODAY), default=date.min)
    left = [day for day in all_days if day > last and day not in done]
    due = [day for day in left if day <= TODAY][-1:]
    wanted = due + [day for day in left if day > TODAY]
    calendar = Calendar(TODAY, LeapDay.MARCH_1, reminders=(reminder(day=start, time=clock, repeat=rule, settled=done),))
    todos = list(read(calendar).walk("VTODO"))
    assert len(todos) == bool(wanted)
    if todos:
        assert days(todos[0]) == wanted
        assert "DUE" not in todos[0]
        assert todos[0].subcomponents[0]["TRIGGER"].params.get("RELATED", "START") == "START"


# ---------------------------------------------------------------------------------------------------------------------
# The rest


def test_asks_and_rests():
    calendar = Calendar(
        TODAY,
        LeapDay.MARCH_1,
        asks=(
            ComeBack("ask-1", "Ana Ruiz", "her house sale", date(2027, 4, 1)),
            ComeBack("ask-2", "Bo Larsen", "", date(2027, 4, 2)),
            ComeBack("ask-3", "", "a roofer", date(2027, 4, 3)),
        ),
        rests=(RestEnd("rest-3", "Lea Berg", date(2027, 1, 1)),),
    )
    assert [(str(t["UID"]), str(t["SUMMARY"]), t["DUE"].dt) for t in read(calendar).walk("VTODO")] == [
        ("ask-1", "Come back to Ana Ruiz: her house sale", date(2027, 4, 1)),
        ("ask-2", "Come back to Bo Larsen", date(2027, 4, 2)),
        ("ask-3", "Come back to “a roofer”", date(2027, 4, 3)),
        ("rest-3", "Lea Berg: the rest is over", date(2027, 1, 1)),
    ]


def test_private_reminders_say_only_that_there_is_something():
    assert str(only(Calendar(TODAY, LeapDay.MARCH_1, reminders=(reminder(""),)))["SUMMARY"]) == (
        "A reminder about Ana Ruiz"
    )
    assert str(only(Calendar(TODAY, LeapDay.MARCH_1, reminders=(reminder("", name=""),)))["SUMMARY"]) == "A reminder"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_text_comes_back(text):
    todo = only(Calendar(TODAY, LeapDay.MARCH_1, reminders=(reminder(text, name=""),)))
    assert str(todo["SUMMARY"]) == (text or "A reminder")


def test_lines_and_hidden_characters_in_a_text():
    todo = only(Calendar(TODAY, LeapDay.MARCH_1, reminders=(reminder("one\r\ntwo\x00; three, \\four"),)))
    assert str(todo["SUMMARY"]) == "Ana Ruiz: one\ntwo; three, \\four"


def test_the_same_journal_gives_the_same_file_but_for_the_stamp():
    calendar = Calendar(TODAY, LeapDay.MARCH_1, days=(special(PartialDate(None, 5, 1)),), reminders=(reminder(),))
    later = written(calendar, STAMP + timedelta(hours=5))
    assert re.sub(rb"DTSTAMP:.*", b"", later) == re.sub(rb"DTSTAMP:.*", b"", written(calendar, STAMP))
    assert b"DTSTAMP:20261123T143000Z" in later


def test_it_reads_in_the_language_it_is_asked_for():
    calendar = Calendar(TODAY, LeapDay.MARCH_1, rests=(RestEnd("rest-3", "Lea Berg", TODAY),))
    todo = only(calendar, words=lambda said: said.replace("the rest is over", "die Ruhe ist vorbei"))
    assert str(todo["SUMMARY"]) == "Lea Berg: die Ruhe ist vorbei"
