"""Where a chained log stood at the end of each day: of all cases, and of who works here."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.log_chain import LogAnchor
from rules.reporting_period import period_containing
from storage.database import dialect_insert
from storage.models import LogAnchorRow, StaffLogAnchorRow

AnchorTable = type[LogAnchorRow] | type[StaffLogAnchorRow]


async def newest_log_anchor(
    db: AsyncSession, table: AnchorTable, before: date | None = None
) -> LogAnchor | None:
    """The last one, or the last before a day."""
    query = select(table.day, table.position, table.hash).order_by(table.day.desc())
    if before is not None:
        query = query.where(table.day < before)
    found = (await db.execute(query.limit(1))).one_or_none()
    return LogAnchor(*found) if found else None


async def log_anchor_of_last_week(
    db: AsyncSession, table: AnchorTable, today: date
) -> LogAnchor | None:
    """Where it stood when the week before this one was over; that day is said whatever it brought.

    By the day it would tell on which one somebody complained, or that nobody did.
    """
    monday = period_containing(today, "week", "calendar").first
    head = await newest_log_anchor(db, table, before=monday)
    return LogAnchor(monday - timedelta(days=1), head.position, head.hash) if head else None


async def keep_log_anchor(db: AsyncSession, table: AnchorTable, head: LogAnchor) -> None:
    """Put it in the place of what its day had before."""
    values = {"position": head.position, "hash": head.hash}
    upsert = dialect_insert(db, table).values(day=head.day, **values)
    await db.execute(upsert.on_conflict_do_update(index_elements=[table.day], set_=values))


async def all_log_anchors(db: AsyncSession, table: AnchorTable) -> list[LogAnchor]:
    """The head of every day, oldest first."""
    rows = await db.execute(select(table.day, table.position, table.hash).order_by(table.day))
    return [LogAnchor(*row) for row in rows]
