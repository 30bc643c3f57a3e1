"""Who holds which role, in force or in somebody's place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from rules.staff_log import StaffAction
from storage.models import AddressRow, Person, RoleAssignment
from storage.staff_log import append_staff_line

IN_FORCE = (RoleAssignment.ended_at.is_(None), RoleAssignment.suspended_at.is_(None))
"""A role that gives rights now."""


PRESENT = (*IN_FORCE, RoleAssignment.away_since.is_(None))
"""A role whose holder is to be told what comes in: a deputy, not who is away."""


class Role(NamedTuple):
    """A role in force: `office`, `leader`, `official` or `chair`."""

    role: str
    agency: str


async def addresses_of_role(db: AsyncSession, role: str, agency: str | None = None) -> list[str]:
    """Where everyone who holds the role, and is there, is reached."""
    query = (
        select(AddressRow.address)
        .join(RoleAssignment, RoleAssignment.person_id == AddressRow.person_id)
        .where(RoleAssignment.role == role, *PRESENT, AddressRow.reachable)
        .order_by(AddressRow.address)
        .distinct()
    )
    if agency is not None:
        query = query.where(RoleAssignment.agency == agency)
    return list((await db.execute(query)).scalars())


async def addresses_at_place(db: AsyncSession, role: str, agency: str, place: str) -> list[str]:
    """Where those are reached who hold the role for an agency at a place of it."""
    rows = await db.execute(
        select(AddressRow.address)
        .join(RoleAssignment, RoleAssignment.person_id == AddressRow.person_id)
        .where(
            RoleAssignment.role == role,
            RoleAssignment.agency == agency,
            RoleAssignment.place == place if place else true(),
            *PRESENT,
            AddressRow.reachable,
        )
        .order_by(AddressRow.address)
        .distinct()
    )
    return list(rows.scalars())


async def holds_at_place(
    db: AsyncSession, person_id: int, role: str, agency: str, place: str
) -> bool:
    """Whether somebody has the role for an agency at a place of it."""
    found = await db.execute(
        select(RoleAssignment.id)
        .where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.role == role,
            RoleAssignment.agency == agency,
            RoleAssignment.place == place if place else true(),
            *IN_FORCE,
        )
        .limit(1)
    )
    return found.first() is not None


async def addresses_of_holders(db: AsyncSession, role: str, agency: str) -> list[str]:
    """Where those are reached whose own the role is, also while away; no deputy."""
    rows = await db.execute(
        select(AddressRow.address)
        .join(RoleAssignment, RoleAssignment.person_id == AddressRow.person_id)
        .where(
            RoleAssignment.role == role,
            RoleAssignment.agency == agency,
            RoleAssignment.absence_id.is_(None),
            *IN_FORCE,
            AddressRow.reachable,
        )
        .order_by(AddressRow.address)
        .distinct()
    )
    return list(rows.scalars())


async def staff_addresses_among(db: AsyncSession, addresses: Collection[str]) -> set[str]:
    """Those of the addresses that belong to somebody with a role."""
    rows = await db.execute(
        select(AddressRow.address)
        .join(RoleAssignment, RoleAssignment.person_id == AddressRow.person_id)
        .where(AddressRow.address.in_(addresses), *IN_FORCE)
    )
    return set(rows.scalars())


async def roles_of_person(db: AsyncSession, person: Person) -> tuple[Role, ...]:
    """The roles a person holds now and is told about: none while away."""
    rows = await db.execute(
        select(RoleAssignment.role, RoleAssignment.agency)
        .where(RoleAssignment.person_id == person.id, *PRESENT)
        .distinct()
    )
    return tuple(Role(*row) for row in rows)


async def roles_in_force_of(db: AsyncSession, person_id: int) -> tuple[Role, ...]:
    """Every role that gives a person rights now, lent ones and those of who is away included."""
    rows = await db.execute(
        select(RoleAssignment.role, RoleAssignment.agency)
        .where(RoleAssignment.person_id == person_id, *IN_FORCE)
        .distinct()
    )
    return tuple(Role(*row) for row in rows)


async def is_at_work(db: AsyncSession, person_id: int) -> bool:
    """Whether somebody holds a role that gives rights now."""
    held = select(RoleAssignment.id).where(RoleAssignment.person_id == person_id, *IN_FORCE)
    return (await db.execute(held.limit(1))).first() is not None


async def is_anyone_of(db: AsyncSession, roles: Collection[str]) -> bool:
    """Whether somebody holds one of these roles now."""
    found = select(RoleAssignment.id).where(RoleAssignment.role.in_(roles), *IN_FORCE).limit(1)
    return (await db.execute(found)).first() is not None


async def is_suspended(db: AsyncSession, person_id: int) -> bool:
    """Whether a role of the person's own is suspended."""
    rows = await db.execute(
        select(RoleAssignment.id)
        .where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.ended_at.is_(None),
            RoleAssignment.suspended_at.is_not(None),
        )
        .limit(1)
    )
    return rows.first() is not None


async def people_with_roles_since(db: AsyncSession, *, since: datetime) -> list[int]:
    """Ids of everybody who held a role before a moment, still does and is not away."""
    rows = await db.execute(
        select(RoleAssignment.person_id)
        .where(*PRESENT, RoleAssignment.granted_at < since)
        .distinct()
        .order_by(RoleAssignment.person_id)
    )
    return list(rows.scalars())


async def roles_held_before(db: AsyncSession, moment: datetime) -> dict[int, list[Role]]:
    """By person, the roles that were held before a moment, still are, and are told about."""
    rows = await db.execute(
        select(RoleAssignment.person_id, RoleAssignment.role, RoleAssignment.agency)
        .where(*PRESENT, RoleAssignment.granted_at < moment)
        .distinct()
        .order_by(RoleAssignment.person_id)
    )
    found: dict[int, list[Role]] = {}
    for person_id, *role in rows:
        found.setdefault(person_id, []).append(Role(*role))
    return found


async def people_with_role(db: AsyncSession, role: str, agency: str) -> list[Person]:
    """Everybody who holds a role in an agency, by name."""
    rows = await db.execute(
        select(Person)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(RoleAssignment.role == role, RoleAssignment.agency == agency, *PRESENT)
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return list(rows.scalars())


async def assign_role(
    db: AsyncSession,
    person: Person,
    role: str,
    agency: str,
    name: str,
    now: datetime,
    by: int | None = None,
    place: str = "",
) -> None:
    """Give a role at once; asking twice changes nothing. `by` nobody: the operator gives it."""
    if name:
        person.name = name[:80]
    held = await db.execute(
        select(RoleAssignment.id).where(
            RoleAssignment.person_id == person.id,
            RoleAssignment.role == role,
            RoleAssignment.agency == agency,
            RoleAssignment.place == place,
            RoleAssignment.absence_id.is_(None),
            *IN_FORCE,
        )
    )
    if held.first() is None:
        row = {"role": role, "agency": agency, **({"place": place} if place else {})}
        await db.execute(
            insert(RoleAssignment).values(**row, person_id=person.id, granted_at=now, granted_by=by)
        )
        await append_staff_line(db, StaffAction.GRANTED, by, now, person=person.id, **row)
