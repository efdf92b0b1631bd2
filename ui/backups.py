"""The backups of the journal: what each holds, one more, and the way back to one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QUrl
from PySide6.QtGui import QCursor, QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from netjournal.errors import KnownError
from netjournal.store import Backup
from netjournal.store.backup import look_into
from ui.desk import Desk
from ui.dialogs import Sheet
from ui.look import XS, L, M, S
from ui.parts.button import button
from ui.parts.card import Card, Disc, Index
from ui.parts.card_list import CardList
from ui.parts.group import Group, framed
from ui.parts.label import Label
from ui.rows import Column, Listing, RowsModel
from ui.words import capital, full_day, near_day, told, translated


def moment(when: datetime, now: datetime) -> str:
    """A moment of the clock: "today, 10:00", "19 Nov, 08:30"."""
    day = near_day(when.date(), now.date())
    return translated("words", "{day}, {time}").format(day=day, time=when.strftime("%H:%M"))


class BackupsDialog(Sheet):
    """Lists the backups there are; restoring asks first, because undo cannot take it back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=680, height=560)
        self.setWindowTitle(self.tr("Backups"))
        self.title.setText(self.tr("Backups"))
        self.desk = desk
        self._backups: dict[int, Backup] = {}
        self._wanted: Backup | Path | None = None
        self.note = Label(
            self.tr("One is made every day the journal is opened, and before each restore. The last ten are kept."),
            "body",
            "quiet",
            wrap=True,
        )
        self.rows: RowsModel[Backup] = RowsModel(
            (Column("backup", self.tr("Backup"), lambda row: moment(row.made, self.desk.store.now())),),
            lambda ids: {i: self._backups[i] for i in ids if i in self._backups},
            lambda row: f"{moment(row.made, self.desk.store.now())}, {self._holds(row)}",
            self,
        )
        self.list = CardList(self.tr("Backups"), self.rows, self._card, empty=self.tr("There is no backup yet."))
        self.list.opened.connect(lambda _index: self.ask())
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self._refresh_buttons())
        self.stack = QStackedWidget()
        self.stack.addWidget(framed(self.list))
        self.stack.addWidget(self._question())
        self.body.addWidget(self.note)
        self.body.addWidget(self.stack, 1)
        self.restore_button = button(self.tr("Restore…"), self.ask, picture="restore")
        self.other_button = button(self.tr("Restore another file…"), self._choose_file, kind="quiet")
        self.folder_button = button(self.tr("Open folder"), self._open_folder, kind="quiet", picture="folder")
        self.back_up_button = button(self.tr("Back up now"), self.back_up, picture="backup")
        self.close_button = button(self.tr("Close"), self.accept)
        self.set_foot(
            self.back_up_button, self.folder_button, None, self.other_button, self.restore_button, self.close_button
        )
        self.read()
        self.list.setFocus()

    def _question(self) -> QWidget:
        pane = QWidget()
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        self.question = Label("", "heading", wrap=True)
        group = Group(self.tr("Then and now"))
        self.then = group.line(self.tr("The backup holds"), hint=" ")
        self.now = group.line(self.tr("The journal now holds"), hint=" ")
        self.safe = Label(
            self.tr(
                "What is in the journal now is backed up first, and then stands in this list. "
                "Undo cannot take a restore back; restoring that backup can."
            ),
            "body",
            "quiet",
            wrap=True,
        )
        line = QHBoxLayout()
        line.setSpacing(S)
        self.yes = button(self.tr("Restore"), self._restore, kind="primary")
        self.no = button(self.tr("Leave the journal as it is"), self._back)
        line.addStretch(1)
        line.addWidget(self.no)
        line.addWidget(self.yes)
        column.addSpacing(XS)
        column.addWidget(self.question)
        column.addWidget(group)
        column.addWidget(self.safe)
        column.addSpacing(L)
        column.addLayout(line)
        column.addStretch(1)
        return pane

    # ------------------------------------------------------------------ the list

    def read(self) -> None:
        """Read what backups there are."""
        found = self.desk.store.backups()
        self._backups = {len(found) - n: one for n, one in enumerate(found)}
        order = list(self._backups)
        self.rows.show(
            Listing(lambda: order, lambda ids: {i: (i,) for i in ids if i in self._backups}, descending=True)
        )
        if order:
            self.list.setCurrentIndex(self.rows.index(0, 0))
        self._refresh_buttons()

    def _card(self, row: Backup, _index: Index) -> Card:
        size = QLocale().formattedDataSize(row.size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
        return Card(
            capital(moment(row.made, self.desk.store.now())), self._holds(row), aside=size, leading=Disc("backup")
        )

    def _holds(self, row: Backup) -> str:
        people = self.tr("%n people", "", row.people)
        entries = self.tr("%n entries", "", row.entries)
        if row.newest_day is None:
            return f"{people} · {entries}"
        newest = self.tr("newest of {day}").format(day=full_day(row.newest_day))
        return f"{people} · {entries} · {newest}"

    @property
    def chosen(self) -> Backup | None:
        return self.rows.row(self.list.currentIndex().row())

    def _refresh_buttons(self) -> None:
        asking = self.stack.currentIndex() == 1
        self.restore_button.setEnabled(self.chosen is not None)
        for part in (self.restore_button, self.other_button, self.back_up_button, self.folder_button, self.note):
            part.setVisible(not asking)
        self.close_button.setVisible(not asking)

    # ------------------------------------------------------------------ one more

    def back_up(self) -> None:
        """Make a backup now."""
        store = self.desk.store
        self.back_up_button.setEnabled(False)

        def done(_path: Path) -> None:
            if not isValid(self):  # it was closed meanwhile
                return
            self.back_up_button.setEnabled(True)
            self.read()

        def failed(error: Exception) -> None:
            if isinstance(error, KnownError) and not isValid(self):
                self.desk.fail(error)
                return
            self.back_up_button.setEnabled(True)
            self._failed(error)

        self.desk.jobs.run(lambda _progress, _cancelled: store.back_up(), done, failed)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.note.setText(f"{told(error.sentence)} {told(error.advice)}".strip())
        self.note.set_role("bad")

    def _open_folder(self) -> None:
        chosen = self.chosen
        folder = chosen.path.parent if chosen else self.desk.store.path.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    # ------------------------------------------------------------------ the way back

    def _choose_file(self) -> None:
        dialog = QFileDialog(
            self,
            self.tr("Restore another file"),
            str(self.desk.store.path.parent),
            self.tr("Journals (*.netjournal);;All files (*)"),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.ask(Path(path)))
        dialog.open()

    def ask(self, other: Path | None = None) -> None:
        """Ask whether to restore the chosen backup, or another file."""
        chosen = self.chosen
        if other is None and chosen is None:
            return
        store = self.desk.store
        if other is not None:
            try:
                held = look_into(other)
            except KnownError as error:  # told now, not after the question
                self._failed(error)
                return
            self.question.setText(self.tr("Put “{file}” in the journal’s place?").format(file=other.name))
            self.then.show_hint(self._holds(held))
        elif chosen is not None:
            when = moment(chosen.made, store.now())
            self.question.setText(self.tr("Put the journal back to {moment}?").format(moment=when))
            self.then.show_hint(self._holds(chosen))
        self._wanted = other or (chosen.path if chosen else None)
        people, entries = store.count_everybody(), store.count_entries()
        days = store.days()
        now = Backup(store.path, store.now(), people, entries, days[1] if days else None, 0)
        self.now.show_hint(self._holds(now))
        self.stack.setCurrentIndex(1)
        self._refresh_buttons()
        self.no.setFocus()

    def _back(self) -> None:
        self.stack.setCurrentIndex(0)
        self._refresh_buttons()
        self.list.setFocus()

    def _restore(self) -> None:
        source = self._wanted
        if not isinstance(source, Path):
            return
        QApplication.setOverrideCursor(QCursor(Qt.CursorShape.WaitCursor))
        try:
            # On the window's thread: the journal's connection is closed and opened anew.
            self.desk.store.restore(source)
        except KnownError as error:
            self._back()
            self._failed(error)
            return
        finally:
            QApplication.restoreOverrideCursor()
        people = self.tr("%n people", "", self.desk.store.count_everybody())
        entries = self.tr("%n entries", "", self.desk.store.count_entries())
        words = self.tr("Restored: {people}, {entries}. What was there before is the newest backup.")
        self.desk.tell(words.format(people=people, entries=entries), mood="good")
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:

        if event.key() == Qt.Key.Key_Escape and self.stack.currentIndex() == 1:
            self._back()
        else:
            super().keyPressEvent(event)
