"""The log of who works here: a chain of its own, from which every role in force can be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec

from rules.log_chain import STAFF_LOG_CODE, LogAnchor, LogFault, LogLine, verify_log_chain


class StaffAction(StrEnum):
    """What a line tells of. Stored, and hashed: never to change."""

    INVITED = "invited"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"
    REDEEMED = "redeemed"
    GRANTED = "granted"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    ENDED = "ended"
    REPRESENTED = "represented"
    """A deputy was named for days to come."""
    ABSENCE_BEGAN = "absence_began"
    ABSENCE_ENDED = "absence_ended"
    GROUP_JOINED = "group_joined"
    GROUP_ENDED = "group_ended"
    SESSIONS_ENDED = "sessions_ended"
    """Of the web chat, by a colleague; their roles stay."""
    KIOSK_OFFERED = "kiosk_offered"
    """A code was made that enrols a tablet at a counter, on which many people rate."""
    KIOSK_ENROLLED = "kiosk_enrolled"
    KIOSK_ENDED = "kiosk_ended"
    ASKED = "asked"
    """Somebody wants a change of a colleague's rights, which takes a second person."""
    AGREED = "agreed"
    """That second person; what was asked for is done in the name of who asked."""
    ATTEMPTED = "attempted"
    """Somebody was refused; it changed nothing."""


class HeldRole(NamedTuple):
    """A role somebody holds, as a deputy for as long as an absence lasts."""

    person: int
    role: str
    agency: str
    absence: int = 0


def verify_staff_log(
    lines: Sequence[LogLine], heads: Sequence[LogAnchor], *, whole: bool = True
) -> list[LogFault]:
    """What is wrong with the log itself, each line by its number."""
    found = (
        msgspec.structs.replace(
            fault,
            position=fault.position or fault.number,
            code=STAFF_LOG_CODE,
            number=fault.number or fault.position,
        )
        for fault in verify_log_chain(lines, heads, whole=whole)
    )
    return list(dict.fromkeys(found))


def unlogged_roles(lines: Iterable[LogLine], held: Iterable[HeldRole]) -> Iterator[LogFault]:
    """The people who hold a role, in force now, that the log does not give them."""
    given = roles_by_log(lines)
    for person in sorted({one.person for one in held if one not in given}):
        yield LogFault("unlogged", 0, STAFF_LOG_CODE, person)


def roles_by_log(lines: Iterable[LogLine]) -> set[HeldRole]:
    """Every role in force, as the lines say."""
    held: set[HeldRole] = set()
    suspended: set[int] = set()
    for line in lines:
        data = line.data
        match line.action:
            case StaffAction.GRANTED:
                held.add(HeldRole(data["person"], data["role"], data["agency"]))
            case StaffAction.ABSENCE_BEGAN:
                held |= {
                    HeldRole(data["deputy"], role, agency, data["absence"])
                    for role, agency in data["roles"]
                }
            case StaffAction.ABSENCE_ENDED:
                held = {one for one in held if one.absence != data["absence"]}
            case StaffAction.ENDED:
                held = {one for one in held if one.person != data["person"]}
                suspended.discard(data["person"])
            case StaffAction.SUSPENDED:
                suspended.add(data["person"])
            case StaffAction.RESUMED:
                suspended.discard(data["person"])
    return {one for one in held if one.person not in suspended}
