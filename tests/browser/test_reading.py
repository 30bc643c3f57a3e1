"""The chat is read from where it begins, on the smallest telephone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.app import App
from bot.event import Reply
from bot.settings import Settings
from channels.webchat.told_pages import HISTORY
from storage import outbox
from tests.support.machine import MONDAY_MORNING

pytestmark = pytest.mark.browser
FROM_TOP = """(node) => node.getBoundingClientRect().top
    - document.getElementById("log").getBoundingClientRect().top"""


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    app = App(Settings(data_dir=tmp_path, port=0, now=MONDAY_MORNING))
    async with app.running():
        yield app


async def opens(browser: Browser, app: App) -> Page:
    page = await browser.new_page(viewport={"width": 360, "height": 640})
    await page.goto(f"http://127.0.0.1:{app.port}/chat")
    await expect(page.locator(".choice").first).to_be_attached()
    return page


async def says(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")


async def comes_to(message: Locator, least: int, most: int) -> None:
    """Wait until a message stands so many pixels below the top of the log: more may still come."""
    for _ in range(100):
        if least <= (stands := await message.evaluate(FROM_TOP)) < most:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"it stands at {stands}")


async def test_what_is_taller_than_the_screen_begins_at_its_top(app: App, browser: Browser) -> None:
    page = await opens(browser, app)
    greeting = page.locator(".message:not(.own)").first
    await expect(greeting).to_be_in_viewport()
    await comes_to(greeting, 0, 320)
    await says(page, "/dulieu")
    await expect(page.locator(".message.own .tick").last).to_contain_text("✓")
    newest = page.locator(".message:not(.own)").last
    await expect(newest.locator("time")).to_be_attached()
    await page.wait_for_timeout(200)
    await comes_to(page.locator(".message.own").last, -10_000, 640)
    await page.close()


async def test_buttons_that_are_dead_go_and_what_is_older_comes(app: App, browser: Browser) -> None:
    page = await opens(browser, app)
    told = page.locator(".message:not(.own)")
    greeted = await told.count()
    await says(page, "/gopy")
    await expect(told.nth(greeted).locator("time")).to_be_attached()
    # The buttons of the greeting die when those of a question come; the focus would go with them.
    asked = page.locator(".message").last.locator(".asks")
    await expect(asked).to_have_count(1)
    await expect(page.locator(".asks")).to_have_count(1)
    await asked.get_by_role("button", name="Hủy").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".asks")).to_have_count(0)
    await expect(page.get_by_role("button", name="Hủy", exact=True)).to_have_count(0)
    assert await page.evaluate("document.activeElement.className") == "message"
    (cookie,) = await page.context.cookies()
    address = f"web:{app.webchat._sessions._cookies.loads(cookie['value'])}"
    async with app.db.begin() as db:
        for number in range(HISTORY + 5):
            at = app.clock.now() + timedelta(hours=number)
            await outbox.add_replies(db, [(address, Reply(text=f"Tin số {number}."))], at)
    await page.reload()
    await expect(page.locator("#log")).to_contain_text("Tin số 204.")
    await expect(page.locator("#log")).not_to_contain_text("Tin số 4.")
    await page.click("#older")
    await expect(page.locator("#log")).to_contain_text("Tin số 0.")
    texts = await page.locator(".message .text").all_text_contents()
    assert [text for text in texts if text.startswith("Tin số")] == [
        f"Tin số {number}." for number in range(HISTORY + 5)
    ]
    days = await page.locator(".day").all_text_contents()
    assert len(days) == len(set(days))
    await expect(page.locator("#older")).to_be_hidden()
    await page.close()
