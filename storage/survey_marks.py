"""What looks made is set apart: of a flood the excess, of one hand's run all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules.local_time import ZONE
from rules.rating_forms import Ratings
from rules.vote_honesty import KioskRules, believable_phones, believable_taps
from storage.models import SurveyResponse
from storage.survey_devices import KIOSK, KNOWN, NEW

BURST: Final = "burst"
"""More than a place has visitors, or at an hour when nobody can stand there."""
SERIES: Final = "series"
"""Of one hand: one device at many counters, one finger on a tablet, one person's many dossiers."""
STAFF: Final = "staff"
"""Given by somebody who works here."""

Where = tuple[ColumnElement[bool], ...]


async def mark_what_looks_made(
    db: AsyncSession, slip: SurveyResponse, ratings: Ratings, *, dossier: bool
) -> None:
    """Set a new slip apart, or with it the run it ends; what was counted stays as it is.

    A case's slip never looks made, a dossier's only for being one of very many of one person.
    """
    honesty = ratings.honesty
    if slip.mark or not slip.counter:
        return
    if dossier:
        if slip.device and await _dossiers_of(db, slip) > honesty.dossier_day_count:
            slip.mark = SERIES
    elif run := await _run_of_one_hand(db, slip, ratings.kiosks):
        await _mark(db, slip, (SurveyResponse.id.in_(run),))
    elif slip.crowd and await _is_excess(db, slip, ratings):
        slip.mark = BURST
    elif slip.device and await _counters_of(db, slip) >= honesty.series_count:
        await _mark(db, slip, _of_device(slip))
    elif slip.device and await _people_on(db, slip) > honesty.device_day_count:
        slip.mark = SERIES
    await db.flush()


async def _is_excess(db: AsyncSession, slip: SurveyResponse, ratings: Ratings) -> bool:
    """Whether more like a slip came than may be believed; see `rules.vote_honesty`.

    Browsers known for days are counted by themselves: new ones of the same network, however many,
    do not silence them.
    """
    kind, told = slip.crowd.partition(":")[::2]
    visitors = ratings.visitors(slip.counter)
    alike = SurveyResponse.crowd == slip.crowd
    window = timedelta(minutes=ratings.honesty.burst_minutes)
    before, after = slip.rated_at - window, slip.rated_at + window
    if f"{kind}:" == KIOSK:
        most = believable_taps(ratings.honesty, ratings.kiosks, visitors)
        # What waited for a network comes in any order: no stretch around it may be too full. A run
        # of one hand is set apart already, and takes nobody's place.
        alike &= SurveyResponse.mark != SERIES
        return (
            not _is_open(slip.rated_at, ratings.kiosks)
            or await _is_over(db, slip, most.in_minutes, _between(before, slip.rated_at), alike)
            or await _is_over(db, slip, most.in_minutes, _between(slip.rated_at, after), alike)
            or await _is_over(db, slip, most.on_day, _believed_on_day(slip), alike)
        )
    most = believable_phones(ratings.honesty, visitors)
    if f"{kind}:" == KNOWN:
        return await _is_over(db, slip, most.on_day, _believed_on_day(slip), alike)
    near = SurveyResponse.crowd.in_([NEW + told, KNOWN + told])
    recently = _between(before, slip.rated_at)
    return await _is_over(db, slip, most.in_minutes, recently, alike) or await _is_over(
        db, slip, most.on_day, _believed_on_day(slip), near
    )


def _is_open(at: datetime, kiosks: KioskRules) -> bool:
    return kiosks.open_from <= at.astimezone(ZONE).hour < kiosks.open_until


async def _run_of_one_hand(db: AsyncSession, slip: SurveyResponse, kiosks: KioskRules) -> list[int]:
    """The taps around this one, if each came so soon after the one before that one hand did it."""
    if not slip.crowd.startswith(KIOSK):
        return []
    around = timedelta(seconds=kiosks.run_seconds * kiosks.run_count)
    rows = await db.execute(
        select(SurveyResponse.id, SurveyResponse.rated_at)
        .where(
            SurveyResponse.crowd == slip.crowd,
            SurveyResponse.counter == slip.counter,
            _between(slip.rated_at - around, slip.rated_at + around),
        )
        .order_by(SurveyResponse.rated_at, SurveyResponse.id)
    )
    run = _together(slip.id, [(number, at) for number, at in rows], kiosks.run_seconds)
    return run if len(run) >= kiosks.run_count else []


def _together(this: int, taps: Sequence[tuple[int, datetime]], seconds: int) -> list[int]:
    """Those of the taps that no pause parts from this one."""
    runs: list[list[int]] = [[taps[0][0]]]
    for (_, before), (number, at) in pairwise(taps):
        if (at - before).total_seconds() > seconds:
            runs.append([])
        runs[-1].append(number)
    return next(run for run in runs if this in run)


async def _mark(db: AsyncSession, slip: SurveyResponse, where: Where) -> None:
    await db.execute(
        update(SurveyResponse)
        .where(*where, SurveyResponse.mark == "", SurveyResponse.counted_on.is_(None))
        .values(mark=SERIES)
    )
    await db.refresh(slip)


def _between(first: Any, last: Any) -> ColumnElement[bool]:
    return SurveyResponse.rated_at.between(first, last)


def _believed_on_day(slip: SurveyResponse) -> ColumnElement[bool]:
    """What was set apart fills no day: an honest one may still come after a flood."""
    return and_(SurveyResponse.day == slip.day, SurveyResponse.mark == "")


async def _is_over(
    db: AsyncSession, slip: SurveyResponse, most: int, *where: ColumnElement[bool]
) -> bool:
    """Whether a slip, which is counted, is one more than so many of its counter there."""
    return await _how_many(db, SurveyResponse.counter == slip.counter, *where) > most


def _of_device(slip: SurveyResponse) -> Where:
    """The slips of the device, on its day, that may be marked."""
    return (SurveyResponse.device == slip.device, SurveyResponse.crowd != "")


async def _counters_of(db: AsyncSession, slip: SurveyResponse) -> int:
    query = select(func.count(SurveyResponse.counter.distinct())).where(*_of_device(slip))
    return (await db.execute(query)).scalar_one()


async def _people_on(db: AsyncSession, slip: SurveyResponse) -> int:
    return await _how_many(db, *_of_device(slip), SurveyResponse.counter == slip.counter)


async def _dossiers_of(db: AsyncSession, slip: SurveyResponse) -> int:
    return await _how_many(db, SurveyResponse.device == slip.device, SurveyResponse.crowd == "")


async def _how_many(db: AsyncSession, *where: ColumnElement[bool]) -> int:
    found = await db.execute(select(func.count()).select_from(SurveyResponse).where(*where))
    return found.scalar_one()
