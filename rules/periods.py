"""Months, quarters and years of reporting, which need not begin with the calendar's."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

_CODE: Final = re.compile(r"(20\d{2})(?:-(?:(0[1-9]|1[0-2])|[qQ]([1-4])))?")


class Period(NamedTuple):
    """A stretch of months: `2026-11`, `2026-Q4` or `2026`; `first` and `last` are inside."""

    code: str
    first: date
    last: date

    @property
    def kind(self) -> str:
        """`month`, `quarter` or `year`."""
        if "Q" in self.code:
            return "quarter"
        return "month" if "-" in self.code else "year"

    @property
    def number(self) -> int:
        """Which month or quarter; for a year the year."""
        return int(self.code.rpartition("-")[2].lstrip("Q"))

    @property
    def year(self) -> int:
        """The year it is reported in."""
        return int(self.code[:4])


def period(code: str, start_day: int = 1) -> Period | None:
    """The period of a code; None for what is no code.

    With a `start_day` of 15 a month runs from the 15th of the one before to the 14th
    (NĐ 09/2019/NĐ-CP Điều 12).
    """
    match = _CODE.fullmatch(code)
    if match is None:
        return None
    year = int(match[1])
    if match[2]:
        months = (int(match[2]), int(match[2]))
    elif match[3]:
        months = (int(match[3]) * 3 - 2, int(match[3]) * 3)
    else:
        months = (1, 12)
    first = _starts(year, months[0], start_day)
    after = _starts(year + months[1] // 12, months[1] % 12 + 1, start_day)
    return Period(code.upper(), first, after - timedelta(days=1))


def month_of(day: date, start_day: int = 1) -> Period:
    """The reporting month a day belongs to."""
    year, month = day.year, day.month
    if start_day > 1 and day.day >= start_day:
        year, month = year + month // 12, month % 12 + 1
    found = period(f"{year}-{month:02d}", start_day)
    assert found is not None  # noqa: S101 - the code was just made
    return found


def quarter_of(day: date, start_day: int = 1) -> Period:
    """The reporting quarter a day belongs to."""
    month = month_of(day, start_day)
    found = period(f"{month.year}-Q{(month.number + 2) // 3}", start_day)
    assert found is not None  # noqa: S101 - the code was just made
    return found


def before(this: Period, start_day: int = 1) -> Period:
    """The period of the same length before this one."""
    day = this.first - timedelta(days=1)
    if this.kind == "month":
        return month_of(day, start_day)
    if this.kind == "quarter":
        return quarter_of(day, start_day)
    found = period(str(this.year - 1), start_day)
    assert found is not None  # noqa: S101 - the code was just made
    return found


def _starts(year: int, month: int, start_day: int) -> date:
    first = date(year, month, 1)
    if start_day == 1:
        return first
    return (first - timedelta(days=1)).replace(day=start_day)
