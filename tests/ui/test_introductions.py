"""Introductions by keys and clicks: suggestions begun and dismissed, steps taken, notes copied, texts changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget
from pytestqt.qtbot import QtBot

from netjournal.introducing import End, NoteKind, Step
from netjournal.model import (
    Consent,
    EntryDraft,
    EntryFilter,
    EntryKind,
    IntroductionDetail,
    IntroductionState,
    Participant,
    PersonDraft,
    PersonRef,
    Preference,
    PreferenceKind,
    Recording,
    Side,
    ThanksDetail,
)
from netjournal.store import Store
from ui.desk import Desk
from ui.introduction_texts import NoteTextsDialog, SynonymsDialog
from ui.introductions import IntroductionsPage

Show = Callable[..., QWidget]
TODAY = date(2026, 11, 23)
FAILED = QAbstractItemModelTester.FailureReportingMode.Warning


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    made = {name: store.add_person(PersonDraft(name)) for name in ("Ana Ruiz", "Bo Larsen", "Lea Berger", "Zoe Ek")}
    for name, kind, text in (
        ("Ana Ruiz", PreferenceKind.NEEDS, "a roofer"),
        ("Bo Larsen", PreferenceKind.OFFERS, "roofs and gutters"),
        ("Lea Berger", PreferenceKind.LIKES, "chess"),
        ("Zoe Ek", PreferenceKind.LIKES, "chess"),
    ):
        store.save_fact(Preference(0, made[name], kind, text))
    return made


@pytest.fixture
def page(desk: Desk, show: Show, people: dict[str, int]) -> IntroductionsPage:
    made = IntroductionsPage(desk)
    QAbstractItemModelTester(made.suggestions, FAILED, made)
    QAbstractItemModelTester(made.under_way, FAILED, made)
    show(made)
    made.take_focus()
    return made


def pairs(page: IntroductionsPage) -> list[str]:
    return [page.suggestions.index(row, 0).data() for row in range(page.suggestions.rowCount())]


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def detail(store: Store, page: IntroductionsPage) -> IntroductionDetail:
    assert page.pane.entry is not None
    found = store.entry(page.pane.entry.id).draft.detail
    assert isinstance(found, IntroductionDetail)
    return found


def test_an_empty_journal_says_what_belongs_here(desk: Desk, show: Show):
    page = IntroductionsPage(desk)
    show(page)
    assert page.layers.currentWidget() is page.empty


def test_each_suggestion_stands_with_both_and_its_why(page: IntroductionsPage):
    assert pairs(page) == ["Ana Ruiz · Bo Larsen", "Lea Berger · Zoe Ek"]
    assert page.pane.why.text() == "Ana Ruiz needs a roofer; Bo Larsen offers roofs and gutters."
    shown = [page._suggestion_card(one, page.suggestions.index(n, 0)) for n, one in enumerate(page._suggested.values())]
    assert [card.detail for card in shown] == ["Needs a roofer · offers roofs and gutters", "Both like chess"]
    spoken = page.suggestions.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Lea Berger · Zoe Ek. Lea Berger and Zoe Ek both like chess."


def test_a_dismissed_pair_comes_back_only_by_undo(page: IntroductionsPage, desk: Desk, qtbot: QtBot):
    click(qtbot, page.pane.dismiss_button)
    qtbot.waitUntil(lambda: pairs(page) == ["Lea Berger · Zoe Ek"])
    assert page.pane.one.ref.name == "Lea Berger"
    desk.undo()
    qtbot.waitUntil(lambda: len(pairs(page)) == 2)


def test_a_dismissed_pair_can_be_seen_and_taken_back(page: IntroductionsPage, desk: Desk, qtbot: QtBot):
    QAbstractItemModelTester(page.dismissed, FAILED, page)
    click(qtbot, page.pane.dismiss_button)
    qtbot.waitUntil(lambda: pairs(page) == ["Lea Berger · Zoe Ek"])
    click(qtbot, page.kinds.button("dismissed"))
    assert [page.dismissed.index(row, 0).data() for row in range(page.dismissed.rowCount())] == ["Ana Ruiz · Bo Larsen"]
    assert page.pane.why.text() == "Ana Ruiz needs a roofer; Bo Larsen offers roofs and gutters."
    assert not page.pane.begin_button.isVisible()
    qtbot.keyClick(page.dismissed_list, Qt.Key.Key_Return)
    assert page.pane.again_button.hasFocus()
    qtbot.keyClick(page.pane.again_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(pairs(page)) == 2)
    assert page.dismissed.rowCount() == 0
    desk.undo()
    qtbot.waitUntil(lambda: len(pairs(page)) == 1)
    assert page.dismissed.rowCount() == 1


def test_somebody_who_wants_none_is_left_out_of_all(
    page: IntroductionsPage, store: Store, people, desk: Desk, qtbot: QtBot
):
    qtbot.keyClick(page.pane.alone_button, Qt.Key.Key_Space)
    (menu,) = page.pane.findChildren(QMenu, "alone")
    assert [action.text() for action in menu.actions()] == [
        "Suggest nobody to Ana Ruiz any more",
        "Suggest nobody to Bo Larsen any more",
    ]
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: pairs(page) == ["Lea Berger · Zoe Ek"])
    assert [one.text for one in store.about(people["Ana Ruiz"]).preferences if one.kind is PreferenceKind.BOUNDARY] == [
        "no introductions"
    ]
    desk.undo()
    qtbot.waitUntil(lambda: len(pairs(page)) == 2)


def test_an_introduction_from_idea_to_thanks_by_clicks(
    page: IntroductionsPage, store: Store, people: dict[str, int], qtbot: QtBot
):
    qtbot.keyClick(page.suggested_list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: pairs(page) == ["Lea Berger · Zoe Ek"])
    assert page.kinds.current == "under_way"
    assert detail(store, page).state is IntroductionState.IDEA
    assert page.pane.next_button.text() == "I asked Ana"
    click(qtbot, page.pane.next_button)
    assert detail(store, page).state is IntroductionState.ASKED_ONE
    # What comes now is her answer.
    assert not page.pane.next_button.isVisible()
    assert page.pane.answers[End.ONE].yes_button.text() == "Ana agreed"
    click(qtbot, page.pane.answers[End.ONE].yes_button)
    assert detail(store, page).one_consent is Consent.AGREED
    assert page.pane.steps.buttons[Step.ASKED_ONE].text() == "Asked Ana: agreed"
    click(qtbot, page.pane.steps.buttons[Step.ASKED_OTHER])
    assert detail(store, page).state is IntroductionState.ASKED_BOTH
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert detail(store, page).other_consent is Consent.AGREED
    assert page.pane.next_button.text() == "I brought them together"
    click(qtbot, page.pane.next_button)
    click(qtbot, page.pane.next_button)
    # Once they met it is over, and the page goes along: what is pressed next is still about these two.
    assert page.kinds.current == "done"
    assert pairs_under(page, store, "under_way") == 0
    assert detail(store, page).state is IntroductionState.MET
    qtbot.keyClicks(page.pane.result, "She has a new roof")
    qtbot.keyClick(page.pane.result, Qt.Key.Key_Return)
    assert detail(store, page).result == "She has a new roof"
    assert page.pane.next_button.text() == "I thanked them"
    click(qtbot, page.pane.next_button)
    (thanks,) = store.entry_ids(EntryFilter(person=people["Ana Ruiz"], kinds=(EntryKind.THANKS,)))
    assert page.pane.entry is not None
    assert store.entry(thanks).draft.detail == ThanksDetail(page.pane.entry.id)
    assert not page.pane.next_button.isVisible()
    assert page.pane.steps.buttons[Step.THANKS].done


def test_a_note_changed_by_hand_is_still_so_after_a_look_at_another(page: IntroductionsPage, qtbot: QtBot):
    page.pane.note.setPlainText("Dear Ana, my own words.")
    page.suggested_list.setCurrentIndex(page.suggestions.index(1, 0))
    assert "Ana" not in page.pane.note.toPlainText()
    page.suggested_list.setCurrentIndex(page.suggestions.index(0, 0))
    assert page.pane.note.toPlainText() == "Dear Ana, my own words."


def test_a_double_click_takes_one_step(page: IntroductionsPage, store: Store, people: dict[str, int], qtbot: QtBot):
    qtbot.keyClick(page.suggested_list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    here = page.pane.next_button.mapTo(page.window(), page.pane.next_button.rect().center())
    QTest.mouseDClick(page.window().windowHandle(), Qt.MouseButton.LeftButton, pos=here)
    found = detail(store, page)
    assert (found.state, found.one_consent) == (IntroductionState.ASKED_ONE, Consent.ASKED)


def test_undo_by_keys_goes_back_step_by_step(page: IntroductionsPage, store: Store, desk: Desk, qtbot: QtBot):
    qtbot.keyClick(page.suggested_list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    for _ in range(2):
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Space)
    assert detail(store, page).one_consent is Consent.AGREED
    for state in (Consent.ASKED, Consent.NOT_ASKED):
        desk.undo()
        assert detail(store, page).one_consent is state
        assert page.pane.holds_button()


@pytest.mark.parametrize("leaving", ["tab", "another", "suggested", "hidden"])
def test_what_came_of_it_is_kept_however_one_leaves_it(
    page: IntroductionsPage, store: Store, people: dict[str, int], qtbot: QtBot, leaving: str
):
    for one, other in (("Ana Ruiz", "Bo Larsen"), ("Lea Berger", "Zoe Ek")):
        made = IntroductionDetail(
            Side.GIVEN, PersonRef(people[one], one), PersonRef(people[other], other), state=IntroductionState.MET
        )
        store.record(Recording(EntryDraft(TODAY, EntryKind.INTRODUCTION, detail=made)))
    page.show_kind("done")
    assert page.pane.entry is not None
    entry = page.pane.entry.id
    click(qtbot, page.pane.result)
    qtbot.keyClicks(page.pane.result, "She has a new roof")
    if leaving == "tab":
        qtbot.keyClick(page.pane.result, Qt.Key.Key_Tab)
    elif leaving == "another":
        page.under_way_list.setCurrentIndex(page.under_way.index(1, 0))
        assert page.pane.result.text() == ""
    elif leaving == "suggested":
        click(qtbot, page.kinds.button("suggested"))
    else:
        page.hide()
    found = store.entry(entry).draft.detail
    assert isinstance(found, IntroductionDetail)
    assert found.result == "She has a new roof"


def pairs_under(page: IntroductionsPage, store: Store, kind: str) -> int:
    """How many stand there; the page shows again what it showed."""
    here, shown = page.kinds.current, page.under_way_list.currentIndex().row()
    page.show_kind(kind)
    n = page.under_way.rowCount()
    page.show_kind(here)
    page.under_way_list.setCurrentIndex(page.under_way.index(shown, 0))
    return n


def test_another_pair_does_not_slip_under_what_is_pressed(
    page: IntroductionsPage, desk: Desk, store: Store, people: dict[str, int], qtbot: QtBot
):
    lea, zoe = people["Lea Berger"], people["Zoe Ek"]
    both = IntroductionDetail(Side.GIVEN, PersonRef(lea, ""), PersonRef(zoe, ""), state=IntroductionState.ASKED_ONE)
    asked = store.record(Recording(EntryDraft(TODAY, EntryKind.INTRODUCTION, detail=both))).entries[0]
    made = replace(both, one=PersonRef(people["Ana Ruiz"], ""), other=PersonRef(people["Bo Larsen"], ""))
    made = replace(made, state=IntroductionState.MADE)
    entry = store.record(Recording(EntryDraft(TODAY, EntryKind.INTRODUCTION, detail=made))).entries[0]
    page.show_kind("under_way")
    page.under_way_list.setCurrentIndex(page.under_way.index(page.under_way.row_of(entry), 0))
    click(qtbot, page.pane.next_button)  # they met
    assert page.pane.entry is not None
    assert page.pane.entry.id == entry
    assert store.entry(asked).draft.detail.one_consent is Consent.NOT_ASKED
    desk.undo()
    assert (page.kinds.current, page.pane.entry.id) == ("under_way", entry)


def test_after_one_was_dismissed_the_next_stands_in_its_place(page: IntroductionsPage, qtbot: QtBot):
    first, second = (page.suggestions.id_at(n) for n in range(2))
    page.suggested_list.setCurrentIndex(page.suggestions.index(0, 0))
    qtbot.keyClick(page, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.suggestions.row_of(first) is None)
    assert page.suggested_list.currentIndex().row() == 0
    assert page.suggestions.id_at(0) == second


def test_by_keys_each_button_hands_on_to_the_next(page: IntroductionsPage, store: Store, qtbot: QtBot):
    qtbot.keyClick(page.suggested_list, Qt.Key.Key_Return)
    pressed = []
    while page.pane.entry is None or detail(store, page).state is not IntroductionState.MADE:
        here = page.focusWidget()
        assert isinstance(here, QAbstractButton)
        pressed.append(here.text())
        qtbot.keyClick(here, Qt.Key.Key_Space)
    assert pressed == [
        "Begin",
        *("I asked Ana", "Ana agreed", "I asked Bo", "Bo agreed"),
        "I brought them together",
    ]


def test_who_would_rather_not_ends_it(page: IntroductionsPage, store: Store, qtbot: QtBot):
    click(qtbot, page.pane.begin_button)
    click(qtbot, page.pane.next_button)
    click(qtbot, page.pane.answers[End.ONE].no_button)
    assert page.kinds.current == "done"
    assert pairs_under(page, store, "under_way") == 0
    assert detail(store, page).state is IntroductionState.DECLINED
    assert page.pane.over.text() == "Ana Ruiz would rather not. It ended there."
    assert not page.pane.next_button.isVisible()


def copied(page: IntroductionsPage, qtbot: QtBot) -> str:
    """What is on the clipboard after a click on the button."""
    QGuiApplication.clipboard().clear()
    click(qtbot, page.pane.copy_button)
    return QGuiApplication.clipboard().text()


def test_the_notes_follow_the_steps_and_the_answers(page: IntroductionsPage, qtbot: QtBot):
    pane = page.pane
    # Of a suggestion there is the note that would begin it: it names nobody.
    assert pane.note_heading.text() == "A note to Ana Ruiz"
    assert copied(page, qtbot).startswith("Hello Ana, you are looking for a roofer. May I introduce you to someone")
    assert "Bo Larsen has not agreed yet" in pane.mind.text()
    click(qtbot, pane.begin_button)
    assert "Bo" not in copied(page, qtbot)
    click(qtbot, pane.next_button)
    assert pane.note_heading.text() == "A note to Bo Larsen"
    assert "roofer" not in copied(page, qtbot)
    assert "roofs and gutters" in copied(page, qtbot)
    click(qtbot, pane.answers[End.ONE].yes_button)
    assert copied(page, qtbot).startswith("Hello Bo, may I introduce you to Ana Ruiz? It is about a roofer")
    assert not pane.mind.isVisible()
    click(qtbot, pane.next_button)
    # Until he answers there is none for both.
    assert not pane.note.isVisible()
    assert not pane.copy_button.isVisible()
    assert pane.mind.text().startswith("It stands here once both have agreed")
    click(qtbot, pane.answers[End.OTHER].yes_button)
    assert pane.note_heading.text() == "A note to both"
    assert copied(page, qtbot).startswith("Ana Ruiz, meet Bo Larsen, who could help with a roofer.")
    click(qtbot, pane.next_button)
    assert copied(page, qtbot).startswith("Hello Ana, did you and Bo Larsen find time for each other?")
    click(qtbot, pane.to.button("other"))
    assert copied(page, qtbot).startswith("Hello Bo, did you and Ana Ruiz find time for each other?")


def test_a_note_can_be_changed_before_it_is_copied(page: IntroductionsPage, store: Store, qtbot: QtBot):
    page.pane.note.setFocus()
    qtbot.keyClicks(page.pane.note, "PS ")
    # Something else that changes meanwhile takes nothing of it away.
    store.add_person(PersonDraft("Tove Alone"))
    qtbot.waitUntil(lambda: not page._waiting.isActive())
    assert copied(page, qtbot).startswith("PS Hello Ana, you are looking for a roofer.")


def test_who_share_something_are_asked_in_other_words(page: IntroductionsPage, qtbot: QtBot):
    qtbot.keyClick(page.suggested_list, Qt.Key.Key_Down)
    assert copied(page, qtbot).startswith("Hello Lea, may I introduce you to someone I know? You both like chess.")


def test_the_texts_of_notes_are_the_users(page: IntroductionsPage, store: Store, qtbot: QtBot):
    click(qtbot, page.templates_button)
    (dialog,) = page.window().findChildren(NoteTextsDialog)
    # The one that is shown in the pane comes first, with what may stand in it and how it reads.
    assert dialog.kind is NoteKind.ASK_WHO_NEEDS
    assert "{need}: what they need, as you noted it" in dialog.placeholders.text().splitlines()
    assert dialog.example.text().startswith("Hello Lea, you are looking for a roofer.")
    dialog.text.selectAll()
    qtbot.keyClicks(dialog.text, "Dear {name}: {need}?")
    assert dialog.example.text() == "Dear Lea Berger: a roofer?"
    click(qtbot, dialog.keep_button)
    assert store.note_texts == {NoteKind.ASK_WHO_NEEDS: "Dear {name}: {need}?"}
    assert page.pane.note.toPlainText() == "Dear Ana Ruiz: a roofer?"


def test_a_text_that_cannot_be_filled_in_is_said_and_not_kept(page: IntroductionsPage, store: Store, qtbot: QtBot):
    page.edit_templates()
    (dialog,) = page.window().findChildren(NoteTextsDialog)
    dialog.text.selectAll()
    qtbot.keyClicks(dialog.text, "Dear {nobody}")
    said = "{nobody} stands for nothing in this note. It may hold {first}, {name}, {other}, {need}."
    assert (dialog.problem.text(), dialog.problem.isVisible()) == (said, True)
    # Another text in between: it is brought back to the one that is wrong.
    dialog.choose(NoteKind.THANK)
    assert not dialog.problem.isVisible()
    click(qtbot, dialog.keep_button)
    assert dialog.isVisible()
    assert (dialog.kind, dialog.focusWidget()) == (NoteKind.ASK_WHO_NEEDS, dialog.text)
    assert store.note_texts == {}
    click(qtbot, dialog.standard_button)
    assert not dialog.problem.isVisible()
    click(qtbot, dialog.keep_button)
    assert store.note_texts == {}
    assert page.pane.note.toPlainText().startswith("Hello Ana, you are looking for")


def test_words_that_mean_the_same_bring_people_together(
    page: IntroductionsPage, store: Store, people: dict[str, int], qtbot: QtBot
):
    store.save_fact(Preference(0, people["Lea Berger"], PreferenceKind.NEEDS, "a bookkeeper"))
    store.save_fact(Preference(0, people["Bo Larsen"], PreferenceKind.OFFERS, "accountancy"))
    qtbot.waitUntil(lambda: len(pairs(page)) == 2)
    click(qtbot, page.synonyms_button)
    (dialog,) = page.window().findChildren(SynonymsDialog)
    qtbot.keyClicks(dialog.text, "bookkeeper, accountancy")
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.text, "alone")
    click(qtbot, dialog.keep_button)
    assert store.match_settings.synonyms == (("bookkeeper", "accountancy"),)
    qtbot.waitUntil(lambda: "Lea Berger · Bo Larsen" in pairs(page))


def test_one_made_for_me_shows_who_brought_us_together(
    page: IntroductionsPage, store: Store, people: dict[str, int], qtbot: QtBot
):
    lea, zoe = PersonRef(people["Lea Berger"], ""), PersonRef(people["Zoe Ek"], "")
    made = IntroductionDetail(Side.RECEIVED, None, zoe, lea, "chess")
    store.record(Recording(EntryDraft(TODAY, EntryKind.INTRODUCTION, participants=(Participant(lea),), detail=made)))
    page.show_kind("under_way")
    assert page.pane.one.ref.name == "Lea Berger"
    assert not page.pane.steps.buttons[Step.ASKED_ONE].isVisible()
    assert page.pane.next_button.text() == "We met"
    # What is sent is a word of thanks to who thought of me.
    assert page.pane.note_heading.text() == "A note to Lea Berger"
    assert copied(page, qtbot).startswith("Hello Lea, thank you for introducing me to Zoe Ek.")


def test_a_click_opens_either_of_them(page: IntroductionsPage, desk: Desk, people: dict[str, int], qtbot: QtBot):
    opened: list[int] = []
    desk.person_wanted.connect(opened.append)
    click(qtbot, page.pane.other)
    assert opened == [people["Bo Larsen"]]
