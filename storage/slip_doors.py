"""The way from a slip to a report: whoever gave it may take score and words along, for a while."""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import SurveyResponse
from storage.vault import keyed_hash

SIGNS = 20


def door_of_slip(db: AsyncSession, slip: SurveyResponse) -> str:
    """What the page of whoever gave it carries to a chat; nobody else can make it."""
    return f"{slip.id}.{_mark(db, slip)}"


async def slip_behind_door(db: AsyncSession, door: str, since: datetime) -> SurveyResponse | None:
    """The slip of a door, if it was given since then."""
    number, _, mark = door.partition(".")
    slip = await db.get(SurveyResponse, int(number[:9])) if number.isdecimal() else None
    if slip is None or slip.rated_at < since:
        return None
    return slip if hmac.compare_digest(_mark(db, slip).encode(), mark.encode()) else None


def _mark(db: AsyncSession, slip: SurveyResponse) -> str:
    return keyed_hash(db, f"door:{slip.id}:{slip.key}")[:SIGNS]
