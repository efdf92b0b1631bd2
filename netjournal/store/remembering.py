"""Offerings and chapters, reminders, and the agenda's side of the store: its facts, and what was said to its items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from netjournal.agenda import (
    GIVEN_ENOUGH,
    OWED_FOR,
    REPORT_FOR,
    Agenda,
    AskFacts,
    DateFacts,
    Facts,
    OwedFacts,
    PersonFacts,
    ReminderFacts,
    Settings,
    agenda,
    watched_days,
)
from netjournal.days import LeapDay, PartialDate
from netjournal.errors import Gone
from netjournal.model import (
    Answer,
    AnswerKind,
    AskSide,
    AskState,
    Change,
    Chapter,
    Comfort,
    DateKind,
    Offering,
    PersonRef,
    PersonState,
    Reminder,
)
from netjournal.wording import say

from . import schema as rows
from .journal import clean, must, new_uuid
from .ledger import Ledger
from .schema import db

if TYPE_CHECKING:
    from netjournal.exchange.icalendar import Calendar


class Remembering(Ledger):
    """The store's part for what is offered and what is to be remembered."""

    _kept_giving: tuple[str, dict[int, tuple[int, str]], dict[int, str]] | None = None

    # ------------------------------------------------------------------ offerings and chapters

    def offerings(self) -> list[Offering]:
        query = rows.Offering.select().order_by(rows.Offering.retired, rows.Offering.name)
        return [Offering(r.id, r.name, r.sentence, r.chapter_id, r.retired) for r in query]

    def save_offering(self, offering: Offering, origin: object = None) -> int:
        """Add (id 0) or change an offering; gives its id."""
        must(clean(offering.name), "name", say("An offering needs a name."))
        same = db.execute_sql(
            "SELECT id FROM offering WHERE name = ? COLLATE NOCASE", (clean(offering.name),)
        ).fetchone()
        must(same is None or same[0] == offering.id, "name", say("There is an offering of that name already."))
        values = {
            "name": clean(offering.name),
            "sentence": clean(offering.sentence),
            "chapter": offering.chapter,
            "retired": offering.retired,
        }
        with self.step(say("Change an offering") if offering.id else say("Add an offering"), origin):
            return _put(rows.Offering, offering.id, values)

    def remove_offering(self, number: int, origin: object = None) -> None:
        with self.step(say("Remove an offering"), origin):
            rows.Offering.delete().where(rows.Offering.id == number).execute()

    def chapters(self) -> list[Chapter]:
        query = rows.Chapter.select().order_by(rows.Chapter.since.desc(nulls="last"), rows.Chapter.id.desc())
        return [Chapter(r.id, r.title, r.employer, r.since, r.until) for r in query]

    def save_chapter(self, chapter: Chapter, origin: object = None) -> int:
        """Add (id 0) or change a chapter; gives its id."""
        must(clean(chapter.title), "title", say("A chapter needs a title."))
        values = {
            "title": clean(chapter.title),
            "employer": clean(chapter.employer),
            "since": chapter.since,
            "until": chapter.until,
        }
        with self.step(say("Change a chapter") if chapter.id else say("Add a chapter"), origin):
            return _put(rows.Chapter, chapter.id, values)

    def remove_chapter(self, number: int, origin: object = None) -> None:
        with self.step(say("Remove a chapter"), origin):
            rows.Chapter.delete().where(rows.Chapter.id == number).execute()

    # ------------------------------------------------------------------ reminders

    def reminders(self, person: int | None = None) -> list[Reminder]:
        """All reminders, or those about one person, by day."""
        query = rows.Reminder.select().order_by(rows.Reminder.day, rows.Reminder.id)
        if person is not None:
            query = query.where(rows.Reminder.person == person)
        found = list(query)
        called = self.named([r.person_id for r in found if r.person_id])
        return [_reminder(r, called) for r in found]

    def reminder(self, number: int) -> Reminder:
        row = rows.Reminder.get_or_none(rows.Reminder.id == number)
        if row is None:
            raise Gone
        return _reminder(row, self.named([row.person_id] if row.person_id else []))

    def save_reminder(self, reminder: Reminder, origin: object = None) -> int:
        """Add (id 0) or change a reminder; gives its id."""
        must(clean(reminder.text), "text", say("What should you be reminded of?"))
        with self.step(say("Change a reminder") if reminder.id else say("Set a reminder"), origin):
            values: dict[str, Any] = {
                "text": clean(reminder.text),
                "day": reminder.day,
                "time": reminder.time,
                "repeat": reminder.repeat,
                "person": self.meant(reminder.person) if reminder.person else None,
            }
            if not reminder.id:
                values["uuid"] = new_uuid()
            return _put(rows.Reminder, reminder.id, values)

    def remove_reminder(self, number: int, origin: object = None) -> None:
        with self.step(say("Remove a reminder"), origin):
            rows.Reminder.delete().where(rows.Reminder.id == number).execute()

    # ------------------------------------------------------------------ the agenda

    def answer(self, key: str, kind: AnswerKind, until: date | None = None, origin: object = None) -> None:
        """What the user says to an item of the agenda: done, snoozed until a day, or dismissed."""
        must(kind is not AnswerKind.SNOOZED or until, "until", say("Until which day?"))
        label = {
            AnswerKind.DONE: say("Mark as done"),
            AnswerKind.SNOOZED: say("Snooze"),
            AnswerKind.DISMISSED: say("Dismiss"),
        }[kind]
        values = {"kind": kind.value, "on_day": self.today, "until": until}
        with self.step(label, origin):
            if not rows.Answer.update(values).where(rows.Answer.key == key).execute():
                rows.Answer.create(key=key, **values)

    def answers(self) -> list[Answer]:
        kinds = {kind.value: kind for kind in AnswerKind}
        return [
            Answer(key, kinds[kind], date.fromisoformat(on), date.fromisoformat(until) if until else None)
            for key, kind, on, until in db.execute_sql("SELECT key, kind, on_day, until FROM answer")
        ]

    def agenda(self, on: date | None = None, horizon_days: int = 7) -> Agenda:
        """What wants the user now, or at the end of another day."""
        now = self.now().replace(tzinfo=None)
        if on is not None and on != now.date():
            now = datetime.combine(on, time(23, 59))
        return agenda(self.agenda_facts(now.date(), horizon_days), now, horizon_days)

    def agenda_facts(self, today: date, horizon_days: int = 7, *, everything: bool = False) -> Facts:
        """What the agenda of a day is worked out from; without `everything`, only what it needs."""
        settled = self.preferences
        settings = Settings(
            leap_day=LeapDay(settled.leap_day),
            lead_days=settled.lead_days,
            dormant_days=settled.dormant_days,
            ask_distance=settled.ask_distance,
            reconnect=settled.reconnect,
            give=settled.give,
            asked_nobody=settled.asked_nobody,
        )
        end = (today + timedelta(days=horizon_days)).isoformat()
        answers = tuple(self.answers())
        snoozed = {a.key for a in answers if a.kind is AnswerKind.SNOOZED}
        closed = {a.key for a in answers if a.kind is not AnswerKind.SNOOZED}

        def kept(kind: str, number: int) -> bool:
            return any(key.startswith(f"{kind}:{number}") for key in snoozed)

        (longest,) = db.execute_sql("SELECT max(lead_days) FROM special_date").fetchone()
        watched = watched_days(today, horizon_days, max(longest or 0, settings.lead_days))
        dates = tuple(
            d
            for d in (
                DateFacts(r[0], r[1], DateKind(r[2]), PartialDate.parse(r[3]), r[4], r[5])
                for r in self._dates(watched, everything=everything)
            )
        )
        reminders = tuple(
            ReminderFacts(r[0], r[1], date.fromisoformat(r[2]), r[3], r[4], r[5])
            for r in db.execute_sql("SELECT id, text, day, person_id, time, repeat FROM reminder")
            if everything
            or ((r[2] <= end or kept("reminder", r[0])) and (r[5] or f"reminder:{r[0]}:{r[2]}" not in closed))
        )
        asks = self._ask_facts(today, end, everything=everything)
        if everything:
            thanks, reports = _owed(self.thanks_owed()), _owed(self.reports_owed())
        else:
            thanks = _owed(self.thanks_owed(None, today - timedelta(days=OWED_FOR), today))
            reports = _owed(self.reports_owed(None, today - timedelta(days=REPORT_FOR), today))
            thanks += self._snoozed_owed("thanks", thanks)
            reports += self._snoozed_owed("report", reports)
        named = {d.person for d in dates} | {r.person for r in reminders if r.person}
        for group in (asks, thanks, reports):
            named.update(p for fact in group for p in fact.people)
        dormant_answers = sum(a.key.startswith("dormant:") for a in answers)
        people = self._person_facts(today, horizon_days, named, settings, 3 + dormant_answers, everything=everything)
        month = (f"{today:%Y-%m}-01", f"{today:%Y-%m}-31") if not everything else ("0001-01-01", "9999-12-31")
        asks_made = tuple(
            date.fromisoformat(day)
            for (day,) in db.execute_sql(
                "SELECT day FROM standing WHERE kind = 'ask' AND side = 'made' AND day BETWEEN ? AND ?", month
            )
        )
        (first,) = db.execute_sql("SELECT min(day) FROM entry").fetchone()
        return Facts(
            people,
            dates,
            reminders,
            asks,
            thanks,
            reports,
            answers,
            asks_made,
            date.fromisoformat(first) if first else None,
            settings,
        )

    def calendar(self) -> Calendar:
        """What a calendar of other programs' is to show: five queries. Within `reading`, on any thread."""
        from netjournal.exchange.icalendar import Calendar, ComeBack, Remember, RestEnd, SpecialDay

        today = self.today
        speaking = f"""NOT p.is_me AND NOT p.archived AND NOT p.deceased
            AND (NOT p.resting OR p.resting_until <= '{today}')"""
        settled: dict[str, set[date]] = defaultdict(set)
        put_off: dict[str, date] = {}
        for answer in self.answers():
            kind, number, *day = answer.key.split(":")
            if kind in ("reminder", "ask", "rest-ends") and day:
                if answer.kind is not AnswerKind.SNOOZED:
                    settled[f"{kind}:{number}"].add(date.fromisoformat(day[0]))
                elif answer.until is not None:
                    put_off[answer.key] = answer.until

        def days_of(kind: str, found: Any) -> Iterator[tuple[Any, date]]:
            """The rows with the day each stands on, without those that were settled; a snooze puts the day off."""
            for number, on, *rest in found:
                day = date.fromisoformat(on)
                if day not in settled[f"{kind}:{number}"]:
                    yield rest, max(day, put_off.get(f"{kind}:{number}:{on}", day))

        return Calendar(
            today,
            LeapDay(self.preferences.leap_day),
            tuple(
                SpecialDay(f"date-{r[0]}-{r[1]}", r[2], DateKind(r[3]), PartialDate.parse(r[4]), r[5])
                for r in db.execute_sql(
                    f"""SELECT d.id, p.uuid, p.name, d.kind, d.date, d.label FROM special_date d
                    JOIN person p ON p.id = d.person_id WHERE length(d.date) >= 7 AND {speaking} ORDER BY d.id"""
                )
            ),
            tuple(
                Remember(
                    f"reminder-{r[1]}",
                    r[2] or "",
                    "" if r[7] else r[3],
                    date.fromisoformat(r[4]),
                    r[5],
                    r[6],
                    frozenset(settled[f"reminder:{r[0]}"]),
                    put_off.get(f"reminder:{r[0]}:{r[4]}"),
                )
                for r in db.execute_sql(
                    f"""SELECT r.id, r.uuid, p.name, r.text, r.day, r.time, r.repeat, e.private FROM reminder r
                    LEFT JOIN person p ON p.id = r.person_id LEFT JOIN entry e ON e.id = r.entry_id
                    WHERE r.person_id IS NULL OR {speaking} ORDER BY r.id"""
                )
            ),
            tuple(
                ComeBack(f"ask-{r[0]}", r[4] or "", "" if r[2] else r[1], day)
                for r, day in days_of(
                    "ask",
                    db.execute_sql(
                        f"""SELECT e.id, s.come_back, e.uuid, coalesce(nullif(k.about, ''), o.name, ''), e.private,
                        min(pa.id), p.name FROM standing s
                        JOIN entry e ON e.id = s.entry_id JOIN ask k ON k.entry_id = e.id
                        LEFT JOIN offering o ON o.id = s.offering_id
                        LEFT JOIN participant pa ON pa.entry_id = e.id LEFT JOIN person p ON p.id = pa.person_id
                        WHERE s.kind = 'ask' AND s.state IN ('open', 'not_now') AND s.come_back IS NOT NULL
                        AND (pa.id IS NULL OR {speaking}) GROUP BY e.id"""
                    ),
                )
            ),
            tuple(
                RestEnd(f"rest-{r[0]}", r[1], day)
                for r, day in days_of(
                    "rest-ends",
                    db.execute_sql(
                        """SELECT id, resting_until, uuid, name FROM person WHERE resting AND NOT is_me AND NOT archived
                        AND NOT deceased AND resting_until IS NOT NULL ORDER BY id"""
                    ),
                )
            ),
        )

    def _dates(self, watched: frozenset[tuple[int, int]], *, everything: bool) -> Any:
        sql = "SELECT id, person_id, kind, date, label, lead_days FROM special_date"
        if everything:
            return db.execute_sql(sql)
        endings = ", ".join(f"'{month:02}-{day:02}'" for month, day in sorted(watched))
        return db.execute_sql(f"{sql} WHERE length(date) >= 7 AND substr(date, -5) IN ({endings})")

    def _ask_facts(self, today: date, end: str, *, everything: bool) -> tuple[AskFacts, ...]:
        oldest = (today - timedelta(days=OWED_FOR)).isoformat()
        some = "SELECT entry_id FROM standing WHERE kind = 'ask' AND state IN ('open', 'not_now') AND"
        where = f"""s.entry_id IN ({some} come_back <= '{end}' UNION {some} come_back IS NULL
            AND (state = 'not_now' OR side = 'received') AND day BETWEEN '{oldest}' AND '{today}'
            UNION SELECT value FROM json_each('{self._snoozed_asks()}'))"""
        return tuple(
            AskFacts(a.id, a.day, AskSide(a.side), a.about, a.people, AskState(a.state), a.come_back)
            for a in self._open_asks("1" if everything else where, [])
        )

    def _snoozed_owed(self, kind: str, besides: tuple[OwedFacts, ...]) -> tuple[OwedFacts, ...]:
        """What is owed and was snoozed keeps longer than its days."""
        query = "SELECT substr(key, ?) FROM answer WHERE kind = 'snoozed' AND key LIKE ?"
        snoozed = {int(n) for (n,) in db.execute_sql(query, (len(kind) + 2, f"{kind}:%")) if n.isdecimal()}
        snoozed -= {owed.entry for owed in besides}
        if not snoozed:
            return ()
        everything = self.thanks_owed() if kind == "thanks" else self.reports_owed()
        return _owed([owed for owed in everything if owed[0] in snoozed])

    def _snoozed_asks(self) -> list[int]:
        found = db.execute_sql(
            "SELECT key FROM answer WHERE kind = 'snoozed' AND (key LIKE 'ask:%' OR key LIKE 'answer:%')"
        )
        return [int(key.split(":")[1]) for (key,) in found]

    def _person_facts(
        self, today: date, horizon_days: int, named: set[int], settings: Settings, dormant: int, *, everything: bool
    ) -> tuple[PersonFacts, ...]:
        end = (today + timedelta(days=horizon_days)).isoformat()
        day, year = today.isoformat(), (today - timedelta(days=365)).isoformat()
        long_ago = (today - timedelta(days=settings.dormant_days)).isoformat()
        cadence = self._cadence_sql()
        let_down = _ids("SELECT DISTINCT person_id FROM trust WHERE kind = 'let_down' AND moved_on IS NULL")
        promises = _numbers("SELECT person_id, count(*) FROM trust WHERE kind = 'kept_promise' GROUP BY person_id")
        given, last_asked = self._giving(day, year)
        never_asked = {number for number, (n, _) in given.items() if n >= GIVEN_ENOUGH} - last_asked.keys()
        snoozed = {
            int(key.split(":")[1])
            for (key,) in db.execute_sql("SELECT key FROM answer WHERE kind = 'snoozed' AND key GLOB '[cdgr]*:[0-9]*'")
            if key.split(":")[0] in {"cadence", "dormant", "give", "rest-ends"}
        }
        named = named | snoozed | never_asked
        # With what little of each decides whether they can be on the agenda at all.
        columns = f"""p.id, p.name, p.archived, p.deceased, p.resting, p.resting_until, {cadence}, p.comfort,
            CASE WHEN t.last_day <= '{day}' THEN t.last_day
            ELSE (SELECT max(o.day) FROM touch o WHERE o.person_id = p.id AND o.day <= '{day}') END"""
        if everything:
            some = "1"
        else:
            some = f"""NOT p.archived AND NOT p.deceased AND p.id IN (
                SELECT id FROM person WHERE closeness IS NOT NULL UNION SELECT id FROM person
                WHERE cadence_days IS NOT NULL UNION SELECT id FROM person WHERE resting = 1
                UNION SELECT person_id FROM tie WHERE last_day <= '{long_ago}' OR last_day > '{day}'
                UNION SELECT value FROM json_each('{sorted(named)}'))"""
        base = db.execute_sql(
            f"SELECT {columns} FROM person p LEFT JOIN tie t ON t.person_id = p.id WHERE NOT p.is_me AND {some}"
        ).fetchall()
        chosen: list[Any] = []
        asleep: list[Any] = []
        for r in base:
            number, last, own = r[0], r[8], r[6]
            if everything or number in named:
                chosen.append(r)
            elif r[4]:
                if r[5] and r[5] <= end:
                    chosen.append(r)
            elif (own and last and (today - date.fromisoformat(last)).days + horizon_days >= own) or (
                number in never_asked and number not in let_down
            ):
                chosen.append(r)
            elif not own and last and last <= long_ago and number not in let_down:
                asleep.append(r)
        chosen += self._likeliest_dormant(asleep, promises, (year, day), dormant)
        ids = [r[0] for r in chosen]
        # Touches and what is shared are only asked about ties that sleep.
        slight = ids if everything else [r[0] for r in chosen if not r[6] and r[8] and r[8] <= long_ago]
        touches = self._touch_counts(slight, day)
        attempts = self._attempts(ids, day)
        near = self._same_field(slight, year, day)
        return tuple(
            PersonFacts(
                id=r[0],
                name=r[1],
                state=PersonState.DECEASED
                if r[3]
                else PersonState.ARCHIVED
                if r[2]
                else PersonState.RESTING
                if r[4]
                else PersonState.PRESENT,
                resting_until=date.fromisoformat(r[5]) if r[5] else None,
                cadence=r[6],
                last_touch=date.fromisoformat(r[8]) if r[8] else None,
                attempts=attempts.get(r[0], 0),
                touches=touches.get(r[0], 0),
                let_down=r[0] in let_down,
                kept_promises=promises.get(r[0], 0),
                other_field=r[0] not in near,
                comfort=Comfort(r[7]),
                given=given.get(r[0], (0, ""))[0],
                last_given=date.fromisoformat(given[r[0]][1]) if r[0] in given else None,
                last_asked=date.fromisoformat(last_asked[r[0]]) if r[0] in last_asked else None,
            )
            for r in chosen
        )

    def _giving(self, day: str, year: str) -> tuple[dict[int, tuple[int, str]], dict[int, str]]:
        """How often each was given to in a year, and when those given to often were last asked; kept for the day."""
        if self._kept_giving is None or self._kept_giving[0] != day:
            given = self._given(day, year)
            often = [number for number, (n, _) in given.items() if n >= GIVEN_ENOUGH]
            last_asked = _texts(
                f"""SELECT pa.person_id, max(s.day) FROM participant pa
                CROSS JOIN standing s ON s.entry_id = pa.entry_id
                WHERE pa.person_id IN ({_list(often)}) AND s.kind = 'ask' AND s.side = 'made' GROUP BY pa.person_id"""
            )
            self._kept_giving = day, given, last_asked
        return self._kept_giving[1], self._kept_giving[2]

    def _on_change(self, change: Change) -> None:
        super()._on_change(change)
        if self._kept_giving is None or not (change.everything or change.entries):
            return
        plain = 0
        if not change.everything:
            sql = f"""SELECT count(*) FROM entry WHERE id IN ({_list(sorted(change.entries))})
                AND kind NOT IN ('ask', 'outcome', 'referral', 'introduction', 'gift')"""
            (plain,) = db.execute_sql(sql).fetchone()
        if plain < len(change.entries) or change.everything:
            self._kept_giving = None

    def _given(self, day: str, year: str) -> dict[int, tuple[int, str]]:
        return {
            r[0]: (r[1], r[2])
            for r in db.execute_sql(
                f"""SELECT person_id, count(*), max(day) FROM (
                SELECT pa.person_id, s.day FROM standing s CROSS JOIN participant pa ON pa.entry_id = s.entry_id
                    WHERE s.gave IS NOT NULL AND s.kind <> 'referral' AND s.day > '{year}' AND s.day <= '{day}'
                UNION ALL SELECT r.other_id, s.day FROM standing s CROSS JOIN referral r ON r.entry_id = s.entry_id
                    WHERE s.gave IS NOT NULL AND s.kind = 'referral' AND s.day > '{year}' AND s.day <= '{day}'
                    AND r.other_id IS NOT NULL
                UNION ALL SELECT pa.person_id, e.day FROM entry e JOIN participant pa ON pa.entry_id = e.id
                    WHERE e.kind = 'gift' AND e.day > '{year}' AND e.day <= '{day}' AND e.direction = 'me')
                GROUP BY person_id"""
            )
        }

    def _likeliest_dormant(
        self, asleep: list[Any], promises: dict[int, int], recent: tuple[str, str], most: int
    ) -> list[Any]:
        if not asleep:
            return []
        first = _texts(
            f"""SELECT id, (SELECT min(day) FROM touch WHERE person_id = id) FROM person
            WHERE id IN ({_list([r[0] for r in asleep])})"""
        )
        asleep = [r for r in asleep if first[r[0]] < r[8]]
        near = self._same_field([r[0] for r in asleep], *recent)
        asleep.sort(key=lambda r: r[0])
        asleep.sort(key=lambda r: r[8], reverse=True)
        asleep.sort(key=lambda r: (-promises.get(r[0], 0), r[0] in near))
        return asleep[:most]

    def _touch_counts(self, ids: list[int], day: str) -> dict[int, int]:
        return _numbers(
            f"""SELECT person_id, count(DISTINCT day) FROM touch WHERE person_id IN ({_list(ids)}) AND day <= '{day}'
            GROUP BY person_id"""
        )

    def _attempts(self, ids: list[int], day: str) -> dict[int, int]:
        return _numbers(
            f"""SELECT pa.person_id, count(*) FROM participant pa CROSS JOIN entry e ON e.id = pa.entry_id
            WHERE pa.person_id IN ({_list(ids)}) AND e.unanswered AND e.day <= '{day}'
            AND NOT EXISTS (SELECT 1 FROM touch t
                WHERE t.person_id = pa.person_id AND t.day > e.day AND t.day <= '{day}')
            GROUP BY pa.person_id"""
        )

    def _same_field(self, ids: list[int], year: str, day: str) -> set[int]:
        """Of these people, those who share an organization or a tag with somebody in touch within a year."""
        found: set[int] = set()
        for table, shared in (("person_tag", "tag_id"), ("affiliation", "organization_id")):
            found |= _ids(
                f"""WITH live AS MATERIALIZED (
                    SELECT s.what FROM (SELECT DISTINCT {shared} AS what FROM {table}
                        WHERE person_id IN ({_list(ids)})) s
                    WHERE EXISTS (SELECT 1 FROM {table} o JOIN person p ON p.id = o.person_id AND NOT p.is_me
                        WHERE o.{shared} = s.what AND EXISTS (SELECT 1 FROM touch t
                            WHERE t.person_id = o.person_id AND t.day > '{year}' AND t.day <= '{day}')))
                SELECT person_id FROM {table}
                WHERE person_id IN ({_list(ids)}) AND {shared} IN (SELECT what FROM live)"""
            )
        return found


def _reminder(row: rows.Reminder, called: dict[int, str]) -> Reminder:
    person = PersonRef(row.person_id, called[row.person_id]) if row.person_id else None
    return Reminder(row.id, row.text, row.day, person, row.time, row.repeat, row.entry_id, row.uuid)


def _put(model: type[rows.Numbered], number: int, values: dict[str, Any]) -> int:
    if not number:
        return int(model.create(**values).id)
    if not model.update(values).where(model.id == number).execute():
        raise Gone
    return number


def _owed(found: list[tuple[int, Any, date, int, str]]) -> tuple[OwedFacts, ...]:
    people: dict[int, list[int]] = defaultdict(list)
    for entry, _, _, giver, _ in found:
        people[entry].append(giver)
    seen = {entry: OwedFacts(entry, kind, day, tuple(people[entry]), about) for entry, kind, day, _, about in found}
    return tuple(seen.values())


def _list(ids: list[int]) -> str:
    return ", ".join(map(str, ids)) or "NULL"


def _ids(sql: str) -> set[int]:
    return {number for (number,) in db.execute_sql(sql)}


def _numbers(sql: str) -> dict[int, int]:
    return dict(db.execute_sql(sql).fetchall())


def _texts(sql: str) -> dict[int, str]:
    return dict(db.execute_sql(sql).fetchall())
