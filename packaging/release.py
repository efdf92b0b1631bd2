"""What all installers have in common: the version, the icon as pictures, and how large they may be."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
DRAWING = ROOT / "resources" / "icons" / "netjournal.svg"
LARGEST_DOWNLOAD, LARGEST_INSTALLED = 60, 150
"""Megabytes; a build fails beyond them."""
RESOURCES = (".svg", ".qm", ".toml", ".lucide", ".ttf")
"""What of `resources/` goes into the program."""
_DRAW = """
import sys
from pathlib import Path
from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
app = QGuiApplication([])
drawing = QSvgRenderer(sys.argv[1])
for size in map(int, sys.argv[3:]):
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    assert image.save(str(Path(sys.argv[2]) / f"{size}.png"))
"""


class Stop(Exception):
    """What is told before a build gives up."""


def version() -> str:
    """Of the program, as pyproject.toml has it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def own_words(place: Path, licence: str, parts: str) -> None:
    """Leave at `place` whose the program is; named in it, where its licence stands and where those of its parts do."""
    told = (ROOT / "packaging" / "copyright.txt").read_text(encoding="utf-8")
    place.write_text(told.replace("@LICENCE@", licence).replace("@PARTS@", parts), encoding="utf-8")


def draw_icon(folder: Path, sizes: Iterable[int]) -> None:
    """Leave the program's icon in `folder` as SIZE.png for each size, in pixels."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", _DRAW, DRAWING, folder, *map(str, sizes)]
    subprocess.run(command, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def say_sizes(made: Path, installed: int) -> None:
    """Print how large an installer is and what it installs (bytes); Stop when that is too much."""
    download = made.stat().st_size
    print(f"{made.relative_to(ROOT)}: {download / 1e6:.1f} MB to download, {installed / 1e6:.1f} MB installed")
    if download > LARGEST_DOWNLOAD * 1e6 or installed > LARGEST_INSTALLED * 1e6:
        raise Stop(f"That is too large: {LARGEST_DOWNLOAD} MB and {LARGEST_INSTALLED} MB are the most.")
