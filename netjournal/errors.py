"""What a user can be told. Everything else that is raised is a bug, and is reported as one.

Each carries one sentence that says what happened and what is safe, and, where there is something to do, a second
that says what. Nothing here is about tracebacks.
"""

from __future__ import annotations

from .wording import Said, say


class KnownError(Exception):
    """Something went wrong that the user can understand: `sentence` says what, `advice` what to do (may be empty)."""

    def __init__(self, sentence: Said, advice: Said | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.advice = advice or say("")

    def __str__(self) -> str:
        return f"{self.sentence} {self.advice}".strip()


class Invalid(KnownError):
    """What was typed cannot be kept as it is; `field` names the part of the draft it stands in."""

    def __init__(self, field: str, sentence: Said) -> None:
        super().__init__(sentence)
        self.field = field


class Gone(KnownError):
    """What was to be changed is no longer in the journal."""

    def __init__(self) -> None:
        super().__init__(say("This is no longer in the journal."), say("Undo brings back what was deleted."))


class NotAJournal(KnownError):
    """The file is something else."""


class TooNew(KnownError):
    """The journal was written by a later version of the program."""


class Damaged(KnownError):
    """The journal's file, or a backup of it, is not whole."""


class InUse(KnownError):
    """Another program holds the journal."""


class NoRoom(KnownError):
    """The disk is full."""


class NotWritable(KnownError):
    """The file or its folder may not be written."""


class NotFound(KnownError):
    """There is no such file, person or thing."""


class NothingImported(KnownError):
    """A file was read, and nothing in it could be taken in."""


class Cancelled(KnownError):
    """The user stopped a long work; nothing of it remains."""

    def __init__(self) -> None:
        super().__init__(say("Stopped. The journal is as it was before."))
