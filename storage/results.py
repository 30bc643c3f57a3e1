"""Reading what is public: lists, searches, counts; nothing of a reporter is in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.finding import Wanted, ids, visible
from storage.models import Case, Publication, Rating
from storage.publications import PUBLISHED

BATCH = 500


class Published(NamedTuple):
    """A published case with what its reporter thought of the answer."""

    publication: Publication
    score: int | None


async def rows(db: AsyncSession, numbers: Sequence[int]) -> list[Published]:
    """The published cases of these numbers, newest first."""
    query = select(Publication).where(Publication.id.in_(numbers))
    found = await db.execute(query.order_by(Publication.id.desc()))
    return await _rated(db, list(found.scalars()))


async def page(db: AsyncSession, wanted: Wanted, *, offset: int, limit: int) -> list[Published]:
    """Published cases, newest first."""
    return await rows(db, await ids(db, wanted, limit=limit, offset=offset))


async def count(db: AsyncSession, wanted: Wanted, most: int) -> int:
    """How many there are within reach, counted up to `most`."""
    return len(await ids(db, wanted, limit=most))


async def by_code(db: AsyncSession, code: str) -> tuple[Published, Case] | None:
    """One published or taken down case, with the case itself for its status."""
    row = (
        await db.execute(
            select(Publication, Case)
            .join(Case, Case.id == Publication.case_id)
            .where(Publication.code == code.upper(), Case.sealed.is_(False))
        )
    ).first()
    return ((await _rated(db, [row[0]]))[0], row[1]) if row else None


async def everything(
    db: AsyncSession, since: datetime, until: datetime
) -> AsyncIterator[Published]:
    """All that was published in a time, oldest first, in batches."""
    after = 0
    while True:
        rows = await db.execute(
            select(Publication)
            .join(Case, Case.id == Publication.case_id)
            .where(
                visible(),
                Publication.id > after,
                Publication.published_at >= since,
                Publication.published_at < until,
            )
            .order_by(Publication.id)
            .limit(BATCH)
        )
        found = list(rows.scalars())
        for item in await _rated(db, found):
            yield item
        if len(found) < BATCH:
            return
        after = found[-1].id


async def codes(db: AsyncSession, *, part: int, size: int) -> list[tuple[str, datetime]]:
    """The codes of one part of a site map, with when each page last changed."""
    rows = await db.execute(
        select(Publication.code, Publication.changed_at)
        .join(Case, Case.id == Publication.case_id)
        .where(
            visible(),
            Publication.id > part * size,
            Publication.id <= (part + 1) * size,
        )
        .order_by(Publication.id)
    )
    return [(code, changed) for code, changed in rows]


async def first_time(db: AsyncSession) -> datetime | None:
    """When the first case was published."""
    return (await db.execute(select(func.min(Publication.published_at)))).scalar()


class Tally(NamedTuple):
    """Live figures: all that the clock of the law has seen, and what was made public."""

    received: int
    open: int
    published: int
    on_time: int


async def tally(db: AsyncSession, statuses: Sequence[str], agency: str = "") -> Tally:
    """The figures of one agency, or of all. `statuses` are those of open cases."""
    mine = [Case.agency == agency] if agency else []
    theirs = [Publication.agency == agency] if agency else []
    received = select(func.count()).select_from(Case).where(*mine)
    is_open = received.where(Case.status.in_(statuses))
    published = (
        select(func.count(), func.count().filter(Publication.on_time))
        .select_from(Publication)
        .where(Publication.state == PUBLISHED, *theirs)
    )
    total, on_time = (await db.execute(published)).one()
    return Tally(
        (await db.execute(received)).scalar_one(),
        (await db.execute(is_open)).scalar_one(),
        total,
        on_time,
    )


async def _rated(db: AsyncSession, rows: list[Publication]) -> list[Published]:
    scores: dict[int, int] = {}
    if rows:
        found = await db.execute(
            select(Rating.case_id, Rating.score)
            .where(Rating.case_id.in_([row.case_id for row in rows]))
            .order_by(Rating.id)
        )
        scores = {row.case_id: row.score for row in found}
    return [Published(row, scores.get(row.case_id)) for row in rows]
