"""The page strangers will see, made from what an official has decided so far."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from bot.texts import Texts
from rules.identifier_patterns import IDENTIFIER_KINDS, IdentifierKind
from rules.masking import KnownWords, MaskedText, comparison_key, mask_text
from rules.office import Office
from rules.public_dates import monday_of_week
from rules.sensitive_data import find_sensitive_words
from rules.text import split_tokens, to_nfc
from storage import case_events, cases, publications
from storage.models import Case
from storage.publications import PublicationContent, PublicationDraft

PERSONAL = "personal"
"""In the log, with a publication: whether an official said that it is of a child or of health."""


class IdentifyingWords(NamedTuple):
    """One thing that identifies somebody, wherever it stands; `key` names it."""

    key: str
    kind: str
    words: str
    shown: bool


class RedactedPage(NamedTuple):
    """The page as it would be published, and what was found in its words."""

    page: PublicationContent
    found: tuple[IdentifyingWords, ...]


async def why_not_publishable(db: AsyncSession, office: Office, case: Case) -> str:
    """Why a case may not be published, as a key under `publishing.never`; empty if it may."""
    field = office.fields.get(case.field)
    if any(line.data.get(PERSONAL) for line in await case_events.events_of_case(db, case)):
        return "personal"
    if case.sealed:
        return "sealed"
    if field is not None and not field.publishable:
        return "field"
    return "" if case.may_publish else "no_consent"


def personal_words(office: Office, case: Case, proposal: PublicationDraft) -> tuple[str, ...]:
    """Words by which it may be of a child or of somebody's health, also those edited away."""
    texts = dict.fromkeys((case.text, proposal.question, proposal.answer))
    return find_sensitive_words("\n".join(texts), office.publishing)


async def redact_page(
    db: AsyncSession, office: Office, texts: Texts, case: Case, proposal: PublicationDraft
) -> RedactedPage:
    """Mask, leave out place and days where few reported, and list what was found."""
    alone = await _alone(db, office, case)
    known = list(_known(db, office, case, proposal, alone=alone))
    tokens = {kind: texts(f"publishing.token.{kind}") for kind in IDENTIFIER_KINDS}
    question, answer = (
        mask_text(text, tokens, known, proposal.shown, places=alone)
        for text in (proposal.question, proposal.answer)
    )
    page = PublicationContent(
        question=question.text,
        answer=answer.text,
        commune="" if alone else case.commune,
        photos=proposal.photos,
        forwarded_at=None if alone else proposal.forwarded_at,
        answered_at=proposal.answered_at,
        due_on=proposal.due_on,
        on_time=proposal.on_time,
        extended=proposal.extended,
        opened_on=None if alone else proposal.opened_on,
        reopened=proposal.reopened,
    )
    pieces = [*_found(proposal.question, question), *_found(proposal.answer, answer)]
    unique = {
        name: IdentifyingWords(name, kind, words, name in proposal.shown)
        for name, kind, words in pieces
    }
    return RedactedPage(page, tuple(unique.values()))


def mask_note(texts: Texts, text: str, known: Collection[KnownWords] = ()) -> str:
    """A note for everybody, with what the machine recognises, or knows, masked."""
    return mask_text(
        text, {kind: texts(f"publishing.token.{kind}") for kind in IDENTIFIER_KINDS}, known
    ).text


REACHES: Final[tuple[IdentifierKind, ...]] = ("phone", "email", "id", "bank", "chosen")


def mask_contact(db: AsyncSession, texts: Texts, case: Case, text: str) -> str:
    """Where something is, without what tells who reported it and how to reach them."""
    contact = cases.contact_of_case(db, case)
    known = [KnownWords(contact.name, "chosen")] if contact is not None else []
    tokens = {kind: texts(f"publishing.token.{kind}") for kind in IDENTIFIER_KINDS}
    return mask_text(text, tokens, known, kinds=REACHES).text


def mask_reporter(db: AsyncSession, texts: Texts, case: Case, text: str) -> str:
    """For those who go there: where it happened stays, who reported it and their home do not.

    Of a home at the very place nothing is hidden: it is the place that is read.
    """
    contact = cases.contact_of_case(db, case)
    known = []
    if contact is not None:
        known = [KnownWords(contact.name, "name")]
        there = set(split_tokens(case.place))
        if not set(split_tokens(contact.address)) <= there:
            known.append(KnownWords(contact.address, "chosen"))
    tokens = {kind: texts(f"publishing.token.{kind}") for kind in IDENTIFIER_KINDS}
    tokens["chosen"] = tokens["address"]
    kinds = [kind for kind in IDENTIFIER_KINDS if kind != "address"]
    return mask_text(text, tokens, known, kinds=kinds).text


def reporter_identity(db: AsyncSession, case: Case) -> Iterator[KnownWords]:
    """What tells who reported a case."""
    contact = cases.contact_of_case(db, case)
    if contact is not None:
        yield KnownWords(contact.name, "name")
        yield KnownWords(contact.address, "address")


def _found(text: str, masked: MaskedText) -> Iterator[tuple[str, str, str]]:
    for start, end, kind in masked.found:
        words = to_nfc(text)[start:end]
        yield comparison_key(words), kind, words


def _known(
    db: AsyncSession, office: Office, case: Case, proposal: PublicationDraft, *, alone: bool
) -> Iterator[KnownWords]:
    yield from reporter_identity(db, case)
    yield KnownWords(case.place, "address")
    yield from (KnownWords(words, "chosen") for words in proposal.hidden)
    commune = office.communes.get(case.commune)
    if alone and commune is not None:
        yield from (KnownWords(name, "place") for name in (commune.name, *commune.aliases))


async def _alone(db: AsyncSession, office: Office, case: Case) -> bool:
    """Whether too few people reported in this commune, field and week to name the commune."""
    monday = monday_of_week(case.received_at)
    beside = await publications.count_reporters_beside(db, case, monday, monday + timedelta(days=7))
    return not case.commune or beside < office.publishing.least_group
