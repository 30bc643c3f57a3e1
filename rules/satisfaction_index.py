"""The satisfaction index: shares with their uncertainty, plan targets, nothing rounded up."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final, NamedTuple

from rules.rating_forms import PlanTarget
from rules.sipas import Share

Z95: Final = 1.959964
"""Quantile of the normal distribution for 95 %."""


class ConfidenceInterval(NamedTuple):
    """Between which percentages, in tenths, the share of all visitors would lie."""

    low: int
    high: int


def wilson_interval(
    share: Share, people: int | None = None, z: float = Z95
) -> ConfidenceInterval | None:
    """Wilson's score interval, widened to whole tenths; None without answers.

    `people`: how many gave these answers. Several of one head are no more than one witness.
    """
    if not share.n:
        return None
    n, p = people or share.n, share.satisfied / share.n
    middle = p + z * z / (2 * n)
    spread = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # The bounds are exact at 0 and 1; floating point must not lift them over.
    low = max(0.0, (middle - spread) / scale)
    high = min(1.0, (middle + spread) / scale)
    return ConfidenceInterval(min(math.floor(low * 1000), 1000), max(math.ceil(high * 1000), 0))


def pooled_share(*shares: Share) -> Share:
    """Several questions as one: all valid answers together."""
    return Share(sum(share.satisfied for share in shares), sum(share.n for share in shares))


def share_of_counts(counts: tuple[int, ...]) -> Share:
    """The share of the five labels; `counts[score]` answers each, place 0 is not used."""
    return Share(sum(counts[4:6]), sum(counts[1:6]))


def points_of_counts(counts: tuple[int, ...], best: int) -> Share:
    """Points earned of points to be had, for a question worth 0 … `best`."""
    given = counts[: best + 1]
    return Share(sum(value * n for value, n in enumerate(given)), best * sum(given))


def exact_fraction(number: float) -> Fraction:
    """A decimal as it was written: 95.88 is 9588/100, not the nearest binary number."""
    return Fraction(str(number))


def target_percentage(target: PlanTarget, reading: str = "") -> Fraction:
    """The percentage aimed at. "Tăng 2%" is read as points or as a part of the baseline."""
    baseline, increase = exact_fraction(target.baseline), exact_fraction(target.increase)
    if (reading or target.reading) == "relative":
        return min(baseline * (1 + increase / 100), Fraction(100))
    return min(baseline + increase, Fraction(100))


class TargetVerdict(NamedTuple):
    """Whether a target is reached, and by how many satisfied answers (or how many lack)."""

    reached: bool | None
    """None: it lies within what chance may do, or there are too few answers to say."""
    answers: int


def judge_target(
    share: Share, percent: Fraction, interval: ConfidenceInterval | None
) -> TargetVerdict | None:
    """A share held against a target, in whole answers; None without answers.

    It is reached or missed only where the whole interval lies on one side.
    """
    if not share.n:
        return None
    reached = None
    if interval is not None and Fraction(interval.low, 10) >= percent:
        reached = True
    elif interval is not None and Fraction(interval.high, 10) < percent:
        reached = False
    needed = math.ceil(percent * share.n / 100)
    return TargetVerdict(reached, abs(share.satisfied - needed))
