"""Who is tied to whom, the groups of a great network, and a layout that is the same in every run."""

from __future__ import annotations

from math import hypot

from hypothesis import given, settings
from hypothesis import strategies as st

from netjournal.model import Closeness, RelationshipKind
from netjournal.network import Bond, By, Member, Network, Tie, Wanted, layout

PAIRS = st.lists(st.tuples(st.integers(1, 25), st.integers(1, 25)), max_size=40)


def people(*names: str, **parts: object) -> dict[int, Member]:
    return {n: Member(n, name, **parts) for n, name in enumerate(names, 1)}


def test_a_tie_reads_from_either_end():
    parent = Tie(1, 2, Bond.KNOW, RelationshipKind.PARENT)
    assert parent.seen_from(1, "Bo") == "parent: Bo"
    assert parent.seen_from(2, "Ana") == "child: Ana"
    led = Tie(1, 2, Bond.INTRODUCED)
    assert (led.seen_from(1, "Bo"), led.seen_from(2, "Ana")) == ("introduced Bo", "introduced by Ana")
    sent = Tie(1, 2, Bond.SENT)
    assert (sent.seen_from(1, "Bo"), sent.seen_from(2, "Ana")) == ("sent me Bo", "sent by Ana")
    mine = Tie(1, 2, Bond.SENT, mine=True)
    assert (mine.seen_from(1, "Bo"), mine.seen_from(2, "Ana")) == ("I sent them to Bo", "I sent Ana to them")
    assert sent.across(1) == 2
    together = Tie(1, 2, Bond.INTRODUCED, mine=True)
    assert [tie.leads for tie in (parent, led, sent, mine, together)] == [False, True, True, True, False]


def test_a_part_has_only_ties_between_those_who_are_in_it():
    members = people("Ana", "Bo", "Lea")
    members[3] = Member(3, "Lea", Closeness.CLOSE, tags=("choir",))
    members[2] = Member(2, "Bo", Closeness.CLOSE)
    whole = Network(members, [Tie(1, 2, Bond.KNOW), Tie(2, 3, Bond.SENT)])
    close = whole.part(Wanted(closeness=Closeness.CLOSE))
    assert list(close.members) == [2, 3]
    assert [t.bond for t in close.ties] == [Bond.SENT]
    assert whole.part(Wanted(bonds=frozenset([Bond.KNOW]))).tied() == [1, 2]
    assert list(whole.part(Wanted(tag="choir")).members) == [3]


def test_groups_hold_everybody_once_and_count_the_ties_between():
    members = {n: Member(n, f"P{n}", tags=("choir",) if n < 6 else ("chess",)) for n in range(1, 9)}
    members |= {n: Member(n, f"P{n}", organization="Berg") for n in range(9, 12)} | {12: Member(12, "Alone")}
    whole = Network(members, [Tie(1, 7, Bond.KNOW), Tie(2, 8, Bond.SENT), Tie(1, 2, Bond.KNOW), Tie(9, 3, Bond.KNOW)])
    groups, between = whole.groups(By.TAG)
    assert [(g.name, len(g.people)) for g in groups] == [("choir", 5), ("chess", 3), ("", 4)]
    assert between == {(1, 2): 2, (1, 3): 1}
    assert [(g.name, len(g.people)) for g in whole.groups(By.ORGANIZATION)[0]] == [("Berg", 3), ("", 9)]
    assert [(g.name, len(g.people)) for g in whole.groups(By.TAG, most=1)[0]] == [("choir", 5), ("", 7)]


def test_closeness_stands_in_its_own_order():
    near = {1: Closeness.ACTIVE, 2: Closeness.INNER_CIRCLE, 3: None, 4: Closeness.ACTIVE}
    groups, _ = Network({n: Member(n, f"P{n}", c) for n, c in near.items()}).groups(By.CLOSENESS)
    assert [(g.name, g.people) for g in groups] == [("inner circle", (2,)), ("active", (1, 4)), ("", (3,))]


def test_a_part_of_some_and_those_with_the_most_ties():
    whole = Network(people("Ana", "Bo", "Lea"), [Tie(1, 2, Bond.KNOW), Tie(2, 3, Bond.SENT), Tie(1, 2, Bond.SENT)])
    assert list(whole.only([3, 2, 9]).members) == [2, 3]
    assert [t.bond for t in whole.only([3, 2]).ties] == [Bond.SENT]
    assert whole.most_tied(2) == [1, 2]


@given(PAIRS)
@settings(max_examples=30, deadline=None)
def test_everybody_stands_somewhere_of_their_own_whatever_the_order(pairs: list[tuple[int, int]]):
    ids = sorted({n for pair in pairs for n in pair})
    places = layout(ids, pairs)
    assert sorted(places) == ids
    assert layout(list(reversed(ids)), [(b, a) for a, b in reversed(pairs)]) == places
    apart = [hypot(a[0] - b[0], a[1] - b[1]) for n, a in places.items() for m, b in places.items() if n < m]
    assert min(apart, default=1) > 0.05


def test_who_is_tied_stands_nearer_than_who_is_not():
    ring = [(n, n % 12 + 1) for n in range(1, 13)]
    places = layout(range(1, 13), ring)

    def far(one: int, other: int) -> float:
        return hypot(places[one][0] - places[other][0], places[one][1] - places[other][1])

    assert max(far(*pair) for pair in ring) < far(1, 7)


def test_islands_do_not_lie_on_one_another():
    pairs = [(3 * n, 3 * n + 1) for n in range(60)] + [(3 * n, 3 * n + 2) for n in range(60)]
    places = layout(range(180), pairs)
    apart = [hypot(a[0] - b[0], a[1] - b[1]) for n, a in places.items() for m, b in places.items() if n // 3 < m // 3]
    assert min(apart) >= 1


def test_a_layout_shows_how_far_it_is_and_stops_when_asked():
    pairs = [(n, (n * 7) % 600) for n in range(600)]
    seen: list[dict[int, tuple[float, float]]] = []
    layout(range(600), pairs, shown=seen.append, cancelled=lambda: len(seen) >= 2)
    assert len(seen) == 2
    assert all(len(places) == 600 for places in seen)
