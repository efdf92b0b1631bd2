"""The week and the year, and the minute before a call."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest

from netjournal.model import LEDGER_KINDS, EntryKind, Trust, TrustKind
from netjournal.review import Period, ReviewFacts, Settled, compared, review, week_of, year_of

TODAY = date(2026, 11, 23)  # a Monday


def test_a_week_goes_from_monday_to_sunday():
    for n in range(7):
        assert week_of(TODAY + timedelta(days=n)) == (TODAY, TODAY + timedelta(days=6))
    assert year_of(TODAY) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(("days", "wide"), [(1, 28), (7, 28), (28, 28), (365, 365)])
def test_what_is_compared_is_never_less_than_four_weeks(days, wide):
    before, now, until = compared(TODAY - timedelta(days=days - 1), TODAY)
    assert (until - now).days + 1 == wide
    assert (now - before).days == wide


def test_who_moved_closer_and_who_drifted(opened, planted):
    closer, drifted, steady = (planted.person(name) for name in ("Closer", "Drifted", "Steady"))
    for ago in (3, 5, 5, 7):
        planted.entry(closer, ago=ago)
    for ago in (30, 35, 40):
        planted.entry(drifted, ago=ago)
    for ago in (3, 5, 33, 35):
        planted.entry(steady, ago=ago)
    found = opened(planted).week_review()
    assert [(m.person.name, m.now, m.before) for m in found.closer] == [("Closer", 3, 0)]
    assert [(m.person.name, m.now, m.before) for m in found.drifted] == [("Drifted", 0, 3)]
    assert [c.person.name for c in found.calls] == ["Drifted"]


def test_the_resting_have_not_drifted(opened, planted):
    person = planted.person("Resting", resting=1)
    for ago in (30, 35, 40):
        planted.entry(person, ago=ago)
    assert opened(planted).week_review().drifted == ()


def test_a_year_of_the_sample_is_counted_right(sampled, sample_store):
    whole = sampled[1]
    found = sample_store.year_review()
    in_year = {e["id"]: e for e in whole["entry"] if "2026-01-01" <= e["day"] <= TODAY.isoformat()}
    counts = {str(name): n for name, n in found.counts}
    for kind in (EntryKind.MEETING, EntryKind.CALL, EntryKind.GIFT):
        n = sum(e["kind"] == kind.value for e in in_year.values())
        assert counts[kind.value if n == 1 else f"{kind.value}s"] == n
    assert found.happened.args["entries"].args["n"] == len(in_year)
    unanswered = {e["id"] for e in whole["entry"] if e["unanswered"]}
    days = defaultdict(set)
    everything = {e["id"]: e["day"] for e in whole["entry"]}
    for p in whole["participant"]:
        if p["role"] == "with" and p["entry_id"] not in unanswered:
            days[p["person_id"]].add(everything[p["entry_id"]])
    assert found.happened.args["people"].args["n"] == sum(
        any("2026-01-01" <= d <= TODAY.isoformat() for d in some) for some in days.values()
    )
    before, now, until = compared(date(2026, 1, 1), TODAY)
    for m in (*found.closer, *found.drifted):
        some = days[m.person.id]
        assert m.now == sum(now.isoformat() <= d <= until.isoformat() for d in some)
        assert m.before == sum(before.isoformat() <= d < now.isoformat() for d in some)


@pytest.mark.parametrize(("n", "said"), [(1, ["meeting", "call", "email"]), (2, ["meetings", "calls", "emails"])])
def test_what_is_counted_reads_by_how_many_there_are(opened, planted, n, said):
    person = planted.person()
    for kind in ("meeting", "call", "email"):
        for _ in range(n):
            planted.entry(person, ago=0, kind=kind)
    counts = [(str(name), many) for name, many in opened(planted).week_review().counts]
    assert counts == [*((word, n) for word in said), ("person new in the journal", 1)]


@pytest.mark.parametrize("kind", list(EntryKind))
def test_every_kind_of_entry_is_in_one_of_the_counts(kind):
    nothing = {"touches": {}, "people": {}, "first_met": (), "promises": (), "pending": (), "agenda": ()}
    came = (Settled(1, kind, "given", "made", TODAY, "", ()),) if kind in LEDGER_KINDS else ()
    facts = ReviewFacts(Period.WEEK, TODAY, TODAY, entries={kind: 1}, touched=0, settled=came, **nothing)
    assert [n for _, n in review(facts).counts] == [1]


def test_three_calls_also_where_there_are_fewer_reasons(opened, planted):
    people = [planted.person(f"Drifted {n}") for n in range(5)]
    for person in people:
        for ago in (30, 35, 40):
            planted.entry(person, ago=ago)
    calls = opened(planted).week_review().calls
    assert [c.person.id for c in calls] == people[:3]


def test_who_sent_whom_and_who_introduced_whom_is_told(opened, planted):
    ana, tom, bo = (planted.person(name) for name in ("Ana", "Tom", "Bo"))
    for state, ago in (("won", 1), ("passed_on", 2)):
        entry = planted.entry(ana, tom, ago=ago, kind="referral")
        planted.add(
            "referral", entry_id=entry, side="received", other_id=ana, prospect_id=tom, need="a roof", state=state
        )
    for side, ends, ago in (
        ("given", {"one_id": tom, "other_id": bo}, 3),
        ("received", {"introducer_id": ana, "other_id": bo}, 4),
    ):
        entry = planted.entry(*ends.values(), ago=ago, kind="introduction")
        planted.add("introduction", entry_id=entry, side=side, state="made", **ends)
    store = opened(planted)
    found = store.review(Period.WEEK, store.today - timedelta(days=6), store.today)
    assert [str(h.what) for h in found.highlights][:4] == [
        "Ana sent you Tom, and it was won: a roof.",
        "Ana sent you Tom: a roof.",
        "You brought Tom and Bo together.",
        "Ana introduced you to Bo.",
    ]


def test_business_that_came_by_itself_is_a_win(opened, planted):
    for n, (offering, worth) in enumerate([(None, "12500"), (1, None), (None, None)]):
        person = planted.person(f"Person {n}")
        planted.ask(person, 1, "yes", side="received", offering=offering, worth=worth)
    planted.ask(planted.person("Gone"), 1, "elsewhere", side="received")
    store = opened(planted)
    found = store.review(Period.WEEK, store.today - timedelta(days=6), store.today)
    assert [str(h.what) for h in found.highlights if h.entry] == [
        "Person 0 came to you, and you said yes: it.",
        "Person 1 came to you, and you said yes: it.",
    ]
    assert ("ask of theirs that went elsewhere", 1) in found.counts


def test_what_is_set_beside_what_is_said(opened, planted):
    drifted = planted.person("Drifted")
    for ago in (30, 35, 40):
        planted.entry(drifted, ago=ago)
    found = opened(planted).week_review()
    assert found.beside == 28
    assert [str(c.why) for c in found.calls] == ["in touch on 0 of 28 days, on 3 of the 28 before"]


def test_nothing_is_waited_for_of_the_dead_and_i_am_nobody_i_met(opened, planted):
    me = planted.person("Me", is_me=1)
    gone = planted.person("Opa Karl", deceased=1)
    ana = planted.person("Ana")
    for person in (gone, ana):
        planted.ask(person, 100)
        planted.entry(person, ago=90, kind="gift", direction="them")
    planted.entry(me, ana, ago=0)
    store = opened(planted)
    review = store.week_review()
    assert {p.people for p in review.open} == {(ana,)}
    assert review.happened == "1 entry, 1 face to face, with 1 person or organization."
    assert not [line for line in store.brief(gone) if line.startswith("Open")]
    assert [g.people[0] for g in store.insight("thanks").parts[0].groups] == [ana]
    planted.entry(me, ana, ago=0, kind="gift")
    behind = opened(planted).insight("months").parts[1].groups[-1].people
    assert list(behind) == [ana]


def test_the_brief_says_what_came_of_what(opened, planted):
    ana, hal = planted.person("Ana"), planted.person("Hal")
    planted.outcome(planted.ask(ana, 9), ana, 3, "no")
    sent = planted.entry(ana, hal, ago=5, kind="referral")
    planted.add("referral", entry_id=sent, side="received", other_id=ana, prospect_id=hal, need="a survey", state="won")
    planted.entry(ana, ago=20, text="Long ago.")
    lunch = planted.entry(ana, ago=1, text="Lunch with Ana.")
    ask = planted.ask(ana, 1)
    planted.tables["entry"][ask - 1]["within_id"] = lunch
    assert [line.partition(": ")[2] for line in opened(planted).brief(ana)[-3:]] == [
        "Lunch with Ana. · I asked: it",
        "came of it: it (no)",
        "sent to me: Hal, a survey (won)",
    ]


def test_what_is_private_is_not_for_others(opened, planted):
    ana, tom = planted.person("Ana"), planted.person("Tom")
    secret = planted.ask(ana, 3, "yes", 2)
    planted.ask(tom, 3, "yes", 2)
    waits = planted.ask(ana, 5, side="received")
    for entry in (secret, waits):
        planted.tables["entry"][entry - 1]["private"] = 1
    store = opened(planted)
    found = store.review(Period.WEEK, store.today - timedelta(days=6), store.today)
    assert {h.entry for h in found.highlights if h.entry} >= {secret}
    assert waits in {p.entry for p in found.open} & {c.entry for c in found.calls}
    printed = found.for_others()
    named = {one.entry for one in (*printed.highlights, *printed.open, *printed.calls)}
    assert not named & {secret, waits}
    assert named
    lines = [len(one.highlights) + len(one.open) + len(one.calls) for one in (found, printed)]
    assert found.left_out == lines[0] - lines[1] > 2


def test_why_somebody_is_trusted_is_not_for_others(opened, planted):
    ana = planted.person("Ana")
    planted.entry(ana, ago=2)
    store = opened(planted)
    store.save_fact(Trust(0, ana, "kept quiet about the sale", store.today, TrustKind.KEPT_CONFIDENCE, 4))
    found = store.review(Period.WEEK, store.today - timedelta(days=6), store.today)
    said = "You could rely on Ana: kept quiet about the sale"
    assert said in [str(one.what) for one in found.highlights]
    assert not [one for one in found.for_others().highlights if "quiet" in one.what]
    assert found.left_out == 1


def test_three_calls_for_three_reasons(sample_store):
    calls = sample_store.week_review().calls
    assert len(calls) == 3
    assert len({c.person.id for c in calls}) == 3
    assert len({c.why.template for c in calls}) == 3


def test_a_quiet_week_says_so(opened, planted):
    planted.person()
    found = opened(planted).week_review(date(2020, 5, 5))
    assert found.happened == "Nothing was written down."
    assert (found.counts, found.highlights, found.closer, found.drifted) == ((), (), (), ())


def test_the_brief_begins_with_who_and_when(opened, planted):
    person = planted.person("Ana", closeness="close", comfort="ask_gently")
    planted.entry(person, ago=3, kind="call", text="Spoke of the roof.")
    planted.add("preference", person_id=person, kind="boundary", text="never before ten")
    planted.add("preference", person_id=person, kind="likes", text="jazz", until="2020-01-01")
    lines = opened(planted).brief(person)
    assert lines[0] == "Ana · close"
    assert lines[1].startswith("Last touch: call")
    assert "Mind: never before ten." in lines
    assert "Business: ask gently." in lines
    assert "Has not heard of: House check, Roof check." in lines
    assert not any("jazz" in line for line in lines)
    assert lines[-1].endswith("Spoke of the roof.")
