"""Tables of people: CSV files of any origin read as cards, and cards written as one.

Hidden here: encodings and delimiters, lines before the header, what Google, LinkedIn, Outlook and Thunderbird call
their columns, in several languages, what columns are called elsewhere, how several values stand in one cell, and
formulas made harmless.

A mapping is a dictionary from a column's header to a target: a `Field`, or a field with a slot ("phone/work",
"street/home", "email/1", "email_label/1"). Fields with the same slot belong together; a slot that is no number is also
the label ("work", "work 2" both label "work").
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping

from netjournal.days import PartialDate, read_partial
from netjournal.exchange.card import (
    Card,
    Loss,
    Problem,
    Reading,
    address_lines,
    assembled_name,
    date_word,
    is_phone,
    relationship_word,
)
from netjournal.exchange.content_lines import guess_encoding
from netjournal.model import (
    Affiliation,
    ContactKind,
    ContactPoint,
    DateKind,
    PersonDraft,
    PersonKind,
    PersonRef,
    Preference,
    PreferenceKind,
    Relationship,
    RelationshipKind,
    SpecialDate,
    Word,
)
from netjournal.names import fold
from netjournal.records import dataclass
from netjournal.wording import say


class Field(Word):
    """What a column can hold."""

    IGNORED = "ignored"
    NAME = "name"
    KIND = "kind"
    PREFIX = "prefix"
    GIVEN = "given"
    ADDITIONAL = "additional"
    FAMILY = "family"
    SUFFIX = "suffix"
    NICKNAME = "nickname"
    ALIAS = "alias"
    ORGANIZATION = "organization"
    ROLE = "role"
    EMAIL = "email"
    EMAIL_LABEL = "email_label"
    PHONE = "phone"
    PHONE_LABEL = "phone_label"
    WEB = "web"
    WEB_LABEL = "web_label"
    HANDLE = "handle"
    HANDLE_LABEL = "handle_label"
    ADDRESS = "address"
    ADDRESS_LABEL = "address_label"
    BOX = "box"
    EXTENDED = "extended"
    STREET = "street"
    CITY = "city"
    REGION = "region"
    CODE = "code"
    COUNTRY = "country"
    BIRTHDAY = "birthday"
    ANNIVERSARY = "anniversary"
    DATE = "date"
    DATE_LABEL = "date_label"
    DATE_KIND = "date_kind"
    RELATIONSHIP = "relationship"
    RELATIONSHIP_LABEL = "relationship_label"
    RELATIONSHIP_KIND = "relationship_kind"
    TAGS = "tags"
    TAG = "tag"
    LIKES = "likes"
    NOTES = "notes"
    MET_ON = "met_on"
    MET_HOW = "met_how"
    DIED_ON = "died_on"
    DECEASED = "deceased"
    UID = "uid"


@dataclass(frozen=True, slots=True)
class Table:
    """A file as a table, before anything is made of it. `rows` are the first few; `skipped` what comes before."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    mapping: dict[str, str]
    dialect: str
    encoding: str
    delimiter: str
    skipped: tuple[str, ...]


OWN = "Net Journal CSV"
_SAMPLE = 8
_LONGEST_CELL = 1 << 30

# ---------------------------------------------------------------------------------------------------------------------
# What columns are called. Data only: another language is more words.

# Where an address is, and how columns say so; {} is a part of it, in that language.
_PLACES = {
    "work": {
        "en": "business {}, work {}",
        "de": "{} geschäftlich, {} (geschäftlich), dienstlich: {}",
        "fr": "{} (bureau)",
        "es": "{} del trabajo, {} de trabajo",
        "it": "{} (uff.), {} di lavoro",
    },
    "home": {
        "en": "home {}",
        "de": "{} privat, {} (privat), privat: {}",
        "fr": "{} (domicile)",
        "es": "{} del domicilio, {} de domicilio",
        "it": "{} (ab.), {} di casa, {} di residenza",
    },
    "other": {
        "en": "other {}",
        "de": "{} weitere, {} (weitere), {} (weiteres)",
        "fr": "{} (autre)",
        "es": "otra {}, otro {}",
        "it": "altra {}, altro {}",
    },
}
_PLACED = {
    "street": {"en": "street, address", "de": "straße, adresse", "fr": "rue", "es": "calle", "it": "via, indirizzo"},
    "city": {"en": "city", "de": "ort", "fr": "ville", "es": "ciudad", "it": "città"},
    "region": {
        "en": "state",
        "de": "region, bundesland, bundesland/kanton",
        "fr": "dép/région",
        "es": "provincia o estado",
        "it": "provincia",
    },
    "code": {
        "en": "postal code, zipcode, zip code, zip",
        "de": "postleitzahl, plz",
        "fr": "code postal",
        "es": "código postal",
        "it": "cap",
    },
    "country": {
        "en": "country/region, country",
        "de": "land/region, land",
        "fr": "pays/région, pays",
        "es": "país o región, país",
        "it": "paese/area geografica, nazione",
    },
    "box": {"en": "address po box", "de": "postfach"},
}


def _placed() -> Iterable[tuple[str, str]]:
    """What the parts of an address are called where the column says which address it is, and their targets."""
    for place, ways in _PLACES.items():
        for part, languages in _PLACED.items():
            for language, names in languages.items():
                for way in ways[language].split(", "):
                    for name in names.split(", "):
                        yield way.format(name), f"{part}/{place}"
                        if part == "street":
                            yield f"{way.format(name)} 2", f"extended/{place}"
                            yield way.format(f"{name} 2"), f"extended/{place}"


_SYNONYMS: dict[str, str] = {fold(word): target for word, target in _placed()} | {
    fold(word): target
    for target, words in {
        "name": "name, full name, display name, file as, contact, contact name, vollständiger name, anzeigename,"
        " nom complet, nombre completo, nome completo, naam, namn, navn, imię i nazwisko, nom à afficher,"
        " nombre en pantalla, nombre para mostrar, nome visualizzato",
        "kind": "kind, art",
        "prefix": "prefix, name prefix, salutation, honorific, anrede, titel, namenspräfix, civilité, tratamiento,"
        " titolo",
        "given": "first name, given name, given, firstname, forename, vorname, prénom, prenom, nombre, nome, voornaam,"
        " förnamn, fornavn, imię",
        "additional": "middle name, additional name, middle, weitere vornamen, zweiter vorname, deuxième prénom,"
        " segundo nombre, secondo nome",
        "family": "last name, family name, surname, lastname, family, nachname, familienname, name de famille,"
        " nom de famille, nom, apellido, apellidos, cognome, sobrenome, achternaam, efternamn, efternavn, nazwisko",
        "suffix": "suffix, name suffix, namenssuffix, suffixe, sufijo, suffisso, titolo straniero",
        "nickname": "nickname, nick, spitzname, surnom, apodo, soprannome, bijnaam",
        "alias": "maiden name, alias, former name, geburtsname, nom de jeune fille",
        "organization": "company, organization, organisation, organization name, employer, company name, firma,"
        " unternehmen, arbeitgeber, société, entreprise, empresa, azienda, società, bedrijf, företag, organización,"
        " organizzazione, compañía",
        "role": "job title, title, position, role, occupation, organization title, beruf, funktion, jobtitel, poste,"
        " fonction, cargo, puesto, ruolo, functie, profession, posizione, qualifica, posición, arbeitstitel",
        "email": "email, e-mail, mail, email address, e-mail address, e-mail-adresse, emailadresse, mailadresse,"
        " courriel, adresse e-mail, correo, correo electrónico, posta elettronica, e-mailadres, e-post,"
        " primary email, primäre e-mail-adresse, adresse de messagerie, adresse électronique principale,"
        " adresse électronique, dirección de correo electrónico, dirección de correo electrónico principal,"
        " indirizzo posta elettronica, indirizzo di posta elettronica, indirizzo e-mail, indirizzo email,"
        " email primaria, email principale",
        "email/2": "e-mail 2 address, email 2, e-mail 2: adresse, e-mail-adresse 2, secondary email,"
        " sekundäre e-mail-adresse, adresse de messagerie 2, adresse électronique secondaire,"
        " dirección de correo electrónico 2, dirección del correo electrónico 2,"
        " dirección de correo electrónico secundaria, indirizzo posta elettronica 2, indirizzo e-mail 2,"
        " email secondaria",
        "email/3": "e-mail 3 address, email 3, e-mail 3: adresse, e-mail-adresse 3, adresse de messagerie 3,"
        " dirección de correo electrónico 3, dirección del correo electrónico 3, indirizzo posta elettronica 3,"
        " indirizzo e-mail 3",
        "email/work": "work email, business email, e-mail geschäftlich, e-mail (geschäftlich)",
        "email/home": "home email, personal email, private email, e-mail privat, e-mail (privat)",
        "phone": "phone, telephone, phone number, tel, primary phone, telefon, telefonnummer, haupttelefon,"
        " rufnummer, téléphone, teléfono, telefono, telefone, telefoon, téléphone principal, teléfono principal,"
        " telefono principale",
        "phone/mobile": "mobile, mobile phone, cell, cell phone, mobile number, handy, mobil, mobiltelefon,"
        " handynummer, portable, móvil, celular, cellulare, mobiel, mobil-tel.-nr., tél. mobile, téléphone mobile,"
        " téléphone portable, teléfono móvil, telefono mobile, telefono cellulare, numero cellulare",
        "phone/home": "home phone, telefon privat, telefon (privat), private phone, tel. privat,"
        " téléphone (domicile), tél. personnel, tél. privé, particular, teléfono particular, teléfono del domicilio,"
        " teléfono (casa), abitazione, telefono casa, telefono (ab.), telefono di casa",
        "phone/home 2": "home phone 2, telefon privat 2, telefon (privat 2), téléphone 2 (domicile), particular 2,"
        " abitazione 2, telefono di casa 2",
        "phone/work": "business phone, work phone, office phone, telefon geschäftlich, telefon (geschäftlich),"
        " tel. dienstlich, téléphone (bureau), tél. professionnel, téléphone professionnel, teléfono del trabajo,"
        " teléfono (trabajo), ufficio, telefono lavoro, telefono (uff.), telefono di lavoro",
        "phone/work 2": "business phone 2, telefon geschäftlich 2, téléphone 2 (bureau), teléfono del trabajo 2,"
        " ufficio 2, telefono di lavoro 2",
        "phone/other": "other phone, weiteres telefon, téléphone (autre), otro teléfono, altro telefono",
        "phone/company": "company main phone, telefon firma, téléphone société,"
        " número de centralita de la organización, telefono principale società",
        "phone/car": "car phone, autotelefon, téléphone (voiture), teléfono del automóvil, telefono auto",
        "phone/pager": "pager, pager number, pager-nummer, récepteur de radiomessagerie, localizador, buscapersonas,"
        " cercapersone, numero cercapersone, numero pager",
        "phone/work fax": "business fax, work fax, fax geschäftlich, fax (geschäftlich), télécopie (bureau),"
        " fax del trabajo, fax (uff.), fax di lavoro",
        "phone/home fax": "home fax, fax privat, fax (privat), télécopie (domicile), fax del domicilio,"
        " fax particular, fax (ab.), fax di casa",
        "phone/other fax": "other fax, weiteres fax, télécopie (autre), otro fax, altro fax",
        "phone/fax": "fax, telefax, fax number, fax-nummer, télécopie, télécopieur, numero fax",
        "web": "web, website, web page, webpage, homepage, url, webseite, internet, site web, sitio web, sito web,"
        " page web, página web, pagina web",
        "web/work": "business web page, web page 1, webseite 1, site web 1, página web 1, pagina web 1",
        "web/home": "personal web page, personal website, web page 2, webseite 2, site web 2, página web 2,"
        " pagina web 2",
        "street": "street, street address, address line 1, address 1, straße, strasse, rue, calle, via, straat, gata",
        "extended": "address line 2, street 2, address 2, adresszusatz, adresszeile 2",
        "box": "po box, postfach",
        "box/work": "b.p. professionnelle, apartado postal de la dirección del trabajo,"
        " indirizzo (uff.) - casella postale",
        "box/home": "boîte postale du domicile, apartado postal de la dirección personal,"
        " indirizzo (ab.) - casella postale",
        "box/other": "autre boîte postale, otro apartado postal, altro indirizzo - casella postale",
        "city": "city, town, ort, stadt, ville, ciudad, città, cidade, stad",
        "region": "state, region, province, county, bundesland, provincia, estado",
        "code": "zip, zip code, postal code, postcode, plz, postleitzahl, code postal, código postal, cap, cep",
        "country": "country, country/region, land, pays, país, paese",
        "address": "address, adresse, dirección, indirizzo, endereço, adres, anschrift",
        "birthday": "birthday, birth date, date of birth, birthdate, dob, geburtstag, geburtsdatum, anniversaire,"
        " date de naissance, cumpleaños, fecha de nacimiento, compleanno, data di nascita, verjaardag, aniversário",
        "birthday/year": "birth year, geburtsjahr, année de naissance, año de nacimiento, anno di nascita",
        "birthday/month": "birth month, geburtsmonat, mois de naissance, mes de nacimiento, mese di nascita",
        "birthday/day": "birth day, jour de naissance, día de nacimiento, giorno di nascita",
        "anniversary": "anniversary, wedding anniversary, jahrestag, hochzeitstag, aniversario,"
        " anniversaire de mariage ou fête, anniversaire de mariage, anniversario",
        "handle": "screen name, messenger-name, nome instant messenger",
        "relationship/spouse": "spouse, partner, partner/in, ehepartner, conjoint, conjoint(e), cónyuge,"
        " nome coniuge/partner, coniuge",
        "relationship/manager": "manager's name, manager, name des/der vorgesetzten, vorgesetzter, responsable,"
        " nombre del director, nome manager, nome del responsabile",
        "relationship/assistant": "assistant's name, assistant, name assistent, assistent, nom de l'assistant(e),"
        " nombre del ayudante, nome assistente, nome dell'assistente",
        "relationship/child": "children, kinder, enfants, hijos, figli",
        "tags": "tags, tag, groups, group, labels, label, categories, category, group membership, kategorien,"
        " kategorie, gruppen, gruppe, schlagworte, étiquettes, groupes, etiquetas, grupos, etichette, gruppi,"
        " catégories, categorías, categorie",
        "likes": "hobby, hobbies, interests, passe-temps, aficiones",
        "notes": "notes, note, comment, comments, notizen, notiz, bemerkung, bemerkungen, kommentar, remarques, notas,"
        " note personali, opmerkingen",
        "met_on": "connected on, met on, verbunden am",
        "met_how": "met how, how we met",
        "uid": "uid, uuid",
    }.items()
    for word in words.split(", ")
}
# What is a part of the birthday only beside another part of it.
_DAY_OR_MONTH = {
    "geburtstag": ("geburtsmonat", "birthday/day"),
    "jour": (fold("Année de naissance"), "birthday/day"),
    "mois": (fold("Année de naissance"), "birthday/month"),
}
_OUTLOOK_MARKS = (
    *({"e-mail address", "e-mail display name"}, {"business street"}, {fold("Straße geschäftlich")}),
    *({fold("Rue (bureau)")}, {fold("Calle del trabajo")}, {fold("Via (uff.)")}),
)
_OUTLOOK_MARKS_TWO = {fold("E-Mail-Adresse"), fold("E-Mail: Angezeigter Name")}
_GOOGLE_NUMBERED = re.compile(
    r"(E-mail|Phone|Address|Website|Event|Relation|IM|Organization|Custom Field|External ID|Jot|Calendar Link)"
    r" (\d+) - (.+)"
)
_GOOGLE_FIELDS = {
    "E-mail": {"Value": "email", "Type": "email_label", "Label": "email_label"},
    "Phone": {"Value": "phone", "Type": "phone_label", "Label": "phone_label"},
    "Website": {"Value": "web", "Type": "web_label", "Label": "web_label"},
    "IM": {"Value": "handle", "Service": "handle_label"},
    "Event": {"Value": "date", "Type": "date_label", "Label": "date_label"},
    "Relation": {"Value": "relationship", "Type": "relationship_label", "Label": "relationship_label"},
    "Organization": {"Name": "organization", "Title": "role"},
    "Address": {
        "Type": "address_label",
        "Label": "address_label",
        "Formatted": "address",
        "Street": "street",
        "City": "city",
        "PO Box": "box",
        "Region": "region",
        "Postal Code": "code",
        "Country": "country",
        "Extended Address": "extended",
    },
}
_OWN_NUMBERED = re.compile(
    r"(Alias|Organization|Role|Email|Phone|Web|Handle|Address|Date|Relationship|Tag) (\d+)(?: (.+))?"
)
_PARTS = (Field.BOX, Field.EXTENDED, Field.STREET, Field.CITY, Field.REGION, Field.CODE, Field.COUNTRY)
_POINTS = (
    (Field.EMAIL, ContactKind.EMAIL),
    (Field.PHONE, ContactKind.PHONE),
    (Field.ADDRESS, ContactKind.ADDRESS),
    (Field.WEB, ContactKind.WEB),
    (Field.HANDLE, ContactKind.HANDLE),
)

# ---------------------------------------------------------------------------------------------------------------------
# Reading


def guess(data: bytes) -> Table:
    """What kind of table the file is, its header and first rows, and what its columns seem to hold. Never raises."""
    laid = _Laid(data)
    return Table(
        laid.header,
        tuple(tuple(row) for _, row in laid.rows[:_SAMPLE]),
        laid.mapping(),
        laid.dialect,
        laid.encoding,
        laid.delimiter,
        laid.skipped,
    )


def read_csv_people(
    data: bytes,
    mapping: Mapping[str, str] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    day_first: bool | None = None,
) -> Reading:
    """Every row as a card. `mapping` is a header-to-target dictionary as `guess` gives it; guessed when there is none.

    Where 3/12/1985 could be two days, the other dates of its column tell which, else those of the table, else
    `day_first`; without any, such a date goes to the notes as it stands.
    Nothing in the file makes this raise; rows that name nobody are listed with their line. Raises ValueError when a
    target of the mapping is no field.
    """
    laid = _Laid(data)
    chosen = laid.mapping() if mapping is None else dict(mapping)
    columns = [_target(chosen.get(name, "")) for name in laid.header]
    problems: list[Problem] = []
    cards: list[Card] = []
    if not any(field in _NAMING for field, _ in columns):
        problems.append(Problem(1, say("No column of this table holds a name."), " ".join(laid.header)[:60], Loss.FILE))
        return Reading((), tuple(problems), laid.dialect)
    problems += _left_out(laid, chosen)
    ways = _days_first(columns, laid.rows, day_first)
    for number, (line, row) in enumerate(laid.rows):
        if on_progress and number % 500 == 0:
            on_progress(number, len(laid.rows))
        if line in laid.unclosed:
            why = say("A quotation mark opens here and is never closed; the line was read as it stands.")
            problems.append(Problem(line, why, " ".join(row)[:60], Loss.LINE))
        if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
            why = say("This row has more cells than the table has columns.")
            problems.append(Problem(line, why, " ".join(row)[:60], Loss.LINE))
        card = _Row(line, columns, row, laid.dialect, ways, problems).card()
        if card is None:
            problems.append(Problem(line, say("This row has no name."), " ".join(row).strip()[:60], Loss.CARD))
        else:
            cards.append(card)
    if not laid.rows:
        problems.append(Problem(1, say("There are no rows in this table."), "", Loss.FILE))
    guessed = "" if laid.encoding.startswith("utf") else laid.encoding
    return Reading(tuple(cards), tuple(problems), laid.dialect, guessed)


def _left_out(laid: _Laid, mapping: Mapping[str, str]) -> Iterable[Problem]:
    """The columns nothing is made of, where something stands in them; not those somebody chose to leave out."""
    for at, name in enumerate(laid.header):
        if name in mapping:
            continue
        said = next((cell for _, row in laid.rows if len(row) > at and (cell := row[at].strip())), "")
        if said:
            why = say("The column “{name}” is not understood; what stands in it was left out.", name=name)
            yield Problem(laid.header_line, why, said[:60], Loss.LINE)


_DATES = (Field.BIRTHDAY, Field.ANNIVERSARY, Field.DATE, Field.MET_ON, Field.DIED_ON)
_EITHER_WAY = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{4}(?!\d)")


_Ways = dict[tuple[Field, str], bool | None]
"""Whether the day goes before the month, by column; None: not known."""


def _days_first(columns: list[tuple[Field, str]], rows: list[tuple[int, list[str]]], otherwise: bool | None) -> _Ways:
    """Which way round the dates of each column are, by those that can only be read one way: its own, else any."""
    places = [at for at, (field, _) in enumerate(columns) if field in _DATES]
    found = {
        at: [
            (int(one[1]), int(one[2]))
            for _, row in rows
            if at < len(row) and (one := _EITHER_WAY.match(row[at].strip()))
        ]
        for at in places
    }
    otherwise = _day_first([pair for pairs in found.values() for pair in pairs], otherwise)
    return {columns[at]: _day_first(pairs, otherwise) for at, pairs in found.items()}


def _day_first(pairs: list[tuple[int, int]], otherwise: bool | None) -> bool | None:
    day_led, month_led = any(one > 12 for one, _ in pairs), any(two > 12 for _, two in pairs)
    return otherwise if day_led == month_led else day_led


_NAMING = (Field.NAME, Field.GIVEN, Field.FAMILY, Field.NICKNAME, Field.ORGANIZATION, Field.EMAIL)


def _target(text: str) -> tuple[Field, str]:
    name, _, slot = text.partition("/")
    return Field(name) if name else Field.IGNORED, slot


class _Laid:
    """A file laid out as header and rows."""

    def __init__(self, data: bytes) -> None:
        text, self.encoding = _decoded(data)
        lines = text.splitlines()
        self.delimiter = _delimiter(lines)
        rows, self.unclosed = _rows(text, self.delimiter)
        at = _header_at(rows)
        self.skipped = tuple(" ".join(row) for _, row in rows[:at])
        self.header = _unique(rows[at][1]) if at < len(rows) else ()
        self.header_line = rows[at][0] if at < len(rows) else 1
        self.rows = rows[at + 1 :]
        self.dialect = _dialect(self.header)

    def mapping(self) -> dict[str, str]:
        """What each column seems to hold; columns that nothing is known of are left out."""
        plain = {fold(name) for name in self.header}
        found: dict[str, str] = {}
        for name in self.header:
            target = _guessed(name, self.dialect, plain)
            if target:
                found[name] = target if target in _JOINED else _free(target, found.values())
        if (
            "name" in found.values()
            and found.get("Name") == "name"
            and "given" in found.values()
            and ("family" not in found.values())
        ):
            # "Name" beside "Vorname" is the family name.
            found["Name"] = "family"
        return found


_JOINED = ("notes", "tags", "alias", "likes")


def _free(target: str, taken: Collection[str]) -> str:
    """The target, in a slot of its own: two columns must not fall into one."""
    field, _, slot = target.partition("/")
    label = "" if slot.isdigit() else slot
    slots = (f"{field}/{label} {n}".replace("/ ", "/") for n in range(2, len(taken) + 3))
    return target if target not in taken else next(one for one in slots if one not in taken)


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace"), name
    if data[:200].count(b"\0") > len(data[:200]) // 3:
        name = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        return data.decode(name, "replace"), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        name = guess_encoding(data)
        return data.decode(name, "replace"), name


def _delimiter(lines: list[str]) -> str:
    """The mark that stands most often, and equally often, outside quotes in the first lines."""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) == 5:
        return lines[0][4]
    best, most = ",", 0
    for mark in (",", ";", "\t", "|"):
        counts = [re.sub(r'"[^"]*"', "", line).count(mark) for line in lines[:20]]
        score = max((min(count, 40) * (1 + counts.count(count)) for count in counts if count), default=0)
        if score > most:
            best, most = mark, score
    return best


def _rows(text: str, delimiter: str) -> tuple[list[tuple[int, list[str]]], list[int]]:
    """The rows that are not blank, each with the line it begins in; and the lines in which a quotation mark opens that
    is never closed. Such a line is a row by itself, or all that follows would be one cell.
    """
    csv.field_size_limit(_LONGEST_CELL)
    lines = list(io.StringIO(text, newline=""))
    out: list[tuple[int, list[str]]] = []
    unclosed: list[int] = []
    begin = at = 0
    reader = csv.reader(lines, delimiter=delimiter)
    while at < len(lines):
        row = next(reader)
        end = begin + reader.line_num
        if end == len(lines) and _left_open(lines[at:], delimiter):
            unclosed.append(at + 1)
            row = [
                cell.strip('"') for cell in next(csv.reader([lines[at]], delimiter=delimiter, quoting=csv.QUOTE_NONE))
            ]
            begin = end = at + 1
            reader = csv.reader(lines[end:], delimiter=delimiter)
        if any(cell.strip() for cell in row):
            out.append((at + 1, [_freed(cell) for cell in row]))
        at = end
    return out, unclosed


def _left_open(lines: list[str], delimiter: str) -> bool:
    """Whether the last row of a table, in these lines, ends within a quotation mark."""
    if sum(line.count('"') for line in lines) % 2 == 0:
        return False
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return len(lines) > 1 or "end of data" in str(error)
    return False


def _header_at(rows: list[tuple[int, list[str]]]) -> int:
    """Which row is the header: the first few may be words to the reader (LinkedIn), or "sep=;"."""
    best, most = 0, 0
    for at, (_, row) in enumerate(rows[:10]):
        names = [fold(cell) for cell in row]
        known = sum(1 for name in names if name in _SYNONYMS or _GOOGLE_NUMBERED.fullmatch(name))
        if len(row) == 1 and known and most == 0 and len(rows) > at + 1 and len(rows[at + 1][1]) > 1:
            continue
        if known > most:
            best, most = at, known
    if most == 0 and len(rows) > 1 and len(rows[0][1]) == 1 and rows[0][1][0].lower().startswith("sep="):
        return 1
    return best


def _unique(header: Iterable[str]) -> tuple[str, ...]:
    """Column names, each once, none empty."""
    out: list[str] = []
    for number, cell in enumerate(header, 1):
        name = " ".join(cell.replace("\ufeff", "").split()) or f"Column {number}"
        again, wanted = 2, name
        while name in out:
            name, again = f"{wanted} ({again})", again + 1
        out.append(name)
    return tuple(out)


def _dialect(header: tuple[str, ...]) -> str:
    names = {fold(name) for name in header}
    if header[:2] == ("Name", "Kind"):
        return OWN
    if {"first name", "last name", "connected on"} <= names:
        return "LinkedIn CSV"
    if any(name.startswith(("E-mail 1 - ", "Phone 1 - ")) for name in header) or {"given name", "yomi name"} <= names:
        return "Google CSV"
    if any(marks <= names for marks in _OUTLOOK_MARKS) or (_OUTLOOK_MARKS_TWO & names and "vorname" in names):
        return "Outlook CSV"
    return "CSV"


def _guessed(name: str, dialect: str, all_names: set[str]) -> str:
    if dialect == OWN:
        return _own_target(name)
    numbered = _GOOGLE_NUMBERED.fullmatch(name)
    if numbered:
        field = _GOOGLE_FIELDS.get(numbered[1], {}).get(numbered[3], "")
        return f"{field}/{numbered[2]}" if field else ""
    key = fold(re.sub(r" \(\d+\)$", "", name)).replace("_", " ")
    if key == "file as" and {"first name", "given name"} & all_names:
        return ""
    if key == "title" and (dialect == "Outlook CSV" or "job title" in all_names):
        return "prefix"
    if key == "titel" and "anrede" in all_names:
        return "prefix/2"
    if key == "titre":  # Outlook has it twice
        return "role" if name.endswith("(2)") else "prefix"
    if birth := _DAY_OR_MONTH.get(key):
        beside, target = birth
        if beside in all_names:
            return target
    if dialect == "LinkedIn CSV" and key == "url":
        return "web/LinkedIn"
    return _SYNONYMS.get(key, "")


class _Row:
    """One row on its way to a card."""

    def __init__(
        self,
        line: int,
        columns: list[tuple[Field, str]],
        row: list[str],
        dialect: str,
        ways: _Ways,
        problems: list[Problem],
    ) -> None:
        self.line = line
        self.own = dialect == OWN
        self.dialect = dialect
        self.ways = ways
        self.problems = problems
        self.cells: dict[Field, dict[str, str]] = {}
        for (field, slot), cell in zip(columns, row, strict=False):
            text = cell if self.own else cell.strip().replace("\r\n", "\n").replace("\r", "\n")
            if text and field is not Field.IGNORED:
                here = self.cells.setdefault(field, {})
                here[slot] = f"{here[slot]}\n{text}" if slot in here else text
        self.more_notes: list[str] = []

    def one(self, field: Field) -> str:
        return " ".join(" ".join(self.cells.get(field, {}).values()).split())

    def several(self, text: str) -> list[str]:
        """What Google joins in one cell."""
        return [text] if self.own else [part for piece in text.split(" ::: ") if (part := piece.strip())]

    def labelled(self, field: Field, slot: str) -> tuple[str, bool]:
        """The label of a slot, and whether it is marked as preferred ("* Home")."""
        label = self.cells.get(field, {}).get(slot, "")
        if not label and slot and not slot.isdigit():
            label = re.sub(r" \d+$", "", slot)
        preferred = label.startswith("*")
        label = label.removeprefix("*").strip() if preferred else label
        if not self.own and label:
            label = {"obsolete": "", "main": "", "work fax": "work fax"}.get(label.lower(), label)
            label = label.lower() if label.lower() in ("home", "work", "mobile", "other", "work fax") else label
        return label, preferred

    def card(self) -> Card | None:
        cells = self.cells
        given, family, additional = self.one(Field.GIVEN), self.one(Field.FAMILY), self.one(Field.ADDITIONAL)
        prefix, suffix, nickname = self.one(Field.PREFIX), self.one(Field.SUFFIX), self.one(Field.NICKNAME)
        kind = PersonKind.PERSON
        if self.one(Field.KIND) == PersonKind.ORGANIZATION.value:
            kind = PersonKind.ORGANIZATION
        name = self.one(Field.NAME) or assembled_name(prefix, given, additional, family) or nickname
        organizations = [
            (slot, part) for slot, text in cells.get(Field.ORGANIZATION, {}).items() for part in self.several(text)
        ]
        if not name and organizations:
            name = organizations[0][1]
            if not cells.get(Field.ROLE):
                kind, organizations = PersonKind.ORGANIZATION, organizations[1:]
        points = self._points()
        if not name:
            name = next((point.value for point in points if point.kind is ContactKind.EMAIL), "")
        if not name:
            return None
        roles = dict(cells.get(Field.ROLE, {}))
        own_roles = {slot: roles.pop(slot, "") for slot, _ in organizations}
        spare = list(roles.values())
        affiliations = tuple(
            Affiliation(
                0,
                0,
                PersonRef(0, part, PersonKind.ORGANIZATION),
                own_roles[slot] or (spare.pop(0) if spare else ""),
            )
            for slot, part in organizations
        )
        self.more_notes += spare
        dates = self._dates()
        likes = [part.strip() for text in cells.get(Field.LIKES, {}).values() for part in self.several(text)]
        met_on = self._day(self.one(Field.MET_ON), "", Field.MET_ON)
        died_on = self._day(self.one(Field.DIED_ON), "", Field.DIED_ON)
        notes = [*cells.get(Field.NOTES, {}).values(), *self.more_notes]
        draft = PersonDraft(
            name,
            kind=kind,
            prefix=prefix,
            given=given,
            additional=additional,
            family=family,
            suffix=suffix,
            nickname=nickname if name != nickname else "",
            met_on=met_on,
            met_how=self.one(Field.MET_HOW) or ("LinkedIn" if met_on and self.dialect == "LinkedIn CSV" else ""),
            deceased=bool(self.one(Field.DECEASED)) or died_on is not None,
            died_on=died_on,
            notes="\n".join(text.replace("\r\n", "\n").replace("\r", "\n") for text in notes),
        )
        if self.own:
            draft = _with_nickname(draft, nickname)
        aliases = [part for text in cells.get(Field.ALIAS, {}).values() for part in self.several(text)]
        return Card(
            draft,
            line=self.line,
            uid=self.one(Field.UID),
            aliases=tuple(alias for alias in aliases if self.own or alias != name),
            contact_points=points,
            dates=dates,
            affiliations=affiliations,
            relationships=self._relationships(),
            preferences=tuple(Preference(0, 0, PreferenceKind.LIKES, text) for text in likes if text),
            tags=self._tags(),
        )

    def _tags(self) -> tuple[str, ...]:
        tags = list(self.cells.get(Field.TAG, {}).values())
        for text in self.cells.get(Field.TAGS, {}).values():
            for part in re.split(r" ::: |[,;|]", text):
                tag = part.strip()
                # "* myContacts" is what Google calls everybody.
                if tag and not tag.startswith("* "):
                    tags.append(tag)
        return tuple(dict.fromkeys(tags))

    def _points(self) -> tuple[ContactPoint, ...]:
        points: list[ContactPoint] = []
        for field, kind in _POINTS:
            if kind is ContactKind.ADDRESS:
                points += self._addresses()
                continue
            for slot, text in self.cells.get(field, {}).items():
                label, preferred = self.labelled(Field(f"{field.value}_label"), slot)
                for number, value in enumerate(self.several(text)):
                    found = (
                        ContactKind.PHONE if kind is ContactKind.EMAIL and not self.own and is_phone(value) else kind
                    )
                    points.append(ContactPoint(0, 0, found, value, label, preferred and number == 0))
        return tuple(points)

    def _addresses(self) -> Iterable[ContactPoint]:
        slots = dict.fromkeys(slot for field in (Field.ADDRESS, *_PARTS) for slot in self.cells.get(field, {}))
        for slot in sorted(slots, key=lambda slot: int(slot) if slot.isdigit() else 0):
            label, preferred = self.labelled(Field.ADDRESS_LABEL, slot)
            columns = [self.several(self.cells.get(field, {}).get(slot, "")) for field in _PARTS]
            whole = self.several(self.cells.get(Field.ADDRESS, {}).get(slot, ""))
            for number in range(max(len(whole), *(len(column) for column in columns))):
                parts = tuple(column[number] if number < len(column) else "" for column in columns)
                value = (whole[number] if number < len(whole) else "") or address_lines(parts)
                if value:
                    seven = parts if any(parts) else ()
                    yield ContactPoint(0, 0, ContactKind.ADDRESS, value, label, preferred and number == 0, seven)

    def _dates(self) -> tuple[SpecialDate, ...]:
        dates: list[SpecialDate] = []
        yearly = (Field.BIRTHDAY, self._birthday()), (Field.ANNIVERSARY, self.one(Field.ANNIVERSARY))
        for field, text in yearly:
            kind = DateKind(field.value)
            if found := self._day(text, field.value, field):
                dates.append(SpecialDate(0, 0, kind, found))
        for slot, text in self.cells.get(Field.DATE, {}).items():
            label, _ = self.labelled(Field.DATE_LABEL, slot)
            for value in self.several(text):
                if found := self._day(value, label, Field.DATE, slot):
                    kind, said = date_word(label)
                    if self.own:
                        kind, said = DateKind(self.cells[Field.DATE_KIND][slot]), label
                    dates.append(SpecialDate(0, 0, kind, found, said))
        # What a program writes in two columns is one date.
        return tuple(dates if self.own else dict.fromkeys(dates))

    def _birthday(self) -> str:
        """The birthday, also where year, month and day have a column each."""
        cells = dict(self.cells.get(Field.BIRTHDAY, {}))
        year, month, day = (cells.pop(part, "").lstrip("0") for part in ("year", "month", "day"))
        whole = " ".join(" ".join(cells.values()).split())
        if whole or not (year or month or day):
            return whole
        if day and not month:
            return f"{year} / {day}"
        return (year or "-") + (f"-{month:0>2}" if month else "") + (f"-{day:0>2}" if day else "")

    def _day(self, text: str, what: str, field: Field, slot: str = "") -> PartialDate | None:
        """A date in a cell. One that cannot be read, or might be two days, goes to the notes as it stands."""
        if not text or re.fullmatch(r"0+[/.-]0+[/.-]0+", text) or text in ("0", "-"):
            return None
        if self.own:
            return PartialDate.parse(text)
        bare = f"--{text[5:]}" if text.startswith("0000-") else text
        one, other = read_partial(bare, day_first=True), read_partial(bare, day_first=False)
        day_first = self.ways.get((field, slot))
        if one == other or day_first is not None:
            found = other if day_first is False else one
            if found is not None:
                return found
        note = f"{what}: {text}" if what else text
        why = say("This date could not be read; it stands in the notes.")
        self.problems.append(Problem(self.line, why, text[:60], Loss.LINE))
        self.more_notes.append(note)
        return None

    def _relationships(self) -> tuple[Relationship, ...]:
        found: list[Relationship] = []
        for slot, text in self.cells.get(Field.RELATIONSHIP, {}).items():
            label, _ = self.labelled(Field.RELATIONSHIP_LABEL, slot)
            kind, said = relationship_word(label)
            if self.own:
                kind, said = RelationshipKind(self.cells[Field.RELATIONSHIP_KIND][slot]), label
            names = self.several(text)
            if slot == "child":
                names = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
            found += [Relationship(0, 0, PersonRef(0, name), kind, said) for name in names]
        return tuple(found)


def _with_nickname(draft: PersonDraft, nickname: str) -> PersonDraft:
    from dataclasses import replace

    return draft if draft.nickname == nickname else replace(draft, nickname=nickname)


# ---------------------------------------------------------------------------------------------------------------------
# Writing

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_BOUND = re.compile(r"'+[=+\-@\t\r]")


def _bound(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before what looks like one."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _freed(cell: str) -> str:
    """A cell without that apostrophe."""
    return cell[1:] if _BOUND.match(cell) else cell


_ONCE: tuple[tuple[str, str], ...] = (
    ("Name", "name"),
    ("Kind", "kind"),
    ("Prefix", "prefix"),
    ("Given", "given"),
    ("Additional", "additional"),
    ("Family", "family"),
    ("Suffix", "suffix"),
    ("Nickname", "nickname"),
    ("Deceased", "deceased"),
    ("Died on", "died_on"),
    ("Met on", "met_on"),
    ("Met how", "met_how"),
    ("Notes", "notes"),
    ("UID", "uid"),
)
_OWN_PARTS = {"Address": "address", "Box": "box", "Extended": "extended", "Street": "street", "City": "city"} | {
    "Region": "region",
    "Code": "code",
    "Country": "country",
}


def _own_target(name: str) -> str:
    once = dict(_ONCE).get(name)
    numbered = _OWN_NUMBERED.fullmatch(name)
    if once or numbered is None:
        return once or ""
    word, number, part = numbered[1].lower(), numbered[2], numbered[3]
    if not part:
        return f"{word}/{number}"
    return f"{_OWN_PARTS[part]}/{number}" if part in _OWN_PARTS else f"{word}_{part.lower()}/{number}"


def write_csv_people(cards: Iterable[Card]) -> str:
    """A table of people, one row each, that `read_csv_people` reads back as it was; lines ended by CRLF (RFC 4180).

    Left out are portraits, kept lines and preferences. Cells that begin as a formula would are neutralised with an
    apostrophe. Write it as UTF-8 with a byte order mark for the spreadsheets' sake.
    """
    rows = [_own_row(card) for card in cards]
    once = [name for name, _ in _ONCE]
    more = sorted({name for row in rows for name in row} - set(once), key=_own_order)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(once + more)
    for row in rows:
        writer.writerow([_bound(row.get(name, "")) for name in once + more])
    return out.getvalue()


_OWN_WORDS = (
    "Alias",
    "Organization",
    "Role",
    "Email",
    "Phone",
    "Address",
    "Web",
    "Handle",
    "Date",
    "Relationship",
    "Tag",
)


def _own_order(name: str) -> tuple[int, int, str]:
    word, number, *rest = name.split(" ", 2)
    place = _OWN_WORDS.index("Organization" if word == "Role" else word)
    return place, int(number), (word if not rest else f"~{rest[0]}")


def _own_row(card: Card) -> dict[str, str]:
    draft = card.draft
    row = {
        "Name": draft.name,
        "Kind": draft.kind.value,
        "Prefix": draft.prefix,
        "Given": draft.given,
        "Additional": draft.additional,
        "Family": draft.family,
        "Suffix": draft.suffix,
        "Nickname": draft.nickname,
        "Deceased": "yes" if draft.deceased else "",
        "Died on": str(draft.died_on or ""),
        "Met on": str(draft.met_on or ""),
        "Met how": draft.met_how,
        "Notes": draft.notes,
        "UID": card.uid,
    }
    for n, alias in enumerate(card.aliases, 1):
        row[f"Alias {n}"] = alias
    for n, affiliation in enumerate(card.affiliations, 1):
        row[f"Organization {n}"] = affiliation.organization.name
        row[f"Role {n}"] = affiliation.role
    numbers: dict[ContactKind, int] = {}
    for point in card.contact_points:
        n = numbers[point.kind] = numbers.get(point.kind, 0) + 1
        word = point.kind.value.capitalize()
        row[f"{word} {n}"] = point.value
        row[f"{word} {n} Label"] = f"* {point.label}" if point.preferred else point.label
        for part, text in zip(tuple(_OWN_PARTS)[1:], point.parts, strict=False):
            row[f"{word} {n} {part}"] = text
    for n, date in enumerate(card.dates, 1):
        row[f"Date {n}"] = str(date.date)
        row[f"Date {n} Kind"] = date.kind.value
        row[f"Date {n} Label"] = date.label
    for n, relationship in enumerate(card.relationships, 1):
        row[f"Relationship {n}"] = relationship.other.name
        row[f"Relationship {n} Kind"] = relationship.kind.value
        row[f"Relationship {n} Label"] = relationship.label
    for n, tag in enumerate(card.tags, 1):
        row[f"Tag {n}"] = tag
    return row
