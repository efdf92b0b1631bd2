"""What wants the user, as two short lists: today and this week. Each line says why, and offers what can be done.

Hides that lines paint themselves and that the buttons exist once, on the line one is at; that the place of the
keyboard stays with its item when the agenda is worked out anew; and that a long agenda is shown a part at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QIcon,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyle, QToolTip, QVBoxLayout, QWidget

from netjournal.agenda import CALM, Action, Agenda, Item, ItemKind
from ui.desk import Desk
from ui.icons import draw_icon, icon
from ui.look import RADIUS, XS, L, M, S, color, current, font, px
from ui.parts.action import own_action
from ui.parts.button import button, icon_button
from ui.parts.label import Label
from ui.parts.paint import KEYBOARD, fill, ring
from ui.parts.section import Heading
from ui.words import age_of, capital, near_day, short_day, told

MOST_SHOWN = 12
"""Lines of one list shown before "Show more"."""

PICTURES: dict[ItemKind, str] = {
    ItemKind.REMINDER: "reminder",
    ItemKind.ASK: "ask-made",
    ItemKind.ANSWER: "ask-received",
    ItemKind.DATE: "birthday",
    ItemKind.THANKS: "thanks",
    ItemKind.REPORT: "message",
    ItemKind.CADENCE: "overdue",
    ItemKind.REST_ENDS: "resting",
    ItemKind.DORMANT: "history",
    ItemKind.GIVE: "balance",
    ItemKind.ASKED_NOBODY: "ask-made",
}
_ROLES: dict[ItemKind, str] = {
    ItemKind.ASK: "accent",
    ItemKind.ANSWER: "accent",
    ItemKind.REMINDER: "accent",
    ItemKind.DATE: "good",
    ItemKind.THANKS: "good",
    ItemKind.REPORT: "good",
    ItemKind.CADENCE: "warn",
}
ACTION_PICTURES: dict[Action, str] = {
    Action.DONE: "done",
    Action.RECORD_TOUCH: "done",
    Action.RECORD_OUTCOME: "outcome",
    Action.THANK: "thanks",
    Action.TELL: "message",
    Action.WISH: "gift",
    Action.END_REST: "done",
    Action.SAY_HELLO: "message",
    Action.ASK: "ask-made",
}
_WITH_MENU = (Action.RECORD_TOUCH, Action.SAY_HELLO)


def lines_of(text: str, kind: QFont, width: int, most: int) -> list[str]:
    """A text broken to a width, the last line elided where there would be more than `most`."""
    layout = QTextLayout(text, kind)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    starts: list[int] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, width))
        starts.append(line.textStart())
    layout.endLayout()
    encoded = text.encode("utf-16-le")  # Qt counts in units of UTF-16

    def part(begin: int, end: int | None) -> str:
        return encoded[2 * begin : None if end is None else 2 * end].decode("utf-16-le", "ignore").strip()

    shown = [part(a, b) for a, b in zip(starts, [*starts[1:], None], strict=True)]
    if len(shown) > most:
        rest = part(starts[most - 1], None)
        shown = [*shown[: most - 1], QFontMetrics(kind).elidedText(rest, Qt.TextElideMode.ElideRight, width)]
    return shown


class AgendaLine(QWidget):
    """One item: an icon, the person, why, how late or when; when it is the current one, room for the buttons below."""

    spoken_role = "ListItem"

    entered = Signal()
    wanted = Signal(object)
    """An `Action` was asked for with the mouse."""

    def __init__(self, item: Item, owner: AgendaList, *, soon: bool) -> None:
        super().__init__(owner.body)
        self.item, self.soon, self._owner = item, soon, owner
        self.current = False
        self._over: Action | str = ""
        self.ringed = False
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_item(item, soon=soon)

    def show_item(self, item: Item, *, soon: bool) -> None:
        """Say what the item says now."""
        self.item, self.soon = item, soon
        today = self._owner.desk.today
        why = capital(told(item.why))
        self.title = item.person.name if item.person else why
        self.why = why if item.person else ""
        self.aside_role = "quiet"
        if soon:
            day = near_day(item.on, today) if (item.on - today).days < 3 else short_day(item.on, today)
            self.aside = self.tr("{day}, {time}").format(day=day, time=item.time) if item.time else day
        elif item.time and not item.days:
            self.aside = item.time
        elif item.ahead_of:
            self.aside = near_day(item.ahead_of, today)
        elif item.days and item.kind in (ItemKind.REMINDER, ItemKind.ASK):
            self.aside = self.tr("{days} late").format(days=age_of(item.days))
            self.aside_role = "warn"
        elif item.days and item.kind in (ItemKind.THANKS, ItemKind.REPORT, ItemKind.ANSWER):
            self.aside = age_of(item.days)
        else:
            self.aside = ""  # the sentence says when
        self.setAccessibleName(". ".join(filter(None, (self.title, self.why, self.aside))))
        self.setAccessibleDescription(self._owner.words_of(item.actions[0]))
        self.fit()
        self.update()

    # ------------------------------------------------------------------ measures

    def _text_left(self) -> int:
        return px(M) + px(32) + px(M)

    def _broken(self, width: int) -> tuple[list[str], list[str]]:
        room = width - self._text_left() - px(M)
        most = 6 if self.current else 2
        aside = QFontMetrics(font("small")).horizontalAdvance(self.aside) + px(S) if self.aside else 0
        title = lines_of(self.title, font("strong"), room - aside, 1 if self.why else (4 if self.current else 2))
        why = lines_of(self.why, font("small"), room, most) if self.why else []
        return title, why

    def heightForWidth(self, width: int) -> int:
        title, why = self._broken(width)
        text = len(title) * QFontMetrics(font("strong")).height() + len(why) * QFontMetrics(font("small")).height()
        height = max(px(32), text + (2 if why else 0)) + 2 * px(10)
        return height + (px(28) + px(S) if self.current else 0)

    def sizeHint(self) -> QSize:
        return QSize(px(280), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), self.height())

    def fit(self) -> None:
        """As high as its words need at this width. Set outright: a scrolled column does not ask again for each."""
        height = self.heightForWidth(self.width() if self.width() > px(100) else px(300))
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def strip_box(self) -> QRect:
        """Where the buttons stand."""
        left = self._text_left()
        box = QRect(left, self.height() - px(28) - px(10), self.width() - left - px(S), px(28))
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)

    def _icon_boxes(self) -> list[tuple[Action, QRect]]:
        """The little buttons for the mouse, at the right of the first line."""
        boxes = []
        x = self.width() - px(S)
        for action in (Action.DISMISS, Action.SNOOZE, self.item.actions[0]):
            x -= px(28)
            box = QRect(x, px(6), px(28), px(28))
            boxes.append((action, QStyle.visualRect(self.layoutDirection(), self.rect(), box)))
        return boxes

    def _name_box(self) -> QRect:
        if not self.item.person:
            return QRect()
        metrics = QFontMetrics(font("strong"))
        width = min(metrics.horizontalAdvance(self.title), self.width() - self._text_left() - px(M))
        box = QRect(self._text_left(), px(10), width, metrics.height())
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        direction, area = self.layoutDirection(), self.rect()
        over = self.underMouse()
        if self.current:
            fill(painter, area, t.raised, RADIUS, t.edge)
        elif over:
            fill(painter, area, t.hover, RADIUS)
        if self.hasFocus() and self.ringed:
            ring(painter, area, RADIUS)
        role = _ROLES.get(self.item.kind, "quiet")
        disc = QStyle.visualRect(direction, area, QRect(px(M), px(10), px(32), px(32)))
        fill(painter, disc, t.pressed if role == "quiet" else getattr(t, f"{role}_soft"), disc.width() / 2)
        inner = px(8)
        draw_icon(painter, disc.adjusted(inner, inner, -inner, -inner), PICTURES[self.item.kind], getattr(t, role))
        title, why = self._broken(self.width())
        room = self.width() - self._text_left() - px(M)
        lead = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        y = px(10)
        small, strong = QFontMetrics(font("small")).height(), QFontMetrics(font("strong")).height()
        if len(title) + len(why) == 1:
            y += (px(32) - strong) // 2
        icons = over and not self.current
        if self.aside and not icons:
            painter.setFont(font("small"))
            painter.setPen(color(getattr(t, self.aside_role)))
            box = QStyle.visualRect(direction, area, QRect(self._text_left(), y, room, strong))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing, self.aside)
        kind = font("strong")
        if self._over == "name":
            kind = QFont(kind)
            kind.setUnderline(True)
        painter.setFont(kind)
        painter.setPen(color(t.text))
        for n, line in enumerate(title):
            shown = line
            if icons and n == 0:
                shown = QFontMetrics(kind).elidedText(line, Qt.TextElideMode.ElideRight, room - 3 * px(28))
            painter.drawText(QStyle.visualRect(direction, area, QRect(self._text_left(), y, room, strong)), lead, shown)
            y += strong
        painter.setFont(font("small"))
        painter.setPen(color(t.quiet))
        y += 2
        for line in why:
            box = QRect(self._text_left(), y, room, small)
            painter.drawText(QStyle.visualRect(direction, area, box), lead, line)
            y += small
        if icons:
            for action, box in self._icon_boxes():
                if self._over is action:
                    fill(painter, box, t.pressed, RADIUS - 2)
                elif self._over != action:
                    fill(painter, QRectF(box), t.hover, 0)
                spot = QRect(0, 0, px(16), px(16))
                spot.moveCenter(box.center())
                picture = {Action.DISMISS: "close", Action.SNOOZE: "snooze"}.get(action) or ACTION_PICTURES[action]
                draw_icon(painter, spot, picture, t.accent if self._over is action else t.quiet)

    # ------------------------------------------------------------------ mouse and keyboard

    def _at(self, place: QPoint) -> Action | str:
        if not self.current:
            for action, box in self._icon_boxes():
                if box.contains(place):
                    return action
        return "name" if self._name_box().contains(place) else ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._at(event.position().toPoint())
        if over != self._over:
            self._over = over
            self.setCursor(Qt.CursorShape.PointingHandCursor if over == "name" else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = ""
        self.update()
        super().leaveEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._at(event.pos())
            words = self._owner.words_of(at) if isinstance(at, Action) else ""
            if at == "name":
                words = self.tr("Open {name}").format(name=self.title)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = self._at(event.position().toPoint())
        if at == "name":
            self.wanted.emit(Action.OPEN)
        elif isinstance(at, Action):
            self.wanted.emit(at)
        else:
            self.entered.emit()
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._at(event.position().toPoint()):
            self.wanted.emit(Action.OPEN)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.ringed = event.reason() in KEYBOARD
        self.entered.emit()
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.wanted.emit(Action.OPEN)
        elif event.key() == Qt.Key.Key_Space:
            self.wanted.emit(self.item.actions[0])
        else:
            super().keyPressEvent(event)


class _Strip(QWidget):
    """The buttons of the current line, by name."""

    def __init__(self, owner: AgendaList) -> None:
        super().__init__(owner.body)
        self.main = button("", lambda: owner.act(None), picture="done")
        self.snooze = button(self.tr("Snooze"), lambda: owner.act(Action.SNOOZE), kind="quiet", picture="snooze")
        self.dismiss = icon_button("close", self.tr("Dismiss"), lambda: owner.act(Action.DISMISS), key="Del")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(XS)
        line.addWidget(self.main)
        line.addWidget(self.snooze)
        line.addStretch(1)
        line.addWidget(self.dismiss)
        for part in (self.main, self.snooze):
            part.setStyleSheet(
                f"QPushButton {{ min-height: {px(28) - 2}px; padding: 0 {px(S)}px }}"
                f"QPushButton:focus {{ min-height: {px(28) - 4}px; padding: 0 {px(S) - 1}px }}"
            )


_PARTS = ("today", "suggested", "soon")


class AgendaList(QWidget):
    """What needs the user today, what may just as well be passed over, and what comes up this week.

    `wanted` tells what the user would have done about which item; the page does it.
    """

    wanted = Signal(object, object, object)
    """(the Item, the Action, the widget a menu would drop from)."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.body = self
        self.setAccessibleName(self.tr("What needs you"))
        self._lines: dict[str, AgendaLine] = {}
        self._agenda = Agenda((), ())
        self._shown = dict.fromkeys(_PARTS, MOST_SHOWN)
        self._current = ""
        self.today_heading = Heading(self.tr("Needs you today"), parent=self)
        self.suggested_heading = Heading(self.tr("If you like"), parent=self)
        self.soon_heading = Heading(self.tr("This week"), parent=self)
        # Shown and hidden as the day has it, in the layout only while shown: each has its parent from the beginning.
        self.calm = Label(self.tr("Nothing needs you today. Enjoy the quiet."), "body", "quiet", self, wrap=True)
        self.calm_week = Label(self.tr("Nothing comes up in the next seven days."), "small", "quiet", self, wrap=True)
        self._more = {part: button("", partial(self._show_more, part), kind="quiet", parent=self) for part in _PARTS}
        self._strip: _Strip | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(S, L, S, L)
        self._column.setSpacing(2)
        self._make_actions()
        self._arrange()

    def _make_actions(self) -> None:
        own_action(self, self.tr("Do what this item asks for"), "D", "done", lambda: self.act(None))
        own_action(self, self.tr("Snooze this item"), "S", "snooze", lambda: self.act(Action.SNOOZE))
        own_action(self, self.tr("Dismiss this item"), "Del", "close", lambda: self.act(Action.DISMISS))

    # ------------------------------------------------------------------ words

    def words_of(self, action: Action) -> str:
        """What a button for that action says."""
        return {
            Action.OPEN: self.tr("Open"),
            Action.DONE: self.tr("Done"),
            Action.SNOOZE: self.tr("Snooze"),
            Action.DISMISS: self.tr("Dismiss"),
            Action.RECORD_TOUCH: self.tr("In touch"),
            Action.RECORD_OUTCOME: self.tr("Record outcome"),
            Action.THANK: self.tr("Thanked"),
            Action.TELL: self.tr("Told them"),
            Action.WISH: self.tr("Congratulated"),
            Action.END_REST: self.tr("End the rest"),
            Action.SAY_HELLO: self.tr("Said hello"),
            Action.ASK: self.tr("Ask"),
        }[action]

    # ------------------------------------------------------------------ what is shown

    def show_agenda(self, agenda: Agenda) -> None:
        """Show this; the keyboard stays at its item, or goes to the one that took its place."""
        before = self._keys()
        had_focus = self._holds_focus()
        ringed = (line := self.current_line) is not None and line.ringed
        self._agenda = agenda
        now = self._keys()
        if self._current not in now:
            here = before.index(self._current) if self._current in before else 0
            after = [key for key in before[here:] if key in now]
            self._current = after[0] if after else (now[min(here, len(now) - 1)] if now else "")
        self._arrange()
        if had_focus:
            line = self._lines.get(self._current)
            if line is not None:
                line.ringed = ringed  # a window that is not in front tells no reason when it comes to it
            if line is None:  # that was the last: on with the keyboard to where it is seen
                self.focusNextPrevChild(False)
            else:
                line.setFocus(Qt.FocusReason.TabFocusReason)

    def _whole(self, part: str) -> Sequence[Item]:
        if part == "soon":
            return self._agenda.soon
        return [item for item in self._agenda.today if (item.kind in CALM) == (part == "suggested")]

    def _items(self, part: str) -> Sequence[Item]:
        return self._whole(part)[: self._shown[part]]

    def _keys(self) -> list[str]:
        return [item.key for part in _PARTS for item in self._items(part)]

    def _holds_focus(self) -> bool:
        focused = cast("QWidget | None", self.window().focusWidget())  # the stubs forget that nothing may have it
        # Also while a form that was opened from here is in front: its window gives the keyboard back to this one.
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def _arrange(self) -> None:
        self.setUpdatesEnabled(False)
        while self._column.count():
            self._column.takeAt(0)
        wanted = {item.key for part in _PARTS for item in self._items(part)}
        if self._strip is not None:
            self._strip.setParent(self)
            self._strip.hide()
        for key in [key for key in self._lines if key not in wanted]:
            line = self._lines.pop(key)
            line.hide()
            line.deleteLater()
        for part, heading, calm in (
            ("today", self.today_heading, self.calm),
            ("suggested", self.suggested_heading, None),
            ("soon", self.soon_heading, self.calm_week),
        ):
            whole = self._whole(part)
            heading.set_count(len(whole) or None)
            heading.setVisible(bool(whole) or calm is not None)
            if calm is not None:
                calm.setVisible(not whole)
            elif not whole:
                self._more[part].hide()
                continue
            self._put(heading, px(M))
            self._column.addSpacing(XS)
            if calm is not None and not whole:
                self._put(calm, px(M))
            for item in self._items(part):
                if item.key not in self._lines:
                    self._lines[item.key] = self._made(item, soon=part == "soon")
                line = self._lines[item.key]
                if line.item != item or line.soon != (part == "soon"):
                    line.show_item(item, soon=part == "soon")
                self._column.addWidget(line)
                line.show()
            left = len(whole) - self._shown[part]
            self._more[part].setVisible(left > 0)
            if left > 0:
                self._more[part].setText(self.tr("Show %n more", "", left))
                self._put(self._more[part], px(M))
            if part != "soon":
                self._column.addSpacing(L)
        self._column.addStretch(1)
        self._mark_current()
        self.setUpdatesEnabled(True)

    def _put(self, widget: QWidget, left: int) -> None:
        widget.setContentsMargins(left, 0, px(S), 0)
        self._column.addWidget(widget)

    def _made(self, item: Item, *, soon: bool) -> AgendaLine:
        line = AgendaLine(item, self, soon=soon)
        line.entered.connect(lambda: self._go_to(line))
        line.wanted.connect(lambda action: self._want(line, action))
        return line

    def _show_more(self, part: str) -> None:
        self._shown[part] += 4 * MOST_SHOWN
        self._arrange()

    @property
    def lines(self) -> list[AgendaLine]:
        """The lines shown, in order."""
        return [self._lines[key] for key in self._keys()]

    @property
    def current_line(self) -> AgendaLine | None:
        return self._lines.get(self._current)

    # ------------------------------------------------------------------ the current line

    def _go_to(self, line: AgendaLine) -> None:
        if self._current != line.item.key:
            self._current = line.item.key
            self._mark_current()

    def _mark_current(self) -> None:
        for key, line in self._lines.items():
            is_current = key == self._current
            if line.current != is_current:
                line.current = is_current
                line.fit()
                line.update()
            line.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_current else Qt.FocusPolicy.ClickFocus)
        self._place_strip()

    def _place_strip(self) -> None:
        line = self.current_line
        if line is None:
            if self._strip is not None:
                self._strip.hide()
            return
        if self._strip is None:
            self._strip = _Strip(self)
        strip, action = self._strip, line.item.actions[0]
        strip.setParent(line)
        words = self.words_of(action)
        strip.main.setText(f"{words} ▾" if action in _WITH_MENU else words)
        strip.main.setToolTip(self.tr("{what} (D)").format(what=words))
        strip.snooze.setToolTip(self.tr("Snooze (S)"))
        for part, said in ((strip.main, words), (strip.snooze, self.tr("Snooze"))):
            part.setAccessibleDescription(line.accessibleName())
            part.setAccessibleName(said)
        line.installEventFilter(self)
        self._fit_strip(line)
        strip.show()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._strip is not None and self._strip.parent() is watched:
            line = self.current_line
            if line is not None and line is watched:
                self._fit_strip(line)
        return False

    def _fit_strip(self, line: AgendaLine) -> None:
        if self._strip is None:
            return
        strip, box = self._strip, line.strip_box()
        strip.main.setIcon(icon(ACTION_PICTURES[line.item.actions[0]], "quiet"))
        strip.snooze.setText(self.tr("Snooze"))
        if strip.sizeHint().width() > box.width():
            strip.snooze.setText("")
        if strip.sizeHint().width() > box.width():
            strip.main.setIcon(QIcon())
        strip.setGeometry(box)

    @property
    def strip(self) -> _Strip | None:
        return self._strip

    def act(self, action: Action | None) -> None:
        """Do something about the current item; None: what it asks for."""
        line = self.current_line
        if line is not None:
            self._want(line, action or line.item.actions[0])

    def _want(self, line: AgendaLine, action: Action) -> None:
        place: QWidget = line
        if self._strip is not None and self._strip.parent() is line:
            place = self._strip.snooze if action is Action.SNOOZE else self._strip.main
        self.wanted.emit(line.item, action, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = self._keys()
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        to = None
        if keys and self._current in keys:
            here = keys.index(self._current)
            if step:
                to = here + step
            elif event.key() == Qt.Key.Key_Home:
                to = 0
            elif event.key() == Qt.Key.Key_End:
                to = len(keys) - 1
        if to is None:
            super().keyPressEvent(event)
        elif 0 <= to < len(keys):
            self._lines[keys[to]].setFocus(Qt.FocusReason.TabFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_column"):
            for line in self._lines.values():
                line.fit()

    def take_focus(self) -> None:
        """Go to the current item."""
        if line := self.current_line:
            line.setFocus(Qt.FocusReason.TabFocusReason)

    def new_day(self) -> None:
        """Near days read differently now."""
        for line in self._lines.values():
            line.show_item(line.item, soon=line.soon)
