"""A person's page: who they are, what one needs to know a minute before calling them, and all there is of them in tabs.

Hides which parts are read and when: what stands at the top comes from one summary; the timeline, what is known about
them and the table of asks and referrals are read only when their tab is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QImage, QKeySequence, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from netjournal.days import next_yearly, turns
from netjournal.errors import Gone
from netjournal.model import (
    Balance,
    Change,
    Comfort,
    DateKind,
    EntryFilter,
    EntryRow,
    LedgerFilter,
    LedgerKind,
    LedgerOrder,
    LedgerRow,
    OpenLoop,
    PersonKind,
    PersonRef,
    PreferenceKind,
    Summary,
)
from netjournal.names import initials
from ui.desk import Desk
from ui.entry_cards import GUTTER, describe_entry, entry_card, state_role
from ui.icons import icon
from ui.look import XL, XS, L, M, S, color, current, px
from ui.parts.action import own_action
from ui.parts.button import button, icon_button
from ui.parts.card import Badge, Card, Disc, Index
from ui.parts.card_list import CardList
from ui.parts.chip import ChipRow, ChipText
from ui.parts.label import Label
from ui.parts.scrolled import Least, Scrolled
from ui.parts.tabs import Tabs
from ui.parts.trust import TrustStars
from ui.person_lines import Glance, Glimpse, Line, LineText
from ui.person_portrait import PortraitButton, portrait_bytes
from ui.rows import Column, Listing, RowsModel
from ui.words import (
    age_of,
    capital,
    full_day,
    key_name,
    money,
    near_day,
    partial_day,
    short_day,
    told,
    translated,
    word,
)

_LEDGER_PICTURES = {
    LedgerKind.ASK_MADE: "ask-made",
    LedgerKind.ASK_RECEIVED: "ask-received",
    LedgerKind.REFERRAL_GIVEN: "referral-given",
    LedgerKind.REFERRAL_RECEIVED: "referral-received",
    LedgerKind.INTRODUCTION: "introduction",
}
_LOOPS = {"thanks": "thanks", "report": "outcome", "answer": "ask-received", "ask": "ask-made"}
_LOOPS_SHOWN = 3
_COMING = 60
"""Days ahead a birthday or another date is told at a glance."""


def trust_words(level: int | None) -> str:
    """A level of trust in words."""
    if level is None:
        return ""
    return {
        1: translated("trust", "hardly trusted"),
        2: translated("trust", "trusted a little"),
        3: translated("trust", "fairly trusted"),
        4: translated("trust", "well trusted"),
        5: translated("trust", "fully trusted"),
    }[level]


class _Top(Scrolled):
    """What stands above the tabs: as high as it needs, but of what stands below it leaves half of the page."""

    def __init__(self, content: QWidget) -> None:
        super().__init__(content)
        self._content = content
        self.setWidgetResizable(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def fit(self, page: int, below: int, filled: int) -> None:
        """Take the height the content needs at this width, on a page that high whose tabs need `below` of it.

        What stands in the tabs would fill that much of the page: what that leaves empty is to be had as well.
        """
        layout = self._content.layout()
        if layout is None:
            return
        layout.activate()
        most = max(px(150), min(max(page * 57 // 100, page - filled), page - below))
        width = self.width()
        wanted = layout.totalHeightForWidth(width)
        if wanted > most:  # the bar beside it takes its room
            width -= self.verticalScrollBar().sizeHint().width()
            wanted = layout.totalHeightForWidth(width)
        # Not left to the scroll area, which gives wrapping labels the height of their narrowest width.
        self._content.resize(width, wanted)
        self.setFixedHeight(min(wanted, most))


class _Banner(QWidget):
    """Why nothing prompts about this person, with the way out of it."""

    def __init__(self) -> None:
        super().__init__()
        self.glance = Glance()
        self.button = button(self.tr("End the rest"), kind="quiet")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(S)
        line.addWidget(self.glance, 1)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)


class Person(Least):
    """The page of one person or organization. `show_person(id)` turns to somebody else."""

    emptied = Signal()
    """The person shown is no longer in the journal."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.number: int | None = None
        self.summary: Summary | None = None
        self._about: Any = None
        self._stale = {"timeline": True, "about": True, "ledger": True}
        self.setAccessibleName(self.tr("Person"))
        self._make_header()
        self._make_tabs()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        rim = QHBoxLayout()
        rim.setContentsMargins(L, S, L, 0)
        rim.addWidget(self.tabs)
        column.addLayout(rim)
        column.addWidget(self.stack, 1)
        self._make_actions()

    # ------------------------------------------------------------------ building

    def _make_header(self) -> None:
        self.portrait = PortraitButton(64)
        self.portrait.picture_given.connect(self._set_portrait)
        self.portrait.picture_removed.connect(self._remove_portrait)
        self.portrait.refused.connect(
            lambda name: self.desk.tell(self.tr("“{name}” is not a picture.").format(name=name), mood="bad")
        )
        self.name = Label("", "title", wrap=True)
        self.role = Label("", "body", "quiet", wrap=True)
        for label in (self.name, self.role):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.stars = TrustStars()
        self.trust = Label("", "small", "quiet")
        self.closeness = Label("", "small", "quiet")
        self.record = button(self.tr("Record"), self._record, picture="add")
        self.record.setToolTip(self.tr("Record an entry with them ({key})").format(key=key_name("Ctrl+R")))
        self.record.setAccessibleName(self.tr("Record an entry with them"))
        self.edit_button = icon_button("edit", self.tr("Edit"), self.edit, key="Ctrl+Shift+E")
        self.more = icon_button("more", self.tr("More"), self._show_more)
        self.chips = ChipRow(self.tr("Organizations and tags"))
        self.chips.clicked.connect(self._on_chip)
        self.banner = _Banner()
        self.banner.button.clicked.connect(lambda: self._archive() if self._draft().archived else self._end_rest())
        self.banner.hide()
        self.glance = Glance()
        self._loop_box = QWidget()
        self.loops = QVBoxLayout(self._loop_box)
        self.loops.setSpacing(0)
        self.loops.setContentsMargins(0, 0, 0, 0)
        self._loop_lines: list[Line] = []

        level = QHBoxLayout()
        level.setSpacing(M)
        for widget in (self.closeness, self.stars, self.trust):
            level.addWidget(widget)
        level.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self.role)
        words.addLayout(level)
        words.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(L)
        line.addWidget(self.portrait, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        tools = QHBoxLayout()
        tools.setSpacing(XS)
        for tool in (self.record, self.edit_button, self.more):
            tools.addWidget(tool, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(tools)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(XL, L, XL, S)
        column.setSpacing(M)
        column.addLayout(line)
        column.addWidget(self.chips)
        column.addWidget(self.banner)
        column.addWidget(self._loop_box)  # what is open is what one opens the page for: it is seen in little room too
        column.addWidget(self.glance)
        self.top = _Top(content)

    def _make_tabs(self) -> None:
        self.tabs = Tabs(self.tr("What is shown of this person"))
        self.tabs.add("timeline", self.tr("Timeline"))
        self.tabs.add("about", self.tr("About"))
        self.tabs.add("ledger", self.tr("Asks & referrals"))
        self.tabs.chosen.connect(lambda _key: self._fill_tab())
        self.stack = QStackedWidget()
        self.entries: RowsModel[EntryRow] = RowsModel(
            [Column("entry", self.tr("Entry"), lambda row: row.text)],
            fetch=self.desk.store.entry_rows,
            describe=lambda row: describe_entry(row, self.desk.today),
            parent=self,
        )
        self.timeline = CardList(self.tr("Timeline"), self.entries, self._entry_card, gutter=GUTTER)
        self.timeline.opened.connect(lambda index: self._edit_entry(index.data(RowsModel.IdRole)))
        self.timeline.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.timeline.customContextMenuRequested.connect(self._entry_menu)
        self.stack.addWidget(self.timeline)
        self._about_place = QWidget()
        self.stack.addWidget(self._about_place)
        self._ledger_place = QWidget()
        self.stack.addWidget(self._ledger_place)
        self.ledger: RowsModel[LedgerRow] | None = None
        self._owed: set[int] = set()

    def _make_actions(self) -> None:
        def add(name: str, text: str, picture: str, key: str, act: Any) -> QAction:
            return own_action(self, text, key, picture, act, name=name)

        self.record_action = add("record", self.tr("Record an entry with them"), "add", "Ctrl+R", self._record)
        self.edit_action = add("edit", self.tr("Edit this person"), "edit", "Ctrl+Shift+E", self.edit)
        self.rest_action = add("rest", self.tr("Rest until…"), "resting", "", self._ask_rest)
        self.archive_action = add("archive", self.tr("Archive"), "archived", "", self._archive)
        self.deceased_action = add("deceased", self.tr("Deceased…"), "deceased", "", self._ask_deceased)
        self.merge_action = add("merge", self.tr("Merge into…"), "merge", "", self._ask_merge)
        self.copy_action = add("copy-card", self.tr("Copy as a vCard"), "copy", "", self._copy_card)
        self.me_action = add("me", self.tr("This is me"), "person", "", self._this_is_me)
        self.me_action.setCheckable(True)
        self.delete_action = add("delete-person", self.tr("Delete this person"), "delete", "", self.delete)
        for n, (key, text) in enumerate(
            (
                ("timeline", self.tr("Show the timeline")),
                ("about", self.tr("Show what is known about them")),
                ("ledger", self.tr("Show asks and referrals")),
            ),
            1,
        ):
            add(f"show-{key}", text, "history", f"Alt+{n}", partial(self.show_tab, key))
        gone = QAction(icon("delete"), self.tr("Delete this entry"), self.timeline)
        gone.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        gone.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        gone.triggered.connect(self._delete_entry)
        self.timeline.addAction(gone)
        edit = QAction(icon("edit"), self.tr("Edit this entry"), self.timeline)
        edit.setShortcut(QKeySequence("F2"))
        edit.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        edit.triggered.connect(lambda: self._edit_entry(self.timeline.currentIndex().data(RowsModel.IdRole)))
        self.timeline.addAction(edit)

    # ------------------------------------------------------------------ showing

    def show_person(self, number: int) -> None:
        """Turn to a person. Does nothing but tell (`emptied`) if they are no longer there."""
        other = number != self.number
        self.number = number
        self._stale = dict.fromkeys(self._stale, True)
        if self._read() and other:
            self.top.verticalScrollBar().setValue(0)
        if self.number is not None:
            self._fill_tab()

    def _read(self) -> bool:
        """Read the summary and show it at the top."""
        assert self.number is not None
        try:
            self.summary = self.desk.store.summary(self.number)
        except Gone:
            self.number = self.summary = None
            self.emptied.emit()
            return False
        self._show_header(self.summary)
        self._show_state(self.summary)
        self._show_glance(self.summary)
        self._fit()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        answered = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # what a tab shows wants more room, or less
            self._fit()
        return answered

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color(current().surface))

    def _fit(self) -> None:
        if self.summary is not None:
            narrow = self.width() < px(560)
            self.trust.setVisible(self.summary.about.trust_level is not None and not narrow)
            words = "" if self.width() < px(430) else self.tr("Record")
            if self.record.text() != words:
                self.record.setText(words)
        column = self.layout()
        assert column is not None
        least = column.minimumSize().height()
        if column.hasHeightForWidth():
            least = column.minimumHeightForWidth(self.width())
        self.top.fit(self.height(), least - self.top.minimumHeight(), self._filled())

    def _filled(self) -> int:
        """How much of the page the tabs and the rows of a list in them fill; all of it, where there is no list."""
        here, above = self.stack.currentWidget(), S + self.tabs.sizeHint().height()
        if here is self.timeline:
            return above + max(px(72), self.timeline.verticalHeader().length())
        if here is self._ledger_place and self.ledger is not None:
            balance = M + self.balance.sizeHint().height() + S
            return above + balance + max(px(72), self.ledger_list.verticalHeader().length())
        return self.height()

    def _show_header(self, summary: Summary) -> None:
        about, person = summary.about, summary.about.person
        picture = None
        if person.has_portrait:
            held = self.desk.store.portraits([person.id]).get(person.id)
            picture = QPixmap()
            if held is None or not picture.loadFromData(held):
                picture = None
        self.portrait.show_person(person.name, initials(person.name), picture)
        self.name.setText(person.name)
        self.setAccessibleName(person.name)
        now = [a for a in about.affiliations if not a.until]
        if person.kind is PersonKind.ORGANIZATION:
            members = self.tr("%n people", "", len(about.members)) if about.members else ""
            role = " · ".join(filter(None, (self.tr("Organization"), members)))
        elif now and now[0].role:
            role = self.tr("{role} at {organization}").format(role=now[0].role, organization=now[0].organization.name)
        else:
            role = now[0].organization.name if now else ""
        if person.about.nickname:
            role = " · ".join(filter(None, (f"“{person.about.nickname}”", role)))
        self.role.setText(role)
        self.role.setVisible(bool(role))
        closeness = person.about.closeness
        self.closeness.setText(capital(word(closeness)) if closeness else "")
        self.closeness.setVisible(closeness is not None)
        self.stars.set_trust(about.trust_level)
        self.stars.setVisible(about.trust_level is not None)
        self.trust.setText(capital(trust_words(about.trust_level)))
        chips = [ChipText(("org", a.organization.id), a.organization.name, "organization") for a in now]
        chips += [ChipText(("tag", tag), tag, "tag") for tag in about.tags]
        self.chips.show_chips(chips)
        self.chips.setVisible(bool(chips))
        organization = person.kind is PersonKind.ORGANIZATION
        self.me_action.setChecked(person.about.is_me)
        self.me_action.setVisible(not organization)
        self.deceased_action.setVisible(not organization)
        self.deceased_action.setText(self.tr("Not deceased") if person.about.deceased else self.tr("Deceased…"))
        self.archive_action.setText(self.tr("Take out of the archive") if person.about.archived else self.tr("Archive"))

    def _show_state(self, summary: Summary) -> None:
        draft, today = summary.about.person.about, self.desk.today
        resting = draft.resting and (draft.resting_until is None or draft.resting_until > today)
        words, picture, way = "", "", ""
        if draft.deceased:
            words, picture = self.tr("Deceased. Nothing prompts you about them."), "deceased"
            if draft.died_on:
                words = self.tr("Died {day}. Nothing prompts you about them.").format(day=partial_day(draft.died_on))
        elif draft.archived:
            words = self.tr("In the archive: not listed, and nothing prompts you about them.")
            picture, way = "archived", self.tr("Take out")
        elif resting:
            words = self.tr("Resting. Nothing prompts you about them.")
            if draft.resting_until:
                day = short_day(draft.resting_until, today)
                words = self.tr("Resting until {day}. Nothing prompts you about them before.").format(day=day)
            picture, way = "resting", self.tr("End the rest")
        self.banner.setVisible(bool(words))
        if not words:
            return
        self.banner.glance.show_glimpses([Glimpse(picture, self.tr("State"), words, "quiet", strip=True)])
        self.banner.button.setText(way)
        self.banner.button.setVisible(bool(way))

    def _show_glance(self, summary: Summary) -> None:
        self.glance.show_glimpses(self.glimpses(summary))
        loops = list(summary.loops[:_LOOPS_SHOWN])
        more = len(summary.loops) - len(loops)
        while len(self._loop_lines) < len(loops) + bool(more):
            line = Line(single=True)
            line.opened.connect(partial(self._open_loop, len(self._loop_lines)))
            self._loop_lines.append(line)
            self.loops.addWidget(line)
        for n, line in enumerate(self._loop_lines):
            line.setVisible(n < len(loops) + bool(more))
            if n < len(loops):
                self._show_loop(line, loops[n])
            elif n == len(loops):
                line.say(LineText(self.tr("%n more open between you", "", more), "", "more"))

    def _show_loop(self, line: Line, loop: OpenLoop) -> None:
        day = near_day(loop.day, self.desk.today)
        line.say(LineText(capital(told(loop.what)), day, _LOOPS.get(loop.kind, "open"), "accent"))

    def _open_loop(self, n: int) -> None:
        if n == _LOOPS_SHOWN:
            self.show_tab("ledger")
        elif self.summary is not None and n < len(self.summary.loops):
            self.desk.ask_wanted.emit(self.summary.loops[n].entry)

    def glimpses(self, summary: Summary) -> list[Glimpse]:
        """What one needs to know a minute before calling."""
        about, today = summary.about, self.desk.today
        by_kind: dict[PreferenceKind, list[str]] = {}
        for preference in about.preferences:
            if preference.until is None or preference.until > today:
                by_kind.setdefault(preference.kind, []).append(preference.text)
        made: list[Glimpse] = []
        boundaries = by_kind.get(PreferenceKind.BOUNDARY, [])
        comfort = about.person.about.comfort
        if comfort in (Comfort.KEEP_APART, Comfort.ASK_GENTLY):
            said = {
                Comfort.KEEP_APART: self.tr("keep business apart"),
                Comfort.ASK_GENTLY: self.tr("ask gently about business"),
            }[comfort]
            boundaries = [*boundaries, said]
        if boundaries:
            text = capital(" · ".join(boundaries))
            made.append(Glimpse("boundary", self.tr("Boundaries"), text, "warn", strip=True))
        for kind, picture, caption in (
            (PreferenceKind.LIKES, "like", self.tr("Likes")),
            (PreferenceKind.DISLIKES, "dislike", self.tr("Dislikes")),
            (PreferenceKind.NEEDS, "need", self.tr("Needs")),
            (PreferenceKind.OFFERS, "offer", self.tr("Offers")),
        ):
            if texts := by_kind.get(kind):
                made.append(Glimpse(picture, caption, ", ".join(texts)))
        made += self._contact(summary)
        made.append(Glimpse("balance", self.tr("Balance"), self._balance(summary.balance)))
        if coming := self._coming(summary):
            made.append(coming)
        newest = next((t for t in about.trust if t.reason), None)
        if newest is not None:
            words = newest.reason if newest.day is None else f"{newest.reason} ({short_day(newest.day, today)})"
            made.append(Glimpse("trust", self.tr("Trust"), words))
        return made

    def _contact(self, summary: Summary) -> list[Glimpse]:
        today = self.desk.today
        made: list[Glimpse] = []
        if summary.last_touch:
            words = near_day(summary.last_touch, today)
            if summary.last_kind:
                words = f"{words}, {word(summary.last_kind)}"
            if summary.attempts_since:
                words += self.tr(", since then %n attempts", "", summary.attempts_since)
            made.append(Glimpse("history", self.tr("Last touch"), words))
        if summary.next_meeting:
            made.append(Glimpse("calendar", self.tr("Next"), near_day(summary.next_meeting, today)))
        if summary.cadence_days:
            words = self.tr("every %n days", "", summary.cadence_days)
            over = (today - summary.last_touch).days - summary.cadence_days if summary.last_touch else 0
            draft = summary.about.person.about
            resting = draft.resting and (draft.resting_until is None or draft.resting_until > today)
            late = over > 0 and not (resting or draft.archived or draft.deceased)
            if late:
                words = self.tr("{cadence}, {n} over").format(cadence=words, n=age_of(over))
            picture, role = ("overdue", "warn") if late else ("clock", "text")
            made.append(Glimpse(picture, self.tr("You mean"), words, role))
        return made

    def _balance(self, balance: Balance) -> str:
        return self.tr("given {given} · received {received}").format(given=balance.given, received=balance.received)

    def _coming(self, summary: Summary) -> Glimpse | None:
        from netjournal.days import LeapDay

        today = self.desk.today
        leap = LeapDay(self.desk.store.preferences.leap_day)
        nearest: tuple[date, Any] | None = None
        for special in summary.about.dates:
            on = next_yearly(special.date, today, leap) if special.date.has_day else None
            if on and (on - today).days <= _COMING and (nearest is None or on < nearest[0]):
                nearest = (on, special)
        if nearest is None or summary.about.person.about.deceased:
            return None
        on, special = nearest
        age = turns(special.date, on)
        if special.kind is DateKind.BIRTHDAY:
            what = self.tr("turns {n}").format(n=age) if age else self.tr("birthday")
        else:
            what = special.label or word(special.kind)
        return Glimpse("birthday", self.tr("Coming"), f"{what}, {near_day(on, today)}")

    # ------------------------------------------------------------------ tabs

    def show_tab(self, key: str) -> None:
        """Bring a tab to the front and put the keyboard into it."""
        self.tabs.choose(key)
        self._fill_tab()
        if key == "timeline":
            self.timeline.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif key == "about":
            self.about.take_focus()
        else:
            self.ledger_list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def about(self) -> Any:
        """The About tab, made when it is first wanted."""
        if self._about is None:
            from ui.person_about import About

            self._about = About(self.desk)
            self._about.wanted.connect(partial(self.show_tab, "about"))
            self.stack.removeWidget(self._about_place)
            self._about_place.deleteLater()
            self.stack.insertWidget(1, self._about)
            self._stale["about"] = True
        return self._about

    def _fill_tab(self) -> None:
        key = self.tabs.current
        if self.summary is None or self.number is None:
            return
        self._make_room(key)
        if key == "about":
            about = self.about
            self.stack.setCurrentWidget(about)
            if self._stale["about"]:
                about.show_summary(self.summary)
        elif key == "ledger":
            self._show_ledger()
        else:
            self.stack.setCurrentWidget(self.timeline)
            if self._stale["timeline"]:
                self._show_timeline()
        self._stale[key] = False
        self._fit()

    def _make_room(self, key: str) -> None:
        """What stands at a glance stands in full in the About tab, which wants the room."""
        briefly = key == "about"
        if self.glance.isHidden() != briefly:
            self.glance.setHidden(briefly)
            self._loop_box.setHidden(briefly)

    def _show_timeline(self) -> None:
        store, wanted = self.desk.store, EntryFilter(person=self.number)
        name = self.summary.about.person.name if self.summary else ""
        self.timeline.empty = self.tr("Nothing is recorded with {name} yet.\n{key} begins an entry with them.").format(
            key=key_name("Ctrl+R"), name=name
        )
        self.entries.show(
            Listing(lambda: store.entry_ids(wanted), lambda ids: store.entry_keys(ids, wanted), descending=True)
        )

    def _entry_card(self, row: EntryRow, index: Index) -> Card:
        above = self.entries.row(index.row() - 1)
        about = self.number
        return entry_card(row, self.desk.today, about=about, first_of_day=above is None or above.day != row.day)

    def _show_ledger(self) -> None:
        if self.ledger is None:
            self._make_ledger()
        assert self.ledger is not None
        self.stack.setCurrentIndex(2)
        if not self._stale["ledger"] or self.summary is None:
            return
        store, wanted = self.desk.store, LedgerFilter(person=self.number)
        balance, today = self.summary.balance, self.desk.today
        words = [self.tr("Given {n}").format(n=balance.given), self.tr("received {n}").format(n=balance.received)]
        if balance.last_given:
            words.append(self.tr("last given {day}").format(day=near_day(balance.last_given, today)))
        if balance.last_received:
            words.append(self.tr("last received {day}").format(day=near_day(balance.last_received, today)))
        self.balance.setText(" · ".join(words))
        self.ledger.show(
            Listing(
                lambda: store.ledger_ids(wanted, LedgerOrder.DAY, descending=True),
                lambda ids: store.ledger_keys(ids, wanted, LedgerOrder.DAY),
                descending=True,
            )
        )

    def _make_ledger(self) -> None:
        self.ledger = RowsModel(
            [Column("what", self.tr("What"), lambda row: row.about)],
            fetch=self._ledger_rows,
            describe=self._describe_ledger,
            parent=self,
        )
        self.balance = Label("", "small", "quiet", wrap=True)
        self.ledger_list = CardList(
            self.tr("Asks and referrals"),
            self.ledger,
            self._ledger_card,
            empty=self.tr("No ask, referral or introduction with them yet."),
        )
        self.ledger_list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # it scrolls
        self.ledger_list.setMinimumHeight(px(72))
        self.ledger_list.opened.connect(lambda index: self.desk.ask_wanted.emit(index.data(RowsModel.IdRole)))
        column = QVBoxLayout(self._ledger_place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        rim = QHBoxLayout()
        rim.setContentsMargins(XL, M, XL, S)
        rim.addWidget(self.balance)
        column.addLayout(rim)
        rows = QHBoxLayout()
        rows.setContentsMargins(S, 0, S, 0)  # what a row leaves free at its sides, beyond it: all begins at one edge
        rows.addWidget(self.ledger_list)
        column.addLayout(rows, 1)
        self._ledger_place.setFocusProxy(self.ledger_list)

    def _ledger_rows(self, ids: Sequence[int]) -> dict[int, LedgerRow]:
        """The rows, and with them whatever this person is owed thanks for: a row alone knows not to whom."""
        self._owed = {owed[0] for owed in self.desk.store.thanks_owed(self.number)}
        return self.desk.store.ledger_rows(ids)

    def _ledger_words(self, row: LedgerRow) -> tuple[str, str]:
        """The state of a row, and what else there is to say of it."""
        state = told(row.state.replace("_", " ")) if row.state != "elsewhere" else self.tr("went elsewhere")
        if row.come_back and row.is_open:
            day = short_day(row.come_back, self.desk.today)
            state = self.tr("{state}, back on {day}").format(state=translated("core", state), day=day)
        others = ", ".join(named.name for named in row.people if named.id != self.number)
        reason = translated("core", row.reason.replace("_", " ")) if row.reason not in ("", "not_said") else ""
        to = self.tr("to {name}").format(name=row.elsewhere) if row.elsewhere else ""
        return translated("core", state), " · ".join(filter(None, (others, row.offering, to, reason)))

    def _ledger_card(self, row: LedgerRow, index: Index) -> Card:
        state, detail = self._ledger_words(row)
        badges = [Badge(money(row.value))] if row.value else []
        if row.id in self._owed:
            badges.append(Badge(self.tr("thanks owed"), "thanks", role="warn"))
        return Card(
            title=row.about or capital(word(row.kind)),
            detail=" · ".join(filter(None, (capital(word(row.kind)), detail))),
            aside=short_day(row.day, self.desk.today),
            leading=Disc(_LEDGER_PICTURES[row.kind], "accent" if row.is_open else "quiet"),
            badges=(*badges, Badge(state, role=state_role(row.state))),
        )

    def _describe_ledger(self, row: LedgerRow) -> str:
        state, detail = self._ledger_words(row)
        value = money(row.value) if row.value else ""
        day = full_day(row.day)
        owed = self.tr("thanks owed") if row.id in self._owed else ""
        return ". ".join(filter(None, (capital(word(row.kind)), row.about, state, value, owed, detail, day)))

    # ------------------------------------------------------------------ news

    def on_change(self, change: Change) -> None:
        """Patch what concerns the person shown."""
        if self.number is None:
            return
        members = {named.id for named, _ in self.summary.about.members} if self.summary else set()
        mine = self.number in change.people or change.everything
        entries = bool(change.entries)
        near = mine or entries or bool(change.people & (members | self._named())) or bool(change.settings)
        near = near or bool(change.reminders or change.offerings or change.chapters or change.tags)
        if not near or not self._read():
            return
        if change.everything:
            self._stale = dict.fromkeys(self._stale, True)
            self.entries.forget()
        else:
            if entries:
                if not self._stale["timeline"]:
                    self.entries.apply(change.entries)
                self._stale["ledger"] = True
            elif change.people and not self._stale["timeline"]:
                self._rename(change.people)
            if change.people & members:
                self._stale["timeline"] = True
            self._stale["about"] = True
        self._fill_tab()

    def _named(self) -> set[int]:
        """Whom the top and the About tab name beside the person."""
        if self.summary is None:
            return set()
        about = self.summary.about
        named = {a.organization.id for a in about.affiliations} | {r.other.id for r in about.relationships}
        through = about.person.about.met_through
        return named | ({through.id} if through else set())

    def _rename(self, people: frozenset[int]) -> None:
        held = self.entries.kept_rows()
        self.entries.touch(n for n, row in held.items() if row and any(named.id in people for named, _ in row.people))

    def on_new_day(self) -> None:
        """Near days read differently now."""
        if self.number is not None and self._read():
            self._stale = dict.fromkeys(self._stale, True)
            self._fill_tab()

    def take_focus(self) -> None:
        """To the current tab's content."""
        self.show_tab(self.tabs.current)

    # ------------------------------------------------------------------ what can be done

    def _draft(self) -> Any:
        assert self.summary is not None
        return self.summary.about.person.about

    @property
    def _name(self) -> str:
        return str(self._draft().name)

    def _on_chip(self, key: object) -> None:
        kind, what = cast("tuple[str, Any]", key)
        if kind == "org":
            self.desk.person_wanted.emit(what)
        else:
            self.desk.tag_wanted.emit(what)

    def _record(self) -> None:
        if self.summary is not None and self.number is not None:
            self.desk.capture_about_wanted.emit(PersonRef(self.number, self._name), "")

    def edit(self) -> None:
        """Change name and kind, in the About tab."""
        if self.summary is not None:
            self.tabs.choose("about")
            self._fill_tab()
            self.about.edit_name()

    def _show_more(self) -> None:
        self.more_menu().popup(self.more.mapToGlobal(QPoint(self.more.width(), self.more.height())))

    def more_menu(self) -> QMenu:
        """What can be done with the person, beside recording and editing."""
        menu = QMenu(self)
        rest = menu.addMenu(icon("resting"), self.tr("Rest"))
        for words, days in (
            (self.tr("For a month"), 30),
            (self.tr("For three months"), 91),
            (self.tr("For a year"), 365),
        ):
            rest.addAction(words, partial(self.rest, self.desk.today + timedelta(days)))
        rest.addAction(self.tr("Without a day"), lambda: self.rest(None))
        rest.addSeparator()
        rest.addAction(self.rest_action)
        menu.addActions([self.archive_action, self.deceased_action, self.merge_action])
        menu.addSeparator()
        menu.addActions([self.copy_action, self.me_action])
        menu.addSeparator()
        menu.addAction(self.delete_action)
        return menu

    def _save(self, undoable: str, **changes: Any) -> bool:
        number, draft = self.number, self._draft()
        assert number is not None

        def save() -> bool:
            self.desk.store.save_person(number, replace(draft, **changes))
            return True

        return bool(self.desk.do(save, undoable=undoable))

    def rest(self, until: date | None) -> None:
        """Set the person aside without judgement until a day, or with none."""
        words = self.tr("{name} is resting.").format(name=self._name)
        if until:
            words = self.tr("{name} is resting until {day}.").format(name=self._name, day=full_day(until))
        self._save(words, resting=True, resting_until=until)

    def _end_rest(self) -> None:
        words = self.tr("{name} rests no longer.").format(name=self._name)
        self._save(words, resting=False, resting_until=None)

    def _ask_rest(self) -> None:
        self.tabs.choose("about")
        self._fill_tab()
        self.about.edit("rest")

    def _ask_deceased(self) -> None:
        if self._draft().deceased:
            self._save(self.tr("{name} is not deceased.").format(name=self._name), deceased=False, died_on=None)
            return
        self.tabs.choose("about")
        self._fill_tab()
        self.about.edit("deceased")

    def _archive(self) -> None:
        if self._draft().archived:
            self._save(self.tr("{name} is out of the archive.").format(name=self._name), archived=False)
        else:
            self._save(self.tr("{name} is in the archive.").format(name=self._name), archived=True)

    def _this_is_me(self) -> None:
        mine = not self._draft().is_me
        said = self.tr("{name} is you.") if mine else self.tr("{name} is not you.")
        self._save(said.format(name=self._name), is_me=mine)

    def _ask_merge(self) -> None:
        from ui.person_pick import Pick, people_offers

        assert self.number is not None
        prompt = self.tr("Merge {name} into …").format(name=self._name)
        self.pick = Pick(prompt, people_offers(self.desk, without=self.number), self)
        self.pick.picked.connect(self.merge_into)
        self.pick.open_at(self.more.mapToGlobal(QPoint(self.more.width() - self.pick.width(), self.more.height())))

    def merge_into(self, keep: int) -> None:
        """Make this record part of another one."""
        gone, name = self.number, self._name
        assert gone is not None
        kept = self.desk.store.named([keep]).get(keep, "")

        def merge() -> bool:
            self.desk.store.merge(keep, gone)
            return True

        words = self.tr("{gone} is now part of {kept}.").format(gone=name, kept=kept)
        if self.desk.do(merge, undoable=words):
            self.desk.person_wanted.emit(keep)

    def delete(self) -> None:
        """Take the person out of the journal; Undo stands in the bar."""
        number, name = self.number, self._name
        assert number is not None
        words = self.tr("Deleted {name}.").format(name=name)
        self.desk.do(lambda: self.desk.store.delete_people([number]), undoable=words)

    def _copy_card(self) -> None:
        from netjournal.exchange.vcard import write_vcards

        assert self.number is not None
        cards = list(self.desk.store.cards_of([self.number]))
        QGuiApplication.clipboard().setText(write_vcards(cards).decode())
        self.desk.tell(self.tr("Copied the vCard of {name}.").format(name=self._name), mood="good")

    def _set_portrait(self, image: QImage) -> None:
        number = self.number
        assert number is not None
        media_type, data = portrait_bytes(image)
        self.desk.do(
            lambda: self.desk.store.set_portrait(number, media_type, data), undoable=self.tr("Changed the portrait.")
        )

    def _remove_portrait(self) -> None:
        number = self.number
        assert number is not None
        self.desk.do(lambda: self.desk.store.set_portrait(number, "", None), undoable=self.tr("Removed the portrait."))

    # ------------------------------------------------------------------ entries

    def _entry_menu(self, where: QPoint) -> None:
        index = self.timeline.indexAt(where)
        if not index.isValid():
            return
        menu = QMenu(self)
        number = index.data(RowsModel.IdRole)
        menu.addAction(icon("edit"), self.tr("Edit"), lambda: self._edit_entry(number))
        menu.addAction(icon("journal"), self.tr("Show in the journal"), lambda: self.desk.entry_wanted.emit(number))
        menu.addSeparator()
        menu.addAction(icon("delete"), self.tr("Delete"), self._delete_entry)
        menu.popup(self.timeline.viewport().mapToGlobal(where))

    def _edit_entry(self, number: int | None) -> None:
        if number is None:
            return
        from ui.entry_form import edit_entry

        edit_entry(self.desk, number, self)

    def _delete_entry(self) -> None:
        number = self.timeline.currentIndex().data(RowsModel.IdRole)
        if number is not None:
            self.desk.do(lambda: self.desk.store.delete_entries([number]), undoable=self.tr("Deleted the entry."))
