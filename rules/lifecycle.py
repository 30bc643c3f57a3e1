"""Who may do what to a case, from which status to which: the one table."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

RECEIVED = "received"
FORWARDED = "forwarded"
IN_PROGRESS = "in_progress"
ANSWERED = "answered"
REFUSED = "refused"

OPEN = (RECEIVED, FORWARDED, IN_PROGRESS)
"""Statuses in which the clock runs."""

OFFICE, LEADER, OFFICIAL, CHAIR = "office", "leader", "official", "chair"
ROLES = (OFFICE, LEADER, OFFICIAL, CHAIR)
AGENCY_ROLES = (LEADER, OFFICIAL)
"""Roles that are held for one agency."""


class Move(NamedTuple):
    """One thing that can be done to a case."""

    starts: tuple[str, ...]
    ends: str
    by: tuple[str, ...]


MOVES = {
    "forward": Move(OPEN, FORWARDED, (OFFICE,)),
    "accept": Move((FORWARDED,), IN_PROGRESS, AGENCY_ROLES),
    "answer": Move((FORWARDED, IN_PROGRESS), ANSWERED, AGENCY_ROLES),
    "refuse": Move(OPEN, REFUSED, (OFFICE,)),
    "publish": Move((ANSWERED,), ANSWERED, (OFFICE,)),
    "withhold": Move((ANSWERED,), ANSWERED, (OFFICE,)),
}


class Verdict(StrEnum):
    """What the table says to an attempt."""

    ALLOWED = "allowed"
    NOT_YOURS = "not_yours"
    TOO_LATE = "too_late"


def judge(action: str, status: str, agency: str, roles: tuple[tuple[str, str], ...]) -> Verdict:
    """Whether someone with these (role, agency) pairs may do `action` to a case.

    `agency` has the case. Rights are judged before the status, so that a stranger learns
    nothing about a case from the refusal.
    """
    move = MOVES[action]
    entitled = any(
        role in move.by and (role not in AGENCY_ROLES or held_for == agency)
        for role, held_for in roles
    )
    if not entitled:
        return Verdict.NOT_YOURS
    return Verdict.ALLOWED if status in move.starts else Verdict.TOO_LATE
