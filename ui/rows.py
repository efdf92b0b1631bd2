"""A window onto a very long ordered list: 200,000 rows open, scroll and are found as 200.

Hides where rows stand and when they are read. Only ids and sort keys are held for every row; the rows themselves are
fetched in blocks around what is looked at, and a bounded number is kept. Changes reach views as exact inserts, removals
and moves, so that selection and scroll position survive.
"""

from __future__ import annotations

import logging
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
SortKey = Any  # an int, or a tuple that can be compared with the others; one kind in a list

RowRole = int(Qt.ItemDataRole.UserRole)
IdRole = RowRole + 1

_NOWHERE = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: how a row reads in it. `width` is a hint for a table, in pixels at text size 1; 0 stretches."""

    key: str
    title: str
    text: Callable[[R], str]
    align: Qt.AlignmentFlag = _LEFT
    tooltip: Callable[[R], str] | None = None
    width: int = 0


class RowsModel(QAbstractTableModel, Generic[R]):
    """An ordered list of rows known by integer ids.

    Rows stand by ascending sort key, equal keys by ascending id. For newest first, negate the key; to have the newest
    id first within a day as well, fold the id into it: `-(day << 32 | id)`. Int keys are cheapest (8 bytes a row).

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
        many: int = 300,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch, self._describe = fetch, describe
        self._block, self._kept, self._many = block, kept, many
        self._ids: array[int] = array("q")
        self._keys: array[int] | list[SortKey] = array("q")
        self._highest = -1  # no id in the list is higher: a new one need not be searched for
        # Two generations make a least-recently-used cache without bookkeeping on every read.
        self._young: dict[int, R | None] = {}
        self._old: dict[int, R | None] = {}

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
        """Row `r`, read together with its neighbours if need be; None outside the list or if it has vanished."""
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
        except Exception:  # noqa: BLE001 - a model that raises takes the view down far from the cause
            _log.exception("reading %d rows failed", len(near))
            return None
        for i in near:
            self._keep(i, found.get(i))
        return found.get(id)

    def _keep(self, id: int, row: R | None) -> R | None:
        if len(self._young) * 2 >= self._kept:
            self._old, self._young = self._young, {}
        self._young[id] = row
        return row

    # changes

    def reset(self, sort_keys: Sequence[SortKey], ids: Sequence[int]) -> None:
        """Another list: parallel sequences, already in order. Arrays ("q") are taken over without a copy."""
        if len(sort_keys) != len(ids):
            raise ValueError("as many sort keys as ids are needed")
        self.beginResetModel()
        self._ids = ids if isinstance(ids, array) and ids.typecode == "q" else array("q", ids)
        self._keys = _packed(sort_keys)
        self._highest = max(self._ids, default=-1)
        self._young, self._old = {}, {}
        self.endResetModel()

    def apply(self, upserts: Iterable[tuple[SortKey, int]], gone: Iterable[int] = ()) -> None:
        """What has changed: rows that are new, moved or read differently now, and ids that have left the list."""
        leaving = set(gone)
        staying = {id: key for key, id in upserts if id not in leaving}
        if not leaving and not staying:
            return
        for id in (*leaving, *staying):
            self._young.pop(id, None)
            self._old.pop(id, None)
        if isinstance(self._keys, array) and not all(type(key) is int for key in staying.values()):
            self._keys = list(self._keys)
        if len(leaving) + len(staying) > self._many:
            self._apply_many(staying, leaving)
            return
        was = self._keys_of({*leaving, *staying})
        for id in leaving:
            if id in was:
                self._remove(self._find(was[id], id))
        for id, key in staying.items():
            if id in was:
                self._move(self._find(was[id], id), key)
            else:
                self._insert(key, id)

    def touch(self, ids: Iterable[int]) -> None:
        """The rows read differently now but stand where they stood."""
        touched = set(ids)
        for id in touched:
            self._young.pop(id, None)
            self._old.pop(id, None)
        if len(touched) > self._many and self._ids:
            self._changed(0, len(self._ids) - 1)
            return
        for id, key in self._keys_of(touched).items():
            r = self._find(key, id)
            self._changed(r, r)

    def forget(self) -> None:
        """Read every row again when next looked at (the words or the day have changed, not the list)."""
        self._young, self._old = {}, {}
        if self._ids:
            self._changed(0, len(self._ids) - 1)

    def _find(self, key: SortKey, id: int) -> int:
        """Where (key, id) stands or would stand."""
        low = bisect_left(self._keys, key)
        high = bisect_right(self._keys, key, lo=low)
        return bisect_left(self._ids, id, lo=low, hi=high)

    def _keys_of(self, ids: set[int]) -> dict[int, SortKey]:
        """The keys under which those of `ids` that are in the list stand now."""
        if len(ids) <= 3:
            rows = {id: self.row_of(id) for id in ids}
            return {id: self._keys[r] for id, r in rows.items() if r is not None}
        known = {id for id in ids if id <= self._highest}
        if not known:
            return {}
        return {id: self._keys[r] for r, id in enumerate(self._ids) if id in known}

    def _changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _insert(self, key: SortKey, id: int) -> None:
        r = self._find(key, id)
        self.beginInsertRows(_NOWHERE, r, r)
        self._keys.insert(r, key)
        self._ids.insert(r, id)
        self._highest = max(self._highest, id)
        self.endInsertRows()

    def _remove(self, r: int) -> None:
        self.beginRemoveRows(_NOWHERE, r, r)
        del self._keys[r], self._ids[r]
        self.endRemoveRows()

    def _move(self, r: int, key: SortKey) -> None:
        id = self._ids[r]
        if key != self._keys[r]:
            to = self._find(key, id)  # counted with the row still where it was
            if to in (r, r + 1):
                self._keys[r] = key
            else:
                self.beginMoveRows(_NOWHERE, r, r, _NOWHERE, to)
                del self._keys[r], self._ids[r]
                r = to - 1 if to > r else to
                self._keys.insert(r, key)
                self._ids.insert(r, id)
                self.endMoveRows()
        self._changed(r, r)

    def _apply_many(self, staying: dict[int, SortKey], leaving: set[int]) -> None:
        """As `apply`, in three signals however many rows: new ones to the end, sorted, leaving ones off the end."""
        present = set(self._ids)
        new = [id for id in staying if id not in present]
        if new:
            size = len(self._ids)
            self.beginInsertRows(_NOWHERE, size, size + len(new) - 1)
            self._ids.extend(new)
            self._keys.extend(staying[id] for id in new)
            self._highest = max(self._highest, *new)
            self.endInsertRows()
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        ids_held = [self._ids[index.row()] for index in held]
        final = sorted((staying.get(id, key), id) for key, id in zip(self._keys, self._ids) if id not in leaving)
        out = sorted(leaving & present)
        self._ids = array("q", [id for _, id in final] + out)
        self._keys = _packed([key for key, _ in final] + [final[-1][0] if final else 0] * len(out))
        wanted = set(ids_held)
        place = {id: r for r, id in enumerate(self._ids) if id in wanted}
        self.changePersistentIndexList(
            held, [self.index(place[id], index.column()) for id, index in zip(ids_held, held, strict=True)]
        )
        self.layoutChanged.emit()
        if out:
            first = len(final)
            self.beginRemoveRows(_NOWHERE, first, first + len(out) - 1)
            del self._ids[first:], self._keys[first:]
            self.endRemoveRows()
        self.forget()

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
        except Exception:  # noqa: BLE001 - as above
            _log.exception("row %d cannot be shown", self._ids[index.row()])
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


def _packed(keys: Sequence[SortKey]) -> array[int] | list[SortKey]:
    """Keys as an array when all are ints, without a copy if they come as one."""
    if isinstance(keys, array) and keys.typecode == "q":
        return keys
    if all(type(key) is int for key in keys):
        try:
            return array("q", cast("Sequence[int]", keys))
        except OverflowError:
            pass
    return list(keys)
