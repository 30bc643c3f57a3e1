"""How often we were late and apologised stands in public as it stands in the reports."""

from __future__ import annotations

from datetime import timedelta

from publish.reports.period_facts import period_summary
from rules.reporting_period import Period
from tests.support.desk import ANSWER, Desk
from tests.support.ratings import opens
from tests.support.reports import none_withheld
from tests.support.story import OfficeUnderTest, files_a_report


async def test_the_public_reads_how_many_were_late_and_how_many_of_them_were_apologised_for(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    other = await files_a_report(office.citizen(), "Rác đổ đầy ven đường liên xã, bốc mùi")
    await desk.clerk.says(f"/chuyen {other} TNMT")
    assert "Chưa có lần trễ hạn nào" in (await opens(office, "/loi-xin-loi")).decode()
    await desk.days_pass(16)
    await desk.leader.presses("Ký và gửi lời xin lỗi")
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    late_from = desk.today()
    await office.time_passes(office.app.clock.now() + timedelta(days=1))
    page = (await opens(office, "/loi-xin-loi?trang=1")).decode()
    assert "2 vụ việc trễ hạn, đã xin lỗi 1." in page
    figures = (await opens(office, f"/thong-ke?ky={late_from:%Y-%m}")).decode()
    assert "2 vụ việc trễ hạn, đã xin lỗi 1," in figures
    # The other one is apologised for on the day after, without a signature.
    period = Period(late_from - timedelta(days=late_from.weekday()), late_from)
    async with office.app.db.read() as db:
        now = office.app.clock.now()
        line = (
            await period_summary(db, office.app.office, period, "week", "", now, none_withheld)
        ).line
    assert (line.should_apologise, line.apologised) == (2, 1)
