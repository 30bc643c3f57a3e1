"""One-time links by which the owner of a case filed on paper or by phone attaches their chat."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Case, CaseLink, Person


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def create_case_link(db: AsyncSession, case: Case, now: datetime, days: int) -> str:
    """Make a link that is good for `days`; the token is returned once, here."""
    token = secrets.token_urlsafe(16)
    db.add(
        CaseLink(
            token_hash=_hash(token),
            case_id=case.id,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
    )
    await db.flush()
    return token


async def case_link_by_token(db: AsyncSession, token: str) -> CaseLink | None:
    """The link of a token, in whatever state."""
    found = await db.execute(select(CaseLink).where(CaseLink.token_hash == _hash(token)))
    return found.scalar()


async def is_case_claimed(db: AsyncSession, case: Case) -> bool:
    """Whether somebody used a link of the case."""
    used = select(CaseLink.id).where(CaseLink.case_id == case.id, CaseLink.used_at.is_not(None))
    return (await db.execute(used.limit(1))).first() is not None


async def use_case_link(db: AsyncSession, link: CaseLink, person: Person, now: datetime) -> bool:
    """Take the link; false when it is used or expired. One caller wins."""
    taken = await db.execute(
        update(CaseLink)
        .where(CaseLink.id == link.id, CaseLink.used_at.is_(None), CaseLink.expires_at > now)
        .values(used_at=now, used_by=person.id)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]
