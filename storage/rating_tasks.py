"""What is done about low scores: one task for those a place was told of in a morning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import insert_or_ignore
from storage.models import RatingTask, SurveyResponse


class WaitingLowScores(NamedTuple):
    """The low scores of one counter that its leader does not know; `slip_id` is one of them."""

    counter: str
    slip_id: int
    new: int
    """Not told before; the others were changed since."""
    again: int


async def waiting_low_scores(
    db: AsyncSession, first: date, last: date, low: int
) -> list[WaitingLowScores]:
    """By counter, how many low scores wait to be told, or to be told anew."""
    again = func.count(SurveyResponse.told_on)
    rows = await db.execute(
        select(SurveyResponse.counter, func.min(SurveyResponse.id), func.count() - again, again)
        .where(*_waiting(first, last, low), SurveyResponse.counter != "")
        .group_by(SurveyResponse.counter)
        .order_by(SurveyResponse.counter)
    )
    return [WaitingLowScores(*row) for row in rows]


def _waiting(first: date, last: date, low: int) -> tuple[ColumnElement[bool], ...]:
    return (
        SurveyResponse.day.between(first, last),
        SurveyResponse.overall <= low,
        SurveyResponse.task_id.is_(None),
    )


async def waiting_low_responses(
    db: AsyncSession, counter: str, first: date, last: date, low: int
) -> list[SurveyResponse]:
    """The low slips of a counter that wait to be told, in no telling order."""
    rows = await db.execute(
        select(SurveyResponse)
        .where(*_waiting(first, last, low), SurveyResponse.counter == counter)
        .order_by(SurveyResponse.key)
    )
    return list(rows.scalars())


async def responses_of_task(db: AsyncSession, task: RatingTask) -> list[SurveyResponse]:
    """The slips a task is about, also one whose giver was content later, in no telling order."""
    rows = await db.execute(
        select(SurveyResponse).where(SurveyResponse.task_id == task.id).order_by(SurveyResponse.key)
    )
    return list(rows.scalars())


async def create_rating_task(
    db: AsyncSession, counter: str, agency: str, day: date, low: int, now: datetime
) -> RatingTask | None:
    """The task for a counter and all until a day; None when there is one already."""
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


async def add_responses_to_task(
    db: AsyncSession, task: RatingTask, slips: Sequence[SurveyResponse], today: date
) -> None:
    """They are told now: what is changed from here on is told again."""
    for slip in slips:
        slip.task_id = task.id
        slip.told_on = slip.told_on or today
        slip.words_told_on = today
    await db.flush()


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
