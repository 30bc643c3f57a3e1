"""Reading what is public: lists, searches, counts; nothing of a reporter is in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import search
from storage.models import Case, CaseEvent, Publication, Rating
from storage.publications import PUBLISHED, facts

BATCH = 500
NO_ID = 2**31 - 1


class Wanted(NamedTuple):
    """What a stranger looks for; empty parts want everything. Times bound the publication."""

    words: tuple[str, ...] = ()
    agency: str = ""
    field: str = ""
    commune: str = ""
    on_time: bool | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def terms(self) -> tuple[str, ...]:
        """All that the search index is asked for."""
        coded = facts(self.field, self.agency, self.commune, on_time=self.on_time)
        return (*self.words, *coded)


class Published(NamedTuple):
    """A published case with what its reporter thought of the answer."""

    publication: Publication
    score: int | None


def _visible() -> ColumnElement[bool]:
    # A case may be sealed after it was published: then it is gone at once, whoever sealed it.
    return (Publication.state == PUBLISHED) & Case.sealed.is_(False)


async def page(db: AsyncSession, wanted: Wanted, *, offset: int, limit: int) -> list[Published]:
    """Published cases, newest first."""
    first, last = await _ids(db, wanted)
    query = select(Publication).join(Case, Case.id == Publication.case_id).where(_visible())
    if wanted.terms:
        hits = await db.execute(search(db, wanted.terms, first, last, limit, offset))
        query = query.where(Publication.id.in_([row.id for row in hits]))
    else:
        query = query.where(Publication.id.between(first, last)).offset(offset)
    rows = await db.execute(query.order_by(Publication.id.desc()).limit(limit))
    return await _rated(db, list(rows.scalars()))


async def count(db: AsyncSession, wanted: Wanted, most: int) -> int:
    """How many there are, counted up to `most`."""
    first, last = await _ids(db, wanted)
    if wanted.terms:
        inner = search(db, wanted.terms, first, last, most).subquery()
    else:
        inner = (
            select(Publication.id)
            .where(Publication.state == PUBLISHED, Publication.id.between(first, last))
            .limit(most)
            .subquery()
        )
    return (await db.execute(select(func.count()).select_from(inner))).scalar_one()


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
                _visible(),
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
        .where(
            Publication.state == PUBLISHED,
            Publication.id > part * size,
            Publication.id <= (part + 1) * size,
        )
        .order_by(Publication.id)
    )
    return [(code, changed) for code, changed in rows]


async def first_time(db: AsyncSession) -> datetime | None:
    """When the first case was published."""
    return (await db.execute(select(func.min(Publication.published_at)))).scalar()


async def last_id(db: AsyncSession) -> int:
    """The highest number given to a publication."""
    return (await db.execute(select(func.max(Publication.id)))).scalar() or 0


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


async def apologies(db: AsyncSession, action: str, since: datetime) -> list[tuple[str, int]]:
    """(agency, how many times we apologised for lateness) since a time, the most first."""
    number = func.count().label("number")
    rows = await db.execute(
        select(Case.agency, number)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(CaseEvent.action == action, CaseEvent.at >= since, Case.sealed.is_(False))
        .group_by(Case.agency)
        .order_by(number.desc(), Case.agency)
    )
    return [(agency, count) for agency, count in rows]


async def _ids(db: AsyncSession, wanted: Wanted) -> tuple[int, int]:
    """The first and last id of the time wanted: ids grow as cases are published."""
    first, last = 0, NO_ID
    if wanted.since:
        query = select(Publication.id).where(Publication.published_at >= wanted.since)
        query = query.order_by(Publication.published_at, Publication.id).limit(1)
        first = (await db.execute(query)).scalar() or NO_ID
    if wanted.until:
        query = select(Publication.id).where(Publication.published_at < wanted.until)
        query = query.order_by(Publication.published_at.desc(), Publication.id.desc()).limit(1)
        last = (await db.execute(query)).scalar() or 0
    return first, last


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
