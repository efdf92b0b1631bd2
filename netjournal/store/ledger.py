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
    Gratitude,
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
from .people import marks
from .schema import db
from .searching import Searching
from .words import words_of

_OPEN_ASKS = "coalesce(s.state, 'open') IN ('open', 'not_now')"
_KIND_SQL = {
    LedgerKind.ASK_MADE: "k.side = 'made'",
    LedgerKind.ASK_RECEIVED: "k.side = 'received'",
    LedgerKind.REFERRAL_GIVEN: "r.side = 'given'",
    LedgerKind.REFERRAL_RECEIVED: "r.side = 'received'",
    LedgerKind.INTRODUCTION: "i.entry_id IS NOT NULL",
}
_STATE = "coalesce(CASE WHEN k.entry_id IS NOT NULL THEN coalesce(s.state, 'open') END, r.state, i.state)"
_IS_OPEN = f"""({_STATE} IN ('open', 'not_now', 'passed_on', 'in_contact', 'idea', 'asked_one', 'asked_both'))"""
_IS_MET = f"({_STATE} IN ('yes', 'won', 'met'))"
_AMOUNT = "coalesce(o.amount, k.amount, r.amount)"
_CURRENCY = "coalesce(o.currency, k.currency, r.currency)"
_JOINED = """FROM entry e
    LEFT JOIN ask k ON k.entry_id = e.id LEFT JOIN standing s ON s.ask_id = k.entry_id
    LEFT JOIN outcome o ON o.entry_id = s.outcome_id
    LEFT JOIN referral r ON r.entry_id = e.id LEFT JOIN introduction i ON i.entry_id = e.id"""
_LEDGER = "e.kind IN ('ask', 'referral', 'introduction')"
# What I received and would thank for: a referral, an introduction made for me, a yes to my ask, a gift from them.
_THANKABLE = """(r.side = 'received' OR i.side = 'received'
    OR (k.side = 'made' AND s.state = 'yes') OR (e.kind = 'gift' AND e.direction = 'them'))"""
_NOT_THANKED = """NOT EXISTS (SELECT 1 FROM thanks t WHERE t.received_id = e.id AND t.gratitude = 'thanked')"""


class Ledger(Searching):
    """The store's part for asks and referrals."""

    def ledger_ids(
        self, wanted: LedgerFilter, order: LedgerOrder = LedgerOrder.DAY, *, descending: bool = True
    ) -> array[int]:
        """What a filter lets through, in order."""
        way = "DESC" if descending else "ASC"
        if wanted == LedgerFilter() and order is LedgerOrder.DAY:
            sql: str = f"SELECT e.day, e.id FROM entry e WHERE {_LEDGER} ORDER BY 1 {way}, 2 {way}"
            params: list[object] = []
        else:
            key, where, params = self._ledger(wanted, order)
            sql = f"SELECT {key}, e.id {_JOINED} WHERE {where} ORDER BY 1 {way}, 2 {way}"
        return array("q", (r[1] for r in db.execute_sql(sql, params)))

    def ledger_keys(
        self, ids: Iterable[int], wanted: LedgerFilter, order: LedgerOrder = LedgerOrder.DAY
    ) -> dict[int, tuple[Any, ...]]:
        """Of these ids, those the filter lets through, with what they are put in order by."""
        asked = list(ids)
        if not asked:
            return {}
        key, where, params = self._ledger(wanted, order)
        sql = f"SELECT {key}, e.id {_JOINED} WHERE {where} AND e.id IN ({marks(asked)})"
        return {number: (k, number) for k, number in db.execute_sql(sql, [*params, *asked])}

    def _ledger(self, wanted: LedgerFilter, order: LedgerOrder) -> tuple[str, str, list[object]]:
        keys = {
            LedgerOrder.DAY: "e.day",
            LedgerOrder.PERSON: """coalesce((SELECT p.sort_key FROM participant pa JOIN person p ON p.id = pa.person_id
                WHERE pa.entry_id = e.id ORDER BY pa.id LIMIT 1), '')""",
            LedgerOrder.STATE: _STATE,
            LedgerOrder.VALUE: f"coalesce(CAST({_AMOUNT} AS REAL), -1e18)",
            LedgerOrder.COME_BACK: "coalesce(s.come_back, '')",
        }
        where: list[str] = [_LEDGER]
        params: list[object] = []

        def add(clause: str, *values: object) -> None:
            where.append(clause)
            params.extend(values)

        if wanted.kinds:
            add("(" + " OR ".join(_KIND_SQL[k] for k in wanted.kinds) + ")")
        if wanted.person:
            of = "SELECT ? UNION SELECT person_id FROM affiliation WHERE organization_id = ?"
            add(
                f"e.id IN (SELECT entry_id FROM participant WHERE person_id IN ({of}))",
                wanted.person,
                wanted.person,
            )
        if wanted.only_open:
            add(_IS_OPEN)
        if wanted.states:
            add(f"{_STATE} IN ({marks(wanted.states)})", *wanted.states)
        if wanted.offering:
            add("coalesce(k.offering_id, r.offering_id) = ?", wanted.offering)
        if wanted.since:
            add("e.day >= ?", wanted.since.isoformat())
        if wanted.until:
            add("e.day <= ?", wanted.until.isoformat())
        if wanted.owed_thanks:
            add(f"{_THANKABLE} AND {_NOT_THANKED}")
        if words_of(wanted.words):
            for clause, values in self.saying(wanted.words):
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
            f"""SELECT e.id, e.day, e.kind, coalesce(k.side, r.side, i.side), coalesce(k.about, r.need, i.purpose, ''),
                {_STATE}, {_IS_OPEN}, s.come_back, {_AMOUNT}, {_CURRENCY}, coalesce(f.name, ''),
                CASE WHEN o.reason <> 'not_said' THEN o.reason ELSE '' END, coalesce(w.name, ''),
                NOT ({_THANKABLE}) OR NOT {_NOT_THANKED}, e.text
            {_JOINED} LEFT JOIN offering f ON f.id = coalesce(k.offering_id, r.offering_id)
            LEFT JOIN person w ON w.id = o.elsewhere_id
            WHERE e.id IN ({some})""",
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
                thanked=bool(r[13]),
            )
        return made

    def ledger_totals(self, wanted: LedgerFilter) -> LedgerTotals:
        """What the rows of a filter come to."""
        _, where, params = self._ledger(wanted, LedgerOrder.DAY)
        n, still_open, met = db.execute_sql(
            f"SELECT count(*), coalesce(sum({_IS_OPEN}), 0), coalesce(sum({_IS_MET} OR {_STATE} = 'made'), 0) "
            f"{_JOINED} WHERE {where}",
            params,
        ).fetchone()
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for amount, currency in db.execute_sql(
            f"SELECT {_AMOUNT}, {_CURRENCY} {_JOINED} WHERE {where} AND {_IS_MET} AND {_AMOUNT} IS NOT NULL", params
        ):
            sums[currency] += Decimal(amount)
        values = tuple(Money(total, currency) for currency, total in sorted(sums.items()))
        return LedgerTotals(n, still_open, met, n - still_open - met, values)

    # ------------------------------------------------------------------ what is open

    def open_asks(self, person: int) -> list[OpenAsk]:
        """The asks with a person that something may still come of, newest first."""
        return self._open_asks("e.id IN (SELECT entry_id FROM participant WHERE person_id = ?)", [person])

    def open_ask(self, person: int) -> OpenAsk | None:
        """The newest of them."""
        return next(iter(self.open_asks(person)), None)

    def _open_asks(self, where: str, params: Sequence[object]) -> list[OpenAsk]:
        found = db.execute_sql(
            f"""SELECT e.id, e.day, k.side, k.about, coalesce(s.state, 'open'), s.come_back,
                (SELECT group_concat(person_id) FROM participant WHERE entry_id = e.id), f.name
            FROM ask k JOIN entry e ON e.id = k.entry_id LEFT JOIN standing s ON s.ask_id = k.entry_id
            LEFT JOIN offering f ON f.id = k.offering_id
            WHERE {_OPEN_ASKS} AND {where} ORDER BY e.day DESC, e.id DESC""",
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
        """What was given to a person and received from them: asks met, referrals, introductions, gifts."""
        rows = db.execute_sql(
            f"""SELECT CASE
                WHEN k.side = 'received' AND s.state = 'yes' OR r.side = 'given' AND r.other_id = pa.person_id
                    OR i.side = 'given' AND i.state IN ('made', 'met') OR e.kind = 'gift' AND e.direction = 'me' THEN 1
                WHEN k.side = 'made' AND s.state = 'yes' OR r.side = 'received' AND r.other_id = pa.person_id
                    OR i.side = 'received' AND i.introducer_id = pa.person_id
                    OR e.kind = 'gift' AND e.direction = 'them' THEN 0 END AS given, e.day
            FROM participant pa JOIN entry e ON e.id = pa.entry_id
            LEFT JOIN ask k ON k.entry_id = e.id LEFT JOIN standing s ON s.ask_id = k.entry_id
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
        self, where: str = "1", params: Sequence[object] = ()
    ) -> list[tuple[int, EntryKind, date, int, str]]:
        """What was received and not thanked for: entry, kind, day, from whom, about what."""
        return [
            (r[0], EntryKind(r[1]), date.fromisoformat(r[2]), r[3], r[4])
            for r in db.execute_sql(
                f"""SELECT e.id, e.kind, CASE WHEN s.state = 'yes' THEN s.day ELSE e.day END AS since,
                    CASE e.kind WHEN 'referral' THEN r.other_id WHEN 'introduction' THEN i.introducer_id
                        ELSE pa.person_id END AS giver,
                    coalesce(nullif(p.name, ''), nullif(k.about, ''), nullif(r.need, ''), nullif(i.purpose, ''),
                        nullif(e.text, ''), '')
                FROM entry e LEFT JOIN ask k ON k.entry_id = e.id LEFT JOIN standing s ON s.ask_id = k.entry_id
                LEFT JOIN referral r ON r.entry_id = e.id LEFT JOIN introduction i ON i.entry_id = e.id
                LEFT JOIN participant pa ON pa.entry_id = e.id AND e.kind IN ('ask', 'gift')
                LEFT JOIN person p ON p.id = coalesce(r.prospect_id, i.other_id)
                WHERE e.kind IN ('ask', 'referral', 'introduction', 'gift') AND giver IS NOT NULL
                    AND {_THANKABLE} AND {_NOT_THANKED} AND {where}""",
                list(params),
            )
        ]

    def reports_owed(
        self, where: str = "1", params: Sequence[object] = ()
    ) -> list[tuple[int, EntryKind, date, int, str]]:
        """Referrals received and closed whose giver was not told how it went: as `thanks_owed`."""
        return [
            (r[0], EntryKind.REFERRAL, date.fromisoformat(r[1]), r[2], r[3])
            for r in db.execute_sql(
                f"""SELECT e.id, e.day, r.other_id, coalesce(nullif(p.name, ''), r.need)
                FROM referral r JOIN entry e ON e.id = r.entry_id LEFT JOIN person p ON p.id = r.prospect_id
                WHERE r.side = 'received' AND r.state IN ('won', 'lost', 'no_answer') AND r.other_id IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM thanks t WHERE t.received_id = e.id AND t.gratitude = ?)
                    AND {where}""",
                [Gratitude.REPORTED.value, *params],
            )
        ]

    def open_loops(self, person: int) -> tuple[OpenLoop, ...]:
        """What still wants a word between us: derived, newest first."""
        name = self.named([person]).get(person, "")
        with_them = "e.id IN (SELECT entry_id FROM participant WHERE person_id = ?)"
        loops = [
            OpenLoop(entry, "thanks", say("thank {name}: {about}", name=name, about=about), day)
            for entry, _, day, giver, about in self.thanks_owed(with_them, [person])
            if giver == person
        ]
        loops += [
            OpenLoop(entry, "report", say("tell {name} how it went: {about}", name=name, about=about), day)
            for entry, _, day, giver, about in self.reports_owed(with_them, [person])
            if giver == person
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
