"""Who works here: `/moi` invites, `/nguoi` lists people and open invitations, with what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot import conversation
from bot.event import Choice
from bot.flow import TEXT, Again, Answers, Ask, Flow, Given
from bot.turn import ZONE, Refused, Rows, Turn
from handlers import desk
from rules.lifecycle import AGENCY_ROLES, CHAIR, LEADER, OFFICE, OFFICIAL
from storage import invitations, staff
from storage.models import Invitation
from storage.staff import Member

BY_OFFICE = (OFFICIAL, LEADER, OFFICE, CHAIR)
NAME = range(2, 81)
SHOWN = 12
"""People on one page."""


def led(turn: Turn) -> list[str]:
    """The agencies the speaker leads."""
    return sorted({held.agency for held in turn.known.roles if held.role == LEADER})


def may_manage(turn: Turn, member: Member) -> bool:
    """The office everybody but the speaker, a leader the officials of the own agency."""
    if member.id == turn.person.id:
        return False
    own = led(turn)
    return turn.known.holds(OFFICE) or all(
        held.role == OFFICIAL and held.agency in own for held in member.roles
    )


async def managed(turn: Turn, person_id: int) -> Member:
    """A member the speaker may change. Raises Refused."""
    found = await staff.member(turn.db, person_id)
    if found is None:
        raise Refused("staffing.gone")
    if not may_manage(turn, found):
        raise Refused("staffing.not_yours")
    return found


def role_in_words(turn: Turn, role: str, agency: str) -> str:
    """`cán bộ xử lý, Phòng …`."""
    name = turn.words(f"invitations.role.{role}")
    return f"{name}, {desk.agency_name(turn, agency)}" if agency else name


# /moi


async def moi(turn: Turn) -> None:
    """`/moi`: invite somebody."""
    everything = turn.known.holds(OFFICE)
    await conversation.begin(turn, INVITE.name, all=everything, led=led(turn))


def roles(turn: Turn, answers: Answers) -> Rows:
    """The roles the speaker may give."""
    names = BY_OFFICE if answers["all"] else (OFFICIAL,)
    return [[Choice(turn.words(f"invitations.role.{name}"), name)] for name in names]


def agencies(turn: Turn, answers: Answers) -> Rows:
    """The agencies the speaker may give it for."""
    buttons = [
        Choice(agency.short, code)
        for code, agency in turn.office.agencies.items()
        if agency.handles and (answers["all"] or code in answers["led"])
    ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def of_agency(answers: Answers) -> bool:
    """Whether the role chosen is held for one agency."""
    return answers.get("role") in AGENCY_ROLES


def _name(_turn: Turn, _answers: Answers, given: Given) -> str:
    name = " ".join(given.text.split())
    if len(name) not in NAME:
        raise Again("staffing.inviting.name.again")
    return name


async def _invited(turn: Turn, answers: Answers) -> None:
    agency = answers.get("agency") or ""
    if not turn.known.holds(OFFICE) and agency not in led(turn):
        raise Refused("staffing.not_yours")  # the role was taken away while this was asked
    days = turn.office.limits.invitation_days
    _, token = await invitations.create(
        turn.db, answers["role"], agency, answers["name"], turn.now, days
    )
    links = [f"{link}moi-{token}" for link in turn.world.links.values() if link]
    turn.say(
        "staffing.invited",
        name=answers["name"],
        role=role_in_words(turn, answers["role"], agency),
        until=(turn.now + timedelta(days=days)).date(),
        links="\n".join(links),
        command=f"/start moi-{token}",
    )


INVITE = Flow(
    "staffing.inviting",
    (
        Ask(name="role", choices=roles),
        Ask(name="agency", choices=agencies, when=of_agency),
        Ask(name="name", accepts=frozenset({TEXT}), check=_name),
    ),
    then=_invited,
)


# /nguoi


async def nguoi(turn: Turn) -> None:
    """`/nguoi`: everybody of the own agency, or of all, and who is invited."""
    await _page(turn, 0)
    await _invited_page(turn, 0)


async def page(turn: Turn, number: int, _: str) -> None:
    """Button: another page of the list."""
    await _page(turn, number)


async def _page(turn: Turn, number: int) -> None:
    everything = turn.known.holds(OFFICE)
    if not everything and not led(turn):
        raise Refused("staffing.not_yours")
    found = await staff.members(turn.db, None if everything else led(turn))
    shown = found[number * SHOWN : (number + 1) * SHOWN]
    loads = await staff.loads(turn.db, [member.id for member in shown])
    buttons: list[list[Choice]] = [
        [turn.button("staffing.person", "person", member.id, name=member.name or f"#{member.id}")]
        for member in shown
        if may_manage(turn, member)
    ]
    if len(found) > (number + 1) * SHOWN:
        buttons.append([turn.button("staffing.more", "people", number + 1)])
    buttons.append([turn.button("commands.moi.label", "c", "moi")])
    turn.say(
        "staffing.people",
        choices=buttons,
        n=len(found),
        lines="\n".join(_lines(turn, shown, loads)),
    )


# Invitations still open.


def may_revoke(turn: Turn, invitation: Invitation) -> bool:
    """As with people: the office every one, a leader those of officials of the own agency."""
    own = invitation.role == OFFICIAL and invitation.agency in led(turn)
    return turn.known.holds(OFFICE) or own


async def invited_page(turn: Turn, number: int, _: str) -> None:
    """Button: another page of the open invitations."""
    await _invited_page(turn, number)


async def _invited_page(turn: Turn, number: int) -> None:
    found = [one for one in await invitations.pending(turn.db, turn.now) if may_revoke(turn, one)]
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
            role=role_in_words(turn, one.role, one.agency),
            until=one.expires_at.astimezone(ZONE).date(),
        )
        for one in shown
    ]
    turn.say("staffing.invitations", choices=buttons, n=len(found), lines="\n".join(lines))


def _called(turn: Turn, invitation: Invitation) -> str:
    return invitation.name or turn.words("staffing.unnamed")


async def revoke(turn: Turn, invitation_id: int, _: str) -> None:
    """Button: make an invitation worthless. Of this and its use, one wins."""
    invitation = await invitations.by_id(turn.db, invitation_id)
    if invitation is None or not may_revoke(turn, invitation):
        raise Refused("staffing.not_yours")
    revoked = await invitations.revoke(turn.db, invitation_id, turn.now)
    if not revoked:
        raise await _over(turn, invitation_id)
    turn.say(
        "staffing.revoked",
        name=_called(turn, invitation),
        role=role_in_words(turn, invitation.role, invitation.agency),
    )


async def _over(turn: Turn, invitation_id: int) -> Refused:
    """Why there is nothing to revoke any more."""
    now = await invitations.by_id(turn.db, invitation_id)
    name = _called(turn, now) if now else ""
    if now is not None and now.used_at is not None:
        return Refused("staffing.used_already", name=name, at=now.used_at)
    return Refused("staffing.revoked_already", name=name)


def _lines(turn: Turn, shown: Sequence[Member], loads: dict[int, int]) -> list[str]:
    lines, heading = [], ""
    for member in shown:
        agency = desk.agency_name(turn, member.roles[0].agency or turn.office.receiver)
        if agency != heading:
            lines.append(f"\n{agency}")
            heading = agency
        values = {"name": member.name or f"#{member.id}", "open": loads.get(member.id, 0)}
        lines.append(
            turn.words("staffing.line", roles=_roles(turn, member), **values) + _state(turn, member)
        )
    return lines


def _roles(turn: Turn, member: Member) -> str:
    names = [turn.words(f"invitations.role.{held.role}") for held in member.roles]
    return ", ".join(dict.fromkeys(names))


def _state(turn: Turn, member: Member) -> str:
    if member.suspended:
        return turn.words("staffing.suspended")
    return turn.words("staffing.away") if member.away else ""


async def person(turn: Turn, person_id: int, _: str) -> None:
    """Button: one person, and what can be done about them."""
    member = await managed(turn, person_id)
    handled = await staff.open_cases(turn.db, member.id)
    names = ["resume" if member.suspended else "suspend", "hand_over", "absent"]
    names += ["transfer"] if turn.known.holds(OFFICE) else []
    buttons = [
        [turn.button(f"staffing.do.{name}", "staff", member.id, name)] for name in (*names, "leave")
    ]
    turn.say(
        "staffing.about",
        choices=buttons,
        name=member.name or f"#{member.id}",
        roles="; ".join(role_in_words(turn, held.role, held.agency) for held in member.roles),
        state=_state(turn, member),
        open=len(handled),
        codes=_codes([case.code for case in handled]),
    )


def _codes(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:SHOWN])
    return f": {shown}" + (" …" if len(codes) > SHOWN else "") if codes else ""


def name_of(answers: Answers) -> dict[str, Any]:
    """What questions about a person show."""
    return {"name": answers["name"]}
