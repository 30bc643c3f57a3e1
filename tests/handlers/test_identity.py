"""Who reported is shown for a reason only; the look is logged, its owner and the office see it."""

from __future__ import annotations

from storage import case_events, notes
from tests.support.desk import Desk
from tests.support.story import OfficeUnderTest


async def test_an_official_sees_the_contact_for_a_reason_and_everybody_knows(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
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
