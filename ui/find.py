"""The field above every page: everything ever written, and every command, a few keys away.

The results hang under the field as a panel of the window, not as a window of their own, so that they work wherever the
program runs. One delegate paints them; there is no widget to a row, and what a key changes is painted with that key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from netjournal import names
from netjournal.errors import Gone
from netjournal.model import EntryFilter, EntryKind, Found
from netjournal.records import dataclass
from ui.desk import Desk
from ui.icons import draw_icon
from ui.look import RADIUS, XS, M, S, color, current, font, px
from ui.parts.matched import draw_matched
from ui.parts.paint import fill
from ui.parts.portrait import draw_portrait
from ui.parts.scrolled import own_viewport
from ui.parts.search_field import SearchField
from ui.shortcuts import plain
from ui.words import near_day

Index = QModelIndex | QPersistentModelIndex
Spans = tuple[tuple[int, int], ...]

_LIMIT = 8  # asked of the store, for each kind of thing
_SHOWN = {"person": 5, "organization": 3, "entry": 7, "reminder": 3, "tag": 4, "offering": 3, "chapter": 2}
_COMMANDS = 5
_RECENT = 5
_RECENT_DAYS = 60
_HIGHEST = 520
_USEFUL = ("new-entry", "new-person", "undo", "import", "shortcuts")
"""Commands offered before anything is typed, by object name."""

_PICTURES = {
    "organization": "organization",
    "reminder": "reminder",
    "tag": "tag",
    "offering": "offer",
    "chapter": "chapter",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the panel. A heading has nothing to do."""

    title: str
    detail: str = ""
    spans: Spans = ()  # of the detail
    title_spans: Spans = ()
    aside: str = ""
    picture: str = ""
    person: bool = False
    spoken: str = ""
    act: Callable[[], object] | None = None

    @property
    def heading(self) -> bool:
        return self.act is None


class Find(QObject):
    """Watches the field and shows what fits beneath it.

    `commands` gives every action that can be taken now. Text that begins with ">" means commands alone.
    """

    def __init__(
        self, field: SearchField, desk: Desk, commands: Callable[[], Sequence[QAction]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.field, self.desk = field, desk
        self._commands = commands
        self._came_from: QWidget | None = None
        self.model = Results(self)
        self.panel = _Panel(self.model, parent)
        self.panel.list.clicked.connect(lambda index: self._take(index.row()))
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(150)
        self._settling.timeout.connect(lambda: self._place(shrink=True))
        self._known: list[tuple[QAction, str]] = []
        self._ready_for: object = None
        """The names whose letters the fonts are ready for."""
        field.installEventFilter(self)
        parent.installEventFilter(self)
        field.textChanged.connect(self._on_text)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]
        if field.hasFocus():
            self.refresh()

    # ------------------------------------------------------------------ what is found

    def refresh(self) -> None:
        """Show what fits the text as it stands."""
        text = self.field.text().strip()
        if self.panel.isHidden():
            self._known = [(action, plain(action.text())) for action in self._commands()]
        if text.startswith(">"):
            rows = self._commands_named(text[1:].strip(), 12) or [Result(self.tr("No command is called that"))]
        elif text:
            rows = self._found(text)
        else:
            rows = self._at_first()
            QTimer.singleShot(0, self, self._get_ready)
        self.model.show(rows)
        self.panel.choose(next((n for n, row in enumerate(rows) if not row.heading), -1))
        self._place()
        self.panel.setVisible(bool(rows))
        self.panel.raise_()
        if text:
            said = self.tr("%n results", "", sum(not row.heading for row in rows))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, said))

    def _get_ready(self) -> None:
        """While the first key is looked for: the names, and the fonts of the scripts they are written in."""
        if not self.panel.isVisible():
            return
        store = self.desk.store
        store.get_ready_to_search()
        names_known = store.known_names()
        if names_known is self._ready_for:
            return  # each time the field is emptied would be twenty milliseconds, of ten thousand people
        self._ready_for = names_known
        scripts = {ord(letter) >> 7: letter for known in names_known for letter in set(known.name)}
        letters = "".join(scripts.values())
        for kind in ("body", "strong", "small", "small strong"):
            QFontMetrics(font(kind)).horizontalAdvance(letters)

    def _found(self, text: str) -> list[Result]:
        words = re.findall(r"[^\W_]+", text)
        titles = {
            "person": self.tr("People"),
            "organization": self.tr("Organizations"),
            "entry": self.tr("Entries"),
            "reminder": self.tr("Reminders"),
            "tag": self.tr("Tags"),
            "offering": self.tr("Offerings"),
            "chapter": self.tr("Chapters"),
        }
        groups: dict[str, list[Result]] = {kind: [] for kind in titles}
        for found in self.desk.store.search(text, _LIMIT):
            group = groups.get(found.kind)
            if group is not None and len(group) < _SHOWN[found.kind]:
                group.append(self._result(found, words))
        rows: list[Result] = []
        for kind, title in titles.items():
            if groups[kind]:
                rows += [Result(title), *groups[kind]]
        rows += self._commands_named(text, _COMMANDS)
        rows.append(Result(self.tr("Write it down")))
        title = self.tr("Record “{text}” as an entry").format(text=names.excerpt(text, 60))
        rows.append(Result(title, picture="add", spoken=title, act=lambda: self.desk.capture_wanted.emit(text)))
        return rows

    def _result(self, found: Found, words: Sequence[str]) -> Result:
        day = near_day(found.day, self.desk.today) if found.day else ""
        return Result(
            found.title,
            found.snippet,
            found.spans,
            tuple(names.matches(found.title, words)),
            day,
            _picture_of(found),
            found.kind == "person",
            ", ".join(filter(None, (self._kind_said(found.kind), found.title, found.snippet, day))),
            lambda: self._open(found),
        )

    def _kind_said(self, kind: str) -> str:
        return {
            "person": self.tr("Person"),
            "organization": self.tr("Organization"),
            "entry": self.tr("Entry"),
            "reminder": self.tr("Reminder"),
            "tag": self.tr("Tag"),
            "offering": self.tr("Offering"),
            "chapter": self.tr("Chapter"),
        }[kind]

    def _commands_named(self, text: str, most: int) -> list[Result]:
        ranked = sorted(
            (
                (rank, n, action)
                for n, (action, title) in enumerate(self._known)
                if (rank := how_well(text, title, str(action.property("also") or ""))) is not None
            ),
            key=lambda found: found[:2],
        )
        rows = [self._command(action, text) for _, _, action in ranked[:most]]
        return [Result(self.tr("Commands")), *rows] if rows else []

    def _command(self, action: QAction, text: str) -> Result:
        title = plain(action.text())
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) or str(action.property("key") or "")
        spans = tuple(names.matches(title, text.split())) if text else ()
        spoken = ", ".join(filter(None, (self.tr("Command"), title, key)))
        return Result(title, "", (), spans, key, "command", spoken=spoken, act=action.trigger)

    def _at_first(self) -> list[Result]:
        """Before anything is typed: who was met lately, and the commands most often wanted."""
        rows: list[Result] = []
        store = self.desk.store
        lately = EntryFilter(since=self.desk.today - timedelta(_RECENT_DAYS), until=self.desk.today)
        people: dict[int, str] = {}
        for row in store.entry_rows(store.entry_ids(lately)[:40]).values():
            people.update((named.id, named.name) for named, _ in row.people)
        lines = store.person_rows(list(people)[:_RECENT])
        for line in lines.values():
            where = ", ".join(filter(None, (line.role, line.organization)))
            person = line.id
            rows.append(
                Result(
                    line.name,
                    where,
                    aside=near_day(line.last_touch, self.desk.today) if line.last_touch else "",
                    picture="person" if line.kind.value == "person" else "organization",
                    person=line.kind.value == "person",
                    spoken=", ".join(filter(None, (self.tr("Person"), line.name, where))),
                    act=lambda person=person: self.desk.person_wanted.emit(person),  # type: ignore[misc]
                )
            )
        if rows:
            rows.insert(0, Result(self.tr("Met lately")))
        known = {action.objectName(): action for action, _ in self._known}
        useful = [known[name] for name in _USEFUL if name in known] or list(known.values())[:_COMMANDS]
        if useful:
            rows += [Result(self.tr("Commands")), *(self._command(action, "") for action in useful)]
        return rows

    # ------------------------------------------------------------------ what is done with it

    def _open(self, found: Found) -> None:
        desk = self.desk
        if found.kind in ("person", "organization"):
            desk.person_wanted.emit(found.id)
        elif found.kind == "entry":
            desk.entry_wanted.emit(found.id)
        elif found.kind == "tag":
            desk.tag_wanted.emit(found.title)
        elif found.kind == "reminder":
            try:
                about = desk.store.reminder(found.id).person
            except Gone:
                about = None
            desk.person_wanted.emit(about.id) if about else desk.page_wanted.emit("today")
        else:
            desk.page_wanted.emit("settings")

    def _take(self, n: int) -> None:
        result = self.model.result(n)
        if result is None or result.act is None:
            return
        self.close()
        self.field.blockSignals(True)
        self.field.clear()
        self.field.cross.hide()
        self.field.blockSignals(False)
        self._go_back()
        result.act()

    def close(self) -> None:
        """Take the panel away."""
        self._settling.stop()
        self.panel.hide()

    def _go_back(self) -> None:
        """The keyboard goes where it was before it came to the field."""
        there, self._came_from = self._came_from, None
        try:
            if there is not None and there.isVisible():
                there.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        except RuntimeError:
            pass  # it was taken away meanwhile
        self.field.clearFocus()

    # ------------------------------------------------------------------ keys

    def _on_text(self, _text: str) -> None:
        if self.field.hasFocus():
            self.refresh()

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        if now is self.field and old is not None and old is not self.field:
            self._came_from = old
        elif now is not self.field and now is not None:
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is not self.field:
            if kind == QEvent.Type.Resize and not self.panel.isHidden():
                self._place()
            return False
        if kind == QEvent.Type.FocusIn and not self.panel.isVisible():
            reason = event.reason()  # type: ignore[attr-defined]
            if reason not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
                self.refresh()
        elif kind == QEvent.Type.MouseButtonPress and self.panel.isHidden():
            self.refresh()
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.field.blockSignals(True)
            self.field.clear()
            self.field.cross.hide()
            self.field.blockSignals(False)
            self.close()
            self._go_back()
            return True
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.panel.isHidden():
            self.refresh()
            return True
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}.get(Qt.Key(key))
        if step and not self.panel.isHidden():
            self._walk(step)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.panel.isHidden():
            self._take(self.panel.chosen)
            return True
        return False

    def _walk(self, step: int) -> None:
        places = [n for n in range(self.model.rowCount()) if not self.model.rows[n].heading]
        if not places:
            return
        here = places.index(self.panel.chosen) if self.panel.chosen in places else 0
        to = (here + step) % len(places) if abs(step) == 1 else max(0, min(len(places) - 1, here + step))
        self.panel.choose(places[to])
        said = self.model.rows[places[to]].spoken
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, said))

    def _place(self, *, shrink: bool = False) -> None:
        around = self.panel.over
        corner = self.field.mapTo(around, QPoint(0, self.field.height() + XS))
        most = min(px(_HIGHEST), around.height() - corner.y() - M)
        wanted = min(self.panel.wanted_height(), most)
        # It grows with a key and shrinks when typing pauses: what comes to light behind it is painted then.
        if not shrink and not self.panel.isHidden() and wanted < self.panel.height() <= most:
            wanted = self.panel.height()
            self._settling.start()
        self.panel.setGeometry(QRect(corner, QSize(self.field.width(), wanted)))


def _picture_of(found: Found) -> str:
    if found.kind != "entry":
        return _PICTURES.get(found.kind, "person")
    kind = found.entry_kind or EntryKind.NOTE
    return {EntryKind.VIDEO_CALL: "video", EntryKind.ASK: "ask-made"}.get(kind, kind.value)


@lru_cache(maxsize=512)
def _parts(title: str) -> list[str]:
    """The folded words of a title."""
    return re.findall(r"[^\W_]+", names.fold(title))


def how_well(typed: str, title: str, also: str = "") -> int | None:
    """How well what is typed names a command, less being better; None if not at all.

    Words that begin words of the title, in any order, or of what it may be looked for by (`also`); else the letters of
    the title one after another, from the start of a word.
    """
    words, parts = names.fold(typed).split(), _parts(title)
    if not words:
        return 0
    if all(any(part.startswith(word) for part in parts) for word in words):
        return 0 if parts and parts[0].startswith(words[0]) else 1
    if all(any(part.startswith(word) for part in _parts(also)) for word in words):
        return 2
    letters, rest = "".join(words), " ".join(parts)
    if len(letters) < 3 or not any(part.startswith(letters[0]) for part in parts):
        return None
    place = rest.find(letters[0])
    skipped = 0
    for letter in letters[1:]:
        found = rest.find(letter, place + 1)
        if found < 0:
            return None
        skipped += found - place - 1
        place = found
    return 2 + skipped if skipped <= 2 * len(letters) else None


class Results(QAbstractListModel):
    """The lines of the panel: headings, which cannot be chosen, and what can."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Result] = []

    def show(self, rows: Iterable[Result]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def result(self, n: int) -> Result | None:
        return self.rows[n] if 0 <= n < len(self.rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        result = self.result(index.row())
        if result is None or result.heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        result = self.result(index.row())
        if result is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return result.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return result.spoken or result.title
        if role == Qt.ItemDataRole.UserRole:
            return result
        return None


class _Panel(QFrame):
    """The panel under the field. It never takes the keyboard."""

    def __init__(self, model: Results, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self.over = model, parent
        self.chosen = -1
        self.hide()
        self.setAccessibleName(self.tr("Search results"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what is behind need not be painted with each key
        self.list = _List(self)
        self.list.setAccessibleName(self.tr("Search results"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.list.setStyleSheet("QListView { background: transparent }")
        self._delegate = _Painter(self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setModel(model)
        self.list.entered.connect(lambda index: self.choose(index.row(), scroll=False))
        column = QVBoxLayout(self)
        column.setContentsMargins(XS, XS, XS, XS)
        column.addWidget(self.list)

    def choose(self, n: int, *, scroll: bool = True) -> None:
        """Mark a line as the one that Enter opens."""
        index = self._model.index(n, 0)
        if n >= 0 and not index.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        self.chosen = n
        # As current it is what assistive technology reads.
        flags = QItemSelectionModel.SelectionFlag
        self.list.selectionModel().setCurrentIndex(
            index if n >= 0 else QModelIndex(), flags.ClearAndSelect if n >= 0 else flags.Clear
        )
        if scroll and n >= 0:
            first = next((i for i, row in enumerate(self._model.rows) if not row.heading), 0)
            self.list.scrollTo(self._model.index(0 if n == first else n, 0))

    def wanted_height(self) -> int:
        return sum(self._delegate.height(row) for row in self._model.rows) + 2 * XS + 2

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(t.window))  # the corners
        fill(painter, self.rect(), t.raised, RADIUS, t.edge)


class _List(QListView):
    """A list that paints its own ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        own_viewport(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self.viewport()).fillRect(event.rect(), color(current().raised))
        super().paintEvent(event)


class _Painter(QStyledItemDelegate):
    """Paints a line: a portrait or an icon, the title, its context with the matches, the day or key at the right."""

    def height(self, result: Result) -> int:
        if result.heading:
            return px(28)
        return px(46) if result.detail else px(36)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(200), self.height(index.data(Qt.ItemDataRole.UserRole)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = current()
        result: Result = index.data(Qt.ItemDataRole.UserRole)
        area: QRect = option.rect
        direction: Qt.LayoutDirection = option.direction
        painter.save()
        painter.setLayoutDirection(direction)
        if result.heading:
            painter.setFont(font("small strong"))
            painter.setPen(color(t.faint))
            box = area.adjusted(M, px(6), -M, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, result.title)
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            fill(painter, area.adjusted(0, 1, 0, -1), t.selection, RADIUS - 2)
        self._line(painter, area, direction, result)
        painter.restore()

    def _line(self, painter: QPainter, area: QRect, direction: Qt.LayoutDirection, result: Result) -> None:
        t = current()

        def seen(box: QRect) -> QRect:
            return QStyle.visualRect(direction, area, box)

        side = px(26)
        spot = QRect(area.x() + M, area.y() + (area.height() - side) // 2, side, side)
        if result.person:
            draw_portrait(painter, seen(spot), result.title, names.initials(result.title))
        else:
            inset = px(5)
            draw_icon(painter, seen(spot.adjusted(inset, inset, -inset, -inset)), result.picture, t.quiet)
        left, right = spot.right() + 1 + S, area.right() + 1 - M
        small, strong = QFontMetrics(font("small")), QFontMetrics(font("strong"))
        if result.aside:
            width = small.horizontalAdvance(result.aside)
            painter.setFont(font("small"))
            painter.setPen(color(t.faint))
            box = seen(QRect(right - width, area.y(), width, area.height()))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing, result.aside)
            right -= width + M
        width = max(0, right - left)
        high = strong.height() + (small.height() + 1 if result.detail else 0)
        y = area.y() + (area.height() - high) // 2
        box = seen(QRect(left, y, width, strong.height()))
        plain = font("body")
        draw_matched(painter, box, result.title, result.title_spans, t.text, plain, font("strong"), direction)
        if result.detail:
            box = seen(QRect(left, y + strong.height() + 1, width, small.height()))
            heavy = font("small strong")
            draw_matched(painter, box, result.detail, result.spans, t.quiet, font("small"), heavy, direction)
