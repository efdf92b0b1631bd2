"""Makes the Debian package or the portable archive: `make deb`, `make portable`.

Hidden here: where Debian wants each file, and what the package must ask for, looked up for every library that does not
stand in the folder.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tarfile
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from frozen import freeze, released  # noqa: E402
from licences import NAME, package_of  # noqa: E402
from release import DIST, DRAWING, ROOT, Stop, draw_icon, own_words, say_sizes, size_of, version  # noqa: E402

BUILD = ROOT / "build" / "linux"
SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
FONTS = "fonts-noto-core | fonts-dejavu-core | fonts-liberation | fonts-freefont-ttf"
"""Without any font every letter is a box."""


# ------------------------------------------------------------------------------------------------ the Debian package


def icons(folder: Path) -> None:
    """The icon in every size under `folder`, an icon theme's, and as the drawing it is."""
    pictures = BUILD / "icon"
    draw_icon(pictures, SIZES)
    for size in SIZES:
        place = folder / f"{size}x{size}" / "apps"
        place.mkdir(parents=True)
        shutil.copy(pictures / f"{size}.png", place / "netjournal.png")
    scalable = folder / "scalable" / "apps"
    scalable.mkdir(parents=True)
    shutil.copy(DRAWING, scalable / "netjournal.svg")


def needed_packages(program: Path) -> list[str]:
    """The Debian packages of the libraries that do not stand in the folder, and the oldest C library that will do."""
    outside: set[str] = set()
    inside = {file.name for file in program.rglob("*.so*")}
    newest = (2, 34)
    for file in sorted(program.rglob("*")):
        if not file.is_file() or file.is_symlink() or file.read_bytes()[:4] != b"\x7fELF":
            continue
        told = subprocess.run(["ldd", file], capture_output=True, text=True, check=False).stdout
        if absent := re.findall(r"(\S+) => not found", told):
            raise Stop(f"{file.name} asks for {', '.join(absent)}, which is not here: what it comes from is not known.")
        headers = subprocess.run(["objdump", "-p", "-T", file], capture_output=True, text=True, check=False).stdout
        itself = set(re.findall(r"NEEDED +(\S+)", headers))
        for name, found in re.findall(r"(\S+) => (/\S+)", told):
            # What only a library outside asks for its own package asks for, and under the name it has there.
            if name in itself and program not in Path(found).resolve().parents and Path(found).name not in inside:
                outside.add(str(Path(found).resolve()))
        newest = max([newest, *((int(a), int(b)) for a, b in re.findall(r"GLIBC_(\d+)\.(\d+)", headers))])
    packages = {package_of(Path(library)) for library in outside} - {"", "libc6"}
    return [f"libc6 (>= {newest[0]}.{newest[1]})", *sorted(packages), FONTS]


def deb() -> Path:
    """The package under dist/."""
    program = freeze(BUILD) / "netjournal"
    place = BUILD / "root"
    shutil.rmtree(place, ignore_errors=True)
    share = place / "usr" / "share"
    shutil.copytree(program, place / "usr" / "lib" / "netjournal", symlinks=True)
    (place / "usr" / "bin").mkdir()
    (place / "usr" / "bin" / "netjournal").symlink_to("../lib/netjournal/netjournal")
    icons(share / "icons" / "hicolor")
    day = released()
    marks = {"@VERSION@": version(), "@DATE@": f"{day:%Y-%m-%d}"}
    doc = share / "doc" / "netjournal"
    doc.mkdir(parents=True)
    _write(share / "applications" / "netjournal.desktop", _filled("netjournal.desktop", marks))
    _write(share / "mime" / "packages" / "netjournal.xml", _filled("netjournal-mime.xml", marks))
    metainfo = "org.netjournal.NetJournal.metainfo.xml"
    _write(share / "metainfo" / metainfo, _filled(metainfo, marks))
    _write(share / "lintian" / "overrides" / "netjournal", _filled("lintian-overrides", marks))
    _write(doc / "copyright", _filled("copyright", marks))
    _pack(share / "man" / "man1" / "netjournal.1.gz", _filled("netjournal.1", marks))
    _pack(doc / "changelog.gz", _changelog(day))
    _pack(doc / "NEWS.gz", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    for path in [place, *place.rglob("*")]:
        if not path.is_symlink():
            program_itself = path == place / "usr" / "lib" / "netjournal" / "netjournal"
            path.chmod(0o755 if path.is_dir() or program_itself else 0o644)
    installed = size_of(place)
    control = place / "DEBIAN" / "control"
    _write(
        control,
        f"Package: netjournal\nVersion: {version()}\nSection: utils\nPriority: optional\n"
        f"Architecture: {_architecture()}\n"
        f"Maintainer: The Net Journal developers <netjournal@localhost.localdomain>\n"
        f"Installed-Size: {installed // 1024}\nDepends: {', '.join(needed_packages(program))}\n"
        "Description: private journal of the people you know\n"
        " Take down in one line what happened today, with whom, and what was asked,\n"
        " given or promised; see a person as you need them a minute before you call;\n"
        " be reminded when it is time to come back to somebody.\n .\n"
        " One file that is yours: no account, and nothing leaves your computer.\n",
    )
    sums = "".join(
        f"{_md5(path)}  {path.relative_to(place)}\n"
        for path in sorted((place / "usr").rglob("*"))
        if path.is_file() and not path.is_symlink()
    )
    _write(place / "DEBIAN" / "md5sums", sums)
    moment = int(day.timestamp())
    for path in [place, *place.rglob("*")]:
        os.utime(path, (moment, moment), follow_symlinks=False)
    DIST.mkdir(exist_ok=True)
    made = DIST / f"netjournal_{version()}_{_architecture()}.deb"
    subprocess.run(
        ["dpkg-deb", "-Zxz", "--root-owner-group", "--build", place, made],
        check=True, stdout=subprocess.DEVNULL, env={**os.environ, "SOURCE_DATE_EPOCH": str(moment)},
    )  # fmt: skip
    say_sizes(made, installed)
    return made


def _architecture() -> str:
    return subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()


def _filled(name: str, marks: dict[str, str]) -> str:
    text = (HERE / name).read_text(encoding="utf-8")
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text


def _changelog(day: datetime) -> str:
    """Debian's own form of it, with a word for where the whole one stands."""
    return (
        f"netjournal ({version()}) unstable; urgency=medium\n\n"
        "  * What is new for those who use it stands in NEWS.gz beside this file.\n\n"
        f" -- The Net Journal developers <netjournal@localhost.localdomain>  {format_datetime(day)}\n"
    )


def _md5(path: Path) -> str:
    from hashlib import md5

    return md5(path.read_bytes(), usedforsecurity=False).hexdigest()


# ------------------------------------------------------------------------------------------------ the archive


def portable() -> Path:
    """An archive that runs from wherever it is unpacked, on any desktop with the C library of Debian 12 or newer."""
    program = freeze(BUILD) / "netjournal"
    draw_icon(BUILD / "icon", [256])
    shutil.copy(BUILD / "icon" / "256.png", program / "netjournal.png")
    shutil.copy(HERE / "portable.txt", program / "READ ME FIRST.txt")
    shutil.copy(ROOT / "LICENSE", program / "LICENSE")
    own_words(program / "COPYRIGHT", "LICENSE", "LICENCES OF ITS PARTS.txt")
    shutil.copy(ROOT / "CHANGELOG.md", program)
    shutil.copy(program / "_internal" / "resources" / NAME, program / "LICENCES OF ITS PARTS.txt")
    DIST.mkdir(exist_ok=True)
    made = DIST / f"netjournal-{version()}-linux-{os.uname().machine}.tar.xz"
    with tarfile.open(made, "w:xz") as archive:
        archive.add(program, f"netjournal-{version()}", filter=_nobodys)
    say_sizes(made, size_of(program))
    return made


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = int(released().timestamp())
    return entry


# ------------------------------------------------------------------------------------------------ both


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _pack(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("deb", "portable"))
    what = parser.parse_args().what
    for tool in ("objdump", "dpkg-query", "dpkg-deb"):
        if not shutil.which(tool):
            print(f"{tool} is not here. On Debian or Ubuntu: sudo apt-get install binutils dpkg-dev", file=sys.stderr)
            return 1
    try:
        {"deb": deb, "portable": portable}[what]()
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
