"""What takes longer than a claim lasts is still done once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.workers import Workers
from storage import claims, inbox
from storage.database import Database
from storage.models import InboxRow
from storage.vault import Vault
from tests.support.machine import MONDAY_MORNING


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    db = Database(database_url, Vault("only for tests"))
    if db.embedded:
        await db.create_all()
    async with db.begin() as session:
        await inbox.add_updates(
            session, [inbox.UpdateArrival("a", "paper:1", b"", "", MONDAY_MORNING)]
        )
    yield db
    await db.close()


class Slowly:
    """Work of a second, counted."""

    def __init__(self, db: Database) -> None:
        self.begun = 0
        self._db = db

    async def __call__(self, row: InboxRow) -> None:
        self.begun += 1
        await asyncio.sleep(1.0)
        async with self._db.begin() as db:
            await inbox.mark_updates_done(db, [row], keep=False)


@asynccontextmanager
async def working(*workers: Workers[InboxRow]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(one.run()) for one in workers]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_no_other_process_begins_what_one_is_still_busy_with(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "LEASE", 0.3)
    work = Slowly(database)
    async with working(Workers(database, InboxRow, work)):
        await asyncio.sleep(0.2)
        # Begun later, as a second process would: an embedded database has only one at its start.
        monkeypatch.setattr(database, "embedded", False)
        other = Workers(database, InboxRow, work)
        async with working(other):
            for _ in range(60):
                other.wake()
                await asyncio.sleep(0.02)
    assert work.begun == 1


async def test_a_process_that_could_not_renew_its_claim_does_not_begin_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "LEASE", 0.1)

    async def stalled(*_: object) -> None:
        return

    monkeypatch.setattr(claims, "renew_claims", stalled)
    work = Slowly(database)
    async with working(Workers(database, InboxRow, work)):
        await asyncio.sleep(1.5)
    assert work.begun == 1


async def test_who_stops_us_waits_until_what_is_held_is_put_down(database: Database) -> None:
    held, put_down = asyncio.Event(), asyncio.Event()

    async def work(_: InboxRow) -> None:
        try:
            held.set()
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.05)
            put_down.set()

    async with working(Workers(database, InboxRow, work)):
        await held.wait()
    assert put_down.is_set()
