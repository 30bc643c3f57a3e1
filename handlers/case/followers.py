"""Who reported what was merged into a case, as far as they hear what becomes of it."""

from __future__ import annotations

from bot.turn import Turn
from handlers.case import conflict
from storage import cases, people
from storage.models import Case

PARTED = "unmerge"
"""Its owner reads no line of it, and no time: whom a case is about may have reported the same."""


async def followers_told(turn: Turn, case: Case) -> list[Case]:
    """The merged cases whose reporters hear what their own does: see `hears_of`."""
    found = await cases.followers_of_case(turn.db, case)
    return [one for one in found if await hears_of(turn, one, case)]


async def hears_of(turn: Turn, follower: Case, case: Case) -> bool:
    """Whether who reported one case may hear what becomes of another, which it was merged into.

    Of one about somebody, or restricted, only who reported the same; never whom it is about.
    """
    if not case.apart:
        return True
    return conflict.is_about_the_same(follower, case) and not await is_about_owner(
        turn, follower, case
    )


async def is_about_owner(turn: Turn, own: Case, case: Case) -> bool:
    """Whether a case is about who reported another one."""
    owner = await people.known_person_by_id(turn.db, own.person_id)
    return owner is not None and conflict.concerns_reader(turn.office, owner, case)
