"""Lists, totals and the agenda, held against the same worked out in plain Python, over small journals of any kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netjournal.agenda import agenda
from netjournal.days import PartialDate
from netjournal.errors import Invalid
from netjournal.model import (
    Affiliation,
    Alias,
    AnswerKind,
    AskSide,
    AskState,
    Closeness,
    Comfort,
    DateKind,
    Direction,
    EntryFilter,
    EntryKind,
    Gratitude,
    IntroductionState,
    Lacks,
    LedgerFilter,
    LedgerKind,
    LedgerOrder,
    Money,
    PeopleFilter,
    PeopleOrder,
    PersonKind,
    PersonRef,
    PersonState,
    ReferralState,
    Reminder,
    Side,
    SpecialDate,
    ThanksDetail,
    Trust,
    TrustKind,
)

KINDS = ["meeting", "call", "note", "gift", "ask", "referral", "introduction", "attempt", "thanks"]


@st.composite
def journals(draw):
    """What is to be put into a journal: plain values, so that an example can be read."""
    days = st.integers(-10, 30) | st.integers(300, 400) | st.integers(700, 760) | st.integers(1090, 1500)
    people = draw(st.integers(1, 5))
    persons = [
        {
            "name": draw(st.sampled_from(["Ana", "bo", "Ça", "Ana Ruiz", "Zoë"])),
            "closeness": draw(st.sampled_from([None, None, *Closeness])),
            "comfort": draw(st.sampled_from(list(Comfort))),
            **draw(
                st.sampled_from(
                    [{}] * 4
                    + [{"archived": True}, {"deceased": True}, {"is_me": True}, {"resting": True}]
                    + [{"resting": True, "resting_until": date(2026, 11, 25)}]
                )
            ),
            "tag": draw(st.sampled_from([None, "golf", "choir"])),
            "birthday": draw(st.sampled_from([None, "1980-11-26", "--02-29", "1990-12-30", "--11-21"])),
            "trust": draw(st.sampled_from([None, TrustKind.LET_DOWN, TrustKind.KEPT_PROMISE])),
            "belongs": draw(st.booleans()),
        }
        for _ in range(people)
    ]
    entries = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "kind": st.sampled_from(KINDS),
                    "one": st.integers(0, people - 1),
                    "other": st.integers(0, people - 1),
                    "day": days,
                    "mine": st.booleans(),
                    "state": st.integers(0, 30),
                    "later": st.integers(0, 40),
                    "value": st.sampled_from([None, "10.10", "0.20", "7"]),
                    "time": st.sampled_from(["", "08:00", "17:30"]),
                    "inside": st.booleans(),
                }
            ),
            max_size=12,
        )
    )
    reminders = draw(st.lists(st.tuples(days, st.sampled_from(["", "FREQ=MONTHLY", "FREQ=YEARLY"])), max_size=2))
    answers = draw(
        st.lists(st.tuples(st.integers(0, 20), st.sampled_from(list(AnswerKind)), st.integers(0, 9)), max_size=4)
    )
    return persons, entries, reminders, answers


def fill(store, make, journal):
    persons, entries, reminders, answers = journal
    ids = []
    for n, person in enumerate(persons):
        parts = {k: v for k, v in person.items() if k not in {"name", "tag", "birthday", "trust", "belongs"}}
        ids.append(make.person(person["name"], **parts))
        if person["tag"]:
            store.set_tags(ids[-1], [person["tag"]])
        if person["birthday"]:
            store.save_fact(SpecialDate(0, ids[-1], DateKind.BIRTHDAY, PartialDate.parse(person["birthday"])))
        if person["trust"]:
            store.save_fact(Trust(0, ids[-1], "x", None, person["trust"]))
        if person["belongs"]:
            store.save_fact(Affiliation(0, ids[-1], PersonRef(0, f"Berg {n % 2}"), "Architect"))
    made = []
    for e in entries:
        one, other, day = ids[e["one"]], ids[e["other"]], e["day"]
        value = Money(Decimal(e["value"]), "EUR" if e["state"] % 2 else "CHF") if e["value"] else None
        side = Side.GIVEN if e["mine"] else Side.RECEIVED
        match e["kind"]:
            case "ask":
                ask_side = AskSide.MADE if e["mine"] else AskSide.RECEIVED
                made.append(make.ask(one, other, day=day, side=ask_side, value=value))
                for n in range(e["state"] % 3):
                    state = list(AskState)[(e["state"] + n) % 7]
                    outcome_value = value if n else None
                    back = make.day(e["later"] - 20) if e["later"] % 3 else None
                    make.outcome(made[-1], state, day=day - e["later"] + n, come_back=back, value=outcome_value)
            case "referral":
                prospect = other if other != one else None
                state = list(ReferralState)[e["state"] % 5]
                made.append(make.referral(one, prospect, day=day, side=side, state=state, value=value))
            case "introduction" if one != other:
                state = list(IntroductionState)[e["state"] % 6]
                made.append(make.introduction(one, other, day, None if e["mine"] else one, state=state))
            case "thanks":
                received = made[e["state"] % len(made)] if made else None
                detail = ThanksDetail(received, list(Gratitude)[e["state"] % 2])
                made.append(make.entry(one, day=day, kind=EntryKind.THANKS, detail=detail))
            case "attempt":
                made.append(make.entry(one, day=day, kind=EntryKind.CALL, unanswered=True))
            case kind:
                way = Direction.ME if e["mine"] else Direction.THEM
                within = made[-1] if made and e["inside"] else None
                kind = EntryKind.NOTE if kind == "introduction" else EntryKind(kind)
                parts = {"about": [one]} if kind is EntryKind.NOTE else {}
                people = [] if parts else [one, other]
                made.append(
                    make.entry(*people, day=day, kind=kind, direction=way, time=e["time"], within=within, **parts)
                )
    for n, (day, repeat) in enumerate(reminders):
        store.save_reminder(
            Reminder(0, "call", make.day(day), PersonRef(ids[n % len(ids)], "") if n else None, "", repeat)
        )
    for which, kind, days in answers:
        said = store.agenda()
        items = [*said.today, *said.soon]
        if items:
            store.answer(items[which % len(items)].key, kind, make.day(-days))
    return ids, made


PEOPLE_FILTERS = [
    PeopleFilter(),
    PeopleFilter(state=PersonState.ALL, kind=PersonKind.PERSON),
    PeopleFilter(words="a", state=PersonState.ALL),
    PeopleFilter(words="berg archi"),
    PeopleFilter(tags=("golf",)),
    PeopleFilter(open_asks=True),
    PeopleFilter(overdue=True, state=PersonState.ALL),
    PeopleFilter(closeness=(Closeness.CLOSE, Closeness.ACTIVE)),
    *(PeopleFilter(lacks=(lack,)) for lack in Lacks),
]
ENTRY_FILTERS = [
    EntryFilter(),
    EntryFilter(person=1),
    EntryFilter(person=2, kinds=(EntryKind.ASK, EntryKind.MEETING)),
    EntryFilter(words="ana"),
    EntryFilter(words="house"),
    EntryFilter(since=date(2026, 10, 1), until=date(2026, 11, 23)),
    EntryFilter(tags=("golf",)),
]
LEDGER_FILTERS = [
    LedgerFilter(),
    *(LedgerFilter(kinds=(kind,)) for kind in LedgerKind),
    LedgerFilter(kinds=(LedgerKind.ASK_MADE, LedgerKind.INTRODUCTION), only_open=True),
    LedgerFilter(person=1),
    LedgerFilter(states=("yes", "won")),
    LedgerFilter(owed_thanks=True),
    LedgerFilter(words="ana", since=date(2026, 1, 1)),
]


@settings(max_examples=40)
@given(journals())
def test_sorting_by_keys_gives_the_order_of_the_list(fresh, journal):
    with fresh() as (store, make):
        fill(store, make, journal)
        everybody = list(store.people_ids(PeopleFilter(state=PersonState.ALL)))
        for wanted in PEOPLE_FILTERS:
            assert store.count_people(wanted) == len(store.people_ids(wanted))
            for order in PeopleOrder:
                keys = store.people_keys(everybody, wanted, order)
                assert list(store.people_ids(wanted, order)) == sorted(keys, key=keys.get)
                assert list(store.people_ids(wanted, order, descending=True)) == sorted(keys, key=keys.get)[::-1]
        entries = list(store.entry_ids(EntryFilter()))
        for wanted in ENTRY_FILTERS:
            keys = store.entry_keys(entries, wanted)
            assert list(store.entry_ids(wanted)) == sorted(keys, key=keys.get, reverse=True)
        for wanted in LEDGER_FILTERS:
            for order in LedgerOrder:
                keys = store.ledger_keys(entries, wanted, order)
                assert list(store.ledger_ids(wanted, order)) == sorted(keys, key=keys.get, reverse=True)
                assert list(store.ledger_ids(wanted, order, descending=False)) == sorted(keys, key=keys.get)
        assert store.person_rows(everybody).keys() == set(everybody)
        assert store.entry_rows(entries).keys() == set(entries)


OPEN = {"open", "not_now", "passed_on", "in_contact", "idea", "asked_one", "asked_both"}
MET = {"yes", "won", "made", "met"}


@settings(max_examples=40)
@given(journals())
def test_totals_and_balance_are_what_the_rows_say(fresh, journal):
    with fresh() as (store, make):
        ids, made = fill(store, make, journal)
        for wanted in LEDGER_FILTERS:
            rows = store.ledger_rows(store.ledger_ids(wanted)).values()
            totals = store.ledger_totals(wanted)
            still_open, met = sum(r.state in OPEN for r in rows), sum(r.state in MET for r in rows)
            assert (totals.n, totals.open, totals.met) == (len(rows), still_open, met)
            assert totals.not_met == len(rows) - still_open - met
            assert all(r.is_open == (r.state in OPEN) for r in rows)
            sums = Counter()
            for row in rows:
                if row.state in MET and row.value:
                    sums[row.value.currency] += row.value.amount
            assert {m.currency: m.amount for m in totals.values} == dict(sums)
        whole = [store.entry(n) for n in made]
        ledger = store.ledger_rows(store.ledger_ids(LedgerFilter()))
        for person in ids:
            balance = store.balance(person)
            given_on, received_on = [], []
            for entry in whole:
                if person not in {p.person.id for p in entry.draft.participants}:
                    continue
                way = _given(entry, person, ledger[entry.id].value if entry.id in ledger else None)
                if way is not None:
                    (given_on if way else received_on).append(entry.draft.day)
            assert (balance.given, balance.received) == (len(given_on), len(received_on))
            assert balance.last_given == max(given_on, default=None)
            assert balance.last_received == max(received_on, default=None)
            asks = [e for e in whole if e.state and e.state.is_open]
            theirs = {e.id for e in asks if person in {p.person.id for p in e.draft.participants}}
            assert {a.id for a in store.open_asks(person)} == theirs
            assert store.person_rows([person])[person].open_asks == len(theirs)
            loops = store.open_loops(person)
            assert {loop.entry for loop in loops if loop.kind in {"ask", "answer"}} == theirs
            assert list(loops) == sorted(loops, key=lambda loop: (loop.day, loop.entry), reverse=True)


def _given(entry, person, worth):
    """True: given to this person; False: received from them; None: neither, as business is."""
    draft, detail = entry.draft, entry.draft.detail
    match draft.kind:
        case EntryKind.ASK if entry.state is AskState.YES and detail.offering is None and worth is None:
            return detail.side is AskSide.RECEIVED
        case EntryKind.GIFT if draft.direction is not Direction.BOTH:
            return draft.direction is Direction.ME
        case EntryKind.REFERRAL if detail.other.id == person:
            return detail.side is Side.GIVEN
        case EntryKind.INTRODUCTION if detail.side is Side.RECEIVED:
            return False if detail.introducer.id == person else None
        case EntryKind.INTRODUCTION if detail.state in {IntroductionState.MADE, IntroductionState.MET}:
            return True
    return None


@settings(max_examples=100)
@given(journals(), st.integers(-40, 40), st.sampled_from([0, 7, 30]))
def test_the_agenda_is_the_same_from_what_it_needs_as_from_everything(fresh, journal, days, horizon):
    with fresh() as (store, make):
        fill(store, make, journal)
        today = make.day(0) + timedelta(days=days)
        now = datetime.combine(today, time(12, 0))
        needed, everything = (store.agenda_facts(today, horizon, everything=e) for e in (False, True))
        assert agenda(needed, now, horizon) == agenda(everything, now, horizon)
        assert len(needed.people) <= len(everything.people)


# ---------------------------------------------------------------------------------------------------------- by hand


def test_thanks_are_owed_until_they_are_said(store, make):
    ana, bo = make.person("Ana"), make.person("Bo")
    referral = make.referral(ana, bo, side=Side.RECEIVED, day=20, state=ReferralState.WON)
    assert [(loop.kind, str(loop.what)) for loop in store.open_loops(ana)] == [
        ("thanks", "thank Ana: Bo"),
        ("report", "tell Ana how it went: Bo"),
    ]
    assert store.open_loops(bo) == ()
    assert list(store.ledger_ids(LedgerFilter(owed_thanks=True))) == [referral]
    assert store.ledger_rows([referral])[referral].owes_thanks
    assert [owed[0] for owed in store.thanks_owed(ana)] == [referral]
    assert store.thanks_owed(bo) == []
    make.entry(ana, kind=EntryKind.THANKS, detail=ThanksDetail(referral))
    assert [loop.kind for loop in store.open_loops(ana)] == ["report"]
    make.entry(ana, kind=EntryKind.THANKS, detail=ThanksDetail(referral, Gratitude.REPORTED))
    assert store.open_loops(ana) == ()
    assert not store.ledger_rows([referral])[referral].owes_thanks


def test_what_went_elsewhere_is_with_whoever_got_it_too(store, make):
    ana, lea = make.person("Ana"), make.person("Lea")
    berg = make.person("Berg & Co.", kind=PersonKind.ORGANIZATION)
    store.save_fact(Affiliation(0, lea, PersonRef(berg, "")))
    firm, her = make.ask(ana, what="the roof", day=3), make.ask(ana, what="the garden", day=3)
    make.outcome(firm, AskState.ELSEWHERE, day=2, elsewhere=PersonRef(berg, ""))
    make.outcome(her, AskState.ELSEWHERE, day=2, elsewhere=PersonRef(lea, ""))
    assert set(store.ledger_ids(LedgerFilter(person=berg))) == {firm, her}
    assert list(store.ledger_ids(LedgerFilter(person=lea))) == [her]
    assert set(store.ledger_keys([firm, her], LedgerFilter(person=lea))) == {her}
    make.outcome(her, AskState.YES, day=1)
    assert list(store.ledger_ids(LedgerFilter(person=lea))) == []


def test_the_journal_stands_newest_first_with_what_was_within_beneath(store, make):
    ana = make.person()
    morning = make.entry(ana, day=1, time="09:00")
    evening = make.entry(ana, day=1, time="19:00")
    ask = make.entry(
        ana,
        day=1,
        time="09:00",
        kind=EntryKind.ASK,
        detail=store.entry(make.ask(ana, day=9)).draft.detail,
        within=morning,
    )
    today = make.entry(ana)
    assert list(store.entry_ids(EntryFilter(since=make.day(2)))) == [today, evening, morning, ask]
    assert store.entry_rows([ask])[ask].inside
    assert [e.id for e in store.entry(morning).within] == [ask]


@pytest.mark.parametrize("many", [3, 40])
def test_no_question_is_asked_for_each_row(store, make, statements, many):
    berg = make.organization()
    ids = [make.person(f"Person {n}") for n in range(many)]
    entries = []
    for n, person in enumerate(ids):
        store.save_fact(Affiliation(0, person, PersonRef(berg, "")))
        store.set_tags(person, [f"tag {n % 5}"])
        ask = make.ask(person, side=AskSide.RECEIVED)
        make.outcome(ask, AskState.NOT_NOW, come_back=make.day(0))
        entries += [ask, make.entry(person, ids[0], within=ask)]
        make.entry(ids[0], within=entries[0])
        store.save_reminder(Reminder(0, "call", make.day(0), PersonRef(person, "")))
    assert store.known_names()
    assert store.preferences
    for most, ask in (
        (3, lambda: store.person_rows(ids)),
        (2, lambda: store.entry_rows(entries)),
        (2, lambda: store.ledger_rows(entries)),
        (2, store.reminders),
        (16, lambda: store.about(berg)),
        (26, lambda: store.summary(ids[0])),
        (26, store.agenda),
        (9, lambda: store.entry(entries[0])),
        (20, lambda: store.search("person")),
        (2, lambda: store.ledger_totals(LedgerFilter())),
    ):
        with statements(most):
            ask()


def test_what_is_settled_changes_the_cadence(store, make):
    ana = make.person(closeness=Closeness.CLOSE)
    assert store.person_rows([ana])[ana].cadence_days == 30
    store.settle(replace(store.preferences, cadence=((Closeness.CLOSE, 14),)))
    assert store.person_rows([ana])[ana].cadence_days == 14
    store.undo()
    assert store.person_rows([ana])[ana].cadence_days == 30


def test_people_in_the_order_of_every_column_without_the_blank_ones_first(store, make):
    ana, bo, cy = make.person("Ana Ruiz"), make.person("Bo Larsen"), make.person("Cy Young")
    berg, acme = make.organization("Berg & Co"), make.organization("Acme")
    day = make.day(0)
    store.save_fact(Affiliation(0, ana, PersonRef(acme, ""), "roofer"))
    store.save_fact(Affiliation(0, bo, PersonRef(acme, ""), "lawyer", until=PartialDate.parse("2020-01-01")))
    # What ends only later still holds, as the line says it.
    store.save_fact(Affiliation(0, bo, PersonRef(berg, ""), "Architect", until=PartialDate.parse("2030-01-01")))
    store.save_fact(Trust(0, ana, "kept her word", day, level=2))
    store.save_fact(Trust(0, bo, "kept his word", make.day(9), level=2))
    store.save_fact(Trust(0, bo, "kept it again", make.day(3), level=5))
    store.add_tags([ana], ["tennis"])
    store.add_tags([bo], ["zen", "Climbing"])
    store.save_person(ana, replace(store.person(ana).about, cadence_days=90))
    store.save_person(bo, replace(store.person(bo).about, closeness=Closeness.INNER_CIRCLE))
    people = PeopleFilter(kind=PersonKind.PERSON)
    wanted = {
        PeopleOrder.ORGANIZATION: [ana, bo, cy],
        PeopleOrder.ROLE: [bo, ana, cy],
        PeopleOrder.TAGS: [bo, ana, cy],
        PeopleOrder.CADENCE: [bo, ana, cy],
    }
    assert {order: list(store.people_ids(people, order)) for order in wanted} == wanted
    assert list(store.people_ids(people, PeopleOrder.TRUST, descending=True)) == [bo, ana, cy]


@pytest.mark.parametrize("typed", ["Müller", "muller", "zoe", "ZOÉ", "o’ne", "100%"])
def test_the_list_of_people_is_narrowed_whatever_the_accents(store, make, typed):
    wanted = make.person("Ana O’Neil 100%", nickname="Zoé")
    store.save_fact(Alias(0, wanted, "Ana Müller"))
    make.person("Bo Larsen 100")
    assert list(store.people_ids(PeopleFilter(words=typed))) == [wanted]


def test_no_ask_is_answered_before_it_was_made(store, make):
    ana = make.person()
    ask = make.ask(ana, day=10)
    outcome = make.outcome(ask, AskState.YES, day=3)
    for entry, day in ((ask, make.day(2)), (outcome, make.day(11))):
        with pytest.raises(Invalid) as told:
            store.save_entry(entry, replace(store.entry(entry).draft, day=day))
        assert told.value.field == "day"
    with pytest.raises(Invalid):
        make.outcome(ask, AskState.NO, day=11)
    store.save_entry(ask, replace(store.entry(ask).draft, day=make.day(3)))
    assert store.check().ok
