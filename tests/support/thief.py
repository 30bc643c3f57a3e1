"""Who has copied the data folder, the database and the log, with one key or with none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, text

from storage.database import Database
from storage.vault import LockedError, Vault, WrongKeyError
from tests.support.story import OfficeUnderTest


class Thief:
    """Reads whatever bytes there are, and whatever the stolen key opens of them."""

    def __init__(self, office: OfficeUnderTest, folder: Path) -> None:
        self._database: Database = office.app.db
        self._folder = folder

    async def reads(self, secret: str = "") -> str:
        """Everything, as one text; `secret` is the stolen PAKN_SECRET_KEY."""
        found = [path.read_bytes() for path in self._folder.rglob("*") if path.is_file()]
        found += [_bytes(cell) for cell in await self._cells()]
        if secret:
            found += [opened for piece in found for opened in _opened(Vault(secret), piece)]
        return b"\n".join(found).decode(errors="replace")

    async def _cells(self) -> list[Any]:
        async with self._database.read() as db:
            tables = await db.run_sync(lambda sync: _tables(sync.connection()))
            cells: list[Any] = []
            for table in tables:
                for row in await db.execute(text(f'SELECT * FROM "{table}"')):
                    cells += [cell for cell in row if cell is not None]
        return cells


def _tables(connection: Any) -> list[str]:
    metadata = MetaData()
    metadata.reflect(connection)
    return list(metadata.tables)


def _bytes(cell: Any) -> bytes:
    return cell if isinstance(cell, bytes) else str(cell).encode()


def _opened(vault: Vault, piece: bytes) -> Iterator[bytes]:
    ways: tuple[Callable[[], str | bytes], ...] = (
        lambda: vault.decrypt(piece),
        lambda: vault.decrypt_text(piece.decode()),
        lambda: vault.decrypt_address(piece.decode()),
    )
    for way in ways:
        with suppress(WrongKeyError, LockedError, UnicodeDecodeError):
            yield _bytes(way())
