"""What an answer is: a sentence, its parts with their groups, and how far it can be trusted.

A page shows the sentence, each part as a chart with a table beneath, and the people behind a group on a click.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from functools import reduce

from netjournal.model import Money, Named, Word
from netjournal.records import dataclass
from netjournal.wording import Said, say

from .figures import ENOUGH, middle, wilson

CAVEAT = say(
    "This is what stands in your record, not a law. You may have kept in touch because they were interested, rather "
    "than the other way round; and what you did not write down is missing."
)


SAID_YES, WENT_ELSEWHERE = say("yes"), say("went elsewhere")
"""The two sides that are set beside each other."""


class Chart(Word):
    """How a part is drawn."""

    NONE = "none"
    """Too little for a picture; the numbers stand in the table."""
    SHARES = "shares"
    """A bar for each group: `yes` of `n`, with the interval from `low` to `high`."""
    MEDIANS = "medians"
    """Two bars side by side, of `median`."""
    COUNTS = "counts"
    """A bar for each group, of `n`."""
    MONTHS = "months"
    """A line over the months, of `n`; a second one of `yes` where there is one."""
    TREE = "tree"
    """Who led to whom: `Answer.tree`."""


@dataclass(frozen=True, slots=True)
class Group:
    """One bar: `yes` of `n` with the ends of its 95 % interval (0 to 1), or a median, and the people behind it."""

    name: str
    """A `Said`, or a name somebody gave (an offering, a chapter, a person)."""
    n: int
    yes: int | None = None
    low: float | None = None
    high: float | None = None
    median: float | None = None
    people: Sequence[int] = ()
    """As four bytes each: an answer may have thousands behind it, and stays while the page does."""
    values: tuple[Money, ...] = ()
    """What it was worth, one sum a currency."""

    @property
    def share(self) -> float | None:
        """`yes` of `n`, 0 to 1."""
        return self.yes / self.n if self.yes is not None and self.n else None

    @property
    def enough(self) -> bool:
        """Whether there is enough behind it to draw it."""
        return self.n >= ENOUGH

    @property
    def interval(self) -> tuple[float, float] | None:
        return (self.low, self.high) if self.low is not None and self.high is not None else None


@dataclass(frozen=True, slots=True)
class Part:
    """Groups that belong beside each other."""

    title: Said
    chart: Chart
    groups: tuple[Group, ...]
    of: Said
    """What `yes` counts among the `n`: the heading of its column."""
    unit: Said
    """What the median is in: the heading of its column."""
    missing: int = 0
    """How many more would be needed on its sides before it is drawn."""

    def drawn_if_enough(self, missing: int) -> Part:
        """It, or without a picture if so many are missing."""
        return replace(self, chart=Chart.NONE, missing=missing) if missing else self


@dataclass(frozen=True, slots=True)
class Branch:
    """Somebody who business came from, and whom they led to."""

    person: Named
    how: str
    """How they were led here by the one above: 'referral' · 'introduction' · 'met_through', '' at the top."""
    depth: int
    """How many stand above."""
    wins: int
    values: tuple[Money, ...]
    """Of their own wins, one sum a currency."""
    all_wins: int
    all_values: tuple[Money, ...]
    """The same with everybody beneath."""
    led_to: Sequence[int] = ()
    """Whom they led here themselves, those with most beneath first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question."""

    key: str
    question: Said
    sentence: Said
    parts: tuple[Part, ...]
    missing: int = 0
    """How many more would be needed, over all sides that have too few; 0: enough. While some are missing, no chart."""
    tree: tuple[Branch, ...] = ()
    """From top to bottom, each before those it led to."""
    left_out: int = 0
    """Branches of the tree that are not there."""
    caveat: Said = CAVEAT

    @property
    def groups(self) -> tuple[tuple[str, Group], ...]:
        """All groups with a name that tells them apart."""
        several = len(self.parts) > 1
        return tuple(
            (f"{part.title}: {group.name}" if several else str(group.name), group)
            for part in self.parts
            for group in part.groups
        )

    @property
    def undrawn(self) -> Said | None:
        """Which of its parts have too little for a picture, and how much they lack; None if none, or all of it."""
        lacking = [say("“{part}” ({n} more)", part=p.title, n=p.missing) for p in self.parts if p.missing]
        if self.missing or not lacking:
            return None
        return say("Too few to draw: {parts}.", parts=reduce(_and, lacking))

    @property
    def people(self) -> frozenset[int]:
        """Everybody behind it."""
        return frozenset(person for part in self.parts for group in part.groups for person in group.people)


def _and(some: Said, one: Said) -> Said:
    return say("{some}, {one}", some=some, one=one)


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a part, ready to stand in columns; a cell is text, a number, or nothing."""

    title: Said
    heads: tuple[Said, ...]
    rows: tuple[tuple[str | float | None, ...], ...]


def tables(answer: Answer) -> list[Table]:
    """The numbers behind an answer, a table for each part; shares and intervals in hundredths."""
    made = []
    for part in answer.parts:
        heads = [say("Group"), say("Number")]
        has_yes = any(g.yes is not None for g in part.groups)
        has_interval = any(g.low is not None for g in part.groups)
        has_median = any(g.median is not None for g in part.groups)
        has_values = any(g.values for g in part.groups)
        heads += [part.of] if has_yes else []
        heads += [say("Share, %"), say("From, %"), say("To, %")] if has_interval else []
        heads += [part.unit] if has_median else []
        heads += [say("Value")] if has_values else []
        rows = []
        for g in part.groups:
            row: list[str | float | None] = [g.name, g.n]
            row += [g.yes] if has_yes else []
            row += [_hundredths(g.share), _hundredths(g.low), _hundredths(g.high)] if has_interval else []
            row += [g.median] if has_median else []
            row += [", ".join(f"{v.amount} {v.currency}" for v in g.values)] if has_values else []
            rows.append(tuple(row))
        made.append(Table(part.title, tuple(heads), tuple(rows)))
    return made


def _hundredths(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


@dataclass(slots=True)
class Tally:
    """A group while it is being counted."""

    n: int = 0
    yes: int = 0
    people: dict[int, None] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)

    def add(self, people: Iterable[int], *, yes: bool = False) -> None:
        self.n += 1
        self.yes += yes
        for person in people:
            self.people[person] = None

    def shared(self, name: str) -> Group:
        """As a group with a share and its interval."""
        low, high = wilson(self.yes, self.n) or (None, None)
        return Group(name, self.n, self.yes, low, high, people=array("I", self.people))

    def middling(self, name: str) -> Group:
        """As a group with a median."""
        return Group(name, self.n, median=middle(self.values), people=array("I", self.people))

    def counted(self, name: str) -> Group:
        return Group(name, self.n, people=array("I", self.people))


YES, UNIT = say("Said yes"), say("Median")


def shares(title: Said, groups: Sequence[Group], of: Said = YES, *, drawn: bool = True) -> Part:
    """A part of bars with intervals."""
    return Part(title, Chart.SHARES if drawn else Chart.NONE, tuple(groups), of, UNIT)
