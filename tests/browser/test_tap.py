"""The tap page and the figures in a real browser: small, large, without a network, by keyboard."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect
from sqlalchemy import select

from bot.app import App
from bot.settings import Settings
from storage import kiosk_devices
from storage.models import SurveyResponse
from tests.support.machine import MONDAY_MORNING
from tests.support.ratings import rated

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("PAKN_SHOTS")
SIZES = [(360, 740), (800, 480), (1920, 1080)]


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    settings = Settings(data_dir=tmp_path, port=0, secret_key="only for tests", now=MONDAY_MORNING)
    app = App(settings)
    async with app.running():
        yield app


async def enrolled(app: App, page: Page) -> int:
    """The page becomes the tablet of a counter; its number."""
    async with app.db.begin() as db:
        row, code = await kiosk_devices.offer_kiosk(db, "huyen", "", None, app.clock.now(), 30)
        number = row.id
    await page.goto(f"http://127.0.0.1:{app.port}/may-quay?ma={code}")
    await page.get_by_role("button", name="Dùng máy này ở quầy").click()
    await page.wait_for_url("**/danh-gia/huyen")
    return number


async def answers(app: App) -> list[dict[str, int]]:
    async with app.db.read() as db:
        rows = await db.execute(select(SurveyResponse.answers).order_by(SurveyResponse.id))
    return list(rows.scalars())


async def arrive(app: App, *expected: dict[str, int]) -> None:
    """Wait until exactly these slips are stored."""
    for _ in range(100):
        if await answers(app) == list(expected):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{await answers(app)} are not {expected}")


async def nothing_waits(page: Page) -> None:
    """Wait until the page has handed in all it kept."""
    for _ in range(100):
        if await page.evaluate("localStorage.getItem('danh-gia:huyen')") == "{}":
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the page still keeps something")


async def rests(page: Page, seconds: int = 1) -> None:
    """The page's clock is ours: the time in which no tap counts is over."""
    await page.clock.fast_forward(seconds * 1000 + 100)


async def asked(page: Page) -> None:
    """After the thanks the page puts its one question."""
    await page.clock.fast_forward(1600)
    await expect(page.locator("#ask")).to_be_visible()
    await rests(page)


async def shot(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


async def test_ratings_tapped_without_a_network_arrive_later_and_once(
    app: App, browser: Browser
) -> None:
    context = await browser.new_context(viewport={"width": 1920, "height": 1080})
    page = await context.new_page()
    await page.clock.install()
    tablet = await enrolled(app, page)
    await context.set_offline(True)
    for label in ("Rất hài lòng", "Không hài lòng"):
        await rests(page, 5)
        await page.locator("#start").get_by_role("button", name=label, exact=True).click()
        await expect(page.locator("#thanks")).to_be_visible()
        await expect(page.locator("#offline")).to_be_visible()
        await asked(page)
        await page.get_by_role("button", name="Bỏ qua").click()
        await rests(page)
        await page.locator("#done").get_by_role("button", name="Xong").click()
    assert await answers(app) == []
    await context.set_offline(False)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await arrive(app, {"overall": 5}, {"overall": 2})
    await expect(page.locator("#offline")).to_be_hidden()
    await nothing_waits(page)
    await page.reload()
    await expect(page.locator("#start")).to_be_visible()
    await nothing_waits(page)
    assert len(await answers(app)) == 2
    async with app.db.begin() as db:
        await kiosk_devices.end_kiosk(db, tablet, None, app.clock.now())
    await rests(page)
    await page.locator("#start").get_by_role("button", name="Hài lòng", exact=True).click()
    await expect(page.locator("#ended")).to_be_visible()
    await nothing_waits(page)
    assert len(await answers(app)) == 2
    await context.close()


async def test_what_waits_survives_a_tablet_switched_off_and_the_page_opens_without_a_network(
    app: App, browser: Browser
) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await enrolled(app, page)
    await page.evaluate("navigator.serviceWorker.ready")
    kept = "caches.match('/danh-gia/huyen').then((page) => !!page)"
    await page.wait_for_function(kept)
    await context.set_offline(True)
    await page.reload()
    await page.wait_for_timeout(1100)
    await page.get_by_role("button", name="Bình thường").first.click()
    await expect(page.locator("#offline")).to_be_visible()
    await page.close()
    await context.set_offline(False)
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{app.port}/danh-gia/huyen")
    await arrive(app, {"overall": 3})
    await context.close()


async def test_hurried_fingers_at_a_tablet_make_one_rating_and_answer_nothing_unread(
    app: App, browser: Browser
) -> None:
    """Three taps on one spot, and a child that goes on for twenty seconds."""
    page = await browser.new_page(viewport={"width": 800, "height": 480})
    await page.clock.install()
    await enrolled(app, page)
    await rests(page)
    for _ in range(50):
        await page.mouse.click(90, 250)
        await page.clock.run_for(400)
    await arrive(app, {"overall": 5})
    assert await page.evaluate("document.documentElement.scrollHeight") <= 480
    await page.clock.run_for(16_000)
    await expect(page.locator("#start")).to_be_visible()
    assert len(await answers(app)) == 1
    await page.close()


async def test_each_factor_has_its_turn_in_the_one_question_and_the_tablet_returns_to_the_start(
    app: App, browser: Browser
) -> None:
    page = await browser.new_page()
    await page.clock.install()
    await enrolled(app, page)
    for _ in range(5):
        await rests(page, 5)
        await page.locator("#start").get_by_role("button", name="Hài lòng", exact=True).click()
        await asked(page)
        await page.locator("#ask").get_by_role("button", name="Không hài lòng", exact=True).click()
        await expect(page.locator("#done")).to_be_visible()
        await page.clock.fast_forward(6100)
        await expect(page.locator("#start")).to_be_visible()
    await nothing_waits(page)
    factors = [app.office.ratings.questions[code][1].factor for code in await criteria(app)]
    assert sorted(factors) == sorted(app.office.ratings.factors)
    await page.close()


async def criteria(app: App) -> list[str]:
    return [code for one in await answers(app) for code in one if code != "overall"]


async def test_one_hand_on_a_phone_adds_words_and_goes_on_to_a_report(
    app: App, browser: Browser
) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 740})
    await page.clock.install()
    await page.goto(f"http://127.0.0.1:{app.port}/danh-gia/huyen")
    await rests(page)
    await page.get_by_role("button", name="Rất không hài lòng").first.click()
    await asked(page)
    await page.get_by_role("button", name="Bỏ qua").click()
    for name in ("Nói thêm", "Viết vài chữ"):
        await rests(page)
        await page.get_by_role("button", name=name).click()
    await rests(page)
    await page.get_by_role("textbox").fill("Cán bộ đòi 500 nghìn tiền bồi dưỡng mới ký")
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.locator("#road")).to_be_visible()
    link = page.locator("#road .report")
    assert re.fullmatch(
        r"/chat\?start=gopy-huyen\.\d+\.\w+", await link.get_attribute("href") or ""
    )
    await rests(page)
    await page.locator("#road").get_by_role("button", name="Xong").click()
    # Whoever takes the phone next is not led to what was written before.
    assert await link.get_attribute("href") == "/chat?start=gopy-huyen"
    await rests(page)
    await page.locator("#start").get_by_role("button", name="Rất hài lòng").click()
    await rests(page)
    await page.get_by_role("button", name="Tôi là người khác").click()
    await arrive(app, {"overall": 1}, {"overall": 5})
    await page.close()


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_pages_fit_every_screen_and_have_no_barrier(
    app: App, browser: Browser, width: int, height: int
) -> None:
    await rated(app, [5] * 9 + [2], s1=2, s20=4, words="Không có ghế ngồi")
    page = await browser.new_page(viewport={"width": width, "height": height})
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    for name, path in (
        ("tap", "/danh-gia/huyen"),
        ("choose", "/danh-gia"),
        ("figures", "/thong-ke"),
    ):
        await page.goto(f"http://127.0.0.1:{app.port}{path}")
        await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        await shot(page, f"{name}-{width}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        result = await Axe().run(page)
        assert result.violations_count == 0, result.generate_report()
        if name == "tap":
            boxes = [await b.bounding_box() for b in await page.locator(".score:visible").all()]
            assert all(box and min(box["width"], box["height"]) >= 60 for box in boxes)
            assert all(box and box["y"] + box["height"] <= height for box in boxes)
            await page.wait_for_timeout(1100)
            await page.locator(".score:visible").last.click()
            await expect(page.locator("#ask")).to_be_visible()
            assert (await Axe().run(page)).violations_count == 0
    assert faults == []
    await page.close()
