"""A one-time link for the owner of a case that was filed on paper or by phone."""

from __future__ import annotations

from bot.turn import Turn
from bot.user_error import UserError
from storage import case_links
from storage.models import Case


async def claim_token(turn: Turn, case: Case) -> str:
    """A token for `?start=gan-<token>`, told to the owner of the case and to nobody else.

    Raises UserError for a case that came by chat, or whose link was used: its owner has it.
    """
    if not case.filed_for_somebody:
        raise UserError("attaching.has_owner", code=case.code)
    if await case_links.is_case_claimed(turn.db, case):
        raise UserError("attaching.claimed", code=case.code, desk=turn.office.desk)
    return await case_links.create_case_link(
        turn.db, case, turn.now, turn.office.limits.case_link_days
    )
