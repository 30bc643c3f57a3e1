"""Who may give and take which role, and who may stand in for whom."""

from __future__ import annotations

from collections.abc import Iterable

from rules.lifecycle import CHAIR, LEADER, OFFICE, OFFICIAL

OVER_OFFICE = (OFFICE, CHAIR)
"""Roles over the whole office: they are never lent, nobody holds both."""

GIVEN_BY_TWO = (LEADER, *OVER_OFFICE)
"""Roles that two people give: who signs answers and invites others is nobody's puppet."""

OFFERED = (OFFICIAL, LEADER, OFFICE, CHAIR)
"""In this order."""

RolePairs = Iterable[tuple[str, str]]
"""(role, agency), as they are held."""


def may_give_role(giver: RolePairs, role: str, agency: str) -> bool:
    """The chair every role, the office every one but the chair's, a leader officials of their own.

    Who may give a role may also suspend and end it, and name who stands in for its holder.
    """
    held = set(giver)
    names = {name for name, _ in held}
    if CHAIR in names:
        return True
    if OFFICE in names:
        return role != CHAIR
    return role == OFFICIAL and (LEADER, agency) in held


def may_manage_roles(manager: RolePairs, roles: RolePairs) -> bool:
    """Whether all of somebody's roles are for the manager to give."""
    held = tuple(manager)
    return all(may_give_role(held, role, agency) for role, agency in roles)


def roles_to_offer(giver: RolePairs) -> tuple[str, ...]:
    """What a giver may choose from."""
    held = tuple(giver)
    led = [agency for name, agency in held if name == LEADER] or [""]
    return tuple(
        role for role in OFFERED if any(may_give_role(held, role, agency) for agency in led)
    )


def may_stand_in(absent: RolePairs, deputy: RolePairs) -> bool:
    """For office and chair only who has the role anyway; for the chair nobody of the office.

    A right that exists because somebody else must have it would else be lent to whom it binds.
    """
    theirs, own = ({name for name, _ in roles} for roles in (absent, deputy))
    if CHAIR in theirs and OFFICE in own:
        return False
    return theirs & set(OVER_OFFICE) <= own


def may_hold_both(held: RolePairs, role: str) -> bool:
    """Nobody is of the office and the chair: what only the chair decides is about the office."""
    return not {role, *(name for name, _ in held)} >= set(OVER_OFFICE)
