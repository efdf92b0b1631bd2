"""Where the program begins: the window, or the command line if there are arguments.

Nothing heavy is imported before it is known which of them it is.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from netjournal import cli


def main() -> int:
    """Run the program on the arguments it was started with; gives the exit status."""
    return cli.main(sys.argv[1:], open_window=_open_window, tour=_tour)


def _open_window(journal: Path | None, files: Sequence[Path], *, hidden: bool = False, capture: bool = False) -> int:
    if _has_no_display():
        sys.stderr.write(
            "netjournal: There is no display here to open the window on; your journal is as it was. "
            "`netjournal --help` lists what can be done without a window.\n"
        )
        return 1
    # Nothing made on the way to the first page is thrown away: looking for it costs a tenth of the start.
    gc.disable()
    # Before PySide6, which reads the source of every module that is imported after it.
    import netjournal.store  # noqa: F401
    from ui.app import run

    return run(journal, files, hidden=hidden, capture=capture)


def _has_no_display() -> bool:
    """Whether Qt would end the program at once, with a dump of memory, for want of a screen."""
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM")
    return sys.platform == "linux" and not any(os.environ.get(name) for name in wanted)


def _tour(folder: Path, journal: Path | None) -> int:
    from ui.tour import run

    return run(folder, journal)


if __name__ == "__main__":
    sys.exit(main())
