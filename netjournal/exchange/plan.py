"""What taking in a file would do to the journal: who is new, who is there already, who should be looked at.

Hidden here: how people are recognised. First by UID, then by an e-mail address or telephone number together with a name
that fits, then by the very name together with a page on the web, a messenger handle, a short number or the birthday; by
name alone never: that is only said, for the user to look at. A match adds what is missing and overwrites nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar

from netjournal.errors import NothingImported
from netjournal.exchange.card import (
    Card,
    Loss,
    Portrait,
    Problem,
    Reading,
    as_uuid,
    assembled_name,
    uid_line,
    uid_of,
)
from netjournal.model import (
    About,
    Affiliation,
    Alias,
    ContactKind,
    ContactPoint,
    DateKind,
    Fact,
    PersonDraft,
    PersonKind,
    Preference,
    Relationship,
    SpecialDate,
    Word,
)
from netjournal.names import fold
from netjournal.undisturbed import undisturbed
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


_Key = TypeVar("_Key", bound=Hashable)


class Verdict(Word):
    """What is to become of a card."""

    NEW = "new"
    MATCHED = "matched"
    REVIEW = "review"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Additions:
    """What a card would add to somebody who is there: only what is missing.

    `about` are fields of the person's draft that are empty so far, with their values; `facts` are drafts whose `person`
    is the match's id, or 0 where the match is an earlier card of the same file.
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
    """Problems that cost nothing, or only a line of a card."""

    def counts(self) -> Counts:
        """How many there are of each."""
        of = {verdict: [one for one in self.cards if one.verdict is verdict] for verdict in Verdict}
        return Counts(
            new=len(of[Verdict.NEW]),
            matched=len(of[Verdict.MATCHED]),
            adding=sum(1 for one in of[Verdict.MATCHED] if one.adds),
            review=len(of[Verdict.REVIEW]),
            skipped=len(of[Verdict.SKIPPED]),
        )

    def steps(self, ticks: Collection[int] | None = None) -> Iterator[Step]:
        """What to do, in order, for the cards ticked: by their place in `cards`, or as suggested when none are given.

        A ticked card in review becomes a new person. A card found to be an earlier card of the file that is not ticked
        becomes a new person as well. A match that adds nothing makes no step. Organizations come before people, who may
        belong to them.
        """
        done: set[int] = set()
        order = sorted(
            enumerate(self.cards), key=lambda pair: pair[1].card is None or not _is_organization(pair[1].card)
        )
        for index, one in order:
            if one.card is None or not (one.ticked if ticks is None else index in ticks):
                continue
            if one.verdict is Verdict.MATCHED and one.match is not None:
                if one.adds:
                    yield Step(index, one.card, person=one.match, adds=one.adds)
            elif one.verdict is Verdict.MATCHED and one.earlier in done:
                if one.adds:
                    yield Step(index, one.card, earlier=one.earlier, adds=one.adds)
            else:
                done.add(index)
                yield Step(index, one.card)


def _is_organization(card: Card) -> bool:
    return card.draft.kind is PersonKind.ORGANIZATION


@undisturbed()
def make_plan(
    reading: Reading,
    existing: Iterable[Existing],
    *,
    region: str = "DE",
    on_progress: Callable[[int, int], None] | None = None,
) -> ImportPlan:
    """What taking in `reading` would do to a journal that holds `existing`.

    `region` (ISO 3166) is where a telephone number without a country is. Raises NothingImported when the file held no
    card that could be taken in at all.
    """
    if not reading.cards:
        raise _nothing(reading)
    known = _Known(region)
    for one in existing:
        known.add(_Somebody.existing(one))
    planned: list[PlannedCard] = []
    for number, card in enumerate(reading.cards):
        if on_progress and number % 200 == 0:
            on_progress(number, len(reading.cards))
        planned.append(known.place(card))
    lost = [problem for problem in reading.problems if problem.loss is Loss.CARD]
    if lost:
        # The places of earlier cards move when the skipped ones are put in between.
        order = sorted(
            [(one.line, 0, at) for at, one in enumerate(planned)] + [(one.line, 1, at) for at, one in enumerate(lost)]
        )
        place = {at: new for new, (_, what, at) in enumerate(order) if what == 0}
        planned = [_moved(planned[at], place) if what == 0 else _skipped(lost[at]) for _, what, at in order]
    notes = (*(problem for problem in reading.problems if problem.loss is not Loss.CARD), *known.left_out)
    return ImportPlan(tuple(planned), reading.dialect, notes)


def report(plan: ImportPlan, ticks: Collection[int] | None = None) -> dict[str, object]:
    """What the command line says of an import: `{"read", "added", "matched", "skipped": [{"line", "why"}]}`.

    `read` counts every card of the file; skipped are cards and single lines that were not taken in, and why.
    """
    added = matched = 0
    skipped: list[tuple[int, str]] = [(one.line, str(one.why)) for one in plan.notes if one.loss is Loss.LINE]
    for index, one in enumerate(plan.cards):
        if one.card is None or not (one.ticked if ticks is None else index in ticks):
            skipped.append((one.line, str(one.why)))
        elif one.verdict is Verdict.MATCHED:
            matched += 1
        else:
            added += 1
    return {
        "read": len(plan.cards),
        "added": added,
        "matched": matched,
        "skipped": [{"line": line, "why": why} for line, why in sorted(skipped)],
    }


def unread(reading: Reading) -> dict[str, object]:
    """The same of a file that holds nobody who could be taken in: `{"read", "skipped": [{"line", "why"}]}`."""
    return {
        "read": sum(problem.loss is Loss.CARD for problem in reading.problems),
        "skipped": [
            {"line": one.line, "why": str(one.why)} for one in reading.problems if one.loss is not Loss.NOTHING
        ],
    }


def _nothing(reading: Reading) -> NothingImported:
    advice = say("The file should be a vCard file (.vcf), or a table (.csv) with a column of names.")
    for problem in reading.problems:
        if problem.loss in (Loss.CARD, Loss.FILE):
            sentence = say(
                "Nothing in this file could be taken in. Line {line}: {why}", line=problem.line, why=problem.why
            )
            return NothingImported(sentence, advice)
    return NothingImported(say("Nothing in this file could be taken in."), advice)


def _moved(one: PlannedCard, place: dict[int, int]) -> PlannedCard:
    return one if one.earlier is None else replace(one, earlier=place[one.earlier])


def _skipped(problem: Problem) -> PlannedCard:
    return PlannedCard(problem.line, None, Verdict.SKIPPED, problem.why, match_name=problem.excerpt, ticked=False)


# ---------------------------------------------------------------------------------------------------------------------
# Recognising


@dataclass(slots=True, eq=False)
class _Somebody:
    """Somebody a card may turn out to be: in the journal (`id`), or an earlier card of the file (`earlier`).

    Grows with what cards add to them, so that a second card adds only what the first did not.
    """

    id: int | None
    earlier: int | None
    name: str
    draft: PersonDraft
    uids: set[str]
    names: list[str]
    aliases: set[str] = field(default_factory=set)
    points: set[tuple[str, str]] = field(default_factory=set)
    dates: set[tuple[str, str]] = field(default_factory=set)
    birthday: bool = False
    organizations: set[str] = field(default_factory=set)
    relationships: set[tuple[str, str]] = field(default_factory=set)
    preferences: set[tuple[str, str]] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    has_portrait: bool = False
    facts: tuple[Fact, ...] = ()

    @classmethod
    def existing(cls, one: Existing) -> _Somebody:
        made = cls(
            one.id,
            None,
            one.draft.name,
            one.draft,
            {one.uuid, *(uid for line in one.kept if (uid := uid_of(line)))},
            [one.draft.name, *one.aliases],
            tags={fold(tag) for tag in one.tags},
            kept=set(one.kept),
            has_portrait=one.has_portrait,
        )
        made.facts = (
            *(Alias(0, 0, alias) for alias in one.aliases),
            *one.contact_points,
            *one.dates,
            *one.affiliations,
            *one.relationships,
            *one.preferences,
        )
        return made

    @classmethod
    def of_card(cls, card: Card, earlier: int) -> _Somebody:
        made = cls(
            None,
            earlier,
            card.name,
            card.draft,
            {card.uid} if card.uid else set(),
            [card.name, *card.aliases],
            tags={fold(tag) for tag in card.tags},
            kept=set(card.to_keep),
            has_portrait=card.portrait is not None,
        )
        made.facts = tuple(card.facts(0))
        return made


class _Known:
    """Everybody a card could be, and how to find them."""

    def __init__(self, region: str) -> None:
        self._digits = _Digits(region)
        self._by_uid: dict[str, _Somebody] = {}
        self._by_reach: dict[str, list[_Somebody]] = {}
        self._by_name: dict[str, list[_Somebody]] = {}
        self._by_block: dict[str, list[tuple[str, _Somebody]]] = {}
        self._cards = 0
        self.left_out: list[Problem] = []
        """What cards say that does not go with what is known of those they are found to be."""

    def add(self, somebody: _Somebody) -> None:
        """Make somebody findable, by everything that is known of them."""
        for uid in somebody.uids:
            self._by_uid.setdefault(_uid_key(uid), somebody)
        for name in [*somebody.names, assembled_name("", somebody.draft.given, "", somebody.draft.family)]:
            self._add_name(name, somebody)
        facts, somebody.facts = somebody.facts, ()
        for fact in facts:
            self._lacks(fact, somebody)

    def _add_name(self, name: str, somebody: _Somebody) -> None:
        key = _name_key(name)
        if key and somebody not in self._by_name.setdefault(key, []):
            self._by_name[key].append(somebody)
            for blocks in _blocks(key):
                for block in blocks:
                    bearers = self._by_block.setdefault(block, [])
                    if len(bearers) <= _CROWD:
                        bearers.append((key, somebody))

    def place(self, card: Card) -> PlannedCard:
        """What is to become of a card; afterwards it is known itself."""
        index = self._cards
        self._cards += 1
        found, why, sure = self._find(card)
        if found is not None and sure:
            adds = self._missing(card, found)
            return PlannedCard(
                card.line, card, Verdict.MATCHED, why, found.id, found.name, found.earlier, adds, ticked=True
            )
        self.add(_Somebody.of_card(card, index))
        if found is None:
            return PlannedCard(card.line, card, Verdict.NEW, why)
        # Two of the same name in one file were two for whoever kept it; one who is in the journal by that very name is
        # most likely the same, and taking them in unasked would double everybody on a second import.
        ticked = found.id is None or _name_key(card.name) != _name_key(found.name)
        return PlannedCard(card.line, card, Verdict.REVIEW, why, found.id, found.name, found.earlier, ticked=ticked)

    def _find(self, card: Card) -> tuple[_Somebody | None, Said, bool]:
        if card.uid and (somebody := self._by_uid.get(_uid_key(card.uid))):
            return somebody, say("The same card as {name}.", name=somebody.name), True
        review: tuple[_Somebody | None, Said, bool] = (None, say("Not in the journal yet."), False)
        for point in card.contact_points:
            for key in self._reach(point):
                for somebody in self._by_reach.get(key, ()):
                    if somebody.draft.kind is not card.draft.kind:
                        continue
                    fit = max(_fits(card.name, name) for name in somebody.names)
                    if fit == _FITS:
                        why = say("Has the name and {reach} of {name}.", reach=point.value, name=somebody.name)
                        return somebody, why, True
                    if fit == _MAY_FIT and review[0] is None:
                        why = say("Has {reach} of {name}, under another name.", reach=point.value, name=somebody.name)
                        review = (somebody, why, False)
        same = self._by_name.get(_name_key(card.name), [])
        alike = [one for one in same if one.draft.kind is card.draft.kind]
        if alike:
            # Somebody in the journal goes before a card of the file.
            alike.sort(key=lambda one: one.id is None)
            for somebody in alike:
                if shared := self._shared(card, somebody):
                    return somebody, shared, True
            somebody = alike[0]
            if card.draft.kind is PersonKind.ORGANIZATION:
                return somebody, say("An organization with the same name as {name}.", name=somebody.name), True
            why = say("Has the same name as {name}; nothing else says that it is the same person.", name=somebody.name)
            return somebody, why, False
        if review[0] is not None:
            return review
        near = self._near(card)
        if near is not None:
            return near, say("Has nearly the same name as {name}.", name=near.name), False
        return review

    def _near(self, card: Card) -> _Somebody | None:
        """Somebody whose name differs by a letter or two, and who shares one whole word of it."""
        key = _name_key(card.name)
        candidates: dict[str, _Somebody] = {}
        for blocks in _blocks(key):
            sharing = (bearers for block in blocks if len(bearers := self._by_block.get(block, ())) <= _CROWD)
            for name, somebody in next(sharing, ()):
                if somebody.draft.kind is card.draft.kind and abs(len(name) - len(key)) <= 3:
                    candidates.setdefault(name, somebody)
        if not candidates:
            return None
        from rapidfuzz import fuzz, process

        found = process.extractOne(key, list(candidates), scorer=fuzz.ratio, score_cutoff=_NEAR)
        return candidates[found[0]] if found else None

    def _shared(self, card: Card, somebody: _Somebody) -> Said | None:
        """What a card has in common with somebody of the same name that makes it the same person, in words."""
        for point in card.contact_points:
            if point.kind is not ContactKind.ADDRESS and self._point_of(point) in somebody.points:
                return say("Has the name and {reach} of {name}.", reach=point.value, name=somebody.name)
        for date in card.dates:
            if date.kind is DateKind.BIRTHDAY and date.date.has_day and _date_key(date) in somebody.dates:
                return say("Has the name and the birthday of {name}.", name=somebody.name)
        return None

    def _point_of(self, point: ContactPoint) -> tuple[str, str]:
        """A contact point for comparing."""
        keys = self._reach(point)
        return str(point.kind), keys[0] if keys else _point_key(point)

    def _reach(self, point: ContactPoint) -> tuple[str, ...]:
        """How a contact point is looked up, where it tells people apart."""
        if point.kind is ContactKind.EMAIL:
            return (point.value.casefold(),)
        if point.kind is ContactKind.PHONE and (digits := self._digits(point.value)):
            return (digits,)
        return ()

    # -- what is missing

    def _missing(self, card: Card, somebody: _Somebody) -> Additions:
        """What the card says that is not known yet; it is known from then on."""
        draft, new = somebody.draft, card.draft
        named_alike = _name_key(card.name) == _name_key(draft.name)
        fields = ["nickname", "notes", "met_how", "met_on", "deceased", "died_on"]
        if named_alike and not draft.given and not draft.family:
            fields += ["prefix", "given", "additional", "family", "suffix"]
        changed = {name: getattr(new, name) for name in fields if getattr(new, name) and not getattr(draft, name)}
        if draft.notes and new.notes not in draft.notes:
            # Notes are never overwritten, and never lost: they go below what is there.
            changed["notes"] = f"{draft.notes}\n\n{new.notes}"
        somebody.draft = replace(draft, **changed)
        other_name = card.name if not named_alike and _name_key(card.name) not in _words_within(draft.name) else ""
        candidates: list[Fact] = [Alias(0, 0, other_name)] if other_name else []
        candidates += card.facts(0)
        facts = []
        for fact in candidates:
            if isinstance(fact, SpecialDate) and _is_another_birthday(fact, somebody):
                why = say(
                    "{name} has a birthday already, and keeps it: {day} was left out.",
                    name=somebody.name,
                    day=fact.date,
                )
                self.left_out.append(Problem(card.line, why, card.name))
            if self._lacks(fact, somebody):
                facts.append(replace(fact, person=somebody.id or 0))
        tags = tuple(tag for tag in card.tags if fold(tag) not in somebody.tags)
        somebody.tags |= {fold(tag) for tag in tags}
        kept = [line for line in card.kept if line not in somebody.kept]
        if card.uid and _uid_key(card.uid) not in {_uid_key(uid) for uid in somebody.uids}:
            kept.insert(0, uid_line(card.uid))
            somebody.uids.add(card.uid)
            self._by_uid.setdefault(_uid_key(card.uid), somebody)
        somebody.kept |= set(kept)
        portrait = None if somebody.has_portrait else card.portrait
        somebody.has_portrait = somebody.has_portrait or portrait is not None
        return Additions(tuple(changed.items()), tuple(facts), tags, tuple(kept), portrait)

    def _lacks(self, fact: Fact, somebody: _Somebody) -> bool:
        """Whether somebody lacks a fact; they have it from then on."""
        match fact:
            case Alias(name=name):
                key = _name_key(name)
                if key in somebody.aliases or key == _name_key(somebody.name):
                    return False
                somebody.aliases.add(key)
                self._add_name(name, somebody)
                return True
            case ContactPoint():
                if not _new_in(somebody.points, self._point_of(fact)):
                    return False
                for key in self._reach(fact):
                    self._by_reach.setdefault(key, []).append(somebody)
                return True
            case SpecialDate(kind=kind):
                new = _new_in(somebody.dates, _date_key(fact))
                if kind is DateKind.BIRTHDAY and somebody.birthday:
                    # Nobody has two; the one in the journal stands.
                    return False
                somebody.birthday = somebody.birthday or kind is DateKind.BIRTHDAY
                return new
            case Affiliation(organization=organization):
                return _new_in(somebody.organizations, fold(organization.name))
            case Relationship(other=other, kind=relation):
                return _new_in(somebody.relationships, (str(relation), fold(other.name)))
            case Preference(kind=preference, text=text):
                return _new_in(somebody.preferences, (str(preference), fold(text)))
        return False


def _is_another_birthday(date: SpecialDate, somebody: _Somebody) -> bool:
    return date.kind is DateKind.BIRTHDAY and somebody.birthday and _date_key(date) not in somebody.dates


def _new_in(known: set[_Key], key: _Key) -> bool:
    if key in known:
        return False
    known.add(key)
    return True


_NEAR = 90
_CROWD = 100
"""A word more names share (a usual first name, "Person") tells nobody apart; comparing all of them takes minutes."""
_NO, _MAY_FIT, _FITS = 0, 1, 2


def _uid_key(uid: str) -> str:
    return as_uuid(uid) or uid.strip().casefold()


@lru_cache(maxsize=32768)
def _name_key(name: str) -> str:
    """A name for comparing: folded, "Ruiz, Ana" turned round, without punctuation."""
    family, comma, given = name.partition(",")
    turned = f"{given} {family}" if comma and given.strip() else name
    return " ".join(fold(turned).replace(".", " ").replace("-", " ").replace(",", " ").split())


def _blocks(key: str) -> Iterator[tuple[str, str]]:
    """Where names are that share a word with this one: by the word, and by the first letter of another besides."""
    words = key.split()
    if len(words) > 1:
        for at, word in enumerate(words):
            yield word, f"{word} {words[at - 1][0]}"


def _words_within(name: str) -> set[str]:
    """A name, and each single word of it: what is no other name for somebody."""
    key = _name_key(name)
    return {key, *key.split()}


def _fits(one: str, other: str) -> int:
    """Whether two names can be one person's, given that they share an address or a number.

    One within the other fits ("Ana", "Ana Ruiz"; "Ruiz, Ana"; "A. Ruiz"), and so does one written nearly the same. The
    same first name with another family name may be a marriage; two first names and one family name are a household.
    """
    ours, theirs = _name_key(one).split(), _name_key(other).split()
    if not ours or not theirs:
        return _NO
    short, long = sorted((ours, theirs), key=len)
    if all(
        any(a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b)) for b in long)
        for a in short
    ):
        return _FITS
    if "@" in one or "@" in other:
        # A name that is only an address tells nothing of its own.
        return _FITS
    from rapidfuzz import fuzz

    if fuzz.ratio(" ".join(sorted(ours)), " ".join(sorted(theirs))) >= _NEAR:
        return _FITS
    return _MAY_FIT if ours[0] == theirs[0] else _NO


def _date_key(date: SpecialDate) -> tuple[str, str]:
    return f"{date.kind} {fold(date.label)}", str(date.date)


def _point_key(point: ContactPoint) -> str:
    if point.kind is ContactKind.WEB:
        return fold(point.value).removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return fold(point.value.replace(",", " "))


_SEPARATORS = {ord(mark): None for mark in " -./()"}
_COMPLETE = re.compile(
    r"\+(?:1[2-9][0-9]{9}|(?:3[0-4]|4[013-9])[1-9][0-9]{6,10})",
    re.ASCII,
)
"""Numbers that are E.164 as they stand: with a country in which no digit but 0 can be one too many after its code."""


class _Digits:
    """Telephone numbers for comparing: E.164 where they are numbers of somewhere, else their digits."""

    def __init__(self, region: str) -> None:
        self._region = region
        self._seen: dict[str, str] = {}

    def __call__(self, number: str) -> str:
        found = self._seen.get(number)
        if found is None:
            found = self._seen[number] = self._read(number)
        return found

    def _read(self, number: str) -> str:
        plain = number.translate(_SEPARATORS)
        if _COMPLETE.fullmatch(plain):
            return plain
        digits = "".join(char for char in number if char.isdigit())
        if len(digits) < 5:
            return ""
        import phonenumbers

        try:
            parsed = phonenumbers.parse(number, self._region or None)
        except phonenumbers.NumberParseException:
            return digits
        extension = f"x{parsed.extension}" if parsed.extension else ""
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) + extension
