"""Who holds a receipt and has no chat here learns on a page what a chat would say, and no more."""

from __future__ import annotations

import aiohttp
import pytest

from storage import cases
from tests.support.desk import Desk
from tests.support.story import OfficeUnderTest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
UNKNOWN = "Chưa xem được vụ việc theo mã này."


async def receipt_of(office: OfficeUnderTest, code: str) -> str:
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
    assert case is not None
    return f"{code}-{case.receipt_secret}"


async def asks(office: OfficeUnderTest, typed: str, *, origin: str = "") -> tuple[int, str]:
    base = f"http://127.0.0.1:{office.app.port}"
    headers = {"Origin": origin or base, "X-Forwarded-For": "203.0.113.9"}
    async with (
        aiohttp.ClientSession(base) as http,
        http.post("/tra-cuu", data={"ma": typed}, headers=headers) as answer,
    ):
        assert "no-store" in answer.headers["Cache-Control"] or answer.status != 200
        return answer.status, await answer.text()


async def test_the_home_page_asks_for_the_receipt_and_the_page_says_where_the_case_stands(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    whole = await receipt_of(office, desk.code)
    base = f"http://127.0.0.1:{office.app.port}"
    async with aiohttp.ClientSession(base) as http, http.get("/") as home:
        page = await home.text()
    assert 'method="post" action="/tra-cuu"' in page
    assert 'href="/danh-gia"' in page
    for typed in (whole, f" {whole.lower().replace('.', ' ').replace('-', ' ')} "):
        status, page = await asks(office, typed)
        assert (status, desk.code in page) == (200, True)
        assert "Tình trạng: Đã chuyển" in page
        assert "Đèn đường" not in page
        assert whole not in page
    assert (await asks(office, whole, origin="https://evil.example"))[0] == 403


async def test_whoever_holds_no_receipt_reads_one_sentence_for_every_reason(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    for typed in (
        desk.code,
        f"{desk.code}-CCCCCCCCCC",
        "CPAH.20200101.0001-CCCCCCCCCC",
        "cảm ơn",
    ):
        status, page = await asks(office, typed)
        assert (status, UNKNOWN in page) == (200, True), typed
        assert "Tình trạng" not in page


async def test_a_right_receipt_opens_however_often_others_of_its_network_guessed_wrong(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    for _ in range(55):
        assert UNKNOWN in (await asks(office, f"{desk.code}-CCCCCCCCCC"))[1]
    assert "Tình trạng" in (await asks(office, await receipt_of(office, desk.code)))[1]
    # Yet a network has a pace at which it may ask.
    assert {(await asks(office, desk.code))[0] for _ in range(6)} == {200, 429}


async def test_wrong_tries_of_a_web_session_count_here_and_in_its_chat_together(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    base = f"http://127.0.0.1:{office.app.port}"
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(base, headers={"Origin": base}, cookie_jar=jar) as http:
        (await http.get("/chat")).close()

        async def asks_in_session(typed: str) -> str:
            async with http.post("/tra-cuu", data={"ma": typed}) as answer:
                return await answer.text()

        for _ in range(office.app.office.limits.receipt_tries_of_person):
            assert UNKNOWN in await asks_in_session(f"{desk.code}-CCCCCCCCCC")
        whole = await receipt_of(office, desk.code)
        assert "Tình trạng" not in await asks_in_session(whole)
        assert "Tình trạng" in (await asks(office, whole))[1]
