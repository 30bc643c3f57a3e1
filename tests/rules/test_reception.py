"""The reception day of the month: the fifteenth, moved off rest days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import offices
from rules.deadline import is_working_day
from rules.reception import next_reception_day

CALENDAR = offices.load_office().calendar


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-11-23", "2026-12-15"),
        ("2026-12-15", "2026-12-15"),
        ("2026-11-14", "2026-11-16"),  # the 15th is a Sunday
        ("2026-11-16", "2026-11-16"),  # moved, and it is today
        ("2026-11-17", "2026-12-15"),
        ("2026-08-15", "2026-08-17"),  # a Saturday
    ],
)
def test_the_fifteenth_is_moved_off_rest_days(today: str, expected: str) -> None:
    found = next_reception_day(date.fromisoformat(today), 15, CALENDAR)
    assert found == date.fromisoformat(expected)


@given(st.dates(date(2026, 1, 1), date(2026, 11, 30)), st.integers(1, 28))
def test_the_next_reception_is_a_working_day_within_two_months(today: date, day: int) -> None:
    found = next_reception_day(today, day, CALENDAR)
    assert found >= today
    assert (found - today).days <= 45
    assert is_working_day(found, CALENDAR)
