"""Reading what is public: lists, searches, counts; nothing of a reporter is in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import OPEN
from storage.database import search, walks_newest_first
from storage.models import Case, CaseEvent, Publication, Rating
from storage.publications import PUBLISHED, facts, month

BATCH = 500
NO_ID = 2**31 - 1
FEW, RARE, WALKED = 3, 1000, 100_000
"""So few words, or one so rare, are looked for in everything; else in so many of the newest."""


class Wanted(NamedTuple):
    """What a stranger looks for; empty parts want everything. Times bound the publication."""

    words: tuple[str, ...] = ()
    agency: str = ""
    field: str = ""
    commune: str = ""
    on_time: bool | None = None
    again: bool | None = None
    """Whether the case is open again after it was published."""
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


class Reach(NamedTuple):
    """The ids a search looks through, newest first."""

    first: int
    last: int
    months: tuple[str, ...] = ()
    """When there are older ones it leaves out: the months (publications.month) it stays in."""
    since: datetime | None = None
    """Likewise: when the oldest it looks at was published."""


async def reach(db: AsyncSession, wanted: Wanted) -> Reach:
    """How far a search looks: to the end, unless all its many words stand nearly everywhere."""
    first, last = await _ids(db, wanted)
    if len(wanted.terms) <= FEW or not walks_newest_first(db):
        return Reach(first, last)
    newest = min(last, await last_id(db))
    oldest = newest - WALKED + 1
    if oldest <= first or await _any_rare(db, wanted.terms):
        return Reach(first, last)
    since = await _published_at(db, Publication.id >= oldest, Publication.id)
    until = await _published_at(db, Publication.id <= newest, Publication.id.desc())
    return Reach(oldest, last, _months(since, until), since)


async def _published_at(db: AsyncSession, which: ColumnElement[bool], order: Any) -> datetime:
    query = select(Publication.published_at).where(which).order_by(order).limit(1)
    return (await db.execute(query)).scalar_one()


def _months(since: datetime, until: datetime) -> tuple[str, ...]:
    days = range((until.date() - since.date()).days + 1)
    return tuple(dict.fromkeys(month(since + timedelta(days=day)) for day in (*days, days.stop)))


async def _any_rare(db: AsyncSession, terms: Sequence[str]) -> bool:
    for term in terms:
        hits = search(db, [term], 0, NO_ID, RARE).subquery()
        if (await db.execute(select(func.count()).select_from(hits))).scalar_one() < RARE:
            return True
    return False


def _visible() -> ColumnElement[bool]:
    # A case may be sealed after it was published: then it is gone at once, whoever sealed it.
    return (Publication.state == PUBLISHED) & Case.sealed.is_(False)


def _all(wanted: Wanted, within: Reach) -> Select[int]:
    """Ids of what is wanted when no word is: of all that is visible, by its case alone."""
    query = (
        select(Publication.id)
        .join(Case, Case.id == Publication.case_id)
        .where(_visible(), Publication.id.between(within.first, within.last))
    )
    if wanted.again is None:
        return query
    is_open = Case.status.in_(OPEN)
    return query.where(is_open if wanted.again else ~is_open)


async def ids(
    db: AsyncSession, wanted: Wanted, *, limit: int, offset: int = 0, within: Reach | None = None
) -> list[int]:
    """The numbers of published cases, newest first."""
    within = within or await reach(db, wanted)
    query: Any
    if wanted.terms:
        query = search(
            db,
            wanted.terms,
            within.first,
            within.last,
            limit,
            offset,
            again=wanted.again,
            months=within.months,
        )
    else:
        query = _all(wanted, within).order_by(Publication.id.desc()).offset(offset).limit(limit)
    return list((await db.execute(query)).scalars())


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
        .join(Case, Case.id == Publication.case_id)
        .where(
            _visible(),
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
