"""What every window test needs: no screen, a known look, a journal in a file, and a desk to work at."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before PySide6 is imported

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from netjournal.store import Store
from ui.desk import Desk
from ui.jobs import InlineJobs
from ui.look import LIGHT, apply_theme
from ui.machine import Machine
from ui.words import speak


@pytest.fixture(scope="session")
def speaking(qapp: QApplication) -> None:
    """The application says "1 person", as its catalogue of English has it."""
    speak(qapp)


@pytest.fixture
def dressed(qapp: QApplication, speaking: None) -> QApplication:
    """The application in the light theme at the system's text size."""
    apply_theme(qapp, LIGHT)
    return qapp


class Clock:
    """A wall clock that stands still until it is told to go on. It begins on Monday, 23 November 2026, at ten."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 10, 0)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """An empty journal, open."""
    with Store.open(tmp_path / "journal.netjournal", clock) as opened:
        yield opened


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine.ini")


@pytest.fixture
def desk(dressed: QApplication, store: Store, machine: Machine) -> Iterator[Desk]:
    """What a page works with; work in the background is done at once."""
    made = Desk(store, InlineJobs(), machine)
    yield made
    made.close()


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    """Show a widget as a window of 1280 × 800 and wait until it is active."""

    def shown(widget: QWidget, width: int = 1280, height: int = 800) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(width, height)
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()
        return widget

    return shown
