"""Updates as they arrived: durable before anything else happens to them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import claims, sealing
from storage.database import dialect_insert
from storage.models import InboxRow
from storage.vault import Vault

BUNDLE_QUIET = 1.2
"""Seconds without a further part after which an album is complete."""


class UpdateArrival(NamedTuple):
    """What to remember of one update; see `bot.channel.Inbound`."""

    key: str
    lane: str
    payload: bytes
    bundle: str
    at: datetime


async def add_updates(db: AsyncSession, arrivals: Sequence[UpdateArrival]) -> None:
    """Remember updates; one whose key is known already is ignored."""
    if not arrivals:
        return
    vault: Vault = db.info["vault"]
    ready = time.time()
    await db.execute(
        dialect_insert(db, InboxRow).on_conflict_do_nothing(index_elements=["key"]),
        [
            {
                "key": arrival.key,
                "lane": arrival.lane,
                "bundle": arrival.bundle,
                "payload": vault.encrypt(arrival.payload),
                "received_at": arrival.at,
                "state": claims.WAITING,
                "attempts": 0,
                "not_before": ready + (BUNDLE_QUIET if arrival.bundle else 0.0),
                "claimed_until": 0.0,
                "error": "",
            }
            for arrival in arrivals
        ],
    )


async def known_update_keys(db: AsyncSession, keys: Sequence[str]) -> list[str]:
    """Those of the keys that arrived before."""
    rows = await db.execute(select(InboxRow.key).where(InboxRow.key.in_(keys)))
    return list(rows.scalars())


async def is_any_update_known(db: AsyncSession, keys: Sequence[str]) -> bool:
    """Whether an update of one of these keys ever arrived."""
    known = select(InboxRow.id).where(InboxRow.key.in_(keys)).limit(1)
    return (await db.execute(known)).first() is not None


async def updates_of_bundle(db: AsyncSession, head: InboxRow) -> list[InboxRow]:
    """The waiting updates that belong to the same album as `head`, itself included."""
    if not head.bundle:
        return [head]
    rows = await db.execute(
        select(InboxRow)
        .where(
            InboxRow.state == claims.WAITING,
            InboxRow.lane == head.lane,
            InboxRow.bundle == head.bundle,
        )
        .order_by(InboxRow.id)
    )
    return list(rows.scalars())


def payload_of_update(db: AsyncSession, row: InboxRow) -> bytes:
    """The update as it arrived."""
    vault: Vault = db.info["vault"]
    return vault.decrypt(row.payload or b"")


async def mark_updates_done(db: AsyncSession, rows: list[InboxRow], *, keep: bool) -> None:
    """Mark handled; `keep` leaves the payload, for a channel that shows the history.

    Raises claims.ClaimLostError when another worker handled them.
    """
    if not keep:
        await claims.settle_rows(db, InboxRow, rows, state=claims.DONE, payload=None)
        return
    for row in rows:
        payload = await sealing.kept_of_update(db, row)
        await claims.settle_rows(db, InboxRow, [row], state=claims.DONE, payload=payload)


async def mark_updates_failed(db: AsyncSession, rows: list[InboxRow], code: str) -> None:
    """Mark as failed with the short code a person was told; the payload stays for repair."""
    for row in rows:
        kept = await sealing.kept_of_update(db, row)
        await claims.settle_rows(db, InboxRow, [row], state=claims.FAILED, error=code, payload=kept)


async def kept_updates(
    db: AsyncSession, lane: str, limit: int, until: datetime | None = None
) -> list[InboxRow]:
    """The latest updates of a lane whose payload was kept and can be read, oldest first.

    `until`: none that came later.
    """
    vault: Vault = db.info["vault"]
    within = [InboxRow.lane == lane, InboxRow.payload.is_not(None)]
    if until is not None:
        within.append(InboxRow.received_at <= until)
    rows = await db.execute(
        select(InboxRow).where(*within).order_by(InboxRow.id.desc()).limit(limit)
    )
    found = rows.scalars()
    return [row for row in found if not vault.is_out_of_reach(row.payload or b"")][::-1]
