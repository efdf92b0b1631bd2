"""Copies of a journal that can be trusted: made by SQLite's own mechanism, verified before they count, ten kept.

A copy of the file itself would miss what still stands in its write-ahead log; nothing here copies files. Backups stand
in a folder beside the journal, named by the moment they were made; what has any other name there is somebody's own,
and is neither counted nor ever taken away.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from netjournal.errors import Damaged, NotFound
from netjournal.paths import followed
from netjournal.records import dataclass
from netjournal.wording import Said, say

from .journal import NOTHING_CHANGED, look_at, told

KEPT = 10
_STAMP = "%Y-%m-%d %H%M%S"
_NAMED = re.compile(r"(\d{4}-\d\d-\d\d \d{6})(?: (\d+))?")  # the second one of a second has a 2 after it
_NO_BACKUP = say("No backup was made.")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as one is shown it: where it is, when it was made, what it holds."""

    path: Path
    made: datetime
    people: int
    entries: int
    newest_day: date | None
    size: int
    """Bytes."""


def folder_of(journal: Path) -> Path:
    """Where the backups of a journal stand."""
    journal = followed(journal)
    return journal.with_name(f"{journal.stem} backups")


def make_backup(journal: Path, now: datetime) -> Path:
    """A verified copy of the journal as it is on disk; then the oldest beyond ten are taken away."""
    folder = folder_of(journal)
    with told(folder, _NO_BACKUP):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{now.strftime(_STAMP)}.netjournal"
        count = 1
        while target.exists():
            count += 1
            target = folder / f"{now.strftime(_STAMP)} {count}.netjournal"
        copy_journal(journal, target, _NO_BACKUP)
        for old in _files(journal)[KEPT:]:
            old.unlink(missing_ok=True)
    return target


def copy_journal(source: Path, target: Path, safe: Said = NOTHING_CHANGED, *, of: Path | None = None) -> None:
    """Write a verified copy. The target appears whole or not at all; `safe` says so where it cannot be made.

    `of` is the file the copy is for, where that is not the source: what there is no room for is told of it.
    """
    of = of or source
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with told(source, safe, written=of):
            # A connection of its own, without a transaction: backing up from one that has any would wait for ever.
            with (
                closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as here,
                closing(sqlite3.connect(partial)) as there,
            ):
                here.backup(there, pages=2000)
                there.execute("PRAGMA journal_mode = delete")
            _must_be_whole(partial, source, safe)
        with told(target, safe, written=of):
            partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def refuse_emptied(journal: Path) -> None:
    """Refuse a file without a byte in it that once was a journal: SQLite would take it for a new one."""
    with told(journal):
        if journal.is_file() and not journal.stat().st_size and _files(journal):
            raise Damaged(
                say("There is nothing left in “{file}”, though there are backups of it.", file=journal.name),
                say("Restore the newest backup. To begin anew, take the empty file away first."),
            )


def set_aside(journal: Path, now: datetime) -> Path:
    """Move a damaged journal, with what still stands in its log, out of the way; gives where it is kept."""
    kept = journal.with_name(f"{journal.stem} damaged {now.strftime(_STAMP)}{journal.suffix}")
    with told(journal):
        for suffix in ("", "-wal"):
            part = journal.with_name(journal.name + suffix)
            if part.exists():
                part.replace(kept.with_name(kept.name + suffix))
        journal.with_name(f"{journal.name}-shm").unlink(missing_ok=True)
    return kept


def _must_be_whole(copy: Path, source: Path, safe: Said) -> None:
    """Refuse a copy that is not whole, and say it of what it was made of."""
    with told(source, safe):
        whole = _is_whole(copy)
    if not whole:
        raise Damaged(
            say("“{file}” is damaged. {safe}", file=source.name, safe=safe),
            say("Restore the newest backup; what is in the file now is kept beside it."),
        )


def _is_whole(path: Path) -> bool:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        return answer == "ok" and connection.execute("PRAGMA foreign_key_check").fetchone() is None


def verify(path: Path) -> None:
    """Refuse a file that is not a whole journal. What is said is about this file, and that the journal is as it was."""
    if not path.exists():
        raise NotFound(say("There is no file “{file}”.", file=str(path)))
    try:
        whole = bool(look_at(path))
        with told(path):
            whole = whole and _is_whole(path)
    except Damaged:
        whole = False
    if not whole:
        raise Damaged(
            say("“{file}” is damaged, and was not used.", file=path.name),
            say("Choose another backup. Your journal is as it was."),
        )


def look_into(path: Path) -> Backup:
    """What a backup holds; refuses what is not a journal, or was written by a later version."""
    if not path.exists():
        raise NotFound(say("There is no file “{file}”.", file=str(path)))
    version = look_at(path)
    people = entries = 0
    newest = None
    if version:
        with told(path), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (people,) = connection.execute("SELECT count(*) FROM person").fetchone()
            entries, newest = connection.execute("SELECT count(*), max(day) FROM entry").fetchone()
    stat = path.stat()
    named = _made(path)
    made = named[0] if named else datetime.fromtimestamp(stat.st_mtime)  # noqa: DTZ006 - as the name would have it
    return Backup(path, made, people, entries, date.fromisoformat(newest) if newest else None, stat.st_size)


def backups(journal: Path) -> list[Backup]:
    """The backups there are, newest first; files that cannot be read are left out."""
    found = []
    for path in _files(journal):
        try:
            found.append(look_into(path))
        except Exception:  # noqa: BLE001, S112 - a broken neighbour must not hide the good ones
            continue
    return found


def _files(journal: Path) -> list[Path]:
    """The files that are backups by their names, newest first."""
    named = [(made, path) for path in folder_of(journal).glob("*.netjournal") if (made := _made(path))]
    return [path for _made_then, path in sorted(named, reverse=True)]


def _made(path: Path) -> tuple[datetime, int] | None:
    """When a backup was made, by its name, and as which of that second; None for a file that is named otherwise."""
    named = _NAMED.fullmatch(path.stem)
    try:
        return named and (datetime.strptime(named[1], _STAMP), int(named[2] or 1))  # noqa: DTZ007 - local wall clock
    except ValueError:
        return None
