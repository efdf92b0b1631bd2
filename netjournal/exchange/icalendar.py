"""The agenda as a calendar that other programs subscribe to: RFC 5545, written and never read. Pure.

Special dates are yearly all-day events; reminders, asks to come back to and rests that end are to-dos. Hidden here: how
a repeat that keeps to the end of a month is said to programs that pass over days which do not exist. RFC 7529 has a
word for it (SKIP) that hardly a calendar understands, so it is said in what all of them know:

    the 31st of each month      BYMONTHDAY=-1
    the 30th, or the last       BYMONTHDAY=28,29,30;BYSETPOS=-1
    29 February, else the 28th  BYMONTH=2;BYMONTHDAY=-1
    29 February, else 1 March   BYYEARDAY=60

A repeat begins at its newest occurrence that is due and not settled, so that a calendar shows one thing to do and not
all that was ever missed; the rules above do not depend on where they begin. Times are the wall clock's, without a zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from netjournal.days import LeapDay, PartialDate, Repeat, yearly
from netjournal.exchange.content_lines import escape, folded
from netjournal.model import DateKind
from netjournal.records import dataclass
from netjournal.wording import Said, say

_SOUGHT_FOR = timedelta(days=366 * 30)
"""A repeat that does not happen in that time has ended."""
_LOOKED_BACK = timedelta(days=366)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day of somebody's that comes round each year."""

    uid: str
    name: str
    kind: DateKind
    date: PartialDate
    label: str = ""


@dataclass(frozen=True, slots=True)
class Remember:
    """A reminder. `time`: HH:MM or empty; `name`: whom it is about, or empty; `text`: empty when it is private."""

    uid: str
    name: str
    text: str
    day: date
    time: str = ""
    repeat: str = ""
    settled: frozenset[date] = frozenset()
    """Its occurrences that were done or dismissed."""
    put_off: date | None = None
    """Of one that does not repeat, the day it was snoozed until."""


@dataclass(frozen=True, slots=True)
class ComeBack:
    """An ask to come back to on a day; `about`: empty when it is private."""

    uid: str
    name: str
    about: str
    day: date


@dataclass(frozen=True, slots=True)
class RestEnd:
    """The day from which somebody who was let rest speaks again."""

    uid: str
    name: str
    day: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is written. Whoever is archived, deceased or resting is not among them, but for the end of a rest."""

    today: date
    leap_day: LeapDay
    days: tuple[SpecialDay, ...] = ()
    reminders: tuple[Remember, ...] = ()
    asks: tuple[ComeBack, ...] = ()
    rests: tuple[RestEnd, ...] = ()


def written(
    calendar: Calendar, stamp: datetime, *, words: Callable[[Said], str] = str, morning: str = "09:00"
) -> bytes:
    """The calendar as a file. `stamp`: now; `words`: how a sentence reads; `morning`: when a day's to-do rings."""
    made = stamp.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return b"".join(folded(line) for line in _lines(calendar, made, words, time.fromisoformat(morning)))


def _lines(calendar: Calendar, stamp: str, words: Callable[[Said], str], morning: time) -> Iterator[str]:
    to_do = partial(_to_do, stamp=stamp, morning=morning)
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Net Journal//Net Journal//EN", "CALSCALE:GREGORIAN")
    name = _text(words(say("Net Journal")))
    yield from ("METHOD:PUBLISH", f"NAME:{name}", f"X-WR-CALNAME:{name}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H")
    for day in calendar.days:
        yield from _special_day(day, calendar, stamp, words)
    for reminder in calendar.reminders:
        summary = words(_remember(reminder))
        begun = _begun(reminder, calendar.today)
        if begun is not None:
            yield from to_do(reminder.uid, summary, begun[0], at=reminder.time, repeating=begun[1])
    for ask in calendar.asks:
        yield from to_do(ask.uid, words(_come_back(ask)), ask.day)
    for rest in calendar.rests:
        yield from to_do(rest.uid, words(say("{name}: the rest is over", name=rest.name)), rest.day)
    yield "END:VCALENDAR"


# ---------------------------------------------------------------------------------------------------------------------
# Events and to-dos


def _special_day(special: SpecialDay, calendar: Calendar, stamp: str, words: Callable[[Said], str]) -> Iterator[str]:
    day, leap = special.date, calendar.leap_day
    # From the year before on: a calendar needs no birthdays of a century ago.
    first = max(date(max(1, calendar.today.year - 1), 1, 1), day.whole or date.min)
    rounds = (yearly(day, year, leap) for year in (first.year, first.year + 1))
    begin = next((on for on in rounds if on is not None and on >= first), None)
    if begin is None:
        return
    rule = "FREQ=YEARLY"
    if (day.month, day.day) == (2, 29):
        rule += ";BYMONTH=2;BYMONTHDAY=-1" if leap is LeapDay.FEBRUARY_28 else ";BYYEARDAY=60"
    yield from ("BEGIN:VEVENT", f"UID:{special.uid}", f"DTSTAMP:{stamp}", f"DTSTART;VALUE=DATE:{begin:%Y%m%d}")
    yield from (f"RRULE:{rule}", f"SUMMARY:{_text(words(_what(special)))}")
    yield from ("TRANSP:TRANSPARENT", "CLASS:PRIVATE", "END:VEVENT")


def _to_do(
    uid: str, summary: str, day: date, *, stamp: str, morning: time, at: str = "", repeating: tuple[str, ...] = ()
) -> Iterator[str]:
    moment = f":{day:%Y%m%d}T{at.replace(':', '')}00" if at else f";VALUE=DATE:{day:%Y%m%d}"
    yield from ("BEGIN:VTODO", f"UID:{uid}", f"DTSTAMP:{stamp}")
    # What is repeated is the beginning, and a DUE beside it would have to be later (RFC 5545, 3.8.2.3).
    yield f"DTSTART{moment}" if repeating else f"DUE{moment}"
    yield from repeating
    yield from (f"SUMMARY:{_text(summary)}", "STATUS:NEEDS-ACTION", "CLASS:PRIVATE")
    ahead = "PT0S" if at else f"PT{morning.hour}H{morning.minute}M"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER;RELATED={'START' if repeating else 'END'}:{ahead}")
    yield from (f"DESCRIPTION:{_text(summary)}", "END:VALARM", "END:VTODO")


def _text(text: str) -> str:
    return escape(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text))


# ---------------------------------------------------------------------------------------------------------------------
# Words


def _what(special: SpecialDay) -> Said:
    if special.label:
        what = say("{name}: {what}", name=special.name, what=special.label)
    elif special.kind is DateKind.OTHER:
        what = say("{name}: a day to remember", name=special.name)
    else:
        what = say("{name}: {what}", name=special.name, what=special.kind.said)
    year = special.date.year
    # A repeated event cannot say how old somebody turns.
    return say("{what} ({year})", what=what, year=year) if year else what


def _remember(reminder: Remember) -> Said:
    if reminder.name and reminder.text:
        return say("{name}: {text}", name=reminder.name, text=reminder.text)
    if reminder.name:
        return say("A reminder about {name}", name=reminder.name)
    return say("{text}", text=reminder.text) if reminder.text else say("A reminder")


def _come_back(ask: ComeBack) -> Said:
    if ask.name and ask.about:
        return say("Come back to {name}: {about}", name=ask.name, about=ask.about)
    if ask.name:
        return say("Come back to {name}", name=ask.name)
    return say("Come back to “{about}”", about=ask.about) if ask.about else say("An ask to come back to")


# ---------------------------------------------------------------------------------------------------------------------
# Repeats


def _begun(reminder: Remember, today: date) -> tuple[date, tuple[str, ...]] | None:
    """The day it is to be done, or first to be done, and the properties that repeat it. None: nothing is left of it."""
    rule = _rule(reminder.repeat)
    if rule is None:
        if reminder.day in reminder.settled:
            return None
        return max(reminder.day, reminder.put_off or reminder.day), ()
    first = _first(reminder, rule, today)
    if first is None:
        return None
    lines = [f"RRULE:{rule_from(rule, reminder.day, first, timed=bool(reminder.time))}"]
    for day in sorted(reminder.settled):
        if day > first:
            at = f"T{reminder.time.replace(':', '')}00"
            lines.append(f"EXDATE:{day:%Y%m%d}{at}" if reminder.time else f"EXDATE;VALUE=DATE:{day:%Y%m%d}")
    return first, tuple(lines)


def _rule(repeat: str) -> Repeat | None:
    try:
        return Repeat(repeat) if repeat else None
    except ValueError:  # told once, as the agenda does
        return None


def _first(reminder: Remember, rule: Repeat, today: date) -> date | None:
    """The newest occurrence due that is not settled, else the next one."""
    done = max((day for day in reminder.settled if day <= today), default=None)
    after = reminder.day if done is None else max(reminder.day, done + _A_DAY)
    for since in (max(after, today - _LOOKED_BACK), after):
        if due := rule.occurrences(reminder.day, since, today):
            return due[-1]
    since = max(after, today)
    until = since + min(_SOUGHT_FOR, date.max - since)
    coming = rule.each(reminder.day, since, until)
    return next((day for day in coming if day not in reminder.settled), None)


def rule_from(rule: Repeat, start: date, first: date, *, timed: bool = False) -> str:
    """A repeat that began on `start`, as RFC 5545 says it of a component that begins at its occurrence `first`."""
    parts = {name: value for name, value in rule.anchored(start).parts.items() if name not in ("COUNT", "UNTIL")}
    by = [name for name in parts if name.startswith("BY")]
    if "BYWEEKNO" in by and not {"BYDAY", "BYMONTHDAY", "BYYEARDAY"} & set(by):
        parts["BYDAY"] = "MO,TU,WE,TH,FR,SA,SU"  # every day of that week: other programs would take the first one's
    if rule.count is not None:
        parts["COUNT"] = str(rule.count - len(rule.occurrences(start, start, first - _A_DAY)))
    elif rule.last_day is not None:
        parts["UNTIL"] = f"{rule.last_day:%Y%m%d}" + ("T235959" if timed else "")
    return ";".join(f"{name}={value}" for name, value in parts.items())
