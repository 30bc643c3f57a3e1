"""Counting working days the way the law does, over an office's own calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from rules.office_calendar import Calendar, Closure

REST_DAY: Final = "rest_day"
"""The reason of a skipped day that is only the weekly day of rest."""

_DAY: Final = timedelta(days=1)


class SkippedDay(NamedTuple):
    """A day that does not count: REST_DAY, or the calendar's own words for it."""

    day: date
    reason: str


class CountedTerm(NamedTuple):
    """A term: its last day, the days that counted and those that did not, in order.

    `provisional` when it touches a year not decided (or not listed) or a day not confirmed.
    """

    due: date
    counted: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]
    provisional: bool

    def expected(self, today: date) -> bool:
        """Whether the last day may still move: to be marked wherever it is shown."""
        return self.provisional and self.due >= today


class _CalendarDays(NamedTuple):
    rest: frozenset[int]
    off: dict[date, str]
    worked: frozenset[date]
    decided: frozenset[int]
    doubtful: frozenset[date]

    def reason(self, day: date) -> str | None:
        """Why nobody works that day; None on a working day."""
        if reason := self.off.get(day):
            return reason
        resting = day.weekday() in self.rest and day not in self.worked
        return REST_DAY if resting else None

    def sure(self, day: date) -> bool:
        return day.year in self.decided and day not in self.doubtful


@lru_cache(maxsize=1000)  # a calendar for each office of a process
def _days(calendar: Calendar) -> _CalendarDays:
    years = calendar.years.items()
    return _CalendarDays(
        rest=frozenset(calendar.rest_weekdays),
        off=dict(_off(calendar)),
        worked=frozenset(day.date for day in calendar.worked),
        decided=frozenset(int(year) for year, state in years if state.status == "decided"),
        doubtful=frozenset(_doubtful(calendar)),
    )


def _off(calendar: Calendar) -> Iterator[tuple[date, str]]:
    yield from ((day.date, day.reason) for day in calendar.off)
    for closure in calendar.closures:
        for day in _closed(closure):
            yield day, closure.reason


def _closed(closure: Closure) -> Iterator[date]:
    return (closure.first + timedelta(n) for n in range((closure.last - closure.first).days + 1))


def _doubtful(calendar: Calendar) -> Iterator[date]:
    yield from (day.date for day in (*calendar.off, *calendar.worked) if not day.confirmed)
    for closure in calendar.closures:
        if not closure.confirmed:
            yield from _closed(closure)


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether the office works that day; a Saturday worked in exchange counts."""
    return _days(calendar).reason(day) is None


def begins_work_week(day: date, calendar: Calendar) -> bool:
    """Whether it is the first day of its week, from Monday, on which the office works."""
    before = (day - timedelta(days=back) for back in range(1, day.weekday() + 1))
    return is_working_day(day, calendar) and not any(
        is_working_day(one, calendar) for one in before
    )


def reason_of_rest_day(day: date, calendar: Calendar) -> str:
    """Why nobody works that day (REST_DAY or the calendar's words), or empty."""
    return _days(calendar).reason(day) or ""


@lru_cache(maxsize=20_000)  # cases that arrive on one day have the same terms
def count_term(start: date, days: int, calendar: Calendar) -> CountedTerm:
    """The term of `days` working days from `start`, which is day zero (BLDS 2015 Đ.147-148).

    No days: due on `start` itself, or the next working day. Raises ValueError when negative.
    """
    if days < 0:
        raise ValueError(f"a term cannot have {days} days")
    lookup = _days(calendar)
    counted: list[date] = []
    skipped: list[SkippedDay] = []
    sure = lookup.sure(start)
    day = start - _DAY if days == 0 else start
    while len(counted) < max(days, 1):
        day += _DAY
        sure = sure and lookup.sure(day)
        if reason := lookup.reason(day):
            skipped.append(SkippedDay(day, reason))
        else:
            counted.append(day)
    return CountedTerm(day, tuple(counted) if days else (), tuple(skipped), not sure)


def is_any_day_undecided(first: date, last: date, calendar: Calendar) -> bool:
    """Whether any day from the first to the last is not decided, or not confirmed.

    No day at all, where the last is over before the first: no.
    """
    lookup = _days(calendar)
    return any(not lookup.sure(first + timedelta(n)) for n in range((last - first).days + 1))


def add_working_days(start: date, days: int, calendar: Calendar) -> date:
    """The last day of the term `count` describes."""
    return count_term(start, days, calendar).due


@lru_cache(maxsize=100_000)  # each look asks how far the same few days lie apart
def working_days_between(a: date, b: date, calendar: Calendar) -> int:
    """Working days after `a` up to and with `b`; negative, counted likewise, when `b` is past."""
    if b < a:
        return -working_days_between(b, a, calendar)
    whole = sum(_until(year, calendar)[-1] for year in range(a.year, b.year))
    return whole + _so_far(b, calendar) - _so_far(a, calendar)


def _so_far(day: date, calendar: Calendar) -> int:
    """Working days of the day's year up to and with it."""
    return _until(day.year, calendar)[day.timetuple().tm_yday - 1]


@lru_cache(maxsize=1000)
def _until(year: int, calendar: Calendar) -> tuple[int, ...]:
    """For each day of a year, how many working days it has had."""
    lookup, first = _days(calendar), date(year, 1, 1)
    days = (first + timedelta(n) for n in range((date(year, 12, 31) - first).days + 1))
    return tuple(accumulate(int(lookup.reason(day) is None) for day in days))
