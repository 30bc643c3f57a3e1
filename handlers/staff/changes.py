"""One person stops, comes back, moves or leaves; their open cases go to a colleague or the pool."""

from __future__ import annotations

from itertools import groupby
from typing import NotRequired

from bot import conversation
from bot.event import Choice, Rows
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import conflict, notify, transitions
from handlers.shared import menu
from handlers.staff import deputies, roles
from handlers.staff.roles import RoleAnswers, managed_member
from rules.lifecycle import AGENCY_ROLES, IN_PROGRESS, OFFICE
from storage import people, role_assignments, staff
from storage.models import Case
from storage.staff import StaffMember

POOL = "pool"
KINDS = ("suspend", "hand_over", "transfer", "leave")


class StaffChangeAnswers(RoleAnswers):
    kind: str
    person: int
    name: str
    open: int
    """How many open cases the person has."""
    heirs: dict[str, str]
    """Names, by number."""
    heir: NotRequired[str]
    confirm: NotRequired[str]


async def press_person(turn: Turn, person_id: int, what: str) -> None:
    """Button of a person's card."""
    member = await managed_member(turn, person_id)
    if what == "resume":
        await _resume(turn, member)
    elif what == "absent":
        await deputies.begin_absence(turn, member.id, member.name, {})
    elif what in KINDS:
        await _begin(turn, member, what)
    else:
        raise UserError("conversation.old_button")


async def _resume(turn: Turn, member: StaffMember) -> None:
    await staff.resume_staff_member(turn.db, member.id, turn.person.id, turn.now)
    turn.say("staff_changes.resumed", name=member.name)
    await _tell(turn, member.id, "staff_changes.you_resumed")


async def _begin(turn: Turn, member: StaffMember, kind: str) -> None:
    if kind == "transfer" and not turn.known.holds(OFFICE):
        raise UserError("staffing.not_yours")
    handled = await staff.open_cases_of_handler(turn.db, member.id)
    if kind == "hand_over" and not handled:
        raise UserError("staff_changes.nothing_open", name=member.name)
    await conversation.begin_flow(
        turn,
        CHANGE.name,
        kind=kind,
        person=member.id,
        name=member.name or f"#{member.id}",
        open=len(handled),
        heirs=await _heirs(turn, member),
        all=True,
    )


async def _heirs(turn: Turn, member: StaffMember) -> dict[str, str]:
    """Colleagues of the same agencies who are here, by id as text."""
    agencies = [held.agency for held in member.roles if held.role in AGENCY_ROLES]
    return {
        str(one.id): one.name or f"#{one.id}"
        for one in await staff.staff_members(turn.db, agencies)
        if one.id != member.id and not one.suspended and not one.away
    }


def _heir_rows(turn: Turn, answers: StaffChangeAnswers) -> Rows:
    rows = [[Choice(name, number)] for number, name in answers["heirs"].items()]
    return [*rows, [Choice(turn.words("staff_changes.pool"), POOL)]]


def _has_open(answers: StaffChangeAnswers) -> bool:
    return bool(answers["open"])


def _moves(answers: StaffChangeAnswers) -> bool:
    return answers["kind"] == "transfer"


def _to_agency(answers: StaffChangeAnswers) -> bool:
    return _moves(answers) and roles.is_role_of_agency(answers)


def _name_shown(_turn: Turn, answers: StaffChangeAnswers) -> dict[str, str]:
    return {"name": answers["name"]}


def _heir_shown(_turn: Turn, answers: StaffChangeAnswers) -> dict[str, str | int]:
    return {"name": answers["name"], "n": answers["open"]}


def _confirm_shown(turn: Turn, answers: StaffChangeAnswers) -> dict[str, str]:
    return {"name": answers["name"], "what": turn.words(f"staff_changes.what.{answers['kind']}")}


async def _changed(turn: Turn, answers: StaffChangeAnswers) -> None:
    member = await managed_member(turn, answers["person"])
    if _moves(answers) and not turn.known.holds(OFFICE):
        raise UserError("staffing.not_yours")
    heir = answers.get("heir", POOL)
    handed = await _hand_over(turn, member, None if heir == POOL else int(heir))
    kind = answers["kind"]
    if kind == "suspend":
        await staff.suspend_staff_member(turn.db, member.id, turn.person.id, turn.now)
    elif kind != "hand_over":
        await staff.end_roles_of_person(turn.db, member.id, turn.person.id, turn.now)
    if kind == "transfer":
        await _grant(turn, member, answers["role"], answers.get("agency") or "")
    turn.say(f"staff_changes.done.{kind}", name=answers["name"], n=handed)
    if kind != "hand_over":
        await _tell(turn, member.id, f"staff_changes.you.{kind}")


async def _grant(turn: Turn, member: StaffMember, role: str, agency: str) -> None:
    person = await people.person_by_id(turn.db, member.id)
    if person is not None:
        await role_assignments.assign_role(
            turn.db, person, role, agency, "", turn.now, turn.person.id
        )


async def _hand_over(turn: Turn, member: StaffMember, heir: int | None) -> int:
    """Give every open case away; who gets some is told once, the pool by agency."""
    handled = await staff.open_cases_of_handler(turn.db, member.id)
    for case in handled:
        await _pass_on(turn, case, heir)
    if handled and heir is not None:
        await _tell_heir(turn, await people.addresses_acting_for(turn.db, heir), handled)
    elif handled:
        for _, some in groupby(sorted(handled, key=_alike), key=_alike):
            mine = list(some)
            there = await notify.agency_addresses(turn, mine[0])
            gone = await people.addresses_of_person(turn.db, member.id)
            await _tell_heir(turn, [one for one in there if one not in gone], mine)
    return len(handled)


def _alike(case: Case) -> tuple[str, int]:
    """Cases in the same hands: of an agency, without the same person of it."""
    return case.agency, case.accused_id or 0


async def _pass_on(turn: Turn, case: Case, heir: int | None) -> None:
    """To a colleague it goes as it stands; in the pool somebody must accept it anew."""
    if heir is not None:
        await conflict.check_heir_not_accused(turn, case, heir)
    if heir is None and case.status == IN_PROGRESS:
        await transitions.act(turn, case, "release", handler_id=None)
    else:
        noted = {"to": heir} if heir else {}
        await transitions.act(turn, case, "hand_over", handler_id=heir, noted=noted)


async def _tell_heir(turn: Turn, addresses: list[str], handled: list[Case]) -> None:
    codes = ", ".join(case.code for case in handled[: roles.SHOWN])
    for address in addresses:
        turn.say(
            "staff_changes.taken_over",
            to=address,
            choices=[
                [turn.button("digests.open", "open", case.id, code=case.code)]
                for case in handled[: roles.SHOWN]
            ],
            n=len(handled),
            codes=codes,
        )


async def _tell(turn: Turn, person_id: int, key: str) -> None:
    """Tell somebody what became of their rights, and set their standing menu by it."""
    person = await people.person_by_id(turn.db, person_id)
    roles = await role_assignments.roles_of_person(turn.db, person) if person else ()
    for address in await people.addresses_of_person(turn.db, person_id):
        turn.say(key, to=address)
        turn.set_menu(address, menu.menu_commands_for([held.role for held in roles]))


CHANGE = Flow(
    "staff_changes.changing",
    (
        Ask(name="role", choices=roles.roles_to_give, when=_moves, show=_name_shown),
        Ask(
            name="agency",
            choices=roles.agencies_to_give,
            when=_to_agency,
            show=_name_shown,
        ),
        Ask(name="heir", choices=_heir_rows, when=_has_open, show=_heir_shown),
        Ask(name="confirm", choices=("yes",), show=_confirm_shown),
    ),
    then=_changed,
)
