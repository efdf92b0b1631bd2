"""The last steps of a release: what is new, the sums of what was made, and a draft that a person looks at.

`publish.py notes` prints this version's part of CHANGELOG.md, `sums` writes dist/SHA256SUMS, `draft` makes the draft
with all of it, by GitHub's own command `gh`, for the tag that is named in the environment (GITHUB_REF_NAME).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from release import DIST, ROOT, Stop, version

KINDS = {
    "netjournal_*.deb": "Debian and Ubuntu",
    "netjournal-*-linux-*.tar.xz": "other Linux desktops",
    "NetJournal-*-setup.exe": "Windows",
    "NetJournal-*-macos-arm64.dmg": "macOS on Apple silicon",
    "NetJournal-*-macos-x86_64.dmg": "macOS on Intel",
}
"""What a release holds, and for whom."""
SUMS = "SHA256SUMS"


def notes(changelog: str, wanted: str) -> str:
    """The part of a changelog about one version, without its heading. Stop when it has no day yet."""
    found = re.search(rf"^## \[{re.escape(wanted)}\] - (\S+)\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    if found is None:
        raise Stop(f"CHANGELOG.md has no part for {wanted}.")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", found[1]):
        raise Stop(f"CHANGELOG.md says of {wanted} “{found[1]}” where its day should stand.")
    return found[2].strip()


def own_notes() -> str:
    return notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version())


def made(dist: Path = DIST) -> list[Path]:
    """Everything a release holds; Stop when something was not made."""
    found = {pattern: sorted(dist.glob(pattern)) for pattern in KINDS}
    if missing := [KINDS[pattern] for pattern, files in found.items() if not files]:
        raise Stop(f"There is nothing under {dist.name}/ for {', '.join(missing)}.")
    files = [file for some in found.values() for file in some]
    if old := [file.name for file in files if version() not in file.name]:
        raise Stop(f"Not of version {version()}: {', '.join(old)}.")
    return files


def sums(dist: Path = DIST) -> Path:
    """The file that `sha256sum --check` reads."""
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in made(dist)]
    place = dist / SUMS
    place.write_text("".join(lines), encoding="ascii", newline="\n")
    return place


def draft(tag: str, dist: Path = DIST, run: Callable[[Sequence[str]], object] | None = None) -> None:
    """Leave a draft of the release on GitHub: nobody but those who work on the program sees it yet."""
    if tag != f"v{version()}":
        raise Stop(f"The tag is “{tag}”, and the program says v{version()}.")
    text = ROOT / "build" / "release-notes.md"
    text.parent.mkdir(exist_ok=True)
    text.write_text(f"{own_notes()}\n", encoding="utf-8")
    title = ("--draft", "--verify-tag", "--title", f"Net Journal {version()}", "--notes-file", str(text))
    command = ["gh", "release", "create", tag, *title, *(str(file) for file in [*made(dist), dist / SUMS])]
    (run or (lambda words: subprocess.run(words, check=True)))(command)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("notes", "sums", "draft"))
    what = parser.parse_args().what
    try:
        if what == "notes":
            print(own_notes())
        elif what == "sums":
            print(sums().read_text(encoding="ascii"), end="")
        else:
            draft(os.environ.get("GITHUB_REF_NAME", ""))
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
