"""`python -m netjournal`: the command line without the window, which is another package's."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from netjournal import cli


def _no_window(_journal: Path | None, _files: Sequence[Path], *, hidden: bool = False, capture: bool = False) -> int:
    del hidden, capture
    sys.stderr.write("netjournal: The window is opened by `netjournal` or `python -m ui`. Here: --help\n")
    return cli.COULD_NOT


def _no_tour(_folder: Path, _journal: Path | None) -> int:
    sys.stderr.write("netjournal: The tour is made by `netjournal tour` or `python -m ui tour`.\n")
    return cli.COULD_NOT


if __name__ == "__main__":
    sys.exit(cli.main(sys.argv[1:], open_window=_no_window, tour=_no_tour))
