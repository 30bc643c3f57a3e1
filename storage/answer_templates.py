"""Words an agency answers with often, and answers of the very same words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import ANSWER_SENT
from rules.text import text_fingerprint
from storage.models import Answer, AnswerTemplate, Case


async def answer_templates_of_agencies(
    db: AsyncSession, agencies: Sequence[str]
) -> list[AnswerTemplate]:
    """The templates of these agencies, by title."""
    rows = await db.execute(
        select(AnswerTemplate)
        .where(AnswerTemplate.agency.in_(agencies))
        .order_by(AnswerTemplate.title, AnswerTemplate.id)
    )
    return list(rows.scalars())


async def answer_template_by_id(db: AsyncSession, template_id: int) -> AnswerTemplate | None:
    """One template."""
    return await db.get(AnswerTemplate, template_id)


async def save_answer_template(
    db: AsyncSession, agency: str, title: str, text: str, author_id: int, now: datetime
) -> AnswerTemplate:
    """Keep a template; one of the same title is replaced."""
    await db.execute(
        delete(AnswerTemplate).where(
            AnswerTemplate.agency == agency, func.lower(AnswerTemplate.title) == title.lower()
        )
    )
    row = AnswerTemplate(agency=agency, title=title, text=text, author_id=author_id, made_at=now)
    db.add(row)
    await db.flush()
    return row


async def remove_answer_template(db: AsyncSession, template: AnswerTemplate) -> None:
    """Forget a template."""
    await db.delete(template)


async def cases_answered_in_same_words(
    db: AsyncSession, case: Case, text: str, limit: int = 50
) -> list[Case]:
    """Other cases that were answered with these very words, numbers aside; the newest first."""
    rows = await db.execute(
        select(Case)
        .join(Answer, Answer.case_id == Case.id)
        .where(
            Answer.digest == text_fingerprint(text), Answer.state == ANSWER_SENT, Case.id != case.id
        )
        .order_by(Answer.id.desc())
        .limit(limit)
    )
    return list(rows.scalars().unique())
