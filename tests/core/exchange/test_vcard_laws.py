"""What holds for every card: it comes back from a file as it went in; and for every file: reading it never fails."""

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from netjournal.days import PartialDate
from netjournal.exchange.card import Card, Portrait, address_lines, is_phone
from netjournal.exchange.vcard import read_vcards, write_vcard, write_vcards
from netjournal.model import (
    Affiliation,
    ContactKind,
    ContactPoint,
    DateKind,
    PersonDraft,
    PersonKind,
    PersonRef,
    Relationship,
    RelationshipKind,
    SpecialDate,
)

LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs", "Cf"]) | st.sampled_from(" ,;:\\\"'^=-ä漢👋")


def words(most: int = 12) -> st.SearchStrategy[str]:
    return st.text(LETTERS, min_size=1, max_size=most).map(lambda text: " ".join(text.split())).filter(bool)


MAYBE = st.just("") | words()
MANY_LINES = st.lists(words(90), max_size=4).map("\n".join)


@st.composite
def partial_dates(draw):
    year = draw(st.none() | st.integers(1605, 2100))
    month = draw(st.integers(1, 12)) if year is None else draw(st.none() | st.integers(1, 12))
    day = None if month is None else draw(st.none() | st.integers(1, 28))
    return PartialDate(year, month, day)


@st.composite
def contact_points(draw):
    kind = draw(st.sampled_from(ContactKind))
    label = draw(st.sampled_from(["", "home", "work", "mobile", "work mobile", "mobile work", "Reception, 2nd floor"]))
    preferred = draw(st.booleans())
    if kind is ContactKind.ADDRESS:
        parts = draw(st.just(()) | st.tuples(*[MAYBE] * 7).filter(any))
        value = draw(words() if not parts else st.just(address_lines(parts)) | words())
        return ContactPoint(0, 0, kind, value, label, preferred, parts)
    value = {
        ContactKind.EMAIL: words().filter(lambda text: not text.lower().startswith("mailto:") and not is_phone(text)),
        ContactKind.PHONE: words().filter(lambda text: not text.lower().startswith("tel:")),
        ContactKind.HANDLE: words() | st.just("skype:ana.ruiz"),
        ContactKind.WEB: words() | st.just("https://example.org/a,b;c?d=1"),
    }[kind]
    return ContactPoint(0, 0, kind, draw(value), label, preferred)


DATES = st.builds(
    lambda kind, date, label: SpecialDate(0, 0, kind, date, label),
    st.sampled_from(DateKind),
    partial_dates(),
    st.just("") | st.sampled_from(["Anniversary", "first day, at work", "name day"]),
)
AFFILIATIONS = st.builds(
    lambda name, role: Affiliation(0, 0, PersonRef(0, name, PersonKind.ORGANIZATION), role), words(), MAYBE
)
RELATIONSHIPS = st.builds(
    lambda name, kind, label: Relationship(0, 0, PersonRef(0, name), kind, label),
    words(),
    st.sampled_from(RelationshipKind),
    st.sampled_from(["", "mother", "spouse", "best friend", "Parent"]),
)
DRAFTS = st.builds(
    lambda name, parts, nickname, died, notes: PersonDraft(
        name,
        prefix=parts[0],
        given=parts[1],
        additional=parts[2],
        family=parts[3],
        suffix=parts[4],
        nickname=nickname,
        deceased=died is not None,
        died_on=died or None,
        notes=notes,
    ),
    words(),
    st.tuples(*[MAYBE] * 5),
    MAYBE,
    st.none() | st.just(False) | partial_dates(),
    MANY_LINES,
)
KEPT = st.lists(
    st.sampled_from(
        [
            "GEO:geo:48.2010,16.3695",
            "X-FAVOURITE;X-WHY=blue:a\\,b\\nc",
            "item7.X-PET:Rex",
            "TZ:-0500",
            "TITLE:Baker",
            "GENDER:F",
            "PHOTO;VALUE=uri:https://example.org/a.jpg",
            "KEY;MEDIATYPE=application/pgp-keys:https://example.org/k.asc",
        ]
    ),
    unique=True,
    max_size=3,
).map(tuple)


@st.composite
def cards(draw):
    card = Card(
        draw(DRAFTS),
        uid=draw(MAYBE | st.just("urn:uuid:6f1c7a52-8d0e-4c55-9df1-3d2a4a1d9f11")),
        contact_points=tuple(draw(st.lists(contact_points(), max_size=4))),
        dates=tuple(draw(st.lists(DATES, unique=True, max_size=3))),
        affiliations=tuple(draw(st.lists(AFFILIATIONS, max_size=3))),
        relationships=tuple(draw(st.lists(RELATIONSHIPS, max_size=3))),
        tags=tuple(draw(st.lists(words(), unique=True, max_size=3))),
        portrait=draw(
            st.none() | st.builds(Portrait, st.sampled_from(["image/jpeg", "image/png"]), st.binary(min_size=1))
        ),
        kept=draw(KEPT),
        rev=draw(st.sampled_from(["", "2024-05-01T10:00:00Z"])),
    )
    if any(line.startswith("TITLE") for line in card.kept) and card.affiliations:
        card = Card(card.draft, uid=card.uid, affiliations=card.affiliations)
    return card


@pytest.mark.parametrize("version", ["3.0", "4.0"])
@settings(max_examples=60, deadline=None)
@given(st.lists(cards(), min_size=1, max_size=3))
def test_cards_come_back_as_they_went_out(version, written):
    reading = read_vcards(write_vcards(written, version))
    assert list(reading.cards) == written
    assert reading.problems == ()
    assert reading.dialect == f"vCard {version}"


@settings(max_examples=40, deadline=None)
@given(cards())
def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(card):
    octets = write_vcard(card, "3.0")
    assert octets.endswith(b"\r\n")
    for line in octets.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")


@settings(max_examples=30, deadline=None)
@given(cards())
def test_another_reader_finds_the_same_in_version_3(card):
    other = vobject.readOne(write_vcard(card, "3.0").decode("utf-8"))
    assert other.fn.value == card.name
    assert other.n.value.family == card.draft.family
    assert other.n.value.given == card.draft.given
    phones = [point.value for point in card.contact_points if point.kind is ContactKind.PHONE]
    assert [tel.value for tel in other.contents.get("tel", [])] == phones
    if card.draft.notes:
        assert other.note.value == card.draft.notes
    if card.portrait:
        assert card.portrait.data in [photo.value for photo in other.contents["photo"]]


PIECES = st.sampled_from(
    [
        b"BEGIN:VCARD\r\n",
        b"END:VCARD\n",
        b"VERSION:2.1\r\n",
        b"VERSION:4.0\r",
        b"N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller=\n",
        b"FN:Ana",
        b"PHOTO;BASE64:\n /9j/\n\n",
        b"BDAY:--0229\n",
        b"BDAY:99999999\n",
        b"AGENT:\n",
        b" folded\r\n",
        b"item1.X-ABLabel:_$!<",
        b'TEL;TYPE="a,b:c',
        b"RELATED;VALUE=uri:urn:uuid:\n",
        b"X-ANDROID-CUSTOM:;;;\n",
        b"X-NETJOURNAL-DATE;TYPE=foo:x\n",
        b"ORG:;;\n",
        b"ADR:;;;\\\n",
        b"\xff\xfe",
        b"\x00",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.binary(max_size=20), max_size=20).map(b"".join))
def test_no_file_makes_reading_fail(data):
    reading = read_vcards(data)
    for card in reading.cards:
        assert card.name
        again = read_vcards(write_vcard(card)).cards
        assert len(again) == 1
