"""A one-time link turns a person into an official."""

from __future__ import annotations

from bot.turn import Refused, Turn
from handlers import desk
from rules.lifecycle import OFFICE, RECEIVED
from storage import cases, invitations, people


async def redeem(turn: Turn, token: str) -> bool:
    """Grant the role of the invitation; an old or used one grants nothing."""
    if not turn.event.private:
        raise Refused("conversation.private_only", link="")
    invitation = await invitations.find(turn.db, token[:64])
    if invitation is None:
        raise Refused("invitations.unknown")
    if invitation.used_by == turn.person.id and invitation.used_at:
        turn.say("invitations.already_yours")
        return False
    if not await invitations.use(turn.db, invitation, turn.person, turn.now):
        raise Refused("invitations.over")
    name = invitation.name or turn.event.sender_name or turn.person.name
    await people.grant(turn.db, turn.person, invitation.role, invitation.agency, name, turn.now)
    turn.known = await people.at(turn.db, turn.event.sender, turn.now)
    turn.say(
        "invitations.welcome",
        role=turn.words(f"invitations.role.{invitation.role}"),
        agency=desk.agency_name(turn, invitation.agency or turn.office.receiver),
    )
    await _tell_what_waits(turn, invitation.role, invitation.agency)
    return True


async def _tell_what_waits(turn: Turn, role: str, agency: str) -> None:
    if role == OFFICE:
        waiting = await cases.with_status(turn.db, (RECEIVED,))
        command = "phanloai"
    else:
        waiting = await cases.with_status(turn.db, ("forwarded", "in_progress"), agency)
        command = "viec"
    if waiting:
        button = turn.button(f"commands.{command}.label", "c", command)
        turn.say("invitations.waiting", choices=[[button]], n=len(waiting))
