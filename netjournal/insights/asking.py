"""What came before a yes, and what a yes depends on: the questions that set closed asks beside each other."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain
from statistics import median

from netjournal.model import CHANNELS, CameFirst, Comfort, KnownBy, Reason
from netjournal.wording import Said, count, listed, say

from .answer import SAID_YES, WENT_ELSEWHERE, Answer, Chart, Group, Part, Tally, shares
from .figures import ENOUGH, ENOUGH_GUESSES, apart, middle, percent, wilson
from .past import CLOSED, ELSEWHERE, MADE, NO, WON, Before, Case, Lost, Past

NOT_NOTED = say("not noted")
SOMETHING_ELSE = say("something else")
_NO_SIDES = (NOT_NOTED, SOMETHING_ELSE)
FRIEND_FIRST, BUSINESS_FIRST = say("friendship first"), say("business first")
NO_TOUCH = say("none")
_CHANNELS: dict[str | None, Said] = {kind.value: kind.said for kind in CHANNELS}
_FIRST = {CameFirst.FRIENDSHIP.value: FRIEND_FIRST, CameFirst.BUSINESS.value: BUSINESS_FIRST}
_COMFORT = {word.value: word.said for word in Comfort if word is not Comfort.UNKNOWN}
_Side = list[tuple[Case, Before]]
FACE_WITHIN = 90
"""Days before an ask in which a meeting is looked for."""


# ------------------------------------------------------------------------------------------------ what came before


def before(past: Past, key: str, question: Said) -> Answer:
    """Yes beside went elsewhere: what there had been before each."""
    sides: dict[str, _Side] = {WON: [], ELSEWHERE: []}
    cases = past.decided()
    for case, then in zip(cases, past.record.befores(cases), strict=True):
        sides[case.state].append((case, then))
    won, lost = sides[WON], sides[ELSEWHERE]
    missing = sum(max(0, ENOUGH - len(side)) for side in (won, lost))
    drawn = not missing
    behind = _people(won), _people(lost)
    medians = [
        _medians(title, unit, won, lost, read, behind, drawn=drawn)
        for title, unit, read in (
            (say("Touches in the 30 days before"), say("Median, days"), lambda b: b.touches_30),
            (say("Touches in the 90 days before"), say("Median, days"), lambda b: b.touches_90),
            (say("Touches in the 365 days before"), say("Median, days"), lambda b: b.touches_365),
            (say("Days since the last touch"), say("Median, days"), lambda b: b.since_touch),
        )
    ]
    facts = [
        _sides(title, of, won, lost, read, drawn=drawn)
        for title, of, read in (
            (say("Face to face within a year"), say("Had met"), lambda b: b.face),
            (say("Had heard of the offering"), say("Had heard"), lambda b: b.knew),
            (say("I had given before, within a year"), say("Had received"), lambda b: b.gave),
            (say("Led to me by a third person"), say("Were led"), lambda b: b.through),
        )
    ]
    channels = _by(
        ((case, _CHANNELS.get(b.channel, NO_TOUCH)) for case, b in won + lost),
        say("By the last channel"),
        drawn=drawn,
    )
    first = _by(
        ((case, _came_first(past, case)) for case, _ in won + lost), say("Friendship or business first"), drawn=drawn
    )
    if missing:
        sentence = too_few_sides(ENOUGH - len(won), ENOUGH - len(lost))
    else:
        touched = [then.touches_90 for _, then in won], [then.touches_90 for _, then in lost]
        sentence = _what_stands_out(medians, facts, far=_far(*touched))
    return Answer(key, question, sentence, (*medians, *facts, channels, first), missing)


def too_few_sides(yes: int, elsewhere: int) -> Said:
    """That more of each side are needed."""
    more_yes = count(max(yes, 0), "{n} more that was met", "{n} more that were met")
    more_else = count(max(elsewhere, 0), "{n} more that went elsewhere", "{n} more that went elsewhere")
    if yes > 0 and elsewhere > 0:
        return say("Too few closed asks to say yet: {yes} and {elsewhere} would do.", yes=more_yes, elsewhere=more_else)
    return say("Too few closed asks to say yet: {more} would do.", more=more_yes if yes > 0 else more_else)


_Behind = tuple[Sequence[int], Sequence[int]]


def _people(side: _Side) -> array[int]:
    return _each_once(chain.from_iterable([case.people for case, _ in side]))


def _each_once(people: Iterable[int]) -> array[int]:
    return array("I", dict.fromkeys(people))


def _medians(
    title: Said,
    unit: Said,
    won: _Side,
    lost: _Side,
    read: Callable[[Before], int | None],
    behind: _Behind,
    *,
    drawn: bool,
) -> Part:
    """Of each side the middle value. What cannot be said of a case leaves it out."""
    groups = []
    for name, side, people in ((SAID_YES, won, behind[0]), (WENT_ELSEWHERE, lost, behind[1])):
        values = [value for _, then in side if (value := read(then)) is not None]
        groups.append(Group(name, len(values), median=middle(values), people=people))
    part = Part(title, Chart.MEDIANS if drawn else Chart.NONE, tuple(groups), say("Yes"), unit)
    return part.drawn_if_enough(_lacking_on_a_side(groups))


def _sides(
    title: Said, of: Said, won: _Side, lost: _Side, read: Callable[[Before], bool | None], *, drawn: bool
) -> Part:
    """Of each side, how many had it; behind a bar stand those who had."""
    groups = []
    for name, side in ((SAID_YES, won), (WENT_ELSEWHERE, lost)):
        found = [read(then) for _, then in side]
        n = len(found) - found.count(None)
        had = [case.people for (case, _), value in zip(side, found, strict=True) if value]
        low, high = wilson(len(had), n) or (None, None)
        people = _each_once(chain.from_iterable(had))
        groups.append(Group(name, n, len(had), low, high, people=people))
    return shares(title, groups, of, drawn=drawn).drawn_if_enough(_lacking_on_a_side(groups))


def _lacking_on_a_side(groups: Iterable[Group]) -> int:
    """How many more both sides need: those of whom something cannot be said are on neither."""
    return sum(max(0, ENOUGH - g.n) for g in groups)


def _by(cases: Iterable[tuple[Case, Said]], title: Said, *, drawn: bool) -> Part:
    """Of what was decided, how many said yes, by something."""
    found: dict[str, list[Case]] = defaultdict(list)
    for case, name in cases:
        found[name].append(case)
    tallies = {
        name: Tally(
            len(some),
            [case.state for case in some].count(WON),
            dict.fromkeys(chain.from_iterable([case.people for case in some])),
        )
        for name, some in found.items()
    }
    groups = by_size(tallies)
    return shares(title, groups, drawn=drawn).drawn_if_enough(lacking(groups))


def by_size(found: dict[str, Tally]) -> list[Group]:
    """The groups, the largest first."""
    return [tally.shared(name) for name, tally in sorted(found.items(), key=lambda item: -item[1].n)]


def _far(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two sides' values differ by more than chance would lightly make: by the share of each that is greater
    than the median of both (Mood's median test, with intervals in its place).
    """
    both = median([*one, *other])
    return apart(*(wilson(sum(value > both for value in side), len(side)) for side in (one, other)))


def _what_stands_out(medians: Sequence[Part], facts: Sequence[Part], *, far: bool) -> Said:
    """The touches in a sentence, and of the facts the one in which the two sides differ most. `far`: in how often
    there was a touch they differ by more than chance.
    """
    yes, elsewhere = medians[1].groups
    touches = say(
        "Before a yes you had been in touch on {yes} of the last 90 days (median), before “went elsewhere” on "
        "{elsewhere}.",
        yes=_figure(yes.median),
        elsewhere=_figure(elsewhere.median),
    )
    clear = [part for part in facts if all(g.enough for g in part.groups) and apart(*(g.interval for g in part.groups))]
    if not clear and not far:
        return say(
            "{touches} Nothing in your record sets the two apart by more than chance would make.", touches=touches
        )
    if not clear:
        return say(
            "{touches} Nothing else in your record sets the two apart by more than chance would make.", touches=touches
        )
    most = max(clear, key=lambda part: abs((part.groups[0].share or 0) - (part.groups[1].share or 0)))
    one, other = most.groups
    return say(
        "{touches} What differs most: “{what}” holds for {one} % of the yeses and {other} % of what went elsewhere.",
        touches=touches,
        what=most.title,
        one=percent(one.yes or 0, one.n),
        other=percent(other.yes or 0, other.n),
    )


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


# ------------------------------------------------------------------------------------------------ what it depends on


def lacking(groups: Sequence[Group]) -> int:
    """How many more it would take until two of the groups have enough to be set beside each other. What was not noted,
    or is about nothing I offer, is no side.
    """
    largest = sorted((g.n for g in groups if g.name not in _NO_SIDES), reverse=True)[:2]
    return sum(max(0, ENOUGH - n) for n in (*largest, 0, 0)[:2])


def compared(key: str, question: Said, parts: Sequence[Part], *, nothing: Said | None = None) -> Answer:
    """An answer about groups of asks: it speaks of the first part that has enough."""
    drawn = [p.drawn_if_enough(lacking(p.groups)) for p in parts]
    missing = min(lacking(p.groups) for p in parts)
    if missing:
        return Answer(key, question, nothing or too_few(missing), tuple(drawn), missing)
    speaking = next(p for p in parts if not lacking(p.groups))
    return Answer(key, question, _most_and_least(speaking), tuple(drawn))


def too_few(missing: int) -> Said:
    return count(
        missing,
        "Too few closed asks to say yet: {n} more in the smaller groups would do.",
        "Too few closed asks to say yet: {n} more in the smaller groups would do.",
    )


def _most_and_least(part: Part) -> Said:
    drawn = sorted((g for g in part.groups if g.enough and g.name not in _NO_SIDES), key=lambda g: -(g.share or 0))
    most, least = drawn[0], drawn[-1]
    chance = (
        say("That is more than chance would lightly make.")
        if apart(most.interval, least.interval)
        else say("So small a difference may well be chance.")
    )
    return say(
        "“{most}”: {yes} of {n} said yes ({share} %); “{least}”: {other_yes} of {other_n} ({other} %). {chance}",
        most=most.name,
        yes=most.yes,
        n=most.n,
        share=percent(most.yes or 0, most.n),
        least=least.name,
        other_yes=least.yes,
        other_n=least.n,
        other=percent(least.yes or 0, least.n),
        chance=chance,
    )


def face(past: Past, key: str, question: Said) -> Answer:
    """By the channel of the ask, and by whether we had met in the weeks up to it: the ask may have been made then."""
    met, not_met, channels = Tally(), Tally(), defaultdict[str, Tally](Tally)
    record, cases = past.record, past.asks_made(*CLOSED)
    faced = record.met_face_to_face(cases, FACE_WITHIN)
    for case, had_met in zip(cases, faced, strict=True):
        yes = case.state == WON
        channels[_CHANNELS.get(record.asked_by(case), NOT_NOTED)].add(case.people, yes=yes)
        if case.people:
            (met if had_met else not_met).add(case.people, yes=yes)
    parts = (
        shares(
            say("In the {n} days up to the ask", n=FACE_WITHIN),
            [met.shared(say("met face to face")), not_met.shared(say("not met"))],
        ),
        shares(say("By the channel of the ask"), by_size(channels)),
    )
    return compared(key, question, parts)


def offerings(past: Past, key: str, question: Said) -> Answer:
    """By offering."""
    found: dict[str, Tally] = defaultdict(Tally)
    for case in past.asks_made(*CLOSED):
        offering = past.record.offerings.get(case.offering) if case.offering else None
        found[offering.name if offering else SOMETHING_ELSE].add(case.people, yes=case.state == WON)
    alone = say("One offering is looked at: with all of them, they stand beside each other.")
    none = None if past.record.offerings else say("Nothing you offer is noted yet: the settings have a page for it.")
    nothing = alone if past.wanted.offering is not None else none
    return compared(key, question, [shares(say("By offering"), by_size(found))], nothing=nothing)


def comfort(past: Past, key: str, question: Said) -> Answer:
    """By what came first, and by how it is with them and business."""
    first: dict[str, Tally] = defaultdict(Tally)
    found: dict[str, Tally] = defaultdict(Tally)
    for case in past.asks_made(*CLOSED):
        yes = case.state == WON
        first[_came_first(past, case)].add(case.people, yes=yes)
        found[_comfort(past, case)].add(case.people, yes=yes)
    words = (FRIEND_FIRST, BUSINESS_FIRST, *([NOT_NOTED] if NOT_NOTED in first else ()))
    what_first = shares(say("What came first"), [first[word].shared(word) for word in words])
    return compared(key, question, [what_first, shares(say("Business comfort"), by_size(found))])


def _came_first(past: Past, case: Case) -> Said:
    somebody = past.first_of(case)
    return _FIRST.get(somebody.came_first, NOT_NOTED) if somebody else NOT_NOTED


def _comfort(past: Past, case: Case) -> Said:
    """As it was noted by then: a later note says nothing about the ask."""
    somebody = past.first_of(case)
    if somebody is None or (somebody.comfort_on or "") > case.looked_at:
        return NOT_NOTED
    return _COMFORT.get(somebody.comfort, NOT_NOTED)


def chapters(past: Past, key: str, question: Said) -> Answer:
    """By the chapter we met in and the one whose offering was asked about; and who does not know what I do now."""
    kept: dict[str, Tally] = {"carried": Tally(), "same": Tally()}
    found: dict[str, Tally] = defaultdict(Tally)
    for case in past.asks_made(*CLOSED):
        somebody = past.first_of(case)
        offering = past.record.offerings.get(case.offering) if case.offering else None
        met = past.record.chapters.get(somebody.met_chapter) if somebody and somebody.met_chapter else None
        asked = past.record.chapters.get(offering.chapter) if offering and offering.chapter else None
        if met is None or asked is None:
            continue
        yes = case.state == WON
        kept["same" if met.id == asked.id else "carried"].add(case.people, yes=yes)
        found[say("met as {met}, asked as {asked}", met=met.title, asked=asked.title)].add(case.people, yes=yes)
    parts = [
        shares(
            say("From one chapter to the next"),
            [
                kept["carried"].shared(say("met in another chapter")),
                kept["same"].shared(say("met in the chapter of the offering")),
            ],
        ),
        shares(say("Chapter we met in, chapter asked in"), by_size(found)),
    ]
    unknown = say(
        "It is not noted yet in which chapter of your working life you met those you asked, or which your offerings "
        "belong to."
    )
    answer = compared(key, question, parts, nothing=None if found else unknown)
    who_knows = [part] if (part := _who_knows(past)) else []
    return Answer(key, question, answer.sentence, (*answer.parts, *who_knows), answer.missing)


def _who_knows(past: Past) -> Part | None:
    """Of the people met in each chapter, how many have not heard of anything I offer now, or of what is looked at. None
    where nothing is offered.
    """
    one = past.wanted.offering
    now = {one} if one is not None else {o.id for o in past.record.offerings.values() if not o.retired}
    if not now:
        return None
    know = {person for person, offering, _, _ in past.reads.known() if offering in now}
    found: dict[int, tuple[int, int, list[int]]] = {}
    for somebody in past.record.people.values():
        if somebody.met_chapter is None or somebody.silent or somebody.kind != "person":
            continue
        if not past.wants((somebody.id,), one):
            continue
        n, yes, others = found.get(somebody.met_chapter, (0, 0, []))
        if somebody.id not in know:
            others.append(somebody.id)
        found[somebody.met_chapter] = (n + 1, yes + (somebody.id not in know), others)
    groups = []
    for chapter in past.record.chapters.values():
        if chapter.id in found:
            n, yes, others = found[chapter.id]
            low, high = wilson(yes, n) or (None, None)
            name = say("met as {met}", met=chapter.title)
            groups.append(Group(name, n, yes, low, high, people=array("I", others)))
    enough = any(g.enough for g in groups)
    return shares(say("Who has not heard of what I do now"), groups, say("Have not heard"), drawn=enough)


# ------------------------------------------------------------------------------------------------ elsewhere


def elsewhere(past: Past, key: str, question: Said) -> Answer:
    """The reasons, how each is known, and to whom they went."""
    cases, lost = past.cases(ELSEWHERE), past.reads.lost()
    reasons: dict[Reason, Tally] = defaultdict(Tally)
    known: dict[tuple[Reason, str], Tally] = defaultdict(Tally)
    rivals: dict[str, Tally] = defaultdict(Tally)
    for case in cases:
        why = lost[case.id]
        reason = Reason(why.reason)
        by = KnownBy(why.known_by).said if why.known_by else NOT_NOTED
        reasons[reason].add(case.people)
        known[reason, by].add(case.people)
        rivals[past.name_of(why.to) or NOT_NOTED].add(case.people)
    ranked = sorted(reasons, key=lambda r: -reasons[r].n)
    parts = (
        shares(
            say("Reasons"),
            [_of_all(r.said, reasons[r], len(cases)) for r in ranked],
            say("Times"),
            drawn=len(cases) >= ENOUGH,
        ),
        _counts(
            say("How I know"),
            [
                known[r, by].counted(say("{reason}: {known}", reason=r.said, known=by))
                for r, by in sorted(known, key=lambda k: (ranked.index(k[0]), -known[k].n))
            ],
        ),
        _counts(
            say("To whom"),
            [tally.counted(name) for name, tally in sorted(rivals.items(), key=lambda item: -item[1].n)],
        ),
    )
    missing = max(0, ENOUGH - len(cases))
    if missing:
        sentence = count(
            missing,
            "Too little went elsewhere to say why: {n} more would do.",
            "Too little went elsewhere to say why: {n} more would do.",
        )
        return Answer(key, question, sentence, tuple(_undrawn(p) for p in parts), missing)
    return Answer(key, question, _why(parts, [lost[case.id] for case in cases], ranked, reasons), parts)


def _why(parts: Sequence[Part], cases: Sequence[Lost], ranked: Sequence[Reason], reasons: dict[Reason, Tally]) -> Said:
    said = [r for r in ranked if r is not Reason.NOT_SAID]
    if not said:
        return count(
            len(cases), "{n} ask went elsewhere, no reason noted.", "{n} asks went elsewhere, no reason noted."
        )
    most = reasons[said[0]].n
    leading = [r for r in said if reasons[r].n == most]
    if len(leading) == 1:
        why = say(
            "The reason you noted most is “{reason}”: {n} of {all}; of these, they said so themselves {told}.",
            reason=leading[0].said,
            n=most,
            all=len(cases),
            told=sum(c.known_by == "they_said" and c.reason == leading[0].value for c in cases),
        )
    else:
        why = say(
            "No reason was noted more than all others: {reasons}, each {n} of {all}.",
            reasons=listed([say("“{reason}”", reason=r.said) for r in leading]),
            n=most,
            all=len(cases),
        )
    whom = [g for g in parts[2].groups if g.name != NOT_NOTED]
    most_often = [g.name for g in whom if g.n == whom[0].n]
    if not whom or (len(most_often) > 1 and whom[0].n == 1):
        return why
    return say("{why} Most often they went to {whom} ({n}).", why=why, whom=listed(most_often), n=whom[0].n)


def _of_all(name: str, tally: Tally, n: int) -> Group:
    low, high = wilson(tally.n, n) or (None, None)
    return Group(name, n, tally.n, low, high, people=array("I", tally.people))


def _counts(title: Said, groups: Sequence[Group]) -> Part:
    return Part(title, Chart.COUNTS, tuple(groups), say("Times"), say("Median"))


def _undrawn(part: Part) -> Part:
    return replace(part, chart=Chart.NONE)


# ------------------------------------------------------------------------------------------------ second asks


def second(past: Past, key: str, question: Said) -> Answer:
    """First asks, those made again after a no or not now, and those I came back to after theirs; apart from them those
    made again to people who had been asked before and did not refuse.
    """
    refused: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    own: dict[int, int] = defaultdict(int)
    made = [case for case in past.reads.cases(()) if case.side == MADE]
    people = {case.id: case.people for case in made}
    first_asked: dict[int, tuple[str, int]] = {}
    for case in made:
        for person in case.people:
            first_asked[person] = min((case.day, case.id), first_asked.get(person, ("~", 0)))
    for ask, day, entry in past.reads.refusals():
        for person in people.get(ask, ()):
            refused[person].append((day, entry, ask))
        own[ask] += 1
    first, again, back, more = Tally(), Tally(), Tally(), Tally()
    for case in past.asks_made(*CLOSED):
        yes = case.state == WON
        earlier = (ask for p in case.people for *then, ask in refused.get(p, ()) if then < [case.day, case.id])
        if own[case.id] > (case.state == NO):  # besides the no it ended with
            back.add(case.people, yes=yes)
        elif any(ask != case.id for ask in earlier):
            again.add(case.people, yes=yes)
        elif any(first_asked[p] < (case.day, case.id) for p in case.people):
            more.add(case.people, yes=yes)
        else:
            first.add(case.people, yes=yes)
    groups = [
        again.shared(say("asked again after an earlier no or not now")),
        back.shared(say("came back to an ask after its no or not now")),
        first.shared(say("asked for the first time")),
        more.shared(say("asked before, without a no or not now")),
    ]
    later = again.n + back.n
    seconds, firsts = max(0, ENOUGH - later), max(0, ENOUGH - first.n)
    missing = seconds + firsts
    part = shares(say("After a no"), groups, drawn=not missing)
    if seconds:
        sentence = count(
            seconds,
            "Too few second asks to say yet: {n} more would do.",
            "Too few second asks to say yet: {n} more would do.",
        )
    elif firsts:
        sentence = count(
            firsts,
            "Too few first asks to set the second ones beside: {n} more would do.",
            "Too few first asks to set the second ones beside: {n} more would do.",
        )
    else:
        sentence = say(
            "Yes, sometimes: of {n} second asks after a no or a not now, {yes} were met ({share} %); of {first_n} "
            "first asks, {first} %.",
            n=later,
            yes=again.yes + back.yes,
            share=percent(again.yes + back.yes, later),
            first_n=first.n,
            first=percent(first.yes, first.n),
        )
        if not again.yes + back.yes:
            sentence = say("Not so far: of {n} second asks after a no or a not now, none was met.", n=later)
    return Answer(key, question, sentence, (part,), missing)


# ------------------------------------------------------------------------------------------------ guesses


def guess(past: Past, key: str, question: Said) -> Answer:
    """The chance I gave an ask beforehand, against what came of it."""
    guesses = past.reads.guesses()
    cases = [case for case in past.asks_made(*CLOSED) if case.id in guesses]
    bands: dict[int, Tally] = defaultdict(Tally)
    whole = Tally()
    for case in cases:
        chance = guesses[case.id]
        for tally in (bands[min(chance // 20, 4)], whole):
            tally.add(case.people, yes=case.state == WON)
            tally.values.append(chance)
    missing = max(0, ENOUGH_GUESSES - len(cases))
    groups = [
        _guessed(say("guessed {least} to {most} %", least=20 * band, most=100 if band == 4 else 20 * band + 19), tally)
        for band, tally in sorted(bands.items())
    ]
    everything = [_guessed(say("all guesses"), whole)] if whole.n else []
    part = Part(
        say("Guessed and come true"),
        Chart.NONE if missing else Chart.SHARES,
        (*everything, *groups),
        say("Said yes"),
        say("Guess, median %"),
    )
    if missing:
        sentence = count(
            missing,
            "Too few asks with a guess to say yet: {n} more would do.",
            "Too few asks with a guess to say yet: {n} more would do.",
        )
        return Answer(key, question, sentence, (part,), missing)
    mean = sum(whole.values) / whole.n
    low, high = wilson(whole.yes, whole.n) or (0.0, 1.0)
    off = abs(round(mean - 100 * whole.yes / whole.n))
    words: dict[str, object] = {"mean": round(mean), "yes": percent(whole.yes, whole.n), "n": whole.n, "off": off}
    if low <= mean / 100 <= high:
        template = say(
            "You guess well, as far as {n} asks can tell: you guessed {mean} % on average, and {yes} % said yes.",
            **words,
        )
    elif mean / 100 < low:
        template = say(
            "You expect too little: over {n} asks you guessed {mean} % on average, and {yes} % said yes, {off} more.",
            **words,
        )
    else:
        template = say(
            "You expect too much: over {n} asks you guessed {mean} % on average, and {yes} % said yes, {off} less.",
            **words,
        )
    return Answer(key, question, template, (part,))


def _guessed(name: Said, tally: Tally) -> Group:
    low, high = wilson(tally.yes, tally.n) or (None, None)
    return Group(name, tally.n, tally.yes, low, high, middle(tally.values), array("I", tally.people))
