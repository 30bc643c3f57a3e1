"""What got worse since the period before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rules.case_facts import LATE_FORWARD
from rules.period_counts import PeriodCounts
from rules.period_summary import PeriodSummary


class WorsenedMeasure(NamedTuple):
    """A measure that got worse: what it is, in the period before, and in the mean of several."""

    measure: str
    now: float
    last: float | None
    """None: there was nothing to measure."""
    mean: float
    periods: int
    """How many the mean is of."""


MEASURES = (
    *("overdue", "very_late", "late", LATE_FORWARD),
    *("broken", "dissatisfied", "reopened"),
)


MEDIAN = "median"


def most_worsened_measure(summary: PeriodSummary) -> WorsenedMeasure | None:
    """What rose the most over its mean before, measured by that mean; None when nothing rose."""
    worse = [one for one in _compared(summary) if one.now > one.mean]
    return max(worse, key=lambda one: (one.now - one.mean) / max(one.mean, 1.0), default=None)


def _compared(summary: PeriodSummary) -> Iterator[WorsenedMeasure]:
    for name in MEASURES:
        before = [getattr(one, name) for one in summary.earlier]
        yield from _beside(name, getattr(summary.line, name), before)
    if summary.times.median is not None:
        medians = [taken.median for taken in summary.earlier_times]
        yield from _beside(MEDIAN, summary.times.median, medians)


def _beside(measure: str, now: float, before: Sequence[float | None]) -> Iterator[WorsenedMeasure]:
    known = [value for value in before if value is not None]
    if known:
        yield WorsenedMeasure(measure, now, before[0], sum(known) / len(known), len(known))


def most_dissatisfied_group(lines: Mapping[str, PeriodCounts]) -> str | None:
    """The group with the most dissatisfied ratings and reopenings; None when there are none."""
    found = {name: one.dissatisfied + one.reopened for name, one in lines.items()}
    name = max(found, key=lambda one: found[one], default=None)
    return name if name is not None and found[name] else None
