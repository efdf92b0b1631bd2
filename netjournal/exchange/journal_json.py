"""A whole journal as one JSON file, for other programs and for the day this one is gone; and read back.

    {"format": "net-journal", "version": 1, "tables": {"person": [{"id": 1, "name": "Ana Ruiz", …}, …], …}}

Every table with every row, one row a line, keys and all; a picture is `{"base64": "…"}`. Hidden here: how that is
written without holding it all, and what a file must be to be taken for one.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from netjournal.errors import Damaged, NotAJournal, TooNew
from netjournal.wording import say

FORMAT = "net-journal"
VERSION = 1

Whole = Mapping[str, Iterable[Mapping[str, Any]]]
"""Rows by table, as `Store.everything` gives them and `Store.take_in_journal` takes them."""


def written(whole: Whole, on_progress: Callable[[int, int], None] | None = None) -> Iterator[str]:
    """The file, piece by piece. `on_progress` is told how many tables are written, and of how many."""
    yield f'{{"format": {json.dumps(FORMAT)}, "version": {VERSION}, "tables": {{'
    for number, (table, rows) in enumerate(whole.items()):
        if on_progress:
            on_progress(number, len(whole))
        yield f"{',' if number else ''}\n{json.dumps(table)}: ["
        before = "\n"
        for row in rows:
            yield before + json.dumps({name: _out(value) for name, value in row.items()}, ensure_ascii=False)
            before = ",\n"
        yield "]"
    yield "}}\n"
    if on_progress:
        on_progress(len(whole), len(whole))


def is_journal(data: bytes) -> bool:
    """Whether a file is, or means to be, a whole journal."""
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and f'"{FORMAT}"'.encode() in head


def read_journal(data: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows by table. Raises NotAJournal, TooNew, or Damaged, each with a sentence that says where."""
    safe = say("Nothing was taken in.")
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Damaged(say("This export is damaged: it is not UTF-8 text."), safe) from error
    except json.JSONDecodeError as error:
        raise Damaged(say("This export is damaged in line {line}.", line=error.lineno), safe) from error
    except RecursionError as error:
        raise Damaged(say("This export is damaged."), safe) from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise NotAJournal(say("This is not a journal exported by this program."), safe)
    version = whole.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise TooNew(
            say("This export was written by a later version of Net Journal."), say("Install the newest version.")
        )
    tables = whole.get("tables")
    if not isinstance(tables, dict) or not all(isinstance(rows, list) for rows in tables.values()):
        raise Damaged(say("This export is damaged: its tables are missing."), safe)
    return {str(table): [_row(row, table) for row in rows] for table, rows in tables.items()}


def _row(row: object, table: object) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise _wrong(table)
    return {str(name): _in(value, table) for name, value in row.items()}


def _out(value: object) -> object:
    if isinstance(value, bytes | bytearray | memoryview):
        return {"base64": b64encode(value).decode("ascii")}
    return value


def _in(value: object, table: object) -> object:
    if isinstance(value, dict):
        try:
            return b64decode(value["base64"], validate=True)
        except (KeyError, ValueError, TypeError) as error:
            raise _wrong(table) from error
    if isinstance(value, list) or (isinstance(value, int) and abs(value) >= 1 << 63):
        raise _wrong(table)
    return value


def _wrong(table: object) -> Damaged:
    return Damaged(
        say("This export is damaged: a row of “{table}” is not as it should be.", table=table),
        say("Nothing was taken in."),
    )
