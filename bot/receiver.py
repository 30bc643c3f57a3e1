"""Takes updates in durably, then hands them on, each chat in order, chats in parallel."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.dispatch import Dispatcher
from bot.group_commit import GroupCommit
from channels import Channel, Inbound, SendError
from storage import inbox, lanes
from storage.database import Database
from storage.models import InboxRow
from storage.pen import Urgency

AT_ONCE = 32
"""Chats handled at the same time; a flooding chat takes one place, never more."""
TRIES = 5
IDLE = 0.5
"""Seconds after which we look again: another process may have accepted something."""

log = structlog.get_logger()


async def arrive(db: AsyncSession, waiting: Sequence[list[inbox.Arrival]]) -> None:
    """Write all that arrived together as one statement."""
    await inbox.add(db, [arrival for arrivals in waiting for arrival in arrivals])


class Receiver:
    """`accept` is the door: what it returned from is on disk and will be handled once."""

    def __init__(
        self, db: Database, clock: Clock, commit: GroupCommit[list[inbox.Arrival]]
    ) -> None:
        self._db = db
        self._clock = clock
        self._commit = commit
        self._wake = asyncio.Event()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    async def accept(self, updates: Sequence[Inbound]) -> None:
        """Commit updates; those known already change nothing."""
        now = self._clock.now()
        arrivals = [inbox.Arrival(u.key, u.lane, u.payload, u.bundle, now) for u in updates]
        await self._commit(arrivals)
        self._wake.set()

    async def run(self, channels: Mapping[str, Channel], dispatcher: Dispatcher) -> None:
        """Hand updates on, for ever."""
        if self._db.embedded:
            async with self._db.begin() as db:
                await lanes.release_all(db, InboxRow)
        while True:
            self._wake.clear()
            for row in await self._claim():
                await self._places.acquire()
                task = asyncio.create_task(self._handle(row, channels, dispatcher))
                self._tasks.add(task)
                task.add_done_callback(self._finished)
            with suppress(TimeoutError):
                async with asyncio.timeout(IDLE):
                    await self._wake.wait()

    async def _claim(self) -> list[InboxRow]:
        async with self._db.read() as db:
            if not await lanes.anything_ready(db, InboxRow):
                return []
        async with self._db.begin(Urgency.CLAIM) as db:
            return await lanes.claim(db, InboxRow, AT_ONCE)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._places.release()
        self._wake.set()

    async def _handle(
        self, head: InboxRow, channels: Mapping[str, Channel], dispatcher: Dispatcher
    ) -> None:
        try:
            rows = await self._bundle(head)
            if rows:
                await self._dispatch(rows, channels[head.lane.partition(":")[0]], dispatcher)
        except lanes.LostError:
            log.info("inbox.lost", row=head.id)
        except Exception:
            # Out of the database's reach: the claim runs out and the row is tried again.
            log.exception("inbox.unhandled", row=head.id)

    async def _bundle(self, head: InboxRow) -> list[InboxRow]:
        """All parts of an album, or nothing when it may still be growing."""
        if not head.bundle:
            return [head]
        async with self._db.read() as db:
            rows = await inbox.rest_of_bundle(db, head)
        wait = max(row.not_before for row in rows) - lanes.now()
        if wait <= 0:
            return rows
        async with self._db.begin() as db:
            await lanes.put_back(db, InboxRow, head, wait)
        return []

    async def _dispatch(
        self, rows: list[InboxRow], channel: Channel, dispatcher: Dispatcher
    ) -> None:
        updates = [
            Inbound(row.key, row.lane, self._db.vault.unseal(row.payload or b""), row.bundle)
            for row in rows
        ]
        try:
            event = await channel.read(updates, final=rows[0].attempts >= TRIES)
        except SendError as error:
            async with self._db.begin() as db:
                await lanes.put_back(db, InboxRow, rows[0], error.retry_after or 2.0)
            return
        except Exception:
            log.exception("inbox.unreadable", row=rows[0].id, channel=channel.name)
            async with self._db.begin() as db:
                await inbox.failed(db, rows, "unreadable")
            return
        if event is None:
            async with self._db.begin() as db:
                await inbox.done(db, rows, keep=False)
        else:
            await dispatcher.handle(event, rows, keep=channel.keeps_history)
