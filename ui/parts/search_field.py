"""A field to search in, with its icon, a way to empty it, and the key that leads to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QWidget

from ui.icons import draw_icon
from ui.look import RADIUS, M, color, current, font, px
from ui.parts.button import icon_button
from ui.parts.nothing_to_undo import is_for_the_journal
from ui.parts.paint import fill
from ui.words import key_name


class SearchField(QLineEdit):
    """A line edit; `hint` is the key shown at its right ("Ctrl+K") as long as it is empty. Esc empties it first."""

    def __init__(self, prompt: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = key_name(hint)
        self.setPlaceholderText(prompt)
        self.setAccessibleName(prompt)
        # Painted and placed here because Qt's own actions in a field neither scale with the text nor sit in its middle.
        self.cross = icon_button("close", self.tr("Clear"), self.clear, parent=self)
        self.cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Esc does the same
        self.cross.setCursor(Qt.CursorShape.ArrowCursor)
        self.cross.hide()
        self.textChanged.connect(lambda text: self.cross.setVisible(bool(text)))
        self._place()

    def _place(self) -> None:
        self.setTextMargins(px(24), 0, px(28), 0)
        box = QRect(self.width() - px(30), (self.height() - px(28)) // 2, px(28), px(28))
        self.cross.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), box))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._place()

    def event(self, event: QEvent) -> bool:
        if is_for_the_journal(event, undo=self.isUndoAvailable(), redo=self.isRedoAvailable()):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        t = current()
        painter = QPainter(self)
        glass = QRect(px(10), (self.height() - px(16)) // 2, px(16), px(16))
        draw_icon(painter, QStyle.visualRect(self.layoutDirection(), self.rect(), glass), "search", t.quiet)
        if not self._hint or self.text() or self.hasFocus():
            return
        width = QFontMetrics(font("small")).horizontalAdvance(self._hint) + px(M)
        box = QRect(self.width() - width - px(6), (self.height() - px(20)) // 2, width, px(20))
        if px(30) + self.fontMetrics().horizontalAdvance(self.placeholderText()) > box.x():
            return  # the words are wanted more
        box = QStyle.visualRect(self.layoutDirection(), self.rect(), box)
        fill(painter, box, t.window, RADIUS - 4, t.line)
        painter.setFont(font("small"))
        painter.setPen(color(t.faint))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._hint)
