"""Takes updates in durably, then hands them on, each chat in order, chats in parallel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import held_up
from bot.channel import Channel, Inbound, SendError
from bot.clock import Clock
from bot.dispatch import Dispatcher
from bot.group_commit import GroupCommit
from bot.workers import Workers
from storage import claims, inbox
from storage.database import Database
from storage.models import InboxRow

TRIES = 5
"""How often the files of a message are asked for before it goes on without them."""

log = structlog.get_logger()


async def write_arrivals(db: AsyncSession, waiting: Sequence[list[inbox.UpdateArrival]]) -> None:
    """Write all that arrived together as one statement."""
    await inbox.add_updates(db, [arrival for arrivals in waiting for arrival in arrivals])


class Receiver:
    """`accept` is the door: what it returned from is on disk and will be handled once."""

    def __init__(
        self, db: Database, clock: Clock, commit: GroupCommit[list[inbox.UpdateArrival]]
    ) -> None:
        self._db = db
        self._clock = clock
        self._commit = commit
        self._channels: Mapping[str, Channel] = {}
        self._workers = Workers(db, InboxRow, self._handle)

    async def accept(self, updates: Sequence[Inbound]) -> None:
        """Commit updates; those known already change nothing."""
        now = self._clock.now()
        arrivals = [inbox.UpdateArrival(u.key, u.lane, u.payload, u.bundle, now) for u in updates]
        await self._commit(arrivals)
        self._workers.wake()

    async def run(self, channels: Mapping[str, Channel], dispatcher: Dispatcher) -> None:
        """Hand updates on, for ever."""
        self._channels, self._dispatcher = channels, dispatcher
        await self._workers.run()

    async def _handle(self, head: InboxRow) -> None:
        rows = await self._bundle(head)
        if rows:
            await self._dispatch(rows, self._channels[head.lane.partition(":")[0]])

    async def _bundle(self, head: InboxRow) -> list[InboxRow]:
        """All parts of an album, or nothing when it may still be growing."""
        if not head.bundle:
            return [head]
        async with self._db.read() as db:
            rows = await inbox.updates_of_bundle(db, head)
        wait = max(row.not_before for row in rows) - claims.machine_seconds()
        if wait <= 0:
            return rows
        async with self._db.begin() as db:
            await claims.put_row_back(db, InboxRow, head, wait, tried=False)
        return []

    async def _dispatch(self, rows: list[InboxRow], channel: Channel) -> None:
        updates = [
            Inbound(row.key, row.lane, self._db.vault.decrypt(row.payload or b""), row.bundle)
            for row in rows
        ]
        try:
            event = await channel.read(updates, final=rows[0].attempts >= TRIES)
        except SendError as error:
            await self._put_back(rows[0], error.retry_after)
            return
        except Exception as error:  # noqa: BLE001 - whatever came, what comes next is read
            await self._settle_unread(rows, channel, error)
            return
        if event is None:
            async with self._db.begin() as db:
                await inbox.mark_updates_done(db, rows, keep=False)
        else:
            await self._dispatcher.handle(event, rows, keep=channel.keeps_history)

    async def _settle_unread(
        self, rows: list[InboxRow], channel: Channel, error: Exception
    ) -> None:
        """Try again what a passing fault kept from being read; tell whose words nobody can read."""
        if held_up.is_worth_another_try(error, rows[0]):
            log.warning("inbox.held_up", row=rows[0].id, reason=type(error).__name__)
            await self._put_back(rows[0], None)
        else:
            log.error("inbox.unreadable", row=rows[0].id, channel=channel.name, exc_info=error)
            await self._dispatcher.held_up.give_up_unread(rows)

    async def _put_back(self, row: InboxRow, wait: float | None) -> None:
        wait = wait or held_up.seconds_until_next_try(row.attempts)
        async with self._db.begin() as db:
            await claims.put_row_back(db, InboxRow, row, wait, error=row.error)
