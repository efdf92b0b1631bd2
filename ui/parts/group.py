"""A block of settings: lines of a name with its control, on one ground, parted by hairlines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.look import RADIUS, XS, L, M, S, color, current, px
from ui.parts.label import Label
from ui.parts.paint import fill


class Line(QWidget):
    """A name, a quieter sentence below it, and what it is settled with: at the right, or beneath in little room."""

    def __init__(self, title: str, *controls: QWidget, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(title, wrap=True)
        self.hint = Label(hint, "small", "quiet", wrap=True)
        if not hint:
            self.hint.hide()  # never shown here: without a place yet it would be a window of its own
        for label in (self.title, self.hint):
            label.setMinimumWidth(px(120))
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.hint)
        words.addStretch(1)
        self._controls = controls
        self._line = line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        line.setContentsMargins(L, S + 2, L, S + 2)
        line.setSpacing(L)
        line.addLayout(words, 1)
        for control in controls:
            line.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
            if not control.accessibleName():
                control.setAccessibleName(title)
            if hint and not control.accessibleDescription():
                control.setAccessibleDescription(hint)

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        widest = max((max(one.minimumSizeHint().width(), one.minimumWidth()) for one in self._controls), default=0)
        return QSize(min(least.width(), max(px(120), widest) + 2 * L), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = px(120) + 2 * L + sum(max(one.sizeHint().width(), one.minimumWidth()) + L for one in self._controls)
        way = QBoxLayout.Direction.LeftToRight if self.width() >= beside else QBoxLayout.Direction.TopToBottom
        if self._line.direction() != way:
            self._line.setDirection(way)
            self.updateGeometry()

    def show_hint(self, hint: str, role: str = "quiet") -> None:
        """Another sentence below the name; `role` "bad" for what cannot be kept."""
        self.hint.setText(hint)
        self.hint.set_role(role)
        self.hint.setVisible(bool(hint))


class Group(QWidget):
    """The block. Widgets are added one below the other."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(1)

    def add(self, widget: QWidget) -> None:
        """Put a widget below the others. It is there at once, so that the keyboard can go to it."""
        self._column.addWidget(widget)
        if self.isVisible():
            widget.show()

    def line(self, title: str, *controls: QWidget, hint: str = "") -> Line:
        """Add a line of a name and its controls."""
        made = Line(title, *controls, hint=hint, parent=self)
        self.add(made)
        return made

    def put_in_order(self, widgets: Sequence[QWidget]) -> None:
        """Let these stand first, in this order; others stay behind them."""
        for at, widget in enumerate(widgets):
            item = self._column.itemAt(at)
            if item is None or item.widget() is not widget:
                self._column.removeWidget(widget)
                self._column.insertWidget(at, widget)
                widget.show()

    def clear(self) -> None:
        """Take everything out."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        fill(painter, self.rect(), t.surface, RADIUS, t.line)
        painter.setPen(QPen(color(t.line), 1))
        above = False
        for i in range(self._column.count()):
            item = self._column.itemAt(i)
            widget = item.widget() if item else None
            if widget is None or widget.isHidden():
                continue
            if above:
                y = widget.y() - 1
                painter.drawLine(M, y, self.width() - M, y)
            above = True


def framed(view: QWidget) -> Group:
    """A list or table on the ground of a group."""
    group = Group(view.accessibleName())
    room = group.layout()
    assert room is not None
    room.setContentsMargins(XS, XS, XS, XS)
    group.add(view)
    return group
