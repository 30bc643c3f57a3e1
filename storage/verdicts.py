"""What citizens say of their own cases: resolved or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.citizen_verdict import SAID, VERDICT_ASKED, VERDICT_WAITING
from storage import case_events
from storage.models import AS_RECEIVED, Case

_WAITING = Case.verdict == literal_column(repr(VERDICT_WAITING))
"""As the index says it: of a parameter SQLite does not know that the index covers it."""


async def save_verdict(db: AsyncSession, case: Case, verdict: str, now: datetime) -> bool:
    """Keep what the owner of a case says; false when they said so already."""
    if case.verdict == verdict:
        return False
    case.verdict, case.verdict_at = verdict, now
    await case_events.add_case_event(
        db, case, "verdict", case.person_id, now, resolved=verdict == SAID[0]
    )
    return True


async def take_back_verdict(db: AsyncSession, case: Case, now: datetime) -> None:
    """What its owner was taken to say they did not say: they may say it, and are asked, anew."""
    await_verdict(case, now)
    await case_events.add_case_event(db, case, "verdict", case.person_id, now, resolved=None)


def await_verdict(case: Case, now: datetime) -> None:
    """News of a solution reached the owner of a case: what they said before is over."""
    case.verdict, case.verdict_at = VERDICT_WAITING, now


class AwaitedVerdict(NamedTuple):
    """A case whose owner has not said and was not asked."""

    case_id: int
    person_id: int
    since: datetime | None
    """When its news came; nothing of what is from before that was written down."""


async def verdicts_awaited(db: AsyncSession) -> Sequence[AwaitedVerdict]:
    """All of them, oldest first."""
    query = select(Case.id, Case.person_id, Case.verdict_at).where(_WAITING)
    return [AwaitedVerdict(*row) for row in await db.execute(query.order_by(*AS_RECEIVED))]


def mark_asked(case: Case) -> None:
    """Its owner was asked once, or does not want to be."""
    case.verdict = VERDICT_ASKED
