"""The invented journal: every word of the vocabulary, sound, the same again, and an agenda neither empty nor crowded.

What is planted in it for the insights is there.
"""

import collections
import re
import time
from datetime import date, datetime, timedelta

import pytest

from netjournal import model
from netjournal import sample as samples
from netjournal.agenda import ItemKind
from netjournal.sample import sample
from netjournal.store import Store

TODAY = date(2026, 11, 23)


def rows(whole, table):
    return list(whole.get(table, ()))


def plain(whole):
    return {table: [dict(row) for row in whole[table]] for table in whole}


@pytest.fixture(scope="module")
def whole():
    return plain(sample(TODAY))


def opened(path, today, whole):
    store = Store.open(path / "sample.journal", lambda: datetime(today.year, today.month, today.day, 8, 0))
    store.take_in_everything(whole)
    return store


# ------------------------------------------------------------------------------------------------ what is in it


def test_who_reached_out_is_what_the_text_says(whole):
    said = {
        "E-mail from ": "them",
        "A card from ": "them",
        "Wrote to ": "me",
        "Called ": "me",
        "Long call with ": "both",
    }
    met = collections.Counter()
    for entry in rows(whole, "entry"):
        for words, direction in said.items():
            if entry["text"].startswith(words) and entry["kind"] in ("call", "email", "letter", "message"):
                assert entry["direction"] == (direction if not entry["unanswered"] else "me"), entry["text"]
                met[words] += 1
    assert set(met) == set(said)


@pytest.mark.parametrize(
    ("word", "table", "column"),
    [
        (model.PersonKind, "person", "kind"),
        (model.Closeness, "person", "closeness"),
        (model.Comfort, "person", "comfort"),
        (model.CameFirst, "person", "came_first"),
        (model.ContactKind, "contact_point", "kind"),
        (model.PreferenceKind, "preference", "kind"),
        (model.TrustKind, "trust", "kind"),
        (model.DateKind, "special_date", "kind"),
        (model.RelationshipKind, "relationship", "kind"),
        (model.EntryKind, "entry", "kind"),
        (model.Direction, "entry", "direction"),
        (model.Role, "participant", "role"),
        (model.AskSide, "ask", "side"),
        (model.Reason, "outcome", "reason"),
        (model.KnownBy, "outcome", "known_by"),
        (model.Side, "referral", "side"),
        (model.ReferralState, "referral", "state"),
        (model.Consent, "referral", "consent"),
        (model.Side, "introduction", "side"),
        (model.IntroductionState, "introduction", "state"),
        (model.Consent, "introduction", "one_consent"),
        (model.Gratitude, "thanks", "gratitude"),
        (model.Awareness, "mention", "awareness"),
        (model.AnswerKind, "answer", "kind"),
    ],
    ids=lambda part: part.__name__ if isinstance(part, type) else part,
)
def test_every_word_of_the_vocabulary_is_used(whole, word, table, column):
    used = {row[column] for row in whole[table]}
    # The first to be asked is never the one who declines: that ends the introduction with the second.
    wanted = {w.value for w in word} - ({"declined"} if column == "one_consent" else set())
    assert wanted <= used


def test_asks_stand_in_every_state(whole):
    standing = {row["entry_id"]: "open" for row in whole["ask"]}
    standing.update((row["ask_id"], row["state"]) for row in whole["outcome"])
    assert set(standing.values()) == {state.value for state in model.AskState}
    histories = collections.Counter(row["ask_id"] for row in whole["outcome"])
    assert max(histories.values()) >= 2, "an ask has a history"


def test_people_are_of_every_sort(whole):
    people = [p for p in whole["person"] if p["kind"] == "person"]
    called = collections.Counter(p["name"] for p in people)
    assert called.most_common(1)[0][1] == 2, "two people of one name"
    assert sum(p["is_me"] for p in people) == 1
    assert sum(p["deceased"] for p in people) == 1
    assert any(p["archived"] for p in people)
    assert any(p["resting"] and p["resting_until"] for p in people)
    assert any(p["resting"] and not p["resting_until"] for p in people)
    assert any("🌻" in p["nickname"] for p in people)
    assert any(not p["family"] for p in people), "a single name"
    letters = "".join(called)
    assert re.search("[\u0600-\u06ff]", letters), "an Arabic name"
    assert re.search("[\u4e00-\u9fff]", letters), "a Chinese or Japanese name"
    dates = [row["date"] for row in whole["special_date"]]
    assert any(d.endswith("02-29") for d in dates)
    assert any(re.fullmatch(r"--\d\d-\d\d", d) for d in dates), "without a year"
    assert any(re.fullmatch(r"\d{4}-\d\d|--\d\d", d) for d in dates), "without a day"
    assert whole["alias"]
    assert len(whole["portrait"]) >= 5
    assert all(row["data"].startswith(b"\x89PNG") for row in whole["portrait"])
    assert any(row["moved_on"] for row in whole["trust"] if row["kind"] == "let_down")
    assert any(not row["moved_on"] for row in whole["trust"])


def test_entries_are_of_every_sort(whole):
    entries = whole["entry"]
    assert any(e["unanswered"] for e in entries)
    assert any(e["private"] for e in entries)
    assert any(e["day"] > TODAY.isoformat() for e in entries)
    assert any(e["within_id"] for e in entries if e["kind"] == "ask")
    together = collections.Counter(row["entry_id"] for row in whole["participant"])
    assert max(together.values()) >= 3
    assert {r["prepared"] for r in whole["referral"]} >= {1, 2, 3, 4, 5}
    assert any(a["guess"] is not None for a in whole["ask"])
    assert {r["repeat"] != "" for r in whole["reminder"]} == {True, False}
    assert any(r["time"] for r in whole["reminder"])
    # What happened within an entry has its day and time.
    by_id = {e["id"]: e for e in entries}
    for entry in entries:
        if entry["within_id"]:
            above = by_id[entry["within_id"]]
            assert (entry["day"], entry["time"]) == (above["day"], above["time"])


def test_texts_do_not_look_made(whole):
    texts = [e["text"] for e in whole["entry"]]
    assert len(set(texts)) > 0.8 * len(texts)
    assert not [t for t in texts if "{" in t or "}" in t or ".." in t]
    assert not [row for row in whole["person"] if "{" in row["notes"] + row["met_how"]]


def test_nobody_real_can_be_reached(whole):
    large = plain(sample(TODAY, people=600, entries=2000, seed=7))
    for made in (whole, large):
        for row in made["contact_point"]:
            value = row["value"]
            if row["kind"] == "email":
                assert re.search(r"@([\w-]+\.)*example\.(org|com|net)$", value), value
            elif row["kind"] == "web":
                assert re.match(r"https://([\w-]+\.)*example\.(org|com|net)(/|$)", value), value
            elif row["kind"] == "phone":
                assert re.fullmatch(r"\+44 20 7946 0\d{3}|\+1 202 555 01\d\d|\+49 30 23125 \d{3}", value), value
        everything = " ".join(e["text"] for e in made["entry"]) + " ".join(p["notes"] for p in made["person"])
        assert not re.search(r"https?://|www\.|\w@\w", everything)


def test_it_is_settled_as_a_sample(whole, tmp_path):
    with opened(tmp_path, TODAY, whole) as store:
        assert store.preferences.sample is True


# ------------------------------------------------------------------------------------------------ soundness


def test_it_is_a_sound_journal(whole, tmp_path):
    with opened(tmp_path, TODAY, whole) as store:
        assert store.check().problems == ()
        assert store.days()[0] >= TODAY - timedelta(days=3 * 366)


@pytest.mark.parametrize(("people", "entries"), [(0, 0), (1, None), (5, None), (12, None), (27, 400), (150, 3000)])
def test_a_journal_of_any_size_is_sound(people, entries, tmp_path):
    with opened(tmp_path, TODAY, sample(TODAY, people=people, entries=entries)) as store:
        assert store.check().problems == ()


@pytest.mark.parametrize(("people", "entries"), [(1, 1000), (5, 500), (20, 300)])
def test_a_few_people_get_as_many_entries_as_asked_for(people, entries, tmp_path):
    with opened(tmp_path, TODAY, sample(TODAY, people=people, entries=entries)) as store:
        assert store.count_entries() == entries
        assert store.check().problems == ()
    (first, *_) = found = plain(sample(TODAY, people=people, entries=entries))["entry"]
    assert len(found) == entries
    assert "{" not in "".join(row["text"] for row in found)
    assert first["day"] <= found[-1]["day"]


def test_the_same_seed_gives_the_same_journal(whole):
    assert plain(sample(TODAY)) == whole
    other = plain(sample(TODAY, seed=2))
    assert other["entry"] != whole["entry"]


def test_rows_can_be_read_twice():
    once = sample(TODAY, people=30)
    assert plain(once) == plain(once)


@pytest.mark.parametrize(("people", "entries", "seed"), [(60, 1200, 1), (60, 900, 5), (200, 5000, 3), (1000, 4000, 4)])
def test_sizes_are_as_asked(people, entries, seed):
    made = sample(TODAY, people=people, entries=entries, seed=seed)
    found = sum(p["kind"] == "person" and not p["is_me"] for p in made["person"])
    kinds = collections.Counter(e["kind"] for e in made["entry"])
    assert abs(found - people) <= 0.02 * people
    assert abs(kinds.total() - entries) <= 0.02 * entries
    assert 0.2 < (kinds["ask"] + kinds["referral"] + kinds["introduction"]) / entries < 0.3


# ------------------------------------------------------------------------------------------------ the agenda

DAYS = [
    *(date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 12, 31)),
    *(date(2026, 1, 1), date(2026, 3, 29), date(2026, 5, 5), date(2026, 7, 20), date(2026, 8, 31)),
    *(date(2026, 11, 23), date(2027, 2, 23), date(2028, 2, 24), date(2028, 2, 29), date(2030, 10, 27)),
]


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_agenda_is_never_empty_and_always_calm(today, tmp_path):
    with opened(tmp_path, today, sample(today)) as store:
        agenda = store.agenda()
    due = collections.Counter(item.kind for item in agenda.today)
    assert any(item.kind is ItemKind.REMINDER and item.on == today for item in agenda.today)
    assert due[ItemKind.ASK] >= 1
    assert due[ItemKind.CADENCE] >= 1
    assert due[ItemKind.THANKS] >= 1
    assert due[ItemKind.REPORT] >= 1
    birthdays = {
        date.fromisoformat(item.key.split(":")[2])
        for item in (*agenda.today, *agenda.soon)
        if item.kind is ItemKind.DATE
    }
    assert birthdays & {today, today + timedelta(1)}
    assert [day for day in birthdays if today + timedelta(1) < day <= today + timedelta(7)]
    assert any(item.kind is ItemKind.REST_ENDS for item in agenda.soon)
    assert 6 <= len(agenda.today) <= 11, [(i.kind.value, i.why) for i in agenda.today]
    assert 2 <= len(agenda.soon) <= 9, [(i.kind.value, i.why) for i in agenda.soon]


@pytest.mark.parametrize("seed", [2, 3, 4, 5])
def test_it_is_calm_whatever_the_seed(seed, tmp_path):
    with opened(tmp_path, TODAY, sample(TODAY, seed=seed)) as store:
        assert 6 <= len(store.agenda().today) <= 11
        assert store.check().ok


# ------------------------------------------------------------------------------------------------ what is planted


def shares(whole):
    """Of the generated asks made that came to an end, yes and all, by whether F, K and G held: read from the rows."""
    entries = {e["id"]: e for e in whole["entry"]}
    ordinal = {day: date.fromisoformat(day).toordinal() for day in {e["day"] for e in entries.values()}}
    people = collections.defaultdict(list)
    faces, heard, given = (collections.defaultdict(list) for _ in range(3))
    mentions = collections.defaultdict(list)
    for row in whole["mention"]:
        mentions[row["entry_id"]].append(row["offering_id"])
    final = {row["ask_id"]: row["state"] for row in whole["outcome"]}
    asks = {row["entry_id"]: row for row in whole["ask"]}
    referrals = {row["entry_id"]: row for row in whole["referral"]}
    introductions = {row["entry_id"]: row for row in whole["introduction"]}
    for row in whole["participant"]:
        entry, person = entries[row["entry_id"]], row["person_id"]
        number, day = entry["id"], ordinal[entry["day"]]
        people[number].append(person)
        if row["role"] == "about" or entry["unanswered"]:
            continue
        if entry["kind"] in ("meeting", "event"):
            faces[person].append(day)
        for offering in mentions[number]:
            heard[person, offering].append(day)
        gave = (
            (entry["kind"] == "gift" and entry["direction"] == "me")
            or (
                number in referrals and referrals[number]["side"] == "given" and referrals[number]["other_id"] == person
            )
            or (
                number in introductions
                and introductions[number]["side"] == "given"
                and introductions[number]["state"] in ("made", "met")
            )
            or (number in asks and asks[number]["side"] == "received" and final.get(number) == "yes")
        )
        if gave:
            given[person].append(day)
    counts = collections.defaultdict(lambda: [0, 0])
    for number, ask in asks.items():
        if ask["side"] != "made":
            continue
        day, person = ordinal[entries[number]["day"]], people[number][0]
        face = any(day - 90 <= d < day for d in faces[person])
        knew = any(d < day for d in heard[person, ask["offering_id"]])
        gave = any(day - 365 <= d < day for d in given[person])
        count = counts[face, knew, gave]
        count[0] += final.get(number) == "yes"
        count[1] += 1
    return counts


def test_a_yes_is_likelier_after_meeting_when_they_know_and_when_i_gave():
    counts = shares(plain(sample(TODAY, people=400, entries=12000, seed=11)))

    def share(part, value):
        some = [c for key, c in counts.items() if key[part] is value]
        return sum(c[0] for c in some) / sum(c[1] for c in some)

    for part in range(3):
        assert share(part, True) > share(part, False) + 0.08
    for (face, knew, gave), (yes, n) in counts.items():
        if n >= 60:
            planted = samples.BASE + samples.FACE * face + samples.KNOWN * knew + samples.GIVEN * gave
            assert abs(yes / n - planted) < 3.3 * (planted * (1 - planted) / n) ** 0.5 + 0.02


def test_they_forget_those_who_were_long_silent():
    whole = plain(sample(TODAY, people=1500, entries=30000, seed=3))
    entries = {e["id"]: e for e in whole["entry"]}
    touches = collections.defaultdict(set)
    person = {}
    for row in whole["participant"]:
        person.setdefault(row["entry_id"], row["person_id"])
        if row["role"] == "with" and not entries[row["entry_id"]]["unanswered"]:
            touches[row["person_id"]].add(entries[row["entry_id"]]["day"])
    reasons = {True: collections.Counter(), False: collections.Counter()}
    for row in whole["outcome"]:
        if row["state"] == "elsewhere":
            day = entries[row["ask_id"]]["day"]
            since = (date.fromisoformat(day) - timedelta(days=180)).isoformat()
            silent = not any(since <= d < day for d in touches[person[row["ask_id"]]])
            reasons[silent][row["reason"] in ("forgot_me", "did_not_know")] += 1
    assert min(reasons[True].total(), reasons[False].total()) > 50
    assert reasons[True][True] / reasons[True].total() > 0.65
    assert reasons[False][True] / reasons[False].total() < 0.35


@pytest.mark.long
def test_a_large_journal_is_made_quickly_and_is_sound(tmp_path):
    begun = time.perf_counter()
    made = sample(TODAY, people=10_000, entries=200_000)
    seconds = time.perf_counter() - begun
    kinds = collections.Counter(e["kind"] for e in made["entry"])
    assert abs(kinds.total() - 200_000) <= 4000
    assert abs(kinds["ask"] + kinds["referral"] + kinds["introduction"] - 50_000) <= 2500
    with opened(tmp_path, TODAY, made) as store:
        assert store.check().ok
        assert 6 <= len(store.agenda().today) <= 20
    assert seconds < 60
