"""People, the addresses that reach them, their roles and what they consented to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import and_, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import insert_or_ignore
from storage.models import Absence, AddressRow, Consent, Grant, Person
from storage.vault import seal, unseal

IN_FORCE = (Grant.ended_at.is_(None), Grant.suspended_at.is_(None))
"""A role that gives rights now."""
PRESENT = (*IN_FORCE, Grant.away_since.is_(None))
"""A role whose holder is to be told what comes in: a deputy, not who is away."""


class Contact(msgspec.Struct, frozen=True):
    """What the law asks of a reporter (NĐ 20/2008/NĐ-CP Điều 7, as amended)."""

    name: str
    phone: str
    address: str


class Role(NamedTuple):
    """A role in force: `office`, `leader`, `official` or `chair`."""

    role: str
    agency: str


class Known(NamedTuple):
    """A person and the roles in force."""

    person: Person
    roles: tuple[Role, ...]
    stands_in: tuple[tuple[Role, int], ...] = ()
    """Roles held as the deputy of somebody, by id."""
    reachable: bool = True
    """False: the last message to the address the person speaks from did not get there."""

    def stands_for(self, role: str, agency: str) -> int | None:
        """For whom the person acts in a role that is not their own, or nobody."""
        return dict(self.stands_in).get(Role(role, agency))

    def holds(self, role: str, agency: str | None = None) -> bool:
        """Whether the person has the role, in that agency when one is named."""
        return any(
            held.role == role and (agency is None or held.agency == agency) for held in self.roles
        )


async def at(db: AsyncSession, address: str, now: datetime) -> Known:
    """The person who speaks from an address; someone new is remembered."""
    found = await _find(db, address)
    if found is None:
        person = Person(created_at=now)
        db.add(person)
        await db.flush()
        made = await db.execute(
            insert_or_ignore(db, AddressRow).values(
                address=address, person_id=person.id, reachable=True, created_at=now
            )
        )
        if made.rowcount:  # type: ignore[attr-defined]
            return Known(person, ())
        # Two first messages at once, on PostgreSQL: the other one made the person.
        await db.delete(person)
        found = await _find(db, address)
        if found is None:
            raise RuntimeError("an address vanished while it was being made")
    return found


async def _find(db: AsyncSession, address: str) -> Known | None:
    rows = (
        await db.execute(
            select(Person, Grant.role, Grant.agency, Absence.person_id, AddressRow.reachable)
            .join(AddressRow, AddressRow.person_id == Person.id)
            .outerjoin(Grant, and_(Grant.person_id == Person.id, *IN_FORCE))
            .outerjoin(Absence, Absence.id == Grant.absence_id)
            .where(AddressRow.address == address)
        )
    ).all()
    if not rows:
        return None
    held = [(Role(role, agency), absent) for _, role, agency, absent, _ in rows if role]
    own = {role for role, absent in held if absent is None}
    return Known(
        rows[0][0],
        tuple(dict.fromkeys(role for role, _ in held)),
        tuple((role, absent) for role, absent in held if absent and role not in own),
        rows[0][4],
    )


async def addresses_of_role(db: AsyncSession, role: str, agency: str | None = None) -> list[str]:
    """Where everyone who holds the role, and is there, is reached."""
    query = (
        select(AddressRow.address)
        .join(Grant, Grant.person_id == AddressRow.person_id)
        .where(Grant.role == role, *PRESENT, AddressRow.reachable)
        .order_by(AddressRow.address)
        .distinct()
    )
    if agency is not None:
        query = query.where(Grant.agency == agency)
    return list((await db.execute(query)).scalars())


async def staff_among(db: AsyncSession, addresses: Collection[str]) -> set[str]:
    """Those of the addresses that belong to somebody with a role."""
    rows = await db.execute(
        select(AddressRow.address)
        .join(Grant, Grant.person_id == AddressRow.person_id)
        .where(AddressRow.address.in_(addresses), *IN_FORCE)
    )
    return set(rows.scalars())


NO_CHAT = "none"
"""The channel of an address of somebody who has none: what is said to them a person must say."""


async def without_chat(db: AsyncSession, contact: Contact, now: datetime) -> Person:
    """Somebody known from a paper or a call only."""
    person = Person(created_at=now, contact=seal(db, contact))
    db.add(person)
    await db.flush()
    return person


async def consents_follow(db: AsyncSession, before_id: int, person: Person) -> None:
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


async def by_id(db: AsyncSession, person_id: int) -> Person | None:
    """One person."""
    return await db.get(Person, person_id)


async def roles_of(db: AsyncSession, person: Person) -> tuple[Role, ...]:
    """The roles a person holds now and is told about: none while away."""
    rows = await db.execute(
        select(Grant.role, Grant.agency).where(Grant.person_id == person.id, *PRESENT).distinct()
    )
    return tuple(Role(*row) for row in rows)


async def addresses_of(db: AsyncSession, person_id: int) -> list[str]:
    """Where a person is reached."""
    rows = await db.execute(
        select(AddressRow.address)
        .where(AddressRow.person_id == person_id, AddressRow.reachable)
        .order_by(AddressRow.address)
    )
    return list(rows.scalars())


async def reached_for(db: AsyncSession, person_id: int | None) -> list[str]:
    """Where what waits for a person goes: to a deputy while they are away, else to themselves."""
    deputies = await db.execute(
        select(Absence.deputy_id).where(
            Absence.person_id == person_id,
            Absence.began_at.is_not(None),
            Absence.ended_at.is_(None),
        )
    )
    found: list[str] = []
    for one in list(deputies.scalars()) or [person_id or 0]:
        found += await addresses_of(db, one)
    return found


async def with_roles(db: AsyncSession, *, since: datetime) -> list[int]:
    """Ids of everybody who held a role before a moment, still does and is not away."""
    rows = await db.execute(
        select(Grant.person_id)
        .where(*PRESENT, Grant.granted_at < since)
        .distinct()
        .order_by(Grant.person_id)
    )
    return list(rows.scalars())


async def roles_before(db: AsyncSession, moment: datetime) -> dict[int, list[Role]]:
    """By person, the roles that were held before a moment, still are, and are told about."""
    rows = await db.execute(
        select(Grant.person_id, Grant.role, Grant.agency)
        .where(*PRESENT, Grant.granted_at < moment)
        .distinct()
        .order_by(Grant.person_id)
    )
    found: dict[int, list[Role]] = {}
    for person_id, *role in rows:
        found.setdefault(person_id, []).append(Role(*role))
    return found


async def holding(db: AsyncSession, role: str, agency: str) -> list[Person]:
    """Everybody who holds a role in an agency, by name."""
    rows = await db.execute(
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .where(Grant.role == role, Grant.agency == agency, *PRESENT)
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return list(rows.scalars())


async def name_of(db: AsyncSession, person_id: int | None) -> str:
    """The name colleagues see, or empty."""
    if person_id is None:
        return ""
    found = await db.execute(select(Person.name).where(Person.id == person_id))
    return found.scalar() or ""


async def names(db: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    """The names colleagues see, by id; who has none, or is unknown, is left out."""
    rows = await db.execute(
        select(Person.id, Person.name).where(Person.id.in_(ids), Person.name != "")
    )
    return {row.id: row.name for row in rows}


async def grant(
    db: AsyncSession, person: Person, role: str, agency: str, name: str, now: datetime
) -> None:
    """Give a role at once; asking twice changes nothing."""
    if name:
        person.name = name[:80]
    held = await db.execute(
        select(Grant.id).where(
            Grant.person_id == person.id,
            Grant.role == role,
            Grant.agency == agency,
            Grant.absence_id.is_(None),
            *IN_FORCE,
        )
    )
    if held.first() is None:
        row = {"person_id": person.id, "role": role, "agency": agency, "granted_at": now}
        await db.execute(insert(Grant).values(**row))


async def mark_reachable(db: AsyncSession, address: str, *, reachable: bool) -> None:
    """Note that an address blocked us, or is back."""
    await db.execute(
        update(AddressRow).where(AddressRow.address == address).values(reachable=reachable)
    )


def contact_of(db: AsyncSession, person: Person) -> Contact | None:
    """The contact the person gave last, if any."""
    return unseal(db, person.contact, Contact) if person.contact else None


def remember_contact(db: AsyncSession, person: Person, contact: Contact) -> None:
    """Keep the contact for the next report."""
    person.contact = seal(db, contact)


async def consented(db: AsyncSession, person: Person, purpose: str, version: str) -> bool:
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


async def consent(
    db: AsyncSession, person: Person, purpose: str, version: str, channel: str, now: datetime
) -> None:
    """Write down a consent, provably: text version, channel, time."""
    if not await consented(db, person, purpose, version):
        row = {
            "person_id": person.id,
            "purpose": purpose,
            "version": version,
            "channel": channel,
            "given_at": now,
        }
        await db.execute(insert(Consent).values(**row))
