"""A refusal reaches a citizen only when a second person has read it, where there is one."""

from __future__ import annotations

from storage import case_events
from tests.support.accused import CONDUCT, reports_conduct
from tests.support.desk import ANSWER, Desk, proposes
from tests.support.story import OfficeUnderTest


async def test_a_second_person_of_the_office_approves_it(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    second = await office.staff("office", name="Anh Văn phòng")
    chair = await office.staff("chair")
    desk.citizen.seen = chair.seen = len(office.paper.sent)
    await proposes(desk.clerk, desk.code)
    desk.clerk.sees(desk.code, "đã gửi người duyệt")
    desk.citizen.sees_nothing()
    chair.sees_nothing()
    second.sees("Chị Văn phòng", desk.code, "Nội dung chưa rõ")
    await desk.clerk.sends(choice=f"sign_refusal:{(await desk.case()).id}")
    desk.clerk.sees("chính anh/chị soạn")
    await proposes(desk.clerk, desk.code)
    desk.clerk.sees("đang chờ duyệt")
    await desk.clerk.says(f"/xem {desk.code}")
    desk.clerk.sees("Có đề nghị từ chối")
    await second.presses("Đồng ý từ chối")
    desk.citizen.sees(desk.code, "Nội dung chưa rõ", "Căn cứ")
    desk.clerk.sees(desk.code, "đã được duyệt")
    assert (await desk.case()).status == "refused"
    await second.presses("Đồng ý từ chối")
    second.sees("không làm được nữa")


async def test_it_is_sent_back_with_a_remark(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(forwarded=False)
    second = await office.staff("office", name="Anh Văn phòng")
    desk.citizen.seen = len(office.paper.sent)
    await proposes(desk.clerk, desk.code)
    await second.presses("Không đồng ý")
    await second.says("Nội dung rõ rồi, chuyển phòng Hạ tầng")
    desk.clerk.sees(desk.code, "Nội dung rõ rồi")
    desk.citizen.sees_nothing()
    assert (await desk.case()).status == "received"
    await second.presses("Đồng ý từ chối")
    second.sees("không có đề nghị từ chối")


async def test_where_the_clerk_is_alone_the_chair_approves(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    chair = await office.staff("chair", name="Lãnh đạo")
    await proposes(desk.clerk, desk.code)
    await chair.presses("Đồng ý từ chối")
    desk.citizen.sees(desk.code, "không tiếp nhận được")


async def test_who_agrees_reads_of_the_case_what_they_may_read_anyway(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    chair = await office.staff("chair", name="Lãnh đạo")
    await proposes(desk.clerk, desk.code)
    chair.sees(desk.code, "Nội dung chưa rõ", "Chỉ người xử lý vụ việc đọc")
    await chair.sends(choice=f"see_refusal:{(await desk.case()).id}")
    chair.sees(desk.code, "Nội dung chưa rõ")
    chair.sees_nothing_of("Đèn đường")

    code = await reports_conduct(office.citizen())
    second = await office.staff("office", name="Anh Văn phòng")
    await proposes(desk.clerk, code)
    second.sees(code, CONDUCT)
    await desk.clerk.says(f"/aixem {code}")
    desk.clerk.sees("Anh Văn phòng")
    chair.sees_nothing_of(CONDUCT)


async def test_where_nobody_else_exists_it_goes_out_and_the_log_says_so(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await proposes(desk.clerk, desk.code)
    desk.citizen.sees(desk.code, "không tiếp nhận được")
    async with office.app.db.read() as db:
        last = (await case_events.events_of_case(db, await desk.case()))[-1]
    assert (last.action, last.data) == ("refuse", {"alone": True})


async def test_what_was_proposed_falls_when_the_case_is_answered_or_sent_on(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    second = await office.staff("office", name="Anh Văn phòng")
    await proposes(desk.clerk, desk.code)
    await desk.clerk.says(f"/chuyen {desk.code} YTE")
    await second.presses("Đồng ý từ chối")
    second.sees("không có đề nghị từ chối")
    await desk.clerk.says(f"/chuyen {desk.code} KTHT")
    await proposes(desk.clerk, desk.code)
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    await second.presses("Đồng ý từ chối")
    second.sees("không làm được nữa")
    assert (await desk.case()).status == "answered"


async def test_an_official_is_offered_to_give_a_case_back_instead(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.official.says(f"/tuchoi {desk.code}")
    desk.official.sees("việc của Văn phòng", desk.code)
    await desk.official.presses("Trả lại, không thuộc")
    desk.official.sees("thuộc cơ quan nào")
    stranger = await office.staff("official", "YTE")
    await stranger.says(f"/tuchoi {desk.code}")
    stranger.sees("không có quyền")


async def test_what_waits_for_a_second_person_stands_in_their_morning_and_their_queue(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    second = await office.staff("office", name="Anh Văn phòng")
    await proposes(desk.clerk, desk.code)
    await desk.days_pass(1)
    second.sees("Hôm nay ở Văn phòng", "1 đề nghị từ chối chờ anh/chị duyệt")
    mornings = [one.text for one in desk.clerk.replies() if "Hôm nay ở Văn phòng" in one.text]
    assert not any("đề nghị từ chối" in morning for morning in mornings)
    second.seen = len(office.paper.sent)
    await second.says("/viec")
    second.sees("Chờ duyệt từ chối: 1 vụ việc", desk.code)
    await second.presses("Mở 1")
    second.sees("Chị Văn phòng đề nghị từ chối", "Nội dung chưa rõ")
    await second.presses("Đồng ý từ chối")
    desk.citizen.sees(desk.code, "không tiếp nhận được")
    second.seen = len(office.paper.sent)
    await desk.days_pass(1)
    assert not any("đề nghị từ chối" in one.text for one in second.latest)


async def test_the_chair_who_must_read_it_is_reminded_each_morning(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    chair = await office.staff("chair", name="Lãnh đạo")
    chair.seen = len(office.paper.sent)
    await desk.days_pass(1)
    chair.sees_nothing()
    await proposes(desk.clerk, desk.code)
    chair.seen = len(office.paper.sent)
    await desk.days_pass(1)
    chair.sees("1 đề nghị từ chối chờ anh/chị duyệt")
    await chair.presses(f"🚫 Duyệt từ chối {desk.code}")
    await chair.presses("Đồng ý từ chối")
    desk.citizen.sees(desk.code, "không tiếp nhận được")


async def test_a_refusal_of_a_case_that_was_sent_on_waits_for_nobody(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    second = await office.staff("office", name="Anh Văn phòng")
    await proposes(desk.clerk, desk.code)
    await desk.clerk.says(f"/chuyen {desk.code} YTE")
    second.seen = len(office.paper.sent)
    await desk.days_pass(1)
    assert not any("đề nghị từ chối" in one.text for one in second.latest)
