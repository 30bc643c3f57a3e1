"""Ids of what came and of what leaves follow the clock: a row that is gone leaves no gap in them.

Counted, they would tell that something was said between two people's messages and is kept nowhere.
"""

from __future__ import annotations

from sqlalchemy import func, select

from storage.database import Database
from storage.models import InboxRow, OutboxRow
from storage.models.messages import ROW_CLOCK


async def go_on_after_rows(database: Database) -> None:
    """At the start: no id may be lower than one there is, even if the clock was set back."""
    async with database.read() as db:
        for table in (InboxRow, OutboxRow):
            ROW_CLOCK.go_on_after((await db.execute(select(func.max(table.id)))).scalar() or 0)
