"""What one asked to do to a colleague's rights, and a second person agrees to: it is done."""

from __future__ import annotations

from datetime import timedelta

from bot.turn import Turn
from bot.user_error import UserError
from handlers.staff import absence_events, deputies, member_changes, notices
from handlers.staff.attempts import staff_refused
from handlers.staff.roles import managed_member
from handlers.staff.second_person import hours_to_agree
from rules.staff_log import StaffAction
from rules.staff_roles import OVER_OFFICE, may_manage_roles
from storage import people, role_assignments, staff_log
from storage.same_person import are_known_as_one

DONE = member_changes.DONE | {
    "absent": deputies.plan_absence_of_member,
    "back": absence_events.end_absence_of_member,
}


async def agree_to_staff_change(turn: Turn, number: int, _: str) -> None:
    """Button: the second person agrees; it is done in the name of who asked."""
    if not any(map(turn.known.holds, OVER_OFFICE)):
        raise staff_refused("agree", "no_right")
    since = turn.now - timedelta(hours=hours_to_agree(turn))
    asked = await staff_log.open_staff_request(turn.db, number, since)
    if asked is None or asked.actor_id is None:
        raise UserError("staff_changes.over")
    kind, by = asked.data["kind"], asked.actor_id
    member = await managed_member(turn, asked.data["person"], kind)
    if await are_known_as_one(turn.db, by, turn.person.id):
        raise staff_refused(kind, "not_two", person=member.id)
    if not may_manage_roles(await role_assignments.roles_in_force_of(turn.db, by), member.roles):
        raise UserError("staff_changes.over")
    await staff_log.append_staff_line(
        turn.db, StaffAction.AGREED, turn.person.id, turn.now, request=number, person=member.id
    )
    await DONE[kind](turn, member, asked.data, by)
    who, what = notices.actor_in_words(turn), turn.words(f"staffing.do.{kind}")
    for address in await people.addresses_of_person(turn.db, by):
        turn.say("staff_changes.agreed", to=address, who=who, what=what, name=member.called)
