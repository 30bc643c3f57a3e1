"""The office corrects how a case was classed: field, term, urgency, what it is about."""

from __future__ import annotations

from sqlalchemy import update

from rules.deadline import add_working_days
from storage import case_events
from storage.models import Case, CaseEvent
from tests.support.desk import ANSWER, LAND, Desk, promised
from tests.support.story import OfficeUnderTest, Talker, files_a_report

UNSURE = "unknown"
DANGER = "Cột điện gãy đổ xuống đường trước chợ Phú Hòa"


async def corrects(clerk: Talker, code: str, *presses: str) -> None:
    """The whole conversation: what to change, to what, and that it is to be kept."""
    await clerk.says(f"/suaphanloai {code}")
    for label in (*presses, "Lưu"):
        await clerk.presses(label)


async def lines(desk: Desk, action: str) -> list[CaseEvent]:
    async with desk.office.app.db.read() as db:
        return [
            line
            for line in await case_events.events_of_case(db, await desk.case())
            if line.action == action
        ]


async def is_urgent(desk: Desk) -> None:
    async with desk.office.app.db.begin() as db:
        await db.execute(update(Case).where(Case.code == desk.code).values(urgent=True))


async def answers(official: Talker, code: str) -> None:
    await official.says(f"/traloi {code} {ANSWER}")
    await official.presses("Xong")
    await official.presses("Gửi cho người dân")


async def test_a_land_case_without_a_field_gets_one_and_waits_for_the_leader(
    office: OfficeUnderTest,
) -> None:
    desk = Desk(office)
    desk.clerk = await office.staff("office")
    official = await office.staff("official", "TNMT")
    leader = await office.staff("leader", "TNMT")
    desk.citizen = office.citizen()
    desk.code = await files_a_report(desk.citizen, LAND, field=UNSURE)
    await desk.clerk.says(f"/chuyen {desk.code} TNMT")
    desk.clerk.sees("thuộc lĩnh vực nào")
    assert (await desk.case()).status == "received"
    await desk.clerk.presses("Quy hoạch, sử dụng đất")
    case = await desk.case()
    assert (case.status, case.agency, case.field) == ("forwarded", "TNMT", "datdai")
    assert (await lines(desk, "classify"))[0].data == {
        "field": "datdai",
        "agency": "TNMT",
        "was": {"field": "", "agency": ""},
    }
    await answers(official, desk.code)
    leader.sees("chờ anh/chị duyệt", desk.code)
    assert (await desk.case()).status == "answer_pending"


async def test_an_agency_with_one_field_gives_it_to_the_case(office: OfficeUnderTest) -> None:
    desk = Desk(office)
    desk.clerk = await office.staff("office")
    desk.code = await files_a_report(office.citizen(), LAND, field=UNSURE)
    await desk.clerk.says(f"/chuyen {desk.code} VPDKDD")
    case = await desk.case()
    assert (case.status, case.field) == ("forwarded", "sodo")


async def test_a_mistaken_tap_of_danger_is_lifted_and_the_citizen_told_once(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await is_urgent(desk)
    desk.citizen.seen = len(office.paper.sent)
    await desk.clerk.says(f"/suaphanloai {desk.code}")
    desk.clerk.sees(desk.code, "Đường", "1 ngày làm việc")
    for label in ("Sửa mức khẩn", "Không khẩn", "Lưu"):
        await desk.clerk.presses(label)
    desk.clerk.sees("Đã lưu phân loại", desk.code)
    due = add_working_days(desk.today(), 15, office.app.office.calendar)
    told = [reply.text for reply in desk.citizen.replies() if "hạn trả lời chuyển từ" in reply.text]
    assert len(told) == 1
    assert f"{due:%d/%m/%Y}" in told[0]
    assert "thông thường" in told[0]
    assert not (await desk.case()).urgent
    assert (await lines(desk, "classify"))[0].data == {"urgent": False, "was": {"urgent": True}}
    assert f"{due:%d/%m/%Y}" in desk.official.card(desk.code).text
    desk.official.button("Mở vụ việc")


async def test_the_complex_term_is_reached_and_left_again(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    before = await promised(desk)
    await corrects(desk.clerk, desk.code, "Sửa thời hạn", "Phức tạp")
    assert (await desk.case()).deadline == "answer_complex"
    due = add_working_days(desk.today(), 20, office.app.office.calendar)
    assert await promised(desk) == due
    desk.citizen.sees(desk.code, "phức tạp", f"{due:%d/%m/%Y}", "20 ngày làm việc")
    await corrects(desk.clerk, desk.code, "Sửa thời hạn", "Thông thường")
    assert (await desk.case()).deadline == ""
    assert await promised(desk) == before


async def test_what_does_not_move_the_date_is_not_told(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    desk.citizen.seen = len(office.paper.sent)
    await corrects(desk.clerk, desk.code, "Sửa lĩnh vực", "Tiền điện")
    assert (await desk.case()).field == "tiendien"
    desk.citizen.sees_nothing()
    await corrects(desk.clerk, desk.code)
    desk.clerk.sees("vẫn như cũ")
    assert len(await lines(desk, "classify")) == 1


async def test_a_waiting_case_is_proposed_to_the_agency_of_its_new_field(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(forwarded=False)
    await desk.clerk.presses("Sửa phân loại")
    for label in ("Sửa lĩnh vực", "Rác, nước thải", "Lưu"):
        await desk.clerk.presses(label)
    card = desk.clerk.card(desk.code)
    assert "Rác, nước thải" in card.text
    assert "Chuyển Tài nguyên" in card.choices[0][0].label


async def test_a_case_about_conduct_is_taken_from_those_it_is_about(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await desk.official.says(f"/nhan {desk.code}")
    await desk.clerk.says(f"/xem {desk.code}")
    await desk.clerk.presses("Việc khác")
    for label in ("Sửa phân loại", "Sửa nội dung", "Về cách làm việc", "Lưu"):
        await desk.clerk.presses(label)
    case = await desk.case()
    assert (case.about, case.accused) == ("conduct", "KTHT")
    assert case.handler_id is None
    desk.clerk.sees_key("desk.nobody_has_it")
    desk.clerk.sees(desk.code, "cơ quan khác")
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    # It is about their agency, which they do not learn from the no.
    desk.official.sees_key("desk.not_yours")
    assert (await desk.case()).status == "forwarded"
    second = await office.staff("office", name="Chị Hai")
    await corrects(desk.clerk, desk.code, "Sửa nội dung", "Không phải")
    await desk.clerk.presses("nói về việc")
    await second.presses("Đồng ý đổi")
    case = await desk.case()
    assert (case.about, case.accused) == ("", "")


async def test_a_draft_that_needs_no_signature_any_more_goes_back_to_be_sent(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await is_urgent(desk)
    await answers(desk.official, desk.code)
    assert (await desk.case()).status == "answer_pending"
    await corrects(desk.clerk, desk.code, "Sửa mức khẩn", "Không khẩn")
    assert (await desk.case()).status == "in_progress"
    desk.official.sees(desk.code, "không còn phải chờ")
    await desk.official.presses("Gửi câu trả lời này")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    desk.citizen.sees(desk.code, "đèn được thay xong")


async def test_a_draft_that_still_needs_a_signature_goes_on_waiting(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await is_urgent(desk)
    await answers(desk.official, desk.code)
    await corrects(desk.clerk, desk.code, "Sửa mức khẩn", "Không khẩn", "Sửa lĩnh vực", "Quy hoạch")
    assert (await desk.case()).status == "answer_pending"
    card = desk.leader.card(desk.code)
    assert card.edits
    assert "đèn được thay xong" in card.text
    assert "Duyệt và gửi" in [choice.label for row in card.choices for choice in row]
    await desk.leader.presses("Duyệt và gửi")
    desk.citizen.sees(desk.code, "đèn được thay xong")


async def test_of_an_answered_case_only_what_moves_no_date_is_corrected(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await answers(desk.official, desk.code)
    due = await promised(desk)
    await desk.clerk.says(f"/suaphanloai {desk.code}")
    labels = [c.label for row in desk.clerk.latest[-1].choices for c in row]
    assert not [label for label in labels if "thời hạn" in label or "khẩn" in label]
    for label in ("Sửa lĩnh vực", "Mất điện", "Lưu"):
        await desk.clerk.presses(label)
    assert await promised(desk) == due


async def test_of_two_clerks_who_correct_at_once_the_second_is_told(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    second = await office.staff("office", name="Anh Văn phòng")
    await second.says(f"/suaphanloai {desk.code}")
    await second.presses("Sửa lĩnh vực")
    await second.presses("Rác, nước thải")
    await corrects(desk.clerk, desk.code, "Sửa lĩnh vực", "Tiền điện")
    await second.presses("Lưu")
    second.sees(desk.code, "Chị Văn phòng")
    assert (await desk.case()).field == "tiendien"


async def test_only_the_office_corrects(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.official.says(f"/suaphanloai {desk.code}")
    desk.official.sees("không thuộc vai trò")
    await desk.official.sends(choice=f"classify:{(await desk.case()).id}")
    desk.official.sees("không có quyền")


async def test_a_case_about_conduct_without_a_field_is_sent_on_once_it_is_said_of_whom(
    office: OfficeUnderTest,
) -> None:
    desk = Desk(office)
    desk.clerk = await office.staff("office")
    second = await office.staff("office", name="Chị Hai")
    desk.code = await files_a_report(office.citizen(), LAND, field=UNSURE)
    async with office.app.db.begin() as db:
        await db.execute(update(Case).where(Case.code == desk.code).values(about="conduct"))
    await desk.clerk.says(f"/chuyen {desk.code} VPDKDD")
    desk.clerk.sees_key("conflict.whose_first")
    await desk.clerk.sends(choice=f"accuse:{(await desk.case()).id}")
    await desk.clerk.presses("Người của cơ quan khác")
    await desk.clerk.presses("Tài nguyên")
    await second.presses("Đồng ý đổi")
    await desk.clerk.says(f"/chuyen {desk.code} VPDKDD")
    case = await desk.case()
    assert (case.status, case.field, case.accused) == ("forwarded", "sodo", "TNMT")
