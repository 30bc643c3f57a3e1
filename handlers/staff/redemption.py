"""An invitation is used: once, by somebody else than its maker, and by nobody suspended."""

from __future__ import annotations

from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import labels
from handlers.staff import notices
from handlers.staff.attempts import staff_refused
from rules.lifecycle import OFFICE, RECEIVED
from rules.staff_roles import may_give_role, may_hold_both
from storage import case_lists, invitations, people, role_assignments, staff_log
from storage.models import Invitation
from storage.same_person import are_known_as_one


async def redeem_invitation(turn: Turn, token: str) -> bool:
    """Grant the role of the invitation; one that may not be used grants nothing."""
    if not turn.event.private:
        raise UserError("conversation.private_only", link="")
    await staff_log.lock_staff_log(turn.db)
    invitation = await invitations.invitation_by_token(turn.db, token[:64])
    if invitation is None:
        raise UserError("invitations.unknown")
    if invitation.used_by == turn.person.id and invitation.used_at:
        turn.say("invitations.already_yours")
        return False
    await _check_for_them(turn, invitation)
    if not await invitations.use_invitation(turn.db, invitation, turn.person, turn.now):
        raise UserError("invitations.over")
    name = invitation.name or turn.event.sender_name or turn.person.name
    role, agency = invitation.role, invitation.agency
    await role_assignments.assign_role(
        *(turn.db, turn.person, role, agency, name, turn.now, invitation.created_by),
        place=invitation.place,
    )
    turn.known = await people.person_at_address(turn.db, turn.event.sender, turn.now)
    turn.say(
        "invitations.welcome",
        role=turn.words(f"invitations.role.{role}"),
        agency=labels.agency_name(turn, agency or turn.office.receiver),
    )
    await notices.tell_of_newcomer(turn, role, agency, invitation.created_by)
    await _tell_what_waits(turn, role, agency)
    return True


async def _check_for_them(turn: Turn, invitation: Invitation) -> None:
    """Raise UserError unless this person may have this role by this invitation, now."""
    me, maker = turn.person.id, invitation.created_by
    behind = {one for one in (maker, invitation.confirmed_by) if one is not None}
    held = await role_assignments.roles_in_force_of(turn.db, me)
    why = ""
    if await role_assignments.is_suspended(turn.db, me):
        why = "suspended"
    elif any([await are_known_as_one(turn.db, me, one) for one in behind]):
        why = "own_invitation"
    elif not may_hold_both(held, invitation.role):
        why = "both_roles"
    if why:
        raise staff_refused("redeem", why, "invitations.not_for_you", invitation=invitation.id)
    if maker is not None:
        theirs = await role_assignments.roles_in_force_of(turn.db, maker)
        if not may_give_role(theirs, invitation.role, invitation.agency):
            raise UserError("invitations.over")
    if invitation.confirmed_at is None and invitation.revoked_at is None:
        raise UserError("invitations.unconfirmed")


async def _tell_what_waits(turn: Turn, role: str, agency: str) -> None:
    if role == OFFICE:
        waiting = await case_lists.cases_with_status(turn.db, (RECEIVED,))
        command = "phanloai"
    else:
        waiting = await case_lists.cases_with_status(turn.db, ("forwarded", "in_progress"), agency)
        command = "viec"
    if waiting:
        button = turn.command_button(command)
        turn.say("invitations.waiting", choices=[[button]], n=len(waiting))
