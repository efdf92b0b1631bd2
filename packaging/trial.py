"""Tries what was made for this system as who gets it would: `make trial`.

What stands under dist/ is installed, or unpacked into a folder with a space in its name; it records, finds what it
recorded, and opens every page off screen for a picture; it is removed, and the journal is still there. The journal is
one of the trial's own. On Windows, where the program has one place only, one that is there already is left alone.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from release import DIST, Stop, version

Run = Callable[..., str]
"""Runs a command; gives what it said."""
PATTERNS = {"linux": "*.tar.xz", "darwin": "*.dmg", "win32": "*-setup.exe"}
TEXT = "Coffee with Ana Ruiz, who likes jazz"
FEWEST_PICTURES = 100
PATIENCE = 60
"""Seconds for Windows to finish a removal, which goes on after its command has ended."""


def run(*command: object, **more: str) -> str:
    """`more` goes into the environment. Stop with everything that was said when it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL, capture_output=True, check=False, env={**os.environ, **more},
    )  # fmt: skip
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode:
        raise Stop(f"{Path(str(command[0])).name} ended with {done.returncode}:\n{said}")
    return said


def made_for(platform: str, dist: Path = DIST) -> Path:
    """The newest of what was made for a system."""
    found = sorted(dist.glob(f"*{version()}{PATTERNS[platform]}"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise Stop("There is nothing to try: make portable, make macos or make windows first.")
    return found[-1]


def windows_place() -> Path:
    """Where the installer puts the program."""
    return Path(os.environ["LOCALAPPDATA"]) / "Programs" / "Net Journal"


def install(made: Path, room: Path, platform: str, run: Run = run) -> Path:
    """Put the program where it is to be tried; gives its command line."""
    if platform == "win32":
        if windows_place().exists():
            raise Stop(f"Net Journal is installed here already, in {windows_place()}. It was left alone.")
        run(made, "/S")
        return windows_place() / "bin" / "netjournal.exe"
    place = room / "where programs are"
    if platform == "darwin":
        disk, app = room / "disk", place / "Net Journal.app"
        run("hdiutil", "attach", made, "-nobrowse", "-readonly", "-mountpoint", disk)
        run("ditto", disk / app.name, app)
        run("hdiutil", "detach", disk)
        return app / "Contents" / "MacOS" / "netjournal"
    place.mkdir()
    run("tar", "-C", place, "-xf", made)
    return place / f"netjournal-{version()}" / "netjournal"


def remove(room: Path, platform: str, run: Run = run) -> None:
    """Take the program away as its user would."""
    if platform == "win32":
        run(windows_place() / "uninstall.exe", "/S")
        end = time.monotonic() + PATIENCE
        while windows_place().exists() and time.monotonic() < end:
            time.sleep(0.2)
        if windows_place().exists():
            raise Stop(f"After the removal there is still something in {windows_place()}.")
    else:
        shutil.rmtree(room / "where programs are")


def use(program: Path, room: Path, run: Run = run) -> None:
    """Record, find, and look at every page; away from the sources and from their Python."""
    here = {"NETJOURNAL_JOURNAL": str(room / "my journal.netjournal"), "PYTHONPATH": "", "VIRTUAL_ENV": ""}
    if version() not in run(program, "--version", **here):
        raise Stop(f"The program does not say that it is {version()}.")
    run(program, "record", TEXT.replace("Ana", "@Ana"), **here)
    if "jazz" not in run(program, "search", "jazz", "--json", **here):
        raise Stop("What was recorded is not found.")
    run(program, "tour", room / "tour", **here, QT_QPA_PLATFORM="offscreen")
    pictures = len(list((room / "tour").rglob("*.png")))
    if pictures < FEWEST_PICTURES:
        raise Stop(f"The tour left {pictures} pictures only.")


def recorded(room: Path) -> list[str]:
    """The entries' texts in the trial's journal, read without the program."""
    with closing(sqlite3.connect(f"{(room / 'my journal.netjournal').as_uri()}?mode=ro", uri=True)) as journal:
        return [text for (text,) in journal.execute("SELECT text FROM entry ORDER BY id")]


def try_out(made: Path, platform: str) -> None:
    """The whole life of the program. Stop with a sentence where it goes wrong."""
    with tempfile.TemporaryDirectory(prefix="a trial of ", ignore_cleanup_errors=True) as place:
        room = Path(place)
        program = install(made, room, platform)
        try:
            use(program, room)
        finally:
            remove(room, platform)
        if recorded(room) != [TEXT]:
            raise Stop(f"In the journal there is not what was recorded, but {recorded(room)}.")
    print(f"{made.name}: installed, written in, read, every page opened, removed; the journal is still there.")


def main() -> int:
    platform = "linux" if sys.platform.startswith("linux") else sys.platform
    try:
        try_out(made_for(platform), platform)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
