"""Cases whose data may not go yet, because the office must keep them; told from their logs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import CaseEvent

HOLD, UNHOLD = "hold", "unhold"


async def held_case_ids(db: AsyncSession, case_ids: Sequence[int]) -> set[int]:
    """Those of the cases that are held; a thousand ids at most."""
    last = (
        select(func.max(CaseEvent.id).label("id"))
        .where(CaseEvent.case_id.in_(case_ids), CaseEvent.action.in_((HOLD, UNHOLD)))
        .group_by(CaseEvent.case_id)
        .subquery()
    )
    rows = await db.execute(
        select(CaseEvent.case_id)
        .join(last, last.c.id == CaseEvent.id)
        .where(CaseEvent.action == HOLD)
    )
    return set(rows.scalars())
