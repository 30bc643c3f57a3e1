"""The sealed key at the start: made with a new database, found where it was put, or missed."""

from __future__ import annotations

from pathlib import Path

import structlog

from bot import key_files
from storage import chat_history, denunciations, rekey, sealing
from storage.database import Database
from storage.sealed_box import SealedBox, new_sealed_key, public_half

log = structlog.get_logger()


async def open_keys(database: Database, path: Path, old: Path | None = None) -> None:
    """Hold the keys against the database, and close what an older version left open.

    The database keeps the half that closes. Without the file at `path` all goes on, but what is
    closed stays so. With the key from before at `old`, a new one takes over. Raises WrongKeyError,
    WrongSealedKeyError.
    """
    await rekey.take_over(database)
    await database.check_key()
    async with database.read() as db:
        public = await sealing.public_key(db)
    if public is None:
        made = public_half(key_files.key_made_once(path, new_sealed_key))
        async with database.begin() as db:
            public = await sealing.keep_public_key(db, made)
    private, before = _private(path), _private(old) if old else ""
    if private and before and public_half(before) == public:
        async with database.begin() as db:
            public = await sealing.replace_public_key(db, public, public_half(private))
    database.vault.box = SealedBox(public, private, before)
    if database.vault.box.is_locked:
        log.warning("sealed_key.missing", path=str(path))
    async with database.begin() as db:
        await denunciations.settle_owners(db)
        await chat_history.drop_older_lines_of_denouncers(db)
    await sealing.close_older_cases(database)


def _private(path: Path) -> str:
    """What is there, if anything: an empty file is no key, and is not taken for a missing one."""
    try:
        return path.read_text().strip() or " "
    except FileNotFoundError:
        return ""
