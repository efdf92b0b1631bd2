"""The store: one class with a method for each thing a user does and each question a screen asks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import peewee

from netjournal.errors import Damaged, KnownError
from netjournal.paths import followed
from netjournal.wording import Said, say

from . import backup
from .backup import Backup
from .check import Check, check, rebuild_index
from .journal import known_of, must, told
from .remembering import Remembering
from .schema import TABLES, columns_of, db, table_of

if TYPE_CHECKING:
    from netjournal.capture import Known

    from .history import History
    from .importing import Importing

    class _Parts(History, Importing):
        """All parts of the store."""
else:
    _Parts = Remembering


class Store(_Parts):
    """An open journal. Hides SQL, transactions, search, undo and what is derived; records come out, drafts go in.

    One is open at a time in a process. Methods that change the journal are one step each, named for undo, and
    announced to `listen`ers after the commit. Failures a user can understand are `KnownError`s; the journal is then
    as it was.
    """

    @classmethod
    def open(cls, path: Path, clock: Callable[[], datetime]) -> Store:
        """Open the journal in that file, or begin one there. What is no journal, or too new, is refused, untouched."""
        store = cls(followed(Path(path)), clock)
        backup.refuse_emptied(store.path)
        store._open(lambda journal: backup.make_backup(journal, clock()))
        return store

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Two parts are seldom wanted and take a fifth of the start to load: they join when first asked for."""
            if name.startswith("__") or type(self) is not Store:
                raise AttributeError(name)
            from .history import History
            from .importing import Importing

            self.__class__ = type("Store", (Store, History, Importing), {"__module__": __name__})
            return getattr(self, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------------ reading a line

    def known_to_capture(self) -> Known:
        """All that the reader of a captured line may know."""
        from netjournal.capture import Known

        preferences = self.preferences
        return Known(
            names=self.known_names(),
            offerings=self.offerings(),
            tags=[name for name, _ in self.tags()],
            open_asks=self.open_ask,
            owed=self.thanks_owed,
            me=self.me(),
            day_first=preferences.day_first,
            currency=preferences.currency,
        )

    # ------------------------------------------------------------------ backup and restore

    def back_up(self) -> Path:
        """A verified backup beside the journal."""
        return backup.make_backup(self.path, self.now())

    def back_up_daily(self) -> Path | None:
        """The same, unless there is one of today already, or nothing to lose. From any thread: it reads the file."""
        newest = next(iter(backup.backups(self.path)), None)
        if newest and newest.made.date() == self.today:
            return None
        held = backup.look_into(self.path)
        return self.back_up() if held.people + held.entries else None

    def backups(self) -> list[Backup]:
        """The backups there are, newest first."""
        return backup.backups(self.path)

    def restore(self, source: Path) -> Path:
        """Put a backup in the journal's place; the present is backed up first, and the path of that is given.

        A present too damaged to be backed up is kept as it is, beside the journal.
        """
        backup.verify(source)
        # A copy is held before anything else: backing up the present may take the oldest of ten away.
        beside = self.path.with_name(f".{self.path.name}.restored")
        backup.copy_journal(source, beside, of=self.path)
        listeners = list(self._listeners)
        try:
            try:
                present = self.back_up()
            except Damaged:
                db.close()
                present = backup.set_aside(self.path, self.now())
            else:
                self._alone()
                self.close()
            with told(self.path):
                beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)
        self._open(lambda journal: backup.make_backup(journal, self.now()))
        self._listeners = listeners
        self._names = None
        self.forget_steps()
        return present

    def _alone(self) -> None:
        """Refuse to go on while another program has the journal open: it would write on into a file that is gone."""
        with told(self.path):
            # SQLite gives up the write-ahead log, and takes its files away, only where nobody else is connected.
            db.execute_sql("PRAGMA journal_mode = delete")

    @staticmethod
    def rescue(path: Path, source: Path, clock: Callable[[], datetime]) -> Path:
        """Put a backup in the place of a journal too damaged to be opened; gives where what was there is kept."""
        path = followed(path)
        backup.look_into(source)
        beside = path.with_name(f".{path.name}.restored")
        try:
            backup.copy_journal(source, beside, of=path)
            kept = backup.set_aside(path, clock())
            with told(path):
                beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        return kept

    # ------------------------------------------------------------------ the whole

    def count_everybody(self) -> int:
        return int(db.execute_sql("SELECT count(*) FROM person").fetchone()[0])

    def is_empty(self) -> bool:
        """Whether nothing was ever written here."""
        sql = "SELECT EXISTS (SELECT 1 FROM person) OR EXISTS (SELECT 1 FROM entry)"
        return not db.execute_sql(sql).fetchone()[0]

    def check(self, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Check:
        """Integrity of the file, foreign keys, and everything derived against its rows."""
        return check(self.path, progress)

    def known_of(self, error: BaseException) -> KnownError | None:
        """What a user can be told of an error that escaped from anywhere; None where it is not the file's."""
        return known_of(error, self.path) if isinstance(error, peewee.DatabaseError | sqlite3.Error) else None

    def mend_index(self) -> None:
        """Make the search index anew."""
        rebuild_index()

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """The whole journal, table by table, row by row, as plain values: what an export to JSON holds."""
        whole: dict[str, list[dict[str, Any]]] = {}
        for model in TABLES:
            table, columns = table_of(model), columns_of(model)
            names = ", ".join(f'"{c}"' for c in columns)
            rows = db.execute_sql(f'SELECT {names} FROM "{table}" ORDER BY 1')
            whole[table] = [dict(zip(columns, row, strict=True)) for row in rows]
        return whole

    def take_in_everything(self, whole: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        """Fill an empty journal with what `everything` gave, keys and all. Not a step: nothing was there before.

        Raises Damaged, and leaves the journal as it was, when the rows do not make one.
        """
        must(self.is_empty(), "journal", say("Only an empty journal can be filled from a whole one."))
        with told(self.path), db.atomic():
            db.execute_sql("PRAGMA defer_foreign_keys = 1")
            for model in TABLES:
                table = table_of(model)
                for row in whole.get(table, ()):
                    columns = [c for c in columns_of(model) if c in row]
                    names, places = ", ".join(f'"{c}"' for c in columns), ", ".join("?" * len(columns))
                    sql = f'INSERT INTO "{table}" ({names}) VALUES ({places})'
                    try:
                        db.execute_sql(sql, [row[c] for c in columns])
                    except (peewee.IntegrityError, peewee.DataError, peewee.InterfaceError) as error:
                        raise _damaged(say("a row of “{table}” is not as it should be", table=table)) from error
            if db.execute_sql("PRAGMA foreign_key_check").fetchone():
                raise _damaged(say("some rows point at rows that are not in it"))
            if self._watched:
                db.execute_sql("DELETE FROM temp.inverse")
                db.execute_sql("DELETE FROM temp.concerned")
        self.forget_steps()

    def days(self) -> tuple[date, date] | None:
        """The first and the last day anything happened on."""
        first, last = db.execute_sql("SELECT min(day), max(day) FROM entry").fetchone()
        return (date.fromisoformat(first), date.fromisoformat(last)) if first else None


def _damaged(why: Said) -> Damaged:
    return Damaged(say("This export is damaged: {why}.", why=why), say("Nothing was taken in."))
