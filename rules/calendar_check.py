"""What is wrong, or not confirmed, in the office's calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from rules.office import Office
from rules.office_calendar import Calendar, DayOff
from rules.office_data import DataFault, DataPath

LONGEST_CLOSURE: Final = timedelta(days=90)
"""A longer one is a slip of the pen."""


HOUR: Final = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")


_WEEK: Final = range(7)


def days_off_and_worked(calendar: Calendar) -> Iterator[tuple[int, DataPath, DayOff]]:
    for name, days in (("off", calendar.off), ("worked", calendar.worked)):
        for place, day in enumerate(days):
            yield place, ("calendar", name), day


def calendar_faults(office: Office) -> Iterator[DataFault]:
    calendar = office.calendar
    seen: set[date] = set()
    for place, path, day in days_off_and_worked(calendar):
        values: dict[str, object] = {"date": day.date}
        at = (*path, place, "date")
        if day.date in seen:
            yield DataFault(at, "check.day_twice", values)
        seen.add(day.date)
        if path[-1] == "worked" and day.date.weekday() not in calendar.rest_weekdays:
            yield DataFault(at, "check.worked_no_rest_day", values)
        if str(day.date.year) not in calendar.years:
            yield DataFault(at, "check.year_missing", {"year": str(day.date.year)})
    yield from _closures(calendar)
    yield from _sessions(calendar)
    for place, weekday in enumerate(calendar.rest_weekdays):
        if weekday not in _WEEK:
            bad = ("calendar", "rest_weekdays", place)
            yield DataFault(bad, "check.weekday", {"weekday": weekday})
    if set(_WEEK) <= set(calendar.rest_weekdays):
        yield DataFault(("calendar", "rest_weekdays"), "check.no_working_day", {})


def _closures(calendar: Calendar) -> Iterator[DataFault]:
    for place, closure in enumerate(calendar.closures):
        path = ("calendar", "closures", place)
        if not closure.first <= closure.last <= closure.first + LONGEST_CLOSURE:
            values: dict[str, object] = {"first": closure.first, "last": closure.last}
            yield DataFault((*path, "last"), "check.closure", values)
        if str(closure.first.year) not in calendar.years:
            values = {"year": str(closure.first.year)}
            yield DataFault((*path, "first"), "check.year_missing", values)


def _sessions(calendar: Calendar) -> Iterator[DataFault]:
    before = ""
    if not calendar.sessions:
        yield DataFault(("calendar", "sessions"), "check.sessions", {})
    for place, session in enumerate(calendar.sessions):
        hours = (session.begins, session.ends)
        if not all(map(HOUR.fullmatch, hours)) or not before < hours[0] < hours[1]:
            yield DataFault(("calendar", "sessions", place, "ends"), "check.sessions", {})
        before = session.ends
