"""How many visitors a place had in a week, as the office counts them, and how many rated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.rating_forms import OVERALL
from storage.database import dialect_insert
from storage.models import RatingDay, VisitorCount

WEEK = timedelta(days=6)
ANSWERS = RatingDay.n1 + RatingDay.n2 + RatingDay.n3 + RatingDay.n4 + RatingDay.n5


async def save_visitor_count(
    db: AsyncSession, monday: date, counter: str, visitors: int, now: datetime
) -> None:
    """Keep the number of a place and week; a later one replaces it."""
    values = {"visitors": visitors, "told_at": now}
    upsert = dialect_insert(db, VisitorCount).values(week=monday, counter=counter, **values)
    await db.execute(upsert.on_conflict_do_update(index_elements=["week", "counter"], set_=values))


async def visitor_counts_of_week(db: AsyncSession, monday: date) -> dict[str, int]:
    """By place."""
    query = select(VisitorCount.counter, VisitorCount.visitors).where(VisitorCount.week == monday)
    return {row[0]: row[1] for row in await db.execute(query)}


async def turnout_between(
    db: AsyncSession, first: date, last: date, counters: Sequence[str] | None = None
) -> tuple[int, int] | None:
    """Ratings counted and visitors, of the whole weeks and places that were counted.

    None where none was.
    """
    weeks = [VisitorCount.week >= first, VisitorCount.week <= last - WEEK]
    if counters is not None:
        weeks.append(VisitorCount.counter.in_(counters))
    visitors = (await db.execute(select(func.sum(VisitorCount.visitors)).where(*weeks))).scalar()
    if not visitors:
        return None
    rows = (
        select(RatingDay.day, VisitorCount.week, ANSWERS)
        .join(VisitorCount, and_(*weeks, VisitorCount.counter == RatingDay.counter))
        .where(
            RatingDay.question == OVERALL,
            RatingDay.marked.is_(False),
            RatingDay.day.between(first, last),
            RatingDay.day >= VisitorCount.week,
        )
    )
    found = await db.execute(rows)
    return sum(n for day, week, n in found if day <= week + WEEK), int(visitors)
