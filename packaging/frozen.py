"""What of Python and Qt goes into the frozen program, on Linux and on macOS; and how PyInstaller is asked for it.

Hidden here: which modules and which of Qt's files nobody asks for, under the names that either system gives them, and
the day that stands in everything, so that the same tree makes the same program.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from licences import installed, of_system, pinned, write
from release import RESOURCES, ROOT

SPEC = Path(__file__).resolve().parent / "netjournal.spec"
UNUSED = [
    "PySide6.QtNetwork", "PySide6.QtOpenGL", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtSql", "PySide6.QtTest",
    "_hashlib", "asyncio", "distutils", "lib2to3", "multiprocessing", "pkg_resources", "pydoc", "setuptools", "ssl",
    "_ssl", "tkinter", "unittest", "xmlrpc", "phonenumbers.carrierdata", "phonenumbers.geodata", "phonenumbers.tzdata",
]  # fmt: skip
OF_LINUX = ["PySide6.QtDBus", "jeepney"]
"""Imported by what only a Linux desktop runs: the bus."""
# Of Qt: plugins that no desktop of today needs, and what the GTK theme drags in. On Linux a library is libQt6Name.so,
# on macOS QtName.framework.
DROPPED = re.compile(
    r"(Qt6?Qml|Qt6?Quick|Qt6?Network|Qt6?Pdf|Qt6?VirtualKeyboard|QtWayland.*Compositor|Qt6?Lottie|Qt6?Sql|Qt6?Test"
    r"|platforms/libq(eglfs|linuxfb|minimal|minimalegl|vkkhrdisplay|vnc)|egldeviceintegrations|libqgtk3|libqpdf"
    r"|libqtvirtualkeyboard|networkinformation|plugins/tls|plugins/generic|sqldrivers|wayland-graphics-integration-server"
    r"|vectorimageformats|qmltooling|libgtk-3|libgdk|libcairo|libpango|libatk|libatspi|libepoxy|libharfbuzz|libgio|librsvg|libcups"
    r"|libavahi|libgnutls|libblkid|libmount|libselinux|Qt6EglF[sS]|libcrypto|libssl"
    # What came along for these, and for libraries of X that stay with the system, and that nothing else asks for.
    r"|libkrb5|libgssapi|libk5crypto|libkeyutils|libcom_err|libpixman|libjpeg\.so|libgobject|libgmodule|libgraphite2"
    r"|libfribidi|libthai|libdatrie|libXext|libXrender|libXau|libXdmcp|libbsd|libmd\.so)"
)
OTHER_LANGUAGES = re.compile(r"Qt/translations/(?!qtbase_)")


def unused(platform: str = sys.platform) -> list[str]:
    """The modules that are left out of the program for that system."""
    return UNUSED if platform.startswith("linux") else UNUSED + OF_LINUX


def kept(place: str) -> bool:
    """Whether a file goes in, by its place in the program's folder."""
    return not DROPPED.search(place) and not OTHER_LANGUAGES.search(place)


def resources() -> list[tuple[str, str]]:
    """(file, folder inside the program) of what the program reads under resources/."""
    folder = ROOT / "resources"
    return [
        (str(file), str(Path("resources") / file.relative_to(folder).parent))
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix in RESOURCES
    ]


def of_the_system(binaries: Iterable[tuple[str, str, str]]) -> list[Path]:
    """Of what PyInstaller has gathered, the libraries that go in and that neither a wheel nor Python brought along."""
    brought = [Path(sys.prefix).resolve(), Path(sysconfig.get_path("platstdlib")).resolve()]
    return [
        Path(source)
        for place, source, kind in binaries
        if kind == "BINARY" and kept(place) and not Path(place).name.startswith("libpython")
        and not any(Path(source).resolve().is_relative_to(folder) for folder in brought)
    ]  # fmt: skip


def licences(libraries: Iterable[Path] = ()) -> Path:
    """The file with the licences of all that the program for this system is made of."""
    return write(ROOT / "build" / "licences", [*installed(pinned(sys.platform)), *of_system(libraries)])


@cache
def released() -> datetime:
    """The day of the last commit, so that the same tree makes the same package; now, where there is no history."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not told:
        asked = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        told = asked.stdout.strip()
    return datetime.fromtimestamp(int(told), UTC) if told.isdigit() else datetime.now(UTC)


def freeze(build: Path) -> Path:
    """The folder with what PyInstaller has made: `netjournal/`, on macOS `Net Journal.app` besides."""
    made = build / "frozen"
    shutil.rmtree(made, ignore_errors=True)
    subprocess.run(
        [
            sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
            "--distpath", made, "--workpath", build / "work", SPEC,
        ],
        check=True,
        # Without a seed the modules of Python's own library stand in another order each time.
        env={**os.environ, "SOURCE_DATE_EPOCH": str(int(released().timestamp())), "PYTHONHASHSEED": "0"},
    )  # fmt: skip
    return made
