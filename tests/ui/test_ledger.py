"""Asks & referrals by keys and clicks: the table, its filters and sums, what wants a word, and what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from netjournal.model import (
    AskDetail,
    AskSide,
    AskState,
    Detail,
    EntryDraft,
    EntryKind,
    IntroductionDetail,
    IntroductionState,
    Money,
    Offering,
    OutcomeDetail,
    Participant,
    PersonDraft,
    PersonRef,
    Reason,
    Recording,
    ReferralDetail,
    ReferralState,
    Side,
)
from netjournal.store import Store
from ui.desk import Desk
from ui.ledger import LedgerPage
from ui.look import LIGHT, M, apply_theme, font, px
from ui.rows import RowRole
from ui.words import money

Show = Callable[..., QWidget]
TODAY = date(2026, 11, 23)
FAILED = QAbstractItemModelTester.FailureReportingMode.Warning


def record(store: Store, ago: int, kind: EntryKind, detail: Detail, *people: int) -> int:
    who = tuple(Participant(PersonRef(p, "")) for p in people)
    return store.record(Recording(EntryDraft(TODAY - timedelta(ago), kind, participants=who, detail=detail))).entries[0]


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return {name: store.add_person(PersonDraft(name)) for name in ("Ana Ruiz", "Bo Larsen", "Lea Berger", "Zoe Ek")}


@pytest.fixture
def kept(store: Store, people: dict[str, int]) -> dict[str, int]:
    ana, bo, lea, zoe = people.values()
    offering = store.save_offering(Offering(0, "House surveys"))

    def ref(person: int) -> PersonRef:
        return PersonRef(person, "")

    euros = Money(Decimal(1200), "EUR")
    made = {
        "sale": record(store, 5, EntryKind.ASK, AskDetail(AskSide.MADE, "the house sale", offering), ana),
        "roof": record(store, 9, EntryKind.ASK, AskDetail(AskSide.RECEIVED, "a roof"), bo),
        "mill": record(
            store, 30, EntryKind.REFERRAL,
            ReferralDetail(Side.RECEIVED, ref(lea), ref(bo), "the mill", state=ReferralState.WON, value=euros), lea, bo,
        ),
        "lead": record(store, 400, EntryKind.REFERRAL, ReferralDetail(Side.GIVEN, ref(ana), ref(zoe), "a lift"), ana),
        "chess": record(
            store, 2, EntryKind.INTRODUCTION, IntroductionDetail(Side.GIVEN, ref(zoe), ref(bo), purpose="chess"), zoe
        ),
    }  # fmt: skip
    gone = OutcomeDetail(made["roof"], AskState.ELSEWHERE, elsewhere=ref(zoe), reason=Reason.PRICE)
    record(store, 3, EntryKind.OUTCOME, gone, bo)
    return made


@pytest.fixture
def page(desk: Desk, show: Show, kept: dict[str, int]) -> LedgerPage:
    made = LedgerPage(desk)
    QAbstractItemModelTester(made.model, FAILED, made)
    show(made)
    return made


def column(page: LedgerPage, key: str) -> int:
    return [c.key for c in page.model.columns].index(key)


def cells(page: LedgerPage, key: str) -> list[str]:
    n = column(page, key)
    return [page.model.index(row, n).data() for row in range(page.model.rowCount())]


def shown(page: LedgerPage) -> list[int]:
    return list(page.model.ids())


def chip(page: LedgerPage, text: str) -> QWidget:
    return next(c for c in (*page.chips.chips, *page.marks.chips, *page.loops.chips.chips) if c.text() == text)


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_an_empty_table_says_what_belongs_there_and_offers_both_first_steps(desk: Desk, show: Show, monkeypatch):
    import ui.entry_form

    wanted: list[EntryDraft] = []
    monkeypatch.setattr(ui.entry_form, "new_entry", lambda _desk, _parent, draft: wanted.append(draft))
    page = LedgerPage(desk)
    show(page)
    assert page.layers.currentWidget() is page.empty
    for push in page.empty.findChildren(type(page.new_button)):
        push.click()
    assert [draft.detail.side for draft in wanted] == [AskSide.MADE, AskSide.RECEIVED]


def test_one_table_holds_all_five(page: LedgerPage):
    assert cells(page, "kind") == ["Introduction", "Ask made", "Ask received", "Referral received", "Referral given"]
    assert cells(page, "state") == ["made", "open", "went elsewhere", "won", "passed on"]
    assert cells(page, "people")[3] == "Lea Berger, Bo Larsen"
    assert cells(page, "value")[3] == "1,200 EUR"
    assert cells(page, "offering")[1] == "House surveys"
    assert cells(page, "thanked") == ["", "", "", "owed", ""]
    tip = page.model.index(2, column(page, "state")).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "to Zoe Ek, price"
    spoken = page.model.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Ask received. Bo Larsen. a roof. Saturday, 14 November. went elsewhere. to Zoe Ek, price"
    assert "lost" not in " ".join(cells(page, "state"))


def test_chips_narrow_to_kinds_and_to_what_is_open(page: LedgerPage, qtbot: QtBot, kept: dict[str, int]):
    click(qtbot, chip(page, "Asks I made"))
    assert shown(page) == [kept["sale"]]
    click(qtbot, chip(page, "Asks made to me"))
    assert shown(page) == [kept["sale"], kept["roof"]]
    click(qtbot, chip(page, "Open"))
    assert shown(page) == [kept["sale"]]
    qtbot.keyClick(page.table, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert len(shown(page)) == 5
    assert not chip(page, "Open").isChecked()


def test_states_offerings_periods_and_words_narrow(page: LedgerPage, qtbot: QtBot, kept: dict[str, int]):
    def choose(box, place: int) -> None:
        box.setCurrentIndex(place)
        box.activated.emit(place)

    choose(page.state, page.state.findData("elsewhere"))
    assert shown(page) == [kept["roof"]]
    choose(page.state, 0)
    choose(page.offering, 1)
    assert shown(page) == [kept["sale"]]
    choose(page.offering, 0)
    choose(page.period, 1)
    assert kept["lead"] not in shown(page)
    assert kept["mill"] in shown(page)
    choose(page.period, page.period.count() - 1)
    assert page.since.hasFocus()
    page.since.clear()
    qtbot.keyClicks(page.since, "2025")
    qtbot.keyClick(page.since, Qt.Key.Key_Return)
    qtbot.keyClicks(page.until, "2025")
    qtbot.keyClick(page.until, Qt.Key.Key_Return)
    assert shown(page) == [kept["lead"]]
    page.clear()
    assert page.since.isHidden()
    qtbot.keyClick(page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.field.hasFocus()
    qtbot.keyClicks(page.field, "lea mill")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert shown(page) == [kept["mill"]]
    page.field.setText("zebra")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert page.table.empty.startswith("Nothing here fits")
    assert page.layers.currentWidget() is page.splitter


def test_the_header_puts_them_in_order_and_again_the_other_way(page: LedgerPage, qtbot: QtBot, kept: dict[str, int]):
    header = page.table.horizontalHeader()

    def press(key: str) -> None:
        n = column(page, key)
        at = QPoint(header.sectionViewportPosition(n) + 10, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)

    newest = cells(page, "day")
    press("day")
    assert cells(page, "day") == newest[::-1]
    press("people")
    names = cells(page, "people")
    assert names == sorted(names)
    press("people")
    assert cells(page, "people") == sorted(names, reverse=True)
    press("value")
    assert shown(page)[0] == kept["mill"]
    order = header.sortIndicatorSection()
    press("about")
    assert header.sortIndicatorSection() == order, "what it is about is no order"
    assert page.view.entry is not None


def test_a_row_that_is_changed_moves_to_its_place(page: LedgerPage, kept: dict[str, int]):
    page._order_by("value")
    draft = page.desk.store.entry(kept["sale"]).draft
    from dataclasses import replace

    page.desk.store.save_entry(
        kept["sale"], replace(draft, detail=replace(draft.detail, value=Money(Decimal(9000), "EUR")))
    )
    assert shown(page)[0] == kept["sale"]
    assert cells(page, "value")[0] == "9,000 EUR"


def test_sums_say_what_the_rows_come_to(page: LedgerPage, qtbot: QtBot):
    page.count()
    assert page.totals.text() == "5 entries  ·  2 open  ·  2 met  ·  1,200 EUR"
    click(qtbot, chip(page, "Asks I made"))
    qtbot.waitUntil(lambda: "1 open" in page.totals.text())
    assert "EUR" not in page.totals.text()


def test_what_still_wants_a_word_stands_above_and_is_done_by_a_click(
    page: LedgerPage, qtbot: QtBot, kept: dict[str, int]
):
    page.count()
    assert [c.text() for c in page.loops.chips.chips] == ["Tell Lea Berger how it went", "Thank Lea Berger"]
    click(qtbot, page.loops.chips.chips[0])
    assert page.view.entry.id == kept["mill"]
    click(qtbot, page.view.report_button)
    page.count()
    assert [c.text() for c in page.loops.chips.chips] == ["Thank Lea Berger"]
    click(qtbot, chip(page, "Thank Lea Berger"))
    qtbot.keyClick(page.table, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    page.count()
    assert not page.loops.isVisible()
    assert cells(page, "thanked")[3] == ""
    assert page.desk.store.thanks_owed() == []


def test_an_outcome_by_its_key(page: LedgerPage, qtbot: QtBot, kept: dict[str, int]):
    page.open(kept["sale"])
    assert page.table.hasFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Y, Qt.KeyboardModifier.AltModifier)
    assert page.desk.store.entry(kept["sale"]).state is AskState.YES
    assert cells(page, "state")[1] == "yes"
    page.desk.undo()
    assert cells(page, "state")[1] == "open"


def test_steps_of_a_referral_and_an_introduction(page: LedgerPage, qtbot: QtBot, kept: dict[str, int]):
    page.open(kept["lead"])
    click(qtbot, next(c for c in page.view.states.chips if c.says.key == "in_contact"))
    assert page.desk.store.entry(kept["lead"]).draft.detail.state is ReferralState.IN_CONTACT
    page.open(kept["chess"])
    click(qtbot, next(c for c in page.view.states.chips if c.says.key == "met"))
    assert page.desk.store.entry(kept["chess"]).draft.detail.state is IntroductionState.MET
    assert cells(page, "state")[0] == "met"


def test_delete_with_undo(page: LedgerPage, qtbot: QtBot, kept: dict[str, int]):
    page.open(kept["roof"])
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert kept["roof"] not in shown(page)
    page.desk.undo()
    assert shown(page)[2] == kept["roof"]
    assert cells(page, "state")[2] == "went elsewhere"


def test_new_ones_open_the_form_with_their_detail(page: LedgerPage, qtbot: QtBot, monkeypatch):
    import ui.entry_form

    wanted: list[EntryDraft] = []
    monkeypatch.setattr(ui.entry_form, "new_entry", lambda _desk, _parent, draft: wanted.append(draft))
    for action in page.new_menu.actions():
        action.trigger()
    sides = [(draft.kind.value, draft.detail.side.value, draft.day) for draft in wanted]
    assert sides == [
        ("ask", "made", TODAY),
        ("ask", "received", TODAY),
        ("referral", "given", TODAY),
        ("referral", "received", TODAY),
        ("introduction", "given", TODAY),
    ]
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.table, Qt.Key.Key_R, keys)
    assert wanted[-1].detail.side is AskSide.RECEIVED


def test_columns_are_chosen_and_remembered(page: LedgerPage, desk: Desk, show: Show):
    thanked, back = column(page, "thanked"), column(page, "back")
    assert page.table.isColumnHidden(thanked)
    page.turn_column("thanked")
    page.turn_column("back")
    assert not page.table.isColumnHidden(thanked)
    assert page.table.isColumnHidden(back)
    again = LedgerPage(desk)
    show(again)
    assert not again.table.isColumnHidden(thanked)
    assert again.table.isColumnHidden(back)
    assert not again.table.isColumnHidden(column(again, "about"))


def test_open_clears_what_hides_the_row(page: LedgerPage, kept: dict[str, int]):
    page._chip("open")
    page.open(kept["roof"])
    assert page.view.entry.id == kept["roof"]
    assert len(shown(page)) == 5
    assert page.table.currentIndex().data(RowRole).id == kept["roof"]


def test_what_is_not_in_the_table_is_shown_in_the_journal(page: LedgerPage, qtbot: QtBot, people: dict[str, int]):
    note = page.desk.store.record(Recording(EntryDraft(TODAY, text="Rain"))).entries[0]
    with qtbot.waitSignal(page.desk.entry_wanted) as caught:
        page.open(note)
    assert caught.args == [note]


def test_in_little_room_a_row_takes_the_room_of_the_table_until_esc(
    desk: Desk, show: Show, qtbot: QtBot, kept: dict[str, int]
):
    page = LedgerPage(desk)
    show(page, 808, 540)
    assert page.view.isHidden()
    page.take_focus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.view.isVisible()
    assert page.left.isHidden()
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert page.view.isHidden()
    assert page.table.hasFocus()


def test_home_end_and_arrows_walk_the_table(page: LedgerPage, qtbot: QtBot):
    page.take_focus()
    ids = shown(page)
    qtbot.keyClick(page.table, Qt.Key.Key_End)
    assert page.view.entry.id == ids[-1]
    qtbot.keyClick(page.table, Qt.Key.Key_Up)
    assert page.view.entry.id == ids[-2]
    qtbot.keyClick(page.table, Qt.Key.Key_Home)
    assert page.view.entry.id == ids[0]


def test_a_new_day_is_read_anew(page: LedgerPage, clock):
    clock.advance(days=1)
    page.on_new_day()
    assert cells(page, "day")[0] == "21 Nov"


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_the_arrows_uncover_the_columns_on_their_side(page: LedgerPage, qtbot: QtBot, direction: Qt.LayoutDirection):
    page.setLayoutDirection(direction)
    page.table.setColumnWidth(page.table.first_column(), 2000)
    qtbot.waitUntil(lambda: page.table.horizontalScrollBar().maximum() > 0)
    page.table.horizontalScrollBar().setValue(100)
    page.table.setFocus()
    head = page.table.horizontalHeader()
    before = head.sectionViewportPosition(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Right if direction is Qt.LayoutDirection.LeftToRight else Qt.Key.Key_Left)
    moved = head.sectionViewportPosition(0) - before
    assert moved < 0 if direction is Qt.LayoutDirection.LeftToRight else moved > 0


# ------------------------------------------------------------------ how wide the columns are


def width(page: LedgerPage, key: str) -> int:
    return page.table.columnWidth(column(page, key))


@pytest.mark.parametrize("text", [1.0, 1.5, 2.0])
def test_what_it_is_about_has_room_at_any_size_of_the_text(page, dressed, qtbot, text):
    try:
        apply_theme(dressed, LIGHT, text)
        page.resize(900, 600)
        qtbot.waitUntil(lambda: page.table.viewport().width() > 700)
        assert width(page, "about") >= px(180)
        assert width(page, "day") == px(72)
        assert (width(page, "kind") < px(152)) is (text > 1)  # its picture stays
    finally:
        apply_theme(dressed, LIGHT)


@pytest.mark.parametrize("text", [1.0, 1.5])
def test_the_value_has_room_for_its_currency(page, store, people, dressed, qtbot, text):
    def asked(value):
        who = (Participant(PersonRef(people["Ana Ruiz"], "")),)
        detail = AskDetail(AskSide.MADE, "the mill", value=Money(Decimal(value), "EUR"))
        return EntryDraft(TODAY, EntryKind.ASK, participants=who, detail=detail)

    def is_cut():
        (row,) = [row for n in range(page.model.rowCount()) if (row := page.model.row(n)).id == mill]
        words, room = money(row.value), width(page, "value") - 2 * M
        return QFontMetrics(font("small")).elidedText(words, Qt.TextElideMode.ElideRight, room) != words

    try:
        apply_theme(dressed, LIGHT, text)
        before = width(page, "value")
        mill = store.record(Recording(asked("12"))).entries[0]
        assert not is_cut()
        assert width(page, "value") == before
        for value in ("1234.50", "11111.50", "1234567.50"):
            store.save_entry(mill, asked(value))
            assert not is_cut()
        assert width(page, "value") > before
        page.turn_column("value")
        page.turn_column("value")
        assert not is_cut()
        assert width(page, "about") >= px(180)
    finally:
        apply_theme(dressed, LIGHT)


def test_a_column_that_was_dragged_keeps_its_width(page):
    header = page.table.horizontalHeader()
    header.resizeSection(column(page, "about"), 400)
    header.resizeSection(column(page, "people"), 90)
    page.resize(900, 600)
    page.table.show_columns({"day", "people", "about"})
    page.table.show_columns({"day", "kind", "people", "about"})
    assert (width(page, "about"), width(page, "people"), width(page, "kind")) == (400, 90, 152)
