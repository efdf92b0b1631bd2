"""Every figure of every insight, against the same worked out anew in plain Python over all rows of the journal."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netjournal import insights
from netjournal.insights import QUESTIONS, Chart, InsightFilter, tables, wilson
from netjournal.model import Money

TODAY = date(2026, 11, 23)
CLOSED = ("yes", "no", "elsewhere")
FACE = ("meeting", "event")
CHANNELS = ("meeting", "call", "video_call", "message", "email", "letter", "event")


# ------------------------------------------------------------------------------------------------ in plain Python


class Plain:
    """The journal as rows, and what an insight should say of them, the slow way."""

    def __init__(self, whole):
        self.entry = {r["id"]: r for r in whole["entry"]}
        self.person = {r["id"]: r for r in whole["person"]}
        self.ask = {r["entry_id"]: r for r in whole["ask"]}
        self.offering = {r["id"]: r for r in whole["offering"]}
        self.chapter = {r["id"]: r for r in whole["chapter"]}
        self.whole = whole
        self.me = {r["id"] for r in whole["person"] if r["is_me"]}
        self.people = defaultdict(list)
        self.touches = defaultdict(list)
        for r in whole["participant"]:
            self.people[r["entry_id"]].append(r["person_id"])
            e = self.entry[r["entry_id"]]
            if r["role"] == "with" and not e["unanswered"]:
                self.touches[r["person_id"]].append((e["day"], e["id"]))
        self.outcomes = defaultdict(list)
        for r in whole["outcome"]:
            self.outcomes[r["ask_id"]].append((self.entry[r["entry_id"]]["day"], r["entry_id"], r))
        for found in self.outcomes.values():
            found.sort(key=lambda o: o[:2])

    def day(self, entry):
        return self.entry[entry]["day"]

    def state(self, ask):
        return self.outcomes[ask][-1][2]["state"] if self.outcomes[ask] else "open"

    def settled(self, ask):
        return self.outcomes[ask][-1][0] if self.outcomes[ask] else None

    def asks(self, side, *states):
        return [a for a, r in self.ask.items() if r["side"] == side and self.state(a) in states]

    def known_people(self, entry):
        return [p for p in self.people[entry] if p not in self.me]

    def between(self, person, since, until, but=()):
        return {d for d, e in self.touches[person] if since <= d < until and e not in but}

    def given(self):
        for ask in self.asks("received", "yes"):
            if self.ask[ask]["offering_id"] or self.ask[ask]["amount"] or self.outcomes[ask][-1][2]["amount"]:
                continue  # sold, not given
            for p in self.people[ask]:
                yield p, self.settled(ask), ask
        for r in self.whole["referral"]:
            if r["side"] == "given" and r["other_id"]:
                yield r["other_id"], self.day(r["entry_id"]), r["entry_id"]
        for r in self.whole["introduction"]:
            if r["side"] == "given" and r["state"] in ("made", "met"):
                for p in self.people[r["entry_id"]]:
                    yield p, r["settled"] or self.day(r["entry_id"]), r["entry_id"]
        for e in self.entry.values():
            if e["kind"] == "gift" and e["direction"] == "me":
                for p in self.people[e["id"]]:
                    yield p, e["day"], e["id"]

    def led(self, person):
        """The days somebody led that person here; '' for whom I met through somebody."""
        for r in self.whole["referral"]:
            if r["side"] == "received" and r["prospect_id"] == person and r["other_id"]:
                yield self.day(r["entry_id"])
        for r in self.whole["introduction"]:
            if r["side"] == "received" and r["other_id"] == person and r["introducer_id"]:
                yield self.day(r["entry_id"])
        if self.person[person]["met_through_id"]:
            yield ""

    def before(self):
        """Of each side, for each case, all that there had been before."""
        given = defaultdict(list)
        for p, d, e in self.given():
            given[p].append((d, e))
        heard = defaultdict(list)
        for m in self.whole["mention"]:
            for r in self.whole["participant"]:
                if r["entry_id"] == m["entry_id"] and r["role"] == "with":
                    heard[r["person_id"], m["offering_id"]].append(self.day(m["entry_id"]))
        sides = {"yes": [], "elsewhere": []}
        for ask, r in self.ask.items():
            people, state = self.known_people(ask), self.state(ask)
            if state not in sides or not people:
                continue
            paid = r["amount"] is not None or self.outcomes[ask][-1][2]["amount"] is not None
            if r["side"] == "received" and r["offering_id"] is None and not paid:
                continue
            anchor = self.settled(ask) if r["side"] == "made" else self.day(ask)
            own = {ask} | {o[1] for o in self.outcomes[ask]}
            within = self.entry[ask]["within_id"] if anchor == self.day(ask) else None  # it surely came first
            all_before = sorted((d, e) for p in people for d, e in self.touches[p] if d < anchor and e not in own)
            year = back(anchor, 365)
            sides[state].append(
                {
                    "30": len({d for d, _ in all_before if d >= back(anchor, 30)}),
                    "90": len({d for d, _ in all_before if d >= back(anchor, 90)}),
                    "365": len({d for d, _ in all_before if d >= year}),
                    "since": apart(all_before[-1][0], anchor) if all_before else None,
                    "face": any(d >= year and self.entry[e]["kind"] in FACE for d, e in all_before)
                    or bool(within and self.entry[within]["kind"] in FACE and set(people) & set(self.people[within])),
                    "knew": None
                    if r["offering_id"] is None
                    else any(d <= anchor for p in people for d in heard[p, r["offering_id"]])
                    or any(
                        (self.day(a), a) < (self.day(ask), ask) and set(people) & set(self.people[a])
                        for a, other in self.ask.items()
                        if other["offering_id"] == r["offering_id"]
                    ),
                    "gave": any(year <= d < anchor and e not in own for p in people for d, e in given[p]),
                    "through": any(d <= anchor for p in people for d in self.led(p)),
                    "channel": next(
                        (self.entry[e]["kind"] for _, e in reversed(all_before) if self.entry[e]["kind"] in CHANNELS),
                        None,
                    ),
                }
            )
        return sides


def back(day, days):
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def apart(earlier, later):
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


@pytest.fixture(scope="session")
def plain(sampled):
    return Plain(sampled[1])


def shares(answer, part=0):
    return {str(g.name): (g.yes, g.n) for g in answer.parts[part].groups}


def counted(pairs):
    """(name, yes) → name: (yes, n)."""
    found = defaultdict(lambda: [0, 0])
    for name, yes in pairs:
        found[name][0] += yes
        found[name][1] += 1
    return {name: tuple(both) for name, both in found.items()}


# ------------------------------------------------------------------------------------------------ Wilson


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [
        (0, 3, 0, 0.5615),
        (3, 3, 0.4385, 1),
        (1, 4, 0.0456, 0.6994),
        (3, 10, 0.1078, 0.6032),
        (8, 10, 0.4902, 0.9433),
        (12, 40, 0.1807, 0.4543),
        (0, 20, 0, 0.1611),
    ],
)
def test_the_interval_is_wilsons(yes, n, low, high):
    assert wilson(yes, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_of_nothing_there_is_no_interval():
    assert wilson(0, 0) is None


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_mirrors(both):
    yes, n = both
    low, high = wilson(yes, n)
    assert 0 <= low <= yes / n + 1e-12
    assert yes / n - 1e-12 <= high <= 1
    assert wilson(n - yes, n) == (pytest.approx(1 - high, abs=1e-12), pytest.approx(1 - low, abs=1e-12))


# ------------------------------------------------------------------------------------------------ on the sample


def test_what_came_before(sample_store, plain):
    answer = sample_store.insight("before")
    sides = plain.before()
    for part, key in zip(answer.parts[:4], ("30", "90", "365", "since"), strict=True):
        for group, side in zip(part.groups, ("yes", "elsewhere"), strict=True):
            values = [case[key] for case in sides[side] if case[key] is not None]
            assert (group.n, group.median) == (len(values), median(values)), (key, side)
        assert part.chart is Chart.MEDIANS
    for part, key in zip(answer.parts[4:8], ("face", "knew", "gave", "through"), strict=True):
        for group, side in zip(part.groups, ("yes", "elsewhere"), strict=True):
            values = [case[key] for case in sides[side] if case[key] is not None]
            assert (group.n, group.yes) == (len(values), sum(values)), (key, side)
            assert group.interval == wilson(group.yes, group.n)


def test_the_last_channel(sample_store, plain):
    sides = plain.before()
    # Two touches on one day may come in either order: here and there the later entry is the last.
    wanted = counted(
        ((case["channel"] or "none").replace("_", " "), side == "yes")
        for side, cases in sides.items()
        for case in cases
    )
    assert shares(sample_store.insight("before"), 8) == wanted


def test_face_to_face(sample_store, plain):
    asks = plain.asks("made", *CLOSED)
    answer = sample_store.insight("face")
    met = counted(
        (
            "met face to face"
            if any(
                plain.entry[e]["kind"] in FACE
                and (back(plain.day(a), 90) <= d < plain.day(a) or e == plain.entry[a]["within_id"])
                for p in plain.known_people(a)
                for d, e in plain.touches[p]
            )
            else "not met",
            plain.state(a) == "yes",
        )
        for a in asks
        if plain.known_people(a)
    )
    assert shares(answer) == met
    assert answer.missing == 0
    within = {a: plain.entry[a]["within_id"] for a in asks}
    channel = {
        a: plain.entry[w]["kind"].replace("_", " ") if w and plain.entry[w]["kind"] in CHANNELS else "not noted"
        for a, w in within.items()
    }
    assert shares(answer, 1) == counted((channel[a], plain.state(a) == "yes") for a in asks)


def test_by_offering(sample_store, plain):
    wanted = counted(
        (
            plain.offering[plain.ask[a]["offering_id"]]["name"] if plain.ask[a]["offering_id"] else "something else",
            plain.state(a) == "yes",
        )
        for a in plain.asks("made", *CLOSED)
    )
    assert shares(sample_store.insight("offerings")) == wanted


def test_friendship_or_business_first(sample_store, plain):
    def first(ask):
        words = {"friendship": "friendship first", "business": "business first"}
        return words.get(plain.person[plain.known_people(ask)[0]]["came_first"], "not noted")

    def comfort(ask):
        person = plain.person[plain.known_people(ask)[0]]
        anchor = plain.settled(ask)
        known = person["comfort"] != "unknown" and (person["comfort_on"] or "") <= anchor
        return person["comfort"].replace("_", " ") if known else "not noted"

    asks = plain.asks("made", *CLOSED)
    answer = sample_store.insight("comfort")
    assert shares(answer) == counted((first(a), plain.state(a) == "yes") for a in asks)
    assert shares(answer, 1) == counted((comfort(a), plain.state(a) == "yes") for a in asks)


def test_from_chapter_to_chapter(sample_store, plain):
    answer = sample_store.insight("chapters")
    found, kept = [], []
    for ask in plain.asks("made", *CLOSED):
        met = plain.person[plain.known_people(ask)[0]]["met_chapter_id"]
        offering = plain.ask[ask]["offering_id"]
        asked = plain.offering[offering]["chapter_id"] if offering else None
        if met and asked:
            yes = plain.state(ask) == "yes"
            kept.append(("met in the chapter of the offering" if met == asked else "met in another chapter", yes))
            titles = plain.chapter[met]["title"], plain.chapter[asked]["title"]
            found.append((f"met as {titles[0]}, asked as {titles[1]}", yes))
    assert shares(answer, 0) == counted(kept)
    assert shares(answer, 1) == counted(found)
    now = {o["id"] for o in plain.offering.values() if not o["retired"]}
    told = {m["entry_id"] for m in plain.whole["mention"] if m["offering_id"] in now}
    know = {p["person_id"] for p in plain.whole["participant"] if p["role"] == "with" and p["entry_id"] in told}
    know |= {p for a, r in plain.ask.items() if r["offering_id"] in now for p in plain.known_people(a)}
    for r in plain.whole["referral"]:
        if r["side"] == "received" and r["offering_id"] in now:
            know |= {r["other_id"], r["prospect_id"] if r["state"] == "won" else None}
    present = [
        p
        for p in plain.person.values()
        if p["kind"] == "person"
        and p["met_chapter_id"]
        and not (p["is_me"] or p["archived"] or p["deceased"])
        and not (p["resting"] and (p["resting_until"] is None or p["resting_until"] > TODAY.isoformat()))
    ]
    wanted = counted((f"met as {plain.chapter[p['met_chapter_id']]['title']}", p["id"] not in know) for p in present)
    assert shares(answer, 2) == wanted
    behind = {p for g in answer.parts[2].groups for p in g.people}
    assert behind == {p["id"] for p in present} - know


def test_why_elsewhere(sample_store, plain):
    answer = sample_store.insight("elsewhere")
    last = [plain.outcomes[a][-1][2] for a in (*plain.asks("made", "elsewhere"), *plain.asks("received", "elsewhere"))]
    reasons = Counter(o["reason"] for o in last)
    assert sorted(g.yes for g in answer.parts[0].groups) == sorted(reasons.values())
    assert {g.n for g in answer.parts[0].groups} == {len(last)}
    to = Counter(plain.person[o["elsewhere_id"]]["name"] if o["elsewhere_id"] else "not noted" for o in last)
    assert {str(g.name): g.n for g in answer.parts[2].groups} == to
    known = Counter((o["reason"], o["known_by"]) for o in last)
    assert sorted(g.n for g in answer.parts[1].groups) == sorted(known.values())


def test_second_asks(sample_store, plain):
    refused = defaultdict(list)
    for ask, r in plain.ask.items():
        if r["side"] == "made":
            for day, entry, outcome in plain.outcomes[ask]:
                if outcome["state"] in ("no", "not_now"):
                    for person in plain.known_people(ask):
                        refused[person].append((day, entry, ask))
    earlier = defaultdict(list)
    for ask, r in plain.ask.items():
        if r["side"] == "made":
            for person in plain.known_people(ask):
                earlier[person].append((plain.day(ask), ask))
    wanted = []
    for ask in plain.asks("made", *CLOSED):
        if any(o["state"] in ("no", "not_now") for _, _, o in plain.outcomes[ask][:-1]):
            name = "came back to an ask after its no or not now"
        elif any(
            (d, e) < (plain.day(ask), ask) and a != ask for p in plain.known_people(ask) for d, e, a in refused[p]
        ):
            name = "asked again after an earlier no or not now"
        elif any(min(earlier[p]) < (plain.day(ask), ask) for p in plain.known_people(ask)):
            name = "asked before, without a no or not now"
        else:
            name = "asked for the first time"
        wanted.append((name, plain.state(ask) == "yes"))
    assert shares(sample_store.insight("second")) == counted(wanted)


def test_guesses(sample_store, plain):
    answer = sample_store.insight("guess")
    asks = [a for a in plain.asks("made", *CLOSED) if plain.ask[a]["guess"] is not None]
    guesses = [plain.ask[a]["guess"] for a in asks]
    yes = sum(plain.state(a) == "yes" for a in asks)
    whole = answer.parts[0].groups[0]
    assert (whole.n, whole.yes, whole.median) == (len(asks), yes, median(guesses))
    assert answer.sentence.args["mean"] == round(sum(guesses) / len(guesses))
    bands = Counter(min(g // 20, 4) for g in guesses)
    assert sorted(g.n for g in answer.parts[0].groups[1:]) == sorted(bands.values())


def test_by_month(sample_store, plain):
    answer = sample_store.insight("months", InsightFilter(since=date(2000, 1, 1)))
    asks = Counter(
        plain.day(a)[:7] for a, r in plain.ask.items() if r["side"] == "made" and plain.day(a) <= TODAY.isoformat()
    )
    assert {g.name: g.n for g in answer.parts[0].groups if g.n} == asks
    given = {(e, d[:7]) for _, d, e in plain.given()}
    assert {g.name: g.yes for g in answer.parts[1].groups if g.yes} == Counter(m for _, m in given)


def test_thanks_owed(sample_store, plain):
    thanked = {t["received_id"] for t in plain.whole["thanks"] if t["gratitude"] == "thanked"}
    owed = Counter()
    for ask in plain.asks("made", "yes"):
        if ask not in thanked:
            owed.update(plain.known_people(ask))
    for r in plain.whole["referral"]:
        if r["side"] == "received" and r["other_id"] and r["entry_id"] not in thanked:
            owed[r["other_id"]] += 1
    for r in plain.whole["introduction"]:
        if r["side"] == "received" and r["introducer_id"] and r["entry_id"] not in thanked:
            owed[r["introducer_id"]] += 1
    for e in plain.entry.values():
        if e["kind"] == "gift" and e["direction"] == "them" and e["id"] not in thanked:
            owed.update(plain.known_people(e["id"]))
    if owed:
        found = {g.people[0]: g.n for g in sample_store.insight("thanks").parts[0].groups}
        # A person may say that they owe no thanks; whoever is listed is listed with all there is.
        assert found == {p: n for p, n in owed.items() if p in found}
        assert sum(found.values()) >= 0.9 * sum(owed.values())


def wins_of(plain):
    won = [r for r in plain.whole["referral"] if r["side"] == "received" and r["state"] == "won"]
    paid = {r["entry_id"]: (r["amount"], r["currency"]) for r in won}
    free = sorted(won, key=lambda r: plain.day(r["entry_id"]))
    for ask in sorted((*plain.asks("made", "yes"), *plain.asks("received", "yes"))):
        r, o = plain.ask[ask], plain.outcomes[ask][-1][2]
        money = (o["amount"], o["currency"]) if o["amount"] is not None else (r["amount"], r["currency"])
        if r["offering_id"] is None and money[0] is None:
            continue
        buyer = plain.known_people(ask)[0]
        for sent in free:
            same_offering = r["offering_id"] == sent["offering_id"] or None in (r["offering_id"], sent["offering_id"])
            same_money = money == (sent["amount"], sent["currency"]) or None in (money[0], sent["amount"])
            later = plain.day(ask) >= plain.day(sent["entry_id"])
            if sent["prospect_id"] == buyer and same_offering and same_money and later:
                free.remove(sent)
                if sent["amount"] is None:
                    paid[sent["entry_id"]] = money
                break
        else:
            yield ask, buyer, buyer, *money
    for r in won:
        yield r["entry_id"], r["prospect_id"], r["other_id"], *paid[r["entry_id"]]


def test_where_business_comes_from(sample_store, plain):
    answer = sample_store.insight("sources")
    kinds, values = Counter(), defaultdict(Decimal)
    found = list(wins_of(plain))
    for entry, _, through, amount, _ in found:
        day = plain.day(entry)
        if plain.person[through]["closeness"] == "inner_circle":
            kind = 0
        else:
            n = len(plain.between(through, back(day, 365), day, {entry}))
            kind = 1 if n >= 4 else 2 if n else 3
        kinds[kind] += 1
        values[kind] += Decimal(amount or 0)
    for place, group in enumerate(answer.parts[0].groups):
        assert (group.yes, group.n) == (kinds[place], len(found))
        assert sum((v.amount for v in group.values), Decimal(0)) == values[place]


def test_the_tree_holds_every_win_once(sample_store, plain):
    tree = sample_store.insight("sources").tree
    found = list(wins_of(plain))
    assert not sample_store.insight("sources").left_out
    assert sum(b.all_wins for b in tree if not b.depth) == len(found)
    assert sum((v.amount for b in tree if not b.depth for v in b.all_values), Decimal(0)) == sum(
        Decimal(w[3] or 0) for w in found
    )
    own = Counter(w[1] for w in found)
    seen = Counter()
    all_wins = {branch.person.id: branch.all_wins for branch in tree}
    for branch in tree:
        seen[branch.person.id] += 1
        assert branch.wins == own[branch.person.id]
        assert branch.all_wins == branch.wins + sum(all_wins[below] for below in branch.led_to)
    assert set(seen.values()) == {1}
    assert set(own) <= set(seen)


def test_a_filter_narrows_each_question_to_its_rows(sample_store, plain):
    since, until = date(2025, 1, 1), date(2025, 12, 31)
    wanted = sample_store.insight_filter(since, until, "energy SURVEY", "#Builders")
    tag = next(t["id"] for t in plain.whole["tag"] if t["name"] == "builders")
    bear = {r["person_id"] for r in plain.whole["person_tag"] if r["tag_id"] == tag}
    offering = next(o["id"] for o in plain.offering.values() if o["name"] == "Energy survey")
    asks = [
        a
        for a in plain.asks("made", *CLOSED)
        if "2025-01-01" <= plain.settled(a) <= "2025-12-31"
        and plain.ask[a]["offering_id"] == offering
        and bear & set(plain.known_people(a))
    ]
    groups = sample_store.insight("offerings", wanted).parts[0].groups
    assert sum(g.n for g in groups) == len(asks) > 0
    assert sum(g.yes for g in groups) == sum(plain.state(a) == "yes" for a in asks)


def test_all_at_once_say_what_each_says(sample_store):
    assert [a.key for a in sample_store.insights()] == [q.key for q in QUESTIONS]
    for answer in sample_store.insights():
        assert answer == sample_store.insight(answer.key)


def test_a_record_kept_answers_under_any_filter_as_a_fresh_one(sample_store):
    record = sample_store.whole_record()
    narrow = InsightFilter(since=date(2026, 1, 1), tag="builders")
    for wanted in (InsightFilter(), narrow, InsightFilter(offering=2), InsightFilter()):
        for question in QUESTIONS:
            assert insights.answer(question.key, record, wanted) == sample_store.insight(question.key, wanted)


def test_the_table_holds_the_numbers_of_the_chart(sample_store):
    answer = sample_store.insight("face")
    table = tables(answer)[0]
    group = answer.parts[0].groups[0]
    assert table.rows[0] == (
        group.name,
        group.n,
        group.yes,
        *(round(100 * x, 1) for x in (group.yes / group.n, group.low, group.high)),
    )
    assert all(len(row) == len(table.heads) for t in tables(answer) for row in t.rows)


# ------------------------------------------------------------------------------------------------ what is planted


def test_what_was_planted_is_found(opened, meeting_matters):
    store = opened(meeting_matters(120))
    face = store.insight("face")
    met, not_met = face.parts[0].groups
    assert (met.n, not_met.n) == (60, 60)
    assert met.low > not_met.high
    assert "more than chance" in face.sentence
    before = store.insight("before")
    part = before.parts[4]
    assert part.title == "Face to face within a year"
    assert part.groups[0].low > part.groups[1].high
    assert part.title in before.sentence
    assert before.caveat


def test_what_is_too_little_says_so(opened, meeting_matters):
    store = opened(meeting_matters(4))
    for key in ("before", "face", "elsewhere", "second", "guess", "sources"):
        answer = store.insight(key)
        assert answer.missing > 0, key
        assert all(part.chart is Chart.NONE for part in answer.parts), key
        assert "oo few" in answer.sentence or "oo little" in answer.sentence, key


def test_nothing_planted_is_not_found(opened, planted):
    for n in range(80):
        person = planted.person(f"Person {n}")
        if n % 2:
            planted.entry(person, ago=60)
        planted.ask(person, 50, "yes" if n % 4 < 2 else "elsewhere", settled=45)
    sentence = opened(planted).insight("face").sentence
    assert "may well be chance" in sentence


def test_an_empty_journal_answers_everything(opened, planted):
    store = opened(planted)
    for answer in store.insights():
        assert answer.sentence
        assert not answer.people
    assert store.insight("before").missing == 10
    assert store.insight("guess").missing == 10


@pytest.mark.parametrize(("yes", "elsewhere", "missing"), [(5, 5, 0), (4, 5, 1), (0, 9, 5), (3, 1, 6)])
def test_five_on_each_side_or_no_chart(opened, planted, yes, elsewhere, missing):
    for n in range(yes + elsewhere):
        planted.ask(planted.person(f"Person {n}"), 20, "yes" if n < yes else "elsewhere")
    assert opened(planted).insight("before").missing == missing


def test_a_part_of_which_too_few_can_tell_is_not_drawn_and_says_so(opened, planted):
    for n in range(14):
        state, offering = ("yes" if n < 7 else "elsewhere"), (1 if n in (0, 7) else None)
        planted.ask(planted.person(f"Person {n}"), 20, state, offering=offering)
    answer = opened(planted).insight("before")
    assert answer.missing == 0
    drawn = {str(part.title): part.chart is not Chart.NONE for part in answer.parts}
    assert drawn["Face to face within a year"]
    for title in ("Had heard of the offering", "Days since the last touch", "Friendship or business first"):
        assert not drawn[title], title
    assert "“Had heard of the offering” (8 more)" in answer.undrawn
    assert "Face to face" not in answer.undrawn


def test_business_is_what_was_paid_for_too(opened, planted):
    for n in range(6):
        planted.ask(planted.person(f"Called {n}"), 40, "yes", side="received", offering=None, worth="9000")
        planted.ask(planted.person(f"Asked {n}"), 40, "yes", offering=None, worth="12000")
        planted.ask(planted.person(f"Lent a ladder {n}"), 40, "yes", side="received", offering=None)
    store = opened(planted)
    assert {group.n for group in store.insight("sources").parts[0].groups} == {12}
    assert store.insight("before").parts[0].groups[0].n == 12


def test_a_referral_and_the_yes_it_led_to_are_one_win(opened, planted):
    ana = planted.person("Ana")
    for n in range(5):
        buyer = planted.person(f"Buyer {n}")
        sent = planted.entry(ana, buyer, ago=90, kind="referral")
        planted.add(
            "referral", entry_id=sent, side="received", other_id=ana, prospect_id=buyer, offering_id=1, state="won"
        )
        planted.ask(buyer, 60, "yes", worth="500")
        planted.ask(buyer, 500, "yes", worth="80")  # before the referral: no fruit of it
    answer = opened(planted).insight("sources")
    assert {group.n for group in answer.parts[0].groups} == {10}
    assert sum(v.amount for g in answer.parts[0].groups for v in g.values) == 2900


def test_a_later_referral_stands_behind_no_earlier_win(opened, planted):
    late = planted.person("Late")
    for n in range(5):
        buyer = planted.person(f"Buyer {n}")
        planted.ask(buyer, 900, "yes")
        sent = planted.entry(late, buyer, ago=5, kind="referral")
        planted.add("referral", entry_id=sent, side="received", other_id=late, prospect_id=buyer, state="passed_on")
    answer = opened(planted).insight("sources")
    assert "Behind 0 of them" in answer.sentence
    assert {branch.depth for branch in answer.tree} == {0}


def test_who_does_not_know_is_filtered_as_the_rest_is(opened, planted):
    for n in range(6):
        person = planted.person(f"Person {n}", met_chapter_id=1)
        planted.add("tag", id=n + 1, name="golf" if not n else f"tag {n}")
        planted.add("person_tag", person_id=person, tag_id=n + 1)
    planted.ask(1, 50, "yes", offering=1)
    store = opened(planted)
    part = lambda wanted: store.insight("chapters", wanted).parts[2].groups[0]
    assert (part(None).yes, part(None).n) == (5, 6)
    assert part(InsightFilter(offering=2)).yes == 6
    assert (part(InsightFilter(tag="golf")).yes, part(InsightFilter(tag="golf")).n) == (0, 1)
    assert "stand beside each other" in store.insight("offerings", InsightFilter(offering=1)).sentence


def test_who_was_asked_before_and_did_not_refuse_is_not_asked_for_the_first_time(opened, planted):
    for n in range(5):
        person = planted.person(f"Person {n}")
        planted.ask(person, 300, "yes")
        planted.ask(person, 100, "elsewhere")
        planted.ask(person, 50, "yes")
    found = {str(g.name): (g.yes, g.n) for g in opened(planted).insight("second").parts[0].groups}
    assert found["asked for the first time"] == (5, 5)
    assert found["asked before, without a no or not now"] == (5, 10)


def test_idle_months_at_the_beginning_of_a_period_count(opened, planted):
    planted.entry(planted.person(), ago=1100, kind="call")
    planted.ask(planted.person(), 3, "yes")
    store = opened(planted)
    lately = store.insight("months", InsightFilter(since=date(2025, 12, 1)))
    assert lately.sentence.startswith("In the last 12 months you asked 1 time (0.1 a month)")
    # Before the record began nothing was idle.
    ever = store.insight("months", InsightFilter(since=date(2000, 1, 1)))
    assert ever.sentence.startswith("In the last 36 months ")


# ------------------------------------------------------------------------------------------------ the traps


def before_of(store):
    """The one yes there is, by the title of the part."""
    found = {str(part.title): part.groups[0] for part in store.insight("before").parts[:8]}
    return {title: g.median if g.yes is None else g.yes for title, g in found.items()}


def test_the_ask_and_its_outcomes_are_no_touches_before(opened, planted):
    person = planted.person()
    planted.entry(person, ago=300, kind="call")
    ask = planted.ask(person, 100, "not_now", settled=95)
    planted.outcome(ask, person, 50, "yes")
    found = before_of(opened(planted))
    assert found["Touches in the 90 days before"] == 0
    assert found["Touches in the 365 days before"] == 1
    assert found["Days since the last touch"] == 250


def test_the_meeting_in_which_i_asked_is_one(opened, planted):
    person = planted.person()
    meeting = planted.entry(person, ago=100)
    ask = planted.ask(person, 100)
    next(e for e in planted.tables["entry"] if e["id"] == ask)["within_id"] = meeting
    planted.outcome(ask, person, 80, "yes")
    found = before_of(opened(planted))
    assert found["Touches in the 30 days before"] == 1
    assert found["Face to face within a year"] == 1
    assert found["Days since the last touch"] == 20


@pytest.mark.parametrize("side", ["made", "received"])
def test_the_meeting_in_which_it_was_asked_and_answered_came_before(opened, planted, side):
    for n in range(5):
        person = planted.person(f"Met {n}")
        meeting = planted.entry(person, ago=50)
        ask = planted.ask(person, 50, "yes", side=side)
        next(e for e in planted.tables["entry"] if e["id"] == ask)["within_id"] = meeting
        planted.entry(person, ago=50, kind="call")  # of the same day, but nobody knows whether before it
        other = planted.person(f"Written to {n}")
        planted.entry(other, ago=60, kind="email")
        planted.ask(other, 50, "elsewhere")
    store = opened(planted)
    parts = {str(part.title): part.groups for part in store.insight("before").parts}
    assert [g.yes for g in parts["Face to face within a year"]] == [5, 0]
    # What led there is told by what was before it.
    assert [g.median for g in parts["Touches in the 30 days before"]] == [0, 1]
    assert {str(g.name): g.yes for g in parts["By the last channel"]} == {"none": 5, "email": 0}
    if side == "made":
        assert shares(store.insight("face")) == {"met face to face": (5, 5), "not met": (0, 5)}
        assert shares(store.insight("face"), 1) == {"meeting": (5, 5), "not noted": (0, 5)}


def test_a_call_that_asks_is_no_touch_before_it(opened, planted):
    for n in range(5):
        person = planted.person(f"Stranger {n}")
        call = planted.entry(person, ago=50, kind="call")
        ask = planted.ask(person, 50, "yes", side="received")
        next(e for e in planted.tables["entry"] if e["id"] == ask)["within_id"] = call
        planted.ask(planted.person(f"Other {n}"), 50, "elsewhere")
    parts = {str(part.title): part.groups for part in opened(planted).insight("before").parts}
    assert [g.median for g in parts["Touches in the 365 days before"]] == [0, 0]
    assert [g.n for g in parts["Days since the last touch"]] == [0, 0]
    assert [g.yes for g in parts["Face to face within a year"]] == [0, 0]


def test_an_earlier_ask_has_told_of_the_offering(opened, planted):
    for n in range(5):
        person = planted.person(f"Person {n}")
        planted.ask(person, 300, "no")
        planted.ask(person, 50, "yes")
        planted.ask(planted.person(f"Other {n}"), 50, "elsewhere")
    parts = {str(part.title): part.groups for part in opened(planted).insight("before").parts}
    assert [(g.yes, g.n) for g in parts["Had heard of the offering"]] == [(5, 5), (0, 5)]


def test_a_no_that_became_a_yes_is_a_second_ask(opened, planted):
    for n in range(5):
        ask = planted.ask(planted.person(f"Person {n}"), 300, "no", settled=290)
        planted.outcome(ask, 2 * n + 1, 50, "yes")
        planted.ask(planted.person(f"Once {n}"), 40, "no")
    found = shares(opened(planted).insight("second"))
    assert found["came back to an ask after its no or not now"] == (5, 5)
    assert found["asked for the first time"] == (0, 5)


def test_of_two_asks_on_one_day_the_earlier_is_the_first(opened, planted):
    person = planted.person()
    planted.ask(person, 50, "yes")
    planted.ask(person, 50, "no")
    planted.ask(person, 50, "yes")
    found = shares(opened(planted).insight("second"))
    assert found["asked for the first time"] == (1, 1)
    assert found["asked again after an earlier no or not now"] == (1, 1)


def test_what_came_on_the_day_or_later_does_not_count(opened, planted):
    person = planted.person()
    planted.ask(person, 50, "yes")
    planted.entry(person, ago=50)
    planted.entry(person, ago=10)
    heard = planted.entry(person, ago=49, kind="mention")
    planted.add("mention", entry_id=heard, offering_id=1, awareness="told")
    planted.entry(person, ago=20, kind="gift")
    found = before_of(opened(planted))
    assert set(found.values()) == {0, None}


def test_a_call_that_came_to_me_counts_and_is_looked_at_as_of_that_day(opened, planted):
    person = planted.person(met_through_id=None)
    planted.entry(person, ago=60)
    planted.ask(person, 50, "yes", settled=5, side="received")
    for ago in (40, 30, 20):
        planted.entry(person, ago=ago)
    planted.ask(planted.person("With a favour"), 50, "yes", settled=5, side="received", offering=None)
    store = opened(planted)
    assert store.insight("before").parts[0].groups[0].n == 1
    found = before_of(store)
    assert found["Touches in the 90 days before"] == 1
    assert found["Days since the last touch"] == 10


def test_a_comfort_noted_later_does_not_leak_backwards(opened, planted):
    person = planted.person(comfort="keep_apart", comfort_on=TODAY.isoformat())
    planted.ask(person, 50, "no")
    groups = opened(planted).insight("comfort").parts[1].groups
    assert [str(g.name) for g in groups] == ["not noted"]


def test_what_is_still_to_come_is_nobodys_past(opened, planted):
    person = planted.person()
    planted.ask(person, -5, "yes")
    answer = opened(planted).insight("before")
    assert answer.missing == 10


def test_whom_somebody_led_to_me(opened, planted):
    lea, bo, cy = (planted.person(name) for name in ("Lea", "Bo", "Cy"))
    planted.tables["person"][cy - 1]["met_through_id"] = bo
    sent = planted.entry(lea, bo, ago=100, kind="referral")
    money = {"amount": "500", "currency": "EUR"}
    planted.add(
        "referral", entry_id=sent, side="received", other_id=lea, prospect_id=bo, offering_id=1, state="won", **money
    )
    planted.ask(bo, 90, "yes", worth="500")  # the same business, written down twice
    planted.ask(cy, 40, "yes", worth="120.50")
    top, below, last = opened(planted).insight("sources").tree
    assert (top.person.name, top.wins, top.all_wins) == ("Lea", 0, 2)
    assert top.all_values == (Money(Decimal("620.50"), "EUR"),)
    assert list(top.led_to) == [bo]
    assert (below.person.name, below.how, below.wins, below.depth) == ("Bo", "referral", 1, 1)
    assert list(below.led_to) == [cy]
    assert (last.person.name, last.how, last.depth) == ("Cy", "met_through", 2)


def test_people_who_met_through_each_other_make_no_endless_tree(opened, planted):
    one, other = planted.person("One"), planted.person("Other")
    planted.tables["person"][0]["met_through_id"] = other
    planted.tables["person"][1]["met_through_id"] = one
    planted.ask(one, 10, "yes")
    planted.ask(other, 10, "yes")
    tree = opened(planted).insight("sources").tree
    assert sum(b.all_wins for b in tree if not b.depth) == 2


def test_sums_keep_their_currencies(opened, planted):
    for n, (worth, currency) in enumerate([("10", "EUR"), ("20", "USD"), ("5", "EUR")]):
        person = planted.person(f"Person {n}")
        ask = planted.ask(person, 20, "yes", worth=worth)
        next(a for a in planted.tables["ask"] if a["entry_id"] == ask)["currency"] = currency
    groups = opened(planted).insight("sources").parts[0].groups
    values = {v for g in groups for v in g.values}
    assert values == {Money(Decimal(15), "EUR"), Money(Decimal(20), "USD")}


# ------------------------------------------------------------------------------------------------ what is no side


def test_what_was_not_noted_is_no_side(opened, planted):
    for n in range(12):
        person = planted.person(f"Person {n}", comfort="fine" if n < 6 else "unknown")
        planted.ask(person, 50, "yes")
    answer = opened(planted).insight("comfort")
    assert answer.missing == 5
    assert {part.chart for part in answer.parts} == {Chart.NONE}


def test_second_asks_are_set_beside_enough_first_ones_or_none(opened, planted):
    person = planted.person()
    for ago in (300, 250, 200, 150, 100, 50):
        planted.ask(person, ago, "no" if ago == 300 else "yes")
    answer = opened(planted).insight("second")
    assert answer.missing == 4
    assert answer.parts[0].chart is Chart.NONE
    assert "first asks" in answer.sentence


@pytest.mark.parametrize(("gifts", "balance"), [(4, False), (5, True)])
def test_how_often_comes_before_who_is_ahead(opened, planted, gifts, balance):
    person = planted.person()
    for n in range(gifts):
        planted.entry(person, ago=3 + n, kind="gift")
    often, _, ahead = opened(planted).insight("months").sentence.partition("You gave")
    assert f"Something went one way or the other {gifts} times" in often
    assert bool(ahead) is balance


def test_a_period_that_is_over_is_not_the_last_months(opened, planted):
    planted.ask(planted.person(), 400, "yes")
    wanted = InsightFilter(since=date(2025, 1, 1), until=date(2025, 12, 31))
    assert opened(planted).insight("months", wanted).sentence.startswith("In 2 months of that period you asked 1 time ")


@pytest.mark.parametrize(("since", "n"), [(date(2025, 11, 24), 12), (date(2026, 10, 31), 1), (date(2026, 8, 24), 3)])
def test_parts_of_months_are_no_whole_ones(opened, planted, since, n):
    planted.entry(planted.person(), ago=1100, kind="call")
    for ago in range(24):
        planted.ask(planted.person(), ago, "yes")
    sentence = opened(planted).insight("months", InsightFilter(since=since)).sentence
    said = "In the last month" if n == 1 else f"In the last {n} months"
    assert sentence.startswith(f"{said} you asked 24 times ({24 / n:.1f} a month)")


def test_a_part_of_the_record_is_not_all_of_it(opened, planted):
    giver = planted.person()
    planted.entry(giver, ago=300, kind="gift", direction="them")
    planted.ask(giver, 300, "yes")
    store = opened(planted)
    lately = InsightFilter(since=date(2026, 11, 1))
    assert store.insight("thanks", lately).sentence == "Nobody in this part of your record."
    months = store.insight("months", lately)
    assert months.sentence.startswith("In the last month you asked 0 times")
    assert [g.n for g in months.parts[0].groups] == [0]


def test_none_is_the_most_where_several_are(opened, planted):
    rivals = [planted.person(name, kind="organization") for name in ("Berg & Co", "Stein & Co")]
    for n in range(6):
        reason, to = ("timing", rivals[0]) if n % 2 else ("price", rivals[1])
        planted.ask(planted.person(f"Person {n}"), 50, "elsewhere", reason=reason, elsewhere_id=to)
    said = opened(planted).insight("elsewhere").sentence
    assert said == (
        "No reason was noted more than all others: “price” and “timing”, each 3 of 6. "
        "Most often they went to Stein & Co and Berg & Co (3)."
    )


@pytest.mark.parametrize(
    ("touches", "said"),
    [
        ([0, 0, 2, 2, 5, 5], "as many came from one kind of tie as from another: “active: four touches or more"),
        (
            [0, 0, 2, 2, 2, 5, 5],
            "more came from ties that were “weak: one to three touches” than from any",
        ),
        ([0, 2, 2, 2, 5], "most came from ties that were “weak: one to three touches” (60 %)"),
    ],
)
def test_most_is_more_than_half(opened, planted, touches, said):
    for n, times in enumerate(touches):
        person = planted.person(f"Person {n}")
        for ago in range(times):
            planted.entry(person, ago=100 + ago)
        planted.ask(person, 50, "yes")
    assert said in opened(planted).insight("sources").sentence


def test_who_has_not_heard_is_asked_of_what_is_looked_at_and_of_nothing_else(opened, planted):
    planted.tables["offering"][1]["retired"] = 1
    for n in range(6):
        person = planted.person(f"Person {n}", met_chapter_id=1)
        told = planted.entry(person, ago=20, kind="mention")
        planted.add("mention", entry_id=told, offering_id=2, awareness="told")
    store = opened(planted)
    share = lambda wanted: [(g.yes, g.n) for g in store.insight("chapters", wanted).parts[2].groups]
    assert share(InsightFilter(offering=2)) == [(0, 6)]
    assert share(None) == [(6, 6)]
    planted.tables["offering"][0]["retired"] = 1
    assert len(opened(planted).insight("chapters").parts) == 2


def test_what_is_about_nothing_i_offer_is_no_offering(opened, planted):
    for n in range(6):
        planted.ask(planted.person(f"Favour {n}"), 50, "yes", offering=None)
        planted.ask(planted.person(f"Business {n}"), 50, "elsewhere")
    answer = opened(planted).insight("offerings")
    assert answer.missing == 5
    assert answer.parts[0].chart is Chart.NONE


@pytest.mark.parametrize(
    ("chance", "yes", "said"),
    [(52, 5, "You guess well"), (90, 3, "You expect too much"), (10, 9, "You expect too little")],
)
def test_a_guess_is_off_only_beyond_chance(opened, planted, chance, yes, said):
    for n in range(10):
        planted.ask(planted.person(f"Person {n}"), 50, "yes" if n < yes else "no", guess=chance)
    assert opened(planted).insight("guess").sentence.startswith(said)


@pytest.mark.parametrize(("often", "said"), [(3, "Nothing in your record"), (8, "Nothing else in your record")])
def test_touches_set_the_sides_apart_only_beyond_chance(opened, planted, often, said):
    for n in range(16):
        person = planted.person(f"Person {n}")
        yes = n < 8
        for ago in range(2 + (yes and n < often) * 2):
            planted.entry(person, ago=60 + ago, kind="call")
        planted.ask(person, 50, "yes" if yes else "elsewhere")
    assert f"{said} sets the two apart by more than chance would make." in opened(planted).insight("before").sentence


def test_whom_nobody_remembers_is_no_dormant_tie(opened, planted):
    for n in range(5):
        buyer = planted.person(f"Buyer {n}")
        sent = planted.entry(buyer, ago=90, kind="referral")
        planted.add("referral", entry_id=sent, side="received", other_id=None, prospect_id=buyer, state="won")
    answer = opened(planted).insight("sources")
    assert {str(g.name): g.yes for g in answer.parts[0].groups if g.yes} == {"nobody known it came through": 5}


def test_what_is_noted_nowhere_is_not_a_matter_of_more_asks(opened, planted):
    for n in range(12):
        planted.ask(planted.person(f"Person {n}"), 50, "yes" if n % 2 else "no", offering=None)
    assert "in which chapter of your working life" in opened(planted).insight("chapters").sentence
    planted.tables["offering"].clear()
    assert opened(planted).insight("offerings").sentence.startswith("Nothing you offer is noted yet")


def test_of_an_offering_thanks_are_owed_for_what_was_about_it(opened, planted):
    ana, jana = planted.person("Ana"), planted.person("Jana")
    planted.ask(ana, 50, "yes", offering=1)
    planted.ask(jana, 50, "yes", offering=2)
    planted.entry(ana, ago=40, kind="gift", direction="them")
    store = opened(planted)
    owed = lambda wanted: {g.name: g.n for g in store.insight("thanks", wanted).parts[0].groups}
    assert owed(None) == {"Ana": 2, "Jana": 1}
    assert owed(InsightFilter(offering=2)) == {"Jana": 1}
    assert "Whatever the offering, something" in store.insight("months", InsightFilter(offering=2)).sentence
