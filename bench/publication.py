"""Search over many published cases, and cached pages: milliseconds, and ratios of one table."""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from sqlalchemy import insert, text

from bot.app import App
from bot.settings import Settings
from publish.web.results_query import MOST_RESULTS
from rules.text import split_words
from rules.timeline import LATE, punctuality_of
from storage import publication_search, published_cases
from storage.models import Case, Person, Publication
from storage.publication_search import PublicationQuery
from storage.publications import search_word_of_month, search_words_of_facts

BATCH = 5000
ROUNDS = 60
SYLLABLES = split_words(
    "đường cầu cống đèn rác nước điện chợ trường xã thôn làng hư hỏng ngập bẩn tối nguy hiểm sửa"
    " dọn thay mới xong tuần tháng ngày trước sau nhiều ít lâu nhanh cán bộ hồ sơ trả chậm giấy hẹn"
    " đất nhà thuế phí mương suối dốc ổ gà bụi ồn khói mùi hôi tràn vỡ ống cột dây cây ngã đổ"
)


def _row(number: int, start: datetime, app: App) -> dict[str, object]:
    chance = random.Random(number)
    codes = [list(part) for part in (app.office.fields, app.office.agencies, app.office.communes)]
    field, agency, commune = (chance.choice(part) for part in codes)
    said = " ".join(chance.choices(SYLLABLES, k=40))
    at = start + timedelta(seconds=number * 60)
    code = f"PAKN.{at:%Y%m%d}.{number:07d}"
    on_time = chance.random() < 0.9
    terms = [
        *split_words(f"{code} {said}"),
        *search_words_of_facts(
            field, agency, commune, punctuality_of(on_time=on_time, extended=False)
        ),
        search_word_of_month(at),
    ]
    return {
        "id": number, "case_id": number, "code": code, "state": "published", "field": field,
        "agency": agency, "commune": commune, "question": said, "answer": said,
        "folded": " ".join(terms), "photos": [], "received_at": at, "forwarded_at": at,
        "answered_at": at, "due_on": at.date(), "on_time": on_time, "published_at": at,
        "published_by": None, "changed_at": at, "note": "",
    }  # fmt: skip


async def fill(app: App, many: int) -> None:
    """`many` made-up published cases."""
    start = datetime(2023, 1, 1, tzinfo=UTC)
    async with app.db.begin() as db:
        db.add(Person(id=1, name="", created_at=start))
    for first in range(1, many + 1, BATCH):
        rows = [_row(n, start, app) for n in range(first, min(first + BATCH, many + 1))]
        cases = [
            {
                "id": row["id"], "code": row["code"], "status": "answered", "person_id": 1,
                "publication": "published", "address": "bench:1", "text": row["question"],
                "field": row["field"], "agency": row["agency"], "commune": row["commune"],
                "may_publish": True, "received_at": row["received_at"],
            }
            for row in rows
        ]  # fmt: skip
        async with app.db.begin() as db:
            await db.execute(insert(Case), cases)
            await db.execute(insert(Publication), rows)


async def timed(work: Callable[[], Awaitable[object]], rounds: int = ROUNDS) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken), sorted(taken)[int(rounds * 0.95)]


WANTED = {
    "newest": PublicationQuery(),
    "one frequent word": PublicationQuery(words=("duong",)),
    "three frequent words": PublicationQuery(words=("duong", "hu", "ngap")),
    "eight words": PublicationQuery(
        words=tuple(split_words("đường cầu cống đèn rác nước điện chợ"))
    ),
    "eight words, some rare": PublicationQuery(
        words=(*split_words("đường cầu cống đèn rác nước"), "0500000", "cho")
    ),
    "all and filters": PublicationQuery(
        words=tuple(split_words("đường cầu cống đèn rác nước điện chợ")),
        agency="KTHT",
        commune="phu-hoa",
        punctuality=LATE,
    ),
    "open again": PublicationQuery(words=("duong",), again=True),
    "no such word": PublicationQuery(words=("khongco",)),
    "word and filters": PublicationQuery(
        words=("duong",), agency="KTHT", commune="phu-hoa", punctuality=LATE
    ),
    "a month of an agency": PublicationQuery(
        agency="KTHT",
        since=datetime(2023, 6, 1, tzinfo=UTC),
        until=datetime(2023, 7, 1, tzinfo=UTC),
    ),
}


async def searches(app: App) -> None:
    """The list's two questions (page and count) for each kind of search, and a LIKE beside."""
    print(f"{'search':28}{'median ms':>12}{'p95 ms':>10}")
    for name, wanted in WANTED.items():

        async def ask(wanted: PublicationQuery = wanted) -> None:
            async with app.db.read() as db:
                within = await publication_search.search_reach(db, wanted)
                found = await publication_search.publication_ids(
                    db, wanted, limit=MOST_RESULTS + 1, within=within
                )
                await published_cases.published_cases_by_ids(db, found[:20])

        median, p95 = await timed(ask)
        print(f"{name:28}{median:12.2f}{p95:10.2f}")

    async def naive() -> None:
        async with app.db.read() as db:
            both = "folded LIKE '%duong%' AND folded LIKE '%ngap%'"
            await db.execute(text(f"SELECT count(*) FROM publications WHERE {both}"))

    median, p95 = await timed(naive, 3)
    print(f"{'LIKE beside it':28}{median:12.2f}{p95:10.2f}")


async def pages(app: App, seconds: float = 5.0) -> None:
    """Cached pages a second from one client process sharing the machine."""
    base = f"http://127.0.0.1:{app.port}"
    connector = aiohttp.TCPConnector(limit=32)
    done = 0

    async def ask(http: aiohttp.ClientSession, path: str, until: float) -> None:
        nonlocal done
        while time.perf_counter() < until:
            async with http.get(base + path) as answer:
                await answer.read()
            done += 1

    async with aiohttp.ClientSession(connector=connector) as http:
        for path in ("/healthz", "/ket-qua?q=duong"):
            done, until = 0, time.perf_counter() + seconds
            await asyncio.gather(*(ask(http, path, until) for _ in range(32)))
            print(f"{path:28}{done / seconds:12.0f} requests/s (client in the same process)")


async def run(many: int) -> None:
    """Fill, then measure."""
    with tempfile.TemporaryDirectory() as folder:
        app = App(Settings(data_dir=Path(folder), port=0, secret_key="bench"))
        async with app.running():
            begin = time.perf_counter()
            await fill(app, many)
            print(f"{many} published cases in {time.perf_counter() - begin:.0f} s")
            await searches(app)
            await pages(app)


def main() -> None:
    """`python -m bench.publication [how many]`."""
    asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))


if __name__ == "__main__":
    main()
