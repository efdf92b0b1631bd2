"""Undo and redo of everything there is to do, and the news of it."""

from __future__ import annotations

import contextlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from netjournal.days import PartialDate
from netjournal.errors import Invalid
from netjournal.exchange.files import read_people
from netjournal.exchange.plan import make_plan
from netjournal.model import (
    Affiliation,
    Alias,
    AnswerKind,
    AskDetail,
    AskSide,
    AskState,
    Awareness,
    Chapter,
    Closeness,
    ContactKind,
    ContactPoint,
    DateKind,
    EntryDraft,
    EntryFilter,
    EntryKind,
    Gratitude,
    IntroductionDetail,
    MentionDraft,
    Money,
    Offering,
    OutcomeDetail,
    Participant,
    PeopleFilter,
    PersonDraft,
    PersonRef,
    Preference,
    PreferenceKind,
    Recording,
    ReferralDetail,
    ReferralState,
    Relationship,
    RelationshipKind,
    Reminder,
    Role,
    Side,
    SpecialDate,
    Tagging,
    ThanksDetail,
    Trust,
    TrustKind,
)
from netjournal.sample import sample
from netjournal.wording import say

NAMES = ["Ana Ruiz", "Bo", "王小明", "Söre Ærø"]
TEXTS = ["", "the roof", "Straße, größer", "it's \"quoted\" \x00 '); DROP TABLE person --"]
names = st.sampled_from(NAMES)
texts = st.sampled_from(TEXTS)
days = st.integers(-20, 400)


class Steps(RuleBasedStateMachine):
    """Any changes in any order can all be taken back, and done again."""

    opened = None  # the fixture `fresh`

    @initialize()
    def begin(self):
        self.closing = contextlib.ExitStack()
        self.store, self.make = self.closing.enter_context(Steps.opened())
        self.pictures = [self.store.everything()]
        self.changes = []
        self.store.listen(self.changes.append)

    def teardown(self):
        if not hasattr(self, "store"):
            return
        with self.closing:
            steps = 0
            last = self.store.everything()
            while self.store.undo():
                steps += 1
                self.unharmed()
            assert self.store.everything() == self.pictures[0]
            self.sound()
            for _ in range(steps):
                self.store.redo()
                self.unharmed()
            assert self.store.everything() == last
            self.sound()

    def sound(self):
        found = self.store.check()
        assert found.ok, found.problems

    def people(self):
        return [row["id"] for row in self.store.everything()["person"]]

    def entries(self, kind=None):
        return [row["id"] for row in self.store.everything()["entry"] if kind in {None, row["kind"]}]

    def somebody(self, data):
        ids = self.people()
        ref = st.builds(lambda name: PersonRef(0, name), names)
        if ids:
            ref |= st.sampled_from(ids).map(lambda n: PersonRef(n, ""))
        return data.draw(ref)

    def draft(self, data, kind=None, *, within=()):
        kind = kind or data.draw(st.sampled_from(list(EntryKind)))
        who = [self.somebody(data) for _ in range(data.draw(st.integers(0, 2)))]
        value = data.draw(st.sampled_from([None, Money(Decimal("12.50"), "EUR")]))
        detail = None
        match kind:
            case EntryKind.ASK:
                detail = AskDetail(data.draw(st.sampled_from(list(AskSide))), "roof", self.offering(data), value, 40)
            case EntryKind.OUTCOME:
                ids = self.entries("ask")
                if not ids:
                    return self.draft(data, EntryKind.NOTE)
                detail = OutcomeDetail(
                    data.draw(st.sampled_from(ids)),
                    data.draw(st.sampled_from(list(AskState))),
                    self.make.day(-3),
                    self.somebody(data),
                    value=value,
                )
            case EntryKind.REFERRAL:
                detail = ReferralDetail(
                    data.draw(st.sampled_from(list(Side))),
                    self.somebody(data),
                    None,
                    "a need",
                    self.offering(data),
                    state=data.draw(st.sampled_from(list(ReferralState))),
                    value=value,
                )
            case EntryKind.INTRODUCTION:
                detail = IntroductionDetail(Side.RECEIVED, None, self.somebody(data), None, "to sail")
            case EntryKind.THANKS:
                received = data.draw(st.sampled_from([None, *self.entries()]))
                detail = ThanksDetail(received, data.draw(st.sampled_from(list(Gratitude))))
        return EntryDraft(
            self.make.day(data.draw(days)),
            kind,
            data.draw(texts),
            data.draw(st.sampled_from(["", "09:30"])),
            participants=tuple(Participant(p, data.draw(st.sampled_from(list(Role)))) for p in who),
            unanswered=data.draw(st.booleans()),
            detail=detail,
            mentions=data.draw(st.sampled_from([(), (MentionDraft(0, "Plans", Awareness.SAID_BACK),)])),
        )

    def offering(self, data):
        return data.draw(st.sampled_from([None, *(o.id for o in self.store.offerings())]))

    def attempt(self, change, *values, **more):
        """What is refused leaves nothing behind; what is done has a name and news."""
        before, told, label = self.store.everything(), len(self.changes), self.store.undo_label
        try:
            change(*values, **more)
        except Invalid:
            assert self.store.everything() == before
            assert (len(self.changes), self.store.undo_label) == (told, label)
            return
        if self.store.everything() != before:
            assert len(self.changes) == told + 1
            assert self.changes[-1].label == self.store.undo_label

    @rule(data=st.data(), name=names, closeness=st.sampled_from([None, *Closeness]), is_me=st.booleans())
    def add_person(self, data, name, closeness, is_me):
        through = data.draw(st.none() | st.builds(lambda: self.somebody(data)))
        draft = PersonDraft(name, closeness=closeness, is_me=is_me, met_through=through, notes=data.draw(texts))
        self.attempt(self.store.add_person, draft)

    @rule(data=st.data(), name=names)
    def save_person(self, data, name):
        if ids := self.people():
            number = data.draw(st.sampled_from(ids))
            about = replace(self.store.person(number).about, name=name, met_on=PartialDate.parse("2019-05"))
            self.attempt(self.store.save_person, number, about)

    @rule(data=st.data())
    def delete_people(self, data):
        if ids := self.people():
            self.attempt(self.store.delete_people, data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True)))

    @rule(data=st.data())
    def merge(self, data):
        if len(ids := self.people()) > 1:
            self.attempt(self.store.merge, *data.draw(st.permutations(ids))[:2])

    @rule(data=st.data())
    def fact(self, data):
        if not (ids := self.people()):
            return
        who, day = data.draw(st.sampled_from(ids)), self.make.day(5)
        facts = [
            Alias(0, who, "Nana"),
            ContactPoint(0, who, ContactKind.PHONE, "+49 171 23 45"),
            Preference(0, who, PreferenceKind.LIKES, "jazz", day),
            Trust(0, who, "kept it", day, TrustKind.KEPT_PROMISE, 4),
            SpecialDate(0, who, DateKind.BIRTHDAY, PartialDate.parse("--02-29")),
            Affiliation(0, who, PersonRef(0, "Berg & Co"), "Architect"),
            Relationship(0, who, self.somebody(data), RelationshipKind.PARENT),
        ]
        self.attempt(self.store.save_fact, data.draw(st.sampled_from(facts)))

    @rule(data=st.data())
    def change_or_remove_fact(self, data):
        if not (ids := self.people()):
            return
        about = self.store.about(data.draw(st.sampled_from(ids)))
        facts = [*about.aliases, *about.preferences, *about.relationships, *about.contact_points]
        if facts:
            fact = data.draw(st.sampled_from(facts))
            self.attempt(data.draw(st.sampled_from([self.store.save_fact, self.store.remove_fact])), fact)

    @rule(data=st.data(), tags=st.lists(st.sampled_from(["golf", "Choir", "chess"]), max_size=2))
    def tags(self, data, tags):
        if ids := self.people():
            self.attempt(self.store.set_tags, data.draw(st.sampled_from(ids)), tags)
            if self.store.tags():
                self.attempt(self.store.rename_tag, self.store.tags()[0][0], data.draw(st.sampled_from(["Golf", "x"])))

    @rule(data=st.data(), picture=st.sampled_from([None, b"\x00\x01'PNG", bytes(range(256)) * 40]))
    def portrait(self, data, picture):
        if ids := self.people():
            self.attempt(self.store.set_portrait, data.draw(st.sampled_from(ids)), "image/png", picture)

    @rule(data=st.data())
    def record(self, data):
        entry = data.draw(st.sampled_from([None, True])) and self.draft(data)
        within = tuple(self.draft(data) for _ in range(data.draw(st.integers(0, 2))))
        who = self.somebody(data)
        recording = Recording(
            entry,
            within,
            preferences=((who, Preference(0, 0, PreferenceKind.NEEDS, "a roof")),) if data.draw(st.booleans()) else (),
            trust=((who, Trust(0, 0, "told nobody")),) if data.draw(st.booleans()) else (),
            reminders=(Reminder(0, "call", self.make.day(-2), who),) if data.draw(st.booleans()) else (),
            tags=(Tagging(who, "golf"),) if data.draw(st.booleans()) else (),
        )
        self.attempt(self.store.record, recording)

    @rule(data=st.data())
    def save_entry(self, data):
        if ids := self.entries():
            number = data.draw(st.sampled_from(ids))
            kind = data.draw(st.sampled_from([self.store.entry(number).draft.kind, *EntryKind]))
            draft = self.draft(data, kind)
            if isinstance(draft.detail, OutcomeDetail) and draft.detail.ask == number:
                return
            self.attempt(self.store.save_entry, number, draft)

    @rule(data=st.data())
    def delete_entries(self, data):
        if ids := self.entries():
            self.attempt(self.store.delete_entries, data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True)))

    @rule(data=st.data(), text=texts)
    def reminder(self, data, text):
        have = [*self.store.reminders(), None]
        chosen = data.draw(st.sampled_from(have))
        if chosen and data.draw(st.booleans()):
            self.attempt(self.store.remove_reminder, chosen.id)
        else:
            number = chosen.id if chosen else 0
            self.attempt(self.store.save_reminder, Reminder(number, text, self.make.day(0), self.somebody(data)))

    @rule(key=st.sampled_from(["date:1:2026-01-01", "thanks:2"]), kind=st.sampled_from(list(AnswerKind)))
    def answer(self, key, kind):
        self.attempt(self.store.answer, key, kind, self.make.day(-3))

    @rule(data=st.data(), name=st.sampled_from(["Plans", "plans", "Loans"]))
    def offerings(self, data, name):
        chapter = self.store.save_chapter(Chapter(0, "At the bank"))
        number = data.draw(st.sampled_from([0, *(o.id for o in self.store.offerings())]))
        self.attempt(self.store.save_offering, Offering(number, name, "a sentence", chapter))
        if number and data.draw(st.booleans()):
            self.attempt(self.store.remove_offering, number)
        if data.draw(st.booleans()):
            self.attempt(self.store.remove_chapter, chapter)

    @rule(currency=st.sampled_from(["EUR", "CHF"]))
    def settle(self, currency):
        self.attempt(self.store.settle, replace(self.store.preferences, currency=currency))
        assert self.store.preferences.currency == currency

    @rule(data=st.data())
    def go_back_and_forth(self, data):
        before = self.store.everything()
        n = 0
        for _ in range(data.draw(st.integers(1, 3))):
            n += self.store.undo() is not None
            self.unharmed()
        for _ in range(n):
            self.store.redo()
        assert self.store.everything() == before

    def unharmed(self):
        """What is derived agrees with the rows."""
        from netjournal.store.check import _foreign_keys, _sort_keys, _standings, _touches

        problems = [*_touches(), *_standings(), *_foreign_keys(), *_sort_keys()]
        assert not problems, problems

    @invariant()
    def derived(self):
        if hasattr(self, "store"):
            self.unharmed()


def test_anything_done_can_be_taken_back_and_done_again(fresh):
    from hypothesis.stateful import run_state_machine_as_test

    Steps.opened = staticmethod(fresh)
    run_state_machine_as_test(Steps, settings=settings(max_examples=25, stateful_step_count=25, deadline=None))


# ---------------------------------------------------------------------------------------------------------- one by one


def test_a_step_that_fails_leaves_nothing(store, make, changes):
    ana = make.person()
    before, told = store.everything(), len(changes)

    def half():
        with store.step(say("Half a thing")):
            store.save_person(ana, PersonDraft("Anna"))
            store.delete_people([ana])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert store.everything() == before
    assert len(changes) == told
    assert store.undo_label == "Add Ana Ruiz"
    assert [k.name for k in store.known_names()] == ["Ana Ruiz"]
    store.undo()
    assert store.is_empty()


def test_steps_within_a_step_are_one(store, make, changes):
    with store.step(say("Two people")):
        make.person("Ana")
        make.person("Bo")
    assert [c.label for c in changes] == ["Two people"]
    store.undo()
    assert store.is_empty()


def test_doing_something_new_forgets_what_was_undone(store, make):
    make.person("Ana")
    store.undo()
    make.person("Bo")
    assert store.redo_label is None
    assert store.redo() is None


def test_what_changes_nothing_is_no_step(store, make, changes):
    make.person()
    store.delete_people([99])
    store.set_tags(1, [])
    assert len(changes) == 1


def test_what_is_saved_as_it_stood_is_no_step(store, clock):
    """Each thing that can be opened and saved again; the sample has every kind of them."""
    store.take_in_everything(sample(clock.today))
    before, label = store.everything(), store.undo_label
    for number in store.entry_ids(EntryFilter()):
        store.save_entry(number, store.entry(number).draft)
    for number in store.people_ids(PeopleFilter()):
        about = store.about(number)
        store.save_person(number, about.person.about)
        for facts in (about.contact_points, about.dates, about.preferences, about.trust, about.affiliations):
            for fact in facts:
                store.save_fact(fact)
        for fact in (*about.relationships, *about.aliases):
            store.save_fact(fact)
        store.set_tags(number, about.tags)
    assert store.everything() == before
    assert store.undo_label is label


def test_another_capital_is_a_change(store, make):
    ana = make.person("Ana")
    store.add_tags([ana], ["music"])
    store.rename_tag("music", "Music")
    assert store.tags() == [("Music", 1)]
    store.undo()
    assert store.tags() == [("music", 1)]


def test_a_change_names_whom_it_concerns_and_no_one_else(store, make, changes):
    ana, bo, cy = make.person("Ana"), make.person("Bo"), make.person("Cy")
    entry = make.entry(ana, bo)
    assert (changes[-1].people, changes[-1].entries) == ({ana, bo}, {entry})
    store.save_entry(entry, replace(store.entry(entry).draft, text="more"))
    assert (changes[-1].people, changes[-1].entries) == ({ana, bo}, {entry})
    store.save_entry(entry, replace(store.entry(entry).draft, participants=(Participant(PersonRef(cy, "")),)))
    assert (changes[-1].people, changes[-1].entries) == ({ana, bo, cy}, {entry})
    ask = make.ask(bo)
    outcome = make.outcome(ask, AskState.YES)
    assert (changes[-1].people, changes[-1].entries) == ({bo}, {ask, outcome})
    store.set_tags(ana, ["golf"])
    store.rename_tag("golf", "chess")
    assert changes[-1].people == {ana}
    assert len(changes[-1].tags) == 1
    store.delete_people([cy])
    assert (changes[-1].people, changes[-1].entries) == ({cy}, {entry})
    store.undo()
    assert (changes[-1].people, changes[-1].entries) == ({cy}, {entry})
    assert changes[-1].label == "Undone: Delete Cy"


def test_the_origin_travels_with_the_change(store, changes):
    page = object()
    store.add_person(PersonDraft("Ana"), origin=page)
    assert changes[-1].origin is page
    store.undo()
    assert changes[-1].origin is None


def test_a_great_change_is_told_as_everything(store, make, changes):
    with store.step(say("Many")):
        for n in range(1001):
            make.person(f"Person {n}")
    assert changes[-1].everything
    assert not changes[-1].people
    store.undo()
    assert changes[-1].everything
    assert not store.known_names()


def test_a_listener_that_fails_does_not_keep_the_others_from_hearing(store, make, caplog):
    heard = []
    store.listen(lambda _: 1 / 0)
    stop = store.listen(heard.append)
    make.person("Ana")
    assert len(heard) == 1
    assert "a listener failed" in caplog.text
    stop()
    stop()
    make.person("Bo")
    assert len(heard) == 1


def test_scratch_is_no_part_of_the_journal(store, changes):
    store.keep_scratch("draft", "half a sente")
    store.keep_scratch("draft", "half a sentence")
    assert store.scratch("draft") == "half a sentence"
    assert not changes
    assert store.undo_label is None
    assert store.is_empty()
    store.keep_scratch("draft", "")
    assert store.scratch("draft") == ""


def test_what_another_program_writes_is_noticed_and_nothing_of_it_undone(store, make, changes, clock):
    ana = make.person()
    assert not store.notice_others()
    other = sqlite3.connect(store.path)
    with contextlib.closing(other):
        other.execute("UPDATE person SET nickname = 'Mimi'")
        other.commit()
        assert store.undo() is None
        assert changes[-1].everything
        assert store.person(ana).about.nickname == "Mimi"
        assert not store.notice_others()
        other.execute("UPDATE person SET nickname = 'Mi'")
        other.commit()
        make.person("Bo")
        assert [bool(change.everything) for change in changes[-2:]] == [True, False]
        assert store.undo() == store.redo_label
        assert store.count_everybody() == 1
        other.execute("BEGIN EXCLUSIVE")
        store.notice_others()
        other.rollback()


def test_an_import_of_ones_own_is_no_other_program(store, make):
    make.person()
    plan = make_plan(read_people(b"BEGIN:VCARD\nFN:Bo Larsen\nEND:VCARD\n", "x.vcf"), store.existing_for_plan())
    with ThreadPoolExecutor(1) as pool:
        _, step, change = pool.submit(store.import_apart, plan).result()
    store.adopt(step, change)
    assert not store.notice_others()
    assert store.undo() is not None
    assert store.undo() is not None
    assert store.count_everybody() == 0
