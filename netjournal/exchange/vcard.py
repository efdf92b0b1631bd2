"""vCards 2.1, 3.0 and 4.0 read as cards, and cards written as 3.0 and 4.0.

Hidden here: what the properties mean, the standard ones and those that phones and mail programs have made up; and how
what is not understood comes back on the way out. A property that holds more than a card can say is taken in *and* kept
as a line; on writing, the kept line stands for what it says as long as that is still true, and is left out when it is
not. RFC 6350 (4.0), RFC 2426 (3.0), the specification of 2.1, RFC 6474 (dates of death), RFC 4770 (IMPP), RFC 6715
(interests).
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote

from netjournal.days import PartialDate, read_partial
from netjournal.exchange.card import (
    Card,
    Loss,
    Portrait,
    Problem,
    Reading,
    address_lines,
    assembled_name,
    date_word,
    is_phone,
    relationship_word,
    uid_line,
    uid_of,
)
from netjournal.exchange.content_lines import (
    Line,
    Params,
    content_lines,
    data_uri,
    escape,
    folded,
    head_text,
    parse_line,
    plain_escape,
    split_unescaped,
    unescape,
)
from netjournal.model import (
    About,
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
)
from netjournal.undisturbed import undisturbed
from netjournal.wording import say

Version = Literal["3.0", "4.0"]

# ---------------------------------------------------------------------------------------------------------------------
# Reading


@undisturbed()
def read_vcards(data: bytes, on_progress: Callable[[int, int], None] | None = None) -> Reading:
    """Every card of a file. Nothing in the file makes this raise: what cannot be read is listed with its line.

    `on_progress` is told now and then how many lines are done, and how many there are.
    """
    problems: list[Problem] = []
    gathered = _Gathered(problems)
    open_cards: list[_Building] = []
    versions: list[str] = []
    strays = 0

    def cut(card: _Building) -> None:
        problems.append(Problem(card.line, say("The end of this card is missing."), "", Loss.NOTHING))
        gathered.add(card)

    for line in content_lines(data, problems, on_progress):
        name = line.name
        if open_cards and name not in _FRAME:
            open_cards[-1].add(line, problems)
        elif name == "BEGIN" and line.value.strip().upper() == "VCARD":
            if open_cards and not open_cards[-1].awaits_agent:
                cut(open_cards.pop())
            open_cards.append(_Building(line.number))
        elif name == "END" and line.value.strip().upper() == "VCARD":
            if not open_cards:
                continue
            done = open_cards.pop()
            if open_cards:
                open_cards[-1].agent = (done.line, done.fn or done.text_name())
                open_cards[-1].awaits_agent = False
            gathered.add(done)
        elif not open_cards:
            strays += 1
            if strays == 1:
                why = say("What stands outside a card is passed over.")
                problems.append(Problem(line.number, why, line.raw[:60], Loss.NOTHING))
        else:
            if name == "VERSION" and line.value.strip() not in versions:
                versions.append(line.value.strip())
            open_cards[-1].add(line, problems)
    for card in open_cards:
        cut(card)

    if gathered.first:
        problems = [replace(one, loss=Loss.NOTHING) if one.line < gathered.first else one for one in problems]
        gathered.problems = problems
    else:
        problems.append(Problem(1, say("There is no vCard in this file."), "", Loss.FILE))
    cards = gathered.cards()
    problems.sort(key=lambda problem: problem.line)
    return Reading(tuple(cards), tuple(problems), f"vCard {'/'.join(versions)}".strip())


class _Gathered:
    """The cards of a file as they come in, and what one of them may say of another: who is meant, who is in a group."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.first = 0
        self._done: list[Card] = []
        self._waiting: list[_Building] = []
        self._groups: list[_Building] = []
        self._names: dict[str, str] = {}

    def add(self, one: _Building) -> None:
        self.first = min(self.first or one.line, one.line)
        if one.is_group:
            self._groups.append(one)
            return
        if one.uid:
            self._names[_bare_uid(one.uid)] = one.fn or one.text_name()
        if one.references:
            self._waiting.append(one)
        else:
            self._finish(one)

    def _finish(self, one: _Building) -> None:
        card = one.card()
        if card is not None:
            self._done.append(card)
        elif one.is_empty:
            self.problems.append(Problem(one.line, say("This card is empty."), "", Loss.CARD))
        else:
            self.problems.append(Problem(one.line, say("This card has no name."), one.excerpt(), Loss.CARD))

    def cards(self) -> list[Card]:
        """All of them, in the order of the file."""
        for one in self._waiting:
            one.resolve(self._names)
            self._finish(one)
        tags: dict[str, list[str]] = {}
        for group in self._groups:
            title = group.fn or group.text_name()
            members = [_bare_uid(uid) for uid in group.members]
            if not title or not members or not all(member in self._names for member in members):
                self.problems.append(Problem(group.line, say("This is a group, not a person."), title, Loss.CARD))
            for member in members if title else ():
                tags.setdefault(member, []).append(title)
        self._done.sort(key=lambda card: card.line)
        return [_tagged(card, tags.get(_bare_uid(card.uid), ())) for card in self._done] if tags else self._done


def _tagged(card: Card, tags: Iterable[str]) -> Card:
    return replace(card, tags=tuple(dict.fromkeys((*card.tags, *tags))))


def _bare_uid(uid: str) -> str:
    return uid.strip().casefold().removeprefix("urn:uuid:")


_MODELLED_PARAMS = frozenset(["TYPE", "X-CUSTOM", "PREF", "VALUE", "ENCODING", "CHARSET"])
_FRAME = frozenset(["BEGIN", "END", "VERSION"])
_DROPPED = frozenset(["VERSION", "PRODID", "X-PRODID"])
_DEFAULT_TYPES = {"TEL": {"voice"}, "EMAIL": {"internet"}}
_MEANINGLESS_TOGETHER = {"intl", "postal", "parcel"}
_TYPE_WORDS = {"cell": "mobile"}
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_", re.DOTALL)
_MESSENGERS = {
    "X-SKYPE": "Skype",
    "X-SKYPE-USERNAME": "Skype",
    "X-JABBER": "Jabber",
    "X-AIM": "AIM",
    "X-ICQ": "ICQ",
    "X-MSN": "MSN",
    "X-YAHOO": "Yahoo",
    "X-GTALK": "Google Talk",
    "X-GOOGLE-TALK": "Google Talk",
    "X-QQ": "QQ",
    "X-TWITTER": "Twitter",
    "X-MATRIX": "Matrix",
    "X-TELEGRAM": "Telegram",
    "X-SIGNAL": "Signal",
    "X-KADDRESSBOOK-X-IMADDRESS": "",
    "X-MS-IMADDRESS": "",
}
_FAMILY_PROPERTIES = {
    f"{maker}{word}": kind
    for maker in ("X-EVOLUTION-", "X-MS-", "X-", "X-KADDRESSBOOK-X-")
    for word, kind in {
        "SPOUSE": "spouse",
        "SPOUSESNAME": "spouse",
        "MANAGER": "manager",
        "MANAGERSNAME": "manager",
        "ASSISTANT": "assistant",
        "ASSISTANTSNAME": "assistant",
        "CHILD": "child",
    }.items()
}
_ANDROID_RELATIONS = (
    "",
    "assistant",
    "brother",
    "child",
    "domestic partner",
    "father",
    "friend",
    "manager",
    "mother",
    "parent",
    "partner",
    "referred by",
    "relative",
    "sister",
    "spouse",
)
_ANDROID_EVENTS = {"1": "anniversary", "2": "", "3": "birthday"}
_MAGIC = ((b"\xff\xd8", "image/jpeg"), (b"\x89PNG", "image/png"), (b"GIF8", "image/gif"), (b"BM", "image/bmp"))


class _UnreadDate(Exception):
    """A date that is none, or might be two: its line is kept."""


class _Building:
    """One card while its lines come in."""

    def __init__(self, line: int, kind: PersonKind = PersonKind.PERSON, name: str = "") -> None:
        self.line = line
        self.kind = kind
        self.fn = name
        self.is_group = False
        self.awaits_agent = False
        self.agent: tuple[int, str] | None = None
        self.parts: tuple[str, ...] = ()
        self.nickname = ""
        self.uid = ""
        self.rev = ""
        self.notes: list[str] = []
        self.aliases: list[str] = []
        self.points: list[tuple[ContactPoint, Line]] = []
        self.address_labels: list[Line] = []
        self.dates: list[tuple[SpecialDate, Line]] = []
        self.organizations: list[Line] = []
        self.titles: list[Line] = []
        self.roles: list[Line] = []
        self.relationships: list[tuple[int, Relationship]] = []
        self.references: list[tuple[Line, str]] = []
        self.labelled: list[tuple[Line, str]] = []
        self.preferences: list[Preference] = []
        self.tags: list[str] = []
        self.members: list[str] = []
        self.portrait: Portrait | None = None
        self.deceased = False
        self.died_on: PartialDate | None = None
        self.kept: list[Line] = []
        self.labels: dict[str, Line] = {}
        self.used_labels: set[str] = set()
        self._seen = 0

    # -- one line at a time

    def add(self, line: Line, problems: list[Problem]) -> None:
        """Take in one property. One that is bad costs itself and nothing else."""
        self.awaits_agent = False
        if line.name in _DROPPED:
            return
        self._seen += 1
        take = _TAKES.get(line.name)
        if take is None:
            self.kept.append(line)
            return
        try:
            take(self, line)
        except _UnreadDate:
            why = say("This date cannot be read; the line is kept for the way out.")
            problems.append(Problem(line.number, why, line.raw[:60], Loss.LINE))
            self.kept.append(line)
        except (ValueError, IndexError) as error:
            why = say("This property cannot be read ({reason}); it is kept as it stands.", reason=str(error))
            problems.append(Problem(line.number, why, line.raw[:60], Loss.NOTHING))
            self.kept.append(line)

    def keep_more(self, line: Line, *also: str, said: tuple[str, ...] = ()) -> None:
        """Keep the line besides what was taken from it, when it says more than that."""
        if not said and line.only_types:
            return
        for name, values in line.params.items():
            known = name in _MODELLED_PARAMS or name in also
            if not known or (name == "PREF" and values != ("1",)):
                self.kept.append(line)
                return
        if said and any(kind not in said and kind != "pref" for kind in line.types):
            self.kept.append(line)

    def label_line(self, line: Line) -> str:
        """What X-ABLabel of the same group says, out of its wrapping."""
        found = self.labels.get(line.group.lower()) if line.group else None
        if found is None:
            return ""
        self.used_labels.add(line.group.lower())
        text = found.text
        wrapped = _APPLE_LABEL.fullmatch(text)
        return _spaced(wrapped[1]) if wrapped else text

    def take_fn(self, line: Line) -> None:
        if not self.fn:
            self.fn = line.text
        elif line.text and line.text != self.fn:
            self.aliases.append(line.text)
        self.keep_more(line)

    def take_n(self, line: Line) -> None:
        # Prefixes and suffixes in a list are read with commas (Jr., M.D.), several first names are not.
        pieces = _pieces(line, lambda at: ", " if at in (3, 4) else " ")
        parts = tuple((*pieces, "", "", "", "", "")[:5])
        if self.parts and any(self.parts):
            if any(parts):
                alias = assembled_name(parts[3], parts[1], parts[2], parts[0])
                if alias and alias not in (self.fn, self.text_name()):
                    self.aliases.append(alias)
                self.kept.append(line)
            return
        self.parts = parts
        if any(pieces[5:]):
            self.kept.append(line)
        else:
            self.keep_more(line)

    def text_name(self) -> str:
        family, given, additional, prefix, suffix = self.parts or ("",) * 5
        return assembled_name(prefix, given, additional, family) or suffix

    def take_nickname(self, line: Line) -> None:
        for name in line.split(","):
            if name and not self.nickname:
                self.nickname = name
            elif name and name != self.nickname and name not in self.aliases:
                self.aliases.append(name)
        self.keep_more(line)

    def take_alias(self, line: Line) -> None:
        if line.text:
            self.aliases.append(line.text)
        self.keep_more(line)

    def take_note(self, line: Line) -> None:
        if line.text:
            self.notes.append(line.text)
        self.keep_more(line)

    def take_uid(self, line: Line) -> None:
        if self.uid and line.text:
            self.kept.append(line)
        else:
            self.uid = line.text

    def take_rev(self, line: Line) -> None:
        self.rev = line.text

    def take_kind(self, line: Line) -> None:
        kind = line.text.lower()
        if kind in ("org", "organization"):
            self.kind = PersonKind.ORGANIZATION
        elif kind == "group":
            self.is_group = True
        elif kind not in ("individual", ""):
            self.kept.append(line)

    def take_show_as(self, line: Line) -> None:
        if line.text.upper() == "COMPANY":
            self.kind = PersonKind.ORGANIZATION
        else:
            self.kept.append(line)

    def take_member(self, line: Line) -> None:
        self.members.append(line.text)
        self.kept.append(line)

    def take_label(self, line: Line) -> None:
        if line.group and line.group.lower() not in self.labels:
            self.labels[line.group.lower()] = line
        else:
            self.kept.append(line)

    def take_address_label(self, line: Line) -> None:
        self.address_labels.append(line)

    def take_email(self, line: Line) -> None:
        value = line.text
        if value[:7].lower() == "mailto:":
            value = unquote(value[7:])
        self.point(ContactKind.PHONE if is_phone(value) else ContactKind.EMAIL, value, line)

    def take_tel(self, line: Line) -> None:
        value = line.text
        if value[:4].lower() == "tel:":
            number, *params = value[4:].split(";")
            value = unquote(number)
            for param in params:
                key, _, more = param.partition("=")
                if key.lower() == "ext":
                    value += f" ext. {unquote(more)}"
                elif line not in self.kept:
                    self.kept.append(line)
        self.point(ContactKind.PHONE, value, line)

    def take_url(self, line: Line) -> None:
        self.point(ContactKind.WEB, line.text, line)

    def take_impp(self, line: Line) -> None:
        service = line.param("X-SERVICE-TYPE") or line.param("SERVICE-TYPE")
        self.point(ContactKind.HANDLE, line.text, line, service, "X-SERVICE-TYPE", "SERVICE-TYPE")

    def take_social(self, line: Line) -> None:
        service = line.param("SERVICE-TYPE") or ",".join(t for t in line.params.get("TYPE", ()) if t.lower() != "pref")
        self.point(ContactKind.HANDLE, line.text, line, service, "SERVICE-TYPE", said=tuple(service.lower().split(",")))

    def take_messenger(self, line: Line) -> None:
        self.point(ContactKind.HANDLE, line.text, line, _MESSENGERS[line.name] or line.param("TYPE"))

    def point(
        self, kind: ContactKind, value: str, line: Line, label: str = "", *also: str, said: tuple[str, ...] = ()
    ) -> None:
        if not value:
            return
        label = label or _types_label(line)
        self.points.append((ContactPoint(0, 0, kind, value, label, _preferred(line)), line))
        self.keep_more(line, *also, said=said)

    def take_adr(self, line: Line) -> None:
        parts = _pieces(line, lambda _: ", ")
        seven = (*parts, *[""] * 7)[:7]
        text = line.param("LABEL").strip()
        if not any(seven) and not text:
            # Its lines may still come, in a LABEL of the same group.
            seven = ()
        label = _types_label(line)
        point = ContactPoint(0, 0, ContactKind.ADDRESS, text, label, _preferred(line), seven if any(seven) else ())
        self.points.append((point, line))
        if any(parts[7:]):
            self.kept.append(line)
        else:
            self.keep_more(line, "LABEL")

    def take_bday(self, line: Line) -> None:
        self.date(DateKind.BIRTHDAY, "", line)

    def take_anniversary(self, line: Line) -> None:
        self.date(DateKind.ANNIVERSARY, "", line)

    def take_other_date(self, line: Line) -> None:
        self.date(DateKind.OTHER, "", line)

    def take_own_date(self, line: Line) -> None:
        self.date(DateKind(line.param("TYPE")), "", line)

    def date(self, kind: DateKind, label: str, line: Line) -> None:
        found, whole = _partial(line)
        if found is None:
            if line.text:
                raise _UnreadDate
            return
        self.dates.append((SpecialDate(0, 0, kind, found, label), line))
        if whole:
            self.keep_more(line, "X-APPLE-OMIT-YEAR")
        else:
            self.kept.append(line)

    def take_death(self, line: Line) -> None:
        found, whole = _partial(line)
        self.deceased = True
        self.died_on = found
        if found is None and line.text:
            raise _UnreadDate
        if found is None or not whole:
            self.kept.append(line)

    def take_deceased(self, line: Line) -> None:
        self.deceased = line.text.lower() != "false"

    def take_org(self, line: Line) -> None:
        self.organizations.append(line)

    def take_title(self, line: Line) -> None:
        if line.text:
            self.titles.append(line)

    def take_role(self, line: Line) -> None:
        if line.text:
            self.roles.append(line)

    def take_related(self, line: Line) -> None:
        text = line.text
        scheme = text.partition(":")[0].lower() if ":" in text else ""
        if line.param("VALUE").lower() != "text" and (scheme in ("urn", "http", "https", "mailto") or not text):
            self.references.append((line, text))
        else:
            self.relate(line, text)

    def relate(self, line: Line, name: str) -> None:
        types = [kind for kind in line.types if kind != "pref"]
        kind, label = relationship_word(types[0]) if types else (RelationshipKind.OTHER, "")
        self.relationships.append((line.number, Relationship(0, 0, PersonRef(0, name), kind, label)))
        if len(types) > 1:
            self.kept.append(line)
        else:
            self.keep_more(line)

    def take_related_name(self, line: Line) -> None:
        if line.text:
            self.labelled.append((line, line.text))

    def take_family(self, line: Line) -> None:
        if line.text:
            kind, label = relationship_word(_FAMILY_PROPERTIES[line.name])
            self.relationships.append((line.number, Relationship(0, 0, PersonRef(0, line.text), kind, label)))
            self.keep_more(line)

    def take_agent(self, line: Line) -> None:
        self.awaits_agent = not line.value.strip()
        if not self.awaits_agent:
            self.kept.append(line)

    def take_categories(self, line: Line) -> None:
        for tag in line.split(","):
            if tag and tag not in self.tags and tag != "myContacts":
                self.tags.append(tag)
        self.keep_more(line)

    def take_interest(self, line: Line) -> None:
        if line.text:
            self.preferences.append(Preference(0, 0, PreferenceKind.LIKES, line.text))
            self.kept.append(line)

    def take_photo(self, line: Line) -> None:
        kinds = [kind for kind in line.types if kind not in ("pref", "home", "work")]
        found = (line.data, "") if line.data is not None else None
        if found is None and (inline := data_uri(line.text)):
            found = (inline[1], inline[0])
        if found is None or self.portrait is not None:
            # An address is not fetched.
            self.kept.append(line)
            return
        data, media_type = found
        if not media_type and kinds:
            media_type = kinds[0] if "/" in kinds[0] else f"image/{kinds[0]}".replace("image/jpg", "image/jpeg")
        media_type = media_type or line.param("MEDIATYPE").lower()
        if not media_type:
            media_type = next((kind for magic, kind in _MAGIC if data.startswith(magic)), "application/octet-stream")
        self.portrait = Portrait(media_type, data)

    def take_android(self, line: Line) -> None:
        kind, value, which, label, *_ = (*line.split(";"), "", "", "", "")
        what = kind.rpartition("/")[2]
        if what == "nickname" and value:
            if self.nickname and value != self.nickname:
                self.aliases.append(value)
            self.nickname = self.nickname or value
        elif what == "contact_event" and value:
            found, _ = _read_date(value)
            if found is None:
                raise _UnreadDate
            date_kind, date_label = date_word(label if which == "0" else _ANDROID_EVENTS.get(which, ""))
            self.dates.append((SpecialDate(0, 0, date_kind, found, date_label), line))
        elif what == "relation" and value:
            known = int(which) if which.isdigit() and int(which) < len(_ANDROID_RELATIONS) else 0
            relation, named = relationship_word(_ANDROID_RELATIONS[known] or label)
            self.relationships.append((line.number, Relationship(0, 0, PersonRef(0, value), relation, named)))
        else:
            self.kept.append(line)

    # -- once all lines are there

    def resolve(self, names: Mapping[str, str]) -> None:
        """Name those of whom only the UID stood in the card, where the file has them."""
        for line, reference in self.references:
            if name := names.get(_bare_uid(reference)):
                self.relate(line, name)
            else:
                self.kept.append(line)
        self.references = []

    def settle(self) -> None:
        """Bring together what stood in several lines: labels, titles with organizations."""
        if self.agent is not None and self.agent[1]:
            tie = Relationship(0, 0, PersonRef(0, self.agent[1]), RelationshipKind.ASSISTANT)
            self.relationships.append((self.agent[0], tie))
        for line, name in self.labelled:
            label = self.label_line(line)
            kind, said = relationship_word(label)
            if (given := _KINDS.get(line.types[0] if line.types else "")) is not None:
                kind, said = given, label
            self.relationships.append((line.number, Relationship(0, 0, PersonRef(0, name), kind, said)))
            self.keep_more(line)
        self.labelled = []
        # What one program calls by two names stands in both lines, and is one date.
        dated = ((self._dated(found, line), line) for found, line in self.dates)
        self.dates = list({found: (found, line) for found, line in reversed([*dated])}.values())[::-1]
        self._settle_points()
        self._settle_affiliations()
        for group, line in self.labels.items():
            if group not in self.used_labels or any(kept.group.lower() == group for kept in self.kept):
                self.kept.append(line)

    def _dated(self, found: SpecialDate, line: Line) -> SpecialDate:
        label = self.label_line(line)
        if line.name == "X-ABDATE":
            kind, said = date_word(label)
            return replace(found, kind=kind, label=said)
        return replace(found, label=label) if label else found

    def _settle_points(self) -> None:
        labels = list(self.address_labels)
        settled: list[tuple[ContactPoint, Line]] = []
        for point, line in self.points:
            if not line.group and point.kind is not ContactKind.ADDRESS:
                settled.append((point, line))
                continue
            written = self.label_line(line) if line.group else ""
            label = written or point.label or _types_label(line)
            if written and (point.label or _types_label(line)) not in ("", written) and line not in self.kept:
                self.kept.append(line)
            value = point.value
            if point.kind is ContactKind.ADDRESS:
                if not value and (found := _label_for(line, labels)):
                    labels.remove(found)
                    value = found.text
                value = value or address_lines(point.parts)
                if not value:
                    continue
            if label != point.label or value != point.value:
                point = ContactPoint(0, 0, point.kind, value, label, point.preferred, point.parts)
            settled.append((point, line))
        for line in labels:
            if line.text:
                made = ContactPoint(0, 0, ContactKind.ADDRESS, line.text, _types_label(line), _preferred(line))
                settled.append((made, line))
        self.points = settled

    def _settle_affiliations(self) -> None:
        titles = list(self.titles)
        named = [(line, [part for part in line.split(";") if part]) for line in self.organizations]
        self.affiliations: list[Affiliation] = []
        for line, units in named:
            if not units:
                continue
            title = next((t for t in titles if t.group and t.group == line.group), None)
            title = title or next((t for t in titles if not t.group or len(named) == 1), None)
            if title is not None:
                titles.remove(title)
            elif self.roles and not self.titles:
                title = self.roles.pop(0)
            is_itself = self.kind is PersonKind.ORGANIZATION and title is None and units[0] == (self.fn or units[0])
            if not is_itself:
                role = title.text if title is not None else ""
                organization = PersonRef(0, units[0], PersonKind.ORGANIZATION)
                self.affiliations.append(Affiliation(0, 0, organization, role))
            if title is not None and title.group == line.group and title.group and len(units) > 1:
                self.kept.append(title)
            if len(units) > 1 or not line.split(";")[0]:
                self.kept.append(line)
            else:
                self.keep_more(line)
        self.kept += titles + self.roles

    def _kept_lines(self) -> tuple[str, ...]:
        """In the order of the file, each once."""
        return tuple(dict.fromkeys(line.kept for line in sorted(self.kept, key=lambda line: line.number)))

    @property
    def is_empty(self) -> bool:
        return self._seen == 0

    def excerpt(self) -> str:
        first = [point.value for point, _ in self.points][:1] or self.notes[:1] or [line.raw for line in self.kept[:1]]
        return first[0][:60] if first else ""

    def card(self) -> Card | None:
        """The card, or None when it has nothing that could serve as a name."""
        nameless = not self.fn and not self.text_name()
        nameless = nameless and not self.nickname and not self.titles
        if nameless and any(part for line in self.organizations for part in line.split(";")):
            self.kind = PersonKind.ORGANIZATION
        self.settle()
        name = self.fn or self.text_name() or self.nickname
        if not name:
            name = next((part for line in self.organizations for part in line.split(";") if part), "")
        if not name:
            name = next((point.value for point, _ in self.points if point.kind is ContactKind.EMAIL), "")
        if not name:
            return None
        family, given, additional, prefix, suffix = self.parts or ("",) * 5
        draft = PersonDraft(
            " ".join(name.split()),
            kind=self.kind,
            prefix=prefix,
            given=given,
            additional=additional,
            family=family,
            suffix=suffix,
            nickname=self.nickname,
            deceased=self.deceased,
            died_on=self.died_on,
            notes="\n\n".join(self.notes),
        )
        return Card(
            draft,
            line=self.line,
            uid=self.uid,
            aliases=tuple(self.aliases),
            contact_points=tuple(point for point, _ in self.points),
            dates=tuple(found for found, _ in self.dates),
            affiliations=tuple(self.affiliations),
            relationships=tuple(tie for _, tie in sorted(self.relationships, key=lambda pair: pair[0])),
            preferences=tuple(self.preferences),
            tags=tuple(self.tags),
            portrait=self.portrait,
            kept=self._kept_lines() if self.kept else (),
            rev=self.rev,
        )


_B = _Building
_TAKES: dict[str, Callable[[_Building, Line], None]] = {
    "FN": _B.take_fn,
    "N": _B.take_n,
    "NICKNAME": _B.take_nickname,
    "X-NETJOURNAL-ALIAS": _B.take_alias,
    "X-MAIDENNAME": _B.take_alias,
    "NOTE": _B.take_note,
    "UID": _B.take_uid,
    "REV": _B.take_rev,
    "KIND": _B.take_kind,
    "X-ADDRESSBOOKSERVER-KIND": _B.take_kind,
    "X-ABSHOWAS": _B.take_show_as,
    "MEMBER": _B.take_member,
    "X-ADDRESSBOOKSERVER-MEMBER": _B.take_member,
    "X-ABLABEL": _B.take_label,
    "LABEL": _B.take_address_label,
    "EMAIL": _B.take_email,
    "TEL": _B.take_tel,
    "URL": _B.take_url,
    "IMPP": _B.take_impp,
    "X-SOCIALPROFILE": _B.take_social,
    "SOCIALPROFILE": _B.take_social,
    "ADR": _B.take_adr,
    "BDAY": _B.take_bday,
    "ANNIVERSARY": _B.take_anniversary,
    "X-ANNIVERSARY": _B.take_anniversary,
    "X-MS-ANNIVERSARY": _B.take_anniversary,
    "X-EVOLUTION-ANNIVERSARY": _B.take_anniversary,
    "X-KADDRESSBOOK-X-ANNIVERSARY": _B.take_anniversary,
    "X-ABDATE": _B.take_other_date,
    "X-NETJOURNAL-DATE": _B.take_own_date,
    "DEATHDATE": _B.take_death,
    "X-DEATHDATE": _B.take_death,
    "X-NETJOURNAL-DECEASED": _B.take_deceased,
    "ORG": _B.take_org,
    "TITLE": _B.take_title,
    "ROLE": _B.take_role,
    "RELATED": _B.take_related,
    "X-ABRELATEDNAMES": _B.take_related_name,
    "AGENT": _B.take_agent,
    "CATEGORIES": _B.take_categories,
    "INTEREST": _B.take_interest,
    "HOBBY": _B.take_interest,
    "PHOTO": _B.take_photo,
    "X-ANDROID-CUSTOM": _B.take_android,
    **dict.fromkeys(_MESSENGERS, _B.take_messenger),
    **dict.fromkeys(_FAMILY_PROPERTIES, _B.take_family),
}


def _pieces(line: Line, joint: Callable[[int], str]) -> list[str]:
    """The parts of a structured value, lists within a part joined by what `joint` says for its place."""
    if "\\" not in line.value and "," not in line.value:
        return [part.strip() for part in line.value.split(";")]
    return [joint(at).join(part for part in _comma_parts(raw, line) if part) for at, raw in enumerate(_raw_parts(line))]


def _raw_parts(line: Line) -> list[str]:
    return split_unescaped(line.value, ";") if "\\" in line.value else line.value.split(";")


def _comma_parts(raw: str, line: Line) -> list[str]:
    if "\\" not in raw:
        return [part.strip() for part in raw.split(",")] if "," in raw and not line.old else [raw.strip()]
    if line.old:
        return [unescape(raw, old=True).strip()]
    return [unescape(part).strip() for part in split_unescaped(raw, ",")]


def _preferred(line: Line) -> bool:
    params = line.params
    return bool(params) and ("pref" in line.types or params.get("PREF") == ("1",))


def _spaced(apple: str) -> str:
    """An Apple label as words: HomeFAX, WorkPhone, home."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", apple).lower()


def _types_label(line: Line) -> str:
    """The label that stands in the parameters: a word of the user's own, or what the types make: "work mobile"."""
    return line.param("X-CUSTOM") or (_label_of_types(line.name, line.types) if "TYPE" in line.params else "")


@lru_cache(maxsize=512)
def _label_of_types(name: str, types: tuple[str, ...]) -> str:
    kinds = [kind.removeprefix("x-") for kind in dict.fromkeys(types) if kind != "pref"]
    kinds = [kind for kind in kinds if kind not in _DEFAULT_TYPES.get(name, ())]
    if name in ("ADR", "LABEL") and set(kinds) >= _MEANINGLESS_TOGETHER:
        kinds = [kind for kind in kinds if kind not in _MEANINGLESS_TOGETHER]
    kinds.sort(key=lambda kind: kind not in ("home", "work", "other"))
    return " ".join(_TYPE_WORDS.get(kind, kind) for kind in kinds)


def _label_for(line: Line, labels: list[Line]) -> Line | None:
    """The LABEL that belongs to an ADR: of the same group, or of the same types where groups do not tell."""
    if line.group:
        return next((label for label in labels if label.group.lower() == line.group.lower()), None)
    return next((one for one in labels if not one.group and _types_label(one) == _types_label(line)), None)


_DATE = re.compile(
    r"(?:(?P<y>\d{4})(?:-?(?P<m>\d\d)-?(?P<d>\d\d)|-(?P<m2>\d\d))?|--(?P<m3>\d\d)(?:-?(?P<d3>\d\d))?)"
    r"(?:[T ](?P<time>.*))?"
)
_NO_TIME = re.compile(r"[0:.,+\-Z ]*")
_APPLE_NO_YEAR = 1604
_NO_SUCH_DAY = (1900, 2, 29)
"""What phones write that have 1900 for a year that is not known."""


def _partial(line: Line) -> tuple[PartialDate | None, bool]:
    """The date of a line, and whether that is all the line says."""
    found, whole = _read_date(line.text)
    if not line.params and (found is None or found.year != _APPLE_NO_YEAR):
        return found, whole
    if found is not None and found.year is not None:
        omitted = line.param("X-APPLE-OMIT-YEAR")
        if omitted == str(found.year) or (found.year == _APPLE_NO_YEAR and found.month is not None):
            found = PartialDate(None, found.month, found.day)
    if line.param("VALUE").lower() == "text":
        whole = False
    return found, whole


def _read_date(text: str) -> tuple[PartialDate | None, bool]:
    found = _DATE.fullmatch(text)
    if found is None:
        # Where day and month could be either way round, a date is no date.
        one, other = read_partial(text, day_first=True), read_partial(text, day_first=False)
        return (one, False) if one == other else (None, False)
    year, month, day = found["y"], found["m"] or found["m2"] or found["m3"], found["d"] or found["d3"]
    whole = int(year or 0), int(month or 0), int(day or 0)
    try:
        partial = PartialDate(
            int(year) or None if year and whole != _NO_SUCH_DAY else None,
            int(month) if month else None,
            int(day) if day else None,
        )
    except ValueError:
        return None, False
    return partial, not found["time"] or _NO_TIME.fullmatch(found["time"]) is not None


# ---------------------------------------------------------------------------------------------------------------------
# Writing


def outgoing(about: About, kept: Iterable[str] = (), portrait: Portrait | None = None, rev: str = "") -> Card:
    """The card to hand out of somebody in the journal.

    It says who they are, how to reach them, their dates, ties, tags and notes. What the journal holds for its owner
    alone (closeness, cadence, comfort, trust, preferences, how you met) goes into no card, but for an interest that
    came in with one.
    """
    kept = tuple(kept)
    person = about.person
    draft = person.about
    uid = next((found for line in kept if (found := uid_of(line))), "") or f"urn:uuid:{person.uuid}"
    return Card(
        PersonDraft(
            draft.name,
            kind=draft.kind,
            prefix=draft.prefix,
            given=draft.given,
            additional=draft.additional,
            family=draft.family,
            suffix=draft.suffix,
            nickname=draft.nickname,
            deceased=draft.deceased,
            died_on=draft.died_on,
            notes=draft.notes,
        ),
        uid=uid,
        aliases=tuple(alias.name for alias in about.aliases),
        contact_points=tuple(replace(point, id=0, person=0) for point in about.contact_points),
        dates=tuple(replace(one, id=0, person=0, lead_days=None) for one in about.dates),
        affiliations=tuple(
            Affiliation(0, 0, PersonRef(0, one.organization.name, PersonKind.ORGANIZATION), one.role)
            for one in about.affiliations
            if one.person in (0, person.id)
        ),
        relationships=tuple(
            Relationship(0, 0, PersonRef(0, one.other.name), one.kind, one.label) for one in about.relationships
        ),
        preferences=tuple(
            Preference(0, 0, one.kind, one.text) for one in about.preferences if one.kind is PreferenceKind.LIKES
        ),
        tags=about.tags,
        portrait=portrait,
        kept=tuple(line for line in kept if uid_of(line) != uid),
        rev=rev,
    )


def write_vcards(cards: Iterable[Card], version: Version = "4.0") -> bytes:
    """A whole file of cards."""
    return b"".join(write_vcard(card, version) for card in cards)


def write_vcard(card: Card, version: Version = "4.0") -> bytes:
    """One card as it stands in a file, BEGIN and END included. Raises ValueError for a version that is not written."""
    if version not in ("3.0", "4.0"):
        raise ValueError(f"vCards are written in 3.0 and 4.0, not in {version}")
    return b"".join(folded(line) for line in _Writing(card, version).lines())


class _Writing:
    """One card while it is written."""

    def __init__(self, card: Card, version: Version) -> None:
        self.card = card
        self.four = version == "4.0"
        self.always: list[str] = []
        self.instead: dict[Hashable, list[str]] = {}
        self._sort_kept()
        taken = {found.group.lower() for line in card.kept if (found := parse_line(line)) and found.group}
        self._groups = (f"item{n}" for n in range(1, 1_000_000) if f"item{n}" not in taken)

    def _sort_kept(self) -> None:
        """Which kept lines go out whatever the card says, and which in place of what they say while it is true."""
        true = set(_sayings(self.card))
        bundles: dict[str, list[str]] = {}
        for number, text in enumerate(self.card.kept):
            line = parse_line(text)
            if line is not None and line.name not in ("BEGIN", "END", "VERSION"):
                bundles.setdefault(line.group.lower() or f"\n{number}", []).append(text)
        for bundle in bundles.values():
            alone = _Building(0, self.card.draft.kind)
            for text in bundle:
                if (line := parse_line(text)) is not None:
                    alone.add(line, [])
            alone.resolve({})
            name_at_first = alone.fn
            alone.fn = alone.fn or self.card.draft.name
            made = alone.card()
            if made is None:
                continue
            says = [s for s in _sayings(made) if s[0] != "name" or name_at_first]
            if not says or any("ALTID" in text.partition(":")[0].upper() for text in bundle):
                self.always += bundle
            else:
                # The title of an organization stands in a line of its own, and is written after the kept one.
                says = [self._with_role(saying) for saying in says]
                if set(says) <= true:
                    roles = [f"TITLE:{escape(s[1].role)}" for s in says if isinstance(s[1], Affiliation) and s[1].role]
                    titled = any(line.partition(":")[0].upper().endswith("TITLE") for line in bundle)
                    for saying in says:
                        self.instead.setdefault(saying, bundle if titled else bundle + roles)

    def _with_role(self, saying: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
        found = saying[1]
        if isinstance(found, Affiliation) and not found.role:
            for one in self.card.affiliations:
                if one.organization.name == found.organization.name:
                    return ("affiliation", one)
        return saying

    def lines(self) -> Iterator[str]:
        card, draft = self.card, self.card.draft
        yield "BEGIN:VCARD"
        yield f"VERSION:{'4.0' if self.four else '3.0'}"
        if card.uid:
            yield uid_line(card.uid)
        if draft.kind is PersonKind.ORGANIZATION:
            yield "KIND:org" if self.four else "X-ABShowAs:COMPANY"
        names = (draft.family, draft.given, draft.additional, draft.prefix, draft.suffix)
        written: set[int] = set()
        for saying in _sayings(card):
            instead = self.instead.get(saying)
            if instead is None:
                yield from self._said(saying)
            elif id(instead) not in written:
                written.add(id(instead))
                yield from (self._kept(line) for line in instead)
        if not any(names) and not self.four:
            yield "N:;;;;"
        if draft.kind is PersonKind.ORGANIZATION and not self.four and not self._has_org():
            yield f"ORG:{escape(draft.name)}"
        tags = [tag for tag in card.tags if ("tag", tag) not in self.instead]
        if tags:
            yield "CATEGORIES:" + ",".join(escape(tag) for tag in tags)
        if card.portrait is not None:
            yield self._photo(card.portrait)
        yield from (self._kept(line) for line in self.always)
        if card.rev:
            yield f"REV:{plain_escape(card.rev)}"
        yield "END:VCARD"

    def _has_org(self) -> bool:
        return any((line := parse_line(text)) is not None and line.name == "ORG" for text in self.always)

    def _kept(self, text: str) -> str:
        """A kept line; base64 as version 4.0 wants it."""
        line = parse_line(text) if self.four and ";" in text.partition(":")[0] else None
        if line is None or line.data is None or line.name not in ("PHOTO", "LOGO", "SOUND", "KEY"):
            return text
        main = {"PHOTO": "image", "LOGO": "image", "SOUND": "audio", "KEY": "application"}[line.name]
        media_type = next((f"{main}/{kind}" for kind in line.types if kind != "pref"), "application/octet-stream")
        params = {key: values for key, values in line.params.items() if key not in ("ENCODING", "TYPE", "VALUE")}
        return head_text(line.group, line.name, params) + ":" + _data_uri(media_type, line.data)

    def _said(self, saying: tuple[Hashable, ...]) -> Iterator[str]:
        match saying:
            case ("name", str(name)):
                yield f"FN:{escape(name)}"
            case ("parts", *parts):
                yield "N:" + ";".join(escape(str(part)) for part in parts)
            case ("nickname", str(name)):
                yield f"NICKNAME:{escape(name)}"
            case ("alias", str(name)):
                yield f"X-NETJOURNAL-ALIAS:{escape(name)}"
            case ("note", str(text)):
                yield f"NOTE:{escape(text)}"
            case ("died", PartialDate() as day):
                yield f"{'DEATHDATE' if self.four else 'X-DEATHDATE'}:{self._day(day)}"
            case ("died", None):
                yield "X-NETJOURNAL-DECEASED:true"
            case ("point", ContactPoint() as point):
                yield from self._point(point)
            case ("date", SpecialDate() as found):
                yield from self._date(found)
            case ("affiliation", Affiliation() as found):
                yield from self._affiliation(found)
            case ("relationship", Relationship() as found):
                yield from self._relationship(found)

    def _point(self, point: ContactPoint) -> Iterator[str]:
        name = {
            ContactKind.EMAIL: "EMAIL",
            ContactKind.PHONE: "TEL",
            ContactKind.WEB: "URL",
            ContactKind.ADDRESS: "ADR",
            ContactKind.HANDLE: "IMPP" if _MESSAGE_URI.match(point.value) else "X-SOCIALPROFILE",
        }[point.kind]
        group = ""
        params: Params = {}
        labels: tuple[str, ...] = ()
        if point.label and point.kind is ContactKind.HANDLE:
            if name == "IMPP" and '"' not in point.label:
                params["X-SERVICE-TYPE"] = (point.label,)
            elif name == "X-SOCIALPROFILE" and re.fullmatch(r"[\w-]+", point.label) and point.label.lower() != "pref":
                params["TYPE"] = (point.label,)
            else:
                group = next(self._groups)
        elif point.label:
            types = tuple(_TYPES_BY_WORD.get(word, "") for word in point.label.split(" "))
            if all(types) and _label_of_types(name, types) == point.label:
                labels = types
            else:
                group = next(self._groups)
        if labels:
            params["TYPE"] = labels
        if point.preferred:
            if self.four:
                params["PREF"] = ("1",)
            else:
                params["TYPE"] = (*params.get("TYPE", ()), "pref")
        value = plain_escape(point.value) if name in ("URL", "IMPP", "X-SOCIALPROFILE") else escape(point.value)
        extra = ""
        if point.kind is ContactKind.ADDRESS:
            value = ";".join(escape(part) for part in (*point.parts, *[""] * 7)[:7])
            if point.value != address_lines(point.parts):
                if self.four:
                    params["LABEL"] = (point.value,)
                else:
                    group = group or next(self._groups)
                    extra = f"{group}.LABEL:{escape(point.value)}"
        yield head_text(group, name, params) + ":" + value
        if extra:
            yield extra
        if group and point.label and not labels:
            yield f"{group}.X-ABLabel:{escape(point.label)}"

    def _day(self, day: PartialDate) -> str:
        """A date as the version has it: 4.0 without hyphens where it can be, 3.0 with them."""
        text = str(day)
        return text.replace("-", "", 2) if self.four and day.whole else f"--{text[2:].replace('-', '')}" if (
            self.four and day.year is None
        ) else text  # fmt: skip

    def _date(self, found: SpecialDate) -> Iterator[str]:
        day, params = found.date, Params()
        text = self._day(day)
        sayable = self.four or day.whole is not None
        if not self.four and day.year is None and day.has_day:
            # Version 3.0 has no date without a year; this is how the address book of Apple writes one.
            params, text, sayable = (
                {"X-APPLE-OMIT-YEAR": (str(_APPLE_NO_YEAR),)},
                f"{_APPLE_NO_YEAR}{str(day)[1:]}",
                True,
            )
        if sayable and not found.label and found.kind is DateKind.BIRTHDAY:
            yield head_text("", "BDAY", params) + ":" + text
        elif sayable and not found.label and found.kind is DateKind.ANNIVERSARY and self.four:
            yield f"ANNIVERSARY:{text}"
        else:
            group = next(self._groups)
            label = found.label or f"_$!<{found.kind.value.replace('_', ' ').capitalize()}>!$_"
            if sayable and date_word(found.label or found.kind.said) == (found.kind, found.label):
                yield head_text(group, "X-ABDATE", params) + ":" + text
                yield f"{group}.X-ABLabel:{escape(label)}"
            else:
                yield f"{group}.X-NETJOURNAL-DATE;TYPE={found.kind.value}:{found.date}"
                if found.label:
                    yield f"{group}.X-ABLabel:{escape(label)}"

    def _affiliation(self, found: Affiliation) -> Iterator[str]:
        group = next(self._groups) + "." if len(self.card.affiliations) > 1 else ""
        yield f"{group}ORG:{escape(found.organization.name)}"
        if found.role:
            yield f"{group}TITLE:{escape(found.role)}"

    def _relationship(self, found: Relationship) -> Iterator[str]:
        word = _RELATED_TYPES.get((found.kind, found.label))
        if word and self.four:
            yield f"RELATED;TYPE={word};VALUE=text:{escape(found.other.name)}"
            return
        group = next(self._groups)
        label = found.label or f"_$!<{found.kind.value.replace('_', ' ').capitalize()}>!$_"
        same = relationship_word(found.label or found.kind.said) == (found.kind, found.label)
        kind = "" if same else f";TYPE={found.kind.value}"
        yield f"{group}.X-ABRELATEDNAMES{kind}:{escape(found.other.name)}"
        if same or found.label:
            yield f"{group}.X-ABLabel:{escape(label)}"

    def _photo(self, portrait: Portrait) -> str:
        if self.four:
            return f"PHOTO:{_data_uri(portrait.media_type, portrait.data)}"
        kind = portrait.media_type
        if kind.startswith("image/"):
            kind = kind.removeprefix("image/").upper()
        return head_text("", "PHOTO", {"ENCODING": ("b",), "TYPE": (kind,)}) + ":" + _base64(portrait.data)


_MESSAGE_URI = re.compile(r"(?!https?:|data:)[A-Za-z][A-Za-z0-9+.-]*:(?!//)\S")
_TYPES_BY_WORD = {
    "mobile": "cell",
    **{kind: kind for kind in ("home", "work", "fax", "pager", "video", "text", "textphone", "car", "isdn", "modem")},
}
_KINDS = {kind.value: kind for kind in RelationshipKind}
_RELATED_TYPES = {
    (RelationshipKind.PARTNER, "spouse"): "spouse",
    (RelationshipKind.PARENT, ""): "parent",
    (RelationshipKind.CHILD, ""): "child",
    (RelationshipKind.SIBLING, ""): "sibling",
    (RelationshipKind.RELATIVE, ""): "kin",
    (RelationshipKind.FRIEND, ""): "friend",
    (RelationshipKind.COLLEAGUE, ""): "colleague",
}


def _base64(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode("ascii")


def _data_uri(media_type: str, data: bytes) -> str:
    return f"data:{media_type};base64,{_base64(data)}"


def _sayings(card: Card) -> Iterator[tuple[Hashable, ...]]:
    """Everything a card says, one by one, in the order it is written: what a kept line may stand for."""
    draft = card.draft
    yield ("name", draft.name)
    parts = (draft.family, draft.given, draft.additional, draft.prefix, draft.suffix)
    if any(parts):
        yield ("parts", *parts)
    if draft.nickname:
        yield ("nickname", draft.nickname)
    for name in card.aliases:
        yield ("alias", name)
    for point in card.contact_points:
        yield ("point", point)
    for date in card.dates:
        yield ("date", date)
    if draft.deceased:
        yield ("died", draft.died_on)
    for affiliation in card.affiliations:
        yield ("affiliation", affiliation)
    for relationship in card.relationships:
        yield ("relationship", relationship)
    for preference in card.preferences:
        yield ("preference", preference)
    for tag in card.tags:
        yield ("tag", tag)
    if draft.notes:
        yield ("note", draft.notes)
