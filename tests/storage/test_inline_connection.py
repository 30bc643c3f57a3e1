"""Who begins to write while another process does waits for it, and holds up nobody else."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from sqlalchemy import text

from storage.database import Database
from storage.vault import Vault

PATIENCE = text("PRAGMA busy_timeout")


async def test_a_writer_waits_for_another_process_while_everybody_else_goes_on(
    tmp_path: Path,
) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/pakn.sqlite3", Vault("only for tests"))
    await db.create_all()
    async with db.begin() as write:
        patience = (await write.execute(PATIENCE)).scalar()
    other = sqlite3.connect(tmp_path / "pakn.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write_down() -> object:
        async with db.begin() as write:
            return (await write.execute(PATIENCE)).scalar()

    writing = asyncio.create_task(write_down())
    for _ in range(5):  # a loop that is held up would not come round
        await asyncio.sleep(0.01)
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    assert await writing == patience
    assert patience
    await db.close()
