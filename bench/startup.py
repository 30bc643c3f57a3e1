"""From the command to ready: a new database, and one that is there already."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from bench.measure import free_port, process

IMPORTS = "import sqlalchemy.ext.asyncio, aiohttp.web, telegram"


async def measure(folder: Path, rounds: int) -> None:
    """Print both, beside a Python that only imports the three large libraries."""
    imports = min([await _imports() for _ in range(rounds)])
    new = min([await _start(folder, f"new{place}") for place in range(rounds)])
    again = min([await _start(folder, "new0") for _ in range(rounds)])
    print(f"start-up to ready, best of {rounds}")
    print(f"  new database {new:.2f} s, existing {again:.2f} s")
    print(f"  beside {imports:.2f} s for importing SQLAlchemy, aiohttp and telegram")
    print(f"  ratio: {again / imports:.2f}; judged: under 2 s")


async def _imports() -> float:
    began = time.perf_counter()
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", IMPORTS)
    await child.wait()
    return time.perf_counter() - began


async def _start(folder: Path, name: str) -> float:
    port = free_port()
    settings = {"PAKN_DATA_DIR": str(folder / name), "PAKN_PORT": str(port)}
    ready = f"http://127.0.0.1:{port}/readyz"
    async with process("-m", "bot", "run", ready=ready, log=folder / "log", **settings) as seconds:
        return seconds
