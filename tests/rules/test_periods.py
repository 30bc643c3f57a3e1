"""Months, quarters and years, with the calendar or from the 15th to the 14th."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import before, month_of, period, quarter_of

days = st.dates(date(2001, 1, 20), date(2098, 12, 1))
starts = st.sampled_from([1, 15])


@given(days, starts)
def test_every_day_lies_in_its_month_and_quarter_and_periods_join(day: date, start: int) -> None:
    for one in (month_of(day, start), quarter_of(day, start)):
        assert one.first <= day <= one.last
        assert period(one.code, start) == one
        assert before(one, start).last == one.first - timedelta(days=1)


def test_the_reporting_quarter_ends_on_the_fourteenth() -> None:
    quarter = quarter_of(date(2026, 12, 14), 15)
    assert (quarter.code, quarter.first, quarter.last) == (
        "2026-Q4",
        date(2026, 9, 15),
        date(2026, 12, 14),
    )
    year = period("2026", 15)
    assert year is not None
    assert (year.first, year.last) == (date(2025, 12, 15), date(2026, 12, 14))
    assert before(year, 15).code == "2025"


@pytest.mark.parametrize("code", ["", "2026-13", "2026-Q5", "26-01", "2026-1", "1999", "2026-11'"])
def test_what_is_no_period_is_none(code: str) -> None:
    assert period(code) is None
