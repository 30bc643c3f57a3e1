"""The whole story in a real browser, on the page `make run` opens."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, FrameLocator, Page, Route, expect

from tests.support.machine import free_port

SHOTS = os.environ.get("PAKN_SHOTS")
"""A folder to leave screenshots in, for whoever wants to look."""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63f8cfc0f01f0005000201a5d6c9250000000049454e44ae426082"
)

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    """The demonstration, started by its own command; the address of its page."""
    environment = {
        **os.environ,
        "PAKN_DATA_DIR": str(tmp_path),
        "PAKN_PORT": str(free_port()),
        "PAKN_NOW": "2026-11-23T09:00+07:00",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo"], stdout=subprocess.PIPE, env=environment, text=True
    )
    assert process.stdout is not None
    address = re.search(r"http://\S+", process.stdout.readline())
    assert address is not None
    yield address[0]
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    process.stdout.close()


async def _says(seat: FrameLocator, text: str) -> None:
    await seat.locator("#text").fill(text)
    await seat.locator("#text").press("Enter")
    await expect(seat.locator(".own, .me").last).to_contain_text(text)


async def _presses(seat: FrameLocator, label: str) -> None:
    await seat.get_by_role("log").get_by_role("button", name=label, exact=False).last.click()


async def _sees(seat: FrameLocator, text: str) -> None:
    await expect(seat.get_by_role("log")).to_contain_text(text)


async def _shot(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/{name}.png")


async def test_the_story_is_played_in_three_panes(demo: str, browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(demo)
    frames = page.frame_locator
    citizen, official, desk = (
        frames(f"iframe[src*={seat}]") for seat in ("citizen", "official", "office")
    )

    await _presses(citizen, "Gửi phản ánh, kiến nghị")
    await _sees(citizen, "Xin kể chuyện đã xảy ra")
    await citizen.locator("#pick").set_input_files(
        [
            {"name": "cau1.png", "mimeType": "image/png", "buffer": PNG},
            {"name": "cau2.png", "mimeType": "image/png", "buffer": PNG + b"2"},
        ]
    )
    await _says(citizen, "Cau qua lang bi hu, xe may khong qua duoc, duong sat lo")
    await _sees(citizen, "2 ảnh")
    await _presses(citizen, "Ia Ka")
    await _says(citizen, "Rơ Châm Mẫu")
    await _says(citizen, "0912 345 678")
    await _says(citizen, "Làng Mẫu, xã Ia Ka")
    await _sees(citizen, "Xin xem lại trước khi gửi")
    await _sees(citizen, "Phòng Kinh tế - Hạ tầng")
    await _presses(citizen, "Cho đăng kết quả")
    await _sees(citizen, "Công khai: có")
    await _shot(page, "summary")
    await citizen.get_by_role("button", name="Gửi và đồng ý", exact=True).last.click()
    await _sees(citizen, "phản ánh, mã CPAH.20261123.")
    await _sees(citizen, "Hạn trả lời: ")

    await _sees(desk, "Vụ việc mới CPAH.20261123.")
    await _presses(desk, "Chuyển Kinh tế")
    await _sees(citizen, "đã chuyển đến Phòng Kinh tế - Hạ tầng")
    await _presses(official, "Nhận xử lý")
    await _sees(citizen, "đã nhận và đang xử lý")
    await _presses(official, "Trả lời người dân")
    await _says(official, "Đã kiểm tra, cầu được sửa xong ngày 30/11/2026.")
    await _presses(official, "Xong")
    await _presses(official, "Gửi cho người dân")
    await _sees(citizen, "cầu được sửa xong")
    await _presses(citizen, "Đánh giá câu trả lời")
    await _presses(citizen, "Rất hài lòng")
    await _sees(citizen, "Đã ghi: Rất hài lòng")
    await _presses(desk, "Kiểm tra bản công khai")
    await _sees(desk, "Bà con sẽ đọc đúng như sau")
    await _shot(page, "story")
    await _presses(desk, "Công khai bản này")
    await _sees(citizen, "kết quả đã được đăng công khai")

    await page.reload()
    await _sees(citizen, "kết quả đã được đăng công khai")
    await _sees(citizen, "Rơ Châm Mẫu")
    await page.goto(demo.replace("/demo", "/ket-qua?q=cau+qua+lang"))
    await expect(page.locator("main")).to_contain_text("KQ-")
    await page.locator(".results a").first.click()
    await expect(page.locator("main")).to_contain_text("cầu được sửa xong ngày 30/11/2026")
    await expect(page.locator("main")).to_contain_text("Rất hài lòng")
    assert "Rơ Châm" not in await page.content()
    await _shot(page, "result")
    assert not complaints


async def test_the_time_machine_brings_one_apology(demo: str, browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    await page.goto(demo)
    await page.get_by_role("button", name="Nạp dữ liệu mẫu").click()
    await expect(page.locator("#status")).to_contain_text("Đã nạp 5 vụ việc mẫu")
    await page.get_by_role("button", name="+15").click()
    await expect(page.locator("#today")).to_contain_text("15/12/2026")
    await page.get_by_role("button", name="+15").click()
    desk = page.frame_locator("iframe[src*=office]")
    await _sees(desk, "Lời xin lỗi gửi người dân đã soạn sẵn")
    await _shot(page, "late")
    await _presses(desk, "Ký và gửi lời xin lỗi")
    await _sees(desk, "Đã gửi lời xin lỗi")
    await page.goto(demo.replace("/demo", "/ket-qua"))
    await expect(page.locator("main")).to_contain_text("Có 3 kết quả")
    await _shot(page, "results")


async def test_the_chat_fits_a_cheap_phone(demo: str, browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 640}, has_touch=True)
    await page.goto(demo.replace("/demo", "/chat?start=gopy"))
    await expect(page.get_by_role("log")).to_contain_text("Xin kể chuyện đã xảy ra")
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    await _shot(page, "phone")


async def _writes(page: Page, demo: str) -> None:
    """A citizen who has begun to tell, with one photo chosen whose upload is not through yet."""
    await page.goto(demo.replace("/demo", "/chat?start=gopy"))
    await expect(page.get_by_role("log")).to_contain_text("Xin kể chuyện đã xảy ra")
    photo: FilePayload = {"name": "cau.png", "mimeType": "image/png", "buffer": PNG}
    await page.locator("#pick").set_input_files([photo])
    await page.locator("#text").fill("Cau qua lang bi hu")
    await page.locator("#text").press("Enter")


async def test_what_was_sent_while_its_photo_is_on_its_way_leaves_as_soon_as_that_is_through(
    demo: str, browser: Browser
) -> None:
    page = await browser.new_page()
    through = asyncio.Event()

    async def slowly(route: Route) -> None:
        await through.wait()
        await route.continue_()

    await page.route("**/chat/upload**", slowly)
    await _writes(page, demo)
    await expect(page.locator("#notice")).to_contain_text("Tải xong, tin này sẽ được gửi ngay")
    await expect(page.get_by_role("log")).not_to_contain_text("Cau qua lang bi hu")
    through.set()
    await expect(page.locator(".own").last).to_contain_text("Cau qua lang bi hu")
    await expect(page.locator("#notice")).to_be_hidden()
    await expect(page.locator("#text")).to_have_value("")


async def test_what_was_sent_with_a_photo_that_fails_stays_to_be_sent_again(
    demo: str, browser: Browser
) -> None:
    page = await browser.new_page()
    await page.route("**/chat/upload**", lambda route: route.abort(), times=1)
    await _writes(page, demo)
    await expect(page.locator("#notice")).to_contain_text("Chưa tải được tệp cau.png")
    await expect(page.locator("#text")).to_have_value("Cau qua lang bi hu")
    await page.get_by_role("button", name="Tải lại tệp cau.png").click()
    await page.locator("#text").press("Enter")
    await expect(page.locator(".own").last).to_contain_text("Cau qua lang bi hu")
