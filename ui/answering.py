"""What can be said to an item of the agenda from outside the window: done, put off, or what was done about it.

Each is one step, announced with an undo at the foot of the window as everything is.
"""

from __future__ import annotations

from datetime import date

from netjournal.agenda import Item, ItemKind
from netjournal.model import (
    AnswerKind,
    Direction,
    EntryDraft,
    EntryKind,
    Gratitude,
    Participant,
    PersonRef,
    Recording,
    ThanksDetail,
)
from netjournal.wording import say
from ui.desk import Desk
from ui.words import near_day, told, translated

DONE = (ItemKind.REMINDER, ItemKind.DATE, ItemKind.THANKS, ItemKind.REPORT, ItemKind.REST_ENDS)
"""What one word settles. The others want to know more: how one was in touch, what came of an ask."""
TOUCHES = (EntryKind.CALL, EntryKind.MESSAGE, EntryKind.MEETING)
"""What settles a cadence, as quickly as it can be said."""


def done(desk: Desk, item: Item) -> None:
    """It was done; where that is something worth recording, as an entry of today."""
    store = desk.store
    name = item.person.name if item.person else ""
    recorded = translated("Answering", "Recorded: {what}")
    if item.kind is ItemKind.REST_ENDS:
        said = translated("Answering", "{name} is no longer resting.").format(name=name)
        desk.do(lambda: store.change_people([item.subject], resting=False, resting_until=None), undoable=said)
    elif item.kind in (ItemKind.THANKS, ItemKind.REPORT):
        thanked = item.kind is ItemKind.THANKS
        text = (
            translated("Answering", "Thanked {name}.")
            if thanked
            else translated("Answering", "Told {name} how it went.")
        )
        text = text.format(name=name)
        detail = ThanksDetail(item.subject, Gratitude.THANKED if thanked else Gratitude.REPORTED)
        draft = EntryDraft(
            desk.today, EntryKind.THANKS, text, direction=Direction.ME, participants=_with(item), detail=detail
        )
        desk.do(lambda: store.record(Recording(draft)), undoable=recorded.format(what=text))
    elif item.kind is ItemKind.DATE and item.person is not None:
        text = translated("Answering", "Congratulated {name}: {what}.").format(name=name, what=told(item.why))
        draft = EntryDraft(desk.today, EntryKind.MESSAGE, text, direction=Direction.ME, participants=_with(item))

        def congratulate() -> None:
            with store.step(say("Congratulate {name}", name=name)):
                store.record(Recording(draft))
                store.answer(item.key, AnswerKind.DONE)

        desk.do(congratulate, undoable=recorded.format(what=text))
    else:
        said = translated("Answering", "Done: {what}.").format(what=_what(item))
        desk.do(lambda: store.answer(item.key, AnswerKind.DONE), undoable=said)


def dismiss(desk: Desk, item: Item) -> None:
    """Say nothing of it any more, unless there is a new reason."""
    said = translated("Answering", "Dismissed: {what}.").format(what=_what(item))
    desk.do(lambda: desk.store.answer(item.key, AnswerKind.DISMISSED), undoable=said)


def touched(desk: Desk, item: Item, kind: EntryKind, *, unanswered: bool = False) -> None:
    """They were in touch today; `unanswered`: it was tried."""
    draft = EntryDraft(desk.today, kind, direction=Direction.ME, participants=_with(item), unanswered=unanswered)
    name = item.person.name if item.person else ""
    said = translated("Answering", "Recorded: {what} with {people}.").format(what=told(kind.said), people=name)
    desk.do(lambda: desk.store.record(Recording(draft)), undoable=said)


def snooze(desk: Desk, item: Item, until: date) -> None:
    """Say nothing of it before that day; today: before the evening."""
    if until == desk.today:
        said = translated("Answering", "Put off until tonight.")
    else:
        said = translated("Answering", "Snoozed until {day}.").format(day=near_day(until, desk.today))
    desk.do(lambda: desk.store.answer(item.key, AnswerKind.SNOOZED, until), undoable=said)


def show(desk: Desk, item: Item) -> None:
    """Turn the window to what the item is about."""
    if item.person is not None:
        desk.person_wanted.emit(item.person.id)
    elif item.kind in (ItemKind.ASK, ItemKind.ANSWER, ItemKind.THANKS, ItemKind.REPORT):
        desk.ask_wanted.emit(item.subject)
    else:
        desk.page_wanted.emit("today")


def _what(item: Item) -> str:
    return " · ".join(filter(None, (item.person.name if item.person else "", told(item.why))))


def _with(item: Item) -> tuple[Participant, ...]:
    return (Participant(PersonRef(item.person.id, item.person.name)),) if item.person else ()
