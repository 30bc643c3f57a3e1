"""Who looks at a case about officials is written down, and the chair reads it."""

from __future__ import annotations

from tests.support.accused import Accused
from tests.support.desk import Desk
from tests.support.story import OfficeUnderTest


async def test_looks_at_a_case_about_officials_are_logged_once_a_day_and_shown_to_the_chair(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    chair = await office.staff("chair", name="Ông Chủ tịch")
    await accused.names_by_two("Anh Kế")
    for _ in range(2):
        await accused.clerk.says(f"/xem {accused.code}")
        await accused.colleague.says(f"/xem {accused.code}")
    for reader in (chair, accused.clerk):
        await reader.says(f"/aixem {accused.code}")
        shown = reader.sees("Ai đã xem", accused.code).text
        assert shown.count("Chị Văn phòng, xem nội dung") == 1
        assert shown.count("Anh Kế, bị từ chối, vụ việc nói về người này") == 1


async def test_whom_a_message_brought_the_text_is_listed_once_and_tries_in_vain_are_counted(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    second = await office.staff("office", name="Chị Hai")
    await accused.names_by_two("Anh Kế")
    await accused.clerk.says(f"/chuyen {accused.code} KTHT")
    for _ in range(11):
        await accused.colleague.says(f"/xem {accused.code}", wait=False)
    await office.quiet()
    await accused.colleague.says(f"/lienhe {accused.code} Muốn biết ai tố cáo")
    await second.says(f"/aixem {accused.code}")
    shown = second.sees("Ai đã xem", accused.code).text
    assert shown.count("Anh Hạ tầng, được gửi thẻ có nội dung") == 1
    assert shown.count("Anh Kế") == 1
    assert "ít nhất 12 lần" in shown
    assert "xem người gửi" in shown


async def test_whom_it_is_about_and_agencies_do_not_learn_who_looked(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    accused_clerk = await office.staff("office", name="Anh Bị Tố")
    await accused.names("Anh Bị Tố")
    await accused_clerk.says(f"/aixem {accused.code}")
    accused_clerk.sees_key("desk.not_yours")
    await accused.other.says(f"/aixem {accused.code}")
    accused.other.sees_nothing_of("Ai đã xem")


async def test_looks_at_what_is_about_nobody_are_not_logged(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.official.says(f"/xem {desk.code}")
    assert "look_at_text" not in await desk.log()
    await desk.clerk.says(f"/aixem {desk.code}")
    desk.clerk.sees_key("looks.none")


async def test_the_chair_cannot_tell_by_the_looks_an_ordinary_case_from_none(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    chair = await office.staff("chair", name="Ông Chủ tịch")
    for code in (desk.code, "CPAH.20261123.9999"):
        await chair.says(f"/aixem {code}")
        chair.sees_key("desk.not_yours")
        chair.sees_nothing_of("Ai đã xem")
