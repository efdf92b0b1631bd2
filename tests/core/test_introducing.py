"""The steps of an introduction, and what a note tells whom at each of them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime

import pytest

from netjournal.errors import Invalid
from netjournal.introducing import (
    End,
    NoteKind,
    Step,
    answered,
    awaited,
    fault,
    first_word,
    idea,
    next_step,
    notes,
    notes_for,
    steps_done,
    take_step,
    written,
)
from netjournal.matching import Ground, Suggestion, Why
from netjournal.model import (
    Comfort,
    Consent,
    IntroductionDetail,
    IntroductionState,
    Named,
    PersonDraft,
    PersonRef,
    Preference,
    PreferenceKind,
    Side,
)
from netjournal.store import Store

ANA, TOM = PersonRef(1, "Ana Ruiz"), PersonRef(2, "Tom Berg")
ONE = IntroductionDetail(Side.GIVEN, ANA, TOM, state=IntroductionState.IDEA)
State = IntroductionState
ASKED_FIRST = " I ask both of you first, and only go on if you both like the idea."
BOTH_SAID = " You both said that you would like to be in touch, so I leave the rest to the two of you."


def ground(kind=Why.NEED, what="a roofer", that="gutters and slate", first=ANA, second=TOM, **parts):
    return Ground(kind, Named(first.id, first.name), Named(second.id, second.name), what, that, **parts)


def sent(detail, *grounds, thanked=False):
    """What would be sent: to whom, in which words."""
    return [
        (" and ".join(who.name for who in note.to), written(note.kind.text, note.values))
        for note in notes(detail, grounds, thanked=thanked)
    ]


def said(detail, *grounds, **parts):
    return [text for _, text in sent(detail, *grounds, **parts)]


# ------------------------------------------------------------------------------------------------ the steps


def test_the_steps_one_after_another():
    detail, taken = ONE, []
    while (step := next_step(detail, thanked=Step.THANKS in taken)) is not None:
        taken.append(step)
        detail = take_step(detail, step, result="they build together")
        for end in awaited(detail):
            detail = answered(detail, end, Consent.AGREED)
    assert taken == [*Step][1:]
    assert detail.state is State.MET
    assert (detail.one_consent, detail.other_consent) == (Consent.AGREED, Consent.AGREED)
    assert detail.result == "they build together"


@pytest.mark.parametrize(
    ("state", "next_one"),
    [
        (State.IDEA, Step.ASKED_ONE),
        (State.ASKED_ONE, Step.ASKED_OTHER),
        (State.ASKED_BOTH, Step.MADE),
        (State.MADE, Step.THEY_MET),
        (State.MET, Step.RESULT),
        (State.DECLINED, None),
    ],
)
def test_the_next_step_follows_from_the_state(state, next_one):
    assert next_step(replace(ONE, state=state)) is next_one


def test_who_is_asked_has_not_agreed_by_that():
    asked = take_step(ONE, Step.ASKED_ONE)
    assert (asked.one_consent, awaited(asked)) == (Consent.ASKED, (End.ONE,))
    both = take_step(asked, Step.ASKED_OTHER)
    assert awaited(both) == (End.ONE, End.OTHER)
    assert awaited(answered(both, End.ONE, Consent.AGREED)) == (End.OTHER,)
    assert take_step(both, Step.MADE).one_consent is Consent.ASKED


def test_asking_does_not_take_back_what_somebody_agreed_to():
    agreed = replace(ONE, one_consent=Consent.AGREED)
    assert take_step(agreed, Step.ASKED_ONE).one_consent is Consent.AGREED


def test_nobody_is_awaited_where_somebody_else_brought_us_together():
    assert awaited(replace(ONE, side=Side.RECEIVED, one=None, introducer=ANA, state=State.ASKED_BOTH)) == ()


def test_who_declines_ends_it():
    asked = answered(take_step(ONE, Step.ASKED_ONE), End.ONE, Consent.AGREED)
    declined = answered(take_step(asked, Step.ASKED_OTHER), End.OTHER, Consent.DECLINED)
    assert declined.state is State.DECLINED
    assert next_step(declined) is None
    assert notes(declined, [ground()]) == ()
    assert [s for s, done in steps_done(declined).items() if done] == [Step.IDEA, Step.ASKED_ONE, Step.ASKED_OTHER]


# ------------------------------------------------------------------------------------------------ need and help


def test_who_needs_something_is_asked_first_and_hears_no_name():
    assert sent(ONE, ground()) == [
        (
            "Ana Ruiz",
            "Hello Ana, you are looking for a roofer. May I introduce you to someone I know, who could help with that?"
            + ASKED_FIRST,
        )
    ]


def test_who_could_help_hears_neither_name_nor_need_before_the_other_agreed():
    (text,) = said(take_step(ONE, Step.ASKED_ONE), ground())
    assert text.startswith(
        "Hello Tom, may I introduce you to someone I know? It is about gutters and slate, and I thought of you."
    )


def test_once_the_one_agreed_the_other_hears_who_and_what_for():
    agreed = answered(take_step(ONE, Step.ASKED_ONE), End.ONE, Consent.AGREED)
    (text,) = said(agreed, ground())
    assert text.startswith("Hello Tom, may I introduce you to Ana Ruiz? It is about a roofer, and I thought of you.")


def test_both_are_told_of_each_other_only_once_both_agreed():
    both = take_step(answered(take_step(ONE, Step.ASKED_ONE), End.ONE, Consent.AGREED), Step.ASKED_OTHER)
    assert sent(both, ground()) == []
    assert sent(answered(both, End.OTHER, Consent.AGREED), ground()) == [
        (
            "Ana Ruiz and Tom Berg",
            "Ana Ruiz, meet Tom Berg, who could help with a roofer. Tom Berg, meet Ana Ruiz." + BOTH_SAID,
        )
    ]


@pytest.mark.parametrize(
    ("state", "one", "other"), [*itertools.product(State, Consent, Consent)], ids=lambda value: value.value
)
@pytest.mark.parametrize("turned", [False, True], ids=["one needs", "other needs"])
def test_no_note_tells_anybody_of_another_who_did_not_agree(state, one, other, turned):
    if state in (State.MADE, State.MET):
        return  # the user brought them together, whatever was noted before
    detail = replace(ONE, state=state, one_consent=one, other_consent=other)
    reasons = [ground(first=TOM, second=ANA) if turned else ground()]
    theirs = {1: ("Ana", "a roofer"), 2: ("Tom", "gutters and slate")}
    if turned:
        theirs = {1: ("Ana", "gutters and slate"), 2: ("Tom", "a roofer")}
    for note in notes(detail, reasons):
        text = written(note.kind.text, note.values)
        for end in End:
            who = end.person(detail)
            if note.to != (who,) and end.consent(detail) is not Consent.AGREED:
                assert not any(word in text for word in theirs[who.id]), text


def test_who_recorded_it_the_other_way_round_asks_in_fitting_words():
    (text,) = said(ONE, ground(first=TOM, second=ANA))
    assert text.startswith("Hello Ana, may I introduce you to someone I know? It is about gutters and slate")
    agreed = replace(ONE, state=State.ASKED_BOTH, one_consent=Consent.AGREED, other_consent=Consent.AGREED)
    (text,) = said(agreed, ground(first=TOM, second=ANA))
    assert text.startswith("Tom Berg, meet Ana Ruiz, who could help with a roofer.")


def test_what_somebody_works_as_is_told_as_their_work():
    (text,) = said(take_step(ONE, Step.ASKED_ONE), ground(Why.ROLE, "a tax adviser", "Tax adviser"))
    assert "It is about your work as Tax adviser, and I thought of you." in text


def test_what_a_note_keeps_back_is_said_beside_it():
    (note,) = notes(take_step(ONE, Step.ASKED_ONE), [ground()])
    assert note.mind == "Ana Ruiz has not agreed yet: this note does not say who they are."
    (note,) = notes(answered(take_step(ONE, Step.ASKED_ONE), End.ONE, Consent.AGREED), [ground()])
    assert note.mind is None


# ------------------------------------------------------------------------------------------------ what is shared

CHESS = ground(Why.INTEREST, "chess", "Chess")
ALMOST = ground(Why.INTEREST, "chess", "chess by post")
AGREED = replace(ONE, state=State.ASKED_ONE, one_consent=Consent.AGREED)
BOTH_AGREED = replace(AGREED, state=State.ASKED_BOTH, other_consent=Consent.AGREED)


@pytest.mark.parametrize(
    ("shared", "asking", "asking_named", "together"),
    [
        (CHESS, "You both like chess.", "You both like Chess.", "You both like chess."),
        (
            ALMOST,
            "You like chess, and they like something close to it.",
            "You like chess by post; Ana Ruiz likes chess.",
            "Ana Ruiz likes chess, Tom Berg likes chess by post.",
        ),
        (ground(Why.PLACE, "Kessford", ""), *["You are both at home in Kessford."] * 3),
    ],
    ids=["the same", "close to it", "place"],
)
def test_those_who_share_something_hear_of_that(shared, asking, asking_named, together):
    assert f"introduce you to someone I know? {asking} I ask both" in said(ONE, shared)[0]
    assert f"introduce you to Ana Ruiz? {asking_named} I ask both" in said(AGREED, shared)[0]
    assert f"Tom Berg, meet Ana Ruiz. {together} You both said" in said(BOTH_AGREED, shared)[0]


def test_a_tag_is_the_users_own_word_and_stands_in_no_note():
    tag = ground(Why.INTEREST, "generous", "generous", is_tag=True)
    for detail in (ONE, AGREED, BOTH_AGREED):
        (text,) = said(replace(detail, purpose="Ana Ruiz and Tom Berg both bear the tag generous."), tag)
        assert "generous" not in text
        assert "  " not in text


# ------------------------------------------------------------------------------------------------ purposes


def test_a_purpose_in_the_users_words_is_told_only_once_both_agreed():
    noted = {"purpose": "her house in the hills"}
    for detail in (ONE, AGREED):
        assert "hills" not in said(replace(detail, **noted), ground())[0]
    assert "meet Ana Ruiz. Her house in the hills. You both" in said(replace(BOTH_AGREED, **noted), ground())[0]


def test_of_several_grounds_the_note_speaks_of_that_which_the_purpose_names():
    (text,) = said(replace(ONE, purpose="a game of chess"), ground(), CHESS)
    assert "You both like chess." in text
    (text,) = said(replace(ONE, purpose=""), ground(), CHESS)
    assert "you are looking for a roofer" in text


def test_what_is_taken_up_keeps_its_ground():
    one, other = Named(1, "Ana Ruiz"), Named(2, "Tom Berg")
    suggestion = Suggestion(one, other, Why.NEED, (ground(), CHESS), 2.0)
    detail = idea(suggestion, date(2026, 11, 23)).entry.detail
    assert said(detail, ground()) == [written(n.kind.text, n.values) for n in notes_for(suggestion)]


def test_why_it_was_suggested_is_told_to_nobody(tmp_path):
    with Store.open(tmp_path / "a.netjournal", lambda: datetime(2026, 11, 23, 10, 0)) as store:
        ana, tom = (store.add_person(PersonDraft(name)) for name in ("Ana Ruiz", "Tom Berg"))
        store.save_fact(Preference(0, ana, PreferenceKind.NEEDS, "a reliable roofer"))
        store.save_fact(Preference(0, tom, PreferenceKind.OFFERS, "roofers"))
        (found,) = store.suggested_introductions()
        (entry,) = store.record(idea(found, store.today)).entries
        assert store.ledger_rows([entry])[entry].about == "Ana Ruiz needs a reliable roofer; Tom Berg offers roofers."
        draft = store.entry(entry).draft
        agreed = replace(
            draft.detail,
            state=State.ASKED_BOTH,
            one_consent=Consent.AGREED,
            other_consent=Consent.AGREED,
        )
        assert "roofer" not in said(agreed)[0]


def test_who_keeps_business_apart_is_told_of_none_when_it_is_under_way(tmp_path):
    with Store.open(tmp_path / "a.netjournal", lambda: datetime(2026, 11, 23, 10, 0)) as store:
        ana = store.add_person(PersonDraft("Ana Ruiz", comfort=Comfort.KEEP_APART))
        bo = store.add_person(PersonDraft("Bo Lind"))
        for who, kind, text in (
            (ana, "needs", "a roofer"),
            (ana, "likes", "roofs in the evening sun"),
            (bo, "offers", "roofs"),
            (bo, "likes", "roofs and towers"),
        ):
            store.save_fact(Preference(0, who, PreferenceKind(kind), text))
        assert {ground.kind for ground in store.grounds_between(ana, bo)} == {Why.INTEREST}


@pytest.mark.parametrize(
    ("name", "short"),
    [("Ana Ruiz", "Ana"), ("Dr. Ana Ruiz", "Ana"), ("Prof. Dr. Lea Berg", "Lea"), ("Dr", "Dr"), ("J. Smith", "J.")],
)
def test_somebody_is_greeted_by_name(name, short):
    assert first_word(name) == short


# ------------------------------------------------------------------------------------------------ afterwards


def test_afterwards_each_is_asked_what_came_of_it_and_then_thanked():
    made = replace(BOTH_AGREED, state=State.MADE)
    assert sent(made, ground()) == [
        (who, f"Hello {first}, did you and {other} find time for each other? I would like to hear what came of it.")
        for who, first, other in (("Ana Ruiz", "Ana", "Tom Berg"), ("Tom Berg", "Tom", "Ana Ruiz"))
    ]
    met = replace(made, state=State.MET)
    assert said(met) == said(made)
    told = replace(met, result="a new roof")
    assert [text.split(". ")[0] for text in said(told)] == [
        "Hello Ana, thank you for saying yes to meeting Tom Berg",
        "Hello Tom, thank you for saying yes to meeting Ana Ruiz",
    ]
    assert said(told, thanked=True) == []


def test_who_introduced_me_is_thanked():
    mine = IntroductionDetail(Side.RECEIVED, None, TOM, ANA)
    assert sent(mine) == [
        (
            "Ana Ruiz",
            "Hello Ana, thank you for introducing me to Tom Berg. It means a lot that you thought of me.",
        )
    ]
    assert sent(mine, thanked=True) == []


def test_an_introduction_of_which_one_is_not_known_has_no_note():
    assert sent(replace(ONE, other=None), ground()) == []


# ------------------------------------------------------------------------------------------------ the texts


@pytest.mark.parametrize("kind", NoteKind)
def test_the_texts_that_come_along_hold_only_what_can_be_filled_in(kind):
    assert fault(kind, kind.text) is None
    assert kind.said
    assert all(kind.placeholders.values())


def test_a_text_fills_in_only_what_it_knows():
    text = written("Dear {name}, {other} {why} {date} {}", {"name": "Ana {other}", "other": "Tom", "why": ""})
    assert text == "Dear Ana {other}, Tom {date} {}"
    assert written("One.\n\n  {why} Two.  Three.", {"why": "Why."}) == "One.\n\n  Why. Two.  Three."


def test_what_stands_for_nothing_is_said():
    assert fault(NoteKind.ASK_WHO_NEEDS, "Dear {name}, you need {offer}.") == (
        "{offer} stands for nothing in this note. It may hold {first}, {name}, {other}, {need}."
    )
    assert fault(NoteKind.THANK, "Thanks {first} } {") is None


def test_texts_are_kept_with_the_journal_and_the_programs_come_back(tmp_path):
    with Store.open(tmp_path / "a.netjournal", lambda: datetime(2026, 11, 23, 10, 0)) as store:
        assert store.note_texts == {}
        store.settle_note_texts({NoteKind.THANK: "Thanks {name}!", NoteKind.FOLLOW_UP: " "})
        assert store.note_texts == {NoteKind.THANK: "Thanks {name}!"}
        with pytest.raises(Invalid, match="stands for nothing") as wrong:
            store.settle_note_texts({NoteKind.THANK: "Thanks {nobody}!"})
        assert wrong.value.field == "thank"
        assert store.note_texts == {NoteKind.THANK: "Thanks {name}!"}
        store.undo()
        assert store.note_texts == {}


def test_the_grounds_between_two_are_read_whoever_else_is_there(tmp_path):
    with Store.open(tmp_path / "a.netjournal", lambda: datetime(2026, 11, 23, 10, 0)) as store:
        ana, tom, bo = (store.add_person(PersonDraft(name)) for name in ("Ana Ruiz", "Tom Berg", "Bo"))
        for who, kind, text in ((ana, "needs", "a roofer"), (tom, "offers", "roofs"), (bo, "offers", "a roof")):
            store.save_fact(Preference(0, who, PreferenceKind(kind), text))
        (found,) = store.grounds_between(tom, ana)
        assert (found.kind, found.first.name, found.what, found.that) == (Why.NEED, "Ana Ruiz", "a roofer", "roofs")
        assert store.grounds_between(tom, bo) == ()
