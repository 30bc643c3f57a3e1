"""A case about the only one who could act on it goes one level up, or its reporter hears how."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from handlers.case import conflict, labels, lookup, notify, open_cases
from handlers.office import transfer
from handlers.workspace import queue_sections
from handlers.workspace.queue_sections import QueueItem
from rules.lifecycle import CHAIR, MOVES
from rules.office import Office
from storage import case_events, role_assignments, staff
from storage.case_lists import ActiveCase
from storage.models import Case

log = structlog.get_logger()


async def cases_without_handler(
    db: AsyncSession, office: Office, now: datetime
) -> list[ActiveCase]:
    """Open cases that nobody here may act on, because they are about whoever could."""
    opened = await open_cases.all_open_cases(db, office, now)
    about = [
        QueueItem(*item)
        for item in opened
        if item[0].accused_id is not None or conflict.is_about_office(office, item[0])
    ]
    return [item.case for item in about if not await _has_owner(db, office, item)]


async def _has_owner(db: AsyncSession, office: Office, item: QueueItem) -> bool:
    """The office's work can be done, or an agency has the case and somebody there can sign."""
    if await conflict.addresses_at_office(db, office, item.case):
        return True
    if not queue_sections.is_with_agency(item):
        return False
    return bool(await conflict.leaders_apart(db, office, item.case, item.case.agency))


async def cases_without_handler_due(
    db: AsyncSession, office: Office, now: datetime
) -> Sequence[Due]:
    """Those of them whose reporters were not told."""
    alone = await cases_without_handler(db, office, now)
    logs = await case_events.logs_of_cases(db, [case.id for case in alone])
    return [
        Due("left_alone", f"left_alone:{case.id}:{case.accused_id}", case.id)
        for case in alone
        if all(line.action != "left_alone" for line in logs[case.id])
    ]


async def pass_on_or_tell(turn: Turn, case_id: int, _: str) -> None:
    """Time event: pass the case on to the office above, or tell its reporter where to go."""
    alone = await cases_without_handler(turn.db, turn.office, turn.now)
    if case_id not in {case.id for case in alone}:
        return  # somebody came meanwhile
    case, above = await lookup.find_case(turn, case_id), turn.office.conflicts
    await case_events.add_case_event(turn.db, case, "left_alone", None, turn.now)
    if above.above_office in turn.world.other_offices and case.status in MOVES["pass_on"].starts:
        await transfer.transfer_case(
            turn, case, above.above_office, turn.words("left_alone.reason")
        )
        return
    log.error("case.left_alone", code=case.code, hint="invite somebody else: office or chair")
    known: dict[str, Any] = {"above": above.above, "above_place": above.above_place}
    if await _names_chair(turn, case):
        # Whoever leads receives citizens: they are not sent to whom they complain of.
        await notify.tell_all(turn, case, "left_alone.citizen_above", **known)
        return
    reception = labels.leaders_reception(turn)
    await notify.tell_all(turn, case, "left_alone.citizen", **known, **reception)


async def _names_chair(turn: Turn, case: Case) -> bool:
    held = [
        role
        for person in conflict.barred_from(case).people
        for role in await role_assignments.roles_in_force_of(turn.db, person)
    ]
    return any(one.role == CHAIR for one in held)


async def lone_chairs(db: AsyncSession, office: Office) -> int | None:
    """How many chairs there are, where a case about one would be nobody's; else None.

    Said where something can be done about it before such a case comes.
    """
    members = await staff.staff_members(db)
    chairs = sum(any(held.role == CHAIR for held in one.roles) for one in members)
    enough = chairs > 1 or office.conflicts.above_office or not members
    return None if enough else chairs
