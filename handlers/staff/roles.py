"""Which roles the speaker may give and take, and whom they may manage."""

from __future__ import annotations

from typing import Any

from bot.event import Choice, Rows
from bot.flow_answers import Answers
from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import labels
from rules.lifecycle import AGENCY_ROLES, CHAIR, LEADER, OFFICE, OFFICIAL
from storage import staff
from storage.staff import StaffMember

BY_OFFICE = (OFFICIAL, LEADER, OFFICE, CHAIR)


SHOWN = 12
"""People on one page."""


def agencies_led(turn: Turn) -> list[str]:
    """The agencies the speaker leads."""
    return sorted({held.agency for held in turn.known.roles if held.role == LEADER})


def may_manage(turn: Turn, member: StaffMember) -> bool:
    """The office everybody but the speaker, a leader the officials of the own agency."""
    if member.id == turn.person.id:
        return False
    own = agencies_led(turn)
    return turn.known.holds(OFFICE) or all(
        held.role == OFFICIAL and held.agency in own for held in member.roles
    )


async def managed_member(turn: Turn, person_id: int) -> StaffMember:
    """A member the speaker may change. Raises UserError."""
    found = await staff.staff_member_by_id(turn.db, person_id)
    if found is None:
        raise UserError("staffing.gone")
    if not may_manage(turn, found):
        raise UserError("staffing.not_yours")
    return found


def role_in_words(turn: Turn, role: str, agency: str) -> str:
    """`cán bộ xử lý, Phòng …`."""
    name = turn.words(f"invitations.role.{role}")
    return f"{name}, {labels.agency_name(turn, agency)}" if agency else name


def roles_to_give(turn: Turn, answers: Answers) -> Rows:
    """The roles the speaker may give."""
    names = BY_OFFICE if answers["all"] else (OFFICIAL,)
    return [[Choice(turn.words(f"invitations.role.{name}"), name)] for name in names]


def agencies_to_give(turn: Turn, answers: Answers) -> Rows:
    """The agencies the speaker may give it for."""
    buttons = [
        Choice(agency.short, code)
        for code, agency in turn.office.agencies.items()
        if agency.handles and (answers["all"] or code in answers["led"])
    ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def is_role_of_agency(answers: Answers) -> bool:
    """Whether the role chosen is held for one agency."""
    return answers.get("role") in AGENCY_ROLES


def shown_name(answers: Answers) -> dict[str, Any]:
    """What questions about a person show."""
    return {"name": answers["name"]}
