"""The days somebody asks about."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from rules.reporting_period import Period, PeriodRule, Span, period_containing

FIRST_YEAR: Final = 2000
"""Nothing is asked about before: periods are named by 20xx."""


MOST_DAYS: Final = 999


class PeriodError(ValueError):
    """A period or a day nobody can be answered about: `why` names the sentence that says so."""

    def __init__(self, why: str, said: str = "") -> None:
        super().__init__(f"{why}: {said}")
        self.why, self.said = why, said


class DayRange(NamedTuple):
    """Days asked about: `days` of them from `first`, or, for 0, the whole period it lies in."""

    span: Span
    first: date
    days: int = 0


class AskedTime(NamedTuple):
    """What words say about the time; nothing that they do not name."""

    span: Span | None = None
    period: Period | None = None
    """The whole period, where it is named and not only how long it is."""
    days: tuple[date, ...] = ()
    since: bool = False
    """The day is the first one meant."""
    until: bool = False
    """The day is the last one meant."""

    @property
    def named(self) -> bool:
        """Whether anything was said."""
        return bool(self.span or self.days)

    def up_to(self, today: date, rule: PeriodRule, span: Span) -> tuple[Span, date]:
        """The period a report is about, by the last day it counts. Raises PeriodError.

        `span` where none is named.
        """
        if len(self.days) > 1 or self.since:
            raise PeriodError("one_day", _written(*self.days))
        span = self.span or span
        period = self.period or period_containing(self.days[0] if self.days else today, span, rule)
        if self.days and not period.holds(self.days[0]):
            raise PeriodError("outside", _written(*self.days))
        _late_enough(period)
        return span, self.days[0] if self.days else min(period.last, today)

    def range(self, today: date, rule: PeriodRule, span: Span) -> DayRange:
        """The days a question is about. Raises PeriodError. `span` where none is named."""
        span = self.span or span
        if len(self.days) > 1 or (self.since and not self.period):
            return _days(span, self.days[0], self.days[1] if len(self.days) > 1 else today)
        if self.days and not (self.span or self.until):
            return _days(span, self.days[0], self.days[0])
        period = self.period or period_containing(self.days[0] if self.days else today, span, rule)
        _late_enough(period)
        if self.days and not period.holds(self.days[0]):
            raise PeriodError("outside", _written(*self.days))
        if self.days and self.until:
            return _days(span, period.first, self.days[0])
        if self.days and self.since:
            return _days(span, self.days[0], min(period.last, today))
        return DayRange(span, period.first)


def _days(span: Span, first: date, last: date) -> DayRange:
    n = (last - first).days + 1
    if n < 1:
        raise PeriodError("order", _written(first, last))
    if n > MOST_DAYS:
        raise PeriodError("long", _written(first, last))
    return DayRange(span, first, n)


def _late_enough(period: Period) -> None:
    if period.first.year < FIRST_YEAR:
        raise PeriodError("early", _written(period.first))


def _written(*days: date) -> str:
    return " - ".join(f"{day:%d/%m/%Y}" for day in days)
