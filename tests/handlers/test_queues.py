"""`/viec`: what waits for whom, soonest due first, turned, searched and opened in the chat."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.event import MAX_CHOICE_BYTES, Reply
from storage import case_events, cases, people
from storage.models import Case
from tests.support.accused import Accused
from tests.support.desk import (
    ANSWER,
    HELP_GIVEN,
    LAND,
    Desk,
    goes_away,
    presses_more,
    with_a_helper,
)
from tests.support.story import OfficeUnderTest, Talker

LAMP = "Đèn đường hỏng hai tuần nay, buổi tối rất nguy hiểm cho các cháu"


def codes(reply: Reply) -> list[str]:
    """The cases of a list, in its order."""
    return re.findall(r"^\d+\. \S+ (CPAH\.\d{8}\.\d{4}):", reply.text, re.MULTILINE)


def labels(reply: Reply) -> list[str]:
    return [choice.label for row in reply.choices for choice in row]


async def heap(
    office: OfficeUnderTest,
    number: int,
    *,
    agency: str = "KTHT",
    text: str = LAMP,
    days_ago: int = 0,
    status: str = "forwarded",
    handler: str = "",
    **columns: object,
) -> list[str]:
    """So many cases at once, forwarded on the day they came; returns their codes."""
    now = office.app.clock.now() - timedelta(days=days_ago)
    async with office.app.db.begin() as db:
        writer = (await people.person_at_address(db, "paper:heap", now)).person
        handler_id = (
            (await people.person_at_address(db, handler, now)).person.id if handler else None
        )
        made = []
        for _ in range(number):
            case = Case(
                code=await cases.next_case_code(db, "CPAH", now.date()),
                status=status,
                person_id=writer.id,
                address="paper:heap",
                agency=agency,
                handler_id=handler_id,
                text=text,
                received_at=now,
                **{"field": "duong", "commune": "phu-hoa"} | columns,
            )
            await cases.file_case(db, case, None, (), now)
            if status != "received":
                await case_events.add_case_event(db, case, "forward", None, now, agency=agency)
            made.append(case.code)
    return made


async def official_of(office: OfficeUnderTest) -> Talker:
    return await office.staff("official", "KTHT", "Anh Hạ tầng")


async def test_what_waits_comes_soonest_due_first_and_a_tap_opens_its_card(
    office: OfficeUnderTest,
) -> None:
    official = await official_of(office)
    (fresh,) = await heap(office, 1)
    (late,) = await heap(office, 1, days_ago=40)
    (old,) = await heap(office, 1, days_ago=10)
    await official.says("/viec")
    shown = official.sees("Chưa ai nhận: 3 vụ việc", "🔴", "quá hạn", "thị trấn Phú Hòa", LAMP[:40])
    assert codes(shown) == [late, old, fresh]
    await official.presses("Mở 2")
    official.sees(old, LAMP)
    await official.presses("Nhận xử lý")
    await official.says("/viec")
    official.sees("Chưa ai nhận: 2")
    await official.presses("Tôi đang xử lý (1)")
    official.sees(old)


async def test_who_has_nothing_to_do_is_told_so(office: OfficeUnderTest) -> None:
    for role in ("official", "leader"):
        person = await office.staff(role, "KTHT")
        await person.says("/viec")
        person.sees_key("queues.nothing")
    clerk = await office.staff("office")
    for command in ("/viec", "/phanloai", "/congkhai", "/quahan"):
        await clerk.says(command)
        clerk.sees_key("queues.nothing")


async def test_many_cases_are_turned_page_by_page_and_none_is_left_out(
    office: OfficeUnderTest,
) -> None:
    official = await official_of(office)
    made = await heap(office, 16)
    await official.says("/viec")
    first = official.sees("16 vụ việc", "1. ")
    assert not any(label.startswith("◀") for label in labels(first))
    await official.presses("Sau (2/3)")
    second = official.sees("7. ")
    await official.presses("Sau (3/3)")
    last = official.sees("13. ")
    assert [*codes(first), *codes(second), *codes(last)] == made
    assert not any(label.startswith("Sau") for label in labels(last))
    await official.presses("Mở 16")
    official.sees(made[-1], "Lĩnh vực")
    await official.presses("◀ Trước (2/3)")
    assert codes(official.sees("7. ")) == codes(second)


async def test_a_page_that_is_gone_shows_the_last_one_there_is(office: OfficeUnderTest) -> None:
    official = await official_of(office)
    made = await heap(office, 7)
    await official.sends(choice="queue:999999999:pool:")
    assert codes(official.sees("7. ")) == made[-1:]


@pytest.mark.parametrize(
    "words",
    [
        "rác Ia Ka",
        "RAC ia ka",
        "ia ka, rác!",
        "mắm rác",
        "mam rac",
        "Chị Hà rác",
        "kinh te chat dong",
    ],
)
async def test_words_find_with_and_without_diacritics_in_all_a_case_is_known_by(
    office: OfficeUnderTest, words: str
) -> None:
    official = await official_of(office)
    colleague = await office.staff("leader", "KTHT", "Chị Hà")
    (wanted,) = await heap(
        office,
        1,
        text="Rác chất đống ba ngày chưa ai dọn",
        place="sau quán Mắm Nêm",
        commune="ia-ka",
        handler=colleague.address,
        status="in_progress",
    )
    await heap(office, 3)
    await heap(office, 1, text="Rác bên suối", commune="phu-hoa")
    await colleague.says(f"/viec {words}")
    assert codes(colleague.sees("1 vụ việc có chữ", "Rác chất đống")) == [wanted]
    await colleague.says(f"/viec {wanted}")
    assert codes(colleague.sees("1. ")) == [wanted]
    await official.says(f"/viec {words}")
    official.sees("không có vụ việc nào có chữ", words)


async def test_what_is_looked_for_travels_with_the_pages_and_can_be_dropped(
    office: OfficeUnderTest,
) -> None:
    official = await official_of(office)
    await heap(office, 4)
    wanted = await heap(office, 9, text="Rác chất đống ba ngày chưa ai dọn")
    await official.says("/viec")
    await official.presses("Tìm trong danh sách")
    official.sees_key("queues.search.words.ask")
    await official.says("!!!")
    official.sees_key("queues.search.words.again")
    await official.says("rac dong")
    first = official.sees("9 vụ việc có chữ “rac dong”")
    await official.presses("Sau (2/2)")
    assert [*codes(first), *codes(official.sees("7. "))] == wanted
    await official.presses("Bỏ lọc")
    official.sees("13 vụ việc")


async def test_a_long_search_still_fits_into_every_button(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    await heap(office, 9, days_ago=40)
    await heap(office, 9, agency="BUUDIEN", days_ago=40)
    long = "đèn đường hỏng hai tuần nay buổi tối rất nguy hiểm cho các cháu " * 5
    await clerk.says(f"/quahan {long}")
    await clerk.presses("Bưu điện")
    await clerk.presses("Sau (2/2)")
    shown = clerk.sees("den duong hong hai tuan nay")
    assert len(codes(shown)) == 3
    for row in shown.choices:
        for choice in row:
            assert len(choice.value.encode()) <= MAX_CHOICE_BYTES


async def test_a_deputy_has_the_work_of_who_is_away_marked_with_the_name(
    office: OfficeUnderTest,
) -> None:
    official = await official_of(office)
    deputy = await office.staff("official", "KTHT", "Anh Phó")
    (code,) = await heap(office, 1, handler=official.address, status="in_progress")
    await deputy.says("/viec")
    deputy.sees_key("queues.nothing")
    await goes_away(official, "23/11", "27/11/2026", "Anh Phó")
    await deputy.says("/viec")
    assert codes(deputy.sees("Tôi đang xử lý: 1", "Anh Hạ tầng")) == [code]
    await deputy.presses("Mở 1")
    await deputy.presses("Trả lời")
    deputy.sees_key("answering.writing.draft.ask")


async def test_what_waits_for_the_citizen_comes_last(office: OfficeUnderTest) -> None:
    official = await official_of(office)
    (waits,) = await heap(office, 1, days_ago=14, handler=official.address, status="in_progress")
    (fresh,) = await heap(office, 1, handler=official.address, status="in_progress")
    await official.says(f"/hoithem {waits}")
    await official.says("Đèn nào hỏng, gần nhà ai ạ?")
    await official.says("/viec")
    shown = official.sees("⚪", "tạm dừng, chờ người dân bổ sung")
    assert codes(shown) == [fresh, waits]


async def test_a_sealed_case_and_one_about_the_reader_are_in_no_list(
    office: OfficeUnderTest,
) -> None:
    await heap(office, 1, sealed=True)
    accused = await Accused(office).opens()
    await accused.names_by_two("Anh Hạ tầng")
    await accused.clerk.says(f"/chuyen {accused.code} KTHT")
    await accused.official.says("/viec")
    accused.official.sees_key("queues.nothing")
    await accused.official.says(f"/viec {accused.code}")
    accused.official.sees_nothing_of("hách dịch")
    for reader in (accused.colleague, accused.leader, accused.clerk):
        await reader.says("/viec")
        assert codes(reader.sees("1 vụ việc")) == [accused.code]


async def test_a_leader_signs_from_the_list_question_and_draft_side_by_side(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True, text=LAND)
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi")
    await heap(office, 2)
    await desk.leader.says("/viec")
    desk.leader.sees("Chờ tôi duyệt: 1 vụ việc", desk.code, "Anh Hạ tầng")
    await desk.leader.presses("Mở 1")
    desk.leader.sees("chờ anh/chị duyệt", LAND, ANSWER, "Anh Hạ tầng")
    await desk.leader.presses("Duyệt và gửi")
    desk.citizen.sees(ANSWER)
    await desk.leader.says("/viec")
    desk.leader.sees("Chưa ai nhận: 2")


async def test_a_draft_is_among_the_authors_work_but_after_what_they_can_do(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True, text=LAND)
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi")
    await office.time_passes(office.app.clock.now() + timedelta(days=1))
    (own,) = await heap(office, 1, handler=desk.official.address, status="in_progress")
    await desk.official.says("/viec")
    assert codes(desk.official.sees("chờ duyệt")) == [own, desk.code]
    await desk.official.presses("Mở 2")
    desk.official.sees(desk.code, "Đang xử lý")
    assert not any("Duyệt" in label for label in labels(desk.official.latest[-1]))


async def test_a_leader_sees_how_much_each_of_the_people_has(office: OfficeUnderTest) -> None:
    official = await official_of(office)
    colleague = await office.staff("official", "KTHT", "Anh Kế")
    leader = await office.staff("leader", "KTHT", "Chị Trưởng phòng")
    await office.staff("official", "YTE", "Chị Y tế")
    await heap(office, 2, handler=official.address, status="in_progress", days_ago=40)
    await heap(office, 3, handler=official.address, status="in_progress")
    await heap(office, 1, handler=colleague.address, status="in_progress")
    await heap(office, 4)
    await heap(office, 5, agency="YTE")
    await leader.says("/viec")
    leader.sees("Chưa ai nhận: 4 vụ việc")
    await leader.presses("Theo người xử lý (10)")
    shown = leader.sees(
        "• Anh Hạ tầng: 5 vụ việc, 2 quá hạn",
        "• Anh Kế: 1 vụ việc, 0 quá hạn",
        "• Chị Trưởng phòng: 0 vụ việc, 0 quá hạn",
        "• Chưa ai nhận: 4 vụ việc, 0 quá hạn",
    )
    assert "Chị Y tế" not in shown.text
    await leader.presses("Anh Hạ tầng (5)")
    leader.sees("Theo người xử lý, Anh Hạ tầng: 5 vụ việc", "🔴")
    await leader.presses("Cả cơ quan (10)")
    leader.sees("Cả cơ quan: 10", "Anh Hạ tầng")
    await leader.presses("Quá hạn (2)")
    assert len(codes(leader.sees("Quá hạn: 2"))) == 2


async def test_the_office_sorts_page_by_page_and_opens_the_card_it_sorts_by(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    made = await heap(office, 8, status="received")
    await clerk.says("/phanloai")
    first = clerk.sees("Chờ phân loại: 8", "chưa chuyển, còn")
    await clerk.presses("Sau (2/2)")
    assert [*codes(first), *codes(clerk.sees("7. "))] == made
    await clerk.presses("Mở 8")
    clerk.sees(f"Vụ việc mới {made[-1]}")
    await clerk.presses("Chuyển Kinh tế")
    clerk.sees("Đã chuyển", made[-1])


async def test_the_office_decides_what_agencies_ask_for(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Xin gia hạn")
    await desk.official.presses("10 ngày")
    await desk.official.says("Phải chờ vật tư từ Pleiku về")
    (second,) = await heap(office, 1, handler=desk.official.address, status="in_progress")
    await desk.official.says(f"/tralai {second}")
    await desk.official.presses("Tài nguyên")
    await desk.official.says("Việc này về đất đai, thuộc phòng Tài nguyên")
    await desk.clerk.says("/viec")
    shown = desk.clerk.sees("Chờ quyết định: 2", "xin gia hạn", "cơ quan trả lại")
    for number, code in enumerate(codes(shown), 1):
        await desk.clerk.presses(f"Mở {number}")
        if code == second:
            desk.clerk.sees("Phòng Kinh tế - Hạ tầng trả lại", second, "Việc này về đất đai")
        else:
            desk.clerk.sees(desk.code, "10 ngày", "chờ vật tư")
    await desk.clerk.presses("Chuyển Tài nguyên")
    await desk.clerk.presses("Không đồng ý")
    await desk.clerk.says("/viec")
    assert not any("Chờ quyết định" in label for label in labels(desk.clerk.latest[-1]))


async def test_the_office_checks_what_waits_for_publication_page_by_page(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi")
    more = await heap(office, 12, status="answered", publication="waiting")
    await heap(office, 1, status="answered", publication="waiting", sealed=True)
    await desk.clerk.says("/congkhai")
    first = desk.clerk.sees("Chờ công khai: 13", "đã trả lời, chờ kiểm tra")
    assert any("Bản tin tuần" in label for label in labels(first))
    await desk.clerk.presses("Sau (2/3)")
    second = desk.clerk.sees("7. ")
    await desk.clerk.presses("Sau (3/3)")
    assert [*codes(first), *codes(second), *codes(desk.clerk.sees("13. "))] == [desk.code, *more]
    await desk.clerk.says("/congkhai")
    await desk.clerk.presses("Mở 1")
    desk.clerk.sees("Bà con sẽ đọc đúng như sau", desk.code)


async def test_the_office_sees_what_is_overdue_by_agency_and_opens_one_of_them(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    await heap(office, 2, days_ago=40)
    late = await heap(office, 3, agency="TNMT", days_ago=50)
    await heap(office, 4, agency="YTE")
    await heap(office, 1, days_ago=60, status="received", agency="KTHT")
    await clerk.says("/quahan")
    shown = clerk.sees(
        "Quá hạn: 6 vụ việc",
        "• Tài nguyên - Môi trường: 3 vụ việc, trễ nhất",
        "• Kinh tế - Hạ tầng: 2 vụ việc",
        "• Văn phòng: 1 vụ việc",  # what nobody forwarded is late with the office
    )
    assert "Y tế" not in shown.text
    await clerk.presses("Tài nguyên - Môi trường (3)")
    assert codes(clerk.sees("Quá hạn, Tài nguyên - Môi trường: 3 vụ việc")) == late
    await clerk.presses("Quá hạn (6)")
    clerk.sees("• Kinh tế - Hạ tầng")
    await clerk.presses("Đang mở (10)")
    clerk.sees("Đang mở: 10")


async def test_the_list_shown_first_is_the_one_that_presses_most(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    official = await official_of(office)
    await heap(office, 3, status="answered", publication="waiting")
    await heap(office, 1, days_ago=40)
    await clerk.says("/viec")
    clerk.sees("Chờ công khai: 3")
    await heap(office, 1, status="received")
    await clerk.says("/viec")
    clerk.sees("Chờ phân loại: 1")
    await heap(office, 1, handler=official.address, status="in_progress")
    await official.says("/viec")
    official.sees("Chưa ai nhận: 1", "🔴")


async def test_the_chair_sees_what_is_late_where_but_no_citizens_words(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Ông Chủ tịch")
    await heap(office, 2, days_ago=40, place="trước nhà ông Mẫu")
    await heap(office, 1, agency="TNMT", days_ago=40)
    await chair.says("/viec")
    await chair.presses("Kinh tế - Hạ tầng (2)")
    shown = chair.sees("Quá hạn, Kinh tế - Hạ tầng: 2", "Chưa ai nhận")
    assert LAMP[:20] not in shown.text
    assert "ông Mẫu" not in shown.text
    assert not any(label.startswith("Mở") for label in labels(shown))


async def test_a_helper_has_the_case_until_it_has_told_what_it_knows(
    office: OfficeUnderTest,
) -> None:
    desk, helper = await with_a_helper(office)
    await helper.says("/viec")
    helper.sees("Được mời phối hợp: 1", desk.code, "Kinh tế - Hạ tầng")
    await helper.presses("Mở 1")
    await helper.presses("Góp ý")
    await helper.says(HELP_GIVEN)
    await helper.presses("Xong")
    await helper.says("/viec")
    helper.sees_key("queues.nothing")


async def test_a_question_has_no_date_and_comes_after_what_has_one(
    office: OfficeUnderTest,
) -> None:
    official = await official_of(office)
    (asked,) = await heap(office, 1, days_ago=40, kind="question")
    (fresh,) = await heap(office, 1)
    await official.says("/viec")
    assert codes(official.sees("câu hỏi, không tính hạn")) == [fresh, asked]
    clerk = await office.staff("office")
    await clerk.says("/quahan")
    clerk.sees("Quá hạn: không có vụ việc nào")


@pytest.mark.parametrize("section", ["triage", "all", "late", "check", "load", "sign", "", "x.y"])
async def test_a_forged_button_opens_no_list_of_another_role(
    office: OfficeUnderTest, section: str
) -> None:
    await heap(office, 3, days_ago=40)
    await heap(office, 3, status="received", agency="YTE")
    outsider = await office.staff("official", "YTE")
    citizen = office.citizen()
    for button in (f"queue:0:{section}:", f"queue:0:{section}.KTHT:den", f"queue_find:0:{section}"):
        await outsider.sends(choice=button)
        assert not codes(outsider.latest[-1])
        assert "mã lỗi" not in outsider.latest[-1].text
        await citizen.sends(choice=button)
        citizen.sees_key("conversation.not_yours")


async def test_a_leader_gets_no_other_agencys_list_by_a_forged_group(
    office: OfficeUnderTest,
) -> None:
    leader = await office.staff("leader", "TNMT")
    (own,) = await heap(office, 1, agency="TNMT", days_ago=40)
    await heap(office, 3, days_ago=40)
    for group in ("KTHT", "KTHT" * 20, "1", "-1", "²"):
        for section in ("late", "load", "agency"):
            await leader.sends(choice=f"queue:0:{section}.{group}:")
            assert set(codes(leader.latest[-1])) <= {own}
            assert "mã lỗi" not in leader.latest[-1].text


async def test_a_list_of_a_role_that_was_taken_away_is_refused(office: OfficeUnderTest) -> None:
    leader = await office.staff("leader", "KTHT", "Chị Trưởng phòng")
    clerk = await office.staff("office")
    await heap(office, 7)
    await leader.says("/viec")
    old = leader.button("Cả cơ quan")
    await clerk.says("/nguoi")
    await clerk.presses("Chị Trưởng phòng")
    await clerk.presses("Chuyển cơ quan")
    await clerk.presses("cán bộ xử lý")
    await clerk.presses("Y tế")
    await clerk.presses("Đồng ý")
    await leader.sends(choice=old.value)
    leader.sees_key("queues.not_yours")


async def test_the_morning_digest_leads_to_the_list(office: OfficeUnderTest) -> None:
    official = await official_of(office)
    (code,) = await heap(office, 1, days_ago=40)
    await office.time_passes(office.app.clock.now() + timedelta(days=2))
    official.sees("Việc hôm nay", f"🔴 {code}: quá hạn")
    await official.presses("Việc chờ tôi")
    official.sees("Chưa ai nhận: 1", code)
