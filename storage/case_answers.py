"""Answers to cases and their drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import ANSWER_DRAFT, ANSWER_SENT, ANSWERED, REFUSAL_DRAFT
from rules.solution import PROMISED, Solution
from rules.text import text_fingerprint
from storage.models import Answer, Case
from storage.sealing import closed_if_apart, seal_chats

NO_SOLUTION = Solution()


async def add_answer(
    db: AsyncSession,
    case: Case,
    text: str,
    author_id: int | None,
    now: datetime,
    state: str = ANSWER_SENT,
    signed_by: int | None = None,
    solution: Solution = NO_SOLUTION,
) -> None:
    """Store the outcome in writing, or its draft."""
    row = {
        "case_id": case.id,
        "author_id": author_id,
        "text": closed_if_apart(case, text),
        "at": now,
        "state": state,
        "signed_by": signed_by,
        "digest": text_fingerprint(text),
        "solution": solution.kind,
        "solve_by": solution.by,
    }
    await db.execute(insert(Answer).values(**row))
    if case.apart:
        await seal_chats(db, case, author_id)


async def answer_of_case(db: AsyncSession, case: Case, state: str = ANSWER_SENT) -> Answer | None:
    """The latest outcome in writing, or its latest draft."""
    found = await db.execute(
        select(Answer)
        .where(Answer.case_id == case.id, Answer.state == state)
        .order_by(Answer.id.desc())
        .limit(1)
    )
    return found.scalar()


def solution_of(answer: Answer | None) -> Solution:
    """What an answer says was done; of none, nothing."""
    if answer is None:
        return NO_SOLUTION
    return Solution(answer.solution, answer.solve_by, answer.solved_on)


async def solutions_of_cases(db: AsyncSession, ids: Sequence[int]) -> dict[int, Solution]:
    """What the latest answers to these cases say was done."""
    columns = (Answer.case_id, Answer.solution, Answer.solve_by, Answer.solved_on)
    sent = select(*columns).where(Answer.case_id.in_(ids), Answer.state == ANSWER_SENT)
    rows = await db.execute(sent.order_by(Answer.id))
    return {case_id: Solution(kind, by, on) for case_id, kind, by, on in rows}


async def solution_of_case(db: AsyncSession, case: Case) -> Solution:
    """What the latest answer to a case says was done."""
    return solution_of(await answer_of_case(db, case))


async def mark_solved(db: AsyncSession, case: Case, day: date) -> bool:
    """The agency says that it kept what it promised; false when nothing is promised any more."""
    answer = await answer_of_case(db, case)
    if answer is None or answer.solution != PROMISED or answer.solved_on is not None:
        return False
    answer.solved_on = day
    return True


async def promises_by(db: AsyncSession, last: date) -> list[tuple[int, date]]:
    """The answered cases with a promise for this day or one before that nobody kept yet."""
    query = select(Answer.case_id, Answer.solve_by).join(Case, Case.id == Answer.case_id)
    query = query.where(
        Answer.solution == literal_column(repr(PROMISED)),
        Answer.solved_on.is_(None),
        Answer.solve_by <= last,
        Answer.state == ANSWER_SENT,
        Case.status == ANSWERED,
        Case.sealed.is_(False),
    )
    rows = await db.execute(query.order_by(Answer.id))
    return [(case_id, by) for case_id, by in rows if by is not None]


async def answers_sent(db: AsyncSession, case: Case) -> Sequence[Answer]:
    """All that reached the citizen as an outcome in writing, in order."""
    query = select(Answer).where(Answer.case_id == case.id, Answer.state == ANSWER_SENT)
    return list((await db.execute(query.order_by(Answer.id))).scalars())


async def proposers_of_refusals(db: AsyncSession, ids: Sequence[int]) -> dict[int, int | None]:
    """Of these cases those with a refusal that waits for a second person, and who proposed it."""
    query = select(Answer.case_id, Answer.author_id).where(Answer.state == REFUSAL_DRAFT)
    rows = await db.execute(query.where(Answer.case_id.in_(ids)).order_by(Answer.id))
    return {row.case_id: row.author_id for row in rows}


async def settle_answer_drafts(
    db: AsyncSession, case: Case, state: str, waiting: str = ANSWER_DRAFT
) -> None:
    """Nothing of this case waits for a signature any more."""
    await db.execute(
        update(Answer).where(Answer.case_id == case.id, Answer.state == waiting).values(state=state)
    )
