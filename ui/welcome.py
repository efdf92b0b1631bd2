"""The first start: three ways to begin."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyle, QVBoxLayout, QWidget

from ui.icons import draw_icon, program_icon
from ui.look import RADIUS, XL, XXL, L, M, S, color, current, font, px
from ui.parts.label import Label
from ui.parts.paint import PaintedButton, fill, ring
from ui.parts.scrolled import Scrolled

_WIDE = 600
_WRAP = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class Door(PaintedButton):
    """One way to begin: a picture, what it is, and a sentence about it."""

    def __init__(self, picture: str, title: str, sentence: str) -> None:
        super().__init__()
        self._picture, self._sentence = picture, sentence
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _words(self, width: int) -> QRect:
        return QRect(px(76), 0, max(px(120), width - px(76 + 52)), 0)

    def _height_of(self, words: str, role: str, width: int) -> int:
        metrics = QFontMetrics(font("heading" if role == "heading" else "body"))
        return metrics.boundingRect(QRect(0, 0, width, 4000), _WRAP, words).height()

    def heightForWidth(self, width: int) -> int:
        room = self._words(width).width()
        words = self._height_of(self.text(), "heading", room) + px(4) + self._height_of(self._sentence, "body", room)
        return max(px(76), words + 2 * px(16))

    def sizeHint(self) -> QSize:
        return QSize(px(_WIDE), self.heightForWidth(px(_WIDE)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(240), px(76))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))  # a scroll area asks for no height for a width

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter, area = current(), QPainter(self), self.rect()
        direction = self.layoutDirection()
        ground = t.hover if self.underMouse() or self.isDown() else t.surface
        fill(painter, area, ground, RADIUS + 2, t.accent if self.underMouse() else t.line)
        if self.ringed:
            ring(painter, area, RADIUS + 2)
        disc = QRect(px(18), (area.height() - px(42)) // 2, px(42), px(42))
        disc = QStyle.visualRect(direction, area, disc)
        fill(painter, disc, t.accent_soft, disc.width() / 2)
        inner = px(11)
        draw_icon(painter, disc.adjusted(inner, inner, -inner, -inner), self._picture, t.accent)
        room = self._words(area.width())
        title = self._height_of(self.text(), "heading", room.width())
        below = self._height_of(self._sentence, "body", room.width())
        y = (area.height() - title - px(4) - below) // 2
        painter.setLayoutDirection(direction)
        for words, role, shade, top, height in (
            (self.text(), "heading", t.text, y, title),
            (self._sentence, "body", t.quiet, y + title + px(4), below),
        ):
            painter.setFont(font("heading" if role == "heading" else "body"))
            painter.setPen(color(shade))
            box = QStyle.visualRect(direction, area, QRect(room.x(), top, room.width(), height + 2))
            painter.drawText(box, _WRAP, words)
        arrow = QRect(area.width() - px(38), (area.height() - px(18)) // 2, px(18), px(18))
        picture = "chevron-left" if self.isRightToLeft() else "chevron-right"
        shade = t.accent if self.underMouse() else t.faint
        draw_icon(painter, QStyle.visualRect(direction, area, arrow), picture, shade)


class _Emblem(QWidget):
    """The program's own picture."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(64), px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        picture: QPixmap = program_icon().pixmap(self.size(), self.devicePixelRatioF())
        QPainter(self).drawPixmap(self.rect(), picture)


class Welcome(QWidget):
    """Shown over everything as long as nothing has begun."""

    empty_wanted = Signal()
    import_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Welcome to Net Journal"))
        self.empty = Door(
            "journal",
            self.tr("Start with an empty journal"),
            self.tr("Write your first sentence; people are added as you name them."),
        )
        self.bring = Door(
            "import",
            self.tr("Bring my people in"),
            self.tr("From a vCard or CSV file of your address book. You look through it first."),
        )
        self.sample = Door(
            "people",
            self.tr("Look around in a sample journal"),
            self.tr("Invented people and three years of notes. Your own journal is one click away."),
        )
        self.empty.clicked.connect(self.empty_wanted)
        self.bring.clicked.connect(self.import_wanted)
        self.sample.clicked.connect(self.sample_wanted)
        title = Label(self.tr("Welcome to Net Journal"), "title")
        sentence = Label(
            self.tr("What you asked, what you gave, and who to come back to."), "heading", "quiet", wrap=True
        )
        for label in (title, sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        private = Label(
            self.tr("Everything stays in one file on this computer. No account, no network."),
            "body",
            "quiet",
            wrap=True,
        )
        private.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(S)
        column.addStretch(2)
        column.addWidget(_Emblem(), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(M)
        column.addWidget(title)
        column.addWidget(sentence)
        column.addSpacing(XXL)
        doors = QVBoxLayout()
        doors.setSpacing(M)
        for door in (self.empty, self.bring, self.sample):
            door.setMaximumWidth(px(_WIDE))
            doors.addWidget(door)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addLayout(doors, 1000)
        line.addStretch(1)
        column.addLayout(line)
        column.addSpacing(L)
        column.addWidget(private)
        column.addStretch(3)
        room = Scrolled(inside, sideways=True)  # at twice the text size the three may not fit
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(room)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.empty.setFocus(Qt.FocusReason.TabFocusReason)  # Return takes it: that is to be seen
