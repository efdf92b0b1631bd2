"""Bringing people in: read, looked through, taken in as one step, taken back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest

from netjournal.exchange.card import Reading
from netjournal.exchange.plan import Verdict, make_plan
from netjournal.exchange.vcard import read_vcards
from netjournal.model import ContactKind, ContactPoint, PersonDraft
from ui.desk import Desk
from ui.imports import ImportDialog, settled
from ui.jobs import Jobs

Key = Qt.Key


def card(name, *lines):
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *([f"FN:{name}"] if name else []), *lines, "END:VCARD", ""])


@pytest.fixture
def desk(dressed, store, machine):
    """Work on a thread of its own, as the program does it."""
    jobs = Jobs()
    made = Desk(store, jobs, machine)
    yield made
    jobs.shutdown()
    made.close()


@pytest.fixture
def ana(store):
    number = store.add_person(PersonDraft("Ana Ruiz", given="Ana", family="Ruiz"))
    store.save_fact(ContactPoint(0, number, ContactKind.EMAIL, "ana@example.org"))
    return number


@pytest.fixture
def bring(desk, show, tmp_path, qtbot):
    """Open the dialog on a file of that name and wait until it has come as far as it comes by itself."""

    def opened(name, text, encoding="utf-8"):
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        dialog = ImportDialog(desk, (file,))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        show(dialog, 820, 640)
        qtbot.waitUntil(lambda: dialog._where != "busy")
        return dialog

    return opened


def take(dialog, qtbot):
    dialog.take_button.click()
    qtbot.waitUntil(lambda: dialog._where != "busy")


FOUR = (
    card("Pia Sommer", "TEL:+49 30 1234567")
    + card("Ana Ruiz", "EMAIL:ana@example.org", "TEL:+49 30 7654321")
    + card("Anna Ruiz", "TEL:+49 30 999999")
    + card("", "TEL:+49 30 5555555")
)


def test_everybody_stands_in_their_group(bring, ana):
    dialog = bring("four.vcf", FOUR)
    preview = dialog.preview
    QAbstractItemModelTester(preview.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    texts = [preview.tabs.tabText(i) for i in range(5)]
    assert texts == ["All 4", "New 1", "Already there 1", "Needs a look 1", "Not read 1"]
    spoken = [preview.model.index(r, 0).data(Qt.ItemDataRole.AccessibleTextRole) for r in range(4)]
    assert spoken[0].startswith("ticked: Pia Sommer, new")
    assert spoken[1].startswith("ticked: Ana Ruiz, adds to Ana Ruiz")
    assert spoken[3] == "+49 30 5555555, line 17: This card has no name."


def test_taken_in_as_one_step_and_back_again(bring, ana, store, qtbot):
    dialog = bring("four.vcf", FOUR)
    assert dialog.take_button.text() == "Bring in 2 people, add to 1"
    take(dialog, qtbot)
    assert store.count_everybody() == 3
    values = {point.value for point in store.about(ana).contact_points}
    assert "+49 30 7654321" in values
    assert dialog.came.text() == "2 people came in. Already there: 1. What was missing was added to 1 of them."
    assert dialog.left_out.model().rowCount() == 1
    dialog.undo_button.click()
    assert store.count_everybody() == 1
    assert len(store.about(ana).contact_points) == 1
    assert dialog.came.text() == "Taken back. The journal is as it was before."


def test_ctrl_enter_takes_in_what_is_ticked_and_then_is_done(bring, ana, store, qtbot):
    dialog = bring("four.vcf", FOUR)
    QTest.keyClick(dialog.preview.list, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: dialog._where != "busy")
    assert store.count_everybody() == 3
    QTest.keyClick(dialog, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()


def test_space_takes_a_tick_away(bring, ana, store, qtbot):
    dialog = bring("four.vcf", FOUR)
    QTest.keyClick(dialog.preview.list, Key.Key_Space)
    assert dialog.take_button.text() == "Bring in 1 person, add to 1"
    take(dialog, qtbot)
    assert not store.find_by_name("Pia Sommer")


def test_a_click_on_the_box_ticks_and_one_on_the_name_does_not(bring, ana):
    dialog = bring("four.vcf", FOUR)
    viewport = dialog.preview.list.viewport()
    box = dialog.preview.list.visualRect(dialog.preview.model.index(0, 0))
    for x, ticked in ((20, False), (200, False), (20, True)):
        place = box.topLeft()
        place.setX(x)
        place.setY(box.center().y())
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
        assert (0 in dialog.preview.ticked) is ticked


def test_said_to_be_the_same_person_a_card_adds_what_they_lack(bring, ana, store, qtbot):
    dialog = bring("four.vcf", FOUR)
    preview = dialog.preview
    preview.list.setFocus()
    for _ in range(2):
        QTest.keyClick(preview.list, Key.Key_Down)
    assert preview.who.text() == "Anna Ruiz"
    assert preview.choice.isVisible()
    preview.choice.button("same").click()
    assert dialog.take_button.text() == "Bring in 1 person, add to 2"
    take(dialog, qtbot)
    assert store.count_everybody() == 2
    about = store.about(ana)
    assert {p.value for p in about.contact_points} == {"ana@example.org", "+49 30 7654321", "+49 30 999999"}
    assert "Anna Ruiz" in {alias.name for alias in about.aliases}


def test_somebody_in_doubt_can_be_left_out(bring, ana, store, qtbot):
    dialog = bring("four.vcf", FOUR)
    dialog.preview.list.setCurrentIndex(dialog.preview.model.index(2, 0))
    dialog.preview.choice.button("out").click()
    take(dialog, qtbot)
    assert not store.find_by_name("Anna Ruiz")


def test_all_of_a_group_and_search(bring, store):
    dialog = bring("many.vcf", "".join(card(f"Person {n:04}", f"EMAIL:p{n}@example.org") for n in range(300)))
    preview = dialog.preview
    assert dialog.take_button.text() == "Bring in 300 people"
    QTest.keyClicks(preview.search, "person 000")
    assert preview.model.rowCount() == 10
    preview.every.click()
    assert dialog.take_button.text() == "Bring in 290 people"
    preview.search.clear()
    assert preview.every.checkState() is Qt.CheckState.PartiallyChecked
    preview.every.click()
    assert len(preview.ticked) == 300


def test_stopped_nothing_has_happened(bring, store, qtbot):
    dialog = bring("many.vcf", "".join(card(f"Person {n}", f"EMAIL:p{n}@example.org") for n in range(1500)))
    dialog.take_button.click()
    QTest.keyClick(dialog.cancel_button, Key.Key_Escape)
    qtbot.waitUntil(lambda: dialog._where != "busy")
    assert dialog._where == "preview"
    assert store.count_everybody() == 0
    assert store.undo_label is None
    take(dialog, qtbot)
    assert store.count_everybody() == 1500


# ---------------------------------------------------------------------------------------------------------------------


TABLE = "Vorname;Nachname;Rufnummer privat;Bemerk\nJörg;Müller;030 12345;mag Boote\nSvenja;Böhm;030 999;\n"


def test_a_table_is_understood_shown_and_corrected(bring, store, qtbot):
    dialog = bring("Kontakte.csv", TABLE, "cp1252")
    pane = dialog.columns_pane
    QAbstractItemModelTester(pane.columns, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert dialog._where == "columns"
    assert pane.delimiter.currentText() == "semicolon"
    assert [pane.columns.index(r, 2).data() for r in range(2)] == ["Given", "Family"]
    assert pane.sample.row(0).name == "Jörg Müller"
    assert not pane.sample.row(0).contact_points
    pane.columns.setData(pane.columns.index(2, 2), "phone/home")
    pane.columns.setData(pane.columns.index(3, 2), "notes")
    assert pane.sample.row(0).contact_points[0].value == "030 12345"
    dialog.next_button.click()
    qtbot.waitUntil(lambda: dialog._where == "preview")
    take(dialog, qtbot)
    (number,) = store.find_by_name("Jörg Müller")
    about = store.about(number)
    assert (about.contact_points[0].value, about.contact_points[0].label) == ("030 12345", "home")
    assert about.person.about.notes == "mag Boote"


def test_a_column_is_chosen_with_the_keyboard(bring):
    dialog = bring("Kontakte.csv", TABLE)
    pane = dialog.columns_pane
    pane.table.setFocus()
    pane.table.setCurrentIndex(pane.columns.index(3, 2))
    QTest.keyClick(pane.table, Key.Key_F2)
    box = pane.table.indexWidget(pane.columns.index(3, 2)) or pane.table.findChild(type(pane.encoding))
    box.hidePopup()
    box.setCurrentIndex(box.findData("notes"))
    box.activated.emit(box.currentIndex())
    assert pane.source.mapping["Bemerk"] == "notes"


def test_two_columns_of_one_kind_both_come_in(bring):
    dialog = bring("x.csv", "Name,One,Two\nAna Ruiz,030 1,030 2\n")
    pane = dialog.columns_pane
    for r in (1, 2):
        pane.columns.setData(pane.columns.index(r, 2), "phone")
    assert [p.value for p in pane.sample.row(0).contact_points] == ["030 1", "030 2"]


@pytest.mark.parametrize(("day_first", "day"), [(True, "1980-05-04"), (False, "1980-04-05")])
def test_days_are_read_the_way_the_journal_has_them(bring, store, qtbot, day_first, day):
    store.settle(replace(store.preferences, day_first=day_first))
    dialog = bring("x.csv", "Name,Birthday\nAna Ruiz,04/05/1980\n")
    assert [str(date.date) for date in dialog.columns_pane.sample.row(0).dates] == [day]
    dialog.next_button.click()
    qtbot.waitUntil(lambda: dialog._where == "preview")
    take(dialog, qtbot)
    (number,) = store.find_by_name("Ana Ruiz")
    assert [str(date.date) for date in store.about(number).dates] == [day]


def test_another_delimiter_and_encoding(bring):
    dialog = bring("x.csv", "Name;Firma, alt\nJörg Müller;Bau, Boden\n", "cp1252")
    pane = dialog.columns_pane
    pane.delimiter.setCurrentIndex(pane.delimiter.findData(","))
    pane.delimiter.activated.emit(0)
    assert pane.columns.index(0, 0).data() == "Name;Firma"
    pane.delimiter.setCurrentIndex(pane.delimiter.findData(";"))
    pane.delimiter.activated.emit(0)
    assert pane.sample.row(0).name == "Jörg Müller"
    pane.encoding.setCurrentIndex(pane.encoding.findData("cp1251"))
    pane.encoding.activated.emit(0)
    assert pane.sample.row(0).name == "Jцrg Mьller"


# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.vcf", b"", "Nothing in this file could be taken in"),
        ("picture.vcf", b"\x89PNG\r\n\x1a\n" + bytes(200), "neither a vCard file nor a table"),
        ("bad.vcf", card("", "TEL:1").encode(), "Line 1: This card has no name."),
    ],
)
def test_nothing_to_bring_in_is_said(bring, store, name, data, said):
    dialog = bring(name, data)
    if dialog._where == "columns":  # an empty file may be a table
        dialog.next_button.click()
    assert dialog.wrong.isVisible()
    assert said in dialog.wrong.text()
    assert dialog._where == "choose"
    assert store.count_everybody() == 0


def test_a_file_that_is_gone_is_said(desk, show, tmp_path, qtbot):
    dialog = ImportDialog(desk, (tmp_path / "gone.vcf",))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    show(dialog)
    qtbot.waitUntil(lambda: dialog._where == "choose")
    assert "There is no file" in dialog.wrong.text()


def test_what_is_all_there_already_is_said(bring, ana):
    dialog = bring("again.vcf", card("Ana Ruiz", "EMAIL:ana@example.org"))
    assert not dialog.take_button.isEnabled()
    assert "is in the journal already" in dialog.wrong.text()


def test_files_are_dropped_and_lines_say_which_file(desk, show, tmp_path, qtbot):
    for name, text in (("a.vcf", card("Ana Ruiz")), ("b.vcf", card("Bo Larsen") + card("", "TEL:1"))):
        (tmp_path / name).write_text(text)
    dialog = ImportDialog(desk)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    show(dialog)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a.vcf", "b.vcf")])
    drop = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    dialog.dropEvent(drop)
    qtbot.waitUntil(lambda: dialog._where == "preview")
    spoken = [
        dialog.preview.model.index(r, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        for r in range(dialog.preview.model.rowCount())
    ]
    assert "b.vcf, line 5" in spoken[2]


def test_whose_page_is_opened_afterwards(bring, desk, store, qtbot):
    wanted = []
    desk.person_wanted.connect(wanted.append)
    dialog = bring("one.vcf", card("Pia Sommer"))
    take(dialog, qtbot)
    dialog.show_button.click()
    assert wanted == store.find_by_name("Pia Sommer")
    assert not dialog.isVisible()


# ---------------------------------------------------------------------------------------------------------------------


def test_two_cards_said_to_be_one_new_person_become_one():
    reading = read_vcards((card("Bo Larsen", "TEL:+49 30 1") + card("Bo Larsen", "TEL:+49 30 2")).encode())
    plan = make_plan(reading, [])
    assert plan.cards[1].verdict is Verdict.REVIEW
    again = settled(plan, {1}, [], "DE")
    assert (again.cards[1].verdict, again.cards[1].earlier) == (Verdict.MATCHED, 0)
    assert [fact.value for fact in again.cards[1].adds.facts] == ["+49 30 2"]


def test_the_identity_of_a_card_said_to_be_somebody_is_kept(store, ana):
    reading = read_vcards(card("Ana Ruiz", "UID:abc-1").encode())
    existing = store.existing_for_plan()
    plan = make_plan(reading, existing)
    assert plan.cards[0].verdict is Verdict.REVIEW
    again = settled(plan, {0}, existing, "DE")
    assert again.cards[0].adds.kept[0] == "UID:abc-1"
    assert again.cards[0].match == ana


def test_nothing_said_the_plan_stays():
    plan = make_plan(Reading(read_vcards(card("Ana").encode()).cards), [])
    assert settled(plan, set(), [], "DE") is plan
