"""One-time links that turn a person into an official: made, listed, revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import NotRequired

from bot import conversation
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.staff import roles, second_person
from handlers.staff.attempts import staff_refused
from handlers.staff.roles import SHOWN, RoleAnswers
from rules.staff_roles import GIVEN_BY_TWO, OVER_OFFICE, may_give_role
from storage import invitations
from storage.models import Invitation

NAME = range(2, 81)


class InvitationAnswers(RoleAnswers):
    name: NotRequired[str]


async def moi(turn: Turn) -> None:
    """`/moi`: invite somebody, which takes two people where there are two."""
    everything = roles.manages_all_agencies(turn)
    placed = sorted(turn.office.ratings.places)
    led = roles.agencies_led(turn)
    await conversation.begin_flow(turn, INVITE.name, all=everything, led=led, placed=placed)


def _name(_turn: Turn, _answers: InvitationAnswers, given: Given) -> str:
    name = " ".join(given.text.split())
    if len(name) not in NAME:
        raise Again("staffing.inviting.name.again")
    return name


async def _may_still_invite(turn: Turn, answers: InvitationAnswers) -> None:
    """Raise UserError when the role was taken away while this was asked, or is not theirs now."""
    role, agency = answers.get("role"), answers.get("agency") or ""
    chosen = role and (agency or not roles.is_role_of_agency(answers))
    if chosen and not may_give_role(turn.known.roles, str(role), agency):
        raise staff_refused("invite", "no_right")


async def _invited(turn: Turn, answers: InvitationAnswers) -> None:
    await _may_still_invite(turn, answers)
    role, agency = answers["role"], answers.get("agency") or ""
    another = await second_person.addresses_that_may_confirm(turn, turn.person.id)
    two, days = role in GIVEN_BY_TWO or bool(another), turn.office.limits.invitation_days
    invitation, token = await invitations.create_invitation(
        *(turn.db, role, agency, answers["name"], turn.now, days, turn.person.id),
        confirmed=not two,
        place=answers.get("place") or "",
    )
    links = [f"{link}moi-{token}" for link in turn.world.links.values() if link]
    turn.say(
        "staffing.invited",
        name=answers["name"],
        role=roles.role_in_words(turn, role, agency, invitation.place),
        until=(turn.now + timedelta(days=days)).date(),
        links="\n".join(links),
        command=f"/start moi-{token}",
    )
    if two:
        asked = await second_person.ask_for_confirmation(turn, invitation.id)
        turn.say("staffing.needs_second" if asked else "staffing.needs_operator", n=invitation.id)


INVITE = Flow(
    "staffing.inviting",
    (
        Ask(name="role", choices=roles.roles_to_give),
        Ask(name="agency", choices=roles.agencies_to_give, when=roles.is_role_of_agency),
        Ask(name="place", choices=roles.places_to_give, when=roles.is_role_of_place),
        Ask(name="name", accepts=frozenset({TEXT}), check=_name),
    ),
    then=_invited,
    possible=_may_still_invite,
)


def _may_revoke(turn: Turn, invitation: Invitation) -> bool:
    """Who may give the role takes the invitation back; one that waits, who may confirm it too."""
    declines = invitation.confirmed_at is None and any(map(turn.known.holds, OVER_OFFICE))
    return declines or may_give_role(turn.known.roles, invitation.role, invitation.agency)


async def turn_invitations_page(turn: Turn, number: int, _: str) -> None:
    """Button: another page of the open invitations."""
    await show_invitations(turn, number)


async def show_invitations(turn: Turn, number: int) -> None:
    found = [
        one
        for one in await invitations.pending_invitations(turn.db, turn.now)
        if _may_revoke(turn, one)
    ]
    shown = found[number * SHOWN : (number + 1) * SHOWN]
    if not shown:
        return
    buttons = [
        [turn.button("staffing.confirm_it", "confirm", one.id, name=_called(turn, one))]
        for one in shown
        if one.confirmed_at is None and one.created_by != turn.person.id
    ]
    buttons += [
        [turn.button("staffing.revoke", "revoke", one.id, name=_called(turn, one))] for one in shown
    ]
    if len(found) > (number + 1) * SHOWN:
        buttons.append([turn.button("staffing.more", "invited", number + 1)])
    lines = [
        turn.words("staffing.invitation", **second_person.invitation_in_words(turn, one))
        + ("" if one.confirmed_at else turn.words("staffing.waits_for_second"))
        for one in shown
    ]
    turn.say("staffing.invitations", choices=buttons, n=len(found), lines="\n".join(lines))


def _called(turn: Turn, invitation: Invitation) -> str:
    return invitation.name or turn.words("staffing.unnamed")


async def revoke_open_invitation(turn: Turn, invitation_id: int, _: str) -> None:
    """Button: make an invitation worthless. Of this and its use, one wins."""
    invitation = await invitations.invitation_by_id(turn.db, invitation_id)
    if invitation is None or not _may_revoke(turn, invitation):
        raise staff_refused("revoke", "no_right", invitation=invitation_id)
    revoked = await invitations.revoke_invitation(turn.db, invitation_id, turn.person.id, turn.now)
    if not revoked:
        raise await _over(turn, invitation_id)
    turn.say(
        "staffing.revoked",
        name=_called(turn, invitation),
        role=roles.role_in_words(turn, invitation.role, invitation.agency, invitation.place),
    )


async def _over(turn: Turn, invitation_id: int) -> UserError:
    """Why there is nothing to revoke any more."""
    now = await invitations.invitation_by_id(turn.db, invitation_id)
    name = _called(turn, now) if now else ""
    if now is not None and now.used_at is not None:
        return UserError("staffing.used_already", name=name, at=now.used_at)
    return UserError("staffing.revoked_already", name=name)
