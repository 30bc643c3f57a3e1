"""Who reported is shown for a reason only; the look is logged, its owner and the office see it."""

from __future__ import annotations

from storage import case_events, notes
from tests.support.accused import CONDUCT, Accused
from tests.support.desk import Desk, labels
from tests.support.story import OfficeUnderTest


async def test_an_official_sees_the_contact_for_a_reason_and_everybody_knows(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.official.says(f"/nhan {desk.code}")
    await desk.official.says(f"/lienhe {desk.code}")
    desk.official.sees_nothing_of("0912345678")
    await desk.official.presses("Gọi hỏi thêm")
    desk.official.sees("Rơ Châm Thử, 0912345678", "đã được ghi lại")
    desk.clerk.sees("Anh Hạ tầng", "Kinh tế - Hạ tầng", "gọi hỏi thêm", desk.code)
    await desk.citizen.says("/dulieu")
    desk.citizen.sees(f"vụ việc {desk.code}, Phòng Kinh tế - Hạ tầng: gọi hỏi thêm")


async def test_a_reason_in_own_words_is_sealed_and_not_in_the_log(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.official.says(f"/nhan {desk.code}")
    await desk.official.says(f"/lienhe {desk.code} Cần hẹn chị Thử sáng mai xem cột đèn")
    desk.official.sees("0912345678")
    async with office.app.db.read() as db:
        line = (await case_events.events_of_case(db, await desk.case()))[-1]
        said = await notes.notes_of_case(db, await desk.case(), notes.LOOK)
    assert line.data == {"agency": "KTHT", "why": "other"}
    assert [note.text for note in said] == ["Cần hẹn chị Thử sáng mai xem cột đèn"]


async def test_without_a_reason_or_a_right_nothing_is_shown(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    other = await office.staff("official", "YTE")
    await other.says(f"/lienhe {desk.code} Muốn biết người gửi là ai")
    other.sees_key("desk.not_yours")
    await other.sends(choice=f"identity:{(await desk.case()).id}")
    other.sees_key("desk.not_yours")
    await desk.clerk.presses("Xem người gửi")
    await desk.clerk.says("xem")
    desk.clerk.sees_key("identity.asking.reason.again")
    desk.clerk.sees_nothing_of("0912345678")
    await desk.clerk.presses("Hủy")
    assert "look_at_contact" not in await desk.log()


async def test_a_closed_case_is_no_reason_for_the_agency(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.presses("Từ chối, có lý do")
    await desk.clerk.presses("Không thuộc")
    await desk.clerk.presses("Bỏ qua")
    await desk.official.says(f"/lienhe {desk.code} Muốn gọi lại cho người gửi")
    desk.official.sees_key("desk.not_yours")


async def test_nobody_of_the_agency_sees_who_reported_before_they_took_the_case(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    for person in (desk.official, desk.leader):
        await person.says(f"/lienhe {desk.code} Muốn gọi lại cho người gửi")
        person.sees(f"/nhan {desk.code}")
    await desk.official.presses("Nhận xử lý")
    await desk.leader.says(f"/lienhe {desk.code} Muốn gọi lại cho người gửi")
    desk.leader.sees_key("identity.take_it_first")
    for person in (desk.official, desk.leader):
        person.sees_nothing_of("0912345678")
    await desk.official.says(f"/lienhe {desk.code} Muốn gọi lại cho người gửi")
    desk.official.sees("0912345678")


async def test_who_is_asked_to_agree_learns_code_and_reason_and_no_word_more_than_before(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    second = await office.staff("office", name="Anh Hai")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    await accused.clerk.says(f"/lienhe {accused.code} cần gọi hỏi thêm cho rõ việc")
    for person in (second, chair):
        asked = person.replies()[-1]
        assert accused.code in asked.text
        assert "cần gọi hỏi thêm" in asked.text
        person.sees_nothing_of(CONDUCT)
        person.sees_nothing_of("0912345678")
    assert labels(second.replies()[-1]) == ["Đồng ý cho xem", "Mở vụ việc"]
    assert labels(chair.replies()[-1]) == ["Đồng ý cho xem"]
