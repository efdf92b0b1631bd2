"""The parts as a person meets them: by key, by mouse, by ear."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.look import DARK, LIGHT, apply_theme, px
from ui.parts.bar import Bar
from ui.parts.button import button, icon_button
from ui.parts.card import Badge, Card, Disc, Face
from ui.parts.card_list import CardList
from ui.parts.chip import Chip, ChipRow, ChipText
from ui.parts.drop_down import DropDown
from ui.parts.empty_pane import EmptyPane
from ui.parts.label import Label
from ui.parts.portrait import Portrait
from ui.parts.rail import Rail
from ui.parts.search_field import SearchField
from ui.parts.section import Heading
from ui.parts.segmented import Segmented
from ui.parts.tabs import Tabs
from ui.parts.trust import TrustStars
from ui.parts.width import fix_width
from ui.rows import Column, Listing, RowsModel

Key = Qt.Key
Left = Qt.MouseButton.LeftButton


@pytest.fixture
def page(dressed: QApplication, qtbot: QtBot) -> Iterator[QWidget]:
    """A window to put parts in."""
    window = QWidget()
    window.resize(640, 480)
    QVBoxLayout(window)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    yield window
    apply_theme(dressed, LIGHT)


def put(page: QWidget, *parts: QWidget) -> None:
    layout = page.layout()
    assert layout is not None
    for part in parts:
        layout.addWidget(part)
    QApplication.processEvents()  # Qt shows what joins a visible window on its next turn


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def spoken(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def rail_of(page: QWidget) -> Rail:
    rail = Rail()
    for key in ("today", "journal", "people"):
        rail.add(key, key.title(), key)
    rail.add("settings", "Settings", "settings", foot=True)
    put(page, rail)
    return rail


def test_the_rail_is_one_stop_and_walked_with_arrows(page: QWidget, qtbot: QtBot) -> None:
    before = QLineEdit()
    put(page, before)
    rail = rail_of(page)
    after = QLineEdit()
    put(page, after)
    before.setFocus()
    qtbot.keyClick(before, Key.Key_Tab)
    assert spoken(focused()) == "Today"
    seen: list[str] = []
    rail.chosen.connect(seen.append)
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_End, Key.Key_Down, Key.Key_Home):
        qtbot.keyClick(focused(), key)
    assert seen == ["journal", "people", "journal", "settings", "today"]
    assert spoken(focused()) == "Today"
    qtbot.keyClick(focused(), Key.Key_Tab)
    assert focused() is after


def test_the_rail_by_mouse_and_silently(page: QWidget, qtbot: QtBot) -> None:
    rail = rail_of(page)
    with qtbot.waitSignal(rail.chosen, timeout=0) as told:
        qtbot.mouseClick(rail.button("people"), Left)
    assert told.args == ["people"]
    assert rail.button("people").isChecked()
    with qtbot.assertNotEmitted(rail.chosen):
        rail.choose("today")
        qtbot.mouseClick(rail.button("today"), Left)
    assert [rail.button(k).isChecked() for k in ("today", "journal", "people", "settings")] == [
        True,
        False,
        False,
        False,
    ]


def test_the_rail_says_how_many_wait(page: QWidget) -> None:
    rail = rail_of(page)
    rail.set_count("today", 5)
    assert "5" in rail.button("today").accessibleDescription()
    rail.set_count("today", 0)
    assert rail.button("today").accessibleDescription() == ""


def test_right_to_left_turns_the_arrows(page: QWidget, qtbot: QtBot) -> None:
    strip = Segmented("Show")
    strip.add("given", "Given")
    strip.add("received", "Received")
    put(page, strip)
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    strip.button("given").setFocus()
    qtbot.keyClick(focused(), Key.Key_Left)
    assert strip.current == "received"
    qtbot.keyClick(focused(), Key.Key_Right)
    assert strip.current == "given"


def chips_of(page: QWidget) -> ChipRow:
    row = ChipRow("What was understood")
    row.show_chips(
        [
            ChipText("kind", "meeting", "meeting", "understood"),
            ChipText("who", "Ana Ruiz", "person", "understood", removable=True),
            ChipText("new", "Pia Lund", state="new", removable=True),
            ChipText("odd", "nxt frday", state="unclear"),
        ]
    )
    put(page, row)
    return row


def test_a_chip_is_taken_away_by_key_and_by_its_cross(page: QWidget, qtbot: QtBot) -> None:
    row = chips_of(page)
    gone: list[object] = []
    clicked: list[object] = []
    row.removed.connect(gone.append)
    row.clicked.connect(clicked.append)
    for chip in row.chips:
        qtbot.keyClick(chip, Key.Key_Delete)
    who = row.chips[1]
    qtbot.mouseClick(who, Left, pos=QPoint(who.width() - 10, who.height() // 2))
    assert gone == ["who", "new", "who"]
    qtbot.mouseClick(who, Left, pos=QPoint(12, who.height() // 2))
    qtbot.keyClick(row.chips[0], Key.Key_Return)
    qtbot.keyClick(row.chips[3], Key.Key_Space)
    assert clicked == ["who", "kind", "odd"]


def test_chips_are_walked_with_arrows_and_stay_when_words_change(page: QWidget, qtbot: QtBot) -> None:
    row = chips_of(page)
    row.chips[0].setFocus()
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Left):
        qtbot.keyClick(focused(), key)
    assert focused() is row.chips[1]
    first = row.chips[0]
    row.show_chips([ChipText("kind", "call", "call", "understood"), ChipText("who", "Ana Ruiz")])
    assert row.chips[0] is first
    assert [spoken(chip) for chip in row.chips] == ["call", "Ana Ruiz"]
    assert focused() is row.chips[1]


def test_a_chip_says_what_became_of_the_words(page: QWidget) -> None:
    row = chips_of(page)
    assert [chip.accessibleDescription() for chip in row.chips] == [
        "Understood",
        "Understood. Delete takes it away",
        "New. Delete takes it away",
        "Not understood",
    ]


def test_chips_wrap_to_the_room_there_is(page: QWidget) -> None:
    row = chips_of(page)
    row.setFixedWidth(220)
    put(page)
    assert row.heightForWidth(220) > row.heightForWidth(600)
    QApplication.processEvents()
    assert all(row.rect().contains(chip.geometry()) for chip in row.chips)
    areas = [chip.geometry() for chip in row.chips]
    assert not any(a.intersects(b) for i, a in enumerate(areas) for b in areas[i + 1 :])


def test_a_filter_chip_turns_on(page: QWidget, qtbot: QtBot) -> None:
    chip = Chip(ChipText("inner", "Inner circle", checkable=True))
    put(page, chip)
    with qtbot.waitSignal(chip.toggled, timeout=0):
        qtbot.keyClick(chip, Key.Key_Space)
    assert chip.isChecked()


def test_the_bar_offers_the_way_back(page: QWidget, qtbot: QtBot) -> None:
    bar, done = Bar(page), list[str]()
    bar.tell("Deleted the call with Omar Khan.", "Undo", lambda: done.append("undone"))
    assert bar.text == "Deleted the call with Omar Khan."
    assert spoken(bar) == bar.text
    assert page.rect().contains(bar.geometry())
    qtbot.mouseClick(bar.action, Left)
    assert done == ["undone"]
    assert bar.text == ""


def test_the_bar_closes_by_cross_and_escape_without_acting(page: QWidget, qtbot: QtBot) -> None:
    bar, done = Bar(page), list[str]()
    for close in (lambda: qtbot.mouseClick(bar.cross, Left), lambda: qtbot.keyClick(bar.action, Key.Key_Escape)):
        bar.tell("Deleted.", "Undo", lambda: done.append("undone"))
        with qtbot.waitSignal(bar.closed, timeout=0):
            close()
        assert bar.text == ""
    assert done == []


def test_what_the_action_tells_is_not_swallowed(page: QWidget, qtbot: QtBot) -> None:
    bar = Bar(page)
    bar.tell("Deleted.", "Undo", lambda: bar.tell("Brought back."))
    qtbot.mouseClick(bar.action, Left)
    assert bar.text == "Brought back."
    assert not bar.action.isVisible()


def test_the_bar_goes_by_itself_only_when_asked(page: QWidget, qtbot: QtBot) -> None:
    bar = Bar(page)
    with qtbot.waitSignal(bar.closed, timeout=2000):
        bar.tell("Recorded.", seconds=0.01)
    bar.tell("The disk is full.", mood="bad")
    assert not bar._timer.isActive()


def test_the_bar_stays_at_the_foot(page: QWidget) -> None:
    bar = Bar(page)
    bar.tell("Deleted.")
    page.resize(900, 700)
    QApplication.processEvents()
    assert page.rect().contains(bar.geometry())
    assert bar.geometry().bottom() > 600


def test_the_search_field_is_emptied_by_key_and_cross(page: QWidget, qtbot: QtBot) -> None:
    field = SearchField("Search people", "Ctrl+K")
    put(page, field)
    assert spoken(field) == "Search people"
    assert not field.cross.isVisible()
    qtbot.keyClicks(field, "ana")
    assert field.cross.isVisible()
    qtbot.keyClick(field, Key.Key_Escape)
    assert field.text() == ""
    qtbot.keyClicks(field, "bo")
    qtbot.mouseClick(field.cross, Left)
    assert field.text() == ""


def test_tabs_by_key(page: QWidget, qtbot: QtBot) -> None:
    tabs = Tabs("About Ana")
    for key in ("timeline", "about", "ledger"):
        tabs.add(key, key.title())
    put(page, tabs)
    assert tabs.current == "timeline"
    seen: list[str] = []
    tabs.chosen.connect(seen.append)
    tabs.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(tabs, Key.Key_Right)
    qtbot.mouseClick(tabs, Left, pos=tabs.tabRect(2).center())
    assert seen == ["about", "ledger"]
    tabs.choose("timeline")
    assert (tabs.current, seen) == ("timeline", ["about", "ledger"])


def test_nothing_to_click_is_small_or_nameless(page: QWidget) -> None:
    rail, row = rail_of(page), chips_of(page)
    strip = Segmented("Show")
    strip.add("given", "Given")
    plain, alone, bar = button("Record", kind="primary"), icon_button("edit", "Edit", key="F2"), Bar(page)
    put(page, strip, plain, alone)
    bar.tell("Deleted.", "Undo")
    QApplication.processEvents()
    targets = [rail.button("today"), *row.chips, strip.button("given"), plain, alone, bar.action, bar.cross]
    assert all(min(t.sizeHint().height(), t.sizeHint().width()) >= 28 for t in targets)
    assert all(spoken(t) for t in targets)


def test_the_focus_ring_is_drawn_for_keys_only(page: QWidget, qtbot: QtBot) -> None:
    chip = Chip(ChipText("a", "roofers"))
    put(page, chip)

    def edge() -> str:
        return chip.grab().toImage().pixelColor(chip.width() // 2, 1).name()

    chip.setFocus(Qt.FocusReason.MouseFocusReason)
    assert edge() != LIGHT.focus
    chip.clearFocus()
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    assert edge() == LIGHT.focus


def test_words_that_are_shown_are_spoken(page: QWidget) -> None:
    stars = TrustStars(4)
    assert spoken(stars) == "Trust 4 of 5"
    stars.set_trust(None)
    assert spoken(stars) == "Trust not said"
    heading = Heading("Needs you today")
    heading.set_count(5)
    assert spoken(heading) == "Needs you today, 5"
    portrait = Portrait()
    portrait.show_person("Ana Ruiz", "AR")
    assert spoken(portrait) == "Portrait of Ana Ruiz"
    pane = EmptyPane("people", "Nobody is here yet", "Add somebody, or bring your contacts.", button("Add a person"))
    assert spoken(pane) == "Nobody is here yet"
    put(page, stars, heading, portrait, pane)


def test_labels_follow_theme_and_text_size(page: QWidget, dressed: QApplication) -> None:
    label = Label("Ana Ruiz", "title", "quiet")
    put(page, label)
    small = label.sizeHint().height()
    apply_theme(dressed, DARK, 2.0)
    assert label.sizeHint().height() > 1.6 * small
    assert label.palette().windowText().color().name() == DARK.quiet


def list_of(page: QWidget, card: Card, count: int = 200_000, **how: int) -> CardList:
    columns = [Column[int]("name", "Name", str)]
    model = RowsModel(columns, lambda ids: {id: id for id in ids}, "Ana Ruiz {}".format)
    model.show(Listing(lambda: range(count), lambda ids: {id: (id,) for id in ids}))
    view = CardList("People", model, lambda row, index: card, empty="Nobody here", **how)
    put(page, view)
    QApplication.processEvents()
    return view


def colours(image: QImage, area: QRect) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(area.left(), area.right(), 1)
        for y in range(area.top(), area.bottom(), 1)
    }


FULL = Card(
    "Ana Ruiz",
    "Berg & Co",
    "94 d",
    "warn",
    Face("Ana Ruiz", "AR"),
    (Badge("ask open", "ask-made", "accent"),),
    gutter="19 Nov",
    dimmed=True,
    done=True,
)


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_row_shows_its_portrait_where_reading_begins(page: QWidget, direction: Qt.LayoutDirection) -> None:
    page.setLayoutDirection(direction)
    view = list_of(page, Card("Ana Ruiz", "Berg & Co", leading=Disc("call", "accent")))
    area = view.visualRect(view.model().index(0, 0))
    image = view.viewport().grab().toImage()
    near, far = QRect(area.x(), area.y(), 60, area.height()), QRect(area.right() - 60, area.y(), 60, area.height())
    if direction == Qt.LayoutDirection.RightToLeft:
        near, far = far, near
    assert LIGHT.accent_soft in colours(image, near)
    assert LIGHT.accent_soft not in colours(image, far)


@pytest.mark.parametrize("lines", [1, 2])
def test_a_long_list_opens_scrolls_and_marks_what_is_chosen(page: QWidget, qtbot: QtBot, lines: int) -> None:
    view = list_of(page, FULL, gutter=64, lines=lines)
    view.setFocus()
    qtbot.keyClick(view, Key.Key_End)
    assert view.currentIndex().row() == 199_999
    area = view.visualRect(view.currentIndex())
    assert view.viewport().rect().contains(area.center())
    assert LIGHT.selection in colours(view.viewport().grab().toImage(), area)
    row = QAccessible.queryAccessibleInterface(view).focusChild()
    assert row.text(QAccessible.Text.Name) == "Ana Ruiz 199999"
    assert area.height() >= px(28)


def test_the_current_row_is_opened_by_enter_and_double_click(page: QWidget, qtbot: QtBot) -> None:
    view = list_of(page, FULL)
    opened: list[int] = []
    view.opened.connect(lambda index: opened.append(index.row()))
    view.setFocus()
    for key in (Key.Key_Home, Key.Key_Down, Key.Key_Right, Key.Key_Return):
        qtbot.keyClick(view, key)
    area = view.visualRect(view.model().index(3, 0))
    qtbot.mouseClick(view.viewport(), Left, pos=area.center())
    qtbot.mouseDClick(view.viewport(), Left, pos=area.center())
    assert opened == [1, 3]


def test_an_empty_list_says_so(page: QWidget) -> None:
    view = list_of(page, FULL, count=0)
    assert LIGHT.quiet in colours(view.viewport().grab().toImage(), view.viewport().rect())


def test_a_list_follows_the_text_size(page: QWidget, dressed: QApplication) -> None:
    view = list_of(page, FULL)
    before = view.visualRect(view.model().index(0, 0)).height()
    apply_theme(dressed, LIGHT, 2.0)
    QApplication.processEvents()
    assert view.visualRect(view.model().index(0, 0)).height() > 1.5 * before


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_is_pressed_by_enter_as_by_the_space_bar(page: QWidget, qtbot: QtBot, key: Qt.Key) -> None:
    pressed: list[str] = []
    words = button("Add", lambda: pressed.append("words"))
    alone = icon_button("edit", "Edit", lambda: pressed.append("icon"))
    put(page, words, alone)
    qtbot.keyClick(words, key)
    qtbot.keyClick(alone, key)
    assert pressed == ["words", "icon"]


@pytest.mark.parametrize("text", ["يوسف منصور", "Ana Ruiz"])
def test_a_label_begins_where_the_page_begins_whatever_its_script(page: QWidget, text: str) -> None:
    label = Label(text, "title")
    page.layout().addWidget(label)
    page.show()

    def middle_of_the_ink() -> float:
        image = label.grab().toImage()
        ground = image.pixel(0, 0)
        columns = [
            x for x in range(image.width()) if any(image.pixel(x, y) != ground for y in range(0, image.height(), 2))
        ]
        return sum(columns) / len(columns) / image.width()

    assert middle_of_the_ink() < 0.3
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert middle_of_the_ink() > 0.7


@pytest.mark.parametrize(("width", "shown"), [(300, True), (130, False)])
def test_the_key_of_a_search_field_makes_way_for_its_words(dressed, show, width, shown):
    field = SearchField("Search people", "Ctrl+F")
    bare = SearchField("Search people")
    images = []
    for one in (field, bare):
        one.resize(width, 32)
        images.append(one.grab().toImage())
    assert (images[0] != images[1]) is shown


# ------------------------------------------------------------------ a list that drops down


def labels_of(widget: QWidget) -> list[str]:
    """What a screen reader on Linux hears a list that drops down called."""
    spoken = QAccessible.queryAccessibleInterface(widget)
    return [label.text(QAccessible.Text.Name) for label, _ in spoken.relations(QAccessible.RelationFlag.Label)]


def test_a_list_that_drops_down_is_called_by_its_name_wherever_it_is_put(page):
    tag = DropDown("Tag", [("", "Any tag"), ("choir", "Choir")])
    put(page, tag)
    assert labels_of(tag) == ["Tag"]
    elsewhere = QWidget(page)
    QVBoxLayout(elsewhere).addWidget(tag)
    put(page, elsewhere)
    tag.setAccessibleName("Tag of the entries")
    assert labels_of(tag) == ["Tag of the entries"]


def test_one_with_a_label_that_is_seen_is_called_once(page):
    tag, seen = DropDown("Tag"), Label("Tag")
    seen.setBuddy(tag)
    put(page, seen, tag)
    assert labels_of(tag) == ["Tag"]


def test_a_list_that_drops_down_takes_its_name_along_when_it_goes(page):
    tag = DropDown("Tag", parent=page)
    tag.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert page.findChildren(QLabel) == []


def test_only_a_choice_that_is_there_can_be_chosen(dressed):
    tag = DropDown("Tag", [("", "Any tag"), ("choir", "Choir")])
    tag.choose("choir")
    assert (tag.key, tag.currentText()) == ("choir", "Choir")
    with pytest.raises(KeyError):
        tag.choose("band")


def test_a_width_grows_with_the_text_while_it_is_shown(page: QWidget, dressed: QApplication) -> None:
    part = QLineEdit()
    fix_width(part, 60)
    fix_width(part, 100)
    put(page, part)
    before = part.width()
    assert before == px(100)
    apply_theme(dressed, LIGHT, 2.0)
    assert part.width() == 2 * before


def test_the_ring_is_seen_also_on_what_has_the_keyboard_already(page: QWidget) -> None:
    one = Chip(ChipText("a", "one"))
    put(page, one)
    for reason, ringed in (
        (Qt.FocusReason.OtherFocusReason, False),
        (Qt.FocusReason.TabFocusReason, True),
        (Qt.FocusReason.MouseFocusReason, False),
    ):
        one.setFocus(reason)
        assert one.hasFocus()
        assert one.ringed is ringed
