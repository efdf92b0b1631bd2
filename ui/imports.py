"""Bringing people in from files: choose, read, put a table's columns right, look through what would happen, take it in.

Hidden here: that cards of several files go into one plan; how a card said to be somebody the plan was not sure of is
planned anew; that reading and taking in happen off the window's thread and can be stopped. Nothing changes in the
journal before the last button, and then it is one step.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from netjournal import names
from netjournal.errors import KnownError, NotFound, NotWritable
from netjournal.exchange.card import Card as Read
from netjournal.exchange.card import Loss, Problem, Reading, uid_line
from netjournal.exchange.csv_people import Field, Table, guess, read_csv_people
from netjournal.exchange.files import read_people
from netjournal.exchange.journal_json import is_journal, read_journal
from netjournal.exchange.plan import Existing, ImportPlan, PlannedCard, Verdict, make_plan
from netjournal.exchange.vcard import read_vcards
from netjournal.model import Affiliation, Alias, Change, ContactPoint, PersonKind, Preference, Relationship, SpecialDate
from netjournal.store.importing import Imported
from netjournal.store.steps import Step
from netjournal.wording import say
from ui.desk import Desk
from ui.dialogs import Sheet
from ui.icons import draw_icon
from ui.jobs import Job, Stopped
from ui.look import L, M, S, color, current, px
from ui.parts.button import button
from ui.parts.card import Badge, Card, Disc, Face, Index, RowDelegate
from ui.parts.card_list import CardList
from ui.parts.drop_down import DropDown
from ui.parts.empty_pane import EmptyPane
from ui.parts.group import Group, framed
from ui.parts.label import Label
from ui.parts.paint import fill
from ui.parts.search_field import SearchField
from ui.parts.segmented import Segmented
from ui.parts.tabs import Tabs
from ui.rows import Column, Listing, RowsModel
from ui.words import capital, number, partial_day, told, word

Shape = Literal["vcard", "table", "journal"]
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
_FILE_STEP = 10_000_000
"""Lines of the second file are counted from here, and so on: a plan knows lines only."""


# ------------------------------------------------------------------------------------------ reading, off the thread


@dataclass
class Source:
    """One file: its bytes as they are read, and for a table what its columns are taken to hold."""

    path: Path
    data: bytes
    shape: Shape
    table: Table | None = None
    mapping: dict[str, str] | None = None
    encoding: str = ""
    """What the user said it is written in; "" for what was found."""
    delimiter: str = ""

    def as_said(self) -> bytes:
        """The bytes so that encoding and delimiter are found as the user said they are, line by line the same."""
        if not self.encoding and not self.delimiter:
            return self.data
        text = self.data.decode(self.encoding or guess(self.data).encoding, "replace").removeprefix("\ufeff")
        return (_with_commas(text, self.delimiter) if self.delimiter else text).encode()


def _with_commas(text: str, delimiter: str) -> str:
    """The same table with every cell in quotes and commas between them: nothing else can then part its columns."""
    csv.field_size_limit(1 << 30)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for n, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
        if row and not (n == 0 and row[0].lower().startswith("sep=")):
            writer.writerow(row)
        else:
            out.write("\n")
    return out.getvalue()


def open_files(paths: Sequence[Path], progress: Progress, cancelled: Cancelled) -> list[Source]:
    """The files, each known to be cards or a table. Raises NotFound or NotWritable with a sentence."""
    found = []
    for n, path in enumerate(paths):
        if cancelled():
            raise Stopped
        progress(n, len(paths))
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise NotFound(say("There is no file “{file}”.", file=str(path))) from error
        except OSError as error:
            sentence = say("“{file}” cannot be read.", file=path.name)
            raise NotWritable(sentence, say("Check that it is a file, and that you may read it.")) from error
        if is_journal(data):
            found.append(Source(path, data, "journal"))
            continue
        read_people(data[:64], path.name)  # refuses what is neither text nor people
        start = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        cards = b"BEGIN:VCARD" in start.upper() or path.suffix.lower() in (".vcf", ".vcard")
        found.append(Source(path, data, "vcard") if cards else Source(path, data, "table", guess(data)))
    return found


def read_all(
    sources: Sequence[Source], progress: Progress, cancelled: Cancelled, *, day_first: bool | None = None
) -> Reading:
    """Everything in the files as one reading."""
    cards: list[Read] = []
    problems: list[Problem] = []
    dialects: list[str] = []

    def told_of(done: int, of: int) -> None:
        if cancelled():
            raise Stopped
        progress(done, of)

    for n, source in enumerate(sources):
        if source.shape == "vcard":
            reading = read_vcards(source.data, told_of)
        else:
            reading = read_csv_people(source.as_said(), source.mapping, told_of, day_first)
        offset = n * _FILE_STEP
        cards += [replace(card, line=card.line + offset) for card in reading.cards]
        problems += [replace(one, line=one.line + offset) for one in reading.problems]
        dialects.append(reading.dialect)
    return Reading(tuple(cards), tuple(problems), ", ".join(dict.fromkeys(filter(None, dialects))))


def settled(plan: ImportPlan, same: Collection[int], existing: Sequence[Existing], region: str) -> ImportPlan:
    """The plan after the user has said that the cards in review at these places are who they may be.

    Each such card is planned anew with the identity of the person, so that it adds what they lack and no more.
    """
    if not same:
        return plan
    by_id = {one.id: one for one in existing}
    whose: dict[int, tuple[str, int]] = {}
    for index, one in enumerate(plan.cards):
        if one.card is None or (one.verdict is Verdict.REVIEW and index not in same) or one.verdict is Verdict.NEW:
            continue
        if one.match is not None:
            whose[index] = ("person", one.match)
        elif one.earlier is not None:
            # What that card turned out to be, this one is.
            whose[index] = whose.get(one.earlier, ("card", one.earlier))
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, key in whose.items():
        groups[key].append(index)
    cards = list(plan.cards)
    for (kind, who), members in groups.items():
        if not any(index in same for index in members):
            continue
        person = by_id.get(who) if kind == "person" else None
        first = [] if kind == "person" else [who]
        uid = person.uuid if person else "00000000-0000-4000-8000-000000000000"
        asked = [replace(card, uid=uid) for index in (*first, *members) if (card := cards[index].card) is not None]
        again = make_plan(Reading(tuple(asked)), [person] if person else [], region=region).cards[len(first) :]
        for index, planned in zip(members, again, strict=True):
            before = cards[index]
            adds = planned.adds
            own = before.card.uid if before.card else ""
            if index in same and own and own != uid:
                adds = replace(adds, kept=(uid_line(own), *adds.kept))
            cards[index] = replace(
                before,
                verdict=Verdict.MATCHED,
                match=who if kind == "person" else None,
                earlier=None if kind == "person" else who,
                adds=adds,
            )
    return replace(plan, cards=tuple(cards))


# ------------------------------------------------------------------------------------------------ a table's columns


def field_words(target: str) -> str:
    """How a target of a mapping reads: "phone/work" → "Phone (work)"."""
    name, _, slot = target.partition("/")
    words = capital(word(Field(name or "ignored")))
    return f"{words} ({slot})" if slot else words


# fmt: off
_TARGETS = (
    "ignored", "name", "given", "family", "additional", "prefix", "suffix", "nickname", "alias", "organization",
    "role", "email", "email/home", "email/work", "phone", "phone/mobile", "phone/home", "phone/work", "web",
    "handle", "address", "street", "extended", "box", "code", "city", "region", "country", "street/home",
    "code/home", "city/home", "country/home", "street/work", "code/work", "city/work", "country/work",
    "birthday", "anniversary", "date", "relationship", "tags", "likes", "notes", "met_on", "met_how", "kind",
    "uid",
)
# fmt: on
_ENCODINGS = ("utf-8", "cp1252", "utf-16", "iso-8859-15", "cp1250", "cp1251", "mac_roman", "shift_jis", "gb18030")
_JOINED = ("notes", "tags", "alias", "likes", "ignored")


class ColumnsModel(QAbstractTableModel):
    """The columns of a file, a row each: what it is called there, for example, and what it is taken to hold."""

    mapped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._targets: list[str] = []

    def show_table(self, table: Table, mapping: dict[str, str]) -> None:
        self.beginResetModel()
        self._table = table
        self._targets = [mapping.get(name, "ignored") for name in table.header]
        self.endResetModel()

    def mapping(self) -> dict[str, str]:
        """What is chosen now, each slot once."""
        table = self._table
        if table is None:
            return {}
        found: dict[str, str] = {}
        for name, target in zip(table.header, self._targets, strict=True):
            if target == "ignored":
                continue
            chosen, n = target, 1
            while chosen in found.values() and target not in _JOINED:
                n += 1
                chosen = f"{target} {n}" if "/" in target else f"{target}/{n}"
            found[name] = chosen
        return found

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._targets)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as above
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("In the file"), self.tr("For example"), self.tr("Is taken as"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        table = self._table
        if table is None or not index.isValid():
            return None
        r = index.row()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if index.column() == 0:
                return table.header[r]
            if index.column() == 1:
                cells = [row[r].strip().replace("\n", ", ") for row in table.rows if r < len(row) and row[r].strip()]
                return " · ".join(dict.fromkeys(cells))
            return field_words(self._targets[r])
        if role == Qt.ItemDataRole.EditRole and index.column() == 2:
            return self._targets[r]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 2 and self._targets[r] == "ignored":
            return color(current().faint)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if index.column() != 2 or value == self._targets[index.row()]:
            return False
        self._targets[index.row()] = str(value)
        self.dataChanged.emit(index, index)
        self.mapped.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() == 2 else usual


class _CellDelegate(QStyledItemDelegate):
    """A cell whose words stand below those of the header."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus
        ahead = M - 3
        option.rect = option.rect.adjusted(
            0 if option.direction == Qt.LayoutDirection.RightToLeft else ahead,
            0,
            -ahead if option.direction == Qt.LayoutDirection.RightToLeft else 0,
            0,
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, color(current().selection))
        super().paint(painter, option, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index) + QSize(M, 0)


class _TargetDelegate(_CellDelegate):
    """Chooses what a column is taken as; shows that it can be chosen."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        area: QRect = option.rect
        spot = QRect(area.right() - px(26), area.center().y() - px(7), px(14), px(14))
        draw_icon(painter, QStyle.visualRect(option.direction, area, spot), "chevron-down", current().quiet)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        box = DropDown(self.tr("Is taken as"), parent=parent)
        target = str(index.data(Qt.ItemDataRole.EditRole))
        for one in (*_TARGETS, *(() if target in _TARGETS else (target,))):
            box.addItem(field_words(one), one)
        box.activated.connect(lambda _row: self._done(box))
        return box

    def _done(self, box: DropDown) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, DropDown)
        editor.setCurrentIndex(max(0, editor.findData(index.data(Qt.ItemDataRole.EditRole))))
        editor.showPopup()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        assert isinstance(editor, DropDown)
        model.setData(index, editor.currentData())


class ColumnsPane(QWidget):
    """One table: how it is written, what its columns hold, and how its first people are read by that, at once."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.source: Source | None = None
        self.intro = Label("", "body", "quiet", wrap=True)
        self.encoding = DropDown(self.tr("Written in"))
        self.delimiter = DropDown(self.tr("Columns are parted by"))
        for key, words in (
            (",", self.tr("comma")),
            (";", self.tr("semicolon")),
            ("\t", self.tr("tab")),
            ("|", self.tr("vertical bar")),
        ):
            self.delimiter.addItem(words, key)
        self.encoding.activated.connect(lambda _row: self._as_said())
        self.delimiter.activated.connect(lambda _row: self._as_said())
        how = QHBoxLayout()
        how.setSpacing(S)
        for words, box in ((self.tr("Written in"), self.encoding), (self.tr("Parted by"), self.delimiter)):
            how.addWidget(Label(words, "body", "quiet"))
            how.addWidget(box)
            how.addSpacing(M)
        how.addStretch(1)
        self.columns = ColumnsModel(self)
        self.columns.mapped.connect(self._mapped)
        self.table = QTableView()
        self.table.setAccessibleName(self.tr("Columns of the file"))
        self.table.setModel(self.columns)
        self.table.setItemDelegate(_CellDelegate(self.table))
        self.table.setItemDelegateForColumn(2, _TargetDelegate(self.table))
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.table.clicked.connect(lambda i: self.table.edit(i) if i.column() == 2 else None)
        _plain(self.table)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(2, px(220))
        header.setMaximumSectionSize(px(420))
        self.sample: RowsModel[Read] = RowsModel(
            (Column("card", self.tr("Person"), lambda card: card.name),),
            lambda ids: {i: self._cards[i] for i in ids if i < len(self._cards)},
            lambda card: f"{card.name}, {says(card)}",
            self,
        )
        self._cards: Sequence[Read] = ()
        self.people = CardList(
            self.tr("The first people, as they are read"),
            self.sample,
            lambda card, _index: Card(card.name, says(card), leading=face(card)),
            empty=self.tr("Nobody: no column is taken as a name."),
        )
        self.people.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for view in (self.table, self.people):  # they share what height there is, and want none of their own
            view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            view.setMinimumHeight(px(80))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.intro)
        column.addLayout(how)
        column.addWidget(framed(self.table), 3)
        column.addWidget(Label(self.tr("The first people, as they are read"), "strong"))
        column.addWidget(framed(self.people), 2)

    def show_source(self, source: Source) -> None:
        """Show a table; what is corrected stands in the source."""
        self.source = source
        self.encoding.clear()
        found = source.table.encoding if source.table else "utf-8"
        for key in dict.fromkeys((found, *_ENCODINGS)):
            self.encoding.addItem(key.upper(), key)
        self._show()

    def _show(self) -> None:
        source = self.source
        if source is None or source.table is None:
            return
        table = source.table
        self.delimiter.setCurrentIndex(max(0, self.delimiter.findData(source.delimiter or table.delimiter)))
        if source.mapping is None:
            source.mapping = dict(table.mapping)
        self.columns.show_table(table, source.mapping)
        known = sum(1 for name in table.header if name in source.mapping)
        words = self.tr("“{file}”: {known} of {all} columns are understood. Correct one in the third column.")
        self.intro.setText(words.format(file=source.path.name, known=known, all=len(table.header)))
        self._sample()

    def _as_said(self) -> None:
        source = self.source
        if source is None or source.table is None:
            return
        source.encoding = str(self.encoding.currentData())
        source.delimiter = str(self.delimiter.currentData())
        source.table, source.mapping = guess(source.as_said()), None
        self._show()

    def _mapped(self) -> None:
        if self.source is not None:
            self.source.mapping = self.columns.mapping()
            self._sample()

    def _sample(self) -> None:
        source = self.source
        if source is None:
            return
        # The beginning of the file is enough to see whether the columns are right.
        few = replace(source, data=_beginning(source.data))
        day_first = self._desk.store.preferences.day_first
        self._cards = read_csv_people(few.as_said(), source.mapping, day_first=day_first).cards[:20]
        shown = range(len(self._cards))
        self.sample.show(Listing(lambda: list(shown), lambda ids: {i: (i,) for i in ids if i in shown}))


def _beginning(data: bytes) -> bytes:
    most = 60_000
    if len(data) <= most:
        return data
    cut = data.rfind(b"\n", 0, most)
    return data[: cut + 1 if cut > 0 else most]


def _plain(table: QTableView) -> None:
    """A table without the lines and numbers Qt gives it."""
    table.setProperty("plain", True)  # no mark of the keyboard in its rows: it has a ring
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(px(34))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.horizontalHeader().setHighlightSections(False)


# ------------------------------------------------------------------------------------------------ how a card reads


def face(card: Read) -> Face | Disc:
    """What stands at the left of a card."""
    if card.draft.kind is PersonKind.ORGANIZATION:
        return Disc("organization")
    return Face(card.name, names.initials(card.name))


def says(card: Read) -> str:
    """What a card says, in a line."""
    parts = [a.organization.name + (f" ({a.role})" if a.role else "") for a in card.affiliations]
    parts += [point.value.replace("\n", ", ") for point in card.contact_points]
    parts += [partial_day(day.date) for day in card.dates]
    parts += [f"#{tag}" for tag in card.tags]
    return " · ".join(filter(None, parts))


def _fact_words(fact: object) -> str:
    match fact:
        case Alias(name=name):
            return name
        case ContactPoint(value=value):
            return value.replace("\n", ", ")
        case SpecialDate(kind=kind, date=day):
            return f"{word(kind)} {partial_day(day)}"
        case Affiliation(organization=organization):
            return organization.name
        case Relationship(kind=kind, other=other):
            return f"{word(kind)} {other.name}"
        case Preference(text=text):
            return text
    return ""


class _TickDelegate(RowDelegate):
    """A card with a box to tick before it."""

    def __init__(
        self, card: Callable[[Any, Index], Card], ticked: Callable[[int], bool | None], parent: QWidget
    ) -> None:
        super().__init__(card, parent, gutter=36)
        self._ticked = ticked

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        state = self._ticked(index.data(RowsModel.IdRole))
        if state is None:
            return
        t, area = current(), option.rect
        box = QRect(area.x() + px(14), area.center().y() - px(8), px(17), px(17))
        box = QStyle.visualRect(option.direction, area, box)
        fill(painter, box, t.accent if state else t.raised, 4, t.accent if state else t.faint)
        if state:
            draw_icon(painter, box.adjusted(2, 2, -2, -2), "done", t.accent_text)


class PlanList(CardList):
    """The cards of a plan; Space or a click on the box ticks."""

    toggled = Signal(int)

    def __init__(
        self,
        name: str,
        model: RowsModel[Any],
        card: Callable[[Any, Index], Card],
        ticked: Callable[[int], bool | None],
        empty: str,
    ) -> None:
        super().__init__(name, model, card, empty=empty)
        self.setItemDelegate(_TickDelegate(card, ticked, self))
        self.opened.connect(self._toggle)

    def _toggle(self, index: QModelIndex | QPersistentModelIndex) -> None:
        number = index.data(RowsModel.IdRole)
        if number is not None:
            self.toggled.emit(number)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        x = event.position().x()
        place = self.viewport().width() - x if self.isRightToLeft() else x
        if place < px(40) and event.button() == Qt.MouseButton.LeftButton:
            self._toggle(self.indexAt(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._toggle(self.currentIndex())
        else:
            super().keyPressEvent(event)


# ------------------------------------------------------------------------------------------------ the preview


class PreviewPane(QWidget):
    """What would come in: everybody in groups, ticked as suggested; what a card says, and who it may be."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.plan = ImportPlan(())
        self.existing: Sequence[Existing] = ()
        self.ticked: set[int] = set()
        self.same: set[int] = set()
        self._place: Callable[[int], str] = str
        self._folded: list[str] = []
        self._shown: Sequence[int] = ()
        self.tabs = Tabs(self.tr("Groups"))
        for key in ("all", "new", "matched", "review", "skipped"):
            self.tabs.add(key, "")
        self.tabs.chosen.connect(lambda _key: self._list())
        self.search = SearchField(self.tr("Find in this file"))
        self.search.textChanged.connect(lambda _text: self._list())
        self.every = QCheckBox(self.tr("All of these"))
        self.every.setTristate(True)
        self.every.clicked.connect(lambda _checked: self._tick_all())
        self.model: RowsModel[PlannedCard | Problem] = RowsModel(
            (Column("card", self.tr("Card"), self._title),),
            lambda ids: {i: self._row(i) for i in ids},
            self._describe,
            self,
        )
        self.list = PlanList(
            self.tr("What would come in"), self.model, self._card, self._tick_of, self.tr("Nothing here.")
        )
        self.list.toggled.connect(self.toggle)
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self._show_chosen())
        self.detail = self._detail()
        above = QHBoxLayout()
        above.setSpacing(M)
        above.addWidget(self.every)
        above.addStretch(1)
        above.addWidget(self.search, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.tabs)
        column.addLayout(above)
        column.addWidget(framed(self.list), 1)
        column.addWidget(self.detail)

    def _detail(self) -> QWidget:
        group = Group(self.tr("The chosen card"))
        self.who = Label("", "strong", wrap=True)
        self.why = Label("", "body", "quiet", wrap=True)
        self.more = Label("", "small", "quiet", wrap=True)
        self.more.setMaximumHeight(px(54))
        self.choice = Segmented(self.tr("Who is this?"))
        self.choice.add("same", self.tr("The same person"))
        self.choice.add("new", self.tr("Somebody new"))
        self.choice.add("out", self.tr("Leave out"))
        self.choice.chosen.connect(self.decide)
        holder = QWidget()
        line = self._detail_line = QHBoxLayout(holder)
        line.setContentsMargins(L, M, L, M)
        line.setSpacing(L)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self.who, self.why, self.more):
            words.addWidget(label)
        words.addStretch(1)
        line.addLayout(words, 1)
        line.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignTop)
        holder.setFixedHeight(px(112))
        group.add(holder)
        return group

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < px(600)
        way = QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight
        self._detail_line.setDirection(way)
        self.more.setMaximumHeight(0 if narrow else px(54))

    # what is shown

    def show_plan(self, plan: ImportPlan, existing: Sequence[Existing], place: Callable[[int], str]) -> None:
        """Show a plan, ticked as it suggests. `place` says where a line is: "line 12"."""
        self.plan, self.existing, self._place = plan, existing, place
        self._at = {id(one): i for i, one in enumerate(plan.cards)}
        self.ticked = {i for i, one in enumerate(plan.cards) if one.card is not None and one.ticked}
        self.same = set()
        self._folded = []
        counts = plan.counts()
        notes = len(plan.notes)
        for key, text, n in (
            ("all", self.tr("All"), len(plan.cards)),
            ("new", self.tr("New"), counts.new),
            ("matched", self.tr("Already there"), counts.matched),
            ("review", self.tr("Needs a look"), counts.review),
            ("skipped", self.tr("Not read"), counts.skipped + notes),
        ):
            self._tab(key, f"{text} {number(n)}", enabled=n > 0)
        self.search.clear()
        self.tabs.choose("all")
        self._list()
        self.changed.emit()

    def _tab(self, key: str, text: str, *, enabled: bool) -> None:
        for i in range(self.tabs.count()):
            if self.tabs.tabData(i) == key:
                self.tabs.setTabText(i, text)
                self.tabs.setTabVisible(i, enabled or key == "all")

    def _row(self, i: int) -> PlannedCard | Problem:
        cards = self.plan.cards
        return cards[i] if i < len(cards) else self.plan.notes[i - len(cards)]

    def _words(self, i: int) -> str:
        row = self._row(i)
        if isinstance(row, Problem):
            return f"{row.excerpt} {row.why}"
        return f"{row.card.name} {says(row.card)}" if row.card else f"{row.match_name} {row.why}"

    def _group(self, i: int) -> str:
        row = self._row(i)
        return "skipped" if isinstance(row, Problem) else row.verdict.value

    def _list(self) -> None:
        wanted = self.tabs.current
        words = names.fold(self.search.text()).split()
        everything = len(self.plan.cards) + len(self.plan.notes)
        if words and not self._folded:  # when first searched: of ten thousand cards it takes a moment
            self._folded = [names.fold(self._words(i)) for i in range(everything)]
        several = range(everything) if wanted != "all" else range(len(self.plan.cards))
        shown = [
            i
            for i in several
            if (wanted == "all" or self._group(i) == wanted) and all(w in self._folded[i] for w in words)
        ]
        here = set(shown)
        self._shown = shown
        self.model.show(Listing(lambda: shown, lambda ids: {i: (i,) for i in ids if i in here}))
        if shown:
            self.list.setCurrentIndex(self.model.index(0, 0))
        self._show_chosen()
        self._show_every()

    def _title(self, row: PlannedCard | Problem) -> str:
        if isinstance(row, Problem):
            return row.excerpt or capital(self._place(row.line))
        return row.card.name if row.card else row.match_name or capital(self._place(row.line))

    def _card(self, row: PlannedCard | Problem, index: Index) -> Card:
        title = self._title(row)
        if isinstance(row, Problem) or row.card is None:
            lost = row.loss is Loss.NOTHING if isinstance(row, Problem) else False
            role = "quiet" if lost else "warn"
            return Card(title, told(row.why), self._place(row.line), leading=Disc("warning", role), dimmed=lost)
        i = index.data(RowsModel.IdRole)
        badges = (Badge(*self._badge(i, row)),)
        return Card(title, says(row.card) or told(row.why), leading=face(row.card), badges=badges)

    def _badge(self, i: int, row: PlannedCard) -> tuple[str, str, str]:
        if row.verdict is Verdict.NEW:
            return self.tr("new"), "", "good"
        if row.verdict is Verdict.MATCHED:
            if not row.adds:
                return self.tr("already there"), "", "quiet"
            return self.tr("adds to {name}").format(name=row.match_name), "", "accent"
        if i in self.same:
            return self.tr("the same as {name}").format(name=row.match_name), "", "accent"
        if i in self.ticked:
            return self.tr("new, though like {name}").format(name=row.match_name), "", "warn"
        return self.tr("may be {name}").format(name=row.match_name), "", "warn"

    def _describe(self, row: PlannedCard | Problem) -> str:
        if isinstance(row, Problem) or row.card is None:
            return f"{self._title(row)}, {self._place(row.line)}: {told(row.why)}"
        i = self._at[id(row)]
        state = self.tr("ticked") if i in self.ticked else self.tr("not ticked")
        return f"{state}: {row.card.name}, {self._badge(i, row)[0]}, {says(row.card)}"

    def _tick_of(self, i: int) -> bool | None:
        row = self._row(i)
        return None if isinstance(row, Problem) or row.card is None else i in self.ticked

    @property
    def chosen(self) -> int | None:
        return self.model.id_at(self.list.currentIndex().row())

    def _show_chosen(self) -> None:
        i = self.chosen
        self.detail.setVisible(i is not None)
        if i is None:
            return
        row = self._row(i)
        self.who.setText(self._title(row))
        self.why.setText(f"{capital(self._place(row.line))}: {told(row.why)}")
        card = None if isinstance(row, Problem) else row.card
        review = isinstance(row, PlannedCard) and row.verdict is Verdict.REVIEW
        self.choice.setVisible(review)
        if review:
            self.choice.choose("same" if i in self.same else "new" if i in self.ticked else "out")
        self.more.setText(self._more(row) if card is not None else "")

    def _more(self, row: PlannedCard | Problem) -> str:
        if isinstance(row, Problem) or row.card is None:
            return ""
        if row.verdict is not Verdict.MATCHED:
            return says(row.card)
        parts = [_fact_words(fact) for fact in row.adds.facts] + [f"#{tag}" for tag in row.adds.tags]
        parts += [self.tr("notes") for name, _ in row.adds.about if name == "notes"]
        if row.adds.portrait:
            parts.append(self.tr("a portrait"))
        if not row.adds:
            return self.tr("Adds nothing that is not there.")
        words = " · ".join(filter(None, parts)) or self.tr("what this program does not show, kept for the way back")
        return self.tr("Adds: {what}").format(what=words)

    # what the user decides

    def toggle(self, i: int) -> None:
        """Tick a card, or take its tick away."""
        if self._tick_of(i) is None:
            return
        self.ticked ^= {i}
        if i not in self.ticked:
            self.same.discard(i)
        self._touched([i])

    def decide(self, choice: str) -> None:
        """Say of the chosen card in review whether it is the same person, somebody new, or left out."""
        i = self.chosen
        if i is None:
            return
        (self.same.add if choice == "same" else self.same.discard)(i)
        (self.ticked.discard if choice == "out" else self.ticked.add)(i)
        self._touched([i])

    def _tick_all(self) -> None:
        shown = {i for i in self._shown if self._tick_of(i) is not None}
        if shown <= self.ticked:
            self.ticked -= shown
            self.same -= shown
        else:
            self.ticked |= shown
        self._touched(shown)

    def _touched(self, ids: Collection[int]) -> None:
        self.model.touch(ids)
        self._show_chosen()
        self._show_every()
        self.changed.emit()

    def _show_every(self) -> None:
        shown = {i for i in self._shown if self._tick_of(i) is not None}
        on = len(shown & self.ticked)
        self.every.setEnabled(bool(shown))
        state = Qt.CheckState.Unchecked if not on else Qt.CheckState.PartiallyChecked
        self.every.setCheckState(Qt.CheckState.Checked if shown and on == len(shown) else state)
        self.every.setText(self.tr("All of these ({on} of {all})").format(on=number(on), all=number(len(shown))))

    def amount(self) -> tuple[int, int]:
        """How many new people would come in, and how many are added to."""
        new = adds = 0
        for i in self.ticked:
            row = self.plan.cards[i]
            if row.verdict is Verdict.MATCHED:
                adds += bool(row.adds)
            elif i in self.same:
                adds += 1
            else:
                new += 1
        return new, adds


# ------------------------------------------------------------------------------------------------ the dialog


class ImportDialog(Sheet):
    """The way through: choose → (columns) → preview → summary."""

    def __init__(self, desk: Desk, files: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=820, height=640)
        self.setWindowTitle(self.tr("Bring people in"))
        self.title.setText(self.tr("Bring people in"))
        self.desk = desk
        self.setAcceptDrops(True)
        self.sources: list[Source] = []
        self._tables: list[Source] = []
        self._job: Job | None = None
        self._imported: Imported | None = None
        self._undo_label: object = None
        self.stack = QStackedWidget()
        self.choose_button = button(self.tr("Choose files…"), self.choose, kind="primary", picture="open")
        self.choose_pane = EmptyPane(
            "import",
            self.tr("Drop files here, or choose them"),
            self.tr(
                "vCard files (.vcf) as telephones and mail programs write them, or tables (.csv). Nothing is taken "
                "in before you have looked through it."
            ),
            self.choose_button,
        )
        self.columns_pane = ColumnsPane(desk)
        self.preview = PreviewPane(desk)
        self.preview.changed.connect(self._say_amount)
        self.busy_pane = self._busy()
        self.summary_pane = self._summary()
        for pane in (self.choose_pane, self.busy_pane, self.columns_pane, self.preview, self.summary_pane):
            self.stack.addWidget(pane)
        self.wrong = Label("", "body", "bad", wrap=True)
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.body.addWidget(self.stack, 1)
        self.again_button = button(self.tr("Other files…"), self.choose, kind="quiet")
        self.back_button = button(self.tr("Columns"), self._back_to_columns, picture="back")
        self.next_button = button(self.tr("Go on"), self._next, kind="primary")
        self.take_button = button("", self.take_in, kind="primary")
        self.cancel_button = button(self.tr("Cancel"), self.reject)
        self.undo_button = button(self.tr("Undo"), self._undo, picture="undo")
        self.show_button = button(self.tr("Show them"), self._show_them)
        self.done_button = button(self.tr("Done"), self.accept, kind="primary")
        self.set_foot(
            self.again_button,
            self.back_button,
            self.undo_button,
            None,
            self.cancel_button,
            self.next_button,
            self.take_button,
            self.show_button,
            self.done_button,
        )
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._go_ahead)
        self._go("choose")
        if files:
            self.read(files)

    def _go_ahead(self) -> None:
        """What the coloured button at the foot does."""
        for foremost in (self.take_button, self.next_button, self.done_button):
            if foremost.isVisible() and foremost.isEnabled():
                foremost.click()
                return

    def _busy(self) -> QWidget:
        pane = QWidget()
        self.busy_words = Label("", "heading")
        self.busy_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(px(320))
        column = QVBoxLayout(pane)
        column.addStretch(2)
        column.addWidget(self.busy_words)
        column.addSpacing(S)
        column.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return pane

    def _summary(self) -> QWidget:
        pane = QWidget()
        self.came = Label("", "heading", wrap=True)
        self.also = Label("", "body", "quiet", wrap=True)
        self.skipped: RowsModel[tuple[int, str]] = RowsModel(
            (Column("line", self.tr("Line"), lambda row: self._place(row[0])),),
            lambda ids: {i: self._left_out[i] for i in ids if i < len(self._left_out)},
            lambda row: f"{self._place(row[0])}: {row[1]}",
            self,
        )
        self._left_out: Sequence[tuple[int, str]] = ()
        self.left_out = CardList(
            self.tr("Left out"),
            self.skipped,
            lambda row, _index: Card(self._place(row[0]).capitalize(), row[1]),
            empty=self.tr("Nothing was left out."),
        )
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.came)
        column.addWidget(self.also)
        self.left_out_room = framed(self.left_out)
        column.addWidget(self.left_out_room, 1)
        column.addStretch(0)
        return pane

    def _go(self, where: str) -> None:
        panes: dict[str, QWidget] = {
            "choose": self.choose_pane,
            "busy": self.busy_pane,
            "columns": self.columns_pane,
            "preview": self.preview,
            "summary": self.summary_pane,
        }
        self._where = where
        self.stack.setCurrentWidget(panes[where])
        shown: dict[QWidget, bool] = {
            self.again_button: where in ("columns", "preview"),
            self.back_button: where == "preview" and bool(self._tables),
            self.next_button: where == "columns",
            self.take_button: where == "preview",
            self.cancel_button: where != "summary",
            self.undo_button: where == "summary",
            self.show_button: where == "summary",
            self.done_button: where == "summary",
        }
        for part, visible in shown.items():
            part.setVisible(visible)
        focus: dict[str, QWidget] = {
            "choose": self.choose_button,
            "busy": self.cancel_button,
            "columns": self.columns_pane.table,
            "preview": self.preview.list,
            "summary": self.done_button,
        }
        focus[where].setFocus()

    def _say_wrong(self, error: KnownError | None) -> None:
        self.wrong.setVisible(error is not None)
        if error is not None:
            self.wrong.setText(f"{told(error.sentence)} {told(error.advice)}".strip())

    # ------------------------------------------------------------------ files

    def choose(self) -> None:
        """Let the user choose files."""
        kinds = self.tr("Cards and tables (*.vcf *.vcard *.csv *.tsv *.txt *.json);;All files (*)")
        dialog = QFileDialog(self, self.tr("Bring people in"), "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda paths: self.read([Path(path) for path in paths]))
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._where != "busy":
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.read(paths)

    def _place(self, line: int) -> str:
        n, line = divmod(line, _FILE_STEP)
        if len(self.sources) > 1 and n < len(self.sources):
            return self.tr("{file}, line {line}").format(file=self.sources[n].path.name, line=number(line))
        return self.tr("line {line}").format(line=number(line))

    # ------------------------------------------------------------------ reading

    def _work(self, words: str, work: Any, done: Callable[[Any], None], back: str) -> None:
        """Do something off the window's thread, with its progress shown and a way to stop."""
        self._say_wrong(None)
        self.busy_words.setText(words)
        self.bar.setRange(0, 1)  # empty, not busy: nothing in the window moves by itself
        self.bar.setValue(0)
        self._go("busy")

        def ended(result: Any) -> None:
            self._job = None
            done(result)

        def failed(error: Exception) -> None:
            self._job = None
            if not isinstance(error, KnownError):
                self._go(back)
                raise error
            self._go(back)
            self._say_wrong(error)

        def stopped() -> None:
            self._job = None
            self._go(back)

        def progress(count: int, of: int) -> None:
            self.bar.setRange(0, of)
            self.bar.setValue(count)

        job = self.desk.jobs.run(work, ended, failed, progress, stopped)
        self._job = None if job.finished else job

    def read(self, files: Sequence[Path]) -> None:
        """Read these files."""
        paths = list(files)
        self._work(
            self.tr("Reading %n files…", "", len(paths)),
            lambda progress, cancelled: open_files(paths, progress, cancelled),
            self._opened,
            "choose",
        )

    def _opened(self, sources: list[Source]) -> None:
        self.sources = sources
        self._tables = [source for source in sources if source.shape == "table"]
        self._at = 0
        whole = next((source for source in sources if source.shape == "journal"), None)
        if whole is not None:
            self._take_in_whole(whole)
        elif self._tables:
            self._show_columns()
        else:
            self._plan()

    def _take_in_whole(self, source: Source) -> None:
        """A whole journal, as this program exports it, goes into an empty one."""
        store = self.desk.store
        self._go("choose")
        try:
            store.take_in_journal(read_journal(source.data))
        except KnownError as error:
            self._say_wrong(error)
            return
        words = self.tr("The whole journal of “{file}” is here.").format(file=source.path.name)
        self.desk.tell(words, mood="good")
        self.accept()

    def _show_columns(self) -> None:
        self.columns_pane.show_source(self._tables[self._at])
        self._go("columns")

    def _back_to_columns(self) -> None:
        self._at = 0
        self._show_columns()

    def _next(self) -> None:
        self._at += 1
        if self._at < len(self._tables):
            self._show_columns()
        else:
            self._plan()

    def _plan(self) -> None:
        store, sources = self.desk.store, list(self.sources)
        self._region = store.preferences.phone_region
        region, day_first = self._region, store.preferences.day_first

        def work(progress: Progress, cancelled: Cancelled) -> tuple[ImportPlan, list[Existing]]:
            def told_of(done: int, of: int) -> None:
                if cancelled():
                    raise Stopped
                progress(done, of)

            reading = read_all(sources, progress, cancelled, day_first=day_first)
            existing = store.existing_for_plan()
            return make_plan(reading, existing, region=region, on_progress=told_of), existing

        self._at = max(0, len(self._tables) - 1)
        self._work(
            self.tr("Looking who is there already…"), work, self._planned, "columns" if self._tables else "choose"
        )

    def _planned(self, result: tuple[ImportPlan, list[Existing]]) -> None:
        plan, existing = result
        self.preview.show_plan(plan, existing, self._place)
        self._go("preview")

    def _say_amount(self) -> None:
        new, adds = self.preview.amount()
        if new and adds:
            more = self.tr("add to {n}").format(n=number(adds))
            words = f"{self.tr('Bring in %n people', '', new)}, {more}"
        elif new:
            words = self.tr("Bring in %n people", "", new)
        elif adds:
            words = self.tr("Add to %n people", "", adds)
        else:
            words = self.tr("Nothing to bring in")
        self.take_button.setText(words)
        self.take_button.setEnabled(bool(new or adds))
        nothing_new = not new and not adds and bool(self.preview.plan.cards) and not self.preview.plan.counts().new
        self.wrong.setVisible(nothing_new)
        if nothing_new:
            self.wrong.setText(self.tr("There is nothing to bring in: what is in this file is in the journal already."))

    # ------------------------------------------------------------------ taking in

    def take_in(self) -> None:
        """Bring in what is ticked, as one step."""
        store, preview, region = self.desk.store, self.preview, self._region
        ticked, same = set(preview.ticked), set(preview.same)

        def work(progress: Progress, cancelled: Cancelled) -> tuple[Imported, Step, Change]:
            plan = settled(preview.plan, same, preview.existing, region)
            return store.import_apart(plan, ticked, progress, cancelled)

        self._work(self.tr("Bringing them in…"), work, self._taken, "preview")

    def _taken(self, result: tuple[Imported, Step, Change]) -> None:
        imported, step, change = result
        self._imported = imported
        self.desk.store.adopt(step, change)
        self._undo_label = self.desk.store.undo_label
        came = [self.tr("%n people came in.", "", imported.added)]
        if imported.matched:
            there = self.tr("Already there: {n}.")
            if imported.filled:
                there = self.tr("Already there: {n}. What was missing was added to {filled} of them.")
            came.append(there.format(n=number(imported.matched), filled=number(imported.filled)))
        self.came.setText(" ".join(came))
        others = len(imported.made) - imported.added
        also = [self.tr("%n people and organizations they name were made too.", "", others)] if others > 0 else []
        if imported.skipped:
            also.append(self.tr("%n lines or cards were left out:", "", len(imported.skipped)))
        self.also.setText(" ".join(also))
        self.also.setVisible(bool(also))
        self._left_out = [(line, told(why)) for line, why in imported.skipped]
        shown = range(len(self._left_out))
        self.skipped.show(Listing(lambda: list(shown), lambda ids: {i: (i,) for i in ids if i in shown}))
        self.left_out_room.setVisible(bool(imported.skipped))
        self.show_button.setVisible(bool(imported.made))
        self._go("summary")

    def _undo(self) -> None:
        if self.desk.store.undo_label is self._undo_label:
            self.desk.do(self.desk.store.undo)
        self._imported = None
        self.came.setText(self.tr("Taken back. The journal is as it was before."))
        self.also.hide()
        self.left_out_room.hide()
        self.undo_button.hide()
        self.show_button.hide()

    def _show_them(self) -> None:
        made = self._imported.made if self._imported else ()
        self.accept()
        if len(made) == 1:
            self.desk.person_wanted.emit(made[0])
        else:
            self.desk.page_wanted.emit("people")

    # ------------------------------------------------------------------ leaving

    def reject(self) -> None:
        """Stop what is under way; else close."""
        if self._job is not None:
            self._job.cancel()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None:  # it is closed when that has ended
            self._job.cancel()
            event.ignore()
        else:
            super().closeEvent(event)

    def accept(self) -> None:
        """Close; what was taken in can still be taken back from the foot of the window."""
        if self._imported is not None and self.desk.store.undo_label is self._undo_label:
            words = self.tr("%n people came in.", "", self._imported.added)
            self.desk.tell(words, self.tr("Undo"), self.desk.undo)
        super().accept()
