"""What a reader opens a case for: to sign, to sort, or to work on it."""

from __future__ import annotations

from bot.turn import Turn
from handlers.agency import draft_card, extension, signature
from handlers.case import access, buttons, conflict, looks, lookup, triage_card
from handlers.case.card import show_card
from handlers.case.lookup import find_case
from handlers.office import restricted
from rules.lifecycle import OFFICE, RECEIVED, WITH_AGENCY
from storage.models import Case


async def xem(turn: Turn) -> None:
    """`/xem MÃ`: the card of a case, for those who may see it."""
    await _show(turn, await lookup.named_case(turn, "xem"))


async def open_case(turn: Turn, case_id: int, _: str) -> None:
    """Button: the card of a case."""
    await _show(turn, await find_case(turn, case_id))


async def _show(turn: Turn, case: Case) -> None:
    """What a reader opens a case for: to sign, to sort, or to work on it."""
    if case.sealed and restricted.reads_restricted(turn, case):
        restricted.show_restricted(turn, case)
        return
    if await draft_card.waits_for_signature(turn, case):
        await signature.show_draft(turn, case)
        await looks.log_look_at_text(turn, case)
        return
    if not await access.sees(turn, case):
        raise conflict.refused_to_speaker(turn, case)
    await looks.log_look_at_text(turn, case)
    if case.person_id != turn.person.id:
        await looks.log_alarm_seen(turn, case)
    if case.status == RECEIVED and conflict.does_office_work(turn, case):
        await triage_card.show_triage_card(turn, case)
        return
    rows = await buttons.opened_case_buttons(turn, case)
    await show_card(turn, "cards.state", case, [turn.event.address], rows)
    if case.status in WITH_AGENCY and turn.known.holds(OFFICE):
        await extension.show_extension_request(turn, case)
