"""Insights: plain questions to the record, each answered in one sentence with the numbers behind it. Pure."""

from .answer import CAVEAT, Answer, Branch, Chart, Group, Part, Table, tables
from .figures import ENOUGH, ENOUGH_GUESSES, wilson
from .past import Case, InsightFilter, Lost, Owed, Past, Reads, Record, Sent, Somebody
from .questions import QUESTIONS, Question, answer, answers

__all__ = [
    "CAVEAT",
    "ENOUGH",
    "ENOUGH_GUESSES",
    "QUESTIONS",
    "Answer",
    "Branch",
    "Case",
    "Chart",
    "Group",
    "InsightFilter",
    "Lost",
    "Owed",
    "Part",
    "Past",
    "Question",
    "Reads",
    "Record",
    "Sent",
    "Somebody",
    "Table",
    "answer",
    "answers",
    "tables",
    "wilson",
]
