"""Denunciations handed over in secret: filed, read, answered, forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec
import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Media
from rules.case_code import DENUNCIATION_PREFIX
from storage.database import insert_or_ignore, note_files
from storage.denunciation_owners import owner_mark, owner_of
from storage.models import Denunciation, DenunciationFile, DenunciationStep
from storage.people import Contact
from storage.sealed_box import LockedError, SealedBox
from storage.vault import Vault, decrypt, encrypt, seal

log = structlog.get_logger()

FILED, RECEIVED, PASSED = "filed", "received", "passed"
READ = "read"
"""The step of which the moment is kept: it is the reader's, and tells of no writer."""
LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""None looks like another."""
CODE_LENGTH: Final = 10
"""50 bits: its writer opens it with the code. Until 2026-11-30 it had 8 letters."""
MOST_DENUNCIATIONS = 500


class DenunciationContent(msgspec.Struct, frozen=True):
    """What only the person authorised reads, and whom to answer."""

    person_id: int
    text: str
    media: tuple[Media, ...]
    contact: Contact | None


class DenunciationEvent(NamedTuple):
    """A step, opened."""

    at: datetime
    action: str
    detail: str


async def settle_owners(db: AsyncSession) -> None:
    """Say whose each is that came while the sealed key was away, or under another one."""
    if is_key_away(db):
        return
    box: SealedBox = db.info["vault"].box
    unsettled = ~Denunciation.owner.startswith(owner_mark(box)), Denunciation.content.is_not(None)
    for row in (await db.execute(select(Denunciation).where(*unsettled))).scalars():
        try:
            person_id = decrypt(db, row.content or b"", DenunciationContent).person_id
        except msgspec.DecodeError:  # the rest of the office still starts
            log.exception("denunciation.unreadable", row=row.id)
        else:
            row.owner = owner_of(db, person_id)
    of_none = Denunciation.content.is_(None), Denunciation.owner != ""
    await db.execute(update(Denunciation).where(*of_none).values(owner=""))


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


async def file_denunciation(
    db: AsyncSession, content: DenunciationContent, now: datetime
) -> Denunciation:
    row = Denunciation(
        code=DENUNCIATION_PREFIX + "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)),
        owner=owner_of(db, content.person_id),
        content=seal(db, content),
        state=FILED,
        received_at=_hour(now),
    )
    db.add(row)
    await db.flush()
    await keep_evidence(db, row, content.media)
    await add_denunciation_step(db, row, "file", None, now)
    return row


async def keep_evidence(db: AsyncSession, row: Denunciation, media: Sequence[Media]) -> None:
    for item in media:
        file = {"denunciation_id": row.id, "sha256": item.sha256}
        await db.execute(insert_or_ignore(db, DenunciationFile).values(**file))
    note_files(db, [item.sha256 for item in media])


async def add_evidence(
    db: AsyncSession, row: Denunciation, text: str, media: tuple[Media, ...], now: datetime
) -> None:
    """Put what the owner added below what was told. Nothing is added to what was forgotten."""
    held = denunciation_content(db, row)
    if held is None:
        return
    whole = "\n".join(part for part in (held.text, text) if part)
    row.content = seal(db, msgspec.structs.replace(held, text=whole, media=(*held.media, *media)))
    await keep_evidence(db, row, media)
    await add_denunciation_step(db, row, "add", None, now)


def denunciation_content(db: AsyncSession, row: Denunciation) -> DenunciationContent | None:
    """What it says, or nothing once it was forgotten. Raises LockedError without the sealed key."""
    return decrypt(db, row.content, DenunciationContent) if row.content else None


def is_denunciation_locked(db: AsyncSession, row: Denunciation) -> bool:
    """Whether what it says is closed and the key is not here."""
    vault: Vault = db.info["vault"]
    return vault.is_out_of_reach(row.content or b"")


async def denunciation_by_id(db: AsyncSession, denunciation_id: int) -> Denunciation | None:
    return await db.get(Denunciation, denunciation_id)


async def denunciation_of_code(db: AsyncSession, typed: str) -> Denunciation | None:
    """The one whose code somebody typed, in whatever case and with whatever between its signs."""
    signs = "".join(filter(str.isalnum, typed.upper())).removeprefix(DENUNCIATION_PREFIX[:-1])
    query = select(Denunciation).where(Denunciation.code == f"{DENUNCIATION_PREFIX}{signs}")
    return (await db.execute(query)).scalar()


async def filed_denunciations(db: AsyncSession) -> list[Denunciation]:
    """Those nobody has answered, oldest first."""
    rows = await db.execute(
        select(Denunciation)
        .where(Denunciation.state == FILED)
        .order_by(Denunciation.received_at, Denunciation.id)
        .limit(MOST_DENUNCIATIONS)
    )
    return list(rows.scalars())


async def count_denunciations(db: AsyncSession) -> int:
    """How many there ever were: all the figures there are of them."""
    return (await db.execute(select(func.count(Denunciation.id)))).scalar_one()


def is_denunciation_of(db: AsyncSession, row: Denunciation | None, person_id: int) -> bool:
    """Raises LockedError while nobody can tell, also of one that is not there."""
    if not (owner := owner_of(db, person_id)):
        raise LockedError
    return row is not None and row.owner == owner


async def answer_denunciation(
    db: AsyncSession, row: Denunciation, state: str, before: Sequence[str], now: datetime
) -> bool:
    """Move it on, once: of two who answer one does."""
    done = await db.execute(
        update(Denunciation)
        .where(Denunciation.id == row.id, Denunciation.state.in_(before))
        .values(state=state, answered_at=_hour(now))
        .execution_options(synchronize_session=False)
    )
    await db.refresh(row)
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def outdated_denunciations(db: AsyncSession, before: datetime) -> Sequence[int]:
    """Ids of those answered before a moment whose content is still kept."""
    rows = await db.execute(
        select(Denunciation.id)
        .where(Denunciation.answered_at < before, Denunciation.content.is_not(None))
        .order_by(Denunciation.received_at, Denunciation.id)
        .limit(MOST_DENUNCIATIONS)
    )
    return list(rows.scalars())


async def forget_denunciation(
    db: AsyncSession, row: Denunciation, action: str, now: datetime
) -> list[str]:
    """Drop what it says; that there was one is still counted. Returns the hashes of its files."""
    row.content, row.owner = None, ""
    await add_denunciation_step(db, row, action, None, now)
    gone = delete(DenunciationFile).where(DenunciationFile.denunciation_id == row.id)
    return list((await db.execute(gone.returning(DenunciationFile.sha256))).scalars())


async def add_denunciation_step(
    db: AsyncSession,
    row: Denunciation,
    action: str,
    actor_id: int | None,
    now: datetime,
    detail: str = "",
) -> None:
    sealed = encrypt(db, detail) if detail else None
    at = now if action == READ else _hour(now)
    db.add(
        DenunciationStep(
            denunciation_id=row.id, at=at, action=action, actor_id=actor_id, detail=sealed
        )
    )
    await db.flush()


async def steps_between(
    db: AsyncSession, actions: Sequence[str], since: datetime, until: datetime
) -> list[DenunciationStep]:
    """What happened in that time, of these kinds, oldest first; `until` is in it."""
    which = DenunciationStep.action.in_(actions), DenunciationStep.at.between(since, until)
    rows = await db.execute(select(DenunciationStep).where(*which).order_by(DenunciationStep.id))
    return list(rows.scalars())


def detail_of_step(db: AsyncSession, step: DenunciationStep) -> str:
    """Where it was passed on to, or nothing."""
    return decrypt(db, step.detail, str) if step.detail else ""


def is_key_away(db: AsyncSession) -> bool:
    """Whether no denunciation can be opened now."""
    vault: Vault = db.info["vault"]
    return vault.is_locked


async def denunciation_step_by_id(db: AsyncSession, step_id: int) -> DenunciationStep | None:
    return await db.get(DenunciationStep, step_id)


async def steps_of_denunciation(db: AsyncSession, row: Denunciation) -> list[DenunciationEvent]:
    """What happened, in order."""
    rows = await db.execute(
        select(DenunciationStep)
        .where(DenunciationStep.denunciation_id == row.id)
        .order_by(DenunciationStep.id)
    )
    return [
        DenunciationEvent(step.at, step.action, detail_of_step(db, step)) for step in rows.scalars()
    ]
