"""The files of a case."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Media
from storage.database import note_files
from storage.models import Case, CaseMedia
from storage.sealing import closed_if_apart

REPORT, ANSWER, APOLOGY = "report", "answer", "apology"
"""Which part of a case a file belongs to."""


async def add_media_to_case(
    db: AsyncSession, case: Case, part: str, media: Sequence[Media]
) -> None:
    """Attach files to the report or to the answer."""
    rows = [
        {
            "case_id": case.id,
            "part": part,
            "kind": item.kind,
            "sha256": item.sha256,
            "mime": item.mime,
            "size": closed_if_apart(case, float(item.size)),
            "name": closed_if_apart(case, item.name),
        }
        for item in media
    ]
    if rows:
        await db.execute(insert(CaseMedia), rows)
    if case.apart:
        note_files(db, [item.sha256 for item in media])


async def remove_media_of_case(db: AsyncSession, case: Case, part: str) -> None:
    """Detach the files of one part; the files themselves stay in their store."""
    await db.execute(delete(CaseMedia).where(CaseMedia.case_id == case.id, CaseMedia.part == part))


async def media_of_case(db: AsyncSession, case: Case, part: str) -> tuple[Media, ...]:
    """The files of one part of a case, in order."""
    rows = await db.execute(
        select(CaseMedia)
        .where(CaseMedia.case_id == case.id, CaseMedia.part == part)
        .order_by(CaseMedia.id)
    )
    return tuple(
        Media(m.kind, m.sha256, m.mime, int(m.size or 0), m.name)  # type: ignore[arg-type]
        for m in rows.scalars()
    )
