"""Every page is usable by everybody: axe finds nothing against WCAG 2.2 AA, nothing overflows."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import async_playwright

from tests.publish.test_portal import publishes
from tests.story import OfficeUnderTest

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PATHS = (
    "/",
    "/ket-qua?q=duong&han=dung",
    "/ket-qua/PAKN.20261123.0001",
    "/co-quan",
    "/co-quan/ktht",
    "/loi-xin-loi",
    "/du-lieu",
    "/cong-khai/2026-W48",
    "/nhung",
)


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_axe_finds_nothing_on_a_telephone(office: OfficeUnderTest) -> None:
    await publishes(office, 1, "Đường xã có ổ gà")
    base = f"http://127.0.0.1:{office.app.port}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = await browser.new_page(viewport={"width": 360, "height": 740})
        for path in PATHS:
            await page.goto(base + path)
            found = await Axe().run(page, options={"runOnly": RULES})
            assert [item["id"] for item in found.response["violations"]] == [], path
            wide = "document.documentElement.scrollWidth > innerWidth"
            assert not await page.evaluate(wide), path
        await browser.close()
