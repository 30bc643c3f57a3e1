"""What a fault held up: while it may pass it is tried again for hours, and nothing is thrown away.

What fails for good waits for `python -m bot retry`; who spoke is told either way.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.event import Event
from bot.turn import Turn, World
from storage import claims, inbox, outbox, people
from storage.database import Database
from storage.models import InboxRow
from storage.passing_faults import is_passing_fault

LONGEST_WAIT = 300.0
"""Seconds between two tries at most: who waits is answered soon after the fault is gone."""
MOST_TRIES = 200
"""With these waits sixteen hours: a night in which nobody looks after the machine."""
TOLD_AT = 4
"""The try, a quarter of a minute after the first, whose failing is told."""
TOLD = "told to wait"
UNREADABLE = "unreadable"

log = structlog.get_logger()


def is_worth_another_try(error: Exception, row: InboxRow) -> bool:
    return row.attempts < MOST_TRIES and is_passing_fault(error)


def seconds_until_next_try(tries: int) -> float:
    return min(2.0 ** min(tries, 16), LONGEST_WAIT)


class HeldUpEvents:
    """Puts events back that met a passing fault, and gives up on the others, aloud."""

    def __init__(self, db: Database, clock: Clock, world: World) -> None:
        self._db = db
        self._clock = clock
        self._world = world

    async def settle(self, event: Event, rows: Sequence[InboxRow], error: Exception) -> None:
        """Say what becomes of an event whose handling failed; the rows are still ours."""
        if is_worth_another_try(error, rows[0]):
            await self._put_back(event, rows[0], error)
        else:
            await self._give_up(event, list(rows), error)

    async def give_up_unread(self, rows: list[InboxRow]) -> None:
        """Keep updates nobody could read; who wrote before is told, a group is not.

        Only the channel could say who speaks in them, but the address of a person is private.
        """
        address, now = rows[0].lane, self._clock.now()
        async with self._db.begin() as db:
            await inbox.mark_updates_failed(db, rows, UNREADABLE)
            if await people.known_person_at_address(db, address) is not None:
                event = Event(id=rows[0].key, address=address, sender=address, at=now)
                await self._tell(db, event, "conversation.sorry", code=UNREADABLE)

    async def _put_back(self, event: Event, row: InboxRow, error: Exception) -> None:
        log.warning("event.held_up", row=row.id, tries=row.attempts, reason=type(error).__name__)
        telling = row.attempts >= TOLD_AT and row.error != TOLD
        async with self._db.begin() as db:
            wait = seconds_until_next_try(row.attempts)
            await claims.put_row_back(db, InboxRow, row, wait, error=TOLD if telling else row.error)
            if telling:
                await self._tell(db, event, "conversation.held_up")

    async def _give_up(self, event: Event, rows: list[InboxRow], error: Exception) -> None:
        code = secrets.token_hex(3)
        log.error("event.failed", code=code, kind=event.kind, exc_info=error)
        async with self._db.begin() as db:
            await inbox.mark_updates_failed(db, rows, code)
            await self._tell(db, event, "conversation.sorry", code=code)

    async def _tell(self, db: AsyncSession, event: Event, key: str, code: str = "") -> None:
        if event.kind == "time" or not event.private:
            return
        now = self._clock.now()
        known = await people.person_at_address(db, event.sender, now)
        turn = Turn(db=db, now=now, event=event, world=self._world, known=known)
        turn.say(key, code=code)
        await outbox.add_replies(db, turn.replies, now)
