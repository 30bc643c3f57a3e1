"""Who has copied the data folder, the database and the log, with one key or with none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, select, text

from bot.event import Media
from storage.database import Database
from storage.models import AddressRow, Conversation, InboxRow, OutboxRow, Person
from storage.vault import LockedError, Vault, WrongKeyError
from tests.support.story import OfficeUnderTest

BLOB = 40
"""Bytes by which what was encrypted is known again."""
LEAST = 6
"""Characters of a cell that may name one thing alone."""


class Thief:
    """Reads whatever bytes there are, and whatever the stolen key opens of them."""

    def __init__(self, office: OfficeUnderTest, folder: Path) -> None:
        self._database: Database = office.app.db
        self._folder = folder

    async def reads(self, secret: str = "") -> str:
        """Everything, as one text; `secret` is the stolen PAKN_SECRET_KEY."""
        paths = [path for path in self._folder.rglob("*") if path.is_file()]
        found = [path.read_bytes() for path in paths]
        # What people sent lies there in lines, each encrypted by itself.
        found += [line for path in paths if "media" in path.parts for line in path.open("rb")]
        found += [path.name.encode() for path in paths]
        found += [_bytes(cell) for cell in await self.cells()]
        if secret:
            vault = Vault(secret)
            found += [opened for piece in found for opened in _opened(vault, piece.rstrip(b"\n"))]
        return b"\n".join(found).decode(errors="replace")

    def file(self, media: Media | str) -> Path:
        """Where a file lies, or would."""
        name = media if isinstance(media, str) else media.sha256
        found = self._folder.glob(f"**/media/{name[:2]}/{name}")
        return next(found, self._folder / name)

    async def reads_again(self, written: Collection[bytes]) -> list[bytes]:
        """What of this, once written with the ordinary key, stands in the database's files.

        Only what no table has any more: what was closed anew, or forgotten.
        """
        gone = set(written) - {_bytes(cell) for cell in await self.cells()}
        files = b"".join(path.read_bytes() for path in self._folder.glob("*.sqlite3*"))
        # A long one may lie in pages far apart: its end is enough.
        return [one for one in gone if len(one) > BLOB and one[-BLOB:] in files]

    async def moments(self) -> dict[str, list[datetime]]:
        """When each address was told something, as it stands in the database."""
        found: defaultdict[str, list[datetime]] = defaultdict(list)
        async with self._database.read() as db:
            for row in (await db.execute(select(OutboxRow))).scalars():
                found[row.lane] += [row.created_at, *([row.sent_at] if row.sent_at else [])]
        return found

    async def chat(self, address: str) -> list[bytes]:
        """What is kept of a chat, said and told, closed as it is."""
        rows = (
            select(InboxRow.payload).where(InboxRow.lane == address),
            select(OutboxRow.reply).where(OutboxRow.lane == address),
        )
        async with self._database.read() as db:
            return [cell for one in rows for cell in (await db.execute(one)).scalars() if cell]

    async def emptied(self, address: str) -> tuple[bool, bool]:
        """Whether an address has lines without words: said by it, and told to it."""
        said, told = InboxRow.payload.is_(None), OutboxRow.reply.is_(None)
        async with self._database.read() as db:
            rows = await db.execute(
                select(
                    select(InboxRow.id).where(InboxRow.lane == address, said).exists(),
                    select(OutboxRow.id).where(OutboxRow.lane == address, told).exists(),
                )
            )
            first, second = rows.one()
        return first, second

    async def nobodys(self) -> int:
        """Lines that belong to no chat: something was said there, and by somebody of that time."""
        async with self._database.read() as db:
            rows = [select(table.id).where(table.lane == "") for table in (InboxRow, OutboxRow)]
            return sum([len((await db.execute(one)).all()) for one in rows])

    async def when(self, address: str) -> list[datetime]:
        """All that says when somebody with this address was there, but for what was said."""
        known = select(AddressRow.person_id).where(AddressRow.address == address)
        rows = (
            select(Person.created_at).where(Person.id.in_(known)),
            select(Conversation.updated_at).where(Conversation.address == address),
        )
        async with self._database.read() as db:
            return [at for one in rows for at in (await db.execute(one)).scalars()]

    async def joins(self, world: str) -> dict[str, set[str]]:
        """What leads out of the tables of this name, without any key: cells that stand elsewhere.

        Of each table outside, the cells; words of our own and small numbers lead nowhere.
        """
        found: dict[str, set[str]] = {}
        for table, rows in (await self._rows()).items():
            found[table] = {str(cell) for row in rows for cell in row if _names(str(cell))}
        inside = {
            cell for table, cells in found.items() if table.startswith(world) for cell in cells
        }
        outside = {table: cells & inside for table, cells in found.items() if world not in table}
        return {table: cells for table, cells in outside.items() if cells}

    async def cells(self) -> list[Any]:
        """All that stands in the database."""
        rows = [row for table in (await self._rows()).values() for row in table]
        return [cell for row in rows for cell in row if cell is not None]

    async def columns(self, table: str, *names: str) -> list[Any]:
        """Of every row of a table these cells, as they stand there."""
        async with self._database.read() as db:
            columns = ", ".join(f'"{name}"' for name in names)
            return list(await db.execute(text(f'SELECT {columns} FROM "{table}"')))

    async def _rows(self) -> dict[str, list[Any]]:
        async with self._database.read() as db:
            tables = await db.run_sync(lambda sync: _tables(sync.connection()))
            query = 'SELECT * FROM "{}"'
            return {one: list(await db.execute(text(query.format(one)))) for one in tables}


def _tables(connection: Any) -> list[str]:
    metadata = MetaData()
    metadata.reflect(connection)
    return list(metadata.tables)


def _names(cell: str) -> bool:
    return len(cell) >= LEAST and any(sign.isdigit() for sign in cell)


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
