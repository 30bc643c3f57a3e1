"""Talks of a citizen with an officer: who is in one, what was said, when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Media
from storage.models import LiveChat, LiveChatLine, Person
from storage.vault import decrypt, encrypt

WAITING, OPEN, ENDED = "waiting", "open", "ended"
MOST_LIVE_CHATS = 500


class LiveChatContent(msgspec.Struct, frozen=True, omit_defaults=True):
    """The words and files of one line."""

    text: str = ""
    media: tuple[Media, ...] = ()


class LiveChatMessage(NamedTuple):
    """A line, opened."""

    at: datetime
    author_id: int | None
    said: LiveChatContent


async def request_live_chat(
    db: AsyncSession, person: Person, address: str, now: datetime
) -> LiveChat:
    """A citizen waits for an officer."""
    talk = LiveChat(person_id=person.id, address=address, state=WAITING, began_at=now, said_at=now)
    db.add(talk)
    await db.flush()
    return talk


async def live_chat_by_id(db: AsyncSession, talk_id: int) -> LiveChat | None:
    """One talk."""
    return await db.get(LiveChat, talk_id)


async def is_live_chat_open(db: AsyncSession, talk_id: int) -> bool:
    """Whether a talk waits or goes on."""
    found = await db.execute(
        select(LiveChat.id).where(LiveChat.id == talk_id, LiveChat.state != ENDED)
    )
    return found.first() is not None


async def take_live_chat(db: AsyncSession, talk: LiveChat, officer: Person, address: str) -> bool:
    """An officer comes; of two who come at once one does."""
    return await _move(
        db, talk, (WAITING,), state=OPEN, officer_id=officer.id, officer_address=address
    )


async def read_left_words(
    db: AsyncSession, talk: LiveChat, officer: Person, address: str, now: datetime
) -> bool:
    """An officer reads what was said while nobody came, once; it is kept from then on."""
    done = await db.execute(
        update(LiveChat)
        .where(LiveChat.id == talk.id, LiveChat.state == ENDED, LiveChat.officer_id.is_(None))
        .values(officer_id=officer.id, officer_address=address, said_at=now)
        .execution_options(synchronize_session=False)
    )
    await db.refresh(talk)
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def end_live_chat(db: AsyncSession, talk: LiveChat, by: str) -> bool:
    """End a talk, once."""
    return await _move(db, talk, (WAITING, OPEN), state=ENDED, ended_by=by)


async def _move(db: AsyncSession, talk: LiveChat, states: Sequence[str], **values: object) -> bool:
    done = await db.execute(
        update(LiveChat)
        .where(LiveChat.id == talk.id, LiveChat.state.in_(states))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    await db.refresh(talk)
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def add_live_chat_message(
    db: AsyncSession, talk: LiveChat, author: Person, said: LiveChatContent, now: datetime
) -> None:
    """Keep what was said, sealed."""
    db.add(LiveChatLine(talk_id=talk.id, author_id=author.id, at=now, said=encrypt(db, said)))
    talk.said_at = now


async def messages_of_live_chat(db: AsyncSession, talk: LiveChat) -> list[LiveChatMessage]:
    """What was said, in order."""
    rows = await db.execute(
        select(LiveChatLine).where(LiveChatLine.talk_id == talk.id).order_by(LiveChatLine.id)
    )
    return [
        LiveChatMessage(row.at, row.author_id, decrypt(db, row.said, LiveChatContent))
        for row in rows.scalars()
    ]


async def live_chats_of_person(db: AsyncSession, person_id: int) -> list[LiveChat]:
    """The talks a citizen asked for, oldest first."""
    rows = await db.execute(
        select(LiveChat)
        .where(LiveChat.person_id == person_id)
        .order_by(LiveChat.began_at, LiveChat.id)
    )
    return list(rows.scalars())


async def open_live_chats_of_officer(db: AsyncSession, officer_id: int) -> list[LiveChat]:
    """The talks an officer is in."""
    rows = await db.execute(
        select(LiveChat).where(LiveChat.officer_id == officer_id, LiveChat.state == OPEN)
    )
    return list(rows.scalars())


async def count_live_chats_since(db: AsyncSession, person_id: int, since: datetime) -> int:
    """How many talks a citizen asked for since a moment."""
    query = select(func.count()).where(LiveChat.person_id == person_id, LiveChat.began_at >= since)
    return (await db.execute(query)).scalar_one()


async def silent_live_chats(db: AsyncSession, state: str, since: datetime) -> list[LiveChat]:
    """Talks of a state in which nothing was said since a moment."""
    rows = await db.execute(
        select(LiveChat)
        .where(LiveChat.state == state, LiveChat.said_at <= since)
        .order_by(LiveChat.began_at, LiveChat.id)
        .limit(MOST_LIVE_CHATS)
    )
    return list(rows.scalars())


async def outdated_live_chats(db: AsyncSession, before: datetime) -> Sequence[int]:
    """Ids of talks that ended before a moment and whose words are still kept."""
    rows = await db.execute(
        select(LiveChat.id)
        .where(
            LiveChat.state == ENDED,
            LiveChat.said_at < before,
            select(LiveChatLine.id).where(LiveChatLine.talk_id == LiveChat.id).exists(),
        )
        .order_by(LiveChat.began_at, LiveChat.id)
        .limit(MOST_LIVE_CHATS)
    )
    return list(rows.scalars())


async def forget_live_chat(db: AsyncSession, talk: LiveChat) -> None:
    """Drop what was said; that there was a talk is still known."""
    await db.execute(delete(LiveChatLine).where(LiveChatLine.talk_id == talk.id))
