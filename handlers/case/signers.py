"""Who signs an answer, and which answers wait for whose signature."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.turn import Turn
from handlers.case import conflict
from rules.lifecycle import ANSWER_PENDING, CHAIR, LEADER, OFFICE
from rules.office import Office
from storage import people, role_assignments
from storage.case_lists import ActiveCase
from storage.models import Case
from storage.role_assignments import Role


async def answer_signers(db: AsyncSession, office: Office, case: Case | ActiveCase) -> list[str]:
    """Who signs: a leader of the agency who is not accused, else the office.

    About the office the chair signs: who sorts the cases is not judged by those who depend on it.
    """
    chairs = [CHAIR] if conflict.is_about_office(office, case) else []
    for role in (*chairs, LEADER, OFFICE):
        if role == LEADER:
            kept = await conflict.leaders_apart(db, office, case, case.agency)
        else:
            found = await role_assignments.addresses_of_role(db, role)
            kept = await conflict.without_accused(db, office, case, found)
        if kept:
            return kept
    return []


async def cases_to_sign(
    db: AsyncSession, office: Office, opened: Iterable[ActiveCase], addresses: Collection[str]
) -> list[ActiveCase]:
    """Those of the cases whose draft waits for a signature from one of these addresses."""
    return [
        case
        for case in opened
        if case.status == ANSWER_PENDING
        and not set(addresses).isdisjoint(await answer_signers(db, office, case))
    ]


async def asked_to_sign(turn: Turn, case: Case | ActiveCase) -> bool:
    """Whether the speaker is among those who are shown a draft of this case to sign."""
    mine = await people.addresses_of_person(turn.db, turn.person.id)
    return not set(await answer_signers(turn.db, turn.office, case)).isdisjoint(mine)


async def may_sign(turn: Turn, case: Case | ActiveCase) -> bool:
    """Whether an answer to this case waits, or would wait, for the speaker's signature."""
    if conflict.concerns_speaker(turn, case):
        return False
    return await leads_signing(turn, case) or await asked_to_sign(turn, case)


async def leads_signing(turn: Turn, case: Case | ActiveCase) -> bool:
    """Whether the speaker leads the agency whose leader signs: about the office the chair does."""
    if Role(LEADER, case.agency) not in conflict.roles_on(turn.known, case):
        return False
    about_office = conflict.is_about_office(turn.office, case)
    return not (about_office and await role_assignments.addresses_of_role(turn.db, CHAIR))
