"""What is done to a colleague: suspended, resumed, moved, dismissed; it is told and handed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.turn import Turn
from handlers.staff import departures, notices
from handlers.staff.attempts import staff_refused
from rules.lifecycle import CHAIR
from rules.staff_log import StaffAction
from storage import people, role_assignments, staff, staff_log, web_sessions
from storage.role_assignments import Role
from storage.staff import StaffMember

POOL = "pool"


async def check_may_revive(turn: Turn, member: StaffMember, kind: str, by: int) -> None:
    """Raise UserError when a chair suspended them, and who revives them is none."""
    before = await staff_log.suspended_by(turn.db, member.id) if member.suspended else None
    held = await role_assignments.roles_in_force_of(turn.db, before) if before is not None else ()
    mine = await role_assignments.roles_in_force_of(turn.db, by)
    if _has_chair(held) and not _has_chair(mine):
        raise staff_refused(kind, "no_right", person=member.id)


def _has_chair(held: Iterable[Role]) -> bool:
    return any(one.role == CHAIR for one in held)


async def resume_member(turn: Turn, member: StaffMember, _: Mapping[str, Any], by: int) -> None:
    await check_may_revive(turn, member, "resume", by)
    await staff.resume_staff_member(turn.db, member.id, by, turn.now)
    turn.say("staff_changes.resumed", name=member.called)
    await notices.tell_member(turn, member.id, "staff_changes.you_resumed")
    await departures.tell_chairs_of_change(turn, "resume", member.name, member.roles)


async def hand_cases_over(
    turn: Turn, member: StaffMember, noted: Mapping[str, Any], _by: int
) -> None:
    handed = await _hand_over(turn, member, noted, everything=False)
    turn.say("staff_changes.done.hand_over", name=member.called, n=handed)


async def suspend_member(
    turn: Turn, member: StaffMember, noted: Mapping[str, Any], by: int
) -> None:
    handed = await _hand_over(turn, member, noted)
    await staff.suspend_staff_member(turn.db, member.id, by, turn.now)
    await _settle(turn, member, "suspend", handed)


async def transfer_member(
    turn: Turn, member: StaffMember, noted: Mapping[str, Any], by: int
) -> None:
    await check_may_revive(turn, member, "transfer", by)
    handed = await _hand_over(turn, member, noted)
    await staff.end_roles_of_person(turn.db, member.id, by, turn.now)
    person = await people.person_by_id(turn.db, member.id)
    if person is not None:
        role, agency = noted["role"], noted["agency"]
        await role_assignments.assign_role(turn.db, person, role, agency, "", turn.now, by)
    await _settle(turn, member, "transfer", handed)


async def dismiss_member(
    turn: Turn, member: StaffMember, noted: Mapping[str, Any], by: int
) -> None:
    handed = await _hand_over(turn, member, noted)
    await staff.end_roles_of_person(turn.db, member.id, by, turn.now)
    await web_sessions.end_web_sessions_of_person(turn.db, member.id, turn.now)
    await _settle(turn, member, "leave", handed)


async def end_sessions_of_member(
    turn: Turn, member: StaffMember, _: Mapping[str, Any], by: int
) -> None:
    await web_sessions.end_web_sessions_of_person(turn.db, member.id, turn.now)
    await staff_log.append_staff_line(
        turn.db, StaffAction.SESSIONS_ENDED, by, turn.now, person=member.id
    )
    turn.say("staff_changes.sessions_ended", name=member.called)


async def _hand_over(
    turn: Turn, member: StaffMember, noted: Mapping[str, Any], *, everything: bool = True
) -> int:
    heir = noted.get("heir", POOL)
    to = None if heir == POOL else int(heir)
    return await departures.hand_over(turn, member.id, to, everything=everything)


async def _settle(turn: Turn, member: StaffMember, kind: str, handed: int) -> None:
    turn.say(f"staff_changes.done.{kind}", name=member.called, n=handed)
    await departures.settle_departure(turn, member, kind)


DONE = {
    "suspend": suspend_member,
    "resume": resume_member,
    "hand_over": hand_cases_over,
    "transfer": transfer_member,
    "leave": dismiss_member,
    "sessions": end_sessions_of_member,
}
"""In the name of who wanted it (`by`), by the kind of the change."""
