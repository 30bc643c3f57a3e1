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
    office.paper.failures[desk.citizen.address] = [Unreachable("bot was blocked")]
    await desk.official.says(f"/nhan {desk.code}")
    # The task is handed in after the lost message is marked, so the queue may look empty.
    async with asyncio.timeout(60):
        while "undelivered" not in await desk.log():
            await asyncio.sleep(0.02)
    await office.quiet()
    task = desk.clerk.sees("không đến được người dân", desk.code, "0912345678")
    assert "bot was blocked" not in task.text
    assert "undelivered" in await desk.log()
    assert not any(
        "0912345678" in reply.text for to, reply in office.paper.sent if to == desk.official.address
    )
