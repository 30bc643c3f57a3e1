"""Which files of the media store are still wanted, and until when those that belong to no case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import insert_or_ignore
from storage.models import CaseMedia, OwnFile

MOST = 500


async def wanted(db: AsyncSession, sha256: str) -> bool:
    """Whether a case, or a person for some days yet, has this file."""
    for query in (
        select(CaseMedia.id).where(CaseMedia.sha256 == sha256),
        select(OwnFile.person_id).where(OwnFile.sha256 == sha256),
    ):
        if (await db.execute(query.limit(1))).first() is not None:
            return True
    return False


async def keep_until(
    db: AsyncSession, person_id: int, hashes: Iterable[str], until: datetime
) -> None:
    """Note files of a person that belong to no case."""
    for sha256 in hashes:
        row = {"sha256": sha256, "person_id": person_id, "goes_at": until}
        await db.execute(insert_or_ignore(db, OwnFile).values(**row))


async def outdated(db: AsyncSession, now: datetime) -> Sequence[tuple[str, int]]:
    """(hash, person) of files that were to be kept until now."""
    rows = await db.execute(
        select(OwnFile.sha256, OwnFile.person_id)
        .where(OwnFile.goes_at <= now)
        .order_by(OwnFile.goes_at)
        .limit(MOST)
    )
    return [(sha256, person) for sha256, person in rows]


async def drop(db: AsyncSession, person_id: int, sha256: str = "") -> list[str]:
    """A person's files, one or all, are no longer to be kept; returns which."""
    query = delete(OwnFile).where(OwnFile.person_id == person_id)
    if sha256:
        query = query.where(OwnFile.sha256 == sha256)
    return list((await db.execute(query.returning(OwnFile.sha256))).scalars())
