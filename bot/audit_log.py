"""Seals the order of the log, and checks it: in the database, or from a file of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from bot.clock import TICK, Clock
from rules.local_time import ZONE
from rules.log_chain import LogAnchor, LogFault, LogLine, verify_log_chain
from storage import audit_log
from storage.database import Database

AUDIT_LOG_FORMAT = "pakn-log/1"


class AuditLogHeader(msgspec.Struct):
    """The first line of a file of the log."""

    format: str
    heads: list[LogAnchor]


class AuditLogAnchoring:
    """Puts written lines into the one order of the whole log, one process at a time."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def anchor(self) -> None:
        """Anchor everything written so far."""
        today = self._clock.now().astimezone(ZONE).date()
        async with self._db.read() as db:
            more = await audit_log.has_unanchored_lines(db)
        while more:
            async with self._db.begin() as db:
                more = await audit_log.anchor_log_lines(db, today) == audit_log.BATCH

    async def run(self) -> None:
        """Anchor again and again."""
        while True:
            await self.anchor()
            await asyncio.sleep(TICK)


async def verify_audit_log(db: Database, published: str = "") -> tuple[int, list[LogFault]]:
    """How many lines the log has, and what is wrong with it.

    `published` is a head that was read somewhere else, and must be in the log.
    """
    async with db.read() as session:
        heads, lines = (
            await audit_log.log_anchors(session),
            [line async for line in audit_log.all_log_lines(session)],
        )
    return len(lines), _checked(lines, heads, published)


async def export_audit_log(db: Database, path: Path) -> int:
    """Write the log to a file, a line of JSON each; returns how many."""
    encoder, written = msgspec.json.Encoder(), 0
    async with db.read() as session:
        with path.open("wb") as file:
            head = AuditLogHeader(AUDIT_LOG_FORMAT, await audit_log.log_anchors(session))
            file.write(encoder.encode(head) + b"\n")
            async for line in audit_log.all_log_lines(session):
                file.write(encoder.encode(line) + b"\n")
                written += 1
    return written


def verify_audit_log_file(path: Path, published: str = "") -> tuple[int, list[LogFault]]:
    """The same for a file, without a database.

    Raises msgspec.MsgspecError for a file that is none of the log.
    """
    with path.open("rb") as file:
        head = msgspec.json.decode(file.readline(), type=AuditLogHeader)
        if head.format != AUDIT_LOG_FORMAT:
            raise msgspec.ValidationError(head.format)
        lines = list(_read(file))
    return len(lines), _checked(lines, head.heads, published)


def _checked(lines: list[LogLine], heads: list[LogAnchor], published: str) -> list[LogFault]:
    faults = list(verify_log_chain(lines, heads))
    if published and published not in {line.chain for line in lines}:
        faults.append(LogFault("head", 0))
    return faults


def _read(file: Iterable[bytes]) -> Iterator[LogLine]:
    decoder = msgspec.json.Decoder(LogLine)
    yield from (decoder.decode(row) for row in file if row.strip())
