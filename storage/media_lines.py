"""A file on the disk is lines, each a piece, encrypted or closed with the sealed key.

Closed pieces are all of one length: how long a file is would tell which other one is the same.
"""

from __future__ import annotations

import base64
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from storage.vault import SEALED, Vault

PIECE = 256 * 1024
DAY = 24 * 3600
FILLED = b"\0filled\0"
"""What a closed piece begins with; older ones are not filled up."""
COUNTED = 4
"""Bytes of a filled piece that say how much of it counts."""


def opened_line(vault: Vault, line: bytes) -> bytes:
    """The piece a line holds. Raises WrongKeyError, and LockedError."""
    piece = vault.decrypt(stored_piece(line))
    if line.startswith(SEALED) and piece.startswith(FILLED):
        start = len(FILLED) + COUNTED
        return piece[start : start + int.from_bytes(piece[len(FILLED) : start])]
    return piece


def stored_piece(line: bytes) -> bytes:
    """What the vault knows: without what makes a line of it."""
    line = line.rstrip(b"\n")
    if line.startswith(SEALED):
        return SEALED + base64.b64decode(line[len(SEALED) :])
    return line


def written_line(vault: Vault, piece: bytes, *, apart: bool = False) -> bytes:
    """A piece as a line; `apart`: for the holder of the sealed key, of PIECE at most."""
    if apart:
        filled = FILLED + len(piece).to_bytes(COUNTED) + piece.ljust(PIECE, b"\0")
        return SEALED + base64.b64encode(vault.seal(filled)[len(SEALED) :]) + b"\n"
    return vault.encrypt(piece) + b"\n"


def is_closed(path: Path) -> bool:
    """Whether only the holder of the sealed key opens a file."""
    with path.open("rb") as file:
        return file.read(len(SEALED)) == SEALED


def rewritten_file(path: Path, incoming: Path, vault: Vault, *, apart: bool) -> Path:
    """The same content encrypted anew, durably, beside the store: to take the file's place."""
    incoming.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as file, tempfile.NamedTemporaryFile(dir=incoming, delete=False) as anew:
        try:
            for piece in _packed(opened_line(vault, line) for line in file):
                anew.write(written_line(vault, piece, apart=apart))
        except BaseException:
            Path(anew.name).unlink()
            raise
        anew.flush()
        os.fsync(anew.fileno())
    return Path(anew.name)


def _packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    yield bytes(held)


def date_by_day(*paths: Path) -> None:
    """Let files and folders say the day of a change, not its moment, which leads to who made it."""
    midnight = time.time() // DAY * DAY
    for path in paths:
        with suppress(FileNotFoundError):
            os.utime(path, (midnight, midnight))


def put_in_place(anew: Path, path: Path) -> None:
    """Let what was encrypted anew take a file's place, as old as that was: see MediaStore.forget.

    Raises FileNotFoundError when that is gone.
    """
    try:
        kept = path.stat()
        os.utime(anew, ns=(kept.st_atime_ns, kept.st_mtime_ns))
        anew.replace(path)
        date_by_day(path.parent, anew.parent)
    finally:
        anew.unlink(missing_ok=True)
