"""What taking in a file would do to the journal: who is new, who is there already, who should be looked at.

Hidden here: how people are recognised. First by UID, then by an e-mail address or telephone number together with a name
that fits, and by name alone never: that is only said, for the user to look at. A match adds what is missing and overwrites nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from netjournal.errors import NothingImported
from netjournal.exchange.card import Card, Loss, Portrait, Problem, Reading, as_uuid, uid_line, uid_of
from netjournal.model import (
    About,
    Affiliation,
    Alias,
    ContactKind,
    ContactPoint,
    DateKind,
    Fact,
    PersonDraft,
    Preference,
    Relationship,
    SpecialDate,
    Word,
)
from netjournal.wording import Said, say


@dataclass(frozen=True, slots=True)
class Existing:
    """Somebody in the journal, as far as matching and filling in needs to know them."""

    id: int
    uuid: str
    draft: PersonDraft
    aliases: tuple[str, ...] = ()
    contact_points: tuple[ContactPoint, ...] = ()
    dates: tuple[SpecialDate, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    preferences: tuple[Preference, ...] = ()
    tags: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Lines kept from earlier imports; a UID line among them is one more UID they are known by."""
    has_portrait: bool = False

    @classmethod
    def of(cls, about: About, kept: tuple[str, ...] = ()) -> Existing:
        return cls(
            id=about.person.id,
            uuid=about.person.uuid,
            draft=about.person.about,
            aliases=tuple(alias.name for alias in about.aliases),
            contact_points=about.contact_points,
            dates=about.dates,
            affiliations=about.affiliations,
            relationships=about.relationships,
            preferences=about.preferences,
            tags=about.tags,
            kept=kept,
            has_portrait=about.person.has_portrait,
        )


class Verdict(Word):
    """What is to become of a card."""

    NEW = "new"
    MATCHED = "matched"
    REVIEW = "review"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Additions:
    """What a card would add to somebody who is there: only what is missing.

    `about` are fields of the person's draft that are empty so far, with their values; `facts` are drafts whose `person` is
    the match's id, or 0 where the match is an earlier card of the same file.
    """

    about: tuple[tuple[str, object], ...] = ()
    facts: tuple[Fact, ...] = ()
    tags: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    portrait: Portrait | None = None

    def __bool__(self) -> bool:
        return bool(self.about or self.facts or self.tags or self.kept or self.portrait)


@dataclass(frozen=True, slots=True)
class PlannedCard:
    """One card (or one problem, then `card` is None) with what is to become of it.

    `match` is the id of whom it was found to be, or in a review may be; `earlier` the place in `ImportPlan.cards` of an
    earlier card of the same file that it was found to be, or may be. `ticked` is what is suggested.
    """

    line: int
    card: Card | None
    verdict: Verdict
    why: Said
    match: int | None = None
    match_name: str = ""
    earlier: int | None = None
    adds: Additions = Additions()
    ticked: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do in taking a plan in.

    With `person` and `earlier` None the card is to become a new person; otherwise `adds` goes to that person, or to the
    person that the step with the index `earlier` made or filled in.
    """

    index: int
    card: Card
    person: int | None = None
    earlier: int | None = None
    adds: Additions = Additions()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cards have which verdict. `adding`: how many of the matched have something to add."""

    new: int
    matched: int
    adding: int
    review: int
    skipped: int


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What taking in a file would do, card by card in the order of the file; problems come as skipped cards."""

    cards: tuple[PlannedCard, ...]
    dialect: str = ""
    notes: tuple[Problem, ...] = ()
    """Problems that cost nothing or only a line."""
