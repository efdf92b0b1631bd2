"""What happened, read for those who work something out from it: insights, introductions, who knows what I do, reviews.

Hidden here: how a hundred thousand rows come out of the file in a fraction of a second (texts of many values instead of
rows of few, no joins that a table in memory saves), and that nothing dated after today is ever among them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from netjournal import insights
from netjournal.errors import NotFound
from netjournal.insights import Answer, Case, InsightFilter, Owed, Sent, Somebody
from netjournal.model import CHANNELS, FACE_TO_FACE, Chapter, Offering
from netjournal.wording import say

from .people import marks
from .remembering import Remembering
from .schema import db


class History(Remembering):
    """The store's part for what can be learnt from the record."""

    # ------------------------------------------------------------------ insights

    def insight(self, key: str, wanted: InsightFilter | None = None) -> Answer:
        """The answer to one question, by its key."""
        return insights.answer(key, self.reads(), wanted)

    def insights(self, wanted: InsightFilter | None = None) -> Iterator[Answer]:
        """All answers, each as soon as it is worked out."""
        return insights.answers(self.reads(), wanted)

    def insight_filter(
        self, since: date | None = None, until: date | None = None, offering: str = "", tag: str = ""
    ) -> InsightFilter:
        """A filter by names; NotFound where there is no such offering or tag."""
        number: int | None = None
        if offering:
            row = db.execute_sql(
                "SELECT id FROM offering WHERE name = ? COLLATE NOCASE", (offering.strip(),)
            ).fetchone()
            if row is None:
                raise NotFound(say("There is no offering “{name}”.", name=offering))
            number = int(row[0])
        if tag:
            row = db.execute_sql("SELECT name FROM tag WHERE name = ? COLLATE NOCASE", (tag.strip().lstrip("#"),))
            found = row.fetchone()
            if found is None:
                raise NotFound(say("There is no tag “{name}”.", name=tag))
            tag = str(found[0])
        return InsightFilter(since, until, number, tag)

    def reads(self) -> HistoryReads:
        """The record as it stands now, each part read when it is first asked for."""
        return HistoryReads(self)


class HistoryReads:
    """Answers what insights want to know (`insights.Reads`), each part once."""

    def __init__(self, store: History) -> None:
        self._store = store
        self.today = store.today
        self._day = store.today.isoformat()
        self._kept: dict[str, Any] = {}

    def _once(self, name: str, sql: str, params: Sequence[object] = ()) -> list[Any]:
        if name not in self._kept:
            self._kept[name] = db.execute_sql(sql, params).fetchall()
        found: list[Any] = self._kept[name]
        return found

    # ------------------------------------------------------------------ asks

    def cases(self, states: Sequence[str]) -> list[Case]:
        key = f"cases {sorted(states)}"
        if "cases []" in self._kept and states:
            return [case for case in self._kept["cases []"] if case.state in states]
        if key not in self._kept:
            self._kept[key] = self._cases(states)
        found: list[Case] = self._kept[key]
        return found

    def _cases(self, states: Sequence[str]) -> list[Case]:
        mine = {number for (number,) in db.execute_sql("SELECT id FROM person WHERE is_me")}
        within = dict(
            db.execute_sql(
                """SELECT e.id, w.kind FROM entry e JOIN entry w ON w.id = e.within_id
                WHERE e.within_id IS NOT NULL AND e.kind = 'ask'"""
            ).fetchall()
        )
        channels = {kind.value for kind in CHANNELS}
        # A person is a row more: only a few asks are made to several.
        found: list[Case] = []
        last = 0
        for r in db.execute_sql(
            f"""SELECT s.entry_id, s.side, s.day, s.state, s.settled, s.offering_id, s.amount, s.currency, k.guess,
                o.reason, o.known_by, o.elsewhere_id, pa.person_id
            FROM standing s CROSS JOIN ask k ON k.entry_id = s.entry_id
            LEFT JOIN outcome o ON o.entry_id = s.outcome_id LEFT JOIN participant pa ON pa.entry_id = s.entry_id
            WHERE s.kind = 'ask' AND s.day <= ? AND coalesce(s.settled, '') <= ?
                {f"AND s.state IN ({marks(states)})" if states else ""} ORDER BY s.entry_id""",
            (self._day, self._day, *states),
        ).fetchall():
            number, person = r[0], r[12]
            people = () if person is None or person in mine else (person,)
            if number == last:
                found[-1] = found[-1]._replace(people=(*found[-1].people, *people))
                continue
            last = number
            kind = within.get(number)
            found.append(Case._make((*r[:12], kind if kind in channels else None, people)))
        return found

    def outcomes(self, states: Sequence[str]) -> Iterable[tuple[int, str, str, int]]:
        return self._once(
            f"outcomes {sorted(states)}",
            f"""SELECT o.ask_id, o.state, e.day, o.entry_id FROM outcome o JOIN entry e ON e.id = o.entry_id
            WHERE e.day <= ? {f"AND o.state IN ({marks(states)})" if states else ""}""",
            (self._day, *states),
        )

    # ------------------------------------------------------------------ touches

    def touches(self) -> Mapping[int, tuple[str, str]]:
        rows = self._once(
            "touches",
            """SELECT person_id, group_concat(day), group_concat(entry_id) FROM touch
            WHERE day <= ? GROUP BY person_id""",
            (self._day,),
        )
        return {person: (days, entries) for person, days, entries in rows}

    def channels(self) -> Mapping[int, str]:
        if "channels" not in self._kept:
            kinds: dict[int, str] = {}
            for kind in CHANNELS:
                (text,) = db.execute_sql("SELECT group_concat(id) FROM entry WHERE kind = ?", (kind.value,)).fetchone()
                kinds.update(dict.fromkeys(json.loads(f"[{text or ''}]"), kind.value))
            self._kept["channels"] = kinds
        found: dict[int, str] = self._kept["channels"]
        return found

    def faces(self) -> Mapping[int, list[str]]:
        if "faces" not in self._kept:
            found: dict[int, list[str]] = defaultdict(list)
            for kind in FACE_TO_FACE:
                for person, day in db.execute_sql(
                    """SELECT pa.person_id, e.day FROM entry e CROSS JOIN participant pa ON pa.entry_id = e.id
                    WHERE e.kind = ? AND e.day <= ? AND pa.role = 'with' AND NOT e.unanswered""",
                    (kind.value, self._day),
                ):
                    found[person].append(day)
            for days in found.values():
                days.sort()
            self._kept["faces"] = found
        kept: dict[int, list[str]] = self._kept["faces"]
        return kept

    # ------------------------------------------------------------------ what went each way

    def heard(self) -> Iterable[tuple[int, int, str, str]]:
        return self._once(
            "heard",
            """SELECT pa.person_id, m.offering_id, e.day, m.awareness FROM mention m
            CROSS JOIN entry e ON e.id = m.entry_id CROSS JOIN participant pa ON pa.entry_id = e.id
            WHERE pa.role = 'with' AND e.day <= ?""",
            (self._day,),
        )

    def given(self) -> Iterable[tuple[int, str, int]]:
        return self._once(
            "given",
            """SELECT pa.person_id, s.settled, s.entry_id FROM standing s
                CROSS JOIN participant pa ON pa.entry_id = s.entry_id
                WHERE s.kind = 'ask' AND s.side = 'received' AND s.state = 'yes' AND s.settled <= :day
            UNION ALL SELECT r.other_id, s.day, s.entry_id FROM standing s
                CROSS JOIN referral r ON r.entry_id = s.entry_id
                WHERE s.kind = 'referral' AND s.side = 'given' AND s.day <= :day AND r.other_id IS NOT NULL
            UNION ALL SELECT pa.person_id, s.day, s.entry_id FROM standing s
                CROSS JOIN participant pa ON pa.entry_id = s.entry_id
                WHERE s.kind = 'introduction' AND s.side = 'given' AND s.state IN ('made', 'met') AND s.day <= :day
            UNION ALL SELECT pa.person_id, e.day, e.id FROM entry e CROSS JOIN participant pa ON pa.entry_id = e.id
                WHERE e.kind = 'gift' AND e.direction = 'me' AND e.day <= :day""",
            {"day": self._day},  # type: ignore[arg-type]  # sqlite takes names as well
        )

    def received(self) -> Iterable[tuple[int, str, int]]:
        return self._once(
            "received",
            """SELECT pa.person_id, s.settled, s.entry_id FROM standing s
                CROSS JOIN participant pa ON pa.entry_id = s.entry_id
                WHERE s.kind = 'ask' AND s.side = 'made' AND s.state = 'yes' AND s.settled <= :day
            UNION ALL SELECT r.other_id, s.day, s.entry_id FROM standing s
                CROSS JOIN referral r ON r.entry_id = s.entry_id
                WHERE s.kind = 'referral' AND s.side = 'received' AND s.day <= :day AND r.other_id IS NOT NULL
            UNION ALL SELECT i.introducer_id, s.day, s.entry_id FROM standing s
                CROSS JOIN introduction i ON i.entry_id = s.entry_id
                WHERE s.kind = 'introduction' AND s.side = 'received' AND s.day <= :day
                    AND i.introducer_id IS NOT NULL
            UNION ALL SELECT pa.person_id, e.day, e.id FROM entry e CROSS JOIN participant pa ON pa.entry_id = e.id
                WHERE e.kind = 'gift' AND e.direction = 'them' AND e.day <= :day""",
            {"day": self._day},  # type: ignore[arg-type]  # as above
        )

    def sent(self) -> list[Sent]:
        if "sent" not in self._kept:
            rows = db.execute_sql(
                """SELECT s.entry_id, s.day, r.other_id, r.prospect_id, s.offering_id, s.state, s.amount, s.currency
                FROM standing s CROSS JOIN referral r ON r.entry_id = s.entry_id
                WHERE s.kind = 'referral' AND s.side = 'received' AND s.day <= ?""",
                (self._day,),
            ).fetchall()
            self._kept["sent"] = [Sent(*r) for r in rows]
        found: list[Sent] = self._kept["sent"]
        return found

    def introduced(self) -> Iterable[tuple[str, int | None, int | None]]:
        return self._once(
            "introduced",
            """SELECT s.day, i.introducer_id, i.other_id FROM standing s
            CROSS JOIN introduction i ON i.entry_id = s.entry_id
            WHERE s.kind = 'introduction' AND s.side = 'received' AND s.day <= ?""",
            (self._day,),
        )

    def owed(self) -> list[Owed]:
        return [
            Owed(entry, day.isoformat(), giver, about)
            for entry, _, day, giver, about in self._store.thanks_owed(until=self.today)
        ]

    # ------------------------------------------------------------------ people and what is offered

    def people(self) -> Mapping[int, Somebody]:
        if "people" not in self._kept:
            rows = db.execute_sql(
                """SELECT id, name, kind, closeness, comfort, comfort_on, came_first, met_through_id, met_chapter_id,
                    archived OR deceased OR (resting AND (resting_until IS NULL OR resting_until > ?))
                FROM person WHERE NOT is_me""",
                (self._day,),
            ).fetchall()
            self._kept["people"] = {r[0]: Somebody(*r) for r in rows}
        found: dict[int, Somebody] = self._kept["people"]
        return found

    def tagged(self, tag: str) -> frozenset[int]:
        return frozenset(
            number
            for (number,) in db.execute_sql(
                """SELECT pt.person_id FROM tag t JOIN person_tag pt ON pt.tag_id = t.id
                WHERE t.name = ? COLLATE NOCASE""",
                (tag,),
            )
        )

    def offerings(self) -> list[Offering]:
        return self._store.offerings()

    def chapters(self) -> list[Chapter]:
        return self._store.chapters()
