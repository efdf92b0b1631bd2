"""How an entry reads: as a card in a timeline, and as the sentence assistive technology speaks.

One place for all timelines, so that an entry looks the same in the journal, on a person's page and on Today.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication

from netjournal.model import (
    AskState,
    Direction,
    EntryKind,
    EntryRow,
    Gratitude,
    IntroductionState,
    ReferralState,
    Word,
)
from ui.parts.card import Badge, Card, Disc
from ui.words import capital, heading_day, money, short_day, word

GUTTER = 84
"""Width that the days need at the left of a timeline, in pixels at text size 1."""

_PICTURES = {
    EntryKind.VIDEO_CALL: "video",
    EntryKind.ASK: "ask-made",
    EntryKind.REFERRAL: "referral",
}
_STATES: dict[EntryKind, type[Word]] = {
    EntryKind.ASK: AskState,
    EntryKind.OUTCOME: AskState,
    EntryKind.REFERRAL: ReferralState,
    EntryKind.INTRODUCTION: IntroductionState,
    EntryKind.THANKS: Gratitude,
}
_ROLES = {
    "open": "accent",
    "not_now": "warn",
    "passed_on": "accent",
    "in_contact": "accent",
    "idea": "accent",
    "asked_one": "accent",
    "asked_both": "accent",
    "yes": "good",
    "won": "good",
    "met": "good",
    "made": "good",
}


def state_role(state: str) -> str:
    """The part a state has in the look, wherever it is shown: what is met, waits, is put off, or is over."""
    return _ROLES.get(state, "quiet")


def entry_picture(row: EntryRow) -> str:
    """The icon of an entry."""
    if row.kind in (EntryKind.ASK, EntryKind.REFERRAL) and row.side:
        return f"{row.kind.value}-{row.side}"
    return _PICTURES.get(row.kind, row.kind.value)


def entry_title(row: EntryRow) -> str:
    """What happened, in a word or two: "Call", "Ask made", "Referral received"."""
    say = QCoreApplication.translate
    match row.kind, row.side:
        case EntryKind.ASK, "received":
            return say("entry", "Ask received")
        case EntryKind.ASK, _:
            return say("entry", "Ask made")
        case EntryKind.REFERRAL, "received":
            return say("entry", "Referral received")
        case EntryKind.REFERRAL, _:
            return say("entry", "Referral given")
        case EntryKind.INTRODUCTION, "received":
            return say("entry", "Introduced to me")
        case EntryKind.GIFT, _ if row.direction is Direction.THEM:
            return say("entry", "Gift received")
        case EntryKind.GIFT, _ if row.direction is Direction.ME:
            return say("entry", "Gift given")
        case _:
            return capital(word(row.kind))


def entry_state(row: EntryRow) -> str:
    """How the ask, referral or introduction stands, or ""."""
    known = _STATES.get(row.kind)
    if not known or not row.state or row.kind is EntryKind.THANKS:
        return ""
    return word(known(row.state))


def entry_card(row: EntryRow, today: date, *, about: int | None = None, first_of_day: bool = False) -> Card:
    """An entry as a row of a timeline.

    `about`: on whose page the timeline stands, whose name then goes without saying. `first_of_day`: the day is written
    at the left.
    """
    names = ", ".join(named.name for named, _ in row.people if named.id != about)
    title = " · ".join(filter(None, (entry_title(row), names)))
    text = " ".join(row.text.split())
    about_what = row.about if row.about.casefold() not in text.casefold() else ""
    detail = " · ".join(filter(None, (about_what, text, row.place)))
    return Card(
        title=title,
        detail=detail,
        aside=row.time,
        leading=Disc(entry_picture(row), "accent" if row.kind in _STATES else "quiet"),
        badges=_badges(row, today),
        gutter=_day(row.day, today) if first_of_day else "",
        dimmed=row.unanswered,
    )


def _badges(row: EntryRow, today: date) -> tuple[Badge, ...]:
    say = QCoreApplication.translate
    made: list[Badge] = []
    if row.value:
        made.append(Badge(money(row.value)))
    if state := entry_state(row):
        if row.come_back and row.state == "not_now":
            state = say("entry", "{state}, back on {day}").format(state=state, day=short_day(row.come_back, today))
        made.append(Badge(state, role=state_role(row.state)))
    if row.unanswered:
        made.append(Badge(say("entry", "nobody reached"), "other"))
    if row.direction is not None and row.kind is not EntryKind.GIFT:
        picture = {Direction.ME: "reached-out", Direction.THEM: "they-reached-out", Direction.BOTH: "both-ways"}
        made.append(Badge(picture=picture[row.direction]))
    if row.private:
        made.append(Badge(picture="private"))
    return tuple(made)


def _day(day: date, today: date) -> str:
    return heading_day(day, today) if abs((day - today).days) <= 1 else short_day(day, today)


def describe_entry(row: EntryRow, today: date) -> str:
    """The sentence assistive technology speaks for an entry."""
    say = QCoreApplication.translate
    direction = {
        None: "",
        Direction.ME: say("entry", "I reached out"),
        Direction.THEM: say("entry", "they reached out"),
        Direction.BOTH: say("entry", "both reached out"),
    }[row.direction]
    parts = (
        heading_day(row.day, today),
        row.time,
        entry_title(row),
        ", ".join(named.name for named, _ in row.people),
        row.about,
        " ".join(row.text.split()),
        entry_state(row),
        say("entry", "back on {day}").format(day=short_day(row.come_back, today)) if row.come_back else "",
        money(row.value) if row.value else "",
        row.place,
        direction if row.kind is not EntryKind.GIFT else "",
        say("entry", "nobody reached") if row.unanswered else "",
        say("entry", "private") if row.private else "",
        say("entry", "within the entry above") if row.inside else "",
    )
    return ". ".join(filter(None, parts))
