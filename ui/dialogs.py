"""What belongs to no page and is opened by name: at most one of each at a time, made when it is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QPushButton, QVBoxLayout, QWidget

from ui.look import XL, L, M, px
from ui.parts.flow import FlowLayout
from ui.parts.label import Label
from ui.parts.scrolled import Least, Scrolled

if TYPE_CHECKING:
    from ui.window import Window


class Sheet(QDialog):
    """A dialog as the program has them: a title, room for what it is about (`body`), buttons at its foot (`foot`).

    It stands before its window only, which stays as it was, and is gone for good when it is closed.
    """

    def __init__(self, title: str, parent: QWidget | None = None, *, width: int = 640, height: int = 520) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.title = Label(title, "title", wrap=True)
        inside = Least()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(M)
        self._buttons: list[QAbstractButton] = []
        foot = QWidget()
        self.foot = FlowLayout(foot)
        policy = foot.sizePolicy()
        policy.setHeightForWidth(True)
        foot.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, L)
        column.setSpacing(L)
        column.addWidget(self.title)
        column.addWidget(Scrolled(inside, sideways=True), 1)
        column.addWidget(foot)
        self.resize(fitting(QSize(px(width), px(height)), parent))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button the keyboard is on, and with Ctrl the main one; it presses no other unasked."""
        here = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            for one in self._buttons:
                if one.property("kind") == "primary" and one.isVisible():
                    one.click()
        elif enter and isinstance(here, QPushButton):
            here.click()
        else:
            super().keyPressEvent(event)

    def set_foot(self, *buttons: QAbstractButton | None) -> None:
        """The buttons at the foot, from left to right; None is the gap between the two sides."""
        for one in buttons:
            if one is None:
                self.foot.addStretch()
            else:
                self.foot.addWidget(one)
                self._buttons.append(one)


def fitting(wanted: QSize, over: QWidget | None) -> QSize:
    """The size a dialog gets: what it wants, but never more than the window it stands over has."""
    return wanted.boundedTo(over.window().size() - QSize(XL, XL)) if over is not None else wanted


def open_dialog(name: str, window: Window) -> None:
    """Open one by name: import, export, backups, open, shortcuts, log, about. One that is open comes to the front."""
    there = window.findChild(QDialog, f"dialog-{name}")
    if there is not None and there.isVisible():
        there.raise_()
        there.activateWindow()
        return
    dialog = _made(name, window)
    if dialog is not None:
        dialog.setObjectName(f"dialog-{name}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _made(name: str, window: Window) -> QDialog | None:
    desk = window.desk
    match name:
        case "import":
            from ui.imports import ImportDialog

            return ImportDialog(desk, (), window)
        case "export":
            from ui.exports import ExportDialog

            return ExportDialog(desk, None, window)
        case "backups":
            from ui.backups import BackupsDialog

            return BackupsDialog(desk, window)
        case "shortcuts":
            from ui.shortcuts import ShortcutSheet

            return ShortcutSheet(window.commands(), window)
        case "about":
            from ui.about import AboutDialog

            return AboutDialog(desk, window)
        case "open":
            return _open_journal(window)
        case "log":
            _show_log(window)
    return None


def _open_journal(window: Window) -> QDialog:
    words = QCoreApplication.translate("Dialogs", "Open another journal")
    kinds = QCoreApplication.translate("Dialogs", "Journals (*.netjournal);;All files (*)")
    dialog = QFileDialog(window, words, str(window.desk.store.path.parent), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda path: window.desk.journal_wanted.emit(Path(path)))
    return dialog


def _show_log(window: Window) -> None:
    from netjournal import paths

    folder = paths.log_folder()
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        words = QCoreApplication.translate("Dialogs", "The log is in {folder}.").format(folder=folder)
        window.desk.tell(words)
