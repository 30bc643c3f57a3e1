"""A case sent to an agency where nobody uses the bot: nobody there has it until somebody calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.turn import Turn
from handlers.case import labels, looks, notify
from rules.lifecycle import FORWARDED
from storage import case_events
from storage.models import Case


async def note_unreached(turn: Turn, case: Case) -> None:
    """Write down that nobody there could be told."""
    await case_events.add_case_event(turn.db, case, looks.NOBODY_THERE, None, turn.now)


async def is_unreached(turn: Turn, case: Case) -> bool:
    """Whether nobody where it was sent has heard of it, and nobody told them otherwise."""
    if case.status != FORWARDED:
        return False
    log = await case_events.events_of_case(turn.db, case)
    return looks.waits_for_a_call(log) and not await notify.agency_addresses(turn, case)


async def why_late(turn: Turn, case: Case) -> str:
    """Where it waits, as the log says: nobody has received what went where nobody is."""
    return "unreached" if await is_unreached(turn, case) else case.status


def tell_to_call(turn: Turn, case: Case, key: str, addresses: Iterable[str], **values: Any) -> None:
    """Tell the office to call there, with the button by which it says that it told them."""
    rows = [[turn.button("triage.told_them", "told_them", case.id)]]
    agency = labels.agency_name(turn, case.agency)
    notify.tell_staff(turn, case, key, addresses, rows, agency=agency, **values)
