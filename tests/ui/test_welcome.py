"""The first start: three doors, each opened by key or click."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.look import LIGHT, apply_theme
from ui.welcome import Welcome


@pytest.fixture
def welcome(dressed, show):
    return show(Welcome())


def test_the_keyboard_begins_at_the_first_door_and_reaches_all(welcome):
    assert welcome.empty.hasFocus()
    QTest.keyClick(welcome.empty, Qt.Key.Key_Tab)
    assert welcome.bring.hasFocus()
    QTest.keyClick(welcome.bring, Qt.Key.Key_Tab)
    assert welcome.sample.hasFocus()


@pytest.mark.parametrize(
    ("door", "wanted"), [("empty", "empty_wanted"), ("bring", "import_wanted"), ("sample", "sample_wanted")]
)
def test_each_door_opens(welcome, qtbot, door, wanted):
    with qtbot.waitSignal(getattr(welcome, wanted)):
        QTest.mouseClick(getattr(welcome, door), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(getattr(welcome, wanted)):
        QTest.keyClick(getattr(welcome, door), Qt.Key.Key_Space)
    with qtbot.waitSignal(getattr(welcome, wanted)):
        QTest.keyClick(getattr(welcome, door), Qt.Key.Key_Return)


def test_words_have_room_at_twice_the_size(qapp, dressed, show):
    small = Welcome()
    before = small.bring.heightForWidth(500)
    apply_theme(qapp, LIGHT, 2.0)
    try:
        large = show(Welcome(), 760, 520)
        assert large.bring.heightForWidth(500) > 1.5 * before
        assert large.bring.height() >= large.bring.heightForWidth(large.bring.width())
    finally:
        apply_theme(qapp, LIGHT)
