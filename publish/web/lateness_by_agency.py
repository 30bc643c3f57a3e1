"""How often agencies were late and apologised, in public: counted once a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from cachetools import LRUCache

from publish.reports.period_facts import agency_lateness
from rules.local_time import local_date
from rules.office import Office
from rules.period_counts import PeriodCounts
from rules.reporting_period import Period
from storage.database import Database

KEPT = 50


class LatenessByAgency:
    """What is over can be remembered, so a page that strangers open costs a count once a day."""

    def __init__(self, db: Database, office: Office) -> None:
        self._db = db
        self._office = office
        self._kept: LRUCache[Period, Mapping[str, PeriodCounts]] = LRUCache(KEPT)

    async def of(self, period: Period, now: datetime) -> tuple[Mapping[str, PeriodCounts], date]:
        """The lines of agencies that were late, the most often late first, and up to which day.

        That is the end of the period, or yesterday.
        """
        until = min(period.last, local_date(now) - timedelta(days=1))
        past = period._replace(last=until)
        if until < period.first:
            return {}, until
        if past not in self._kept:
            async with self._db.read() as db:
                self._kept[past] = await agency_lateness(db, self._office, past, now)
        return self._kept[past], until
