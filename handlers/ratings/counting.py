"""Once a day ratings become figures, of each place in groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from rules.local_time import local_date
from rules.office import Office
from storage import survey_counting


async def counting_due(db: AsyncSession, _office: Office, now: datetime) -> Sequence[Due]:
    """After midnight, when something waits."""
    today = local_date(now)
    if not await survey_counting.is_any_response_waiting(db, today):
        return []
    return [Due("count_ratings", f"count_ratings:{today}")]


async def count_ratings(turn: Turn, _: int, _detail: str) -> None:
    """Time event: what was given before today is counted where a crowd of it waits."""
    least = max(1, turn.office.publishing.least_group)
    await survey_counting.count_waiting_responses(turn.db, turn.today, least)
