"""The page of people, driven by keys and clicks."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTableView

from netjournal.model import (
    Affiliation,
    AskDetail,
    AskSide,
    Closeness,
    ContactKind,
    ContactPoint,
    EntryDraft,
    EntryKind,
    Lacks,
    Participant,
    PeopleOrder,
    PersonDraft,
    PersonKind,
    PersonRef,
    PersonState,
    Recording,
)
from ui.people import PeoplePage
from ui.rows import RowsModel

Key = Qt.Key


@pytest.fixture
def people(store):
    """Five people and an organization, by name."""
    made = {
        "Ana": store.add_person(PersonDraft("Ana Ruiz", given="Ana", family="Ruiz", closeness=Closeness.CLOSE)),
        "Bo": store.add_person(PersonDraft("Bo Larsen", given="Bo", family="Larsen")),
        "Carla": store.add_person(PersonDraft("Carla Conti", given="Carla", family="Conti", archived=True)),
        "Dora": store.add_person(PersonDraft("Dora Deen", given="Dora", family="Deen", deceased=True)),
        "Omar": store.add_person(PersonDraft("Omar", resting=True)),
        "Berg": store.add_person(PersonDraft("Berg & Co", kind=PersonKind.ORGANIZATION)),
    }
    store.set_tags(made["Ana"], ["sailing"])
    store.save_fact(Affiliation(0, made["Ana"], PersonRef(made["Berg"], "Berg & Co"), "Architect"))
    store.save_fact(ContactPoint(0, made["Bo"], ContactKind.EMAIL, "bo@example.org"))
    with_ana = (Participant(PersonRef(made["Ana"], "Ana Ruiz")),)
    store.record(Recording(EntryDraft(date(2026, 8, 1), EntryKind.CALL, "rang", participants=with_ana)))
    ask = AskDetail(AskSide.MADE, "house sale")
    store.record(Recording(EntryDraft(date(2026, 8, 2), EntryKind.ASK, "", participants=with_ana, detail=ask)))
    return made


@pytest.fixture
def page(desk, people, show):
    made = PeoplePage(desk)
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    show(made)
    return made


def names(page):
    return [page.model.row(r).name for r in range(page.model.rowCount())]


def choose(page, *numbers):
    page.list.clearSelection()
    for n in numbers:
        at = page.list.visualRect(page.model.index_of(n)).center()
        yield at


def click(page, qtbot, number, modifier=Qt.KeyboardModifier.NoModifier):
    at = page.list.visualRect(page.model.index_of(number)).center()
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, modifier, at)


def chips(page):
    return [chip.text() for chip in page.chips.chips] if not page.chips.isHidden() else []


# ------------------------------------------------------------------------------------------------ the list


def test_opens_with_the_first_person_beside_the_list(page):
    assert names(page) == ["Berg & Co", "Bo Larsen", "Omar", "Ana Ruiz"]
    assert page.count.text() == "4 people"
    assert page.person.name.text() == "Berg & Co"


def test_a_row_says_what_is_open_how_long_ago_and_what_state(page, people):
    index = page.model.index_of(people["Ana"])
    card = page._card(page.model.row(index.row()), index)
    assert (card.title, card.detail) == ("Ana Ruiz", "Architect · Berg & Co")
    assert card.aside == "4 mo"
    assert card.aside_role == "warn"
    assert [b.text or b.picture for b in card.badges] == ["1 open", "overdue"]
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "overdue by" in said
    assert "last touch 113 days ago" in said
    omar = page.model.index_of(people["Omar"])
    assert page._card(page.model.row(omar.row()), omar).badges[0].text == "resting"
    assert "resting" in omar.data(Qt.ItemDataRole.AccessibleTextRole)


def test_walking_the_list_shows_each_person(page, people, qtbot):
    page.take_focus()
    qtbot.keyClick(page.list, Key.Key_Down)
    assert page.person.number == people["Bo"]
    qtbot.keyClick(page.list, Key.Key_End)
    assert page.person.number == people["Ana"]
    qtbot.keyClick(page.list, Key.Key_Return)
    assert page.person.timeline.hasFocus()


def test_typing_in_the_list_searches(page, qtbot):
    page.take_focus()
    qtbot.keyClick(page.list, Key.Key_L)
    qtbot.keyClicks(page.search, "ars")
    assert page.search.text() == "lars"
    assert names(page) == ["Bo Larsen"]
    qtbot.keyClick(page.search, Key.Key_Return)
    assert page.person.name.text() == "Bo Larsen"
    assert page.list.hasFocus()
    page.search.setFocus()
    qtbot.keyClick(page.search, Key.Key_Escape)
    assert page.count.text() == "4 people"


def menu_action(menu, *path):
    for n, words in enumerate(path):
        action = next(a for a in menu.actions() if a.text() == words)
        if n + 1 < len(path):
            menu = action.menu()
    return action


@pytest.mark.parametrize(
    ("path", "chip", "left"),
    [
        (("Organizations",), "Organizations", ["Berg & Co"]),
        (("Closeness", "Close"), "Close", ["Ana Ruiz"]),
        (("Open asks",), "Open asks", ["Ana Ruiz"]),
        (("Overdue",), "Overdue", ["Ana Ruiz"]),
        (("State", "Resting"), "Resting", ["Omar"]),
        (("State", "Archived"), "Archived", ["Carla Conti"]),
        (("State", "Deceased"), "Deceased", ["Dora Deen"]),
        (("Lacks", "Email"), "Lacks: email", ["Berg & Co", "Omar", "Ana Ruiz"]),
    ],
)
def test_each_filter_narrows_and_is_taken_away_at_its_chip(page, qtbot, path, chip, left):
    menu_action(page.filter_menu(), *path).trigger()
    assert names(page) == left
    assert chips(page) == [chip]
    page.chips.chips[0].setFocus()
    qtbot.keyClick(page.chips.chips[0], Key.Key_Delete)
    assert len(names(page)) == 4
    assert chips(page) == []


def test_tag_and_organization_are_picked_by_typing(page, people, qtbot):
    menu_action(page.filter_menu(), "Tag…").trigger()
    qtbot.keyClicks(page.pick.field, "sail")
    qtbot.keyClick(page.pick.field, Key.Key_Return)
    assert names(page) == ["Ana Ruiz"]
    assert chips(page) == ["sailing"]
    page.clear_filters()
    menu_action(page.filter_menu(), "Organization…").trigger()
    qtbot.keyClick(page.pick.field, Key.Key_Return)
    assert names(page) == ["Ana Ruiz"]
    assert chips(page) == ["Berg & Co"]


def test_filters_that_leave_nobody_say_so(page):
    page._narrow(lacks=(Lacks.EMAIL,), words="larsen")
    assert page.model.rowCount() == 0
    assert "Nobody matches" in page.list.empty


@pytest.mark.parametrize(
    ("wanted", "says", "shown"),
    [
        ({"words": "conti"}, "1 person who matches is archived.", ["Carla Conti"]),
        ({"tags": ("old",)}, "2 people who match are archived or deceased.", ["Carla Conti", "Dora Deen"]),
        ({"words": "nobody at all"}, "Nobody is called “nobody at all”.", None),
        ({"words": "conti", "lacks": (Lacks.EMAIL,), "tags": ("sailing",)}, "Nobody matches. Take a filter", None),
        ({"words": "larsen", "state": PersonState.ARCHIVED}, "Nobody matches. Take a filter", None),
    ],
)
def test_an_empty_list_says_why_and_offers_whom_it_leaves_out(page, people, store, qtbot, wanted, says, shown):
    for name in ("Carla", "Dora"):
        store.set_tags(people[name], ["old"])
    page._narrow(**wanted)
    assert names(page) == []
    assert page.list.empty.startswith(says)
    assert page.all_button.isVisible() is bool(shown)
    if shown:
        qtbot.mouseClick(page.all_button, Qt.MouseButton.LeftButton)
        assert names(page) == shown
        assert not page.all_button.isVisible()
        page.clear_filters()


def test_order_is_chosen_and_remembered(page, desk, people):
    menu_action(page.sort_menu(), "Last touch").trigger()
    assert names(page)[0] == "Ana Ruiz"
    menu_action(page.sort_menu(), "The other way round").trigger()
    assert names(page)[-1] == "Ana Ruiz"
    again = PeoplePage(desk)
    assert (again.order, again.descending) == (PeopleOrder.LAST_TOUCH, False)
    again.deleteLater()


def test_somebody_filtered_away_is_found_all_the_same(page, people):
    page._narrow(kind=PersonKind.ORGANIZATION)
    page.open(people["Ana"])
    assert page.person.number == people["Ana"]
    assert chips(page) == []
    page.open(people["Carla"])
    assert page.person.number == people["Carla"]
    assert page.wanted.state is PersonState.ALL


def test_the_people_of_a_tag(page, people):
    page.search.setText("bo")
    page.open_tag("sailing")
    assert names(page) == ["Ana Ruiz"]
    assert page.person.number == people["Ana"]
    assert page.search.text() == ""


# ------------------------------------------------------------------------------------------------ changes


def test_delete_and_undo(page, people, store, desk, qtbot):
    click(page, qtbot, people["Bo"])
    told = []
    desk.said.connect(lambda text, action, act, mood: told.append((text, action)))
    qtbot.keyClick(page.list, Key.Key_Delete)
    assert "Bo Larsen" not in names(page)
    assert told == [("Deleted Bo Larsen.", "Undo")]
    assert store.find_by_name("Bo Larsen") == []
    assert page.person.number is not None
    assert page.person.number != people["Bo"]
    desk.undo()
    assert "Bo Larsen" in names(page)


def test_the_same_for_many_is_one_undo(page, people, store, desk, qtbot):
    click(page, qtbot, people["Bo"])
    click(page, qtbot, people["Ana"], Qt.KeyboardModifier.ShiftModifier)
    assert page.chosen() == [people["Bo"], people["Omar"], people["Ana"]]
    assert not page.bulk.isHidden()
    assert page.bulk.words.text() == "3 chosen"
    menu_action(page.bulk.closeness_menu(), "Active").trigger()
    assert {store.person(n).about.closeness for n in page.chosen()} == {Closeness.ACTIVE}
    desk.undo()
    assert store.person(people["Ana"]).about.closeness is Closeness.CLOSE
    page.bulk.tag.click()
    qtbot.keyClicks(page.pick.field, "harbour")
    qtbot.keyClick(page.pick.field, Key.Key_Return)
    assert ("harbour", 3) in store.tags()
    desk.undo()
    qtbot.mouseClick(page.bulk.rest, Qt.MouseButton.LeftButton)
    assert store.person(people["Bo"]).about.resting
    desk.undo()
    qtbot.mouseClick(page.bulk.archive, Qt.MouseButton.LeftButton)
    assert names(page) == ["Berg & Co"]
    desk.undo()
    assert len(names(page)) == 4


def test_many_deleted_at_once(page, store, desk, qtbot):
    page.take_focus()
    page.list.selectAll()
    qtbot.keyClick(page.list, Key.Key_Delete)
    assert page.model.rowCount() == 0
    desk.undo()
    assert page.model.rowCount() == 4


def test_a_new_person_by_keys(page, store, qtbot):
    page.new_person()
    form = page.form.form
    assert form.widgets["name"].hasFocus()
    qtbot.keyClicks(form.widgets["name"], "Lea Winter")
    qtbot.keyClicks(form.widgets["organization"], "Roofs & Sons")
    form.widgets["organization"]._completer.popup().hide()
    qtbot.keyClicks(form.widgets["role"], "Roofer")
    qtbot.keyClicks(form.widgets["tags"], "roofs, neighbours")
    form.widgets["closeness"].setCurrentText("Active")
    qtbot.keyClick(form.widgets["met_how"], Key.Key_Return)
    (lea,) = store.find_by_name("Lea Winter")
    about = store.about(lea)
    assert about.person.about.family == "Winter"
    assert about.person.about.closeness is Closeness.ACTIVE
    assert (about.affiliations[0].role, about.affiliations[0].organization.name) == ("Roofer", "Roofs & Sons")
    assert about.tags == ("neighbours", "roofs")
    assert page.person.number == lea
    assert page.chosen() == [lea]
    store.undo()
    assert store.find_by_name("Lea Winter") == []
    assert store.find_by_name("Roofs & Sons") == []


def test_who_may_be_the_same_is_shown_while_typing(page, people, qtbot):
    page.new_person()
    form = page.form
    qtbot.keyClicks(form.form.widgets["name"], "Ana Ruis")
    assert not form.warning.isHidden()
    assert [link.text() for link in form._links] == ["Ana Ruiz · Architect · Berg && Co"]
    form._links[0].click()
    assert page.person.number == people["Ana"]
    assert page.form is None


def test_a_name_is_needed_and_nothing_is_lost(page, store, qtbot):
    page.new_person()
    form = page.form.form
    qtbot.keyClicks(form.widgets["role"], "Roofer")
    qtbot.keyClick(form.widgets["role"], Key.Key_Return)
    assert "name" in form.word.text().lower()
    assert form.widgets["role"].text() == "Roofer"
    assert form.widgets["name"].hasFocus()
    qtbot.keyClick(form.widgets["name"], Key.Key_Escape)
    assert page.form is None
    assert page.right.currentWidget() is page.person


def test_news_from_elsewhere_reach_the_list_and_the_page(page, people, store):
    page.open(people["Bo"])
    with_bo = (Participant(PersonRef(people["Bo"], "Bo Larsen")),)
    store.record(Recording(EntryDraft(date(2026, 11, 20), EntryKind.CALL, "rang", participants=with_bo)))
    assert page._ago(page.model.row(page.model.row_of(people["Bo"]))) == "3 d"
    assert page.person.entries.rowCount() == 1
    store.save_person(people["Bo"], PersonDraft("Zoe Larsen", given="Zoe", family="Zimmer"))
    assert names(page)[-1] == "Zoe Larsen"
    assert page.person.name.text() == "Zoe Larsen"
    assert page.chosen() == [people["Bo"]]


def test_a_hidden_page_catches_up_when_shown(page, people, store):
    page.hide()
    store.delete_people([people["Bo"]])
    assert "Bo Larsen" in names(page) or page.model.rowCount() == 4
    page.show()
    assert "Bo Larsen" not in names(page)


def test_an_empty_journal_offers_the_first_step(desk, show, qtbot):
    page = show(PeoplePage(desk))
    assert page.right.currentWidget() is page.nobody
    page.new_person()
    qtbot.keyClicks(page.form.form.widgets["name"], "Omar")
    qtbot.keyClick(page.form.form.widgets["name"], Key.Key_Return)
    assert names(page) == ["Omar"]
    assert page.right.currentWidget() is page.person


# ------------------------------------------------------------------------------------------------ the table


def offered_about_a_person(page):
    own = set(page.person.actions())
    return [action for action in page.offered() if action in own and action.isEnabled()]


def test_what_is_done_to_a_person_is_offered_only_where_one_is_shown(desk, show, store, qtbot):
    page = PeoplePage(desk)
    desk.feed.changed.connect(page.on_change)
    show(page)
    assert not offered_about_a_person(page)
    someone = store.add_person(PersonDraft("Ana Ruiz"))
    page.open(someone)
    assert len(offered_about_a_person(page)) > 10
    page.set_table(True)
    assert not offered_about_a_person(page)
    page.set_table(False)
    assert len(offered_about_a_person(page)) > 10
    store.delete_people([someone])
    assert not offered_about_a_person(page)
    desk.undo()
    page.new_person()
    assert not offered_about_a_person(page)


def test_what_was_typed_of_a_new_person_outlives_a_look_at_another(page, people, qtbot):
    page.new_person()
    qtbot.keyClicks(page.form.form.widgets["name"], "Somebody half wri")
    page.open(people["Bo"])
    assert page.right.currentWidget() is page.person
    page.new_person()
    assert page.form.form.widgets["name"].text() == "Somebody half wri"


@pytest.mark.parametrize("way_out", ["restart", "esc", "added"])
def test_what_was_typed_of_a_new_person_is_lost_in_no_way(page, people, desk, show, qtbot, way_out):
    page.new_person()
    name = page.form.form.widgets["name"]
    qtbot.keyClicks(name, "Somebody half wri")
    if way_out == "restart":
        page.hide()
        page = PeoplePage(desk)
        show(page)
        page.new_person()
    elif way_out == "esc":
        with qtbot.waitSignal(desk.said) as told:
            qtbot.keyClick(name, Key.Key_Escape)
        assert page.form is None
        told.args[2]()
    else:
        qtbot.keyClick(name, Key.Key_Return)
        page.new_person()
        assert page.form.form.widgets["name"].text() == ""
        return
    assert page.form.form.widgets["name"].text() == "Somebody half wri"


def test_the_table_sorts_by_a_click_and_opens_on_enter(page, people, desk, qtbot):
    qtbot.mouseClick(page.table_button, Qt.MouseButton.LeftButton)
    table = page.table
    assert isinstance(table, QTableView)
    assert table.isVisible()
    assert page.right.isHidden()
    head = table.horizontalHeader()
    asks = next(n for n, c in enumerate(page.model.columns) if c.key == "open_asks")
    at = QPoint(head.sectionViewportPosition(asks) + 10, head.height() // 2)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert names(page)[0] == "Ana Ruiz"
    assert page.order is PeopleOrder.OPEN_ASKS
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert names(page)[-1] == "Ana Ruiz"
    role = next(n for n, c in enumerate(page.model.columns) if c.key == "role")
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(head.sectionViewportPosition(role) + 9, 9))
    assert page.order is PeopleOrder.ROLE
    assert head.sortIndicatorSection() == role
    assert {column.key for column in page.model.columns} == {order.value for order in PeopleOrder}
    table.setFocus()
    table.selectRow(page.model.row_of(people["Ana"]))
    qtbot.keyClick(table, Key.Key_Return)
    assert not page.right.isHidden()
    assert page.person.number == people["Ana"]
    assert desk.machine.text("people/mode") == "table"


def test_columns_are_chosen_and_remembered(page, desk):
    page.set_table(True)
    menu_action(page.columns_menu(), "Trust").trigger()
    menu_action(page.columns_menu(), "Role").trigger()
    shown = [c.key for n, c in enumerate(page.model.columns) if not page.table.isColumnHidden(n)]
    assert "trust" in shown
    assert "role" not in shown
    again = PeoplePage(desk)
    assert not again.table.isHidden() or again.table_button.isChecked()
    assert again.table.isColumnHidden(2)
    assert not again.table.isColumnHidden(shown.index("trust") and 9)
    again.deleteLater()


def test_delete_works_in_the_table_too(page, people, desk, qtbot):
    page.set_table(True)
    page.table.setFocus()
    page.table.selectRow(page.model.row_of(people["Bo"]))
    qtbot.keyClick(page.table, Key.Key_Delete)
    assert "Bo Larsen" not in names(page)
    desk.undo()
    assert "Bo Larsen" in names(page)


def test_every_control_has_a_name(page, qtbot):
    page.new_person()
    page.set_table(True)
    page.set_table(False)
    page._narrow(kind=PersonKind.ORGANIZATION)
    nameless = [
        w
        for kind in (QAbstractButton, QLineEdit, QComboBox, QTableView)
        for w in page.findChildren(kind)
        if not (w.accessibleName() or getattr(w, "text", str)()) and not isinstance(w.parent(), (QComboBox, QTableView))
    ]
    assert nameless == []
    assert all(page.model.index(r, 0).data(Qt.ItemDataRole.AccessibleTextRole) for r in range(page.model.rowCount()))
    assert RowsModel.IdRole in (page.model.IdRole,)


def test_the_only_one_in_the_list_is_shown_again_when_their_deletion_is_undone(page, people, store, desk, qtbot):
    page._narrow(words="larsen")
    page.open(people["Bo"])
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    assert page.right.currentWidget() is page.nobody
    desk.undo()
    assert names(page) == ["Bo Larsen"]
    assert page.chosen() == [people["Bo"]]
    assert page.right.currentWidget() is page.person
    assert page.person.number == people["Bo"]
