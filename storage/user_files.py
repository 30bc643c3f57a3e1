"""Which files of the media store are still wanted, and until when those that belong to no case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import insert_or_ignore, note_files
from storage.models import CaseMedia, DenunciationFile, UserFile

MOST_USER_FILES = 500


async def is_file_wanted(db: AsyncSession, sha256: str) -> bool:
    """Whether a case, a denunciation, or a person for some days yet, has this file."""
    for query in (
        select(CaseMedia.id).where(CaseMedia.sha256 == sha256),
        select(DenunciationFile.sha256).where(DenunciationFile.sha256 == sha256),
        select(UserFile.person_id).where(UserFile.sha256 == sha256),
    ):
        if (await db.execute(query.limit(1))).first() is not None:
            return True
    return False


async def keep_user_files_until(
    db: AsyncSession, person_id: int, hashes: Iterable[str], until: datetime
) -> None:
    """Note files of a person that belong to no case."""
    hashes = list(hashes)
    note_files(db, hashes)
    for sha256 in hashes:
        row = {"sha256": sha256, "person_id": person_id, "goes_at": until}
        await db.execute(insert_or_ignore(db, UserFile).values(**row))


async def expired_user_files(db: AsyncSession, now: datetime) -> Sequence[tuple[str, int]]:
    """(hash, person) of files that were to be kept until now."""
    rows = await db.execute(
        select(UserFile.sha256, UserFile.person_id)
        .where(UserFile.goes_at <= now)
        .order_by(UserFile.goes_at)
        .limit(MOST_USER_FILES)
    )
    return [(sha256, person) for sha256, person in rows]


async def remove_user_files(db: AsyncSession, person_id: int, sha256: str = "") -> list[str]:
    """A person's files, one or all, are no longer to be kept; returns which."""
    query = delete(UserFile).where(UserFile.person_id == person_id)
    if sha256:
        query = query.where(UserFile.sha256 == sha256)
    return list((await db.execute(query.returning(UserFile.sha256))).scalars())
