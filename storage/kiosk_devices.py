"""Tablets at the counters: a code enrols one, once; from then on its cookie tells it apart."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules.case_code import RECEIPT_SIGNS
from rules.staff_log import StaffAction
from storage.models import KioskDevice
from storage.staff_log import append_staff_line, lock_staff_log

CODE_SIGNS = 8
"""20 signs to the power of 8: 25,600 million, for some minutes."""
OLD_LINKS = ""
"""The counter of the row that stands for every link given out before tablets were enrolled."""


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


async def offer_kiosk(
    db: AsyncSession, counter: str, name: str, by: int | None, now: datetime, minutes: int
) -> tuple[KioskDevice, str]:
    """Make a code that enrols one tablet at a counter; it is returned once, here.

    `by` nobody: the operator.
    """
    code = "".join(secrets.choice(RECEIPT_SIGNS) for _ in range(CODE_SIGNS))
    row = KioskDevice(
        counter=counter,
        name=name,
        code_hash=_hash(code),
        code_until=now + timedelta(minutes=minutes),
        enrolled_by=by,
    )
    db.add(row)
    await db.flush()
    await append_staff_line(db, StaffAction.KIOSK_OFFERED, by, now, kiosk=row.id, counter=counter)
    return row, code


async def enrol_kiosk(db: AsyncSession, code: str, now: datetime) -> tuple[KioskDevice, str] | None:
    """(The tablet, what its cookie holds) for a code that is good; one of many wins."""
    await lock_staff_log(db)
    token = secrets.token_urlsafe(32)
    bare = "".join(sign for sign in code.upper() if sign.isalnum())
    made = await db.execute(
        update(KioskDevice)
        .where(
            KioskDevice.code_hash == _hash(bare),
            KioskDevice.enrolled_at.is_(None),
            KioskDevice.ended_at.is_(None),
            KioskDevice.code_until > now,
        )
        .values(token_hash=_hash(token), enrolled_at=now)
        .returning(KioskDevice.id)
    )
    number = made.scalar()
    if number is None:
        return None
    row = await db.get(KioskDevice, number, populate_existing=True)
    assert row is not None  # noqa: S101 - it was just changed
    await append_staff_line(
        db, StaffAction.KIOSK_ENROLLED, None, now, kiosk=row.id, counter=row.counter
    )
    return row, token


async def kiosk_by_token(db: AsyncSession, token: str) -> KioskDevice | None:
    """The tablet of a cookie, also one that was ended."""
    found = await db.execute(select(KioskDevice).where(KioskDevice.token_hash == _hash(token)))
    return found.scalar()


async def see_kiosk(db: AsyncSession, kiosk_id: int, today: date) -> None:
    """It was there today."""
    await db.execute(update(KioskDevice).where(KioskDevice.id == kiosk_id).values(last_seen=today))


async def old_links_until(db: AsyncSession, days: int) -> datetime | None:
    """Until when the links of before work; nothing when there are none, or somebody ended them."""
    since = await db.execute(
        select(KioskDevice.enrolled_at).where(
            KioskDevice.counter == OLD_LINKS, KioskDevice.ended_at.is_(None)
        )
    )
    upgraded = since.scalar()
    return upgraded + timedelta(days=days) if upgraded else None


async def kiosks_in_use(db: AsyncSession) -> list[KioskDevice]:
    """Those on which people rate, oldest first; the row of the old links among them."""
    rows = await db.execute(
        select(KioskDevice)
        .where(KioskDevice.enrolled_at.is_not(None), KioskDevice.ended_at.is_(None))
        .order_by(KioskDevice.id)
    )
    return list(rows.scalars())


async def end_kiosk(db: AsyncSession, kiosk_id: int, by: int | None, now: datetime) -> bool:
    """Nobody rates on it any more; false when it was ended before, or never was."""
    await lock_staff_log(db)
    done = await db.execute(
        update(KioskDevice)
        .where(KioskDevice.id == kiosk_id, KioskDevice.ended_at.is_(None))
        .values(ended_at=now)
        .returning(KioskDevice.counter)
    )
    counter = done.scalar()
    if counter is None:
        return False
    await append_staff_line(db, StaffAction.KIOSK_ENDED, by, now, kiosk=kiosk_id, counter=counter)
    return True


async def end_offers_of_person(
    db: AsyncSession, person_id: int, by: int | None, now: datetime
) -> None:
    """Codes they made, and nobody used, are worthless from now on."""
    theirs = await db.execute(
        select(KioskDevice.id).where(
            KioskDevice.enrolled_by == person_id, KioskDevice.enrolled_at.is_(None)
        )
    )
    for kiosk_id in list(theirs.scalars()):
        await end_kiosk(db, kiosk_id, by, now)


async def kiosk_by_id(db: AsyncSession, kiosk_id: int) -> KioskDevice | None:
    """One tablet, in whatever state."""
    return await db.get(KioskDevice, kiosk_id, populate_existing=True)
