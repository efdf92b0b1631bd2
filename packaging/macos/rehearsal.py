"""What the program for macOS would hold and weigh, worked out on any system from the wheels that it is made of.

There is no Python for macOS in any package, so the program itself is made on a Mac. But Qt's part of it, which is most
of its weight, can be gone through here as PyInstaller does it: from the modules in use to the libraries that they load
and the plugins that belong to these. What is left out of that must be asked for by nothing that stays.
"""

from __future__ import annotations

import lzma
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from frozen import kept, unused  # noqa: E402
from info import BUILD, OLDEST  # noqa: E402
from mach import inside, parts  # noqa: E402
from release import LARGEST_DOWNLOAD, LARGEST_INSTALLED, ROOT, Stop  # noqa: E402

PYTHON = "3.13"
"""The one that the release workflow takes."""
PROCESSORS = {"arm64": "macosx_15_0_arm64", "x86_64": "macosx_15_0_x86_64"}
INTERPRETER_INSTALLED, INTERPRETER_DOWNLOAD = 22_000_000, 10_000_000
"""Bytes taken for Python's own library, its modules of C and all modules of Python in one archive. On Linux they are
16 MB, of which the archives are packed already."""


@dataclass(frozen=True)
class Rehearsed:
    """For one kind of processor."""

    processor: str
    places: tuple[str, ...]
    """Of Qt's files and other libraries, those that go in, by their place among the packages."""
    installed: int
    download: int
    """Bytes."""
    since: tuple[int, int]
    """The oldest macOS that all of it runs on."""
    wrong: tuple[str, ...]


def requirements() -> list[str]:
    """The pins that hold on macOS."""
    lines = (ROOT / "packaging" / "setup" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line.partition("#")[0].strip() for line in lines]
    return [line for line in wanted if line and not line.partition(";")[2]]


def packages(processor: str) -> Path:
    """The packages for that kind of processor, unpacked under build/; Stop where one has no wheel."""
    wheels, site = BUILD / "wheels" / processor, BUILD / "packages" / processor
    if len(list(wheels.glob("*.whl"))) != len(requirements()):
        shutil.rmtree(wheels, ignore_errors=True)
        done = subprocess.run(
            [
                sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
                "--platform", PROCESSORS[processor], "--python-version", PYTHON, "-d", wheels, *requirements(),
            ],
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise Stop(f"For macOS on {processor} not every package could be had; what pip said stands above.")
    shutil.rmtree(site, ignore_errors=True)
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as held:
            held.extractall(site)
    return site


def modules() -> set[str]:
    """The modules of Qt that the program imports on macOS."""
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "ui").rglob("*.py")]
    found = {name for text in texts for name in re.findall(r"from PySide6\.(Qt\w+) import", text)}
    return {name for name in found if f"PySide6.{name}" not in unused("darwin")}


def gathered(site: Path) -> set[Path]:
    """Everything of PySide6 that PyInstaller would gather: modules, what they load, the plugins of what that is."""
    from PyInstaller.utils.hooks.qt._modules_info import QT_MODULES_INFO  # the only list there is

    plugins = {f"Qt{told.shared_lib}": told.plugins for told in QT_MODULES_INFO if told.shared_lib}
    qt = site / "PySide6"
    by_name = {file.name: file for folder in (qt, site / "shiboken6") for file in folder.rglob("*") if file.is_file()}
    # A framework's folder holds other files of its library's name: the library stands in Versions.
    by_name |= {file.name: file for file in (qt / "Qt" / "lib").glob("*.framework/Versions/A/*") if file.is_file()}
    waiting = [qt / f"{name}.abi3.so" for name in modules()] + list((site / "shiboken6").glob("*.so"))
    found: set[Path] = set()
    while waiting:
        file = waiting.pop()
        if file in found:
            continue
        found.add(file)
        for load in {load for part in parts(file).values() for load in part.loads}:
            own = inside(load)
            if own is not None and own.name in by_name:
                waiting.append(by_name[own.name])
        for kind in plugins.get(file.name, ()):
            waiting += (qt / "Qt" / "plugins" / kind).glob("*.dylib")
    return found


def rehearse_for(processor: str) -> Rehearsed:
    site = packages(processor)
    everything = gathered(site) | set(site.glob("rapidfuzz/**/*.so")) | set(site.glob("charset_normalizer/**/*.so"))
    everything |= set(site.glob("*.so"))
    going = sorted(path for path in everything if kept(str(path.relative_to(site))))
    languages = [path for path in (site / "PySide6" / "Qt" / "translations").glob("*.qm") if kept(_place(path, site))]
    names, wrong, installed, since = {path.name for path in going}, [], 0, (0, 0)
    packer, download = lzma.LZMACompressor(preset=6), 0
    for path in going:
        part = parts(path).get(processor)
        if part is None:
            wrong.append(f"{_place(path, site)} is not for {processor}")
            continue
        since = max(since, part.since)
        absent = {own.name for load in part.loads if (own := inside(load))} - names
        wrong += [f"{_place(path, site)} loads {name}, which is left out" for name in sorted(absent)]
        installed += part.size
        download += len(packer.compress(part.code(path)))
    for path in languages:
        installed += path.stat().st_size
        download += len(packer.compress(path.read_bytes()))
    download += len(packer.flush())
    if since > tuple(map(int, OLDEST.split("."))):
        wrong.append(f"it asks for macOS {since[0]}.{since[1]}, and info.py says {OLDEST}")
    return Rehearsed(
        processor,
        tuple(_place(path, site) for path in going),
        installed + INTERPRETER_INSTALLED,
        download + INTERPRETER_DOWNLOAD,
        since,
        tuple(wrong),
    )


def _place(path: Path, site: Path) -> str:
    return path.relative_to(site).as_posix()


def rehearse() -> None:
    """Say for each kind of processor what the image would weigh; Stop when something is missing or it is too large."""
    print("The program for macOS is made on a Mac, by this same command. From the wheels it is made of, it would be:")
    wrong = []
    for processor in PROCESSORS:
        told = rehearse_for(processor)
        megabytes = f"{told.download / 1e6:.0f} MB to download, {told.installed / 1e6:.0f} MB installed"
        print(f"{processor}: about {megabytes}, from macOS {told.since[0]}.{told.since[1]} on")
        wrong += [f"{processor}: {one}" for one in told.wrong]
        if told.download > LARGEST_DOWNLOAD * 1e6 or told.installed > LARGEST_INSTALLED * 1e6:
            wrong.append(f"{processor}: {LARGEST_DOWNLOAD} MB and {LARGEST_INSTALLED} MB are the most.")
    if wrong:
        raise Stop("\n".join(wrong))
