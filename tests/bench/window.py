"""The window on the large journal, measured from inside: each thing done as a user does it, until it is painted."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

from .large import FOLDER, NOW


def started(journal: str) -> dict[str, object]:
    """The window up to its first painted page, and no further."""
    program, app = _program(journal)
    _first_paint(program, app)
    _painted(app)
    program.close()
    return {}


def used(journal: str) -> dict[str, object]:
    """Every page visited, people opened, things found and recorded; lists of seconds by what was done."""
    program, app = _program(journal)
    _first_paint(program, app)
    _painted(app)
    window = program.window
    told: dict[str, object] = {}
    first = {
        key: _timed(app, lambda key=key: window.show_page(key)) for key in ("journal", "people", "ledger", "today")
    }
    told["first"] = first
    told["pages"] = [
        _timed(app, lambda key=key: window.show_page(key))
        for _ in range(6)
        for key in ("journal", "people", "ledger", "today")
    ]
    _visit_the_rest(window, app)
    told["resident"] = _resident()  # every page visited
    told["people"] = _people(window, app)
    told["found"] = _found(window, app)
    told["recorded"] = _recorded(window, app)
    told["frames"] = _frames(window, app)
    told["map"] = _map(window, app)
    program.close()
    return told


def visited(journal: str) -> dict[str, object]:
    """Every page, and every room of those that have rooms, until all of it stands there."""
    program, app = _program(journal)
    _first_paint(program, app)
    _painted(app)
    window = program.window
    for key in ("journal", "people", "ledger", "today"):
        window.show_page(key)
        _painted(app)
    _visit_the_rest(window, app)
    learning = window.show_page("insights")
    learning.show_room("insights").show_tab("review")
    _wait_for(app, lambda: not window.desk.jobs.busy)
    for room in ("knows", "introductions"):
        learning.show_room(room)
        _wait_for(app, lambda: not window.desk.jobs.busy)
    network = learning.show_room("map")
    _wait_for(app, lambda: network.drawn is not None and not window.desk.jobs.busy)
    window.show_page("today")
    _painted(app)
    return {"resident": _resident()}


def _program(journal: str):
    gc.disable()
    import_module("netjournal.store")  # first, as `ui.__main__` has it
    from PySide6.QtWidgets import QApplication

    from ui.app import App, application
    from ui.machine import Machine

    folder = FOLDER  # not a temporary folder: a user's start waits for no such library
    (folder / "machine.ini").unlink(missing_ok=True)
    machine = Machine(folder / "machine.ini")
    machine.keep("started", value=True)
    app = application()
    assert isinstance(app, QApplication)
    program = App(app, machine, Path(journal), folder / "sample.netjournal", lambda: NOW)
    if not program.open_journal(Path(journal)):
        raise SystemExit("the journal cannot be opened")
    program.window.resize(1280, 800)
    return program, app


def _first_paint(program, app) -> None:
    """Wait until the list of the first page has been painted with its rows, and say so right then."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject

    view = program.window.page("today").entries  # by name: to look among all children makes every class of widget
    assert view.model().rowCount(), "the first page has no rows"

    class Watch(QObject):
        done = False

        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint and not self.done:
                self.done = True
                # Sent as soon as this painting is over, before anything else that waits.
                QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), 1000)
            return False

        def event(self, event):
            if event.type() == QEvent.Type.User:
                sys.stdout.write("painted\n")
                sys.stdout.flush()
                self.told = True
            return super().event(event)

        told = False

    watch = Watch()
    view.viewport().installEventFilter(watch)
    while not watch.told:
        app.processEvents()


def _list_class():
    from PySide6.QtWidgets import QAbstractItemView

    return QAbstractItemView


def _painted(app) -> None:
    """Let everything that is waiting happen: layouts, queries, painting."""
    app.processEvents()
    app.sendPostedEvents()
    app.processEvents()


def _timed(app, act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    _painted(app)
    return time.perf_counter() - begun


def _visit_the_rest(window, app) -> None:
    """Insights until all are answered, settings, and back."""
    cards = window.show_page("insights").show_room("insights").questions
    _wait_for(app, lambda: len(cards.answered()) == len(cards.cards))
    window.show_page("settings")
    _painted(app)
    window.show_page("today")
    _painted(app)


def _people(window, app) -> list[float]:
    from netjournal.model import PeopleFilter

    ids = list(window.desk.store.people_ids(PeopleFilter()))
    page = window.show_page("people")
    _painted(app)
    page.open(ids[0])
    _painted(app)
    return [_timed(app, lambda person=person: page.open(person)) for person in ids[5 :: len(ids) // 40]]


def _found(window, app) -> list[float]:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    times = []
    window.show_page("today")
    window.find_something()
    _painted(app)
    for text in ("ana ruiz", "jazz", "house sale", "muller", "roof", "lea berger mill", "7946", "thursday"):
        window.field.setFocus()
        window.field.clear()
        _painted(app)
        times += [_timed(app, lambda letter=letter: QTest.keyClicks(window.field, letter)) for letter in text]
    QTest.keyClick(window.field, Qt.Key.Key_Escape)
    window.field.clear()
    _painted(app)
    return times


def _recorded(window, app) -> list[float]:
    """From the store's method to the last painted row, with the journal's page in view and the others behind."""
    from netjournal.model import Direction, EntryDraft, EntryKind, Participant, PeopleFilter, PersonRef, Recording

    store = window.desk.store
    ids = list(store.people_ids(PeopleFilter()))[:40]
    names = store.named(ids)
    times = []
    for n, key in enumerate(("today", "journal", "people", "ledger") * 10):
        window.show_page(key)
        _painted(app)
        person = ids[n]
        draft = EntryDraft(
            NOW.date(),
            EntryKind.MEETING,
            f"Coffee, measured for the {n}th time.",
            "",
            Direction.ME,
            (Participant(PersonRef(person, names[person])),),
        )
        times.append(_timed(app, lambda draft=draft: store.record(Recording(draft))))
    while store.undo_label:
        store.undo()
    _painted(app)
    return times


def _frames(window, app) -> list[float]:
    page = window.show_page("journal")
    _painted(app)
    view = max(page.findChildren(_list_class()), key=lambda v: v.model().rowCount() if v.model() else 0)
    patience = time.perf_counter() + 10
    while view.model().rowCount() < 100_000:  # the last years stand there at once, all the others a moment later
        assert time.perf_counter() < patience, "the journal's list stays short"
        _painted(app)
    bar = view.verticalScrollBar()
    step = view.viewport().height()
    return [_timed(app, lambda n=n: bar.setValue(bar.minimum() + n * step * 3)) for n in range(1, 120)]


def _map(window, app) -> dict[str, object]:
    """Opened, until the page stands there and until its summary does; turned to again; moved, nearer, farther.

    Both for the summary, which is of everybody, and for the group with the most people that are drawn one by one.
    """
    learning = window.show_page("insights")
    knows = learning.show_room("knows")
    _wait_for(app, knows.model.rowCount)
    begun = time.perf_counter()
    page = learning.show_room("map")
    page.repaint()
    told: dict[str, object] = {"opened": time.perf_counter() - begun}
    _wait_for(app, lambda: page.drawn is not None and page._job is None)
    told["summary"] = time.perf_counter() - begun
    assert len(page.drawn.groups) > 3, page.drawn.groups
    turned = []
    for _ in range(9):
        learning.show_room("knows")
        _painted(app)
        turned.append(_timed(app, partial(learning.show_room, "map")))
    told["turned"] = turned
    told["summary frames"] = _map_frames(page, app)
    group = max(page.drawn.groups.values(), key=lambda one: len(one.people) if len(one.people) <= 2000 else 0)
    page.open(group.id)
    _wait_for(app, lambda: not page.drawn.groups and page._job is None)
    assert len(page.drawn.scene.spots) > 1000, len(page.drawn.scene.spots)
    page.picture.zoom(3)
    _painted(app)
    told["frames"] = _map_frames(page, app)
    return told


def _map_frames(page, app) -> list[float]:
    frames = [_timed(app, lambda n=n: page.picture.pan(12 + n % 5, 7)) for n in range(60)]
    return frames + [_timed(app, lambda n=n: page.picture.zoom(1.06 if n < 20 else 1 / 1.06)) for n in range(40)]


def _wait_for(app, there: Callable[[], object], seconds: float = 60) -> None:
    patience = time.perf_counter() + seconds
    while not there():
        assert time.perf_counter() < patience, "waited for in vain"
        _painted(app)
        time.sleep(0.001)  # as a window that has nothing to do: else the other thread would have half the time only


def _resident() -> int:
    from .driver import memory

    return memory()
