"""Which messages show which case."""

from __future__ import annotations

from sqlalchemy import func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import claims
from storage.models import GroupThread, OutboxRow


async def case_code_of_message(db: AsyncSession, address: str, external_id: str) -> str:
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


async def message_about_case(db: AsyncSession, address: str, code: str) -> str:
    """The channel's id of the latest message to an address about a case, or empty."""
    found = await db.execute(
        select(OutboxRow.external_id)
        .where(
            OutboxRow.lane == address, OutboxRow.case_code == code, OutboxRow.state == claims.DONE
        )
        .order_by(OutboxRow.id.desc())
        .limit(1)
    )
    return found.scalar() or ""


async def has_case_card(db: AsyncSession, address: str, code: str) -> bool:
    """Whether a card of a case stands at an address, or is on its way there."""
    there = (OutboxRow.case_code == code, OutboxRow.lane == address, OutboxRow.card)
    found = await db.execute(
        select(OutboxRow.id).where(*there, OutboxRow.state != claims.FAILED).limit(1)
    )
    return found.first() is not None


async def card_before_reply(db: AsyncSession, row: OutboxRow) -> str:
    """The channel's id of the newest card at the address of a reply, before it; or empty."""
    found = await db.execute(
        select(OutboxRow.external_id)
        .where(
            OutboxRow.case_code == row.case_code,
            OutboxRow.lane == row.lane,
            OutboxRow.card,
            OutboxRow.state == claims.DONE,
            OutboxRow.id < row.id,
        )
        .order_by(OutboxRow.id.desc())
        .limit(1)
    )
    return found.scalar() or ""


async def cards_of_case(db: AsyncSession, code: str) -> list[tuple[str, str]]:
    """(address, the channel's id) of the newest card of a case that each address has."""
    newest = (
        select(func.max(OutboxRow.id))
        .where(OutboxRow.case_code == code, OutboxRow.card, OutboxRow.state == claims.DONE)
        .group_by(OutboxRow.lane)
    )
    rows = await db.execute(
        select(OutboxRow.lane, OutboxRow.external_id)
        .where(OutboxRow.id.in_(newest))
        .order_by(OutboxRow.lane)
    )
    return [(lane, message) for lane, message in rows]


async def retire_cards(db: AsyncSession, address: str, code: str) -> None:
    """No message about a case is a card there any more: none is brought up to date."""
    await db.execute(
        update(OutboxRow)
        .where(OutboxRow.lane == address, OutboxRow.case_code == code)
        .values(card=False)
        .execution_options(synchronize_session=False)
    )
