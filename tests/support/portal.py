"""What is published, and somebody who reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import aiohttp

from rules.text import split_words
from storage import publications
from storage.models import Case, Person
from storage.publications import PublicationContent
from tests.support.story import OfficeUnderTest

POISON = (
    '<script>alert(1)</script> "\'><img src=x onerror=alert(2)> =HYPERLINK("http://x") '
    "]]> &amp; {{7*7}} #set page() \\u0000 đường Ổ gà"
)


class Reader:
    def __init__(self, office: OfficeUnderTest) -> None:
        self.office = office

    async def get(self, path: str, **headers: str) -> tuple[int, str, Mapping[str, str]]:
        url = f"http://127.0.0.1:{self.office.app.port}{path}"
        async with (
            aiohttp.ClientSession() as http,
            http.get(url, headers=headers, allow_redirects=False) as answer,
        ):
            return answer.status, await answer.text(errors="replace"), answer.headers.copy()


async def publishes(
    office: OfficeUnderTest, number: int = 1, text: str = POISON, **facts: object
) -> str:
    app = office.app
    now = app.clock.now() + timedelta(minutes=number)
    code = f"PAKN.20261123.{number:04d}"
    field = str(facts.pop("field", "duong"))
    async with app.db.begin() as db:
        person = Person(name="", created_at=now)
        db.add(person)
        await db.flush()
        case = Case(
            code=code,
            status="answered",
            publication="published",
            person_id=person.id,
            address="paper:x",
            field=field,
            agency="KTHT",
            commune="phu-hoa",
            text=text,
            may_publish=True,
            received_at=now,
        )
        db.add(case)
        await db.flush()
        values = {
            "question": text,
            "answer": f"=1+1 {text}",
            "commune": "phu-hoa",
            "photos": (),
            "forwarded_at": now,
            "answered_at": now,
            "due_on": now.date(),
            "on_time": True,
            **facts,
        }
        page = PublicationContent(**values)  # type: ignore[arg-type]
        row = await publications.save_publication(db, case, page, person.id, now)
        # As before public numbers led to no case; pages from then keep their address.
        new, old = (" ".join(split_words(one)) for one in (row.code, code))
        row.code, row.folded = code, row.folded.replace(new, old, 1)
    return code
