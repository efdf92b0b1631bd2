"""The capture line, read as people write it, and the law that nothing typed is thrown away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netjournal.capture import (
    COMMANDS,
    Corrections,
    Known,
    Piece,
    PieceKind,
    PieceState,
    Understanding,
    understand,
    words_at,
)
from netjournal.days import Repeat
from netjournal.known_names import KnownNames
from netjournal.model import (
    AskDetail,
    AskSide,
    AskState,
    Awareness,
    Direction,
    EntryKind,
    IntroductionDetail,
    KnownBy,
    KnownName,
    Money,
    Offering,
    OpenAsk,
    OutcomeDetail,
    Participant,
    PersonKind,
    PersonRef,
    PreferenceKind,
    Reason,
    ReferralDetail,
    Role,
    Side,
    ThanksDetail,
    TrustKind,
)

TODAY = date(2026, 11, 23)  # a Monday
ANA, BO = PersonRef(1, "Ana Ruiz"), PersonRef(2, "Bo Larsen")
OMAR, OTHER_OMAR = PersonRef(3, "Omar Khan"), PersonRef(4, "Omar Khan")
BERG = PersonRef(5, "Berg & Co.", PersonKind.ORGANIZATION)
ZOE, ME = PersonRef(6, "Zoë O'Neil"), PersonRef(9, "Kim Sand")


def known_as(person: PersonRef, name: str = "") -> KnownName:
    return KnownName(person.id, name or person.name, person.kind, person.name)


def newest_open_ask(person: int, by: date) -> OpenAsk | None:
    if person != ANA.id or by < date(2026, 3, 1):
        return None
    return OpenAsk(77, date(2026, 3, 1), AskSide.MADE, "her house sale", (ANA.id,), AskState.OPEN, None)


KNOWN = Known(
    KnownNames([*(known_as(p) for p in (ANA, BO, OMAR, OTHER_OMAR, BERG, ZOE, ME)), known_as(ANA, "Mimi")]),
    offerings=(Offering(11, "Roofing"), Offering(12, "House sales")),
    tags=("Music", "climbing"),
    open_asks=newest_open_ask,
    me=ME.id,
)


def read(line: str, **how: object) -> Understanding:
    return understand(line, TODAY, KNOWN, **how)  # type: ignore[arg-type]


def piece(understood: Understanding, kind: PieceKind) -> Piece:
    return next(found for found in understood.pieces if found.kind is kind)


# ---------------------------------------------------------------------------------------------------------------------
# The kind, the direction and whether anybody was reached


@pytest.mark.parametrize(
    ("line", "kind", "direction", "unanswered"),
    [
        ("Coffee with @Ana Ruiz.", EntryKind.MEETING, Direction.BOTH, False),
        ("Had a quick lunch with @Ana Ruiz", EntryKind.MEETING, Direction.BOTH, False),
        ("Dinner at @Ana Ruiz's", EntryKind.MEETING, Direction.BOTH, False),
        ("Met @Ana Ruiz; no answer on the house yet", EntryKind.MEETING, Direction.BOTH, False),
        ("@Ana Ruiz and I had lunch", EntryKind.MEETING, Direction.BOTH, False),
        ("Visited @Ana Ruiz", EntryKind.MEETING, Direction.ME, False),
        ("@Ana Ruiz came by", EntryKind.MEETING, Direction.THEM, False),
        ("Called @Ana Ruiz", EntryKind.CALL, Direction.ME, False),
        ("phoned @ana ruiz", EntryKind.CALL, Direction.ME, False),
        ("Rang @Ana Ruiz, no answer", EntryKind.CALL, Direction.ME, True),
        ("Then called @Ana Ruiz", EntryKind.CALL, Direction.ME, False),
        ("I called @Ana Ruiz", EntryKind.CALL, Direction.ME, False),
        ("Spoke on the phone with @Ana Ruiz", EntryKind.CALL, Direction.BOTH, False),
        ("@Ana Ruiz called", EntryKind.CALL, Direction.THEM, False),
        ("@Ana Ruiz called me back", EntryKind.CALL, Direction.THEM, False),
        ("Ana called", EntryKind.CALL, Direction.THEM, False),
        ("Got a call from @Ana Ruiz", EntryKind.CALL, Direction.THEM, False),
        ("Missed a call from @Ana Ruiz", EntryKind.CALL, Direction.THEM, True),
        ("Tried to call @Ana Ruiz", EntryKind.CALL, Direction.ME, True),
        ("Left a message for @Ana Ruiz", EntryKind.CALL, Direction.ME, True),
        ("Called @Ana Ruiz, voicemail.", EntryKind.CALL, Direction.ME, True),
        ("@Ana Ruiz didn't pick up", EntryKind.CALL, Direction.ME, True),
        ("Zoom with @Ana Ruiz", EntryKind.VIDEO_CALL, Direction.BOTH, False),
        ("Video call with @Ana Ruiz", EntryKind.VIDEO_CALL, Direction.BOTH, False),
        ("Wrote to @Ana Ruiz", EntryKind.MESSAGE, Direction.ME, False),
        ("Texted @Ana Ruiz", EntryKind.MESSAGE, Direction.ME, False),
        ("Messaged @Ana Ruiz, no reply", EntryKind.MESSAGE, Direction.ME, True),
        ("Heard from @Ana Ruiz", EntryKind.MESSAGE, Direction.THEM, False),
        ("@Ana Ruiz wrote", EntryKind.MESSAGE, Direction.THEM, False),
        ("E-mailed @Ana Ruiz", EntryKind.EMAIL, Direction.ME, False),
        ("emailed @Ana Ruiz", EntryKind.EMAIL, Direction.ME, False),
        ("Got an email from @Ana Ruiz", EntryKind.EMAIL, Direction.THEM, False),
        ("Letter to @Ana Ruiz", EntryKind.LETTER, Direction.ME, False),
        ("@Ana Ruiz sent me a card", EntryKind.LETTER, Direction.THEM, False),
        ("Went to the fair with @Ana Ruiz", EntryKind.EVENT, Direction.BOTH, False),
        ("Attended the talk by @Ana Ruiz", EntryKind.EVENT, Direction.BOTH, False),
        ("Gave @Ana Ruiz a book", EntryKind.GIFT, Direction.ME, False),
        ("Gave @Ana Ruiz a call", EntryKind.CALL, Direction.ME, False),
        ("Got a fine book from @Ana Ruiz", EntryKind.GIFT, Direction.THEM, False),
        ("Thanked @Ana Ruiz for the book", EntryKind.THANKS, Direction.ME, False),
        ("WhatsApp to @Ana Ruiz", EntryKind.MESSAGE, Direction.ME, False),
        ("Whatsapp with @Ana Ruiz", EntryKind.MESSAGE, Direction.BOTH, False),
        ("LinkedIn message to @Ana Ruiz", EntryKind.MESSAGE, Direction.ME, False),
        ("A LinkedIn message from @Ana Ruiz", EntryKind.MESSAGE, Direction.THEM, False),
        ("Texts with @Ana Ruiz", EntryKind.MESSAGE, Direction.BOTH, False),
        ("Email with @Ana Ruiz", EntryKind.EMAIL, Direction.BOTH, False),
        ("Exchanged e-mails with @Ana Ruiz", EntryKind.EMAIL, Direction.BOTH, False),
        ("WhatsApp call with @Ana Ruiz", EntryKind.CALL, Direction.BOTH, False),
        ("Lunch with @Ana Ruiz cancelled", EntryKind.NOTE, None, False),
        ("Lunch with @Ana Ruiz fell through.", EntryKind.NOTE, None, False),
        ("Lunch with @Ana Ruiz and @Bo Larsen at 12:30 was cancelled", EntryKind.NOTE, None, False),
        ("Zoom with @Ana Ruiz, called off again", EntryKind.NOTE, None, False),
        ("Lunch with @Ana Ruiz, cancelled my order", EntryKind.MEETING, Direction.BOTH, False),
        ("Called @Ana Ruiz, cancelled", EntryKind.CALL, Direction.ME, False),
        ("**@Ana Ruiz** called", EntryKind.CALL, Direction.THEM, False),
        ("@Ana Ruiz is moving to Lisbon", EntryKind.NOTE, None, False),
        ("Coffee is what @Ana Ruiz likes", EntryKind.NOTE, None, False),
    ],
)
def test_the_first_words_tell_the_kind(
    line: str, kind: EntryKind, direction: Direction | None, unanswered: bool
) -> None:
    entry = read(line).recording.entry
    assert entry is not None
    assert (entry.kind, entry.direction, entry.unanswered) == (kind, direction, unanswered)
    assert entry.text == line.replace("@", "")
    assert entry.day == TODAY


@pytest.mark.parametrize(
    "line", ["Lunch with @Ana Ruiz yesterday cancelled", "Lunch yesterday with @Ana Ruiz fell through"]
)
def test_what_fell_through_is_no_touch_on_its_day_either(line: str) -> None:
    entry = read(line).recording.entry
    assert entry is not None
    assert (entry.kind, entry.day, entry.participants) == (
        EntryKind.NOTE,
        date(2026, 11, 22),
        (Participant(ANA, Role.ABOUT),),
    )


def test_a_kind_that_may_be_another_is_shown_as_unclear() -> None:
    assert piece(read("Spoke to @Ana Ruiz"), PieceKind.KIND).state is PieceState.UNCLEAR
    assert EntryKind.CALL in piece(read("Spoke to @Ana Ruiz"), PieceKind.KIND).kinds


# ---------------------------------------------------------------------------------------------------------------------
# The day and the time


@pytest.mark.parametrize(
    ("line", "day", "text", "time"),
    [
        ("Yesterday: coffee with @Ana Ruiz", date(2026, 11, 22), "coffee with Ana Ruiz", ""),
        ("yesterday coffee with @Ana Ruiz", date(2026, 11, 22), "coffee with Ana Ruiz", ""),
        ("Last friday met @Ana Ruiz", date(2026, 11, 20), "met Ana Ruiz", ""),
        ("3 days ago, lunch with @Ana Ruiz", date(2026, 11, 20), "lunch with Ana Ruiz", ""),
        ("1 April: met @Ana Ruiz", date(2026, 4, 1), "met Ana Ruiz", ""),
        ("Tomorrow: lunch with @Ana Ruiz", date(2026, 11, 24), "lunch with Ana Ruiz", ""),
        ("Yesterday at 14:30: met @Ana Ruiz", date(2026, 11, 22), "at 14:30: met Ana Ruiz", "14:30"),
        ("Met @Ana Ruiz at 3pm", TODAY, "Met Ana Ruiz at 3pm", "15:00"),
        ("Met @Ana Ruiz at 12 am", TODAY, "Met Ana Ruiz at 12 am", "00:00"),
        ("Met @Ana Ruiz at 25:00", TODAY, "Met Ana Ruiz at 25:00", ""),
        ("Met @Ana Ruiz yesterday", date(2026, 11, 22), "Met Ana Ruiz", ""),
        (
            "Called @Ana Ruiz and @Bo Larsen yesterday at 5pm.",
            date(2026, 11, 22),
            "Called Ana Ruiz and Bo Larsen at 5pm.",
            "17:00",
        ),
        ("@Ana Ruiz called me last friday, from Rome", date(2026, 11, 20), "Ana Ruiz called me, from Rome", ""),
        ("Lunch with @Ana Ruiz+@Bo Larsen yesterday", date(2026, 11, 22), "Lunch with Ana Ruiz+Bo Larsen", ""),
        ("Called **@Ana Ruiz** yesterday", date(2026, 11, 22), "Called **Ana Ruiz**", ""),
        ("Lunch yesterday with @Ana Ruiz", date(2026, 11, 22), "Lunch with Ana Ruiz", ""),
        ("Coffee last tuesday with @Ana Ruiz", date(2026, 11, 17), "Coffee with Ana Ruiz", ""),
        ("Long call on friday with @Ana Ruiz", date(2026, 11, 20), "Long call with Ana Ruiz", ""),
        ("Wrote yesterday to @Ana Ruiz", date(2026, 11, 22), "Wrote to Ana Ruiz", ""),
        ("Meeting tomorrow with @Ana Ruiz", date(2026, 11, 24), "Meeting with Ana Ruiz", ""),
        ("Lunch with @Ana Ruiz next friday", date(2026, 12, 4), "Lunch with Ana Ruiz", ""),
        ("Meeting with @Ana Ruiz tomorrow", date(2026, 11, 24), "Meeting with Ana Ruiz", ""),
        ("Called @Ana Ruiz about yesterday", TODAY, "Called Ana Ruiz about yesterday", ""),
        ("Called @Ana Ruiz yesterday's host", TODAY, "Called Ana Ruiz yesterday's host", ""),
        ("Yesterday's lunch with @Ana Ruiz was fine", TODAY, "Yesterday's lunch with Ana Ruiz was fine", ""),
        ("Spring, at last: met @Ana Ruiz", TODAY, "Spring, at last: met Ana Ruiz", ""),
        ("18 Nov email from @Ana Ruiz", date(2026, 11, 18), "email from Ana Ruiz", ""),
        ("Tuesday lunch with @Ana Ruiz", date(2026, 11, 17), "lunch with Ana Ruiz", ""),
        ("on Tuesday @Ana Ruiz called", date(2026, 11, 17), "Ana Ruiz called", ""),
        ("Sun @Ana Ruiz called", date(2026, 11, 22), "Ana Ruiz called", ""),
        ("Sat down with @Ana Ruiz", TODAY, "Sat down with Ana Ruiz", ""),
        ("ten days ago coffee with @Ana Ruiz", date(2026, 11, 13), "coffee with Ana Ruiz", ""),
        ("last night called @Ana Ruiz", date(2026, 11, 22), "called Ana Ruiz", ""),
        ("Yesterday 14:30 video call with @Ana Ruiz", date(2026, 11, 22), "14:30 video call with Ana Ruiz", "14:30"),
        ("2026-11-18 met @Ana Ruiz, 2 pm", date(2026, 11, 18), "met Ana Ruiz, 2 pm", "14:00"),
        ("Monday morning coffee with @Ana Ruiz", date(2026, 11, 16), "morning coffee with Ana Ruiz", ""),
        ("Lunch 12:30 with @Ana Ruiz", TODAY, "Lunch 12:30 with Ana Ruiz", "12:30"),
        ("Met @Ana Ruiz on Friday at the fair", date(2026, 11, 20), "Met Ana Ruiz at the fair", ""),
        ("Lunch with @Ana Ruiz on 18 Nov.", date(2026, 11, 18), "Lunch with Ana Ruiz.", ""),
        ("Called @Ana Ruiz 2026-11-18", date(2026, 11, 18), "Called Ana Ruiz", ""),
        ("Met @Ana Ruiz today", TODAY, "Met Ana Ruiz today", ""),
        ("18 Nov deadline for @Ana Ruiz", TODAY, "18 Nov deadline for Ana Ruiz", ""),
        ("24 Dec dinner with @Ana Ruiz", date(2026, 12, 24), "dinner with Ana Ruiz", ""),
        ("24 Dec: dinner with @Ana Ruiz", date(2026, 12, 24), "dinner with Ana Ruiz", ""),
        ("Dinner with @Ana Ruiz on 24 Dec", date(2026, 12, 24), "Dinner with Ana Ruiz", ""),
        ("24 Dec called @Ana Ruiz", date(2025, 12, 24), "called Ana Ruiz", ""),
        ("24 Dec: met @Ana Ruiz", date(2025, 12, 24), "met Ana Ruiz", ""),
        ("Met @Ana Ruiz on 24 Dec", date(2025, 12, 24), "Met Ana Ruiz", ""),
        ("1 Jan lunch with @Ana Ruiz", date(2027, 1, 1), "lunch with Ana Ruiz", ""),
        ("1 April lunch with @Ana Ruiz", date(2026, 4, 1), "lunch with Ana Ruiz", ""),
        ("Tomorrow lunch with @Ana Ruiz", date(2026, 11, 24), "lunch with Ana Ruiz", ""),
        ("4 Dec 2026 lunch with @Ana Ruiz", date(2026, 12, 4), "lunch with Ana Ruiz", ""),
        ("Met @Ana Ruiz, won 3:2", TODAY, "Met Ana Ruiz, won 3:2", ""),
    ],
)
def test_a_day_at_the_start_is_the_day_of_the_entry(line: str, day: date, text: str, time: str) -> None:
    entry = read(line).recording.entry
    assert entry is not None
    assert (entry.day, entry.text, entry.time) == (day, text, time)


def test_a_day_behind_the_names_can_be_turned_off() -> None:
    line = "Met @Ana Ruiz yesterday"
    assert piece(read(line), PieceKind.DAY).span == (14, 23)
    off = Corrections().without(piece(read(line), PieceKind.DAY).key)
    entry = read(line, corrections=off).recording.entry
    assert entry is not None
    assert (entry.day, entry.text) == (TODAY, "Met Ana Ruiz yesterday")


@pytest.mark.parametrize(
    ("line", "words", "kind"),
    [
        ("31 Nov: lunch with @Ana Ruiz", "31 Nov", EntryKind.MEETING),
        ("31 Nov lunch with @Ana Ruiz", "31 Nov", EntryKind.MEETING),
        ("31.11.2026: called @Ana Ruiz", "31.11.2026", EntryKind.CALL),
        ("Christmas 2025: dinner with @Ana Ruiz", "Christmas 2025", EntryKind.MEETING),
        ("Last week: @Ana Ruiz called", "Last week", EntryKind.CALL),
        ("In spring, met @Ana Ruiz", "In spring", EntryKind.MEETING),
        ("Lunch with @Ana Ruiz last week", "last week", EntryKind.MEETING),
        ("Lunch with @Ana Ruiz and @Bo Larsen last month, in Rome", "last month", EntryKind.MEETING),
        ("Met @Ana Ruiz in May.", "in May", EntryKind.MEETING),
        ("Called @Ana Ruiz the other day", "the other day", EntryKind.CALL),
        ("Called @Ana Ruiz a few weeks ago", "a few weeks ago", EntryKind.CALL),
        ("Coffee last week with @Ana Ruiz", "last week", EntryKind.MEETING),
        ("Met @Ana Ruiz over the weekend", "over the weekend", EntryKind.MEETING),
        ("Lunch with @Ana Ruiz on 31 Nov", "on 31 Nov", EntryKind.MEETING),
        ("Lunch with @Ana Ruiz the week before last", "the week before last", EntryKind.MEETING),
        ("Lunch with @Ana Ruiz in 2024", "in 2024", EntryKind.MEETING),
        ("Lunch with @Ana Ruiz at Christmas", "at Christmas", EntryKind.MEETING),
    ],
)
def test_what_looks_like_a_day_and_is_none_is_said(line: str, words: str, kind: EntryKind) -> None:
    understood = read(line)
    (problem,) = understood.problems
    assert line[slice(*problem.span)] == words
    assert f'"{words}" is not clear as a day' in problem.sentence
    entry = understood.recording.entry
    assert entry is not None
    assert (entry.kind, entry.day, entry.text) == (kind, TODAY, line.replace("@", ""))
    assert read(line, day=date(2026, 11, 16)).problems == ()
    assert read(line, corrections=Corrections(day=date(2026, 11, 16))).problems == ()


@pytest.mark.parametrize(
    "line",
    [
        "Met @Ana Ruiz today",
        "Met @Ana Ruiz this morning",
        "Lunch with @Ana Ruiz may move",
        "Called @Ana Ruiz christmas plans",
        "Met @Ana Ruiz 3 times",
        "Called @Ana Ruiz on the first offer",
        "Called @Ana Ruiz last year's host",
        "Met @Ana Ruiz at the spring fair",
        "Met @Ana Ruiz 2 years after school",
        "May Chen likes tea, says @Ana Ruiz",
        "Spring, at last: met @Ana Ruiz",
        "18 Nov deadline for @Ana Ruiz",
    ],
)
def test_what_is_no_day_of_the_entry_is_not_said_to_be_one(line: str) -> None:
    assert read(line).problems == ()


def test_the_day_handed_in_holds_unless_the_line_or_the_user_says_another() -> None:
    monday = date(2026, 11, 16)
    days = [
        read("Met @Ana Ruiz", day=monday),
        read("Yesterday: met @Ana Ruiz", day=monday),
        read("Yesterday: met @Ana Ruiz", corrections=Corrections(day=monday)),
    ]
    assert [u.recording.entry.day for u in days if u.recording.entry] == [monday, date(2026, 11, 22), monday]


# ---------------------------------------------------------------------------------------------------------------------
# People


@pytest.mark.parametrize(
    ("line", "people", "text"),
    [
        ("Met @Ana Ruiz.", [ANA], "Met Ana Ruiz."),
        ("Met @ANA RUIZ, again", [ANA], "Met ANA RUIZ, again"),
        ("Met @Ana's sister", [ANA], "Met Ana's sister"),
        ("Met @Ana Ruiz’s sister", [ANA], "Met Ana Ruiz’s sister"),
        ("Met @mimi", [ANA], "Met mimi"),
        ("Met @zoe o'neil", [ZOE], "Met zoe o'neil"),
        ("Met @Zoë O’Neil (@Bo Larsen)", [ZOE, BO], "Met Zoë O’Neil (Bo Larsen)"),
        ("Met @Ana Ruiz,@Bo Larsen", [ANA, BO], "Met Ana Ruiz,Bo Larsen"),
        ("Met @Berg & Co. today", [BERG], "Met Berg & Co. today"),
        ("Met @Berg & Co, today", [BERG], "Met Berg & Co, today"),
        ("Met @Ana Ruiz. Then @Ana left", [ANA], "Met Ana Ruiz. Then Ana left"),
        ("Met @Ana Ruiz and @Mimi", [ANA], "Met Ana Ruiz and Mimi"),
        ("Met @Kim Sand and @Ana Ruiz", [ANA], "Met Kim Sand and Ana Ruiz"),
        ("Met @Ana Lopez today", [PersonRef(0, "Ana Lopez")], "Met Ana Lopez today"),
        ("Met @Pia Lind Friday", [PersonRef(0, "Pia Lind")], "Met Pia Lind"),
        ("Met @Pia. She sings", [PersonRef(0, "Pia")], "Met Pia. She sings"),
        ("Met @pia today", [PersonRef(0, "pia")], "Met pia today"),
        ("Met @Jan van der Berg Jr", [PersonRef(0, "Jan van der Berg Jr")], "Met Jan van der Berg Jr"),
        ("Met @van der Berg", [PersonRef(0, "van der Berg")], "Met van der Berg"),
        ("Met @Dr. J. Smith", [PersonRef(0, "Dr. J. Smith")], "Met Dr. J. Smith"),
        ("Met @Sean O'Hara's son", [PersonRef(0, "Sean O'Hara")], "Met Sean O'Hara's son"),
        ('Met @"the neighbour", again', [PersonRef(0, "the neighbour")], "Met the neighbour, again"),
        ("Met @“Ana Ruiz”", [ANA], "Met Ana Ruiz"),
        ("Met @'Bo Larsen' and @‘Ana Ruiz’.", [BO, ANA], "Met Bo Larsen and Ana Ruiz."),
        ("Met @'Zoë O'Neil'", [ZOE], "Met Zoë O'Neil"),
        ("Met @Pia Lind and @Pia", [PersonRef(0, "Pia Lind")], "Met Pia Lind and Pia"),
        ("Called @Ana Ruiz.She was well", [ANA], "Called Ana Ruiz.She was well"),
        ("Met @Ana Ruiz+@Bo Larsen", [ANA, BO], "Met Ana Ruiz+Bo Larsen"),
        ("Met @Ana Ruiz.@Bo Larsen", [ANA, BO], "Met Ana Ruiz.Bo Larsen"),
        ("Met @Ana Ruiz → @Bo Larsen", [ANA, BO], "Met Ana Ruiz → Bo Larsen"),
        ("Met @Ana Ruiz=@Bo Larsen|@Zoë O'Neil", [ANA, BO, ZOE], "Met Ana Ruiz=Bo Larsen|Zoë O'Neil"),
        *((f"Met @Ana Ruiz{sign} today", [ANA], f"Met Ana Ruiz{sign} today") for sign in "*=|~→™%•🎉_+'-"),
        *((f"Met @Ana Ruiz{sign}again", [ANA], f"Met Ana Ruiz{sign}again") for sign in "*=|~→™%•🎉+"),
        ("Met @Ana Ruiz❤️, again", [ANA], "Met Ana Ruiz❤️, again"),
        ("Met •@Ana Ruiz and 🎉@Bo Larsen", [ANA, BO], "Met •Ana Ruiz and 🎉Bo Larsen"),
        ("**@Ana Ruiz** is moving", [ANA], "**Ana Ruiz** is moving"),
        ("*@Ana Ruiz*", [ANA], "*Ana Ruiz*"),
        ("_@Ana Ruiz_ and __@Pia Lind__", [ANA, PersonRef(0, "Pia Lind")], "_Ana Ruiz_ and __Pia Lind__"),
        ("Met @Ana Ruiz's.Then left", [ANA], "Met Ana Ruiz's.Then left"),
        ("Met @Pia Lind.She sings", [PersonRef(0, "Pia Lind")], "Met Pia Lind.She sings"),
        ("Met @Pia Lind.I sang", [PersonRef(0, "Pia Lind")], "Met Pia Lind.I sang"),
        ("Met @J.R. Moor", [PersonRef(0, "J.R. Moor")], "Met J.R. Moor"),
        ("Met @Dr.Smith", [PersonRef(0, "Dr.Smith")], "Met Dr.Smith"),
        ("Met @St. John", [PersonRef(0, "St. John")], "Met St. John"),
        ("Met @Ana Ruiz-Holm", [PersonRef(0, "Ana Ruiz-Holm")], "Met Ana Ruiz-Holm"),
        ("Met @Ana Ruiz’Bo", [PersonRef(0, "Ana Ruiz’Bo")], "Met Ana Ruiz’Bo"),
        ("Met @Mimi.org today", [PersonRef(0, "Mimi.org")], "Met Mimi.org today"),
    ],
)
def test_who_is_named(line: str, people: list[PersonRef], text: str) -> None:
    understood = read(line)
    entry = understood.recording.entry
    assert entry is not None
    assert [p.person for p in entry.participants] == people
    assert entry.text == text
    assert {p.person for p in understood.pieces if p.state is PieceState.NEW} == {p for p in people if p.id == 0}


@pytest.mark.parametrize(
    "line",
    [
        "Mail ana@example.org",
        "about c++ and/or 1/2 of it",
        "see http://example.org/like and /home/ask/x",
        "number #1, C# and a # b",
        "at @ 5 and @5pm",
        "3 @ 5 EUR, tea @ home and one @",
        "@ana@example.org wrote",
        "@mimi@example.org wrote",
        "@mimi+x@example.org wrote",
        "@mimi.Sand@example.org wrote",
        "ana_@example.org, ana+@example.org and https://example.org/@mimi",
        "./ask and ../like",
    ],
)
def test_what_only_looks_like_a_mark_is_text(line: str) -> None:
    understood = read(line)
    assert understood.recording.entry is not None
    assert understood.recording.entry.text == line
    assert understood.recording.entry.participants == ()
    assert understood.problems == ()


def test_a_name_that_no_letter_begins_wants_quotation_marks_and_that_is_said() -> None:
    asked = read("Met @🦊 Fox")
    assert [str(problem.sentence) for problem in asked.problems] == ['Put this name in quotation marks: @"…"']
    assert asked.recording.entry is not None
    assert asked.recording.entry.text == "Met @🦊 Fox"
    quoted = read('Met @"🦊 Fox"').recording.entry
    assert quoted is not None
    assert quoted.participants == (Participant(PersonRef(0, "🦊 Fox")),)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Called @Ana Ruiz./like jazz", "Called Ana Ruiz."),
        ("Called @Ana Ruiz again./like jazz", "Called Ana Ruiz again."),
        ("@Ana Ruiz/like jazz", "likes jazz"),
        ("@Pia Lind/like jazz", "likes jazz"),
    ],
)
def test_a_command_may_stand_right_behind_a_name_or_a_sentence(line: str, text: str) -> None:
    recording = read(line).recording
    assert [(liked.kind, liked.text) for _, liked in recording.preferences] == [(PreferenceKind.LIKES, "jazz")]
    assert recording.entry is not None
    assert recording.entry.text == text


def test_two_people_of_one_name_can_be_told_apart_and_chosen() -> None:
    line = "Met @Omar Khan"
    unclear = piece(read(line), PieceKind.PERSON)
    assert unclear.state is PieceState.UNCLEAR
    assert unclear.candidates == (OMAR, OTHER_OMAR)
    chosen = Corrections().with_person(unclear.key, OTHER_OMAR)
    for longer in (line, "Yesterday: met @Ana Ruiz and @Omar Khan about roofs"):
        understood = read(longer, corrections=chosen)
        assert understood.recording.entry is not None
        assert Participant(OTHER_OMAR) in understood.recording.entry.participants
        assert Participant(OMAR) not in understood.recording.entry.participants


def test_a_first_name_is_the_one_person_who_has_it_and_may_be_somebody_new() -> None:
    first = piece(read("Met @Ana"), PieceKind.PERSON)
    assert (first.state, first.candidates) == (PieceState.KNOWN, (ANA, PersonRef(0, "Ana")))
    several = piece(read("Met @Omar"), PieceKind.PERSON)
    assert (several.state, several.candidates) == (PieceState.UNCLEAR, (OMAR, OTHER_OMAR, PersonRef(0, "Omar")))
    entry = read("Met @Ana", corrections=Corrections().with_person(first.key, PersonRef(0, "Ana"))).recording.entry
    assert entry is not None
    assert entry.participants == (Participant(PersonRef(0, "Ana")),)


def test_a_nickname_before_another_family_name_may_be_somebody_new() -> None:
    asked = piece(read("Met @Mimi Holm today"), PieceKind.PERSON)
    new = PersonRef(0, "Mimi Holm")
    assert (asked.state, asked.candidates) == (PieceState.UNCLEAR, (ANA, new))
    corrected = read("Met @Mimi Holm today", corrections=Corrections().with_person(asked.key, new))
    assert corrected.recording.entry is not None
    assert corrected.recording.entry.text == "Met Mimi Holm today"
    assert piece(corrected, PieceKind.PERSON).span == (4, 14)


def test_a_note_is_about_people_and_anything_else_with_them() -> None:
    note, met = read("@Ana Ruiz moved").recording.entry, read("Met @Ana Ruiz").recording.entry
    assert note is not None
    assert met is not None
    assert note.participants == (Participant(ANA, Role.ABOUT),)
    assert met.participants == (Participant(ANA, Role.WITH),)


def test_a_name_that_ends_with_a_sign_is_found_before_another() -> None:
    names = [PersonRef(20, "Yahoo!"), PersonRef(21, "J.R."), PersonRef(22, "C# Society"), PersonRef(23, "St. John")]
    known = Known(KnownNames(map(known_as, names)))
    for person in names:
        for behind in ("", ".", ", again", "! Again", "'s", "*", "…", " met"):
            entry = understand(f"Met @{person.name}{behind}", TODAY, known).recording.entry
            assert entry is not None
            assert entry.participants == (Participant(person),), behind


# ---------------------------------------------------------------------------------------------------------------------
# Tags


@pytest.mark.parametrize("line", ["Met @Ana Ruiz#climbing", "Met @Ana Ruiz! #climbing", "Met @Ana Ruiz,#climbing"])
def test_a_tag_may_stand_right_behind_a_name(line: str) -> None:
    assert [(t.person, t.tag) for t in read(line).recording.tags] == [(ANA, "climbing")]


def test_tags_are_for_the_people_of_the_line() -> None:
    understood = read("Met @Ana Ruiz and @Bo Larsen about #climbing #music. #new")
    assert [(t.person, t.tag) for t in understood.recording.tags] == [
        (person, tag) for tag in ("climbing", "Music", "new") for person in (ANA, BO)
    ]
    assert [p.state for p in understood.pieces if p.kind is PieceKind.TAG] == [
        PieceState.KNOWN,
        PieceState.KNOWN,
        PieceState.NEW,
    ]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Met @Ana Ruiz #music", "Met Ana Ruiz"),
        ("Met @Ana Ruiz about roofs. #music #new", "Met Ana Ruiz about roofs."),
        ("Met @Ana Ruiz about #music and #new", "Met Ana Ruiz about music and new"),
        ("Met @Ana Ruiz about #music #new.", "Met Ana Ruiz about music new."),
    ],
)
def test_a_tag_that_belongs_to_the_sentence_stays_in_it(line: str, text: str) -> None:
    entry = read(line).recording.entry
    assert entry is not None
    assert entry.text == text


def test_tags_alone_make_no_entry_and_without_anybody_stay_text() -> None:
    assert read("@Ana Ruiz #music").recording.entry is None
    alone = read("#music")
    assert alone.recording.tags == ()
    assert alone.recording.entry is not None
    assert alone.recording.entry.text == "#music"
    assert len(alone.problems) == 1


# ---------------------------------------------------------------------------------------------------------------------
# Asks and outcomes


def test_an_ask_with_its_outcome_within_a_meeting() -> None:
    understood = read("Coffee with @Ana Ruiz.\n/like jazz /ask her house sale; not now until 1 April")
    recording = understood.recording
    assert recording.entry is not None
    assert recording.entry.text == "Coffee with Ana Ruiz."
    ask, outcome = recording.within
    assert ask.detail == AskDetail(AskSide.MADE, "her house sale")
    assert ask.participants == (Participant(ANA),)
    assert ask.direction is Direction.ME
    assert outcome.detail == OutcomeDetail(0, AskState.NOT_NOW, date(2027, 4, 1))
    assert outcome.participants == (Participant(ANA, Role.ABOUT),)
    assert [(p.kind, p.text) for _, p in recording.preferences] == [(PreferenceKind.LIKES, "jazz")]
    assert [(str(p.label), p.day) for p in understood.pieces if p.kind is not PieceKind.DIRECTION] == [
        ("meeting", None),
        ("Ana Ruiz", None),
        ("likes jazz", None),
        ("ask made: her house sale", None),
        ("not now", None),
        ("come back", date(2027, 4, 1)),
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("yes", OutcomeDetail(0, AskState.YES)),
        ("she said yes, $300", OutcomeDetail(0, AskState.YES, value=Money(Decimal(300), "USD"))),
        ("no", OutcomeDetail(0, AskState.NO)),
        ("no, too expensive", OutcomeDetail(0, AskState.NO, reason=Reason.PRICE)),
        ("no because she did not know I do it", OutcomeDetail(0, AskState.NO, reason=Reason.DID_NOT_KNOW)),
        ("no because the moon", OutcomeDetail(0, AskState.NO, reason=Reason.OTHER)),
        ("no answer", OutcomeDetail(0, AskState.NO_ANSWER)),
        ("withdrawn", OutcomeDetail(0, AskState.WITHDRAWN)),
        ("not now", OutcomeDetail(0, AskState.NOT_NOW)),
        ("not now, in spring", OutcomeDetail(0, AskState.NOT_NOW, date(2027, 3, 1))),
        ("not now until next friday", OutcomeDetail(0, AskState.NOT_NOW, date(2026, 12, 4))),
        ("not now until monday week", OutcomeDetail(0, AskState.NOT_NOW, date(2026, 12, 7))),
        ("not now in 3 weeks", OutcomeDetail(0, AskState.NOT_NOW, date(2026, 12, 14))),
        (
            "not now until 1 April because timing",
            OutcomeDetail(0, AskState.NOT_NOW, date(2027, 4, 1), reason=Reason.TIMING),
        ),
        (
            "elsewhere Roofs Ltd because he forgot, he said so",
            OutcomeDetail(
                0,
                AskState.ELSEWHERE,
                elsewhere=PersonRef(0, "Roofs Ltd", PersonKind.ORGANIZATION),
                reason=Reason.FORGOT_ME,
                known_by=KnownBy.THEY_SAID,
            ),
        ),
        (
            "elsewhere @Pia Lind because uneasy, I guess",
            OutcomeDetail(
                0,
                AskState.ELSEWHERE,
                elsewhere=PersonRef(0, "Pia Lind"),
                reason=Reason.UNEASY_WITH_FRIEND,
                known_by=KnownBy.I_GUESS,
            ),
        ),
        (
            "went elsewhere: berg & co, had someone already; @Bo Larsen told me",
            OutcomeDetail(
                0,
                AskState.ELSEWHERE,
                elsewhere=BERG,
                reason=Reason.HAD_SOMEONE,
                known_by=KnownBy.SOMEBODY_TOLD,
            ),
        ),
        ("elsewhere a cousin because family", OutcomeDetail(0, AskState.ELSEWHERE, reason=Reason.FAMILY)),
    ],
)
def test_what_came_of_an_ask(words: str, expected: OutcomeDetail) -> None:
    (_, outcome) = read(f"@Ana Ruiz /ask a loan; {words}").recording.within
    assert outcome.detail == expected
    assert outcome.text == words.replace("@", "")
    (later,) = read(f"@Ana Ruiz /outcome {words}").recording.within
    assert isinstance(later.detail, OutcomeDetail)
    assert later.detail.ask == 77
    told = [Participant(BO, Role.ABOUT)] if "@Bo Larsen told" in words else []
    assert later.participants == (Participant(ANA, Role.ABOUT), *told)


def test_not_now_without_a_day_is_said_and_no_day_is_made_up() -> None:
    understood = read("@Ana Ruiz /outcome not now")
    assert piece(understood, PieceKind.COME_BACK).state is PieceState.UNCLEAR
    assert "come back" in understood.problems[0].sentence


@pytest.mark.parametrize("words", ["she is back", "yesterday", "1.1.2020", "the 45th of May"])
@pytest.mark.parametrize("more", ["", " because timing", ", she said so"])
def test_what_is_no_day_to_come_back_on_is_quoted(words: str, more: str) -> None:
    line = f"@Ana Ruiz /outcome not now until {words}{more}"
    understood = read(line)
    (problem,) = understood.problems
    assert line[problem.span[0] : problem.span[1]] == words
    assert "no day to come" in problem.sentence
    assert piece(understood, PieceKind.COME_BACK).state is PieceState.UNCLEAR


@pytest.mark.parametrize(
    ("line", "state", "elsewhere"),
    [
        ("/outcome yes @Ana Ruiz", AskState.YES, None),
        ("/outcome not now until 1 april, says @Ana Ruiz", AskState.NOT_NOW, None),
        ("/outcome elsewhere @Bo Larsen because price, says @Ana Ruiz", AskState.ELSEWHERE, BO),
    ],
)
def test_an_outcome_is_of_whoever_is_named_after_it(line: str, state: AskState, elsewhere: PersonRef | None) -> None:
    understood = read(line)
    assert understood.problems == ()
    (outcome,) = understood.recording.within
    assert isinstance(outcome.detail, OutcomeDetail)
    assert (outcome.detail.ask, outcome.detail.state, outcome.detail.elsewhere) == (77, state, elsewhere)
    assert outcome.participants == (Participant(ANA, Role.ABOUT),)


def test_whoever_they_went_to_is_not_the_one_who_was_asked() -> None:
    understood = read("/outcome elsewhere @Ana Ruiz because price")
    assert understood.recording.within == ()
    assert "Nobody is named" in understood.problems[0].sentence


def test_an_outcome_shows_which_ask_it_is_of() -> None:
    shown = piece(read("@Ana Ruiz /outcome yes"), PieceKind.ASK)
    assert (str(shown.label), shown.day) == ("of the ask: her house sale", date(2026, 3, 1))


@pytest.mark.parametrize(("day", "closes"), [(date(2026, 3, 1), True), (date(2026, 2, 28), False)])
def test_an_outcome_is_not_of_an_ask_that_came_later(day: date, closes: bool) -> None:
    for understood in (
        read("@Ana Ruiz /outcome yes", day=day),
        read(f"{day.isoformat()}: @Ana Ruiz called /outcome yes"),
    ):
        assert bool(understood.recording.within) == closes
        assert [p.sentence for p in understood.problems] == ["There is no open ask with Ana Ruiz."] * (not closes)


@pytest.mark.parametrize(
    ("line", "about", "value"),
    [
        ("@Ana Ruiz /ask a loan of € 5,000", "a loan of € 5,000", Money(Decimal(5000), "EUR")),
        ("@Ana Ruiz /ask a loan, 2.5k EUR.", "a loan, 2.5k EUR", Money(Decimal(2500), "EUR")),
        ("@Ana Ruiz /ask a loan, CHF 1'200.50", "a loan, CHF 1'200.50", Money(Decimal("1200.50"), "CHF")),
        ("@Ana Ruiz /ask for 5000", "for 5000", None),
        ("/ask @Ana Ruiz: a loan; and a horse", "a loan; and a horse", None),
        ("/ask a loan from @Ana Ruiz; no problem for me", "a loan from Ana Ruiz; no problem for me", None),
    ],
)
def test_what_was_asked_and_its_value(line: str, about: str, value: Money | None) -> None:
    (ask,) = read(line).recording.within
    assert ask.detail == AskDetail(AskSide.MADE, about, value=value)
    assert ask.participants == (Participant(ANA),)


def test_an_ask_received_for_something_offered() -> None:
    (ask,) = read("@Ana Ruiz and @Bo Larsen /asked roofing for the barn").recording.within
    assert ask.detail == AskDetail(AskSide.RECEIVED, "roofing for the barn", offering=11)
    assert ask.direction is Direction.THEM
    assert len(ask.participants) == 2


def test_somebody_named_in_what_was_asked_is_not_asked() -> None:
    recording = read("Lunch with @Ana Ruiz /ask to meet @Bo Larsen").recording
    assert recording.entry is not None
    assert recording.entry.participants == (Participant(ANA),)
    assert recording.within[0].participants == (Participant(ANA), Participant(BO, Role.ABOUT))


# ---------------------------------------------------------------------------------------------------------------------
# Referrals, introductions, thanks


@pytest.mark.parametrize(
    ("line", "side", "prospect", "need"),
    [
        ("/referral to @Ana Ruiz: @Bo Larsen needs a roofer", Side.GIVEN, BO, "a roofer"),
        ("/referral from @Ana Ruiz: @Bo Larsen needs a roofer.", Side.RECEIVED, BO, "a roofer"),
        ("/referral to @Ana Ruiz: Pia Lind needs a roofer", Side.GIVEN, PersonRef(0, "Pia Lind"), "a roofer"),
        ("/referral to @Ana Ruiz: Pia Lind - needs a roofer", Side.GIVEN, PersonRef(0, "Pia Lind"), "a roofer"),
        ("/referral to @Ana Ruiz: somebody needs a roofer", Side.GIVEN, None, "somebody needs a roofer"),
        ("/referral to @Ana Ruiz: @Bo Larsen, a roofer", Side.GIVEN, BO, "a roofer"),
        ("/referral to @Ana Ruiz: @Bo Larsen needs", Side.GIVEN, BO, ""),
        ("Lunch with @Ana Ruiz /referral to: @Bo Larsen needs a roofer", Side.GIVEN, BO, "a roofer"),
        ("/referral to @Ana Ruiz for @Bo Larsen needs a roofer", Side.GIVEN, BO, "a roofer"),
        ("/referral to @Ana Ruiz: @Bo Larsen - needs a roofer", Side.GIVEN, BO, "a roofer"),
        ("/referral to @Ana Ruiz, @Bo Larsen who needs a roofer", Side.GIVEN, BO, "a roofer"),
        ("Lunch with @Ana Ruiz. /referral from her: @Bo Larsen needs a roofer", Side.RECEIVED, BO, "a roofer"),
        ("Lunch with @Ana Ruiz /referral to her for @Bo Larsen, a roofer", Side.GIVEN, BO, "a roofer"),
    ],
)
def test_referrals(line: str, side: Side, prospect: PersonRef | None, need: str) -> None:
    (referral,) = read(line).recording.within
    assert referral.detail == ReferralDetail(side, ANA, prospect, need)
    expected = (Participant(ANA), *((Participant(prospect, Role.ABOUT),) if prospect else ()))
    assert referral.participants == expected


@pytest.mark.parametrize("needs", ["needs", "need"])
def test_a_referral_of_two_is_of_the_first_and_that_is_said(needs: str) -> None:
    line = f"/referral from @Ana Ruiz: @Bo Larsen and @Cy Old {needs} tax advice"
    understood = read(line)
    (referral,) = understood.recording.within
    assert referral.detail == ReferralDetail(Side.RECEIVED, ANA, BO, "tax advice")
    assert [p.person.name for p in referral.participants] == ["Ana Ruiz", "Bo Larsen", "Cy Old"]
    (problem,) = understood.problems
    assert (line[slice(*problem.span)], "write another for Cy Old" in problem.sentence) == ("@Cy Old", True)


@pytest.mark.parametrize("whom", ["@Ana Ruiz and @Bo Larsen", "@Ana Ruiz & @Bo Larsen", "@Ana Ruiz, @Bo Larsen"])
def test_a_referral_to_two_is_not_one(whom: str) -> None:
    understood = read(f"/referral to {whom}: @Cy Old needs a roof")
    assert understood.recording.within == ()
    assert ["goes to one person" in problem.sentence for problem in understood.problems] == [True]


def test_a_sum_is_what_a_referral_is_worth() -> None:
    line = "/referral to @Ana Ruiz: @Bo Larsen needs a roof, 12,000 EUR"
    understood = read(line)
    (referral,) = understood.recording.within
    assert referral.detail == ReferralDetail(
        Side.GIVEN, ANA, BO, "a roof, 12,000 EUR", value=Money(Decimal(12000), "EUR")
    )
    shown = piece(understood, PieceKind.VALUE)
    assert line[slice(*shown.span)] == "12,000 EUR"
    (plain,) = read(line, corrections=Corrections().without(shown.key)).recording.within
    assert isinstance(plain.detail, ReferralDetail)
    assert plain.detail.value is None


@pytest.mark.parametrize(
    "line",
    [
        "/intro from @Ana Ruiz: @Bo Larsen, both climb",
        "/intro by @Ana Ruiz to @Bo Larsen: both climb",
        "Lunch with @Ana Ruiz /introduced by her: @Bo Larsen - both climb",
    ],
)
def test_an_introduction_received(line: str) -> None:
    (introduction,) = read(line).recording.within
    assert introduction.detail == IntroductionDetail(Side.RECEIVED, None, BO, ANA, "both climb")
    assert introduction.participants == (Participant(ANA), Participant(BO))
    assert introduction.direction is Direction.THEM


@pytest.mark.parametrize(
    "words",
    [
        "@Ana Ruiz",
        "@Ana Ruiz: both climb",
        "@Ana Ruiz and @Bo Larsen: @Cy Old",
        "@Ana Ruiz: @Bo Larsen and @Cy Old",
    ],
)
def test_an_introduction_from_somebody_wants_whom_with(words: str) -> None:
    understood = read(f"/intro from {words}")
    assert understood.recording.within == ()
    assert ["together with whom" in problem.sentence for problem in understood.problems] == [True]


def test_an_introduction() -> None:
    for line in ("/intro @Ana Ruiz @Bo Larsen: both climb", "/intro @Ana Ruiz and @Bo Larsen: both climb"):
        (introduction,) = read(line).recording.within
        assert introduction.detail == IntroductionDetail(Side.GIVEN, ANA, BO, purpose="both climb")
        assert introduction.participants == (Participant(ANA), Participant(BO))
    assert read("/intro @Ana Ruiz").problems[0].span == (0, 16)
    (third,) = read("/intro @Ana Ruiz @Bo Larsen: she needs what @Zoë O'Neil sells").recording.within
    assert isinstance(third.detail, IntroductionDetail)
    assert third.detail.purpose == "she needs what Zoë O'Neil sells"


def test_an_introduction_of_three_is_not_one() -> None:
    line = "/intro @Ana Ruiz, @Bo Larsen and @Zoë O'Neil: golf"
    understood = read(line)
    assert understood.recording.within == ()
    (problem,) = understood.problems
    assert line[slice(*problem.span)] == line
    assert understood.recording.entry is not None
    assert understood.recording.entry.text == line.replace("@", "")


@pytest.mark.parametrize(
    ("command", "label"),
    [
        ("/like jazz", "likes jazz"),
        ("/trust 4 kept a promise", "trust 4: kept a promise"),
        ("/told Roofing", "told about Roofing"),
        ("/ask a roof", "ask made: a roof"),
        ("/thanks the book", "thanks: the book"),
        ("/remind friday call", "reminder: call"),
    ],
)
def test_a_command_of_a_line_with_several_people_says_whom_it_is_about(command: str, label: str) -> None:
    line = f"Lunch with @Ana Ruiz and @Bo Larsen {command}"
    both = next(p for p in read(line).pieces if p.whom)
    assert (str(both.label), both.whom) == (f"{label} · both", (ANA, BO))
    alone = read(line, corrections=Corrections().about(both.key, BO))
    shown = next(p for p in alone.pieces if p.whom)
    assert (str(shown.label), shown.whom) == (f"{label} · Bo Larsen", (ANA, BO))
    recording = alone.recording
    assert recording.entry is not None
    about = [who for who, _ in (*recording.preferences, *recording.trust)]
    about += [one.person for draft in recording.within for one in draft.participants]
    about += [reminder.person for reminder in recording.reminders]
    assert set(about) <= {BO}
    assert about
    assert read(line, corrections=Corrections().about(both.key, BO).about(both.key, None)) == read(line)
    (three,) = [p for p in read(f"Met @Ana Ruiz, @Bo Larsen and @Zoë O'Neil {command}").pieces if p.whom]
    assert str(three.label) == f"{label} · all 3"
    assert not [p for p in read(f"Lunch with @Ana Ruiz {command}").pieces if p.whom]


@pytest.mark.parametrize("words", ["@Bo Larsen jazz", "@Bo Larsen: jazz"])
def test_one_of_the_people_named_first_in_a_command_is_whom_it_is_about(words: str) -> None:
    understood = read(f"Lunch with @Ana Ruiz and @Bo Larsen /like {words}")
    assert [(who, like.text) for who, like in understood.recording.preferences] == [(BO, "jazz")]
    assert str(piece(understood, PieceKind.PREFERENCE).label) == "likes jazz · Bo Larsen"


def test_a_known_name_without_its_mark_is_pointed_out() -> None:
    understood = read("Met Ana Ruiz at the fair")
    (problem,) = understood.problems
    assert problem.span == (4, 12)
    assert "with @ before the name" in problem.sentence
    assert understood.recording.entry is not None
    assert understood.recording.entry.text == "Met Ana Ruiz at the fair"
    (nobody,) = read("Met Ana at the fair").problems  # one word says too little
    assert "Nobody is named" in nobody.sentence
    for line in (
        "Met @Bo Larsen and Ana Ruiz",
        "Ana Ruiz likes tea, says @Bo Larsen",
        "Went to the fair",
        "A quiet day",
    ):
        assert read(line).problems == (), line


def test_somebody_new_named_twice_is_new_once() -> None:
    understood = read("Met @Pia Lind and her boss; @Pia Lind smiled")
    shown = [(str(p.label), p.state) for p in understood.pieces if p.kind is PieceKind.PERSON]
    assert shown == [("new person: Pia Lind", PieceState.NEW), ("Pia Lind", PieceState.KNOWN)]
    assert understood.recording.entry is not None
    assert understood.recording.entry.participants == (Participant(PersonRef(0, "Pia Lind")),)


@pytest.mark.parametrize("line", ["@Ana Ruiz /thanks {}", "Thanked @Ana Ruiz for {}", "/thanks @Ana Ruiz: {}"])
def test_thanks_are_for_what_is_still_owed(line: str) -> None:
    book = (31, EntryKind.GIFT, date(2026, 11, 1), ANA.id, "Ana Ruiz gave me a book")
    berg = (32, EntryKind.REFERRAL, date(2026, 11, 9), ANA.id, "Henrike Berg")
    later = (33, EntryKind.GIFT, date(2026, 11, 30), ANA.id, "flowers")
    known = replace(KNOWN, owed=lambda person: [book, berg, later] if person == ANA.id else [])

    def received(words: str, *dropped: tuple[str, int]) -> int | None:
        corrections = Corrections(dropped=frozenset(dropped))
        recording = understand(line.format(words), TODAY, known, corrections=corrections).recording
        entry = recording.entry or recording.within[0]
        assert isinstance(entry.detail, ThanksDetail)
        return entry.detail.received

    assert [received("the book"), received("Henrike"), received("everything")] == [31, 32, 32]
    shown = understand(line.format("the book"), TODAY, known)
    told = next(p for p in shown.pieces if str(p.label) == "for the gift: Ana Ruiz gave me a book")
    assert received("the book", told.key) is None
    assert (
        understand(line.format("it"), TODAY, KNOWN).recording != understand(line.format("it"), TODAY, known).recording
    )


def test_thanks() -> None:
    (thanks,) = read("Called @Ana Ruiz. /thanks the Berg referral").recording.within
    assert (thanks.kind, thanks.text) == (EntryKind.THANKS, "the Berg referral")


# ---------------------------------------------------------------------------------------------------------------------
# Facts: preferences, trust, offerings told of


def test_facts_alone_make_a_note_that_says_them() -> None:
    recording = read("@Ana Ruiz /dislike cold calls /boundary never before ten").recording
    assert recording.entry is not None
    assert recording.entry.text == "dislikes cold calls; boundary: never before ten"
    assert recording.entry.participants == (Participant(ANA, Role.ABOUT),)
    assert [p.kind for _, p in recording.preferences] == [PreferenceKind.DISLIKES, PreferenceKind.BOUNDARY]


@pytest.mark.parametrize(
    ("words", "level", "kind", "reason"),
    [
        ("4 kept his word", 4, TrustKind.KEPT_PROMISE, "kept his word"),
        ("2: let me down", 2, TrustKind.LET_DOWN, "let me down"),
        ("broke a promise", None, TrustKind.LET_DOWN, "broke a promise"),
        ("5/5 kept a secret", 5, TrustKind.KEPT_CONFIDENCE, "kept a secret"),
        ("4 days late", None, TrustKind.OTHER, "4 days late"),
        ("7 late again", None, TrustKind.OTHER, "7 late again"),
        ("4. She came on time", 4, TrustKind.KEPT_PROMISE, "She came on time"),
        ("50% sure", None, TrustKind.OTHER, "50% sure"),
        ("4.5 good", None, TrustKind.OTHER, "4.5 good"),
        ("-1 lied", None, TrustKind.LET_DOWN, "-1 lied"),
        ("4/10 good", None, TrustKind.OTHER, "4/10 good"),
        ("4-5 good", None, TrustKind.OTHER, "4-5 good"),
    ],
)
def test_trust(words: str, level: int | None, kind: TrustKind, reason: str) -> None:
    understood = read(f"@Ana Ruiz /trust {words}")
    ((person, trust),) = understood.recording.trust
    said = [problem.sentence for problem in understood.problems]
    wrong = words.split(maxsplit=1)[0] in ("7", "4.5", "-1", "4/10", "4-5")
    assert [sentence[:22] for sentence in said] == ["Trust goes from 1 to 5"] * wrong
    assert (person, trust.level, trust.kind, trust.reason, trust.day) == (ANA, level, kind, reason, TODAY)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("/like jazz @Ana Ruiz", "jazz"),
        ("/like jazz, @Ana Ruiz.", "jazz"),
        ("/like @Ana Ruiz: jazz", "jazz"),
        ("/need a hand from @Ana Ruiz", "a hand from Ana Ruiz"),
        ("Met @Bo Larsen /like the jazz @Ana Ruiz", "the jazz Ana Ruiz"),
    ],
)
def test_whom_a_fact_is_about_may_be_named_behind_it(line: str, text: str) -> None:
    ((_, preference),) = read(line).recording.preferences
    assert preference.text == text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/told @Ana Ruiz", "/told wants something after it"),
        ("/like @Ana Ruiz", "/like wants something after it"),
        ("/trust @Ana Ruiz", "/trust wants something after it"),
        ("/ask @Ana Ruiz", "/ask wants something after it"),
        ("/trust 5 @Ana Ruiz", "Say what happened"),
    ],
)
def test_a_name_alone_is_no_fact(line: str, said: str) -> None:
    understood = read(line)
    assert [str(problem.sentence)[: len(said)] for problem in understood.problems] == [said]
    assert PieceKind.OFFERING not in {found.kind for found in understood.pieces}


def test_thanks_need_no_words() -> None:
    (thanks,) = read("/thanks @Ana Ruiz").recording.within
    assert (thanks.kind, thanks.text, thanks.participants) == (EntryKind.THANKS, "", (Participant(ANA),))


def test_told_of_an_offering() -> None:
    with_coffee = read("Coffee with @Ana Ruiz /told roofing").recording.entry
    assert with_coffee is not None
    assert with_coffee.kind is EntryKind.MEETING
    assert [(m.offering, m.name) for m in with_coffee.mentions] == [(11, "Roofing")]
    for line in (
        "/told roofing @Ana Ruiz",
        "/told roofing to @Ana Ruiz.",
        "/told @Ana Ruiz about roofing",
        "/told @Ana Ruiz: Roofing",
    ):
        entry = read(line).recording.entry
        assert entry is not None
        assert [m.offering for m in entry.mentions] == [11], line
        assert entry.participants == (Participant(ANA),)
    alone = read("@Ana Ruiz /told Gardening")
    entry = alone.recording.entry
    assert entry is not None
    assert entry.kind is EntryKind.MENTION
    assert [(m.offering, m.name) for m in entry.mentions] == [(0, "Gardening")]
    assert entry.participants == (Participant(ANA),)
    assert piece(alone, PieceKind.OFFERING).state is PieceState.NEW
    other = read("Coffee with @Ana Ruiz /told @Bo Larsen: Roofing").recording
    assert other.entry is not None
    assert other.entry.mentions == ()
    assert other.within[0].participants == (Participant(BO),)
    assert other.within[0].mentions


# ---------------------------------------------------------------------------------------------------------------------
# Reminders


@pytest.mark.parametrize(
    ("line", "day", "text", "person", "repeat", "time"),
    [
        ("@Ana Ruiz /remind friday call", date(2026, 11, 27), "call", ANA, "", ""),
        ("@Ana Ruiz /remind tomorrow", date(2026, 11, 24), "Ana Ruiz", ANA, "", ""),
        ("/remind in 3 weeks: call @Ana Ruiz", date(2026, 12, 14), "call Ana Ruiz", ANA, "", ""),
        ("/remind me 1 april to call @Ana Ruiz", date(2027, 4, 1), "call Ana Ruiz", ANA, "", ""),
        ("/remind tomorrow at 14:30 call", date(2026, 11, 24), "call", None, "", "14:30"),
        ("/remind tomorrow 14:30 call", date(2026, 11, 24), "call", None, "", "14:30"),
        ("/remind tomorrow 2pm call", date(2026, 11, 24), "call", None, "", "14:00"),
        ("/remind tomorrow at 9 call", date(2026, 11, 24), "call", None, "", "09:00"),
        ("/remind tomorrow at 9 Mill Lane", date(2026, 11, 24), "at 9 Mill Lane", None, "", ""),
        ("/remind friday 3 boxes", date(2026, 11, 27), "3 boxes", None, "", ""),
        ("/remind call @Ana Ruiz on friday at 14:30", date(2026, 11, 27), "call Ana Ruiz", ANA, "", "14:30"),
        ("/remind tomorrow call at 14:30", date(2026, 11, 24), "call at 14:30", None, "", "14:30"),
        ("/remind every friday 9:00 call", date(2026, 11, 27), "call", None, "FREQ=WEEKLY;BYDAY=FR", "09:00"),
        ("/remind every week water plants", date(2026, 11, 30), "water plants", None, "FREQ=WEEKLY", ""),
        ("/remind every friday call", date(2026, 11, 27), "call", None, "FREQ=WEEKLY;BYDAY=FR", ""),
        ("/remind call @Ana Ruiz on friday", date(2026, 11, 27), "call Ana Ruiz", ANA, "", ""),
        ("@Ana Ruiz /remind friday call @Bo Larsen", date(2026, 11, 27), "call Bo Larsen", ANA, "", ""),
        ("Met @Ana Ruiz, @Bo Larsen /remind friday call @Ana", date(2026, 11, 27), "call Ana", ANA, "", ""),
        ("@Bo Larsen /remind @Ana Ruiz: friday call", date(2026, 11, 27), "call", ANA, "", ""),
        ("/remind @Ana Ruiz friday call", date(2026, 11, 27), "call", ANA, "", ""),
        ("/remind @Ana Ruiz friday call @Bo Larsen", date(2026, 11, 27), "call Bo Larsen", ANA, "", ""),
        ("/remind @Ana Ruiz every friday call", date(2026, 11, 27), "call", ANA, "FREQ=WEEKLY;BYDAY=FR", ""),
        ("/remind @Ana Ruiz's mother friday", date(2026, 11, 27), "Ana Ruiz's mother", ANA, "", ""),
        ("/remind call her tomorrow at 9", date(2026, 11, 24), "call her", None, "", "09:00"),
        ("/remind call @Ana Ruiz at 9 tomorrow.", date(2026, 11, 24), "call Ana Ruiz at 9", ANA, "", "09:00"),
        ("/remind friday look at 9", date(2026, 11, 27), "look at 9", None, "", ""),
        ("/remind 3 days before christmas gift", date(2026, 12, 22), "gift", None, "", ""),
    ],
)
def test_reminders(line: str, day: date, text: str, person: PersonRef | None, repeat: str, time: str) -> None:
    understood = read(line)
    (reminder,) = understood.recording.reminders
    assert (reminder.day, reminder.text, reminder.person) == (day, text, person)
    assert (reminder.repeat, reminder.time) == (repeat, time)
    # Who is named and not the one to be reminded of is kept in a note.
    assert (understood.recording.entry is None) == ("@Bo Larsen" not in line)
    shown = piece(understood, PieceKind.REMINDER)
    assert (shown.day, shown.time) == (day, time)


@pytest.mark.parametrize("line", ["/remind call her tomorrow at 9", "/remind call her tomorrow at 14:30."])
def test_the_day_of_a_reminder_behind_its_words_has_its_time_with_it(line: str) -> None:
    assert line[slice(*piece(read(line), PieceKind.WHEN).span)] == line[line.index("tomorrow") :].rstrip(".")


@pytest.mark.parametrize(
    ("words", "today", "days"),
    [
        ("every month", date(2027, 1, 31), [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]),
        ("every month", date(2027, 1, 29), [date(2027, 2, 28), date(2027, 3, 29), date(2027, 4, 29)]),
        ("every month", date(2026, 12, 31), [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]),
        ("every 3 months", date(2026, 11, 30), [date(2027, 2, 28), date(2027, 5, 30), date(2027, 8, 30)]),
        ("every 2 months", date(2026, 12, 31), [date(2027, 2, 28), date(2027, 4, 30), date(2027, 6, 30)]),
        ("every year", date(2028, 2, 29), [date(2029, 2, 28), date(2030, 2, 28), date(2031, 2, 28), date(2032, 2, 29)]),
        ("every month on the 31st", date(2027, 2, 10), [date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31)]),
        ("every 31st", date(2027, 1, 31), [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]),
        ("every 31st", date(2027, 2, 10), [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]),
    ],
)
def test_a_repeat_begun_at_the_end_of_a_month_keeps_its_day(words: str, today: date, days: list[date]) -> None:
    (reminder,) = understand(f"/remind {words} pay", today, KNOWN).recording.reminders
    assert (reminder.text, reminder.day) == ("pay", days[0])
    assert Repeat(reminder.repeat).occurrences(reminder.day, today, days[-1]) == days


@pytest.mark.parametrize(
    "line",
    [
        "@Ana Ruiz /remind friday ask @Cy Old",
        "Coffee with @Ana Ruiz /remind friday ask @Cy Old",
        "Coffee with @Ana Ruiz /like jazz with @Cy Old",
        "/like @Ana Ruiz jazz @Cy Old",
        "@Ana Ruiz /trust 4 says @Cy Old",
        "@Ana Ruiz /told roofs, with @Cy Old",
        "@Ana Ruiz /ask a roof; elsewhere @Bo Larsen because @Cy Old told me",
        "/intro @Ana Ruiz @Bo Larsen: both know @Cy Old",
        "@Ana Ruiz /thanks the card, with @Cy Old",
        "/referral to @Ana Ruiz: @Bo Larsen needs a roof like that of @Cy Old",
    ],
)
def test_whoever_a_line_names_is_kept_with_an_entry(line: str) -> None:
    recording = read(line).recording
    drafts = [*filter(None, [recording.entry]), *recording.within]
    assert "Cy Old" in {taking.person.name for draft in drafts for taking in draft.participants}
    assert "jazz" not in line or "Cy Old" in recording.preferences[0][1].text


# ---------------------------------------------------------------------------------------------------------------------
# What is not understood


@pytest.mark.parametrize(
    ("line", "text", "said"),
    [
        ("Met @Ana Ruiz /foobar x", "Met Ana Ruiz /foobar x", "no command /foobar"),
        ("Met @Ana Ruiz /remnd friday", "Met Ana Ruiz /remnd friday", "/remind?"),
        ("Rain /like jazz", "Rain /like jazz", "name them with @"),
        ("@Bo Larsen /outcome yes", "Bo Larsen /outcome yes", "no open ask with Bo Larsen"),
        ("@Ana Ruiz /outcome perhaps", "Ana Ruiz /outcome perhaps", "What came of it"),
        ("/remind sometime call @Bo Larsen", "/remind sometime call Bo Larsen", "When?"),
        ("Met @Ana Ruiz /referral @Bo Larsen", "Met Ana Ruiz /referral Bo Larsen", "A referral goes to"),
        ("Met @Ana Ruiz /ask", "Met Ana Ruiz /ask", "/ask wants something"),
        ('Met @"Ana Ruiz', 'Met @"Ana Ruiz', "not closed"),
        ("Met @'Ana Ruiz", "Met @'Ana Ruiz", "not closed"),
        ('Met @""', 'Met @""', "This @ names nobody"),
        ("Met @(Ana Ruiz)", "Met @(Ana Ruiz)", "This @ names nobody"),
        ("Met @ Ana Ruiz", "Met @ Ana Ruiz", "This @ names nobody"),
        ("Met @3Com", "Met @3Com", "This @ names nobody"),
    ],
)
def test_what_is_not_understood_stays_in_the_text_and_is_said(line: str, text: str, said: str) -> None:
    understood = read(line)
    assert understood.recording.entry is not None
    assert understood.recording.entry.text == text
    assert any(said in problem.sentence for problem in understood.problems)


def test_an_empty_line_records_nothing() -> None:
    assert read("").empty
    assert read(" \n ").empty
    assert not read("@Ana Ruiz").empty


# ---------------------------------------------------------------------------------------------------------------------
# Corrections


def test_what_is_corrected_by_hand_holds() -> None:
    corrections = Corrections(kind=EntryKind.CALL, direction=Direction.THEM, unanswered=True)
    entry = read("Spoke to @Ana Ruiz", corrections=corrections).recording.entry
    assert entry is not None
    assert (entry.kind, entry.direction, entry.unanswered) == (EntryKind.CALL, Direction.THEM, True)


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("Met @Ana Ruiz", PieceKind.PERSON, "Met @Ana Ruiz"),
        ("Met @Ana Ruiz #music", PieceKind.TAG, "Met Ana Ruiz #music"),
        ("Met @Ana Ruiz /like jazz", PieceKind.PREFERENCE, "Met Ana Ruiz /like jazz"),
        ("Yesterday: met @Ana Ruiz", PieceKind.DAY, "Yesterday: met Ana Ruiz"),
        ("Met @Ana Ruiz", PieceKind.KIND, "Met Ana Ruiz"),
    ],
)
def test_a_piece_that_is_dropped_stays_as_text(line: str, kind: PieceKind, text: str) -> None:
    dropped = read(line, corrections=Corrections().without(piece(read(line), kind).key))
    assert dropped.recording.entry is not None
    assert dropped.recording.entry.text == text
    assert kind is PieceKind.KIND or all(found.kind is not kind for found in dropped.pieces)
    assert kind is not PieceKind.KIND or dropped.recording.entry.kind is EntryKind.NOTE


def test_who_got_it_and_is_no_name_is_said() -> None:
    line = "@Ana Ruiz /ask her house; elsewhere her cousin because family"
    (problem,) = read(line).problems
    assert line[slice(*problem.span)] == "her cousin"
    assert "To whom did it go?" in problem.sentence


def test_a_command_that_is_dropped_is_no_part_of_the_one_before_it() -> None:
    line = "Saw @Ana Ruiz /like red wine /dislike white wine /need a roof"
    second = [one for one in read(line).pieces if one.kind is PieceKind.PREFERENCE][1]
    recording = read(line, corrections=Corrections().without(second.key)).recording
    assert [(one.kind, one.text) for _, one in recording.preferences] == [
        (PreferenceKind.LIKES, "red wine"),
        (PreferenceKind.NEEDS, "a roof"),
    ]
    assert recording.entry is not None
    assert recording.entry.text == "Saw Ana Ruiz /dislike white wine"


def test_an_outcome_that_is_dropped_is_part_of_what_was_asked() -> None:
    line = "@Ana Ruiz /ask a loan; yes"
    corrections = Corrections().without(piece(read(line), PieceKind.OUTCOME).key)
    (ask,) = read(line, corrections=corrections).recording.within
    assert ask.detail == AskDetail(AskSide.MADE, "a loan; yes")


# ---------------------------------------------------------------------------------------------------------------------
# Completion


@pytest.mark.parametrize(
    ("line", "mark", "labels"),
    [
        ("Met @an", "@", ["Ana Ruiz", "new person: an"]),
        ("Met @Ana Ru", "@", ["Ana Ruiz", "new person: Ana Ru"]),
        ("Met @lars", "@", ["Bo Larsen", "new person: lars"]),
        ("Met @omar khan", "@", ["Omar Khan", "Omar Khan"]),
        ("Met @mim", "@", ["Mimi (Ana Ruiz)", "new person: mim"]),
        ("Met @Ana ", "@", ["Ana Ruiz"]),
        ('Met @"Ana R', "@", ["Ana Ruiz", "new person: Ana R"]),
        ("Met @Ana Ruiz #mu", "#", ["Music", "new tag: mu"]),
        ("@Ana Ruiz /out", "/", ["/outcome yes, no, not now until DAY, elsewhere WHOM because REASON"]),
    ],
)
def test_what_is_being_typed_is_completed(line: str, mark: str, labels: list[str]) -> None:
    found = words_at(line, len(line), KNOWN)
    assert found is not None
    assert found.mark == mark
    assert [str(candidate.label) for candidate in found.candidates] == labels
    assert line[found.start] == mark
    assert found.end == len(line)


@pytest.mark.parametrize("line", ["", "Met ", "a@b", "Met @Ana went", 'Met @"Ana Ruiz" x', "1/2", "@Ana Ruiz\nx"])
def test_where_no_mark_is_being_typed_nothing_is_offered(line: str) -> None:
    assert words_at(line, len(line), KNOWN) is None


def test_every_command_is_offered_and_explained() -> None:
    found = words_at("/", 1, KNOWN)
    assert found is not None
    assert [c.insert for c in found.candidates] == [f"/{command.word} " for command in COMMANDS]
    assert all(candidate.explanation for candidate in found.candidates)


def test_what_completion_inserts_is_read_as_that_person() -> None:
    odd = [PersonRef(20, "the Neighbour upstairs"), PersonRef(21, "3M"), PersonRef(22, "J. R. (Jay) Moor")]
    known = Known(KnownNames(known_as(person) for person in (*odd, ANA, BERG)))
    for person in (*odd, ANA, BERG, PersonRef(0, "jean luc"), PersonRef(0, "Pia")):
        found = words_at("@" + person.name, len(person.name) + 1, known)
        quoted = found or words_at('@"' + person.name, len(person.name) + 2, known)
        assert quoted is not None
        entry = understand(f"Met {quoted.candidates[0].insert}today", TODAY, known).recording.entry
        assert entry is not None
        assert entry.participants == (Participant(person),)


# ---------------------------------------------------------------------------------------------------------------------
# Laws, for any line

FRAGMENTS = st.sampled_from(
    [
        *(f"/{command.word}" for command in COMMANDS),
        *("@Ana Ruiz", "@Omar Khan", "@mimi", "@Pia Lind", '@"the neighbour"', "@Bo Larsen:", "@", "#music", "#new"),
        *(
            "Met",
            "called",
            "Yesterday:",
            "no answer",
            "friday",
            "until 1 April",
            "every week",
            "at 14:30",
            "to",
            "from",
        ),
        *("4", "€ 5,000", "; yes", "; not now", "elsewhere", "Roofs Ltd", "because", "forgot", "needs", "I guess"),
        *("roofing", "ana@example.org", "and/or", "/foo", "\n", ",", ":", ";", ".", "and", "'s", "jazz", "today", '"'),
    ]
)
LINES = st.one_of(st.text(max_size=60), st.lists(st.one_of(FRAGMENTS, st.text(max_size=5)), max_size=12).map(" ".join))
# Words that only join the parts of a command together.
JOINTS = {
    "and",
    "about",
    "of",
    "to",
    "from",
    "with",
    "me",
    "needs",
    "need",
    "wants",
    "want",
    "first",
    "starting",
    "beginning",
}


def strings(value: object) -> Iterator[str]:
    """Every text in a recording, vocabularies aside."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif is_dataclass(value):
        for part in fields(value):
            yield from strings(getattr(value, part.name))
    elif isinstance(value, tuple):
        for part_value in value:
            yield from strings(part_value)


@settings(max_examples=400, deadline=None)
@given(LINES)
def test_nothing_typed_is_thrown_away(line: str) -> None:
    understood = read(line)
    kept = "\n".join(strings(understood.recording)).casefold()
    structure = (PieceKind.PERSON, PieceKind.DAY, PieceKind.WHEN, PieceKind.REMINDER, PieceKind.TRUST)
    spans = [p.span for p in understood.pieces if p.kind in structure]
    commands = {command.word for command in COMMANDS}
    for word in re.finditer(r"\w+", line):
        if any(start <= word.start() and word.end() <= end for start, end in spans):
            continue
        is_command = word[0].casefold() in commands and line[: word.start()].endswith("/")
        assert is_command or word[0].casefold() in JOINTS or word[0].casefold() in kept, (word[0], understood)
    for found in understood.pieces:
        if found.kind is PieceKind.PERSON and found.person is not None:
            named = line[slice(*found.span)].strip('@"').casefold()
            assert found.person.name.casefold() in kept or named in kept


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_spans_lie_in_the_line_and_do_not_overlap(line: str) -> None:
    understood = read(line)
    at = 0
    for found in understood.pieces:
        start, end = found.span
        assert at <= start <= end <= len(line)
        at = end
    assert all(0 <= p.span[0] <= p.span[1] <= len(line) for p in understood.problems)
    assert len({found.key for found in understood.pieces}) == len(understood.pieces)


@settings(max_examples=100, deadline=None)
@given(LINES, st.data())
def test_corrections_never_fail_and_none_are_as_empty_ones(line: str, data: st.DataObject) -> None:
    understood = read(line)
    assert understood == read(line, corrections=Corrections())
    assert understood.empty == (not line.strip() or [p.kind for p in understood.pieces] == [PieceKind.DAY])
    dropped = frozenset(p.key for p in understood.pieces if data.draw(st.booleans()))
    assert not {p.key for p in read(line, corrections=Corrections(dropped=dropped)).pieces} & (
        dropped - {(PieceKind.KIND.value, 0)}
    )
    cursor = data.draw(st.integers(0, len(line)))
    words_at(line, cursor, KNOWN)


# ---------------------------------------------------------------------------------------------------------------------
# Offerings noticed


@pytest.mark.parametrize(
    "line", ["Coffee with @Ana Ruiz, told her about roofing.", "Called @Ana Ruiz. Roofing interests her."]
)
def test_an_offering_named_in_what_was_spoken_of_is_noticed_and_can_be_taken_away(line) -> None:
    shown = read(line)
    (noticed,) = [p for p in shown.pieces if p.kind is PieceKind.OFFERING]
    assert line[slice(*noticed.span)].casefold() == "roofing"
    assert [m.name for m in shown.recording.entry.mentions] == ["Roofing"]
    without = read(line, corrections=Corrections().without(noticed.key))
    assert without.recording.entry.mentions == ()
    assert not [p for p in without.pieces if p.kind is PieceKind.OFFERING]
    assert without.recording.entry.text == shown.recording.entry.text


@pytest.mark.parametrize(
    "line",
    [
        "@Ana Ruiz should hear about roofing",  # a note: nobody was spoken with
        "Called @Ana Ruiz about roofing, no answer",
        "Coffee with @Ana Ruiz about roofings",
        "Coffee with @Ana Ruiz /ask roofing",
        "Coffee on roofing",
    ],
)
def test_an_offering_is_not_noticed_where_nobody_heard_of_it_by_that(line) -> None:
    shown = read(line)
    assert not [p for p in shown.pieces if p.kind is PieceKind.OFFERING]
    assert shown.recording.entry is None or shown.recording.entry.mentions == ()


@pytest.mark.parametrize(
    ("line", "awareness", "text"),
    [
        ("@Ana Ruiz /told Roofing, she said it back", Awareness.SAID_BACK, "told about Roofing"),
        ("@Ana Ruiz /told roofing and understood it.", Awareness.SAID_BACK, "told about Roofing"),
        ("@Ana Ruiz /told roofing; sent me somebody", Awareness.SENT_SOMEONE, "told about Roofing"),
        ("@Ana Ruiz /told roofing over lunch", Awareness.TOLD, "told about Roofing; over lunch"),
        ("Coffee with @Ana Ruiz /told roofing, at length", Awareness.TOLD, "Coffee with Ana Ruiz at length"),
    ],
)
def test_how_well_they_know_it_is_read_behind_the_offering(line, awareness, text) -> None:
    entry = read(line).recording.entry
    assert [(m.name, m.awareness) for m in entry.mentions] == [("Roofing", awareness)]
    assert entry.text == text


def test_a_referral_that_names_what_i_offer_is_about_it() -> None:
    (sent,) = read("/referral from @Ana Ruiz: @Bo Larsen needs new roofing").recording.within
    given_away = read("/referral to @Ana Ruiz: @Bo Larsen needs roofing").recording.within[0]
    assert sent.detail.offering == next(o.id for o in KNOWN.offerings if o.name == "Roofing")
    assert given_away.detail.offering is None


def test_a_sum_nobody_has_stays_in_the_text() -> None:
    line = "@Ana Ruiz /ask house for 99999999999999999999999999999 EUR"
    (ask,) = read(line).recording.within
    assert ask.detail.value is None
    assert "99999999999999999999999999999 EUR" in ask.detail.about


def test_whom_the_line_is_about_is_who_needs_something() -> None:
    (sent,) = read("@Bo Larsen /referral to @Ana Ruiz: needs a roof").recording.within
    assert (sent.detail.other.name, sent.detail.prospect.name, sent.detail.need) == ("Ana Ruiz", "Bo Larsen", "a roof")
    assert {p.person.name for p in sent.participants} == {"Ana Ruiz", "Bo Larsen"}


def test_a_point_behind_a_title_is_no_end_of_a_name() -> None:
    line = "@Ana Ruiz /ask house; elsewhere Dr. Smith & Sons because they were near"
    outcome = read(line).recording.within[-1].detail
    assert outcome.elsewhere.name == "Dr. Smith & Sons"


@pytest.mark.parametrize(
    "line",
    [
        "@Zed Newman /like @Ana Ruiz: tea",
        "@Zed Newman /ask @Ana Ruiz: a lift",
        "@Zed Newman /intro @Ana Ruiz @Bo Larsen: chess",
        "@Zed Newman /trust @Ana Ruiz: 4 paid",
    ],
)
def test_who_is_named_beside_commands_about_others_is_kept(line) -> None:
    recording = read(line).recording
    assert recording.entry is not None
    assert [p.person.name for p in recording.entry.participants] == ["Zed Newman"]


def test_commands_behind_a_referral_are_about_whom_it_came_from() -> None:
    recording = read("/referral from @Ana Ruiz: @Bo Larsen needs a roof /like tea /remind in 2 weeks thank").recording
    assert [(person.name, liked.text) for person, liked in recording.preferences] == [("Ana Ruiz", "tea")]
    assert [reminder.person.name for reminder in recording.reminders] == ["Ana Ruiz"]
