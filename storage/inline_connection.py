"""A SQLite connection that answers at once while it holds a transaction open."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from threading import Thread
from typing import Any
from weakref import WeakSet

import aiosqlite


class InlineConnection(aiosqlite.Connection):
    """Runs in its thread what may wait (BEGIN, COMMIT) and everything else on the spot.

    Inside a transaction SQLite takes microseconds for a statement; to ask another thread
    takes ten times as long, dozens of times for each event.
    """

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        held = self._running and self._connection is not None and self._connection.in_transaction
        if held and fn.__name__ not in {"commit", "close"}:
            return fn(*args, **kwargs)
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]


async def open_connection(
    path: str, patience: float, threads: WeakSet[Thread], *, near: bool
) -> aiosqlite.Connection:
    """Open a database file, `patience` seconds patient with another process's lock.

    `near` is for the one connection that writes: reading may take long, and has threads.
    The connection's own joins `threads`.
    """

    def connector() -> sqlite3.Connection:
        # The pen lets one task at a time use the connection, so two threads never do.
        return sqlite3.connect(path, timeout=patience, check_same_thread=False)

    connection = (InlineConnection if near else aiosqlite.Connection)(connector, iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does
    threads.add(connection._thread)  # noqa: SLF001 - see `ended`
    return await connection


async def wait_for_connection_threads(threads: WeakSet[Thread], patience: float) -> None:
    """Wait until closed connections' threads are gone, `patience` seconds at most for each.

    Who is cut short while connecting leaves a thread that still reports to the event loop, and
    complains aloud where that is closed before.
    """
    for thread in [one for one in threads if one.is_alive()]:
        await asyncio.to_thread(thread.join, patience)
