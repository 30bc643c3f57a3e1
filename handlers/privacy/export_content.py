"""Everything kept about a person, as its owner gets it.

But for denunciations, which are read by their code: see `handlers.denunciation.own`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from bot.event import Media
from bot.jobs import JobContext
from bot.push_target import PushTarget
from handlers.case.followers import PARTED
from rules.solution import Solution
from storage import (
    case_answers,
    case_events,
    case_media,
    cases,
    consent_records,
    live_chats,
    notes,
    people,
    personal_data,
    push_subscriptions,
    ratings,
)
from storage.models import Case, Person


class ExportedStep(msgspec.Struct):
    """A step of a case: when and what."""

    at: datetime
    action: str


class ExportedWords(msgspec.Struct):
    """Words the person added to a case, or was asked."""

    at: datetime
    kind: str
    text: str
    files: list[str]


class Rated(msgspec.Struct):
    """What the person thought of the answer: 5 (very satisfied) to 1."""

    at: datetime
    score: int
    words: str


class ExportedCase(msgspec.Struct):
    """A case as its owner gets it; what officials wrote among themselves is not in it."""

    code: str
    received_at: datetime
    source: str
    kind: str
    about: str
    proposal: bool
    urgent: bool
    status: str
    field: str
    agency: str
    place: str
    commune: str
    point: tuple[float | None, float | None]
    contact: people.Contact | None
    text: str
    may_publish: bool
    files: list[str]
    said: list[ExportedWords]
    answer: str
    solution: Solution
    rating: Rated | None
    verdict: str
    """Resolved or not, by their own word; see rules.citizen_verdict."""
    verdict_at: datetime | None
    events: list[ExportedStep]


class ExportedChat(msgspec.Struct):
    """A line of a talk with an officer."""

    at: datetime
    mine: bool
    text: str
    files: list[str]


class ExportedConsent(msgspec.Struct):
    """A consent."""

    purpose: str
    version: str
    channel: str
    given_at: datetime
    withdrawn_at: datetime | None


class Export(msgspec.Struct):
    """The file for machines."""

    made_at: datetime
    contact: people.Contact | None
    addresses: list[str]
    browsers: list[PushTarget]
    """Told that there is news, while no page is open."""
    consents: list[ExportedConsent]
    looks_at_contact: list[personal_data.ContactAccess]
    cases: list[ExportedCase]
    talks: list[ExportedChat]


async def everything_kept(making: JobContext, person: Person) -> Export:
    db = making.db
    return Export(
        made_at=making.now,
        contact=people.contact_of_person(db, person),
        addresses=await personal_data.all_addresses_of_person(db, person),
        browsers=await push_subscriptions.push_targets(
            db, await personal_data.all_addresses_of_person(db, person)
        ),
        consents=[
            ExportedConsent(row.purpose, row.version, row.channel, row.given_at, row.withdrawn_at)
            for row in await consent_records.consents_of_person(db, person)
        ],
        looks_at_contact=await personal_data.contact_accesses_of_person(db, person),
        cases=[
            await _exported(making, case)
            for case in await personal_data.all_cases_of_person(db, person)
        ],
        talks=[
            ExportedChat(
                line.at,
                line.author_id == person.id,
                line.said.text,
                _files_named(line.said.media, own=line.author_id == person.id),
            )
            for talk in await live_chats.live_chats_of_person(db, person.id)
            for line in await live_chats.messages_of_live_chat(db, talk)
        ],
    )


async def _exported(making: JobContext, case: Case) -> ExportedCase:
    db = making.db
    answer = await case_answers.answer_of_case(db, case)
    rating = await ratings.rating_of_case(db, case.id)
    return ExportedCase(
        code=case.code,
        received_at=case.received_at,
        source=case.source,
        kind=case.kind,
        about=case.about,
        proposal=case.proposal,
        urgent=case.urgent,
        status=case.status,
        field=case.field,
        agency=case.agency,
        place=case.place,
        commune=case.commune,
        point=(case.latitude, case.longitude),
        # Who scanned a receipt has the case, not what an officer wrote down of a person.
        contact=None if case.filed_for_somebody else cases.contact_of_case(db, case),
        text=cases.words_of_owner(db, case),
        may_publish=case.may_publish,
        files=await _files(making, case, case_media.REPORT, own=True),
        said=[
            ExportedWords(
                *(note.at, note.kind, note.text),
                await _files(making, case, note.part, own=note.author_id == case.person_id),
            )
            for note in await notes.notes_of_case(db, case)
            if note.author_id == case.person_id or note.kind == notes.QUESTION
        ],
        answer=answer.text if answer else "",
        solution=case_answers.solution_of(answer),
        rating=Rated(rating.rated_at, rating.score, rating.words) if rating else None,
        verdict=case.verdict,
        verdict_at=case.verdict_at,
        events=[
            ExportedStep(line.at, line.action)
            for line in await case_events.events_of_case(db, case)
            if line.action != PARTED
        ],
    )


async def _files(making: JobContext, case: Case, part: str, *, own: bool) -> list[str]:
    return _files_named(await case_media.media_of_case(making.db, case, part), own=own)


def _files_named(media: Sequence[Media], *, own: bool) -> list[str]:
    """Their names, as far as the person gave them."""
    return [(own and item.name) or item.kind for item in media]
