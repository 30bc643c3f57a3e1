"""The day of the month on which leaders receive citizens."""

from __future__ import annotations

from datetime import date, timedelta

from rules.deadline import is_working_day
from rules.office_calendar import Calendar


def next_reception_day(today: date, day: int, calendar: Calendar) -> date:
    """The next reception day from today on: `day` of a month, moved on to a working day."""
    month = today.replace(day=1)
    previous = (month - timedelta(days=1)).replace(day=1)
    following = (month + timedelta(days=32)).replace(day=1)
    # A day moved out of a long holiday may fall into the next month.
    moved = (_moved(first.replace(day=day), calendar) for first in (previous, month, following))
    return next(one for one in moved if one >= today)


def _moved(day: date, calendar: Calendar) -> date:
    while not is_working_day(day, calendar):
        day += timedelta(days=1)
    return day
