"""Names: comparing, sorting, splitting and shortening them, whatever the script.

Hidden here: what counts as the same letter (accents, ligatures, full-width forms, invisible marks), where a match in
folded text lies in the text as it was written, which word of a name gives an initial, and when the family name comes
first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nameparser import Parser

# Letters that Unicode does not take apart, and punctuation written in several ways. Case folding makes "ss" of "ß".
_ALIKE = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "‘": "'",
        "’": "'",
        "ʼ": "'",
        "‐": "-",
        "‑": "-",
    }
)
# Combining classes that make another letter rather than an accent: kana voicing (が is not か) and the Indic virama.
_MARKS_KEPT = (0, 8, 9)

# fmt: off
TITLES = frozenset({
    "avv", "capt", "col", "dhr", "dipl", "dipl-ing", "dott", "dr", "fr", "frau", "herr", "ing", "mag", "mevr", "miss",
    "mlle", "mme", "mr", "mrs", "ms", "mx", "prof", "rev", "sir", "sr", "sra", "srta",
})
SUFFIXES = frozenset({"bsc", "cpa", "dds", "esq", "ii", "iii", "iv", "jr", "mba", "md", "msc", "phd", "sr"})
# Words before a family name that give no initial when they are written small.
PARTICLES = frozenset({
    "af", "al", "av", "ben", "bin", "bint", "d", "da", "das", "de", "del", "della", "den", "der", "des", "di", "do",
    "dos", "du", "e", "el", "i", "ibn", "la", "las", "le", "los", "of", "te", "ten", "ter", "the", "van", "vom", "von",
    "y", "zu", "zum", "zur",
})
# fmt: on


# ---------------------------------------------------------------------------------------------------------------------
# Folding


def fold(text: str) -> str:
    """The text for comparing: no case, accents or invisible marks, ligatures and widths undone, single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(" ".join(map(_fold_word, text.split())).split())


@lru_cache(maxsize=8192)
def _fold_word(word: str) -> str:
    if word.isascii():
        return word.lower()
    return "".join(_fold_letter(word[start:end]) for start, end in _letters(word))


@lru_cache(maxsize=4096)
def _joins_previous(character: str) -> bool:
    """Whether a character belongs to the letter before it: marks, invisible signs, inner Hangul jamo."""
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first)[0] == "M" or unicodedata.category(first) == "Cf" or "\u1160" <= first <= "\u11ff"


def _letters(text: str) -> Iterator[tuple[int, int]]:
    """Where each letter of the text lies, with the marks that belong to it: spans that join without gaps."""
    start = 0
    for position in range(1, len(text)):
        if not (character := text[position]).isascii() and _joins_previous(character):
            continue
        yield start, position
        start = position
    if text:
        yield start, len(text)


@lru_cache(maxsize=8192)
def _fold_letter(letter: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold().translate(_ALIKE))
    kept = (c for c in apart if unicodedata.combining(c) in _MARKS_KEPT and not _is_invisible(c))
    return unicodedata.normalize("NFC", "".join(kept))


def _is_invisible(character: str) -> bool:
    """Direction marks, joiners, soft hyphens and variation selectors."""
    return unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"


class _Folded(NamedTuple):
    """A folded text, and for each of its characters where the letter it came from starts and ends in the original."""

    text: str
    starts: list[int]
    ends: list[int]


def _fold_with_places(text: str) -> _Folded:
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _letters(text):
        for character in _fold_letter(text[start:end]):
            if character.isspace():
                if not characters or characters[-1] == " ":
                    continue
                character = " "
            characters.append(character)
            starts.append(start)
            ends.append(end)
    return _Folded("".join(characters), starts, ends)


def find_folded(haystack: str, needle: str) -> tuple[int, int] | None:
    """Where the needle first stands in the haystack, whatever case and accents: (start, end) in the haystack itself.

    A match that begins or ends within a letter takes it whole: "stras" is found in "Straße" as "Straß".
    """
    wanted = fold(needle)
    if not wanted:
        return None
    if haystack.isascii() and " " not in wanted:
        start = haystack.lower().find(wanted)
        return None if start < 0 else (start, start + len(wanted))
    folded = _fold_with_places(haystack)
    start = folded.text.find(wanted)
    return None if start < 0 else (folded.starts[start], folded.ends[start + len(wanted) - 1])


def matches(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where words of the text begin with one of `words`: spans in the text itself, sorted, none overlapping another.

    In scripts that put no space between words a match may begin anywhere.
    """
    folded = _fold_with_places(text)
    spans: list[tuple[int, int]] = []
    for wanted in {fold(word) for word in words} - {""}:
        start = folded.text.find(wanted)
        while start >= 0:
            if _begins_word(folded, start):
                spans.append((folded.starts[start], folded.ends[start + len(wanted) - 1]))
            start = folded.text.find(wanted, start + 1)
    return _united(spans)


def _begins_word(folded: _Folded, position: int) -> bool:
    if position == 0:
        return True
    if folded.starts[position] == folded.starts[position - 1]:
        return False
    here, before = folded.text[position], folded.text[position - 1]
    return not (before.isalnum() and here.isalnum()) or is_unspaced(here)


def _united(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    united: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if united and start < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


# ---------------------------------------------------------------------------------------------------------------------
# Scripts


def is_unspaced(character: str) -> bool:
    """Whether its script puts no space between words: Han, kana, Thai, Lao, Khmer, Burmese."""
    point = ord(character)
    return (
        _is_han_or_kana(character)
        or 0x0E00 <= point <= 0x0EFF
        or 0x1000 <= point <= 0x109F
        or 0x1780 <= point <= 0x17FF
    )


def _is_han_or_kana(character: str) -> bool:
    point = ord(character)
    return (
        0x3005 <= point <= 0x3007
        or 0x3040 <= point <= 0x30FF
        or 0x31F0 <= point <= 0x31FF
        or 0x3400 <= point <= 0x4DBF
        or 0x4E00 <= point <= 0x9FFF
        or 0xF900 <= point <= 0xFAFF
        or 0xFF66 <= point <= 0xFF9F
        or 0x20000 <= point <= 0x3FFFF
    )


def _is_east_asian(word: str) -> bool:
    """Whether a word is all Han, kana or Hangul, where the family name comes first."""
    letters = [c for c in word if not _is_invisible(c) and unicodedata.category(c)[0] != "M"]
    return bool(letters) and all(
        _is_han_or_kana(c) or 0xAC00 <= ord(c) <= 0xD7A3 or 0x1100 <= ord(c) <= 0x11FF for c in letters
    )


# ---------------------------------------------------------------------------------------------------------------------
# Names


class NameParts(NamedTuple):
    """The parts of a name as vCard has them (RFC 6350, N) and a nickname in quotes or brackets; "" for none."""

    prefix: str = ""
    given: str = ""
    additional: str = ""
    family: str = ""
    suffix: str = ""
    nickname: str = ""


def sort_key(name: str, given: str = "", family: str = "") -> str:
    """What a list of people is sorted by: family and given name when a family name is known, else the name as shown."""
    return fold(f"{family} {given}") if fold(family) else fold(name)


def split_name(name: str) -> NameParts:
    """The parts of a name written in one piece: "Dr. Ana María Ruiz", "Müller, Jörg", "山田 太郎".

    A single name is a given name. A Chinese, Japanese or Korean name without a space stays whole as the given name:
    where the family name ends would be a guess. With a space the first part is the family name. Emoji beside letters
    belong to no part; what has no letters is a given name as it is.
    """
    name = " ".join(name.split())
    words = name.split(" ")
    if all(_is_east_asian(word) for word in words):
        return NameParts(given=name) if len(words) == 1 else NameParts(given=" ".join(words[1:]), family=words[0])
    parsed = _parser().parse(name)
    parts = NameParts(parsed.title, parsed.given, parsed.middle, parsed.family, parsed.suffix, parsed.nickname)
    return parts if parts.given or parts.family else NameParts(given=name)


@cache
def _parser() -> Parser:
    """A parser that guesses no Korean family name. It leaves emoji out of the parts."""
    from nameparser import Parser, Policy

    return Parser(policy=Policy(segment_scripts=frozenset()))


def display_name(prefix: str = "", given: str = "", additional: str = "", family: str = "", suffix: str = "") -> str:
    """The parts in their ordinary order; family name first and no spaces when all are Chinese, Japanese or Korean."""
    middle = [given, additional, family]
    if given and family and all(_is_east_asian(part) for part in middle if part):
        middle = [family + additional + given]
    return " ".join(" ".join([prefix, *middle, suffix]).split())


def initials(name: str) -> str:
    """The one or two letters of a round portrait: "Ana Ruiz" AR, "Omar" O, "Dr. Jan van der Berg" JB, "山田太郎" 山.

    Without any letter the first emoji or sign, and "?" without that.
    """
    bare = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", name)
    words = [word for word in _in_order(bare if bare.strip() else name).split() if _first_letter(word)]
    if not words:
        return _first_sign(name)
    words = _without_titles(words)
    telling = [word for word in words if word not in PARTICLES] or words
    first = _first_letter(telling[0])
    if len(telling) == 1 or _is_east_asian(first):
        return first
    return first + _first_letter(re.sub(r"^(?:al|el|d|l|ad|ar|as|at|an)[-'’]", "", telling[-1]) or telling[-1])


def _in_order(name: str) -> str:
    """The name without commas: "Müller, Jörg" the other way round, "Ana Ruiz, PhD" as it is."""
    family, comma, given = name.partition(",")
    if not comma or all(_plain(word) in SUFFIXES for word in given.replace(",", " ").split()):
        return name.replace(",", " ")
    return f"{given} {family}".replace(",", " ")


def _plain(word: str) -> str:
    return fold(word).replace(".", "")


def _without_titles(words: list[str]) -> list[str]:
    """Titles before and suffixes after the name left out, but never the last word that remains."""
    while len(words) > 1 and _plain(words[0]) in TITLES:
        words = words[1:]
    while len(words) > 1 and _plain(words[-1]) in SUFFIXES:
        words = words[:-1]
    return words


def _first_letter(word: str) -> str:
    """The first letter or number of a word with its marks, as at the start of a title; "" when it has none."""
    for start, end in _letters(word):
        letter = unicodedata.normalize("NFC", "".join(c for c in word[start:end] if not _is_invisible(c)))
        if letter and letter[0].isalnum():
            large = letter.title()
            return large if len(large) == len(letter) else letter
    return ""


def _first_sign(name: str) -> str:
    """The first emoji or other sign, with what is joined to it: a family, a flag, a skin tone."""
    for start, character in enumerate(name):
        if unicodedata.category(character) not in ("So", "Sk", "Sm", "Sc") or "\U0001f3fb" <= character <= "\U0001f3ff":
            continue
        end = start + 1
        if _is_flag_letter(character) and end < len(name) and _is_flag_letter(name[end]):
            return name[start : end + 1]
        while end < len(name) and (
            name[end - 1] == "\u200d" or _joins_previous(name[end]) or "\U0001f3fb" <= name[end] <= "\U0001f3ff"
        ):
            end += 1
        return name[start:end].rstrip("\u200d")
    return "?"


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


# ---------------------------------------------------------------------------------------------------------------------
# Text in little room


def excerpt(text: str, length: int) -> str:
    """The text on one line in at most `length` characters, cut between words where it can be and closed with "…"."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    if length < 1:
        return ""
    cut = length - 1
    space = line.rfind(" ", 0, cut + 1)
    if space > cut // 2:
        cut = space
    else:
        while cut > 0 and _joins_previous(line[cut]):
            cut -= 1
    return line[:cut].rstrip(" ,;:–—-") + "…"


def digits(text: str) -> str:
    """Only the decimal digits of the text, those of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())
