"""One window for a journal: who has it, and how a second start hands over what it was asked and steps back.

The truth is a lock file beside the journal, which holds across users and machines that share the folder. What a second
start wants it puts as a letter into a folder of this user's that the first one watches; a letter that is gone was read.
A lock whose holder takes no letters is said as it is.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile, QObject, QThread, Signal

from netjournal.errors import InUse
from netjournal.paths import followed, letter_box
from netjournal.records import dataclass
from netjournal.wording import say
from ui.watch import Watch

SHOW, CAPTURE = "show", "capture"
_LETTER = ".letter"
_OLD = 15
"""Seconds after which nobody waits for what a letter asks: its writer has ended."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a second start was asked to do: `SHOW` the window or `CAPTURE`, and files to bring in."""

    command: str = SHOW
    files: tuple[Path, ...] = ()


class OneWindow(QObject):
    """Holds a journal for this program, from `claim` to `release`. `asked(Request)`: a second start wants something,
    which is heard from `listen` on; until then it waits.
    """

    asked = Signal(object)

    def __init__(self, journal: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.journal = journal
        self._lock = QLockFile(str(lock_file(journal)))
        self._lock.setStaleLockTime(0)  # stale when its program has ended, never by its age
        self._box = letter_box(journal)
        self._watch = Watch(self, every=1000)  # somebody waits for the answer
        self._watch.changed.connect(self._read)

    def claim(self) -> bool:
        """Take the journal; False if another program has it.

        A folder that cannot be written holds no lock, and is not held up for it.
        """
        self.journal.parent.mkdir(parents=True, exist_ok=True)
        return self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError

    def listen(self) -> None:
        """Hear what second starts want: once the first page stands."""
        if self._watch.active:
            return
        try:
            self._box.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._throw_away_what_is_old()
        except OSError:
            return  # nothing can be left here: a second start will say that this one does not answer
        self._watch.begin([self._box])
        self._read()

    def release(self) -> None:
        """Let others have it."""
        if self._watch.active:
            self._watch.stop()
            with suppress(OSError):  # never made, or a letter came just now: it waits for the next
                self._box.rmdir()
        self._lock.unlock()

    def _throw_away_what_is_old(self) -> None:
        os.utime(self._box)  # now, by the clock that dates the letters
        now = self._box.stat().st_mtime
        for letter in self._box.iterdir():
            with suppress(OSError):  # its writer takes it back at this moment
                if now - letter.stat().st_mtime > _OLD:
                    letter.unlink()

    def _read(self) -> None:
        for letter in sorted(self._box.glob(f"*{_LETTER}")):
            try:
                request = _request_in(letter.read_bytes())
                letter.unlink()
            except OSError:
                continue  # taken back
            if request is not None:
                self.asked.emit(request)


def hand_over(journal: Path, request: Request, *, patience: int = 5000) -> None:
    """Have the program that holds the journal do it. Raises `InUse` when it does not answer in `patience` ms."""
    _let_it_come_to_the_front(journal)
    said = json.dumps({"command": request.command, "files": [str(path.absolute()) for path in request.files]})
    letter = letter_box(journal) / f"{os.getpid()}{_LETTER}"
    try:
        letter.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # it may be starting itself at this moment
        draft = letter.with_suffix(".draft")
        draft.write_text(said, encoding="utf-8")
        draft.replace(letter)
        for _ in range(max(1, patience // 20)):
            QThread.msleep(20)
            if not letter.exists():
                return
        letter.unlink()
    except FileNotFoundError:
        return  # read at the last moment
    except OSError as error:
        raise in_use(journal) from error
    raise in_use(journal)


def in_use(journal: Path) -> InUse:
    """The sentence for a journal that somebody else has and does not give."""
    process, host = _holder(journal)
    sentence = say("The journal {name} is open in another program that does not answer.", name=journal.name)
    if host:
        return InUse(
            sentence,
            say(
                "It is process {process} on {host}. End it there; if it is no longer running, delete {file}.",
                process=process,
                host=host,
                file=lock_file(journal),
            ),
        )
    return InUse(sentence, say("Close it there and try again."))


def lock_file(journal: Path) -> Path:
    """The file that says a journal is open."""
    journal = followed(journal)
    return journal.with_name(f"{journal.name}.lock")


def _holder(journal: Path) -> tuple[int, str]:
    """The process that has the journal, and its host; 0 and "" if that cannot be read."""
    found: Any = QLockFile(str(lock_file(journal))).getLockInfo()
    # PySide gives what C++ fills in: (read, process, host, program).
    return (int(found[-3]), str(found[-2])) if isinstance(found, tuple) else (0, "")


def _let_it_come_to_the_front(journal: Path) -> None:
    """Windows lets a program come forward only when the one in front allows it, which this one is now."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(_holder(journal)[0])


def _request_in(letter: bytes) -> Request | None:
    try:
        said = json.loads(letter)
        files: Sequence[str] = said["files"]
        return Request(CAPTURE if said["command"] == CAPTURE else SHOW, tuple(Path(file) for file in files))
    except (ValueError, KeyError, TypeError):
        return None
