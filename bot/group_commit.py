"""Many small writes that wait at the same time share one durable commit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from storage.write_lock import Urgency

T = TypeVar("T")
Write = Callable[[AsyncSession], Awaitable[None]]


async def write_each(db: AsyncSession, writes: Sequence[Write]) -> None:
    """What waits are writes of their own: do one after the other."""
    for write in writes:
        await write(db)


class GroupCommit(Generic[T]):
    """Writes in batches: one fsync for all that wait, not one for each."""

    def __init__(
        self,
        db: Database,
        urgency: Urgency,
        write: Callable[[AsyncSession, Sequence[T]], Awaitable[None]],
    ) -> None:
        self._db = db
        self._urgency = urgency
        self._write = write
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []
        self._wake = asyncio.Event()

    async def __call__(self, item: T) -> None:
        """Return when `item` is on disk; raise what writing it raised."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        self._wake.set()
        await done

    async def run(self) -> None:
        """Commit what waits, for ever."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            batch, self._waiting = self._waiting, []
            try:
                await self._commit(batch)
            except Exception:  # noqa: BLE001 - each writer is told its own, below
                # One bad write must not fail its neighbours: each on its own.
                for one in batch:
                    await self._alone(one)

    async def _commit(self, batch: list[tuple[T, asyncio.Future[None]]]) -> None:
        async with self._db.begin(self._urgency) as db:
            await self._write(db, [item for item, _ in batch])
        for _, done in batch:
            if not done.done():
                done.set_result(None)

    async def _alone(self, one: tuple[T, asyncio.Future[None]]) -> None:
        try:
            await self._commit([one])
        except Exception as error:  # noqa: BLE001 - the writer that waits gets it
            if not one[1].done():
                one[1].set_exception(error)
