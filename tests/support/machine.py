"""What tests need of the machine they run on, and the morning they begin on."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""9:00 in Vietnam."""


def free_port() -> int:
    """A port of this machine nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def administer(server: str, statement: str) -> None:
    engine = create_async_engine(f"{server}postgres", isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
