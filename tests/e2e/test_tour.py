"""The tour: a day's work in the real window, and a picture of every page."""

from datetime import datetime

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from netjournal.errors import NotWritable
from netjournal.model import PersonDraft
from netjournal.store import Store
from ui import tour
from ui.look import LIGHT, apply_theme


def clock():
    return datetime(2026, 11, 23, 10, 0)


@pytest.fixture(autouse=True)
def light_again(qapp):
    yield
    apply_theme(qapp, LIGHT)


def test_a_days_work_on_the_sample(tmp_path, capsys):
    size = QSize(900, 600)
    assert tour.run(tmp_path / "out", None, clock, [size], ["dark"]) == 0
    said = capsys.readouterr().out
    assert "Recorded: Record an entry." in said
    assert "Answered: " in said
    assert "Took both back." in said
    pictures = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(pictures) >= 25
    assert pictures[0] == "00-welcome-dark-900x600.png"
    for wanted in (
        *("today-capture", "suggestions", "entry-form", "calendar", "people-table", "people-chosen", "people-tag"),
        *("person-about", "person-resting", "person-new", "ledger-ask", "outcome-form-yes", "outcome-form-elsewhere"),
        *("insights-numbers", "insights-people", "introductions-under-way", "find", "import-preview", "backups"),
        *("capture-window", "no-tray", "fault", "refusal"),
    ):
        assert any(wanted in name for name in pictures), wanted
    for path in (tmp_path / "out").iterdir():
        picture = QImage(str(path))
        assert picture.size() == size
        colours = {picture.pixel(x, y) for x in range(0, 900, 7) for y in range(0, 600, 7)}
        assert len(colours) > 5, f"{path.name} is blank"


def test_a_journal_that_is_given_is_left_as_it_is(tmp_path, capsys):
    journal = tmp_path / "mine.netjournal"
    with Store.open(journal, clock) as store:
        store.add_person(PersonDraft("Ana Ruiz"))
    before = journal.read_bytes()
    assert tour.run(tmp_path / "out", journal, clock, [QSize(900, 600)], ["light"]) == 0
    assert "Took it back." in capsys.readouterr().out
    assert journal.read_bytes() == before
    assert {path.stem for path in tmp_path.iterdir()} == {"mine", "out"}


def test_where_no_folder_can_be_made_that_is_said(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotWritable, match="No pictures can be left"):
        tour.run(tmp_path / "file", None, clock)
