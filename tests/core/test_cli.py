"""The command line, driven as a shell drives it: arguments in; words, shapes, exit status and the journal out."""

import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from netjournal import cli
from netjournal.store import Store

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 9, 30)
ANA = "Coffee with @Ana Ruiz. /like jazz /ask her house sale; not now until 1 April"
CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Omar Khan
N:Khan;Omar;;;
EMAIL:omar@example.org
END:VCARD
BEGIN:VCARD
VERSION:3.0
NOTE:whose?
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Lea Berg
TEL:+49 30 901820
END:VCARD
"""


class Shell:
    """Runs the program on one journal and keeps what it said."""

    def __init__(self, journal: Path) -> None:
        self.journal = journal
        self.out = self.err = ""
        self.windows = []
        self.ways = []
        self.tours = []

    def __call__(self, *words, journal=True, err=None):
        out, err = io.StringIO(), err or io.StringIO()
        status = cli.main(
            [*(["--journal", str(self.journal)] if journal else []), *map(str, words)],
            open_window=self.open_window,
            tour=lambda folder, journal: self.tours.append((folder, journal)) or 0,
            clock=lambda: NOW,
            stdout=out,
            stderr=err,
        )
        self.out, self.err = out.getvalue(), err.getvalue()
        return status

    def open_window(self, journal, files, *, hidden=False, capture=False):
        self.windows.append((journal, list(files)))
        self.ways.append([word for word, meant in (("hidden", hidden), ("capture", capture)) if meant])
        return 0

    def json(self, *words, status=0):
        assert self(*words, "--json") == status, self.err
        return json.loads(self.out)

    def read(self, ask):
        with Store.open(self.journal, lambda: NOW) as store:
            return ask(store)


@pytest.fixture
def run(tmp_path):
    return Shell(tmp_path / "mine.netjournal")


@pytest.fixture
def cards(tmp_path):
    path = tmp_path / "cards.vcf"
    path.write_text(CARDS, encoding="utf-8")
    return path


# --------------------------------------------------------------------------------------------- the window


def test_without_arguments_the_window_opens(run):
    assert run(journal=False) == 0
    assert run.windows == [(None, [])]


def test_a_journal_alone_opens_the_window_on_it(run):
    assert run() == 0
    assert run.windows == [(run.journal, [])]


@pytest.mark.parametrize(("words", "ways"), [(["capture"], [["capture"]]), (["--hidden"], [["hidden"]]), ([], [[]])])
def test_how_the_window_opens(run, words, ways):
    assert run(*words) == 0
    assert (run.windows, run.ways) == ([(run.journal, [])], ways)


def test_capture_opens_the_usual_journal(run):
    assert run("capture", journal=False) == 0
    assert (run.windows, run.ways) == ([(None, [])], [["capture"]])


def test_files_handed_over_open_the_window(run, cards, tmp_path):
    journal = tmp_path / "other.netjournal"
    journal.touch()
    assert run(journal, cards, journal=False) == 0
    assert run.windows == [(journal, [cards])]


def test_a_tour_goes_where_it_is_told(run, tmp_path):
    assert run("tour", tmp_path / "pictures") == 0
    assert run.tours == [(tmp_path / "pictures", run.journal)]


def test_nothing_heavy_stands_on_the_way_to_the_window():
    program = (
        "import sys; from netjournal import cli;"
        "cli.main([], open_window=lambda j, f: 0, tour=lambda f, j: 0);"
        "print([m for m in ('argparse', 'peewee', 'json', 'platformdirs', 'tqdm') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --------------------------------------------------------------------------------------------- record


def test_record_begins_a_journal_and_says_what_was_understood(run):
    assert run("record", ANA) == 0
    assert run.out.startswith("Recorded:\n  meeting, today: Coffee with Ana Ruiz.")
    assert "likes jazz" in run.out
    assert "1 April 2027" in run.out
    assert run.read(lambda s: [k.name for k in s.known_names()]) == ["Ana Ruiz"]


def test_record_as_json_has_the_documented_shape(run):
    said = run.json("record", ANA)
    assert list(said) == ["text", "kind", "day", "people", "understood", "problems", "recorded", "ids"]
    assert (said["kind"], said["day"]) == ("meeting", "2026-11-23")
    assert said["people"] == [{"name": "Ana Ruiz", "new": True}]
    assert {"kind": "come_back", "label": "come back", "day": "2027-04-01"} in said["understood"]
    assert (said["problems"], said["recorded"]) == ([], True)
    entry = run.read(lambda s: s.entry(said["ids"][0]))
    assert entry.draft.text == said["text"]
    assert run.json("record", "Called @Ana")["people"] == [{"name": "Ana Ruiz", "new": False}]


def test_a_line_needs_no_quotes(run):
    assert run.json("record", "Called", "@Ana Ruiz")["text"] == "Called Ana Ruiz"


def test_a_dry_run_changes_nothing_and_begins_no_journal(run):
    said = run.json("record", ANA, "--dry-run")
    assert (said["recorded"], said["ids"], said["people"][0]["new"]) == (False, [], True)
    assert not run.journal.exists()
    run("record", ANA)
    before = run.read(Store.everything)
    assert run("record", "--dry-run", "Called @Bo Larsen") == 0
    assert "Would be recorded" in run.out
    assert run.read(Store.everything) == before


@pytest.mark.parametrize(
    ("written", "day"),
    [("yesterday", "2026-11-22"), ("2026-11-02", "2026-11-02"), ("last friday", "2026-11-20")],
)
def test_an_entry_of_another_day(run, written, day):
    assert run.json("record", "Called @Ana Ruiz", "--on", written)["day"] == day


def test_what_is_not_understood_is_said_and_kept(run):
    said = run.json("record", "Thought about things /outcome yes")
    assert said["problems"][0].keys() == {"text", "why"}
    assert "/outcome" in said["problems"][0]["text"]
    assert run("record", "Thought about things /outcome yes") == 0
    assert "/outcome" in run.err


def test_a_name_that_may_be_another_s_is_said(run):
    assert run("record", 'Met @"Ana Ruiz" and @"Ana Lopez"') == 0
    assert run("record", "Called @Ana") == 0
    assert "it may be Ana" in run.err
    said = run.json("record", "Called @Ana", "--dry-run")
    assert [problem["text"] for problem in said["problems"]] == ["@Ana"]
    assert run.json("record", 'Called @"Ana Ruiz"')["problems"] == []


def test_an_export_is_never_written_over_a_journal(run, tmp_path):
    assert run("record", "Called @Ana Ruiz") == 0
    named = tmp_path / "journal.json"
    run.journal.rename(named)
    run.journal = named
    before = named.read_bytes()
    assert run("export", named, "--force") == 1
    assert "is a journal" in run.err
    assert named.read_bytes() == before
    assert run("check") == 0


def test_nothing_to_record_is_an_error(run):
    assert run("record", "  ") == 1
    assert "nothing in this line" in run.err


# --------------------------------------------------------------------------------------------- import and export


def test_an_outcome_closes_no_ask_that_came_later(run):
    run("record", "--on", "2026-11-01", "@Ana Ruiz /ask her house sale")
    assert "no open ask" in run.json("record", "--on", "2026-10-20", "@Ana Ruiz /outcome yes")["problems"][0]["why"]
    assert run.json("record", "--on", "2026-11-02", "@Ana Ruiz /outcome yes")["problems"] == []


def test_record_says_of_whom_and_when_a_reminder_is(run):
    said = run.json("record", "Met @Ana Ruiz and @Bo Larsen /remind 1 december 14:30 call")
    (reminder,) = [piece for piece in said["understood"] if piece["kind"] == "reminder"]
    assert (reminder["label"], reminder["time"]) == ("reminder: call · both", "14:30")
    assert reminder["day"].endswith("-12-01")
    assert run("record", "Met @Ana Ruiz and @Bo Larsen /remind 1 december 14:30 call") == 0
    assert "reminder: call · both, " in run.out
    assert "14:30" in run.out


def test_import_as_json_has_the_documented_shape(run, cards):
    said = run.json("import", cards)
    assert said == {"read": 3, "added": 2, "matched": 0, "skipped": [{"line": 7, "why": "This card has no name."}]}
    again = run.json("import", cards)
    assert (again["read"], again["added"]) == (3, 0)


def test_cards_of_which_none_is_taken_in_are_read_all_the_same(run, tmp_path):
    names = tmp_path / "names.csv"
    names.write_text("Name\nAna Ruiz\nBo Lind\n", encoding="utf-8")
    assert run.json("import", names)["added"] == 2
    said = run.json("import", names, status=1)
    assert (said["read"], said["added"], said["matched"]) == (2, 0, 0)
    assert [one["line"] for one in said["skipped"]] == [2, 3]


def test_the_same_row_of_linkedin_again_is_the_same_person(run, tmp_path):
    table = tmp_path / "Connections.csv"
    header = "First Name,Last Name,URL,Company,Position,Connected On\n"
    row = "Omar,Khan,https://www.linkedin.com/in/omar,{},Head,12 Mar 2021\n"
    table.write_text(header + row.format("Berg"), encoding="utf-8")
    assert run.json("import", table)["added"] == 1
    assert run.json("import", table) == {"read": 1, "added": 0, "matched": 1, "skipped": []}
    table.write_text(header + row.format("Zebra"), encoding="utf-8")
    assert run.json("import", table)["matched"] == 1
    assert run.read(lambda s: [o.name for o in s.organizations()]) == ["Berg", "Zebra"]


def test_a_damaged_export_begins_no_journal(run, tmp_path):
    assert run("record", "Coffee with @Ana Ruiz") == 0
    whole = tmp_path / "whole.json"
    assert run("export", whole) == 0
    whole.write_text(whole.read_text("utf-8").replace('"kind": "person"', '"kind": "robot"'), encoding="utf-8")
    place = tmp_path / "new" / "mine.netjournal"
    assert run("import", whole, "--journal", place) == 1
    assert "a row of “person” is not as it should be. Nothing was taken in." in run.err
    assert not place.parent.exists() or not list(place.parent.glob("mine*"))


def test_import_for_a_person(run, cards):
    assert run("import", cards) == 0
    assert "2 added" in run.out
    assert "line 7: This card has no name." in run.out


def test_an_import_says_who_there_already_got_something(run, tmp_path):
    known, more = tmp_path / "known.vcf", tmp_path / "more.vcf"
    body = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Pia Lind\r\nEMAIL:pia@example.org\r\n{}END:VCARD\r\n"
    known.write_text(body.format(""), encoding="utf-8")
    more.write_text(body.format("TEL:+49 30 1234567\r\n"), encoding="utf-8")
    assert run("import", known) == 0
    assert "of them got" not in run.out
    assert run("import", more) == 0
    assert "0 added, 1 in the journal already (1 of them got what was missing)." in run.out
    assert run("import", more) == 0
    assert "0 added, 1 in the journal already." in run.out


def test_several_files_are_counted_together_and_a_bad_one_stops_no_other(run, cards, tmp_path):
    table = tmp_path / "people.csv"
    table.write_text("First Name,Last Name,E-mail\nPia,Lind,pia@example.org\n", encoding="utf-8")
    said = run.json("import", cards, tmp_path / "gone.vcf", table, status=1)
    assert (said["read"], said["added"]) == (4, 3)
    assert said["skipped"][0]["why"] == "cards.vcf: This card has no name."
    assert "gone.vcf" in run.err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.vcf", b""),
        ("empty.csv", b""),
        ("nameless.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:whose?\r\nEND:VCARD\r\n"),
        ("picture.vcf", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("nobody.csv", b"Fruit,Weight\nApple,3\n"),
        ("archive.csv", b"PK\x03\x04\x14\0\0\0"),
        ("noise.vcf", bytes(range(256)) * 4),
    ],
)
def test_nothing_imported_is_an_error_and_begins_no_journal(run, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    said = run.json("import", tmp_path / name, status=1)
    assert said["added"] == said["matched"] == 0
    assert said["read"] == (1 if name == "nameless.vcf" else 0)
    assert run.err.startswith("netjournal: ")
    assert not run.journal.exists()


def test_content_goes_before_the_name_of_a_file(run, tmp_path):
    (tmp_path / "cards.csv").write_text(CARDS, encoding="utf-8")
    (tmp_path / "table.vcf").write_text("Name,Email\nPia Lind,pia@example.org\n", encoding="utf-8")
    assert run.json("import", tmp_path / "cards.csv")["added"] == 2
    assert run.json("import", tmp_path / "table.vcf")["added"] == 1


def test_a_folder_is_no_file(run, tmp_path):
    assert run("import", tmp_path) == 1
    assert "cannot be read" in run.err


def test_what_a_table_is_written_in_can_be_said_and_a_guess_is_told(run, tmp_path):
    table = tmp_path / "people.csv"
    table.write_bytes("Name,City\nJiří Šťastný,Plzeň\n".encode("cp1250"))
    assert run("import", table) == 0
    assert "“people.csv” does not say what it is written in" in run.err
    assert "--encoding" in run.err
    other = Shell(tmp_path / "other.netjournal")
    assert other("import", table, "--encoding", "windows-1250") == 0
    assert other.err == ""
    assert other.json("search", "Šťastný")[0]["title"] == "Jiří Šťastný"
    assert other("import", table, "--encoding", "klingon") == 2
    assert "there is no encoding" in other.err


def test_what_of_a_table_nothing_is_made_of_is_told(run, tmp_path):
    table = tmp_path / "people.csv"
    table.write_text("Name,Shoe size,Email,Blank\nPia Lind,38,pia@example.org,\n", encoding="utf-8")
    said = run.json("import", table)
    assert (said["read"], said["added"]) == (1, 1)
    why = "The column “Shoe size” is not understood; what stands in it was left out."
    assert said["skipped"] == [{"line": 1, "why": why}]


@pytest.mark.parametrize(
    ("day_first", "days"), [(True, ["1980-05-04", "1975-02-03"]), (False, ["1980-04-05", "1975-03-02"])]
)
def test_days_of_a_table_are_read_the_way_the_journal_has_them(run, tmp_path, day_first, days):
    table = tmp_path / "people.csv"
    table.write_text("Name,Email,Birthday\nAna,ana@x.org,04/05/1980\nBo,bo@x.org,03/02/1975\n", encoding="utf-8")
    if not day_first:
        run.read(lambda store: store.settle(replace(store.preferences, day_first=False)))
    assert run.json("import", table)["skipped"] == []
    assert run.read(lambda store: [str(card.dates[0].date) for card in store.cards_of()]) == days


@pytest.mark.parametrize("ending", ["vcf", "csv", "VCF"])
def test_what_is_exported_comes_back(run, cards, tmp_path, ending):
    run("import", cards)
    assert run("export", tmp_path / f"out.{ending}") == 0
    assert "Exported 2 people" in run.out
    other = Shell(tmp_path / "other.netjournal")
    assert other.json("import", tmp_path / f"out.{ending}")["added"] == 2
    for asked in ("901820", "omar@example.org"):
        assert len(other.json("search", asked)) == 1
    assert not list(tmp_path.glob(".*partial"))


def test_export_writes_over_nothing_unless_forced(run, cards, tmp_path):
    run("import", cards)
    target = tmp_path / "out.vcf"
    target.write_text("mine", encoding="utf-8")
    assert run("export", target) == 1
    assert "--force" in run.err
    assert target.read_text(encoding="utf-8") == "mine"
    assert run("export", target, "--force") == 0
    assert "Omar Khan" in target.read_text(encoding="utf-8")


def test_export_cannot_write_where_there_is_no_folder(run, cards, tmp_path):
    run("import", cards)
    assert run("export", tmp_path / "nowhere" / "out.csv") == 1
    assert "cannot be written" in run.err


def test_an_ending_that_is_not_written_is_wrong_use(run):
    assert run("export", "people.xls") == 2
    assert ".vcf, .csv, .ics or .json" in run.err


def test_the_agenda_is_exported_as_a_calendar(run, tmp_path):
    assert run("record", "Coffee with @Ana Ruiz. /ask her house sale; not now until 1 April") == 0
    target = tmp_path / "agenda.ics"
    assert run("export", target) == 0
    assert run.out == f"The agenda is in {target}\n"
    (todo,) = Calendar.from_ical(target.read_bytes()).walk("VTODO")
    assert str(todo["SUMMARY"]) == "Come back to Ana Ruiz: her house sale"
    assert todo["DUE"].dt == date(2027, 4, 1)
    assert run("export", target) == 1
    assert run("export", target, "--force") == 0


def test_an_empty_agenda_is_a_calendar_too(run, tmp_path):
    Store.open(run.journal, lambda: NOW).close()
    assert run("export", tmp_path / "agenda.ics") == 0
    assert list(Calendar.from_ical((tmp_path / "agenda.ics").read_bytes()).walk("VTODO")) == []


def test_nobody_to_export_is_an_error(run, tmp_path):
    run("record", "Thought about things")
    assert run("export", tmp_path / "out.vcf") == 1
    assert not (tmp_path / "out.vcf").exists()


def test_the_whole_journal_goes_out_as_json_and_comes_back_the_same(run, tmp_path):
    assert run("sample", "--people", 30, "--entries", 200) == 0
    assert run("export", tmp_path / "all.json") == 0
    other = Shell(tmp_path / "other.netjournal")
    said = other.json("import", tmp_path / "all.json")
    assert said["read"] == said["added"] >= 30
    assert other.read(Store.everything) == run.read(Store.everything)
    assert other("check") == 0
    assert other("import", tmp_path / "all.json") == 1
    assert "something in this journal already" in other.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"format": "net-journal", "version": 1, "tables": {"person": [', "damaged in line"),
        ('{"format": "net-journal", "version": 99, "tables": {}}', "later version"),
        ('{"format": "net-journal", "version": 1}', "tables are missing"),
        ('{"format": "net-journal", "version": 1, "tables": {"person": [3]}}', "row of “person”"),
        ('{"format": "net-journal", "version": 1, "tables": {"person": [{"name": ["a"]}]}}', "row of “person”"),
        ('{"format": "net-journal", "version": 1, "tables": {"person": [{"id": 1, "name": "x"}]}}', "row of “person”"),
        ('{"format": "net-journal", "version": 1, "tables": {"portrait": [{"data": {}}]}}', "row of “portrait”"),
    ],
)
def test_a_broken_export_is_refused_with_a_sentence(run, tmp_path, content, said):
    (tmp_path / "all.json").write_text(content, encoding="utf-8")
    assert run("import", tmp_path / "all.json") == 1
    assert said in run.err
    if run.journal.exists():
        assert run.read(Store.is_empty)


# --------------------------------------------------------------------------------------------- asking


def test_the_agenda_says_what_and_why(run):
    run("record", ANA)
    said = run.json("agenda", "--on", "2027-04-01")
    assert [list(item) for item in said] == [["key", "kind", "on", "person", "why"]]
    assert (said[0]["kind"], said[0]["on"], said[0]["person"]) == ("ask", "2027-04-01", "Ana Ruiz")
    assert "her house sale" in said[0]["why"]
    assert run("agenda", "--on", "1 april") == 0
    assert "Ana Ruiz: " in run.out
    assert "on 1 April 2027" in run.out


def test_an_empty_agenda_is_an_answer(run):
    run("record", "Thought about things")
    assert run.json("agenda") == []
    assert run("agenda") == 0
    assert run.out == "Nothing needs you today.\n"


def test_days_are_told_in_words_where_near(run):
    run("record", "Called @Ana Ruiz /remind tomorrow ring her")
    assert run("agenda") == 0
    assert "tomorrow: Ana Ruiz: ring her" in run.out


def test_search_says_where_it_stands(run):
    run("record", ANA)
    said = run.json("search", "jaz")
    assert [(list(f), f["kind"], f["title"]) for f in said] == [
        (["kind", "id", "title", "snippet"], "person", "Ana Ruiz")
    ]
    assert "jazz" in said[0]["snippet"]
    assert run.json("search", "nothing", "at", "all") == []
    assert run("search", "zebra") == 0
    assert run.out == "Nothing was found.\n"
    assert run("search", "coffee") == 0
    assert "Ana Ruiz (meeting, today)" in run.out


def test_a_sound_journal_is_said_to_be_sound(run):
    run("record", ANA)
    assert run.json("check") == {"ok": True, "problems": []}
    assert run("check") == 0
    assert run.out == "The journal is sound.\n"


def test_a_journal_that_is_not_sound_is_told_by_the_status_too(run):
    run("record", ANA)
    with sqlite3.connect(run.journal) as connection:
        connection.execute("DELETE FROM touch")
    connection.close()
    said = run.json("check", status=1)
    assert said["ok"] is False
    assert said["problems"]
    assert run("check") == 1
    assert run.out.strip() == said["problems"][0]


def spoil(journal, table):
    """Put rubbish over the first page of a table, as a failing disk does: the file still opens."""
    with closing(sqlite3.connect(journal)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with journal.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)


@pytest.mark.parametrize("table", ["entry", "person", "preference", "scratch", "participant", "search_data"])
@pytest.mark.parametrize("words", [["agenda"], ["search", "jazz"], ["export", "x.json"], ["backup"], ["insights"]])
def test_a_page_in_the_middle_that_turns_out_damaged_is_told(run, words, table, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    run("record", ANA)
    spoil(run.journal, table)
    if run(*words):
        assert "“mine.netjournal” is damaged" in run.err
        assert ".partial" not in run.err
    assert run.json("check", status=1)["ok"] is False
    assert run("check") == 1
    assert run.out.strip()


def test_a_check_of_a_file_too_damaged_to_be_opened_is_an_answer(run):
    run("record", ANA)
    run.journal.write_bytes(run.journal.read_bytes()[:6000])
    said = run.json("check", status=1)
    assert said["ok"] is False
    assert "is damaged" in said["problems"][0]


@pytest.mark.parametrize("words", [["agenda"], ["search", "jazz"], ["brief", "Ana"]])
def test_reading_goes_on_while_another_program_writes(run, words):
    run("record", ANA)
    with closing(sqlite3.connect(run.journal, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert run(*words) == 0, run.err
        assert run.out
        assert run("record", "Called @Ana Ruiz") == 1
        assert run("check") == 1
    assert "Another program is using" in run.err


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1.1.9999"])
def test_a_day_no_calendar_goes_to_is_wrong_use(run, day):
    run("record", ANA)
    assert run("agenda", "--on", day) == 2
    assert run("record", "Met @Ana Ruiz", "--on", day) == 2
    assert "is not a day that is understood" in run.err


@pytest.mark.parametrize("words", [["agenda"], ["search", "x"], ["check"], ["export", "x.vcf"], ["backup"]])
def test_asking_a_journal_that_is_not_there_begins_none(run, words, tmp_path):
    assert run(*words) == 1
    assert "There is no journal at" in run.err
    assert not run.journal.exists()


@pytest.mark.parametrize("words", [["agenda"], ["record", "x"], ["check"], ["sample"]])
def test_a_file_that_is_no_journal_is_left_alone(run, words):
    run.journal.write_bytes(b"a shopping list, and a long one" * 50)
    before = run.journal.read_bytes()
    assert run(*words) == 1
    assert "is not a journal" in run.err
    assert run.journal.read_bytes() == before


# --------------------------------------------------------------------------------------------- sample, backup, restore


def test_a_sample_fills_an_empty_journal_and_no_other(run):
    assert run("sample", "--people", 25, "--entries", 120, "--seed", 4) == 0
    assert run.read(Store.count_everybody) >= 25
    assert len(run.json("agenda")) > 0
    before = run.read(Store.everything)
    assert run("sample") == 1
    assert run.read(Store.everything) == before


def test_without_a_journal_a_sample_stays_out_of_ones_own(run, tmp_path, monkeypatch):
    monkeypatch.delenv("NETJOURNAL_JOURNAL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert run("sample", "--people", 20, "--entries", 50, journal=False) == 0
    assert [p.name for p in (tmp_path / "data").rglob("*.netjournal")] == ["sample.netjournal"]


def test_nothing_to_record_is_no_success_in_a_dry_run_either(run):
    assert run("record", "  ", "--dry-run") == 1
    assert "nothing in this line" in run.err
    assert not run.journal.exists()


def test_a_backup_that_fails_is_told_and_what_was_asked_is_done(run):
    run("record", ANA)
    run.journal.with_name("mine backups").write_text("a file where the folder should be")
    assert run("record", "Called @Bo Larsen") == 0
    assert "No backup was made." in run.err
    assert "Nothing was changed" not in run.err
    assert run.read(Store.count_everybody) == 2


def test_the_environment_names_the_journal(run, monkeypatch):
    monkeypatch.setenv("NETJOURNAL_JOURNAL", str(run.journal))
    assert run("record", ANA, journal=False) == 0
    assert run.journal.exists()


def test_the_journal_may_be_named_after_the_command(run, tmp_path):
    assert run("record", ANA, "--journal", tmp_path / "late.netjournal", journal=False) == 0
    assert (tmp_path / "late.netjournal").exists()


def test_a_backup_can_be_restored(run):
    run("record", ANA)
    assert run("backup") == 0
    made = Path(run.out.strip())
    assert made.exists()
    run("record", "Called @Bo Larsen")
    assert run("restore", made) == 0
    assert ": 1 person, 3 entries." in run.out
    assert run.read(lambda s: [k.name for k in s.known_names()]) == ["Ana Ruiz"]
    present = Path(run.out.strip().splitlines()[-1].partition(" is in ")[2])
    assert run("restore", present) == 0
    assert run.read(Store.count_everybody) == 2


def test_a_damaged_journal_is_restored_and_kept_beside(run):
    run("record", ANA)
    run("backup")
    made = Path(run.out.strip())
    run.journal.write_bytes(run.journal.read_bytes()[:6000])
    assert run("agenda") == 1
    assert "Restore the newest backup" in run.err
    assert run("restore", made) == 0
    kept = Path(run.out.strip().splitlines()[-1].partition(" is in ")[2])
    assert len(kept.read_bytes()) == 6000
    assert run("check") == 0
    assert run.read(Store.count_everybody) == 1


@pytest.mark.parametrize("content", [None, b"no journal at all, only words " * 40])
def test_what_is_no_backup_is_not_restored(run, tmp_path, content):
    if content:
        (tmp_path / "old.netjournal").write_bytes(content)
    assert run("restore", tmp_path / "old.netjournal") == 1
    assert not run.journal.exists()


# --------------------------------------------------------------------------------------------- use


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        ["record"],
        ["import"],
        ["export"],
        ["restore"],
        ["search"],
        ["tour"],
        ["agenda", "--on", "the day of reckoning"],
        ["record", "x", "--on", "when pigs fly"],
        ["record", "x", "--json", "--nonsense"],
        ["backup", "--json"],
        ["sample", "--people", "-3"],
        ["sample", "--entries", "2.5"],
        ["sample", "--people", "many"],
        ["--nonsense"],
    ],
)
def test_wrong_use_exits_with_2_and_says_how(run, words):
    assert run(*words) == 2
    assert "usage: netjournal" in run.err
    assert run.out == ""
    assert not run.journal.exists()


@pytest.mark.parametrize("command", [None, *cli.COMMANDS])
def test_help_is_there_and_is_no_error(run, command):
    assert run(*([command] if command else []), "--help", journal=False) == 0
    assert "--journal FILE" in run.out
    assert all(name in run.out for name in (cli.COMMANDS if command is None else [command]))


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_long_work_shows_a_bar_where_somebody_looks(run, cards):
    screen = Screen()
    assert run("import", cards, "--json", err=screen) == 0
    assert json.loads(run.out)["added"] == 2
    assert run("check", err=Screen()) == 0


# --------------------------------------------------------------------------------------------- as a program


def program(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "netjournal", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
        timeout=60,
    )


def test_the_program_speaks_utf8_whatever_the_locale_says(tmp_path):
    journal = tmp_path / "mine.netjournal"
    line = "Coffee with @Žofie Černá"
    done = program("record", line, "--journal", journal, "--json", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode("utf-8"))["people"] == [{"name": "Žofie Černá", "new": True}]
    assert date.fromisoformat(json.loads(done.stdout)["day"])


def test_the_program_without_a_window_says_where_it_is(tmp_path):
    done = program(NETJOURNAL_JOURNAL=str(tmp_path / "mine.netjournal"))
    assert done.returncode == 1
    assert b"python -m ui" in done.stderr


def test_the_program_ends_with_the_status_of_the_command(tmp_path):
    assert program("frobnicate").returncode == 2
    assert program("check", "--journal", tmp_path / "gone.netjournal").returncode == 1
