"""Working days over the shipped calendar: known vectors, hand-made ones, and laws they all obey."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offices import load_office
from rules.deadline import (
    REST_DAY,
    add_working_days,
    count_term,
    is_working_day,
    working_days_between,
)

CALENDAR = load_office().calendar
DAYS = st.dates(date(2023, 6, 1), date(2028, 6, 1))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        # Vectors of the field guide.
        ("2024-04-26", 5, "2024-05-07"),
        ("2025-04-25", 5, "2025-05-06"),
        ("2022-09-29", 15, "2022-10-20"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-08-21", 1, "2026-08-22"),
        ("2026-08-28", 2, "2026-09-04"),
        ("2026-11-23", 5, "2026-12-01"),
        ("2026-11-23", 15, "2026-12-15"),
        ("2027-02-03", 5, "2027-02-17"),
        ("2025-12-31", 1, "2026-01-05"),
        ("2025-12-31", 6, "2026-01-10"),
        # By hand.
        ("2026-03-02", 1, "2026-03-03"),
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-07", 1, "2026-03-09"),
        ("2026-03-02", 5, "2026-03-09"),
        ("2026-03-02", 15, "2026-03-23"),
        ("2026-04-24", 1, "2026-04-28"),
        ("2026-04-29", 1, "2026-05-04"),
        ("2024-02-07", 1, "2024-02-15"),
        ("2024-05-03", 1, "2024-05-04"),
        ("2025-01-24", 1, "2025-02-03"),
        ("2025-08-29", 1, "2025-09-03"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2027-04-29", 1, "2027-05-04"),
    ],
)
def test_a_term_ends_on_the_day_the_calendar_says(start: str, days: int, due: str) -> None:
    term = count_term(date.fromisoformat(start), days, CALENDAR)
    assert term.due == date.fromisoformat(due)
    assert add_working_days(date.fromisoformat(start), days, CALENDAR) == term.due


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-01-02", False),
        ("2026-01-10", True),
        ("2026-08-31", False),
        ("2026-08-22", True),
        ("2026-01-17", False),
        ("2026-11-24", False),
        ("2026-11-25", True),
    ],
)
def test_swapped_days_are_known(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day), CALENDAR) is works


def test_a_term_tells_which_days_it_skipped_and_why() -> None:
    term = count_term(date(2026, 1, 1), 1, CALENDAR)
    assert [day for day, _ in term.skipped] == [date(2026, 1, d) for d in (2, 3, 4)]
    assert [reason for _, reason in term.skipped][1:] == [REST_DAY, REST_DAY]
    assert "10/01/2026" in term.skipped[0].reason


@pytest.mark.parametrize(
    ("start", "days", "provisional"),
    [
        ("2026-03-02", 5, False),
        ("2026-11-23", 1, True),
        ("2026-12-30", 5, True),
        ("2027-03-01", 1, True),
        ("2030-01-01", 1, True),
        ("2023-12-29", 1, True),
    ],
)
def test_a_term_touching_undecided_days_is_provisional(
    start: str, days: int, provisional: bool
) -> None:
    assert count_term(date.fromisoformat(start), days, CALENDAR).provisional is provisional


def test_no_days_means_the_same_or_the_next_working_day() -> None:
    assert count_term(date(2026, 3, 2), 0, CALENDAR).due == date(2026, 3, 2)
    assert count_term(date(2026, 3, 7), 0, CALENDAR).due == date(2026, 3, 9)


def test_a_negative_term_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        count_term(date(2026, 3, 2), -1, CALENDAR)


def test_days_left_turn_negative_when_late() -> None:
    monday = date(2026, 3, 2)
    assert working_days_between(monday, date(2026, 3, 9), CALENDAR) == 5
    assert working_days_between(monday, monday, CALENDAR) == 0
    assert working_days_between(date(2026, 3, 10), monday, CALENDAR) == -6


@given(DAYS, st.integers(1, 40))
def test_a_term_counts_exactly_its_days(start: date, days: int) -> None:
    term = count_term(start, days, CALENDAR)
    assert len(term.counted) == days
    assert term.counted[-1] == term.due
    assert all(is_working_day(day, CALENDAR) for day in term.counted)
    assert not any(is_working_day(day, CALENDAR) for day, _ in term.skipped)


@given(DAYS, st.integers(1, 40))
def test_every_day_after_the_first_is_counted_or_skipped(start: date, days: int) -> None:
    term = count_term(start, days, CALENDAR)
    days_seen = sorted((*term.counted, *(day for day, _ in term.skipped)))
    assert days_seen == [start + timedelta(days=n) for n in range(1, len(days_seen) + 1)]


@given(DAYS, st.integers(1, 40))
def test_days_between_undo_a_term(start: date, days: int) -> None:
    due = count_term(start, days, CALENDAR).due
    assert working_days_between(start, due, CALENDAR) == days
    assert working_days_between(due, start, CALENDAR) == -days


@given(DAYS, st.integers(1, 20), st.integers(1, 20))
def test_two_terms_in_a_row_make_one(start: date, first: int, second: int) -> None:
    middle = count_term(start, first, CALENDAR).due
    assert (
        count_term(middle, second, CALENDAR).due == count_term(start, first + second, CALENDAR).due
    )


@given(DAYS, DAYS, st.integers(0, 30))
def test_a_later_start_never_ends_earlier(a: date, b: date, days: int) -> None:
    early, late = sorted((a, b))
    assert count_term(early, days, CALENDAR).due <= count_term(late, days, CALENDAR).due
