"""Updates whose handling failed for good: kept as they came, until somebody has them run again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import claims
from storage.models import InboxRow
from storage.vault import Vault

FAILED = (InboxRow.state == claims.FAILED, InboxRow.payload.is_not(None))
"""Of one that was erased nothing is left to run."""


class FailedUpdate(NamedTuple):
    """What may be shown of one: nothing of who said what."""

    id: int
    channel: str
    at: datetime
    error: str
    """The code its sender was told."""


async def count_failed_updates(db: AsyncSession) -> int:
    return (
        await db.execute(select(func.count()).select_from(InboxRow).where(*FAILED))
    ).scalar_one()


async def failed_updates(db: AsyncSession) -> list[FailedUpdate]:
    """Those that can be read with the keys that are here, oldest first."""
    vault: Vault = db.info["vault"]
    rows = await db.execute(select(InboxRow).where(*FAILED).order_by(InboxRow.id))
    return [
        FailedUpdate(row.id, row.lane.partition(":")[0], row.received_at, row.error)
        for row in rows.scalars()
        if not vault.is_out_of_reach(row.payload or b"")
    ]


async def has_failed_updates(db: AsyncSession, address: str) -> bool:
    """Whether something that came from an address was never handled."""
    found = await db.execute(select(InboxRow.id).where(*FAILED, InboxRow.lane == address).limit(1))
    return found.first() is not None


async def run_failed_updates_again(db: AsyncSession, ids: Collection[int]) -> int:
    """Put them back in line, as new; those of other ids and states stay. Returns how many."""
    done = await db.execute(
        update(InboxRow)
        .where(InboxRow.id.in_(ids), *FAILED)
        .values(state=claims.WAITING, attempts=0, not_before=0.0, claimed_until=0.0, error="")
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
