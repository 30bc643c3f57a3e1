"""A clerk who watches every figure learns of nobody who rated: page, data, chat, report, sheet."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import msgspec
import pypdfium2

from tests.support.machine import MONDAY_MORNING
from tests.support.ratings import opens
from tests.support.story import OfficeUnderTest, Talker

DAY = timedelta(days=1)
OF_THEIRS = "?noi=ia-nhin"


async def seen_by(office: OfficeUnderTest, clerk: Talker) -> list[str]:
    """All a clerk of a small commune can look at, but what differs by the hour of the look."""
    pages = [
        (await opens(office, f"/thong-ke{kind}{query}{sign}t={office.paper.numbers}")).decode()
        for kind in ("", ".json", ".csv")
        for query, sign in ((OF_THEIRS, "&"), ("", "?"), ("?ky=2026-Q4", "&"))
    ]
    sheet = pypdfium2.PdfDocument(await opens(office, "/thong-ke/ia-nhin.pdf"))
    pages += [page.get_textpage().get_text_range() for page in sheet]
    told = []
    for command in ("/thongke", "/baocao"):
        await clerk.says(command)
        told += [reply.text for reply in clerk.replies(since=clerk.seen)]
    return [re.sub(r"t=count\(\d+\)|In ngày [\d/]+", "", one) for one in (*pages, *told)]


async def visitors_rate(office: OfficeUnderTest, *labels: str) -> None:
    """One after the other, as people come."""
    for label in labels:
        office.app.clock.jump_to(office.app.clock.now() + timedelta(minutes=6))
        citizen = office.citizen()
        await citizen.says("/start danhgia-ia-nhin")
        await citizen.presses(label)


async def test_who_reloads_every_figure_cannot_tell_what_a_visitor_of_today_thought(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Hoa")
    before = await seen_by(office, clerk)
    await visitors_rate(office, "Rất không hài lòng")
    await visitors_rate(office, *["Hài lòng"] * 4)
    assert await seen_by(office, clerk) == before
    await office.time_passes(MONDAY_MORNING + DAY)
    after = await rows(office)
    assert (after["overall"]["satisfied"], after["overall"]["n"]) == (4, 5)
    await visitors_rate(office, "Rất không hài lòng", "Hài lòng")
    await office.time_passes(MONDAY_MORNING + 2 * DAY)
    assert await rows(office) == after


async def rows(office: OfficeUnderTest) -> dict[str, dict[str, Any]]:
    found = msgspec.json.decode(await opens(office, f"/thong-ke.json{OF_THEIRS}"))
    return {row["code"]: row for row in found["rows"]}
