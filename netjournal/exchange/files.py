"""Which reader and writer a file of people wants: by what is in it when read, by its name when written.

And how a file is written: whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePath

from netjournal.errors import KnownError, NotAJournal, NotWritable
from netjournal.exchange.card import Card, Reading
from netjournal.wording import say

_BEGIN = re.compile(rb"^[\s\xef\xbb\xbf]*BEGIN[ \t]*(;[^:\r\n]*)?:[ \t]*VCARD", re.IGNORECASE | re.MULTILINE)
_OTHER_PROGRAMS = (
    *(b"SQLite format 3", b"PK\x03\x04", b"%PDF", b"\x89PNG"),
    *(b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x7fELF"),
)

WRITTEN = (".vcf", ".csv", ".ics", ".json")
"""The endings of what can be exported: cards, a table, the agenda as a calendar, and the whole journal."""


_OF_SQLITE = b"SQLite format 3\0"  # how every such file begins (sqlite.org/fileformat.html, 1.3.1)


def write_whole(file: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that appears whole or not at all. Raises NotWritable; whatever stops the pieces passes through.

    Never over a journal, this one or another, whatever its name ends in.
    """
    with suppress(OSError), file.open("rb") as there:
        if there.read(len(_OF_SQLITE)) == _OF_SQLITE:
            raise NotWritable(
                say("“{file}” is a journal, and was left as it is.", file=str(file)), say("Choose another name.")
            )
    partial = file.with_name(f".{file.name}.partial")
    try:
        with partial.open("wb") as out:
            out.writelines(pieces)
        partial.replace(file)
    except OSError as error:
        raise NotWritable(
            say("“{file}” cannot be written: {why}.", file=str(file), why=error.strerror),
            say("The journal is as it was before. Choose another place."),
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def read_people(
    data: bytes,
    name: str,
    on_progress: Callable[[int, int], None] | None = None,
    *,
    day_first: bool | None = None,
) -> Reading:
    """The people of a vCard or CSV file; what it is, is seen from its content, and only then from its name.

    Where a table does not tell whether 3/12/1985 is in March, `day_first` does.
    What cannot be read in it is listed in the reading. Raises NotAJournal for what is neither text nor people.
    """
    from netjournal.exchange.csv_people import read_csv_people
    from netjournal.exchange.vcard import read_vcards

    if data.startswith(_OTHER_PROGRAMS):
        raise NotAJournal(
            say("“{file}” is neither a vCard file nor a table. Nothing was taken in.", file=name),
            say("Export your contacts as vCard (.vcf) or CSV (.csv), and choose that file."),
        )
    if _BEGIN.search(data.replace(b"\0", b"") if b"\0" in data[:400] else data):
        return read_vcards(data, on_progress)
    if PurePath(name).suffix.lower() in (".vcf", ".vcard"):
        cards = read_vcards(data, on_progress)
        table = read_csv_people(data, on_progress=on_progress, day_first=day_first) if data.strip() else cards
        return table if table.cards else cards
    return read_csv_people(data, on_progress=on_progress, day_first=day_first)


def written_people(cards: Iterable[Card], name: str) -> Iterator[bytes]:
    """Cards as a file of that name is to hold them (.vcf or .csv), piece by piece. KnownError for another ending."""
    ending = PurePath(name).suffix.lower()
    if ending == ".vcf":
        from netjournal.exchange.vcard import write_vcard

        return (write_vcard(card) for card in cards)
    if ending == ".csv":
        from netjournal.exchange.csv_people import write_csv_people

        return iter([write_csv_people(cards).encode("utf-8-sig")])
    raise KnownError(say("A file of people ends in .vcf or .csv."))
