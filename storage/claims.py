"""Taking waiting rows of the inbox or the outbox: one worker a lane, in order.

The claim is a conditional UPDATE: whoever changes the row has it. On PostgreSQL a
second worker waits for the row's lock, sees the condition gone and takes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from functools import cache
from typing import TypeVar

from sqlalchemy import ColumnElement, Float, Integer, Select, bindparam, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from storage.models import InboxRow, OutboxRow

ClaimableRow = TypeVar("ClaimableRow", InboxRow, OutboxRow)

WAITING, DONE, FAILED = "waiting", "done", "failed"
LEASE = 30.0
"""Seconds after which a claimed row is free again: its worker is taken for dead."""


def machine_seconds() -> float:
    """The machine's time in seconds, which claims are measured by."""
    return time.time()


class ClaimLostError(Exception):
    """Another worker has finished this row; ours must change nothing."""


async def claim_rows(db: AsyncSession, table: type[ClaimableRow], limit: int) -> list[ClaimableRow]:
    """Take the oldest waiting row of up to `limit` lanes nobody is working on."""
    now = time.time()
    taken = await db.execute(_claim(table), {"now": now, "until": now + LEASE, "limit": limit})
    return sorted(taken.scalars(), key=lambda row: row.id)


async def seconds_until_ready(db: AsyncSession, table: type[ClaimableRow]) -> float | None:
    """Seconds until `claim_rows` may find something, 0 when it may now; None when nothing waits.

    Cheap where much is ready, and needs no write lock.
    """
    now = time.time()
    due = (await db.execute(_due(table), {"now": now})).scalar()
    return None if due is None else max(0.0, due - now)


# These two run several times for each message, and to write them down takes as long as to run them.
NOW = bindparam("now", type_=Float)


@cache
def _claim(table: type[ClaimableRow]) -> ReturningUpdate[ClaimableRow]:
    heads = select(func.min(table.id)).where(table.state == WAITING).group_by(table.lane)
    ready = select(table.id).where(table.id.in_(heads), *_free(table))
    oldest = ready.order_by(table.id).limit(bindparam("limit", type_=Integer))
    return (
        update(table)
        .where(table.id.in_(oldest), *_free(table))
        .values(claimed_until=bindparam("until"), attempts=table.attempts + 1)
        .returning(table)
        .execution_options(synchronize_session=False)
    )


@cache
def _due(table: type[ClaimableRow]) -> Select[float]:
    later = case(
        (table.not_before > table.claimed_until, table.not_before), else_=table.claimed_until
    )
    first = select(func.min(later)).where(table.state == WAITING).scalar_subquery()
    ready = select(table.id).where(*_free(table))
    return select(case((ready.exists(), NOW), else_=first))


def _free(table: type[ClaimableRow]) -> tuple[ColumnElement[bool], ...]:
    return table.state == WAITING, table.not_before <= NOW, table.claimed_until < NOW


async def settle_rows(
    db: AsyncSession, table: type[ClaimableRow], rows: list[ClaimableRow], **values: object
) -> None:
    """Write the end of rows we claimed. Raises ClaimLostError when they are ours no longer."""
    done = await db.execute(
        update(table)
        .where(_these(table, rows), table.state == WAITING)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != len(rows):  # type: ignore[attr-defined]
        raise ClaimLostError


def _these(table: type[ClaimableRow], rows: list[ClaimableRow]) -> ColumnElement[bool]:
    if len(rows) == 1:  # nearly always, and half the price of a list
        return table.id == rows[0].id
    return table.id.in_([row.id for row in rows])


async def put_row_back(
    db: AsyncSession,
    table: type[ClaimableRow],
    row: ClaimableRow,
    seconds: float,
    *,
    tried: bool = True,
    error: str = "",
) -> None:
    """Give a claimed row back, to be taken again after `seconds`; count it only when `tried`."""
    await settle_rows(
        db,
        table,
        [row],
        claimed_until=0.0,
        not_before=time.time() + seconds,
        attempts=row.attempts if tried else row.attempts - 1,
        error=error,
    )


async def renew_claims(db: AsyncSession, table: type[ClaimableRow], ids: Collection[int]) -> None:
    """Keep rows we are still working on."""
    await db.execute(
        update(table)
        .where(table.id.in_(ids), table.state == WAITING, table.claimed_until > 0)
        .values(claimed_until=time.time() + LEASE)
    )


async def release_all_claims(db: AsyncSession, table: type[ClaimableRow]) -> None:
    """Free every claim: only for a database with a single process, at its start."""
    await db.execute(update(table).where(table.state == WAITING).values(claimed_until=0.0))
