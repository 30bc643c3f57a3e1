"""Files from when one lay there once for all who sent it: each holder gets its own, cleaned.

Done once, at a start with the sealed key: what closed chats call a file is changed with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

import structlog
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import MediaRefused
from bot.pictures import in_picture_thread
from storage import claims
from storage.database import Database, note_files
from storage.denunciations import denunciation_content, keep_evidence
from storage.media import MediaStore
from storage.models import (
    AddressRow,
    Case,
    CaseMedia,
    Conversation,
    Denunciation,
    DenunciationFile,
    InboxRow,
    NumberSequence,
    OutboxRow,
    Publication,
    PublicationDraftRow,
)
from storage.sealed_box import LockedError, WrongSealedKeyError
from storage.sealing import SETTLED
from storage.user_files import is_file_wanted
from storage.vault import Vault, WrongKeyError

RENEWED: Final = "older files renewed"
"""A counter that stands once it is done."""
RENEWED_UNTIL: Final = "older files renewed until"
"""A counter: the last case that is done."""

UNREADABLE: Final = (WrongKeyError, WrongSealedKeyError, LockedError, ValueError)
"""What opening raises for what is broken; a broken name or content is a ValueError."""

log = structlog.get_logger()
Names = Mapping[str, str]
"""Of a file the old name, and its own."""


async def renew_older_files(database: Database, media: MediaStore) -> None:
    """A case at a time; broken off, or on a full disk, it goes on at the next start."""
    if database.vault.box is None or database.vault.box.is_locked:
        return
    async with database.read() as db:
        if await db.get(NumberSequence, RENEWED):
            return
        until = await db.get(NumberSequence, RENEWED_UNTIL)
        done = CaseMedia.case_id > (until.value if until else 0)
        cases = (await db.execute(select(CaseMedia.case_id).where(done).distinct())).scalars().all()
        held = (await db.execute(select(DenunciationFile.denunciation_id).distinct())).scalars()
        denunciations = held.all()
    renewal = _Renewal(database, media)
    try:
        for case_id in sorted(cases):
            with _noted():
                await renewal.of_case(case_id)
        for denunciation_id in denunciations:
            with _noted():
                await renewal.of_denunciation(denunciation_id)
    except (OSError, MediaRefused) as error:
        log.warning("files.not_renewed", reason=type(error).__name__)
        return
    async with database.begin() as db:
        await db.merge(NumberSequence(name=RENEWED, value=1))


@contextmanager
def _noted() -> Iterator[None]:
    """What nobody can read any more holds nothing up."""
    try:
        yield
    except UNREADABLE as error:
        log.warning("files.unreadable", reason=type(error).__name__)


class _Renewal:
    def __init__(self, database: Database, media: MediaStore) -> None:
        self._database = database
        self._media = media

    async def of_case(self, case_id: int) -> None:
        async with self._database.read() as db:
            rows = await db.execute(select(CaseMedia).where(CaseMedia.case_id == case_id))
            kinds = {row.sha256: row.mime for row in rows.scalars()}
        names = await self._anew(kinds)
        async with self._database.begin() as db:
            case = await db.get_one(Case, case_id)
            rows = await db.execute(select(CaseMedia).where(CaseMedia.case_id == case_id))
            for row in rows.scalars():
                row.sha256 = names.get(row.sha256, row.sha256)
            pages = await db.execute(select(Publication).where(Publication.case_id == case_id))
            for page in pages.scalars():
                page.photos = [names.get(name, name) for name in page.photos]
            of_case = PublicationDraftRow.case_id == case_id
            await _rename(db, PublicationDraftRow, "proposal", names, of_case)
            await _rename_in_chats(db, case.person_id, case.code, names)
            note_files(db, names.values())
            await db.merge(NumberSequence(name=RENEWED_UNTIL, value=case_id))
        await self._forget(names)

    async def of_denunciation(self, denunciation_id: int) -> None:
        async with self._database.read() as db:
            row = await db.get_one(Denunciation, denunciation_id)
            content = denunciation_content(db, row)
        if content is None:
            return
        names = await self._anew({item.sha256: item.mime for item in content.media})
        async with self._database.begin() as db:
            row = await db.get_one(Denunciation, denunciation_id)
            await _rename(db, Denunciation, "content", names, Denunciation.id == denunciation_id)
            held = DenunciationFile.denunciation_id == denunciation_id
            await db.execute(delete(DenunciationFile).where(held))
            if anew := denunciation_content(db, row):
                await keep_evidence(db, row, anew.media)
            await _rename_in_chats(db, content.person_id, row.code, names)
        await self._forget(names)

    async def _anew(self, kinds: Mapping[str, str]) -> Names:
        """Of what is still there and can be opened."""
        names = {}
        for name, mime in kinds.items():
            with _noted(), suppress(FileNotFoundError):
                names[name] = await in_picture_thread(self._media.renewed, name, mime)
        return names

    async def _forget(self, names: Names) -> None:
        async with self._database.read() as db:
            gone = [name for name in names if not await is_file_wanted(db, name)]
        for name in gone:
            await asyncio.to_thread(self._media.forget, name, claims.machine_seconds())


async def _rename_in_chats(db: AsyncSession, person_id: int, code: str, names: Names) -> None:
    """In what their chats keep, and what is said and was told of the case."""
    lanes = select(AddressRow.address).where(AddressRow.person_id == person_id)
    told = OutboxRow.lane.in_(lanes) | (OutboxRow.case_code == code)
    # The index of updates begins with their state.
    said = InboxRow.state.in_((claims.WAITING, *SETTLED)) & InboxRow.lane.in_(lanes)
    await _rename(db, InboxRow, "payload", names, said)
    await _rename(db, OutboxRow, "reply", names, told)
    await _rename(db, Conversation, "stack", names, Conversation.person_id == person_id)


async def _rename(db: AsyncSession, table: Any, column: str, names: Names, which: Any) -> None:
    vault: Vault = db.info["vault"]
    kept = getattr(table, column)
    for row in (await db.execute(select(table).where(which, kept.is_not(None)))).scalars():
        closed = getattr(row, column)
        with _noted():
            before = content = vault.decrypt(closed)
            for old, new in names.items():
                content = content.replace(old.encode(), new.encode())
            if content != before:
                anew = vault.seal if vault.is_sealed(closed) else vault.encrypt
                setattr(row, column, anew(content))
