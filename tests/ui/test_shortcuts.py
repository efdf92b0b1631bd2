"""The sheet of shortcuts: every action by group, searched, closed by Esc."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from ui.shortcuts import ShortcutSheet

Show = Callable[..., QWidget]


@pytest.fixture
def sheet(dressed, show: Show, qtbot: QtBot) -> Iterator[ShortcutSheet]:
    window = QWidget()
    show(window, 900, 600)
    menu = QMenu("&Journal", window)
    actions = []
    for text, key, listed in (
        ("&New entry", "Ctrl+N", True),
        ("Export…", "", True),
        ("Bring people in…", "Ctrl+I", True),
        ("Go to a day…", "Ctrl+G", False),
    ):
        action = QAction(text, window)
        action.setShortcut(key)
        actions.append(action)
        if listed:
            menu.addAction(action)
    today = QAction("Today", window)
    today.setProperty("key", "Ctrl+1")
    made = ShortcutSheet([*actions, today, actions[0]], window)
    made.open()
    qtbot.waitUntil(made.isVisible)
    yield made
    window.close()


def lines(sheet: ShortcutSheet) -> dict[str, list[tuple[str, str]]]:
    return {
        section.accessibleName(): [(line.words, line.keys) for line in section.lines if not line.isHidden()]
        for section in sheet.sections
        if not section.isHidden()
    }


def test_actions_stand_in_their_groups_with_their_keys(sheet: ShortcutSheet):
    shown = lines(sheet)
    assert shown["On this page"] == [("Go to a day…", "Ctrl+G"), ("Today", "Ctrl+1")]
    assert shown["Journal"] == [("New entry", "Ctrl+N"), ("Bring people in…", "Ctrl+I"), ("Export…", "")]


def test_keys_that_are_no_actions_are_there_too(sheet: ShortcutSheet):
    shown = lines(sheet)
    assert ("Record", "Ctrl+Return") in shown["While writing down what happened"]
    assert ("Commands alone", ">") in shown["In the search field"]
    assert "In lists and tables" in shown
    assert "In the calendar" in shown


def test_typing_narrows_by_words_and_by_keys(sheet: ShortcutSheet, qtbot: QtBot):
    assert sheet.field.hasFocus()
    qtbot.keyClicks(sheet.field, "new")
    assert lines(sheet) == {"Journal": [("New entry", "Ctrl+N")], "While writing down what happened": [
        ("Name a person, or a new one", "@")
    ]}  # fmt: skip
    sheet.field.clear()
    qtbot.keyClicks(sheet.field, "ctrl+g")
    assert lines(sheet) == {"On this page": [("Go to a day…", "Ctrl+G")]}
    sheet.field.clear()
    qtbot.keyClicks(sheet.field, "zebra")
    assert lines(sheet) == {}
    assert sheet.nothing.isVisible()


def test_every_line_is_named_for_assistive_technology(sheet: ShortcutSheet):
    names = [line.accessibleName() for section in sheet.sections for line in section.lines]
    assert "New entry: Ctrl+N" in names
    assert all(names)


def test_esc_empties_the_field_and_then_closes(sheet: ShortcutSheet, qtbot: QtBot):
    qtbot.keyClicks(sheet.field, "new")
    qtbot.keyClick(sheet.field, Qt.Key.Key_Escape)
    assert sheet.isVisible()
    assert len(lines(sheet)) > 3
    qtbot.keyClick(sheet.field, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_arrow_keys_scroll_while_the_field_has_the_keyboard(sheet: ShortcutSheet, qtbot: QtBot):
    qtbot.keyClick(sheet.field, Qt.Key.Key_PageDown)
    assert sheet.room.verticalScrollBar().value() > 0
    qtbot.keyClick(sheet.field, Qt.Key.Key_PageUp)
    assert sheet.room.verticalScrollBar().value() == 0
