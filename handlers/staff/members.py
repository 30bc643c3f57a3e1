"""`/nguoi`: who works here, with what can be done about each."""

from __future__ import annotations

from collections.abc import Sequence

from bot.event import Choice
from bot.turn import Turn
from handlers.case import labels
from handlers.staff import invitations, roles, work
from handlers.staff.attempts import staff_refused
from handlers.staff.roles import SHOWN
from handlers.staff.work import WorkOfPeople
from storage import staff
from storage.staff import StaffMember


async def nguoi(turn: Turn) -> None:
    """`/nguoi`: everybody of the own agency, or of all, and who is invited."""
    await _page(turn, 0)
    await invitations.show_invitations(turn, 0)


async def turn_staff_page(turn: Turn, number: int, _: str) -> None:
    """Button: another page of the list."""
    await _page(turn, number)


async def _page(turn: Turn, number: int) -> None:
    everything = roles.manages_all_agencies(turn)
    if not everything and not roles.agencies_led(turn):
        raise staff_refused("list", "no_right")
    found = await staff.staff_members(turn.db, None if everything else roles.agencies_led(turn))
    shown = found[number * SHOWN : (number + 1) * SHOWN]
    loads = await work.known_work_of(turn, [member.id for member in shown])
    buttons: list[list[Choice]] = [
        [turn.button("staffing.person", "person", member.id, name=member.called)]
        for member in shown
        if roles.may_manage(turn, member)
    ]
    if len(found) > (number + 1) * SHOWN:
        buttons.append([turn.button("staffing.more", "people", number + 1)])
    buttons.append([turn.command_button("moi")])
    turn.say(
        "staffing.people",
        choices=buttons,
        n=len(found),
        lines="\n".join(_lines(turn, shown, loads)),
    )


def _lines(turn: Turn, shown: Sequence[StaffMember], loads: WorkOfPeople) -> list[str]:
    lines, heading = [], ""
    for member in shown:
        agency = labels.agency_name(turn, member.roles[0].agency or turn.office.receiver)
        if agency != heading:
            lines.append(f"\n{agency}")
            heading = agency
        values = {"name": member.called, "open": len(loads[member.id])}
        lines.append(
            turn.words("staffing.line", roles=_roles(turn, member), **values) + _state(turn, member)
        )
    return lines


def _roles(turn: Turn, member: StaffMember) -> str:
    names = [turn.words(f"invitations.role.{held.role}") for held in member.roles]
    return ", ".join(dict.fromkeys(names))


def _state(turn: Turn, member: StaffMember) -> str:
    if member.suspended:
        return turn.words("staffing.suspended")
    return turn.words("staffing.away") if member.away else ""


async def show_person(turn: Turn, person_id: int, _: str) -> None:
    """Button: one person, and what can be done about them."""
    member = await roles.managed_member(turn, person_id, "open")
    handled = (await work.known_work_of(turn, [member.id]))[member.id]
    names = ["resume" if member.suspended else "suspend", "hand_over", "absent"]
    names += ["transfer"] if roles.manages_all_agencies(turn) else []
    buttons = [
        [turn.button(f"staffing.do.{name}", "staff", member.id, name)]
        for name in (*names, "sessions", "leave")
    ]
    turn.say(
        "staffing.about",
        choices=buttons,
        name=member.called,
        roles="; ".join(roles.role_in_words(turn, held.role, held.agency) for held in member.roles),
        state=_state(turn, member),
        open=len(handled),
        codes=_codes([case.code for case in handled]),
    )


def _codes(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:SHOWN])
    return f": {shown}" + (" …" if len(codes) > SHOWN else "") if codes else ""
