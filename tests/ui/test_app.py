"""The running program around its window: journals opened, refused, rescued and gone back to."""

import os
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTimer, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from netjournal.model import PersonDraft
from netjournal.paths import letter_box
from netjournal.sample import sample
from netjournal.store import Store
from netjournal.store.backup import backups
from ui.app import App
from ui.errors import Faults
from ui.imports import ImportDialog
from ui.jobs import InlineJobs
from ui.one_window import _LETTER

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 10, 0)


@pytest.fixture
def own(tmp_path):
    """A journal of one's own, with one person in it and a backup of that."""
    path = tmp_path / "journal.netjournal"
    with Store.open(path, lambda: NOW) as store:
        store.add_person(PersonDraft("Ana Ruiz"))
        store.back_up()
    return path


@pytest.fixture
def app(dressed, machine, tmp_path, own):
    made = App(dressed, machine, own, tmp_path / "sample.netjournal", lambda: NOW)
    yield made
    if made.window is not None:
        made.window.may_close = lambda: True
        made.window.close()
        made.window.deleteLater()
    made.close()
    made.deleteLater()


@pytest.fixture
def answer():
    """Answer the next box with the button of these words (None: Esc), and keep what it said."""
    said = []

    def soon(words):
        def press():
            box = QApplication.activeModalWidget()
            if not isinstance(box, QMessageBox):
                QTimer.singleShot(20, press)
                return
            said.append(f"{box.text()} {box.informativeText()}")
            if words is None:
                QTest.keyClick(box, Qt.Key.Key_Escape)
                return
            button = next(b for b in box.buttons() if b.text().replace("&", "") == words)
            QTest.keyClick(button, Qt.Key.Key_Space)

        QTimer.singleShot(0, press)

    soon.said = said
    return soon


def damage(path):
    path.write_bytes(path.read_bytes()[:6000])


def test_a_damaged_journal_is_opened_from_its_newest_backup_on_demand(app, own, answer):
    damage(own)
    answer("Restore this backup")
    assert app.open_journal(own)
    assert "is damaged" in answer.said[0]
    assert "newest backup was made today, 10:00" in answer.said[0].replace("Today", "today")
    assert app.store.count_everybody() == 1
    (kept,) = own.parent.glob("journal damaged *.netjournal")
    assert kept.stat().st_size == 6000


def test_a_damaged_journal_stays_as_it_is_when_that_is_not_wanted(app, own, answer):
    damage(own)
    answer(None)
    assert not app.open_journal(own)
    assert app.window is None
    assert own.stat().st_size == 6000


@pytest.fixture
def escaping(app, dressed, monkeypatch):
    """What escapes is caught as in the running program; gives the boxes there are to tell it."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    faults = Faults(dressed)
    faults.install()
    faults.tells = app.meet
    return lambda: [w for w in dressed.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]


def escape(call):
    """Do it as a slot of Qt's does: what is raised goes where everything goes that escapes."""
    try:
        call()
    except Exception:  # noqa: BLE001
        sys.excepthook(*sys.exc_info())


@pytest.fixture
def spoilt_in_use(app, own, machine, escaping, qtbot, caplog):
    """The journal is open in the window when its disk fails; with it, what shows a page that has not been seen yet."""
    with Store.open(own, lambda: NOW) as store:
        store.delete_people([1])
        store.take_in_everything(sample(NOW.date(), people=20, entries=300))
        store.back_up()
    machine.keep("started", value=True)
    assert app.open_journal(own)
    qtbot.wait(50)
    with own.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xa5" * (own.stat().st_size - 3 * 4096))

    def turn(page):
        escape(lambda: app.window.show_page(page))
        qtbot.wait(50)
        caplog.clear()

    return turn


def test_a_journal_that_turns_out_damaged_in_use_is_put_back_on_demand(app, own, answer, escaping, spoilt_in_use):
    answer("Restore this backup")
    spoilt_in_use("people")
    (told,) = answer.said
    assert "is damaged" in told
    assert "newest backup was made" in told
    assert escaping() == []
    assert app.store.path == own
    assert app.store.count_entries() > 100
    assert app.store.check().ok
    assert len(list(own.parent.glob("journal damaged *.netjournal"))) == 1
    app.window.show_page("people")
    assert app.window.isVisible()


def test_damage_in_use_is_told_once_and_then_at_the_foot_alone(app, own, answer, escaping, spoilt_in_use):
    before = own.read_bytes()
    answer(None)
    spoilt_in_use("people")
    heard = []
    app.desk.said.connect(lambda text, *_: heard.append(text))
    spoilt_in_use("journal")
    assert len(answer.said) == 1
    assert heard
    assert all("is damaged" in text and "Restore" in text for text in heard)
    assert escaping() == []
    assert own.read_bytes() == before


def test_what_is_a_fault_is_still_told_as_one(app, own, escaping, qtbot, caplog):
    assert app.open_journal(own)
    escape(lambda: 1 // 0)
    qtbot.waitUntil(lambda: len(escaping()) == 1)
    (box,) = escaping()
    assert "should not have" in box.text()
    assert "ZeroDivisionError" in box.detailedText()
    assert "ZeroDivisionError" in caplog.text
    caplog.clear()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert escaping() == []


@pytest.mark.parametrize("content", [b"words " * 40, None])
def test_what_is_no_journal_is_refused_and_one_stays_where_one_was(app, own, tmp_path, answer, content):
    assert app.open_journal(own)
    other = tmp_path / "other.netjournal"
    other.write_bytes(content) if content else other.mkdir()
    answer(None)
    assert not app.open_journal(other)
    assert "other.netjournal" in answer.said[0]
    assert app.store.path == own
    assert app.store.count_everybody() == 1
    assert app.window.isVisible()
    assert not list(tmp_path.glob("other*backups"))


def test_the_sample_is_looked_at_and_ones_own_is_one_step_away(app, own, machine):
    assert app.open_journal(own)
    app.open_sample()
    assert app.store.preferences.sample
    assert app.store.count_everybody() > 50
    assert machine.text("journal") == str(own)
    app.open_own()
    assert app.store.path == own
    assert app.store.count_everybody() == 1


def test_what_the_command_line_writes_meanwhile_is_shown(app, own, qtbot):
    assert app.open_journal(own)
    today = app.window.page("today")
    assert today.model.rowCount() == 0
    words = ["record", "Called @Bo Larsen", "--on", "2026-11-20", "--journal", str(own)]
    app.begin()
    qtbot.waitUntil(app.watches)
    subprocess.run([sys.executable, "-m", "netjournal", *words], check=True, cwd=ROOT)
    qtbot.waitUntil(lambda: today.model.rowCount() == 1)
    assert app.store.undo_label is None


@pytest.mark.parametrize(
    ("words", "stays"), [(["brief", "Ana"], True), (["insights"], True), (["agenda"], True), (["record", "Hm"], False)]
)
def test_undo_ends_only_when_another_program_has_written(app, own, qtbot, words, stays):
    assert app.open_journal(own)
    app.begin()
    qtbot.waitUntil(app.watches)
    app.store.add_person(PersonDraft("Ana"))
    run = [sys.executable, "-m", "netjournal", *words, "--journal", str(own)]
    subprocess.run(run, check=True, cwd=ROOT, capture_output=True)
    app.notice_others()
    assert (app.store.undo_label is not None) is stays
    assert ("cannot be undone" in app.window.bar.text) is not stays


def test_nothing_ticks_more_than_once_a_minute_while_nothing_happens(app, own, qtbot):
    assert app.open_journal(own)
    app.begin()
    qtbot.waitUntil(app.watches)
    ticking = [t for t in app.findChildren(QTimer) + app.window.findChildren(QTimer) if t.isActive()]
    assert ticking
    assert [(t.parent(), t.interval()) for t in ticking if not t.isSingleShot() and t.interval() < 60_000] == []


# ------------------------------------------------------------------------------------------------ asked by the desktop


def test_a_journal_opened_in_the_finder_is_opened_here(app, own, tmp_path, qapp):
    other = tmp_path / "of a friend.netjournal"
    with Store.open(other, lambda: NOW) as store:
        store.add_person(PersonDraft("Bo Larsen"))
    app.open_journal(own)
    qapp.file_wanted.connect(app.do_for_desktop)
    try:
        QCoreApplication.sendEvent(qapp, QFileOpenEvent(str(other)))  # nobody hears it yet
        assert app.store.path == own
        qapp.listen()
        assert app.store.path == other
        assert app.window.isVisible()
        QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(own)))
        assert app.store.path == own
        window = app.window
        QCoreApplication.sendEvent(qapp, QFileOpenEvent(str(own)))  # it is open
        assert app.window is window
    finally:
        qapp.file_wanted.disconnect(app.do_for_desktop)


def test_cards_opened_in_the_finder_are_brought_in(app, own, tmp_path, qtbot):
    cards = tmp_path / "cards.vcf"
    cards.write_text("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bo Larsen\r\nEND:VCARD\r\n", encoding="utf-8")
    app.open_journal(own)
    app.do_for_desktop(cards)
    (dialog,) = app.window.findChildren(ImportDialog)
    assert dialog.isVisible()
    qtbot.waitUntil(dialog.preview.isVisible)
    dialog.reject()


def test_an_address_of_another_kind_is_nothing_to_the_program(qapp, qtbot):
    with qtbot.assertNotEmitted(qapp.file_wanted):
        QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl("mailto:ana@example.org")))


def test_quit_from_the_menu_of_macos_is_said_before_the_windows_close():
    """In a process of its own: no loop of events begins again in one that was told to end."""
    program = """
from PySide6.QtCore import QTimer
from ui.from_desktop import Application

app = Application([])
app.ending.connect(lambda: print("ending"))
QTimer.singleShot(0, app.quit)
app.exec()
"""
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "ending\n"), run.stderr


def test_the_daily_backup_is_made_by_the_window(app, own, machine, qtbot):
    for old in backups(own):
        old.path.unlink()
    machine.keep("started", value=True)
    assert app.open_journal(own)
    assert not isinstance(app.jobs, InlineJobs)  # on a thread of its own, as with the user
    app._back_up(app.store)
    qtbot.waitUntil(lambda: len(backups(own)) == 1, timeout=5000)
    assert backups(own)[0].people == 1
    app._back_up(app.store)
    qtbot.waitUntil(lambda: not app.jobs.busy)
    assert len(backups(own)) == 1


def test_second_starts_are_heard_after_another_journal_could_not_be_opened(app, own, machine, tmp_path, answer, qtbot):
    machine.keep("started", value=True)
    assert app.open_journal(own)
    app._settle()
    other = tmp_path / "notes.netjournal"
    other.write_text("these are no rows, " * 100)
    answer(None)
    assert not app.open_journal(other)
    heard = []
    app._one.asked.connect(heard.append)
    letter = letter_box(own) / f"1{_LETTER}"
    letter.write_text('{"command": "show", "files": []}')
    qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    assert not letter.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_a_sentence_says_so(tmp_path):
    named = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM")
    around = {name: value for name, value in os.environ.items() if name not in named}
    place = tmp_path / "mine.netjournal"
    told = subprocess.run(
        [sys.executable, "-m", "ui", "--journal", str(place)], cwd=ROOT, env=around, capture_output=True, check=False
    )
    assert told.returncode == 1
    assert b"There is no display here" in told.stderr
    assert not place.exists()
