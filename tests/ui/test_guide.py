"""The guide: gone through by keys, left at any step, and in nobody's way while it stands there."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from ui.app import App
from ui.guide import STEPS
from ui.look import DARK, apply_theme
from ui.window import Window
from ui.words import translated


@pytest.fixture
def window(desk, show):
    made = show(Window(desk, own_journal=lambda: None, sample_journal=lambda: None))
    made.start()
    return made


@pytest.fixture
def guide(window, qtbot):
    window.show_guide()
    settled(window, qtbot)
    return window.guide


def settled(window, qtbot):
    """Until the card stands where it will stay."""
    qtbot.waitUntil(lambda: window.guide is None or not window.guide._soon.isActive())


def inside(window, box):
    return window.room.rect().contains(box)


def test_enter_goes_through_all_of_it_and_ends_where_one_writes(window, guide, qtbot):
    seen = []
    while window.guide is not None:
        settled(window, qtbot)
        seen.append((guide.title.text(), guide.count.text(), window.current_page))
        assert guide.next_button.hasFocus()
        assert guide.outline.isVisible()
        assert inside(window, guide.geometry())
        assert not guide.geometry().intersects(guide.part()), f"step {len(seen)} hides what it speaks of"
        assert guide.accessibleName().endswith(guide.title.text())
        assert guide.accessibleDescription() == guide.words.text()
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    steps = [(translated("Guide", step.title), f"{n} of {len(STEPS)}", step.page) for n, step in enumerate(STEPS, 1)]
    assert seen == steps
    assert window.current_page == "today"
    assert window.page("today").capture_field.isAncestorOf(window.focusWidget())


def test_back_goes_back_and_tab_reaches_every_button(window, guide, qtbot):
    assert guide.back_button.isHidden()
    QTest.keyClick(guide.next_button, Qt.Key.Key_Space)
    assert guide.at == 1
    reached = set()
    for _ in range(3):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
        reached.add(window.focusWidget())
    assert {guide.back_button, guide.skip_button} < reached
    guide.back_button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(guide.back_button, Qt.Key.Key_Return)
    assert guide.at == 0
    assert guide.title.text() == translated("Guide", STEPS[0].title)


@pytest.mark.parametrize("way", ["Esc", "Skip"])
@pytest.mark.parametrize("step", range(len(STEPS) - 1))
def test_it_is_left_at_any_step(window, guide, way, step):
    for _ in range(step):
        guide.next_button.click()
    page = window.current_page
    if way == "Esc":
        QTest.keyClick(guide.next_button, Qt.Key.Key_Escape)
    else:
        QTest.mouseClick(guide.skip_button, Qt.MouseButton.LeftButton)
    assert window.guide is None
    assert window.current_page == page
    assert window.page(page).isAncestorOf(window.focusWidget())


def test_it_can_be_begun_again_from_the_menu_as_often_as_one_likes(window, qtbot):
    action = window.findChild(QAction, "guide")
    assert action in window.commands()
    for _ in range(12):
        action.trigger()
        window.guide.next_button.click()
        action.trigger()  # once more while it stands there: from the beginning
        assert window.guide.at == 0
        settled(window, qtbot)
        QTest.keyClick(window.guide.next_button, Qt.Key.Key_Escape)
        QApplication.sendPostedEvents(None, 52)  # what was to be deleted later is deleted now
    assert window.guide is None


def test_what_is_under_it_can_be_used_meanwhile(window, guide, store, qtbot):
    field = window.page("today").capture_field
    QTest.mouseClick(field.text.viewport(), Qt.MouseButton.LeftButton)
    assert field.text.hasFocus()
    QTest.keyClicks(field.text, "Called @Ana Ruiz about the roof")
    QTest.keyClick(field.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: store.count_entries() == 1)
    assert window.guide is guide
    guide.end()
    assert field.text.hasFocus()


@pytest.mark.parametrize("size", [(1280, 800), (900, 600)])
@pytest.mark.parametrize("step", range(len(STEPS)))
def test_it_hides_nothing_that_tab_comes_to(window, guide, qtbot, size, step):
    window.resize(*size)
    for _ in range(step):
        guide.next_button.click()
    settled(window, qtbot)
    own = {guide.next_button, guide.back_button, guide.skip_button}
    seen = set()
    for _ in range(60):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        held = window.focusWidget()
        seen.add(held)
        if held in own:
            continue
        box = held.visibleRegion().boundingRect().translated(held.mapTo(window.room, QPoint()))
        over = box.intersected(guide.geometry())
        assert over.width() * over.height() * 4 <= box.width() * box.height(), held.accessibleName()
        assert inside(window, guide.geometry())
    assert len(seen - own) > 4


def test_on_another_page_it_points_at_nothing_until_one_comes_back(window, guide, qtbot):
    window.show_page("journal")
    settled(window, qtbot)
    assert guide.outline.isHidden()
    assert inside(window, guide.geometry())
    window.show_page("today")
    settled(window, qtbot)
    assert guide.outline.isVisible()


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize("size", [(760, 520), (1280, 800)])
def test_it_keeps_beside_its_part_whatever_the_window_becomes(window, guide, qtbot, direction, size):
    QApplication.setLayoutDirection(direction)
    try:
        window.resize(*size)
        apply_theme(QApplication.instance(), DARK, 1.5)
        settled(window, qtbot)
        for _ in STEPS[1:]:
            qtbot.waitUntil(lambda: guide.outline.geometry().contains(guide.part().center()))
            assert inside(window, guide.geometry())
            assert guide.height() >= guide.heightForWidth(guide.width())
            guide.next_button.click()
            settled(window, qtbot)
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_the_window_may_go_while_it_is_shown(desk, show, qtbot):
    for step in range(len(STEPS)):
        window = Window(desk, own_journal=lambda: None, sample_journal=lambda: None)
        window.resize(900, 600)
        window.show()
        window.start()
        window.show_guide()
        for _ in range(step):
            window.guide.next_button.click()
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, 52)
        QApplication.processEvents()


# ------------------------------------------------------------------------------------------------ the first start


@pytest.fixture
def app(dressed, machine, tmp_path, clock):
    made = App(dressed, machine, tmp_path / "journal.netjournal", tmp_path / "sample.netjournal", clock)
    made.open_journal(tmp_path / "journal.netjournal")
    yield made
    made.window.may_close = lambda: True
    made.window.close()
    made.window.deleteLater()
    made.close()
    made.deleteLater()


def test_who_begins_with_an_empty_journal_is_shown_around(app, machine, tmp_path):
    assert app.window.guide is None
    QTest.keyClick(app.window._welcome.empty, Qt.Key.Key_Return)
    assert app.window.guide.at == 0
    app.window.guide.end()
    app.open_journal(tmp_path / "journal.netjournal")  # the next start
    assert app.window.guide is None


def test_who_looks_at_the_sample_is_shown_around_there(app, qtbot):
    QTest.keyClick(app.window._welcome.sample, Qt.Key.Key_Return)
    assert app.store.preferences.sample
    assert app.window.guide.at == 0


def test_who_brings_people_in_is_shown_around_afterwards(app, qtbot):
    QTest.keyClick(app.window._welcome.bring, Qt.Key.Key_Return)
    assert app.window.guide is None
    QTest.keyClick(app.window.findChild(QDialog, "dialog-import"), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: app.window.guide is not None)
    assert app.window.guide.next_button.mapTo(app.window, QPoint()).y() > 0
