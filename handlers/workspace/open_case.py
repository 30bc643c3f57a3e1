"""What a reader opens a case for: to sign, to sort, or to work on it."""

from __future__ import annotations

from bot.event import Choice, Rows
from bot.turn import Turn
from bot.user_error import UserError
from handlers.agency import draft_card, extension, signature
from handlers.case import access, buttons, conflict, lookup, triage_card
from handlers.case.card import show_card
from handlers.case.lookup import find_case
from handlers.office import restricted
from rules.lifecycle import AGENCY_ROLES, FORWARDED, IN_PROGRESS, OFFICE, RECEIVED, WITH_AGENCY
from storage.models import Case


def _rows(turn: Turn, case: Case) -> Rows:
    rows = [[turn.button("answering.answer", "answer", case.id)]]
    if case.status == FORWARDED:
        rows.insert(0, [turn.button("answering.accept", "accept", case.id)])
    return [*rows, [turn.button("cooperation.more", "more", case.id)]]


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
        return
    if not await access.sees(turn, case):
        raise UserError("desk.not_yours")
    if case.status == RECEIVED and conflict.does_office_work(turn, case):
        await triage_card.show_triage_card(turn, case)
        return
    await _card(turn, case)
    if case.status in WITH_AGENCY and turn.known.holds(OFFICE):
        await extension.show_extension_request(turn, case)


async def _card(turn: Turn, case: Case) -> None:
    mine = any(turn.known.holds(role, case.agency) for role in AGENCY_ROLES)
    rows = _rows(turn, case) if mine and case.status in (FORWARDED, IN_PROGRESS) else []
    if not rows and conflict.does_office_work(turn, case):
        rows = [_of_office(turn, case)]
    if await access.helping_agency(turn, case) and case.status in WITH_AGENCY:
        rows = [*rows, *buttons.helper_buttons(turn, case)]
    await show_card(turn, "cards.state", case, [turn.event.address], rows)


def _of_office(turn: Turn, case: Case) -> list[Choice]:
    if case.status in WITH_AGENCY:
        return [turn.button("cooperation.more", "more", case.id)]
    return [turn.button("triage.seal", "seal", case.id)]
