"""The urgent reports of one person on one day, and which of them lie before somebody as cards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.local_time import start_of_day
from storage import claims
from storage.models import Case, OutboxRow


class UrgentCase(NamedTuple):
    """One of them; `carded`: somebody has a card of it, or it is on its way."""

    id: int
    status: str
    carded: bool


async def urgent_cases_of_person(
    db: AsyncSession, person_id: int, day: date, source: str
) -> list[UrgentCase]:
    """Those that came this way on a day, oldest first, but those closed to most of the office."""
    found = await db.execute(
        select(Case.id, Case.status, Case.code)
        .where(
            Case.person_id == person_id,
            Case.urgent,
            ~Case.apart,
            Case.source == source,
            Case.received_at >= start_of_day(day),
            Case.received_at < start_of_day(day + timedelta(days=1)),
        )
        .order_by(Case.id)
    )
    rows = found.all()
    shown = await db.execute(
        select(OutboxRow.case_code)
        .where(OutboxRow.case_code.in_([row.code for row in rows]))
        .where(OutboxRow.card, OutboxRow.state != claims.FAILED)
    )
    carded = set(shown.scalars())
    return [UrgentCase(row.id, row.status, row.code in carded) for row in rows]
