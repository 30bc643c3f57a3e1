"""Replies waiting to be sent, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Reply
from storage import lanes
from storage.models import AgencyGroup, GroupThread, OutboxRow
from storage.vault import seal, unseal


class Sent(NamedTuple):
    """A reply as a channel with a history shows it."""

    seq: int
    at: datetime
    reply: Reply


async def add(
    db: AsyncSession,
    replies: Iterable[tuple[str, Reply]],
    now: datetime,
    put_off: Mapping[str, float] | None = None,
) -> None:
    """Queue replies, in this order for each address; `put_off`: seconds some addresses wait."""
    machine, put_off = lanes.now(), put_off or {}
    rows = [
        {
            "lane": address,
            "reply": seal(db, reply),
            "case_code": reply.case,
            "card": reply.card,
            "created_at": now,
            "state": lanes.WAITING,
            "attempts": 0,
            "not_before": machine + put_off[address] if address in put_off else 0.0,
            "claimed_until": 0.0,
            "error": "",
            "external_id": "",
        }
        for address, reply in replies
    ]
    if rows:
        await db.execute(insert(OutboxRow), rows)


async def release(db: AsyncSession, address: str = "") -> None:
    """Send now what was put off, for one address or for all; a retry still waits its time."""
    put_off = _put_off()
    if address:
        put_off = (*put_off, OutboxRow.lane == address)
    await db.execute(update(OutboxRow).where(*put_off).values(not_before=0.0))


async def anything_put_off(db: AsyncSession) -> bool:
    """Whether `release` has something to do: cheap, and needs no write lock."""
    found = await db.execute(select(OutboxRow.id).where(*_put_off()).limit(1))
    return found.first() is not None


def _put_off() -> tuple[ColumnElement[bool], ...]:
    waiting = OutboxRow.state == lanes.WAITING
    return waiting, OutboxRow.attempts == 0, OutboxRow.not_before > lanes.now()


def reply_of(db: AsyncSession, row: OutboxRow) -> Reply:
    """The reply a row holds."""
    return unseal(db, row.reply or b"", Reply)


async def words_of(db: AsyncSession, ids: Iterable[int]) -> list[str]:
    """What replies that were given up were to say, as they were queued; without those forgotten."""
    given_up = OutboxRow.id.in_(list(ids)), OutboxRow.reply.is_not(None)
    rows = await db.execute(select(OutboxRow).where(*given_up).order_by(OutboxRow.id))
    return [reply_of(db, row).text for row in rows.scalars()]


async def sent(
    db: AsyncSession, row: OutboxRow, external_id: str, now: datetime, *, keep: bool
) -> None:
    """Mark as delivered; without `keep` its words are forgotten."""
    values: dict[str, object] = {
        "state": lanes.DONE,
        "external_id": external_id or str(row.id),
        "sent_at": now,
    }
    if not keep:
        values["reply"] = None
    await lanes.settle(db, OutboxRow, [row], **values)


async def failed(db: AsyncSession, row: OutboxRow, reason: str) -> None:
    """Give up on a reply; its words stay, so that a person can still deliver them."""
    await lanes.settle(db, OutboxRow, [row], state=lanes.FAILED, error=reason[:200])


async def give_up_on(db: AsyncSession, address: str, reason: str) -> list[OutboxRow]:
    """Give up on everything that waits for an address that is gone; return it, oldest first."""
    given_up = await db.execute(
        update(OutboxRow)
        .where(OutboxRow.lane == address, OutboxRow.state == lanes.WAITING)
        .values(state=lanes.FAILED, error=reason[:200])
        .returning(OutboxRow)
        .execution_options(synchronize_session=False)
    )
    return sorted(given_up.scalars(), key=lambda row: row.id)


async def move(db: AsyncSession, address: str, to: str) -> None:
    """Everything that waits for an address goes to another one from now on; so do its cases."""
    await db.execute(update(AgencyGroup).where(AgencyGroup.address == address).values(address=to))
    await db.execute(
        update(OutboxRow)
        .where(OutboxRow.lane == address, OutboxRow.state == lanes.WAITING)
        .values(lane=to, claimed_until=0.0)
    )


async def case_of_message(db: AsyncSession, address: str, external_id: str) -> str:
    """The code of the case a message we sent is about, or empty. Never expires.

    The message may be one part of a reply, such as a photo above the words, and may stand in a
    group that could not make the thread it was meant for.
    """
    lost = select(GroupThread.address).where(
        GroupThread.group == address, GroupThread.external_id == ""
    )
    here = or_(OutboxRow.lane == address, OutboxRow.lane.in_(lost))
    as_part = literal(" ") + OutboxRow.external_id + literal(" ")
    for same in (
        OutboxRow.external_id == external_id,
        as_part.contains(f" {external_id} ", autoescape=True),
    ):
        about = (here, OutboxRow.case_code != "", same)
        query = select(OutboxRow.case_code).where(*about).limit(1)
        if code := (await db.execute(query)).scalar():
            return code
    return ""


async def message_about(db: AsyncSession, address: str, code: str) -> str:
    """The channel's id of the latest message to an address about a case, or empty."""
    found = await db.execute(
        select(OutboxRow.external_id)
        .where(
            OutboxRow.lane == address, OutboxRow.case_code == code, OutboxRow.state == lanes.DONE
        )
        .order_by(OutboxRow.id.desc())
        .limit(1)
    )
    return found.scalar() or ""


async def has_card(db: AsyncSession, address: str, code: str) -> bool:
    """Whether a card of a case stands at an address, or is on its way there."""
    there = (OutboxRow.case_code == code, OutboxRow.lane == address, OutboxRow.card)
    found = await db.execute(
        select(OutboxRow.id).where(*there, OutboxRow.state != lanes.FAILED).limit(1)
    )
    return found.first() is not None


async def card_at(db: AsyncSession, row: OutboxRow) -> str:
    """The channel's id of the newest card at the address of a reply, before it; or empty."""
    found = await db.execute(
        select(OutboxRow.external_id)
        .where(
            OutboxRow.case_code == row.case_code,
            OutboxRow.lane == row.lane,
            OutboxRow.card,
            OutboxRow.state == lanes.DONE,
            OutboxRow.id < row.id,
        )
        .order_by(OutboxRow.id.desc())
        .limit(1)
    )
    return found.scalar() or ""


async def cards_about(db: AsyncSession, code: str) -> list[tuple[str, str]]:
    """(address, the channel's id) of the newest card of a case that each address has."""
    newest = (
        select(func.max(OutboxRow.id))
        .where(OutboxRow.case_code == code, OutboxRow.card, OutboxRow.state == lanes.DONE)
        .group_by(OutboxRow.lane)
    )
    rows = await db.execute(
        select(OutboxRow.lane, OutboxRow.external_id)
        .where(OutboxRow.id.in_(newest))
        .order_by(OutboxRow.lane)
    )
    return [(lane, message) for lane, message in rows]


async def history(db: AsyncSession, address: str, *, after: int, limit: int) -> list[Sent]:
    """The latest replies to an address after the row `after`, oldest first.

    A channel with a history shows them from here, so whether one was sent is no matter.
    """
    rows = await db.execute(
        select(OutboxRow)
        .where(
            OutboxRow.lane == address,
            OutboxRow.id > after,
            OutboxRow.reply.is_not(None),
        )
        .order_by(OutboxRow.id.desc())
        .limit(limit)
    )
    return [Sent(row.id, row.created_at, reply_of(db, row)) for row in rows.scalars()][::-1]
