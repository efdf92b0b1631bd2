"""What every page works with: the journal, its news, work in the background, and the ways to the other pages.

A page changes the journal only through `do`, which turns a failure into a sentence at the foot of the window and keeps
whatever was typed where it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from netjournal.errors import Damaged, Invalid, KnownError
from netjournal.store import Store
from ui.feed import Feed
from ui.jobs import Runner
from ui.machine import Machine
from ui.words import in_order, told

T = TypeVar("T")


class Desk(QObject):
    """Holds no state of its own. The window listens to its signals."""

    person_wanted = Signal(int)
    """Show that person's (or organization's) page."""
    entry_wanted = Signal(int)
    """Show that entry in the journal."""
    ask_wanted = Signal(int)
    """Show that ask, referral or introduction in its table."""
    tag_wanted = Signal(str)
    """Show the people who bear that tag."""
    page_wanted = Signal(str)
    """Show a page by its key: today, journal, people, ledger, insights, settings."""
    capture_wanted = Signal(str)
    """Go to the capture field, with this text to begin with."""
    capture_about_wanted = Signal(object, str)
    """(PersonRef, text) Go to the capture field with that person named, whoever else bears the name, and this text."""
    dialog_wanted = Signal(str)
    """Open something that belongs to no page, by name: import, export, backups, shortcuts."""
    said = Signal(str, str, object, str)
    """(text, action's words, what it does or None, mood) for the bar at the foot."""
    journal_wanted = Signal(object)
    """Open another journal (a path)."""
    damage_met = Signal(object)
    """The journal turned out damaged (a Damaged): whoever can offer the way back does."""
    machine_settled = Signal(str)
    """Something was settled on this machine, under that key: whoever goes by it looks again."""

    def __init__(self, store: Store, jobs: Runner, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store, self.jobs, self.machine = store, jobs, machine
        self.feed = Feed(store, self)
        self.take_key: Callable[[], bool] = lambda: True
        """Have the key for the whole screen that is set on this machine. False: it cannot be had."""

    def take_up(self, store: Store) -> None:
        """Work on with another open store, as after a journal that could not be opened."""
        self.feed.close()
        self.store = store
        self.feed.follow(store)

    @property
    def today(self) -> date:
        return self.store.today

    def do(
        self,
        what: Callable[[], T],
        *,
        undoable: str = "",
        invalid: Callable[[Invalid], None] | None = None,
    ) -> T | None:
        """Change the journal. Gives what `what` gives, or None if it could not be done and the user was told why.

        `undoable`: a sentence such as "Deleted Ana Ruiz." shown with an Undo button. `invalid` is called instead of
        telling at the foot when something typed cannot be kept, so that a form can say it beside the field.
        """
        before = self.store.undo_label
        try:
            result = what()
        except Invalid as error:
            if invalid is None:
                self.fail(error)
            else:
                invalid(error)
            return None
        except KnownError as error:
            self.fail(error)
            return None
        if undoable and self.store.undo_label is not before:  # else it would take back what was done before
            self.tell(undoable, self.tr("Undo"), self.undo)
        elif undoable:
            self.tell(undoable)
        return result

    def tell(self, text: str, action: str = "", act: Callable[[], object] | None = None, mood: str = "quiet") -> None:
        """Say something at the foot of the window."""
        self.said.emit(in_order(text), action, act, mood)

    def fail(self, error: KnownError) -> None:
        """Say what went wrong, what is safe and what to do."""
        self.tell(f"{told(error.sentence)} {told(error.advice)}".strip(), mood="bad")
        if isinstance(error, Damaged):
            self.damage_met.emit(error)

    def undo(self) -> None:
        what = self.do(self.store.undo)
        if what:
            self.tell(self.tr("Undone: {what}.").format(what=told(what)), self.tr("Redo"), self.redo)

    def redo(self) -> None:
        what = self.do(self.store.redo)
        if what:
            self.tell(self.tr("Done again: {what}.").format(what=told(what)), self.tr("Undo"), self.undo)

    def undo_text(self) -> str:
        """What undo would take back, for a menu."""
        label = self.store.undo_label
        return self.tr("Undo: {what}").format(what=told(label)) if label else self.tr("Undo")

    def redo_text(self) -> str:
        label = self.store.redo_label
        return self.tr("Redo: {what}").format(what=told(label)) if label else self.tr("Redo")

    def close(self) -> None:
        """Before the store is closed."""
        self.feed.close()
