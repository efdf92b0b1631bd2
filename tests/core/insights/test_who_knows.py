"""Who knows what I do, and whom to tell."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from netjournal.insights.awareness import Knows

TODAY = date(2026, 11, 23)


def told(planted, person, ago, awareness="told", offering=1):
    planted.add(
        "mention",
        entry_id=planted.entry(person, ago=ago, kind="mention"),
        offering_id=offering,
        awareness=awareness,
    )


def of(store, name="House check"):
    return next(w for w in store.who_knows() if w.offering.name == name)


@pytest.mark.parametrize(
    ("mentions", "knows"),
    [
        ([], Knows.NEVER),
        ([(365, "told")], Knows.LATELY),
        ([(366, "told")], Knows.LONG_AGO),
        ([(900, "told"), (10, "told")], Knows.LATELY),
        ([(900, "said_back"), (10, "told")], Knows.SAID_BACK),
        ([(900, "sent_someone"), (10, "said_back")], Knows.SENT_SOMEONE),
        ([(-3, "told")], Knows.NEVER),
    ],
)
def test_the_best_they_ever_showed(opened, planted, mentions, knows):
    person = planted.person()
    for ago, awareness in mentions:
        told(planted, person, ago, awareness)
    found = of(opened(planted))
    assert {k for k, people in found.people.items() if people} == {knows}
    assert bool(found.tell) is (knows in (Knows.NEVER, Knows.LONG_AGO))


def test_who_was_only_spoken_of_heard_nothing(opened, planted):
    person = planted.person()
    entry = planted.entry(ago=5, kind="mention", about=(person,))
    planted.add("mention", entry_id=entry, offering_id=1, awareness="told")
    assert of(opened(planted)).count(Knows.NEVER) == 1


def test_who_sent_me_somebody_for_it_knows_it(opened, planted):
    lea, bo = planted.person("Lea"), planted.person("Bo")
    sent = planted.entry(lea, bo, ago=100, kind="referral")
    planted.add("referral", entry_id=sent, side="received", other_id=lea, prospect_id=bo, offering_id=1, state="lost")
    found = of(opened(planted))
    assert list(found.people[Knows.SENT_SOMEONE]) == [lea]
    assert list(found.people[Knows.NEVER]) == [bo]


def test_who_asked_for_it_or_was_asked_or_bought_it_knows_it(opened, planted):
    asked, long_ago, bought, called, won, giver = (planted.person(name) for name in ("A", "L", "B", "C", "W", "G"))
    planted.ask(asked, 50, "no")
    planted.ask(long_ago, 400, "no")
    planted.ask(bought, 400, "yes")
    planted.ask(called, 400, side="received")
    sent = planted.entry(giver, won, ago=100, kind="referral")
    planted.add("referral", entry_id=sent, side="received", other_id=giver, prospect_id=won, offering_id=1, state="won")
    store = opened(planted)
    found = {knows: list(people) for knows, people in of(store).people.items() if people}
    assert found == {
        Knows.LATELY: [asked],
        Knows.LONG_AGO: [long_ago],
        Knows.SAID_BACK: [bought, called, won],
        Knows.SENT_SOMEONE: [giver],
    }
    for person in (asked, long_ago, bought, called, won, giver):
        assert [m.offering.id for m in store.offerings_known(person)] == [1]
        assert not any("House check" in line for line in store.brief(person) if line.startswith("Has not heard"))
        assert any("Roof check" in line for line in store.brief(person) if line.startswith("Has not heard"))


def test_the_closest_first_then_the_longest_ago(opened, planted):
    nobody = planted.person("No word")
    active = planted.person("Active", closeness="active")
    two_years, three_years = (planted.person(name, closeness="inner_circle") for name in ("Two", "Three"))
    told(planted, two_years, 730)
    told(planted, three_years, 1095)
    never = planted.person("Inner, never", closeness="inner_circle")
    found = of(opened(planted))
    assert list(found.tell) == [never, three_years, two_years, active, nobody]
    assert found.last_told == {n: TODAY - timedelta(days=ago) for n, ago in ((two_years, 730), (three_years, 1095))}


def test_who_is_left_in_peace(opened, planted):
    planted.person("Archived", archived=1)
    planted.person("Deceased", deceased=1)
    planted.person("Resting", resting=1)
    rested = planted.person("Rested", resting=1, resting_until="2026-11-01")
    planted.person("Apart", comfort="keep_apart")
    planted.person("Company", kind="organization")
    planted.person("Me", is_me=1)
    found = of(opened(planted))
    assert list(found.tell) == [rested]
    assert found.count(Knows.NEVER) == 2  # who keeps apart is counted, not told


def test_what_is_no_longer_offered_is_left_out(opened, planted):
    planted.tables["offering"][1]["retired"] = 1
    assert [w.offering.name for w in opened(planted).who_knows()] == ["House check"]


def test_on_the_sample_everybody_stands_once(sample_store):
    for found in sample_store.who_knows():
        ids = [p for people in found.people.values() for p in people]
        assert len(ids) == len(set(ids)) > 200
        assert set(found.tell) <= {*found.people[Knows.NEVER], *found.people[Knows.LONG_AGO]}
