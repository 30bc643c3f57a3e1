"""Danger to somebody that nobody looks at: said again and again, day and night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from handlers.case import alarm_notice, looks, lookup, notify, open_cases, urgent_reports
from rules.lifecycle import OPEN, WITH_AGENCY
from rules.office import Office
from storage import case_events, cases
from storage.models import Case


async def alarms_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Each urgent case nobody opened since it was, once every so many minutes."""
    opened = await open_cases.all_open_cases(db, office, now)
    waiting = [case.id for case, _ in opened if case.urgent]
    if not waiting:
        return []
    logs = await case_events.logs_of_cases(db, waiting)
    every = timedelta(minutes=office.alarm.repeat_minutes)
    since = {
        case: begun
        for case in await cases.cases_by_ids(db, waiting)
        if (begun := looks.rings_since(case, logs[case.id])) is not None
    }
    return [
        Due("alarm_again", _key(case, since[case], times), case.id)
        for case in await urgent_reports.those_that_ring(db, list(since))
        if (times := (now - since[case]) // every)
    ]


def _key(case: Case, since: datetime, times: int) -> str:
    added = f":{since.isoformat()}" if since > case.received_at else ""
    return f"alarm_again:{case.id}{added}:{times}"


async def repeat_alarm(turn: Turn, case_id: int, _: str) -> None:
    """Time event: nobody opened the case yet."""
    case = await lookup.find_case(turn, case_id)
    since = looks.rings_since(case, await case_events.events_of_case(turn.db, case))
    if case.status not in OPEN or case.sealed or since is None:
        return
    waited = (turn.now - since) // timedelta(minutes=1)
    named = await notify.office_addresses(turn, case)
    if case.status in WITH_AGENCY:
        named = sorted({*named, *await notify.case_worker_addresses(turn, case)})
    for address in named:
        turn.say(
            "alarm_again.office",
            to=address,
            choices=[[turn.button("desk.open", "open", case.id)]],
            case=case.code,
            code=case.code,
            minutes=waited,
        )
    await alarm_notice.tell_those_who_may_help(turn, case, named)
