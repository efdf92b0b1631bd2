"""A line of text in which what was searched for stands out, by weight and a line beneath, never by colour alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption

from netjournal import names
from ui.look import color, current

_LEADING = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_JOINED = re.compile("[^\u0000-\u02ff\u0370-\u0482\u048a-\u0530\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]")
"""Letters that may join their neighbours, stand upon them or run the other way: all but Latin, Greek, Cyrillic ones."""
_BEFORE = 24  # characters shown before the first match when it stands too far right to be seen


def context(text: str, words: Sequence[str], room: int, measure: QFontMetrics) -> tuple[str, list[tuple[int, int]]]:
    """The stretch of a text that fits `room` and shows its first match, with where the matches stand in it."""
    line = " ".join(text.split())
    spans = names.matches(line, words)
    if spans and measure.horizontalAdvance(line[: spans[0][1]]) > room * 0.8:
        start = max(0, spans[0][0] - _BEFORE)
        line = "…" + line[line.rfind(" ", 0, start) + 1 :]
        spans = names.matches(line, words)
    return line, spans


def draw_matched(
    painter: QPainter,
    box: QRect,
    text: str,
    spans: Sequence[tuple[int, int]],
    shade: str,
    plain: QFont,
    strong: QFont,
    direction: Qt.LayoutDirection,
) -> None:
    """Draw one line into `box`, cut with "…" at its end, the stretches `spans` heavier and underlined."""
    # A little room is kept for what the heavier type needs beyond the plain one.
    wider = sum(end - start for start, end in spans) // 2
    measure = QFontMetrics(plain)
    shown = measure.elidedText(text, Qt.TextElideMode.ElideRight, max(0, box.width() - wider))
    if not spans:
        painter.setFont(plain)
        painter.setPen(color(shade))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, shown)
        return
    whole = len(shown) - (1 if shown != text else 0)
    kept = [(start, min(end, whole)) for start, end in spans if start < whole]
    if direction == Qt.LayoutDirection.LeftToRight and not _JOINED.search(text):
        _draw_pieces(painter, box, shown, kept, shade, plain, strong)
        return
    layout = QTextLayout(shown, plain)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    option.setTextDirection(direction)
    layout.setTextOption(option)
    look = QTextCharFormat()
    look.setFont(strong)
    look.setFontUnderline(True)
    look.setForeground(color(current().text))
    formats = []
    for start, end in kept:
        stretch = QTextLayout.FormatRange()
        stretch.start, stretch.length, stretch.format = start, end - start, look
        formats.append(stretch)
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(box.width())
    layout.endLayout()
    painter.save()
    painter.setClipRect(box)
    painter.setPen(color(shade))
    layout.draw(painter, QPointF(box.x(), box.y() + (box.height() - line.height()) / 2))
    painter.restore()


def _draw_pieces(
    painter: QPainter,
    box: QRect,
    text: str,
    spans: Sequence[tuple[int, int]],
    shade: str,
    plain: QFont,
    strong: QFont,
) -> None:
    """The same for text that runs one way and whose letters do not join: piece by piece, in a tenth of the time."""
    heavy = QFont(strong)
    heavy.setUnderline(True)
    looks = ((plain, QFontMetrics(plain), color(shade)), (heavy, QFontMetrics(heavy), color(current().text)))
    x, at, end_of_box = box.x(), 0, box.right() + 1
    for start, end in (*spans, (len(text), len(text))):
        for piece, (kind, measure, ink) in ((text[at:start], looks[0]), (text[start:end], looks[1])):
            if piece and x < end_of_box:
                painter.setFont(kind)
                painter.setPen(ink)
                painter.drawText(QRect(x, box.y(), end_of_box - x, box.height()), _LEADING, piece)
                x += measure.horizontalAdvance(piece)
        at = end
