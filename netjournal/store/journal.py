"""The journal's file, open: steps, undo, news, what is settled, and errors turned into sentences.

The parts of the store (people, entries, …) are written against this class; `Store` puts them together.
"""

from __future__ import annotations

import errno
import json
import logging
import shutil
import sqlite3
from array import array
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import peewee

from netjournal.errors import (
    Damaged,
    InUse,
    Invalid,
    KnownError,
    NoRoom,
    NotAJournal,
    NotFound,
    NotWritable,
    TooNew,
)
from netjournal.model import Change, Closeness, Preferences
from netjournal.wording import Said, say

from . import steps
from .migrations import APPLICATION_ID, MIGRATIONS, migrate
from .schema import Setting, db

log = logging.getLogger(__name__)

Listener = Callable[[Change], None]
_MOST_STEPS = 200
_LARGE_STEP = 1_000_000  # statements: beyond that a step is not kept for undo


_FEW_PAGES = 1 << 16
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
_NO_PLACE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG)
NOTHING_CHANGED = say("Nothing was changed.")


@contextmanager
def told(path: Path, safe: Said = NOTHING_CHANGED, *, written: Path | None = None) -> Generator[None]:
    """Turn what SQLite says into what a user can be told, and that all is `safe`. What is not known here is a bug.

    Where one file is read and another `written`, what cannot be written is told of that.
    """
    try:
        yield
    except (peewee.DatabaseError, sqlite3.Error, OSError) as error:
        known = known_of(error, path, safe, written=written)
        if known is None:
            raise
        raise known from error


def known_of(
    error: BaseException, path: Path, safe: Said = NOTHING_CHANGED, *, written: Path | None = None
) -> KnownError | None:
    """What went wrong, of all that led to the error: a roll-back that fails hides why there had to be one.

    None for what a user cannot be told. `told` asks it where something is written; whoever only reads may meet a
    damaged page or another program anywhere, and asks it at the end of all that was tried.
    """
    chain: list[BaseException] = [error]
    for one in chain:
        causes = (getattr(one, "orig", None), one.__cause__, one.__context__)
        chain += [cause for cause in dict.fromkeys(causes) if cause and all(cause is not other for other in chain)]
        del chain[20:]
    return next((known for one in chain if (known := _told_of(one, path, safe, written or path))), None)


def _told_of(error: BaseException, path: Path, safe: Said, written: Path) -> KnownError | None:
    code, text = getattr(error, "sqlite_errorname", "") or "", str(error)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "locked" in text:
        return InUse(
            say("Another program is using “{file}” right now. {safe}", file=path.name, safe=safe),
            say("Close the other program, or wait for it, and try again."),
        )
    number = error.errno if isinstance(error, OSError) else None
    if code == "SQLITE_FULL" or number in _NO_SPACE or (code.startswith("SQLITE_IOERR") and _is_full(written)):
        return NoRoom(
            say("The disk that holds “{file}” is full. {safe}", file=written.name, safe=safe),
            say("Make some room and try again."),
        )
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")) or number in _NO_PLACE:
        return NotWritable(
            say("“{file}” cannot be written where it is. {safe}", file=str(written), safe=safe),
            say("Check that the folder exists and that you may write in it, or choose another place."),
        )
    if code.startswith("SQLITE_NOTADB"):
        return NotAJournal(
            say("“{file}” is not a journal of this program. It was left as it is.", file=path.name),
            say("Choose another file."),
        )
    # A search index whose pages are spoilt is no table at all to SQLite, and it has no code of its own for that.
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_IOERR")) or text.startswith("vtable constructor failed"):
        return Damaged(
            say("“{file}” is damaged or its disk cannot be read.", file=path.name),
            say("Restore the newest backup; what is in the file now is kept beside it."),
        )
    return None


def _is_full(path: Path) -> bool:
    """Whether there is no room for a few pages more: SQLite tells that of its shared memory as a failure to write."""
    try:
        return shutil.disk_usage(path.parent).free < _FEW_PAGES
    except OSError:
        return False


def look_at(path: Path) -> int:
    """The version a journal's file has, 0 for a file with nothing in it; refuses what is not a journal, untouched."""
    if path.is_dir():
        raise NotAJournal(say("“{file}” is a folder, not a journal.", file=str(path)), say("Choose another file."))
    with told(path):
        if not path.exists() or path.stat().st_size == 0:
            return 0
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=3)
        try:
            (mark,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        finally:
            connection.close()
    if mark != APPLICATION_ID and (tables or version):
        raise NotAJournal(
            say("“{file}” is not a journal of this program. It was left as it is.", file=path.name),
            say("Choose another file."),
        )
    if version > len(MIGRATIONS):
        raise TooNew(
            say("“{file}” was written by a later version of Net Journal. It was left as it is.", file=path.name),
            say("Install the newest version to open it."),
        )
    return int(version)


def numbers(sql: str, params: Sequence[object] = ()) -> array[int]:
    """The first column of a query, in its order. One text of all of them is read far faster than as many rows."""
    (text,) = db.execute_sql(f"SELECT group_concat(number) FROM (SELECT {sql})", params).fetchone()
    return array("I", json.loads(f"[{text or ''}]"))  # row numbers are given one after another: four bytes hold them


def _plainly_ours(path: Path) -> bool:
    """Whether the file's own first bytes say that it is a journal of a version known here: the quick way to be sure.

    The two numbers stand in SQLite's header (https://www.sqlite.org/fileformat2.html, 1.3): the version at 60, the
    application at 68. Where they do not say so, `look_at` asks SQLite, which also reads what is not yet in the file.
    """
    try:
        with path.open("rb") as file:
            header = file.read(72)
    except OSError:
        return False
    if len(header) < 72 or not header.startswith(b"SQLite format 3"):
        return False
    version, mark = int.from_bytes(header[60:64]), int.from_bytes(header[68:72])
    return mark == APPLICATION_ID and 0 < version <= len(MIGRATIONS)


def clean(text: str) -> str:
    """Text as it can be kept: trimmed, and without NUL, which SQLite's own quoting would cut at."""
    return text.replace("\x00", "").strip()


def new_uuid() -> str:
    return str(uuid4())


class Journal:
    """One open journal. `clock` gives the local time; it is the only time the store knows."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self.path = path
        self._clock = clock
        self._undo: list[steps.Step] = []
        self._redo: list[steps.Step] = []
        self._listeners: list[Listener] = []
        self._inside = False
        self._watched = False
        self._preferences: Preferences | None = None
        self._seen = 0

    def _open(self, backup_before_migration: Callable[[Path], object]) -> None:
        if not _plainly_ours(self.path):
            look_at(self.path)
        with told(self.path):
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            except FileExistsError as error:
                raise NotWritable(
                    say("“{file}” cannot be made: part of its path is a file.", file=str(self.path)),
                    say("Choose another place."),
                ) from error
            if not db.is_closed():
                db.close()
            db.init(str(self.path))
            try:
                db.connect()
                if db.user_version > len(MIGRATIONS):
                    look_at(self.path)  # refuses it: the newer version was not yet in the file's own header
                if not db.user_version:
                    db.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                migrate(db, lambda: backup_before_migration(self.path))
                self._watched = False
                self._seen = self._others()
            except BaseException:
                db.close()
                raise

    def close(self) -> None:
        """Let go of the file. Harmless when it is closed already."""
        self._listeners.clear()
        if not db.is_closed():
            # It only spares time later, and another program may be writing; and whoever only read must write nothing,
            # or a window that has the journal open would take it for a change.
            with suppress(peewee.DatabaseError):
                if db.connection().total_changes:
                    db.execute_sql("PRAGMA optimize")
            with told(self.path):
                db.close()

    # ------------------------------------------------------------------ time

    def now(self) -> datetime:
        return self._clock()

    @property
    def today(self) -> date:
        return self._clock().date()

    # ------------------------------------------------------------------ others

    @property
    def files(self) -> tuple[Path, Path]:
        """The journal's file and the log beside it: every change writes to one of them."""
        return self.path, self.path.with_name(f"{self.path.name}-wal")

    def _others(self) -> int:
        """A number that is another one after somebody else has written to the file."""
        return int(db.execute_sql("PRAGMA data_version").fetchone()[0])

    def notice_others(self) -> bool:
        """Announce that all may be different, if another program has written to the journal since this was asked last.

        There is nothing to undo then: a step put back would take what the other wrote with it.
        """
        if self._inside or db.is_closed():
            return False
        try:
            now = self._others()
        except peewee.DatabaseError:  # it is being written right now
            return False
        if now == self._seen:
            return False
        self._seen = now
        self.forget_steps()
        return True

    # ------------------------------------------------------------------ steps

    def _watch(self) -> None:
        """Put the triggers on, before the first change: whoever only reads need not wait for them."""
        if not self._watched:
            with told(self.path):
                steps.install()
            self._watched = True

    @contextmanager
    def step(self, label: Said, origin: object = None) -> Generator[None]:
        """What is written inside is one transaction, one undo, one piece of news. A step in a step is part of it."""
        if self._inside:
            yield
            return
        self.notice_others()
        self._watch()
        self._inside = True
        try:
            with told(self.path), db.atomic():
                yield
                step, change = steps.drain(label, origin)
        finally:
            self._inside = False
        self._keep(step, change)

    def adopt(self, step: steps.Step, change: Change) -> None:
        """Take a finished step as one's own: it can be undone, and is announced."""
        self._seen = self._others()  # it was written on a connection of its own
        self._keep(step, change)

    def _keep(self, step: steps.Step, change: Change) -> None:
        if not step.inverses:
            return
        self._redo.clear()
        if len(step.inverses) > _LARGE_STEP:
            self._undo.clear()
        else:
            self._undo.append(step)
            del self._undo[:-_MOST_STEPS]
        self._announce(change)

    @contextmanager
    def apart(self, label: Said) -> Generator[list[tuple[steps.Step, Change]]]:
        """A step on another thread, with a connection of its own; the list holds it afterwards, for `adopt`."""
        finished: list[tuple[steps.Step, Change]] = []
        self_inside, self._inside = self._inside, True
        try:
            with told(self.path), db.connection_context():
                steps.install()
                with db.atomic():
                    yield finished
                    finished.append(steps.drain(label))
        finally:
            self._inside = self_inside

    @property
    def undo_label(self) -> Said | None:
        """What undo would take back."""
        return self._undo[-1].label if self._undo else None

    @property
    def redo_label(self) -> Said | None:
        """What redo would do again."""
        return self._redo[-1].label if self._redo else None

    def undo(self, origin: object = None) -> Said | None:
        """Take the last step back; says which it was, None if there was none."""
        return self._replay(self._undo, self._redo, lambda what: say("Undone: {what}", what=what), origin)

    def redo(self, origin: object = None) -> Said | None:
        """Do again what was last taken back."""
        return self._replay(self._redo, self._undo, lambda what: say("Done again: {what}", what=what), origin)

    def _replay(
        self, source: list[steps.Step], target: list[steps.Step], said: Callable[[Said], Said], origin: object
    ) -> Said | None:
        if self.notice_others() or not source:
            return None
        self._watch()
        step = source[-1]
        with told(self.path):
            back, change = steps.replay(step, said(step.label), origin)
        source.pop()
        target.append(back)
        self._announce(change)
        return step.label

    def forget_steps(self) -> None:
        """After the file itself was replaced there is nothing to go back to."""
        self._undo.clear()
        self._redo.clear()
        self._announce(Change(say("Read anew"), everything=True))

    # ------------------------------------------------------------------ news

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every change, after it is in the file; gives what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _announce(self, change: Change) -> None:
        if change.everything or change.settings:
            self._preferences = None
        self._on_change(change)
        for listener in tuple(self._listeners):
            try:
                listener(change)
            except Exception:
                log.exception("a listener failed on a change")

    def _on_change(self, change: Change) -> None:
        """What a part of the store keeps in memory is let go of here."""

    # ------------------------------------------------------------------ what is settled

    @property
    def preferences(self) -> Preferences:
        """What is settled for this journal."""
        if self._preferences is None:
            row = Setting.get_or_none(Setting.key == "preferences")
            self._preferences = _read_preferences(row.value) if row else Preferences()
        return self._preferences

    def settle(self, preferences: Preferences, origin: object = None) -> None:
        """Change what is settled for this journal."""
        value = json.dumps(asdict(preferences), default=str)
        with self.step(say("Change the settings"), origin):
            if not Setting.update(value=value).where(Setting.key == "preferences").execute():
                Setting.create(key="preferences", value=value)
        self._preferences = None

    # Scratch is not part of the journal proper: unfinished typing, what was announced. Never undone, never announced.

    def scratch(self, key: str) -> str:
        """What was last put under that key, or nothing."""
        row = db.execute_sql("SELECT value FROM scratch WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def keep_scratch(self, key: str, value: str) -> None:
        """Keep a text under a key; an empty one takes it away."""
        with told(self.path), db.atomic():
            if value:
                db.execute_sql(
                    "INSERT INTO scratch VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    (key, value.replace("\x00", "")),
                )
            else:
                db.execute_sql("DELETE FROM scratch WHERE key = ?", (key,))


def _read_preferences(text: str) -> Preferences:
    kept = json.loads(text)
    known = {k: v for k, v in kept.items() if k in Preferences.__dataclass_fields__}
    if "cadence" in known:
        known["cadence"] = tuple((Closeness(closeness), int(days)) for closeness, days in known["cadence"])
    return replace(Preferences(), **known)


def must(condition: object, field: str, sentence: Said) -> None:
    """Refuse a draft, naming the part that is wrong."""
    if not condition:
        raise Invalid(field, sentence)


def found(row: object, what: Said) -> None:
    """Refuse to go on about something that is not there."""
    if row is None:
        raise NotFound(what)
