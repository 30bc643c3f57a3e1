"""What is done about low scores: one task for each counter and day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import insert_or_ignore
from storage.models import RatingTask, SurveyResponse


class LowScores(NamedTuple):
    """The low scores of one counter and day; `slip_id` is one of them."""

    counter: str
    day: date
    slip_id: int


async def unreported_low_scores(
    db: AsyncSession, first: date, last: date, low: int
) -> list[LowScores]:
    """Counters and days with low scores of which nobody has been told."""
    rows = await db.execute(
        select(SurveyResponse.counter, SurveyResponse.day, func.min(SurveyResponse.id))
        .outerjoin(
            RatingTask,
            (RatingTask.counter == SurveyResponse.counter) & (RatingTask.day == SurveyResponse.day),
        )
        .where(
            SurveyResponse.day.between(first, last),
            SurveyResponse.overall <= low,
            SurveyResponse.counter != "",
            RatingTask.id.is_(None),
        )
        .group_by(SurveyResponse.counter, SurveyResponse.day)
        .order_by(SurveyResponse.day, SurveyResponse.counter)
    )
    return [LowScores(*row) for row in rows]


async def low_survey_responses(
    db: AsyncSession, counter: str, day: date, low: int
) -> list[SurveyResponse]:
    """The low slips of a counter and day, in no telling order."""
    rows = await db.execute(
        select(SurveyResponse)
        .where(
            SurveyResponse.counter == counter,
            SurveyResponse.day == day,
            SurveyResponse.overall <= low,
        )
        .order_by(SurveyResponse.key)
    )
    return list(rows.scalars())


async def create_rating_task(
    db: AsyncSession, counter: str, agency: str, day: date, low: int, now: datetime
) -> RatingTask | None:
    """The task for a counter and day; None when there is one already."""
    made = await db.execute(
        insert_or_ignore(db, RatingTask).values(
            counter=counter, agency=agency, day=day, low=low, told_at=now, done=""
        )
    )
    if not made.rowcount:  # type: ignore[attr-defined]
        return None
    found = await db.execute(
        select(RatingTask).where(RatingTask.counter == counter, RatingTask.day == day)
    )
    return found.scalar()


async def rating_task_by_id(db: AsyncSession, task_id: int) -> RatingTask | None:
    """One task."""
    return await db.get(RatingTask, task_id)


async def complete_rating_task(
    db: AsyncSession, task: RatingTask, words: str, person_id: int, now: datetime
) -> None:
    """Write what was done; a later word replaces the earlier."""
    await db.execute(
        update(RatingTask)
        .where(RatingTask.id == task.id)
        .values(done=words, done_at=now, done_by=person_id)
    )


async def rating_tasks_between(
    db: AsyncSession, first: date, last: date, counters: Sequence[str]
) -> list[RatingTask]:
    """The tasks of a stretch of days, in order."""
    rows = await db.execute(
        select(RatingTask)
        .where(RatingTask.day.between(first, last), RatingTask.counter.in_(counters))
        .order_by(RatingTask.day, RatingTask.counter)
    )
    return list(rows.scalars())
