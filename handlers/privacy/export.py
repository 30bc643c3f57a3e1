"""Everything kept about a person as two files: one to read, one for machines."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot.jobs import JobContext, JobFile, JobResult
from bot.texts import Texts
from bot.turn import Turn
from handlers.office.identity_disclosure import look_in_words
from rules.office import Office
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
    ratings,
    user_files,
)
from storage.models import Case, Person

NAME = "du-lieu-cua-toi"


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
    rating: Rated | None
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
    known_since: datetime
    contact: people.Contact | None
    addresses: list[str]
    consents: list[ExportedConsent]
    looks_at_contact: list[personal_data.ContactAccess]
    cases: list[ExportedCase]
    talks: list[ExportedChat]


async def make_export(making: JobContext, person_id: int, _: str) -> JobResult:
    """The two files, before the transaction that sends them."""
    person = await people.person_by_id(making.db, person_id)
    if person is None:
        return JobResult()
    found = await _everything(making, person)
    page = _readable(making.world.office, making.world.texts, found).encode()
    data = msgspec.json.format(msgspec.json.encode(found), indent=2)
    # The store knows JSON as the plain text it is.
    return JobResult(
        (
            JobFile("document", "text/plain", f"{NAME}.txt", page),
            JobFile("document", "text/plain", f"{NAME}.json", data),
        )
    )


async def _everything(making: JobContext, person: Person) -> Export:
    db = making.db
    return Export(
        made_at=making.now,
        known_since=person.created_at,
        contact=people.contact_of_person(db, person),
        addresses=await personal_data.all_addresses_of_person(db, person),
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
                [item.name or item.kind for item in line.said.media],
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
        contact=cases.contact_of_case(db, case),
        text=case.text,
        may_publish=case.may_publish,
        files=await _files(making, case, case_media.REPORT),
        said=[
            ExportedWords(note.at, note.kind, note.text, await _files(making, case, note.part))
            for note in await notes.notes_of_case(db, case)
            if note.author_id == case.person_id or note.kind == notes.QUESTION
        ],
        answer=answer.text if answer else "",
        rating=Rated(rating.rated_at, rating.score, rating.words) if rating else None,
        events=[
            ExportedStep(line.at, line.action)
            for line in await case_events.events_of_case(db, case)
        ],
    )


async def _files(making: JobContext, case: Case, part: str) -> list[str]:
    return [
        item.name or item.kind for item in await case_media.media_of_case(making.db, case, part)
    ]


def _readable(office: Office, texts: Texts, found: Export) -> str:
    contact = found.contact
    head = texts(
        "mydata.file.head",
        at=found.made_at,
        since=found.known_since,
        contact=f"{contact.name}, {contact.phone}, {contact.address}"
        if contact
        else texts("mydata.no_contact"),
        addresses=", ".join(found.addresses),
    )
    agreed = [
        texts(
            "mydata.consent_withdrawn" if row.withdrawn_at else "mydata.consent",
            **_values(texts, row),
        )
        for row in found.consents
    ]
    looks = [look_in_words(texts, office, look) for look in found.looks_at_contact]
    parts = [
        head,
        texts("mydata.file.consents", lines="\n".join(agreed) or texts("mydata.nothing")),
        texts("mydata.file.looks", lines="\n".join(looks) or texts("mydata.nothing")),
        *(_case(texts, case) for case in found.cases),
        *([_talks(texts, found.talks)] if found.talks else []),
    ]
    return "\n\n".join(parts) + "\n"


def _talks(texts: Texts, said: list[ExportedChat]) -> str:
    lines = [
        texts(
            "mydata.file.said_by_me" if line.mine else "mydata.file.said_by_officer",
            at=line.at,
            text=line.text,
            files=", ".join(line.files),
        )
        for line in said
    ]
    return texts("mydata.file.talks", lines="\n".join(lines))


def _values(texts: Texts, row: ExportedConsent) -> dict[str, Any]:
    return {
        "purpose": texts(f"mydata.purpose.{row.purpose}"),
        "version": row.version,
        "channel": row.channel,
        "given": row.given_at,
        "withdrawn": row.withdrawn_at,
    }


def _case(texts: Texts, case: ExportedCase) -> str:
    said = [
        texts("tracking.at", at=one.at, what=" ".join(filter(None, [one.text, *one.files])))
        for one in case.said
    ]
    proposal = case.proposal and case.kind == "report"
    rating = case.rating
    return texts(
        "mydata.file.case",
        code=case.code,
        received=case.received_at,
        kind=texts(f"desk.kind.{'proposal' if proposal else case.kind}"),
        about=texts(f"mydata.file.about.{case.about or 'other'}"),
        place=case.place or texts("mydata.nothing"),
        text=case.text,
        files=", ".join(case.files) or texts("mydata.nothing"),
        said="\n".join(said) or texts("mydata.nothing"),
        answer=case.answer or texts("mydata.nothing"),
        rating=texts("mydata.file.rated", at=rating.at, n=rating.score, words=rating.words)
        if rating
        else texts("mydata.nothing"),
    )


async def send_export(turn: Turn, person_id: int, address: str) -> None:
    """Time event: the files are made."""
    for fault in turn.event.faults:
        turn.say(fault, to=address)
    if turn.event.media:
        days = turn.office.limits.own_files_days
        until = turn.now + timedelta(days=days)
        hashes = [item.sha256 for item in turn.event.media]
        await user_files.keep_user_files_until(turn.db, person_id, hashes, until)
        turn.say("mydata.made", to=address, media=turn.event.media, days=days)
