"""What the user offers, and the chapters of their working life: a section of the settings, edited in place."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from netjournal.days import PartialDate, read_partial
from netjournal.errors import Invalid
from netjournal.model import Change, Chapter, Offering
from netjournal.wording import say
from ui.desk import Desk
from ui.look import L, M, S
from ui.parts.button import button, icon_button
from ui.parts.group import Group
from ui.parts.label import Label
from ui.parts.section import Heading
from ui.settings import Pane, Picker
from ui.words import partial_day, told

T = TypeVar("T", Offering, Chapter)


class Row(QWidget, Generic[T]):
    """One offering or chapter: read, or edited in the same place. What was typed stays until it is kept or left."""

    def __init__(self, desk: Desk, thing: T, left: Callable[[], object]) -> None:
        super().__init__()
        self.desk, self._left = desk, left
        self.thing: T = thing
        self._title = Label("", "strong", wrap=True)
        self._detail = Label("", "body", "quiet", wrap=True)
        self._small = Label("", "small", "quiet", wrap=True)
        self.edit_button = icon_button("edit", self.tr("Edit"), self.edit, key="F2")
        self.delete_button = icon_button("delete", self.tr("Delete"), self.delete, key="Del")
        self._shown = self._make_shown()
        self._form: QWidget | None = None  # made when it is first wanted
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self._shown)
        self.show_thing(thing)

    def _make_shown(self) -> QWidget:
        pane = QWidget()
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self._title, self._detail, self._small):
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            words.addWidget(label)
        line = QHBoxLayout(pane)
        line.setContentsMargins(L, M, M, M)
        line.setSpacing(S)
        line.addLayout(words, 1)
        for one in (self.edit_button, self.delete_button):
            line.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        return pane

    def _make_form(self) -> QWidget:
        self.wrong = Label("", "small", "bad", wrap=True)
        self.wrong.hide()
        self.keep_button = button(self.tr("Keep"), self.keep)
        self.cancel_button = button(self.tr("Cancel"), self.leave, kind="quiet")
        pane = QWidget()
        grid = QGridLayout(pane)
        grid.setContentsMargins(L, M, L, M)
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        grid.setColumnStretch(1, 1)
        for r, (name, field) in enumerate(self.fields()):
            field.setAccessibleName(name)
            if isinstance(field, QCheckBox):
                grid.addWidget(field, r, 1)
                continue
            label = Label(name, "body", "quiet")
            label.setBuddy(field)
            grid.addWidget(label, r, 0)
            grid.addWidget(field, r, 1)
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addWidget(self.wrong, 1)
        foot.addStretch(0)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.keep_button)
        grid.addLayout(foot, 99, 0, 1, 2)
        stops = [*(field for _, field in self.fields()), self.cancel_button, self.keep_button]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
        return pane

    # what an offering and a chapter fill in

    def fields(self) -> list[tuple[str, QWidget]]:
        """The form's fields with their names, from top to bottom."""
        raise NotImplementedError

    def texts(self, thing: T) -> tuple[str, str, str]:
        """How it reads: title, sentence, small print."""
        raise NotImplementedError

    def fill(self, thing: T) -> None:
        """Put it into the fields."""
        raise NotImplementedError

    def read(self) -> T:
        """What the fields say; raises Invalid."""
        raise NotImplementedError

    def save(self, thing: T) -> int:
        raise NotImplementedError

    def remove(self) -> None:
        raise NotImplementedError

    # what happens

    @property
    def editing(self) -> bool:
        return self._form is not None and not self._form.isHidden()

    def show_thing(self, thing: T) -> None:
        """Read it anew; a form that is open keeps what is typed in it."""
        self.thing = thing
        for label, text in zip((self._title, self._detail, self._small), self.texts(thing), strict=True):
            label.setText(text)
            label.setVisible(bool(text))
        self.edit_button.setAccessibleName(self.tr("Edit {name}").format(name=self._title.text()))
        self.delete_button.setAccessibleName(self.tr("Delete {name}").format(name=self._title.text()))

    def edit(self) -> None:
        """Open the form."""
        if self._form is None:
            self._form = self._make_form()
            self._whole.addWidget(self._form)
        self.fill(self.thing)
        self.wrong.hide()
        self._shown.hide()
        self._form.show()
        first = self.fields()[0][1]
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(first, QLineEdit):
            first.selectAll()

    def leave(self) -> None:
        """Close the form without keeping it."""
        if self._form is not None:
            self._form.hide()
        self._shown.show()
        if self.thing.id:
            self.edit_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._left()

    def keep(self) -> None:
        """Keep what the form says."""
        try:
            thing = self.read()
        except Invalid as error:
            self._refuse(error)
            return
        failed: list[Invalid] = []
        number = self.desk.do(lambda: self.save(thing), invalid=failed.append)
        if failed:
            self._refuse(failed[0])
        elif number is not None:
            self.leave()

    def _refuse(self, error: Invalid) -> None:
        self.wrong.setText(told(error.sentence))
        self.wrong.show()

    def delete(self) -> None:
        words = self.tr("Deleted “{name}”.").format(name=self._title.text())
        self.desk.do(self.remove, undoable=words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.editing and key == Qt.Key.Key_Escape:
            self.leave()
        elif self.editing and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keep()
        elif not self.editing and key == Qt.Key.Key_F2:
            self.edit()
        elif not self.editing and key == Qt.Key.Key_Delete:
            self.delete()
        else:
            super().keyPressEvent(event)


class OfferingRow(Row[Offering]):
    """An offering."""

    def fields(self) -> list[tuple[str, QWidget]]:
        if not hasattr(self, "name"):
            self.name, self.sentence = QLineEdit(), QLineEdit()
            self.name.setPlaceholderText(self.tr("House sales"))
            self.sentence.setPlaceholderText(self.tr("In one sentence, as you would say it to a friend"))
            self.chapter = Picker(("", self.tr("no chapter")))
            self.retired = QCheckBox(self.tr("I no longer offer it"))
        return [
            (self.tr("Name"), self.name),
            (self.tr("Sentence"), self.sentence),
            (self.tr("Chapter"), self.chapter),
            (self.tr("I no longer offer it"), self.retired),
        ]

    def texts(self, thing: Offering) -> tuple[str, str, str]:
        chapter = next((c.title for c in self.desk.store.chapters() if c.id == thing.chapter), "")
        retired = self.tr("no longer offered") if thing.retired else ""
        return thing.name, thing.sentence, " · ".join(filter(None, (chapter, retired)))

    def fill(self, thing: Offering) -> None:
        self.name.setText(thing.name)
        self.sentence.setText(thing.sentence)
        self.chapter.clear()
        self.chapter.addItem(self.tr("no chapter"), "")
        for chapter in self.desk.store.chapters():
            self.chapter.addItem(chapter.title, str(chapter.id))
        self.chapter.choose(str(thing.chapter or ""))
        self.retired.setChecked(thing.retired)

    def read(self) -> Offering:
        chapter = int(self.chapter.key) if self.chapter.key else None
        return Offering(self.thing.id, self.name.text(), self.sentence.text(), chapter, self.retired.isChecked())

    def save(self, thing: Offering) -> int:
        return self.desk.store.save_offering(thing)

    def remove(self) -> None:
        self.desk.store.remove_offering(self.thing.id)


class ChapterRow(Row[Chapter]):
    """A chapter."""

    def fields(self) -> list[tuple[str, QWidget]]:
        if not hasattr(self, "name"):
            self.name, self.employer, self.since, self.until = (QLineEdit() for _ in range(4))
            self.since.setPlaceholderText(self.tr("2019, March 2019, 1 March 2019"))
            self.until.setPlaceholderText(self.tr("empty: until today"))
        return [
            (self.tr("Title"), self.name),
            (self.tr("Employer"), self.employer),
            (self.tr("From"), self.since),
            (self.tr("To"), self.until),
        ]

    def texts(self, thing: Chapter) -> tuple[str, str, str]:
        since, until = (partial_day(d) if d else "" for d in (thing.since, thing.until))
        if since and until:
            stretch = f"{since} – {until}"
        elif since:
            stretch = self.tr("since {day}").format(day=since)
        else:
            stretch = self.tr("until {day}").format(day=until) if until else ""
        return thing.title, " · ".join(filter(None, (thing.employer, stretch))), ""

    def fill(self, thing: Chapter) -> None:
        self.name.setText(thing.title)
        self.employer.setText(thing.employer)
        self.since.setText(partial_day(thing.since) if thing.since else "")
        self.until.setText(partial_day(thing.until) if thing.until else "")

    def read(self) -> Chapter:
        since, until = self._day(self.since, "since"), self._day(self.until, "until")
        return Chapter(self.thing.id, self.name.text(), self.employer.text(), since, until)

    def _day(self, field: QLineEdit, name: str) -> PartialDate | None:
        text = field.text().strip()
        if not text:
            return None
        kept = self.thing.since if name == "since" else self.thing.until
        if kept is not None and text == partial_day(kept):
            return kept
        day: PartialDate | None = read_partial(text, day_first=self.desk.store.preferences.day_first)
        if day is None:
            raise Invalid(name, say("“{text}” is not understood as a date.", text=text))
        return day

    def save(self, thing: Chapter) -> int:
        return self.desk.store.save_chapter(thing)

    def remove(self) -> None:
        self.desk.store.remove_chapter(self.thing.id)


class OfferingsPane(Pane):
    """Offerings above, chapters below; each list patches itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.head(
            self.tr("What you offer"),
            self.tr("Products, services, skills. An entry can say who has heard of one, and an ask can be about one."),
        )
        self.offerings, self.offering_rows, self.add_offering = self._list(self.tr("Offerings"), self._new_offering)
        self.no_offerings = Label(
            self.tr("Nothing yet. What would you like people to send somebody to you for?"), "body", "quiet", wrap=True
        )
        self.offerings.add(_inset(self.no_offerings))
        self.chapters, self.chapter_rows, self.add_chapter = self._list(
            self.tr("Chapters of your working life"), self._new_chapter
        )
        self.no_chapters = Label(
            self.tr("Nothing yet. A chapter is a stretch of your own working life, to which offerings belong."),
            "body",
            "quiet",
            wrap=True,
        )
        self.chapters.add(_inset(self.no_chapters))
        self.column.addStretch(1)

    def _list(self, title: str, new: Callable[[], object]) -> tuple[Group, dict[int, Any], QWidget]:
        add = button(self.tr("Add"), new, kind="quiet", picture="add")
        add.setAccessibleName(self.tr("Add to {title}").format(title=title))
        if self.column.count() > 3:
            self.column.addSpacing(S)
        self.column.addWidget(Heading(title, add))
        group = Group(title)
        self.column.addWidget(group)
        return group, {}, add

    def refresh(self, change: Change | None = None) -> None:
        if change is not None and not (change.offerings or change.chapters or change.everything):
            return
        store = self.desk.store
        self._patch(self.offerings, self.offering_rows, store.offerings(), self._offering_row)
        self._patch(self.chapters, self.chapter_rows, store.chapters(), self._chapter_row)
        self._say_empty()

    def _say_empty(self) -> None:
        for label, rows in ((self.no_offerings, self.offering_rows), (self.no_chapters, self.chapter_rows)):
            holder = label.parentWidget()
            if holder is not None:
                holder.setVisible(not rows)

    def _patch(self, group: Group, rows: dict[int, Any], things: list[Any], make: Callable[[Any], QWidget]) -> None:
        wanted = {thing.id for thing in things}
        for gone in [n for n in rows if n and n not in wanted]:
            row = rows.pop(gone)
            row.hide()
            row.deleteLater()
        for thing in things:
            if thing.id in rows:
                rows[thing.id].show_thing(thing)
            else:
                rows[thing.id] = make(thing)
        group.put_in_order([rows[thing.id] for thing in things])

    def _offering_row(self, thing: Offering) -> OfferingRow:
        return OfferingRow(self.desk, thing, lambda: self._leave(self.offering_rows))

    def _chapter_row(self, thing: Chapter) -> ChapterRow:
        return ChapterRow(self.desk, thing, lambda: self._leave(self.chapter_rows))

    def _leave(self, rows: dict[int, Any]) -> None:
        """A form was closed; one for something new goes away."""
        new = rows.pop(0, None)
        if new is not None:
            if new.editing:
                rows[0] = new
            else:
                new.hide()
                new.deleteLater()
                (self.add_offering if rows is self.offering_rows else self.add_chapter).setFocus()
        self._say_empty()

    def _new_offering(self) -> None:
        self._new(self.offerings, self.offering_rows, self._offering_row, Offering(0, ""))

    def _new_chapter(self) -> None:
        self._new(self.chapters, self.chapter_rows, self._chapter_row, Chapter(0, ""))

    def _new(self, group: Group, rows: dict[int, Any], make: Callable[[Any], Any], thing: Any) -> None:
        if 0 not in rows:
            rows[0] = make(thing)
            group.add(rows[0])
            self._say_empty()
        rows[0].edit()


def _inset(label: Label) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(L, M, L, M)
    column.addWidget(label)
    return holder
