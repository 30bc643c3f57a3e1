"""The log of all cases as a chain: adding lines, sealing their order, reading it for a check."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules.log_chain import CHAIN_START, LogAnchor, LogLine, chain_hash, line_hash
from storage.database import insert_or_ignore
from storage.log_anchors import (
    all_log_anchors,
    keep_log_anchor,
    log_anchor_of_last_week,
    newest_log_anchor,
)
from storage.models import Case, CaseEvent, LogAnchorRow, NumberSequence

BATCH = 500
"""Lines sealed in one transaction: short, for all other writers wait for it on SQLite."""
ANCHORING = "log"
"""The counter whose row is locked by whoever seals."""


async def append_log_line(
    db: AsyncSession,
    case: Case,
    action: str,
    actor_id: int | None,
    now: datetime,
    data: dict[str, Any],
) -> None:
    """Add a line to a case's log, after the case's last one; other cases do not wait."""
    await db.execute(select(Case.id).where(Case.id == case.id).with_for_update(key_share=True))
    last = await db.execute(
        select(CaseEvent.number, CaseEvent.hash)
        .where(CaseEvent.case_id == case.id)
        .order_by(CaseEvent.number.desc())
        .limit(1)
    )
    number, before = last.one_or_none() or (0, CHAIN_START)
    row = {
        "case_id": case.id,
        "number": number + 1,
        "at": now,
        "actor_id": actor_id,
        "action": action,
        "data": data,
        "hash": line_hash(before, case.code, number + 1, now, actor_id, action, data),
    }
    await db.execute(insert(CaseEvent).values(**row))


async def append_log_lines(
    db: AsyncSession, action: str, now: datetime, lines: Mapping[int, dict[str, Any]]
) -> None:
    """Add a line of time's own to many cases; `lines`: what it holds, by the case's id."""
    ids = sorted(lines)
    for at in range(0, len(ids), BATCH):
        part = ids[at : at + BATCH]
        locked = select(Case.id, Case.code).where(Case.id.in_(part)).order_by(Case.id)
        codes = list(await db.execute(locked.with_for_update(key_share=True)))
        last = await _last_lines(db, part)
        rows = []
        for case_id, code in codes:
            number, before = last.get(case_id, (0, CHAIN_START))
            data = lines[case_id]
            row = {"case_id": case_id, "number": number + 1, "at": now, "actor_id": None}
            line = line_hash(before, code, number + 1, now, None, action, data)
            rows.append({**row, "action": action, "data": data, "hash": line})
        await db.execute(insert(CaseEvent), rows)


async def _last_lines(db: AsyncSession, ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    newest = (
        select(func.max(CaseEvent.id)).where(CaseEvent.case_id.in_(ids)).group_by(CaseEvent.case_id)
    )
    columns = (CaseEvent.case_id, CaseEvent.number, CaseEvent.hash)
    found = await db.execute(select(*columns).where(CaseEvent.id.in_(newest)))
    return {case_id: (number, line) for case_id, number, line in found}


async def has_unanchored_lines(db: AsyncSession) -> bool:
    """Whether there is anything to seal; needs no write lock."""
    found = await db.execute(select(CaseEvent.id).where(CaseEvent.position.is_(None)).limit(1))
    return found.first() is not None


async def anchor_log_lines(db: AsyncSession, today: date) -> int:
    """Give up to BATCH written lines their place in the whole log; returns how many."""
    await db.execute(insert_or_ignore(db, NumberSequence).values(name=ANCHORING, value=0))
    await db.execute(
        select(NumberSequence.value).where(NumberSequence.name == ANCHORING).with_for_update()
    )
    rows = await db.execute(
        select(CaseEvent.id, CaseEvent.hash)
        .where(CaseEvent.position.is_(None))
        .order_by(CaseEvent.id)
        .limit(BATCH)
    )
    head = await newest_log_anchor(db, LogAnchorRow) or LogAnchor(today, 0, CHAIN_START)
    position, chain, places = head.position, head.hash, []
    for event_id, line in rows:
        position, chain = position + 1, chain_hash(chain, line)
        places.append({"id": event_id, "position": position, "chain": chain})
    if places:
        await db.execute(update(CaseEvent), places)
        head = LogAnchor(max(today, head.day), position, chain)
        await keep_log_anchor(db, LogAnchorRow, head)
    return len(places)


async def published_log_anchor(db: AsyncSession, today: date) -> LogAnchor | None:
    """The head of the last week that is over: it changes no more."""
    return await log_anchor_of_last_week(db, LogAnchorRow, today)


async def log_anchors(db: AsyncSession) -> list[LogAnchor]:
    """The head of every day, oldest first."""
    return await all_log_anchors(db, LogAnchorRow)


async def all_log_lines(db: AsyncSession) -> AsyncIterator[LogLine]:
    """The whole log: sealed lines by place, then the rest as they were written."""
    columns = (
        *(CaseEvent.id, CaseEvent.position, Case.code, CaseEvent.number, CaseEvent.at),
        *(CaseEvent.actor_id, CaseEvent.action, CaseEvent.data, CaseEvent.hash, CaseEvent.chain),
    )
    query = select(*columns).join(Case, Case.id == CaseEvent.case_id)
    # In one statement: between two, a line could be sealed and be in neither.
    query = query.order_by(CaseEvent.position.is_(None), CaseEvent.position, CaseEvent.id)
    async for row in await db.stream(query.execution_options(yield_per=1000)):
        id_, position, code, number, at, actor, action, data, hash_, chain = row
        yield LogLine(
            id=id_,
            position=position or 0,
            code=code,
            number=number,
            at=at,
            actor=actor,
            action=action,
            data=data,
            hash=hash_,
            chain=chain or "",
        )
