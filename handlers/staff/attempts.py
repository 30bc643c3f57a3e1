"""The one no to whoever may not manage somebody, and what is written down of it."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from typing import Any

from bot.turn import Turn
from bot.user_error import UserError
from rules.local_time import ZONE
from rules.staff_log import StaffAction
from storage import staff, staff_log

BY_ANYONE = ("redeem",)
"""Logged of strangers too: who holds an invitation has it from one of ours, or is one."""


def staff_refused(
    attempt: str, why: str, key: str = "staffing.not_yours", /, **about: int
) -> UserError:
    """A no that does not say why; of colleagues, and former ones, it stands in the staff log.

    `about`: the person or the invitation, by number.
    """
    no = UserError(key)
    no.afterwards = partial(_log_attempt, attempt=attempt, why=why, about=about)
    return no


async def _log_attempt(turn: Turn, attempt: str, why: str, about: dict[str, int]) -> None:
    """Once a person, day and thing: who tries a hundred times does not bury the log."""
    me, morning = turn.person.id, datetime.combine(turn.today, time(), ZONE)
    if attempt not in BY_ANYONE and await staff.worked_here_since(turn.db, me) is None:
        return
    data: dict[str, Any] = {"attempt": attempt, "why": why, **about}
    if not await staff_log.is_in_staff_log(turn.db, StaffAction.ATTEMPTED, me, morning, data):
        await staff_log.append_staff_line(turn.db, StaffAction.ATTEMPTED, me, turn.now, **data)
