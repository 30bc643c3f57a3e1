"""Files that take long to make: made before the transaction that sends them, never inside one.

A handler says `turn.later("report", …)`. What it asked for becomes a time event in the same
commit; the job of that name makes the files; then the handler of that name in `TABLES.times`
gets them in `turn.event.media` and sends them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import MediaKind
from bot.turn import World
from rules.local_time import ZONE


class JobFile(NamedTuple):
    """A file as it was made."""

    kind: MediaKind
    mime: str
    name: str
    content: bytes


class JobResult(NamedTuple):
    """What a job made: files, and words to go with them."""

    files: tuple[JobFile, ...] = ()
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class JobContext:
    """What a job is given: a database to read from, and what is the same for every event."""

    db: AsyncSession
    world: World
    now: datetime

    @property
    def today(self) -> date:
        """The date where the office is."""
        return self.now.astimezone(ZONE).date()


Job = Callable[[JobContext, int, str], Awaitable[JobResult]]
"""Called with (context, subject, detail). Slow work belongs in `asyncio.to_thread`."""
