"""What other systems read: what is public, by date; and what they filed themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import OPEN
from storage.models import ApiSubmission, Case, CaseEvent, Publication
from storage.publication_search import is_known_to_strangers
from storage.publications import PUBLISHED

PublicRequest = tuple[Publication, bool]
"""A publication, and whether its case is over (it may be open again)."""


class PublicRequestQuery(NamedTuple):
    """Which requests are wanted; `since` <= received < `until`, empty parts want everything."""

    since: datetime
    until: datetime
    fields: Sequence[str] = ()
    answered: bool | None = None


def _public() -> Select[Publication, str]:
    return (
        select(Publication, Case.status)
        .join(Case, Case.id == Publication.case_id)
        .where(is_known_to_strangers())
    )


async def _rows(db: AsyncSession, query: Select[Publication, str]) -> list[PublicRequest]:
    return [(row, status not in OPEN) for row, status in await db.execute(query)]


async def public_requests_received(
    db: AsyncSession, wanted: PublicRequestQuery, *, offset: int, limit: int
) -> list[PublicRequest]:
    """What is public of the cases received in a time, the latest first."""
    query = _public().where(
        Publication.state == PUBLISHED,
        Publication.received_at >= wanted.since,
        Publication.received_at < wanted.until,
    )
    if wanted.fields:
        query = query.where(Publication.field.in_(wanted.fields))
    if wanted.answered is not None:
        again = Case.status.in_(OPEN)
        query = query.where(~again if wanted.answered else again)
    order = (Publication.received_at.desc(), Publication.id.desc())
    return await _rows(db, query.order_by(*order).offset(offset).limit(limit))


async def public_requests_by_codes(db: AsyncSession, codes: Sequence[str]) -> list[PublicRequest]:
    """What is public of these cases, the latest first."""
    query = _public().where(Publication.state == PUBLISHED, Publication.code.in_(codes))
    return await _rows(db, query.order_by(Publication.received_at.desc(), Publication.id.desc()))


async def public_requests_changed(
    db: AsyncSession, since: datetime, until: datetime, *, offset: int, limit: int
) -> list[PublicRequest]:
    """What was published, corrected or taken down in a time (`until` included), oldest first."""
    query = _public().where(
        Publication.changed_at >= since,
        or_(Publication.published_at <= until, Publication.changed_at <= until),
    )
    order = (Publication.changed_at, Publication.id)
    return await _rows(db, query.order_by(*order).offset(offset).limit(limit))


async def cases_submitted_with_key(
    db: AsyncSession, key_id: int, codes: Sequence[str]
) -> list[Case]:
    """Those of the cases that were filed with this key and are not sealed."""
    query = (
        select(Case)
        .where(Case.code.in_(codes), Case.sealed.is_(False))
        .where(Case.id.in_(select(ApiSubmission.case_id).where(ApiSubmission.key_id == key_id)))
        .order_by(Case.received_at.desc(), Case.id.desc())
    )
    return list((await db.execute(query)).scalars())


async def events_of_submitted_cases(
    db: AsyncSession,
    key_id: int,
    since: datetime,
    until: datetime,
    *,
    actions: Sequence[str],
    offset: int,
    limit: int,
) -> list[tuple[CaseEvent, Case]]:
    """What happened in a time (both ends included) to the cases filed with a key, oldest first."""
    query = (
        select(CaseEvent, Case)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            Case.id.in_(select(ApiSubmission.case_id).where(ApiSubmission.key_id == key_id)),
            Case.sealed.is_(False),
            CaseEvent.action.in_(actions),
            CaseEvent.at >= since,
            CaseEvent.at <= until,
        )
        .order_by(CaseEvent.id)
    )
    return [(event, case) for event, case in await db.execute(query.offset(offset).limit(limit))]
