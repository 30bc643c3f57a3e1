"""A report of a period: where its figures come from, and its files."""

from __future__ import annotations

import asyncio
from datetime import date

from bot.jobs import JobContext, JobFile, JobResult
from handlers.reports.withheld import withheld_from_file
from handlers.workspace import pending_decisions
from publish.documents import docx, pdf, xlsx
from publish.reports.period_facts import outage_minutes, period_summary
from publish.reports.report_names import ReportNames
from publish.reports.report_source import ReportSource, Turnout
from publish.reports.writer import ReportWriter
from rules.closed_period import corrections_since_closing, summary_as_closed
from rules.local_time import ZONE
from rules.period_summary import UnbalancedError
from rules.rating_lines import RatingReport
from rules.rating_report import build_rating_report
from rules.reporting_period import (
    Period,
    Span,
    cut_period,
    earlier_periods,
    is_partial_period,
    period_before,
    period_containing,
)
from storage import (
    case_histories,
    closed_periods,
    intake_tallies,
    rating_tasks,
    satisfaction_statistics,
    visitor_counts,
)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def make_report(making: JobContext, person: int, detail: str) -> JobResult:
    """The report's files, outside any transaction; words alone where the figures do not add up."""
    try:
        source = await report_source(making, *read_report_detail(detail), reader=person)
    except UnbalancedError as error:
        return JobResult(
            text=making.world.texts("reporting.unbalanced", **unbalanced_in_words(error))
        )
    return await asyncio.to_thread(render_report, source, making)


def unbalanced_in_words(error: UnbalancedError) -> dict[str, int]:
    """What `reporting.unbalanced` tells: why a report does not go out."""
    names = ("carried", "new", "reopened", "closed", "open")
    return {name: getattr(error.line, name) for name in names}


def read_report_detail(detail: str) -> tuple[Span, date, str, date | None]:
    """The span, the first day, the agency and, of a part, the last day."""
    span, first, agency, *last = detail.split(":")
    until = date.fromisoformat(last[0]) if last else None
    return span, date.fromisoformat(first), agency, until  # type: ignore[return-value]


async def report_source(
    making: JobContext,
    span: Span,
    first: date,
    agency: str,
    last: date | None = None,
    *,
    reader: int = 0,
) -> ReportSource:
    """The figures of a report up to a day, or of the whole period, and what its words need.

    `reader`: by whose decisions it closes; nobody's in particular are those of the office.
    Raises UnbalancedError.
    """
    db, office = making.db, making.world.office
    rule = office.reports.period_rule
    period = period_containing(first, span, rule)
    period = cut_period(period, last) if last else period
    withheld = await withheld_from_file(db, office, agency, reader)
    found = await period_summary(db, office, period, span, agency, making.now, withheld)
    handlers = sorted({fact.handler for fact, _ in found.overdue if fact.handler})
    part = is_partial_period(period, span, rule)
    old = await closed_periods.closed_statistics_of_period(db, span, period.first)
    recounted = bool(agency) or part
    return ReportSource(
        summary=summary_as_closed(found, old.figures) if old and not recounted else found,
        closed=old,
        recounted=recounted,
        corrections=corrections_since_closing(old.figures, found) if old and not recounted else [],
        span=span,
        agency=agency,
        names=await case_histories.names_of_handlers(db, handlers),
        waiting=await pending_decisions.decisions_waiting(making, agency, reader)
        if _is_newest(making, span, period)
        else None,
        ratings=await _ratings(making, span, period, agency),
        outage_minutes=await outage_minutes(making.db, period),
        filing=None
        if agency
        else await intake_tallies.filing_times_between(db, period.first, period.last),
        low_waiting=await _low_waiting(making, period, agency),
        turnout=await _turnout(making, period, agency),
        made_at=making.now.astimezone(ZONE),
    )


async def _low_waiting(making: JobContext, period: Period, agency: str) -> int:
    """Of an agency's counters, or of all."""
    rated = making.world.office.ratings.counters.items()
    counters = [code for code, one in rated if agency in {"", one.agency}]
    tasks = await rating_tasks.rating_tasks_between(making.db, period.first, period.last, counters)
    return sum(task.low for task in tasks if not task.done)


async def _turnout(making: JobContext, period: Period, agency: str) -> Turnout | None:
    """Of an agency's counters, or of all."""
    rated = making.world.office.ratings.counters.items()
    counters = [code for code, one in rated if agency in {"", one.agency}]
    found = await visitor_counts.turnout_between(making.db, period.first, period.last, counters)
    return Turnout(*found) if found else None


def _is_newest(making: JobContext, span: Span, period: Period) -> bool:
    """Whether a report goes up to today, or is the last whole one: then today is its business."""
    rule, today = making.world.office.reports.period_rule, making.now.astimezone(ZONE).date()
    return period.last >= today or period == period_before(
        period_containing(today, span, rule), span, rule
    )


async def _ratings(making: JobContext, span: Span, period: Period, agency: str) -> RatingReport:
    """What visitors said in the period, and in the one before, of an agency's counters or all."""
    office = making.world.office
    rated = office.ratings.counters.items()
    counters = [code for code, one in rated if one.agency == agency] if agency else None
    now, then = [
        await satisfaction_statistics.rating_tallies_between(
            making.db, days.first, days.last, counters
        )
        for days in (period, *earlier_periods(period, span, office.reports.period_rule, 1))
    ]
    return build_rating_report(office, now, then)


def render_report(source: ReportSource, making: JobContext) -> JobResult:
    """Picture, document, PDF and workbook of a report, and its five sentences."""
    texts = making.world.texts
    writer = ReportWriter(making.world.office, texts)
    # The workbook first: of all files it takes the most memory, and gives it back.
    workbook = xlsx.render_xlsx(writer.workbook(source), texts)
    document = writer.document(source)
    names = ReportNames(making.world.office, texts)
    name = names.file("report", source.summary.period, source.span, source.agency)
    return JobResult(
        files=(
            JobFile("photo", "image/png", f"{name}.png", document.pictures[0].png),
            JobFile("document", DOCX, f"{name}.docx", docx.render_docx(document, texts)),
            JobFile("document", "application/pdf", f"{name}.pdf", pdf.render_pdf(document, texts)),
            JobFile("document", XLSX, f"{name}.xlsx", workbook),
        ),
        text=writer.brief(source),
    )
