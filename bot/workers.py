"""Works off the rows of the inbox or the outbox, each lane in order, lanes in parallel."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic

import structlog

from storage import claims
from storage.claims import ClaimableRow
from storage.database import Database
from storage.passing_faults import is_passing_fault
from storage.write_lock import Urgency

AT_ONCE = 32
"""Lanes worked on at the same time; a flooding chat takes one place, never more."""
IDLE = 0.5
"""Seconds after which we look again: another process may have added something."""
ALONE = 2.0
"""The same where there is no other process: whoever adds something wakes us."""

log = structlog.get_logger()


class Workers(Generic[ClaimableRow]):
    """Claims rows and has `work` done on each, for as long as that takes."""

    def __init__(
        self,
        db: Database,
        table: type[ClaimableRow],
        work: Callable[[ClaimableRow], Awaitable[None]],
    ) -> None:
        self._db = db
        self._table: type[ClaimableRow] = table
        self._work: Callable[[ClaimableRow], Awaitable[None]] = work
        self._wake = asyncio.Event()
        self._told = False
        """Something was added since we last looked; to claim it says whether it is ours."""
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        """What is being worked on, by the row's id."""

    def wake(self) -> None:
        """There is something to do."""
        self._told = True
        self._wake.set()

    async def run(self) -> None:
        """Work, for ever."""
        if self._db.embedded:
            async with self._db.begin() as db:
                await claims.release_all_claims(db, self._table)
        # Of one group, so that who stops us waits until each has put down what it holds.
        async with asyncio.TaskGroup() as group:
            group.create_task(self._again_and_again(self._renew))
            group.create_task(self._again_and_again(lambda: self._look(group)))

    async def _again_and_again(self, step: Callable[[], Awaitable[None]]) -> None:
        """For ever; a database that is away for a while breaks off nothing that is in work."""
        while True:
            try:
                await step()
            except Exception as error:
                if not is_passing_fault(error):
                    raise
                log.error("workers.held_up", reason=type(error).__name__)
                await asyncio.sleep(IDLE)

    async def _look(self, group: asyncio.TaskGroup) -> None:
        self._wake.clear()
        told, self._told = self._told, False
        wait = 0.0 if told else await self._seconds_until_ready()
        claimed = await self._claim() if wait == 0.0 else []
        for row in claimed:
            await self._places.acquire()
            self._tasks[row.id] = group.create_task(self._do(row))
        if told and not claimed:
            return
        longest = ALONE if self._db.embedded and wait != 0.0 else IDLE
        with suppress(TimeoutError):
            async with asyncio.timeout(min(longest, wait or longest)):
                await self._wake.wait()

    async def _seconds_until_ready(self) -> float | None:
        async with self._db.read() as db:
            return await claims.seconds_until_ready(db, self._table)

    async def _claim(self) -> list[ClaimableRow]:
        async with self._db.begin(Urgency.CLAIM) as db:
            claimed = await claims.claim_rows(db, self._table, AT_ONCE)
        return [row for row in claimed if row.id not in self._tasks]

    async def _do(self, row: ClaimableRow) -> None:
        try:
            await self._work(row)
        except claims.ClaimLostError:
            log.info("row.lost", table=self._table.__tablename__, row=row.id)
        except Exception as error:
            # Out of the database's reach: the claim runs out and the row is tried again.
            if is_passing_fault(error):
                log.error("row.unhandled", row=row.id, reason=type(error).__name__)
            else:
                log.exception("row.unhandled", table=self._table.__tablename__, row=row.id)
        finally:
            del self._tasks[row.id]
            self._places.release()
            self._wake.set()

    async def _renew(self) -> None:
        """Ten photos over a slow line take longer than a claim lasts: nobody else may begin."""
        await asyncio.sleep(claims.LEASE / 3)
        if self._tasks:
            async with self._db.begin() as db:
                await claims.renew_claims(db, self._table, self._tasks.keys())
