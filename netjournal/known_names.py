"""Every name in the journal, to be asked at each key press.

Hidden here: the names lie in a few long texts, a line each, instead of in some objects each. Ten thousand of them take
half a megabyte rather than ten, and looking through them costs no more than finding the matches.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice

from netjournal import late
from netjournal.model import KnownName, PersonKind
from netjournal.names import fold, is_unspaced

_WORD = late.pattern(r"[^\W_]+")
_APOSTROPHE = late.pattern(r"(?<=\w)['’](?=\w)")
_KINDS = tuple(PersonKind)


class KnownNames:
    """By which names everybody is known, in the order they were handed in, which is kept wherever several fit: the
    most recent people stand first. Going through it gives them one by one. It does not change.
    """

    def __init__(self, names: Iterable[KnownName] = ()) -> None:
        listed = [(k.id, _KINDS.index(k.kind), k.name, fold(k.name), k.shown) for k in names]
        self._ids = array("q", [row[0] for row in listed])
        self._kinds = bytes(row[1] for row in listed)
        self._written = _Lines([row[2] for row in listed])
        self._folded = _Lines([f" {row[3]}" for row in listed])
        self._words = _Lines([f" {' '.join(_words_of(row[3]))}" for row in listed])
        self._shown = {line: row[4] for line, row in enumerate(listed) if row[4] != row[2]}
        """By which name somebody is shown, of the lines where it is another than the one that stands there."""
        self.most_words = max((row[3].count(" ") + 1 for row in listed), default=1)
        """Of any name, as they are set apart by spaces."""

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[KnownName]:
        return map(self.__getitem__, range(len(self._ids)))

    def __getitem__(self, line: int) -> KnownName:
        name = self._written[line]
        return KnownName(self._ids[line], name, _KINDS[self._kinds[line]], self._shown.get(line, name))

    def of(self, people: Collection[int]) -> list[KnownName]:
        """The names of these people."""
        return [self[line] for line, person in enumerate(self._ids) if person in people]

    def with_first(self, first: Iterable[KnownName], instead_of: Collection[int]) -> KnownNames:
        """The same with some names before all others, and none else of these people."""
        made = KnownNames(first)
        kept = [line for line, person in enumerate(self._ids) if person not in instead_of]
        for line, place in enumerate(kept, len(made)):
            if place in self._shown:
                made._shown[line] = self._shown[place]
        made._ids.extend([self._ids[line] for line in kept])
        made._kinds += bytes([self._kinds[line] for line in kept])
        made._written += self._written.only(kept)
        made._folded += self._folded.only(kept)
        made._words += self._words.only(kept)
        made.most_words = max(made.most_words, self.most_words)
        return made

    def named(self, name: str) -> tuple[KnownName, ...]:
        """Everybody with exactly this name, case and accents aside, each person once. "Ana R" names "Ana R." too."""
        wanted = fold(name)
        if not wanted:
            return ()
        found = []
        for line in self._folded.beginning(f" {wanted}"):
            rest = self._folded[line][len(wanted) + 1 :]
            if not rest or (not rest.strip(".") and wanted[-1] != "."):
                found.append(line)
        return self._each_once(found)

    def beginning(self, words: str) -> tuple[KnownName, ...]:
        """Everybody whose name begins with these whole words and goes on: "ana" begins "Ana Ruiz", not "Anabel Li"."""
        wanted = fold(words)
        return self._each_once(self._folded.beginning(f" {wanted} ")) if wanted else ()

    def complete(self, prefix: str, limit: int = 8) -> tuple[KnownName, ...]:
        """Up to `limit` people with a word of the name beginning with the prefix, those whose first word does first."""
        wanted = f" {fold(prefix)}"
        found = chain(self._folded.beginning(wanted), self._folded.holding(wanted))
        return self._each_once(found, limit)

    def called(self, words: Sequence[str], limit: int | None = None) -> list[int]:
        """Who has a name in which each of these (folded) words begins a word, or stands where words are not apart."""
        wanted = (word if not word.isascii() and is_unspaced(word[0]) else f" {word}" for word in words)
        first, *rest = sorted(wanted, key=len, reverse=True)
        fit = (line for line in self._words.holding(first) if all(word in self._words[line] for word in rest))
        return [self._ids[line] for line in self._firsts(fit, limit)]

    def _each_once(self, lines: Iterable[int], limit: int | None = None) -> tuple[KnownName, ...]:
        return tuple(self[line] for line in self._firsts(lines, limit))

    def _firsts(self, lines: Iterable[int], limit: int | None) -> Iterable[int]:
        """Of lines those that name somebody not yet named by an earlier one."""
        seen: set[int] = set()
        new = (line for line in lines if not (self._ids[line] in seen or seen.add(self._ids[line])))  # type: ignore[func-returns-value]
        return islice(new, limit)


def _words_of(folded: str) -> list[str]:
    """The words of a name; what an apostrophe parts is typed as one word besides: O'Brien, OBrien."""
    words = _WORD.findall(folded)
    joined = _APOSTROPHE.sub("", folded)
    return words if joined == folded else [*words, *_WORD.findall(joined)]


class _Lines:
    """Texts as one, each after a line break."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._text = "\n".join(["", *texts, ""])
        self._starts = array("I", accumulate(map(len, texts), lambda start, long: start + long + 1, initial=1))

    def __add__(self, others: Sequence[str]) -> _Lines:
        return _Lines([*self.only(range(len(self._starts) - 1)), *others])

    def only(self, lines: Iterable[int]) -> list[str]:
        """The texts of these lines."""
        text, starts = self._text, self._starts
        return [text[starts[line] : starts[line + 1] - 1] for line in lines]

    def __getitem__(self, line: int) -> str:
        return self._text[self._starts[line] : self._starts[line + 1] - 1]

    def beginning(self, wanted: str) -> Iterator[int]:
        """The lines that begin so; `wanted` has no line break."""
        return self._with(f"\n{wanted}", 1)

    def holding(self, wanted: str) -> Iterator[int]:
        """The lines it stands in; `wanted` has no line break."""
        return self._with(wanted, 0)

    def _with(self, wanted: str, ahead: int) -> Iterator[int]:
        text, starts = self._text, self._starts
        place = text.find(wanted)
        while place >= 0:
            line = bisect_right(starts, place + ahead) - 1
            yield line
            place = text.find(wanted, starts[line + 1] - 1)
