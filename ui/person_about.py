"""What is known of a person, section by section, each fact a quiet line that turns into a small form in its place.

Hides that all sections are one and the same: an `Item` says how a fact reads, which fields it has and how it is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QVBoxLayout, QWidget

from netjournal.days import Repeat, describe
from netjournal.errors import Invalid
from netjournal.model import (
    Affiliation,
    Alias,
    CameFirst,
    Closeness,
    Comfort,
    ContactKind,
    ContactPoint,
    DateKind,
    Fact,
    Named,
    PersonDraft,
    PersonKind,
    PersonRef,
    Preference,
    PreferenceKind,
    Relationship,
    RelationshipKind,
    Reminder,
    SpecialDate,
    Summary,
    Trust,
    TrustKind,
)
from netjournal.names import split_name
from netjournal.records import dataclass
from netjournal.wording import say
from ui.desk import Desk
from ui.look import RADIUS, XL, XS, XXL, L, M, S, current, font, px
from ui.parts.button import icon_button
from ui.parts.paint import KEYBOARD, fill, ring
from ui.parts.scrolled import Scrolled
from ui.parts.section import Heading
from ui.person_forms import Field, InlineForm, words_of
from ui.person_lines import Line, LineAction, LineText, bring_into_view
from ui.words import capital, full_day, key_name, near_day, partial_day, short_day, told, word

_WIDEST = 820
_CONTACT_PICTURES = {
    ContactKind.EMAIL: "email",
    ContactKind.PHONE: "phone",
    ContactKind.ADDRESS: "address",
    ContactKind.WEB: "web",
    ContactKind.HANDLE: "handle",
}
_PREFERENCE_PICTURES = {
    PreferenceKind.LIKES: "like",
    PreferenceKind.DISLIKES: "dislike",
    PreferenceKind.NEEDS: "need",
    PreferenceKind.OFFERS: "offer",
    PreferenceKind.BOUNDARY: "boundary",
}
_TRUST_PICTURES = {
    TrustKind.KEPT_PROMISE: "promise",
    TrustKind.KEPT_CONFIDENCE: "private",
    TrustKind.STOOD_BY_ME: "people",
    TrustKind.LET_DOWN: "warning",
    TrustKind.OTHER: "trust",
}
_DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)*\.[^\W\d_]{2,}(/\S*)?")
_OWN = -1
"""Of a cadence, in the form: a number of days of their own."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a section. `save(values)` keeps what a form holds; without `fields` it only opens something."""

    key: Hashable
    says: LineText
    name: str = ""
    fields: Callable[[], Sequence[Field]] | None = None
    values: Mapping[str, Any] | None = None
    save: Callable[[dict[str, Any]], object] | None = None
    remove: Callable[[], object] | None = None
    opens: Callable[[], object] | None = None
    actions: tuple[LineAction, ...] = ()
    shown: bool = True


class _Unfinished:
    """What was typed of a person and neither saved nor left. It outlives the page, and the program.

    Form by form, under a name for each, as `InlineForm.written` gives it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._key = ""
        self._forms: dict[str, dict[str, object]] = {}

    def turn_to(self, uuid: str) -> None:
        """From now on it is about that person."""
        self._key = f"about:{uuid}"
        self._forms = json.loads(self._desk.store.scratch(self._key) or "{}")

    def get(self, form: str) -> dict[str, object] | None:
        return self._forms.get(form)

    def keep(self, form: str, written: dict[str, object] | None) -> None:
        """Keep that; None: nothing is unfinished there any more."""
        if written == self._forms.get(form):
            return
        if written is None:
            del self._forms[form]
        else:
            self._forms[form] = written
        text = json.dumps(self._forms, ensure_ascii=False) if self._forms else ""
        self._desk.do(lambda: self._desk.store.keep_scratch(self._key, text))


class FactSection(QWidget):
    """A heading, lines, and the form of the one that is being changed. Lines stay when the person changes."""

    changed = Signal()
    """Lines have come or gone, or a form has: the order of Tab wants to be put right."""
    given_up = Signal(object, object)
    """(the item's key, what was written) A form was left by Cancel or Esc with something typed in it."""

    def __init__(
        self, desk: Desk, key: str, title: str, unfinished: _Unfinished, add: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.key = desk, key
        self._unfinished = unfinished
        self.new_item: Callable[[], Item] | None = None
        self.add_button = icon_button("add", add or title, self.add)
        if not add:
            self.add_button.hide()
        self.heading = Heading(title, self.add_button)
        self.lines: list[Line] = []
        self.items: list[Item] = []
        self.form: InlineForm | None = None
        self.editing: Item | None = None
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        line = self.heading.layout()
        assert line is not None
        line.setContentsMargins(S, 0, 0, 0)  # it stands over the icons of the lines, whose ground is wider
        column.addWidget(self.heading)
        column.addLayout(self.body)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show exactly these. A form that is open stays as it is, with what was typed."""
        more = len(items) != len(self.items)
        self.items = list(items)
        while len(self.lines) < len(items):
            line = Line()
            n = len(self.lines)
            line.opened.connect(partial(self._open, n))
            line.removed.connect(partial(self.remove, n))
            self.lines.append(line)
            self.body.addWidget(line)
        for n, line in enumerate(self.lines):
            if n < len(items):
                line.say(items[n].says, self._actions(n))
            being_edited = self.editing is not None and n < len(items) and items[n].key == self.editing.key
            line.setVisible(n < len(items) and items[n].shown and not being_edited)
        if more:
            self.changed.emit()

    def _actions(self, n: int) -> tuple[LineAction, ...]:
        item = self.items[n]
        made = list(item.actions)
        if item.fields is not None:
            made.append(LineAction("edit", self.tr("Edit"), partial(self._open, n)))
        if item.remove is not None:
            made.append(LineAction("delete", self.tr("Delete"), partial(self.remove, n)))
        return tuple(made)

    def _open(self, n: int) -> None:
        item = self.items[n]
        if item.fields is not None:
            self._begin(item, self.body.indexOf(self.lines[n]))
        elif item.opens is not None:
            item.opens()

    def edit(self, key: Hashable) -> None:
        """Open the form of the item of that key."""
        self._open(next(n for n, item in enumerate(self.items) if item.key == key))

    def add(self) -> None:
        """Open an empty form at the head of the section."""
        if self.new_item is not None:
            self._begin(self.new_item(), 0)

    def remove(self, n: int) -> None:
        """Take a fact out; Undo stands in the bar."""
        item = self.items[n]
        if item.remove is None:
            return
        focus = QApplication.focusWidget()
        focused = focus is not None and (focus is self.lines[n] or self.lines[n].isAncestorOf(focus))
        words = self.tr("Removed “{what}”.").format(what=item.says.text)
        remove = item.remove

        def take_out() -> bool:
            remove()
            return True

        if self.desk.do(take_out, undoable=words) and focused:
            near = [line for line in self.lines if not line.isHidden()]
            (near[min(n, len(near) - 1)] if near else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def resume(self) -> None:
        """Open again a form in which something was left unfinished."""
        if self.form is not None:
            return
        for at, item in enumerate(self.items):
            if self._unfinished.get(self._form_name(item)):
                self._begin(item, self.body.indexOf(self.lines[at]), focus=False)
                return
        if self.new_item is not None and self._unfinished.get(self._form_name(new := self.new_item())):
            self._begin(new, 0, focus=False)

    def go_on(self, key: Hashable, written: dict[str, object]) -> None:
        """Open the form again that was given up. What is there no more is begun as something new."""
        item = next((one for one in self.items if one.key == key), None) or (self.new_item and self.new_item())
        if item is None:
            return
        self.leave(waits=True)
        self._unfinished.keep(self._form_name(item), written)
        self._begin(item, self.body.indexOf(self.lines[self.items.index(item)]) if item in self.items else 0)

    def keep(self) -> None:
        """Keep what is typed and not saved yet, for the next start."""
        if self.form is not None and self.editing is not None and self.form.touched:
            self._unfinished.keep(self._form_name(self.editing), self.form.written())

    def _form_name(self, item: Item) -> str:
        match item.key:
            case (type() as kind, number):
                return f"{self.key}/{kind.__name__}/{number}"
            case _:
                return f"{self.key}/{item.key}"

    def _begin(self, item: Item, at: int, *, focus: bool = True) -> None:
        assert item.fields is not None
        self.leave(waits=True)
        self.editing = item
        self.form = InlineForm(self.desk, item.name or item.says.text, item.fields(), item.values or {}, self._save)
        if written := self._unfinished.get(self._form_name(item)):
            self.form.write(written)
        self.form.left.connect(self._give_up)
        self.body.insertWidget(at, self.form)
        for line, shown in zip(self.lines, self.items, strict=False):
            if shown.key == item.key:
                line.hide()
        self.form.show()
        self.changed.emit()
        if not focus:
            return
        self.form.take_focus()
        # Its height is known only after it was laid out.
        QTimer.singleShot(0, self.form, partial(bring_into_view, self.form))

    def _save(self, values: dict[str, Any]) -> None:
        form, item = self.form, self.editing
        if form is None or item is None or item.save is None:
            return
        save = item.save

        def keep() -> bool:
            save(values)
            return True

        if self.desk.do(keep, invalid=form.show_error):
            self._on_left()

    def _give_up(self) -> None:
        form, item = self.form, self.editing
        self._on_left()
        if form is not None and item is not None and form.touched:
            self.given_up.emit(item.key, form.written())

    def _on_left(self) -> None:
        item = self.editing
        self.leave()
        line = next((ln for ln, it in zip(self.lines, self.items, strict=False) if item and it.key == item.key), None)
        target = line if line is not None and not line.isHidden() else self.add_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self, *, waits: bool = False) -> None:
        """Close the form without keeping anything. `waits`: what was typed stands there when it is opened again."""
        if waits:
            self.keep()
        elif self.editing is not None:
            self._unfinished.keep(self._form_name(self.editing), None)
        form, self.form, self.editing = self.form, None, None
        if form is None:
            return
        self.body.removeWidget(form)
        form.hide()
        form.deleteLater()
        for line, item in zip(self.lines, self.items, strict=False):
            line.setVisible(item.shown)
        self.changed.emit()

    def stops(self) -> list[QWidget]:
        """Where Tab stops, from top to bottom."""
        found: list[QWidget] = [] if self.add_button.isHidden() else [self.add_button]
        for n in range(self.body.count()):
            held = self.body.itemAt(n)
            widget = held.widget() if held is not None else None
            if widget is self.form and self.form is not None:
                found += [*self.form.widgets.values(), self.form.cancel, self.form.ok]
            elif isinstance(widget, Line) and not widget.isHidden():
                found += widget.stops()
            elif widget is not None and not widget.isHidden():
                found.append(widget)
        return found


class _Notes(QLabel):
    """Free notes, written in Markdown and shown as such. A click, Enter or F2 is `opened`."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.MarkdownText)
        self.setWordWrap(True)
        self.setOpenExternalLinks(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContentsMargins(S, S, S, S)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFont(font("body"))
        self._ringed = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = event.reason() in KEYBOARD
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.underMouse() or self.hasFocus():
            painter = QPainter(self)
            fill(painter, self.rect(), current().hover, RADIUS - 2)
            if self._ringed and self.hasFocus():
                ring(painter, self.rect(), RADIUS - 2)
            painter.end()
        super().paintEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class About(Scrolled):
    """All sections for one person or organization. What is typed in them and not saved outlives the program."""

    wanted = Signal()
    """Somebody wants to go on writing here."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.desk = desk
        self.summary: Summary | None = None
        self.sections: dict[str, FactSection] = {}
        self._unfinished = _Unfinished(desk)
        self.setAccessibleName(self.tr("About"))
        content = QWidget()
        content.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(XL - S, M, XL - S, XXL)
        self._column.setSpacing(L)
        content.setMaximumWidth(px(_WIDEST))
        for key, title, add in (
            ("names", self.tr("Names"), self.tr("Add another name")),
            ("contact_points", self.tr("Contact points"), self.tr("Add a contact point")),
            ("preferences", self.tr("Likes, needs, offers, boundaries"), self.tr("Add a preference")),
            ("between", self.tr("Between you"), ""),
            ("trust", self.tr("Trust"), self.tr("Add an observation")),
            ("dates", self.tr("Dates"), self.tr("Add a date")),
            ("members", self.tr("Who belongs here"), self.tr("Add somebody who belongs here")),
            ("relationships", self.tr("Relationships"), self.tr("Add a relationship")),
            ("affiliations", self.tr("Where they belong"), self.tr("Add an affiliation")),
            ("reminders", self.tr("Reminders"), self.tr("Add a reminder")),
            ("offerings", self.tr("Offerings they know"), ""),
            ("notes", self.tr("Notes"), ""),
        ):
            section = FactSection(desk, key, title, self._unfinished, add)
            section.changed.connect(self._put_tabs_right)
            section.given_up.connect(partial(self._offer_back, section))
            self.sections[key] = section
            self._column.addWidget(section)
        self.notes = _Notes()
        self.notes.opened.connect(lambda: self.edit("notes"))
        self.sections["notes"].body.addWidget(self.notes)
        self._column.addStretch(1)
        self.setWidget(content)
        new: dict[str, Callable[[], Item]] = {
            "names": lambda: self._alias(Alias(0, self._number, "")),
            "contact_points": lambda: self._contact_point(ContactPoint(0, self._number, ContactKind.EMAIL, "")),
            "preferences": lambda: self._preference(
                Preference(0, self._number, PreferenceKind.LIKES, "", self.desk.today)
            ),
            "trust": lambda: self._trust(Trust(0, self._number, "", self.desk.today)),
            "dates": lambda: self._date(None),
            "members": self._new_member,
            "relationships": lambda: self._relationship(
                Relationship(0, self._number, PersonRef(0, ""), RelationshipKind.FRIEND)
            ),
            "affiliations": lambda: self._affiliation(Affiliation(0, self._number, PersonRef(0, ""))),
            "reminders": lambda: self._reminder(None),
        }
        for key, made in new.items():
            self.sections[key].new_item = made

    # ------------------------------------------------------------------ showing

    @property
    def _number(self) -> int:
        assert self.summary is not None
        return self.summary.about.person.id

    @property
    def _draft(self) -> PersonDraft:
        assert self.summary is not None
        return self.summary.about.person.about

    def show_summary(self, summary: Summary) -> None:
        """Show what is known of that person. Forms that are open stay with the one they are about."""
        other = self.summary is None or self.summary.about.person.id != summary.about.person.id
        self.summary = summary
        if other:
            for section in self.sections.values():
                section.leave(waits=True)
            self._unfinished.turn_to(summary.about.person.uuid)
            self.verticalScrollBar().setValue(0)
        about, draft = summary.about, summary.about.person.about
        organization = draft.kind is PersonKind.ORGANIZATION
        store = self.desk.store
        kinds = list(PreferenceKind)
        preferences = sorted(about.preferences, key=lambda p: (p.until is not None, kinds.index(p.kind)))
        self.sections["names"].show_items([self._name(), *map(self._alias, about.aliases)])
        self.sections["contact_points"].show_items([*map(self._contact_point, about.contact_points)])
        self.sections["preferences"].show_items([*map(self._preference, preferences)])
        self.sections["between"].show_items(self._between(summary))
        self.sections["trust"].show_items([*map(self._trust, about.trust)])
        self.sections["dates"].show_items([*map(self._date, about.dates)])
        self.sections["members"].show_items([self._member(*member) for member in about.members])
        self.sections["members"].setVisible(organization)
        self.sections["relationships"].show_items([*map(self._relationship, about.relationships)])
        self.sections["relationships"].setVisible(not organization or bool(about.relationships))
        self.sections["affiliations"].show_items([*map(self._affiliation, about.affiliations)])
        self.sections["affiliations"].setVisible(not organization or bool(about.affiliations))
        self.sections["reminders"].show_items([*map(self._reminder, store.reminders(self._number))])
        self.sections["offerings"].show_items([*map(self._offering, about.offerings_known)])
        self.sections["offerings"].setVisible(bool(about.offerings_known))
        self._show_notes(draft)
        if other:
            for section in self.sections.values():
                section.resume()

    def _show_notes(self, draft: PersonDraft) -> None:
        item = Item(
            "notes",
            LineText(self.tr("Notes")),
            self.tr("Notes"),
            lambda: [
                Field("notes", self.tr("Notes, in Markdown ({key} saves)").format(key=key_name("Ctrl+Return")), "long")
            ],
            {"notes": draft.notes},
            self._save_draft,
            shown=False,
        )
        self.sections["notes"].show_items([item])
        self.notes.setText(draft.notes or self.tr("*Write whatever is worth knowing.*"))
        self.notes.setAccessibleName(draft.notes or self.tr("No notes yet. Enter writes some."))
        self.notes.setVisible(self.sections["notes"].form is None)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for section in self.sections.values():
            section.keep()

    def _offer_back(self, section: FactSection, key: Hashable, written: dict[str, object]) -> None:
        """Say that a form was left with something in it, and offer to open it again."""
        number = self._number

        def go_on() -> None:
            self.desk.person_wanted.emit(number)
            self.wanted.emit()
            if self._number == number:
                section.go_on(key, written)

        self.desk.tell(self.tr("What you wrote is not saved."), self.tr("Go on writing"), go_on)

    def _put_tabs_right(self) -> None:
        """Tab goes as the eye goes, whenever lines were made."""
        self.notes.setVisible(self.sections["notes"].form is None)
        before: QWidget | None = None
        for section in self.sections.values():
            for stop in section.stops():
                if before is not None:
                    QWidget.setTabOrder(before, stop)
                before = stop

    def edit(self, key: str) -> None:
        """Open the form of name, closeness, tags, business, met, rest, deceased or notes."""
        where = {"name": "names", "notes": "notes"}.get(key, "between")
        section = self.sections[where]
        section.edit(key)
        form = section.form
        if form is not None:
            self._column.activate()
            self.ensureWidgetVisible(form)

    def edit_name(self) -> None:
        """Open the form of the name."""
        self.edit("name")

    def take_focus(self) -> None:
        """To the first line."""
        self.sections["names"].lines[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ------------------------------------------------------------------ what there is once

    def _save_draft(self, values: dict[str, Any]) -> None:
        self.desk.store.save_person(self._number, replace(self._draft, **values))

    def _name(self) -> Item:
        draft = self._draft
        organization = draft.kind is PersonKind.ORGANIZATION
        parts = () if organization else ("prefix", "given", "additional", "family", "suffix")

        def fields() -> list[Field]:
            made = [
                Field("name", self.tr("Name"), stretch=3),
                Field("nickname", self.tr("Short name") if organization else self.tr("Nickname"), stretch=2),
            ]
            labels = {
                "prefix": self.tr("Title"),
                "given": self.tr("Given"),
                "additional": self.tr("Middle"),
                "family": self.tr("Family"),
                "suffix": self.tr("Suffix"),
            }
            wide = {"given": 3, "family": 3, "additional": 2}
            return made + [Field(part, labels[part], line=1, stretch=wide.get(part, 1)) for part in parts]

        def save(values: dict[str, Any]) -> None:
            name = " ".join(values["name"].split())
            untouched = all(values[part] == getattr(draft, part) for part in parts)
            if parts and name != draft.name and untouched:  # the parts follow the name
                split = split_name(name)
                values |= {part: getattr(split, part) for part in parts}
            self._save_draft(values)

        shown = f"“{draft.nickname}”" if draft.nickname else ""
        picture = "organization" if organization else "person"
        says = LineText(draft.name, shown, picture)
        values = {f: getattr(draft, f) for f in ("name", "nickname", *parts)}
        return Item("name", says, self.tr("Name"), fields, values, save)

    def _between(self, summary: Summary) -> list[Item]:
        draft = self._draft
        items = [self._closeness(summary), self._tags(summary), self._business(draft), self._met(draft)]
        return [*items, self._rest(draft), self._deceased(draft)]

    def _closeness(self, summary: Summary) -> Item:
        draft = self._draft
        cadence = summary.cadence_days
        days = self.tr("every %n days", "", cadence) if cadence else self.tr("no cadence")
        if cadence and draft.cadence_days is None:
            days = self.tr("{cadence}, as closeness says").format(cadence=days)
        text = capital(word(draft.closeness)) if draft.closeness else self.tr("Closeness not said")

        def fields() -> list[Field]:
            ways = (
                (None, self.tr("As their closeness says")),
                (_OWN, self.tr("Their own")),
                (0, self.tr("None")),
            )
            return [
                Field("closeness", self.tr("Closeness"), "choice", words_of(Closeness, none=self.tr("Not said"))),
                Field("cadence", self.tr("Cadence"), "choice", ways),
                Field("days", self.tr("Every … days"), "number", prompt="30"),
            ]

        def save(values: dict[str, Any]) -> None:
            # Days that were typed mean their own, also where that was not chosen; days left over mean nothing.
            typed = values["cadence"] is None and values["days"] != draft.cadence_days
            own = values["days"] if values["cadence"] == _OWN or typed else None
            self._save_draft(
                {"closeness": values["closeness"], "cadence_days": 0 if values["cadence"] == 0 else own or None}
            )

        way = _OWN if draft.cadence_days else draft.cadence_days
        values = {"closeness": draft.closeness, "cadence": way, "days": draft.cadence_days or None}
        says = LineText(text, days, "people", faded=draft.closeness is None)
        return Item("closeness", says, self.tr("Closeness and cadence"), fields, values, save)

    def _tags(self, summary: Summary) -> Item:
        tags = summary.about.tags
        return Item(
            "tags",
            LineText(", ".join(tags) or self.tr("No tags"), "", "tag", faded=not tags),
            self.tr("Tags"),
            lambda: [Field("tags", self.tr("Tags, with commas between"), "tags")],
            {"tags": tags},
            lambda values: self.desk.store.set_tags(self._number, values["tags"]),
        )

    def _business(self, draft: PersonDraft) -> Item:
        known = draft.comfort is not Comfort.UNKNOWN
        text = {
            Comfort.UNKNOWN: self.tr("Comfort with business not said"),
            Comfort.FINE: self.tr("Business is fine"),
            Comfort.ASK_GENTLY: self.tr("Ask gently about business"),
            Comfort.KEEP_APART: self.tr("Keep business apart"),
        }[draft.comfort]
        first = {
            CameFirst.UNKNOWN: "",
            CameFirst.FRIENDSHIP: self.tr("friendship came first"),
            CameFirst.BUSINESS: self.tr("business came first"),
        }[draft.came_first]
        since = (
            self.tr("said {day}").format(day=short_day(draft.comfort_on, self.desk.today)) if draft.comfort_on else ""
        )

        def save(values: dict[str, Any]) -> None:
            if values["comfort"] is not draft.comfort:
                values["comfort_on"] = self.desk.today
            self._save_draft(values)

        return Item(
            "business",
            LineText(text, " · ".join(filter(None, (first, since))), "ledger", faded=not known),
            self.tr("Business comfort"),
            lambda: [
                Field("comfort", self.tr("With business"), "choice", words_of(Comfort)),
                Field("came_first", self.tr("What came first"), "choice", words_of(CameFirst)),
            ],
            {"comfort": draft.comfort, "came_first": draft.came_first},
            save,
        )

    def _met(self, draft: PersonDraft) -> Item:
        chapters = {chapter.id: chapter.title for chapter in self.desk.store.chapters()}
        details = [
            partial_day(draft.met_on) if draft.met_on else "",
            self.tr("through {name}").format(name=draft.met_through.name) if draft.met_through else "",
            chapters.get(draft.met_chapter or 0, ""),
        ]
        detail = " · ".join(filter(None, details))
        met = bool(draft.met_how or detail)
        text = draft.met_how or (self.tr("Met") if detail else self.tr("How you met not said"))

        def fields() -> list[Field]:
            made = [
                Field("met_how", self.tr("How you met"), stretch=2),
                Field("met_through", self.tr("Through"), "person"),
                Field("met_on", self.tr("When"), "partial", line=1, prompt=self.tr("April 1985")),
            ]
            if chapters:
                choices = ((None, self.tr("Not said")), *chapters.items())
                made.append(Field("met_chapter", self.tr("In which chapter"), "choice", choices, line=1))
            return made

        values = {f: getattr(draft, f) for f in ("met_how", "met_through", "met_on", "met_chapter")}
        says = LineText(capital(text), detail, "relationship", faded=not met)
        return Item("met", says, self.tr("How you met"), fields, values, self._save_draft)

    def _rest(self, draft: PersonDraft) -> Item:
        until = draft.resting_until
        text = self.tr("Resting until {day}").format(day=full_day(until)) if until else self.tr("Resting")
        return Item(
            "rest",
            LineText(text, "", "resting"),
            self.tr("Rest"),
            lambda: [Field("resting_until", self.tr("Rest until (empty: without a day)"), "day", ahead=True)],
            {"resting_until": until},
            lambda values: self._save_draft({"resting": True, **values}),
            lambda: self._save_draft({"resting": False, "resting_until": None}),
            shown=draft.resting,
        )

    def _deceased(self, draft: PersonDraft) -> Item:
        died = partial_day(draft.died_on) if draft.died_on else ""
        return Item(
            "deceased",
            LineText(self.tr("Deceased"), died, "deceased"),
            self.tr("Deceased"),
            lambda: [Field("died_on", self.tr("Died on (may be empty)"), "partial", prompt=self.tr("April 1985"))],
            {"died_on": draft.died_on},
            lambda values: self._save_draft({"deceased": True, **values}),
            lambda: self._save_draft({"deceased": False, "died_on": None}),
            shown=draft.deceased,
        )

    # ------------------------------------------------------------------ facts

    def _fact(
        self,
        fact: Fact,
        says: LineText,
        name: str,
        fields: Callable[[], Sequence[Field]],
        *actions: LineAction,
        opens: Callable[[], object] | None = None,
        finish: Callable[[Any], Any] = lambda fact: fact,
    ) -> Item:
        """The item of a fact whose fields are called as its parts."""
        store = self.desk.store

        def save(values: dict[str, Any]) -> None:
            for part in ("organization", "other"):
                if part in values and values[part] is None:
                    values[part] = PersonRef(0, "")  # the store says that somebody is wanted
            store.save_fact(finish(replace(fact, **values)))

        names = [part for part in type(fact).__slots__ if part not in ("id", "person")]
        return Item(
            (type(fact), fact.id),
            says,
            name,
            fields,
            {part: getattr(fact, part) for part in names},
            save,
            (lambda: store.remove_fact(fact)) if fact.id else None,
            opens,
            actions,
        )

    def _since(self, *parts: str) -> str:
        return " · ".join(filter(None, parts))

    def _alias(self, fact: Alias) -> Item:
        says = LineText(fact.name, self.tr("also known by"), "person")
        return self._fact(fact, says, self.tr("Another name"), lambda: [Field("name", self.tr("Name"))])

    def _contact_point(self, fact: ContactPoint) -> Item:
        follows = None if fact.id else ("value", contact_kind)

        def fields() -> list[Field]:
            return [
                Field("kind", self.tr("Kind"), "choice", words_of(ContactKind), follows=follows),
                Field("value", self.tr("Address or number"), stretch=3),
                Field("label", self.tr("Label"), prompt=self.tr("work, home …")),
                Field("preferred", self.tr("Preferred"), "flag", stretch=0),
            ]

        def finish(new: ContactPoint) -> ContactPoint:
            if new.value == fact.value and new.kind is fact.kind:  # a file may have brought an odd one
                return new
            if new.kind is ContactKind.EMAIL and new.value and "@" not in new.value:
                raise Invalid("value", say("An e-mail address has an @ in it. Correct it, or choose its kind."))
            return replace(new, parts=())  # the parts of an address are those of the lines they were read from

        actions = []
        if link := contact_link(fact):
            verb = {
                ContactKind.EMAIL: self.tr("Write an e-mail"),
                ContactKind.PHONE: self.tr("Call"),
                ContactKind.WEB: self.tr("Open in the browser"),
            }[fact.kind]
            picture = _CONTACT_PICTURES[fact.kind]
            actions.append(LineAction(picture, verb, lambda: QDesktopServices.openUrl(QUrl(link))))
        actions.append(LineAction("copy", self.tr("Copy"), lambda: self._copy(fact.value)))
        detail = self._since(fact.label, self.tr("preferred") if fact.preferred else "")
        kind = word(fact.kind)
        says = LineText(fact.value, detail, _CONTACT_PICTURES[fact.kind], spoken=self._since(kind, fact.value, detail))
        return self._fact(fact, says, self.tr("Contact point"), fields, *(actions if fact.id else ()), finish=finish)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.desk.tell(self.tr("Copied {what}.").format(what=text), mood="good")

    def _preference(self, fact: Preference) -> Item:
        store, today = self.desk.store, self.desk.today

        def fields() -> list[Field]:
            return [
                Field("kind", self.tr("Kind"), "choice", words_of(PreferenceKind)),
                Field("text", self.tr("What"), stretch=3),
                Field("day", self.tr("Noted on"), "day", line=1),
                Field("source", self.tr("Known from"), line=1),
                Field("until", self.tr("No longer true since"), "day", line=1),
            ]

        def turn(until: Any) -> None:
            words = self.tr("“{what}” is no longer true.") if until else self.tr("“{what}” is true again.")
            self.desk.do(lambda: store.save_fact(replace(fact, until=until)), undoable=words.format(what=fact.text))

        over = fact.until is not None and fact.until <= today
        action = (
            LineAction("undo", self.tr("True again"), lambda: turn(None))
            if over
            else LineAction("done", self.tr("No longer true"), lambda: turn(today))
        )
        detail = self._since(
            short_day(fact.day, today) if fact.day else "",
            fact.source,
            self.tr("no longer true since {day}").format(day=short_day(fact.until, today)) if fact.until else "",
        )
        kind = capital(word(fact.kind))
        role = "warn" if fact.kind is PreferenceKind.BOUNDARY and not over else "quiet"
        text = fact.text if fact.kind is PreferenceKind.BOUNDARY else f"{kind} {fact.text}"
        says = LineText(text, detail, _PREFERENCE_PICTURES[fact.kind], role, over, self._since(kind, fact.text, detail))
        return self._fact(fact, says, self.tr("Preference"), fields, *((action,) if fact.id else ()))

    def _trust(self, fact: Trust) -> Item:
        store, today = self.desk.store, self.desk.today

        def fields() -> list[Field]:
            levels = ((None, self.tr("Not said")), *((n, self.tr("{n} of 5").format(n=n)) for n in range(1, 6)))
            return [
                Field("kind", self.tr("Kind"), "choice", words_of(TrustKind)),
                Field("reason", self.tr("What happened"), stretch=3),
                Field("level", self.tr("Trust since"), "choice", levels, line=1),
                Field("day", self.tr("On"), "day", line=1),
                Field("moved_on", self.tr("Moved on since"), "day", line=1),
            ]

        actions = []
        if fact.id and fact.kind is TrustKind.LET_DOWN and fact.moved_on is None:
            words = self.tr("Moved on from “{what}”.").format(what=fact.reason or word(fact.kind))
            actions.append(
                LineAction(
                    "done",
                    self.tr("Moved on"),
                    lambda: self.desk.do(
                        lambda: store.save_fact(replace(fact, moved_on=today)),
                        undoable=words,
                    ),
                )
            )
        detail = self._since(
            short_day(fact.day, today) if fact.day else "",
            word(fact.kind) if fact.kind is not TrustKind.OTHER else "",
            self.tr("{n} of 5").format(n=fact.level) if fact.level else "",
            self.tr("moved on {day}").format(day=short_day(fact.moved_on, today)) if fact.moved_on else "",
        )
        role = "warn" if fact.kind is TrustKind.LET_DOWN and not fact.moved_on else "quiet"
        text = fact.reason or capital(word(fact.kind))
        says = LineText(capital(text), detail, _TRUST_PICTURES[fact.kind], role, bool(fact.moved_on))
        return self._fact(fact, says, self.tr("Observation of trust"), fields, *actions)

    def _date(self, fact: SpecialDate | None) -> Item:
        number, store = self._number, self.desk.store

        def fields() -> list[Field]:
            return [
                Field("kind", self.tr("Kind"), "choice", words_of(DateKind)),
                Field("date", self.tr("Date"), "partial", stretch=2, prompt=self.tr("12 March, 1985 …")),
                Field("label", self.tr("Of what")),
                Field("lead_days", self.tr("Days ahead"), "number"),
            ]

        def save(values: dict[str, Any]) -> None:
            if values["date"] is None:
                raise Invalid("date", say("Which day is it? The year may be missing."))
            store.save_fact(SpecialDate(fact.id if fact else 0, number, **values))

        name = self.tr("Date")
        if fact is None:
            return Item((SpecialDate, 0), LineText(name), name, fields, {"kind": DateKind.BIRTHDAY}, save)
        ahead = self.tr("told {n} days ahead").format(n=fact.lead_days) if fact.lead_days else ""
        picture = "birthday" if fact.kind is DateKind.BIRTHDAY else "calendar"
        says = LineText(partial_day(fact.date), self._since(fact.label or word(fact.kind), ahead), picture)
        values = {part: getattr(fact, part) for part in ("kind", "date", "label", "lead_days")}
        return Item((SpecialDate, fact.id), says, name, fields, values, save, lambda: store.remove_fact(fact))

    def _stretch_of_time(self, fact: Affiliation | Relationship) -> str:
        since = partial_day(fact.since) if fact.since else ""
        until = partial_day(fact.until) if fact.until else ""
        if since and until:
            return self.tr("{since} to {until}").format(since=since, until=until)
        if until:
            return self.tr("until {until}").format(until=until)
        return self.tr("since {since}").format(since=since) if since else ""

    def _time_fields(self) -> list[Field]:
        return [
            Field("since", self.tr("From"), "partial", line=1, prompt="2019"),
            Field("until", self.tr("To"), "partial", line=1),
        ]

    def _relationship(self, fact: Relationship) -> Item:
        def fields() -> list[Field]:
            return [
                Field("kind", self.tr("They have as"), "choice", words_of(RelationshipKind)),
                Field("other", self.tr("Whom"), "person", stretch=2),
                Field("label", self.tr("In their words"), line=1),
                *self._time_fields(),
            ]

        goto = LineAction("person", self.tr("Open their page"), partial(self.desk.person_wanted.emit, fact.other.id))
        detail = self._since(capital(fact.label) or capital(word(fact.kind)), self._stretch_of_time(fact))
        says = LineText(fact.other.name, detail, "relationship", faded=fact.until is not None)
        return self._fact(fact, says, self.tr("Relationship"), fields, *((goto,) if fact.id else ()))

    def _affiliation(self, fact: Affiliation) -> Item:
        def fields() -> list[Field]:
            return [
                Field("organization", self.tr("Organization"), "organization", stretch=2),
                Field("role", self.tr("Role"), stretch=2),
                *self._time_fields(),
            ]

        goto = LineAction(
            "organization", self.tr("Open its page"), partial(self.desk.person_wanted.emit, fact.organization.id)
        )
        detail = self._since(fact.role, self._stretch_of_time(fact))
        says = LineText(fact.organization.name, detail, "organization", faded=fact.until is not None)

        return self._fact(fact, says, self.tr("Affiliation"), fields, *((goto,) if fact.id else ()))

    def _member(self, member: Named, fact: Affiliation) -> Item:
        def fields() -> list[Field]:
            return [Field("role", self.tr("Role")), *self._time_fields()]

        goto = LineAction("person", self.tr("Open their page"), partial(self.desk.person_wanted.emit, member.id))
        detail = self._since(fact.role, self._stretch_of_time(fact))
        says = LineText(member.name, detail, "person", faded=fact.until is not None)
        return self._fact(fact, says, self.tr("Role and time"), fields, goto)

    def _new_member(self) -> Item:
        number, store = self._number, self.desk.store

        def fields() -> list[Field]:
            return [
                Field("person", self.tr("Who"), "person", stretch=2),
                Field("role", self.tr("Role"), stretch=2),
                *self._time_fields(),
            ]

        def save(values: dict[str, Any]) -> None:
            with store.step(say("Add an affiliation")):
                person = store.meant(values.pop("person") or PersonRef(0, ""))
                store.save_fact(Affiliation(0, person, PersonRef(number, ""), **values))

        name = self.tr("Somebody who belongs here")
        return Item((Affiliation, 0), LineText(name), name, fields, {}, save)

    def _reminder(self, reminder: Reminder | None) -> Item:
        store, number, name = self.desk.store, self._number, self._draft.name

        def fields() -> list[Field]:
            return [
                Field("text", self.tr("What"), stretch=2),
                Field("day", self.tr("On"), "day", line=1, ahead=True),
                Field("time", self.tr("At"), line=1, prompt="14:30"),
                Field("repeat", self.tr("Again"), "repeat", line=1, prompt=self.tr("every month")),
            ]

        def save(values: dict[str, Any]) -> None:
            if values["day"] is None:
                raise Invalid("day", say("On which day?"))
            values["repeat"] = values["repeat"] or ""
            kept = reminder or Reminder(0, "", values["day"], PersonRef(number, name))
            store.save_reminder(replace(kept, **values))

        title = self.tr("Reminder")
        if reminder is None:
            return Item((Reminder, 0), LineText(title), title, fields, {}, save)
        values = {part: getattr(reminder, part) for part in ("text", "day", "time", "repeat")}
        detail = self._since(near_day(reminder.day, self.desk.today), reminder.time, told_repeat(reminder.repeat))
        says = LineText(reminder.text, detail, "reminder")
        key = (Reminder, reminder.id)
        return Item(key, says, title, fields, values, save, lambda: store.remove_reminder(reminder.id))

    def _offering(self, mention: Any) -> Item:
        detail = self._since(word(mention.awareness), near_day(mention.day, self.desk.today))
        says = LineText(mention.offering.name, detail, "mention")
        opens = partial(self.desk.entry_wanted.emit, mention.entry)
        goto = LineAction("journal", self.tr("Show the entry"), opens)
        return Item(("offering", mention.offering.id), says, opens=opens, actions=(goto,))


def contact_kind(text: str) -> ContactKind | None:
    """What an address or number is by the look of it, or None."""
    from netjournal.exchange.card import is_phone  # only when something is typed

    text = text.strip()
    if is_phone(text, least=1):
        return ContactKind.PHONE
    if "://" in text or _DOMAIN.fullmatch(text):
        return ContactKind.WEB
    if text.startswith("@"):
        return ContactKind.HANDLE
    return ContactKind.EMAIL if "@" in text else None


def contact_link(point: ContactPoint) -> str:
    """What to open to use a contact point, or ""."""
    match point.kind:
        case ContactKind.EMAIL:
            return f"mailto:{quote(point.value, safe='@.+-_')}"
        case ContactKind.PHONE:
            return f"tel:{''.join(c for c in point.value if c.isdigit() or c == '+')}"
        case ContactKind.WEB:
            return point.value if "://" in point.value else f"https://{point.value}"
        case _:
            return ""


def told_repeat(rule: str) -> str:
    """A repeat in words, or "" for none (or one that cannot be read)."""
    try:
        return told(describe(Repeat(rule))) if rule else ""
    except ValueError:
        return ""
