"""The figures answer in the chat: in words or by menus, as a number, cases, a picture, a file."""

from __future__ import annotations

import io
import time
from datetime import date, timedelta

import openpyxl
import pytest

import offices
from bot.event import pack
from bot.texts import Texts
from rules.ask_figures import STATES, Question, Reader, unpacked
from rules.routing import Router
from storage import heartbeat
from tests.handlers.test_desk import ANSWER, Desk
from tests.story import OfficeUnderTest, files_a_report

TEXTS = Texts()
OFFICE = offices.load()
READER = Reader(OFFICE, Router(OFFICE), TEXTS.under("ask_figures.spoken"))
TODAY = date(2026, 11, 24)
MONTH = date(2026, 11, 15)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", Question("month", MONTH)),
        (
            "bao nhiêu vụ đất đai quá hạn tháng này?",
            Question("month", MONTH, "datdai", state="overdue"),
        ),
        ("rac ia ka tuan nay", Question("week", date(2026, 11, 23), "moitruong", commune="ia-ka")),
        (
            "KTHT trả lời trễ quý này",
            Question("quarter", date(2026, 9, 15), agency="KTHT", state="late"),
        ),
        ("quá hạn chuyển tháng này", Question("month", MONTH, state="late_forward")),
        ("không hài lòng tháng này", Question("month", MONTH, state="dissatisfied")),
        ("qua han rat lau", Question("month", MONTH, state="very_late")),
        ("tháng trước đúng hạn", Question("month", date(2026, 10, 15), state="on_time")),
        ("năm nay", Question("year", date(2025, 12, 15))),
        ("sắp đến hạn ở Công an huyện", Question("month", MONTH, agency="CA", state="due_soon")),
    ],
)
def test_a_question_in_words_is_understood(words: str, wanted: Question) -> None:
    assert READER.read(words, TODAY) == wanted


@pytest.mark.parametrize(
    "text", ["", "w261123", "x261123||||0", "w269923||||0", "w261123||||99", "a|b"]
)
def test_a_button_that_is_none_of_ours_asks_nothing(text: str) -> None:
    assert unpacked(text) is None


def test_every_question_fits_into_a_button_and_comes_back() -> None:
    for state in STATES:
        question = Question("quarter", MONTH, "kinhdoanh", "BUUDIEN", "chu-dang-ya", state, 92)
        assert unpacked(question.packed()) == question
        assert len(pack("figs", 0, "commune", question.packed())) <= 64


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


async def test_a_leader_sees_the_own_agency_only_whatever_the_button_says(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await files_a_report(office.citizen(), "Rác đổ đầy ven đường liên xã, bốc mùi")
    await desk.leader.says("/solieu tuần này")
    desk.leader.sees("1 vụ việc", desk.code)
    await desk.leader.sends(choice="figs:0:page:w261123||TNMT||0")
    desk.leader.sees("Phòng Kinh tế - Hạ tầng")


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
    assert [row[0].value for row in sheet.iter_rows(min_row=4)] == [desk.code]


async def test_an_outage_in_the_period_is_told_beside_the_numbers(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.says("/solieu tuần này")
    assert not [reply for reply in desk.clerk.latest if "hệ thống ngừng" in reply.text]
    async with office.app.db.begin() as db:
        silent = time.time() + 40 * 60 + 10
        await heartbeat.beat(db, silent, office.app.clock.now(), timedelta(minutes=15))
    await desk.clerk.says("/solieu tuần này")
    desk.clerk.sees(desk.code, "hệ thống ngừng 40 phút")
    await desk.clerk.says("/baocao 24/11/2026")
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
    clerk.sees("10 vụ việc", "0010")
    await clerk.presses("Trang trước")
    clerk.sees("10 vụ việc", "0001")
