"""Web chat sessions that are over, or that a shared machine lets go on for some minutes only."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.web_session_names import WEB, chat_of_session, machine_of_session
from storage import people, push_subscriptions, ways_back
from storage.database import Database, dialect_insert
from storage.models import AddressRow, WebSession


async def end_web_sessions(db: AsyncSession, addresses: Collection[str], now: datetime) -> None:
    """From now on nobody speaks, reads, comes back or hears of news at these addresses."""
    await push_subscriptions.forget_push_targets(db, addresses)
    for address in addresses:
        await ways_back.forget_way_back(db, address)
        row = {"address": address, "ended_at": now}
        upsert = dialect_insert(db, WebSession).values(row)
        await db.execute(
            upsert.on_conflict_do_update(index_elements=["address"], set_={"ended_at": now})
        )


async def web_addresses_of_person(db: AsyncSession, person_id: int) -> list[str]:
    """Where somebody is reached in the web chat, but in sessions that ended."""
    known = await people.addresses_of_person(db, person_id)
    addresses = [address for address in known if address.startswith(WEB)]
    ended = select(WebSession.address).where(
        WebSession.address.in_(addresses), WebSession.ended_at.is_not(None)
    )
    over = set((await db.execute(ended)).scalars())
    return [address for address in addresses if address not in over]


async def end_web_sessions_of_person(db: AsyncSession, person_id: int, now: datetime) -> list[str]:
    """All that somebody has open; returns their addresses."""
    addresses = await web_addresses_of_person(db, person_id)
    await end_web_sessions(db, addresses, now)
    return addresses


async def end_all_web_sessions(db: AsyncSession, now: datetime) -> int:
    """Everybody's; returns how many."""
    every = (await db.execute(select(AddressRow.address))).scalars()
    addresses = [address for address in every if address.startswith(WEB)]
    await end_web_sessions(db, addresses, now)
    return len(addresses)


class WebSessionMemory:
    """What the web chat asks of them."""

    def __init__(self, db: Database, now: Callable[[], datetime], idle: timedelta) -> None:
        """`idle`: how long a shared machine's session goes on when nobody speaks."""
        self._db = db
        self._now = now
        self._idle = idle

    async def is_over(self, session: str) -> bool:
        """Whether its chat or its machine's part ended, or a shared machine was silent too long."""
        now = self._now()
        return any(
            ended is not None or (until is not None and until < now)
            for ended, until in await self._marks(session)
        )

    async def is_shared(self, session: str) -> bool:
        """Whether it is one of a shared machine."""
        return any(until is not None for _, until in await self._marks(session))

    async def _marks(self, session: str) -> list[tuple[datetime | None, datetime | None]]:
        names = [chat_of_session(session), machine_of_session(session)]
        query = select(WebSession.ended_at, WebSession.shared_until)
        async with self._db.read() as db:
            rows = await db.execute(query.where(WebSession.address.in_(names)))
        return [(ended, until) for ended, until in rows]

    async def end(self, session: str) -> None:
        """Somebody leaves: this machine, and the chat too unless they kept a way back to it."""
        chat = chat_of_session(session)
        async with self._db.begin() as db:
            kept = await ways_back.has_way_back(db, chat)
            over = [machine_of_session(session)] if kept else [machine_of_session(session), chat]
            await end_web_sessions(db, over, self._now())

    async def share(self, session: str) -> None:
        """The machine is shared: its session is short from now on, and nothing is told there."""
        until, name = self._now() + self._idle, machine_of_session(session)
        async with self._db.begin() as db:
            await push_subscriptions.forget_push_targets(db, [name])
            upsert = dialect_insert(db, WebSession).values(address=name, shared_until=until)
            await db.execute(
                upsert.on_conflict_do_update(
                    index_elements=["address"], set_={"shared_until": until}
                )
            )

    async def heard(self, session: str) -> None:
        """Somebody spoke: a shared machine's session goes on."""
        if not await self.is_shared(session):
            return
        names = [chat_of_session(session), machine_of_session(session)]
        async with self._db.begin() as db:
            await db.execute(
                update(WebSession)
                .where(WebSession.address.in_(names), WebSession.shared_until.is_not(None))
                .values(shared_until=self._now() + self._idle)
            )

    async def has_way_back(self, session: str) -> bool:
        """Whether the chat opens on another machine too."""
        async with self._db.read() as db:
            return await ways_back.has_way_back(db, chat_of_session(session))

    async def make_way_back(self, session: str) -> str:
        """The code that opens the chat on another machine; empty where there may be none."""
        if await self.is_shared(session):
            return ""
        async with self._db.begin() as db:
            return await ways_back.make_way_back(db, chat_of_session(session), self._now())

    async def chat_of_way_back(self, code: str) -> str:
        """The chat a code opens, or empty; the code ends with its chat."""
        async with self._db.read() as db:
            return await ways_back.chat_of_way_back(db, code, self._now())
