"""Inviting, listing, suspending, moving, handing over; a role change takes effect at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from storage import case_events, invitations, staff
from tests.support.desk import ANSWER, LAND, Desk, another_agrees, opens_own
from tests.support.story import OfficeUnderTest, Talker, files_a_report


async def opens(person: Talker, name: str) -> None:
    """The card of a colleague."""
    await person.says("/nguoi")
    await person.presses(name)


async def hands_over(person: Talker, label: str, heir: str) -> None:
    await person.presses(label)
    await person.presses(heir)
    await person.presses("Đồng ý")


async def test_the_office_invites_an_official_in_chat(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    await clerk.says("/moi")
    await clerk.presses("cán bộ xử lý")
    await clerk.presses("Kinh tế")
    await clerk.says("Anh Bình")
    said = clerk.sees("Lời mời cho Anh Bình", "Kinh tế - Hạ tầng").text
    token = said.partition("/start ")[2].split()[0]
    binh = office.citizen()
    await binh.says(f"/start {token}")
    binh.sees("Vai trò của anh/chị: cán bộ xử lý")
    await office.citizen().says(f"/start {token}")
    await clerk.says("/nguoi")
    clerk.sees("Anh Bình: cán bộ xử lý, đang xử lý 0")


async def test_a_leader_invites_and_sees_only_the_own_agency(office: OfficeUnderTest) -> None:
    await office.staff("official", "YTE", "Chị Y tế")
    await office.staff("official", "KTHT", "Anh Hạ tầng")
    leader = await office.staff("leader", "KTHT", "Chị Trưởng phòng")
    await leader.says("/nguoi")
    leader.sees("Anh Hạ tầng")
    leader.sees_nothing_of("Chị Y tế")
    await leader.says("/moi")
    await leader.presses("cán bộ xử lý")
    labels = [choice.label for row in leader.latest[-1].choices for choice in row]
    assert labels == ["Kinh tế - Hạ tầng", "Hủy"]


async def test_nobody_else_may_invite_or_list(office: OfficeUnderTest) -> None:
    official = await office.staff("official", "KTHT")
    for person, told in ((official, "not_your_role"), (office.citizen(), "not_yours")):
        for command in ("/moi", "/nguoi"):
            await person.says(command)
            person.sees_key(f"conversation.{told}")


async def test_a_leader_may_not_touch_other_people_by_a_forged_button(
    office: OfficeUnderTest,
) -> None:
    other = await office.staff("official", "YTE", "Chị Y tế")
    leader = await office.staff("leader", "KTHT", "Chị Trưởng phòng")
    async with office.app.db.read() as db:
        number = next(one.id for one in await staff.staff_members(db) if one.name == "Chị Y tế")
    for name in ("suspend", "leave", "transfer", "hand_over"):
        await leader.sends(choice=f"staff:{number}:{name}")
        leader.sees_key("staffing.not_yours")
    await other.says("/viec")
    other.sees_key("queues.nothing")


async def test_suspension_takes_effect_at_once_even_on_a_card_on_the_screen(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await opens(desk.clerk, "Anh Hạ tầng")
    await desk.clerk.presses("Tạm ngừng")
    await desk.clerk.presses("Đồng ý")
    desk.official.sees("đang tạm ngừng")
    await desk.official.presses("Nhận xử lý")
    desk.official.sees_key("desk.not_yours")
    assert (await desk.case()).status == "forwarded"
    await opens(desk.clerk, "Anh Hạ tầng")
    await desk.clerk.presses("Cho làm lại")
    await desk.official.presses("Nhận xử lý")
    desk.official.sees_key("answering.accepted")


async def test_who_is_moved_while_writing_an_answer_cannot_send_it(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.official.presses("Trả lời")
    await desk.official.says(ANSWER)
    await desk.official.presses("Xong")
    await opens(desk.clerk, "Anh Hạ tầng")
    await desk.clerk.presses("Chuyển cơ quan")
    await desk.clerk.presses("cán bộ xử lý")
    await desk.clerk.presses("Y tế")
    await desk.clerk.presses("Đồng ý")
    await desk.official.presses("Gửi")
    desk.official.sees_key("conversation.old_button")
    assert (await desk.case()).status == "forwarded"
    await desk.clerk.says("/nguoi")
    assert "Y tế" in desk.clerk.sees("Anh Hạ tầng").text.partition("Anh Hạ tầng")[0]


async def test_open_cases_of_one_who_leaves_go_to_a_colleague(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    heir = await office.staff("official", "KTHT", "Anh Kế")
    await desk.official.presses("Nhận xử lý")
    await opens(desk.clerk, "Anh Hạ tầng")
    await desk.clerk.presses("Thôi việc")
    desk.clerk.sees("đang xử lý 1 vụ việc")
    await desk.clerk.presses("Anh Kế")
    await desk.clerk.presses("Đồng ý")
    heir.sees("nhận bàn giao 1 vụ việc", desk.code)
    async with office.app.db.read() as db:
        number = next(one.id for one in await staff.staff_members(db) if one.name == "Anh Kế")
        assert all(one.name != "Anh Hạ tầng" for one in await staff.staff_members(db))
    assert (await desk.case()).handler_id == number
    await desk.official.says(f"/xem {desk.code}")
    desk.official.sees_key("conversation.not_yours")
    await heir.presses(f"Mở {desk.code}")
    await heir.presses("Trả lời")
    heir.sees_key("answering.writing.draft.ask")


async def test_what_somebody_has_in_hand_is_shown_and_counted_as_far_as_the_reader_may_know(
    office: OfficeUnderTest,
) -> None:
    """Words about the office's own people came to a case an official has in hand."""
    desk = await Desk(office).opens(leader=True)
    chair = await office.staff("chair", name="Ông Siu Thành")
    second = await office.staff("official", "KTHT", "Anh Kế")
    await desk.official.presses("Nhận xử lý")
    ordinary, desk.citizen = desk.code, office.citizen()
    desk.code = await files_a_report(desk.citizen)
    await desk.clerk.says(f"/chuyen {desk.code} KTHT")
    await desk.official.says(f"/nhan {desk.code}")
    await opens_own(desk)
    await desk.citizen.presses("Bổ sung")
    await desk.citizen.says("Chị Lan ở Văn phòng đuổi tôi về, đòi tiền mới nhận hồ sơ")
    await desk.citizen.presses("Xong")
    hidden = desk.code
    assert (await desk.case()).handler_id is not None
    for reader, told in ((desk.clerk, 1), (desk.leader, 2), (chair, 2)):
        await reader.says("/nguoi")
        reader.sees(f"Anh Hạ tầng: cán bộ xử lý, đang xử lý {told} vụ việc")
        await reader.presses("Anh Hạ tầng")
        assert (hidden in reader.latest[-1].text) == (reader is not desk.clerk)
        reader.sees(ordinary)
    # Who takes a role need not know all that lies with it.
    await hands_over(desk.clerk, "Bàn giao", "Anh Kế")
    desk.clerk.sees("bàn giao 1 vụ việc")
    assert (await desk.case()).handler_id is not None
    await opens(desk.clerk, "Anh Hạ tầng")
    await desk.clerk.presses("Bàn giao")
    desk.clerk.sees_key("staff_changes.nothing_open")
    since = len(office.paper.sent)
    await desk.clerk.presses("Tạm ngừng")
    await desk.clerk.presses("Đồng ý")
    await another_agrees(desk.clerk)
    desk.clerk.sees("Ông Siu Thành đã đồng ý và đã làm")
    chair.sees("Vụ việc đã bàn giao: 1")
    case = await desk.case()
    assert (case.status, case.handler_id) == ("forwarded", None)
    second.sees("nhận bàn giao 1 vụ việc", hidden)
    assert not any(hidden in reply.text for reply in desk.clerk.replies(since=since))


async def test_open_cases_go_back_to_the_pool_and_may_be_accepted_anew(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    other = await office.staff("official", "KTHT", "Anh Kế")
    await desk.official.presses("Nhận xử lý")
    await opens(desk.leader, "Anh Hạ tầng")
    await hands_over(desk.leader, "Bàn giao", "Trả về việc chung")
    case = await desk.case()
    assert (case.status, case.handler_id) == ("forwarded", None)
    assert "release" in await desk.log()
    other.sees("nhận bàn giao 1 vụ việc")
    await other.presses(f"Mở {desk.code}")
    await other.presses("Nhận xử lý")
    other.sees_key("answering.accepted")


async def test_a_draft_of_one_who_left_is_sent_back_to_the_agency(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True, text=LAND)
    other = await office.staff("official", "KTHT", "Anh Kế")
    await desk.official.presses("Trả lời")
    await desk.official.says(ANSWER)
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi")
    await opens(desk.clerk, "Anh Hạ tầng")
    await hands_over(desk.clerk, "Thôi việc", "Trả về việc chung")
    await desk.leader.presses("Trả lại, có góp ý")
    await desk.leader.says("Xin nêu rõ ngày lắp đèn mới")
    other.sees("Xin nêu rõ ngày lắp đèn mới")
    async with office.app.db.read() as db:
        assert [line.action for line in await case_events.events_of_case(db, await desk.case())][
            -2:
        ] == [
            "hand_over",
            "reject",
        ]


async def invites(office: OfficeUnderTest, person: Talker, name: str, agency: str = "") -> str:
    """Invite an official; returns what the invited person sends to the bot."""
    await person.says("/moi")
    await person.presses("cán bộ xử lý")
    await person.presses(agency or "Kinh tế")
    await person.says(name)
    return person.sees(f"Lời mời cho {name}").text.rpartition("người đó gửi cho bot: ")[2]


def offers(person: Talker, label: str) -> bool:
    return any(
        choice.label.startswith(label)
        for reply in person.latest
        for row in reply.choices
        for choice in row
    )


async def test_an_open_invitation_is_listed_and_revoked_with_one_tap(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    start = await invites(office, clerk, "Anh Bình")
    await clerk.says("/nguoi")
    until = office.app.clock.now() + timedelta(days=office.app.office.limits.invitation_days)
    clerk.sees("1 lời mời", "Anh Bình: cán bộ xử lý, Phòng Kinh tế", f"{until:%d/%m/%Y}")
    await clerk.presses("Thu hồi lời mời: Anh Bình")
    clerk.sees("Đã thu hồi lời mời cho Anh Bình")
    binh = office.citizen()
    await binh.says(start)
    binh.sees_key("invitations.over")
    await binh.says("/viec")
    binh.sees_key("conversation.not_yours")
    await clerk.says("/nguoi")
    assert not offers(clerk, "Thu hồi")
    await clerk.presses("Thu hồi lời mời: Anh Bình")
    clerk.sees("đã được thu hồi rồi")


async def test_used_and_outdated_invitations_are_not_listed(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    start = await invites(office, clerk, "Anh Bình")
    await invites(office, clerk, "Anh Chậm")
    await office.citizen().says(start)
    await clerk.says("/nguoi")
    clerk.sees("1 lời mời", "Anh Chậm")
    assert not offers(clerk, "Thu hồi lời mời: Anh Bình")
    days = office.app.office.limits.invitation_days
    await office.time_passes(office.app.clock.now() + timedelta(days=days, minutes=1))
    await clerk.says("/nguoi")
    assert not offers(clerk, "Thu hồi")


async def test_a_leader_revokes_invitations_of_the_own_agency_and_no_others(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    leader = await office.staff("leader", "KTHT", "Chị Trưởng phòng")
    for role, agency, name in (
        ("official", "YTE", "Chị Y tế"),
        ("leader", "KTHT", "Anh Phó"),
        ("office", "", "Anh Một cửa"),
    ):
        await office.invite(role, agency, name)
    await invites(office, leader, "Anh Bình")
    await leader.says("/nguoi")
    shown = leader.sees("1 lời mời", "Anh Bình")
    assert not any(name in shown.text for name in ("Chị Y tế", "Anh Phó", "Anh Một cửa"))
    async with office.app.db.read() as db:
        pending = await invitations.pending_invitations(db, office.app.clock.now())
    assert len(pending) == 4
    stranger = office.citizen()
    for one in pending:
        await stranger.sends(choice=f"revoke:{one.id}")
        stranger.sees_key("staffing.not_yours")
        if one.name != "Anh Bình":
            await leader.sends(choice=f"revoke:{one.id}")
            leader.sees_key("staffing.not_yours")
    await leader.presses("Thu hồi")
    leader.sees("Đã thu hồi lời mời cho Anh Bình")
    await clerk.says("/nguoi")
    clerk.sees("3 lời mời", "Chị Y tế", "Anh Phó", "Anh Một cửa: cán bộ Văn phòng")


async def test_many_invitations_are_turned_page_by_page(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    for number in range(15):
        await office.invite("official", "KTHT", f"Anh số {number:02}")
    await clerk.says("/nguoi")
    assert "Anh số 12" not in clerk.sees("15 lời mời", "Anh số 11").text
    await clerk.presses("Xem tiếp")
    clerk.sees("15 lời mời", "Anh số 12", "Anh số 14")


@pytest.mark.parametrize("first", ["revoke", "use"])
async def test_of_revoking_and_using_an_invitation_at_once_one_wins_and_the_other_is_told(
    office: OfficeUnderTest, first: str
) -> None:
    clerk = await office.staff("office")
    start = await invites(office, clerk, "Anh Bình")
    await clerk.says("/nguoi")
    binh = office.citizen()
    both = [
        clerk.presses("Thu hồi lời mời: Anh Bình", wait=False),
        binh.sends(text=start, wait=False),
    ]
    await asyncio.gather(*(both if first == "revoke" else reversed(both)))
    await office.quiet()
    revoked = any("Đã thu hồi lời mời" in reply.text for reply in clerk.latest)
    used = any("Đã kết nối" in reply.text for reply in binh.latest)
    assert revoked != used
    if revoked:
        binh.sees_key("invitations.over")
    else:
        clerk.sees("đã được dùng lúc", "không thu hồi được nữa")
    await binh.says("/viec")
    binh.sees_key("queues.nothing" if used else "conversation.not_yours")
