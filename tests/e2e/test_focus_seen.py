"""Where the keyboard is can be seen: every stop of the Tab key on every page and dialog looks different while it is.

So different that what changes stands out from what was there before by 3 : 1 (WCAG 2.2, 2.4.11 and 2.4.13).
"""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDateTimeEdit, QWidget

from ui.app import application
from ui.capture_field import CaptureField
from ui.look import LIGHT, apply_theme
from ui.tour import Tour

from .pixels import Pixels, contrast

MOST_STOPS = 400
AROUND = 3
"""Pixels around a control in which a ring may stand."""
ENOUGH = 24
"""Pixels that must stand out: a line beneath the shortest word has more."""


@pytest.fixture(autouse=True)
def light_again(qapp):
    yield
    apply_theme(qapp, LIGHT)


class Watcher(Tour):
    """Walks each place by Tab and looks at each stop while the keyboard is there and when it has gone on."""

    def __init__(self, place, clock, scheme: str) -> None:
        super().__init__(application(), place, place, clock, [QSize(1280, 800)], [scheme])
        self.stops = 0
        self.unseen: set[str] = set()

    def _save(self, name: str) -> None:
        self._settle()
        window = self.front
        if "-guide-" in name or "-find-" in name or window.windowType() == Qt.WindowType.ToolTip:
            return  # what floats over the page lies over some of it as well
        window.activateWindow()
        self._settle()
        begun, reached = self.app.focusWidget(), []
        for _ in range(MOST_STOPS):
            at = QApplication.focusWidget()
            if isinstance(at, QDateTimeEdit) and reached and at is reached[-1]:
                QTest.keyClick(at, Qt.Key.Key_Tab)  # from the hours to the minutes
                self._settle()
                continue
            round_again = at is not None and at in reached
            if round_again and at is not reached[0]:
                break
            box = self._box(window, at)
            by_tab = bool(reached)  # where a page begins no key has led: it is looked at when Tab comes round to it
            there = window.grab(box).toImage() if by_tab and box.isValid() else None
            reached.append(at)
            QTest.keyClick(at or window, Qt.Key.Key_Tab)
            self._settle()
            if there is None or at.hasFocus() or self._box(window, at) != box:
                if round_again:
                    break
                continue  # it went out of sight, or the page scrolled under it
            self.stops += 1
            gone = window.grab(box).toImage()
            if self._different(Pixels(there), Pixels(gone)) < ENOUGH:
                self.unseen.add(f"{name}: {type(at).__name__} {at.accessibleName() or at.property('text') or ''!r}")
            if round_again:
                break
        if begun is not None:
            begun.setFocus(Qt.FocusReason.TabFocusReason)
            self._settle()

    @staticmethod
    def _box(window: QWidget, widget: QWidget | None) -> QRect:
        if widget is None or not widget.isVisible() or widget.window() is not window:
            return QRect()
        if isinstance(field := widget.parentWidget(), CaptureField):
            widget = field  # whose frame is that of the text in it
        seen = widget.visibleRegion().boundingRect()
        box = seen.translated(widget.mapTo(window, QPoint())).adjusted(-AROUND, -AROUND, AROUND, AROUND)
        return box.intersected(window.rect()) if seen.isValid() else QRect()

    @staticmethod
    def _different(there: Pixels, gone: Pixels) -> int:
        """How many pixels stand out from what is in their place when the keyboard has gone."""
        return sum(
            one != other and contrast(one, other) >= 3
            for here, then in zip(there.rows, gone.rows, strict=True)
            if here != then
            for one, other in zip(here, then, strict=True)
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_keyboard_is_seen_wherever_it_is(tmp_path, qtbot, scheme):
    watcher = Watcher(tmp_path, lambda: datetime(2026, 11, 23, 10, 0), scheme)
    try:
        watcher.go(None)
    finally:
        watcher.close()
    assert watcher.stops > 200
    assert not watcher.unseen, "\n".join(sorted(watcher.unseen))
