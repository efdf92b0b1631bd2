"""Questions to the whole record, answered where it costs the window least.

Hidden here: that a small journal's record is read in this process and kept, and a large one's in a process beside
(`netjournal.beside`), which is begun with the first question; where it cannot be, this process reads all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from netjournal import insights
from netjournal.beside import Beside, Silent
from netjournal.insights import Answer, InsightFilter, Record
from netjournal.insights.awareness import WhoKnows
from netjournal.matching import Suggestion
from netjournal.review import Period, Review
from netjournal.store import Store
from ui.autostart import own_place, own_program
from ui.jobs import Progress, Stopped, Work

T = TypeVar("T")
Cancelled = Callable[[], bool]
MOST_HERE = 20_000
"""Entries of a journal whose record is still read in this process: it takes a few megabytes."""


def asked_once(store: Store, question: Callable[[WholeRecord, Cancelled], T]) -> Work[T]:
    """Work that puts one question, and lets go of what was read for it."""
    whole = WholeRecord(store)

    def work(_progress: Progress, cancelled: Cancelled) -> T:
        try:
            return question(whole, cancelled)
        finally:
            whole.end()

    return work


class WholeRecord:
    """The record as it stood when it was first asked. Its questions are for work off the window's thread."""

    def __init__(self, store: Store, most_here: int = MOST_HERE, beside: Beside | None = None) -> None:
        self._store = store
        self.beside = beside
        if beside is None and store.has_more_entries_than(most_here):
            self.beside = Beside(own_program(), store.path, store.today, own_place())
        self._record: Record | None = None

    def insight(self, key: str, wanted: InsightFilter, cancelled: Cancelled) -> Answer:
        """The answer to one of the questions. What is read for it is kept for the next. Raises Stopped."""

        def here() -> Answer:
            if self._record is None:
                self._record = self._store.whole_record()
                self._record.read_ahead()
            return insights.answer(key, self._record, wanted)

        return self._answered(lambda beside: beside.insight(key, wanted), here, cancelled)

    def who_knows(self, cancelled: Cancelled) -> list[WhoKnows]:
        """Who knows what I do. Raises Stopped."""
        return self._answered(Beside.who_knows, self._store.who_knows, cancelled)

    def suggested_introductions(self, cancelled: Cancelled) -> list[Suggestion]:
        """Who should meet whom. Raises Stopped."""
        return self._answered(Beside.suggested_introductions, self._store.suggested_introductions, cancelled)

    def review(self, period: Period, since: date, until: date, cancelled: Cancelled) -> Review:
        """What happened in a stretch of days. Raises Stopped."""
        return self._answered(
            lambda beside: beside.review(period, since, until),
            lambda: self._store.review(period, since, until),
            cancelled,
        )

    def _answered(self, ask: Callable[[Beside], T], here: Callable[[], T], cancelled: Cancelled) -> T:
        beside = self.beside
        if beside is not None:
            try:
                return ask(beside)
            except Silent:
                if cancelled():
                    raise Stopped from None
                self.beside = None
        with self._store.reading():
            return here()

    def end(self) -> None:
        """Let go of what was read. A question that is under way beside is given up."""
        if self.beside is not None:
            self.beside.end()
