"""Today: what happened, in a field and as the entries of the last days; and beside it what wants the user."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from netjournal.agenda import Action, Agenda, Item, snoozes
from netjournal.model import (
    AskDetail,
    AskSide,
    Change,
    Direction,
    EntryDraft,
    EntryFilter,
    EntryKind,
    EntryRow,
    Named,
    Participant,
    PersonRef,
)
from ui.agenda_list import AgendaList
from ui.answering import dismiss, done, show, snooze, touched
from ui.day_choice import day_menu
from ui.desk import Desk
from ui.entry_cards import GUTTER, describe_entry, entry_card, entry_title
from ui.icons import icon
from ui.look import RADIUS, XL, XS, L, color, current, px
from ui.page import Page
from ui.parts.action import own_action
from ui.parts.button import button
from ui.parts.card import Card, Index
from ui.parts.card_list import CardList
from ui.parts.empty_pane import EmptyPane
from ui.parts.label import Label
from ui.parts.paint import fill
from ui.parts.scrolled import Scrolled
from ui.rows import Column, Listing, RowsModel
from ui.words import capital, qt_day, told

if TYPE_CHECKING:
    from ui.capture_field import CaptureField
    from ui.entry_form import EntryForm

LAST_DAYS = 30
"""How far back the entries on this page go."""
LARGE = 5000
"""Entries from which the agenda takes so long that it follows a change a moment later."""
STACKED_BELOW = 640
"""Width in pixels at text size 1 below which what needs the user stands under what happened."""


class _Room(QWidget):
    """The place of the capture field, which looks like it until it is there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setMinimumHeight(px(104))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def take(self, field: QWidget) -> None:
        """Give the place to the field."""
        self.setMinimumHeight(0)
        self._column.addWidget(field)
        field.show()  # now: a window that becomes active passes the keyboard on only to what is visible

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._column.count() == 0:
            fill(QPainter(self), self.rect(), current().raised, RADIUS + 2, current().edge)


class TodayPage(Page):
    """The page people see first."""

    key = "today"
    waiting = Signal(int)
    """How many things want the user today, whenever that was worked out."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setObjectName("today")
        self.agenda = Agenda((), ())
        self.greeting = Label("", "body", "quiet")
        self.date_label = Label("", "title")
        self._capture: CaptureField | None = None
        self._capture_room = _Room(self)
        self._focus_wanted = False
        self.model: RowsModel[EntryRow] = RowsModel(
            (Column("entry", self.tr("Entry"), entry_title),),
            fetch=desk.store.entry_rows,
            describe=lambda row: describe_entry(row, self.desk.today),
            parent=self,
        )
        self.entries = CardList(
            self.tr("Entries of the last days"),
            self.model,
            self._card,
            gutter=GUTTER,
            empty=self.tr("Nothing was recorded in the last %n days.", "", LAST_DAYS),
        )
        self.entries.setMinimumHeight(px(48))
        self.entries.opened.connect(lambda index: self._edit(self.model.id_at(index.row())))
        self.entries.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.entries.customContextMenuRequested.connect(self._context_menu)
        self.agenda_list = AgendaList(desk)
        self.agenda_list.wanted.connect(self.do_about)
        self._empty: EmptyPane | None = None
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._refresh_agenda)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(40)
        self._soon.timeout.connect(self._refresh_agenda)
        self._large = False
        self._begun = self._painted = False
        self._lay_out()
        self._make_actions()

    @property
    def capture_field(self) -> CaptureField:
        """Where one writes. It is made as soon as the page is painted: the entries need not wait for it."""
        if self._capture is None:
            from ui.capture_field import CaptureField

            self._capture = CaptureField(self.desk)
            self._capture.form_wanted.connect(self._open_form_of_line)
            self._capture_room.take(self._capture)
            self._put_tabs_right()
        return self._capture

    def _put_tabs_right(self) -> None:
        """The field was made last, and the agenda's lines come and go: one reads the field, the entries, the agenda."""
        if self._capture is not None:
            QWidget.setTabOrder(self._capture.record_button, self.entries)

    def _get_ready(self) -> None:
        field = self.capture_field
        if self._focus_wanted:
            self._focus_wanted = False
            if getattr(self.window(), "guide", None) is None:  # who is shown around has the keyboard there
                field.begin()
        QTimer.singleShot(300, self, field.get_ready)

    # ------------------------------------------------------------------ the parts and their places

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(XL, L, XL, L)
        top.setSpacing(0)
        top.addWidget(self.date_label)
        top.addWidget(self.greeting)
        top.addSpacing(L)
        top.addWidget(self._capture_room)
        column.addLayout(top)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.entries)
        column.addWidget(holder, 1)
        self._left = left
        side = Scrolled(self.agenda_list)
        side.setObjectName("side")
        self.agenda_list.hide()  # until it is worked out: nothing may look as if nothing were owed
        self._side = side
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(1)
        self._line.addWidget(left, 1)
        self._line.addWidget(side)

    def _arrange(self) -> None:
        stacked = self.width() < px(STACKED_BELOW)
        direction = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        if self._line.direction() != direction:
            self._line.setDirection(direction)
        self._line.setStretch(0, 3 if stacked else 1)
        self._line.setStretch(1, 1 if stacked else 0)
        self.greeting.setVisible(not stacked)
        self._side.setMinimumHeight(px(170) if stacked else 0)  # one thing with what can be done about it
        self.entries.setMinimumHeight(px(110 if stacked else 48))
        if stacked:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16777215)
            self._side.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        else:
            self._side.setFixedWidth(max(px(300), min(px(380), self.width() * 34 // 100)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_line"):
            self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(t.surface))
        side = self._side.geometry()
        painter.fillRect(side, color(t.window))
        edge = QRect(side.x() - 1, side.y(), 1, side.height())
        if self._line.direction() == QBoxLayout.Direction.TopToBottom:
            edge = QRect(side.x(), side.y() - 1, side.width(), 1)
        elif self.isRightToLeft():
            edge.moveLeft(side.right() + 1)
        painter.fillRect(edge, color(t.line))
        if not self._painted:  # the entries stand there; now there is time for the rest
            self._painted = True
            QTimer.singleShot(0, self, self._get_ready)
            QTimer.singleShot(0, self, self._refresh_agenda)

    # ------------------------------------------------------------------ actions

    def _make_actions(self) -> None:
        own_action(self, self.tr("New entry through a form"), "Ctrl+Shift+E", "note", self._to_form)
        own_action(self, self.tr("Go to what needs you"), "Ctrl+G", "today", self.agenda_list.take_focus)
        make = partial(own_action, self.entries)
        self._edit_action = make(self.tr("Edit this entry"), "F2", "edit", self._edit_current)
        self._delete_action = make(self.tr("Delete this entry"), "Del", "delete", self._delete_current)

    def offered(self) -> list[QAction]:
        parts: Iterable[QWidget] = (self, self.capture_field, self.entries, self.agenda_list)
        return [action for part in parts for action in part.actions() if action.text()]

    def _to_form(self) -> None:
        self.capture_field.to_form()

    def capture(self, text: str = "") -> None:
        """Go to the capture field, with this text to begin with."""
        self.capture_field.begin(text)

    def capture_about(self, person: PersonRef, text: str = "") -> None:
        """Go to the capture field with that person named, and this text after the name."""
        self.capture_field.begin_about(person, text)

    def _write_about(self, person: Named | None) -> None:
        if person is None:
            self.capture()
        else:
            self.capture_about(PersonRef(person.id, person.name))

    def take_focus(self) -> None:
        if self._painted or self._capture is not None:
            self.capture_field.begin()
        else:
            self._focus_wanted = True
            self._capture_room.setFocus()

    # ------------------------------------------------------------------ staying up to date

    def showEvent(self, event: QShowEvent) -> None:
        if not self._begun:
            self._begun = True
            self._show_day()
            self._show_entries()
            self._large = self.desk.store.has_more_entries_than(LARGE)
        else:
            self._greet()
        super().showEvent(event)
        if self._painted:
            self._refresh_agenda()

    def on_change(self, change: Change) -> None:
        if change.everything:
            self.model.reload()
        else:
            self.model.apply(change.entries)
            named = change.people
            if named:
                kept = self.model.kept_rows()
                self.model.touch(
                    id
                    for id, row in kept.items()
                    if row is not None and id not in change.entries and any(who.id in named for who, _ in row.people)
                )
            if not (
                change.entries
                or change.people
                or change.reminders
                or change.answers
                or change.settings
                or change.offerings
                or change.tags
            ):
                return
        self.entries.viewport().update()  # the day at the left moves with the first row of a day
        self._show_empty()
        # What was recorded is to be seen at once; a long agenda may follow a moment later.
        if self._large:
            self._soon.start()
        else:
            self._refresh_agenda()
        if self._capture is not None:
            self._capture.refresh()

    def on_new_day(self) -> None:
        self._show_day()
        if self._capture is not None:
            self._capture.new_day()
        if self._begun:
            self._show_entries()
            self._refresh_agenda()
            self.agenda_list.new_day()

    def _show_day(self) -> None:
        from PySide6.QtCore import QLocale

        self.date_label.setText(capital(QLocale().toString(qt_day(self.desk.today), self.tr("dddd, d MMMM"))))
        self._greet()

    def _greet(self) -> None:
        hour = self.desk.store.now().hour
        if 4 <= hour < 12:
            words = self.tr("Good morning. What happened?")
        elif 12 <= hour < 18:
            words = self.tr("Good afternoon. What happened?")
        else:
            words = self.tr("Good evening. What happened?")
        self.greeting.setText(words)

    def _show_entries(self) -> None:
        store = self.desk.store
        wanted = EntryFilter(since=self.desk.today - timedelta(LAST_DAYS), until=self.desk.today)
        self.model.show(
            Listing(lambda: store.entry_ids(wanted), lambda ids: store.entry_keys(ids, wanted), descending=True)
        )
        self._show_empty()

    def _show_empty(self) -> None:
        empty = not self.model.rowCount() and self.desk.store.is_empty()
        if empty and self._empty is None:
            self._empty = EmptyPane(
                "journal",
                self.tr("Your journal begins here"),
                self.tr(
                    "Write above what happened today, and with whom, in plain words. Or bring in the people you "
                    "know from an address book."
                ),
                button(self.tr("Write the first entry"), lambda: self.capture(""), picture="edit"),
                button(self.tr("Bring people in…"), lambda: self.desk.dialog_wanted.emit("import"), picture="import"),
            )
            self._stack.addWidget(self._empty)
        if empty and self._empty is not None:
            self._stack.setCurrentWidget(self._empty)
        else:
            self._stack.setCurrentWidget(self.entries)

    def _refresh_agenda(self) -> None:
        if not self.isVisible():
            return  # worked out again when the page is shown
        from netjournal.delivery import next_moment, waiting
        from ui.reminders import hours_of

        store, hours = self.desk.store, hours_of(self.desk.machine)
        now = store.now().replace(tzinfo=None)
        agenda = store.agenda()
        answers = {answer.key: answer for answer in store.answers()}
        self.agenda = Agenda(waiting(agenda, answers, now, hours, calm=True), agenda.soon)
        self.agenda_list.show_agenda(self.agenda)
        self.agenda_list.show()
        self._put_tabs_right()
        self.waiting.emit(len(waiting(agenda, answers, now, hours)))
        left = next_moment(agenda, answers, now, hours) - now
        self._next.start(int(left.total_seconds() * 1000) + 1000)

    # ------------------------------------------------------------------ entries

    def _card(self, row: EntryRow, index: Index) -> Card:
        above = self.model.row(index.row() - 1)
        return entry_card(row, self.desk.today, first_of_day=above is None or above.day != row.day)

    def _current_entry(self) -> int | None:
        return self.model.id_at(self.entries.currentIndex().row())

    def _edit_current(self) -> None:
        self._edit(self._current_entry())

    def _edit(self, number: int | None) -> None:
        if number is not None:
            from ui.entry_form import edit_entry

            edit_entry(self.desk, number, self)

    def _delete_current(self) -> None:
        number = self._current_entry()
        row = self.model.row(self.entries.currentIndex().row())
        if number is None or row is None:
            return
        said = self.tr("Deleted: {what}.").format(what=self._called(row))
        self.desk.do(lambda: self.desk.store.delete_entries([number], origin=self), undoable=said)

    def _called(self, row: EntryRow) -> str:
        names = ", ".join(named.name for named, _ in row.people[:2])
        return f"{entry_title(row)} · {names}" if names else entry_title(row)

    def _context_menu(self, place: QPoint) -> None:
        index = self.entries.indexAt(place)
        row = self.model.row(index.row())
        if not index.isValid() or row is None:
            return
        self.entries.setCurrentIndex(index)
        menu = QMenu(self.entries)
        menu.addAction(self._edit_action)
        ledger = row.kind in (EntryKind.ASK, EntryKind.REFERRAL, EntryKind.INTRODUCTION)
        if row.kind is EntryKind.ASK:
            menu.addAction(icon("outcome"), self.tr("Record outcome…")).triggered.connect(
                lambda _=False: self._record_outcome(row.id)
            )
        wanted = self.desk
        there = wanted.ask_wanted if ledger else wanted.entry_wanted
        words = self.tr("Show in asks and referrals") if ledger else self.tr("Show in the journal")
        menu.addAction(icon("ledger" if ledger else "journal"), words).triggered.connect(
            lambda _=False: there.emit(row.id)
        )
        for named, _role in row.people[:6]:
            words = self.tr("Open {name}").format(name=named.name).replace("&", "&&")
            menu.addAction(icon("person"), words).triggered.connect(
                lambda _=False, number=named.id: wanted.person_wanted.emit(number)
            )
        menu.addSeparator()
        menu.addAction(self._delete_action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.entries.viewport().mapToGlobal(place))

    def _open_form(self, draft: EntryDraft) -> EntryForm:
        from ui.entry_form import new_entry

        return new_entry(self.desk, self, draft)

    def _open_form_of_line(self, draft: EntryDraft) -> None:
        """Go on with the line in a form; what a form has no place for is recorded along with it. Without a line, with
        what was left unfinished.
        """
        from ui.entry_form import new_entry

        has_line = bool(self.capture_field.line.strip())
        begun = has_line or draft != EntryDraft(self.desk.today)
        form = new_entry(self.desk, self, draft if begun else None)
        if has_line:
            form.take_along(*self.capture_field.besides_the_form())
            form.saved.connect(lambda _number: self.capture_field.clear())

    def _record_outcome(self, ask: int) -> None:
        from ui.entry_form import record_outcome

        record_outcome(self.desk, ask, self)

    # ------------------------------------------------------------------ what can be done about an item

    def do_about(self, item: Item, action: Action, place: QWidget) -> None:
        """Do something about an item of the agenda; menus drop from `place`."""
        desk = self.desk
        match action:
            case Action.OPEN:
                show(desk, item)
            case Action.DONE | Action.THANK | Action.TELL | Action.WISH | Action.END_REST:
                done(desk, item)
            case Action.SNOOZE:
                self._snooze_menu(item, place)
            case Action.DISMISS:
                dismiss(desk, item)
            case Action.RECORD_TOUCH | Action.SAY_HELLO:
                self._touch_menu(item, place)
            case Action.RECORD_OUTCOME:
                self._record_outcome(item.subject)
            case Action.ASK:
                who = (Participant(PersonRef(item.person.id, item.person.name)),) if item.person else ()
                detail = AskDetail(AskSide.MADE, "")
                self._open_form(
                    EntryDraft(desk.today, EntryKind.ASK, direction=Direction.ME, participants=who, detail=detail)
                )

    def _snooze_menu(self, item: Item, place: QWidget) -> None:
        from netjournal.delivery import tonight
        from ui.reminders import hours_of

        desk, tomorrow = self.desk, self.desk.today + timedelta(1)
        choices = [(capital(told(words)), day) for words, day in snoozes(desk.today)]
        if tonight(desk.store.now().replace(tzinfo=None), hours_of(desk.machine)):
            choices.insert(0, (self.tr("Tonight"), desk.today))
        day_menu(place, choices, None, partial(snooze, desk, item), earliest=tomorrow).setObjectName("snooze")

    def _touch_menu(self, item: Item, place: QWidget) -> None:
        menu = QMenu(place)
        menu.setObjectName("touch")
        for kind, words, picture in (
            (EntryKind.CALL, self.tr("Call today"), "call"),
            (EntryKind.MESSAGE, self.tr("Message today"), "message"),
            (EntryKind.MEETING, self.tr("Meeting today"), "meeting"),
            (EntryKind.EMAIL, self.tr("E-mail today"), "email"),
            (EntryKind.VIDEO_CALL, self.tr("Video call today"), "video"),
        ):
            menu.addAction(icon(picture), words).triggered.connect(
                lambda _=False, kind=kind: touched(self.desk, item, kind)
            )
        menu.addSeparator()
        menu.addAction(icon("other"), self.tr("Tried, nobody reached")).triggered.connect(
            lambda _=False: touched(self.desk, item, EntryKind.CALL, unanswered=True)
        )
        menu.addAction(icon("edit"), self.tr("Write about it…")).triggered.connect(
            lambda _=False: self._write_about(item.person)
        )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place.mapToGlobal(QPoint(0, place.height() + XS)))
