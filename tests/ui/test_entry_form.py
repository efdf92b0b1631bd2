"""The forms, driven by keys and clicks, and what they leave in the journal."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QWidget

from netjournal.model import (
    AskDetail,
    AskSide,
    AskState,
    Consent,
    Direction,
    EntryDraft,
    EntryFilter,
    EntryKind,
    IntroductionDetail,
    KnownBy,
    MentionDraft,
    Money,
    Offering,
    OutcomeDetail,
    Participant,
    PersonDraft,
    PersonRef,
    Reason,
    Recording,
    ReferralDetail,
    Role,
    Side,
    ThanksDetail,
)
from netjournal.store import Store
from ui.desk import Desk
from ui.entry_details import MoneyField
from ui.entry_draft import pack, unpack
from ui.entry_form import EntryForm, OutcomeForm, edit_entry, new_entry, record_outcome

TODAY = date(2026, 11, 23)
CTRL = Qt.KeyboardModifier.ControlModifier
ANA, BO = PersonRef(1, "Ana Ruiz"), PersonRef(2, "Bo Larsen")


@pytest.fixture
def place(desk: Desk, store: Store, show: Callable) -> QWidget:
    """A window to open forms over; Ana and Bo are in the journal, and one offering."""
    store.add_person(PersonDraft("Ana Ruiz"))
    store.add_person(PersonDraft("Bo Larsen"))
    store.save_offering(Offering(0, "Roof survey"))
    return show(QWidget(), 900, 700)


@pytest.fixture
def said(desk: Desk) -> list[tuple]:
    heard: list[tuple] = []
    desk.said.connect(lambda *what: heard.append(what))
    return heard


def active(qtbot, form: QWidget) -> None:
    """Wait until the keyboard is in the form."""
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)


def record(store: Store, draft: EntryDraft) -> int:
    return store.record(Recording(draft)).entries[0]


ask = EntryDraft(
    date(2026, 11, 2),
    EntryKind.ASK,
    "Over coffee.",
    "14:30",
    Direction.ME,
    (Participant(ANA),),
    place="the harbour",
    detail=AskDetail(AskSide.MADE, "her house sale", 1, Money(Decimal("2000.50"), "EUR"), 60),
    mentions=(MentionDraft(1, "Roof survey"),),
)
DRAFTS = {
    "note": EntryDraft(TODAY, text="Likes **jazz**", participants=(Participant(ANA, Role.ABOUT),), private=True),
    "meeting": EntryDraft(TODAY, EntryKind.MEETING, "Chess", participants=(Participant(ANA), Participant(BO))),
    "attempt": EntryDraft(
        TODAY, EntryKind.CALL, direction=Direction.ME, participants=(Participant(BO),), unanswered=True
    ),
    "ask": ask,
    "referral": EntryDraft(
        TODAY,
        EntryKind.REFERRAL,
        participants=(Participant(ANA), Participant(BO, Role.ABOUT)),
        direction=Direction.THEM,
        detail=ReferralDetail(Side.RECEIVED, ANA, BO, "a roofer", 1, Consent.AGREED, 4, value=Money(Decimal(3), "CHF")),
    ),
    "introduction": EntryDraft(
        TODAY,
        EntryKind.INTRODUCTION,
        direction=Direction.ME,
        participants=(Participant(ANA), Participant(BO)),
        detail=IntroductionDetail(Side.GIVEN, ANA, BO, purpose="choirs", one_consent=Consent.ASKED, result="they met"),
    ),
    "thanks": EntryDraft(
        TODAY, EntryKind.THANKS, direction=Direction.ME, participants=(Participant(ANA),), detail=ThanksDetail(None)
    ),
}


@pytest.mark.parametrize("name", DRAFTS)
def test_an_entry_opened_and_saved_untouched_is_as_it_was(name, desk, place, store, qtbot):
    number = record(store, DRAFTS[name])
    before = store.entry(number).draft
    form = edit_entry(desk, number, place)
    assert not form.is_changed
    assert form.draft() == before
    form.save()
    assert store.entry(number).draft == before


@pytest.mark.parametrize("name", DRAFTS)
def test_a_draft_survives_being_kept_as_text(name):
    assert unpack(pack(DRAFTS[name])) == DRAFTS[name]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"is": "Nothing"}', '{"is": "EntryDraft", "day": "tomorrow"}'])
def test_what_is_no_draft_is_left_alone(text):
    assert unpack(text) is None


def test_a_new_entry_is_written_with_the_keyboard_alone(qtbot, desk, place, store, said):
    form = new_entry(desk, place)
    active(qtbot, form)
    assert form.people.edit.hasFocus()
    qtbot.keyClicks(form.people.edit, "ana")
    qtbot.keyClick(form.people.edit, Qt.Key.Key_Return)
    qtbot.keyClicks(form.people.edit, "Zoe New")
    qtbot.keyClick(form.people.edit, Qt.Key.Key_Tab)
    qtbot.keyClicks(form.text, "Walked by the river")
    qtbot.keyClick(form.text, Qt.Key.Key_Return, CTRL)
    draft = store.entry(1).draft
    assert draft.kind is EntryKind.MEETING
    assert [p.person.name for p in draft.participants] == ["Ana Ruiz", "Zoe New"]
    assert draft.text == "Walked by the river"
    assert said[-1][:2] == ("Recorded the entry.", "Undo")


def test_a_day_is_understood_as_people_write_it(qtbot, desk, place, store):
    form = new_entry(desk, place, EntryDraft(TODAY, EntryKind.CALL, participants=(Participant(ANA),)))
    active(qtbot, form)
    form.day.edit.selectAll()
    qtbot.keyClicks(form.day.edit, "yesterday")
    qtbot.keyClick(form.day.edit, Qt.Key.Key_Return, CTRL)
    assert store.entry(1).draft.day == date(2026, 11, 22)


def test_a_day_that_is_none_is_said_beside_the_field(qtbot, desk, place, store):
    form = new_entry(desk, place, EntryDraft(TODAY, EntryKind.CALL, participants=(Participant(ANA),)))
    active(qtbot, form)
    form.day.edit.setText("")
    qtbot.keyClicks(form.day.edit, "when pigs fly")
    form.save()
    assert store.count_entries() == 0
    assert form.fields()["day"].wrong.isVisible()
    assert form.day.edit.hasFocus()
    assert form.isVisible()


@pytest.mark.parametrize(
    ("kind", "field"),
    [(EntryKind.ASK, "about"), (EntryKind.REFERRAL, "other"), (EntryKind.INTRODUCTION, "other")],
)
def test_what_the_journal_refuses_is_said_beside_its_field_and_nothing_is_lost(kind, field, desk, place, store):
    form = new_entry(desk, place)
    form.text.setPlainText("typed")
    form.kind.choose(kind.value)
    form.save()
    refused = form.fields()[field]
    assert refused.wrong.text()
    assert refused.wrong.isVisible()
    assert refused.isAncestorOf(form.focusWidget())
    assert form.text.toPlainText() == "typed"
    assert store.count_entries() == 0


def test_a_time_that_is_none_is_said_beside_it(desk, place, store):
    form = new_entry(desk, place, EntryDraft(TODAY, EntryKind.CALL, participants=(Participant(ANA),)))
    form.time.setText("half past")
    form.save()
    assert "14:30" in form.fields()["time"].wrong.text()


def test_an_ask_takes_its_details(qtbot, desk, place, store):
    form = new_entry(desk, place, EntryDraft(TODAY, participants=(Participant(ANA),)))
    form.kind.choose(EntryKind.ASK.value)
    part = form._part()
    qtbot.mouseClick(part.side.button("received"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(part.about, "a look at her cellar")
    qtbot.keyClicks(part.value.amount, "1,250.50")
    form.save()
    draft = store.entry(1).draft
    assert draft.detail == AskDetail(AskSide.RECEIVED, "a look at her cellar", None, Money(Decimal("1250.50"), "EUR"))
    assert draft.direction is Direction.THEM


def test_a_sum_that_is_none_is_said_beside_it(qtbot, desk, place, store):
    form = edit_entry(desk, record(store, ask), place)
    form._part().value.amount.setText("lots")
    form.save()
    assert form.fields()["value"].wrong.isVisible()


def test_a_referral_names_its_people_as_participants(qtbot, desk, place, store):
    form = new_entry(desk, place)
    form.kind.choose(EntryKind.REFERRAL.value)
    part = form._part()
    part.other.set_people([ANA])
    qtbot.keyClicks(part.prospect.edit, "Paul Prospect")
    form.save()
    draft = store.entry(1).draft
    assert [(p.person.name, p.role) for p in draft.participants] == [
        ("Ana Ruiz", Role.WITH),
        ("Paul Prospect", Role.ABOUT),
    ]
    assert draft.direction is Direction.ME


def test_esc_leaves_at_once_when_nothing_was_changed(qtbot, desk, place, store, said):
    form = new_entry(desk, place)
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert store.scratch("form:new") == ""
    assert said == []


def test_esc_keeps_what_was_changed_and_it_is_there_again(qtbot, desk, place, store, said):
    form = new_entry(desk, place)
    qtbot.keyClicks(form.text, "Half a thought")
    qtbot.keyClick(form.text, Qt.Key.Key_Escape)
    assert store.count_entries() == 0
    assert said[-1][1] == "Go on writing"
    again = new_entry(desk, place)
    assert again.text.toPlainText() == "Half a thought"
    again.save()
    assert store.entry(1).draft.text == "Half a thought"
    assert store.scratch("form:new") == ""


def test_a_form_begun_in_a_line_leaves_what_another_form_kept(qtbot, desk, place, store, said):
    form = new_entry(desk, place)
    qtbot.keyClicks(form.text, "A long story")
    qtbot.keyClick(form.text, Qt.Key.Key_Escape)
    for leave in ("untouched", "changed", "recorded"):
        of_line = new_entry(desk, place, EntryDraft(desk.today, EntryKind.NOTE, "Of a line"))
        if leave == "changed":
            qtbot.keyClicks(of_line.text, "!")
        if leave == "recorded":
            of_line.save()
        else:
            qtbot.keyClick(of_line.text, Qt.Key.Key_Escape)
        assert store.scratch("form:new"), leave
    again = new_entry(desk, place)
    assert again.text.toPlainText() == "A long story"
    again.save()
    # And what was left of the line is there the next time.
    assert "Of a line" in new_entry(desk, place).text.toPlainText()


def test_tab_walks_the_fields_as_they_stand(qtbot, desk, place, store):
    form = edit_entry(desk, record(store, ask), place)
    form.kind.setFocus()
    seen = []
    for _ in range(14):
        seen.append(form.focusWidget())
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
    wanted = [form.kind, form.day.edit, form.time, form.people.edit, form._part().about, form.text]
    assert [w for w in seen if w in wanted] == wanted


@pytest.mark.parametrize(
    "detail",
    [AskDetail(AskSide.MADE, ""), ReferralDetail(Side.GIVEN, None, None), IntroductionDetail(Side.GIVEN, None, None)],
)
def test_tab_comes_to_the_buttons_after_all_fields_of_a_new_one(qtbot, desk, place, detail):
    kind = {AskDetail: EntryKind.ASK, ReferralDetail: EntryKind.REFERRAL}.get(type(detail), EntryKind.INTRODUCTION)
    form = new_entry(desk, place, EntryDraft(TODAY, kind, detail=detail))
    active(qtbot, form)
    seen = [form.focusWidget()]
    if kind is not EntryKind.ASK:  # one begins with whom it is about
        assert form._part().isAncestorOf(seen[0])
    while seen[-1] is not form.save_button:
        qtbot.keyClick(seen[-1], Qt.Key.Key_Tab)
        assert form.focusWidget() not in seen
        seen.append(form.focusWidget())
    assert seen[-2] is form.cancel_button
    value = {EntryKind.ASK: "value", EntryKind.REFERRAL: "value"}.get(kind, "result")
    control = form._part().fields[value].control
    assert any(w is control or control.isAncestorOf(w) for w in seen)
    qtbot.keyClick(form.save_button, Qt.Key.Key_Tab)
    assert form.focusWidget() is form.kind
    qtbot.keyClick(form.kind, Qt.Key.Key_Backtab)
    assert form.focusWidget() is form.save_button


def test_what_came_of_an_ask_wants_a_day_when_it_is_not_now(qtbot, desk, place, store):
    number = record(store, ask)
    form = record_outcome(desk, number, place, AskState.NOT_NOW)
    form.save()
    assert form.part.fields["come_back"].wrong.isVisible()
    qtbot.keyClicks(form.part.come_back.edit, "1 April")
    form.save()
    outcome = store.entry(number).history[0].draft
    assert outcome.detail == OutcomeDetail(number, AskState.NOT_NOW, date(2027, 4, 1))
    assert outcome.participants == (Participant(ANA, Role.ABOUT),)


def test_went_elsewhere_says_to_whom_why_and_how_one_knows(qtbot, desk, place, store):
    number = record(store, ask)
    form = record_outcome(desk, number, place)
    active(qtbot, form)
    elsewhere = next(c for c in form.part.states.chips if c.says.key == "elsewhere")
    qtbot.mouseClick(elsewhere, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(form.part.elsewhere.edit, "Other & Co")
    form.part.reason.choose("forgot_me")
    form.part.known_by.choose("they_said")
    qtbot.keyClick(form.text, Qt.Key.Key_Return, CTRL)
    detail = store.entry(number).history[0].draft.detail
    assert (detail.state, detail.reason, detail.known_by) == (AskState.ELSEWHERE, Reason.FORGOT_ME, KnownBy.THEY_SAID)
    assert detail.elsewhere.name == "Other & Co"


def chosen(form):
    return [chip.says.key for chip in form.part.states.chips if chip.isChecked()]


def test_nothing_came_of_an_ask_until_somebody_says_what(qtbot, desk, place, store):
    number = record(store, ask)
    form = record_outcome(desk, number, place)
    active(qtbot, form)
    assert chosen(form) == []
    form.save()
    assert form.part.fields["ask"].wrong.text() == "Choose what came of it."
    assert form.focusWidget() in form.part.states.chips
    assert store.entry(number).history == ()
    qtbot.keyClick(form.part.states.chips[1], Qt.Key.Key_Space)
    form.save()
    assert store.entry(number).history[0].draft.detail.state is AskState.YES


@pytest.mark.parametrize("way_out", ["esc", "close"])
@pytest.mark.parametrize("state", [None, "no"])
def test_what_was_written_of_an_outcome_is_kept_for_its_ask_alone(qtbot, desk, place, store, said, state, way_out):
    number, other = record(store, ask), record(store, ask)
    form = record_outcome(desk, number, place)
    active(qtbot, form)
    if state:
        next(chip for chip in form.part.states.chips if chip.says.key == state).click()
        form.part.reason.choose("had_someone")
    form.text.setPlainText("They have somebody")
    qtbot.keyClick(form.text, Qt.Key.Key_Escape) if way_out == "esc" else form.close()
    assert not form.isVisible()
    assert said[-1][0] == "What you wrote is kept for the next time."
    assert record_outcome(desk, other, place).text.toPlainText() == ""
    form = said[-1][2]() or place.findChildren(OutcomeForm)[-1]
    assert form.text.toPlainText() == "They have somebody"
    assert chosen(form) == ([state] if state else [])
    if state:
        assert form.part.reason.key == "had_someone"
    form.close()
    form = record_outcome(desk, number, place, AskState.YES)  # what an action of the agenda chose stays chosen
    assert (form.text.toPlainText(), chosen(form)) == ("They have somebody", ["yes"])
    form.save()
    assert store.entry(number).history[0].draft.text == "They have somebody"
    assert record_outcome(desk, number, place).text.toPlainText() == ""


def test_an_entry_that_is_gone_is_said_and_no_form_opens(desk, place, said):
    assert edit_entry(desk, 99, place) is None
    assert record_outcome(desk, 99, place) is None
    assert len(said) == 2


def test_a_kept_edit_of_one_entry_is_not_shown_in_another(qtbot, desk, place, store):
    one, other = record(store, DRAFTS["meeting"]), record(store, DRAFTS["note"])
    form = edit_entry(desk, one, place)
    form.text.setPlainText("changed")
    form.reject()
    assert edit_entry(desk, other, place).text.toPlainText() == "Likes **jazz**"
    assert edit_entry(desk, one, place).text.toPlainText() == "changed"
    assert store.entry(one).draft.text == "Chess"


def test_everything_has_a_name_for_assistive_technology(desk, place, qtbot):
    form = EntryForm(desk, parent=place)
    for n in range(form.kind.count()):
        form.kind.setCurrentIndex(n)
    for field in form.fields().values():
        assert field.control.accessibleName()
    assert len(store_entries(desk)) == 0


def store_entries(desk: Desk):
    return desk.store.entry_ids(EntryFilter())


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "C"])
@pytest.mark.parametrize(
    ("typed", "sum_"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1.000,50", "1000.50"),
        ("1,000.50", "1000.50"),
        ("1.000", "1000"),
        ("1 250", "1250"),
        ("-5", None),
        ("9" * 40, None),
        ("a lot", None),
    ],
)
def test_a_sum_is_read_as_it_is_written_wherever_one_lives(dressed, qtbot, locale, typed, sum_):
    QLocale.setDefault(QLocale(locale))
    try:
        field = MoneyField("Value", "EUR")
        qtbot.addWidget(field)
        field.amount.setText(typed)
        assert field.money == (Money(Decimal(sum_), "EUR") if sum_ else None)
        assert field.understood is (sum_ is not None)
        for worth in ("0.5", "1250.75", "3.125", "7"):
            field.show_money(Money(Decimal(worth), "EUR"))
            assert field.money.amount == Decimal(worth)
    finally:
        QLocale.setDefault(QLocale.system())
