"""What chats with a history still show of the past, blanked when what it tells of must go.

That something was said stays known, so a reply to it still finds its case. What waits to be
handled or sent keeps its words, or it could be neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import claims
from storage.models import InboxRow, OutboxRow

SETTLED = (claims.DONE, claims.FAILED)


async def forget_messages_of_chats(db: AsyncSession, addresses: Sequence[str]) -> None:
    """Everything said from and to these addresses."""
    await _forget_said(db, InboxRow.lane.in_(addresses))
    await _forget_replies(db, OutboxRow.lane.in_(addresses))


async def forget_messages_about_cases(db: AsyncSession, codes: Sequence[str]) -> None:
    """What anybody was told about these cases: their owner, the office, an agency."""
    await _forget_replies(db, OutboxRow.case_code.in_(codes))


async def forget_messages_between(
    db: AsyncSession, addresses: Sequence[str], until: datetime, since: datetime | None = None
) -> None:
    """What was said in a time from these addresses, and to them if it was about no case."""
    said = [InboxRow.lane.in_(addresses), InboxRow.received_at <= until]
    told = [
        OutboxRow.lane.in_(addresses),
        OutboxRow.case_code == "",
        OutboxRow.created_at <= until,
    ]
    if since is not None:
        said.append(InboxRow.received_at >= since)
        told.append(OutboxRow.created_at >= since)
    await _forget_said(db, *said)
    await _forget_replies(db, *told)


async def _forget_said(db: AsyncSession, *which: ColumnElement[bool]) -> None:
    await db.execute(
        update(InboxRow)
        .where(*which, InboxRow.state.in_(SETTLED), InboxRow.payload.is_not(None))
        .values(payload=None)
        .execution_options(synchronize_session=False)
    )


async def _forget_replies(db: AsyncSession, *which: ColumnElement[bool]) -> None:
    await db.execute(
        update(OutboxRow)
        .where(*which, OutboxRow.state.in_(SETTLED), OutboxRow.reply.is_not(None))
        .values(reply=None)
        .execution_options(synchronize_session=False)
    )
