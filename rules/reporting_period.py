"""The weeks, months, quarters and years that reports are about.

By the reporting rule a month runs from the 15th to the 14th, a quarter from the 15th of the
month before it, a year from 15 December (NĐ 09/2019/NĐ-CP, Điều 12; the office confirms it).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple, get_args


class Period(NamedTuple):
    """From the first to the last day, both included."""

    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in the period."""
        return day is not None and self.first <= day <= self.last


Span = Literal["week", "month", "quarter", "year"]


SPANS: Final[tuple[Span, ...]] = get_args(Span)


PeriodRule = Literal["reporting", "calendar"]


_DAY: Final = timedelta(days=1)


_MONTHS: Final[dict[str, int]] = {"month": 1, "quarter": 3, "year": 12}


_FIRST_OF_REPORTING: Final = 15


_CODE: Final = re.compile(r"(20\d{2})(?:-(?:(0[1-9]|1[0-2])|[qQ]([1-4])))?")


def period_containing(day: date, span: Span, rule: PeriodRule) -> Period:
    """The period of this length a day lies in; a week is always Monday to Sunday."""
    if span == "week":
        first = day - timedelta(days=day.weekday())
        return Period(first, first + timedelta(days=6))
    reporting = rule == "reporting"
    # Seen from the reporting rule, the 15th already belongs to the next month.
    month = _index(day) + (1 if reporting and day.day >= _FIRST_OF_REPORTING else 0)
    start = month - month % _MONTHS[span] - (1 if reporting else 0)
    return Period(
        _start(start, reporting=reporting),
        _start(start + _MONTHS[span], reporting=reporting) - _DAY,
    )


def period_before(period: Period, span: Span, rule: PeriodRule, steps: int = 1) -> Period:
    """The period of the same length, `steps` earlier."""
    for _ in range(steps):
        period = period_containing(period.first - _DAY, span, rule)
    return period


def cut_period(period: Period, day: date) -> Period:
    """The period up to a day in it; the whole one when the day lies after it."""
    return period._replace(last=min(period.last, day))


def is_partial_period(period: Period, span: Span, rule: PeriodRule) -> bool:
    """Whether a period was cut."""
    return period != period_containing(period.first, span, rule)


def earlier_periods(period: Period, span: Span, rule: PeriodRule, most: int) -> list[Period]:
    """The periods before, the latest first; of a part the same part, to be compared with."""
    found = [period_before(period, span, rule, steps) for steps in range(1, most + 1)]
    if is_partial_period(period, span, rule):
        return [cut_period(one, one.first + (period.last - period.first)) for one in found]
    return found


def number_of_period(period: Period, span: Span) -> tuple[int, int]:
    """(number, year) of a period as people name it: week 47 of 2026, quarter IV of 2026."""
    if span == "week":
        year, week, _ = period.first.isocalendar()
        return week, year
    last = period.last
    return (last.month - 1) // _MONTHS[span] + 1, last.year


def period_by_number(span: Span, no: int, year: int, rule: PeriodRule) -> Period:
    """The period people name so, as `number` tells it. Raises ValueError when there is none."""
    if span == "week":
        return period_containing(date.fromisocalendar(year, no, 1), span, rule)
    if not 0 < no * _MONTHS[span] <= _MONTHS["year"]:
        raise ValueError(f"{span} {no}")
    # The first of a period's last month lies in it by either rule.
    return period_containing(date(year, no * _MONTHS[span], 1), span, rule)


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1


def _start(month: int, *, reporting: bool) -> date:
    return date(month // 12, month % 12 + 1, _FIRST_OF_REPORTING if reporting else 1)


class NamedPeriod(NamedTuple):
    """A period with the name it is asked for by: `2026-11`, `2026-Q4` or `2026`."""

    span: Span
    rule: PeriodRule
    days: Period

    @property
    def number(self) -> int:
        """Which month or quarter of the year it is; 1 for a year."""
        return number_of_period(self.days, self.span)[0]

    @property
    def year(self) -> int:
        """The year it is reported in."""
        return number_of_period(self.days, self.span)[1]

    @property
    def code(self) -> str:
        """What `named` understands."""
        part = {"month": f"-{self.number:02d}", "quarter": f"-Q{self.number}"}
        return f"{self.year}{part.get(self.span, '')}"

    def before(self) -> NamedPeriod:
        """The period of the same length before this one."""
        return self._replace(days=period_before(self.days, self.span, self.rule))


def named_period_at(day: date, span: Span, rule: PeriodRule) -> NamedPeriod:
    """The period of this length a day lies in, with its name; not for weeks."""
    return NamedPeriod(span, rule, period_containing(day, span, rule))


def named_period_by_code(code: str, rule: PeriodRule) -> NamedPeriod | None:
    """The month, quarter or year of a code; None for what is no code."""
    match = _CODE.fullmatch(code)
    if match is None:
        return None
    year, month, quarter = (int(part or 0) for part in match.groups())
    span: Span = "month" if month else "quarter" if quarter else "year"
    return NamedPeriod(span, rule, period_by_number(span, month or quarter or 1, year, rule))
