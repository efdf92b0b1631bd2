"""People as they come: one name, the same name, other scripts, married, merged, deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netjournal.errors import Gone, Invalid
from netjournal.model import (
    Affiliation,
    Alias,
    ContactKind,
    ContactPoint,
    EntryDraft,
    EntryKind,
    IntroductionDetail,
    Participant,
    PeopleFilter,
    PersonDraft,
    PersonKind,
    PersonRef,
    Recording,
    ReferralDetail,
    Relationship,
    RelationshipKind,
    Role,
    Side,
)


@pytest.mark.parametrize("name", ["Cher", "محمد بن علي", "王小明", "שרה לוי", "🌸 Mai 👩‍🚀", "O’Brien-Løvås", "x"])
def test_any_name_is_kept_listed_and_found(store, make, name):
    number = make.person(name)
    assert store.person(number).name == name
    assert list(store.people_ids(PeopleFilter())) == [number]
    assert store.find_by_name(name) == [number]
    if any(c.isalnum() for c in name):
        assert [f.id for f in store.search(name.split()[-1] if name[0] != "🌸" else "mai")] == [number]
    assert store.check().ok


def test_two_people_of_one_name_stay_two(store, make):
    one, other = make.person("Ana Ruiz"), make.person("Ana Ruiz")
    assert one != other
    assert set(store.find_by_name("ana ruíz")) == {one, other}


def test_a_name_in_one_recording_is_one_person(store, clock):
    bo = Participant(PersonRef(0, "Bo Larsen"))
    made = store.record(
        Recording(
            EntryDraft(clock.today, EntryKind.MEETING, participants=(bo,)),
            (EntryDraft(clock.today, EntryKind.CALL, participants=(bo,)),),
        )
    )
    assert len(made.people_made) == 1
    assert store.person(made.people_made[0]).about.family == "Larsen"


@pytest.mark.parametrize("name", ["", "  ", "\x00"])
def test_a_person_needs_a_name(store, name):
    with pytest.raises(Invalid) as told:
        store.add_person(PersonDraft(name))
    assert told.value.field == "name"
    assert store.is_empty()
    assert store.undo_label is None


def test_a_former_name_still_finds_her(store, make):
    lea = make.person("Lea Berg", given="Lea", family="Berg")
    store.save_person(lea, replace(store.person(lea).about, name="Lea Solano", family="Solano"))
    assert [a.name for a in store.about(lea).aliases] == ["Lea Berg"]
    assert store.search("lea berg")[0].id == lea
    assert store.find_by_name("Lea Berg") == [lea]
    assert {k.name for k in store.known_names()} == {"Lea Berg", "Lea Solano"}
    assert {k.shown for k in store.known_names()} == {"Lea Solano"}


def test_only_one_is_me(store, make):
    first, second = make.person("I Myself", is_me=True), make.person("Me Too", is_me=True)
    assert store.me() == second
    assert not store.person(first).about.is_me
    store.undo()
    assert store.me() == first


def test_what_was_deleted_is_gone_and_its_entries_stay(store, make):
    ana, bo = make.person("Ana"), make.person("Bo")
    entry = make.entry(ana, bo)
    store.delete_people([ana])
    assert [p.person.name for p in store.entry(entry).draft.participants] == ["Bo"]
    with pytest.raises(Gone):
        store.person(ana)
    with pytest.raises(Gone):
        store.about(ana)
    with pytest.raises(Gone):
        store.save_person(ana, PersonDraft("Ana"))
    assert store.person_rows([ana, bo]).keys() == {bo}


def test_deleting_an_introducer_keeps_the_introduction(store, make):
    ana, lea = make.person("Ana"), make.person("Lea")
    entry = make.introduction(0, ana, introducer=lea)
    store.save_person(ana, replace(store.person(ana).about, met_through=PersonRef(lea, "")))
    store.delete_people([lea])
    detail = store.entry(entry).draft.detail
    assert isinstance(detail, IntroductionDetail)
    assert (detail.introducer, detail.other.name) == (None, "Ana")
    assert store.person(ana).about.met_through is None
    store.undo()
    assert store.entry(entry).draft.detail.introducer.name == "Lea"


def test_nobody_is_referred_introduced_or_related_to_themselves(store, make):
    ana = make.person("Ana")
    ref = PersonRef(ana, "Ana")
    for draft in (
        EntryDraft(make.day(0), EntryKind.REFERRAL, detail=ReferralDetail(Side.GIVEN, ref, ref)),
        EntryDraft(make.day(0), EntryKind.REFERRAL, detail=ReferralDetail(Side.GIVEN, ref, PersonRef(ana, ""))),
        EntryDraft(make.day(0), EntryKind.INTRODUCTION, detail=IntroductionDetail(Side.GIVEN, ref, PersonRef(ana, ""))),
    ):
        with pytest.raises(Invalid):
            store.record(Recording(draft))
    with pytest.raises(Invalid):
        store.save_fact(Relationship(0, ana, ref, RelationshipKind.FRIEND))
    with pytest.raises(Invalid):
        store.save_fact(Affiliation(0, ana, ref))
    assert store.count_entries() == 0


def test_somebody_named_twice_takes_part_once(store, make):
    ana = make.person("Ana")
    both = make.entry(ana, ana, about=[ana])
    assert [(p.person.id, p.role) for p in store.entry(both).draft.participants] == [(ana, Role.WITH)]


def test_a_relationship_reads_from_both_ends_and_is_changed_from_either(store, make):
    ana, bo = make.person("Ana"), make.person("Bo")
    number = store.save_fact(Relationship(0, ana, PersonRef(bo, ""), RelationshipKind.PARENT))
    (seen,) = store.about(bo).relationships
    assert (seen.other.name, seen.kind) == ("Ana", RelationshipKind.CHILD)
    store.save_fact(replace(seen, kind=RelationshipKind.REPORT, label="at the bank"))
    (mine,) = store.about(ana).relationships
    assert (mine.id, mine.other.name, mine.kind, mine.label) == (number, "Bo", RelationshipKind.MANAGER, "at the bank")


def test_organizations_have_members(store, make):
    ana = make.person("Ana")
    store.save_fact(Affiliation(0, ana, PersonRef(0, "Berg & Co"), "Architect"))
    (berg,) = store.find_by_name("berg & co")
    assert store.person(berg).kind is PersonKind.ORGANIZATION
    assert [(n.name, a.role) for n, a in store.about(berg).members] == [("Ana", "Architect")]
    assert [n.name for n in store.organizations()] == ["Berg & Co"]


# ---------------------------------------------------------------------------------------------------------- merging


def test_merging_keeps_everything_of_both(store, make):
    ana, double = make.person("Ana Ruiz", notes="from Lima"), make.person("A. Ruiz", notes="sings", nickname="Anita")
    store.save_fact(ContactPoint(0, double, ContactKind.PHONE, "0171 234567"))
    store.save_fact(Alias(0, double, "Ana R."))
    store.set_tags(ana, ["golf"])
    store.set_tags(double, ["golf", "choir"])
    store.set_portrait(double, "image/png", b"\x89PNG")
    theirs, ours = make.entry(double, day=2), make.entry(ana, double, day=9)
    before = store.everything()
    store.merge(ana, double)
    about = store.about(ana)
    assert about.tags == ("choir", "golf")
    assert {a.name for a in about.aliases} == {"Ana R.", "A. Ruiz"}
    assert about.person.about.notes == "from Lima\n\nsings"
    assert about.person.about.nickname == "Anita"
    assert about.person.has_portrait
    assert store.person_rows([ana])[ana].last_touch == make.day(2)
    assert [len(store.entry(e).draft.participants) for e in (theirs, ours)] == [1, 1]
    assert store.count_everybody() == 1
    assert store.check().ok
    store.undo()
    assert store.everything() == before


@pytest.mark.parametrize("keep_first", [True, False])
def test_merging_two_who_were_tied_leaves_no_tie_to_oneself(store, make, keep_first):
    ana, bo, cy = make.person("Ana"), make.person("Bo"), make.person("Cy")
    store.save_person(bo, replace(store.person(bo).about, met_through=PersonRef(ana, "")))
    store.save_fact(Relationship(0, bo, PersonRef(ana, ""), RelationshipKind.FRIEND))
    introduced = make.introduction(ana, bo)
    referral = make.referral(ana, bo)
    store.save_fact(Relationship(0, cy, PersonRef(bo, ""), RelationshipKind.FRIEND))
    before = store.everything()
    keep, gone = (ana, bo) if keep_first else (bo, ana)
    store.merge(keep, gone)
    about = store.about(keep)
    assert about.person.about.met_through is None
    assert [r.other.name for r in about.relationships] == ["Cy"]
    detail = store.entry(introduced).draft.detail
    assert detail.one is None or detail.other is None
    assert (detail.one or detail.other).id == keep
    detail = store.entry(referral).draft.detail
    assert detail.other is None or detail.prospect is None
    store.save_entry(introduced, store.entry(introduced).draft)
    assert store.check().ok
    store.undo()
    assert store.everything() == before


def test_merging_with_oneself_is_refused(store, make):
    ana = make.person()
    with pytest.raises(Invalid):
        store.merge(ana, ana)


# ---------------------------------------------------------------------------------------------------------- tags


def test_tags_are_renamed_and_become_one(store, make):
    ana, bo = make.person("Ana"), make.person("Bo")
    store.set_tags(ana, ["Golf", "choir"])
    store.add_tags([ana, bo], ["#golf", "chess"])
    assert store.tags() == [("chess", 2), ("choir", 1), ("Golf", 2)]
    store.rename_tag("choir", "GOLF")
    assert store.tags() == [("chess", 2), ("Golf", 2)]
    store.rename_tag("golf", "golf club")
    assert store.about(bo).tags == ("chess", "golf club")
    assert list(store.people_ids(PeopleFilter(tags=("Golf Club", "chess")))) == [ana, bo]
    store.set_tags(ana, [])
    store.set_tags(bo, [])
    assert store.tags() == []
    assert store.check().ok


def test_the_same_change_to_several_is_one_step(store, make):
    ids = [make.person(n) for n in ("Ana", "Bo", "Cy")]
    store.change_people(ids, archived=True)
    assert store.count_people(PeopleFilter()) == 0
    store.undo()
    assert store.count_people(PeopleFilter()) == 3


def test_names_known_follow_every_change(store, make):
    ana = make.person("Ana Ruiz")
    make.entry(ana)
    assert [k.name for k in store.known_names()] == ["Ana Ruiz"]
    bo = make.person("Bo Larsen")
    assert {k.name for k in store.known_names()} == {"Ana Ruiz", "Bo Larsen"}
    store.save_fact(Alias(0, bo, "Bobby"))
    assert [f.id for f in store.search("bobb")] == [bo]
    store.undo()
    assert store.search("bobb") == []
    store.delete_people([bo])
    assert [k.name for k in store.known_names()] == ["Ana Ruiz"]


def test_a_middle_name_need_not_be_written(store, make):
    paul = make.person("Paul J O'Neill", given="Paul", additional="J", family="O'Neill")
    assert [k.id for k in store.known_names().named("Paul O'Neill")] == [paul]
    assert {k.shown for k in store.known_names()} == {"Paul J O'Neill"}
