"""Who works here: listing, suspending, moving, absences with a deputy, and what they have open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import OPEN
from storage import absences
from storage.models import Case, Person, RoleAssignment
from storage.role_assignments import Role


class StaffMember(NamedTuple):
    """Somebody with roles of their own, a suspended one included."""

    id: int
    name: str
    roles: tuple[Role, ...]
    suspended: bool
    away: bool


async def staff_members(
    db: AsyncSession, agencies: Sequence[str] | None = None
) -> list[StaffMember]:
    """Everybody with a role in one of these agencies, or in any, by agency, role and name."""
    query = (
        select(
            Person.id,
            Person.name,
            RoleAssignment.role,
            RoleAssignment.agency,
            RoleAssignment.suspended_at,
        )
        .add_columns(RoleAssignment.away_since)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(RoleAssignment.ended_at.is_(None), RoleAssignment.absence_id.is_(None))
        .order_by(RoleAssignment.agency, RoleAssignment.role, Person.name, Person.id)
    )
    found: dict[int, StaffMember] = {}
    for id_, name, role, agency, suspended, away in await db.execute(query):
        before = found.get(id_, StaffMember(id_, name, (), suspended=False, away=False))
        found[id_] = StaffMember(
            id_,
            name,
            (*before.roles, Role(role, agency)),
            suspended=before.suspended or suspended is not None,
            away=before.away or away is not None,
        )
    return [
        member
        for member in found.values()
        if agencies is None or any(role.agency in agencies for role in member.roles)
    ]


async def staff_member_by_id(db: AsyncSession, person_id: int) -> StaffMember | None:
    """One of them."""
    return next((one for one in await staff_members(db) if one.id == person_id), None)


async def suspend_staff_member(db: AsyncSession, person_id: int, now: datetime | None) -> None:
    """Take all rights at once; with no time, give them back."""
    await db.execute(
        update(RoleAssignment)
        .where(RoleAssignment.person_id == person_id, RoleAssignment.ended_at.is_(None))
        .values(suspended_at=now)
        .execution_options(synchronize_session=False)
    )


async def end_roles_of_person(db: AsyncSession, person_id: int, now: datetime) -> None:
    """End every role, also those held as a deputy."""
    await db.execute(
        update(RoleAssignment)
        .where(RoleAssignment.person_id == person_id, RoleAssignment.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    for absence in await absences.open_absences_of_person(db, person_id):
        await absences.end_absence(db, absence, now)


async def open_cases_of_handler(db: AsyncSession, person_id: int) -> list[Case]:
    """The open cases somebody handles, oldest first."""
    rows = await db.execute(
        select(Case).where(Case.handler_id == person_id, Case.status.in_(OPEN)).order_by(Case.id)
    )
    return list(rows.scalars())


async def count_open_cases_of_handlers(db: AsyncSession, people: Sequence[int]) -> dict[int, int]:
    """How many open cases each of these handles."""
    rows = await db.execute(
        select(Case.handler_id, func.count())
        .where(Case.handler_id.in_(people), Case.status.in_(OPEN))
        .group_by(Case.handler_id)
    )
    return {person: number for person, number in rows if person is not None}
