"""Many urgent reports on one day: the first have cards, the rest are counted on one.

Those of one person; and of browsers that reported nothing before, which cost nothing, those that
are alike, or more than an hour has cards for: another place or danger is not counted with them.
No urgent report is refused, so somebody could ring the office without end. Each stays a case.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Choice
from bot.turn import Turn
from handlers.case.conflict import who_stays_out
from rules.lifecycle import RECEIVED
from rules.similarity import ToldDanger, may_be_one_danger
from storage import cases, urgent_cases
from storage.models import Case
from storage.urgent_cases import UrgentCase

BY_THEMSELVES = "chat"
"""The source of what people file themselves; what others file for them is never folded."""
HOUR: Final = timedelta(hours=1)


class _Crowd(NamedTuple):
    """The urgent cases of a day that may be one person's doing, oldest first."""

    cases: list[UrgentCase]
    enough: Callable[[Turn, Case, Sequence[UrgentCase]], Awaitable[bool]]
    words: str

    async def has_all_cards(self, turn: Turn, case: Case) -> bool:
        """Whether a case is one more than have cards of their own."""
        return await self.enough(turn, case, self.cases)


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


async def rings_alone(db: AsyncSession, waiting: Sequence[Case]) -> list[Case]:
    """Of urgent cases nobody opened those that are not counted with others."""
    counted = {one.id for those in await counted_together(db, waiting) for one in those}
    return [one for one in waiting if one.id not in counted]


async def counted_together(db: AsyncSession, waiting: Sequence[Case]) -> list[list[Case]]:
    """Of urgent cases nobody opened those without cards, the newest first: one bell for all.

    Those about the same people together: of others it may be that nobody here reads them.
    """
    carded = await urgent_cases.codes_with_cards(db, [case.code for case in waiting])
    found: dict[Hashable, list[Case]] = {}
    for case in sorted(waiting, key=_came, reverse=True):
        if case.status == RECEIVED and _may_be_folded(case) and case.code not in carded:
            found.setdefault(who_stays_out(case), []).append(case)
    return list(found.values())


def newest_of_each(counted: Sequence[Case], most: int) -> list[Case]:
    """The first of them that are not alike: one that differs is not hidden behind a hundred."""
    found: list[tuple[Case, ToldDanger]] = []
    for case in counted:
        told = _told(case)
        if not any(may_be_one_danger(told, other) for _, other in found):
            found.append((case, told))
        if len(found) == most:
            break
    return [case for case, _ in found]


def newest_first_button(turn: Turn) -> Choice:
    """The list of what is urgent and waits, the newest first."""
    return turn.button("desk.newest_urgent", "queue", 0, "urgent", "")


async def _full_before(turn: Turn, case: Case) -> list[list[UrgentCase]]:
    """What came before it in each of its crowds that has all its cards."""
    return [
        [one for one in crowd.cases if _came(one) < _came(case)]
        for crowd in await _crowds(turn, case)
        if await crowd.has_all_cards(turn, case)
    ]


async def _own_have_cards(turn: Turn, case: Case, own: Sequence[UrgentCase]) -> bool:
    return sum(_came(one) < _came(case) for one in own) >= turn.office.limits.urgent_cards_per_day


async def _new_have_cards(turn: Turn, case: Case, new: Sequence[UrgentCase]) -> bool:
    """Whether so many have cards in the hour, or of those like it.

    Others that came later count too: what is told of a place afterwards may bring a card.
    """
    limits, others = turn.office.limits, [it for it in new if it.carded and it.id != case.id]
    if sum(abs(it.received_at - case.received_at) < HOUR for it in others) >= (
        limits.urgent_cards_per_hour
    ):
        return True
    told = _told(case)
    shown = await cases.cases_by_ids(turn.db, [it.id for it in others])
    alike = sum(may_be_one_danger(told, _told(one)) for one in shown)
    return alike >= limits.urgent_cards_of_new_browsers


def _told(case: Case) -> ToldDanger:
    return ToldDanger.of(case.commune, f"{case.text}\n{case.place}")


def _came(case: Case | UrgentCase) -> tuple[datetime, int]:
    """By what those of a day are in order."""
    return case.received_at, case.id


def _may_be_folded(case: Case) -> bool:
    return case.urgent and not case.sealed and case.source == BY_THEMSELVES


async def _crowds(turn: Turn, case: Case) -> list[_Crowd]:
    """Those an urgent case is one of: its person's, then the new browsers'."""
    if not _may_be_folded(case):
        return []
    today = await urgent_cases.urgent_cases_beside(turn.db, case)
    own = [one for one in today if one.person_id == case.person_id]
    crowds = [_Crowd(own, _own_have_cards, "desk.mark.further")]
    if any(one.new_browser for one in own):
        new = [one for one in today if one.new_browser]
        crowds.append(_Crowd(new, _new_have_cards, "desk.mark.further_new"))
    return crowds
