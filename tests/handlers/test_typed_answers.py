"""Words typed where buttons are offered, or beside what was told already."""

from __future__ import annotations

from tests.support.story import OfficeUnderTest

LAMP = "Tôi khiếu nại cái đèn đường thôn 3 Nghĩa Hưng hư cả tháng"


async def test_typed_words_that_choose_one_button_are_that_button_and_no_part_of_the_report(
    office: OfficeUnderTest,
) -> None:
    for said, chosen in {
        "toi muon sua den thoi": True,
        "dạ em không muốn khiếu nại gì": True,
        "tôi khiếu nại cán bộ": False,
        "đèn gần nhà ông Tư đó": None,
    }.items():
        citizen = office.citizen()
        await citizen.says(LAMP)
        citizen.sees("hay khiếu nại một quyết định")
        await citizen.says(said)
        if chosen is None:
            citizen.sees("Khiếu nại: đề nghị xem lại")
        elif not chosen:
            citizen.sees_key("intake.stopped")
        else:
            citizen.sees("Họ và tên")
            await citizen.answers("intake", until="confirm")
            assert said not in citizen.sees("Xin xem lại trước khi gửi").text
    citizen = office.citizen()
    await citizen.says(LAMP.replace("khiếu nại", "báo"))
    for said, key in {
        "không": "intake.anonymous.ask",
        "thôi để lại tên vậy": "intake.name.ask",
        "ẩn danh": "intake.anonymous.ask",
        "thoi de so 0966123123 ten Sau, xom 4": "intake.confirm.ask",
    }.items():
        await citizen.says(said)
        citizen.sees_key(key)
    seen = citizen.sees("Xin xem lại trước khi gửi").text
    assert "Sau, 0966123123, xom 4" in seen
    assert seen.count("0966123123") == 1


async def test_who_changes_the_field_is_shown_first_the_one_the_summary_shows(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says(LAMP.replace("khiếu nại", "báo"))
    await citizen.answers("intake", until="confirm")
    for pick in ("", "rác"):
        if pick:
            await citizen.says(pick)
            label = citizen.latest[-1].choices[0][0].label
            await citizen.presses(label)
        seen = citizen.sees("Xin xem lại trước khi gửi").text
        await citizen.presses("Đổi lĩnh vực")
        was = citizen.sees("Đang ghi: ")
        first = was.choices[0][0].label.removeprefix("Đúng: ")
        assert f"Đang ghi: {first}." in was.text
        assert first in seen


async def test_a_home_told_in_a_short_message_is_not_asked_and_told_already_is_no_part_of_it(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("duong vao lang hu nat ca thang nay khong ai sua")
    await citizen.says("lang bang ia ly")
    await citizen.says("ten Sau 0966123123")
    citizen.sees("Địa chỉ")
    await citizen.says("noi roi lang bang ia ly do")
    assert "0966123123, lang bang ia ly\n" in citizen.sees("Xin xem lại trước khi gửi").text
    other = office.citizen()
    await other.says("duong vao lang hu nat ca thang nay khong ai sua")
    await other.says("toi o lang bang ia ly")
    await other.says("thoi ghi ten Sau so 0966123123 nha chu oi")
    shown = other.sees("Xin xem lại trước khi gửi", "0966123123, lang bang ia ly\n").text
    assert shown.count("0966123123") == 1, "nothing of it is told"
