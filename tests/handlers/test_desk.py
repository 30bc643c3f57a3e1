"""What officials, leaders and the office do with a case besides the straight way."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta

from rules.deadline import add_working_days
from rules.local_time import ZONE
from storage import case_answers, case_events, notes
from storage.models import Case
from tests.support.desk import ANSWER, LAND, Desk, lifts_restriction, presses_more, promised
from tests.support.story import OfficeUnderTest, files_a_report, photo


async def test_the_citizen_is_asked_once_and_the_clock_stands_still(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai, từ ngày nào ạ?")
    desk.official.sees("Thời hạn tạm dừng")
    desk.citizen.sees(desk.code, "cần anh/chị cho biết thêm", "Đèn nào hỏng")
    assert (await desk.case()).status == "needs_info"
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    desk.official.sees("Cần bổ sung thông tin")


async def test_an_official_does_not_ask_twice(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    async with office.app.db.begin() as db:
        case = await db.get(Case, (await desk.case()).id)
        assert case is not None
        case.status = "in_progress"
        await case_events.add_case_event(
            db, case, "supplement", case.person_id, office.app.clock.now()
        )
    await desk.official.says(f"/hoithem {desk.code}")
    desk.official.sees("xin thủ trưởng cơ quan hỏi")
    await desk.leader.says(f"/hoithem {desk.code}")
    desk.leader.sees("Hỏi người dân điều gì")


async def test_a_question_nobody_answers_ends_the_case_in_words(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    wait = office.app.office.deadlines["supplement_wait"].days
    desk.citizen.seen = len(office.paper.sent)
    await desk.days_pass(wait)
    desk.citizen.sees(desk.code, "vẫn chờ anh/chị trả lời")
    assert (await desk.case()).status == "needs_info"
    await desk.days_pass(1)
    desk.citizen.sees(desk.code, "khép lại", "Không đủ thông tin")
    assert (await desk.case()).status == "refused"
    async with office.app.db.read() as db:
        outcome = await case_answers.answer_of_case(db, await desk.case())
    assert outcome is not None


async def test_a_case_given_back_returns_to_the_office_with_a_proposal(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    other = await office.staff("official", "TNMT", "Chị Môi trường")
    await presses_more(desk.official, "Trả lại")
    await desk.official.presses("Tài nguyên")
    await desk.official.says("Việc này về đất đai, thuộc phòng Tài nguyên")
    desk.official.sees("Đã trả", desk.code)
    desk.clerk.sees("trả lại", "Việc này về đất đai")
    due = await promised(desk)
    await desk.clerk.presses("Chuyển Tài nguyên")
    other.sees(desk.code)
    desk.citizen.sees(
        "đã chuyển đến", "vì Phòng Kinh tế - Hạ tầng cho biết việc này không thuộc mình"
    )
    assert await promised(desk) == due  # sending on wins no time


async def test_more_time_is_asked_for_once_and_granted_by_the_office(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    before = await promised(desk)
    await presses_more(desk.official, "Xin gia hạn")
    await desk.official.presses("10 ngày")
    await desk.official.says("Phải chờ vật tư từ Pleiku về")
    desk.clerk.sees("xin gia hạn", "10 ngày", "chờ vật tư")
    assert await promised(desk) == before  # nothing is decided yet
    await desk.clerk.presses("Đồng ý thêm 10")
    desk.citizen.sees("cần thêm thời gian", "chờ vật tư")
    desk.official.sees("đồng ý gia hạn")
    assert str(await promised(desk)) > str(before)
    await desk.clerk.presses("Đồng ý thêm 10")
    desk.clerk.sees("không có đề nghị gia hạn nào")
    await desk.official.says(f"/giahan {desk.code}")
    desk.official.sees("một lần rồi")


async def test_a_late_case_cannot_be_extended(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.days_pass(16)
    await desk.official.says(f"/giahan {desk.code}")
    desk.official.sees("đã quá hạn nên không xin gia hạn được")


async def test_land_cases_need_the_leaders_signature(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    official = await office.staff("official", "TNMT", "Anh Địa chính")
    leader = await office.staff("leader", "TNMT", "Chị Trưởng phòng")
    citizen = office.citizen()
    text = "Xin cấp sổ đỏ, giấy chứng nhận quyền sử dụng đất mãi chưa xong"
    code = await files_a_report(citizen, text)
    await clerk.says(f"/chuyen {code} TNMT")
    await official.says(f"/traloi {code} Hồ sơ đã đủ, giấy được trả trước ngày 30/11/2026.")
    await official.sends(media=(photo(7),))
    await official.presses("Xong")
    await official.presses("Gửi cho người dân")
    official.sees("cần thủ trưởng duyệt")
    citizen.sees_nothing_of("giấy được trả")
    leader.sees("chờ anh/chị duyệt", text, "giấy được trả", "Anh Địa chính")
    await leader.presses("Trả lại, có góp ý")
    await leader.says("Ghi rõ nơi nhận giấy")
    official.sees("Góp ý: Ghi rõ nơi nhận giấy", "giấy được trả")
    await official.says(f"/traloi {code} Giấy được trả tại Bộ phận Một cửa trước ngày 30/11/2026.")
    await official.presses("Xong")
    await official.presses("Gửi cho người dân")
    await leader.presses("Duyệt và gửi")
    citizen.sees(code, "tại Bộ phận Một cửa")
    official.sees("đã được duyệt")
    await leader.presses("Duyệt và gửi")
    leader.sees("Đã trả lời")


async def test_a_leader_signs_with_other_words(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    official = await office.staff("official", "TNMT")
    leader = await office.staff("leader", "TNMT")
    citizen = office.citizen()
    code = await files_a_report(citizen, "Xin cấp sổ đỏ, giấy chứng nhận quyền sử dụng đất")
    await clerk.says(f"/chuyen {code} TNMT")
    await official.says(f"/traloi {code} Giấy sẽ được trả trong tháng này.")
    await official.presses("Xong")
    await official.presses("Gửi cho người dân")
    await leader.presses("Sửa rồi gửi")
    await leader.says("Giấy được trả tại Một cửa ngày 30/11/2026.")
    citizen.sees("Giấy được trả tại Một cửa ngày 30/11/2026.")


async def test_where_an_agency_has_no_leader_the_office_signs(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    official = await office.staff("official", "TNMT")
    citizen = office.citizen()
    code = await files_a_report(citizen, "Xin cấp sổ đỏ, giấy chứng nhận quyền sử dụng đất")
    await clerk.says(f"/chuyen {code} TNMT")
    await official.says(f"/traloi {code} Giấy sẽ được trả trong tháng này.")
    await official.presses("Xong")
    await official.presses("Gửi cho người dân")
    await official.says(f"/duyet {code}")
    official.sees("không thuộc vai trò")
    await clerk.presses("Duyệt và gửi")
    citizen.sees("Giấy sẽ được trả trong tháng này.")


async def a_draft_about_land(office: OfficeUnderTest) -> tuple[Desk, Case]:
    """An official's answer waits for the office, for the agency has no leader."""
    desk = await Desk(office).opens(text=LAND)
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    return desk, await desk.case()


async def test_a_draft_ends_when_its_case_goes_to_another_agency(office: OfficeUnderTest) -> None:
    desk, case = await a_draft_about_land(office)
    await desk.clerk.sends(choice=f"forward:{case.id}:YTE")
    await desk.clerk.sends(choice=f"edit_draft:{case.id}")
    desk.clerk.sees(desk.code, "không có câu trả lời nào chờ duyệt")


async def test_a_draft_outlives_a_merge_that_is_taken_back(office: OfficeUnderTest) -> None:
    desk, case = await a_draft_about_land(office)
    second = await files_a_report(office.citizen())
    await desk.clerk.says(f"/gop {desk.code} {second}")
    assert (await desk.case()).status == "merged"
    await desk.clerk.presses("Tách ra lại")
    await desk.clerk.sends(choice=f"approve:{case.id}")
    desk.citizen.sees(desk.code, "đèn được thay xong")


async def test_a_leader_gives_a_case_to_an_official(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await desk.leader.says(f"/phancong {desk.code}")
    await desk.leader.presses("Anh Hạ tầng")
    desk.leader.sees("Đã giao", "Anh Hạ tầng")
    desk.official.sees("giao", desk.code)
    assert (await desk.case()).status == "in_progress"


async def test_a_matter_of_another_channel_is_sent_there_with_the_law(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.presses("Hướng dẫn sang kênh khác")
    await desk.clerk.presses("Đây là khiếu nại")
    desk.citizen.sees(desk.code, "Ban Tiếp công dân", "Luật Khiếu nại")
    assert (await desk.case()).status == "redirected"


async def test_duplicates_are_merged_told_and_can_be_parted(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    neighbour = office.citizen()
    second = await files_a_report(neighbour, "Đèn đường chợ Phú Hòa tối om mấy tuần rồi")
    await desk.clerk.says(f"/gop {second} {desk.code}")
    neighbour.sees(second, "trùng với", desk.code)
    await desk.clerk.presses("Tách ra lại")
    await desk.clerk.says(f"/gop {second} {desk.code}")
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    neighbour.sees(second, "xử lý chung", "đèn được thay xong")


async def test_a_sealed_case_is_in_no_queue_and_shown_to_nobody(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.presses("Niêm phong")
    await desk.clerk.presses("Niêm phong")
    desk.clerk.sees("Đã niêm phong")
    await desk.official.says("/viec")
    desk.official.sees("Không có vụ việc nào")
    await desk.official.says(f"/xem {desk.code}")
    desk.official.sees("không có quyền")
    await lifts_restriction(desk.clerk, (await desk.case()).id)
    await desk.official.says("/viec")
    desk.official.sees(desk.code)


async def test_of_two_officials_who_accept_at_once_one_wins(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    second = await office.staff("official", "KTHT", "Chị Hạ tầng")
    await second.says("/viec")
    await second.presses("Mở 1")
    await asyncio.gather(
        desk.official.presses("Nhận xử lý", wait=False), second.presses("Nhận xử lý", wait=False)
    )
    await office.quiet()
    both = [reply.text for person in (desk.official, second) for reply in person.latest]
    assert sum("Đã nhận" in text for text in both) == 1
    assert sum("không làm được nữa" in text for text in both) == 1


async def test_a_late_case_is_apologised_for_by_its_leader(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    desk.leader.seen = desk.official.seen = len(office.paper.sent)
    await desk.days_pass(16)
    desk.official.sees("Việc hôm nay", f"{desk.code}: quá hạn 1 ngày")
    desk.leader.sees("Lời xin lỗi gửi người dân đã soạn sẵn", desk.code)
    desk.citizen.seen = len(office.paper.sent)
    await desk.leader.presses("Sửa lý do")
    await desk.leader.says("Thiếu vật tư, xe cẩu hỏng")
    await desk.leader.presses("3 ngày")
    await desk.leader.presses("Ký và gửi")
    await office.quiet()
    desk.citizen.sees("xin lỗi anh/chị", "xe cẩu hỏng", "hẹn trả lời")
    slip = desk.citizen.sees("Phiếu xin lỗi")
    assert slip.media[0].mime == "application/pdf"
    await desk.days_pass(2)
    assert (await desk.log()).count("apologise") == 1
    await desk.leader.presses("Sửa lý do")
    desk.leader.sees("đã có lời xin lỗi")


async def test_a_drafted_apology_is_signed_with_one_tap(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await desk.days_pass(16)
    drafted = desk.leader.sees("đã soạn sẵn", "chưa phân công người xử lý")
    promised = add_working_days(desk.today(), 5, office.app.office.calendar)
    assert f"{promised:%d/%m/%Y}" in drafted.text
    desk.citizen.seen = len(office.paper.sent)
    await desk.leader.presses("Ký và gửi")
    await office.quiet()
    desk.citizen.sees("xin lỗi anh/chị", "chưa phân công người xử lý", f"{promised:%d/%m/%Y}")
    slip = desk.citizen.sees("Phiếu xin lỗi").media[0]
    await desk.leader.says(f"/xem {desk.code}")
    assert slip.sha256 in [item.sha256 for item in desk.leader.sees(desk.code).media]
    await desk.days_pass(2)
    assert (await desk.log()).count("apologise") == 1


async def test_an_apology_offered_long_ago_is_drafted_anew(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await desk.days_pass(16)
    old = desk.leader.button("Ký và gửi")
    case = await desk.case()
    for day in ("2026-11-25", "9999-12-31", "0001-01-01"):
        await desk.leader.sends(choice=f"apologise:{case.id}:forwarded:{day}")
        desk.leader.sees("đã soạn sẵn")
    assert (await desk.log()).count("apologise") == 0
    await desk.leader.sends(choice=old.value)
    assert (await desk.log()).count("apologise") == 1


async def test_a_reminder_never_comes_at_night_or_on_a_rest_day(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await desk.days_pass(15)
    desk.leader.seen = desk.citizen.seen = len(office.paper.sent)
    tomorrow = add_working_days(desk.today(), 1, office.app.office.calendar)
    await office.time_passes(datetime.combine(tomorrow, time(0, 5), ZONE))
    desk.leader.sees_nothing()
    await office.time_passes(datetime.combine(tomorrow, time(7, 5), ZONE))
    desk.leader.sees("đã soạn sẵn")


async def test_what_nobody_forwards_climbs_too(office: OfficeUnderTest) -> None:
    chair = await office.staff("chair", name="Lãnh đạo")
    desk = await Desk(office).opens(forwarded=False)
    await desk.days_pass(5)
    desk.clerk.sees("Hôm nay ở Văn phòng", "hôm nay là hạn chuyển", desk.code)
    await desk.days_pass(3)
    desk.clerk.sees("xin anh/chị đôn đốc", "chưa chuyển đến cơ quan", desk.code)
    await desk.days_pass(2)
    chair.sees("xin anh/chị đôn đốc", desk.code, "xin hỏi Văn phòng")
    assert "Mở CPAH" not in str(chair.sees("đôn đốc").choices)
    assert (await desk.log()).count("escalate") == 3
    await desk.clerk.presses(f"Mở {desk.code}")
    desk.clerk.sees(desk.code, "Hạn")


async def test_an_apology_is_signed_once_however_often_it_is_pressed(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await desk.days_pass(16)
    await desk.leader.presses("Ký và gửi lời xin lỗi")
    desk.leader.sees("Đã gửi lời xin lỗi", desk.code)
    await desk.leader.presses("Ký và gửi lời xin lỗi")
    desk.leader.sees("đã có lời xin lỗi gửi người dân rồi")
    assert (await desk.log()).count("apologise") == 1


async def test_an_unsigned_apology_goes_out_by_itself(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await desk.days_pass(16)
    desk.citizen.seen = len(office.paper.sent)
    await desk.days_pass(1)
    desk.citizen.sees("thành thật xin lỗi", desk.code)
    await desk.days_pass(1)
    assert (await desk.log()).count("apologise") == 1


async def test_lateness_climbs_to_the_leader_the_office_and_the_chair(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    chair = await office.staff("chair", name="Lãnh đạo")
    chair.seen = desk.leader.seen = len(office.paper.sent)
    await desk.days_pass(16)
    desk.leader.sees_nothing_of("đôn đốc")
    await desk.days_pass(1)
    desk.leader.sees("xin anh/chị đôn đốc", desk.code)
    chair.sees_nothing_of("đôn đốc")
    await desk.days_pass(3)
    chair.sees("xin anh/chị đôn đốc", desk.code)
    assert (await desk.log()).count("escalate") == 3
    await desk.official.says("một câu nói bâng quơ")
    await office.time_passes(office.app.clock.now() + timedelta(hours=1))
    assert (await desk.log()).count("escalate") == 3


async def test_the_morning_digest_comes_once_and_is_silent_when_empty(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    idle = await office.staff("official", "NOIVU", "Chị Nội vụ")
    desk.official.seen = idle.seen = len(office.paper.sent)
    await desk.days_pass(14)
    digest = desk.official.sees("Việc hôm nay", desk.code)
    assert digest.choices
    idle.sees_nothing()
    await office.time_passes(office.app.clock.now() + timedelta(hours=2))
    texts = [reply.text for reply in desk.official.latest if "Việc hôm nay" in reply.text]
    assert len(texts) == 1


async def test_a_note_is_sealed_on_disk(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ông Mẫu phải không ạ?")
    async with office.app.db.read() as db:
        kept = await notes.notes_of_case(db, await desk.case(), notes.QUESTION)
    assert [note.text for note in kept] == ["Đèn nào hỏng, gần nhà ông Mẫu phải không ạ?"]


async def test_a_field_is_named_as_the_reason_only_where_it_belongs(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(forwarded=False)
    await desk.clerk.says(f"/chuyen {desk.code} TNMT")
    told = desk.citizen.replies()[-1].text
    assert "đã chuyển đến Phòng Tài nguyên" in told
    assert "thuộc lĩnh vực" not in told
    await desk.clerk.says(f"/chuyen {desk.code} KTHT")
    told = desk.citizen.replies()[-1].text
    assert "đã chuyển đến Phòng Kinh tế" in told
    assert "thuộc lĩnh vực" in told


async def test_where_words_leave_it_open_the_clerk_chooses_of_three_and_else_of_one(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    school = await office.staff("official", "GDDT")
    offered = {
        "Đường vào trường học ngập nước thải hôi thối ở thôn 2 Hòa Phú": 3,
        "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay": 1,
    }
    for words, most in offered.items():
        code = await files_a_report(office.citizen(), words, publish="no")
        clerk.sees(code)
        card = next(one for one in clerk.replies() if code in one.text and one.choices)
        to = [one.value or "" for row in card.choices for one in row]
        assert len([one for one in to if one.startswith("forward:")]) == most, words
        if most > 1:
            await clerk.says(f"/chuyen {code}")
            first = [one.label for row in clerk.latest[-1].choices for one in row][:3]
            assert len([one for one in first if "Giáo dục" in one]) == 1
            await clerk.says("/huy")
            await clerk.presses("Chuyển Giáo dục")
            school.sees(code, words)
