"""Who hears of a change to somebody's role: the person, and of the highest roles every chair."""

from __future__ import annotations

from typing import Any

from bot.turn import Turn
from handlers.shared import menu
from rules.lifecycle import CHAIR
from rules.staff_roles import BY_TWO_PEOPLE, RolePairs
from storage import people, role_assignments


async def tell_chairs(turn: Turn, about: RolePairs, key: str, /, **values: Any) -> None:
    """Tell every chair, also who is away, what became of a role of the office or of a chair.

    Who did it knows already.
    """
    if not {role for role, _ in about} & set(BY_TWO_PEOPLE):
        return
    for address in await role_assignments.addresses_of_holders(turn.db, CHAIR, ""):
        if address != turn.event.address:
            turn.say(key, to=address, who=actor_in_words(turn), **values)


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
