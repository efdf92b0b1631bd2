"""Chips: a word or two with an icon, which can be clicked, turned on or taken away."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from netjournal.records import dataclass
from ui.icons import draw_icon
from ui.look import color, current, font, px
from ui.parts.flow import FlowLayout
from ui.parts.paint import PaintedButton, fill, ring

State = Literal["plain", "understood", "new", "unclear"]
"""plain: a tag, a filter; the others say what became of written words: understood, understood as something new, not."""


@dataclass(frozen=True, slots=True)
class ChipText:
    """What a chip says. `key` is handed back when it is clicked or removed."""

    key: Hashable
    text: str
    picture: str = ""
    state: State = "plain"
    removable: bool = False
    checkable: bool = False
    checked: bool = False
    hint: str = ""  # tooltip, also spoken


class Chip(PaintedButton):
    """One chip. Delete, Backspace or × takes it away (`removed`); Enter, Space or a click is `clicked`."""

    removed = Signal()

    def __init__(self, says: ChipText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._over_cross = False
        self.says = says
        self.say(says)

    def say(self, says: ChipText) -> None:
        """Say something else."""
        self.says = says
        self.setText(says.text)
        self.setCheckable(says.checkable)
        self.setChecked(says.checked)
        self.setAccessibleName(says.text)
        meant = {
            "plain": "",
            "understood": self.tr("Understood"),
            "new": self.tr("New"),
            "unclear": self.tr("Not understood"),
        }[says.state]
        remove = self.tr("Delete takes it away") if says.removable else ""
        self.setAccessibleDescription(". ".join(filter(None, (meant, says.hint, remove))))
        self.setToolTip(says.hint)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(font("body")).horizontalAdvance(self.text())
        return QSize(words + px(20) + self._lead() + (px(20) if self.says.removable else 0), px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), px(72)), px(28))

    def _picture(self) -> str:
        if self.isCheckable() and self.isChecked():
            return "done"
        return self.says.picture or {"new": "add", "unclear": "help"}.get(self.says.state, "")

    def _lead(self) -> int:
        return px(14) + px(6) if self._picture() or (self.isCheckable() and self.says.picture) else 0

    def _cross(self) -> QRect:
        if not self.says.removable:
            return QRect()
        box = QRect(self.width() - px(26), 0, px(26), self.height())
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        state, on, over = self.says.state, self.isChecked(), self.underMouse()
        ground, edge, ink, shade = {
            "plain": (t.accent_soft, t.accent, t.text, t.accent) if on else (t.raised, t.edge, t.text, t.quiet),
            "understood": (t.accent_soft, "", t.text, t.accent),
            "new": (t.good_soft, "", t.text, t.good),
            "unclear": (t.warn_soft, t.warn, t.text, t.warn),
        }[state]
        if over and state == "plain" and not on:
            ground = t.hover
        elif over and not edge:
            edge = shade
        round_ = self.height() / 2
        fill(painter, self.rect(), ground, round_, edge, dashed=state == "unclear")
        if self.ringed:
            ring(painter, self.rect(), round_)
        direction, area = self.layoutDirection(), self.rect()
        x = px(10)
        if picture := self._picture():
            spot = QRect(x, (self.height() - px(14)) // 2, px(14), px(14))
            draw_icon(painter, QStyle.visualRect(direction, area, spot), picture, shade)
        x += self._lead()
        room = self.width() - x - (px(26) if self.says.removable else px(8))
        words = QFontMetrics(font("body")).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.setFont(font("body"))
        painter.setPen(color(ink if self.isEnabled() else t.disabled))
        box = QStyle.visualRect(direction, area, QRect(x, 0, room, self.height()))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, words)
        if self.says.removable:
            spot = QRect(0, 0, px(12), px(12))
            spot.moveCenter(self._cross().center())
            draw_icon(painter, spot, "close", t.text if self._over_cross else t.quiet)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._cross().contains(event.position().toPoint())
        if over != self._over_cross:
            self._over_cross = over
            self.update()
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._cross().contains(event.position().toPoint()):
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._cross().contains(event.position().toPoint()) and not self.isDown():
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.says.removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class ChipRow(QWidget):
    """Chips in lines, walked with the arrow keys. Chips stay when the words change, so that typing does not flicker."""

    clicked = Signal(object)
    removed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._flow = FlowLayout(self)
        self.chips: list[Chip] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        # A layout's own hint is as high as all chips below one another. In a scroll area that would be kept free.
        return self._flow.minimumSize()

    def show_chips(self, texts: Sequence[ChipText]) -> None:
        """Show exactly these."""
        while len(self.chips) > len(texts):
            chip = self.chips.pop()
            self._flow.takeAt(self._flow.count() - 1)
            if chip.hasFocus() and self.chips:
                self.chips[-1].setFocus(Qt.FocusReason.OtherFocusReason)
            chip.hide()
            chip.deleteLater()
        for chip, says in zip(self.chips, texts, strict=False):
            if chip.says != says:
                chip.say(says)
        for says in texts[len(self.chips) :]:
            chip = Chip(says, self)
            chip.clicked.connect(lambda _=False, chip=chip: self.clicked.emit(chip.says.key))
            chip.removed.connect(lambda chip=chip: self.removed.emit(chip.says.key))
            chip.installEventFilter(self)
            self._flow.addWidget(chip)
            # A widget made late comes last in the order of Tab; chips come where their row stands.
            if (before := self.chips[-1] if self.chips else self._before()) is not None:
                QWidget.setTabOrder(before, chip)
            self.chips.append(chip)
            chip.show()
        self._flow.invalidate()
        self.updateGeometry()

    def _before(self) -> QWidget | None:
        """What Tab reaches right before this row."""
        before = self.previousInFocusChain()
        while before is not None and before is not self:
            if before.focusPolicy() & Qt.FocusPolicy.TabFocus:
                return before
            before = before.previousInFocusChain()
        return None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, Chip):
            ahead, behind = Qt.Key.Key_Right, Qt.Key.Key_Left
            if self.isRightToLeft():
                ahead, behind = behind, ahead
            step = {ahead: 1, behind: -1}.get(Qt.Key(event.key()), 0)
            to = self.chips.index(watched) + step
            if step and 0 <= to < len(self.chips):
                self.chips[to].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)
