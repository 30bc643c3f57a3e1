"""Which cases figures count and name to nobody who reads them: restricted, or not theirs to see.

Colleagues who compare their figures learn nothing: of the office what one may not see is withheld
from all.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.case import conflict
from handlers.reports.question_parser import agencies_read_by
from publish.reports.case_facts import Withheld
from rules.conflict import KeptOut
from rules.lifecycle import CHAIR, OFFICE
from rules.office import Office
from storage import people, role_assignments
from storage.case_histories import CaseHistory
from storage.known_person import KnownPerson


async def withheld_from_reader(db: AsyncSession, office: Office, reader: KnownPerson) -> Withheld:
    """In a private chat: what the reader, or a colleague at the office, may not know."""
    colleagues = await _clerks(db) if reader.holds(OFFICE) and not reader.holds(CHAIR) else []
    return _withheld(office, [reader, *colleagues])


async def withheld_from_file(
    db: AsyncSession, office: Office, agency: str, reader_id: int
) -> Withheld:
    """In a file, which goes from hand to hand: also what those it is for may not know.

    `agency`: whose figures; of all of them, and whatever the office or the chair asks for, the
    office reads. Nobody in particular reads as the office does.
    """
    reader = await people.known_person_by_id(db, reader_id)
    whole = reader is None or "" in agencies_read_by(reader.roles)
    units = {agency} | ({office.receiver} if whole else set())
    readers = [*([reader] if reader else []), *(await _clerks(db) if whole else [])]
    seen = _withheld(office, readers)

    def withheld(case: CaseHistory) -> bool:
        return seen(case) or not units.isdisjoint(_units_of(case))

    return withheld


def _units_of(case: CaseHistory) -> set[str]:
    return {case.accused, *KeptOut.read(case.kept_out).units} - {""}


async def _clerks(db: AsyncSession) -> Collection[KnownPerson]:
    found = await role_assignments.addresses_of_holders(db, OFFICE, "")
    return (await people.known_people_at_addresses(db, found)).values() if found else []


def _withheld(office: Office, readers: Collection[KnownPerson]) -> Withheld:
    """What one of the readers may not know.

    The chair, of what is about somebody, all but what is about the office: `rules/who_sees.py`.
    """
    chair = any(one.holds(CHAIR) and not one.holds(OFFICE) for one in readers)

    def withheld(case: CaseHistory) -> bool:
        if case.sealed or any(conflict.concerns_reader(office, one, case) for one in readers):
            return True
        about_somebody = conflict.is_about_somebody(case)
        return chair and about_somebody and not conflict.is_about_office(office, case)

    return withheld
