"""Cases: filing, finding, and the one way to move them on."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import Media
from rules.case_code import new_receipt_secret, read_case_code
from rules.lifecycle import MERGED
from storage import case_events, case_media, sealing
from storage.case_media import REPORT
from storage.database import IDS_PER_STATEMENT, dialect_insert
from storage.models import AS_RECEIVED, Case, NumberSequence
from storage.people import Contact
from storage.vault import decrypt

WHO_STAYS_OUT = ("about", "accused", "accused_id", "kept_out", "sealed")
"""Columns that say who may not read a case."""
DECIDES_SEALING = {"about", "accused", "accused_id", "sealed"}
"""Columns by which a case is closed with the sealed key, or is not."""


async def next_case_code(db: AsyncSession, prefix: str, day: date) -> str:
    """A number of the day that is free, drawn by lot: no gap tells of a case one may not see.

    The day's counter says how many there are, and its row keeps two from drawing at once.
    """
    name = f"{prefix}.{day:%Y%m%d}"
    upsert = dialect_insert(db, NumberSequence).values(name=name, value=1)
    upsert = upsert.on_conflict_do_update(
        index_elements=[NumberSequence.name], set_={"value": NumberSequence.value + 1}
    ).returning(NumberSequence.value)
    count = (await db.execute(upsert)).scalar_one()
    while True:
        code = f"{name}.{draw_number(count):04d}"
        if await case_by_code(db, code) is None:
            return code


def draw_number(count: int) -> int:
    """A number for the day's case of this count; at most one in ten is taken."""
    return secrets.randbelow(10 ** max(4, len(str(count)) + 1) - 1) + 1


async def file_case(
    db: AsyncSession, case: Case, contact: Contact | None, media: Sequence[Media], now: datetime
) -> None:
    """Store a new case with its contact sealed, its files, and the first line of its log."""
    set_contact_of_case(db, case, contact)
    case.receipt_secret = new_receipt_secret()
    db.add(case)
    await db.flush()
    await case_media.add_media_to_case(db, case, REPORT, media)
    await case_events.add_case_event(db, case, "receive", case.person_id, now)
    await sealing.seal_traces(db, case)


def set_contact_of_case(db: AsyncSession, case: Case, contact: Contact | None) -> None:
    """Write down who reported, closed as the case asks."""
    case.contact = sealing.encrypt_of_case(db, case, contact) if contact else None


def contact_of_case(db: AsyncSession, case: Case) -> Contact | None:
    """Who reported, as given for this case; nobody while the case is locked."""
    if case.contact is None or case.is_locked:
        return None
    return decrypt(db, case.contact, Contact)


async def last_filed_at(db: AsyncSession, person_id: int) -> datetime | None:
    """When somebody's newest case came in."""
    newest = select(func.max(Case.received_at)).where(Case.person_id == person_id)
    return (await db.execute(newest)).scalar()


def words_of_owner(db: AsyncSession, case: Case) -> str:
    """The report as its owner told it, with what it says of who they are."""
    contact = None if case.filed_for_somebody else contact_of_case(db, case)
    return (contact and contact.words) or case.text


async def case_by_id(db: AsyncSession, case_id: int) -> Case | None:
    """One case."""
    return await db.get(Case, case_id)


async def case_by_code(db: AsyncSession, code: str) -> Case | None:
    """One case, by the code people use, however they type it; a secret part is not looked at."""
    typed = read_case_code(code)
    wanted = typed.code if typed else code.upper()
    return (await db.execute(select(Case).where(Case.code == wanted))).scalar()


async def duplicates_of_case(db: AsyncSession, case: Case) -> list[Case]:
    """The duplicates merged into this very case."""
    rows = await db.execute(select(Case).where(Case.merged_into == case.id).order_by(*AS_RECEIVED))
    return list(rows.scalars())


async def followers_of_case(db: AsyncSession, *kept: Case) -> list[Case]:
    """The duplicates whose reporters follow these cases, also by way of another duplicate."""
    ids = [case.id for case in kept]
    tree = select(Case.id).where(Case.merged_into.in_(ids)).cte(recursive=True)
    tree = tree.union(select(Case.id).join(tree, Case.merged_into == tree.c.id))
    rows = await db.execute(
        select(Case).where(Case.id.in_(select(tree.c.id))).order_by(*AS_RECEIVED)
    )
    return list(rows.scalars())


async def surviving_case(db: AsyncSession, case: Case) -> Case:
    """The case whose outcome is the outcome of this one: itself, unless it was merged."""
    while case.status == MERGED and case.merged_into is not None:
        case = await db.get_one(Case, case.merged_into)
    return case


async def lock_cases(db: AsyncSession, *wanted: Case) -> None:
    """Wait for whoever acts on these cases, and see them and their logs as they left them.

    What refers to the case may still be written beside (FOR NO KEY UPDATE on PostgreSQL; on
    SQLite there is one writer anyway).
    """
    ids = select(Case.id).where(Case.id.in_([case.id for case in wanted])).order_by(Case.id)
    await db.execute(ids.with_for_update(key_share=True))
    for case in wanted:
        await db.refresh(case)


async def update_case(db: AsyncSession, case: Case, **values: Any) -> bool:
    """Change a case if it still stands as the mover saw it; false when it moved on.

    What is changed counts as well as the status and the handler. The condition is in the UPDATE,
    so of two people acting at once one wins.
    """
    seen = [getattr(Case, name) == getattr(case, name) for name in values]
    same_handler = (
        Case.handler_id.is_(None) if case.handler_id is None else Case.handler_id == case.handler_id
    )
    done = await db.execute(
        update(Case)
        .where(Case.id == case.id, Case.status == case.status, Case.sealed.is_(case.sealed))
        .where(same_handler, *seen)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    await db.refresh(case)
    if values.keys() & DECIDES_SEALING:
        await sealing.settle_sealing(db, case)
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def cases_by_ids(db: AsyncSession, ids: Sequence[int]) -> list[Case]:
    """These cases, in this order; what is gone is left out."""
    found = await db.execute(select(Case).where(Case.id.in_(ids)))
    cases = {case.id: case for case in found.scalars()}
    return [cases[one] for one in ids if one in cases]


async def codes_of_cases(db: AsyncSession, ids: Sequence[int]) -> dict[int, str]:
    """The codes people use, by id."""
    found: dict[int, str] = {}
    for at in range(0, len(ids), IDS_PER_STATEMENT):
        query = select(Case.id, Case.code).where(Case.id.in_(ids[at : at + IDS_PER_STATEMENT]))
        found |= {row.id: row.code for row in await db.execute(query)}
    return found
