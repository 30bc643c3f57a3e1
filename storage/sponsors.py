"""Who brought somebody in: gave them a role, confirmed their invitation, or gave a role back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Invitation, RoleAssignment


class Sponsorship(NamedTuple):
    """Somebody brought a person in, or brought in who did."""

    person: int
    by: int
    at: datetime


async def sponsorships_of(db: AsyncSession, people: Collection[int]) -> set[Sponsorship]:
    """Everybody through whom these people hold the roles they hold, the whole chain of them."""
    given = select(RoleAssignment.person_id, RoleAssignment.granted_by, RoleAssignment.granted_at)
    confirmed = select(Invitation.used_by, Invitation.confirmed_by, Invitation.confirmed_at)
    steps = union_all(
        given.where(RoleAssignment.granted_by.is_not(None), RoleAssignment.ended_at.is_(None)),
        confirmed.where(Invitation.used_by.is_not(None), Invitation.confirmed_by.is_not(None)),
    ).subquery()
    person, by, at = steps.c
    first = select(person.label("of"), by.label("by"), at.label("at")).where(person.in_(people))
    chain = first.cte("chain", recursive=True)
    chain = chain.union(select(chain.c.of, by, at).join(steps, person == chain.c.by))
    rows = await db.execute(select(chain.c.of, chain.c.by, chain.c.at))
    return {Sponsorship(*row) for row in rows}
