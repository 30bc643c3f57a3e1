"""Who is away, and who stands in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import AGENCY_ROLES
from rules.staff_log import StaffAction
from storage import people
from storage.models import Absence, RoleAssignment
from storage.role_assignments import IN_FORCE, is_at_work
from storage.staff_log import append_staff_line


async def plan_absence(
    db: AsyncSession,
    person_id: int,
    deputy_id: int,
    first: date,
    last: date,
    by: int,
    now: datetime,
) -> Absence:
    """Write down that somebody will be away; it takes effect with `begin_absence`."""
    absence = Absence(
        person_id=person_id,
        deputy_id=deputy_id,
        first=first,
        last=last,
        made_by=by,
        made_at=now,
    )
    db.add(absence)
    await db.flush()
    data = {"absence": absence.id, "person": person_id, "deputy": deputy_id}
    days = {"first": str(first), "last": str(last)}
    await append_staff_line(db, StaffAction.REPRESENTED, by, now, **data, **days)
    return absence


async def absence_overlapping(
    db: AsyncSession, person_id: int, first: date, last: date
) -> Absence | None:
    """An absence of this person that touches these days."""
    rows = await db.execute(
        select(Absence)
        .where(
            Absence.person_id == person_id,
            Absence.ended_at.is_(None),
            Absence.first <= last,
            Absence.last >= first,
        )
        .limit(1)
    )
    return rows.scalar()


async def absence_deputised_by(
    db: AsyncSession, person_id: int, first: date, last: date
) -> Absence | None:
    """An absence in these days in which this person is somebody's deputy."""
    rows = await db.execute(
        select(Absence)
        .where(
            Absence.deputy_id == person_id,
            Absence.ended_at.is_(None),
            Absence.first <= last,
            Absence.last >= first,
        )
        .limit(1)
    )
    return rows.scalar()


async def absence_by_id(db: AsyncSession, absence_id: int) -> Absence | None:
    """One absence."""
    return await db.get(Absence, absence_id)


async def absences_to_start(db: AsyncSession, today: date) -> list[Absence]:
    """Absences that begin now or should have begun."""
    rows = await db.execute(
        select(Absence).where(
            Absence.ended_at.is_(None), Absence.began_at.is_(None), Absence.first <= today
        )
    )
    return list(rows.scalars())


async def absences_to_end(db: AsyncSession, today: date) -> list[Absence]:
    """Absences whose last day is behind us."""
    rows = await db.execute(select(Absence).where(Absence.ended_at.is_(None), Absence.last < today))
    return list(rows.scalars())


async def start_absence(db: AsyncSession, absence: Absence, by: int | None, now: datetime) -> None:
    """The deputy holds the same roles of an agency from now on; what comes in goes to the deputy.

    Roles of the office and of the chair are never lent: who stands in for their holder has them.
    """
    grants = await db.execute(
        select(RoleAssignment.role, RoleAssignment.agency, RoleAssignment.place)
        .where(
            RoleAssignment.person_id == absence.person_id,
            RoleAssignment.role.in_(AGENCY_ROLES),
            *IN_FORCE,
        )
        .distinct()
        .order_by(RoleAssignment.role, RoleAssignment.agency, RoleAssignment.place)
    )
    lent = [(role, agency, place) for role, agency, place in grants]
    rows = [
        {
            "person_id": absence.deputy_id,
            "role": role,
            "agency": agency,
            "place": place,
            "granted_at": now,
            "absence_id": absence.id,
        }
        for role, agency, place in lent
    ]
    if rows:
        await db.execute(insert(RoleAssignment), rows)
    await _mark_away(db, absence.person_id, now)
    absence.began_at = now
    data = {"absence": absence.id, "person": absence.person_id, "deputy": absence.deputy_id}
    roles = [[role, agency] for role, agency, _ in lent]
    await append_staff_line(db, StaffAction.ABSENCE_BEGAN, by, now, **data, roles=roles)


async def end_absence(db: AsyncSession, absence: Absence, by: int | None, now: datetime) -> None:
    """Back: the deputy's roles end."""
    await db.execute(
        update(RoleAssignment)
        .where(RoleAssignment.absence_id == absence.id, RoleAssignment.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    if absence.began_at is not None:
        await _mark_away(db, absence.person_id, None)
    absence.ended_at = now
    data = {"absence": absence.id, "person": absence.person_id, "deputy": absence.deputy_id}
    await append_staff_line(db, StaffAction.ABSENCE_ENDED, by, now, **data)


async def _mark_away(db: AsyncSession, person_id: int, since: datetime | None) -> None:
    await db.execute(
        update(RoleAssignment)
        .where(RoleAssignment.person_id == person_id, RoleAssignment.ended_at.is_(None))
        .values(away_since=since)
        .execution_options(synchronize_session=False)
    )


async def open_absences_of_person(db: AsyncSession, person_id: int) -> list[Absence]:
    rows = await db.execute(
        select(Absence).where(
            (Absence.person_id == person_id) | (Absence.deputy_id == person_id),
            Absence.ended_at.is_(None),
        )
    )
    return list(rows.scalars())


async def current_absence_of_person(db: AsyncSession, person_id: int) -> Absence | None:
    """The absence of this person that is planned or under way, the next one first."""
    rows = await db.execute(
        select(Absence)
        .where(Absence.person_id == person_id, Absence.ended_at.is_(None))
        .order_by(Absence.first)
        .limit(1)
    )
    return rows.scalar()


async def people_stood_in_for(db: AsyncSession, person_id: int) -> set[int]:
    """For whom this person acts today besides themselves."""
    rows = await db.execute(
        select(Absence.person_id).where(
            Absence.deputy_id == person_id,
            Absence.began_at.is_not(None),
            Absence.ended_at.is_(None),
        )
    )
    return set(rows.scalars())


async def addresses_acting_for(db: AsyncSession, person_id: int | None) -> list[str]:
    """Where what waits for a person goes: to a deputy while they are away, else to themselves.

    Nowhere when their roles ended or are suspended.
    """
    deputies = await db.execute(
        select(Absence.deputy_id).where(
            Absence.person_id == person_id,
            Absence.began_at.is_not(None),
            Absence.ended_at.is_(None),
        )
    )
    found: list[str] = []
    for one in list(deputies.scalars()) or [person_id or 0]:
        if await is_at_work(db, one):
            found += await people.addresses_of_person(db, one)
    return found
