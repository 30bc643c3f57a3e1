"""One person stops, comes back, moves or leaves; their open cases go to a colleague or the pool."""

from __future__ import annotations

from typing import NotRequired

from bot import conversation
from bot.event import Choice, Rows
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.staff import departures, deputies, notices, roles, second_person, work
from handlers.staff.attempts import staff_refused
from handlers.staff.roles import RoleAnswers, managed_member
from rules.lifecycle import AGENCY_ROLES, CHAIR, OFFICIAL
from rules.staff_log import StaffAction
from storage import people, role_assignments, staff, staff_log, web_sessions
from storage.staff import StaffMember

POOL = "pool"
KINDS = ("suspend", "hand_over", "transfer", "leave", "sessions")


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


async def _check_may_revive(turn: Turn, member: StaffMember, kind: str) -> None:
    """Raise UserError when a chair suspended them, and the speaker is none."""
    by = await staff_log.suspended_by(turn.db, member.id) if member.suspended else None
    held = await role_assignments.roles_in_force_of(turn.db, by) if by is not None else ()
    if any(one.role == CHAIR for one in held) and not turn.known.holds(CHAIR):
        raise staff_refused(kind, "no_right", person=member.id)


async def _resume(turn: Turn, member: StaffMember) -> None:
    await _check_may_revive(turn, member, "resume")
    if await second_person.ask_to_change(turn, member, "resume"):
        return
    await staff.resume_staff_member(turn.db, member.id, turn.person.id, turn.now)
    turn.say("staff_changes.resumed", name=member.name)
    await notices.tell_member(turn, member.id, "staff_changes.you_resumed")
    await departures.tell_chairs_of_change(turn, "resume", member.name, member.roles)


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
        name=member.name or f"#{member.id}",
        open=0 if kind == "sessions" else len(handled),
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
    kind = answers["kind"]
    member = await managed_member(turn, answers["person"], kind)
    moved_right = answers.get("role") == OFFICIAL and roles.manages_all_agencies(turn)
    if _moves(answers) and not moved_right:
        raise staff_refused(kind, "no_right", person=member.id)
    if _moves(answers):
        await _check_may_revive(turn, member, kind)
    if await second_person.ask_to_change(turn, member, kind):
        return
    if kind == "sessions":
        await _end_sessions(turn, member)
        return
    heir = answers.get("heir", POOL)
    to = None if heir == POOL else int(heir)
    handed = await departures.hand_over(turn, member.id, to, everything=kind != "hand_over")
    if kind == "suspend":
        await staff.suspend_staff_member(turn.db, member.id, turn.person.id, turn.now)
    elif kind != "hand_over":
        await staff.end_roles_of_person(turn.db, member.id, turn.person.id, turn.now)
    if kind == "transfer":
        await _grant(turn, member, answers["role"], answers["agency"])
    if kind == "leave":
        await web_sessions.end_web_sessions_of_person(turn.db, member.id, turn.now)
    turn.say(f"staff_changes.done.{kind}", name=answers["name"], n=handed)
    if kind != "hand_over":
        await departures.settle_departure(turn, member, kind)


async def _end_sessions(turn: Turn, member: StaffMember) -> None:
    await web_sessions.end_web_sessions_of_person(turn.db, member.id, turn.now)
    me = turn.person.id
    await staff_log.append_staff_line(
        turn.db, StaffAction.SESSIONS_ENDED, me, turn.now, person=member.id
    )
    turn.say("staff_changes.sessions_ended", name=member.name or f"#{member.id}")


async def _grant(turn: Turn, member: StaffMember, role: str, agency: str) -> None:
    person = await people.person_by_id(turn.db, member.id)
    if person is not None:
        await role_assignments.assign_role(
            turn.db, person, role, agency, "", turn.now, turn.person.id
        )


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
