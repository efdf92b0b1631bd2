"""What the packages carry that others made: each part with its version, its licence and the text of that licence.

Hidden here: where a distribution keeps its licence (PEP 639, and what was usual before), in a folder or in a wheel;
where Debian keeps that of a library; and what to say of those that bring no text. The one file that comes of it goes
along with every package, as these licences ask, and the window shows it (Help, About).
"""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

from release import ROOT, Stop

NAME = "licences.txt"
TEXTS = Path(__file__).resolve().parent / "licences"
DOC, COMMON = Path("/usr/share/doc"), Path("/usr/share/common-licenses")
"""Where Debian keeps what the makers of a package say of its licence, and, once for all, the texts this refers to."""
_REFERRED = re.compile(rf"{COMMON}/([A-Za-z]+\d*(?:-[\d.]*\d)?)")
_TEXT = re.compile(r"(?i)(licen[cs]es?|copying|notice|authors)[\w.-]*$")
# Those whose wheels hold no text.
_GIVEN = {
    "pyside6-essentials": "LGPL-3.0.txt",
    "shiboken6": "LGPL-3.0.txt",
}
_CALLED = {"LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only": "LGPL-3.0-only"}


@dataclass(frozen=True)
class Part:
    """One thing that others made."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]


def pinned(platform: str) -> list[str]:
    """The names of what the program needs on `linux`, `darwin` or `win32`, as they are pinned."""
    names = []
    for line in (ROOT / "packaging" / "setup" / "requirements.txt").read_text(encoding="utf-8").splitlines():
        wanted, _, where = line.partition("#")[0].partition(";")
        if "==" in wanted and ("sys_platform" not in where or f'"{platform}"' in where):
            names.append(wanted.partition("==")[0].strip())
    return names


def installed(names: Iterable[str]) -> list[Part]:
    """The parts of those names in the Python that runs this. Raises Stop where one is not there or says no licence."""
    parts = []
    for name in names:
        try:
            found = distribution(name)
        except PackageNotFoundError as error:
            raise Stop(f"{name} is not installed, so its licence is not known.") from error
        texts = [
            file.read_text(encoding="utf-8")
            for file in sorted(found.files or (), key=str)
            if _holds_a_licence(PurePosixPath(str(file)))
        ]
        parts.append(_part(found.metadata, texts))  # type: ignore[arg-type]
    return parts


def of_wheels(wheels: Iterable[Path]) -> list[Part]:
    """The same of wheels that are not installed here."""
    parts = []
    for wheel in sorted(wheels):
        with zipfile.ZipFile(wheel) as held:
            names = sorted(held.namelist())
            metadata = next(name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
            texts = [held.read(name).decode("utf-8") for name in names if _holds_a_licence(PurePosixPath(name))]
            parts.append(_part(HeaderParser().parsestr(held.read(metadata).decode("utf-8")), texts))
    return parts


def package_of(file: Path) -> str:
    """The Debian package that a file of this system comes from; empty when none is known."""
    for place in (str(file), str(file.resolve())):
        for name in (place, place.removeprefix("/usr")):  # merged folders go by either name
            asked = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True, check=False)
            if asked.returncode == 0:
                return asked.stdout.split(":")[0].split(",")[0]
    return ""


def of_system(libraries: Iterable[Path]) -> list[Part]:
    """The parts that files of this Debian come from, each once, and the texts they refer to. Raises Stop for a file
    of which nothing is known.
    """
    parts: dict[str, Part] = {}
    referred: dict[Path, set[str]] = {}
    for library in libraries:
        package = package_of(library)
        told = DOC / package / "copyright"
        if not package or not told.is_file():
            raise Stop(f"{library} goes along, and no Debian package tells its licence: see packaging/licences.py.")
        asked = ["dpkg-query", "-W", "-f", "${source:Package} ${source:Version}", package]
        name, version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
        text = told.read_text(encoding="utf-8", errors="replace")
        parts[name] = Part(name, version, "see below", (text,))
        for common in _REFERRED.findall(text):
            if (COMMON / common).is_file():
                referred.setdefault((COMMON / common).resolve(), set()).add(common)
    texts = [
        Part(", ".join(sorted(names)), "", "a text that others refer to", (file.read_text(encoding="utf-8"),))
        for file, names in referred.items()
    ]
    return [*parts.values(), *texts]


def _holds_a_licence(place: PurePosixPath) -> bool:
    return place.parts[0].endswith(".dist-info") and _TEXT.match(place.name) is not None


def _part(metadata: Message, texts: list[str]) -> Part:
    name = str(metadata["Name"])
    if own := _GIVEN.get(re.sub(r"[-_.]+", "-", name).lower()):
        texts = [(TEXTS / own).read_text(encoding="utf-8")]
    if not texts:
        raise Stop(f"{name} brings no text of its licence: see packaging/licences.py.")
    said = str(metadata.get("License-Expression") or metadata.get("License") or "")
    classified = [
        one.rpartition(":: ")[2] for one in metadata.get_all("Classifier", []) if one.startswith("License ::")
    ]
    licence = said if said and "\n" not in said else " ".join(classified)
    licence = " ".join(licence.split())
    return Part(name, str(metadata["Version"]), _CALLED.get(licence, licence) or "see below", tuple(texts))


def others() -> list[Part]:
    """What is no package of Python: Python itself with SQLite in it, and the icons."""
    icons = ROOT / "resources" / "icons" / "LICENSE.lucide"
    return [
        Part("Python", "3", "PSF-2.0", ((TEXTS / "Python.txt").read_text(encoding="utf-8"),)),
        Part("SQLite", "", "in the public domain", ()),
        Part("Lucide", "", "ISC", (icons.read_text(encoding="utf-8"),)),
    ]


def written(parts: Iterable[Part]) -> str:
    """The file: a list of all, then the texts."""
    every = sorted(parts, key=lambda part: part.name.casefold())
    head = [
        "Net Journal is free software under the GNU General Public License, version 3 or later.",
        "It comes together with these parts, which others made. Their licences follow.",
        "",
        *(f"{_titled(part)}: {part.licence}" for part in every),
    ]
    body = []
    for part in every:
        for text in part.texts:
            body += ["", "=" * 78, _titled(part), "=" * 78, "", text.replace("\r\n", "\n").strip("\n")]
    return "\n".join([*head, *body]) + "\n"


def _titled(part: Part) -> str:
    return f"{part.name} {part.version}".strip()


def write(folder: Path, parts: Iterable[Part]) -> Path:
    """Put the file into that folder."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / NAME
    file.write_text(written([*parts, *others()]), encoding="utf-8", newline="\n")
    return file
