"""Every page is usable by everybody: axe finds nothing against WCAG 2.2 AA, nothing overflows."""

from __future__ import annotations

import aiohttp
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, Page, ViewportSize

from storage import publications
from storage.models import Case
from tests.support.portal import publishes
from tests.support.publication import Scene, opens
from tests.support.story import OfficeUnderTest

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LANDMARKS = {"region": {"enabled": True}}
"""Besides the law: everything can be reached from landmark to landmark."""
SIZES: dict[str, ViewportSize] = {
    "telephone": {"width": 360, "height": 740},
    "magnified": {"width": 320, "height": 200},
    "desk": {"width": 1280, "height": 800},
}
"""320 px is what is left of 1280 at 400 % (WCAG 1.4.10)."""
PATHS = (
    "/",
    "/ket-qua",
    "/ket-qua?q=duong&han=dung&tinh_trang=xong",
    "/ket-qua?q=khongco",
    "/ket-qua/PAKN.20261123.0101",
    "/ket-qua/PAKN.20261123.0102",
    "/ket-qua/PAKN.20261123.0103",
    "/ket-qua/none",
    "/co-quan",
    "/co-quan/ktht",
    "/loi-xin-loi",
    "/du-lieu",
    "/cong-khai/2026-W48",
    "/cong-khai/2026-W48?xa=phu-hoa&co_quan=KTHT",
    "/cong-khai/2026-W40",
    "/nhung",
    "/thong-ke",
    "/tra-cuu",
    "/theo-xa",
    "/danh-gia",
    "/danh-gia/huyen",
    "/chat",
    "/chat/quay-lai",
)


async def prepared(office: OfficeUnderTest) -> str:
    """Results of each kind (late and corrected, open again, taken down); a preview's address."""
    now = office.app.clock.now()
    for number in (101, 102, 103):
        text = f"Đường xã có ổ gà, đoạn {number}, xe máy hay ngã khi trời mưa"
        await publishes(office, number, text, on_time=number != 101)
    async with office.app.db.begin() as db:
        corrected, again, gone = [await db.get(Case, number) for number in (1, 2, 3)]
        row = await publications.publication_of_case(db, corrected)
        row.note = "Thêm ngày hoàn thành"
        again.status = "in_progress"
        await publications.take_down_publication(db, gone, "Người gửi xin rút lại", now)
    scene = Scene(office)
    code = await scene.prepare()
    await opens(scene.clerk, code)
    preview = scene.clerk.button("Xem trước").url
    return preview[preview.index("/xem-truoc") :]


FAULTS = """async (options) => (await axe.run(options)).violations.map(
    (fault) => [fault.id, fault.nodes[0].html])"""
OVERFLOWS = "document.documentElement.scrollWidth > innerWidth"


async def looks_at(page: Page, address: str) -> None:
    """Loaded once: by day on a telephone, magnified four times, by night on a desk."""
    await page.set_viewport_size(SIZES["telephone"])
    await page.emulate_media(color_scheme="light")
    await page.goto(address)
    await page.evaluate(AXE_SCRIPT)
    options = {"runOnly": RULES, "rules": LANDMARKS, "resultTypes": ["violations"]}
    assert await page.evaluate(FAULTS, options) == [], address
    for size in SIZES.values():
        await page.set_viewport_size(size)
        assert not await page.evaluate(OVERFLOWS), (address, size)
    await page.emulate_media(color_scheme="dark")
    assert await page.evaluate(FAULTS, options) == [], address


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_axe_finds_nothing(browser: Browser, office: OfficeUnderTest) -> None:
    preview = await prepared(office)
    base = f"http://127.0.0.1:{office.app.port}"
    page = await browser.new_page(reduced_motion="reduce")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in (*PATHS, preview):
        await looks_at(page, base + path)
    known = (base, base.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(known)] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_page_is_light_strict_known_by_one_address_and_sent_once(
    office: OfficeUnderTest,
) -> None:
    preview = await prepared(office)
    base = f"http://127.0.0.1:{office.app.port}"
    async with aiohttp.ClientSession(base) as http:
        for path in (*PATHS, preview):
            async with http.get(path) as answer:
                page, headers, status = await answer.text(), answer.headers, answer.status
            await _is_light(http, page, path)
            policy = headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy, path
            assert "unsafe" not in policy, path
            if path.startswith(("/danh-gia", "/chat", "/xem-truoc", "/tra-cuu")) or status != 200:
                continue
            assert 'rel="canonical"' in page, path
            tag = headers["ETag"]
            async with http.get(path, headers={"If-None-Match": tag}) as again:
                assert (again.status, await again.read()) == (304, b""), path


async def _is_light(http: aiohttp.ClientSession, page: str, path: str) -> None:
    weight = len(page.encode())
    for part in page.split('"'):
        if part.startswith("/static/"):
            async with http.get(part) as asset:
                weight += len(await asset.read())
                assert "immutable" in asset.headers["Cache-Control"]
    assert weight < 100_000, path


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_shared_result_has_its_picture_and_the_map_leads_everywhere(
    office: OfficeUnderTest,
) -> None:
    await prepared(office)
    base = f"http://127.0.0.1:{office.app.port}"
    public = office.app.settings.base_url
    async with aiohttp.ClientSession(base) as http:
        async with http.get("/ket-qua/PAKN.20261123.0101") as answer:
            page = await answer.text()
        picture = f"{public}/ket-qua/PAKN.20261123.0101/anh.png"
        assert f'<meta property="og:image" content="{picture}">' in page
        async with http.get("/sitemap-0.xml") as answer:
            addresses = (await answer.text()).split("<loc>")[1:]
        for address in addresses:
            path = address.partition("</loc>")[0].removeprefix(public)
            async with http.get(path) as answer:
                assert answer.status == 200, path
        assert not any("0103" in address for address in addresses)


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_on_paper_only_the_result_is_left(office: OfficeUnderTest, browser: Browser) -> None:
    await prepared(office)
    page = await browser.new_page()
    await page.goto(f"http://127.0.0.1:{office.app.port}/ket-qua/PAKN.20261123.0101")
    await page.emulate_media(media="print")
    for gone in (".top nav", ".foot", ".more", ".back"):
        assert not await page.locator(gone).first.is_visible(), gone
    assert await page.locator("#answer").is_visible()
