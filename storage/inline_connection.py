"""A SQLite connection that answers at once while it holds a transaction open."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any
from weakref import WeakSet

import aiosqlite


class InlineConnection(aiosqlite.Connection):
    """Runs in its thread what waits for a disk, or another process, and all else on the spot.

    Inside a transaction SQLite takes microseconds for a statement; to ask another thread
    takes ten times as long, dozens of times for each event.
    """

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._connection is None or not self._running:
            return await self._in_thread(fn, *args, **kwargs)
        if _is_quick(self._connection, fn):
            return fn(*args, **kwargs)
        if fn.__name__ == "execute" and args[0].startswith("BEGIN"):
            with suppress(sqlite3.OperationalError), _no_patience(self._connection):
                return fn(*args, **kwargs)
        return await self._in_thread(fn, *args, **kwargs)

    async def _in_thread(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]


ON_DISK = frozenset({"commit", "close"})
"""What of a connection waits for the disk though a transaction is open."""
IN_MEMORY = frozenset({"cursor", "rollback"})
"""What of a connection touches neither file nor lock where none is open."""


def _is_quick(raw: sqlite3.Connection, fn: Callable[..., Any]) -> bool:
    name = fn.__name__
    if getattr(fn, "__self__", None) is not raw:  # of a cursor
        return raw.in_transaction or name == "close"
    return name in IN_MEMORY or (raw.in_transaction and name not in ON_DISK)


@contextmanager
def _no_patience(raw: sqlite3.Connection) -> Iterator[None]:
    """Have nothing wait for another process; then as long as before."""
    (before,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute("PRAGMA busy_timeout=0").close()
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout={before}").close()


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
