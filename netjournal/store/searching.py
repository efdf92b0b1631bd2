"""One question over everything ever written: names, notes, preferences, reasons, numbers, entries.

Names are found in memory (they are few, and wanted first), the rest in the full-text index, table by table and newest
first, so that the first key typed costs no more than the last. A word may stand in the text while another is the name
of somebody in it: "omar roof" finds the entry about a roof with Omar; and of a person one word may stand in one fact,
another in another or in the name: "architect lisbon" finds the architect who lives there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from netjournal import names
from netjournal.model import EntryRow, Found, Reason

from .entries import Entries
from .migrations import INDEXED, first_of
from .people import marks
from .schema import db
from .words import ID_MASK, is_number, query, words_of

_CONTEXT = 90
_ALONE_AT_MOST = 10
# Where one word stands in a text and another is somebody's name, so many of the newest are looked through.
_TEXTS_MIXED = 120
_PEOPLE_MIXED = 10
_ENTRIES_MIXED = 100
# Of a person each word may stand in another fact: so many of the newest facts are at hand, and of so many people all.
_FACTS_MIXED = 120
_PEOPLE_READ = 60

_SUM = "coalesce(' · '||t.amount||' '||t.currency, '')"
_REASON = " ".join(f"WHEN '{reason}' THEN ' · {reason.said}'" for reason in Reason if reason is not Reason.NOT_SAID)

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
_TAGS_BORNE = """SELECT t.id, pt.person_id, t.name FROM tag t JOIN person_tag pt ON pt.tag_id = t.id
    WHERE t.id IN ({ids}) ORDER BY pt.person_id DESC"""
_WHOSE = {
    **{table: f"SELECT person_id FROM {table} WHERE id IN ({{ids}})" for table in _ON_A_PERSON if table != "person"},
    "person": "SELECT id FROM person WHERE id IN ({ids})",
    "tag": "SELECT person_id FROM person_tag WHERE tag_id IN ({ids})",
}
_OF_AN_ENTRY = {
    "entry": "SELECT t.id, t.text||' '||t.place FROM entry t WHERE t.id IN ({ids})",
    "ask": f"SELECT t.entry_id, t.about||{_SUM} FROM ask t WHERE t.entry_id IN ({{ids}})",
    "outcome": f"""SELECT t.entry_id, e.text||{_SUM}||CASE t.reason {_REASON} ELSE '' END||coalesce(' · '||p.name, '')
        FROM outcome t JOIN entry e ON e.id = t.entry_id LEFT JOIN person p ON p.id = t.elsewhere_id
        WHERE t.entry_id IN ({{ids}})""",
    "referral": f"SELECT t.entry_id, t.need||{_SUM} FROM referral t WHERE t.entry_id IN ({{ids}})",
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

    def get_ready_to_search(self) -> None:
        """Read now what the first search, and every first one after a change of names, would wait for."""
        self.people_called(("",), 1)

    def search(self, text: str, limit: int = 40) -> list[Found]:
        """What was written that matches every word typed, the last being perhaps unfinished. People come first."""
        words = words_of(text)
        if not words:
            return []
        called = self.people_called(words, limit)
        people: dict[int, str] = dict.fromkeys(called, "")
        entries: dict[int, str] = {}
        # Where as many are called so as are wanted, what is written of people has no room left.
        hits = self._hits(query(words), limit, but=_ON_A_PERSON if len(called) >= limit else ())
        for table, of_person in _ON_A_PERSON.items():
            for _, person, shown in self._shown(of_person, hits.get(table, ())):
                people[person] = people.get(person) or shown
        if len(people) < limit:
            for _, person, shown in self._shown(_TAGS_BORNE, hits.get("tag", ())):
                if len(people) < limit:
                    people.setdefault(person, shown)
        for table, of_entry in _OF_AN_ENTRY.items():
            for entry, shown in self._shown(of_entry, hits.get(table, ())):
                entries[entry] = entries.get(entry) or shown
        if len(entries) < limit:
            went = self._went_to(called, limit - len(entries))
            entries |= {
                entry: shown for entry, shown in self._shown(_OF_AN_ENTRY["outcome"], went) if not entries.get(entry)
            }
        # Where little was found, a word may have been a name ("omar roof" is the entry about a roof with Omar), or one
        # stands in the text and another in what was asked; or each in another of the things known of somebody.
        if len(words) > 1 and min(len(entries), len(people)) < limit // 2:
            names_of = {word: self.people_called([word]) for word in words}
            if len(entries) < limit // 2:
                entries = dict.fromkeys(self._mixed(names_of, limit), "") | entries
            if len(people) < limit // 2:
                people |= self._mixed_people(names_of, limit, people)
        if len(called) == 1 and len(entries) < limit:  # one person meant: what happened with them belongs here too
            for number in self._newest_with(called, limit - len(entries)):
                entries.setdefault(number, "")
        found = self._people_found(dict(list(people.items())[:limit]), words)
        found += self._entries_found(entries, words, limit)
        for table, alone in _ALONE.items():
            for number, title, shown in self._shown(alone, hits.get(table, ())[:_ALONE_AT_MOST]):
                snippet, spans = _context(shown, words)
                found.append(Found(table, number, title, snippet, spans))
        return found

    def _hits(self, match: str, limit: int, but: Container[str] = ()) -> dict[str, list[int]]:
        """Ids by table, the newest of each; none of the tables `but`.

        Read in one sweep from the top of the index, leaping over the rest of a table that gave enough: a question for
        each table would go through the same stretch of the index each time, where words rarely stand together.
        """
        tables = {number: table for table, (number, _, _) in INDEXED.items()}
        found: dict[str, list[int]] = {}
        for begin, end in _stretches([number for number, table in tables.items() if table not in but]):
            last = first_of(end) - 1
            while rows := _matching(match, first_of(begin), last, limit):
                for row in rows:
                    found.setdefault(tables[row // first_of(1)], []).append(row & ID_MASK)
                lowest = rows[-1] // first_of(1)
                last = (first_of(lowest) if len(found[tables[lowest]]) >= limit else rows[-1]) - 1
                if len(rows) < limit:
                    break
        return {table: ids[:limit] for table, ids in found.items()}

    def _shown(self, sql: str, ids: Sequence[int]) -> list[Any]:
        return db.execute_sql(sql.format(ids=marks(ids)), list(ids)).fetchall() if ids else []

    def _newest_with(self, people: Sequence[int], limit: int) -> list[int]:
        rows = db.execute_sql(
            """SELECT pa.entry_id FROM json_each(?) j CROSS JOIN participant pa ON pa.person_id = j.value
            ORDER BY pa.entry_id DESC LIMIT ?""",
            (json.dumps(list(people)), limit),
        )
        return [entry for (entry,) in rows]

    def _went_to(self, people: Sequence[int], limit: int) -> list[int]:
        """The newest outcomes by which something went to one of these."""
        rows = db.execute_sql(
            """SELECT o.entry_id FROM json_each(?) j CROSS JOIN outcome o ON o.elsewhere_id = j.value
            ORDER BY o.entry_id DESC LIMIT ?""",
            (json.dumps(list(people)), limit),
        )
        return [entry for (entry,) in rows]

    def _mixed(self, names_of: Mapping[str, Sequence[int]], limit: int) -> list[int]:
        """Entries in which each word stands, or names somebody who is in them or to whom it went instead."""
        written = {word: self._written(word) for word in names_of}
        # Of a word that stands in very many texts only the newest are at hand: then by the texts of these people.
        theirs: dict[int, str] = {}
        if any(len(texts) >= _TEXTS_MIXED for texts in written.values()):
            few = min((ids for ids in names_of.values() if ids), key=len, default=())[:_PEOPLE_MIXED]
            texts = self._texts(self._newest_with(few, _ENTRIES_MIXED))
            theirs = {number: names.fold(text) for number, text in texts.items()}
        went = (self._went_to(people, _TEXTS_MIXED) for people in names_of.values() if people)
        candidates = theirs.keys() | set().union(*written.values(), *went)
        for word, people in names_of.items():
            fits = written[word]
            if people:
                with_them = db.execute_sql(
                    """WITH j AS MATERIALIZED (SELECT value FROM json_each(?))
                    SELECT pa.entry_id, pa.person_id FROM j CROSS JOIN participant pa ON pa.entry_id = j.value
                    UNION ALL SELECT o.entry_id, o.elsewhere_id FROM j CROSS JOIN outcome o ON o.entry_id = j.value
                    UNION ALL SELECT o.ask_id, o.elsewhere_id FROM j CROSS JOIN outcome o ON o.ask_id = j.value""",
                    (json.dumps(list(candidates - fits)),),
                )
                called = set(people)
                fits |= {entry for entry, person in with_them if person in called}
            says = _pattern([word])
            fits |= {n for n in theirs.keys() - fits if says.search(theirs[n])}
            candidates &= fits
        return sorted(candidates, reverse=True)[: limit * 2]

    def _written(self, word: str) -> set[int]:
        """The newest entries in which a word stands."""
        starts = [first_of(INDEXED[table][0]) for table in _OF_AN_ENTRY]
        return {n - start for start in starts for n in _matching(query([word]), start, start + ID_MASK, _TEXTS_MIXED)}

    def _texts(self, ids: Sequence[int]) -> dict[int, str]:
        rows = db.execute_sql(
            f"""SELECT e.id, written FROM (SELECT e.id, e.text||' '||e.place||' '||coalesce(k.about, '')||' '
                ||coalesce(r.need, '')||' '||coalesce(i.purpose||' '||i.result, '')
                ||CASE o.reason {_REASON} ELSE '' END AS written
            FROM entry e LEFT JOIN ask k ON k.entry_id = e.id LEFT JOIN referral r ON r.entry_id = e.id
            LEFT JOIN introduction i ON i.entry_id = e.id
            LEFT JOIN outcome o ON o.entry_id = e.id WHERE e.id IN ({marks(ids)})) e""",
            list(ids),
        )
        return dict(rows.fetchall())

    def _mixed_people(self, names_of: Mapping[str, Sequence[int]], limit: int, but: Container[int]) -> dict[int, str]:
        """People of whom each word says something, be it their name or what is known of them; with what shows it."""
        said: dict[str, set[int]] = {}
        fit: set[int] | None = None
        # First numbers, the names of few, and long words: what is said of the fewest.
        telling = {
            word: (is_number(word), 0 < len(named) <= _PEOPLE_READ, len(word)) for word, named in names_of.items()
        }
        for word in sorted(telling, key=telling.__getitem__, reverse=True):
            # What is known of a few is read as quickly, and a letter or two are said of nearly everybody.
            if said and not is_number(word) and (len(word) < 3 or (fit is not None and len(fit) <= _PEOPLE_READ)):
                break
            said[word], is_all = self._said_of(word, names_of[word])
            if is_all:
                fit = said[word] if fit is None else fit & said[word]
        if fit is None:
            fit = min(said.values(), key=len)
        candidates = sorted((person for person in fit if person not in but), reverse=True)[:_PEOPLE_READ]
        named = {word: said.get(word) or set(people) for word, people in names_of.items()}
        known: dict[int, list[str]] = {}
        for table, sql in (*_ON_A_PERSON.items(), ("tag", _TAGS_BORNE)):
            column = {"person": "t.id", "tag": "pt.person_id"}.get(table, "t.person_id")
            for _, person, shown in self._shown(sql.replace("t.id IN", f"{column} IN"), candidates):
                known.setdefault(person, []).append(shown)
        patterns = {word: _pattern([word]) for word in names_of}
        found: dict[int, str] = {}
        for person in candidates:
            texts = [(text, names.fold(text)) for text in known.get(person, ())]
            shows = {
                word: next((text for text, folded in texts if pattern.search(folded)), "")
                for word, pattern in patterns.items()
            }
            if all(shows[word] or person in named[word] for word in named):
                found[person] = " · ".join(dict.fromkeys(filter(None, shows.values())))
        return dict(list(found.items())[:limit])

    def _said_of(self, word: str, named: Sequence[int]) -> tuple[set[int], bool]:
        """Of whom a word says something, and whether that is all: of one that stands very often only the newest are."""
        hits = self._hits(query([word]), _FACTS_MIXED, but=_OF_AN_ENTRY)
        people = set(named)
        for table, whose in _WHOSE.items():
            if ids := hits.get(table):
                people.update(person for (person,) in db.execute_sql(whose.format(ids=marks(ids)), ids))
        members = db.execute_sql(
            """SELECT a.person_id FROM json_each(?) j CROSS JOIN affiliation a ON a.organization_id = j.value""",
            (json.dumps(list(named)),),
        )
        people |= {person for (person,) in members}
        return people, all(len(ids) < _FACTS_MIXED for ids in hits.values())

    def _people_found(self, people: Mapping[int, str], words: Sequence[str]) -> list[Found]:
        ids = list(people)
        around: dict[int, list[str]] = {}
        for person, word in db.execute_sql(
            f"""SELECT a.person_id, CASE a.role WHEN '' THEN '' ELSE a.role||', ' END||o.name FROM affiliation a
            JOIN person o ON o.id = a.organization_id WHERE a.person_id IN ({marks(ids)}) AND a.until IS NULL
            UNION ALL SELECT * FROM (SELECT pt.person_id, t.name FROM person_tag pt JOIN tag t ON t.id = pt.tag_id
            WHERE pt.person_id IN ({marks(ids)}) ORDER BY t.name)""",
            [*ids, *ids],
        ):
            around.setdefault(person, []).append(word)
        lines = {
            number: (name, kind)
            for number, name, kind in db.execute_sql(
                f"SELECT id, name, kind FROM person WHERE id IN ({marks(ids)})", ids
            )
        }
        found = []
        for number, shown in people.items():
            if number in lines:
                name, kind = lines[number]
                snippet, spans = _context(shown, words)
                if not spans and number in around:  # the name alone fits: who they are says more than any note
                    snippet, spans = _context(", ".join(around[number]), words)
                found.append(Found(kind, number, name, snippet, spans))
        return found

    def _entries_found(self, entries: Mapping[int, str], words: Sequence[str], limit: int) -> list[Found]:
        newest = db.execute_sql(
            f"SELECT id FROM entry WHERE id IN ({marks(list(entries))}) ORDER BY day DESC, id DESC LIMIT ?",
            [*entries, limit],
        )
        found = []
        for number, line in self._in_order([n for (n,) in newest]):
            snippet, spans = _context(entries[number] or _once(line.text, line.about), words)
            title = ", ".join(p.name for p, _ in line.people) or line.about or names.excerpt(line.text, 60)
            found.append(Found("entry", number, title, snippet, spans, line.day, line.kind))
        return found

    def _in_order(self, ids: Sequence[int]) -> Iterable[tuple[int, EntryRow]]:
        lines = self.entry_rows(ids)
        return [(n, lines[n]) for n in ids]


def _stretches(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers that follow one another as (first, the one after the last), the highest first."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number:
            found[-1] = (found[-1][0], number + 1)
        else:
            found.append((number, number + 1))
    return found[::-1]


def _once(text: str, about: str) -> str:
    """A text with what it is about, unless it says so itself."""
    said = about and re.search(rf"\b{re.escape(names.fold(about))}\b", names.fold(text))
    return text if said else " ".join(filter(None, (text, about)))


def _matching(match: str, first: int, last: int, limit: int) -> list[int]:
    """The newest rows of the index that match in a stretch of it."""
    rows = db.execute_sql(
        """SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?""",
        (match, first, last, limit),
    )
    return [rowid for (rowid,) in rows]


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Finds, in folded text, words that begin with one of these; the longest first, so that it wins."""
    return re.compile(r"(?<![^\W_])(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")")


def _context(text: str, words: Sequence[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The stretch of a text around its first match, on one line, with the matches' places in it."""
    line = " ".join(text.split())
    if len(line) > _CONTEXT * 2:
        spans = _spans(line, words)
        start = max(0, (spans[0][0] if spans else 0) - _CONTEXT // 2)
        start = line.rfind(" ", 0, start) + 1 if start else 0
        line = ("…" if start else "") + names.excerpt(line[start:], _CONTEXT * 2)
    return line, _spans(line, words)


def _spans(line: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    if line.replace("…", "").isascii():  # the same as below, and ten times as fast
        spans = tuple(match.span() for match in _pattern(words).finditer(line.lower()))
    else:
        spans = tuple(names.matches(line, words))
    if not spans:  # a telephone number or a sum, however it is written
        apart = (re.search(r"\W*".join(word), line) for word in words if is_number(word))
        return tuple(found.span() for found in apart if found)[:1]
    return spans
