"""Tables of people from everywhere, and our own, which comes back as it went out."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netjournal.days import PartialDate
from netjournal.exchange.card import Card, Loss
from netjournal.exchange.csv_people import OWN, Field, guess, read_csv_people, write_csv_people
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


def points(card):
    return [(point.kind.value, point.value, point.label, point.preferred) for point in card.contact_points]


@pytest.mark.parametrize(
    ("name", "dialect", "encoding", "delimiter", "skipped"),
    [
        ("google-new", "Google CSV", "utf-8", ",", 0),
        ("google-old", "Google CSV", "utf-8", ",", 0),
        ("linkedin", "LinkedIn CSV", "utf-8", ",", 2),
        ("outlook-en", "Outlook CSV", "utf-8", ",", 0),
        ("outlook-de", "Outlook CSV", "cp1252", ";", 0),
        ("generic-fr", "CSV", "utf-16", ";", 0),
        ("tabs", "CSV", "utf-8", "\t", 0),
    ],
)
def test_what_a_table_is(name, dialect, encoding, delimiter, skipped, sample):
    table = guess(sample(f"csv/{name}.csv"))
    assert (table.dialect, table.encoding, table.delimiter) == (dialect, encoding, delimiter)
    assert len(table.skipped) == skipped
    assert table.rows
    for target in table.mapping.values():
        assert Field(target.partition("/")[0])


_OUTLOOK = "First Name,Last Name,Company,E-mail Address,E-mail Display Name,Business Street,Business City,Notes"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Hans,Müller,Firma,h@example.org,Hans Müller,Straße 5,München,Kunde seit 2019", "cp1252"),
        ("René,Lefèvre,Société,r@example.org,René Lefèvre,,Besançon,", "cp1252"),
        ("José,Muñoz,Peña y Compañía,,,,A Coruña,¿Qué más?", "cp1252"),
        ("Søren,Kjær,,s@example.org,,,Århus,", "cp1252"),
        ("Sean,O’Brien,“The Shop”,,,,Cork,paid 100 €", "cp1252"),
        ("Łukasz,Żółkiewski,,l@example.org,,,Kraków,", "cp1250"),
        ("Иван,Петров,,i@example.org,,улица Ленина,Москва,", "cp1251"),
        ("Γιώργος,Παπαδόπουλος,,g@example.org,,,Αθήνα,", "cp1253"),
        ("太郎,山田,,t@example.org,,,東京都千代田区,", "shift_jis"),
        ("Hans,Müller,,h@example.org,,Hauptstraße 5,München,", "cp850"),
    ],
)
@pytest.mark.parametrize("more", [0, 30])
def test_encodings_nobody_declares(text, encoding, more):
    data = "\n".join([_OUTLOOK, text, *["Bo,Larsen,,bo@example.org,,,Odense,"] * more, *[text] * (more // 10)])
    reading = read_csv_people(data.encode(encoding))
    given_name, family = text.split(",")[:2]
    assert (reading.cards[0].draft.given, reading.cards[0].draft.family) == (given_name, family)


def test_a_quotation_mark_that_is_never_closed_is_told():
    """What follows falls into one cell: the row is there, and nobody thinks that the others are."""
    reading = read_csv_people(
        b'Name,Email\nCy,cy@example.org\n"Ana,ana@example.org\nBo,bo@example.org\nEva,e@example.org\n'
    )
    (problem,) = reading.problems
    assert (problem.line, problem.loss) == (3, Loss.LINE)
    assert "quotation mark" in str(problem.why)
    assert [card.name for card in reading.cards] == ["Cy", "Ana", "Bo", "Eva"]
    assert not read_csv_people(b'Name,Notes\nAna,"two\nlines"\nBo,"5"" pipe"').problems


def test_google_new(sample):
    reading = read_csv_people(sample("csv/google-new.csv"))
    ana, company = reading.cards
    assert (ana.line, ana.name, ana.draft.nickname) == (2, "Ana Ruiz", "Anita")
    assert ana.draft.notes == "Likes tea,\nand coffee"
    assert ana.tags == ("Friends",)
    assert points(ana) == [
        ("email", "ana@example.com", "home", True),
        ("email", "ana2@example.com", "home", False),
        ("email", "ana.ruiz@example.org", "work", False),
        ("phone", "+34 600 111 222", "mobile", False),
        ("address", "Calle Mayor 1\n28013 Madrid\nES", "home", False),
    ]
    assert [str(date.date) for date in ana.dates] == ["--03-05", "2010-06-12"]
    assert [(one.organization.name, one.role) for one in ana.affiliations] == [("Casa Verde", "Arquitecta")]
    assert [(tie.other.name, tie.kind.value) for tie in ana.relationships] == [("Luis Ruiz", "sibling")]
    assert (company.line, company.draft.kind) == (7, PersonKind.ORGANIZATION)
    assert [(problem.line, problem.loss) for problem in reading.problems] == [(8, Loss.CARD)]


def test_google_old(sample):
    (card,) = read_csv_people(sample("csv/google-old.csv")).cards
    assert points(card) == [
        ("email", "tomas@example.cz", "work", True),
        ("phone", "+420 601 123 456", "mobile", False),
        ("phone", "+420 602 000 000", "mobile", False),
        ("phone", "222 000 111", "home", False),
        ("web", "https://example.cz", "Profile", False),
    ]


def test_linkedin_skips_its_notes_and_knows_when_we_met(sample):
    reading = read_csv_people(sample("csv/linkedin.csv"))
    assert [card.name for card in reading.cards] == ["Priya Nair", "Jon Smith"]
    assert [card.line for card in reading.cards] == [5, 6]
    assert reading.cards[0].draft.met_on == PartialDate(2021, 3, 12)
    assert reading.cards[0].affiliations[0].role == "Head of Design, Asia"


def test_outlook_english_and_german(sample):
    (grace,) = read_csv_people(sample("csv/outlook-en.csv")).cards
    assert (grace.draft.prefix, grace.affiliations[0].role, grace.dates) == ("Ms.", "Director", ())
    assert grace.tags == ("Sailing", "Choir")
    assert [point.label for point in grace.contact_points] == ["", "", "work", "work", "mobile", "work", "home", ""]
    anne, bo = read_csv_people(sample("csv/outlook-de.csv")).cards
    assert anne.name == "Änne Größ"
    assert ("phone", "+49 170 2223334", "mobile", False) in points(anne)
    assert [str(date.date) for date in anne.dates] == ["1966-07-04"]
    assert bo.dates == ()


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (
            {"First Name": "Ana", "Last Name": "Ruiz", "Primary Email": "a@x.org", "Secondary Email": "b@x.org"},
            [("email", "a@x.org", ""), ("email", "b@x.org", "")],
        ),
        (
            {
                "Display Name": "Ana",
                "Mobile Number": "1",
                "Fax Number": "2",
                "Pager Number": "3",
                "Web Page 1": "w.org",
            },
            [("phone", "1", "mobile"), ("phone", "2", "fax"), ("phone", "3", "pager"), ("web", "w.org", "work")],
        ),
        (
            {"Display Name": "Ana", "Home Address": "Weg 3", "Home Address 2": "Haus B", "Home City": "Bonn"}
            | {"Home ZipCode": "53111", "Home Country": "DE", "Work Address": "Ring 1", "Work City": "Ulm"},
            [("address", "Haus B\nWeg 3\n53111 Bonn\nDE", "home"), ("address", "Ring 1\nUlm", "work")],
        ),
        (
            {"Prénom": "Léa", "Nom": "Petit", "Adresse de messagerie": "l@x.fr", "Adresse de messagerie 2": "p@x.fr"}
            | {"Téléphone (bureau)": "1", "Tél. mobile": "2", "Téléphone (domicile)": "3", "Télécopie (bureau)": "4"},
            [
                ("email", "l@x.fr", ""),
                ("email", "p@x.fr", ""),
                ("phone", "1", "work"),
                ("phone", "2", "mobile"),
                ("phone", "3", "home"),
                ("phone", "4", "work fax"),
            ],
        ),
        (
            {"Prénom": "Léa", "Téléphone mobile": "2", "Rue (bureau)": "Rue Haute", "Code postal (bureau)": "69001"}
            | {"Ville (bureau)": "Lyon", "Pays/Région (bureau)": "France", "Page Web": "x.fr"},
            [("phone", "2", "mobile"), ("address", "Rue Haute\n69001 Lyon\nFrance", "work"), ("web", "x.fr", "")],
        ),
        (
            {"Nombre": "Ana", "Apellidos": "Ruiz", "Dirección de correo electrónico": "a@x.es", "Particular": "1"}
            | {"Teléfono del trabajo": "2", "Móvil": "3", "Calle del trabajo": "Mayor 1", "Ciudad de trabajo": "León"}
            | {"Código postal del trabajo": "24001", "País o región del trabajo": "España", "Página web": "x.es"},
            [
                ("email", "a@x.es", ""),
                ("phone", "1", "home"),
                ("phone", "2", "work"),
                ("phone", "3", "mobile"),
                ("address", "Mayor 1\n24001 León\nEspaña", "work"),
                ("web", "x.es", ""),
            ],
        ),
        (
            {"Nome": "Ugo", "Cognome": "Riva", "Indirizzo posta elettronica": "u@x.it", "Ufficio": "1"}
            | {"Abitazione": "2", "Cellulare": "3", "Via (ab.)": "Via Po 1", "Città (ab.)": "Torino"}
            | {"CAP (ab.)": "10100", "Paese/area geografica (ab.)": "Italia", "Pagina Web": "x.it"},
            [
                ("email", "u@x.it", ""),
                ("phone", "1", "work"),
                ("phone", "2", "home"),
                ("phone", "3", "mobile"),
                ("address", "Via Po 1\n10100 Torino\nItalia", "home"),
                ("web", "x.it", ""),
            ],
        ),
        (
            {"Anzeigename": "Eva", "Primäre E-Mail-Adresse": "e@x.de", "Tel. dienstlich": "1", "Mobil-Tel.-Nr.": "2"}
            | {"Privat: Adresse": "Weg 3", "Privat: PLZ": "53111", "Privat: Ort": "Bonn"},
            [
                ("email", "e@x.de", ""),
                ("phone", "1", "work"),
                ("phone", "2", "mobile"),
                ("address", "Weg 3\n53111 Bonn", "home"),
            ],
        ),
    ],
)
def test_what_thunderbird_and_outlook_call_their_columns(cells, found):
    out = io.StringIO()
    csv.writer(out).writerows([cells, cells.values()])
    reading = read_csv_people(out.getvalue().encode())
    (card,) = reading.cards
    assert [point[:3] for point in points(card)] == found
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("header", "cells", "role", "organization", "notes"),
    [
        ("Prénom,Société,Fonction", "Léa,Port,Chef", "Chef", "Port", ""),
        ("Titre,Prénom,Société,Titre,Rue (bureau)", "Mme,Léa,Port,Chef,", "Chef", "Port", ""),
        ("Prénom,Société,Profession", "Léa,Port,Chef", "Chef", "Port", ""),
        ("Nombre,Organización,Puesto", "Ana,Casa,Jefa", "Jefa", "Casa", ""),
        ("Nome,Società,Posizione", "Ugo,Riva,Capo", "Capo", "Riva", ""),
        ("Vorname,Firma,Position,Beruf", "Eva,Berg,Chefin,Arzt", "Chefin", "Berg", "Arzt"),
    ],
)
def test_what_somebody_does_where(header, cells, role, organization, notes):
    (card,) = read_csv_people(f"{header}\n{cells}\n".encode()).cards
    assert [(one.organization.name, one.role) for one in card.affiliations] == [(organization, role)]
    assert card.draft.notes == notes


@pytest.mark.parametrize(
    ("header", "cells", "date"),
    [
        ("Birth Year,Birth Month,Birth Day", "1980,4,5", "1980-04-05"),
        ("Birth Year,Birth Month,Birth Day", ",12,05", "--12-05"),
        ("Birth Year,Birth Month,Birth Day", "1980,,", "1980"),
        ("Birth Year,Birth Month,Birth Day", "0,2,29", "--02-29"),
        ("Geburtsjahr,Geburtsmonat,Geburtstag", "1980,4,5", "1980-04-05"),
        ("Année de naissance,Mois,Jour", "1980,4,5", "1980-04-05"),
        ("Anniversaire", "1980-04-05", "1980-04-05"),
        ("Cumpleaños", "1980-04-05", "1980-04-05"),
        ("Compleanno", "1980-04-05", "1980-04-05"),
    ],
)
def test_a_birthday_in_one_column_or_in_three(header, cells, date):
    (card,) = read_csv_people(f"Display Name,{header}\nAna,{cells}\n".encode()).cards
    assert [(str(one.date), one.kind) for one in card.dates] == [(date, DateKind.BIRTHDAY)]
    assert card.draft.notes == ""


def test_the_other_dates_of_a_table_tell_which_way_round_they_are(sample):
    lea, petit = read_csv_people(sample("csv/generic-fr.csv")).cards
    assert [str(date.date) for date in (*lea.dates, *petit.dates)] == ["1985-04-12", "1990-12-31"]
    alone = b"Name,Birthday\nAna,3/12/1985\n"
    (card,) = read_csv_people(alone).cards
    assert (card.dates, card.draft.notes) == ((), "birthday: 3/12/1985")
    (card,) = read_csv_people(alone, day_first=False).cards
    assert [str(date.date) for date in card.dates] == ["1985-03-12"]


def test_a_telephone_number_in_a_column_of_addresses_is_one():
    (card,) = read_csv_people(b"Name,Work email\nAna,+49 30 123456\n").cards
    assert points(card) == [("phone", "+49 30 123456", "work", False)]


@pytest.mark.parametrize(
    ("rows", "dates"),
    [
        ("04/05/1980,", ["1980-05-04"]),
        ("04/13/1980,\n03/02/1975,", ["1980-04-13", "1975-03-02"]),
        ("04/13/1980,01/02/2001\n,25/02/2001", ["1980-04-13", "2001-02-01", "2001-02-25"]),
        ("04/05/1980,02/25/2001", ["1980-04-05", "2001-02-25"]),
    ],
)
def test_one_date_that_is_sure_tells_the_way_of_its_whole_column(rows, dates):
    table = "".join(f"Ana,{row}\n" for row in rows.split("\n"))
    reading = read_csv_people(f"Name,Birthday,Anniversary\n{table}".encode(), day_first=True)
    assert [str(date.date) for card in reading.cards for date in card.dates] == dates


def test_a_date_that_cannot_be_read_is_told_and_stands_in_the_notes():
    reading = read_csv_people(b"Name,Birthday\nAna,1985-13-45\nBo,soon\n", day_first=True)
    assert [card.draft.notes for card in reading.cards] == ["birthday: 1985-13-45", "birthday: soon"]
    assert [(one.line, one.loss, one.excerpt) for one in reading.problems] == [
        (2, Loss.LINE, "1985-13-45"),
        (3, Loss.LINE, "soon"),
    ]


def test_a_mapping_of_ones_own():
    data = b"who;what;where\nAna;0170 1;Bonn\n"
    assert read_csv_people(data).cards == ()
    (card,) = read_csv_people(data, {"who": "name", "what": "phone/work", "where": "city"}).cards
    assert points(card) == [("phone", "0170 1", "work", False), ("address", "Bonn", "", False)]
    with pytest.raises(ValueError, match="nonsense"):
        read_csv_people(data, {"who": "nonsense"})


def test_a_column_left_out_on_purpose_is_not_told_and_one_with_nothing_in_it_neither():
    data = b"who,why,blank\nAna,because,\n"
    assert read_csv_people(data, {"who": "name", "why": "ignored"}).problems == ()
    (problem,) = read_csv_people(data, {"who": "name"}).problems
    assert (problem.line, problem.loss, problem.excerpt) == (1, Loss.LINE, "because")


TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]) | st.sampled_from(" ,;'\"=+-@:"))
WORDS = TEXT.map(lambda text: " ".join(text.split()))
NAMES = WORDS.filter(bool)
LABELS = WORDS.filter(lambda text: not text.startswith("*"))


@st.composite
def cards(draw):
    plain_points = st.builds(
        lambda kind, value, label, preferred: ContactPoint(0, 0, kind, value, label, preferred),
        st.sampled_from([ContactKind.EMAIL, ContactKind.PHONE, ContactKind.WEB, ContactKind.HANDLE]),
        NAMES,
        LABELS,
        st.booleans(),
    )
    addresses = st.builds(
        lambda value, label, parts: ContactPoint(0, 0, ContactKind.ADDRESS, value, label, False, parts),
        NAMES,
        LABELS,
        st.just(()) | st.tuples(*[WORDS] * 7).filter(any),
    )
    found = draw(st.lists(plain_points | addresses, max_size=4))
    order = [ContactKind.EMAIL, ContactKind.PHONE, ContactKind.ADDRESS, ContactKind.WEB, ContactKind.HANDLE]
    return Card(
        PersonDraft(
            draw(NAMES),
            kind=draw(st.sampled_from(PersonKind)),
            given=draw(WORDS),
            family=draw(WORDS),
            nickname=draw(WORDS),
            met_on=draw(st.none() | st.just(PartialDate(2020, 5, None))),
            notes=draw(st.lists(TEXT.map(str.strip), max_size=3).map("\n".join)),
        ),
        uid=draw(WORDS),
        aliases=tuple(draw(st.lists(NAMES, max_size=2))),
        contact_points=tuple(sorted(found, key=lambda point: order.index(point.kind))),
        dates=tuple(
            draw(
                st.lists(
                    st.builds(
                        lambda kind, date, label: SpecialDate(0, 0, kind, date, label),
                        st.sampled_from(DateKind),
                        st.sampled_from(
                            [PartialDate(1985, 4, 12), PartialDate(None, 2, 29), PartialDate(1985, None, None)]
                        ),
                        LABELS,
                    ),
                    max_size=2,
                )
            )
        ),
        affiliations=tuple(
            Affiliation(0, 0, PersonRef(0, name, PersonKind.ORGANIZATION), role)
            for name, role in draw(st.lists(st.tuples(NAMES, WORDS), max_size=2))
        ),
        relationships=tuple(
            Relationship(0, 0, PersonRef(0, name), kind, label)
            for name, kind, label in draw(
                st.lists(st.tuples(NAMES, st.sampled_from(RelationshipKind), LABELS), max_size=2)
            )
        ),
        tags=tuple(draw(st.lists(NAMES, unique=True, max_size=3))),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(cards(), min_size=1, max_size=3))
def test_our_own_table_comes_back_as_it_went_out(written):
    text = write_csv_people(written)
    reading = read_csv_people(text.encode("utf-8-sig"))
    assert list(reading.cards) == written
    assert reading.problems == ()
    assert reading.dialect == OWN


@settings(max_examples=30, deadline=None)
@given(st.lists(cards(), min_size=1, max_size=2))
def test_no_cell_can_be_taken_for_a_formula(written):
    for row in csv.reader(io.StringIO(write_csv_people(written), newline="")):
        for cell in row:
            assert cell[:1] not in tuple("=+-@\t\r")


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([b"Name", b",", b";", b"\n", b'"', b"Kind", b"\xff", b"=1", b"Birthday", b"x"])).map(
        b"".join
    )
)
def test_no_file_makes_reading_fail(data):
    guess(data)
    for card in read_csv_people(data).cards:
        assert card.name
