"""A shared computer: the way out is a button, and what was there is there no more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.client_network import crowd_of_network
from bot.event import Event, Media
from channels.webchat.sessions import COOKIE
from storage import people, web_sessions
from storage.models import InboxRow
from tests.support.denouncer import KEEP, MORE, WORDS
from tests.support.somebody import JPEG, OnPage
from tests.support.story import OfficeUnderTest


@pytest.fixture
async def page(office: OfficeUnderTest) -> AsyncIterator[OnPage]:
    page = await opens(office)
    yield page
    await page.closes()


async def opens(office: OfficeUnderTest) -> OnPage:
    page = OnPage(f"http://127.0.0.1:{office.app.port}")
    page.app = office.app
    return await page.opens()


async def posts(page: OnPage, path: str, **headers: str) -> int:
    url = f"{page.base}{path}"
    async with page._http.post(url, headers={"Origin": page.base, **headers}) as answer:
        return answer.status


async def reaches(page: OnPage, path: str, cookie: str) -> int:
    headers = {"Origin": page.base, "Cookie": f"{COOKIE}={cookie}"}
    page._http.cookie_jar.clear()
    if path == "/chat/ws":
        try:
            async with page._http.ws_connect(f"{page.base}{path}", headers=headers):
                return 101
        except Exception as error:  # noqa: BLE001
            return int(getattr(error, "status", 0))
    async with page._http.request("GET", f"{page.base}{path}", headers=headers) as answer:
        return answer.status


def cookie_of(page: OnPage) -> str:
    return next(one.value for one in page._http.cookie_jar if one.key == COOKIE)


async def is_sent_away(page: OnPage) -> None:
    for _ in range(1000):  # an open page looks after a while whether it may stay
        if any(frame["type"] == "over" for frame in page.frames) and page._socket.closed:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(page.frames)


async def test_who_leaves_takes_everything_along_and_a_copied_cookie_opens_nothing(
    office: OfficeUnderTest, page: OnPage
) -> None:
    await page.says("/gopy")
    await page.sees("")
    await page.attaches(JPEG)
    for _ in range(100):
        if shown := [f for f in page.frames if f.get("media")]:
            break
        await page._socket.send_str('{"type":"hello"}')
        await asyncio.sleep(0.02)
    copied = cookie_of(page)
    other = await opens(office)
    links = office.app.webchat._sessions
    link = links.link_token(page.address, Media("photo", "0" * 64, "image/jpeg", 9))
    assert await posts(page, "/chat/thoat") == 200
    await is_sent_away(page)
    assert not [one for one in page._http.cookie_jar if one.key == COOKIE]
    assert await reaches(page, "/chat/ws", copied) == 403
    assert await reaches(page, f"/chat/media/{link}", copied) == 404
    await other.says("/trogiup")
    await other.sees("")
    await other.closes()
    assert shown is not None


async def test_whoever_comes_next_gets_a_session_of_their_own(
    office: OfficeUnderTest, page: OnPage
) -> None:
    before = cookie_of(page)
    await posts(page, "/chat/thoat")
    async with page._http.get(f"{page.base}/chat", headers={"Cookie": f"{COOKIE}={before}"}):
        assert cookie_of(page) != before


async def test_another_site_cannot_end_a_session(page: OnPage) -> None:
    assert await posts(page, "/chat/thoat", Origin="https://evil.example") == 403
    await page.says("/trogiup")
    await page.sees("")


async def test_a_shared_machine_forgets_with_the_browser_and_when_nobody_speaks(
    office: OfficeUnderTest, page: OnPage
) -> None:
    minutes = timedelta(minutes=office.app.office.limits.web.shared_idle_minutes)
    async with page._http.post(
        f"{page.base}/chat/may-chung", headers={"Origin": page.base}
    ) as answer:
        assert "max-age" not in answer.headers["Set-Cookie"].lower()
    office.app.clock.jump_to(office.app.clock.now() + minutes * 0.9)
    await page.says("/trogiup")
    await page.sees("")
    office.app.clock.jump_to(office.app.clock.now() + minutes * 0.9)
    await page.says("/trogiup")
    await page.sees("")
    office.app.clock.jump_to(office.app.clock.now() + minutes * 1.1)
    await page.says("/dulieu")
    await is_sent_away(page)


async def test_all_sessions_of_a_person_end_by_one_command(
    office: OfficeUnderTest, page: OnPage
) -> None:
    await page.says("/trogiup")
    await page.sees("")
    await page.says("/thoathet")
    await is_sent_away(page)


async def test_who_works_here_is_told_what_it_takes_to_come_back_before_the_sessions_end(
    office: OfficeUnderTest,
) -> None:
    official = await opens(office)
    await official.says(f"/start moi-{await office.invite('official', 'KTHT', 'Anh Bình')}")
    await official.sees("")
    await official.says("/thoathet")
    await official.sees("cần một lời mời mới")
    assert not official._socket.closed
    await official.says("/viec")
    await official.sees("")
    await official.says("/thoathet")
    await official.presses("Kết thúc các phiên web")
    await is_sent_away(official)
    await official.closes()


async def test_in_a_messenger_there_may_be_none(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("/thoathet")
    citizen.sees_key("own_sessions.none")


async def test_the_office_ends_the_sessions_of_a_colleague_and_those_of_who_leaves(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Hoa")
    for name, press in (("Anh Bình", "Kết thúc các phiên web"), ("Chị Lan", "Thôi việc ở đây")):
        official = await opens(office)
        await official.says(f"/start moi-{await office.invite('official', 'KTHT', name)}")
        await official.sees("")
        await clerk.says("/nguoi")
        await clerk.presses(name)
        await clerk.presses(press)
        clerk.sees("cần một lời mời mới" if press.startswith("Kết") else "thôi việc")
        await clerk.presses("Đồng ý")
        with suppress(ConnectionError):  # it was told meanwhile
            await official._socket.send_str('{"type":"message","id":"12345678","text":"/viec"}')
        await is_sent_away(official)
        await official.closes()


async def test_what_is_over_is_asked_of_the_database_and_not_of_a_process(
    office: OfficeUnderTest, page: OnPage
) -> None:
    await page.says("/trogiup")
    await page.sees("")
    app = office.app
    async with app.db.begin() as db:
        person = await people.person_at_address(db, page.address, app.clock.now())
        ended = await web_sessions.end_web_sessions_of_person(db, person.person.id, app.clock.now())
    assert ended == [page.address]
    await page.says("/trogiup")
    await is_sent_away(page)


async def test_newcomers_of_one_network_are_so_many_in_an_hour(office: OfficeUnderTest) -> None:
    app, told = office.app, {"X-Forwarded-For": "198.51.100.9"}
    most = app.office.limits.web.sessions_per_network
    for _ in range(most):
        assert app.webchat._newcomers.take("198.51.100.0/24")
    page = await opens(office)
    async with page._http.get(f"{page.base}/chat", headers=told) as answer:
        assert answer.status == 200, "who has a session comes in"
    page._http.cookie_jar.clear()
    async with page._http.get(f"{page.base}/chat", headers=told) as answer:
        assert answer.status == 429
        assert app.texts("site.busy.title") in await answer.text()
    await page.closes()


async def test_what_a_page_says_brings_what_stands_for_its_network_and_no_address(
    office: OfficeUnderTest,
) -> None:
    page, heard = await opens(office), []
    app = office.app
    handle = app.dispatcher.handle

    async def overhears(event: Event, rows: list[InboxRow], *, keep: bool) -> None:
        if event.text == "/trogiup":  # time brings events, too
            heard.append(event.crowd)
        await handle(event, rows, keep=keep)

    app.dispatcher.handle = overhears  # type: ignore[method-assign]
    headers = {"Origin": page.base, "X-Forwarded-For": "198.51.100.9"}
    async with page._http.ws_connect(f"{page.base}/chat/ws", headers=headers) as socket:
        await socket.send_str('{"type":"message","id":"12345678","text":"/trogiup"}')
        await page.sees("Anh/chị cần giúp việc gì")
    assert heard == [crowd_of_network("198.51.100.0/24")]
    await page.closes()


async def way_back_of(page: OnPage) -> str:
    async with page._http.post(
        f"{page.base}/chat/duong-ve", headers={"Origin": page.base}
    ) as answer:
        assert answer.status == 200
        return str((await answer.json())["code"])


async def tries(page: OnPage, code: str, **form: str) -> tuple[int, str]:
    """On the page a newcomer has: status, and the session the browser then holds."""
    async with page._http.post(
        f"{page.base}/chat/quay-lai",
        data={"ma": code, **form},
        headers={"Origin": page.base},
        allow_redirects=False,
    ) as answer:
        return answer.status, cookie_of(page)


async def comes_back(office: OfficeUnderTest, code: str, **form: str) -> OnPage:
    """Somebody on a machine that never was here."""
    other = await opens(office)
    await other._socket.close()
    assert (await tries(other, code, **form))[0] == 303
    return await other.enters()


async def test_what_is_kept_nowhere_is_shown_on_the_machine_that_spoke_alone(
    office: OfficeUnderTest, page: OnPage
) -> None:
    await office.staff("chair", name="Chị Chủ tịch")
    await page.says("/trogiup")
    await page.sees("")
    phone = await comes_back(office, await way_back_of(page))
    await page.says("/dulieu")
    await page.presses("🔒 Hồ sơ tố cáo giữ kín")
    await page.sees("Xin gõ mã")
    await phone.says("GK-ABCDEFGH23")
    await phone.sees("Không mở được")
    phone.never_saw("Xin gõ mã")
    page.never_saw("Không mở được")
    # Nor what is told of one, asked for it and answered, from the first question on.
    office.app.clock.jump_to(office.app.clock.now() + timedelta(hours=1))
    await page.says(f"/gopy {WORDS}")
    await page.presses("Tố cáo")
    await page.presses(KEEP)
    await page.sees("Đang có: nội dung bằng chữ")
    await page.says(MORE)
    await page.presses("Xong")
    await page.sees("Họ và tên")
    phone.never_saw("bằng chứng")
    await phone._socket.close()
    phone.frames.clear()
    phone.read = 0
    await phone.enters()
    await phone.sees("vừa được mở lại")
    for words in (WORDS, MORE, KEEP, "Họ và tên"):
        phone.never_saw(words)
    await phone.closes()


async def test_a_code_shown_once_brings_its_owner_back_and_nobody_else(
    office: OfficeUnderTest, page: OnPage
) -> None:
    assert await way_back_of(page) == "", "nothing was said here yet"
    await page.says("/gopy")
    await page.sees("")
    first, code = await way_back_of(page), await way_back_of(page)
    await page.sees("Mã cũ")
    stranger = await opens(office)
    before = cookie_of(stranger)
    for wrong in ("", "QL", first, f"{code[:-1]}{'C' if code[-1] != 'C' else 'F'}"):
        assert await tries(stranger, wrong) == (403, before), "the older code is good no longer"
    assert await posts(stranger, "/chat/quay-lai", Origin="https://evil.example") == 403
    # On another day, another phone, typed as people type.
    office.app.clock.jump_to(office.app.clock.now() + timedelta(days=20))
    phone = await comes_back(office, code.lower().replace("-", " "))
    await phone.sees("vừa được mở lại")
    assert [f for f in phone.frames if f.get("text") == "/gopy"], "what was said before is there"
    # Who leaves on one machine ends nothing on another; the code stays good.
    assert await posts(page, "/chat/thoat") == 200
    await is_sent_away(page)
    await phone.says("/trogiup")
    await phone.sees("")
    shared = await comes_back(office, code, chung="1")
    assert await way_back_of(shared) == "", "a shared machine is never offered one"
    minutes = timedelta(minutes=office.app.office.limits.web.shared_idle_minutes)
    office.app.clock.jump_to(office.app.clock.now() + minutes * 1.1)
    await is_sent_away(shared)
    await phone.says("/thoathet")
    await is_sent_away(phone)
    assert (await tries(stranger, code))[0] == 403
    for one in (stranger, phone, shared):
        await one.closes()


async def test_who_works_here_has_no_way_back_but_an_invitation(
    office: OfficeUnderTest, page: OnPage
) -> None:
    await page.says("/trogiup")
    await page.sees("")
    code = await way_back_of(page)
    await page.says(f"/start moi-{await office.invite('official', 'KTHT', 'Anh Bình')}")
    await page.sees("")
    await office.quiet()
    assert await way_back_of(page) == ""
    stranger = await opens(office)
    assert (await tries(stranger, code))[0] == 403
    await stranger.closes()
