"""Long work off the window's thread, one piece at a time, with progress and cancel.

Hides the threads: whoever starts a job is called back on the window's thread, with a result, an exception, or the news
that it stopped when asked to. The work itself gets plain callables and may touch no widget.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

T = TypeVar("T")
Progress = Callable[[int, int], None]
Work = Callable[[Progress, Callable[[], bool]], T]
"""`work(progress, cancelled)`: reports `progress(done, of)`; when `cancelled()` it raises `Stopped`."""

_log = logging.getLogger(__name__)


class Stopped(Exception):
    """Raised by work that noticed it was cancelled."""


class Job:
    """A piece of work under way."""

    def __init__(self) -> None:
        self._asked = Event()
        self.finished = False
        """Set on the window's thread just before the last callback."""

    def cancel(self) -> None:
        """Ask it to stop. It may finish all the same; then `done` says so."""
        self._asked.set()

    def cancelled(self) -> bool:
        return self._asked.is_set()


class Runner(Protocol):
    """What a page needs of `Jobs`; `InlineJobs` is the other one."""

    def run(
        self,
        work: Work[T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        progress: Progress | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> Job: ...

    def shutdown(self) -> None: ...


def _outcome(
    job: Job,
    work: Work[T],
    told: Progress,
    done: Callable[[T], None],
    failed: Callable[[Exception], None] | None,
    stopped: Callable[[], None] | None,
) -> Callable[[], None]:
    """Do the work here and now; return what is to be called on the window's thread."""
    try:
        result = work(told, job.cancelled)
    except Exception as error:  # noqa: BLE001 - a thread must hand over whatever happened
        # What goes wrong in stopping is of no use to somebody who wanted it stopped: it was rolled back either way.
        if job.cancelled() or isinstance(error, Stopped):
            if not isinstance(error, Stopped):
                _log.info("a cancelled job ended with %r", error)
            return lambda: stopped() if stopped else None
        fault = error
        return lambda: failed(fault) if failed else _raise(fault)
    return lambda: done(result)


def _raise(error: Exception) -> None:
    raise error  # on the window's thread, where the exception hook can show it


class _Run(QRunnable):
    def __init__(self, body: Callable[[], None]) -> None:
        super().__init__()
        self._body = body

    def run(self) -> None:
        self._body()


class Jobs(QObject):
    """Runs work on one thread, in the order given. `shutdown` before the store closes."""

    _news = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._running: set[Job] = set()
        self._closed = False
        self._news.connect(self._deliver)

    @Slot(object)
    def _deliver(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()

    def run(
        self,
        work: Work[T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        progress: Progress | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> Job:
        """Start `work`; exactly one of `done(result)`, `failed(exception)`, `stopped()` follows on this thread.

        Without `failed`, an exception is raised on this thread. `progress` gets the newest report, not every one.
        """
        job = Job()
        latest: list[tuple[int, int]] = []  # at most one report is under way: a fast job cannot flood the window

        def told(count: int, of: int) -> None:
            under_way = bool(latest)
            latest[:] = [(count, of)]
            if progress is not None and not under_way:
                self._news.emit(show)

        def show() -> None:
            if latest and not job.finished and progress is not None:
                progress(*latest.pop())

        def body() -> None:
            last = _outcome(job, work, told, done, failed, stopped)

            def end() -> None:
                show()
                job.finished = True
                self._running.discard(job)
                last()

            self._news.emit(end)

        self._running.add(job)
        self._pool.start(_Run(body))
        return job

    @property
    def busy(self) -> bool:
        """Whether any work is under way."""
        return bool(self._running)

    def shutdown(self) -> None:
        """Ask all work to stop and wait until it has; nobody is called back any more."""
        self._closed = True
        for job in self._running:
            job.cancel()
        self._pool.clear()
        self._pool.waitForDone()
        self._running.clear()


class InlineJobs:
    """The same face, doing the work at once: for tests and for programs without a window."""

    busy = False

    def run(
        self,
        work: Work[T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        progress: Progress | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> Job:
        job = Job()
        last = _outcome(job, work, progress or (lambda _count, _of: None), done, failed, stopped)
        job.finished = True
        last()
        return job

    def shutdown(self) -> None:
        """Nothing is ever under way."""
