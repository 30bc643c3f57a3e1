"""What looks made is set apart: of a burst or a flood the excess, and nothing that came before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.rating_forms import Ratings
from storage.models import SurveyResponse
from storage.survey_devices import KIOSK, KNOWN, NEW

BURST, SERIES = "burst", "series"

Where = tuple[ColumnElement[bool], ...]


async def is_excess(db: AsyncSession, slip: SurveyResponse, ratings: Ratings) -> bool:
    """Whether as many like a slip came already as may be believed; see `[ratings.honesty]`.

    A tablet is asked for a healthy cadence only. Browsers known for days are counted by themselves:
    new ones of the same network, however many, do not silence them.
    """
    honesty, kiosks = ratings.honesty, ratings.kiosks
    kind, told = slip.crowd.partition(":")[::2]
    alike = SurveyResponse.crowd == slip.crowd
    window = timedelta(minutes=honesty.burst_minutes)
    if f"{kind}:" == KIOSK:
        # What waited for a network comes in any order: no stretch around it may be too full.
        before, after = slip.rated_at - window, slip.rated_at + window
        return (
            await _is_full(db, slip, kiosks.burst_count, _between(before, slip.rated_at), alike)
            or await _is_full(db, slip, kiosks.burst_count, _between(slip.rated_at, after), alike)
            or await _is_full(db, slip, kiosks.day_count, _on_day(slip), alike)
        )
    if f"{kind}:" == KNOWN:
        return await _is_full(db, slip, honesty.network_day_count, _on_day(slip), alike)
    near = SurveyResponse.crowd.in_([NEW + told, KNOWN + told])
    recently = _between(slip.rated_at - window, slip.rated_at)
    return await _is_full(db, slip, honesty.burst_count, recently, alike) or await _is_full(
        db, slip, honesty.network_day_count, _on_day(slip), near
    )


def _between(first: Any, last: Any) -> ColumnElement[bool]:
    return SurveyResponse.rated_at.between(first, last)


def _on_day(slip: SurveyResponse) -> ColumnElement[bool]:
    return SurveyResponse.day == slip.day


async def _is_full(
    db: AsyncSession, slip: SurveyResponse, most: int, *where: ColumnElement[bool]
) -> bool:
    """Whether a slip, which is counted, is the `most`-th of its counter there, or a later one."""
    return await _how_many(db, SurveyResponse.counter == slip.counter, *where) >= most


async def is_series(db: AsyncSession, slip: SurveyResponse, most: int) -> bool:
    """Whether one device rated so many counters on its day."""
    return bool(slip.device) and await _how_many(db, *of_device(slip)) >= most


def of_device(slip: SurveyResponse) -> Where:
    """The slips of the device, on its day, that may be marked."""
    return (SurveyResponse.device == slip.device, SurveyResponse.crowd != "")


async def _how_many(db: AsyncSession, *where: ColumnElement[bool]) -> int:
    found = await db.execute(select(func.count()).select_from(SurveyResponse).where(*where))
    return found.scalar_one()
