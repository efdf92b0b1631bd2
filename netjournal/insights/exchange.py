"""Asking and giving over the months, thanks owed, and where business comes from."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import NamedTuple

from netjournal.model import Money, Named
from netjournal.records import dataclass
from netjournal.touches import Tie, tie
from netjournal.wording import Said, count, say

from .answer import Answer, Branch, Chart, Group, Part, Tally
from .figures import ENOUGH, percent, wilson
from .past import MADE, WON, Past, months

MOST_MONTHS = 24
"""Months shown when no period is asked for."""


def sums(amounts: Iterable[tuple[str | None, str | None]]) -> tuple[Money, ...]:
    """One sum a currency."""
    return _together([Money(Decimal(amount), currency)] for amount, currency in amounts if amount and currency)


def _together(many: Iterable[Iterable[Money]]) -> tuple[Money, ...]:
    """The sum of sums."""
    many = [values for values in many if values]
    if len(many) <= 1:
        return tuple(*many)
    total: dict[str, Decimal] = defaultdict(Decimal)
    for values in many:
        for value in values:
            total[value.currency] += value.amount
    return tuple(Money(value, currency) for currency, value in sorted(total.items()))


def written(values: Iterable[Money]) -> str:
    """Sums as they stand in a sentence."""
    return " + ".join(f"{value.amount:,} {value.currency}" for value in values)


# ------------------------------------------------------------------------------------------------ per month


def monthly(past: Past, key: str, question: Said) -> Answer:
    """Asks I made and what I gave, month by month: how often first, the balance second."""
    asks: dict[str, Tally] = defaultdict(Tally)
    moves: dict[str, Tally] = defaultdict(Tally)
    for case in past.reads.cases(()):
        if case.side == MADE and past.within(case.day) and past.wants(case.people, case.offering):
            asks[case.day[:7]].add(case.people, yes=case.state == WON)
    # What is given and received is about no offering: of the filter, only the tag narrows it.
    gave: set[int] = set()
    got: set[int] = set()
    for kept, rows, mine in ((gave, past.reads.given(), True), (got, past.reads.received(), False)):
        for person, day, entry in rows:
            if past.within(day) and past.wants((person,), past.wanted.offering):
                if entry in kept:
                    moves[day[:7]].people[person] = None
                    continue
                kept.add(entry)
                moves[day[:7]].add((person,), yes=mine)
    known = sorted({*asks, *moves})
    title_asks, title_moves = say("Asks I made"), say("Given and received")
    if not known:
        sentence = say("Nothing was asked and nothing given yet, as far as your record goes.")
        return Answer(key, question, sentence, ())
    last = min((past.wanted.until or past.today), past.today).isoformat()[:7]
    shown = months(f"{known[0]}-01", f"{last}-01")
    if past.wanted.since is None:
        shown = shown[-MOST_MONTHS:]
    asked = [_month(m, asks.get(m) or Tally()) for m in shown]
    given = [_month(m, moves.get(m) or Tally()) for m in shown]
    n_asks, n_moves, n_given = sum(g.n for g in asked), sum(g.n for g in given), sum(g.yes or 0 for g in given)
    per = (
        count(len(shown), "In the last month", "In the last {n} months")
        if last == past.today.isoformat()[:7]
        else count(len(shown), "In one month of that period", "In {n} months of that period")
    )
    sentence = say(
        "{per} you asked {asks} ({rate:.1f} a month). Something went one way or the other {moves} ({often:.1f} a "
        "month).",
        per=per,
        asks=count(n_asks, "{n} time", "{n} times"),
        rate=n_asks / len(shown),
        moves=count(n_moves, "{n} time", "{n} times"),
        often=n_moves / len(shown),
    )
    # How often says more than who is ahead, and of a handful nobody is.
    if n_moves >= ENOUGH:
        sentence = say(
            "{often} You gave {given}, received {received}.",
            often=sentence,
            given=count(n_given, "{n} time", "{n} times"),
            received=count(n_moves - n_given, "{n} time", "{n} times"),
        )
    parts = (
        Part(title_asks, Chart.MONTHS, tuple(asked), say("Said yes"), say("Median")),
        Part(title_moves, Chart.MONTHS, tuple(given), say("Of these given"), say("Median")),
    )
    return Answer(key, question, sentence, parts)


def _month(name: str, tally: Tally) -> Group:
    return Group(name, tally.n, tally.yes, people=array("I", tally.people))


# ------------------------------------------------------------------------------------------------ thanks


def thanks(past: Past, key: str, question: Said) -> Answer:
    """Whom something was received from without thanks yet, those who gave most first."""
    owed: dict[int, list[str]] = defaultdict(list)
    for one in past.reads.owed():
        if past.within(one.day) and past.wants((one.giver,), past.wanted.offering) and one.giver in past.record.people:
            owed[one.giver].append(one.day)
    # Whoever gave most, then whoever waits longest.
    ranked = sorted(owed, key=lambda p: (-len(owed[p]), min(owed[p])))
    groups = tuple(Group(past.name_of(p), len(owed[p]), people=(p,)) for p in ranked)
    part = Part(say("Not thanked for yet"), Chart.COUNTS, groups, say("Times"), say("Median"))
    if not groups:
        sentence = say("Nobody: everything you received, as far as you noted it, was thanked for.")
    else:
        things = sum(g.n for g in groups)
        sentence = say(
            "{people} for {things}: {first} first of all.",
            people=count(len(groups), "{n} person", "{n} people"),
            things=count(things, "{n} thing you received", "{n} things you received"),
            first=groups[0].name,
        )
    return Answer(key, question, sentence, (part,))


# ------------------------------------------------------------------------------------------------ sources


class Win(NamedTuple):
    """Business that came: an ask met about an offering, or a referral received and won."""

    entry: int
    day: str
    buyer: int | None
    through: int | None
    """Who the tie was with that brought it: the giver of a referral, else the buyer."""
    offering: int | None
    amount: str | None
    currency: str | None


def wins(past: Past) -> list[Win]:
    """All business in the period. What a referral brought and an ask of the same person records again (same offering,
    same sum, later) is one win.
    """
    found, seen = [], set()
    for sent in past.reads.sent():
        people = tuple(p for p in (sent.prospect, sent.giver) if p)
        if sent.state == "won" and past.within(sent.day) and past.wants(people, sent.offering):
            found.append(Win(sent.id, sent.day, sent.prospect, sent.giver, sent.offering, sent.amount, sent.currency))
            if sent.amount is not None:
                seen.add((sent.prospect, sent.offering, sent.amount, sent.currency))
    for case in past.cases(WON):
        if case.offering is None or not case.people:
            continue
        buyer = case.people[0]
        if (buyer, case.offering, case.amount, case.currency) not in seen:
            found.append(Win(case.id, case.day, buyer, buyer, case.offering, case.amount, case.currency))
    return found


_TIES = {
    "inner": say("inner circle"),
    Tie.STRONG.value: say("active: four touches or more in the year before"),
    Tie.WEAK.value: say("weak: one to three touches"),
    Tie.DORMANT.value: say("dormant: none"),
}


def sources(past: Past, key: str, question: Said) -> Answer:
    """By the tie there was before, and the tree of who led to whom."""
    found = wins(past)
    tallies: dict[str, Tally] = {name: Tally() for name in _TIES}
    values: dict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
    for win, kind in zip(found, _ties_before(past, found), strict=True):
        people = [p for p in (win.through, win.buyer) if p is not None]
        tallies[kind].add(people)
        values[kind].append((win.amount, win.currency))
    groups = []
    for name, tally in tallies.items():
        low, high = wilson(tally.n, len(found)) or (None, None)
        groups.append(
            Group(
                _TIES[name], len(found), tally.n, low, high, people=array("I", tally.people), values=sums(values[name])
            )
        )
    missing = max(0, ENOUGH - len(found))
    by_tie = Part(
        say("By the tie before"), Chart.NONE if missing else Chart.SHARES, tuple(groups), say("Wins"), say("Median")
    )
    tree = branches(past, found)
    tops = tuple(
        Group(b.person.name, b.all_wins, people=(b.person.id,), values=b.all_values) for b in tree if b.all_wins
    )
    by_person = Part(say("Who led to whom"), Chart.NONE if missing else Chart.TREE, tops, say("Wins"), say("Median"))
    if missing:
        sentence = count(
            missing,
            "Too little business to say yet: {n} more win would do.",
            "Too little business to say yet: {n} more wins would do.",
        )
    else:
        most = max(groups, key=lambda g: g.yes or 0)
        led_by = _led_by(past)
        led = sum(win.buyer in led_by for win in found)
        sentence = say(
            "Of {n} wins, most came from ties that were “{tie}” ({share} %). Behind {led} of them stands somebody who "
            "led them to you.",
            n=len(found),
            tie=most.name,
            share=percent(most.yes or 0, len(found)),
            led=led,
        )
    return Answer(key, question, sentence, (by_tie, by_person), missing, tree)


def _ties_before(past: Past, found: Sequence[Win]) -> list[str]:
    """Of each win the tie there was with whoever it came through, a key of `_TIES`."""
    record = past.record
    known = [win for win in found if win.through is not None]
    touches = record.count_touches(
        (win.through or 0, record.days_before(win.day, 365), win.day, win.entry) for win in known
    )
    ties = {win.entry: tie(n).value for win, n in zip(known, touches, strict=True)}
    inner = {somebody.id for somebody in record.people.values() if somebody.closeness == "inner_circle"}
    return ["inner" if win.through in inner else ties.get(win.entry, Tie.DORMANT.value) for win in found]


def _led_by(past: Past) -> Mapping[int, tuple[int, str]]:
    """Of each person who led them to me, and how: by the first referral, else an introduction, else as we met."""
    found: dict[int, tuple[int, str]] = {}
    for sent in sorted(past.reads.sent(), key=lambda s: s.day):
        if sent.prospect and sent.giver:
            found.setdefault(sent.prospect, (sent.giver, "referral"))
    for _, introducer, other in sorted(past.reads.introduced(), key=lambda row: row[0]):
        if introducer and other:
            found.setdefault(other, (introducer, "introduction"))
    for somebody in past.record.people.values():
        if somebody.met_through:
            found.setdefault(somebody.id, (somebody.met_through, "met_through"))
    return found


@dataclass(slots=True)
class _Knot:
    own: list[tuple[str | None, str | None]] = field(default_factory=list)
    beneath: list[int] = field(default_factory=list)


def branches(past: Past, found: Iterable[Win]) -> tuple[Branch, ...]:
    """The tree of everybody business came from or through; those who brought most come first."""
    led = _led_by(past)
    knots: dict[int, _Knot] = defaultdict(_Knot)
    for win in found:
        person = win.buyer if win.buyer is not None else win.through
        if person is not None and person in past.record.people:
            knots[person].own.append((win.amount, win.currency))
    # Up from each to whoever led there; a circle is cut where it would close.
    tops: dict[int, None] = {}
    above: dict[int, int] = {}
    for start in list(knots):
        person, way = start, {start}
        while person not in above:
            leader = led.get(person, (0, ""))[0]
            if leader not in past.record.people or leader in way or _stands_over(above, person, leader):
                tops[person] = None
                break
            above[person] = leader
            knots[leader].beneath.append(person)
            way.add(leader)
            person = leader
    return tuple(_ranked(_branch(past, knots, led, top, "") for top in tops if top not in above))


def _stands_over(above: Mapping[int, int], person: int, leader: int) -> bool:
    """Whether `person` is somewhere above `leader` already."""
    while leader in above:
        leader = above[leader]
        if leader == person:
            return True
    return False


def _branch(
    past: Past, knots: Mapping[int, _Knot], led: Mapping[int, tuple[int, str]], person: int, how: str
) -> Branch:
    """A branch with all that hangs on it. Long chains are no problem: they are walked, not called."""
    made: dict[int, Branch] = {}
    open_: list[tuple[int, bool]] = [(person, False)]
    while open_:
        one, ready = open_.pop()
        knot = knots[one]
        if not ready:
            open_.append((one, True))
            open_ += [(below, False) for below in knot.beneath]
            continue
        below_ = tuple(_ranked(made[below] for below in knot.beneath))
        values = sums(knot.own)
        every = _together([values, *(b.all_values for b in below_)])
        made[one] = Branch(
            person=Named(one, past.name_of(one)),
            how=led[one][1] if one != person else how,
            wins=len(knot.own),
            values=values,
            all_wins=len(knot.own) + sum(b.all_wins for b in below_),
            all_values=every,
            led_to=below_,
        )
    return made[person]


def _ranked(found: Iterable[Branch]) -> list[Branch]:
    return sorted(found, key=lambda b: (-max((v.amount for v in b.all_values), default=Decimal(0)), -b.all_wins))
