"""What a person's export says to a reader."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.texts import Texts
from handlers.office.identity_disclosure import look_in_words
from handlers.privacy.export_content import (
    Export,
    ExportedCase,
    ExportedChat,
    ExportedConsent,
)
from rules.office import Office


def export_as_text(office: Office, texts: Texts, found: Export) -> str:
    contact = found.contact
    head = texts(
        "mydata.file.head",
        at=found.made_at,
        contact=contact.line if contact else texts("mydata.no_contact"),
        addresses=", ".join(found.addresses),
        browsers=", ".join(urlsplit(one.endpoint).hostname or "" for one in found.browsers)
        or texts("mydata.nothing"),
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
