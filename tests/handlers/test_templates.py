"""Templates of an agency: saved, filled for a case, edited before sending; copies are marked."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from rules.similarity import are_texts_unlike
from storage import case_answers
from tests.support.desk import BOILERPLATE, LAND, Desk, answers
from tests.support.story import OfficeUnderTest, Talker, files_a_report, photo

TEMPLATE = (
    "Kính gửi {ten}, phản ánh {ma} đã được {coquan} kiểm tra tại chỗ, kết quả có trước ngày {han}."
)


async def saves(person: Talker, title: str, text: str) -> None:
    await person.says("/mau")
    await person.presses("Thêm mẫu")
    await person.says(title)
    await person.says(text)


async def test_a_template_is_filled_and_the_name_is_for_the_citizen_alone(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await saves(desk.official, "Đèn đường", TEMPLATE)
    desk.official.sees("Đã lưu mẫu «Đèn đường»")
    await desk.official.says(f"/xem {desk.code}")
    await desk.official.presses("Việc khác")
    await desk.official.presses("Dùng mẫu")
    await desk.official.presses("Đèn đường")
    await desk.official.says("Đội thi công làm vào thứ Năm.")
    await desk.official.presses("Xong")
    preview = desk.official.sees(f"phản ánh {desk.code} đã được Phòng Kinh tế - Hạ tầng")
    assert "{ten}" in preview.text
    assert "{han}" not in preview.text
    await desk.official.presses("Gửi cho người dân")
    desk.citizen.sees("Kính gửi Rơ Châm Thử, phản ánh", "Đội thi công")
    async with office.app.db.read() as db:
        kept = await case_answers.answer_of_case(db, await desk.case())
    assert kept is not None
    assert kept.text.startswith("Kính gửi anh/chị, phản ánh")
    desk.official.sees_nothing_of("Rơ Châm")


async def test_a_place_nobody_can_fill_is_refused_and_a_title_replaces(
    office: OfficeUnderTest,
) -> None:
    official = await office.staff("official", "KTHT")
    await saves(official, "Mẫu chung", "Xin chào {sodienthoai}, việc đã được giải quyết.")
    official.sees("Không có chỗ điền tên «sodienthoai»", "{ma}")
    await official.says("Xin chào {ten}, việc đã được giải quyết xong.")
    await saves(official, "mẫu CHUNG", "Xin chào {ten}, việc sẽ xong trước {han}.")
    await official.says("/mau")
    labels = [choice.label for row in official.latest[-1].choices for choice in row]
    assert labels == ["mẫu CHUNG", "Thêm mẫu"]
    await official.presses("mẫu CHUNG")
    official.sees("trước {han}")
    await official.presses("Xóa mẫu này")
    await official.says("/mau")
    official.sees_key("templates.none")


async def test_the_templates_of_another_agency_are_theirs(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await saves(desk.official, "Đèn đường", TEMPLATE)
    other = await office.staff("official", "YTE")
    await other.says("/mau")
    other.sees_key("templates.none")
    for button in ("template:1", "drop_template:1", f"use_template:{(await desk.case()).id}:1"):
        await other.sends(choice=button)
        assert TEMPLATE not in other.latest[-1].text
    await desk.official.says("/mau")
    desk.official.button("Đèn đường")


async def test_the_same_words_for_unlike_cases_are_marked_to_who_signs(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await answers(desk.official, desk.code, BOILERPLATE)
    code = await files_a_report(office.citizen(), LAND)
    await desk.clerk.says(f"/chuyen {code} KTHT")
    await answers(desk.official, code, BOILERPLATE + " Xin anh/chị yên tâm.")
    assert "Giống từng chữ" not in desk.leader.sees("chờ anh/chị duyệt").text
    await desk.leader.presses("Trả lại, có góp ý")
    await desk.leader.says("Xin nói rõ việc này")
    await answers(desk.official, code, BOILERPLATE)
    desk.leader.sees("Giống từng chữ câu trả lời của 1 vụ việc có nội dung khác", desk.code)


def test_what_is_alike_and_what_is_not() -> None:
    lamp = "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay, tối rất nguy hiểm"
    assert not are_texts_unlike(
        lamp, "Đèn đường trước chợ Phú Hòa hư đã hai tuần, buổi tối rất nguy hiểm"
    )
    assert are_texts_unlike(lamp, LAND)


async def test_a_title_is_as_long_as_the_office_wants_and_it_says_how_long(
    office: OfficeUnderTest,
) -> None:
    world = office.app.world
    characters = msgspec.structs.replace(world.office.limits.characters, template_title_most=12)
    limits = msgspec.structs.replace(world.office.limits, characters=characters)
    shorter = msgspec.structs.replace(world.office, limits=limits)
    office.app.dispatcher.world = replace(world, office=shorter)
    official = await office.staff("official", "KTHT")
    await official.says("/mau")
    await official.presses("Thêm mẫu")
    await official.says("Đèn đường và dây điện")
    official.sees("từ 3 đến 12 chữ")
    await official.says(media=(photo(),))
    official.sees("từ 3 đến 12 chữ")
    await official.says("Đèn đường")
    await official.says(TEMPLATE)
    official.sees("Đã lưu mẫu «Đèn đường»")
