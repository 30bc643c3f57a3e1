"""What people agreed to, when and where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import AddressRow, Consent, Person


async def consents_of_person(db: AsyncSession, person: Person) -> list[Consent]:
    """Everything the person ever agreed to, in order."""
    rows = await db.execute(
        select(Consent).where(Consent.person_id == person.id).order_by(Consent.id)
    )
    return list(rows.scalars())


async def withdraw_consent(db: AsyncSession, person: Person, purpose: str, now: datetime) -> bool:
    """Note that a consent was taken back; false when none was in force."""
    done = await db.execute(
        update(Consent)
        .where(
            Consent.person_id == person.id,
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def carry_over_consents(db: AsyncSession, before_id: int, person: Person) -> None:
    """What somebody agreed to on paper is theirs also in the chat they attached."""
    await db.execute(
        update(Consent)
        .where(
            Consent.person_id == before_id,
            ~exists().where(AddressRow.person_id == before_id),
        )
        .values(person_id=person.id)
        .execution_options(synchronize_session=False)
    )


async def has_consent(db: AsyncSession, person: Person, purpose: str, version: str) -> bool:
    """Whether a consent to this version of the text is in force."""
    found = await db.execute(
        select(Consent.id).where(
            Consent.person_id == person.id,
            Consent.purpose == purpose,
            Consent.version == version,
            Consent.withdrawn_at.is_(None),
        )
    )
    return found.first() is not None


async def add_consent(
    db: AsyncSession, person: Person, purpose: str, version: str, channel: str, now: datetime
) -> None:
    """Write down a consent, provably: text version, channel, time."""
    if not await has_consent(db, person, purpose, version):
        row = {
            "person_id": person.id,
            "purpose": purpose,
            "version": version,
            "channel": channel,
            "given_at": now,
        }
        await db.execute(insert(Consent).values(**row))
