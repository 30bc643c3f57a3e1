"""Groups of colleagues that see the cases of their agency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import LEADER, OFFICE
from rules.staff_log import StaffAction
from storage.database import dialect_insert
from storage.models import AgencyGroup, Person, RoleAssignment
from storage.role_assignments import IN_FORCE
from storage.staff_log import append_staff_line


async def join_group(
    db: AsyncSession, address: str, agency: str, by: Person, now: datetime, *, threads: bool
) -> None:
    """Show the cases of an agency in a group from now on; of another agency no more."""
    values = {"agency": agency, "threads": threads, "joined_by": by.id, "joined_at": now}
    row = dialect_insert(db, AgencyGroup).values(address=address, **values)
    await db.execute(row.on_conflict_do_update(index_elements=["address"], set_=values))
    group = await group_at_address(db, address)
    number = group.id if group else 0
    await append_staff_line(db, StaffAction.GROUP_JOINED, by.id, now, group=number, agency=agency)


async def leave_group(db: AsyncSession, address: str, by: int | None, now: datetime) -> bool:
    """Show nothing there any more; whether anything was shown."""
    gone = await db.execute(
        delete(AgencyGroup)
        .where(AgencyGroup.address == address)
        .returning(AgencyGroup.id, AgencyGroup.agency)
    )
    for number, agency in gone.all():
        await append_staff_line(db, StaffAction.GROUP_ENDED, by, now, group=number, agency=agency)
        return True
    return False


async def groups_of_nobody(db: AsyncSession) -> list[AgencyGroup]:
    """Groups whose joiner neither leads their agency any more nor is of the office."""
    answers_for = (
        select(RoleAssignment.id)
        .where(
            RoleAssignment.person_id == AgencyGroup.joined_by,
            (RoleAssignment.role == OFFICE)
            | ((RoleAssignment.role == LEADER) & (RoleAssignment.agency == AgencyGroup.agency)),
            *IN_FORCE,
        )
        .exists()
    )
    rows = await db.execute(select(AgencyGroup).where(~answers_for).order_by(AgencyGroup.id))
    return list(rows.scalars())


async def group_at_address(db: AsyncSession, address: str) -> AgencyGroup | None:
    """The group of an address."""
    return (await db.execute(select(AgencyGroup).where(AgencyGroup.address == address))).scalar()


async def group_by_id(db: AsyncSession, group_id: int) -> AgencyGroup | None:
    """One group."""
    return await db.get(AgencyGroup, group_id)


async def all_groups(db: AsyncSession) -> list[AgencyGroup]:
    """All groups, by agency."""
    rows = await db.execute(select(AgencyGroup).order_by(AgencyGroup.agency, AgencyGroup.id))
    return list(rows.scalars())
