"""Conflict of interest: whom a case is about, and what they may not do."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import labels, lookup
from rules.conflict import CaseSubject, agency_to_propose_instead, may_agency_have_case
from rules.lifecycle import AGENCY_ROLES, CHAIR, LEADER, OFFICE
from rules.office import Office
from storage import people, role_assignments
from storage.case_lists import ActiveCase
from storage.models import Case
from storage.people import KnownPerson


async def about_whom(turn: Turn, case: Case) -> CaseSubject:
    """Whom the case is about, as far as it is known."""
    if case.accused_id is None:
        return CaseSubject(case.accused)
    leaders = await role_assignments.addresses_of_role(turn.db, LEADER, case.accused)
    alone = not await without_accused(turn.db, case, leaders)
    return CaseSubject(case.accused, case.accused_id, alone)


def concerns_speaker(turn: Turn, case: Case | ActiveCase) -> bool:
    """Whether the case is about the speaker, whom they stand in for, or their unit at large."""
    if case.accused_id is not None:
        absent = {person for _, person in turn.known.stands_in}
        return case.accused_id == turn.person.id or case.accused_id in absent
    if not case.accused or turn.known.holds(OFFICE):
        return False
    return any(turn.known.holds(role, case.accused) for role in AGENCY_ROLES)


def keep_accused_out(turn: Turn, case: Case, attempt: str) -> None:
    """Raise UserError when the case is about the speaker, who does not learn that it is."""
    if concerns_speaker(turn, case):
        raise lookup.case_refused(case, "accused", attempt)


def is_about_office(office: Office, case: Case | ActiveCase) -> bool:
    """Whether the case is about the office that sorts the cases."""
    return case.accused == office.receiver


def does_office_work(turn: Turn, case: Case, reader: KnownPerson | None = None) -> bool:
    """Whether a reader, or the speaker, does the office's work on a case.

    Of a case about the office the chair does it as well.
    """
    known = reader or turn.known
    return known.holds(OFFICE) or (known.holds(CHAIR) and is_about_office(turn.office, case))


def leave_to_chair(turn: Turn, case: Case) -> None:
    """Raise UserError when any of the office may be meant, the speaker too: the chair decides."""
    unnamed = is_about_office(turn.office, case) and case.accused_id is None
    if unnamed and not turn.known.holds(CHAIR):
        raise UserError("conflict.chair_decides", code=case.code)


async def check_agency_not_accused(turn: Turn, case: Case, agency: str) -> None:
    """Raise UserError, saying why, when the case is about the agency it is to go to."""
    if not may_agency_have_case(turn.office, await about_whom(turn, case), agency):
        other = agency_to_propose_instead(turn.office, await about_whom(turn, case))
        raise UserError(
            "conflict.not_there",
            code=case.code,
            agency=labels.agency_name(turn, agency),
            other=labels.agency_name(turn, other),
            basis=turn.office.conflicts.basis,
        )


async def check_heir_not_accused(turn: Turn, case: Case, person_id: int) -> None:
    """Raise UserError when the case is to be given to whom it is about."""
    if case.accused_id == person_id:
        name = await people.name_of_person(turn.db, person_id)
        raise UserError("conflict.not_them", code=case.code, name=name)


async def without_accused(
    db: AsyncSession, case: Case | ActiveCase, addresses: Iterable[str]
) -> list[str]:
    """Those of the addresses that are not of whom the case is about, nor who stands in for them."""
    if case.accused_id is None:
        return list(addresses)
    accused = await people.addresses_of_person(db, case.accused_id)
    theirs = {*accused, *await people.addresses_acting_for(db, case.accused_id)}
    return [address for address in addresses if address not in theirs]


async def addresses_at_office(
    db: AsyncSession, office: Office, case: Case | ActiveCase
) -> list[str]:
    """Where those are reached who do the office's work on a case: see `is_office`."""
    roles = (OFFICE, CHAIR) if is_about_office(office, case) else (OFFICE,)
    found = [one for role in roles for one in await role_assignments.addresses_of_role(db, role)]
    return await without_accused(db, case, dict.fromkeys(found))


async def conflict_in_words(turn: Turn, case: Case) -> str:
    """What the conflict means for the case, in words; empty when there is none."""
    if not case.accused:
        return ""
    found = await about_whom(turn, case)
    agency = labels.agency_name(turn, case.accused)
    if found.person is not None:
        person = await people.name_of_person(turn.db, found.person) or turn.words("desk.somebody")
        key = "conflict.about_alone" if found.alone else "conflict.about_person"
        return turn.words(key, name=person, agency=agency)
    return turn.words("conflict.about_agency", agency=agency, basis=turn.office.conflicts.basis)


async def proposed_agency(turn: Turn, case: Case) -> str:
    """The agency to propose: the case's own, or another one when it is about that."""
    found = await about_whom(turn, case)
    if may_agency_have_case(turn.office, found, case.agency):
        return case.agency
    return agency_to_propose_instead(turn.office, found)
