"""Who should meet whom: needs matched with offers, and people who share an interest or a place. Pure.

Hidden here: what makes two texts speak of the same thing (folded words, cut back lightly to their stems, without words
that say nothing, and the user's own synonyms), how much a shared word is worth (the rarer the more), and who is left in
peace. Nothing is ever looked up anywhere: only what stands in the journal is compared.

Left in peace are the archived, the deceased and the resting; pairs who know each other already (a relationship, an
entry both are in, an introduction however far it came); pairs that were dismissed; and who has a boundary about
introductions. Who keeps business and friendship apart is offered no business, and nobody met through business.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import combinations
from math import log
from typing import NamedTuple

from .model import CameFirst, Comfort, Named, PreferenceKind, Word
from .names import fold
from .records import dataclass
from .wording import Said, say

MOST = 50
"""Suggestions given at once."""
MOST_EACH = 3
"""Suggestions in which one person stands."""
MOST_SHARING = 40
"""People who share a thing, beyond which it says nothing about two of them."""
FEW_AT_HOME = 12
"""People of one place, up to which the place alone is a reason."""

Pair = tuple[int, int]
"""Two people, the smaller id first."""

# ------------------------------------------------------------------------------------------------ facts


@dataclass(frozen=True, slots=True)
class Wish:
    """A preference as it stands now: what a person needs, offers, likes, or a boundary."""

    person: int
    kind: PreferenceKind
    text: str


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who might be introduced."""

    id: int
    name: str
    comfort: Comfort = Comfort.UNKNOWN
    came_first: CameFirst = CameFirst.UNKNOWN
    closeness: int = 4
    """0 the inner circle … 4 nothing said."""


@dataclass(frozen=True, slots=True)
class MatchFacts:
    """What suggestions are worked out from."""

    parties: Mapping[int, Party]
    """Those who are present, without the user."""
    wishes: Sequence[Wish]
    roles: Sequence[tuple[int, str]] = ()
    """What people work as now."""
    tags: Sequence[tuple[int, str]] = ()
    places: Sequence[tuple[int, str]] = ()
    """The towns of their addresses."""
    dismissed: AbstractSet[str] = frozenset()
    """Keys that were answered."""


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """What the user settles. Kept in the journal."""

    synonyms: tuple[tuple[str, ...], ...] = ()
    """Groups of words or phrases that mean the same."""


# ------------------------------------------------------------------------------------------------ words

_WORD = re.compile(r"[^\W_]+")
_SUFFIXES = ("ings", "ing", "ers", "er", "ies", "es", "en", "ed", "s", "y", "e")
_SHORTEST_STEM = 3
# fmt: off
_SAYING_NOTHING = frozenset({
    "a", "about", "after", "again", "all", "always", "an", "and", "any", "anybody", "anyone", "anything", "are",
    "around", "as", "ask", "asked", "asking", "asks", "at", "away", "back", "be", "because", "been", "before",
    "being", "best", "between", "both", "bring", "but", "by", "call", "called", "calls", "can", "come", "comes",
    "coming", "could", "did", "different", "do", "does", "doing", "done", "down", "during", "each", "enough",
    "even", "ever", "every", "everybody", "everyone", "everything", "few", "find", "first", "for", "found", "from",
    "gave", "get", "give", "given", "gives", "giving", "go", "goes", "going", "good", "great", "had", "has",
    "have", "having", "he", "hear", "heard", "hearing", "help", "her", "here", "him", "himself", "his", "how", "i",
    "if", "in", "into", "is", "it", "its", "just", "keep", "keeps", "kind", "know", "knows", "last", "let", "lets",
    "like", "likes", "little", "long", "look", "looking", "lot", "lots", "made", "make", "makes", "making", "many",
    "may", "maybe", "me", "might", "more", "most", "much", "must", "my", "myself", "near", "need", "needs",
    "never", "new", "next", "nice", "no", "not", "nothing", "now", "of", "off", "offer", "offers", "officer",
    "officers", "often", "old", "on", "one", "only", "or", "other", "our", "out", "over", "own", "people", "per",
    "person", "please", "put", "quite", "rather", "really", "rely", "right", "same", "say", "says", "see", "seen",
    "she", "should", "since", "so", "some", "somebody", "someone", "something", "soon", "stay", "still", "such",
    "sure", "take", "takes", "taking", "talk", "talking", "tell", "tells", "than", "that", "the", "their", "them",
    "then", "there", "these", "they", "thing", "things", "this", "those", "though", "through", "time", "times",
    "to", "together", "told", "too", "top", "under", "until", "up", "us", "use", "used", "uses", "using", "very",
    "want", "wants", "was", "way", "ways", "we", "well", "went", "were", "what", "when", "where", "which", "while",
    "who", "whom", "whose", "why", "will", "with", "without", "work", "works", "would", "yet", "you", "your",
})
# fmt: on


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A folded word cut back to what it shares with its other forms: "roofers" and "roofs" give "roof"."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            cut = word.removesuffix(suffix)
            return cut if suffix != "s" or not cut.endswith("s") else word
    return word


def stems(text: str) -> frozenset[str]:
    """What a text speaks of."""
    return frozenset(stem(word) for word in _WORD.findall(fold(text)) if word not in _SAYING_NOTHING and len(word) > 1)


NO_INTRODUCTIONS = say("no introductions")
"""The boundary that keeps somebody out of all of them. Another wording does too, that speaks of introductions in these
words or in what the user settled to mean the same."""


class _Meaning:
    """Texts as sets of stems, where the words of a group of synonyms are one."""

    def __init__(self, synonyms: Iterable[Iterable[str]]) -> None:
        self._groups = [
            (f"={number}", [phrase for phrase in map(stems, group) if phrase]) for number, group in enumerate(synonyms)
        ]

    def of(self, text: str) -> frozenset[str]:
        words = found = stems(text)
        for group, phrases in self._groups:
            # A word may stand in several groups: each is looked for in all that was said.
            if said := [phrase for phrase in phrases if phrase <= words]:
                found = found.difference(*said) | {group}
        return found


# ------------------------------------------------------------------------------------------------ suggestions


class Why(Word):
    """What speaks for an introduction."""

    NEED = "need"
    """One needs what the other offers."""
    ROLE = "role"
    """One needs what the other works as."""
    INTEREST = "interest"
    PLACE = "place"

    @property
    def is_business(self) -> bool:
        return self in (Why.NEED, Why.ROLE)


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that speaks for bringing two people together."""

    kind: Why
    first: Named
    """Who needs something, where somebody does."""
    second: Named
    what: str
    """What the first one needs, likes or bears as a tag, or the place."""
    that: str = ""
    """What the second one offers, works as or likes."""
    is_tag: bool = False

    @property
    def said(self) -> Said:
        """It in a sentence for the user: the third person of both."""
        one, other = self.first.name, self.second.name
        match self.kind:
            case Why.NEED:
                return say(
                    "{one} needs {need}; {other} offers {offer}.", one=one, need=self.what, other=other, offer=self.that
                )
            case Why.ROLE:
                return say(
                    "{one} needs {need}; {other} works as {role}.", one=one, need=self.what, other=other, role=self.that
                )
            case Why.PLACE:
                return say("Both are at home in {place}.", place=self.what)
            case _:
                if self.is_tag:
                    return say("{one} and {other} both bear the tag {tag}.", one=one, other=other, tag=self.what)
                if self.is_the_same:
                    return say("{one} and {other} both like {what}.", one=one, other=other, what=self.what)
                return say(
                    "{one} likes {what}, {other} likes {that}.", one=one, what=self.what, other=other, that=self.that
                )

    @property
    def short(self) -> Said:
        """It without the names, for where both stand: the first one's part comes first."""
        match self.kind:
            case Why.NEED:
                return say("needs {need} · offers {offer}", need=self.what, offer=self.that)
            case Why.ROLE:
                return say("needs {need} · works as {role}", need=self.what, role=self.that)
            case Why.PLACE:
                return say("both at home in {place}", place=self.what)
            case _:
                if self.is_tag:
                    return say("both bear the tag {tag}", tag=self.what)
                if self.is_the_same:
                    return say("both like {what}", what=self.what)
                return say("likes {what} · likes {that}", what=self.what, that=self.that)

    @property
    def is_the_same(self) -> bool:
        """Whether both say it in the same words."""
        return fold(self.what) == fold(self.that)

    def speaks_of(self, text: str) -> bool:
        """Whether a text is about the same, as far as its words tell."""
        return bool(stems(f"{self.what} {self.that}") & stems(text))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two people who might like to meet. `one` is who needs something, where somebody does."""

    one: Named
    other: Named
    kind: Why
    """Of the strongest reason."""
    grounds: tuple[Ground, ...]
    """The strongest first."""
    score: float

    @property
    def reasons(self) -> tuple[Said, ...]:
        """What speaks for it, each thing once."""
        return tuple(dict.fromkeys(ground.said for ground in self.grounds))

    @property
    def key(self) -> str:
        """What it is answered by (`Store.answer`): dismissed, it never comes again."""
        return key_of(self.one.id, self.other.id)

    @property
    def why(self) -> Said:
        """The strongest reasons in a sentence."""
        first, *more = self.reasons
        return say("{first} {second}", first=first, second=more[0]) if more else first

    @property
    def short(self) -> Said:
        """The strongest reason without the names: what is said of `one` comes first."""
        return self.grounds[0].short


def key_of(one: int, other: int) -> str:
    """The key of a pair: `introduction:3:17`."""
    return f"introduction:{min(one, other)}:{max(one, other)}"


class _Reason(NamedTuple):
    """One thing that speaks for a pair. Thousands are weighed for the few that are said: the sentence waits."""

    weight: float
    kind: Why
    first: int
    """Who comes first in it."""
    second: int
    what: str
    that: str = ""
    is_tag: bool = False

    def told(self, facts: MatchFacts) -> Ground:
        first, second = _named(facts, self.first), _named(facts, self.second)
        return Ground(self.kind, first, second, self.what, self.that, self.is_tag)


def suggest(
    facts: MatchFacts,
    acquainted: Callable[[Collection[int]], AbstractSet[Pair]],
    settings: MatchSettings | None = None,
    most: int = MOST,
) -> list[Suggestion]:
    """Who should meet whom, the strongest reasons first.

    `acquainted` gives the pairs among some people who know each other; it is asked about a few hundred at a time.
    """
    found = _found(facts, settings)
    meaning = _Meaning((settings or MatchSettings()).synonyms)
    about = meaning.of("introduce").union(*map(meaning.of, ("introduction", "introducing me")))
    boundaries = [wish for wish in facts.wishes if wish.kind is PreferenceKind.BOUNDARY]
    alone = {wish.person for wish in boundaries if meaning.of(wish.text) & about}
    apart = {party.id for party in facts.parties.values() if party.comfort is Comfort.KEEP_APART}
    for one, other in [p for p in found if p[0] in alone or p[1] in alone or p[0] in apart or p[1] in apart]:
        allowed = [] if one in alone or other in alone else _allowed(facts, (one, other), found[one, other])
        if allowed:
            found[one, other] = allowed
        else:
            del found[one, other]
    ranked = sorted(
        (-sum([r.weight for r in reasons]), facts.parties[pair[0]].closeness + facts.parties[pair[1]].closeness, pair)
        for pair, reasons in found.items()
    )
    often: dict[int, int] = defaultdict(int)
    made: list[Suggestion] = []
    for begin in range(0, len(ranked), _AT_ONCE):
        some = ranked[begin : begin + _AT_ONCE]
        known = acquainted({person for _, _, pair in some for person in pair})
        for minus_score, _, pair in some:
            if pair in known or key_of(*pair) in facts.dismissed or any(often[p] >= MOST_EACH for p in pair):
                continue
            for person in pair:
                often[person] += 1
            made.append(_suggestion(facts, pair, found[pair], -minus_score))
            if len(made) >= most:
                return made
    return made


def between(facts: MatchFacts, one: int, other: int, settings: MatchSettings | None = None) -> tuple[Ground, ...]:
    """What may be said for bringing these two together, the strongest first; not whether they know each other."""
    pair = _pair(one, other)
    reasons = _found(facts, settings).get(pair, [])
    return _grounds(facts, _allowed(facts, pair, reasons) if reasons else [])


def _found(facts: MatchFacts, settings: MatchSettings | None) -> dict[Pair, list[_Reason]]:
    found: dict[Pair, list[_Reason]] = defaultdict(list)
    meaning = _Meaning((settings or MatchSettings()).synonyms)
    _match_needs(facts, meaning, found)
    _match_interests(facts, meaning, found)
    _match_places(facts, found)
    return found


def _grounds(facts: MatchFacts, reasons: list[_Reason]) -> tuple[Ground, ...]:
    ranked = sorted(reasons, key=lambda r: -r.weight)
    return tuple(dict.fromkeys(r.told(facts) for r in ranked))


_AT_ONCE = 500  # pairs looked at before it is asked again who knows each other


def _suggestion(facts: MatchFacts, pair: Pair, reasons: list[_Reason], score: float) -> Suggestion:
    grounds = _grounds(facts, reasons)
    one = grounds[0].first
    other = _named(facts, pair[1] if one.id == pair[0] else pair[0])
    return Suggestion(one, other, grounds[0].kind, grounds, round(score, 3))


def _named(facts: MatchFacts, person: int) -> Named:
    return Named(person, facts.parties[person].name)


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def _match_needs(facts: MatchFacts, meaning: _Meaning, found: dict[Pair, list[_Reason]]) -> None:
    offers: dict[str, list[int]] = defaultdict(list)
    texts: list[tuple[int, str, Why]] = [
        (w.person, w.text, Why.NEED) for w in facts.wishes if w.kind is PreferenceKind.OFFERS
    ]
    texts += [(person, role, Why.ROLE) for person, role in facts.roles if role]
    texts = [t for t in texts if t[0] in facts.parties]
    spoken: dict[str, frozenset[str]] = {}
    for number, (_, text, _) in enumerate(texts):
        if text not in spoken:
            spoken[text] = meaning.of(text)
        for word in spoken[text]:
            offers[word].append(number)
    for wish in facts.wishes:
        if wish.kind is not PreferenceKind.NEEDS or wish.person not in facts.parties:
            continue
        words = meaning.of(wish.text)
        shared: dict[int, float] = defaultdict(float)
        for word in words:
            for number in offers.get(word, ()):
                # A word that everybody offers says little; a need met in all its words is met better.
                shared[number] += (1 + 1 / log(2 + len(offers[word]))) / len(words)
        for number, weight in shared.items():
            person, text, why = texts[number]
            if person == wish.person:
                continue
            worth = 2 * weight if why is Why.NEED else 1.6 * weight
            found[_pair(wish.person, person)].append(_Reason(worth, why, wish.person, person, wish.text, text))


def _match_interests(facts: MatchFacts, meaning: _Meaning, found: dict[Pair, list[_Reason]]) -> None:
    """People who like the same, in other words too, or bear the same tag."""
    sharing: dict[tuple[str, frozenset[str] | str], dict[int, str]] = defaultdict(dict)
    for wish in facts.wishes:
        if wish.kind is PreferenceKind.LIKES and wish.person in facts.parties:
            words = meaning.of(wish.text)
            # "jazz" and "jazz, above all the trio" meet in a word, and long texts must not meet in all of theirs.
            for word in sorted(words, key=_tells, reverse=True)[:4]:
                sharing["likes", word].setdefault(wish.person, wish.text)
    for person, tag in facts.tags:
        if person in facts.parties:
            sharing["tag", fold(tag)].setdefault(person, tag)
    for (kind, _), people in sharing.items():
        if not 1 < len(people) <= 3 * MOST_SHARING:
            continue
        weight = 1 / log(2 + len(people))
        closest = sorted(people, key=lambda p: (facts.parties[p].closeness, p))[:MOST_SHARING]
        for one, other in combinations(closest, 2):
            found[_pair(one, other)].append(
                _Reason(weight, Why.INTEREST, one, other, people[one], people[other], kind == "tag")
            )


def _tells(word: str) -> tuple[bool, int]:
    """How much a word tells of an interest: what the user has synonyms for, then the longer ones."""
    return word.startswith("="), len(word)


def _match_places(facts: MatchFacts, found: dict[Pair, list[_Reason]]) -> None:
    """A place two people share is a reason where few live there; else it adds a little to another reason."""
    living: dict[str, dict[int, str]] = defaultdict(dict)
    for person, place in facts.places:
        if person in facts.parties and place:
            living[fold(place)].setdefault(person, place)
    homes: dict[int, set[str]] = defaultdict(set)
    for place, people in living.items():
        for person in people:
            homes[person].add(place)
    for pair, reasons in found.items():
        for place in homes.get(pair[0], _NOWHERE) & homes.get(pair[1], _NOWHERE):
            reasons.append(_Reason(0.2, Why.PLACE, *pair, living[place][pair[0]]))
    for people in living.values():
        if 1 < len(people) <= FEW_AT_HOME:
            for one, other in combinations(sorted(people), 2):
                if (one, other) not in found:
                    found[one, other].append(_Reason(0.3, Why.PLACE, one, other, people[one]))


_NOWHERE: set[str] = set()


def _allowed(facts: MatchFacts, pair: Pair, reasons: list[_Reason]) -> list[_Reason]:
    """What may be said where one of the two keeps business and friendship apart."""
    one, other = facts.parties[pair[0]], facts.parties[pair[1]]
    if Comfort.KEEP_APART not in (one.comfort, other.comfort):
        return reasons
    if any(p.came_first is CameFirst.BUSINESS for p in (one, other)):
        return []
    return [r for r in reasons if not r.kind.is_business]
