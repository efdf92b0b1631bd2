"""Pictures as numbers, and how well two colours are told apart."""

from __future__ import annotations

from collections import Counter
from functools import cache

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage


@cache
def luminance(pixel: int) -> float:
    """Relative luminance of 0xAARRGGBB (WCAG 2.2)."""
    channels = ((pixel >> shift & 255) / 255 for shift in (16, 8, 0))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@cache
def contrast(one: int, other: int) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class Pixels:
    """A picture as rows of numbers."""

    def __init__(self, image: QImage) -> None:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
        self.width, self.height = image.width(), image.height()
        whole = memoryview(bytes(image.constBits())).cast("I")
        step = image.bytesPerLine() // 4
        self.rows = [whole[y * step : y * step + self.width] for y in range(self.height)]

    def counted(self, box: QRect) -> Counter[int]:
        box = box.intersected(QRect(0, 0, self.width, self.height))
        found: Counter[int] = Counter()
        for row in self.rows[box.top() : box.bottom() + 1]:
            found.update(row[box.left() : box.right() + 1])
        return found
