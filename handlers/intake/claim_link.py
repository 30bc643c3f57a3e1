"""A one-time link for the owner of a case that was filed on paper or by phone."""

from __future__ import annotations

from bot.turn import Turn
from bot.user_error import UserError
from storage import case_links
from storage.models import Case

FILED_FOR_SOMEBODY = ("paper", "phone", "in_person")
"""Sources of cases that an officer wrote down; in a chat the owner is known already."""


async def claim_token(turn: Turn, case: Case) -> str:
    """A token for `?start=gan-<token>`, told to the owner of the case and to nobody else.

    Raises UserError for a case that came by chat: its owner has it.
    """
    if case.source not in FILED_FOR_SOMEBODY:
        raise UserError("attaching.has_owner", code=case.code)
    return await case_links.create_case_link(
        turn.db, case, turn.now, turn.office.limits.case_link_days
    )
