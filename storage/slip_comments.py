"""What was written on slips, until those it is for were told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import SurveyResponse


async def counters_with_comments(db: AsyncSession, first: date, last: date) -> list[str]:
    """The counters about which something was written that nobody was told."""
    found = await db.execute(
        select(SurveyResponse.counter)
        .where(*_waiting(first, last), SurveyResponse.counter != "")
        .distinct()
        .order_by(SurveyResponse.counter)
    )
    return list(found.scalars())


async def waiting_comments(
    db: AsyncSession, counter: str, first: date, last: date
) -> list[SurveyResponse]:
    """The slips of a counter with words nobody was told, in no telling order."""
    found = await db.execute(
        select(SurveyResponse)
        .where(*_waiting(first, last), SurveyResponse.counter == counter)
        .order_by(SurveyResponse.key)
    )
    return list(found.scalars())


async def comments_told(db: AsyncSession, slips: Sequence[SurveyResponse], today: date) -> None:
    """Those they are for have read them."""
    for slip in slips:
        slip.words_told_on = today
    await db.flush()


def _waiting(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return (
        SurveyResponse.words != literal_column("''"),
        SurveyResponse.words_told_on.is_(None),
        SurveyResponse.day.between(first, last),
    )
