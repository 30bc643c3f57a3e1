"""The log of who works here: each line is written in the transaction that changes a role."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.local_time import ZONE
from rules.log_chain import CHAIN_START, STAFF_LOG_CODE, LogAnchor, LogLine, chain_hash, line_hash
from rules.staff_log import HeldRole, StaffAction
from storage.database import insert_or_ignore
from storage.log_anchors import (
    all_log_anchors,
    keep_log_anchor,
    log_anchor_of_last_week,
    newest_log_anchor,
)
from storage.models import NumberSequence, RoleAssignment, StaffEvent, StaffLogAnchorRow

WRITING = "staff_log"
"""The counter whose row is locked by whoever writes: there is one order for all."""


async def lock_staff_log(db: AsyncSession) -> None:
    """Nobody else changes a role until this transaction is over; before any row of a role."""
    await db.execute(insert_or_ignore(db, NumberSequence).values(name=WRITING, value=0))
    await db.execute(
        select(NumberSequence.value).where(NumberSequence.name == WRITING).with_for_update()
    )


async def append_staff_line(
    db: AsyncSession, action: str, by: int | None, now: datetime, **data: Any
) -> int:
    """Write down what `by` (nobody: the command line, or time) did; the line's number.

    `data` holds no words.
    """
    await lock_staff_log(db)
    columns = (StaffEvent.number, StaffEvent.hash, StaffEvent.chain)
    last = await db.execute(select(*columns).order_by(StaffEvent.number.desc()).limit(1))
    number, before, chain = last.one_or_none() or (0, CHAIN_START, CHAIN_START)
    line = line_hash(before, STAFF_LOG_CODE, number + 1, now, by, action, data)
    row = {"number": number + 1, "at": now, "actor_id": by, "action": action, "data": data}
    chain = chain_hash(chain, line)
    await db.execute(insert(StaffEvent).values(**row, hash=line, chain=chain))
    head = await newest_log_anchor(db, StaffLogAnchorRow)
    today = now.astimezone(ZONE).date()
    day = max(today, head.day) if head else today
    await keep_log_anchor(db, StaffLogAnchorRow, LogAnchor(day, number + 1, chain))
    return int(number + 1)


async def published_staff_log_anchor(db: AsyncSession, today: date) -> LogAnchor | None:
    """The head of the last week that is over: it changes no more."""
    return await log_anchor_of_last_week(db, StaffLogAnchorRow, today)


async def staff_log_anchors(db: AsyncSession) -> list[LogAnchor]:
    """The head of every day, oldest first."""
    return await all_log_anchors(db, StaffLogAnchorRow)


async def staff_log_lines(db: AsyncSession) -> list[LogLine]:
    """The whole log, as a check reads it."""
    rows = await db.execute(select(StaffEvent).order_by(StaffEvent.number))
    return [
        LogLine(
            id=row.number,
            position=row.number,
            code=STAFF_LOG_CODE,
            number=row.number,
            at=row.at,
            actor=row.actor_id,
            action=row.action,
            data=row.data,
            hash=row.hash,
            chain=row.chain,
        )
        for row in rows.scalars()
    ]


async def latest_staff_events(db: AsyncSession, limit: int, before: int = 0) -> list[StaffEvent]:
    """The newest lines, newest first; with `before` those before that line."""
    query = select(StaffEvent).order_by(StaffEvent.number.desc()).limit(limit)
    if before:
        query = query.where(StaffEvent.number < before)
    return list((await db.execute(query)).scalars())


async def is_in_staff_log(
    db: AsyncSession, action: str, by: int, since: datetime, data: dict[str, Any]
) -> bool:
    """Whether somebody's doing stands in the log since then, with just this said of it."""
    lines = await db.execute(
        select(StaffEvent.data).where(
            StaffEvent.action == action, StaffEvent.actor_id == by, StaffEvent.at >= since
        )
    )
    return data in list(lines.scalars())


async def open_staff_request(db: AsyncSession, number: int, since: datetime) -> StaffEvent | None:
    """What somebody asked a second person for since then, if nobody agreed yet.

    Nobody else agrees until this transaction is over.
    """
    await lock_staff_log(db)
    line = await db.get(StaffEvent, number)
    if line is None or line.action != StaffAction.ASKED or line.at < since:
        return None
    agreed = select(StaffEvent.data).where(
        StaffEvent.action == StaffAction.AGREED, StaffEvent.number > number
    )
    done = [data["request"] for data in (await db.execute(agreed)).scalars()]
    return None if number in done else line


async def suspended_by(db: AsyncSession, person_id: int) -> int | None:
    """Who suspended somebody last; nobody: the operator, or it was before there was a log."""
    lines = await db.execute(
        select(StaffEvent.actor_id, StaffEvent.data)
        .where(StaffEvent.action == StaffAction.SUSPENDED)
        .order_by(StaffEvent.number.desc())
    )
    return next((by for by, data in lines if data["person"] == person_id), None)


async def roles_held(db: AsyncSession) -> list[HeldRole]:
    """Every role in force, as the table says."""
    columns = (
        *(RoleAssignment.person_id, RoleAssignment.role, RoleAssignment.agency),
        RoleAssignment.absence_id,
    )
    rows = await db.execute(
        select(*columns).where(
            RoleAssignment.ended_at.is_(None), RoleAssignment.suspended_at.is_(None)
        )
    )
    return [HeldRole(person, role, agency, absence or 0) for person, role, agency, absence in rows]
