"""Who cannot write speaks, and who looks elsewhere learns that an answer came."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.app import App
from bot.settings import Settings
from tests.support.machine import MONDAY_MORNING

pytestmark = pytest.mark.browser
NO_MICROPHONE = """void (navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException("", "NotAllowedError"); })"""
MICROPHONE = """void (navigator.mediaDevices.getUserMedia = async () => {
    const sound = new AudioContext(), tone = sound.createOscillator();
    const out = sound.createMediaStreamDestination();
    tone.connect(out); tone.start(); return out.stream; })"""
LOOKS_ELSEWHERE = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => %s})"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    app = App(Settings(data_dir=tmp_path, port=0, now=MONDAY_MORNING))
    async with app.running():
        yield app


async def test_a_voice_is_heard_once_more_before_it_goes_and_a_refusal_is_said(
    app: App, browser: Browser
) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 640})
    await page.goto(f"http://127.0.0.1:{app.port}/chat")
    await expect(page.locator(".choice.is-send").first).to_be_attached()
    await page.evaluate(NO_MICROPHONE)
    await page.click("#record")
    await expect(page.locator("#notice")).to_have_text(app.texts("chat.js.microphone_refused"))
    await page.evaluate(MICROPHONE)
    await page.click("#record")
    await expect(page.locator("#stop")).to_be_focused()
    await expect(page.locator("#notice")).to_be_hidden()
    await expect(page.locator("#clock")).to_contain_text("0:01")
    await page.click("#stop")
    await expect(page.locator("#heard")).to_be_visible()
    await expect(page.locator(".file")).to_have_count(0)
    await page.click("#take")
    await expect(page.locator("#recorder")).to_be_hidden()
    await expect(page.locator(".file progress")).to_be_hidden()
    await page.click(".send")
    await expect(page.locator(".own audio")).to_have_count(1)
    await expect(page.locator(".own .tick").last).to_contain_text("✓")
    await page.reload()
    await expect(page.locator(".own audio")).to_have_count(1)  # the server knows it for a voice
    await page.close()


async def test_an_answer_is_counted_in_the_title_while_nobody_looks_and_rings_only_if_asked(
    app: App, browser: Browser
) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 640})
    await page.goto(f"http://127.0.0.1:{app.port}/chat")
    await expect(page.locator(".choice.is-send").first).to_be_attached()
    title = await page.title()
    await page.evaluate(
        "void (window.rung = 0, window.AudioContext = class { constructor() { rung += 1; } })"
    )
    for asked, rung in ((False, 0), (True, 1)):
        if asked:
            await page.click("#bell")
        await expect(page.locator("#bell")).to_have_attribute("aria-pressed", str(asked).lower())
        await page.evaluate(LOOKS_ELSEWHERE % "true")
        await page.fill("#text", "/trogiup")
        await page.press("#text", "Enter")
        await expect(page).to_have_title(re.compile(r"^\("))
        assert bool(await page.evaluate("rung")) == bool(rung)
        await page.evaluate(LOOKS_ELSEWHERE % "false")
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert await page.title() == title
    await page.close()
