"""Figures chain: whatever cases go through, one report begins where the one before ended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rules.period_counts import PeriodCounts, sum_counts
from tests.support.histories import SPAN, WEEKS, Filed, counted_plainly, courses, summaries

FLOWS = ("new", "reopened", "published", "rated")
"""What happens once, on one day."""


def weekly(filed: Sequence[Filed]) -> list[PeriodCounts]:
    return [one.line for one in summaries(filed, WEEKS)]


@given(st.lists(courses(), max_size=6))
def test_what_is_left_over_is_what_is_carried_next_and_nothing_gets_lost(
    filed: list[Filed],
) -> None:
    weeks = weekly(filed)
    for one, following in pairwise(weeks):
        assert following.carried == one.open
    assert all(one.balanced for one in weeks)
    (whole,) = summaries(filed, [SPAN])
    came = sum(one.came - one.closed - one.excluded for one in weeks)
    assert came == whole.line.open == weeks[-1].open


@given(st.lists(courses(apart=False), max_size=6))
def test_weeks_add_up_to_the_whole_and_each_case_is_new_once(filed: list[Filed]) -> None:
    weeks, (whole,) = sum_counts(weekly(filed)), summaries(filed, [SPAN])
    for name in FLOWS:
        assert getattr(weeks, name) == getattr(whole.line, name), name
    assert weeks.closed - weeks.brought_back == whole.line.closed
    seen_until_then = [one for one in filed if counted_plainly([one], SPAN)["new"]]
    assert weeks.new == len(seen_until_then)


@given(st.lists(courses(), max_size=6))
def test_every_count_is_that_of_the_log_counted_line_by_line(filed: list[Filed]) -> None:
    for period, found in zip(
        [*WEEKS, SPAN],
        summaries(filed, [*WEEKS, SPAN][:-1]) + summaries(filed, [SPAN]),
        strict=True,
    ):
        plain, line = counted_plainly(filed, period), found.line
        for name in (*FLOWS, "satisfied", "answered", "refused", "ended", "open"):
            assert getattr(line, name) == plain[name], (period, name)
