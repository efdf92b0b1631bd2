"""One question over everything ever written: names, notes, preferences, reasons, numbers, entries.

Names are found in memory (they are few, and wanted first), the rest in the full-text index, table by table and newest
first, so that the first key typed costs no more than the last. A word may stand in the text while another is the name
of somebody in it: "omar roof" finds the entry about a roof with Omar.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from netjournal import names
from netjournal.model import Found, PersonKind

from .entries import Entries
from .migrations import INDEXED, first_of
from .people import marks
from .schema import db
from .words import ID_MASK, query, words_of

_CONTEXT = 90
_PEOPLE_MIXED = 3  # how many of the people a word names are tried with the other words
_ENTRIES_MIXED = 400

# of a table's rows with these ids: id, whose page it leads to, what is shown
_ON_A_PERSON = {
    "person": "SELECT t.id, t.id, t.nickname||' '||t.met_how||' '||t.notes FROM person t WHERE t.id IN ({ids})",
    "alias": "SELECT t.id, t.person_id, t.name FROM alias t WHERE t.id IN ({ids})",
    "contact_point": "SELECT t.id, t.person_id, t.value||' '||t.label FROM contact_point t WHERE t.id IN ({ids})",
    "preference": """SELECT t.id, t.person_id, t.kind||': '||t.text||' '||t.source FROM preference t
        WHERE t.id IN ({ids})""",
    "trust": "SELECT t.id, t.person_id, t.reason FROM trust t WHERE t.id IN ({ids})",
    "special_date": "SELECT t.id, t.person_id, t.label FROM special_date t WHERE t.id IN ({ids})",
    "affiliation": """SELECT t.id, t.person_id, t.role||', '||o.name FROM affiliation t
        JOIN person o ON o.id = t.organization_id WHERE t.id IN ({ids})""",
    "relationship": "SELECT t.id, t.person_id, t.label FROM relationship t WHERE t.id IN ({ids})",
}
_OF_AN_ENTRY = {
    "entry": "SELECT t.id, t.text||' '||t.place FROM entry t WHERE t.id IN ({ids})",
    "ask": "SELECT t.entry_id, t.about FROM ask t WHERE t.entry_id IN ({ids})",
    "referral": "SELECT t.entry_id, t.need FROM referral t WHERE t.entry_id IN ({ids})",
    "introduction": "SELECT t.entry_id, t.purpose||' '||t.result FROM introduction t WHERE t.entry_id IN ({ids})",
}
_ALONE = {
    "tag": "SELECT t.id, t.name, '' FROM tag t WHERE t.id IN ({ids})",
    "offering": "SELECT t.id, t.name, t.sentence FROM offering t WHERE t.id IN ({ids})",
    "chapter": "SELECT t.id, t.title, t.employer FROM chapter t WHERE t.id IN ({ids})",
    "reminder": "SELECT t.id, t.text, '' FROM reminder t WHERE t.id IN ({ids})",
}


class Searching(Entries):
    """The store's part for search."""

    def search(self, text: str, limit: int = 40) -> list[Found]:
        """What was written that matches every word typed, the last being perhaps unfinished. People come first."""
        words = words_of(text)
        if not words:
            return []
        called = self.people_called(words)
        people: dict[int, str] = dict.fromkeys(called[:limit], "")
        entries: dict[int, str] = {}
        hits = self._hits(query(words), limit)
        for table, of_person in _ON_A_PERSON.items():
            for _, person, shown in self._shown(of_person, hits.get(table, ())):
                people[person] = people.get(person) or shown
        for table, of_entry in _OF_AN_ENTRY.items():
            for entry, shown in self._shown(of_entry, hits.get(table, ())):
                entries[entry] = entries.get(entry) or shown
        for number, shown in self._mixed(words, limit):
            entries.setdefault(number, shown)
        for person, shown in self._mixed_people(words):
            people.setdefault(person, shown)
        if len(called) == 1 and len(entries) < limit:  # one person meant: what happened with them belongs here too
            for number in self._newest_with(called[0], limit - len(entries)):
                entries.setdefault(number, "")
        found = self._people_found(people, words)[:limit]
        found += self._entries_found(entries, words)[:limit]
        for table, alone in _ALONE.items():
            for number, title, shown in self._shown(alone, hits.get(table, ())):
                snippet, spans = _context(shown, words)
                found.append(Found(table, number, title, snippet, spans))
        return found

    def _hits(self, match: str, limit: int) -> dict[str, list[int]]:
        """Ids by table, the newest of each."""
        found: dict[str, list[int]] = {}
        for table, (number, _, _) in INDEXED.items():
            rows = db.execute_sql(
                """SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?
                ORDER BY rowid DESC LIMIT ?""",
                (match, first_of(number), first_of(number + 1) - 1, limit),
            ).fetchall()
            if rows:
                found[table] = [rowid & ID_MASK for (rowid,) in rows]
        return found

    def _shown(self, sql: str, ids: Sequence[int]) -> list[Any]:
        return db.execute_sql(sql.format(ids=marks(ids)), list(ids)).fetchall() if ids else []

    def _partly_called(self, words: Sequence[str]) -> Iterable[tuple[int, list[str]]]:
        """People whom some of the words name, with the words left over."""
        seen: set[int] = set()
        for word in words:
            rest = [w for w in words if w != word]
            for person in self.people_called([word])[:_PEOPLE_MIXED]:
                if person not in seen and rest:
                    seen.add(person)
                    named = [w for w in rest if person in self._called_among([person], w)]
                    left = [w for w in rest if w not in named]
                    if left:
                        yield person, left

    def _called_among(self, ids: Sequence[int], word: str) -> set[int]:
        return {n for n, name in self.named(ids).items() if f" {word}" in f" {names.fold(name)}"}

    def _newest_with(self, person: int, limit: int) -> list[int]:
        rows = db.execute_sql(
            """SELECT pa.entry_id FROM participant pa WHERE pa.person_id = ? ORDER BY pa.entry_id DESC LIMIT ?""",
            (person, limit),
        )
        return [entry for (entry,) in rows]

    def _mixed(self, words: Sequence[str], limit: int) -> Iterable[tuple[int, str]]:
        for person, left in self._partly_called(words) if len(words) > 1 else ():
            theirs = self._newest_with(person, _ENTRIES_MIXED)
            for table, sql in _OF_AN_ENTRY.items():
                found = self._among(table, theirs, left, limit)
                yield from ((row[0], str(row[1])) for row in self._shown(sql, found))

    def _mixed_people(self, words: Sequence[str]) -> Iterable[tuple[int, str]]:
        for person, left in self._partly_called(words) if len(words) > 1 else ():
            for table, sql in _ON_A_PERSON.items():
                column = "id" if table == "person" else "person_id"
                ids = [n for (n,) in db.execute_sql(f"SELECT id FROM {table} WHERE {column} = ?", (person,))]
                for row in self._shown(sql, self._among(table, ids, left, 1)):
                    yield person, str(row[2])

    def _among(self, table: str, ids: Sequence[int], words: Sequence[str], limit: int) -> list[int]:
        start = first_of(INDEXED[table][0])
        rows = db.execute_sql(
            """SELECT rowid FROM search WHERE search MATCH ? AND rowid IN (SELECT value FROM json_each(?)) LIMIT ?""",
            (query(words), json.dumps([start + i for i in ids]), limit),
        )
        return [rowid & ID_MASK for (rowid,) in rows]

    def _people_found(self, people: dict[int, str], words: Sequence[str]) -> list[Found]:
        found = []
        lines = self.person_rows(list(people))
        for number, shown in people.items():
            line = lines.get(number)
            if line is None:
                continue
            context = shown or ", ".join(filter(None, (line.role, line.organization, *line.tags)))
            snippet, spans = _context(context, words)
            kind = "organization" if line.kind is PersonKind.ORGANIZATION else "person"
            found.append(Found(kind, number, line.name, snippet, spans))
        return found

    def _entries_found(self, entries: dict[int, str], words: Sequence[str]) -> list[Found]:
        lines = self.entry_rows(list(entries))
        found = []
        for number, shown in entries.items():
            line = lines.get(number)
            if line is None:
                continue
            snippet, spans = _context(shown or line.text or line.about, words)
            title = ", ".join(p.name for p, _ in line.people) or line.about or names.excerpt(line.text, 60)
            found.append(Found("entry", number, title, snippet, spans, line.day, line.kind))
        found.sort(key=lambda f: (f.day or date.min, f.id), reverse=True)
        return found


def _context(text: str, words: Sequence[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The stretch of a text around its first match, on one line, with the matches' places in it."""
    line = " ".join(text.split())
    spans = names.matches(line, words)
    if len(line) > _CONTEXT * 2:
        start = max(0, (spans[0][0] if spans else 0) - _CONTEXT // 2)
        start = line.rfind(" ", 0, start) + 1 if start else 0
        line = ("…" if start else "") + names.excerpt(line[start:], _CONTEXT * 2)
        spans = names.matches(line, words)
    return line, tuple(spans)
