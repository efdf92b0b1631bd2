"""Whom an import finds, whom it does not, and what it would add."""

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netjournal.days import PartialDate
from netjournal.errors import NothingImported
from netjournal.exchange import read_people
from netjournal.exchange.csv_people import read_csv_people
from netjournal.exchange.plan import _COMPLETE, Additions, Existing, ImportPlan, Verdict, make_plan, report
from netjournal.exchange.vcard import read_vcards
from netjournal.model import Affiliation, ContactKind, ContactPoint, DateKind, PersonDraft, PersonRef, SpecialDate


def vcards(*bodies: str):
    return read_vcards("".join(f"BEGIN:VCARD\nVERSION:3.0\n{body}\nEND:VCARD\n" for body in bodies).encode())


def somebody(id: int, name: str, *, email: str = "", phone: str = "", uuid: str = "", kept=(), notes: str = ""):
    points = [ContactPoint(id, id, ContactKind.EMAIL, email)] if email else []
    points += [ContactPoint(id, id, ContactKind.PHONE, phone)] if phone else []
    return Existing(id, uuid or f"uuid-{id}", PersonDraft(name, notes=notes), contact_points=tuple(points), kept=kept)


def taken_in(plan: ImportPlan) -> list[Existing]:
    """The journal as it is once the plan is carried out: the people as the store would have them."""
    people: dict[int, Existing] = {}
    for step in plan.steps():
        if step.person is None and step.earlier is None:
            card = step.card
            people[step.index] = Existing(
                step.index + 1,
                card.uuid or f"made-{step.index}",
                card.draft,
                card.aliases,
                card.contact_points,
                card.dates,
                card.affiliations,
                card.relationships,
                card.preferences,
                card.tags,
                card.to_keep,
                card.portrait is not None,
            )
    return list(people.values())


ANA = "FN:Ana Ruiz\nEMAIL:ana@example.com\nTEL:0170 1234567"


@pytest.mark.parametrize(
    ("card", "there", "verdict"),
    [
        ("FN:Somebody Else\nUID:abc", somebody(7, "Ana Ruiz", kept=("UID:abc",)), Verdict.MATCHED),
        (
            "FN:Ana\nUID:urn:uuid:6F1C7A52-8D0E-4C55-9DF1-3D2A4A1D9F11",
            somebody(7, "Ana Ruiz", uuid="6f1c7a52-8d0e-4c55-9df1-3d2a4a1d9f11"),
            Verdict.MATCHED,
        ),
        ("FN:Ana Ruiz\nEMAIL:ANA@Example.com", somebody(7, "Ana Ruiz", email="ana@example.com"), Verdict.MATCHED),
        ("FN:Ruiz\\, Ana\nEMAIL:ana@example.com", somebody(7, "Ana Ruiz", email="ana@example.com"), Verdict.MATCHED),
        ("FN:A. Ruiz\nEMAIL:ana@example.com", somebody(7, "Ana Ruiz", email="ana@example.com"), Verdict.MATCHED),
        ("FN:Ana\nTEL:+49 170 1234567", somebody(7, "Ana Ruíz", phone="0170/1234567"), Verdict.MATCHED),
        ("FN:Ana Ruis\nTEL:0170-1234567", somebody(7, "Ana Ruiz", phone="+491701234567"), Verdict.REVIEW),
        ("FN:Ana Berg\nEMAIL:ana@example.com", somebody(7, "Ana Ruiz", email="ana@example.com"), Verdict.REVIEW),
        ("FN:Bo Ruiz\nTEL:030 1234567", somebody(7, "Ana Ruiz", phone="030 1234567"), Verdict.NEW),
        ("FN:Ana Ruiz", somebody(7, "Ana Ruiz"), Verdict.REVIEW),
        ("FN:ana ruíz\nEMAIL:new@example.com", somebody(7, "Ana Ruiz", email="old@example.com"), Verdict.REVIEW),
        ("FN:Anna Ruiz", somebody(7, "Ana Ruiz"), Verdict.REVIEW),
        ("FN:Ana Berg", somebody(7, "Ana Ruiz"), Verdict.NEW),
        ("FN:Ana", somebody(7, "Ana Ruiz"), Verdict.NEW),
    ],
)
def test_whom_a_card_is_found_to_be(card, there, verdict):
    (planned,) = make_plan(vcards(card), [there]).cards
    assert planned.verdict is verdict
    assert planned.match == (None if verdict is Verdict.NEW else 7)
    assert planned.why


@pytest.mark.parametrize(
    ("card", "again"),
    [
        (
            "FN:Omar Khan\nURL:https://www.linkedin.com/in/omar",
            "FN:Omar Khan\nURL:http://linkedin.com/in/omar/\nORG:New",
        ),
        ("FN:Omar Khan\nIMPP:xmpp:omar@example.org", "FN:Omar Khan\nIMPP:xmpp:omar@example.org\nORG:New"),
        ("FN:Omar Khan\nTEL:999", "FN:Omar Khan\nTEL:999\nORG:New"),
        ("FN:Omar Khan\nBDAY:1980-04-05", "FN:Omar Khan\nBDAY:1980-04-05\nORG:New"),
        ("FN:Omar Khan\nBDAY:1980-04-05", "FN:Khan\\, Omar\nBDAY:1980-04-05\nORG:New"),
    ],
)
def test_the_same_name_and_something_else_of_ones_own_is_the_same_person(card, again):
    there = taken_in(make_plan(vcards(card), []))
    (planned,) = make_plan(vcards(again), there).cards
    assert (planned.verdict, planned.match) == (Verdict.MATCHED, 1)
    assert "nothing else" not in str(planned.why)
    assert [fact.organization.name for fact in planned.adds.facts] == ["New"]
    assert make_plan(vcards(card), there).cards[0].adds == Additions()
    first, second = make_plan(vcards(card, again), []).cards
    assert (first.verdict, second.verdict) == (Verdict.NEW, Verdict.MATCHED)


@pytest.mark.parametrize(
    ("card", "other", "verdict"),
    [
        ("FN:Ana Ruiz\nURL:https://berg.example", "FN:Bo Ruiz\nURL:https://berg.example", Verdict.NEW),
        ("FN:Ana Ruiz\nTEL:999", "FN:Bo Lind\nTEL:999", Verdict.NEW),
        ("FN:Ana Ruiz\nTEL:999", "FN:Ana\nTEL:999", Verdict.NEW),
        ("FN:Ana Ruiz\nBDAY:1980-04-05", "FN:Bo Lind\nBDAY:1980-04-05", Verdict.NEW),
        ("FN:Ana Ruiz\nBDAY:1980-04-05", "FN:Ana Ruiz\nBDAY:1981-04-05", Verdict.REVIEW),
        ("FN:Ana Ruiz\nBDAY:1980", "FN:Ana Ruiz\nBDAY:1980", Verdict.REVIEW),
        ("FN:Ana Ruiz\nADR:;;Weg 3;Bonn;;;", "FN:Ana Ruiz\nADR:;;Weg 3;Bonn;;;", Verdict.REVIEW),
    ],
)
def test_what_is_no_ground_to_be_the_same_person(card, other, verdict):
    (planned,) = make_plan(vcards(other), taken_in(make_plan(vcards(card), []))).cards
    assert planned.verdict is verdict


def test_another_birthday_than_the_one_in_the_journal_is_told():
    there = taken_in(make_plan(vcards(f"{ANA}\nBDAY:1980-04-05"), []))
    plan = make_plan(vcards(f"{ANA}\nBDAY:1981-01-01"), there)
    assert not plan.cards[0].adds
    assert report(plan)["skipped"] == [
        {"line": 1, "why": "Ana Ruiz has a birthday already, and keeps it: 1981-01-01 was left out."}
    ]
    assert report(make_plan(vcards(f"{ANA}\nBDAY:1980-04-05"), there))["skipped"] == []
    plan = make_plan(vcards(f"{ANA}\nBDAY:1980-04-05\nBDAY:1981-01-01"), taken_in(make_plan(vcards(ANA), [])))
    assert [str(fact.date) for fact in plan.cards[0].adds.facts] == ["1980-04-05"]
    assert len(report(plan)["skipped"]) == 1


def test_one_by_the_very_same_name_is_not_taken_in_unasked_and_one_nearly_so_is():
    same, near = make_plan(vcards("FN:Ana Ruiz", "FN:Anna Ruiz"), [somebody(7, "Ana Ruiz")]).cards
    assert not same.ticked
    assert near.ticked


def test_a_match_adds_what_is_missing_and_overwrites_nothing():
    there = Existing(
        7,
        "u",
        PersonDraft("Ana Ruiz", nickname="Anita", notes="Old note"),
        contact_points=(ContactPoint(1, 7, ContactKind.PHONE, "+49 170 1234567"),),
        dates=(SpecialDate(2, 7, DateKind.BIRTHDAY, PartialDate(1980, 3, 5)),),
        affiliations=(Affiliation(3, 7, PersonRef(9, "Casa Verde")),),
        tags=("Choir",),
    )
    card = (
        ANA + "\nN:Ruiz;Ana;;;\nNICKNAME:Ani\nNOTE:New note\nBDAY:1981-01-01\nORG:casa verde\nCATEGORIES:choir,Chess"
        "\nUID:abc\nX-FOO:bar"
    )
    (planned,) = make_plan(vcards(card), [there]).cards
    assert planned.verdict is Verdict.MATCHED
    assert dict(planned.adds.about) == {"given": "Ana", "family": "Ruiz", "notes": "Old note\n\nNew note"}
    assert planned.adds.facts == (ContactPoint(0, 7, ContactKind.EMAIL, "ana@example.com"),)
    assert planned.adds.tags == ("Chess",)
    assert planned.adds.kept == ("UID:abc", "X-FOO:bar")
    assert planned.adds.portrait is None


def test_the_same_person_twice_in_one_file_becomes_one():
    plan = make_plan(vcards(ANA, "FN:Ana Ruiz\nEMAIL:ana@example.com\nURL:https://example.com"), [])
    first, second = plan.cards
    assert (first.verdict, second.verdict, second.earlier) == (Verdict.NEW, Verdict.MATCHED, 0)
    steps = list(plan.steps())
    assert [(step.index, step.person, step.earlier) for step in steps] == [(0, None, None), (1, None, 0)]
    assert [fact.value for fact in steps[1].adds.facts] == ["https://example.com"]
    assert [(step.index, step.earlier) for step in plan.steps({1})] == [(1, None)]


def test_two_people_of_one_name_in_one_file_stay_two():
    plan = make_plan(vcards("FN:Kim Lee\nEMAIL:a@example.com", "FN:Kim Lee\nEMAIL:b@example.com"), [])
    assert [planned.verdict for planned in plan.cards] == [Verdict.NEW, Verdict.REVIEW]
    assert report(plan)["added"] == 2


@pytest.mark.parametrize(
    "name", ["android-2.1", "ios-3.0", "google-3.0", "outlook-2.1", "thunderbird-4.0", "nextcloud-4.0", "evolution-3.0"]
)
def test_importing_a_file_a_second_time_adds_nothing(name, sample):
    reading = read_vcards(sample(f"vcards/{name}.vcf"))
    first = make_plan(reading, [])
    assert first.counts().new == len(reading.cards)
    second = make_plan(reading, taken_in(first))
    assert list(second.steps()) == []
    assert report(second)["added"] == 0


@pytest.mark.parametrize("name", ["google-new", "google-old", "linkedin", "outlook-en", "outlook-de", "generic-fr"])
def test_importing_a_table_a_second_time_adds_nothing(name, sample):
    reading = read_csv_people(sample(f"csv/{name}.csv"))
    second = make_plan(reading, taken_in(make_plan(reading, [])))
    assert list(second.steps()) == []


def test_a_bad_card_is_reported_with_its_line_and_stops_nobody(sample):
    plan = make_plan(read_vcards(sample("vcards/broken.vcf")), [])
    told = report(plan)
    assert (told["read"], told["added"], told["matched"]) == (10, 8, 0)
    assert told["skipped"] == [
        {"line": 5, "why": "This line is no property."},
        {"line": 7, "why": "What is enclosed here cannot be read."},
        {"line": 10, "why": "This card has no name."},
        {"line": 14, "why": "This card is empty."},
        {"line": 24, "why": "This date cannot be read; the line is kept for the way out."},
    ]
    assert [planned.line for planned in plan.cards if planned.verdict is Verdict.SKIPPED] == [10, 14]


@pytest.mark.parametrize("data", [b"", b"hello", b"BEGIN:VCARD\nVERSION:3.0\nTEL:1\nEND:VCARD\n", b"\x00\xff" * 50])
def test_a_file_without_anybody_is_an_error(data):
    with pytest.raises(NothingImported):
        make_plan(read_vcards(data), [])


@pytest.mark.parametrize("name", ["header-only", "numbers"])
def test_a_table_without_anybody_is_an_error(name, sample):
    with pytest.raises(NothingImported):
        make_plan(read_csv_people(sample(f"csv/{name}.csv")), [])


def test_a_file_is_read_as_what_it_looks_to_be(sample):
    assert read_people(sample("vcards/ios-3.0.vcf")).dialect == "vCard 3.0"
    assert read_people(sample("csv/linkedin.csv")).dialect == "LinkedIn CSV"
    assert read_people("BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nEND:VCARD".encode("utf-16")).cards[0].name == "Ana"


def test_nearly_the_same_name_is_seen_among_many_who_share_a_first_name():
    crowd = [somebody(n, f"Anna {chr(97 + n % 26)}{chr(97 + n // 26) * 5}") for n in range(150)]
    plan = make_plan(vcards("FN:Anna Schmitt"), [*crowd, somebody(151, "Anna Schmidt")])
    assert (plan.cards[0].verdict, plan.cards[0].match_name) == (Verdict.REVIEW, "Anna Schmidt")


def test_a_word_everybody_has_in_common_is_passed_over():
    names = [f"Person Number{n}" for n in range(400)]
    plan = make_plan(vcards(*(f"FN:{name}" for name in names)), [])
    assert plan.cards[-1].verdict is Verdict.NEW


@given(number=st.from_regex(_COMPLETE, fullmatch=True))
@example(number="+12015550100")
def test_a_number_taken_as_it_stands_is_what_it_would_be_if_read(number):
    read = phonenumbers.parse(number, "DE")
    assert phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164) == number
