"""The questions there are, and how one is put to the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from netjournal.records import dataclass
from netjournal.undisturbed import undisturbed
from netjournal.wording import Said, say

from . import asking, exchange
from .answer import Answer
from .past import InsightFilter, Past, Record


@dataclass(frozen=True, slots=True)
class Question:
    """One of them: `key` never changes, `asked` is how it reads."""

    key: str
    asked: Said
    work_out: Callable[[Past, str, Said], Answer]


QUESTIONS = (
    Question("before", say("What came before a yes, what before “went elsewhere”?"), asking.before),
    Question("face", say("Does meeting face to face matter?"), asking.face),
    Question("offerings", say("Does it depend on what I offer?"), asking.offerings),
    Question("comfort", say("Friend first or business first?"), asking.comfort),
    Question("chapters", say("Does my network carry over from one chapter to the next?"), asking.chapters),
    Question("elsewhere", say("Why did they go elsewhere, and to whom?"), asking.elsewhere),
    Question("second", say("Do people who said no say yes later?"), asking.second),
    Question("guess", say("Am I good at guessing?"), asking.guess),
    Question("months", say("Do I ask? Do I give?"), exchange.monthly),
    Question("thanks", say("Whom do I owe thanks?"), exchange.thanks),
    Question("sources", say("Where does my business come from?"), exchange.sources),
)


def answer(key: str, record: Record, wanted: InsightFilter | None = None) -> Answer:
    """The answer to the question of that key; KeyError where there is none."""
    question = {q.key: q for q in QUESTIONS}[key]
    with undisturbed():
        return question.work_out(Past(record, wanted or InsightFilter()), question.key, question.asked)


def answers(record: Record, wanted: InsightFilter | None = None) -> Iterator[Answer]:
    """All answers, one after another."""
    for question in QUESTIONS:
        yield answer(question.key, record, wanted)
