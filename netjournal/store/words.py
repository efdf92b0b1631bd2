"""How what somebody types into a search becomes a query of the index, and where each table's rows stand in it."""

from __future__ import annotations

from collections.abc import Sequence

from netjournal import late, names

from .migrations import INDEXED, first_of

ID_MASK = (1 << 40) - 1
FIRST_OF_ENTRIES = first_of(INDEXED["entry"][0])
LAST_OF_ENTRIES = first_of(INDEXED["introduction"][0] + 1) - 1

_WORD = late.pattern(r"[^\W_]+")
_NUMBER = late.pattern(r"[\d\s()+./-]*\d[\d\s()+./-]*")
_SHORTEST_NUMBER = 4


def words_of(text: str) -> list[str]:
    """The folded words of what was typed; a telephone number, however it is written, is one word of its digits."""
    if _NUMBER.fullmatch(text.strip()):
        digits = names.digits(text).lstrip("0")
        if len(digits) >= _SHORTEST_NUMBER:
            return [digits[:12]]
    return _WORD.findall(names.fold(text))


def query(words: Sequence[str]) -> str:
    """A full-text query that finds rows in which each word begins a word. Nothing in it can be an operator."""
    return " AND ".join(f'"{word}"*' for word in words)
