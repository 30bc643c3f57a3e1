"""The ways back to a web chat: of each secret only the hash is kept, and it ends with its chat."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.way_back import new_way_back_code, way_back_signs
from storage.database import dialect_insert
from storage.models import AddressRow, RoleAssignment, WayBack

GOOD_FOR = timedelta(days=400)
"""As long as a browser keeps the session itself."""


def _hash(code: str) -> str:
    return hashlib.sha256(way_back_signs(code).encode()).hexdigest()


async def make_way_back(db: AsyncSession, address: str, now: datetime) -> str:
    """A new code for a chat, the one before is good no longer; empty where there may be none.

    A chat nobody said anything in has nothing to come back to; who works here, or did, comes back
    by an invitation, so that no note on paper gives the rights of an official.
    """
    if not await _is_of_citizen(db, address):
        return ""
    code = new_way_back_code()
    values = {"code_hash": _hash(code), "made_at": now}
    upsert = dialect_insert(db, WayBack).values(address=address, **values)
    await db.execute(upsert.on_conflict_do_update(index_elements=["address"], set_=values))
    return code


async def chat_of_way_back(db: AsyncSession, code: str, now: datetime) -> str:
    """The chat a code opens, or empty: for every reason the same."""
    if not way_back_signs(code):
        return ""
    query = select(WayBack.address).where(
        WayBack.code_hash == _hash(code), WayBack.made_at > now - GOOD_FOR
    )
    address = (await db.execute(query)).scalar() or ""
    return address if address and await _is_of_citizen(db, address) else ""


async def has_way_back(db: AsyncSession, address: str) -> bool:
    """Whether somebody may come back to a chat."""
    return bool((await db.execute(select(exists().where(WayBack.address == address)))).scalar())


async def forget_way_back(db: AsyncSession, address: str) -> None:
    """Nobody comes back to a chat any more."""
    await db.execute(delete(WayBack).where(WayBack.address == address))


async def _is_of_citizen(db: AsyncSession, address: str) -> bool:
    person = (
        await db.execute(select(AddressRow.person_id).where(AddressRow.address == address))
    ).scalar()
    if person is None:
        return False
    held = select(exists().where(RoleAssignment.person_id == person))
    return not (await db.execute(held)).scalar()
