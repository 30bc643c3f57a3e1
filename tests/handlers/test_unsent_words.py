"""Words for a case that is there wait for no Xong, and the answer to a question is never missed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import case_events
from tests.support.desk import ANSWER, Desk, answered, answers, opens_own, presses_more
from tests.support.story import HERE, OfficeUnderTest, files_a_report, photo


async def silence(office: OfficeUnderTest, minutes: int = 3) -> None:
    await office.time_passes(office.app.clock.now() + timedelta(minutes=minutes))


async def asked(office: OfficeUnderTest) -> Desk:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, điện mấy pha, gần nhà ai ạ?")
    return desk


@pytest.mark.parametrize(
    "said",
    [
        "phia duoi cau treo, xe ba gac mau xanh cua ong Ty",
        "không",
        "1 pha, hỏng từ hôm chủ nhật",
        "nhà ông Tèo bán cà phê, cột thứ hai",
    ],
)
async def test_whatever_is_said_while_an_agency_waits_for_it_is_the_answer(
    office: OfficeUnderTest, said: str
) -> None:
    desk = await asked(office)
    await desk.citizen.says(said)
    await silence(office)
    desk.citizen.sees_key("followup.supplement_done")
    async with office.app.db.read() as db:
        log = [line.action for line in await case_events.events_of_case(db, await desk.case())]
    assert "supplement" in log
    assert (await desk.case()).status != "needs_info"


async def test_a_point_on_the_map_is_an_answer_too(office: OfficeUnderTest) -> None:
    desk = await asked(office)
    await desk.citizen.sends(location=HERE)
    await silence(office)
    desk.official.sees("người dân trả lời", f"mlat={HERE.latitude}")


async def test_a_greeting_is_no_answer_and_has_the_question_put_again(
    office: OfficeUnderTest,
) -> None:
    desk = await asked(office)
    await desk.citizen.says("chào")
    desk.citizen.sees("điện mấy pha")
    await silence(office)
    assert (await desk.case()).status == "needs_info"
    await desk.citizen.says("1 pha")
    await silence(office)
    desk.official.sees("người dân trả lời", "1 pha")


async def test_of_two_questions_it_is_asked_which_and_silence_answers_one_of_them(
    office: OfficeUnderTest,
) -> None:
    desk = await asked(office)
    second = await files_a_report(desk.citizen, "Rác đổ đầy ngã ba chợ, mùi hôi thối")
    await desk.clerk.says(f"/hoithem {second}")
    await desk.clerk.says("Rác đổ từ hôm nào, ai đổ ạ?")
    await desk.citizen.says("từ hôm chủ nhật")
    desk.citizen.sees("Tin này là của vụ việc nào")
    await silence(office)
    desk.citizen.sees("Bổ sung cho")
    await silence(office)
    desk.citizen.sees_key("followup.supplement_done")


async def test_what_is_added_asked_to_be_looked_at_again_or_appealed_goes_by_itself(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await opens_own(desk)
    await desk.citizen.presses("Bổ sung")
    await desk.citizen.says("mất cả bóng", media=(photo(4),))
    old = desk.citizen.button("Xong")
    await silence(office)
    desk.official.sees("người dân bổ sung", "mất cả bóng")
    # The button that is not needed any more says so, and nothing is sent twice.
    await desk.citizen.sends(choice=old.value)
    desk.citizen.sees_key("conversation.sent_by_itself")
    await answers(desk.official, desk.code, ANSWER)
    await desk.citizen.presses("Chưa xong")
    await desk.citizen.says("Đèn vẫn tối, chưa ai đến thay")
    # The next button or command sends it as well.
    await desk.citizen.says("/cuatoi")
    desk.official.sees("chưa hài lòng", "Đèn vẫn tối")
    await answers(desk.official, desk.code, ANSWER)
    await desk.citizen.says("nhớ thay luôn cột bên cạnh")
    desk.citizen.sees("Lời anh/chị vừa gửi là để làm gì")
    await desk.citizen.says("và cột trước")
    await silence(office)
    desk.official.sees("người dân bổ sung", "cột bên cạnh", "và cột trước")
    desk.citizen.sees("xin cấp trên xem xét")
    await desk.citizen.presses("Xin cấp trên")
    await desk.citizen.says("Trả lời không đúng việc tôi hỏi")
    await silence(office)
    desk.clerk.sees("xin cấp trên xem xét", "không đúng việc tôi hỏi")
    told = len(office.paper.sent)
    await silence(office, 10)
    assert len(office.paper.sent) == told


async def test_an_officials_answer_is_shown_by_itself_and_sent_by_nobody_else(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await silence(office)
    desk.official.sees(ANSWER)
    assert desk.official.button("Gửi cho người dân")
    await silence(office)
    assert (await desk.case()).status == "forwarded"
    await desk.official.presses("Gửi cho người dân")
    desk.citizen.sees(ANSWER)


async def test_what_is_dropped_is_not_sent(office: OfficeUnderTest) -> None:
    desk = await answered(office)
    await desk.citizen.presses("Chưa xong")
    await desk.citizen.says("Đèn vẫn tối, chưa ai đến thay")
    await desk.citizen.says("/huy")
    await silence(office)
    assert (await desk.case()).status == "answered"


async def test_no_case_ends_for_silence_while_words_of_its_owner_lie_unsent(
    office: OfficeUnderTest,
) -> None:
    desk = await asked(office)
    wait = office.app.office.deadlines["supplement_wait"].days
    await desk.days_pass(wait)
    await desk.citizen.says("/gopy")
    await desk.citizen.says("1 pha, hỏng từ hôm chủ nhật, trước nhà rông làng Kép")
    await desk.days_pass(2)
    desk.citizen.sees("không khép lại")
    assert (await desk.case()).status == "forwarded"
