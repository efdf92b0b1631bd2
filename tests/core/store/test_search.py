"""Whatever was written is found by what somebody would type, and typing can break nothing."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netjournal import names
from netjournal.model import (
    Affiliation,
    Alias,
    AskState,
    ContactKind,
    ContactPoint,
    EntryFilter,
    EntryKind,
    LedgerFilter,
    Money,
    Offering,
    PersonKind,
    PersonRef,
    Preference,
    PreferenceKind,
    Reason,
    Reminder,
    Trust,
)


def found(store, text):
    return [(f.kind, f.id) for f in store.search(text)]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Café Zürich", "cafe zur"),
        ("Cafe Zurich", "café zür"),
        ("Große Straße", "strasse"),
        ("Grosse Strasse", "straß"),
        ("SMØRREBRØD", "smorre"),
        ("smørrebrød", "SMØRRE"),
        ("Łódź", "lodz"),
        ("œuvre complète", "oeuvre"),
        ("programming in C++ & Rust", "c++"),
        ("met at the “Blue Note”", '"blue'),
        ("王小明 is here", "王"),
        ("the roof", "roo"),
        ("the roof", "ROOF the"),
        ("don't", "don't"),
    ],
)
def test_words_are_found_however_they_are_spelt(store, make, written, typed):
    entry = make.entry(text=written, kind=EntryKind.NOTE)
    assert found(store, typed) == [("entry", entry)]
    assert list(store.entry_ids(EntryFilter(words=typed))) == [entry]
    store.delete_entries([entry])
    assert found(store, typed) == []
    store.undo()
    assert found(store, typed) == [("entry", entry)]
    assert store.check().ok


def test_the_middle_of_a_word_is_not_found(store, make):
    make.entry(text="the roof")
    assert found(store, "oof") == []
    assert found(store, "roof barn") == []


@pytest.mark.parametrize(
    "typed", ["0171 234", "0171/234-567", "+49 171 2345", "171234567", "234567", "4567", "(0171) 23"]
)
@pytest.mark.parametrize("written", ["+49 171 234567", "0171/234567", "0171-23 45 67", "+49 (171) 234.567"])
def test_a_telephone_number_is_found_by_its_digits(store, make, written, typed):
    if "49" in typed and "49" not in written:
        return
    ana = make.person()
    store.save_fact(ContactPoint(0, ana, ContactKind.PHONE, written))
    (one,) = store.search(typed)
    assert one.id == ana
    ((start, end),) = one.spans
    assert names.digits(typed).lstrip("0") in names.digits(one.snippet[start:end])


def test_names_and_texts_may_be_mixed(store, make):
    omar, ana, lea = make.person("Omar Haddad"), make.person("Ana Ruiz"), make.person("Lea Omar")
    roof = make.entry(omar, ana, text="he mends the roof")
    make.entry(ana, text="the roof leaks")
    ask = make.ask(omar, what="a loan for the barn")
    store.save_fact(Preference(0, lea, PreferenceKind.LIKES, "jazz"))
    assert found(store, "omar roof") == [("entry", roof)]
    assert found(store, "roof haddad ana") == [("entry", roof)]
    assert found(store, "barn omar") == [("entry", ask)]
    assert found(store, "omar jazz") == [("person", lea)]
    assert found(store, "omar violin") == []
    assert list(store.entry_ids(EntryFilter(words="omar roof"))) == [roof]


@pytest.mark.parametrize(
    "typed",
    ["architect berg", "ana golf", "jazz lisbon", "architect jazz", "golf berg ana", "lisb jaz", "901820 golf", "golf"],
)
def test_of_one_person_each_word_may_stand_in_another_place(store, make, typed):
    ana, bo = make.person("Ana Ruiz"), make.person("Bo Lind")
    berg = make.organization("Berg & Co")
    store.save_fact(Affiliation(0, ana, PersonRef(berg, "Berg & Co", PersonKind.ORGANIZATION), "Architect"))
    store.save_fact(ContactPoint(0, ana, ContactKind.ADDRESS, "Rua Nova 1\nLisbon"))
    store.save_fact(ContactPoint(0, ana, ContactKind.PHONE, "+49 30 901820"))
    store.save_fact(Preference(0, ana, PreferenceKind.LIKES, "jazz"))
    store.set_tags(ana, ["golf"])
    store.save_fact(Preference(0, bo, PreferenceKind.LIKES, "jazz"))
    hits = [one for one in store.search(typed) if one.kind == "person"]
    assert [one.id for one in hits] == [ana]
    assert hits[0].spans
    assert found(store, f"{typed} violin") == []


def test_two_words_of_which_one_is_said_of_very_many(store, make):
    with store.step("Many"):
        ana = make.person("Ana Ruiz", notes="plays golf")
        store.save_fact(Preference(0, ana, PreferenceKind.LIKES, "jazz"))
        for n in range(300):
            store.save_fact(Preference(0, make.person(f"Bo {n}"), PreferenceKind.LIKES, "jazz"))
    assert found(store, "golf jazz") == [("person", ana)]


@pytest.mark.parametrize("typed", ["zebra", "house zebra", "zebra haddad"])
def test_what_went_elsewhere_is_found_by_where_it_went(store, make, typed):
    omar, zebra = make.person("Omar Haddad"), make.organization("Zebra & Co")
    ask = make.ask(omar, what="the house")
    outcome = make.outcome(ask, AskState.ELSEWHERE, elsewhere=PersonRef(zebra, "Zebra & Co"))
    make.outcome(make.ask(omar, what="a barn"), AskState.ELSEWHERE)
    entries = [one for one in store.search(typed) if one.kind == "entry"]
    assert [one.id for one in entries] == [{"house zebra": ask}.get(typed, outcome)]
    if typed == "zebra":
        assert "Zebra" in entries[0].snippet
        assert entries[0].spans


@pytest.mark.parametrize(
    ("name", "typed"), [("李小龙", "小龙"), ("Sean O'Brien", "obrien"), ("Sean O’Brien", "sean obri")]
)
def test_a_name_is_found_by_what_is_typed_of_it(store, make, name, typed):
    person = make.person(name)
    assert found(store, typed) == [("person", person)]
    assert found(store, "brie" if "B" in name else "李")[:1] == [("person", person)]


def test_a_name_beside_a_word_that_stands_everywhere(store, make):
    ana, bo = make.person("Ana"), make.person("Bo")
    old = make.entry(ana, text="we met")
    with store.step("Many"):
        for _ in range(400):
            make.entry(bo, text="we met")
    assert ("entry", old) in found(store, "ana met")


def test_people_come_first_those_in_touch_with_lately_before_the_others(store, make):
    ids = [make.person(f"Ana {n}") for n in "ABC"]
    make.entry(ids[1], day=1, text="with ana")
    make.entry(ids[2], day=9)
    kinds = found(store, "ana")
    assert kinds[0] == ("person", ids[2]) or kinds[0] == ("person", ids[1])
    assert {k for k, _ in kinds[:3]} == {"person"}


def test_everything_that_is_written_is_searched(store, make):
    ana = make.person(notes="keeps bees", nickname="Anita", met_how="at the harbour")
    store.save_fact(Alias(0, ana, "Ruizova"))
    store.save_fact(Trust(0, ana, "lent me a ladder"))
    store.set_tags(ana, ["choir"])
    store.save_offering(Offering(0, "Plans", "a sentence about drafting"))
    store.save_reminder(Reminder(0, "send the photographs", make.day(-1)))
    make.introduction(ana, make.person("Bo"), purpose="to sail")
    for typed, kind in {
        "bees": "person",
        "anita": "person",
        "harbour": "person",
        "ruizova": "person",
        "ladder": "person",
        "choir": "tag",
        "drafting": "offering",
        "photographs": "reminder",
        "sail": "entry",
    }.items():
        assert kind in {k for k, _ in found(store, typed)}, typed


@pytest.mark.parametrize(
    ("worth", "typed"),
    [
        ("18500", ["18500", "18,500", "18.500", "18 500", "18’500", "185", "18500 eur", "EUR 18,500", "18,500 house"]),
        ("1250.50", ["1250", "1,250.50", "1.250,50", "1250.5", "1250 house"]),
        ("1E+3", ["1000", "1,000"]),
        ("300", ["300", "300 eur"]),
    ],
)
@pytest.mark.parametrize("kind", ["ask", "outcome", "referral"])
def test_a_sum_is_found_by_its_digits_however_it_is_written(store, make, kind, worth, typed):
    ana, value = make.person(), Money(Decimal(worth), "EUR")
    if kind == "ask":
        entry = make.ask(ana, what="the house", value=value)
    elif kind == "outcome":
        entry = make.outcome(make.ask(ana, what="a barn"), AskState.YES, value=value, text="Yes to the house")
    else:
        entry = make.referral(ana, need="the house", value=value)
    for one in typed:
        assert found(store, one) == [("entry", entry)], one
        assert entry in store.entry_ids(EntryFilter(words=one)), one
    (one,) = store.search(typed[0])
    assert one.spans
    assert found(store, "18499") == []
    store.undo()
    assert found(store, typed[0]) == []
    assert store.check().ok


def test_an_ask_is_found_by_the_sum_that_came_of_it(store, make):
    ask = make.ask(make.person())
    make.outcome(ask, AskState.YES, value=Money(Decimal(18500), "EUR"))
    make.ask(make.person())
    assert list(store.ledger_ids(LedgerFilter(words="18,500"))) == [ask]
    assert list(store.ledger_ids(LedgerFilter(words="18,500 house"))) == [ask]
    assert list(store.ledger_ids(LedgerFilter(words="18,501"))) == []


@pytest.mark.parametrize("typed", ["12,500", "12500", "12.500", "12 500"])
@pytest.mark.parametrize("written", ["it costs 12,500 in all", "it costs 12500 in all", "it costs 12.500 in all"])
def test_a_number_in_a_text_is_found_however_it_is_written(store, make, written, typed):
    entry = make.entry(text=written)
    (one,) = store.search(typed)
    assert one.id == entry
    ((start, end),) = one.spans
    assert names.digits(one.snippet[start:end]) == "12500"
    assert list(store.entry_ids(EntryFilter(words=typed))) == [entry]


def test_words_may_stand_in_the_text_and_in_what_was_asked(store, make):
    ana = make.person()
    ask = make.ask(ana, what="a heat pump", text="Over coffee")
    make.ask(ana, what="a heat pump", text="On the telephone")
    make.entry(ana, text="Coffee")
    assert found(store, "coffee pump") == [("entry", ask)]


@pytest.mark.parametrize(
    ("text", "about", "shown"),
    [
        ("Asked: the house.", "the house", "Asked: the house."),
        ("Asked: THE HOUSE.", "the house", "Asked: THE HOUSE."),
        ("Over coffee", "the house", "Over coffee the house"),
        ("", "the house", "the house"),
        ("the houseboat", "the house", "the houseboat the house"),
    ],
)
def test_what_was_asked_is_shown_once(store, make, text, about, shown):
    make.ask(make.person("Ana Ruiz"), what=about, text=text)
    assert [one.snippet for one in store.search("ana ruiz") if one.kind == "entry"] == [shown]


def test_one_person_meant_brings_what_happened_with_them(store, make):
    ana = make.person("Ana Ruiz")
    entry = make.entry(ana, text="lunch")
    assert found(store, "ana rui") == [("person", ana), ("entry", entry)]


def test_no_more_than_asked_for_and_the_newest_first(store, make):
    ids = [make.entry(text="roof", day=60 - n) for n in range(60)][::-1]
    assert [n for _, n in found(store, "roof")] == ids[:40]
    assert [f.id for f in store.search("roof", limit=5)] == ids[:5]


LETTERS = st.sampled_from("aAé ßøł王🌸'\"*+-()^:{}~_.\x00\n0123AND OR NOT NEAR") | st.characters()


@given(typed=st.text(LETTERS, max_size=20), written=st.text(LETTERS, max_size=30))
def test_nothing_typed_can_break_it(fresh, typed, written):
    with fresh() as (store, make):
        ana = make.person("Ana " + (written.replace("\x00", "").strip() or "x"))
        entry = make.entry(ana, text=written + " zz")
        for one in itertools.chain(store.search(typed), store.search(written)):
            assert one.title
            for start, end in one.spans:
                assert 0 <= start < end <= len(one.snippet)
            assert list(one.spans) == sorted(one.spans)
        assert ("entry", entry) in found(store, "zz")
        store.entry_ids(EntryFilter(words=typed))
        store.delete_people([ana])
        assert store.check().ok


@given(
    st.text(st.sampled_from("ab éß-'ø"), max_size=25).map(lambda text: " ".join(text.split())),
    st.text(st.sampled_from("abéßø"), min_size=1, max_size=3),
)
def test_what_is_marked_begins_with_what_was_typed(fresh, written, typed):
    with fresh() as (store, make):
        make.entry(text=written + " zz")
        hits = store.search(typed)
        begun = names.matches(written, [typed])
        assert bool(hits) == bool(begun)
        for one in hits:
            assert one.spans == tuple(begun)


def test_the_index_is_mended(store, make):
    make.entry(text="the roof")
    from netjournal.store.schema import db

    db.execute_sql("INSERT INTO search (search) VALUES ('delete-all')")
    assert not store.check().ok
    store.mend_index()
    assert store.check().ok
    assert len(store.search("roof")) == 1


def test_whose_name_alone_fits_is_shown_with_who_they_are(store, make):
    ana = make.person("Ana Ruiz", notes="keeps bees", met_how="at the fair")
    store.set_tags(ana, ["golf"])
    (found,) = [one for one in store.search("ana") if one.kind == "person"]
    assert found.snippet == "golf"
    (found,) = [one for one in store.search("bees") if one.kind == "person"]
    assert "keeps bees" in found.snippet
    assert found.spans


def test_where_enough_are_called_so_nothing_written_of_others_is_looked_for(store, make):
    for n in range(8):
        make.person(f"Roof {n}")
    ana = make.person("Ana Ruiz", notes="a new roof")
    make.entry(ana, text="the roof leaks")
    found = store.search("roof", 8)
    assert [one.kind for one in found] == ["person"] * 8 + ["entry"]
    assert any(one.id == ana for one in store.search("roof", 12))


@pytest.mark.parametrize("reason", [one for one in Reason if one is not Reason.NOT_SAID])
def test_a_reason_chosen_from_the_list_is_found_by_its_words(store, make, reason):
    ana, bo = make.person("Ana Ruiz"), make.person("Bo Lind")
    make.outcome(make.ask(bo, what="a boat"), AskState.ELSEWHERE)
    outcome = make.outcome(make.ask(ana, what="the house"), AskState.ELSEWHERE, reason=reason)
    said = str(reason.said)
    (hit,) = store.search(said)
    assert (hit.kind, hit.id) == ("entry", outcome)
    assert " ".join(hit.snippet[begin:end] for begin, end in hit.spans).casefold() == said.casefold()
    assert [f.id for f in store.search(f"{said} ana")] == [outcome]
    assert store.search(f"{said} bo") == []
    assert list(store.entry_ids(EntryFilter(words=said))) == [outcome]
    assert store.check().ok
