"""The notice beside a counter: a phone that scans it lands on the right counter."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import aiohttp
import pypdfium2
import pytest
import zxingcpp

import offices
from bot.texts import Texts
from publish.documents.poster import (
    POSTER_SIZES,
    PosterSize,
    poster_links,
    poster_pdf,
    poster_sheet_pdf,
)
from tests.support.story import OfficeUnderTest

MM = 72 / 25.4
PAPER = {"A4": (210, 297), "A5": (148, 210), "A6": (105, 148)}
LINKS = {
    "telegram": "https://t.me/thu_nghiem_bot?start=",
    "web": "unused",
}


def scanned(pdf: bytes, dots_per_inch: int = 150) -> list[str]:
    """What a camera reads from the only page."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    image = document[0].render(scale=dots_per_inch / 72).to_pil().convert("L")
    found = [code.text for code in zxingcpp.read_barcodes(image)]
    document.close()
    return found


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text: str = document[0].get_textpage().get_text_range()
    document.close()
    return text


@pytest.mark.parametrize("size", POSTER_SIZES)
@pytest.mark.parametrize("on", [("web",), ("telegram", "web")])
def test_every_code_scans_and_only_channels_that_are_on_have_one(
    size: PosterSize, on: tuple[str, ...]
) -> None:
    links = {name: LINKS[name] for name in on}
    addresses = poster_links("https://pakn.thu-nghiem.gov.vn", links, "ia-mo-nong")
    assert tuple(addresses) == on
    pdf = poster_pdf(offices.load_office(), Texts(), "ia-mo-nong", addresses, size)
    assert sorted(scanned(pdf)) == sorted(addresses.values())
    page = pypdfium2.PdfDocument(pdf)[0]
    assert [round(side / MM) for side in page.get_size()] == list(PAPER[size])
    text = text_of(pdf)
    for part in ("UBND HUYỆN CHƯ PĂH", "Bộ phận Một cửa xã Ia Mơ Nông", "Mở Zalo"):
        assert part in " ".join(text.split())
    for part in ("đường dây nóng", "điền số", "gửi ảnh"):
        assert part not in " ".join(text.split()), "nothing that is not so"


def test_a_sheet_has_the_code_of_every_place() -> None:
    office = offices.load_office()
    pdf = poster_sheet_pdf(office, Texts(), "https://pakn.thu-nghiem.gov.vn")
    document = pypdfium2.PdfDocument(pdf)
    images = [page.render(scale=150 / 72).to_pil().convert("L") for page in document]
    found = {code.text.rpartition("/")[2] for one in images for code in zxingcpp.read_barcodes(one)}
    assert found == set(office.ratings.counters)
    document.close()


def test_a_confirmed_hotline_is_printed() -> None:
    import msgspec

    office = offices.load_office()
    line = msgspec.structs.replace(office.hotlines[0], number="0269 000 000", confirmed=True)
    known = msgspec.structs.replace(office, hotlines=(line,))
    pdf = poster_pdf(known, Texts(), "huyen", {"web": "https://x.example/danh-gia/huyen"}, "A4")
    assert "0269 000 000" in text_of(pdf)


async def test_the_office_prints_in_chat_and_the_codes_lead_to_the_counter(
    office: OfficeUnderTest,
) -> None:
    office.app.links["telegram"] = LINKS["telegram"]
    clerk = await office.staff("office")
    await clerk.says("/poster")
    clerk.sees("buu-dien: Bộ phận Một cửa tại Bưu điện huyện")
    await clerk.says("/poster buu-dien")
    reply = clerk.sees("khổ A4 và A5", "A6", "Telegram, Trang web")
    assert [item.mime for item in reply.media] == ["application/pdf"] * 3
    for item in reply.media:
        codes = scanned(office.app.media.read(item.sha256))
        assert len(codes) == 2
        for code in codes:
            await lands(office, code)


async def lands(office: OfficeUnderTest, code: str) -> None:
    """Opening what was scanned asks about the counter at the post office."""
    url = urlsplit(code)
    if url.netloc == "t.me":
        citizen = office.citizen()
        await citizen.says(f"/start {parse_qs(url.query)['start'][0]}")
        citizen.sees("hài lòng đến mức nào với Bộ phận Một cửa tại Bưu điện huyện")
        return
    address = f"http://127.0.0.1:{office.app.port}{url.path}"
    async with aiohttp.ClientSession() as browser, browser.get(address) as page:
        assert "với Bộ phận Một cửa tại Bưu điện huyện?" in await page.text()


async def test_only_the_office_prints(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("/poster huyen")
    citizen.sees_key("conversation.not_yours")
