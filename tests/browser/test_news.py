"""News while the page is closed: asked for below a receipt, shown by the browser, ended there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from bot.app import App
from bot.event import Reply
from bot.settings import Settings
from storage import outbox, push_subscriptions
from tests.support.machine import MONDAY_MORNING
from tests.support.push_service import PushBrowser

pytestmark = pytest.mark.browser
MAKER = "https://push.example"
STUB = """
const given = JSON.parse('%s');
const kept = (key) => key && {
  options: { applicationServerKey: Uint8Array.from(JSON.parse(key)).buffer },
  toJSON: () => given, unsubscribe: async () => { localStorage.removeItem("mine"); return true; },
};
PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
  const plain = atob(applicationServerKey.replace(/-/g, "+").replace(/_/g, "/"));
  localStorage.setItem("mine", JSON.stringify(Array.from(plain, (one) => one.charCodeAt(0))));
  localStorage.setItem("asked", 1 + +localStorage.getItem("asked"));
  return kept(localStorage.getItem("mine"));
};
PushManager.prototype.getSubscription = async () => kept(localStorage.getItem("mine"));
"""
"""What a maker's service answers when a browser asks for an address: no other part is made up."""
SHOWN = """async () => (await (await navigator.serviceWorker.getRegistration("/chat"))
    .getNotifications()).map((one) => one.title + ": " + one.body)"""


async def shows(page: Page, do: Callable[[], Awaitable[Any]], *notices: str) -> None:
    """Do it until these stand there: a worker that only just woke may miss what it was sent."""
    for at in range(900):
        if at % 100 == 0:
            await do()
        if (found := await page.evaluate(SHOWN)) == list(notices):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(found)


async def test_a_browser_is_asked_by_a_press_shows_the_news_and_is_told_no_more(
    tmp_path: Path, browser: Browser
) -> None:
    app = App(Settings(data_dir=tmp_path, port=0, now=MONDAY_MORNING, push_services="push.example"))
    async with app.running():
        base, target = f"http://127.0.0.1:{app.port}", PushBrowser(f"{MAKER}/mine")
        context = await browser.new_context(viewport={"width": 360, "height": 640})
        await context.grant_permissions(["notifications"], origin=base)
        await context.add_init_script(STUB % target.given)
        page = await context.new_page()
        await page.goto(f"{base}/chat")
        await expect(page.locator(".choice").first).to_be_attached()
        (cookie,) = await context.cookies()
        address = f"web:{app.webchat._sessions._cookies.loads(cookie['value'])}"

        async def told() -> int:
            async with app.db.read() as db:
                return len(await push_subscriptions.push_targets(db, [address]))

        news = page.locator("#news")
        await expect(news).to_be_hidden()
        async with app.db.begin() as db:
            for number in (1, 2):
                receipt = Reply(text="Đã tiếp nhận", case=f"CPAH.20261123.000{number}")
                await outbox.add_replies(db, [(address, receipt)], app.clock.now())
        app.sender.wake()
        offers = page.locator(".tell:visible")
        await expect(offers).to_have_count(1)
        assert await told() == 0, "nobody is asked who did not press"
        devtools = await context.new_cdp_session(page)
        found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def seen(event: dict[str, list[dict[str, str]]]) -> None:
            for one in event["registrations"]:
                if not found.done():
                    found.set_result(one["registrationId"])

        devtools.on("ServiceWorker.workerRegistrationUpdated", seen)
        await devtools.send("ServiceWorker.enable")
        await offers.focus()
        await page.keyboard.press("Enter")
        await expect(news).to_have_attribute("aria-pressed", "true")
        await expect(offers).to_have_count(0)
        await expect(news).to_be_focused()
        await expect(page.locator(".message").last).to_contain_text("máy này sẽ báo")
        assert await told() == 1
        said = {"title": app.office.bot_name, "body": app.texts("push.news")}
        push = {"origin": base, "registrationId": await found, "data": json.dumps(said)}
        await shows(
            page,
            lambda: devtools.send("ServiceWorker.deliverPushMessage", push),
            f"{said['title']}: {said['body']}",
        )
        looked = 'document.dispatchEvent(new Event("visibilitychange"))'
        await shows(page, lambda: page.evaluate(looked))
        # Opened again, it asks nobody; nor under another key of the office, though then it is new.
        for times, key in ((1, ""), (2, "[1]")):
            if key:
                await page.evaluate("(key) => localStorage.setItem('mine', key)", key)
            await page.reload()
            await expect(news).to_have_attribute("aria-pressed", "true")
            assert await page.evaluate("+localStorage.getItem('asked')") == times
        await news.click()
        await expect(news).to_have_attribute("aria-pressed", "false")
        await expect(offers).to_have_count(1)
        assert await told() == 0
        await context.close()


async def test_who_presses_where_the_maker_of_the_browser_cannot_be_reached_hears_so_soon(
    tmp_path: Path, browser: Browser
) -> None:
    app = App(Settings(data_dir=tmp_path, port=0, now=MONDAY_MORNING, push_services="push.example"))
    async with app.running():
        base = f"http://127.0.0.1:{app.port}"
        context = await browser.new_context(viewport={"width": 360, "height": 640})
        await context.grant_permissions(["notifications"], origin=base)
        await context.add_init_script(
            "PushManager.prototype.subscribe = () => new Promise(() => {});"
            "window.setTimeout = ((real) => (do_, ms, ...more) =>"
            " real(do_, ms === 5000 ? 50 : ms, ...more))(window.setTimeout);"
        )
        page = await context.new_page()
        await page.goto(f"{base}/chat")
        await expect(page.locator(".choice").first).to_be_attached()
        (cookie,) = await context.cookies()
        address = f"web:{app.webchat._sessions._cookies.loads(cookie['value'])}"
        async with app.db.begin() as db:
            receipt = Reply(text="Đã tiếp nhận", case="CPAH.20261123.0001")
            await outbox.add_replies(db, [(address, receipt)], app.clock.now())
        app.sender.wake()
        offers = page.locator(".tell:visible, #news:visible")
        await expect(offers).to_have_count(1)
        await offers.click()
        await expect(page.locator("#notice")).to_contain_text("Chưa bật được")
        await expect(offers).to_have_count(1)
        await context.close()
