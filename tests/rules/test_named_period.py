"""Months, quarters and years by the names people ask for them with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reporting_period import PeriodRule, Span, named_period_at, named_period_by_code

days = st.dates(date(2001, 1, 20), date(2098, 12, 1))
rules = st.sampled_from(["reporting", "calendar"])
spans = st.sampled_from(["month", "quarter", "year"])


@given(days, spans, rules)
def test_every_period_is_found_again_by_its_name_and_joins_the_one_before(
    day: date, span: Span, rule: PeriodRule
) -> None:
    one = named_period_at(day, span, rule)
    assert one.days.first <= day <= one.days.last
    assert named_period_by_code(one.code, rule) == one
    assert named_period_by_code(one.code.lower(), rule) == one
    assert one.before().days.last == one.days.first - timedelta(days=1)


def test_the_reporting_quarter_ends_on_the_fourteenth() -> None:
    quarter = named_period_at(date(2026, 12, 14), "quarter", "reporting")
    assert quarter.code == "2026-Q4"
    assert quarter.days == (date(2026, 9, 15), date(2026, 12, 14))
    year = named_period_by_code("2026", "reporting")
    assert year is not None
    assert year.days == (date(2025, 12, 15), date(2026, 12, 14))
    assert year.before().code == "2025"


@pytest.mark.parametrize("code", ["", "2026-13", "2026-Q5", "26-01", "2026-1", "1999", "2026-11'"])
def test_what_is_no_period_is_none(code: str) -> None:
    assert named_period_by_code(code, "calendar") is None
