"""Gặp cán bộ: a person of the office is there, and nothing gets mixed up."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from rules.local_time import ZONE
from storage.models import Case, LiveChatLine
from tests.support.desk import Desk, presses_more
from tests.support.duty import talking
from tests.support.story import HERE, OfficeUnderTest


async def test_both_sides_write_through_the_bot_and_see_no_name(office: OfficeUnderTest) -> None:
    citizen, clerk = await talking(office)
    await clerk.says("Xin chào, anh nộp hồ sơ ngày nào?")
    citizen.sees("Cán bộ: Xin chào, anh nộp hồ sơ ngày nào?")
    await citizen.says("xin chào")  # said to the officer: no greeting of the bot
    clerk.sees("Người dân: xin chào")
    await citizen.says(location=HERE)
    clerk.sees("Vị trí:")
    citizen.sees_nothing_of("Chị Văn phòng")
    clerk.sees_nothing_of("Rơ Châm")
    await clerk.presses("Kết thúc")
    citizen.sees("Cuộc trò chuyện đã kết thúc")
    clerk.sees("đã kết thúc")
    await citizen.says("/cuatoi")
    citizen.sees("chưa gửi phản ánh nào")


async def test_what_was_said_is_sealed_and_is_no_case(office: OfficeUnderTest) -> None:
    await talking(office)
    async with office.app.db.read() as db:
        (line,) = (await db.execute(select(LiveChatLine))).scalars()
        assert "sổ đỏ".encode() not in line.said
        assert (await db.execute(select(Case))).first() is None


async def test_either_side_ends_it_by_words_by_button_or_by_huy(office: OfficeUnderTest) -> None:
    citizen, clerk = await talking(office)
    await citizen.says("kết thúc")
    citizen.sees("Cuộc trò chuyện đã kết thúc")
    clerk.sees("đã kết thúc")
    await clerk.presses("Kết thúc trò chuyện")
    clerk.sees("này đã kết thúc")
    await citizen.says("/gapcanbo")
    await citizen.says("/gapcanbo")
    citizen.sees("đang trong cuộc trò chuyện")
    await citizen.says("/huy")
    citizen.sees("Cuộc trò chuyện đã kết thúc")
    await clerk.presses("Nhận trò chuyện")
    clerk.sees("này đã kết thúc")
    await citizen.says("/ketthuc")
    citizen.sees("không có cuộc trò chuyện nào")


async def test_a_report_under_way_waits_and_nothing_gets_into_it(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    citizen = office.citizen()
    await citizen.says("Đèn đường hỏng hai tuần nay, tối lắm")
    done = citizen.button("Ia Ka")
    await citizen.says("/gapcanbo")
    await clerk.presses("Nhận trò chuyện")
    await citizen.says("đây là nói với cán bộ")
    clerk.sees("đây là nói với cán bộ")
    await citizen.sends(choice=done.value)
    citizen.sees("đang trong cuộc trò chuyện")
    await citizen.says("/gopy")
    assert not [reply for reply in citizen.latest if "Xin kể" in reply.text]
    await citizen.presses("Kết thúc")
    citizen.sees("tiếp tục việc đang làm dở")
    citizen.sees("Chuyện xảy ra ở đâu")


async def test_words_that_cross_with_the_officers_end_get_into_no_report(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    citizen = office.citizen()
    await citizen.says("Đèn đường hỏng hai tuần nay, tối lắm")
    await citizen.says("/gapcanbo")
    await clerk.presses("Nhận trò chuyện")
    await clerk.presses("Kết thúc")
    await citizen.says("cảm ơn chị nhiều nhé")
    citizen.sees("tiếp tục việc đang làm dở")
    await citizen.answers("intake", until="confirm", publish="no")
    assert "cảm ơn" not in citizen.sees("Xin xem lại").text


async def test_an_open_case_stays_apart(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    await desk.citizen.says("/gapcanbo")
    await desk.clerk.presses("Nhận trò chuyện")
    await desk.citizen.says("Đèn trước nhà tôi, số 12")
    desk.clerk.sees("Người dân: Đèn trước nhà tôi, số 12")
    await desk.citizen.quotes("cần anh/chị cho biết thêm", "Số 12 Trần Phú")
    desk.citizen.sees("đang trong cuộc trò chuyện")
    assert (await desk.case()).status == "needs_info"
    await desk.citizen.presses("Kết thúc")
    await desk.citizen.quotes("cần anh/chị cho biết thêm", "Số 12 Trần Phú")
    await desk.citizen.presses("Xong")
    assert (await desk.case()).status == "forwarded"


async def test_of_two_officers_one_comes(office: OfficeUnderTest) -> None:
    first, second = await office.staff("office"), await office.staff("office")
    stranger = await office.staff("official", "KTHT")
    citizen = office.citizen()
    await citizen.says("/gapcanbo")
    await stranger.sends(choice=first.button("Nhận trò chuyện").value)
    stranger.sees("không có quyền")
    await first.presses("Nhận trò chuyện")
    await second.presses("Nhận trò chuyện")
    second.sees("Cán bộ khác đã nhận")
    await citizen.says("có ai không ạ")
    first.sees("có ai không ạ")
    second.sees_nothing_of("có ai không ạ")
    other = office.citizen()
    await other.says("/gapcanbo")
    await first.presses("Nhận trò chuyện")
    first.sees("Kết thúc trò chuyện")


async def test_outside_working_hours_it_says_when_and_whom_to_call(
    office: OfficeUnderTest,
) -> None:
    await office.staff("office")
    citizen = office.citizen()
    await office.time_passes(datetime(2026, 11, 27, 18, 30, tzinfo=ZONE))  # a Friday evening
    await citizen.says("gặp cán bộ")
    closed = citizen.sees("ngoài giờ làm việc", "30/11/2026", "113")
    assert "07:00" in closed.text
    await citizen.presses("Gửi phản ánh")


async def test_nobody_comes_or_is_there(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("/gapcanbo")
    citizen.sees("chưa có cán bộ", "113")
    clerk = await office.staff("office")
    await citizen.says("/gapcanbo")
    await office.time_passes(office.app.clock.now() + timedelta(minutes=11))
    citizen.sees("chưa có cán bộ", "vào được")
    clerk.sees("đã chờ mà chưa có cán bộ")
    await clerk.presses("Nhận trò chuyện")
    clerk.sees("này đã kết thúc")


async def test_who_gives_up_waiting_says_so_and_who_wants_data_erased_is_shown_where(
    office: OfficeUnderTest,
) -> None:
    await office.staff("office")
    citizen = office.citizen()
    await citizen.says("/gapcanbo")
    await citizen.says("xoa du lieu cua toi")
    citizen.sees_key("talking.erase")
    await citizen.says("thoi")
    citizen.sees_key("talking.ended_citizen")


async def test_a_silent_talk_ends_by_itself_once(office: OfficeUnderTest) -> None:
    citizen, clerk = await talking(office)
    now = office.app.clock.now()
    await office.time_passes(now + timedelta(minutes=20))
    await citizen.says("em vẫn đây")
    clerk.sees("em vẫn đây")
    await office.time_passes(now + timedelta(minutes=45))
    assert not [reply for reply in clerk.latest if "đã kết thúc" in reply.text]
    await office.time_passes(now + timedelta(minutes=55))
    citizen.sees("Cuộc trò chuyện đã kết thúc")
    await citizen.says("Đèn đường ở chợ bị hỏng hai tuần nay")
    citizen.sees_key("intake.place.ask")


async def test_danger_gets_its_numbers_and_a_denunciation_goes_nowhere(
    office: OfficeUnderTest,
) -> None:
    office.paper.keeps_history = True
    citizen, clerk = await talking(office)
    await citizen.says("nhà hàng xóm đang cháy chị ơi")
    citizen.sees("114")
    clerk.sees("đang cháy")
    await citizen.says("em tố cáo ông Mẫu nhận hối lộ")
    citizen.sees("giống lời tố cáo", "Luật Tố cáo")
    clerk.sees_nothing_of("Mẫu nhận")


async def test_it_is_in_the_export_and_goes_with_the_person(office: OfficeUnderTest) -> None:
    citizen, clerk = await talking(office)
    jpeg = b"\xff\xd8\xff\xe0" + b"1" * 99
    picture = await office.app.media.keep("photo", "image/jpeg", "", jpeg)
    await citizen.says("ảnh đây ạ", media=(picture,))
    assert clerk.sees("ảnh đây ạ").media == (picture,)
    await citizen.presses("Kết thúc")
    await citizen.says("/dulieu")
    await citizen.presses("Tải dữ liệu")
    page, _ = citizen.sees("một tệp để đọc").media
    assert "Em muốn hỏi sổ đỏ" in office.app.media.read(page.sha256).decode()
    await citizen.says("/dulieu")
    await citizen.presses("Xóa dữ liệu")
    await citizen.presses("Xóa hẳn")
    await office.quiet()
    async with office.app.db.read() as db:
        assert (await db.execute(select(LiveChatLine.id))).first() is None
    for item in (picture, page):
        try:
            office.app.media.read(item.sha256)
        except FileNotFoundError:
            continue
        raise AssertionError("the file is still there")


async def test_who_is_blocked_or_an_official_calls_nobody(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.says(f"/chan {desk.code} gửi quảng cáo nhiều lần")
    await desk.citizen.says("/gapcanbo")
    desk.citizen.sees("tạm không nhận phản ánh mới")
    await desk.official.says("/gapcanbo")
    desk.official.sees("dành cho người dân")


async def test_what_was_said_while_nobody_came_is_read_by_one_on_duty_or_becomes_a_report(
    office: OfficeUnderTest,
) -> None:
    first, second = await office.staff("office"), await office.staff("office")
    citizen = office.citizen()
    await citizen.says("/gapcanbo")
    await citizen.says("Hồ sơ đất nộp lâu rồi chưa có")
    await citizen.says("kết thúc")
    citizen.sees("chưa có cán bộ nào vào", "để lại cho cán bộ trực")
    stranger = await office.staff("official", "KTHT")
    await stranger.sends(choice=first.button("Đọc lời nhắn").value)
    stranger.sees("không có quyền")
    await first.presses("Đọc lời nhắn")
    first.sees("Người dân: Hồ sơ đất nộp lâu rồi chưa có")
    citizen.sees("đã đọc lời anh/chị nhắn")
    await second.presses("Đọc lời nhắn")
    second.sees_key("talking.read_already")
    await citizen.presses("Gửi thành phản ánh")
    await citizen.answers("intake", until="confirm")
    citizen.sees("Nội dung: Hồ sơ đất nộp lâu rồi chưa có")
    await citizen.says("/huy")
    await citizen.says("/gapcanbo")
    await citizen.says("Alo có ai không")
    wait = timedelta(minutes=office.app.office.handover.wait_minutes + 1)
    await office.time_passes(office.app.clock.now() + wait)
    citizen.sees("chưa có cán bộ", "để lại cho cán bộ trực")
    second.sees("đã nhắn lại mà chưa có cán bộ nào vào")
    await citizen.says("/gapcanbo")
    await citizen.says("kết thúc")
    citizen.sees_key("talking.ended_citizen")
