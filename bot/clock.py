"""The office's time, and time as an event."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channel import Accept, Inbound, KeepFile
from bot.event import Event, Reply
from bot.jobs import Job, JobContext, JobResult
from bot.turn import World
from rules import quiet_hours
from rules.office import Office
from storage import heartbeat, outbox
from storage.database import Database
from storage.passing_faults import is_passing_fault
from storage.write_lock import Urgency

log = structlog.get_logger()

TICK = 20.0
"""Seconds between two looks at what fell due."""
MADE_AT_ONCE = 2
"""Of one kind: a big report takes a processor and 100 MB, and on Monday everybody reads one."""


class Clock:
    """Tells the time; may start elsewhere (PAKN_NOW) and jump ahead (the demo)."""

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = start - datetime.now(UTC) if start else timedelta()
        self.jumped = asyncio.Event()

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    def jump_to(self, moment: datetime) -> None:
        """Go on from `moment`; going back is refused, the log only grows."""
        if moment < self.now():
            raise ValueError("the clock does not go back")
        self._ahead = moment - datetime.now(UTC)
        self.jumped.set()


class Due(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that fell due: `key` names it once and for all, `name` who handles it."""

    name: str
    key: str
    subject: int = 0
    """The id of the case, person or whatever it is about."""
    detail: str = ""


FindDue = Callable[[AsyncSession, Office, datetime], Awaitable[Sequence[Due]]]
"""Finds what is due now among one kind of thing; cheap, for it is asked every few seconds."""


class ClockChannel:
    """Time as a channel: what falls due arrives like a message and is handled once."""

    name = "clock"
    keeps_history = False
    edits_messages = False

    def __init__(
        self,
        db: Database,
        clock: Clock,
        accept: Accept,
        world: World,
        finders: Sequence[FindDue],
        jobs: Mapping[str, Job],
        keep: KeepFile,
        wake: Callable[[], None],
    ) -> None:
        self._db = db
        self._clock = clock
        self._accept = accept
        self._world = world
        self._finders = finders
        self._jobs = jobs
        self._keep = keep
        self._wake = wake
        self._running = {name: asyncio.Semaphore(MADE_AT_ONCE) for name in jobs}
        self._looking = asyncio.Lock()
        self._accepted: set[str] = set()
        """Keys on disk already: a short cut, the inbox knows them too."""

    async def look(self) -> None:
        """Accept everything that is due now; what was accepted before is ignored."""
        async with self._looking:
            now = self._clock.now()
            await self._end_quiet_hours(now)
            async with self._db.read() as db:
                found = [
                    item
                    for find in self._finders
                    for item in await find(db, self._world.office, now)
                    if item.key not in self._accepted
                ]
            if found:
                await self._accept([inbound_of_due(item) for item in found])
                self._accepted.update(item.key for item in found)

    async def _end_quiet_hours(self, now: datetime) -> None:
        """Let go what was put off until now.

        Rows count by the machine's clock, which a jump of the office's clock does not move.
        """
        limits = self._world.office.limits
        if quiet_hours.end_of_quiet_hours(now, limits.quiet_from, limits.quiet_until) is not None:
            return
        async with self._db.read() as db:
            waiting = await outbox.is_any_reply_put_off(db)
        if waiting:
            async with self._db.begin() as db:
                await outbox.release_replies(db)
            self._wake()

    async def run(self) -> None:
        """Look again and again, at once when the clock jumps."""
        while True:
            self._clock.jumped.clear()
            await self._beat()
            await self.look()
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK):
                    await self._clock.jumped.wait()

    async def _beat(self) -> None:
        """Say that we are there; a silence long enough is written down, for honest figures."""
        longest = timedelta(minutes=self._world.office.reminders.outage_minutes)
        async with self._db.begin(Urgency.NOTE) as db:
            outage = await heartbeat.record_heartbeat(db, time.time(), self._clock.now(), longest)
        if outage is not None:
            log.warning("clock.outage", minutes=outage.minutes)

    async def read(self, updates: Sequence[Inbound], *, final: bool) -> Event | None:
        """What fell due, as an event, with the files it needs made.

        Raises what a passing fault raised, unless this is the `final` try.
        """
        due = msgspec.json.decode(updates[0].payload, type=Due)
        faults: tuple[str, ...] = ()
        made, media = JobResult(), []
        try:
            made = await self._run_job(due)
            media = [await self._keep(*file, due.key) for file in made.files]
        except Exception as error:
            if is_passing_fault(error) and not final:
                raise
            # Whoever asked must be told; the handler says the fault.
            log.exception("clock.not_made", name=due.name)
            faults = ("media.not_made",)
        return Event(
            id=due.key,
            address=updates[0].lane,
            sender=updates[0].lane,
            at=self._clock.now(),
            kind="time",
            text=made.text,
            media=tuple(media),
            faults=faults,
            choice=f"{due.name}:{due.subject}:{due.detail}",
        )

    async def _run_job(self, due: Due) -> JobResult:
        job = self._jobs.get(due.name)
        if job is None:
            return JobResult()
        async with self._running[due.name], self._db.read() as db:
            context = JobContext(db=db, world=self._world, now=self._clock.now())
            return await job(context, due.subject, due.detail)

    async def send(self, address: str, reply: Reply) -> str:
        """Nobody listens there."""
        raise NotImplementedError


def inbound_of_due(due: Due) -> Inbound:
    """What fell due, as it waits in the inbox."""
    return Inbound(
        key=f"clock:{due.key}", lane=f"clock:{due.subject}", payload=msgspec.json.encode(due)
    )
