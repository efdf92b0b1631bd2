"""Journals to ask: the sample at several sizes, and ones with a truth planted by hand."""

from __future__ import annotations

import random
from contextlib import closing
from datetime import date, datetime, timedelta

import pytest

from netjournal.sample import sample
from netjournal.store import Store

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, 0)


def row(table, **parts):
    """A row of a table with what it needs at least."""
    least = {
        "person": {"kind": "person", "sort_key": parts.get("name", ""), "created_at": 0},
        "entry": {"uuid": f"e{parts.get('id')}", "created_at": 0, "direction": "me"},
        "participant": {"role": "with"},
    }
    if table == "person":
        parts.setdefault("uuid", f"p{parts['id']}")
    return {**least.get(table, {}), **parts}


class Planted:
    """Rows put together one happening at a time."""

    def __init__(self):
        self.tables = {}
        self.add("chapter", id=1, title="Now", employer="", since="2020", until=None)
        self.add("offering", id=1, name="House check", sentence="I look at houses.", chapter_id=1, retired=0)
        self.add("offering", id=2, name="Roof check", sentence="", chapter_id=1, retired=0)

    def add(self, table, **parts):
        rows = self.tables.setdefault(table, [])
        if table in ("participant", "mention", "person", "entry", "preference", "person_tag"):
            parts.setdefault("id", len(rows) + 1)
        rows.append(row(table, **parts))
        return parts.get("id")

    def person(self, name="Somebody", **parts):
        return self.add("person", name=name, **parts)

    def entry(self, *people, ago, kind="meeting", about=(), **parts):
        day = (TODAY - timedelta(days=ago)).isoformat()
        number = self.add("entry", kind=kind, day=day, **parts)
        for role, some in (("with", people), ("about", about)):
            for person in some:
                self.add("participant", entry_id=number, person_id=person, role=role)
        return number

    def ask(self, person, ago, state=None, settled=None, side="made", offering=1, guess=None, worth=None, **outcome):
        money = {"amount": worth, "currency": "EUR" if worth else None}
        number = self.entry(person, ago=ago, kind="ask")
        self.add("ask", entry_id=number, side=side, about="it", offering_id=offering, guess=guess, **money)
        if state:
            self.outcome(number, person, ago if settled is None else settled, state, **outcome)
        return number

    def outcome(self, ask, person, ago, state, **parts):
        number = self.entry(person, ago=ago, kind="outcome")
        self.add("outcome", entry_id=number, ask_id=ask, state=state, **{"reason": "not_said", **parts})


@pytest.fixture
def planted():
    return Planted()


@pytest.fixture
def opened(tmp_path):
    """Opens rows as a journal."""
    stores = []

    def opening(tables):
        store = Store.open(tmp_path / f"{len(stores)}.netjournal", lambda: NOW)
        stores.append(store)
        store.take_in_everything(tables.tables if isinstance(tables, Planted) else tables)
        return store

    yield opening
    for store in stores:
        store.close()


@pytest.fixture(scope="session")
def sampled(tmp_path_factory):
    """The sample, larger than it is shown, with its rows."""
    path = tmp_path_factory.mktemp("sampled") / "sample.netjournal"
    with Store.open(path, lambda: NOW) as store:
        store.take_in_everything(sample(TODAY, people=250, entries=6000, seed=7))
        whole = store.everything()
    return path, whole


@pytest.fixture
def sample_store(sampled):
    with closing(Store.open(sampled[0], lambda: NOW)) as store:
        yield store


@pytest.fixture
def meeting_matters():
    """A journal in which those I met say yes four times in five, the others three times in ten."""

    def made(asks, seed=3):
        chance = random.Random(seed)
        rows = Planted()
        for n in range(asks):
            person = rows.person(f"Person {n}")
            met = n % 2 == 0
            rows.entry(person, ago=200, kind="email")
            if met:
                rows.entry(person, ago=60 + chance.randrange(20))
            yes = chance.random() < (0.8 if met else 0.3)
            rows.ask(person, 50, "yes" if yes else "elsewhere", settled=45)
        return rows

    return made
