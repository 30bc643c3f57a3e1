"""Talks of a citizen with an officer: who is in one, what was said, when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Media
from storage.models import Person, Talk, TalkLine
from storage.vault import seal, unseal

WAITING, OPEN, ENDED = "waiting", "open", "ended"
MOST = 500


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """The words and files of one line."""

    text: str = ""
    media: tuple[Media, ...] = ()


class Line(NamedTuple):
    """A line, opened."""

    at: datetime
    author_id: int | None
    said: Said


async def begin(db: AsyncSession, person: Person, address: str, now: datetime) -> Talk:
    """A citizen waits for an officer."""
    talk = Talk(person_id=person.id, address=address, state=WAITING, began_at=now, said_at=now)
    db.add(talk)
    await db.flush()
    return talk


async def by_id(db: AsyncSession, talk_id: int) -> Talk | None:
    """One talk."""
    return await db.get(Talk, talk_id)


async def is_open(db: AsyncSession, talk_id: int) -> bool:
    """Whether a talk waits or goes on."""
    found = await db.execute(select(Talk.id).where(Talk.id == talk_id, Talk.state != ENDED))
    return found.first() is not None


async def take(db: AsyncSession, talk: Talk, officer: Person, address: str) -> bool:
    """An officer comes; of two who come at once one does."""
    return await _move(
        db, talk, (WAITING,), state=OPEN, officer_id=officer.id, officer_address=address
    )


async def end(db: AsyncSession, talk: Talk, by: str) -> bool:
    """End a talk, once."""
    return await _move(db, talk, (WAITING, OPEN), state=ENDED, ended_by=by)


async def _move(db: AsyncSession, talk: Talk, states: Sequence[str], **values: object) -> bool:
    done = await db.execute(
        update(Talk)
        .where(Talk.id == talk.id, Talk.state.in_(states))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    await db.refresh(talk)
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def add(db: AsyncSession, talk: Talk, author: Person, said: Said, now: datetime) -> None:
    """Keep what was said, sealed."""
    db.add(TalkLine(talk_id=talk.id, author_id=author.id, at=now, said=seal(db, said)))
    talk.said_at = now


async def lines(db: AsyncSession, talk: Talk) -> list[Line]:
    """What was said, in order."""
    rows = await db.execute(
        select(TalkLine).where(TalkLine.talk_id == talk.id).order_by(TalkLine.id)
    )
    return [Line(row.at, row.author_id, unseal(db, row.said, Said)) for row in rows.scalars()]


async def of_person(db: AsyncSession, person_id: int) -> list[Talk]:
    """The talks a citizen asked for, oldest first."""
    rows = await db.execute(select(Talk).where(Talk.person_id == person_id).order_by(Talk.id))
    return list(rows.scalars())


async def count_since(db: AsyncSession, person_id: int, since: datetime) -> int:
    """How many talks a citizen asked for since a moment."""
    query = select(func.count()).where(Talk.person_id == person_id, Talk.began_at >= since)
    return (await db.execute(query)).scalar_one()


async def silent(db: AsyncSession, state: str, since: datetime) -> list[Talk]:
    """Talks of a state in which nothing was said since a moment."""
    rows = await db.execute(
        select(Talk).where(Talk.state == state, Talk.said_at <= since).order_by(Talk.id).limit(MOST)
    )
    return list(rows.scalars())


async def outdated(db: AsyncSession, before: datetime) -> Sequence[int]:
    """Ids of talks that ended before a moment and whose words are still kept."""
    rows = await db.execute(
        select(Talk.id)
        .where(
            Talk.state == ENDED,
            Talk.said_at < before,
            select(TalkLine.id).where(TalkLine.talk_id == Talk.id).exists(),
        )
        .order_by(Talk.id)
        .limit(MOST)
    )
    return list(rows.scalars())


async def forget(db: AsyncSession, talk: Talk) -> None:
    """Drop what was said; that there was a talk is still known."""
    await db.execute(delete(TalkLine).where(TalkLine.talk_id == talk.id))
