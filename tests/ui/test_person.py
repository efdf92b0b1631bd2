"""A person's page, driven by keys and clicks: what is typed is found in the journal."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCalendarWidget,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
)

from netjournal.days import PartialDate
from netjournal.model import (
    Affiliation,
    AskDetail,
    AskSide,
    AskState,
    Awareness,
    CameFirst,
    Chapter,
    Closeness,
    Comfort,
    ContactKind,
    ContactPoint,
    DateKind,
    Direction,
    EntryDraft,
    EntryKind,
    MentionDraft,
    Money,
    OutcomeDetail,
    Participant,
    PeopleFilter,
    PersonDraft,
    PersonKind,
    PersonRef,
    Preference,
    PreferenceKind,
    Recording,
    RelationshipKind,
    SpecialDate,
    ThanksDetail,
    Trust,
    TrustKind,
)
from netjournal.sample import sample
from ui.entry_cards import entry_card
from ui.look import px
from ui.person import Person
from ui.person_about import contact_link
from ui.person_portrait import SIDE, portrait_bytes
from ui.words import partial_day

Key = Qt.Key
TODAY = date(2026, 11, 23)


@pytest.fixture
def ana(store):
    return store.add_person(PersonDraft("Ana Ruiz", given="Ana", family="Ruiz", closeness=Closeness.CLOSE))


@pytest.fixture
def page(desk, ana, show):
    made = Person(desk)
    desk.feed.changed.connect(made.on_change)
    QAbstractItemModelTester(made.entries, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    show(made, 860, 760)
    made.show_person(ana)
    return made


@pytest.fixture
def fresh_sample(store):
    store.take_in_everything(sample(TODAY))


@pytest.fixture
def about(page):
    page.show_tab("about")
    return page.about


def record(store, person, day, kind=EntryKind.CALL, text="rang", **parts):
    someone = PersonRef(person, store.named([person])[person])
    draft = EntryDraft(day, kind, text, participants=(Participant(someone),), **parts)
    return store.record(Recording(draft)).entries[0]


def glance(page):
    return {g.caption: g.text for g in page.glance.shown}


def fill(form, qtbot, **typed):
    for name, text in typed.items():
        widget = form.widgets[name]
        if isinstance(widget, QComboBox):
            widget.setFocus()
            widget.setCurrentText(text)
        else:
            widget.setFocus()
            widget.selectAll()
            qtbot.keyClicks(widget, text)
            if completer := getattr(widget, "_completer", None):
                completer.popup().hide()
    return widget


def add(about, qtbot, key, **typed):
    about.sections[key].add_button.click()
    last = fill(about.sections[key].form, qtbot, **typed)
    qtbot.keyClick(last, Key.Key_Return)
    assert about.sections[key].form is None, about.sections[key].form.word.text()


def texts(about, key):
    return [line.says.text for line in about.sections[key].lines if not line.isHidden()]


# ------------------------------------------------------------------------------------------------ at a glance


def test_what_one_needs_a_minute_before_the_call(page, store, ana):
    for kind, text in (
        (PreferenceKind.LIKES, "jazz"),
        (PreferenceKind.LIKES, "the sea"),
        (PreferenceKind.DISLIKES, "cold calls"),
        (PreferenceKind.NEEDS, "a roofer"),
        (PreferenceKind.OFFERS, "plans"),
        (PreferenceKind.BOUNDARY, "never call before ten"),
    ):
        store.save_fact(Preference(0, ana, kind, text))
    store.save_fact(Preference(0, ana, PreferenceKind.LIKES, "cigars", until=date(2020, 1, 1)))
    store.save_fact(Trust(0, ana, "kept the keys", date(2026, 3, 5), TrustKind.KEPT_PROMISE, 4))
    store.save_fact(SpecialDate(0, ana, DateKind.BIRTHDAY, PartialDate(1976, 12, 2)))
    record(store, ana, date(2026, 9, 1))
    record(store, ana, date(2026, 12, 1), EntryKind.MEETING)
    record(store, ana, date(2026, 10, 1), EntryKind.GIFT, "a book", direction=Direction.THEM)
    ask = record(store, ana, date(2026, 10, 2), EntryKind.ASK, "", detail=AskDetail(AskSide.MADE, "house sale"))
    not_now = OutcomeDetail(ask, AskState.NOT_NOW, date(2027, 4, 1))
    store.record(Recording(EntryDraft(date(2026, 10, 3), EntryKind.OUTCOME, detail=not_now)))
    seen = glance(page)
    assert seen["Likes"] in ("jazz, the sea", "the sea, jazz")
    assert seen["Dislikes"] == "cold calls"
    assert (seen["Needs"], seen["Offers"]) == ("a roofer", "plans")
    assert seen["Boundaries"] == "Never call before ten"
    assert page.glance.shown[0].strip
    assert seen["Next"] == "1 Dec"
    assert seen["You mean"].startswith("every 30 days, ")
    assert seen["Balance"] == "given 0 · received 1"
    assert seen["Coming"] == "turns 50, 2 Dec"
    assert seen["Trust"] == "kept the keys (5 Mar)"
    assert page.trust.text() == "Well trusted"
    assert "4 of 5" in page.stars.accessibleName()
    loops = [line.says.text for line in page._loop_lines if not line.isHidden()]
    assert loops == ["Come back to the ask on 1 Apr 2027: house sale", "Thank Ana Ruiz: a book"]


@pytest.mark.parametrize("width", [467, 860])
def test_on_a_low_page_no_tab_runs_into_what_stands_above_it(page, store, ana, qtbot, width):
    for kind in (PreferenceKind.LIKES, PreferenceKind.DISLIKES, PreferenceKind.NEEDS, PreferenceKind.BOUNDARY):
        store.save_fact(Preference(0, ana, kind, "a long walk before ten, and coffee after it"))
    for day in range(1, 8):
        record(store, ana, date(2026, 10, day), EntryKind.ASK, "", detail=AskDetail(AskSide.MADE, "a house to sell"))
    record(store, ana, date(2026, 10, 9), EntryKind.GIFT, "a book", direction=Direction.THEM)
    page.resize(width, 508)
    for key in ("timeline", "ledger", "about", "ledger", "timeline"):
        page.show_tab(key)

        def in_place() -> None:
            assert page.top.geometry().bottom() < page.tabs.geometry().top()
            assert page.tabs.geometry().bottom() < page.stack.geometry().top() <= page.height() - 70

        qtbot.waitUntil(in_place)


def test_what_the_rows_below_leave_empty_is_had_by_what_stands_above(page, store, ana, qtbot):
    for kind in (PreferenceKind.LIKES, PreferenceKind.DISLIKES, PreferenceKind.NEEDS, PreferenceKind.BOUNDARY):
        store.save_fact(Preference(0, ana, kind, "a long walk before ten, and coffee after it"))
    record(store, ana, date(2026, 10, 1), EntryKind.ASK, "", detail=AskDetail(AskSide.MADE, "a house to sell"))
    page.resize(467, 400)
    page.show_tab("ledger")

    def nothing_is_empty() -> None:
        rows = page.ledger_list
        assert page.top.verticalScrollBar().maximum() > 0  # else this would show nothing
        assert rows.viewport().height() - rows.verticalHeader().length() < px(24)

    qtbot.waitUntil(nothing_is_empty)


def test_an_open_loop_leads_to_its_ask(page, store, desk, ana, qtbot):
    ask = record(store, ana, date(2026, 10, 2), EntryKind.ASK, "", detail=AskDetail(AskSide.RECEIVED, "a lift"))
    with qtbot.waitSignal(desk.ask_wanted) as told:
        qtbot.mouseClick(page._loop_lines[0], Qt.MouseButton.LeftButton)
    assert told.args == [ask]


def test_the_card_leads_to_organization_tag_and_capture(page, store, desk, ana, qtbot):
    store.save_fact(Affiliation(0, ana, PersonRef(0, "Berg & Co"), "Architect"))
    store.set_tags(ana, ["sailing"])
    assert page.role.text() == "Architect at Berg & Co"
    berg, sailing = page.chips.chips
    with qtbot.waitSignal(desk.person_wanted) as told:
        berg.click()
    assert told.args == store.find_by_name("Berg & Co")
    with qtbot.waitSignal(desk.tag_wanted) as told:
        sailing.click()
    assert told.args == ["sailing"]
    with qtbot.waitSignal(desk.capture_about_wanted) as told:
        qtbot.keyClick(page.timeline, Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [PersonRef(ana, "Ana Ruiz"), ""]


# ------------------------------------------------------------------------------------------------ states


def test_resting_until_a_day_and_back(page, store, desk, ana, qtbot):
    page.rest_action.trigger()
    form = page.about.sections["between"].form
    qtbot.keyClicks(form.widgets["resting_until"], "1 april")
    assert form.word.text() == "1 Apr 2027"
    qtbot.keyClick(form.widgets["resting_until"], Key.Key_Return)
    draft = store.person(ana).about
    assert draft.resting
    assert draft.resting_until == date(2027, 4, 1)
    assert not page.banner.isHidden()
    assert "1 Apr 2027" in page.banner.glance.shown[0].text
    qtbot.mouseClick(page.banner.button, Qt.MouseButton.LeftButton)
    assert not store.person(ana).about.resting
    assert page.banner.isHidden()
    page.rest(None)
    assert store.person(ana).about.resting
    assert store.person(ana).about.resting_until is None
    desk.undo()
    assert not store.person(ana).about.resting


def test_archived_and_taken_out_again(page, store, ana, qtbot):
    page.archive_action.trigger()
    assert store.person(ana).about.archived
    assert "archive" in page.banner.glance.shown[0].text
    qtbot.mouseClick(page.banner.button, Qt.MouseButton.LeftButton)
    assert not store.person(ana).about.archived
    assert page.banner.isHidden()


@pytest.mark.parametrize(
    ("typed", "died"),
    [
        ("May 2024", PartialDate(2024, 5, None)),
        ("yesterday", PartialDate(2026, 11, 22)),
        ("last friday", PartialDate(2026, 11, 20)),
    ],
)
def test_deceased_on_a_day_or_not(page, store, ana, qtbot, typed, died):
    page.deceased_action.trigger()
    form = page.about.sections["between"].form
    qtbot.keyClicks(form.widgets["died_on"], typed)
    qtbot.keyClick(form.widgets["died_on"], Key.Key_Return)
    draft = store.person(ana).about
    assert draft.deceased
    assert draft.died_on == died
    assert partial_day(died) in page.banner.glance.shown[0].text
    assert page.banner.button.isHidden()
    page.deceased_action.trigger()
    assert not store.person(ana).about.deceased


def test_merged_into_another_and_undone(page, store, desk, ana, qtbot):
    other = store.add_person(PersonDraft("Ana García"))
    record(store, ana, date(2026, 9, 1))
    page.merge_action.trigger()
    qtbot.keyClicks(page.pick.field, "gar")
    with qtbot.waitSignal(desk.person_wanted) as told:
        qtbot.keyClick(page.pick.field, Key.Key_Return)
    assert told.args == [other]
    assert store.find_by_name("Ana Ruiz") == [other]
    page.show_person(other)
    assert page.entries.rowCount() == 1
    desk.undo()
    assert store.person(ana).name == "Ana Ruiz"


def test_deleted_and_undone(page, store, desk, ana, qtbot):
    with qtbot.waitSignal(page.emptied):
        page.delete_action.trigger()
    assert page.number is None
    desk.undo()
    page.show_person(ana)
    assert page.name.text() == "Ana Ruiz"


def test_this_is_me_and_copy_card(page, store, ana):
    page.me_action.trigger()
    assert store.me() == ana
    page.copy_action.trigger()
    assert "FN:Ana Ruiz" in QGuiApplication.clipboard().text()


def test_the_menu_holds_what_can_be_done(page):
    words = [a.text() for a in page.more_menu().actions() if a.text()]
    assert words == [
        "Rest",
        "Archive",
        "Deceased…",
        "Merge into…",
        "Copy as a vCard",
        "This is me",
        "Delete this person",
    ]


# ------------------------------------------------------------------------------------------------ portrait


def picture(width, height, form=QImage.Format.Format_RGB32):
    image = QImage(width, height, form)
    image.fill(QColor("#336699"))
    return image


@pytest.mark.parametrize(("width", "height", "side"), [(900, 600, SIDE), (100, 300, 100), (SIDE, SIDE, SIDE)])
def test_a_portrait_is_a_small_square(width, height, side, dressed):
    media_type, data = portrait_bytes(picture(width, height))
    kept = QImage.fromData(data)
    assert media_type == "image/jpeg"
    assert (kept.width(), kept.height()) == (side, side)
    assert portrait_bytes(picture(9, 9, QImage.Format.Format_ARGB32))[0] == "image/png"


def test_what_can_be_done_with_a_portrait_follows_the_clipboard(page):
    def offered():
        return {action.text(): action.isEnabled() for action in page.portrait.menu().actions()}

    QGuiApplication.clipboard().clear()
    assert not offered()["Paste a picture"]
    mime = QMimeData()
    mime.setImageData(picture(50, 50))
    QGuiApplication.clipboard().setMimeData(mime)
    assert offered()["Paste a picture"]


def test_a_portrait_from_file_and_clipboard_and_away(page, store, desk, ana, tmp_path, qtbot):
    picture(400, 300).save(str(tmp_path / "ana.png"))
    page.portrait.take_file(tmp_path / "ana.png")
    assert store.person(ana).has_portrait
    assert page.portrait.picture.width() == SIDE
    page.portrait.setFocus()
    qtbot.keyClick(page.portrait, Key.Key_Delete)
    assert not store.person(ana).has_portrait
    assert page.portrait.picture is None
    mime = QMimeData()
    mime.setImageData(picture(50, 50))
    QGuiApplication.clipboard().setMimeData(mime)
    qtbot.keyClick(page.portrait, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert store.person(ana).has_portrait
    told = []
    desk.said.connect(lambda text, *_: told.append(text))
    (tmp_path / "note.txt").write_text("no picture")
    page.portrait.take_file(tmp_path / "note.txt")
    assert told == ["“note.txt” is not a picture."]


# ------------------------------------------------------------------------------------------------ timeline, ledger


def test_the_timeline_is_newest_first_and_patched(page, store, desk, ana, qtbot):
    record(store, ana, date(2026, 9, 1), text="first")
    record(store, ana, date(2026, 11, 1), text="last")
    assert [page.entries.row(r).text for r in range(2)] == ["last", "first"]
    first = page.entries.index(0, 0)
    assert page._entry_card(page.entries.row(0), first).gutter == "1 Nov"
    page.timeline.setFocus()
    page.timeline.setCurrentIndex(first)
    qtbot.keyClick(page.timeline, Key.Key_Delete)
    assert [page.entries.row(r).text for r in range(page.entries.rowCount())] == ["first"]
    desk.undo()
    assert page.entries.rowCount() == 2
    assert "Ana Ruiz" in page.timeline.empty


def test_asks_and_referrals_with_the_balance(page, store, desk, ana, qtbot):
    detail = AskDetail(AskSide.MADE, "house sale", value=Money(Decimal(1200), "EUR"))
    ask = record(store, ana, date(2026, 10, 2), EntryKind.ASK, "", detail=detail)
    qtbot.keyClick(page.timeline, Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert page.ledger.rowCount() == 1
    assert page.balance.text() == "Given 0 · received 0"
    card = page._ledger_card(page.ledger.row(0), page.ledger.index(0, 0))
    assert (card.title, card.detail) == ("house sale", "Ask made")
    assert [badge.text for badge in card.badges] == ["1,200 EUR", "open"]
    assert "house sale" in page.ledger.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    page.ledger_list.setCurrentIndex(page.ledger.index(0, 0))
    with qtbot.waitSignal(desk.ask_wanted) as told:
        qtbot.keyClick(page.ledger_list, Key.Key_Return)
    assert told.args == [ask]
    later = OutcomeDetail(ask, AskState.NOT_NOW, date(2027, 1, 5))
    store.record(Recording(EntryDraft(TODAY, EntryKind.OUTCOME, detail=later)))
    state = page._ledger_card(page.ledger.row(0), page.ledger.index(0, 0)).badges[-1]
    in_the_timeline = entry_card(store.entry_rows([ask])[ask], TODAY).badges[-1]
    assert state.role == in_the_timeline.role == "warn"
    yes = OutcomeDetail(ask, AskState.YES)
    store.record(Recording(EntryDraft(TODAY, EntryKind.OUTCOME, detail=yes)))
    assert page.balance.text() == "Given 0 · received 0"  # business is neither
    favour = record(store, ana, TODAY, EntryKind.ASK, "", detail=AskDetail(AskSide.MADE, "a lift to the station"))
    store.record(Recording(EntryDraft(TODAY, EntryKind.OUTCOME, detail=OutcomeDetail(favour, AskState.YES))))
    assert page.balance.text().startswith("Given 0 · received 1 · last received")
    store.delete_entries([favour])

    def badges():
        return [badge.text for badge in page._ledger_card(page.ledger.row(0), page.ledger.index(0, 0)).badges]

    assert badges() == ["1,200 EUR", "thanks owed", "yes"]
    assert "thanks owed" in page.ledger.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    record(store, ana, TODAY, EntryKind.THANKS, "", detail=ThanksDetail(ask))
    assert badges() == ["1,200 EUR", "yes"]


# ------------------------------------------------------------------------------------------------ about: facts

FACTS = [
    ("names", {"name": "Ana Garcia"}, lambda a: [x.name for x in a.aliases], ["Ana Garcia"]),
    (
        "contact_points",
        {"kind": "Phone", "value": "+49 151 123", "label": "mobile"},
        lambda a: [(c.kind, c.value, c.label) for c in a.contact_points],
        [(ContactKind.PHONE, "+49 151 123", "mobile")],
    ),
    (
        "preferences",
        {"kind": "Needs", "text": "a roofer", "day": "yesterday", "source": "Bo"},
        lambda a: [(p.kind, p.text, p.day, p.source) for p in a.preferences],
        [(PreferenceKind.NEEDS, "a roofer", date(2026, 11, 22), "Bo")],
    ),
    (
        "trust",
        {"kind": "Kept promise", "reason": "brought the keys", "level": "4 of 5", "day": "1 march"},
        lambda a: [(t.kind, t.reason, t.level, t.day) for t in a.trust],
        [(TrustKind.KEPT_PROMISE, "brought the keys", 4, date(2026, 3, 1))],
    ),
    (
        "dates",
        {"date": "12 March", "lead_days": "3"},
        lambda a: [(d.kind, d.date, d.lead_days) for d in a.dates],
        [(DateKind.BIRTHDAY, PartialDate(None, 3, 12), 3)],
    ),
    (
        "relationships",
        {"kind": "Child", "other": "Ines Ruiz", "since": "1985"},
        lambda a: [(r.kind, r.other.name, r.since) for r in a.relationships],
        [(RelationshipKind.CHILD, "Ines Ruiz", PartialDate(1985, None, None))],
    ),
    (
        "affiliations",
        {"organization": "Berg & Co", "role": "Architect", "since": "April 1985"},
        lambda a: [(f.organization.name, f.role, f.since) for f in a.affiliations],
        [("Berg & Co", "Architect", PartialDate(1985, 4, None))],
    ),
]


@pytest.mark.parametrize(("key", "typed", "read", "kept"), FACTS, ids=[f[0] for f in FACTS])
def test_each_fact_is_added_changed_removed_and_brought_back(about, store, desk, ana, qtbot, key, typed, read, kept):
    section = about.sections[key]
    add(about, qtbot, key, **typed)
    assert read(store.about(ana)) == kept
    n = len(texts(about, key)) - 1
    line = section.lines[n]
    # changed: Enter opens the form on the line, Enter keeps it
    line.setFocus()
    qtbot.keyClick(line, Key.Key_F2)
    assert section.form is not None
    assert line.isHidden()
    name = {"dates": "label", "names": "name", "trust": "reason"}.get(key)
    name = name or next(w for w in ("label", "role", "text") if w in section.form.widgets)
    last = fill(section.form, qtbot, **{name: "another"})
    qtbot.keyClick(last, Key.Key_Return)
    assert section.form is None
    assert not line.isHidden()
    assert "another" in str(store.about(ana))
    assert line.hasFocus()
    # removed, and back
    told = []
    desk.said.connect(lambda text, action, *_: told.append(action))
    qtbot.keyClick(line, Key.Key_Delete)
    assert read(store.about(ana)) == []
    assert told == ["Undo"]
    desk.undo()
    assert len(read(store.about(ana))) == 1
    assert len(texts(about, key)) == n + 1


def test_esc_leaves_without_keeping(about, store, ana, qtbot):
    section = about.sections["names"]
    section.add_button.click()
    qtbot.keyClicks(section.form.widgets["name"], "Somebody")
    qtbot.keyClick(section.form.widgets["name"], Key.Key_Escape)
    assert section.form is None
    assert store.about(ana).aliases == ()
    assert section.add_button.hasFocus()


@pytest.mark.parametrize(
    ("key", "typed", "wrong", "says"),
    [
        ("preferences", {"text": "tea", "day": "when pigs fly"}, "day", "A day such as"),
        ("dates", {"date": "the twelfth of never"}, "date", "A date such as"),
        ("dates", {"label": "wedding"}, "date", "Which day"),
        ("dates", {"date": "12 March", "lead_days": "many"}, "lead_days", "whole number"),
        ("affiliations", {"role": "Architect"}, "organization", "Which organization"),
        ("relationships", {"label": "aunt"}, "other", "Who is it"),
        ("contact_points", {"label": "work"}, "value", "address or number"),
        ("contact_points", {"value": "12 Harbour Street"}, "value", "An e-mail address has an @"),
        ("reminders", {"text": "send plans"}, "day", "On which day"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(about, store, ana, qtbot, key, typed, wrong, says):
    section = about.sections[key]
    section.add_button.click()
    last = fill(section.form, qtbot, **typed)
    qtbot.keyClick(last, Key.Key_Return)
    assert says in section.form.word.text()
    assert section.form.widgets[wrong].hasFocus()
    assert says in section.form.widgets[wrong].accessibleDescription()
    for name, text in typed.items():
        assert section.form.widgets[name].text() == text


def test_what_was_understood_is_shown_while_typing(about, qtbot):
    section = about.sections["preferences"]
    section.add_button.click()
    fill(section.form, qtbot, day="last friday")
    assert section.form.word.text() == "20 Nov 2026"
    section.leave()
    about.sections["affiliations"].add_button.click()
    fill(about.sections["affiliations"].form, qtbot, organization="Berg")
    assert about.sections["affiliations"].form.word.text() == "Berg will be added"


def test_somebody_known_is_completed_and_not_made_again(about, store, ana, qtbot):
    bo = store.add_person(PersonDraft("Bo Larsen"))
    add(about, qtbot, "relationships", kind="Colleague", other="bo larsen")
    assert store.about(ana).relationships[0].other.id == bo
    assert texts(about, "relationships") == ["Bo Larsen"]


def test_no_longer_true_and_true_again(about, store, desk, ana):
    store.save_fact(Preference(0, ana, PreferenceKind.LIKES, "cigars"))
    line = about.sections["preferences"].lines[0]
    line.act("done")
    assert store.about(ana).preferences[0].until == TODAY
    assert line.says.faded
    line.act("undo")
    assert store.about(ana).preferences[0].until is None
    assert not line.says.faded


def test_moved_on_from_a_let_down(about, store, ana):
    store.save_fact(Trust(0, ana, "forgot the meeting", date(2026, 1, 2), TrustKind.LET_DOWN, 2))
    line = about.sections["trust"].lines[0]
    assert line.says.role == "warn"
    line.act("done")
    assert store.about(ana).trust[0].moved_on == TODAY
    assert "moved on" in line.says.detail


def test_a_contact_point_is_copied_and_opened(about, store, ana):
    store.save_fact(ContactPoint(0, ana, ContactKind.EMAIL, "ana@example.org", parts=()))
    line = about.sections["contact_points"].lines[0]
    assert [a.picture for a in line.actions_there] == ["email", "copy", "edit", "delete"]
    line.act("copy")
    assert QGuiApplication.clipboard().text() == "ana@example.org"
    assert contact_link(ContactPoint(0, 0, ContactKind.PHONE, "+49 (151) 12-3")) == "tel:+49151123"
    assert contact_link(ContactPoint(0, 0, ContactKind.WEB, "example.org")) == "https://example.org"
    assert contact_link(ContactPoint(0, 0, ContactKind.ADDRESS, "Hafen 1")) == ""


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("0171 555 1234", ContactKind.PHONE),
        ("+49 (171) 555-1234", ContactKind.PHONE),
        ("110", ContactKind.PHONE),
        ("ana.ruiz@example.org", ContactKind.EMAIL),
        ("@ana", ContactKind.HANDLE),
        ("https://example.org/ana", ContactKind.WEB),
        ("www.example.org", ContactKind.WEB),
        ("example.org/ana", ContactKind.WEB),
        ("12 Harbour Street", None),
        ("ana", None),
    ],
)
def test_the_kind_of_a_contact_point_follows_what_is_typed(about, store, ana, qtbot, typed, kind):
    about.sections["contact_points"].add_button.click()
    form = about.sections["contact_points"].form
    qtbot.keyClicks(form.widgets["value"], typed)
    assert form.widgets["kind"].value() is (kind or ContactKind.EMAIL)
    qtbot.keyClick(form.widgets["value"], Key.Key_Return)
    assert [point.kind for point in store.about(ana).contact_points] == ([kind] if kind else [])


def test_a_kind_that_was_chosen_stays(about, store, ana, qtbot):
    about.sections["contact_points"].add_button.click()
    form = about.sections["contact_points"].form
    while form.widgets["kind"].value() is not ContactKind.HANDLE:
        qtbot.keyClick(form.widgets["kind"], Key.Key_Down)
    qtbot.keyClicks(form.widgets["value"], "0171 555 1234")
    qtbot.keyClick(form.widgets["value"], Key.Key_Return)
    (point,) = store.about(ana).contact_points
    assert point.kind is ContactKind.HANDLE
    about.sections["contact_points"].lines[0].opened.emit()  # nor does a change of what stands there change it
    form = about.sections["contact_points"].form
    form.widgets["value"].selectAll()
    qtbot.keyClicks(form.widgets["value"], "ana@example.org")
    assert form.widgets["kind"].value() is ContactKind.HANDLE


def test_an_address_keeps_its_parts_only_as_long_as_it_is_the_same(about, store, ana, qtbot):
    parts = ("", "", "Hafen 1", "Hamburg", "", "20457", "")
    store.save_fact(ContactPoint(0, ana, ContactKind.ADDRESS, "Hafen 1, 20457 Hamburg", parts=parts))
    section = about.sections["contact_points"]
    for typed, kept in (({"label": "home"}, parts), ({"value": "Hafen 2, Hamburg"}, ())):
        section.lines[0].opened.emit()
        qtbot.keyClick(fill(section.form, qtbot, **typed), Key.Key_Return)
        assert store.about(ana).contact_points[0].parts == kept


# ------------------------------------------------------------------------------------------------ about: once


def test_the_name_and_its_parts(about, store, ana, qtbot):
    about.edit_name()
    qtbot.keyClick(fill(about.sections["names"].form, qtbot, name="Anna Berg", nickname="Anni"), Key.Key_Return)
    draft = store.person(ana).about
    assert (draft.name, draft.nickname, draft.given, draft.family) == ("Anna Berg", "Anni", "Anna", "Berg")
    assert [a.name for a in store.about(ana).aliases] == ["Ana Ruiz"]  # stays findable


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"closeness": "Inner circle"}, (Closeness.INNER_CIRCLE, None)),
        ({"cadence": "Their own", "days": "45"}, (Closeness.CLOSE, 45)),
        ({"cadence": "None"}, (Closeness.CLOSE, 0)),
        ({"closeness": "Not said"}, (None, None)),
    ],
)
def test_closeness_and_cadence(about, store, ana, qtbot, typed, kept):
    about.edit("closeness")
    form = about.sections["between"].form
    fill(form, qtbot, **typed)
    form.ok.click()
    draft = store.person(ana).about
    assert (draft.closeness, draft.cadence_days) == kept


def test_a_cadence_of_their_own_is_given_up_for_that_of_their_closeness(about, store, ana, qtbot):
    store.save_person(ana, replace(store.person(ana).about, closeness=Closeness.CLOSE, cadence_days=45))
    about.edit("closeness")
    form = about.sections["between"].form
    fill(form, qtbot, cadence="As their closeness says")
    form.ok.click()
    assert store.person(ana).about.cadence_days is None


def test_tags_business_and_how_you_met(about, store, ana, qtbot):
    store.save_chapter(Chapter(0, "Partner at Berg"))
    about.edit("tags")
    qtbot.keyClick(fill(about.sections["between"].form, qtbot, tags="sailing, #harbour"), Key.Key_Return)
    assert store.about(ana).tags == ("harbour", "sailing")
    about.edit("business")
    form = about.sections["between"].form
    fill(form, qtbot, comfort="Keep apart", came_first="Friendship")
    form.ok.click()
    draft = store.person(ana).about
    assert (draft.comfort, draft.came_first, draft.comfort_on) == (Comfort.KEEP_APART, CameFirst.FRIENDSHIP, TODAY)
    about.edit("met")
    form = about.sections["between"].form
    fill(form, qtbot, met_how="at the harbour", met_through="Bo Larsen", met_chapter="Partner at Berg", met_on="1985")
    qtbot.keyClick(form.widgets["met_on"], Key.Key_Return)
    draft = store.person(ana).about
    assert draft.met_how == "at the harbour"
    assert draft.met_through.name == "Bo Larsen"
    assert draft.met_on == PartialDate(1985, None, None)
    assert draft.met_chapter is not None
    shown = next(line.says for line in about.sections["between"].lines if line.says.text == "At the harbour")
    assert shown.detail == "1985 · through Bo Larsen · Partner at Berg"


def test_notes_are_written_in_markdown_and_shown(about, store, ana, qtbot):
    about.notes.setFocus()
    qtbot.keyClick(about.notes, Key.Key_Return)
    field = about.sections["notes"].form.widgets["notes"]
    assert isinstance(field, QPlainTextEdit)
    assert field.hasFocus()
    qtbot.keyClicks(field, "sails *on Sundays*")
    qtbot.keyClick(field, Key.Key_Return)
    assert about.sections["notes"].form is not None  # a new line, not yet kept
    qtbot.keyClick(field, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert store.person(ana).about.notes == "sails *on Sundays*"
    assert about.notes.isVisible()
    assert about.notes.text() == "sails *on Sundays*"


def test_reminders_about_them(about, store, ana, qtbot):
    add(about, qtbot, "reminders", text="send the plans", day="next friday", repeat="every 2 weeks", time="09:30")
    (reminder,) = store.reminders(ana)
    assert (reminder.text, reminder.day, reminder.time) == ("send the plans", date(2026, 12, 4), "09:30")
    assert reminder.repeat == "FREQ=WEEKLY;INTERVAL=2"
    assert reminder.person.id == ana
    line = about.sections["reminders"].lines[0]
    line.opened.emit()
    qtbot.keyClick(fill(about.sections["reminders"].form, qtbot, text="send plans"), Key.Key_Return)
    assert store.reminders(ana)[0].text == "send plans"
    assert store.reminders(ana)[0].repeat == reminder.repeat
    line.setFocus()
    qtbot.keyClick(line, Key.Key_Delete)
    assert store.reminders(ana) == []


def test_offerings_they_know_lead_to_the_entry(about, store, desk, ana, qtbot):
    entry = record(store, ana, TODAY, mentions=(MentionDraft(0, "Roof plans", Awareness.SAID_BACK),))
    line = about.sections["offerings"].lines[0]
    assert (line.says.text, line.says.detail) == ("Roof plans", "said back · today")
    with qtbot.waitSignal(desk.entry_wanted) as told:
        line.opened.emit()
    assert told.args == [entry]


def test_a_form_stays_with_what_was_typed_when_news_come(about, store, ana, qtbot):
    about.sections["preferences"].add_button.click()
    form = about.sections["preferences"].form
    fill(form, qtbot, text="half a sen")
    store.save_fact(Preference(0, ana, PreferenceKind.LIKES, "jazz"))
    assert about.sections["preferences"].form is form
    assert form.widgets["text"].text() == "half a sen"
    assert texts(about, "preferences") == ["Likes jazz"]


def test_what_was_typed_waits_while_one_looks_at_somebody_else(page, about, store, ana, qtbot):
    bo = store.add_person(PersonDraft("Bo Larsen"))
    about.edit("notes")
    qtbot.keyClicks(about.sections["notes"].form.widgets["notes"], "a long story")
    about.sections["preferences"].add_button.click()
    fill(about.sections["preferences"].form, qtbot, text="half a sen")
    page.show_person(bo)
    assert about.sections["notes"].form is None
    assert about.sections["preferences"].form is None
    page.show_person(ana)
    qtbot.keyClick(about.sections["notes"].form.widgets["notes"], Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(about.sections["preferences"].form.widgets["text"], Key.Key_Return)
    assert store.person(ana).about.notes == "a long story"
    assert [fact.text for fact in store.about(ana).preferences] == ["half a sen"]
    assert store.person(bo).about.notes == ""


def test_what_was_typed_waits_while_another_line_is_changed(about, store, ana, qtbot):
    section = about.sections["preferences"]
    store.save_fact(Preference(0, ana, PreferenceKind.LIKES, "jazz"))
    section.add_button.click()
    fill(section.form, qtbot, text="half a sen")
    section.lines[0].opened.emit()
    assert section.form.widgets["text"].text() == "jazz"
    qtbot.keyClick(section.form.widgets["text"], Key.Key_Escape)
    section.add_button.click()
    assert section.form.widgets["text"].text() == "half a sen"
    qtbot.keyClick(section.form.widgets["text"], Key.Key_Escape)
    section.add_button.click()
    assert section.form.widgets["text"].text() == ""


@pytest.mark.parametrize(
    ("key", "begin", "typed"),
    [
        ("notes", lambda about: about.edit("notes"), {"notes": "a long story"}),
        ("preferences", lambda about: about.sections["preferences"].add(), {"text": "half a sen", "kind": "Needs"}),
        ("relationships", lambda about: about.sections["relationships"].add(), {"other": "Bo Lars", "label": "a"}),
        ("between", lambda about: about.edit("business"), {"comfort": "Ask gently"}),
        ("dates", lambda about: about.sections["dates"].add(), {"date": "the twelfth of", "lead_days": "so"}),
    ],
)
def test_what_was_typed_is_there_again_after_a_restart(page, about, desk, show, store, ana, qtbot, key, begin, typed):
    bo = store.add_person(PersonDraft("Bo Larsen"))
    begin(about)
    fill(about.sections[key].form, qtbot, **typed)
    before = about.sections[key].form.written()
    page.hide()
    for person, there in ((bo, False), (ana, True)):
        again = Person(desk)
        show(again, 860, 760)
        again.show_person(person)
        again.show_tab("about")
        assert (again.about.sections[key].form is not None) is there
    form = again.about.sections[key].form
    assert form.written() == before
    qtbot.keyClick(form, Key.Key_Escape)
    again.hide()
    again = Person(desk)
    show(again, 860, 760)
    again.show_person(ana)
    again.show_tab("about")
    assert again.about.sections[key].form is None


def test_what_was_saved_after_a_restart_is_unfinished_no_more(page, about, desk, show, store, ana, qtbot):
    about.edit("notes")
    qtbot.keyClicks(about.sections["notes"].form.widgets["notes"], "a long story")
    page.hide()
    page.show()
    about.sections["notes"].form.save()
    assert store.person(ana).about.notes == "a long story"
    again = Person(desk)
    show(again, 860, 760)
    again.show_person(ana)
    again.show_tab("about")
    assert again.about.sections["notes"].form is None


@pytest.mark.parametrize("elsewhere", [False, True])
def test_who_leaves_a_text_by_esc_may_go_on_writing(page, about, desk, store, ana, qtbot, elsewhere):
    desk.person_wanted.connect(page.show_person)
    about.edit("notes")
    field = about.sections["notes"].form.widgets["notes"]
    qtbot.keyClicks(field, "a long story")
    with qtbot.waitSignal(desk.said) as told:
        qtbot.keyClick(field, Key.Key_Escape)
    text, words, act, _ = told.args
    assert (text, words) == ("What you wrote is not saved.", "Go on writing")
    assert about.sections["notes"].form is None
    if elsewhere:
        page.show_tab("timeline")
        page.show_person(store.add_person(PersonDraft("Bo Larsen")))
    act()
    assert page.number == ana
    field = about.sections["notes"].form.widgets["notes"]
    assert field.toPlainText() == "a long story"
    assert field.hasFocus()
    qtbot.keyClick(field, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert store.person(ana).about.notes == "a long story"


def test_a_form_left_untouched_says_nothing(about, desk, qtbot):
    about.edit("notes")
    with qtbot.assertNotEmitted(desk.said):
        qtbot.keyClick(about.sections["notes"].form.widgets["notes"], Key.Key_Escape)


def test_the_calendar_gives_a_day(about, qtbot):
    about.sections["preferences"].add_button.click()
    day = about.sections["preferences"].form.widgets["day"]
    day.calendar.click()
    calendar = next(w for w in QApplication.allWidgets() if isinstance(w, QCalendarWidget))
    calendar.setSelectedDate(calendar.selectedDate().addDays(-1))
    calendar.clicked.emit(calendar.selectedDate())
    assert day.text() == "22 Nov 2026"


# ------------------------------------------------------------------------------------------------ organizations


def test_an_organization_has_the_same_page_with_its_members(page, store, desk, ana, qtbot):
    berg = store.add_person(PersonDraft("Berg & Co", kind=PersonKind.ORGANIZATION))
    store.save_fact(Affiliation(0, ana, PersonRef(berg, "Berg & Co"), "Architect"))
    record(store, ana, date(2026, 9, 1), text="about the house")
    page.show_person(berg)
    assert page.role.text() == "Organization · 1 people" or page.role.text().startswith("Organization · 1")
    assert page.entries.row(0).text == "about the house"  # over everybody who belongs to it
    assert not page.deceased_action.isVisible()
    page.show_tab("about")
    members = page.about.sections["members"]
    assert [(ln.says.text, ln.says.detail) for ln in members.lines] == [("Ana Ruiz", "Architect")]
    with qtbot.waitSignal(desk.person_wanted) as told:
        members.lines[0].act("person")
    assert told.args == [ana]
    add(page.about, qtbot, "members", person="Bo Larsen", role="Bookkeeper")
    assert {named.name for named, _ in store.about(berg).members} == {"Ana Ruiz", "Bo Larsen"}
    store.undo()
    assert store.find_by_name("Bo Larsen") == []
    page.show_person(ana)
    assert page.about.sections["members"].isHidden()


# ------------------------------------------------------------------------------------------------ keyboard, speech


def test_about_by_keyboard_alone(about, store, ana, qtbot):
    store.save_fact(ContactPoint(0, ana, ContactKind.EMAIL, "ana@example.org"))
    about.take_focus()
    focus = QApplication.focusWidget
    assert focus() is about.sections["names"].lines[0]
    qtbot.keyClick(focus(), Key.Key_Down)
    assert focus() is about.sections["contact_points"].lines[0]
    seen = []
    for _ in range(40):
        seen.append(focus())
        qtbot.keyClick(focus(), Key.Key_Tab)
    order = [about.sections[k].add_button for k in ("preferences", "trust", "dates", "relationships", "affiliations")]
    assert list(dict.fromkeys(w for w in seen if w in order)) == order
    line = about.sections["contact_points"].lines[0]
    line.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(line, Key.Key_Tab)  # to its first action
    assert focus().accessibleName() == "Write an e-mail"
    for name in ("Copy", "Edit"):
        qtbot.keyClick(focus(), Key.Key_Tab)
        assert focus().accessibleName() == name
    qtbot.keyClick(focus(), Key.Key_Space)
    form = about.sections["contact_points"].form
    qtbot.keyClick(form.widgets["value"], Key.Key_Return)
    assert about.sections["contact_points"].form is None
    assert line.hasFocus()


def test_every_control_has_a_name(page, about, store, ana):
    for section in about.sections.values():
        if not section.add_button.isHidden():
            section.add()
    nameless = [
        w
        for kind in (QAbstractButton, QLineEdit, QComboBox, QTableView, QPlainTextEdit)
        for w in page.findChildren(kind)
        if not (w.accessibleName() or getattr(w, "text", str)())
        and w.isVisible()
        and not isinstance(w.parent(), (QComboBox, QTableView))
    ]
    assert nameless == []


def test_another_day_reads_differently(page, store, clock, ana):
    record(store, ana, date(2026, 11, 22))
    assert glance(page)["Last touch"] == "yesterday, call"
    clock.advance(days=1)
    page.on_new_day()
    assert glance(page)["Last touch"] == "2 days ago, call"


def test_who_edits_a_contact_point_begins_in_its_words(qtbot, about, store, ana):
    store.save_fact(ContactPoint(0, ana, ContactKind.PHONE, "+49 30 23125 010", label="mobile"))
    section = about.sections["contact_points"]
    section.lines[0].setFocus(Qt.FocusReason.TabFocusReason)
    before = store.about(ana).contact_points[0]
    qtbot.keyClick(section.lines[0], Qt.Key.Key_Return)
    here = section.form.focusWidget()
    qtbot.keyClick(here, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(here, "ana@new.example")
    qtbot.keyClick(here, Qt.Key.Key_Return)
    after = store.about(ana).contact_points[0]
    assert (after.kind, after.value, after.label) == (before.kind, "ana@new.example", before.label)


def test_tab_reaches_the_buttons_of_a_line_after_a_form_was_left(desk, show, fresh_sample, qtbot):
    person = next(n for n in desk.store.people_ids(PeopleFilter()) if len(desk.store.about(n).preferences) == 3)
    page = show(Person(desk), 860, 760)
    page.show_person(person)
    page.show_tab("about")
    section = page.about.sections["preferences"]

    def walked():
        """By line, how many of its buttons Tab comes to."""
        section.lines[0].setFocus(Qt.FocusReason.TabFocusReason)
        seen = []
        while (here := page.window().focusWidget()) not in seen:
            seen.append(here)
            qtbot.keyClick(here, Qt.Key.Key_Tab)
            qtbot.wait(1)
        return [sum(w.parentWidget() is line for w in seen) for line in section.lines]

    assert walked() == [3, 3, 3]
    section.add_button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(section.add_button, Qt.Key.Key_Space)
    qtbot.wait(20)
    qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Escape)
    qtbot.wait(20)
    assert section.form is None
    assert walked() == [3, 3, 3]
