"""The log as a chain: each line's hash holds the one before, so no line changes unseen.

Two chains run through the same lines. The chain of a case grows in the transaction that writes a
line, so cases do not wait for one another; the chain of the whole log is sealed a little later,
over lines that are already written, in one order for all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec

CHAIN_START = "0" * 64
"""What comes before the first line."""
STAFF_LOG_CODE = "CAN-BO"
"""What a line of the log of who works here has for the code of a case. Never to change."""


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the log. `position`: its place in the whole log, 0 until it is sealed."""

    id: int
    position: int
    code: str
    number: int
    """Its place in the log of its case, from 1."""
    at: datetime
    actor: int | None
    action: str
    data: dict[str, Any]
    hash: str
    chain: str = ""


class AnchoredLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line for whoever checks the order of a log: whose it is and what it says is not there."""

    position: int
    hash: str
    chain: str
    code: str = ""
    """STAFF_LOG_CODE, or nothing: of which case is not said."""


class LogAnchor(msgspec.Struct, frozen=True):
    """Where the whole log stood at the end of a day; the newest moves on until the day ends."""

    day: date
    position: int
    hash: str


class LogFault(msgspec.Struct, frozen=True):
    """What is wrong: `edited`, `deleted`, `moved`, `truncated`, `head` or `unlogged`, and where.

    `unlogged`: a person, by number, has a role that no line gave. `position` is 0 for a line that
    is in no overall order yet, `number` 0 when it is not known.
    """

    kind: str
    position: int
    code: str = ""
    number: int = 0


def line_hash(
    before: str,
    code: str,
    number: int,
    at: datetime,
    actor: int | None,
    action: str,
    data: dict[str, Any],
) -> str:
    """The hash of a line after `before`, the hash of the case's line before. Never to change."""
    content = [before, code, number, at.astimezone(UTC).isoformat(), actor, action, data]
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def chain_hash(before: str, line: str) -> str:
    """The overall hash at a line; `before` is the one at the line before."""
    return hashlib.sha256(f"{before}{line}".encode()).hexdigest()


def verify_log_chain(
    lines: Iterable[LogLine], heads: Sequence[LogAnchor], *, whole: bool = True
) -> Iterator[LogFault]:
    """What is wrong with a log: lines by position, then those without one by id.

    `whole`: what the lines say is there as well as their order.
    """
    marks = {head.position: head.hash for head in heads}
    cases: dict[str, LogLine] = {}
    chain, last = CHAIN_START, 0
    for line in lines:
        if whole:
            yield from _in_its_case(cases.get(line.code), line)
            cases[line.code] = line
        if not line.position:
            continue
        yield from (LogFault("deleted", gone) for gone in range(last + 1, line.position))
        unbroken = line.position == last + 1
        if unbroken and line.chain != chain_hash(chain, line.hash):
            yield LogFault("moved", line.position, line.code, line.number)
        if marks.get(line.position, line.chain) != line.chain:
            yield LogFault("head", line.position, line.code, line.number)
        chain, last = line.chain, line.position
    if marks and (end := max(marks)) > last:
        yield from (LogFault("truncated", gone) for gone in range(last + 1, end + 1))


def _in_its_case(before: LogLine | None, line: LogLine) -> Iterator[LogFault]:
    number = before.number + 1 if before else 1
    if line.number > number:
        for gone in range(number, line.number):
            yield LogFault("deleted", 0, line.code, gone)
    elif line.number < number or (before and line.id < before.id):
        yield LogFault("moved", line.position, line.code, line.number)
    elif line.hash != line_hash(
        before.hash if before else CHAIN_START,
        *(line.code, line.number, line.at, line.actor, line.action, line.data),
    ):
        yield LogFault("edited", line.position, line.code, line.number)
