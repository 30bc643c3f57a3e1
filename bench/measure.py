"""What the measurements share: a process of our own, percentiles, and one way to print."""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
TIMES = 9


def free_port() -> int:
    """A port of this machine nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def process(
    *arguments: str, ready: str, log: Path, **environment: str
) -> AsyncIterator[float]:
    """Run `python arguments…` until leaving; gives the seconds until `ready` answered 200."""
    began = time.perf_counter()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PAKN_")}
    with log.open("wb") as output:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=ROOT,
            env=clean | environment,
            stdout=output,
            stderr=output,
        )
        try:
            await _until_ready(ready, child, log)
            yield time.perf_counter() - began
        finally:
            if child.returncode is None:
                child.kill()
            await child.wait()


async def _until_ready(url: str, child: asyncio.subprocess.Process, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    async with aiohttp.ClientSession() as client:
        while time.monotonic() < end:
            if child.returncode is not None:
                break
            try:
                async with client.get(url) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.01)
    raise RuntimeError(f"{url} did not become ready:\n{log.read_text()}")


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(seconds: Sequence[float]) -> str:
    """Milliseconds at p50, p95 and p99."""
    parts = [f"p{share} {percentile(seconds, share / 100) * 1000:.1f} ms" for share in (50, 95, 99)]
    return ", ".join(parts)


async def analyzed(db: Database) -> None:
    """Let PostgreSQL count what it holds, as a living one does by itself; SQLite never does."""
    if not db.embedded:
        async with db.begin() as session:
            await session.execute(text("ANALYZE"))


async def timed(db: Database, work: Callable[[AsyncSession], Awaitable[object]]) -> float:
    """Median milliseconds of several runs, the first left out."""
    taken = []
    for _ in range(TIMES + 1):
        async with db.read() as session:
            start = time.perf_counter()
            await work(session)
            taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[1:])
