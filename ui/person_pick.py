"""Choosing one of many by typing: people, organizations, tags. A field over a short list, in a popup."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from netjournal.names import fold
from ui.desk import Desk
from ui.look import S, px
from ui.parts.search_field import SearchField

Offer = tuple[Hashable, str]
"""A key and how it reads."""


class Pick(QFrame):
    """A popup with a field and what matches; Enter or a click picks (`picked(key)`), Esc leaves."""

    picked = Signal(object)

    def __init__(self, prompt: str, offers: Callable[[str], Sequence[Offer]], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(prompt)
        self._offers = offers
        self.field = SearchField(prompt)
        self.list = QListWidget()
        self.list.setAccessibleName(prompt)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(S, S, S, S)
        column.setSpacing(S)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.resize(px(300), px(280))
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._pick)
        self._show("")

    def _show(self, text: str) -> None:
        self.list.clear()
        for key, words in self._offers(text):
            item = QListWidgetItem(words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, key)
        self.list.setCurrentRow(0)

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            key = item.data(Qt.ItemDataRole.UserRole)
            self.close()
            self.picked.emit(key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def open_at(self, where: QPoint) -> None:
        """Show it with its corner at a point of the screen."""
        self.move(where)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)


def people_offers(desk: Desk, *, without: int = 0) -> Callable[[str], Sequence[Offer]]:
    """Everybody whose name begins so, those in touch with lately first."""

    def offers(text: str) -> Sequence[Offer]:
        words = fold(text).split()
        ids = [n for n in desk.store.people_called(words or ("",), 31) if n != without][:30]
        called = desk.store.named(ids)
        return [(n, called[n]) for n in ids]

    return offers


def offers_among(
    all_offers: Sequence[Offer], *, new: Callable[[str], Offer] | None = None
) -> Callable[[str], Sequence[Offer]]:
    """Those of a list that hold what is typed; `new` makes the offer for what is not among them."""

    def offers(text: str) -> Sequence[Offer]:
        wanted = fold(text)
        found = [o for o in all_offers if wanted in fold(o[1])][:60]
        if new is not None and text.strip() and all(fold(o[1]) != wanted for o in found):
            found.append(new(text.strip()))
        return found

    return offers
