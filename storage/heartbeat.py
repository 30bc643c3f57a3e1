"""Whether we were there: a heartbeat, and the times without one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import insert_or_ignore
from storage.models import Heartbeat, OutageRow

ONLY_ROW = 1
"""There is one heartbeat, whoever of several workers beats."""


class Outage(NamedTuple):
    """A time in which nobody was there, by the office's clock."""

    first: datetime
    last: datetime

    @property
    def minutes(self) -> int:
        """How long, in whole minutes."""
        return int((self.last - self.first).total_seconds() // 60)


async def record_heartbeat(
    db: AsyncSession, machine: float, now: datetime, longest: timedelta
) -> Outage | None:
    """Say that we are there; the outage that ends with it, when the silence was `longest`.

    `machine`: seconds of the machine's clock, which no jump of the office's clock moves.
    """
    seen = (await db.execute(select(Heartbeat.beat).where(Heartbeat.id == ONLY_ROW))).scalar()
    if seen is None:
        await db.execute(insert_or_ignore(db, Heartbeat).values(id=ONLY_ROW, beat=machine))
        return None
    mine = await db.execute(
        update(Heartbeat)
        .where(Heartbeat.id == ONLY_ROW, Heartbeat.beat == seen)
        .values(beat=max(machine, seen))
    )
    silence = timedelta(seconds=machine - seen)
    if silence < longest or not mine.rowcount:  # type: ignore[attr-defined]
        return None
    outage = Outage(now - silence, now)
    await db.execute(insert(OutageRow).values(first=outage.first, last=outage.last))
    return outage


async def outages_between(db: AsyncSession, first: datetime, last: datetime) -> list[Outage]:
    """Outages that touch a time, each cut to it, oldest first."""
    rows = await db.execute(
        select(OutageRow.first, OutageRow.last)
        .where(OutageRow.last > first, OutageRow.first < last)
        .order_by(OutageRow.id)
    )
    return [Outage(max(row.first, first), min(row.last, last)) for row in rows]
