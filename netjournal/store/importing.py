"""People in and out in bulk: a plan of an import taken in as one step, and everybody read for planning and for export.

Hidden here: how ten thousand cards are written in a few statements a block while undo and news still see every row, and
how the people and organizations a card only names are found. Whom a card *is* was settled by the plan.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from netjournal import names
from netjournal.days import PartialDate
from netjournal.errors import Cancelled, Damaged, Invalid, NothingImported
from netjournal.exchange.card import Card, Portrait, uid_line
from netjournal.exchange.plan import Additions, Existing, ImportPlan, Verdict, report
from netjournal.model import (
    About,
    Affiliation,
    Alias,
    CameFirst,
    Change,
    Closeness,
    Comfort,
    ContactKind,
    ContactPoint,
    DateKind,
    Fact,
    Person,
    PersonDraft,
    PersonKind,
    PersonRef,
    Preference,
    PreferenceKind,
    Relationship,
    RelationshipKind,
    SpecialDate,
)
from netjournal.records import dataclass
from netjournal.undisturbed import undisturbed
from netjournal.wording import Said, count, say

from . import schema as rows
from .check import unreadable
from .journal import clean, must, new_uuid, told
from .people import _FACTS, _PLAIN, People, marks
from .schema import db
from .steps import Step

_BLOCK = 50
"""After how many cards progress is told, and whether to stop is asked."""
_WRITTEN = 1000
"""Cards written at a time, table by table: the search index wants its rows in order."""
_TOGETHER = 30_000
"""Values in one statement: SQLite takes 32,766."""
_PEOPLE_READ = 500

Progress = Callable[[int, int], None]


def _quiet(_done: int, _all: int) -> None:
    pass


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import. `skipped`: what was not taken in, by line of the file, and why."""

    read: int
    added: int
    matched: int
    """Who was there already; `filled` of them got something that they had not."""
    skipped: tuple[tuple[int, str], ...] = ()
    filled: int = 0
    made: tuple[int, ...] = ()
    """The ids of everybody who is new, organizations and people only named included."""

    @property
    def report(self) -> dict[str, object]:
        """The same as `{"read", "added", "matched", "skipped": [{"line", "why"}]}`."""
        skipped = [{"line": line, "why": why} for line, why in self.skipped]
        return {"read": self.read, "added": self.added, "matched": self.matched, "skipped": skipped}


class Importing(People):
    """The store's part for people by the thousand."""

    # ------------------------------------------------------------------ taking in

    def apply_plan(
        self,
        plan: ImportPlan,
        ticked: Collection[int] | None = None,
        progress: Progress = _quiet,
        cancelled: Callable[[], bool] = _never,
    ) -> Imported:
        """Take in what is ticked (places in `plan.cards`; None: what the plan suggests), as one step.

        `progress` is told how many cards are done of how many; `cancelled` is asked as often. Raises Cancelled (and
        nothing of it remains), or NothingImported when not one card was taken in or recognised.
        """
        with self.step(_label(plan, ticked)):
            return _Taking(self, plan, ticked).run(progress, cancelled)

    def import_apart(
        self,
        plan: ImportPlan,
        ticked: Collection[int] | None = None,
        progress: Progress = _quiet,
        cancelled: Callable[[], bool] = _never,
    ) -> tuple[Imported, Step, Change]:
        """The same on another thread, with a connection of its own; step and change are for `adopt` on the first."""
        with self.apart(_label(plan, ticked)) as finished:
            imported = _Taking(self, plan, ticked).run(progress, cancelled)
        return imported, *finished[0]

    def take_in_journal(self, whole: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        """Fill a new journal with all of another, as `everything` gave it. No step: nothing was there before.

        Raises Invalid when there is anything in this one, Damaged when the rows do not make a journal.
        """
        self.must_be_new()
        with told(self.path), db.atomic():
            rows.Setting.delete().execute()
            self.take_in_everything(whole)  # type: ignore[attr-defined]
            if wrong := unreadable():
                raise Damaged(say("This export is damaged: {why}", why=wrong[0]), say("Nothing was taken in."))
        self._preferences = None

    def must_be_new(self) -> None:
        """Refuse (Invalid) to go on when there is anything in this journal but settings."""
        sentence = say("There is something in this journal already, and it was left as it is.")
        for model in rows.TABLES:
            must(model is rows.Setting or not model.select().exists(), "journal", sentence)

    # ------------------------------------------------------------------ reading

    @contextmanager
    def reading(self) -> Generator[None]:
        """Let a thread read that has no connection yet; on one that has, nothing happens."""
        if not db.is_closed():
            yield
            return
        with db.connection_context():
            yield

    def existing_for_plan(self) -> list[Existing]:
        """Everybody, as a plan wants to know them: one query a table. On any thread."""
        with self.reading():
            kept = _by_person("SELECT person_id, line FROM kept_line ORDER BY id", ())
            return [
                Existing.of(about, tuple(line for (line,) in kept.get(about.person.id, ()))) for about in _abouts(None)
            ]

    def cards_of(self, ids: Sequence[int] | None = None, progress: Progress = _quiet) -> Iterator[Card]:
        """These people (None: everybody, in order) as the cards to hand out: a few queries a block. On any thread."""
        from netjournal.exchange.vcard import outgoing

        with self.reading():
            if ids is None:
                ids = [number for (number,) in db.execute_sql("SELECT id FROM person ORDER BY kind DESC, sort_key, id")]
            for start in range(0, len(ids), _PEOPLE_READ):
                progress(start, len(ids))
                block = ids[start : start + _PEOPLE_READ]
                abouts = {about.person.id: about for about in _abouts(block)}
                some = f"WHERE person_id IN ({marks(block)})"
                kept = _by_person(f"SELECT person_id, line FROM kept_line {some} ORDER BY id", block)
                pictures = _by_person(f"SELECT person_id, media_type, data FROM portrait {some}", block)
                for number in block:
                    if number in abouts:
                        portrait = next((Portrait(kind, bytes(data)) for kind, data in pictures.get(number, ())), None)
                        yield outgoing(abouts[number], tuple(line for (line,) in kept.get(number, ())), portrait)
            progress(len(ids), len(ids))


def _label(plan: ImportPlan, ticked: Collection[int] | None) -> Said:
    return count(sum(1 for _ in plan.steps(ticked)), "Import {n} person", "Import {n} people")


# ---------------------------------------------------------------------------------------------------------------------
# Taking in


class _Taking:
    """One import while it is written. Rows wait in `_waiting` and go to their tables a block at a time."""

    def __init__(self, store: Importing, plan: ImportPlan, ticked: Collection[int] | None) -> None:
        self._store = store
        self._plan = plan
        self._ticked = ticked
        self._steps = list(plan.steps(ticked))
        self._now = int(store.now().timestamp())
        self._waiting: dict[type[rows.Row], list[dict[str, Any]]] = defaultdict(list)
        self._people: dict[int, dict[str, Any]] = {}
        """New people who wait to be written, by id."""
        self._skipped: list[tuple[int, str]] = []
        self._made: list[int] = []
        self._line = 0

    @undisturbed()
    def run(self, progress: Progress, cancelled: Callable[[], bool]) -> Imported:
        # Ids are given out beforehand, so that a card may point at one that comes after it.
        db.execute_sql("PRAGMA defer_foreign_keys = 1")
        self._look_around()
        total = len(self._steps)
        for done, step in enumerate(self._steps):
            if done % _BLOCK == 0:
                if done % _WRITTEN == 0:
                    self._flush()
                if cancelled():
                    raise Cancelled
                progress(done, total)
            self._line = step.card.line
            number = self._whose[step.index]
            if step.person is None and step.earlier is None:
                self._add(number, step.card)
            elif number in self._here:
                self._fill_in(number, step.adds, step.card)
            else:
                self._skip(say("{name} is no longer in the journal.", name=step.card.name))
        self._flush()
        if cancelled():
            raise Cancelled
        progress(total, total)
        return self._result()

    def _result(self) -> Imported:
        said = report(self._plan, self._ticked)
        skipped: Any = said["skipped"]
        all_skipped = sorted({*((one["line"], one["why"]) for one in skipped), *self._skipped})
        read, added, matched = (int(str(said[key])) for key in ("read", "added", "matched"))
        if not added and not matched:
            why = all_skipped[0][1] if all_skipped else say("no card was chosen.")
            raise NothingImported(say("Nothing was taken in: {why}", why=why), say("The journal is as it was before."))
        plan, ticked = self._plan, self._ticked
        filled = sum(
            bool(one.adds) and one.verdict is Verdict.MATCHED and (one.ticked if ticked is None else at in ticked)
            for at, one in enumerate(plan.cards)
        )
        return Imported(read, added, matched, tuple(all_skipped), filled, tuple(self._made))

    def _skip(self, why: Said) -> None:
        self._skipped.append((self._line, str(why)))

    # -- who is who

    def _look_around(self) -> None:
        """Who is in the journal by which name, and which id each card's person has or gets."""
        found = db.execute_sql("SELECT seq FROM sqlite_sequence WHERE name = 'person'").fetchone()
        self._next = (int(found[0]) if found else 0) + 1
        self._here: set[int] = set()
        self._uuids: set[str] = set()
        self._organizations: dict[str, int] = {}
        self._in_journal: dict[str, set[int]] = defaultdict(set)
        by_name = any(step.card.relationships or step.card.draft.met_through for step in self._steps)
        for number, uuid, kind, name in db.execute_sql("SELECT id, uuid, kind, name FROM person ORDER BY id"):
            self._here.add(number)
            self._uuids.add(uuid)
            if kind == "organization":
                self._organizations.setdefault(names.fold(name), number)
            elif by_name:
                self._in_journal[names.fold(name)].add(number)
        self._tags = {name.casefold(): number for number, name in db.execute_sql("SELECT id, name FROM tag")}
        self._tags_as_written: dict[str, int] = {}
        ties = "SELECT person_id, other_id, kind, label FROM relationship"
        self._ties = {(a, b, kind, names.fold(label)) for a, b, kind, label in db.execute_sql(ties)}
        self._whose: dict[int, int] = {}
        self._in_file: dict[str, set[int]] = defaultdict(set)
        for step in self._steps:
            if step.person is not None:
                number = step.person
            elif step.earlier is not None:
                number = self._whose[step.earlier]
            else:
                number = self._number()
                if step.card.draft.kind is PersonKind.ORGANIZATION:
                    self._organizations.setdefault(names.fold(step.card.name), number)
            self._whose[step.index] = number
            if by_name and step.card.draft.kind is PersonKind.PERSON and number in self._here:
                self._in_file[names.fold(step.card.name)].add(number)

    def _number(self) -> int:
        self._here.add(self._next)
        self._next += 1
        return self._next - 1

    def _organization(self, ref: PersonRef) -> PersonRef:
        key = names.fold(ref.name)
        number = self._organizations.get(key)
        if number is None:
            number = self._organizations[key] = self._number()
            self._add_person(number, PersonDraft(ref.name, PersonKind.ORGANIZATION), "")
        return PersonRef(number, ref.name, PersonKind.ORGANIZATION)

    def _somebody(self, ref: PersonRef, of: int) -> PersonRef | None:
        """Whom a card names as belonging to the person `of`: found where that is certain, else new; None: in doubt.

        A card of that name in the file goes first, then somebody in the journal. A single word ("Mum", "Tom") names
        nobody in particular, unless there is a card of it.
        """
        key = names.fold(ref.name)
        whole = " " in key
        found = self._in_file.get(key, set()) - {of} or (self._in_journal.get(key, set()) - {of} if whole else set())
        if len(found) > 1:
            self._skip(say("There is more than one {name} who may be meant.", name=ref.name))
            return None
        if found:
            return PersonRef(next(iter(found)), ref.name)
        if not key:
            return None
        number = self._number()
        parts = names.split_name(ref.name) if whole else names.NameParts("", "", "", "", "")
        draft = PersonDraft(
            ref.name,
            prefix=parts.prefix,
            given=parts.given,
            additional=parts.additional,
            family=parts.family,
            suffix=parts.suffix,
        )
        self._add_person(number, draft, "")
        if whole:  # the child of two parents is one child
            self._in_file[key].add(number)
        return PersonRef(number, ref.name)

    # -- rows

    def _add(self, number: int, card: Card) -> None:
        uuid, kept = card.uuid, card.to_keep
        if uuid in self._uuids:
            uuid, kept = "", (uid_line(card.uid), *card.kept)
        draft = card.draft
        if draft.met_through and not draft.met_through.id:
            draft = replace(draft, met_through=self._somebody(draft.met_through, number))
        self._add_person(number, draft, uuid)
        self._hang(number, card.facts(0), card.tags, kept, card.portrait)

    def _add_person(self, number: int, draft: PersonDraft, uuid: str) -> None:
        values = self._store._values(draft)  # noqa: SLF001 - a part of the store
        values |= {"id": number, "uuid": uuid or new_uuid(), "created_at": self._now}
        self._uuids.add(values["uuid"])
        self._people[number] = values
        self._made.append(number)

    def _fill_in(self, number: int, adds: Additions, card: Card) -> None:
        """Give somebody what they lack. The plan may be older than the journal: what has come in since stays."""
        if adds.about:
            waiting = self._people.get(number)
            row = (
                waiting or db.execute_sql(f"SELECT {', '.join(_FILLED)} FROM person WHERE id = ?", (number,)).fetchone()
            )
            have = waiting or dict(zip(_FILLED, row, strict=True))
            changed: dict[str, Any] = {}
            for part, value in adds.about:
                if part == "notes" and have["notes"]:
                    if clean(card.draft.notes) not in have["notes"]:
                        changed[part] = f"{have['notes']}\n\n{clean(card.draft.notes)}"
                elif part in _FILLED and not have[part]:
                    changed[part] = clean(value) if isinstance(value, str) else value
            if {"given", "family"} & changed.keys() and have["kind"] != "organization":
                now = have | changed
                changed["sort_key"] = names.sort_key(now["name"], now["given"], now["family"])
            if waiting is not None:
                waiting.update(changed)
            elif changed:
                rows.Person.update(changed).where(rows.Person.id == number).execute()
        self._hang(number, adds.facts, adds.tags, adds.kept, adds.portrait)

    def _hang(
        self, number: int, facts: Iterable[Fact], tags: Iterable[str], kept: Iterable[str], portrait: Portrait | None
    ) -> None:
        """What hangs on a person, new or not; whose the facts say they are makes no difference."""
        for fact in facts:
            known = self._with_ids(fact, number)
            if known is not None:
                try:
                    values = self._store._fact_values(known)  # noqa: SLF001 - a part of the store
                except Invalid as error:
                    self._skip(error.sentence)
                else:
                    values["person"] = number
                    self._waiting[_FACTS[type(known)][0]].append(values)
        for tag in dict.fromkeys(map(self._tag, tags)):
            if tag:
                self._waiting[rows.PersonTag].append({"person": number, "tag": tag})
        for line in kept:
            self._waiting[rows.KeptLine].append({"person": number, "line": line.replace("\x00", "")})
        if portrait is not None:
            self._waiting[rows.Portrait].append(
                {"person": number, "media_type": portrait.media_type, "data": portrait.data}
            )

    def _with_ids(self, fact: Fact, number: int) -> Fact | None:
        """A fact that points at people, pointing at rows; None for what says nothing: oneself, in doubt, twice."""
        if isinstance(fact, Affiliation):
            organization = fact.organization if fact.organization.id else self._organization(fact.organization)
            return replace(fact, organization=organization) if organization.id != number else None
        if not isinstance(fact, Relationship):
            return fact
        other = fact.other if fact.other.id else self._somebody(fact.other, number)
        if other is None or other.id == number:
            return None
        label = names.fold(fact.label)
        back = (other.id, number, fact.kind.seen_from_the_other.value, label)
        here = (number, other.id, fact.kind.value, label)
        if here in self._ties or back in self._ties:
            return None
        self._ties.add(here)
        return replace(fact, other=other)

    def _tag(self, name: str) -> int:
        """The id of a tag, made if need be; 0 for what is no tag."""
        if name in self._tags_as_written:
            return self._tags_as_written[name]
        wanted = clean(name).lstrip("#").strip()
        number = self._tags.get(wanted.casefold())
        if not wanted:
            number = 0
        elif number is None:
            number = self._tags[wanted.casefold()] = int(rows.Tag.create(name=wanted).id)
        self._tags_as_written[name] = number
        return number

    def _flush(self) -> None:
        _insert(rows.Person, list(self._people.values()))
        self._people.clear()
        for model in rows.TABLES:
            _insert(model, self._waiting[model])
        self._waiting.clear()


_FILLED = (
    *("name", "kind", "prefix", "given", "additional", "family", "suffix", "nickname"),
    *("met_on", "met_how", "deceased", "died_on", "notes"),
)
"""What a card can fill in of somebody who is there, and what of them decides how."""


def _insert(model: type[rows.Row], made: Sequence[dict[str, Any]]) -> None:
    """Many rows by a few statements; as rows one by one they go past the triggers of undo, news and search.

    Not with `executemany`: the search index writes out what it holds at the end of every statement that has a trigger.
    """
    if not made:
        return
    meta = model._meta  # noqa: SLF001 - Peewee's own way in
    fields = [field for field in meta.sorted_fields if field.name in made[0]]
    own = [field.db_value if isinstance(field, rows.DayField | rows.PartialDateField) else None for field in fields]
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    unless_there = " OR IGNORE" if model in (rows.PersonTag, rows.Portrait) else ""
    head = f'INSERT{unless_there} INTO "{meta.table_name}" ({columns}) VALUES '
    named = list(zip((field.name for field in fields), own, strict=True))
    values = f"({marks(fields)})"
    cursor = db.cursor()
    together = _TOGETHER // len(fields)
    for start in range(0, len(made), together):
        some = made[start : start + together]
        params = [write(row[name]) if write else row[name] for row in some for name, write in named]
        cursor.execute(head + ", ".join([values] * len(some)), params)


# ---------------------------------------------------------------------------------------------------------------------
# Reading everybody


def _by_person(sql: str, params: Sequence[object]) -> dict[int, list[Any]]:
    """Rows without their first column, by their first column."""
    found: dict[int, list[Any]] = defaultdict(list)
    for person, *rest in db.execute_sql(sql, list(params)):
        found[person].append(rest)
    return found


def _day(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _abouts(ids: Sequence[int] | None) -> Iterator[About]:
    """These people (None: everybody) with what a card can say of them: one query a table.

    Without what the journal holds for its owner alone: trust, who belongs to an organization, what they heard of.
    """
    some = list(ids) if ids is not None else []

    def only(column: str) -> str:
        return "1" if ids is None else f"{column} IN ({marks(some)})"

    def of_each(columns: str, table: str, order: str = "id") -> dict[int, list[Any]]:
        return _by_person(f"SELECT person_id, {columns} FROM {table} WHERE {only('person_id')} ORDER BY {order}", some)

    aliases = of_each("id, name", "alias")
    points = of_each("id, kind, value, label, preferred, parts", "contact_point")
    dates = of_each("id, kind, date, label, lead_days", "special_date")
    preferences = of_each("id, kind, text", "preference", "day DESC NULLS LAST, id DESC")
    pictures = {
        number for (number,) in db.execute_sql(f"SELECT person_id FROM portrait WHERE {only('person_id')}", some)
    }
    tags = _by_person(
        f"""SELECT pt.person_id, t.name FROM person_tag pt JOIN tag t ON t.id = pt.tag_id
        WHERE {only("pt.person_id")} ORDER BY t.name COLLATE NOCASE""",
        some,
    )
    affiliations = _by_person(
        f"""SELECT a.person_id, a.id, o.id, o.name, a.role, a.since, a.until FROM affiliation a
        JOIN person o ON o.id = a.organization_id WHERE {only("a.person_id")}
        ORDER BY a.until IS NOT NULL, a.until DESC, a.id DESC""",
        some,
    )
    tie = """SELECT r.{mine}, r.id, o.id, o.name, r.kind, r.label, r.since, r.until, r.{mine} = r.person_id
        FROM relationship r JOIN person o ON o.id = r.{theirs} WHERE {only}
        ORDER BY r.until IS NOT NULL, r.id"""
    here = _by_person(tie.format(mine="person_id", theirs="other_id", only=only("r.person_id")), some)
    there = _by_person(tie.format(mine="other_id", theirs="person_id", only=only("r.other_id")), some)
    columns = (*_PLAIN, "id", "uuid", "kind", "closeness", "comfort", "came_first", "met_chapter_id")
    names_of = ", ".join(f"p.{column}" for column in columns)
    for row in db.execute_sql(
        f"""SELECT {names_of}, p.met_through_id, m.name FROM person p LEFT JOIN person m ON m.id = p.met_through_id
        WHERE {only("p.id")} ORDER BY p.id""",
        some,
    ):
        number = row[len(_PLAIN)]
        yield About(
            person=_person(row, has_portrait=number in pictures),
            aliases=tuple(Alias(i, number, name) for i, name in aliases.get(number, ())),
            contact_points=tuple(
                ContactPoint(i, number, ContactKind(kind), value, label, bool(preferred), _parts(parts))
                for i, kind, value, label, preferred, parts in points.get(number, ())
            ),
            preferences=tuple(
                Preference(i, number, PreferenceKind(kind), text) for i, kind, text in preferences.get(number, ())
            ),
            trust=(),
            dates=tuple(
                SpecialDate(i, number, DateKind(kind), PartialDate.parse(day), label, lead)
                for i, kind, day, label, lead in dates.get(number, ())
            ),
            affiliations=tuple(
                Affiliation(i, number, PersonRef(o, name, PersonKind.ORGANIZATION), role, _day(since), _day(until))
                for i, o, name, role, since, until in affiliations.get(number, ())
            ),
            members=(),
            relationships=tuple(
                Relationship(
                    i,
                    number,
                    PersonRef(o, name),
                    RelationshipKind(kind) if mine else RelationshipKind(kind).seen_from_the_other,
                    label,
                    _day(since),
                    _day(until),
                )
                for i, o, name, kind, label, since, until, mine in (*here.get(number, ()), *there.get(number, ()))
            ),
            tags=tuple(name for (name,) in tags.get(number, ())),
            offerings_known=(),
        )


def _parts(text: str | None) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()


def _person(row: Sequence[Any], *, has_portrait: bool) -> Person:
    plain = dict(zip(_PLAIN, row, strict=False))
    number, uuid, kind, closeness, comfort, came_first, chapter, through, through_name = row[len(_PLAIN) :]
    meta = rows.Person._meta.fields  # noqa: SLF001 - Peewee's own way in
    for part in _CONVERTED:
        plain[part] = meta[part].python_value(plain[part])
    draft = PersonDraft(
        **plain,
        kind=PersonKind(kind),
        closeness=Closeness(closeness) if closeness else None,
        comfort=Comfort(comfort),
        came_first=CameFirst(came_first),
        met_through=PersonRef(through, through_name) if through else None,
        met_chapter=chapter,
    )
    return Person(number, uuid, draft, has_portrait)


_CONVERTED = ("comfort_on", "met_on", "resting", "resting_until", "archived", "deceased", "died_on", "is_me")
