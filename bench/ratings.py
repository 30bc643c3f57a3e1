"""The satisfaction index over an archive of ratings, beside a plain count of the slips.

python -m bench ratings [--slips N] [--database URL]
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

import offices
from bench.measure import analyzed, timed
from publish.reports.satisfaction_statistics import read_satisfaction_statistics
from rules.office import Office
from rules.rating_report import build_rating_report
from rules.reporting_period import named_period_by_code
from storage import migrations
from storage.database import Database
from storage.models import RatingDay, SurveyResponse
from storage.satisfaction_statistics import rating_tallies_between
from storage.vault import Vault

CHUNK = 5_000
QUARTER = "2026-Q4"
FIRST, DAYS = date(2026, 10, 1), 92


def made(office: Office, n: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Slips of all counters; all of one quarter, so that nothing is left out by its day."""
    counters = list(office.ratings.counters.values())
    questions = [
        code for code, (form, _) in office.ratings.questions.items() if form.kind == "visit"
    ]
    for number in range(n):
        counter = chance.choice(counters)
        day = FIRST + timedelta(days=number % DAYS)
        codes = ["overall", *chance.sample(questions, chance.choice((0, 0, 3, 22)))]
        answers = {code: chance.choice((1, 2, 3, 4, 4, 5, 5, 5)) for code in codes}
        yield {
            "key": f"{number:x}",
            "device": f"d{number:x}",
            "counter": counter.code,
            "agency": counter.agency,
            "commune": counter.commune,
            "day": day,
            "via": "kiosk",
            "overall": answers["overall"],
            "answers": answers,
            "words": "chờ lâu, ghế ngồi hỏng" if number % 500 == 1 else "",
            "media": [],
            "mark": "burst" if number % 100 == 0 else "",
            "rated_at": datetime(day.year, day.month, day.day, 3, tzinfo=UTC),
        }


async def fill(db: Database, office: Office, n: int) -> None:
    """Store the slips and the tallies they give."""
    sums: Counter[tuple[Any, ...]] = Counter()
    chunk: list[dict[str, Any]] = []

    async def store() -> None:
        async with db.begin() as session:
            await session.execute(insert(SurveyResponse), chunk)
        chunk.clear()

    for slip in made(office, n, random.Random(7)):
        chunk.append(slip)
        for question, value in slip["answers"].items():
            place = (slip["day"], slip["counter"], slip["agency"], slip["commune"])
            sums[(*place, question, bool(slip["mark"]), value)] += 1
        if len(chunk) == CHUNK:
            await store()
    if chunk:
        await store()
    await _store_tallies(db, sums)


async def _store_tallies(db: Database, sums: Counter[tuple[Any, ...]]) -> None:
    names = ("day", "counter", "agency", "commune", "question", "marked")
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for (*key, value), n in sums.items():
        empty = dict(zip(names, key, strict=True)) | {f"n{place}": 0 for place in range(6)}
        rows.setdefault(tuple(key), empty)[f"n{value}"] += n
    every = list(rows.values())
    for at in range(0, len(every), CHUNK):
        async with db.begin() as session:
            await session.execute(insert(RatingDay), every[at : at + CHUNK])
    print(f"{len(every):,} tallies")


async def plain(session: AsyncSession) -> None:
    """One question, counted from the slips themselves."""
    last = FIRST + timedelta(days=DAYS)
    query = select(SurveyResponse.counter, SurveyResponse.overall, func.count())
    query = query.where(SurveyResponse.day.between(FIRST, last))
    (await session.execute(query.group_by(SurveyResponse.counter, SurveyResponse.overall))).all()


async def measure(folder: Path, slips: int, url: str) -> None:
    """Fill a database (one in `folder` when none is named) and compare."""
    office = offices.load_office()
    url = url or f"sqlite+aiosqlite:///{folder}/ratings.sqlite3"
    await migrations.upgrade_database(url)
    db = Database(url, Vault("bench"))
    start = time.perf_counter()
    await fill(db, office, slips)
    print(f"{slips:,} slips stored in {time.perf_counter() - start:.0f} s")
    await analyzed(db)
    last = FIRST + timedelta(days=DAYS)
    quarter = named_period_by_code(QUARTER, "calendar")
    assert quarter is not None

    async def index(session: AsyncSession) -> None:
        build_rating_report(office, await rating_tallies_between(session, FIRST, last), [])

    naive = await timed(db, plain)
    for name, work in (
        ("one question counted from the slips", plain),
        (
            "all questions and units from the tallies",
            lambda s: rating_tallies_between(s, FIRST, last),
        ),
        ("the index: tallies, shares, intervals, verdicts", index),
        (
            "all a page shows, with words and the quarter before",
            lambda s: read_satisfaction_statistics(s, office, quarter),
        ),
    ):
        taken = naive if work is plain else await timed(db, work)
        print(f"{taken:8.1f} ms  x{taken / naive:5.2f}  {name}")
    await db.close()
