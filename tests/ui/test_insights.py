"""Insights by keys and clicks: the answers shown are the store's, and everything behind them can be reached."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QTableView, QWidget
from pytestqt.qtbot import QtBot

from netjournal.beside import Beside
from netjournal.insights import QUESTIONS, InsightFilter, tables
from netjournal.model import EntryDraft, EntryFilter, EntryKind, Participant, PersonDraft, PersonRef, Recording
from netjournal.review import Period
from netjournal.sample import sample
from netjournal.store import Store
from ui.desk import Desk
from ui.insights import InsightsPage, PeoplePopup, cell, years_before
from ui.jobs import Jobs
from ui.machine import Machine
from ui.parts.section import Section
from ui.review_page import Line, ReviewPane
from ui.whole_record import WholeRecord
from ui.words import told

Show = Callable[..., QWidget]
TODAY = date(2026, 11, 23)


@pytest.fixture
def full(store: Store) -> Store:
    store.take_in_everything(sample(TODAY))
    return store


@pytest.fixture
def page(full: Store, desk: Desk, show: Show, qtbot: QtBot) -> InsightsPage:
    made = InsightsPage(desk)
    show(made)
    settle(made, qtbot)
    return made


def settle(page: InsightsPage, qtbot: QtBot) -> None:
    """Until every question is answered."""
    qtbot.waitUntil(lambda: not page.questions._todo and not page.questions._again.isActive(), timeout=20_000)


def choose(page: InsightsPage, which: str, text: str) -> None:
    choice = getattr(page.questions, which)
    n = choice.findText(text)
    assert n >= 0
    choice.setCurrentIndex(n)
    choice.activated.emit(n)


def popup() -> PeoplePopup:
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, PeoplePopup) and w.isVisible()]
    return found


def test_every_question_shows_the_store_s_answer(page: InsightsPage, full: Store) -> None:
    for wanted in full.insights():
        card = page.questions.cards[wanted.key]
        assert card.title.text() == told(wanted.question)
        assert card.sentence.text() == told(wanted.sentence)
        assert card.answer is not None
        assert card.answer.parts == wanted.parts
        for view in card.charts.views:
            part = next(p for p in wanted.parts if told(p.title) == view.shown.title)
            for mark, group in zip(view.shown.marks, part.groups, strict=False):
                if part.chart.value == "shares" and group.n:
                    assert f"{group.yes} of {group.n}" in mark.words
                    assert (mark.low, mark.high) == group.interval


def test_a_large_journal_is_read_by_a_process_beside_until_the_page_is_left(
    full: Store, desk: Desk, show: Show, qtbot: QtBot
) -> None:
    page = InsightsPage(desk)
    page.questions.most_here = 10
    show(page)
    settle(page, qtbot)
    assert page.questions._whole is not None
    assert page.questions._whole.beside is not None
    shown = {answer.key: answer for answer in page.questions.answered()}
    assert shown == {answer.key: answer for answer in full.insights()}
    choose(page, "offering", full.offerings()[0].name)
    settle(page, qtbot)
    wanted = InsightFilter(offering=full.offerings()[0].id)
    assert page.questions.answered() == list(full.insights(wanted))
    page.hide()
    assert page.questions._whole is None


def test_where_no_process_can_be_started_the_page_reads_for_itself(
    full: Store, desk: Desk, show: Show, qtbot: QtBot
) -> None:
    page = InsightsPage(desk)
    page.questions._whole = WholeRecord(full, beside=Beside(["nothing of that name"], full.path, full.today))
    show(page)
    settle(page, qtbot)
    assert page.questions.answered() == list(full.insights())
    assert page.questions._whole.beside is None


def test_the_numbers_behind_are_shown_on_demand(page: InsightsPage, full: Store, qtbot: QtBot) -> None:
    card = page.questions.cards["face"]
    assert card.numbers is None
    qtbot.mouseClick(card.numbers_button, Qt.MouseButton.LeftButton)
    assert card.numbers is not None
    assert card.numbers.isVisible()
    wanted = tables(full.insight("face"))
    views = card.numbers.findChildren(QTableView)
    assert len(views) == len(wanted)
    for view, table in zip(views, wanted, strict=True):
        model = view.model()
        shown = [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]
        assert shown == [[cell(value) for value in row] for row in table.rows]
    qtbot.mouseClick(card.numbers_button, Qt.MouseButton.LeftButton)
    assert not card.numbers.isVisible()


def test_the_people_behind_a_bar_open_by_keys(page: InsightsPage, full: Store, qtbot: QtBot) -> None:
    view = page.questions.cards["face"].charts.views[0]
    group = full.insight("face").parts[0].groups[0]
    view.go_to(0)
    qtbot.keyClick(view.marks[0], Qt.Key.Key_Return)
    listed = popup()
    assert list(listed.people) == list(group.people)
    qtbot.keyClick(listed.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.desk.person_wanted) as wanted:
        qtbot.keyClick(listed.list, Qt.Key.Key_Return)
    assert wanted.args == [group.people[1]]


def test_escape_closes_the_list_of_people(page: InsightsPage, qtbot: QtBot) -> None:
    view = page.questions.cards["offerings"].charts.views[0]
    qtbot.mouseClick(view.marks[0], Qt.MouseButton.LeftButton)
    listed = popup()
    qtbot.keyClick(listed.list, Qt.Key.Key_Escape)
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, PeoplePopup) and w.isVisible()]


def test_filters_ask_again(page: InsightsPage, full: Store, qtbot: QtBot) -> None:
    offering = full.offerings()[0]
    choose(page, "offering", offering.name)
    choose(page, "period", "Last three years")
    choose(page, "tag", f"#{full.tags()[1][0]}")
    settle(page, qtbot)
    wanted = InsightFilter(date(2023, 11, 24), None, offering.id, full.tags()[1][0])
    assert page.questions.wanted == wanted
    for answer in full.insights(wanted):
        assert page.questions.cards[answer.key].sentence.text() == told(answer.sentence)
    qtbot.mouseClick(page.questions.clear_button, Qt.MouseButton.LeftButton)
    settle(page, qtbot)
    assert page.questions.wanted == InsightFilter()
    assert page.questions.cards["face"].sentence.text() == told(full.insight("face").sentence)


def test_own_days_are_written(page: InsightsPage, full: Store, qtbot: QtBot) -> None:
    choose(page, "period", "From … to …")
    page.questions.since.setText("1 january 2026")
    qtbot.keyClick(page.questions.since, Qt.Key.Key_Return)
    page.questions.until.setText("30 june 2026")
    qtbot.keyClick(page.questions.until, Qt.Key.Key_Return)
    settle(page, qtbot)
    wanted = InsightFilter(date(2026, 1, 1), date(2026, 6, 30))
    assert page.questions.wanted == wanted
    assert page.questions.cards["months"].sentence.text() == told(full.insight("months", wanted).sentence)


def test_a_period_is_one_that_was_and_what_is_none_is_said(
    page: InsightsPage, desk: Desk, full: Store, qtbot: QtBot
) -> None:
    said: list[tuple] = []
    desk.said.connect(lambda *what: said.append(what))
    choose(page, "period", "From … to …")

    def write(field: str, text: str) -> None:
        getattr(page.questions, field).setText(text)
        qtbot.keyClick(getattr(page.questions, field), Qt.Key.Key_Return)

    write("since", "june")
    assert page.questions.wanted == InsightFilter(date(2026, 6, 1))
    write("since", "blah")
    assert "“blah”" in said[-1][0]
    assert page.questions.wanted == InsightFilter(date(2026, 6, 1))
    write("since", "june")
    write("until", "march 2026")
    assert "later than" in said[-1][0]
    assert page.questions.wanted == InsightFilter(date(2026, 6, 1))
    assert page.questions.until.text() == ""  # what stands there is what is asked
    write("until", "august")
    assert page.questions.wanted == InsightFilter(date(2026, 6, 1), date(2026, 8, 31))


def test_too_few_has_no_chart_and_says_how_many_are_missing(page: InsightsPage, full: Store, qtbot: QtBot) -> None:
    choose(page, "period", "From … to …")
    page.questions.since.setText("20 november 2026")
    qtbot.keyClick(page.questions.since, Qt.Key.Key_Return)
    settle(page, qtbot)
    card = page.questions.cards["before"]
    assert card.answer is not None
    assert card.answer.missing
    assert "5 more" in card.sentence.text()
    assert not card.charts.views
    assert not card.caveat.isVisible()


def test_a_change_is_answered_while_it_is_looked_at(page: InsightsPage, full: Store, qtbot: QtBot) -> None:
    before = page.questions.cards["thanks"].sentence.text()
    owed = full.thanks_owed()[0]
    full.delete_entries([owed[0]])
    qtbot.waitUntil(lambda: page.questions.cards["thanks"].sentence.text() != before, timeout=10_000)
    settle(page, qtbot)
    assert page.questions.cards["thanks"].sentence.text() == told(full.insight("thanks").sentence)


def test_hidden_it_lets_go_of_the_record_and_catches_up_when_shown(
    page: InsightsPage, full: Store, qtbot: QtBot
) -> None:
    assert page.questions._whole is not None
    page.hide()
    assert page.questions._whole is None
    before = page.questions.cards["thanks"].sentence.text()
    full.delete_entries([full.thanks_owed()[0][0]])
    assert page.questions.cards["thanks"].sentence.text() == before
    page.show()
    settle(page, qtbot)
    assert page.questions.cards["thanks"].sentence.text() == told(full.insight("thanks").sentence)


def test_off_the_thread_it_stands_at_once_and_fills(
    full: Store, dressed: object, machine: Machine, qtbot: QtBot
) -> None:
    desk = Desk(full, Jobs(), machine)
    page = InsightsPage(desk)
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    assert [card.title.text() for card in page.questions.cards.values()] == [told(q.asked) for q in QUESTIONS]
    assert not page.questions.answered()
    settle(page, qtbot)
    assert len(page.questions.answered()) == len(QUESTIONS)
    page.questions.clear()
    page.hide()  # while nothing or something is under way
    desk.jobs.shutdown()
    desk.close()


def test_an_empty_journal_says_what_belongs_here(desk: Desk, show: Show, qtbot: QtBot) -> None:
    page = InsightsPage(desk)
    show(page)
    settle(page, qtbot)
    empty = page.questions.layers.currentWidget()
    assert "before they called" in empty.accessibleName()
    with qtbot.waitSignal(desk.page_wanted) as wanted:
        qtbot.keyClick(page.questions.empty_button, Qt.Key.Key_Space)
    assert wanted.args == ["ledger"]


def test_answers_are_saved_as_numbers_pictures_and_pages(page: InsightsPage, full: Store, tmp_path: Path) -> None:
    questions = page.questions
    for ending, begins in (
        (".csv", b"\xef\xbb\xbfQuestion,"),
        (".png", b"\x89PNG"),
        (".svg", b"<?xml"),
        (".pdf", b"%PDF"),
    ):
        file = tmp_path / f"all{ending}"
        questions.save(file, questions.answered())
        assert file.read_bytes().startswith(begins)
    rows = list(csv.DictReader((tmp_path / "all.csv").read_text("utf-8-sig").splitlines()))
    assert {row["Asked about"] for row in rows} == {"any time"}
    groups = [(g.n, g.yes) for answer in full.insights() for part in answer.parts for g in part.groups]
    assert [(int(r["Number"]), int(r["Counted"]) if r["Counted"] else None) for r in rows] == groups


def test_what_is_private_is_in_no_file(page: InsightsPage, full: Store, tmp_path: Path) -> None:
    (thanks,) = [answer for answer in page.questions.answered() if answer.key == "thanks"]
    owed = thanks.parts[0].groups[0]
    for entry in full.entry_ids(EntryFilter(person=owed.people[0])):
        draft = full.entry(entry).draft
        full.save_entry(entry, replace(draft, private=True))
    page.questions.save(tmp_path / "thanks.csv", [thanks])
    assert owed.name not in (tmp_path / "thanks.csv").read_text("utf-8-sig")
    page.questions.save(tmp_path / "thanks.pdf", [thanks])
    assert (tmp_path / "thanks.pdf").read_bytes().startswith(b"%PDF")


def test_a_card_is_saved_where_the_user_says(page: InsightsPage, tmp_path: Path) -> None:
    card = page.questions.cards["offerings"]
    card.save_wanted.emit("csv", card.answer)
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "one.csv"))
    dialog.close()
    assert "By offering" in (tmp_path / "one.csv").read_text("utf-8-sig")


def test_a_file_that_cannot_be_written_is_told(page: InsightsPage, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.desk.said) as said:
        page.questions.save(tmp_path / "nowhere" / "all.csv", page.questions.answered())
    assert said.args[3] == "bad"


@pytest.mark.parametrize(("years", "since"), [(1, date(2027, 3, 1)), (3, date(2025, 3, 1)), (4, date(2024, 3, 1))])
def test_whole_years_end_today(years: int, since: date) -> None:
    assert years_before(date(2028, 2, 29), years) == since


# ------------------------------------------------------------------------------------------------ the review


@pytest.fixture
def pane(page: InsightsPage, qtbot: QtBot) -> ReviewPane:
    page.tabs.setFocus()
    qtbot.keyClick(page.tabs, Qt.Key.Key_Right)
    assert isinstance(page.review, ReviewPane)
    qtbot.waitUntil(lambda: page.review.review is not None)  # type: ignore[attr-defined]
    return page.review


def lines(pane: ReviewPane) -> list[str]:
    return [line.text() for line in pane.column.findChildren(Line) if not line.isHidden()]


def test_on_a_monday_the_week_before_is_looked_back_on(pane: ReviewPane, full: Store) -> None:
    wanted = full.week_review(date(2026, 11, 22))
    assert pane.review == wanted
    assert [call.person.name for call in wanted.calls] == [
        line.text() for line in pane.column.findChildren(Line) if line._picture == "phone"
    ]
    assert lines(pane)[: len(wanted.highlights)] == [told(h.what) for h in wanted.highlights]


def test_other_weeks_and_years_by_keys(pane: ReviewPane, full: Store, qtbot: QtBot) -> None:
    qtbot.keyClick(pane.earlier_button, Qt.Key.Key_Space)
    assert pane.review == full.week_review(date(2026, 11, 15))
    qtbot.keyClick(pane.later_button, Qt.Key.Key_Space)
    qtbot.keyClick(pane.later_button, Qt.Key.Key_Space)
    assert pane.review == full.week_review(TODAY)
    assert not pane.later_button.isEnabled()
    qtbot.keyClick(pane.choice.button("week"), Qt.Key.Key_Right)
    assert pane.period is Period.YEAR
    assert pane.review == full.year_review(TODAY)
    assert pane.title.text() == "2026"
    qtbot.keyClick(pane.earlier_button, Qt.Key.Key_Space)
    assert pane.review == full.year_review(date(2025, 6, 1))


def test_of_a_time_long_over_what_is_open_is_said_to_be_open_now(pane: ReviewPane) -> None:
    def titles() -> list[str]:
        return [section.accessibleName() for section in pane.column.findChildren(Section) if section.isVisible()]

    assert {"Worth a call", "Open"} <= set(titles())
    pane.step(-2)
    assert {"Worth a call now", "Open now"} <= set(titles())


def test_a_line_opens_whom_it_is_about(pane: ReviewPane, qtbot: QtBot) -> None:
    assert pane.review is not None
    call = next(line for line in pane.column.findChildren(Line) if line._picture == "phone")
    with qtbot.waitSignal(pane.desk.person_wanted) as wanted:
        qtbot.keyClick(call, Qt.Key.Key_Return)
    assert wanted.args == [pane.review.calls[0].person.id]
    waiting = next(line for line in pane.column.findChildren(Line) if line.aside and "before" not in line.aside)
    with qtbot.waitSignal(pane.desk.entry_wanted) as entry:
        qtbot.mouseClick(waiting, Qt.MouseButton.LeftButton)
    assert entry.args == [pane.review.open[0].entry]


def test_the_review_goes_to_paper(pane: ReviewPane, tmp_path: Path) -> None:
    pane.save_button.click()
    dialog = pane.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "week.pdf"))
    dialog.close()
    assert (tmp_path / "week.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_written_down_meanwhile_is_in_it(pane: ReviewPane, full: Store, qtbot: QtBot) -> None:
    pane.step(1)
    person = full.add_person(PersonDraft("Newly Met"))
    who = (Participant(PersonRef(person, "")),)
    full.record(Recording(EntryDraft(TODAY, EntryKind.MEETING, participants=who)))
    qtbot.waitUntil(lambda: any("Newly Met" in line for line in lines(pane)), timeout=10_000)
