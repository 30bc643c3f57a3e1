"""Who besides the office hears that somebody is in danger, and how little."""

from __future__ import annotations

from collections.abc import Collection

from bot.turn import Turn
from handlers.case import labels, notify
from rules.lifecycle import CHAIR
from storage import role_assignments
from storage.models import Case


async def tell_those_who_may_help(
    turn: Turn, case: Case, besides: Collection[str] = frozenset()
) -> None:
    """The chair, and the agency it may be a matter of, so that they are ready.

    They may not see the case yet: they hear what kind of thing happens in which commune, no word
    of who told it or how. Of a case that may be about officials nobody hears but the office, of a
    restricted one nobody else. `besides`: those who were told by name.
    """
    if case.accused or case.accused_id or case.about or case.sealed:
        return
    already = {*await notify.office_addresses(turn, case), *besides}
    others = await role_assignments.addresses_of_role(turn.db, CHAIR)
    others += await notify.agency_addresses(turn, case) if case.agency else []
    commune = turn.office.communes.get(case.commune)
    for address in dict.fromkeys(others):
        if address not in already:
            turn.say(
                "alarm.others",
                to=address,
                at=turn.now,
                matter=labels.field_name(turn, case.field) or turn.words("alarm.unknown"),
                where=f"{commune.kind} {commune.name}" if commune else turn.words("alarm.unknown"),
                desk=turn.office.desk,
            )
