"""An invented journal: a person who has lived off their network for years, and the people they know.

Hidden here: how a life is made up. The people with a story, and what happened to them, are written by hand in
`resources/sample/stories.toml`, counted back from today; the rest are put together from `names.toml` and
`phrases.toml`, each with a thread of their own that goes on from touch to touch. Everything follows from the
arguments: the same seed gives the same journal, row by row. Domains are example domains only, telephone numbers come
from ranges that are kept for fiction.

The agenda of the made-up today is calm and never empty: it has its reasons in the stories (a reminder for today, an
ask to come back to, somebody who waits for an answer, a birthday tomorrow and one within the week, thanks and a report
owed, an overdue cadence, a rest that ends), and the other people are made so that they keep out of it.

What is planted. For each generated ask made on day d, three things are looked up in the record as it stands:

- F: a meeting or event with the person on one of the 90 days before d,
- K: a mention of the offering with them before d (an ask for a favour has none),
- G: a referral given to them, an introduction made, a gift of mine or an ask of theirs met in the 365 days before d.

The chance of a yes in the end is 0.12 + 0.26·F + 0.20·K + 0.16·G. Of the asks not met, 55 % went elsewhere where there
was no touch in the 180 days before d, else 22 %. Of what went elsewhere after such a silence, 80 % are for "forgot me"
(when K) or "did not know" (when not); otherwise those two make up 15 %. A guess noted beforehand is the chance, some 15
points too low, give or take 15.
"""

from __future__ import annotations

import json
import random
import sys
import tomllib
import zlib
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from . import names
from .model import Preferences

VERSION = 1
"""Goes up when the same arguments give another journal."""

BASE, FACE, KNOWN, GIVEN = 0.12, 0.26, 0.20, 0.16
"""The planted chance of a yes: without anything, and what each of F, K and G adds."""
FACE_WITHIN, GIVEN_WITHIN, SILENCE = 90, 365, 180
"""Days before an ask in which each of them counts, and from which it was a long silence."""

_LEDGER_SHARE = 0.25
_PLAIN_SHARE = 0.36
_MORNING = 8 * 3600
_EPOCH = date(1970, 1, 1).toordinal()


class Rows:
    """The rows of a table, made as they are read; can be read again."""

    def __init__(self, make: Callable[[], Iterator[dict[str, Any]]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self._make()


def sample(
    today: date, people: int = 60, entries: int | None = None, seed: int = 1, years: int = 3
) -> Mapping[str, Iterable[dict[str, Any]]]:
    """An invented journal as rows by table, for `Store.take_in_everything`.

    `people` leaves out the user's own card and the organizations, which come on top. `entries`: all entries, asks and
    outcomes and those to come included; by default about 20 a person. About a quarter are asks, referrals and
    introductions. Never fewer than the stories of the people have. `years`: how far back the journal goes.
    """
    journal = _Journal(today, seed, max(years, 1))
    wanted = entries if entries is not None else people * 20
    told = _tell_stories(journal, max(people, 0))
    crowd = _Crowd(journal, people - len(told), wanted)
    crowd.fill()
    return journal.rows()


@cache
def _read(name: str) -> dict[str, Any]:
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return tomllib.loads((root / "resources" / "sample" / f"{name}.toml").read_text(encoding="utf-8"))


class _Entry:
    """An entry on its way to a row: days are ordinals, other entries are pointed at."""

    __slots__ = (
        *("about", "day", "detail", "direction", "heard", "id", "kind", "number", "people", "place", "private"),
        *("text", "time", "unanswered", "within"),
    )

    def __init__(self, number: int, day: int, kind: str, text: str) -> None:
        self.number, self.day, self.kind, self.text = number, day, kind, text
        self.id = 0
        self.time = self.place = ""
        self.direction: str | None = None
        self.unanswered = self.private = 0
        self.within: _Entry | None = None
        self.people: tuple[int, ...] = ()
        self.about: tuple[int, ...] = ()
        self.detail: dict[str, Any] | None = None
        self.heard: tuple[tuple[int, str], ...] = ()


class _Journal:
    """What was made up so far, and how it becomes rows."""

    def __init__(self, today: date, seed: int, years: int) -> None:
        self.date = today
        self.today = today.toordinal()
        self.begin = max(self.today - 365 * years, date(2, 1, 1).toordinal())
        self.random = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.people: list[dict[str, Any]] = []
        self.entries: list[_Entry] = []
        self.facts: dict[str, list[dict[str, Any]]] = {
            table: []
            for table in (
                *("chapter", "offering", "alias", "contact_point", "preference", "trust", "special_date"),
                *("affiliation", "relationship", "tag", "person_tag", "portrait", "reminder", "answer", "setting"),
            )
        }
        self.tags: dict[str, int] = {}
        self._iso: dict[int, str] = {}

    def iso(self, day: int) -> str:
        """An ordinal as the text of a day."""
        found = self._iso.get(day)
        if found is None:
            found = self._iso[day] = date.fromordinal(day).isoformat()
        return found

    def uuid(self) -> str:
        bits = self.random.getrandbits(128) & ~(0xF000 << 64) & ~(0xC000 << 48) | (0x4000 << 64) | (0x8000 << 48)
        text = f"{bits:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def add_person(self, name: str, kind: str = "person", **parts: Any) -> int:
        """A person or an organization; gives the id."""
        given, family = (parts.get("given", ""), parts.get("family", "")) if kind == "person" else ("", "")
        row = {
            **_PERSON,
            **parts,
            "id": len(self.people) + 1,
            "uuid": self.uuid(),
            "kind": kind,
            "name": name,
            "sort_key": names.sort_key(name, given, family),
        }
        self.people.append(row)
        return int(row["id"])

    def add(self, table: str, **row: Any) -> int:
        """A row of a table; gives its id."""
        rows = self.facts[table]
        rows.append({"id": len(rows) + 1, **row})
        return len(rows)

    def tag(self, person: int, name: str) -> None:
        if name not in self.tags:
            self.tags[name] = self.add("tag", name=name)
        self.add("person_tag", person_id=person, tag_id=self.tags[name])

    def portrait(self, person: int) -> None:
        self.facts["portrait"].append({"person_id": person, "media_type": "image/png", "data": _portrait(person)})

    def preference(self, person: int, kind: str, text: str, day: int, source: str = "") -> None:
        day_text = self.iso(day)
        self.add("preference", person_id=person, kind=kind, text=text, day=day_text, source=source)

    def enter(self, day: int, kind: str, text: str, people: Sequence[int] = (), **more: Any) -> _Entry:
        """One thing that happened. `people` were in it; `about`, `time`, `detail` … as in `_Entry`."""
        entry = _Entry(len(self.entries), day, kind, text)
        entry.people = tuple(people)
        for part, value in more.items():
            setattr(entry, part, value)
        if entry.within is not None:
            entry.time = entry.within.time
        self.entries.append(entry)
        return entry

    # ------------------------------------------------------------------ rows

    def rows(self) -> dict[str, Iterable[dict[str, Any]]]:
        """All of it, entries numbered by day."""
        in_order = sorted(self.entries, key=lambda e: (e.day, e.time, (e.within or e).number, e.number))
        for number, entry in enumerate(in_order, 1):
            entry.id = number
        # Drawn now, so that reading the rows twice gives the same.
        uuids = [self.uuid() for _ in in_order]
        facts = dict(self.facts)
        facts["reminder"] = [{**row, "uuid": self.uuid()} for row in facts["reminder"]]
        facts["answer"] = [
            {**row, "key": row["key"](row) if callable(row["key"]) else row["key"]} for row in facts["answer"]
        ]
        whole: dict[str, Iterable[dict[str, Any]]] = {"person": self.people, **facts}
        whole["entry"] = Rows(lambda: self._entry_rows(in_order, uuids))
        whole["participant"] = Rows(lambda: _numbered(_participants(in_order)))
        whole["mention"] = Rows(lambda: _numbered(_mentions(in_order)))
        for kind in ("ask", "outcome", "referral", "introduction", "thanks"):
            whole[kind] = Rows(lambda kind=kind: _details(in_order, kind))  # type: ignore[misc]
        return whole

    def _entry_rows(self, entries: list[_Entry], uuids: list[str]) -> Iterator[dict[str, Any]]:
        for entry, uuid in zip(entries, uuids, strict=True):
            yield {
                "id": entry.id,
                "uuid": uuid,
                "day": self.iso(entry.day),
                "time": entry.time,
                "kind": entry.kind,
                "direction": entry.direction,
                "text": entry.text,
                "place": entry.place,
                "unanswered": entry.unanswered,
                "private": entry.private,
                "within_id": entry.within.id if entry.within else None,
                "created_at": (min(entry.day, self.today) - _EPOCH) * 86400 + _MORNING,
            }


def _numbered(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return ({"id": number, **row} for number, row in enumerate(rows, 1))


def _participants(entries: list[_Entry]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        for people, role in ((entry.people, "with"), (entry.about, "about")):
            for person in people:
                yield {"entry_id": entry.id, "person_id": person, "role": role}


def _mentions(entries: list[_Entry]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        for offering, awareness in entry.heard:
            yield {"entry_id": entry.id, "offering_id": offering, "awareness": awareness}


def _details(entries: list[_Entry], kind: str) -> Iterator[dict[str, Any]]:
    for entry in entries:
        if entry.kind == kind and entry.detail is not None:
            row = {"entry_id": entry.id, **_DETAILS[kind], **entry.detail}
            yield {part: value.id if isinstance(value, _Entry) else value for part, value in row.items()}


_PERSON: dict[str, Any] = {
    "id": 0,
    "uuid": "",
    "kind": "person",
    "name": "",
    **dict.fromkeys(("prefix", "given", "additional", "family", "suffix", "nickname", "sort_key"), ""),
    "closeness": None,
    "cadence_days": None,
    "comfort": "unknown",
    "comfort_on": None,
    "came_first": "unknown",
    "met_on": None,
    "met_how": "",
    "met_through_id": None,
    "met_chapter_id": None,
    "resting": 0,
    "resting_until": None,
    "archived": 0,
    "deceased": 0,
    "died_on": None,
    "is_me": 0,
    "notes": "",
    "created_at": 0,
}
_MONEY: dict[str, Any] = {"amount": None, "currency": None}
_DETAILS: dict[str, dict[str, Any]] = {
    "ask": {"side": "made", "about": "", "offering_id": None, "guess": None, **_MONEY},
    "outcome": {
        "ask_id": None,
        "state": "open",
        "come_back": None,
        "elsewhere_id": None,
        "reason": "not_said",
        "known_by": None,
        **_MONEY,
    },
    "referral": {
        "side": "given",
        "other_id": None,
        "prospect_id": None,
        "need": "",
        "offering_id": None,
        "consent": "not_asked",
        "prepared": None,
        "state": "passed_on",
        **_MONEY,
    },
    "introduction": {
        "side": "given",
        "one_id": None,
        "other_id": None,
        "introducer_id": None,
        "purpose": "",
        "state": "made",
        "one_consent": "not_asked",
        "other_consent": "not_asked",
        "result": "",
    },
    "thanks": {"received_id": None, "gratitude": "thanked"},
}


def _money(amount: float | None) -> dict[str, Any]:
    return {} if amount is None else {"amount": str(round(amount)), "currency": "EUR"}


def _portrait(person: int, side: int = 96) -> bytes:
    """A PNG (RFC 2083) of a soft gradient with a head and shoulders before it: nobody's face."""
    hue = (person * 47) % 360 / 60
    part = 1 - abs(hue % 2 - 1)
    wheel = ((1, part, 0), (part, 1, 0), (0, 1, part), (0, part, 1), (part, 0, 1), (1, 0, part))[int(hue)]
    lines = []
    for y in range(side):
        line = bytearray([0])
        for x in range(side):
            head = (x - side / 2) ** 2 + (y - side * 0.4) ** 2 < (side * 0.18) ** 2
            body = (x - side / 2) ** 2 + ((y - side * 1.05) * 0.9) ** 2 < (side * 0.36) ** 2
            light = 250 if head or body else 120 + 70 * (x + y) // (2 * side)
            line += bytes(int(light * (0.62 + 0.38 * c)) for c in wheel)
        lines.append(bytes(line))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    header = side.to_bytes(4) * 2 + bytes([8, 2, 0, 0, 0])
    pixels = zlib.compress(b"".join(lines), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


# --------------------------------------------------------------------------------------------------- the stories


def _special_date(journal: _Journal, wish: Mapping[str, Any]) -> str:
    """The canonical text of a date: `in` days from today, or as written, moved on a quarter if that is near today."""
    if "in" in wish:
        day = date.fromordinal(journal.today + wish["in"])
        leap = (day.month, day.day) == (2, 29)
        return f"--{day:%m-%d}" if "turns" not in wish or leap else f"{day.year - wish['turns']:04}-{day:%m-%d}"
    text: str = wish["date"]
    if len(text) < len("--04-12") or text.endswith("02-29"):
        return text
    start, month, day_of_month = text[:-5], int(text[-5:-3]), min(int(text[-2:]), 28)
    if _is_near(journal.date, month, day_of_month):
        month = (month + 2) % 12 + 1
    return f"{start}{month:02}-{day_of_month:02}"


def _is_near(today: date, month: int, day: int) -> bool:
    """Whether a day of the year is so near today that it may stand on the agenda."""
    away = ((month - today.month) * 30.4 + day - today.day) % 365
    return away < 13 or away > 365 - 9


class _Stories:
    """Puts the hand-written part into the journal; what names somebody who is not in it is passed over."""

    def __init__(self, journal: _Journal) -> None:
        self.journal = journal
        self.who: dict[str, int] = {}
        self.offerings: dict[str, int] = {}
        self.chapters: dict[str, int] = {}
        self.happened: dict[str, _Entry] = {}

    def everything(self, people: int) -> list[int]:
        """The ids of the people with a story."""
        book, journal = _read("stories"), self.journal
        year = journal.date.year
        for chapter in book["chapter"]:
            self.chapters[chapter["key"]] = journal.add(
                "chapter",
                title=chapter["title"],
                employer=chapter["employer"],
                since=f"{year + chapter['since']:04}",
                until=f"{year + chapter['until']:04}" if "until" in chapter else None,
            )
        for offering in book["offering"]:
            self.offerings[offering["key"]] = journal.add(
                "offering",
                name=offering["name"],
                sentence=offering["sentence"],
                chapter_id=self.chapters[offering["chapter"]],
                retired=int(offering.get("retired", False)),
            )
        journal.add_person("Robin Kessler", given="Robin", family="Kessler", is_me=1, notes="My own card.")
        for organization in book["organization"]:
            number = journal.add_person(organization["name"], "organization", notes=organization.get("notes", ""))
            self.who[organization["key"]] = number
            if "web" in organization:
                self._point(number, "web", organization["web"], "")
            for tag in organization.get("tags", ()):
                journal.tag(number, tag)
        told = book["person"][:people]
        first = len(journal.people) + 1
        self.who.update((wish["key"], first + n) for n, wish in enumerate(told))
        for wish in told:
            self._person(wish)
        for wish in told:
            self._facts(self.who[wish["key"]], wish)
        # Oldest first, so that an outcome finds its ask.
        happenings = [(step, self.who[wish["key"]]) for wish in told for step in wish.get("story", ())]
        for step, owner in sorted(happenings, key=lambda pair: -pair[0]["ago"]):
            self._happening(step, owner, journal.today - step["ago"], None)
        for wish in book["reminder"]:
            self._reminder(wish)
        return [self.who[wish["key"]] for wish in told]

    def _person(self, wish: Mapping[str, Any]) -> None:
        journal = self.journal
        parts = {
            part: wish[part]
            for part in ("given", "family", "prefix", "suffix", "nickname", "closeness", "comfort", "came_first")
            if part in wish
        }
        since = journal.date.year - wish.get("met_years", 0)
        journal.add_person(
            wish["name"],
            **parts,
            cadence_days=wish.get("cadence"),
            comfort_on=journal.iso(journal.today - 200) if wish.get("comfort", "unknown") != "unknown" else None,
            met_on=f"{since:04}" if "met_years" in wish else None,
            met_how=wish.get("met_how", ""),
            met_through_id=self.who.get(wish.get("met_through", "")),
            met_chapter_id=self.chapters.get(wish.get("met_chapter", "")),
            resting=int("resting_in" in wish or "resting_for_ever" in wish),
            resting_until=journal.iso(journal.today + wish["resting_in"]) if "resting_in" in wish else None,
            archived=int(wish.get("archived", False)),
            deceased=int("deceased" in wish),
            died_on=journal.iso(journal.today - wish["deceased"]) if "deceased" in wish else None,
            notes=wish.get("notes", ""),
        )

    def _point(self, person: int, kind: str, value: str, label: str = "", preferred: bool = False) -> None:
        self.journal.add(
            "contact_point", person_id=person, kind=kind, value=value, label=label, preferred=int(preferred)
        )

    def _facts(self, person: int, wish: Mapping[str, Any]) -> None:
        journal, today = self.journal, self.journal.today
        year = journal.date.year
        for point in wish.get("points", ()):
            self._point(person, *point)
        for name in wish.get("aliases", ()):
            journal.add("alias", person_id=person, name=name)
        for tag in wish.get("tags", ()):
            journal.tag(person, tag)
        for kind, text, ago, source in wish.get("preferences", ()):
            journal.preference(person, kind, text, today - ago, source)
        for kind, level, reason, ago, *moved_on in wish.get("trust", ()):
            journal.add(
                "trust",
                person_id=person,
                kind=kind,
                level=level,
                reason=reason,
                day=journal.iso(today - ago),
                moved_on=journal.iso(today - moved_on[0]) if moved_on else None,
            )
        for one in wish.get("dates", ()):
            text = _special_date(journal, one)
            journal.add("special_date", person_id=person, kind=one["kind"], date=text, label=one.get("label", ""))
        for organization, role, since, until in wish.get("affiliations", ()):
            journal.add(
                "affiliation",
                person_id=person,
                organization_id=self.who[organization],
                role=role,
                since=f"{year + since:04}",
                until=f"{year + until:04}" if until else None,
            )
        for other, kind, label in wish.get("relationships", ()):
            if other in self.who:
                journal.add("relationship", person_id=person, other_id=self.who[other], kind=kind, label=label)
        if wish.get("portrait"):
            journal.portrait(person)

    def _happening(self, step: Mapping[str, Any], owner: int, day: int, within: _Entry | None) -> None:
        named = [step.get(part, "") for part in ("prospect", "other", "elsewhere")]
        if any(key and key not in self.who for key in named):
            return
        if any(step.get(part, key) not in self.happened for part in ("ask", "for") for key in [""] if step.get(part)):
            return
        kind = step["kind"]
        people = [owner, *(self.who[key] for key in step.get("with", ()) if key in self.who)]
        if kind in ("referral", "introduction"):
            people += [self.who[step[part]] for part in ("prospect", "other") if part in step]
        entry = self.journal.enter(
            day,
            kind,
            step.get("text", "") or ("Asked: " + step["about"] + "." if kind == "ask" else ""),
            () if kind == "note" else people,
            about=people if kind == "note" else (),
            direction=step.get("dir"),
            place=step.get("place", ""),
            time=step.get("time", ""),
            private=int(step.get("private", False)),
            unanswered=int(step.get("unanswered", False)),
            within=within,
            heard=tuple((self.offerings[key], known) for key, known in step.get("heard", {}).items()),
            detail=self._detail(step, owner),
        )
        if "id" in step:
            self.happened[step["id"]] = entry
        for inner in step.get("in", ()):
            self._happening(inner, owner, day, entry)

    def _detail(self, step: Mapping[str, Any], owner: int) -> dict[str, Any] | None:
        who, offering = self.who, self.offerings.get(step.get("offering", ""))
        match step["kind"]:
            case "ask":
                about, guess = step["about"], step.get("guess")
                worth = _money(step.get("value"))
                return {"side": step["side"], "about": about, "offering_id": offering, "guess": guess, **worth}
            case "outcome":
                back = self.journal.iso(self.journal.today - step["back"]) if "back" in step else None
                return {
                    "ask_id": self.happened[step["ask"]],
                    "state": step["state"],
                    "come_back": back,
                    "elsewhere_id": who.get(step.get("elsewhere", "")),
                    "reason": step.get("reason", "not_said"),
                    "known_by": step.get("known"),
                    **_money(step.get("value")),
                }
            case "referral":
                return {
                    "side": step["side"],
                    "other_id": owner,
                    "prospect_id": who[step["prospect"]],
                    "need": step["need"],
                    "offering_id": offering,
                    "consent": step["consent"],
                    "prepared": step["prepared"],
                    "state": step["state"],
                    **_money(step.get("value")),
                }
            case "introduction":
                given = step["side"] == "given"
                return {
                    "side": step["side"],
                    "one_id": owner if given else None,
                    "other_id": who[step["other"]],
                    "introducer_id": None if given else owner,
                    "purpose": step["purpose"],
                    "state": step["state"],
                    "one_consent": step["consents"][0],
                    "other_consent": step["consents"][1],
                    "result": step.get("result", ""),
                }
            case "thanks":
                return {"received_id": self.happened[step["for"]], "gratitude": step.get("gratitude", "thanked")}
        return None

    def _reminder(self, wish: Mapping[str, Any]) -> None:
        journal = self.journal
        day = journal.today + wish["in"]
        number = journal.add(
            "reminder",
            person_id=self.who.get(wish.get("person", "")),
            text=wish["text"],
            day=journal.iso(day),
            time=wish.get("time", ""),
            repeat=wish.get("repeat", ""),
        )
        if "done_ago" in wish:
            done = journal.iso(journal.today - wish["done_ago"])
            journal.add("answer", key=f"reminder:{number}:{done}", kind="done", on_day=done, until=None)


def _tell_stories(journal: _Journal, people: int) -> list[int]:
    stories = _Stories(journal)
    told = stories.everything(people)
    settled = json.dumps(asdict(Preferences(sample=True)), default=str)
    journal.add("setting", key="preferences", value=settled)
    # What the user said to things that have passed.
    pia, hugo = stories.who.get("pia"), stories.who.get("hugo")
    on, until = journal.iso(journal.today - 34), journal.iso(journal.today - 4)
    if pia and hugo:
        long_ago = journal.iso(journal.today - 160)
        journal.add("answer", key=f"cadence:{pia}:{long_ago}", kind="snoozed", on_day=on, until=until)
        journal.add("answer", key=f"give:{hugo}:{long_ago}", kind="dismissed", on_day=on, until=None)
    return told


# --------------------------------------------------------------------------------------------------- the others


class _Deck:
    """Deals values in a shuffled order, each as often as it stands in the deck before any comes again."""

    def __init__(self, chance: random.Random, values: Sequence[Any]) -> None:
        self._chance, self._values, self._left = chance, values, list[Any]()

    def deal(self) -> Any:
        if not self._left:
            self._left = list(self._values)
            self._chance.shuffle(self._left)
        return self._left.pop()


def _way(kind: str, text: str, first: str) -> str | None:
    """Who reached out, as the opening of the text tells it."""
    opening = text.partition(". ")[0]
    if kind == "note":
        return None
    if kind == "mention":
        return "me"
    if opening.startswith(f"{first} and I ") or any(f"{word} {first}" in opening for word in ("with", "Spoke to")):
        return "both"
    if f"from {first}" in opening:
        return "them"
    if kind in ("meeting", "event", "video_call"):
        return "them" if opening.startswith(f"{first} came") else "both"
    return "them" if opening.startswith(f"{first} ") else "me"


class _Somebody:
    """A made-up person while entries are made up for them."""

    __slots__ = ("begin", "faces", "first", "given", "heard", "id", "last", "slots", "step", "thread", "touches")

    def __init__(self, id: int, first: str, begin: int, last: int, slots: dict[str, str], thread: list[str]) -> None:
        self.id, self.first, self.begin, self.last = id, first, begin, last
        self.slots, self.thread, self.step = slots, thread, 0
        self.faces: list[int] = []
        self.touches: list[int] = []
        self.given: list[int] = []
        self.heard: dict[int, int] = {}
        """The first day each offering was heard of."""


# Closeness, how many of the layer (out of a full one), how often they are in touch, days between touches.
_LAYERS = (
    ("inner_circle", 5, 9.0, 14),
    ("close", 12, 4.5, 30),
    ("active", 34, 2.6, 180),
    ("acquaintance", 100, 1.5, 365),
)
_KINDS = (
    *(("meeting", 30), ("call", 25), ("message", 16), ("email", 10), ("video_call", 8), ("event", 6), ("letter", 2)),
    ("mention", 3),
)
_LEDGER = (
    ("made",) * 9 + ("asked",) * 4 + ("ref_given",) * 4 + ("ref_received",) * 3 + ("intro_given",) * 3 + ("intro",) * 2
)
_REASONS = ("timing", "price", "doubted_skill", "uneasy_with_friend", "had_someone", "family", "other", "not_said")
_ACTIVE_OFFERINGS = (1, 2, 3, 4)
_WORTH = {1: (900, 3200), 2: (1800, 6500), 3: (400, 1500), 4: (350, 1200)}


class _Crowd:
    """Everybody without a story: who they are, what happened with them, what came of it."""

    def __init__(self, journal: _Journal, people: int, entries: int) -> None:
        self.journal = journal
        self.chance = journal.random
        self.names, self.phrases = _read("names"), _read("phrases")
        self.people = max(people, 0)
        self.entries = entries
        self.somebodies: list[_Somebody] = []
        self.by_id: dict[int, _Somebody] = {}
        self.organizations: list[tuple[int, str]] = []
        chance = self.chance
        self.ledger_kinds = _Deck(chance, _LEDGER)
        self.reasons = _Deck(chance, _REASONS)
        self.known_by = _Deck(chance, ("they_said", "they_said", "i_guess", "somebody_told"))
        self.consents = _Deck(chance, ("agreed", "agreed", "agreed", "asked", "not_asked", "declined"))
        self.prepared = _Deck(chance, (1, 2, 3, 3, 4, 5, None))
        self.referral_states = _Deck(chance, ("passed_on", "in_contact", "won", "won", "lost", "no_answer"))
        self.intro_states = _Deck(chance, ("idea", "asked_one", "asked_both", "made", "made", "met", "met", "declined"))
        self.awareness = _Deck(chance, ("told", "told", "told", "said_back", "sent_someone"))
        self.closenesses = self._closenesses()
        self.favours = _Deck(chance, self.phrases["ask"]["favours"])
        self.rivals: list[int] = []

    def fill(self) -> None:
        """Make the people and all that happened with them."""
        journal = self.journal
        if not self.people:
            self._note_more()
            return
        self._organizations()
        weights = [self._somebody(n, closeness) for n, closeness in enumerate(self.closenesses)]
        self.weights = list(accumulate(weights))
        self._relationships()
        budget = self.entries - len(journal.entries)
        ledger = round(self.entries * _LEDGER_SHARE) - sum(
            e.kind in ("ask", "referral", "introduction") for e in journal.entries
        )
        self._plain(min(round(self.entries * _PLAIN_SHARE), budget))
        self._to_come(min(3, self.entries - len(journal.entries)))
        for one in self.somebodies:
            one.faces.sort()
        self._ledger(ledger)
        self._fill_up()

    def enter(self, day: int, kind: str, text: str, people: Sequence[int] = (), **more: Any) -> _Entry:
        """As the journal's, and remembered as a touch of those in it."""
        for person in people:
            insort(self.by_id[person].touches, day)
        return self.journal.enter(day, kind, text, people, **more)

    def pick(self) -> _Somebody:
        """Somebody, the closer the likelier."""
        return self.chance.choices(self.somebodies, cum_weights=self.weights)[0]

    # ------------------------------------------------------------------ who they are

    def _closenesses(self) -> list[tuple[str | None, float, int | None]]:
        """For each: the layer, its weight, its cadence. A small circle is a slice through full layers."""
        share = min(1.0, self.people / 120)
        layers: list[tuple[str | None, float, int | None]] = []
        for closeness, size, weight, cadence in _LAYERS:
            layers += [(closeness, weight, cadence)] * max(1, round(size * share * 0.8))
        del layers[self.people :]
        layers += [(None, 1.0, None)] * (self.people - len(layers))
        return layers

    def _name(self) -> dict[str, str]:
        chance = self.chance
        if chance.random() < 0.012:
            single = chance.choice(self.names["others"]["single"])
            return {"name": single, "given": single}
        origin = chance.choices(self.names["origin"], weights=self._origin_weights())[0]
        given, family = chance.choice(origin["given"]), chance.choice(origin["family"])
        if origin.get("east"):
            return {"name": f"{family}{given}", "given": given, "family": family}
        if chance.random() < 0.07:
            family = f"{family}-{chance.choice(self.names['origin'][chance.randrange(11)]['family'])}"
        parts = {"name": f"{given} {family}", "given": given, "family": family}
        if chance.random() < 0.04:
            parts["prefix"] = "Dr."
        return parts

    @cache  # noqa: B019 - one crowd lives as long as its sample
    def _origin_weights(self) -> list[int]:
        return [len(origin["given"]) if len(origin["given"]) > 9 else 3 for origin in self.names["origin"]]

    def _organizations(self) -> None:
        chance, others = self.chance, self.names["others"]
        seen: set[str] = {row["name"] for row in self.journal.people}
        for _ in range(max(3, self.people // 9)):
            family = chance.choice(self.names["origin"][chance.randrange(11)]["family"])
            name = chance.choice(others["organizations"]).format(family=family, town=chance.choice(others["towns"]))
            if name in seen:
                continue
            seen.add(name)
            number = self.journal.add_person(name, "organization")
            self.organizations.append((number, name))
            if chance.random() < 0.5:
                web = f"https://{number}.example.{chance.choice(('com', 'org', 'net'))}"
                self.journal.add("contact_point", person_id=number, kind="web", value=web, label="", preferred=0)
        self.rivals = [number for number, _ in self.organizations[:40]]

    def _somebody(self, n: int, layer: tuple[str | None, float, int | None]) -> float:
        """Make one person; gives the weight they have when somebody is picked."""
        journal, chance, others = self.journal, self.chance, self.names["others"]
        closeness, weight, every = layer
        parts = self._name()
        if n < 200:
            taken = {row["name"] for row in journal.people}
            while parts["name"] in taken:
                parts = self._name()
        begin = journal.begin + int(chance.random() ** 2 * (journal.today - journal.begin) * 0.7)
        # The last touch is such that nobody here is overdue, or will be within the week.
        reach = (journal.today - begin - 60) if every is None else max(0, min(every - 12, 150))
        last = journal.today - 2 - int(chance.random() * max(reach - 2, 0))
        cadence = None
        if closeness == "inner_circle":
            cadence, last = 28, journal.today - 2 - int(chance.random() * 9)
        quiet = chance.random()
        archived, resting = (closeness is None and quiet < 0.02), (closeness is None and 0.02 <= quiet < 0.05)
        town, street = chance.choice(others["towns"]), chance.choice(others["streets"])
        through = chance.choice(self.somebodies).id if self.somebodies and chance.random() < 0.25 else None
        person = journal.add_person(
            parts.pop("name"),
            **parts,
            closeness=closeness,
            cadence_days=cadence,
            comfort=chance.choice(("unknown", "fine", "fine", "ask_gently", "keep_apart"))
            if closeness
            else chance.choice(("unknown", "unknown", "fine")),
            came_first=chance.choice(("unknown", "friendship", "business")),
            met_on=f"{journal.date.year - chance.randrange(3, 16):04}" if chance.random() < 0.4 else None,
            met_how=chance.choice(others["met_how"]).format(town=town) if chance.random() < 0.6 else "",
            met_through_id=through,
            met_chapter_id=chance.choice((None, None, 1, 2, 3)),
            resting=int(resting),
            resting_until=journal.iso(journal.today + chance.randrange(20, 300)) if resting and quiet < 0.04 else None,
            archived=int(archived),
            notes=chance.choice(self.phrases["notes"]["any"]) if chance.random() < 0.25 else "",
        )
        slots = {
            "child": chance.choice(others["children"]),
            "town": town,
            "street": street,
            "org": "the firm",
        }
        if self.organizations and chance.random() < 0.7:
            organization, slots["org"] = chance.choice(self.organizations)
            since = journal.date.year - chance.randrange(1, 9)
            role = chance.choice(others["roles"])
            journal.add(
                "affiliation",
                person_id=person,
                organization_id=organization,
                role=role,
                since=f"{since:04}",
                until=None,
            )
            if chance.random() < 0.15:
                before, _ = chance.choice(self.organizations)
                role = chance.choice(others["roles"])
                journal.add(
                    "affiliation",
                    person_id=person,
                    organization_id=before,
                    role=role,
                    since=f"{since - 5:04}",
                    until=f"{since:04}",
                )
        row = journal.people[person - 1]
        row["notes"] = row["notes"].format_map({**slots, "first": row["given"]})
        self._facts(person, row, slots, begin, last)
        thread = chance.choice(self.phrases["thread"])["steps"] + chance.choice(self.phrases["thread"])["steps"]
        one = _Somebody(person, row["given"] or row["name"], begin, last, slots, thread)
        self.somebodies.append(one)
        self.by_id[person] = one
        return weight

    def _facts(self, person: int, row: Mapping[str, Any], slots: Mapping[str, str], begin: int, last: int) -> None:
        journal, chance, phrases = self.journal, self.chance, self.phrases
        near = row["closeness"] is not None

        def day() -> int:
            return begin + int(chance.random() * max(last - begin, 1))

        def point(kind: str, value: str, label: str) -> None:
            journal.add("contact_point", person_id=person, kind=kind, value=value, label=label, preferred=0)

        if chance.random() < 0.75:
            local = names.fold(f"{row['given']}.{row['family']}".strip(".")).replace(" ", "").replace("’", "")
            local = local if local.isascii() and local else f"person{person}"
            point(
                "email",
                f"{local}{person}@example.{chance.choice(('org', 'com', 'net'))}",
                chance.choice(("home", "work")),
            )
        if chance.random() < 0.65:
            number = chance.randrange(100)
            ranges = (f"+44 20 7946 0{number + 200:03}", f"+1 202 555 01{number:02}", f"+49 30 23125 {number:03}")
            point("phone", chance.choice(ranges), chance.choice(("mobile", "home", "work")))
        if chance.random() < 0.3:
            house = chance.randrange(1, 90)
            point("address", f"{slots['street']} {house}, {10000 + house * 7} {slots['town']}", "home")
        if chance.random() < 0.06:
            point("handle", f"@someone{person}", "chat")
        if chance.random() < (0.7 if near else 0.2):
            month, of_month = chance.randrange(1, 13), chance.randrange(1, 29)
            if not _is_near(journal.date, month, of_month):
                year = f"{journal.date.year - chance.randrange(19, 80):04}-" if chance.random() < 0.6 else "--"
                text = f"{year}{month:02}-{of_month:02}"
                journal.add("special_date", person_id=person, kind="birthday", date=text, label="")
        for _ in range(chance.choice((0, 1, 1, 2, 3) if near else (0, 0, 0, 1))):
            kind = chance.choice(("likes", "likes", "dislikes", "needs", "offers", "boundary"))
            text = chance.choice(phrases["preference"][kind]).format_map(slots)
            journal.preference(
                person, kind, text, day(), chance.choice(("", "", "they said so", "noticed", "their partner"))
            )
        if chance.random() < (0.5 if near else 0.08):
            kind = chance.choice(
                ("kept_promise", "kept_promise", "kept_confidence", "stood_by_me", "other", "let_down")
            )
            on = day()
            level = {"let_down": 2, "other": 3}.get(kind, chance.choice((4, 5)))
            journal.add(
                "trust",
                person_id=person,
                kind=kind,
                level=level,
                reason=chance.choice(phrases["trust"][kind]),
                day=journal.iso(on),
                moved_on=journal.iso(min(on + 90, journal.today))
                if kind == "let_down" and chance.random() < 0.5
                else None,
            )
        for tag in (
            {chance.choice(self.names["others"]["tags"]) for _ in range(chance.choice((0, 1, 1, 2)))} if near else ()
        ):
            journal.tag(person, tag)
        if chance.random() < 0.04:
            journal.add("alias", person_id=person, name=f"{row['given']} {self._name().get('family') or 'Vane'}")
        if chance.random() < (0.12 if near else 0.01):
            journal.portrait(person)

    def _relationships(self) -> None:
        chance = self.chance
        kinds = _Deck(chance, ("friend", "colleague", "friend", "partner", "relative", "introduced_by", "other"))
        for one in self.somebodies:
            other = chance.choice(self.somebodies)
            if one is not other and chance.random() < 0.15:
                self.journal.add("relationship", person_id=one.id, other_id=other.id, kind=kinds.deal(), label="")

    # ------------------------------------------------------------------ what happened

    def _say(self, template: str, one: _Somebody, **more: str) -> str:
        chance = self.chance
        if "{" not in template:
            return template
        others = self.names["others"]
        place: str = chance.choice(others["places"])
        slots = {
            **one.slots,
            "first": one.first,
            "place": place.format_map(one.slots) if "{" in place else place,
            "other": chance.choice(self.names["origin"][chance.randrange(10)]["given"]),
            "n": str(chance.randrange(2, 9)),
            **more,
        }
        return template.format_map(slots)

    def _tell(self, opening: str, one: _Somebody) -> str:
        """An opening, a step of their thread or a passing topic, perhaps a closing."""
        chance, phrases = self.chance, self.phrases
        parts = [chance.choice(phrases["opening"][opening])]
        draw = chance.random()
        if draw < 0.42 and one.step < len(one.thread):
            parts.append(one.thread[one.step])
            one.step += 1
        elif draw < 0.9:
            parts.append(chance.choice(phrases["topic"]["any" if draw < 0.78 else "business"]))
        if chance.random() < 0.4:
            parts.append(chance.choice(phrases["closing"]["any"]))
        return self._say(" ".join(parts), one)

    def _plain(self, wanted: int) -> None:
        """Touches of everybody, by day for each, so that threads run forwards. The last of each is their last day."""
        chance = self.chance
        total = self.weights[-1]
        kinds, kind_weights = [k for k, _ in _KINDS], list(accumulate(w for _, w in _KINDS))
        made, due, before = 0, 0.0, 0.0
        for one, weight in zip(self.somebodies, self.weights, strict=True):
            due += wanted * (weight - before) / total
            before = weight
            count = round(due) - made
            if count < 1:
                continue
            made += count
            span = max(one.last - one.begin, 1)
            days = sorted(one.begin + int(chance.random() * span) for _ in range(count - 1))
            gift = chance.random() < 0.35
            for day, kind in zip(
                [*days, one.last], chance.choices(kinds, cum_weights=kind_weights, k=count), strict=True
            ):
                if (gift and kind == "letter") or (gift and chance.random() < 0.04):
                    mine = chance.random() < 0.65
                    text = self._tell("gift_me" if mine else "gift_them", one)
                    gift_entry = self.enter(day, "gift", text, (one.id,), direction="me" if mine else "them")
                    if mine:
                        one.given.append(day)
                    else:
                        self._thank(one, gift_entry, day)
                    continue
                self._touch(one, day, kind)

    def _touch(self, one: _Somebody, day: int, kind: str) -> None:
        chance = self.chance
        face = kind in ("meeting", "event")
        heard: tuple[tuple[int, str], ...] = ()
        if kind == "mention" or chance.random() < (0.14 if face else 0.05):
            heard = ((chance.choice(_ACTIVE_OFFERINGS), self.awareness.deal()),)
        people = [one]
        if face and chance.random() < 0.16:
            for _ in range(chance.choice((1, 1, 2, 3))):
                other = self.pick()
                if other not in people and other.begin <= day <= other.last:
                    people.append(other)
        text = self._tell(kind, one)
        entry = self.enter(day, kind, text, [p.id for p in people], heard=heard, direction=_way(kind, text, one.first))
        if kind in ("meeting", "call", "video_call", "event") and chance.random() < 0.3:
            entry.time = f"{chance.randrange(8, 20):02}:{chance.choice(('00', '15', '30', '45'))}"
        if face:
            entry.place = (
                chance.choice(self.names["others"]["places"]).format_map(one.slots) if chance.random() < 0.4 else ""
            )
        entry.private = int(chance.random() < 0.02)
        for person in people:
            if face:
                person.faces.append(day)
            for offering, _ in heard:
                person.heard[offering] = min(day, person.heard.get(offering, day))

    def _to_come(self, wanted: int) -> None:
        for n in range(wanted):
            one = self.somebodies[(n * 7) % len(self.somebodies)]
            text = self._say(self.chance.choice(self.phrases["opening"]["future"]), one)
            day = self.journal.today + 2 + 5 * n
            self.enter(day, "meeting", text, (one.id,), direction="both", time="14:00")

    # ------------------------------------------------------------------ asks, referrals, introductions

    def _ledger(self, wanted: int) -> None:
        """What was given first, since it counts for asks; then the asks I made, by day, each with what came of it."""
        make = {
            "asked": self._ask_received,
            "ref_given": self._referral_given,
            "ref_received": self._referral_received,
            "intro_given": self._introduction_given,
            "intro": self._introduction_received,
        }
        journal = self.journal
        kinds = [self.ledger_kinds.deal() for _ in range(max(wanted, 0))]
        for kind in kinds:
            if kind != "made" and len(journal.entries) < self.entries - 3:
                before = len(journal.entries)
                for _ in range(6):  # two people whose times do not meet are no pair
                    make[kind](self.pick())
                    if len(journal.entries) > before:
                        break
        for one in self.somebodies:
            one.given.sort()
        asked = [self.pick() for _ in range(kinds.count("made"))]
        for day, _, one in sorted((self._day_for(one), n, one) for n, one in enumerate(asked)):
            if len(journal.entries) < self.entries - 5:
                self._ask_made(one, day)

    def _day_for(self, one: _Somebody) -> int:
        """A day in their time; every other one some weeks after a meeting."""
        if one.faces and self.chance.random() < 0.5:
            return min(self.chance.choice(one.faces) + self.chance.randrange(1, 80), one.last)
        return one.begin + int(self.chance.random() * max(one.last - one.begin, 1))

    def _after(self, day: int, one: _Somebody, least: int, most: int) -> int:
        """A later day that is still in their time."""
        return max(day, min(day + self.chance.randrange(least, most), one.last))

    def chance_of_yes(self, one: _Somebody, day: int, offering: int | None) -> float:
        """The planted truth."""
        at = bisect_left(one.faces, day)
        face = at > 0 and day - one.faces[at - 1] <= FACE_WITHIN
        known = offering is not None and one.heard.get(offering, day) < day
        at = bisect_left(one.given, day)
        given = at > 0 and day - one.given[at - 1] <= GIVEN_WITHIN
        return BASE + FACE * face + KNOWN * known + GIVEN * given

    def _ask_made(self, one: _Somebody, day: int) -> None:
        chance, ask = self.chance, self.phrases["ask"]
        offering: int | None = None
        if chance.random() < 0.8:
            known = [o for o, since in one.heard.items() if since < day]
            offering = chance.choice(known) if known and chance.random() < 0.5 else chance.choice(_ACTIVE_OFFERINGS)
        worth = chance.randrange(*_WORTH[offering], 50) if offering else None
        name = self._offering(offering)
        about = self._say(chance.choice(ask["about_offering"] if offering else ask["about_other"]), one, offering=name)
        likely = self.chance_of_yes(one, day, offering)
        guess = min(95, max(5, round(likely * 100 - 15 + chance.uniform(-15, 15)))) if chance.random() < 0.4 else None
        text = self._say(chance.choice(ask["made"]), one, about=about)
        direction = chance.choice(("me", "me", "both"))
        detail = {"side": "made", "about": about, "offering_id": offering, "guess": guess, **_money(worth)}
        entry = self.enter(day, "ask", text, (one.id,), direction=direction, detail=detail)
        entry.within = self._meeting_on(one, day)
        if entry.within is not None:
            entry.time = entry.within.time
        self._what_came_of_it(one, entry, offering, worth, met=chance.random() < likely)

    def _meeting_on(self, one: _Somebody, day: int) -> _Entry | None:
        """A call made up for every fifth ask to have happened in. Not a meeting, which would count as one."""
        if self.chance.random() >= 0.2 or len(self.journal.entries) >= self.entries - 4:
            return None
        text = self._tell("call", one)
        return self.enter(day, "call", text, (one.id,), direction=_way("call", text, one.first))

    @staticmethod
    def _offering(offering: int | None) -> str:
        found: list[str] = [o["name"] for o in _read("stories")["offering"]]
        return found[offering - 1].lower() if offering else ""

    def _outcome(self, ask: _Entry, one: _Somebody, day: int, state: str, said: str, **detail: Any) -> _Entry:
        heard = state == "elsewhere" and detail.get("known_by") == "somebody_told"
        silent = heard or state in ("no_answer", "withdrawn")
        return self.enter(
            day,
            "outcome",
            self._say(self.chance.choice(self.phrases["ask"][said]), one),
            () if silent else (one.id,),
            about=(one.id,) if silent else (),
            detail={"ask_id": ask, "state": state, **detail},
        )

    def _what_came_of_it(
        self, one: _Somebody, ask: _Entry, offering: int | None, worth: int | None, *, met: bool
    ) -> None:
        chance, journal, day = self.chance, self.journal, ask.day
        if met:
            if chance.random() < 0.25:
                day = self._after(day, one, 1, 20)
                back = self._after(day, one, 20, 90)
                self._not_now(ask, one, day, back)
                day = back
            day = self._after(day, one, 0, 25)
            self._outcome(ask, one, day, "yes", "yes", **_money(worth))
            self._thank(one, ask, day)
            return
        at = bisect_left(one.touches, ask.day)
        long_ago = at == 0 or ask.day - one.touches[at - 1] > SILENCE
        knew = offering is not None and one.heard.get(offering, ask.day) < ask.day
        draw = chance.random()
        day = self._after(day, one, 3, 60)
        if draw < (0.55 if long_ago else 0.22):
            if chance.random() < 0.5:
                self._not_now(ask, one, self._after(ask.day, one, 0, 5), self._after(day, one, 20, 120))
                day = self._after(day, one, 30, 150)
            forgetful = chance.random() < (0.8 if long_ago else 0.15)
            reason = ("forgot_me" if knew else "did_not_know") if forgetful else self.reasons.deal()
            to = chance.choice(self.rivals) if self.rivals and chance.random() < 0.8 else None
            known_by = self.known_by.deal()
            self._outcome(ask, one, day, "elsewhere", "elsewhere", elsewhere_id=to, reason=reason, known_by=known_by)
            return
        rest = chance.random()
        if rest < 0.30:
            self._outcome(ask, one, day, "no", "no", reason=self.reasons.deal(), known_by=self.known_by.deal())
        elif rest < 0.46:
            self._outcome(ask, one, day, "no_answer", "no_answer")
        elif rest < 0.52:
            self._outcome(ask, one, day, "withdrawn", "withdrawn")
        elif rest < 0.92 and ask.day > journal.today - 500:
            self._not_now(ask, one, day, journal.today + chance.randrange(12, 260))
        elif rest < 0.92:
            self._not_now(ask, one, day, self._after(day, one, 20, 200))
            self._outcome(ask, one, self._after(day, one, 200, 260), "no", "no", reason="timing", known_by="they_said")
        # The others stay open.

    def _not_now(self, ask: _Entry, one: _Somebody, day: int, back: int) -> None:
        when = self.journal.iso(back)
        self._outcome(ask, one, day, "not_now", "not_now", come_back=when, reason="timing", known_by="they_said")

    def _thank(self, one: _Somebody, received: _Entry, day: int, gratitude: str = "thanked") -> None:
        """Owed thanks are few: of what is recent, everything was thanked for."""
        if day < self.journal.today - (800 if gratitude == "reported" else 400) and self.chance.random() < 0.35:
            return
        text = self._say(self.chance.choice(self.phrases["thanks"][gratitude]), one)
        day = self._after(day, one, 0, 12)
        detail = {"received_id": received, "gratitude": gratitude}
        self.enter(day, "thanks", text, (one.id,), direction="me", detail=detail)

    def _ask_received(self, one: _Somebody) -> None:
        journal, chance, ask = self.journal, self.chance, self.phrases["ask"]
        day = self._day_for(one)
        offering = chance.choice(list(one.heard)) if one.heard and chance.random() < 0.6 else None
        if offering is not None and one.heard[offering] > day:
            day = min(one.heard[offering] + chance.randrange(60), one.last)
        worth = chance.randrange(*_WORTH[offering], 50) if offering else None
        about = self._offering(offering) or self._say(self.favours.deal(), one)
        text = self._say(chance.choice(ask["received"]), one, about=about)
        detail = {"side": "received", "about": about, "offering_id": offering, **_money(worth)}
        entry = self.enter(day, "ask", text, (one.id,), direction="them", detail=detail)
        draw = chance.random()
        after = self._after(day, one, 0, 20)
        if draw < 0.68:
            self._outcome(entry, one, after, "yes", "yes" if offering else "helped", **_money(worth))
            one.given.append(day)
        elif draw < 0.85:
            self._outcome(entry, one, after, "no", "no", reason=self.reasons.deal(), known_by="they_said")
        elif draw < 0.95 or day > journal.today - 400:
            self._outcome(entry, one, after, "withdrawn", "withdrawn")

    def _other(self, one: _Somebody) -> _Somebody:
        """Somebody else, whose time covers theirs no worse than it must."""
        other = self.pick()
        for _ in range(4):
            if other is not one and other.last >= one.begin:
                return other
            other = self.chance.choice(self.somebodies)
        return other

    def _two(self, one: _Somebody) -> tuple[_Somebody, int] | None:
        """A second person and a day on which both are in touch."""
        other = self._other(one)
        begin, end = max(one.begin, other.begin), min(one.last, other.last)
        if other is one or begin > end:
            return None
        return other, begin + int(self.chance.random() * (end - begin + 1))

    def _referral(self, one: _Somebody, side: str) -> None:
        pair = self._two(one)
        if pair is None:
            return
        chance, referral = self.chance, self.phrases["referral"]
        prospect, day = pair
        offering = chance.choice(_ACTIVE_OFFERINGS) if side == "received" else None
        state = self.referral_states.deal()
        worth = chance.randrange(400, 9000, 50) if state == "won" else None
        text = self._say(chance.choice(referral[side]), one, prospect=prospect.first)
        detail = {
            "side": side,
            "other_id": one.id,
            "prospect_id": prospect.id,
            "need": chance.choice(referral["need"]),
            "offering_id": offering,
            "consent": self.consents.deal(),
            "prepared": self.prepared.deal(),
            "state": state,
            "settled": self._some_days_after(day) if state in ("won", "lost", "no_answer") else None,
            **_money(worth),
        }
        direction = "me" if side == "given" else "them"
        entry = self.enter(day, "referral", text, (one.id, prospect.id), direction=direction, detail=detail)
        if side == "given":
            one.given.append(day)
            return
        if offering and chance.random() < 0.5:
            entry.heard = ((offering, "sent_someone"),)
            for person in (one, prospect):
                person.heard[offering] = min(day, person.heard.get(offering, day))
        self._thank(one, entry, day)
        if state in ("won", "lost", "no_answer"):
            self._thank(one, entry, self._after(day, one, 10, 60), "reported")

    def _some_days_after(self, day: int) -> str:
        """A day on which something came of it, without a draw: what is drawn later stays as it is."""
        return date.fromordinal(max(day, min(day + 10 + day % 40, self.journal.today))).isoformat()

    def _referral_given(self, one: _Somebody) -> None:
        self._referral(one, "given")

    def _referral_received(self, one: _Somebody) -> None:
        self._referral(one, "received")

    def _introduction(self, one: _Somebody, side: str) -> None:
        pair = self._two(one)
        if pair is None:
            return
        chance, introduction = self.chance, self.phrases["introduction"]
        other, day = pair
        given = side == "given"
        state = self.intro_states.deal() if given else chance.choice(("made", "met"))
        agreed = state in ("made", "met")
        consents = {
            "idea": ("not_asked", "not_asked"),
            "asked_one": ("asked", "not_asked"),
            "asked_both": ("agreed", "asked"),
            "declined": ("agreed", "declined"),
        }.get(state, ("agreed", "agreed"))
        text = self._say(chance.choice(introduction[side]), one, prospect=other.first)
        detail = {
            "side": side,
            "one_id": one.id if given else None,
            "other_id": other.id,
            "introducer_id": None if given else one.id,
            "purpose": chance.choice(introduction["purpose"]),
            "state": state,
            "one_consent": consents[0],
            "other_consent": consents[1],
            "result": chance.choice(introduction["result"]) if state == "met" else "",
            "settled": date.fromordinal(day).isoformat() if agreed or state == "declined" else None,
        }
        direction = "me" if given else "them"
        people = (one.id, other.id)
        # An idea is nothing that happened between us yet.
        idea = state == "idea"
        entry = self.enter(
            day,
            "introduction",
            text,
            () if idea else people,
            about=people if idea else (),
            direction=None if idea else direction,
            detail=detail,
        )
        if not given:
            self._thank(one, entry, day)
        elif agreed:
            one.given.append(day)
            other.given.append(day)

    def _introduction_given(self, one: _Somebody) -> None:
        self._introduction(one, "given")

    def _introduction_received(self, one: _Somebody) -> None:
        self._introduction(one, "received")

    def _note_more(self) -> None:
        """Notes about the people of the stories where there is nobody else, until there are as many as asked for."""
        journal, chance = self.journal, self.chance
        towns = self.names["others"]["towns"]
        told = [row for row in journal.people if row["kind"] == "person" and not (row["is_me"] or row["deceased"])]
        while told and len(journal.entries) < self.entries:
            row = chance.choice(told)
            slots = {
                "child": "the youngest",
                "town": chance.choice(towns),
                "street": "the old street",
                "org": "the firm",
            }
            one = _Somebody(row["id"], row["given"] or row["name"], journal.begin, journal.today - 1, slots, [])
            day = one.begin + int(chance.random() * (one.last - one.begin))
            text = self._say(chance.choice(self.phrases["opening"]["note"]), one)
            journal.enter(day, "note", text, about=(one.id,), private=int(chance.random() < 0.1))

    def _fill_up(self) -> None:
        """Notes about people and attempts that reached nobody, until there are as many entries as asked for. They are
        no touches, so that what was planted stays true.
        """
        journal, chance = self.journal, self.chance
        while len(journal.entries) < self.entries:
            one = self.pick()
            day = one.begin + int(chance.random() * max(one.last - one.begin, 1))
            if chance.random() < 0.7:
                text = self._say(chance.choice(self.phrases["opening"]["note"]), one)
                if chance.random() < 0.5:
                    text += " " + self._say(chance.choice(self.phrases["topic"]["any"]), one)
                journal.enter(day, "note", text, about=(one.id,), private=int(chance.random() < 0.1))
            else:
                kind = chance.choice(("call", "call", "message", "email"))
                text = self._say(chance.choice(self.phrases["opening"]["unanswered"]), one)
                journal.enter(day, kind, text, (one.id,), direction="me", unanswered=1)
