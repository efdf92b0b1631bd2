"""Handing out: what is in the file, what is not, and what is said when it cannot be written."""

import csv
import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from netjournal.exchange.vcard import read_vcards
from netjournal.model import Closeness, PersonDraft, Trust
from ui.exports import ExportDialog


@pytest.fixture
def opened(show):
    """Show a dialog that stays an object when it is closed."""

    def shown(dialog):
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        return show(dialog, *(dialog.width(), dialog.height()))

    return shown


@pytest.fixture
def people(store):
    ana = store.add_person(PersonDraft("Ana Ruiz", closeness=Closeness.CLOSE, met_how="at a secret meeting"))
    store.save_fact(Trust(0, ana, "kept a secret about the loan"))
    return [ana, store.add_person(PersonDraft("Bo Larsen"))]


def write(dialog, shape, file):
    dialog.shapes[shape].setChecked(True)
    dialog.place.setFocus()
    dialog.place.selectAll()
    QTest.keyClicks(dialog.place, str(file))
    QTest.keyClick(dialog.place, Qt.Key.Key_Return)


@pytest.mark.parametrize(("shape", "version"), [("vcard4", b"VERSION:4.0"), ("vcard3", b"VERSION:3.0")])
def test_everybody_as_cards_without_what_is_private(desk, people, opened, tmp_path, shape, version):
    file = tmp_path / "out.vcf"
    dialog = opened(ExportDialog(desk))
    assert "Entries (private or not), trust" in dialog.note.text()
    write(dialog, shape, file)
    data = file.read_bytes()
    assert version in data
    assert [card.name for card in read_vcards(data).cards] == ["Ana Ruiz", "Bo Larsen"]
    assert b"secret" not in data
    assert not dialog.isVisible()


def test_ctrl_enter_presses_the_main_button_and_enter_alone_no_other(desk, people, opened, tmp_path):
    dialog = opened(ExportDialog(desk))
    dialog.place.setText(str(tmp_path / "out.vcf"))
    chosen = dialog.shapes["vcard4"]
    chosen.setFocus()
    QTest.keyClick(chosen, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(chosen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    assert (tmp_path / "out.vcf").is_file()


def test_only_those_listed(desk, people, opened, tmp_path):
    dialog = opened(ExportDialog(desk, people[1:]))
    assert dialog.whom.current == "these"
    write(dialog, "csv", tmp_path / "out.csv")
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines()))
    assert [row["Name"] for row in rows] == ["Bo Larsen"]


def test_the_whole_journal(desk, people, opened, tmp_path):
    dialog = opened(ExportDialog(desk))
    write(dialog, "json", tmp_path / "out.json")
    whole = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [row["name"] for row in whole["tables"]["person"]] == ["Ana Ruiz", "Bo Larsen"]
    assert "loan" in json.dumps(whole["tables"]["trust"])


def test_a_file_without_an_ending_gets_one(desk, people, opened, tmp_path):
    dialog = opened(ExportDialog(desk))
    write(dialog, "csv", tmp_path / "people")
    assert (tmp_path / "people.csv").exists()


def test_replacing_is_said_before_it_is_done(desk, people, opened, tmp_path):
    file = tmp_path / "out.vcf"
    file.write_text("before")
    dialog = opened(ExportDialog(desk))
    dialog.place.selectAll()
    QTest.keyClicks(dialog.place, str(file))
    assert dialog.export_button.text() == "Replace the file"
    assert "will be replaced" in dialog.wrong.text()
    dialog.export_button.click()
    assert file.read_text("utf-8").startswith("BEGIN:VCARD")


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left(desk, people, opened, tmp_path):
    (tmp_path / "wall").write_text("a file where a folder should be")
    dialog = opened(ExportDialog(desk))
    write(dialog, "vcard4", tmp_path / "wall" / "out.vcf")
    assert dialog.isVisible()
    assert "cannot be written" in dialog.wrong.text()
    assert "Choose another place" in dialog.wrong.text()
    assert dialog.export_button.isEnabled()


def test_nobody_to_export_is_said(desk, opened, tmp_path):
    dialog = opened(ExportDialog(desk))
    write(dialog, "vcard4", tmp_path / "out.vcf")
    assert dialog.wrong.text() == "There is nobody in this journal to export."
    assert not (tmp_path / "out.vcf").exists()
