"""Insights, introductions and the brief, as a shell asks for them."""

from __future__ import annotations

import io
import json
from datetime import datetime

import pytest

from netjournal import cli
from netjournal.insights import QUESTIONS
from netjournal.store import Store

NOW = datetime(2026, 11, 23, 10, 0)


@pytest.fixture
def run(sampled):
    def running(*words):
        out, err = io.StringIO(), io.StringIO()
        status = cli.main(
            ["--journal", str(sampled[0]), *words],
            open_window=lambda *_: 9,
            tour=lambda *_: 9,
            clock=lambda: NOW,
            stdout=out,
            stderr=err,
        )
        return status, out.getvalue(), err.getvalue()

    return running


@pytest.fixture
def asked(sampled):
    """What the store says. One journal is open at a time: never while the command line has it."""

    def asking(question):
        with Store.open(sampled[0], lambda: NOW) as store:
            return question(store)

    return asking


def test_the_same_figures_as_the_page(run, asked):
    status, out, _ = run("insights", "--json")
    answers = asked(lambda store: {a.key: a for a in store.insights()})
    told = json.loads(out)
    assert status == 0
    assert [one["key"] for one in told] == [q.key for q in QUESTIONS]
    for one in told:
        answer = answers[one["key"]]
        assert one["question"] == answer.question
        assert one["missing"] == answer.missing
        assert [(g["name"], g["n"], g["yes"], g["median"]) for g in one["groups"]] == [
            (name, g.n, g.yes, g.median) for name, g in answer.groups
        ]
        for shown, (_, group) in zip(one["groups"], answer.groups, strict=True):
            assert set(shown) == {"name", "n", "yes", "low", "high", "median"}
            assert shown["low"] == (None if group.low is None else pytest.approx(group.low, abs=5e-5))


def test_narrowed(run):
    _, everything, _ = run("insights", "--json")
    _, some, _ = run("insights", "--from", "2026-01-01", "--to", "2026-06-30", "--offering", "energy survey", "--json")

    def closed(text):
        return sum(g["n"] for one in json.loads(text) if one["key"] == "offerings" for g in one["groups"])

    assert 0 < closed(some) < closed(everything)
    _, spring, _ = run("insights", "--from", "2026-04", "--to", "june", "--json")
    _, the_same, _ = run("insights", "--from", "2026-04-01", "--to", "2026-06-30", "--json")
    assert spring == the_same


def test_in_words_with_the_caveat(run):
    status, out, _ = run("insights")
    assert status == 0
    assert all(str(q.asked) in out for q in QUESTIONS)
    assert "not a law" in out


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("insights", "--tag", "nobody bears it"), 1),
        (("insights", "--offering", "nothing"), 1),
        (("insights", "--from", "2026-02-01", "--to", "2026-01-01"), 2),
        (("insights", "--from", "someday"), 2),
        (("brief", "nobody is called this"), 1),
        (("brief", "a"), 1),
    ],
)
def test_what_cannot_be_answered_is_said(run, words, status):
    got, out, err = run(*words)
    assert got == status
    assert out == ""
    assert err


def test_introductions(run, asked):
    status, out, _ = run("introductions", "--json")
    told = json.loads(out)
    assert status == 0
    assert [one["key"] for one in told] == asked(lambda store: [s.key for s in store.suggested_introductions()])
    assert {len(one["people"]) for one in told} == {2}
    assert run("introductions")[1].count("\n") == 2 * len(told)


def test_a_brief(run):
    status, out, _ = run("brief", "ana", "ruiz")
    assert status == 0
    assert out.startswith("Ana Ruiz · Partner, Berg & Co Architects")
    assert "Last touch: meeting on 20 November" in out
