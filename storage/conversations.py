"""Where each person stands in what they are telling us."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import insert_or_ignore
from storage.live_chats import ENDED
from storage.models import Conversation, LiveChat, base
from storage.vault import decrypt, encrypt

MOST_RUNS = 100_000
IDLE = datetime(1970, 1, 1, tzinfo=UTC)
"""When a chat with nothing open was last heard: nobody's is known, or a denouncer's would be."""


class ConversationFrame(msgspec.Struct):
    """One flow under way: its name, a number, what was asked last, what is known so far."""

    flow: str
    number: int
    step: str = ""
    answers: dict[str, Any] = {}
    pieces: dict[str, list[dict[str, Any]]] = {}
    """What a gathering question has so far, by question, in order of arrival."""
    revised: list[str] = []
    """The answers being given anew, while they are."""
    before: dict[str, Any] = {}
    """Those of them there were: a button brings them back."""


def new_frame(flow: str, answers: dict[str, Any]) -> ConversationFrame:
    """A flow that begins; by its number a button of an earlier one is told from today's.

    Drawn by lot: counted, it would count what is kept nowhere, too.
    """
    return ConversationFrame(flow, base.draw_row_id("runs") % MOST_RUNS, answers=answers)


async def lock_conversation(db: AsyncSession, address: str, person_id: int) -> Conversation:
    """The conversation row, made when missing, locked until the transaction ends."""
    where = (Conversation.address == address, Conversation.person_id == person_id)
    query = select(Conversation).where(*where).with_for_update()
    row = (await db.execute(query)).scalar()
    if row is None:
        fresh = {"address": address, "person_id": person_id, "updated_at": IDLE}
        await db.execute(insert_or_ignore(db, Conversation).values(**fresh))
        row = (await db.execute(query)).scalar_one()
    return row


def frames_of_conversation(db: AsyncSession, row: Conversation) -> list[ConversationFrame]:
    """The runs under way, the current one last."""
    return decrypt(db, row.stack, list[ConversationFrame]) if row.stack else []


def save_frames(
    db: AsyncSession, row: Conversation, stack: list[ConversationFrame], now: datetime
) -> None:
    """Write the runs back."""
    row.stack = encrypt(db, stack) if stack else None
    row.updated_at = now if stack else IDLE


async def conversations_at_address(db: AsyncSession, address: str) -> list[Conversation]:
    """Unfinished conversations at an address, to look at only."""
    rows = await db.execute(
        select(Conversation).where(Conversation.address == address, Conversation.stack.is_not(None))
    )
    return list(rows.scalars())


async def is_busy_at(db: AsyncSession, address: str) -> bool:
    """Whether something is unfinished at an address, or a talk with an officer goes on."""
    talks = Conversation.talk_id.in_(select(LiveChat.id).where(LiveChat.state != ENDED))
    found = await db.execute(
        select(Conversation.person_id)
        .where(Conversation.address == address, or_(Conversation.stack.is_not(None), talks))
        .limit(1)
    )
    return found.first() is not None


async def resting_conversations(db: AsyncSession, now: datetime) -> list[Conversation]:
    """Conversations in which the pause after the last word is over by now."""
    rows = await db.execute(
        select(Conversation)
        .where(Conversation.rests_until <= now)
        .order_by(Conversation.rests_until)
        .limit(500)
    )
    return list(rows.scalars())


async def has_unsent_words(db: AsyncSession, address: str) -> bool:
    """Whether something was said at an address that nothing has come of yet."""
    return any(
        any(run.pieces.values())
        for row in await conversations_at_address(db, address)
        for run in frames_of_conversation(db, row)
    )


async def idle_conversations(db: AsyncSession, before: datetime) -> list[Conversation]:
    """Conversations with something unfinished that nobody touched since."""
    rows = await db.execute(
        select(Conversation)
        .where(Conversation.updated_at < before, Conversation.stack.is_not(None))
        .order_by(Conversation.updated_at)
        .limit(500)
    )
    return list(rows.scalars())
