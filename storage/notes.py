"""Words that belong to a case but are neither report nor answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Media
from storage import case_media
from storage.models import Case, CaseNote
from storage.sealed_box import LockedError
from storage.sealing import encrypt_of_case, seal_chats
from storage.vault import LOCKED, decrypt

QUESTION, SUPPLEMENT, ADDITION, REMARK = "question", "supplement", "addition", "remark"
RETURN, EXTENSION, REOPEN, WITHDRAWAL = "return", "extension", "reopen", "withdrawal"
APOLOGY, TRANSCRIPT = "apology", "transcript"
BLOCK, BLOCK_APPEAL, HOLD = "block", "block_appeal", "hold"
LOOK, CONTRIBUTION, PASSING = "look", "contribution", "passing"


class CaseNoteText(NamedTuple):
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


async def add_note(
    db: AsyncSession,
    case: Case,
    kind: str,
    text: str,
    author_id: int | None,
    now: datetime,
    media: Sequence[Media] = (),
) -> CaseNoteText:
    """Keep a note, sealed, with its files."""
    row = CaseNote(
        case_id=case.id,
        kind=kind,
        author_id=author_id,
        at=now,
        text=encrypt_of_case(db, case, text),
    )
    db.add(row)
    await db.flush()
    note = CaseNoteText(row.id, kind, author_id, now, text)
    await case_media.add_media_to_case(db, case, note.part, media)
    if case.apart:
        await seal_chats(db, case, case.person_id, author_id)
    return note


async def reword_notes_of_case(db: AsyncSession, case: Case, change: Callable[[str], str]) -> None:
    """Change the words of every note of a case."""
    rows = await db.execute(select(CaseNote).where(CaseNote.case_id == case.id))
    for row in rows.scalars():
        row.text = encrypt_of_case(db, case, change(decrypt(db, row.text, str)))


async def notes_of_case(db: AsyncSession, case: Case, *kinds: str) -> list[CaseNoteText]:
    """The notes of a case, of these kinds or of all, in order."""
    query = select(CaseNote).where(CaseNote.case_id == case.id).order_by(CaseNote.id)
    if kinds:
        query = query.where(CaseNote.kind.in_(kinds))
    return [
        CaseNoteText(row.id, row.kind, row.author_id, row.at, _opened(db, row))
        for row in (await db.execute(query)).scalars()
    ]


def _opened(db: AsyncSession, row: CaseNote) -> str:
    try:
        return decrypt(db, row.text, str)
    except LockedError:
        return LOCKED
