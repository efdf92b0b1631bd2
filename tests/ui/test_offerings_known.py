"""Who knows what I do, by keys and clicks: counts, whom to tell, the sentence at hand, and the entry it begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from netjournal.insights.awareness import Knows
from netjournal.model import (
    Awareness,
    Closeness,
    EntryDraft,
    EntryKind,
    MentionDraft,
    Offering,
    Participant,
    PersonDraft,
    PersonRef,
    Recording,
)
from netjournal.store import Store
from ui.desk import Desk
from ui.offerings_known import TELL, WhoKnowsPage

Show = Callable[..., QWidget]
TODAY = date(2026, 11, 23)
FAILED = QAbstractItemModelTester.FailureReportingMode.Warning


def tell(store: Store, person: int, offering: int, ago: int, awareness: Awareness = Awareness.TOLD) -> int:
    draft = EntryDraft(
        TODAY - timedelta(ago),
        EntryKind.MENTION,
        participants=(Participant(PersonRef(person, "")),),
        mentions=(MentionDraft(offering, "", awareness),),
    )
    return store.record(Recording(draft)).entries[0]


@pytest.fixture
def surveys(store: Store) -> int:
    return store.save_offering(Offering(0, "House surveys", "I look at houses before you buy them."))


@pytest.fixture
def people(store: Store, surveys: int) -> dict[str, int]:
    near = {"Ana Ruiz": None, "Bo Larsen": Closeness.CLOSE, "Lea Berger": Closeness.INNER_CIRCLE, "Zoe Ek": None}
    made = {name: store.add_person(PersonDraft(name, closeness=how)) for name, how in near.items()}
    tell(store, made["Ana Ruiz"], surveys, 10, Awareness.SAID_BACK)
    tell(store, made["Bo Larsen"], surveys, 500)
    return made


@pytest.fixture
def page(desk: Desk, show: Show, people: dict[str, int]) -> WhoKnowsPage:
    made = WhoKnowsPage(desk)
    QAbstractItemModelTester(made.model, FAILED, made)
    show(made)
    return made


def names(page: WhoKnowsPage) -> list[str]:
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def test_without_offerings_the_page_leads_to_where_they_are_said(desk: Desk, show: Show, qtbot: QtBot):
    page = WhoKnowsPage(desk)
    show(page)
    assert page.layers.currentWidget() is page.empty
    wanted: list[str] = []
    desk.page_wanted.connect(wanted.append)
    page.empty.findChildren(type(page.told_button))[0].click()
    assert wanted == ["settings"]


def test_whom_to_tell_comes_the_closest_first_with_when_they_last_heard(page: WhoKnowsPage):
    assert names(page) == ["Lea Berger", "Bo Larsen", "Zoe Ek"]
    spoken = page.model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Bo Larsen" in spoken
    assert "Told 11 Jul 2025" in spoken


def test_each_answer_has_its_count_and_its_people(page: WhoKnowsPage, qtbot: QtBot):
    assert page.answers.button(Knows.NEVER.value).accessibleName() == "Never told: 2"
    qtbot.mouseClick(page.answers.button(Knows.SAID_BACK.value), Qt.MouseButton.LeftButton)
    assert names(page) == ["Ana Ruiz"]
    qtbot.keyClick(page.answers.button(Knows.SAID_BACK.value), Qt.Key.Key_Right)
    assert page.answers.current == Knows.LATELY.value
    assert names(page) == []


def test_a_click_on_a_stretch_of_the_bar_shows_its_people(page: WhoKnowsPage, qtbot: QtBot):
    where = dict(page.bar.stretches())
    assert set(where) == {Knows.SAID_BACK, Knows.LONG_AGO, Knows.NEVER}
    qtbot.mouseClick(page.bar, Qt.MouseButton.LeftButton, pos=where[Knows.LONG_AGO].center())
    assert names(page) == ["Bo Larsen"]


def test_telling_begins_an_entry_with_person_and_offering(
    page: WhoKnowsPage, desk: Desk, people: dict[str, int], qtbot: QtBot
):
    begun: list[tuple[PersonRef, str]] = []
    desk.capture_about_wanted.connect(lambda person, text: begun.append((person, text)))
    page.take_focus()
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.keyClick(page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page.told_button.click()
    assert begun == [(PersonRef(people["Bo Larsen"], "Bo Larsen"), "/told House surveys ")] * 2


def test_who_was_told_moves_at_once(
    page: WhoKnowsPage, store: Store, surveys: int, people: dict[str, int], qtbot: QtBot
):
    tell(store, people["Lea Berger"], surveys, 0)
    qtbot.waitUntil(lambda: names(page) == ["Bo Larsen", "Zoe Ek"])
    assert page.answers.button(Knows.LATELY.value).accessibleName() == "Told lately: 1"


def test_the_sentence_is_copied(page: WhoKnowsPage, desk: Desk, qtbot: QtBot):
    qtbot.mouseClick(page.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "I look at houses before you buy them."


def test_enter_opens_the_person(page: WhoKnowsPage, desk: Desk, qtbot: QtBot, people: dict[str, int]):
    opened: list[int] = []
    desk.person_wanted.connect(opened.append)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert opened == [people["Lea Berger"]]


def test_another_offering_has_its_own_people(page: WhoKnowsPage, store: Store, people: dict[str, int], qtbot: QtBot):
    roofs = store.save_offering(Offering(0, "Roofs"))
    qtbot.waitUntil(lambda: len(page.offerings.findChildren(QWidget)) == 2)
    page.offerings.button(page.offerings.current).setFocus()
    qtbot.keyClick(page.offerings.button(page.offerings.current), Qt.Key.Key_Down)
    assert page.known is not None
    assert page.known.offering.id == roofs
    assert len(names(page)) == 4
    assert not page.copy_button.isVisible()
    page.choose(roofs, TELL)
    assert page.answers.current == TELL
