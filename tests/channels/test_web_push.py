"""A browser that asked is told that there is news, while no page is open, and never what."""

from __future__ import annotations

import dataclasses
import json
import stat
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, text, update

from bot.app import App
from bot.event import Reply
from bot.settings import PUSH_SERVICES, SettingError, Settings
from channels.web_push import PushServices
from storage import outbox, personal_data, push_subscriptions, web_sessions
from storage.models import OutboxRow, Person
from storage.push_subscriptions import PushMemory
from tests.support.denouncer import an_hour_passes, hands_over
from tests.support.desk import ANSWER, answers
from tests.support.push_service import PushBrowser, PushService
from tests.support.somebody import OnPage
from tests.support.story import OfficeUnderTest, Talker, files_a_report

NEWS, WORK = "Có tin mới về phản ánh của anh/chị", "Có việc mới chờ anh/chị"


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with PushService().serving() as served:
        yield served


@pytest.fixture
def settings(settings: Settings, service: PushService) -> Settings:
    return dataclasses.replace(settings, push_services=service.url)


def on_web(office: OfficeUnderTest, name: str) -> Talker:
    """Somebody on the web chat whose page is of paper."""
    office.app.channels["web"] = office.paper
    return Talker(office, f"web:{name}", "")


async def asks(office: OfficeUnderTest, session: str, browser: PushBrowser) -> bool:
    return await PushMemory(office.app.db).keep(session, browser.target)


async def told(office: OfficeUnderTest, *addresses: str) -> int:
    async with office.app.db.read() as db:
        return len(await push_subscriptions.push_targets(db, addresses))


async def signals(office: OfficeUnderTest) -> list[OutboxRow]:
    async with office.app.db.read() as db:
        rows = (await db.execute(select(OutboxRow).order_by(OutboxRow.id))).scalars()
        return [row for row in rows if row.lane.startswith("push:")]


async def calls(page: OnPage, method: str, body: str = "", **headers: str) -> tuple[int, Any]:
    url, sent = f"{page.base}/chat/bao-tin", {"Origin": page.base, **headers}
    async with page._http.request(method, url, data=body, headers=sent) as answer:
        found = await answer.read()
        return answer.status, msgspec.json.decode(found) if answer.status == 200 else None


async def test_a_browser_hears_that_there_is_an_answer_and_no_word_of_it(
    office: OfficeUnderTest, service: PushService
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    citizen, official = on_web(office, "mine"), on_web(office, "theirs")
    phone, computer, desktop = (service.browser(name) for name in ("phone", "computer", "desk"))
    assert not await asks(office, citizen.address, phone), "nobody spoke there yet"
    await official.says(f"/start moi-{await office.invite('official', 'KTHT', 'Anh Bình')}")
    code = await files_a_report(citizen)
    for session, browser in (
        (citizen.address, phone),
        (f"{citizen.address}~2", computer),
        (official.address, desktop),
    ):
        assert await asks(office, session, browser)
    await citizen.says("/cuatoi")
    assert not service.taken, "who speaks sees what is said to them"
    await clerk.says(f"/chuyen {code} KTHT")
    await answers(official, code, ANSWER)
    await office.quiet()
    heard: dict[str, set[str]] = {}
    for name, headers, body in service.taken:
        browser = {"phone": phone, "computer": computer, "desk": desktop}[name]
        said = browser.opens(body)
        assert said.pop("title") == office.app.office.bot_name
        heard.setdefault(name, set()).add(json.dumps(said, ensure_ascii=False))
        assert headers["Content-Encoding"] == "aes128gcm"
        assert not {"cookie", "referer"} & {one.lower() for one in headers}
    news, work = (json.dumps({"body": said}, ensure_ascii=False) for said in (NEWS, WORK))
    assert heard == {"phone": {news}, "computer": {news}, "desk": {work}}
    assert len({len(body) for name, _, body in service.taken if name != "desk"}) == 1
    assert await signals(office) == [], "a signal leaves no row"
    # Whoever carries it sees that it is us who ask, by a key that only its owner reads.
    page = await OnPage(f"http://127.0.0.1:{office.app.port}").opens()
    _, offer = await calls(page, "POST")
    service.knows_who_asks(service.taken[0][1], offer["key"])
    await page.closes()
    assert stat.S_IMODE(office.app.settings.push_key_path.stat().st_mode) == 0o600
    async with office.app.db.read() as db:
        stored = (await db.execute(text("SELECT * FROM push_subscriptions"))).all()
    assert not [row for row in stored if "mine" in str(row) or "127.0.0.1" in str(row)]


async def test_a_signal_is_tried_again_where_that_may_help_and_holds_nothing_up(
    office: OfficeUnderTest, service: PushService
) -> None:
    citizen, browser = on_web(office, "mine"), service.browser()
    await citizen.says("/trogiup")
    assert await asks(office, citizen.address, browser)
    lane = f"push:{citizen.address}~"

    async def news() -> None:
        async with office.app.db.begin() as db:
            await outbox.add_replies(db, [(lane, Reply(text=NEWS))], office.app.clock.now())
        office.app.sender.wake()
        await office.quiet()

    service.answers = [(503, {"Retry-After": "30"})]
    await news()
    (late,) = await signals(office)
    assert late.attempts == 1
    await citizen.says("/trogiup")
    citizen.sees("")
    async with office.app.db.read() as db:
        assert not await push_subscriptions.push_lanes(db, [citizen.address]), "one is enough"
    async with office.app.db.begin() as db:
        await db.execute(update(OutboxRow).where(OutboxRow.id == late.id).values(not_before=0))
    office.app.sender.wake()
    await office.quiet()
    assert (len(service.taken), await signals(office)) == (2, [])
    # A redirect leads nowhere, what is no good is given up, and only who is gone is forgotten.
    for status, left in ((307, 1), (413, 1), (410, 0)):
        service.answers = [(status, {"Location": f"{service.url}/elsewhere"})]
        await news()
        assert (await signals(office), await told(office, citizen.address)) == ([], left)
    await news()
    assert [name for name, _, _ in service.taken] == ["browser"] * 5
    assert await signals(office) == []


async def test_of_a_denunciation_no_browser_hears_on_either_side(
    office: OfficeUnderTest, service: PushService
) -> None:
    chair, citizen = on_web(office, "chair"), on_web(office, "writer")
    await chair.says(f"/start moi-{await office.invite('chair', '', 'Chị Chủ tịch')}")
    await citizen.says("/trogiup")
    for one in (chair, citizen):
        assert await asks(office, one.address, service.browser(one.address[4:]))
    _, code = await hands_over(office, citizen=citizen)
    assert chair.replies()[-1].case == code
    await chair.presses("Mở đọc")
    await an_hour_passes(office)
    assert service.taken == []


async def test_a_browser_hears_no_more_when_its_session_ends_however_it_ends(
    office: OfficeUnderTest, service: PushService
) -> None:
    app, now = office.app, office.app.clock.now()
    memory = app.webchat._sessions.memory

    async def erases(address: str) -> None:
        async with app.db.begin() as db:
            person = await db.scalar(select(Person))
            assert person is not None
            await personal_data.erase_person(db, person)

    async def ends(address: str) -> None:
        async with app.db.begin() as db:
            await web_sessions.end_web_sessions(db, [address], now)

    citizen = on_web(office, "mine")
    await citizen.says("/trogiup")
    chat, here, beside = citizen.address, citizen.address, f"{citizen.address}~2"
    ways = {
        "leaves": (lambda: memory.end(beside), 1),
        "shares": (lambda: memory.share(beside), 1),
        "wants no more": (lambda: PushMemory(app.db).end(beside), 1),
        "erases": (lambda: erases(chat), 0),
        "ended": (lambda: ends(chat), 0),
    }
    assert await memory.make_way_back(here), "so that leaving beside ends nothing here"
    for name, (way, left) in ways.items():
        for session in (here, beside):
            assert await asks(office, session, service.browser())
        await way()
        assert await told(office, chat) == left, name


async def test_a_page_asks_for_itself_alone_and_on_a_shared_machine_for_nothing(
    office: OfficeUnderTest, service: PushService
) -> None:
    page, browser = await OnPage(f"http://127.0.0.1:{office.app.port}").opens(), service.browser()
    await page.says("/trogiup")
    await page.sees("")
    evil = {"Origin": "https://evil.example"}
    for method in ("POST", "PUT", "DELETE"):
        assert (await calls(page, method, browser.given, **evil))[0] == 403
    inside = PushBrowser("http://127.0.0.1:22/x").given
    for body in (
        "",
        "[]",
        "{}",
        '{"endpoint": 1}',
        inside,
        browser.given.replace('"auth": "', '"auth": "A'),
    ):
        assert (await calls(page, "PUT", body))[0] == 400, body
    assert await calls(page, "PUT", browser.given) == (200, {"told": True})
    assert (await calls(page, "POST"))[1]["told"]
    assert await told(office, page.address) == 1
    assert await calls(page, "DELETE") == (200, {"told": False})
    assert await calls(page, "PUT", browser.given) == (200, {"told": True})
    async with page._http.post(
        f"{page.base}/chat/may-chung", headers={"Origin": page.base}
    ) as answer:
        assert answer.status == 200
    assert await calls(page, "POST") == (200, {"key": "", "told": False})
    assert (await calls(page, "PUT", browser.given))[0] == 403
    assert await told(office, page.address) == 0
    await page.closes()


def test_only_services_of_the_makers_of_browsers_are_asked() -> None:
    services = PushServices(PUSH_SERVICES)

    def takes(endpoint: str) -> bool:
        return services.takes(PushBrowser(endpoint).target)

    for endpoint in (
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://wns2-sg2p.notify.windows.com/w/?token=abc",
        "https://web.push.apple.com/abc",
    ):
        assert takes(endpoint), endpoint
    for endpoint in (
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilnotify.windows.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://10.0.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/x",
        "ftp://web.push.apple.com/x",
        "//web.push.apple.com/x",
        "https://web.push.apple.com/" + "x" * 1000,
        "",
    ):
        assert not takes(endpoint), endpoint
    assert not PushServices("none").is_on


def test_a_file_that_holds_no_key_is_told_at_the_start(settings: Settings) -> None:
    settings.push_key_path.write_text("")
    with pytest.raises(SettingError):
        App(settings)
