"""A calendar file kept current for other programs to subscribe to, where the settings of this machine name one.

Hidden here: when it is written (a little after changes, each day anew, and what is left at the end) and that it costs
the window nothing. That it cannot be written is said once, until it can be again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from netjournal.errors import KnownError
from netjournal.exchange.files import write_whole
from netjournal.exchange.icalendar import written
from ui.desk import Desk
from ui.reminders import hours_of
from ui.words import told

log = logging.getLogger(__name__)

KEY = "calendar/file"
A_LITTLE = 10_000
"""Milliseconds after the first of several changes."""
AN_HOUR = 3_600_000


class CalendarFile(QObject):
    """Writes while the program runs. `close` before the store is closed."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._written_on: date | None = None
        self._failed = self._writing = self._closed = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(A_LITTLE)
        self._soon.timeout.connect(self.write)
        self._daily = QTimer(self)
        self._daily.setInterval(AN_HOUR)
        self._daily.timeout.connect(self.look_at_the_day)
        self._daily.start()
        desk.feed.changed.connect(self._later)
        desk.machine_settled.connect(self._settled)
        self._later()

    @property
    def file(self) -> Path | None:
        """Where to, if anywhere. The invented journal is no matter of the user's calendar."""
        place = self.desk.machine.text(KEY)
        return Path(place) if place and not self.desk.store.preferences.sample else None

    @property
    def waits(self) -> bool:
        """Whether there is something to be written in a little while."""
        return self._soon.isActive()

    def look_at_the_day(self) -> None:
        """An hour has passed, or many, asleep."""
        if self._written_on != self.desk.today:
            self._later()

    def write(self) -> None:
        """Write it now, off the window's thread."""
        self._soon.stop()
        file = self.file
        if file is None:
            return
        if self._writing:
            self._later()
            return
        self._writing = True
        self._written_on = self.desk.today
        work = self._work(file)
        self.desk.jobs.run(lambda _progress, _cancelled: work(), lambda _none: self._done(), self._not_done, None)

    def close(self) -> None:
        """Write what is left to write, here and now."""
        self._closed = True
        self._daily.stop()
        self.desk.feed.changed.disconnect(self._later)
        self.desk.machine_settled.disconnect(self._settled)
        file = self.file if self.waits else None
        self._soon.stop()
        if file is not None:
            try:
                self._work(file)()
            except KnownError as error:
                log.info("the calendar file was not written: %s", type(error).__name__)

    def _work(self, file: Path) -> Callable[[], None]:
        store = self.desk.store
        now, morning = store.now(), hours_of(self.desk.machine).digest_at

        def work() -> None:
            with store.reading():
                calendar = store.calendar()
            write_whole(file, [written(calendar, now, words=told, morning=morning)])

        return work

    def _later(self, _change: object = None) -> None:
        if not self._soon.isActive() and self.file is not None:
            self._soon.start()

    def _settled(self, key: str) -> None:
        if key == KEY:
            self._failed = False
            self.write()
        elif key == "notices/digest":  # when the to-dos of a day ring
            self._later()

    def _done(self) -> None:
        self._writing = self._failed = False

    def _not_done(self, error: Exception) -> None:
        self._writing = False
        if not isinstance(error, KnownError):
            raise error
        log.info("the calendar file was not written: %s", type(error).__name__)
        if not self._failed and not self._closed:
            self._failed = True
            words = self.tr("The calendar file could not be written: {file}").format(file=self.file or "")
            self.desk.tell(words, mood="bad")
