"""Whether a journal is sound: the file, its foreign keys, what is derived against what it is derived from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from peewee import OperationalError

from netjournal import names
from netjournal.errors import Damaged
from netjournal.records import dataclass
from netjournal.wording import Said, count, say

from .journal import told
from .migrations import INDEXED, STANDING, TIE, first_of
from .schema import TABLES, converted_columns_of, db, table_of


@dataclass(frozen=True, slots=True)
class Check:
    """`problems` is empty when all is well."""

    problems: tuple[Said, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


def check(path: Path, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Check:
    """Look through the open journal, which stands in that file. Raises InUse where another program writes to it."""
    parts = (_file, _foreign_keys, unreadable, _touches, _standings, _sort_keys, _index)
    problems: list[Said] = []
    for n, part in enumerate(parts):
        progress(n, len(parts))
        try:
            with told(path):
                problems += part()
        except Damaged as error:  # what the other parts find may still help
            problems.append(error.sentence)
    progress(len(parts), len(parts))
    return Check(tuple(dict.fromkeys(problems)))


def _file() -> list[Said]:
    rows = [text for (text,) in db.execute_sql("PRAGMA integrity_check(20)")]
    return [] if rows == ["ok"] else [say("The file is damaged: {what}", what=text) for text in rows]


def _foreign_keys() -> list[Said]:
    rows = db.execute_sql("PRAGMA foreign_key_check").fetchall()
    return [say("A row of {table} points at something that is gone.", table=r[0]) for r in rows[:20]]


def unreadable() -> list[Said]:
    """Days, dates and sums that are none."""
    problems = []
    for model in TABLES:
        table = table_of(model)
        for column, field in converted_columns_of(model):
            found = db.execute_sql(f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
            for (text,) in found:
                try:
                    field.python_value(text)
                except (ValueError, TypeError, ArithmeticError):
                    why = say("“{text}” in a row of {table} is no {what}.", text=text, table=table, what=column)
                    problems.append(why)
    return problems[:20]


def _touches() -> list[Said]:
    wanted = """SELECT p.person_id, e.day, e.id FROM participant p JOIN entry e ON e.id = p.entry_id
        WHERE p.role = 'with' AND NOT e.unanswered"""
    problems = _compare("SELECT person_id, day, entry_id FROM touch", wanted, say("touches"))
    return problems + _compare("SELECT person_id, last_day FROM tie", TIE, say("last touches"))


def _standings() -> list[Said]:
    return _compare("SELECT * FROM standing", STANDING, say("asks and referrals"))


def _compare(kept: str, derived: str, what: Said) -> list[Said]:
    (n,) = db.execute_sql(
        f"""SELECT (SELECT count(*) FROM ({kept} EXCEPT {derived}))
            + (SELECT count(*) FROM ({derived} EXCEPT {kept}))"""
    ).fetchone()
    if not n:
        return []
    return [
        count(
            n,
            "{n} of the {what} is not what the entries say.",
            "{n} of the {what} are not what the entries say.",
            what=what,
        )
    ]


def _sort_keys() -> list[Said]:
    wrong = [
        name
        for kind, name, given, family, kept in db.execute_sql("SELECT kind, name, given, family, sort_key FROM person")
        if names.sort_key(name, *(("", "") if kind == "organization" else (given, family))) != kept
    ]
    return [say("“{name}” stands in the wrong place in lists.", name=name) for name in wrong[:20]]


_VOCABULARIES = (
    ("again_words", "temp", "again", "row"),
    ("search_words", "main", "search", "row"),
    ("again_places", "temp", "again", "instance"),
    ("search_places", "main", "search", "instance"),
)


def _index() -> list[Said]:
    """Build the search index anew beside the kept one, and compare word by word."""
    try:
        db.execute_sql("INSERT INTO search (search) VALUES ('integrity-check')")
    except OperationalError as error:
        if "readonly" not in str(error):  # where nothing may be written, what follows tells as much
            raise
    db.execute_sql(
        """CREATE VIRTUAL TABLE temp.again USING fts5 (words, content='', tokenize="unicode61 remove_diacritics 2")"""
    )
    try:
        for table, (number, key, words) in INDEXED.items():
            db.execute_sql(
                f"""INSERT INTO temp.again (rowid, words)
                SELECT {key} + {first_of(number)}, {words.format(row=table)} FROM {table}"""
            )
        for name, schema, table, shape in _VOCABULARIES:
            db.execute_sql(f"CREATE VIRTUAL TABLE temp.{name} USING fts5vocab ({schema}, {table}, {shape})")
        (n,) = db.execute_sql(
            """SELECT (SELECT count(*) FROM (SELECT * FROM temp.again_words EXCEPT SELECT * FROM temp.search_words))
            + (SELECT count(*) FROM (SELECT * FROM temp.search_words EXCEPT SELECT * FROM temp.again_words))"""
        ).fetchone()
        if not n:
            # As many of each word in as many rows: that they are the same rows and places, sums tell quickly enough.
            sums = "SELECT count(*), sum(doc & 1048575), sum(doc >> 20), sum((doc & 1048575) * (offset + 1))"
            first, second = (
                db.execute_sql(f"{sums} FROM temp.{name}").fetchone() for name in ("again_places", "search_places")
            )
            n = int(first != second)
    finally:
        for name in (*(v[0] for v in _VOCABULARIES), "again"):
            db.execute_sql(f"DROP TABLE IF EXISTS temp.{name}")
    return (
        [count(n, "The search index is wrong in {n} place.", "The search index is wrong in {n} places.")] if n else []
    )


def rebuild_index() -> None:
    """Make the search index anew from the rows."""
    with db.atomic():
        db.execute_sql("INSERT INTO search (search) VALUES ('delete-all')")
        for table, (number, key, words) in INDEXED.items():
            db.execute_sql(
                f"""INSERT INTO search (rowid, words)
                SELECT {key} + {first_of(number)}, {words.format(row=table)} FROM {table}"""
            )
