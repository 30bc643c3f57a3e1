"""The one no to whoever may not manage somebody, and what is written down of it."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from typing import Any

from bot.turn import Turn
from bot.user_error import UserError
from rules.lifecycle import LEADER
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


async def is_named_themselves(turn: Turn, attempt: str, **about: int) -> bool:
    """Whether an open case names the speaker, or whom they lead in place of: it is written down.

    What they do to staff takes a second person then. They hear that as anybody hears it who
    needs one.
    """
    if not await staff.is_anyone_named(turn.db, {turn.person.id, *_led_in_place_of(turn)}):
        return False
    await _log_attempt(turn, attempt, "accused", about)
    return True


def _led_in_place_of(turn: Turn) -> set[int]:
    return {absent for role, absent in turn.known.stands_in if role.role == LEADER}


async def check_not_accused(turn: Turn, attempt: str, **about: int) -> None:
    """Raise UserError, without the reason: whom an open case is about manages nobody meanwhile.

    Nor does who leads in their place; what a deputy may do of their own, they may.
    """
    if await staff.is_anyone_accused(turn.db, {turn.person.id, *_led_in_place_of(turn)}):
        raise staff_refused(attempt, "accused", **about)
