"""Rating slips: one for each dossier, case, or device, counter and day; nobody is named."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Media
from rules.rating_forms import OVERALL, Honesty, Ratings
from storage.database import dialect_insert, insert_or_ignore
from storage.models import RatingDay, RatingSalt, RatingSlip
from storage.vault import blind

BURST, SERIES = "burst", "series"


class Place(NamedTuple):
    """What is rated, as it stands on the day: counters and communes may change hands later."""

    counter: str
    agency: str
    commune: str


async def device(db: AsyncSession, address: str, day: date, keep_days: int) -> str:
    """What stands for a device on one day. What is older than `keep_days` is forgotten."""
    found = await _salt(db, day)
    if found is None:
        await db.execute(
            insert_or_ignore(db, RatingSalt).values(day=day, salt=secrets.token_bytes(32))
        )
        await _forget(db, day - timedelta(days=keep_days))
        found = await _salt(db, day)
    return blind(db, f"device:{address}", found or b"")


async def _forget(db: AsyncSession, before: date) -> None:
    """Throw away the salts before a day, and of their slips the device and the hour."""
    days = (await db.execute(select(RatingSalt.day).where(RatingSalt.day < before))).scalars()
    for day in list(days):
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        await db.execute(
            update(RatingSlip)
            .where(RatingSlip.day == day)
            .values(device="", rated_at=midnight)
            .execution_options(synchronize_session=False)
        )
        await db.execute(delete(RatingSalt).where(RatingSalt.day == day))


async def _salt(db: AsyncSession, day: date) -> bytes | None:
    return (await db.execute(select(RatingSalt.salt).where(RatingSalt.day == day))).scalar()


async def known_devices(db: AsyncSession, address: str) -> list[str]:
    """What stood for an address on each day that is not yet forgotten."""
    salts = (await db.execute(select(RatingSalt.salt))).scalars()
    return [blind(db, f"device:{address}", salt) for salt in salts]


async def of_address(db: AsyncSession, address: str, since: datetime) -> list[RatingSlip]:
    """The slips an address may still change, newest first."""
    devices = await known_devices(db, address)
    rows = await db.execute(
        select(RatingSlip)
        .where(RatingSlip.device.in_(devices), RatingSlip.rated_at >= since)
        .order_by(RatingSlip.rated_at.desc())
    )
    return list(rows.scalars())


async def by_key(db: AsyncSession, key: str) -> RatingSlip | None:
    """The slip of a dossier, case, or device, counter and day; see the `key_of_…`."""
    return (await db.execute(select(RatingSlip).where(RatingSlip.key == key))).scalar()


async def by_id(db: AsyncSession, slip_id: int) -> RatingSlip | None:
    """One slip; the caller asks whose it is."""
    return await db.get(RatingSlip, slip_id)


def key_of_dossier(db: AsyncSession, code: str) -> str:
    """One slip for each dossier; the code itself is not kept."""
    return blind(db, f"dossier:{code}")


def key_of_case(db: AsyncSession, case_id: int) -> str:
    """One slip for each case."""
    return blind(db, f"case:{case_id}")


def key_of_kiosk(db: AsyncSession, client_id: str) -> str:
    """One slip for each tap on a kiosk, however often the page sends it."""
    return blind(db, f"kiosk:{client_id}")


def key_of_visit(db: AsyncSession, device_hash: str, counter: str) -> str:
    """One slip for each device, counter and day (the day is in the device's hash)."""
    return blind(db, f"visit:{device_hash}:{counter}")


class Filled(NamedTuple):
    """A slip as it is handed in. `overall` stands for it where a low score is looked for."""

    place: Place
    key: str
    device: str
    via: str
    day: date
    overall: int
    answers: Mapping[str, int]
    at: datetime


async def keep(db: AsyncSession, ratings: Ratings, filled: Filled) -> RatingSlip | None:
    """Store a new slip, count it, look for marks; None when there is one of this key already."""
    answers = {**filled.answers, **ratings.bands_of(filled.answers)}
    made = await db.execute(
        insert_or_ignore(db, RatingSlip).values(
            key=filled.key,
            device=filled.device,
            via=filled.via,
            day=filled.day,
            overall=filled.overall,
            answers=answers,
            words="",
            media=[],
            mark="",
            rated_at=filled.at,
            **filled.place._asdict(),
        )
    )
    if not made.rowcount:  # type: ignore[attr-defined]
        return None
    slip = await by_key(db, filled.key)
    assert slip is not None  # noqa: S101 - it was just stored
    await _count(db, slip, answers, 1)
    if filled.place.counter:
        await look_for_marks(db, slip, ratings.honesty)
    return slip


async def change(
    db: AsyncSession,
    ratings: Ratings,
    slip: RatingSlip,
    answers: Mapping[str, int],
    overall: int | None = None,
) -> None:
    """Add answers to a slip, or put them in the place of earlier ones; the tallies follow."""
    merged = {**slip.answers, **answers}
    merged |= ratings.bands_of(merged)
    if merged == slip.answers:
        return
    await _count(db, slip, slip.answers, -1)
    slip.answers = merged
    slip.overall = overall or merged.get(OVERALL, slip.overall)
    await db.flush()
    await _count(db, slip, slip.answers, 1)


async def add_words(
    db: AsyncSession, slip: RatingSlip, words: str, media: Sequence[Media] = ()
) -> None:
    """Add what was said or shown besides."""
    slip.words = "\n".join(part for part in (slip.words, words) if part)
    slip.media = [*slip.media, *(msgspec.to_builtins(item) for item in media)]
    await db.flush()


async def replace_words(db: AsyncSession, slip: RatingSlip, words: str) -> None:
    """Put what was said in the place of what was said before."""
    if slip.words != words:
        slip.words = words
        await db.flush()


def media_of(slip: RatingSlip) -> tuple[Media, ...]:
    """The files of a slip."""
    return tuple(msgspec.convert(item, Media) for item in slip.media)


async def look_for_marks(db: AsyncSession, slip: RatingSlip, honesty: Honesty) -> None:
    """Mark a burst at a counter or a series from one device, this slip among them."""
    begins = slip.rated_at - timedelta(minutes=honesty.burst_minutes)
    burst: tuple[Any, ...] = (
        RatingSlip.counter == slip.counter,
        RatingSlip.rated_at.between(begins, slip.rated_at),
    )
    await _mark_if(db, BURST, burst, honesty.burst_count)
    if slip.device:
        await _mark_if(db, SERIES, (RatingSlip.device == slip.device,), honesty.series_count)
    await db.refresh(slip)


async def _mark_if(db: AsyncSession, mark: str, where: tuple[Any, ...], least: int) -> None:
    found = await db.execute(select(func.count()).select_from(RatingSlip).where(*where))
    if found.scalar_one() < least:
        return
    rows = (await db.execute(select(RatingSlip).where(*where, RatingSlip.mark == ""))).scalars()
    for slip in list(rows):
        await _count(db, slip, slip.answers, -1)
        await db.execute(update(RatingSlip).where(RatingSlip.id == slip.id).values(mark=mark))
        await db.refresh(slip)
        await _count(db, slip, slip.answers, 1)


async def _count(db: AsyncSession, slip: RatingSlip, answers: Mapping[str, int], by: int) -> None:
    for question, value in sorted(answers.items()):
        name = f"n{value}"
        numbers = dict.fromkeys((f"n{at}" for at in range(6)), 0)
        row = {
            "day": slip.day,
            "counter": slip.counter,
            "agency": slip.agency,
            "commune": slip.commune,
            "question": question,
            "marked": bool(slip.mark),
        }
        upsert = dialect_insert(db, RatingDay).values(**row, **{**numbers, name: by})
        await db.execute(
            upsert.on_conflict_do_update(
                index_elements=list(row), set_={name: getattr(RatingDay, name) + by}
            )
        )
