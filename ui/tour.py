"""A day's work off screen: the real window on a journal, driven as a user drives it, with a picture of every page.

It records an entry by typing it, answers what the agenda asks, takes both back, looks at every page, dialog and empty
page, in light and dark, large and small. What it works on is made in a folder of its own, or a copy of the journal it
is given; no journal of the user's is ever touched.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from netjournal.agenda import Action
from netjournal.errors import KnownError, NotWritable
from netjournal.model import AskState, EntryKind, LedgerFilter, LedgerKind, PeopleFilter, PersonKind
from netjournal.store import Store
from netjournal.wording import say
from ui.app import App, application, local_time
from ui.look import resource
from ui.machine import Machine
from ui.window import PAGES, Window

SIZES = (QSize(1280, 800), QSize(900, 600))
SCHEMES = ("light", "dark")
_PATIENCE = 20_000
"""Milliseconds that anything in the background may take."""

_A_MOMENT = 400

_DROPPED = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)

W = TypeVar("W", bound=QWidget)

CARDS = """\
BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Nora Feldkamp\r\nN:Feldkamp;Nora;;;\r\nORG:Feldkamp & Daughters\r\n\
TITLE:Carpenter\r\nTEL;TYPE=CELL:+49 1550 5550123\r\nEMAIL:nora@example.org\r\nEND:VCARD\r\n\
BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Tomás Rivera Soto\r\nN:Rivera Soto;Tomás;;;\r\nBDAY:--0412\r\n\
EMAIL:tomas@example.com\r\nCATEGORIES:choir\r\nEND:VCARD\r\n\
BEGIN:VCARD\r\nVERSION:3.0\r\nTEL:+49 1550 5550199\r\nEND:VCARD\r\n"""
TABLE = """\
Vorname;Nachname;Firma;Telefon geschäftlich;E-Mail-Adresse;Lieblingsfarbe
Jörg;Müller-Böhm;Bau & Boden;+49 1550 5550142;joerg@example.org;blau
Käthe;Ackermann;;+49 1550 5550143;kaethe@example.org;grün
"""


def run(
    folder: Path,
    journal: Path | None,
    clock: Callable[[], datetime] = local_time,
    sizes: Sequence[QSize] = SIZES,
    schemes: Sequence[str] = SCHEMES,
) -> int:
    """Do the day's work, leave the pictures in `folder`, say which; gives 0, or raises what went wrong."""
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = application()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritable(
            say("No pictures can be left in “{folder}”: {why}.", folder=str(folder), why=error.strerror),
            say("Choose another folder."),
        ) from error
    with tempfile.TemporaryDirectory(prefix="netjournal-tour-") as place:
        tour = Tour(app, folder, Path(place), clock, sizes, schemes)
        try:
            tour.go(journal)
        finally:
            tour.close()
    _say(f"{len(tour.saved)} pictures are in {folder}.")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Tour:
    """One tour. `saved` are the pictures it took, in order."""

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        place: Path,
        clock: Callable[[], datetime],
        sizes: Sequence[QSize],
        schemes: Sequence[str],
    ) -> None:
        self.app, self.folder, self.place, self.clock = app, folder, place, clock
        self.sizes, self.schemes = sizes, schemes
        self.saved: list[Path] = []
        self.machine = Machine(place / "window.ini")
        self.program = App(app, self.machine, place / "journal.netjournal", place / "sample.netjournal", clock)

    @property
    def window(self) -> Window:
        window = self.program.window
        assert window is not None
        return window

    def go(self, journal: Path | None) -> None:
        """All of it."""
        self.program.open_journal(self.place / "journal.netjournal")
        self._pictures(self._first_start, 0)
        if journal is None:
            self.program.open_sample()
        else:
            self.machine.keep("started", value=True)
            self.program.open_journal(self._copy(journal))
        self._work()
        count = self._pictures(self._pages, 1)
        self._rest()
        self.program.open_journal(self.place / "journal.netjournal")
        self._pictures(self._empty_pages, 1 + count)

    def close(self) -> None:
        """Let go of everything."""
        for one in self._floating():
            one.hide()
        if self.program.window is not None:
            self._rest()
            self.program.window.hide()
            self.program.window.deleteLater()
        self._settle()
        self.program.close()

    def _copy(self, journal: Path) -> Path:
        """The journal given, as a copy: a tour leaves no trace in anybody's journal."""
        from netjournal.store.backup import copy_journal, look_into

        look_into(journal)
        copy = self.place / f"copy of {journal.name}"
        copy_journal(journal, copy)
        return copy

    # ------------------------------------------------------------------ pictures

    def _pictures(self, states: Callable[[], Iterator[str]], first: int) -> int:
        """Go through the states in each look and size; gives how many there are."""
        count = 0
        for scheme in self.schemes:
            self.machine.keep("look/scheme", scheme)
            self.program.dress()
            for size in self.sizes:
                self.window.resize(size)
                self.window.activateWindow()
                self._settle()
                count = 0
                for name in states():
                    self._save(f"{first + count:02}-{name}-{scheme}-{size.width()}x{size.height()}.png")
                    count += 1
        return count

    def _save(self, name: str) -> None:
        self._settle()
        picture = self.window.grab()
        places: dict[QWidget, QPoint] = {self.window: QPoint()}
        for one in self._floating():
            under = parent.window() if (parent := one.parentWidget()) is not None else self.window
            painter = QPainter(picture)
            if one.windowType() in _DROPPED:
                places[one] = places.get(under, QPoint()) + one.pos() - under.mapToGlobal(QPoint())
            else:
                spare = self.window.size() - one.size()
                places[one] = QPoint(max(0, spare.width() // 2), max(0, spare.height() // 2))
                painter.fillRect(picture.rect(), QColor(0, 0, 0, 90))
            painter.drawPixmap(places[one], one.grab())
            painter.end()
        path = self.folder / name
        if not picture.save(str(path)):
            raise OSError(f"cannot write {path}")
        self.saved.append(path)
        _say(str(path))

    def _floating(self) -> list[QWidget]:
        """What stands over the window, the foremost last: dialogs, the small window, then what drops from something."""
        there = [w for w in self.app.topLevelWidgets() if w.isVisible() and w is not self.window]
        return sorted(there, key=lambda one: one.windowType() in _DROPPED)

    @property
    def front(self) -> QWidget:
        """What is looked at: the window, or the foremost of what stands over it."""
        return [self.window, *self._floating()][-1]

    def _open(self, kind: type[W]) -> W:
        """The one of its kind that stands over the window."""
        return [one for one in self._floating() if isinstance(one, kind)][-1]

    # ------------------------------------------------------------------ hands

    def _settle(self) -> None:
        """Let everything that is waiting happen."""
        for _ in range(4):
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
            self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _rest(self) -> None:
        """Let what pages put off for a moment come, before the journal under them is closed."""
        timer = QElapsedTimer()
        timer.start()
        self._until(lambda: timer.elapsed() > _A_MOMENT)

    def _until(self, come: Callable[[], object]) -> None:
        timer = QElapsedTimer()
        timer.start()
        while not come():
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
            if timer.elapsed() > _PATIENCE:
                raise TimeoutError("the tour waited in vain")
        self._settle()

    def _type(self, widget: QWidget, text: str) -> None:
        for letter in text:
            self._press(widget, Qt.Key.Key_unknown, letter)

    def _press(
        self, widget: QWidget, key: Qt.Key, text: str = "", keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            self.app.sendEvent(widget, QKeyEvent(kind, key, keys, text))

    # ------------------------------------------------------------------ a day's work

    def _somebody(self, store: Store) -> tuple[int, str]:
        """Whom the tour writes about: somebody with a history, else somebody, else somebody new."""
        for line in self._agenda_lines():
            if line.item.person is not None:
                return line.item.person.id, line.item.person.name
        ids = store.people_ids(PeopleFilter(kind=PersonKind.PERSON))
        return (ids[0], store.named(ids[:1])[ids[0]]) if len(ids) else (0, "Nora Feldkamp")

    def _line(self) -> str:
        assert self.program.store is not None
        name = self._somebody(self.program.store)[1]
        return f'Coffee with @"{name}". /like walks by the river /remind in 3 weeks ask how it went'

    def _agenda_lines(self) -> list[Any]:
        from ui.agenda_list import AgendaLine

        return [line for line in self.window.page("today").findChildren(AgendaLine) if not line.isHidden()]

    def _work(self) -> None:
        """Record an entry by typing it, answer an item of the agenda, and take both back."""
        store = self.program.store
        assert store is not None
        page: Any = self.window.show_page("today")
        self._settle()
        before, answered = store.count_entries(), len(store.answers())
        self._type(page.capture_field.text, self._line())
        self._press(page.capture_field.text, Qt.Key.Key_Return, keys=Qt.KeyboardModifier.ControlModifier)
        self._until(lambda: store.count_entries() == before + 1)
        _say(f"Recorded: {store.undo_label}.")
        steps = 1
        ready = [line for line in self._agenda_lines() if line.item.actions and line.item.actions[0] is Action.DONE]
        if ready:
            ready[0].setFocus(Qt.FocusReason.TabFocusReason)
            self._press(ready[0], Qt.Key.Key_Space, " ")
            self._until(lambda: len(store.answers()) == answered + 1)
            _say(f"Answered: {ready[0].item.why}")
            steps += 1
        for _ in range(steps):
            self.window.undo_action.trigger()
        self._until(lambda: (store.count_entries(), len(store.answers())) == (before, answered))
        self.window.bar.dismiss()
        _say("Took both back." if steps > 1 else "Took it back.")

    # ------------------------------------------------------------------ what is looked at: each state, then its end

    def _first_start(self) -> Iterator[str]:
        yield "welcome"

    def _pages(self) -> Iterator[str]:
        yield from self._today()
        self.window.show_page("journal")
        yield "journal"
        yield from self._people()
        yield from self._ledger()
        yield from self._learning()
        from ui.about import LicencesDialog

        yield from self._settings()
        yield from self._find()
        yield from self._imports()
        for name in ("export", "backups", "shortcuts", "about"):
            self.window.open_dialog(name)
            if name == "backups":
                self._back_up_once()
            yield name
            self._close_floating()
        LicencesDialog(resource("icons/LICENSE.lucide").read_text("utf-8"), self.window).open()
        yield "licences"
        self._close_floating()
        yield from self._beside()

    def _back_up_once(self) -> None:
        from ui.backups import BackupsDialog

        dialog = self._open(BackupsDialog)
        if not dialog.rows.rowCount():
            dialog.back_up_button.click()
            self._until(dialog.rows.rowCount)

    def _today(self) -> Iterator[str]:
        from ui.day_choice import CalendarPopup
        from ui.entry_form import EntryForm

        page: Any = self.window.show_page("today")
        page.take_focus()
        yield "today"
        self.window.show_guide()
        guide = self.window.guide
        assert guide is not None
        yield "guide"
        guide.end()
        self._type(page.capture_field.text, "Coffee with @" + self._somebody(page.desk.store)[1][:1])
        yield "suggestions"
        page.capture_field.clear()
        self._type(page.capture_field.text, self._line())
        yield "today-capture"
        page.capture_field.form_button.click()
        yield "entry-form"
        form = self._open(EntryForm)
        form.day.opener.click()
        yield "calendar"
        self._open(CalendarPopup).close()
        for kind in (EntryKind.ASK, EntryKind.REFERRAL, EntryKind.INTRODUCTION, EntryKind.THANKS):
            form.kind.choose(kind.value)
            yield f"entry-form-{kind.value}"
        self._close_floating()
        self.window.bar.dismiss()  # which says that what was written is kept
        page.capture_field.clear()

    def _people(self) -> Iterator[str]:
        assert self.program.store is not None
        number = self._somebody(self.program.store)[0]
        page: Any = self.window.show_page("people")
        if number:
            page.open(number)
        yield "people"
        for key in ("about", "ledger"):
            if number:
                page.person.show_tab(key)
                yield f"person-{key}"
                if key == "about":
                    yield from self._facts(page.person.about)
                    yield from self._resting(page.person)
        if number:
            page.person.show_tab("timeline")
        yield from self._several(page)
        page.new_person()
        self._type(page.form.form.widgets["name"], self._somebody(self.program.store)[1])
        yield "person-new"
        page.form.left.emit()
        self.window.bar.dismiss()
        page.set_table(True, remember=False)
        yield "people-table"
        page.set_table(False, remember=False)

    def _facts(self, about: Any) -> Iterator[str]:
        """The forms in which what is known of somebody is written."""
        for key in ("contact_points", "dates"):
            section = about.sections[key]
            section.add()
            yield f"person-{key}-form"
            section.leave()

    def _resting(self, person: Any) -> Iterator[str]:
        """Somebody whom nothing prompts about, with the banner that says so."""
        person.rest(None)
        self.window.bar.dismiss()
        yield "person-resting"
        self.window.undo_action.trigger()
        self._until(person.banner.isHidden)
        self.window.bar.dismiss()

    def _several(self, page: Any) -> Iterator[str]:
        """What can be done with several people at once, and the list to choose a tag for them from."""
        from ui.person_pick import Pick

        if page.model.rowCount() < 2:
            return
        here = page.person.number
        page.list.selectAll()
        yield "people-chosen"
        page.bulk.tag.click()
        yield "people-tag"
        self._open(Pick).close()
        page.list.clearSelection()
        page.open(here or page.model.id_at(0))

    def _ledger(self) -> Iterator[str]:
        """The table, an ask with what came of it beside the table, and the form in which that is written."""
        page: Any = self.window.show_page("ledger")
        yield "ledger"
        store = page.desk.store
        asks = list(store.ledger_ids(LedgerFilter(kinds=(LedgerKind.ASK_MADE, LedgerKind.ASK_RECEIVED))))
        if not asks:
            return
        page.open(next((ask for ask in asks if store.entry(ask).history), asks[0]))
        yield "ledger-ask"
        for state in (AskState.YES, AskState.ELSEWHERE):
            page.view.open_outcome_form(state)
            yield f"outcome-form-{state.value}"
            self._close_floating()
        self.window.bar.dismiss()
        page.take_focus()

    def _learning(self, before: str = "") -> Iterator[str]:
        from ui.learning import ROOMS

        page: Any = self.window.show_page("insights")
        for key, *_ in ROOMS:
            room = page.show_room(key)
            self._until(lambda key=key, room=room: self._counted(key, room))  # type: ignore[misc]
            self._rest()
            yield f"{before}insights-{key}"
            if key == "insights":
                if not before:
                    yield from self._behind(room.questions)
                room.show_tab("review")
                self._rest()
                yield f"{before}insights-review"
                room.show_tab("questions")
            if key == "introductions" and not before:
                room.show_kind("under_way")
                yield "introductions-under-way"
                room.show_kind("suggested")
                for name, opens in (("synonyms", room.edit_synonyms), ("note-texts", room.edit_templates)):
                    opens()
                    yield name
                    self._close_floating()
        page.show_room(ROOMS[0][0])

    @staticmethod
    def _counted(key: str, room: Any) -> bool:
        """Whether what a room counts once it stands is there."""
        if key == "insights":
            return len(room.questions.answered()) == len(room.questions.cards)
        return key != "map" or bool(room.picture.places) or room.layers.currentWidget() is room.empty

    def _behind(self, questions: Any) -> Iterator[str]:
        """The numbers behind an answer, and the people behind one of its bars."""
        from ui.insights import PeoplePopup

        for card in questions.cards.values():
            marks = [mark for view in card.charts.views for mark in view.marks if mark.mark.people]
            if not marks:
                continue
            card.turn_numbers()
            self._rest()  # many tables find their places one after the other
            questions.room.ensureWidgetVisible(card.numbers)
            yield "insights-numbers"
            card.turn_numbers()
            self._settle()
            questions.room.ensureWidgetVisible(marks[0])
            marks[0].click()
            yield "insights-people"
            self._open(PeoplePopup).close()
            questions.room.verticalScrollBar().setValue(0)
            return

    def _beside(self) -> Iterator[str]:
        """The small window, and the boxes that something out of the ordinary brings up."""
        from ui.errors import Faults

        presence = self.program.presence
        presence.capture()
        assert presence.capture_window is not None
        self._type(presence.capture_window.field.text, self._line())
        yield "capture-window"
        presence.capture_window.field.clear()
        self._close_floating()
        presence.say_there_is_no_tray()
        yield "no-tray"
        self._close_floating()
        faults = Faults(self.app)
        faults.show("ValueError\n  File “journal.py”, line 1\n")
        yield "fault"
        self._close_floating()
        faults.deleteLater()
        yield from self._refused(self.place / "cards.vcf")

    def _refused(self, path: Path) -> Iterator[str]:
        from netjournal.store.backup import look_into

        try:
            look_into(path)
        except KnownError as error:
            box = self.program.refusal(path, error).box
            box.open()
            yield "refusal"
            self._close_floating()
            box.deleteLater()

    def _settings(self) -> Iterator[str]:
        page: Any = self.window.show_page("settings")
        for key in ("journal", "me", "offerings", "tags", "reminders", "machine", "data"):
            page.turn_to(key)
            yield f"settings-{key}"
        page.turn_to("journal")

    def _find(self) -> Iterator[str]:
        assert self.program.store is not None
        self.window.show_page("today")
        self.window.activateWindow()
        self._until(self.window.isActiveWindow)
        self.window.find_something()
        self._type(self.window.field, self._somebody(self.program.store)[1].split()[0])
        yield "find"
        self.window.field.clear()
        self._press(self.window.field, Qt.Key.Key_Escape)
        self.window.page("today").take_focus()

    def _imports(self) -> Iterator[str]:
        from ui.imports import ImportDialog

        cards, table = self.place / "cards.vcf", self.place / "Kontakte.csv"
        cards.write_bytes(CARDS.encode() + self._known_cards())
        table.write_bytes(TABLE.encode("cp1252"))
        for name, file in (("import-columns", table), ("import-preview", cards)):
            dialog = ImportDialog(self.window.desk, (file,), self.window)
            dialog.open()
            wanted: QWidget = dialog.columns_pane if file is table else dialog.preview
            self._until(wanted.isVisible)
            yield name
            self._close_floating()

    def _known_cards(self) -> bytes:
        """The cards of two people who are in the journal, one of them with another number."""
        from netjournal.exchange.vcard import write_vcards

        store = self.program.store
        assert store is not None
        ids = list(store.people_ids(PeopleFilter(kind=PersonKind.PERSON)))[:2]
        return write_vcards(store.cards_of(ids)).replace(b"END:VCARD", b"TEL:+49 1550 5550177\r\nEND:VCARD", 1)

    def _empty_pages(self) -> Iterator[str]:
        for key, *_ in PAGES:
            if key not in ("insights", "settings"):
                self.window.show_page(key)
                self._rest()
                yield f"empty-{key}"
        yield from self._learning("empty-")

    def _close_floating(self) -> None:
        for one in reversed(self._floating()):
            one.close()
        self.window.activateWindow()  # without a window manager nobody else gives it back
        self._settle()
