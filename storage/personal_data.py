"""What is kept about one person: seeing it, correcting it, erasing it, forgetting it in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules.lifecycle import CLOSING, MERGED, OPEN
from storage import (
    cases,
    chat_history,
    push_subscriptions,
    retention_holds,
    sealing,
    user_files,
    ways_back,
)
from storage.case_media import REPORT
from storage.models import (
    AS_RECEIVED,
    AddressRow,
    Case,
    CaseEvent,
    CaseMedia,
    CaseNote,
    Conversation,
    Person,
    Publication,
)
from storage.people import Contact
from storage.vault import encrypt

MOST_ACCESSES = 10_000
"""Old cases with a contact looked at in one go: some of them may have closed only lately."""


class ContactAccess(NamedTuple):
    """An officer looked at the contact of a case: of which agency (or the office), and why."""

    at: datetime
    code: str
    agency: str
    why: str
    by_two: bool = False
    """A second person agreed."""


class OutdatedContact(NamedTuple):
    """A closed case whose contact has been kept long enough, and what closed it."""

    case_id: int
    closed_by: int


async def all_addresses_of_person(db: AsyncSession, person: Person) -> list[str]:
    """Every address of the person, reachable or not."""
    return await _addresses(db, person.id)


async def _addresses(db: AsyncSession, person_id: int) -> list[str]:
    rows = await db.execute(
        select(AddressRow.address)
        .where(AddressRow.person_id == person_id)
        .order_by(AddressRow.address)
    )
    return list(rows.scalars())


async def all_cases_of_person(db: AsyncSession, person: Person) -> list[Case]:
    """Every case the person reported, oldest first."""
    rows = await db.execute(select(Case).where(Case.person_id == person.id).order_by(*AS_RECEIVED))
    return list(rows.scalars())


async def contact_accesses_of_person(db: AsyncSession, person: Person) -> list[ContactAccess]:
    """Every look of an officer at the person's contact, oldest first."""
    rows = await db.execute(
        select(CaseEvent.at, Case.code, CaseEvent.data)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(Case.person_id == person.id, CaseEvent.action == "look_at_contact")
        .order_by(CaseEvent.id)
    )
    return [
        ContactAccess(
            at, code, data.get("agency", ""), data.get("why", ""), by_two="agreed_by" in data
        )
        for at, code, data in rows
    ]


async def open_case_codes_of_person(db: AsyncSession, person: Person) -> list[str]:
    """Codes of the person's cases that are open, or were merged into one that is."""
    rows = await db.execute(
        select(Case)
        .where(Case.person_id == person.id, Case.status.in_((*OPEN, MERGED)))
        .order_by(*AS_RECEIVED)
    )
    return [
        case.code
        for case in rows.scalars()
        if (await cases.surviving_case(db, case)).status in OPEN
    ]


async def correct_contact_of_person(
    db: AsyncSession, person: Person, contact: Contact
) -> list[Case]:
    """Replace the contact, also in the cases that hold one; returns those cases.

    Not where an officer wrote it down: a receipt in hand is nobody's name.
    """
    person.contact = encrypt(db, contact)
    mine = await all_cases_of_person(db, person)
    held = [case for case in mine if case.contact and not case.filed_for_somebody]
    for case in held:
        before = cases.contact_of_case(db, case)
        words = before.words if before else ""
        cases.set_contact_of_case(db, case, msgspec.structs.replace(contact, words=words))
        await sealing.seal_traces(db, case)
    return held


async def erase_person(db: AsyncSession, person: Person) -> list[Case]:
    """Blank who the person is, what was said in chat, and to anybody about their cases.

    Returns the cases that stay.
    """
    person.contact = None
    kept = await all_cases_of_person(db, person)
    for case in kept:
        case.contact, case.receipt_secret = None, ""
    addresses = await all_addresses_of_person(db, person)
    await chat_history.forget_messages_of_chats(db, addresses)
    await push_subscriptions.forget_push_targets(db, addresses)
    for address in addresses:
        await ways_back.forget_way_back(db, address)
    await chat_history.forget_messages_about_cases(db, [case.code for case in kept])
    # Not the row of this very conversation: what it holds is written when the turn ends.
    await db.execute(
        update(Conversation).where(Conversation.person_id == person.id).values(stack=None)
    )
    return kept


async def detach_files_of_person(
    db: AsyncSession, person: Person, kept: Sequence[Case]
) -> list[str]:
    """Detach every file the person sent or was made for them; returns the hashes of all."""
    gone = await user_files.remove_user_files(db, person.id)
    for case in kept:
        own = CaseNote.case_id == case.id, CaseNote.author_id == person.id
        notes = (await db.execute(select(CaseNote.id).where(*own))).scalars()
        parts = [REPORT, *(f"note:{note}" for note in notes)]
        mine = CaseMedia.case_id == case.id, CaseMedia.part.in_(parts)
        hashes = (
            await db.execute(delete(CaseMedia).where(*mine).returning(CaseMedia.sha256))
        ).scalars()
        found = set(hashes)
        await _unpublish(db, case, found)
        gone += sorted(found)
    return gone


async def _unpublish(db: AsyncSession, case: Case, hashes: set[str]) -> None:
    published = await db.execute(select(Publication).where(Publication.case_id == case.id))
    for row in published.scalars():
        row.photos = [sha256 for sha256 in row.photos if sha256 not in hashes]


async def outdated_contacts(
    db: AsyncSession, before: datetime, limit: int = 500
) -> Sequence[OutdatedContact]:
    """Closed cases with a contact, not held, whose last closing lies before a moment."""
    # What closed before came before: of a large archive only the oldest rows are looked at. "Not
    # open" says so to SQLite, which would look up every closed case by its status.
    old = (
        select(Case.id)
        .where(Case.contact.is_not(None), Case.received_at < before, Case.status.not_in(OPEN))
        .order_by(Case.received_at)
        .limit(MOST_ACCESSES)
        .subquery()
    )
    rows = await db.execute(
        select(old.c.id, func.max(CaseEvent.id))
        .join(CaseEvent, CaseEvent.case_id == old.c.id)
        .where(CaseEvent.action.in_(CLOSING))
        .group_by(old.c.id)
        .having(func.max(CaseEvent.at) < before)
        .order_by(old.c.id)
        .limit(limit)
    )
    found = [OutdatedContact(*row) for row in rows]
    kept = await retention_holds.held_case_ids(db, [one.case_id for one in found])
    return [one for one in found if one.case_id not in kept]


async def forget_contact_of_case(db: AsyncSession, case: Case, closed_at: datetime) -> None:
    """Blank the contact of a case, and the person's own when no other case holds one.

    What chats show of the case goes with it, and what led up to it in its owner's chats.
    """
    case.contact = None
    await chat_history.forget_messages_about_cases(db, [case.code])
    await chat_history.forget_messages_between(db, await _addresses(db, case.person_id), closed_at)
    await db.flush()
    held = await db.execute(
        select(Case.id).where(Case.person_id == case.person_id, Case.contact.is_not(None)).limit(1)
    )
    if held.first() is None:
        await db.execute(update(Person).where(Person.id == case.person_id).values(contact=None))
