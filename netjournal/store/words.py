"""How what somebody types into a search becomes a query of the index, and where each table's rows stand in it."""

from __future__ import annotations

from collections.abc import Sequence

from netjournal import late, names

from .migrations import INDEXED, first_of

ID_MASK = (1 << 40) - 1
FIRST_OF_ENTRIES = first_of(INDEXED["entry"][0])
LAST_OF_ENTRIES = first_of(INDEXED["introduction"][0] + 1) - 1

_WORD = late.pattern(r"[^\W_]+")
_NUMBER = late.pattern(r"[\d\s()+.,'’/-]*\d[\d\s()+.,'’/-]*")
_SHORTEST_NUMBER = 4
# Thousands set apart as a comma, a point, an apostrophe or a narrow gap does; what follows may be cents.
_THOUSANDS = late.pattern(r"(?<!\d)(\d{1,3})((?:[.,'’\u00a0\u202f]\d{3})+)(?!\d)")


def words_of(text: str) -> list[str]:
    """The folded words of what was typed; a telephone number or a sum, however it is written, is one word of digits."""
    if _NUMBER.fullmatch(text.strip()):
        digits = names.digits(text).lstrip("0")
        if len(digits) >= _SHORTEST_NUMBER:
            return [digits[:12]]
    text = _THOUSANDS.sub(lambda match: match[1] + names.digits(match[2]), text)
    return _WORD.findall(names.fold(text))


def query(words: Sequence[str]) -> str:
    """A full-text query that finds rows in which each word begins a word. Nothing in it can be an operator.

    A number is also found where its thousands stand apart: the index has "12,500" in a text as two words.
    """
    return " AND ".join(f'("{word}"* OR "{_set_apart(word)}"*)' if is_number(word) else f'"{word}"*' for word in words)


def is_number(word: str) -> bool:
    """Whether a word is a number so long that its digits may stand apart."""
    return len(word) >= _SHORTEST_NUMBER and word.isascii() and word.isdecimal()


def _set_apart(number: str) -> str:
    first = len(number) % 3
    return " ".join(filter(None, (number[:first], *(number[n : n + 3] for n in range(first, len(number), 3)))))
