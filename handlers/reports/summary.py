"""The weekly summary, and reports on demand: figures in five sentences, and files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due, inbound_of_due
from bot.event import Rows
from bot.jobs import JobContext, JobFile, JobResult
from bot.turn import Turn
from handlers.case import access
from handlers.deadlines import escalation
from handlers.reports.question_parser import agencies_read_by, readable_scopes, report_request
from handlers.workspace import pending_decisions
from publish.documents import docx, pdf, xlsx
from publish.reports.period_facts import outage_minutes, period_summary
from publish.reports.report_names import ReportNames
from publish.reports.report_source import ReportSource
from publish.reports.writer import ReportWriter
from rules.closed_period import corrections_since_closing, summary_as_closed
from rules.deadline import add_working_days
from rules.lifecycle import CHAIR, LEADER, OFFICE
from rules.local_time import ZONE
from rules.office import Office
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
from rules.statistics_question import StatisticsQuestion
from rules.working_hours import in_working_hours
from storage import (
    audit_log,
    case_histories,
    cases,
    closed_periods,
    inbox,
    people,
    role_assignments,
    satisfaction_statistics,
)
from storage.people import KnownPerson

READERS = (OFFICE, CHAIR, LEADER)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NEXT = {
    "viec": (OFFICE, CHAIR),
    "quahan": READERS,
    "phanloai": (OFFICE,),
    "congkhai": (OFFICE,),
}
"""Commands to go on with from a report, and the roles that have them."""
WEEKLY = "weekly:"
"""How the key of a push begins, unlike that of a report somebody asked for."""
MOST_SKIPPED = 52
"""Weeks looked back over for summaries that were never sent."""


def summary_time(office: Office, week: Period) -> datetime:
    """When a week's summary goes out: the Monday after it, or the next working day."""
    day = add_working_days(week.last, 1, office.calendar)
    return datetime.combine(day, time.fromisoformat(office.reports.push_at), ZONE)


async def summaries_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """The summary of every week that is over, for each reader, once, the oldest first.

    After days off or an outage every week since the latest that did go out is caught up, as far
    as the office wants it; nothing from before somebody had a role.
    """
    found: list[Due] = []
    today = now.astimezone(ZONE).date()
    this = period_containing(today, "week", "calendar")
    newest = summary_time(office, period_before(this, "week", "calendar"))
    if newest.date() != today and not in_working_hours(now, office.calendar):
        return []  # nobody is woken at night by what is late anyway
    for steps in range(1, office.reports.catch_up_weeks + 1):
        week = period_before(this, "week", "calendar", steps)
        if now < summary_time(office, week):
            continue
        items = await _pushes(db, office, week)
        found = [*items, *found]
        if not items or await _went_out(db, items):
            break
    return found


async def _pushes(db: AsyncSession, office: Office, week: Period) -> list[Due]:
    readers = await _readers(db, summary_time(office, week))
    return [_due(week, person, agency) for person, agency in readers]


def _due(week: Period, person: int, agency: str) -> Due:
    return Due(
        "report", f"{WEEKLY}{week.first}:{person}:{agency}", person, f"week:{week.first}:{agency}"
    )


async def _went_out(db: AsyncSession, items: Sequence[Due]) -> bool:
    return await inbox.is_any_update_known(db, [inbound_of_due(item).key for item in items])


async def _readers(db: AsyncSession, moment: datetime) -> list[tuple[int, str]]:
    """(person, agency) of everybody who read summaries at a moment and still does.

    No agency: the whole office's.
    """
    held = await role_assignments.roles_held_before(db, moment)
    return [
        (person, agency) for person, roles in held.items() for agency in agencies_read_by(roles)
    ]


async def baocao(turn: Turn) -> None:
    """`/baocao [tuần|tháng|quý|năm] [đơn vị] [đến ngày]`: the report of a period up to a day."""
    asked = report_request(turn)
    rule = turn.office.reports.period_rule
    day = asked.day
    if not turn.args.strip():
        # With nothing said: the last whole week, as the push gives it.
        day = period_containing(turn.today, "week", rule).first - timedelta(days=1)
    period = cut_period(period_containing(day, asked.span, rule), day)
    part = f":{period.last}" if is_partial_period(period, asked.span, rule) else ""
    turn.say("reporting.making")
    for agency in readable_scopes(turn, asked.agency, whole=asked.whole):
        turn.later("report", turn.person.id, f"{asked.span}:{period.first}:{agency}{part}")


async def make_report(making: JobContext, person: int, detail: str) -> JobResult:
    """The report's files, outside any transaction; words alone where the figures do not add up."""
    try:
        source = await report_source(making, *_read(detail), reader=person)
    except UnbalancedError as error:
        return JobResult(
            text=making.world.texts("reporting.unbalanced", **unbalanced_in_words(error))
        )
    return await asyncio.to_thread(render_report, source, making)


def unbalanced_in_words(error: UnbalancedError) -> dict[str, int]:
    """What `summary.unbalanced_in_words` tells: why a report does not go out."""
    names = ("carried", "new", "reopened", "closed", "open")
    return {name: getattr(error.line, name) for name in names}


def _read(detail: str) -> tuple[Span, date, str, date | None]:
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
    found = await period_summary(db, office, period, span, agency, making.now)
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
        made_at=making.now.astimezone(ZONE),
    )


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


async def send_report(turn: Turn, person_id: int, detail: str) -> None:
    """Time event: the report is made; its reader gets it, if still entitled to."""
    person = await people.person_by_id(turn.db, person_id)
    roles = await role_assignments.roles_of_person(turn.db, person) if person else ()
    if person is None or not {"", _read(detail)[2]} & set(agencies_read_by(roles)):
        return
    reader = KnownPerson(person, roles)
    named, elsewhere = await _named(turn, reader)
    skipped = await _skipped(turn, person_id, detail)
    proof = await _log_head(turn) if "" in agencies_read_by(roles) else []
    text = "\n".join([turn.event.text, *elsewhere, *skipped, *proof])
    for address in await people.addresses_of_person(turn.db, person_id):
        if turn.event.faults:
            turn.say("reporting.refused", to=address)
        elif not turn.event.media:
            turn.say("reporting.brief", to=address, text=turn.event.text)
        else:
            turn.say(
                "reporting.brief",
                to=address,
                media=turn.event.media,
                choices=[
                    *named,
                    *_doors(turn, detail),
                    *(
                        [turn.button(f"commands.{name}.label", "c", name)]
                        for name, held_by in NEXT.items()
                        if any(map(reader.holds, held_by))
                    ),
                ],
                text=text,
            )


async def _skipped(turn: Turn, person_id: int, detail: str) -> list[str]:
    """Of which weeks before a pushed one no summary went out: more than the office catches up."""
    missing: list[Period] = []
    week = period_containing(_read(detail)[1], "week", "calendar")
    while turn.event.id.startswith(WEEKLY) and len(missing) < MOST_SKIPPED:
        week = period_before(week, "week", "calendar")
        items = await _pushes(turn.db, turn.office, week)
        if all(item.subject != person_id for item in items) or await _went_out(turn.db, items):
            break
        missing.append(week)
    if not missing:
        return []
    first, last = (f"{day:%d/%m/%Y}" for day in (missing[-1].first, missing[0].last))
    return [turn.words("reporting.skipped", n=len(missing), first=first, last=last)]


async def _named(turn: Turn, reader: KnownPerson) -> tuple[Rows, list[str]]:
    """A button for each case the report names, as far as the reader may open it.

    Of the others it is said whom to ask.
    """
    codes = dict.fromkeys(cases.CODE.findall(turn.event.text))
    found = [case for code in codes if (case := await cases.case_by_code(turn.db, code))]
    mine = [case for case in found if access.is_open_to(turn, reader, case)]
    rows = [[turn.button("digests.open", "open", case.id, code=case.code)] for case in mine]
    others = [case for case in found if case not in mine]
    return rows, escalation.whom_to_ask(turn, reader, others)


async def _log_head(turn: Turn) -> list[str]:
    """Whoever keeps this message can prove later that the log was not changed since."""
    head = await audit_log.published_log_anchor(turn.db, turn.today)
    if head is None:
        return []
    return [turn.words("reporting.log_head", day=head.day, n=head.position, hash=head.hash)]


def _doors(turn: Turn, detail: str) -> Rows:
    """From the numbers of a report to the cases behind them."""
    span, first, agency, last = _read(detail)
    days = (last - first).days + 1 if last else 0
    whole = StatisticsQuestion(span, first, agency=agency, days=days)
    late = whole._replace(state="overdue").packed()
    return [
        [turn.button("reporting.overdue", "figs", 0, "page", late)],
        [turn.button("reporting.numbers", "figs", 0, "state", whole.packed())],
    ]
