"""A database as an older version made it."""

from __future__ import annotations

from typing import Any

from alembic import command
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from storage import migrations


async def on(url: str, do: Any, *arguments: Any) -> Any:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(do, *arguments)
    finally:
        await engine.dispose()


def go_to(connection: Connection, revision: str) -> None:
    command.upgrade(migrations._config(connection), revision)
