"""Every change to the journal as a named step that can be taken back, and the news of it.

Temporary triggers on each table write, for every row changed, the statement that would put it back, and which people,
entries and other things the row concerns. A step is one transaction: at its end the statements are kept under the
step's name (undo runs them backwards; the triggers meanwhile write the redo) and the ids become the `Change` that is
announced after the commit. Cascades and whole imports go the same way; nothing can forget to tell.

Public: `install`, `Step`, `drain`, `replay`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from netjournal import late
from netjournal.model import Change
from netjournal.records import dataclass
from netjournal.wording import Said

from .schema import TABLES, Row, columns_of, db, key_of, table_of

_PERSON = (("people", "person_id"),)
_ENTRY = (("entries", "entry_id"),)
_CONCERNS: dict[str, tuple[tuple[str, str], ...]] = {
    "chapter": (("chapters", "id"),),
    "offering": (("offerings", "id"),),
    "person": (("people", "id"),),
    "affiliation": (*_PERSON, ("people", "organization_id")),
    "relationship": (*_PERSON, ("people", "other_id")),
    "tag": (("tags", "id"),),
    "person_tag": (*_PERSON, ("tags", "tag_id")),
    "entry": (("entries", "id"), ("entries", "within_id")),
    "participant": (*_PERSON, *_ENTRY),
    "ask": _ENTRY,
    "outcome": (*_ENTRY, ("entries", "ask_id"), ("people", "elsewhere_id")),
    "referral": _ENTRY,
    "introduction": _ENTRY,
    "thanks": (*_ENTRY, ("entries", "received_id")),
    "mention": (*_ENTRY, ("offerings", "offering_id")),
    "reminder": (("reminders", "id"), ("people", "person_id")),
    "answer": (("answers", "id"),),
    "setting": (("settings", "id"),),
}
_MOST_IDS = 1000
"""A change that touches more is announced as "everything": reading anew is quicker than patching."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was done, by name, and the statements that take it back, in the order the rows were written."""

    label: Said
    inverses: tuple[str, ...]


def install() -> None:
    """Put the triggers on this thread's connection. They are temporary and never stand in the file."""
    db.execute_sql("CREATE TEMP TABLE inverse (seq INTEGER PRIMARY KEY, sql TEXT NOT NULL)")
    # Not unique: what a trigger says about conflicts is overruled by the statement that fired it.
    db.execute_sql("CREATE TEMP TABLE concerned (kind TEXT, id INTEGER)")
    for model in TABLES:
        for trigger in _triggers(model):
            db.execute_sql(trigger)


def _triggers(model: type[Row]) -> list[str]:
    table, key, columns = table_of(model), key_of(model), columns_of(model)
    names = ", ".join(f'"{c}"' for c in columns)
    values = " || ', ' || ".join(f'quote(old."{c}")' for c in columns)
    sets = " || ', ' || ".join(f"""'"{c}" = ' || quote(old."{c}")""" for c in columns)
    inverse = {
        "insert": f"""'DELETE FROM "{table}" WHERE {key} = ' || new.{key}""",
        "update": f"""'UPDATE "{table}" SET ' || {sets} || ' WHERE {key} = ' || new.{key}""",
        "delete": f"""'INSERT INTO "{table}" ({names}) VALUES (' || {values} || ')'""",
    }
    concerns = _CONCERNS.get(table, _PERSON)

    def body(event: str) -> str:
        rows = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}[event]
        told = "".join(
            f"INSERT INTO concerned SELECT '{kind}', {row}.{column} WHERE {row}.{column} IS NOT NULL; "
            for row in rows
            for kind, column in concerns
        )
        return f"INSERT INTO inverse (sql) VALUES ({inverse[event]}); {told}"

    # What is saved as it stood is no change. Binary: where capitals do not matter, another capital is one all the same.
    differs = " OR ".join(f'old."{c}" IS NOT new."{c}" COLLATE BINARY' for c in columns)
    when = {"update": f" WHEN {differs}"}
    return [
        f"""CREATE TEMP TRIGGER "step_{table}_{event}" AFTER {event} ON main."{table}"{when.get(event, "")}
        BEGIN {body(event)} END"""
        for event in inverse
    ]


def drain(label: Said, origin: object = None) -> tuple[Step, Change]:
    """Take what the triggers wrote since the last time: call it at the end of a transaction, still inside."""
    inverses = tuple(sql for (sql,) in db.execute_sql("SELECT sql FROM inverse ORDER BY seq"))
    if inverses:
        db.execute_sql("DELETE FROM inverse")
    return Step(label, inverses), _change(label, origin)


def _change(label: Said, origin: object) -> Change:
    # A changed entry concerns its people (their last touch moved); a renamed tag, those who bear it.
    rows = db.execute_sql(
        """SELECT kind, id FROM concerned
        UNION SELECT 'people', p.person_id FROM participant p WHERE p.entry_id IN (
            SELECT id FROM concerned WHERE kind = 'entries')
        UNION SELECT 'people', t.person_id FROM person_tag t WHERE t.tag_id IN (
            SELECT id FROM concerned WHERE kind = 'tags')"""
    ).fetchall()
    db.execute_sql("DELETE FROM concerned")
    if len(rows) > _MOST_IDS:
        return Change(label, origin, everything=True)
    ids: dict[str, set[int]] = defaultdict(set)
    for kind, number in rows:
        ids[kind].add(number)
    named: dict[str, Any] = {kind: frozenset(found) for kind, found in ids.items()}
    return Change(label, origin, **named)


def replay(step: Step, label: Said, origin: object = None) -> tuple[Step, Change]:
    """Run a step backwards, in one transaction; gives the step that does it again, and the news."""
    with db.atomic():
        db.execute_sql("PRAGMA defer_foreign_keys = 1")
        for sql in _grouped(reversed(step.inverses)):
            db.execute_sql(sql)
        undone, change = drain(step.label, origin)
    return undone, replace(change, label=label)


_DELETE = late.pattern(r'(DELETE FROM "\w+" WHERE \w+) = (\d+)')
_INSERT = late.pattern(r'(INSERT INTO "\w+" \([^)]*\) VALUES )')
_TOGETHER = 400


def _grouped(statements: Iterable[str]) -> Iterator[str]:
    """The same statements with runs of like ones as one: an import of ten thousand is taken back in seconds.

    Within a run the rows go from the lowest key up, as the search index wants them; nothing in a run refers to another
    row of its table but by keys that are checked at the end.
    """
    head: str | None = None
    run: list[str] = []

    def together() -> str:
        # What was taken out from the lowest key up comes here the other way round; for deletions SQLite sees to it.
        return f"{head} IN ({', '.join(run)})" if (head or "").startswith("DELETE") else f"{head}{', '.join(run[::-1])}"

    for sql in statements:
        deleted, inserted = _DELETE.fullmatch(sql), _INSERT.match(sql)
        found = deleted or inserted
        if run and (found is None or found[1] != head or len(run) >= _TOGETHER):
            yield together()
            run = []
        if found is None:
            yield sql
            continue
        head = found[1]
        run.append(deleted[2] if deleted else sql[found.end() :])
    if run:
        yield together()
