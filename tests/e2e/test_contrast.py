"""Contrast on the pictures: of every text of every page and dialog of the tour, as it was painted, light and dark.

At least 4.5 : 1 (WCAG 2.2, 1.4.3), which leaves out what cannot be used at the moment. Measured at twice the text size,
where strokes are wide enough to have pixels of the ink alone; the size changes no colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget

from ui.app import application
from ui.look import DARK, LIGHT, apply_theme
from ui.tour import Tour

from .pixels import Pixels, contrast

ENOUGH = 4.5
INKS = ("text", "quiet", "faint", "accent", "warn", "bad", "good")
GROUNDS = ("window", "surface", "raised", "selection", "hover", "pressed")
SOFT = ("accent_soft", "warn_soft", "bad_soft", "good_soft")
NEAR = 15
"""Pixels around one of the ink in which its ground is looked for."""


@pytest.fixture(autouse=True)
def light_again(qapp):
    yield
    apply_theme(qapp, LIGHT)


class Looker(Tour):
    """Looks at each picture instead of keeping it."""

    def __init__(self, place, clock, scheme: str) -> None:
        super().__init__(application(), place, place, clock, [QSize(1280, 800)], [scheme])
        self.machine.keep("look/text", 200)
        self.poor: dict[str, float] = {}
        self.texts = self.painted = 0
        theme = DARK if scheme == "dark" else LIGHT
        self.inks = {int(f"ff{getattr(theme, ink)[1:]}", 16): ink for ink in INKS}
        self.inks |= {int(f"ff{ink[1:]}", 16): "initials" for _, ink in theme.portraits}
        grounds = [getattr(theme, ground) for ground in (*GROUNDS, *SOFT)] + [disc for disc, _ in theme.portraits]
        self.grounds = {int(f"ff{ground[1:]}", 16) for ground in grounds}

    def _save(self, name: str) -> None:
        self._settle()
        window = self.front
        pixels = Pixels(window.grab().toImage())
        # On the map the same inks are lines and rims, of which 3 : 1 is asked.
        drawn = () if "-insights-map-" in name else self._drawn(pixels)
        for called, found in (*self._told(window, pixels), *drawn):
            if found < ENOUGH:
                self.poor[f"{name}: {called}"] = round(found, 2)

    def _told(self, window: QWidget, pixels: Pixels) -> Iterator[tuple[str, float]]:
        """Of labels, buttons and fields: what stands out most from the ground of the text."""
        for widget in window.findChildren(QWidget):
            if not widget.isVisible() or not widget.isEnabled() or widget.window() is not window:
                continue
            words, box = self._text_of(widget)
            seen = widget.visibleRegion().boundingRect().intersected(box)
            # Where it begins it must be seen: what is scrolled away or lies under what was found is not looked at.
            if not words.strip() or seen.height() < box.height() // 2 or seen.width() < 12 or seen.x() > box.x() + 2:
                continue
            box = seen.translated(widget.mapTo(window, QPoint()))
            colours = pixels.counted(box)
            ((ground, _),) = colours.most_common(1)
            solid = [colour for colour, n in colours.items() if n >= 8]
            self.texts += 1
            yield f"{type(widget).__name__} {words[:40]!r}", max(contrast(colour, ground) for colour in solid)

    @staticmethod
    def _text_of(widget: QWidget) -> tuple[str, QRect]:
        box = widget.rect()
        if isinstance(widget, QLabel | QAbstractButton):
            return widget.text(), box
        if isinstance(widget, QComboBox):
            return widget.currentText(), box
        if isinstance(widget, QLineEdit):
            margins = widget.textMargins()
            return widget.text() or widget.placeholderText(), box.marginsRemoved(margins).adjusted(8, 4, -8, -4)
        return "", box

    def _drawn(self, pixels: Pixels) -> Iterator[tuple[str, float]]:
        """Of whatever is painted in an ink of the theme, such as the rows of lists: the ground around some of it."""
        for y in range(2, pixels.height, 5):
            row = pixels.rows[y]
            there = set(row) & self.inks.keys()
            last = -100
            for x in [x for x, colour in enumerate(row) if colour in there] if there else ():
                if x < last + 24:
                    continue
                last = x
                colours = pixels.counted(QRect(x - NEAR, y - NEAR, 2 * NEAR + 1, 2 * NEAR + 1))
                ink = row[x]
                ground, most = next(((colour, n) for colour, n in colours.most_common(2) if colour != ink), (ink, 0))
                # A filled shape is no ink, and what lies on one that is no ground, such as a bar, is no text.
                if ground in self.grounds and colours[ink] * 2 < most and most * 3 > colours.total():
                    self.painted += 1
                    yield f"{self.inks[ink]} #{ink & 0xFFFFFF:06x} on #{ground & 0xFFFFFF:06x}", contrast(ink, ground)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_on_every_picture_can_be_read(tmp_path, qtbot, scheme):
    looker = Looker(tmp_path, lambda: datetime(2026, 11, 23, 10, 0), scheme)
    try:
        looker.go(None)
    finally:
        looker.close()
    assert looker.texts > 500
    assert looker.painted > 2000
    assert looker.poor == {}
