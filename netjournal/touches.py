"""How close a tie is by the record: words worked out from touches, never kept.

Hidden here: where a strong tie ends and a weak one begins, and what "overdue" is measured against.
"""

from __future__ import annotations

from datetime import date

from .model import Word

STRONG_FROM = 4
"""Touches in a year from which a tie counts as strong; from one on it is weak (Granovetter 1973; the bounds are
ours)."""


class Tie(Word):
    """What a tie is on a day, by the touches of the 365 days before it."""

    STRONG = "strong"
    WEAK = "weak"
    DORMANT = "dormant"


def tie(touches_in_year: int) -> Tie:
    """The tie by the number of touches in the 365 days before the day that is asked about."""
    if touches_in_year >= STRONG_FROM:
        return Tie.STRONG
    return Tie.WEAK if touches_in_year > 0 else Tie.DORMANT


def overdue_ratio(last_touch: date | None, cadence: int | None, today: date) -> float | None:
    """Days since the last touch by days meant between touches: from 1 on it is time. None where either is not known.

    `cadence` is the one in force: the person's own, else their closeness's; None or 0 is none. Days are calendar
    days. A last touch after today (the clock was set back) gives 0.
    """
    if not cadence or last_touch is None:
        return None
    return max(0, (today - last_touch).days) / cadence
