"""The agenda: facts and a clock in, what wants the user out, and when that may change next. Pure.

Hidden here: when each thing is due, how long it keeps, in which order it stands, what a person's silence covers, and
how an answer (done, snoozed, dismissed) meets the items it was given for. Nothing is kept: an item is worked out anew
each time, and known again by its key. The key holds what gave the reason (the occurrence of a reminder, the last
touch a cadence counts from), so that an answer silences this reason and a new reason may speak.

The clock is the naive local wall clock, as are the times of reminders. Hours that a change of the clock leaves out
are past when it is over; the hour it repeats is told apart by the keys, which stay the same. A clock set back makes
nothing late by negative days, and what was answered on a day still to come stays answered.

Silence. The archived, the deceased and the resting (until the day their rest ends) have no items at all, reminders
included; nor has what is about somebody who is not among the people given. What is about several people speaks as
long as one of them does.
"""

from __future__ import annotations

import heapq
from dataclasses import field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from .days import LeapDay, PartialDate, Repeat, add_months, turns, yearly
from .model import Answer, AnswerKind, AskSide, AskState, Comfort, DateKind, EntryKind, Named, PersonState, Word
from .records import dataclass
from .wording import Said, count, say

BELATED_FOR = 3
"""Days a birthday or other date that was missed is still told."""
OWED_FOR = 365
"""Days thanks, and the answer to an ask, stay on the agenda; after that they stand on the page of asks and referrals
only."""
REPORT_FOR = 730
"""The same for telling a giver how it went: referrals take their time, and only the day they came is known."""
MISSED_WITHIN = 366
"""Days back over which missed occurrences of a reminder are counted."""
DORMANT_A_DAY = 3
GIVE_A_DAY = 1
GIVEN_ENOUGH = 3
"""Times given within a year from which "and never asked" is worth a word."""
DORMANT_TOUCHES = 2
"""Touches there must have been for a tie to be dormant and not merely slight."""
ASKED_NOBODY_FROM = 20
"""Day of the month from which "you have asked nobody this month" is said."""
LONGEST_LEAD = 365

# ------------------------------------------------------------------------------------------------ facts


KEYED_BY_PERSON = ("cadence", "rest-ends", "dormant", "give")
"""First parts of the keys whose second part is a person's number."""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the agenda wants to know of a person or an organization (never of the user's own card)."""

    id: int
    name: str
    state: PersonState = PersonState.PRESENT
    """PRESENT, ARCHIVED, DECEASED, or RESTING whether or not the day in `resting_until` has come."""
    resting_until: date | None = None
    """Of the resting, the first day on which they speak again; None: no day was set."""
    cadence: int | None = None
    """In force, in days: their own, else their closeness's. None or 0: none."""
    last_touch: date | None = None
    """Of the touches up to today."""
    attempts: int = 0
    """Unanswered attempts since then."""
    touches: int = 0
    """All touches ever up to today."""
    let_down: bool = False
    """There is a let-down that was not moved on from."""
    kept_promises: int = 0
    """Observations of a kept promise."""
    other_field: bool = False
    """They share no organization and no tag with the people in touch within the last 365 days."""
    comfort: Comfort = Comfort.UNKNOWN
    given: int = 0
    """Times given to them (asks of theirs fulfilled, referrals, introductions, gifts) in the 365 days up to today."""
    last_given: date | None = None
    last_asked: date | None = None
    """The last day I asked them for something; None: never."""


@dataclass(frozen=True, slots=True)
class DateFacts:
    """A special date. `lead_days` None: as the settings say; 0: none."""

    id: int
    person: int
    kind: DateKind
    date: PartialDate
    label: str = ""
    lead_days: int | None = None


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """A reminder. `time`: HH:MM or empty. `repeat`: a rule of RFC 5545 or empty; an unreadable one counts as none."""

    id: int
    text: str
    day: date
    person: int | None = None
    time: str = ""
    repeat: str = ""


@dataclass(frozen=True, slots=True)
class AskFacts:
    """An ask made or received, where it stands now, and the day to come back to it."""

    id: int
    day: date
    side: AskSide
    about: str
    people: tuple[int, ...]
    state: AskState
    come_back: date | None = None


@dataclass(frozen=True, slots=True)
class OwedFacts:
    """A received entry (referral, introduction, gift, my ask that was met) that still wants a word to who gave it."""

    entry: int
    kind: EntryKind
    day: date
    """Of thanks, the day it was received or the yes was said."""
    people: tuple[int, ...]
    """Who gave it."""
    about: str = ""
    """The prospect or the need, the offering or what was asked, the other person, the gift; may be empty."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the user wants the agenda. The calm nudges have a switch each."""

    leap_day: LeapDay = LeapDay.FEBRUARY_28
    lead_days: int = 7
    dormant_days: int = 1095
    """Days without a touch from which a tie is dormant (Levin, Walter, Murnighan 2011: three years)."""
    ask_distance: int = 183
    """Days between two ask-nudges about one person."""
    reconnect: bool = True
    give: bool = True
    asked_nobody: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What the agenda is worked out from.

    Each part says which rows may be left out, for a `today` and a horizon of h days, without changing what `agenda`
    says. For all parts: what is only about people that were left out may go too. But dates, asks, thanks and reports
    that a SNOOZED answer names stay in any case, with their people.
    """

    people: tuple[PersonFacts, ...] = ()
    """May be left out: the archived and the deceased; the resting whose `resting_until` is None or after today + h;
    and of the others those whom no kept row of the other parts names and of whom none of these holds:
    - they rest or rested until a day (`state` RESTING);
    - `last_touch` + `cadence` ≤ today + h;
    - no cadence, `touches` ≥ 2, not `let_down`, `last_touch` ≤ today − `dormant_days`, and they are among the first
      3 + (number of answers to `dormant:` keys) such people by `kept_promises` descending, `other_field` first,
      `last_touch` descending, `id`;
    - `given` ≥ 3, `last_asked` None, not KEEP_APART, not `let_down`."""
    dates: tuple[DateFacts, ...] = ()
    """May be left out: those without a day, and those whose month and day are not in `watched_days(today, h, longest
    lead)`."""
    reminders: tuple[ReminderFacts, ...] = ()
    """May be left out: those with `day` > today + h; those without `repeat` that were done or dismissed (key
    `reminder:ID:DAY`)."""
    asks: tuple[AskFacts, ...] = ()
    """May be left out: those whose state is neither OPEN nor NOT_NOW; those with `come_back` > today + h; those
    without `come_back`, unless they are NOT_NOW or received, with today − 365 ≤ `day` ≤ today."""
    thanks: tuple[OwedFacts, ...] = ()
    """Only what has not been thanked for. May be left out: what has `day` < today − 365 or > today."""
    reports: tuple[OwedFacts, ...] = ()
    """Referrals received and closed whose giver has not been told how it went. May be left out: `day` < today − 730
    or > today."""
    answers: tuple[Answer, ...] = ()
    """At most one a key. May be left out, of those that are DONE or DISMISSED and whose `on` is neither today nor
    later: those about rows that were left out; of a repeating reminder those about a day before its newest about a
    day up to today; and `give:` ones with `on` ≤ today − `ask_distance` about a giving that is not the person's
    last."""
    asks_made: tuple[date, ...] = ()
    """Days on which I asked. May be left out: all not in the month of today."""
    first_entry: date | None = None
    """The day of the oldest entry: how long the journal has been in use."""
    settings: Settings = field(default_factory=Settings)


def watched_days(today: date, horizon_days: int, longest_lead: int) -> frozenset[tuple[int, int]]:
    """The (month, day) pairs a special date must have to be on the agenda: for a store to filter by.

    `longest_lead` is the longest lead in force of any date, the settings' included. 29 February comes with either
    neighbour.
    """
    reach = min(max(horizon_days, longest_lead), 366)
    days = (today + timedelta(n) for n in range(-BELATED_FOR, reach + 1))
    found = {(day.month, day.day) for day in days}
    if found & {(2, 28), (3, 1)}:
        found.add((2, 29))
    return frozenset(found)


# ------------------------------------------------------------------------------------------------ items


class ItemKind(Word):
    """Why something stands on the agenda."""

    REMINDER = "reminder"
    ASK = "ask"
    """An ask to come back to."""
    ANSWER = "answer"
    """Somebody asked me and waits."""
    DATE = "date"
    THANKS = "thanks"
    REPORT = "report"
    """Somebody would like to hear how it went."""
    CADENCE = "cadence"
    REST_ENDS = "rest_ends"
    DORMANT = "dormant"
    GIVE = "give"
    """Given and never asked."""
    ASKED_NOBODY = "asked_nobody"


CALM = (ItemKind.DORMANT, ItemKind.GIVE, ItemKind.ASKED_NOBODY)
"""Suggestions that may just as well be passed over: few a day, each off by a switch, never told by a notice of their
own."""


class Action(Word):
    """What can be done about an item."""

    OPEN = "open"
    DONE = "done"
    SNOOZE = "snooze"
    DISMISS = "dismiss"
    RECORD_TOUCH = "record_touch"
    RECORD_OUTCOME = "record_outcome"
    THANK = "thank"
    TELL = "tell"
    WISH = "wish"
    END_REST = "end_rest"
    SAY_HELLO = "say_hello"
    ASK = "ask"


_ACTIONS = {
    ItemKind.REMINDER: (Action.DONE, Action.SNOOZE, Action.DISMISS, Action.OPEN),
    ItemKind.ASK: (Action.RECORD_OUTCOME, Action.SNOOZE, Action.DISMISS, Action.OPEN),
    ItemKind.ANSWER: (Action.RECORD_OUTCOME, Action.SNOOZE, Action.DISMISS, Action.OPEN),
    ItemKind.DATE: (Action.WISH, Action.SNOOZE, Action.DISMISS, Action.OPEN),
    ItemKind.THANKS: (Action.THANK, Action.SNOOZE, Action.DISMISS, Action.OPEN),
    ItemKind.REPORT: (Action.TELL, Action.SNOOZE, Action.DISMISS, Action.OPEN),
    ItemKind.CADENCE: (Action.RECORD_TOUCH, Action.SNOOZE, Action.DISMISS, Action.OPEN),
    ItemKind.REST_ENDS: (Action.END_REST, Action.SNOOZE, Action.DISMISS, Action.OPEN),
    ItemKind.DORMANT: (Action.SAY_HELLO, Action.SNOOZE, Action.DISMISS, Action.OPEN),
    ItemKind.GIVE: (Action.ASK, Action.SNOOZE, Action.DISMISS, Action.OPEN),
    ItemKind.ASKED_NOBODY: (Action.ASK, Action.SNOOZE, Action.DISMISS),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that wants the user."""

    key: str
    """Stable: an answer is kept under it. It begins with the kind of reason and the id of the subject."""
    kind: ItemKind
    on: date
    """When it is due; past for what was missed or goes on."""
    time: str
    """HH:MM of a timed reminder, else empty."""
    person: Named | None
    why: Said
    """One plain sentence, without the person's name. Days in it are `date` values, for the window to write its own
    way."""
    subject: int
    """The id behind it: of the reminder, entry, special date or person, as the kind says; 0: none."""
    days: int
    """Days since it was due; 0 for what is due today or still to come."""

    @property
    def ahead_of(self) -> date | None:
        """Of a special date that is told ahead, the day itself; `on` is then the day from which it is told."""
        return date.fromisoformat(self.key.split(":")[2]) if self.key.endswith(":ahead") else None

    @property
    def actions(self) -> tuple[Action, ...]:
        """What can be done about it, the most fitting first."""
        return _ACTIONS[self.kind]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What wants the user, in the order to read it."""

    today: tuple[Item, ...]
    """Due by now and not answered."""
    soon: tuple[Item, ...]
    """Still to come today (timed) and on the days of the horizon, by day."""

    def find(self, key: str) -> Item | None:
        """The item with that key, if it is on the agenda."""
        return next((item for items in (self.today, self.soon) for item in items if item.key == key), None)


# ------------------------------------------------------------------------------------------------ working it out


def agenda(facts: Facts, now: datetime, horizon_days: int = 7) -> Agenda:
    """What is due at `now` (naive local wall clock), and what comes up until `horizon_days` from today, included."""
    day = _Day(facts, now, horizon_days)
    for items in (
        day.reminders,
        day.asks,
        day.dates,
        day.owed,
        day.cadences,
        day.rests,
        day.dormant,
        day.give,
        day.asked_nobody,
    ):
        items()
    return Agenda(tuple(item for _, item in sorted(day.due)), tuple(item for _, item in sorted(day.coming)))


def next_change(facts: Facts, now: datetime) -> datetime:
    """The next moment at which `agenda` of the same facts may say something else: a timed reminder of today, else
    midnight.

    Nothing changes before it; at midnight something need not. Raises OverflowError on the last day of the calendar.
    """
    today, clock = now.date(), _clock(now)
    midnight = datetime.combine(today + timedelta(1), time())
    times = (
        reminder.time
        for reminder in facts.reminders
        if reminder.time > clock and _occurrences(reminder.repeat, reminder.day, today, today)
    )
    return min((datetime.combine(today, time.fromisoformat(at)) for at in times), default=midnight)


def snoozes(today: date) -> list[tuple[Said, date]]:
    """The usual days to snooze until, soonest first, no day twice. On that day the item speaks again."""
    offers = [(say("tomorrow"), today + timedelta(1))]
    if today.weekday() < 4:
        offers.append((say("this weekend"), today + timedelta(5 - today.weekday())))
    if today.weekday() < 6:
        offers.append((say("next week"), today + timedelta(7 - today.weekday())))
    offers.append((say("in a month"), add_months(today, 1)))
    return offers


def _clock(now: datetime) -> str:
    return f"{now.hour:02d}:{now.minute:02d}"


@lru_cache(maxsize=4096)
def _occurrences(repeat: str, start: date, after: date, until: date) -> tuple[date, ...]:
    """The days of a reminder from `after` to `until`, both included."""
    if repeat:
        try:
            return tuple(_rule(repeat).occurrences(start, after, until))
        except ValueError:
            pass  # A rule nobody can read must not swallow the reminder: it is told once.
    return (start,) if after <= start <= until else ()


@lru_cache(maxsize=256)
def _rule(repeat: str) -> Repeat:
    return Repeat(repeat)


# What an item is sorted by: by rank, then a number, then a text; the key decides what is left.
_Order = tuple[float, float, str, str]

_RANK = {
    ItemKind.ASK: 1,
    ItemKind.ANSWER: 2,
    ItemKind.REMINDER: 3,
    ItemKind.DATE: 4,
    ItemKind.THANKS: 5,
    ItemKind.REPORT: 6,
    ItemKind.CADENCE: 7,
    ItemKind.REST_ENDS: 8,
    ItemKind.DORMANT: 9,
    ItemKind.GIVE: 10,
    ItemKind.ASKED_NOBODY: 11,
}
_RANK_TIMED = 0


class _Day:
    """One reading of the facts at one moment. Each method adds the items of one sort."""

    def __init__(self, facts: Facts, now: datetime, horizon_days: int) -> None:
        self.facts = facts
        self.settings = facts.settings
        self.today = now.date()
        self.clock = _clock(now)
        self.end = self.today + timedelta(horizon_days)
        self.due: list[tuple[_Order, Item]] = []
        self.coming: list[tuple[_Order, Item]] = []
        present, resting, today = PersonState.PRESENT, PersonState.RESTING, self.today
        self.speaking = {
            person.id: person
            for person in facts.people
            if person.state is present
            or (person.state is resting and person.resting_until is not None and person.resting_until <= today)
        }
        self.settled = {answer.key for answer in facts.answers if answer.kind is not AnswerKind.SNOOZED}
        self.snoozed = {
            answer.key: answer.until or answer.on for answer in facts.answers if answer.kind is AnswerKind.SNOOZED
        }

    def _silenced(self, key: str) -> bool:
        """Whether the user's answer covers today."""
        return key in self.settled or self.snoozed.get(key, self.today) > self.today

    def _keeps(self, key: str, since: date, days: int) -> bool:
        """Whether something told for some days only is still told; a snooze counts them anew from its last day."""
        return (self.today - max(since, self.snoozed.get(key, since))).days <= days

    def _one_of(self, people: tuple[int, ...]) -> PersonFacts | None:
        """The first of them who speaks."""
        return next((self.speaking[one] for one in people if one in self.speaking), None)

    def _add(
        self,
        kind: ItemKind,
        key: str,
        on: date,
        person: PersonFacts | None,
        why: Said,
        subject: int,
        *,
        time: str = "",
        place: float | None = None,
    ) -> None:
        """Put an item where its day says. `place`: where it stands among its kind; else the longest due come first."""
        named = None if person is None else Named(person.id, person.name)
        rank = _RANK_TIMED if time else _RANK[kind]
        item = Item(key, kind, on, time, named, why, subject, max(0, (self.today - on).days))
        ordinal = on.toordinal()
        if on > self.today or (on == self.today and time > self.clock):
            self.coming.append(((ordinal, rank, time, key), item))
        else:
            self.due.append(((rank, ordinal if place is None else place, time, key), item))

    # -- what the user wrote down to come back to

    def reminders(self) -> None:
        """Of a repeating reminder the newest occurrence that is due, with the number missed, and the next to come.

        An answer (done, dismissed) to an occurrence of today or before settles the earlier ones too.
        """
        settled: dict[int, list[date]] = {}
        for key in self.settled:
            if key.startswith("reminder:"):
                _, reminder_id, occurrence = key.split(":")
                settled.setdefault(int(reminder_id), []).append(date.fromisoformat(occurrence))
        for reminder in self.facts.reminders:
            person = None if reminder.person is None else self.speaking.get(reminder.person)
            if reminder.day > self.end or (reminder.person is not None and person is None):
                continue
            last_settled = max((day for day in settled.get(reminder.id, ()) if day <= self.today), default=None)
            after = reminder.day
            if reminder.repeat and last_settled is not None:
                after = max(after, last_settled + timedelta(1))
            days = self._occurrences(reminder, after)
            due = [day for day in days if day < self.today or (day == self.today and reminder.time <= self.clock)]
            to_come = (day for day in days[len(due) :] if not self._silenced(f"reminder:{reminder.id}:{day}"))
            for day, missed in [*((day, len(due)) for day in due[-1:]), *((day, 0) for day in [*to_come][:1])]:
                key = f"reminder:{reminder.id}:{day}"
                if not self._silenced(key):
                    why = self._why_reminder(reminder, day, due[0] if missed else day, missed)
                    self._add(ItemKind.REMINDER, key, day, person, why, reminder.id, time=reminder.time)

    def _occurrences(self, reminder: ReminderFacts, after: date) -> tuple[date, ...]:
        """Those from `after` until the end of the horizon; where some are due within a year, only from then on."""
        year_ago = max(after, self.today - timedelta(MISSED_WITHIN))
        days = _occurrences(reminder.repeat, reminder.day, year_ago, self.end)
        if year_ago > after and not (days and days[0] < self.today):
            days = _occurrences(reminder.repeat, reminder.day, after, self.end)
        return days

    def _why_reminder(self, reminder: ReminderFacts, day: date, first: date, missed: int) -> Said:
        if missed > 1:
            return say("{text} (since {day}, {n} times)", text=reminder.text, day=first, n=missed)
        if day < self.today:
            return say("{text} (meant for {day})", text=reminder.text, day=day)
        return say("{text}", text=reminder.text)

    def asks(self) -> None:
        """Asks to come back to, whichever side, a "not now" without a day too; and asks made to me that wait."""
        made, is_open = AskSide.MADE, AskState.OPEN
        open_states = {state for state in AskState if state.is_open}
        for ask in self.facts.asks:
            # Most asks are closed, or open without a day: passed over first.
            if ask.state not in open_states or (ask.come_back is None and ask.side is made and ask.state is is_open):
                continue
            person = self._one_of(ask.people)
            if person is None and ask.people:
                continue
            if ask.come_back is not None:
                key = f"ask:{ask.id}:{ask.come_back}"
                if ask.come_back <= self.end and not self._silenced(key):
                    why = say("“{about}”: you wanted to come back to it on {day}", about=ask.about, day=ask.come_back)
                    self._add(ItemKind.ASK, key, ask.come_back, person, why, ask.id)
            elif ask.state is AskState.NOT_NOW:
                # It is not to be forgotten for want of a day: answering it, or a day given to it, takes it away.
                key = f"ask:{ask.id}:{ask.day}"
                if ask.day <= self.today and self._keeps(key, ask.day, OWED_FOR) and not self._silenced(key):
                    why = say("“{about}”: not now, and no day was said to come back to it", about=ask.about)
                    self._add(ItemKind.ASK, key, ask.day, person, why, ask.id)
            elif ask.day <= self.today:
                key = f"answer:{ask.id}"
                if self._keeps(key, ask.day, OWED_FOR) and not self._silenced(key):
                    why = say("asked you on {day}: “{about}”", day=ask.day, about=ask.about)
                    self._add(ItemKind.ANSWER, key, ask.day, person, why, ask.id)

    # -- days that come round

    def dates(self) -> None:
        """A day of its own and, where there is a lead, a notice ahead with a key of its own until the day comes.

        Among the coming days it stands once: not while the notice ahead shows.
        """
        snoozed = {int(key.split(":")[1]) for key in self.snoozed if key.startswith("date:")}
        place_of_today = _place_in_year(self.today.month, self.today.day)
        horizon = (self.end - self.today).days
        years = [self.today.year + n for n in (-1, 0, 1)]
        for special in self.facts.dates:
            person = self.speaking.get(special.person)
            day = special.date
            if person is None or day.month is None or day.day is None:
                continue
            lead = self.settings.lead_days if special.lead_days is None else special.lead_days
            lead = min(lead, LONGEST_LEAD)
            away = (_place_in_year(day.month, day.day) - place_of_today) % _PLACES
            # A quick look first: most dates are months away. 12 is more than short months and leap days can come to.
            if max(horizon, lead) + 12 < away < _PLACES - BELATED_FOR - 12 and special.id not in snoozed:
                continue
            for year in years:
                on = yearly(day, year, self.settings.leap_day)
                if on is not None and (day.year is None or on.year >= day.year) and on >= (day.whole or on):
                    self._date(special, person, on, lead)

    def _date(self, special: DateFacts, person: PersonFacts, on: date, lead: int) -> None:
        key = f"date:{special.id}:{on}"
        away = (on - self.today).days
        if away <= 0:
            if self._keeps(key, on, BELATED_FOR) and not self._silenced(key):
                self._add(ItemKind.DATE, key, on, person, _why_date(special, on, -away), special.id, place=-away)
            return
        ahead = f"{key}:ahead"
        if away <= lead and not self._silenced(ahead):
            why = say("{what} on {day}", what=_what_date(special, on), day=on)
            told_on = on - timedelta(lead)
            self._add(ItemKind.DATE, ahead, told_on, person, why, special.id, place=BELATED_FOR + away)
        elif on <= self.end and not self._silenced(key):
            self._add(ItemKind.DATE, key, on, person, _what_date(special, on), special.id)

    # -- what is owed

    def owed(self) -> None:
        """Thanks for what was received, and a word to givers on how it went."""
        for owed in self.facts.thanks:
            self._owed(ItemKind.THANKS, owed, f"thanks:{owed.entry}", OWED_FOR)
        for owed in self.facts.reports:
            self._owed(ItemKind.REPORT, owed, f"report:{owed.entry}", REPORT_FOR)

    def _owed(self, kind: ItemKind, owed: OwedFacts, key: str, keep: int) -> None:
        if owed.day > self.today or not self._keeps(key, owed.day, keep) or self._silenced(key):
            return
        person = self._one_of(owed.people)
        if person is not None:
            why = _why_report(owed) if kind is ItemKind.REPORT else _why_thanks(owed)
            self._add(kind, key, owed.day, person, why, owed.entry)

    # -- people

    def cadences(self) -> None:
        """Those it is time to be in touch with, by their own cadence; the most overdue for their cadence first."""
        reach = (self.end - self.today).days
        for person in self.speaking.values():
            if not person.cadence or person.last_touch is None:
                continue
            since = (self.today - person.last_touch).days
            if since < 0 or since + reach < person.cadence:
                continue
            key = f"cadence:{person.id}:{person.last_touch}"
            if self._silenced(key):
                continue
            on = person.last_touch + timedelta(person.cadence)
            if on > self.today:
                why = count(
                    person.cadence,
                    "in touch last on {day}, you mean to be every day",
                    "in touch last on {day}, you mean to be every {n} days",
                    day=person.last_touch,
                )
            else:
                why = count(
                    since,
                    "{n} day since you were in touch, you meant {cadence}",
                    "{n} days since you were in touch, you meant {cadence}",
                    cadence=person.cadence,
                )
            if person.attempts:
                why = count(
                    person.attempts, "{rest}; you tried once since", "{rest}; you tried {n} times since", rest=why
                )
            self._add(ItemKind.CADENCE, key, on, person, why, person.id, place=-since / person.cadence)

    def rests(self) -> None:
        """Rests that end, until the rest is taken back or the item is answered."""
        for person in self.facts.people:
            until = person.resting_until
            if person.state is not PersonState.RESTING or until is None or until > self.end:
                continue
            key = f"rest-ends:{person.id}:{until}"
            if not self._silenced(key):
                why = say("you let this rest until {day}", day=until)
                self._add(ItemKind.REST_ENDS, key, until, person, why, person.id)

    # -- calm suggestions: a few a day, and one that was answered today is not replaced before tomorrow

    def _left_today(self, prefix: str, a_day: int) -> int:
        answered = sum(1 for answer in self.facts.answers if answer.on >= self.today and answer.key.startswith(prefix))
        return max(0, a_day - answered)

    def dormant(self) -> None:
        """Ties that were, long without a touch: by trust and another field, not by closeness (Walter, Levin,
        Murnighan 2015).

        Not those with a cadence, who have an item of their own, nor after a let-down that was not moved on from.
        """
        if not self.settings.reconnect:
            return
        before = self.today - timedelta(self.settings.dormant_days)
        ranked = heapq.nsmallest(
            self._left_today("dormant:", DORMANT_A_DAY),
            (
                (-person.kept_promises, not person.other_field, -last.toordinal(), person.id, last)
                for person in self.speaking.values()
                if not person.cadence
                and person.touches >= DORMANT_TOUCHES
                and (last := person.last_touch) is not None
                and last <= before
                and not person.let_down
                and not self._silenced(f"dormant:{person.id}:{last}")
            ),
        )
        for place, (*_, person_id, last) in enumerate(ranked):
            why = say("last in touch on {day}; a word out of the blue is mostly welcome", day=last)
            on = last + timedelta(self.settings.dormant_days)
            key = f"dormant:{person_id}:{last}"
            self._add(ItemKind.DORMANT, key, on, self.speaking[person_id], why, person_id, place=place)

    def give(self) -> None:
        """Somebody given to often and never asked: one at a time, each at most once in the distance of the settings."""
        left = self._left_today("give:", GIVE_A_DAY)
        if not self.settings.give or not left:
            return
        quiet_until, keep_apart = self._quiet_until(), Comfort.KEEP_APART
        ranked = heapq.nsmallest(
            left,
            (
                (-person.given, -last.toordinal(), person.id, last)
                for person in self.speaking.values()
                if person.given >= GIVEN_ENOUGH
                and (last := person.last_given) is not None
                and last <= self.today
                and person.last_asked is None
                and person.comfort is not keep_apart
                and not person.let_down
                and quiet_until.get(person.id, self.today) <= self.today
                and f"give:{person.id}:{last}" not in self.settled
            ),
        )
        for minus_given, _, person_id, last in ranked:
            why = say("you gave {n} times within a year and never asked for anything", n=-minus_given)
            key = f"give:{person_id}:{last}"
            self._add(ItemKind.GIVE, key, last, self.speaking[person_id], why, person_id)

    def _quiet_until(self) -> dict[int, date]:
        """By person, the day they may be suggested again: after a snooze as it says, else after the distance."""
        quiet: dict[int, date] = {}
        for answer in self.facts.answers:
            if not answer.key.startswith("give:"):
                continue
            _, person, given_on = answer.key.split(":")
            one = self.speaking.get(int(person))
            if one is None:
                continue
            until = answer.until or answer.on
            # Another reason than the one that was answered waits for the distance; the same one is silenced by its key.
            if one.last_given != date.fromisoformat(given_on):
                until = max(until, answer.on + timedelta(self.settings.ask_distance))
            quiet[one.id] = max(until, quiet.get(one.id, until))
        return quiet

    def asked_nobody(self) -> None:
        """Nobody was asked for anything this month: said late in the month, in a journal as old as the month."""
        first_day = self.today.replace(day=1)
        begun = self.facts.first_entry
        if not self.settings.asked_nobody or self.today.day < ASKED_NOBODY_FROM or begun is None or begun > first_day:
            return
        key = f"asked-nobody:{self.today:%Y-%m}"
        if self._silenced(key) or any(
            (day.year, day.month) == (first_day.year, first_day.month) for day in self.facts.asks_made
        ):
            return
        why = say("you have asked nobody for anything this month")
        self._add(ItemKind.ASKED_NOBODY, key, first_day.replace(day=ASKED_NOBODY_FROM), None, why, 0)


# A year in which every month has 31 days: close enough to tell the dates that are far away.
_PLACES = 12 * 31


def _place_in_year(month: int, day: int) -> int:
    return month * 31 + day


def _what_date(special: DateFacts, on: date) -> Said:
    """What the day is, with the age where the year is known: "turns 50", "birthday", "Wedding day, 10 years"."""
    age = turns(special.date, on) or None
    if special.kind is DateKind.BIRTHDAY:
        return say("birthday") if age is None else say("turns {age}", age=age)
    what = say("{label}", label=special.label) if special.label else special.kind.said
    if special.kind is DateKind.OTHER and not special.label:
        what = say("a day to remember")
    return what if age is None else count(age, "{what}, {n} year", "{what}, {n} years", what=what)


def _why_date(special: DateFacts, on: date, ago: int) -> Said:
    what = _what_date(special, on)
    if ago == 0:
        return what
    if ago == 1:
        return say("{what}: it was yesterday", what=what)
    return say("{what}: it was on {day}", what=what, day=on)


def _why_thanks(owed: OwedFacts) -> Said:
    match owed.kind:
        case EntryKind.REFERRAL:
            bare, full = (
                say("thanks owed for a referral"),
                say("thanks owed for the referral: {about}", about=owed.about),
            )
        case EntryKind.INTRODUCTION:
            bare, full = (
                say("thanks owed for an introduction"),
                say("thanks owed for the introduction: {about}", about=owed.about),
            )
        case EntryKind.GIFT:
            bare, full = say("thanks owed for a gift"), say("thanks owed for the gift: {about}", about=owed.about)
        case EntryKind.ASK:
            bare, full = (
                say("said yes to you, thanks owed"),
                say("said yes to “{about}”, thanks owed", about=owed.about),
            )
        case _:
            bare, full = say("thanks owed"), say("thanks owed: {about}", about=owed.about)
    return full if owed.about else bare


def _why_report(owed: OwedFacts) -> Said:
    if owed.about:
        return say("would like to hear how it went: {about}", about=owed.about)
    return say("would like to hear how the referral went")
