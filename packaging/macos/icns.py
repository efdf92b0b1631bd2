"""An icon as macOS wants it (.icns), from pictures of the drawing.

The format: "icns" and the length of all, then for each picture four letters that say its kind, its length with these
eight bytes, and itself. From 128 pixels on a picture is a PNG. At 16 and 32 pixels macOS shows no PNG in a program's
icon; there each colour stands packed by itself, and the opacity in a picture of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

PICTURES = {
    "ic07": 128, "ic08": 256, "ic09": 512,
    "ic11": 32, "ic12": 64, "ic13": 256, "ic14": 512, "ic10": 1024,
}  # fmt: skip
"""Kind → pixels; those of the second line are for screens of twice the density."""
PACKED = {16: ("is32", "s8mk"), 32: ("il32", "l8mk")}
"""Pixels → kind of the colours, kind of the opacity."""
SIZES = sorted({*PICTURES.values(), *PACKED})


def write(path: Path, pictures: Path) -> None:
    """Make an icon of SIZE.png for every size, in pixels, in a folder."""
    held = b""
    for size, (colours, opacity) in PACKED.items():
        red, green, blue, alpha = _channels(pictures / f"{size}.png")
        held += _block(colours, pack(red) + pack(green) + pack(blue)) + _block(opacity, alpha)
    for kind, size in PICTURES.items():
        held += _block(kind, (pictures / f"{size}.png").read_bytes())
    path.write_bytes(_block("icns", held))


def read(path: Path) -> dict[str, bytes]:
    """Kind → what stands under it. Raises ValueError where the lengths do not fit."""
    data = path.read_bytes()
    if data[:4] != b"icns" or int.from_bytes(data[4:8], "big") != len(data):
        raise ValueError(f"{path.name} is no icon")
    return dict(_blocks(data))


def _blocks(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 8
    while at < len(data):
        kind, length = struct.unpack_from(">4sI", data, at)
        if length < 8 or at + length > len(data):
            raise ValueError(f"a picture at {at} is {length} long")
        yield kind.decode("ascii"), data[at + 8 : at + length]
        at += length


def _block(kind: str, held: bytes) -> bytes:
    return struct.pack(">4sI", kind.encode("ascii"), 8 + len(held)) + held


def pack(data: bytes) -> bytes:
    """Runs of 3 to 130 equal bytes as (125 + how many, the byte), what is between as (how many - 1, the bytes)."""
    made, at, loose = bytearray(), 0, bytearray()

    def let_loose() -> None:
        for start in range(0, len(loose), 128):
            some = loose[start : start + 128]
            made.append(len(some) - 1)
            made.extend(some)
        loose.clear()

    while at < len(data):
        run = 1
        while at + run < len(data) and run < 130 and data[at + run] == data[at]:
            run += 1
        if run >= 3:
            let_loose()
            made += bytes((125 + run, data[at]))
        else:
            loose += data[at : at + run]
        at += run
    let_loose()
    return bytes(made)


def unpack(data: bytes, length: int) -> tuple[bytes, bytes]:
    """The first `length` bytes that were packed, and what follows them."""
    made, at = bytearray(), 0
    while len(made) < length:
        told = data[at]
        if told < 128:
            made += data[at + 1 : at + 2 + told]
            at += 2 + told
        else:
            made += data[at + 1 : at + 2] * (told - 125)
            at += 2
    return bytes(made), data[at:]


def _channels(picture: Path) -> tuple[bytes, bytes, bytes, bytes]:
    """Red, green, blue and opacity of a picture, row by row."""
    from PySide6.QtGui import QImage

    image = QImage(str(picture)).convertToFormat(QImage.Format.Format_RGBA8888)
    points = bytes(image.constBits())  # four bytes a point: no row is filled up
    return points[0::4], points[1::4], points[2::4], points[3::4]
