"""What happened, read for those who work something out from it: insights, introductions, who knows what I do, reviews.

Hidden here: how a hundred thousand rows come out of the file in a fraction of a second (texts of many values instead of
rows of few, no joins that a table in memory saves), and that nothing dated after today is ever among them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from sys import intern
from typing import TYPE_CHECKING, Any

from netjournal import insights
from netjournal.errors import Invalid, NotFound
from netjournal.insights import Answer, Case, InsightFilter, Lost, Owed, Record, Sent, Somebody
from netjournal.insights.awareness import WhoKnows, closeness_rank, who_knows
from netjournal.matching import (
    MOST,
    Ground,
    MatchFacts,
    MatchSettings,
    Party,
    Suggestion,
    Wish,
    between,
    key_of,
    suggest,
)
from netjournal.model import (
    CHANNELS,
    AskSide,
    CameFirst,
    Chapter,
    Comfort,
    EntryFilter,
    EntryKind,
    Money,
    Offering,
    PersonRef,
    PreferenceKind,
)
from netjournal.review import (
    LATELY,
    Pending,
    Period,
    Review,
    ReviewFacts,
    Settled,
    brief,
    compared,
    review,
    week_of,
    year_of,
)
from netjournal.wording import Said, say

from .journal import numbers
from .ledger import IS_FAVOUR
from .people import KNOWN
from .remembering import Remembering
from .schema import Setting, db

if TYPE_CHECKING:
    from netjournal.introducing import NoteKind
    from netjournal.network import Network


_FIRMS = "SELECT id FROM person WHERE kind = 'organization'"
"""A tag or a town in common is no reason to introduce somebody to a firm."""


class History(Remembering):
    """The store's part for what can be learnt from the record."""

    # ------------------------------------------------------------------ insights

    def insight(self, key: str, wanted: InsightFilter | None = None) -> Answer:
        """The answer to one question, by its key. Who asks more keeps a `whole_record` and asks `insights.answer`."""
        return insights.answer(key, self.whole_record(), wanted)

    def insights(self, wanted: InsightFilter | None = None) -> Iterator[Answer]:
        """All answers, each as soon as it is worked out."""
        return insights.answers(self.whole_record(), wanted)

    def whole_record(self, *, for_others: bool = False) -> Record:
        """The record as it stands now, for several questions; it does not follow later changes.

        `for_others`: without asks, referrals and gifts that are private, as it may be printed and lie about.
        """
        return Record(HistoryReads(self, for_others=for_others))

    def has_private_business(self) -> bool:
        """Whether `for_others` leaves anything out."""
        kinds = "('ask', 'referral', 'introduction', 'gift')"
        query = f"SELECT EXISTS (SELECT 1 FROM entry WHERE private AND kind IN {kinds})"
        return bool(db.execute_sql(query).fetchone()[0])

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

    def network(self) -> Network:
        """Who is tied to whom today, of those who are neither archived nor deceased."""
        from .ties import network

        return network(self.today)

    def who_knows(self) -> list[WhoKnows]:
        """For each offering, who knows of it how well, and whom it would be good to tell."""
        return who_knows(self.reads())

    # ------------------------------------------------------------------ introductions

    @property
    def match_settings(self) -> MatchSettings:
        """The synonyms, as the user settled them."""
        kept = self._settled_as("matching")
        known = {k: v for k, v in kept.items() if k in MatchSettings.__dataclass_fields__}
        if "synonyms" in known:
            known["synonyms"] = tuple(tuple(map(str, group)) for group in known["synonyms"])
        return replace(MatchSettings(), **known)

    def settle_matching(self, settings: MatchSettings, origin: object = None) -> None:
        """Change the synonyms."""
        self._settle_as("matching", asdict(settings), origin)

    @property
    def note_texts(self) -> dict[NoteKind, str]:
        """The texts of notes that the user wrote; the others are those the program brings along."""
        from netjournal.introducing import NoteKind

        return {NoteKind(kind): str(text) for kind, text in self._settled_as("notes").items() if kind in set(NoteKind)}

    def settle_note_texts(self, texts: Mapping[NoteKind, str], origin: object = None) -> None:
        """Keep these texts instead of those the program brings along. Invalid (by kind) where one cannot be filled in.

        An empty text, or none, brings back the program's.
        """
        from netjournal.introducing import fault

        for kind, text in texts.items():
            if wrong := fault(kind, text):
                raise Invalid(kind.value, wrong)
        self._settle_as("notes", {kind.value: text for kind, text in texts.items() if text.strip()}, origin)

    def _settled_as(self, key: str) -> dict[str, Any]:
        row = Setting.get_or_none(Setting.key == key)
        return dict(json.loads(row.value)) if row else {}

    def _settle_as(self, key: str, value: Mapping[str, object], origin: object) -> None:
        written = json.dumps(value)
        with self.step(say("Change the settings"), origin):
            if not Setting.update(value=written).where(Setting.key == key).execute():
                Setting.create(key=key, value=written)

    def suggested_introductions(self, most: int = MOST) -> list[Suggestion]:
        """Who should meet whom, and why; never what was answered (`answer` with the suggestion's key)."""
        return suggest(self._match_facts(), self._acquainted, self.match_settings, most)

    def dismissed_introductions(self) -> list[tuple[PersonRef, PersonRef]]:
        """The pairs that are never to be suggested, the latest dismissed first."""
        found = []
        for one, one_name, other, other_name in db.execute_sql(
            """SELECT p.id, p.name, q.id, q.name FROM
                (SELECT on_day, id, substr(key, 14) AS pair FROM answer
                    WHERE key GLOB 'introduction:*' AND kind <> 'snoozed') a
            JOIN person p ON p.id = CAST(a.pair AS INTEGER)
            JOIN person q ON q.id = CAST(substr(a.pair, instr(a.pair, ':') + 1) AS INTEGER)
            ORDER BY a.on_day DESC, a.id DESC"""
        ):
            found.append((PersonRef(one, one_name), PersonRef(other, other_name)))
        return found

    def suggest_again(self, one: int, other: int, origin: object = None) -> None:
        """Let a pair that was dismissed be suggested again."""
        with self.step(say("Suggest again"), origin):
            db.execute_sql("DELETE FROM answer WHERE key = ?", (key_of(one, other),))

    def grounds_between(self, one: int, other: int) -> tuple[Ground, ...]:
        """What is known now that speaks for bringing these two together, the strongest first."""
        return between(self._match_facts((one, other)), one, other, self.match_settings)

    def _match_facts(self, people: Collection[int] = ()) -> MatchFacts:
        """Of everybody who is present; or of these, wherever they are."""
        today = self.today.isoformat()
        some = ", ".join(str(int(p)) for p in people)
        of_them = f"AND person_id IN ({some})" if people else ""
        present = """NOT p.is_me AND NOT p.archived AND NOT p.deceased
            AND NOT (p.resting AND (p.resting_until IS NULL OR p.resting_until > :today))"""
        noted = """p.id IN (SELECT person_id FROM preference) OR p.id IN (SELECT person_id FROM affiliation)
            OR p.id IN (SELECT person_id FROM person_tag)
            OR p.id IN (SELECT person_id FROM contact_point WHERE kind = 'address')"""
        wanted = f"p.id IN ({some})" if people else f"{present} AND ({noted})"
        parties = {
            r[0]: Party(r[0], r[1], Comfort(r[2]), CameFirst(r[3]), closeness_rank(r[4]))
            for r in db.execute_sql(
                f"SELECT p.id, p.name, p.comfort, p.came_first, p.closeness FROM person p WHERE {wanted}",
                {"today": today},
            )
        }
        wishes = [
            Wish(person, PreferenceKind(kind), text)
            for person, kind, text in db.execute_sql(
                f"""SELECT person_id, kind, text FROM preference
                WHERE kind <> 'dislikes' AND (until IS NULL OR until > ?) {of_them} ORDER BY id""",
                (today,),
            )
        ]
        roles = db.execute_sql(
            f"SELECT person_id, role FROM affiliation WHERE until IS NULL AND role <> '' {of_them} ORDER BY id"
        ).fetchall()
        tags = db.execute_sql(
            f"""SELECT pt.person_id, t.name FROM person_tag pt JOIN tag t ON t.id = pt.tag_id
            WHERE pt.person_id NOT IN ({_FIRMS}) {of_them} ORDER BY pt.id"""
        ).fetchall()
        places = [
            (person, _town(value, parts))
            for person, value, parts in db.execute_sql(
                f"""SELECT person_id, value, parts FROM contact_point
                WHERE kind = 'address' AND person_id NOT IN ({_FIRMS}) {of_them} ORDER BY id"""
            )
        ]
        dismissed = {
            key
            for key, kind, until in db.execute_sql(
                "SELECT key, kind, until FROM answer WHERE key GLOB 'introduction:*'"
            )
            if kind != "snoozed" or until is None or until > today
        }
        return MatchFacts(parties, wishes, roles, tags, places, frozenset(dismissed))

    def _acquainted(self, people: Collection[int]) -> frozenset[tuple[int, int]]:
        """The pairs among these who know each other as far as the record goes. Of two of whom one line speaks, with
        neither of them there, that is not said: it may be the very thought that they should meet.
        """
        some = ", ".join(str(int(p)) for p in people) or "NULL"
        return frozenset(
            (one, other) if one < other else (other, one)
            for one, other in db.execute_sql(
                f"""SELECT person_id, other_id FROM relationship WHERE person_id IN ({some}) AND other_id IN ({some})
                UNION SELECT id, met_through_id FROM person WHERE id IN ({some}) AND met_through_id IN ({some})
                UNION SELECT one_id, other_id FROM introduction WHERE one_id IN ({some}) AND other_id IN ({some})
                UNION SELECT introducer_id, other_id FROM introduction
                    WHERE introducer_id IN ({some}) AND other_id IN ({some})
                UNION SELECT other_id, prospect_id FROM referral
                    WHERE other_id IN ({some}) AND prospect_id IN ({some})
                UNION SELECT person_id, organization_id FROM affiliation
                    WHERE person_id IN ({some}) AND organization_id IN ({some})
                UNION SELECT a.person_id, b.person_id FROM participant a
                    JOIN participant b ON b.entry_id = a.entry_id AND b.person_id > a.person_id
                    WHERE a.person_id IN ({some}) AND b.person_id IN ({some})
                    AND (a.role = 'with' OR b.role = 'with')
                UNION SELECT a.person_id, b.person_id FROM affiliation a
                    JOIN affiliation b ON b.organization_id = a.organization_id AND b.person_id > a.person_id
                    WHERE a.person_id IN ({some}) AND b.person_id IN ({some})"""
            )
        )

    # ------------------------------------------------------------------ looking back

    def week_review(self, day: date | None = None) -> Review:
        """The week, Monday to Sunday, in which that day (today) is."""
        return self.review(Period.WEEK, *week_of(day or self.today))

    def year_review(self, day: date | None = None) -> Review:
        """The calendar year of that day (today)."""
        return self.review(Period.YEAR, *year_of(day or self.today))

    def review(self, period: Period, since: date, until: date) -> Review:
        """What happened in a stretch of days, up to today."""
        until = max(since, min(until, self.today))
        return review(self._review_facts(period, since, until))

    def _review_facts(self, period: Period, since: date, until: date) -> ReviewFacts:
        first, last = since.isoformat(), until.isoformat()
        before, now, _ = (day.isoformat() for day in compared(since, until))
        entries = {
            EntryKind(kind): n
            for kind, n in db.execute_sql(
                "SELECT kind, count(*) FROM entry WHERE day BETWEEN ? AND ? GROUP BY kind", (first, last)
            )
        }
        touches: dict[int, tuple[int, int]] = {}
        touched, met = 0, []
        for person, begun, newer, older, inside in db.execute_sql(
            """SELECT person_id, min(day), count(DISTINCT CASE WHEN day BETWEEN :now AND :last THEN day END),
                count(DISTINCT CASE WHEN day >= :before AND day < :now THEN day END),
                max(day BETWEEN :first AND :last)
            FROM touch WHERE day <= :last AND person_id NOT IN (SELECT id FROM person WHERE is_me)
            GROUP BY person_id HAVING max(day) >= :before""",
            {"now": now, "last": last, "before": before, "first": first},
        ):
            touches[person] = (newer, older)
            touched += inside
            if begun >= first:
                met.append(person)
        reads = self.reads()
        people = reads.people()
        return ReviewFacts(
            period=period,
            since=since,
            until=until,
            entries=entries,
            touches=touches,
            touched=touched,
            first_met=tuple(sorted(met, key=lambda p: closeness_rank(people[p].closeness) if p in people else 9)),
            people=people,
            settled=self._settled(first, last),
            promises=db.execute_sql(
                """SELECT person_id, reason FROM trust
                WHERE kind IN ('kept_promise', 'kept_confidence', 'stood_by_me') AND day BETWEEN ? AND ?
                ORDER BY day DESC, id""",
                (first, last),
            ).fetchall(),
            pending=self._pending(people),
            private=frozenset(
                number
                for (number,) in db.execute_sql(
                    "SELECT e.id FROM standing s CROSS JOIN entry e ON e.id = s.entry_id WHERE e.private"
                )
            ),
            agenda=(*(found := self.agenda()).today, *found.soon),
        )

    def _settled(self, first: str, last: str) -> list[Settled]:
        rows = db.execute_sql(
            f"""SELECT s.entry_id, s.kind, s.side, s.state, coalesce(s.settled, s.day) AS day,
                coalesce(nullif(k.about, ''), f.name, nullif(r.need, ''), nullif(i.purpose, ''), ''),
                (SELECT group_concat(person_id) FROM participant WHERE entry_id = s.entry_id), s.amount, s.currency,
                coalesce(r.other_id, i.introducer_id, i.one_id), coalesce(r.prospect_id, i.other_id), s.day,
                NOT {IS_FAVOUR}
            FROM standing s LEFT JOIN ask k ON k.entry_id = s.entry_id LEFT JOIN referral r ON r.entry_id = s.entry_id
            LEFT JOIN introduction i ON i.entry_id = s.entry_id LEFT JOIN offering f ON f.id = s.offering_id
            WHERE s.settled BETWEEN :first AND :last OR (s.kind <> 'ask' AND s.day BETWEEN :first AND :last)
            ORDER BY 5 DESC, 1""",
            {"first": first, "last": last},
        ).fetchall()
        return [
            Settled(
                r[0],
                EntryKind(r[1]),
                r[2],
                # What came of it later was not so yet.
                r[3] if r[4] <= last else "passed_on" if r[1] == "referral" else "idea",
                date.fromisoformat(r[4] if r[4] <= last else r[11]),
                r[5],
                tuple(int(p) for p in r[6].split(",")) if r[6] else (),
                Money(Decimal(r[7]), r[8]) if r[7] is not None else None,
                r[9],
                r[10],
                business=bool(r[12]),
                begun=first <= r[11] <= last,
            )
            for r in rows
        ]

    def _pending(self, people: Mapping[int, Somebody]) -> list[Pending]:
        """Asks that are open, and thanks and reports owed."""

        def names(ids: Iterable[int]) -> str:
            return ", ".join(people[p].name for p in ids if p in people)

        found = []
        for ask in self._open_asks("1", []):
            who, about = names(ask.people), ask.about
            if ask.side is AskSide.RECEIVED:
                what = say("{who} asked and waits: {about}", who=who, about=about)
            elif ask.come_back:
                what = say("come back to {who} on {day}: {about}", who=who, about=about, day=ask.come_back)
            else:
                what = say("I asked {who} and wait: {about}", who=who, about=about)
            found.append(Pending(ask.id, what, ask.people, ask.come_back or ask.day))
        for entry, _, day, giver, about in self.thanks_owed(until=self.today):
            found.append(Pending(entry, say("thank {who}: {about}", who=names((giver,)), about=about), (giver,), day))
        for entry, _, day, giver, about in self.reports_owed(until=self.today):
            what = say("tell {who} how it went: {about}", who=names((giver,)), about=about)
            found.append(Pending(entry, what, (giver,), day))
        # Of those who are silent nothing is waited for here either, as long as nobody else is in it.
        return [one for one in found if not one.people or any(p in people and not people[p].silent for p in one.people)]

    def brief(self, person: int) -> list[Said]:
        """Somebody in a few lines, for the minute before a call."""
        recent = self.entry_ids(EntryFilter(person=person, until=self.today))[: 10 * LATELY]
        rows = self.entry_rows(recent)
        return brief(self.summary(person), [rows[n] for n in recent if n in rows], self.offerings(), self.today)


# What a post office needs: five digits, "1234 AB", "SW1A 2AA", "WA 98101", "D-10007", "10007-040".
_POSTCODE = re.compile(
    r"(?<!\w)(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|(?:[A-Z]{1,3}[-\s])?\d{3,6}(?:[-\s]\d{2,4})?(?:\s?[A-Z]{2})?)(?!\w)"
)
_TOWN_LEAST = 3  # letters: less is the code of a state


def _town(value: str, parts: str | None) -> str:
    """The town of an address: its fourth part (RFC 6350), else what stands by the post office's number or before it.

    Without such a number the last line but the country's, which is the third one at the earliest.
    """
    if parts:
        kept = json.loads(parts)
        if isinstance(kept, list) and len(kept) > 3 and kept[3]:
            return str(kept[3]).strip()
    lines = [line.strip() for line in re.split(r"[,\n]", value) if line.strip()]
    for n in range(len(lines) - 1, 0, -1):
        code = _POSTCODE.search(lines[n])
        if code is None:
            continue
        for beside in (_POSTCODE.sub("", lines[n]).strip(), lines[n - 1] if n > 1 else ""):
            if len(beside) >= _TOWN_LEAST and not re.search(r"\d", beside):
                return beside
    named = [line for line in lines if not re.search(r"\d", line)]
    if len(lines) == 1 or not named:
        return named[0] if named else ""
    return named[-2] if len(lines) > 2 and len(named) > 1 else named[-1]


class HistoryReads:
    """Answers what insights want to know (`insights.Reads`), each part once."""

    def __init__(self, store: History, *, for_others: bool = False) -> None:
        self._store = store
        self._but = "SELECT id FROM entry WHERE private" if for_others else ""
        self.today = store.today
        self._day = store.today.isoformat()
        self._kept: dict[str, Any] = {}

    def _once(self, name: str, sql: str, params: Sequence[object] = ()) -> list[Any]:
        if name not in self._kept:
            self._kept[name] = db.execute_sql(sql, params).fetchall()
        found: list[Any] = self._kept[name]
        return found

    def _and_not(self, entry: str) -> str:
        """What leaves private entries out of a query, where they are to be."""
        return f"AND {entry} NOT IN ({self._but})" if self._but else ""

    # ------------------------------------------------------------------ asks

    def cases(self, states: Sequence[str]) -> list[Case]:
        if "cases" not in self._kept:
            self._kept["cases"] = self._cases()
        found: list[Case] = self._kept["cases"]
        return [case for case in found if case.state in states] if states else found

    def _cases(self) -> list[Case]:
        mine = {number for (number,) in db.execute_sql("SELECT id FROM person WHERE is_me")}
        same: dict[str, str] = {}  # a day is the same text in all asks: there are far fewer days than asks
        # A person is a row more: only a few asks are made to several.
        found: list[Case] = []
        last = 0
        for number, side, day, state, settled, offering, amount, currency, person in db.execute_sql(
            f"""SELECT s.entry_id, s.side, s.day, s.state, s.settled, s.offering_id, s.amount, s.currency, pa.person_id
            FROM standing s LEFT JOIN participant pa ON pa.entry_id = s.entry_id
            WHERE s.kind = 'ask' AND s.day <= ? AND coalesce(s.settled, '') <= ? {self._and_not("s.entry_id")}
            ORDER BY s.entry_id""",
            (self._day, self._day),
        ):
            people = () if person is None or person in mine else (person,)
            if number == last:
                found[-1] = found[-1]._replace(people=(*found[-1].people, *people))
                continue
            last = number
            day = same.setdefault(day, day)
            settled = same.setdefault(settled, settled) if settled else None
            case = (number, intern(side), day, intern(state), settled, offering, amount, currency, people)
            found.append(Case._make(case))
        return found

    def refusals(self) -> Iterable[tuple[int, str, int]]:
        return self._once(
            "refusals",
            """SELECT o.ask_id, e.day, e.id FROM outcome o CROSS JOIN entry e ON e.id = o.entry_id
            WHERE o.state IN ('no', 'not_now') AND e.day <= ?""",
            (self._day,),
        )

    def earlier_outcomes(self) -> Iterable[tuple[int, str, int]]:
        return self._once(
            "earlier",
            """SELECT o.ask_id, e.day, o.entry_id FROM outcome o CROSS JOIN entry e ON e.id = o.entry_id
            WHERE o.entry_id <> (SELECT outcome_id FROM standing s WHERE s.entry_id = o.ask_id)""",
        )

    def guesses(self) -> Mapping[int, int]:
        return dict(self._once("guesses", "SELECT entry_id, guess FROM ask WHERE guess IS NOT NULL"))

    def lost(self) -> Mapping[int, Lost]:
        rows = self._once(
            "lost",
            """SELECT o.ask_id, o.reason, o.known_by, o.elsewhere_id FROM outcome o
            WHERE o.state = 'elsewhere'
                AND o.entry_id = (SELECT outcome_id FROM standing s WHERE s.entry_id = o.ask_id)""",
        )
        return {r[0]: Lost(*r[1:]) for r in rows}

    def asked_within(self) -> Mapping[int, int]:
        return dict(
            self._once("asked", "SELECT id, within_id FROM entry WHERE within_id IS NOT NULL AND kind = 'ask'"),
        )

    # ------------------------------------------------------------------ touches

    def touches(self) -> Mapping[int, str]:
        return dict(
            self._once(
                "touches",
                "SELECT person_id, group_concat(day || entry_id) FROM touch WHERE day <= ? GROUP BY person_id",
                (self._day,),
            )
        )

    def channels(self) -> bytes:
        if "channels" not in self._kept:
            (highest,) = db.execute_sql("SELECT coalesce(max(id), 0) FROM entry").fetchone()
            kinds = bytearray(highest + 1)
            for place, kind in enumerate(CHANNELS, 1):
                for number in numbers("id AS number FROM entry WHERE kind = ?", (kind.value,)):
                    kinds[number] = place
            self._kept["channels"] = bytes(kinds)
        found: bytes = self._kept["channels"]
        return found

    # ------------------------------------------------------------------ what went each way

    def heard(self) -> Iterable[tuple[int, int, str, str]]:
        return self._once(
            "heard",
            """SELECT pa.person_id, m.offering_id, e.day, m.awareness FROM mention m
            CROSS JOIN entry e ON e.id = m.entry_id CROSS JOIN participant pa ON pa.entry_id = e.id
            WHERE pa.role = 'with' AND e.day <= ?""",
            (self._day,),
        )

    def known(self) -> Iterable[tuple[int, int, str, str]]:
        return self._once(
            "known",
            f"""SELECT k.person_id, k.offering_id, e.day, k.awareness FROM ({KNOWN}) k
            JOIN entry e ON e.id = k.entry_id WHERE e.day <= ?""",
            (self._day,),
        )

    def given(self) -> Iterable[tuple[int, str, int]]:
        return self._once(
            "given",
            f"""SELECT pa.person_id, s.settled, s.entry_id FROM standing s
                CROSS JOIN participant pa ON pa.entry_id = s.entry_id
                WHERE s.kind = 'ask' AND s.side = 'received' AND s.state = 'yes' AND {IS_FAVOUR} AND s.settled <= :day
            UNION ALL SELECT r.other_id, s.day, s.entry_id FROM standing s
                CROSS JOIN referral r ON r.entry_id = s.entry_id
                WHERE s.kind = 'referral' AND s.side = 'given' AND s.day <= :day AND r.other_id IS NOT NULL
            UNION ALL SELECT pa.person_id, coalesce(s.settled, s.day), s.entry_id FROM standing s
                CROSS JOIN participant pa ON pa.entry_id = s.entry_id
                WHERE s.kind = 'introduction' AND s.side = 'given' AND s.state IN ('made', 'met')
                    AND coalesce(s.settled, s.day) <= :day
            UNION ALL SELECT pa.person_id, e.day, e.id FROM entry e CROSS JOIN participant pa ON pa.entry_id = e.id
                WHERE e.kind = 'gift' AND e.direction = 'me' AND e.day <= :day""",
            {"day": self._day},  # type: ignore[arg-type]  # sqlite takes names as well
        )

    def received(self) -> Iterable[tuple[int, str, int]]:
        return self._once(
            "received",
            f"""SELECT pa.person_id, s.settled, s.entry_id FROM standing s
                CROSS JOIN participant pa ON pa.entry_id = s.entry_id
                WHERE s.kind = 'ask' AND s.side = 'made' AND s.state = 'yes' AND {IS_FAVOUR} AND s.settled <= :day
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
                f"""SELECT s.entry_id, s.day, r.other_id, r.prospect_id, s.offering_id, s.state, s.amount, s.currency,
                    coalesce(s.settled, s.day)
                FROM standing s CROSS JOIN referral r ON r.entry_id = s.entry_id
                WHERE s.kind = 'referral' AND s.side = 'received' AND s.day <= ? {self._and_not("s.entry_id")}""",
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
        private = {entry for (entry,) in db.execute_sql(self._but)} if self._but else ()
        return [
            Owed(entry, day.isoformat(), giver, about)
            for entry, _, day, giver, about in self._store.thanks_owed(until=self.today)
            if entry not in private
        ]

    # ------------------------------------------------------------------ people and what is offered

    def people(self) -> Mapping[int, Somebody]:
        if "people" not in self._kept:
            rows = db.execute_sql(
                """SELECT id, name, kind, closeness, comfort, comfort_on, came_first, met_through_id, met_chapter_id,
                    archived OR deceased OR (resting AND (resting_until IS NULL OR resting_until > ?)), deceased
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
