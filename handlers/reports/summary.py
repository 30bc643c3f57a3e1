"""The weekly summary, and reports on demand: figures in five sentences, and files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due, inbound_of_due
from bot.event import Rows
from bot.turn import Turn
from handlers.case import access
from handlers.deadlines import escalation
from handlers.reports.question_parser import agencies_read_by, readable_scopes, report_request
from handlers.reports.report_files import read_report_detail
from rules.case_code import CASE_CODE
from rules.deadline import add_working_days
from rules.lifecycle import CHAIR, LEADER, OFFICE
from rules.local_time import ZONE
from rules.office import Office
from rules.reporting_period import (
    Period,
    cut_period,
    is_partial_period,
    period_before,
    period_containing,
)
from rules.statistics_question import StatisticsQuestion
from rules.working_hours import in_working_hours
from storage import audit_log, cases, inbox, people, role_assignments, staff_log
from storage.known_person import KnownPerson

READERS = (OFFICE, CHAIR, LEADER)
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


async def send_report(turn: Turn, person_id: int, detail: str) -> None:
    """Time event: the report is made; who asked, or is pushed it, gets it if still entitled to.

    Also while said to be away: a push goes to nobody who was, but what is asked for is not lost.
    """
    reader = await people.known_person_by_id(turn.db, person_id)
    if reader is None:
        return
    roles = await role_assignments.roles_in_force_of(turn.db, person_id)
    if not {"", read_report_detail(detail)[2]} & set(agencies_read_by(roles)):
        return
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
                        [turn.command_button(name)]
                        for name, held_by in NEXT.items()
                        if any(map(reader.holds, held_by))
                    ),
                ],
                text=text,
            )


async def _skipped(turn: Turn, person_id: int, detail: str) -> list[str]:
    """Of which weeks before a pushed one no summary went out: more than the office catches up."""
    missing: list[Period] = []
    week = period_containing(read_report_detail(detail)[1], "week", "calendar")
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
    codes = dict.fromkeys(CASE_CODE.findall(turn.event.text))
    found = [case for code in codes if (case := await cases.case_by_code(turn.db, code))]
    mine = [case for case in found if access.is_open_to(turn, reader, case)]
    rows = [[turn.button("digests.open", "open", case.id, code=case.code)] for case in mine]
    others = [case for case in found if case not in mine]
    return rows, escalation.whom_to_ask(turn, reader, others)


async def _log_head(turn: Turn) -> list[str]:
    """Whoever keeps this message can prove later that the log was not changed since."""
    heads = {
        "reporting.log_head": await audit_log.published_log_anchor(turn.db, turn.today),
        "reporting.staff_log_head": await staff_log.published_staff_log_anchor(turn.db, turn.today),
    }
    return [
        turn.words(key, day=head.day, n=head.position, hash=head.hash)
        for key, head in heads.items()
        if head is not None
    ]


def _doors(turn: Turn, detail: str) -> Rows:
    """From the numbers of a report to the cases behind them."""
    span, first, agency, last = read_report_detail(detail)
    days = (last - first).days + 1 if last else 0
    whole = StatisticsQuestion(span, first, agency=agency, days=days)
    late = whole._replace(state="overdue").packed()
    return [
        [turn.button("reporting.overdue", "figs", 0, "page", late)],
        [turn.button("reporting.numbers", "figs", 0, "state", whole.packed())],
    ]
