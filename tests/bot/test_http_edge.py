"""What every answer carries, what is never logged, and how long one may stay half said."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot import http_edge
from tests.support.portal import Reader
from tests.support.story import OfficeUnderTest

PATHS = (
    "/",
    "/chat",
    "/danh-gia",
    "/danh-gia/huyen",
    "/openapi.json",
    "/healthz",
    "/no-such",
    "/ket-qua",
)


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_says_what_a_browser_may_do_with_it_and_not_what_we_run_on(
    office: OfficeUnderTest, path: str
) -> None:
    _, _, headers = await Reader(office).get(path)
    assert {*http_edge.HEADERS, "Content-Security-Policy"} <= set(headers)
    assert "Server" not in headers
    assert "Strict-Transport-Security" not in headers, "this one is no https"
    if path.startswith("/danh-gia"):
        assert headers["Cache-Control"]
    if path == "/no-such":
        assert headers["Cache-Control"] == "no-store"


async def test_an_office_reached_over_https_is_asked_for_by_nothing_else() -> None:
    answer = web.Response()
    request = make_mocked_request("GET", "/")
    await http_edge.add_headers(https=True)(request, answer)
    assert answer.headers["Strict-Transport-Security"] == http_edge.HSTS


async def test_a_form_of_an_unknown_encoding_is_refused_in_words(office: OfficeUnderTest) -> None:
    head = b"Content-Disposition: form-data; name=overall\r\nContent-Transfer-Encoding: zz"
    body = b"--x\r\n" + head + b"\r\n\r\n5\r\n--x--"
    base = f"http://127.0.0.1:{office.app.port}"
    headers = {"Origin": base, "Content-Type": "multipart/form-data; boundary=x"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{base}/danh-gia/huyen", data=body, headers=headers) as answer,
    ):
        assert answer.status == 400


async def test_an_address_that_cannot_be_read_is_one_line_without_it(
    office: OfficeUnderTest,
) -> None:
    with structlog.testing.capture_logs() as logs:
        long = b"GET /x?api_key=SECRET" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n"
        for words in (long, b"FOO SECRET\r\n\r\n"):
            answer = await says(office, words)
            assert answer.endswith(b"\r\n\r\nBad Request")
            assert b"nosniff" in answer
            assert b"aiohttp" not in answer
    assert [line["event"] for line in logs] == ["http.unreadable"]
    assert "SECRET" not in str(logs)


async def test_a_token_in_an_address_is_not_logged_when_its_page_fails(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("storage.publications.publication_draft_by_token", broken)
    with structlog.testing.capture_logs() as logs:
        await Reader(office).get("/xem-truoc/SECRETTOKEN")
    assert "http.failed" in [line["event"] for line in logs]
    assert "SECRETTOKEN" not in str([{**line, "exc_info": ""} for line in logs])


async def test_a_request_that_stays_half_said_is_closed(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_edge, "HEADER_SECONDS", 0.2)
    begun = time.monotonic()
    assert await says(office, b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow") == b""
    assert time.monotonic() - begun < 5
    monkeypatch.setattr(http_edge, "BODY_SECONDS", 0.2)
    half = b"POST /danh-gia/huyen HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Length: 99\r\n"
    answer = await says(office, half + b"Content-Type: application/json\r\n\r\n{")
    assert answer.startswith(b"HTTP/1.1 408")
    assert time.monotonic() - begun < 25


async def says(office: OfficeUnderTest, words: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", office.app.port)
    writer.write(words)
    await writer.drain()
    try:
        return await asyncio.wait_for(reader.read(), 20)
    except ConnectionError:
        return b""
    finally:
        writer.close()
