"""A window onto a very long ordered list: 200,000 rows open, scroll and are found as 200.

Hides where rows stand and when they are read. Only the ids are held for every row, eight bytes each; what rows are
sorted by is asked of the store for the few that a search for a place meets; the rows themselves are fetched in blocks
around what is looked at, and a bounded number is kept. Changes reach views as exact inserts, removals and moves, so
that selection and scroll position survive.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from netjournal.records import dataclass

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex

RowRole = int(Qt.ItemDataRole.UserRole)
IdRole = RowRole + 1

_NOWHERE = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: how a row reads in it. `width` is a hint for a table, in pixels at text size 1; 0 stretches."""

    key: str
    title: str
    text: Callable[[R], str]
    align: Qt.AlignmentFlag = _LEFT
    tooltip: Callable[[R], str] | None = None
    width: int = 0


@dataclass(frozen=True)
class Listing:
    """Which rows, and in which order.

    `ids()` gives all of them, in order. `keys(ids)` gives, of those asked for, the ones that belong to the list now,
    with what they are sorted by: tuples that can be compared, no two alike. `descending`: the greatest stands first.
    """

    ids: Callable[[], Sequence[int]]
    keys: Callable[[Iterable[int]], Mapping[int, Any]]
    descending: bool = False


NOTHING = Listing(lambda: array("q"), lambda _ids: {})


class RowsModel(QAbstractTableModel, Generic[R]):
    """An ordered list of rows known by integer ids.

    `fetch(ids)` returns the rows it knows among `ids`; a row that has vanished meanwhile reads as blank until a change
    says that it is gone. `describe(row)` is the sentence assistive technology speaks.
    """

    RowRole = RowRole
    IdRole = IdRole

    def __init__(
        self,
        columns: Sequence[Column[R]],
        fetch: Callable[[Sequence[int]], Mapping[int, R]],
        describe: Callable[[R], str],
        parent: QObject | None = None,
        *,
        block: int = 64,
        kept: int = 2000,
        many: int = 60,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch, self._describe = fetch, describe
        self._block, self._kept, self._many = block, kept, many
        self._listing = NOTHING
        self._ids: array[int] = array("q")
        self._highest = -1  # no id in the list is higher: a new one need not be searched for
        # Two generations make a least-recently-used cache without bookkeeping on every read.
        self._young: dict[int, R | None] = {}
        self._old: dict[int, R | None] = {}
        self._escaped = False

    # what stands where

    def ids(self) -> Sequence[int]:
        """The ids in order; not to be changed."""
        return self._ids

    def id_at(self, r: int) -> int | None:
        """The id of row `r`, or None outside the list."""
        return self._ids[r] if 0 <= r < len(self._ids) else None

    def row_of(self, id: int) -> int | None:
        """Where an id stands, or None."""
        if id > self._highest:
            return None
        try:
            return self._ids.index(id)
        except ValueError:
            return None

    def index_of(self, id: int, column: int = 0) -> QModelIndex:
        """The index of an id, invalid if it is not in the list."""
        r = self.row_of(id)
        return QModelIndex() if r is None else self.index(r, column)

    def row(self, r: int) -> R | None:
        """Row `r`, read if need be together with its neighbours; None outside the list or if it has vanished."""
        if not 0 <= r < len(self._ids):
            return None
        id = self._ids[r]
        young = self._young
        if id in young:
            return young[id]
        if id in self._old:
            return self._keep(id, self._old[id])
        start = r - r % self._block
        near = [i for i in self._ids[start : start + self._block] if i not in young]
        try:
            found = self._fetch(near)
        except Exception as error:  # noqa: BLE001 - a model that raises takes the view down far from the cause
            self._escape(error)
            return None
        for i in near:
            self._keep(i, found.get(i))
        return found.get(id)

    def _escape(self, error: Exception) -> None:
        """Let an error be told where all is that escapes; of a list once: its rows are read with every painting."""
        if not self._escaped:
            self._escaped = True
            sys.excepthook(type(error), error, error.__traceback__)

    def kept_rows(self) -> Mapping[int, R | None]:
        """The rows that were read and are still held."""
        return {**self._old, **self._young}

    def _keep(self, id: int, row: R | None) -> R | None:
        if len(self._young) * 2 >= self._kept:
            self._old, self._young = self._young, {}
        self._young[id] = row
        return row

    # changes

    def show(self, listing: Listing) -> None:
        """Another list, seen from its beginning."""
        self.beginResetModel()
        self._listing = listing
        self._escaped = False
        self._take(listing.ids())
        self._young, self._old = {}, {}
        self.endResetModel()

    def _take(self, ids: Sequence[int]) -> None:
        self._ids = ids if isinstance(ids, array) else array("q", ids)
        self._highest = max(self._ids, default=-1)

    def apply(self, changed: Iterable[int]) -> None:
        """These rows are new, gone, moved, or merely read differently now."""
        ids = set(changed)
        if not ids:
            return
        if len(ids) > self._many:
            self.reload()
            return
        self._drop(ids)
        keys = self._listing.keys(ids)
        for id in ids - keys.keys():
            r = self.row_of(id)
            if r is not None:
                self.beginRemoveRows(_NOWHERE, r, r)
                del self._ids[r]
                self.endRemoveRows()
        # Until each has found its place, the rest of the list is in order only without these.
        unsettled = {id for id in keys if self.row_of(id) is not None}
        known = dict(keys)
        for id in keys:
            unsettled.discard(id)
            self._settle(id, known, sorted(r for r in map(self.row_of, unsettled) if r is not None))

    def _settle(self, id: int, known: dict[int, Any], skipped: list[int]) -> None:
        r = self.row_of(id)
        if r is None:
            to = self._place(id, known, skipped)
            self.beginInsertRows(_NOWHERE, to, to)
            self._ids.insert(to, id)
            self._highest = max(self._highest, id)
            self.endInsertRows()
            return
        to = self._place(id, known, sorted([*skipped, r]))  # counted with the row still where it was
        if to not in (r, r + 1):
            self.beginMoveRows(_NOWHERE, r, r, _NOWHERE, to)
            del self._ids[r]
            r = to - 1 if to > r else to
            self._ids.insert(r, id)
            self.endMoveRows()
        self._changed(r, r)

    def _place(self, id: int, known: dict[int, Any], skipped: list[int]) -> int:
        """Where a row belongs among all but the skipped ones, as a row of the list as it is."""
        key, descending = known[id], self._listing.descending

        def actual(place: int) -> int:
            for s in skipped:
                if s <= place:
                    place += 1
            return place

        low, high = 0, len(self._ids) - len(skipped)
        while low < high:
            middle = (low + high) // 2
            other = self._ids[actual(middle)]
            if other not in known:
                known.update(self._listing.keys([other]))
            # A neighbour that has just vanished counts as standing before: the next change takes it away.
            before = other not in known or (known[other] > key if descending else known[other] < key)
            low, high = (middle + 1, high) if before else (low, middle)
        return actual(low) if low < len(self._ids) - len(skipped) else len(self._ids)

    def touch(self, ids: Iterable[int]) -> None:
        """The rows read differently now but stand where they stood."""
        touched = set(ids)
        self._drop(touched)
        if len(touched) > self._many:
            self.forget()
            return
        for id in touched:
            r = self.row_of(id)
            if r is not None:
                self._changed(r, r)

    def forget(self) -> None:
        """Read every row again when next looked at (the words or the day have changed, not the list)."""
        self._young, self._old = {}, {}
        if self._ids:
            self._changed(0, len(self._ids) - 1)

    def reload(self) -> None:
        """Read the whole list anew; selection and place stay with the rows that are still there."""
        wanted = self._listing.ids()
        present, staying = set(self._ids), set(wanted)
        new = [id for id in wanted if id not in present]
        if new:
            size = len(self._ids)
            self.beginInsertRows(_NOWHERE, size, size + len(new) - 1)
            self._ids.extend(new)
            self.endInsertRows()
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        ids_held = [self._ids[index.row()] for index in held]
        leaving = [id for id in self._ids if id not in staying]
        ids = array(wanted.typecode if isinstance(wanted, array) else "q", wanted)
        ids.extend(leaving)
        self._take(ids)
        places = set(ids_held)
        place = {id: r for r, id in enumerate(self._ids) if id in places}
        self.changePersistentIndexList(
            held, [self.index(place[id], index.column()) for id, index in zip(ids_held, held, strict=True)]
        )
        self.layoutChanged.emit()
        if leaving:
            first = len(self._ids) - len(leaving)
            self.beginRemoveRows(_NOWHERE, first, len(self._ids) - 1)
            del self._ids[first:]
            self.endRemoveRows()
        self.forget()

    def _drop(self, ids: Iterable[int]) -> None:
        for id in ids:
            self._young.pop(id, None)
            self._old.pop(id, None)

    def _changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    # what views ask

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        read = _READ.get(role)
        if role == RowRole:
            return self.row(index.row())
        if role == IdRole:
            return self.id_at(index.row())
        if read is None or not 0 <= index.column() < len(self.columns):
            return None
        column = self.columns[index.column()]
        if read == "align":
            return column.align
        row = self.row(index.row())
        if row is None:
            return "" if read == "text" else None
        try:
            if read == "text":
                return column.text(row)
            if read == "spoken":
                return self._describe(row)
            return column.tooltip(row) if column.tooltip else None
        except Exception as error:  # noqa: BLE001 - as above
            self._escape(error)
            return ""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self.columns[section].align
        return None


_READ: dict[int, str] = {
    int(Qt.ItemDataRole.DisplayRole): "text",
    int(Qt.ItemDataRole.AccessibleTextRole): "spoken",
    int(Qt.ItemDataRole.ToolTipRole): "tooltip",
    int(Qt.ItemDataRole.TextAlignmentRole): "align",
}
