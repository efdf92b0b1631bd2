"""What is opened by name: one of each at a time, closed with Esc, and nothing pressed unasked."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from ui.about import AboutDialog, LicencesDialog
from ui.dialogs import open_dialog
from ui.window import Window


@pytest.fixture
def window(desk, show):
    return show(Window(desk, own_journal=lambda: None, sample_journal=lambda: None))


def opened(window):
    return [d for d in window.findChildren(QDialog) if d.isVisible() and d.parent() is window]


@pytest.mark.parametrize("name", ["import", "export", "backups", "shortcuts", "about"])
def test_one_of_each_and_escape_closes_it(window, name):
    open_dialog(name, window)
    open_dialog(name, window)
    (dialog,) = opened(window)
    assert dialog.windowTitle()
    assert dialog.width() <= window.width()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not opened(window)
    open_dialog(name, window)
    assert len(opened(window)) == 1
    opened(window)[0].close()


def test_another_journal_is_chosen_among_files(window, desk, tmp_path):
    wanted = []
    desk.journal_wanted.connect(wanted.append)
    open_dialog("open", window)
    (dialog,) = opened(window)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "other.netjournal"))
    assert wanted == [tmp_path / "other.netjournal"]
    dialog.close()


def test_enter_presses_the_button_the_keyboard_is_on(window):
    open_dialog("about", window)
    (dialog,) = opened(window)
    dialog.copy_button.setFocus()
    QTest.keyClick(dialog.copy_button, Qt.Key.Key_Return)
    assert QApplication.clipboard().text().startswith("Net Journal ")
    assert dialog.isVisible()
    dialog.close_button.setFocus()
    QTest.keyClick(dialog.close_button, Qt.Key.Key_Return)
    assert not opened(window)


def test_about_shows_the_licences_of_its_parts_where_they_came_along(desk, show, tmp_path, qtbot):
    plain = AboutDialog(desk)
    show(plain)
    assert not plain.licences_button.isVisible()
    plain.close()
    file = tmp_path / "licences.txt"
    file.write_text("Qt: LGPL-3.0\n", encoding="utf-8")
    packaged = AboutDialog(desk, licences=file)
    show(packaged)
    qtbot.keyClick(packaged.licences_button, Qt.Key.Key_Space)
    shown = packaged.findChild(LicencesDialog)
    assert shown.isVisible()
    assert shown.text.toPlainText() == "Qt: LGPL-3.0\n"
    shown.close()


def test_about_says_the_licence_and_where_the_journal_is(window, store):
    open_dialog("about", window)
    (dialog,) = opened(window)
    assert dialog.where.hint.text() == str(store.path)
    assert any("GPL-3.0-or-later" in line.text() for line in dialog.findChildren(type(dialog.where.hint)))
    dialog.close()
