"""A week or a year to look back on, and somebody as needed a minute before a call. Pure.

Hidden here: what is worth telling of a stretch of days, when somebody has moved closer or drifted, and whom it would be
good to call, each for a reason of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, timedelta

from .agenda import Item, ItemKind
from .insights.awareness import closeness_rank
from .insights.past import Somebody
from .model import (
    FACE_TO_FACE,
    AskState,
    CameFirst,
    Comfort,
    EntryKind,
    EntryRow,
    IntroductionState,
    Money,
    Named,
    Offering,
    PreferenceKind,
    ReferralState,
    Summary,
    Word,
)
from .records import dataclass
from .wording import Said, count, say

COMPARED = 28
"""Days, at least, that are set beside as many before: a week alone says little about a tie."""
MOST_MOVED = 8
MOST_HIGHLIGHTS = 10
MOST_OPEN = 10
CALLS = 3
LATELY = 3
"""Entries in a brief."""

# ------------------------------------------------------------------------------------------------ a review


class Period(Word):
    """What a review looks back on."""

    WEEK = "week"
    YEAR = "year"


def week_of(day: date) -> tuple[date, date]:
    """Monday to Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def year_of(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, 12, 31)


@dataclass(frozen=True, slots=True)
class Settled:
    """An ask, referral or introduction that came to something in the period."""

    entry: int
    kind: EntryKind
    side: str
    state: str
    day: date
    about: str
    people: tuple[int, ...]
    value: Money | None = None
    who: int | None = None
    """Who sent or was given a referral, who introduced me, or the one of two I brought together."""
    whom: int | None = None
    """Who was sent, or the other one who was brought together."""
    business: bool = False
    """Whether an ask was about something I offer, named or paid for."""
    begun: bool = True
    """Whether it was passed on, or thought of, in the period too."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Something that is open: a sentence about it, whose, since when."""

    entry: int
    what: Said
    people: tuple[int, ...]
    day: date


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What a review is written from."""

    period: Period
    since: date
    until: date
    entries: Mapping[EntryKind, int]
    """Entries of each kind in the period."""
    touches: Mapping[int, tuple[int, int]]
    """Of each person the days with a touch in the stretch that is compared, and in the one before."""
    touched: int
    """People there was a touch with in the period."""
    first_met: tuple[int, ...]
    """People whose first touch ever was in the period."""
    people: Mapping[int, Somebody]
    settled: Sequence[Settled]
    promises: Sequence[tuple[int, str]]
    """Who kept a promise or a confidence or stood by me, and what was noted."""
    pending: Sequence[Pending]
    agenda: Sequence[Item]
    private: AbstractSet[int] = frozenset()
    """Entries that are nobody else's business, as far as asks, referrals and introductions go."""


def compared(since: date, until: date) -> tuple[date, date, date]:
    """The stretch that is set beside the one before: the first day before, the first day, the last day."""
    days = max((until - since).days + 1, COMPARED)
    first = until - timedelta(days=days - 1)
    return first - timedelta(days=days), first, until


def _beside(facts: ReviewFacts) -> int:
    _, first, last = compared(facts.since, facts.until)
    return (last - first).days + 1


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody there was more, or less, contact with: days with a touch now and in the stretch before."""

    person: Named
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Highlight:
    what: Said
    people: tuple[int, ...]
    entry: int | None = None
    confidential: bool = False
    """It says why somebody is trusted, which is for one's own eyes."""


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody worth a call, and why."""

    person: Named
    why: Said
    entry: int | None = None
    """The ask, referral or introduction it comes from."""


@dataclass(frozen=True, slots=True)
class Review:
    """A week or a year, to be read with coffee."""

    period: Period
    since: date
    until: date
    happened: Said
    counts: tuple[tuple[Said, int], ...]
    highlights: tuple[Highlight, ...]
    closer: tuple[Moved, ...]
    drifted: tuple[Moved, ...]
    beside: int
    """Who moved is seen over so many days until the last, beside as many before."""
    open: tuple[Pending, ...]
    open_in_all: int
    calls: tuple[Call, ...]
    private: AbstractSet[int] = frozenset()
    """Of the entries named here those that are private: they are not printed."""

    def for_others(self) -> Review:
        """Without what comes from private entries or speaks of trust, as it may be printed and lie about."""
        return replace(
            self,
            highlights=tuple(one for one in self.highlights if one.entry not in self.private and not one.confidential),
            open=tuple(one for one in self.open if one.entry not in self.private),
            calls=tuple(one for one in self.calls if one.entry not in self.private),
        )

    @property
    def left_out(self) -> int:
        """How many lines `for_others` leaves out."""
        entries = [one.entry for one in self.highlights]
        entries += [one.entry for one in self.open]
        entries += [one.entry for one in self.calls]
        return sum(entry in self.private for entry in entries) + sum(one.confidential for one in self.highlights)


def review(facts: ReviewFacts) -> Review:
    """The review of a stretch of days."""
    moved = [
        Moved(Named(person, facts.people[person].name), now, before)
        for person, (now, before) in facts.touches.items()
        if person in facts.people and not facts.people[person].silent and facts.people[person].kind == "person"
    ]
    closer = [m for m in moved if m.now - m.before >= 2 and m.now >= 2 * m.before]
    closer.sort(key=lambda m: (m.before - m.now, m.person.name, m.person.id))
    drifted = [m for m in moved if m.before - m.now >= 2 and m.before >= 2 * m.now]
    # Of those who drifted, the closest are missed most.
    drifted.sort(key=lambda m: (closeness_rank(facts.people[m.person.id].closeness), m.now - m.before, m.person.id))
    return Review(
        period=facts.period,
        since=facts.since,
        until=facts.until,
        happened=_happened(facts),
        counts=_counts(facts),
        highlights=tuple(_highlights(facts))[:MOST_HIGHLIGHTS],
        closer=tuple(closer[:MOST_MOVED]),
        drifted=tuple(drifted[:MOST_MOVED]),
        beside=_beside(facts),
        open=tuple(sorted(facts.pending, key=lambda p: (p.day, p.entry))[:MOST_OPEN]),
        open_in_all=len(facts.pending),
        calls=_calls(facts, drifted),
        private=frozenset(facts.private),
    )


def _happened(facts: ReviewFacts) -> Said:
    n = sum(facts.entries.values())
    if not n:
        return say("Nothing was written down.")
    met = sum(facts.entries.get(kind, 0) for kind in FACE_TO_FACE)
    return say(
        "{entries}, {met} face to face, with {people}.",
        entries=count(n, "{n} entry", "{n} entries"),
        met=met,
        people=count(facts.touched, "{n} person or organization", "{n} people and organizations"),
    )


def _counts(facts: ReviewFacts) -> tuple[tuple[Said, int], ...]:
    def came(kind: EntryKind, side: str, *states: str) -> int:
        return sum(s.kind is kind and s.side == side and s.state in states for s in facts.settled)

    happened = facts.entries
    referred = [s.side for s in facts.settled if s.kind is EntryKind.REFERRAL and s.begun]
    rows = [
        (n := happened.get(EntryKind.MEETING, 0), count(n, "meeting", "meetings")),
        (n := happened.get(EntryKind.CALL, 0), count(n, "call", "calls")),
        (n := happened.get(EntryKind.VIDEO_CALL, 0), count(n, "video call", "video calls")),
        (n := happened.get(EntryKind.MESSAGE, 0), count(n, "message", "messages")),
        (n := happened.get(EntryKind.EMAIL, 0), count(n, "email", "emails")),
        (n := happened.get(EntryKind.LETTER, 0), count(n, "letter", "letters")),
        (n := happened.get(EntryKind.EVENT, 0), count(n, "event", "events")),
        (n := happened.get(EntryKind.GIFT, 0), count(n, "gift", "gifts")),
        (n := happened.get(EntryKind.NOTE, 0), count(n, "note", "notes")),
        (n := happened.get(EntryKind.MENTION, 0), count(n, "mention of what I offer", "mentions of what I offer")),
        (happened.get(EntryKind.THANKS, 0), EntryKind.THANKS.said),
        (n := happened.get(EntryKind.ASK, 0), count(n, "ask, mine or theirs", "asks, mine or theirs")),
        (n := happened.get(EntryKind.OUTCOME, 0), count(n, "outcome of an ask", "outcomes of asks")),
        (n := len(facts.first_met), count(n, "person new in the journal", "people new in the journal")),
        (n := came(EntryKind.ASK, "made", AskState.YES), count(n, "ask of mine met", "asks of mine met")),
        (
            n := came(EntryKind.ASK, "made", AskState.ELSEWHERE),
            count(n, "ask of mine that went elsewhere", "asks of mine that went elsewhere"),
        ),
        (n := came(EntryKind.ASK, "received", AskState.YES), count(n, "ask I said yes to", "asks I said yes to")),
        (
            n := came(EntryKind.ASK, "received", AskState.ELSEWHERE),
            count(n, "ask of theirs that went elsewhere", "asks of theirs that went elsewhere"),
        ),
        (n := referred.count("given"), count(n, "referral given", "referrals given")),
        (n := referred.count("received"), count(n, "referral received", "referrals received")),
        (
            n := came(EntryKind.INTRODUCTION, "given", "made", "met"),
            count(n, "introduction made", "introductions made"),
        ),
        (
            n := came(EntryKind.INTRODUCTION, "received", "made", "met"),
            count(n, "introduction made for me", "introductions made for me"),
        ),
    ]
    return tuple((said, n) for n, said in rows if n)


def _highlights(facts: ReviewFacts) -> Iterable[Highlight]:
    def names(people: Iterable[int]) -> str:
        return ", ".join(facts.people[p].name for p in people if p in facts.people)

    def pair(s: Settled) -> dict[str, str]:
        if s.who not in facts.people or s.whom not in facts.people or s.who is None or s.whom is None:
            return {}
        return {"who": facts.people[s.who].name, "whom": facts.people[s.whom].name}

    wins = [
        s
        for s in facts.settled
        if (s.kind is EntryKind.ASK and s.state == AskState.YES and (s.side == "made" or s.business))
        or (s.kind is EntryKind.REFERRAL and s.state == "won" and s.side == "received")
    ]
    wins.sort(key=lambda s: (-(s.value.amount if s.value else 0), s.day, s.entry))
    for s in wins[:4]:
        if s.kind is EntryKind.ASK and s.side == "made":
            sentence = say("{who} said yes: {about}.", who=names(s.people), about=s.about)
        elif s.kind is EntryKind.ASK:
            sentence = say("{who} came to you, and you said yes: {about}.", who=names(s.people), about=s.about)
        elif both := pair(s):
            sentence = say("{who} sent you {whom}, and it was won: {about}.", **both, about=s.about)
        else:
            sentence = say("A referral was won: {who}, {about}.", who=names(s.people), about=s.about)
        yield Highlight(sentence, s.people, s.entry)
    for person, what in facts.promises[:2]:
        if person in facts.people:
            said = say("You could rely on {who}: {what}", who=facts.people[person].name, what=what)
            yield Highlight(said, (person,), confidential=True)
    for s in [s for s in facts.settled if s.kind is EntryKind.REFERRAL and s.side == "received"][:2]:
        if s.state != "won":
            both = pair(s)
            said = (
                say("{who} sent you {whom}: {about}.", **both, about=s.about)
                if both
                else say("Somebody was sent to you: {who}, {about}.", who=names(s.people), about=s.about)
            )
            yield Highlight(said, s.people, s.entry)
    for s in [s for s in facts.settled if s.kind is EntryKind.INTRODUCTION and s.state in ("made", "met")][:2]:
        both, given = pair(s), s.side == "given"
        if both:
            sentence = (
                say("You brought {who} and {whom} together.", **both)
                if given
                else say("{who} introduced you to {whom}.", **both)
            )
        elif given:
            sentence = say("You brought together {who}.", who=names(s.people))
        else:
            sentence = say("You were introduced: {who}.", who=names(s.people))
        yield Highlight(sentence, s.people, s.entry)
    met = [p for p in facts.first_met if p in facts.people][:3]
    if met:
        yield Highlight(say("New in your journal: {who}.", who=names(met)), tuple(met))


_WORTH_A_CALL = (
    ItemKind.ASK,
    ItemKind.ANSWER,
    ItemKind.CADENCE,
    ItemKind.THANKS,
    ItemKind.REPORT,
    ItemKind.DORMANT,
    ItemKind.GIVE,
)


_FROM_AN_ENTRY = (ItemKind.ASK, ItemKind.ANSWER, ItemKind.THANKS, ItemKind.REPORT)


def _calls(facts: ReviewFacts, drifted: Sequence[Moved]) -> tuple[Call, ...]:
    """Three people, each for a reason of its own as far as there are three: what the agenda knows, then who drifted."""
    found: dict[int, Call] = {}
    later: list[Call] = []

    def take(calls: Iterable[Call]) -> None:
        new = [call for call in calls if call.person.id not in found]
        if new:
            found[new[0].person.id] = new[0]
        later.extend(new[1:])

    for kind in _WORTH_A_CALL:
        take(
            Call(item.person, item.why, item.subject if kind in _FROM_AN_ENTRY else None)
            for item in facts.agenda
            if item.kind is kind and item.person
        )
    take(
        Call(
            m.person,
            say(
                "in touch on {now} of {days} days, on {before} of the {days} before",
                now=m.now,
                before=m.before,
                days=_beside(facts),
            ),
        )
        for m in drifted
    )
    for call in later:
        found.setdefault(call.person.id, call)
    return tuple(found.values())[:CALLS]


# ------------------------------------------------------------------------------------------------ before a call


def brief(summary: Summary, recent: Sequence[EntryRow], offerings: Sequence[Offering], today: date) -> list[Said]:
    """Somebody in a few lines, what matters most first. Days in the sentences are `date`s, to be written out."""
    about = summary.about
    draft = about.person.about
    lines = [_who(summary)]
    if draft.deceased or draft.archived:
        lines.append(say("Deceased.") if draft.deceased else say("Archived."))
    elif draft.resting and (draft.resting_until is None or draft.resting_until > today):
        lines.append(say("Resting until {day}.", day=draft.resting_until) if draft.resting_until else say("Resting."))
    lines.append(_last(summary, today))
    if summary.next_meeting:
        lines.append(say("Next: {day}.", day=summary.next_meeting))
    boundaries = _texts(summary, PreferenceKind.BOUNDARY, today)
    if boundaries:
        lines.append(say("Mind: {what}.", what=boundaries))
    if draft.comfort in (Comfort.ASK_GENTLY, Comfort.KEEP_APART):
        lines.append(say("Business: {comfort}.", comfort=draft.comfort.said))
    if draft.came_first is not CameFirst.UNKNOWN:
        lines.append(say("First came {what}.", what=draft.came_first.said))
    if not draft.deceased:
        lines += [say("Open: {what} (since {day}).", what=loop.what, day=loop.day) for loop in summary.loops]
    if likes := _texts(summary, PreferenceKind.LIKES, today):
        lines.append(say("Likes {what}.", what=likes))
    if dislikes := _texts(summary, PreferenceKind.DISLIKES, today):
        lines.append(say("Dislikes {what}.", what=dislikes))
    if needs := _texts(summary, PreferenceKind.NEEDS, today):
        lines.append(say("Needs {what}.", what=needs))
    if offers := _texts(summary, PreferenceKind.OFFERS, today):
        lines.append(say("Offers {what}.", what=offers))
    if summary.balance.given or summary.balance.received:
        lines.append(
            say("Given {given}, received {received}.", given=summary.balance.given, received=summary.balance.received)
        )
    known = {m.offering.id for m in about.offerings_known}
    untold = [o.name for o in offerings if not o.retired and o.id not in known]
    if untold and draft.comfort is not Comfort.KEEP_APART and about.person.kind == "person":
        lines.append(say("Has not heard of: {offerings}.", offerings=", ".join(untold)))
    return lines + _lately([row for row in recent if row.day <= today], about.person.id)


def _lately(rows: Iterable[EntryRow], person: int) -> list[Said]:
    """The newest entries, a line each, with what happened within them."""
    lines: list[tuple[date, Said]] = []
    for row in rows:
        if row.inside and lines:  # it stands below the entry it is part of
            day, what = lines[-1]
            lines[-1] = day, say("{what} · {more}", what=what, more=_what_happened(row, person))
        elif len(lines) == LATELY:
            break
        else:
            lines.append((row.day, _what_happened(row, person)))
    return [say("{day}: {what}", day=day, what=what) for day, what in lines]


_SIDED = {
    (EntryKind.ASK, "made"): say("I asked"),
    (EntryKind.ASK, "received"): say("asked me"),
    (EntryKind.OUTCOME, ""): say("came of it"),
    (EntryKind.REFERRAL, "given"): say("sent by me"),
    (EntryKind.REFERRAL, "received"): say("sent to me"),
    (EntryKind.INTRODUCTION, "given"): say("brought together"),
    (EntryKind.INTRODUCTION, "received"): say("introduced to me"),
}
_STATES: Mapping[EntryKind, type[AskState | ReferralState | IntroductionState]] = {
    EntryKind.ASK: AskState,
    EntryKind.OUTCOME: AskState,
    EntryKind.REFERRAL: ReferralState,
    EntryKind.INTRODUCTION: IntroductionState,
}


def _what_happened(row: EntryRow, person: int) -> Said:
    """An entry in a few words: of an ask, a referral or an introduction also what it was about and what came of it."""
    said = _SIDED.get((row.kind, row.side))
    if said is None:
        return say("{what}", what=row.text or row.kind.said)
    names = ", ".join(named.name for named, _ in row.people if named.id != person)
    what = ", ".join(filter(None, (names if row.kind is not EntryKind.ASK else "", row.about or row.text)))
    words = say("{said}: {what}", said=said, what=what) if what else said
    state = _STATES[row.kind](row.state) if row.state else None
    if state is None or state is AskState.OPEN:
        return words
    return say("{words} ({state})", words=words, state=state.said)


def _who(summary: Summary) -> Said:
    about = summary.about
    draft = about.person.about
    now = next((a for a in about.affiliations if a.until is None), None)
    parts: list[str] = [about.person.name]
    if now is not None:
        parts.append(f"{now.role}, {now.organization.name}" if now.role else now.organization.name)
    if draft.closeness:
        parts.append(draft.closeness.said)
    if about.trust_level is not None:
        parts.append(say("trust {level} of 5", level=about.trust_level))
    return say("{parts}", parts=" · ".join(parts))


def _last(summary: Summary, today: date) -> Said:
    if summary.last_touch is None or summary.last_kind is None:
        return say("No touch yet.")
    days = (today - summary.last_touch).days
    last = say(
        "Last touch: {kind} on {day}, {ago}; {n} in the last year.",
        kind=summary.last_kind.said,
        day=summary.last_touch,
        ago=count(days, "{n} day ago", "{n} days ago") if days else say("today"),
        n=summary.touches_in_year,
    )
    if summary.attempts_since:
        return say(
            "{last} {attempts}",
            last=last,
            attempts=count(summary.attempts_since, "Tried once since.", "Tried {n} times since."),
        )
    return last


def _texts(summary: Summary, kind: PreferenceKind, today: date) -> str:
    return "; ".join(
        p.text for p in summary.about.preferences if p.kind is kind and (p.until is None or p.until > today)
    )
