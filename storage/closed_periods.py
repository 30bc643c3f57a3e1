"""Periods whose figures were closed: they stand as they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import insert_or_ignore
from storage.models import ClosedPeriod, Person


class ClosedStatistics(NamedTuple):
    """What was closed, when and by whom."""

    figures: dict[str, Any]
    """See rules.closed_period.counts_to_close."""
    hash: str
    closed_at: datetime
    closed_by: str


async def store_closed_statistics(
    db: AsyncSession,
    span: str,
    first: date,
    figures: dict[str, Any],
    mark: str,
    person_id: int,
    now: datetime,
) -> bool:
    """Keep the figures of a period for ever; false when somebody closed it before."""
    done = await db.execute(
        insert_or_ignore(db, ClosedPeriod).values(
            span=span,
            first=first,
            figures=figures,
            hash=mark,
            closed_at=now,
            closed_by=person_id,
        )
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def closed_statistics_of_period(
    db: AsyncSession, span: str, first: date
) -> ClosedStatistics | None:
    """The figures of a closed period; None while it is open."""
    query = (
        select(ClosedPeriod, Person.name)
        .join(Person, Person.id == ClosedPeriod.closed_by)
        .where(ClosedPeriod.span == span, ClosedPeriod.first == first)
    )
    found = (await db.execute(query)).first()
    if found is None:
        return None
    row, name = found
    return ClosedStatistics(row.figures, row.hash, row.closed_at, name)
