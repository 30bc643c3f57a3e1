"""Every open case with its dates, at hand: only what happened since the last look is read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from weakref import WeakKeyDictionary

from sqlalchemy.ext.asyncio import AsyncSession

from rules import pending_requests
from rules.answer_term import answer_rule_for
from rules.danger_hours import as_of_now
from rules.local_time import ZONE
from rules.log_reading import episodes_now
from rules.office import Office
from rules.timeline import Episode
from storage import case_events, case_lists, database
from storage.case_events import LoggedEvent
from storage.case_lists import ActiveCase

BREATH = 100
"""Cases whose dates are counted before somebody else may run."""

OpenCase = tuple[ActiveCase, Episode]


class OpenCases:
    """Looks at every open case; the cost of a look follows what happened, not what there is.

    Dates are computed, never stored: what is kept here is a copy in memory of one office's
    cases, good for one day; the hours of danger are counted at each look. Whatever changes a
    case writes a line in its log, and that is what is looked for.
    """

    def __init__(self) -> None:
        self._items: dict[int, OpenCase] = {}
        self._seen: frozenset[LoggedEvent] = frozenset()
        self._day: date | None = None

    async def open_cases(self, db: AsyncSession, office: Office, now: datetime) -> list[OpenCase]:
        """Every open case with its latest episode, the urgent first, then the oldest."""
        today = now.astimezone(ZONE).date()
        new_day = self._day != today
        before = frozenset() if new_day else self._seen
        noted = await case_events.newest_case_events(
            db, min((line.id for line in before), default=0)
        )
        if new_day:
            watched, items = await case_lists.active_cases(db), {}
        else:
            # A line that was there and is not: what wrote it was undone.
            touched = {line.case_id for line in noted ^ before}
            watched = await case_lists.active_cases(db, sorted(touched)) if touched else []
            items = {key: item for key, item in self._items.items() if key not in touched}
        items |= await _read(db, office, watched, now)
        if watched or new_day:
            items = dict(sorted(items.items(), key=lambda item: _urgent_first(item[1][0])))
        self._items, self._day = items, today
        self._seen = frozenset(sorted(noted)[-case_events.NEWEST_LINES :])
        calendar = office.calendar
        return [(case, as_of_now(episode, now, calendar)) for case, episode in items.values()]


def _urgent_first(case: ActiveCase) -> tuple[bool, datetime, int]:
    return not case.urgent, case.received_at, case.id


async def _read(
    db: AsyncSession, office: Office, watched: Sequence[ActiveCase], now: datetime
) -> dict[int, OpenCase]:
    found: dict[int, OpenCase] = {}
    for some in in_chunks(watched):
        logs = await case_events.logs_of_cases(db, [one.id for one in some])
        for at, one in enumerate(some):
            rule = answer_rule_for(office, one.field, one.deadline, urgent=one.urgent)
            told = one._replace(
                pending_requests=pending_requests.read_pending_requests(logs[one.id])
            )
            # A line written since we began to look counts too: it is not read again.
            found[one.id] = told, episodes_now(office, rule, logs[one.id], now)[-1]
            if at % BREATH == 0:
                # After a start, and each morning, there are thousands: chats must not wait.
                await asyncio.sleep(0)
    return found


def in_chunks(watched: Sequence[ActiveCase]) -> Iterator[Sequence[ActiveCase]]:
    """The same, so many at a time as one statement takes."""
    return (
        watched[at : at + database.IDS_PER_STATEMENT]
        for at in range(0, len(watched), database.IDS_PER_STATEMENT)
    )


_WATCHES: WeakKeyDictionary[Office, OpenCases] = WeakKeyDictionary()


async def all_open_cases(db: AsyncSession, office: Office, now: datetime) -> list[OpenCase]:
    """Every open case of an office with its latest episode, the urgent first, then the oldest."""
    return await _WATCHES.setdefault(office, OpenCases()).open_cases(db, office, now)
