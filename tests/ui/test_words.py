"""How sentences of the core read in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication

from netjournal.wording import say
from ui.words import in_order, told


@pytest.mark.parametrize(
    ("name", "marked"),
    [("يوسف منصور", True), ("לאה ברג", True), ("Ana Ruiz", False), ("陳美玲", False), ("Łucja", False)],
)
def test_a_name_from_the_right_does_not_turn_the_sentence_round(dressed, name, marked):
    text = told(say("{name} needs a roofer.", name=name))
    assert text.lstrip("\u200e") == f"{name} needs a roofer."
    assert text.startswith("\u200e") is marked
    layout = QTextLayout(text)
    layout.setTextOption(QTextOption())
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    assert line.cursorToX(len(text))[0] > line.cursorToX(len(text) - 1)[0] > 0  # the full stop is the last at the right
    assert told(say("{name}", name=name)) == name


def test_in_a_window_read_from_the_right_nothing_is_marked(dressed):
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert in_order("יש roofs") == "יש roofs"
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
