"""What is told, and when: by example, and over simulated years with sleeps, restarts, wrong clocks and edits."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random

import pytest

from netjournal.agenda import Agenda, Facts, Item, ItemKind, ReminderFacts, agenda
from netjournal.delivery import (
    FRESH,
    Hours,
    NoticeKind,
    Told,
    due,
    is_quiet,
    next_moment,
    telling_key,
    tonight,
    waiting,
)
from netjournal.model import Answer, AnswerKind, Named
from netjournal.wording import say

MONDAY = date(2026, 11, 23)
NINE = Hours()
DAY = timedelta(days=1)


@lru_cache(maxsize=100_000)
def at(clock: str, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))


def item(key: str, on: date = MONDAY, clock: str = "", kind: ItemKind = ItemKind.REMINDER, name: str = "") -> Item:
    return Item(key, kind, on, clock, Named(1, name) if name else None, say("call back"), 1, 0)


def told_at(items, now, told=Told(), hours=NINE, answers=None):  # noqa: B008 - it cannot change
    """The notices of one moment, as kind and keys, and what has been told then."""
    today = tuple(i for i in items if datetime.combine(i.on, time.fromisoformat(i.time or "00:00")) <= now)
    soon = tuple(i for i in items if i not in today)
    notices, told = due(Agenda(today, soon), answers or {}, now, told, hours)
    return [(n.kind, [i.key for i in n.items]) for n in notices], told


# ------------------------------------------------------------------------------------------------ by example


def test_one_digest_at_the_users_time_and_not_again():
    items = [item("a"), item("b")]
    before, told = told_at(items, at("08:59"))
    assert before == []
    first, told = told_at(items, at("09:00"), told)
    assert first == [(NoticeKind.DIGEST, ["a", "b"])]
    assert told_at(items, at("09:01"), told)[0] == []
    assert told_at([*items, item("c")], at("15:00"), told)[0] == []
    assert told_at([*items, item("c")], at("09:00", MONDAY + DAY), told)[0] == [(NoticeKind.DIGEST, ["c"])]


def test_a_timed_reminder_is_told_as_its_time_comes():
    items = [item("a", clock="14:30", name="Ana Ruiz")]
    _, told = told_at(items, at("09:00"))
    assert told_at(items, at("14:29"), told)[0] == []
    shown, told = told_at(items, at("14:30"), told)
    assert shown == [(NoticeKind.REMINDER, ["a"])]
    assert told_at(items, at("14:31"), told)[0] == []
    (notice,), _ = due(Agenda(tuple(items), ()), {}, at("14:30"), Told(digest=MONDAY), NINE)
    assert (notice.title, notice.lines) == ("Ana Ruiz · 14:30", ("call back",))


def test_several_missed_days_give_one_notice_and_todays_things_wait_for_their_time():
    """Back on Monday at half past eight after five days away."""
    away = [item(f"{n}", MONDAY - n * DAY, "10:00" if n % 2 else "") for n in range(1, 6)]
    items = [*away, item("today")]
    told = Told(digest=MONDAY - 6 * DAY)
    shown, told = told_at(items, at("08:30"), told)
    assert shown == [(NoticeKind.DIGEST, ["1", "2", "3", "4", "5"])]
    shown, told = told_at(items, at("09:00"), told)
    assert shown == [(NoticeKind.DIGEST, ["today"])]


def test_quiet_hours_hold_back_and_lose_nothing():
    items = [item("late", clock="22:00")]
    _, told = told_at(items, at("12:00"))
    assert told_at(items, at("22:00"), told)[0] == []
    shown, told = told_at(items, at("08:00", MONDAY + DAY), told)
    assert shown == [(NoticeKind.MISSED, ["late"])]


def test_a_digest_set_within_the_quiet_hours_comes_when_they_end():
    hours = replace(NINE, digest_at="22:30")
    assert told_at([item("a")], at("23:00"), hours=hours)[0] == []
    assert told_at([item("a")], at("07:59", MONDAY + DAY), Told(digest=MONDAY - DAY), hours)[0] == []
    shown, _ = told_at([item("a")], at("08:00", MONDAY + DAY), Told(digest=MONDAY), hours)
    assert shown == [(NoticeKind.DIGEST, ["a"])]


def test_whoever_is_never_there_at_the_time_of_the_digest_gets_it_later():
    """A digest at a quarter to nine in the evening, and a machine used in the mornings only."""
    hours = replace(NINE, digest_at="20:45")
    _, told = told_at([], at("08:30"), hours=hours)
    shown, _ = told_at([item("a")], at("08:30", MONDAY + DAY), told, hours)
    assert shown == [(NoticeKind.DIGEST, ["a"])]


def test_nothing_with_notices_off_and_all_in_one_when_they_are_on_again():
    off = replace(NINE, notices=False)
    items = [item("a"), item("b", clock="10:00")]
    shown, told = told_at(items, at("12:00"), hours=off)
    assert (shown, told) == ([], Told())
    assert told_at(items, at("12:00"), told)[0] == [(NoticeKind.DIGEST, ["a", "b"])]


def test_suggestions_are_never_told():
    calm = [item(kind.value, kind=kind) for kind in (ItemKind.DORMANT, ItemKind.GIVE, ItemKind.ASKED_NOBODY)]
    assert told_at(calm, at("12:00"))[0] == []
    assert waiting(Agenda(tuple(calm), ()), {}, at("12:00"), NINE) == ()


def test_another_time_of_day_is_told_again_and_none_is_not():
    _, told = told_at([item("a", clock="10:00")], at("10:00"))
    assert told_at([item("a", clock="15:00")], at("15:00"), told)[0] == [(NoticeKind.REMINDER, ["a"])]
    assert told_at([item("a")], at("09:00", MONDAY + DAY), told)[0] == []


def test_a_snoozed_reminder_comes_with_the_digest_of_its_day_not_at_midnight():
    answers = {"a": Answer("a", AnswerKind.SNOOZED, MONDAY, MONDAY + DAY)}
    items = [item("a", clock="15:00")]
    _, told = told_at(items, at("15:00"))
    calm_nights = replace(NINE, quiet_from="00:00", quiet_until="00:00")
    assert told_at(items, at("00:00", MONDAY + DAY), told, calm_nights, answers)[0] == []
    shown, told = told_at(items, at("09:00", MONDAY + DAY), told, calm_nights, answers)
    assert shown == [(NoticeKind.DIGEST, ["a"])]
    assert told_at(items, at("15:00", MONDAY + DAY), told, calm_nights, answers)[0] == []


def test_what_is_put_off_until_tonight_is_gone_until_then_and_told_once():
    one = item("a")
    answers = {"a": Answer("a", AnswerKind.SNOOZED, MONDAY, MONDAY)}
    _, told = told_at([one], at("09:00"))
    whole = Agenda((one,), ())
    assert tonight(at("17:59"), NINE)
    assert not tonight(at("18:00"), NINE)
    assert not tonight(at("10:00"), replace(NINE, quiet_from="17:00"))
    assert waiting(whole, answers, at("17:59"), NINE) == ()
    assert waiting(whole, answers, at("18:00"), NINE) == (one,)
    assert next_moment(whole, answers, at("12:00"), NINE) == at("18:00")
    assert told_at([one], at("17:59"), told, answers=answers)[0] == []
    shown, told = told_at([one], at("18:00"), told, answers=answers)
    assert shown == [(NoticeKind.REMINDER, ["a"])]
    assert told_at([one], at("09:00", MONDAY + DAY), told, answers=answers)[0] == []


def test_a_clock_set_back_repeats_nothing():
    items = [item("a"), item("b", clock="15:00")]
    _, told = told_at(items, at("09:00"))
    _, told = told_at(items, at("15:00"), told)
    for moment in (at("09:00"), at("14:59"), at("15:00"), at("09:00", MONDAY - 40 * DAY), at("15:02")):
        shown, told = told_at(items, moment, told)
        assert shown == []


def test_a_clock_that_ran_ahead_withholds_no_digest_when_it_is_right_again():
    _, told = told_at([], at("12:00", MONDAY + 400 * DAY))
    assert told_at([item("a")], at("09:00"), told)[0] == [(NoticeKind.DIGEST, ["a"])]


def test_what_stands_on_the_agenda_is_remembered_however_much_comes_after():
    old = item("old")
    told = Told({"old": MONDAY - 900 * DAY} | {f"k{n}": MONDAY - DAY for n in range(5000)}, MONDAY - DAY)
    shown, told = told_at([old, item("new")], at("09:00"), told)
    assert shown == [(NoticeKind.DIGEST, ["new"])]
    assert len(told.keys) < 2100
    assert told_at([old, item("new")], at("09:00", MONDAY + DAY), told)[0] == []


def test_a_digest_names_a_few_and_counts_the_rest():
    (notice,), _ = due(
        Agenda(tuple(item(f"{n}", name=f"Person {n}") for n in range(7)), ()), {}, at("09:00"), Told(), NINE
    )
    assert notice.title == "7 things want you today"
    assert notice.lines[0] == "Person 0: call back"
    assert notice.lines[-1] == "and 3 more"
    assert len(notice.items) == 7


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "{}", '{"keys": 1, "digest": null}', '{"keys": {"a": 5}}'])
def test_what_cannot_be_read_was_not_told(text):
    assert Told.read(text) == Told()


def test_what_was_told_goes_to_text_and_back():
    told = Told({"reminder:1:2026-11-23@10:00": MONDAY}, MONDAY)
    assert Told.read(told.text()) == told
    assert Told.read(Told().text()) == Told()


# ------------------------------------------------------------------------------------------------ over years


@dataclass
class Thing:
    """Something to be told, in a journal of our own making that shares no code with the program."""

    number: int
    on: date
    clock: str
    kind: ItemKind
    answer: Answer | None = None

    def __post_init__(self) -> None:
        self.key = f"thing:{self.number}:{self.on}"
        self.set_clock(self.clock)

    def set_clock(self, clock: str) -> None:
        self.clock = clock
        self.begins = at(clock or "00:00", self.on)
        self.shown = Item(self.key, self.kind, self.on, clock, None, say("x"), self.number, 0)

    def version(self) -> tuple:
        """What makes it something else to be told."""
        if self.answer is not None:
            return self.number, self.on, "snoozed", self.answer.until, self.answer.until == self.answer.on
        return self.number, self.on, self.clock

    def earliest(self, hours: Hours) -> datetime:
        """Before this moment it must not be told."""
        if self.answer is None:
            return at(self.clock or _effective(hours), self.on)
        if self.answer.until == self.answer.on:
            return at(hours.evening, self.answer.until)
        return at(_effective(hours), max(self.on, self.answer.until))


def _effective(hours: Hours) -> str:
    return hours.quiet_until if is_quiet(at(hours.digest_at), hours) else hours.digest_at


class Year:
    """A year of somebody's desk. Minutes pass on a clock nobody touches; the wall clock goes by it more or less."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.days = 365
        self.start = datetime(2026, 1, 1, 7, self.dice.randrange(60))
        self.passed = 0  # minutes
        self.shift = timedelta()  # how far the wall clock was set wrong
        self.things: dict[int, Thing] = {}
        self.numbers = 0
        self.told = Told()
        self.seen: dict[tuple, datetime] = {}
        self.hours = self.some_hours()

    def some_hours(self) -> Hours:
        clock = lambda: f"{self.dice.randrange(24):02}:{self.dice.choice((0, 15, 30, 59)):02}"
        if self.dice.random() < 0.5:
            return Hours()
        return Hours(True, clock(), clock(), self.dice.choice((clock(), "07:00")), "18:00")

    @property
    def now(self) -> datetime:
        wall = self.start + timedelta(minutes=self.passed)
        # Summer time by the wall clock of the middle of Europe, as a program sees it: an hour is skipped, one repeated.
        if datetime(2026, 3, 29, 2) <= wall < datetime(2026, 10, 25, 2):
            wall += timedelta(hours=1)
        return wall + self.shift

    # -- what the program is shown

    def agenda(self) -> tuple[Agenda, dict[str, Answer]]:
        now = self.now
        week = now + 7 * DAY
        answers = {thing.key: thing.answer for thing in self.things.values() if thing.answer}
        today, soon = [], []
        for thing in self.things.values():
            if thing.answer and thing.answer.until > now.date():
                continue
            if thing.begins <= now:
                today.append(thing.shown)
            elif thing.begins < week:
                soon.append(thing.shown)
        return Agenda(tuple(today), tuple(soon)), answers

    # -- what the program does

    def tick(self) -> None:
        now = self.now
        self.shown = shown, answers = self.agenda()
        notices, self.told = due(shown, answers, now, self.told, self.hours)
        assert not notices or (self.hours.notices and not is_quiet(now, self.hours)), now
        assert sum(n.kind is not NoticeKind.REMINDER for n in notices) <= 1, "what was missed shares one notice"
        for notice in notices:
            for one in notice.items:
                thing = self.things[one.subject]
                version = thing.version()
                assert version not in self.seen, f"{version} told at {self.seen[version]} and again at {now}"
                assert thing.kind is ItemKind.REMINDER, "a suggestion was told"
                assert thing.earliest(self.hours) <= now, f"{version} told at {now}, before its time"
                if notice.kind is NoticeKind.REMINDER:
                    assert now - thing.earliest(self.hours) <= FRESH, f"{version} was long past at {now}"
                self.seen[version] = now
        if self.hours.notices and not is_quiet(now, self.hours):
            # What has a moment of its own is told at once.
            late = [
                version
                for one in shown.today
                if (thing := self.things[one.subject]).kind is ItemKind.REMINDER
                and (thing.clock if thing.answer is None else thing.answer.until == thing.answer.on)
                and thing.earliest(self.hours) <= now
                and (version := thing.version()) not in self.seen
            ]
            assert late == [], f"not told by {now}"

    def minutes_to_next(self) -> int:
        """Until the program wakes: as it wants, but a machine that slept or whose clock was set looks again soon."""
        shown, answers = self.shown
        ahead = next_moment(shown, answers, self.now, self.hours) - self.now
        assert timedelta() < ahead <= DAY
        return max(1, -(-ahead // timedelta(minutes=1)))

    # -- what people and machines do

    def add(self) -> None:
        self.numbers += 1
        if len(self.things) > 15:
            del self.things[min(self.things)]  # done long ago
        day = self.now.date() + timedelta(days=self.dice.choice((-3, 0, 0, 1, 2, 5, 40)))
        clock = f"{self.dice.randrange(24):02}:{self.dice.randrange(60):02}" if self.dice.random() < 0.5 else ""
        kind = ItemKind.DORMANT if self.dice.random() < 0.1 else ItemKind.REMINDER
        self.things[self.numbers] = Thing(self.numbers, day, clock, kind)

    def edit(self) -> None:
        if not self.things:
            return
        thing = self.dice.choice(list(self.things.values()))
        today = self.now.date()
        match self.dice.randrange(4):
            case 0:
                del self.things[thing.number]  # done, or dismissed
            case 1:
                thing.answer = Answer(
                    thing.key, AnswerKind.SNOOZED, today, today + timedelta(days=self.dice.choice((1, 3)))
                )
            case 2 if tonight(self.now, self.hours) and thing.on <= today and thing.answer is None:
                thing.answer = Answer(thing.key, AnswerKind.SNOOZED, today, today)
            case 3 if thing.answer is None and thing.clock:
                thing.set_clock(f"{self.dice.randrange(24):02}:00")

    def something_happens(self) -> None:
        match self.dice.randrange(12):
            case 0 | 1 | 2 | 3:
                self.add()
            case 4 | 5 | 6:
                self.edit()
            case 7:
                self.passed += self.dice.choice((20, 300, 600, 2000, 9000))  # asleep
            case 8:
                self.told = Told.read(self.told.text())  # ended and begun again
            case 9:
                by = timedelta(minutes=self.dice.choice((-1500, -90, -5, 3, 45, 2000)))
                self.shift += by
            case 10:
                self.shift = timedelta()  # the clock is right again
            case 11 if self.dice.random() < 0.3:
                self.hours = replace(self.hours, notices=not self.hours.notices)
        self.tick()

    def live(self) -> None:
        self.tick()
        while self.passed < self.days * 1440:
            wake = self.minutes_to_next()
            if self.dice.random() < 0.25:
                self.passed += self.dice.randrange(1, wake + 1)
                self.something_happens()
            else:
                self.passed += wake
                self.tick()
        self.come_to_rest()

    def come_to_rest(self) -> None:
        """Two days in which nothing happens: then all that is due has been told."""
        self.hours = replace(self.hours, notices=True)
        self.tick()
        until = self.passed + 3 * 1440
        while self.passed < until:
            self.passed += self.minutes_to_next()
            self.tick()
        shown, _ = self.agenda()
        before = self.now - 2 * DAY
        quiet = self.hours.quiet_from, self.hours.quiet_until
        silent = [
            thing.version()
            for one in shown.today
            if (thing := self.things[one.subject]).kind is ItemKind.REMINDER
            and thing.earliest(self.hours) < before
            and thing.version() not in self.seen
            and (thing.number, thing.on, "") not in self.seen
        ]
        assert silent == [], f"never told, with the digest at {self.hours.digest_at} and quiet from {quiet}"


@pytest.mark.parametrize("seed", range(0, 300, 25))
def test_over_years_everything_due_is_told_once_and_never_before_its_time(seed):
    for one in range(seed, seed + 25):
        try:
            Year(one).live()
        except AssertionError as error:
            raise AssertionError(f"seed {one}: {error}") from error


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 11000, 500))
def test_over_ten_thousand_years(seed):
    for one in range(seed, seed + 500):
        try:
            Year(one).live()
        except AssertionError as error:
            raise AssertionError(f"seed {one}: {error}") from error


@pytest.mark.parametrize("quiet", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_with_the_agenda_itself_over_both_changes_of_the_clock(seed, quiet):
    """Timed reminders, once and repeating, minute by minute through the nights an hour is skipped and repeated."""
    dice = Random(seed)
    hours = NINE if quiet else replace(NINE, quiet_from="00:00", quiet_until="00:00")
    for change, by in ((date(2026, 3, 29), timedelta(hours=1)), (date(2026, 10, 25), timedelta(hours=-1))):
        facts = Facts(
            reminders=tuple(
                ReminderFacts(n, f"thing {n}", change, None, f"{h:02}:{m:02}", "FREQ=DAILY" if n % 2 else "")
                for n, (h, m) in enumerate((dice.randrange(6), dice.randrange(60)) for _ in range(8))
            )
        )
        told, seen = Told(), []
        for minute in range(600):
            now = datetime.combine(change, time()) + timedelta(minutes=minute)
            if minute >= (180 if by < timedelta() else 120):
                now += by
            notices, told = due(agenda(facts, now), {}, now, told, hours)
            for one in (i for notice in notices for i in notice.items):
                assert now >= datetime.combine(one.on, time.fromisoformat(one.time))
                seen.append(telling_key(one, {}))
        assert len(seen) == len(set(seen))
        assert len({key.split(":")[1] for key in seen}) == 8
