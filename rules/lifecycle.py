"""Who may do what to a case, from which status to which: the one table."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

RECEIVED = "received"
NEEDS_INFO = "needs_info"
FORWARDED = "forwarded"
IN_PROGRESS = "in_progress"
ANSWER_PENDING = "answer_pending"
ANSWERED = "answered"
REFUSED = "refused"
REDIRECTED = "redirected"
WITHDRAWN = "withdrawn"
MERGED = "merged"

WITH_AGENCY = (FORWARDED, IN_PROGRESS, ANSWER_PENDING)
"""Statuses in which an agency has the case."""
RUNNING = (RECEIVED, *WITH_AGENCY)
"""Statuses in which the clock runs."""
OPEN = (*RUNNING, NEEDS_INFO)
"""Statuses that still need an outcome."""
CLOSED = (ANSWERED, REFUSED, REDIRECTED, WITHDRAWN, MERGED)
STATUSES = (*OPEN, *CLOSED)

NO_PUBLICATION = "none"
PUBLICATION_WAITING = "waiting"
"""The office is to check what strangers would read."""
CASE_PUBLISHED = "published"
PUBLICATION_WITHHELD = "withheld"

ANSWER_SENT = "sent"
"""What reached the citizen: an answer or the reason of a refusal."""
ANSWER_DRAFT, REFUSAL_DRAFT = "draft", "refusal"
"""States of an outcome in writing that waits for a second person."""
DRAFT_SIGNED, DRAFT_REJECTED = "signed", "rejected"
DRAFT_FREED = "freed"
"""It needs no signature any more."""
DRAFT_DROPPED = "dropped"
"""Its case went elsewhere."""

OFFICE, LEADER, OFFICIAL, CHAIR = "office", "leader", "official", "chair"
ROLES = (OFFICE, LEADER, OFFICIAL, CHAIR)
AGENCY_ROLES = (LEADER, OFFICIAL)
"""Roles that are held for one agency."""
OWNER = "owner"
"""Who reported the case: a relation to it, not a role that is granted."""
FOLLOWER = "follower"
"""Who reported what was merged into the case."""
CLOCK = "clock"
"""Time itself, acting by a rule of the office."""

COMES_BACK = (NEEDS_INFO, MERGED)
"""Statuses from which a case goes back to where it stood before."""
KEEPS_BEFORE = (*COMES_BACK, REFUSED, REDIRECTED, WITHDRAWN)
"""Statuses that remember where the case stood before: with an agency, or still to be sorted."""

SAME_STATUS = ""
"""Ends of a move that leaves the status as it is."""
STATUS_BEFORE = "before"
"""Ends of a move that gives back the status from before the pause or the merge."""


class Move(NamedTuple):
    """One thing that can be done to a case."""

    starts: tuple[str, ...]
    ends: str
    by: tuple[str, ...]


MOVES = {
    # The office sorts.
    "forward": Move((RECEIVED, *WITH_AGENCY), FORWARDED, (OFFICE,)),
    "propose_refusal": Move(OPEN, SAME_STATUS, (OFFICE,)),
    "reject_refusal": Move(OPEN, SAME_STATUS, (OFFICE, CHAIR)),
    "refuse": Move(OPEN, REFUSED, (OFFICE, CHAIR)),
    "redirect": Move(OPEN, REDIRECTED, (OFFICE,)),
    "pass_on": Move((RECEIVED, *WITH_AGENCY), REDIRECTED, (OFFICE,)),
    "merge": Move(RUNNING, MERGED, (OFFICE,)),
    "unmerge": Move((MERGED,), STATUS_BEFORE, (OFFICE,)),
    "seal": Move(STATUSES, SAME_STATUS, (OFFICE,)),
    "unseal": Move(STATUSES, SAME_STATUS, (OFFICE,)),
    "accuse": Move(OPEN, SAME_STATUS, (OFFICE,)),
    "classify": Move((*OPEN, ANSWERED), SAME_STATUS, (OFFICE,)),
    "free": Move((ANSWER_PENDING,), IN_PROGRESS, (OFFICE,)),
    # The agency works.
    "accept": Move((FORWARDED,), IN_PROGRESS, AGENCY_ROLES),
    "return": Move((FORWARDED, IN_PROGRESS), RECEIVED, AGENCY_ROLES),
    "assign": Move((FORWARDED, IN_PROGRESS), IN_PROGRESS, (LEADER,)),
    "hand_over": Move(OPEN, SAME_STATUS, (OFFICE, LEADER)),
    "release": Move((IN_PROGRESS,), FORWARDED, (OFFICE, LEADER)),
    "involve": Move((FORWARDED, IN_PROGRESS), SAME_STATUS, (OFFICE, LEADER)),
    "answer": Move((FORWARDED, IN_PROGRESS), ANSWERED, AGENCY_ROLES),
    "draft": Move((FORWARDED, IN_PROGRESS), ANSWER_PENDING, AGENCY_ROLES),
    "approve": Move((ANSWER_PENDING,), ANSWERED, (LEADER,)),
    "reject": Move((ANSWER_PENDING,), IN_PROGRESS, (LEADER,)),
    # Something is missing, or takes longer.
    "ask": Move((RECEIVED, FORWARDED, IN_PROGRESS), NEEDS_INFO, (OFFICE, *AGENCY_ROLES)),
    "supplement": Move((NEEDS_INFO,), STATUS_BEFORE, (OWNER,)),
    "give_up": Move((NEEDS_INFO,), REFUSED, (CLOCK,)),
    "end_question": Move((NEEDS_INFO,), STATUS_BEFORE, (CLOCK,)),
    "ask_extension": Move((FORWARDED, IN_PROGRESS), SAME_STATUS, AGENCY_ROLES),
    "extend": Move(WITH_AGENCY, SAME_STATUS, (OFFICE,)),
    "deny_extension": Move(WITH_AGENCY, SAME_STATUS, (OFFICE,)),
    # The citizen.
    "add": Move((*OPEN, ANSWERED), SAME_STATUS, (OWNER,)),
    "withdraw": Move(OPEN, WITHDRAWN, (OWNER,)),
    "reopen": Move((ANSWERED,), FORWARDED, (OWNER, FOLLOWER)),
    "appeal": Move((ANSWERED, REFUSED), RECEIVED, (OWNER, FOLLOWER)),
    # The level above, of what was appealed alone.
    "decide_appeal": Move((RECEIVED,), ANSWERED, (CHAIR,)),
    # What strangers may read.
    "send_back": Move((ANSWERED,), IN_PROGRESS, (OFFICE,)),
    "solve": Move((ANSWERED,), SAME_STATUS, AGENCY_ROLES),
    "publish": Move((ANSWERED,), ANSWERED, (OFFICE,)),
    "withhold": Move((ANSWERED,), ANSWERED, (OFFICE,)),
    "unpublish": Move((ANSWERED,), ANSWERED, (OFFICE,)),
    "correct": Move((ANSWERED,), ANSWERED, (OFFICE,)),
}

NOT_BY_ACCUSED = tuple(name for name, move in MOVES.items() if set(move.by) & set(ROLES))
"""What whom a case is about may not do to it."""

WHILE_RESTRICTED = (
    *("unseal", "propose_refusal", "reject_refusal", "refuse", "redirect"),
    *("add", "supplement", "withdraw"),
)
"""All that can be done to a sealed case: the office ends or opens it, its owner adds or leaves."""

CLOSING = tuple(
    name for name, move in MOVES.items() if move.ends in CLOSED and set(move.starts) & set(OPEN)
)
"""Moves with which an open case ends."""

REOPENING = tuple(
    name
    for name, move in MOVES.items()
    if not set(move.starts) & set(OPEN) and move.ends in (*OPEN, STATUS_BEFORE)
)
"""Moves with which a case that was over is open again."""

OUTCOMES = ("answer", "approve", "decide_appeal", "refuse", "redirect", "pass_on", "give_up")
"""Moves with which an outcome in writing reaches the citizen."""


class MoveVerdict(StrEnum):
    """What the table says to an attempt."""

    ALLOWED = "allowed"
    NOT_YOURS = "not_yours"
    TOO_LATE = "too_late"


def judge_move(
    action: str,
    status: str,
    agency: str,
    roles: tuple[tuple[str, str], ...],
    *,
    relation: str = "",
) -> MoveVerdict:
    """Whether someone with these (role, agency) pairs may do `action` to a case.

    `agency` has the case; `relation` is OWNER, FOLLOWER or empty. Rights are judged
    before the status, so that a stranger learns nothing about a case from the refusal.
    """
    move = MOVES[action]
    entitled = relation in move.by or any(
        role in move.by and (role not in AGENCY_ROLES or held_for == agency)
        for role, held_for in roles
    )
    if not entitled:
        return MoveVerdict.NOT_YOURS
    return MoveVerdict.ALLOWED if status in move.starts else MoveVerdict.TOO_LATE


def was_forwarded(status: str, before: str) -> bool:
    """Whether an agency has the case, or had it last; one still to be sorted is nobody's yet.

    `before`: the status that one of KEEPS_BEFORE remembers. Until the office forwarded a case its
    agency is a proposal, which gives no right.
    """
    return (before if status in KEEPS_BEFORE else status) in (*WITH_AGENCY, ANSWERED)


def status_after_move(action: str, status: str, before: str) -> str:
    """The status after `action`; `before` is what the case stood at before a pause or merge."""
    end = MOVES[action].ends
    if end == STATUS_BEFORE:
        return before
    return end or status
