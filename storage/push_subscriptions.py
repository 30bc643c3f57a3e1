"""Browsers that want to hear of news in a web chat; each ends with its session."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.push_target import PushTarget, push_lane_of_session
from bot.web_session_names import WEB, chat_of_session
from storage import claims
from storage.database import Database, dialect_insert
from storage.models import AddressRow, OutboxRow, PushSubscription
from storage.vault import decrypt, encrypt


async def push_lanes(db: AsyncSession, addresses: Collection[str]) -> Mapping[str, str]:
    """The lanes at which browsers are told of news in these chats, each with its chat.

    Not those whose browser still waits to be told of news before.
    """
    chats = [address for address in addresses if address.startswith(WEB)]
    if not chats:
        return {}
    waits = exists().where(
        OutboxRow.lane == PushSubscription.lane, OutboxRow.state == claims.WAITING
    )
    rows = await db.execute(
        select(PushSubscription.lane, PushSubscription.address).where(
            PushSubscription.address.in_(chats), ~waits
        )
    )
    return {row.lane: row.address for row in rows}


async def push_targets(db: AsyncSession, addresses: Collection[str]) -> list[PushTarget]:
    """The browsers that are told of news in these chats."""
    rows = await db.execute(
        select(PushSubscription.where)
        .where(PushSubscription.address.in_(addresses))
        .order_by(PushSubscription.lane)
    )
    return [decrypt(db, where, PushTarget) for where in rows.scalars()]


async def forget_push_targets(db: AsyncSession, names: Collection[str]) -> None:
    """Chats, or sessions of single machines: their browsers are told nothing any more."""
    lanes = [push_lane_of_session(name) for name in names]
    await db.execute(
        delete(PushSubscription).where(
            or_(PushSubscription.lane.in_(lanes), PushSubscription.address.in_(names))
        )
    )


class PushMemory:
    """What the web chat and the channel to browsers ask of them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def is_told(self, session: str) -> bool:
        """Whether the browser of a session is told of news."""
        return await self.target_of_lane(push_lane_of_session(session)) is not None

    async def keep(self, session: str, target: PushTarget) -> bool:
        """Tell the browser of a session from now on; False in a chat where nobody spoke."""
        chat = chat_of_session(session)
        async with self._db.begin() as db:
            spoke = select(exists().where(AddressRow.address == chat))
            if not (await db.execute(spoke)).scalar():
                return False
            where = encrypt(db, target)
            upsert = dialect_insert(db, PushSubscription).values(
                lane=push_lane_of_session(session), address=chat, where=where
            )
            await db.execute(
                upsert.on_conflict_do_update(index_elements=["lane"], set_={"where": where})
            )
        return True

    async def end(self, session: str) -> None:
        """The browser of a session is told nothing any more."""
        await self.forget_lane(push_lane_of_session(session))

    async def target_of_lane(self, lane: str) -> PushTarget | None:
        """The browser that is told at a lane, unless it is told no more."""
        async with self._db.read() as db:
            row = await db.get(PushSubscription, lane)
            return decrypt(db, row.where, PushTarget) if row else None

    async def forget_lane(self, lane: str) -> None:
        """The browser at a lane is gone."""
        async with self._db.begin() as db:
            await db.execute(delete(PushSubscription).where(PushSubscription.lane == lane))
