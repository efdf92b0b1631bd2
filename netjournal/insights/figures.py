"""The few figures an answer is made of: a share with its interval, a middle value.

Hidden here: the formula of the interval, and how much is enough to show anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

Z = 1.959964
"""Of the normal distribution, for an interval that holds the truth 95 times in 100."""
ENOUGH = 5
"""On a side, before two sides are set beside each other."""
ENOUGH_GUESSES = 10


def wilson(yes: int, n: int) -> tuple[float, float] | None:
    """The 95 % interval of a share, both ends from 0 to 1; None where there is nothing to have a share of.

    E. B. Wilson 1927: centre (p + z²/2n) / (1 + z²/n), half its width z·√(p(1 − p)/n + z²/4n²) / (1 + z²/n).
    """
    if not n:
        return None
    share, spread = yes / n, Z * Z / n
    centre = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def middle(values: Sequence[float]) -> float | None:
    """The median; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def percent(yes: int, n: int) -> int:
    """A share in whole hundredths, for a sentence."""
    return round(100 * yes / n) if n else 0


def apart(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    """Whether two intervals do not even touch: the difference is more than chance would lightly make."""
    return one is not None and other is not None and (one[0] > other[1] or other[0] > one[1])
