"""One person stops, comes back, moves or leaves; their open cases go to a colleague or the pool."""

from __future__ import annotations

from typing import NotRequired

from bot import conversation
from bot.event import Choice, Rows
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.staff import deputies, member_changes, roles, second_person, work
from handlers.staff.attempts import staff_refused
from handlers.staff.roles import RoleAnswers, managed_member
from rules.lifecycle import AGENCY_ROLES, OFFICIAL
from storage import staff
from storage.staff import StaffMember

KINDS = ("suspend", "hand_over", "transfer", "leave", "sessions")
NOTED = ("heir", "role", "agency")
"""Answers that a change is made with."""


class StaffChangeAnswers(RoleAnswers):
    kind: str
    person: int
    name: str
    open: int
    """How many open cases the person has, and is to give away."""
    heirs: dict[str, str]
    """Names, by number."""
    heir: NotRequired[str]
    confirm: NotRequired[str]


async def press_person(turn: Turn, person_id: int, what: str) -> None:
    """Button of a person's card."""
    member = await managed_member(turn, person_id, what)
    if what == "resume":
        await _resume(turn, member)
    elif what == "absent":
        await deputies.begin_absence(turn, member.id, member.name, {})
    elif what in KINDS:
        await _begin(turn, member, what)
    else:
        raise UserError("conversation.old_button")


async def _resume(turn: Turn, member: StaffMember) -> None:
    await member_changes.check_may_revive(turn, member, "resume", turn.person.id)
    if not await second_person.ask_to_change(turn, member, "resume"):
        await member_changes.resume_member(turn, member, {}, turn.person.id)


async def _begin(turn: Turn, member: StaffMember, kind: str) -> None:
    if kind == "transfer" and not roles.manages_all_agencies(turn):
        raise staff_refused(kind, "no_right", person=member.id)
    handled = (await work.known_work_of(turn, [member.id]))[member.id]
    if kind == "hand_over" and not handled:
        raise UserError("staff_changes.nothing_open", name=member.name)
    await conversation.begin_flow(
        turn,
        CHANGE.name,
        kind=kind,
        person=member.id,
        name=member.called,
        open=0 if kind == "sessions" else len(handled),
        heirs=await _heirs(turn, member),
        all=True,
    )


async def _heirs(turn: Turn, member: StaffMember) -> dict[str, str]:
    """Colleagues of the same agencies who are here, by id as text."""
    agencies = [held.agency for held in member.roles if held.role in AGENCY_ROLES]
    return {
        str(one.id): one.called
        for one in await staff.staff_members(turn.db, agencies)
        if one.id != member.id and not one.suspended and not one.away
    }


def _heir_rows(turn: Turn, answers: StaffChangeAnswers) -> Rows:
    rows = [[Choice(name, number)] for number, name in answers["heirs"].items()]
    return [*rows, [Choice(turn.words("staff_changes.pool"), member_changes.POOL)]]


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
    kind, me = answers["kind"], turn.person.id
    member = await managed_member(turn, answers["person"], kind)
    moved_right = answers.get("role") == OFFICIAL and roles.manages_all_agencies(turn)
    if _moves(answers) and not moved_right:
        raise staff_refused(kind, "no_right", person=member.id)
    if _moves(answers):
        await member_changes.check_may_revive(turn, member, kind, me)
    noted = {name: str(value) for name, value in answers.items() if name in NOTED}
    # Giving work on takes nobody's right, and touches no case that the speaker may not know of.
    alone = kind == "hand_over"
    if alone or not await second_person.ask_to_change(
        turn, member, kind, _detail(turn, answers), **noted
    ):
        await member_changes.DONE[kind](turn, member, noted, me)


def _detail(turn: Turn, answers: StaffChangeAnswers) -> str:
    if not _moves(answers):
        return ""
    return ": " + roles.role_in_words(turn, answers["role"], answers["agency"])


async def _may_still_change(turn: Turn, answers: StaffChangeAnswers) -> None:
    await managed_member(turn, answers["person"], answers["kind"])


CHANGE = Flow(
    "staff_changes.changing",
    (
        Ask(name="role", choices=roles.agency_roles_to_give, when=_moves, show=_name_shown),
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
    possible=_may_still_change,
)
