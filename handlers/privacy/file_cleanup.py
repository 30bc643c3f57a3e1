"""Files go: what was dropped before sending, what was made for somebody and is old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from rules.local_time import months_before
from rules.office import Office
from storage import claims, live_chats, user_files


async def files_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Files that were to be kept until now, and talks kept long enough."""
    before = months_before(now, office.limits.contact_months)
    old = [
        Due("talk_outdated", f"talk_outdated:{talk}", talk)
        for talk in await live_chats.outdated_live_chats(db, before)
    ]
    return old + [
        Due("own_file_over", f"own_file_over:{sha256}:{person_id}", person_id, sha256)
        for sha256, person_id in await user_files.expired_user_files(db, now)
    ]


async def forget_own_file(turn: Turn, person_id: int, sha256: str) -> None:
    """Time event: a file made for a person has been kept long enough."""
    for gone in await user_files.remove_user_files(turn.db, person_id, sha256):
        turn.forget_file(gone)


async def forget_file(turn: Turn, _: int, detail: str) -> None:
    """Time event: remove a file nothing holds any more, unless it came again meanwhile."""
    sha256, _sep, since = detail.partition(":")
    if not await user_files.is_file_wanted(turn.db, sha256):
        turn.world.forget_file(sha256, float(since or claims.machine_seconds()))
