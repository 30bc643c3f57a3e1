"""What officials of an agency are told in the morning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.turn import Turn
from handlers.workspace import digest_lines
from rules.lifecycle import WITH_AGENCY
from storage import absences
from storage.case_lists import ActiveCase
from storage.models import Person


async def send_agency_digest(
    turn: Turn,
    person: Person,
    addresses: Sequence[str],
    agencies: set[str],
    leads: set[str],
    last: date,
) -> None:
    hands = {person.id, *await absences.people_stood_in_for(turn.db, person.id)}
    mine = [
        (case, episode)
        for case, episode in await digest_lines.open_cases_of_reader(turn, person)
        if case.status in WITH_AGENCY and case.agency in agencies and _concerns(hands, case, leads)
    ]
    urgent = [
        item for item in mine if item[0].urgent or digest_lines.speaks_today(turn, item[1], last)
    ]
    led = [item for item in mine if item[0].agency in leads]
    signing = await digest_lines.to_sign(turn, addresses, led)
    if not urgent and not signing:
        return
    shown = await digest_lines.most_pressing(turn, urgent)
    rows = [
        *await digest_lines.signing_buttons(turn, signing),
        *digest_lines.digest_buttons(turn, shown),
    ]
    for address in addresses:
        turn.say(
            "digests.agency",
            to=address,
            choices=rows,
            lines=digest_lines.lines_of_cases(turn, shown),
            n=len(urgent),
            open=len(mine),
            signing=len(signing),
        )


def _concerns(hands: set[int], case: ActiveCase, leads: set[str]) -> bool:
    """A case in somebody's hands concerns them and their leader; in nobody's, everybody.

    `hands` are the person and those who are away and whom they stand in for.
    """
    return case.handler_id is None or case.handler_id in hands or case.agency in leads
