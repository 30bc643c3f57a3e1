"""A question of an agency is answered by its answer, and by nothing else that is said."""

from __future__ import annotations

from tests.support.desk import Desk, labels, presses_more
from tests.support.story import OfficeUnderTest

QUESTION = "Đèn nào hỏng, gần nhà ai ạ?"


async def asked(office: OfficeUnderTest) -> Desk:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says(QUESTION)
    return desk


async def test_thanks_putting_off_and_asking_back_leave_the_question_open(
    office: OfficeUnderTest,
) -> None:
    desk = await asked(office)
    for words in ("cảm ơn", "ok de toi xem", "để mai tôi trả lời"):
        await desk.citizen.says(words)
        assert (await desk.case()).status == "needs_info", words
    desk.citizen.sees_key("plain.later_asked")
    await desk.citizen.says("cho toi hoi lai")
    desk.citizen.sees(QUESTION)
    await desk.citizen.says("từ từ đã")
    desk.citizen.sees_key("plain.later_asked")
    await desk.days_pass(1)
    assert (await desk.case()).status == "needs_info"
    desk.official.sees_nothing_of("người dân trả lời")
    await desk.citizen.presses("Trả lời câu hỏi")
    await desk.citizen.says("cot so 5")
    await desk.citizen.says("gửi luôn giúp tôi")
    desk.official.sees("người dân trả lời", "cot so 5")


async def test_what_may_be_the_answer_or_none_is_asked_with_one_tap(
    office: OfficeUnderTest,
) -> None:
    desk = await asked(office)
    for words in ("dạ", "Rác trước nhà tôi không ai gom cả tuần", "hỏi cái đèn nào cơ ạ?"):
        await desk.citizen.says(words)
        shown = desk.citizen.sees("có phải là câu trả lời không ạ", QUESTION)
        assert labels(shown) == [
            "Đúng, gửi cơ quan",
            "Không phải, trả lời sau",
            "Đây là phản ánh mới",
        ]
        await desk.days_pass(1)
        assert (await desk.case()).status == "needs_info", words
        await desk.citizen.presses("Không phải")
    await desk.citizen.says("Rác chợ Ia Ly không ai gom cả tuần")
    await desk.citizen.presses("Đây là phản ánh mới")
    await desk.citizen.answers("intake")
    await desk.citizen.says("dạ")
    await desk.citizen.presses("Đúng")
    desk.official.sees("người dân trả lời", "dạ")


async def test_words_that_are_an_intent_elsewhere_answer_the_question_when_they_may(
    office: OfficeUnderTest,
) -> None:
    desk = await asked(office)
    await desk.citizen.presses("Trả lời câu hỏi")
    for words in ("chưa ai tới sửa", "bình thường", "không có điện thoại"):
        await desk.citizen.says(words)
    await desk.citizen.presses("Xong")
    desk.official.sees("người dân trả lời", "chưa ai tới sửa", "không có điện thoại")
