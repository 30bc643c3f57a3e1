"""What comes in by upload: so much and no more, one after the other, gone when nobody sends it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.event import MediaRefused
from channels.webchat.open_pages import MostPages, OpenPage, OpenPages
from storage.sealed_writing import PIECE, PieceMemory
from storage.unsent_uploads import KEPT_SECONDS
from tests.support.bombs import plain_picture, png_that_claims
from tests.support.somebody import JPEG, OnPage
from tests.support.story import OfficeUnderTest


@pytest.fixture
async def page(office: OfficeUnderTest) -> AsyncIterator[OnPage]:
    page = OnPage(f"http://127.0.0.1:{office.app.port}")
    page.app = office.app
    await page.opens()
    yield page
    await page.closes()


def files_of(app: App) -> list[Path]:
    return [path for path in app.settings.media_dir.rglob("*") if path.is_file()]


def grow_older(app: App, seconds: float) -> None:
    then = time.time() - seconds
    for path in files_of(app):
        os.utime(path, (then, then))


async def test_what_nobody_sends_is_gone_after_a_day_and_what_is_sent_stays(
    office: OfficeUnderTest, page: OnPage
) -> None:
    app = office.app
    await page._upload(plain_picture(30, 30), "bo.png", "image/png")
    await page.attaches(JPEG)
    await page.sees("")
    assert app.uploads.sweep(time.time()) == 0
    grow_older(app, KEPT_SECONDS + 1)
    assert app.uploads.sweep(time.time()) == 1
    (kept,) = files_of(app)
    assert app.media.read(kept.name) == JPEG


async def test_a_picture_nobody_could_look_at_is_refused_and_a_large_one_is_taken(
    office: OfficeUnderTest,
) -> None:
    bomb, large = png_that_claims(60_000, 60_000), png_that_claims(15_000, 13_000)
    with pytest.raises(MediaRefused):
        await office.app.media.keep("photo", "image/png", "a.png", bomb)
    assert (await office.app.media.keep("photo", "image/png", "a.png", large)).size
    assert len(files_of(office.app)) == 1


async def test_a_crash_in_the_middle_of_a_file_leaves_it_for_a_day_only(
    office: OfficeUnderTest,
) -> None:
    app = office.app
    await app.media.keep("photo", "", "", JPEG)
    half = app.settings.media_dir / "incoming" / "tmp1234"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half")
    app.uploads.sweep(time.time())
    assert half.exists()
    grow_older(app, KEPT_SECONDS + 1)
    app.uploads.sweep(time.time())
    assert not half.exists()
    assert len(files_of(app)) == 1


async def test_a_change_of_key_that_broke_off_leaves_nothing_for_ever(
    office: OfficeUnderTest,
) -> None:
    app = office.app
    kept = await app.media.keep("photo", "", "", JPEG)
    left = [app.settings.media_dir / name / "tmpabcd" for name in (kept.sha256[:2], "incoming")]
    for half in left:
        half.parent.mkdir(exist_ok=True)
        half.write_bytes(b"half")
    app.uploads.sweep(time.time())
    assert all(half.exists() for half in left)
    grow_older(app, KEPT_SECONDS + 1)
    app.uploads.sweep(time.time())
    assert not any(half.exists() for half in left)
    assert app.media.read(kept.sha256) == JPEG


async def test_what_is_uploaded_again_stays_though_the_first_goes(
    office: OfficeUnderTest, page: OnPage
) -> None:
    await page._upload(JPEG, "a.jpg", "image/jpeg")
    grow_older(office.app, KEPT_SECONDS + 1)
    token = await page._upload(JPEG, "a.jpg", "image/jpeg")
    assert office.app.uploads.sweep(time.time()) == 1
    await page._sends(media=[token])
    await page.sees("")


async def test_a_message_whose_file_is_gone_is_refused_in_words_and_can_be_written_again(
    office: OfficeUnderTest, page: OnPage
) -> None:
    token = await page._upload(JPEG, "a.jpg", "image/jpeg")
    grow_older(office.app, KEPT_SECONDS + 1)
    office.app.uploads.sweep(time.time())
    await page._sends(text="Xem ảnh này", media=[token])
    assert (await frame_of(page, "refused"))["text"] == office.app.texts("chat.js.files_gone")


async def test_the_same_photo_of_two_people_is_a_file_of_each(
    office: OfficeUnderTest, page: OnPage
) -> None:
    other = await OnPage(page.base).opens()
    mine, theirs = [await one._upload(JPEG, "a.jpg", "image/jpeg") for one in (page, other)]
    for one, token in ((page, mine), (other, theirs)):
        await one._sends(media=[token])
        await one.sees("")
    await other.closes()
    assert len(files_of(office.app)) == 2


async def test_a_session_that_uploads_without_end_is_told_so_in_words(
    office: OfficeUnderTest, page: OnPage
) -> None:
    most = office.app.office.limits.web.uploads_per_session
    answers = [await uploads(page) for _ in range(most + 1)]
    assert [status for status, _ in answers] == [200] * most + [429]
    assert answers[-1][1]["error"] == office.app.texts("chat.js.too_many_uploads")


async def test_sessions_of_one_network_share_a_limit_and_another_network_does_not(
    office: OfficeUnderTest, page: OnPage
) -> None:
    limits = office.app.webchat._files._limits
    for _ in range(office.app.office.limits.web.uploads_per_network):
        assert limits.per_network.take("198.51.100.0/24")
    full = {"X-Forwarded-For": "198.51.100.77"}
    assert (await uploads(page, **full))[0] == 429
    assert (await uploads(page, **{"X-Forwarded-For": "203.0.113.5"}))[0] == 200


async def test_of_many_files_at_once_no_more_is_held_than_may_be_and_all_arrive_whole(
    tmp_path: Path,
) -> None:
    memory = PieceMemory(8 * PIECE)
    most = 0

    async def arrives(number: int) -> AsyncIterator[bytes]:
        nonlocal most
        for at in range(60):
            yield bytes([number, at]) * 16 * 1024
            most = max(most, memory._held)
            await asyncio.sleep(0)

    async def whole(number: int) -> bytes:
        return b"".join([piece async for piece in memory.pieces(arrives(number))])

    found = await asyncio.gather(*(whole(number) for number in range(20)))
    wanted = [b"".join([bytes([n, at]) * 16 * 1024 for at in range(60)]) for n in range(20)]
    assert found == wanted
    assert most <= 8 * PIECE + 20 * 32 * 1024
    assert memory._held == 0


async def test_a_stalled_upload_ends_and_holds_nothing(
    office: OfficeUnderTest, page: OnPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.webchat.files.CHUNK_SECONDS", 0.1)

    async def stalls() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nabc'
        await asyncio.sleep(5)

    headers = {"Origin": page.base, "Content-Type": "multipart/form-data; boundary=x"}
    url = f"{page.base}/chat/upload"
    async with page._http.post(url, data=stalls(), headers=headers) as answer:
        assert answer.status == 408
    assert office.app.uploads._unsent._memory._held == 0
    assert not files_of(office.app)


async def test_a_disk_that_is_nearly_full_takes_no_files_and_says_so(
    office: OfficeUnderTest, page: OnPage
) -> None:
    office.app.uploads._unsent._least_free = 10**18
    status, answer = await uploads(page)
    assert (status, answer["error"]) == (415, office.app.texts("media.no_room"))


def test_so_many_pages_of_a_session_and_of_a_network_are_open_at_a_time() -> None:
    pages = OpenPages(MostPages(of_session=2, of_network=3))
    opened = [
        OpenPage(None, "s", address, net) for address, net in (("a", "n"), ("a", "n"), ("b", "n"))
    ]  # type: ignore[arg-type]
    assert [pages.add(page) for page in opened] == [True] * 3
    assert not pages.add(OpenPage(None, "s", "c", "n"))  # type: ignore[arg-type]
    assert pages.add(OpenPage(None, "s", "c", ""))  # type: ignore[arg-type]
    pages.discard(opened[0])
    assert pages.add(OpenPage(None, "s", "a", "n"))  # type: ignore[arg-type]
    assert not pages.add(OpenPage(None, "s", "a", "m"))  # type: ignore[arg-type]


async def test_one_page_too_many_is_told_in_words(office: OfficeUnderTest, page: OnPage) -> None:
    office.app.webchat._open._most = MostPages(1, 9)
    headers = {"Origin": page.base}
    async with page._http.ws_connect(f"{page.base}/chat/ws", headers=headers) as socket:
        told = await socket.receive_json()
        assert told == {"type": "closed", "text": office.app.texts("chat.js.too_many_pages")}
        await socket.receive()
        assert socket.close_code == 1013


async def test_nothing_a_page_may_say_closes_its_connection(
    office: OfficeUnderTest, page: OnPage
) -> None:
    hello, bad = (
        '{"type":"hello","after":9223372036854775808}',
        '{"type":"message","id":"7bad-7bad"',
    )
    headers, words = {"Origin": page.base}, office.app.texts
    async with page._http.ws_connect(f"{page.base}/chat/ws", headers=headers) as socket:
        for broken in ("", "{", "[]", '{"id":5}', f'{bad},"media":[null]}}', hello):
            await socket.send_str(broken)
        await socket.send_bytes(b"\xff\xfe")
        await socket.send_str(r'{"type":"message","id":"half-half-1","text":"/trogiup \ud83d"}')
        by_type: dict[str, dict[str, Any]] = {}
        while not {"refused", "ready", "ack", "reply"} <= by_type.keys():
            frame = await socket.receive_json()
            by_type[frame["type"]] = frame
        assert by_type["refused"]["id"] == "7bad-7bad"
        assert by_type["refused"]["text"] == words("chat.js.refused")


async def test_a_page_nobody_can_tell_anything_any_more_is_sent_away_to_come_back(
    office: OfficeUnderTest, page: OnPage
) -> None:
    office.app.webchat._teller.history = None
    headers = {"Origin": page.base}
    async with page._http.ws_connect(f"{page.base}/chat/ws", headers=headers) as socket:
        await socket.send_str('{"type":"hello"}')
        await socket.receive()
        assert socket.close_code == 1011


@pytest.mark.parametrize(("latitude", "longitude"), [(1e308, 0), (14, 200), (-91, 107)])
async def test_a_place_that_is_not_on_this_earth_is_refused(
    office: OfficeUnderTest, page: OnPage, latitude: float, longitude: float
) -> None:
    await page.is_at(latitude, longitude)
    assert (await frame_of(page, "refused"))["text"] == office.app.texts("chat.js.refused")


async def uploads(page: OnPage, **headers: str) -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData()
    form.add_field("file", JPEG, filename="anh.jpg", content_type="image/jpeg")
    url = f"{page.base}/chat/upload"
    async with page._http.post(url, data=form, headers={"Origin": page.base, **headers}) as answer:
        return answer.status, await answer.json()


async def frame_of(page: OnPage, kind: str) -> dict[str, Any]:
    for _ in range(200):
        for frame in page.frames[page.read :]:
            if frame["type"] == kind:
                return frame
        await asyncio.sleep(0.02)
    raise AssertionError(f"no {kind}: {page.frames}")
