"""What takes a second person: an invitation to a role over others, what a named one does."""

from __future__ import annotations

from typing import Any

from bot.turn import Turn
from bot.user_error import UserError
from handlers.staff import attempts, notices, roles
from handlers.staff.attempts import check_not_accused, staff_refused
from rules.lifecycle import CHAIR, OFFICE
from rules.local_time import ZONE
from rules.staff_roles import OVER_OFFICE, may_manage_roles
from storage import invitations, people, role_assignments
from storage.models import Invitation
from storage.same_person import are_known_as_one
from storage.staff import StaffMember


async def confirmation_wanted(turn: Turn, invitation_id: int, _: str) -> None:
    """Time event: the operator invited somebody at the command line."""
    await ask_for_confirmation(turn, invitation_id)


async def ask_for_confirmation(turn: Turn, invitation_id: int) -> bool:
    """Show everybody who may confirm what waits; whether there is anybody."""
    invitation = await invitations.invitation_by_id(turn.db, invitation_id)
    if invitation is None or invitation.confirmed_at is not None:
        return False
    made_by = await people.addresses_of_person(turn.db, invitation.created_by or 0)
    asked = [
        address
        for role in (OFFICE, CHAIR)
        for address in await role_assignments.addresses_of_role(turn.db, role)
        if address not in made_by
    ]
    for address in dict.fromkeys(asked):
        turn.say(
            "staffing.confirm_wanted",
            to=address,
            choices=[
                [turn.button("staffing.confirm", "confirm", invitation.id)],
                [turn.button("staffing.decline", "revoke", invitation.id)],
            ],
            who=notices.actor_in_words(turn),
            **invitation_in_words(turn, invitation),
        )
    return bool(asked)


async def ask_to_change(turn: Turn, member: StaffMember, kind: str) -> bool:
    """Whether the speaker may not change a colleague alone; others are asked to do it then."""
    if not await attempts.is_named_themselves(turn, kind, person=member.id):
        return False
    turn.say("staff_changes.needs_second", name=member.name)
    mine = await people.addresses_of_person(turn.db, turn.person.id)
    for address in await _who_may_change(turn, member):
        if address not in mine:
            turn.say(
                "staff_changes.please",
                to=address,
                choices=[[turn.button(f"staffing.do.{kind}", "staff", member.id, kind)]],
                who=notices.actor_in_words(turn),
                what=turn.words(f"staffing.do.{kind}"),
                name=member.name,
            )
    return True


async def _who_may_change(turn: Turn, member: StaffMember) -> list[str]:
    """At the office, and the chairs; not the colleague themselves."""
    found = [
        address
        for role in OVER_OFFICE
        for address in await role_assignments.addresses_of_role(turn.db, role)
    ]
    known = await people.known_people_at_addresses(turn.db, found)
    return [
        address
        for address in dict.fromkeys(found)
        if known[address].person.id != member.id
        and may_manage_roles(known[address].roles, member.roles)
    ]


async def confirm_open_invitation(turn: Turn, invitation_id: int, _: str) -> None:
    """Button: the second person says yes."""
    invitation = await invitations.invitation_by_id(turn.db, invitation_id)
    if invitation is None or not any(map(turn.known.holds, OVER_OFFICE)):
        raise staff_refused("confirm", "no_right", invitation=invitation_id)
    if await are_known_as_one(turn.db, invitation.created_by, turn.person.id):
        raise staff_refused("confirm", "not_two", invitation=invitation_id)
    await check_not_accused(turn, "confirm", invitation=invitation_id)
    if not await invitations.confirm_invitation(turn.db, invitation_id, turn.person.id, turn.now):
        raise UserError("staffing.nothing_to_confirm")
    turn.say("staffing.confirmed", **invitation_in_words(turn, invitation))
    await tell_confirmed(turn, invitation_id)


async def tell_confirmed(turn: Turn, invitation_id: int, _: str = "") -> None:
    """Tell who made it, and the chairs. Also a time event: the operator confirmed it."""
    invitation = await invitations.invitation_by_id(turn.db, invitation_id)
    if invitation is None:
        return
    values = invitation_in_words(turn, invitation)
    for address in await people.addresses_of_person(turn.db, invitation.created_by or 0):
        turn.say("staffing.your_invitation_confirmed", to=address, **values)
    held = [(invitation.role, invitation.agency)]
    await notices.tell_chairs(turn, held, "staffing.heard_confirmed", **values)


def invitation_in_words(turn: Turn, invitation: Invitation) -> dict[str, Any]:
    """What every sentence about an invitation says of it."""
    return {
        "name": invitation.name or turn.words("staffing.unnamed"),
        "role": roles.role_in_words(turn, invitation.role, invitation.agency),
        "until": invitation.expires_at.astimezone(ZONE).date(),
    }
