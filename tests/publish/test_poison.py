"""The same hostile words through every exit: escaped everywhere, one clear page, never a 500."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import feedparser
import openpyxl
import pypdfium2
import pytest

from bot.texts import Texts
from publish.documents import docx, pdf, xlsx
from publish.documents.document import Column, Document, Table
from rules.text import to_nfc
from storage import api_submissions
from tests.support.open311 import REPORT, System
from tests.support.poison import FORMULA, POISONS, WORDS, harmless, squeezed
from tests.support.portal import Reader, publishes
from tests.support.story import OfficeUnderTest

READ = (
    "/", "/ket-qua", "/co-quan/ktht", "/nhung", "/cong-khai/2026-W48", "/loi-xin-loi",
)  # fmt: skip


@pytest.fixture
def reader(office: OfficeUnderTest) -> Reader:
    return Reader(office)


async def test_what_citizens_wrote_leaves_every_exit_harmless(
    office: OfficeUnderTest, reader: Reader
) -> None:
    said = {}
    for number, poison in enumerate(POISONS, 1):
        text = to_nfc(f"{poison} {WORDS}")
        said[await publishes(office, number, text, on_time=False)] = text
    for path in READ:
        status, page, headers = await reader.get(path)
        assert status == 200, path
        harmless(page, path)
        assert "default-src 'self'" in headers["Content-Security-Policy"]
    for code, text in said.items():
        words = harmless((await reader.get(f"/ket-qua/{code}"))[1], code)
        assert squeezed(text) in squeezed(words), code
    await _feeds(reader, said)
    await _data(reader, said)
    await _open311(reader, said)


async def _feeds(reader: Reader, said: dict[str, str]) -> None:
    _, atom, _ = await reader.get("/ket-qua.atom")
    assert not feedparser.parse(atom).bozo
    entries = ET.fromstring(atom).findall("{http://www.w3.org/2005/Atom}entry")
    contents = [entry.findtext("{http://www.w3.org/2005/Atom}content") or "" for entry in entries]
    _, raw, _ = await reader.get("/ket-qua.json")
    items = json.loads(raw)["items"]
    for text in said.values():
        assert any(squeezed(text) in squeezed(content) for content in contents)
        assert any(text in item["content_text"] for item in items)


async def _data(reader: Reader, said: dict[str, str]) -> None:
    _, raw, _ = await reader.get("/du-lieu/ket-qua-2026.json")
    assert {row["code"]: row["question"] for row in json.loads(raw)} == said
    _, raw, _ = await reader.get("/du-lieu/ket-qua-2026.csv")
    rows = list(csv.DictReader(io.StringIO(raw.lstrip("\ufeff"), newline="")))
    assert len(rows) == len(said)
    for row in rows:
        assert not any(cell.startswith(FORMULA) for cell in row.values()), row
        assert row["question"].removeprefix("'") == said[row["code"]].removeprefix("'")


async def _open311(reader: Reader, said: dict[str, str]) -> None:
    _, raw, _ = await reader.get("/open311/v2/requests.json")
    assert {row["service_request_id"]: row["description"] for row in json.loads(raw)} == said
    _, raw, _ = await reader.get("/open311/v2/requests.xml")
    rows = ET.fromstring(raw)
    assert len(rows) == len(said)
    for row in rows:
        found = row.findtext("description") or ""
        assert squeezed(found) == squeezed(said[row.findtext("service_request_id") or ""])
    _, raw, _ = await reader.get("/open311/v2/servicerequestupdates.xml")
    ET.fromstring(raw)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_drawn_and_printed_takes_every_word(
    office: OfficeUnderTest, reader: Reader
) -> None:
    codes = [
        await publishes(
            office, number, to_nfc(f"{poison} {WORDS}"), field="x" if number == 1 else "duong"
        )
        for number, poison in enumerate(POISONS, 1)
    ]
    for code in codes:
        status, _, headers = await reader.get(f"/ket-qua/{code}/anh.png")
        assert (status, headers["Content-Type"]) == (200, "image/png"), code
    for size in ("a4", "a3"):
        status, _, headers = await reader.get(f"/cong-khai/2026-W48/{size}.pdf")
        assert (status, headers["Content-Type"]) == (200, "application/pdf")
    status, spoken, _ = await reader.get("/cong-khai/2026-W48/loa.txt")
    assert status == 200
    assert not any(letter.isdecimal() for letter in spoken)


def test_papers_and_workbooks_hold_words_and_no_formulas() -> None:
    texts = Texts()
    cells = [to_nfc(poison) for poison in POISONS]
    table = Table(
        "Bảng", (Column("Lời"), Column("Số", "number", total=True)), [(c, 1) for c in cells]
    )
    document = Document(
        parent=cells[0], issuer=cells[1], number="", place_and_date=cells[4], kind="BÁO CÁO",
        subject=cells[6], addressee=cells[2], paragraphs=cells, tables=(table,), notes=cells,
    )  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render_xlsx(document, texts)))
    values = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {cell.coordinate for cell in values if cell.data_type == "f"} == {
        cell.coordinate for cell in values if str(cell.value).startswith("=SUBTOTAL")
        or str(cell.value).startswith("=SUM(B")
    }  # fmt: skip
    assert not any(cell.hyperlink for cell in values)
    with ZipFile(io.BytesIO(docx.render_docx(document, texts))) as archive:
        body = archive.read("word/document.xml")
    whole = "".join(ET.fromstring(body).itertext())
    assert all(squeezed(cell)[:40] in squeezed(whole) for cell in cells)
    paper = pypdfium2.PdfDocument(pdf.render_pdf(document, texts))
    assert len(paper) >= 1
    printed = squeezed("".join(page.get_textpage().get_text_bounded() for page in paper))
    assert "/etc/passwd" in printed
    assert "root:" not in printed


def addresses(document: dict[str, Any]) -> Iterator[str]:
    """Every address that is read, with a poison in each place an argument goes to."""
    parameters = document["components"]["parameters"]
    for path, methods in document["paths"].items():
        if "get" not in methods or path == "/chat/ws":
            continue
        used = [parameters[one["$ref"].rpartition("/")[2]] for one in methods["get"]["parameters"]]
        inside = [one for one in used if one["in"] == "path"]
        for poison in POISONS:
            raw = quote(poison.encode("utf-8", "surrogatepass")[:500], safe="")
            query = "&".join(f"{one['name']}={raw}" for one in used if one["in"] == "query")
            for hurt in (*inside, None):
                made = path
                for one in inside:
                    value = raw if one is hurt else quote(one["example"])
                    made = made.replace(f"{{{one['name']}}}", value)
                if hurt or query:
                    yield f"{made}?{query}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_strangers_ask_for_breaks_nothing(
    office: OfficeUnderTest, reader: Reader
) -> None:
    await publishes(office, 1, WORDS)
    document = json.loads((await reader.get("/openapi.json"))[1])
    statuses: dict[int, int] = {}
    drawn = (".png", ".pdf")
    for at, path in enumerate(addresses(document)):
        if path.partition("?")[0].endswith(drawn) and at % 7:
            continue
        status, page, headers = await reader.get(path)
        assert status < 500, path
        if headers.get("Content-Type", "").startswith("text/html") and status != 302:
            harmless(page, path)
        statuses[status] = statuses.get(status, 0) + 1
    assert statuses[200] > 100
    assert statuses[404] > 100


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_posted_breaks_nothing(office: OfficeUnderTest, reader: Reader) -> None:
    import aiohttp

    base = f"http://127.0.0.1:{office.app.port}"
    kinds = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "x/y"]
    paths = ["/danh-gia/huyen", "/open311/v2/requests.xml", "/chat/upload", "/", "/ket-qua"]
    async with aiohttp.ClientSession() as http:
        for path, kind, poison in itertools.product(paths, kinds, POISONS):
            body = poison.encode("utf-8", "surrogatepass")
            if kind.endswith("urlencoded"):
                body = urlencode({"service_code": body, "description": body}).encode()
            headers = {"Content-Type": kind, "Origin": base}
            async with http.post(base + path, data=body, headers=headers) as answer:
                assert answer.status in {400, 403, 405}, (path, kind, poison)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_other_systems_file_comes_back_as_it_was_written(
    office: OfficeUnderTest,
) -> None:
    async with office.app.db.begin() as db:
        _, key = await api_submissions.add_api_key(db, "Cổng tỉnh", 1000, office.app.clock.now())
    system = System(office, key)
    for number, poison in enumerate(POISONS):
        words = to_nfc(f"{poison} {REPORT['description']}").strip()
        name = poison[:150].encode("utf-8", "replace").decode()
        (filed,) = await system.files(
            description=words, address_string=name, first_name=name, last_name=name,
            phone=f"09123456{number:02d}", email=f"a{number}@b.invalid",
            **{"attribute[residence]": name},
        )  # fmt: skip
        code = filed["service_request_id"]
        (request,) = await system.gets(f"v2/requests/{code}", api_key=key)
        assert squeezed(request["description"]) == squeezed(words)
