"""Which files are closed with the sealed key: what cases about somebody and denunciations hold.

And what lies ready for whoever has such a case. Not what was published: a person checked it.
A file is written anew after the commit that decided so, and at the start, if that broke off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import IDS_PER_STATEMENT, Database
from storage.media import MediaStore
from storage.models import Case, CaseMedia, DenunciationFile, Publication, UserFile
from storage.vault import WrongKeyError

log = structlog.get_logger()


class ClosedFiles:
    """Keeps the store as the database wants it."""

    def __init__(self, database: Database, media: MediaStore) -> None:
        self._database = database
        self._media = media
        database.settle_files = self.settle

    async def settle(self, names: Collection[str]) -> None:
        """Close or open these files, as they are wanted now."""
        async with self._database.read() as db:
            apart = await _wanted_closed(db, names)
        for name in names:
            try:
                await asyncio.to_thread(self._media.settle, name, apart=name in apart)
            except (OSError, ValueError, WrongKeyError) as error:
                # A full disk, a broken file: the others still are, and it is at the next start.
                log.warning("files.not_settled", error=type(error).__name__)

    async def settle_all(self) -> None:
        """Close what should be closed and is not."""
        async with self._database.read() as db:
            names = await _wanted_closed(db)
        await self.settle(names)


async def _wanted_closed(db: AsyncSession, names: Collection[str] | None = None) -> set[str]:
    """Those of these files, or all, that are to be closed."""
    if names is not None and len(names) > IDS_PER_STATEMENT:
        names = None  # so many only when all are asked for
    apart = select(Case.person_id).where(Case.apart)
    queries = (
        (CaseMedia.sha256, select(CaseMedia.sha256).join(Case).where(Case.apart)),
        (DenunciationFile.sha256, select(DenunciationFile.sha256)),
        (UserFile.sha256, select(UserFile.sha256).where(UserFile.person_id.in_(apart))),
    )
    found: set[str] = set()
    for column, query in queries:
        these = query if names is None else query.where(column.in_(names))
        found.update((await db.execute(these)).scalars())
    shown = await db.execute(select(Publication.photos).join(Case).where(Case.apart))
    return found.difference(*shown.scalars())
