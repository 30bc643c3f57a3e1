"""How many cases came and are open, in public: as of midnight, and never fewer than a crowd."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from cachetools import LRUCache

from rules.local_time import local_date, start_of_day
from rules.office import Office
from storage import published_cases
from storage.database import Database
from storage.published_cases import CaseTotals, VerdictTotals

KEPT = 200


class DailyTotals(NamedTuple):
    """Counts as of the end of a day, each rounded down to a multiple of `step`."""

    received: int
    open: int
    until: date
    step: int


class DailyVerdicts(NamedTuple):
    """What citizens had said of their matters at the end of a day, rounded down likewise."""

    resolved: int
    said: int
    unsaid: int
    until: date
    step: int


class VerdictsOfCitizens:
    """How many say that their matter is settled: counted once a day, as `TotalsByAgency` is."""

    def __init__(self, db: Database, office: Office) -> None:
        self._db = db
        self._step = max(1, office.publishing.least_group)
        self._kept: LRUCache[date, VerdictTotals] = LRUCache(1)

    async def of(self, now: datetime) -> DailyVerdicts:
        """As they stood at midnight."""
        today = local_date(now)
        if today not in self._kept:
            async with self._db.read() as db:
                self._kept[today] = await published_cases.verdict_totals(db, start_of_day(today))
        resolved, said, unsaid = (n - n % self._step for n in self._kept[today])
        return DailyVerdicts(resolved, said, unsaid, today - timedelta(days=1), self._step)


class TotalsByAgency:
    """Counted once a day: whoever reloads a page sees nobody's case come in, end or be restricted.

    Every case counts, whatever it is about, so no two public figures differ by the hidden ones.
    """

    def __init__(self, db: Database, office: Office) -> None:
        self._db = db
        self._step = max(1, office.publishing.least_group)
        self._kept: LRUCache[tuple[date, str], CaseTotals] = LRUCache(KEPT)

    async def of(self, now: datetime, agency: str = "") -> DailyTotals:
        """The totals of what was forwarded to an agency, or of all, as they were at midnight."""
        today = local_date(now)
        if (today, agency) not in self._kept:
            async with self._db.read() as db:
                found = await published_cases.case_totals(db, start_of_day(today), agency)
            self._kept[today, agency] = found
        counted = self._kept[today, agency]
        received, still_open = (n - n % self._step for n in counted)
        return DailyTotals(received, still_open, today - timedelta(days=1), self._step)
