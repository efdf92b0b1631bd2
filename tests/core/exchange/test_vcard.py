"""vCards as phones and mail programs really write them, and what becomes of each property."""

import pytest

from netjournal.exchange.card import Loss
from netjournal.exchange.vcard import outgoing, read_vcards, write_vcard
from netjournal.model import About, Alias, Closeness, ContactKind, ContactPoint, Person, PersonDraft, PersonKind

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"


def only(body: str, version: str = "3.0"):
    reading = read_vcards(f"BEGIN:VCARD\nVERSION:{version}\n{body}\nEND:VCARD\n".encode())
    (card,) = reading.cards
    return card


def points(card):
    return [(point.kind.value, point.value, point.label, point.preferred) for point in card.contact_points]


def dates(card):
    return [(date.kind.value, str(date.date), date.label) for date in card.dates]


def ties(card):
    return [(tie.other.name, tie.kind.value, tie.label) for tie in card.relationships]


def test_android_2_1(sample):
    reading = read_vcards(sample("vcards/android-2.1.vcf"))
    person, shop = reading.cards
    assert reading.problems == ()
    assert reading.dialect == "vCard 2.1"
    assert (person.name, person.draft.prefix, person.draft.given, person.draft.family) == (
        "Dr. Jörg Müller",
        "Dr.",
        "Jörg",
        "Müller",
    )
    assert person.draft.nickname == "Jöggi"
    assert person.draft.notes == "Zeile eins\nZeile zwei mit einem langen Satz; und = Zeichen"
    assert points(person) == [
        ("phone", "+49 170 1234567", "mobile", True),
        ("phone", "030 9876543", "work fax", False),
        ("email", "joerg@example.org", "home", False),
        ("address", "Grüne Straße 5\n10115 Berlin\nDeutschland", "home", False),
    ]
    assert person.contact_points[3].parts == ("", "", "Grüne Straße 5", "Berlin", "", "10115", "Deutschland")
    assert dates(person) == [("birthday", "1980-02-29", "")]
    assert ties(person) == [("Léa", "partner", "spouse")]
    assert person.portrait is not None
    assert person.portrait.media_type == "image/jpeg"
    assert person.portrait.data.startswith(JPEG)
    assert person.kept == ("X-GROUP-MEMBERSHIP:Chor",)
    assert (shop.line, shop.name, shop.draft.kind) == (20, "Bäckerei Sonne", PersonKind.ORGANIZATION)
    assert shop.kept == ()


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=42=C3=BCro=2C oben)", "Büro, oben"),
        ("X-CUSTOM(ENCODING=QUOTED-PRINTABLE,=42=FCro)", "Büro"),
        ("X-CUSTOM(Tennis Club)", "Tennis Club"),
        ("CELL;X-CUSTOM(CHARSET=nowhere,ENCODING=QUOTED-PRINTABLE,=42oat)", "Boat"),
    ],
)
def test_a_label_of_ones_own_as_android_writes_it(written, label):
    card = f"BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Ana\r\nTEL;{written}:+49 30 123\r\nEND:VCARD\r\n"
    (read,) = read_vcards(card.encode()).cards
    ((number, said),) = [(point.value, point.label) for point in read.contact_points]
    assert (number, said) == ("+49 30 123", label)
    assert read.kept == ()


def test_ios_3_0(sample):
    person, company = read_vcards(sample("vcards/ios-3.0.vcf")).cards
    assert points(person) == [
        ("email", "ana@example.com", "other", True),
        ("email", "ana.ruiz@example.org", "work", False),
        ("phone", "+34 600 111 222", "mobile", True),
        ("phone", "+34 91 555 01 01", "Casa de la playa", False),
        ("address", "Calle Mayor 1, 2º\n28013 Madrid\nEspaña", "home", True),
        ("web", "https://example.com/ana", "home page", True),
        ("handle", "skype:ana.ruiz", "Skype", True),
        ("handle", "https://twitter.com/anaruiz", "twitter", False),
    ]
    assert dates(person) == [
        ("birthday", "--03-05", ""),
        ("anniversary", "2010-06-12", ""),
        ("other", "2015-09-01", "First day"),
    ]
    assert ties(person) == [("Luis Ruiz", "sibling", "brother"), ("Carmen", "other", "Padel")]
    assert [(one.organization.name, one.role) for one in person.affiliations] == [("Casa Verde", "Arquitecta")]
    assert person.draft.notes == "Met at the fair, hall 3;\nlikes tea"
    assert person.uid == "5C9B2C1E-0B5E-4E7B-8F61-0A9D7A2F3E10"
    assert person.uuid == "5c9b2c1e-0b5e-4e7b-8f61-0a9d7a2f3e10"
    assert person.kept == (
        "ORG:Casa Verde;Diseño;",
        "item3.X-ABADR:es",
        "X-SOCIALPROFILE;type=twitter;x-user=anaruiz:https://twitter.com/anaruiz",
    )
    assert company.draft.kind is PersonKind.ORGANIZATION
    assert company.affiliations == ()


def test_google_3_0(sample):
    first, second = read_vcards(sample("vcards/google-3.0.vcf")).cards
    assert first.tags == ("Kolo",)
    assert first.kept == ("X-PHONETIC-LAST-NAME:Novak",)
    assert [(one.organization.name, one.role) for one in first.affiliations] == [("Novák a syn", "Truhlář")]
    assert (second.name, dates(second)) == ("王小明", [("birthday", "--04-12", "")])


def test_outlook_2_1_in_windows_1252(sample):
    (person,) = read_vcards(sample("vcards/outlook-2.1.vcf")).cards
    assert (person.name, person.draft.given, person.draft.family) == ("Änne Größ", "Änne", "Größ")
    assert [(one.organization.name, one.role) for one in person.affiliations] == [("Größ & Söhne", "Geschäftsführerin")]
    assert points(person)[1] == ("address", "Am Bühl 7\n80331 München\nDeutschland", "work", True)
    assert "ORG:Größ & Söhne;Einkauf" in person.kept


def test_thunderbird_4_0(sample):
    (person,) = read_vcards(sample("vcards/thunderbird-4.0.vcf")).cards
    assert points(person) == [
        ("email", "chidi@example.org", "", True),
        ("email", "c.okafor@example.com", "work", False),
        ("phone", "+234 803 000 0000", "mobile", False),
        ("phone", "+234-1-555-0100 ext. 102", "home", False),
        ("handle", "xmpp:chidi@example.org", "", False),
    ]
    assert dates(person) == [("birthday", "--02-29", "")]
    assert person.kept == ("ANNIVERSARY:201504", "TZ;VALUE=TEXT:Africa/Lagos")


def test_nextcloud_4_0(sample):
    reading = read_vcards(sample("vcards/nextcloud-4.0.vcf"))
    person, choir, friend = reading.cards
    assert [problem.excerpt for problem in reading.problems] == ["BDAY;VALUE=text:circa 1800"]
    assert (person.draft.nickname, person.aliases) == ("Lélé", ("Lea",))
    assert person.tags == ("Famille", "Chorale, alto", "Altos")
    assert dates(person) == [("birthday", "1985-04", "")]
    assert ties(person) == [("Marc Dubois", "partner", "spouse"), ("Sam Okoye", "friend", "")]
    assert [one.text for one in person.preferences] == ["jazz"]
    assert person.contact_points[1].value == "3, rue Haute\nLyon"
    assert person.contact_points[1].parts == ("", "", "3, rue Haute", "Lyon", "", "69001", "France")
    assert person.portrait is not None
    assert person.portrait.data.startswith(JPEG)
    assert person.kept == (
        "GENDER:F",
        "RELATED;TYPE=colleague:urn:uuid:00000000-0000-0000-0000-000000000009",
        "INTEREST;LEVEL=high:jazz",
    )
    assert choir.draft.kind is PersonKind.ORGANIZATION
    assert friend.draft.deceased
    assert str(friend.draft.died_on) == "2020-01-31"
    assert friend.kept == ("BDAY;VALUE=text:circa 1800",)


def test_evolution_3_0(sample):
    (person,) = read_vcards(sample("vcards/evolution-3.0.vcf")).cards
    assert dates(person) == [("anniversary", "2001-08-18", ""), ("birthday", "1985-04-12", "")]
    assert ties(person) == [("Kari Berg", "partner", "spouse"), ("Ola Vik", "manager", "")]
    assert points(person)[0] == ("handle", "nils@example.no", "Jabber", False)


def test_one_bad_card_stops_no_other(sample):
    reading = read_vcards(sample("vcards/broken.vcf"))
    assert [(card.line, card.name) for card in reading.cards] == [
        (2, "Ida Holm"),
        (17, "Solo"),
        (21, "only@example.org"),
        (26, "Boss"),
        (30, "Secretary"),
        (37, "Wrongly folded été"),
        (42, "Latin Jürgen"),
        (46, "Last One"),
    ]
    assert [(problem.line, problem.loss) for problem in reading.problems] == [
        (1, Loss.NOTHING),
        (5, Loss.LINE),
        (7, Loss.LINE),
        (10, Loss.CARD),
        (14, Loss.CARD),
        (17, Loss.NOTHING),
        (24, Loss.LINE),
        (46, Loss.NOTHING),
    ]
    by_name = {card.name: card for card in reading.cards}
    assert by_name["Solo"].draft.family == "Solo"
    assert ties(by_name["Boss"]) == [("Secretary", "assistant", "")]
    assert points(by_name["Boss"]) == [("phone", "7654321", "", False)]
    assert by_name["only@example.org"].kept == ("BDAY:1985-13-45",)


@pytest.mark.parametrize("name", ["android-2.1", "ios-3.0", "google-3.0", "nextcloud-4.0", "evolution-3.0", "broken"])
@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_what_came_from_elsewhere_comes_back_from_our_own_file(name, version, sample):
    cards = read_vcards(sample(f"vcards/{name}.vcf")).cards
    # A group made the tag; the group itself is not written.
    again = read_vcards(b"".join(write_vcard(card, version) for card in cards)).cards
    for before, after in zip(cards, again, strict=True):
        assert after.draft == before.draft
        assert set(after.contact_points) == set(before.contact_points)
        assert set(after.dates) == set(before.dates)
        assert after.affiliations == before.affiliations
        assert set(after.relationships) == set(before.relationships)
        assert (after.tags, after.portrait, after.uid) == (before.tags, before.portrait, before.uid)
        assert set(after.kept) == set(before.kept)


@pytest.mark.parametrize(
    ("line", "found", "kept"),
    [
        ("BDAY:--0229", "--02-29", False),
        ("BDAY:--04", "--04", False),
        ("BDAY:1985-04", "1985-04", False),
        ("BDAY:1985", "1985", False),
        ("BDAY:19850412", "1985-04-12", False),
        ("BDAY:19850412T000000Z", "1985-04-12", False),
        ("BDAY:1985-04-12T06:30:00", "1985-04-12", True),
        ("BDAY;VALUE=date:1985-04-12", "1985-04-12", False),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29", "--02-29", False),
        ("BDAY:1604-02-29", "--02-29", False),
        ("BDAY:0000-02-29", "--02-29", False),
        ("BDAY:1900-02-29", "--02-29", False),
        ("BDAY:19000229", "--02-29", False),
        ("BDAY:19000229T000000Z", "--02-29", False),
        ("BDAY:1985-13-45", None, True),
        ("BDAY:0000-00-00", None, True),
        ("BDAY;VALUE=text:about 1950", None, True),
        ("BDAY:03/12/1985", None, True),
        ("BDAY:31.12.1985", "1985-12-31", True),
        ("BDAY:---12", None, True),
        ("BDAY:", None, False),
    ],
)
def test_birthdays(line, found, kept):
    reading = read_vcards(f"BEGIN:VCARD\nVERSION:4.0\nFN:Ana\n{line}\nEND:VCARD\n".encode())
    (card,) = reading.cards
    assert [str(date.date) for date in card.dates] == ([found] if found else [])
    assert card.kept == ((line,) if kept else ())
    unread = [(4, Loss.LINE)] if kept and not found else []
    assert [(problem.line, problem.loss) for problem in reading.problems] == unread


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("+49 30 123456", "phone"),
        ("(030) 12-34.56", "phone"),
        ("ana@example.org", "email"),
        ("12345@example.org", "email"),
        ("ana", "email"),
        ("1234", "email"),
    ],
)
def test_a_telephone_number_among_the_addresses_is_one(value, kind):
    assert points(only(f"FN:Ana\nEMAIL;TYPE=WORK:{value}")) == [(kind, value, "work", False)]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("X-ANNIVERSARY:2001-08-18\nANNIVERSARY:20010818", [("anniversary", "2001-08-18", "")]),
        ("BDAY:19850412\nBDAY:1985-04-12", [("birthday", "1985-04-12", "")]),
        ("BDAY:19850412\nBDAY:1986-04-12", [("birthday", "1985-04-12", ""), ("birthday", "1986-04-12", "")]),
        (
            "ANNIVERSARY:2001\nitem1.X-ABDATE:2001\nitem1.X-ABLabel:First day",
            [("anniversary", "2001", ""), ("other", "2001", "First day")],
        ),
    ],
)
def test_a_date_that_stands_twice_is_one(lines, found):
    assert dates(only(f"FN:Ana\n{lines}", "4.0")) == found


@pytest.mark.parametrize(
    ("body", "name", "kind"),
    [
        ("N:Ruiz;Ana;;;", "Ana Ruiz", "person"),
        ("N:Ruiz", "Ruiz", "person"),
        ("N:Müller;;;Frau;", "Frau Müller", "person"),
        ("N:김;민준;;;", "김민준", "person"),
        ("FN:\nN:;;;;\nORG:Acme", "Acme", "organization"),
        ("ORG:Acme\nTITLE:Boss", "Acme", "person"),
        ("EMAIL:a@example.org", "a@example.org", "person"),
        ("NICKNAME:Bo\nEMAIL:a@example.org", "Bo", "person"),
        ("FN:  Ana \\, the first ", "Ana , the first", "person"),
    ],
)
def test_names(body, name, kind):
    card = only(body)
    assert (card.name, card.draft.kind.value) == (name, kind)


@pytest.mark.parametrize(
    ("octets", "name"),
    [
        ("FN:Änne".encode("utf-16"), "Änne"),
        ("FN:Änne".encode("utf-8-sig"), "Änne"),
        ("FN:Änne".encode("cp1252"), "Änne"),
        ("FN;CHARSET=SHIFT_JIS:小明".encode("shift_jis"), "小明"),
        (b"FN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:=C4nne", "Änne"),
        (b"FN;QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=84n=\r\nne", "Änne"),
        (b"FN:\xc3\r\n \x84nne", "Änne"),
    ],
)
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_encodings_and_line_ends(octets, name, ending):
    mark = next((one for one in (b"\xff\xfe", b"\xef\xbb\xbf") if octets.startswith(one)), b"")
    encoding = "utf-16-le" if mark == b"\xff\xfe" else "ascii"
    start = f"BEGIN:VCARD{ending}VERSION:2.1{ending}".encode(encoding)
    end = f"{ending}END:VCARD{ending}".encode(encoding)
    body = octets.removeprefix(mark)
    if b"\r\n " in body:
        start = start.replace(b"2.1", b"3.0")
    (card,) = read_vcards(mark + start + body.replace(b"\r\n", ending.encode()) + end).cards
    assert card.name == name


def test_structured_values_are_split_before_they_are_unescaped():
    card = only("FN:x\nN:O\\;Neil\\\\;Ana\\,Bea,Cleo;;Dr.,Prof.;Jr.,M.D.\nCATEGORIES:a\\,b,c\\\\,d")
    assert (card.draft.family, card.draft.given) == ("O;Neil\\", "Ana,Bea Cleo")
    assert (card.draft.prefix, card.draft.suffix) == ("Dr., Prof.", "Jr., M.D.")
    assert card.tags == ("a,b", "c\\", "d")


def test_a_picture_elsewhere_is_kept_and_not_fetched():
    card = only("FN:Ana\nPHOTO;VALUE=uri:https://example.org/a.jpg", "4.0")
    assert card.portrait is None
    assert card.kept == ("PHOTO;VALUE=uri:https://example.org/a.jpg",)
    assert b"PHOTO;VALUE=uri:https://example.org/a.jpg\r\n" in write_vcard(card, "4.0")


def test_nothing_leaks_into_the_next_card():
    reading = read_vcards(
        b"BEGIN:VCARD\nVERSION:2.1\nFN:A\nORG:X\nNOTE:n\nTEL;CELL:12345\nEND:VCARD\n"
        b"BEGIN:VCARD\nVERSION:3.0\nFN:B\nEND:VCARD\n"
    )
    second = reading.cards[1]
    assert (second.name, second.contact_points, second.affiliations, second.draft.notes) == ("B", (), (), "")


def test_a_kept_line_goes_when_what_it_says_is_no_longer_true():
    card = only("FN:Ana\nTEL;X-SLOT=1;TYPE=CELL:12345\nX-FOO:bar")
    assert b"TEL;X-SLOT=1;TYPE=CELL:12345\r\n" in write_vcard(card)
    assert write_vcard(card).count(b"TEL") == 1
    changed = ContactPoint(0, 0, ContactKind.PHONE, "99999", "mobile")
    other = type(card)(card.draft, contact_points=(changed,), kept=card.kept)
    octets = write_vcard(other)
    assert b"12345" not in octets
    assert b"TEL;TYPE=cell:99999\r\n" in octets
    assert b"X-FOO:bar\r\n" in octets


def test_version_3_says_no_year_as_apple_does_and_invents_none():
    card = only("FN:Ana\nBDAY:--0412", "4.0")
    assert b"BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12\r\n" in write_vcard(card, "3.0")
    assert b"BDAY:--0412\r\n" in write_vcard(card, "4.0")


def test_a_version_that_is_not_written():
    with pytest.raises(ValueError, match=r"2\.1"):
        write_vcard(only("FN:Ana"), "2.1")


def test_what_goes_out_of_the_journal_says_nothing_private():
    draft = PersonDraft("Ana Ruiz", closeness=Closeness.CLOSE, met_how="at the fair", notes="Likes tea")
    person = Person(7, "6f1c7a52-8d0e-4c55-9df1-3d2a4a1d9f11", draft)
    phone = ContactPoint(3, 7, ContactKind.PHONE, "12345", "mobile")
    about = About(person, (Alias(1, 7, "Ana Berg"),), (phone,), (), (), (), (), (), (), ("Choir",), ())
    card = outgoing(about, ("X-FOO:bar",))
    octets = write_vcard(card)
    assert b"fair" not in octets
    assert b"close" not in octets
    (again,) = read_vcards(octets).cards
    assert again == card
    assert again.uuid == person.uuid
    assert (again.aliases, again.tags, again.kept) == (("Ana Berg",), ("Choir",), ("X-FOO:bar",))
    assert outgoing(about, ("UID:theirs",)).uid == "theirs"
