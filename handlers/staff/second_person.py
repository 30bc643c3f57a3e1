"""What takes a second person: invitations, and what is done to a colleague's rights."""

from __future__ import annotations

from typing import Any

from bot.turn import Turn
from bot.user_error import UserError
from handlers.staff import notices, roles
from handlers.staff.attempts import staff_refused
from rules.local_time import ZONE
from rules.staff_log import StaffAction
from rules.staff_roles import OVER_OFFICE, may_manage_roles
from storage import invitations, people, role_assignments, staff_log
from storage.models import Invitation
from storage.same_person import are_known_as_one
from storage.staff import StaffMember


async def confirmation_wanted(turn: Turn, invitation_id: int, _: str) -> None:
    """Time event: the operator invited somebody at the command line."""
    await ask_for_confirmation(turn, invitation_id)


async def addresses_that_may_confirm(turn: Turn, made_by: int | None) -> list[str]:
    """Where those of the office and the chairs are reached who did not make an invitation."""
    made_at = await people.addresses_of_person(turn.db, made_by or 0)
    return [one for one in await _over_office(turn) if one not in made_at]


async def ask_for_confirmation(turn: Turn, invitation_id: int) -> bool:
    """Show everybody who may confirm what waits; whether there is anybody."""
    invitation = await invitations.invitation_by_id(turn.db, invitation_id)
    if invitation is None or invitation.confirmed_at is not None:
        return False
    asked = await addresses_that_may_confirm(turn, invitation.created_by)
    for address in asked:
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


async def ask_to_change(
    turn: Turn, member: StaffMember, kind: str, detail: str = "", **noted: str | int
) -> bool:
    """Whether a change of a colleague's rights waits for a second person, who is asked for it.

    It is the same whoever asks, and whatever cases there are: else who tries would learn that one
    names them. Alone is only who has nobody to ask. `detail`: more of it, in words; `noted`: what
    whoever agrees does it with, numbers and codes.
    """
    others, hours = await _who_may_change(turn, member), hours_to_agree(turn)
    if not others:
        return False
    number = await staff_log.append_staff_line(
        turn.db, StaffAction.ASKED, turn.person.id, turn.now, person=member.id, kind=kind, **noted
    )
    what = turn.words(f"staffing.do.{kind}")
    said: dict[str, Any] = {"name": member.called, "what": what + detail, "hours": hours}
    turn.say("staff_changes.needs_second", **said)
    rows = [[turn.button("staff_changes.agree", "staff_agree", number)]]
    who = notices.actor_in_words(turn)
    for address in others:
        turn.say("staff_changes.please", to=address, choices=rows, who=who, **said)
    return True


def hours_to_agree(turn: Turn) -> int:
    return turn.office.limits.contact_request_hours


async def _who_may_change(turn: Turn, member: StaffMember) -> list[str]:
    """At the office, and the chairs; neither the speaker nor the colleague themselves."""
    found = await _over_office(turn)
    known = await people.known_people_at_addresses(turn.db, found)
    return [
        address
        for address in found
        if known[address].person.id not in (member.id, turn.person.id)
        and may_manage_roles(known[address].roles, member.roles)
    ]


async def _over_office(turn: Turn) -> list[str]:
    found = [
        address
        for role in OVER_OFFICE
        for address in await role_assignments.addresses_of_role(turn.db, role)
    ]
    return list(dict.fromkeys(found))


async def confirm_open_invitation(turn: Turn, invitation_id: int, _: str) -> None:
    """Button: the second person says yes."""
    invitation = await invitations.invitation_by_id(turn.db, invitation_id)
    if invitation is None or not any(map(turn.known.holds, OVER_OFFICE)):
        raise staff_refused("confirm", "no_right", invitation=invitation_id)
    if await are_known_as_one(turn.db, invitation.created_by, turn.person.id):
        raise staff_refused("confirm", "not_two", invitation=invitation_id)
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
        "role": roles.role_in_words(turn, invitation.role, invitation.agency, invitation.place),
        "until": invitation.expires_at.astimezone(ZONE).date(),
    }
