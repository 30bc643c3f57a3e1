"""Who is new here is known by the day, and of whoever is not nobody knows since when."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from storage.database import Database
from storage.models import Person

NEW_FOR = timedelta(days=2)
"""From the beginning of the day on: a day and more for everybody."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def day_of_arrival(now: datetime) -> datetime:
    """What is kept of when somebody came."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def is_new(person: Person, now: datetime) -> bool:
    return now - person.created_at <= NEW_FOR


async def forget_older_arrivals(database: Database, now: datetime) -> None:
    """Of all who are new no longer."""
    known = Person.created_at > LONG_AGO, Person.created_at < now - NEW_FOR
    async with database.begin() as db:
        await db.execute(update(Person).where(*known).values(created_at=LONG_AGO))


async def forget_arrivals_hourly(database: Database, now: Callable[[], datetime]) -> None:
    """For ever."""
    while True:
        await forget_older_arrivals(database, now())
        await asyncio.sleep(3600)
