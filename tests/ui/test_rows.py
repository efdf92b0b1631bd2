"""The list model against a plain sorted list, watched by both model testers."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractItemView, QListView, QTableView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ui.rows import Column, IdRole, Listing, RowRole, RowsModel

Row = tuple[int, int]  # id, key


class Table:
    """What a store would hold: id → key."""

    def __init__(self, rows: dict[int, int]) -> None:
        self.rows = dict(rows)
        self.asked: list[int] = []

    def fetch(self, ids: Sequence[int]) -> dict[int, Row]:
        self.asked.append(len(ids))
        return {id: (id, self.rows[id]) for id in ids if id in self.rows}

    def in_order(self) -> list[Row]:
        return [(id, key) for key, id in sorted((key, id) for id, key in self.rows.items())]

    def listing(self, key: Callable[[int], object] = lambda number: number, *, descending: bool = False) -> Listing:
        def keys(ids: Iterable[int]) -> dict[int, tuple[object, int]]:
            return {id: (key(self.rows[id]), id) for id in ids if id in self.rows}

        def ids() -> array[int]:
            known = keys(self.rows)
            return array("q", sorted(known, key=known.__getitem__, reverse=descending))

        return Listing(ids, keys, descending)

    def model(self, **how: int) -> RowsModel[Row]:
        columns = [Column[Row]("id", "Id", lambda r: str(r[0])), Column[Row]("key", "Key", lambda r: str(r[1]))]
        made = RowsModel(columns, self.fetch, lambda r: f"number {r[0]}, key {r[1]}", **how)
        made.show(self.listing())
        return made


def shown(model: RowsModel[Row]) -> list[Row | None]:
    return [model.row(r) for r in range(model.rowCount())]


def selected(view: QAbstractItemView) -> set[int]:
    return {index.data(IdRole) for index in view.selectionModel().selectedIndexes()}


KEYS = st.integers(0, 9)
CHANGE = st.tuples(st.dictionaries(st.integers(0, 40), KEYS, max_size=12), st.sets(st.integers(0, 40), max_size=6))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.dictionaries(st.integers(0, 30), KEYS, min_size=1, max_size=25),
    changes=st.lists(CHANGE, max_size=8),
    many=st.sampled_from([4, 60]),
    tuples=st.booleans(),
    descending=st.booleans(),
)
def test_any_change_leaves_what_a_sorted_list_would(
    qtbot: QtBot,
    qtmodeltester: ModelTester,
    start: dict[int, int],
    changes: list[tuple[dict[int, int], set[int]]],
    many: int,
    tuples: bool,
    descending: bool,
) -> None:
    def key(number: int) -> object:
        return (number // 3, str(number)) if tuples else number

    table = Table(start)
    model = table.model(block=8, kept=16, many=many)
    model.show(table.listing(key, descending=descending))

    def in_order() -> list[Row]:
        return table.in_order()[::-1] if descending else table.in_order()

    watched = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    qtmodeltester.check(model, force_py=True)
    view = QTableView()
    view.setModel(model)
    try:
        view.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        for r in (0, len(start) // 2):
            view.selectionModel().select(
                model.index(r, 0),
                QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
            )
        chosen = selected(view)
        for upserts, gone in changes:
            chosen -= gone
            for id in gone:
                table.rows.pop(id, None)
            upserts = {id: number for id, number in upserts.items() if id not in gone}
            table.rows.update(upserts)
            model.apply(upserts.keys() | gone)
            assert shown(model) == in_order()
            assert selected(view) == chosen
            assert [model.row_of(id) for id, _ in in_order()] == list(range(len(table.rows)))
            assert model.row_of(99) is None
    finally:
        qtmodeltester._cleanup()
        view.setModel(None)
        view.deleteLater()
        del watched
        model.deleteLater()


def test_a_move_is_a_move(qtbot: QtBot) -> None:
    table = Table({1: 10, 2: 20, 3: 30})
    model = table.model()
    with qtbot.waitSignal(model.rowsMoved, timeout=0), qtbot.assertNotEmitted(model.modelReset):
        table.rows[1] = 25
        model.apply([1])
    with qtbot.assertNotEmitted(model.rowsMoved), qtbot.waitSignal(model.dataChanged, timeout=0) as told:
        table.rows[1] = 26
        model.apply([1])
    assert told.args is not None
    assert (told.args[0].row(), told.args[1].row()) == (1, 1)


def test_rows_are_read_in_blocks_and_few_are_kept() -> None:
    table = Table({id: id for id in range(1, 1001)})
    model = table.model(block=50, kept=200)
    model.row(500)
    model.row(510)
    assert table.asked == [50]
    shown(model)
    assert max(table.asked) <= 50
    assert len(model._young) + len(model._old) <= 300


def test_touched_rows_are_read_again(qtbot: QtBot) -> None:
    table = Table({1: 10, 2: 20})
    model = table.model()
    assert model.row(1) == (2, 20)
    table.rows[2] = 21
    with qtbot.waitSignal(model.dataChanged, timeout=0):
        model.touch([2])
    assert model.row(1) == (2, 21)


def test_what_a_view_asks() -> None:
    table = Table({7: 10, 8: 20})
    model = table.model()
    index = model.index(1, 1)
    assert index.data() == "20"
    assert index.data(RowRole) == (8, 20)
    assert index.data(IdRole) == 8
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "number 8, key 20"
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Key"
    assert model.index_of(8).row() == 1
    assert not model.index_of(9).isValid()


def test_a_vanished_row_is_blank() -> None:
    table = Table({7: 10})
    model = table.model()
    table.rows.clear()
    assert model.index(0, 0).data() == ""
    assert model.index(0, 0).data(RowRole) is None
    assert model.data(QModelIndex()) is None


def test_a_failing_read_is_blank_and_told_once(qtbot: QtBot) -> None:
    def fail(ids: Sequence[int]) -> dict[int, Row]:
        raise OSError("gone")

    model = RowsModel([Column[Row]("id", "Id", str)], fail, str)
    listing = Listing(lambda: [1], lambda ids: {id: (id,) for id in ids})
    for _ in range(2):
        model.show(listing)
        with qtbot.captureExceptions() as escaped:
            assert model.index(0, 0).data() == ""
            assert model.index(0, 0).data() == ""
        ((kind, error, _),) = escaped
        assert (kind, str(error)) == (OSError, "gone")


def test_arrays_are_taken_as_they_are() -> None:
    ids = array("I", [5, 4])
    model = Table({}).model()
    model.show(Listing(lambda: ids, lambda _: {}))
    assert model.ids() is ids


@pytest.mark.parametrize("change", [1, 500])
def test_selection_and_current_survive_in_a_list_view(qtbot: QtBot, change: int) -> None:
    table = Table({id: id * 10 for id in range(1, 801)})
    model = table.model()
    view = QListView()
    view.setUniformItemSizes(True)
    qtbot.addWidget(view)
    view.setModel(model)
    view.setCurrentIndex(model.index_of(400))
    new = {1000 + n: n * 7 for n in range(change)}
    table.rows |= new
    model.apply(new)
    assert view.currentIndex().data(IdRole) == 400
    assert selected(view) == {400}
    assert shown(model) == table.in_order()
