"""What happened: entries, their participants and details, recorded, changed and read back as timelines."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from netjournal import late
from netjournal.errors import Gone
from netjournal.model import (
    AskDetail,
    AskSide,
    AskState,
    Awareness,
    Consent,
    Detail,
    Direction,
    Entry,
    EntryDraft,
    EntryFilter,
    EntryKind,
    EntryRow,
    Gratitude,
    IntroductionDetail,
    IntroductionState,
    KnownBy,
    MentionDraft,
    Money,
    Named,
    OutcomeDetail,
    Participant,
    PersonRef,
    Reason,
    Recorded,
    Recording,
    ReferralDetail,
    ReferralState,
    Role,
    Side,
    ThanksDetail,
)
from netjournal.wording import Said, say

from . import schema as rows
from .journal import clean, must, new_uuid, numbers
from .people import People, marks
from .schema import db
from .words import FIRST_OF_ENTRIES, ID_MASK, LAST_OF_ENTRIES, query, words_of

_DETAIL_OF: dict[EntryKind, type[Detail]] = {
    EntryKind.ASK: AskDetail,
    EntryKind.OUTCOME: OutcomeDetail,
    EntryKind.REFERRAL: ReferralDetail,
    EntryKind.INTRODUCTION: IntroductionDetail,
    EntryKind.THANKS: ThanksDetail,
}
_TABLE_OF: dict[EntryKind, type[rows.DetailOfEntry]] = {
    EntryKind.ASK: rows.Ask,
    EntryKind.OUTCOME: rows.Outcome,
    EntryKind.REFERRAL: rows.Referral,
    EntryKind.INTRODUCTION: rows.Introduction,
    EntryKind.THANKS: rows.Thanks,
}
_BROUGHT_TOGETHER = (IntroductionState.MADE, IntroductionState.MET)
_SETTLED = (
    *(ReferralState.WON, ReferralState.LOST, ReferralState.NO_ANSWER),
    *(*_BROUGHT_TOGETHER, IntroductionState.DECLINED),
)
_TIME = late.pattern(r"([01]\d|2[0-3]):[0-5]\d")

IN_ORDER = "e.day DESC, e.time DESC, coalesce(e.within_id, e.id) DESC, e.id"
"""The journal's order: newest first, and what happened within an entry right beneath it."""


class Entries(People):
    """The store's part for entries."""

    # ------------------------------------------------------------------ timelines

    def entry_ids(self, wanted: EntryFilter) -> array[int]:
        """The entries a filter lets through, in the journal's order."""
        source, where, params = self._entries(wanted)
        return numbers(f"e.id AS number {source} {where} ORDER BY {IN_ORDER}", params)

    def entry_keys(self, ids: Iterable[int], wanted: EntryFilter) -> dict[int, tuple[Any, ...]]:
        """Of these ids, those the filter lets through, with their place: greater keys stand further up."""
        asked = list(ids)
        if not asked:
            return {}
        source, where, params = self._entries(wanted)
        sql = f"""SELECT e.id, e.day, e.time, coalesce(e.within_id, e.id) {source}
            {where + " AND" if where else "WHERE"} e.id IN ({marks(asked)})"""
        return {r[0]: (r[1], r[2], r[3], -r[0]) for r in db.execute_sql(sql, [*params, *asked])}

    def _entries(self, wanted: EntryFilter) -> tuple[str, str, list[object]]:
        source = "FROM entry e"
        where: list[str] = []
        params: list[object] = []
        if wanted.person:
            of = f"SELECT {int(wanted.person)} UNION SELECT person_id FROM affiliation WHERE organization_id = ?"
            where.append(f"e.id IN (SELECT entry_id FROM participant WHERE person_id IN ({of}))")
            params.append(wanted.person)
        if wanted.kinds:
            where.append(f"e.kind IN ({marks(wanted.kinds)})")
            params += [k.value for k in wanted.kinds]
        if wanted.since:
            where.append("e.day >= ?")
            params.append(wanted.since.isoformat())
        if wanted.until:
            where.append("e.day <= ?")
            params.append(wanted.until.isoformat())
        for tag in wanted.tags:
            where.append(
                """e.id IN (SELECT pa.entry_id FROM participant pa JOIN person_tag pt ON pt.person_id = pa.person_id
                JOIN tag t ON t.id = pt.tag_id WHERE t.name = ? COLLATE NOCASE)"""
            )
            params.append(tag)
        if wanted.words.strip():
            for clause, values in self.saying(wanted.words):
                where.append(clause)
                params += values
        return source, f"WHERE {' AND '.join(where)}" if where else "", params

    def saying(self, words: str, entry: str = "e.id", *, settled: bool = False) -> list[tuple[str, list[object]]]:
        """Conditions on an entry, one a word: it stands in the entry, or begins the name of somebody in it.

        `settled`: or it stands in what came of it, so that an ask is found by the sum somebody said yes to.
        """
        written = f"""SELECT rowid & {ID_MASK} AS id FROM search WHERE search MATCH ?
            AND rowid BETWEEN {FIRST_OF_ENTRIES} AND {LAST_OF_ENTRIES}"""
        if settled:
            written = f"""WITH hit AS MATERIALIZED ({written}) SELECT id FROM hit
                UNION ALL SELECT o.ask_id FROM hit JOIN outcome o ON o.entry_id = hit.id"""
        return [
            (
                f"""({entry} IN ({written})
                OR {entry} IN (SELECT pa.entry_id FROM participant pa WHERE pa.person_id IN (
                SELECT value FROM json_each(?))))""",
                [query([word]), json.dumps(self.people_called([word]))],
            )
            for word in words_of(words)
        ]

    def entry_rows(self, ids: Sequence[int]) -> dict[int, EntryRow]:
        """Entries as lines in a timeline; ids that are gone are left out."""
        if not ids:
            return {}
        asked, some = list(ids), marks(ids)
        people: dict[int, list[tuple[Named, Role]]] = defaultdict(list)
        for entry, person, name, role in db.execute_sql(
            f"""SELECT pa.entry_id, p.id, p.name, pa.role FROM participant pa JOIN person p ON p.id = pa.person_id
            WHERE pa.entry_id IN ({some}) ORDER BY pa.id""",
            asked,
        ):
            people[entry].append((Named(person, name), Role(role)))
        made = {}
        for r in db.execute_sql(
            f"""SELECT e.id, e.day, e.time, e.kind, e.direction, e.text, e.within_id, e.unanswered, e.private, e.place,
                coalesce(k.side, rf.side, i.side, ''),
                coalesce(s.state, o.state, th.gratitude, ''),
                coalesce(k.about, ok.about, rf.need, i.purpose, ''),
                coalesce(s.come_back, o.come_back),
                coalesce(k.amount, o.amount, rf.amount), coalesce(k.currency, o.currency, rf.currency)
            FROM entry e
            LEFT JOIN ask k ON k.entry_id = e.id LEFT JOIN standing s ON s.entry_id = e.id
            LEFT JOIN outcome o ON o.entry_id = e.id LEFT JOIN ask ok ON ok.entry_id = o.ask_id
            LEFT JOIN referral rf ON rf.entry_id = e.id LEFT JOIN introduction i ON i.entry_id = e.id
            LEFT JOIN thanks th ON th.entry_id = e.id
            WHERE e.id IN ({some})""",
            asked,
        ):
            made[r[0]] = EntryRow(
                id=r[0],
                day=date.fromisoformat(r[1]),
                time=r[2],
                kind=EntryKind(r[3]),
                direction=Direction(r[4]) if r[4] else None,
                text=r[5],
                people=tuple(people[r[0]]),
                inside=r[6] is not None,
                unanswered=bool(r[7]),
                private=bool(r[8]),
                side=r[10],
                state=r[11],
                about=r[12],
                come_back=date.fromisoformat(r[13]) if r[13] else None,
                value=_money(r[14], r[15]),
                place=r[9],
            )
        return made

    def days_with_entries(self, since: date, until: date) -> dict[date, int]:
        """How many entries each day of a stretch has."""
        query = "SELECT day, count(*) FROM entry WHERE day BETWEEN ? AND ? GROUP BY day"
        found = db.execute_sql(query, (since.isoformat(), until.isoformat()))
        return {date.fromisoformat(day): n for day, n in found}

    def has_more_entries_than(self, n: int) -> bool:
        """The same question without counting them all."""
        return bool(db.execute_sql("SELECT EXISTS (SELECT 1 FROM entry LIMIT 1 OFFSET ?)", (n,)).fetchone()[0])

    def count_entries(self) -> int:
        return int(db.execute_sql("SELECT count(*) FROM entry").fetchone()[0])

    def entry(self, number: int) -> Entry:
        """One entry whole: its detail, what happened within it and, of an ask, its outcomes."""
        tree = """WITH RECURSIVE tree (id) AS (VALUES (?)
            UNION SELECT e.id FROM entry e JOIN tree ON e.within_id = tree.id)"""
        inside = [n for (n,) in db.execute_sql(f"{tree} SELECT id FROM tree", (number,))]
        outcomes: dict[int, list[int]] = defaultdict(list)
        told = db.execute_sql(
            f"""{tree} SELECT o.ask_id, e.id FROM outcome o JOIN entry e ON e.id = o.entry_id
            WHERE o.ask_id IN (SELECT id FROM tree) ORDER BY e.day, e.id""",
            (number,),
        )
        for ask, outcome in told:
            outcomes[ask].append(outcome)
        found = self._drafts({*inside, *(n for history in outcomes.values() for n in history)})
        if number not in found:
            raise Gone
        beneath: dict[int | None, list[int]] = defaultdict(list)
        for one in sorted(inside):
            if one != number:
                beneath[found[one][1].within].append(one)

        def whole(one: int) -> Entry:
            uuid, draft = found[one]
            if draft.kind is not EntryKind.ASK:
                return Entry(one, uuid, draft, tuple(whole(n) for n in beneath[one]))
            history = tuple(Entry(n, *found[n]) for n in outcomes[one])
            last = history[-1].draft.detail if history else None
            state = last.state if isinstance(last, OutcomeDetail) else AskState.OPEN
            return Entry(one, uuid, draft, tuple(whole(n) for n in beneath[one]), history, state)

        return whole(number)

    def _drafts(self, ids: Collection[int]) -> dict[int, tuple[str, EntryDraft]]:
        """The UUIDs of entries and what they say, without what happened within them."""
        asked, some = list(ids), marks(list(ids))
        participants: dict[int, list[Participant]] = defaultdict(list)
        for entry, person, name, role in db.execute_sql(
            f"""SELECT pa.entry_id, p.id, p.name, pa.role FROM participant pa JOIN person p ON p.id = pa.person_id
            WHERE pa.entry_id IN ({some}) ORDER BY pa.id""",
            asked,
        ):
            participants[entry].append(Participant(PersonRef(person, name), Role(role)))
        mentions: dict[int, list[MentionDraft]] = defaultdict(list)
        for entry, offering, name, awareness in db.execute_sql(
            f"""SELECT m.entry_id, o.id, o.name, m.awareness FROM mention m JOIN offering o ON o.id = m.offering_id
            WHERE m.entry_id IN ({some}) ORDER BY m.id""",
            asked,
        ):
            mentions[entry].append(MentionDraft(offering, name, Awareness(awareness)))
        entries = list(rows.Entry.select().where(rows.Entry.id.in_(asked)))
        details = self._details({row.id: EntryKind(row.kind) for row in entries})
        return {
            row.id: (
                row.uuid,
                EntryDraft(
                    day=row.day,
                    kind=EntryKind(row.kind),
                    text=row.text,
                    time=row.time,
                    direction=Direction(row.direction) if row.direction else None,
                    participants=tuple(participants[row.id]),
                    unanswered=row.unanswered,
                    private=row.private,
                    place=row.place,
                    detail=details.get(row.id),
                    mentions=tuple(mentions[row.id]),
                    within=row.within_id,
                ),
            )
            for row in entries
        }

    def _details(self, kinds: Mapping[int, EntryKind]) -> dict[int, Detail]:
        kept: list[tuple[EntryKind, Any]] = []
        for kind in set(kinds.values()) & _TABLE_OF.keys():
            model = _TABLE_OF[kind]
            kept += (
                (kind, row) for row in model.select().where(model.entry.in_([n for n in kinds if kinds[n] is kind]))
            )
        # The people a detail names besides the participants.
        ends = ("elsewhere_id", "other_id", "prospect_id", "one_id", "introducer_id")
        called = self.named(list({n for _, row in kept for end in ends if (n := getattr(row, end, None))}))
        refs: dict[int | None, PersonRef] = {n: PersonRef(n, name) for n, name in called.items()}
        return {row.entry_id: _detail(kind, row, refs) for kind, row in kept}

    # ------------------------------------------------------------------ changes

    def record(self, recording: Recording, origin: object = None) -> Recorded:
        """Put everything one captured line or one form says into the journal, as one step."""
        with self.step(_label(recording), origin):
            (newest,) = db.execute_sql("SELECT coalesce(max(id), 0) FROM person").fetchone()
            made: list[int] = []
            main = None
            asked = 0
            if recording.entry:
                main = self._write(recording.entry, None)
                made.append(main)
                if recording.entry.kind is EntryKind.ASK:
                    asked = main
            for draft in recording.within:
                detail = draft.detail
                if isinstance(detail, OutcomeDetail) and not detail.ask:
                    must(asked, "ask", say("An outcome belongs to an ask."))
                    draft = replace(draft, detail=replace(detail, ask=asked))
                inside = (
                    replace(draft, day=recording.entry.day, time=recording.entry.time) if recording.entry else draft
                )
                number = self._write(inside, main)
                made.append(number)
                if draft.kind is EntryKind.ASK:
                    asked = number
            for ref, preference in recording.preferences:
                self.save_fact(replace(preference, person=self.meant(ref), entry=main))
            for ref, trust in recording.trust:
                self.save_fact(replace(trust, person=self.meant(ref), entry=main))
            for tagging in recording.tags:
                self.add_tags([self.meant(tagging.person)], [tagging.tag])
            reminders = []
            for reminder in recording.reminders:
                must(clean(reminder.text), "text", say("What should you be reminded of?"))
                person = self.meant(reminder.person) if reminder.person else None
                values = {"text": clean(reminder.text), "day": reminder.day, "time": reminder.time}
                row = rows.Reminder.create(uuid=new_uuid(), person=person, entry=main, repeat=reminder.repeat, **values)
                reminders.append(int(row.id))
            made_people = tuple(
                number for (number,) in db.execute_sql("SELECT id FROM person WHERE id > ? ORDER BY id", (newest,))
            )
            must(
                made or reminders or recording.preferences or recording.trust or recording.tags,
                "text",
                say("There is nothing to record yet."),
            )
        return Recorded(tuple(made), made_people, tuple(reminders))

    def save_entry(self, number: int, draft: EntryDraft, origin: object = None) -> None:
        """Change an entry; what happened within it moves with its day."""
        before = self.entry(number)
        if draft.day != before.draft.day:
            self._must_be_in_order(number, draft)
        with self.step(say("Change {what}", what=_called(draft.kind)), origin):
            if draft.kind is not before.draft.kind and before.draft.kind in _TABLE_OF:
                model = _TABLE_OF[before.draft.kind]
                model.delete().where(model.entry == number).execute()
            values = self._entry_values(draft)
            rows.Entry.update(values).where(rows.Entry.id == number).execute()
            moved = rows.Entry.within == number
            rows.Entry.update(day=draft.day, time=draft.time).where(moved).execute()
            self._write_participants(number, draft)
            self._write_mentions(number, draft)
            self._write_detail(number, draft)

    def _must_be_in_order(self, number: int, draft: EntryDraft) -> None:
        """Refuse (Invalid) a day on which an ask would be answered before it was made."""
        if draft.kind is EntryKind.ASK:
            query = "SELECT min(e.day) FROM outcome o JOIN entry e ON e.id = o.entry_id WHERE o.ask_id = ?"
            (first,) = db.execute_sql(query, (number,)).fetchone()
            answered = date.fromisoformat(first) if first else draft.day
            must(draft.day <= answered, "day", say("What came of this ask is dated {day}: before that.", day=answered))
        if isinstance(draft.detail, OutcomeDetail):
            row = db.execute_sql("SELECT day FROM entry WHERE id = ?", (draft.detail.ask,)).fetchone()
            asked = date.fromisoformat(row[0]) if row else draft.day
            must(draft.day >= asked, "day", say("This was asked on {day}: it is answered then or later.", day=asked))

    def delete_entries(self, ids: Sequence[int], origin: object = None) -> None:
        """Take entries out, with what happened within them. Undo brings them back."""
        label = say("Delete an entry") if len(ids) == 1 else say("Delete {n} entries", n=len(ids))
        with self.step(label, origin):
            rows.Entry.delete().where(rows.Entry.id.in_(list(ids))).execute()

    def _write(self, draft: EntryDraft, within: int | None) -> int:
        values = self._entry_values(draft)
        if isinstance(draft.detail, OutcomeDetail):
            self._must_be_in_order(0, draft)
        within = within or draft.within
        row = rows.Entry.create(uuid=new_uuid(), created_at=int(self.now().timestamp()), within=within, **values)
        self._write_participants(row.id, draft)
        self._write_mentions(row.id, draft)
        self._write_detail(row.id, draft)
        return int(row.id)

    def _entry_values(self, draft: EntryDraft) -> dict[str, Any]:
        wanted = _DETAIL_OF.get(draft.kind)
        must(
            (wanted is None and draft.detail is None) or (wanted and isinstance(draft.detail, wanted)),
            "kind",
            say("{what} needs its own details.", what=_called(draft.kind)),
        )
        must(not draft.time or _TIME.fullmatch(draft.time), "time", say("A time is written like 14:30."))
        text = clean(draft.text)
        must(
            text or draft.participants or draft.detail or draft.mentions,
            "text",
            say("Say what happened, or with whom."),
        )
        return {
            "day": draft.day,
            "time": draft.time,
            "kind": draft.kind.value,
            "direction": draft.direction.value if draft.direction else None,
            "text": text,
            "place": clean(draft.place),
            "unanswered": draft.unanswered,
            "private": draft.private,
        }

    def _write_participants(self, number: int, draft: EntryDraft) -> None:
        wanted: dict[int, Role] = {}
        for participant in draft.participants:
            person = self.meant(participant.person)
            if wanted.get(person) is not Role.WITH:
                wanted[person] = participant.role
        have = {r.person_id: r for r in rows.Participant.select().where(rows.Participant.entry == number)}
        for person, row in have.items():
            if person not in wanted:
                row.delete_instance()
            elif row.role != wanted[person].value:
                rows.Participant.update(role=wanted[person].value).where(rows.Participant.id == row.id).execute()
        for person, role in wanted.items():
            if person not in have:
                rows.Participant.create(entry=number, person=person, role=role.value)

    def _write_mentions(self, number: int, draft: EntryDraft) -> None:
        wanted = {self.offering_meant(m): m.awareness for m in draft.mentions}
        have = {r.offering_id: r for r in rows.Mention.select().where(rows.Mention.entry == number)}
        for offering, row in have.items():
            if offering not in wanted:
                row.delete_instance()
            elif row.awareness != wanted[offering].value:
                rows.Mention.update(awareness=wanted[offering].value).where(rows.Mention.id == row.id).execute()
        for offering, awareness in wanted.items():
            if offering not in have:
                rows.Mention.create(entry=number, offering=offering, awareness=awareness.value)

    def offering_meant(self, mention: MentionDraft) -> int:
        """The offering a mention means; makes it if it is new. Only inside a step."""
        if mention.offering:
            return mention.offering
        name = clean(mention.name)
        must(name, "offering", say("Which offering?"))
        row = db.execute_sql("SELECT id FROM offering WHERE name = ? COLLATE NOCASE", (name,)).fetchone()
        return int(row[0]) if row else int(rows.Offering.create(name=name).id)

    def _write_detail(self, number: int, draft: EntryDraft) -> None:
        detail = draft.detail
        if detail is None:
            return
        model = _TABLE_OF[draft.kind]
        values = self._detail_values(detail)
        if isinstance(detail, ReferralDetail | IntroductionDetail):
            values["settled"] = self._settled_on(number, draft.day, detail)
        if not model.update(values).where(model.entry == number).execute():
            model.insert(entry=number, **values).execute()

    def _settled_on(self, number: int, day: date, detail: ReferralDetail | IntroductionDetail) -> date | None:
        """The day it came to what it is: as said, else as it was, else today for what comes to it now."""
        if detail.state not in _SETTLED:
            return None
        model = rows.Referral if isinstance(detail, ReferralDetail) else rows.Introduction
        before = model.get_or_none(model.entry == number)
        if before is None:
            return detail.settled or day  # written down as it happened
        was = type(detail.state)(before.state)
        goes_on = was is detail.state or (was in _BROUGHT_TOGETHER and detail.state in _BROUGHT_TOGETHER)
        if goes_on or detail.settled != before.settled:
            return detail.settled
        return max(self.today, day)

    def _detail_values(self, detail: Detail) -> dict[str, Any]:
        def ref(person: PersonRef | None) -> int | None:
            return self.meant(person) if person else None

        match detail:
            case AskDetail():
                must(clean(detail.about) or detail.offering, "about", say("What was asked?"))
                must(detail.guess is None or 0 <= detail.guess <= 100, "guess", say("A guess goes from 0 to 100."))
                return {
                    "side": detail.side.value,
                    "about": clean(detail.about),
                    "offering": detail.offering,
                    "guess": detail.guess,
                    **_amount(detail.value),
                }
            case OutcomeDetail():
                must(rows.Ask.get_or_none(rows.Ask.entry == detail.ask), "ask", say("The ask is no longer there."))
                return {
                    "ask": detail.ask,
                    "state": detail.state.value,
                    "come_back": detail.come_back if detail.state is AskState.NOT_NOW else None,
                    "elsewhere": ref(detail.elsewhere) if detail.state is AskState.ELSEWHERE else None,
                    "reason": detail.reason.value,
                    "known_by": detail.known_by.value if detail.known_by else None,
                    **_amount(detail.value),
                }
            case ReferralDetail():
                must(detail.other or detail.prospect, "other", say("A referral needs somebody."))
                other, prospect = ref(detail.other), ref(detail.prospect)
                must(not other or other != prospect, "prospect", say("Nobody is referred to themselves."))
                return {
                    "side": detail.side.value,
                    "other": other,
                    "prospect": prospect,
                    "need": clean(detail.need),
                    "offering": detail.offering,
                    "consent": detail.consent.value,
                    "prepared": detail.prepared,
                    "state": detail.state.value,
                    **_amount(detail.value),
                }
            case IntroductionDetail():
                must(detail.one or detail.other, "other", say("An introduction needs somebody."))
                one, other, introducer = ref(detail.one), ref(detail.other), ref(detail.introducer)
                must(not other or other not in {one, introducer}, "other", say("Nobody is introduced to themselves."))
                return {
                    "side": detail.side.value,
                    "one": one,
                    "other": other,
                    "introducer": introducer,
                    "purpose": clean(detail.purpose),
                    "state": detail.state.value,
                    "one_consent": detail.one_consent.value,
                    "other_consent": detail.other_consent.value,
                    "result": clean(detail.result),
                }
            case ThanksDetail():
                return {"received": detail.received, "gratitude": detail.gratitude.value}


def _detail(kind: EntryKind, row: Any, refs: Mapping[int | None, PersonRef]) -> Detail:
    match kind:
        case EntryKind.ASK:
            return AskDetail(AskSide(row.side), row.about, row.offering_id, _money(row.amount, row.currency), row.guess)
        case EntryKind.OUTCOME:
            return OutcomeDetail(
                row.ask_id,
                AskState(row.state),
                row.come_back,
                refs.get(row.elsewhere_id),
                Reason(row.reason),
                KnownBy(row.known_by) if row.known_by else None,
                _money(row.amount, row.currency),
            )
        case EntryKind.REFERRAL:
            return ReferralDetail(
                Side(row.side),
                refs.get(row.other_id),
                refs.get(row.prospect_id),
                row.need,
                row.offering_id,
                Consent(row.consent),
                row.prepared,
                ReferralState(row.state),
                _money(row.amount, row.currency),
                row.settled,
            )
        case EntryKind.INTRODUCTION:
            return IntroductionDetail(
                Side(row.side),
                refs.get(row.one_id),
                refs.get(row.other_id),
                refs.get(row.introducer_id),
                row.purpose,
                IntroductionState(row.state),
                Consent(row.one_consent),
                Consent(row.other_consent),
                row.result,
                row.settled,
            )
        case _:
            return ThanksDetail(row.received_id, Gratitude(row.gratitude))


def _money(amount: str | Decimal | None, currency: str | None) -> Money | None:
    return Money(Decimal(amount), currency) if amount is not None and currency else None


def _amount(value: Money | None) -> dict[str, Any]:
    if value is not None:
        must(len(value.currency.strip()) == 3, "value", say("A currency is three letters, such as EUR."))
        must(value.amount.is_finite(), "value", say("What is it worth?"))
    return {"amount": value.amount if value else None, "currency": value.currency.strip().upper() if value else None}


def _called(kind: EntryKind) -> Said:
    return {
        EntryKind.ASK: say("an ask"),
        EntryKind.OUTCOME: say("an outcome"),
        EntryKind.REFERRAL: say("a referral"),
        EntryKind.INTRODUCTION: say("an introduction"),
        EntryKind.THANKS: say("thanks"),
    }.get(kind, say("an entry"))


def _label(recording: Recording) -> Said:
    first = recording.entry or (recording.within[0] if recording.within else None)
    if first is None:
        return say("Set a reminder") if recording.reminders else say("Note something about a person")
    return say("Record {what}", what=_called(first.kind))
