"""The program beside its window: reminders, tray, notices, the capture field alone, and what closing the window means.

It outlives the journals that are opened one after the other. Without a tray the program never vanishes.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox

from ui.calendar_file import CalendarFile
from ui.desk import Desk
from ui.from_desktop import Application
from ui.hotkey import Hotkey
from ui.machine import Machine
from ui.notices import DesktopNotices, Notices, Notifier, Telling
from ui.reminders import Reminders
from ui.tray import Tray, tray_name
from ui.window import Window

if TYPE_CHECKING:
    from ui.capture_window import CaptureWindow


_SETTLING = 5000
"""Milliseconds after a hidden start in which coming to the front may be the start's own doing."""


class Presence(QObject):
    """One for the running program. `take_up` each journal with its window, `let_go` before it is closed."""

    def __init__(
        self,
        app: QApplication,
        machine: Machine,
        notifier: Notifier | None = None,
        *,
        platform: str = sys.platform,
        settling: int = _SETTLING,
    ) -> None:
        super().__init__(app)
        self._app, self.machine = app, machine
        self.desk: Desk | None = None
        self.window: Window | None = None
        self.reminders: Reminders | None = None
        self.calendar_file: CalendarFile | None = None
        self.capture_window: CaptureWindow | None = None
        self._leaving = False
        self._platform, self._settling = platform, settling
        self._since_start = QElapsedTimer()
        self.tray = Tray(self._is_shown, parent=self)
        self._desktop = DesktopNotices.for_this_desktop(self)
        self._notifier = notifier or Notices(self._desktop, lambda: self.tray.icon, lambda: self.desk)
        self._started = False
        self.hotkey = Hotkey(self)
        self.hotkey.pressed.connect(self.capture)
        self.tray.toggled.connect(self.show_or_hide)
        self.tray.shown.connect(self.come)
        self.tray.entry_wanted.connect(self.capture)
        self.tray.quit_wanted.connect(self.quit)
        self.tray.missed.connect(self._no_tray)

    def start(self) -> None:
        """Once, when the first window is there or, started hidden, would be."""
        self._started = True
        # What closes last may be the small window of the capture field; what ends the program is decided here.
        self._app.setQuitOnLastWindowClosed(False)
        # At the end of the desktop's session no window may stay behind in the tray and hold it up.
        self._app.commitDataRequest.connect(lambda _session: self._let_close())
        if isinstance(self._app, Application):
            self._app.ending.connect(self._let_close)
        self._since_start.start()
        if self._platform == "darwin":
            self._app.applicationStateChanged.connect(self._called_from_dock)
        self.tray.start()
        self.take_key()

    def tell(self, telling: Telling) -> None:
        """Tell the user something, once the program has begun: not while a journal is only looked at for a picture."""
        if self._started:
            self._notifier.tell(telling)

    def take_up(self, desk: Desk, window: Window) -> None:
        """Work for this journal and its window."""
        self.desk, self.window = desk, window
        window.may_close = self._may_close
        window.quit_wanted.connect(self.quit)
        self.reminders = Reminders(desk, self, self.come, self)
        self.reminders.waiting.connect(window.set_waiting)
        self.reminders.ticked.connect(self._stay_in_reach)
        self.tray.serve(self.reminders)
        self.reminders.start()
        self.calendar_file = CalendarFile(desk, self)
        desk.take_key = self.take_key

    def let_go(self) -> None:
        """Before the journal is closed."""
        if self.reminders is not None:
            self.reminders.close()
            self.reminders.deleteLater()
            self.reminders = None
        if self.calendar_file is not None:
            self.calendar_file.close()
            self.calendar_file.deleteLater()
            self.calendar_file = None
        self.tray.serve(None)
        if self.capture_window is not None:
            self.capture_window.field.keep()
            self.capture_window.hide()
            self.capture_window.deleteLater()
            self.capture_window = None

    def close(self) -> None:
        """At the end, after `let_go`."""
        if self._started and self._platform == "darwin":
            self._app.applicationStateChanged.disconnect(self._called_from_dock)
        self.hotkey.release()
        self.tray.close()
        if self._desktop is not None:
            self._desktop.close()

    # ------------------------------------------------------------------ what the settings change

    def take_key(self) -> bool:
        """Take the key for the whole screen that is set on this machine; False if it cannot be had."""
        return self.hotkey.take(self.machine.text("capture/key"))

    # ------------------------------------------------------------------ the windows

    def come(self) -> None:
        """Bring the window to the front, from wherever it is."""
        window = self.window
        if window is None:
            return
        if window.isMinimized():
            window.showNormal()
        window.show()
        window.raise_()
        window.activateWindow()

    def _called_from_dock(self, state: Qt.ApplicationState) -> None:
        """A program that is in front without a window was clicked on in the Dock, where macOS keeps it in sight."""
        hidden = self.window is not None and not self.window.isVisible()
        alone = self.capture_window is None or not self.capture_window.isVisible()
        settled = self._since_start.elapsed() >= self._settling
        if state == Qt.ApplicationState.ApplicationActive and hidden and alone and settled and not self._leaving:
            self.come()

    def show_or_hide(self) -> None:
        if self._is_shown() and self.window is not None:
            self.window.keep_place()
            self.window.hide()
        else:
            self.come()

    def capture(self) -> None:
        """The capture field alone, over whatever the user is doing."""
        if self.desk is None:
            return
        if self.capture_window is None:
            from ui.capture_window import CaptureWindow

            self.capture_window = CaptureWindow(self.desk)
            self.capture_window.window_wanted.connect(self.come)
            self.capture_window.gone.connect(self._capture_gone)
        self.capture_window.begin()

    def _capture_gone(self) -> None:
        """Begun for one entry only, and with no tray to stay in."""
        if self.window is not None and not self.window.isVisible() and not self.tray.can_be_reached():
            self.quit()

    def quit(self) -> None:
        """End the program."""
        self._leaving = True
        if self.window is not None:
            self.window.keep_place()
        # Not from within a menu of the tray, which must close first.
        QTimer.singleShot(0, self._app.quit)

    def _let_close(self) -> None:
        self._leaving = True

    def _is_shown(self) -> bool:
        return self.window is not None and self.window.isVisible() and not self.window.isMinimized()

    def _no_tray(self) -> None:
        """Started hidden, and after half a minute there is no tray to be found in."""
        if self.window is not None and not self.window.isVisible():
            self.window.showMinimized()

    def _stay_in_reach(self) -> None:
        """A tray may end while the window is hidden in it; nothing would be left to call it back by."""
        seen = any(one is not None and one.isVisible() for one in (self.window, self.capture_window))
        if self._started and self.window is not None and not seen and not self.tray.can_be_reached():
            self.window.showMinimized()

    def say_there_is_no_tray(self) -> None:
        """Once, at the first closing: what closing means on this desktop, and the choice, which the settings change."""
        box = QMessageBox(self.window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("Closing Net Journal"))
        box.setText(self.tr("This desktop has no tray for Net Journal to stay in."))
        box.setInformativeText(
            self.tr("Minimised, it goes on reminding you; once it has quit, it cannot. The settings can change it.")
        )
        minimise = box.addButton(self.tr("Minimise"), QMessageBox.ButtonRole.AcceptRole)
        leave = box.addButton(self.tr("Quit"), QMessageBox.ButtonRole.DestructiveRole)
        back = box.addButton(QMessageBox.StandardButton.Cancel)
        back.setIcon(QIcon())  # none of Qt's own among ours
        box.setDefaultButton(minimise)
        box.setEscapeButton(back)

        def chosen(pressed: QAbstractButton) -> None:
            if pressed in (minimise, leave):
                self.machine.keep("close/minimise", value=pressed is minimise)
                self._may_close()  # now it is known what that means

        box.buttonClicked.connect(chosen)
        box.open()

    def _may_close(self) -> bool:
        """Whether the window may close, which ends the program."""
        if self._leaving or self.window is None:
            return True
        reached = self.tray.can_be_reached()
        if reached and self.machine.flag("close/to-tray", default=True):
            self.window.hide()
            if not self.machine.flag("close/told", default=False):
                self.machine.keep("close/told", value=True)
                title = self.tr("Net Journal stays in the {tray}").format(tray=tray_name())
                text = self.tr("It goes on reminding you. Its menu there has Quit; the settings can make closing quit.")
                self.tell(Telling(title, text, (), lambda _choice: self.come()))
            return False
        if not reached and not self.machine.text("close/minimise"):
            self.say_there_is_no_tray()
            return False
        if not reached and self.machine.flag("close/minimise", default=False):
            self.window.showMinimized()
            return False
        self.quit()
        return True
