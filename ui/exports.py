"""Handing out: people as vCards or a table, or the whole journal as JSON. The file appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from netjournal.errors import KnownError
from netjournal.exchange.files import write_whole
from netjournal.wording import say
from ui.desk import Desk
from ui.dialogs import Sheet
from ui.jobs import Job, Stopped
from ui.look import L, M, S
from ui.parts.button import button
from ui.parts.group import Group
from ui.parts.label import Label
from ui.parts.segmented import Segmented
from ui.words import number, told

Shape = Literal["vcard4", "vcard3", "csv", "json"]
ENDINGS: dict[str, str] = {"vcard4": ".vcf", "vcard3": ".vcf", "csv": ".csv", "json": ".json"}


class ExportDialog(Sheet):
    """What to hand out, of whom, and where to. `people`: the ids a list shows just now, None for no such list."""

    def __init__(self, desk: Desk, people: Sequence[int] | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=640, height=560)
        self.setWindowTitle(self.tr("Export"))
        self.title.setText(self.tr("Export"))
        self.desk = desk
        self._people = None if people is None else list(people)
        self._job: Job | None = None
        self._named_by_user = False
        self.shapes: dict[Shape, QRadioButton] = {}
        self._lay_out_shapes()
        self._lay_out_place()
        self.note = Label("", "small", "quiet", wrap=True)
        self.wrong = Label("", "body", "bad", wrap=True)
        self.wrong.hide()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.body.addWidget(self.note)
        self.body.addWidget(self.wrong)
        self.body.addStretch(1)
        self.body.addWidget(self.bar)
        self.cancel_button = button(self.tr("Cancel"), self.reject)
        self.export_button = button(self.tr("Export"), self.export, kind="primary")
        self.set_foot(None, self.cancel_button, self.export_button)
        self.shapes["vcard4"].setChecked(True)
        self._chosen()
        self.shapes["vcard4"].setFocus()

    def _lay_out_shapes(self) -> None:
        group = Group(self.tr("What"))
        choices: tuple[tuple[Shape, str, str], ...] = (
            ("vcard4", self.tr("vCard 4.0"), self.tr("People, for newer address books and telephones.")),
            ("vcard3", self.tr("vCard 3.0"), self.tr("People, for programs that do not know 4.0.")),
            ("csv", self.tr("Table (CSV)"), self.tr("People, a row each, for a spreadsheet.")),
            ("json", self.tr("The whole journal (JSON)"), self.tr("Everything there is, for other programs.")),
        )
        for key, words, hint in choices:
            radio = QRadioButton(words)
            radio.setAccessibleDescription(hint)
            radio.toggled.connect(lambda _on: self._chosen())
            self.shapes[key] = radio
            holder = QWidget()
            line = QHBoxLayout(holder)
            line.setContentsMargins(L, S - 2, L, S - 2)
            line.setSpacing(L)
            line.addWidget(radio)
            line.addStretch(1)
            line.addWidget(Label(hint, "small", "quiet"))
            group.add(holder)
        self._together = QButtonGroup(self)  # each stands in a line of its own
        for radio in self.shapes.values():
            self._together.addButton(radio)
        self.body.addWidget(group)

    def _lay_out_place(self) -> None:
        self.whom = Segmented(self.tr("Whom"))
        self.everybody = self.desk.store.count_everybody()
        self.whom.add("all", self.tr("Everybody ({n})").format(n=number(self.everybody)))
        if self._people is not None:
            self.whom.add("these", self.tr("Those listed ({n})").format(n=number(len(self._people))))
            self.whom.choose("these")
        self.place = QLineEdit()
        self.place.setAccessibleName(self.tr("File"))
        self.place.textEdited.connect(lambda _text: self._place_edited())
        self.place.returnPressed.connect(self.export)
        line = QHBoxLayout()
        line.setSpacing(S)
        line.addWidget(self.place, 1)
        line.addWidget(button(self.tr("Choose…"), self._choose, picture="folder"))
        column = QVBoxLayout()
        column.setSpacing(S)
        self.whom_words = Label(self.tr("Whom"), "strong")
        column.addWidget(self.whom_words)
        column.addWidget(self.whom, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(S)
        column.addWidget(Label(self.tr("Where to"), "strong"))
        column.addLayout(line)
        self.body.addSpacing(M)
        self.body.addLayout(column)

    @property
    def shape(self) -> Shape:
        return next((key for key, radio in self.shapes.items() if radio.isChecked()), "vcard4")

    # ------------------------------------------------------------------ what is chosen

    def _suggested(self) -> Path:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        whole = self.shape == "json"
        name = self.tr("Net Journal {day}") if whole else self.tr("People {day}")
        return Path(folder or Path.home()) / (name.format(day=self.desk.today.isoformat()) + ENDINGS[self.shape])

    def _chosen(self) -> None:
        if not hasattr(self, "note"):
            return
        whole = self.shape == "json"
        self.whom.setEnabled(not whole)
        self.whom_words.setVisible(not whole and self._people is not None)
        self.whom.setVisible(not whole and self._people is not None)
        if self._named_by_user and self.place.text().strip():
            file = Path(self.place.text().strip())
            if file.suffix.lower() in ENDINGS.values():
                self.place.setText(str(file.with_suffix(ENDINGS[self.shape])))
        else:
            self.place.setText(str(self._suggested()))
        self.note.setText(self._left_out())
        self._say_there()

    def _left_out(self) -> str:
        if self.shape == "json":
            return self.tr(
                "Holds everything, private entries and trust included, readable by anybody who has the file. "
                "It can be taken into an empty journal."
            )
        staying = self.tr(
            "Entries (private or not), trust, closeness, preferences, and how you met stay in the journal: they are "
            "nobody else’s business."
        )
        if self.shape == "csv":
            return f"{staying} {self.tr('A table holds no portraits.')}"
        return staying

    def _place_edited(self) -> None:
        self._named_by_user = True
        self._say_there()

    def _file(self) -> Path | None:
        text = self.place.text().strip()
        if not text:
            return None
        file = Path(text).expanduser()
        if not file.name:
            return None
        if not file.suffix:
            file = file.with_name(file.name + ENDINGS[self.shape])
        return file

    def _say_there(self) -> None:
        file = self._file()
        there = file is not None and file.is_file()
        self.export_button.setText(self.tr("Replace the file") if there else self.tr("Export"))
        self.export_button.setEnabled(file is not None)
        self.wrong.setVisible(there)
        if there and file is not None:
            self.wrong.set_role("warn")
            self.wrong.setText(self.tr("There is a “{file}” already; it will be replaced.").format(file=file.name))

    def _choose(self) -> None:
        file = self._file() or self._suggested()
        dialog = QFileDialog(self, self.tr("Export"), str(file.parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # the button says it
        dialog.selectFile(file.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._take_place)
        dialog.open()

    def _take_place(self, path: str) -> None:
        self._named_by_user = True
        self.place.setText(path)
        self._say_there()

    # ------------------------------------------------------------------ doing it

    def export(self) -> None:
        """Write the file, off the window's thread."""
        file = self._file()
        if file is None or self._job is not None:
            return
        if not self.everybody and self.shape != "json":
            self._refuse(KnownError(say("There is nobody in this journal to export.")))
            return
        work = self._writing(file)
        self.wrong.hide()
        self.bar.setRange(0, 1)  # empty, not busy: nothing in the window moves by itself
        self.bar.setValue(0)
        self.bar.show()
        self.export_button.setEnabled(False)

        def done(count: int) -> None:
            self._job = None
            self._done(file, count)

        def failed(error: Exception) -> None:
            self._job = None
            self._again()
            if not isinstance(error, KnownError):
                raise error
            self._refuse(error)

        def stopped() -> None:
            self._job = None
            self._again()

        def progress(count: int, of: int) -> None:
            self.bar.setRange(0, of)
            self.bar.setValue(count)

        job = self.desk.jobs.run(work, done, failed, progress, stopped)
        self._job = None if job.finished else job

    def _writing(self, file: Path) -> Callable[[Callable[[int, int], None], Callable[[], bool]], int]:
        from netjournal.exchange.csv_people import write_csv_people
        from netjournal.exchange.journal_json import written
        from netjournal.exchange.vcard import write_vcard

        store, shape = self.desk.store, self.shape
        ids = self._people if self.whom.current == "these" else None

        def work(progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> int:
            def told_of(done: int, of: int) -> None:
                if cancelled():
                    raise Stopped
                progress(done, of)

            with store.reading():
                count = store.count_everybody() if ids is None else len(ids)
                if shape == "json":
                    write_whole(file, (piece.encode() for piece in written(store.everything(), told_of)))
                elif shape == "csv":
                    cards = store.cards_of(ids, told_of)
                    write_whole(file, iter([write_csv_people(cards).encode("utf-8-sig")]))
                else:
                    version: Literal["3.0", "4.0"] = "4.0" if shape == "vcard4" else "3.0"
                    write_whole(file, (write_vcard(card, version) for card in store.cards_of(ids, told_of)))
            return count

        return work

    def _done(self, file: Path, count: int) -> None:
        if self.shape == "json":
            words = self.tr("The whole journal is in {file}.").format(file=file.name)
        else:
            words = self.tr("%n people are in {file}.", "", count).format(file=file.name)
        folder = QUrl.fromLocalFile(str(file.parent))
        self.desk.tell(words, self.tr("Open folder"), lambda: QDesktopServices.openUrl(folder), "good")
        self.accept()

    def _again(self) -> None:
        self.bar.hide()
        self._say_there()

    def _refuse(self, error: KnownError) -> None:
        self.wrong.set_role("bad")
        self.wrong.setText(f"{told(error.sentence)} {told(error.advice)}".strip())
        self.wrong.show()

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
