"""Rating slips: one for each dossier, case, or device, counter and day; nobody is named."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Media
from rules.rating_forms import OVERALL, Ratings
from storage import survey_devices, survey_marks
from storage.database import insert_or_ignore
from storage.models import SurveyResponse
from storage.vault import keyed_hash


class RatedPlace(NamedTuple):
    """What is rated, as it stands on the day: counters and communes may change hands later."""

    counter: str
    agency: str
    commune: str


async def survey_responses_of_address(
    db: AsyncSession, address: str, since: datetime
) -> list[SurveyResponse]:
    """The slips an address may still change, newest first."""
    devices = await survey_devices.device_hashes_of_address(db, address)
    rows = await db.execute(
        select(SurveyResponse)
        .where(SurveyResponse.device.in_(devices), SurveyResponse.rated_at >= since)
        .order_by(SurveyResponse.rated_at.desc())
    )
    return list(rows.scalars())


async def survey_response_by_key(db: AsyncSession, key: str) -> SurveyResponse | None:
    """The slip of a dossier, case, or device, counter and day; see the `key_of_…`."""
    return (await db.execute(select(SurveyResponse).where(SurveyResponse.key == key))).scalar()


async def survey_response_by_id(db: AsyncSession, slip_id: int) -> SurveyResponse | None:
    """One slip; the caller asks whose it is."""
    return await db.get(SurveyResponse, slip_id)


def survey_key_of_dossier(db: AsyncSession, code: str) -> str:
    """One slip for each dossier; the code itself is not kept."""
    return keyed_hash(db, f"dossier:{code}")


def survey_key_of_case(db: AsyncSession, case_id: int) -> str:
    """One slip for each case."""
    return keyed_hash(db, f"case:{case_id}")


def survey_key_of_kiosk(db: AsyncSession, client_id: str) -> str:
    """One slip for each tap on a kiosk, however often the page sends it."""
    return keyed_hash(db, f"kiosk:{client_id}")


def survey_key_of_visit(db: AsyncSession, device_hash: str, counter: str, other: str = "") -> str:
    """One slip for each device, counter and day (the day is in the device's hash).

    `other`: what tells apart the slip of somebody else on the same device.
    """
    who = f":{other}" if other else ""
    return keyed_hash(db, f"visit:{device_hash}:{counter}{who}")


class NewSurveyResponse(NamedTuple):
    """A slip as it is handed in. `overall` stands for it where a low score is looked for."""

    place: RatedPlace
    key: str
    device: str
    via: str
    day: date
    overall: int
    answers: Mapping[str, int]
    at: datetime
    crowd: str = ""
    """Of `survey_devices.crowd_of`; empty for a dossier's and a case's."""
    dossier: bool = False
    """Whether it is a dossier's."""
    mark: str = ""
    """What is known of it from the beginning: that somebody who works here gave it."""


async def save_survey_response(
    db: AsyncSession, ratings: Ratings, filled: NewSurveyResponse
) -> SurveyResponse | None:
    """Store a new slip and look for marks; None when there is one of this key already.

    It is counted by `storage.survey_counting`, with others.
    """
    answers = {**filled.answers, **ratings.bands_of(filled.answers)}
    made = await db.execute(
        insert_or_ignore(db, SurveyResponse).values(
            key=filled.key,
            device=filled.device,
            crowd=filled.crowd,
            via=filled.via,
            day=filled.day,
            overall=filled.overall,
            answers=answers,
            words="",
            meant="",
            media=[],
            mark=filled.mark,
            rated_at=filled.at,
            **filled.place._asdict(),
        )
    )
    if not made.rowcount:  # type: ignore[attr-defined]
        return None
    slip = await survey_response_by_key(db, filled.key)
    assert slip is not None  # noqa: S101 - it was just stored
    await survey_marks.mark_what_looks_made(db, slip, ratings, dossier=filled.dossier)
    return slip


async def change_survey_response(
    db: AsyncSession,
    ratings: Ratings,
    slip: SurveyResponse,
    answers: Mapping[str, int],
    overall: int | None = None,
) -> None:
    """Add answers to a slip, or put them in the place of earlier ones; figures follow, later."""
    merged = {**slip.answers, **answers}
    merged |= ratings.bands_of(merged)
    if merged == slip.answers:
        return
    if slip.counted_on is not None and slip.counted_as is None:
        slip.counted_as = dict(slip.answers)
    slip.answers = merged
    slip.overall = overall or merged.get(OVERALL, slip.overall)
    await _tell_anew(db, ratings, slip)


async def add_words_to_survey_response(
    db: AsyncSession,
    ratings: Ratings,
    slip: SurveyResponse,
    words: str,
    media: Sequence[Media] = (),
    *,
    meant: Collection[int] = (),
) -> None:
    """Add what was said or shown besides; `meant`: whom the words named before they were masked."""
    slip.words = "\n".join(part for part in (slip.words, words) if part)
    slip.meant = _as_column({*people_meant(slip), *meant})
    # Of a file its own name may tell whose it is; nobody is shown it.
    unnamed = (msgspec.structs.replace(item, name="") for item in media)
    slip.media = [*slip.media, *map(msgspec.to_builtins, unnamed)]
    await _tell_anew(db, ratings, slip)


async def replace_words_of_survey_response(
    db: AsyncSession,
    ratings: Ratings,
    slip: SurveyResponse,
    words: str,
    *,
    meant: Collection[int] = (),
) -> None:
    """Put what was said in the place of what was said before."""
    if slip.words != words or people_meant(slip) != set(meant):
        slip.words, slip.meant = words, _as_column(meant)
        await _tell_anew(db, ratings, slip)


async def _tell_anew(db: AsyncSession, ratings: Ratings, slip: SurveyResponse) -> None:
    """Whoever was told of a slip before it was changed is told anew; of one mended it is noted."""
    slip.words_told_on = None
    if slip.overall <= ratings.honesty.low:
        slip.task_id = None
    await db.flush()


def people_meant(slip: SurveyResponse) -> set[int]:
    """Who of those who work here are named in its words, which say so no longer."""
    return {int(number) for number in slip.meant.split()}


def _as_column(meant: Collection[int]) -> str:
    return " ".join(map(str, sorted(meant)))


def media_of_survey_response(slip: SurveyResponse) -> tuple[Media, ...]:
    """The files of a slip."""
    return tuple(msgspec.convert(item, Media) for item in slip.media)
