"""Puts the program together: application, look, journal, desk, window. Nothing is decided here."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import ui.binding  # noqa: F401 isort: skip - before all that imports PySide6
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPushButton

from netjournal.errors import Damaged, InUse, KnownError
from netjournal.paths import journals_among
from netjournal.records import dataclass
from netjournal.store import Backup, Store
from netjournal.wording import say
from ui.desk import Desk
from ui.from_desktop import Application
from ui.jobs import Jobs
from ui.look import follow_system, resource
from ui.machine import Machine
from ui.one_window import CAPTURE, SHOW, OneWindow, Request, hand_over
from ui.parts.role import tell_roles
from ui.watch import Watch
from ui.window import Window
from ui.words import speak, told

if TYPE_CHECKING:
    from ui.presence import Presence


_PRESENT_AFTER = 150
"""Milliseconds after the window is shown: its first page comes first."""


def local_time() -> datetime:
    """The wall clock of this machine."""
    return datetime.now().astimezone()


@dataclass(frozen=True)
class _Refusal:
    """The box that says why a journal cannot be used, and its ways out of that."""

    box: QMessageBox
    newest: Backup | None
    restore: QPushButton | None
    other: QPushButton | None


class App(QObject):
    """The running program: one journal open at a time, and the window on it."""

    def __init__(
        self,
        app: QApplication,
        machine: Machine,
        own: Path,
        sample: Path,
        clock: Callable[[], datetime] = local_time,
    ) -> None:
        super().__init__(app)
        self.machine, self.clock = machine, clock
        self._own, self._sample = own, sample
        self.store: Store | None = None
        self.desk: Desk | None = None
        self.window: Window | None = None
        self.jobs = Jobs(self)
        self._app = app
        self._presence: Presence | None = None
        self._present_for: Desk | None = None
        self._begun = False
        self._one: OneWindow | None = None
        self._damage_told = self._made_good = False
        self.dress = follow_system(app, lambda: machine.scheme, lambda: machine.text_scale, lambda: machine.density)
        self._midnight = QTimer(self)
        self._midnight.setSingleShot(True)
        self._midnight.timeout.connect(self._new_day)
        self._others = Watch(self)
        self._others.changed.connect(self.notice_others)
        app.applicationStateChanged.connect(lambda _state: self.notice_others())

    @property
    def presence(self) -> Presence:
        """The tray, the reminders and what else stands beside the window; made after its first page."""
        if self._presence is None:
            from ui.presence import Presence

            self._presence = Presence(self._app, self.machine)
            if self._begun:
                self._presence.start()
        return self._presence

    def begin(self) -> None:
        """From now on the program lives beside its window, not only in it."""
        self._begun = True
        if self._presence is not None:
            self._presence.start()

    def _let_go(self) -> None:
        self._present_for = None
        if self._presence is not None:
            self._presence.let_go()

    def _settle(self) -> None:
        """The first page is there: what was made for it stays, and what comes now is looked after again."""
        gc.freeze()
        gc.enable()
        if self._one is not None:
            self._one.listen()
        if self.store is not None:
            self._others.begin(self.store.files)
        self.be_present()

    def be_present(self) -> None:
        """Take up the journal for the tray, the reminders and the notices."""
        if self.desk is not None and self.window is not None and self._present_for is not self.desk:
            self._present_for = self.desk
            self.presence.take_up(self.desk, self.window)

    # ------------------------------------------------------------------ journals

    def claim(self, path: Path) -> bool:
        """Take a journal for this program; False if another has it open."""
        if self._one is not None and self._one.journal == path:
            return True
        one = OneWindow(path, self)
        if not one.claim():
            return False
        one.asked.connect(self.do_for_another)
        if self._one is not None:
            self._one.release()
        self._one = one
        return True

    def do_for_another(self, request: Request) -> None:
        """What a second start on the same journal was asked to do."""
        self.be_present()
        if request.command == CAPTURE:
            self.presence.capture()
        else:
            self.presence.come()
        if request.files and self.window is not None:
            self.presence.come()
            self.window.bring_in(request.files)

    def do_for_desktop(self, file: Path) -> None:
        """Open a file that the desktop hands over: a journal instead of this one, anything else into this one."""
        journals, others = journals_among([file])
        if journals:
            here = self.store is not None and self.store.path == file
            if not here and not self.open_journal(file):
                return
            self.be_present()
            self.presence.come()
        else:
            self.do_for_another(Request(SHOW, tuple(others)))

    def open_journal(self, path: Path, *, hidden: bool = False) -> bool:
        """Show the window on that journal; False, and told, when it cannot be opened. The one before is let go of."""
        before = self.store.path if self.store else None
        try:
            if not self.claim(path):
                hand_over(path, Request())
                raise InUse(say("The journal {name} is already open in a window of its own.", name=path.name))
            store = self._opened(path)
        except KnownError as error:
            if before is not None and self.claim(before) and self._one is not None and self._present_for is not None:
                self._one.listen()  # as it did before
            instead = self._refuse(path, error)
            return instead is not None and self.open_journal(instead, hidden=hidden)
        desk = Desk(store, self.jobs, self.machine, self)
        window = Window(desk, own_journal=self.open_own, sample_journal=self.open_sample)
        window.setWindowTitle(self.tr("Sample – Net Journal") if store.preferences.sample else self.tr("Net Journal"))
        desk.journal_wanted.connect(self.open_journal)
        desk.damage_met.connect(self._meet_damage)
        self._damage_told = False
        window.look_changed.connect(self.dress)
        old_window, old_desk = self.window, self.desk
        self.store, self.desk, self.window = store, desk, window
        window.find_place()
        if old_window is not None:
            old_window.keep_place()
            window.restoreGeometry(old_window.saveGeometry())
        if store.is_empty() and not self.machine.flag("started", default=False):
            self._welcome(window)
        else:
            window.start()
        if hidden:
            self._settle()
        else:
            window.show()
            QTimer.singleShot(_PRESENT_AFTER, self, self._settle)
        if old_window is not None:
            old_window.may_close = lambda: True
            old_window.hide()
            old_window.deleteLater()
        if old_desk is not None:
            old_desk.deleteLater()
        if not store.preferences.sample and path != self._sample:
            self.machine.keep("journal", str(path))
        self._watch_midnight()
        QTimer.singleShot(2000, window, lambda: self._back_up(store))
        return True

    def _opened(self, path: Path) -> Store:
        before = self.store.path if self.store else None
        seen = self.window is not None and self.window.isVisible()
        if self.window is not None:
            self.window.hide()  # what is unfinished on its pages is kept, in this journal and not in the next
        self._let_go()
        if self.desk is not None:
            self.desk.close()
        if self.store is not None:
            self.store.close()
        try:
            return Store.open(path, self.clock)
        except KnownError:
            if before is not None and self.desk is not None:  # stay where one was
                self.store = Store.open(before, self.clock)
                self.desk.take_up(self.store)
                self.be_present()
                if self.window is not None and seen:
                    self.window.show()
            raise

    def open_own(self) -> None:
        """Go (back) to the user's own journal."""
        self.open_journal(Path(self.machine.text("journal") or self._own))

    def open_sample(self) -> None:
        """Look around in the invented journal; it is made when it is not there, or was made long ago."""
        try:
            made = self.machine.text("sample/made")
            today = self.clock().date()
            if not self._sample.exists() or made != today.isoformat():
                self._make_sample()
                self.machine.keep("sample/made", today.isoformat())
        except KnownError as error:
            self._refuse(self._sample, error)
            return
        self.machine.keep("started", value=True)
        self.open_journal(self._sample)

    def _make_sample(self) -> None:
        from netjournal.sample import sample

        if self.store is not None and self.store.path == self._sample:
            return
        self._let_go()
        if self.desk is not None:
            self.desk.close()
        if self.store is not None:
            self.store.close()
        for suffix in ("", "-wal", "-shm"):
            self._sample.with_name(self._sample.name + suffix).unlink(missing_ok=True)
        with Store.open(self._sample, self.clock) as store:
            store.take_in_everything(sample(self.clock().date()))

    def leave_it_to_the_other(self, path: Path, request: Request) -> int:
        """Have the program that holds the journal do it; the exit status of this one."""
        try:
            hand_over(path, request)
        except KnownError as error:
            self._refuse(path, error)
            return 1
        return 0

    def _refuse(self, path: Path, error: KnownError) -> Path | None:
        """Say why a journal cannot be opened, and give what the user wants opened instead.

        That is the same after its newest backup was put in its place, or another where there is none to go back to.
        """
        refusal = self.refusal(path, error)
        refusal.box.exec()
        chosen = refusal.box.clickedButton()
        refusal.box.deleteLater()
        if chosen is refusal.restore and refusal.newest is not None:
            return self._put_back(path, refusal.newest)
        return self._another(path) if chosen is refusal.other and refusal.other is not None else None

    def refusal(self, path: Path, error: KnownError) -> _Refusal:
        """The box that says why that journal cannot be used; where it is damaged, with the way back."""
        box = QMessageBox(self.window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Net Journal"))
        box.setText(told(error.sentence))
        box.setInformativeText(told(error.advice))
        newest = self._newest_backup(path) if isinstance(error, Damaged) else None
        restore = other = None
        if newest is not None:
            from ui.backups import moment

            words = self.tr("Its newest backup was made {moment}. What is in the file now is kept beside it.")
            box.setInformativeText(words.format(moment=moment(newest.made, self.clock().replace(tzinfo=None))))
            restore = box.addButton(self.tr("Restore this backup"), QMessageBox.ButtonRole.AcceptRole)
        if self.window is None:
            other = box.addButton(self.tr("Open another journal…"), QMessageBox.ButtonRole.ActionRole)
        box.addButton(QMessageBox.StandardButton.Close).setIcon(QIcon())  # none of Qt's own among ours
        return _Refusal(box, newest, restore, other)

    def _newest_backup(self, path: Path) -> Backup | None:
        from netjournal.store.backup import backups

        return next(iter(backups(path)), None)

    def _put_back(self, path: Path, newest: Backup) -> Path | None:
        try:
            if self.store is not None and self.store.path == path:
                self.store.restore(newest.path)
            else:
                Store.rescue(path, newest.path, self.clock)
        except KnownError as error:
            return self._refuse(path, error)
        return path

    def meet(self, error: BaseException) -> bool:
        """Tell of what escaped from anywhere, if it is no bug but something a user can be told; whether it was."""
        if self.store is None or self.desk is None:
            return False
        known = error if isinstance(error, KnownError) else self.store.known_of(error)
        if known is not None and not self._made_good:
            self.desk.fail(known)
        return known is not None

    def _meet_damage(self, error: Damaged) -> None:
        """The open journal is damaged: offer the way back, once; whoever declines it is told at the foot alone."""
        if self.store is None or self._damage_told:
            return
        self._damage_told = True
        path = self.store.path
        refusal = self.refusal(path, error)

        def answered() -> None:
            wanted = refusal.newest if refusal.box.clickedButton() is refusal.restore else None
            refusal.box.deleteLater()
            if wanted is not None and (instead := self._put_back(path, wanted)):
                self.open_journal(instead)
                # What had escaped by now is about what has just been put back.
                self._made_good = True
                QTimer.singleShot(0, self, lambda: setattr(self, "_made_good", False))

        refusal.box.finished.connect(answered)
        refusal.box.open()

    def _another(self, path: Path) -> Path | None:
        from PySide6.QtWidgets import QFileDialog

        kinds = self.tr("Journals (*.netjournal);;All files (*)")
        file, _ = QFileDialog.getOpenFileName(None, self.tr("Open another journal"), str(path.parent), kinds)
        return Path(file) if file else None

    # ------------------------------------------------------------------ first start

    def _welcome(self, window: Window) -> None:
        from ui.welcome import Welcome

        def start() -> None:
            self.machine.keep("started", value=True)
            window.end_welcome()
            window.start()

        def begin() -> None:
            start()
            window.show_guide()

        def bring() -> None:
            start()
            window.open_dialog("import")
            if dialog := window.findChild(QDialog, "dialog-import"):
                dialog.finished.connect(lambda _result: window.show_guide())

        def look_around() -> None:
            self.open_sample()
            if self.window is not None and self.window is not window:
                self.window.show_guide()

        welcome = Welcome()
        welcome.empty_wanted.connect(begin)
        welcome.import_wanted.connect(bring)
        welcome.sample_wanted.connect(look_around)
        window.welcome(welcome)

    # ------------------------------------------------------------------ time

    def watches(self) -> bool:
        """Whether what others write to the journal is noticed by now."""
        return self._others.active

    def notice_others(self) -> None:
        """Show what another program, such as the command line, has written to the journal meanwhile."""
        if self.store is None:
            return
        could_undo = self.store.undo_label is not None
        if self.store.notice_others() and could_undo and self.window is not None:
            self.window.desk.tell(
                self.tr("Another program wrote to this journal. What was done before cannot be undone any more.")
            )

    def _watch_midnight(self) -> None:
        now = self.clock()
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=5, microsecond=0)
        # Never longer than an hour: after a sleep the timer would be late by as long as it lasted.
        self._day = now.date()
        self._midnight.start(int(min((midnight - now).total_seconds(), 3600) * 1000))

    def _new_day(self) -> None:
        changed = self.clock().date() != self._day
        self._watch_midnight()
        if changed and self.window is not None and self.store is not None:
            self.window.new_day()
            self._back_up(self.store)

    def _back_up(self, store: Store) -> None:
        if store is self.store and not store.preferences.sample:
            self.jobs.run(lambda _progress, _cancelled: store.back_up_daily(), lambda _path: None, self._not_backed_up)

    def _not_backed_up(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            raise error  # a fault of the program: told as one, for nobody would miss a backup that was never made
        if self.desk is not None:
            self.desk.fail(error)

    # ------------------------------------------------------------------ the end

    def close(self) -> None:
        """Let go of everything, in order."""
        self._midnight.stop()
        self._others.stop()
        self._let_go()
        if self._presence is not None:
            self._presence.close()
        self.jobs.shutdown()
        if self.desk is not None:
            self.desk.close()
        if self.store is not None:
            self.store.close()
        self.store = self.desk = self.window = None
        if self._one is not None:
            self._one.release()


def application() -> QApplication:
    """The Qt application, with its name, icon and language."""
    QCoreApplication.setApplicationName("Net Journal")
    QCoreApplication.setOrganizationName("netjournal")
    app = QApplication.instance() or Application(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationVersion(QCoreApplication.applicationVersion())
    app.setWindowIcon(QIcon(str(resource("icons/netjournal.svg"))))
    app.setDesktopFileName("netjournal")
    speak(app)
    tell_roles()  # before the first widget: Qt keeps what assistive technology was first told of one
    return app


def run(journal: Path | None, files: Sequence[Path] = (), *, hidden: bool = False, capture: bool = False) -> int:
    """Open the window and stay until it is closed. `files` are brought in (cards, tables).

    `hidden`: in the tray only. `capture`: with the capture field alone. If another program has the journal open, it is
    asked to do all this, and nothing stays here.
    """
    from netjournal import paths
    from ui.errors import Faults, keep_crashes, keep_log

    app = application()
    keep_log(paths.log_folder())
    crashes = keep_crashes(paths.log_folder())
    faults = Faults(app)
    faults.install()
    machine = Machine(paths.machine_file())
    program = App(app, machine, paths.own_journal(), paths.sample_journal())
    faults.tells = program.meet
    wanted = (journal or Path(machine.text("journal") or paths.own_journal())).absolute()
    try:
        if not program.claim(wanted):
            return program.leave_it_to_the_other(wanted, Request(CAPTURE if capture else SHOW, tuple(files)))
        beside = hidden or (capture and not files)
        own = paths.own_journal().absolute()
        if not program.open_journal(wanted, hidden=beside) and (own == wanted or not program.open_journal(own)):
            return 1
        program.begin()
        if capture:
            program.be_present()
            program.presence.capture()
        if files and program.window is not None:
            program.window.bring_in(files)
        if isinstance(app, Application):
            app.file_wanted.connect(program.do_for_desktop)
            app.listen()
        return app.exec()
    finally:
        program.close()
        crashes.close()
