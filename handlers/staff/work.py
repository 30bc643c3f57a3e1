"""What a colleague has in hand, as far as whoever asks may know of it."""

from __future__ import annotations

from collections.abc import Collection

from bot.turn import Turn
from handlers.case import access, conflict
from rules.lifecycle import CHAIR
from storage import staff
from storage.models import Case

WorkOfPeople = dict[int, list[Case]]
"""Open cases by the number of who has them in hand."""


async def known_work_of(turn: Turn, people: Collection[int]) -> WorkOfPeople:
    """Of what these have open all that the speaker may know: of the rest neither code nor number.

    Else the number would tell of complaints that the speaker is kept out of.
    """
    found: WorkOfPeople = {person: [] for person in people}
    for case in await staff.open_cases_of_handlers(turn.db, people):
        if case.handler_id is not None and may_know_of(turn, case):
            found[case.handler_id].append(case)
    return found


def may_know_of(turn: Turn, case: Case) -> bool:
    """Whether the speaker may know that there is a case: the chair does of each about nobody."""
    if turn.known.holds(CHAIR) and not (case.sealed or conflict.is_about_somebody(case)):
        return True
    return access.may_see(turn, case)
