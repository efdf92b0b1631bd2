"""Work off the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.jobs import InlineJobs, Jobs, Progress, Runner, Stopped


@pytest.fixture(params=["thread", "inline"])
def jobs(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[Runner]:
    made: Runner = InlineJobs() if request.param == "inline" else Jobs()
    yield made
    made.shutdown()


def test_the_result_comes_back_on_this_thread(jobs: Runner, qtbot: QtBot) -> None:
    told: list[object] = []
    job = jobs.run(lambda progress, cancelled: 6 * 7, lambda result: told.extend([result, threading.current_thread()]))
    qtbot.waitUntil(lambda: job.finished)
    assert told == [42, threading.main_thread()]


def test_a_failure_comes_back_as_it_was(jobs: Runner, qtbot: QtBot) -> None:
    failures: list[Exception] = []

    def work(progress: Progress, cancelled: Callable[[], bool]) -> None:
        raise OSError("disk full")

    job = jobs.run(work, lambda _: pytest.fail("it is not done"), failures.append)
    qtbot.waitUntil(lambda: job.finished)
    assert [str(f) for f in failures] == ["disk full"]


def test_the_last_progress_arrives_before_the_result(jobs: Runner, qtbot: QtBot) -> None:
    seen: list[tuple[int, int] | str] = []

    def work(progress: Progress, cancelled: Callable[[], bool]) -> str:
        for n in range(1, 1001):
            progress(n, 1000)
        return "end"

    job = jobs.run(work, seen.append, progress=lambda n, of: seen.append((n, of)))
    qtbot.waitUntil(lambda: job.finished)
    assert seen[-2:] == [(1000, 1000), "end"]


def test_cancelled_work_stops(qtbot: QtBot) -> None:
    jobs, begun, told = Jobs(), threading.Event(), list[str]()

    def work(progress: Progress, cancelled: Callable[[], bool]) -> None:
        begun.set()
        while not cancelled():
            pass
        raise Stopped

    job = jobs.run(work, lambda _: told.append("done"), stopped=lambda: told.append("stopped"))
    begun.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: job.finished)
    assert told == ["stopped"]
    assert not jobs.busy
    jobs.shutdown()


def test_work_that_ended_before_it_saw_the_cancel_is_done(qtbot: QtBot) -> None:
    told: list[str] = []
    jobs = Jobs()
    job = jobs.run(lambda progress, cancelled: "written", told.append)
    job.cancel()
    qtbot.waitUntil(lambda: job.finished)
    assert told == ["written"]
    jobs.shutdown()


def test_shutdown_waits_and_calls_nobody(qtbot: QtBot) -> None:
    jobs, ended = Jobs(), threading.Event()

    def work(progress: Progress, cancelled: Callable[[], bool]) -> None:
        while not cancelled():
            pass
        ended.set()

    jobs.run(work, lambda _: pytest.fail("nobody is there any more"))
    jobs.shutdown()
    assert ended.is_set()
    assert not jobs.busy


def test_without_a_listener_a_failure_reaches_the_exception_hook(qtbot: QtBot) -> None:
    def work(progress: Progress, cancelled: Callable[[], bool]) -> None:
        raise OSError("disk full")

    jobs = Jobs()
    with qtbot.captureExceptions() as caught:
        job = jobs.run(work, lambda _: None)
        qtbot.waitUntil(lambda: job.finished and bool(caught))
    assert [str(error) for _, error, _ in caught] == ["disk full"]
    jobs.shutdown()
