"""Who works here: listing, suspending, moving, absences with a deputy, and what they have open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import OPEN
from rules.named_units import names_meant_in
from rules.office import Office
from rules.staff_log import StaffAction
from storage import absences, invitations, kiosk_devices
from storage.models import AS_RECEIVED, Case, Person, RoleAssignment
from storage.role_assignments import Role
from storage.staff_log import append_staff_line, lock_staff_log


class StaffMember(NamedTuple):
    """Somebody with roles of their own, a suspended one included."""

    id: int
    name: str
    roles: tuple[Role, ...]
    suspended: bool
    away: bool

    @property
    def called(self) -> str:
        return self.name or f"#{self.id}"


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


async def people_named_in(db: AsyncSession, text: str, office: Office) -> set[int]:
    """Who of those who work here a text names or calls by their title, by number."""
    members = await staff_members(db)
    names = names_meant_in(text, [one.name for one in members], office)
    return {one.id for one in members if one.name in names}


async def worked_here_since(db: AsyncSession, person_id: int) -> datetime | None:
    """When somebody was given their first role, whatever became of it."""
    first = select(func.min(RoleAssignment.granted_at)).where(RoleAssignment.person_id == person_id)
    return (await db.execute(first)).scalar()


async def suspend_staff_member(
    db: AsyncSession, person_id: int, by: int | None, now: datetime
) -> None:
    """Take all rights at once, also what was lent to them, and by them."""
    await _let_nothing_stand(db, person_id, by, now)
    await _set_on_roles(db, person_id, suspended_at=now)
    await append_staff_line(db, StaffAction.SUSPENDED, by, now, person=person_id)


async def resume_staff_member(
    db: AsyncSession, person_id: int, by: int | None, now: datetime
) -> None:
    """Give the rights back: as if `by` had given them now."""
    await _set_on_roles(db, person_id, suspended_at=None, granted_by=by, granted_at=now)
    await append_staff_line(db, StaffAction.RESUMED, by, now, person=person_id)


async def end_roles_of_person(
    db: AsyncSession, person_id: int, by: int | None, now: datetime
) -> None:
    """End every role, also those held as a deputy."""
    await _let_nothing_stand(db, person_id, by, now)
    await _set_on_roles(db, person_id, ended_at=now)
    await append_staff_line(db, StaffAction.ENDED, by, now, person=person_id)


async def _let_nothing_stand(
    db: AsyncSession, person_id: int, by: int | None, now: datetime
) -> None:
    """What hangs on somebody's roles goes with them: absences, invitations."""
    await lock_staff_log(db)
    for absence in await absences.open_absences_of_person(db, person_id):
        await absences.end_absence(db, absence, by, now)
    await invitations.revoke_invitations_of_person(db, person_id, by, now)
    await kiosk_devices.end_offers_of_person(db, person_id, by, now)


async def _set_on_roles(db: AsyncSession, person_id: int, **values: datetime | int | None) -> None:
    await db.execute(
        update(RoleAssignment)
        .where(RoleAssignment.person_id == person_id, RoleAssignment.ended_at.is_(None))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


async def open_cases_of_handlers(db: AsyncSession, people: Collection[int]) -> list[Case]:
    """The open cases these handle, oldest first."""
    rows = await db.execute(
        select(Case)
        .where(Case.handler_id.in_(people), Case.status.in_(OPEN))
        .order_by(*AS_RECEIVED)
    )
    return list(rows.scalars())
