"""What strangers may read: the office's drafts, publishing, correcting, taking down."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from rules.case_code import RECEIPT_SIGNS
from rules.public_dates import public_receipt
from rules.text import split_words
from rules.timeline import punctuality_of
from storage.database import note_files
from storage.models import Case, Publication, PublicationDraftRow
from storage.people import NO_CHAT, Contact
from storage.sealing import encrypt_of_case
from storage.vault import Vault, decrypt

PUBLISHED, TAKEN_DOWN = "published", "taken_down"
PREVIEW_DAYS = 1
WITHOUT_ACCOUNT = ("web", "open311", NO_CHAT)
"""Ways in where somebody may be as many people as they like."""
PUBLIC_ID = "KQ-"
"""What the public number of a case begins with: no code, so that it leads to no neighbour."""


class PublicationDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What an official has made of a case so far. `question` and `answer` are not masked yet."""

    question: str
    answer: str
    answer_id: int
    """The answer it was begun for: a new answer needs a new check."""
    token: str
    shown: tuple[str, ...] = ()
    """Found items the official shows after all, as rules.masking.comparison_key writes them."""
    hidden: tuple[str, ...] = ()
    """Words the official hides besides."""
    forwarded_at: datetime | None
    answered_at: datetime
    due_on: date
    on_time: bool
    extended: bool = False
    opened_on: date | None = None
    reopened: bool = False
    photos: tuple[str, ...] = ()
    """Hashes of the case's own photos to publish, stripped, for every stranger."""


class PublicationContent(NamedTuple):
    """What a stranger is to read of a case: masked words and counted facts."""

    question: str
    answer: str
    commune: str
    photos: tuple[str, ...]
    forwarded_at: datetime | None
    answered_at: datetime
    due_on: date
    on_time: bool
    extended: bool = False
    opened_on: date | None = None
    reopened: bool = False

    @property
    def punctuality(self) -> str:
        """As reports count it."""
        return punctuality_of(on_time=self.on_time, extended=self.extended)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_public_id() -> str:
    """The number of a published case, the same for ever, that says nothing of the others."""
    return PUBLIC_ID + "".join(secrets.choice(RECEIPT_SIGNS) for _ in range(8))


def new_preview_token() -> str:
    """What makes a preview's address impossible to guess."""
    return secrets.token_urlsafe(18)


async def save_publication_draft(
    db: AsyncSession, case: Case, proposal: PublicationDraft, now: datetime
) -> None:
    """Write the draft of a case; an earlier one is replaced."""
    row = PublicationDraftRow(
        case_id=case.id,
        token_hash=_hash(proposal.token),
        proposal=encrypt_of_case(db, case, proposal),
        changed_at=now,
    )
    await db.merge(row)
    await db.flush()


async def publication_draft_of_case(db: AsyncSession, case: Case) -> PublicationDraft | None:
    """The draft of a case."""
    row = await db.get(PublicationDraftRow, case.id)
    return decrypt(db, row.proposal, PublicationDraft) if row else None


async def publication_draft_by_token(
    db: AsyncSession, token: str, now: datetime
) -> tuple[Case, PublicationDraft] | None:
    """The draft a preview's address names, while the address is good."""
    query = select(PublicationDraftRow, Case).join(Case, Case.id == PublicationDraftRow.case_id)
    row = (await db.execute(query.where(PublicationDraftRow.token_hash == _hash(token)))).first()
    if row is None or now - row[0].changed_at > timedelta(days=PREVIEW_DAYS):
        return None
    return row[1], decrypt(db, row[0].proposal, PublicationDraft)


async def remove_publication_draft(db: AsyncSession, case: Case) -> None:
    """The draft has become a page, or never will."""
    await db.execute(delete(PublicationDraftRow).where(PublicationDraftRow.case_id == case.id))


async def count_reporters_beside(
    db: AsyncSession, case: Case, first: datetime, until: datetime
) -> int:
    """How many people reported in the case's commune and field from `first` to before `until`.

    Who has no account with a messenger counts by the phone number given: a web session costs
    nothing, and whoever wants a name to be published could be a crowd. A number that is locked with
    its case counts for nobody.
    """
    found = await db.execute(
        select(Case.person_id, Case.address, Case.contact).where(
            Case.commune == case.commune,
            Case.field == case.field,
            Case.received_at >= first,
            Case.received_at < until,
        )
    )
    return count_people(db, found)


def count_people(db: AsyncSession, reporters: Iterable[tuple[int, str, bytes | None]]) -> int:
    """How many people these are: see `count_reporters_beside`. Each: person, address, contact."""
    vault: Vault = db.info["vault"]
    accounts, theirs, phones = set[int](), set[str](), set[str]()
    for person_id, address, sealed in reporters:
        known = None if vault.is_out_of_reach(sealed or b"") else sealed
        phone = _national_number(decrypt(db, known, Contact).phone) if known else ""
        if address.partition(":")[0] in WITHOUT_ACCOUNT:
            phones.add(phone)
        else:
            accounts.add(person_id)
            theirs.add(phone)
    return len(accounts) + len(phones - theirs - {""})


def _national_number(phone: str) -> str:
    digits = "".join(filter(str.isdigit, phone))
    return f"0{digits[2:]}" if digits.startswith("84") else digits


async def save_publication(
    db: AsyncSession,
    case: Case,
    page: PublicationContent,
    person_id: int,
    now: datetime,
    note: str = "",
    names: str = "",
) -> Publication:
    """Let strangers read the page; one that was there before is replaced, with a note.

    `names` are words it is found by besides its own, such as the agency's name.
    """
    values: dict[str, Any] = {
        **page._asdict(),
        "photos": list(page.photos),
        "state": PUBLISHED,
        "field": case.field,
        "agency": case.agency,
        "published_by": person_id,
        "changed_at": now,
        "note": note,
    }
    row = await publication_of_case(db, case)
    values["received_at"] = public_receipt(case.received_at, week_only=not page.commune)
    code = row.code if row else new_public_id()
    values["folded"] = _folded(case, code, page, names, row.published_at if row else now)
    if row is None:
        fixed = {"code": code, "published_at": now}
        row = Publication(case_id=case.id, **fixed, **values)
        db.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    note_files(db, page.photos)
    await db.flush()
    return row


async def take_down_publication(db: AsyncSession, case: Case, note: str, now: datetime) -> bool:
    """Forget what strangers could read; the reason stays. False when there was nothing."""
    row = await publication_of_case(db, case)
    if row is None or row.state != PUBLISHED:
        return False
    row.state, row.note, row.changed_at = TAKEN_DOWN, note, now
    row.question = row.answer = row.folded = ""
    note_files(db, row.photos)
    row.photos = []
    await db.flush()
    return True


async def publication_of_case(db: AsyncSession, case: Case) -> Publication | None:
    """What strangers read, or could once read, of a case."""
    return (await db.execute(select(Publication).where(Publication.case_id == case.id))).scalar()


def search_words_of_facts(
    field: str = "", agency: str = "", commune: str = "", punctuality: str = ""
) -> list[str]:
    """Words that stand for the facts of a publication in the search index."""
    coded = {"xfd": field, "xag": agency, "xcm": commune}
    found = [f"{mark}{_letters(code)}" for mark, code in coded.items() if code]
    return [*found, f"x{_letters(punctuality)}"] if punctuality else found


def search_word_of_month(published_at: datetime) -> str:
    """The word that stands for the month of publishing (UTC): a search can be kept within some."""
    return f"xmonth{published_at.astimezone(UTC):%y%m}"


def _letters(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _folded(
    case: Case, code: str, page: PublicationContent, names: str, published_at: datetime
) -> str:
    parts: Sequence[str] = (
        *split_words(f"{code}\n{page.question}\n{page.answer}\n{names}"),
        *search_words_of_facts(case.field, case.agency, page.commune, page.punctuality),
        search_word_of_month(published_at),
    )
    return " ".join(parts)
