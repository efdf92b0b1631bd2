"""The file: what is no journal is refused and left alone; what goes wrong is said in a sentence and harms nothing."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from decimal import Decimal

import peewee
import pytest

from netjournal.errors import (
    Damaged,
    InUse,
    Invalid,
    KnownError,
    NoRoom,
    NotAJournal,
    NotFound,
    NotWritable,
    TooNew,
)
from netjournal.model import AskState, Money, PeopleFilter, Reason
from netjournal.store import Store, migrations, schema
from netjournal.store.schema import TABLES, db
from netjournal.wording import say


def refused(path, clock, error):
    before = path.read_bytes()
    with pytest.raises(error) as told:
        Store.open(path, clock)
    assert path.read_bytes() == before
    assert str(told.value.sentence).endswith(".")
    assert isinstance(told.value, KnownError)
    return told.value


def other_program(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
        connection.commit()


def test_text_is_no_journal(tmp_path, clock):
    path = tmp_path / "x.netjournal"
    path.write_text("Dear diary, " * 100)
    refused(path, clock, NotAJournal)


def test_another_programs_database_is_no_journal(tmp_path, clock):
    path = tmp_path / "x.netjournal"
    other_program(path)
    refused(path, clock, NotAJournal)
    assert not list(tmp_path.glob("*backups*"))


def test_a_later_versions_journal_is_left_alone(journal_file, clock):
    with closing(sqlite3.connect(journal_file)) as connection:
        connection.execute("PRAGMA user_version = 999")
    refused(journal_file, clock, TooNew)


def test_a_damaged_file_is_told(journal_file, clock, make, store):
    for n in range(50):
        make.entry(make.person(f"Person {n}"), text="word " * 200)
    store.close()
    data = bytearray(journal_file.read_bytes())
    data[4096 * 3 :] = bytes(len(data) - 4096 * 3)
    journal_file.write_bytes(data)
    with pytest.raises(Damaged), closing(Store.open(journal_file, clock)) as opened:
        opened.people_ids(PeopleFilter())


def test_a_folder_in_its_place(tmp_path, clock):
    with pytest.raises(NotAJournal, match="is a folder"):
        Store.open(tmp_path, clock)


def test_a_file_where_a_folder_should_be(tmp_path, clock):
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotWritable):
        Store.open(tmp_path / "file" / "mine.netjournal", clock)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's own")
def test_a_folder_nobody_can_write_in(clock):
    from pathlib import Path

    with pytest.raises(NotWritable):
        Store.open(Path("/proc/mine.netjournal"), clock)


def test_the_store_works_after_a_refusal(tmp_path, journal_file, clock):
    (tmp_path / "x").write_text("not a journal, though long enough to be looked at twice")
    with pytest.raises(NotAJournal):
        Store.open(tmp_path / "x", clock)
    with closing(Store.open(journal_file, clock)) as opened:
        assert opened.is_empty()


def test_a_full_disk(store, make):
    ana = make.person()
    before = store.everything()
    db.execute_sql(f"PRAGMA max_page_count = {db.execute_sql('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(NoRoom) as told:
        store.set_portrait(ana, "image/png", b"x" * 3_000_000)
    assert "full" in str(told.value)
    assert store.everything() == before
    assert store.undo_label == "Add Ana Ruiz"
    db.execute_sql("PRAGMA max_page_count = 1000000")
    store.set_portrait(ana, "image/png", b"x" * 300_000)
    assert store.check().ok


def test_a_whole_journal_for_which_there_is_no_room(store, make, tmp_path, clock, monkeypatch):
    """SQLite ends the transaction of itself then, so that every way back out of it fails, one within the other."""
    store.set_portrait(make.person(), "image/png", b"x" * 3_000_000)
    whole = store.everything()
    store.close()
    with closing(Store.open(tmp_path / "other.netjournal", clock)) as other:
        pages = db.execute_sql("PRAGMA page_count").fetchone()[0]
        db.execute_sql(f"PRAGMA max_page_count = {pages}")
        execute = db.execute_sql

        def as_on_a_full_disk(sql, params=None, *more):
            try:
                return execute(sql, params, *more)
            except peewee.DatabaseError:
                if db.connection().in_transaction:
                    db.connection().execute("ROLLBACK")
                raise

        monkeypatch.setattr(db, "execute_sql", as_on_a_full_disk)
        with pytest.raises(NoRoom) as told:
            other.take_in_journal(whole)
        monkeypatch.undo()
        assert "is full" in str(told.value)
        assert other.is_empty()


def test_a_disk_so_full_that_the_log_cannot_be_written(store, make):
    ana = make.person()
    before = store.everything()
    db.execute_sql(f"PRAGMA max_page_count = {db.execute_sql('PRAGMA page_count').fetchone()[0]}")

    def fill():
        with store.step(say("Set a portrait")):
            try:
                store.set_portrait(ana, "image/png", b"x" * 3_000_000)
            except peewee.DatabaseError:
                db.execute_sql("ROLLBACK")  # as SQLite does of itself then, so that Peewee's own fails
                raise

    with pytest.raises(NoRoom):
        fill()
    db.execute_sql("PRAGMA max_page_count = 1000000")
    assert store.everything() == before
    store.set_portrait(ana, "image/png", b"x" * 300_000)
    assert store.undo() is not None
    assert store.everything() == before


@pytest.mark.parametrize("way", ["restore", "rescue"])
def test_a_disk_too_full_to_restore_to_is_the_one_of_the_journal(
    store, make, journal_file, tmp_path, clock, monkeypatch, way
):
    make.person()
    roomy = tmp_path / "b.netjournal"
    shutil.copyfile(store.back_up(), roomy)

    class Full(sqlite3.Connection):
        def backup(self, *_, **__):
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorname = "SQLITE_FULL"
            raise error

    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3,
        "connect",
        lambda path, **more: connect(path, **more, **({"factory": Full} if "b.netjournal" in str(path) else {})),
    )
    before = journal_file.read_bytes()
    with pytest.raises(NoRoom) as told:
        store.restore(roomy) if way == "restore" else Store.rescue(journal_file, roomy, clock)
    assert f"“{journal_file.name}” is full" in str(told.value)
    assert journal_file.read_bytes() == before


def test_another_program_holds_it(store, make, journal_file):
    make.person()
    db.execute_sql("PRAGMA busy_timeout = 50")
    before = store.everything()
    hold = textwrap.dedent(
        """
        import sqlite3, sys
        connection = sqlite3.connect(sys.argv[1], isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        print("held", flush=True)
        sys.stdin.read()
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(journal_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(InUse):
            make.person("Bo")
        assert store.everything() == before
        other.communicate(b"")
    make.person("Bo")
    assert store.count_everybody() == 2
    assert store.check().ok


def test_foreign_keys_are_on(store):
    assert db.foreign_keys == 1
    with pytest.raises(peewee.IntegrityError):
        db.execute_sql("INSERT INTO alias (person_id, name) VALUES (99, 'x')")


# ---------------------------------------------------------------------------------------------------------- shape


@pytest.mark.parametrize("model", TABLES, ids=schema.table_of)
def test_the_models_are_what_the_file_holds(store, model):
    table = schema.table_of(model)
    held = {
        name: (kind.split("(")[0], bool(notnull), bool(pk))
        for _, name, kind, notnull, _, pk, hidden in db.execute_sql(f"PRAGMA table_xinfo({table})")
        if not hidden
    }
    kinds = {"AUTO": "INTEGER", "INT": "INTEGER", "BOOL": "INTEGER", "BIGINT": "INTEGER"}

    def kind_of(field):
        if isinstance(field, peewee.ForeignKeyField):
            return kind_of(field.rel_field)
        return kinds.get(field.field_type, field.field_type)

    fields = model._meta.sorted_fields
    meant = {f.column_name: (kind_of(f), not f.null and not f.primary_key, f.primary_key) for f in fields}
    assert {n: (k, nn and not pk, pk) for n, (k, nn, pk) in held.items()} == meant
    keys = {
        (column, target, action)
        for _, _, target, column, _, _, action, _ in db.execute_sql(f"PRAGMA foreign_key_list({table})")
    }
    assert keys == {(f.column_name, schema.table_of(f.rel_model), f.on_delete) for f in model._meta.refs}


def test_every_table_is_known_to_undo_and_export(store):
    held = {name for (name,) in db.execute_sql("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    derived = {n for n in held if n.startswith(("search", "sqlite_"))} | {"touch", "tie", "standing", "scratch"}
    assert held - derived == {schema.table_of(m) for m in TABLES}


# ---------------------------------------------------------------------------------------------------------- migrations


def _fails(database):
    database.execute_sql("ALTER TABLE person ADD COLUMN shoe_size INTEGER")
    database.execute_sql("INSERT INTO nowhere VALUES (1)")


def _orphans(database):
    database.execute_sql("INSERT INTO alias (person_id, name) VALUES (99, 'x')")


def _adds(database):
    database.execute_sql("CREATE TABLE shoe (id INTEGER PRIMARY KEY)")


def shape_of(path):
    with closing(sqlite3.connect(path)) as connection:
        return (
            connection.execute("PRAGMA user_version").fetchone(),
            connection.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall(),
            connection.execute("SELECT * FROM person").fetchall(),
            connection.execute("SELECT * FROM alias").fetchall(),
        )


@pytest.mark.parametrize(("step", "error"), [(_fails, peewee.OperationalError), (_orphans, Damaged)])
def test_a_migration_that_fails_leaves_the_file_as_it_was(store, make, journal_file, clock, monkeypatch, step, error):
    make.person()
    store.close()
    before = shape_of(journal_file)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, step))
    with pytest.raises(error):
        Store.open(journal_file, clock)
    assert shape_of(journal_file) == before
    assert len(list((journal_file.parent / "mine backups").iterdir())) == 1
    monkeypatch.undo()
    with closing(Store.open(journal_file, clock)) as opened:
        assert opened.count_everybody() == 1
        assert db.foreign_keys == 1


def test_an_older_journal_is_backed_up_and_brought_forward(store, make, journal_file, clock, monkeypatch):
    make.person()
    store.close()
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, _adds))
    with closing(Store.open(journal_file, clock)) as opened:
        assert opened.count_everybody() == 1
        assert db.user_version == len(migrations.MIGRATIONS)
        assert [b.people for b in opened.backups()] == [1]


@pytest.mark.parametrize("shape", [1, 2, 3, 4])
def test_in_a_journal_of_an_older_shape_all_is_found_once_it_is_opened(
    shape, make, store, tmp_path, clock, monkeypatch
):
    older = tmp_path / "older.netjournal"
    ana = make.person("Ana Ruiz", notes="keeps bees")
    ask = make.ask(ana, what="the house", text="Über Kaffee")
    make.outcome(ask, AskState.YES, value=Money(Decimal("18500.50"), "EUR"))
    make.outcome(make.ask(ana, what="a car"), AskState.ELSEWHERE, reason=Reason.HAD_SOMEONE)
    make.referral(ana, need="a roof", value=Money(Decimal(700), "EUR"))
    everything = store.everything()
    with monkeypatch.context() as then:
        then.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:shape])
        with closing(Store.open(older, clock)) as opened:
            opened.take_in_everything(
                {
                    t: [{k: v for k, v in row.items() if k != "settled" or shape >= 4} for row in some]
                    for t, some in everything.items()
                }
            )
            assert len(opened.search("kaffee")) == 1
            assert bool(opened.search("18500")) == (shape >= 2)  # sums are found since the second
    with closing(Store.open(older, clock)) as opened:
        assert opened.check().ok
        assert opened.everything() == everything
        for typed in ("18500", "700 eur", "uber kaffee", "kaff", "kaffe", "bees", "roof", "had someone already"):
            assert opened.search(typed), typed
        opened.delete_people([ana])
        opened.undo()
        assert opened.check().ok


def _with_another_kind(database):
    ((sql,),) = database.execute_sql("SELECT sql FROM sqlite_schema WHERE name = 'entry'").fetchall()
    columns = sql.partition("(")[2].rpartition(")")[0].replace("'mention'", "'mention', 'parcel'")
    migrations.remake(database, "entry", columns)


def test_a_table_is_remade_with_all_that_hangs_on_it(store, make, journal_file, clock, monkeypatch):
    """As who adds a kind of entry does it: triggers of other tables, children and the table itself refer to it."""
    ana = make.person()
    ask = make.ask(ana, what="the house", text="Über Kaffee")
    make.outcome(ask, AskState.YES)
    gone = make.entry(ana)
    store.delete_entries([gone])
    everything = store.everything()
    held = """SELECT type, name, sql FROM sqlite_schema WHERE name <> 'entry' AND name NOT LIKE 'sqlite_%'
        ORDER BY type, name"""
    before = db.execute_sql(held).fetchall()
    store.close()
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, _with_another_kind))
    with closing(Store.open(journal_file, clock)) as opened:
        assert opened.everything() == everything
        assert db.execute_sql(held).fetchall() == before
        assert opened.check().ok
        assert len(opened.search("kaffee")) == 1
        make.store = opened
        made = make.entry(ana, text="Sent the book")
        assert made > gone  # no number is given twice
        db.execute_sql("UPDATE entry SET kind = 'parcel' WHERE id = ?", (made,))
        with pytest.raises(peewee.IntegrityError):
            db.execute_sql("UPDATE entry SET kind = 'parcels' WHERE id = ?", (made,))
        assert db.execute_sql("SELECT max(entry_id) FROM touch").fetchone() == (made,)
        opened.delete_people([ana])
        opened.undo()
        assert opened.check().ok


# ---------------------------------------------------------------------------------------------------------- backups


def test_a_backup_holds_everything_also_what_is_only_in_the_log(store, make):
    make.entry(make.person(), day=3)
    made = store.back_up()
    (only,) = store.backups()
    assert (only.path, only.people, only.entries, only.newest_day) == (made, 1, 1, make.day(3))
    whole = store.everything()
    with closing(sqlite3.connect(made)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    store.delete_people([1])
    store.restore(made)
    assert store.everything() == whole
    assert store.check().ok


def test_ten_are_kept_and_the_oldest_can_still_be_restored(store, make, clock):
    for n in range(12):
        make.person(f"Person {n}")
        store.back_up()
        clock.advance(hours=1)
    kept = store.backups()
    assert [b.people for b in kept] == list(range(12, 2, -1))
    present = store.restore(kept[-1].path)
    assert store.count_everybody() == 3
    assert len(store.backups()) == 10
    store.restore(present)
    assert store.count_everybody() == 12
    assert not list(store.path.parent.glob(".*"))


def test_what_somebody_put_beside_the_backups_is_never_taken_away_nor_taken_for_one(store, make, clock):
    make.person()
    made = store.back_up()
    own = [
        made.with_name(f"{name}.netjournal")
        for name in ("0 before the move", "zz", "2026-01-01 at home", "2020-13-45 999999")
    ]
    for one in own:
        shutil.copy(made, one)
    for _ in range(12):
        clock.advance(hours=1)
        store.back_up()
    assert all(one.exists() for one in own)
    assert not {b.path for b in store.backups()} & set(own)
    assert len(store.backups()) == 10
    clock.advance(days=1)
    shutil.copy(own[0], own[0].with_name("of today.netjournal"))
    assert store.back_up_daily(), "a copy of somebody's own is no backup of today"


def test_of_two_backups_in_a_second_the_later_is_the_newer(store, make):
    made = []
    for n in range(11):
        make.person(f"Person {n}")
        made.append(store.back_up())
    assert [b.path for b in store.backups()] == made[:0:-1]


def test_restoring_is_told_and_leaves_nothing_to_undo(store, make, changes):
    made = store.back_up()
    make.person()
    store.restore(made)
    assert changes[-1].everything
    assert store.undo_label is None
    make.person("Bo")
    assert changes[-1].people == {1}
    assert [k.name for k in store.known_names()] == ["Bo"]


def test_what_another_program_has_open_is_not_replaced_under_it(store, make, journal_file):
    make.person()
    made = store.back_up()
    make.person("Bo")
    with closing(sqlite3.connect(journal_file)) as other:
        assert other.execute("SELECT count(*) FROM person").fetchone() == (2,)
        with pytest.raises(InUse):
            store.restore(made)
        assert store.count_everybody() == 2
        make.person("Cy")
        assert other.execute("SELECT count(*) FROM person").fetchone() == (3,)
    store.restore(made)
    assert store.count_everybody() == 1
    assert not list(store.path.parent.glob(".*"))


def damage(path):
    data = path.read_bytes()
    path.write_bytes(data[: 4096 * 3] + bytes(len(data) - 4096 * 3))
    return path.read_bytes()


def test_a_journal_that_turns_out_damaged_can_be_restored_and_is_kept_as_it_is(store, make, journal_file, clock):
    make.person()
    made = store.back_up()
    db.execute_sql("PRAGMA wal_checkpoint(truncate)")
    was = damage(journal_file)
    kept = store.restore(made)
    assert kept.name == "mine damaged 2026-11-23 100000.netjournal"
    assert kept.read_bytes() == was
    assert store.count_everybody() == 1
    make.person("Bo")
    assert store.check().ok


def test_a_journal_too_damaged_to_be_opened_is_rescued(store, make, journal_file, clock):
    make.person()
    made = store.back_up()
    store.close()
    journal_file.write_bytes(journal_file.read_bytes()[:6000])
    was = journal_file.read_bytes()
    with pytest.raises(Damaged):
        Store.open(journal_file, clock)
    kept = Store.rescue(journal_file, made, clock)
    assert kept.read_bytes() == was
    with closing(Store.open(journal_file, clock)) as opened:
        assert opened.count_everybody() == 1
        assert opened.check().ok


def test_a_journal_that_lost_all_its_bytes_is_not_taken_for_a_new_one(store, make, journal_file, clock):
    make.person()
    made = store.back_up()
    store.close()
    for suffix in ("-wal", "-shm"):
        journal_file.with_name(journal_file.name + suffix).unlink(missing_ok=True)
    journal_file.write_bytes(b"")
    with pytest.raises(Damaged) as told:
        Store.open(journal_file, clock)
    assert "There is nothing left in" in str(told.value)
    assert journal_file.read_bytes() == b""
    Store.rescue(journal_file, made, clock)
    with closing(Store.open(journal_file, clock)) as opened:
        assert opened.count_everybody() == 1


@pytest.fixture
def linked(tmp_path, journal_file):
    """A link to the journal, in another folder."""
    link = tmp_path / "elsewhere" / "link.netjournal"
    link.parent.mkdir()
    try:
        link.symlink_to(journal_file)
    except OSError:
        pytest.skip("no links can be made here")
    return link


def test_a_link_to_a_journal_stays_one(store, make, journal_file, linked, clock):
    make.person()
    store.close()
    with closing(Store.open(linked, clock)) as opened:
        made = opened.back_up()
        assert made.parent == journal_file.with_name("mine backups")
        assert opened.files == (journal_file, journal_file.with_name("mine.netjournal-wal"))
        clock.advance(minutes=1)
        opened.restore(made)
    assert linked.is_symlink()
    with closing(Store.open(journal_file, clock)) as opened:
        assert opened.count_everybody() == 1
        assert len(opened.backups()) == 2


def test_a_damaged_journal_behind_a_link_is_rescued_where_it_is(store, make, journal_file, linked, clock):
    make.person()
    made = store.back_up()
    store.close()
    journal_file.write_bytes(b"")
    with pytest.raises(Damaged):
        Store.open(linked, clock)
    kept = Store.rescue(linked, made, clock)
    assert kept.parent == journal_file.parent
    assert linked.is_symlink()
    with closing(Store.open(journal_file, clock)) as opened:
        assert opened.count_everybody() == 1


def test_a_link_that_leads_round_in_a_circle_is_told(tmp_path, clock):
    link = tmp_path / "round.netjournal"
    try:
        link.symlink_to(link)
    except OSError:
        pytest.skip("no links can be made here")
    with pytest.raises(KnownError):
        Store.open(link, clock)


def test_an_empty_file_nobody_wrote_in_becomes_a_journal(tmp_path, clock):
    file = tmp_path / "new.netjournal"
    file.touch()
    with closing(Store.open(file, clock)) as opened:
        assert opened.is_empty()


def test_a_backup_that_cannot_be_made_does_not_say_that_nothing_was_changed(store, make):
    make.person()
    folder = store.path.with_name("mine backups")
    folder.write_text("a file where the folder should be")
    with pytest.raises(KnownError) as told:
        store.back_up_daily()
    assert "No backup was made." in str(told.value)
    assert "Nothing was changed" not in str(told.value)


def test_once_a_day_and_not_of_nothing(store, make, clock):
    assert store.back_up_daily() is None
    make.person()
    assert store.back_up_daily()
    assert store.back_up_daily() is None
    clock.advance(days=1)
    assert store.back_up_daily()
    assert len(store.backups()) == 2


def test_two_backups_in_a_second_are_two(store):
    assert store.back_up() != store.back_up()


@pytest.mark.parametrize("harm", ["cut", "text", "newer", "gone", "other"])
def test_what_is_no_whole_backup_is_refused_and_the_journal_unharmed(store, make, harm):
    make.person("Ana", notes="word " * 20_000)
    made = store.back_up()
    match harm:
        case "cut":
            made.write_bytes(made.read_bytes()[:-8192])
        case "text":
            made.write_text("x" * 5000)
        case "newer":
            with closing(sqlite3.connect(made)) as connection:
                connection.execute("PRAGMA user_version = 999")
        case "gone":
            made.unlink()
        case _:
            made.unlink()
            other_program(made)
    before = store.everything()
    with pytest.raises(KnownError) as told:
        store.restore(made)
    assert isinstance(told.value, Damaged | NotAJournal | TooNew | NotFound)
    assert store.everything() == before
    store.undo()
    assert store.is_empty()


def test_all_of_a_journal_goes_into_an_empty_one(store, make, tmp_path, clock, empty_journal):
    ana = make.person()
    make.outcome(make.ask(ana), AskState.YES)
    store.set_portrait(ana, "image/png", b"\x89PNG")
    whole = store.everything()
    with pytest.raises(Invalid):
        store.take_in_everything(whole)
    store.close()
    with closing(Store.open(shutil.copy(empty_journal, tmp_path / "b.netjournal"), clock)) as other:
        other.take_in_everything(whole)
        assert other.everything() == whole
        assert other.check().ok
        assert other.undo_label is None


def test_closing_twice_is_harmless(store):
    store.close()
    store.close()
