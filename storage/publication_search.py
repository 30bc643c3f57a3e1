"""Finding published cases: what is looked for, how far back, and the numbers of what was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import OPEN
from storage.database import publication_search_statement, search_walks_newest_first
from storage.models import Case, Publication
from storage.publications import (
    PUBLISHED,
    TAKEN_DOWN,
    search_word_of_month,
    search_words_of_facts,
)

NO_ID = 2**31 - 1
FEW, RARE, WALKED = 3, 1000, 100_000
"""So few words, or one so rare, are looked for in everything; else in so many of the newest."""


class PublicationQuery(NamedTuple):
    """What a stranger looks for; empty parts want everything. Times bound the publication."""

    words: tuple[str, ...] = ()
    agency: str = ""
    field: str = ""
    commune: str = ""
    punctuality: str = ""
    again: bool | None = None
    """Whether the case is open again after it was published."""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def terms(self) -> tuple[str, ...]:
        """All that the search index is asked for."""
        coded = search_words_of_facts(self.field, self.agency, self.commune, self.punctuality)
        return (*self.words, *coded)


class SearchReach(NamedTuple):
    """The ids a search looks through, newest first."""

    first: int
    last: int
    months: tuple[str, ...] = ()
    """When there are older ones it leaves out: the months
    (publications.search_word_of_month) it stays in."""
    since: datetime | None = None
    """Likewise: when the oldest it looks at was published."""


async def search_reach(db: AsyncSession, wanted: PublicationQuery) -> SearchReach:
    """How far a search looks: to the end, unless all its many words stand nearly everywhere."""
    first, last = await _ids(db, wanted)
    if len(wanted.terms) <= FEW or not search_walks_newest_first(db):
        return SearchReach(first, last)
    newest = min(last, await last_publication_id(db))
    oldest = newest - WALKED + 1
    if oldest <= first or await _any_rare(db, wanted.terms):
        return SearchReach(first, last)
    since = await _published_at(db, Publication.id >= oldest, Publication.id)
    until = await _published_at(db, Publication.id <= newest, Publication.id.desc())
    return SearchReach(oldest, last, _months(since, until), since)


async def _published_at(db: AsyncSession, which: ColumnElement[bool], order: Any) -> datetime:
    query = select(Publication.published_at).where(which).order_by(order).limit(1)
    return (await db.execute(query)).scalar_one()


def _months(since: datetime, until: datetime) -> tuple[str, ...]:
    days = range((until.date() - since.date()).days + 1)
    return tuple(
        dict.fromkeys(
            search_word_of_month(since + timedelta(days=day)) for day in (*days, days.stop)
        )
    )


async def _any_rare(db: AsyncSession, terms: Sequence[str]) -> bool:
    for term in terms:
        hits = publication_search_statement(db, [term], 0, NO_ID, RARE).subquery()
        if (await db.execute(select(func.count()).select_from(hits))).scalar_one() < RARE:
            return True
    return False


def visible_publication_condition() -> ColumnElement[bool]:
    # A case may be sealed after it was published: then it is gone at once, whoever sealed it.
    return (Publication.state == PUBLISHED) & Case.sealed.is_(False)


def is_known_to_strangers() -> ColumnElement[bool]:
    """Visible, or taken down: also of a restricted case, so that it is as any that was."""
    return Case.sealed.is_(False) | (Publication.state == TAKEN_DOWN)


def _all(wanted: PublicationQuery, within: SearchReach) -> Select[int]:
    """Ids of what is wanted when no word is: of all that is visible, by its case alone."""
    query = (
        select(Publication.id)
        .join(Case, Case.id == Publication.case_id)
        .where(visible_publication_condition(), Publication.id.between(within.first, within.last))
    )
    if wanted.again is None:
        return query
    is_open = Case.status.in_(OPEN)
    return query.where(is_open if wanted.again else ~is_open)


async def publication_ids(
    db: AsyncSession,
    wanted: PublicationQuery,
    *,
    limit: int,
    offset: int = 0,
    within: SearchReach | None = None,
) -> list[int]:
    """The numbers of published cases, newest first."""
    within = within or await search_reach(db, wanted)
    query: Any
    if wanted.terms:
        query = publication_search_statement(
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


async def _ids(db: AsyncSession, wanted: PublicationQuery) -> tuple[int, int]:
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


async def last_publication_id(db: AsyncSession) -> int:
    """The highest number given to a publication."""
    return (await db.execute(select(func.max(Publication.id)))).scalar() or 0
