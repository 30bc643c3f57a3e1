"""Who hears what a citizen said of an own case."""

from __future__ import annotations

from collections.abc import Sequence

from bot.flow_answers import Given
from bot.turn import Turn
from handlers.case import alarm_notice, conflict, followers, looks, notify
from handlers.citizen.own_case_options import AGAIN
from handlers.office import restricted
from rules import lifecycle
from rules.lifecycle import CHAIR, LEADER
from storage import role_assignments
from storage.models import Case


async def who_is_told(
    turn: Turn, case: Case, action: str, *, changed: bool = False
) -> Sequence[str]:
    """Who must know: who asked or has the case; the leader too when the citizen is not content.

    The office too when whom the case is about has `changed`: it decides.
    """
    if case.sealed:
        return await restricted.restricted_readers(turn, case)
    if action == "appeal" or not case.agency or case.status == lifecycle.RECEIVED:
        found = await notify.office_addresses(turn, case)
        if action == "appeal":
            found += await role_assignments.addresses_of_role(turn.db, CHAIR)
    else:
        found = await notify.agency_or_office_addresses(turn, case)
        if case.urgent:
            found += await notify.office_addresses(turn, case)
        if action == "reopen":
            found += await role_assignments.addresses_of_role(turn.db, LEADER, case.agency)
    if changed:
        found += await notify.office_addresses(turn, case)
    return sorted(set(await conflict.without_accused(turn.db, turn.office, case, found)))


async def pass_on(
    turn: Turn, own: Case, case: Case, action: str, given: Given, told: Sequence[str]
) -> None:
    """Have them read what was said, and those who wait for the same answer know of it."""
    await looks.log_text_sent(turn, case, told)
    urgent = case.urgent and action == "add"
    for address in told:
        turn.say(
            alarm_notice.key_of_words(turn, given.text) if urgent else f"followup.{action}_told",
            to=address,
            media=given.media,
            choices=[[turn.button("desk.open", "open", case.id)]],
            case=own.code,
            code=case.code if own is case else notify.follower_code(turn, own, case),
            text=given.text,
        )
    if action in AGAIN:
        await _tell_others(turn, own, case, action)


async def _tell_others(turn: Turn, own: Case, case: Case, action: str) -> None:
    """Those who wait for the same answer hear that it is looked at again."""
    for one in [case, *await followers.followers_told(turn, case)]:
        if one.id != own.id:
            code = one.code if one is case else notify.follower_code(turn, one, case)
            turn.say(f"followup.{action}_others", to=one.address, case=one.code, code=code)
