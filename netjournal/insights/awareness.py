"""Who knows what I do: for each offering, how well each person knows of it, and whom to tell.

Hidden here: how long "told" lasts, and who is left in peace.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from netjournal.model import Awareness, Closeness, Comfort, Offering, Word
from netjournal.records import dataclass

from .past import Reads, Somebody

LASTS = 365
"""Days after which having been told is long ago."""


class Knows(Word):
    """How well somebody knows an offering: the best they ever showed, or how long ago they were told."""

    NEVER = "never"
    """Never told, as far as the record goes."""
    LONG_AGO = "long_ago"
    LATELY = "lately"
    SAID_BACK = "said_back"
    SENT_SOMEONE = "sent_someone"


@dataclass(frozen=True, slots=True)
class WhoKnows:
    """One offering among the people the user is in touch with (present, and no organizations)."""

    offering: Offering
    people: Mapping[Knows, Sequence[int]]
    """Every word has its people, if only none."""
    tell: Sequence[int]
    """Never told or told long ago: the closest first, then those it is longest ago with. Who keeps business and
    friendship apart is not among them."""
    last_told: Mapping[int, date]
    """Of those to tell who were told once: when they last were."""

    def count(self, knows: Knows) -> int:
        return len(self.people[knows])


def closeness_rank(closeness: str | None) -> int:
    """The inner circle first, those without a word last."""
    return _RANK.get(closeness, len(_RANK))


_RANK: dict[str | None, int] = {word.value: rank for rank, word in enumerate(Closeness)}


def who_knows(reads: Reads) -> list[WhoKnows]:
    """For each offering that is not retired."""
    people = [p for p in reads.people().values() if not p.silent and p.kind == "person"]
    best: dict[tuple[int, int], tuple[str, str]] = {}
    for person, offering, day, awareness in reads.known():
        last, shown = best.get((person, offering), ("", Awareness.TOLD.value))
        best[person, offering] = max(last, day), max(shown, awareness, key=_WORTH.__getitem__)
    long_ago = (reads.today - timedelta(days=LASTS)).isoformat()
    return [_of(offering, people, best, long_ago) for offering in reads.offerings() if not offering.retired]


_WORTH = {Awareness.TOLD.value: 0, Awareness.SAID_BACK.value: 1, Awareness.SENT_SOMEONE.value: 2}


def _of(
    offering: Offering, people: list[Somebody], best: dict[tuple[int, int], tuple[str, str]], long_ago: str
) -> WhoKnows:
    found: dict[Knows, list[int]] = {knows: [] for knows in Knows}
    tell: list[tuple[int, str, int, int]] = []
    for n, somebody in enumerate(people):
        last, shown = best.get((somebody.id, offering.id), ("", ""))
        if not shown:
            knows = Knows.NEVER
        elif shown != Awareness.TOLD.value:
            knows = Knows(shown)
        else:
            knows = Knows.LATELY if last >= long_ago else Knows.LONG_AGO
        found[knows].append(somebody.id)
        if knows in (Knows.NEVER, Knows.LONG_AGO) and somebody.comfort != Comfort.KEEP_APART.value:
            tell.append((closeness_rank(somebody.closeness), last, n, somebody.id))
    tell.sort()
    return WhoKnows(
        offering,
        {knows: array("I", ids) for knows, ids in found.items()},
        array("I", [person for _, _, _, person in tell]),
        {person: date.fromisoformat(last) for _, last, _, person in tell if last},
    )
