"""The sweep of the clock over an archive of cases, beside a count of the open ones.

python -m bench sweep [--cases N] [--open N] [--database URL]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

import offices
from bench.measure import analyzed, timed
from handlers import DUE
from handlers.case.open_cases import OpenCases
from rules.lifecycle import OPEN
from rules.recalculation import terms_of_office
from storage import data_versions, migrations
from storage.database import Database
from storage.models import Case, UtcTime
from storage.vault import Vault

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAYS = 20
"""Days over which the cases arrived: a few of the open ones are late."""
STEPS = (("receive", 0), ("forward", 1), ("accept", 2), ("answer", 3))
"""What happened to a case, and how many hours after its arrival; an open one has no answer."""

NUMBERS = """WITH RECURSIVE n(i) AS (SELECT CAST(:first AS INTEGER)
    UNION ALL SELECT i + 1 FROM n WHERE i < CAST(:last AS INTEGER)),
    c(i, open) AS (SELECT i, i % CAST(:every AS INTEGER) = 0 FROM n)"""
CASES = f"""INSERT INTO cases (id, code, status, publication, person_id, address, field, agency,
    commune, place, text, may_publish, received_at, kind, about, source, urgent, deadline,
    status_before, accused, level, sealed, contact, proposal) {NUMBERS}
    SELECT i, 'PAKN.' || i, CASE WHEN open THEN 'in_progress' ELSE 'answered' END,
    'none', 1, CAST(:address AS TEXT), 'den', 'KTHT', 'phuhoa', '', CAST(:text AS TEXT), true,
    :at, 'report', '', 'chat', false, '', '', '', 0, false, :contact, false FROM c"""
EVENTS = f"""INSERT INTO case_events (case_id, at, action, data, number, hash) {NUMBERS}
    SELECT i, :at, CAST(:action AS VARCHAR), '', CAST(:number AS INTEGER), ''
    FROM c WHERE NOT open OR NOT :ends"""


def said(db: Database) -> dict[str, str]:
    """What every citizen of an archive says, and where, as it is stored."""
    words = "Đèn đường hỏng hai tuần nay, rất tối"
    return {"address": db.vault.encrypt_address("web:1"), "text": db.vault.encrypt_text(words)}


async def fill(db: Database, cases: int, opened: int) -> None:
    """Store the cases and their logs; every so-manieth case is open, all over the archive."""
    async with db.begin() as session:
        await session.execute(
            text("INSERT INTO people (id, name, created_at) VALUES (1, '', :at)").bindparams(
                bindparam("at", NOW, UtcTime)
            )
        )
    each = cases // DAYS
    for day in range(DAYS):
        numbers = {"first": day * each + 1, "last": (day + 1) * each, "every": cases // opened}
        arrived = NOW - timedelta(days=DAYS - day)
        async with db.begin() as session:
            await session.execute(
                text(CASES).bindparams(bindparam("at", type_=UtcTime)),
                {**numbers, **said(db), "at": arrived, "contact": b"sealed"},
            )
            for number, (action, hours) in enumerate(STEPS, 1):
                at = arrived + timedelta(hours=hours)
                await session.execute(
                    text(EVENTS).bindparams(bindparam("at", type_=UtcTime)),
                    {**numbers, "at": at, "action": action, "number": number}
                    | {"ends": action == "answer"},
                )


async def counted(session: AsyncSession) -> None:
    """What one must at least ask: how many cases are open."""
    query = select(Case.agency, func.count()).where(Case.status.in_(OPEN)).group_by(Case.agency)
    (await session.execute(query)).all()


async def measure(folder: Path, cases: int, opened: int, url: str) -> None:
    """Fill a database (one in `folder` when none is named) and look again and again."""
    office = offices.load_office()
    url = url or f"sqlite+aiosqlite:///{folder}/sweep.sqlite3"
    await migrations.upgrade_database(url)
    db = Database(url, Vault("bench"))
    start = time.perf_counter()
    await fill(db, cases, opened)
    print(f"{cases:,} cases, {opened:,} open, stored in {time.perf_counter() - start:.0f} s")
    await analyzed(db)

    async with db.begin() as session:
        await data_versions.add_data_version(session, terms_of_office(office), NOW)

    async def look(session: AsyncSession) -> None:
        for find in DUE:
            await find(session, office, NOW)

    async def first(session: AsyncSession) -> None:
        await OpenCases().open_cases(session, office, NOW)

    naive = await timed(db, counted)
    for name, work in (
        ("how many are open, by agency", counted),
        ("the sweep: everything that is due", look),
        ("the first look after a start, reading every open log", first),
    ):
        taken = naive if work is counted else await timed(db, work)
        print(f"{taken:8.1f} ms  x{taken / naive:6.2f}  {name}")
    await db.close()


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m bench.sweep", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--open", type=int, default=20_000)
    parser.add_argument("--database", default="", help="an empty database; SQLite when not given")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), asked.cases, asked.open, asked.database))


if __name__ == "__main__":
    main()
