"""An entry as a card and as a sentence."""

from datetime import date
from decimal import Decimal

import pytest

from netjournal.model import Direction, EntryKind, EntryRow, Money, Named, Role
from ui.entry_cards import describe_entry, entry_card, entry_picture
from ui.look import resource

TODAY = date(2026, 11, 23)
ANA, BO = Named(1, "Ana Ruiz"), Named(2, "Bo Larsen")


def row(**changes):
    values = {
        "id": 7,
        "day": TODAY,
        "time": "",
        "kind": EntryKind.MEETING,
        "direction": None,
        "text": "Coffee at\nthe harbour",
        "people": ((ANA, Role.WITH), (BO, Role.WITH)),
        "inside": False,
        "unanswered": False,
        "private": False,
        "side": "",
        "state": "",
        "about": "",
        "come_back": None,
        "value": None,
    }
    return EntryRow(**{**values, **changes})


def test_says_what_happened_with_whom_on_one_line():
    card = entry_card(row(time="14:30"), TODAY, first_of_day=True)
    assert (card.title, card.detail) == ("Meeting · Ana Ruiz, Bo Larsen", "Coffee at the harbour")
    assert (card.gutter, card.aside) == ("Today", "14:30")


def test_the_person_whose_page_it_is_goes_without_saying():
    assert entry_card(row(), TODAY, about=1).title == "Meeting · Bo Larsen"
    assert entry_card(row(people=((ANA, Role.WITH),)), TODAY, about=1).title == "Meeting"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 22), "Yesterday"),
        (date(2026, 11, 24), "Tomorrow"),
        (date(2026, 11, 19), "19 Nov"),
        (date(2025, 11, 19), "19 Nov 2025"),
    ],
)
def test_the_day_stands_only_on_the_first_row_of_a_day(day, written, dressed):
    assert entry_card(row(day=day), TODAY, first_of_day=True).gutter == written
    assert not entry_card(row(day=day), TODAY, first_of_day=False).gutter


@pytest.mark.parametrize(
    ("changes", "title", "badges"),
    [
        ({"kind": EntryKind.ASK, "side": "made", "state": "open"}, "Ask made", ["open"]),
        (
            {"kind": EntryKind.ASK, "side": "received", "state": "not_now", "come_back": date(2027, 4, 1)},
            "Ask received",
            ["not now, back on 1 Apr 2027"],
        ),
        ({"kind": EntryKind.OUTCOME, "state": "elsewhere"}, "Outcome", ["went elsewhere"]),
        (
            {"kind": EntryKind.REFERRAL, "side": "given", "state": "won", "value": Money(Decimal(1250), "EUR")},
            "Referral given",
            ["1,250 EUR", "won"],
        ),
        ({"kind": EntryKind.INTRODUCTION, "side": "received", "state": "met"}, "Introduced to me", ["met"]),
        ({"kind": EntryKind.THANKS, "state": "thanked"}, "Thanks", []),
        ({"kind": EntryKind.GIFT, "direction": Direction.THEM}, "Gift received", []),
        ({"kind": EntryKind.CALL, "unanswered": True}, "Call", ["nobody reached"]),
    ],
)
def test_each_kind_says_what_it_is_and_how_it_stands(changes, title, badges, dressed):
    card = entry_card(row(people=(), **changes), TODAY)
    assert card.title == title
    assert [b.text for b in card.badges if b.text] == badges


@pytest.mark.parametrize("kind", list(EntryKind))
@pytest.mark.parametrize("side", ["", "made", "received", "given"])
def test_every_kind_has_an_icon(kind, side):
    if (side, kind) in {("given", EntryKind.ASK), ("made", EntryKind.REFERRAL)}:
        side = "received"  # there is no such side
    assert resource(f"icons/{entry_picture(row(kind=kind, side=side))}.svg").exists()


def test_what_is_asked_is_said_once():
    asked = row(kind=EntryKind.ASK, side="made", state="open", about="house sale", text="Asked for her house sale")
    assert entry_card(asked, TODAY).detail == "Asked for her house sale"
    assert entry_card(row(kind=EntryKind.ASK, side="made", about="house sale", text=""), TODAY).detail == "house sale"


def test_spoken_whole(dressed):
    said = describe_entry(
        row(kind=EntryKind.CALL, direction=Direction.ME, unanswered=True, private=True, inside=True, place="Harbour"),
        TODAY,
    )
    assert said == (
        "Today. Call. Ana Ruiz, Bo Larsen. Coffee at the harbour. Harbour. I reached out. nobody reached. "
        "private. within the entry above"
    )
