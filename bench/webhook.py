"""From webhook to committed event, with many citizens at once in a closed loop."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import aiohttp

from bench.conversation import rehearsed, update
from bench.measure import free_port, percentile, process, spread

SECRET = "only-for-the-bench-1"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


async def measure(folder: Path, citizens: int) -> None:
    """Print both, and their ratio."""
    words = await rehearsed(folder / "rehearsal")
    bare = await _bare(folder, citizens, words)
    ours, seconds, cases = await _ours(folder, citizens, words)
    ratio = percentile(ours, 0.95) / percentile(bare, 0.95)
    print(f"webhook to committed event, {citizens} citizens at once, {len(ours)} updates")
    print(f"  ours: {spread(ours)}")
    print(f"  bare: {spread(bare)} (aiohttp and one SQLite insert a request)")
    print(f"  ratio at p95: {ratio:.2f}; judged: p95 under 50 ms")
    print(f"  all handled {seconds:.2f} s after the first: {len(ours) / seconds:.0f} events/s,")
    print(f"  {cases} of {citizens} reports filed")


async def _bare(folder: Path, citizens: int, words: Sequence[str]) -> list[float]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    arguments = ("-m", "bench.bare", str(folder / "bare.sqlite3"), str(port))
    async with process(*arguments, ready=f"{base}/healthz", log=folder / "bare.log"):
        return await _all_speak(base, citizens, words)


async def _ours(
    folder: Path, citizens: int, words: Sequence[str]
) -> tuple[list[float], float, int]:
    port, api = free_port(), free_port()
    base, telegram = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{api}"
    settings = {
        "PAKN_DATA_DIR": str(folder / "ours"),
        "PAKN_PORT": str(port),
        "PAKN_PUBLIC_URL": base,
        "PAKN_SECRET_KEY": "only for the bench, where nobody guesses",
        "PAKN_TELEGRAM_TOKEN": "1:bench",
        "PAKN_TELEGRAM_API_URL": telegram,
        "PAKN_TELEGRAM_MODE": "webhook",
        "PAKN_TELEGRAM_WEBHOOK_SECRET": SECRET,
    }
    fake = ("-m", "bench.fake_telegram", str(api))
    async with (
        process(*fake, ready=f"{telegram}/healthz", log=folder / "telegram.log"),
        process("-m", "bot", "run", ready=f"{base}/readyz", log=folder / "ours.log", **settings),
    ):
        began = time.perf_counter()
        seconds = await _all_speak(base, citizens, words)
        database = folder / "ours" / "pakn.sqlite3"
        while _count(database, "inbox WHERE state = 'waiting'"):
            await asyncio.sleep(0.02)
        return seconds, time.perf_counter() - began, _count(database, "cases")


async def _all_speak(base: str, citizens: int, words: Sequence[str]) -> list[float]:
    """Everybody says the whole conversation, each next word when the last was taken."""
    numbers = itertools.count(1)
    taken: list[float] = []
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(base, connector=connector, headers=HEADERS) as client:

        async def speak(chat: int) -> None:
            for text in words:
                body = update(next(numbers), chat, text)
                began = time.perf_counter()
                async with client.post("/hook/telegram", json=body) as answer:
                    answer.raise_for_status()
                taken.append(time.perf_counter() - began)

        await asyncio.gather(*(speak(1000 + place) for place in range(citizens)))
    return taken


def _count(database: Path, what: str) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return int(db.execute(f"SELECT count(*) FROM {what}").fetchone()[0])
