"""One-time links that grant a role."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Invitation, Person


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def create_invitation(
    db: AsyncSession, role: str, agency: str, name: str, now: datetime, days: int
) -> tuple[Invitation, str]:
    """Make an invitation that is good for `days`; the token is returned once, here."""
    token = secrets.token_urlsafe(16)
    row = Invitation(
        token_hash=_hash(token),
        role=role,
        agency=agency,
        name=name,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    db.add(row)
    await db.flush()
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
    """Take the invitation; false when it is used, revoked or expired. One caller wins."""
    taken = await db.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(used_at=now, used_by=person.id)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


async def revoke_invitation(db: AsyncSession, invitation_id: int, now: datetime) -> bool:
    """Make an unused invitation worthless; false when there is none such."""
    done = await db.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def pending_invitations(db: AsyncSession, now: datetime) -> list[Invitation]:
    """Invitations that could still be used, oldest first."""
    rows = await db.execute(
        select(Invitation)
        .where(
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .order_by(Invitation.id)
    )
    return list(rows.scalars())
