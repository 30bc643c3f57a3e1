"""What is closed with the sealed key: cases about somebody, and restricted ones.

Of them words, place, answers, notes, contact and files' names, and what chats with a history keep.
Such a case is closed in the transaction that makes it one, and opened in the one that frees it.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, event, false, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules.case_code import DENUNCIATION_PREFIX
from storage import claims
from storage.database import Database, insert_or_ignore, note_files
from storage.models import (
    AddressRow,
    Answer,
    Case,
    CaseMedia,
    CaseNote,
    InboxRow,
    NumberSequence,
    OutboxMention,
    OutboxRow,
    Person,
    PublicationDraftRow,
    PublicKey,
    Rating,
    UserFile,
)
from storage.vault import ApartNumber, ApartText, Vault

NAME = "sealed"
"""Of the public key."""
OLDER_CLOSED = "older cases closed"
"""A counter that stands once all cases from before are closed."""
WORDS = ("text", "place", "latitude", "longitude")
"""Columns of a case itself."""
CLOSED_WITH_IT: Final = (
    (Answer, "text"),
    (CaseMedia, "name"),
    (CaseMedia, "size"),
    (Rating, "words"),
)
SETTLED = (claims.DONE, claims.FAILED)


def closed_if_apart(case: Case, value: Any) -> Any:
    """A value of a column, so that it is written as the case asks."""
    if value is None or not case.apart:
        return value
    return ApartNumber(value) if isinstance(value, float) else ApartText(value)


def encrypt_of_case(db: AsyncSession, case: Case, value: Any) -> bytes:
    """Encrypt any msgspec-encodable value as the case asks."""
    vault: Vault = db.info["vault"]
    content = msgspec.json.encode(value)
    return vault.seal(content) if case.apart else vault.encrypt(content)


@event.listens_for(Case, "before_insert")
@event.listens_for(Case, "before_update")
def _close_words(_mapper: object, _connection: object, case: Case) -> None:
    for name in WORDS:
        setattr(case, name, closed_if_apart(case, getattr(case, name)))


async def settle_sealing(db: AsyncSession, case: Case) -> None:
    """Write everything of a case anew as it asks now. A locked one is closed already."""
    if case.is_locked:
        return
    vault: Vault = db.info["vault"]

    def rewritten(content: bytes | None) -> bytes | None:
        return content and vault.rewritten(content, apart=case.apart)

    values = {name: closed_if_apart(case, getattr(case, name)) for name in WORDS}
    values["contact"] = rewritten(case.contact)
    await _write(db, Case, case.id, **values)
    for table, name in CLOSED_WITH_IT:
        column = getattr(table, name)
        rows = await db.execute(select(table.id, column).where(table.case_id == case.id))
        for id_, words in rows.all():
            await _write(db, table, id_, **{name: closed_if_apart(case, words)})
    files = await db.execute(select(CaseMedia.sha256).where(CaseMedia.case_id == case.id))
    note_files(db, files.scalars())
    notes = await db.execute(select(CaseNote.id, CaseNote.text).where(CaseNote.case_id == case.id))
    for id_, words in notes.all():
        await _write(db, CaseNote, id_, text=rewritten(words))
    if draft := await db.get(PublicationDraftRow, case.id):
        draft.proposal = vault.rewritten(draft.proposal, apart=case.apart)
    await seal_traces(db, case)


async def seal_traces(db: AsyncSession, case: Case) -> None:
    """Close what else tells of a case that is apart: chats, and the contact its reporter left."""
    if not case.apart:
        return
    await seal_chats(db, case, case.person_id)
    own = await db.execute(select(UserFile.sha256).where(UserFile.person_id == case.person_id))
    note_files(db, own.scalars())
    vault: Vault = db.info["vault"]
    person = await db.get_one(Person, case.person_id)
    if person.contact and not vault.is_sealed(person.contact):
        person.contact = vault.rewritten(person.contact, apart=True)


async def _write(db: AsyncSession, table: Any, id_: int, **values: object) -> None:
    await db.execute(
        update(table)
        .where(table.id == id_)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


async def seal_chats(db: AsyncSession, case: Case, *people: int | None) -> None:
    """Close what chats with a history keep of a case, and what these people said so far.

    Before it was filed it was told in words that name no case yet.
    """
    lanes = select(AddressRow.address).where(AddressRow.person_id.in_(people))
    addresses = (await db.execute(lanes)).scalars().all()
    said = InboxRow.lane.in_(addresses)
    told = OutboxRow.lane.in_(addresses) & (OutboxRow.case_code == "")
    await _seal(db, InboxRow, InboxRow.payload, said)
    named = select(OutboxMention.outbox_id).where(OutboxMention.case_code == case.code)
    about = (OutboxRow.case_code == case.code) | OutboxRow.id.in_(named)
    await _seal(db, OutboxRow, OutboxRow.reply, told | about)


async def _seal(db: AsyncSession, table: Any, column: Any, which: Any) -> None:
    vault: Vault = db.info["vault"]
    rows = await db.execute(
        select(table.id, column).where(which, table.state.in_(SETTLED), column.is_not(None))
    )
    for id_, content in rows.all():
        if not vault.is_sealed(content):
            await _write(db, table, id_, **{column.key: vault.rewritten(content, apart=True)})


def is_about_denunciation(row: OutboxRow) -> bool:
    return row.case_code.startswith(DENUNCIATION_PREFIX)


async def kept_of_reply(db: AsyncSession, row: OutboxRow) -> bytes | None:
    """A reply as it is kept once it was said: closed, if it is about what is."""
    if row.reply and is_about_denunciation(row):
        vault: Vault = db.info["vault"]
        return vault.rewritten(row.reply, apart=True)
    about = Case.code == row.case_code if row.case_code else false()
    return await _kept(db, row.reply, or_(about, _reported_from(row.lane)))


async def is_lost_when_kept(db: AsyncSession, row: OutboxRow) -> bool:
    """Whether a reply that waits can be read by nobody once it is kept: the key is away."""
    vault: Vault = db.info["vault"]
    if not vault.is_locked or row.state in SETTLED or row.reply is None:
        return False
    return vault.is_sealed(await kept_of_reply(db, row) or b"")


async def kept_of_update(db: AsyncSession, row: InboxRow) -> bytes | None:
    """What was said as it is kept once it was handled: closed, if its speaker's case is."""
    return await _kept(db, row.payload, _reported_from(row.lane))


def _reported_from(address: str) -> ColumnElement[bool]:
    # Not only what is about the case: what else they say may be about it all the same.
    return Case.person_id.in_(select(AddressRow.person_id).where(AddressRow.address == address))


async def _kept(db: AsyncSession, content: bytes | None, of: ColumnElement[bool]) -> bytes | None:
    vault: Vault = db.info["vault"]
    if content is None or vault.is_sealed(content):
        return content
    apart = (await db.execute(select(Case.id).where(of, Case.apart).limit(1))).first()
    return vault.rewritten(content, apart=True) if apart else content


async def public_key(db: AsyncSession) -> bytes | None:
    """The half of the sealed key that closes, if there is one yet."""
    found = await db.execute(select(PublicKey.key).where(PublicKey.name == NAME))
    return found.scalar()


async def keep_public_key(db: AsyncSession, key: bytes) -> bytes:
    """Keep the half that closes; who kept one first, wins."""
    await db.execute(insert_or_ignore(db, PublicKey).values(name=NAME, key=key))
    found = await db.execute(select(PublicKey.key).where(PublicKey.name == NAME))
    return found.scalar_one()


async def replace_public_key(db: AsyncSession, before: bytes, key: bytes) -> bytes:
    """Close with another key from now on; of two who begin at once, the same one wins."""
    this = PublicKey.name == NAME, PublicKey.key == before
    await db.execute(update(PublicKey).where(*this).values(key=key))
    return (await db.execute(select(PublicKey.key).where(PublicKey.name == NAME))).scalar_one()


async def close_older_cases(database: Database) -> None:
    """Close what was filed before there was a sealed key: once, a case at a time."""
    done = NumberSequence(name=OLDER_CLOSED, value=1)
    async with database.read() as db:
        if await db.get(NumberSequence, OLDER_CLOSED):
            return
        ids = (await db.execute(select(Case.id).where(Case.apart).order_by(Case.id))).scalars()
        apart = ids.all()
    for case_id in apart:
        async with database.begin() as db:
            await settle_sealing(db, await db.get_one(Case, case_id))
    async with database.begin() as db:
        await db.merge(done)
