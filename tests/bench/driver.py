"""What runs in a process of its own: a window that is started, driven and measured from inside.

`python -m tests.bench.driver NAME ARGUMENTS…` says "painted" on a line as soon as the first page is on the screen,
then, on a second line, a JSON object with "memory" (bytes resident) and whatever the driver has to tell.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

DRIVERS: dict[str, Callable[..., dict[str, object]]] = {}


def driver(name: str) -> Callable[[Callable[..., dict[str, object]]], Callable[..., dict[str, object]]]:
    """Name a driver. It gets the arguments, calls `painted()` once, and gives what it has to tell."""

    def named(function: Callable[..., dict[str, object]]) -> Callable[..., dict[str, object]]:
        DRIVERS[name] = function
        return function

    return named


def painted() -> None:
    """Say that the first page stands on the screen."""
    sys.stdout.write("painted\n")
    sys.stdout.flush()


def memory() -> int:
    """Bytes of this process that are resident now."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


@driver("empty")
def _empty() -> dict[str, object]:
    """A main window with nothing in it: what any PySide6 program takes."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        shown = False

        def paintEvent(self, event):
            super().paintEvent(event)
            if not self.shown:
                self.shown = True
                painted()
                QTimer.singleShot(0, app.quit)

    app = QApplication([])
    window = Window()
    window.resize(1280, 800)
    window.show()
    app.exec()
    return {}


@driver("start")
def _start(journal: str) -> dict[str, object]:
    """The program itself, up to its first painted page."""
    from .window import started

    return started(journal)


@driver("use")
def _use(journal: str) -> dict[str, object]:
    """The program, used: every page visited, people opened, things found and recorded."""
    from .window import used

    return used(journal)


@driver("visit")
def _visit(journal: str) -> dict[str, object]:
    """The program with every page and every room of a page looked at once."""
    from .window import visited

    return visited(journal)


if __name__ == "__main__":
    told = DRIVERS[sys.argv[1]](*sys.argv[2:])
    print(json.dumps({"memory": memory(), **told}))
