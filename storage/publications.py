"""What strangers may read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Case, Publication, Rating


class Published(NamedTuple):
    """A published case: nothing of the reporter is in it."""

    publication: Publication
    case: Case
    score: int | None


def _query() -> Select[Publication, Case, int | None]:
    return (
        select(Publication, Case, Rating.score)
        .join(Case, Case.id == Publication.case_id)
        .outerjoin(Rating, Rating.case_id == Case.id)
        .where(Case.publication == "published")
    )


async def add(
    db: AsyncSession,
    case: Case,
    *,
    question: str,
    answer: str,
    folded: str,
    person_id: int,
    now: datetime,
) -> None:
    """Keep the text a person has checked."""
    db.add(
        Publication(
            case_id=case.id,
            question=question,
            answer=answer,
            folded=folded,
            published_at=now,
            published_by=person_id,
        )
    )
    await db.flush()


async def by_code(db: AsyncSession, code: str) -> Published | None:
    """One published case."""
    row = (await db.execute(_query().where(Case.code == code.upper()))).first()
    return Published(*row) if row else None


async def newest(
    db: AsyncSession, *, words: Sequence[str], offset: int, limit: int
) -> list[Published]:
    """Published cases, newest first, that hold all the folded words."""
    query = _query().where(*_holding(words))
    query = query.order_by(Publication.published_at.desc(), Publication.case_id.desc())
    return [Published(*row) for row in await db.execute(query.offset(offset).limit(limit))]


async def count(db: AsyncSession, *, words: Sequence[str]) -> int:
    """How many published cases hold all the folded words."""
    found = await db.execute(
        select(func.count())
        .select_from(Publication)
        .join(Case, Case.id == Publication.case_id)
        .where(Case.publication == "published", *_holding(words))
    )
    return found.scalar_one()


def _holding(words: Sequence[str]) -> list[ColumnElement[bool]]:
    return [Publication.folded.contains(word, autoescape=True) for word in words]
