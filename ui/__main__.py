"""Where the program begins: the window, or the command line if there are arguments.

Nothing heavy is imported before it is known which of them it is.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from netjournal import cli


def main() -> int:
    """Run the program on the arguments it was started with; gives the exit status.

    `--hidden` (as at login) and `capture` (for a key of the desktop's) say how the window opens, and with it alone.
    """
    arguments = sys.argv[1:]
    hidden, capture = "--hidden" in arguments, arguments[-1:] == ["capture"]
    arguments = [word for word in arguments if word != "--hidden"]
    if capture:
        arguments = arguments[:-1]
    return cli.main(arguments, open_window=partial(_open_window, hidden=hidden, capture=capture), tour=_tour)


def _open_window(journal: Path | None, files: Sequence[Path], *, hidden: bool, capture: bool) -> int:
    from ui.app import run

    return run(journal, files, hidden=hidden, capture=capture)


def _tour(folder: Path, journal: Path | None) -> int:
    from ui.tour import run

    return run(folder, journal)


if __name__ == "__main__":
    sys.exit(main())
