"""What is told by a desktop notice, and when: the agenda, a clock and what was told before in, notices out. Pure.

Two kinds of notice. One *digest* a day, at the user's time, of what is new on the agenda; a *reminder* for each timed
reminder as its time comes. Hidden here: quiet hours, catching up after sleep, a restart or several missed days with a
single notice, and that nothing is ever told twice. What was told is known by the item's key, not by the clock, so that
a clock set back, or forward and back again, repeats nothing and withholds nothing.

Suggestions that may just as well be passed over (`agenda.CALM`) are never told, and a digest with nothing new in it is
not given: what stays on the agenda waits there without nagging.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from .agenda import CALM, Agenda, Item
from .model import Answer, AnswerKind
from .wording import Said, count, say

FRESH = timedelta(minutes=5)
"""A timed reminder told within this time has its own notice; older ones that were missed share one."""
_REMEMBERED = 5000
_SHOWN_LINES = 4


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


@dataclass(frozen=True, slots=True)
class Told:
    """What was told: each telling key with the day of telling, and the days that had their digest."""

    keys: Mapping[str, date] = field(default_factory=dict)
    digests: frozenset[date] = frozenset()


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
    notices: list[Notice] = []
    timed = [i for i in agenda.today if i.time and telling_key(i, answers) not in told.keys]
    timed.sort(key=lambda i: (i.on, i.time, i.key))
    fresh = [i for i in timed if timedelta() <= now - moment(i) <= FRESH]
    missed = [i for i in timed if i not in fresh]
    digest_due = now.time() >= _time(hours.digest_at) and now.date() not in told.digests
    new: list[Item] = []
    if digest_due:
        new = [
            i
            for i in agenda.today
            if i.kind not in CALM and i not in fresh and telling_key(i, answers) not in told.keys
        ]
    if new:
        notices.append(_digest(new))
    elif missed:
        notices.append(_missed(missed))
    notices += [_reminder(i) for i in fresh]
    spoken = [*new, *missed, *fresh]
    keys = {**told.keys, **{telling_key(i, answers): now.date() for i in spoken}}
    digests = told.digests | {now.date()} if digest_due else told.digests
    return tuple(notices), _without_the_old(Told(keys, digests))


def next_moment(agenda: Agenda, now: datetime, told: Told, hours: Hours) -> datetime:
    """The next moment at which `due` may have something to say if nothing is changed before; at the latest midnight."""
    moments = [datetime.combine(now.date() + timedelta(days=1), time())]
    moments += [moment(i) for i in agenda.soon if i.time and moment(i) > now]
    digest = datetime.combine(now.date(), _time(hours.digest_at))
    if now.date() not in told.digests and digest > now:
        moments.append(digest)
    if is_quiet(now, hours):
        end = datetime.combine(now.date(), _time(hours.quiet_until))
        moments = [end if end > now else end + timedelta(days=1)]
    return min(moments)


def is_quiet(now: datetime, hours: Hours) -> bool:
    """Whether the user wants to hear nothing at that time."""
    start, end, at = _time(hours.quiet_from), _time(hours.quiet_until), now.time()
    if start == end:
        return False
    return start <= at < end if start < end else at >= start or at < end


def telling_key(item: Item, answers: Mapping[str, Answer]) -> str:
    """Under what an item is known to have been told: after a snooze it is another."""
    answer = answers.get(item.key)
    return f"{item.key}~{answer.until}" if answer and answer.kind is AnswerKind.SNOOZED else item.key


def moment(item: Item) -> datetime:
    """When an item became or becomes due."""
    return datetime.combine(item.on, _time(item.time) if item.time else time())


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
    title = (
        say("{name} · {time}", name=item.person.name, time=item.time) if item.person else say("{time}", time=item.time)
    )
    return Notice(NoticeKind.REMINDER, title, (item.why,), (item,))


def _without_the_old(told: Told) -> Told:
    # By number, not by age: a clock that was wrong for a while must not make the program forget.
    if len(told.keys) <= _REMEMBERED and len(told.digests) <= _REMEMBERED:
        return told
    newest = sorted(told.keys.items(), key=lambda pair: pair[1])[-_REMEMBERED:]
    return Told(dict(newest), frozenset(sorted(told.digests)[-_REMEMBERED:]))
