"""A citizen and the own case: answer, add, withdraw, not satisfied, one level up."""

from __future__ import annotations

from tests.support.desk import ANSWER, Desk, answered, answers, opens_own, presses_more
from tests.support.story import OfficeUnderTest, photo


async def test_the_answer_to_our_question_starts_the_clock_again(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    await desk.days_pass(2)
    await desk.citizen.presses("Trả lời câu hỏi")
    desk.citizen.sees("Đèn nào hỏng")
    await desk.citizen.says("Cột số 5, trước nhà rông", media=(photo(3),))
    await desk.citizen.presses("Xong")
    desk.citizen.sees("thời hạn chạy tiếp")
    told = desk.official.sees("người dân trả lời", "Cột số 5")
    assert len(told.media) == 1
    assert (await desk.case()).status == "forwarded"


async def test_a_reply_to_our_question_is_its_answer(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    await desk.citizen.quotes("cần anh/chị cho biết thêm", "Cột số 5, trước nhà rông")
    await desk.citizen.presses("Xong")
    desk.official.sees("Cột số 5")


async def test_words_and_photos_are_added_to_an_open_case(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await opens_own(desk)
    desk.citizen.sees("Đã qua các bước", "tiếp nhận", "chuyển đến Phòng Kinh tế - Hạ tầng")
    await desk.citizen.presses("Bổ sung")
    await desk.citizen.says("Cột số 5 gần ngã ba, mất cả bóng")
    await desk.citizen.presses("Xong")
    desk.official.sees("người dân bổ sung", "mất cả bóng")
    assert (await desk.case()).status == "forwarded"


async def test_a_case_is_withdrawn_after_a_second_thought(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await opens_own(desk)
    await desk.citizen.presses("Rút phản ánh")
    await desk.citizen.presses("Không rút")
    assert (await desk.case()).status == "forwarded"
    await opens_own(desk)
    await desk.citizen.presses("Rút phản ánh")
    await desk.citizen.presses("Rút")
    assert (await desk.case()).status == "withdrawn"
    desk.official.sees("người dân đã rút")


async def test_an_answer_that_does_not_settle_it_is_looked_at_again_twice_at_most(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office, leader=True)
    for _ in range(2):
        await opens_own(desk)
        await desk.citizen.presses("Chưa hài lòng")
        await desk.citizen.says("Đèn vẫn tối, chưa ai đến thay")
        await desk.citizen.presses("Xong")
        desk.citizen.sees("Đã mở lại")
        desk.official.sees("chưa hài lòng", "Đèn vẫn tối")
        desk.leader.sees("chưa hài lòng")
        await desk.official.says(f"/traloi {desk.code} {ANSWER}")
        await desk.official.presses("Xong")
        await desk.official.presses("Gửi cho người dân")
    await opens_own(desk)
    labels = [choice.label for row in desk.citizen.latest[-1].choices for choice in row]
    asked = ["Xong rồi", "Chưa xong", "Đánh giá câu trả lời"]
    assert labels == [*asked, "Xin cấp trên xem xét", "Diễn biến"]


async def test_reopening_ends_after_the_offices_days(office: OfficeUnderTest) -> None:
    desk = await answered(office)
    await opens_own(desk)
    button = desk.citizen.button("Chưa hài lòng")
    await desk.days_pass(office.app.office.deadlines["reopen"].days + 1)
    await desk.citizen.sends(choice=button.value)
    desk.citizen.sees("không mở lại được")


async def test_one_level_up_reaches_the_office_and_the_chair(office: OfficeUnderTest) -> None:
    desk = await answered(office)
    chair = await office.staff("chair")
    await opens_own(desk)
    await desk.citizen.presses("Xin cấp trên")
    await desk.citizen.says("Trả lời không đúng việc tôi hỏi")
    await desk.citizen.presses("Xong")
    for person in (desk.clerk, chair):
        person.sees("xin cấp trên xem xét", "không đúng việc tôi hỏi")
    case = await desk.case()
    assert (case.status, case.level) == ("received", 1)
    # It is an appeal to whoever opens it, and the chair decides it.
    for person in (desk.clerk, chair):
        await person.presses("Mở vụ việc")
        person.sees("xin cấp trên xem xét", "không đúng việc tôi hỏi")
        assert "Vụ việc mới" not in person.latest[-1].text
    await chair.says("/viec")
    chair.sees(desk.code)
    await chair.sends(choice=f"forward:{case.id}:KTHT")
    assert (await desk.case()).status == "forwarded"
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    await desk.citizen.sends(choice=f"appeal:{case.id}")
    desk.citizen.sees("đã được chuyển lên cấp trên rồi")


async def test_nobody_else_can_do_these_things(office: OfficeUnderTest) -> None:
    desk = await answered(office)
    stranger = office.citizen()
    case = await desk.case()
    for action in ("add", "reopen", "appeal", "withdraw", "supplement"):
        await stranger.sends(choice=f"{action}:{case.id}")
        stranger.sees("không có quyền")
    assert (await desk.case()).status == "answered"


async def test_words_for_a_case_that_is_over_are_kept_and_no_colleague_is_named(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    case = await desk.case()
    await answers(desk.official, desk.code, ANSWER)
    for button in ("add", "supplement"):
        await desk.citizen.sends(choice=f"{button}:{case.id}")
        desk.citizen.sees(desk.code, "đã xong")
        await desk.citizen.says("/huy")
    await desk.citizen.sends(choice=f"add:{case.id}")
    await desk.citizen.says("Đèn sáng một hôm rồi lại tắt, nhờ xem lại giúp")
    await desk.citizen.presses("Chưa hài lòng")
    desk.official.sees("chưa hài lòng", "sáng một hôm rồi lại tắt")
    for action in ("withdraw", "appeal", "reopen"):
        await desk.citizen.sends(choice=f"{action}:{case.id}")
        await desk.citizen.says("/huy")
    for name in ("Anh Hạ tầng", "Chị Văn phòng", "Chị Trưởng phòng"):
        desk.citizen.sees_nothing_of(name)
