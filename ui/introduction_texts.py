"""What the user settles for introductions: words that mean the same, and the texts of the notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPlainTextEdit, QWidget

from netjournal.introducing import NoteKind, fault, written
from ui.desk import Desk
from ui.dialogs import Sheet
from ui.parts.button import button
from ui.parts.drop_down import DropDown
from ui.parts.label import Label
from ui.words import told


class SynonymsDialog(Sheet):
    """Words and phrases that mean the same: a line for each group, its words set apart by commas."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Words that mean the same"), parent, width=520, height=420)
        self.desk = desk
        words = self.tr(
            "A line for each group, its words set apart by commas, such as “bookkeeper, accountant, tax adviser”. "
            "What one person needs and another offers is then found even if they call it differently."
        )
        self.body.addWidget(Label(words, "body", "quiet", wrap=True))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("Groups of words"))
        self.text.setTabChangesFocus(True)
        self.text.setPlainText("\n".join(", ".join(group) for group in desk.store.match_settings.synonyms))
        self.body.addWidget(self.text, 1)
        self.cancel_button = button(self.tr("Cancel"), self.reject)
        self.keep_button = button(self.tr("Keep"), self.keep, kind="primary")
        buttons: list[QAbstractButton | None] = [None, self.cancel_button, self.keep_button]
        self.set_foot(*buttons)
        self.text.setFocus()

    def keep(self) -> None:
        """Keep the groups; a line with fewer than two words says nothing and is left out."""
        lines = (line.split(",") for line in self.text.toPlainText().splitlines())
        groups = (tuple(filter(None, (one.strip() for one in line))) for line in lines)
        settings = replace(self.desk.store.match_settings, synonyms=tuple(g for g in groups if len(g) > 1))
        store = self.desk.store
        if self.desk.do(lambda: _kept(store.settle_matching, settings)):
            self.accept()


class NoteTextsDialog(Sheet):
    """The texts of the notes, one at a time: what may stand in it, the text, and how it reads with an example."""

    kept = Signal()

    def __init__(self, desk: Desk, kind: NoteKind | None = None, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Texts of the notes"), parent, width=600, height=640)
        self.desk = desk
        settled = desk.store.note_texts
        self._texts = {one: settled.get(one) or told(one.text) for one in NoteKind}
        self.kinds = DropDown(self.tr("Which note"))
        for one in NoteKind:
            self.kinds.addItem(told(one.said), one.value)
        self.kinds.currentIndexChanged.connect(lambda _place: self._show_kind())
        self.standard_button = button(self.tr("The program’s own text"), self._bring_back, kind="quiet")
        line = QHBoxLayout()
        line.addWidget(self.kinds, 1)
        line.addWidget(self.standard_button)
        self.body.addLayout(line)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("Text of the note"))
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._typed)
        self.body.addWidget(self.text, 2)
        self.problem = Label("", "small", "bad", wrap=True)
        self.body.addWidget(self.problem)
        self.body.addWidget(Label(self.tr("What may stand in it"), "strong"))
        self.placeholders = Label("", "small", "quiet", wrap=True)
        self.body.addWidget(self.placeholders)
        self.body.addWidget(Label(self.tr("How it reads"), "strong"))
        self.example = Label("", "body", wrap=True)
        self.body.addWidget(self.example)
        self.body.addStretch(1)
        self.cancel_button = button(self.tr("Cancel"), self.reject)
        self.keep_button = button(self.tr("Keep"), self.keep, kind="primary")
        self.set_foot(None, self.cancel_button, self.keep_button)
        self.choose(kind or NoteKind.ASK_WHO_NEEDS)

    @property
    def kind(self) -> NoteKind:
        """Whose text is shown."""
        return NoteKind(self.kinds.currentData())

    def choose(self, kind: NoteKind) -> None:
        """Turn to a text."""
        self.kinds.setCurrentIndex(self.kinds.findData(kind.value))
        self._show_kind()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_kind(self) -> None:
        lines = (f"{{{name}}}: {told(what)}" for name, what in self.kind.placeholders.items())
        self.placeholders.setText("\n".join(lines))
        self.text.setPlainText(self._texts[self.kind])
        self._typed()

    def _typed(self) -> None:
        kind, text = self.kind, self.text.toPlainText()
        self._texts[kind] = text
        wrong = fault(kind, text)
        self.problem.setText(told(wrong) if wrong else "")
        self.problem.setVisible(wrong is not None)
        self.text.setAccessibleDescription(self.problem.text())
        values = {name: told(value) for name, value in kind.example.items()}
        self.example.setText(written(text.strip() or told(kind.text), values))
        self.standard_button.setEnabled(text != told(kind.text))

    def _bring_back(self) -> None:
        self.text.setPlainText(told(self.kind.text))
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Keep the texts; one that cannot be filled in is shown with what is wrong with it."""
        for kind, text in self._texts.items():
            if fault(kind, text):
                self.choose(kind)
                return
        own = {kind: text for kind, text in self._texts.items() if text.strip() != told(kind.text)}
        store = self.desk.store
        if self.desk.do(lambda: _kept(store.settle_note_texts, own)):
            self.kept.emit()
            self.accept()


def _kept(settle: Callable[..., None], settings: object) -> bool:
    settle(settings)
    return True
