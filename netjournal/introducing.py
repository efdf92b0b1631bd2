"""Two people brought together step by step, both asked first; and the notes to send at each step. Pure.

Hidden here: whose turn it is, and who may be told what. Nobody is named to the other, and nothing is told of what they
need, offer or like, before they agreed to the introduction; until then a note speaks of its reader's own things alone.
A note that brings both together is there only once both agreed. A tag is the user's own word for somebody and stands
in no note.

A note is a text with placeholders in braces. The texts are the user's to change; what cannot be filled in is found
before it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from .matching import Ground, Suggestion, Why
from .model import (
    Consent,
    EntryDraft,
    EntryKind,
    IntroductionDetail,
    IntroductionState,
    Participant,
    PersonRef,
    Recording,
    Role,
    Side,
    Word,
)
from .records import dataclass
from .wording import Said, say

# ------------------------------------------------------------------------------------------------ the steps


class Step(Word):
    """Of an introduction, in their order."""

    IDEA = "idea"
    ASKED_ONE = "asked_one"
    ASKED_OTHER = "asked_other"
    MADE = "made"
    THEY_MET = "they_met"
    RESULT = "result"
    THANKS = "thanks"

    @property
    def said(self) -> Said:
        return {
            Step.IDEA: say("idea"),
            Step.ASKED_ONE: say("asked one"),
            Step.ASKED_OTHER: say("asked the other"),
            Step.MADE: say("brought together"),
            Step.THEY_MET: say("they met"),
            Step.RESULT: say("what came of it"),
            Step.THANKS: say("thanks"),
        }[self]


class End(Word):
    """One of the two."""

    ONE = "one"
    OTHER = "other"

    @property
    def across(self) -> End:
        return End.OTHER if self is End.ONE else End.ONE

    def person(self, detail: IntroductionDetail) -> PersonRef | None:
        return detail.one if self is End.ONE else detail.other

    def consent(self, detail: IntroductionDetail) -> Consent:
        return detail.one_consent if self is End.ONE else detail.other_consent


_STATE_AT = {
    Step.IDEA: IntroductionState.IDEA,
    Step.ASKED_ONE: IntroductionState.ASKED_ONE,
    Step.ASKED_OTHER: IntroductionState.ASKED_BOTH,
    Step.MADE: IntroductionState.MADE,
    Step.THEY_MET: IntroductionState.MET,
}
_REACHED = {state: step for step, state in _STATE_AT.items()}


def steps_done(detail: IntroductionDetail, *, thanked: bool = False) -> dict[Step, bool]:
    """Which steps were taken. Of a declined one, those until somebody declined."""
    if detail.state is IntroductionState.DECLINED:
        asked_other = detail.other_consent is not Consent.NOT_ASKED
        asked_one = detail.one_consent is not Consent.NOT_ASKED or asked_other
        reached = Step.ASKED_OTHER if asked_other else Step.ASKED_ONE if asked_one else Step.IDEA
    else:
        reached = _REACHED[detail.state]
    order = list(Step)
    done = {step: order.index(step) <= order.index(reached) for step in order}
    done[Step.RESULT] = bool(detail.result.strip())
    done[Step.THANKS] = thanked
    return done


def next_step(detail: IntroductionDetail, *, thanked: bool = False) -> Step | None:
    """The first step not taken; None when all are, or somebody declined."""
    if detail.state is IntroductionState.DECLINED:
        return None
    return next((step for step, done in steps_done(detail, thanked=thanked).items() if not done), None)


def awaited(detail: IntroductionDetail) -> tuple[End, ...]:
    """Who was asked and has not answered yet."""
    asked = {
        IntroductionState.ASKED_ONE: (End.ONE,),
        IntroductionState.ASKED_BOTH: (End.ONE, End.OTHER),
    }.get(detail.state, ())
    if detail.side is Side.RECEIVED:
        return ()
    return tuple(end for end in asked if end.consent(detail) in (Consent.NOT_ASKED, Consent.ASKED))


def take_step(detail: IntroductionDetail, step: Step, result: str = "") -> IntroductionDetail:
    """The introduction after a step; `result`: what came of it.

    Who is asked has not agreed by that (`answered`). Thanks are an entry of their own and change nothing here.
    """
    match step:
        case Step.RESULT:
            met = detail.state is IntroductionState.MADE and result
            return replace(detail, result=result, state=IntroductionState.MET if met else detail.state)
        case Step.THANKS:
            return detail
        case Step.IDEA:
            return replace(
                detail, state=_STATE_AT[step], one_consent=Consent.NOT_ASKED, other_consent=Consent.NOT_ASKED
            )
        case Step.ASKED_ONE:
            return replace(detail, state=_STATE_AT[step], one_consent=_at_least_asked(detail.one_consent))
        case Step.ASKED_OTHER:
            return replace(detail, state=_STATE_AT[step], other_consent=_at_least_asked(detail.other_consent))
        case _:
            return replace(detail, state=_STATE_AT[step])


def _at_least_asked(consent: Consent) -> Consent:
    return Consent.ASKED if consent is Consent.NOT_ASKED else consent


def answered(detail: IntroductionDetail, end: End, consent: Consent) -> IntroductionDetail:
    """The introduction after one of the two said yes or no; a no ends it."""
    named = replace(detail, one_consent=consent) if end is End.ONE else replace(detail, other_consent=consent)
    return replace(named, state=IntroductionState.DECLINED) if consent is Consent.DECLINED else named


def idea(suggestion: Suggestion, day: date) -> Recording:
    """What is recorded when a suggestion is taken up: an idea about two people, no touch with either.

    Why it was suggested is the text of the entry, for the user alone; a purpose is the user's to note, and may be told.
    """
    one, other = (PersonRef(p.id, p.name) for p in (suggestion.one, suggestion.other))
    detail = IntroductionDetail(Side.GIVEN, one, other, state=IntroductionState.IDEA)
    return Recording(
        EntryDraft(
            day,
            EntryKind.INTRODUCTION,
            str(suggestion.why),
            participants=(Participant(one, Role.ABOUT), Participant(other, Role.ABOUT)),
            detail=detail,
        )
    )


# ------------------------------------------------------------------------------------------------ the texts


class NoteKind(Word):
    """What a note is for. Each has a text of its own."""

    ASK_WHO_NEEDS = "ask_who_needs"
    ASK_WHO_CAN_HELP = "ask_who_can_help"
    ASK_ALIKE = "ask_alike"
    TOGETHER = "together"
    TOGETHER_ALIKE = "together_alike"
    FOLLOW_UP = "follow_up"
    THANK = "thank"
    THANK_INTRODUCER = "thank_introducer"

    @property
    def said(self) -> Said:
        """To whom, and what for."""
        return {
            NoteKind.ASK_WHO_NEEDS: say("Asking who needs something"),
            NoteKind.ASK_WHO_CAN_HELP: say("Asking who could help"),
            NoteKind.ASK_ALIKE: say("Asking people who share something"),
            NoteKind.TOGETHER: say("Bringing need and help together"),
            NoteKind.TOGETHER_ALIKE: say("Bringing together who share something"),
            NoteKind.FOLLOW_UP: say("Asking what came of it"),
            NoteKind.THANK: say("Thanking both"),
            NoteKind.THANK_INTRODUCER: say("Thanking who introduced you"),
        }[self]

    @property
    def text(self) -> Said:
        """What the program brings along."""
        return {
            NoteKind.ASK_WHO_NEEDS: say(
                "Hello {first}, you are looking for {need}. May I introduce you to {other}, who could help with that? "
                "I ask both of you first, and only go on if you both like the idea."
            ),
            NoteKind.ASK_WHO_CAN_HELP: say(
                "Hello {first}, may I introduce you to {other}? It is about {what}, and I thought of you. "
                "I ask both of you first, and only go on if you both like the idea."
            ),
            NoteKind.ASK_ALIKE: say(
                "Hello {first}, may I introduce you to {other}? {why} "
                "I ask both of you first, and only go on if you both like the idea."
            ),
            NoteKind.TOGETHER: say(
                "{one}, meet {other}, who could help with {need}. {other}, meet {one}. You both said that you would "
                "like to be in touch, so I leave the rest to the two of you."
            ),
            NoteKind.TOGETHER_ALIKE: say(
                "{one}, meet {other}. {other}, meet {one}. {why} You both said that you would like to be in touch, "
                "so I leave the rest to the two of you."
            ),
            NoteKind.FOLLOW_UP: say(
                "Hello {first}, did you and {other} find time for each other? I would like to hear what came of it."
            ),
            NoteKind.THANK: say(
                "Hello {first}, thank you for saying yes to meeting {other}. I am glad that I could bring you together."
            ),
            NoteKind.THANK_INTRODUCER: say(
                "Hello {first}, thank you for introducing me to {other}. It means a lot that you thought of me."
            ),
        }[self]

    @property
    def placeholders(self) -> Mapping[str, Said]:
        """What its text may hold, by name, and what each becomes."""
        reader = {"first": say("the first word of the name of who reads it"), "name": say("their whole name")}
        both = {"one": say("the name of who needs something"), "other": say("the name of who could help")}
        hidden = {"other": say("the other one’s name; “someone I know” until they agreed")}
        named = {"other": say("the other one’s name")}
        match self:
            case NoteKind.ASK_WHO_NEEDS:
                return reader | hidden | {"need": say("what they need, as you noted it")}
            case NoteKind.ASK_WHO_CAN_HELP:
                what = say("what they offer or work as; the other one’s need once that one agreed")
                return reader | hidden | {"what": what}
            case NoteKind.ASK_ALIKE:
                return reader | hidden | {"why": say("a sentence on what they share, where you noted it")}
            case NoteKind.TOGETHER:
                return both | {"need": say("what is needed"), "offer": say("what is offered")}
            case NoteKind.TOGETHER_ALIKE:
                why = say("a sentence on what they share, else the purpose you noted")
                return {"one": say("the name of the one"), "other": say("the name of the other"), "why": why}
            case NoteKind.FOLLOW_UP | NoteKind.THANK_INTRODUCER:
                return reader | named
            case NoteKind.THANK:
                return reader | named | {"result": say("what came of it, as you noted it")}

    @property
    def example(self) -> Mapping[str, Said]:
        """Something for each placeholder, to show how a text reads."""
        hidden = self in (NoteKind.ASK_WHO_NEEDS, NoteKind.ASK_WHO_CAN_HELP, NoteKind.ASK_ALIKE)
        shared = {
            "first": say("Lea"),
            "name": say("Lea Berger"),
            "one": say("Lea Berger"),
            "other": say("someone I know") if hidden else say("Omar Khan"),
            "need": say("a roofer"),
            "offer": say("roofs and gutters"),
            "what": say("your work as {role}", role=say("roofer")),
            "why": say("You both like {what}.", what=say("chess")),
            "result": say("They found a good day for it."),
        }
        return {name: shared[name] for name in self.placeholders}


_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def fault(kind: NoteKind, text: str) -> Said | None:
    """What is wrong with a text for this kind of note; None: nothing."""
    known = kind.placeholders
    for name in _PLACEHOLDER.findall(text):
        if name not in known:
            there = ", ".join(f"{{{one}}}" for one in known)
            return say(
                "{placeholder} stands for nothing in this note. It may hold {known}.",
                placeholder=f"{{{name}}}",
                known=there,
            )
    return None


def written(text: str, values: Mapping[str, str]) -> str:
    """A text with its placeholders filled in; what stands for nothing stays as it was typed."""

    def filled(match: re.Match[str]) -> str:
        value = values.get(match[2])
        return match[0] if value is None else match[1] + value if value else ""  # no gap where nothing is said

    return re.sub(rf"( ?){_PLACEHOLDER.pattern}", filled, text).strip()


# ------------------------------------------------------------------------------------------------ the notes


@dataclass(frozen=True, slots=True)
class Note:
    """A note that may be sent now."""

    kind: NoteKind
    to: tuple[PersonRef, ...]
    """Who reads it: one, or both."""
    values: Mapping[str, str]
    """What stands for each placeholder; some of it `Said`."""
    mind: Said | None = None
    """What it keeps back, and why."""


def notes(detail: IntroductionDetail, grounds: Sequence[Ground] = (), *, thanked: bool = False) -> tuple[Note, ...]:
    """The notes for the step that comes next. `grounds`: what is known to speak for these two, the strongest first."""
    if detail.side is Side.RECEIVED:
        if detail.introducer is None or thanked:
            return ()
        values = _reader(detail.introducer) | {"other": detail.other.name if detail.other else ""}
        return (Note(NoteKind.THANK_INTRODUCER, (detail.introducer,), values),)
    if detail.one is None or detail.other is None or Consent.DECLINED in (detail.one_consent, detail.other_consent):
        return ()
    ground = _ground(detail, grounds)
    match detail.state:
        case IntroductionState.IDEA:
            return (_ask(detail, End.ONE, ground),)
        case IntroductionState.ASKED_ONE:
            return (_ask(detail, End.OTHER, ground),)
        case IntroductionState.ASKED_BOTH:
            return () if awaited(detail) else (_together(detail, detail.one, detail.other, ground),)
        case IntroductionState.MADE | IntroductionState.MET:
            follow = detail.state is IntroductionState.MADE or not detail.result.strip()
            if thanked and not follow:
                return ()
            kind = NoteKind.FOLLOW_UP if follow else NoteKind.THANK
            pairs = ((detail.one, detail.other), (detail.other, detail.one))
            return tuple(
                Note(kind, (to,), _reader(to) | {"other": other.name, "result": sentence(detail.result)})
                for to, other in pairs
            )
        case _:
            return ()


def notes_for(suggestion: Suggestion) -> tuple[Note, ...]:
    """The note that would begin an introduction that is suggested."""
    one, other = (PersonRef(p.id, p.name) for p in (suggestion.one, suggestion.other))
    return notes(IntroductionDetail(Side.GIVEN, one, other, state=IntroductionState.IDEA), suggestion.grounds)


def _ground(detail: IntroductionDetail, grounds: Sequence[Ground]) -> Ground | None:
    """What the notes are about: the strongest ground that the purpose speaks of, where a purpose is noted."""
    purpose = detail.purpose.strip()
    return next((ground for ground in grounds if not purpose or ground.speaks_of(purpose)), None)


def _ask(detail: IntroductionDetail, end: End, ground: Ground | None) -> Note:
    to, other = end.person(detail), end.across.person(detail)
    assert to is not None
    assert other is not None
    agreed = end.across.consent(detail) is Consent.AGREED
    values: dict[str, str] = _reader(to) | {"other": other.name if agreed else say("someone I know")}
    mind = None if agreed else say("{name} has not agreed yet: this note does not say who they are.", name=other.name)
    if ground is None or not ground.kind.is_business:
        why = _shared(ground, to, other, agreed=agreed) if ground else ""
        return Note(NoteKind.ASK_ALIKE, (to,), values | {"why": why}, mind)
    if ground.first.id == to.id:
        return Note(NoteKind.ASK_WHO_NEEDS, (to,), values | {"need": ground.what}, mind)
    own = say("your work as {role}", role=ground.that) if ground.kind is Why.ROLE else ground.that
    return Note(NoteKind.ASK_WHO_CAN_HELP, (to,), values | {"what": ground.what if agreed else own}, mind)


def _shared(ground: Ground, to: PersonRef, other: PersonRef, *, agreed: bool) -> str:
    """What two people share, told to one of them."""
    if ground.kind is Why.PLACE:
        return say("You are both at home in {place}.", place=ground.what)
    if ground.is_tag:
        return ""
    mine, theirs = (ground.what, ground.that) if ground.first.id == to.id else (ground.that, ground.what)
    if ground.is_the_same:
        return say("You both like {what}.", what=mine)
    if agreed:
        return say("You like {what}; {name} likes {that}.", what=mine, name=other.name, that=theirs)
    return say("You like {what}, and they like something close to it.", what=mine)


def _together(detail: IntroductionDetail, one: PersonRef, other: PersonRef, ground: Ground | None) -> Note:
    if ground is not None and ground.kind.is_business:
        one, other = (one, other) if ground.first.id == one.id else (other, one)
        values = {"one": one.name, "other": other.name, "need": ground.what, "offer": ground.that}
        return Note(NoteKind.TOGETHER, (one, other), values)
    if ground is None:
        why: str = sentence(detail.purpose)
    elif ground.kind is Why.INTEREST and not ground.is_tag and not ground.is_the_same:
        why = ground.said
    else:
        why = _shared(ground, one, other, agreed=True)
    return Note(NoteKind.TOGETHER_ALIKE, (one, other), {"one": one.name, "other": other.name, "why": why})


def _reader(to: PersonRef) -> dict[str, str]:
    return {"first": first_word(to.name), "name": to.name}


_TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "mx", "sir", "dame", "herr", "frau", "ing", "mag", "rev"})


def first_word(name: str) -> str:
    """A name short enough for a step or a greeting."""
    words = name.split()
    return next((word for word in words if word.rstrip(".").casefold() not in _TITLES), " ".join(words))


def sentence(text: str) -> str:
    """What was noted in a few words, as it can stand among sentences."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if not text or text[-1] in ".!?…。" else f"{text}."
