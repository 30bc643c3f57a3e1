"""What the operator did to a role at the command line: who must know hears it from us."""

from __future__ import annotations

from bot.turn import Turn
from handlers.staff import departures, notices
from rules.lifecycle import ROLES
from storage import people
from storage.role_assignments import Role
from storage.staff import StaffMember


async def settle_after_operator(turn: Turn, person_id: int, detail: str) -> None:
    """Time event: somebody was suspended, resumed or ended; `detail`: how, and the roles it was."""
    kind, _, held = detail.partition(":")
    roles = tuple(Role(*one.split(".")) for one in held.split(",") if one.split(".")[0] in ROLES)
    name = await people.name_of_person(turn.db, person_id) or f"#{person_id}"
    if kind == "resume":
        await notices.tell_member(turn, person_id, "staff_changes.you_resumed")
        await departures.tell_chairs_of_change(turn, kind, name, roles)
        return
    await departures.hand_over(turn, person_id, None, everything=True)
    member = StaffMember(person_id, name, roles, suspended=kind == "suspend", away=False)
    await departures.settle_departure(turn, member, kind)
