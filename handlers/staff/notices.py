"""Who hears of a change to somebody's role: the person, and of the highest roles every chair."""

from __future__ import annotations

from typing import Any

from bot.turn import Turn
from handlers.shared import menu
from handlers.staff import roles
from rules.lifecycle import CHAIR, LEADER
from rules.staff_roles import OVER_OFFICE, RolePairs
from storage import people, role_assignments


async def tell_chairs(turn: Turn, about: RolePairs, key: str, /, **values: Any) -> None:
    """Tell every chair, also who is away, what became of a role of the office or of a chair.

    Who did it knows already.
    """
    if not {role for role, _ in about} & set(OVER_OFFICE):
        return
    for address in await role_assignments.addresses_of_holders(turn.db, CHAIR, ""):
        if address != turn.event.address:
            turn.say(key, to=address, who=actor_in_words(turn), **values)


async def tell_of_newcomer(turn: Turn, role: str, agency: str, by: int | None) -> None:
    """Tell every chair, and the leaders of the agency, who opened whose invitation."""
    there = (
        [] if not agency else await role_assignments.addresses_of_holders(turn.db, LEADER, agency)
    )
    chairs = await role_assignments.addresses_of_holders(turn.db, CHAIR, "")
    maker = await people.name_of_person(turn.db, by) or turn.words("staffing.operator")
    what = roles.role_in_words(turn, role, agency)
    for address in dict.fromkeys([*chairs, *there]):
        if address != turn.event.address:
            who = actor_in_words(turn)
            turn.say("staffing.heard_new", to=address, who=who, role=what, by=maker)


def actor_in_words(turn: Turn) -> str:
    """Who speaks, as colleagues are told; the command line has no name."""
    if turn.event.kind == "time":
        return turn.words("staffing.operator")
    return turn.person.name or f"#{turn.person.id}"


async def tell_member(turn: Turn, person_id: int, key: str, /, **values: Any) -> None:
    """Tell somebody what became of their rights, and set their standing menu by it."""
    person = await people.person_by_id(turn.db, person_id)
    held = await role_assignments.roles_of_person(turn.db, person) if person else ()
    for address in await people.addresses_of_person(turn.db, person_id):
        turn.say(key, to=address, **values)
        turn.set_menu(address, menu.menu_commands_for([role.role for role in held]))
