"""Where the program begins: the window, or the command line if there are arguments.

Nothing heavy is imported before it is known which of them it is.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from netjournal import cli


def main() -> int:
    """Run the program on the arguments it was started with; gives the exit status."""
    return cli.main(sys.argv[1:], open_window=_open_window, tour=_tour)


def _open_window(journal: Path | None, files: Sequence[Path], *, hidden: bool = False, capture: bool = False) -> int:
    # Nothing made on the way to the first page is thrown away: looking for it costs a tenth of the start.
    gc.disable()
    # Before PySide6, which reads the source of every module that is imported after it.
    import netjournal.store  # noqa: F401
    from ui.app import run

    return run(journal, files, hidden=hidden, capture=capture)


def _tour(folder: Path, journal: Path | None) -> int:
    from ui.tour import run

    return run(folder, journal)


if __name__ == "__main__":
    sys.exit(main())
