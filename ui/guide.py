"""The guide: the window shown to somebody who has just come, a card beside each part it is about.

It stands over the window and in nobody's way: everything under it can be used, and goes on being what it is. Hidden
here: where a part is, and how the card keeps beside it when pages turn, sizes change or the text grows. Nothing moves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QStyle, QVBoxLayout, QWidget

from netjournal.records import dataclass
from ui.look import RADIUS, XS, L, M, S, color, current, px
from ui.parts.button import button
from ui.parts.label import Label
from ui.parts.paint import fill
from ui.words import key_name, marked, translated

if TYPE_CHECKING:
    from ui.window import Window

_WIDE = 360
_AROUND = 4
"""Pixels between a part and the line around it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the window: the page it is shown on, how it is found, and what is said of it."""

    page: str
    part: Callable[[Any], QWidget | None]
    title: str
    words: str


STEPS = (
    Step(
        "today",
        lambda window: window.page("today").capture_field,
        marked("Guide", "Write down what happened"),
        marked(
            "Guide",
            "One line is enough: “Called @Ana about the roof”. @\u00a0names a person, #\u00a0is a tag, /\u00a0says "
            "more: what was asked, given or promised. What is understood stands beneath before you record it.",
        ),
    ),
    Step(
        "today",
        lambda window: window.page("today").agenda_list,
        marked("Guide", "See what wants you"),
        marked(
            "Guide",
            "Reminders, asks to come back to, birthdays, thanks you owe, people you have lost sight of. Each line says "
            "why it stands there; do it, put it off, or let it go.",
        ),
    ),
    Step(
        "people",
        lambda window: window.rail.button("people"),
        marked("Guide", "Know the people"),
        marked(
            "Guide",
            "What they like, how far you rely on them and why, what is open between you: somebody’s page is what you "
            "read in the minute before a call.",
        ),
    ),
    Step(
        "ledger",
        lambda window: window.rail.button("ledger"),
        marked("Guide", "Remember what was asked"),
        marked(
            "Guide",
            "Asks, referrals and introductions, and what came of them: “not now” and “went elsewhere” too. From five "
            "of a kind on, Insights says what came before a yes.",
        ),
    ),
    Step(
        "today",
        lambda window: window.field,
        marked("Guide", "Find everything again"),
        marked(
            "Guide",
            "{search} finds every word you ever wrote, and every command; {keys} shows all the keys. This guide stands "
            "in the menu, under Help.",
        ),
    ),
)


class _Outline(QWidget):
    """A line around a part; the mouse does not notice it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color(current().accent), 2))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), RADIUS, RADIUS)


class Guide(QWidget):
    """The card over `window`. `begin` shows the first step; the last, or Esc, takes it away for good."""

    spoken_role = "Grouping"

    def __init__(self, window: Window) -> None:
        super().__init__(window.room)
        self._window, self._room = window, window.room
        self.at = 0
        self._sought = False
        self.title = Label("", "heading", wrap=True)
        self.words = Label("", "body", "quiet", wrap=True)
        self.count = Label("", "small", "quiet")
        self.skip_button = button(self.tr("Skip"), self.end, kind="quiet")
        self.back_button = button(self.tr("Back"), lambda: self._go(-1))
        self.next_button = button(self.tr("Next"), lambda: self._go(+1), kind="primary")
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addWidget(self.count)
        foot.addStretch(1)
        for one in (self.skip_button, self.back_button, self.next_button):
            foot.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, M)
        column.setSpacing(S)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addSpacing(XS)
        column.addLayout(foot)
        self.outline = _Outline(self._room)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.place)
        self._room.installEventFilter(self)
        window.stack.currentChanged.connect(self._soon.start)
        self._program = QApplication.instance()
        if isinstance(self._program, QApplication):
            self._program.focusChanged.connect(self._uncover)
        self.outline.hide()
        self.hide()

    # ------------------------------------------------------------------ going

    def begin(self) -> None:
        """Show the first step, with the keyboard on it."""
        self.at = 0
        self._show_step()

    def _go(self, way: int) -> None:
        if self.at + way >= len(STEPS):
            self.end()
        elif self.at + way >= 0:
            self.at += way
            self._show_step()

    def _show_step(self) -> None:
        step = STEPS[self.at]
        if self._window.current_page != step.page:
            self._window.show_page(step.page)
        search = key_name("Ctrl+K")
        words = translated("Guide", step.words).format(search=search, keys="F1")
        self.title.setText(translated("Guide", step.title))
        self.words.setText(words)
        self.count.setText(self.tr("{n} of {all}").format(n=self.at + 1, all=len(STEPS)))
        last = self.at == len(STEPS) - 1
        self.next_button.setText(self.tr("Begin") if last else self.tr("Next"))
        self.skip_button.setVisible(not last)
        self.back_button.setVisible(self.at > 0)
        self.setAccessibleName(self.tr("Guide: {title}").format(title=self.title.text()))
        self.setAccessibleDescription(words)
        self._sought = False
        self.place()
        self.show()
        self.raise_()
        self.next_button.setFocus(Qt.FocusReason.TabFocusReason)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, f"{self.title.text()}. {words}"))
        self._soon.start()  # once more when the page has found its own places

    def end(self) -> None:
        """Take it away, and put the keyboard where one writes."""
        self._soon.stop()
        self._room.removeEventFilter(self)
        self._window.stack.currentChanged.disconnect(self._soon.start)
        if isinstance(self._program, QApplication):
            self._program.focusChanged.disconnect(self._uncover)
        here = any(one.hasFocus() for one in (self.skip_button, self.back_button, self.next_button))
        for part in (self, self.outline):
            part.hide()
            part.deleteLater()
        self._window.guide = None
        if here:
            self._window.show_page("today" if self.at == len(STEPS) - 1 else self._window.current_page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------ its place

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._soon.start()
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self._soon.start()

    def _bring_into_view(self) -> None:
        """Scroll to the part, where large type in a small window has it out of sight."""
        found = STEPS[self.at].part(self._window)
        over = found.parentWidget() if found is not None else None
        while over is not None and found is not None and over is not self._room:
            if isinstance(over, QScrollArea) and not found.visibleRegion().boundingRect().height() >= px(48):
                over.ensureWidgetVisible(found, 0, min(found.height(), over.height()) // 2)
            over = over.parentWidget()

    def part(self) -> QRect:
        """Where in the window the part is, as far as it can be seen; null when it cannot."""
        found = STEPS[self.at].part(self._window)
        if found is None or not found.isVisible() or self._window.current_page != STEPS[self.at].page:
            return QRect()
        return self._seen(found)

    def _seen(self, part: QWidget) -> QRect:
        seen = part.visibleRegion().boundingRect()
        return seen.translated(part.mapTo(self._room, QPoint())) if not seen.isEmpty() else QRect()

    def _keyboard(self) -> QRect:
        """Where in the window the keyboard is; null when it is on the card or nowhere."""
        held: QWidget | None = self._window.focusWidget()
        if held is None or self.isAncestorOf(held) or not self._room.isAncestorOf(held):
            return QRect()
        return self._seen(held)

    def _uncover(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Go out of the way of what the keyboard came to."""
        if now is not None and _hides(self.geometry(), self._keyboard()):
            self.place()

    def place(self) -> None:
        """Put the line around the part, and the card beside it."""
        if not self._sought and not self._soon.isActive():
            self._sought = True  # once: from then on one may scroll away from it
            self._bring_into_view()
        room, part = self._room.rect(), self.part()
        width = min(px(_WIDE), room.width() - 2 * L)
        size = QSize(width, max(self.heightForWidth(width), self.minimumSizeHint().height()))
        self.outline.setVisible(not part.isNull())
        if not part.isNull():
            part = part.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND).intersected(room)
            self.outline.setGeometry(part)
            self.outline.raise_()
        inside = room.adjusted(S, S, -S, -S)
        self.setGeometry(_beside(part, self._keyboard(), size, inside, self.layoutDirection()))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), self.rect(), current().raised, RADIUS + 2, current().accent)


def _hides(card: QRect, held: QRect) -> bool:
    """Whether a card over what has the keyboard leaves too little of it to be seen."""
    over = card.intersected(held)
    return not over.isEmpty() and 4 * over.width() * over.height() > held.width() * held.height()


def _beside(part: QRect, held: QRect, size: QSize, room: QRect, direction: Qt.LayoutDirection) -> QRect:
    """Where a card of that size has room beside a part: below, after, before or above it; else in a corner.

    It hides nothing of the part, nor what has the keyboard, as long as there is such a place.
    """
    # as if one read from the left
    read, held = (QStyle.visualRect(direction, room, one) if not one.isNull() else one for one in (part, held))
    left, top = room.left(), room.top()
    right, bottom = room.right() + 1 - size.width(), room.bottom() + 1 - size.height()
    foot = QPoint((left + right) // 2, bottom - L) if part.isNull() else QPoint(left, bottom)
    corners = [foot, QPoint(right, bottom), QPoint(right, top), QPoint(left, top)]
    beside = []
    if not part.isNull():
        below, after = QPoint(read.left(), read.bottom() + 1 + S), QPoint(read.right() + 1 + S, read.top())
        before = QPoint(read.left() - S - size.width(), read.top())
        above = QPoint(read.left(), read.top() - S - size.height())
        narrow = read.width() < size.width() // 2
        beside = [*((after, below) if narrow else (below, after)), before, above]

    def at(corner: QPoint) -> QRect:
        # Along the part it may be pushed into the room, but never over the part.
        return QRect(QPoint(max(left, min(corner.x(), right)), max(top, min(corner.y(), bottom))), size)

    places = [place for place in map(at, [*beside, *corners]) if not _hides(place, held)]
    free = (place for place in places if not place.intersects(read))
    best = next(free, None) or next((at(one) for one in corners if at(one) in places), at(foot))
    return QStyle.visualRect(direction, room, best)
