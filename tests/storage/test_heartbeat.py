"""A silence is written down once, by whoever notices; a jump of the clock is none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from storage import heartbeat
from storage.database import Database
from storage.vault import Vault

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LONGEST = timedelta(minutes=15)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    found = Database(database_url, Vault("only for tests"))
    yield found
    await found.close()


async def beat(database: Database, machine: float, now: datetime) -> heartbeat.Outage | None:
    async with database.begin() as db:
        return await heartbeat.record_heartbeat(db, machine, now, LONGEST)


async def test_a_long_silence_is_an_outage_and_a_short_one_is_none(database: Database) -> None:
    assert await beat(database, 1000.0, NOW) is None
    assert await beat(database, 1020.0, NOW + timedelta(seconds=20)) is None
    back = NOW + timedelta(hours=2)
    found = await beat(database, 1020.0 + 3600, back)
    assert found == (back - timedelta(hours=1), back)
    assert await beat(database, 1040.0 + 3600, back) is None
    async with database.read() as db:
        (kept,) = await heartbeat.outages_between(db, NOW, back)
        assert kept.minutes == 60
        half = back - timedelta(minutes=30)
        assert [one.minutes for one in await heartbeat.outages_between(db, half, back)] == [30]
        assert await heartbeat.outages_between(db, back, back + timedelta(days=1)) == []


async def test_a_jump_of_the_offices_clock_is_no_outage(database: Database) -> None:
    await beat(database, 1000.0, NOW)
    assert await beat(database, 1020.0, NOW + timedelta(days=30)) is None
