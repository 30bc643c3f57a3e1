"""The new date an apology promises is shown, reminded of, and answered for when it is broken."""

from __future__ import annotations

from datetime import datetime

from publish.reports.writer import ReportWriter
from rules.deadline import add_working_days
from rules.local_time import ZONE
from tests.support.desk import ANSWER, Desk
from tests.support.reports import report_of
from tests.support.story import OfficeUnderTest


async def promises_again(office: OfficeUnderTest) -> Desk:
    desk = await Desk(office).opens(leader=True)
    await desk.days_pass(16)
    await desk.leader.presses("Ký và gửi lời xin lỗi")
    return desk


async def test_the_new_date_stands_beside_the_old_for_citizen_and_officials(
    office: OfficeUnderTest,
) -> None:
    desk = await promises_again(office)
    again = f"{add_working_days(desk.today(), 5, office.app.office.calendar):%d/%m/%Y}"
    await desk.citizen.says(f"/tracuu {desk.code}")
    desk.citizen.sees("hẹn lại", again)
    await desk.leader.says(f"/xem {desk.code}")
    desk.leader.sees("hẹn lại", again)
    await desk.days_pass(4)
    desk.official.sees("Việc hôm nay", "hẹn lại", "còn 1 ngày làm việc")
    await desk.days_pass(1)
    desk.official.sees("Việc hôm nay", "hẹn lại hôm nay")


async def test_a_broken_promise_is_apologised_for_again_and_climbs(
    office: OfficeUnderTest,
) -> None:
    desk = await promises_again(office)
    chair = await office.staff("chair")
    await desk.days_pass(5)
    assert (await desk.log()).count("promise_broken") == 0
    desk.leader.seen = len(office.paper.sent)
    await desk.days_pass(1)
    assert (await desk.log()).count("promise_broken") == 1
    desk.leader.sees("đã soạn sẵn", "đã lỡ ngày hẹn lại")
    chair.seen = len(office.paper.sent)
    await desk.days_pass(1)
    desk.citizen.sees(desk.code, "xin lỗi anh/chị một lần nữa")
    assert (await desk.log()).count("apologise") == 2
    await desk.days_pass(10)
    assert (await desk.log()).count("apologise") == 2


async def test_a_second_apology_is_signed_with_a_second_date(office: OfficeUnderTest) -> None:
    desk = await promises_again(office)
    await desk.days_pass(6)
    desk.citizen.seen = len(office.paper.sent)
    await desk.leader.presses("Ký và gửi lời xin lỗi")
    await office.quiet()
    again = f"{add_working_days(desk.today(), 5, office.app.office.calendar):%d/%m/%Y}"
    desk.citizen.sees("một lần nữa", again)
    await desk.days_pass(8)
    assert (await desk.log()).count("promise_broken") == 2
    assert (await desk.log()).count("escalate") > 3


async def test_a_date_that_rests_on_undecided_days_says_so_in_the_apology(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await office.time_passes(datetime(2026, 12, 30, 9, tzinfo=ZONE))
    desk.citizen.seen = len(office.paper.sent)
    await desk.leader.presses("Ký và gửi lời xin lỗi")
    await office.quiet()
    assert "(dự kiến)" in desk.citizen.sees("xin lỗi anh/chị", "hẹn trả lời").text


async def test_a_report_counts_the_new_dates_and_those_that_were_broken(
    office: OfficeUnderTest,
) -> None:
    desk = await promises_again(office)
    promised_on = desk.today()
    found = (await report_of(office, promised_on)).summary.line
    assert (found.should_apologise, found.promised, found.broken) == (1, 1, 0)
    await desk.days_pass(6)
    source = await report_of(office, desk.today())
    assert (source.summary.line.promised, source.summary.line.broken) == (1, 1)
    text = "\n".join(
        ReportWriter(office.app.office, office.app.world.texts).document(source).paragraphs
    )
    assert "Đã hẹn lại ngày trả lời 1 lượt, lỡ hẹn 1." in text
    found = (await report_of(office, promised_on)).summary.line
    assert (found.promised, found.broken) == (1, 0)
    await desk.leader.says("/solieu bao nhieu vu lo hen thang nay")
    desk.leader.sees("1 vụ việc", "Lỡ hẹn")


async def test_a_new_date_that_was_kept_is_not_called_broken(office: OfficeUnderTest) -> None:
    desk = await promises_again(office)
    await desk.days_pass(4)
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    answered_on = desk.today()
    await desk.days_pass(10)
    found = (await report_of(office, answered_on)).summary.line
    assert (found.late, found.promised, found.broken) == (1, 1, 0)
