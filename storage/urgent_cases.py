"""The urgent reports that came on a day, and which of them lie before somebody as cards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.web_session_names import WEB
from rules.local_time import local_date, start_of_day
from storage import claims, database
from storage.cases import WHO_STAYS_OUT
from storage.models import AS_RECEIVED, Case, OutboxRow


class UrgentCase(NamedTuple):
    """One of them; `carded`: somebody has a card of it, or it is on its way."""

    id: int
    status: str
    person_id: int
    received_at: datetime
    new_browser: bool
    """Of a session of the web chat, which costs nothing, that reported nothing before that day."""
    carded: bool


async def urgent_cases_beside(db: AsyncSession, case: Case) -> list[UrgentCase]:
    """Those that came as a case did on its day, itself too, oldest first.

    Only those about the same people: whoever may read the one may know of the others.
    """
    day = local_date(case.received_at)
    begin = start_of_day(day)
    earlier = aliased(Case)
    before = select(earlier.id).where(
        earlier.person_id == Case.person_id, earlier.received_at < begin
    )
    found = await db.execute(
        select(
            *(Case.id, Case.status, Case.code, Case.person_id, Case.address, Case.received_at),
            before.exists(),
        )
        .where(
            Case.urgent,
            *(
                getattr(Case, name).is_not_distinct_from(getattr(case, name))
                for name in WHO_STAYS_OUT
            ),
            Case.source == case.source,
            Case.received_at >= begin,
            Case.received_at < start_of_day(day + timedelta(days=1)),
        )
        .order_by(*AS_RECEIVED)
    )
    rows = found.all()
    carded = await codes_with_cards(db, [row.code for row in rows])
    return [
        UrgentCase(id_, status, person, at, address.startswith(WEB) and not known, code in carded)
        for id_, status, code, person, address, at, known in rows
    ]


async def codes_with_cards(db: AsyncSession, codes: Sequence[str]) -> Collection[str]:
    """The cases of these of which somebody has a card, or it is on its way."""
    found: set[str] = set()
    for at in range(0, len(codes), database.IDS_PER_STATEMENT):
        part = codes[at : at + database.IDS_PER_STATEMENT]
        shown = select(OutboxRow.case_code).where(
            OutboxRow.case_code.in_(part), OutboxRow.card, OutboxRow.state != claims.FAILED
        )
        found |= set((await db.execute(shown.distinct())).scalars())
    return found
