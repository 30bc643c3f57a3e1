"""The numbered choices a person was shown last, on channels where a number answers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from bot.event import Choice
from storage.database import Database, dialect_insert
from storage.models import ShownMenu
from storage.vault import decrypt, encrypt


class MenuMemory:
    """The last menu of each address."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def shown(self, address: str) -> Sequence[Choice]:
        """The choices shown last, number one first; none when the last message had none."""
        async with self._db.read() as db:
            row = await db.get(ShownMenu, address)
            return decrypt(db, row.choices, list[Choice]) if row else []

    async def keep(self, address: str, choices: Sequence[Choice]) -> None:
        """These were shown now."""
        async with self._db.begin() as db:
            if not choices:
                await db.execute(delete(ShownMenu).where(ShownMenu.address == address))
                return
            values = {"choices": encrypt(db, list(choices))}
            row = dialect_insert(db, ShownMenu).values(address=address, **values)
            await db.execute(row.on_conflict_do_update(index_elements=["address"], set_=values))
