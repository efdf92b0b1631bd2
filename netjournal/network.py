"""The network as far as the journal says: who is tied to whom, how that reads, and where each stands on a map. Pure.

Hidden here: what counts as a tie, how a tie reads from either end, how people become a few groups when they are too
many to be drawn one by one, and the layout. A layout is the same for the same ties in every run: nothing is left to
chance or to the clock. People to whom no tie is noted have no place on it.

The layout is by forces (Fruchterman and Reingold, "Graph Drawing by Force-directed Placement", Software: Practice and
Experience 21, 1991), begun from a tree drawn in rings so that little has to be untangled, with repulsion only between
neighbours in a grid. A length of 1 is that of an ideal tie.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field
from math import ceil, cos, hypot, pi, sin

from .model import Closeness, RelationshipKind, Word
from .records import dataclass
from .wording import Said, say

MANY = 2000
"""People beyond which groups are drawn instead."""
MOST_GROUPS = 60

Place = tuple[float, float]


# ------------------------------------------------------------------------------------------------ who is tied to whom


class Bond(Word):
    """What ties two people."""

    KNOW = "know"
    """They know each other: a relationship."""
    INTRODUCED = "introduced"
    """One led to the other, or I brought them together."""
    SENT = "sent"
    """A referral: one sent me the other, or I sent one to the other."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two people, and what ties them. `mine`: I brought about an introduction or a referral."""

    one: int
    other: int
    bond: Bond
    how: RelationshipKind | None = None
    """Of a relationship, what the other is to the one."""
    mine: bool = False

    @property
    def leads(self) -> bool:
        """Whether it leads from the one to the other: who introduced whom, who was sent by whom."""
        return self.bond is Bond.SENT or (self.bond is Bond.INTRODUCED and not self.mine)

    def across(self, person: int) -> int:
        """Who stands at the other end."""
        return self.other if person == self.one else self.one

    def seen_from(self, person: int, name: str) -> Said:
        """How it reads on one end's page; `name` is who stands at the other."""
        first = person == self.one
        if self.bond is Bond.KNOW:
            kind = self.how or RelationshipKind.OTHER
            kind = kind if first else kind.seen_from_the_other
            if kind is RelationshipKind.OTHER:
                return say("knows {name}", name=name)
            return say("{kind}: {name}", kind=kind.said, name=name)
        if self.bond is Bond.INTRODUCED:
            if self.mine:
                return say("brought together with {name}", name=name)
            return say("introduced {name}", name=name) if first else say("introduced by {name}", name=name)
        if self.mine:
            return say("I sent them to {name}", name=name) if first else say("I sent {name} to them", name=name)
        return say("sent me {name}", name=name) if first else say("sent by {name}", name=name)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the network."""

    id: int
    name: str
    closeness: Closeness | None = None
    chapter: str = ""
    """The title of the chapter in which we met."""
    tags: tuple[str, ...] = ()
    organization: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the network; parts left at their default do not narrow."""

    tag: str = ""
    chapter: str = ""
    closeness: Closeness | None = None
    bonds: frozenset[Bond] = frozenset(Bond)

    def takes(self, member: Member) -> bool:
        return (
            (not self.tag or self.tag in member.tags)
            and (not self.chapter or self.chapter == member.chapter)
            and (self.closeness is None or self.closeness is member.closeness)
        )


class By(Word):
    """What people on the map are marked and grouped by."""

    CLOSENESS = "closeness"
    TAG = "tag"
    CHAPTER = "chapter"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Group:
    """People drawn as one. `name` is what they share; "": of the others nothing is noted, or too few share it."""

    id: int
    name: str
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """Everybody who might be drawn, and the ties between them."""

    members: Mapping[int, Member] = field(default_factory=dict)
    ties: Sequence[Tie] = ()

    def part(self, wanted: Wanted) -> Network:
        """The members that are wanted, with the wanted ties between them."""
        members = {id: one for id, one in self.members.items() if wanted.takes(one)}
        ties = [t for t in self.ties if t.bond in wanted.bonds and t.one in members and t.other in members]
        return Network(members, ties)

    def tied(self) -> list[int]:
        """Who has a tie, by id."""
        found = {tie.one for tie in self.ties} | {tie.other for tie in self.ties}
        return sorted(found & self.members.keys())

    def ties_of(self) -> dict[int, list[Tie]]:
        """The ties of each who has one."""
        found: dict[int, list[Tie]] = defaultdict(list)
        for tie in self.ties:
            found[tie.one].append(tie)
            found[tie.other].append(tie)
        return dict(found)

    def only(self, ids: Iterable[int]) -> Network:
        """These of its members, in their order, with the ties between them."""
        wanted = set(ids)
        members = {id: one for id, one in self.members.items() if id in wanted}
        return Network(members, [t for t in self.ties if t.one in members and t.other in members])

    def most_tied(self, most: int) -> list[int]:
        """Those with the most ties, of all who have one; by id."""
        ties: dict[int, int] = defaultdict(int)
        for tie in self.ties:
            ties[tie.one] += 1
            ties[tie.other] += 1
        ranked = sorted((id for id in ties if id in self.members), key=lambda one: (-ties[one], one))
        return sorted(ranked[:most])

    def marks(self, by: By) -> dict[int, str]:
        """Of each member the word they are marked with: of several tags the one that most bear. "": none is noted."""
        if by is By.CLOSENESS:
            return {id: one.closeness.said if one.closeness else "" for id, one in self.members.items()}
        if by is By.CHAPTER:
            return {id: one.chapter for id, one in self.members.items()}
        if by is By.ORGANIZATION:
            return {id: one.organization for id, one in self.members.items()}
        bearers: dict[str, int] = defaultdict(int)
        for one in self.members.values():
            for tag in one.tags:
                bearers[tag] += 1
        return {id: max(one.tags, key=lambda t: (bearers[t], t), default="") for id, one in self.members.items()}

    def groups(self, by: By, most: int = MOST_GROUPS) -> tuple[list[Group], dict[tuple[int, int], int]]:
        """People as a few groups, the greatest first, and how many ties run between each two of them.

        Everybody stands in one: with those marked alike, else in the last. Closeness stands in its own order.
        """
        standing: dict[str, list[int]] = defaultdict(list)
        for id, mark in self.marks(by).items():
            standing[mark].append(id)
        rest = standing.pop("", [])
        order: list[str] = [closeness.said for closeness in Closeness]
        ranked = sorted(
            standing.items(),
            key=lambda item: (order.index(item[0]) if by is By.CLOSENESS else -len(item[1]), item[0]),
        )
        made = [Group(n, name, tuple(people)) for n, (name, people) in enumerate(ranked[:most], 1)]
        rest += [id for _, people in ranked[most:] for id in people]
        if rest:
            made.append(Group(len(made) + 1, "", tuple(rest)))
        of = {id: group.id for group in made for id in group.people}
        between: dict[tuple[int, int], int] = defaultdict(int)
        for tie in self.ties:
            one_group, other_group = sorted((of[tie.one], of[tie.other]))
            if one_group != other_group:
                between[one_group, other_group] += 1
        return made, dict(between)


def best_by(network: Network) -> By:
    """What splits the network best: that by which its greatest group is smallest."""
    return min(By, key=lambda by: max((len(group.people) for group in network.groups(by)[0]), default=0))


# ------------------------------------------------------------------------------------------------ the layout


def bubbles(radii: Mapping[int, float], apart: float = 0.35) -> dict[int, Place]:
    """Where discs of these radii stand without touching: the first in the middle, each next one as near as it fits."""
    places: dict[int, Place] = {}
    for id, radius in radii.items():
        turn = 0
        while True:
            away, angle = 0.12 * turn**0.5, 2.399963 * turn  # the golden angle: as sunflowers place their seeds
            x, y = 1.35 * away * cos(angle), away * sin(angle)  # rather wide than high, as windows are
            if all(hypot(x - a, y - b) >= radius + radii[other] + apart for other, (a, b) in places.items()):
                places[id] = (x, y)
                break
            turn += 1
    return places


_REACH = 2.6  # repulsion ends here
_WORK = 160_000  # people times rounds: what one layout may cost
_SHOWN_EVERY = 16_000  # of the same, after which the picture so far is shown


def layout(
    ids: Collection[int],
    pairs: Iterable[tuple[int, int]],
    *,
    shown: Callable[[dict[int, Place]], object] = lambda _places: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[int, Place]:
    """Where each stands. `shown` is given the picture so far, now and then; when `cancelled`, it stays as it is."""
    near: dict[int, list[int]] = {id: [] for id in sorted(ids)}
    for one, other in sorted({(min(pair), max(pair)) for pair in pairs}):
        if one != other and one in near and other in near:
            near[one].append(other)
            near[other].append(one)
    islands = [_Island(people, near) for people in _components(near)]
    islands.sort(key=lambda island: (len(island.ids), island.ids[0]))
    worked = 0
    for island in islands:
        for _ in island.settle():
            worked += len(island.ids)
            if cancelled():
                return _packed(islands)
            if worked > _SHOWN_EVERY:
                worked = 0
                shown(_packed(islands))
    return _packed(islands)


def _components(near: Mapping[int, Sequence[int]]) -> list[list[int]]:
    found, seen = [], set()
    for first in near:
        if first in seen:
            continue
        seen.add(first)
        people, waiting = [], deque([first])
        while waiting:
            here = waiting.popleft()
            people.append(here)
            for other in near[here]:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        found.append(sorted(people))
    return found


class _Island:
    """People tied together, by themselves: begun as a tree in rings, then moved by forces."""

    def __init__(self, ids: list[int], near: Mapping[int, Sequence[int]]) -> None:
        self.ids = ids
        number = {id: n for n, id in enumerate(ids)}
        self._near = [[number[other] for other in near[id]] for id in ids]
        self._edges = [(n, m) for n, others in enumerate(self._near) for m in others if n < m]
        self.x, self.y = [0.0] * len(ids), [0.0] * len(ids)
        self._begin()

    def _begin(self) -> None:
        root = max(range(len(self.ids)), key=lambda n: (len(self._near[n]), -n))
        parent, order, depth = {root: root}, [root], {root: 0}
        for here in order:
            for other in self._near[here]:
                if other not in parent:
                    parent[other], depth[other] = here, depth[here] + 1
                    order.append(other)
        leaves = [1] * len(self.ids)
        children: dict[int, list[int]] = defaultdict(list)
        for here in order[1:]:
            children[parent[here]].append(here)
        for here in reversed(order):
            if children[here]:
                leaves[here] = sum(leaves[child] for child in children[here])
        # A ring must have room for all that stand on it.
        ring = max(0.8, *(count / (2 * pi * (d or 1)) * 0.7 for d, count in _count(depth.values()).items()))
        wedge = {root: (0.0, 2 * pi)}
        for here in order:
            begin, end = wedge[here]
            angle, distance = (begin + end) / 2, depth[here] * ring
            self.x[here], self.y[here] = distance * cos(angle), distance * sin(angle)
            share = (end - begin) / max(1, leaves[here])
            for child in children[here]:
                wedge[child] = begin, begin + share * leaves[child]
                begin += share * leaves[child]

    def settle(self) -> Iterable[None]:
        """Move everybody, a round at a time."""
        n = len(self.ids)
        if n == 2:
            self.x, self.y = [-0.5, 0.5], [0.0, 0.0]
            return
        rounds = max(50, min(160, _WORK // n))
        for done in range(rounds):
            self._round(1.2 * (1 - done / rounds) + 0.02)
            yield

    def _round(self, heat: float) -> None:
        x, y = self.x, self.y
        fx, fy = [0.0] * len(x), [0.0] * len(x)
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for n in range(len(x)):
            cells[int(x[n] // _REACH), int(y[n] // _REACH)].append(n)
        far = _REACH * _REACH
        for (cx, cy), here in cells.items():
            around = [
                m
                for cell in ((cx + 1, cy - 1), (cx + 1, cy), (cx + 1, cy + 1), (cx, cy + 1))
                for m in cells.get(cell, ())
            ]
            for i, n in enumerate(here):
                xn, yn, sx, sy = x[n], y[n], 0.0, 0.0
                for m in (*here[i + 1 :], *around):
                    dx, dy = xn - x[m], yn - y[m]
                    d = dx * dx + dy * dy
                    if d < far:
                        if d < 1e-4:
                            dx, dy, d = 0.01 * (1 + n % 7), 0.01 * (1 + m % 5), 0.001
                        push = 1 / d - 1 / far
                        dx *= push
                        dy *= push
                        sx += dx
                        sy += dy
                        fx[m] -= dx
                        fy[m] -= dy
                fx[n] += sx
                fy[n] += sy
        for n, m in self._edges:
            dx, dy = x[m] - x[n], y[m] - y[n]
            # Where everybody knows everybody each tie pulls less: else they would all stand on one spot.
            pull = min(hypot(dx, dy), 6.0) / min(len(self._near[n]), len(self._near[m]))
            fx[n] += dx * pull
            fy[n] += dy * pull
            fx[m] -= dx * pull
            fy[m] -= dy * pull
        for n in range(len(x)):
            force_x, force_y = fx[n] - 0.03 * x[n], fy[n] - 0.03 * y[n]
            length = hypot(force_x, force_y)
            if length > heat:
                force_x, force_y = force_x * heat / length, force_y * heat / length
            x[n] += force_x
            y[n] += force_y


def _count(values: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for value in values:
        found[value] += 1
    return found


def _packed(islands: Sequence[_Island]) -> dict[int, Place]:
    """All islands beside one another: the greatest in the middle, the others around it where they fit."""
    taken: set[tuple[int, int]] = set()
    places: dict[int, Place] = {}
    spots: list[tuple[int, int]] = []
    begun: dict[int, int] = {}
    for island in sorted(islands, key=lambda one: (-len(one.ids), one.ids[0])):
        middle_x, middle_y = sum(island.x) / len(island.x), sum(island.y) / len(island.y)
        xs, ys = [x - middle_x for x in island.x], [y - middle_y for y in island.y]
        cells = {
            (round(x) + dx, round(y) + dy)
            for x, y in zip(xs, ys, strict=True)
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
        }
        if not spots:
            whole = sum(len(one.ids) for one in islands)
            reach = ceil(4 * (whole + 4) ** 0.5) + ceil(max(map(hypot, xs, ys)))
            box = ((a, b) for a in range(-reach, reach + 1) for b in range(-reach, reach + 1))
            spots = sorted(box, key=lambda s: ((s[0] / 1.5) ** 2 + s[1] ** 2, s))
        # One as great as the last need not look where that found no room.
        size = len(island.ids)
        at = begun.get(size, 0)
        while at < len(spots) - 1:
            a, b = spots[at]
            if not any((cx + a, cy + b) in taken for cx, cy in cells):
                break
            at += 1
        begun[size] = at if size <= 4 else 0
        a, b = spots[at]
        taken.update((cx + a, cy + b) for cx, cy in cells)
        for id, x, y in zip(island.ids, xs, ys, strict=True):
            places[id] = (x + a, y + b)
    return places
