"""Every number of cases that strangers read: as of midnight, and never fewer than a crowd.

One rule for all of them, and one memory for all pages: two that told of another moment, or of other
steps, could be held side by side.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from cachetools import LRUCache
from sqlalchemy.ext.asyncio import AsyncSession

from publish.reports.period_facts import agency_lateness
from rules.local_time import local_date, start_of_day
from rules.office import Office
from rules.period_counts import PeriodCounts, sum_counts
from rules.reporting_period import Period
from storage import intake_tallies, public_totals
from storage.database import Database
from storage.public_totals import VerdictTotals

KEPT = 200
YEAR_DAYS = 365

_Counted = TypeVar("_Counted")


class DailyTotals(NamedTuple):
    """How many cases came and are open; `until`: the last day that counts, `step`: a crowd."""

    received: int
    open: int
    until: date
    step: int


class DailyVerdicts(NamedTuple):
    """What citizens had said of their matters: of all, and of each agency with a crowd of its own.

    What is about officials or restricted is in the sum alone.
    """

    whole: VerdictTotals
    agencies: Mapping[str, VerdictTotals]
    until: date
    step: int

    def as_data(self) -> dict[str, Any]:
        """By name, as open data has it."""
        agencies = {code: told._asdict() for code, told in self.agencies.items()}
        return {**self._asdict(), "whole": self.whole._asdict(), "agencies": agencies}


class DailyFiling(NamedTuple):
    """Of a year: how many began to tell a report, how many got a receipt, and how soon half did."""

    began: int
    filed: int
    minutes: int | None
    """None: fewer than a crowd."""
    since: date
    until: date
    step: int


class AgencyLateness(NamedTuple):
    """How many cases were late, and for how many of them somebody apologised."""

    late: int
    apologised: int


class DailyLateness(NamedTuple):
    """Of a year: of all cases, whatever they are about, and of each agency with a crowd of its own.

    What is about officials is in the sum alone.
    """

    whole: AgencyLateness
    agencies: Mapping[str, AgencyLateness]
    since: date
    until: date
    step: int


class PublicFigures:
    """Counted once a day: whoever reloads a page sees nobody's case come in, end or be late.

    Every case counts, whatever it is about, so no two public figures differ by the hidden ones.
    """

    def __init__(self, db: Database, office: Office) -> None:
        self._db = db
        self._office = office
        self._step = max(1, office.publishing.least_group)
        self._kept: LRUCache[tuple[date, str], Any] = LRUCache(KEPT)

    async def totals(self, now: datetime, agency: str = "") -> DailyTotals:
        """Of what was forwarded to an agency, or of all."""
        midnight = start_of_day(local_date(now))
        counted = await self._once_a_day(
            now, f"totals:{agency}", lambda db: public_totals.case_totals(db, midnight, agency)
        )
        received, still_open = map(self._crowds, counted)
        return DailyTotals(received, still_open, _until(now), self._step)

    async def verdicts(self, now: datetime) -> DailyVerdicts:
        """How many say that their matter is settled."""
        midnight = start_of_day(local_date(now))
        counted = await self._once_a_day(
            now, "verdicts", lambda db: public_totals.verdict_totals(db, midnight)
        )
        whole = VerdictTotals(*map(sum, zip((0, 0, 0), *counted.values(), strict=True)))
        agencies = {
            code: self._told(counted[code]) for code in counted if code in self._office.agencies
        }
        crowded = {code: told for code, told in agencies.items() if told.said}
        return DailyVerdicts(self._told(whole), crowded, _until(now), self._step)

    async def filing(self, now: datetime) -> DailyFiling:
        """How long it took the citizens of a year to report something in a chat."""
        year = _year(now)
        times = await self._once_a_day(
            now,
            "filing",
            lambda db: intake_tallies.filing_times_between(db, year.first, year.last),
        )
        began, filed = self._crowds(times.began), self._crowds(min(times.filed, times.began))
        minutes = times.median if filed else None
        return DailyFiling(began, filed, minutes, year.first, year.last, self._step)

    async def lateness(self, now: datetime) -> DailyLateness:
        """The same year for every page: of two that overlap the difference would be one person."""
        year = _year(now)
        lines = await self._once_a_day(
            now, "lateness", lambda db: agency_lateness(db, self._office, year, now)
        )
        agencies = {
            code: self._late(lines[code]) for code in lines if code in self._office.agencies
        }
        crowded = {code: line for code, line in agencies.items() if line.late}
        whole = self._late(sum_counts(lines.values()))
        return DailyLateness(whole, crowded, year.first, year.last, self._step)

    def _told(self, totals: VerdictTotals) -> VerdictTotals:
        return VerdictTotals(*map(self._crowds, totals))

    def _late(self, line: PeriodCounts) -> AgencyLateness:
        return AgencyLateness(self._crowds(line.should_apologise), self._crowds(line.apologised))

    def _crowds(self, n: int) -> int:
        """Rounded down, so that no step is of one person."""
        return n - n % self._step

    async def _once_a_day(
        self, now: datetime, name: str, count: Callable[[AsyncSession], Awaitable[_Counted]]
    ) -> _Counted:
        key = local_date(now), name
        if key not in self._kept:
            async with self._db.read() as db:
                found = await count(db)
            self._kept.setdefault(key, found)
        kept: _Counted = self._kept[key]
        return kept


def _year(now: datetime) -> Period:
    until = _until(now)
    return Period(until - timedelta(days=YEAR_DAYS - 1), until)


def _until(now: datetime) -> date:
    return local_date(now) - timedelta(days=1)
