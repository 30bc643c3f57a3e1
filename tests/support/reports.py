"""The report of a period, from its facts."""

from __future__ import annotations

from datetime import date

from bot.jobs import JobContext
from handlers.reports import report_files
from publish.reports.report_source import ReportSource
from storage.case_histories import CaseHistory
from tests.support.story import OfficeUnderTest


def none_withheld(_case: CaseHistory) -> bool:
    return False


async def report_of(office: OfficeUnderTest, day: date) -> ReportSource:
    async with office.app.db.read() as db:
        making = JobContext(db=db, world=office.app.world, now=office.app.clock.now())
        return await report_files.report_source(making, "week", day, "")
