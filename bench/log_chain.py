"""What the chained log costs: lines written with and without it, sealing, checking."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from bot.audit_log import verify_audit_log
from rules.lifecycle import RECEIVED
from storage import audit_log, case_events, migrations
from storage.database import Database
from storage.models import Case, CaseEvent, Person
from storage.vault import Vault

CASES = 200
LINES = 10
"""Of each case; a line a transaction, as in life."""


async def measure(folder: Path, url: str) -> None:
    """Print how much longer a line takes than a bare one, and the pace of sealing and checking."""
    url = url or f"sqlite+aiosqlite:///{folder}/log.sqlite3"
    await migrations.upgrade_database(url)
    db = Database(url, Vault("only for the bench"))
    now = datetime.now(UTC)
    found = await _cases(db, now)
    bare = await _bare(db, found, now)
    async with db.begin() as session:
        await session.execute(CaseEvent.__table__.delete())  # type: ignore[attr-defined]
    chained = await _chained(db, found, now)
    print(f"a line alone      {bare * 1e6:8.0f} µs")
    print(f"a line in a chain {chained * 1e6:8.0f} µs, {chained / bare:.2f} times")
    began, sealed, longest = time.perf_counter(), 0, 0.0
    more = audit_log.BATCH
    while more == audit_log.BATCH:
        one = time.perf_counter()
        async with db.begin() as session:
            more = await audit_log.anchor_log_lines(session, now.date())
        longest = max(longest, time.perf_counter() - one)
        sealed += more
    pace = sealed / (time.perf_counter() - began)
    print(f"sealing           {pace:8.0f} lines a second; the longest transaction {longest:.3f} s")
    began = time.perf_counter()
    total, faults = await verify_audit_log(db)
    print(f"checking          {total / (time.perf_counter() - began):8.0f} lines a second")
    if faults:
        raise RuntimeError(faults[0])
    await db.close()


async def _cases(db: Database, now: datetime) -> list[Case]:
    async with db.begin() as session:
        person = Person(created_at=now)
        session.add(person)
        await session.flush()
        found = [
            Case(
                code=f"PAKN.20261124.{n:04d}",
                status=RECEIVED,
                person_id=person.id,
                address="bench:1",
                text="",
                received_at=now,
            )
            for n in range(CASES)
        ]
        session.add_all(found)
    return found


async def _bare(db: Database, found: list[Case], now: datetime) -> float:
    began = time.perf_counter()
    for n in range(LINES):
        for case in found:
            async with db.begin() as session:
                line = {"case_id": case.id, "at": now, "action": "accept", "data": {}}
                await session.execute(insert(CaseEvent).values(**line, number=n + 1, hash=""))
    return (time.perf_counter() - began) / (CASES * LINES)


async def _chained(db: Database, found: list[Case], now: datetime) -> float:
    began = time.perf_counter()
    for _ in range(LINES):
        for case in found:
            async with db.begin() as session:
                await case_events.add_case_event(session, case, "accept", None, now)
    return (time.perf_counter() - began) / (CASES * LINES)
