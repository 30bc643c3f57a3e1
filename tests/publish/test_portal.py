"""The portal's exits: hostile words, wrong codes and huge numbers come out escaped, as one page."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import aiohttp
import feedparser
import pypdfium2
import pytest
from msgspec.structs import replace

from publish.web.page_cache import PageCache
from publish.web.place_page import PlacePage
from publish.web.portal import Portal
from publish.web.public_figures import PublicFigures
from rules.office_map import OfficeMap
from storage import publications
from storage.models import Case
from tests.support.machine import MONDAY_MORNING
from tests.support.portal import POISON, Reader, publishes
from tests.support.story import OfficeUnderTest


@pytest.fixture
def reader(office: OfficeUnderTest) -> Reader:
    return Reader(office)


async def test_places_are_counted_as_far_as_pages_name_them(
    office: OfficeUnderTest, reader: Reader
) -> None:
    for number, facts in enumerate(({}, {}, {"commune": "ia-ly"}, {"commune": ""}), 1):
        await publishes(office, number, "Đường lầy lội", **facts)
    async with office.app.db.begin() as db:
        restricted = await db.get(Case, 3)
        restricted.sealed = True
    _, page, _ = await reader.get("/theo-xa")
    assert 'href="/ket-qua?xa=phu-hoa"' in page
    assert "2 kết quả" in page
    assert "ia-ly" not in page
    assert "1 kết quả khác không nêu xã" in page
    assert "leaflet" not in page, "no map and no third party unless the office wants them"
    app = office.app
    communes = dict(app.office.communes)
    communes["phu-hoa"] = replace(communes["phu-hoa"], latitude=14.09, longitude=107.98)
    tiles = OfficeMap(tiles="https://tiles.example/{z}/{x}/{y}.png", attribution="© <b>")
    portal = Portal(
        db=app.db,
        office=replace(app.office, map=tiles, communes=communes),
        texts=app.texts,
        pages=app.pages,
        clock=app.clock,
        base_url="",
        links={},
        zalo_url="",
        read_file=app.media.read,
        cached=PageCache(),
        figures=PublicFigures(app.db, app.office),
    )
    answer = await PlacePage(portal).page(None)
    assert answer.text.count("data-latitude") == 1
    assert "&lt;b&gt;" in answer.text
    assert "img-src 'self' https://tiles.example" in answer.headers["Content-Security-Policy"]


async def test_poison_leaves_every_exit_harmless(office: OfficeUnderTest, reader: Reader) -> None:
    code = await publishes(office)
    for path in (
        "/",
        "/ket-qua",
        f"/ket-qua/{code}",
        "/co-quan/ktht",
        "/nhung",
        "/cong-khai/2026-W48",
    ):
        status, page, headers = await reader.get(path)
        assert status == 200, path
        assert "<script>alert" not in page
        assert "onerror=alert(2)>" not in page
        assert "script-src" in headers["Content-Security-Policy"] or (
            "default-src 'self'" in headers["Content-Security-Policy"]
        )
    _, atom, _ = await reader.get("/ket-qua.atom")
    feed = feedparser.parse(atom)
    assert not feed.bozo
    # Which day something was published, and no hour.
    assert {one[10:19] for one in re.findall(r"20\d\d-\d\d-\d\dT[\d:]+", atom)} == {"T00:00:00"}
    assert "<script>alert(1)</script>" in ET.fromstring(atom)[-1][-1].text
    _, raw, _ = await reader.get("/ket-qua.json")
    assert POISON in json.loads(raw)["items"][0]["content_text"]
    _, raw, _ = await reader.get("/du-lieu/ket-qua-2026.json")
    assert json.loads(raw)[0]["question"] == POISON
    _, raw, _ = await reader.get("/du-lieu/ket-qua-2026.csv")
    rows = list(csv.DictReader(io.StringIO(raw.lstrip("\ufeff"))))
    assert rows[0]["answer"].startswith("'=1+1")
    assert rows[0]["question"] == POISON
    for path, kind in (("a4.pdf", "pdf"), ("a3.pdf", "pdf"), ("loa.txt", "plain")):
        status, paper, headers = await reader.get(f"/cong-khai/2026-W48/{path}")
        assert status == 200
        assert kind in headers["Content-Type"]
    assert not any(letter.isdecimal() for letter in paper)
    status, _, headers = await reader.get(f"/ket-qua/{code}/anh.png")
    assert (status, headers["Content-Type"]) == (200, "image/png")


async def test_a_number_nobody_confirmed_is_not_given_to_anybody(
    office: OfficeUnderTest, reader: Reader
) -> None:
    told = office.app.office
    unsure = [line for line in (*told.hotlines, *told.emergencies) if not line.confirmed]
    _, page, _ = await reader.get("/")
    assert unsure
    for line in unsure:
        assert line.name in page
        assert line.number not in page
    assert page.count("chờ Văn phòng xác nhận") == len(unsure)
    assert 'href="tel:113"' in page


HOSTILE = [
    "/ket-qua?q=%22%20OR%20*%20NEAR(%00",
    "/ket-qua?q=" + "a" * 5000,
    "/ket-qua?q=%27%3B%20DROP%20TABLE%20cases%3B--",
    "/ket-qua?q=publication_search%3A*&han=x&tu=9999-99-99&den=0001-01-01",
    "/ket-qua?trang=99999999999999999999",
    "/ket-qua?trang=-1",
    "/ket-qua?trang=%D9%A1",
    "/ket-qua?co_quan=%3Cscript%3E&linh_vuc=../..&xa=%F0%9F%92%A9",
    "/ket-qua.atom?q=%00%01",
    "/ket-qua.json?q=%EF%BF%BF",
    "/nhung?co_quan='",
    "/sitemap-9999.xml",
    "/ket-qua?tu=2026-11-01&den=2026-10-01",
]


@pytest.mark.parametrize("path", HOSTILE)
async def test_hostile_questions_are_answered(reader: Reader, path: str) -> None:
    status, page, _ = await reader.get(path)
    assert status == 200
    assert "<script>" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/ket-qua/PAKN.20261123.9999",
        "/ket-qua/%3Cscript%3E",
        "/ket-qua/" + "9" * 3000,
        "/ket-qua/x/anh.png",
        "/ket-qua/x/hinh/1.jpg",
        "/co-quan/NO",
        "/xem-truoc/guess",
        "/du-lieu/ket-qua-0000.csv",
        "/cong-khai/2026-W60",
        "/cong-khai/0000-W01/a4.pdf",
        "/nowhere",
    ],
)
async def test_what_is_not_there_is_one_clear_page(reader: Reader, path: str) -> None:
    status, page, _ = await reader.get(path)
    assert status == 404
    assert "Không có trang này" in page


async def test_results_are_found_without_diacritics_and_by_every_filter(
    office: OfficeUnderTest, reader: Reader
) -> None:
    one = await publishes(office, 1, "Đường liên xã có ổ gà")
    two = await publishes(office, 2, "Đèn đường tắt", field="matdien", on_time=False)
    found = {
        "q=duong": {one, two},
        "q=o+ga": {one},
        "q=%C4%91%C3%A8n": {two},
        f"q={two}": {two},
        "linh_vuc=matdien": {two},
        "han=tre": {two},
        "han=dung&q=duong": {one},
        "co_quan=KTHT": {one, two},
        "co_quan=YTE": set(),
        "xa=phu-hoa": {one, two},
        "tu=2026-11-23&den=2026-11-23": {one, two},
        "tu=2026-11-24": set(),
        "tinh_trang=xong": {one, two},
        "tinh_trang=xem-lai": set(),
        "q=duong&co_quan=KTHT&linh_vuc=matdien&xa=phu-hoa&tinh_trang=xong&han=tre"
        "&tu=2026-11-23&den=2026-11-23": {two},
        "q=duong&linh_vuc=duong&han=tre": set(),
    }
    for query, codes in found.items():
        page = (await reader.get(f"/ket-qua?{query}"))[1]
        assert {code for code in (one, two) if f"/ket-qua/{code}" in page} == codes, query


async def test_an_answer_in_more_time_that_was_given_is_neither_on_time_nor_late_anywhere(
    office: OfficeUnderTest, reader: Reader
) -> None:
    on_time = await publishes(office, 1, "Đường liên xã có ổ gà")
    given = await publishes(office, 2, "Đường vào chợ ngập", extended=True)
    late = await publishes(office, 3, "Đường thôn lầy lội", on_time=False)
    for asked, code, badge in (
        ("dung", on_time, "Đúng hạn"),
        ("gia-han", given, "Trong gia hạn"),
        ("tre", late, "Trễ hạn"),
    ):
        page = (await reader.get(f"/ket-qua?han={asked}"))[1]
        assert {one for one in (on_time, given, late) if f"/ket-qua/{one}" in page} == {code}
        assert f">{badge}</span>" in page
    home = (await reader.get("/"))[1]
    assert re.findall(r"<dd>([^<]*)</dd>", home)[2:6] == ["3", "1/3", "1/3", "1/3"]
    rows = json.loads((await reader.get("/du-lieu/ket-qua-2026.json"))[1])
    told = {row["code"]: (row["on_time"], row["punctuality"]) for row in rows}
    assert told[given] == (False, "extended")
    assert told[on_time] == (True, "on_time")


async def test_the_page_of_what_was_opened_again_counts_from_then_and_says_so(
    office: OfficeUnderTest, reader: Reader
) -> None:
    at = MONDAY_MORNING
    facts = {"answered_at": at + timedelta(days=10), "due_on": date(2026, 12, 10)}
    code = await publishes(
        office, 1, "Đường ngập", opened_on=date(2026, 12, 1), reopened=True, **facts
    )
    page = (await reader.get(f"/ket-qua/{code}"))[1]
    assert "Trả lời sau 2 ngày làm việc" in page
    line = page[page.index('<ol class="line">') : page.index("</ol>", page.index("line"))]
    steps = re.findall(r"<strong>([^<]*)</strong>", line)
    assert "Người gửi xin xem lại" in steps
    assert line.count("ngày làm việc thứ") == 1, "the first answer's days are over"


async def test_what_is_open_again_is_told_from_what_is_answered(
    office: OfficeUnderTest, reader: Reader
) -> None:
    one = await publishes(office, 1, "Đường liên xã có ổ gà")
    two = await publishes(office, 2, "Đường vào chợ ngập")
    async with office.app.db.begin() as db:
        (await db.get(Case, 1)).status = "in_progress"
    found = {
        "tinh_trang=xem-lai": {one},
        "tinh_trang=xong": {two},
        "tinh_trang=xem-lai&q=duong&han=dung": {one},
        "tinh_trang=xong&q=duong": {two},
        "tinh_trang=xem-lai&q=cho": set(),
        "tinh_trang=%27%3B--": {one, two},
    }
    assert await system_reads(reader) == {one: "open", two: "closed"}
    for query, codes in found.items():
        page = (await reader.get(f"/ket-qua?{query}"))[1]
        assert {code for code in (one, two) if f"/ket-qua/{code}" in page} == codes, query
        number = len(codes)
        assert (f"Có {number} kết quả." in page) is bool(number), query
    page = (await reader.get(f"/ket-qua/{one}"))[1]
    assert "đang được xem xét lại" in page
    # It ended another way than by an answer, and is open no more.
    async with office.app.db.begin() as db:
        (await db.get(Case, 1)).status = "withdrawn"
    assert await system_reads(reader, "2026-12-29") == {one: "closed", two: "closed"}


async def system_reads(reader: Reader, until: str = "2026-12-30") -> dict[str, str]:
    """What another system hears of all that is public; each time by an address of its own."""
    days = f"start_date=2026-11-20T00:00:00Z&end_date={until}T00:00:00Z"
    rows = json.loads((await reader.get(f"/open311/v2/requests.json?{days}"))[1])
    return {row["service_request_id"]: row["status"] for row in rows}


@pytest.mark.parametrize("query", ["", "?q=duong"])
async def test_what_is_sealed_shortens_no_page_and_is_not_counted(
    office: OfficeUnderTest, reader: Reader, query: str
) -> None:
    codes = [await publishes(office, number, "Đường xã có ổ gà") for number in range(1, 24)]
    async with office.app.db.begin() as db:
        for number in (23, 22, 5):
            (await db.get(Case, number)).sealed = True
    page = (await reader.get(f"/ket-qua{query}"))[1]
    shown = [code for code in codes if f"/ket-qua/{code}" in page]
    assert (len(shown), "Có 20 kết quả." in page, "trang=2" in page) == (20, True, False)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_search_for_frequent_words_alone_says_how_far_it_looked_and_goes_on(
    office: OfficeUnderTest, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage import publication_search as finding

    day = 24 * 60
    old = await publishes(office, 1, "đường xã ngập nước sâu và bẩn")
    for number in (2, 3, 4):
        await publishes(office, number * day, "đường xã ngập nước")
    new = await publishes(office, 9 * day, "đường xã ngập nước sâu bẩn")
    monkeypatch.setattr(finding, "WALKED", 2)
    monkeypatch.setattr(finding, "RARE", 1)
    words = "q=duong+xa+ngap+nuoc+sau"
    page = (await reader.get(f"/ket-qua?{words}"))[1]
    assert new in page
    assert old not in page
    assert "mới tìm trong các kết quả" in page
    further = page[page.index('href="/ket-qua?q=duong') :].split('"')[1].replace("&amp;", "&")
    page = (await reader.get(further + "&tu=2020-01-01"))[1]
    assert "mới tìm trong" in page
    monkeypatch.setattr(finding, "RARE", 1000)
    page = (await reader.get(f"/ket-qua?{words}&x=1"))[1]
    assert old in page
    assert "mới tìm" not in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_sheet_is_one_sheet_whoever_it_is_for(
    office: OfficeUnderTest, reader: Reader
) -> None:
    long = "Đường liên xã đoạn qua chợ có nhiều ổ gà sâu, trời mưa xe máy hay ngã. " * 4
    for number in range(1, 31):
        await publishes(office, number, long)
    base = f"http://127.0.0.1:{office.app.port}/cong-khai/2026-W48"
    async with aiohttp.ClientSession() as http:
        for name, rows in (("a4.pdf", 3), ("a3.pdf?co_quan=KTHT", 3), ("a4.pdf?xa=phu-hoa", 3)):
            async with http.get(f"{base}/{name}") as answer:
                paper = pypdfium2.PdfDocument(await answer.read())
            assert len(paper) == 1, name
            text = paper[0].get_textpage().get_text_bounded()
            shown = text.count("PAKN.2026")
            assert shown > rows, text
            assert f"Còn {30 - shown} kết quả" in text
    for query in ("?co_quan=YTE", "?xa=ia-ka"):
        page = (await reader.get(f"/cong-khai/2026-W48{query}"))[1]
        assert "chưa có kết quả" in page
    page = (await reader.get("/cong-khai/2026-W48?co_quan=KTHT"))[1]
    assert 'href="/cong-khai/2026-W48/a4.pdf?co_quan=KTHT"' in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_loudspeaker_speaks_for_two_minutes(
    office: OfficeUnderTest, reader: Reader
) -> None:
    for number in range(1, 12):
        await publishes(office, number, "Đường xã dài 150 m hỏng. [tên riêng] hẹn 15/12/2026.")
    spoken = (await reader.get("/cong-khai/2026-W48/loa.txt"))[1]
    assert 250 < len(spoken.split()) <= 400
    assert ".." not in spoken
    assert "[" not in spoken
    assert "một trăm năm mươi mét" in spoken
    assert "mười lăm tháng mười hai." in spoken
    assert "Xin cảm ơn bà con" in spoken


async def test_what_did_not_change_is_not_sent_again(
    office: OfficeUnderTest, reader: Reader
) -> None:
    await publishes(office)
    _, _, headers = await reader.get("/ket-qua")
    status, body, _ = await reader.get("/ket-qua", **{"If-None-Match": headers["ETag"]})
    assert (status, body) == (304, "")


async def test_pages_are_small_and_ask_no_third_party(
    office: OfficeUnderTest, reader: Reader
) -> None:
    for number in range(1, 25):
        await publishes(office, number, "Đường xã có ổ gà rất to " * 150)
    css = len((await reader.get("/static/site.css"))[1].encode())
    for path in ("/", "/ket-qua", "/ket-qua/PAKN.20261123.0001", "/du-lieu", "/loi-xin-loi"):
        page = (await reader.get(path))[1]
        assert len(page.encode()) + css < 100_000, path
        assert "<script" not in page
        assert ' src="http' not in page.replace("&lt;iframe src", "")


async def test_what_is_taken_down_is_gone_from_pictures_and_sheets_too(
    office: OfficeUnderTest, reader: Reader
) -> None:
    code = await publishes(office, 1, "Đường xã có ổ gà")
    papers = [f"/ket-qua/{code}/anh.png", "/cong-khai/2026-W48/a4.pdf"]
    before = [await reader.get(path) for path in papers]
    assert [status for status, *_ in before] == [200, 200]
    async with office.app.db.begin() as db:
        case = await db.get(Case, 1)
        await publications.take_down_publication(
            db, case, "Người gửi xin rút", office.app.clock.now()
        )
    assert (await reader.get(f"{papers[0]}?1"))[0] == 404
    assert (await reader.get(f"{papers[1]}?1"))[2]["ETag"] != before[1][2]["ETag"]


async def test_a_sealed_case_is_gone_at_once(office: OfficeUnderTest, reader: Reader) -> None:
    code = await publishes(office, 1, "Đường xã có ổ gà")
    async with office.app.db.begin() as db:
        case = await db.get(Case, 1)
        case.sealed = True
    for path in ("/ket-qua", "/ket-qua?q=duong", "/ket-qua.atom", "/du-lieu/ket-qua-2026.csv"):
        assert code not in (await reader.get(path))[1]
    assert (await reader.get(f"/ket-qua/{code}"))[0] == 404


async def test_the_office_s_letters_and_colours_are_on_every_page_and_it_can_be_installed(
    reader: Reader,
) -> None:
    for path in ("/", "/chat"):
        _, page, _ = await reader.get(path)
        assert ">CP</span>" in page
        addresses = re.findall(r'"(/static/(?:look|app|icon)[^"]+)"', page)
        assert len(addresses) == 3, path
    said = {address: await reader.get(address) for address in addresses}
    style, manifest = (
        next(text for address, (_, text, _) in said.items() if kind in address)
        for kind in ("look.css", "app.webmanifest")
    )
    assert "--primary: #0b5a70" in style
    described = json.loads(manifest)
    assert (described["start_url"], described["display"]) == ("/chat", "standalone")
    for icon in described["icons"]:
        assert (await reader.get(icon["src"]))[2]["Content-Type"].startswith("image/png")
    status, _, headers = await reader.get("/favicon.ico")
    assert (status, headers["Content-Type"]) == (200, "image/x-icon")
