"""A day's work without screen and mouse: the real program walked over AT-SPI, as a screen reader walks it.

The walk itself is `walk_by_ear.py`; here stand the display, the two buses, and what must be in the journal afterwards.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from netjournal.model import (
    AskDetail,
    AskSide,
    EntryDraft,
    EntryKind,
    Participant,
    PersonDraft,
    PersonRef,
    Recording,
    Reminder,
)
from netjournal.store import Store

ROOT = Path(__file__).resolve().parents[2]
WALK = Path(__file__).with_name("walk_by_ear.py")
PROGRAMS = ("Xvfb", "openbox", "dbus-run-session")
READER = Path("/usr/bin/python3")

pytestmark = pytest.mark.xvfb


def missing() -> list[str]:
    """Debian packages the walk needs and this machine has not."""
    lacking = [
        {"Xvfb": "xvfb", "openbox": "openbox", "dbus-run-session": "dbus"}[name]
        for name in PROGRAMS
        if not shutil.which(name)
    ]
    asked = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
    if not READER.exists() or subprocess.run([READER, "-c", asked], capture_output=True, check=False).returncode:
        lacking += ["python3-gi", "gir1.2-atspi-2.0"]
    if not Path("/usr/share/dbus-1/services/org.a11y.Bus.service").exists():
        lacking.append("at-spi2-core")
    return lacking


@pytest.fixture
def screen() -> Iterator[str]:
    """A display of its own; gives its name."""
    if not sys.platform.startswith("linux"):
        pytest.skip("AT-SPI: only on Linux")
    if lacking := missing():
        said = f"not installed: {', '.join(lacking)}"
        # Where the whole is checked for everybody, nothing is left out.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(said)
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as said_by:
            display = f":{said_by.readline().strip()}"
        # A window manager gives the keyboard to the window; without one nothing is ever said to have it.
        with subprocess.Popen(
            ["openbox"], env={**os.environ, "DISPLAY": display}, stderr=subprocess.DEVNULL
        ) as manager:
            yield display
            manager.terminate()
        server.terminate()


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Ana wants the plans today; Omar was asked for the attic and has not said."""
    path = tmp_path / "journal.netjournal"
    with Store.open(path, datetime.now) as store:
        ana, omar = (store.add_person(PersonDraft(name)) for name in ("Ana Ruiz", "Omar Khan"))
        store.save_reminder(Reminder(0, "Send the plans", date.today(), PersonRef(ana, "Ana Ruiz")))
        attic = AskDetail(AskSide.MADE, "the attic")
        asked = (Participant(PersonRef(omar, "Omar Khan")),)
        store.record(
            Recording(EntryDraft(date.today(), EntryKind.ASK, "Asked Omar.", participants=asked, detail=attic))
        )
    settings = tmp_path / "config" / "netjournal" / "window.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text("[General]\nstarted=yes\n", encoding="utf-8")
    return path


def rows(journal: Path, sql: str) -> list[tuple[str, ...]]:
    with contextlib.closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


def test_an_entry_an_answer_and_a_changed_ask_by_names_roles_and_actions_alone(
    screen: str, journal: Path, tmp_path: Path
) -> None:
    env = dict(
        os.environ,
        DISPLAY=screen,
        QT_QPA_PLATFORM="xcb",
        QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1",
        XDG_SESSION_TYPE="x11",
        LC_ALL="C.UTF-8",
        PYTHONPATH=str(ROOT),
    )
    for kind in ("DATA", "CONFIG", "STATE", "CACHE"):
        env[f"XDG_{kind}_HOME"] = str(tmp_path / kind.lower())
    for foreign in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS"):
        env.pop(foreign, None)
    both = '"$1" -m ui --journal "$2" & program=$!; "$3" -I "$4"; ended=$?; kill $program; wait $program; exit $ended'
    command = ["dbus-run-session", "--", "sh", "-c", both, "sh", sys.executable, str(journal), str(READER), str(WALK)]
    walked = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert walked.returncode == 0, walked.stderr
    steps = ("record", "answer", "change")
    assert [line for line in walked.stdout.splitlines() if line in steps] == [*steps]  # the buses talk there as well
    assert rows(journal, "SELECT text FROM entry WHERE kind <> 'ask'") == [("Coffee with Ana Ruiz",)]
    assert rows(journal, "SELECT kind FROM answer") == [("done",)]
    assert rows(journal, "SELECT about FROM ask") == [("the attic and the roof",)]
