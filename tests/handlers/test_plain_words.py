"""Thanks, "bao giờ xong", "quên mã", "rút lại": said to a bot as one says it to a person."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, answered
from tests.support.story import OfficeUnderTest, Talker, files_a_report, photo

LOST = "Chưa rõ ý"


def labels(talker: Talker) -> list[str]:
    return [one.label for reply in talker.latest for row in reply.choices for one in row]


async def test_thanks_are_answered_with_thanks_and_how_the_open_case_stands(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    for words in ("cảm ơn", "👍", "dạ vâng ạ", "ok"):
        await citizen.says(words)
        citizen.sees_key("plain.welcome")
        citizen.sees_nothing_of(LOST)
    code = await files_a_report(citizen)
    await citizen.says("cảm ơn các anh chị nhiều lắm nhé")
    shown = citizen.sees("Cảm ơn anh/chị", code, "Đã tiếp nhận", "Hạn trả lời")
    assert len(citizen.latest) == 1
    assert len(shown.text.split()) < 50
    await files_a_report(citizen, "Rác đổ đầy đường làng, bốc mùi hôi thối")
    await citizen.says("dạ")
    citizen.sees_key("plain.welcome")
    assert "Phản ánh của tôi" in labels(citizen)


async def test_where_the_one_open_case_stands_is_said_at_once_and_several_are_listed(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("gửi tuần trước mà chưa thấy ai trả lời")
    citizen.sees("chưa gửi phản ánh nào", "mã trên biên nhận")
    await citizen.says("😡")
    citizen.sees_key("plain.upset")
    code = await files_a_report(citizen)
    for words in ("bao giờ xong vậy", "toi dau r a", "sao lâu thế", "😡"):
        await citizen.says(words)
        citizen.sees(code, "Đã tiếp nhận", "Hạn trả lời")
        assert len(citizen.latest) == 1
    await citizen.presses("Xem các bước")
    citizen.sees("Đã qua các bước")
    second = await files_a_report(citizen, "Rác đổ đầy đường làng, bốc mùi hôi thối")
    await citizen.says("tiến độ sao rồi")
    citizen.sees("Phản ánh của anh/chị", code, second)
    assert {code, second} <= set(labels(citizen))


async def test_after_an_answer_thanks_and_impatience_ask_whether_it_is_done(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    for words in ("dạ cảm ơn ạ", "sao lâu thế", "bao giờ xong vậy"):
        await desk.citizen.says(words)
        desk.citizen.sees(desk.code, "Đã trả lời")
        assert labels(desk.citizen)[:2] == ["Xong rồi", "Chưa xong"]
    await desk.citizen.presses("Xong rồi")
    await desk.citizen.says("cảm ơn")
    desk.citizen.sees_key("plain.welcome")


async def test_a_case_merged_into_another_stands_as_that_one_does(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    other = office.citizen()
    code = await files_a_report(other, "Đèn đường trước chợ Phú Hòa hỏng hai tuần")
    await desk.clerk.says(f"/gop {code} {desk.code}")
    await other.says("bao giờ xong")
    other.sees(code, "Đã chuyển Phòng Kinh tế")
    other.sees_nothing_of("chưa gửi phản ánh nào")


async def test_who_lost_the_code_sees_it_again_and_a_code_alone_is_looked_up(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    code = await files_a_report(citizen)
    receipt = citizen.sees("Đã tiếp nhận").text
    whole = next(word.strip(".,") for word in receipt.split() if word.startswith(f"{code}-"))
    await citizen.says("tôi quên mã rồi, tra cứu giúp tôi")
    citizen.sees("Phản ánh của anh/chị", whole)
    neighbour = office.citizen()
    await neighbour.says(f"mã của tôi là {whole.lower()} ạ")
    neighbour.sees(code, "Tình trạng: Đã tiếp nhận")
    await neighbour.says(code)
    neighbour.sees_key("tracking.unknown")
    clerk = await office.staff("office")
    await clerk.says(code)
    clerk.sees(code, "Đèn đường")


async def test_a_code_or_thanks_in_the_middle_of_a_report_are_no_part_of_it(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    code = await files_a_report(citizen)
    await citizen.says("/gopy")
    await citizen.says("Rác đổ đầy đường làng, bốc mùi hôi thối")
    for words, seen in ((code, "Đã qua các bước"), ("bao giờ xong", "Hạn trả lời"), ("dạ", "Cảm")):
        await citizen.says(words)
        citizen.sees(seen)
        citizen.sees_nothing_of(LOST)
    await citizen.answers("intake", until="place")
    await citizen.says("dạ cảm ơn ạ")
    citizen.sees_key("plain.welcome")
    citizen.sees_key("intake.place.ask")
    await citizen.answers("intake", until="confirm")
    shown = citizen.sees("Rác đổ đầy đường làng").text
    assert not [words for words in (code, "bao giờ", "dạ") if words in shown]


@pytest.mark.parametrize("words", ["thôi tôi rút lại", "thoi k bao nua"])
async def test_taking_it_back_asks_once_about_the_right_case(
    office: OfficeUnderTest, words: str
) -> None:
    citizen = office.citizen()
    await citizen.says(words)
    citizen.sees_key("plain.nothing_to_withdraw")
    await citizen.says("/gopy")
    await citizen.says(words)
    citizen.sees_key("intake.cancelled")
    code = await files_a_report(citizen)
    second = await files_a_report(citizen, "Rác đổ đầy đường làng, bốc mùi hôi thối")
    await citizen.says(words)
    await citizen.presses(second)
    await citizen.presses("Rút")
    citizen.sees("Đã rút", second)
    await citizen.says(words)
    citizen.sees(code)
    await citizen.presses("Rút")
    citizen.sees("Đã rút", code)


async def test_erasing_and_an_officer_are_had_for_the_asking(office: OfficeUnderTest) -> None:
    await office.staff("office")
    citizen = office.citizen()
    await citizen.says("xoa het du lieu cua toi di")
    citizen.sees_key("mydata.erasing.sure.ask")
    await citizen.says("/huy")
    await citizen.says("k nói chuyện vs máy đâu cho gặp cán bộ")
    citizen.sees("Đang gọi cán bộ")


async def test_thanks_for_something_done_are_no_complaint_but_can_become_one(
    office: OfficeUnderTest,
) -> None:
    citizen, words = office.citizen(), "Cảm ơn xã đã sửa đường cho làng tôi"
    await citizen.says(words)
    citizen.sees_key("praised.what.ask")
    await citizen.presses("Đây là phản ánh")
    await citizen.answers("intake", until="confirm")
    citizen.sees(words)
    other = office.citizen()
    await other.says(words)
    await other.says("Đèn đường trước chợ Phú Hòa hỏng hai tuần nay")
    other.sees_key("intake.name.ask")


async def test_where_words_are_asked_for_thanks_are_words_and_where_a_button_is_the_button(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    code = await files_a_report(citizen)
    await citizen.says("bao giờ xong")
    await citizen.presses("Xem các bước")
    await citizen.presses("Bổ sung")
    await citizen.says("cảm ơn các anh chị đã trả lời")
    citizen.sees("Đã nhận: nội dung bằng chữ")
    await citizen.says("ok")
    citizen.sees("Đã bổ sung vào", code)


async def test_with_one_open_case_nobody_is_asked_which(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    code = await files_a_report(citizen)
    for parts in ({"media": (photo(1),)}, {"text": "đèn ở cột số 5 gần ngã ba, mất cả bóng"}):
        await citizen.says(**parts)  # type: ignore[arg-type]
        citizen.sees_nothing_of("vụ việc nào")
        citizen.sees("Đã nhận")
    await citizen.presses("Xong")
    citizen.sees("Đã bổ sung vào", code)
    await citizen.says("Rác đổ đầy đường làng, bốc mùi hôi thối")
    citizen.sees_nothing_of("Bổ sung cho " + code + " («Rác")
    await citizen.answers("intake", until="confirm")
    citizen.sees("Rác đổ đầy đường làng")


async def test_what_was_wrongly_taken_for_an_addition_is_a_new_report_at_one_tap(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    code = await files_a_report(citizen)
    words = "đèn đường ở ngõ kế bên cũng tắt luôn"
    await citizen.says(words)
    citizen.sees("Bổ sung cho", code)
    await citizen.presses("Đây là phản ánh mới")
    await citizen.answers("intake", until="confirm")
    citizen.sees(words)


async def test_who_wonders_in_the_middle_of_a_report_whether_anybody_hears_it_goes_on_telling(
    office: OfficeUnderTest,
) -> None:
    clerk, citizen = await office.staff("office"), office.citizen()
    await citizen.says("/gopy")
    for words in ("Ống nước tổ 3 bể mấy hôm nay", "co ai khong", "chưa ai tới sửa giúp bà con cả"):
        await citizen.says(words)
        citizen.sees_nothing_of("Đang gọi cán bộ")
    await citizen.answers("intake", until="confirm")
    citizen.sees("Ống nước tổ 3 bể", "co ai khong", "chưa ai tới sửa")
    assert not any("trò chuyện" in reply.text for reply in clerk.replies())
    await citizen.says("cho tôi gặp cán bộ")
    citizen.sees("Đang gọi cán bộ")
    other = office.citizen()
    await other.says("co ai khong")
    other.sees("Đang gọi cán bộ")
