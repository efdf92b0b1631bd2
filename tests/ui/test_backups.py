"""Backups: made, told apart, and gone back to."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from netjournal.model import PersonDraft
from ui.backups import BackupsDialog

Key = Qt.Key


@pytest.fixture
def opened(show):
    """Show a dialog that stays an object when it is closed."""

    def shown(dialog):
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        return show(dialog, *(dialog.width(), dialog.height()))

    return shown


@pytest.fixture
def filled(store, clock):
    store.add_person(PersonDraft("Ana Ruiz"))
    store.back_up()
    clock.advance(days=1)
    store.add_person(PersonDraft("Bo Larsen"))
    store.back_up()
    clock.advance(hours=2)
    return store


def cards(dialog):
    rows = (dialog.rows.row(n) for n in range(dialog.rows.rowCount()))
    return [(card.title, card.detail) for card in (dialog._card(row, None) for row in rows)]


def test_what_each_holds_the_newest_first(desk, filled, opened):
    dialog = opened(BackupsDialog(desk))
    QAbstractItemModelTester(dialog.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [title for title, _ in cards(dialog)] == ["Today, 10:00", "Yesterday, 10:00"]
    assert cards(dialog)[0][1].startswith("2 people")


def test_without_any_it_says_so(desk, opened):
    dialog = opened(BackupsDialog(desk))
    assert dialog.list.empty == "There is no backup yet."
    assert not dialog.restore_button.isEnabled()


def test_one_more(desk, filled, opened):
    dialog = opened(BackupsDialog(desk))
    dialog.back_up_button.click()
    assert dialog.rows.rowCount() == 3
    assert cards(dialog)[0][0] == "Today, 12:00"


def test_restoring_asks_and_escape_leaves_everything(desk, filled, opened):
    dialog = opened(BackupsDialog(desk))
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Key.Key_Down)
    QTest.keyClick(dialog.list, Key.Key_Return)
    assert dialog.question.text() == "Put the journal back to yesterday, 10:00?"
    assert dialog.no.hasFocus()
    QTest.keyClick(dialog.no, Key.Key_Escape)
    assert dialog.isVisible()
    assert filled.count_everybody() == 2


def test_restored_the_window_reads_anew_and_the_present_is_kept(desk, filled, opened):
    heard, told = [], []
    desk.feed.changed.connect(heard.append)
    desk.said.connect(lambda text, *_: told.append(text))
    dialog = opened(BackupsDialog(desk))
    QTest.keyClick(dialog.list, Key.Key_Down)
    dialog.restore_button.click()
    dialog.yes.click()
    assert filled.count_everybody() == 1
    assert heard[-1].everything
    assert told[-1].startswith("Restored: 1 person, ")
    assert filled.backups()[0].people == 2
    assert filled.undo_label is None


def test_another_file_says_what_it_holds_before_it_is_put_there(desk, filled, opened, tmp_path):
    other = tmp_path / "other.netjournal"
    shutil.copy(filled.back_up(), other)
    filled.add_person(PersonDraft("Cy New"))
    dialog = opened(BackupsDialog(desk))
    dialog.ask(other)
    assert dialog.question.text() == "Put “other.netjournal” in the journal’s place?"
    assert "2 people" in dialog.then.hint.text()
    dialog.yes.click()
    assert filled.count_everybody() == 2


def test_another_file_that_is_no_journal_is_refused(desk, filled, opened, tmp_path):
    other = tmp_path / "notes.netjournal"
    other.write_text("these are no rows, " * 100)
    dialog = opened(BackupsDialog(desk))
    dialog.ask(other)
    assert dialog.stack.currentIndex() == 0  # nothing is asked about a file that cannot be put there
    assert dialog.isVisible()
    assert "not a journal of this program" in dialog.note.text()
    assert filled.count_everybody() == 2
