"""One-time links that turn a person into an official: made, listed, revoked, used."""

from __future__ import annotations

from datetime import timedelta
from typing import NotRequired

from bot import conversation
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import labels
from handlers.staff import roles
from handlers.staff.roles import SHOWN, RoleAnswers
from rules.lifecycle import OFFICE, OFFICIAL, RECEIVED
from rules.local_time import ZONE
from storage import case_lists, invitations, people, role_assignments
from storage.models import Invitation


async def redeem_invitation(turn: Turn, token: str) -> bool:
    """Grant the role of the invitation; an old or used one grants nothing."""
    if not turn.event.private:
        raise UserError("conversation.private_only", link="")
    invitation = await invitations.invitation_by_token(turn.db, token[:64])
    if invitation is None:
        raise UserError("invitations.unknown")
    if invitation.used_by == turn.person.id and invitation.used_at:
        turn.say("invitations.already_yours")
        return False
    if not await invitations.use_invitation(turn.db, invitation, turn.person, turn.now):
        raise UserError("invitations.over")
    name = invitation.name or turn.event.sender_name or turn.person.name
    await role_assignments.assign_role(
        turn.db,
        turn.person,
        invitation.role,
        invitation.agency,
        name,
        turn.now,
        invitation.created_by,
    )
    turn.known = await people.person_at_address(turn.db, turn.event.sender, turn.now)
    turn.say(
        "invitations.welcome",
        role=turn.words(f"invitations.role.{invitation.role}"),
        agency=labels.agency_name(turn, invitation.agency or turn.office.receiver),
    )
    await _tell_what_waits(turn, invitation.role, invitation.agency)
    return True


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


NAME = range(2, 81)


class InvitationAnswers(RoleAnswers):
    name: NotRequired[str]


async def moi(turn: Turn) -> None:
    """`/moi`: invite somebody."""
    everything = turn.known.holds(OFFICE)
    await conversation.begin_flow(turn, INVITE.name, all=everything, led=roles.agencies_led(turn))


def _name(_turn: Turn, _answers: InvitationAnswers, given: Given) -> str:
    name = " ".join(given.text.split())
    if len(name) not in NAME:
        raise Again("staffing.inviting.name.again")
    return name


async def _invited(turn: Turn, answers: InvitationAnswers) -> None:
    agency = answers.get("agency") or ""
    if not turn.known.holds(OFFICE) and agency not in roles.agencies_led(turn):
        raise UserError("staffing.not_yours")  # the role was taken away while this was asked
    days = turn.office.limits.invitation_days
    _, token = await invitations.create_invitation(
        turn.db, answers["role"], agency, answers["name"], turn.now, days, turn.person.id
    )
    links = [f"{link}moi-{token}" for link in turn.world.links.values() if link]
    turn.say(
        "staffing.invited",
        name=answers["name"],
        role=roles.role_in_words(turn, answers["role"], agency),
        until=(turn.now + timedelta(days=days)).date(),
        links="\n".join(links),
        command=f"/start moi-{token}",
    )


INVITE = Flow(
    "staffing.inviting",
    (
        Ask(name="role", choices=roles.roles_to_give),
        Ask(name="agency", choices=roles.agencies_to_give, when=roles.is_role_of_agency),
        Ask(name="name", accepts=frozenset({TEXT}), check=_name),
    ),
    then=_invited,
)


def may_revoke(turn: Turn, invitation: Invitation) -> bool:
    """As with people: the office every one, a leader those of officials of the own agency."""
    own = invitation.role == OFFICIAL and invitation.agency in roles.agencies_led(turn)
    return turn.known.holds(OFFICE) or own


async def turn_invitations_page(turn: Turn, number: int, _: str) -> None:
    """Button: another page of the open invitations."""
    await show_invitations(turn, number)


async def show_invitations(turn: Turn, number: int) -> None:
    found = [
        one
        for one in await invitations.pending_invitations(turn.db, turn.now)
        if may_revoke(turn, one)
    ]
    shown = found[number * SHOWN : (number + 1) * SHOWN]
    if not shown:
        return
    buttons = [
        [turn.button("staffing.revoke", "revoke", one.id, name=_called(turn, one))] for one in shown
    ]
    if len(found) > (number + 1) * SHOWN:
        buttons.append([turn.button("staffing.more", "invited", number + 1)])
    lines = [
        turn.words(
            "staffing.invitation",
            name=_called(turn, one),
            role=roles.role_in_words(turn, one.role, one.agency),
            until=one.expires_at.astimezone(ZONE).date(),
        )
        for one in shown
    ]
    turn.say("staffing.invitations", choices=buttons, n=len(found), lines="\n".join(lines))


def _called(turn: Turn, invitation: Invitation) -> str:
    return invitation.name or turn.words("staffing.unnamed")


async def revoke_open_invitation(turn: Turn, invitation_id: int, _: str) -> None:
    """Button: make an invitation worthless. Of this and its use, one wins."""
    invitation = await invitations.invitation_by_id(turn.db, invitation_id)
    if invitation is None or not may_revoke(turn, invitation):
        raise UserError("staffing.not_yours")
    revoked = await invitations.revoke_invitation(turn.db, invitation_id, turn.person.id, turn.now)
    if not revoked:
        raise await _over(turn, invitation_id)
    turn.say(
        "staffing.revoked",
        name=_called(turn, invitation),
        role=roles.role_in_words(turn, invitation.role, invitation.agency),
    )


async def _over(turn: Turn, invitation_id: int) -> UserError:
    """Why there is nothing to revoke any more."""
    now = await invitations.invitation_by_id(turn.db, invitation_id)
    name = _called(turn, now) if now else ""
    if now is not None and now.used_at is not None:
        return UserError("staffing.used_already", name=name, at=now.used_at)
    return UserError("staffing.revoked_already", name=name)
