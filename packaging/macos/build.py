"""Makes the disk image for macOS: `make macos`, on a Mac. Elsewhere it says what the image would hold and weigh.

Hidden here: the order of things, and what a bundle must be. What macOS is told stands in info.py, the icon's format in
icns.py, Apple's commands in steps.py. One image for each kind of processor: of RapidFuzz there are no wheels for both
together, and with one kind only a program is little more than half as large.
"""

from __future__ import annotations

import platform
import plistlib
import secrets as chance
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import icns  # noqa: E402
from frozen import freeze, licences  # noqa: E402
from info import APP, BUILD, ICON, OLDEST, info  # noqa: E402
from mach import inside, parts  # noqa: E402
from release import DIST, ROOT, Stop, draw_icon, own_words, say_sizes, size_of, version  # noqa: E402
from steps import KEYCHAIN, Runner, Secrets, give, plan, unpack_secrets, without_keychain  # noqa: E402


def icon() -> None:
    """The icon under build/."""
    draw_icon(BUILD / "icon", icns.SIZES)
    icns.write(ICON, BUILD / "icon")


def look_over(app: Path, processor: str) -> None:
    """Stop unless the bundle says of itself what it should, and all its code runs where it says it does."""
    told = plistlib.loads((app / "Contents" / "Info.plist").read_bytes())
    wrong = [f"Info.plist has another {key}" for key, value in info().items() if told.get(key) != value]
    oldest = tuple(map(int, OLDEST.split(".")))
    contents = [path for path in (app / "Contents").rglob("*") if path.is_file() and not path.is_symlink()]
    names = {path.name for path in contents}
    wrong += [f"{name} is missing" for name in (info()["CFBundleExecutable"], ICON.name) if name not in names]
    for file in contents:
        found = parts(file)
        place = file.relative_to(app)
        if found and set(found) != {processor}:
            wrong.append(f"{place} is for {' and '.join(sorted(found))}")
        for part in found.values():
            if part.since > oldest:
                wrong.append(f"{place} asks for macOS {part.since[0]}.{part.since[1]}, the bundle for {OLDEST}")
            absent = {own.name for load in part.loads if (own := inside(load))} - names
            wrong += [f"{place} loads {name}, which is left out" for name in sorted(absent)]
    if wrong:
        raise Stop("\n".join(["The bundle is not as it should be:", *wrong]))


def picture_of(app: Path) -> Path:
    """The folder that the image shows: the program, the way to where programs are kept, and the licences."""
    folder = BUILD / "image"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.move(app, folder / APP)
    (folder / "Applications").symlink_to("/Applications")
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE.txt")
    own_words(folder / "COPYRIGHT.txt", "LICENSE.txt", "LICENCES OF ITS PARTS.txt")
    shutil.copy(licences(), folder / "LICENCES OF ITS PARTS.txt")
    shutil.copy(ROOT / "CHANGELOG.md", folder)
    return folder


def pack(app: Path, processor: str, told: Secrets, runner: Runner = give) -> Path:
    """From the bundle to the image under dist/, by the runner; what it leaves of the secrets is taken away."""
    folder = picture_of(app)
    DIST.mkdir(exist_ok=True)
    made = DIST / f"NetJournal-{version()}-macos-{processor}.dmg"
    with tempfile.TemporaryDirectory() as place:
        room = Path(place)
        unpack_secrets(room, told)
        try:
            for step in plan(folder / APP, folder, made, told, room, chance.token_urlsafe()):
                runner(step)
        finally:
            if (room / KEYCHAIN).exists():
                runner(without_keychain(room / KEYCHAIN))
    return made


def image() -> None:
    """The whole way, on a Mac."""
    processor = platform.machine()
    told = Secrets.of()
    if told.left_undone:
        print(told.left_undone)
    icon()
    app = freeze(BUILD) / APP
    look_over(app, processor)
    installed = size_of(app)
    say_sizes(pack(app, processor, told), installed)


def main() -> int:
    try:
        if sys.platform == "darwin":
            image()
        else:
            from rehearsal import rehearse

            icon()
            rehearse()
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
