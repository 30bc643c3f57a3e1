"""Claims a waiting reply, sends it, retries or gives up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, Due, inbound
from bot.event import Reply
from bot.group_commit import GroupCommit, Write
from channels import Channel, SendError, Unreachable
from storage import cases, inbox, lanes, outbox, people
from storage.database import Database
from storage.models import OutboxRow
from storage.pen import Urgency

AT_ONCE = 32
PATIENCE = timedelta(days=3)
"""How long a reply waits for a channel that is out of reach before a person is asked."""
LONGEST_WAIT = 600.0
IDLE = 0.5

log = structlog.get_logger()


class Sender:
    """Delivers the outbox: each address in order, addresses in parallel, at least once."""

    def __init__(self, db: Database, clock: Clock, commit: GroupCommit[Write]) -> None:
        self._db = db
        self._clock = clock
        self._commit = commit
        self._wake = asyncio.Event()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """There is something to send."""
        self._wake.set()

    async def run(self, channels: Mapping[str, Channel]) -> None:
        """Send, for ever."""
        if self._db.embedded:
            async with self._db.begin() as db:
                await lanes.release_all(db, OutboxRow)
        while True:
            self._wake.clear()
            for row in await self._claim():
                await self._places.acquire()
                task = asyncio.create_task(self._deliver(row, channels))
                self._tasks.add(task)
                task.add_done_callback(self._finished)
            with suppress(TimeoutError):
                async with asyncio.timeout(IDLE):
                    await self._wake.wait()

    async def _claim(self) -> list[OutboxRow]:
        async with self._db.read() as db:
            if not await lanes.anything_ready(db, OutboxRow):
                return []
        async with self._db.begin(Urgency.CLAIM) as db:
            return await lanes.claim(db, OutboxRow, AT_ONCE)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._places.release()
        self._wake.set()

    async def _deliver(self, row: OutboxRow, channels: Mapping[str, Channel]) -> None:
        try:
            channel = channels.get(row.lane.partition(":")[0])
            async with self._db.read() as db:
                reply = outbox.reply_of(db, row)
            if channel is None:
                raise SendError("this channel is switched off", retry_after=LONGEST_WAIT)
            await self._send(channel, row, reply)
        except lanes.LostError:
            log.info("outbox.lost", row=row.id)
        except Exception:
            log.exception("outbox.unhandled", row=row.id)

    async def _send(self, channel: Channel, row: OutboxRow, reply: Reply) -> None:
        try:
            external_id = await channel.send(row.lane, reply)
        except Unreachable as error:
            await self._lose(row, str(error))
        except SendError as error:
            await self._later(row, error)
        except Exception as error:
            log.exception("outbox.send_failed", row=row.id, channel=channel.name)
            await self._later(row, SendError(type(error).__name__))
        else:
            await self._commit(
                lambda db: outbox.sent(
                    db, row, external_id, self._clock.now(), keep=channel.keeps_history
                )
            )

    async def _later(self, row: OutboxRow, error: SendError) -> None:
        if error.permanent or self._clock.now() - row.created_at > PATIENCE:
            log.warning("outbox.failed", row=row.id, reason=str(error))

            async def give_up(db: AsyncSession) -> None:
                await outbox.failed(db, row, str(error))
                await self._tell_office(db, [row])

            await self._commit(give_up)
            return
        wait = error.retry_after or min(2.0 ** min(row.attempts, 16), LONGEST_WAIT)
        await self._commit(lambda db: lanes.put_back(db, OutboxRow, row, wait))

    async def _lose(self, row: OutboxRow, reason: str) -> None:
        async def write(db: AsyncSession) -> None:
            await people.mark_reachable(db, row.lane, reachable=False)
            await self._tell_office(db, await outbox.give_up_on(db, row.lane, reason))

        log.warning("outbox.unreachable", row=row.id)
        await self._commit(write)

    async def _tell_office(self, db: AsyncSession, rows: Sequence[OutboxRow]) -> None:
        """What a citizen could not be told becomes a task for a person, in the same commit."""
        tasks = []
        for code in sorted({row.case_code for row in rows if row.case_code}):
            case = await cases.by_code(db, code)
            if case is not None and case.address == rows[0].lane:
                update = inbound(Due("undelivered", f"undelivered:{code}:{rows[0].id}", case.id))
                now = self._clock.now()
                tasks.append(inbox.Arrival(update.key, update.lane, update.payload, "", now))
        await inbox.add(db, tasks)
