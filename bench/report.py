"""A weekly report over an archive of cases, all files, beside counting the week's cases alone.

python -m bench report [--cases N] [--open N] [--database URL]
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, text

import offices
from bench.measure import ROOT
from bench.sweep import NOW, fill
from bot.making import Making
from bot.settings import Settings
from handlers import reporting
from rules.period import before, containing
from storage import migrations
from storage.database import Database
from storage.models import Case
from storage.vault import Vault

DAYS = 1000
"""Over which the archive arrived: some 1,000 cases a day with a million of them."""


async def measure(folder: Path, cases: int, opened: int, url: str) -> None:
    """Fill a database and make the last week's report in a process of its own."""
    url = url or f"sqlite+aiosqlite:///{folder}/report.sqlite3"
    await migrations.upgrade(url)
    db = Database(url, Vault("bench"))
    start = time.perf_counter()
    await fill(db, cases, opened, DAYS)
    async with db.begin() as session:
        await session.execute(text("ANALYZE"))  # as a living database has done by itself
    await db.close()
    print(f"{cases:,} cases, {opened:,} open, stored in {time.perf_counter() - start:.0f} s")
    command = [sys.executable, "-m", "bench.report", "--database", url, "--data", str(folder)]
    await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=True)


async def _make(url: str, folder: Path) -> None:
    from bot.app import App, sweep_memory_less_often  # noqa: PLC0415 - only what is measured

    sweep_memory_less_often()
    app = App(Settings(database_url=url, data_dir=folder, office=offices.SHIPPED, now=NOW))
    week = before(containing(NOW.date(), "week", "calendar"), "week", "calendar")
    async with app.db.read() as db:
        start = time.perf_counter()
        until = NOW - timedelta(days=7)
        query = select(Case.agency, func.count()).where(Case.received_at >= until)
        (await db.execute(query.group_by(Case.agency))).all()
        naive = time.perf_counter() - start
        start = time.perf_counter()
        making = Making(db=db, world=app.world, now=NOW)
        source = await reporting.source_of(making, "week", week.first, "")
        counted = time.perf_counter() - start
        made = await asyncio.to_thread(reporting.render, source, making)
        whole = time.perf_counter() - start
    await app.db.close()
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = source.summary.line
    print(f"{line.arrived:,} cases on the table, {line.open:,} of them open")
    for name, taken in (
        ("count the cases of a week", naive),
        ("the report's figures, five periods", counted),
        (f"the whole report, {len(made.files)} files", whole),
    ):
        print(f"{taken:8.2f} s  x{taken / naive:8.1f}  {name}")
    print(f"{rss:8.0f} MB at most, the program and its libraries included")


def main() -> None:
    """Make the report of a filled database."""
    parser = argparse.ArgumentParser(prog="python -m bench.report", description=__doc__)
    parser.add_argument("--database", required=True, help="one that `bench report` filled")
    parser.add_argument("--data", type=Path, required=True, help="a folder to work in")
    asked = parser.parse_args()
    asyncio.run(_make(asked.database, asked.data))


if __name__ == "__main__":
    main()
