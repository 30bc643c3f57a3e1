"""Figures about ratings, added up from the daily tallies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import RatingDay, SurveyResponse

NUMBERS = tuple(getattr(RatingDay, f"n{value}") for value in range(6))
MOST_WORDS = 2000
"""Slips whose words are looked at; the newest."""


class RatingTally(NamedTuple):
    """How often each answer (0 … 5) was given to a question at a place."""

    counter: str
    agency: str
    commune: str
    question: str
    marked: bool
    counts: tuple[int, ...]


async def rating_tallies_between(
    db: AsyncSession, first: date, last: date, counters: Sequence[str] | None = None
) -> list[RatingTally]:
    """Every place and question of a stretch of days, of some counters or of all."""
    group = (
        RatingDay.counter,
        RatingDay.agency,
        RatingDay.commune,
        RatingDay.question,
        RatingDay.marked,
    )
    query = (
        select(*group, *(func.sum(number) for number in NUMBERS))
        .where(RatingDay.day.between(first, last))
        .group_by(*group)
        .order_by(*group)
    )
    if counters is not None:
        query = query.where(RatingDay.counter.in_(counters))
    rows = await db.execute(query)
    return [
        RatingTally(counter, agency, commune, question, marked, tuple(int(n) for n in numbers))
        for counter, agency, commune, question, marked, *numbers in rows
    ]


class SurveyComment(NamedTuple):
    """What a slip added in words, with how satisfied it was."""

    overall: int
    words: str


async def survey_comments_between(
    db: AsyncSession, first: date, last: date, counters: Sequence[str] | None = None
) -> list[SurveyComment]:
    """The words of a stretch of days, newest first; unmarked slips only.

    Only of what is counted and was not changed since: no word appears when somebody just was there.
    """
    query = (
        select(SurveyResponse.overall, SurveyResponse.words)
        # Written out: PostgreSQL does not use an index on `words <> ''` for a parameter.
        .where(
            SurveyResponse.words != literal_column("''"),
            SurveyResponse.counted_on.between(first, last),
            SurveyResponse.counted_as.is_(None),
            SurveyResponse.mark == "",
        )
        .order_by(SurveyResponse.counted_on.desc(), SurveyResponse.id.desc())
        .limit(MOST_WORDS)
    )
    if counters is not None:
        query = query.where(SurveyResponse.counter.in_(counters))
    return [SurveyComment(*row) for row in await db.execute(query)]


async def first_rating_day(db: AsyncSession) -> date | None:
    """The day of the oldest rating."""
    return (await db.execute(select(func.min(RatingDay.day)))).scalar()
