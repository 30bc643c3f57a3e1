"""Who works here: listing, suspending, moving, absences with a deputy, and what they have open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import OPEN
from storage.models import Absence, Case, Grant, Person
from storage.people import IN_FORCE, Role


class Member(NamedTuple):
    """Somebody with roles of their own, a suspended one included."""

    id: int
    name: str
    roles: tuple[Role, ...]
    suspended: bool
    away: bool


async def members(db: AsyncSession, agencies: Sequence[str] | None = None) -> list[Member]:
    """Everybody with a role in one of these agencies, or in any, by agency, role and name."""
    query = (
        select(Person.id, Person.name, Grant.role, Grant.agency, Grant.suspended_at)
        .add_columns(Grant.away_since)
        .join(Grant, Grant.person_id == Person.id)
        .where(Grant.ended_at.is_(None), Grant.absence_id.is_(None))
        .order_by(Grant.agency, Grant.role, Person.name, Person.id)
    )
    found: dict[int, Member] = {}
    for id_, name, role, agency, suspended, away in await db.execute(query):
        before = found.get(id_, Member(id_, name, (), suspended=False, away=False))
        found[id_] = Member(
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


async def member(db: AsyncSession, person_id: int) -> Member | None:
    """One of them."""
    return next((one for one in await members(db) if one.id == person_id), None)


async def suspend(db: AsyncSession, person_id: int, now: datetime | None) -> None:
    """Take all rights at once; with no time, give them back."""
    await db.execute(
        update(Grant)
        .where(Grant.person_id == person_id, Grant.ended_at.is_(None))
        .values(suspended_at=now)
        .execution_options(synchronize_session=False)
    )


async def end_roles(db: AsyncSession, person_id: int, now: datetime) -> None:
    """End every role, also those held as a deputy."""
    await db.execute(
        update(Grant)
        .where(Grant.person_id == person_id, Grant.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    for absence in await _open_absences(db, person_id):
        await end_absence(db, absence, now)


async def open_cases(db: AsyncSession, person_id: int) -> list[Case]:
    """The open cases somebody handles, oldest first."""
    rows = await db.execute(
        select(Case).where(Case.handler_id == person_id, Case.status.in_(OPEN)).order_by(Case.id)
    )
    return list(rows.scalars())


async def loads(db: AsyncSession, people: Sequence[int]) -> dict[int, int]:
    """How many open cases each of these handles."""
    rows = await db.execute(
        select(Case.handler_id, func.count())
        .where(Case.handler_id.in_(people), Case.status.in_(OPEN))
        .group_by(Case.handler_id)
    )
    return {person: number for person, number in rows if person is not None}


# Absences.


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


async def overlapping(db: AsyncSession, person_id: int, first: date, last: date) -> Absence | None:
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


async def deputising(db: AsyncSession, person_id: int, first: date, last: date) -> Absence | None:
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


async def absence(db: AsyncSession, absence_id: int) -> Absence | None:
    """One absence."""
    return await db.get(Absence, absence_id)


async def starting(db: AsyncSession, today: date) -> list[Absence]:
    """Absences that begin now or should have begun."""
    rows = await db.execute(
        select(Absence).where(
            Absence.ended_at.is_(None), Absence.began_at.is_(None), Absence.first <= today
        )
    )
    return list(rows.scalars())


async def over(db: AsyncSession, today: date) -> list[Absence]:
    """Absences whose last day is behind us."""
    rows = await db.execute(select(Absence).where(Absence.ended_at.is_(None), Absence.last < today))
    return list(rows.scalars())


async def begin_absence(db: AsyncSession, absence: Absence, now: datetime) -> None:
    """The deputy holds the same roles from now on; what comes in goes to the deputy."""
    grants = await db.execute(
        select(Grant.role, Grant.agency)
        .where(Grant.person_id == absence.person_id, *IN_FORCE)
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
        await db.execute(insert(Grant), rows)
    await _mark_away(db, absence.person_id, now)
    absence.began_at = now


async def end_absence(db: AsyncSession, absence: Absence, now: datetime) -> None:
    """Back: the deputy's roles end."""
    await db.execute(
        update(Grant)
        .where(Grant.absence_id == absence.id, Grant.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    await _mark_away(db, absence.person_id, None)
    absence.ended_at = now


async def _mark_away(db: AsyncSession, person_id: int, since: datetime | None) -> None:
    await db.execute(
        update(Grant)
        .where(Grant.person_id == person_id, Grant.ended_at.is_(None))
        .values(away_since=since)
        .execution_options(synchronize_session=False)
    )


async def _open_absences(db: AsyncSession, person_id: int) -> list[Absence]:
    rows = await db.execute(
        select(Absence).where(
            (Absence.person_id == person_id) | (Absence.deputy_id == person_id),
            Absence.ended_at.is_(None),
        )
    )
    return list(rows.scalars())


async def current_absence(db: AsyncSession, person_id: int) -> Absence | None:
    """The absence of this person that is planned or under way, the next one first."""
    rows = await db.execute(
        select(Absence)
        .where(Absence.person_id == person_id, Absence.ended_at.is_(None))
        .order_by(Absence.first)
        .limit(1)
    )
    return rows.scalar()


async def stood_for(db: AsyncSession, person_id: int) -> set[int]:
    """For whom this person acts today besides themselves."""
    rows = await db.execute(
        select(Absence.person_id).where(
            Absence.deputy_id == person_id,
            Absence.began_at.is_not(None),
            Absence.ended_at.is_(None),
        )
    )
    return set(rows.scalars())
