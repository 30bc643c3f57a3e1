"""Every open case with its dates, at hand: a log is read again only when it grew."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from rules.hours import ZONE
from rules.office import Office
from rules.timeline import Stretch, rule_for, stretches
from storage import cases
from storage.cases import Watched


class Watch:
    """Looks at every open case.

    Dates are computed, never stored: what is kept here is a copy in memory, good for one day,
    one office's data and one state of the log.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, Stretch]] = {}
        self._for: tuple[date, Office] | None = None

    async def open_cases(
        self, db: AsyncSession, office: Office, now: datetime
    ) -> list[tuple[Watched, Stretch]]:
        """Every open case with its latest stretch, oldest first."""
        today = now.astimezone(ZONE).date()
        if self._for is None or self._for[0] != today or self._for[1] is not office:
            self._known, self._for = {}, (today, office)
        known = self._known
        watched = await cases.watched(db)
        stale = [one for one in watched if known.get(one.id, (0,))[0] != one.last_event]
        for some in chunks(stale):
            logs = await cases.logs(db, [one.id for one in some])
            for one in some:
                rule = rule_for(office, one.field, one.deadline, urgent=one.urgent)
                # A line written since we began to look counts too: it is not read again.
                as_of = max(now, logs[one.id][-1].at)
                latest = stretches(office, rule, logs[one.id], as_of)[-1]
                known[one.id] = one.last_event, latest
            # After a start, and each morning, there are thousands: chats must not wait for them.
            await asyncio.sleep(0)
        return [(one, known[one.id][1]) for one in watched]


def chunks(watched: Sequence[Watched]) -> Iterator[Sequence[Watched]]:
    """The same, so many at a time as one statement takes."""
    return (watched[at : at + cases.CHUNK] for at in range(0, len(watched), cases.CHUNK))


WATCH = Watch()
