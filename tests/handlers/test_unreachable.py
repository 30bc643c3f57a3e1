"""A citizen whom no message reaches any more is a telephone call for the office."""

from __future__ import annotations

import asyncio

from channels import Unreachable
from tests.handlers.test_desk import Desk
from tests.story import OfficeUnderTest


async def test_what_cannot_be_delivered_becomes_a_call_with_the_number(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    second = await office.staff("office", name="Chị khác")
    office.paper.failures[desk.citizen.address] = [Unreachable("bot was blocked")]
    await desk.official.says(f"/nhan {desk.code}")
    # The task is handed in after the lost message is marked, so the queue may look empty.
    async with asyncio.timeout(60):
        while "undelivered" not in await desk.log():
            await asyncio.sleep(0.02)
    await office.quiet()
    second.sees("không đến được người dân", desk.code)
    task = desk.clerk.sees("không đến được người dân", desk.code)
    assert "bot was blocked" not in task.text
    assert "undelivered" in await desk.log()
    await desk.clerk.presses("Xem số điện thoại")
    desk.clerk.sees("0912345678", "đã được ghi lại")
    shown = [to for to, reply in office.paper.sent if "0912345678" in reply.text]
    assert set(shown) - {desk.citizen.address} == {desk.clerk.address}
    await desk.citizen.says("/dulieu")
    desk.citizen.sees(f"{desk.code}, {office.app.office.desk}: báo kết quả")


async def test_what_the_office_must_say_names_nobody(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(remind=False)
    await desk.official.says(f"/traloi {desk.code} Kính gửi {{ten}}, đèn đã thay xong hôm qua ạ")
    await desk.official.presses("Xong")
    office.paper.failures[desk.citizen.address] = [Unreachable("bot was blocked")]
    await desk.official.presses("Gửi cho người dân")
    async with asyncio.timeout(60):
        while "undelivered" not in await desk.log():
            await asyncio.sleep(0.02)
    await office.quiet()
    desk.clerk.sees("không đến được người dân", "đèn đã thay xong")
    desk.clerk.sees_nothing_of("Rơ Châm Thử")
