"""Conflict of interest: whom a case is about, and what they may not do."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.turn import Turn
from bot.user_error import UserError
from handlers.case import labels, lookup
from rules.conflict import (
    Barred,
    CaseSubject,
    KeptOut,
    agency_to_propose_instead,
    may_agency_have_case,
)
from rules.lifecycle import AGENCY_ROLES, CHAIR, LEADER, OFFICE
from rules.office import Office
from storage import cases, people, role_assignments
from storage.case_histories import CaseHistory
from storage.case_lists import ActiveCase
from storage.known_person import KnownPerson
from storage.models import CONDUCT, Case
from storage.role_assignments import Role

AnyCase = Case | ActiveCase | CaseHistory


async def about_whom(turn: Turn, case: Case) -> CaseSubject:
    """Whom the case is about, as far as it is known."""
    out = KeptOut.read(case.kept_out).units
    if case.accused_id is None:
        return CaseSubject(case.accused, kept_out=out)
    alone = not await leaders_apart(turn.db, turn.office, case, case.accused)
    return CaseSubject(case.accused, case.accused_id, alone, out)


def barred_from(case: AnyCase) -> Barred:
    """Whom a case is about, and who else is kept out of it."""
    return Barred(case.accused, case.accused_id, case.kept_out)


def concerns_reader(office: Office, reader: KnownPerson, case: AnyCase) -> bool:
    """Whether a case is about a reader, a unit of theirs at large, or who brought them in since.

    Whatever else they are, and wherever they were moved since it came in: of one about the office
    at large every clerk may be meant, and only who is the chair besides is not. Whom they stand in
    for keeps out only who would see it by that: see `roles_on`.
    """
    if _is_about(office, reader, case):
        return True
    since = (by for by, at in reader.brought_in if at >= case.received_at)
    if any(_is_about(office, by, case) for by in since):
        return True
    own = roles_on(reader, case)
    there = {"", "" if isinstance(case, CaseHistory) else case.agency}
    return own != reader.roles and there.isdisjoint(role.agency for role in own)


def roles_on(reader: KnownPerson, case: AnyCase) -> tuple[Role, ...]:
    """The reader's roles that count on a case: none that is lent by whom, or where, it is about.

    Their own they keep: else whom it is about would keep anybody out by naming them a deputy.
    """
    barred = barred_from(case)
    return tuple(
        role
        for role in reader.roles
        if (absent := reader.stands_for(*role)) is None
        or not (absent in barred.people or role.agency in barred.units)
    )


def _is_about(office: Office, reader: KnownPerson, case: AnyCase) -> bool:
    barred = barred_from(case)
    if reader.person.id in barred.people:
        return True
    return any(_belonged_to(office, reader, unit, case) for unit in barred.units)


def _belonged_to(office: Office, reader: KnownPerson, unit: str, case: AnyCase) -> bool:
    """Whether a reader is of a unit, or still was after the case came in."""
    if any(reader.held_after(case.received_at, role, unit) for role in AGENCY_ROLES):
        return True
    own_chair = reader.holds(CHAIR) and reader.stands_for(CHAIR, "") is None
    clerk = unit == office.receiver and reader.held_after(case.received_at, OFFICE, "")
    return clerk and not own_chair


def concerns_speaker(turn: Turn, case: AnyCase) -> bool:
    """Whether the case is about the speaker: see `concerns_reader`."""
    return concerns_reader(turn.office, turn.known, case)


def refused_to_speaker(turn: Turn, case: Case, attempt: str = "look") -> UserError:
    """The no to a speaker without a right, who does not learn whether the case is about them."""
    why = "accused" if concerns_speaker(turn, case) else "no_right"
    return lookup.case_refused(case, why, attempt)


def keep_accused_out(turn: Turn, case: Case, attempt: str) -> None:
    """Raise UserError when the case is about the speaker."""
    if concerns_speaker(turn, case):
        raise refused_to_speaker(turn, case, attempt)


def is_about_somebody(case: Case | CaseHistory) -> bool:
    """Whether a case is, or until a person decides may be, about the conduct of officials."""
    return case.about_somebody


def who_stays_out(case: Case) -> Hashable:
    """What says who may not read a case: of two with the same it is the same people."""
    return tuple(getattr(case, name) for name in cases.WHO_STAYS_OUT)


def is_about_the_same(one: Case, other: Case) -> bool:
    """Whether who may not read one of two cases may not read the other either."""
    return who_stays_out(one) == who_stays_out(other)


def is_known_about_whom(case: Case) -> bool:
    """Whether it stands already whose people, or which of them, a case is or may be about."""
    return bool(case.accused or case.accused_id or case.kept_out)


def is_suspected(case: Case) -> bool:
    """Whether only its words make a case be about somebody, and nobody decided yet."""
    return bool(case.accused and case.about != CONDUCT)


def is_about_office(office: Office, case: AnyCase) -> bool:
    """Whether the case is about the office that sorts the cases."""
    return case.accused == office.receiver


def is_for_chair(office: Office, case: Case | ActiveCase) -> bool:
    """Whether the chair may decide it too: it is about the office, or its owner appealed."""
    return is_about_office(office, case) or bool(case.level)


def does_office_work(
    turn: Turn, case: Case | ActiveCase, reader: KnownPerson | None = None
) -> bool:
    """Whether a reader, or the speaker, does the office's work on a case.

    Of a case about the office the chair does it; the office too once it is known who is meant.
    Of one whose owner asked for the level above, the chair does it beside the office.
    """
    known = reader or turn.known
    if concerns_reader(turn.office, known, case):
        return False
    return known.holds(OFFICE) or (known.holds(CHAIR) and is_for_chair(turn.office, case))


async def check_agency_not_accused(turn: Turn, case: Case, agency: str) -> None:
    """Raise UserError, saying why, when the case is, or may be, about where it is to go."""
    if case.about == CONDUCT and not case.accused:
        raise UserError("conflict.whose_first", code=case.code)
    if not may_agency_have_case(turn.office, await about_whom(turn, case), agency):
        other = agency_to_propose_instead(turn.office, await about_whom(turn, case))
        raise UserError(
            "conflict.not_there",
            code=case.code,
            agency=labels.agency_name(turn, agency),
            other=labels.agency_name(turn, other),
            basis=turn.office.conflicts.basis,
        )


async def agencies_kept_out(turn: Turn, case: Case) -> list[str]:
    """The agencies a case may not go to, for it is about them."""
    about = await about_whom(turn, case)
    return [
        code for code in turn.office.agencies if not may_agency_have_case(turn.office, about, code)
    ]


async def without_accused(
    db: AsyncSession, office: Office, case: AnyCase, addresses: Iterable[str]
) -> list[str]:
    """Those of the addresses that are not of whom the case is about: see `concerns_reader`."""
    found = list(addresses)
    if not found or not any(barred_from(case)):
        return found
    readers = await people.known_people_at_addresses(db, set(found))
    theirs = {at for at, one in readers.items() if concerns_reader(office, one, case)}
    return [address for address in found if address not in theirs]


async def leaders_apart(db: AsyncSession, office: Office, case: AnyCase, agency: str) -> list[str]:
    """Where those are reached who lead an agency and are not of whom the case is about."""
    found = await role_assignments.addresses_of_role(db, LEADER, agency)
    kept = await without_accused(db, office, case, found)
    readers = await people.known_people_at_addresses(db, kept)
    return [at for at in kept if Role(LEADER, agency) in roles_on(readers[at], case)]


def shown_to(
    office: Office, found: Iterable[ActiveCase], readers: Collection[KnownPerson]
) -> list[ActiveCase]:
    """Those of the cases that are about nobody, or not about each of these readers."""
    return [
        case
        for case in found
        if not any(barred_from(case))
        or not all(concerns_reader(office, one, case) for one in readers)
    ]


async def addresses_at_office(db: AsyncSession, office: Office, case: AnyCase) -> list[str]:
    """Where those are reached who do the office's work on a case: see `does_office_work`."""
    roles = (OFFICE, CHAIR) if is_about_office(office, case) else (OFFICE,)
    found = [one for role in roles for one in await role_assignments.addresses_of_role(db, role)]
    return await without_accused(db, office, case, dict.fromkeys(found))


async def conflict_in_words(turn: Turn, case: Case) -> str:
    """What the conflict means for the case, in words; empty when there is none."""
    if not case.accused:
        return ""
    found = await about_whom(turn, case)
    agency = labels.agency_name(turn, case.accused)
    if found.person is not None:
        person = await people.name_of_person(turn.db, found.person) or turn.words("desk.somebody")
        key = "conflict.about_alone" if found.alone else "conflict.about_person"
        return turn.words(key, name=person, agency=agency) + await _kept_out_in_words(turn, case)
    key = "conflict.may_be_about" if is_suspected(case) else "conflict.about_agency"
    why = turn.words(key, agency=agency, basis=turn.office.conflicts.basis)
    return why + await _kept_out_in_words(turn, case)


async def _kept_out_in_words(turn: Turn, case: Case) -> str:
    units, named = KeptOut.read(case.kept_out)
    agencies = [labels.agency_name(turn, unit) for unit in sorted(units)]
    whom = [turn.words("conflict.kept_out_unit", agency=one) for one in agencies]
    whom += [await people.name_of_person(turn.db, one) for one in sorted(named)]
    return " " + turn.words("conflict.kept_out", whom="; ".join(whom)) if whom else ""


async def proposed_agency(turn: Turn, case: Case) -> str:
    """The agency to propose: the case's own, or another one when it is about that."""
    found = await about_whom(turn, case)
    if may_agency_have_case(turn.office, found, case.agency):
        return case.agency
    return agency_to_propose_instead(turn.office, found)
