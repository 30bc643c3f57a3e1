"""A citizen whom no message reaches any more is a telephone call for the office."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.channel import Unreachable
from bot.event import Reply
from rules.local_time import ZONE
from storage import outbox
from tests.support.desk import ANSWER, Desk
from tests.support.story import OfficeUnderTest


async def undelivered(desk: Desk) -> None:
    """Wait for the task: it is handed in after the lost message is marked."""
    async with asyncio.timeout(60):
        while "undelivered" not in await desk.log():
            await asyncio.sleep(0.02)
    await desk.office.quiet()


async def test_what_cannot_be_delivered_becomes_a_call_with_the_number(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    second = await office.staff("office", name="Chị khác")
    office.paper.failures[desk.citizen.address] = [Unreachable("bot was blocked")]
    await desk.official.says(f"/nhan {desk.code}")
    await undelivered(desk)
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
    await undelivered(desk)
    desk.clerk.sees("không đến được người dân", "đèn đã thay xong")
    desk.clerk.sees_nothing_of("Rơ Châm Thử")


async def test_everything_that_was_lost_is_read_out_in_the_order_it_was_said(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(remind=False)
    await office.time_passes(datetime(2026, 11, 23, 22, 0, tzinfo=ZONE))
    await desk.official.says(f"/nhan {desk.code}")
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    office.paper.failures[desk.citizen.address] = [Unreachable("bot was blocked")]
    await office.time_passes(datetime(2026, 11, 24, 7, 1, tzinfo=ZONE))
    await undelivered(desk)
    task = desk.clerk.sees("không đến được người dân", "Tin 1/2", "Tin 2/2").text
    assert task.index("đã nhận và đang xử lý") < task.index("Tin 2/2") < task.index(ANSWER)


async def test_a_long_silence_is_told_in_several_tasks_and_nothing_is_left_out(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(remind=False)
    lost = [Reply(text=f"Tin thứ {n:02} {'dài ' * 300}", case=desk.code) for n in range(25)]
    office.paper.failures[desk.citizen.address] = [Unreachable("bot was blocked")]
    async with office.app.db.begin() as db:
        now = office.app.clock.now()
        await outbox.add_replies(db, [(desk.citizen.address, reply) for reply in lost], now)
    office.app.sender.wake()
    await undelivered(desk)
    tasks = [reply.text for reply in desk.clerk.latest if "không đến được" in reply.text]
    assert [n for task in tasks for n in range(25) if f"Tin thứ {n:02} " in task] == [*range(25)]
    assert all(len(task) < 15_000 for task in tasks)
