"""What stands in a file of macOS's machine code: for which processors, from which system on, and what it loads.

Read as <mach-o/fat.h> and <mach-o/loader.h> have it. A file is thin (one kind of processor) or fat (several thin ones,
each at a place of its own); in front of the code stand the load commands, of which these four are looked at.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

PROCESSORS = {0x01000007: "x86_64", 0x0100000C: "arm64"}
_FAT, _THIN = 0xCAFEBABE, 0xFEEDFACF
_MOST_PARTS = 20
"""A class file of Java begins like a fat file, with its version where the number of parts is; that is larger."""
_LOAD, _LOAD_WEAK, _REEXPORT = 0xC, 0x80000018, 0x8000001F
_BUILD_VERSION, _OLDER_VERSION = 0x32, 0x24


@dataclass(frozen=True)
class Part:
    """The code for one kind of processor."""

    processor: str
    start: int
    size: int
    """Bytes, as `start` is: where in the file it stands."""
    since: tuple[int, int]
    """The oldest macOS it asks for; (0, 0) if it does not say."""
    loads: tuple[str, ...]
    """Libraries, as they are named: `/usr/lib/…`, `@rpath/…`, `@loader_path/…`."""

    def code(self, file: Path) -> bytes:
        """Itself, out of the file it was found in."""
        return file.read_bytes()[self.start : self.start + self.size]


def parts(file: Path) -> dict[str, Part]:
    """Processor → its part of the file; empty for what is no code."""
    data = file.read_bytes()
    if len(data) < 32:
        return {}
    if struct.unpack_from(">I", data)[0] == _FAT:
        (count,) = struct.unpack_from(">I", data, 4)
        if count > _MOST_PARTS:
            return {}
        places = [struct.unpack_from(">IIIII", data, 8 + 20 * n)[2:4] for n in range(count)]
    else:
        places = [(0, len(data))]
    found = [part for start, size in places if (part := _part(data[start : start + size], start))]
    return {part.processor: part for part in found}


def _part(data: bytes, start: int) -> Part | None:
    magic, processor, _sub, _kind, count = struct.unpack_from("<IIIII", data)
    if magic != _THIN:
        return None
    since, loads, at = (0, 0), [], 32
    for _ in range(count):
        command, length = struct.unpack_from("<II", data, at)
        if command in {_LOAD, _LOAD_WEAK, _REEXPORT}:
            (name,) = struct.unpack_from("<I", data, at + 8)
            loads.append(data[at + name : at + length].partition(b"\0")[0].decode())
        elif command in {_BUILD_VERSION, _OLDER_VERSION}:
            (version,) = struct.unpack_from("<I", data, at + (12 if command == _BUILD_VERSION else 8))
            since = (version >> 16, version >> 8 & 0xFF)
        at += length
    return Part(PROCESSORS.get(processor, hex(processor)), start, len(data), since, tuple(loads))


def inside(name: str) -> PurePosixPath | None:
    """What a library's name says of its place among the program's own files; None for one of the system's."""
    start, _, rest = name.partition("/")
    return PurePosixPath(rest) if start in {"@rpath", "@loader_path", "@executable_path"} else None
