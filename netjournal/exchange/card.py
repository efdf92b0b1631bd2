"""A person as some file tells of them, whatever the file: the neutral ground between reading, planning and writing.

Everything is plain data made of the journal's own words, so that a card can be compared, sent across a thread, and
taken in without knowing what file it came from. Hidden here: what files call relationships, dates and addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from uuid import UUID

from netjournal.model import (
    Affiliation,
    Alias,
    ContactPoint,
    DateKind,
    Fact,
    PersonDraft,
    Preference,
    Relationship,
    RelationshipKind,
    SpecialDate,
    Word,
)
from netjournal.records import dataclass
from netjournal.wording import Said


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture that stood in the file itself; `media_type` as in "image/jpeg"."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Card:
    """What a file says of one person or organization.

    What hangs on them are drafts (id 0, person 0; organizations and other people as `PersonRef(0, name)`). `kept` are
    the properties of a vCard that are not understood, or not wholly, as unfolded lines for the return trip. `line` is
    where the card begins in its file (from 1) and no part of what the card says: cards are equal without it.
    """

    draft: PersonDraft
    line: int = field(default=0, compare=False)
    uid: str = ""
    aliases: tuple[str, ...] = ()
    contact_points: tuple[ContactPoint, ...] = ()
    dates: tuple[SpecialDate, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    preferences: tuple[Preference, ...] = ()
    tags: tuple[str, ...] = ()
    portrait: Portrait | None = None
    kept: tuple[str, ...] = ()
    rev: str = ""

    @property
    def name(self) -> str:
        return self.draft.name

    @property
    def uuid(self) -> str:
        """The UID where it is a UUID, in its usual writing, else ''. A new person may take it as their own."""
        return as_uuid(self.uid)

    def facts(self, person: int) -> Iterator[Fact]:
        """Everything that hangs on the person, as drafts for that id."""
        for name in self.aliases:
            yield Alias(0, person, name)
        hanging: tuple[tuple[Fact, ...], ...] = (
            self.contact_points,
            self.dates,
            self.affiliations,
            self.relationships,
            self.preferences,
        )
        for facts in hanging:
            for fact in facts:
                yield fact if fact.person == person else replace(fact, person=person)

    @property
    def to_keep(self) -> tuple[str, ...]:
        """The lines to keep for a person newly made of this card (with their uuid from `uuid` where there is one)."""
        return self.kept if self.uuid or not self.uid else (uid_line(self.uid), *self.kept)


class Loss(Word):
    """What a problem cost."""

    NOTHING = "nothing"
    LINE = "line"
    CARD = "card"
    FILE = "file"
    """There is nothing of the kind in the file."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be read as it stands. `excerpt` is the beginning of what stood there."""

    line: int
    why: Said
    excerpt: str = ""
    loss: Loss = Loss.LINE


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file as read. `dialect` is a word for what kind of file it was ("vCard 3.0", "Google CSV")."""

    cards: tuple[Card, ...]
    problems: tuple[Problem, ...] = ()
    dialect: str = ""
    encoding: str = ""
    """What it was taken to be written in, where the file does not say and that was a guess."""


def as_uuid(uid: str) -> str:
    """A UUID in its usual writing, whatever writing it has ("urn:uuid:…", braces, capitals), or ''."""
    bare = uid.strip()
    if usual := _UUID.fullmatch(bare):
        return usual[1].lower()
    if not 32 <= len(bare) <= 45:
        return ""
    try:
        return str(UUID(bare))
    except ValueError:
        return ""


_UUID = re.compile(r"(?:urn:uuid:)?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})")


def uid_line(uid: str) -> str:
    """A UID as a kept line."""
    return "UID:" + uid.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def uid_of(line: str) -> str:
    """The UID that a kept line holds, or ''."""
    name, colon, value = line.partition(":")
    if not colon or name.partition(";")[0].upper() != "UID":
        return ""
    out, escaped = [], False
    for char in value:
        if escaped:
            out.append("\n" if char in "nN" else char)
        elif char != "\\":
            out.append(char)
        escaped = char == "\\" and not escaped
    return "".join(out)


def address_lines(parts: Sequence[str]) -> str:
    """The seven parts of an address (box, extended, street, city, region, code, country) as lines to read."""
    box, extended, street, city, region, code, country = (*parts, *[""] * 7)[:7]
    lines = (box, extended, street, f"{code} {city}".strip(), region, country)
    return "\n".join(line for line in lines if line)


def assembled_name(prefix: str, given: str, additional: str, family: str) -> str:
    """A name made of its parts: family first and unspaced in the scripts of East Asia; a prefix only where needed."""
    if family and given and all(_EAST_ASIAN.fullmatch(part) for part in (family, given)):
        return family + given
    return " ".join(part for part in ("" if given else prefix, given, additional, family) if part)


_EAST_ASIAN = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")

_PHONE = re.compile(r"\+?[\s()./-]*[0-9][0-9\s()./-]*", re.ASCII)


def is_phone(text: str, least: int = 5) -> bool:
    """Whether a text is plainly a telephone number, of so many digits at least."""
    return _PHONE.fullmatch(text) is not None and sum(map(str.isdigit, text)) >= least


RELATIONSHIP_WORDS: dict[str, tuple[RelationshipKind, str]] = {
    **{kind.value.replace("_", " "): (kind, "") for kind in RelationshipKind},
    **{
        word: (kind, word)
        for kind, words in {
            RelationshipKind.PARTNER: ("spouse", "domestic partner", "husband", "wife", "girlfriend", "boyfriend"),
            RelationshipKind.PARENT: ("mother", "father"),
            RelationshipKind.CHILD: ("son", "daughter"),
            RelationshipKind.SIBLING: ("brother", "sister"),
            RelationshipKind.RELATIVE: ("cousin", "uncle", "aunt", "grandmother", "grandfather", "nephew", "niece"),
        }.items()
        for word in words
    },
    "kin": (RelationshipKind.RELATIVE, ""),
    "co-worker": (RelationshipKind.COLLEAGUE, ""),
    "referred by": (RelationshipKind.INTRODUCED_BY, ""),
}
"""What files call a relationship, and what it is here with the label it is given."""


def relationship_word(label: str) -> tuple[RelationshipKind, str]:
    """Kind and label of a relationship by what a file calls it."""
    return RELATIONSHIP_WORDS.get(label.strip().casefold(), (RelationshipKind.OTHER, label.strip()))


DATE_WORDS: dict[str, DateKind] = {
    "birthday": DateKind.BIRTHDAY,
    "anniversary": DateKind.ANNIVERSARY,
    "name day": DateKind.NAME_DAY,
    "nameday": DateKind.NAME_DAY,
    "other": DateKind.OTHER,
    "": DateKind.OTHER,
}


def date_word(label: str) -> tuple[DateKind, str]:
    """Kind and label of a yearly date by what a file calls it."""
    kind = DATE_WORDS.get(label.strip().casefold())
    return (DateKind.OTHER, label.strip()) if kind is None else (kind, "")
