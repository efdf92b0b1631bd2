"""Answers worked out in a process beside the window's.

Hidden here: another process of this program, the pipes to it and its end. Reading a record of two hundred thousand
entries takes sixty megabytes, of which Python gives back a part; a window that waits in the tray all day must not sit
on them, nor stand still while they are read. What this process takes goes with it.

A question is a line of JSON, its answer a pickle: only what this program itself has started is ever unpickled.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from netjournal import insights
from netjournal.insights import Answer, InsightFilter, Record
from netjournal.review import Period, Review

if TYPE_CHECKING:
    from subprocess import Popen

    from netjournal.insights.awareness import WhoKnows
    from netjournal.matching import Suggestion
    from netjournal.store import Store


class Silent(Exception):
    """The process beside did not answer: it could not start, or was ended. Whoever asked can ask the store itself."""


class Beside:
    """A process beside this one that answers questions to one journal as it stood at the first of them.

    `command` starts this program; the process begins with the first question and ends with `end`, or with this program.
    """

    def __init__(self, command: Sequence[str], journal: Path, today: date, folder: str | None = None) -> None:
        self._command = [*command, "insights", "--journal", str(journal), "--beside", today.isoformat()]
        self._folder = folder
        self._lock = Lock()
        self._process: Popen[bytes] | None = None
        self._ended = False

    def insight(self, key: str, wanted: InsightFilter) -> Answer:
        """The answer to one question. Raises Silent."""
        return cast("Answer", self._ask("insight", {"key": key, **asdict(wanted)}))

    def who_knows(self) -> list[WhoKnows]:
        """`Store.who_knows`. Raises Silent."""
        return cast("list[WhoKnows]", self._ask("who_knows"))

    def suggested_introductions(self) -> list[Suggestion]:
        """`Store.suggested_introductions`. Raises Silent."""
        return cast("list[Suggestion]", self._ask("suggested_introductions"))

    def review(self, period: Period, since: date, until: date) -> Review:
        """`Store.review`. Raises Silent."""
        return cast("Review", self._ask("review", {"period": period.value, "since": since, "until": until}))

    def _ask(self, what: str, about: Mapping[str, object] = MappingProxyType({})) -> object:
        """On any thread, one at a time."""
        try:
            process = self._begun()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps([what, dict(about)], default=str).encode() + b"\n")
            process.stdin.flush()
            return pickle.load(process.stdout)  # noqa: S301 - what is read there this program has written
        except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
            self.end()
            raise Silent from error

    def _begun(self) -> Popen[bytes]:
        import subprocess

        with self._lock:
            if self._ended:
                raise EOFError
            if self._process is None:
                self._process = subprocess.Popen(  # noqa: S603 - this program
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    cwd=self._folder,
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            return self._process

    def end(self) -> None:
        """End the process; a question that is being answered raises Silent. From any thread, as often as one likes."""
        with self._lock:
            self._ended = True
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # what had not been written cannot be written any more
                        pipe.close()

    def __del__(self) -> None:
        self.end()


def answer_questions(store: Store, asked: BinaryIO, answers: BinaryIO) -> None:
    """The other end: answer each line that comes, until none does."""
    record = store.whole_record()
    for line in asked:
        what, about = json.loads(line)
        pickle.dump(_ASKED[what](store, record, **about), answers)
        answers.flush()


def _insight(_store: Store, record: Record, key: str, since: str, until: str, **about: Any) -> Answer:
    return insights.answer(key, record, InsightFilter(_day(since), _day(until), **about))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_ASKED: Mapping[str, Callable[..., object]] = {
    "insight": _insight,
    "who_knows": lambda store, _record: store.who_knows(),
    "suggested_introductions": lambda store, _record: store.suggested_introductions(),
    "review": lambda store, _record, period, since, until: store.review(Period(period), _day(since), _day(until)),
}
