"""What happens when something goes wrong that nobody foresaw: a log without anybody's words, and one calm dialog.

Every way an exception can escape ends in `sys.excepthook` (slots, timers, virtual functions), on threads in
`threading.excepthook`; both come here. What crashes the process itself leaves its trace in `crash.log`.
"""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from netjournal.errors import KnownError

log = logging.getLogger("netjournal")


def keep_log(folder: Path) -> Path:
    """Log to a file in that folder, turned over before it grows large. Nothing anybody wrote is ever put there."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "netjournal.log"
    handler = logging.handlers.RotatingFileHandler(file, maxBytes=500_000, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    qInstallMessageHandler(_from_qt)
    return file


def keep_crashes(folder: Path) -> TextIO:
    """Let a crash of the process itself leave its trace; the file must stay open as long as the program runs."""
    file = (folder / "crash.log").open("a", encoding="utf-8")
    faulthandler.enable(file)
    return file


_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _from_qt(kind: QtMsgType, _context: object, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.INFO), "%s", message)


class Faults(QObject):
    """Catches what escapes, on any thread, and shows one dialog at a time on the window's."""

    _caught = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tells: Callable[[BaseException], bool] = lambda _error: False
        """Asked first, on the window's thread: whether it was no fault of the program's, and the user was told what."""
        self._shown: QMessageBox | None = None
        # Never at once: what escaped may have come out of the painting of a widget.
        self._caught.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self._hook(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        places = "".join(traceback.format_tb(trace))
        # The message of an exception may hold what somebody wrote; its kind and place never do.
        log.error("unforeseen %s\n%s", kind.__name__, places)
        self._caught.emit(error, f"{kind.__name__}\n{places}")

    def _take(self, error: BaseException, details: str) -> None:
        if not self.tells(error):
            self.show(str(error) if isinstance(error, KnownError) else details)

    def show(self, details: str) -> None:
        """Say that something went wrong, with these details; while it stands there, another says nothing."""
        if self._shown is not None:
            return
        box = QMessageBox(QApplication.activeWindow())
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Something went wrong"))
        box.setText(self.tr("Something went wrong that should not have. What is in your journal is safe."))
        box.setInformativeText(
            self.tr(
                "You can go on working. If it happens again, the details below help to mend it; they say where it "
                "happened, and nothing you wrote."
            )
        )
        box.setDetailedText(details)
        copy = box.addButton(self.tr("Copy the details"), QMessageBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(details))
        go_on = box.addButton(self.tr("Go on"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(go_on)
        box.setEscapeButton(go_on)  # else neither Esc nor the frame's cross would close it
        box.finished.connect(self._done)
        self._shown = box
        box.open()

    def _done(self) -> None:
        self._shown = None
