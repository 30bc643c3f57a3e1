"""SQLite's connections and its write-ahead log."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any
from weakref import WeakSet

import msgspec
from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from storage import dialects
from storage.inline_connection import open_connection

BUSY_SECONDS = 15
PATIENCE_MS = 50
"""How long writers wait so that a reader lets go of the log."""


def sqlite_engine(
    url: URL, threads: WeakSet[Thread], *, size: int, begin: str, near: bool
) -> AsyncEngine:
    """Of `size` connections to one file; `near`: see `open_connection`."""
    engine = dialects.engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=size,
        max_overflow=0,
        json_deserializer=msgspec.json.decode,
        async_creator=partial(
            open_connection, url.database or "", BUSY_SECONDS, threads, near=near
        ),
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


async def empty_sqlite_log(writer: AsyncEngine) -> None:
    """Write the log into the database and cut it to nothing, so that no copy of the folder has it.

    What was overwritten, closed or forgotten since stands there as it was before. Call it where
    nobody writes. A reader who began before may hold the log: then it is emptied another time.
    """
    if not _has_bytes(Path(f"{writer.url.database}-wal")):
        return
    async with writer.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        # Outside of a transaction: there SQLite refuses it.
        await raw.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        try:
            await (await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")).close()
        finally:
            await raw.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def _has_bytes(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0
