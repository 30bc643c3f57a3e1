"""Many urgent reports on one day: the first have cards, the rest are counted on one.

Those of one person, and those of browsers that reported nothing before, which cost nothing.
No urgent report is refused, so somebody could ring the office without end. Each stays a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from bot.turn import Turn
from rules.lifecycle import RECEIVED
from storage import cases, urgent_cases
from storage.models import Case
from storage.urgent_cases import UrgentCase

BY_THEMSELVES = "chat"
"""The source of what people file themselves; what others file for them is never folded."""


class _Crowd(NamedTuple):
    """The urgent cases of a day that may be one person's doing, oldest first."""

    cases: list[UrgentCase]
    most: int
    words: str


async def is_beyond_own_cards(turn: Turn, case: Case) -> bool:
    """Whether an urgent case is one of more than the office is shown each for itself."""
    return bool(await _full_before(turn, case))


async def case_that_counts(turn: Turn, case: Case) -> Case | None:
    """The newest one before it whose card still waits to be sorted; None: nothing waits."""
    before = [one for crowd in await _full_before(turn, case) for one in crowd]
    waiting = [one for one in before if one.status == RECEIVED and one.carded]
    newest = max(waiting, key=_came, default=None)
    return await cases.case_by_id(turn.db, newest.id) if newest else None


async def further_reports_in_words(turn: Turn, case: Case) -> str:
    """How many without cards of their own came after this one and still wait, or nothing."""
    if case.status != RECEIVED:
        return ""
    for crowd in reversed(await _crowds(turn, case)):
        after = [one for one in crowd.cases if _came(one) > _came(case)]
        if n := sum(one.status == RECEIVED and not one.carded for one in after):
            return turn.words(crowd.words, n=n)
    return ""


async def those_that_ring(db: AsyncSession, waiting: Sequence[Case]) -> list[Case]:
    """Of urgent cases nobody opened: each that has a card; of those counted on one the oldest.

    So whoever is in danger while somebody floods us is heard in time, and nothing rings more.
    """
    carded = await urgent_cases.codes_with_cards(db, [case.code for case in waiting])
    folded = [one for one in waiting if _may_be_folded(one) and one.code not in carded]
    # The oldest of those about the same people: of others it may be that nobody here reads them.
    oldest = {(one.apart, one.accused, one.accused_id, one.kept_out): one for one in folded[::-1]}
    silent = {one.id for one in folded} - {one.id for one in oldest.values()}
    return [one for one in waiting if one.id not in silent]


async def _full_before(turn: Turn, case: Case) -> list[list[UrgentCase]]:
    """What came before it in each of its crowds that has all its cards."""
    crowds = await _crowds(turn, case)
    before = [
        ([one for one in crowd.cases if _came(one) < _came(case)], crowd.most) for crowd in crowds
    ]
    return [those for those, most in before if len(those) >= most]


def _came(case: Case | UrgentCase) -> tuple[datetime, int]:
    """By what those of a day are in order."""
    return case.received_at, case.id


def _may_be_folded(case: Case) -> bool:
    return case.urgent and not case.sealed and case.source == BY_THEMSELVES


async def _crowds(turn: Turn, case: Case) -> list[_Crowd]:
    """Those an urgent case is one of: its person's, then the new browsers'."""
    if not _may_be_folded(case):
        return []
    limits, today = turn.office.limits, await urgent_cases.urgent_cases_beside(turn.db, case)
    own = [one for one in today if one.person_id == case.person_id]
    crowds = [_Crowd(own, limits.urgent_cards_per_day, "desk.mark.further")]
    if any(one.new_browser for one in own):
        new = [one for one in today if one.new_browser]
        crowds.append(_Crowd(new, limits.urgent_cards_of_new_browsers, "desk.mark.further_new"))
    return crowds
