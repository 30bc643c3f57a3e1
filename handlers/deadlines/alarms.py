"""Danger to somebody that nobody looks at: said again and again, day and night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from handlers.case import looks, lookup, notify, open_cases, urgent_reports
from handlers.intake import alarm
from rules.lifecycle import RECEIVED
from rules.office import Office
from storage import case_events, cases


async def alarms_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Each urgent case nobody opened, once every so many minutes."""
    opened = await open_cases.all_open_cases(db, office, now)
    waiting = [case.id for case, _ in opened if case.urgent and case.status == RECEIVED]
    if not waiting:
        return []
    logs = await case_events.logs_of_cases(db, waiting)
    every = timedelta(minutes=office.alarm.repeat_minutes)
    unopened = [
        case
        for case in await cases.cases_by_ids(db, waiting)
        if not any(line.action == looks.ALARM_SEEN for line in logs[case.id])
    ]
    return [
        Due("alarm_again", f"alarm_again:{case.id}:{times}", case.id)
        for case in await urgent_reports.those_that_ring(db, unopened)
        if (times := (now - case.received_at) // every)
    ]


async def repeat_alarm(turn: Turn, case_id: int, _: str) -> None:
    """Time event: nobody opened the case yet."""
    case = await lookup.find_case(turn, case_id)
    if case.status != RECEIVED or case.sealed:
        return
    waited = (turn.now - case.received_at) // timedelta(minutes=1)
    for address in await notify.office_addresses(turn, case):
        turn.say(
            "alarm_again.office",
            to=address,
            choices=[[turn.button("desk.open", "open", case.id)]],
            case=case.code,
            code=case.code,
            minutes=waited,
        )
    await alarm.tell_those_who_may_help(turn, case)
