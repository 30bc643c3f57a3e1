"""How often we were late and apologised stands in public by whole crowds, as in the reports."""

from __future__ import annotations

import re
from datetime import timedelta

import msgspec

from publish.reports.period_facts import period_summary
from publish.web.public_figures import AgencyLateness, DailyLateness, PublicFigures
from rules.reporting_period import Period
from tests.support.accused import reports_conduct
from tests.support.desk import ANSWER, Desk, answers
from tests.support.ratings import opens
from tests.support.reports import none_withheld
from tests.support.story import OfficeUnderTest, files_a_report

WATCHED = (
    *("/", "/loi-xin-loi", "/co-quan/noivu"),
    *(f"/thong-ke{form}?ky=2026" for form in ("", ".json", ".csv")),
)


async def late_by_crowds_of(office: OfficeUnderTest, n: int) -> DailyLateness:
    rules = msgspec.structs.replace(office.app.office.publishing, least_group=n)
    of_crowds = msgspec.structs.replace(office.app.office, publishing=rules)
    return await PublicFigures(office.app.db, of_crowds).lateness(office.app.clock.now())


async def test_the_public_reads_how_many_were_late_and_how_many_of_them_were_apologised_for(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    other = await files_a_report(office.citizen(), "Rác đổ đầy ven đường liên xã, bốc mùi")
    await desk.clerk.says(f"/chuyen {other} TNMT")
    await desk.days_pass(16)
    await desk.leader.presses("Ký và gửi lời xin lỗi")
    await answers(desk.official, desk.code, ANSWER)
    late_from = desk.today()
    await office.time_passes(office.app.clock.now() + timedelta(days=1))
    exact = await late_by_crowds_of(office, 1)
    assert exact.whole == AgencyLateness(2, 1)
    assert exact.agencies == {"KTHT": AgencyLateness(1, 1), "TNMT": AgencyLateness(1, 0)}
    # Two are a crowd, one is not: neither an agency's only one, nor who had an apology.
    pairs = await late_by_crowds_of(office, 2)
    assert (pairs.whole, pairs.agencies) == (AgencyLateness(2, 0), {})
    page = (await opens(office, "/loi-xin-loi")).decode()
    assert "Dưới 5 vụ việc trễ hạn, đã xin lỗi dưới 5." in page
    # The other one is apologised for on the day after, without a signature.
    period = Period(late_from - timedelta(days=late_from.weekday()), late_from)
    async with office.app.db.read() as db:
        now = office.app.clock.now()
        line = (
            await period_summary(db, office.app.office, period, "week", "", now, none_withheld)
        ).line
    assert (line.should_apologise, line.apologised) == (2, 1)


async def test_no_day_on_which_a_complaint_is_late_answered_or_rated_can_be_read_in_public(
    office: OfficeUnderTest,
) -> None:
    clerk, other = await office.staff("office"), await office.staff("official", "NOIVU")
    head = await office.staff("leader", "NOIVU")
    desk, citizen = Desk(office), office.citizen()
    code = await reports_conduct(citizen)
    await clerk.says(f"/chuyen {code} NOIVU")
    pages = [await undated(office)]
    await desk.days_pass(16)
    await desk.days_pass(2)
    citizen.sees(code, "xin lỗi")
    pages.append(await undated(office))
    await answers(other, code, ANSWER)
    await head.presses("Duyệt và gửi")
    await citizen.presses("Đánh giá câu trả lời")
    await citizen.presses("Rất hài lòng")
    citizen.sees("Rất hài lòng")
    await desk.days_pass(1)
    pages.append(await undated(office))
    assert pages[0] == pages[1] == pages[2]
    exact = await late_by_crowds_of(office, 1)
    assert (exact.whole, exact.agencies) == (AgencyLateness(1, 1), {})


async def undated(office: OfficeUnderTest) -> list[str]:
    """What is public of cases but for the dates, which move for everybody; read past the memory."""
    now = office.app.clock.now()
    paths = [f"{path}{'&' if '?' in path else '?'}{now:%d}" for path in WATCHED]
    texts = [(await opens(office, path)).decode() for path in paths]
    dates = re.compile(r"\S+ \S+ \d{2}/\d{2}/\d{4}|\d{4}-\d{2}-\d{2}|<option.*?</option>")
    return [dates.sub("", text) for text in texts]
