"""The map by keys, mouse and ear: drawn, filtered, searched, walked, opened; groups where people are too many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import ui.map
from netjournal.model import (
    Closeness,
    EntryDraft,
    EntryKind,
    PersonDraft,
    PersonRef,
    Recording,
    ReferralDetail,
    Relationship,
    RelationshipKind,
    Side,
)
from netjournal.network import By
from netjournal.store import Store
from ui.desk import Desk
from ui.look import LIGHT, apply_theme, color, current
from ui.map import MapPage

Show = Callable[..., QWidget]
Key = Qt.Key
FAILED = QAbstractItemModelTester.FailureReportingMode.Warning


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    near = {"Ana Ruiz": Closeness.INNER_CIRCLE, "Bo Larsen": Closeness.CLOSE, "Lea Berger": None, "Zoe Ek": None}
    made = {name: store.add_person(PersonDraft(name, closeness=closeness)) for name, closeness in near.items()}
    store.save_fact(
        Relationship(0, made["Ana Ruiz"], PersonRef(made["Bo Larsen"], "Bo Larsen"), RelationshipKind.SIBLING)
    )
    store.add_person(PersonDraft("Tove Alone"))
    sent = ReferralDetail(
        Side.RECEIVED,
        PersonRef(made["Ana Ruiz"], "Ana Ruiz"),
        PersonRef(made["Lea Berger"], "Lea Berger"),
    )
    store.record(Recording(EntryDraft(store.today, EntryKind.REFERRAL, "", detail=sent)))
    return made


@pytest.fixture
def page(desk: Desk, show: Show, people: dict[str, int], qtbot: QtBot) -> MapPage:
    made = MapPage(desk)
    QAbstractItemModelTester(made.model, FAILED, made)
    show(made)
    qtbot.waitUntil(lambda: made.drawn is not None)
    made.take_focus()
    return made


def names(page: MapPage) -> list[str]:
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def spoken(page: MapPage) -> list[str]:
    role = Qt.ItemDataRole.AccessibleTextRole
    return [page.model.index(row, 0).data(role) for row in range(page.model.rowCount())]


def test_whoever_has_a_tie_is_on_it_and_the_list_says_the_same_in_words(page: MapPage, people: dict[str, int]) -> None:
    assert names(page) == ["Ana Ruiz", "Bo Larsen", "Lea Berger"]
    assert set(page.picture.places) == {people[name] for name in ("Ana Ruiz", "Bo Larsen", "Lea Berger")}
    assert spoken(page) == [
        "Ana Ruiz, inner circle · sibling: Bo Larsen; sent me Lea Berger",
        "Bo Larsen, close · sibling: Ana Ruiz",
        "Lea Berger, sent by Ana Ruiz",
    ]
    assert page.picture.scene.legend == ("inner circle", "close")
    assert page.heading.accessibleName() == "Map, 3"


def test_who_sent_whom_is_an_arrow_and_siblings_are_a_plain_line(page: MapPage, people: dict[str, int]) -> None:
    ana, bo, lea = (people[name] for name in ("Ana Ruiz", "Bo Larsen", "Lea Berger"))
    leading = {(s.one, s.other) for s in page.picture.scene.strokes if s.leads}
    assert leading == {(ana, lea)}
    assert {frozenset(s[:2]) for s in page.picture.scene.strokes} == {frozenset((ana, lea)), frozenset((ana, bo))}
    picture = page.picture.grab().toImage()

    def shaded(end: int, other: int) -> int:
        """Pixels of another colour than the ground across the line, just before the disc where it ends."""
        tip, far = page.picture.at(end), page.picture.at(other)
        way = far - tip
        length = (way.x() ** 2 + way.y() ** 2) ** 0.5
        along = QPointF(way.x() / length, way.y() / length)
        at = tip + along * (page.picture.radius(page.picture.scene.spots[end]) + 7)
        ground = picture.pixelColor(2, 2)
        across = [at + QPointF(-along.y(), along.x()) * n for n in range(-6, 7)]
        return sum(picture.pixelColor(point.toPoint()) != ground for point in across)

    assert shaded(lea, ana) > shaded(ana, lea) + 2


def test_what_the_map_paints_leaves_the_shared_colours_as_they_are(page: MapPage) -> None:
    page.picture.grab()
    theme = current()
    assert [color(shade).alphaF() for shade in (theme.surface, theme.text, theme.faint, theme.quiet)] == [1.0] * 4


def test_arrows_go_from_spot_to_spot_and_enter_opens_the_person(page: MapPage, qtbot: QtBot) -> None:
    picture = page.picture
    QTest.keyClick(picture, Key.Key_Right)
    first = picture.current
    assert first is not None
    assert picture.accessibleName().startswith(picture.scene.spots[first].name)
    assert page.model.id_at(page.list.currentIndex().row()) == first
    met = {first}
    for key in (Key.Key_Right, Key.Key_Left, Key.Key_Left, Key.Key_Up, Key.Key_Down, Key.Key_Down, Key.Key_Right) * 2:
        QTest.keyClick(picture, key)
        met.add(picture.current or 0)
    assert met == set(picture.places)
    with qtbot.waitSignal(page.desk.person_wanted) as wanted:
        QTest.keyClick(picture, Key.Key_Return)
    assert wanted.args == [picture.current]


def test_a_row_that_is_chosen_is_marked_on_the_picture_and_enter_opens_it(page: MapPage, qtbot: QtBot) -> None:
    page.list.setFocus()
    QTest.keyClick(page.list, Key.Key_Home)
    QTest.keyClick(page.list, Key.Key_Down)
    assert page.picture.scene.spots[page.picture.current or 0].name == "Bo Larsen"
    with qtbot.waitSignal(page.desk.person_wanted) as wanted:
        QTest.keyClick(page.list, Key.Key_Return)
    assert wanted.args == [page.picture.current]


def test_a_click_on_somebody_opens_them_and_a_drag_moves_the_map(
    page: MapPage, people: dict[str, int], qtbot: QtBot
) -> None:
    picture = page.picture
    ana = people["Ana Ruiz"]
    with qtbot.waitSignal(page.desk.person_wanted) as wanted:
        QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=picture.at(ana).toPoint())
    assert wanted.args == [ana]
    before = picture.at(ana)
    start = before.toPoint() + QPoint(40, 40)
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=start)
    for n in (10, 20, 30):
        QTest.mouseMove(picture, start + QPoint(n, n))
        QApplication.sendEvent(picture, _move(picture, start + QPoint(n, n)))
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=start + QPoint(30, 30))
    assert picture.at(ana).toPoint() == before.toPoint() + QPoint(30, 30)


def _move(picture: QWidget, to: QPoint):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    at = QPointF(to)
    left = Qt.MouseButton.LeftButton
    return QMouseEvent(
        QEvent.Type.MouseMove, at, QPointF(picture.mapToGlobal(to)), left, left, Qt.KeyboardModifier.NoModifier
    )


def test_plus_and_the_wheel_bring_it_nearer_and_zero_shows_all(page: MapPage, people: dict[str, int]) -> None:
    picture = page.picture
    ana, bo = people["Ana Ruiz"], people["Bo Larsen"]

    def apart() -> float:
        way = picture.at(ana) - picture.at(bo)
        return (way.x() ** 2 + way.y() ** 2) ** 0.5

    fitted = apart()
    QTest.keyClick(picture, Key.Key_Plus)
    assert apart() == pytest.approx(fitted * 1.25)
    under = picture.at(ana)
    wheel = QWheelEvent(
        under, QPointF(picture.mapToGlobal(under.toPoint())), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(picture, wheel)
    assert apart() == pytest.approx(fitted * 1.25 * 1.2)
    assert picture.at(ana).toPoint() == under.toPoint()  # what is under the mouse stays there
    QTest.keyClick(picture, Key.Key_0)
    assert apart() == pytest.approx(fitted)


def test_search_goes_to_whom_it_names(page: MapPage, people: dict[str, int], qtbot: QtBot) -> None:
    QTest.keyClick(page.picture, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.field.hasFocus()
    QTest.keyClicks(page.field, "lea")
    assert page.picture.current == people["Lea Berger"]
    with qtbot.waitSignal(page.desk.person_wanted) as wanted:
        QTest.keyClick(page.field, Key.Key_Return)
    assert wanted.args == [people["Lea Berger"]]


def test_search_says_who_is_not_drawn_and_enter_opens_their_page(page: MapPage, store: Store, qtbot: QtBot) -> None:
    QTest.keyClicks(page.field, "tove")
    assert page.found_note.text() == "Tove Alone is not on the map as it is drawn. Enter opens their page."
    assert page.found_note.isVisible()
    assert page.field.accessibleDescription() == page.found_note.text()
    with qtbot.waitSignal(page.desk.person_wanted) as wanted:
        QTest.keyClick(page.field, Key.Key_Return)
    assert wanted.args == store.find_by_name("Tove Alone")
    QTest.keyClicks(page.field, "x")
    assert page.found_note.text() == "Nobody is called “tovex”."
    page.field.clear()
    assert not page.found_note.isVisible()


def test_in_a_summary_search_finds_the_group_somebody_is_in_and_enter_goes_to_them(
    page: MapPage, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui.map, "MANY", 2)
    page.marking.setCurrentIndex(page.marking.findData(By.CLOSENESS.value))
    page.marking.activated.emit(page.marking.currentIndex())
    assert "Lea Berger" not in names(page)
    QTest.keyClicks(page.field, "lea")
    assert page.found_note.text() == "Lea Berger is in this group: Nothing noted. Enter opens it and goes there."
    assert page.model.row(page.list.currentIndex().row()).name == "Nothing noted"
    QTest.keyClick(page.field, Key.Key_Return)
    assert names(page) == ["Lea Berger"]
    assert page.picture.current == people["Lea Berger"]
    assert not page.found_note.isVisible()


def test_who_is_gone_to_is_drawn_also_where_others_have_more_ties(
    page: MapPage, store: Store, people: dict[str, int], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(ui.map, "MANY", 2)
    names_of = {name: store.add_person(PersonDraft(name)) for name in ("Vera One", "Vera Two", "Zita", "Zoltan")}
    for one, other in (("Vera One", "Vera Two"), ("Vera One", "Zita"), ("Zita", "Zoltan")):
        other_ref = PersonRef(names_of[other], other)
        store.save_fact(Relationship(0, names_of[one], other_ref, RelationshipKind.FRIEND))
    page.marking.setCurrentIndex(page.marking.findData(By.CLOSENESS.value))
    page.marking.activated.emit(page.marking.currentIndex())
    qtbot.waitUntil(lambda: "Nothing noted" in names(page) and page.drawn.part.members.keys() >= {*names_of.values()})
    QTest.keyClicks(page.field, "zoltan")
    QTest.keyClick(page.field, Key.Key_Return)
    assert page.picture.current == names_of["Zoltan"]
    assert set(names(page)) == {"Vera One", "Zita", "Zoltan"}
    assert page.note.text() == "Shown are the 3 with the most ties; 2 more have some too."
    page.close_group()
    page.open(next(line.id for line in page.drawn.lines.values() if line.name == "Nothing noted"))
    assert set(names(page)) == {"Vera One", "Zita"}


def test_one_kind_of_tie_and_one_closeness_narrow_it(page: MapPage, qtbot: QtBot) -> None:
    sent = next(chip for chip in page.bonds.chips if chip.text() == "Sent")
    QTest.mouseClick(sent, Qt.MouseButton.LeftButton)
    assert names(page) == ["Ana Ruiz", "Bo Larsen"]
    page.closeness.setCurrentIndex(page.closeness.findData("close"))
    page.closeness.activated.emit(page.closeness.currentIndex())
    # Bo is tied to nobody who is as close; he is there all the same, and the list says whom he is tied to.
    assert names(page) == ["Bo Larsen"]
    assert "Ana Ruiz" in page.model.row(0).says
    assert not page.picture.scene.strokes
    QTest.keyClick(page.picture, Key.Key_X, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert len(names(page)) == 3


def test_a_new_tie_appears_and_the_others_keep_their_places(
    page: MapPage, store: Store, people: dict[str, int], qtbot: QtBot
) -> None:
    store.save_fact(
        Relationship(0, people["Zoe Ek"], PersonRef(people["Bo Larsen"], "Bo Larsen"), RelationshipKind.FRIEND)
    )
    qtbot.waitUntil(lambda: "Zoe Ek" in names(page))
    places = dict(page.picture.places)
    store.add_tags([people["Zoe Ek"]], ["chess"])
    qtbot.waitUntil(lambda: page.tag.findData("chess") > 0)
    assert page.picture.places == places


def test_too_many_people_are_groups_which_open_and_close(
    page: MapPage, people: dict[str, int], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(ui.map, "MANY", 2)
    page.marking.setCurrentIndex(page.marking.findData(By.CLOSENESS.value))
    page.marking.activated.emit(page.marking.currentIndex())
    assert [(line.name, line.crowd) for line in page.drawn.lines.values()] == [
        ("Inner circle", 1), ("Close", 1), ("Nothing noted", 1),
    ]  # fmt: skip
    # What the picture shows of the groups stands in the list too.
    said = {line.name: line.says for line in page.drawn.lines.values()}
    for stroke in page.picture.scene.strokes:
        one, other = (page.drawn.lines[id].name for id in (stroke.one, stroke.other))
        ties = "1 tie" if stroke.many == 1 else f"{stroke.many} ties"
        assert f"{ties} with {other}" in said[one]
        assert f"{ties} with {one}" in said[other]
    assert page.picture.scene.strokes
    assert "Open one to see" in page.note.text()
    discs = [(page.picture.at(id), page.picture.radius(page.picture.scene.spots[id])) for id in page.picture.places]
    for n, (at, radius) in enumerate(discs):
        for other, other_radius in discs[n + 1 :]:
            assert ((at.x() - other.x()) ** 2 + (at.y() - other.y()) ** 2) ** 0.5 > radius + other_radius
    page.list.setFocus()
    QTest.keyClick(page.list, Key.Key_Home)
    QTest.keyClick(page.list, Key.Key_Return)
    assert names(page) == ["Ana Ruiz"]
    QTest.mouseClick(page.back_button, Qt.MouseButton.LeftButton)
    assert len(names(page)) == 3


def test_who_has_no_tie_is_counted(page: MapPage, store: Store, qtbot: QtBot) -> None:
    assert page.note.text() == "2 more have no tie, and are not drawn."
    for name in ("Tove Alone", "Ulf Alone"):
        store.add_person(PersonDraft(name))
    qtbot.waitUntil(lambda: page.note.text() == "4 more have no tie, and are not drawn.")


def test_without_ties_it_says_what_belongs_here(desk: Desk, show: Show, store: Store, qtbot: QtBot) -> None:
    store.add_person(PersonDraft("Tove Alone"))
    page = MapPage(desk)
    show(page)
    qtbot.waitUntil(lambda: page.drawn is not None)
    assert page.layers.currentWidget() is page.empty


def test_with_large_text_the_picture_has_room_for_its_larger_discs(page, dressed, qtbot):
    before = page.picture.minimumHeight()
    try:
        apply_theme(dressed, LIGHT, 2.0)
        qtbot.waitUntil(lambda: page.picture.minimumHeight() == 2 * before)
    finally:
        apply_theme(dressed, LIGHT)
