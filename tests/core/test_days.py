"""Days: incomplete dates, days as people write them, yearly days, repeats."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netjournal.days import (
    LeapDay,
    PartialDate,
    Repeat,
    add_months,
    days_between,
    describe,
    find_day,
    near,
    next_occurrence,
    next_yearly,
    past_day,
    read_partial,
    turns,
    understand_day,
    understand_repeat,
    yearly,
)

WEDNESDAY = date(2026, 3, 18)

whole_days = st.dates()
ordinary_days = st.dates(date(1900, 1, 1), date(2200, 1, 1))
# Pieces that make a day often enough, in any order.
_PIECES = """
    next this last in on by not before the end of mid week month year weekend monday friday sun april may feb 29 30 31
    1st 2nd 0 1 2 12 13 99999 2026 2027 0000 9999 days weeks years fortnight a two half q1 q4 spring winter christmas
    new year's after tomorrow today ago yesterday . , - / : 1.4. 1/4 31/2/2027 2027-02-29 --04 ٣ ²
"""
phrases = st.one_of(st.text(), st.lists(st.sampled_from(_PIECES.split()), max_size=7).map(" ".join))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(st.one_of(whole_days, st.just(date(2024, 2, 29))))
    shape = draw(st.sampled_from(["Y", "YM", "YMD", "MD", "M"]))
    return PartialDate(
        day.year if "Y" in shape else None, day.month if "M" in shape else None, day.day if "D" in shape else None
    )


# Incomplete dates


@given(partial_dates())
def test_a_partial_date_is_read_as_it_was_written(day: PartialDate) -> None:
    assert PartialDate.parse(str(day)) == day
    assert read_partial(str(day)) == day


@pytest.mark.parametrize("text", ["1985", "1985-04", "1985-04-12", "--04-12", "--04", "--02-29", "0001-01-01"])
def test_canonical_texts(text: str) -> None:
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "85",
        "1985-4-12",
        "19850412",
        "--0412",
        "---12",
        "2023-02-29",
        "2021-04-31",
        "--02-30",
        "--13",
        "0000",
        "1985-00",
        "x",
        "1985-04-12 ",
        "١٩٨٥",
    ],
)
def test_other_texts_are_no_canonical_dates(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    "parts", [(None, None, None), (None, None, 3), (1985, None, 3), (1985, 0, None), (10000, 1, 1)]
)
def test_parts_that_make_no_date(parts: tuple[int | None, int | None, int | None]) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate(*parts)


def test_only_a_full_date_is_whole() -> None:
    assert PartialDate.of(date(1985, 4, 12)).whole == date(1985, 4, 12)
    assert PartialDate.parse("--04-12").whole is None
    assert PartialDate.parse("--04-12").has_day
    assert not PartialDate.parse("1985-04").has_day


def test_dates_without_a_year_sort_last() -> None:
    texts = ["1985", "1985-04", "1985-04-12", "1985-05", "1986", "--01-01", "--04", "--04-12"]
    shuffled = texts[::-1]
    assert sorted(shuffled, key=lambda text: PartialDate.parse(text).sort_key) == texts


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1985", "1985"),
        ("1985-04", "1985-04"),
        ("1985-04-12", "1985-04-12"),
        ("1985/4/12", "1985-04-12"),
        ("19850412", "1985-04-12"),
        ("19850412T000000Z", "1985-04-12"),
        ("1985-04-12T23:59:59-08:00", "1985-04-12"),
        ("1985-04-12 00:00:00", "1985-04-12"),
        ("1985-04-12Z", "1985-04-12"),
        ("--0412", "--04-12"),
        ("--0229", "--02-29"),
        ("---12", None),
        ("12 Mar 2021", "2021-03-12"),
        ("12-Mar-2021", "2021-03-12"),
        ("12 Mar 2021 10:22", "2021-03-12"),
        ("Fri, 12 Mar 2021 10:22:00 +0000", "2021-03-12"),
        ("2021 March 12", "2021-03-12"),
        ("March 12th, 2021", "2021-03-12"),
        ("  12TH of MARCH  2021 ", "2021-03-12"),
        ("12. März 2021", None),
        ("12. March 2021", "2021-03-12"),
        ("March 1985", "1985-03"),
        ("Sept 1985", "1985-09"),
        ("12 March", "--03-12"),
        ("April 12", "--04-12"),
        ("april", "--04"),
        ("12.3.1985", "1985-03-12"),
        ("12. 3. 1985", "1985-03-12"),
        ("12.3.", "--03-12"),
        ("12.3", None),
        ("12.3.85", None),
        ("3/12/85", None),
        ("13/12/1985", "1985-12-13"),
        ("12/13/1985", "1985-12-13"),
        ("13-12-1985", "1985-12-13"),
        ("13/13/1985", None),
        ("0/0/00", None),
        ("0/0/0000", None),
        ("00000000", None),
        ("2023-02-29", None),
        ("31 April 2021", None),
        ("", None),
        ("born in spring", None),
    ],
)
def test_reading_dates_of_people_and_files(text: str, read: str | None) -> None:
    found = read_partial(text)
    assert (str(found) if found else None) == read


def test_day_first_decides_only_where_both_readings_are_possible() -> None:
    assert str(read_partial("3/12/1985")) == "1985-12-03"
    assert str(read_partial("3/12/1985", day_first=False)) == "1985-03-12"
    assert str(read_partial("13/12/1985", day_first=False)) == "1985-12-13"
    assert str(read_partial("3.12.1985", day_first=False)) == "1985-12-03"
    assert str(read_partial("4/12", day_first=False)) == "--04-12"


@given(phrases, st.booleans())
def test_reading_never_fails_and_invents_no_year(text: str, day_first: bool) -> None:
    read = read_partial(text, day_first=day_first)
    if read is not None and read.year is not None:
        assert f"{read.year:04d}" in "".join(str(int(c)) if c.isdecimal() else c for c in text)


# Days that come round each year


@pytest.mark.parametrize(
    ("leap", "year", "falls"),
    [
        (LeapDay.FEBRUARY_28, 2027, date(2027, 2, 28)),
        (LeapDay.MARCH_1, 2027, date(2027, 3, 1)),
        (LeapDay.FEBRUARY_28, 2028, date(2028, 2, 29)),
        (LeapDay.MARCH_1, 2028, date(2028, 2, 29)),
        (LeapDay.MARCH_1, 2100, date(2100, 3, 1)),
    ],
)
def test_the_29th_of_february_falls_where_preferred(leap: LeapDay, year: int, falls: date) -> None:
    assert yearly(PartialDate.parse("--02-29"), year, leap) == falls
    assert yearly(PartialDate.parse("2024-02-29"), year, leap) == falls


@pytest.mark.parametrize(
    ("born", "today", "comes"),
    [
        ("1985-12-31", date(2026, 12, 31), date(2026, 12, 31)),
        ("1985-12-31", date(2026, 1, 1), date(2026, 12, 31)),
        ("--01-03", date(2026, 12, 20), date(2027, 1, 3)),
        ("--02-29", date(2027, 3, 1), date(2028, 2, 29)),
        ("--02-29", date(2027, 2, 28), date(2027, 2, 28)),
        ("2030-05-01", date(2026, 1, 1), date(2030, 5, 1)),
        ("1985-04", date(2026, 1, 1), None),
        ("1985", date(2026, 1, 1), None),
        ("--01-01", date(9999, 12, 31), None),
    ],
)
def test_the_next_time_it_comes_round(born: str, today: date, comes: date | None) -> None:
    assert next_yearly(PartialDate.parse(born), today, LeapDay.FEBRUARY_28) == comes


@given(partial_dates(), st.dates(max_value=date(9990, 1, 1)), st.sampled_from(LeapDay))
def test_a_day_comes_round_within_a_year(day: PartialDate, today: date, leap: LeapDay) -> None:
    comes = next_yearly(day, today, leap)
    assert (comes is not None) == day.has_day or (day.whole or today) > date(9990, 1, 1)
    if comes is not None:
        assert 0 <= (comes - max(today, day.whole or today)).days <= 366


def test_age_is_told_only_of_a_known_year() -> None:
    assert turns(PartialDate.parse("1985-12-31"), date(2026, 12, 31)) == 41
    assert turns(PartialDate.parse("2024-02-29"), date(2027, 3, 1)) == 3
    assert turns(PartialDate.parse("--12-31"), date(2026, 12, 31)) is None
    assert turns(PartialDate.parse("2030-12-31"), date(2026, 12, 31)) is None


# Months


@given(st.dates(date(1000, 1, 1), date(5000, 1, 1)), st.integers(-5000, 5000))
def test_months_are_counted_from_the_anchor(anchor: date, n: int) -> None:
    then = add_months(anchor, n)
    assert then.year * 12 + then.month == anchor.year * 12 + anchor.month + n
    assert then.day == anchor.day or (then.day < anchor.day and (then + timedelta(1)).day == 1)


def test_the_31st_comes_back_after_a_short_month() -> None:
    anchor = date(2026, 1, 31)
    assert [add_months(anchor, n) for n in (0, 1, 2, 3)] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


def test_months_beyond_the_calendar() -> None:
    with pytest.raises(ValueError, match="no such year"):
        add_months(date(9999, 12, 1), 1)


# Days as people write them; today is a Wednesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-03-18"),
        ("tonight", "2026-03-18"),
        ("Tomorrow", "2026-03-19"),
        ("the day after tomorrow", "2026-03-20"),
        ("monday", "2026-03-23"),
        ("fri", "2026-03-20"),
        ("friday", "2026-03-20"),
        ("wednesday", "2026-03-25"),
        ("this wednesday", "2026-03-18"),
        ("this friday", "2026-03-20"),
        ("this monday", "2026-03-23"),
        ("next friday", "2026-03-27"),
        ("next monday", "2026-03-23"),
        ("monday week", "2026-03-30"),
        ("on friday week", "2026-03-27"),
        ("3 days before christmas", "2026-12-22"),
        ("the day before 19 march", "2026-03-18"),
        ("the day before 18 march", "2027-03-17"),
        ("a week after next friday", "2026-04-03"),
        ("a month before 1 may", "2026-04-01"),
        ("2 weeks before the fair", None),
        ("next week", "2026-03-23"),
        ("next month", "2026-04-01"),
        ("next year", "2027-01-01"),
        ("end of week", "2026-03-22"),
        ("end of month", "2026-03-31"),
        ("end of the month", "2026-03-31"),
        ("end of the year", "2026-12-31"),
        ("end of next month", "2026-04-30"),
        ("end of february", "2027-02-28"),
        ("in 3 days", "2026-03-21"),
        ("in 3 weeks", "2026-04-08"),
        ("in two months", "2026-05-18"),
        ("in a year", "2027-03-18"),
        ("in a fortnight", "2026-04-01"),
        ("in half a year", "2026-09-18"),
        ("3 days", "2026-03-21"),
        ("2 weeks", "2026-04-01"),
        ("in 0 days", "2026-03-18"),
        ("a week from now", "2026-03-25"),
        ("in spring", "2027-03-01"),
        ("in the summer", "2026-06-01"),
        ("autumn", "2026-09-01"),
        ("in fall", "2026-09-01"),
        ("in winter", "2026-12-01"),
        ("summer 2027", "2027-06-01"),
        ("after christmas", "2026-12-27"),
        ("in the new year", "2027-01-01"),
        ("new year’s eve", "2026-12-31"),
        ("in april", "2026-04-01"),
        ("april", "2026-04-01"),
        ("next april", "2026-04-01"),
        ("in march", "2027-03-01"),
        ("april 2027", "2027-04-01"),
        ("mid april", "2026-04-15"),
        ("mid-march", "2027-03-15"),
        ("early april", "2026-04-01"),
        ("1 april", "2026-04-01"),
        ("18 march", "2026-03-18"),
        ("17 march", "2027-03-17"),
        ("april 1", "2026-04-01"),
        ("1st of april", "2026-04-01"),
        ("1 apr 2027", "2027-04-01"),
        ("april 1st, 2027", "2027-04-01"),
        ("Friday, 20 March", "2026-03-20"),
        ("29 february", "2028-02-29"),
        ("2027-04-01", "2027-04-01"),
        ("1.4.2027", "2027-04-01"),
        ("1/4/2027", "2027-04-01"),
        ("1.4.", "2026-04-01"),
        ("1.4.27", "2027-04-01"),
        ("1/4/27", "2027-04-01"),
        ("1.4.85", None),
        ("the 15th", "2026-04-15"),
        ("on the 31st", "2026-03-31"),
        ("q1", "2027-01-01"),
        ("Q2", "2026-04-01"),
        ("q3 2027", "2027-07-01"),
        ("weekend", "2026-03-21"),
        ("this weekend", "2026-03-21"),
        ("next weekend", "2026-03-28"),
        ("  On   Friday. ", "2026-03-20"),
        ("by the end of the month", "2026-03-31"),
        ("until 1 april", "2026-04-01"),
        ("not before april", "2026-04-01"),
        ("2026-03-17", None),
        ("1 april 2020", None),
        ("march 2026", None),
        ("31 april", None),
        ("29 february 2027", None),
        ("in 99999 years", None),
        ("yesterday", None),
        ("soon", None),
        ("3", None),
        ("", None),
    ],
)
def test_a_day_as_people_write_it(text: str, day: str | None) -> None:
    assert understand_day(text, WEDNESDAY) == (date.fromisoformat(day) if day else None)


def test_numbers_are_read_in_the_order_of_the_place() -> None:
    assert understand_day("4/5", WEDNESDAY) == date(2026, 5, 4)
    assert understand_day("4/5", WEDNESDAY, day_first=False) == date(2026, 4, 5)


def test_on_a_sunday_the_weekend_is_today_and_next_week_tomorrow() -> None:
    sunday = date(2026, 3, 22)
    assert understand_day("this weekend", sunday) == sunday
    assert understand_day("next week", sunday) == date(2026, 3, 23)
    assert understand_day("next sunday", sunday) == date(2026, 3, 29)
    assert understand_day("end of the week", sunday) == sunday


@given(phrases, st.one_of(whole_days, ordinary_days), st.booleans())
def test_a_day_understood_is_never_past(text: str, today: date, day_first: bool) -> None:
    day = understand_day(text, today, day_first=day_first)
    assert day is None or day >= today
    found = find_day(text, today, day_first=day_first)
    assert found is None or (found[0] >= today and 0 < found[1] <= len(text))
    back = past_day(text, today, day_first=day_first)
    assert back is None or back <= today


@given(ordinary_days)
def test_every_day_is_understood_as_its_iso_text(today: date) -> None:
    assert understand_day(today.isoformat(), today) == today
    assert past_day(today.isoformat(), today) == today


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("next friday call Ana", "2026-03-27", " call Ana"),
        ("friday call Ana", "2026-03-20", " call Ana"),
        ("3 weeks", "2026-04-08", ""),
        ("in 3 weeks send the offer", "2026-04-08", " send the offer"),
        ("1 april call him at 3", "2026-04-01", " call him at 3"),
        ("1 apr 2027, call", "2027-04-01", " call"),
        ("1.4. call", "2026-04-01", " call"),
        ("tomorrow: tidy up", "2026-03-19", " tidy up"),
        ("the day after tomorrow go", "2026-03-20", " go"),
        ("by the end of the month pay", "2026-03-31", " pay"),
        ("in may call May", "2026-05-01", " call May"),
        ("  today  x", "2026-03-18", "  x"),
        ("3 days before christmas gift", "2026-12-22", " gift"),
        ("monday week call", "2026-03-30", " call"),
    ],
)
def test_a_day_at_the_start_of_a_text(text: str, day: str, rest: str) -> None:
    found = find_day(text, WEDNESDAY)
    assert found is not None
    assert (found[0], text[found[1] :]) == (date.fromisoformat(day), rest)


@pytest.mark.parametrize(
    "text",
    [
        "call Ana friday",
        "May Chen wrote",
        "spring cleaning",
        "a year in review",
        "1 april 2020 call",
        "2 weeks after the fair call",
        "",
        "Christmas presents",
    ],
)
def test_no_day_at_the_start(text: str) -> None:
    assert find_day(text, WEDNESDAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-03-18"),
        ("yesterday", "2026-03-17"),
        ("last night", "2026-03-17"),
        ("the day before yesterday", "2026-03-16"),
        ("last friday", "2026-03-13"),
        ("on tuesday", "2026-03-17"),
        ("wednesday", "2026-03-11"),
        ("3 days ago", "2026-03-15"),
        ("a fortnight ago", "2026-03-04"),
        ("two months ago", "2026-01-18"),
        ("12 march", "2026-03-12"),
        ("20 march", "2025-03-20"),
        ("29 feb", "2024-02-29"),
        ("1.3.26", "2026-03-01"),
        ("31/12/25", "2025-12-31"),
        ("2026-03-01", "2026-03-01"),
        ("2026-03-19", None),
        ("tomorrow", None),
        ("99999 years ago", None),
        ("march 2026", None),
    ],
)
def test_a_day_looking_back(text: str, day: str | None) -> None:
    assert past_day(text, WEDNESDAY) == (date.fromisoformat(day) if day else None)


# Near days


@pytest.mark.parametrize(
    ("away", "words"),
    [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (3, "in 3 days"), (-6, "6 days ago"), (7, None), (-7, None)],
)
def test_near_days_in_words(away: int, words: str | None) -> None:
    assert near(WEDNESDAY + timedelta(away), WEDNESDAY) == words


def test_days_between_are_calendar_days() -> None:
    assert days_between(date(2026, 3, 28), date(2026, 3, 30)) == 2
    assert days_between(date(2026, 1, 3), date(2025, 12, 20)) == -14


# Repeats


def test_a_monthly_repeat_from_the_31st_keeps_its_anchor() -> None:
    found = Repeat("FREQ=MONTHLY").occurrences(date(2027, 1, 31), date(2027, 1, 31), date(2028, 3, 1))
    assert [day.day for day in found] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29]


def test_a_yearly_repeat_from_the_29th_of_february() -> None:
    found = Repeat("FREQ=YEARLY").occurrences(date(2024, 2, 29), date(2026, 1, 1), date(2028, 12, 31))
    assert found == [date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("rule", "anchor", "words"),
    [
        ("FREQ=MONTHLY", date(2027, 1, 31), "every last day of the month"),
        ("FREQ=MONTHLY", date(2027, 1, 30), "every month, on day 30 or the last of the month"),
        ("FREQ=MONTHLY;INTERVAL=3", date(2026, 11, 30), "every 3 months, on day 30 or the last of the month"),
        ("FREQ=MONTHLY;INTERVAL=2", date(2026, 12, 31), "every 2 months, on the last day of the month"),
        ("FREQ=YEARLY", date(2028, 2, 29), "every year, on the last day of February"),
        ("FREQ=MONTHLY", date(2027, 1, 28), "every month"),
        ("FREQ=YEARLY", date(2027, 1, 31), "every year"),
        ("FREQ=WEEKLY", date(2027, 1, 31), "every week"),
    ],
)
def test_an_anchored_repeat_may_begin_on_any_of_its_days(rule: str, anchor: date, words: str) -> None:
    plain = Repeat(rule)
    days = plain.occurrences(anchor, anchor + timedelta(1), anchor + timedelta(4000))
    anchored = plain.anchored(anchor)
    assert anchored.occurrences(days[0], days[0], anchor + timedelta(4000)) == days
    assert describe(anchored) == words


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;INTERVAL=2", ["2026-03-18", "2026-04-01", "2026-04-15"]),
        ("FREQ=WEEKLY;BYDAY=MO", ["2026-03-23", "2026-03-30", "2026-04-06", "2026-04-13", "2026-04-20"]),
        ("FREQ=MONTHLY;BYDAY=3MO", ["2026-04-20"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["2026-03-31"]),
        ("FREQ=DAILY;COUNT=2", ["2026-03-18", "2026-03-19"]),
        ("FREQ=DAILY;UNTIL=20260320T235959Z", ["2026-03-18", "2026-03-19", "2026-03-20"]),
        ("FREQ=WEEKLY;BYDAY=WE;COUNT=2", ["2026-03-18", "2026-03-25"]),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20260401", ["2026-03-18", "2026-03-25", "2026-04-01"]),
    ],
)
def test_occurrences(rule: str, days: list[str]) -> None:
    found = Repeat(rule).occurrences(WEDNESDAY, WEDNESDAY, date(2026, 4, 20))
    assert [day.isoformat() for day in found] == days


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "WEEKLY",
        "FREQ=HOURLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=1;UNTIL=20260101",
        "FREQ=DAILY;UNTIL=20260230",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;BYHOUR=3",
        "FREQ=DAILY;FREQ=DAILY",
        "INTERVAL=2",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=DAILY;BYMONTHDAY=40",
        "RRULE:FREQ=DAILY",
        "FREQ=DAILY;BYSETPOS=3;BYDAY=MO",
        "FREQ=DAILY\nEXRULE:FREQ=DAILY",
    ],
)
def test_what_is_no_repeat(rule: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Repeat(rule)


@given(
    st.sampled_from(
        [
            "FREQ=DAILY",
            "FREQ=WEEKLY",
            "FREQ=MONTHLY",
            "FREQ=YEARLY",
            "FREQ=WEEKLY;BYDAY=MO,FR",
            "FREQ=MONTHLY;BYDAY=-1SU",
        ]
    ),
    st.integers(1, 5),
    ordinary_days,
    st.integers(-100, 1500),
    st.integers(0, 800),
)
def test_the_next_occurrence_is_the_first_of_all(rule: str, interval: int, start: date, away: int, span: int) -> None:
    repeat = Repeat(f"{rule};INTERVAL={interval}")
    after = start + timedelta(away)
    found = repeat.occurrences(start, after, after + timedelta(span))
    assert found == sorted(set(found))
    assert all(max(start, after) <= day <= after + timedelta(span) for day in found)
    assert found == [d for d in repeat.occurrences(start, start, after + timedelta(span)) if d >= after]
    upcoming = next_occurrence(repeat, start, after)
    assert upcoming is not None
    assert (found[:1] or [upcoming]) == [upcoming]


def test_a_repeat_that_has_ended_has_no_next_occurrence() -> None:
    assert next_occurrence(Repeat("FREQ=DAILY;COUNT=3"), WEDNESDAY, date(2026, 3, 20)) == date(2026, 3, 20)
    assert next_occurrence(Repeat("FREQ=DAILY;COUNT=3"), WEDNESDAY, date(2026, 3, 21)) is None


def test_a_repeat_that_counts_is_not_followed_beyond_what_is_asked() -> None:
    for rule in ("FREQ=WEEKLY;COUNT=9", "FREQ=WEEKLY;BYDAY=WE;COUNT=9"):
        assert Repeat(rule).occurrences(WEDNESDAY, WEDNESDAY, date(2026, 3, 24)) == [WEDNESDAY]
    assert next_occurrence(Repeat("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260401"), WEDNESDAY, date(2026, 4, 1)) is None
    assert next_occurrence(Repeat("FREQ=MONTHLY"), WEDNESDAY, date(2020, 1, 1)) == WEDNESDAY


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("every day", "FREQ=DAILY", "every day"),
        ("Daily", "FREQ=DAILY", "every day"),
        ("every week", "FREQ=WEEKLY", "every week"),
        ("every 2 weeks", "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
        ("every two weeks.", "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
        ("every other week", "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
        ("every fortnight", "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
        ("every month", "FREQ=MONTHLY", "every month"),
        ("monthly", "FREQ=MONTHLY", "every month"),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3", "every 3 months"),
        ("yearly", "FREQ=YEARLY", "every year"),
        ("every year", "FREQ=YEARLY", "every year"),
        ("every monday", "FREQ=WEEKLY;BYDAY=MO", "every Monday"),
        ("every friday and monday", "FREQ=WEEKLY;BYDAY=MO,FR", "every Monday and Friday"),
        ("every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        ("every other monday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "every other Monday"),
        ("third monday of the month", "FREQ=MONTHLY;BYDAY=3MO", "every third Monday of the month"),
        ("last friday of the month", "FREQ=MONTHLY;BYDAY=-1FR", "every last Friday of the month"),
        ("last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1", "every last day of the month"),
        ("every 31st", "FREQ=MONTHLY;BYMONTHDAY=-1", "every last day of the month"),
        (
            "the 30th of every month",
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
            "every month, on day 30 or the last of the month",
        ),
        ("each 15th of the month", "FREQ=MONTHLY;BYMONTHDAY=15", "every month, on day 15 of the month"),
        ("every 2nd week", "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
        ("every 3rd day", "FREQ=DAILY;INTERVAL=3", "every 3 days"),
    ],
)
def test_repeats_as_people_write_them(text: str, rule: str, words: str) -> None:
    repeat = understand_repeat(text)
    assert repeat == Repeat(rule)
    assert describe(Repeat(rule)) == words


@pytest.mark.parametrize("text", ["", "friday", "last friday", "every", "every 0 weeks", "every blue moon", "3 weeks"])
def test_what_is_not_understood_as_a_repeat(text: str) -> None:
    assert understand_repeat(text) is None


def test_the_end_of_a_repeat_is_described() -> None:
    assert describe(Repeat("FREQ=WEEKLY;COUNT=3")) == "every week, 3 times"
    assert describe(Repeat("FREQ=WEEKLY;UNTIL=20270101")) == "every week, until 2027-01-01"
    assert describe(Repeat("FREQ=YEARLY;BYWEEKNO=20")) == "by the rule FREQ=YEARLY;BYWEEKNO=20"


@given(phrases)
def test_understanding_a_repeat_never_fails(text: str) -> None:
    for words in (text, "every " + text):
        repeat = understand_repeat(words)
        assert repeat is None or describe(repeat)
