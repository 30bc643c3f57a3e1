"""Files people sent, sealed, each under a name of its own.

On the disk a file is lines, each a sealed piece: nobody has to hold it in memory several times.
The same photo sent twice lies there twice: nothing tells that somebody else sent it before, and
what becomes of the one is nothing to the other.
"""

from __future__ import annotations

import asyncio
import io
import os
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import cast

import msgspec
from cachetools import TTLCache

from bot.event import Media, MediaKind, MediaRefused
from bot.pictures import in_picture_thread, is_bomb
from rules.text import to_nfc
from storage.id_cards import shows_id_card
from storage.media_lines import (
    DAY,
    date_by_day,
    is_closed,
    opened_line,
    put_in_place,
    rewritten_file,
)
from storage.picture_metadata import without_metadata
from storage.sealed_box import LockedError
from storage.sealed_writing import TYPES, PieceMemory, SealedWriting
from storage.vault import Vault

NAME = 120
"""Letters of a name that are kept."""
INCOMING = "incoming"
"""The folder of what is still being written."""
UNSENT = "unsent"
"""The folder, a store of its own, of what a page uploaded and nobody sent yet."""
FILES = f"??/{'[0-9a-f]' * 64}"
"""Every file of a store."""
REKEY_LEFT = "??/tmp*"
"""What a change of key that broke off left there, as it was done before."""


class MediaStore:
    """A folder of sealed files; `read` is its one door."""

    def __init__(
        self,
        folder: Path,
        vault: Vault,
        max_bytes: int,
        *,
        least_free: int = 0,
        most_held: int = 16 * 1024 * 1024,
    ) -> None:
        """All in bytes.

        `least_free`: what of the disk stays free for the database;
        `most_held`: what of all files still coming is in memory.
        """
        self._folder = folder
        self._vault = vault
        self.max_bytes = max_bytes
        self._least_free = least_free
        self._memory = PieceMemory(most_held)
        self._by_day = folder.name != UNSENT
        """Whether files and folders tell the day they were kept, and no moment."""
        self._kept_at: TTLCache[str, float] = TTLCache(10_000, ttl=DAY)
        """When this process kept a file last: see `forget`."""
        self._changing = Lock()
        """Between a look at a file and its going nobody may want it anew."""

    async def keep(
        self, kind: str, mime: str, name: str, content: bytes, origin: str = ""
    ) -> Media:
        """Store a file durably; what it is is read from its bytes, not from what was claimed.

        Pictures, films and sounds without what their maker wrote beside them: see
        `storage.picture_metadata`. `origin`: the same file of the same one lies there once, so
        that what is tried again leaves nothing behind; something nobody else can know.

        Raises MediaRefused for an empty, too large or forbidden file, or on a full disk.
        """
        return await self.receive(kind, mime, name, _at_once(content), origin)

    async def receive(
        self, kind: str, mime: str, name: str, chunks: AsyncIterator[bytes], origin: str = ""
    ) -> Media:
        """As `keep`, of a file that is still coming: only a piece of it is ever held."""
        writing = await asyncio.to_thread(
            SealedWriting, self._folder / INCOMING, self._vault, self._least_free
        )
        try:
            async for piece in self._memory.pieces(chunks):
                if writing.size + len(piece) > self.max_bytes:
                    raise MediaRefused("media.too_large")
                await asyncio.to_thread(writing.add, piece, mime, name)
            if not writing.size:
                raise MediaRefused("media.empty")
            if writing.mime.startswith(TYPES):
                kept = await in_picture_thread(self._finish_cleaned, writing, origin)
            else:
                kept = await asyncio.to_thread(self._finish, writing, origin)
        finally:
            await asyncio.to_thread(writing.discard)
        name = " ".join(to_nfc(Path(name).name[:NAME]).split())
        return msgspec.structs.replace(kept, kind=_kind(kind, kept.mime), name=name)

    def read(self, sha256: str) -> bytes:
        """What is in a file, as it came; slow, call it in a thread.

        Raises FileNotFoundError when it is gone, WrongKeyError when another key sealed it, and
        LockedError when the sealed key did, and is not here.
        """
        return self._content(self._path(sha256))

    def forget(self, sha256: str, since: float) -> None:
        """Remove a file, unless it was kept anew after `since` (seconds of this machine's clock).

        One that is gone already is no error.
        """
        self._remove(self._path(sha256), since)

    def settle(self, sha256: str, *, apart: bool) -> None:
        """Close a file for the holder of the sealed key, or open it again; slow.

        One that is gone stays so, as does one that cannot be opened here.
        """
        path = self._path(sha256)
        with suppress(FileNotFoundError, LockedError):
            if is_closed(path) != apart:
                anew = rewritten_file(path, self._folder / INCOMING, self._vault, apart=apart)
                with self._changing:
                    put_in_place(anew, path)

    def renewed(self, sha256: str, mime: str) -> str:
        """Keep a file a second time, cleaned as new ones are, closed if it is; slow.

        Returns the name of the second. Raises as `read` and `keep` do.
        """
        path = self._path(sha256)
        content = self._content(path)
        with suppress(MediaRefused):  # one we would not take today is there all the same
            content = without_metadata(content, mime)
        return self._kept(content, mime, "", apart=is_closed(path)).sha256

    def take_over(self, sha256: str, other: MediaStore) -> bool:
        """Have what lies in another store of this disk; False when neither has it."""
        path = self._path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._changing, suppress(FileNotFoundError):
            other._path(sha256).replace(path)
            date_by_day(other._path(sha256).parent)
        return self._is_wanted_anew(path)

    def sweep(self, since: float) -> int:
        """Remove all that was not kept anew after `since`; slow. Returns how many files."""
        return sum(self._remove(path, since) for path in list(self._folder.glob(FILES)))

    def sweep_unfinished(self, since: float) -> int:
        """Remove what a crash left half written before `since`."""
        found = (path for name in (f"{INCOMING}/*", REKEY_LEFT) for path in self._folder.glob(name))
        return sum(self._remove(path, since) for path in list(found))

    def _content(self, path: Path) -> bytes:
        content = io.BytesIO()
        with path.open("rb") as file:
            content.writelines(opened_line(self._vault, line) for line in file)
        return content.getvalue()

    def _path(self, sha256: str) -> Path:
        """Where a file lies. Raises ValueError for what is no name of one."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256")
        return self._folder / sha256[:2] / sha256

    def _finish_cleaned(self, writing: SealedWriting, origin: str) -> Media:
        """Of a picture, film or sound nothing is kept that its maker wrote beside it."""
        content = self._content(writing.written_so_far())
        if is_bomb(content):
            raise MediaRefused("media.bomb")
        clean = without_metadata(content, writing.mime)
        id_card = writing.mime.startswith("image/") and shows_id_card(clean)
        if clean == content:
            kept = self._finish(writing, origin)
        else:
            kept = self._kept(clean, writing.mime, origin)
        return msgspec.structs.replace(kept, id_card=id_card)

    def _kept(self, content: bytes, mime: str, origin: str, *, apart: bool = False) -> Media:
        writing = SealedWriting(
            self._folder / INCOMING, self._vault, self._least_free, mime, apart=apart
        )
        try:
            writing.add(content, "", "")
            return self._finish(writing, origin)
        finally:
            writing.discard()

    def _finish(self, writing: SealedWriting, origin: str) -> Media:
        written, digest = writing.finish()
        name = self._vault.name_of_file(digest, origin)
        path = self._path(name)
        if not self._is_wanted_anew(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._changing:
                written.replace(path)
            self._is_wanted_anew(path)
        return Media("document", name, writing.mime, writing.size)

    def _remove(self, path: Path, since: float) -> bool:
        with self._changing, suppress(FileNotFoundError):
            if max(path.stat().st_mtime, self._kept_at.get(path.name, 0.0)) <= since:
                path.unlink()
                date_by_day(path.parent)
                return True
        return False

    def _is_wanted_anew(self, path: Path) -> bool:
        """Touch a file: see `forget`. False when there is none."""
        with self._changing, suppress(FileNotFoundError):
            os.utime(path)
            if self._by_day:
                self._kept_at[path.name] = time.time()
                date_by_day(path, path.parent, self._folder / INCOMING, self._folder)
            return True
        return False


async def _at_once(content: bytes) -> AsyncIterator[bytes]:
    if content:
        yield content


def _kind(claimed: str, mime: str) -> MediaKind:
    family = {"image": "photo", "audio": "voice", "video": "video"}.get(
        mime.split("/", maxsplit=1)[0]
    )
    if family == "video" and claimed == "voice":
        family = "voice"  # a voice note in an MP4 or WebM container
    return cast("MediaKind", family or "document")
