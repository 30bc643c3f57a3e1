"""An agency's group ends when nobody answers for it any more: a leader may join it anew."""

from __future__ import annotations

from bot.turn import Turn
from handlers.case import labels
from rules.lifecycle import LEADER, OFFICE
from storage import agency_groups, role_assignments


async def end_groups_of_nobody(turn: Turn) -> None:
    """End every group whose joiner may not join it now; who may is told what to do."""
    for group in await agency_groups.groups_of_nobody(turn.db):
        by = None if turn.event.kind == "time" else turn.person.id
        await agency_groups.leave_group(turn.db, group.address, by, turn.now)
        agency = labels.agency_name(turn, group.agency)
        turn.say("group_ends.here", to=group.address, agency=agency)
        leaders = await role_assignments.addresses_of_role(turn.db, LEADER, group.agency)
        office = await role_assignments.addresses_of_role(turn.db, OFFICE)
        for address in dict.fromkeys([*leaders, *office]):
            turn.say("group_ends.told", to=address, agency=agency)
