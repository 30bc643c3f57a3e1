"""What citizens do with their own cases."""

from __future__ import annotations

from tests.support.desk import Desk, answered, presses_more
from tests.support.story import OfficeUnderTest, Talker, files_a_report, photo


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
    codes = [
        await files_a_report(citizen, f"Đèn đường số {n} trước chợ Phú Hòa hỏng hai tuần nay")
        for n in range(7)
    ]
    await citizen.says("/cuatoi")
    shown = citizen.sees(codes[6], codes[1], "Đã tiếp nhận", "còn")
    assert codes[0] not in shown.text
    await citizen.presses("Cũ hơn")
    citizen.sees(codes[0])
    await citizen.presses(codes[0])
    citizen.sees("Đã qua các bước", "tiếp nhận")
    assert citizen.button("Cách tính hạn")
    assert citizen.button("Bổ sung")
    assert citizen.button("Rút phản ánh")


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


async def test_what_was_quoted_says_which_case_even_while_another_question_is_open(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    await desk.citizen.says("/gopy")
    await desk.citizen.says("Rác đổ đầy bên suối cạnh nhà rông")
    await desk.citizen.quotes("cần anh/chị cho biết thêm", "Cột số 5, trước nhà rông")
    await desk.citizen.presses("Xong")
    assert (await desk.case()).status == "forwarded"
    desk.citizen.sees_key("intake.place.ask")
    await desk.citizen.answers("intake", until="confirm", publish="no")
    shown = desk.citizen.sees("Xin xem lại", "Rác đổ đầy")
    assert "Cột số 5" not in shown.text


async def test_quoting_a_closed_case_offers_what_can_still_be_done(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    await desk.citizen.quotes("trả lời anh/chị", "Bên kia đường thì sao cán bộ ơi")
    shown = desk.citizen.sees("Về câu trả lời", desk.code)
    labels = [choice.label for row in shown.choices for choice in row]
    assert labels == [
        "Chưa hài lòng, xin xem lại",
        "Xin cấp trên xem xét",
        "Việc đã xong rồi",
        "Bổ sung nội dung, ảnh",
        "Đây là phản ánh mới",
        "Hủy",
    ]
    await desk.citizen.presses("Chưa hài lòng")
    desk.official.sees("Bên kia đường thì sao")


async def test_quoting_the_answer_while_rating_it_adds_to_the_rating(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    await desk.citizen.presses("Đánh giá")
    await desk.citizen.presses("Hài lòng")
    await desk.citizen.quotes("trả lời anh/chị", "Cảm ơn đã sửa đèn")
    desk.citizen.sees_key("rating.words_kept")
