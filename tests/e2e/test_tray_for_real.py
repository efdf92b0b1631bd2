"""The program on a desktop that is really there: an X server, a panel with a tray, a service that shows notices.

Two desktops: one with an XEmbed tray (trayer), where a mouse clicks and keys walk the menu; one with a StatusNotifier
host of our own, as Plasma and others have, spoken to over the bus. Notices go to dunst in both.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from netjournal.model import PersonDraft, PersonRef, Reminder
from netjournal.store import Store

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("Xvfb", "openbox", "trayer", "dunst", "dunstctl", "xdotool", "dbus-daemon")

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>"""

pytestmark = pytest.mark.xvfb


def wait_for(what: str, found: Callable[[], object], seconds: float = 20):
    """Other programs do it in their own time: ask until there is an answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"in {seconds} s there was not: {what}")


class Desktop:
    """Programs on a screen and a bus of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen] = []
        self.env = dict(os.environ, QT_QPA_PLATFORM="xcb", XDG_SESSION_TYPE="x11", PYTHONPATH=str(ROOT))
        for kind in ("DATA", "CONFIG", "STATE", "CACHE"):
            self.env[f"XDG_{kind}_HOME"] = str(folder / kind.lower())
        self.env.pop("WAYLAND_DISPLAY", None)
        reading, writing = os.pipe()
        self.start(
            "Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x1000x24", "-nolisten", "tcp", passed=writing
        )
        os.close(writing)
        with os.fdopen(reading) as said:
            self.env["DISPLAY"] = f":{said.readline().strip()}"
        # A bus that starts no services by itself: the one that shows notices is to be ours.
        config = folder / "bus.conf"
        config.write_text(BUS, encoding="utf-8")
        bus = self.start("dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1", out=subprocess.PIPE)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.start("openbox")
        with (folder / "dunst.log").open("w") as told:
            self.start("dunst", "-print", out=told)
        wait_for("a service for notices", lambda: "isplayed" in self.ask("dunstctl", "count"))

    def start(self, *command: str, out=subprocess.DEVNULL, passed: int | None = None) -> subprocess.Popen:
        log = (self.folder / f"{Path(command[0]).name}-{len(self.running)}.err").open("w")
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=log,
            env=self.env,
            cwd=ROOT,
            text=True,
            pass_fds=() if passed is None else (passed,),
        )
        log.close()
        self.running.append(process)
        return process

    def ask(self, *command: str) -> str:
        done = subprocess.run(
            command,
            env=self.env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return done.stdout

    def netjournal(self, *arguments: str) -> subprocess.Popen:
        return self.start(sys.executable, "-m", "ui", *arguments)

    def windows(self, name: str) -> list[str]:
        return self.ask("xdotool", "search", "--onlyvisible", "--name", name).split()

    def shown(self) -> int:
        """How many windows there are to be seen, menus among them."""
        return len(self.ask("xdotool", "search", "--onlyvisible", "--maxdepth", "1", "--name", ".*").split())

    def told(self) -> str:
        return (self.folder / "dunst.log").read_text(encoding="utf-8", errors="replace")

    def end(self) -> None:
        for process in reversed(self.running):
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
            if process.stdout:
                process.stdout.close()


@pytest.fixture
def desktop(tmp_path):
    if not sys.platform.startswith("linux"):
        pytest.skip("an X server and a session bus: only on Linux")
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        said = f"not installed: {', '.join(missing)} (make setup installs them)"
        # Where the whole is checked for everybody, nothing is left out.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(said)
    with contextlib.ExitStack() as after:
        made = Desktop.__new__(Desktop)
        after.callback(lambda: made.end() if hasattr(made, "running") else None)
        made.__init__(tmp_path)
        yield made


@pytest.fixture
def journal(tmp_path):
    """With something to remember today, about Ana; and a machine whose user wants to be told at any hour."""
    path = tmp_path / "journal.netjournal"
    with Store.open(path, datetime.now) as store:
        ana = store.add_person(PersonDraft("Ana Ruiz"))
        store.save_reminder(Reminder(0, "Send the plans", date.today(), PersonRef(ana, "Ana Ruiz")))
    settings = tmp_path / "config" / "netjournal" / "window.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        "[General]\nstarted=yes\n[notices]\ndigest=00:00\nquiet-from=00:00\nquiet-until=00:00\n[capture]\nkey=Ctrl+Alt+J\n",
        encoding="utf-8",
    )
    return path


def rows(journal: Path, sql: str) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


WINDOW, ALONE = "^Net Journal$", "^New entry"


def test_a_day_with_a_tray_of_the_old_kind(desktop, journal):
    program = desktop.netjournal("--hidden", "--journal", str(journal))
    wait_for("the notice", lambda: "1 thing wants you today" in desktop.told())
    assert "Ana Ruiz: Send the plans" in desktop.told()
    assert "Tomorrow" in desktop.told()  # among its buttons
    assert desktop.windows(WINDOW) == []

    # The tray appears after the program, as at login.
    desktop.start("trayer", "--edge", "top", "--align", "right", "--widthtype", "request", "--height", "32",
                  "--SetDockType", "true", "--SetPartialStrut", "true")  # fmt: skip

    def panel() -> tuple[int, int] | None:
        found = desktop.ask("xdotool", "search", "--onlyvisible", "--class", "trayer", "getwindowgeometry", "--shell")
        said = dict(line.split("=") for line in found.split() if "=" in line)
        wide, high = int(said.get("WIDTH", 0)), int(said.get("HEIGHT", 0))
        place = int(said.get("X", 0)) + wide // 2, int(said.get("Y", 0)) + high // 2
        return place if 20 <= wide < 200 else None

    x, y = map(str, wait_for("an icon in the tray", panel))

    def click_until(what: str, found: Callable[[], object]) -> None:
        # The panel is there a moment before the icon listens, and two quick clicks are one double click.
        def click() -> object:
            desktop.ask("xdotool", "mousemove", x, y, "click", "1")
            with contextlib.suppress(AssertionError):
                return wait_for(what, found, 2)
            return None

        wait_for(what, click)

    click_until("the window after a click", lambda: desktop.windows(WINDOW))
    time.sleep(0.5)  # longer than a double click
    click_until("the window gone after another", lambda: not desktop.windows(WINDOW))

    # The menu: down to Ana, right into hers, Done.
    before = desktop.shown()
    desktop.ask("xdotool", "mousemove", x, y, "click", "3")
    wait_for("the menu", lambda: desktop.shown() > before)
    desktop.ask("xdotool", "key", "Down")
    desktop.ask("xdotool", "key", "Right")
    desktop.ask("xdotool", "key", "Return")
    wait_for("the answer", lambda: rows(journal, "SELECT kind FROM answer") == [("done",)])

    # A second start raises the first and ends; a third asks for the field alone.
    assert desktop.netjournal("--journal", str(journal)).wait(20) == 0
    wait_for("the window raised", lambda: desktop.windows(WINDOW))
    assert desktop.netjournal("--journal", str(journal), "capture").wait(20) == 0
    wait_for("the field alone", lambda: desktop.windows(ALONE))
    desktop.ask("xdotool", "key", "Escape")
    wait_for("the field gone", lambda: not desktop.windows(ALONE))

    # The key for the whole screen; what is written there is recorded.
    desktop.ask("xdotool", "key", "ctrl+alt+j")
    (field,) = wait_for("the field by its key", lambda: desktop.windows(ALONE))
    desktop.ask("xdotool", "windowfocus", "--sync", field)
    desktop.ask("xdotool", "type", "--delay", "5", "Rain all day")
    desktop.ask("xdotool", "key", "ctrl+Return")
    wait_for("the entry", lambda: rows(journal, "SELECT text FROM entry WHERE kind = 'note'") == [("Rain all day",)])

    # Closing leaves it in the tray, and says so.
    (window,) = desktop.windows(WINDOW)
    desktop.ask("xdotool", "windowfocus", "--sync", window)
    desktop.ask("xdotool", "key", "alt+F4")
    wait_for("the window closed", lambda: not desktop.windows(WINDOW))
    wait_for("the word about it", lambda: "stays in the tray" in desktop.told())
    assert program.poll() is None


# ---------------------------------------------------------------------------------------- a tray of the newer kind

WATCHER = "org.kde.StatusNotifierWatcher"
SAID_OF_ITSELF = f"""<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN" "">
<node><interface name="{WATCHER}">
<method name="RegisterStatusNotifierItem"><arg name="service" type="s" direction="in"/></method>
<property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
<property name="ProtocolVersion" type="i" access="read"/>
<property name="RegisteredStatusNotifierItems" type="as" access="read"/>
</interface></node>"""


class Host:
    """A StatusNotifier watcher and host at once, as far as one icon needs it."""

    def __init__(self) -> None:
        from jeepney import message_bus
        from jeepney.io.blocking import open_dbus_connection

        self.bus = open_dbus_connection("SESSION")
        self.items: list[str] = []
        self.bus.send_and_get_reply(message_bus.RequestName(WATCHER))

    def serve(self, seconds: float = 0.05) -> None:
        """Answer who asks, for a moment."""
        with contextlib.suppress(TimeoutError):
            while True:
                self._answer(self.bus.receive(timeout=seconds))

    def _answer(self, message) -> None:
        from jeepney import HeaderFields, MessageType, new_error, new_method_return

        if message.header.message_type is not MessageType.method_call:
            return
        values = {
            "IsStatusNotifierHostRegistered": ("b", True),
            "ProtocolVersion": ("i", 0),
            "RegisteredStatusNotifierItems": ("as", self.items),
        }
        match message.header.fields[HeaderFields.member]:
            case "Introspect":
                reply = new_method_return(message, "s", (SAID_OF_ITSELF,))
            case "Get":
                reply = new_method_return(message, "v", (values[message.body[1]],))
            case "GetAll":
                reply = new_method_return(message, "a{sv}", (values,))
            case "RegisterStatusNotifierItem":
                self.items.append(message.header.fields[HeaderFields.sender])
                reply = new_method_return(message)
            case _:
                reply = new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
        self.bus.send(reply)

    def call(self, path: str, interface: str, member: str, signature: str = "", body: tuple = ()) -> tuple:
        """Ask the icon something."""
        from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call

        address = DBusAddress(path, bus_name=self.items[0], interface=interface)
        serial = next(self.bus.outgoing_serial)
        self.bus.send(new_method_call(address, member, signature, body), serial=serial)
        while True:
            message = self.bus.receive(timeout=10)
            if message.header.fields.get(HeaderFields.reply_serial) == serial:
                assert message.header.message_type is MessageType.method_return, message.body
                return message.body
            self._answer(message)

    def property(self, name: str):
        (value,) = self.call(
            "/StatusNotifierItem",
            "org.freedesktop.DBus.Properties",
            "Get",
            "ss",
            ("org.kde.StatusNotifierItem", name),
        )
        return value[1]

    def menu(self) -> list:
        """The menu as nested (id, words, rows)."""
        path = self.property("Menu")
        self.call(path, "com.canonical.dbusmenu", "AboutToShow", "i", (0,))
        _, layout = self.call(path, "com.canonical.dbusmenu", "GetLayout", "iias", (0, -1, []))

        def rows(node) -> list:
            return [
                (child[0], child[1].get("label", ("s", ""))[1].replace("_", ""), rows(child)) for _, child in node[2]
            ]

        return rows(layout)

    def choose(self, *words: str) -> None:
        """Click on the row at the end of a path of words."""
        here = self.menu()
        for n, word in enumerate(words):
            number, _, inner = next(row for row in here if word in row[1])
            if n == len(words) - 1:
                event = (number, "clicked", ("s", ""), 0)
                self.call(self.property("Menu"), "com.canonical.dbusmenu", "Event", "isvu", event)
            here = inner


def test_a_day_with_a_tray_of_the_newer_kind(desktop, journal, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.env["DBUS_SESSION_BUS_ADDRESS"])
    program = desktop.netjournal("--hidden", "--journal", str(journal))
    wait_for("the notice", lambda: "1 thing wants you today" in desktop.told())

    # The host comes after the program.
    host = Host()
    with contextlib.closing(host.bus):

        def wait(what: str, found: Callable[[], object]):
            return wait_for(what, lambda: host.serve() or found())

        wait("the icon", lambda: host.items)
        assert "one thing wants you" in str(host.property("ToolTip"))
        assert host.menu()[0][1] == "Ana Ruiz · Send the plans"

        activate = ("/StatusNotifierItem", "org.kde.StatusNotifierItem", "Activate", "ii", (0, 0))
        host.call(*activate)
        wait("the window", lambda: desktop.windows(WINDOW))
        host.call(*activate)
        wait("the window gone", lambda: not desktop.windows(WINDOW))

        # A click on the notice opens the window.
        desktop.ask("dunstctl", "action", "0")
        wait("the window by the notice", lambda: desktop.windows(WINDOW))

        host.choose("Ana", "Snooze", "Tomorrow")
        wait("the answer", lambda: rows(journal, "SELECT kind FROM answer") == [("snoozed",)])
        wait("a quiet menu", lambda: any("Nothing wants you now" in words for _, words, _ in host.menu()))

        host.choose("New entry")
        wait("the field alone", lambda: desktop.windows(ALONE))
        host.choose("Quit")
        assert program.wait(10) == 0
