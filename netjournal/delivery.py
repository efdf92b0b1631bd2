"""What is told by a desktop notice, and when: the agenda, a clock and what was told before in, notices out. Pure.

Two kinds of notice. One *digest* a day, at the user's time, of what is new on the agenda; a *reminder* for each thing
with a time of day as its time comes. Hidden here: quiet hours, catching up after sleep, a restart or several missed
days with a single notice, and that nothing is ever told twice. What was told is known by the item's key, not by the
clock, so that a clock set back, or forward and back again, repeats nothing and withholds nothing that was not told.

Suggestions that may just as well be passed over (`agenda.CALM`) are never told, and a digest with nothing new in it is
not given: what stays on the agenda waits there without nagging. What is written down after the digest of the day waits
for the next, since whoever wrote it has just had it in mind.

An item put off until tonight is one snoozed until the day it was snoozed on: the agenda goes on holding it, and
`waiting` leaves it out until the evening, when it is told by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Self

from .agenda import CALM, Agenda, Item
from .model import Answer, AnswerKind
from .records import dataclass
from .wording import Said, count, say

FRESH = timedelta(minutes=5)
"""What has a time of day and is told within this time has its own notice; what was missed shares one."""
_REMEMBERED = 2000
_SHOWN_LINES = 4
_A_DAY = timedelta(days=1)


class NoticeKind(StrEnum):
    """What a notice is about."""

    DIGEST = "digest"
    REMINDER = "reminder"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Hours:
    """When the user wants to be told. Times are HH:MM on the wall clock; equal quiet times mean none."""

    notices: bool = True
    digest_at: str = "09:00"
    quiet_from: str = "21:00"
    quiet_until: str = "08:00"
    evening: str = "18:00"
    """When what was put off until tonight is told."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was told: each telling key with the day of telling, and the day whose digest was the last."""

    keys: Mapping[str, date] = field(default_factory=dict)
    digest: date | None = None

    def text(self) -> str:
        """As JSON, to be kept."""
        keys = {key: day.isoformat() for key, day in self.keys.items()}
        return json.dumps({"digest": self.digest.isoformat() if self.digest else None, "keys": keys})

    @classmethod
    def read(cls, text: str) -> Self:
        """What `text` made. Of anything else, nothing was told: rather twice than never."""
        try:
            kept = json.loads(text)
            keys = {str(key): date.fromisoformat(day) for key, day in kept["keys"].items()}
            return cls(keys, date.fromisoformat(kept["digest"]) if kept["digest"] else None)
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls()


@dataclass(frozen=True, slots=True)
class Notice:
    """One desktop notice: a title, a text of few lines, and the items it is about, in order."""

    kind: NoticeKind
    title: Said
    lines: tuple[Said, ...]
    items: tuple[Item, ...]


def due(
    agenda: Agenda, answers: Mapping[str, Answer], now: datetime, told: Told, hours: Hours
) -> tuple[tuple[Notice, ...], Told]:
    """What is to be told at `now` (naive local wall clock), and what has been told once it is.

    `answers` by key: an item that was snoozed and speaks again may be told again.
    """
    if not hours.notices or is_quiet(now, hours):
        return (), told
    of = _last_digest(now, hours)
    fresh: list[Item] = []
    missed: list[Item] = []
    new: list[Item] = []
    for item in agenda.today:
        if item.kind in CALM or telling_key(item, answers) in told.keys:
            continue
        at = own_moment(item, answers, hours)
        if at is None:
            if told.digest != of and _day(item, answers) <= of:
                new.append(item)
        elif at <= now:
            (fresh if now - at <= FRESH else missed).append(item)
    by_time = lambda item: (own_moment(item, answers, hours), item.key)  # noqa: E731
    fresh.sort(key=by_time)
    missed.sort(key=by_time)
    notices: list[Notice] = []
    if new:
        # What was missed and what is new in the order of the agenda, which is the order to read it in.
        new = [item for item in agenda.today if item in new or item in missed]
        notices.append(_digest(new))
    elif missed:
        notices.append(_missed(missed))
    notices += [_reminder(item) for item in fresh]
    if not notices:
        return (), told if told.digest == of else Told(told.keys, of)
    keys = dict(told.keys)
    for item in (*new, *missed, *fresh):
        keys[telling_key(item, answers)] = now.date()
        keys[item.key] = now.date()  # so that taking its time of day away does not make it new
    if len(keys) > _REMEMBERED:
        keys = _without_the_old(keys, {telling_key(item, answers) for item in agenda.today})
    return tuple(notices), Told(keys, of)


def next_moment(agenda: Agenda, answers: Mapping[str, Answer], now: datetime, hours: Hours) -> datetime:
    """The next moment at which `due` or `waiting` may say something else, if nothing is changed before.

    At the latest the coming midnight, when the agenda is another.
    """
    today = now.date()
    moments = [own_moment(item, answers, hours) for item in (*agenda.today, *agenda.soon)]
    moments += [datetime.combine(today, at) for at in (_digest_time(hours), _time(hours.quiet_until))]
    moments.append(datetime.combine(today + _A_DAY, time()))
    return min(at for at in moments if at is not None and at > now)


def waiting(
    agenda: Agenda, answers: Mapping[str, Answer], now: datetime, hours: Hours, *, calm: bool = False
) -> tuple[Item, ...]:
    """What wants the user now, in order: due, and not put off until tonight. `calm`: mere suggestions too."""
    return tuple(
        item
        for item in agenda.today
        if (calm or item.kind not in CALM) and not _put_off(answers.get(item.key), now, hours)
    )


def tonight(now: datetime, hours: Hours) -> bool:
    """Whether something can still be put off until tonight."""
    evening = datetime.combine(now.date(), _time(hours.evening))
    return now < evening and not is_quiet(evening, hours)


def is_quiet(now: datetime, hours: Hours) -> bool:
    """Whether the user wants to hear nothing at that time."""
    return _quiet_at(now.time(), hours)


def telling_key(item: Item, answers: Mapping[str, Answer]) -> str:
    """Under what an item is known to have been told: after a snooze, or with another time of day, it is another."""
    snooze = _snooze(answers.get(item.key))
    if snooze is not None:
        return f"{item.key}~{snooze.until}{'!' if snooze.until == snooze.on else ''}"
    return f"{item.key}@{item.time}" if item.time else item.key


def own_moment(item: Item, answers: Mapping[str, Answer], hours: Hours) -> datetime | None:
    """When an item is told by itself; None: it goes with the digest."""
    snooze = _snooze(answers.get(item.key))
    if snooze is not None:
        at_night = snooze.until == snooze.on
        return datetime.combine(snooze.on, _time(hours.evening)) if at_night else None
    return datetime.combine(item.on, _time(item.time)) if item.time else None


def _put_off(answer: Answer | None, now: datetime, hours: Hours) -> bool:
    snooze = _snooze(answer)
    if snooze is None or snooze.until != snooze.on:
        return False
    return now < datetime.combine(snooze.on, _time(hours.evening))


def _snooze(answer: Answer | None) -> Answer | None:
    return answer if answer is not None and answer.kind is AnswerKind.SNOOZED else None


def _day(item: Item, answers: Mapping[str, Answer]) -> date:
    """The day from which an item without a moment of its own is told."""
    snooze = _snooze(answers.get(item.key))
    return item.on if snooze is None else max(item.on, snooze.until or item.on)


def _digest_time(hours: Hours) -> time:
    """When the digest is given: at the user's time, or when the quiet hours end that it falls into."""
    wanted = _time(hours.digest_at)
    return _time(hours.quiet_until) if _quiet_at(wanted, hours) else wanted


def _last_digest(now: datetime, hours: Hours) -> date:
    """The day of the newest digest that should have been given by now."""
    return now.date() if now.time() >= _digest_time(hours) else now.date() - _A_DAY


def _quiet_at(at: time, hours: Hours) -> bool:
    start, end = _time(hours.quiet_from), _time(hours.quiet_until)
    if start == end:
        return False
    return start <= at < end if start < end else at >= start or at < end


@lru_cache(maxsize=1440)
def _time(text: str) -> time:
    return time.fromisoformat(text)


def _line(item: Item) -> Said:
    return say("{name}: {why}", name=item.person.name, why=item.why) if item.person else item.why


def _lines(items: list[Item]) -> tuple[Said, ...]:
    lines = [_line(i) for i in items[:_SHOWN_LINES]]
    more = len(items) - len(lines)
    if more:
        lines.append(say("and {n} more", n=more))
    return tuple(lines)


def _digest(items: list[Item]) -> Notice:
    title = count(len(items), "{n} thing wants you today", "{n} things want you today")
    return Notice(NoticeKind.DIGEST, title, _lines(items), tuple(items))


def _missed(items: list[Item]) -> Notice:
    title = count(len(items), "A reminder you missed", "{n} reminders you missed")
    return Notice(NoticeKind.MISSED, title, _lines(items), tuple(items))


def _reminder(item: Item) -> Notice:
    person, at = item.person, item.time
    if person is not None:
        title = say("{name} · {time}", name=person.name, time=at) if at else say("{name}", name=person.name)
    else:
        title = say("Reminder · {time}", time=at) if at else say("Reminder")
    return Notice(NoticeKind.REMINDER, title, (item.why,), (item,))


def _without_the_old(keys: dict[str, date], standing: Iterable[str]) -> dict[str, date]:
    # By number, not by age: a clock that was wrong for a while must not make the program forget. And never what still
    # stands on the agenda, however long ago it was told.
    newest = dict(sorted(keys.items(), key=lambda pair: pair[1])[-_REMEMBERED // 2 :])
    return newest | {key: keys[key] for key in standing if key in keys}
