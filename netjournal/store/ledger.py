"""Asks, referrals and introductions: one table over all of them, what is open, and what went each way with a person."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from netjournal.model import (
    AskSide,
    AskState,
    Balance,
    EntryKind,
    IntroductionDetail,
    IntroductionState,
    LedgerFilter,
    LedgerKind,
    LedgerOrder,
    LedgerRow,
    LedgerTotals,
    Money,
    Named,
    OpenAsk,
    OpenLoop,
    ReferralDetail,
    ReferralState,
    Summary,
)
from netjournal.wording import say

from .entries import _money
from .journal import numbers
from .people import marks
from .schema import db
from .searching import Searching
from .words import words_of

IS_FAVOUR = "(s.offering_id IS NULL AND s.amount IS NULL)"
"""Of an ask as it stands: nothing I offer, and nothing paid for. Business is neither given nor received."""

_OPEN_ASKS = "s.kind = 'ask' AND s.state IN ('open', 'not_now')"
_KIND_SQL = {
    LedgerKind.ASK_MADE: "(s.kind = 'ask' AND s.side = 'made')",
    LedgerKind.ASK_RECEIVED: "(s.kind = 'ask' AND s.side = 'received')",
    LedgerKind.REFERRAL_GIVEN: "(s.kind = 'referral' AND s.side = 'given')",
    LedgerKind.REFERRAL_RECEIVED: "(s.kind = 'referral' AND s.side = 'received')",
    LedgerKind.INTRODUCTION: "s.kind = 'introduction'",
}
_IS_OPEN = "(s.state IN ('open', 'not_now', 'passed_on', 'in_contact', 'idea', 'asked_one', 'asked_both'))"
_IS_MET = "(s.state IN ('yes', 'won', 'made', 'met'))"
# What I received and would thank for: a referral, an introduction made for me, a yes to my ask.


class Ledger(Searching):
    """The store's part for asks and referrals."""

    def ledger_ids(
        self, wanted: LedgerFilter, order: LedgerOrder = LedgerOrder.DAY, *, descending: bool = True
    ) -> array[int]:
        """What a filter lets through, in order."""
        way = "DESC" if descending else "ASC"
        key, where, params = self._ledger(wanted, order)
        return numbers(
            f"s.entry_id AS number FROM standing s WHERE {where} ORDER BY {key} {way}, s.entry_id {way}", params
        )

    def ledger_keys(
        self, ids: Iterable[int], wanted: LedgerFilter, order: LedgerOrder = LedgerOrder.DAY
    ) -> dict[int, tuple[Any, ...]]:
        """Of these ids, those the filter lets through, with what they are put in order by."""
        asked = list(ids)
        if not asked:
            return {}
        key, where, params = self._ledger(wanted, order)
        sql = f"SELECT {key}, s.entry_id FROM standing s WHERE {where} AND s.entry_id IN ({marks(asked)})"
        return {number: (k, number) for k, number in db.execute_sql(sql, [*params, *asked])}

    def _ledger(self, wanted: LedgerFilter, order: LedgerOrder) -> tuple[str, str, list[object]]:
        keys = {
            LedgerOrder.DAY: "s.day",
            LedgerOrder.PERSON: """coalesce((SELECT p.sort_key FROM participant pa CROSS JOIN person p
                WHERE pa.id = (SELECT min(f.id) FROM participant f WHERE f.entry_id = s.entry_id)
                AND p.id = pa.person_id), '')""",
            LedgerOrder.STATE: "s.state",
            LedgerOrder.VALUE: "coalesce(CAST(s.amount AS REAL), -1e18)",
            LedgerOrder.COME_BACK: "coalesce(s.come_back, '')",
        }
        where: list[str] = ["1"]
        params: list[object] = []

        def add(clause: str, *values: object) -> None:
            where.append(clause)
            params.extend(values)

        if wanted.kinds:
            add("(" + " OR ".join(_KIND_SQL[k] for k in wanted.kinds) + ")")
        if wanted.person:
            of = "SELECT ? UNION SELECT person_id FROM affiliation WHERE organization_id = ?"
            add(
                f"""s.entry_id IN (SELECT entry_id FROM participant WHERE person_id IN ({of})
                UNION SELECT o.ask_id FROM outcome o CROSS JOIN standing z
                WHERE o.elsewhere_id IN ({of}) AND z.entry_id = o.ask_id AND z.outcome_id = o.entry_id)""",
                *[wanted.person] * 4,
            )
        if wanted.only_open:
            add(_IS_OPEN)
        if wanted.states:
            add(f"s.state IN ({marks(wanted.states)})", *wanted.states)
        if wanted.offering:
            add("s.offering_id = ?", wanted.offering)
        if wanted.since:
            add("s.day >= ?", wanted.since.isoformat())
        if wanted.until:
            add("s.day <= ?", wanted.until.isoformat())
        if wanted.owed_thanks:
            add("s.owes_thanks IS NOT NULL")
        if words_of(wanted.words):
            for clause, values in self.saying(wanted.words, "s.entry_id", settled=True):
                add(clause, *values)
        return keys[order], " AND ".join(where), params

    def ledger_rows(self, ids: Sequence[int]) -> dict[int, LedgerRow]:
        """Asks, referrals and introductions as lines in the table; ids that are gone are left out."""
        if not ids:
            return {}
        asked, some = list(ids), marks(ids)
        people: dict[int, list[Named]] = defaultdict(list)
        for entry, person, name in db.execute_sql(
            f"""SELECT pa.entry_id, p.id, p.name FROM participant pa JOIN person p ON p.id = pa.person_id
            WHERE pa.entry_id IN ({some}) ORDER BY pa.id""",
            asked,
        ):
            people[entry].append(Named(person, name))
        made = {}
        for r in db.execute_sql(
            f"""SELECT e.id, e.day, e.kind, coalesce(k.side, r.side, i.side),
                coalesce(k.about, r.need, nullif(i.purpose, ''), CASE e.kind WHEN 'introduction' THEN e.text END, ''),
                s.state, {_IS_OPEN}, s.come_back, s.amount, s.currency, coalesce(f.name, ''),
                CASE WHEN o.reason <> 'not_said' THEN o.reason ELSE '' END, coalesce(w.name, ''),
                s.owes_thanks IS NOT NULL, e.text
            FROM standing s JOIN entry e ON e.id = s.entry_id
            LEFT JOIN ask k ON k.entry_id = e.id LEFT JOIN outcome o ON o.entry_id = s.outcome_id
            LEFT JOIN referral r ON r.entry_id = e.id LEFT JOIN introduction i ON i.entry_id = e.id
            LEFT JOIN offering f ON f.id = s.offering_id LEFT JOIN person w ON w.id = o.elsewhere_id
            WHERE s.entry_id IN ({some})""",
            asked,
        ):
            made[r[0]] = LedgerRow(
                id=r[0],
                day=date.fromisoformat(r[1]),
                kind=LedgerKind.INTRODUCTION if r[2] == "introduction" else LedgerKind(f"{r[2]}_{r[3]}"),
                people=tuple(people[r[0]]),
                about=r[4] or r[10] or r[14],
                state=r[5],
                is_open=bool(r[6]),
                come_back=date.fromisoformat(r[7]) if r[7] else None,
                value=_money(r[8], r[9]),
                offering=r[10],
                reason=r[11] or "",
                elsewhere=r[12],
                owes_thanks=bool(r[13]),
            )
        return made

    def ledger_totals(self, wanted: LedgerFilter) -> LedgerTotals:
        """What the rows of a filter come to."""
        _, where, params = self._ledger(wanted, LedgerOrder.DAY)
        n, still_open, met = db.execute_sql(
            f"""SELECT count(*), coalesce(sum({_IS_OPEN}), 0), coalesce(sum({_IS_MET}), 0)
            FROM standing s WHERE {where}""",
            params,
        ).fetchone()
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for amount, currency in db.execute_sql(
            f"SELECT s.amount, s.currency FROM standing s WHERE {where} AND {_IS_MET} AND s.amount IS NOT NULL", params
        ):
            sums[currency] += Decimal(amount)
        values = tuple(Money(total, currency) for currency, total in sorted(sums.items()))
        return LedgerTotals(n, still_open, met, n - still_open - met, values)

    # ------------------------------------------------------------------ what is open

    def open_asks(self, person: int) -> list[OpenAsk]:
        """The asks with a person that something may still come of, newest first."""
        return self._open_asks("s.entry_id IN (SELECT entry_id FROM participant WHERE person_id = ?)", [person])

    def open_ask(self, person: int, by: date = date.max) -> OpenAsk | None:
        """The newest of them of that day or an earlier one."""
        return next((ask for ask in self.open_asks(person) if ask.day <= by), None)

    def _open_asks(self, where: str, params: Sequence[object]) -> list[OpenAsk]:
        found = db.execute_sql(
            f"""SELECT s.entry_id, s.day, s.side, k.about, s.state, s.come_back,
                (SELECT group_concat(person_id) FROM participant WHERE entry_id = s.entry_id), f.name
            FROM standing s JOIN ask k ON k.entry_id = s.entry_id LEFT JOIN offering f ON f.id = s.offering_id
            WHERE {_OPEN_ASKS} AND {where} ORDER BY s.day DESC, s.entry_id DESC""",
            params,
        )
        return [
            OpenAsk(
                r[0],
                date.fromisoformat(r[1]),
                AskSide(r[2]),
                r[3] or r[7] or "",
                tuple(int(p) for p in r[6].split(",")) if r[6] else (),
                AskState(r[4]),
                date.fromisoformat(r[5]) if r[5] else None,
            )
            for r in found
        ]

    def set_referral_state(self, number: int, state: ReferralState, origin: object = None) -> None:
        """What came of a referral."""
        draft = self.entry(number).draft
        if isinstance(draft.detail, ReferralDetail):
            self.save_entry(number, replace(draft, detail=replace(draft.detail, state=state)), origin)

    def set_introduction_state(self, number: int, state: IntroductionState, origin: object = None) -> None:
        """How far an introduction has come."""
        draft = self.entry(number).draft
        if isinstance(draft.detail, IntroductionDetail):
            self.save_entry(number, replace(draft, detail=replace(draft.detail, state=state)), origin)

    # ------------------------------------------------------------------ with one person

    def balance(self, person: int, since: date | None = None) -> Balance:
        """What was given to a person and received from them: favours that were asked for, referrals, introductions,
        gifts. Business is neither.
        """
        rows = db.execute_sql(
            f"""SELECT CASE
                WHEN e.kind = 'ask' AND s.side = 'received' AND s.state = 'yes' AND {IS_FAVOUR}
                    OR r.side = 'given' AND r.other_id = pa.person_id
                    OR i.side = 'given' AND i.state IN ('made', 'met') OR e.kind = 'gift' AND e.direction = 'me' THEN 1
                WHEN e.kind = 'ask' AND s.side = 'made' AND s.state = 'yes' AND {IS_FAVOUR}
                    OR r.side = 'received' AND r.other_id = pa.person_id
                    OR i.side = 'received' AND i.introducer_id = pa.person_id
                    OR e.kind = 'gift' AND e.direction = 'them' THEN 0 END AS given, e.day
            FROM participant pa JOIN entry e ON e.id = pa.entry_id LEFT JOIN standing s ON s.entry_id = e.id
            LEFT JOIN referral r ON r.entry_id = e.id LEFT JOIN introduction i ON i.entry_id = e.id
            WHERE pa.person_id = ? AND e.kind IN ('ask', 'referral', 'introduction', 'gift')
                {"AND e.day >= ?" if since else ""} ORDER BY e.day""",
            [person, since.isoformat()] if since else [person],
        ).fetchall()
        given = [day for side, day in rows if side == 1]
        received = [day for side, day in rows if side == 0]
        return Balance(
            len(given),
            len(received),
            date.fromisoformat(given[-1]) if given else None,
            date.fromisoformat(received[-1]) if received else None,
        )

    def thanks_owed(
        self, person: int | None = None, since: date | None = None, until: date | None = None
    ) -> list[tuple[int, EntryKind, date, int, str]]:
        """What was received and not thanked for: entry, kind, day, from whom, about what.

        From one person or from everybody; of a stretch of days, the day of an ask that was met being that of the yes.
        """
        first, last = since or date.min, until or date.max
        # One way in through the person, or through what is owed at all.
        if person:
            received = """SELECT s.* FROM participant t CROSS JOIN standing s ON s.entry_id = t.entry_id
                WHERE t.person_id = :person"""
            gifts = "SELECT e.* FROM participant t CROSS JOIN entry e ON e.id = t.entry_id WHERE t.person_id = :person"
        else:
            received = "SELECT * FROM standing WHERE owes_thanks IS NOT NULL"
            gifts = "SELECT * FROM entry WHERE kind = 'gift' AND day BETWEEN :first AND :last"
        sql = f"""SELECT s.entry_id, s.kind, CASE s.kind WHEN 'ask' THEN s.settled ELSE s.day END AS since,
                CASE s.kind WHEN 'referral' THEN r.other_id WHEN 'introduction' THEN i.introducer_id
                    ELSE pa.person_id END AS giver,
                coalesce(nullif(p.name, ''), nullif(k.about, ''), nullif(f.name, ''), nullif(r.need, ''),
                    nullif(i.purpose, ''), '')
            FROM ({received}) s
            LEFT JOIN ask k ON k.entry_id = s.entry_id LEFT JOIN referral r ON r.entry_id = s.entry_id
            LEFT JOIN introduction i ON i.entry_id = s.entry_id
            LEFT JOIN participant pa ON pa.entry_id = s.entry_id AND s.kind = 'ask'
            LEFT JOIN person p ON p.id = coalesce(r.prospect_id, i.other_id)
            LEFT JOIN offering f ON f.id = s.offering_id
            WHERE {"giver = :person" if person else "giver IS NOT NULL"}
                AND since BETWEEN :first AND :last AND s.owes_thanks IS NOT NULL
        UNION ALL SELECT e.id, e.kind, e.day, pa.person_id, e.text
            FROM ({gifts}) e JOIN participant pa ON pa.entry_id = e.id
            WHERE e.kind = 'gift' AND e.direction = 'them' AND e.day BETWEEN :first AND :last
                AND NOT EXISTS (SELECT 1 FROM thanks t WHERE t.received_id = e.id AND t.gratitude = 'thanked')
        ORDER BY 1, 4"""
        values = {"person": person, "first": first.isoformat(), "last": last.isoformat()}
        found = db.execute_sql(sql, values)
        return [(r[0], EntryKind(r[1]), date.fromisoformat(r[2]), r[3], r[4]) for r in found]

    def reports_owed(
        self, person: int | None = None, since: date | None = None, until: date | None = None
    ) -> list[tuple[int, EntryKind, date, int, str]]:
        """Referrals received and closed whose giver was not told how it went: as `thanks_owed`."""
        first, last = (since or date.min).isoformat(), (until or date.max).isoformat()
        sql = f"""SELECT s.entry_id, s.day, r.other_id, coalesce(nullif(p.name, ''), r.need)
            FROM referral r JOIN standing s ON s.entry_id = r.entry_id LEFT JOIN person p ON p.id = r.prospect_id
            WHERE s.owes_report IS NOT NULL AND s.day BETWEEN ? AND ? AND r.other_id IS NOT NULL
                {"AND r.other_id = ?" if person else ""}
            ORDER BY 1"""
        found = db.execute_sql(sql, [first, last, person] if person else [first, last])
        return [(r[0], EntryKind.REFERRAL, date.fromisoformat(r[1]), r[2], r[3]) for r in found]

    def open_loops(self, person: int) -> tuple[OpenLoop, ...]:
        """What still wants a word between us: derived, newest first."""
        name = self.named([person]).get(person, "")
        loops = [
            OpenLoop(entry, "thanks", say("thank {name}: {about}", name=name, about=about), day)
            for entry, _, day, giver, about in self.thanks_owed(person)
            if giver == person
        ]
        loops += [
            OpenLoop(entry, "report", say("tell {name} how it went: {about}", name=name, about=about), day)
            for entry, _, day, _, about in self.reports_owed(person)
        ]
        for ask in self.open_asks(person):
            if ask.side is AskSide.RECEIVED:
                loops.append(OpenLoop(ask.id, "answer", say("they asked and wait: {about}", about=ask.about), ask.day))
            elif ask.come_back:
                back = say("come back to the ask on {day}: {about}", about=ask.about, day=ask.come_back)
                loops.append(OpenLoop(ask.id, "ask", back, ask.day))
            else:
                loops.append(OpenLoop(ask.id, "ask", say("I asked and wait: {about}", about=ask.about), ask.day))
        return tuple(sorted(loops, key=lambda loop: (loop.day, loop.entry), reverse=True))

    def summary(self, person: int) -> Summary:
        """A person as needed a minute before a call."""
        about = self.about(person)
        today = self.today.isoformat()
        last = db.execute_sql(
            """SELECT t.day, e.kind FROM touch t JOIN entry e ON e.id = t.entry_id
            WHERE t.person_id = ? AND t.day <= ?
            ORDER BY t.day DESC, e.time DESC, coalesce(e.within_id, e.id) DESC, e.id LIMIT 1""",
            (person, today),
        ).fetchone()
        since = last[0] if last else ""
        coming = db.execute_sql(
            "SELECT min(day) FROM touch WHERE person_id = ? AND day > ?", (person, today)
        ).fetchone()[0]
        (in_year,) = db.execute_sql(
            "SELECT count(DISTINCT day) FROM touch WHERE person_id = ? AND day BETWEEN ? AND ?",
            (person, (self.today - timedelta(days=365)).isoformat(), today),
        ).fetchone()
        (attempts,) = db.execute_sql(
            """SELECT count(*) FROM participant pa JOIN entry e ON e.id = pa.entry_id
            WHERE pa.person_id = ? AND e.unanswered AND e.day >= ? AND e.day <= ?""",
            (person, since, today),
        ).fetchone()
        row = self.person_rows([person])[person]
        return Summary(
            about=about,
            last_touch=row.last_touch,
            last_kind=EntryKind(last[1]) if last else None,
            next_meeting=date.fromisoformat(coming) if coming else None,
            touches_in_year=in_year,
            attempts_since=attempts,
            cadence_days=row.cadence_days,
            balance=self.balance(person),
            loops=self.open_loops(person),
        )
