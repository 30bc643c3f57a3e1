"""Who has a case in hand and may read it no longer has it no longer: others are told at once."""

from __future__ import annotations

from bot.turn import Turn
from handlers.case import access, notify, transitions
from rules.lifecycle import IN_PROGRESS, OPEN
from storage.models import Case


async def take_from_who_may_not_read(turn: Turn, case: Case) -> None:
    """Put an open case back when it is about its handler now; whoever may know of it hears so."""
    if case.handler_id is None or case.sealed or case.status not in OPEN:
        return
    if await access.may_be_given(turn, case, case.handler_id):
        return
    move = "release" if case.status == IN_PROGRESS else "hand_over"
    await transitions.move_unasked(turn, case, move, handler_id=None)
    there = await notify.agency_or_office_addresses(turn, case)
    notify.tell_to_open(turn, case, "desk.nobody_has_it", there)
