"""What a channel must not forget about the threads it made in groups; it never expires."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.event import Thread, group_of_address
from storage.database import Database, dialect_insert
from storage.models import GroupThread


class ThreadMemory:
    """The threads of all groups, by the address they stand for (`bot.event.thread_address`)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def find(self, address: str) -> tuple[str, Thread] | None:
        """The messenger's id of a thread and how it looks; an empty id: it has none of its own."""
        async with self._db.read() as db:
            row = await db.get(GroupThread, address)
            return (row.external_id, Thread(row.title, row.icon, row.open)) if row else None

    async def address_of(self, group: str, external_id: str) -> str:
        """The address a thread stands for; the group's own for one we did not make."""
        there = (GroupThread.group == group, GroupThread.external_id == external_id)
        async with self._db.read() as db:
            found = await db.execute(select(GroupThread.address).where(*there).limit(1))
            return found.scalar() or group

    async def keep(self, address: str, external_id: str, look: Thread) -> None:
        """Remember a thread, or how it looks now."""
        values = {
            "group": group_of_address(address),
            "external_id": external_id,
            "title": look.title,
            "icon": look.icon,
            "open": look.open,
        }
        async with self._db.begin() as db:
            row = dialect_insert(db, GroupThread).values(address=address, **values)
            await db.execute(row.on_conflict_do_update(index_elements=["address"], set_=values))

    async def forget(self, address: str) -> None:
        """The thread is gone."""
        async with self._db.begin() as db:
            await db.execute(delete(GroupThread).where(GroupThread.address == address))
