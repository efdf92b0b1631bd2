"""Who is tied to whom, read for the map: one query for each kind of tie, whatever the size of the journal."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from sys import intern

from netjournal.model import Closeness, RelationshipKind
from netjournal.network import Bond, Member, Network, Tie

from .schema import db


def network(today: date) -> Network:
    """Everybody who is neither archived nor deceased, without the user, and the ties that hold on that day."""
    day = today.isoformat()
    tags: dict[int, list[str]] = defaultdict(list)
    for person, tag in db.execute_sql(
        "SELECT pt.person_id, t.name FROM person_tag pt JOIN tag t ON t.id = pt.tag_id ORDER BY pt.id"
    ):
        tags[person].append(intern(tag))  # one text for all who bear it
    firms = {
        person: intern(firm)
        for person, firm in db.execute_sql(
            """SELECT a.person_id, o.name FROM affiliation a JOIN person o ON o.id = a.organization_id
            WHERE a.until IS NULL OR a.until > ? ORDER BY a.id DESC""",
            (day,),
        )
    }
    members = {
        r[0]: Member(
            r[0],
            r[1],
            Closeness(r[2]) if r[2] else None,
            intern(r[3] or ""),
            tuple(tags.get(r[0], ())),
            firms.get(r[0], ""),
        )
        for r in db.execute_sql(
            """SELECT p.id, p.name, p.closeness, c.title FROM person p LEFT JOIN chapter c ON c.id = p.met_chapter_id
            WHERE NOT p.is_me AND NOT p.archived AND NOT p.deceased ORDER BY p.sort_key, p.id"""
        )
    }
    found: dict[tuple[int, int, Bond, bool], Tie] = {}

    def add(
        one: int | None, other: int | None, bond: Bond, how: RelationshipKind | None = None, *, mine: bool = False
    ) -> None:
        if one in members and other in members and one != other:
            assert one is not None
            assert other is not None
            found.setdefault((one, other, bond, mine), Tie(one, other, bond, how, mine))

    for person, other, word in db.execute_sql(
        "SELECT person_id, other_id, kind FROM relationship WHERE until IS NULL OR until > ? ORDER BY id", (day,)
    ):
        how = RelationshipKind(word)
        if how is RelationshipKind.INTRODUCED_BY:
            add(other, person, Bond.INTRODUCED)
        elif how is RelationshipKind.INTRODUCED:
            add(person, other, Bond.INTRODUCED)
        else:
            add(person, other, Bond.KNOW, how)
    for person, through in db.execute_sql("SELECT id, met_through_id FROM person WHERE met_through_id IS NOT NULL"):
        add(through, person, Bond.INTRODUCED)
    for side, one, other, introducer in db.execute_sql(
        """SELECT i.side, i.one_id, i.other_id, i.introducer_id FROM introduction i
        CROSS JOIN entry e ON e.id = i.entry_id WHERE i.state IN ('made', 'met') AND e.day <= ? ORDER BY i.entry_id""",
        (day,),
    ):
        if side == "given":
            add(one, other, Bond.INTRODUCED, mine=True)
        else:
            add(introducer, other, Bond.INTRODUCED)
    for side, other, prospect in db.execute_sql(
        """SELECT r.side, r.other_id, r.prospect_id FROM referral r
        CROSS JOIN entry e ON e.id = r.entry_id WHERE e.day <= ? ORDER BY r.entry_id""",
        (day,),
    ):
        if side == "given":
            add(prospect, other, Bond.SENT, mine=True)
        else:
            add(other, prospect, Bond.SENT)
    return Network(members, list(found.values()))
