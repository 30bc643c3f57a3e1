"""Slips are counted at midnight, of a place never fewer than a crowd: nobody follows a visitor.

What every page, file, chat and report says comes from these tallies, so all of them stand still for
a day, and no step of them is of one person. A slip counts on the day it is counted: no figure of a
period that is over moves, and none is lost for having come too late.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import dialect_insert
from storage.models import RatingDay, SurveyResponse

Tally = tuple[date, str, str, str, str, bool, int]
"""Day, counter, agency, commune, question, whether marked, answer."""


class Crowd(NamedTuple):
    """Where people rated; what is set apart stands by itself."""

    counter: str
    agency: str
    marked: bool


async def is_any_response_waiting(db: AsyncSession, before: date) -> bool:
    """Whether a slip of an earlier day is not counted."""
    found = await db.execute(
        select(SurveyResponse.id)
        .where(SurveyResponse.counted_on.is_(None), SurveyResponse.day < before)
        .limit(1)
    )
    return found.first() is not None


async def count_waiting_responses(db: AsyncSession, before: date, least: int) -> None:
    """Count what came to a place before a day, and what was changed there, once it is a crowd.

    What is set apart is a crowd of its own: it makes up no number beside somebody honest.
    """
    for place in await _crowds(db, before, least):
        await _count_place(db, place, before)


async def _crowds(db: AsyncSession, before: date, least: int) -> list[Crowd]:
    # Written out: PostgreSQL takes two parameters for two things, and groups by neither.
    marked = (SurveyResponse.mark != literal_column("''")).label("marked")
    found = await db.execute(
        select(SurveyResponse.counter, SurveyResponse.agency, marked)
        .where(SurveyResponse.counted_on.is_(None), SurveyResponse.day < before)
        .group_by(SurveyResponse.counter, SurveyResponse.agency, marked)
        .having(func.count() >= least)
    )
    return [Crowd(*row) for row in found]


async def _count_place(db: AsyncSession, place: Crowd, before: date) -> None:
    counter, agency, marked = place
    here = (
        SurveyResponse.counter == counter,
        SurveyResponse.agency == agency,
        (SurveyResponse.mark != "") == marked,
    )
    new = (SurveyResponse.counted_on.is_(None), SurveyResponse.day < before)
    sums: Counter[Tally] = Counter()
    for slip in await _slips(db, *here, *new):
        slip.counted_on = before - timedelta(days=1)
        _add(sums, slip, slip.answers, 1)
    for slip in await _slips(db, *here, SurveyResponse.counted_as.is_not(None)):
        _add(sums, slip, slip.counted_as or {}, -1)
        _add(sums, slip, slip.answers, 1)
        slip.counted_as = None
    await db.flush()
    await _write(db, sums)


async def _slips(db: AsyncSession, *where: object) -> Iterable[SurveyResponse]:
    return list((await db.execute(select(SurveyResponse).where(*where))).scalars())  # type: ignore[arg-type]


def _add(sums: Counter[Tally], slip: SurveyResponse, answers: Mapping[str, int], by: int) -> None:
    day = slip.counted_on
    assert day is not None  # noqa: S101 - it was just counted
    for question, value in answers.items():
        place = (day, slip.counter, slip.agency, slip.commune)
        sums[(*place, question, bool(slip.mark), value)] += by


async def _write(db: AsyncSession, sums: Counter[Tally]) -> None:
    names = ("day", "counter", "agency", "commune", "question", "marked")
    for (*key, value), by in sorted(sums.items()):
        row, name = dict(zip(names, key, strict=True)), f"n{value}"
        numbers = dict.fromkeys((f"n{at}" for at in range(6)), 0) | {name: by}
        await db.execute(
            dialect_insert(db, RatingDay)
            .values(**row, **numbers)
            .on_conflict_do_update(
                index_elements=list(row), set_={name: getattr(RatingDay, name) + by}
            )
        )
