"""A message for which the page is cut off holds up nothing behind it."""

from __future__ import annotations

import asyncio
import json

import pytest
from playwright.async_api import Browser, WebSocketRoute, expect

from tests.support.story import OfficeUnderTest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_cuts_the_page_off_three_times_is_given_up_and_what_follows_arrives(
    office: OfficeUnderTest, browser: Browser
) -> None:
    said: list[str] = []
    closing = set()

    def answers(socket: WebSocketRoute) -> None:
        def hears(data: str | bytes) -> None:
            frame = json.loads(data)
            said.append(frame.get("text", frame["type"]))
            if frame["type"] == "hello":
                socket.send('{"type":"ready"}')
            elif frame["text"] == "too much":
                closing.add(asyncio.ensure_future(socket.close(code=1009)))
            else:
                socket.send(json.dumps({"type": "ack", "id": frame["id"]}))

        socket.on_message(hears)

    page = await browser.new_page()
    await page.route_web_socket("**/chat/ws*", answers)
    await page.goto(f"http://127.0.0.1:{office.app.port}/chat")
    await expect(page.locator("#state")).to_have_class("state online")
    for text in ("too much", "and this"):
        await page.fill("#text", text)
        await page.press("#text", "Enter")
    given_up = page.locator(".message.own.refused")
    for _ in range(200):
        await page.evaluate("dispatchEvent(new Event('online'))")  # do not wait to come back
        if await given_up.count() and await page.locator(".message.pending").count() == 0:
            break
        await asyncio.sleep(0.05)
    await expect(given_up).to_contain_text("too much")
    assert said.count("too much") == 3
    assert said[-1] == "and this"
    assert await page.evaluate("localStorage.length") == 0
