"""What citizens thought of the answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import dialect_insert
from storage.models import Case, Rating
from storage.sealing import closed_if_apart


async def save_rating(db: AsyncSession, case: Case, score: int, at: datetime) -> None:
    """Keep the score; a second tap replaces the first. `at`: when its answer was first rated."""
    upsert = dialect_insert(db, Rating).values(case_id=case.id, score=score, words="", rated_at=at)
    await db.execute(
        upsert.on_conflict_do_update(
            index_elements=[Rating.case_id], set_={"score": score, "rated_at": at}
        )
    )


async def add_words_to_rating(db: AsyncSession, case_id: int, words: str) -> None:
    """Keep what the citizen added to the score."""
    case = await db.get_one(Case, case_id)
    kept = closed_if_apart(case, words)
    await db.execute(update(Rating).where(Rating.case_id == case_id).values(words=kept))


async def rating_of_case(db: AsyncSession, case_id: int) -> Rating | None:
    """The rating of one case."""
    return (await db.execute(select(Rating).where(Rating.case_id == case_id))).scalar()
