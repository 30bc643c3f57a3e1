"""The office's calendar: days off, days made up for, hours of work."""

from __future__ import annotations

from datetime import date
from typing import Literal

from rules.office_data import OfficeStruct


class CalendarYear(OfficeStruct, frozen=True, kw_only=True):
    """Whether a year's days off are decided, or only computed from the law."""

    status: Literal["decided", "expected"]
    source: str


class DayOff(OfficeStruct, frozen=True, kw_only=True):
    """A day that breaks the weekly rhythm, off or worked, with the document that says so."""

    date: date
    reason: str
    source: str
    confirmed: bool = True


class Closure(OfficeStruct, frozen=True, kw_only=True):
    """An emergency (a storm, say) for which the office is shut from `first` to `last`."""

    first: date
    last: date
    reason: str
    source: str
    confirmed: bool = True


class WorkingSession(OfficeStruct, frozen=True, kw_only=True):
    """A part of the working day, HH:MM to HH:MM where the office is."""

    begins: str
    ends: str


class Calendar(OfficeStruct, frozen=True, kw_only=True, eq=False):
    """Working days and hours; `rest_weekdays` as in date.weekday(), 0 for Monday.

    Compared by identity, so that what is looked up in it can be remembered.
    """

    rest_weekdays: tuple[int, ...]
    sessions: tuple[WorkingSession, ...]
    years: dict[str, CalendarYear]
    off: tuple[DayOff, ...]
    worked: tuple[DayOff, ...]
    closures: tuple[Closure, ...] = ()

    @property
    def hours(self) -> str:
        """The hours of a working day, such as `07:00-11:30, 13:30-17:00`."""
        return ", ".join(f"{session.begins}-{session.ends}" for session in self.sessions)

    @property
    def closing(self) -> str:
        """HH:MM after which what comes in counts as the next working day's."""
        return self.sessions[-1].ends
