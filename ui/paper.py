"""What goes to paper or into a picture: blocks one below the other, in black on white.

Hidden here: pages and where they break, the size of paper where the user lives, and that a PDF, a PNG and an SVG come
of the same strokes. Lengths are in dots of 96 an inch.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLocale, QMarginsF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from netjournal.insights import Chart
from netjournal.records import dataclass
from ui.charts import Picture, draw_head, draw_mark, draw_months, left_out, measures, paper_ink
from ui.look import color, font
from ui.words import translated

WIDTH = 680.0
"""Of a picture."""
_RESOLUTION = 1200
_MARGIN = 18.0  # millimetres
_FOOT = 28.0
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch that is not broken over two pages. `keeps`: it never ends a page."""

    height: Callable[[float], float]
    draw: Callable[[QPainter, QRectF], None]
    after: float
    keeps: bool


class Paper:
    """Add what is to stand on it from top to bottom, then take it as PDF, PNG or SVG."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._ink = paper_ink()
        self._blocks: list[_Block] = []

    # ------------------------------------------------------------------ what stands on it

    def text(
        self, words: str, dots: int = 13, *, strong: bool = False, quiet: bool = False, indent: float = 0.0,
        after: float = 6.0, keeps: bool = False,
    ) -> None:  # fmt: skip
        """A paragraph, wrapped to the width."""
        if not words:
            return
        kind = QFont(font("strong" if strong else "body"))
        kind.setPixelSize(dots)
        kind.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        shade = self._ink.quiet if quiet else self._ink.text

        def height(width: float) -> float:
            box = QRectF(0, 0, width - indent, 100_000)
            return QFontMetricsF(kind).boundingRect(box, int(_WRAPPED), words).height() + 2

        def draw(painter: QPainter, area: QRectF) -> None:
            painter.setFont(kind)
            painter.setPen(color(shade))
            side = Qt.AlignmentFlag.AlignLeft
            painter.drawText(area.adjusted(indent, 0, 0, 20), int(_WRAPPED | side), words)

        self._blocks.append(_Block(height, draw, after, keeps))

    def chart(self, shown: Picture) -> None:
        """A chart with its title. A long one may go on over the page, but not within a bar."""
        ink = self._ink
        line = QFontMetricsF(ink.heading).height() + 4

        def head(painter: QPainter, area: QRectF) -> None:
            draw_head(painter, shown, area, ink)

        self._blocks.append(_Block(lambda _width: line, head, 0, keeps=True))
        if shown.chart is Chart.MONTHS:

            def months(painter: QPainter, area: QRectF) -> None:
                draw_months(painter, shown, area, ink)

            self._blocks.append(_Block(lambda width: measures(shown, width, ink).height, months, 10, keeps=False))
        else:
            self._bars(shown)
        if shown.left_out:
            self.text(left_out(shown.left_out), 12, quiet=True)

    def _bars(self, shown: Picture) -> None:
        ink, last = self._ink, len(shown.marks) - 1
        for n in range(len(shown.marks)):

            def bar(painter: QPainter, area: QRectF, n: int = n) -> None:
                of = measures(shown, area.width() - 8, ink)
                draw_mark(painter, area, shown.marks[n], of, ink, shown.chart, mirrored=False)

            self._blocks.append(
                _Block(
                    lambda width: measures(shown, width - 8, ink).height,
                    bar,
                    10 if n == last else 0,
                    keeps=n == 0 and last > 0,
                )
            )

    def rule(self) -> None:
        """A hairline with air around it."""

        def draw(painter: QPainter, area: QRectF) -> None:
            painter.setPen(QPen(color(self._ink.line), 1))
            painter.drawLine(area.topLeft(), area.topRight())

        self._blocks.append(_Block(lambda _width: 1.0, draw, 12, keeps=True))

    # ------------------------------------------------------------------ taking it

    def pdf(self) -> bytes:
        """As pages of the paper that is used where the user lives."""
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        imperial = QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
        size = QPageSize.PageSizeId.Letter if imperial else QPageSize.PageSizeId.A4
        margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        writer.setPageLayout(
            QPageLayout(QPageSize(size), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
        )
        writer.setResolution(_RESOLUTION)
        writer.setTitle(self.title)
        writer.setCreator("Net Journal")
        scale = _RESOLUTION / 96
        width, height = writer.width() / scale, writer.height() / scale
        painter = QPainter(writer)
        painter.scale(scale, scale)
        pages = self.pages(width, height - _FOOT)
        for n, page in enumerate(pages):
            if n:
                writer.newPage()
            self._draw(painter, page, width)
            painter.setFont(self._ink.small)
            painter.setPen(color(self._ink.quiet))
            foot = QRectF(0, height - _FOOT, width, _FOOT)
            words = translated("paper", "Page {n} of {all}").format(n=n + 1, all=len(pages))
            painter.drawText(foot, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, self.title)
            painter.drawText(foot, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight, words)
        painter.end()
        buffer.close()
        return bytes(data.data())

    def pages(self, width: float, height: float) -> list[list[_Block]]:
        """The blocks of each page."""
        found: list[list[_Block]] = [[]]
        y = 0.0
        for group in self._together():
            needed = sum(b.height(width) + b.after for b in group) - group[-1].after
            if found[-1] and y + needed > height:
                found.append([])
                y = 0.0
            found[-1] += group
            y += needed + group[-1].after
        return found

    def _together(self) -> list[list[_Block]]:
        """Blocks with those they keep to."""
        groups = [self._blocks[:1]] if self._blocks else []
        for before, block in pairwise(self._blocks):
            groups[-1].append(block) if before.keeps else groups.append([block])
        return groups

    def _draw(self, painter: QPainter, blocks: list[_Block], width: float) -> float:
        y = 0.0
        for block in blocks:
            height = block.height(width)
            block.draw(painter, QRectF(0, y, width, height))
            y += height + block.after
        return y

    def _picture_size(self) -> QSizeF:
        height = sum(b.height(WIDTH - 48) + b.after for b in self._blocks)
        return QSizeF(WIDTH, height + 40)

    def png(self) -> bytes:
        """As a picture of two dots for each, on white."""
        size = self._picture_size()
        picture = QImage((size * 2).toSize(), QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(2)
        picture.fill(QColor("white"))
        painter = QPainter(picture)
        painter.translate(24, 24)
        self._draw(painter, self._blocks, size.width() - 48)
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(picture)
        return bytes(data.data())

    def svg(self) -> bytes:
        """As strokes, on white."""
        from PySide6.QtSvg import QSvgGenerator  # only when it is wanted: it costs a library

        size: QSize = self._picture_size().toSize()
        data = QByteArray()
        buffer = QBuffer(data)
        writer = QSvgGenerator()
        writer.setOutputDevice(buffer)
        writer.setResolution(96)
        writer.setSize(size)
        writer.setViewBox(QRect(0, 0, size.width(), size.height()))
        writer.setTitle(self.title)
        painter = QPainter(writer)
        painter.fillRect(QRect(0, 0, size.width(), size.height()), QColor("white"))
        painter.translate(24, 24)
        self._draw(painter, self._blocks, size.width() - 48)
        painter.end()
        return bytes(data.data())
