"""What the program is: its version, its licence, whose icons it shows, and where the journal is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

import netjournal
from ui.desk import Desk
from ui.dialogs import Sheet
from ui.icons import program_icon
from ui.look import L, px, resource
from ui.parts.button import button
from ui.parts.group import Group
from ui.parts.label import Label


class AboutDialog(Sheet):
    """About the program."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, licences: Path | None = None) -> None:
        super().__init__("", parent, width=560, height=520)
        self.setWindowTitle(self.tr("About Net Journal"))
        self.title.hide()
        self.desk = desk
        # Written when a package is made; what runs from the sources brings nothing of others along.
        self._licences = licences or resource("licences.txt")
        version = QCoreApplication.applicationVersion() or netjournal.__version__
        picture = QLabel()
        picture.setPixmap(program_icon().pixmap(px(64), px(64)))
        picture.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addStretch(1)
        names.addWidget(Label(self.tr("Net Journal"), "title"))
        names.addWidget(Label(self.tr("Version {version}").format(version=version), "body", "quiet"))
        names.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(L)
        head.addWidget(picture)
        head.addLayout(names, 1)
        self.body.addLayout(head)
        group = Group(self.tr("About Net Journal"))
        group.line(
            self.tr("Licence"),
            hint=self.tr("GPL-3.0-or-later: you may use, study, change and pass it on. There is no warranty."),
        )
        group.line(self.tr("Icons"), hint=self.tr("Lucide, under the ISC licence."))
        self.licences_button = button(self.tr("Their licences"), self._show_licences, kind="quiet")
        self.licences_button.setVisible(self._licences.is_file())
        group.line(
            self.tr("Made with"),
            self.licences_button,
            hint=self.tr("Qt {version}, Python, SQLite, Peewee and others.").format(version=qVersion()),
        )
        self.where = group.line(
            self.tr("The journal"),
            button(self.tr("Open folder"), self._open_folder, picture="folder"),
            hint=str(desk.store.path),
        )
        self.where.hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(group)
        self.body.addStretch(1)
        self.copy_button = button(self.tr("Copy version"), lambda: self._copy(version), kind="quiet", picture="copy")
        self.close_button = button(self.tr("Close"), self.accept)
        self.set_foot(self.copy_button, None, self.close_button)
        self.close_button.setFocus()

    def _copy(self, version: str) -> None:
        QApplication.clipboard().setText(f"Net Journal {version}, Qt {qVersion()}")

    def _show_licences(self) -> None:
        LicencesDialog(self._licences.read_text(encoding="utf-8"), self).open()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.desk.store.path.parent)))


class LicencesDialog(Sheet):
    """The licences of what others made and the program brings along, to read and to copy."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Licences of its parts"), parent, width=680, height=600)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Licences of its parts"))
        self.text.setPlainText(text)
        self.body.addWidget(self.text, 1)
        self.close_button = button(self.tr("Close"), self.accept)
        self.set_foot(None, self.close_button)
        self.text.setFocus()
