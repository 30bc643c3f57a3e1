"""Agencies that work on a case besides the one that leads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import insert_or_ignore
from storage.models import Case, CaseAgency


async def co_agencies_of_case(db: AsyncSession, case: Case) -> list[str]:
    """Codes of the agencies that co-operate, in the order they were added."""
    rows = await db.execute(
        select(CaseAgency.agency)
        .where(CaseAgency.case_id == case.id)
        .order_by(CaseAgency.added_at, CaseAgency.agency)
    )
    return list(rows.scalars())


async def add_co_agency(db: AsyncSession, case: Case, agency: str, now: datetime) -> bool:
    """Have an agency co-operate; false when it does already."""
    row = insert_or_ignore(db, CaseAgency).values(case_id=case.id, agency=agency, added_at=now)
    return bool((await db.execute(row)).rowcount)  # type: ignore[attr-defined]


async def remove_co_agency(db: AsyncSession, case: Case, agency: str) -> None:
    """An agency co-operates no more: it leads now, or is not needed."""
    await db.execute(
        delete(CaseAgency).where(CaseAgency.case_id == case.id, CaseAgency.agency == agency)
    )
