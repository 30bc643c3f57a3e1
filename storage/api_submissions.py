"""Keys of other systems, and what they filed with them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import ApiKey, ApiSubmission, Case


class SubmissionOutcome(NamedTuple):
    """What became of a filing: the code of the case (empty: refused), and words about it."""

    code: str
    notice: str


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def new_submission_token() -> str:
    """What one filing is asked after by."""
    return secrets.token_urlsafe(18)


async def add_api_key(
    db: AsyncSession, name: str, per_day: int, now: datetime
) -> tuple[ApiKey, str]:
    """Make a key for another system; the key itself is returned once, here."""
    key = secrets.token_urlsafe(24)
    row = ApiKey(name=name, key_hash=_hash(key), per_day=per_day, created_at=now)
    db.add(row)
    await db.flush()
    return row, key


async def api_key_by_secret(db: AsyncSession, key: str) -> ApiKey | None:
    """The row of a key that is in force."""
    query = select(ApiKey).where(ApiKey.key_hash == _hash(key), ApiKey.ended_at.is_(None))
    return (await db.execute(query)).scalar()


async def api_key_by_id(db: AsyncSession, key_id: int) -> ApiKey | None:
    """The row of a key, in force or not."""
    return await db.get(ApiKey, key_id)


async def api_keys_in_force(db: AsyncSession) -> list[ApiKey]:
    """The keys in force, oldest first."""
    query = select(ApiKey).where(ApiKey.ended_at.is_(None)).order_by(ApiKey.id)
    return list((await db.execute(query)).scalars())


async def end_api_key(db: AsyncSession, key_id: int, now: datetime) -> bool:
    """Make a key worthless; false when there is none such in force."""
    done = await db.execute(
        update(ApiKey).where(ApiKey.id == key_id, ApiKey.ended_at.is_(None)).values(ended_at=now)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def add_submission(
    db: AsyncSession, key_id: int, token: str, case: Case | None, notice: str, now: datetime
) -> None:
    """Write down what became of a filing."""
    case_id = case.id if case else None
    db.add(
        ApiSubmission(
            key_id=key_id, token_hash=_hash(token), case_id=case_id, notice=notice, at=now
        )
    )
    await db.flush()


async def outcome_of_submission(db: AsyncSession, token: str) -> SubmissionOutcome | None:
    """What became of the filing with this token; None while it waits, and for ever if unknown."""
    row = (
        await db.execute(
            select(Case.code, ApiSubmission.notice)
            .select_from(ApiSubmission)
            .outerjoin(Case, Case.id == ApiSubmission.case_id)
            .where(ApiSubmission.token_hash == _hash(token))
        )
    ).first()
    return SubmissionOutcome(row[0] or "", row[1]) if row else None


async def count_submissions_of_key(db: AsyncSession, key_id: int, since: datetime) -> int:
    """How many cases were filed with a key since a moment."""
    query = select(func.count(ApiSubmission.case_id.distinct())).where(
        ApiSubmission.key_id == key_id, ApiSubmission.at >= since
    )
    return (await db.execute(query)).scalar_one()
