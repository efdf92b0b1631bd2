"""Insights: plain questions to the record, each with a sentence, its charts, the numbers and the people behind them.

Hidden here: that every answer is worked out off the window's thread, one after the other, so that the page stands at
once and fills card by card; that what is read for it is kept while the page is shown, so that another filter costs
little, and let go when it is left.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QStandardPaths,
    QStringListModel,
    Qt,
    QTimer,
    QUrl,
    Signal,
)
from PySide6.QtGui import (
    QDesktopServices,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QListView,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from netjournal import insights
from netjournal.errors import KnownError
from netjournal.exchange.files import write_whole
from netjournal.insights import QUESTIONS, Answer, Chart, InsightFilter, Question, Table, tables
from netjournal.model import Change
from ui.calendar import DayField
from ui.charts import ChartView, Mark, Picture, figure, group_name, measures, pictures, screen_ink
from ui.desk import Desk
from ui.icons import icon
from ui.jobs import Job, Progress
from ui.look import RADIUS, XL, XS, L, M, S, color, current, font, px
from ui.page import Page
from ui.parts.action import own_action
from ui.parts.button import button, icon_button
from ui.parts.drop_down import DropDown
from ui.parts.empty_pane import EmptyPane
from ui.parts.flow import FlowLayout
from ui.parts.label import Label
from ui.parts.paint import fill, ring_by_keyboard
from ui.parts.scrolled import Scrolled
from ui.parts.section import Heading
from ui.parts.tabs import Tabs
from ui.parts.width import fix_width
from ui.whole_record import MOST_HERE, WholeRecord
from ui.words import full_day, key_name, told, translated

if TYPE_CHECKING:
    from ui.paper import Paper

Index = QModelIndex | QPersistentModelIndex
Shape = Literal["picture", "csv", "pdf"]

WIDEST = 960
"""Of the column of questions, in pixels at text size 1: lines longer than that are hard to read."""
_BESIDE = 640  # from this width on, small charts stand two in a row
_ROWS_SHOWN = 14  # of a table, before it scrolls


class InsightsPage(Page):
    """The page of questions, and the week or year to look back on."""

    key = "insights"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.more_button = icon_button("more", self.tr("Save all"), self._show_more)
        self.more_button.setAccessibleDescription(self.tr("Opens a menu"))
        self.heading = Heading(self.tr("Insights"), self.more_button, size="title")
        self.tabs = Tabs(self.tr("Insights"))
        self.tabs.add("questions", self.tr("Questions"))
        self.tabs.add("review", self.tr("Review"))
        self.tabs.chosen.connect(self.show_tab)
        self.questions = Questions(desk)
        self.review: QWidget | None = None  # made when it is first wanted
        self.layers = QStackedWidget()
        self.layers.addWidget(self.questions)
        top = QVBoxLayout()
        top.setContentsMargins(L, M, L, 0)
        top.setSpacing(S)
        top.addWidget(self.heading)
        top.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.layers, 1)
        self._make_actions()

    def _make_actions(self) -> None:
        make = partial(own_action, self)
        self.save_actions = [
            make(self.tr("Save all as a page (PDF)…"), "Ctrl+P", "print", lambda: self._save("pdf")),
            make(self.tr("Save all as a picture…"), "", "picture", lambda: self._save("picture")),
            make(self.tr("Save all numbers (CSV)…"), "", "export", lambda: self._save("csv")),
        ]
        self.clear_action = make(
            self.tr("Ask about any time, offering and tag"), "Ctrl+Shift+X", "close", self.questions.clear
        )
        make(self.tr("Questions and review in turn"), "Ctrl+R", "insights", self._turn)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color(current().surface))

    def take_focus(self) -> None:
        if self.review is not None and self.layers.currentWidget() is self.review:
            self.review.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.questions.room.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_tab(self, key: str) -> None:
        """Turn to "questions" or "review"."""
        if key == "review" and self.review is None:
            from ui.review_page import ReviewPane

            self.review = ReviewPane(self.desk)
            self.layers.addWidget(self.review)
        self.tabs.choose(key)
        self.layers.setCurrentWidget(self.review if key == "review" and self.review else self.questions)

    def _turn(self) -> None:
        self.show_tab("questions" if self.tabs.current == "review" else "review")

    def on_change(self, change: Change) -> None:
        for pane in (self.questions, self.review):
            if pane is not None:
                pane.on_change(change)  # type: ignore[attr-defined]

    def on_new_day(self) -> None:
        for pane in (self.questions, self.review):
            if pane is not None:
                pane.on_new_day()  # type: ignore[attr-defined]

    def _show_more(self) -> None:
        menu = QMenu(self)
        if self.tabs.current == "review":
            menu.addAction(self.save_actions[0])
        else:
            menu.addActions(self.save_actions)
        corner = QPoint(self.more_button.width() - menu.sizeHint().width(), self.more_button.height())
        menu.popup(self.more_button.mapToGlobal(corner))

    def _save(self, shape: Shape) -> None:
        if self.tabs.current == "review" and self.review is not None:
            self.review.save()  # type: ignore[attr-defined]
        else:
            self.questions.ask_where(shape, self.questions.answered())


def matters(change: Change) -> bool:
    """Whether answers may be others after a change."""
    return bool(
        change.everything or change.people or change.entries or change.offerings or change.chapters or change.tags
    )


# ------------------------------------------------------------------------------------------------ the questions


class Questions(QWidget):
    """The filters and the cards."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.wanted = InsightFilter()
        self._whole: WholeRecord | None = None
        """What is asked, as long as the page is looked at and nothing changes."""
        self.most_here = MOST_HERE
        self._job: Job | None = None
        self._round = 0
        """Answers of an earlier round are not shown any more."""
        self._todo: list[str] = []
        self._begun = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(400)  # several changes in a row are one
        self._again.timeout.connect(self._anew)
        self.cards = {q.key: QuestionCard(desk, q) for q in QUESTIONS}
        self._make_filters()
        self._lay_out()

    # ------------------------------------------------------------------ making

    def _make_filters(self) -> None:
        self.period = self._choice(self.tr("Period"), self._choose_period)
        self.offering = self._choice(self.tr("Offering"), self._choose_offering)
        self.tag = self._choice(self.tr("Tag"), self._choose_tag)
        self.since = DayField(self.tr("From"), lambda: self.desk.today)
        self.until = DayField(self.tr("To"), lambda: self.desk.today, last=True)
        for field in (self.since, self.until):
            field.settled.connect(lambda _day: self._take_period())
            field.unclear.connect(self._unclear)
        self.clear_button = button(self.tr("Any"), self.clear, kind="quiet")
        self.clear_button.setAccessibleName(self.tr("Ask about any time, offering and tag"))
        self.clear_button.setToolTip(
            self.tr("Ask about any time, offering and tag ({key})").format(key=key_name("Ctrl+Shift+X"))
        )
        for name, key in (
            (self.tr("Any time"), "any"),
            (self.tr("Last 12 months"), "1"),
            (self.tr("Last three years"), "3"),
            (self.tr("From … to …"), "own"),
        ):
            self.period.addItem(name, key)

    def _take_period(self) -> None:
        since, until = self.since.day, self.until.day
        if since and until and since > until:
            self.desk.tell(self.tr("“From” is later than “To”. The answers are for the period before."), mood="warn")
            self.since.put(self.wanted.since)
            self.until.put(self.wanted.until)
            return
        self._narrow(replace(self.wanted, since=since, until=until))

    def _unclear(self, words: str) -> None:
        asked = self.tr("Which day is “{words}”? Write it like 12 March. The answers are for the period before.")
        self.desk.tell(asked.format(words=words), mood="warn")

    def _choice(self, name: str, chosen: Callable[[], object]) -> DropDown:
        made = DropDown(name)
        made.setSizeAdjustPolicy(DropDown.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        fix_width(made, 160)
        made.activated.connect(lambda _place: chosen())
        return made

    def _lay_out(self) -> None:
        filters = QWidget()
        flow = FlowLayout(filters)
        for part in (self.period, self.since, self.until, self.offering, self.tag, self.clear_button):
            flow.addWidget(part)
        for field in (self.since, self.until):
            fix_width(field, 116)
            field.hide()
        self.clear_button.hide()
        policy = filters.sizePolicy()
        policy.setHeightForWidth(True)
        filters.setSizePolicy(policy)
        self.column = QWidget()
        cards = QVBoxLayout(self.column)
        cards.setContentsMargins(L, 0, L, XL)
        cards.setSpacing(L)
        for card in self.cards.values():
            card.reached.connect(self._into_view)
            card.save_wanted.connect(lambda shape, answer: self.ask_where(shape, [answer]))
            cards.addWidget(card)
        cards.addStretch(1)
        self.room = reading_room(self.column, self.tr("Questions"))
        self._empty: EmptyPane | None = None
        self.layers = QStackedWidget()
        self.layers.addWidget(self.room)
        self.filters = filters
        top = QVBoxLayout()
        top.setContentsMargins(L, M, L, M)
        top.addWidget(filters)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.layers, 1)

    def _into_view(self, mark: QWidget) -> None:
        self.room.ensureWidgetVisible(mark, 0, px(64))

    # ------------------------------------------------------------------ being shown and left

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self._fill_choices()
            self._todo = list(self.cards)
        if self._todo and self._job is None:
            QTimer.singleShot(0, self, self._next)  # after the page is painted

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._again.isActive():
            self._again.stop()
            self._todo = list(self.cards)
        self._let_go()

    def _let_go(self) -> None:
        """Forget what was read; what is under way counts no more."""
        self._round += 1
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if self._whole is not None:
            self._whole.end()
            self._whole = None

    def on_change(self, change: Change) -> None:
        """The journal is another: ask again, soon if anybody looks, else when somebody does."""
        if change.everything or change.offerings or change.tags:
            self._fill_choices()
        if matters(change):
            if self.isVisible():
                self._again.start()
            else:
                self._todo = list(self.cards)

    def on_new_day(self) -> None:
        self._todo = list(self.cards)
        if self.isVisible():
            self._anew()

    def _anew(self) -> None:
        self._let_go()
        self._ask()

    def _ask(self) -> None:
        """Put all questions again. What stands stays until the new answer is there."""
        self._again.stop()
        self._round += 1
        self._todo = list(self.cards)
        if self._begun and self.isVisible():
            self._next()

    def _next(self) -> None:
        """Work out the next answer; one at a time, so that other work gets its turn between."""
        if not self._todo or not self.isVisible():
            return
        key, number = self._todo[0], self._round
        whole = self._whole = self._whole or WholeRecord(self.desk.store, self.most_here)
        wanted = self.wanted

        def work(_progress: Progress, cancelled: Callable[[], bool]) -> Answer:
            return whole.insight(key, wanted, cancelled)

        def done(answer: Answer) -> None:
            if number != self._round:
                return
            self._job = None
            self._todo.remove(key)
            self.cards[key].show_answer(answer)
            if self._todo:
                self._next()
            else:
                self._all_there()

        def failed(error: Exception) -> None:
            if number != self._round:
                return
            self._job, self._todo = None, []
            if not isinstance(error, KnownError):
                raise error
            self.desk.fail(error)

        job = self.desk.jobs.run(work, done, failed)
        if not job.finished:
            self._job = job

    def _all_there(self) -> None:
        nothing = self.wanted == InsightFilter() and not any(g.n for a in self.answered() for _, g in a.groups)
        if nothing and self._empty is None:
            self.empty_button = button(self.tr("Go to asks && referrals"), self._to_ledger, kind="primary")
            self._empty = EmptyPane(
                "insights",
                self.tr("What had to happen before they called? The answers stand here."),
                self.tr("Note what you ask and what comes of it. From five asks of a kind on, this page says what "
                        "came before a yes, and what before “went elsewhere”."),
                self.empty_button,
            )  # fmt: skip
            self.layers.addWidget(self._empty)
        self.filters.setVisible(not nothing)
        self.layers.setCurrentWidget(self._empty if nothing and self._empty else self.room)

    def _to_ledger(self) -> None:
        self.desk.page_wanted.emit("ledger")

    def answered(self) -> list[Answer]:
        """The answers that are there, in order."""
        return [card.answer for card in self.cards.values() if card.answer is not None]

    # ------------------------------------------------------------------ filters

    def _fill_choices(self) -> None:
        store = self.desk.store
        self.offering.clear()
        self.offering.addItem(self.tr("Any offering"), 0)
        for offering in store.offerings():
            self.offering.addItem(offering.name, offering.id)
        self.offering.setCurrentIndex(max(0, self.offering.findData(self.wanted.offering or 0)))
        self.tag.clear()
        self.tag.addItem(self.tr("Any tag"), "")
        for tag, _ in store.tags():
            self.tag.addItem(f"#{tag}", tag)
        self.tag.setCurrentIndex(max(0, self.tag.findData(self.wanted.tag)))
        wanted = replace(self.wanted, offering=self.offering.currentData() or None, tag=self.tag.currentData())
        if wanted != self.wanted:  # what was asked about is gone
            self._narrow(wanted)

    def _choose_period(self) -> None:
        key, today = str(self.period.currentData()), self.desk.today
        own = key == "own"
        self.since.setVisible(own)
        self.until.setVisible(own)
        if own:
            self.since.put(self.wanted.since)
            self.until.put(self.wanted.until)
            self.since.setFocus(Qt.FocusReason.TabFocusReason)
            self._show_clear()
            return
        since = None if key == "any" else years_before(today, int(key))
        self._narrow(replace(self.wanted, since=since, until=None))

    def _choose_offering(self) -> None:
        self._narrow(replace(self.wanted, offering=int(self.offering.currentData()) or None))

    def _choose_tag(self) -> None:
        self._narrow(replace(self.wanted, tag=str(self.tag.currentData())))

    def clear(self) -> None:
        """Ask about everything again."""
        for choice in (self.period, self.offering, self.tag):
            choice.setCurrentIndex(0)
        self.since.hide()
        self.until.hide()
        self._narrow(InsightFilter())
        self._show_clear()

    def _narrow(self, wanted: InsightFilter) -> None:
        if wanted != self.wanted:
            self.wanted = wanted
            self._show_clear()
            self._ask()

    def _show_clear(self) -> None:
        self.clear_button.setVisible(self.wanted != InsightFilter() or self.since.isVisibleTo(self))

    def filter_words(self) -> str:
        """What is asked about, in a line."""
        since, until = self.wanted.since, self.wanted.until
        if since and until:
            period = self.tr("{since} to {until}").format(since=full_day(since), until=full_day(until))
        elif since:
            period = self.tr("since {day}").format(day=full_day(since))
        elif until:
            period = self.tr("until {day}").format(day=full_day(until))
        else:
            period = self.tr("any time")
        parts = [period]
        if self.wanted.offering:
            parts.append(self.offering.currentText())
        if self.wanted.tag:
            parts.append(f"#{self.wanted.tag}")
        return " · ".join(parts)

    # ------------------------------------------------------------------ saving

    def ask_where(self, shape: Shape, answers: Sequence[Answer]) -> None:
        """Let the user choose a file, and write these answers into it."""
        if not answers:
            self.desk.tell(self.tr("There is nothing to save yet."))
            return
        title = told(answers[0].question) if len(answers) == 1 else self.tr("Insights")
        filters = {
            "picture": self.tr("Picture (*.png);;Drawing (*.svg)"),
            "csv": self.tr("Table (*.csv)"),
            "pdf": self.tr("Page (*.pdf)"),
        }
        ending = {"picture": ".png", "csv": ".csv", "pdf": ".pdf"}[shape]
        ask_file(self, self.tr("Save"), title, ending, filters[shape], lambda file: self.save(file, answers))

    def save(self, file: Path, answers: Sequence[Answer]) -> None:
        """Write answers as what the file's name ends in: .png, .svg, .csv or .pdf. What is private stays out of it."""
        store, wanted, words = self.desk.store, self.wanted, self.filter_words()
        if not store.has_private_business():
            self._write(file, answers, words)
            return

        def work(_progress: Progress, _cancelled: Callable[[], bool]) -> list[Answer]:
            with store.reading():
                record = store.whole_record(for_others=True)
                return [insights.answer(one.key, record, wanted) for one in answers]

        words = self.tr("{filter} · without private entries").format(filter=words)
        self.desk.jobs.run(work, lambda found: self._write(file, found, words))

    def _write(self, file: Path, answers: Sequence[Answer], words: str) -> None:
        ending = file.suffix.lower()
        if ending == ".csv":
            data = written_numbers(answers, words).encode("utf-8-sig")
        else:
            paper = on_paper(answers, words, self.tr("Insights"))
            data = {".svg": paper.svg, ".pdf": paper.pdf}.get(ending, paper.png)()
        write_and_tell(self.desk, file, data)


def years_before(day: date, years: int) -> date:
    """The day after the same day that many years ago: a whole stretch of years up to and with `day`."""
    try:
        before = day.replace(year=day.year - years)
    except ValueError:  # 29 February
        before = day.replace(year=day.year - years, day=28)
    return before + timedelta(days=1)


def reading_room(column: QWidget, name: str) -> QScrollArea:
    """A scrolled room with a column in its middle that never grows too wide to read."""
    column.setMaximumWidth(px(WIDEST))
    column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    inside = QWidget()
    line = QHBoxLayout(inside)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(column, 1)
    line.addStretch(0)
    scroll = ReadingRoom(inside)
    scroll.setAccessibleName(name)
    scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return scroll


class ReadingRoom(Scrolled):
    """Home and End go to its ends, as in any page that is read."""

    spoken_role = "Document"

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        ring_by_keyboard(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)


# ------------------------------------------------------------------------------------------------ one question


class QuestionCard(QWidget):
    """A question: its answer in a sentence, its charts, and on demand the numbers."""

    reached = Signal(object)
    """The keyboard has come to that part of it."""
    save_wanted = Signal(str, object)

    def __init__(self, desk: Desk, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.question = desk, question
        self.answer: Answer | None = None
        self._shown: tuple[object, ...] = ()
        asked = told(question.asked)
        self.setAccessibleName(asked)
        self.title = Label(asked, "heading", wrap=True)
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.more_button = icon_button("more", self.tr("More about “{question}”").format(question=asked), self._menu)
        self.more_button.setEnabled(False)
        self.sentence = Label("", wrap=True)
        self.sentence.setAccessibleDescription(asked)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.sentence.setMinimumHeight(px(20))
        self.charts = _Charts()
        self.numbers_button = button("", self.turn_numbers, kind="quiet")
        self.numbers_button.hide()
        self.numbers: QWidget | None = None  # made when they are first wanted
        self.undrawn = Label("", "small", "quiet", wrap=True)
        self.undrawn.hide()
        self.caveat = Label("", "small", "quiet", wrap=True)
        self.caveat.hide()
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(self.title, 1)
        head.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.numbers_button)
        foot.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(L, M, L, L)
        self._column.setSpacing(S)
        self._column.addLayout(head)
        self._column.addWidget(self.sentence)
        self._column.addWidget(self.charts)
        self._column.addWidget(self.undrawn)
        self._column.addLayout(foot)
        self._column.addWidget(self.caveat)
        self._say_numbers()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current()
        painter = QPainter(self)
        fill(painter, self.rect(), t.raised if t.name == "light" else t.surface, RADIUS, t.line)
        if self.answer is None:  # it is being worked out
            bar = self.sentence.geometry().adjusted(0, px(5), -self.sentence.width() // 3, 0)
            bar.setHeight(px(10))
            fill(painter, bar, t.line, px(5))

    def show_answer(self, answer: Answer) -> None:
        """Put the answer in place of what stood there; where the keyboard was, it stays."""
        self.answer = answer
        self.more_button.setEnabled(True)
        self.sentence.setText(told(answer.sentence))
        self.sentence.set_role("quiet" if answer.missing else "text")
        drawn, behind = pictures(answer), tables(answer)
        rows = any(table.rows for table in behind)
        self.undrawn.setText(told(answer.undrawn) if answer.undrawn else "")
        self.undrawn.setVisible(answer.undrawn is not None)
        self.caveat.setText(told(answer.caveat))
        self.caveat.setVisible(bool(drawn))
        self.numbers_button.setVisible(rows)
        shown = (drawn, behind)
        if shown == self._shown:
            return
        self._shown = shown
        self.charts.show_charts(drawn, self._opened, self.reached.emit)
        open_ = self.numbers is not None and self.numbers.isVisibleTo(self)
        self._drop_numbers()
        if open_ and rows:
            self.turn_numbers()
        self._say_numbers()
        self.update()

    # ------------------------------------------------------------------ the numbers behind it

    def _drop_numbers(self) -> None:
        if self.numbers is not None:
            self.numbers.hide()
            self.numbers.deleteLater()
            self.numbers = None

    def turn_numbers(self) -> None:
        """Show or hide the numbers behind the answer."""
        if self.numbers is None and self.answer is not None:
            self.numbers = Numbers(tables(self.answer))
            self._column.insertWidget(5, self.numbers)
            self.numbers.show()
        elif self.numbers is not None:
            self.numbers.setVisible(not self.numbers.isVisibleTo(self))
        self._say_numbers()

    def _say_numbers(self) -> None:
        open_ = self.numbers is not None and self.numbers.isVisibleTo(self)
        self.numbers_button.setText(self.tr("Hide the numbers") if open_ else self.tr("The numbers behind it"))
        self.numbers_button.setIcon(icon("chevron-up" if open_ else "chevron-down", "accent"))

    # ------------------------------------------------------------------ people and files

    def _opened(self, mark: Mark, at: QWidget) -> None:
        """Show who stands behind a mark."""
        if mark.people:
            PeoplePopup(self.desk, mark.name, mark.people, at).drop_from(at)

    def _menu(self) -> None:
        menu = QMenu(self)
        for text, picture, shape in (
            (self.tr("Save as picture…"), "picture", "picture"),
            (self.tr("Save the numbers (CSV)…"), "export", "csv"),
            (self.tr("Save as a page (PDF)…"), "print", "pdf"),
        ):
            action = menu.addAction(icon(picture), text)
            action.triggered.connect(lambda _=False, shape=shape: self.save_wanted.emit(shape, self.answer))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        corner = QPoint(self.more_button.width() - menu.sizeHint().width(), self.more_button.height())
        menu.popup(self.more_button.mapToGlobal(corner))


class _Charts(QWidget):
    """The charts of an answer: small ones two in a row where there is room, others over the whole width."""

    def __init__(self) -> None:
        super().__init__()
        self.views: list[ChartView] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, S, 0, 0)
        self._grid.setHorizontalSpacing(XL)
        self._grid.setVerticalSpacing(M)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._two: bool | None = None
        self.hide()

    def show_charts(
        self, drawn: Sequence[Picture], opened: Callable[[Mark, QWidget], object], reached: Callable[[object], object]
    ) -> None:
        """Show these instead of what there was."""
        place = self._keyboard()
        for view in self.views:
            self._grid.removeWidget(view)
            view.hide()
            view.deleteLater()
        self.views = [ChartView(one, self) for one in drawn]
        for view in self.views:
            view.opened.connect(opened)
            view.reached.connect(reached)
        self._two = None
        self.setVisible(bool(self.views))
        self._arrange()
        for view in self.views:
            view.show()
        if place is not None and place[0] < len(self.views) and place[1] < len(self.views[place[0]].marks):
            self.views[place[0]].go_to(place[1])

    def _keyboard(self) -> tuple[int, int] | None:
        return next(
            ((v, m) for v, view in enumerate(self.views) for m, mark in enumerate(view.marks) if mark.hasFocus()), None
        )

    def _arrange(self) -> None:
        two = self.width() >= px(_BESIDE)
        if two == self._two:
            return
        self._two = two
        for view in self.views:
            self._grid.removeWidget(view)
        row, beside = 0, False
        for view in self.views:
            small = two and len(view.marks) <= 3 and view.shown.chart in (Chart.SHARES, Chart.MEDIANS)
            small = small and not measures(view.shown, (self.width() - XL) / 2, screen_ink()).stacked
            if small and beside:
                self._grid.addWidget(view, row, 1)
                row, beside = row + 1, False
                continue
            row += beside
            beside = small and len(self.views) > 1
            self._grid.addWidget(view, row, 0, 1, 1 if beside else 2)
            row += not beside

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


# ------------------------------------------------------------------------------------------------ the numbers


class _Rows(QAbstractTableModel):
    def __init__(self, table: Table, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = table

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.table.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignTrailing if index.column() else Qt.AlignmentFlag.AlignLeading
            return side | Qt.AlignmentFlag.AlignVCenter
        words = cell(self.table.rows[index.row()][index.column()])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{told(self.table.heads[index.column()])}: {words}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return told(self.table.heads[section])
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignTrailing if section else Qt.AlignmentFlag.AlignLeading
                return side | Qt.AlignmentFlag.AlignVCenter
        return None


def cell(value: str | float | None) -> str:
    """A cell of a table as it reads."""
    if value is None or isinstance(value, int | float):
        return figure(value)
    return group_name(value)


class Numbers(QWidget):
    """The numbers behind an answer: a table for each part, also for those who hear the page instead of seeing it."""

    def __init__(self, behind: Sequence[Table], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.views: list[QTableView] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, XS, 0, S)
        column.setSpacing(XS)
        for table in behind:
            if table.rows:
                title = Label(told(table.title), "small strong")
                title.setContentsMargins(0, S, 0, 0)
                column.addWidget(title)
                view = self._view(table)
                self.views.append(view)
                column.addWidget(view)

    def _view(self, table: Table) -> QTableView:
        view, points = QTableView(self), font("small").pointSizeF()
        view.setAccessibleName(told(table.title))
        view.setModel(_Rows(table, view))
        view.setFont(font("small"))
        view.setProperty("plain", True)  # a ring where the keyboard is
        view.setShowGrid(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.verticalHeader().hide()
        line = view.fontMetrics().height() + px(8)
        view.verticalHeader().setDefaultSectionSize(line)
        view.verticalHeader().setMinimumSectionSize(line)
        head = view.horizontalHeader()
        view.setStyleSheet(
            "QTableView { background: transparent }"
            f"QHeaderView::section {{ background: transparent; padding: {XS}px 3px; font-size: {points:.1f}pt }}"
        )
        head.setHighlightSections(False)
        head.setMinimumSectionSize(px(48))
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        view.setFixedHeight(head.sizeHint().height() + min(len(table.rows), _ROWS_SHOWN) * line + 4)
        return view


# ------------------------------------------------------------------------------------------------ the people


class PeoplePopup(QFrame):
    """Who stands behind a bar: names to walk with the arrows; Enter or a click opens one, Esc closes."""

    def __init__(self, desk: Desk, title: str, people: Sequence[int], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk = desk
        names = desk.store.named(people)
        self.people = [p for p in people if p in names]
        t = current()
        self.setStyleSheet(
            f"PeoplePopup {{ background: {t.raised}; border: 1px solid {t.edge} }}"
            f"QListView {{ background: {t.raised} }}"
            f"QListView::item {{ padding: {XS}px {S}px; border-radius: {RADIUS - 3}px; color: {t.text} }}"
            f"QListView::item:hover {{ background: {t.hover} }}"
            f"QListView::item:selected {{ background: {t.selection}; color: {t.text} }}"
        )
        self.setAccessibleName(title)
        self.list = QListView()
        self.list.setAccessibleName(title)
        self.list.setModel(QStringListModel([names[p] for p in self.people], self.list))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(lambda index: self._open(index.row()))
        self.list.installEventFilter(self)
        self.title = Label(title, "small strong")
        count = Label(self.tr("%n people", "", len(self.people)), "small", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(S, S, S, S)
        column.setSpacing(XS)
        for label in (self.title, count):
            label.setContentsMargins(S, 0, S, 0)
            column.addWidget(label)
        column.addWidget(self.list)
        if self.people:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        line = self.list.sizeHintForRow(0) if self.people else px(28)
        self.list.setFixedHeight(min(len(self.people), 10) * line + 2)
        self.setFixedWidth(px(280))

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open(self.list.currentIndex().row())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close()
                return True
        return False

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.people):
            person, desk = self.people[row], self.desk
            self.close()
            desk.person_wanted.emit(person)

    def drop_from(self, widget: QWidget) -> None:
        """Show below a mark, or above it where there is no room."""
        self.adjustSize()
        place = widget.mapToGlobal(QPoint(px(16), widget.height()))
        screen = widget.screen().availableGeometry()
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        if place.y() + self.height() > screen.bottom():
            place.setY(max(screen.top(), widget.mapToGlobal(QPoint()).y() - self.height()))
        self.move(place)
        self.show()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)


# ------------------------------------------------------------------------------------------------ files


def ask_file(
    parent: QWidget, title: str, name: str, ending: str, filters: str, take: Callable[[Path], object]
) -> QFileDialog:
    """Ask for a file to write, suggesting a name in the user's documents."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(parent, title, folder or str(Path.home()), filters)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending[1:])
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.partition("*.")[2].rstrip(")")))
    plain = "".join(c if c.isalnum() or c in " -" else "" for c in name).strip() or "insights"
    dialog.selectFile(f"{plain}{ending}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: take(Path(path)))
    dialog.open()
    return dialog


def write_and_tell(desk: Desk, file: Path, data: bytes) -> None:
    """Write a file, whole or not at all, and say so at the foot of the window."""
    try:
        write_whole(file, [data])
    except KnownError as error:
        desk.fail(error)
        return
    folder = QUrl.fromLocalFile(str(file.parent))
    desk.tell(
        translated("insights", "Saved as {file}.").format(file=file.name),
        translated("insights", "Open folder"),
        lambda: QDesktopServices.openUrl(folder),
        "good",
    )


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written_numbers(answers: Sequence[Answer], filter_words: str) -> str:
    """The numbers of answers as one table (RFC 4180), a line for each group; a cell never begins as a formula would.

    The last column says, in each line, which part of the record was asked.
    """
    out = io.StringIO()
    lines = csv.writer(out)
    heads = ("Question", "Chart", "Group", "Number", "Counted", "What is counted")
    lines.writerow([*heads, "Share, %", "From, %", "To, %", "Median", "Unit", "Value", "Asked about"])
    for answer in answers:
        for part in answer.parts:
            for g in part.groups:
                share = [None if x is None else round(100 * x, 1) for x in (g.share, g.low, g.high)]
                counted = told(part.of) if g.yes is not None else ""
                unit = told(part.unit) if g.median is not None else ""
                value = " + ".join(f"{v.amount} {v.currency}" for v in g.values)
                line = [told(answer.question), told(part.title), told(g.name), g.n, g.yes, counted]
                lines.writerow([_harmless(x) for x in (*line, *share, g.median, unit, value, filter_words)])
    return out.getvalue()


def _harmless(value: object) -> object:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def on_paper(answers: Sequence[Answer], filter_words: str, title: str) -> Paper:
    """Answers as they are printed or made a picture of."""
    from ui.paper import Paper  # only when something is saved

    paper = Paper(told(answers[0].question) if len(answers) == 1 else title)
    if len(answers) > 1:
        paper.text(title, 24, strong=True, after=2, keeps=True)
        paper.text(filter_words, 12, quiet=True, after=18, keeps=True)
    for n, answer in enumerate(answers):
        if n:
            paper.rule()
        paper.text(told(answer.question), 17, strong=True, after=6, keeps=True)
        if len(answers) == 1:
            paper.text(filter_words, 12, quiet=True, keeps=True)
        drawn = pictures(answer)
        paper.text(told(answer.sentence), after=12, keeps=bool(drawn))
        for shown in drawn:
            paper.chart(shown)
        if answer.undrawn:
            paper.text(told(answer.undrawn), 11, quiet=True, after=6)
        if drawn:
            paper.text(told(answer.caveat), 11, quiet=True, after=18)
    return paper
