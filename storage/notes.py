"""Words that belong to a case but are neither report nor answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Media
from storage import cases
from storage.models import Case, CaseNote
from storage.vault import seal, unseal

QUESTION, SUPPLEMENT, ADDITION, REMARK = "question", "supplement", "addition", "remark"
RETURN, EXTENSION, REOPEN, WITHDRAWAL = "return", "extension", "reopen", "withdrawal"
APOLOGY, TRANSCRIPT = "apology", "transcript"
BLOCK, BLOCK_APPEAL, HOLD = "block", "block_appeal", "hold"
LOOK, CONTRIBUTION = "look", "contribution"


class Note(NamedTuple):
    """A note, opened."""

    id: int
    kind: str
    author_id: int | None
    at: datetime
    text: str

    @property
    def part(self) -> str:
        """The part of the case its files are kept under."""
        return f"note:{self.id}"


async def add(
    db: AsyncSession,
    case: Case,
    kind: str,
    text: str,
    author_id: int | None,
    now: datetime,
    media: Sequence[Media] = (),
) -> Note:
    """Keep a note, sealed, with its files."""
    row = CaseNote(case_id=case.id, kind=kind, author_id=author_id, at=now, text=seal(db, text))
    db.add(row)
    await db.flush()
    note = Note(row.id, kind, author_id, now, text)
    await cases.add_media(db, case, note.part, media)
    return note


async def reword(db: AsyncSession, case: Case, change: Callable[[str], str]) -> None:
    """Change the words of every note of a case."""
    rows = await db.execute(select(CaseNote).where(CaseNote.case_id == case.id))
    for row in rows.scalars():
        row.text = seal(db, change(unseal(db, row.text, str)))


async def of_case(db: AsyncSession, case: Case, *kinds: str) -> list[Note]:
    """The notes of a case, of these kinds or of all, in order."""
    query = select(CaseNote).where(CaseNote.case_id == case.id).order_by(CaseNote.id)
    if kinds:
        query = query.where(CaseNote.kind.in_(kinds))
    return [
        Note(row.id, row.kind, row.author_id, row.at, unseal(db, row.text, str))
        for row in (await db.execute(query)).scalars()
    ]
