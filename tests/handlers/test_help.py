"""Help by situation, and what is offered to those whose words are not known."""

from __future__ import annotations

import re

import pytest

from handlers import TABLES
from tests.support.story import OfficeUnderTest, Talker, files_a_report


def offered(talker: Talker) -> list[str]:
    """The commands behind the buttons of the newest reply that has any."""
    reply = next(reply for reply in reversed(talker.latest) if reply.choices)
    return [choice.value for row in reply.choices for choice in row]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("gop i", "gopy"),
        ("ket wa", "ketqua"),
        ("kêt quaa", "ketqua"),
        ("cua tôii", "cuatoi"),
        ("xem tien doo", "tiendo"),
        ("đánh gja", "danhgia"),
        ("trợ júp", "trogiup"),
        ("gui phản anhh, kiến nghii", "gopy"),
    ],
)
async def test_words_with_a_slip_get_what_was_likely_meant_and_one_tap_does_it(
    office: OfficeUnderTest, said: str, meant: str
) -> None:
    citizen = office.citizen()
    await citizen.says(said)
    citizen.sees_key("start.meant")
    assert offered(citizen)[0].endswith(f":{meant}")
    assert len(offered(citizen)) <= 3
    await citizen.sends(choice=offered(citizen)[0])
    assert citizen.latest
    citizen.sees_nothing_of("mã lỗi")


@pytest.mark.parametrize("said", ["abc xyz", "cảm ơn nhiều", "vâng ạ", "hay quá", "👍", "1234"])
async def test_words_like_no_command_get_no_guess(office: OfficeUnderTest, said: str) -> None:
    citizen = office.citizen()
    await citizen.says(said)
    citizen.sees_nothing_of("Có phải anh/chị muốn làm việc dưới đây")


@pytest.mark.parametrize(
    "said",
    [
        "Kết quả sửa đường ở làng tôi chưa có gì",
        "Hướng dẫn làm giấy khai sinh lâu quá",
        "Đường hư, phản ánh mãi không ai sửa",
    ],
)
async def test_a_matter_that_is_told_is_never_taken_for_a_command(
    office: OfficeUnderTest, said: str
) -> None:
    citizen = office.citizen()
    await citizen.says(said)
    citizen.sees_nothing_of("Có phải anh/chị muốn làm việc dưới đây")
    assert citizen.button("Hủy")  # a report has begun


async def test_a_greeting_with_more_words_is_greeted(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("xin chào bạn")
    citizen.sees_key("start.hello")


async def test_an_unknown_command_gets_the_likely_one_and_nonsense_gets_none(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("/gopi")
    citizen.sees("Không có lệnh /gopi", "Có phải")
    assert offered(citizen)[0] == "c:gopy"
    await citizen.says("/xyzzy")
    citizen.sees_key("conversation.unknown_command")


async def test_only_those_who_may_use_a_command_are_offered_it(office: OfficeUnderTest) -> None:
    clerk, citizen = await office.staff("office"), office.citizen()
    for talker in (citizen, clerk):
        await talker.says("/phanloia")
    assert "c:phanloai" in offered(clerk)
    citizen.sees_key("conversation.unknown_command")
    await clerk.says("phan loaii")
    clerk.sees_key("start.meant")
    assert offered(clerk)[0] == "c:phanloai"


async def test_a_slip_in_the_middle_of_a_report_keeps_the_open_question(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")
    await citizen.says("/hu")
    citizen.sees("Không có lệnh /hu")
    citizen.sees_key("intake.describe.ask")


async def test_help_asks_for_the_situation_and_answers_it(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("/trogiup")
    citizen.sees("113", "114", "115")
    for label, command in {
        "Tôi muốn gửi": "c:gopy",
        "Phản ánh của tôi đến": "c:cuatoi",
        "Tôi hài lòng": "c:cuatoi",
        "Xem cơ quan": "c:ketqua",
    }.items():
        await citizen.presses(label)
        assert command in offered(citizen)
        assert len(citizen.latest[-1].text) < 400
        await citizen.presses("Xem việc khác")
        citizen.sees_key("helping.ask")


async def test_whom_to_call_comes_from_the_offices_data_and_only_what_was_confirmed(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("gọi ai")
    await citizen.presses("Gọi ai")
    shown = citizen.sees(office.app.office.address, office.app.office.calendar.hours, "113")
    assert "chưa công bố số" in shown.text
    assert "Văn phòng điền" not in shown.text


async def test_help_in_the_middle_of_a_report_leads_back_to_its_question(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")
    await citizen.says("trợ giúp")
    citizen.sees_key("intake.describe.ask")
    await citizen.presses("Gọi ai")
    citizen.sees_key("helping.whom.text")
    citizen.sees_key("intake.describe.ask")
    await citizen.sends(choice="help:0:nothing")
    citizen.sees_key("conversation.old_button")


async def test_the_days_to_have_an_answer_looked_at_again_are_the_offices(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await files_a_report(citizen)
    await citizen.says("/trogiup")
    await citizen.presses("Tôi hài lòng")
    days = office.app.office.deadlines["reopen"].days
    citizen.sees(f"trong {days} ngày làm việc")


async def test_a_short_wish_is_asked_about_and_nothing_said_is_lost(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("sửa đèn chợ tới đâu rồi ạ")
    citizen.sees("Có phải anh/chị muốn")
    await citizen.presses("Phản ánh của tôi")
    citizen.sees("chưa gửi phản ánh nào")
    await citizen.says("sửa đèn chợ tới đâu rồi ạ")
    await citizen.presses("Gửi phản ánh")
    citizen.sees_key("intake.place.ask")
    other = office.citizen()
    await other.says("sửa đèn chợ tới đâu rồi ạ")
    await other.says("Đèn đường trước chợ Phú Hòa hỏng hai tuần nay")
    other.sees_key("intake.name.ask")


STAFF = {name for name, command in TABLES.commands.items() if command.roles}


def helped(talker: Talker) -> set[str]:
    text = talker.latest[-1].text
    return set(re.findall(r"^• /([a-z]+)", text, re.MULTILINE))


async def test_everybody_who_works_here_is_told_their_own_commands_and_no_others(
    office: OfficeUnderTest,
) -> None:
    told: set[str] = set()
    for role, agency in (("official", "KTHT"), ("leader", "KTHT"), ("office", ""), ("chair", "")):
        person = await office.staff(role, agency)
        await person.says("/trogiup")
        mine = {name for name in STAFF if role in TABLES.commands[name].roles}
        assert helped(person) == mine, role
        told |= mine
    assert told == STAFF


async def test_a_command_of_another_role_is_refused_with_the_way_to_ones_own(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    await clerk.says("/mau")
    clerk.sees("không thuộc vai trò", "/trogiup")
