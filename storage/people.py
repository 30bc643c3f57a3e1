"""People, the addresses that reach them, their roles and what they consented to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage import arrival_days, sponsors
from storage.database import insert_or_ignore
from storage.known_person import EndedRole, KnownPerson
from storage.models import Absence, AddressRow, Person, RoleAssignment
from storage.role_assignments import IN_FORCE, Role
from storage.vault import Vault, decrypt, encrypt


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the law asks of a reporter (NĐ 20/2008/NĐ-CP Điều 7, as amended)."""

    name: str
    phone: str
    address: str
    words: str = ""
    """Of a case: the report as it was told, where who tells it is taken out of `Case.text`."""

    @property
    def line(self) -> str:
        """What is known of name, telephone and address, in this order."""
        return ", ".join(filter(None, (self.name, self.phone, self.address)))


async def person_at_address(db: AsyncSession, address: str, now: datetime) -> KnownPerson:
    """The person who speaks from an address; someone new is remembered."""
    found = await _find(db, AddressRow.address == address)
    if found is None:
        person = Person(created_at=arrival_days.day_of_arrival(now))
        db.add(person)
        await db.flush()
        made = await db.execute(
            insert_or_ignore(db, AddressRow).values(
                address=address, person_id=person.id, reachable=True
            )
        )
        if made.rowcount:  # type: ignore[attr-defined]
            return KnownPerson(person, ())
        # Two first messages at once, on PostgreSQL: the other one made the person.
        await db.delete(person)
        found = await _find(db, AddressRow.address == address)
        if found is None:
            raise RuntimeError("an address vanished while it was being made")
    return found


async def known_person_at_address(db: AsyncSession, address: str) -> KnownPerson | None:
    """Who speaks from an address, if anybody ever did."""
    return await _find(db, AddressRow.address == address)


async def known_person_by_id(db: AsyncSession, person_id: int) -> KnownPerson | None:
    """Somebody with an address, by number."""
    return await _find(db, Person.id == person_id)


async def known_people_at_addresses(
    db: AsyncSession, addresses: Collection[str]
) -> dict[str, KnownPerson]:
    """Who speaks from these addresses; one nobody speaks from is left out."""
    found: dict[str, list[_Row]] = {}
    for row in await _rows(db, AddressRow.address.in_(addresses)):
        found.setdefault(row.address, []).append(row)
    known = await _with_sponsors(db, map(_known, found.values()))
    return dict(zip(found, known, strict=True))


async def _find(db: AsyncSession, which: ColumnElement[bool]) -> KnownPerson | None:
    rows = await _rows(db, which)
    return (await _with_sponsors(db, [_known(rows)]))[0] if rows else None


async def _with_sponsors(db: AsyncSession, found: Iterable[KnownPerson]) -> list[KnownPerson]:
    known = list(found)
    staff = {one.person.id for one in known if one.roles}
    chain = await sponsors.sponsorships_of(db, staff) if staff else set()
    rows: dict[int, list[_Row]] = {}
    for row in await _rows(db, Person.id.in_({one.by for one in chain})) if chain else ():
        rows.setdefault(row.person.id, []).append(row)
    by = {number: _known(some) for number, some in rows.items()}
    return [
        one._replace(
            brought_in=tuple(
                (by[step.by], step.at)
                for step in chain
                if step.person == one.person.id and step.by in by
            )
        )
        for one in known
    ]


_UNDER_WAY = aliased(Absence)


class _Row(NamedTuple):
    """One of the roles somebody has in force, and where one of their addresses is."""

    person: Person
    role: str | None
    agency: str | None
    absent: int | None
    """In whose place the role is held."""
    stood_in_for: int | None
    """One of those the person stands in for, whether a role is lent for it or not."""
    address: str
    reachable: bool
    ended_at: datetime | None
    """When the role ended; of roles that were lent none is told."""


_TOLD = or_(
    and_(*IN_FORCE), and_(RoleAssignment.ended_at.is_not(None), RoleAssignment.absence_id.is_(None))
)


async def _rows(db: AsyncSession, which: ColumnElement[bool]) -> list[_Row]:
    rows = await db.execute(
        select(
            Person,
            RoleAssignment.role,
            RoleAssignment.agency,
            Absence.person_id,
            _UNDER_WAY.person_id,
            AddressRow.address,
            AddressRow.reachable,
            RoleAssignment.ended_at,
        )
        .join(AddressRow, AddressRow.person_id == Person.id)
        .outerjoin(RoleAssignment, and_(RoleAssignment.person_id == Person.id, _TOLD))
        .outerjoin(Absence, Absence.id == RoleAssignment.absence_id)
        .outerjoin(
            _UNDER_WAY,
            and_(
                _UNDER_WAY.deputy_id == Person.id,
                _UNDER_WAY.began_at.is_not(None),
                _UNDER_WAY.ended_at.is_(None),
            ),
        )
        .where(which)
    )
    return [_Row(*row) for row in rows]


def _known(rows: Sequence[_Row]) -> KnownPerson:
    told = [(Role(row.role, row.agency or ""), row) for row in rows if row.role]
    held = [(role, row.absent) for role, row in told if row.ended_at is None]
    ended = (EndedRole(role, row.ended_at) for role, row in told if row.ended_at is not None)
    own = {role for role, absent in held if absent is None}
    return KnownPerson(
        rows[0].person,
        tuple(dict.fromkeys(role for role, _ in held)),
        tuple(dict.fromkeys((role, absent) for role, absent in held if absent and role not in own)),
        frozenset(row.stood_in_for for row in rows if row.stood_in_for),
        rows[0].reachable,
        tuple(dict.fromkeys(ended)),
    )


NO_CHAT = "none"
"""The channel of an address of somebody who has none: what is said to them a person must say."""


async def add_person_without_chat(db: AsyncSession, contact: Contact, now: datetime) -> Person:
    """Somebody known from a paper or a call only."""
    person = Person(created_at=arrival_days.day_of_arrival(now), contact=encrypt(db, contact))
    db.add(person)
    await db.flush()
    return person


async def person_by_id(db: AsyncSession, person_id: int) -> Person | None:
    """One person."""
    return await db.get(Person, person_id)


async def addresses_of_person(db: AsyncSession, person_id: int) -> list[str]:
    """Where a person is reached."""
    rows = await db.execute(
        select(AddressRow.address)
        .where(AddressRow.person_id == person_id, AddressRow.reachable)
        .order_by(AddressRow.address)
    )
    return list(rows.scalars())


async def name_of_person(db: AsyncSession, person_id: int | None) -> str:
    """The name colleagues see, or empty."""
    if person_id is None:
        return ""
    found = await db.execute(select(Person.name).where(Person.id == person_id))
    return found.scalar() or ""


async def names_of_people(db: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    """The names colleagues see, by id; who has none, or is unknown, is left out."""
    rows = await db.execute(
        select(Person.id, Person.name).where(Person.id.in_(ids), Person.name != "")
    )
    return {row.id: row.name for row in rows}


async def mark_address_reachable(db: AsyncSession, address: str, *, reachable: bool) -> None:
    """Note that an address blocked us, or is back."""
    await db.execute(
        update(AddressRow).where(AddressRow.address == address).values(reachable=reachable)
    )


def contact_of_person(db: AsyncSession, person: Person) -> Contact | None:
    """The contact the person gave last, if any; none while it is locked with their case."""
    if person.contact is None or is_contact_locked(db, person):
        return None
    return decrypt(db, person.contact, Contact)


def is_contact_locked(db: AsyncSession, person: Person) -> bool:
    """Whether there is a contact that lies closed with a case, and its key is away."""
    vault: Vault = db.info["vault"]
    return vault.is_out_of_reach(person.contact or b"")


def remember_contact_of_person(db: AsyncSession, person: Person, contact: Contact) -> None:
    """Keep the contact for the next report."""
    person.contact = encrypt(db, contact)
