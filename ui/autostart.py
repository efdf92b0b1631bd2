"""Starting with the desktop's session, by a switch: three platforms, three places, one question and one answer.

Each function writes what its platform reads at login, or takes it away; the folder or registry key is passed in.
"""

from __future__ import annotations

import os
import plistlib
import shlex
import sys
from collections.abc import MutableMapping
from pathlib import Path
from subprocess import list2cmdline
from typing import Any

from netjournal.errors import KnownError
from netjournal.wording import say

NAME = "netjournal"
HIDDEN = "--hidden"
BUNDLE = "org.netjournal.NetJournal"
"""What macOS knows the program by."""


def own_program() -> list[str]:
    """How to start this program again; where it stands in `own_place`."""
    image = os.environ.get("APPIMAGE")
    if image:
        return [image]
    if getattr(sys, "frozen", False):
        return [sys.executable]
    script = Path(sys.argv[0])
    if script.name in ("netjournal", "netjournal.exe") and script.is_file():
        return [str(script.resolve())]
    return [sys.executable, "-m", "ui"]


def own_command() -> list[str]:
    """How to start this program again, hidden in the tray."""
    return [*own_program(), HIDDEN]


def xdg_autostart(folder: Path, command: list[str], *, on: bool) -> None:
    """A desktop file in `folder` (`~/.config/autostart`): Desktop Application Autostart Specification."""
    file = folder / f"{NAME}.desktop"
    if not on:
        file.unlink(missing_ok=True)
        return
    folder.mkdir(parents=True, exist_ok=True)
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Version=1.0",
        "Name=Net Journal",
        "Comment=Who to come back to, in the tray",
        f"Exec={' '.join(_quoted(part) for part in command)}",
        f"Path={own_place()}" if own_place() else "",
        f"Icon={NAME}",
        "Terminal=false",
        "X-GNOME-Autostart-enabled=true",
    )
    file.write_text("\n".join(line for line in lines if line) + "\n", encoding="utf-8")


def windows_run(key: MutableMapping[str, str], command: list[str], *, on: bool) -> None:
    r"""A value of `HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run`."""
    if on:
        key["Net Journal"] = list2cmdline(command)
    else:
        key.pop("Net Journal", None)


def launch_agent(folder: Path, command: list[str], *, on: bool) -> None:
    """A property list in `folder` (`~/Library/LaunchAgents`), as launchd.plist(5) has it."""
    file = folder / f"org.{NAME}.plist"
    if not on:
        file.unlink(missing_ok=True)
        return
    folder.mkdir(parents=True, exist_ok=True)
    agent: dict[str, Any] = {
        "Label": f"org.{NAME}",
        "ProgramArguments": command,
        "AssociatedBundleIdentifiers": [BUNDLE],  # so that Login Items shows the program by its name and icon
        "RunAtLoad": True,
        "ProcessType": "Interactive",
    }
    if own_place():
        agent["WorkingDirectory"] = own_place()
    file.write_bytes(plistlib.dumps(agent))


def starts_at_login(platform: str = "") -> bool:
    """Whether the switch is on, as the platform has it now."""
    platform = platform or sys.platform
    if platform == "win32":
        return "Net Journal" in RunKey()
    if platform == "darwin":
        return (_agents() / f"org.{NAME}.plist").is_file()
    file = _autostart() / f"{NAME}.desktop"
    # Some desktops switch an entry off by a line in it rather than by taking it away.
    return file.is_file() and not {"Hidden=true", "X-GNOME-Autostart-enabled=false"} & set(
        file.read_text(encoding="utf-8", errors="replace").splitlines()
    )


def start_at_login(*, on: bool, platform: str = "") -> None:
    """Set the switch. Raises OSError where that may not be written, KnownError where the program will not stay."""
    platform = platform or sys.platform
    command = own_command()
    if platform == "win32":
        windows_run(RunKey(), command, on=on)
    elif platform == "darwin":
        if on and not stays(command[0]):
            raise KnownError(
                say("Net Journal still runs from where it was downloaded, and will not be found there at login."),
                say("Move it to the Applications folder, start it from there and switch this on again."),
            )
        launch_agent(_agents(), command, on=on)
    else:
        xdg_autostart(_autostart(), command, on=on)


def stays(program: str) -> bool:
    """Whether a program of macOS stands where it will still be at the next login.

    Opened from its disk image it stands on that; opened where it was downloaded to, macOS runs it from a folder of a
    name made for this once ("app translocation").
    """
    return "/AppTranslocation/" not in program and not program.startswith("/Volumes/Net Journal")


class RunKey(MutableMapping[str, str]):
    """What Windows starts at login, as a mapping."""

    PATH = r"Software\Microsoft\Windows\CurrentVersion\Run"

    def __init__(self) -> None:
        import winreg

        self._registry: Any = winreg

    def _open(self) -> Any:
        registry = self._registry
        return registry.CreateKeyEx(
            registry.HKEY_CURRENT_USER, self.PATH, 0, registry.KEY_READ | registry.KEY_SET_VALUE
        )

    def __getitem__(self, name: str) -> str:
        with self._open() as key:
            try:
                return str(self._registry.QueryValueEx(key, name)[0])
            except FileNotFoundError:
                raise KeyError(name) from None

    def __setitem__(self, name: str, value: str) -> None:
        with self._open() as key:
            self._registry.SetValueEx(key, name, 0, self._registry.REG_SZ, value)

    def __delitem__(self, name: str) -> None:
        with self._open() as key:
            try:
                self._registry.DeleteValue(key, name)
            except FileNotFoundError:
                raise KeyError(name) from None

    def _names(self) -> list[str]:
        with self._open() as key:
            return [self._registry.EnumValue(key, n)[0] for n in range(self._registry.QueryInfoKey(key)[1])]

    def __iter__(self) -> Any:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())


def _autostart() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "autostart"


def _agents() -> Path:
    return Path.home() / "Library" / "LaunchAgents"


def own_place() -> str:
    """Where the program must be started: in its tree, as long as it runs from there."""
    return "" if getattr(sys, "frozen", False) else str(Path(__file__).resolve().parent.parent)


def _quoted(part: str) -> str:
    """A part of an Exec line (Desktop Entry Specification, "The Exec key")."""
    if shlex.quote(part) == part and "%" not in part:
        return part
    inside = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in part)
    # A backslash counts twice: once for the quoting, once for the string it stands in.
    return '"' + inside.replace("\\", "\\\\").replace("%", "%%") + '"'
