"""Whether two of those we know are one person, as far as what they told us says."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Person
from storage.people import contact_of_person


async def are_known_as_one(db: AsyncSession, one: int | None, other: int | None) -> bool:
    """Whether two are the same, or gave the same phone number.

    A second browser that told us nothing is somebody else: nothing honest could tell them apart.
    """
    if one is None or other is None:
        return False
    if one == other:
        return True
    found = [await db.get(Person, number) for number in (one, other)]
    contacts = [contact_of_person(db, person) for person in found if person]
    phones = [contact.phone for contact in contacts if contact and contact.phone]
    return len(phones) == len(found) and len(set(phones)) == 1
