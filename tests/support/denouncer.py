"""Somebody who denounces an official, and hands it over in secret."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.event import Media
from tests.support.story import OfficeUnderTest, Talker, photo

WORDS = "Tôi tố cáo ông Mẫu nhận hối lộ hai mươi triệu của dân"
MORE = "Tôi có ghi âm và giấy biên nhận ngày 3/11"
PAPER = photo(7)
KEEP, FORGET = "Giữ kín và chuyển", "Không gửi, xóa"


async def denounces(
    office: OfficeUnderTest, *, keep: bool = True, citizen: Talker | None = None
) -> Talker:
    """Somebody says that it is a denunciation, and is asked how to go on."""
    citizen = citizen or office.citizen()
    await citizen.says("/gopy")
    await citizen.says(WORDS)
    await citizen.presses("Tố cáo")
    if keep:
        await citizen.presses(KEEP)
    return citizen


async def hands_over(
    office: OfficeUnderTest, evidence: Media = PAPER, citizen: Talker | None = None
) -> tuple[Talker, str]:
    citizen = await denounces(office, citizen=citizen)
    citizen.sees("Đang có: nội dung bằng chữ")
    await citizen.says(MORE, media=(evidence,))
    await citizen.presses("Xong")
    await citizen.says("Rơ Châm Thử")
    await citizen.says("0912345678")
    await citizen.says("Làng Mẫu, xã Ia Phí")
    citizen.sees("gửi kín đến Chủ tịch UBND huyện Chư Păh", "Rơ Châm Thử, 0912345678")
    await citizen.presses("Gửi kín")
    code = re.findall(r"GK-\w+", citizen.sees("Đã nhận và giữ kín").text)[0]
    await an_hour_passes(office)
    return citizen, code


async def opens(citizen: Talker, code: str) -> None:
    """Its writer, or whoever sits there, asks for it and types a code."""
    await citizen.says("/dulieu")
    await citizen.presses("🔒 Hồ sơ tố cáo giữ kín")
    citizen.sees("Xin gõ mã")
    await citizen.says(code)


async def an_hour_passes(office: OfficeUnderTest) -> None:
    """What one side did, the other hears."""
    await office.time_passes(office.app.clock.now() + timedelta(hours=1))
