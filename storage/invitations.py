"""One-time links that grant a role."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules.staff_log import StaffAction
from storage.models import Invitation, Person
from storage.staff_log import append_staff_line, lock_staff_log

UNUSED = (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
"""Nobody took it and nobody took it back."""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def create_invitation(
    db: AsyncSession,
    role: str,
    agency: str,
    name: str,
    now: datetime,
    days: int,
    by: int | None = None,
    *,
    confirmed: bool = True,
    place: str = "",
) -> tuple[Invitation, str]:
    """Make an invitation that is good for `days`; the token is returned once, here.

    `by` nobody: the operator invites. One that is not `confirmed` waits for a second person.
    """
    token = secrets.token_urlsafe(16)
    row = Invitation(
        token_hash=_hash(token),
        role=role,
        agency=agency,
        place=place,
        name=name,
        created_at=now,
        expires_at=now + timedelta(days=days),
        created_by=by,
        confirmed_at=now if confirmed else None,
    )
    db.add(row)
    await db.flush()
    await append_staff_line(
        db, StaffAction.INVITED, by, now, invitation=row.id, role=role, agency=agency
    )
    return row, token


async def invitation_by_token(db: AsyncSession, token: str) -> Invitation | None:
    """The invitation of a token, in whatever state."""
    found = await db.execute(select(Invitation).where(Invitation.token_hash == _hash(token)))
    return found.scalar()


async def invitation_by_id(db: AsyncSession, invitation_id: int) -> Invitation | None:
    """One invitation as it stands now, in whatever state."""
    return await db.get(Invitation, invitation_id, populate_existing=True)


async def use_invitation(
    db: AsyncSession, invitation: Invitation, person: Person, now: datetime
) -> bool:
    """Take the invitation; false when it may not be used (any more). One caller wins."""
    await lock_staff_log(db)
    taken = await db.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            *UNUSED,
            Invitation.confirmed_at.is_not(None),
            Invitation.expires_at > now,
        )
        .values(used_at=now, used_by=person.id)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        return False
    await append_staff_line(
        db, StaffAction.REDEEMED, person.id, now, invitation=invitation.id, person=person.id
    )
    return True


async def confirm_invitation(
    db: AsyncSession, invitation_id: int, by: int | None, now: datetime
) -> bool:
    """Let an invitation be used; false when it is none that waits for it."""
    await lock_staff_log(db)
    done = await db.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            *UNUSED,
            Invitation.confirmed_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(confirmed_at=now, confirmed_by=by)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        return False
    await append_staff_line(db, StaffAction.CONFIRMED, by, now, invitation=invitation_id)
    return True


async def revoke_invitations_of_person(
    db: AsyncSession, person_id: int, by: int | None, now: datetime
) -> None:
    """Whatever this person made or confirmed, and nobody used, dies."""
    theirs = await db.execute(
        select(Invitation.id).where(
            (Invitation.created_by == person_id) | (Invitation.confirmed_by == person_id),
            *UNUSED,
        )
    )
    for invitation_id in list(theirs.scalars()):
        await revoke_invitation(db, invitation_id, by, now)


async def revoke_invitation(
    db: AsyncSession, invitation_id: int, by: int | None, now: datetime
) -> bool:
    """Make an unused invitation worthless; false when there is none such."""
    await lock_staff_log(db)
    done = await db.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            *UNUSED,
        )
        .values(revoked_at=now)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        return False
    await append_staff_line(db, StaffAction.REVOKED, by, now, invitation=invitation_id)
    return True


async def pending_invitations(db: AsyncSession, now: datetime) -> list[Invitation]:
    """Invitations that could still be used, or confirmed and used, oldest first."""
    rows = await db.execute(
        select(Invitation)
        .where(
            *UNUSED,
            Invitation.expires_at > now,
        )
        .order_by(Invitation.id)
    )
    return list(rows.scalars())
