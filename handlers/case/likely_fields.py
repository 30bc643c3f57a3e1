"""Where a case may belong when its words leave that open: three to choose from, likeliest first."""

from __future__ import annotations

from typing import Final

from bot.turn import Turn
from handlers.case import conflict
from rules.conflict import may_agency_have_case
from rules.routing import FieldProposal
from rules.two_matters import matter_told
from storage.models import Case

PROPOSED: Final = 3
SURE: Final = 0.6
"""From this share of the evidence on, its field is the one."""


def fields_in_words(turn: Turn, case: Case) -> list[str]:
    """The fields its words point to, likeliest first."""
    return [one.field for one in _proposals(turn, case)]


async def likely_agencies(turn: Turn, case: Case) -> list[str]:
    """Whom to propose it to: the agency of its field, and others where that is not sure.

    Of what may be about somebody, or is dangerous, one: those have rules of their own.
    """
    first = await conflict.proposed_agency(turn, case)
    proposals = _proposals(turn, case)
    settled = case.urgent or case.sealed or conflict.is_about_somebody(case)
    if settled or not proposals or proposals[0].score >= SURE:
        return [first]
    about = await conflict.about_whom(turn, case)
    others = [turn.office.fields[one.field].agency for one in proposals]
    others = [code for code in others if may_agency_have_case(turn.office, about, code)]
    return list(dict.fromkeys([first, *others]))[:PROPOSED]


def _proposals(turn: Turn, case: Case) -> tuple[FieldProposal, ...]:
    if case.is_locked:
        return ()
    return turn.world.router.propose(matter_told(case.text) or case.text)[:PROPOSED]
