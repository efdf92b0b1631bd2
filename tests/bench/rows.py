"""The rows of the design's table of scale and speed, one function each.

A row of the window drives it in a process of its own: a function in `driver` that says "painted" and tells its times,
and a function here that calls `driven(name, str(bench.journal))` after `bench.close()`.
"""

import itertools
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from netjournal.insights import QUESTIONS, answer
from netjournal.model import (
    AskDetail,
    AskSide,
    Direction,
    EntryDraft,
    EntryFilter,
    EntryKind,
    LedgerFilter,
    Participant,
    PeopleFilter,
    PersonRef,
    Preference,
    PreferenceKind,
    Recording,
)

from .large import FOLDER, NOW, small_journal
from .measuring import ROOT, STARTS, Bench, NotYet, Row, driven, p95, timed

ROWS: list[Row] = []
FRAME, GLANCE = 0.016, 0.050
CARDS = 10_000
PAGE = 60
"""Rows that a list asks for at once."""


def row(
    what: str, said: str, bound: Callable[[Bench], float] | float, unit: str = "ms"
) -> Callable[[Callable[[Bench], float]], Callable[[Bench], float]]:
    """Make a function that measures a row of the table."""

    def kept(measure: Callable[[Bench], float]) -> Callable[[Bench], float]:
        ROWS.append(Row(what, measure, bound if callable(bound) else lambda _: bound, said, unit))
        return measure

    return kept


def _people(bench: Bench, n: int) -> list[int]:
    """Some people: those with the longest history first, then any."""
    ids = list(bench.store.people_ids(PeopleFilter()))
    chance = random.Random(5)
    busiest = sorted(chance.sample(ids, 400), key=lambda p: -len(bench.store.entry_ids(EntryFilter(person=p))))
    return busiest[: n // 2] + chance.sample(ids, n - n // 2)


# ------------------------------------------------------------------------------------------------ start


@row("start → first painted page", "2.5 × an empty PySide6 window", lambda bench: 2.5 * bench.empty.seconds)
def start(bench):
    bench.close()
    return driven("start", str(bench.journal), times=STARTS).seconds


def _kaddressbook(_bench: Bench) -> float:
    """Seconds until an empty KAddressBook (C++) has a window on a screen of its own."""
    needed = ("kaddressbook", "xvfb-run", "xdotool")
    lacking = [name for name in needed if not shutil.which(name)]
    if lacking:
        raise NotYet(f"not compared: no {', '.join(lacking)} here")
    script = "kaddressbook & xdotool search --sync --onlyvisible --class kaddressbook; kill %1"
    begun = time.perf_counter()
    subprocess.run(["xvfb-run", "-a", "bash", "-c", script], check=True, capture_output=True, timeout=60)
    return time.perf_counter() - begun


@row("start, against KAddressBook", "sooner than an empty KAddressBook", _kaddressbook)
def start_against_kaddressbook(bench):
    return start(bench)


# ------------------------------------------------------------------------------------------------ search

TYPED = ("ana ruiz", "jazz", "house sale", "heat pump", "müller", "lea berger mill", "roof", "7946", "café", "thursday")
"""What somebody types, letter by letter. The last have few, many and very many matches."""


@row("search: key typed → results (store, p95)", "16 ms at the 95th percentile, painted", FRAME)
def search(bench):
    typed = ["".join(word) for words in TYPED for word in itertools.accumulate(words, lambda a, b: a + b)]
    bench.store.search("warm")
    return p95([timed(lambda text=text: bench.store.search(text)) for text in typed for _ in range(3)])


@row("search: key typed → results painted (p95)", "16 ms at the 95th percentile", FRAME)
def search_painted(bench):
    return bench.p95_of("found")


# ------------------------------------------------------------------------------------------------ pages


@row("opening a person (store, p95)", "50 ms, painted", GLANCE)
def opening_a_person(bench):
    store = bench.store

    def read(person):
        store.summary(person)
        ids = store.entry_ids(EntryFilter(person=person))
        store.entry_rows(ids[:PAGE])

    return p95([timed(lambda person=person: read(person)) for person in _people(bench, 60)])


@row("opening a person, painted", "50 ms", GLANCE)
def opening_a_person_painted(bench):
    return bench.median_of("people")


def _page(ids: Callable[..., object], rows: Callable[..., object], wanted: object) -> float:
    def read():
        found = ids(wanted)
        rows(found[:PAGE])

    read()
    return p95([timed(read) for _ in range(9)])


@row("changing page: Journal, its first year (store, p95)", "50 ms, painted", GLANCE)
def journal_page(bench):
    """What the page asks for first; the years before come when it is painted."""
    wanted = EntryFilter(since=NOW.date() - timedelta(days=365))
    return _page(bench.store.entry_ids, bench.store.entry_rows, wanted)


@row("changing page: People (store, p95)", "50 ms, painted", GLANCE)
def people_page(bench):
    return _page(bench.store.people_ids, bench.store.person_rows, PeopleFilter())


@row("changing page: Asks & referrals (store, p95)", "50 ms, painted", GLANCE)
def ledger_page(bench):
    return _page(bench.store.ledger_ids, bench.store.ledger_rows, LedgerFilter())


@row("changing page, painted", "50 ms", GLANCE)
def changing_page(bench):
    return bench.median_of("pages")


# ------------------------------------------------------------------------------------------------ recording


@row("recording an entry (store, p95)", "16 ms, shown in every view", FRAME)
def recording(bench):
    store = bench.store
    people = _people(bench, 60)
    named = store.named(people)

    def draft(n, person):
        who = PersonRef(person, named[person])
        with_them = (Participant(who),)
        day = NOW.date()
        met = EntryDraft(day, EntryKind.MEETING, f"Coffee, for the {n}th time.", "", Direction.ME, with_them)
        ask = AskDetail(AskSide.MADE, "an energy survey for the benchmark")
        within = (EntryDraft(day, EntryKind.ASK, "Asked.", participants=with_them, detail=ask),)
        likes = ((who, Preference(0, person, PreferenceKind.LIKES, "being measured", day)),)
        return Recording(met, within, likes) if n % 2 else Recording(met)

    times = [timed(lambda n=n, person=person: store.record(draft(n, person))) for n, person in enumerate(people)]
    for _ in people:
        store.undo()
    return p95(times)


@row("recording, until it shows in every open view", "16 ms", FRAME)
def recording_shown(bench):
    return bench.median_of("recorded")


# ------------------------------------------------------------------------------------------------ scrolling


@row("scrolling: one block of the longest list (store, p95)", "16 ms a frame, painted", FRAME)
def scrolling(bench):
    ids = bench.store.entry_ids(EntryFilter())
    places = [random.Random(n).randrange(len(ids) - PAGE) for n in range(80)]
    return p95([timed(lambda at=at: bench.store.entry_rows(ids[at : at + PAGE])) for at in places])


@row("map: opened for the first time → the page stands there", "50 ms", GLANCE)
def map_opened(bench):
    return bench.used.told["map"]["opened"]


@row("map: opened → the summary of 10,000 people", "500 ms, off the window's thread", 0.5)
def map_summary(bench):
    return bench.used.told["map"]["summary"]


@row("map: turned to, its picture ready, painted", "50 ms", GLANCE)
def map_turned_to(bench):
    return statistics.median(bench.used.told["map"]["turned"])


@row("map: one frame of moving the summary (p95)", "16 ms", FRAME)
def map_summary_frame(bench):
    return p95(bench.used.told["map"]["summary frames"])


@row("map: one frame of moving 2,000 people (p95)", "16 ms", FRAME)
def map_frame(bench):
    return p95(bench.used.told["map"]["frames"])


@row("one frame of fast scrolling", "16 ms", FRAME)
def scroll_frame(bench):
    return bench.median_of("frames")


# ------------------------------------------------------------------------------------------------ agenda and memory


@row("agenda for a day", "50 ms", GLANCE)
def agenda(bench):
    days = [None, date(2026, 11, 24), date(2026, 12, 24), date(2027, 2, 28)]
    return statistics.median(timed(lambda on=on: bench.store.agenda(on)) for on in days for _ in range(5))


@row("memory, every page visited", "2.75 × an empty PySide6 window", lambda bench: 2.75 * bench.empty.memory, "MB")
def memory(bench):
    return float(bench.used.told["resident"])


def _small(_bench: Bench) -> float:
    return 1.25 * float(driven("visit", str(small_journal())).told["resident"])


@row("memory, every room of them too", "1.25 × the same in a journal of 60 people", _small, "MB")
def memory_of_size(bench):
    """What a large journal takes beyond a small one."""
    bench.close()
    return float(driven("visit", str(bench.journal)).told["resident"])


# ------------------------------------------------------------------------------------------------ insights


@row("insights: reading the record, once for all of them", "500 ms, off the window's thread", 0.5)
def reading(bench):
    return statistics.median(timed(bench.store.whole_record().read_ahead) for _ in range(5))


@row("insights: the slowest answer", "300 ms", 0.3)
def slowest_answer(bench):
    times = {question.key: [] for question in QUESTIONS}
    for _ in range(5):
        record = bench.store.whole_record()
        record.read_ahead()
        for key, taken in times.items():
            taken.append(timed(lambda key=key, record=record: answer(key, record)))
    return max(statistics.median(taken) for taken in times.values())


# ------------------------------------------------------------------------------------------------ import


def _gramps(_bench: Bench) -> float:
    """Seconds that Gramps takes for the same cards, where it is installed; else what it took when the bound was set."""
    if not shutil.which("gramps"):
        return 4.0
    with tempfile.TemporaryDirectory() as home:
        place = {**os.environ, "HOME": home, "GRAMPSHOME": home}
        command = ["gramps", "-y", "-q", "-C", "people", "-i", str(_cards())]
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=place, timeout=120)
        return time.perf_counter() - begun


@row("import of 10,000 vCards, process and all", "faster than Gramps; 4 s where it is not installed", _gramps, "s")
def importing(bench):
    """The command line as a user runs it, on a new journal. Every card must have come in."""
    file, journal = _cards(), FOLDER / "imported.journal"
    for old in FOLDER.glob("imported.journal*"):
        if old.is_file():
            old.unlink()
    command = [sys.executable, "-m", "netjournal", "import", str(file), "--journal", str(journal), "--json"]
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    seconds = time.perf_counter() - begun
    if done.returncode:
        raise NotYet(f"not yet: the import says {done.stderr.strip().splitlines()[-1:]}")
    told = json.loads(done.stdout)
    assert (told["read"], told["added"], told["skipped"][:3]) == (CARDS, CARDS, [])
    return seconds


def _cards() -> Path:
    file = FOLDER / "people.vcf"
    file.write_bytes("".join(_card(n) for n in range(CARDS)).encode())
    return file


def _card(n: int) -> str:
    """A card as telephones write them, with what most of them hold."""
    given, family = ("Ana", "Jörg", "Meera", "Tomáš", "Siobhán")[n % 5], f"Person{n}"
    lines = [
        *("BEGIN:VCARD", "VERSION:3.0", f"UID:urn:uuid:{n:08x}-0000-4000-8000-000000000000"),
        *(f"FN:{given} {family}", f"N:{family};{given};;;"),
        *(f"EMAIL;TYPE=INTERNET,HOME:{n}@example.org", f"EMAIL;TYPE=WORK:{n}@example.com"),
        *(
            f"TEL;TYPE=CELL:+1 {201 + n // 100} 555 01{n % 100:02}",
            f"ADR;TYPE=HOME:;;Mill Street {n};Kessford;;{10000 + n};",
        ),
        *(f"ORG:Firm {n % 700};Sales", "TITLE:Buyer", f"BDAY:19{n % 90 + 10}-0{n % 9 + 1}-1{n % 10}"),
        *("CATEGORIES:friends,builders", f"NOTE:Met at the fair\\, number {n}.\\nLikes short e-mails."),
        *(f"URL:https://{n}.example.net/", "REV:2024-05-01T10:00:00Z", f"X-PHONETIC-LAST-NAME:Person {n}", "END:VCARD"),
    ]
    return "".join(f"{line}\r\n" for line in lines)
