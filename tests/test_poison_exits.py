"""No exit is forgotten: every address, file, template and channel there is takes the poison.

What there is is read from the code: a new one fails here until poison goes through it too.
"""

from __future__ import annotations

import csv
import io
import json
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import aiohttp
import openpyxl
import pypdfium2
import pytest
from PIL import Image

import channels
from bot.event import Media
from bot.jobs import JobContext
from handlers import JOBS
from publish.documents import typesetting
from rules.statistics_question import StatisticsQuestion
from rules.text import to_nfc
from storage import case_answers, case_events, cases, live_chats, notes, publications, rating_tasks
from storage.live_chats import LiveChatContent
from storage.models import Case, Person
from storage.people import Contact
from storage.publications import PublicationDraft
from tests.support.poison import FORMULA, POISONS, WORDS, harmless, squeezed
from tests.support.portal import publishes
from tests.support.story import OfficeUnderTest

NAME = 200
LATE = timedelta(days=40)
CHANNELS = {
    "telegram": "tests/channels/test_poison_telegram.py",
    "zalo": "tests/channels/test_poison_zalo.py",
    "webchat": "tests/browser/test_poison.py",
    "open311": "tests/publish/test_poison.py",
    "web_push": "says one sentence of ours: tests/channels/test_web_push.py",
    "by_hand": "says nothing to anybody: a task for the office instead",
}
"""Where each channel takes the poison."""
NOTHING_THERE = {
    "/chat/ws", "/chat/media/{token}", "/cong-khai", "/ket-qua/{code}/hinh/{number}.jpg",
    "/ket-qua/{code}/nho.jpg",
    "/xem-truoc/{token}/hinh/{number}.jpg", "/open311/v2/tokens/{token}.{form}",
}  # fmt: skip
"""Addresses that answer with a redirect, a socket, or a file somebody has to send first."""


def test_every_channel_has_a_test_of_its_own() -> None:
    modules = {one.name for one in pkgutil.iter_modules(channels.__path__)}
    found = {name for name in modules if _is_channel(f"channels.{name}")}
    assert found == set(CHANNELS)


def _is_channel(name: str) -> bool:
    return any(hasattr(one, "keeps_history") for one in vars(import_module(name)).values())


# What each kind of answer must be, whatever was written into it.


def _json(body: bytes) -> str:
    return json.dumps(json.loads(body), ensure_ascii=False)


def _xml(body: bytes) -> str:
    return "".join(ET.fromstring(body).itertext())


def _csv(body: bytes) -> str:
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]
    return " ".join(cell for row in rows for cell in row)


def _pdf(body: bytes) -> str:
    pages = pypdfium2.PdfDocument(body)
    texts = [page.get_textpage() for page in pages]
    said = "".join(text.get_text_bounded() for text in texts)
    whole = "".join(text.get_text_range() for text in texts)
    assert len(squeezed(said)) == len(squeezed(whole)), "words run off the paper"
    assert "root:" not in said
    assert not any(word in body for word in (b"/JavaScript", b"/OpenAction", b"/EmbeddedFile"))
    return said


def _picture(body: bytes) -> str:
    assert Image.open(io.BytesIO(body)).size >= (48, 48)
    return ""


def _docx(body: bytes) -> str:
    with ZipFile(io.BytesIO(body)) as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower()]
        tree = ET.fromstring(archive.read("word/document.xml"))
    assert "instrText" not in {element.tag.rpartition("}")[2] for element in tree.iter()}
    return "".join(tree.itertext())


def _xlsx(body: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(body))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.hyperlink]
    for cell in cells:
        assert cell.data_type != "f" or str(cell.value).startswith(("=SUBTOTAL(", "=SUM("))
    return " ".join(str(cell.value) for cell in cells)


OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, Callable[[bytes], str]] = {
    "text/html": lambda body: harmless(body.decode(), "page"),
    "text/plain": lambda body: body.decode(),
    "text/css": lambda body: body.decode(),
    "text/javascript": lambda body: body.decode(),
    "text/csv": _csv,
    "text/xml": _xml,
    "application/xml": _xml,
    "application/atom+xml": _xml,
    "application/json": _json,
    "application/feed+json": _json,
    "application/manifest+json": _json,
    "application/pdf": _pdf,
    "image/png": _picture,
    "image/x-icon": _picture,
    f"{OFFICE}.wordprocessingml.document": _docx,
    f"{OFFICE}.spreadsheetml.sheet": _xlsx,
}
"""How each kind of answer is read; a kind that is not here is an exit nobody thought of."""


# An office in which everybody's every word is poison.


class Poisoned(NamedTuple):
    """What one poison stands in."""

    text: str
    published: str
    token: str
    person: int
    case: int
    apology: int


async def poisoned(office: OfficeUnderTest) -> list[Poisoned]:
    found = []
    for number, poison in enumerate(POISONS, 1):
        text = to_nfc(f"{poison} {WORDS}")
        code = await publishes(office, number, text, on_time=False)
        found.append(await _stands_in(office, number, text, code))
    return found


async def _stands_in(office: OfficeUnderTest, number: int, text: str, code: str) -> Poisoned:
    now, opened = office.app.clock.now(), office.app.clock.now() - LATE
    async with office.app.db.begin() as db:
        citizen, official = Person(created_at=opened), Person(created_at=opened)
        official.name = text[:NAME]
        db.add_all([citizen, official])
        await db.flush()
        case = Case(
            code=f"PAKN.20261014.{number:04d}", status="in_progress", person_id=citizen.id,
            handler_id=official.id, address="paper:x", field="duong", agency="KTHT",
            commune="phu-hoa", place=text, text=text, may_publish=True, received_at=opened,
        )  # fmt: skip
        photo = Media(kind="photo", sha256="0" * 64, mime="image/jpeg", size=1, name=text[:NAME])
        contact = Contact(text, text, text)
        await cases.file_case(db, case, contact, (photo,), opened)
        await case_events.add_case_event(db, case, "forward", official.id, opened, agency="KTHT")
        await case_events.add_case_event(
            db, case, "accept", official.id, opened, handler_id=official.id
        )
        for kind in (notes.QUESTION, notes.SUPPLEMENT):
            await notes.add_note(db, case, kind, text, citizen.id, now)
        apology = await notes.add_note(db, case, notes.APOLOGY, text, official.id, now)
        await case_answers.add_answer(db, case, text, official.id, now)
        talk = await live_chats.request_live_chat(db, citizen, "paper:x", now)
        await live_chats.add_live_chat_message(db, talk, official, LiveChatContent(text=text), now)
        day = (now - timedelta(days=number)).date()
        task = await rating_tasks.create_rating_task(db, "huyen", "VP", day, 1, now)
        assert task is not None
        await rating_tasks.complete_rating_task(db, task, text, official.id, now)
        draft = PublicationDraft(
            question=text, answer=text, answer_id=1, token=f"token{number}", forwarded_at=now,
            answered_at=now, due_on=now.date(), on_time=True,
        )  # fmt: skip
        await publications.save_publication_draft(db, case, draft, now)
        return Poisoned(text, code, draft.token, citizen.id, case.id, apology.id)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The templates something was printed or drawn by."""
    seen: set[str] = set()
    made = typesetting._made

    def noting(form: Any, template: str, *rest: Any) -> bytes:
        seen.add(template)
        return made(form, template, *rest)

    monkeypatch.setattr(typesetting, "_made", noting)
    return seen


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_address_every_file_and_every_template_takes_the_poison(
    office: OfficeUnderTest, drawn: set[str]
) -> None:
    everything = await poisoned(office)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{office.app.port}") as http:
        async with http.get("/openapi.json") as answer:
            document = await answer.json()
        await _ask_everything(http, document, everything)
    await _make_everything(office, everything)
    assert drawn == {file.stem for file in typesetting.TEMPLATES.glob("*.typ")} - {"shared"}


async def _ask_everything(
    http: aiohttp.ClientSession, document: dict[str, Any], everything: list[Poisoned]
) -> None:
    answered, said = set(), ""
    for path, at in _addresses(document, everything):
        async with http.get(at, allow_redirects=False) as answer:
            body = await answer.read()
            assert answer.status < 500, at
            if answer.status in {101, 302} or path == "/static/{name}":
                continue
            assert answer.headers["X-Content-Type-Options"] == "nosniff", at
            said += KINDS[answer.content_type](body)
            if answer.status == 200:
                answered.add(path)
    readable = {path for path, methods in document["paths"].items() if "get" in methods}
    assert readable - answered == NOTHING_THERE | {"/static/{name}"}
    assert all(squeezed(one.text) in squeezed(said) for one in everything)


def _addresses(document: dict[str, Any], everything: list[Poisoned]) -> Iterator[tuple[str, str]]:
    """(route, address) of everything that can be asked for; the poisoned cases one by one."""
    parameters = document["components"]["parameters"]
    several = {
        "path_code": [one.published for one in everything],
        "path_token": [one.token for one in everything],
        "path_form": ["json", "xml"],
        "path_size": ["a4", "a3"],
    }
    for path, methods in document["paths"].items():
        names = [
            one["$ref"].rpartition("/")[2] for one in methods.get("get", {}).get("parameters", ())
        ]
        made = [path] if "get" in methods else []
        for name in (name for name in names if name.startswith("path_")):
            one = parameters[name]
            values = several.get(name, [one["example"]])
            values = values[::7] if path.endswith(".png") else values
            made = [at.replace(f"{{{one['name']}}}", value) for at in made for value in values]
        yield from ((path, at) for at in made)


async def _make_everything(office: OfficeUnderTest, everything: list[Poisoned]) -> None:
    app = office.app
    now = app.clock.now()
    figures = StatisticsQuestion("month", now.date()).packed()
    asked: dict[str, Callable[[Poisoned], tuple[int, str]]] = {
        "apology_slip": lambda one: (one.case, f"{one.apology}:2026-12-01:leader"),
        "receipt": lambda one: (one.case, "token|paper:x"),
        "mydata": lambda one: (one.person, "paper:x"),
        "why": lambda one: (one.case, "paper:x"),
    }
    at_once = {
        "report": (1, "month:2026-11-01:"),
        "ask_figures": (1, f"file:{figures}"),
        "thongke": (0, "2026-11||paper:x"),
        "poster": (0, "huyen|paper:x"),
    }
    assert {*asked, *at_once} == set(JOBS)

    async def made(name: str, subject: int, detail: str) -> str:
        async with app.db.read() as db:
            found = await JOBS[name](JobContext(db=db, world=app.world, now=now), subject, detail)
        assert found.files
        for file in found.files:
            await app.media.keep(file.kind, file.mime, file.name, file.content)
        return found.text + "".join(KINDS[_kind(file)](file.content) for file in found.files)

    for name, (subject, detail) in at_once.items():
        said = await made(name, subject, detail)
        if name == "report":
            assert all(squeezed(one.text[:30]) in squeezed(said) for one in everything)
    await made("poster", 0, "tatca|paper:x")
    for one in everything:
        for name, how in asked.items():
            said = await made(name, *how(one))
            if name != "why":
                assert _plain(one.text[:20]) in _plain(said), (name, one.text)


def _plain(text: str) -> str:
    """Without what a paper's font may lack or write together."""
    return "".join(letter for letter in squeezed(text) if letter <= "\u1eff")


def _kind(file: Any) -> str:
    return "application/json" if file.name.endswith(".json") else str(file.mime)
