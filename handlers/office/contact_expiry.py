"""A contact that was shown goes from the history of the reader's chat after a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from handlers.office.contact_consent import LOOKED
from rules.office import Office
from storage import case_events, cases, chat_history, people, personal_data

KEPT = timedelta(days=1)
LOOKED_FOR = timedelta(days=7)
"""Whoever stood still for longer than this finds older ones no more."""


async def shown_contacts_due(db: AsyncSession, _office: Office, now: datetime) -> Sequence[Due]:
    """Looks at a contact that are a day old."""
    found = await case_events.events_of_action(
        db, LOOKED, since=now - KEPT - LOOKED_FOR, until=now - KEPT
    )
    return [
        Due("contact_shown_over", f"contact_shown_over:{line.id}", line.case_id, str(line.id))
        for line in found
    ]


async def forget_shown_contact(turn: Turn, case_id: int, event_id: str) -> None:
    """Time event: what was said to the reader in the moment of the look goes."""
    case = await cases.case_by_id(turn.db, case_id)
    line = await case_events.event_by_id(turn.db, int(event_id))
    reader = await people.person_by_id(turn.db, (line and line.actor_id) or 0)
    if case is not None and line is not None and reader is not None:
        addresses = await personal_data.all_addresses_of_person(turn.db, reader)
        await chat_history.forget_copies_of_case(turn.db, addresses, case.code, line.at)
