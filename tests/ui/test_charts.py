"""Charts by keys and clicks, and what they say: the figures of an answer, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from netjournal.insights import Answer, Branch, Chart, Group, Part
from netjournal.insights.figures import wilson
from netjournal.model import Named
from netjournal.wording import say
from ui.charts import MOST_BARS, MOST_BRANCHES, ChartView, Mark, pictures
from ui.look import DARK, apply_theme

Show = Callable[..., QWidget]


def share(name: str, yes: int, n: int, *people: int) -> Group:
    low, high = wilson(yes, n) or (None, None)
    return Group(name, n, yes, low, high, people=people)


def part(chart: Chart, *groups: Group, title: str = "By channel") -> Part:
    return Part(say(title), chart, groups, say("Said yes"), say("Median, days"))


def answer(*parts: Part, tree: tuple[Branch, ...] = ()) -> Answer:
    return Answer("face", say("Does it matter?"), say("Yes."), parts, tree=tree)


SHARES = part(Chart.SHARES, share("met", 8, 10, 1, 2), share("not met", 12, 40, 3), share("letter", 1, 4))


@pytest.fixture
def view(dressed: object, show: Show) -> ChartView:
    (shown,) = pictures(answer(SHARES))
    made = ChartView(shown)
    show(made, 640, 240)
    return made


def test_a_share_says_its_figures_and_its_interval(dressed: object) -> None:
    (shown,) = pictures(answer(SHARES))
    met, _, letter = shown.marks
    assert met.words == "80 % · 8 of 10"
    assert (met.length, met.low, met.high) == (0.8, *wilson(8, 10))  # type: ignore[misc]
    assert "between 49 % and 94 %" in met.spoken
    assert letter.weak, "one of four is drawn as too few"
    assert not met.weak
    assert "from 5 % to 70 % would fit" in letter.spoken


def test_too_few_have_no_picture(dressed: object) -> None:
    assert pictures(answer(part(Chart.NONE, share("met", 1, 2)))) == []


def test_the_second_of_a_pair_differs_by_more_than_colour(dressed: object) -> None:
    (shown,) = pictures(answer(part(Chart.MEDIANS, Group("yes", 66, median=5), Group("no", 10, median=2.5))))
    assert [m.hatched for m in shown.marks] == [False, True]
    assert [m.length for m in shown.marks] == [1.0, 0.5]
    assert [m.words for m in shown.marks] == ["5 · of 66", "2.5 · of 10"]


def test_a_long_part_is_cut_and_says_so(dressed: object, show: Show) -> None:
    (shown,) = pictures(answer(part(Chart.COUNTS, *(Group(f"p{n}", 30 - n) for n in range(20)))))
    assert len(shown.marks) == MOST_BARS
    assert shown.left_out == 20 - MOST_BARS
    view = ChartView(shown)
    show(view, 640, 480)
    assert view.more is not None
    assert view.more.text().startswith(str(shown.left_out))


def test_months_are_columns_with_a_filled_part(dressed: object, show: Show) -> None:
    groups = [Group(f"2026-{m:02}", m, m // 2) for m in range(1, 12)]
    (shown,) = pictures(answer(part(Chart.MONTHS, *groups)))
    assert (shown.marks[-1].name, shown.marks[-1].length) == ("November 2026", 1.0)
    assert shown.marks[-1].inner == 5 / 11
    assert "Said yes 5" in shown.marks[-1].spoken
    view = ChartView(shown)
    show(view, 640, 200)
    widths = [mark.width() for mark in view.marks]
    assert sum(widths) == view.width()


def test_a_tree_is_a_list_from_top_to_bottom_however_long_its_chain(dressed: object) -> None:
    chain = tuple(
        Branch(Named(n, f"P{n}"), "referral" if n > 1 else "", n - 1, 1, (), 1, (), [n + 1]) for n in range(1, 101)
    )
    shown_of = replace(answer(part(Chart.TREE, Group("P1", 3000)), tree=chain), left_out=2900)
    (shown,) = pictures(shown_of)
    assert [m.name for m in shown.marks[:3]] == ["P1", "P2", "P3"]
    assert [m.indent for m in shown.marks[:3]] == [0, 1, 2]
    assert (shown.marks[0].note, shown.marks[1].note) == ("", "sent")
    assert len(shown.marks) == MOST_BRANCHES
    assert shown.left_out == 3000 - MOST_BRANCHES


def test_one_stop_for_tab_and_arrows_within(view: ChartView, qtbot: QtBot) -> None:
    view.marks[0].clearFocus()
    view.marks[0].setFocus(Qt.FocusReason.TabFocusReason)
    assert view.marks[0].ringed
    qtbot.keyClick(view.marks[0], Qt.Key.Key_Down)
    assert view.marks[1].hasFocus()
    assert view.marks[1].ringed
    stops = [m for m in view.marks if m.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [view.marks[1]]
    qtbot.keyClick(view.marks[1], Qt.Key.Key_End)
    assert view.marks[2].hasFocus()
    qtbot.keyClick(view.marks[2], Qt.Key.Key_Down)
    assert view.marks[2].hasFocus()
    qtbot.keyClick(view.marks[2], Qt.Key.Key_Home)
    assert view.marks[0].hasFocus()


def test_enter_and_a_click_open_a_mark(view: ChartView, qtbot: QtBot) -> None:
    opened: list[Mark] = []
    view.opened.connect(lambda mark, _button: opened.append(mark))
    view.go_to(1)
    qtbot.keyClick(view.marks[1], Qt.Key.Key_Return)
    qtbot.mouseClick(view.marks[0], Qt.MouseButton.LeftButton)
    assert [mark.name for mark in opened] == ["not met", "met"]


def test_every_mark_is_heard(view: ChartView) -> None:
    assert view.marks[0].accessibleName() == view.shown.marks[0].spoken
    assert view.marks[0].accessibleDescription().startswith("2 ")
    assert view.accessibleName() == "By channel"


def test_the_ring_and_the_bar_are_painted_in_both_themes(view: ChartView, qapp) -> None:  # type: ignore[no-untyped-def]
    def distinct(theme_name: str) -> int:
        image = view.grab().toImage()
        assert theme_name
        return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)})

    without = view.marks[1].grab().toImage()
    view.go_to(1)
    assert view.marks[1].grab().toImage() != without
    assert distinct("light") > 5
    apply_theme(qapp, DARK)
    assert distinct("dark") > 5


def test_in_little_room_names_stand_above_their_bars(view: ChartView) -> None:
    high = view.marks[0].height()
    view.resize(200, 300)
    assert view.marks[0].height() > high
    assert all(mark.width() <= 200 for mark in view.marks)


def test_from_right_to_left_it_is_mirrored(view: ChartView) -> None:
    before = view.marks[0].grab().toImage()
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert view.marks[0].grab().toImage() != before
