"""Seals the order of the log of cases, and checks it and the log of who works here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bot.clock import TICK, Clock
from rules.local_time import ZONE
from rules.log_chain import (
    STAFF_LOG_CODE,
    AnchoredLine,
    LogAnchor,
    LogFault,
    LogLine,
    verify_log_chain,
)
from rules.staff_log import unlogged_roles, verify_staff_log
from storage import audit_log, staff_log
from storage.database import Database

AUDIT_LOG_FORMAT = "pakn-log/2"
NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
WHOLE_FORMAT = "pakn-log/1"
"""Of older files, which say what each line says; so they tell who complained about whom."""


class AuditLogHeader(msgspec.Struct):
    """The first line of a file of the log."""

    format: str
    heads: list[LogAnchor]
    staff_heads: list[LogAnchor] = []


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
    """How many lines both logs have, and what is wrong with them.

    `published` is a head that was read somewhere else, and must be in the log.
    """
    async with db.read() as session:
        heads = await audit_log.log_anchors(session)
        lines = [line async for line in audit_log.all_log_lines(session)]
        staff_heads = await staff_log.staff_log_anchors(session)
        staff_lines = await staff_log.staff_log_lines(session)
        held = await staff_log.roles_held(session)
    faults = _checked([*lines, *staff_lines], heads, staff_heads, published)
    return len(lines) + len(staff_lines), [*faults, *unlogged_roles(staff_lines, held)]


async def export_audit_log(db: Database, path: Path) -> int:
    """Write the order of both logs to a file, a line of JSON each; returns how many.

    Of each line only its hash: by its person, case or moment somebody would count complaints about
    an official, or find the other cases of one writer.
    """
    encoder, written = msgspec.json.Encoder(), 0
    async with db.read() as session:
        with path.open("wb") as file:
            heads = await audit_log.log_anchors(session)
            staff_heads = await staff_log.staff_log_anchors(session)
            head = AuditLogHeader(AUDIT_LOG_FORMAT, heads, staff_heads)
            file.write(encoder.encode(head) + b"\n")
            of_cases = [line async for line in audit_log.all_log_lines(session) if line.position]
            for line in [*of_cases, *await staff_log.staff_log_lines(session)]:
                code = line.code if line.code == STAFF_LOG_CODE else ""
                kept = AnchoredLine(line.position, line.hash, line.chain, code)
                file.write(encoder.encode(kept) + b"\n")
                written += 1
    return written


def verify_audit_log_file(path: Path, published: str = "") -> tuple[int, list[LogFault]]:
    """Whether a file has every line in its order, without a database; of older files all.

    Raises msgspec.MsgspecError for a file that is none of the log.
    """
    with path.open("rb") as file:
        head = msgspec.json.decode(file.readline(), type=AuditLogHeader)
        if head.format not in {AUDIT_LOG_FORMAT, WHOLE_FORMAT}:
            raise msgspec.ValidationError(head.format)
        whole = head.format == WHOLE_FORMAT
        lines = list(_read(file) if whole else _read_anchored(file))
    return len(lines), _checked(lines, head.heads, head.staff_heads, published, whole=whole)


def _checked(
    lines: Sequence[LogLine],
    heads: Sequence[LogAnchor],
    staff_heads: Sequence[LogAnchor],
    published: str,
    *,
    whole: bool = True,
) -> list[LogFault]:
    """The two chains that stand in one file, each for itself."""
    of_cases = [line for line in lines if line.code != STAFF_LOG_CODE]
    of_staff = [line for line in lines if line.code == STAFF_LOG_CODE]
    faults = [
        *verify_log_chain(of_cases, heads, whole=whole),
        *verify_staff_log(of_staff, staff_heads, whole=whole),
    ]
    if published and published not in {line.chain for line in lines}:
        faults.append(LogFault("head", 0))
    return faults


def _read(file: Iterable[bytes]) -> Iterator[LogLine]:
    decoder = msgspec.json.Decoder(LogLine)
    yield from (decoder.decode(row) for row in file if row.strip())


def _read_anchored(file: Iterable[bytes]) -> Iterator[LogLine]:
    decoder = msgspec.json.Decoder(AnchoredLine)
    for row in filter(bytes.strip, file):
        line = decoder.decode(row)
        yield LogLine(
            id=line.position,
            position=line.position,
            code=line.code,
            number=0,
            at=NO_MOMENT,
            actor=None,
            action="",
            data={},
            hash=line.hash,
            chain=line.chain,
        )
