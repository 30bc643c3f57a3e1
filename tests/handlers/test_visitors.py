"""The office says how many visitors a place had, and the share of them who rated is told."""

from __future__ import annotations

from datetime import timedelta

from storage import visitor_counts
from tests.support.machine import MONDAY_MORNING
from tests.support.ratings import opens, rated
from tests.support.reports import report_of
from tests.support.story import OfficeUnderTest

LAST_WEEK = MONDAY_MORNING.date() - timedelta(days=7)


async def test_of_the_weeks_and_places_the_office_counted_it_is_told_how_many_rated(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    await clerk.says("/luotkhach")
    clerk.sees("Tuần 16/11/2026 - 22/11/2026 chưa ghi lượt khách")
    for wrong in ("huyen", "nowhere 40", "huyen nhieu", "huyen 40 31/02/2026", "huyen 40 1/1/2030"):
        await clerk.says(f"/luotkhach {wrong}")
        clerk.sees("Xin ghi: /luotkhach MÃ SỐ", "huyen")
    await clerk.says("/luotkhach huyen 0")
    clerk.sees("từ 1 đến")
    await clerk.says("/luotkhach huyen 4.200")
    await clerk.says("/luotkhach huyen 200")
    clerk.sees("Bộ phận Một cửa huyện: 200 lượt")
    await clerk.says("/luotkhach ia-ka 50 12/10/2026")
    clerk.sees("12/10/2026 - 18/10/2026", "Ia Ka: 50 lượt")
    await rated(office.app, [5] * 10, day=LAST_WEEK)
    await rated(office.app, [5] * 20, day=LAST_WEEK + timedelta(days=7))
    await rated(office.app, [5] * 7, counter="ia-ka", day=LAST_WEEK)
    async with office.app.db.read() as db:
        last = LAST_WEEK + timedelta(days=6)
        found = await visitor_counts.turnout_between(db, LAST_WEEK, last)
        assert found == (10, 200), "another week's and another place's ratings are held apart"
        assert await visitor_counts.turnout_between(db, LAST_WEEK, last, ["ia-ka"]) is None
        month = (LAST_WEEK - timedelta(days=40), last)
        assert await visitor_counts.turnout_between(db, *month) == (10, 250)
    source = await report_of(office, LAST_WEEK)
    assert source.turnout == (10, 200)
    page = (await opens(office, "/thong-ke?ky=2026-11")).decode()
    assert "10 phiếu trên 200 lượt khách" in page
    citizen = office.citizen()
    await citizen.says("/luotkhach huyen 3")
    citizen.sees("dành cho cán bộ")
