"""A week or a year to read with coffee: what happened, who moved closer, who drifted, what is open, whom to call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyle, QVBoxLayout, QWidget

from netjournal.errors import KnownError
from netjournal.model import Change
from netjournal.review import Highlight, Moved, Pending, Period, Review, week_of, year_of
from ui.charts import figure
from ui.desk import Desk
from ui.icons import draw_icon
from ui.insights import ask_file, matters, reading_room, write_and_tell
from ui.jobs import Job
from ui.look import XL, L, M, S, color, current, font, px
from ui.parts.action import own_action
from ui.parts.button import button, icon_button
from ui.parts.flow import FlowLayout
from ui.parts.group import Group
from ui.parts.label import Label
from ui.parts.paint import PaintedButton, fill, ring
from ui.parts.section import Section
from ui.parts.segmented import Segmented
from ui.whole_record import WholeRecord, asked_once
from ui.words import capital, full_day, number, short_day, told

if TYPE_CHECKING:
    from ui.paper import Paper

_FIRST_YEAR = 1900
_JUST_OVER = 7  # days since it ended, after which what it says of now is called so


class ReviewPane(QWidget):
    """The review with its way to other weeks and years. Worked out off the window's thread."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.period = Period.WEEK
        self.day = desk.today - timedelta(days=1)  # on a Monday it is last week that one looks back on
        self.review: Review | None = None
        self._stale = True
        self._round = 0
        self._job: Job | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(400)
        self._again.timeout.connect(self._read)
        self.choice = Segmented(self.tr("Look back on"))
        self.choice.add("week", self.tr("Week"))
        self.choice.add("year", self.tr("Year"))
        self.choice.chosen.connect(lambda key: self._turn_to(Period(key), self.day))
        self.earlier_button = icon_button("chevron-left", self.tr("Earlier"), lambda: self.step(-1), key="Alt+Left")
        self.later_button = icon_button("chevron-right", self.tr("Later"), lambda: self.step(1), key="Alt+Right")
        self.title = Label("", "heading")
        self.save_button = button(self.tr("Save as a page (PDF)…"), self.save, kind="quiet", picture="print")
        self.column = QWidget()
        self._sections = QVBoxLayout(self.column)
        self._sections.setContentsMargins(L, S, L, XL)
        self._sections.setSpacing(XL)
        self.room = reading_room(self.column, self.tr("Review"))
        self.setFocusProxy(self.room)
        self._lay_out()
        self._make_actions()
        self._show_period()

    def _lay_out(self) -> None:
        bar = QWidget()
        flow = FlowLayout(bar)
        policy = bar.sizePolicy()
        policy.setHeightForWidth(True)
        bar.setSizePolicy(policy)
        ways = QWidget()
        line = QHBoxLayout(ways)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(S)
        line.addWidget(self.choice)
        line.addWidget(self.earlier_button)
        line.addWidget(self.later_button)
        line.addWidget(self.title)
        for part in (ways, self.save_button):
            flow.addWidget(part)
        top = QVBoxLayout()
        top.setContentsMargins(L, M, L, S)
        top.addWidget(bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.room, 1)

    def _make_actions(self) -> None:
        for text, key, picture, steps in (
            (self.tr("Earlier week or year"), "Alt+Left", "chevron-left", -1),
            (self.tr("Later week or year"), "Alt+Right", "chevron-right", 1),
        ):
            own_action(self, text, key, picture, partial(self._step, steps))

    # ------------------------------------------------------------------ which one

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day that are looked back on."""
        return week_of(self.day) if self.period is Period.WEEK else year_of(self.day)

    def _step(self, steps: int, _checked: bool = False) -> None:
        self.step(steps)

    def step(self, steps: int) -> None:
        """So many weeks or years on, never beyond today."""
        if self.period is Period.WEEK:
            day = self.day + timedelta(weeks=steps)
        else:
            day = (
                date(max(_FIRST_YEAR, self.day.year + steps), 1, 1) if steps < 0 else date(self.day.year + steps, 1, 1)
            )
        self._turn_to(self.period, day)

    def _turn_to(self, period: Period, day: date) -> None:
        first = (week_of(day) if period is Period.WEEK else year_of(day))[0]
        if first > self.desk.today or first.year < _FIRST_YEAR:
            return
        self.period, self.day = period, day
        self.choice.choose(period.value)
        self._show_period()
        self.room.verticalScrollBar().setValue(0)
        self._read()

    def _show_period(self) -> None:
        first, last = self.span
        self.title.setText(self._title())
        self.later_button.setEnabled(last < self.desk.today)
        self.earlier_button.setEnabled(first.year > _FIRST_YEAR)

    def _title(self) -> str:
        first, last = self.span
        if self.period is Period.YEAR:
            return str(first.year)
        return self.tr("{first} – {last}").format(first=short_day(first, last), last=full_day(last))

    # ------------------------------------------------------------------ working it out

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._job is None:
            QTimer.singleShot(0, self, self._read)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stale = self._stale or self._again.isActive()
        self._again.stop()

    def on_change(self, change: Change) -> None:
        """The journal is another."""
        if matters(change) or change.answers or change.reminders:
            self._stale = True
            if self.isVisible():
                self._again.start()

    def on_new_day(self) -> None:
        self._stale = True
        self._show_period()
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        self._stale = True
        self._again.stop()
        if not self.isVisible():
            return
        self._round += 1
        if self._job is not None:
            self._job.cancel()
            self._job = None
        asked, period, span = self._round, self.period, self.span

        def question(whole: WholeRecord, cancelled: Callable[[], bool]) -> Review:
            return whole.review(period, *span, cancelled)

        def done(review: Review) -> None:
            if asked == self._round:
                self._job, self._stale = None, False
                self.show_review(review)

        def failed(error: Exception) -> None:
            if asked == self._round:
                self._job = None
                if not isinstance(error, KnownError):
                    raise error
                self.desk.fail(error)

        job = self.desk.jobs.run(asked_once(self.desk.store, question), done, failed)
        if not job.finished:
            self._job = job

    # ------------------------------------------------------------------ what is shown

    def show_review(self, review: Review) -> None:
        """Put a review in place of what stood there."""
        self.review = review
        while (item := self._sections.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for section in self._made(review):
            self._sections.addWidget(section)
            section.show()
        self._sections.addStretch(1)

    def _made(self, review: Review) -> list[Section]:
        sections = []
        happened = Section(self.tr("What happened"))
        happened.body.addWidget(_read_text(told(review.happened)))
        if not review.counts and not review.highlights:
            advice = self.tr("What you write down on the first page is looked back on here: by week and by year.")
            happened.body.addWidget(Label(advice, "body", "quiet", wrap=True))
        if review.counts:
            happened.body.addWidget(_Counts([(told(name), n) for name, n in review.counts]))
        if review.highlights:
            lines = [Line(told(h.what), act=partial(self._open_highlight, h)) for h in review.highlights]
            happened.body.addWidget(_block(happened.accessibleName(), lines))
        sections.append(happened)
        if review.calls:
            calls = Section(self.tr("Worth a call now") if self._is_past(review) else self.tr("Worth a call"))
            lines = [
                Line(c.person.name, told(c.why), "phone", act=partial(self.desk.person_wanted.emit, c.person.id))
                for c in review.calls
            ]
            calls.body.addWidget(_block(calls.accessibleName(), lines))
            sections.append(calls)
        for title, moved in ((self.tr("Moved closer"), review.closer), (self.tr("Drifted"), review.drifted)):
            if moved:
                section = Section(title)
                section.heading.set_count(len(moved))
                section.body.addWidget(Label(self._beside(review), "small", "quiet", wrap=True))
                lines = [
                    Line(
                        m.person.name,
                        aside=self._moved_shortly(m),
                        spoken=f"{m.person.name}, {self._moved(m, review)}",
                        act=partial(self.desk.person_wanted.emit, m.person.id),
                    )
                    for m in moved
                ]
                section.body.addWidget(_block(title, lines))
                sections.append(section)
        if review.open:
            section = Section(self.tr("Open now") if self._is_past(review) else self.tr("Open"))
            section.heading.set_count(review.open_in_all)
            lines = [
                Line(
                    self._pending(p),
                    aside=short_day(p.day, self.desk.today),
                    act=partial(self.desk.entry_wanted.emit, p.entry),
                )
                for p in review.open
            ]
            section.body.addWidget(_block(section.accessibleName(), lines))
            rest = review.open_in_all - len(review.open)
            if rest:
                section.body.addWidget(Label(self.tr("%n more, newer ones", "", rest), "small", "quiet"))
            sections.append(section)
        return sections

    def _is_past(self, review: Review) -> bool:
        """Whether it ended some time ago, so that what is open is not of then."""
        return (self.desk.today - review.until).days > _JUST_OVER

    def _beside(self, review: Review) -> str:
        """What days are set beside each other: more than those of a week, which says little about a tie."""
        return self.tr("Days in touch in the {days} days to {day}, and in as many before").format(
            days=number(review.beside), day=full_day(review.until)
        )

    def _moved(self, moved: Moved, review: Review) -> str:
        return self.tr("in touch on {now} of {all}, on {before} of the {all} before").format(
            now=figure(moved.now), all=self.tr("%n days", "", review.beside), before=figure(moved.before)
        )

    def _moved_shortly(self, moved: Moved) -> str:
        return self.tr("{now}, before {before}").format(
            now=self.tr("%n days", "", moved.now), before=figure(moved.before)
        )

    def _pending(self, pending: Pending) -> str:
        return capital(told(pending.what))

    def _open_highlight(self, highlight: Highlight) -> None:
        if highlight.entry is not None:
            self.desk.entry_wanted.emit(highlight.entry)
        elif highlight.people:
            self.desk.person_wanted.emit(highlight.people[0])

    # ------------------------------------------------------------------ on paper

    def save(self) -> None:
        """Let the user choose a file for the page."""
        if self.review is None:
            return
        review = self.review
        name = self.tr("Review {period}").format(period=self._title())

        def take(file: Path) -> None:
            write_and_tell(self.desk, file, self.on_paper(review).pdf())

        ask_file(self, self.tr("Save"), name, ".pdf", self.tr("Page (*.pdf)"), take)

    def on_paper(self, review: Review) -> Paper:
        """The review as it is printed."""
        from ui.paper import Paper  # only when something is saved

        left_out, rest = review.left_out, review.open_in_all - len(review.open)
        is_past, review = self._is_past(review), review.for_others()
        title = self.tr("Review {period}").format(period=self._title())
        paper = Paper(title)
        paper.text(title, 24, strong=True, after=18, keeps=True)

        def section(words: str) -> None:
            paper.text(words, 17, strong=True, after=6, keeps=True)

        section(self.tr("What happened"))
        paper.text(told(review.happened), after=8)
        paper.text("  ·  ".join(f"{told(name)} {number(n)}" for name, n in review.counts), 12, quiet=True, after=8)
        for highlight in review.highlights:
            paper.text(f"– {told(highlight.what)}", after=4)
        for words, lines in (
            (
                self.tr("Worth a call now") if is_past else self.tr("Worth a call"),
                [(call.person.name, told(call.why)) for call in review.calls],
            ),
            (self.tr("Moved closer"), [(m.person.name, self._moved(m, review)) for m in review.closer]),
            (self.tr("Drifted"), [(m.person.name, self._moved(m, review)) for m in review.drifted]),
            (
                self.tr("Open now") if is_past else self.tr("Open"),
                [(self._pending(p), short_day(p.day, self.desk.today)) for p in review.open],
            ),
        ):
            if lines:
                paper.rule()
                section(words)
            for one, other in lines:
                paper.text(one, strong=words not in (self.tr("Open"), self.tr("Open now")), after=0, keeps=True)
                paper.text(other, 12, quiet=True, after=6)
        if rest:
            paper.text(self.tr("%n more, newer ones", "", rest), 12, quiet=True)
        if left_out:
            paper.text(
                self.tr("%n lines that are private or about trust are not printed.", "", left_out), 12, quiet=True
            )
        return paper


def _block(name: str, lines: list[Line]) -> Group:
    """Lines on one ground."""
    group = Group(name)
    for line in lines:
        group.add(line)
    return group


def _read_text(words: str) -> Label:
    label = Label(words, wrap=True)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return label


class _Counts(QWidget):
    """Figures with their words beneath, in lines."""

    def __init__(self, counts: list[tuple[str, int]]) -> None:
        super().__init__()
        flow = FlowLayout(self, gap=XL)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for name, n in counts:
            one = QWidget()
            one.setAccessibleName(f"{name}: {number(n)}")
            column = QVBoxLayout(one)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(Label(number(n), "heading"))
            column.addWidget(Label(name, "small", "quiet"))
            flow.addWidget(one)


_TOP = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading


class Line(PaintedButton):
    """A sentence to click on, wrapped to the width, with a quieter one below it."""

    def __init__(
        self,
        text: str,
        detail: str = "",
        picture: str = "",
        *,
        aside: str = "",
        spoken: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.setText(text)
        self.detail, self.aside, self._picture = detail, aside, picture
        self.setAccessibleName(spoken or ". ".join(filter(None, (text, detail, aside))))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if act is not None:
            self.clicked.connect(lambda: act())  # noqa: PLW0108 - drops Qt's `checked`

    def _boxes(self, width: int) -> tuple[QRect, QRect]:
        """Where the sentence and the quieter one stand."""
        left = px(M) + (px(16) + px(M) if self._picture else 0)
        small = QFontMetrics(font("small"))
        end = small.horizontalAdvance(self.aside) + px(L) if self.aside else 0
        room = QRect(left, px(8), max(40, width - left - px(M) - end), 100_000)
        wrapped = int(Qt.TextFlag.TextWordWrap | _TOP)
        text = QFontMetrics(self._kind()).boundingRect(room, wrapped, self.text())
        text.setLeft(room.left())
        text.setWidth(room.width())
        room.setTop(room.top() + text.height() + 1)
        if not self.detail:
            return text, QRect(room.topLeft(), QSize(0, 0))
        detail = small.boundingRect(room, wrapped, self.detail)
        detail.setLeft(room.left())
        detail.setWidth(room.width())
        return text, detail

    def _kind(self) -> QFont:
        return font("strong" if self._picture else "body")

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        text, detail = self._boxes(width)
        bottom = detail.bottom() if self.detail else text.bottom()
        return max(px(28), bottom + 1 + px(8))

    def sizeHint(self) -> QSize:
        return QSize(px(320), self.heightForWidth(max(px(320), self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        inside = self.rect().adjusted(2, 2, -2, -2)
        if self.underMouse():
            fill(painter, inside, t.hover, 6)
        if self.ringed:
            ring(painter, inside, 6)
        text, detail = self._boxes(self.width())
        direction, whole = self.layoutDirection(), self.rect()
        painter.setLayoutDirection(direction)
        if self._picture:
            spot = QRect(px(M), text.y() + 1, px(16), px(16))
            draw_icon(painter, QStyle.visualRect(direction, whole, spot), self._picture, t.accent)
        end = QRect(text.right() + 1, text.y(), self.width() - px(M) - text.right() - 1, text.height())
        for box, words, kind, shade, align in (
            (text, self.text(), self._kind(), t.text, _TOP),
            (detail, self.detail, font("small"), t.quiet, _TOP),
            (end, self.aside, font("small"), t.quiet, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignTrailing),
        ):
            painter.setFont(kind)
            painter.setPen(color(shade))
            room = QStyle.visualRect(direction, whole, box)
            painter.drawText(room.adjusted(0, 0, 0, 4), int(Qt.TextFlag.TextWordWrap | align), words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
