"""Many urgent reports of one person on one day: the first have cards, the rest are counted on one.

No urgent report is refused, so somebody could ring the office without end. Each stays a case.
"""

from __future__ import annotations

from bot.turn import Turn
from rules.lifecycle import RECEIVED
from rules.local_time import local_date
from storage import cases, urgent_cases
from storage.models import Case
from storage.urgent_cases import UrgentCase

BY_THEMSELVES = "chat"
"""The source of what people file themselves; what others file for them is never folded."""


async def is_beyond_own_cards(turn: Turn, case: Case) -> bool:
    """Whether an urgent case is one of more than the office is shown each for itself."""
    return len(await _before(turn, case)) >= turn.office.limits.urgent_cards_per_day


async def case_that_counts(turn: Turn, case: Case) -> Case | None:
    """The newest one before it whose card still waits to be sorted; None: nothing waits."""
    waiting = [one for one in await _before(turn, case) if one.status == RECEIVED and one.carded]
    return await cases.case_by_id(turn.db, waiting[-1].id) if waiting else None


async def further_reports_in_words(turn: Turn, case: Case) -> str:
    """How many without cards of their own came after this one and still wait, or nothing."""
    if case.status != RECEIVED:
        return ""
    after = [one for one in await _same_day(turn, case) if one.id > case.id]
    n = sum(one.status == RECEIVED and not one.carded for one in after)
    return turn.words("desk.mark.further", n=n) if n else ""


async def _before(turn: Turn, case: Case) -> list[UrgentCase]:
    return [one for one in await _same_day(turn, case) if one.id < case.id]


async def _same_day(turn: Turn, case: Case) -> list[UrgentCase]:
    if not case.urgent or case.apart or case.source != BY_THEMSELVES:
        return []
    day = local_date(case.received_at)
    return await urgent_cases.urgent_cases_of_person(turn.db, case.person_id, day, case.source)
