"""Plans taken in: one step, nothing lost, nothing twice, and nothing left of what was stopped."""

import threading
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netjournal.errors import Cancelled, Damaged, Invalid, NothingImported
from netjournal.exchange.files import read_people
from netjournal.exchange.plan import Verdict, make_plan
from netjournal.exchange.vcard import write_vcards
from netjournal.model import (
    Affiliation,
    ContactKind,
    ContactPoint,
    PeopleFilter,
    PersonDraft,
    PersonKind,
    PersonRef,
    RelationshipKind,
)
from netjournal.store import Store

NOW = datetime(2026, 11, 23, 9, 30)
UUID = "5f0d6f0c-6f8e-4c55-9f0e-3a2f1c9b7d10"
PIXEL = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "mine.netjournal", lambda: NOW) as opened:
        yield opened


def card(name, *lines):
    return "\r\n".join(["BEGIN:VCARD", "VERSION:4.0", f"FN:{name}", *lines, "END:VCARD", ""])


ANA = card(
    "Ana Ruiz",
    f"UID:urn:uuid:{UUID}",
    "N:Ruiz;Ana;;Dr.;",
    "NICKNAME:Anita",
    "EMAIL;TYPE=work:ana@example.org",
    "TEL;TYPE=cell:+49 171 2345678",
    "ADR;TYPE=home:;;Weg 3;Berlin;;10115;Germany",
    "ORG:Berg & Co",
    "TITLE:Architect",
    "BDAY:--0401",
    "NOTE:Knows everybody.",
    "CATEGORIES:friends,choir",
    f"PHOTO:data:image/gif;base64,{PIXEL}",
    "RELATED;TYPE=spouse;VALUE=text:Bo Larsen",
    "X-FAVOURITE-COLOUR:green",
)
BO = card("Bo Larsen", "UID:bo-1", "EMAIL:bo@example.org", "ORG:Berg & Co", "RELATED;TYPE=spouse;VALUE=text:Ana Ruiz")


def plan_of(store, text, name="cards.vcf"):
    return make_plan(read_people(text.encode(), name), store.existing_for_plan())


def take_in(store, text, **more):
    return store.apply_plan(plan_of(store, text), **more)


def everything(store):
    return {table: rows for table, rows in store.everything().items() if rows}


def named(store, name):
    (number,) = store.find_by_name(name)
    return store.about(number)


# --------------------------------------------------------------------------------------------- what comes in


def test_everything_on_a_card_comes_in(store):
    imported = take_in(store, ANA + BO)
    assert (imported.read, imported.added, imported.matched, imported.skipped) == (2, 2, 0, ())
    ana = named(store, "Ana Ruiz")
    assert ana.person.uuid == UUID
    draft = ana.person.about
    assert (draft.given, draft.family, draft.prefix, draft.nickname) == ("Ana", "Ruiz", "Dr.", "Anita")
    assert draft.notes == "Knows everybody."
    assert {p.kind for p in ana.contact_points} == {ContactKind.EMAIL, ContactKind.PHONE, ContactKind.ADDRESS}
    assert [(a.organization.name, a.role) for a in ana.affiliations] == [("Berg & Co", "Architect")]
    assert [str(d.date) for d in ana.dates] == ["--04-01"]
    assert ana.tags == ("choir", "friends")
    assert ana.person.has_portrait
    assert store.kept_lines(ana.person.id) == ("X-FAVOURITE-COLOUR:green",)
    assert "UID:bo-1" in store.kept_lines(named(store, "Bo Larsen").person.id)
    assert store.check().ok


def test_two_cards_of_one_firm_make_one_organization(store):
    imported = take_in(store, ANA + BO)
    assert [o.name for o in store.organizations()] == ["Berg & Co"]
    assert len(store.about(store.organizations()[0].id).members) == 2
    assert len(imported.made) == 3


def test_an_organization_that_is_there_is_used(store):
    there = store.add_person(PersonDraft("BERG & CO", PersonKind.ORGANIZATION))
    take_in(store, ANA)
    assert named(store, "Ana Ruiz").affiliations[0].organization == PersonRef(
        there, "BERG & CO", PersonKind.ORGANIZATION
    )


def test_a_card_of_the_organization_itself_is_used_wherever_it_stands(store):
    take_in(store, ANA + card("Berg & Co", "KIND:org", "TEL:+49 30 1234567"))
    firm = store.about(store.organizations()[0].id)
    assert len(store.organizations()) == 1
    assert firm.contact_points
    assert len(firm.members) == 1


def test_a_relationship_told_from_both_ends_is_one(store):
    take_in(store, ANA + BO)
    ana, bo = named(store, "Ana Ruiz"), named(store, "Bo Larsen")
    assert [(r.other.id, r.kind) for r in ana.relationships] == [(bo.person.id, RelationshipKind.PARTNER)]
    assert [(r.other.id, r.kind) for r in bo.relationships] == [(ana.person.id, RelationshipKind.PARTNER)]


def test_somebody_only_named_is_found_in_the_journal_or_made(store):
    uwe = store.add_person(PersonDraft("Uwe Falk"))
    relatives = ("RELATED;TYPE=friend;VALUE=text:Uwe Falk", "RELATED;TYPE=child;VALUE=text:Tom")
    imported = take_in(store, card("Pia Lind", *relatives) + card("Olga Lind", "RELATED;TYPE=child;VALUE=text:Tom"))
    assert {r.other.id for r in named(store, "Pia Lind").relationships} >= {uwe}
    assert len(store.find_by_name("Tom")) == 2, "a first name alone tells nobody apart"
    assert len(imported.made) == 4


def test_in_doubt_a_relationship_is_left_out_and_said(store):
    for _ in range(2):
        store.add_person(PersonDraft("Uwe Falk"))
    imported = take_in(store, card("Pia Lind", "RELATED;TYPE=friend;VALUE=text:Uwe Falk"))
    assert imported.skipped == ((1, "There is more than one Uwe Falk who may be meant."),)
    assert named(store, "Pia Lind").relationships == ()


def test_broken_cards_are_listed_and_stop_nothing(store):
    imported = take_in(store, ANA + "BEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:whose?\r\nEND:VCARD\r\n" + BO)
    assert imported.report == {
        "read": 3,
        "added": 2,
        "matched": 0,
        "skipped": [{"line": 19, "why": "This card has no name."}],
    }


# --------------------------------------------------------------------------------------------- one step


def test_an_import_is_one_step_and_undo_brings_back_the_very_rows(store):
    store.add_person(PersonDraft("Uwe Falk", notes="old friend"))
    before, heard = everything(store), []
    store.listen(heard.append)
    take_in(store, ANA + BO + card("Uwe Falk", "UID:uwe"), ticked=None)
    after = everything(store)
    assert store.undo_label == "Import 2 people"
    assert len(heard) == 1
    assert len(heard[0].people) >= 3
    store.undo()
    assert everything(store) == before
    store.redo()
    assert everything(store) == after
    assert store.check().ok


@pytest.mark.parametrize("text", [ANA + BO, BO + ANA + ANA, card("Only Name") + ANA])
def test_importing_again_adds_nothing(store, text):
    take_in(store, text)
    before, label = everything(store), store.undo_label
    try:
        again = take_in(store, text)
    except NothingImported:
        pass
    else:
        assert again.added == 0
    assert everything(store) == before
    assert store.undo_label == label


def test_a_match_gets_only_what_is_missing(store):
    ana = store.add_person(PersonDraft("Ana Ruiz", nickname="Annie", notes="Mine."))
    store.save_fact(ContactPoint(0, ana, ContactKind.EMAIL, "ANA@example.org", "home"))
    store.save_fact(Affiliation(0, ana, PersonRef(0, "Berg & Co", PersonKind.ORGANIZATION), "Partner"))
    imported = take_in(store, ANA)
    assert (imported.added, imported.matched) == (0, 1)
    about = store.about(ana)
    draft = about.person.about
    assert (draft.nickname, draft.given, draft.notes) == ("Annie", "Ana", "Mine.\n\nKnows everybody.")
    assert [p.value for p in about.contact_points if p.kind is ContactKind.EMAIL] == ["ANA@example.org"]
    assert [(a.organization.name, a.role) for a in about.affiliations] == [("Berg & Co", "Partner")]
    assert about.person.has_portrait
    assert about.person.uuid != UUID
    assert f"UID:urn:uuid:{UUID}" in store.kept_lines(ana)
    assert list(store.people_ids(PeopleFilter(words="ruiz"))) == [ana]
    assert store.check().ok


def test_what_was_written_since_the_plan_was_made_stays(store):
    ana = store.add_person(PersonDraft("Ana Ruiz"))
    store.save_fact(ContactPoint(0, ana, ContactKind.EMAIL, "ana@example.org"))
    plan = plan_of(store, ANA)
    store.save_person(ana, PersonDraft("Ana Ruiz", nickname="Annie", notes="Written meanwhile."))
    store.apply_plan(plan)
    draft = store.person(ana).about
    assert (draft.nickname, draft.notes) == ("Annie", "Written meanwhile.\n\nKnows everybody.")


def test_whoever_was_deleted_since_is_said(store):
    ana = store.add_person(PersonDraft("Ana Ruiz"))
    store.save_fact(ContactPoint(0, ana, ContactKind.EMAIL, "ana@example.org"))
    plan = plan_of(store, ANA + BO)
    store.delete_people([ana])
    imported = store.apply_plan(plan)
    assert (1, "Ana Ruiz is no longer in the journal.") in imported.skipped
    assert store.check().ok


def test_only_what_is_ticked_comes_in(store):
    plan = plan_of(store, ANA + BO)
    imported = store.apply_plan(plan, ticked={1})
    assert imported.added == 1
    assert store.find_by_name("Bo Larsen")
    assert named(store, "Bo Larsen").relationships[0].other.name == "Ana Ruiz", "named, and so made"


def test_a_second_card_of_a_new_person_fills_them_in(store):
    more = card("Ana Ruiz", f"UID:{UUID}", "TEL:+49 30 7654321", "NOTE:Second card.")
    take_in(store, card("Ana Ruiz", f"UID:{UUID}", "NOTE:First card.") + more)
    ana = named(store, "Ana Ruiz")
    assert len(ana.contact_points) == 1
    assert ana.person.about.notes == "First card.\n\nSecond card."


def test_nothing_ticked_is_an_error(store):
    plan = plan_of(store, ANA)
    with pytest.raises(NothingImported):
        store.apply_plan(plan, ticked=())
    assert store.is_empty()
    assert store.undo_label is None


def test_a_file_without_anybody_is_an_error(store):
    with pytest.raises(NothingImported):
        plan_of(store, "just some words", "notes.txt")


# --------------------------------------------------------------------------------------------- stopping, telling


MANY = "".join(card(f"Nina Number{n}", f"EMAIL:nina{n}@example.org") for n in range(1234))


def test_progress_goes_up_to_the_end(store):
    told = []
    take_in(store, MANY, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (1234, 1234)
    assert len(told) >= 1234 // 50
    assert store.count_everybody() == 1234
    assert store.check().ok


@pytest.mark.parametrize("after", [0, 1, 22, 25])
def test_a_stopped_import_leaves_nothing(store, after):
    store.add_person(PersonDraft("Uwe Falk"))
    before, asked = everything(store), []
    with pytest.raises(Cancelled):
        take_in(store, MANY, cancelled=lambda: asked.append(1) or len(asked) > after)
    assert everything(store) == before
    assert store.undo_label == "Add Uwe Falk"
    assert take_in(store, ANA).added == 1
    store.undo()
    assert everything(store) == before


def on_a_thread(work):
    done = []

    def run():
        try:
            done.append(work())
        except Exception as error:  # noqa: BLE001 - to be looked at by the test
            done.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return done[0]


def test_an_import_on_another_thread_is_adopted_as_one_step(store):
    text, heard = ANA + BO, []
    store.listen(heard.append)
    plan = on_a_thread(lambda: plan_of(store, text))
    before = everything(store)
    imported, step, change = on_a_thread(lambda: store.import_apart(plan))
    assert heard == []
    store.adopt(step, change)
    assert (imported.added, len(heard), store.undo_label) == (2, 1, "Import 2 people")
    assert len(on_a_thread(lambda: list(store.cards_of()))) == 3
    store.undo()
    assert everything(store) == before


def test_a_stopped_import_on_another_thread_leaves_nothing(store):
    plan = plan_of(store, MANY)
    stopped = on_a_thread(lambda: store.import_apart(plan, cancelled=lambda: True))
    assert isinstance(stopped, Cancelled)
    assert store.is_empty()
    assert store.add_person(PersonDraft("Uwe Falk")) == 1


# --------------------------------------------------------------------------------------------- and out again


def test_what_goes_out_comes_in_the_same(store, tmp_path):
    take_in(store, ANA + BO)
    sent = write_vcards(store.cards_of())
    cards = {c.name: c for c in store.cards_of()}
    assert cards["Ana Ruiz"].portrait.media_type == "image/gif"
    assert cards["Ana Ruiz"].uid == f"urn:uuid:{UUID}"
    assert cards["Bo Larsen"].uid == "bo-1"
    store.close()
    with Store.open(tmp_path / "other.netjournal", lambda: NOW) as other:
        other.apply_plan(make_plan(read_people(sent, "x.vcf"), other.existing_for_plan()))
        assert write_vcards(other.cards_of()) == sent


def test_some_people_go_out_in_the_order_asked(store):
    take_in(store, ANA + BO)
    ana, bo = named(store, "Ana Ruiz").person.id, named(store, "Bo Larsen").person.id
    assert [c.name for c in store.cards_of([bo, ana, 999])] == ["Bo Larsen", "Ana Ruiz"]


def test_everybody_is_known_to_a_plan_by_what_they_are(store):
    take_in(store, ANA + BO)
    for existing in store.existing_for_plan():
        about = store.about(existing.id)
        assert existing.draft == about.person.about
        assert (existing.uuid, existing.contact_points, existing.dates) == (
            about.person.uuid,
            about.contact_points,
            about.dates,
        )
        assert existing.relationships == about.relationships
        assert (existing.tags, existing.has_portrait) == (about.tags, about.person.has_portrait)
        assert existing.kept == store.kept_lines(existing.id)
        assert all(one.verdict is not Verdict.NEW for one in plan_of(store, ANA + BO).cards)


def test_a_whole_journal_is_only_taken_into_a_new_one(store):
    take_in(store, ANA)
    whole = store.everything()
    with pytest.raises(Invalid):
        store.take_in_journal(whole)
    assert store.everything() == whole


BLANK = {"id": 1, "uuid": UUID, "kind": "person", "name": "Ana", "sort_key": "ana", "created_at": 0}


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        ({"alias": [{"id": 1, "person_id": 7, "name": "of nobody"}]}, "some rows point at rows that are not in it"),
        ({"person": [BLANK | {"kind": "robot"}]}, "a row of “person” is not as it should be"),
        ({"person": [BLANK | {"name": None}]}, "a row of “person” is not as it should be"),
        ({"person": [BLANK | {"id": "one"}]}, "a row of “person” is not as it should be"),
        ({"person": [{"id": 1}]}, "a row of “person” is not as it should be"),
        ({"person": [BLANK | {"met_on": "soon"}]}, "“soon” in a row of person is no met_on"),
        ({"person": [BLANK | {"met_on": 7}]}, "“7” in a row of person is no met_on"),
    ],
)
def test_rows_that_make_no_journal_leave_it_empty(store, whole, said):
    with pytest.raises(Damaged) as told:
        store.take_in_journal(whole)
    assert str(told.value) == f"This export is damaged: {said}. Nothing was taken in."
    assert everything(store) == {}
    assert take_in(store, ANA).added == 1


names = st.sampled_from(["Ana Ruiz", "Bo Larsen", "Ana", "陳美玲", "Lea Berg", "ana ruiz"])
lines = st.lists(
    st.one_of(
        st.sampled_from(["EMAIL:a@example.org", "EMAIL:b@example.org", "TEL:+49 30 901820", "UID:one", f"UID:{UUID}"]),
        st.sampled_from(["ORG:Berg & Co", "ORG:Ana Ruiz", "CATEGORIES:x,X,y", "NOTE:n", "NOTE:m", "X-A:1"]),
        names.map("RELATED;TYPE=friend;VALUE=text:{}".format),
        names.map("RELATED;TYPE=parent;VALUE=text:{}".format),
    ),
    max_size=6,
    unique=True,
)
files = st.lists(st.builds(lambda name, more: card(name, *more), names, lines), min_size=1, max_size=6).map("".join)


@settings(max_examples=40)
@given(first=files, second=files)
def test_any_two_files_one_after_the_other_leave_a_sound_journal_and_undo_to_nothing(tmp_path_factory, first, second):
    path = tmp_path_factory.mktemp("any") / "mine.netjournal"
    with Store.open(path, lambda: NOW) as store:
        states = [everything(store)]
        for text in (first, second):
            try:
                take_in(store, text)
            except NothingImported:
                continue
            states.append(everything(store))
        assert store.check().ok
        before = everything(store)
        while store.undo():
            assert everything(store) in states
        assert everything(store) == {}
        while store.redo():
            pass
        assert everything(store) == before
