"""What has the keyboard is on the screen, however little room there is."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from netjournal.model import (
    AskDetail,
    AskSide,
    EntryDraft,
    EntryKind,
    Participant,
    PersonDraft,
    PersonRef,
    Recording,
)
from ui.look import LIGHT, apply_theme
from ui.parts.scrolled import Scrolled
from ui.window import Window


def seen(window, part, place=None):
    """How much of it is on the screen, in its own pixels."""
    place = part.rect() if place is None else place
    shown = QRect(QPoint(), window.size())
    above = part.parentWidget()
    while above is not None and above is not window:
        shown = shown.intersected(QRect(above.mapTo(window, QPoint()), above.size()))
        above = above.parentWidget()
    return QRect(part.mapTo(window, place.topLeft()), place.size()).intersected(shown).height()


def test_a_pane_follows_the_keyboard_whoever_moved_it(dressed, qtbot):
    inside = QWidget()
    column = QVBoxLayout(inside)
    fields = [QLineEdit() for _ in range(30)]
    for field in fields:
        column.addWidget(field)
    window = QWidget()
    QVBoxLayout(window).addWidget(Scrolled(inside))
    window.resize(300, 200)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    for field in (fields[-1], fields[0], fields[15]):
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        assert seen(window, field) == field.height()


@pytest.fixture
def window(desk, show, dressed):
    made = show(Window(desk, own_journal=lambda: None, sample_journal=lambda: None))
    made.start()
    yield made
    apply_theme(dressed, LIGHT)


@pytest.mark.parametrize(("text", "size"), [(1.5, (900, 600)), (2.0, (1280, 800)), (2.0, (900, 600))])
def test_who_was_shown_around_sees_what_is_written(window, dressed, qtbot, text, size):
    apply_theme(dressed, LIGHT, text)
    window.resize(*size)
    window.show_guide()
    while window.guide is not None:
        qtbot.waitUntil(lambda: window.guide is None or not window.guide._soon.isActive())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    field = window.page("today").capture_field.text
    assert field.hasFocus()
    assert seen(window, field) > 40


@pytest.mark.parametrize(("text", "size"), [(1.5, (900, 600)), (2.0, (1280, 800))])
def test_the_row_in_hand_is_seen_where_the_page_scrolls(window, store, dressed, qtbot, text, size):
    ana = store.add_person(PersonDraft("Ana Ruiz"))
    for n in range(12):
        detail = AskDetail(AskSide.MADE, f"ask {n}")
        who = (Participant(PersonRef(ana, "Ana Ruiz")),)
        store.record(Recording(EntryDraft(window.desk.today, EntryKind.ASK, participants=who, detail=detail)))
    apply_theme(dressed, LIGHT, text)
    window.resize(*size)
    page = window.show_page("ledger")
    qtbot.waitUntil(page.table.hasFocus)
    for _ in range(5):
        QTest.keyClick(page.table, Qt.Key.Key_Down)
        assert seen(window, page.table.viewport(), page.table.visualRect(page.table.currentIndex())) > 15
