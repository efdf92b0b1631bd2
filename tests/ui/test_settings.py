"""The settings: what is changed stands in the journal and can be undone; what belongs to the machine holds at once."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPushButton

from netjournal.days import PartialDate
from netjournal.model import Chapter, Closeness, Offering, PersonDraft
from ui.settings import Days, SettingsPage, synced_by

Key = Qt.Key


@pytest.fixture
def page(desk, show):
    return show(SettingsPage(desk))


def say(field, text, key=Key.Key_Return):
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, key)


def test_sections_are_walked_with_the_arrow_keys(page):
    page.take_focus()
    first = page.stack.currentWidget()
    QTest.keyClick(page.contents.button("journal"), Key.Key_Down)
    assert page.contents.current == "me"
    assert page.stack.currentWidget() is not first
    assert page.offered()[0].text() == "Settings: This journal"


def test_a_cadence_is_kept_with_enter_and_can_be_undone(page, store):
    pane = page.pane("journal")
    say(pane.cadence["close"], "45")
    assert dict(store.preferences.cadence)[Closeness.CLOSE] == 45
    assert str(store.undo_label) == "Change the settings"
    store.undo()
    assert pane.cadence["close"].value() == 30


def test_what_is_being_typed_is_not_overwritten(page, store):
    pane = page.pane("journal")
    field = pane.cadence["active"]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "99")
    pane.leap.button("03-01").click()
    assert store.preferences.leap_day == "03-01"
    assert field.text().startswith("99")


@pytest.mark.parametrize(
    ("part", "key", "kept"),
    [("leap", "03-01", ("leap_day", "03-01")), ("order", "month", ("day_first", False))],
)
def test_choices_of_two(page, store, part, key, kept):
    getattr(page.pane("journal"), part).button(key).click()
    assert getattr(store.preferences, kept[0]) == kept[1]


def test_what_day_first_means_is_said(page):
    pane = page.pane("journal")
    assert pane.order_line.hint.text() == "3/4 is read as 3 April."
    pane.order.button("month").click()
    assert pane.order_line.hint.text() == "3/4 is read as 4 March."


def test_currency_and_region(page, store):
    pane = page.pane("journal")
    pane.currency.setFocus()
    QTest.keyClicks(pane.currency, "CHF")
    QTest.keyClick(pane.currency, Key.Key_Down)
    assert store.preferences.currency == "JPY"
    pane.region.choose("FR")
    pane.region.activated.emit(pane.region.currentIndex())
    assert store.preferences.phone_region == "FR"


def test_who_i_am(page, store):
    ana = store.add_person(PersonDraft("Ana Ruiz"))
    pane = page.turn_to("me")
    assert pane.name.text() == "Nobody yet"
    say(pane.field, "ana ruiz")
    assert store.me() == ana
    assert pane.name.text() == "Ana Ruiz"
    pane.not_me.click()
    assert store.me() is None
    store.undo()
    assert store.me() == ana


def test_i_can_be_somebody_new(page, store):
    pane = page.turn_to("me")
    pane.field.setFocus()
    QTest.keyClicks(pane.field, "Robin Kessler")
    assert pane.line.hint.text() == "Enter adds Robin Kessler to the journal, as you."
    QTest.keyClick(pane.field, Key.Key_Return)
    me = store.me()
    assert me is not None
    assert store.person(me).name == "Robin Kessler"


# ---------------------------------------------------------------------------------------------------------------------


def test_an_offering_is_added_by_keys_and_edited_in_place(page, store, desk):
    pane = page.turn_to("offerings")
    assert pane.no_offerings.isVisible()
    pane.add_offering.click()
    row = pane.offering_rows[0]
    assert row.name.hasFocus()
    QTest.keyClicks(row.name, "House sales")
    QTest.keyClick(row.name, Key.Key_Tab)
    assert row.sentence.hasFocus()
    QTest.keyClicks(row.sentence, "I sell houses")
    QTest.keyClick(row.sentence, Key.Key_Return)
    (offering,) = store.offerings()
    assert (offering.name, offering.sentence) == ("House sales", "I sell houses")
    row = pane.offering_rows[offering.id]
    QTest.keyClick(row.edit_button, Key.Key_F2)
    say(row.name, "Home sales")
    assert store.offerings()[0].name == "Home sales"
    assert not row.editing
    assert row._title.text() == "Home sales"


def test_what_cannot_be_kept_is_said_beside_it_and_stays(page, store):
    store.save_offering(Offering(0, "Valuations"))
    pane = page.turn_to("offerings")
    pane.add_offering.click()
    row = pane.offering_rows[0]
    QTest.keyClicks(row.sentence, "A sentence")
    say(row.name, "valuations")
    assert row.wrong.isVisible()
    assert row.wrong.text() == "There is an offering of that name already."
    assert (row.name.text(), row.sentence.text()) == ("valuations", "A sentence")
    QTest.keyClick(row.name, Key.Key_Escape)
    assert 0 not in pane.offering_rows
    assert len(store.offerings()) == 1


def test_an_open_form_survives_changes_elsewhere(page, store):
    number = store.save_offering(Offering(0, "Valuations"))
    pane = page.turn_to("offerings")
    row = pane.offering_rows[number]
    row.edit_button.click()
    QTest.keyClicks(row.name, "V")
    store.save_offering(Offering(0, "Advice"))
    assert row.editing
    assert row.name.text() == "V"
    assert len(pane.offering_rows) == 2


def test_deleting_can_be_undone(page, store, desk):
    number = store.save_offering(Offering(0, "Valuations"))
    pane = page.turn_to("offerings")
    told = []
    desk.said.connect(lambda text, action, act, mood: told.append((text, act)))
    QTest.keyClick(pane.offering_rows[number].delete_button, Key.Key_Delete)
    assert not store.offerings()
    assert not pane.offering_rows
    assert told[0][0] == "Deleted “Valuations”."
    told[0][1]()
    assert store.offerings()[0].name == "Valuations"
    assert number in pane.offering_rows


def test_a_chapter_with_days_as_people_write_them(page, store):
    pane = page.turn_to("offerings")
    pane.add_chapter.click()
    row = pane.chapter_rows[0]
    QTest.keyClicks(row.name, "House selling")
    QTest.keyClicks(row.since, "March 2021")
    say(row.until, "someday soon-ish")
    assert row.wrong.text() == "“someday soon-ish” is not understood as a date."
    row.until.clear()
    QTest.keyClick(row.until, Key.Key_Return)
    (chapter,) = store.chapters()
    assert chapter.since == PartialDate(2021, 3, None)
    assert pane.chapter_rows[chapter.id]._detail.text() == "since March 2021"


def test_an_offering_shows_its_chapter(page, store):
    chapter = store.save_chapter(Chapter(0, "House selling"))
    number = store.save_offering(Offering(0, "Valuations", chapter=chapter, retired=True))
    pane = page.turn_to("offerings")
    assert pane.offering_rows[number]._small.text() == "House selling · no longer offered"
    store.save_chapter(Chapter(chapter, "Selling"))
    assert pane.offering_rows[number]._small.text() == "Selling · no longer offered"


# ---------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def tagged(store):
    ids = [store.add_person(PersonDraft(name)) for name in ("Ana Ruiz", "Bo Larsen", "Omar Khan")]
    store.set_tags(ids[0], ["tennis", "choir"])
    store.set_tags(ids[1], ["tennis"])
    store.set_tags(ids[2], ["tenis"])
    return ids


def choose(pane, tag):
    pane.list.setCurrentIndex(pane.model.index_of(pane._numbers[tag]))


def test_a_tag_is_renamed(page, store, tagged):
    pane = page.turn_to("tags")
    QAbstractItemModelTester(pane.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    choose(pane, "choir")
    pane.list.setFocus()
    QTest.keyClick(pane.list, Key.Key_F2)
    assert pane.field.hasFocus()
    say(pane.field, "city choir")
    assert dict(store.tags()) == {"city choir": 1, "tenis": 1, "tennis": 2}
    assert pane.chosen == "city choir"
    store.undo()
    assert "choir" in dict(store.tags())


def test_two_tags_become_one(page, store, tagged):
    pane = page.turn_to("tags")
    choose(pane, "tenis")
    pane.field.setFocus()
    pane.field.selectAll()
    QTest.keyClicks(pane.field, "Tennis")
    assert pane.rename_button.text() == "Make them one"
    assert pane.note.text() == "Everybody tagged “tenis” will be tagged “tennis”."
    pane.rename_button.click()
    assert dict(store.tags()) == {"choir": 1, "tennis": 3}


def test_a_tag_is_deleted_and_comes_back(page, store, tagged):
    pane = page.turn_to("tags")
    choose(pane, "tennis")
    pane.list.setFocus()
    QTest.keyClick(pane.list, Key.Key_Delete)
    assert dict(store.tags()) == {"choir": 1, "tenis": 1}
    assert str(store.undo_label) == "Delete the tag tennis"
    store.undo()
    assert dict(store.tags()) == {"choir": 1, "tenis": 1, "tennis": 2}


def test_a_tag_is_found(page, tagged):
    pane = page.turn_to("tags")
    QTest.keyClicks(pane.search, "ten")
    assert pane.model.rowCount() == 2


# ---------------------------------------------------------------------------------------------------------------------


def test_light_or_dark_and_the_text_size_hold_at_once(page, machine, qtbot):
    pane = page.turn_to("machine")
    with qtbot.waitSignal(page.look_changed):
        pane.scheme.button("dark").click()
    assert machine.scheme == "dark"
    pane.text_size.choose("150")
    with qtbot.waitSignal(page.look_changed):
        pane.text_size.activated.emit(pane.text_size.currentIndex())
    assert machine.text_scale == 1.5


def test_what_the_machine_keeps_is_read_anew_each_time(page, machine, store):
    assert page.turn_to("machine").scheme.current == "system"
    pane = page.turn_to("data")
    machine.keep("look/scheme", "dark")
    assert page.turn_to("machine").scheme.current == "dark"
    store.back_up()
    page.turn_to("data")
    assert pane.backups.hint.text().startswith("The newest is of today")


def test_where_the_journal_is_and_that_it_is_sound(page, store):
    pane = page.turn_to("data")
    assert pane.where.hint.text() == str(store.path)
    assert not pane.synced.isVisible()
    pane.check_button.click()
    assert pane.check.hint.text() == "The journal is sound."
    assert not pane.mend_button.isVisible()
    pane.back_up_button.click()
    assert len(store.backups()) == 1
    assert pane.backups.hint.text() == "The newest is of today, 10:00. The last ten are kept."


def test_a_wrong_index_is_said_and_mended(page, store):
    from netjournal.store.schema import db

    store.add_person(PersonDraft("Ana Ruiz"))
    db.execute_sql("INSERT INTO search (search) VALUES ('delete-all')")
    pane = page.turn_to("data")
    pane.check_button.click()
    assert "search index is wrong" in pane.check.hint.text()
    pane.mend_button.click()
    assert pane.check.hint.text() == "The journal is sound."


def test_the_ways_out_are_asked_of_the_window(page, desk):
    asked = []
    desk.dialog_wanted.connect(asked.append)
    for one in page.turn_to("data").findChildren(QPushButton):
        if one.text() in ("Backups…", "Import…", "Export…"):
            one.click()
    assert sorted(asked) == ["backups", "export", "import"]


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/home/ana/Dropbox/journal.netjournal", "Dropbox"),
        ("/home/ana/Dropbox (Personal)/x/journal.netjournal", "Dropbox"),
        ("/Users/ana/OneDrive - Berg/journal.netjournal", "OneDrive"),
        ("/home/ana/Nextcloud/notes/journal.netjournal", "Nextcloud"),
        ("/Users/ana/Library/Mobile Documents/x/journal.netjournal", "iCloud Drive"),
        ("/home/ana/Documents/journal.netjournal", ""),
    ],
)
def test_folders_that_are_copied_elsewhere(path, service):
    assert synced_by(Path(path)) == service


def test_a_folder_of_syncthing_is_known_by_its_mark(tmp_path):
    (tmp_path / ".stfolder").mkdir()
    assert synced_by(tmp_path / "notes" / "journal.netjournal") == "Syncthing"


def test_one_day_is_a_day(dressed, show):
    field = show(Days(365, "no cadence"), 160, 60)
    for value, text in ((2, "2 days"), (1, "1 day"), (0, "no cadence")):
        field.setValue(value)
        assert field.text() == text
