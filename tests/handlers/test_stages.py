"""Stages besides forwarding and answering have terms too: taking in, asking, checking an answer."""

from __future__ import annotations

from storage import case_events
from tests.support.desk import ANSWER, Desk, presses_more
from tests.support.story import OfficeUnderTest


async def answered(office: OfficeUnderTest) -> Desk:
    desk = await Desk(office).opens()
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    return desk


async def test_an_answer_is_to_be_checked_until_a_date_that_is_shown(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)  # on Monday 23/11; 24/11 is off, and not confirmed
    desk.clerk.sees("đã trả lời", desk.code, "26/11/2026 (dự kiến)")
    await desk.clerk.says("/congkhai")
    desk.clerk.sees(desk.code, "còn 2 ngày làm việc để kiểm tra")


async def test_an_answer_nobody_checks_is_in_the_digest_and_climbs_to_the_chair(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair")
    desk = await answered(office)
    await desk.days_pass(2)
    desk.clerk.sees("Hôm nay ở Văn phòng")
    desk.clerk.sees_nothing_of("quá hạn kiểm tra")
    await desk.days_pass(1)
    desk.clerk.sees("Hôm nay ở Văn phòng", "1 câu trả lời đã quá hạn kiểm tra")
    await desk.days_pass(2)
    desk.clerk.sees("đôn đốc", "chưa kiểm tra, công khai", desk.code)
    chair.sees_nothing_of("chưa kiểm tra")
    await desk.days_pass(2)
    chair.sees("đôn đốc", "chưa kiểm tra, công khai", desk.code)
    await desk.days_pass(3)
    assert (await desk.log()).count("escalate") == 2


async def test_what_nobody_took_in_is_in_the_offices_digest(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(forwarded=False)
    await desk.days_pass(1)
    desk.clerk.sees_nothing_of("quá hạn tiếp nhận")
    await desk.days_pass(1)
    desk.clerk.sees("Hôm nay ở Văn phòng", "1 vụ việc chưa ai ở Văn phòng xem")


async def test_sealed_cases_are_not_counted_as_waiting(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(forwarded=False)
    await desk.clerk.sends(choice=f"seal:{(await desk.case()).id}")
    await desk.clerk.presses("Niêm phong")
    said = len(office.paper.sent)
    await desk.days_pass(2)
    told = [
        reply.text for address, reply in office.paper.sent[said:] if address == desk.clerk.address
    ]
    assert not any("Hôm nay ở Văn phòng" in text for text in told)


async def test_asking_late_is_warned_of_with_its_basis_and_logged(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.days_pass(3)
    await presses_more(desk.official, "Hỏi thêm")
    desk.official.sees("thời hạn hỏi thêm", "Căn cứ", "chỉ hỏi thêm một lần")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    desk.citizen.sees("Đèn nào hỏng")
    async with office.app.db.read() as db:
        asked = [
            one
            for one in await case_events.events_of_case(db, await desk.case())
            if one.action == "ask"
        ]
    assert asked[0].data == {"late": 1}


async def test_asking_in_time_is_not_warned_of(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    desk.official.sees_nothing_of("thời hạn hỏi thêm")


async def test_a_share_of_the_term_passed_on_a_day_without_a_digest_is_told_the_next(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.days_pass(1)
    at = len(office.paper.sent)
    await desk.days_pass(8)  # half of the 15 days passed on the day before, with nobody there
    told = [reply.text for reply in desk.official.replies(since=at) if "Việc hôm nay" in reply.text]
    assert len(told) == 1
    assert f"🟢 {desk.code}: còn 6 ngày làm việc" in told[0]
    at = len(office.paper.sent)
    await desk.days_pass(1)
    assert not [one.text for one in desk.official.replies(since=at) if "Việc hôm nay" in one.text]
