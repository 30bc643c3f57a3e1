"""Which roles the speaker may give and take, and whom they may manage."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from bot.event import Choice, Rows
from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import labels
from handlers.staff.attempts import staff_refused
from rules.lifecycle import AGENCY_ROLES, CHAIR, LEADER, OFFICE
from rules.staff_roles import GIVEN_BY_TWO, may_manage_roles, roles_to_offer
from storage import staff
from storage.staff import StaffMember

SHOWN = 12
"""People on one page."""


def agencies_led(turn: Turn) -> list[str]:
    """The agencies the speaker leads."""
    return sorted({held.agency for held in turn.known.roles if held.role == LEADER})


def manages_all_agencies(turn: Turn) -> bool:
    """Whether the speaker sees, invites and moves people of every agency."""
    return turn.known.holds(OFFICE) or turn.known.holds(CHAIR)


def may_manage(turn: Turn, member: StaffMember) -> bool:
    """Everybody whose every role is the speaker's to give; never the speaker."""
    return member.id != turn.person.id and may_manage_roles(turn.known.roles, member.roles)


async def managed_member(turn: Turn, person_id: int, attempt: str) -> StaffMember:
    """A member whom it is for the speaker to manage. Raises UserError."""
    found = await staff.staff_member_by_id(turn.db, person_id)
    if found is None:
        raise UserError("staffing.gone")
    if not may_manage(turn, found):
        raise staff_refused(attempt, "no_right", person=person_id)
    return found


def role_in_words(turn: Turn, role: str, agency: str, place: str = "") -> str:
    """`cán bộ xử lý, Phòng …`."""
    name = turn.words(f"invitations.role.{role}")
    commune = turn.office.communes.get(place)
    parts = [
        name,
        labels.agency_name(turn, agency) if agency else "",
        commune.name if commune else "",
    ]
    return ", ".join(part for part in parts if part)


class RoleAnswers(TypedDict):
    """The questions about a role, in whatever conversation."""

    all: bool
    """Whether the speaker may give roles of every agency."""
    led: NotRequired[list[str]]
    """Else the agencies for which."""
    role: NotRequired[str]
    agency: NotRequired[str]
    placed: NotRequired[list[str]]
    """Agencies of which a role is held for one commune."""
    place: NotRequired[str]


def roles_to_give(turn: Turn, _answers: RoleAnswers) -> Rows:
    """The roles the speaker may invite to."""
    return _role_rows(turn, roles_to_offer(turn.known.roles))


def agency_roles_to_give(turn: Turn, _answers: RoleAnswers) -> Rows:
    """The roles somebody may be moved to at once: the others want an invitation, and two people."""
    offered = roles_to_offer(turn.known.roles)
    return _role_rows(turn, tuple(name for name in offered if name not in GIVEN_BY_TWO))


def _role_rows(turn: Turn, names: tuple[str, ...]) -> Rows:
    return [[Choice(turn.words(f"invitations.role.{name}"), name)] for name in names]


def agencies_to_give(turn: Turn, answers: RoleAnswers) -> Rows:
    """The agencies the speaker may give it for."""
    buttons = [
        Choice(agency.short, code)
        for code, agency in turn.office.agencies.items()
        if agency.handles and (answers["all"] or code in answers["led"])
    ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def is_role_of_place(answers: RoleAnswers) -> bool:
    """Whether the role chosen is held for one commune of its agency."""
    return is_role_of_agency(answers) and answers.get("agency") in answers.get("placed", [])


def places_to_give(turn: Turn, answers: RoleAnswers) -> Rows:
    """The communes it may be given for."""
    places = turn.office.ratings.places[answers["agency"]]
    buttons = [Choice(turn.office.communes[code].name, code) for code in places]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def is_role_of_agency(answers: RoleAnswers) -> bool:
    """Whether the role chosen is held for one agency."""
    return answers.get("role") in AGENCY_ROLES
