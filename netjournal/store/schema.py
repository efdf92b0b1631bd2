"""Today's shape of the journal's tables, as Peewee models: storage, nothing else.

The file's shape is made by `migrations`; a test holds the two together. Rows never leave `netjournal.store`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from peewee import (
    AutoField,
    BlobField,
    BooleanField,
    Field,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

from netjournal import names
from netjournal.days import PartialDate

db = SqliteDatabase(
    None,
    autoconnect=False,  # a stray query from another thread is an error at once, not a second connection
    lock_type="IMMEDIATE",
    pragmas={
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": "normal",
        "busy_timeout": 3000,
        "cache_size": -2000,  # kilobytes; the system keeps the file in memory anyway, and once is enough
        "temp_store": 2,
    },
)


@db.func("folded", deterministic=True)
def _folded(text: str | None) -> str:
    """Text for comparing within a query, as `names.fold` has it: SQLite itself knows no case beyond ASCII."""
    return names.fold(text or "")


class DayField(Field):
    """A calendar day as `YYYY-MM-DD`, never a moment."""

    field_type = "TEXT"

    def db_value(self, value: date | str | None) -> str | None:
        return value.isoformat() if isinstance(value, date) else value

    def python_value(self, value: str | None) -> date | None:
        return date.fromisoformat(value) if value else None


class PartialDateField(Field):
    """A date that may lack a part, in its canonical text."""

    field_type = "TEXT"

    def db_value(self, value: PartialDate | str | None) -> str | None:
        return str(value) if value is not None else None

    def python_value(self, value: str | None) -> PartialDate | None:
        return PartialDate.parse(value) if value else None


class AmountField(Field):
    """A sum of money as text: exact."""

    field_type = "TEXT"

    def db_value(self, value: Decimal | None) -> str | None:
        return f"{value:f}" if value is not None else None

    def python_value(self, value: str | None) -> Decimal | None:
        return Decimal(value) if value is not None else None


class Row(Model):
    """A row of the journal."""

    class Meta:
        database = db
        legacy_table_names = False


def table_of(model: type[Row]) -> str:
    """The name of a model's table."""
    return str(model._meta.table_name)  # noqa: SLF001 - Peewee's own way in, here and below


def key_of(model: type[Row]) -> str:
    """The name of its key's column."""
    return str(model._meta.primary_key.column_name)  # type: ignore[union-attr]  # noqa: SLF001


def columns_of(model: type[Row]) -> list[str]:
    """The names of its columns, in order."""
    return [str(field.column_name) for field in model._meta.sorted_fields]  # noqa: SLF001


def converted_columns_of(model: type[Row]) -> list[tuple[str, Field]]:
    """Its columns that hold a day, a date or a sum as text, which not every text is."""
    kinds = (DayField, PartialDateField, AmountField)
    return [(str(f.column_name), f) for f in model._meta.sorted_fields if isinstance(f, kinds)]  # noqa: SLF001


class Numbered(Row):
    """A row under a number of its own."""

    id = AutoField()


class Chapter(Numbered):
    title = TextField()
    employer = TextField(default="")
    since = PartialDateField(null=True)
    until = PartialDateField(null=True)


class Offering(Numbered):
    name = TextField()
    sentence = TextField(default="")
    chapter = ForeignKeyField(Chapter, null=True, on_delete="SET NULL", backref="+")
    chapter_id: int | None
    retired = BooleanField(default=False)


class Person(Numbered):
    uuid = TextField()
    kind = TextField(default="person")
    name = TextField()
    prefix = TextField(default="")
    given = TextField(default="")
    additional = TextField(default="")
    family = TextField(default="")
    suffix = TextField(default="")
    nickname = TextField(default="")
    sort_key = TextField()
    closeness = TextField(null=True)
    cadence_days = IntegerField(null=True)
    comfort = TextField(default="unknown")
    comfort_on = DayField(null=True)
    came_first = TextField(default="unknown")
    met_on = PartialDateField(null=True)
    met_how = TextField(default="")
    met_through = ForeignKeyField("self", null=True, on_delete="SET NULL", backref="+")
    met_through_id: int | None
    met_chapter = ForeignKeyField(Chapter, null=True, on_delete="SET NULL", backref="+")
    met_chapter_id: int | None
    resting = BooleanField(default=False)
    resting_until = DayField(null=True)
    archived = BooleanField(default=False)
    deceased = BooleanField(default=False)
    died_on = PartialDateField(null=True)
    is_me = BooleanField(default=False)
    notes = TextField(default="")
    created_at = IntegerField()


class OfPerson(Numbered):
    """What hangs on a person and goes with them."""

    person = ForeignKeyField(Person, on_delete="CASCADE", backref="+")
    person_id: int


class Alias(OfPerson):
    name = TextField()


class ContactPoint(OfPerson):
    kind = TextField()
    value = TextField()
    label = TextField(default="")
    preferred = BooleanField(default=False)
    parts = TextField(null=True)


class Entry(Numbered):
    uuid = TextField()
    day = DayField()
    time = TextField(default="")
    kind = TextField()
    direction = TextField(null=True)
    text = TextField(default="")
    place = TextField(default="")
    unanswered = BooleanField(default=False)
    private = BooleanField(default=False)
    within = ForeignKeyField("self", null=True, on_delete="CASCADE", backref="+")
    within_id: int | None
    created_at = IntegerField()


class Preference(OfPerson):
    kind = TextField()
    text = TextField()
    day = DayField(null=True)
    source = TextField(default="")
    until = DayField(null=True)
    entry = ForeignKeyField(Entry, null=True, on_delete="SET NULL", backref="+")
    entry_id: int | None


class Trust(OfPerson):
    kind = TextField(default="other")
    level = IntegerField(null=True)
    reason = TextField(default="")
    day = DayField(null=True)
    moved_on = DayField(null=True)
    entry = ForeignKeyField(Entry, null=True, on_delete="SET NULL", backref="+")
    entry_id: int | None


class SpecialDate(OfPerson):
    kind = TextField()
    date = PartialDateField()
    label = TextField(default="")
    lead_days = IntegerField(null=True)


class Affiliation(OfPerson):
    organization = ForeignKeyField(Person, on_delete="CASCADE", backref="+")
    organization_id: int
    role = TextField(default="")
    since = PartialDateField(null=True)
    until = PartialDateField(null=True)


class Relationship(OfPerson):
    other = ForeignKeyField(Person, on_delete="CASCADE", backref="+")
    other_id: int
    kind = TextField()
    label = TextField(default="")
    since = PartialDateField(null=True)
    until = PartialDateField(null=True)


class Tag(Numbered):
    name = TextField()


class PersonTag(OfPerson):
    tag = ForeignKeyField(Tag, on_delete="CASCADE", backref="+")
    tag_id: int


class Portrait(Row):
    person = ForeignKeyField(Person, on_delete="CASCADE", primary_key=True, backref="+")
    person_id: int
    media_type = TextField()
    data = BlobField()


class KeptLine(OfPerson):
    line = TextField()


class Participant(OfPerson):
    entry = ForeignKeyField(Entry, on_delete="CASCADE", backref="+")
    entry_id: int
    role = TextField(default="with")


class DetailOfEntry(Row):
    """What an entry of a certain kind says beyond an entry, under the entry's own key."""

    entry = ForeignKeyField(Entry, on_delete="CASCADE", primary_key=True, backref="+")
    entry_id: int


class Ask(DetailOfEntry):
    side = TextField()
    about = TextField(default="")
    offering = ForeignKeyField(Offering, null=True, on_delete="SET NULL", backref="+")
    offering_id: int | None
    guess = IntegerField(null=True)
    amount = AmountField(null=True)
    currency = TextField(null=True)


class Outcome(DetailOfEntry):
    ask = ForeignKeyField(Ask, on_delete="CASCADE", backref="+")
    ask_id: int
    state = TextField()
    come_back = DayField(null=True)
    elsewhere = ForeignKeyField(Person, null=True, on_delete="SET NULL", backref="+")
    elsewhere_id: int | None
    reason = TextField(default="not_said")
    known_by = TextField(null=True)
    amount = AmountField(null=True)
    currency = TextField(null=True)


class Referral(DetailOfEntry):
    side = TextField()
    other = ForeignKeyField(Person, null=True, on_delete="SET NULL", backref="+")
    other_id: int | None
    prospect = ForeignKeyField(Person, null=True, on_delete="SET NULL", backref="+")
    prospect_id: int | None
    need = TextField(default="")
    offering = ForeignKeyField(Offering, null=True, on_delete="SET NULL", backref="+")
    offering_id: int | None
    consent = TextField(default="not_asked")
    prepared = IntegerField(null=True)
    state = TextField(default="passed_on")
    settled = DayField(null=True)
    amount = AmountField(null=True)
    currency = TextField(null=True)


class Introduction(DetailOfEntry):
    side = TextField()
    one = ForeignKeyField(Person, null=True, on_delete="SET NULL", backref="+")
    one_id: int | None
    other = ForeignKeyField(Person, null=True, on_delete="SET NULL", backref="+")
    other_id: int | None
    introducer = ForeignKeyField(Person, null=True, on_delete="SET NULL", backref="+")
    introducer_id: int | None
    purpose = TextField(default="")
    state = TextField(default="made")
    one_consent = TextField(default="not_asked")
    other_consent = TextField(default="not_asked")
    result = TextField(default="")
    settled = DayField(null=True)


class Thanks(DetailOfEntry):
    received = ForeignKeyField(Entry, null=True, on_delete="SET NULL", backref="+")
    received_id: int | None
    gratitude = TextField(default="thanked")


class Mention(Numbered):
    entry = ForeignKeyField(Entry, on_delete="CASCADE", backref="+")
    entry_id: int
    offering = ForeignKeyField(Offering, on_delete="CASCADE", backref="+")
    offering_id: int
    awareness = TextField(default="told")


class Reminder(Numbered):
    uuid = TextField()
    person = ForeignKeyField(Person, null=True, on_delete="CASCADE", backref="+")
    person_id: int | None
    entry = ForeignKeyField(Entry, null=True, on_delete="SET NULL", backref="+")
    entry_id: int | None
    text = TextField()
    day = DayField()
    time = TextField(default="")
    repeat = TextField(default="")


class Answer(Numbered):
    key = TextField()
    kind = TextField()
    on_day = DayField()
    until = DayField(null=True)


class Setting(Numbered):
    key = TextField()
    value = TextField()


TABLES: tuple[type[Row], ...] = (
    Chapter,
    Offering,
    Person,
    Alias,
    ContactPoint,
    Entry,
    Preference,
    Trust,
    SpecialDate,
    Affiliation,
    Relationship,
    Tag,
    PersonTag,
    Portrait,
    KeptLine,
    Participant,
    Ask,
    Outcome,
    Referral,
    Introduction,
    Thanks,
    Mention,
    Reminder,
    Answer,
    Setting,
)
"""Every table that holds what the user wrote, parents first. Undo, export and the check go by this list."""
