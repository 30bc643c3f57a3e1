"""What a page is told stands in histories and logs: it opens nothing and counts nothing."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.event import Media
from channels.webchat.reply_names import ReplyNames
from tests.support.somebody import JPEG, OnPage
from tests.support.story import OfficeUnderTest

PHOTO = Media("photo", "0" * 64, "image/jpeg", 9)


@pytest.fixture
async def page(office: OfficeUnderTest) -> AsyncIterator[OnPage]:
    page = OnPage(f"http://127.0.0.1:{office.app.port}")
    page.app = office.app
    await page.opens()
    yield page
    await page.closes()


def test_names_of_replies_tell_neither_their_number_nor_their_order_and_are_ones_own() -> None:
    names = ReplyNames(["key"])
    mine = [names.name("web:mine", row) for row in range(1, 300)]
    assert len(set(mine)) == len(mine)
    assert {len(name) for name in mine} == {22}
    assert mine != sorted(mine)
    assert [names.row("web:mine", name) for name in mine] == list(range(1, 300))
    assert names.name("web:mine", 7) == ReplyNames(["key"]).name("web:mine", 7)
    assert not {names.row("web:other", name) for name in mine} - {0}
    for wrong in ("", "x", "=" * 9, "A" * 22, "ả" * 22, 7, 2**70, None, mine[0][:-1]):
        assert names.row("web:mine", wrong) == 0


def test_names_stay_readable_through_a_change_of_key() -> None:
    before, after = ReplyNames(["old"]), ReplyNames(["old", "new"])
    assert after.row("web:mine", before.name("web:mine", 7)) == 7
    assert after.name("web:mine", 7) != before.name("web:mine", 7)


async def test_no_address_the_page_opens_holds_whose_it_is(
    office: OfficeUnderTest, page: OnPage
) -> None:
    sessions, session = office.app.webchat._sessions, page.address.partition(":")[2]
    token = await page._upload(JPEG, "a.jpg", "image/jpeg")
    (shown,) = sessions.shown(page.address, [PHOTO])
    for told in (token, shown["url"].rpartition("/")[2]):
        opened = [base64.urlsafe_b64decode(part + "===") for part in told.split(".")]
        assert session not in told
        assert not [part for part in opened if session.encode() in part]
    assert sessions.uploaded(page.address, [token])
    assert not sessions.uploaded("web:other", [token])


async def test_what_we_say_to_others_in_between_leaves_no_trace_on_the_page(
    office: OfficeUnderTest, page: OnPage
) -> None:
    await page.says("/trogiup")
    await page.sees("")
    for _ in range(3):
        await office.citizen().says("/trogiup")
    await page.says("/trogiup")
    await page.sees("")
    seqs = [frame["seq"] for frame in page.frames if frame["type"] == "reply"]
    assert len(seqs) >= 2
    assert all(isinstance(seq, str) and len(seq) == 22 for seq in seqs)


async def test_what_passes_between_page_and_us_is_kept_in_no_cache_and_run_by_no_browser(
    office: OfficeUnderTest, page: OnPage
) -> None:
    http, origin = page._http, {"Origin": page.base}
    (photo, paper) = [
        await office.app.media.keep("document", "text/plain", name, content)
        for name, content in (("a.jpg", JPEG), ("a.txt", b"<script>"))
    ]
    office.app.webchat._files._is_shown = lambda *_: asyncio.sleep(0, result=True)
    wanted = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    for item, shown in ((photo, "inline"), (paper, "attachment")):
        link = office.app.webchat._sessions.link_token(page.address, item)
        async with http.get(f"{page.base}/chat/media/{link}") as answer:
            assert (answer.status, answer.headers["Content-Disposition"]) == (200, shown)
            assert wanted.items() <= answer.headers.items()
            assert "script-src" not in answer.headers["Content-Security-Policy"]
    form = aiohttp.FormData({"file": io.BytesIO(b"MZ" + b"\0" * 300)})
    async with http.post(f"{page.base}/chat/upload", data=form, headers=origin) as answer:
        assert answer.status == 415
        assert wanted.items() <= answer.headers.items()


async def test_a_file_name_of_no_letters_at_all_is_a_name_like_others(
    office: OfficeUnderTest, page: OnPage
) -> None:
    headers = {"Origin": page.base, "Content-Type": "multipart/form-data; boundary=x"}
    for name in (b"\xff\xed\xa0\xbd.jpg", b"", b"../../\x01.jpg", "nửa\ufffd.jpg".encode()):
        head = b'Content-Disposition: form-data; name="file"; filename="' + name + b'"'
        body = b"--x\r\n" + head + b"\r\n\r\n" + JPEG + b"\r\n--x--\r\n"
        url = f"{page.base}/chat/upload"
        async with page._http.post(url, data=body, headers=headers) as answer:
            assert answer.status in (200, 400), name
            assert answer.status == 400 or "/" not in (await answer.json())["name"]
