"""Poison in a real browser: nothing runs, nothing is injected, every word can be read."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import select

from bot.app import App
from bot.event import Choice
from bot.settings import Settings
from rules.text import to_nfc
from storage import outbox
from storage.models import AddressRow
from tests.support.machine import MONDAY_MORNING
from tests.support.poison import POISONS, WORDS, replies, squeezed
from tests.support.portal import publishes
from tests.support.story import OfficeUnderTest

pytestmark = pytest.mark.browser

LINKS = ("javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,<script>alert(1)</script>")
SHORT = [poison for poison in POISONS if len(poison) < 500]
OURS = {"A", "BUTTON", "DETAILS", "DIV", "I", "P", "SPAN", "SUMMARY", "TIME"}
"""What the log of the chat is made of."""
LOOK = """log => [...log.querySelectorAll("*")].map(node => ({
    tag: node.tagName,
    to: node.href || node.src || "",
    handlers: node.getAttributeNames().filter(name => name.startsWith("on")),
}))"""

# Of the replies made of a poison, one is an edit.
NEW_MESSAGES = len(replies("")) - 1


class Watched:
    """A page, and whatever it should not do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("dialog", lambda dialog: self.wrong.append(f"dialog {dialog.message}"))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda line: self.wrong.append(line.text) if line.type == "error" else 0)
        page.on("request", lambda one: self._asked(one.url))

    def _asked(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:image/svg+xml", "blob:")):
            self.wrong.append(f"asks for {url}")


async def test_the_chat_shows_the_words_and_does_nothing_they_say(
    browser: Browser, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, port=0, secret_key="only for tests", now=MONDAY_MORNING)
    app = App(settings)
    async with app.running():
        office = OfficeUnderTest(app)
        watched = Watched(await browser.new_page())
        page = watched.page
        await page.goto(f"http://127.0.0.1:{app.port}/chat")
        await expect(page.locator("#state")).to_have_class("state online")
        await expect(page.get_by_role("log")).to_contain_text("Xin chào bà con")
        await page.locator("#pick").set_input_files(
            {"name": SHORT[1].replace("/", ""), "mimeType": "text/plain", "buffer": b"x"}
        )
        own = "\n".join(to_nfc(poison) for poison in SHORT)
        await page.locator("#text").fill(own)
        await page.locator("#text").press("Enter")
        await expect(page.locator(".own .tick .hidden").last).to_have_count(1)
        await office.quiet()
        await _told(app)
        # Hundreds of replies come one after another, and the bot's own question may be the last.
        told = page.locator(".message:not(.own)").filter(has_text=to_nfc(SHORT[-1])[:5])
        await expect(told).to_have_count(NEW_MESSAGES, timeout=30_000)
        await _reads(page, own)
        await page.reload()
        await expect(page.get_by_role("log")).to_contain_text(to_nfc(SHORT[-1])[:5])
        await _reads(page, own)
        assert not watched.wrong


async def _told(app: App) -> None:
    """The bot says every poison, in every place a reply has for words."""
    async with app.db.begin() as db:
        known = (await db.execute(select(AddressRow.address))).scalars()
        (address,) = [one for one in known if one.startswith("web:")]
        said = []
        for poison in SHORT:
            for reply in replies(to_nfc(poison)):
                links = tuple(Choice(to_nfc(poison) or "x", url=url) for url in LINKS)
                choices = (*reply.choices, links) if not reply.menu else ()
                said.append((address, msgspec.structs.replace(reply, choices=choices, edits="")))
        await outbox.add_replies(db, said, app.clock.now())
    app.sender.wake()


async def _reads(page: Page, own: str) -> None:
    log = page.get_by_role("log")
    await log.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for node in await log.evaluate(LOOK):
        assert node["tag"] in OURS, node
        assert not node["handlers"], node
        assert node["to"].startswith(("http://", "https://", "blob:http")) or not node["to"], node
    shown = squeezed(await log.inner_text())
    assert squeezed(own) in shown
    assert all(shown.count(squeezed(to_nfc(poison))) > 1 for poison in SHORT)


async def test_public_pages_do_nothing_they_are_told(browser: Browser, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, port=0, secret_key="only for tests", now=MONDAY_MORNING)
    app = App(settings)
    async with app.running():
        office = OfficeUnderTest(app)
        codes = [
            await publishes(office, number, to_nfc(f"{poison} {WORDS}"))
            for number, poison in enumerate(POISONS, 1)
        ]
        watched = Watched(await browser.new_page(viewport={"width": 360, "height": 740}))
        for path in (
            "",
            "ket-qua",
            "nhung",
            "cong-khai/2026-W48",
            *(f"ket-qua/{c}" for c in codes),
        ):
            await watched.page.goto(f"http://127.0.0.1:{app.port}/{path}")
            wide = await watched.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360, path
        assert not watched.wrong
