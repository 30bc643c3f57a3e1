"""Web chat sessions that are over, or that a shared machine lets go on for some minutes only."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import people
from storage.database import Database, dialect_insert
from storage.models import AddressRow, WebSession

WEB = "web:"


async def end_web_sessions(db: AsyncSession, addresses: Collection[str], now: datetime) -> None:
    """From now on nobody speaks or reads at these addresses."""
    for address in addresses:
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

    async def is_over(self, address: str) -> bool:
        """Whether it ended, or nobody spoke on a shared machine for too long."""
        async with self._db.read() as db:
            row = (
                await db.execute(
                    select(WebSession.ended_at, WebSession.shared_until).where(
                        WebSession.address == address
                    )
                )
            ).first()
        if row is None:
            return False
        ended_at, shared_until = row
        return ended_at is not None or (shared_until is not None and shared_until < self._now())

    async def is_shared(self, address: str) -> bool:
        """Whether it is one of a shared machine."""
        async with self._db.read() as db:
            query = select(WebSession.shared_until).where(WebSession.address == address)
            return (await db.execute(query)).scalar() is not None

    async def end(self, address: str) -> None:
        """Somebody leaves."""
        async with self._db.begin() as db:
            await end_web_sessions(db, [address], self._now())

    async def share(self, address: str) -> None:
        """The machine is shared: the session is short from now on."""
        until = self._now() + self._idle
        async with self._db.begin() as db:
            upsert = dialect_insert(db, WebSession).values(address=address, shared_until=until)
            await db.execute(
                upsert.on_conflict_do_update(
                    index_elements=["address"], set_={"shared_until": until}
                )
            )

    async def heard(self, address: str) -> None:
        """Somebody spoke: a shared machine's session goes on."""
        if not await self.is_shared(address):
            return
        async with self._db.begin() as db:
            await db.execute(
                update(WebSession)
                .where(WebSession.address == address)
                .values(shared_until=self._now() + self._idle)
            )
