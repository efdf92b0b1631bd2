"""What happened, as plain rows, and the questions every insight puts to them. Pure: the store does the reading.

Days are ISO texts here, which compare as days do: reading a hundred thousand of them as dates would cost more than all
the rest. Rows of what is still to come are left out by whoever reads.

Hidden here: what counts as *before*. A case is looked at as things stood on its day: of an ask I made, the day it was
settled; of an ask that came to me, the day they called. Touches, gifts and everything else count when they are dated
before that day, mentions and people who led there also when dated on it; never the ask itself or its outcomes. Who was
asked, or asked, when we met has been met face to face: that surely came first; a call or a letter that asks is no
touch before it. Several entries on one day are one touch. What is written into the journal later, with a later day,
changes nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple, Protocol, TypeVar

from netjournal.model import CHANNELS, FACE_TO_FACE, Chapter, Offering
from netjournal.records import dataclass
from netjournal.undisturbed import undisturbed

MADE, RECEIVED = "made", "received"
WON, ELSEWHERE, NO = "yes", "elsewhere", "no"
CLOSED = (WON, NO, ELSEWHERE)
"""The outcomes an ask is counted closed by: no answer and withdrawn say nothing about what was answered."""


@dataclass(frozen=True, slots=True)
class InsightFilter:
    """Which part of the record is asked. Days are those an ask was settled on; both ends belong to it."""

    since: date | None = None
    until: date | None = None
    offering: int | None = None
    tag: str = ""


class Case(NamedTuple):
    """An ask as it stands."""

    id: int
    side: str
    """'made' · 'received'."""
    day: str
    state: str
    settled: str | None
    """The day of its newest outcome."""
    offering: int | None
    amount: str | None
    currency: str | None
    people: tuple[int, ...]
    """Without the user."""

    @property
    def is_business(self) -> bool:
        """Whether it was about something I offer, named or paid for."""
        return self.offering is not None or self.amount is not None

    @property
    def looked_at(self) -> str:
        """The day before which things count."""
        return self.settled or self.day if self.side == MADE else self.day


class Lost(NamedTuple):
    """Why an ask went elsewhere."""

    reason: str
    known_by: str | None
    to: int | None
    """Who they went to."""


class Somebody(NamedTuple):
    """What an insight wants to know of a person."""

    id: int
    name: str
    kind: str
    closeness: str | None
    comfort: str
    comfort_on: str | None
    came_first: str
    met_through: int | None
    met_chapter: int | None
    silent: bool
    """Archived, deceased, or resting today."""
    deceased: bool = False


class Sent(NamedTuple):
    """A referral received."""

    id: int
    day: str
    giver: int | None
    prospect: int | None
    offering: int | None
    state: str
    amount: str | None
    currency: str | None
    settled: str
    """The day it came to what it is; the day itself where that is not known."""


class Owed(NamedTuple):
    """Something received that was not thanked for."""

    entry: int
    day: str
    giver: int
    about: str


class Reads(Protocol):
    """What a store gives. Everything is dated today or before."""

    today: date

    def cases(self, states: Sequence[str]) -> list[Case]:
        """Asks that stand in one of these states (none named: all), oldest first."""

    def touches(self) -> Mapping[int, str]:
        """Of each person their touches by day, set apart by commas: the day's ten letters and the entry's number."""

    def channels(self) -> bytes:
        """Of each entry, by its number, its way of being in touch: its place in `CHANNELS` from 1 on, else 0."""

    def heard(self) -> Iterable[tuple[int, int, str, str]]:
        """Person, offering, day, awareness of each mention."""

    def known(self) -> Iterable[tuple[int, int, str, str]]:
        """Person, offering, day and `Awareness` of all that shows they know it: mentions, asks, referrals to me."""

    def given(self) -> Iterable[tuple[int, str, int]]:
        """Person, day, entry of each thing I gave: asks of theirs met, referrals, introductions, gifts."""

    def received(self) -> Iterable[tuple[int, str, int]]:
        """The same of what they gave me."""

    def sent(self) -> list[Sent]: ...

    def introduced(self) -> Iterable[tuple[str, int | None, int | None]]:
        """Day, introducer and whom I met of each introduction made for me."""

    def refusals(self) -> Iterable[tuple[int, str, int]]:
        """Ask, day, entry of each no and not now there ever was."""

    def earlier_outcomes(self) -> Iterable[tuple[int, str, int]]:
        """Ask, day, entry of each outcome that a newer one of the same ask has followed."""

    def guesses(self) -> Mapping[int, int]:
        """The chance given beforehand, of the asks that have one."""

    def lost(self) -> Mapping[int, Lost]:
        """Of the asks that stand as gone elsewhere, why."""

    def asked_within(self) -> Mapping[int, int]:
        """Of the asks that were made within a meeting, a call …, that entry."""

    def people(self) -> Mapping[int, Somebody]:
        """Everybody but the user's own card."""

    def tagged(self, tag: str) -> frozenset[int]:
        """The people who bear a tag, whatever its case."""

    def owed(self) -> list[Owed]: ...

    def offerings(self) -> list[Offering]: ...

    def chapters(self) -> list[Chapter]: ...


class Before(NamedTuple):
    """What there had been when a case was decided."""

    touches_30: int
    touches_90: int
    touches_365: int
    since_touch: int | None
    """Days since the last touch; None: there was none."""
    channel: str | None
    """Of the newest touch that was a way of being in touch."""
    face: bool
    """Face to face within 365 days."""
    knew: bool | None
    """They had been told of the offering, by a mention or an earlier ask: an ask tells of itself; None: it was not
    about one."""
    gave: bool
    """I had given them something within 365 days."""
    through: bool
    """A third person had led them to me: by a referral, an introduction, or because we met through them."""


class Record:
    """All of the record, and what was worked out from it whatever the filter. Reads each part once, when it is first
    wanted: whoever asks several questions, or one under several filters, keeps one; it does not follow changes.
    """

    def __init__(self, reads: Reads) -> None:
        self.reads = reads
        self.today = reads.today
        self._days_before: dict[tuple[str, int], str] = {}
        self._spans: dict[str, tuple[str, str, str]] = {}
        self._ordinals: dict[str, int] = {}
        self._before: dict[int, Before] = {}

    def read_ahead(self) -> None:
        """Read what nearly every question wants; none of them is held up for it then."""
        with undisturbed():
            self.reads.cases(())
            _ = self.people, self.offerings, self._touches, self._channels, self._earlier, self.first_heard, self._given
            _ = self._led, self._asked_within

    def days_before(self, day: str, days: int) -> str:
        """The day so many days earlier."""
        found = self._days_before.get((day, days))
        if found is None:
            then = max(date.fromisoformat(day).toordinal() - days, 1)
            found = self._days_before[day, days] = date.fromordinal(then).isoformat()
        return found

    # ------------------------------------------------------------------ people

    @cached_property
    def people(self) -> Mapping[int, Somebody]:
        return self.reads.people()

    @cached_property
    def offerings(self) -> Mapping[int, Offering]:
        return {offering.id: offering for offering in self.reads.offerings()}

    @cached_property
    def chapters(self) -> Mapping[int, Chapter]:
        return {chapter.id: chapter for chapter in self.reads.chapters()}

    # ------------------------------------------------------------------ before

    @cached_property
    def _touches(self) -> Mapping[int, str]:
        return self.reads.touches()

    @cached_property
    def _channels(self) -> bytes:
        return self.reads.channels()

    @cached_property
    def _asked_within(self) -> Mapping[int, int]:
        return self.reads.asked_within()

    def asked_by(self, case: Case) -> str | None:
        """The way of being in touch within which the ask was made, if that was noted."""
        within = self._asked_within.get(case.id, 0)
        return _CHANNEL_OF[self._channels[within]] if within < len(self._channels) else None

    def _within(self, case: Case) -> str:
        """The entry in which the ask was made, named as touches are; '' where there is none."""
        within = self._asked_within.get(case.id)
        return f"{case.day}{within}" if within is not None else ""

    @cached_property
    def first_day(self) -> str:
        """The day of the first touch there is; today where there is none."""
        return min((touches[:10] for touches in self._touches.values() if touches), default=self.today.isoformat())

    @cached_property
    def _earlier(self) -> Mapping[int, list[str]]:
        """Of each ask its outcomes but the newest, named as touches are."""
        found: dict[int, list[str]] = defaultdict(list)
        for ask, day, entry in self.reads.earlier_outcomes():
            found[ask].append(f"{day}{entry}")
        return found

    @cached_property
    def first_heard(self) -> Mapping[tuple[int, int], str]:
        """Of person and offering, the day they first heard of it."""
        first: dict[tuple[int, int], str] = {}
        for person, offering, day, _ in self.reads.heard():
            key = (person, offering)
            if key not in first or day < first[key]:
                first[key] = day
        return first

    @cached_property
    def _first_asked(self) -> Mapping[tuple[int, int], Case]:
        """Of person and offering, the first ask about it, whoever made it."""
        first: dict[tuple[int, int], Case] = {}
        for case in self.reads.cases(()):
            if case.offering is not None:
                for person in case.people:
                    earlier = first.get((person, case.offering))
                    if earlier is None or (case.day, case.id) < (earlier.day, earlier.id):
                        first[person, case.offering] = case
        return first

    @cached_property
    def _given(self) -> Mapping[int, list[tuple[str, int]]]:
        return _by_person(self.reads.given())

    @cached_property
    def _led(self) -> Mapping[int, str]:
        """Of people whom somebody led to me, the first day that is known of ('' : since we met)."""
        led: dict[int, str] = {}
        for sent in self.reads.sent():
            if sent.prospect and sent.giver:
                led[sent.prospect] = min(sent.day, led.get(sent.prospect, sent.day))
        for day, introducer, other in self.reads.introduced():
            if other and introducer:
                led[other] = min(day, led.get(other, day))
        for somebody in self.people.values():
            if somebody.met_through:
                led[somebody.id] = ""
        return led

    def _touched(self, person: int) -> list[str]:
        """A person's touches by day, each the day's ten letters and the entry's number."""
        text = self._touches.get(person)
        return text.split(",") if text else []

    def count_touches(self, asked: Iterable[tuple[int, str, str, int]]) -> list[int]:
        """For each person, since, until and entry: on how many days from `since` up to, but not on, `until` there was a
        touch besides that entry.
        """
        questions = list(asked)
        found = [0] * len(questions)
        for person, places in _places_by(question[0] for question in questions).items():
            touches = self._touched(person)
            for place in places:
                _, since, until, entry = questions[place]
                between = touches[bisect_left(touches, since) : bisect_left(touches, until)]
                found[place] = len({touch[:10] for touch in between if int(touch[10:]) != entry})
        return found

    def met_face_to_face(self, cases: Sequence[Case], days: int) -> list[bool]:
        """Of each ask whether we had met in so many days before it, or when it was made."""
        found = [False] * len(cases)
        for people, places in _places_by(case.people for case in cases).items():
            touches = self._touched_together(people)
            for place in places:
                case = cases[place]
                since = self.days_before(case.day, days)
                met = self._faced(touches, bisect_left(touches, since), bisect_left(touches, case.day))
                found[place] = met or self._channel_at(touches, self._within(case)) in _FACES
        return found

    def _channel_at(self, touches: Sequence[str], name: str) -> int:
        """The way of being in touch of the touch of that name; 0 where it is none of these."""
        there = touches[bisect_left(touches, name[:10]) : bisect_left(touches, f"{name[:10]}~")] if name else ()
        return self._channels[int(name[10:])] if name in there else 0

    def _faced(self, touches: Sequence[str], begin: int, end: int) -> bool:
        channels = self._channels
        return any(channels[int(touch[10:])] in _FACES for touch in touches[begin:end])

    def before(self, case: Case) -> Before:
        """What there had been when the case was decided."""
        return self.befores([case])[0]

    def befores(self, cases: Sequence[Case]) -> list[Before]:
        """The same of many: each person's touches are taken apart once for all their cases, and not kept."""
        new = [case for case in cases if case.id not in self._before]
        for people, places in _places_by(case.people for case in new).items():
            touches = self._touched_together(people)
            days = list(dict.fromkeys([touch[:10] for touch in touches]))
            for place in places:
                case = new[place]
                self._before[case.id] = self._look_before(case, touches, days)
        return [self._before[case.id] for case in cases]

    def _touched_together(self, people: Sequence[int]) -> list[str]:
        """The touches with any of them, by day; what they shared stands there once."""
        if len(people) == 1:
            return self._touched(people[0])
        every = {touch for person in people for touch in self._touched(person)}
        return sorted(every, key=lambda touch: (touch[:10], int(touch[10:])))

    def _look_before(self, case: Case, touches: Sequence[str], days: Sequence[str]) -> Before:
        day, offering, people = case.looked_at, case.offering, case.people
        spans = self._spans.get(day)
        if spans is None:
            spans = self._spans[day] = (
                self.days_before(day, 30),
                self.days_before(day, 90),
                self.days_before(day, 365),
            )
        month, quarter, year = spans
        end = bisect_left(days, day)
        in_month, in_quarter, in_year = (
            end - bisect_left(days, month, 0, end),
            end - bisect_left(days, quarter, 0, end),
            end - bisect_left(days, year, 0, end),
        )
        own = (f"{case.day}{case.id}", *self._earlier.get(case.id, ()))
        if own[1:] or case.day < day:
            only_own = self._days_of_only(own, touches, day)
            for alone in only_own:
                in_month -= alone >= month
                in_quarter -= alone >= quarter
                in_year -= alone >= year
            while end and days[end - 1] in only_own:
                end -= 1
        channels, until, channel = self._channels, bisect_left(touches, day), 0
        for place in range(until - 1, -1, -1):
            if channel := channels[int(touches[place][10:])]:
                break
        within = self._within(case) if case.day == day else ""
        heard, led = self.first_heard, self._led
        return Before(
            touches_30=in_month,
            touches_90=in_quarter,
            touches_365=in_year,
            since_touch=self._ordinal(day) - self._ordinal(days[end - 1]) if end else None,
            channel=_CHANNEL_OF[channel],
            face=self._faced(touches, bisect_left(touches, year, 0, until), until)
            or self._channel_at(touches, within) in _FACES,
            knew=None
            if offering is None
            else min([heard.get((p, offering), "~") for p in people]) <= day
            or any(self._first_asked.get((p, offering), case).id != case.id for p in people),
            gave=self._gave(people, year, day, case.id),
            through=min([led.get(p, "~") for p in people]) <= day,
        )

    def _days_of_only(self, own: Collection[str], touches: Sequence[str], until: str) -> set[str]:
        """The days before `until` on which these were the only touches there were."""
        found = set()
        for name in own:
            day = name[:10]
            if day < until:
                there = touches[bisect_left(touches, day) : bisect_left(touches, f"{day}~")]
                if there and all(touch in own for touch in there):
                    found.add(day)
        return found

    def _gave(self, people: Iterable[int], since: str, until: str, but: int) -> bool:
        for person in people:
            for day, entry in self._given.get(person, ()):
                if since <= day < until and entry != but:
                    return True
        return False

    def _ordinal(self, day: str) -> int:
        found = self._ordinals.get(day)
        if found is None:
            found = self._ordinals[day] = date.fromisoformat(day).toordinal()
        return found


class Past:
    """The record, as far as a filter lets it be seen."""

    def __init__(self, record: Record, wanted: InsightFilter) -> None:
        self.record = record
        self.reads = record.reads
        self.wanted = wanted
        self.today = record.today
        self._since = wanted.since.isoformat() if wanted.since else ""
        self._until = min(wanted.until or record.today, record.today).isoformat()

    def within(self, day: str) -> bool:
        """Whether a day is in the period."""
        return self._since <= day <= self._until

    # ------------------------------------------------------------------ cases

    def wants(self, people: Iterable[int], offering: int | None) -> bool:
        """Whether the filter's tag and offering let something through."""
        wanted = self.wanted
        if wanted.offering is not None and offering != wanted.offering:
            return False
        return not wanted.tag or not self._tagged.isdisjoint(people)

    @cached_property
    def _tagged(self) -> frozenset[int]:
        return self.reads.tagged(self.wanted.tag)

    def cases(self, *states: str) -> list[Case]:
        """The asks settled in the period that the filter lets through."""
        narrow = self.wanted.offering is not None or self.wanted.tag
        return [
            case
            for case in self.reads.cases(states)
            if self.within(case.settled or case.day) and (not narrow or self.wants(case.people, case.offering))
        ]

    def asks_made(self, *states: str) -> list[Case]:
        return [case for case in self.cases(*states) if case.side == MADE]

    def decided(self) -> list[Case]:
        """Asks that were met or went elsewhere: those I made, and the business that came to me."""
        return [case for case in self.cases(WON, ELSEWHERE) if case.people and (case.side == MADE or case.is_business)]

    def first_of(self, case: Case) -> Somebody | None:
        """The first person of a case who is not the user."""
        return next((self.record.people[p] for p in case.people if p in self.record.people), None)

    def name_of(self, person: int | None) -> str:
        found = self.record.people.get(person) if person is not None else None
        return found.name if found else ""


K = TypeVar("K")
_CHANNEL_OF: tuple[str | None, ...] = (None, *(kind.value for kind in CHANNELS))
_FACES = frozenset(place for place, kind in enumerate(CHANNELS, 1) if kind in FACE_TO_FACE)


def _places_by(keys: Iterable[K]) -> dict[K, list[int]]:
    """Where in a list each of its values stands."""
    found: dict[K, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        found[key].append(place)
    return found


def _by_person(rows: Iterable[tuple[int, str, int]]) -> dict[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for person, day, entry in rows:
        found[person].append((day, entry))
    return found


def months(since: str, until: str) -> list[str]:
    """The months from one day's to another's, as YYYY-MM."""
    year, month = int(since[:4]), int(since[5:7])
    found = []
    while (text := f"{year:04}-{month:02}") <= until[:7]:
        found.append(text)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found
