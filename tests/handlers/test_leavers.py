"""Whoever leaves takes nothing along: no copies in the web chat's history, no group, no contact."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from storage import agency_groups, outbox
from tests.support.desk import Desk, goes_away, press_staff, proposes
from tests.support.duty import talking
from tests.support.somebody import JPEG, OnPage
from tests.support.story import OfficeUnderTest, Talker, files_a_report
from tests.support.walking import LAMP

NAME = "Rơ Châm Thử"
"""Who reports in these stories."""


@pytest.fixture
def office_that_keeps(office: OfficeUnderTest) -> OfficeUnderTest:
    """As on the web chat, what was said to somebody can be read again."""
    office.paper.keeps_history = True
    return office


async def history(office: OfficeUnderTest, person: Talker) -> str:
    async with office.app.db.read() as db:
        sent = await outbox.sent_replies(db, person.address, after=0, limit=500)
    return "\n".join(one.reply.text for one in sent)


LAMP_WORDS = "đèn"


@pytest.mark.parametrize("how", ["Tạm ngừng", "Thôi việc", "Chuyển cơ quan"])
async def test_the_history_of_who_leaves_holds_no_case_and_no_contact(
    office_that_keeps: OfficeUnderTest, how: str
) -> None:
    office = office_that_keeps
    desk = await Desk(office).opens()
    await desk.official.says(f"/nhan {desk.code}")
    await desk.official.says(f"/lienhe {desk.code} gọi hỏi thêm cho rõ việc")
    await desk.official.says("/viec")
    before = await history(office, desk.official)
    assert NAME in before
    assert LAMP in before
    own = await files_a_report(desk.official, "Mương thoát nước trước nhà tôi bị tắc lâu ngày")
    await desk.clerk.says("/nguoi")
    await desk.clerk.presses("Anh Hạ tầng")
    await desk.clerk.presses(how)
    if how == "Chuyển cơ quan":
        await desk.clerk.presses("cán bộ xử lý")
        await desk.clerk.presses("Y tế")
    await desk.clerk.presses("Trả về việc chung")
    await desk.clerk.presses("Đồng ý")
    after = await history(office, desk.official)
    assert NAME not in after
    # All that is left is that the case went back to the pool.
    assert LAMP not in after
    assert after.count(desk.code) <= 1
    assert own in after


async def test_a_dismissed_officials_links_to_photos_are_dead_at_once(
    office: OfficeUnderTest, official_on_a_page: OnPage
) -> None:
    page, citizen = official_on_a_page, office.citizen()
    clerk = await office.staff("office", name="Chị Văn phòng")
    media = await office.app.media.keep("photo", "image/jpeg", "", JPEG)
    code = await files_a_report(
        citizen, {"text": "Đèn đường trước cổng trường bị hỏng hai tuần nay", "media": (media,)}
    )
    await clerk.says(f"/chuyen {code} KTHT")
    await page.says(f"/xem {code}")
    await page.sees(code)
    await office.quiet()
    assert await page.opens_file()
    await press_staff(clerk, "Anh Trang", "Thôi việc")
    with pytest.raises(AssertionError):
        await page.opens_file()


@pytest.fixture
async def official_on_a_page(office: OfficeUnderTest) -> AsyncIterator[OnPage]:
    page = await OnPage(f"http://127.0.0.1:{office.app.port}").opens()
    await page.says(f"/start moi-{await office.invite('official', 'KTHT', 'Anh Trang')}")
    await page.sees("Đã kết nối")
    yield page
    await page.closes()


async def test_who_turns_out_to_be_meant_keeps_no_list_that_named_the_case(
    office_that_keeps: OfficeUnderTest,
) -> None:
    office = office_that_keeps
    desk = await Desk(office).opens()
    colleague = await office.staff("official", "KTHT", "Anh Kế")
    for person in (desk.official, colleague):
        await person.says("/viec")
        await person.says("/viec đèn")
    await desk.citizen.says("/cuatoi")
    await desk.days_pass(1)
    assert desk.code in await history(office, desk.official)
    await desk.clerk.sends(choice=f"accuse:{(await desk.case()).id}")
    await desk.clerk.presses("Anh Hạ tầng")
    left = await history(office, desk.official)
    # All that is left is that its card is not used any more.
    assert (left.count(desk.code), LAMP_WORDS in left.lower()) == (1, False)
    for person in (colleague, desk.citizen):
        assert desk.code in await history(office, person)


async def test_the_agency_that_had_a_case_keeps_no_copy_of_it(
    office_that_keeps: OfficeUnderTest,
) -> None:
    office = office_that_keeps
    desk = await Desk(office).opens()
    assert LAMP_WORDS in (await history(office, desk.official)).lower()
    await desk.clerk.says(f"/chuyen {desk.code} DIENLUC")
    left = await history(office, desk.official)
    assert LAMP_WORDS not in left.lower()
    assert desk.code in await history(office, desk.citizen)
    assert LAMP_WORDS in (await history(office, desk.clerk)).lower()


async def test_a_contact_goes_from_the_readers_history_after_a_day(
    office_that_keeps: OfficeUnderTest,
) -> None:
    office = office_that_keeps
    desk = await Desk(office).opens()
    await desk.official.says(f"/nhan {desk.code}")
    await desk.official.says(f"/lienhe {desk.code} gọi hỏi thêm cho rõ việc")
    await office.time_passes(office.app.clock.now() + timedelta(hours=23))
    assert NAME in await history(office, desk.official)
    await office.time_passes(office.app.clock.now() + timedelta(hours=2))
    left = await history(office, desk.official)
    assert NAME not in left
    assert LAMP_WORDS in left.lower()


GROUP = "paper:-77"


async def joins(leader: Talker, words: str = "/nhom") -> None:
    await leader.sends(text=words, address=GROUP, private=False)


async def groups(office: OfficeUnderTest) -> list[str]:
    async with office.app.db.read() as db:
        return [one.agency for one in await agency_groups.all_groups(db)]


@pytest.mark.parametrize("how", ["Tạm ngừng", "Thôi việc"])
async def test_a_group_ends_with_the_leader_who_joined_it_and_may_be_joined_anew(
    office: OfficeUnderTest, how: str
) -> None:
    desk = await Desk(office).opens(leader=True)
    other = await office.staff("leader", "KTHT", "Anh Trưởng mới")
    await joins(desk.leader)
    assert await groups(office) == ["KTHT"]
    await press_staff(desk.clerk, "Chị Trưởng phòng", how)
    assert await groups(office) == []
    other.sees("thôi nhận thẻ vụ việc", "/nhom")
    desk.clerk.sees("thôi nhận thẻ vụ việc")
    in_group = [reply.text for address, reply in office.paper.sent if address == GROUP]
    assert "Nhóm thôi nhận thẻ" in in_group[-1]
    sent = len(in_group)
    await desk.official.presses("Nhận xử lý")
    assert len([1 for address, _ in office.paper.sent if address == GROUP]) == sent
    await joins(other)
    assert await groups(office) == ["KTHT"]


async def test_a_group_a_deputy_joined_ends_with_the_absence(office: OfficeUnderTest) -> None:
    leader = await office.staff("leader", "KTHT", "Chị Trưởng phòng")
    deputy = await office.staff("official", "KTHT", "Anh Phó")
    await goes_away(leader, "23/11", "24/11", "Anh Phó")
    await joins(deputy)
    assert await groups(office) == ["KTHT"]
    await leader.says("/vang")
    await leader.presses("Hết vắng")
    assert await groups(office) == []


async def test_a_group_stays_when_somebody_else_leaves(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await joins(desk.leader)
    await press_staff(desk.clerk, "Anh Hạ tầng", "Thôi việc")
    assert await groups(office) == ["KTHT"]


async def test_a_talk_ends_with_the_role_of_the_officer_who_is_in_it(
    office: OfficeUnderTest,
) -> None:
    citizen, clerk = await talking(office)
    other = await office.staff("office", name="Anh Văn phòng")
    await press_staff(other, "Chị Văn phòng", "Tạm ngừng")
    citizen.sees("Cuộc trò chuyện đã kết thúc")
    clerk.seen = len(office.paper.sent)
    await citizen.says("Tôi là Rơ Châm Thử, số 0912345678")
    clerk.sees_nothing()
    await clerk.says("Anh cho tôi xin số điện thoại")
    citizen.sees_nothing_of("xin số điện thoại")


async def test_who_left_does_not_hear_what_became_of_their_draft(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(forwarded=False)
    chair = await office.staff("chair", name="Ông Chủ tịch")
    await proposes(desk.clerk, desk.code)
    await press_staff(chair, "Chị Văn phòng", "Thôi việc")
    desk.clerk.seen = len(office.paper.sent)
    await chair.says("/viec")
    await chair.sends(choice=f"reject_refusal:{(await desk.case()).id}")
    await chair.says("Nội dung đã rõ, xin chuyển cơ quan xử lý")
    assert "reject_refusal" in await desk.log()
    desk.clerk.sees_nothing()


async def test_whom_a_case_is_said_to_be_about_keeps_no_copy_and_nobody_one_of_a_restricted_case(
    office_that_keeps: OfficeUnderTest,
) -> None:
    office = office_that_keeps
    named = await office.staff("office", name="Anh Bị Tố")
    desk = await Desk(office).opens(forwarded=False)
    number = (await desk.case()).id
    assert LAMP in await history(office, named)
    named.seen = len(office.paper.sent)
    await desk.clerk.sends(choice=f"accuse:{number}")
    await desk.clerk.presses("Anh Bị Tố")
    assert LAMP not in await history(office, named)
    named.sees_nothing_of("Nói về")
    assert LAMP in await history(office, desk.clerk)
    await desk.clerk.sends(choice=f"seal:{number}")
    await desk.clerk.presses("Niêm phong")
    assert LAMP not in await history(office, desk.clerk)
    assert desk.code in await history(office, desk.citizen)
