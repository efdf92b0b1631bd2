"""The capture line: what somebody writes down → what was understood of it, ready to be recorded.

Hidden here: where a name ends, how the kind of an entry shows in its first words, what each command takes, and where
the words go that were not understood. Nothing typed is thrown away: a word either becomes a piece (shown, and to be
corrected, before anything is recorded) or stays in a text. Everything is worked out from the line, the day and what the
reader may know.

A line may have several physical lines: a name or a command ends with the one it stands on.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import chain, islice, product
from typing import NamedTuple, TypeVar

from netjournal import late
from netjournal.days import Repeat, find_day, like_a_day, next_occurrence, past_day, understand_day, understand_repeat
from netjournal.known_names import KnownNames
from netjournal.model import (
    CHANNELS,
    PLAIN_KINDS,
    AskDetail,
    AskSide,
    AskState,
    Awareness,
    Direction,
    EntryDraft,
    EntryKind,
    IntroductionDetail,
    KnownBy,
    KnownName,
    MentionDraft,
    Money,
    Offering,
    OpenAsk,
    OutcomeDetail,
    Participant,
    PersonKind,
    PersonRef,
    Preference,
    PreferenceKind,
    Reason,
    Recording,
    ReferralDetail,
    Reminder,
    Role,
    Side,
    Tagging,
    ThanksDetail,
    Trust,
    TrustKind,
    Word,
)
from netjournal.names import fold
from netjournal.wording import Said, say

from .records import dataclass

Span = tuple[int, int]

# ---------------------------------------------------------------------------------------------------------------------
# What the reader may know


def _nothing_open(_person: int, _by: date) -> OpenAsk | None:
    return None


Owed = tuple[int, EntryKind, date, int, str]
"""Something received and not thanked for: entry, kind, day, from whom, about what."""


def _nothing_owed(_person: int) -> Sequence[Owed]:
    return ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the reader of a line may know of the journal.

    `open_asks`: the newest open ask with a person, by id, of a day or an earlier one. `owed`: what that person is not
    yet thanked for.
    """

    names: KnownNames = field(default_factory=KnownNames)
    offerings: Sequence[Offering] = ()
    tags: Sequence[str] = ()
    open_asks: Callable[[int, date], OpenAsk | None] = _nothing_open
    owed: Callable[[int], Sequence[Owed]] = _nothing_owed
    me: int | None = None
    day_first: bool = True
    currency: str = "EUR"


# ---------------------------------------------------------------------------------------------------------------------
# What was understood


class PieceKind(Word):
    """Of a piece of understanding."""

    KIND = "kind"
    DIRECTION = "direction"
    UNANSWERED = "unanswered"
    DAY = "day"
    TIME = "time"
    PERSON = "person"
    TAG = "tag"
    ASK = "ask"
    OUTCOME = "outcome"
    COME_BACK = "come_back"
    ELSEWHERE = "elsewhere"
    REASON = "reason"
    VALUE = "value"
    REFERRAL = "referral"
    INTRODUCTION = "introduction"
    PREFERENCE = "preference"
    TRUST = "trust"
    OFFERING = "offering"
    THANKS = "thanks"
    REMINDER = "reminder"
    WHEN = "when"
    """The day of a reminder, where it does not stand beside the command."""


class PieceState(Word):
    """How sure a piece is."""

    KNOWN = "known"
    NEW = "new"
    """Recording makes it: a person, a tag, an offering."""
    UNCLEAR = "unclear"
    """Several readings fit, or something is missing."""


PieceKey = tuple[str, int]
"""A piece by its text and which of those it is, so that a correction stays with it while the line is edited."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing understood, to be shown as a chip. `span`: where it stands in the line; empty for what is implied."""

    span: Span
    kind: PieceKind
    label: Said
    key: PieceKey
    state: PieceState = PieceState.KNOWN
    day: date | None = None
    """Shown after the label, in the reader's own way of writing days."""
    time: str = ""
    """HH:MM, shown with that day."""
    candidates: tuple[PersonRef, ...] = ()
    """Of a person: who else may be meant, the one taken first; the last may be somebody new."""
    kinds: tuple[EntryKind, ...] = ()
    """Of the kind: what else it may be."""
    whom: tuple[PersonRef, ...] = ()
    """Of a command of a line with several people: whom it may be about, all of them or any one."""

    @property
    def person(self) -> PersonRef | None:
        """Of a person: the one taken."""
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True, slots=True)
class Problem:
    """A stretch of the line that was not understood, or lacks something, and why. Its text is kept."""

    span: Span
    sentence: Said


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the user settled by hand, over what the line says. Keys are those of the pieces."""

    people: Mapping[PieceKey, PersonRef] = field(default_factory=dict)
    kind: EntryKind | None = None
    """One of PLAIN_KINDS or THANKS; others need a detail and are passed over."""
    day: date | None = None
    direction: Direction | None = None
    unanswered: bool | None = None
    whom: Mapping[PieceKey, PersonRef] = field(default_factory=dict)
    """Whom alone a command is about that would be about everybody the line names."""
    dropped: frozenset[PieceKey] = frozenset()
    """Pieces turned off: what they were made of stays as plain text."""

    def with_person(self, key: PieceKey, person: PersonRef) -> Corrections:
        return replace(self, people={**self.people, key: person})

    def about(self, key: PieceKey, person: PersonRef | None) -> Corrections:
        """A command about that person alone; None: about all again."""
        others = {other: who for other, who in self.whom.items() if other != key}
        return replace(self, whom=others if person is None else {**others, key: person})

    def without(self, key: PieceKey) -> Corrections:
        return replace(self, dropped=self.dropped | {key})


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a line comes to. `empty`: there is nothing in it to record, or only a day on which nothing happened yet."""

    recording: Recording
    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]
    empty: bool


_NO_CORRECTIONS = Corrections()


def understand(
    line: str, today: date, known: Known, *, day: date | None = None, corrections: Corrections = _NO_CORRECTIONS
) -> Understanding:
    """What the line says happened. Never fails: what is not understood stays in the text and is listed as a problem.

    `day` is the day the entry is of when neither the line nor a correction names one (today when left out); days to
    come back or be reminded are always counted from `today`. Spans of pieces lie within the line and do not overlap.
    """
    return _Reading(line, today, known, day or today, corrections).understood()


# ---------------------------------------------------------------------------------------------------------------------
# Commands, and completing what is being typed


class Command(NamedTuple):
    """A slash command: its word, what follows it, and what it does."""

    word: str
    takes: str
    said: Said


COMMANDS: tuple[Command, ...] = (
    Command("ask", "WHAT; outcome", say("I asked them for something")),
    Command("asked", "WHAT; outcome", say("they asked me for something")),
    Command("outcome", "yes, no, not now until DAY, elsewhere WHOM because REASON", say("what came of the newest ask")),
    Command("referral", "to @A: @P needs WHAT", say("a prospect passed on, to somebody or from somebody")),
    Command("intro", "@A @B: WHY", say("I brought two people together")),
    Command("like", "TEXT", say("something they like")),
    Command("dislike", "TEXT", say("something they dislike")),
    Command("need", "TEXT", say("something they need")),
    Command("offer", "TEXT", say("something they offer")),
    Command("boundary", "TEXT", say("a boundary of theirs")),
    Command("trust", "N WHY", say("an observation of trust, with 1 to 5 or without")),
    Command("told", "OFFERING", say("they heard of something I offer")),
    Command("thanks", "WHAT", say("I thanked them for something")),
    Command("remind", "DAY WHAT", say("a reminder about them")),
)
_COMMAND_WORDS = {command.word: command.word for command in COMMANDS} | {
    "outcomes": "outcome",
    "referred": "referral",
    "introduction": "intro",
    "introduced": "intro",
    "introduce": "intro",
    "likes": "like",
    "dislikes": "dislike",
    "needs": "need",
    "offers": "offer",
    "thank": "thanks",
    "thanked": "thanks",
    "reminder": "remind",
}
_PREFERENCES: dict[str, tuple[PreferenceKind, Callable[[str], Said]]] = {
    "like": (PreferenceKind.LIKES, lambda text: say("likes {text}", text=text)),
    "dislike": (PreferenceKind.DISLIKES, lambda text: say("dislikes {text}", text=text)),
    "need": (PreferenceKind.NEEDS, lambda text: say("needs {text}", text=text)),
    "offer": (PreferenceKind.OFFERS, lambda text: say("offers {text}", text=text)),
    "boundary": (PreferenceKind.BOUNDARY, lambda text: say("boundary: {text}", text=text)),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to go on. `insert` replaces what was typed, mark and all; `person` settles which of two of one name."""

    label: Said
    insert: str
    explanation: Said | None = None
    person: PersonRef | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """What is being typed: after which mark (`@`, `#`, `/`), from the mark to the cursor, and how it may go on."""

    mark: str
    start: int
    end: int
    typed: str
    candidates: tuple[Candidate, ...]


def words_at(line: str, cursor: int, known: Known, *, limit: int = 8) -> Completion | None:
    """What may be completed at the cursor, or None when no name, tag or command is being typed there."""
    cursor = max(0, min(cursor, len(line)))
    for start in range(cursor - 1, max(-1, cursor - 80), -1):
        if line[start] == "\n":
            return None
        if line[start] in "@#/" and _may_begin(line, start):
            mark, typed = line[start], line[start + 1 : cursor]
            if mark == "@":
                found = _people_for(typed, known, limit)
            elif any(letter.isspace() for letter in typed):
                continue
            else:
                found = _tags_for(typed, known, limit) if mark == "#" else _commands_for(typed)
            return Completion(mark, start, cursor, typed, found) if found else None
    return None


def _people_for(typed: str, known: Known, limit: int) -> tuple[Candidate, ...]:
    quoted = typed[:1] in _QUOTES
    name = typed[1:] if quoted else typed
    if (quoted and _QUOTES[typed[0]] in name) or "@" in name or (name and name[0].isspace()):
        return ()
    people = known.names.complete(name.rstrip(), limit)
    if name[-1:].isspace():
        # The name may go on: "@Ana " still offers Ana Ruiz, but not Ana herself once she is written out.
        people = tuple(person for person in people if fold(person.name).startswith(fold(name) + " "))
    found = [
        Candidate(
            say("{name}", name=person.shown)
            if person.name == person.shown
            else say("{name} ({shown})", name=person.name, shown=person.shown),
            mention_of(person.name, known.names) + " ",
            person=_ref(person),
        )
        for person in people
    ]
    name = name.strip()
    goes_on = quoted or not typed or (not typed[-1].isspace() and _name_end(typed, 0) >= len(typed.rstrip()))
    if name and goes_on and not known.names.named(name):
        new = PersonRef(0, name)
        found.append(Candidate(say("new person: {name}", name=name), mention_of(name, known.names) + " ", person=new))
    return tuple(found)


def mention_of(name: str, names: KnownNames) -> str:
    """The name as it is written in a line: quoted where it would not be found whole without."""
    found = _named_at(name, 0, names)
    end = found[0] if found else _name_end(name, 0)
    return "@" + name if end == len(name) else f'@"{name}"'


def _tags_for(typed: str, known: Known, limit: int) -> tuple[Candidate, ...]:
    wanted = fold(typed)
    fitting = [tag for tag in known.tags if fold(tag).startswith(wanted)]
    found = [Candidate(say("{tag}", tag=tag), f"#{tag} ") for tag in fitting[:limit] if _TAG.fullmatch("#" + tag)]
    if _TAG.fullmatch("#" + typed) and all(fold(tag) != wanted for tag in fitting):
        found.append(Candidate(say("new tag: {tag}", tag=typed), f"#{typed} "))
    return tuple(found)


def _commands_for(typed: str) -> tuple[Candidate, ...]:
    wanted = typed.casefold()
    return tuple(
        Candidate(say("/{word} {takes}", word=command.word, takes=command.takes), f"/{command.word} ", command.said)
        for command in COMMANDS
        if command.word.startswith(wanted)
    )


# ---------------------------------------------------------------------------------------------------------------------
# Names in a line

_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "»": "«", "'": "'", "‘": "’", "’": "’"}
_APOSTROPHES = frozenset("'‘’")
_OPENING = frozenset("([{\"'“‘«„¿¡—–")
_NOT_SPACE = late.pattern(r"\S+")
_NAME_WORD = late.pattern(r"[^\W\d_](?:[^\W_]|['’&]|_(?=[^\W_])|[-.](?=\w))*")
# What no name goes on behind: a sign, but not one that joins two letters: O'Brien, Berg-Lind, B&B, J.R.
_AFTER_NAME = late.pattern(r"_+(?!\w)|['’&.-](?!\w)|[^\w\s'’&.@-]|(?<=[^\W\d_]{2}|['’]s)\.(?=[^\W\d_])")
_NEW_SENTENCE = late.pattern(r"(?P<last>[^\W\d_]{2,})\.(?=[^\W\d_]{2}|[IA](?:['’\s]|$))")
# Behind an "@" what can be no name: not "5 pm", nor an address.
_NO_NAME = late.pattern(r"[^\w\s]|_|\d+(?-i:[A-ZÀ-ÖØ-Þ])")
_NAMES_NOBODY = say("This @ names nobody: the name follows it at once, or stands in quotation marks.")
_REST_OF_ADDRESS = late.pattern(r"[\w.+%=~|*-]*[^\W_]@\w")
_POSSESSIVE = late.pattern(r"['’]s?$")
# fmt: off
_PARTICLES = frozenset({
    "al", "af", "av", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "el",
    "ibn", "la", "le", "ten", "ter", "van", "von", "zu", "zur",
})
# fmt: on
_TITLES = frozenset(["dr", "prof", "mr", "mrs", "ms", "st", "fr", "rev", "jr", "sr"])
# Capitalised in English without being part of the name before them.
_NO_NAMES = frozenset(
    ["i", "i'm", "i've", "i'll", "i'd", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
)
_MOST_NEW_WORDS = 6
_TAG = late.pattern(r"#[^\W\d_](?:[\w&+]|-(?=\w))*")
_NOT_A_WORD = late.pattern(r"[^\w&+-]+")
_COMMAND = late.pattern(r"/([^\W\d_]+)(?=[\s:,;.!?]|$)")


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _named_at(text: str, at: int, names: KnownNames) -> tuple[int, tuple[KnownName, ...]] | None:
    """The longest run of words from `at` on, within a physical line, that names somebody: its end, and whom."""
    words = list(islice(_NOT_SPACE.finditer(text, at, _line_end(text, at)), names.most_words))
    if not words or words[0].start() != at:
        return None
    for word in reversed(words):
        for end in _word_ends(text, word.start(), word.end()):
            if people := names.named(text[at:end]):
                return end, people
    return None


def _may_begin(line: str, at: int, named: int = -1) -> bool:
    """Whether a mark may stand here: not inside an e-mail address, "and/or", "1/2" or a web address.

    `named`: where the mark before it ends; right behind that, or behind a sign that follows it, another may begin.
    """
    if at == 0:
        return True
    before = line[at - 1]
    if before.isspace() or before in _OPENING or (line[at] != "/" and before in ",;:"):
        return True
    if line[at] == "/":
        known = _COMMAND.match(line, at)
        stands = at == named or (before == "." and line[at - 2 : at - 1].isalnum())
        return stands and known is not None and known[1].casefold() in _COMMAND_WORDS
    if 0 <= named <= at and all(map(_is_sign, line[named:at])):
        return line[at] == "#" or named < at
    lead = line[:at].rstrip("*_~")
    return (len(lead) < at and (not lead or lead[-1].isspace() or lead[-1] in _OPENING)) or (
        not before.isascii() and _is_sign(before)
    )


def _is_sign(letter: str) -> bool:
    return not (letter.isalnum() or letter.isspace() or _joins(letter))


def _joins(letter: str) -> bool:
    """Whether it belongs to the letter before it, or is not seen: an accent, what joins two letters."""
    return not letter.isascii() and unicodedata.category(letter)[0] in "MC"


def _word_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Where a name may end within its last word, the longest first: before a sign or a new sentence, a possessive."""
    ends = {end}
    for sign in _AFTER_NAME.finditer(text, start, end):
        at = sign.start()
        ends_here = sign[0] != "." or not text[at + 1 : at + 2].isalnum() or text[at + 1].isupper()
        if ends_here and not _joins(sign[0]) and not _REST_OF_ADDRESS.match(text, at, end):
            ends.add(at)
    for stop in tuple(ends):
        if possessive := _POSSESSIVE.search(text[start:stop]):
            ends.add(start + possessive.start())
    return iter(sorted((stop for stop in ends if stop > start), reverse=True))


def _name_end(line: str, at: int) -> int:
    """Where the name of somebody not known ends: a run of capitalised words, or one word; `at` when there is none."""
    word = _NAME_WORD.match(line, at)
    if word is None:
        return at
    if line[word.end() : word.end() + 1] == "@" or _REST_OF_ADDRESS.match(line, word.end()):
        return at
    position = _sentence_end(line, at, word.end())
    end = _without_possessive(line, at, position)
    if line[at].islower() and fold(word[0]) not in _PARTICLES:
        return end
    reached = end if not line[at].islower() else at
    words, possessive = 1, end < position
    while words < _MOST_NEW_WORDS and not possessive:
        last = fold(line[at:position].rsplit(maxsplit=1)[-1])
        if line[position : position + 1] == "." and (len(last.rpartition(".")[2]) == 1 or last in _TITLES):
            position += 1
        gap = re.compile(r"[ \t]+(?:&[ \t]+)?").match(line, position)
        following = _NAME_WORD.match(line, gap.end()) if gap else None
        if following is None or fold(following[0]) in _NO_NAMES:
            break
        position = _sentence_end(line, following.start(), following.end())
        if following[0][0].isupper():
            reached = _without_possessive(line, following.start(), position)
            possessive = reached < position
        elif fold(following[0]) not in _PARTICLES:
            break
        words += 1
    return reached if reached > at else end


def _sentence_end(line: str, start: int, end: int) -> int:
    """Where a word ends: before a full stop that the next sentence follows without a space, but not "Dr.Smith"."""
    for stop in _NEW_SENTENCE.finditer(line, start):
        if stop.end("last") >= end:
            break
        if line[stop.end()].isupper() and fold(stop["last"]) not in _TITLES:
            return stop.end("last")
    return end


def _closing(line: str, at: int) -> int:
    """Where the quotation mark is closed that stands at `at`; -1 if it is not. One within a word is an apostrophe."""
    sign, end = _QUOTES[line[at]], _line_end(line, at)
    found = line.find(sign, at + 1, end)
    while line[at] in _APOSTROPHES and found >= 0 and line[found + 1 : found + 2].isalnum():
        found = line.find(sign, found + 1, end)
    return found


def _without_possessive(line: str, start: int, end: int) -> int:
    found = _POSSESSIVE.search(line[start:end])
    return start + found.start() if found and found.start() else end


def _ref(known: KnownName) -> PersonRef:
    return PersonRef(known.id, known.shown, known.kind)


# ---------------------------------------------------------------------------------------------------------------------
# Words that tell. Data only: `@` stands for a mention, and another way of saying it is another row.


class _Beginning(NamedTuple):
    """First words of an entry, and what they say it is. `sure`: no other kind is as likely."""

    words: str
    kind: EntryKind
    direction: Direction | None
    unanswered: bool = False
    sure: bool = True


_ME, _THEM, _BOTH = Direction.ME, Direction.THEM, Direction.BOTH
_MEAL = (
    r"(?:coffees?|lunch|dinner|supper|breakfast|brunch|tea|drinks?|a beer|beers?|wine|cake|ice cream|picnic"
    r"|barbecue|bbq|walk|stroll|hike|meeting|appointment|chat over \w+|game of \w+)"
)
_WRITTEN = (
    r"(?:(?:(?:whatsapp|linkedin|signal|telegram|facebook|instagram|slack|text) )?messages?"
    r"|texts?|sms|whatsapps?|linkedin|telegram|dms?)"
)
# A day between what happened and with whom: "lunch yesterday with", "call last Tuesday with".
_ON_A_DAY = (
    r"(?:(?:on |last |next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|yesterday|today|tomorrow|last night|(?:last|this) (?:week|weekend|month|year))"
)
_BEGINNINGS: tuple[_Beginning, ...] = (
    # Attempts
    _Beginning(r"(?:tried|attempted) (?:to )?(?:call|phone|ring|reach|telephone)(?:ing)?", EntryKind.CALL, _ME, True),
    _Beginning(
        r"left (?:@ |him |her |them )?(?:a |another )?(?:message|voicemail|voice mail)", EntryKind.CALL, _ME, True
    ),
    _Beginning(
        r"(?:voicemail|voice mail|no answer|could(?:n['’]t| not) reach|did(?:n['’]t| not) reach)",
        EntryKind.CALL,
        _ME,
        True,
    ),
    _Beginning(r"missed (?:a )?call from", EntryKind.CALL, _THEM, True),
    _Beginning(r"missed @['’]?s? call", EntryKind.CALL, _THEM, True),
    _Beginning(r"tried to (?:e-?mail|text|message)", EntryKind.MESSAGE, _ME, True),
    # Calls
    _Beginning(
        r"(?:video ?-?(?:call|chat)|zoom|teams|skype|facetime|google meet)(?: (?:call|meeting|chat))?(?: with)?",
        EntryKind.VIDEO_CALL,
        _BOTH,
    ),
    _Beginning(r"(?:zoomed|skyped|facetimed|video-?called)", EntryKind.VIDEO_CALL, _BOTH),
    _Beginning(
        r"(?:got |received |took )?(?:a |an )?(?:(?:phone|short|long|quick|surprise|unexpected) )?call from",
        EntryKind.CALL,
        _THEM,
    ),
    _Beginning(r"(?:called|phoned|rang|telephoned|dialled|dialed)(?: up| back)?", EntryKind.CALL, _ME),
    _Beginning(r"(?:phone |telephone )?call(?:ed)? (?:to|for)", EntryKind.CALL, _ME),
    _Beginning(r"gave @ (?:a |another )?(?:quick )?(?:call|ring)", EntryKind.CALL, _ME),
    _Beginning(rf"(?:phone |telephone |whatsapp )?calls?(?: with|(?= {_ON_A_DAY} with))", EntryKind.CALL, _BOTH),
    _Beginning(
        r"(?:spoke|talked|talk|chatted|chat)(?: (?:to|with) @)? (?:on the |by |over the )(?:phone|telephone)",
        EntryKind.CALL,
        _BOTH,
    ),
    _Beginning(r"on the phone with", EntryKind.CALL, _BOTH),
    # Written
    _Beginning(r"(?:got |received )?(?:an? |another )?e-?mails? from", EntryKind.EMAIL, _THEM),
    _Beginning(r"(?:e-?mailed|(?:sent|wrote)(?: @)? (?:an? |another )?e-?mail|e-?mails? to)", EntryKind.EMAIL, _ME),
    _Beginning(r"(?:exchanged )?e-?mails? with", EntryKind.EMAIL, _BOTH),
    _Beginning(
        r"(?:got |received )?(?:an? |another )?(?:letter|card|postcard|christmas card|parcel) from",
        EntryKind.LETTER,
        _THEM,
    ),
    _Beginning(
        r"(?:(?:sent|wrote|posted)(?: @)? (?:an? |another )?(?:letter|card|(?:christmas |birthday )?card|postcard)"
        r"|(?:letter|card|postcard) to)",
        EntryKind.LETTER,
        _ME,
    ),
    _Beginning(
        rf"(?:got |received )?(?:an? |another )?(?:{_WRITTEN}|note|reply|answer|word|news) from",
        EntryKind.MESSAGE,
        _THEM,
    ),
    _Beginning(r"heard (?:back )?from", EntryKind.MESSAGE, _THEM),
    _Beginning(
        rf"(?:texted|messaged|whatsapped|pinged|dmed|replied to|answered|wrote(?: back)?(?: to|(?= {_ON_A_DAY} to))"
        rf"|wrote @|{_WRITTEN} to|note to"
        r"|(?:sent|wrote)(?: @)? (?:an? |another )?(?:text|message|sms|whatsapp|note))",
        EntryKind.MESSAGE,
        _ME,
    ),
    _Beginning(rf"(?:exchanged )?{_WRITTEN} with", EntryKind.MESSAGE, _BOTH),
    # Gifts and thanks
    _Beginning(r"thanked", EntryKind.THANKS, _ME),
    _Beginning(
        r"(?:gave|brought|bought|sent) @ (?:an?|the|some|my|our|two|three|flowers|chocolates?|wine)\b",
        EntryKind.GIFT,
        _ME,
    ),
    _Beginning(r"(?:gift|present|flowers) (?:to|for)", EntryKind.GIFT, _ME),
    _Beginning(
        r"(?:gave|brought|bought|sent) (?:an?|the|some|my|our|two|three|flowers|chocolates?|wine) [^.;:\n]{1,60} to @",
        EntryKind.GIFT,
        _ME,
    ),
    _Beginning(r"(?:gift|present|flowers) from", EntryKind.GIFT, _THEM),
    _Beginning(
        r"(?:got|received|was given) (?!(?:an? |the )?(?:referral|offer|quote|request|idea|feeling))"
        r"[^.;:\n@]{1,60} from @",
        EntryKind.GIFT,
        _THEM,
    ),
    # Face to face
    _Beginning(r"(?:visit|visitors?) from|was visited by", EntryKind.MEETING, _THEM),
    _Beginning(r"visited|visit (?:to|with|at)|went to see|dropped in (?:on|at)|called on", EntryKind.MEETING, _ME),
    _Beginning(
        r"(?:went (?:for|out|to) (?:an? )?)?"
        + _MEAL
        + rf"(?=\s*(?:with|w/|at|and|in|on|together|over|after|{_ON_A_DAY}|\d{{1,2}}[:h]\d|[@:,.;!]|$))",
        EntryKind.MEETING,
        _BOTH,
    ),
    _Beginning(
        r"(?:met|ran into|bumped into|caught up with|hung out with|saw (?=@)|sat down with"
        r"|went (?:for|out|walking|running) )",
        EntryKind.MEETING,
        _BOTH,
    ),
    _Beginning(r"(?:attended|went to|was at|at the)", EntryKind.EVENT, _BOTH),
    _Beginning(
        r"(?:party|wedding|concert|conference|trade fair|fair|reception|funeral|birthday party)"
        r"(?=\s*(?:with|at|of|in|[@:,.;!]|$))",
        EntryKind.EVENT,
        _BOTH,
    ),
    # Contact, but how?
    _Beginning(r"(?:spoke|talked|chatted|chat|talk)(?: briefly)? (?:to|with)", EntryKind.MEETING, _BOTH, sure=False),
)
# After the name of whoever did it: "@Ana called", "Bo Li sent me a card".
_THEIR_BEGINNINGS: tuple[_Beginning, ...] = (
    _Beginning(r"(?:did(?:n['’]t| not)|doesn['’]t) (?:answer|pick up|reply|call back)", EntryKind.CALL, _ME, True),
    _Beginning(r"and i (?:had (?:an? )?)?(?:met|" + _MEAL + r")", EntryKind.MEETING, _BOTH),
    _Beginning(r"and i (?:spoke|talked) (?:on the |by )phone", EntryKind.CALL, _BOTH),
    _Beginning(
        r"gave me (?:an? )?(?:call|ring)"
        r"|(?:called|phoned|rang|telephoned)(?: (?:me|us))?(?: up| back)?\b(?! (?:it|him|her|them)\b)",
        EntryKind.CALL,
        _THEM,
    ),
    _Beginning(r"(?:e-?mailed|sent (?:me |us )?(?:an? )?e-?mail)", EntryKind.EMAIL, _THEM),
    _Beginning(
        r"(?:wrote|sent) (?:me |us )?(?:an? )?(?:letter|card|postcard|christmas card|birthday card)",
        EntryKind.LETTER,
        _THEM,
    ),
    _Beginning(
        r"(?:wrote|texted|messaged|replied|answered|sent (?:me |us )?(?:an? )?(?:text|message|note|sms|whatsapp))",
        EntryKind.MESSAGE,
        _THEM,
    ),
    _Beginning(r"(?:visited|came (?:by|over|round|to see|for)|dropped (?:in|by))", EntryKind.MEETING, _THEM),
    _Beginning(
        r"(?:gave|brought|bought|sent) (?:me|us) (?:an?|the|some|his|her|their|two|flowers|chocolates?|wine)\b",
        EntryKind.GIFT,
        _THEM,
    ),
)
_NOBODY_REACHED = (
    r"no answer|no reply|left (?:@ |him |her |them )?(?:a |another )?(?:message|voicemail|voice mail)"
    r"|went to voice ?mail|voice ?mail only|voice ?mail(?=\s*(?:[.,;!)]|$))|did(?:n['’]t| not) (?:pick up|answer)"
    r"|(?:nobody|no[ -]?one) (?:home|there|answered|replied|picked up)|could(?:n['’]t| not) reach|(?:not |un)reachable"
    r"|line (?:was )?(?:busy|engaged)|busy signal|not reached"
)
# Right behind what was to happen and with whom: it did not.
_FELL_THROUGH = late.pattern(
    r"[\s,:–—(-]*(?:(?:was|got|is|has been|had to be) )?"
    r"(?:cancell?ed|called off|postponed|put off|rescheduled|fell through|did(?:n['’]t| not) happen|never happened)"
    r"(?!\w|\s+(?:an?|the|my|our|her|his|their|it)\b)",
    re.IGNORECASE,
)
_STATES: tuple[tuple[str, AskState], ...] = (
    (r"not now|not yet|not (?:the|a) (?:right|good) (?:time|moment)|(?:maybe )?later", AskState.NOT_NOW),
    (r"no answer|no reply|never answered|nothing heard|heard nothing", AskState.NO_ANSWER),
    (r"withdrawn|withdrew|taken back|took it back", AskState.WITHDRAWN),
    (
        r"(?:went |gone |bought |goes )?elsewhere|(?:bought|hired|got it) from|went (?:with|to)|chose|hired",
        AskState.ELSEWHERE,
    ),
    (r"yes|agreed|accepted|done|won", AskState.YES),
    (r"no(?! (?:problem|worries|doubt|one|idea))|declined|refused|rejected|turned (?:me|it) down", AskState.NO),
)
_REASONS: tuple[tuple[str, Reason], ...] = (
    (r"forgot(?:ten)?|forgets|did(?:n['’]t| not) think of me|slipped (?:his|her|their) mind", Reason.FORGOT_ME),
    (r"did(?:n['’]t| not) know|does(?:n['’]t| not) know|had no idea|never knew|unaware", Reason.DID_NOT_KNOW),
    (
        r"(?:has|had|have) (?:someone|somebody)|already (?:has|had|have|with)|long-standing|under contract",
        Reason.HAD_SOMEONE,
    ),
    (r"prices?|pric(?:e)?y|expensive|dear|dearer|cheap(?:er)?|costs?|budget|too much|money|afford", Reason.PRICE),
    (r"doubt(?:s|ed)?|skills?|experience|experienced|quality|not (?:good|qualified) enough", Reason.DOUBTED_SKILL),
    (r"uneasy|friends?|friendship|mix(?:ing)? business|awkward", Reason.UNEASY_WITH_FRIEND),
    (
        r"family|cousin|brother|sister|uncle|aunt|husband|wife|son|daughter|father|mother|nephew|niece|\w+-in-law",
        Reason.FAMILY,
    ),
    (r"timing|time|too (?:early|late|soon)|busy|not ready|bad moment", Reason.TIMING),
)
_KNOWN_BY: tuple[tuple[str, KnownBy], ...] = (
    (r"(?:she|he|they) (?:said|says|told me|wrote)(?: so| it)?|said so", KnownBy.THEY_SAID),
    (r"(?:i|my) (?:guess|think|suppose|believe|assume)", KnownBy.I_GUESS),
    (r"(?:somebody|someone|@|[\w'’]+) told me|i (?:heard|was told)|according to", KnownBy.SOMEBODY_TOLD),
)
_TRUSTS: tuple[tuple[str, TrustKind], ...] = (
    (
        r"let (?:me|us) down|broke|broken|did(?:n['’]t| not) keep|lied|betray(?:ed|al)|never (?:came|showed|paid)",
        TrustKind.LET_DOWN,
    ),
    (r"confidences?|confidential|secrets?|discreet", TrustKind.KEPT_CONFIDENCE),
    (r"kept|keeps|promises?|(?:his|her|their) word|reliable|on time|delivered", TrustKind.KEPT_PROMISE),
    (r"stood (?:by|up for) (?:me|us)|backed me|defended me|there for me", TrustKind.STOOD_BY_ME),
)
_CURRENCY_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "$": "USD",
    "¥": "JPY",
    "₹": "INR",
    "₺": "TRY",
    "₩": "KRW",
    "₽": "RUB",
    "zł": "PLN",
    "Kč": "CZK",
}
_DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN")
# fmt: off
_CURRENCIES = frozenset({
    "EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "BGN", "TRY", "UAH",
    "RUB", "JPY", "CNY", "INR", "KRW", "AUD", "CAD", "NZD", "SGD", "HKD", "ZAR", "BRL", "MXN", "ILS", "AED",
})
# fmt: on

# A mention stands in the masked line as "@" and as many of these as it is long.
_FILL = "\x01"
# Several of them in a row, in that line.
_PEOPLE = rf"@{_FILL}*(?:\s*(?:[,&+]|and\b)?\s*@{_FILL}*)*"


_Meant = TypeVar("_Meant")


@cache
def _pattern(words: str, before: str = r"(?<!\w)", after: str = r"(?!\w)") -> re.Pattern[str]:
    """Words of a table as a pattern for the masked line; made when first needed, so that the program starts quickly."""
    return re.compile(
        before.replace("@", f"@{_FILL}*") + "(?P<words>" + words.replace("@", f"@{_FILL}*") + ")" + after, re.IGNORECASE
    )


def _told_by(rows: Sequence[tuple[str, _Meant]], text: str, at: int = 0) -> tuple[_Meant, Span] | None:
    """What the first row of which words stand in the text means, and where they stand."""
    for words, meant in rows:
        if found := _pattern(words).search(text, at):
            return meant, found.span()
    return None


_LEAD_IN = (
    r"\s*(?:(?:i|we|just|then|finally|also|today|tonight|(?:this )?(?:morning|afternoon|evening)|night"
    r"|briefly|quickly|again|had|have|having)\s+)*"
    r"(?:(?:an?|the|my|our|two|three|\d{1,2})\s+)?(?:(?:quick|short|long|lovely|nice|good|great|brief|first|second|early|late|working|business|team)\s+)*?"
)
_SUBJECT_WORD = "(?:@|(?-i:[A-ZÀ-ÖØ-Þ])[\\w'’-]*)"
_SUBJECT = (
    rf"\s*(?!i\b)(?:{_SUBJECT_WORD}(?:(?:\s*(?:,|and|&)\s*|\s+){_SUBJECT_WORD})*|she|he|they)\s+"
    r"(?:just |then |has |had )?"
)
_STATE_LEAD = r"\s*:?\s*(?:(?:she|he|they|it|@)\s+)?(?:(?:said|says|answered|is|was)[,:]?\s+)?"

_ADDRESSED = late.pattern(rf"\s*:?\s*(?P<people>{_PEOPLE})(?!['’\w])\s*(?P<colon>[:,])?\s*")
_REMINDED_OF = late.pattern(
    rf"\s*:?\s*(?:me\b\s*)?(?:(?P<people>@{_FILL}*(?:\s*(?:[,&+]|and\b)\s*@{_FILL}*)*)(?!['’\w])\s*(?P<colon>[:,])?\s*)?",
    re.IGNORECASE,
)
_BECAUSE = late.pattern(r"(?<!\w)because(?!\w)", re.IGNORECASE)
_FILLERS = late.pattern(
    r"(?:[\s,:–—-]|(?:but|maybe|perhaps|probably|ask|again|come|back|call|try|then|so|me|her|him|them)\b)*",
    re.IGNORECASE,
)
# What was meant for a day, up to a reason.
_COME_BACK_SAID = late.pattern(
    r"\s*(?:(?:until|till|in|on|after|by)\b)?(?P<words>[^,;(\n]*?)(?=\s*(?:[,;(\n]|\.(?:\s|$)|because\b|$))",
    re.IGNORECASE,
)
_WHOM_LEAD = late.pattern(r"\s*(?:(?:to|with|at|from)\b|:)?\s*", re.IGNORECASE)
_WHOM_END = late.pattern(
    r"\s*(?:[,;(#\n]|(?<!\bDr)(?<!\bSt)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bProf)\."
    r"|(?<!\w)(?:because|for|since|as)(?!\w)|\s[–—-]\s|@|$)",
    re.IGNORECASE,
)
_NEEDS = late.pattern(r"\s+(?:needs?|wants?|is looking for|looks for|seeks)(?:\s+|$)", re.IGNORECASE)
_TO_OR_FROM = late.pattern(r"\s*:?\s*(?P<way>to|from)\b(?:\s+(?P<whom>her|him|them)\b)?", re.IGNORECASE)
_BY_WHOM = late.pattern(r"\s*:?\s*(?P<way>from|by)\b(?:\s+(?P<whom>her|him|them)\b)?", re.IGNORECASE)
_SEVERAL = late.pattern(
    rf"\s*@{_FILL}*(?:(?:\s*,\s*@{_FILL}*)*\s*(?:,\s*)?(?:[&+]|and\b)\s*@|(?:\s*,\s*@{_FILL}*)+\s*:\s*@)", re.IGNORECASE
)
_PROSPECTS = late.pattern(
    rf"@{_FILL}*(?:\s*(?:[,&+]|,?\s*and\b)\s*@{_FILL}*)*(?:\s*[,:–—-])?(?:\s*who)?",
    re.IGNORECASE,
)
_LEVEL = late.pattern(
    r"(?P<score>(?P<level>[-–+]?\d+(?:[.,]\d+)?)(?:\s*/\s*5)?(?P<other>\s*[/–-]\s*\d+)?)(?![\w%]|\.\w)"
    r"(?!\s*(?:%|(?:days?|weeks?|months?|years?|hours?|minutes?|times?|people)\b))\s*[:,.–—-]*\s*"
)
_TIME = late.pattern(
    r"(?:(?<!\w)at\s+)(?P<hour>\d{1,2})(?:(?:[:.h](?P<minute>\d{2}))\s?(?P<half>[ap]\.?m\b\.?)?|\s?(?P<half_only>[ap]\.?m\b\.?)|\s?h\b)(?!\w)",
    re.IGNORECASE,
)
_AT_TIME = late.pattern(r"\s*" + _TIME.pattern + r"[\s:,]*", re.IGNORECASE)
# Without "at" only what cannot well be anything else: 14:30, 2 pm.
_BARE_TIME = late.pattern(
    r"(?<![\w:.,/])(?P<hour>\d{1,2})(?:[:h](?P<minute>[0-5]\d)\s?(?P<half>[ap]\.?m\b\.?)?|\s?(?P<half_only>[ap]\.?m\b\.?))"
    r"(?![\w:])",
    re.IGNORECASE,
)
# Of a reminder, right behind its day: "tomorrow at 9", but "at 9 Mill Lane".
_AT_HOUR = late.pattern(
    r"\s*at\s+(?P<hour>\d{1,2})(?:\s*o['’]?clock)?(?![\w:.%/-])(?!\s+(?-i:[A-ZÀ-ÖØ-Þ]))[\s:,]*", re.IGNORECASE
)
_HOUR_LAST = late.pattern(r"\s+at\s+(?P<hour>\d{1,2})(?:\s*o['’]?clock)?[\s.!]*$", re.IGNORECASE)
_BARE_TIME_NEXT = late.pattern(r"\s*" + _BARE_TIME.pattern + r"[\s:,]*", re.IGNORECASE)
_BARE_DAY = late.pattern(
    r"\s*(?P<phrase>yesterday|(?:the )?day before yesterday"
    r"|(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of)"
    r"\s+(?:days?|weeks?|months?|years?)\s+ago"
    r"|last\s+(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)(?![\w'’])\s*[:,]?\s*",
    re.IGNORECASE,
)
# After the first words and whom they name: "called @Ana yesterday", "lunch with @Ana and @Bo next friday".
_WHOM = rf"\s*(?:(?:with|to|from|for)\s+)?(?:{_PEOPLE})?"
_WHOM_FIRST = late.pattern(_WHOM + r"(?=\s)", re.IGNORECASE)
_DAY_AHEAD = late.pattern(
    r"\s*(?P<phrase>(?:the )?day after tomorrow|tomorrow"
    r"|next\s+(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)(?![\w'’])",
    re.IGNORECASE,
)
# Words that lean on what follows them: a name or a tag after one of them belongs to the sentence.
_LEANING = frozenset(
    (
        *("a", "about", "after", "an", "and", "around", "as", "at", "before", "behind", "between", "but", "by", "for"),
        *("from", "in", "into", "like", "meet", "near", "of", "on", "or", "over", "see", "than", "the", "through"),
        *("to", "under", "via", "with", "without"),
    )
)
_NAMED_LAST = late.pattern(rf"(?:\s+|\s*[,(–—]\s*)(?P<people>{_PEOPLE})[\s.!)]*(?:#{_FILL}*\s*)*$")
# Of a day without a year: so many days back it was long ago, so many ahead it is near.
_LONG_AGO, _SOON = 270, 60
_HAPPENED = late.pattern(
    r"(?:\w+ed|met|rang|spoke|saw|ran|sat|sent|wrote|went|gave|brought|bought|had|was|got|left|came|caught|hung|heard)\b",
    re.IGNORECASE,
)
_LAST_WORD = late.pattern(r"[\w'’]+$")
_AMOUNT = r"\d(?:[\d.,'’ ]*\d)?"
_SIGNS = "|".join(re.escape(sign) for sign in _CURRENCY_SIGNS)
_CODES = "|".join(sorted(_CURRENCIES))
_MONEY = late.pattern(
    rf"(?<![\w.,])(?:(?P<sign>{_SIGNS}|(?:{_CODES})(?!\w))\s?(?P<amount>{_AMOUNT})\s?(?P<times>[km](?!\w))?"
    rf"|(?P<amount_first>{_AMOUNT})\s?(?P<times_first>[km])?\s?(?P<sign_last>{_SIGNS}|(?:{_CODES})))(?!\w)"
)


_MOST_DIGITS = 15


def _money(text: str, currency: str) -> tuple[Money, Span] | None:
    """The sum with a currency in the text, and where; the last one where there are several."""
    found = next(reversed(list(_MONEY.finditer(text))), None)
    if found is None:
        return None
    sign = found["sign"] or found["sign_last"]
    code = _CURRENCY_SIGNS.get(sign, sign)
    if sign == "$" and currency in _DOLLARS:
        code = currency
    times = {"k": 1000, "m": 1_000_000}.get(found["times"] or found["times_first"] or "", 1)
    number = read_number(found["amount"] or found["amount_first"])
    if number is None:
        return None  # it stays in the text
    amount = number * times
    return Money(amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount, code), found.span()


def read_number(written: str) -> Decimal | None:
    """A number as written anywhere: the last point or comma is the decimal one unless three digits follow it.

    None for what is none, or has more digits than any sum.
    """
    if not re.fullmatch(_AMOUNT, written) or sum(letter.isdigit() for letter in written) > _MOST_DIGITS:
        return None
    plain = re.sub(r"[ '’]", "", written)
    last = re.search(r"[.,](\d+)$", plain)
    whole, part = (plain[: last.start()], last[1]) if last and len(last[1]) != 3 else (plain, "")
    return Decimal(re.sub(r"[.,]", "", whole) + ("." + part if part else ""))


def _time_next(text: str, at: int) -> re.Match[str] | None:
    """A time of the day that stands next, with what separates it from what follows."""
    found = _AT_TIME.match(text, at) or _BARE_TIME_NEXT.match(text, at)
    return found if found and _clock(found) else None


def _clock(found: re.Match[str]) -> str:
    """HH:MM of a match of _TIME, or nothing when there is no such time."""
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or found["half_only"] or "").lower()
    if half and not 1 <= hour <= 12:
        return ""
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else ""


# ---------------------------------------------------------------------------------------------------------------------
# Reading one line

_ABOUT_WHOM = frozenset(
    (
        *(PieceKind.PREFERENCE, PieceKind.TRUST, PieceKind.OFFERING, PieceKind.THANKS, PieceKind.ASK),
        *(PieceKind.REMINDER,),
    )
)


@dataclass(slots=True)
class _Mark:
    """A mention, tag or command as it stands in the line."""

    sign: str
    start: int
    end: int
    key: PieceKey
    text: str
    """The name, tag or command word without its marks."""
    people: tuple[PersonRef, ...] = ()
    unclear: bool = False


@dataclass(slots=True)
class _Group:
    """A command with what follows it, or a stretch of the main clause (`command` None): from `start` to `end`."""

    start: int
    end: int
    command: _Mark | None = None
    failed: bool = False


@dataclass(slots=True)
class _Outcome:
    """What the words of an outcome say, before it is known which ask it is of."""

    state: AskState
    detail: OutcomeDetail
    pieces: list[Piece]
    problems: list[Problem]


# Behind what somebody was told of: that they showed they know it.
_SHOWN_BY = late.pattern(
    r"[\s,;.:–—-]+(?:and\s+|but\s+)?(?:(?:she|he|they)\s+)?"
    r"(?:(?P<back>said\s+it\s+back|repeated\s+it(?:\s+back)?|understood(?:\s+it)?|got\s+it|knows?\s+(?:it|what\s+it\s+is))"
    r"|sent\s+me\s+(?:someone|somebody))[.!]?\s*$",
    re.IGNORECASE,
)


@cache
def _spelt_as(name: str) -> re.Pattern[str]:
    """Finds a name as whole words, however they are spaced and in whatever case."""
    words = r"[\W_]+".join(re.escape(word) for word in _NOT_A_WORD.split(name) if word)
    return re.compile(rf"(?<!\w){words}(?!\w)" if words else r"(?!)", re.IGNORECASE)


class _Reading:
    """One reading of one line: find its marks, read each command, then the main clause, then put all together."""

    def __init__(self, line: str, today: date, known: Known, day: date, corrections: Corrections) -> None:
        self.line = line
        self.today = today
        self.known = known
        self.day = day
        self.corrections = corrections
        self.pieces: list[Piece] = []
        self.problems: list[Problem] = []
        self.cut: list[Span] = []  # stretches of the main clause that became a day
        self.begin = 0  # where the main clause begins, after a day that stands before it
        self.marks: list[_Mark] = []
        self._seen: Counter[str] = Counter()
        self._shown: list[PersonRef] = []  # who has a piece already
        self._named_before: dict[PersonRef, None] = {}  # the one named last stands last
        self.let_go: list[int] = []
        """Where commands stand that a correction took back."""
        self._scan()
        self.mask = self._masked()
        self.groups = self._grouped()

        self.within: list[EntryDraft] = []
        self.preferences: list[tuple[PersonRef, Preference]] = []
        self.trust: list[tuple[PersonRef, Trust]] = []
        self.reminders: list[Reminder] = []
        self.told: list[MentionDraft] = []
        self.told_people: list[PersonRef] = []
        self.dealt_with: list[PersonRef] = []  # by a referral or an introduction, where no main clause names anybody
        self.kept: list[str] = []  # what stood behind an offering's name
        self.whom: dict[PieceKey, tuple[list[PersonRef], list[PersonRef]]] = {}  # may be about, and is
        self.facts: list[Said] = []
        self.fact_people: list[PersonRef] = []

    def understood(self) -> Understanding:
        line = self.line
        if not line.strip():
            return Understanding(Recording(), (), (), True)
        self._read_day()
        self.main_people = self._people_in(group for group in self.groups if group.command is None)
        self.tagged_people = self.main_people or self._people_of(mark for mark in self.marks if mark.sign == "@")
        for group in self.groups:
            if group.command is not None:
                made = len(self.within)
                group.failed = not self._read_command(group)
                if not self.main_people and len(self.within) > made:
                    brought = self.within[made]
                    if brought.kind in (EntryKind.REFERRAL, EntryKind.INTRODUCTION):
                        self.dealt_with = [p.person for p in brought.participants if p.role is Role.WITH]
        self.pieces = [self._with_whom(piece) for piece in self.pieces]
        tags = self._read_tags()
        entry = self._with_those_named(self._main_entry(), tagged=bool(tags))
        for mark in self.marks:
            if mark.sign == "@":
                self._person_piece(mark)
        if entry is not None and not self.problems and not any(mark.sign == "@" for mark in self.marks):
            self._say_who_stands_here(entry)
        recording = Recording(
            entry,
            tuple(replace(draft, day=self.day) for draft in self.within),
            tuple((person, replace(preference, day=self.day)) for person, preference in self.preferences),
            tuple((person, replace(trust, day=self.day)) for person, trust in self.trust),
            tuple(self.reminders),
            tuple(tags),
        )
        pieces = sorted(self.pieces, key=lambda piece: piece.span)
        problems = sorted(self.problems, key=lambda problem: problem.span)
        return Understanding(recording, tuple(pieces), tuple(problems), recording == Recording())

    # -------------------------------------------------------------------------------------------------- the scan

    def _scan(self) -> None:
        line, at, named = self.line, 0, -1
        while at < len(line):
            mark = None
            if line[at] in "@#/" and _may_begin(line, at, named):
                mark = {"@": self._mention_at, "#": self._tag_at, "/": self._command_at}[line[at]](at)
            if mark is None:
                at += 1
                continue
            at = named = mark.end
            if mark.key not in self.corrections.dropped:
                self.marks.append(mark)
            elif mark.sign == "/":
                self.let_go.append(mark.start)

    def _key(self, text: str) -> PieceKey:
        text = " ".join(text.casefold().split())
        self._seen[text] += 1
        return text, self._seen[text] - 1

    def _mention_at(self, at: int) -> _Mark | None:
        line, names = self.line, self.known.names
        start = at + 1
        found = _named_at(line, start, names)
        if found is None and line[start : start + 1] in _QUOTES:
            end = _closing(line, start)
            name = line[start + 1 : end].strip() if end >= 0 else ""
            if not name:
                return self._no_mention(at, say("The quotation mark is not closed.") if end < 0 else _NAMES_NOBODY)
            return self._mention(at, end + 1, name, names.named(name), ())
        run = _name_end(line, start)
        if found is not None:
            end, people = found
            longer = line[start:run] if run > end and " " not in line[start:end] else ""
            return self._mention(at, end, line[start:end], people, (), longer)
        if run > start:
            name = line[start:run]
            return self._mention(at, run, name, (), names.beginning(name))
        if unicodedata.category(line[start : start + 1] or " ") == "So":
            return self._no_mention(at, say('Put this name in quotation marks: @"…"'))
        gap = re.compile(r"[ \t]+").match(line, start)
        nobody = _named_at(line, gap.end(), names) is not None if gap else _NO_NAME.match(line, start)
        return self._no_mention(at, _NAMES_NOBODY) if nobody else None

    def _no_mention(self, at: int, sentence: Said) -> _Mark | None:
        self.problems.append(Problem((at, at + 2), sentence))
        return None

    def _mention(
        self, at: int, end: int, name: str, named: Sequence[KnownName], begun: Sequence[KnownName], longer: str = ""
    ) -> _Mark:
        """The mark of a mention: people of exactly that name, else whose name begins so, else somebody new.

        Whoever the line has named before comes first, so that "@Ana" after "@Ana Ruiz" is the same Ana. `longer`: the
        capitalised run that goes on after a name of one word, which may be somebody else's whole name.
        """
        key = self._key(self.line[at:end])
        people = [_ref(known) for known in named or begun]
        folded = fold(name)
        earlier = [
            ref
            for ref in self._named_before
            if ref in people or (not named and f"{fold(ref.name)} ".startswith(f"{folded} "))
        ]
        new = [] if named and not longer else [PersonRef(0, longer or name)]
        candidates = list(dict.fromkeys([*earlier[-1:], *people, *new]))
        unclear = not earlier and (len(people) > 1 or bool(longer))
        chosen = self.corrections.people.get(key)
        if chosen is not None:
            candidates = [chosen, *(ref for ref in candidates if ref != chosen)]
            unclear = False
            if longer and fold(chosen.name) == fold(longer):
                end, name = at + 1 + len(longer), longer
        if key not in self.corrections.dropped:
            self._named_before.pop(candidates[0], None)
            self._named_before[candidates[0]] = None
        return _Mark("@", at, end, key, name, tuple(candidates), unclear)

    def _tag_at(self, at: int) -> _Mark | None:
        found = _TAG.match(self.line, at)
        return None if found is None else _Mark("#", at, found.end(), self._key(found[0]), found[0][1:])

    def _command_at(self, at: int) -> _Mark | None:
        found = _COMMAND.match(self.line, at)
        if found is None:
            return None
        word = _COMMAND_WORDS.get(found[1].casefold())
        if word is not None:
            return _Mark("/", at, found.end(), self._key(found[0]), word)
        from difflib import get_close_matches

        nearest = get_close_matches(found[1].casefold(), list(_COMMAND_WORDS), 1, 0.5)
        self.problems.append(
            Problem(
                found.span(),
                say(
                    "There is no command {word}. Did you mean /{nearest}?",
                    word=found[0],
                    nearest=_COMMAND_WORDS[nearest[0]],
                )
                if nearest
                else say("There is no command {word}; it stays as text.", word=found[0]),
            )
        )
        return None

    def _masked(self) -> str:
        """The line with every mark as its sign and fillers: as long as the line, and no word of a name in it."""
        letters = list(self.line.replace(_FILL, " "))
        for mark in self.marks:
            letters[mark.start : mark.end] = mark.sign + _FILL * (mark.end - mark.start - 1)
            if mark.sign == "@":  # the stars of **@Ana** say nothing
                before, behind = self.line[: mark.start], self.line[mark.end :]
                for place in range(len(before.rstrip("*~")), mark.start):
                    letters[place] = " "
                for place in range(mark.end, len(self.line) - len(behind.lstrip("*~"))):
                    letters[place] = _FILL
        return "".join(letters)

    def _grouped(self) -> list[_Group]:
        groups: list[_Group] = []
        commands = [mark for mark in self.marks if mark.sign == "/"]
        at = 0
        for position, command in enumerate(commands):
            if command.start > at:
                groups.append(_Group(at, command.start))
            end = _line_end(self.line, command.end)
            if position + 1 < len(commands):
                end = min(end, commands[position + 1].start)
            # A command that was let go is text of its own, and none of the one before it.
            end = min([start for start in self.let_go if start > command.start] + [end])
            groups.append(_Group(command.start, end, command))
            at = end
        if at < len(self.line):
            groups.append(_Group(at, len(self.line)))
        return groups

    # -------------------------------------------------------------------------------------------------- parts of a line

    def _marks_in(self, start: int, end: int, sign: str) -> list[_Mark]:
        return [mark for mark in self.marks if mark.sign == sign and start <= mark.start and mark.end <= end]

    def _people_in(self, groups: Iterable[_Group]) -> list[PersonRef]:
        return self._people_of(mark for group in groups for mark in self._marks_in(group.start, group.end, "@"))

    def _people_of(self, marks: Iterable[_Mark]) -> list[PersonRef]:
        """Each person once, without the user."""
        return _distinct(
            mark.people[0] for mark in marks if self.known.me is None or mark.people[0].id != self.known.me
        )

    def _loose_tags(self, start: int, end: int) -> list[_Mark]:
        """Tags that stand before or after what is said, not inside it."""
        tags = self._marks_in(start, end, "#")
        loose = [
            tag
            for tag in tags
            if not re.sub(rf"#{_FILL}*|[\s.,;!]", "", self.mask[tag.end : end])
            and not self._leans(re.sub(rf"(?:#{_FILL}*\s+)+$", "", self.mask[start : tag.start]))
        ]
        loose += [
            tag for tag in tags if tag not in loose and not re.sub(rf"#{_FILL}*|\s", "", self.mask[start : tag.start])
        ]
        return loose

    def _leans(self, before: str) -> bool:
        """Whether what stands before a mark ends with a word that wants another after it."""
        word = _LAST_WORD.search(before.rstrip())
        return word is not None and word[0].casefold() in _LEANING

    def _text(self, start: int, end: int) -> str:
        """What is said from start to end: names without their marks, loose tags left out, spaces tidied."""
        return _tidied(self._bare(start, end))

    def _bare(self, start: int, end: int, cut: Sequence[Span] = ()) -> str:
        changes: list[tuple[int, int, str]] = [(a, b, "") for a, b in cut if start <= a and b <= end]
        changes += [(mark.start, mark.end, mark.text) for mark in self._marks_in(start, end, "@")]
        if self.tagged_people:  # else nobody is tagged, and the tags stay as they were typed
            loose = self._loose_tags(start, end)
            for tag in self._marks_in(start, end, "#"):
                before = max(start, len(self.line[: tag.start].rstrip(" \t")))
                changes.append((before, tag.end, "") if tag in loose else (tag.start, tag.end, tag.text))
        parts, at = [], start
        for a, b, text in sorted(changes):
            parts += [self.line[at:a], text]
            at = b
        parts.append(self.line[at:end])
        return "".join(parts)

    def _implied_key(self, kind: PieceKind) -> PieceKey:
        return self._key(f"({kind.value})")

    def _add(self, piece: Piece) -> None:
        self.pieces.append(piece)

    def _problem(self, span: Span, sentence: Said) -> bool:
        """Say what is wrong with a command; False, for it then stays in the text."""
        self.problems.append(Problem(span, sentence))
        return False

    def _person_piece(self, mark: _Mark) -> None:
        person = mark.people[0]
        again = any(_identity(person) == _identity(other) for other in self._shown)
        self._shown.append(person)
        if person.id == 0 and not again:
            label, state = say("new person: {name}", name=person.name), PieceState.NEW
            if person.kind is PersonKind.ORGANIZATION:
                label = say("new organization: {name}", name=person.name)
        else:
            label, state = say("{name}", name=person.name), PieceState.KNOWN
        if mark.unclear:
            state = PieceState.UNCLEAR
        self._add(Piece((mark.start, mark.end), PieceKind.PERSON, label, mark.key, state, candidates=mark.people))

    def _say_who_stands_here(self, entry: EntryDraft) -> None:
        """Of a line that names nobody: how it would be about whoever is known and stands in it, or about anybody."""
        for word in _NOT_SPACE.finditer(self.line):
            if not word[0][0].isupper() or (found := _named_at(self.line, word.start(), self.known.names)) is None:
                continue
            end, people = found
            if " " in self.line[word.start() : end]:
                name = people[0].shown
                why = say("{name} is in your journal: with @ before the name this is about them.", name=name)
                self.problems.append(Problem((word.start(), end), why))
                return
        if entry.kind in CHANNELS and entry.kind is not EntryKind.EVENT:
            self.problems.append(Problem((0, 0), say("Nobody is named: @ before a name says who it was with.")))

    # -------------------------------------------------------------------------------------------------- the main clause

    def _read_day(self) -> None:
        """The day at the very start: a phrase closed by a colon or comma, or words that can only be a day that was."""
        first = self.groups[0]
        if first.command is None and ((PieceKind.DAY.value, 0) not in self.corrections.dropped):
            stands: Span | None = None
            if (found := self._leading_day(first.end)) is not None:
                self.day, start, end, self.begin = found
                stands = start, end
                self.cut.append((start, self.begin))
            elif (behind := self._following_day(first.end)) is not None:
                self.day, start, end = behind
                stands = start, end
                self.cut.append((len(self.line[:start].rstrip()), end))
            elif self.corrections.day is None and self.day == self.today:
                self._say_what_is_no_day(first.end)
            if stands is not None:
                shown = self.corrections.day or self.day
                self._add(Piece(stands, PieceKind.DAY, say("day"), (PieceKind.DAY.value, 0), day=shown))
            elif self.corrections.day is not None:
                self._add(Piece((0, 0), PieceKind.DAY, say("day"), (PieceKind.DAY.value, 0), day=self.corrections.day))
        self.day = self.corrections.day or self.day

    def _leading_day(self, until: int) -> tuple[date, int, int, int] | None:
        """The day, where its words start and end, and where what follows begins."""
        until = min(until, _line_end(self.mask, len(self.mask) - len(self.mask.lstrip())))
        start = len(self.mask) - len(self.mask.lstrip())
        breaks = [found for found in re.finditer(r"\s*[:,](?:\s+|$)", self.mask[:until]) if found.start() <= start + 40]
        for stop in reversed(breaks):
            phrase = self.mask[start : stop.start()]
            time = _TIME.search(phrase)
            if time is not None and not phrase[time.end() :].strip():
                phrase = phrase[: time.start()]
            day = self._written_day(phrase, stop.end())
            if day is not None:
                end = start + len(phrase.rstrip())
                return day, start, end, end if time is not None and time.end() > len(phrase) - 1 else stop.end()
        bare = _BARE_DAY.match(self.mask[:until])
        if bare and (day := past_day(bare["phrase"], self.today)):
            return day, bare.start("phrase"), bare.end("phrase"), bare.end()
        return self._day_before_kind(start, until)

    def _day_before_kind(self, start: int, until: int) -> tuple[date, int, int, int] | None:
        """The same of a day that only the words behind it make one: "18 Nov email from", "Tuesday lunch with"."""
        if (begun := self._kind_words(0)) and begun[1] in _BEGINNINGS:
            return None
        for word in reversed(list(islice(_NOT_SPACE.finditer(self.mask, start, until), 3))):
            phrase, end = self.mask[start : word.end()], word.end()
            if _FILL in phrase or self._kind_words(end) is None:
                continue
            if day := self._written_day(phrase, end):
                return day, start, end, _skip(self.mask, end, until, r"\s*")
        return None

    def _following_day(self, until: int) -> tuple[date, int, int] | None:
        """A day that stands right behind the first words and the people they name, and where."""
        begun = self._begun(0)
        if begun is None:
            return None
        until = min(until, _line_end(self.mask, begun[0].end("words")))
        whom = _WHOM_FIRST.match(self.mask[:until], begun[0].end("words"))
        at = whom.end() if whom else begun[0].end("words")
        bare = _BARE_DAY.match(self.mask[:until], at)
        day = past_day(bare["phrase"], self.today) if bare else None
        if bare is None and (bare := _DAY_AHEAD.match(self.mask[:until], at)):
            day = understand_day(bare["phrase"], self.today)
        if bare is not None:
            return (day, *bare.span("phrase")) if day else None
        words = list(islice(_NOT_SPACE.finditer(self.mask, at, until), 4))
        for word in reversed(words):
            phrase = self.mask[words[0].start() : word.end()].rstrip(",;:.!")
            day = None if _FILL in phrase else self._written_day(phrase, 0)
            if day is not None and day != self.today:  # "today" says nothing new, and stays
                return day, words[0].start(), words[0].start() + len(phrase)
        return None

    def _say_what_is_no_day(self, until: int) -> None:
        """Words that stand where a day does and are none, or more than one: they stay, and what follows is read on."""
        start = len(self.mask) - len(self.mask.lstrip())
        end = min(until, _line_end(self.mask, start))
        if (begun := self._kind_words(0)) is None:
            stop = start + like_a_day(self.mask[start:end])
            self.begin = _skip(self.mask, stop, end, r"\s*[:,]?\s*")
            if stop == start or self._kind_words(self.begin) is None:
                self.begin = 0
                return
        else:
            whom = _WHOM_FIRST.match(self.mask[:end], begun[0].end("words"))
            start = _skip(self.mask, whom.end() if whom else begun[0].end("words"), end, r"[\s,]*")
            stop = start + like_a_day(self.mask[start:end])
            bare = " " not in self.mask[start:stop] and re.match(r"\s+\w", self.mask[stop:end])  # "christmas plans"
            if stop == start or bare or self._written_day(self.mask[start:stop], 0):
                return
        words = self.line[start:stop].rstrip(" \t.,")
        why = say(
            '"{words}" is not clear as a day: it stays in the text, and this is of today. Say one, such as 18 Nov.',
            words=words,
        )
        self._problem((start, start + len(words)), why)

    def _written_day(self, phrase: str, at: int) -> date | None:
        """The day that stands by the words from `at` on that tell a kind: one that was, as a journal has it.

        Where that was long ago and the next one is near, it is the next, unless the words say that it has happened:
        "4 Dec lunch with" is of this year in November, "4 Dec called" of the last. "Met in May" is of no day.
        """
        was = past_day(phrase, self.today, day_first=self.known.day_first)
        begun = self._kind_words(at)
        happened = begun is not None and _HAPPENED.match(begun[0]["words"]) is not None
        if was is None:
            vague = happened and like_a_day(phrase) and not re.search(r"\d", phrase)
            return None if vague else self._sure_day(phrase)
        if (self.today - was).days > _LONG_AGO and not happened and (coming := self._sure_day(phrase)):
            return coming if (coming - self.today).days <= _SOON else was
        return was

    def _sure_day(self, phrase: str) -> date | None:
        """A day to come that the whole phrase names, and that would be one before other words too."""
        found = find_day(phrase + " x", self.today, day_first=self.known.day_first) if phrase.strip() else None
        return found[0] if found and found[1] >= len(phrase.rstrip()) else None

    def _main_entry(self) -> EntryDraft | None:
        said = [group for group in self.groups if group.command is None or group.failed]
        start = self.begin
        beginning = self._beginning(start)
        text = _tidied("".join(self._bare(g.start, g.end, () if g.failed else self.cut) for g in said))
        text = " ".join(filter(None, (text, *self.kept)))
        words = "".join(self.mask[max(g.start, start) : g.end] for g in said)
        tagged = "#" in words and bool(self.tagged_people)
        if not self.tagged_people:
            words = words.replace("#", "x")
        bare = not re.sub(rf"[@#]{_FILL}*|(?<!\w)and(?!\w)|[\s,;:.&+*–—-]", "", words)
        if beginning is None and bare and self.corrections.kind is None and not self._left_over(tagged=tagged):
            if self.told or (self.facts and not self.within):
                return self._entry_of_facts()
            if self.within or self.reminders or tagged or not text:
                return None
        kind_row = beginning[1] if beginning else None
        return self._plain_entry(kind_row, beginning[0] if beginning else (start, start), text, said)

    def _left_over(self, *, tagged: bool) -> bool:
        """Whether the main clause names somebody of whom nothing else of the line says anything: a note keeps them."""
        if tagged or not self.main_people:
            return False
        said = self._said_of()
        return any(_identity(person) not in said for person in self.main_people)

    def _said_of(self) -> set[tuple[int, str]]:
        """Of whom the commands of the line say something that is kept."""
        said = {_identity(person) for person, _ in (*self.preferences, *self.trust)}
        said |= {_identity(person) for person in self.told_people}
        said |= {_identity(reminder.person) for reminder in self.reminders if reminder.person}
        for draft in self.within:
            said |= {_identity(taking.person) for taking in draft.participants}
            for end in ("other", "prospect", "one", "introducer", "elsewhere"):
                if (person := getattr(draft.detail, end, None)) is not None:
                    said.add(_identity(person))
            if isinstance(draft.detail, OutcomeDetail):  # of an ask that knows its people
                said |= {_identity(person) for person in self.main_people}
        return said

    def _with_those_named(self, entry: EntryDraft | None, *, tagged: bool) -> EntryDraft | None:
        """The entry with whoever only the words of a command name: a note keeps them where there is no entry."""
        said = self._said_of() | {_identity(person) for person in self.tagged_people if tagged}
        if entry is not None:
            said |= {_identity(taking.person) for taking in entry.participants}
        named = self._people_of([mark for mark in self.marks if mark.sign == "@"])
        besides = [person for person in _distinct(named) if _identity(person) not in said]
        about = tuple(Participant(who, Role.ABOUT) for who in besides)
        if not besides:
            return entry
        if entry is None and self.within and not self.reminders:
            last = self.within[-1]
            self.within[-1] = replace(last, participants=(*last.participants, *about))
            return None
        if entry is None:
            texts = dict.fromkeys(reminder.text for reminder in self.reminders)
            text = "; ".join(texts) or ", ".join(person.name for person in besides)
            entry = EntryDraft(self.day, EntryKind.NOTE, text)
            about = (*(Participant(who, Role.ABOUT) for who in _others(self.main_people, besides)), *about)
        return replace(entry, participants=(*entry.participants, *about))

    def _beginning(self, start: int) -> tuple[Span, _Beginning] | None:
        begun = self._begun(start)
        if begun is None or self._fell_through(*begun):
            return None
        return self._outside_marks(*begun[0].span("words")), begun[1]

    def _fell_through(self, found: re.Match[str], row: _Beginning) -> bool:
        """Whether what the first words tell of did not come to be: "lunch with @Ana cancelled"."""
        if row.kind not in CHANNELS or _HAPPENED.match(found["words"]):
            return False
        days = {piece.span[0]: piece.span[1] for piece in self.pieces if piece.kind is PieceKind.DAY}
        at = found.end("words")
        for _ in range(2):  # with whom and when, in either order
            at = _skip(self.mask, at, len(self.mask), _WHOM)
            at = days.get(_skip(self.mask, at, len(self.mask), r"\s*"), at)
            if time := _time_next(self.mask, at):
                at = time.end()
        return _FELL_THROUGH.match(self.mask, at) is not None

    def _begun(self, start: int) -> tuple[re.Match[str], _Beginning] | None:
        """The words from `start` on that tell the kind of the entry, and what they tell."""
        return None if (PieceKind.KIND.value, 0) in self.corrections.dropped else self._kind_words(start)

    def _kind_words(self, start: int) -> tuple[re.Match[str], _Beginning] | None:
        first = next((g for g in self.groups if g.end > start), None)
        if first is None or first.command is not None:
            return None
        clause = self.mask[: _line_end(self.mask, start + len(self.mask[start:]) - len(self.mask[start:].lstrip()))]
        clause = clause[: first.end]
        time = _time_next(clause, start)
        start = time.end() if time else start
        mine = ((_LEAD_IN, row) for row in _BEGINNINGS)
        theirs = ((_SUBJECT, row) for row in _THEIR_BEGINNINGS)
        for lead, row in chain(mine, theirs):
            found = _pattern(row.words, lead).match(clause, start)
            if found is not None:
                return found, row
        return None

    def _outside_marks(self, start: int, end: int) -> Span:
        """The stretch up to the first mark in it, since pieces do not overlap."""
        for mark in self.marks:
            if start <= mark.start < end:
                return (start, mark.start) if mark.start > start else (start, start)
        return start, end

    def _plain_entry(self, row: _Beginning | None, span: Span, text: str, said: list[_Group]) -> EntryDraft:
        asked = self.corrections.kind
        kind = asked if asked in (*PLAIN_KINDS, EntryKind.THANKS) else row.kind if row else EntryKind.NOTE
        assert kind is not None
        sure = asked is not None or row is None or row.sure
        span = _trimmed(self.line, *span)
        self._add(
            Piece(
                span,
                PieceKind.KIND,
                kind.said,
                (PieceKind.KIND.value, 0),
                PieceState.KNOWN if sure else PieceState.UNCLEAR,
                kinds=tuple(other for other in PLAIN_KINDS if other is not kind),
            )
        )
        direction = self._direction(kind, row, span)
        unanswered = self._unanswered(kind, row, span, said)
        time = self._time(kind, said)
        role = Role.ABOUT if kind is EntryKind.NOTE else Role.WITH
        people = self._people_in(said)
        own = {_identity(person) for person in people}
        if not unanswered:
            self._notice_offerings(kind, people, said)
        whoever: dict[MentionDraft, set[tuple[int, str]]] = {}
        for told, whom in zip(self.told, self.told_people, strict=True):
            whoever.setdefault(told, set()).add(_identity(whom))
        # What an entry mentions, all its people have heard.
        mentions = [told for told, heard in whoever.items() if own and own <= heard]
        self._tell_others(own, mentions)
        return EntryDraft(
            self.day,
            kind,
            text,
            time,
            direction,
            tuple(Participant(person, role) for person in people),
            unanswered,
            detail=ThanksDetail(self._thanked_for(people, text, span[1])) if kind is EntryKind.THANKS else None,
            mentions=tuple(mentions),
        )

    def _tell_others(self, own: set[tuple[int, str]], mentions: Sequence[MentionDraft]) -> None:
        """What only some of the main entry's people were told, or others: entries of their own within it."""
        others: dict[tuple[int, str], tuple[PersonRef, list[MentionDraft]]] = {}
        for told, whom in zip(self.told, self.told_people, strict=True):
            if _identity(whom) not in own or told not in mentions:
                others.setdefault(_identity(whom), (whom, []))[1].append(told)
        for whom, heard in others.values():
            text = ", ".join(mention.name for mention in heard)
            self.within.append(
                EntryDraft(
                    self.day,
                    EntryKind.MENTION,
                    say("told about {offering}", offering=text),
                    direction=Direction.ME,
                    participants=(Participant(whom),),
                    mentions=_distinct_mentions(heard),
                )
            )

    def _entry_of_facts(self) -> EntryDraft:
        """The entry of a line that only tells facts: its text says them."""
        kind = EntryKind.MENTION if self.told else EntryKind.NOTE
        people = _distinct([*self.told_people] if self.told else self.fact_people)
        return EntryDraft(
            self.day,
            kind,
            "; ".join([*self.facts, *filter(None, self.kept)]),
            direction=Direction.ME if self.told else None,
            participants=tuple(Participant(p, Role.WITH if self.told else Role.ABOUT) for p in people),
            mentions=_distinct_mentions(self.told),
        )

    def _direction(self, kind: EntryKind, row: _Beginning | None, span: Span) -> Direction | None:
        if kind is EntryKind.NOTE:
            return None
        direction = self.corrections.direction or (row.direction if row else Direction.BOTH)
        key = (PieceKind.DIRECTION.value, 0)
        if key in self.corrections.dropped:
            return None
        label = {
            Direction.ME: say("I reached out"),
            Direction.THEM: say("they reached out"),
            Direction.BOTH: say("both of us"),
        }
        if direction is not None:
            self._add(Piece((span[1], span[1]), PieceKind.DIRECTION, label[direction], key))
        return direction

    def _unanswered(self, kind: EntryKind, row: _Beginning | None, span: Span, said: list[_Group]) -> bool:
        key = (PieceKind.UNANSWERED.value, 0)
        if key in self.corrections.dropped or kind not in CHANNELS:
            return False
        found: Span | None = (span[1], span[1]) if row is not None and row.unanswered and kind is row.kind else None
        if found is None and kind not in (EntryKind.MEETING, EntryKind.EVENT):
            for group in said:
                match = _pattern(_NOBODY_REACHED).search(self.mask, max(group.start, span[1]), group.end)
                if match is not None:
                    found = self._outside_marks(*match.span())
                    break
        settled = self.corrections.unanswered
        if settled if settled is not None else found is not None:
            self._add(Piece(found or (span[1], span[1]), PieceKind.UNANSWERED, say("nobody reached"), key))
            return True
        return False

    def _time(self, kind: EntryKind, said: list[_Group]) -> str:
        key = (PieceKind.TIME.value, 0)
        if kind is EntryKind.NOTE or key in self.corrections.dropped:
            return ""
        stretches = [(group.start, group.end) for group in said if group.command is None]
        for words, (start, end) in product((_TIME, _BARE_TIME), stretches):
            for found in words.finditer(self.mask, start, end):
                clock = _clock(found)
                if clock and not any(_overlap(found.span(), piece.span) for piece in self.pieces):
                    self._add(Piece(found.span(), PieceKind.TIME, say("at {time}", time=clock), key))
                    return clock
        return ""

    def _read_tags(self) -> list[Tagging]:
        tags = [mark for mark in self.marks if mark.sign == "#"]
        people = self.tagged_people
        taggings: list[Tagging] = []
        for mark in tags:
            if not people:
                self._problem((mark.start, mark.end), say("There is nobody here for the tag {tag}.", tag=mark.text))
                continue
            known = next((tag for tag in self.known.tags if fold(tag) == fold(mark.text)), None)
            tag = known or mark.text
            state = PieceState.NEW if known is None else PieceState.KNOWN
            self._add(Piece((mark.start, mark.end), PieceKind.TAG, say("#{tag}", tag=tag), mark.key, state))
            taggings += [Tagging(person, tag) for person in people]
        return list(dict.fromkeys(taggings))

    # -------------------------------------------------------------------------------------------------- the commands

    def _read_command(self, group: _Group) -> bool:
        """Read a command into what it adds to the recording; False when it was not understood and stays in the text."""
        assert group.command is not None
        word = group.command.text
        if word == "outcome":
            return self._read_outcome(group)
        if word in ("ask", "asked"):
            return self._read_ask(group)
        if word == "referral":
            return self._read_referral(group)
        if word == "intro":
            return self._read_introduction(group)
        if word == "remind":
            return self._read_reminder(group)
        return self._read_fact(group)

    def _addressed(self, group: _Group, end: int | None = None) -> tuple[list[PersonRef], list[PersonRef], int]:
        """Whom a command is about, who else is named in it, and where its words begin.

        People named first, with a colon or comma, or when the main clause has none or several and these among them, are
        the ones; else those of the main clause; else whoever is named in it.
        """
        assert group.command is not None
        begin, end = group.command.end, group.end if end is None else end
        found = _ADDRESSED.match(self.mask[:end], begin)
        own = self._people_of(self._marks_in(*found.span("people"), "@")) if found is not None else []
        some = len(own) < len(self.main_people) and not _others(own, self.main_people)
        if found is not None and (found["colon"] or not self.main_people or some):
            rest = self._people_of(self._marks_in(found.end(), end, "@"))
            # Where nothing is said besides the names, they are what is said of the people of the main clause.
            if own and (self.mask[found.end() : end].strip() or not self.main_people):
                if len(self.main_people) > 1:
                    self.whom[group.command.key] = [], own
                return own, _others(rest, own), found.end()
        lead = re.compile(r"\s*:?\s*").match(self.mask, begin)
        begin = min(lead.end(), end) if lead else begin
        inside = self._people_of(self._marks_in(begin, end, "@"))
        if not self.main_people:
            return inside or self.dealt_with, [], begin
        people = self._chosen(group.command)
        return people, _others(inside, people), begin

    def _chosen(self, sign: _Mark) -> list[PersonRef]:
        """Of the people of the main clause those whom a command is about: all of them, but for a correction."""
        alone = self.corrections.whom.get(sign.key)
        people = [who for who in self.main_people if alone and _identity(who) == _identity(alone)] or self.main_people
        if len(self.main_people) > 1:
            self.whom[sign.key] = self.main_people, people
        return people

    def _with_whom(self, piece: Piece) -> Piece:
        """The piece of a command that may be about several people: it says about whom it is."""
        if piece.kind not in _ABOUT_WHOM or piece.key not in self.whom:
            return piece
        may_be, people = self.whom[piece.key]
        label = say("{what} · {name}", what=piece.label, name=people[0].name)
        if len(people) > 1:
            label = say("{what} · both", what=piece.label)
        if len(people) > 2:
            label = say("{what} · all {n}", what=piece.label, n=len(people))
        return replace(piece, label=label, whom=tuple(may_be))

    def _whole(self, group: _Group) -> Span:
        return _trimmed(self.line, group.start, group.end)

    def _sign(self, group: _Group) -> _Mark:
        assert group.command is not None
        return group.command

    def _nobody(self, group: _Group) -> bool:
        return self._problem(self._whole(group), say("Nobody is named whom this is about: name them with @."))

    def _nothing_said(self, group: _Group) -> bool:
        sign = self._sign(group)
        takes = next(command.takes for command in COMMANDS if command.word == sign.text)
        return self._problem(
            self._whole(group), say("/{word} wants something after it: {takes}", word=sign.text, takes=takes)
        )

    def _read_fact(self, group: _Group) -> bool:
        """A preference, an observation of trust, an offering told of, or thanks."""
        sign = self._sign(group)
        people, others, begin = self._addressed(group)
        if not others:
            group = replace(group, end=self._without_named_last(group, begin))
        text = self._text(begin, group.end)
        if not people:
            return self._nobody(group)
        if not text and sign.text != "thanks":
            return self._nothing_said(group)
        span = (sign.start, sign.end)
        if sign.text in _PREFERENCES:
            kind, told = _PREFERENCES[sign.text]
            label = told(text)
            self._add(Piece(span, PieceKind.PREFERENCE, label, sign.key))
            self.preferences += [(person, Preference(0, person.id, kind, text)) for person in people]
        elif sign.text == "trust":
            label = self._read_trust(group, people, begin)
        elif sign.text == "thanks":
            label = say("thanks: {text}", text=text) if text else say("thanks")
            self._add(Piece(span, PieceKind.THANKS, label, sign.key))
            received = self._thanked_for(people, text, sign.end)
            self._within(EntryKind.THANKS, text, people, others, ThanksDetail(received), Direction.ME)
            return True
        else:
            label = self._read_told(sign, text.rstrip("."), people)
        self.facts.append(label)
        self.fact_people += people
        return True

    def _without_named_last(self, group: _Group, begin: int) -> int:
        """Where the words of a fact end, when whom it is about is named after them: "/like jazz @Ana"."""
        found = _NAMED_LAST.search(self.mask[: group.end], begin)
        if found is None or self.main_people:
            return group.end
        before = self.mask[begin : found.start()]
        inside = self._marks_in(begin, group.end, "@")
        if not before.strip() or any(mark.start < found.start("people") for mark in inside):
            return group.end
        if self._sign(group).text == "told" and (word := re.search(r"\s(?:to|with)$", before, re.IGNORECASE)):
            return begin + word.start()
        return group.end if self._leans(before) else found.start()

    def _thanked_for(self, people: Sequence[PersonRef], text: str, at: int) -> int | None:
        """What the thanks are for: of what these people are not yet thanked for, what the words name, or the newest."""
        owed = [
            one
            for who in people
            if who.id
            for one in self.known.owed(who.id)
            if one[3] == who.id and one[2] <= self.day
        ]
        key = self._implied_key(PieceKind.THANKS)
        if not owed or key in self.corrections.dropped:
            return None
        said = _telling_words(text) - {word for who in people for word in _telling_words(who.name)}
        entry, kind, _, _, about = max(owed, key=lambda one: (len(said & _telling_words(one[4])), one[2], one[0]))
        label = {
            EntryKind.GIFT: say("for the gift: {about}", about=about),
            EntryKind.REFERRAL: say("for the referral: {about}", about=about),
            EntryKind.INTRODUCTION: say("for the introduction: {about}", about=about),
        }.get(kind, say("for the yes to: {about}", about=about))
        self._add(Piece((at, at), PieceKind.THANKS, label, key))
        return entry

    def _read_trust(self, group: _Group, people: list[PersonRef], begin: int) -> Said:
        sign = self._sign(group)
        found = _LEVEL.match(self.mask[: group.end], begin)
        level = int(found["level"]) if found and found["level"] in list("12345") and not found["other"] else None
        span, state = (sign.start, sign.end), PieceState.KNOWN
        if found and level is not None:
            span = (sign.start, found.end("score"))
            reason = self._text(found.end(), group.end)
            if any(mark.sign == "@" and _overlap((mark.start, mark.end), span) for mark in self.marks):
                span = (sign.start, sign.end)
        else:
            reason = self._text(begin, group.end)
            if found:
                self._problem(found.span("score"), say("Trust goes from 1 to 5; the number stays in the text."))
        kind = (_told_by(_TRUSTS, reason) or (TrustKind.OTHER,))[0]
        if not reason:
            state = PieceState.UNCLEAR
            self._problem(self._whole(group), say("Say what happened, so that the number can be understood later."))
        if level is None:
            label = say("trust: {reason}", reason=reason)
        else:
            label = (
                say("trust {level}: {reason}", level=level, reason=reason)
                if reason
                else say("trust {level}", level=level)
            )
        self._add(Piece(span, PieceKind.TRUST, label, sign.key, state))
        self.trust += [(person, Trust(0, person.id, reason, None, kind, level)) for person in people]
        return label

    def _read_told(self, sign: _Mark, name: str, people: list[PersonRef]) -> Said:
        name = re.sub(r"^(?:about|of)\s+(?=\S)", "", name, flags=re.IGNORECASE)
        shows = _SHOWN_BY.search(name)
        awareness = Awareness.TOLD
        if shows is not None and name[: shows.start()].strip():
            name = name[: shows.start()].strip()
            awareness = Awareness.SAID_BACK if shows["back"] else Awareness.SENT_SOMEONE
        offering = next((o for o in self.known.offerings if fold(o.name) == fold(name)), None)
        if offering is None and (begins := self._offering_before(name)):
            offering, more = begins
            self.kept.append(more)
        shown = offering.name if offering else name
        label = say("told about {offering}", offering=shown)
        state = PieceState.KNOWN if offering else PieceState.NEW
        said = label if offering else say("told about something new: {offering}", offering=shown)
        if awareness is not Awareness.TOLD:
            said = say("{told}, {shown}", told=said, shown=awareness.said)
        self._add(Piece((sign.start, sign.end), PieceKind.OFFERING, said, sign.key, state))
        for person in people:
            self.told.append(MentionDraft(offering.id if offering else 0, shown, awareness))
            self.told_people.append(person)
        return label

    def _offering_before(self, text: str) -> tuple[Offering, str] | None:
        """The offering whose name a text begins with, and what stands behind it; the longest name wins."""
        for offering in sorted(self.known.offerings, key=lambda o: -len(o.name)):
            found = _spelt_as(offering.name).match(text)
            if found is not None:
                return offering, text[found.end() :].strip(" ,;:.–—-")
        return None

    def _offering_in(self, text: str) -> Offering | None:
        """The offering whose name stands in a text."""
        words = f" {' '.join(_NOT_A_WORD.split(fold(text)))} "
        named = [o for o in self.known.offerings if f" {fold(o.name)} " in words]
        return max(named, key=lambda o: len(o.name), default=None)

    def _notice_offerings(self, kind: EntryKind, people: Sequence[PersonRef], said: Sequence[_Group]) -> None:
        """Who was spoken or written with has heard of what the words name; a chip says so, and can be taken away."""
        asked = {draft.detail.offering for draft in self.within if isinstance(draft.detail, AskDetail)}
        known = {mention.offering for mention in self.told} | asked
        taken: list[Span] = []
        for offering in sorted(self.known.offerings, key=lambda o: -len(o.name)):
            if offering.retired or offering.id in known or kind not in CHANNELS or not people:
                continue
            pattern = _spelt_as(offering.name)
            spans = (found.span() for group in said for found in pattern.finditer(self.mask, group.start, group.end))
            span = next((one for one in spans if not any(_overlap(one, other) for other in taken)), None)
            if span is None:
                continue
            taken.append(span)
            key = self._key(f"({PieceKind.OFFERING.value} {offering.id})")
            if key in self.corrections.dropped:
                continue
            if any(_overlap(span, piece.span) for piece in self.pieces):
                span = (span[1], span[1])
            label = say("told about {offering}", offering=offering.name)
            self._add(Piece(span, PieceKind.OFFERING, label, key))
            for person in people:
                self.told.append(MentionDraft(offering.id, offering.name))
                self.told_people.append(person)

    def _within(
        self,
        kind: EntryKind,
        text: str,
        people: Sequence[PersonRef],
        about: Sequence[PersonRef],
        detail: AskDetail | OutcomeDetail | ReferralDetail | IntroductionDetail | ThanksDetail,
        direction: Direction | None,
    ) -> None:
        participants = (*(Participant(p) for p in people), *(Participant(p, Role.ABOUT) for p in about))
        self.within.append(
            EntryDraft(self.day, kind, text, direction=direction, participants=participants, detail=detail)
        )

    def _read_ask(self, group: _Group) -> bool:
        sign = self._sign(group)
        outcome, stop = None, group.end
        for semicolon in re.finditer(";", self.mask[sign.end : group.end]):
            at = sign.end + semicolon.start()
            outcome = self._outcome(at + 1, group.end)
            if outcome is not None:
                stop = at
                break
        people, others, begin = self._addressed(group, stop)
        about = self._text(begin, stop).rstrip()
        about = about[:-1].rstrip() if about.endswith(".") and not about.endswith("..") else about
        if not people:
            return self._nobody(group)
        if not about:
            return self._nothing_said(group)
        made = sign.text == "ask"
        offering = self._offering_in(about)
        label = say("ask made: {about}", about=about) if made else say("ask received: {about}", about=about)
        self._add(Piece((sign.start, sign.end), PieceKind.ASK, label, sign.key))
        detail = AskDetail(
            AskSide.MADE if made else AskSide.RECEIVED,
            about,
            offering.id if offering else None,
            self._worth(begin, stop),
        )
        self._within(EntryKind.ASK, "", people, others, detail, Direction.ME if made else Direction.THEM)
        if outcome is not None:
            self._add_outcome(outcome, self._text(stop + 1, group.end), people, 0)
        return True

    def _add_outcome(self, outcome: _Outcome, text: str, people: Sequence[PersonRef], ask: int) -> None:
        self.pieces += outcome.pieces
        self.problems += outcome.problems
        self._within(EntryKind.OUTCOME, text, (), people, replace(outcome.detail, ask=ask), None)

    def _read_outcome(self, group: _Group) -> bool:
        sign = self._sign(group)
        begin = sign.end
        addressed = _ADDRESSED.match(self.mask[: group.end], begin)
        own: list[PersonRef] = []
        if addressed is not None:
            own = self._people_of(self._marks_in(*addressed.span("people"), "@"))
            begin = addressed.end()
        outcome = self._outcome(begin, group.end)
        people = own or self.main_people
        if not people:
            # "yes, says @Ana": whoever is named after it, but not the one they went to.
            named = self._people_of(self._marks_in(begin, group.end, "@"))
            gone_to = outcome.detail.elsewhere if outcome else None
            own = people = [person for person in named if person != gone_to]
        if not people:
            return self._nobody(group)
        if outcome is None:
            return self._problem(
                self._whole(group),
                say(
                    "What came of it: yes, no, no answer, withdrawn, not now until DAY, elsewhere WHOM because REASON?"
                ),
            )
        text = self._text(begin, group.end)
        last = self.within[-1] if self.within else None
        asked = [p.person for p in last.participants if p.role is Role.WITH] if last is not None else []
        if last is not None and isinstance(last.detail, AskDetail) and not _others(own, asked):
            self._add(
                Piece(
                    (sign.start, sign.end), PieceKind.ASK, say("of the ask: {about}", about=last.detail.about), sign.key
                )
            )
            self._add_outcome(outcome, text, asked, 0)
            return True
        for person in people:
            ask = self.known.open_asks(person.id, self.day) if person.id else None
            if ask is not None:
                self._add(
                    Piece(
                        (sign.start, sign.end),
                        PieceKind.ASK,
                        say("of the ask: {about}", about=ask.about),
                        sign.key,
                        day=ask.day,
                    )
                )
                self._add_outcome(outcome, text, [person, *_others(own, [person])], ask.id)
                return True
        return self._problem(self._whole(group), say("There is no open ask with {name}.", name=people[0].name))

    def _outcome(self, begin: int, end: int) -> _Outcome | None:
        """What the words from begin to end say came of an ask; None when they do not begin with an outcome."""
        mask = self.mask[:end]
        found = next(((m, s) for words, s in _STATES if (m := _pattern(words, _STATE_LEAD).match(mask, begin))), None)
        if found is None:
            return None
        match, state = found
        key = self._implied_key(PieceKind.OUTCOME)
        if key in self.corrections.dropped:
            return None
        pieces = [Piece(self._outside_marks(*match.span("words")), PieceKind.OUTCOME, state.said, key)]
        problems: list[Problem] = []
        at, come_back, whom, value = match.end("words"), None, None, None
        if state is AskState.NOT_NOW:
            come_back, at = self._come_back(at, end, pieces, problems)
        elif state is AskState.ELSEWHERE:
            whom, at = self._whom(at, end, pieces, problems)
        elif state is AskState.YES and (money := _money(mask[at:], self.known.currency)):
            value = money[0]
            value_key = self._implied_key(PieceKind.VALUE)
            pieces.append(Piece((at + money[1][0], at + money[1][1]), PieceKind.VALUE, _money_said(value), value_key))
        reason, known_by = (Reason.NOT_SAID, None)
        if state in (AskState.NOT_NOW, AskState.ELSEWHERE, AskState.NO, AskState.WITHDRAWN):
            reason, known_by = self._reason(at, end, pieces)
        detail = OutcomeDetail(0, state, come_back, whom, reason, known_by, value)
        return _Outcome(state, detail, pieces, problems)

    def _come_back(self, at: int, end: int, pieces: list[Piece], problems: list[Problem]) -> tuple[date | None, int]:
        filler = _FILLERS.match(self.mask[:end], at)
        start = filler.end() if filler else at
        found = self._day_at(start, end)
        if found is not None and found[0] <= self.today:
            found = None
        key = self._implied_key(PieceKind.COME_BACK)
        if found is None or key in self.corrections.dropped:
            said = _COME_BACK_SAID.match(self.mask[:end], start)
            span = _trimmed(self.line, *said.span("words")) if said else (at, at)
            why = say("When to come back? Say a day: not now until 1 April.")
            if span[0] < span[1]:
                why = say("This is no day to come. When to come back? Say a day: not now until 1 April.")
            problems.append(Problem(span, why))
            pieces.append(Piece((at, at), PieceKind.COME_BACK, say("when to come back?"), key, PieceState.UNCLEAR))
            return None, at
        pieces.append(Piece((start, found[1]), PieceKind.COME_BACK, say("come back"), key, day=found[0]))
        return found

    def _day_at(self, start: int, end: int) -> tuple[date, int] | None:
        """The day to come at `start`, and where its words end."""
        stop = min([mark.start for mark in self.marks if start <= mark.start < end] + [end])
        found = find_day(self.mask[start:stop], self.today, day_first=self.known.day_first)
        if found is None:
            return None
        return found[0], start + len(self.line[start : start + found[1]].rstrip(" \t,;:.!-–—"))

    def _whom(self, at: int, end: int, pieces: list[Piece], problems: list[Problem]) -> tuple[PersonRef | None, int]:
        lead = _WHOM_LEAD.match(self.mask[:end], at)
        start = lead.end() if lead else at
        mark = next((mark for mark in self.marks if mark.sign == "@" and mark.start == start and mark.end <= end), None)
        if mark is not None:
            return mark.people[0], mark.end
        key = self._implied_key(PieceKind.ELSEWHERE)
        stop = _WHOM_END.search(self.mask[:end], start)
        finish = stop.start() if stop else end
        known = _named_at(self.line, start, self.known.names) if start < end else None
        whom: PersonRef | None = None
        if known is not None and known[0] <= finish:
            finish, whom = known[0], _ref(known[1][0])
        elif start < finish and self.line[start].isupper() and len(self.line[start:finish].split()) <= _MOST_NEW_WORDS:
            whom = PersonRef(0, self.line[start:finish].strip(), PersonKind.ORGANIZATION)
        if whom is None or key in self.corrections.dropped:
            pieces.append(Piece((at, at), PieceKind.ELSEWHERE, say("to whom?"), key, PieceState.UNCLEAR))
            if whom is None and self.line[start:finish].strip():
                why = say("This is taken for no name. To whom did it go? Name them: elsewhere @Berg because price.")
                problems.append(Problem(_trimmed(self.line, start, finish), why))
            return None, at
        several = known is not None and len(known[1]) > 1
        whom = self.corrections.people.get(key, whom)
        state = PieceState.UNCLEAR if several else PieceState.NEW if whom.id == 0 else PieceState.KNOWN
        people = tuple(dict.fromkeys((whom, *(_ref(k) for k in (known[1] if known else ())))))
        pieces.append(
            Piece(
                (start, finish),
                PieceKind.ELSEWHERE,
                say("went to {name}", name=whom.name),
                key,
                state,
                candidates=people,
            )
        )
        return whom, finish

    def _reason(self, at: int, end: int, pieces: list[Piece]) -> tuple[Reason, KnownBy | None]:
        mask = self.mask[:end]
        because = _BECAUSE.search(mask, at)
        start = because.end() if because else at
        known_by = (_told_by(_KNOWN_BY, mask, at) or (None,))[0]
        reason, span = Reason.NOT_SAID, because.span() if because else (at, at)
        if told := _told_by(_REASONS, mask, start):
            reason, span = told
        elif because and re.search(r"\w", mask[start:]):
            reason = Reason.OTHER
        key = self._implied_key(PieceKind.REASON)
        if reason is Reason.NOT_SAID or key in self.corrections.dropped:
            return Reason.NOT_SAID, known_by
        label = (
            say("{reason} ({known_by})", reason=reason.said, known_by=known_by.said)
            if known_by
            else say("reason: {reason}", reason=reason.said)
        )
        pieces.append(Piece(self._outside_marks(*span), PieceKind.REASON, label, key))
        return reason, known_by

    def _read_referral(self, group: _Group) -> bool:
        sign = self._sign(group)
        way = _TO_OR_FROM.match(self.mask[: group.end], sign.end)
        if way is None:
            return self._problem(
                self._whole(group),
                say("A referral goes to somebody or comes from somebody: /referral to @A: @P needs WHAT"),
            )
        if _SEVERAL.match(self.mask[: group.end], way.end()):
            return self._problem(
                self._whole(group), say("A referral goes to one person or comes from one: write one for each of them.")
            )
        other, begin, marks = self._other_end(way, group)
        if other is None:
            return self._nobody(group)
        prospect = marks[0].people[0] if marks else None
        needs = _NEEDS.search(self.mask[: group.end], begin)
        need_from = begin
        if needs is not None:
            before = self.line[begin : needs.start()].rstrip(" ,:–—-")
            if marks and _PROSPECTS.fullmatch(self.mask[begin : needs.start()]):
                need_from = needs.end()
                if more := self._marks_in(marks[0].end, needs.start(), "@"):
                    why = say("A referral is of one person: write another for {name}.", name=more[0].people[0].name)
                    self._problem((more[0].start, more[0].end), why)
            elif prospect is None and (found := self.known.names.named(before)):
                prospect, need_from = _ref(found[0]), needs.end()
            elif prospect is None and before and before[0].isupper() and _name_end(before, 0) == len(before):
                prospect, need_from = PersonRef(0, before), needs.end()
        if need_from == begin and marks and marks[0].start == begin:
            follows = re.compile(r"\s*[:,–—-]?\s*").match(self.mask[: group.end], marks[0].end)
            need_from = follows.end() if follows else begin
        need = self._text(need_from, group.end)
        if prospect is None and (bare := _NEEDS.match(" " + need)):
            # "@Ben /referral to @Ana: needs a roof": whoever the line is about is the one who needs it.
            prospect = next((person for person in self.main_people if person != other), None)
            if prospect is not None:
                need = (" " + need)[bare.end() :]
        need = need[:-1] if need.endswith(".") and not need.endswith("..") else need
        if prospect is None and not need:
            return self._nothing_said(group)
        given = way["way"].casefold() == "to"
        # What I send somebody away with is not what I offer.
        offering = None if given else self._offering_in(need)
        detail = ReferralDetail(
            Side.GIVEN if given else Side.RECEIVED,
            other,
            prospect,
            need,
            offering.id if offering else None,
            value=self._worth(need_from, group.end),
        )
        label = say("referral to {name}", name=other.name) if given else say("referral from {name}", name=other.name)
        if prospect is not None and need:
            label = say("{referral}: {prospect} needs {need}", referral=label, prospect=prospect.name, need=need)
        elif prospect is not None or need:
            label = say("{referral}: {what}", referral=label, what=prospect.name if prospect else need)
        state = PieceState.KNOWN if prospect is not None else PieceState.UNCLEAR
        if prospect is not None and prospect.id == 0 and not marks:
            state = PieceState.NEW
        span = _trimmed(self.line, sign.start, way.end("whom") if way["whom"] else way.end("way"))
        self._add(Piece(span, PieceKind.REFERRAL, label, sign.key, state))
        about = _others(self._people_of(marks), [other])
        if prospect is not None and prospect not in about and prospect.id != self.known.me:
            about = _others([prospect, *about], [other])
        with_whom = [other] if self.known.me is None or other.id != self.known.me else []
        self._within(EntryKind.REFERRAL, "", with_whom, about, detail, Direction.ME if given else Direction.THEM)
        return True

    def _other_end(self, way: re.Match[str], group: _Group) -> tuple[PersonRef | None, int, list[_Mark]]:
        """Whom "to @A:" or "from her:" means, where what follows begins, and who is named in that."""
        begin, marks = way.end(), self._marks_in(way.end(), group.end, "@")
        other = self.main_people[0] if self.main_people else None
        if not way["whom"] and marks and marks[0].start == _skip(self.mask, begin, group.end, r"\s*"):
            other, begin, marks = marks[0].people[0], marks[0].end, marks[1:]
        return other, _skip(self.mask, begin, group.end, r"\s*[:,]?\s*(?:for\s+(?=@))?"), marks

    def _worth(self, start: int, end: int) -> Money | None:
        """The sum that stands from start to end, with its chip."""
        money = _money(self.mask[start:end], self.known.currency)
        if money is None or (key := self._implied_key(PieceKind.VALUE)) in self.corrections.dropped:
            return None
        span = (start + money[1][0], start + money[1][1])
        self._add(Piece(span, PieceKind.VALUE, _money_said(money[0]), key))
        return money[0]

    def _read_introduction(self, group: _Group) -> bool:
        sign = self._sign(group)
        if (way := _BY_WHOM.match(self.mask[: group.end], sign.end)) is not None:
            return self._read_introduction_received(group, way)
        own = self._people_of(self._marks_in(sign.end, group.end, "@"))
        first = _ADDRESSED.match(self.mask[: group.end], sign.end)
        if first is not None and len(self._people_of(self._marks_in(*first.span("people"), "@"))) > 2:
            return self._problem(
                self._whole(group),
                say("An introduction brings two together: write one for each two of them."),
            )
        both = [*own, *_others(self.main_people, own)][:2] if len(own) < 2 else own
        if not own or len(both) < 2:
            return self._problem(self._whole(group), say("An introduction needs two people: /intro @A @B: WHY"))
        between = re.compile(
            rf"\s*:?\s*@{_FILL}*(?:\s*(?:,|&|and\b|to\b|with\b)?\s*@{_FILL}*)?(?!['’\w])\s*[:,–—-]?\s*"
        ).match(self.mask[: group.end], sign.end)
        begin = between.end() if between else sign.end
        purpose = self._text(begin, group.end)
        detail = IntroductionDetail(Side.GIVEN, both[0], both[1], purpose=purpose)
        label = say("introduction: {one} and {other}", one=both[0].name, other=both[1].name)
        self._add(Piece((sign.start, sign.end), PieceKind.INTRODUCTION, label, sign.key))
        self._within(EntryKind.INTRODUCTION, "", both[:2], both[2:], detail, Direction.ME)
        return True

    def _read_introduction_received(self, group: _Group, way: re.Match[str]) -> bool:
        sign = self._sign(group)
        introducer, begin, marks = self._other_end(way, group)
        begin = _skip(self.mask, begin, group.end, r"(?:to|with)\s+(?=@)")
        other = marks[0].people[0] if marks and marks[0].start == begin else None
        if (
            introducer is None
            or other in (None, introducer)
            or any(_SEVERAL.match(self.mask[: group.end], at) for at in (way.end(), begin))
        ):
            return self._problem(
                self._whole(group), say("Who brought you together with whom? Name one of each: /intro from @A: @B, WHY")
            )
        assert other is not None
        purpose = self._text(_skip(self.mask, marks[0].end, group.end, r"\s*[:,–—-]?\s*"), group.end)
        detail = IntroductionDetail(Side.RECEIVED, None, other, introducer, purpose)
        label = say("introduced by {name}: {other}", name=introducer.name, other=other.name)
        self._add(Piece((sign.start, sign.end), PieceKind.INTRODUCTION, label, sign.key))
        about = _others(self._people_of(marks), [introducer, other])
        self._within(EntryKind.INTRODUCTION, "", [introducer, other], about, detail, Direction.THEM)
        return True

    def _read_reminder(self, group: _Group) -> bool:
        sign = self._sign(group)
        lead = _REMINDED_OF.match(self.mask[: group.end], sign.end)
        start = lead.end() if lead else sign.end
        if (
            lead
            and lead["people"]
            and not (lead["colon"] or self._repeat_at(start, group.end)[0] or self._day_at(start, group.end))
        ):
            # Neither a colon nor a day is behind the names: they are part of what is to be done.
            start, lead = lead.start("people"), None
        time, stop = self._time_last(start, group.end)
        inside = self._people_of(self._marks_in(sign.end, group.end, "@"))
        own = inside if not _others(inside, self.main_people) else []
        if lead and lead["people"]:
            own = self._people_of(self._marks_in(*lead.span("people"), "@"))
        people = own or self._chosen(sign) or inside or self.dealt_with
        repeat, at = self._repeat_at(start, group.end)
        found = self._day_at(_skip(self.mask, at, group.end, r"[\s,]*(?:(?:starting|beginning|first)\s+)?"), group.end)
        when: Span | None = None
        if found is not None:
            day, at = found
        elif repeat is not None:
            first = next_occurrence(repeat, self.today, self.today + timedelta(1))
            if first is None:
                return self._problem(self._whole(group), say("This never comes round."))
            day = first
            if day.day < self.today.day:  # the end of a shorter month: later ones go back to the day of today
                repeat = repeat.anchored(self.today)
        else:
            trailing = self._trailing_day(start, stop)
            if trailing is None and (hour := self._hour_last(start, stop)):
                time, stop = hour
                trailing = self._trailing_day(start, stop)
            if trailing is None:
                return self._problem(
                    self._whole(group), say("When? A reminder begins with a day to come: /remind friday call")
                )
            day = trailing[0]
            when = trailing[1][0], start + len(self.line[start : group.end].rstrip(" \t.!"))  # with a time behind it
            if not time:
                time = (self._hour_last(start, when[0]) or self._time_last(start, when[0]))[0]
        if when is None and (clock := _time_next(self.mask[: group.end], at)):
            time, at = _clock(clock), clock.end()
        elif when is None and (clock := _AT_HOUR.match(self.mask[: group.end], at)) and int(clock["hour"]) < 24:
            time, at = f"{int(clock['hour']):02d}:00", clock.end()
        begin = _skip(self.mask, at, group.end, r"[\s,:;.–—-]*(?:to\b\s*)?")
        text = self._text(start if when else begin, when[0] if when else group.end)
        if not text and people:
            text = people[0].name
        if not text:
            return self._nothing_said(group)
        end = at if when is None else sign.end
        if self._marks_in(sign.start, end, "@"):
            end, when = sign.end, _trimmed(self.line, start, at)
        label = say("reminder: {text}", text=text)
        if repeat is not None:
            from netjournal.days import describe

            label = say("reminder, {repeat}: {text}", repeat=describe(repeat), text=text)
        span = _trimmed(self.line, sign.start, end)
        self._add(Piece(span, PieceKind.REMINDER, label, sign.key, day=day, time=time))
        if when is not None:
            self._add(Piece(when, PieceKind.WHEN, say("on"), self._implied_key(PieceKind.WHEN), day=day))
        about: Sequence[PersonRef | None] = people or (None,)
        self.reminders += [
            Reminder(0, text, day, person, time, repeat.rule if repeat is not None else "") for person in about
        ]
        return True

    def _repeat_at(self, start: int, end: int) -> tuple[Repeat | None, int]:
        """The repeat that the longest run of words from `start` on means, and where it ends."""
        words = list(islice(_NOT_SPACE.finditer(self.mask, start, end), 8))
        for word in reversed(words):
            repeat = understand_repeat(self.mask[start : word.end()])
            if repeat is not None:
                return repeat, word.end()
        return None, start

    def _time_last(self, start: int, end: int) -> tuple[str, int]:
        """The time that the last words say ("call her at 14:30"), and where what stands before them ends."""
        for words in (_TIME, _BARE_TIME):
            for found in words.finditer(self.mask, start, end):
                if (clock := _clock(found)) and not self.mask[found.end() : end].strip(" \t.!"):
                    return clock, start + len(self.mask[start : found.start()].rstrip(" \t,"))
        return "", end

    def _hour_last(self, start: int, end: int) -> tuple[str, int] | None:
        """The hour that the last words say ("at 9"), and where what stands before them ends: only beside a day."""
        found = _HOUR_LAST.search(self.mask[:end], start)
        if found is None or int(found["hour"]) > 23:
            return None
        return f"{int(found['hour']):02d}:00", found.start()

    def _trailing_day(self, start: int, end: int) -> tuple[date, Span] | None:
        """The day that the last words mean beyond doubt ("call her on friday"), and where they stand."""
        stop = start + len(self.mask[start:end].rstrip(" \t.!"))
        for word in list(_NOT_SPACE.finditer(self.mask, start, stop))[1:][-8:]:
            phrase = self.mask[word.start() : stop]
            if _FILL not in phrase and (day := self._sure_day(phrase)):
                return day, (word.start(), stop)
        return None


# ---------------------------------------------------------------------------------------------------------------------
# Small things


def _identity(person: PersonRef) -> tuple[int, str]:
    return (person.id, "") if person.id else (0, fold(person.name))


def _distinct(people: Iterable[PersonRef]) -> list[PersonRef]:
    return list({_identity(person): person for person in reversed(list(people))}.values())[::-1]


def _others(people: Iterable[PersonRef], besides: Iterable[PersonRef]) -> list[PersonRef]:
    taken = {_identity(person) for person in besides}
    return [person for person in people if _identity(person) not in taken]


def _distinct_mentions(mentions: Iterable[MentionDraft]) -> tuple[MentionDraft, ...]:
    return tuple(dict.fromkeys(mentions))


def _telling_words(text: str) -> set[str]:
    return {word for word in _NOT_A_WORD.split(fold(text)) if len(word) > 3}


def _tidied(text: str) -> str:
    lines = [" ".join(part.split()) for part in text.split("\n")]
    return "\n".join(part for part in lines if part)


def _trimmed(line: str, start: int, end: int) -> Span:
    """The span without the white space at its ends."""
    inside = line[start:end]
    if not inside.strip():
        return start, start
    return start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip())


def _skip(text: str, at: int, end: int, pattern: str) -> int:
    found = re.compile(pattern, re.IGNORECASE).match(text[:end], at)
    return found.end() if found else at


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _money_said(money: Money) -> Said:
    return say("{amount} {currency}", amount=f"{money.amount:,}", currency=money.currency)
