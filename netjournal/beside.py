"""Answers worked out in a process beside the window's.

Hidden here: another process of this program, the pipes to it and its end. Reading a record of two hundred thousand
entries takes sixty megabytes, of which Python gives back a part; a window that waits in the tray all day must not sit
on them, nor stand still while they are read. What this process takes goes with it.

A question is a line of JSON, its answer a pickle: only what this program itself has started is ever unpickled.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

from netjournal import insights
from netjournal.insights import Answer, InsightFilter

if TYPE_CHECKING:
    from subprocess import Popen

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
        """The answer to one question. On any thread, one at a time. Raises Silent."""
        try:
            process = self._begun()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps({"key": key, **asdict(wanted)}, default=str).encode() + b"\n")
            process.stdin.flush()
            answer = pickle.load(process.stdout)  # noqa: S301 - what is read there this program has written
        except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
            self.end()
            raise Silent from error
        assert isinstance(answer, Answer)
        return answer

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
        question = json.loads(line)
        key = question.pop("key")
        for end in ("since", "until"):
            question[end] = date.fromisoformat(question[end]) if question[end] else None
        answers.write(pickle.dumps(insights.answer(key, record, InsightFilter(**question))))
        answers.flush()
