"""What citizens do with their own cases."""

from __future__ import annotations

from datetime import timedelta

from rules.lifecycle import NEEDS_INFO
from storage import cases, notes
from tests.story import OfficeUnderTest, Talker, files_a_report, photo

ANSWER = "Chúng tôi đã thay bóng đèn mới vào sáng nay, bà con yên tâm"


async def _answers(official: Talker, code: str, text: str = ANSWER) -> None:
    await official.says(f"/traloi {code} {text}")
    await official.presses("Xong")
    await official.presses("Gửi cho người dân")


async def _status(office: OfficeUnderTest, code: str) -> str:
    async with office.app.db.read() as db:
        case = await cases.by_code(db, code)
        assert case is not None
        return case.status


async def _office_asks(office: OfficeUnderTest, code: str, question: str) -> None:
    """What the office's own move does to a case."""
    now = office.app.clock.now()
    async with office.app.db.begin() as db:
        case = await cases.by_code(db, code)
        assert case is not None
        before = case.status
        assert await cases.move(db, case, status=NEEDS_INFO, status_before=before)
        await cases.log(db, case, "ask", None, now)
        await notes.add(db, case, notes.QUESTION, question, None, now)


async def _files_with_agency(office: OfficeUnderTest) -> tuple[Talker, Talker, Talker, str]:
    clerk = await office.staff("office", name="Chị Văn phòng")
    official = await office.staff("official", "KTHT", "Anh Hạ tầng")
    citizen = office.citizen()
    code = await files_a_report(citizen)
    await clerk.says(f"/chuyen {code} KTHT")
    official.sees(code)
    return clerk, official, citizen, code


async def test_the_list_has_pages_and_an_open_case_shows_its_steps(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    codes = [await files_a_report(citizen) for _ in range(7)]
    await citizen.says("/cuatoi")
    shown = citizen.sees(codes[6], codes[1], "Đã tiếp nhận", "còn")
    assert codes[0] not in shown.text
    await citizen.presses("Cũ hơn")
    citizen.sees(codes[0])
    await citizen.presses(codes[0])
    citizen.sees("Các bước đã qua", "đã tiếp nhận", "Cách tính hạn")
    assert citizen.button("Bổ sung")
    assert citizen.button("Rút phản ánh")


async def test_what_a_citizen_adds_reaches_the_agency_with_its_files(
    office: OfficeUnderTest,
) -> None:
    _, official, citizen, code = await _files_with_agency(office)
    await citizen.says(f"/tracuu {code}")
    await citizen.presses("Bổ sung")
    citizen.sees("Anh/chị muốn bổ sung gì", code)
    await citizen.says("Hôm nay lại thêm một cột đèn bị đổ", media=(photo(),))
    await citizen.presses("Xong")
    citizen.sees("Đã bổ sung vào", code)
    told = [r for r in official.replies() if "thêm một cột đèn" in r.text]
    assert len(told) == 1
    assert len(told[0].media) == 1
    assert await _status(office, code) == "forwarded"


async def test_an_answered_question_lets_the_case_go_on_where_it_stood(
    office: OfficeUnderTest,
) -> None:
    _, official, citizen, code = await _files_with_agency(office)
    await _office_asks(office, code, "Cột đèn số mấy?")
    await citizen.says(f"/tracuu {code}")
    await citizen.presses("Trả lời câu hỏi")
    citizen.sees("Cột đèn số mấy?")
    await citizen.says("Cột số 12 trước chợ")
    await citizen.presses("Xong")
    citizen.sees("Đã chuyển trả lời", code)
    assert any("Cột số 12" in reply.text for reply in official.replies())
    assert await _status(office, code) == "forwarded"


async def test_a_report_is_withdrawn_only_after_a_yes(office: OfficeUnderTest) -> None:
    _, official, citizen, code = await _files_with_agency(office)
    await citizen.says(f"/tracuu {code}")
    await citizen.presses("Rút phản ánh")
    await citizen.presses("Giữ lại")
    assert await _status(office, code) == "forwarded"
    await citizen.says(f"/tracuu {code}")
    await citizen.presses("Rút phản ánh")
    await citizen.presses("Rút phản ánh này")
    citizen.sees("Đã rút", code)
    assert any("đã rút phản ánh" in reply.text for reply in official.replies())
    assert await _status(office, code) == "withdrawn"


async def test_a_bad_rating_offers_another_look_and_the_level_above(
    office: OfficeUnderTest,
) -> None:
    clerk, official, citizen, code = await _files_with_agency(office)
    leader = await office.staff("leader", "KTHT", "Bà Trưởng phòng")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    await _answers(official, code)
    await citizen.presses("Không hài lòng")
    citizen.sees("nếu câu trả lời chưa ổn", code)
    await citizen.presses("Chưa hài lòng")
    await citizen.says("kém")
    await citizen.presses("Xong")
    citizen.sees("ít nhất 3 từ")
    await citizen.says("đèn vẫn không sáng")
    await citizen.presses("Xong")
    citizen.sees("Đã mở lại", code)
    assert await _status(office, code) == "forwarded"
    for one in (official, leader):
        assert any("đèn vẫn không sáng" in reply.text for reply in one.replies())

    await _answers(official, code)
    await citizen.says(f"/tracuu {code}")
    await citizen.presses("Chuyển lên cấp trên")
    await citizen.says("Phòng trả lời mà không làm gì")
    await citizen.presses("Xong")
    citizen.sees("lên cấp trên", code)
    for one in (clerk, chair):
        assert any("không làm gì" in reply.text for reply in one.replies())
    assert await _status(office, code) == "received"


async def test_an_answer_is_looked_at_again_at_most_twice(office: OfficeUnderTest) -> None:
    _, official, citizen, code = await _files_with_agency(office)
    for _ in range(2):
        await _answers(official, code)
        await citizen.says(f"/tracuu {code}")
        await citizen.presses("Chưa hài lòng")
        again = citizen.seen
        await citizen.says("vẫn chưa sửa gì cả")
        await citizen.presses("Xong")
        assert citizen.seen > again
    await _answers(official, code)
    await citizen.sends(choice=citizen.button("Chưa hài lòng").value)
    citizen.sees("số lần tối đa")
    assert await _status(office, code) == "answered"


async def test_an_answer_is_not_looked_at_again_after_the_term(office: OfficeUnderTest) -> None:
    _, official, citizen, code = await _files_with_agency(office)
    await _answers(official, code)
    await citizen.says(f"/tracuu {code}")
    office.app.clock.jump_to(office.app.clock.now() + timedelta(days=21))
    await citizen.presses("Chưa hài lòng")
    citizen.sees("Đã quá 10 ngày làm việc")
    assert await _status(office, code) == "answered"


async def test_a_stranger_can_do_nothing_to_a_case(office: OfficeUnderTest) -> None:
    _, _, citizen, code = await _files_with_agency(office)
    await citizen.says(f"/tracuu {code}")
    stranger = office.citizen()
    for name in ("Bổ sung", "Rút phản ánh"):
        await stranger.sends(choice=citizen.button(name).value)
        stranger.sees_key("desk.not_yours")


async def test_a_message_that_could_belong_to_two_cases_asks_which(
    office: OfficeUnderTest,
) -> None:
    _, official, citizen, first = await _files_with_agency(office)
    second = await files_a_report(citizen, "Rác đổ đầy đường làng, bốc mùi hôi thối")
    await citizen.says(media=(photo(1),))
    citizen.sees("Tin này là của vụ việc nào")
    await citizen.says(media=(photo(2),))
    await citizen.presses(first)
    await citizen.presses("Xong")
    citizen.sees("Đã bổ sung vào", first)
    told = [reply for reply in official.replies() if "bổ sung" in reply.text]
    assert len(told[-1].media) == 2

    await citizen.says("Nước máy ở thôn tôi đục ngầu")
    assert any(second in choice.label for row in citizen.latest[-1].choices for choice in row)
    await citizen.presses("Đây là phản ánh mới")
    await citizen.presses("Xong")
    citizen.sees_key("intake.place.ask")


async def test_a_reply_to_our_message_about_a_case_means_that_case(
    office: OfficeUnderTest,
) -> None:
    _, official, citizen, first = await _files_with_agency(office)
    await files_a_report(citizen, "Rác đổ đầy đường làng, bốc mùi hôi thối")
    await citizen.quotes(f"{first}", "Cột đèn ở ngay cổng chợ")
    await citizen.presses("Xong")
    citizen.sees("Đã bổ sung vào", first)
    assert any("ngay cổng chợ" in reply.text for reply in official.replies())
