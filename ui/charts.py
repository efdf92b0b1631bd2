"""Charts of an answer, painted here: bars with their interval, pairs of medians, counts, months, and who led to whom.

Hidden here: how a part of an answer becomes marks with their words, where everything stands at any width and text
size, and the strokes. Each mark is a button of its own with its figures as its name, so that keys and screen readers
reach it; the same strokes go to a picture or to paper in ink alone. Nothing is told by colour only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QDate, QEvent, QLocale, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from netjournal.insights import Answer, Branch, Chart, Group, Part
from netjournal.insights.answer import WENT_ELSEWHERE
from netjournal.records import dataclass
from ui.look import M, S, color, current, font, px, scale
from ui.parts.label import Label
from ui.parts.paint import PaintedButton, ring
from ui.words import money, told, translated

MOST_BARS = 12
"""Of a part that counts things; the rest stands in the table."""
MOST_BRANCHES = 40
MOST_MONTHS = 60
_DEEPEST = 14  # steps a branch is moved in


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar, column or line of a chart: what it says and where it reaches."""

    name: str
    words: str
    """What stands at its end: a share and its number, a median, a count."""
    spoken: str
    """The whole of it in one sentence, for tooltips and screen readers."""
    people: Sequence[int] = ()
    length: float = 0.0
    """0 to 1 of the room there is."""
    low: float | None = None
    high: float | None = None
    tick: float | None = None
    """Another place that is pointed at: what was guessed."""
    inner: float = 0.0
    """Of a column, the part that is filled."""
    hatched: bool = False
    weak: bool = False
    """Too few behind it to mean anything."""
    indent: int = 0
    note: str = ""
    """Stands quietly after the name: how a branch was led there."""
    month: str = ""
    """Of a column, its month: "2026-11"."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A part as it is drawn."""

    chart: Chart
    title: str
    unit: str
    """What the words at the end of the bars are, in a few words."""
    marks: tuple[Mark, ...]
    left_out: int = 0
    """How many more there are that stand only in the table."""


# ------------------------------------------------------------------------------------------------ words and figures


def figure(value: float | None) -> str:
    """A number as the locale writes it, with a decimal only where it has one."""
    if value is None:
        return "–"
    return QLocale().toString(float(value), "f", 0 if float(value).is_integer() else 1)


def percent(share: float | None) -> str:
    """A share in hundredths: "82 %"."""
    return "–" if share is None else translated("charts", "{n} %").format(n=round(100 * share))


def group_name(name: str) -> str:
    """A group's name as it reads; months are written by the locale."""
    if len(name) == 7 and name[4] == "-" and name.replace("-", "").isdigit():
        return QLocale().toString(QDate(int(name[:4]), int(name[5:]), 1), "MMMM yyyy")
    return told(name)


def pictures(answer: Answer) -> list[Picture]:
    """What there is to draw of an answer; nothing while too few are behind it."""
    return [picture(part, answer) for part in answer.parts if part.chart is not Chart.NONE and part.groups]


def picture(part: Part, answer: Answer) -> Picture:
    """A part as it is drawn."""
    title = told(part.title)
    if part.chart is Chart.SHARES:
        return Picture(part.chart, title, told(part.of), tuple(_share(g, told(part.of)) for g in part.groups))
    if part.chart is Chart.MEDIANS:
        most = max((g.median or 0 for g in part.groups), default=0)
        marks = tuple(_median(g, most, told(part.unit), hatched=n > 0) for n, g in enumerate(part.groups))
        return Picture(part.chart, title, told(part.unit), marks)
    if part.chart is Chart.MONTHS:
        shown = part.groups[-MOST_MONTHS:]
        most = max((g.n for g in shown), default=0)
        counted = told(part.of)
        unit = translated("charts", "filled: {what}").format(what=counted[:1].lower() + counted[1:])
        months = tuple(_month(g, most, counted) for g in shown)
        return Picture(part.chart, title, unit, months, len(part.groups) - len(shown))
    if part.chart is Chart.TREE:
        marks = tuple(map(_branch, answer.tree[:MOST_BRANCHES]))
        return Picture(part.chart, title, told(part.of), marks, len(answer.tree) - len(marks) + answer.left_out)
    most = max((g.n for g in part.groups), default=0)
    shown = part.groups[:MOST_BARS]
    marks = tuple(_counted(g, most, told(part.of)) for g in shown)
    return Picture(part.chart, title, told(part.of), marks, len(part.groups) - len(shown))


def _share(g: Group, counted: str) -> Mark:
    name = group_name(g.name)
    if not g.n:
        return Mark(name, translated("charts", "none"), translated("charts", "{name}: none").format(name=name))
    words = [
        translated("charts", "{percent} · {yes} of {n}").format(
            percent=percent(g.share), yes=figure(g.yes), n=figure(g.n)
        )
    ]
    spoken = [
        translated("charts", "{name}: {counted} {yes} of {n}, {percent}").format(
            name=name, counted=counted, yes=figure(g.yes), n=figure(g.n), percent=percent(g.share)
        )
    ]
    if g.interval:
        spoken.append(
            translated("charts", "with so few behind it, anything from {low} to {high} would fit").format(
                low=percent(g.interval[0]), high=percent(g.interval[1])
            )
            if not g.enough
            else translated("charts", "likely between {low} and {high}").format(
                low=percent(g.interval[0]), high=percent(g.interval[1])
            )
        )
    tick = None
    if g.median is not None:
        tick = g.median / 100
        guessed = translated("charts", "guessed {percent} (median)").format(percent=percent(tick))
        words.append(guessed)
        spoken.append(guessed)
    if g.values:
        words.append(" + ".join(map(money, g.values)))
        spoken.append(words[-1])
    return Mark(
        name,
        " · ".join(words),
        ", ".join(spoken),
        g.people,
        g.share or 0.0,
        g.low,
        g.high,
        tick,
        hatched=g.name == WENT_ELSEWHERE,  # as beside the medians: one side has one pattern
        weak=not g.enough,
    )


def _median(g: Group, most: float, unit: str, *, hatched: bool) -> Mark:
    name = group_name(g.name)
    words = translated("charts", "{median} · of {n}").format(median=figure(g.median), n=figure(g.n))
    spoken = translated("charts", "{name}: {unit} {median}, of {n}").format(
        name=name, unit=unit, median=figure(g.median), n=figure(g.n)
    )
    length = (g.median or 0) / most if most else 0.0
    return Mark(name, words, spoken, g.people, length, hatched=hatched)


def _counted(g: Group, most: float, counted: str) -> Mark:
    name, words = group_name(g.name), [figure(g.n), *(money(v) for v in g.values)]
    spoken = translated("charts", "{name}: {counted} {words}").format(
        name=name, counted=counted, words=", ".join(words)
    )
    return Mark(name, " · ".join(words), spoken, g.people, g.n / most if most else 0.0)


def _month(g: Group, most: float, counted: str) -> Mark:
    name, words = group_name(g.name), figure(g.n)
    spoken = translated("charts", "{name}: {n}").format(name=name, n=words)
    inner = 0.0
    if g.yes is not None:
        spoken = translated("charts", "{name}: {n}, {counted} {yes}").format(
            name=name, n=words, counted=counted, yes=figure(g.yes)
        )
        inner = g.yes / most if most else 0.0
    return Mark(name, words, spoken, g.people, g.n / most if most else 0.0, inner=inner, month=str(g.name))


def wins(n: int) -> str:
    """A number of wins in words."""
    return QCoreApplication.translate("charts", "%n wins", "", n)


def _how(led: str) -> str:
    """How somebody was led here by the one above."""
    return {
        "referral": translated("charts", "sent"),
        "introduction": translated("charts", "introduced"),
        "met_through": translated("charts", "met through them"),
    }.get(led, "")


def _branch(branch: Branch) -> Mark:
    words = [wins(branch.all_wins), *(money(v) for v in branch.all_values)]
    if branch.led_to and branch.wins:
        words.append(translated("charts", "{n} of their own").format(n=figure(branch.wins)))
    how = _how(branch.how)
    parts = [
        branch.person.name,
        how,
        translated("charts", "step {n}").format(n=branch.depth + 1) if branch.depth else "",
        *words,
    ]
    # Behind a branch stand its own person and those it led to.
    people = (branch.person.id, *branch.led_to)
    return Mark(
        branch.person.name,
        " · ".join(words),
        ", ".join(filter(None, parts)),
        people,
        indent=min(branch.depth, _DEEPEST),
        note=how,
    )


# ------------------------------------------------------------------------------------------------ strokes


@dataclass(frozen=True, slots=True)
class Ink:
    """What a chart is drawn with: colours, type, and the length of a pixel at text size 1."""

    text: str
    quiet: str
    bar: str
    edge: str
    line: str
    body: QFont
    small: QFont
    heading: QFont
    unit: float


def screen_ink() -> Ink:
    """As the window is dressed now."""
    t = current()
    return Ink(
        t.text, t.quiet, t.accent_soft, t.accent, t.line, font("body"), font("small"), font("small strong"), scale()
    )


def paper_ink() -> Ink:
    """Black on white, at 96 dots an inch, sized by dots so that paper, PNG and SVG come out alike."""

    def sized(dots: int, *, strong: bool = False) -> QFont:
        made = QFont(font("strong" if strong else "body"))
        made.setPixelSize(dots)
        made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return made

    return Ink(
        "#000000", "#444444", "#d9d9d9", "#000000", "#bbbbbb",
        sized(13), sized(12), sized(12, strong=True), 1.0,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measures:
    """Where the columns of a chart stand at a width: the same for all its bars, so that they can be compared."""

    name: float
    words: float
    height: float
    stacked: bool
    """The name and the words stand above the bar."""


def measures(shown: Picture, width: float, ink: Ink) -> Measures:
    """The columns of a chart."""
    u = ink.unit
    names, ends = QFontMetricsF(ink.body), QFontMetricsF(ink.small)
    gap = 12 * u
    longest = max((names.horizontalAdvance(m.name) + m.indent * 20 * u for m in shown.marks), default=0.0) + 2
    words = max((ends.horizontalAdvance(m.words) for m in shown.marks), default=0.0) + 2
    line = max(names.height(), ends.height())
    if shown.chart is Chart.MONTHS:
        return Measures(0, 0, 84 * u + 2 * ends.height(), stacked=False)
    if shown.chart is Chart.TREE:
        return Measures(max(width - words - gap, width * 0.4), words, line + 8 * u, stacked=False)
    # Beside one another as long as the bars keep a fair share of the width.
    stacked = longest + words + 2 * gap > width * 0.66
    height = line + 16 * u + 8 * u if stacked else max(line, 14 * u) + 8 * u
    return Measures(longest, words, height, stacked)


def _flipped(area: QRectF, box: QRectF, *, mirrored: bool) -> QRectF:
    return QRectF(area.left() + area.right() - box.right(), box.y(), box.width(), box.height()) if mirrored else box


_LEAD = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignAbsolute


def draw_mark(
    painter: QPainter, area: QRectF, mark: Mark, of: Measures, ink: Ink, chart: Chart, *, mirrored: bool
) -> None:
    """One bar with its name and words, or one line of the tree."""
    u = ink.unit
    gap = 12 * u
    inner = area.adjusted(4 * u, 0, -4 * u, 0)
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    far = Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight
    at = Qt.AlignmentFlag.AlignVCenter | side

    def text(box: QRectF, words: str, kind: QFont, shade: str, align: Qt.AlignmentFlag = at) -> None:
        painter.setFont(kind)
        painter.setPen(color(shade))
        cut = QFontMetricsF(kind).elidedText(words, Qt.TextElideMode.ElideRight, box.width() + 1)
        painter.drawText(_flipped(inner, box, mirrored=mirrored), align, cut)

    if chart is Chart.TREE:
        step = mark.indent * 20 * u
        name = QRectF(inner.x() + step, inner.y(), of.name - step, inner.height())
        text(name, mark.name, ink.body, ink.text)
        _draw_twig(painter, inner, step, ink, mirrored=mirrored)
        used = min(name.width(), QFontMetricsF(ink.body).horizontalAdvance(mark.name)) + 6 * u
        note = QRectF(name.x() + used, name.y(), max(0.0, name.width() - used), name.height())
        text(note, mark.note, ink.small, ink.quiet)
        end = QRectF(inner.right() - of.words, inner.y(), of.words, inner.height())
        text(end, mark.words, ink.small, ink.quiet, Qt.AlignmentFlag.AlignVCenter | far)
        return
    if of.stacked:
        line = QFontMetricsF(ink.body).height()
        top = inner.y() + 2 * u
        text(QRectF(inner.x(), top, max(0.0, inner.width() - of.words - gap), line), mark.name, ink.body, ink.text)
        end = QRectF(inner.right() - of.words, top, of.words, line)
        text(end, mark.words, ink.small, ink.quiet, Qt.AlignmentFlag.AlignVCenter | far)
        room = QRectF(inner.x(), top + line + 2 * u, inner.width(), 12 * u)
    else:
        text(QRectF(inner.x(), inner.y(), of.name, inner.height()), mark.name, ink.body, ink.text)
        width = inner.width() - of.name - of.words - 2 * gap
        room = QRectF(inner.x() + of.name + gap, inner.center().y() - 6 * u, width, 12 * u)
        end = QRectF(room.right() + gap, inner.y(), of.words, inner.height())
        text(end, mark.words, ink.small, ink.quiet, Qt.AlignmentFlag.AlignVCenter | far)
    _draw_bar(painter, _flipped(inner, room, mirrored=mirrored), mark, ink, chart, mirrored=mirrored)


def _draw_twig(painter: QPainter, inner: QRectF, step: float, ink: Ink, *, mirrored: bool) -> None:
    if not step:
        return
    u = ink.unit
    painter.setPen(QPen(color(ink.quiet), max(1.0, u)))
    corner = QRectF(inner.x() + step - 14 * u, inner.y(), 8 * u, inner.height() / 2)
    box = _flipped(inner, corner, mirrored=mirrored)
    near, far = (box.right(), box.left()) if mirrored else (box.left(), box.right())
    painter.drawPolyline([*map(_point, ((near, box.top()), (near, box.bottom()), (far, box.bottom())))])


def _point(at: tuple[float, float]) -> QPointF:
    return QPointF(*at)


def _bar_brush(mark: Mark, ink: Ink) -> QBrush:
    if mark.hatched:
        return QBrush(color(ink.edge), Qt.BrushStyle.BDiagPattern)
    return QBrush(Qt.BrushStyle.NoBrush) if mark.weak else QBrush(color(ink.bar))


def _draw_bar(painter: QPainter, room: QRectF, mark: Mark, ink: Ink, chart: Chart, *, mirrored: bool) -> None:
    u = ink.unit
    if room.width() < 8 * u:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def along(share: float) -> float:
        return room.right() - share * room.width() if mirrored else room.left() + share * room.width()

    middle = room.center().y()
    if chart is Chart.SHARES:  # the whole, so that the bar can be read as a share of it
        painter.setPen(QPen(color(ink.line), max(1.0, u)))
        painter.drawLine(_point((room.left(), middle)), _point((room.right(), middle)))
        for end in (room.left(), room.right()):
            painter.drawLine(_point((end, middle - 3 * u)), _point((end, middle + 3 * u)))
    if mark.length > 0:
        bar = QRectF(room.left(), room.y(), room.width() * mark.length, room.height())
        bar = _flipped(room, bar, mirrored=mirrored).adjusted(0.5, 0.5, -0.5, -0.5)
        style = Qt.PenStyle.DashLine if mark.weak else Qt.PenStyle.SolidLine
        painter.setPen(QPen(color(ink.edge), max(1.0, u), style))
        painter.setBrush(_bar_brush(mark, ink))
        painter.drawRoundedRect(bar, 2 * u, 2 * u)
    else:
        painter.setPen(QPen(color(ink.edge), max(1.5, 1.5 * u)))
        painter.drawLine(_point((along(0), room.top())), _point((along(0), room.bottom())))
    if mark.low is not None and mark.high is not None:
        painter.setPen(QPen(color(ink.text), max(1.0, 1.4 * u)))
        low, high = along(mark.low), along(mark.high)
        painter.drawLine(_point((low, middle)), _point((high, middle)))
        for end in (low, high):
            painter.drawLine(_point((end, middle - 3 * u)), _point((end, middle + 3 * u)))
    if mark.tick is not None:
        painter.setPen(QPen(color(ink.text), max(1.0, u)))
        painter.setBrush(color(ink.text))
        x, y = along(min(1.0, mark.tick)), room.top() - 2 * u
        painter.drawPolygon([_point((x - 4 * u, y)), _point((x + 4 * u, y)), _point((x, y + 6 * u))])


def draw_month(painter: QPainter, area: QRectF, mark: Mark, ink: Ink, foot: str) -> None:
    """One column: its height all of it, its filled part what is counted of it."""
    u = ink.unit
    small = QFontMetricsF(ink.small)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    room = area.adjusted(0, small.height(), 0, -small.height() - 2 * u)
    wide = min(area.width() - 2 * u, 18 * u)
    left = area.center().x() - wide / 2

    def column(share: float) -> QRectF:
        height = share * room.height()
        return QRectF(left, room.bottom() - height, wide, height).adjusted(0.5, 0.5, -0.5, 0)

    painter.setPen(QPen(color(ink.line), max(1.0, u)))
    painter.drawLine(_point((area.left(), room.bottom())), _point((area.right(), room.bottom())))
    painter.setPen(QPen(color(ink.edge), max(1.0, u)))
    if mark.length:
        painter.setBrush(color(ink.bar))
        painter.drawRect(column(mark.length))
    if mark.inner:
        painter.setBrush(color(ink.edge))
        painter.drawRect(column(mark.inner))
    painter.setFont(ink.small)
    painter.setPen(color(ink.quiet))
    middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
    if mark.length and small.horizontalAdvance(mark.words) <= area.width() + 2:
        above = QRectF(area.x() - 4, column(mark.length).top() - small.height() - u, area.width() + 8, small.height())
        painter.drawText(above, middle, mark.words)
    if foot:
        # Words of a month may reach over its neighbours, which say nothing.
        reach = small.horizontalAdvance(foot)
        below = QRectF(area.center().x() - reach / 2 - 2, room.bottom() + 2 * u, reach + 4, small.height())
        painter.drawText(below, middle, foot)


def month_feet(shown: Picture, width: float, ink: Ink) -> list[str]:
    """What stands beneath each column: the year at its January, months between where there is room."""
    small = QFontMetricsF(ink.small)
    step = width / max(1, len(shown.marks))
    months = [_month_of(m.month) for m in shown.marks]
    every = next(
        (n for n in (1, 2, 3, 6) if n * step > max((small.horizontalAdvance(f) for f, _ in months), default=0) + 6), 12
    )
    feet = []
    for n, (short, january) in enumerate(months):
        first = next((i for i, (_, j) in enumerate(months) if j), 0)
        wanted = (n - first) % every == 0
        feet.append((january or short) if wanted and (0 < n < len(months) - 1 or every == 1) else "")
    return feet


def _month_of(month: str) -> tuple[str, str]:
    """The short name of a month, and its year if it is the first of one."""
    day = QDate(int(month[:4]), int(month[5:]), 1)
    return QLocale().toString(day, "MMM"), str(day.year()) if day.month() == 1 else ""


def draw_head(painter: QPainter, shown: Picture, area: QRectF, ink: Ink) -> None:
    """The title of a chart, and at the right what its words are."""
    painter.setFont(ink.heading)
    painter.setPen(color(ink.text))
    painter.drawText(area, _LEAD, shown.title)
    painter.setFont(ink.small)
    painter.setPen(color(ink.quiet))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown.unit)


def draw_months(painter: QPainter, shown: Picture, area: QRectF, ink: Ink) -> None:
    """All columns of a chart."""
    step, feet = area.width() / max(1, len(shown.marks)), month_feet(shown, area.width(), ink)
    for n, mark in enumerate(shown.marks):
        draw_month(painter, QRectF(area.x() + n * step, area.y(), step, area.height()), mark, ink, feet[n])


def left_out(n: int) -> str:
    """That not all is drawn."""
    return QCoreApplication.translate("charts", "%n more in the numbers behind it", "", n)


# ------------------------------------------------------------------------------------------------ on screen


class MarkButton(PaintedButton):
    """One bar, column or line that can be gone to and opened."""

    def __init__(self, chart: ChartView, n: int, mark: Mark) -> None:
        super().__init__(chart)
        self.chart, self.n, self.mark = chart, n, mark
        self.setAccessibleName(mark.spoken)
        count = QCoreApplication.translate("charts", "%n people behind it", "", len(mark.people))
        self.setAccessibleDescription(count if mark.people else "")
        self.setToolTip(f"{mark.spoken}\n{count}" if mark.people else mark.spoken)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        if mark.people:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), current()
        box = QRectF(self.rect())
        if self.underMouse() and self.mark.people:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(t.hover))
            painter.drawRoundedRect(box, 4, 4)
        self.chart.draw(painter, box, self.n)
        if self.ringed:
            ring(painter, box, 5)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class ChartView(QWidget):
    """A chart with its title. One stop for Tab; arrows walk its marks; `opened(mark, button)` on a click or Enter."""

    opened = Signal(object, object)
    reached = Signal(object)
    """The keyboard has come to that button."""

    def __init__(self, shown: Picture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = shown
        self.setAccessibleName(shown.title)
        self.setAccessibleDescription(shown.unit)
        self.title = Label(shown.title, "small strong", wrap=True)
        self.unit = Label(shown.unit, "small", "quiet")
        head = QHBoxLayout()
        head.setContentsMargins(px(4), 0, px(4), 0)
        head.setSpacing(M)
        head.addWidget(self.title, 1)
        head.addWidget(self.unit, 0, Qt.AlignmentFlag.AlignBottom)
        self._room = QWidget()
        self.marks = [MarkButton(self, n, mark) for n, mark in enumerate(shown.marks)]
        for made in self.marks:
            made.setParent(self._room)
            made.installEventFilter(self)
            made.clicked.connect(partial(self.opened.emit, made.mark, made))
        if self.marks:
            self.marks[0].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S // 2)
        column.addLayout(head)
        column.addWidget(self._room)
        self.more = Label(left_out(shown.left_out), "small", "quiet") if shown.left_out else None
        if self.more:
            self.more.setContentsMargins(px(4), 0, 0, 0)
            column.addWidget(self.more)
        column.addStretch(1)
        self._ink = screen_ink()
        self._of = measures(shown, px(320), self._ink)
        self._feet: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def draw(self, painter: QPainter, box: QRectF, n: int) -> None:
        """Paint one of the marks into its button."""
        if self.shown.chart is Chart.MONTHS:
            draw_month(painter, box, self.shown.marks[n], self._ink, self._feet[n])
        else:
            draw_mark(
                painter, box, self.shown.marks[n], self._of, self._ink, self.shown.chart, mirrored=self.isRightToLeft()
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.LayoutDirectionChange):
            self.arrange()

    def arrange(self) -> None:
        """Put every mark in its place for the width and text size there are now."""
        self._ink = screen_ink()
        width = self.width()
        self._of = measures(self.shown, width - 8 * self._ink.unit, self._ink)
        each = round(self._of.height)
        if self.shown.chart is Chart.MONTHS:
            self._feet = month_feet(self.shown, width, self._ink)
            count = max(1, len(self.marks))
            for n, made in enumerate(self.marks):
                place = count - 1 - n if self.isRightToLeft() else n
                left, right = width * place // count, width * (place + 1) // count
                made.setGeometry(left, 0, right - left, each)
            self._room.setFixedHeight(each)
        else:
            for n, made in enumerate(self.marks):
                made.setGeometry(0, n * each, width, each)
            self._room.setFixedHeight(each * len(self.marks))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, MarkButton):
            to = self._next(watched.n, Qt.Key(event.key()))
            if to is not None:
                self.go_to(to)
                return True
        elif event.type() == QEvent.Type.FocusIn and isinstance(watched, MarkButton):
            for made in self.marks:
                here = made is watched
                made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)
            self.reached.emit(watched)
        return super().eventFilter(watched, event)

    def _next(self, n: int, key: Qt.Key) -> int | None:
        forward, back = {Qt.Key.Key_Down, Qt.Key.Key_Right}, {Qt.Key.Key_Up, Qt.Key.Key_Left}
        if self.isRightToLeft():
            forward, back = {Qt.Key.Key_Down, Qt.Key.Key_Left}, {Qt.Key.Key_Up, Qt.Key.Key_Right}
        if key in forward:
            return min(n + 1, len(self.marks) - 1)
        if key in back:
            return max(n - 1, 0)
        return {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.marks) - 1}.get(key)

    def go_to(self, n: int) -> None:
        """Put the keyboard on a mark."""
        self.marks[n].setFocus(Qt.FocusReason.TabFocusReason)

    def sizeHint(self) -> QSize:
        return QSize(px(320), super().sizeHint().height())
