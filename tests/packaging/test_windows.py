"""The Windows installer, made here and tried under Wine: installed, used, installed again over it, removed.

`make package-test`. Wine is not Windows: it shows that the installer holds all that the program needs and that the two
find each other, not how the program looks there. The little that Wine lacks is made in `wine/`, for its prefix alone.
"""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from .needs import not_here

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("wine", "Xvfb", "openbox", "xdotool", "makensis", "x86_64-w64-mingw32-gcc")

pytestmark = pytest.mark.package


def wait_for(what: str, found: Callable[[], object], seconds: float = 90):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.2)
    raise AssertionError(f"in {seconds} s there was not: {what}")


@pytest.fixture(scope="module")
def setup() -> Path:
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        not_here(f"not installed: {', '.join(missing)} (make package-test installs them)")
    parts = [ROOT / part for part in ("netjournal", "ui", "resources", "packaging")]
    files = [file for part in parts for file in part.rglob("*") if "__pycache__" not in file.parts]
    newest = max(file.stat().st_mtime for file in (*files, ROOT / "pyproject.toml", ROOT / "CHANGELOG.md"))
    if made := [file for file in (ROOT / "dist").glob("NetJournal-*-setup.exe") if file.stat().st_mtime > newest]:
        return max(made, key=lambda path: path.stat().st_mtime)
    told = subprocess.run(
        [sys.executable, ROOT / "packaging" / "windows" / "build.py"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    print(told.stdout)
    return max((ROOT / "dist").glob("NetJournal-*-setup.exe"), key=lambda path: path.stat().st_mtime)


class Windows:
    """A prefix of Wine, and a screen with somebody who types."""

    def __init__(self, place: Path, after: contextlib.ExitStack) -> None:
        self.place = place
        reading, writing = os.pipe()
        self.env = {
            **os.environ,
            "WINEPREFIX": str(place),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscms=n,b;mscoree,mshtml=;winemenubuilder.exe=d",
        }
        self._start(after, "Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", passed=writing)
        os.close(writing)
        with os.fdopen(reading) as said:
            self.env["DISPLAY"] = f":{said.readline().strip()}"
        self._start(after, "openbox")
        after.callback(lambda: self.run("wineserver", "-k", check=False))
        self.run("wine", "wineboot", "-i")
        self.run("wine", "winecfg", "-v", "win10")
        for name in ("icuuc", "mscms"):
            made = place / "drive_c" / "windows" / "system32" / f"{name}.dll"
            source = Path(__file__).parent / "wine" / f"{name}.c"
            self.run("x86_64-w64-mingw32-gcc", "-shared", "-O1", "-o", made, source)

    def _start(self, after: contextlib.ExitStack, *command: str, passed: int | None = None) -> None:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self.env,
            pass_fds=() if passed is None else (passed,),
        )

        def end() -> None:
            process.kill()
            process.wait()

        after.callback(end)

    def run(self, *command: object, check: bool = True, patience: float = 240) -> str:
        # Python inside Wine wants pipes: it cannot make sense of a file or of nothing.
        told = subprocess.run(
            [str(part) for part in command],
            input=b"\n",
            capture_output=True,
            env=self.env,
            check=False,
            timeout=patience,
        )
        said = (told.stdout + told.stderr).decode("utf-8", "replace")
        assert not check or told.returncode == 0, f"{command}: {told.returncode}\n{said}"
        return said

    def start(self, *command: object) -> subprocess.Popen:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.env,
        )

    @property
    def local(self) -> Path:
        """The user's own folder for programs and their data."""
        return next((self.place / "drive_c" / "users").glob("*/AppData/Local"))

    @property
    def program(self) -> Path:
        return self.local / "Programs" / "Net Journal"

    def entries(self) -> list[str]:
        file = self.local / "netjournal" / "journal.netjournal"
        if not file.exists():
            return []
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as journal:
            return [text for (text,) in journal.execute("SELECT text FROM entry ORDER BY id")]


@pytest.fixture(scope="module")
def windows(setup: Path, tmp_path_factory: pytest.TempPathFactory):
    with contextlib.ExitStack() as after:
        yield Windows(tmp_path_factory.mktemp("wine") / "prefix", after)


@contextlib.contextmanager
def running(windows: Windows):
    """The window, which ends with Wine at the latest."""
    with windows.start("wine", windows.program / "NetJournal.exe") as process:
        try:
            yield process
        finally:
            windows.run("wineserver", "-k", check=False)
            process.wait(30)


def test_installed_used_installed_again_and_removed_and_the_journal_is_still_there(
    setup: Path, windows: Windows
) -> None:
    windows.run("wine", setup, "/S")
    console = windows.program / "bin" / "netjournal.exe"
    assert windows.run("wine", console, "--version").startswith("netjournal ")
    windows.run("wine", console, "record", "Coffee with @Ana Ruiz")
    assert windows.entries() == ["Coffee with Ana Ruiz"]
    links = list((windows.place / "drive_c" / "users").rglob("Net Journal.lnk"))
    assert links, "no entry in the Start menu"
    kind = windows.run("wine", "reg", "query", r"HKCU\Software\Classes\.netjournal", "/ve")
    assert "NetJournal.Journal" in kind

    with running(windows) as process:
        begun = time.monotonic()

        def window() -> str:
            assert process.poll() is None, process.stdout.read()
            told = windows.run("xdotool", "search", "--onlyvisible", "--name", "^Net Journal$", check=False)
            return next(iter(re.findall(r"^\d{5,}$", told, flags=re.M)), "")

        found = wait_for("the window", window)
        print(f"the window was there {time.monotonic() - begun:.1f} s after the start, under Wine")
        time.sleep(3)
        windows.run("xdotool", "windowactivate", "--sync", found)
        windows.run("xdotool", "mousemove", "--window", found, "350", "135", "click", "1")  # into the field
        time.sleep(1)
        windows.run("xdotool", "type", "--delay", "60", "Called about the roof")
        windows.run("xdotool", "key", "ctrl+Return")
        wait_for("the second entry", lambda: len(windows.entries()) == 2, 30)

        # While it runs nothing is written over it.
        told = subprocess.run(["wine", str(setup), "/S"], env=windows.env, input=b"", capture_output=True, check=False)
        assert told.returncode == 2

    stale = windows.program / "app" / "ui" / "of_an_older_version.py"
    stale.write_text("")
    windows.run("wine", setup, "/S")
    assert not stale.exists()
    assert "Called about the roof" in windows.run("wine", console, "search", "roof", "--json")

    windows.run("wine", windows.program / "uninstall.exe", "/S")
    wait_for("the end of the uninstaller", lambda: not (windows.program / "NetJournal.exe").exists())
    assert not windows.program.exists()
    assert not list((windows.place / "drive_c" / "users").rglob("Net Journal.lnk"))
    assert windows.entries() == ["Coffee with Ana Ruiz", "Called about the roof"]
