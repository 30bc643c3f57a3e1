"""Seals the order of the log, and checks it: in the database, or from a file of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from bot.clock import TICK, Clock
from bot.turn import ZONE
from rules.log_chain import Fault, Head, Line, verify
from storage import log
from storage.database import Database

FORMAT = "pakn-log/1"


class FileHead(msgspec.Struct):
    """The first line of a file of the log."""

    format: str
    heads: list[Head]


class Sealing:
    """Puts written lines into the one order of the whole log, one process at a time."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def seal(self) -> None:
        """Seal everything written so far."""
        today = self._clock.now().astimezone(ZONE).date()
        async with self._db.read() as db:
            more = await log.unsealed(db)
        while more:
            async with self._db.begin() as db:
                more = await log.seal(db, today) == log.BATCH

    async def run(self) -> None:
        """Seal again and again."""
        while True:
            await self.seal()
            await asyncio.sleep(TICK)


async def check(db: Database, published: str = "") -> tuple[int, list[Fault]]:
    """How many lines the log has, and what is wrong with it.

    `published` is a head that was read somewhere else, and must be in the log.
    """
    async with db.read() as session:
        heads, lines = await log.heads(session), [line async for line in log.lines(session)]
    return len(lines), _checked(lines, heads, published)


async def export(db: Database, path: Path) -> int:
    """Write the log to a file, a line of JSON each; returns how many."""
    encoder, written = msgspec.json.Encoder(), 0
    async with db.read() as session:
        with path.open("wb") as file:
            head = FileHead(FORMAT, await log.heads(session))
            file.write(encoder.encode(head) + b"\n")
            async for line in log.lines(session):
                file.write(encoder.encode(line) + b"\n")
                written += 1
    return written


def check_file(path: Path, published: str = "") -> tuple[int, list[Fault]]:
    """The same for a file, without a database.

    Raises msgspec.MsgspecError for a file that is none of the log.
    """
    with path.open("rb") as file:
        head = msgspec.json.decode(file.readline(), type=FileHead)
        if head.format != FORMAT:
            raise msgspec.ValidationError(head.format)
        lines = list(_read(file))
    return len(lines), _checked(lines, head.heads, published)


def _checked(lines: list[Line], heads: list[Head], published: str) -> list[Fault]:
    faults = list(verify(lines, heads))
    if published and published not in {line.chain for line in lines}:
        faults.append(Fault("head", 0))
    return faults


def _read(file: Iterable[bytes]) -> Iterator[Line]:
    decoder = msgspec.json.Decoder(Line)
    yield from (decoder.decode(row) for row in file if row.strip())
