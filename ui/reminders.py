"""Keeps time for one journal: looks at the agenda when it may have changed, and has told what is due.

Hidden here: when to look (at the next moment something comes due, after a change, on waking from sleep, after the
clock was set, on coming to the front) and that a notice is given at most once. What was told is kept in the journal
*before* it is told: if the program ends between the two, that notice is lost and the item still stands on the agenda
and in the tray's count, which is better than being told the same again at every start.

At rest it wakes no more than once a minute, only to compare two clocks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from netjournal.agenda import Item
from netjournal.delivery import Hours, Notice, Told, due, next_moment, tonight, waiting
from netjournal.errors import KnownError
from netjournal.model import Change
from ui.answering import DONE, done, show, snooze
from ui.desk import Desk
from ui.machine import Machine
from ui.notices import Notifier, Telling
from ui.words import capital, told

log = logging.getLogger(__name__)

_SOON = 300
"""Milliseconds after a change: what was changed is painted first."""
A_MINUTE = 60_000
GAP = 5.0
"""Seconds by which the wall clock may run away from the other before something has happened to it."""


def hours_of(machine: Machine) -> Hours:
    """When the user of this machine wants to be told."""
    usual = Hours()

    def at(key: str, default: str) -> str:
        text = machine.text(key, default)
        try:
            time.fromisoformat(text.zfill(5))
        except ValueError:
            return default
        return text.zfill(5)

    return Hours(
        machine.flag("notices/on", default=usual.notices),
        at("notices/digest", usual.digest_at),
        at("notices/quiet-from", usual.quiet_from),
        at("notices/quiet-until", usual.quiet_until),
        at("notices/evening", usual.evening),
    )


class Reminders(QObject):
    """`waiting(n)` whenever the number of things that want the user is worked out; `items` are those things.

    `come` is called before the window is to show something: it brings it to the front.
    """

    waiting = Signal(int)
    ticked = Signal()
    """A minute has passed, or what was waited for has come: whoever must look now and then does it now, on no timer of
    their own."""

    def __init__(
        self, desk: Desk, notifier: Notifier, come: Callable[[], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self._notifier, self._come = desk, notifier, come
        self.items: tuple[Item, ...] = ()
        self._told: Told | None = None
        self._next: datetime | None = None
        self._looked_at: datetime | None = None
        self._hours = hours_of(desk.machine)
        self._closed = False
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        # Precise: a coarse timer may come before its time.
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.look)
        desk.feed.changed.connect(self._on_change)
        desk.machine_settled.connect(self._on_settled)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._on_state)

    @property
    def hours(self) -> Hours:
        return hours_of(self.desk.machine)

    @property
    def now(self) -> datetime:
        """The naive local wall clock."""
        return self.desk.store.now().replace(tzinfo=None)

    def start(self) -> None:
        """Begin, once the window is there."""
        self._soon.start(_SOON)

    def close(self) -> None:
        """Before the store is closed. Notices that still stand then open the window, and nothing else."""
        self._closed = True
        self._timer.stop()
        self._soon.stop()
        self.desk.feed.changed.disconnect(self._on_change)
        self.desk.machine_settled.disconnect(self._on_settled)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.disconnect(self._on_state)

    # ------------------------------------------------------------------ time

    def tick(self) -> None:
        """A minute has passed, or the next moment has come, or the machine slept."""
        self.ticked.emit()
        if self._next is None or self.now >= self._next or self._clock_was_moved() or self.hours != self._hours:
            self.look()
        else:
            self._wait()

    def _clock_was_moved(self) -> bool:
        if self._looked_at is None:
            return True
        apart = (self.now - self._looked_at).total_seconds() - self._since.elapsed() / 1000
        return abs(apart) > GAP

    def _wait(self) -> None:
        assert self._next is not None
        left = max(1000, round((self._next - self.now) / timedelta(milliseconds=1)) + 20)
        # The last stretch in one go, so that two wakings are never less than a minute apart.
        self._timer.start(left if left <= 2 * A_MINUTE else A_MINUTE)

    def _on_settled(self, key: str) -> None:
        if key.startswith("notices/"):
            self._soon.start(_SOON)

    def _on_change(self, _change: Change) -> None:
        if not self._soon.isActive():  # many changes in one go are looked at once
            self._soon.start(_SOON)

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and self._looked_at is not None and self._clock_was_moved():
            self._soon.start(_SOON)

    # ------------------------------------------------------------------ looking and telling

    def look(self) -> None:
        """Work out what wants the user, and tell what is due."""
        self._soon.stop()
        store, now, hours = self.desk.store, self.now, self.hours
        self._looked_at, self._hours = now, hours
        self._since.start()
        self._next = now + timedelta(minutes=1)
        try:
            if self._told is None:
                self._told = Told.read(store.scratch("told"))
            agenda = store.agenda()
            answers = {answer.key: answer for answer in store.answers()}
            notices, after = due(agenda, answers, now, self._told, hours)
            if after != self._told:
                store.keep_scratch("told", after.text())
                self._told = after
            self._next = next_moment(agenda, answers, now, hours)
            self.items = waiting(agenda, answers, now, hours)
        except KnownError as error:
            # The window says so when the user next does something; a clock has nobody to complain to.
            log.info("the agenda could not be read: %s", type(error).__name__)
            notices = ()
        self._wait()
        self.waiting.emit(len(self.items))
        for notice in notices:
            self._notifier.tell(self._telling(notice))

    def _telling(self, notice: Notice) -> Telling:
        choices: list[tuple[str, str]] = []
        if len(notice.items) == 1:
            if notice.items[0].kind in DONE:
                choices.append(("done", self.tr("Done")))
            if tonight(self.now, self.hours):
                choices.append(("tonight", self.tr("Tonight")))
            choices.append(("tomorrow", self.tr("Tomorrow")))
        text = "\n".join(capital(told(line)) for line in notice.lines)
        return Telling(capital(told(notice.title)), text, tuple(choices), lambda choice: self._chosen(notice, choice))

    def _chosen(self, notice: Notice, choice: str) -> None:
        if self._closed:
            self._come()
            return
        # A notice may be clicked hours later: what was answered since is not answered anew.
        item = self.desk.store.agenda().find(notice.items[0].key)
        match choice:
            case "done" if item is not None:
                done(self.desk, item)
            case "tonight" if item is not None:
                snooze(self.desk, item, self.desk.today)
            case "tomorrow" if item is not None:
                snooze(self.desk, item, self.desk.today + timedelta(days=1))
            case "done" | "tonight" | "tomorrow":
                pass
            case _:
                self._come()
                if len(notice.items) == 1:
                    show(self.desk, notice.items[0])
                else:
                    self.desk.page_wanted.emit("today")
