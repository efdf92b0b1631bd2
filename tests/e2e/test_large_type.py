"""Every page and dialog of the tour at twice the text size: nothing is cut off, nothing lies over anything else.

Where the window is too small for the type a page or a dialog scrolls; at the ordinary size none does.
"""

from __future__ import annotations

from datetime import datetime
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QWidget,
)

from ui.app import application
from ui.guide import Guide
from ui.look import LIGHT, apply_theme
from ui.tour import Tour

SIZES = [QSize(1280, 800), QSize(900, 600)]
CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QLabel, QAbstractItemView)


@pytest.fixture(autouse=True)
def light_again(qapp):
    yield
    apply_theme(qapp, LIGHT)


def controls(window: QWidget) -> list[QWidget]:
    """What is read, written in or pressed, but for what such a part is made of itself."""
    found = []
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or not widget.isVisible() or widget.window() is not window:
            continue
        above = widget.parentWidget()
        inside = False
        while above is not None and above is not window:
            inside = inside or isinstance(above, (*CONTROLS, Guide))
            above = above.parentWidget()
        if not inside and widget.width() and widget.height():
            found.append(widget)
    return found


def called(widget: QWidget) -> str:
    words = widget.accessibleName() or str(widget.property("text") or "")
    return f"{type(widget).__name__} {words[:40]!r}"


def room_of(widget: QWidget) -> tuple[QWidget, QRect]:
    """The nearest thing above that scrolls, else the window; and where in it the widget lies."""
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        over = above.parentWidget()
        if isinstance(over, QAbstractScrollArea) or (over is not None and isinstance(over.parentWidget(), QScrollArea)):
            break
        above = over
    assert above is not None
    return above, QRect(widget.mapTo(above, QPoint()), widget.size())


class Reader(Tour):
    """Takes down what is wrong at each place instead of taking its picture."""

    def __init__(self, place, clock, text: int) -> None:
        super().__init__(application(), place, place, clock, SIZES, ["light"])
        self.machine.keep("look/text", text)
        self.program.dress()
        self.wrong: list[str] = []
        self.scrolled: list[str] = []
        self.places = 0

    def _save(self, name: str) -> None:
        self._settle()
        self.places += 1
        window = self.front
        room = self.window._rooms.get(self.window.current_page)
        if room is not None and (room.verticalScrollBar().maximum() or room.horizontalScrollBar().maximum()):
            self.scrolled.append(name)
        if window.width() > self.window.width() or window.height() > self.window.height():
            self.wrong.append(f"{name}: larger than the window: {window.size().toTuple()}")
        floating = [one.panel for one in (self.window._find,) if one is not None]
        there = [w for w in controls(window) if not any(over is w or over.isAncestorOf(w) for over in floating)]
        self.wrong += [f"{name}: {problem}" for widget in there for problem in cut(widget)]
        tables = [widget for widget in there if isinstance(widget, QTableView) and window is self.window]
        self.wrong += [f"{name}: {problem}" for table in tables for problem in untold(table)]
        places = {widget: (w, r) for widget in there for w, r in (room_of(widget),)}
        for one, other in combinations(there, 2):
            (its, box), (others, beside) = places[one], places[other]
            if its is others and box.adjusted(2, 2, -2, -2).intersects(beside.adjusted(2, 2, -2, -2)):
                self.wrong.append(f"{name}: {called(one)} {box.getRect()} over {called(other)} {beside.getRect()}")


def cut(widget: QWidget):
    """How a control does not get what it needs."""
    room, box = room_of(widget)
    if not room.rect().adjusted(-2, -2, 2, 2).contains(box):
        yield f"{called(widget)} sticks out: {box.getRect()} of {room.size().toTuple()} in {type(room).__name__}"
    if isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            if widget.height() < widget.heightForWidth(widget.width()) - 2:
                yield f"{called(widget)} is {widget.height()} high, {widget.heightForWidth(widget.width())} needed"
        elif widget.height() < QFontMetrics(widget.font()).height() - 2:
            yield f"{called(widget)} is {widget.height()} high"
        elif widget.width() < widget.sizeHint().width() - 2 and not widget.toolTip():
            yield f"{called(widget)} is {widget.width()} wide, {widget.sizeHint().width()} needed"
    elif isinstance(widget, QPushButton) and widget.text():
        if widget.width() < widget.minimumSizeHint().width() - 2 or widget.height() < widget.sizeHint().height() - 4:
            yield f"{called(widget)} is {widget.size().toTuple()}, {widget.sizeHint().toTuple()} needed"
    elif (
        isinstance(widget, QLineEdit | QComboBox | QAbstractSpinBox)
        and widget.height() < QFontMetrics(widget.font()).height()
    ):
        yield f"{called(widget)} is {widget.height()} high"


def untold(table: QTableView):
    """The column of a table that says most, where it is too narrow to say anything."""
    header, model = table.horizontalHeader(), table.model()
    shown = [n for n in range(model.columnCount()) if not table.isColumnHidden(n)]
    rows = range(min(20, model.rowCount()))
    said = {n: sum(len(str(model.index(row, n).data() or "")) for row in rows) for n in shown}
    if header.isVisible() and rows:
        most = max(said, key=said.__getitem__)
        needed = QFontMetrics(table.font()).averageCharWidth() * min(20, said[most] // len(rows))
        if header.sectionSize(most) < needed:
            title = model.headerData(most, Qt.Orientation.Horizontal)
            yield f"{called(table)}: {title} is {header.sectionSize(most)} wide, {needed} needed"


@pytest.mark.parametrize("text", [100, 200])
def test_nothing_is_cut_off_and_nothing_lies_over_anything_else(tmp_path, qtbot, text):
    reader = Reader(tmp_path, lambda: datetime(2026, 11, 23, 10, 0), text)
    try:
        reader.go(None)
    finally:
        reader.close()
        QApplication.processEvents()
    assert reader.places > 60
    assert reader.wrong == []
    if text == 100:
        assert reader.scrolled == []
