"""People and organizations, and what is true of them for a while."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from netjournal import names
from netjournal.days import PartialDate
from netjournal.errors import Gone
from netjournal.known_names import KnownNames
from netjournal.model import (
    About,
    Affiliation,
    Alias,
    Awareness,
    CameFirst,
    Change,
    Closeness,
    Comfort,
    ContactKind,
    ContactPoint,
    DateKind,
    Fact,
    KnownName,
    Lacks,
    Mention,
    Named,
    PeopleFilter,
    PeopleOrder,
    Person,
    PersonDraft,
    PersonKind,
    PersonRef,
    PersonRow,
    PersonState,
    Preference,
    PreferenceKind,
    Relationship,
    RelationshipKind,
    SpecialDate,
    Trust,
    TrustKind,
)
from netjournal.wording import Said, say

from . import schema as rows
from .journal import Journal, clean, must, new_uuid, numbers
from .schema import db

_FACTS: dict[type[Fact], tuple[type[rows.OfPerson], Said, Said, Said]] = {
    Alias: (rows.Alias, say("Add a name"), say("Change a name"), say("Remove a name")),
    ContactPoint: (
        rows.ContactPoint,
        say("Add a contact point"),
        say("Change a contact point"),
        say("Remove a contact point"),
    ),
    Preference: (rows.Preference, say("Add a preference"), say("Change a preference"), say("Remove a preference")),
    Trust: (
        rows.Trust,
        say("Add an observation of trust"),
        say("Change an observation of trust"),
        say("Remove an observation of trust"),
    ),
    SpecialDate: (rows.SpecialDate, say("Add a date"), say("Change a date"), say("Remove a date")),
    Affiliation: (
        rows.Affiliation,
        say("Add an affiliation"),
        say("Change an affiliation"),
        say("Remove an affiliation"),
    ),
    Relationship: (
        rows.Relationship,
        say("Add a relationship"),
        say("Change a relationship"),
        say("Remove a relationship"),
    ),
}


_MANY = 500
"""Changed people, from which on all names are read anew."""
_LAST = "char(0x10FFFF)"
"""Stands after every text."""
_EVERY_NAME = """SELECT id, name AS n, 0 AS rank FROM person
    UNION ALL SELECT id, nickname, 1 FROM person WHERE nickname <> '' AND nickname <> name
    UNION ALL SELECT person_id, name, 2 FROM alias
    UNION ALL SELECT id, given||' '||family, 3 FROM person
        WHERE additional <> '' AND given <> '' AND family <> '' AND name <> given||' '||family"""


def marks(values: Sequence[object]) -> str:
    """As many question marks as there are values, for an IN list."""
    return ", ".join("?" * len(values))


KNOWN = """SELECT t.person_id, m.entry_id, m.offering_id, m.awareness FROM mention m
        JOIN participant t ON t.entry_id = m.entry_id WHERE t.role = 'with'
    UNION ALL SELECT t.person_id, s.entry_id, s.offering_id,
        CASE WHEN s.side = 'made' AND s.state <> 'yes' THEN 'told' ELSE 'said_back' END
        FROM standing s JOIN participant t ON t.entry_id = s.entry_id
        WHERE s.kind = 'ask' AND s.offering_id IS NOT NULL
    UNION ALL SELECT r.other_id, r.entry_id, r.offering_id, 'sent_someone' FROM referral r
        WHERE r.side = 'received' AND r.other_id IS NOT NULL AND r.offering_id IS NOT NULL
    UNION ALL SELECT r.prospect_id, r.entry_id, r.offering_id, 'said_back' FROM referral r
        WHERE r.side = 'received' AND r.state = 'won' AND r.prospect_id IS NOT NULL AND r.offering_id IS NOT NULL"""
"""Whatever shows that somebody knows an offering, and how well. Whom I asked was told by it; who asked me for it, said
yes to it or bought it knows what it is as well as who said it back."""


class People(Journal):
    """The store's part for people."""

    _names: KnownNames | None = None
    _perhaps_renamed: frozenset[int] = frozenset()
    """Who was changed since the names were read."""

    def _on_change(self, change: Change) -> None:
        super()._on_change(change)
        self._perhaps_renamed |= change.people
        if change.everything or len(self._perhaps_renamed) > _MANY:
            self._names = None

    def _names_of(self, ids: Iterable[int]) -> list[KnownName]:
        some = list(ids)
        query = f"""SELECT p.id, named.n, p.kind, p.name FROM ({_EVERY_NAME}) named JOIN person p ON p.id = named.id
            WHERE named.id IN ({marks(some)}) ORDER BY named.rank, p.sort_key"""
        return [KnownName(r[0], r[1], PersonKind(r[2]), r[3]) for r in db.execute_sql(query, some)]

    # ------------------------------------------------------------------ lists

    def people_ids(
        self, wanted: PeopleFilter, order: PeopleOrder = PeopleOrder.NAME, *, descending: bool = False
    ) -> array[int]:
        """The people a filter lets through, in order."""
        sql, params = self._people(wanted, order)
        way = "DESC" if descending else "ASC"
        return numbers(f"number FROM ({sql} ORDER BY 1 {way}, 2 {way})", params)

    def people_keys(
        self, ids: Iterable[int], wanted: PeopleFilter, order: PeopleOrder = PeopleOrder.NAME
    ) -> dict[int, tuple[Any, ...]]:
        """Of these ids, those the filter lets through, with what they are put in order by."""
        asked = list(ids)
        if not asked:
            return {}
        sql, params = self._people(wanted, order, f"p.id IN ({marks(asked)})", asked)
        return {number: (key, number) for key, number in db.execute_sql(sql, params)}

    def count_people(self, wanted: PeopleFilter) -> int:
        sql, params = self._people(wanted, PeopleOrder.NAME)
        return int(db.execute_sql(f"SELECT count(*) FROM ({sql})", params).fetchone()[0])

    def _cadence_sql(self) -> str:
        cases = " ".join(f"WHEN '{c.value}' THEN {int(days)}" for c, days in self.preferences.cadence)
        return f"nullif(coalesce(p.cadence_days, CASE p.closeness {cases} END), 0)"

    def _people(
        self, wanted: PeopleFilter, order: PeopleOrder, only: str = "", only_params: Sequence[object] = ()
    ) -> tuple[str, list[object]]:
        today = self.today.isoformat()
        last = f"(SELECT max(day) FROM touch WHERE person_id = p.id AND day <= '{today}')"
        over = f"(julianday('{today}') - julianday({last}) - {self._cadence_sql()})"
        silent = "(p.archived OR p.deceased OR (p.resting AND (p.resting_until IS NULL OR p.resting_until > :today)))"
        silent = silent.replace(":today", f"'{today}'")
        open_asks = """coalesce((SELECT w.n FROM (SELECT t.person_id, count(*) AS n
            FROM standing s CROSS JOIN participant t ON t.entry_id = s.entry_id
            WHERE s.kind = 'ask' AND s.state IN ('open', 'not_now') GROUP BY t.person_id) w
            WHERE w.person_id = p.id), 0)"""
        # As the line says it: the newest of those that hold. Who has none stands after the others, not before them.
        belongs = f"""FROM affiliation a JOIN person o ON o.id = a.organization_id
            WHERE a.person_id = p.id AND (a.until IS NULL OR a.until > '{today}') ORDER BY a.id DESC LIMIT 1"""
        keys = {
            PeopleOrder.NAME: "p.sort_key",
            PeopleOrder.ORGANIZATION: f"coalesce((SELECT o.sort_key {belongs}), {_LAST})",
            PeopleOrder.ROLE: f"coalesce(nullif((SELECT folded(a.role) {belongs}), ''), {_LAST})",
            PeopleOrder.TRUST: """coalesce((SELECT level FROM trust WHERE person_id = p.id AND level IS NOT NULL
                ORDER BY day DESC, id DESC LIMIT 1), 0)""",
            PeopleOrder.CADENCE: f"coalesce({self._cadence_sql()}, 1e9)",
            PeopleOrder.TAGS: f"""coalesce((SELECT min(folded(t.name)) FROM person_tag pt JOIN tag t ON t.id = pt.tag_id
                WHERE pt.person_id = p.id), {_LAST})""",
            PeopleOrder.CLOSENESS: """CASE p.closeness WHEN 'inner_circle' THEN 0 WHEN 'close' THEN 1
                WHEN 'active' THEN 2 WHEN 'acquaintance' THEN 3 ELSE 4 END""",
            PeopleOrder.LAST_TOUCH: f"coalesce({last}, '')",
            PeopleOrder.OVERDUE: f"coalesce({over}, -1e9)",
            PeopleOrder.OPEN_ASKS: open_asks,
            PeopleOrder.BIRTHDAY: """coalesce((SELECT CASE WHEN d.date LIKE '--%' THEN substr(d.date, 3)
                ELSE substr(d.date, 6) END FROM special_date d
                WHERE d.person_id = p.id AND d.kind = 'birthday' LIMIT 1), '99')""",
        }
        where: list[str] = [only] if only else []
        params: list[object] = list(only_params)

        def add(clause: str, *values: object) -> None:
            where.append(clause)
            params.extend(values)

        if wanted.kind:
            add("p.kind = ?", wanted.kind.value)
        for word in names.fold(wanted.words).split():
            add(
                """(instr(p.sort_key, ?) OR instr(folded(p.nickname), ?) OR EXISTS (SELECT 1 FROM alias a
                WHERE a.person_id = p.id AND instr(folded(a.name), ?)) OR EXISTS (SELECT 1 FROM affiliation a
                JOIN person o ON o.id = a.organization_id WHERE a.person_id = p.id AND instr(o.sort_key, ?)))""",
                *[word] * 4,
            )
        for tag in wanted.tags:
            add(
                """p.id IN (SELECT pt.person_id FROM person_tag pt JOIN tag t ON t.id = pt.tag_id
                WHERE t.name = ? COLLATE NOCASE)""",
                tag,
            )
        if wanted.closeness:
            add(f"p.closeness IN ({marks(wanted.closeness)})", *(c.value for c in wanted.closeness))
        if wanted.organization:
            add("p.id IN (SELECT person_id FROM affiliation WHERE organization_id = ?)", wanted.organization)
        if wanted.open_asks:
            add(f"{open_asks} > 0")
        if wanted.overdue:
            add(f"{over} > 0 AND NOT {silent}")
        for lack in wanted.lacks:
            add(_LACKS[lack])
        match wanted.state:
            case PersonState.PRESENT:
                add("NOT p.archived AND NOT p.deceased")
            case PersonState.RESTING:
                add("p.resting AND (p.resting_until IS NULL OR p.resting_until > ?)", today)
            case PersonState.ARCHIVED:
                add("p.archived")
            case PersonState.DECEASED:
                add("p.deceased")
            case _:
                pass
        return f"SELECT {keys[order]}, p.id AS number FROM person p WHERE {' AND '.join(where) or '1'}", params

    def person_rows(self, ids: Sequence[int]) -> dict[int, PersonRow]:
        """People as lines in a list; ids that are gone are left out."""
        if not ids:
            return {}
        asked, some = list(ids), marks(ids)
        today = self.today
        tags: dict[int, list[str]] = defaultdict(list)
        for person, tag in db.execute_sql(
            f"""SELECT pt.person_id, t.name FROM person_tag pt JOIN tag t ON t.id = pt.tag_id
            WHERE pt.person_id IN ({some}) ORDER BY t.name COLLATE NOCASE""",
            asked,
        ):
            tags[person].append(tag)
        belongs: dict[int, tuple[str, str]] = {}
        for person, role, organization in db.execute_sql(
            f"""SELECT a.person_id, a.role, o.name FROM affiliation a JOIN person o ON o.id = a.organization_id
            WHERE a.person_id IN ({some}) AND (a.until IS NULL OR a.until > ?) ORDER BY a.id""",
            [*asked, today.isoformat()],
        ):
            belongs[person] = (role, organization)
        made: dict[int, PersonRow] = {}
        for r in db.execute_sql(
            f"""SELECT p.id, p.name, p.kind, p.closeness, {self._cadence_sql()}, p.resting, p.resting_until,
                p.archived, p.deceased, p.is_me,
                (SELECT max(day) FROM touch WHERE person_id = p.id AND day <= ?),
                (SELECT count(*) FROM participant t CROSS JOIN standing s ON s.entry_id = t.entry_id
                    WHERE t.person_id = p.id AND s.kind = 'ask' AND s.state IN ('open', 'not_now')),
                EXISTS (SELECT 1 FROM portrait WHERE person_id = p.id),
                (SELECT date FROM special_date WHERE person_id = p.id AND kind = 'birthday' LIMIT 1),
                (SELECT level FROM trust WHERE person_id = p.id AND level IS NOT NULL
                    ORDER BY day DESC, id DESC LIMIT 1)
            FROM person p WHERE p.id IN ({some})""",
            [today.isoformat(), *asked],
        ):
            role, organization = belongs.get(r[0], ("", ""))
            made[r[0]] = PersonRow(
                id=r[0],
                name=r[1],
                kind=PersonKind(r[2]),
                role=role,
                organization=organization,
                closeness=Closeness(r[3]) if r[3] else None,
                tags=tuple(tags[r[0]]),
                last_touch=date.fromisoformat(r[10]) if r[10] else None,
                cadence_days=r[4],
                open_asks=r[11],
                state=_state(today, resting=r[5], until=r[6], archived=r[7], deceased=r[8]),
                has_portrait=bool(r[12]),
                birthday=PartialDate.parse(r[13]) if r[13] else None,
                trust=r[14],
                is_me=bool(r[9]),
            )
        return made

    def portraits(self, ids: Sequence[int]) -> dict[int, bytes]:
        """The pictures there are of these people."""
        query = f"SELECT person_id, data FROM portrait WHERE person_id IN ({marks(ids)})"
        return {person: bytes(data) for person, data in db.execute_sql(query, list(ids))}

    def known_names(self) -> KnownNames:
        """Every name anybody is known by: those in touch with most lately first. Kept until somebody changes."""
        if self._names is None:
            self._names = KnownNames(
                KnownName(r[0], r[1], PersonKind(r[2]), r[3])
                for r in db.execute_sql(
                    f"""SELECT p.id, named.n, p.kind, p.name FROM ({_EVERY_NAME}) named JOIN person p ON p.id = named.id
                    LEFT JOIN (SELECT person_id, max(day) AS last FROM touch GROUP BY person_id) t
                        ON t.person_id = p.id
                    ORDER BY p.archived + p.deceased, t.last DESC, named.rank, p.sort_key"""
                )
            )
        elif self._perhaps_renamed:
            # Most changes to people are touches: their names stay, and reading ten thousand anew is felt.
            after = self._names_of(self._perhaps_renamed)
            if set(self._names.of(self._perhaps_renamed)) != set(after):
                # Who is new or newly named has just been written about: they stand first.
                self._names = self._names.with_first(after, self._perhaps_renamed)
        self._perhaps_renamed = frozenset()
        return self._names

    def people_called(self, words: Sequence[str], limit: int | None = None) -> list[int]:
        """Who has a name in which each of these (folded) words begins a word: in touch with lately first."""
        return self.known_names().called(words, limit)

    def named(self, ids: Sequence[int]) -> dict[int, str]:
        """The names these people are shown by."""
        return dict(db.execute_sql(f"SELECT id, name FROM person WHERE id IN ({marks(ids)})", list(ids)).fetchall())

    def find_by_name(self, name: str) -> list[int]:
        """Who is known by exactly that name (accents and case aside)."""
        return [known.id for known in self.known_names().named(name)]

    def tags(self) -> list[tuple[str, int]]:
        """Every tag with how many people bear it."""
        query = """SELECT t.name, count(pt.id) FROM tag t LEFT JOIN person_tag pt ON pt.tag_id = t.id
            GROUP BY t.id ORDER BY t.name COLLATE NOCASE"""
        return [(name, n) for name, n in db.execute_sql(query)]

    def tag_name(self, tag: int) -> str:
        row = rows.Tag.get_or_none(rows.Tag.id == tag)
        if row is None:
            raise Gone
        return str(row.name)

    def organizations(self) -> list[Named]:
        """Every organization, in order."""
        query = "SELECT id, name FROM person WHERE kind = 'organization' ORDER BY sort_key"
        return [Named(*r) for r in db.execute_sql(query)]

    def me(self) -> int | None:
        """The user's own record, if there is one."""
        row = db.execute_sql("SELECT id FROM person WHERE is_me ORDER BY id LIMIT 1").fetchone()
        return int(row[0]) if row else None

    # ------------------------------------------------------------------ one person

    def person(self, number: int) -> Person:
        row = rows.Person.get_or_none(rows.Person.id == number)
        if row is None:
            raise Gone
        return self._person(row)

    def _person(self, row: Any) -> Person:
        through = None
        if row.met_through_id:
            through = PersonRef(row.met_through_id, self.named([row.met_through_id]).get(row.met_through_id, ""))
        has_portrait = rows.Portrait.select().where(rows.Portrait.person == row.id).exists()
        draft = PersonDraft(
            **{f: getattr(row, f) for f in _PLAIN},
            kind=PersonKind(row.kind),
            closeness=Closeness(row.closeness) if row.closeness else None,
            comfort=Comfort(row.comfort),
            came_first=CameFirst(row.came_first),
            met_through=through,
            met_chapter=row.met_chapter_id,
        )
        return Person(row.id, row.uuid, draft, has_portrait)

    def about(self, number: int) -> About:
        """Everything known of one person."""
        person = self.person(number)

        def of(model: type[rows.OfPerson], *order: Any) -> Any:
            return model.select().where(model.person == number).order_by(*order)

        preferences = of(rows.Preference, rows.Preference.day.desc(nulls="last"), rows.Preference.id.desc())
        trust = of(rows.Trust, rows.Trust.day.desc(nulls="last"), rows.Trust.id.desc())
        return About(
            person=person,
            aliases=tuple(Alias(r.id, number, r.name) for r in of(rows.Alias, rows.Alias.id)),
            contact_points=tuple(
                ContactPoint(
                    r.id,
                    number,
                    ContactKind(r.kind),
                    r.value,
                    r.label,
                    r.preferred,
                    tuple(json.loads(r.parts)) if r.parts else (),
                )
                for r in of(rows.ContactPoint, rows.ContactPoint.id)
            ),
            preferences=tuple(
                Preference(r.id, number, PreferenceKind(r.kind), r.text, r.day, r.source, r.until, r.entry_id)
                for r in preferences
            ),
            trust=tuple(
                Trust(r.id, number, r.reason, r.day, TrustKind(r.kind), r.level, r.moved_on, r.entry_id) for r in trust
            ),
            dates=tuple(
                SpecialDate(r.id, number, DateKind(r.kind), r.date, r.label, r.lead_days)
                for r in of(rows.SpecialDate, rows.SpecialDate.id)
            ),
            affiliations=self._affiliations("person_id", number),
            members=self._members(number) if person.kind is PersonKind.ORGANIZATION else (),
            relationships=self._relationships(number),
            tags=tuple(
                name
                for (name,) in db.execute_sql(
                    """SELECT t.name FROM person_tag pt JOIN tag t ON t.id = pt.tag_id
                    WHERE pt.person_id = ? ORDER BY t.name COLLATE NOCASE""",
                    (number,),
                )
            ),
            offerings_known=self.offerings_known(number),
        )

    def _affiliations(self, end: str, number: int) -> tuple[Affiliation, ...]:
        return tuple(
            Affiliation(
                r[0],
                r[1],
                PersonRef(r[2], r[3], PersonKind.ORGANIZATION),
                r[4],
                PartialDate.parse(r[5]) if r[5] else None,
                PartialDate.parse(r[6]) if r[6] else None,
            )
            for r in db.execute_sql(
                f"""SELECT a.id, a.person_id, o.id, o.name, a.role, a.since, a.until FROM affiliation a
                JOIN person o ON o.id = a.organization_id WHERE a.{end} = ?
                ORDER BY a.until IS NOT NULL, a.until DESC, a.id DESC""",
                (number,),
            )
        )

    def _members(self, organization: int) -> tuple[tuple[Named, Affiliation], ...]:
        affiliations = self._affiliations("organization_id", organization)
        called = self.named([a.person for a in affiliations])
        return tuple((Named(a.person, called[a.person]), a) for a in affiliations)

    def _relationships(self, number: int) -> tuple[Relationship, ...]:
        made = []
        for r in db.execute_sql(
            """SELECT r.id, r.person_id, r.other_id, p.name, o.name, r.kind, r.label, r.since, r.until
            FROM relationship r JOIN person p ON p.id = r.person_id JOIN person o ON o.id = r.other_id
            WHERE r.person_id = ?1 OR r.other_id = ?1 ORDER BY r.until IS NOT NULL, r.id""",
            (number,),
        ):
            mine = r[1] == number
            kind = RelationshipKind(r[5])
            made.append(
                Relationship(
                    r[0],
                    number,
                    PersonRef(r[2], r[4]) if mine else PersonRef(r[1], r[3]),
                    kind if mine else kind.seen_from_the_other,
                    r[6],
                    PartialDate.parse(r[7]) if r[7] else None,
                    PartialDate.parse(r[8]) if r[8] else None,
                )
            )
        return tuple(made)

    def offerings_known(self, number: int) -> tuple[Mention, ...]:
        """Which offerings they heard of, and since when: the newest of what shows it for each."""
        seen: dict[int, Mention] = {}
        for r in db.execute_sql(
            f"""SELECT k.entry_id, o.id, o.name, k.awareness, e.day FROM ({KNOWN}) k
            JOIN offering o ON o.id = k.offering_id JOIN entry e ON e.id = k.entry_id
            WHERE k.person_id = ? AND e.day <= ? ORDER BY e.day DESC, e.id DESC""",
            (number, self.today.isoformat()),
        ):
            seen.setdefault(r[1], Mention(r[0], number, Named(r[1], r[2]), Awareness(r[3]), date.fromisoformat(r[4])))
        return tuple(seen.values())

    def kept_lines(self, number: int) -> tuple[str, ...]:
        """What their card held that this program does not understand."""
        query = rows.KeptLine.select().where(rows.KeptLine.person == number).order_by(rows.KeptLine.id)
        return tuple(r.line for r in query)

    # ------------------------------------------------------------------ changes

    def add_person(self, draft: PersonDraft, origin: object = None) -> int:
        """A new person or organization; gives the id."""
        with self.step(say("Add {name}", name=clean(draft.name)), origin):
            return self._add_person(draft)

    def _add_person(self, draft: PersonDraft, uuid: str = "") -> int:
        values = self._values(draft)
        row = rows.Person.create(uuid=uuid or new_uuid(), created_at=int(self.now().timestamp()), **values)
        self._only_one_me(row.id, draft)
        return int(row.id)

    def save_person(self, number: int, draft: PersonDraft, origin: object = None) -> None:
        """Change what there is once of each person. A changed name stays findable as an alias."""
        before = self.person(number).about
        with self.step(say("Change {name}", name=clean(draft.name)), origin):
            values = self._values(draft)
            rows.Person.update(values).where(rows.Person.id == number).execute()
            self._only_one_me(number, draft)
            if names.fold(before.name) != names.fold(values["name"]) and len(before.name.split()) > 1:
                known = rows.Alias.select().where((rows.Alias.person == number) & (rows.Alias.name == before.name))
                if not known.exists():
                    rows.Alias.create(person=number, name=before.name)

    def _only_one_me(self, number: int, draft: PersonDraft) -> None:
        if draft.is_me:
            rows.Person.update(is_me=False).where((rows.Person.id != number) & rows.Person.is_me).execute()

    def _values(self, draft: PersonDraft) -> dict[str, Any]:
        name = " ".join(clean(draft.name).split())
        must(name, "name", say("A name is needed."))
        must((draft.cadence_days or 0) >= 0, "cadence_days", say("A cadence is a number of days, or none."))
        must(
            not draft.resting_until or draft.resting,
            "resting_until",
            say("A day to come back only goes with resting."),
        )
        values: dict[str, Any] = {}
        for part in _PLAIN:
            value = getattr(draft, part)
            values[part] = clean(value) if value and isinstance(value, str) else value
        values["name"] = name
        values["kind"] = draft.kind.value
        values["closeness"] = draft.closeness.value if draft.closeness else None
        values["comfort"] = draft.comfort.value
        values["came_first"] = draft.came_first.value
        values["met_through"] = self.meant(draft.met_through) if draft.met_through else None
        values["met_chapter"] = draft.met_chapter
        given, family = ("", "") if draft.kind is PersonKind.ORGANIZATION else (draft.given, draft.family)
        values["sort_key"] = names.sort_key(name, clean(given), clean(family))
        return values

    def meant(self, ref: PersonRef) -> int:
        """The id of the person a draft means; makes them if they are new. Only inside a step."""
        if ref.id:
            return ref.id
        name = " ".join(clean(ref.name).split())
        must(name, "name", say("A name is needed."))
        # A name in one step means one person, however often it is said in it.
        known = (rows.Person.name == name) & (rows.Person.kind == ref.kind.value)
        row = rows.Person.get_or_none(known)
        if row is not None:
            return int(row.id)
        if ref.kind is PersonKind.ORGANIZATION:
            return self._add_person(PersonDraft(ref.name, PersonKind.ORGANIZATION))
        parts = names.split_name(ref.name)
        return self._add_person(
            PersonDraft(
                ref.name,
                prefix=parts.prefix,
                given=parts.given,
                additional=parts.additional,
                family=parts.family,
                suffix=parts.suffix,
            )
        )

    def delete_people(self, ids: Sequence[int], origin: object = None) -> None:
        """Take people out, and what hangs on them; entries stay. Undo brings everything back."""
        called = self.named(ids)
        one = next(iter(called.values()), "")
        label = say("Delete {name}", name=one) if len(ids) == 1 else say("Delete {n} people", n=len(ids))
        with self.step(label, origin):
            rows.Person.delete().where(rows.Person.id.in_(list(ids))).execute()

    def change_people(self, ids: Sequence[int], origin: object = None, **changes: Any) -> None:
        """The same change to several people: any of a draft's parts (closeness, cadence_days, archived, resting …)."""
        with self.step(say("Change {n} people", n=len(ids)), origin):
            for number in ids:
                self.save_person(number, replace(self.person(number).about, **changes))

    def set_tags(self, number: int, tags: Sequence[str], origin: object = None) -> None:
        """The tags a person bears, and no others."""
        with self.step(say("Change the tags"), origin):
            wanted = {self._tag(t) for t in tags if clean(t)}
            mine = rows.PersonTag.select().where(rows.PersonTag.person == number)
            have = {r.tag_id for r in mine}
            if have - wanted:
                rows.PersonTag.delete().where(
                    (rows.PersonTag.person == number) & rows.PersonTag.tag.in_(have - wanted)
                ).execute()
            for tag in wanted - have:
                rows.PersonTag.create(person=number, tag=tag)
            db.execute_sql("DELETE FROM tag WHERE id NOT IN (SELECT tag_id FROM person_tag)")

    def add_tags(self, ids: Sequence[int], tags: Sequence[str], origin: object = None) -> None:
        """Put tags on people, beside those they bear."""
        with self.step(say("Add tags"), origin):
            for tag in {self._tag(t) for t in tags if clean(t)}:
                for number in ids:
                    mine = (rows.PersonTag.person == number) & (rows.PersonTag.tag == tag)
                    if not rows.PersonTag.select().where(mine).exists():
                        rows.PersonTag.create(person=number, tag=tag)

    def rename_tag(self, name: str, new: str, origin: object = None) -> None:
        """Call a tag something else; if there is one of that name, the two become one."""
        with self.step(say("Rename a tag"), origin):
            old, target = self._tag_called(name), self._tag_called(new)
            if old is None:
                raise Gone
            if target in {None, old}:
                rows.Tag.update(name=_tag_name(new)).where(rows.Tag.id == old).execute()
                return
            bearers = [r.person_id for r in rows.PersonTag.select().where(rows.PersonTag.tag == old)]
            rows.Tag.delete().where(rows.Tag.id == old).execute()
            for number in bearers:
                mine = (rows.PersonTag.person == number) & (rows.PersonTag.tag == target)
                if not rows.PersonTag.select().where(mine).exists():
                    rows.PersonTag.create(person=number, tag=target)

    def _tag(self, name: str) -> int:
        return self._tag_called(name) or int(rows.Tag.create(name=_tag_name(name)).id)

    def _tag_called(self, name: str) -> int | None:
        row = db.execute_sql("SELECT id FROM tag WHERE name = ? COLLATE NOCASE", (_tag_name(name),)).fetchone()
        return int(row[0]) if row else None

    def set_portrait(self, number: int, media_type: str, data: bytes | None, origin: object = None) -> None:
        """Give a person a picture, or take it away."""
        with self.step(say("Change the portrait"), origin):
            rows.Portrait.delete().where(rows.Portrait.person == number).execute()
            if data:
                rows.Portrait.insert(person=number, media_type=media_type, data=data).execute()

    def save_fact(self, fact: Fact, origin: object = None) -> int:
        """Add (id 0) or change what is true of a person; gives its id."""
        model, added, changed, _ = _FACTS[type(fact)]
        with self.step(changed if fact.id else added, origin):
            values = self._fact_values(fact)
            if not fact.id:
                return int(model.create(**values).id)
            if isinstance(fact, Relationship):
                row = rows.Relationship.get_or_none(rows.Relationship.id == fact.id)
                if row is not None and row.person_id != fact.person:  # noted at the other end
                    values["person"], values["other"] = values["other"], values["person"]
                    values["kind"] = fact.kind.seen_from_the_other.value
            if not model.update(values).where(model.id == fact.id).execute():
                raise Gone
            return fact.id

    def remove_fact(self, fact: Fact, origin: object = None) -> None:
        """What was noted is no longer kept."""
        model, *_, removed = _FACTS[type(fact)]
        with self.step(removed, origin):
            model.delete().where(model.id == fact.id).execute()

    def _fact_values(self, fact: Fact) -> dict[str, Any]:
        values: dict[str, Any] = {"person": fact.person}
        match fact:
            case Alias():
                must(clean(fact.name), "name", say("A name is needed."))
                values |= {"name": clean(fact.name)}
            case ContactPoint():
                value = clean(fact.value) or ", ".join(p for p in fact.parts if p)
                if not value:  # asked first: an import comes by here a hundred thousand times
                    must(value, "value", say("What is the address or number?"))
                values |= {
                    "kind": fact.kind.value,
                    "value": value,
                    "label": clean(fact.label),
                    "preferred": fact.preferred,
                    "parts": json.dumps(fact.parts, ensure_ascii=False) if fact.parts else None,
                }
            case Preference():
                must(clean(fact.text), "text", say("What do they like, need or offer?"))
                values |= {
                    "kind": fact.kind.value,
                    "text": clean(fact.text),
                    "day": fact.day,
                    "source": clean(fact.source),
                    "until": fact.until,
                    "entry": fact.entry,
                }
            case Trust():
                must(clean(fact.reason) or fact.level, "reason", say("What happened?"))
                must(fact.level is None or 1 <= fact.level <= 5, "level", say("Trust goes from 1 to 5."))
                values |= {
                    "kind": fact.kind.value,
                    "level": fact.level,
                    "reason": clean(fact.reason),
                    "day": fact.day,
                    "moved_on": fact.moved_on,
                    "entry": fact.entry,
                }
            case SpecialDate():
                values |= {
                    "kind": fact.kind.value,
                    "date": fact.date,
                    "label": clean(fact.label),
                    "lead_days": fact.lead_days,
                }
            case Affiliation():
                organization = fact.organization.id
                if not organization:
                    must(clean(fact.organization.name), "organization", say("Which organization?"))
                    organization = self.meant(replace(fact.organization, kind=PersonKind.ORGANIZATION))
                must(organization != fact.person, "organization", say("Nobody belongs to themselves."))
                values |= {
                    "organization": organization,
                    "role": clean(fact.role),
                    "since": fact.since,
                    "until": fact.until,
                }
            case Relationship():
                must(fact.other.id or clean(fact.other.name), "other", say("Who is it?"))
                other = self.meant(fact.other)
                must(other != fact.person, "other", say("Nobody is related to themselves."))
                values |= {
                    "other": other,
                    "kind": fact.kind.value,
                    "label": clean(fact.label),
                    "since": fact.since,
                    "until": fact.until,
                }
        return values

    def merge(self, keep: int, gone: int, origin: object = None) -> None:
        """Make two records of one person one: everything of `gone` becomes `keep`'s; what `keep` lacks is filled in."""
        must(keep != gone, "person", say("These are the same record already."))
        kept, other = self.person(keep).about, self.person(gone).about
        with self.step(say("Merge {gone} into {kept}", gone=other.name, kept=kept.name), origin):
            for table, column in _POINTING_AT_PEOPLE:
                db.execute_sql(f'UPDATE OR IGNORE "{table}" SET {column} = ? WHERE {column} = ?', (keep, gone))
            self._move_answers(keep, gone)
            # A tie between the two has become a tie to oneself.
            for table, column, same in _SELF_TIES:
                db.execute_sql(f"UPDATE {table} SET {column} = NULL WHERE {column} = ? AND {same} = ?", (keep, keep))
            kept = self.person(keep).about
            empty = PersonDraft(name="x")
            filled = {
                f: getattr(other, f)
                for f in _MERGED
                if getattr(kept, f) == getattr(empty, f) and getattr(other, f) != getattr(empty, f)
            }
            if kept.notes and other.notes:
                filled["notes"] = f"{kept.notes}\n\n{other.notes}"
            if filled.get("met_through") and filled["met_through"].id == keep:
                del filled["met_through"]
            rows.Person.delete().where(rows.Person.id == gone).execute()
            self.save_person(keep, replace(kept, **filled))
            if names.fold(other.name) != names.fold(kept.name):
                rows.Alias.create(person=keep, name=other.name)

    def _move_answers(self, keep: int, gone: int) -> None:
        """What was answered of somebody is answered of whom they became."""
        from netjournal.agenda import KEYED_BY_PERSON  # not wanted at a start
        from netjournal.matching import key_of

        answers = db.execute_sql("SELECT id, key FROM answer WHERE key LIKE ?", (f"%:{gone}%",)).fetchall()
        for number, key in answers:
            kind, *parts = key.split(":")
            if kind == "introduction":
                one, other = (keep if int(part) == gone else int(part) for part in parts)
                moved = key_of(one, other)
            elif kind in KEYED_BY_PERSON and int(parts[0]) == gone:
                moved = ":".join((kind, str(keep), *parts[1:]))
            else:
                continue
            db.execute_sql("UPDATE OR IGNORE answer SET key = ? WHERE id = ?", (moved, number))


_PLAIN = (
    "name",
    "prefix",
    "given",
    "additional",
    "family",
    "suffix",
    "nickname",
    "cadence_days",
    "comfort_on",
    "met_on",
    "met_how",
    "resting",
    "resting_until",
    "archived",
    "deceased",
    "died_on",
    "is_me",
    "notes",
)
_MERGED = (
    "prefix",
    "given",
    "additional",
    "family",
    "suffix",
    "nickname",
    "closeness",
    "cadence_days",
    "comfort",
    "comfort_on",
    "came_first",
    "met_on",
    "met_how",
    "met_through",
    "met_chapter",
    "died_on",
    "deceased",
    "is_me",
    "notes",
)


def _foreign_keys_to_people() -> list[tuple[str, str]]:
    return [
        (rows.table_of(model), field.column_name)
        for model in rows.TABLES
        for field in model._meta.refs  # noqa: SLF001 - Peewee's own way in
        if field.rel_model is rows.Person
    ]


_POINTING_AT_PEOPLE = _foreign_keys_to_people()

_SELF_TIES = (
    ("person", "met_through_id", "id"),
    ("referral", "prospect_id", "other_id"),
    ("introduction", "one_id", "other_id"),
    ("introduction", "introducer_id", "other_id"),
)

_LACKS: Mapping[Lacks, str] = {
    Lacks.BIRTHDAY: "NOT EXISTS (SELECT 1 FROM special_date d WHERE d.person_id = p.id AND d.kind = 'birthday')",
    Lacks.EMAIL: "NOT EXISTS (SELECT 1 FROM contact_point c WHERE c.person_id = p.id AND c.kind = 'email')",
    Lacks.PHONE: "NOT EXISTS (SELECT 1 FROM contact_point c WHERE c.person_id = p.id AND c.kind = 'phone')",
    Lacks.ADDRESS: "NOT EXISTS (SELECT 1 FROM contact_point c WHERE c.person_id = p.id AND c.kind = 'address')",
    Lacks.CLOSENESS: "p.closeness IS NULL",
    Lacks.TAG: "NOT EXISTS (SELECT 1 FROM person_tag t WHERE t.person_id = p.id)",
    Lacks.ORGANIZATION: "NOT EXISTS (SELECT 1 FROM affiliation a WHERE a.person_id = p.id)",
    Lacks.NOTES: "p.notes = ''",
    Lacks.TOUCH: "NOT EXISTS (SELECT 1 FROM touch t WHERE t.person_id = p.id)",
    Lacks.PORTRAIT: "NOT EXISTS (SELECT 1 FROM portrait t WHERE t.person_id = p.id)",
}


def _tag_name(name: str) -> str:
    wanted = clean(name).lstrip("#").strip()
    must(wanted, "tag", say("A tag needs a name."))
    return wanted


def _state(today: date, *, resting: int, until: str | None, archived: int, deceased: int) -> str:
    if deceased:
        return "deceased"
    if archived:
        return "archived"
    if resting and (until is None or until > today.isoformat()):
        return "resting"
    return ""
