"""Makes a fresh clone ready to run or to be tested, with nothing but the standard library.

It hides where Python packages go (`.venv` in the tree), which shared libraries and fonts Qt expects of a Linux system,
and who may install them. Nothing is done twice: what stands in place is looked at, not remembered, and only attempts
that failed are noted, so that a machine without a network is not asked again at every start.

    prepare.py run       what the window needs, its translations compiled
    prepare.py test      what the checks need besides
    prepare.py --again   forget failed attempts and try everything once more
"""

from __future__ import annotations

import argparse
import ctypes
import importlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

SETUP = Path(__file__).resolve().parent
ROOT = SETUP.parent.parent
VENV = ROOT / ".venv"
CATALOGUES = ROOT / "resources" / "translations"
DECLINED = "NETJOURNAL_INSTALL_NOTHING"
"""Environment variable: set to anything, system packages are named but never installed."""

# A library as the loader asks for it, and the Debian package that holds it (Ubuntu knows the same names).
ALWAYS = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libbrotlidec.so.1": "libbrotli1",
}
ON_A_SCREEN = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
# A font as its file name begins, and the package that holds it. Without any font every letter is an empty box.
FONTS = {"NotoSans-": "fonts-noto-core", "NotoColorEmoji": "fonts-noto-color-emoji"}
ANY_FONT = "fonts-dejavu-core"
FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts"),
    Path("~/.fonts"),
)
FONT_ENDINGS = {".ttf", ".otf", ".ttc", ".pfb"}


# What a plugin of Qt's asks for and no package of this machine need have brought: the Debian package names it.
ASKED_FOR = {"usr/lib/*/libwayland-egl.so.1": "libwayland-egl1"}


@dataclass(frozen=True)
class Purpose:
    """What one use of the tree asks of the machine."""

    requirements: tuple[str, ...]
    programs: Mapping[str, str] = field(default_factory=dict)
    """Program on the path → Debian package that holds it."""
    files: Mapping[str, str] = field(default_factory=dict)
    """File, as a pattern below the root → Debian package that holds it."""


PURPOSES = {
    "run": Purpose(("requirements.txt",)),
    "test": Purpose(
        ("requirements.txt", "requirements-dev.txt"),
        {  # a desktop that is really there: tests/e2e/test_tray_for_real.py
            "Xvfb": "xvfb",
            "xauth": "xauth",
            "xdotool": "xdotool",
            "openbox": "openbox",
            "trayer": "trayer",
            "dunst": "dunst",
            "dbus-daemon": "dbus",
        },
        {  # and somebody who listens to it: tests/e2e/test_by_ear.py
            "usr/lib/python3/dist-packages/gi/__init__.py": "python3-gi",
            "usr/lib/*/girepository-1.0/Atspi-2.0.typelib": "gir1.2-atspi-2.0",
            "usr/share/dbus-1/services/org.a11y.Bus.service": "at-spi2-core",
        },
    ),
    "package": Purpose(
        ("requirements.txt", "requirements-packaging.txt"),
        {"objdump": "binutils", "dpkg-deb": "dpkg", "xz": "xz-utils"},
        ASKED_FOR,
    ),
    "windows": Purpose(
        ("requirements.txt",),
        {"x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64", "makensis": "nsis"},
    ),
    "macos": Purpose(("requirements.txt", "requirements-packaging.txt")),
    "package-test": Purpose(
        ("requirements.txt", "requirements-dev.txt", "requirements-packaging.txt"),
        {
            "objdump": "binutils",
            "debootstrap": "debootstrap",
            "lintian": "lintian",
            "desktop-file-validate": "desktop-file-utils",
            "appstreamcli": "appstream",
            "update-mime-database": "shared-mime-info",
            "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
            "makensis": "nsis",
            "wine": "wine",
            "icns2png": "icnsutils",
            "Xvfb": "xvfb",
            "xdotool": "xdotool",
            "openbox": "openbox",
        },
        ASKED_FOR,
    ),
}


@dataclass(frozen=True)
class Wanted:
    """Debian packages: those without which nothing can be drawn, and those that make it better."""

    needed: tuple[str, ...]
    wished: tuple[str, ...]

    @property
    def packages(self) -> tuple[str, ...]:
        """All of them, the needed ones first."""
        return (*self.needed, *self.wished)


class Stop(Exception):
    """What the user is told before set-up gives up."""


def say(sentence: str) -> None:
    """Tell the user at once, before what may take a minute."""
    print(sentence, flush=True)


# --- Python packages -------------------------------------------------------------------------------------------------


def plain(name: str) -> str:
    """The name of a distribution as all its spellings compare (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lines: Iterable[str]) -> dict[str, str]:
    """Name → version of the lines of a requirements file that hold for this system."""
    found = {}
    for line in lines:
        requirement, _, marker = line.partition("#")[0].partition(";")
        name, _, version = requirement.partition("==")
        if requirement.strip() and (not marker.strip() or f'"{sys.platform}"' in marker):
            found[plain(name.strip())] = version.strip()
    return found


def installed(site_packages: Path) -> dict[str, str]:
    """Name → version of the distributions whose installation was finished (RECORD is written last)."""
    found = {}
    for record in site_packages.glob("*.dist-info/RECORD"):
        name, _, version = record.parent.name.removesuffix(".dist-info").rpartition("-")
        found[plain(name)] = version
    return found


def differing(wanted: Mapping[str, str], present: Mapping[str, str]) -> list[str]:
    """The names that are absent or of another version."""
    return sorted(name for name, version in wanted.items() if present.get(name) != version)


def venv_python(venv: Path) -> Path:
    """The interpreter of a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def site_packages(venv: Path) -> Path | None:
    """Where a virtual environment keeps its packages, if it works at all.

    The folder is found without starting the interpreter, since this happens at every `make run`.
    """
    if not (venv / "pyvenv.cfg").is_file() or not venv_python(venv).exists():
        return None
    version = venv_python(venv).resolve().name  # "python3.11", where the system names its interpreter so
    if not re.fullmatch(r"python3\.\d+", version):
        version = "python3.*"
    # After an upgrade of the system's Python the link leads to a version for which nothing was installed: then None.
    return next((path.parent.parent for path in venv.glob(f"lib/{version}/site-packages/pip/__init__.py")), None)


def starts(python: Path) -> bool:
    """Whether an interpreter and its pip really start: after a system upgrade a link may lead to another Python."""
    try:
        asked = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return asked.returncode == 0


def make_venv(venv: Path) -> Path:
    """Build the virtual environment anew and return where its packages go."""
    if venv.is_dir() and not venv.is_symlink():
        say(f"{venv.name} is half made or broken: making it anew.")
        shutil.rmtree(venv)
    else:
        venv.unlink(missing_ok=True)
        say(f"Making {venv.name} with Python {sys.version.split()[0]}.")
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    folder = built_venv(venv)
    # Debian keeps half of the venv module in a package of its own.
    if folder is None and has_apt() and install([package]):
        folder = built_venv(venv)
    if folder is None:
        raise Stop(
            f"This Python ({sys.executable}) could not make a virtual environment in {venv}.\n"
            f"On Debian or Ubuntu this is what it lacks: {by_hand([package])}"
        )
    return folder


def built_venv(venv: Path) -> Path | None:
    """Build a virtual environment with pip and return where its packages go; None when this Python cannot."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        importlib.invalidate_caches()  # it may be installed in a moment, and looked for again
        return None
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=False)
    return site_packages(venv) if done.returncode == 0 else None


def install_packages(venv: Path, requirements: Sequence[Path]) -> None:
    """Let pip bring the environment to the pinned versions."""
    command: list[str | Path] = [
        venv_python(venv),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "install",
        "--quiet",
    ]
    for path in requirements:
        command += ["-r", path]
    if subprocess.run(command, check=False).returncode:
        raise Stop("pip could not install the packages named above. The same command can be given again.")


def link_tree(venv: Path, folder: Path, root: Path) -> None:
    """Let the environment find the tree, and give it the command `netjournal`.

    A path file and a script of three lines do what an editable installation does, without a build tool.
    """
    (folder / "netjournal-tree.pth").write_text(f"{root}\n", encoding="utf-8")
    if os.name == "nt":
        return
    command = venv / "bin" / "netjournal"
    interpreter = shlex.quote(str(venv_python(venv)))
    # -P: a folder `ui` where the user happens to stand is not ours.
    command.write_text(f'#!/bin/sh\nexec {interpreter} -P -m ui "$@"\n', encoding="utf-8")
    command.chmod(0o755)


def linked(venv: Path, folder: Path, root: Path) -> bool:
    """Whether the environment leads to this tree: the tree may have been moved."""
    path_file = folder / "netjournal-tree.pth"
    command = venv / "bin" / "netjournal"
    return (
        path_file.is_file()
        and path_file.read_text(encoding="utf-8").strip() == str(root)
        and (os.name == "nt" or (command.is_file() and str(root) in command.read_text(encoding="utf-8")))
    )


def prepare_packages(purpose: Purpose, venv: Path, root: Path, *, again: bool) -> None:
    """Make or mend the virtual environment for a purpose."""
    requirements = [SETUP / name for name in purpose.requirements]
    wanted = pins(line for path in requirements for line in path.read_text(encoding="utf-8").splitlines())
    folder = site_packages(venv)
    if folder is not None and not again and linked(venv, folder, root) and not differing(wanted, installed(folder)):
        return
    if folder is None or not starts(venv_python(venv)):
        folder = make_venv(venv)
    if differing(wanted, installed(folder)):
        say("Installing the Python packages (about 90 MB when they come from the network).")
        install_packages(venv, requirements)
    if missing := differing(wanted, installed(folder)):
        raise Stop(f"pip has finished, but these packages are not as pinned: {', '.join(missing)}.")
    link_tree(venv, folder, root)


def prepare_translations(folder: Path, catalogues: Path) -> None:
    """Compile the catalogues of translations that are newer than what was made of them. Never stops."""
    lrelease = folder / "PySide6" / ("lrelease.exe" if os.name == "nt" else "lrelease")
    for catalogue in sorted(catalogues.glob("*.ts")):
        compiled = catalogue.with_suffix(".qm")
        if compiled.is_file() and compiled.stat().st_mtime_ns >= catalogue.stat().st_mtime_ns:
            continue
        # Written beside and moved: another start may be reading it.
        fresh = compiled.with_name(f"{compiled.name}.{os.getpid()}")
        try:
            done = subprocess.run([lrelease, "-silent", catalogue, "-qm", fresh], check=False)
            if done.returncode == 0:
                fresh.replace(compiled)
                continue
        except OSError:
            pass
        fresh.unlink(missing_ok=True)
        say(f"{catalogue.name} could not be compiled: some sentences will read oddly.")


# --- the system ------------------------------------------------------------------------------------------------------


def loads(library: str) -> bool:
    """Whether the loader finds a shared library, which is what Qt will ask of it."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def font_files(folders: Iterable[Path] = FONT_FOLDERS) -> set[str]:
    """The names of all font files under the folders where fontconfig looks."""
    return {
        path.name
        for folder in folders
        if folder.expanduser().is_dir()
        for path in folder.expanduser().rglob("*")
        if path.suffix.lower() in FONT_ENDINGS
    }


def packages_wanted(
    purpose: Purpose,
    *,
    screen: bool,
    fonts: set[str],
    loads: Callable[[str], bool] = loads,
    which: Callable[[str], str | None] = shutil.which,
    root: Path = Path("/"),
) -> Wanted:
    """The Debian packages that are missing here; what only a screen asks for is a wish where there is none."""

    def absent(libraries: Mapping[str, str]) -> list[str]:
        return [package for library, package in libraries.items() if not loads(library)]

    needed = absent(ALWAYS)
    wished = [package for start, package in FONTS.items() if not any(name.startswith(start) for name in fonts)]
    (needed if screen else wished).extend(absent(ON_A_SCREEN))
    if not fonts:
        needed.append(ANY_FONT)
    needed += [package for program, package in purpose.programs.items() if which(program) is None]
    needed += [package for file, package in purpose.files.items() if not any(root.glob(file))]
    return Wanted(tuple(dict.fromkeys(needed)), tuple(dict.fromkeys(wished)))


def has_screen(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window could be shown."""
    return not sys.platform.startswith("linux") or bool(
        environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    )


def has_apt() -> bool:
    """Whether this system installs its packages as Debian does."""
    return shutil.which("apt-get") is not None


def authority(environment: Mapping[str, str] = os.environ) -> list[str] | None:
    """What stands before a command that installs: nothing for root, sudo where it asks no password, else None."""
    if environment.get(DECLINED) or not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def by_hand(packages: Iterable[str]) -> str:
    """The command that a person gives."""
    return f"sudo apt-get install --no-install-recommends {' '.join(packages)}"


def install(packages: Sequence[str]) -> bool:
    """Install Debian packages if this user may. False when it may not, or when it did not work."""
    before = authority()
    if before is None:
        return False
    say(f"Installing what Qt needs from the system: {' '.join(packages)}")
    apt = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "Acquire::Retries=2"]
    log = ROOT / "build" / "apt.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w", encoding="utf-8") as out:
        # A list that could not be renewed is no reason to give up: the packages may be known from before.
        subprocess.run([*apt, "update"], stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
        command = [*apt, "install", "--no-install-recommends", *packages]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
    if done.returncode:
        say("apt-get could not do it; what it said is in build/apt.log.")
    return done.returncode == 0


def prepare_system(purpose: Purpose, tried: Path, *, again: bool) -> None:
    """Install the libraries and fonts that Qt needs, or say how. Never stops: perhaps Qt finds them by other ways."""
    if not sys.platform.startswith("linux"):
        return
    wanted = packages_wanted(purpose, screen=has_screen(), fonts=font_files())
    if not wanted.packages:
        return
    if not again and tried.is_file() and tried.read_text(encoding="utf-8").split() == list(wanted.packages):
        return  # tried before, said before
    if has_apt():
        # The wishes apart: an old system may not know one of them, and that must not cost what is needed.
        for packages in (wanted.needed, wanted.wished):
            if packages:
                install(packages)
        wanted = packages_wanted(purpose, screen=has_screen(), fonts=font_files())
    tell_missing(wanted, apt=has_apt())
    if wanted.packages:
        tried.write_text("\n".join(wanted.packages), encoding="utf-8")
    else:
        tried.unlink(missing_ok=True)


def tell_missing(wanted: Wanted, *, apt: bool) -> None:
    """Say what is still missing, and the one command that mends it."""
    if wanted.needed:
        say("Qt may not start: this system lacks some of what it needs.")
        say(f"    {by_hand(wanted.packages)}" if apt else f"    By their Debian names: {' '.join(wanted.needed)}")
    elif wanted.wished and apt:
        say(f"Everything needed is there. This would make it better: {by_hand(wanted.wished)}")


# --- what is called --------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare the tree for a purpose; 0 when it is ready, 1 after a sentence that says why not."""
    parser = argparse.ArgumentParser(prog="prepare", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("purpose", choices=PURPOSES, nargs="?", default="run")
    parser.add_argument("--again", action="store_true", help="try anew what could not be installed before")
    asked = parser.parse_args(arguments)
    purpose = PURPOSES[asked.purpose]
    try:
        prepare_packages(purpose, VENV, ROOT, again=asked.again)
        prepare_system(purpose, VENV / "system-tried", again=asked.again)
        if folder := site_packages(VENV):
            prepare_translations(folder, CATALOGUES)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. What is half done will be mended the next time.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
