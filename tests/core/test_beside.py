"""Answers from a process beside: the same as the store's own, and no harm when there are none."""

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from netjournal.beside import Beside, Silent
from netjournal.insights import QUESTIONS, InsightFilter
from netjournal.review import Period
from netjournal.sample import sample
from netjournal.store import Store

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 23)
PROGRAM = [sys.executable, "-m", "ui"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "full.netjournal", lambda: datetime(2026, 11, 23, 10, 0)) as opened:
        opened.take_in_everything(sample(TODAY))
        yield opened


@pytest.fixture
def beside(store: Store) -> Iterator[Beside]:
    made = Beside(PROGRAM, store.path, TODAY, str(ROOT))
    yield made
    made.end()


def test_every_answer_is_the_store_s_own(store: Store, beside: Beside) -> None:
    for wanted in (InsightFilter(), InsightFilter(since=date(2025, 1, 1), until=TODAY, offering=1)):
        for question in QUESTIONS:
            assert beside.insight(question.key, wanted) == store.insight(question.key, wanted)


def test_who_knows_what_i_do_and_who_should_meet(store: Store, beside: Beside) -> None:
    assert beside.who_knows() == store.who_knows()
    assert beside.suggested_introductions() == store.suggested_introductions()


def test_what_happened_in_a_year(store: Store, beside: Beside) -> None:
    year = (Period.YEAR, date(2025, 1, 1), date(2025, 12, 31))
    assert beside.review(*year) == store.review(*year)


def test_it_writes_nothing_and_stands_in_nobodys_way(store: Store, beside: Beside) -> None:
    store.notice_others()
    beside.insight("before", InsightFilter())
    store.rename_tag(store.tags()[0][0], "another word")
    beside.end()
    assert not store.notice_others()
    assert store.undo_label
    assert store.check().ok


def test_a_program_that_is_not_there_is_silent(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Silent):
        Beside([str(tmp_path / "nothing")], store.path, TODAY).insight("before", InsightFilter())


def test_a_program_that_fails_is_silent(store: Store, tmp_path: Path) -> None:
    nowhere = Beside(PROGRAM, tmp_path / "gone" / "gone.netjournal", TODAY, str(ROOT))
    with pytest.raises(Silent):
        nowhere.insight("before", InsightFilter())


def test_nobody_answers_after_the_end(beside: Beside) -> None:
    beside.insight("before", InsightFilter())
    beside.end()
    beside.end()
    with pytest.raises(Silent):
        beside.insight("before", InsightFilter())
