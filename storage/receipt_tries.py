"""How often somebody tried in vain on a day, by keyed hashes only: a receipt, or a case.

Also one there is not: see `handlers/case/lookup.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import dialect_insert
from storage.models import ReceiptTries
from storage.vault import keyed_hash


async def tries_on_day(db: AsyncSession, day: date, whose: Sequence[str]) -> list[int]:
    """The wrong tries of each: an address, or who was refused what."""
    keys = [_key(db, one) for one in whose]
    query = select(ReceiptTries.key, ReceiptTries.tries).where(
        ReceiptTries.day == day, ReceiptTries.key.in_(keys)
    )
    found = {row.key: row.tries for row in await db.execute(query)}
    return [found.get(key, 0) for key in keys]


async def count_wrong_try(db: AsyncSession, day: date, whose: Sequence[str]) -> None:
    """One more for each; what was counted on other days is forgotten."""
    await db.execute(delete(ReceiptTries).where(ReceiptTries.day < day))
    for key in sorted(_key(db, one) for one in whose):
        upsert = dialect_insert(db, ReceiptTries).values(day=day, key=key, tries=1)
        await db.execute(
            upsert.on_conflict_do_update(
                index_elements=[ReceiptTries.day, ReceiptTries.key],
                set_={"tries": ReceiptTries.tries + 1},
            )
        )


def _key(db: AsyncSession, whose: str) -> str:
    return keyed_hash(db, whose, b"receipt-try")
