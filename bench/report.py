"""A weekly report over an archive of cases, all files, beside reading what is open alone.

python -m bench report [--cases N] [--open N] [--database URL]
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import offices
from bench.archive import fill, open_after_years
from bench.measure import ROOT, analyzed
from bench.sweep import NOW
from bot.jobs import JobContext
from bot.settings import Settings
from handlers.reports import report_files
from rules.lifecycle import OPEN
from rules.reporting_period import period_before, period_containing
from storage import migrations
from storage.database import Database
from storage.models import Case, CaseEvent
from storage.vault import Vault


async def measure(folder: Path, cases: int, opened: int | None, url: str) -> None:
    """Fill a database and make the last week's report in a process of its own.

    With more open at a time more arrive a day, and the same archive is younger.
    """
    opened = opened or open_after_years(cases)
    url = url or f"sqlite+aiosqlite:///{folder}/report.sqlite3"
    await migrations.upgrade_database(url)
    db = Database(url, Vault("bench"))
    start = time.perf_counter()
    await fill(db, offices.load_office(), cases, opened)
    await analyzed(db)
    await db.close()
    print(f"{cases:,} cases, {opened:,} open, stored in {time.perf_counter() - start:.0f} s")
    command = [sys.executable, "-m", "bench.report", "--database", url, "--data", str(folder)]
    await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=True)


class Taken(NamedTuple):
    """Seconds: by the clock, and of the processor, which a busy machine stretches less."""

    wall: float
    cpu: float

    @staticmethod
    def so_far() -> Taken:
        """Since some moment: only differences mean anything."""
        return Taken(time.perf_counter(), time.process_time())

    def since(self, start: Taken) -> Taken:
        """What lies between."""
        return Taken(self.wall - start.wall, self.cpu - start.cpu)


async def _plain(db: AsyncSession) -> None:
    """What one must at least read: the lines of the open cases."""
    opened = select(Case.id).where(Case.status.in_(OPEN))
    lines = CaseEvent.__table__.c
    query = select(lines.case_id, lines.at, lines.action).where(lines.case_id.in_(opened))
    (await db.execute(query)).all()


async def _make(url: str, folder: Path) -> None:
    from bot.app import App, sweep_memory_less_often  # noqa: PLC0415 - only what is measured

    sweep_memory_less_often()
    app = App(
        Settings(
            database_url=url, data_dir=folder, office=offices.SHIPPED, now=NOW, secret_key="bench"
        )
    )
    week = period_before(period_containing(NOW.date(), "week", "calendar"), "week", "calendar")
    async with app.db.read() as db:
        start = Taken.so_far()
        await _plain(db)
        plain = Taken.so_far().since(start)
        start = Taken.so_far()
        making = JobContext(db=db, world=app.world, now=NOW)
        source = await report_files.report_source(making, "week", week.first, "")
        counted = Taken.so_far().since(start)
        made = await asyncio.to_thread(report_files.render_report, source, making)
        whole = Taken.so_far().since(start)
    await app.db.close()
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = source.summary.line
    standing = f"{line.open:,} of them open, {line.overdue:,} late"
    print(f"{line.arrived:,} cases on the table, {standing}")
    for name, taken in (
        ("read the lines of the open cases", plain),
        ("the report's figures, five periods", counted),
        (f"the whole report, {len(made.files)} files", whole),
    ):
        times = f"{taken.wall:8.2f} s, {taken.cpu:.2f} s of the processor"
        print(f"{times}  x{taken.cpu / plain.cpu:6.1f}  {name}")
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
