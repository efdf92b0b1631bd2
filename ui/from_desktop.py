"""What the desktop asks of the running program: to open files, and to end.

On macOS a file that is opened comes as an event and never as an argument, and so does Quit from the program's own menu,
from the Dock or at the end of the session. Elsewhere these events do not come, and nothing here happens.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Qt's application, which says aloud what it is asked. What comes before `listen` waits for it."""

    file_wanted = Signal(Path)
    """The desktop wants a file opened: a journal, or one to bring in."""
    ending = Signal()
    """Every window is about to be closed, so that the program ends."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._listens = False
        self._waiting: list[Path] = []

    def listen(self) -> None:
        """From now on somebody hears it."""
        self._listens = True
        waiting, self._waiting = self._waiting, []
        for file in waiting:
            self.file_wanted.emit(file)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            if event.file():  # another kind of address is nothing to this program
                self._waiting.append(Path(event.file()))
                if self._listens:
                    self.listen()
            return True
        if event.type() == QEvent.Type.Quit:
            self.ending.emit()
        return super().event(event)
