"""A journal in a real file, a clock that stands until it is moved, and people and entries in one line each."""

from __future__ import annotations

import shutil
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta

import pytest

from netjournal.model import (
    AskDetail,
    AskSide,
    AskState,
    EntryDraft,
    EntryKind,
    IntroductionDetail,
    OutcomeDetail,
    Participant,
    PersonDraft,
    PersonKind,
    PersonRef,
    Recording,
    ReferralDetail,
    Role,
    Side,
)
from netjournal.store import Store
from netjournal.store.schema import db

START = datetime(2026, 11, 23, 10, 0)


class Clock:
    """The time, as the test says."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    @property
    def today(self) -> date:
        return self.now.date()

    def set(self, now: datetime) -> None:
        self.now = now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


class Make:
    """What a test needs in a journal, through the store's own methods; each gives the id."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock

    def day(self, day: date | int) -> date:
        """A day, or so many days before today."""
        return day if isinstance(day, date) else self.clock.today - timedelta(days=day)

    def person(self, name: str = "Ana Ruiz", **parts) -> int:
        return self.store.add_person(PersonDraft(name, **parts))

    def organization(self, name: str = "Berg & Co", **parts) -> int:
        return self.store.add_person(PersonDraft(name, PersonKind.ORGANIZATION, **parts))

    def entry(self, *people: int, day: date | int = 0, kind=EntryKind.MEETING, about=(), **parts) -> int:
        return self.store.record(Recording(self.draft(*people, day=day, kind=kind, about=about, **parts))).entries[0]

    def draft(self, *people: int, day: date | int = 0, kind=EntryKind.MEETING, about=(), **parts) -> EntryDraft:
        participants = (
            *(Participant(PersonRef(p, "")) for p in people),
            *(Participant(PersonRef(p, ""), Role.ABOUT) for p in about),
        )
        if not participants and not parts.get("detail"):
            parts.setdefault("text", "something")
        return EntryDraft(self.day(day), kind, participants=participants, **parts)

    def ask(self, *people: int, day: date | int = 0, side=AskSide.MADE, what="the house", text="", **parts) -> int:
        return self.entry(*people, day=day, kind=EntryKind.ASK, text=text, detail=AskDetail(side, what, **parts))

    def outcome(self, ask: int, state: AskState, day: date | int = 0, text="", **parts) -> int:
        people = [p.person.id for p in self.store.entry(ask).draft.participants]
        detail = OutcomeDetail(ask, state, **parts)
        return self.entry(*people, day=day, kind=EntryKind.OUTCOME, text=text, detail=detail)

    def referral(self, other: int, prospect: int | None = None, day: date | int = 0, side=Side.GIVEN, **parts) -> int:
        prospect_ref = PersonRef(prospect, "") if prospect else None
        detail = ReferralDetail(side, PersonRef(other, ""), prospect_ref, **parts)
        people = [other, prospect] if prospect else [other]
        return self.entry(*people, day=day, kind=EntryKind.REFERRAL, detail=detail)

    def introduction(self, one: int, other: int, day: date | int = 0, introducer: int | None = None, **parts) -> int:
        if introducer:
            detail = IntroductionDetail(Side.RECEIVED, None, PersonRef(other, ""), PersonRef(introducer, ""), **parts)
            people = [other, introducer]
        else:
            detail = IntroductionDetail(Side.GIVEN, PersonRef(one, ""), PersonRef(other, ""), **parts)
            people = [one, other]
        return self.entry(*people, day=day, kind=EntryKind.INTRODUCTION, detail=detail)


@pytest.fixture(scope="session")
def empty_journal(tmp_path_factory):
    """A journal with nothing in it, made once."""
    path = tmp_path_factory.mktemp("empty") / "empty.netjournal"
    Store.open(path, Clock()).close()
    return path


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def journal_file(empty_journal, tmp_path):
    return shutil.copy(empty_journal, tmp_path / "mine.netjournal")


@pytest.fixture
def store(journal_file, clock):
    with closing(Store.open(journal_file, clock)) as opened:
        yield opened


@pytest.fixture
def make(store, clock):
    return Make(store, clock)


@pytest.fixture
def changes(store):
    """Every change announced, as it comes."""
    told = []
    store.listen(told.append)
    return told


@pytest.fixture
def statements():
    """Counts what is asked of the database: within `statements(most)`, more than that fails."""

    @contextmanager
    def counted(most: int):
        asked: list[str] = []
        db.connection().set_trace_callback(asked.append)
        try:
            yield asked
        finally:
            db.connection().set_trace_callback(None)
        # What triggers and the search index do of themselves is not asked by us.
        asked[:] = [sql for sql in asked if not sql.startswith("--")]
        assert len(asked) <= most, "\n".join(asked)

    return counted


@pytest.fixture(scope="session")
def fresh(empty_journal, tmp_path_factory):
    """An empty journal for each example of a law: a context that gives a store and a `Make`."""
    folder = tmp_path_factory.mktemp("fresh")

    @contextmanager
    def opened():
        path = folder / "law.netjournal"
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        shutil.copy(empty_journal, path)
        clock = Clock()
        with closing(Store.open(path, clock)) as store:
            yield store, Make(store, clock)

    return opened
