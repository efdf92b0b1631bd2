"""Starting at login, one window for a journal, and a key for the whole screen where there may be one."""

import os
import plistlib
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from netjournal import paths
from netjournal.errors import InUse, KnownError
from netjournal.paths import letter_box
from ui.autostart import launch_agent, start_at_login, starts_at_login, windows_run, xdg_autostart
from ui.hotkey import Hotkey
from ui.one_window import CAPTURE, OneWindow, Request, hand_over, lock_file

ROOT = Path(__file__).resolve().parents[2]


# ------------------------------------------------------------------------------------------------ at login


def test_a_desktop_file_comes_and_goes(tmp_path):
    folder = tmp_path / "autostart"
    xdg_autostart(folder, ["/opt/Net Journal/netjournal", "--hidden"], on=True)
    read = ConfigParser(interpolation=None)
    read.optionxform = str
    read.read(folder / "netjournal.desktop", encoding="utf-8")
    entry = read["Desktop Entry"]
    assert entry["Type"] == "Application"
    assert entry["Exec"] == '"/opt/Net Journal/netjournal" --hidden'
    xdg_autostart(folder, [], on=False)
    assert list(folder.iterdir()) == []
    xdg_autostart(folder, [], on=False)


@pytest.mark.parametrize(
    ("part", "written"),
    [("/usr/bin/netjournal", "/usr/bin/netjournal"), ("/a b/$x", r'"/a b/\\$x"'), ("100%", '"100%%"')],
)
def test_odd_paths_are_quoted_as_desktop_files_want_it(tmp_path, part, written):
    xdg_autostart(tmp_path, [part], on=True)
    assert f"Exec={written}\n" in (tmp_path / "netjournal.desktop").read_text(encoding="utf-8")


def test_a_value_of_the_run_key_comes_and_goes():
    key = {"Other": "other.exe"}
    windows_run(key, [r"C:\Program Files\Net Journal\NetJournal.exe", "--hidden"], on=True)
    assert key["Net Journal"] == r'"C:\Program Files\Net Journal\NetJournal.exe" --hidden'
    windows_run(key, [], on=False)
    windows_run(key, [], on=False)
    assert key == {"Other": "other.exe"}


def test_a_launch_agent_comes_and_goes(tmp_path):
    folder = tmp_path / "LaunchAgents"
    launch_agent(folder, ["/Applications/Net Journal.app/Contents/MacOS/netjournal", "--hidden"], on=True)
    agent = plistlib.loads((folder / "org.netjournal.plist").read_bytes())
    assert agent["ProgramArguments"][1] == "--hidden"
    assert agent["RunAtLoad"] is True
    assert agent["AssociatedBundleIdentifiers"] == ["org.netjournal.NetJournal"]
    launch_agent(folder, [], on=False)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("hindered", ["/private/var/folders/x/AppTranslocation/1-2/d", "/Volumes/Net Journal"])
def test_on_macos_the_switch_wants_the_program_where_it_will_stay(tmp_path, monkeypatch, hindered):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", f"{hindered}/Net Journal.app/Contents/MacOS/netjournal")
    with pytest.raises(KnownError, match="Applications folder"):
        start_at_login(on=True, platform="darwin")
    assert not starts_at_login("darwin")
    start_at_login(on=False, platform="darwin")  # to switch it off is always allowed
    monkeypatch.setattr(sys, "executable", "/Applications/Net Journal.app/Contents/MacOS/netjournal")
    start_at_login(on=True, platform="darwin")
    assert starts_at_login("darwin")
    agent = plistlib.loads((tmp_path / "Library" / "LaunchAgents" / "org.netjournal.plist").read_bytes())
    assert agent["ProgramArguments"] == [sys.executable, "--hidden"]
    start_at_login(on=False, platform="darwin")
    assert not starts_at_login("darwin")


def test_on_macos_everything_stands_in_the_users_library(monkeypatch):
    """What the paths are made of there: `netjournal.paths` names the folders that platformdirs names."""
    from platformdirs.macos import MacOS

    monkeypatch.setenv("HOME", "/Users/ana")
    for kind in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.delenv(f"XDG_{kind}_HOME", raising=False)
    there = MacOS("netjournal", appauthor=False)
    for name in ("user_data_path", "user_config_path", "user_log_path", "user_cache_path"):
        monkeypatch.setattr(f"platformdirs.{name}", lambda *_a, name=name, **_k: getattr(there, name))
    assert str(paths.own_journal()) == "/Users/ana/Library/Application Support/netjournal/journal.netjournal"
    assert str(paths.machine_file()) == "/Users/ana/Library/Application Support/netjournal/window.ini"
    assert str(paths.log_folder()) == "/Users/ana/Library/Logs/netjournal"
    assert str(letter_box(Path("/j"))).startswith("/Users/ana/Library/Caches/netjournal/letters/")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the switch of a Linux desktop")
def test_the_switch_says_what_the_desktop_has(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert not starts_at_login()
    start_at_login(on=True)
    assert starts_at_login()
    file = tmp_path / "autostart" / "netjournal.desktop"
    assert "--hidden" in file.read_text(encoding="utf-8")
    file.write_text(file.read_text(encoding="utf-8") + "Hidden=true\n", encoding="utf-8")
    assert not starts_at_login()
    start_at_login(on=False)
    assert not file.exists()


# ------------------------------------------------------------------------------------------------ one window


@pytest.fixture
def journal(tmp_path):
    return tmp_path / "journal.netjournal"


@pytest.fixture
def first(qapp, journal):
    made = OneWindow(journal)
    assert made.claim()
    made.listen()
    yield made
    made.release()


SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from netjournal import paths
from netjournal.errors import InUse, KnownError
from ui.one_window import OneWindow, Request, hand_over
app = QCoreApplication([])
one = OneWindow(Path(sys.argv[1]))
if one.claim():
    one.listen()
    print("mine")
else:
    try:
        hand_over(one.journal, Request(sys.argv[2], tuple(map(Path, sys.argv[3:]))), patience=4000)
        print("handed over")
    except InUse as error:
        print(error)
"""


def second(journal, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, str(journal), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_second_start_hands_over_what_it_was_asked(first, journal, tmp_path, qtbot):
    with qtbot.waitSignal(first.asked, timeout=20_000) as asked:
        process = second(journal, "capture", "cards.vcf", str(tmp_path / "people.csv"))
    assert asked.args == [Request(CAPTURE, (ROOT / "cards.vcf", tmp_path / "people.csv"))]
    assert process.communicate(timeout=10)[0].strip() == "handed over"


def test_another_journal_is_another_window(first, tmp_path):
    assert second(tmp_path / "other.netjournal", "show").communicate(timeout=20)[0].strip() == "mine"


def test_when_the_first_has_ended_the_journal_is_free(journal, qapp):
    first = OneWindow(journal)
    assert first.claim()
    first.release()
    assert second(journal, "show").communicate(timeout=20)[0].strip() == "mine"
    # That one ended without a word: its lock is stale.
    again = OneWindow(journal)
    assert again.claim()
    again.release()
    assert not lock_file(journal).exists()


def test_a_holder_that_does_not_answer_is_named_and_the_letter_taken_back(qapp, journal):
    holder = OneWindow(journal)
    assert holder.claim()
    with pytest.raises(InUse) as raised:
        hand_over(journal, Request(), patience=50)
    assert "journal.netjournal is open in another program that does not answer" in str(raised.value)
    assert f"process {os.getpid()}" in str(raised.value)
    assert str(lock_file(journal)) in str(raised.value)
    assert list(letter_box(journal).iterdir()) == []
    holder.release()


def test_what_was_asked_before_it_listened_is_heard(qapp, journal, qtbot):
    one = OneWindow(journal)
    assert one.claim()
    process = second(journal, "show")
    qtbot.waitUntil(lambda: any(letter_box(journal).glob("*.letter")), timeout=20_000)
    with qtbot.waitSignal(one.asked) as asked:
        one.listen()
    assert asked.args == [Request()]
    assert process.communicate(timeout=10)[0].strip() == "handed over"
    one.release()


def test_a_letter_whose_writer_is_long_gone_is_thrown_away(qapp, journal):
    box = letter_box(journal)
    box.mkdir(parents=True, exist_ok=True)
    left = box / "1-1.letter"
    left.write_text('{"command": "show", "files": []}')
    os.utime(left, (1, 1))
    one, asked = OneWindow(journal), []
    one.asked.connect(asked.append)
    assert one.claim()
    one.listen()
    one.release()
    assert asked == []
    assert not box.exists()


def test_a_nonsense_letter_is_thrown_away(first, journal, qtbot):
    asked = []
    first.asked.connect(asked.append)
    for n, said in enumerate((b"", b"[]\n", b'{"command": 1}\n', b"\xff\xfe\n")):
        letter = letter_box(journal) / f"{n}.draft"
        letter.write_bytes(said)
        letter.rename(letter.with_suffix(".letter"))
    qtbot.waitUntil(lambda: not list(letter_box(journal).iterdir()))
    assert asked == []


def test_the_letter_box_is_this_users_and_one_for_each_journal(tmp_path, first, journal):
    assert letter_box(tmp_path / "a") != letter_box(tmp_path / "b")
    assert letter_box(tmp_path / "a") == letter_box(tmp_path / "x" / ".." / "a")
    if sys.platform != "win32":
        assert letter_box(journal).stat().st_mode & 0o077 == 0


# ------------------------------------------------------------------------------------------------ a key


def test_where_no_key_can_be_had_that_is_said(qapp):
    key = Hotkey()
    assert key.take("") is True
    assert key.take("Ctrl+Alt+J") is False  # off screen there is nothing to take it from
