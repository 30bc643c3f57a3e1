"""Whole conversations through the engine, from the first word to the receipt."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import Sequence
from pathlib import Path

import structlog
from sqlalchemy import func, select, text

from bench.conversation import Silent, inbound, rehearsed
from bot.app import App
from bot.settings import Settings
from storage.models import Case, InboxRow


async def measure(folder: Path, citizens: int) -> None:
    """Print conversations a second, and beside it the bare commits a second of this disk."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    words = await rehearsed(folder / "rehearsal")
    app = App(Settings(data_dir=folder / "intake", port=0, secret_key="only for the bench"))
    async with app.running():
        app.channels["silent"] = Silent()
        commits = await _commits(app)
        seconds, filed = await _conversations(app, citizens, words)
    events = citizens * len(words) / seconds
    print(f"intake through the engine: {filed} conversations of {len(words)} messages")
    print(f"  {filed / seconds:.1f} conversations/s, {events:.0f} events/s")
    print(f"  beside {commits:.0f} one-row commits/s: {commits / events:.1f} commits an event")


async def _commits(app: App, number: int = 300) -> float:
    async with app.db.begin() as db:
        await db.execute(text("CREATE TABLE bench (id INTEGER PRIMARY KEY)"))
    began = time.perf_counter()
    for _ in range(number):
        async with app.db.begin() as db:
            await db.execute(text("INSERT INTO bench DEFAULT VALUES"))
    return number / (time.perf_counter() - began)


async def _conversations(app: App, citizens: int, words: Sequence[str]) -> tuple[float, int]:
    began = time.perf_counter()
    numbers = itertools.count(1)
    for word in words:
        said = (inbound(app, f"silent:{place}", next(numbers), word) for place in range(citizens))
        await app.receiver.accept(list(said))
    while await _waiting(app):
        await asyncio.sleep(0.02)
    async with app.db.read() as db:
        filed = (await db.execute(select(func.count()).select_from(Case))).scalar_one()
    return time.perf_counter() - began, filed


async def _waiting(app: App) -> bool:
    async with app.db.read() as db:
        found = await db.execute(select(InboxRow.id).where(InboxRow.state == "waiting").limit(1))
        return found.first() is not None
