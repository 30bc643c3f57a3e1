"""Who is away, and who stands in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Absence, RoleAssignment
from storage.role_assignments import IN_FORCE


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


async def start_absence(db: AsyncSession, absence: Absence, now: datetime) -> None:
    """The deputy holds the same roles from now on; what comes in goes to the deputy."""
    grants = await db.execute(
        select(RoleAssignment.role, RoleAssignment.agency)
        .where(RoleAssignment.person_id == absence.person_id, *IN_FORCE)
        .distinct()
    )
    rows = [
        {
            "person_id": absence.deputy_id,
            "role": role,
            "agency": agency,
            "granted_at": now,
            "absence_id": absence.id,
        }
        for role, agency in grants
    ]
    if rows:
        await db.execute(insert(RoleAssignment), rows)
    await _mark_away(db, absence.person_id, now)
    absence.began_at = now


async def end_absence(db: AsyncSession, absence: Absence, now: datetime) -> None:
    """Back: the deputy's roles end."""
    await db.execute(
        update(RoleAssignment)
        .where(RoleAssignment.absence_id == absence.id, RoleAssignment.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    await _mark_away(db, absence.person_id, None)
    absence.ended_at = now


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
