"""Days: dates that may be incomplete, days as people write them, yearly days and repeats.

Hidden here: the many ways of writing a date, what "next friday" means, where a birthday on 29 February falls in other
years, and what becomes of a monthly repeat that began on the 31st. A day is a local calendar day (`datetime.date`);
nothing here knows a time of day or a time zone, and nothing here reads the clock: today is always passed in.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import field
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from netjournal import late
from netjournal.wording import Said, count, say

from .records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dateutil.rrule import rrule

# ---------------------------------------------------------------------------------------------------------------------
# Words for days. Data only: another language is another row in each.

MONTH_NAMES: tuple[tuple[str, ...], ...] = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sep", "sept"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
WEEKDAY_NAMES: tuple[tuple[str, ...], ...] = (
    ("monday", "mon"),
    ("tuesday", "tue", "tues"),
    ("wednesday", "wed"),
    ("thursday", "thu", "thur", "thurs"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
)
# Meteorological seasons of the northern half of the world, by the month whose first day begins them.
SEASON_MONTHS: dict[str, int] = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
# Days that have a name: (month, day).
NAMED_DAYS: dict[str, tuple[int, int]] = {
    "christmas eve": (12, 24),
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "after christmas": (12, 27),
    "new year's eve": (12, 31),
    "new year": (1, 1),
    "the new year": (1, 1),
    "new year's day": (1, 1),
    "after new year": (1, 2),
}
NUMBER_WORDS: dict[str, int] = {
    word: number
    for number, words in {
        1: "a an one",
        2: "two",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve",
    }.items()
    for word in words.split()
}
ORDINAL_WORDS: dict[str, int] = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "last": -1,
}
# Words that may lead a day and add nothing to it.
LEADING_WORDS: tuple[str, ...] = ("not before", "not until", "on", "by", "until", "till", "from")

_MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names}
_WEEKDAYS = {name: number for number, names in enumerate(WEEKDAY_NAMES) for name in names}
_WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_month = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
_month_of = rf"{_month}\.?"
_day_of = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
_year_of = r"(?P<year>\d{4})"
_weekday = "(?:" + "|".join(sorted(_WEEKDAYS, key=len, reverse=True)) + ")"
_count = r"(?P<count>\d{1,5}|" + "|".join(NUMBER_WORDS) + r"|a couple of)"
_unit = r"(?P<unit>day|week|fortnight|month|year)s?"


# ---------------------------------------------------------------------------------------------------------------------
# Incomplete dates


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date that may lack its year, its day, or both year or month and day.

    Year, year-month, year-month-day, month-day and month alone exist (the truncated forms of ISO 8601:2000 that vCard
    4, RFC 6350 section 4.3.1, uses); a day without its month does not. There is never a made-up year: what is not known
    is None. 29 February exists when the year is not known.

    Raises ValueError when the parts make no date.
    """

    year: int | None
    month: int | None
    day: int | None

    def __post_init__(self) -> None:
        if self.year is None and self.month is None:
            raise ValueError("a date needs a year or a month")
        if self.month is None and self.day is not None:
            raise ValueError("a day needs its month")
        if self.year is not None and not MINYEAR <= self.year <= MAXYEAR:
            raise ValueError(f"no such year: {self.year}")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(f"no such month: {self.month}")
        if self.day is not None and self.month is not None:
            # Any leap year serves to learn how long a month can be.
            longest = calendar.monthrange(2000 if self.year is None else self.year, self.month)[1]
            if not 1 <= self.day <= longest:
                raise ValueError(f"no such day: {self.day} in month {self.month}")

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """The date of a canonical text as `str()` writes it: 1985, 1985-04, 1985-04-12, --04-12 or --04.

        Raises ValueError for anything else; `read_partial` is the lenient reader.
        """
        found = _CANONICAL.fullmatch(text)
        if found is None:
            raise ValueError(f"not a date: {text!r}")
        year, month, day, month_only, day_only = (None if part is None else int(part) for part in found.groups())
        return cls(year, month if year is not None else month_only, day if year is not None else day_only)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        return cls(day.year, day.month, day.day)

    def __str__(self) -> str:
        year = "-" if self.year is None else f"{self.year:04d}"
        return "-".join([year, *(f"{part:02d}" for part in (self.month, self.day) if part is not None)])

    @property
    def whole(self) -> date | None:
        """The calendar day, when year, month and day are all known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    @property
    def has_day(self) -> bool:
        """Whether it names a day of a month, with or without a year: whether it can come round each year."""
        return self.day is not None

    @property
    def sort_key(self) -> tuple[int, int, int, int]:
        """Dates with a year by time, a vaguer one before those it holds; then dates without a year by the calendar."""
        return (int(self.year is None), self.year or 0, self.month or 0, self.day or 0)


_CANONICAL = late.pattern(r"(?:([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?|--([0-9]{2})(?:-([0-9]{2}))?)")


# A time of day after a date: "T000000Z", "T10:22", " 10:22:00 +0000".
_TIME_TAIL = late.pattern(r"(?<=[0-9])(?:t[0-9].*|\s+[0-9]{1,2}:[0-9]{2}\b.*|z)$")
_NUMERIC_FORMS = tuple(
    late.pattern(form)
    for form in (
        r"(?P<year>\d{4})",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})",
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"--(?P<month>\d{2})",
        r"--(?P<month>\d{2})-?(?P<day>\d{2})",
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})",
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.",
    )
)
_EITHER_WAY = late.pattern(
    r"(?P<one>\d{1,2})(?:(?P<sep>[/-])(?P<two>\d{1,2})(?P=sep)(?P<year>\d{4})|/(?P<two_only>\d{1,2}))"
)
_WORDED_FORMS = tuple(
    late.pattern(form)
    for form in (
        rf"{_month_of}",
        rf"{_month_of}[ -]{_year_of}",
        rf"{_year_of}[ -]{_month_of}",
        rf"(?:the )?{_day_of}[ -]?(?:of )?{_month_of}(?:[ -]{_year_of})?",
        rf"{_month_of}[ -](?:the )?{_day_of}(?:[ -]{_year_of})?",
        rf"{_year_of}[ -]{_month_of}[ -]{_day_of}",
    )
)
_WEEKDAY_LEAD = late.pattern(rf"^{_weekday}\.? (?=\S)")


def read_partial(text: str, *, day_first: bool = True) -> PartialDate | None:
    """The date in what somebody typed or a file holds, or None when it is none or its reading would be a guess.

    Understood are ISO 8601 whole and truncated, with or without hyphens; numbers with dots (always day first), slashes
    or hyphens; and month names in any usual order. A weekday before it and a time of day after it are passed over.
    Where 3/12/1985 could mean two days, `day_first` decides. A year of two digits is not understood: its century would
    be invented.
    """
    tidy = _tidied(text)
    return _read(_TIME_TAIL.sub("", tidy), day_first=day_first)


def _tidied(text: str) -> str:
    """Lower case, single spaces, commas as spaces, no closing punctuation except a full stop."""
    return " ".join(text.casefold().replace(",", " ").replace("’", "'").split()).rstrip(" ;:!")


def _read(tidy: str, *, day_first: bool) -> PartialDate | None:
    tidy = _WEEKDAY_LEAD.sub("", tidy, 1)
    for candidate in (tidy, tidy.removesuffix(".")):
        either = _EITHER_WAY.fullmatch(candidate)
        if either is not None:
            one, two = int(either["one"]), int(either["two"] or either["two_only"])
            day, month = (one, two) if two <= 12 and (day_first or one > 12) else (two, one)
            return _partial(_number(either["year"]), month, day)
        for form in _NUMERIC_FORMS:
            found = form.fullmatch(candidate)
            if found is not None:
                parts = found.groupdict()
                return _partial(_number(parts["year"]) if "year" in parts else None, *_month_and_day(parts))
        for form in _WORDED_FORMS:
            found = form.fullmatch(candidate)
            if found is not None:
                parts = found.groupdict()
                return _partial(_number(parts.get("year")), _MONTHS[found["month"]], _number(parts.get("day")))
    return None


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _month_and_day(parts: dict[str, str | None]) -> tuple[int | None, int | None]:
    return _number(parts.get("month")), _number(parts.get("day"))


def _partial(year: int | None, month: int | None, day: int | None) -> PartialDate | None:
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None


# ---------------------------------------------------------------------------------------------------------------------
# Days that come round each year


class LeapDay(StrEnum):
    """Where 29 February falls in a year that has none: as the user prefers. The value is what is stored."""

    FEBRUARY_28 = "02-28"
    MARCH_1 = "03-01"


def yearly(day: PartialDate, year: int, leap: LeapDay) -> date | None:
    """The day on which a yearly day falls in `year`; None when it names no day."""
    if day.month is None or day.day is None or not MINYEAR <= year <= MAXYEAR:
        return None
    if (day.month, day.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28) if leap is LeapDay.FEBRUARY_28 else date(year, 3, 1)
    return date(year, day.month, day.day)


def next_yearly(day: PartialDate, today: date, leap: LeapDay) -> date | None:
    """The first time a yearly day comes round from today on (today counts), never before the date itself."""
    begin = max(today, day.whole or today)
    for year in (begin.year, begin.year + 1):
        found = yearly(day, year, leap)
        if found is not None and found >= begin:
            return found
    return None


def turns(day: PartialDate, on: date) -> int | None:
    """How many years old it turns at its occurrence `on`; None when the year is not known or is still to come."""
    if day.year is None or on.year < day.year:
        return None
    return on.year - day.year


def add_months(anchor: date, n: int) -> date:
    """The day `n` months after (or before) the anchor, the last of the month where the month is too short.

    Always add to the anchor and never to an earlier result: 31 January and one month is 28 February, and two months is
    31 March. Raises ValueError beyond the years 1 to 9999.
    """
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + n, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"no such year: {year}")
    return date(year, month + 1, min(anchor.day, calendar.monthrange(year, month + 1)[1]))


def days_between(a: date, b: date) -> int:
    """Calendar days from a to b: negative when b is earlier."""
    return (b - a).days


def near(day: date, today: date) -> Said | None:
    """A day within six days of today in words ("yesterday", "in 3 days"), else None."""
    away = days_between(today, day)
    if away == 0:
        return say("today")
    if away == 1:
        return say("tomorrow")
    if away == -1:
        return say("yesterday")
    if 1 < away <= 6:
        return say("in {count} days", count=away)
    if -6 <= away < -1:
        return say("{count} days ago", count=-away)
    return None


# ---------------------------------------------------------------------------------------------------------------------
# Days as people write them


def understand_day(text: str, today: date, *, day_first: bool = True) -> date | None:
    """The day meant by what somebody wrote: today or a day to come, or None (not understood, or a full date past).

    Weeks run from Monday to Sunday. "friday" is the next Friday after today; "this friday" this week's, today included,
    or when it has passed the next; "next friday" the Friday of next week. "next week" is its Monday; "weekend" the
    Saturday, and today on a weekend. A month, quarter or season is its first day, the next one after today; "mid april"
    is the 15th; a day and month without year the next one, today included. The end of a week, month or year is its last
    day. "after christmas" is 27 December.
    """
    found = _understood(text, today, day_first=day_first, alone=True)
    return found if found is not None and found >= today else None


_MOST_WORDS = 8


_BEFORE_OR_AFTER = late.pattern(r"\s+(?:before|after)(?!\w)", re.IGNORECASE)


def find_day(text: str, today: date, *, day_first: bool = True) -> tuple[date, int] | None:
    """The day at the start of the text, and how many characters it took with the punctuation that closes it.

    The longest run of words that `understand_day` understands counts: "next friday call Ana" gives the Friday and 11. A
    word that is as often a name or a noun (april, may, spring, christmas) counts before other words only with a word
    that leads it ("in april", "by christmas"). None when the text does not begin with a day, or with one that is past.
    """
    ends = [word.end() for word, _ in zip(re.finditer(r"\S+", text), range(_MOST_WORDS), strict=False)]
    for end in reversed(ends):
        found = _understood(text[:end], today, day_first=day_first, alone=not text[end:].strip())
        if found is not None:
            if _BEFORE_OR_AFTER.match(text, end) and _DURATION.fullmatch(_tidied(text[:end])):
                return None  # "2 weeks after the fair" is not in 2 weeks
            return (found, end) if found >= today else None
    return None


def past_day(text: str, today: date, *, day_first: bool = True) -> date | None:
    """The day, today or earlier, meant by somebody who writes down what happened; None if not understood or to come.

    "friday" and "last friday" are the latest Friday before today; a day and month without year the latest, today
    included.
    """
    try:
        found = _looking_back(_without_lead(_tidied(text))[0], today, day_first=day_first)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and found <= today else None


_a_month = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_a_season = f"(?:{'|'.join(SEASON_MONTHS)})"
_a_named_day = f"(?:{'|'.join(sorted(NAMED_DAYS, key=len, reverse=True))}|easter|whitsun|carnival|thanksgiving)"
_a_while = r"(?:days?|weeks?|weekends?|months?|years?)"
_LIKE_A_DAY = late.pattern(
    r"(?:(?:some ?time|earlier|later|early|late|mid|beginning|middle|end|on|in|at|over|during|around|of|the)\s+)*"
    rf"(?:(?:last|this|past|next|other|same)\s+(?:(?:few|two|three)\s+)?"
    rf"(?:day\b|{_a_while}|{_a_season}|{_a_month}|{_weekday}|{_a_named_day})"
    rf"|(?:a few|few|some|several|many|a couple of|{_count})\s+{_a_while}\s+(?:ago|back)|(?:some time|ages|a while) ago"
    rf"|(?:week|weekend|month|year) before last|(?<=in )\d{{4}}|weekend|{_weekday},?\s+week"
    rf"|(?:{_weekday},?\s+)?\d{{1,2}}(?:st|nd|rd|th|\.)?\s*(?:of\s+)?{_a_month}(?:,?\s+\d{{2,4}})?"
    rf"|{_a_month}\s+(?:the\s+)?\d{{1,4}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|(?:in|during|over|around|of|early|mid|late)\s+(?:(?:the\s+)?{_a_season}|{_a_month})"
    rf"|{_a_season}\s+\d{{4}}|{_a_named_day}(?:\s+\d{{4}})?"
    r"|\d{1,4}(?P<sep>[./-])\s?\d{1,2}(?P=sep)(?:\s?\d{1,4})?)(?![\w'’-])",
    re.IGNORECASE,
)


def like_a_day(text: str) -> int:
    """How far words at the start of the text look like a day or a time of the year, understood or not; 0 if none do."""
    found = _LIKE_A_DAY.match(text)
    return found.end() if found else 0


def day_looked_back_on(text: str, today: date, *, last: bool = False, day_first: bool = True) -> date | None:
    """The day somebody means who looks back: "12 March", "last friday", "2024-05-01"; of a month or a year its first,
    and of a month alone that of the latest. `last`: of a month or a year its last day.

    One to come only where it can be no other. None if it is not understood.
    """
    partial = read_partial(text, day_first=day_first)
    if partial is not None and partial.whole is not None:
        return partial.whole
    if partial is not None and partial.day is None and (partial.year is not None or partial.month is not None):
        year = partial.year
        if year is None:
            year = today.year if (partial.month or 0) <= today.month else today.year - 1
        month = partial.month or (12 if last else 1)
        return date(year, month, calendar.monthrange(year, month)[1] if last else 1)
    return past_day(text, today, day_first=day_first) or understand_day(text, today, day_first=day_first)


def _understood(text: str, today: date, *, day_first: bool, alone: bool) -> date | None:
    """The day meant, which may be past when the text names a full date.

    `alone` says that nothing follows the text, so that words which might as well mean something else are taken for a
    day.
    """
    tidy, led = _without_lead(_tidied(text))
    try:
        return _looking_ahead(tidy, today, day_first=day_first, sure=led or alone)
    except (ValueError, OverflowError):  # beyond the year 9999
        return None


def _without_lead(tidy: str) -> tuple[str, bool]:
    for lead in LEADING_WORDS:
        if tidy.startswith(lead + " "):
            return tidy.removeprefix(lead + " "), True
    return tidy, False


_RELATIVE = {
    "today": 0,
    "tonight": 0,
    "this evening": 0,
    "tomorrow": 1,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
}
_THIS_OR_NEXT_WEEKDAY = late.pattern(rf"(?:(?P<which>this|next|coming|this coming) )?(?P<weekday>{_weekday})\.?")
_DURATION = late.pattern(rf"(?P<lead>in )?(?:{_count} {_unit}|(?P<half>half a year))(?P<tail> from (?:now|today))?")
_BESIDE = late.pattern(rf"(?:(?:in )?{_count}|the) {_unit} (?P<way>before|after) (?P<other>.+)")
_WEEKDAY_WEEK = late.pattern(rf"(?P<weekday>{_weekday}) week")
_END_OF = late.pattern(
    rf"(?:the )?end of (?:(?:the |this )?(?P<this>week|month|year)|next (?P<next>week|month|year)"
    rf"|{_month}(?: {_year_of})?)"
)
_PART_OF_MONTH = late.pattern(
    rf"(?:in )?(?:the )?(?:(?P<mid>mid|mid-|middle of) ?|(?:beginning|start) of |early )"
    rf"(?P<next>next month|{_month}(?: {_year_of})?)"
)
_PERIOD = late.pattern(
    r"(?P<lead>in )?(?:the |(?P<next>next |this ))?"
    rf"(?:{_month}|(?P<season>{'|'.join(SEASON_MONTHS)})|q(?P<quarter>[1-4]))"
    rf"(?: {_year_of})?"
)
_DAY_OF_MONTH = late.pattern(r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)")


def _looking_ahead(tidy: str, today: date, *, day_first: bool, sure: bool) -> date | None:
    plain = tidy.removesuffix(".")
    if plain in _RELATIVE:
        return today + timedelta(_RELATIVE[plain])
    next_monday = today + timedelta(7 - today.weekday())
    if found := _THIS_OR_NEXT_WEEKDAY.fullmatch(plain):
        return _weekday_ahead(_WEEKDAYS[found["weekday"]], found["which"], today)
    if found := _WEEKDAY_WEEK.fullmatch(plain):
        return _weekday_ahead(_WEEKDAYS[found["weekday"]], None, today) + timedelta(7)
    if plain == "next week":
        return next_monday
    if plain == "next month":
        return add_months(today.replace(day=1), 1)
    if plain == "next year":
        return date(today.year + 1, 1, 1)
    if plain == "next weekend":
        return next_monday + timedelta(5)
    if plain in ("this weekend", "the weekend") or (plain == "weekend" and sure):
        return max(today, next_monday - timedelta(2))
    if found := _DURATION.fullmatch(plain):
        # "a year in review" is no day; "3 days" is.
        certain = sure or found["lead"] or found["tail"] or (found["count"] or "").isdigit()
        return _after_a_while(found, today) if certain else None
    if found := _BESIDE.fullmatch(tidy):
        return _beside_a_day(found, today, day_first=day_first)
    if found := _END_OF.fullmatch(plain):
        return _end_ahead(found, today)
    if found := _PART_OF_MONTH.fullmatch(plain):
        day = 15 if found["mid"] else 1
        if found["next"] == "next month":
            return add_months(today.replace(day=1), 1).replace(day=day)
        if found["year"]:
            return date(int(found["year"]), _MONTHS[found["month"]], day)
        return _next_on(today, _MONTHS[found["month"]], day)
    named = plain.removeprefix("in ") if plain.startswith("in ") else plain
    if named in NAMED_DAYS and (sure or named != plain or plain.startswith("after ")):
        return _next_on(today, *NAMED_DAYS[named])
    if found := _PERIOD.fullmatch(plain):
        if not (sure or found["lead"] or found["next"] or found["year"]):
            return None
        if found["quarter"]:
            month = int(found["quarter"]) * 3 - 2
        else:
            month = _MONTHS[found["month"]] if found["month"] else SEASON_MONTHS[found["season"]]
        return date(int(found["year"]), month, 1) if found["year"] else _next_on(today + timedelta(1), month, 1)
    if found := _DAY_OF_MONTH.fullmatch(plain):
        return _next_day_of_month(today, int(found["day"]))
    if plain.startswith("in ") and (found := re.fullmatch(r"in (\d{4})", plain)):
        return date(int(found[1]), 1, 1)
    return _written_date(tidy, today, day_first=day_first)


def _beside_a_day(found: re.Match[str], today: date, *, day_first: bool) -> date | None:
    """Some time before or after a day to come: of one that comes round, the first time that is not past."""
    other = found["other"]
    if re.search(r"(?<!\w)(?:before|after)(?!\w)", other):
        return None
    away = _counted(found["count"] or "one") * (-1 if found["way"] == "before" else 1)
    begin = today
    for _ in range(2):
        day = _looking_ahead(other, begin, day_first=day_first, sure=True)
        if day is None:
            return None
        if (beside := _step(day, found["unit"], away)) >= today:
            return beside
        begin = day + timedelta(1)
    return None


def _weekday_ahead(weekday: int, which: str | None, today: date) -> date:
    if which == "next":
        return today + timedelta(7 - today.weekday() + weekday)
    away = (weekday - today.weekday()) % 7
    return today + timedelta(away if away or which == "this" else 7)


def _after_a_while(found: re.Match[str], today: date) -> date:
    if found["half"]:
        return add_months(today, 6)
    return _step(today, found["unit"], _counted(found["count"]))


def _counted(text: str) -> int:
    if text == "a couple of":
        return 2
    return NUMBER_WORDS[text] if text in NUMBER_WORDS else int(text)


def _step(anchor: date, unit: str, times: int) -> date:
    """The day `times` units after the anchor. Raises OverflowError or ValueError beyond the years 1 to 9999."""
    if unit in ("month", "year"):
        return add_months(anchor, times * (12 if unit == "year" else 1))
    return anchor + timedelta(times * {"day": 1, "week": 7, "fortnight": 14}[unit])


def _end_ahead(found: re.Match[str], today: date) -> date:
    if found["month"]:
        month = _MONTHS[found["month"]]
        if found["year"]:
            return _last_of_month(date(int(found["year"]), month, 1))
        end = _last_of_month(date(today.year, month, 1))
        return end if end >= today else _last_of_month(date(today.year + 1, month, 1))
    further = int(found["this"] is None)
    match found["this"] or found["next"]:
        case "week":
            return today + timedelta(6 - today.weekday() + 7 * further)
        case "month":
            return _last_of_month(add_months(today.replace(day=1), further))
        case _:
            return date(today.year + further, 12, 31)


def _last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _next_on(begin: date, month: int, day: int) -> date | None:
    """The first such day from `begin` on. 29 February waits for a leap year, at most eight years."""
    for year in range(begin.year, min(begin.year + 9, MAXYEAR + 1)):
        if day <= calendar.monthrange(year, month)[1] and (found := date(year, month, day)) >= begin:
            return found
    return None


def _latest_on(end: date, month: int, day: int) -> date | None:
    """The last such day up to `end`."""
    for year in range(end.year, max(end.year - 9, MINYEAR - 1), -1):
        if day <= calendar.monthrange(year, month)[1] and (found := date(year, month, day)) <= end:
            return found
    return None


def _next_day_of_month(begin: date, day: int) -> date | None:
    first = begin.replace(day=1)
    for month in (add_months(first, n) for n in range(4)):
        if 1 <= day <= calendar.monthrange(month.year, month.month)[1] and (found := month.replace(day=day)) >= begin:
            return found
    return None


_SHORT_YEAR = late.pattern(r"(?P<before>\d{1,2}(?P<sep>[./-]) ?\d{1,2}(?P=sep) ?)(?P<year>\d{2})")


def _near_today(tidy: str, today: date) -> str:
    """A date in figures with its short year written out. Near today there is no doubt which century that is."""
    found = _SHORT_YEAR.fullmatch(tidy)
    if found is None:
        return tidy
    year = today.year + (int(found["year"]) - today.year + 50) % 100 - 50
    return f"{found['before']}{year:04}" if abs(year - today.year) <= _NEAR_YEARS else tidy


_NEAR_YEARS = 20


def _written_date(tidy: str, today: date, *, day_first: bool) -> date | None:
    written = _read(_near_today(tidy, today), day_first=day_first)
    if written is None or written.month is None or written.day is None:
        return None
    return written.whole or _next_on(today, written.month, written.day)


_BACK = {
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "yesterday": 1,
    "last night": 1,
    "the day before yesterday": 2,
    "day before yesterday": 2,
}
_AGO = late.pattern(rf"(?:{_count} {_unit}|(?P<half>half a year)) ago")
_LAST_WEEKDAY = late.pattern(rf"(?:last )?(?P<weekday>{_weekday})\.?")


def _looking_back(tidy: str, today: date, *, day_first: bool) -> date | None:
    plain = tidy.removesuffix(".")
    if plain in _BACK:
        return today - timedelta(_BACK[plain])
    if found := _LAST_WEEKDAY.fullmatch(plain):
        return today - timedelta((today.weekday() - _WEEKDAYS[found["weekday"]] - 1) % 7 + 1)
    if found := _AGO.fullmatch(plain):
        return add_months(today, -6) if found["half"] else _step(today, found["unit"], -_counted(found["count"]))
    written = _read(_near_today(tidy, today), day_first=day_first)
    if written is None or written.month is None or written.day is None:
        return None
    return written.whole or _latest_on(today, written.month, written.day)


# ---------------------------------------------------------------------------------------------------------------------
# Repeats

_STEP_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_RULE_PARTS = frozenset(
    (
        "FREQ",
        "INTERVAL",
        "COUNT",
        "UNTIL",
        "WKST",
        "BYDAY",
        "BYMONTHDAY",
        "BYYEARDAY",
        "BYWEEKNO",
        "BYMONTH",
        "BYSETPOS",
    )
)
_weekday_code = "(?:MO|TU|WE|TH|FR|SA|SU)"
_LISTED_PARTS = {
    "WKST": _weekday_code,
    "BYDAY": rf"(?:[+-]?(?:[1-9]|[1-4]\d|5[0-3]))?{_weekday_code}",
    "BYMONTH": r"0?[1-9]|1[0-2]",
    "BYMONTHDAY": r"[+-]?(?:0?[1-9]|[12]\d|3[01])",
    "BYYEARDAY": r"[+-]?(?:[1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6])",
    "BYWEEKNO": r"[+-]?(?:0?[1-9]|[1-4]\d|5[0-3])",
    "BYSETPOS": r"[+-]?(?:[1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6])",
}


@dataclass(frozen=True)
class Repeat:
    """A repeat in days as an RFC 5545 recurrence rule, without "RRULE:" ("FREQ=WEEKLY;INTERVAL=2").

    RFC 5545 passes over dates that do not exist, so that a monthly repeat from the 31st would happen seven times a
    year. Rules without BY parts therefore count from their start and take the last day of a month that is too short, as
    SKIP=BACKWARD of RFC 7529 does: 31 January, 28 February, 31 March. Rules with BY parts are followed as RFC 5545 has
    them.

    Raises ValueError for a rule that is not well formed, repeats within a day, or could never step on (INTERVAL=0).
    """

    rule: str
    parts: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", _rule_parts(self.rule))
        if not self._is_simple:
            self._dateutil_rule(date(2000, 1, 1), None)

    @property
    def _is_simple(self) -> bool:
        return not any(name.startswith("BY") for name in self.parts)

    @property
    def interval(self) -> int:
        return int(self.parts.get("INTERVAL", "1"))

    @property
    def count(self) -> int | None:
        """How many times it happens in all, when it says so."""
        return _number(self.parts.get("COUNT"))

    @property
    def last_day(self) -> date | None:
        """The day after which it ends, when it says so."""
        until = self.parts.get("UNTIL")
        return None if until is None else _until_day(until)

    def anchored(self, start: date) -> Repeat:
        """The same with the day its start falls on in the rule: it may then begin at the end of a shorter month."""
        frequency, day, parts = self.parts["FREQ"], start.day, dict(self.parts)
        if not self._is_simple or frequency not in ("MONTHLY", "YEARLY") or day <= 28:
            return self
        if frequency == "MONTHLY":
            parts |= _last_or_on(day)
        elif start.month == 2:
            parts |= {"BYMONTH": "2", "BYMONTHDAY": "-1"}
        return Repeat(";".join(f"{name}={value}" for name, value in parts.items()))

    def occurrences(self, start: date, after: date, until: date) -> list[date]:
        """The days from `after` to `until`, both included, on which a repeat that began on `start` happens."""
        return list(self.each(start, after, until))

    def each(self, start: date, after: date, until: date) -> Iterator[date]:
        """The same days as `occurrences`, each found only when it is asked for."""
        end = min(until, self.last_day or until)
        if end < max(start, after):
            return
        if self._is_simple:
            yield from self._stepped(start, after, end)
            return
        for moment in self._dateutil_rule(start, end):
            if moment.date() > end:  # a rule with a COUNT knows no end of ours
                return
            if moment.date() >= after:
                yield moment.date()

    def _stepped(self, start: date, after: date, end: date) -> Iterator[date]:
        unit = _STEP_UNITS[self.parts["FREQ"]]
        # Set out just before `after` instead of walking there; no unit is longer than these days.
        longest = {"day": 1, "week": 7, "month": 31, "year": 366}[unit]
        n = max(0, (after - start).days // (longest * self.interval) - 1)
        while self.count is None or n < self.count:
            try:
                day = _step(start, unit, n * self.interval)
            except (ValueError, OverflowError):  # beyond the year 9999
                return
            if day > end:
                return
            if day >= after:
                yield day
            n += 1

    def _dateutil_rule(self, start: date, end: date | None) -> rrule:
        from datetime import datetime, time

        from dateutil.rrule import rrule, rrulestr

        parts = dict(self.parts)
        # COUNT counts from the start; without it the rule may end where nobody looks any further.
        if end is not None and "COUNT" not in parts:
            parts["UNTIL"] = end.isoformat().replace("-", "")
        elif "UNTIL" in parts:
            parts["UNTIL"] = _until_day(parts["UNTIL"]).isoformat().replace("-", "")
        text = ";".join(f"{name}={value}" for name, value in parts.items())
        try:
            made = rrulestr(text, dtstart=datetime.combine(start, time()))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as problem:
            raise ValueError(f"not a repeat: {self.rule!r}") from problem
        assert isinstance(made, rrule)  # a single rule without "RRULE:" makes no set
        return made


def _rule_parts(rule: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in rule.strip().upper().rstrip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name not in _RULE_PARTS or name in parts:
            raise ValueError(f"not a repeat: {rule!r}")
        parts[name] = value
    if parts.get("FREQ") not in _STEP_UNITS:
        raise ValueError(f"not a repeat in days: {rule!r}")
    for name in ("INTERVAL", "COUNT"):
        if name in parts and not re.fullmatch(r"0*[1-9][0-9]{0,4}", parts[name]):
            raise ValueError(f"{name} must be a whole number from 1: {rule!r}")
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError(f"a repeat ends after a count or on a day, not both: {rule!r}")
    if "UNTIL" in parts:
        _until_day(parts["UNTIL"])
    for name, form in _LISTED_PARTS.items():
        if name in parts and not all(re.fullmatch(form, value) for value in parts[name].split(",")):
            raise ValueError(f"{name} is not as RFC 5545 has it: {rule!r}")
    if not _can_happen(parts):
        raise ValueError(f"a repeat that never happens: {rule!r}")
    return parts


def _can_happen(parts: dict[str, str]) -> bool:
    """False for 30 February and for a second time on one day: dateutil would look for it up to the year 9999."""
    if parts["FREQ"] == "DAILY" and not {"1", "+1", "-1"} & set(parts.get("BYSETPOS", "1").split(",")):
        return False
    if "BYMONTHDAY" not in parts or "BYMONTH" not in parts:
        return True
    longest = max(calendar.monthrange(2000, int(month))[1] for month in parts["BYMONTH"].split(","))
    return any(abs(int(day)) <= longest for day in parts["BYMONTHDAY"].split(","))


def _last_or_on(day: int) -> dict[str, str]:
    """The parts of a rule for a day of each month, or the last of a month that is too short."""
    if day <= 28:
        return {"BYMONTHDAY": str(day)}
    if day == 31:
        return {"BYMONTHDAY": "-1"}
    return {"BYMONTHDAY": ",".join(str(one) for one in range(28, day + 1)), "BYSETPOS": "-1"}


def _until_day(value: str) -> date:
    found = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})(T[0-9]{6}Z?)?", value)
    if found is None:
        raise ValueError(f"not a day: {value!r}")
    return date(int(found[1]), int(found[2]), int(found[3]))


def next_occurrence(rule: Repeat, start: date, on_or_after: date) -> date | None:
    """The first day from `on_or_after` on at which a repeat that began on `start` happens; None when it has ended."""
    return next(rule.each(start, max(start, on_or_after), date.max), None)


_SAID_WEEKDAYS = {
    "MO": say("Monday"),
    "TU": say("Tuesday"),
    "WE": say("Wednesday"),
    "TH": say("Thursday"),
    "FR": say("Friday"),
    "SA": say("Saturday"),
    "SU": say("Sunday"),
}


def describe(rule: Repeat) -> Said:
    """The repeat in words: "every 2 weeks", "every Monday", "every third Monday of the month"."""
    sentence = _describe_rhythm(rule)
    if rule.count is not None:
        return count(rule.count, "{repeat}, once", "{repeat}, {n} times", repeat=sentence)
    if rule.last_day is not None:
        return say("{repeat}, until {day}", repeat=sentence, day=rule.last_day)
    return sentence


def _describe_rhythm(rule: Repeat) -> Said:
    by = {name: value for name, value in rule.parts.items() if name.startswith("BY")}
    if not by:
        return _describe_step(rule)
    if rule.interval == 2 and rule.parts["FREQ"] == "WEEKLY" and by.get("BYDAY") in _SAID_WEEKDAYS and len(by) == 1:
        return say("every other {weekday}", weekday=_SAID_WEEKDAYS[by["BYDAY"]])
    if rule.interval == 1 and list(by) == ["BYDAY"]:
        said = _describe_weekdays(rule.parts["FREQ"], by["BYDAY"].split(","))
        if said is not None:
            return said
    if rule.interval == 1 and rule.parts["FREQ"] == "MONTHLY" and by == {"BYMONTHDAY": "-1"}:
        return say("every last day of the month")
    on = by.get("BYMONTHDAY", "").rpartition(",")[2]
    if rule.parts["FREQ"] == "MONTHLY" and on.isdigit() and by == _last_or_on(int(on)):
        step = _describe_step(rule)
        if "BYSETPOS" in by:
            return say("{repeat}, on day {day} or the last of the month", repeat=step, day=on)
        return say("{repeat}, on day {day} of the month", repeat=step, day=on)
    if rule.parts["FREQ"] == "MONTHLY" and by == {"BYMONTHDAY": "-1"}:
        return say("{repeat}, on the last day of the month", repeat=_describe_step(rule))
    if rule.parts["FREQ"] == "YEARLY" and by == {"BYMONTH": "2", "BYMONTHDAY": "-1"}:
        return say("{repeat}, on the last day of February", repeat=_describe_step(rule))
    return say("by the rule {rule}", rule=rule.rule)


def _describe_step(rule: Repeat) -> Said:
    match rule.parts["FREQ"]:
        case "DAILY":
            return count(rule.interval, "every day", "every {n} days")
        case "WEEKLY":
            return count(rule.interval, "every week", "every {n} weeks")
        case "MONTHLY":
            return count(rule.interval, "every month", "every {n} months")
        case _:
            return count(rule.interval, "every year", "every {n} years")


def _describe_weekdays(frequency: str, days: list[str]) -> Said | None:
    """Weekdays of every week, or one weekday of every month, in words; None for what is rarer."""
    if frequency == "WEEKLY" and all(day in _SAID_WEEKDAYS for day in days):
        if days == list(_WEEKDAY_CODES[:5]):
            return say("every weekday")
        if len(days) == 1:
            return say("every {weekday}", weekday=_SAID_WEEKDAYS[days[0]])
        if len(days) == 2:
            return say("every {weekday} and {other}", weekday=_SAID_WEEKDAYS[days[0]], other=_SAID_WEEKDAYS[days[1]])
    found = re.fullmatch(r"\+?(?P<nth>-?[1-4])(?P<weekday>[A-Z]{2})", ",".join(days))
    if frequency != "MONTHLY" or found is None:
        return None
    weekday = _SAID_WEEKDAYS[found["weekday"]]
    match found["nth"]:
        case "1":
            return say("every first {weekday} of the month", weekday=weekday)
        case "2":
            return say("every second {weekday} of the month", weekday=weekday)
        case "3":
            return say("every third {weekday} of the month", weekday=weekday)
        case "4":
            return say("every fourth {weekday} of the month", weekday=weekday)
        case "-1":
            return say("every last {weekday} of the month", weekday=weekday)
    return None


_REPEAT_WORDS = {
    "daily": "FREQ=DAILY",
    "weekly": "FREQ=WEEKLY",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "every quarter": "FREQ=MONTHLY;INTERVAL=3",
    "half-yearly": "FREQ=MONTHLY;INTERVAL=6",
    "every half year": "FREQ=MONTHLY;INTERVAL=6",
    "yearly": "FREQ=YEARLY",
    "annually": "FREQ=YEARLY",
    "every year": "FREQ=YEARLY",
    "every weekday": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "last day of the month": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "last day of every month": "FREQ=MONTHLY;BYMONTHDAY=-1",
}
_EVERY_UNIT = late.pattern(
    rf"(?:every|each)(?: (?:{_count}|(?P<other>other|second)|(?P<nth>\d{{1,2}})(?:nd|rd|th)))? {_unit}"
)
_EVERY_DAY_OF_MONTH = late.pattern(
    r"(?:(?:every|each) (?P<every>\d{1,2})|(?:on )?(?:the )?(?P<day>\d{1,2})(?=\w+ of (?:every|each) month))"
    r"(?:st|nd|rd|th)(?: of (?:the|every|each) month)?"
)
_EVERY_WEEKDAY = late.pattern(rf"(?:every|each) (?P<days>{_weekday}s?(?:(?: and|) {_weekday}s?)*)")
_EVERY_OTHER_WEEKDAY = late.pattern(rf"every (?:other|second|2nd) (?P<weekday>{_weekday})")
_NTH_WEEKDAY = late.pattern(
    rf"(?:(?:every|each|the|on the) )?(?P<nth>{'|'.join(ORDINAL_WORDS)}) (?P<weekday>{_weekday})"
    r"(?P<of> (?:of|in) (?:the|every|each) month| every month)?"
)


def understand_repeat(text: str) -> Repeat | None:
    """The repeat meant by what somebody wrote ("every 2 weeks", "monthly", "third monday of the month"), or None."""
    tidy = _tidied(text).removesuffix(".")
    if tidy in _REPEAT_WORDS:
        return Repeat(_REPEAT_WORDS[tidy])
    if found := _EVERY_UNIT.fullmatch(tidy):
        times = 2 if found["other"] else _counted(found["count"] or found["nth"] or "one")
        unit = found["unit"]
        if unit == "fortnight":
            unit, times = "week", times * 2
        frequency = next(name for name, word in _STEP_UNITS.items() if word == unit)
        if not 1 <= times <= 99999:
            return None
        return Repeat(f"FREQ={frequency}" + (f";INTERVAL={times}" if times > 1 else ""))
    if (found := _EVERY_DAY_OF_MONTH.fullmatch(tidy)) and 1 <= (day := int(found["every"] or found["day"])) <= 31:
        return Repeat("FREQ=MONTHLY;" + ";".join(f"{name}={value}" for name, value in _last_or_on(day).items()))
    if found := _EVERY_WEEKDAY.fullmatch(tidy):
        weekdays = {_weekday_number(word) for word in found["days"].split() if word != "and"}
        return Repeat("FREQ=WEEKLY;BYDAY=" + ",".join(_WEEKDAY_CODES[number] for number in sorted(weekdays)))
    if found := _EVERY_OTHER_WEEKDAY.fullmatch(tidy):
        return Repeat(f"FREQ=WEEKLY;INTERVAL=2;BYDAY={_WEEKDAY_CODES[_WEEKDAYS[found['weekday']]]}")
    found = _NTH_WEEKDAY.fullmatch(tidy)
    # "last friday" alone is a day that was, "every last friday" or "last friday of the month" a repeat.
    if found and (found["of"] or tidy.startswith(("every ", "each "))):
        return Repeat(f"FREQ=MONTHLY;BYDAY={ORDINAL_WORDS[found['nth']]}{_WEEKDAY_CODES[_WEEKDAYS[found['weekday']]]}")
    return None


def _weekday_number(word: str) -> int:
    return _WEEKDAYS[word] if word in _WEEKDAYS else _WEEKDAYS[word.removesuffix("s")]
