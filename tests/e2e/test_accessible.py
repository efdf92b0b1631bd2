"""Every page and dialog of the tour, as assistive technology and the Tab key find it."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDateTimeEdit, QDialog, QMainWindow, QWidget

from ui.app import application
from ui.capture_window import CaptureWindow
from ui.look import LIGHT, apply_theme
from ui.tour import Tour

ROLE = QAccessible.Role
SAYS_NOTHING = (ROLE.NoRole, ROLE.Client, ROLE.Pane, ROLE.Window)
"""Roles that do not tell what can be done with what has the keyboard."""
MOST_STOPS = 400


@pytest.fixture(autouse=True)
def light_again(qapp):
    yield
    apply_theme(qapp, LIGHT)


def stops(window: QWidget) -> list[QWidget]:
    """What the Tab key should come to: visible, enabled, and taking the keyboard for itself."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.window() is window
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    ]


def name_of(widget: QWidget) -> str:
    """What it is called. For the name of a list that drops down Qt gives on some systems what is chosen in it."""
    spoken = QAccessible.queryAccessibleInterface(widget)
    if isinstance(widget, QComboBox):
        labels = [label for label, _ in spoken.relations(QAccessible.RelationFlag.Label)]
        return " ".join(label.text(QAccessible.Text.Name) for label in labels)
    return spoken.text(QAccessible.Text.Name)


def called(widget: QWidget) -> str:
    return f"{type(widget).__module__}.{type(widget).__name__} {name_of(widget)!r} in {type(widget.parent()).__name__}"


class Strays(QObject):
    """Takes down every part of a page that was shown as a window of its own, before it had a place: it flashes up, and
    takes the keyboard from the window.
    """

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            plain = watched.windowType() == Qt.WindowType.Window
            if plain and not isinstance(watched, QDialog | QMainWindow | CaptureWindow):
                says = watched.accessibleName() or watched.property("text") or ""
                self.seen.add(f"{type(watched).__module__}.{type(watched).__name__} {says!r}")
        return False


class Listener(Tour):
    """Takes down what is wrong at each place instead of taking its picture."""

    def __init__(self, place, clock) -> None:
        super().__init__(application(), place, place, clock, [QSize(1280, 800)], ["light"])
        self.places: list[str] = []
        self.nameless: set[str] = set()
        self.without_role: set[str] = set()
        self.unreached: set[str] = set()

    def _save(self, name: str) -> None:
        self._settle()
        self.places.append(name)
        window = self.front
        if window.windowType() == Qt.WindowType.ToolTip:
            return  # it leaves the keyboard to the field it drops from
        expected = stops(window)
        for widget in expected:
            found = QAccessible.queryAccessibleInterface(widget)
            if not name_of(widget).strip():
                self.nameless.add(f"{name}: {called(widget)}")
            if found.role() in SAYS_NOTHING:
                self.without_role.add(f"{name}: {called(widget)}: {found.role().name}")
        reached = self._walk(window)
        self.unreached |= {f"{name}: {called(w)}" for w in stops(window) if w not in reached and w in expected}

    def _walk(self, window: QWidget) -> list[QWidget]:
        """Press Tab until the keyboard is where it has been, and give where it came by."""
        window.activateWindow()
        self._settle()
        begun = self.app.focusWidget()
        reached: list[QWidget] = []
        for _ in range(MOST_STOPS):
            at = QApplication.focusWidget()
            within = isinstance(at, QDateTimeEdit) and reached[-1:] == [at]
            if at is not None and at in reached and not within:  # in a clock Tab goes from the hours to the minutes
                break
            if at is not None and not within:
                reached.append(at)
            # A field in which Tab writes is left by Ctrl+Tab; here none is.
            QTest.keyClick(at or window, Qt.Key.Key_Tab)
            self._settle()
        if begun is not None:
            begun.setFocus(Qt.FocusReason.TabFocusReason)
            self._settle()
        return reached


def test_every_control_of_every_page_and_dialog_has_a_name_a_role_and_its_turn_at_the_keyboard(tmp_path, qtbot):
    listener = Listener(tmp_path, lambda: datetime(2026, 11, 23, 10, 0))
    strays = Strays()
    listener.app.installEventFilter(strays)
    try:
        listener.go(None)
    finally:
        listener.app.removeEventFilter(strays)
        listener.close()
    assert sorted(strays.seen) == []
    assert len(listener.places) > 25
    assert sorted(listener.nameless) == []
    assert sorted(listener.without_role) == []
    assert sorted(listener.unreached) == []
