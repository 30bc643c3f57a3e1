"""What time brings: a case that became late is apologised for, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import ZONE, Turn
from handlers import desk, promises
from rules.lifecycle import RUNNING
from rules.office import Office
from storage import cases


async def due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Every open case that is late today. The key holds the date: once for each promise."""
    today = now.astimezone(ZONE).date()
    late = []
    for case in await cases.running(db, RUNNING):
        due = promises.promise(office, case.field, case.received_at, case.forwarded_at, today)
        if due.days_left < 0:
            late.append(Due("late", f"late:{case.id}:{due.answer.due}", case.id))
    return late


async def late(turn: Turn, case_id: int, _: str) -> None:
    """Time event: apologise to the citizen, remind those who must act."""
    case = await desk.find(turn, case_id)
    due = await promises.of(turn, case)
    if case.status not in RUNNING or due.days_left >= 0:
        return  # answered, or moved by a new holiday, while this waited
    await cases.log(turn.db, case, "late", None, turn.now, due=str(due.answer.due))
    agency = desk.agency_name(turn, case.agency or turn.office.receiver)
    desk.tell_citizen(turn, case, "deadlines.apology", agency=agency, due=due.answer.due)
    officials = await desk.agency_addresses(turn, case.agency)
    for address in {*officials, *await desk.office_addresses(turn)}:
        turn.say(
            "deadlines.late",
            to=address,
            case=case.code,
            code=case.code,
            agency=agency,
            due=promises.in_words(turn, due),
        )
