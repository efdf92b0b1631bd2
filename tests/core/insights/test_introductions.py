"""Who should meet whom: what speaks for it, and who is left in peace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netjournal.introducing import idea
from netjournal.matching import MatchSettings, Why, stem
from netjournal.model import AnswerKind, EntryFilter, EntryKind, IntroductionState, PersonDraft
from netjournal.store.history import _town


@pytest.fixture
def pair(planted):
    """Ana, who needs a roofer, and Tom, who does roofs."""
    ana, tom = planted.person("Ana"), planted.person("Tom")
    planted.add("preference", person_id=ana, kind="needs", text="a roofer she can rely on")
    planted.add("preference", person_id=tom, kind="offers", text="Roofs, gutters and straight talk")
    return ana, tom


def names(store):
    return [(s.one.name, s.other.name) for s in store.suggested_introductions()]


def test_a_need_meets_an_offer(opened, planted, pair):
    (found,) = opened(planted).suggested_introductions()
    assert (found.one.name, found.other.name, found.kind) == ("Ana", "Tom", Why.NEED)
    assert found.key == "introduction:1:2"
    assert found.why == "Ana needs a roofer she can rely on; Tom offers Roofs, gutters and straight talk."


@pytest.mark.parametrize(
    ("of_ana", "of_tom", "short"),
    [
        (("needs", "a roofer"), ("offers", "roofs"), "needs a roofer · offers roofs"),
        (("offers", "roofs"), ("needs", "a roofer"), "needs a roofer · offers roofs"),
        (("likes", "jazz"), ("likes", "Jazz"), "both like jazz"),
        (("likes", "old jazz"), ("likes", "jazz"), "likes old jazz · likes jazz"),
    ],
)
def test_the_strongest_reason_in_short_says_no_names(opened, planted, of_ana, of_tom, short):
    for name, (kind, text) in (("Ana", of_ana), ("Tom", of_tom)):
        planted.add("preference", person_id=planted.person(name), kind=kind, text=text)
    (found,) = opened(planted).suggested_introductions()
    assert found.short == short
    assert found.one.name == ("Tom" if of_tom[0] == "needs" else "Ana")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("roofers", "roofs"),
        ("bookkeeper", "bookkeeping"),
        ("translations", "translation"),
        ("teacher", "teaching"),
        ("parties", "party"),
        ("Gärtner", "gartner"),
    ],
)
def test_words_of_one_family_are_one(opened, planted, one, other):
    ana, tom = planted.person("Ana"), planted.person("Tom")
    planted.add("preference", person_id=ana, kind="needs", text=f"a {one}")
    planted.add("preference", person_id=tom, kind="offers", text=f"the best {other} in town")
    assert names(opened(planted)) == [("Ana", "Tom")]


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=12))
def test_a_stem_begins_its_word_and_is_not_empty(word):
    assert word.startswith(stem(word))
    assert bool(stem(word)) is bool(word)


def test_words_that_say_nothing_match_nothing(opened, planted):
    ana, tom = planted.person("Ana"), planted.person("Tom")
    planted.add("preference", person_id=ana, kind="needs", text="somebody who is good for the garden")
    planted.add("preference", person_id=tom, kind="offers", text="something good for the people who stay")
    assert names(opened(planted)) == []


def test_synonyms_are_the_users_own(opened, planted):
    ana, tom = planted.person("Ana"), planted.person("Tom")
    planted.add("preference", person_id=ana, kind="needs", text="a lawyer")
    planted.add("preference", person_id=tom, kind="offers", text="legal advice")
    store = opened(planted)
    assert names(store) == []
    store.settle_matching(MatchSettings(synonyms=(("lawyer", "attorney", "legal advice"),)))
    assert names(store) == [("Ana", "Tom")]
    assert store.match_settings.synonyms == (("lawyer", "attorney", "legal advice"),)
    store.undo()
    assert names(store) == []


@pytest.mark.parametrize(
    "synonyms",
    [
        [("house", "home"), ("house painter", "decorator")],
        [("house painter", "decorator"), ("house", "home")],
        [("lawyer", "attorney"), ("attorney", "notary")],
    ],
)
def test_a_word_may_have_several_meanings(opened, planted, synonyms):
    for n, (need, offer) in enumerate([("house painter", "decorator"), ("attorney", "notary")]):
        planted.add("preference", person_id=planted.person(f"Ana {n}"), kind="needs", text=need)
        planted.add("preference", person_id=planted.person(f"Tom {n}"), kind="offers", text=offer)
    store = opened(planted)
    store.settle_matching(MatchSettings(synonyms=tuple(synonyms)))
    assert names(store) == ([("Ana 0", "Tom 0")] if "decorator" in str(synonyms) else [("Ana 1", "Tom 1")])


def test_synonyms_hold_for_what_people_like_too(opened, planted):
    ana, tom = planted.person("Ana"), planted.person("Tom")
    planted.add("preference", person_id=ana, kind="likes", text="football")
    planted.add("preference", person_id=tom, kind="likes", text="watching soccer with enormous enthusiasm everywhere")
    store = opened(planted)
    assert names(store) == []
    store.settle_matching(MatchSettings(synonyms=(("soccer", "football"),)))
    assert names(store) == [("Ana", "Tom")]


def test_what_somebody_works_as_is_an_offer(opened, planted):
    ana, tom, firm = planted.person("Ana"), planted.person("Tom"), planted.person("Berg", kind="organization")
    planted.add("preference", person_id=ana, kind="needs", text="a tax adviser")
    planted.add("affiliation", id=1, person_id=tom, organization_id=firm, role="Tax adviser", since=None, until=None)
    (found,) = opened(planted).suggested_introductions()
    assert (found.kind, found.other.name) == (Why.ROLE, "Tom")
    assert found.why == "Ana needs a tax adviser; Tom works as Tax adviser."
    assert found.short == "needs a tax adviser · works as Tax adviser"


@pytest.mark.parametrize(
    ("kind", "short"),
    [
        ("likes", "likes Chess · likes chess by post"),
        ("tag", "both bear the tag chess"),
        ("place", "both at home in Alderhaven"),
    ],
)
def test_people_who_share_something(opened, planted, kind, short):
    ana, tom = planted.person("Ana"), planted.person("Tom")
    if kind == "tag":
        planted.add("tag", id=1, name="chess")
    for person, text in ((ana, "Chess"), (tom, "chess by post")):
        if kind == "likes":
            planted.add("preference", person_id=person, kind="likes", text=text)
        elif kind == "tag":
            planted.add("person_tag", person_id=person, tag_id=1)
        else:
            value = f"Am Wehr {person}, 10007 Alderhaven"
            planted.add("contact_point", id=person, person_id=person, kind="address", value=value)
    (found,) = opened(planted).suggested_introductions()
    assert found.kind is (Why.PLACE if kind == "place" else Why.INTEREST)
    assert ("Alderhaven" if kind == "place" else "hess") in found.why
    assert found.short == short


def know_by_relationship(planted, ana, tom):
    planted.add("relationship", id=1, person_id=tom, other_id=ana, kind="friend")


def know_by_entry(planted, ana, tom):
    planted.entry(ana, ago=10, about=(tom,))


def know_by_introduction(planted, ana, tom):
    entry = planted.entry(ago=10, kind="introduction")
    planted.add("introduction", entry_id=entry, side="given", one_id=tom, other_id=ana, state="declined")


def know_by_meeting_through(planted, ana, tom):
    planted.tables["person"][ana - 1]["met_through_id"] = tom


def know_by_firm(planted, ana, tom):
    firm = planted.person("Berg", kind="organization")
    for person in (ana, tom):
        planted.add("affiliation", id=person, person_id=person, organization_id=firm, role="", since=None, until=None)


@pytest.mark.parametrize(
    "know", [know_by_relationship, know_by_entry, know_by_introduction, know_by_meeting_through, know_by_firm]
)
def test_who_know_each_other_need_no_introduction(opened, planted, pair, know):
    know(planted, *pair)
    assert names(opened(planted)) == []


def test_of_whom_one_line_says_they_should_meet_do_not_know_each_other_yet(opened, planted, pair):
    planted.entry(ago=3, kind="note", about=pair)
    assert len(names(opened(planted))) == 1


def test_what_is_said_of_every_wish_is_no_shared_interest(opened, planted):
    for n, text in enumerate(("being asked about her recipes", "being asked for advice, where others would call")):
        planted.add("preference", person_id=planted.person(f"Person {n}"), kind="likes", text=text)
    assert names(opened(planted)) == []


def test_dismissed_stays_dismissed_after_one_of_the_two_became_one_with_a_double(opened, planted, pair):
    store = opened(planted)
    (found,) = store.suggested_introductions()
    store.answer(found.key, AnswerKind.DISMISSED)
    for double in pair:
        other = store.add_person(PersonDraft(name="The Same"))
        store.merge(other, double)
        assert names(store) == []
    store.undo()
    store.undo()
    store.undo()
    assert names(store) == []


@pytest.mark.parametrize(
    "parts", [{"archived": 1}, {"deceased": 1}, {"resting": 1}, {"is_me": 1}, {"comfort": "keep_apart"}]
)
def test_who_is_left_in_peace(opened, planted, pair, parts):
    planted.tables["person"][pair[1] - 1].update(parts)
    assert names(opened(planted)) == []


def test_who_keeps_apart_may_share_an_interest_but_not_with_business(opened, planted):
    ana, tom, bo = (planted.person(name) for name in ("Ana", "Tom", "Bo"))
    for person in (ana, tom, bo):
        planted.add("preference", person_id=person, kind="likes", text="chess")
    planted.tables["person"][ana - 1]["comfort"] = "keep_apart"
    planted.tables["person"][bo - 1]["came_first"] = "business"
    assert sorted(names(opened(planted))) == [("Ana", "Tom"), ("Tom", "Bo")]


@pytest.mark.parametrize(
    "text", ["no introductions, please", "Introduce nobody", "was introduced enough", "keine Vorstellungen bitte"]
)
def test_a_boundary_about_introductions_is_kept_in_ones_own_words(opened, planted, pair, text):
    planted.add("preference", person_id=pair[0], kind="boundary", text=text)
    store = opened(planted)
    store.settle_matching(MatchSettings((("introductions", "Vorstellungen"),)))
    assert names(store) == []


def test_a_boundary_about_something_else_keeps_nobody_apart(opened, planted, pair):
    planted.add("preference", person_id=pair[0], kind="boundary", text="never before ten")
    assert names(opened(planted)) == [("Ana", "Tom")]


def test_a_need_that_is_over_is_no_need(opened, planted, pair):
    planted.tables["preference"][0]["until"] = "2026-11-01"
    assert names(opened(planted)) == []


def test_dismissed_it_never_comes_again(opened, planted, pair):
    store = opened(planted)
    (found,) = store.suggested_introductions()
    store.answer(found.key, AnswerKind.DISMISSED)
    assert names(store) == []
    store.undo()
    assert names(store) == [("Ana", "Tom")]


def test_snoozed_it_waits(opened, planted, pair):
    store = opened(planted)
    (found,) = store.suggested_introductions()
    store.answer(found.key, AnswerKind.SNOOZED, store.today.replace(year=2027))
    assert names(store) == []


def test_taken_up_it_is_an_idea_and_no_touch(opened, planted, pair):
    store = opened(planted)
    (found,) = store.suggested_introductions()
    (entry,) = store.record(idea(found, store.today)).entries
    detail = store.entry(entry).draft.detail
    assert detail.state is IntroductionState.IDEA
    assert {detail.one.id, detail.other.id} == set(pair)
    assert names(store) == []
    assert all(row.last_touch is None for row in store.person_rows(pair).values())
    assert store.entry_ids(EntryFilter(kinds=(EntryKind.INTRODUCTION,)))


def test_one_person_does_not_fill_the_list(opened, planted):
    tom = planted.person("Tom")
    planted.add("preference", person_id=tom, kind="offers", text="roofs")
    for n in range(9):
        planted.add("preference", person_id=planted.person(f"Person {n}"), kind="needs", text="a roof")
    assert len(names(opened(planted))) == 3


def test_every_suggestion_of_the_sample_keeps_the_rules(sampled, sample_store):
    whole = sampled[1]
    together = {}
    for r in whole["participant"]:
        together.setdefault(r["entry_id"], set()).add(r["person_id"])
    found = sample_store.suggested_introductions()
    assert len(found) > 10
    for s in found:
        both = {s.one.id, s.other.id}
        assert not any(both <= people for people in together.values()), s
        assert not any({r["person_id"], r["other_id"]} == both for r in whole["relationship"])
        assert s.why
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("Am Wehr 1, 10007 Alderhaven", "Alderhaven"),
        ("Am Wehr 1\nD-10007 Alderhaven\nGermany", "Alderhaven"),
        ("500 Pine St\nSeattle, WA 98101\nUSA", "Seattle"),
        ("1 Ocean Drive, Miami, FL 33139, USA", "Miami"),
        ("10 Mill Lane, London SW1A 2AA, UK", "London"),
        ("Keizersgracht 5, 1015 CJ Amsterdam", "Amsterdam"),
        ("12 rue du Port, 44000 Nantes, France", "Nantes"),
        ("Mill Lane 5, Alderhaven", "Alderhaven"),
        ("Mill Lane 5, Alderhaven, Norway", "Alderhaven"),
        ("Alderhaven", "Alderhaven"),
        ("12345", ""),
        ("", ""),
    ],
)
def test_the_town_of_an_address_as_people_type_it(address, town):
    assert _town(address, None) == town
