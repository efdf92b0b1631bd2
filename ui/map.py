"""The map: who is tied to whom, as a picture and, beside it, as a list that says the same in words.

Hidden here: that the network is read and laid out off the window's thread, and shown while it is still finding its
shape; that a network too large to be drawn one by one is drawn as groups, each of which opens; that a layout is kept
until another tie is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from netjournal.model import Change, Closeness
from netjournal.names import fold, initials
from netjournal.network import MANY, Bond, By, Group, Member, Network, Place, Tie, Wanted, best_by, bubbles, layout
from netjournal.records import dataclass
from netjournal.wording import count
from ui.desk import Desk
from ui.jobs import Job, Progress
from ui.look import XS, L, M, S, color, current, px
from ui.map_picture import LETTERS, MapPicture, Scene, Spot, Stroke
from ui.page import Page
from ui.parts.action import own_action
from ui.parts.button import button, icon_button
from ui.parts.card import Card, Disc, Face, Index
from ui.parts.card_list import CardList
from ui.parts.chip import ChipRow, ChipText
from ui.parts.drop_down import DropDown
from ui.parts.empty_pane import EmptyPane
from ui.parts.flow import FlowLayout
from ui.parts.label import Label
from ui.parts.search_field import SearchField
from ui.parts.section import Heading
from ui.parts.width import fix_width
from ui.rows import Column, Listing, RowsModel
from ui.words import capital, told, word

_SIZES = {
    Closeness.INNER_CIRCLE: 3.0,
    Closeness.CLOSE: 2.2,
    Closeness.ACTIVE: 1.5,
    Closeness.ACQUAINTANCE: 1.0,
}
_BESIDE = 760  # from this width on the list stands beside the picture, else below it


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list: somebody or a group, and what is told of them."""

    id: int
    name: str
    says: str
    ties: int
    crowd: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is on the map just now: the part of the network that was asked for, as people or as groups of them."""

    whole: Network
    part: Network
    scene: Scene
    lines: Mapping[int, Line]
    groups: Mapping[int, Group]
    left_out: int = 0
    """People with ties for whom there is no room."""
    alone: int = 0
    """People who are asked for and have no tie."""


class _Beside(QWidget):
    """The list with its notes. They wrap within the room there is: the page asks for no height because of them."""

    def hasHeightForWidth(self) -> bool:
        return False


class MapPage(Page):
    """The room of the map."""

    key = "map"

    _so_far = Signal(object)  # the layout on its way, from the other thread

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.wanted = Wanted()
        self.by: By | None = None
        """What people are marked and grouped by; None: what suits best."""
        self.inside: str | None = None
        """The mark of the group that is open."""
        self.drawn: Drawn | None = None
        self._network: Network | None = None
        self._laid_out: tuple[object, Mapping[int, Place]] = (None, {})
        self._job: Job | None = None
        self._round = 0
        self._names: tuple[Network | None, dict[int, str]] = (None, {})
        self._sought: int | None = None
        """Somebody to go to in the group that is being opened."""
        self._besides: int | None = None
        """Whom the open group shows also where they are not among those with the most ties."""
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(400)  # several changes in a row are one
        self._again.timeout.connect(self.read)
        self._so_far.connect(self._show_so_far)
        self.model: RowsModel[Line] = RowsModel(
            [Column("name", self.tr("On the map"), lambda line: line.name)],
            lambda ids: {id: self._lines()[id] for id in ids if id in self._lines()},
            lambda line: ", ".join(filter(None, (line.name, line.says))),
            self,
        )
        self.model.show(Listing(lambda: list(self._lines()), self._order))
        self._make_parts()
        self._make_actions()
        self._lay_out()

    def _lines(self) -> Mapping[int, Line]:
        return self.drawn.lines if self.drawn else {}

    def _order(self, ids: Iterable[int]) -> dict[int, int]:
        place = {id: n for n, id in enumerate(self._lines())}
        return {id: place[id] for id in ids if id in place}

    # ------------------------------------------------------------------ making

    def _make_parts(self) -> None:
        self.heading = Heading(self.tr("Map"), size="title")
        self.field = SearchField(self.tr("Search"), "Ctrl+F")
        self.field.setAccessibleName(self.tr("Search the map"))
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._search_next)
        self.bonds = ChipRow(self.tr("Which ties"))
        self.bonds.clicked.connect(self._turn_bond)
        self.closeness = self._choice(self.tr("Closeness"))
        self.tag = self._choice(self.tr("Tag"))
        self.chapter = self._choice(self.tr("Chapter"))
        self.marking = self._choice(self.tr("Marked by"))
        self.marking.addItem(self.tr("Marked as suits best"), "")
        for by, words in (
            (By.CLOSENESS, self.tr("Marked by closeness")),
            (By.TAG, self.tr("Marked by tag")),
            (By.CHAPTER, self.tr("Marked by chapter")),
            (By.ORGANIZATION, self.tr("Marked by organization")),
        ):
            self.marking.addItem(words, by.value)
        self.back_button = button(self.tr("All groups"), self.close_group, kind="quiet", picture="back")
        self.back_button.hide()
        self.note = Label("", "small", "quiet", wrap=True)
        self.note.hide()
        self.found_note = Label("", "small", wrap=True)
        self.found_note.hide()
        self.picture = MapPicture(self.tr("Map of the network"))
        self.picture.opened.connect(self.open)
        self.picture.chosen.connect(self._row_to)
        self.list = CardList(self.tr("On the map"), self.model, self._card)
        self.list.empty = self.tr("Nobody here has a tie that is noted.")
        self.list.opened.connect(lambda index: self.open(self.model.id_at(index.row())))
        self.list.selectionModel().currentRowChanged.connect(self._on_row)
        self.near_button = icon_button("zoom-in", self.tr("Nearer"), lambda: self.picture.zoom(1.25), key="+")
        self.far_button = icon_button("zoom-out", self.tr("Farther"), lambda: self.picture.zoom(0.8), key="−")
        self.fit_button = icon_button("fit", self.tr("Show all of it"), self.picture.fit, key="0")
        self.empty = EmptyPane(
            "map",
            self.tr("Here stands who is tied to whom."),
            self.tr(
                "Note on people's pages who knows whom and through whom you met, and record introductions and "
                "referrals: from these the map is drawn."
            ),
            button(
                self.tr("Go to people"), lambda: self.desk.page_wanted.emit("people"), kind="primary", picture="people"
            ),
        )

    def _choice(self, name: str) -> DropDown:
        made = DropDown(name)
        made.setSizeAdjustPolicy(DropDown.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        fix_width(made, 150)
        made.activated.connect(lambda _place: self._choose())
        return made

    def _make_actions(self) -> None:
        make = partial(own_action, self)
        make(self.tr("Search the map"), "Ctrl+F", "search", self._to_search)
        make(self.tr("Nearer"), "Ctrl++", "zoom-in", lambda: self.picture.zoom(1.25))
        make(self.tr("Farther"), "Ctrl+-", "zoom-out", lambda: self.picture.zoom(0.8))
        make(self.tr("Show all of the map"), "Ctrl+0", "fit", self.picture.fit)
        make(self.tr("Back to all groups"), "Alt+Up", "back", self.close_group)
        make(self.tr("Show everybody on the map"), "Ctrl+Shift+X", "close", self.clear)

    def _lay_out(self) -> None:
        filters = QWidget()
        flow = FlowLayout(filters)
        fix_width(self.field, 180)
        for part in (self.field, self.closeness, self.tag, self.chapter, self.marking, self.bonds):
            flow.addWidget(part)
        policy = filters.sizePolicy()
        policy.setHeightForWidth(True)
        filters.setSizePolicy(policy)
        fix_width(self.marking, 200)
        self._show_bonds()
        corner = QHBoxLayout(self.picture)
        corner.setContentsMargins(S, S, S, S)
        tools = QVBoxLayout()
        tools.setSpacing(XS)
        for tool in (self.near_button, self.far_button, self.fit_button):
            tools.addWidget(tool)
        tools.addStretch(1)
        corner.addStretch(1)
        corner.addLayout(tools)
        beside = QVBoxLayout()
        beside.setContentsMargins(S, S, S, 0)
        beside.setSpacing(S)
        beside.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        beside.addWidget(self.note)
        beside.addWidget(self.found_note)
        beside.addWidget(self.list, 1)
        self._beside = _Beside()
        self._beside.setLayout(beside)
        body = QWidget()
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, body)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(1)
        self._line.addWidget(self.picture, 1)
        self._line.addWidget(self._beside)
        self.layers = QStackedWidget()
        self.layers.addWidget(body)
        self.layers.addWidget(self.empty)
        self._filters = filters
        top = QVBoxLayout()
        top.setContentsMargins(L, M, L, M)
        top.setSpacing(S)
        top.addWidget(self.heading)
        top.addWidget(filters)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self.layers, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= px(_BESIDE)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._line.direction() != way:
            self._line.setDirection(way)
        if beside:
            self._beside.setMaximumHeight(16_777_215)
            self._beside.setFixedWidth(max(px(248), min(px(340), self.width() * 3 // 10)))
        else:
            self._beside.setMinimumWidth(0)
            self._beside.setMaximumWidth(16_777_215)
            self._beside.setMaximumHeight(max(px(120), self.height() * 3 // 10))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(current().surface))
        if self.layers.currentIndex() == 0:
            painter.setPen(color(current().line))
            painter.drawLine(0, self.layers.y() - 1, self.width(), self.layers.y() - 1)
            line = self._beside.geometry()
            line.moveTo(self._beside.mapTo(self, self._beside.rect().topLeft()))
            if self._line.direction() == QBoxLayout.Direction.LeftToRight:
                x = line.right() + 1 if self.isRightToLeft() else line.left() - 1
                painter.drawLine(x, self.layers.y(), x, self.height())
            else:
                painter.drawLine(0, line.top() - 1, self.width(), line.top() - 1)

    # ------------------------------------------------------------------ being shown, and news

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._network is None and self._job is None:
            QTimer.singleShot(0, self, self.read)  # after the page is painted

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._again.isActive():
            self._again.stop()
            self._network = None  # read anew when it is shown again
        if self._job is not None:
            self._stop()
            self._network = None

    def on_change(self, change: Change) -> None:
        if change.everything or change.people or change.entries or change.tags or change.chapters:
            self._again.start()

    def on_new_day(self) -> None:
        self._network = None
        if self.isVisible():
            self.read()

    def take_focus(self) -> None:
        (self.picture if self.layers.currentIndex() == 0 else self.empty).setFocus()

    # ------------------------------------------------------------------ reading and drawing

    def _stop(self) -> None:
        self._round += 1
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def read(self) -> None:
        """Read the network anew and draw it."""
        self._network = None
        self.draw()

    def draw(self) -> None:
        """Draw the wanted part, off the window's thread."""
        self._stop()
        if not self.isVisible():
            return
        number, store, kept = self._round, self.desk.store, self._network
        wanted, by, inside, laid_out = self.wanted, self.by, self.inside, self._laid_out
        besides = self._besides
        others = self.tr("Nothing noted")

        def work(_progress: Progress, cancelled: Callable[[], bool]) -> tuple[Drawn, object, Mapping[int, Place]]:
            whole = kept
            if whole is None:
                with store.reading():
                    whole = store.network()
            drawn = draw(whole, wanted, by, inside, others, besides)
            ids, pairs = tuple(drawn.scene.spots), tuple(stroke[:2] for stroke in drawn.scene.strokes)
            shape = (ids, pairs)
            if drawn.groups:
                return drawn, None, bubbles({id: spot.size for id, spot in drawn.scene.spots.items()})
            if laid_out[0] == shape:
                return drawn, shape, laid_out[1]

            told: list[bool] = []

            def shown(places: dict[int, Place]) -> None:
                if not told:  # once, so that there is something to see; then what it comes to: it never moves by itself
                    told.append(True)
                    self._so_far.emit((number, drawn, places))

            return drawn, shape, layout(ids, pairs, shown=shown, cancelled=cancelled)

        def done(found: tuple[Drawn, object, Mapping[int, Place]]) -> None:
            if number != self._round:
                return
            self._job = None
            drawn, shape, places = found
            self._network = drawn.whole
            self._laid_out = (shape, places)
            self._take(drawn, places)

        job = self.desk.jobs.run(work, done)
        if not job.finished:
            self._job = job

    def _show_so_far(self, found: tuple[int, Drawn, dict[int, Place]]) -> None:
        number, drawn, places = found
        if number == self._round:
            self._take(drawn, places)

    def _take(self, drawn: Drawn, places: Mapping[int, Place]) -> None:
        if drawn is self.drawn:
            self.picture.move_spots(places)
            return
        another = self.drawn is None or set(self.drawn.scene.spots) != set(drawn.scene.spots)
        chosen = self.picture.current
        self.drawn = drawn
        with QSignalBlocker(self.list.selectionModel()):
            self.model.show(Listing(lambda: list(self._lines()), self._order))
        self.picture.show_scene(drawn.scene, places, fit=another)
        if chosen is not None and chosen in drawn.scene.spots:
            self._row_to(chosen)
        self._fill_choices(drawn.whole)
        self._say(drawn)
        if self._sought is not None and not drawn.groups:
            sought, self._sought = self._sought, None
            if sought in drawn.scene.spots:
                self.picture.choose(sought)
                self._row_to(sought)
                self._say_found("")
                return
        if self.field.text().strip():
            self._search()

    def _say(self, drawn: Drawn) -> None:
        nothing = not drawn.whole.ties
        self.layers.setCurrentIndex(1 if nothing else 0)
        self.heading.setVisible(not nothing)
        self._filters.setVisible(not nothing)
        people = len(drawn.part.members) if drawn.groups else len(drawn.scene.spots)
        self.heading.set_count(people)
        self.back_button.setVisible(self.inside is not None)
        if drawn.left_out:
            words = self.tr("Shown are the {n} with the most ties; %n more have some too.", "", drawn.left_out)
            self.note.setText(words.format(n=len(drawn.scene.spots)))
        elif drawn.groups:
            self.note.setText(
                self.tr("So many people are shown as groups. Open one to see who is in it.")
            )  # fmt: skip
        else:
            self.note.setText(
                self.tr("%n more have no tie, and are not drawn.", "", drawn.alone) if drawn.alone else ""
            )
        self.note.setVisible(bool(self.note.text()))

    # ------------------------------------------------------------------ what is wanted

    def _fill_choices(self, whole: Network) -> None:
        tags = sorted({tag for one in whole.members.values() for tag in one.tags}, key=fold)
        chapters = sorted({one.chapter for one in whole.members.values() if one.chapter}, key=fold)
        for choice, first, values in (
            (self.closeness, self.tr("Any closeness"), [(capital(word(c)), c.value) for c in Closeness]),
            (self.tag, self.tr("Any tag"), [(f"#{tag}", tag) for tag in tags]),
            (self.chapter, self.tr("Any chapter"), [(title, title) for title in chapters]),
        ):
            held = str(choice.currentData() or "")
            choice.clear()
            choice.addItem(first, "")
            for words, value in values:
                choice.addItem(words, value)
            choice.setCurrentIndex(max(0, choice.findData(held)))
            choice.setVisible(bool(values))

    def _choose(self) -> None:
        closeness = str(self.closeness.currentData() or "")
        self.wanted = replace(
            self.wanted,
            closeness=Closeness(closeness) if closeness else None,
            tag=str(self.tag.currentData() or ""),
            chapter=str(self.chapter.currentData() or ""),
        )
        chosen = str(self.marking.currentData() or "")
        by = By(chosen) if chosen else None
        if by is not self.by:
            self.by, self.inside = by, None
        self.draw()

    def _show_bonds(self) -> None:
        self.bonds.show_chips(
            [
                ChipText(bond.value, words, checkable=True, checked=bond in self.wanted.bonds)
                for bond, words in (
                    (Bond.KNOW, self.tr("Know each other")),
                    (Bond.INTRODUCED, self.tr("Introduced")),
                    (Bond.SENT, self.tr("Sent")),
                )
            ]
        )
        self.bonds.setFixedWidth(sum(chip.sizeHint().width() + S for chip in self.bonds.chips))

    def _turn_bond(self, value: str) -> None:
        bonds = self.wanted.bonds ^ {Bond(value)}
        self.wanted = replace(self.wanted, bonds=bonds or frozenset(Bond))
        self._show_bonds()
        self.draw()

    def clear(self) -> None:
        """Everybody, by every tie, again."""
        for choice in (self.closeness, self.tag, self.chapter):
            choice.setCurrentIndex(0)
        self.wanted, self.inside = Wanted(), None
        self.field.clear()
        self._show_bonds()
        self.draw()

    # ------------------------------------------------------------------ going somewhere

    def open(self, id: int | None) -> None:
        """Go to a person's page, or into a group."""
        if id is None or self.drawn is None:
            return
        group = self.drawn.groups.get(id)
        if group is None:
            self.desk.person_wanted.emit(id)
        else:
            self.inside, self._besides = group.name, self._sought
            self.draw()
            self.picture.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_group(self) -> None:
        """Back from a group to all of them."""
        if self.inside is not None:
            self.inside = None
            self.draw()

    def _row_to(self, id: int) -> None:
        row = self.model.row_of(id)
        if row is not None:
            with QSignalBlocker(self.list.selectionModel()):
                self.list.setCurrentIndex(self.model.index(row, 0))
            self.list.scrollTo(self.model.index(row, 0))  # the list was not told
            self.list.viewport().update()

    def _on_row(self, index: Index, _before: Index) -> None:
        self.picture.choose(self.model.id_at(index.row()) if index.isValid() else None)

    def _to_search(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _matches(self) -> list[int]:
        words = fold(self.field.text()).split()
        if not words:
            return []
        return [id for id, line in self._lines().items() if all(w in fold(line.name) for w in words)]

    def _somebody(self) -> Member | None:
        """Who is meant by what stands in the field and is not on the picture by themselves: best one who is called so
        and no more, then one who has ties.
        """
        words = fold(self.field.text()).split()
        if not words or self.drawn is None:
            return None
        whole, tied = self.drawn.whole, self.drawn.part.members
        if self._names[0] is not whole:
            self._names = (whole, {id: fold(one.name) for id, one in whole.members.items()})
        found = [id for id, name in self._names[1].items() if all(w in name for w in words)]
        best = min(found, key=lambda one: (self._names[1][one].split() != words, one not in tied), default=None)
        return whole.members[best] if best is not None else None

    def _group_of(self, id: int) -> Group | None:
        groups = self.drawn.groups.values() if self.drawn else ()
        return next((group for group in groups if id in group.people), None)

    def _search(self) -> None:
        found = self._matches()
        self.picture.choose(found[0] if found else None)
        if found:
            self._row_to(found[0])
            self._say_found("")
        elif not self.field.text().strip():
            self._say_found("")
        elif (somebody := self._somebody()) is None:
            self._say_found(self.tr("Nobody is called “{text}”.").format(text=self.field.text().strip()))
        elif (group := self._group_of(somebody.id)) is not None:
            self.picture.choose(group.id)
            self._row_to(group.id)
            words = self.tr("{name} is in this group: {group}. Enter opens it and goes there.")
            self._say_found(words.format(name=somebody.name, group=self._lines()[group.id].name))
        else:
            words = self.tr("{name} is not on the map as it is drawn. Enter opens their page.")
            self._say_found(words.format(name=somebody.name))

    def _say_found(self, words: str) -> None:
        self.found_note.setText(words)
        self.found_note.setVisible(bool(words))
        self.field.setAccessibleDescription(words)

    def _search_next(self) -> None:
        """Enter goes to the next one who matches; on the only one it opens the page."""
        found = self._matches()
        here = self.picture.current
        if len(found) == 1:
            self.open(found[0])
        elif found:
            following = found[(found.index(here) + 1) % len(found)] if here in found else found[0]
            self.picture.choose(following)
            self._row_to(following)
        elif (somebody := self._somebody()) is not None:
            group = self._group_of(somebody.id)
            if group is None:
                self.desk.person_wanted.emit(somebody.id)
            else:
                self._sought = somebody.id
                self.open(group.id)

    def _card(self, line: Line, _index: Index) -> Card:
        leading = Disc("people") if line.crowd else Face(line.name, initials(line.name))
        aside = self.tr("%n ties", "", line.ties) if line.ties else ""
        return Card(line.name, line.says, aside, leading=leading)


# ------------------------------------------------------------------------------------------------ what is drawn


def draw(
    whole: Network, wanted: Wanted, asked: By | None, inside: str | None, others: str, besides: int | None = None
) -> Drawn:
    """The wanted part as people, or as groups where they are too many to be drawn one by one.

    `besides`: somebody of the open group who is drawn, with whom they are tied to, whatever the number of their ties.
    """
    # Who has a tie is drawn, also where it leads to somebody who is not asked for; of those the line beside it tells.
    every = Network(whole.members, [tie for tie in whole.ties if tie.bond in wanted.bonds])
    asked_for = whole.part(wanted)
    part = asked_for.only(every.tied())
    alone = len(asked_for.members) - len(part.members)
    many = len(part.members) > MANY
    by = asked or (best_by(part) if many else By.CLOSENESS)
    if inside is None and many:
        return _grouped(whole, part, by, others)
    if inside is not None:
        group = next((g for g in part.groups(by)[0] if g.name == inside), None)
        part = part.only(group.people if group else ())
    many_there, left_out = len(part.members), 0
    if many_there > MANY:
        sought = {id for id in (besides,) if id is not None and id in part.members}
        near = {tie.across(one) for one in sought for tie in part.ties if one in (tie.one, tie.other)}
        part = part.only({*part.most_tied(MANY), *sought, *near})
        left_out = many_there - len(part.members)
    if inside is not None and by is not By.CLOSENESS:
        by = By.CLOSENESS  # what they all share tells nobody apart
    marks = part.marks(by)
    counted: dict[str, int] = {}
    for mark in marks.values():
        if mark:
            counted[mark] = counted.get(mark, 0) + 1
    legend: list[str] = sorted(counted, key=lambda mark: (-counted[mark], mark))[: len(LETTERS) - 1]
    if by is By.CLOSENESS:
        legend = [closeness.said for closeness in Closeness if closeness.said in counted]
    place = {mark: n for n, mark in enumerate(legend)}
    ties_of = every.ties_of()
    spots, lines = {}, {}
    for one in part.members.values():
        ties = ties_of.get(one.id, [])
        says = "; ".join(_tie_words(ties, one.id, every))
        size = _SIZES.get(one.closeness, 1.0) if one.closeness else 1.0
        at = place.get(marks[one.id], -1)
        told_mark = told(marks[one.id]) if at >= 0 else ""
        spots[one.id] = Spot(one.id, one.name, size, at, says=says)
        lines[one.id] = Line(one.id, one.name, " · ".join(filter(None, (told_mark, says))), len(ties))
    drawn = tuple(Stroke(t.one, t.other, t.bond, leads=t.leads) for t in part.ties)
    scene = Scene(spots, drawn, tuple(told(m) for m in legend))
    return Drawn(whole, part, scene, lines, {}, left_out, 0 if inside is not None else alone)


def _tie_words(ties: Sequence[Tie], person: int, part: Network) -> list[str]:
    return [told(tie.seen_from(person, part.members[tie.across(person)].name)) for tie in ties]


def _grouped(whole: Network, part: Network, by: By, others: str) -> Drawn:
    groups, between = part.groups(by)
    names = {group.id: capital(told(group.name)) if group.name else others for group in groups}
    ties: dict[int, list[tuple[int, str]]] = {}
    for (one, other), n in between.items():
        ties.setdefault(one, []).append((n, names[other]))
        ties.setdefault(other, []).append((n, names[one]))
    spots, lines = {}, {}
    for n, group in enumerate(groups):
        name = names[group.id]
        mark = n % (len(LETTERS) - 1) if group.name else -1
        people = told(count(len(group.people), "{n} person", "{n} people"))
        size = 0.3 + 3 * (len(group.people) / len(part.members)) ** 0.5
        spots[group.id] = Spot(group.id, name, size, mark, len(group.people), people)
        theirs = sorted(ties.get(group.id, ()), key=lambda tie: (-tie[0], tie[1]))
        tied = "; ".join(told(count(n, "{n} tie with {group}", "{n} ties with {group}", group=to)) for n, to in theirs)
        says = " · ".join(filter(None, (people, tied)))
        lines[group.id] = Line(group.id, name, says, sum(n for n, _ in theirs), len(group.people))
    drawn = tuple(Stroke(one, other, many=n) for (one, other), n in sorted(between.items()))
    return Drawn(whole, part, Scene(spots, drawn), lines, {g.id: g for g in groups})
