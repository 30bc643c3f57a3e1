"""Cases others reported from one commune lately, as far as a citizen may be told of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import WITH_AGENCY
from storage.models import Case

LOOKED_THROUGH = 300
"""Of the newest; so many of one commune are open only in a calamity."""


async def ordinary_cases_of_others(
    db: AsyncSession, person_id: int, commune: str, since: datetime
) -> list[Case]:
    """Cases of a commune that an agency has, the oldest first: about nobody, in no danger.

    One that waits for its own citizen may end without an answer: nobody joins it.
    """
    found = await db.execute(
        select(Case)
        .where(
            Case.commune == commune,
            Case.received_at >= since,
            Case.person_id != person_id,
            Case.status.in_(WITH_AGENCY),
            Case.kind == "report",
            Case.about == "",
            Case.kept_out == "",
            Case.level == 0,
            ~Case.urgent,
            ~Case.apart,
        )
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(LOOKED_THROUGH)
    )
    return list(reversed(found.scalars().all()))
