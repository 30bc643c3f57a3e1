"""Reporting periods follow one another without a gap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reporting_period import (
    SPANS,
    Period,
    PeriodRule,
    Span,
    cut_period,
    earlier_periods,
    is_partial_period,
    number_of_period,
    period_before,
    period_containing,
)

CASES = [
    ("week", "reporting", (2026, 11, 24), (2026, 11, 23), (2026, 11, 29), (48, 2026)),
    ("week", "calendar", (2027, 1, 1), (2026, 12, 28), (2027, 1, 3), (53, 2026)),
    ("month", "reporting", (2026, 11, 14), (2026, 10, 15), (2026, 11, 14), (11, 2026)),
    ("month", "reporting", (2026, 11, 15), (2026, 11, 15), (2026, 12, 14), (12, 2026)),
    ("month", "calendar", (2026, 2, 28), (2026, 2, 1), (2026, 2, 28), (2, 2026)),
    ("quarter", "reporting", (2026, 11, 24), (2026, 9, 15), (2026, 12, 14), (4, 2026)),
    ("quarter", "reporting", (2026, 12, 15), (2026, 12, 15), (2027, 3, 14), (1, 2027)),
    ("quarter", "calendar", (2026, 11, 24), (2026, 10, 1), (2026, 12, 31), (4, 2026)),
    ("year", "reporting", (2026, 12, 15), (2026, 12, 15), (2027, 12, 14), (1, 2027)),
    ("year", "calendar", (2026, 12, 15), (2026, 1, 1), (2026, 12, 31), (1, 2026)),
]


@pytest.mark.parametrize(("span", "rule", "day", "first", "last", "named"), CASES)
def test_a_day_lies_in_its_period(
    span: Span,
    rule: PeriodRule,
    day: tuple[int, int, int],
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    named: tuple[int, int],
) -> None:
    period = period_containing(date(*day), span, rule)
    assert period == Period(date(*first), date(*last))
    assert number_of_period(period, span) == named


DATES = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(DATES, st.sampled_from(SPANS), st.sampled_from(["reporting", "calendar"]))
def test_periods_hold_their_days_and_follow_one_another(
    day: date, span: Span, rule: PeriodRule
) -> None:
    period = period_containing(day, span, rule)
    assert period.holds(day)
    assert period_before(period, span, rule).last + timedelta(days=1) == period.first
    assert period_containing(period.last, span, rule) == period


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.sampled_from(SPANS),
    st.sampled_from(["reporting", "calendar"]),
)
def test_a_part_is_compared_with_as_long_a_part_of_the_periods_before(
    day: date, span: Span, rule: PeriodRule
) -> None:
    whole = period_containing(day, span, rule)
    part = cut_period(whole, day)
    assert part.holds(day)
    assert is_partial_period(part, span, rule) == (day < whole.last)
    for one in earlier_periods(part, span, rule, 4):
        theirs = period_containing(one.first, span, rule)
        assert one.last <= theirs.last < whole.first
        wanted = (part.last - part.first) if day < whole.last else (theirs.last - theirs.first)
        assert one.last - one.first == min(wanted, theirs.last - theirs.first)
