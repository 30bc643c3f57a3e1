"""Which cases figures count and name to nobody who reads them: restricted, or about the readers."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.case import conflict
from handlers.reports.question_parser import agencies_read_by
from publish.reports.case_facts import Withheld
from rules.office import Office
from storage import people
from storage.case_histories import CaseHistory
from storage.people import KnownPerson


def withheld_from_reader(office: Office, reader: KnownPerson) -> Withheld:
    """In a private chat: what the reader may not know."""

    def withheld(case: CaseHistory) -> bool:
        return case.sealed or conflict.concerns_reader(office, reader, case)

    return withheld


async def withheld_from_file(
    db: AsyncSession, office: Office, agency: str, reader_id: int
) -> Withheld:
    """In a file, which goes from hand to hand: also what those it is for may not know.

    `agency`: whose figures; of all of them, and whatever the office or the chair asks for, the
    office reads. Nobody in particular reads as the office does.
    """
    reader = await people.known_person_by_id(db, reader_id)
    whole = reader is None or "" in agencies_read_by(reader.roles)
    readers = {agency} | ({office.receiver} if whole else set())

    def withheld(case: CaseHistory) -> bool:
        if case.sealed or not readers.isdisjoint({case.accused, case.kept_out} - {""}):
            return True
        return reader is not None and conflict.concerns_reader(office, reader, case)

    return withheld
