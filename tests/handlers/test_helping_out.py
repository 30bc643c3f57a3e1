"""One agency leads, others help: they see, tell the lead, and the citizen gets one answer."""

from __future__ import annotations

from storage import case_agencies
from tests.support.desk import ANSWER, HELP_GIVEN, Desk, asks_in, with_a_helper
from tests.support.story import OfficeUnderTest, photo


async def test_a_helper_sees_the_case_and_tells_the_lead(office: OfficeUnderTest) -> None:
    desk, helper = await with_a_helper(office)
    helper.sees("Mời phối hợp", desk.code, "bao giờ cắt điện", "Đèn đường")
    await helper.presses("Góp ý")
    await helper.says(HELP_GIVEN)
    await helper.sends(media=(photo(5),))
    await helper.presses("Xong")
    told = desk.official.sees("Điện lực huyện góp ý", HELP_GIVEN)
    assert told.media
    desk.citizen.sees_nothing_of("Điện lực")
    await desk.official.says(f"/xem {desk.code}")
    desk.official.sees("🤝 Phối hợp: Điện lực huyện", HELP_GIVEN)
    assert (await desk.log())[-2:] == ["involve", "contribute"]


async def test_the_answer_is_one_and_the_helper_is_told(office: OfficeUnderTest) -> None:
    desk, helper = await with_a_helper(office)
    await helper.says(f"/traloi {desk.code} {ANSWER}")
    helper.sees_key("desk.not_yours")
    await helper.sends(choice=f"accept:{(await desk.case()).id}")
    helper.sees_key("desk.not_yours")
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    helper.sees(desk.code, "Đã trả lời")
    answers = [reply for reply in desk.citizen.replies() if ANSWER in reply.text]
    assert len(answers) == 1
    await helper.presses("Góp ý")
    helper.sees("không còn chờ góp ý")


async def test_the_queue_of_a_helper_has_the_case(office: OfficeUnderTest) -> None:
    desk, helper = await with_a_helper(office)
    await helper.says("/viec")
    helper.sees(desk.code, "Được mời phối hợp", "Kinh tế - Hạ tầng")
    outsider = await office.staff("official", "YTE")
    await outsider.says("/viec")
    outsider.sees_key("queues.nothing")
    await outsider.says(f"/xem {desk.code}")
    outsider.sees_key("desk.not_yours")


async def test_the_office_asks_a_helper_in_and_a_helper_that_leads_helps_no_more(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await asks_in(desk.clerk, desk)
    assert any("chưa có cán bộ nào" in reply.text for reply in desk.clerk.latest)
    await desk.clerk.says(f"/chuyen {desk.code} DIENLUC")
    async with office.app.db.read() as db:
        assert await case_agencies.co_agencies_of_case(db, await desk.case()) == []


async def test_an_official_does_not_ask_agencies_in(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.official.sends(choice=f"involve:{(await desk.case()).id}")
    desk.official.sees_key("desk.not_yours")


async def test_a_helpers_reply_to_the_card_is_told_to_the_lead(office: OfficeUnderTest) -> None:
    desk, helper = await with_a_helper(office)
    await helper.quotes("Mời phối hợp", HELP_GIVEN)
    await helper.quotes("Mời phối hợp", "Xin báo lại nếu đổi ngày.")
    await helper.presses("Xong")
    desk.official.sees("Điện lực huyện góp ý", HELP_GIVEN, "Xin báo lại")
    desk.citizen.sees_nothing_of("cắt điện đoạn này")
