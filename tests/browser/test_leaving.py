"""A computer others use too: one press leaves, and a link never speaks before it is asked."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from bot.app import App
from bot.settings import Settings
from tests.support.machine import MONDAY_MORNING

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("PAKN_TEST_SHOTS", "")


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    app = App(Settings(data_dir=tmp_path, port=0, now=MONDAY_MORNING))
    async with app.running():
        yield app


async def opens(browser: Browser, app: App, path: str = "/chat") -> Page:
    context = await browser.new_context(viewport={"width": 360, "height": 640})
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{app.port}{path}")
    return page


async def shot(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/{name}.png")


async def test_leaving_takes_one_press_and_leaves_nothing(app: App, browser: Browser) -> None:
    page = await opens(browser, app)
    await expect(page.locator(".message.own:not(.pending)").first).to_be_visible()
    await shot(page, "first")
    # Said without a network, half a sentence below it: both outlive the page.
    machine = page.context
    await machine.set_offline(True)
    await expect(page.locator("#banner")).to_have_text(app.texts("chat.js.offline_banner"))
    await page.fill("#text", "Việc riêng của tôi không ai được biết")
    await page.click(".send")
    await expect(page.locator(".message.own.pending").last).to_contain_text("Việc riêng")
    await page.type("#text", "Còn nữa, là")
    await shot(page, "offline")
    await page.close()
    await machine.set_offline(False)
    page = await machine.new_page()
    await page.goto(f"http://127.0.0.1:{app.port}/chat")
    await expect(page.locator("#text")).to_have_value("Còn nữa, là")
    await expect(page.locator(".message.own:not(.pending)").last).to_contain_text("Việc riêng")
    # What is too long for one message is not refused: the whole goes as a file.
    await page.fill("#text", "Đường hư, lầy lội. " * 5_300)
    await page.click(".send")
    await expect(page.locator(".message.own:not(.pending) .document")).to_have_text("ca-bai.txt")
    await expect(page.locator(".message.own .text").last).to_contain_text("Đường hư")
    page.on("dialog", lambda dialog: dialog.accept())
    await page.fill("#text", "/thoat")
    await page.click(".send")
    await expect(page.locator("#log")).to_contain_text(app.texts("chat.js.left"))
    await shot(page, "left")
    await expect(page.locator("#log")).not_to_contain_text("Việc riêng")
    kept = "Object.keys(localStorage).filter(key => !key.includes(' out '))"
    assert await page.evaluate(f"[sessionStorage.length, {kept}]") == [0, []]
    await page.context.close()


async def test_a_shared_machine_is_told_once_and_leaves_by_itself(
    app: App, browser: Browser
) -> None:
    page = await opens(browser, app)
    # A way back is shown once; whoever types its code into the chat has said nothing.
    await page.click("#keep")
    await expect(page.locator("#code")).to_contain_text("QL-")
    code = await page.locator("#code").inner_text()
    await shot(page, "way-back")
    await page.click("#closed")
    await expect(page.locator("#code")).to_be_empty()
    assert code not in await page.content()
    await page.fill("#text", code)
    await page.click(".send")
    await expect(page.locator("#ma")).to_have_value(code)
    assert page.url.endswith("/chat/quay-lai")
    await shot(page, "come-back")
    await page.check("[name=chung]")
    await page.click("button[type=submit]")
    await expect(page.locator("#log")).to_contain_text(app.texts("own_sessions.way_used")[:40])
    await expect(page.locator("#keep, #share, #menu .is-huy")).to_have_count(3)
    for hidden in ("#keep", "#share", "#menu .is-huy"):
        await expect(page.locator(hidden)).to_be_hidden()
    await page.context.close()
    page = await opens(browser, app)
    await expect(page.locator(".message.own").first).to_be_visible()
    await page.click("#share")
    await expect(page.locator("#log")).to_contain_text("20 phút")
    await shot(page, "shared")
    await expect(page.locator("#share")).to_be_hidden()
    await page.context.set_offline(True)
    await expect(page.locator("#banner")).to_have_text(app.texts("chat.js.offline_shared"))
    await page.fill("#text", "Việc riêng của tôi")
    await page.click(".send")
    await page.type("#text", "Còn nữa")
    await expect(page.locator(".message.own.pending")).to_have_count(1)
    assert await page.evaluate("localStorage.length + sessionStorage.length") == 0
    await page.context.set_offline(False)
    await expect(page.locator(".message.own.pending")).to_have_count(0)
    await page.reload()
    await expect(page.locator("#share")).to_be_hidden()
    await page.context.close()
    page = await (await browser.new_context()).new_page()
    await page.clock.install()
    await page.goto(f"http://127.0.0.1:{app.port}/chat")
    await page.click("#share")
    await expect(page.locator("#share")).to_be_hidden()
    await page.clock.fast_forward("21:00")
    await expect(page.locator("#log")).to_contain_text(app.texts("chat.js.left"))
    await page.context.close()


async def test_a_browser_without_cookies_is_told_so_and_where_else_to_go(
    app: App, browser: Browser
) -> None:
    async def without_cookie(route: Route) -> None:
        answer = await route.fetch()
        await page.context.clear_cookies()
        kept = {name: said for name, said in answer.headers.items() if name != "set-cookie"}
        await route.fulfill(response=answer, headers=kept)

    page = await browser.new_page(viewport={"width": 360, "height": 740})
    await page.route("**/chat", without_cookie)
    await page.goto(f"http://127.0.0.1:{app.port}/chat")
    await expect(page.locator("#barred")).to_contain_text("cookie")
    await expect(page.locator("#barred")).to_contain_text("trình duyệt khác")
    await expect(page.locator("#barred a")).to_have_attribute("href", "/#hotlines")
    await expect(page.locator("#banner")).to_be_hidden()
    await page.fill("#text", "Đèn đường hỏng")
    await page.click(".send")
    await expect(page.locator("#text")).to_have_value("Đèn đường hỏng")
    await expect(page.locator("#notice")).to_have_text(app.texts("chat.js.refused"))
    await shot(page, "barred")
    await page.context.close()


@pytest.mark.parametrize("kind", ["gan", "moi"])
async def test_a_link_that_acts_in_somebodys_name_asks_first(
    app: App, browser: Browser, kind: str
) -> None:
    page = await opens(browser, app, f"/chat?start={kind}-abcdefgh")
    await expect(page.locator("#log")).to_contain_text(app.texts(f"chat.js.start_{kind}"))
    await shot(page, f"asked-{kind}")
    await expect(page.locator(".message.own")).to_have_count(0)
    await page.click(f"text={app.texts('chat.js.start_yes')}")
    await expect(page.locator(".message.own")).to_have_count(1)
    await page.context.close()
