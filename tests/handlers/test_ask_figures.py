"""The figures answer in the chat: in words or by menus, as a number, cases, a picture, a file."""

from __future__ import annotations

import io
import re
import time
from datetime import date, timedelta

import openpyxl
import pytest

from bot.event import pack_choice
from rules.statistics_question import CASE_STATES, StatisticsQuestion, unpack_question
from storage import heartbeat
from tests.support.accused import Accused
from tests.support.desk import ANSWER, LAND, Desk, answered, goes_away, labels
from tests.support.machine import MONDAY_MORNING
from tests.support.story import OfficeUnderTest, files_a_report

MONTH = date(2026, 11, 15)
SATURDAY = MONDAY_MORNING + timedelta(days=5)


@pytest.mark.parametrize(
    "text", ["", "w261123", "x261123||||0", "w269923||||0", "w261123||||99", "a|b"]
)
def test_a_button_that_is_none_of_ours_asks_nothing(text: str) -> None:
    assert unpack_question(text) is None


def test_every_question_fits_into_a_button_and_comes_back() -> None:
    for state in CASE_STATES:
        question = StatisticsQuestion(
            "quarter", MONTH, "kinhdoanh", "BUUDIEN", "chu-dang-ya", state, 92
        )
        assert unpack_question(question.packed()) == question
        assert len(pack_choice("figs", 0, "commune", question.packed())) <= 64


async def test_the_office_asks_in_words_and_walks_on_by_menus(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    other = await files_a_report(office.citizen(), "Rác đổ đầy ven đường liên xã, bốc mùi")
    await desk.clerk.says("Có bao nhiêu vụ mới tuần này?")
    desk.clerk.sees("2 vụ việc", "tuần 48", "Mới", desk.code, other)
    await desk.clerk.presses("Đổi cơ quan")
    await desk.clerk.presses("Kinh tế")
    shown = desk.clerk.sees("1 vụ việc", "Phòng Kinh tế - Hạ tầng", desk.code)
    assert other not in shown.text
    await desk.clerk.presses(f"Mở {desk.code}")
    desk.clerk.sees(desk.code, "Hạn")
    await desk.clerk.says("/solieu")
    await desk.clerk.presses("Mở từng con số")
    desk.clerk.sees("Con số nào?")
    await desk.clerk.presses("Còn hạn: 2")
    desk.clerk.sees("2 vụ việc", "Còn hạn")


async def test_a_leader_sees_the_own_agency_and_is_told_so_when_asking_for_another(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await files_a_report(office.citizen(), "Rác đổ đầy ven đường liên xã, bốc mùi")
    await desk.leader.says("/solieu tuần này")
    desk.leader.sees("1 vụ việc", desk.code)
    refusal = "Anh/chị chỉ xem được số liệu của Phòng Kinh tế - Hạ tầng."
    for words in ("công an tháng này", "TNMT quá hạn", "toàn huyện tháng này"):
        await desk.leader.says(f"/solieu {words}")
        desk.leader.sees(refusal)
    await desk.leader.sends(choice="figs:0:page:w261123||TNMT||0")
    desk.leader.sees(refusal)


async def test_a_leader_of_two_agencies_is_asked_which_one_is_meant(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await desk.leader.says(f"/start moi-{await office.invite('leader', 'TNMT')}")
    await desk.leader.says("/solieu tuần này")
    desk.leader.sees("số liệu của cơ quan nào?")
    await desk.leader.presses("Phòng Kinh tế - Hạ tầng")
    desk.leader.sees("1 vụ việc", desk.code)
    await desk.leader.presses("Đổi cơ quan")
    await desk.leader.presses("Tài nguyên - Môi trường")
    desk.leader.sees("Không có vụ việc nào", "Phòng Tài nguyên - Môi trường")
    await desk.leader.says("/solieu KTHT tuần này")
    desk.leader.sees("1 vụ việc")


async def test_what_is_not_understood_is_said_before_the_number(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.says("/solieu vỉa hè xanh đỏ mới tuần này")
    desk.clerk.sees(
        "Chưa hiểu: “xanh đỏ”", "từ này.\n📊 Không có vụ việc nào", "Xây dựng, chợ, vỉa hè"
    )
    # Where it may be the number itself that is not understood, none is told.
    await desk.clerk.says("/solieu xin lỗi tuần này")
    shown = desk.clerk.sees("Chưa hiểu: “xin lỗi”", "hỏi con số nào?", "tuần 48")
    assert "vụ việc" not in shown.text
    await desk.clerk.presses("Mới: 1")
    desk.clerk.sees("1 vụ việc", "Mới", desk.code)
    await desk.clerk.says("/solieu asdf qwer")
    shown = desk.clerk.sees("Chưa hiểu: “asdf qwer”", "/solieu đất đai quá hạn tháng này")
    assert "vụ việc" not in shown.text
    await desk.clerk.presses("Đổi kỳ")
    desk.clerk.sees("Kỳ nào?")
    await desk.clerk.says("/solieu KTHT và Công an tuần này")
    desk.clerk.sees("chỉ xem được một cơ quan", "Phòng Kinh tế - Hạ tầng, Công an huyện")


async def test_what_came_and_ended_on_days_off_counts_once_on_the_working_day_after(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    office.app.clock.jump_to(SATURDAY)
    citizen = office.citizen()
    code = await files_a_report(citizen)
    await citizen.says(f"/tracuu {code}")
    await citizen.presses("Rút phản ánh")
    await citizen.presses("Rút")
    for asked in ("rút", "hài lòng", "mới"):
        await clerk.says(f"/solieu {asked} tuần này")
        clerk.sees("Không có vụ việc nào")
    office.app.clock.jump_to(SATURDAY + timedelta(days=2))
    for asked in ("mới tuần này", "rút tuần này", "mới từ 28/11/2026 đến 30/11/2026"):
        await clerk.says(f"/solieu {asked}")
        clerk.sees("1 vụ việc", code)
    await clerk.says("/solieu mới từ 28/11/2026 đến 29/11/2026")
    clerk.sees("Không có vụ việc nào")


async def test_a_case_that_stood_twice_on_the_table_is_two_stretches_with_one_button(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    await desk.citizen.presses("Chưa xong")
    await desk.citizen.says("Đèn vẫn tối như cũ, tối qua có người ngã")
    await desk.citizen.presses("Xong")
    await desk.clerk.says("/solieu tuần này")
    shown = desk.clerk.sees("2 lượt của 1 vụ việc")
    assert labels(shown).count(f"Mở {desk.code}") == 1


async def test_a_plain_question_counts_from_its_first_word(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.says("còn bao nhiêu vụ ở KTHT tuần này?")
    desk.clerk.sees("1 vụ việc", "Phòng Kinh tế - Hạ tầng; Chưa kết thúc")
    await desk.clerk.says("Có mấy vụ ở Ia Ly chưa xong?")
    desk.clerk.sees("Ia Ly; Chưa kết thúc")


async def test_a_word_for_several_fields_asks_for_all_of_them_and_names_them(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    book = await files_a_report(office.citizen(), LAND)
    plan = await files_a_report(
        office.citizen(), "Hàng xóm lấn chiếm đất công làm quán bán hàng nhiều năm nay"
    )
    await clerk.says("bao nhiêu vụ đất đai tuần này?")
    clerk.sees(
        "2 vụ việc",
        "Đất đai (gồm: Quy hoạch, sử dụng đất; Sổ đỏ, tách thửa, sang tên)",
        book,
        plan,
    )
    await clerk.presses("Đổi lĩnh vực")
    await clerk.presses("Sổ đỏ")
    assert plan not in clerk.sees("1 vụ việc", book).text


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("tuần 48 năm 2026", "1 vụ việc: tuần 48 năm 2026"),
        ("từ 20/11 đến 23/11/2026", "1 vụ việc: từ 20/11/2026 đến 23/11/2026"),
        ("từ 15/10/2026 đến 23/11/2026", "1 vụ việc: từ 15/10/2026 đến 23/11/2026"),
        ("từ tháng 10", "1 vụ việc: từ 15/09/2026 đến 23/11/2026"),
        ("ngày 20/11", "Không có vụ việc nào: ngày 20/11/2026"),
        ("tháng 11/2026", "Không có vụ việc nào: tháng 11 năm 2026 (15/10/2026 - 14/11/2026)"),
        ("năm 9999", "Kỳ này chưa bắt đầu"),
        ("từ 1/12/2026", "Ngày này chưa đến"),
        ("năm 0001", "Không có số liệu trước năm 2000"),
        ("từ 23/11/2026 đến 20/11/2026", "Ngày cuối phải sau ngày đầu"),
        ("từ 1/1/2001 đến 1/1/2026", "dài quá"),
    ],
)
async def test_older_days_are_asked_for_in_words(
    office: OfficeUnderTest, words: str, answer: str
) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.says(f"/solieu {words}")
    desk.clerk.sees(answer)


async def test_menus_go_back_to_the_first_case_and_no_further(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.days_pass(60)
    await desk.clerk.says("/solieu")
    await desk.clerk.presses("Đổi kỳ")
    await desk.clerk.presses("Các tháng")
    shown = desk.clerk.sees("Tháng nào?")
    months = [choice.label.split(" (")[0] for row in shown.choices for choice in row]
    assert months == [
        "tháng 3 năm 2027",
        "tháng 2 năm 2027",
        "tháng 1 năm 2027",
        "tháng 12 năm 2026",
    ]
    await desk.clerk.presses("tháng 12 năm 2026")
    desk.clerk.sees("1 vụ việc: tháng 12 năm 2026", desk.code)


async def test_an_angry_rating_is_a_door_to_its_case_also_long_after_the_answer(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    await desk.days_pass(32)
    await desk.citizen.sends(choice=f"rate:{(await desk.case()).id}:1")
    await desk.clerk.says("/solieu tuần này")
    await desk.clerk.presses("Mở từng con số")
    await desk.clerk.presses("Không hài lòng: 1")
    desk.clerk.sees("1 vụ việc", "Không hài lòng", desk.code, "Trả lời đúng hạn")
    await desk.clerk.presses(f"Mở {desk.code}")
    await desk.clerk.says("/solieu hài lòng tuần này")
    desk.clerk.sees("Không có vụ việc nào")


async def test_what_citizens_say_of_their_matters_is_asked_for_and_opened_from_the_headline(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    await desk.citizen.presses("Chưa xong")
    await desk.citizen.says("/huy")
    for words in ("bao nhiêu vụ bà con nói chưa xong", "tỷ lệ dân nói đã xong tuần này"):
        await desk.clerk.says(words)
        desk.clerk.sees("0/1 người dân nói việc đã xong, 1 nói chưa xong")
    await desk.clerk.says("/solieu tuần này")
    await desk.clerk.presses("Mở từng con số")
    await desk.clerk.presses("Người dân nói chưa xong: 1")
    assert "Chưa hiểu" not in desk.clerk.sees("1 vụ việc", desk.code).text
    await desk.citizen.sends(choice=f"rate:{(await desk.case()).id}:5")
    await desk.clerk.says("tỷ lệ hài lòng tuần này")
    desk.clerk.sees("Hài lòng 1/1 lượt đánh giá")


async def test_a_citizen_and_an_official_ask_in_vain(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.official.says("/solieu")
    desk.official.sees("không thuộc vai trò")
    await desk.citizen.sends(choice="figs:0:page:w261123||||0")
    assert desk.code not in "".join(reply.text for reply in desk.citizen.latest)


async def test_the_numbers_come_as_a_picture_and_as_a_file(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.says("/solieu tuần này")
    await desk.clerk.presses("Biểu đồ")
    await office.quiet()
    assert desk.clerk.sees("Số liệu anh/chị hỏi").media[0].mime == "image/png"
    await desk.clerk.says("/solieu tuần này")
    await desk.clerk.presses("Tệp Excel")
    await office.quiet()
    file = desk.clerk.sees("Số liệu anh/chị hỏi").media[0]
    content = office.app.media.read(file.sha256)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert file.name == "so-lieu-tuan-2026-11-23.xlsx"
    told = [row[0].value for row in sheet.iter_rows()]
    assert desk.code in told
    assert told[1].startswith("tuần 48 năm 2026 (23/11/2026")
    assert "lập lúc" in told[2]


async def test_an_outage_in_the_period_is_told_beside_the_numbers(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.says("/solieu tuần này")
    assert not [reply for reply in desk.clerk.latest if "hệ thống ngừng" in reply.text]
    async with office.app.db.begin() as db:
        silent = time.time() + 40 * 60 + 10
        await heartbeat.record_heartbeat(db, silent, office.app.clock.now(), timedelta(minutes=15))
    await desk.clerk.says("/solieu tuần này")
    desk.clerk.sees(desk.code, "hệ thống ngừng 40 phút")
    await desk.clerk.says("/baocao 23/11/2026")
    await office.quiet()
    desk.clerk.sees("Tóm tắt", "hệ thống ngừng 40 phút")


async def test_many_cases_come_in_pages(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    for number in range(10):
        await files_a_report(
            office.citizen(), f"Đèn đường số {number} cháy hai tuần nay chưa ai thay"
        )
    await clerk.says("/solieu tuần này")
    await clerk.presses("Trang sau")
    clerk.sees("10 vụ việc", "Trang 2/2", "0010")
    await clerk.presses("Trang trước")
    clerk.sees("10 vụ việc", "Trang 1/2", "0001")


async def test_a_list_says_how_many_days_late_each_case_is(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.days_pass(19)
    await desk.clerk.says("/solieu quá hạn tuần này")
    late = re.search(
        rf"{desk.code}.*Quá hạn, trễ (\d+) ngày làm việc", desk.clerk.sees("1 vụ").text
    )
    assert late is not None
    assert int(late[1]) > 1


async def test_colleagues_who_compare_their_figures_learn_of_nobody_named(
    office: OfficeUnderTest,
) -> None:
    """What one clerk may not see is withheld from every clerk alike, also while one is away."""
    accused = await Accused(office).opens()
    named = await office.staff("office", name="Anh Bị Tố")
    deputy = await office.staff("office", name="Chị Thay")
    second = await office.staff("office", name="Chị Hai")
    await files_a_report(office.citizen())
    await goes_away(named, "23/11", "27/11/2026", "Chị Thay")
    await accused.clerk.sends(choice=f"accuse:{(await accused.case()).id}")
    await accused.clerk.presses("Anh Bị Tố")
    await accused.clerk.presses("nay đã rõ")
    await second.presses("Đồng ý đổi")
    told = set()
    for reader in (accused.clerk, named, deputy):
        await reader.says("/solieu tháng này")
        told.add(reader.sees("2 vụ việc", "gồm cả vụ việc không nêu ở đây").text)
        assert accused.code not in reader.latest[-1].text
    assert len(told) == 1


async def test_who_asked_for_a_file_gets_it_also_while_said_to_be_away(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await office.staff("office", name="Chị Thay")
    await goes_away(desk.clerk, "23/11", "27/11/2026", "Chị Thay")
    await desk.clerk.says("/solieu tháng này")
    await desk.clerk.presses("Tệp Excel")
    assert desk.clerk.sees("Số liệu anh/chị hỏi.").media
    await desk.clerk.says("/baocao")
    desk.clerk.sees("Tóm tắt tuần")
    assert desk.clerk.latest[-1].media


async def test_the_code_of_a_case_is_no_question_to_the_figures(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    for command in ("solieu", "baocao"):
        await desk.clerk.says(f"/{command} {desk.code.lower()}")
        desk.clerk.sees(f"/xem {desk.code}")
