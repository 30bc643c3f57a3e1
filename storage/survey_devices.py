"""Which device rated already, without knowing whose it is."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import insert_or_ignore
from storage.models import RatingSalt, SurveyResponse
from storage.vault import keyed_hash

NEW, KNOWN, KIOSK = "new:", "known:", "kiosk:"
_PROCESS_KEY = secrets.token_bytes(32)


async def device_hash_on_day(db: AsyncSession, address: str, day: date, keep_days: int) -> str:
    """What stands for a device on one day. What is older than `keep_days` is forgotten."""
    found = await _salt(db, day)
    if found is None:
        await db.execute(
            insert_or_ignore(db, RatingSalt).values(day=day, salt=secrets.token_bytes(32))
        )
        await _forget(db, day - timedelta(days=keep_days))
        found = await _salt(db, day)
    return keyed_hash(db, f"device:{address}", found or b"")


async def known_device_on_day(db: AsyncSession, address: str, day: date) -> str:
    """What stands for a device on one day, or nothing while nobody rated on that day."""
    found = await _salt(db, day)
    return keyed_hash(db, f"device:{address}", found) if found else ""


async def counters_with_shared_devices(db: AsyncSession, day: date, most: int) -> list[str]:
    """Where more people than so many rated on one device that is no tablet of ours."""
    found = await db.execute(
        select(SurveyResponse.counter)
        .where(SurveyResponse.day == day, SurveyResponse.via == "page", SurveyResponse.device != "")
        .group_by(SurveyResponse.counter, SurveyResponse.device)
        .having(func.count() > most)
        .distinct()
    )
    return sorted(found.scalars())


def crowd_of(network: str, *, new: bool) -> str:
    """What stands for the browsers of a network, new and known ones apart.

    Only this process can make it again, and only while it runs: nobody finds the network by it.
    """
    told = hashlib.blake2b(network.encode(), key=_PROCESS_KEY, digest_size=8).hexdigest()
    return f"{NEW if new else KNOWN}{told}"


def crowd_of_kiosk(kiosk_id: int) -> str:
    """What stands for all who rate on one tablet."""
    return f"{KIOSK}{kiosk_id}"


async def _forget(db: AsyncSession, before: date) -> None:
    """Throw away the salts before a day, and of their slips the device and the hour."""
    days = (await db.execute(select(RatingSalt.day).where(RatingSalt.day < before))).scalars()
    for day in list(days):
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        await db.execute(
            update(SurveyResponse)
            .where(SurveyResponse.day == day)
            .values(device="", crowd="", rated_at=midnight)
            .execution_options(synchronize_session=False)
        )
        await db.execute(delete(RatingSalt).where(RatingSalt.day == day))


async def _salt(db: AsyncSession, day: date) -> bytes | None:
    return (await db.execute(select(RatingSalt.salt).where(RatingSalt.day == day))).scalar()


async def device_hashes_of_address(db: AsyncSession, address: str) -> list[str]:
    """What stood for an address on each day that is not yet forgotten."""
    salts = (await db.execute(select(RatingSalt.salt))).scalars()
    return [keyed_hash(db, f"device:{address}", salt) for salt in salts]
