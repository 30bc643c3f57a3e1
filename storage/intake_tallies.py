"""How many reports were begun in chats, and how soon there was a receipt: by day, of nobody."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.filing_times import FilingTimes
from storage.database import dialect_insert
from storage.models import IntakeTally

BEGAN: Final = -1
"""In place of minutes: a report was begun."""
MOST_MINUTES: Final = 1440
"""A day: what took longer waited for its writer."""


async def count_beginning(db: AsyncSession, day: date) -> None:
    """Somebody began to tell a report."""
    await _count(db, day, BEGAN)


async def count_receipt(db: AsyncSession, day: date, minutes: int) -> None:
    """Somebody has a receipt, so long after their first word."""
    await _count(db, day, min(minutes, MOST_MINUTES))


async def _count(db: AsyncSession, day: date, minutes: int) -> None:
    upsert = dialect_insert(db, IntakeTally).values(day=day, minutes=minutes, n=1)
    await db.execute(
        upsert.on_conflict_do_update(
            index_elements=["day", "minutes"], set_={"n": IntakeTally.n + 1}
        )
    )


async def filing_times_between(db: AsyncSession, first: date, last: date) -> FilingTimes:
    """Of all that happened on these days."""
    query = select(IntakeTally.minutes, func.sum(IntakeTally.n)).group_by(IntakeTally.minutes)
    rows = await db.execute(query.where(IntakeTally.day >= first, IntakeTally.day <= last))
    found: dict[int, int] = {minutes: int(n) for minutes, n in rows}
    return FilingTimes(found.pop(BEGAN, 0), found)
