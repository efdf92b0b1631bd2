"""The sheet of shortcuts: every action with its key, and the keys that are no actions, by where they work."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from netjournal import names
from ui.look import RADIUS, XL, XS, L, M, S, color, current, font, px
from ui.parts.label import Label
from ui.parts.paint import fill
from ui.parts.scrolled import Scrolled
from ui.parts.search_field import SearchField
from ui.words import key_name

Group = tuple[str, list[tuple[str, str]]]


class ShortcutSheet(QDialog):
    """Lists the actions given, grouped by their menus, and is searched as one types. Esc closes it.

    An action belongs to the first menu it stands in; one that stands in none belongs to the page in view.
    """

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.field = SearchField(self.tr("Search the shortcuts"))
        self.field.textChanged.connect(self.narrow)
        self.sections: list[_Section] = []
        self.nothing = Label(self.tr("No shortcut is called that."), "body", "quiet", wrap=True)
        self.nothing.hide()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(XL, S, XL, XL)
        column.setSpacing(L)
        for title, lines in (*self._of(actions), *self._elsewhere()):
            section = _Section(title, lines)
            self.sections.append(section)
            column.addWidget(section)
        column.addWidget(self.nothing)
        column.addStretch(1)
        self.room = Scrolled(inside)
        top = QVBoxLayout()
        top.setContentsMargins(XL, XL, XL, S)
        top.setSpacing(M)
        top.addWidget(Label(self.tr("Keyboard shortcuts"), "title"))
        top.addWidget(self.field)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self.room, 1)
        room = parent.window().size() if parent else QSize(px(900), px(700))
        self.resize(QSize(px(560), px(620)).boundedTo(room - QSize(2 * XL, 2 * XL)))
        self.field.setFocus()

    # ------------------------------------------------------------------ what is listed

    def _of(self, actions: Sequence[QAction]) -> list[Group]:
        here = self.tr("On this page")
        groups: dict[str, list[tuple[str, str]]] = {here: []}
        for action in dict.fromkeys(actions):
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) or str(
                action.property("key") or ""
            )
            if action.text() and not action.isSeparator():
                groups.setdefault(_menu_of(action) or here, []).append((plain(action.text()), key))
        # Those with a key first: they are what one looks for.
        return [(title, sorted(lines, key=lambda line: not line[1])) for title, lines in groups.items() if lines]

    def _elsewhere(self) -> list[Group]:
        return [
            (
                self.tr("While writing down what happened"),
                [
                    (self.tr("Name a person, or a new one"), "@"),
                    (self.tr("Tag the people of the line"), "#"),
                    (self.tr("Say what was asked, given, promised"), "/"),
                    (self.tr("Take the suggestion"), key_name("Tab")),
                    (self.tr("Record"), key_name("Ctrl+Return")),
                ],
            ),
            (
                self.tr("In a dialog"),
                [
                    (self.tr("Press its main button"), key_name("Ctrl+Return")),
                ],
            ),
            (
                self.tr("In the search field"),
                [
                    (self.tr("Commands alone"), ">"),
                    (self.tr("Walk the results"), f"{key_name('Up')} {key_name('Down')}"),
                    (self.tr("Open the result"), key_name("Return")),
                    (self.tr("Back to where you were"), key_name("Esc")),
                ],
            ),
            (
                self.tr("In lists and tables"),
                [
                    (self.tr("Walk"), f"{key_name('Up')} {key_name('Down')}"),
                    (self.tr("A screenful"), f"{key_name('PgUp')} {key_name('PgDown')}"),
                    (self.tr("First and last"), f"{key_name('Home')} {key_name('End')}"),
                    (self.tr("Open"), key_name("Return")),
                ],
            ),
            (
                self.tr("In the calendar"),
                [
                    (self.tr("Walk the days"), " ".join(map(key_name, ("Left", "Right", "Up", "Down")))),
                    (self.tr("A month"), f"{key_name('PgUp')} {key_name('PgDown')}"),
                    (self.tr("A year"), f"{key_name('Shift+PgUp')} {key_name('Shift+PgDown')}"),
                    (self.tr("Go to the day"), key_name("Return")),
                ],
            ),
            (
                self.tr("Everywhere"),
                [
                    (self.tr("To the next thing, and back"), f"{key_name('Tab')} {key_name('Shift+Tab')}"),
                    (self.tr("Close what is open, leave a field"), key_name("Esc")),
                ],
            ),
        ]

    def narrow(self, text: str) -> None:
        """Show the lines whose words or keys have all that is typed in them."""
        words = names.fold(text).split()
        shown = [section.narrow(words) for section in self.sections]
        self.nothing.setVisible(not any(shown))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self.room.verticalScrollBar(), event.key()
        step = {
            Qt.Key.Key_Down: px(40),
            Qt.Key.Key_Up: -px(40),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
        }.get(Qt.Key(key))
        if step:
            bar.setValue(bar.value() + step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color(current().surface))


def _menu_of(action: QAction) -> str:
    for around in action.associatedObjects():
        if isinstance(around, QMenu) and around.title():
            return plain(around.title())
    return ""


def plain(text: str) -> str:
    """The words of an action without the marks of a menu."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


class _Section(QWidget):
    """A heading with its lines."""

    def __init__(self, title: str, lines: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Label(title, "small strong", "quiet"))
        column.addSpacing(XS)
        self.lines = [_Line(words, keys) for words, keys in lines]
        for line in self.lines:
            column.addWidget(line)

    def narrow(self, words: Sequence[str]) -> int:
        """Show the lines that have all of `words` in them; says how many."""
        n = 0
        for line in self.lines:
            there = all(word in line.sought for word in words)
            line.setVisible(there)
            n += there
        self.setVisible(n > 0)
        return n


class _Line(QWidget):
    """What is done, and its keys as they look on a keyboard."""

    def __init__(self, words: str, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sought = names.fold(f"{words} {keys}")
        self.words, self.keys = words, keys
        self.setAccessibleName(f"{words}: {keys}" if keys else words)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, px(3), 0, px(3))
        line.setSpacing(XS)
        said = Label(words, wrap=True)
        said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        line.addWidget(said, 1)
        for key in keys.split():
            line.addWidget(_Key(key))


class _Key(QWidget):
    """One key, or several held together."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(max(px(24), QFontMetrics(font("small")).horizontalAdvance(self._key) + px(14)), px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        fill(painter, QRect(0, 0, self.width(), self.height()), t.raised, RADIUS - 3, t.edge)
        painter.setFont(font("small"))
        painter.setPen(color(t.quiet))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._key)
