"""What a row of the table is, how it is run and printed, and the ways to measure that rows share."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from netjournal.store import Store

from .large import NOW

ROOT = Path(__file__).parents[2]
WRITTEN_FOR = 0.160
"""Seconds an empty window takes on the machine that the design's bounds were measured on."""
STARTS = 9
"""How often a start is measured; the median counts."""


class NotYet(Exception):
    """There is nothing to measure yet, or nothing to compare with here; says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table. `measure` and `bound` give seconds, or bytes where `unit` is "MB"."""

    what: str
    measure: Callable[["Bench"], float]
    bound: Callable[["Bench"], float]
    said: str
    """The bound in words."""
    unit: str = "ms"


@dataclass(frozen=True, slots=True)
class Started:
    """One run of the driver, or the median of several."""

    seconds: float
    """From the start of the process to its first painted page."""
    memory: int
    """Bytes resident when it had done what it was told."""
    told: dict[str, object]
    """What else it said."""


class Bench:
    """One run: the journal, opened when a row wants it, and the empty window that ratios are against."""

    def __init__(self, journal: Path) -> None:
        self.journal = journal

    @cached_property
    def store(self) -> Store:
        return Store.open(self.journal, lambda: NOW)

    @cached_property
    def empty(self) -> Started:
        """An empty PySide6 window, measured in this run."""
        return driven("empty", times=STARTS)

    @cached_property
    def used(self) -> Started:
        """The program on the large journal, used for a while."""
        self.close()
        return driven("use", str(self.journal))

    def median_of(self, what: str) -> float:
        """The median of the times the used program told under that name: where the design names no percentile."""
        times = self.used.told[what]
        assert isinstance(times, list)
        return statistics.median(times)

    def p95_of(self, what: str) -> float:
        """The 95th percentile of the times the used program told under that name."""
        times = self.used.told[what]
        assert isinstance(times, list)
        return p95(times)

    def close(self) -> None:
        """Let go of the journal, for a row in which another process opens it."""
        if "store" in self.__dict__:
            self.store.close()
            del self.store


# ------------------------------------------------------------------------------------------------ ways to measure


def timed(call: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def p95(times: Iterable[float]) -> float:
    """The 95th percentile: what all but one in twenty stay under."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def driven(name: str, *arguments: str, times: int = 1) -> Started:
    """Run the driver of that name in processes of their own, off screen; medians over the runs.

    A first run, not counted, brings the libraries into the memory of the machine.
    """
    runs = [_drive(name, arguments) for _ in range(times + (times > 1))][times > 1 :]
    middle = sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]
    memory = round(statistics.median(run.memory for run in runs))
    return Started(statistics.median(run.seconds for run in runs), memory, middle.told)


def _drive(name: str, arguments: Sequence[str]) -> Started:
    place = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    place.pop("PYTHONDONTWRITEBYTECODE", None)  # what is started a second time is compiled already, as it is with users
    command = [sys.executable, "-m", "tests.bench.driver", name, *arguments]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=place, cwd=ROOT) as process:
        assert process.stdout is not None
        painted = process.stdout.readline()
        seconds = time.perf_counter() - begun
        rest = process.stdout.readline()
    if painted.strip() != "painted" or process.returncode:
        raise RuntimeError(f"the driver {name!r} failed with {process.returncode}: {painted}{rest}")
    told = json.loads(rest or "{}")
    return Started(seconds, told.pop("memory", 0), told)


# ------------------------------------------------------------------------------------------------ the table


def run(rows: Sequence[Row], journal: Callable[[], Path], words: Sequence[str]) -> None:
    """Measure the rows one after the other, and print each as it is known."""
    wanted = [row for row in rows if not words or any(word.lower() in row.what.lower() for word in words)]
    bench = Bench(journal())
    empty = bench.empty
    print(f"An empty PySide6 window here: {empty.seconds * 1000:.0f} ms, {empty.memory / 2**20:.0f} MB")
    print(f"(median of {STARTS} starts, off screen). Where the bounds in milliseconds were written it takes")
    print(
        f"{WRITTEN_FOR * 1000:.0f} ms: what is timed here would take {WRITTEN_FOR / empty.seconds:.2f} of it there.\n"
    )
    width = max((len(row.what) for row in wanted), default=0)
    print(f"{'':{width}}  {'measured':>10}  {'bound':>10}  {'ratio':>6}")
    over = 0
    for row in wanted:
        print(f"{row.what:{width}}  ", end="", flush=True)
        try:
            bound = row.bound(bench)
            measured = row.measure(bench)
        except NotYet as why:
            print(f"{why}; bound: {row.said}")
            continue
        holds = measured <= bound
        over += not holds
        print(f"{_shown(measured, row.unit):>10}  {_shown(bound, row.unit):>10}  {measured / bound:6.2f}", end="")
        print(f"  {'' if holds else 'OVER  '}({row.said})")
    bench.close()
    print(f"\n{over} over their bound." if over else "\nAll that was measured holds.")


def _shown(value: float, unit: str) -> str:
    if unit == "MB":
        return f"{value / 2**20:.0f} MB"
    return f"{value:.2f} s" if unit == "s" else f"{value * 1000:.1f} ms"
