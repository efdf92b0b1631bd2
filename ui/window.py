"""The window: the rail, the field above the page, the pages, the bar at the foot, and every action by name and key.

Pages are made when they are first shown; nothing here knows what stands on them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from netjournal.model import Change, PersonRef
from ui.desk import Desk
from ui.icons import icon
from ui.look import L, M, S, px
from ui.page import Page
from ui.parts.bar import Bar, Mood
from ui.parts.button import button, icon_button
from ui.parts.label import Label
from ui.parts.paint import PaintedButton, led_by_mouse
from ui.parts.rail import Rail
from ui.parts.scrolled import Scrolled
from ui.parts.search_field import SearchField
from ui.words import marked

if TYPE_CHECKING:
    from ui.guide import Guide

PAGES: tuple[tuple[str, str, str, str, str], ...] = (
    # key, title, icon, shortcut, where it is made
    ("today", marked("Window", "Today"), "today", "Ctrl+1", "ui.today:TodayPage"),
    ("journal", marked("Window", "Journal"), "journal", "Ctrl+2", "ui.journal:JournalPage"),
    ("people", marked("Window", "People"), "people", "Ctrl+3", "ui.people:PeoplePage"),
    ("ledger", marked("Window", "Asks && referrals"), "ledger", "Ctrl+4", "ui.ledger:LedgerPage"),
    ("insights", marked("Window", "Insights"), "insights", "Ctrl+5", "ui.learning:LearningPage"),
    ("settings", marked("Window", "Settings"), "settings", "Ctrl+,", "ui.settings:SettingsPage"),
)

_AROUND_THE_FIELD = (L, M, L, S)


class Window(QMainWindow):
    """The one window. `desk` carries what pages ask of it. `may_close` decides what closing it means."""

    quit_wanted = Signal()
    look_changed = Signal()
    """Light or dark, or the size of text, is to be another."""

    def __init__(self, desk: Desk, *, own_journal: Callable[[], None], sample_journal: Callable[[], None]) -> None:
        super().__init__()
        self.desk = desk
        self.may_close: Callable[[], bool] = lambda: True
        self._own_journal, self._sample_journal = own_journal, sample_journal
        self._pages: dict[str, Page] = {}
        self._rooms: dict[str, Scrolled] = {}
        """Around each page, for large type in a small window: no part of a page gets less than it needs."""
        self.setWindowTitle(QCoreApplication.applicationName() or "Net Journal")
        self.setMinimumSize(QSize(760, 520))
        self.rail = Rail()
        self.field = SearchField(self.tr("Search people, entries, commands"), "Ctrl+K")
        self.menu_button = icon_button("more", self.tr("Menu"), self._show_menu, key="F10")
        self.stack = QStackedWidget()
        self.room = QWidget()
        self._lay_out()
        self.setCentralWidget(self.room)
        self.bar = Bar(self.room)
        self._make_actions()
        self._find: object | None = None
        self._welcome: QWidget | None = None
        self.guide: Guide | None = None
        """While it is shown."""
        self.field.textEdited.connect(lambda _text: self._finding())
        self._listen()
        for key, title, picture, shortcut, _ in PAGES:
            shown = self.tr(title).replace("&&", "&")
            self.rail.add(key, shown, picture, shortcut=shortcut, foot=key == "settings")
        self.rail.chosen.connect(self._walk)

    def _lay_out(self) -> None:
        top = self._top = QHBoxLayout()
        top.setContentsMargins(*_AROUND_THE_FIELD)
        top.setSpacing(S)
        top.addWidget(self.field, 1)
        top.addWidget(self.menu_button)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        if self.desk.store.preferences.sample:
            column.addWidget(self._sample_banner())
        column.addWidget(self.stack, 1)
        line = QHBoxLayout(self.room)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.rail)
        line.addLayout(column, 1)

    def _sample_banner(self) -> QWidget:
        banner = QWidget()
        line = QHBoxLayout(banner)
        line.setContentsMargins(L, 0, L, S)
        words = self.tr("This is a sample journal, with invented people. Change whatever you like.")
        line.addWidget(Label(words, "small", "quiet", wrap=True), 1)
        self.own_button = button(self.tr("Go to my own journal"), self._own_journal, kind="quiet", picture="back")
        line.addWidget(self.own_button)
        return banner

    # ------------------------------------------------------------------ actions

    def _make_actions(self) -> None:
        def add(name: str, text: str, key: str, picture: str, act: Callable[[], object]) -> QAction:
            action = QAction(icon(picture), text, self)
            action.setObjectName(name)
            if key:
                action.setShortcut(QKeySequence(key))
                action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(lambda _checked=False: act())
            self.addAction(action)
            return action

        wanted = self.desk
        self.menu = QMenu(self)
        journal = self.menu.addMenu(self.tr("&Journal"))
        for action in (
            add("new-entry", self.tr("New entry"), "Ctrl+N", "add", lambda: wanted.capture_wanted.emit("")),
            add("new-person", self.tr("New person"), "Ctrl+Shift+N", "add-person", self._new_person),
            None,
            add("import", self.tr("Bring people in…"), "Ctrl+I", "import", lambda: self.open_dialog("import")),
            add("export", self.tr("Export…"), "Ctrl+E", "export", lambda: self.open_dialog("export")),
            None,
            add("back-up", self.tr("Back up now"), "Ctrl+B", "backup", self._back_up),
            add("backups", self.tr("Backups…"), "Ctrl+Shift+B", "restore", lambda: self.open_dialog("backups")),
            None,
            add("open", self.tr("Open another journal…"), "Ctrl+O", "open", lambda: self.open_dialog("open")),
            add("own", self.tr("Go to my own journal"), "", "back", self._own_journal)
            if wanted.store.preferences.sample
            else add("sample", self.tr("Look around in a sample journal"), "", "info", self._sample_journal),
            None,
            add("quit", self.tr("Quit"), "Ctrl+Q", "quit", self.quit_wanted.emit),
        ):
            journal.addAction(action) if action else journal.addSeparator()
            if action and action.objectName() == "backups":
                action.setProperty("also", self.tr("restore, go back, put back"))
        edit = self.menu.addMenu(self.tr("&Edit"))
        self.undo_action = add("undo", self.tr("Undo"), "Ctrl+Z", "undo", wanted.undo)
        self.redo_action = add("redo", self.tr("Redo"), "Ctrl+Shift+Z", "redo", wanted.redo)
        edit.addActions([self.undo_action, self.redo_action])
        go = self.menu.addMenu(self.tr("&Go to"))
        group = QActionGroup(self)
        go.addAction(add("find", self.tr("Search and commands"), "Ctrl+K", "search", self.find_something))
        for key, title, picture, shortcut, _ in PAGES:
            action = QAction(icon(picture), self.tr(title).replace("&&", "&"), group)
            action.setObjectName(f"page-{key}")
            action.setShortcut(QKeySequence(shortcut))
            self.addAction(action)
            action.triggered.connect(lambda _checked=False, key=key: self.show_page(key))
            go.addAction(action)
            if key == "settings":
                action.setProperty("also", self.tr("dark, light, look, text size, density, tags, offerings, currency"))
        self.menu.addSeparator()
        go.addSeparator()
        for key, text, picture in (
            ("knows", self.tr("Who knows what I do"), "offer"),
            ("introductions", self.tr("Introductions"), "introduction"),
            ("map", self.tr("Map"), "people"),
        ):
            go.addAction(add(f"room-{key}", text, "", picture, partial(self._open_room, key)))
        help_menu = self.menu.addMenu(self.tr("&Help"))
        help_menu.addAction(
            add("shortcuts", self.tr("Keyboard shortcuts"), "F1", "keyboard", lambda: self.open_dialog("shortcuts"))
        )
        help_menu.addAction(add("guide", self.tr("Show me around"), "", "help", self.show_guide))
        help_menu.addAction(add("log", self.tr("Show the log"), "", "folder", lambda: self.open_dialog("log")))
        help_menu.addAction(add("about", self.tr("About Net Journal"), "", "info", lambda: self.open_dialog("about")))
        menu_key = QAction(self)
        menu_key.setShortcut(QKeySequence("F10"))
        menu_key.triggered.connect(self._show_menu)
        self.addAction(menu_key)
        self._page_menu = self.menu.insertMenu(self.menu.actions()[-2], QMenu(self.tr("&Page"), self))
        self._refresh_undo()

    def commands(self) -> list[QAction]:
        """Every action that can be taken now, those of the page in view first."""
        page = self._pages.get(self.current_page)
        own = page.offered() if page else []
        listed: list[QAction] = []
        for menu in self.menu.findChildren(QMenu):
            listed += [a for a in menu.actions() if a.text() and a not in listed and a.menu() is None]
        return [a for a in (*own, *listed) if a.isEnabled() and a.isVisible()]

    def _show_menu(self) -> None:
        page = self._pages.get(self.current_page)
        offered = page.offered() if page else []
        page_menu = cast("QMenu", self._page_menu.menu())
        page_menu.clear()
        page_menu.addActions(offered)
        self._page_menu.setVisible(bool(offered))
        corner = QPoint(self.menu_button.width() - self.menu.sizeHint().width(), self.menu_button.height())
        self.menu.popup(self.menu_button.mapToGlobal(corner))

    def _refresh_undo(self) -> None:
        for action, text, there in (
            (self.undo_action, self.desk.undo_text(), self.desk.store.undo_label),
            (self.redo_action, self.desk.redo_text(), self.desk.store.redo_label),
        ):
            action.setText(text)
            action.setEnabled(there is not None)

    # ------------------------------------------------------------------ what pages ask for

    def _listen(self) -> None:
        desk = self.desk
        desk.page_wanted.connect(self.show_page)
        desk.person_wanted.connect(lambda number: self._open_on("people", number))
        desk.entry_wanted.connect(lambda number: self._open_on("journal", number))
        desk.ask_wanted.connect(lambda number: self._open_on("ledger", number))
        desk.tag_wanted.connect(self._open_tag)
        desk.capture_wanted.connect(self._capture)
        desk.capture_about_wanted.connect(self._capture_about)
        desk.dialog_wanted.connect(self.open_dialog)
        desk.said.connect(self._say)
        desk.feed.changed.connect(self._on_change)

    def _on_change(self, _change: Change) -> None:
        self._refresh_undo()

    def _say(self, text: str, action: str, act: object, mood: str) -> None:
        run = cast("Callable[[], object] | None", act)
        self.bar.tell(
            text, action, run, mood=cast("Mood", mood), seconds=0 if mood in ("bad", "warn", "remind") else 10
        )

    def _open_on(self, key: str, number: int) -> None:
        page = self.show_page(key)
        getattr(page, "open")(number)  # noqa: B009 - each of these pages has one

    def _open_room(self, key: str) -> None:
        getattr(self.show_page("insights"), "show_room")(key)  # noqa: B009

    def _open_tag(self, tag: str) -> None:
        getattr(self.show_page("people"), "open_tag")(tag)  # noqa: B009

    def _capture(self, text: str) -> None:
        getattr(self.show_page("today"), "capture")(text)  # noqa: B009

    def _capture_about(self, person: PersonRef, text: str) -> None:
        getattr(self.show_page("today"), "capture_about")(person, text)  # noqa: B009

    def _new_person(self) -> None:
        getattr(self.show_page("people"), "new_person")()  # noqa: B009

    def _back_up(self) -> None:
        # On the window's thread only the start of it: the copy is made from the file, by a connection of its own.
        store = self.desk.store

        def done(_path: object) -> None:
            self.desk.tell(self.tr("Backed up."), self.tr("Show"), lambda: self.open_dialog("backups"), "good")

        self.desk.jobs.run(lambda _progress, _cancelled: store.back_up(), done, self._failed)

    def _failed(self, error: Exception) -> None:
        from netjournal.errors import KnownError

        if not isinstance(error, KnownError):
            raise error
        self.desk.fail(error)

    def bring_in(self, files: Sequence[Path]) -> None:
        """Begin an import of these files."""
        from ui.imports import ImportDialog

        ImportDialog(self.desk, files, self).open()

    def welcome(self, widget: QWidget) -> None:
        """Show the first start over everything."""
        self._welcome = widget
        self.rail.hide()
        self.field.hide()
        self.menu_button.hide()
        self.stack.hide()
        self._top.setContentsMargins(0, 0, 0, 0)  # room kept for a field that is not there would push the doors aside
        cast("QHBoxLayout", self.room.layout()).addWidget(widget, 1)

    def end_welcome(self) -> None:
        """Take the first start away."""
        if self._welcome is not None:
            self._welcome.hide()
            self._welcome.deleteLater()
            self._welcome = None
        for part in (self.rail, self.field, self.menu_button, self.stack):
            part.show()
        self._top.setContentsMargins(*_AROUND_THE_FIELD)

    def show_guide(self) -> None:
        """Show somebody around, from the beginning."""
        if self.guide is None:
            from ui.guide import Guide

            self.guide = Guide(self)
        self.guide.begin()

    def open_dialog(self, name: str) -> None:
        """Open what belongs to no page."""
        from ui import dialogs

        dialogs.open_dialog(name, self)

    # ------------------------------------------------------------------ pages

    @property
    def current_page(self) -> str:
        return next((k for k, room in self._rooms.items() if room is self.stack.currentWidget()), "")

    def page(self, key: str) -> Page:
        """The page of that key, made if it was never shown."""
        if key not in self._pages:
            where = next(place for k, *_, place in PAGES if k == key)
            module, name = where.split(":")
            made = cast("Page", getattr(import_module(module), name)(self.desk))
            if hasattr(made, "waiting"):
                made.waiting.connect(self.set_waiting)
            if hasattr(made, "look_changed"):
                made.look_changed.connect(self.look_changed)
            self._pages[key] = made
            self._rooms[key] = Scrolled(made, sideways=True)
            self.stack.addWidget(self._rooms[key])
        return self._pages[key]

    def show_page(self, key: str) -> Page:
        """Turn to a page and put the keyboard on it."""
        page = self._turn_to(key)
        page.take_focus()
        return page

    def _turn_to(self, key: str) -> Page:
        page = self.page(key)
        if self.current_page != key or self.rail.current != key:
            self.stack.setCurrentWidget(self._rooms[key])
            self.rail.choose(key)
        return page

    def _walk(self, key: str) -> None:
        """Turn to a page chosen on the rail; who walks along it with the arrow keys stays there."""
        here = self.focusWidget()
        if isinstance(here, PaintedButton) and here.ringed and self.rail.isAncestorOf(here):
            self._turn_to(key)
        else:
            self.show_page(key)
            led_by_mouse(self.focusWidget())

    def pages(self) -> list[Page]:
        """The pages that have been made."""
        return list(self._pages.values())

    def set_waiting(self, count: int) -> None:
        """How many things want the user today, at the rail."""
        self.rail.set_count("today", count)

    def new_day(self) -> None:
        """Midnight has passed."""
        for page in self._pages.values():
            page.on_new_day()

    # ------------------------------------------------------------------ find

    def find_something(self) -> None:
        """Go to the field above the page."""
        self._finding()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _finding(self) -> None:
        if self._find is None:
            from ui.find import Find

            self._find = Find(self.field, self.desk, self.commands, self.room)

    # ------------------------------------------------------------------ the window itself

    def keep_place(self) -> None:
        """Remember size and position on this machine."""
        self.desk.machine.keep("window/geometry", self.saveGeometry())

    def find_place(self) -> None:
        """Open where it was left; the first time at 1280 × 800, or as large as fits on the screen with its frame."""
        kept = self.desk.machine.raw("window/geometry")
        if kept.isEmpty() or not self.restoreGeometry(kept):
            self.resize(QSize(1280, 800).boundedTo(self.screen().availableSize() - QSize(px(8), px(40))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that nothing else had a use for takes the message at the foot away, wherever the keyboard is."""
        if event.key() == Qt.Key.Key_Escape and self.bar.text:
            self.bar.dismiss()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_place()
        if self.may_close():
            super().closeEvent(event)
        else:
            event.ignore()

    def start(self) -> None:
        """Show the first page."""
        self.show_page("today")
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        if self.guide is None:
            self.page("today").take_focus()
