"""Where things are kept when nobody says otherwise: the journal, the sample beside it, what the machine keeps, the log.

`NETJOURNAL_JOURNAL` in the environment names another journal. Nothing here makes a folder or a file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

JOURNAL_VARIABLE = "NETJOURNAL_JOURNAL"
SUFFIX = ".netjournal"


def own_journal() -> Path:
    """The user's own journal."""
    named = os.environ.get(JOURNAL_VARIABLE)
    return Path(named).expanduser() if named else _data_folder() / f"journal{SUFFIX}"


def sample_journal() -> Path:
    """The invented journal to look around in, beside one's own."""
    return own_journal().with_name(f"sample{SUFFIX}")


def journals_among(files: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Files handed over by a desktop: the journals, by their name, and what is to be brought into one."""
    journals: list[Path] = []
    others: list[Path] = []
    for file in files:
        (journals if file.suffix.lower() == SUFFIX else others).append(file)
    return journals, others


def followed(journal: Path) -> Path:
    """The file itself where a link leads to it: beside that stand its log, its lock and its backups."""
    with suppress(OSError, RuntimeError):  # a link that leads round in a circle is refused when it is opened
        return journal.resolve() if journal.is_symlink() else journal
    return journal


def machine_file() -> Path:
    """What is settled for this machine: the window's place, light or dark."""
    from platformdirs import user_config_path

    return user_config_path("netjournal", appauthor=False) / "window.ini"


def log_folder() -> Path:
    """Where the log stands."""
    from platformdirs import user_log_path

    return user_log_path("netjournal", appauthor=False)


def letter_box(journal: Path) -> Path:
    """Where a second start on that journal leaves what it was asked to do; of this user alone."""
    from hashlib import sha256

    from platformdirs import user_cache_path

    name = sha256(str(journal.resolve()).encode()).hexdigest()[:20]
    return user_cache_path("netjournal", appauthor=False) / "letters" / name


def _data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("netjournal", appauthor=False)
