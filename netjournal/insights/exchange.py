"""Asking and giving over the months, thanks owed, and where business comes from."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from netjournal.model import Money, Named
from netjournal.touches import Tie, tie
from netjournal.wording import Said, count, listed, say

from .answer import Answer, Branch, Chart, Group, Part, Tally
from .figures import ENOUGH, percent, wilson
from .past import MADE, WON, Case, InsightFilter, Past, Sent, months

MOST_BRANCHES = 500
"""Of the tree of who led to whom; nobody reads more, and thousands would be kept."""
MOST_MONTHS = 24
"""Months shown when no period is asked for."""
MONTH = 365.25 / 12
"""Days."""


def sums(amounts: Iterable[tuple[str | None, str | None]]) -> tuple[Money, ...]:
    """One sum a currency."""
    total: dict[str, Decimal] = {}
    for amount, currency in amounts:
        if amount and currency:
            total[currency] = total.get(currency, Decimal(0)) + Decimal(amount)
    return _listed(total)


def _together(many: Iterable[tuple[Money, ...]]) -> tuple[Money, ...]:
    """The sum of sums."""
    many = [values for values in many if values]
    if len(many) <= 1:
        return many[0] if many else ()
    total: dict[str, Decimal] = {}
    for values in many:
        for value in values:
            total[value.currency] = total.get(value.currency, Decimal(0)) + value.amount
    return _listed(total)


def _listed(total: Mapping[str, Decimal]) -> tuple[Money, ...]:
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
            if person not in past.record.people:  # the user, who was there too
                continue
            if past.within(day) and past.wants((person,), past.wanted.offering):
                if entry in kept:
                    moves[day[:7]].people[person] = None
                    continue
                kept.add(entry)
                moves[day[:7]].add((person,), yes=mine)
    known = sorted({*asks, *moves})
    title_asks, title_moves = say("Asks I made"), say("Given and received")
    if past.wanted.offering is not None:
        title_moves = say("Given and received, whatever the offering")
    if not known and past.wanted == InsightFilter():
        sentence = say("Nothing was asked and nothing given yet, as far as your record goes.")
        return Answer(key, question, sentence, ())
    until = min(past.wanted.until or past.today, past.today)
    # Months in which nothing happened count too, from the first that is asked for or the record begins with.
    since, first = past.wanted.since.isoformat() if past.wanted.since else "", past.record.first_day
    shown = months(f"{min([*known[:1], max(since, first)[:7]])}-01", until.isoformat())
    if not since:
        shown = shown[-MOST_MONTHS:]
    asked = [_month(m, asks.get(m) or Tally()) for m in shown]
    given = [_month(m, moves.get(m) or Tally()) for m in shown]
    n_asks, n_moves, n_given = sum(g.n for g in asked), sum(g.n for g in given), sum(g.yes or 0 for g in given)
    # The months shown may be parts of months; what is told of one counts the days there were.
    begun = max(since, f"{shown[0]}-01", first if first[:7] == shown[0] else "") if shown else until.isoformat()
    span = max(1, round(((until - date.fromisoformat(begun)).days + 1) / MONTH))
    per = (
        count(span, "In the last month", "In the last {n} months")
        if until.isoformat()[:7] == past.today.isoformat()[:7]
        else count(span, "In one month of that period", "In {n} months of that period")
    )
    words: dict[str, object] = {
        "per": per,
        "asks": count(n_asks, "{n} time", "{n} times"),
        "rate": n_asks / span,
        "moves": count(n_moves, "{n} time", "{n} times"),
        "often": n_moves / span,
    }
    sentence = say(
        "{per} you asked {asks} ({rate:.1f} a month). Something went one way or the other {moves} ({often:.1f} a "
        "month).",
        **words,
    )
    if past.wanted.offering is not None:
        sentence = say(
            "{per} you asked {asks} ({rate:.1f} a month). Whatever the offering, something went one way or the other "
            "{moves} ({often:.1f} a month).",
            **words,
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
    about: dict[int, int | None] = {}
    if past.wanted.offering is not None:
        about = {case.id: case.offering for case in past.reads.cases(())}
        about |= {sent.id: sent.offering for sent in past.reads.sent()}
    for one in past.reads.owed():
        giver = past.record.people.get(one.giver)
        if giver is None or giver.deceased:
            continue
        if past.within(one.day) and past.wants((one.giver,), about.get(one.entry)):
            owed[one.giver].append(one.day)
    # Whoever gave most, then whoever waits longest.
    ranked = sorted(owed, key=lambda p: (-len(owed[p]), min(owed[p])))
    groups = tuple(Group(past.name_of(p), len(owed[p]), people=(p,)) for p in ranked)
    part = Part(say("Not thanked for yet"), Chart.COUNTS, groups, say("Times"), say("Median"))
    if not groups and past.wanted == InsightFilter():
        sentence = say("Nobody: everything you received, as far as you noted it, was thanked for.")
    elif not groups:
        sentence = say("Nobody in this part of your record.")
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
    """Business that came: an ask met about an offering or for money, or a referral received and won."""

    entry: int
    day: str
    buyer: int | None
    through: int | None
    """Who the tie was with that brought it: the giver of a referral, else the buyer."""
    offering: int | None
    amount: str | None
    currency: str | None


def wins(past: Past) -> list[Win]:
    """All business in the period. A referral that was won and the yes of whom it brought are one win, the giver's."""
    won = [sent for sent in past.reads.sent() if sent.state == "won"]
    waiting: dict[int | None, list[Sent]] = defaultdict(list)
    for sent in sorted(won, key=lambda s: s.day):
        waiting[sent.prospect].append(sent)
    in_period = {case.id for case in past.cases(WON)}
    brought: dict[int, Case] = {}
    found: list[Win] = []
    for case in past.reads.cases((WON,)):
        if not case.is_business or not case.people:
            continue
        buyer = case.people[0]
        led_here = next((s for s in waiting.get(buyer, ()) if s.id not in brought and _is_of(case, s)), None)
        if led_here is not None:
            brought[led_here.id] = case
        elif case.id in in_period:
            found.append(Win(case.id, case.day, buyer, buyer, case.offering, case.amount, case.currency))
    led = []
    for sent in won:
        yes = brought.get(sent.id)
        people = tuple(p for p in (sent.prospect, sent.giver) if p)
        offering = sent.offering if sent.offering is not None or yes is None else yes.offering
        in_time = past.within(sent.settled) or (yes is not None and yes.id in in_period)
        if in_time and past.wants(people, offering):
            paid = sent if sent.amount is not None or yes is None else yes
            led.append(Win(sent.id, sent.day, sent.prospect, sent.giver, offering, paid.amount, paid.currency))
    return led + found


def _is_of(case: Case, sent: Sent) -> bool:
    """Whether a yes may be the business that a referral brought: not before it, and nothing noted speaks against."""
    if case.day < sent.day:
        return False
    if None not in (case.offering, sent.offering) and case.offering != sent.offering:
        return False
    return None in (case.amount, sent.amount) or (case.amount, case.currency) == (sent.amount, sent.currency)


_TIES = {
    "inner": say("inner circle, as it is today"),
    Tie.STRONG.value: say("active: four touches or more in the year before"),
    Tie.WEAK.value: say("weak: one to three touches"),
    Tie.DORMANT.value: say("dormant: none"),
    "": say("nobody known it came through"),
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
        if not name and not tally.n:
            continue
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
    tree = _Tree(past, found)
    tops = tuple(
        Group(past.name_of(top), tree.all_wins[top], people=array("I", [top]), values=tree.all_values[top])
        for top in tree.tops
    )
    by_person = Part(say("Who led to whom"), Chart.NONE if missing else Chart.TREE, tops, say("Wins"), say("Median"))
    if missing:
        sentence = count(
            missing,
            "Too little business to say yet: {n} more win would do.",
            "Too little business to say yet: {n} more wins would do.",
        )
    else:
        links = _links(past)
        led = sum(win.buyer is not None and _led(links, win.buyer, win.day) is not None for win in found)
        sentence = say(
            "{whence} Behind {led} of them stands somebody who led them to you.", whence=_whence(groups), led=led
        )
    shown = tuple(tree.branches(MOST_BRANCHES))
    return Answer(key, question, sentence, (by_tie, by_person), missing, shown, len(tree) - len(shown))


def _whence(groups: Sequence[Group]) -> Said:
    """From which ties most wins came, as far as one may say so."""
    n, most = groups[0].n, max(g.yes or 0 for g in groups)
    first = [g for g in groups if g.yes == most]
    if len(first) > 1:
        names = [say("“{tie}”", tie=g.name) for g in first]
        return say(
            "Of {n} wins, as many came from one kind of tie as from another: {ties} ({share} % each).",
            n=n,
            ties=listed(names),
            share=percent(most, n),
        )
    words: dict[str, object] = {"n": n, "tie": first[0].name, "share": percent(most, n)}
    if 2 * most > n:
        return say("Of {n} wins, most came from ties that were “{tie}” ({share} %).", **words)
    return say("Of {n} wins, more came from ties that were “{tie}” than from any others ({share} %).", **words)


def _ties_before(past: Past, found: Sequence[Win]) -> list[str]:
    """Of each win the tie there was with whoever it came through, a key of `_TIES`."""
    record = past.record
    known = [win for win in found if win.through is not None]
    touches = record.count_touches(
        (win.through or 0, record.days_before(win.day, 365), win.day, win.entry) for win in known
    )
    ties = {win.entry: tie(n).value for win, n in zip(known, touches, strict=True)}
    inner = {somebody.id for somebody in record.people.values() if somebody.closeness == "inner_circle"}
    return ["inner" if win.through in inner else ties.get(win.entry, "") for win in found]


class _Link(NamedTuple):
    """That somebody led a person to me."""

    day: str
    """'' : since we met."""
    leader: int
    how: str


def _links(past: Past) -> Mapping[int, list[_Link]]:
    """Of each person who led them to me: referrals by day, then introductions, then through whom we met."""
    found: dict[int, list[_Link]] = defaultdict(list)
    for sent in sorted(past.reads.sent(), key=lambda s: s.day):
        if sent.prospect and sent.giver:
            found[sent.prospect].append(_Link(sent.day, sent.giver, "referral"))
    for day, introducer, other in sorted(past.reads.introduced(), key=lambda row: row[0]):
        if introducer and other:
            found[other].append(_Link(day, introducer, "introduction"))
    for somebody in past.record.people.values():
        if somebody.met_through:
            found[somebody.id].append(_Link("", somebody.met_through, "met_through"))
    return found


def _led(links: Mapping[int, Sequence[_Link]], person: int, day: str) -> _Link | None:
    """Who had led a person to me by a day."""
    return next((link for link in links.get(person, ()) if link.day <= day), None)


class _Tree:
    """Everybody business came from or through, and who had led them here by then; those who brought most come first."""

    def __init__(self, past: Past, found: Iterable[Win]) -> None:
        self._past = past
        self._links = _links(past)
        self._how: dict[int, str] = {}
        own: dict[int, list[tuple[str | None, str | None]]] = defaultdict(list)
        first: dict[int, str] = {}
        for win in found:
            person = win.buyer if win.buyer is not None else win.through
            if person is not None and person in past.record.people:
                own[person].append((win.amount, win.currency))
                first[person] = min(win.day, first.get(person, win.day))
        self.beneath: dict[int, list[int]] = defaultdict(list)
        self.tops = self._hang(first)
        # Whoever hangs lower comes later, so going back from the end meets everybody before the one above.
        order = list(self.tops)
        for person in order:
            order += self.beneath.get(person, ())
        self.wins = {person: len(amounts) for person, amounts in own.items()}
        self.values = {person: sums(amounts) for person, amounts in own.items()}
        self.all_wins, self.all_values = dict(self.wins), dict(self.values)
        self._rank: dict[int, tuple[Decimal, int]] = {}
        for person in reversed(order):
            if below := self.beneath.get(person):
                below.sort(key=self._rank.__getitem__)
                self.all_wins[person] = sum((self.all_wins[one] for one in below), self.wins.get(person, 0))
                parts = [self.values.get(person, ()), *(self.all_values[one] for one in below)]
                self.all_values[person] = _together(parts)
            most = max((value.amount for value in self.all_values[person]), default=Decimal(0))
            self._rank[person] = -most, -self.all_wins[person]
        self.tops.sort(key=self._rank.__getitem__)

    def __len__(self) -> int:
        return len(self._rank)

    def _hang(self, first: Mapping[int, str]) -> list[int]:
        """Hang each on whoever had led there by the first win, and those on theirs; a circle is cut where it would
        close. Gives the tops.
        """
        tops: dict[int, None] = {}
        above: dict[int, int] = {}
        for start, by in first.items():
            person, way = start, {start}
            while person not in above:
                by = min(by, first.get(person, by))
                link = _led(self._links, person, by)
                leader = link.leader if link else 0
                if leader not in self._past.record.people or leader in way or _stands_over(above, person, leader):
                    tops[person] = None
                    break
                above[person] = leader
                assert link is not None
                self._how[person], by = link.how, link.day or by
                self.beneath[leader].append(person)
                way.add(leader)
                person = leader
        return [top for top in tops if top not in above]

    def branches(self, most: int) -> Iterable[Branch]:
        """The first of them, from top to bottom, each before those it led to."""
        waiting = [(person, 0) for person in reversed(self.tops)]
        while waiting and most:
            person, depth = waiting.pop()
            below = self.beneath.get(person, ())
            yield Branch(
                person=Named(person, self._past.name_of(person)),
                how=self._how[person] if depth else "",
                depth=depth,
                wins=self.wins.get(person, 0),
                values=self.values.get(person, ()),
                all_wins=self.all_wins[person],
                all_values=self.all_values[person],
                led_to=array("I", below),
            )
            waiting += [(one, depth + 1) for one in reversed(below)]
            most -= 1


def _stands_over(above: Mapping[int, int], person: int, leader: int) -> bool:
    """Whether `person` is somewhere above `leader` already."""
    while leader in above:
        leader = above[leader]
        if leader == person:
            return True
    return False
