"""Writes a file of which only a piece is known at a time; nothing of it is on the disk in clear."""

from __future__ import annotations

import codecs
import hashlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import filetype

from bot.event import MediaRefused
from storage.media_lines import PIECE, date_by_day, written_line
from storage.vault import Vault

HEAD = 8192
"""Bytes by which a file's type is known."""
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
TEXT_NAMES = (".txt", ".csv", ".md")


class PieceMemory:
    """Holds back what comes in until it is a piece; with much held of all files, smaller ones."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0

    async def pieces(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Nobody waits for room: who finds none is written down sooner."""
        piece = bytearray()
        try:
            async for chunk in chunks:
                piece += chunk
                self._held += len(chunk)
                if len(piece) >= PIECE or (self._held > self._most and len(piece) >= HEAD):
                    yield bytes(piece)
                    self._held -= len(piece)
                    piece.clear()
            if piece:
                yield bytes(piece)
        finally:
            self._held -= len(piece)


class SealedWriting:
    """One file while it is written; every method is slow."""

    def __init__(
        self, folder: Path, vault: Vault, least_free: int, mime: str = "", *, apart: bool = False
    ) -> None:
        """`mime`: what it is, if its bytes do not say; `apart`: closed with the sealed key.

        Raises MediaRefused where the disk is nearly full.
        """
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < least_free:
            raise MediaRefused("media.no_room")
        self._vault = vault
        self._apart = apart
        self._hash = hashlib.sha256()
        self._text = codecs.getincrementaldecoder("utf-8")()
        self._file = tempfile.NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115 - see discard
        self.size = 0
        self.mime = mime

    def add(self, piece: bytes, claimed: str, name: str) -> None:
        """What it is is read from its bytes. Raises MediaRefused for what we do not take."""
        if not self.size:
            self.mime = _type_of(piece, claimed, name) or self.mime
        if not self.mime or (self.mime == "text/plain" and not self._is_text(piece)):
            raise MediaRefused("media.forbidden")
        self.size += len(piece)
        self._hash.update(piece)
        for at in range(0, len(piece), PIECE):
            self._file.write(self._line(piece[at : at + PIECE]))

    def _line(self, piece: bytes) -> bytes:
        return written_line(self._vault, piece, apart=self._apart)

    def _is_text(self, piece: bytes, *, final: bool = False) -> bool:
        try:
            return "\0" not in self._text.decode(piece, final)
        except UnicodeDecodeError:
            return False

    def written_so_far(self) -> Path:
        """Where it lies, to be read back."""
        self._file.flush()
        return Path(self._file.name)

    def finish(self) -> tuple[Path, str]:
        """Where it lies, durably, and the hash of its content.

        Raises MediaRefused for a text that ends in half a letter.
        """
        if self.mime == "text/plain" and not self._is_text(b"", final=True):
            raise MediaRefused("media.forbidden")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return Path(self._file.name), self._hash.hexdigest()

    def discard(self) -> None:
        """Leave nothing where it was written; what was moved away stays."""
        self._file.close()
        path = Path(self._file.name)
        path.unlink(missing_ok=True)
        date_by_day(path.parent)


def _type_of(content: bytes, mime: str, name: str) -> str:
    guess = filetype.guess_mime(content)
    if guess:
        return guess if guess.startswith(TYPES) or guess in DOCUMENTS else ""
    is_text = mime.startswith("text/") or name.lower().endswith(TEXT_NAMES)
    return "text/plain" if is_text else ""
