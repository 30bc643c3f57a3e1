"""Files people sent, sealed, each once, under the hash of its content."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import cast

import filetype

from bot.event import Media, MediaKind, MediaRefused
from bot.pictures import in_picture_thread
from rules.text import to_nfc
from storage.id_cards import shows_id_card
from storage.vault import Vault

TYPES = ("image/", "audio/", "video/")
DOCUMENTS = frozenset(
    {
        "application/pdf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/rtf",
        "text/plain",
    }
)
NAME = 120
"""Letters of a name that are kept."""
TEXT_NAMES = (".txt", ".csv", ".md")


class MediaStore:
    """A folder of sealed files named by the SHA-256 of what is in them; `read` is its one door."""

    def __init__(self, folder: Path, vault: Vault, max_bytes: int) -> None:
        self._folder = folder
        self._vault = vault
        self.max_bytes = max_bytes

    async def keep(self, kind: str, mime: str, name: str, content: bytes) -> Media:
        """Store a file durably; what it is is read from its bytes, not from what was claimed.

        Raises MediaRefused for an empty, too large or forbidden file.
        """
        if not content:
            raise MediaRefused("media.empty")
        if len(content) > self.max_bytes:
            raise MediaRefused("media.too_large")
        found = _type_of(content, mime, name)
        if not found:
            raise MediaRefused("media.forbidden")
        digest = await asyncio.to_thread(self._write, content)
        return Media(
            kind=_kind(kind, found),
            sha256=digest,
            mime=found,
            size=len(content),
            name=" ".join(to_nfc(Path(name).name[:NAME]).split()),
            id_card=found.startswith("image/") and await in_picture_thread(shows_id_card, content),
        )

    def read(self, sha256: str) -> bytes:
        """What is in a file, as it came; slow, call it in a thread.

        Raises FileNotFoundError when it is gone, WrongKeyError when another key sealed it.
        """
        return self._vault.decrypt(self._path(sha256).read_bytes())

    def forget(self, sha256: str, since: float) -> None:
        """Remove a file, unless it was kept anew after `since` (seconds of this machine's clock).

        One that is gone already is no error.
        """
        path = self._path(sha256)
        with suppress(FileNotFoundError):
            if path.stat().st_mtime <= since:
                path.unlink()

    def _path(self, sha256: str) -> Path:
        """Where a file lies. Raises ValueError for what is no hash."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256")
        return self._folder / sha256[:2] / sha256

    def _write(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        with suppress(FileNotFoundError):
            os.utime(path)  # it is wanted anew: see `forget`
            return digest
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(self._vault.encrypt(content))
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
        return digest


def _type_of(content: bytes, mime: str, name: str) -> str:
    guess = filetype.guess_mime(content)
    if guess:
        return guess if guess.startswith(TYPES) or guess in DOCUMENTS else ""
    if mime.startswith("text/") or name.lower().endswith(TEXT_NAMES):
        return "text/plain" if _is_text(content) else ""
    return ""


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _kind(claimed: str, mime: str) -> MediaKind:
    family = {"image": "photo", "audio": "voice", "video": "video"}.get(
        mime.split("/", maxsplit=1)[0]
    )
    if family == "video" and claimed == "voice":
        family = "voice"  # a voice note in an MP4 or WebM container
    return cast("MediaKind", family or "document")
