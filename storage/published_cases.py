"""Reading what is public: lists, searches, counts; nothing of a reporter is in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.citizen_verdict import NOT_ASKED
from rules.lifecycle import OPEN
from rules.solution import Solution
from storage import case_answers
from storage.models import Case, Publication, Rating
from storage.publication_search import (
    PublicationQuery,
    is_known_to_strangers,
    publication_ids,
    visible_publication_condition,
)

BATCH = 500


class PublishedCase(NamedTuple):
    """A published case with what its reporter thought of the answer."""

    publication: Publication
    score: int | None
    again: bool = False
    """Whether its case is open again."""
    solution: Solution = case_answers.NO_SOLUTION
    """What the answer says was done."""
    verdict: str = NOT_ASKED
    """Whether it is settled, by the word of whoever reported it."""


async def published_cases_by_ids(db: AsyncSession, numbers: Sequence[int]) -> list[PublishedCase]:
    """The published cases of these numbers, newest first."""
    query = select(Publication).where(Publication.id.in_(numbers))
    found = await db.execute(query.order_by(Publication.id.desc()))
    return await _rated(db, list(found.scalars()))


async def page_of_published_cases(
    db: AsyncSession, wanted: PublicationQuery, *, offset: int, limit: int
) -> list[PublishedCase]:
    """Published cases, newest first."""
    return await published_cases_by_ids(
        db, await publication_ids(db, wanted, limit=limit, offset=offset)
    )


async def count_published_cases(db: AsyncSession, wanted: PublicationQuery, most: int) -> int:
    """How many there are within reach, counted up to `most`."""
    return len(await publication_ids(db, wanted, limit=most))


async def published_case_by_code(db: AsyncSession, code: str) -> tuple[PublishedCase, Case] | None:
    """One published or taken down case by its public number, with the case for its status."""
    return await _published_case(db, Publication.code == code.upper())


async def published_case_by_id(db: AsyncSession, case_id: int) -> tuple[PublishedCase, Case] | None:
    """The same, by the id of the case."""
    return await _published_case(db, Publication.case_id == case_id)


async def _published_case(
    db: AsyncSession, which: ColumnElement[bool]
) -> tuple[PublishedCase, Case] | None:
    row = (
        await db.execute(
            select(Publication, Case)
            .join(Case, Case.id == Publication.case_id)
            .where(which, is_known_to_strangers())
        )
    ).first()
    if row is None:
        return None
    return (await _rated(db, [row[0]]))[0], row[1]


async def published_cases_between(
    db: AsyncSession, since: datetime, until: datetime
) -> AsyncIterator[PublishedCase]:
    """All that was published in a time, oldest first, in batches."""
    after = 0
    while True:
        rows = await db.execute(
            select(Publication)
            .join(Case, Case.id == Publication.case_id)
            .where(
                visible_publication_condition(),
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


async def codes_for_sitemap(
    db: AsyncSession, *, part: int, size: int
) -> list[tuple[str, datetime]]:
    """The codes of one part of a site map, with when each page last changed."""
    rows = await db.execute(
        select(Publication.code, Publication.changed_at)
        .join(Case, Case.id == Publication.case_id)
        .where(
            visible_publication_condition(),
            Publication.id > part * size,
            Publication.id <= (part + 1) * size,
        )
        .order_by(Publication.id)
    )
    return [(code, changed) for code, changed in rows]


async def first_published_at(db: AsyncSession) -> datetime | None:
    """When the first case was published."""
    return (await db.execute(select(func.min(Publication.published_at)))).scalar()


async def published_by_commune(db: AsyncSession) -> dict[str, int]:
    """How many published cases name each commune; under an empty code those that name none."""
    query = (
        select(Publication.commune, func.count())
        .join(Case, Case.id == Publication.case_id)
        .where(visible_publication_condition())
        .group_by(Publication.commune)
    )
    rows = await db.execute(query)
    return {row[0]: row[1] for row in rows}


async def _rated(db: AsyncSession, rows: list[Publication]) -> list[PublishedCase]:
    ids = [row.case_id for row in rows]
    if not ids:
        return []
    rated = select(Rating.case_id, Rating.score).where(Rating.case_id.in_(ids))
    scores = {one.case_id: one.score for one in await db.execute(rated.order_by(Rating.id))}
    now = select(Case.id, Case.status, Case.verdict).where(Case.id.in_(ids))
    status = {case_id: (at in OPEN, said) for case_id, at, said in await db.execute(now)}
    solutions = await case_answers.solutions_of_cases(db, ids)
    return [
        PublishedCase(
            row,
            scores.get(row.case_id),
            again=status[row.case_id][0],
            solution=solutions.get(row.case_id, case_answers.NO_SOLUTION),
            verdict=status[row.case_id][1],
        )
        for row in rows
    ]
