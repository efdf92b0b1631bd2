"""The large journal, made once and kept under `build/bench/` until the sample changes."""

import time
from datetime import datetime
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "build" / "bench"
PEOPLE, ENTRIES = 10_000, 200_000
NOW = datetime(2026, 11, 23, 8, 30)
"""The clock of the benchmark: the journal is the same every time."""


def large_journal() -> Path:
    """A copy of the large journal to do with as one likes."""
    import shutil

    from netjournal import sample as samples  # not where the window is started: a user's start does not make samples
    from netjournal.store import Store

    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = FOLDER / f"large-{samples.VERSION}-{_shape()}.journal"
    if not kept.exists():
        print(f"Making the large journal ({PEOPLE:,} people, {ENTRIES:,} entries), once …", flush=True)
        begun = time.perf_counter()
        made = kept.with_suffix(".part")
        _without(made)
        with Store.open(made, lambda: NOW) as store:
            store.take_in_everything(samples.sample(NOW.date(), people=PEOPLE, entries=ENTRIES))
            checked = store.check()
        assert checked.ok, checked.problems
        made.rename(kept)
        for older in set(FOLDER.glob("large-*.journal")) - {kept}:
            older.unlink()
        print(f"  {kept.name}, in {time.perf_counter() - begun:.0f} s")
    copy = FOLDER / "run.journal"
    _without(copy)
    shutil.copyfile(kept, copy)
    return copy


def small_journal() -> Path:
    """The sample journal that a new user looks around in."""
    from netjournal import sample as samples
    from netjournal.store import Store

    made = FOLDER / "small.journal"
    _without(made)
    with Store.open(made, lambda: NOW) as store:
        store.take_in_everything(samples.sample(NOW.date()))
    return made


def _shape() -> str:
    """A few letters that change with the tables, the triggers and the sample's texts."""
    import hashlib

    root = Path(__file__).parents[2]
    sources = [root / "netjournal" / "sample.py", root / "netjournal" / "store" / "migrations.py"]
    sources += sorted((root / "resources" / "sample").glob("*.toml"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]


def _without(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
