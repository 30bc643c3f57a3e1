"""The office may stop who floods it; never danger, an answer to our question, or a rating."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from tests.support.desk import Desk, answered, presses_more
from tests.support.story import OfficeUnderTest, files_a_report, photo


async def blocked(office: OfficeUnderTest) -> Desk:
    desk = await Desk(office).opens()
    await desk.clerk.says(f"/chan {desk.code} gửi quảng cáo nhiều lần")
    desk.clerk.sees("Đã chặn người gửi", desk.code)
    return desk


async def test_who_is_blocked_learns_why_and_files_nothing_new(office: OfficeUnderTest) -> None:
    desk = await blocked(office)
    desk.citizen.sees("tạm không nhận phản ánh mới", "Lý do: gửi quảng cáo nhiều lần")
    await desk.citizen.says("/gopy")
    desk.citizen.sees("tạm không nhận phản ánh mới", "113")
    await desk.citizen.says("Đèn đường khác ở chợ cũng hỏng rồi, tối om")
    await desk.citizen.presses("Đây là phản ánh mới")
    desk.citizen.sees("tạm không nhận phản ánh mới")
    assert (await desk.log())[-1] == "block"


async def test_a_block_needs_a_reason_and_a_citizen(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.says(f"/chan {desk.code}")
    desk.clerk.sees("Xin ghi lý do")
    await desk.official.says(f"/chan {desk.code} gửi bừa bãi quá")
    desk.official.sees_key("conversation.not_your_role")
    own = await files_a_report(desk.official, "Đèn đường trước trụ sở hỏng từ tuần trước")
    await desk.clerk.says(f"/chan {own} gửi bừa bãi quá")
    desk.clerk.sees("là cán bộ")
    await desk.clerk.says(f"/chan {desk.code} gửi bừa bãi quá")
    await desk.clerk.says(f"/chan {desk.code} gửi bừa bãi quá")
    desk.clerk.sees("đã bị chặn từ trước")


async def test_danger_gets_through_a_block(office: OfficeUnderTest) -> None:
    desk = await blocked(office)
    await desk.citizen.says("Cháy nhà ở làng Mẫu, có người mắc kẹt trong nhà")
    desk.citizen.sees("Đã tiếp nhận việc KHẨN", "Gọi ngay", "114")
    desk.clerk.sees("KHẨN", "Cháy nhà")


async def test_a_block_stops_neither_an_answer_to_our_question_nor_a_rating(
    office: OfficeUnderTest,
) -> None:
    desk = await blocked(office)
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    await desk.citizen.quotes("cần anh/chị cho biết thêm", "Đèn trước nhà số 12 Trần Phú")
    await desk.citizen.presses("Xong")
    assert (await desk.case()).status == "forwarded"
    other = await answered(office)
    await other.clerk.says(f"/chan {other.code} gửi quảng cáo nhiều lần")
    await other.citizen.presses("Đánh giá")
    await other.citizen.presses("Hài lòng")
    other.citizen.sees("Đã ghi: Hài lòng")


async def test_the_appeal_reaches_the_office_once_and_is_answered(
    office: OfficeUnderTest,
) -> None:
    desk = await blocked(office)
    await desk.citizen.presses("Xin xem lại việc chặn")
    await desk.citizen.says("Tôi chỉ gửi một lần, không phải quảng cáo")
    desk.citizen.sees("Đã chuyển lời xin xem lại")
    desk.clerk.sees(desk.code, "xin Văn phòng xem lại", "không phải quảng cáo")
    await desk.citizen.presses("Xin xem lại việc chặn")
    desk.citizen.sees("xin xem lại được một lần")
    await desk.clerk.presses("Giữ chặn")
    desk.citizen.sees("đã xem lại và giữ nguyên")
    await desk.clerk.presses("Giữ chặn")
    desk.clerk.sees("đã được trả lời")
    await desk.clerk.says(f"/bochan {desk.code}")
    desk.citizen.sees("đã bỏ chặn")
    await desk.citizen.presses("Xin xem lại việc chặn")
    desk.citizen.sees("không bị chặn")
    await desk.citizen.says("/gopy")
    desk.citizen.sees("Xin kể chuyện đã xảy ra")
    assert (await desk.log())[-4:] == ["block", "appeal_block", "keep_block", "unblock"]


async def test_an_appeal_may_have_no_words_and_the_office_gives_in(
    office: OfficeUnderTest,
) -> None:
    desk = await blocked(office)
    await desk.citizen.presses("Xin xem lại việc chặn")
    await desk.citizen.presses("Bỏ qua")
    desk.clerk.sees("xin Văn phòng xem lại", "không ghi thêm")
    await desk.clerk.presses("Bỏ chặn")
    desk.citizen.sees("đã bỏ chặn")
    await desk.clerk.presses("Bỏ chặn")
    desk.clerk.sees("không bị chặn")


async def test_an_appeal_about_the_office_is_the_chairs_to_read_and_decide(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Ông Chủ tịch")
    desk = await blocked(office)
    await desk.citizen.presses("Xin xem lại")
    await desk.citizen.says("Cán bộ Văn phòng hách dịch, quát mắng rồi chặn tôi")
    desk.clerk.sees_nothing_of("quát mắng")
    chair.sees("quát mắng")
    await desk.clerk.sends(choice=f"unblock:{(await desk.case()).id}")
    desk.clerk.sees_key("desk.not_yours")
    await chair.presses("Bỏ chặn")
    desk.citizen.sees("đã bỏ chặn")


async def test_nobody_appeals_for_another(office: OfficeUnderTest) -> None:
    desk = await blocked(office)
    await office.citizen().sends(choice=desk.citizen.button("Xin xem lại").value)
    stranger = office.citizen()
    await stranger.sends(choice=desk.citizen.button("Xin xem lại").value)
    stranger.sees("không bị chặn")
    await stranger.sends(choice=desk.clerk.button("Bỏ chặn").value)
    stranger.sees("không có quyền")


async def test_a_draft_begun_before_the_block_waits(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.citizen.says("/gopy")
    await desk.citizen.says("Đèn đường sau chợ Phú Hòa cũng hỏng hai tuần nay")
    await desk.citizen.answers("intake", until="confirm", publish="no")
    await desk.clerk.says(f"/chan {desk.code} gửi bừa bãi quá")
    await desk.citizen.presses("Gửi")
    desk.citizen.sees("tạm không nhận phản ánh mới")
    desk.citizen.sees("Xin xem lại trước khi gửi")
    await desk.clerk.says(f"/bochan {desk.code}")
    await desk.citizen.presses("Gửi")
    desk.citizen.sees("Đã tiếp nhận")


async def test_the_eleventh_report_of_a_day_is_stopped_at_its_beginning_but_danger_is_not(
    office: OfficeUnderTest,
) -> None:
    world = office.app.world
    limits = msgspec.structs.replace(world.office.limits, reports_per_day=2)
    stricter = msgspec.structs.replace(world.office, limits=limits)
    office.app.dispatcher.world = replace(world, office=stricter)
    citizen = office.citizen()
    for number in (1, 2):
        await files_a_report(citizen, f"Đèn đường số {number} trước chợ Phú Hòa hỏng")
    await citizen.says("/gopy")
    citizen.sees("là mức tối đa trong một ngày", "113")
    await office.staff("office")
    await citizen.says("Dây điện đứt rơi xuống đường trước cổng trường")
    citizen.sees("gọi ngay", "113")
    citizen.sees("Đã báo ngay")


async def test_the_same_words_in_other_letters_are_the_same_report(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    code = await files_a_report(citizen, "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay")
    with pytest.raises(AssertionError, match="đã gửi đúng nội dung này rồi"):
        await files_a_report(citizen, "den duong truoc cho phu hoa  HỎNG hai tuần nay!")
    citizen.sees(code)


async def test_the_same_words_with_a_file_we_have_not_seen_are_another_report(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    words = "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay"
    first = await files_a_report(citizen, words)
    shown = {"text": words, "media": (photo(1),)}
    second = await files_a_report(citizen, shown)
    assert second != first
    with pytest.raises(AssertionError, match="đã gửi đúng nội dung này rồi"):
        await files_a_report(citizen, shown)
    citizen.sees(second)
    assert await files_a_report(citizen, {**shown, "media": (photo(2),)}) > second
