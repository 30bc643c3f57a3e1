"""Who makes, suspends and represents whom: no clerk makes himself the chair, nobody comes back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import audit_log
from bot.clock import Due, inbound_of_due
from rules.local_time import ZONE
from storage import cases, invitations, people, role_assignments, staff, staff_log
from tests.support.desk import Desk, another_agrees, goes_away, press_staff
from tests.support.story import OfficeUnderTest, Talker, files_a_report


async def number_of(office: OfficeUnderTest, person: Talker) -> int:
    async with office.app.db.begin() as db:
        known = await people.person_at_address(db, person.address, office.app.clock.now())
    return known.person.id


async def attempts(office: OfficeUnderTest) -> list[tuple[int | None, dict[str, Any]]]:
    async with office.app.db.read() as db:
        lines = await staff_log.staff_log_lines(db)
    return [(line.actor, line.data) for line in lines if line.action == "attempted"]


async def roles_of(office: OfficeUnderTest, person: Talker) -> set[str]:
    number = await number_of(office, person)
    async with office.app.db.read() as db:
        return {one.role for one in await role_assignments.roles_in_force_of(db, number)}


async def invited(maker: Talker, role: str, name: str, agency: str = "") -> str:
    """What the invited person sends to the bot."""
    await maker.says("/moi")
    await maker.presses(role)
    if agency:
        await maker.presses(agency)
    await maker.says(name)
    return maker.sees(f"Lời mời cho {name}").text.rpartition("người đó gửi cho bot: ")[2]


async def invited_by_two(maker: Talker, role: str, name: str, agency: str) -> str:
    start = await invited(maker, role, name, agency)
    await another_agrees(maker)
    return start


async def test_the_office_invites_no_chair(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    await clerk.says("/moi")
    labels = [choice.label for row in clerk.latest[-1].choices for choice in row]
    assert labels == ["cán bộ xử lý", "lãnh đạo cơ quan", "cán bộ Văn phòng", "Hủy"]
    await chair.says("/moi")
    await chair.presses("lãnh đạo UBND")
    chair.sees_key("staffing.inviting.name.ask")


async def test_the_office_can_do_nothing_about_a_chair_and_the_chair_reads_who_tried(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    number, chair.seen = await number_of(office, chair), len(office.paper.sent)
    kinds = ("suspend", "leave", "transfer", "hand_over", "absent", "resume")
    for name in (*kinds, *kinds):
        await clerk.sends(choice=f"staff:{number}:{name}")
        clerk.sees_key("staffing.not_yours")
    assert await roles_of(office, chair) == {"chair"}
    me = await number_of(office, clerk)
    assert [(by, data["attempt"]) for by, data in await attempts(office)] == [
        (me, kind) for kind in kinds
    ]
    await chair.says("/nhatky")
    chair.sees("Chị Văn phòng: bị từ chối tạm ngừng quyền của Ông Chủ tịch")
    await clerk.says("/nhatky")
    clerk.sees_key("conversation.not_your_role")
    await clerk.sends(choice="diary:99")
    clerk.sees_nothing_of("bị từ chối")


async def test_a_clerk_never_stands_in_for_the_chair(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    await chair.says("/vang 24/11 25/11")
    chair.sees_key("deputies.nobody")
    await office.staff("chair", name="Bà Phó chủ tịch")
    await chair.says("/vang 24/11 25/11")
    labels = [choice.label for row in chair.latest[-1].choices for choice in row]
    assert labels == ["Bà Phó chủ tịch", "Hủy"]
    clerk_number = await number_of(office, clerk)
    await chair.sends(choice=chair.button("Bà Phó").value.rpartition(":")[0] + f":{clerk_number}")
    chair.sees_nothing_of("Người làm thay: Chị Văn phòng")
    await chair.presses("Bà Phó")
    chair.sees("Người làm thay: Bà Phó chủ tịch")


async def test_an_absence_lends_no_role_of_the_office_or_the_chair(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    await office.staff("chair", name="Ông Chủ tịch")
    await clerk.says("/vang 23/11 25/11")
    clerk.sees_key("deputies.nobody")
    other = await office.staff("office", name="Anh Văn phòng")
    await goes_away(clerk, "23/11", "25/11", "Anh Văn phòng")
    other.sees("làm thay Chị Văn phòng")
    assert await roles_of(office, other) == {"office"}


async def test_who_is_said_to_be_away_hears_of_it_and_so_does_every_chair(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Ông Chủ tịch")
    clerk = await office.staff("office", name="Chị Văn phòng")
    other = await office.staff("office", name="Anh Văn phòng")
    await office.staff("office", name="Cô Lan")
    await clerk.says("/nguoi")
    await clerk.presses("Anh Văn phòng")
    await clerk.presses("Báo vắng")
    await clerk.presses("thứ Hai 23/11")
    await clerk.presses("thứ Hai 23/11")
    await clerk.presses("Cô Lan")
    asked = chair.sees("Chị Văn phòng đề nghị: Báo vắng", "Cô Lan", "Anh Văn phòng")
    await chair.sends(choice=asked.choices[0][0].value)
    other.sees("vừa báo anh/chị vắng", "Cô Lan")
    chair.sees("Anh Văn phòng vắng từ", "Cô Lan")
    await other.presses("Hết vắng")
    other.sees_key("deputies.welcome_back")


async def test_a_new_clerk_needs_two_people(office: OfficeUnderTest) -> None:
    chair = await office.staff("chair", name="Ông Chủ tịch")
    clerk = await office.staff("office", name="Chị Văn phòng")
    start = await invited(clerk, "cán bộ Văn phòng", "Cô Lan")
    clerk.sees_key("staffing.needs_second")
    lan = office.citizen("Cô Lan")
    await lan.says(start)
    lan.sees_key("invitations.unconfirmed")
    await clerk.sends(choice=chair.button("Xác nhận").value)
    clerk.sees_key("staffing.not_yours")
    await lan.sends(choice=chair.button("Xác nhận").value)
    lan.sees_key("staffing.not_yours")
    assert await roles_of(office, lan) == set()
    await chair.presses("Xác nhận")
    chair.sees("Đã xác nhận. Cô Lan")
    clerk.sees("Lời mời cho Cô Lan", "đã được xác nhận")
    await lan.says(start)
    lan.sees_key("invitations.welcome")
    chair.sees("Cô Lan vừa nhận vai trò cán bộ Văn phòng")
    await chair.presses("Xác nhận")
    chair.sees_key("staffing.nothing_to_confirm")


async def test_the_second_person_may_say_no(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    other = await office.staff("office", name="Anh Văn phòng")
    start = await invited(clerk, "cán bộ Văn phòng", "Cô Lan")
    await other.presses("Không, thu hồi")
    other.sees("Đã thu hồi lời mời cho Cô Lan")
    lan = office.citizen()
    await lan.says(start)
    lan.sees_key("invitations.over")


async def test_nobody_holds_the_office_and_the_chair(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    await clerk.says(f"/start moi-{await office.invite('chair', name='Chị Văn phòng')}")
    clerk.sees_key("invitations.not_for_you")
    assert await roles_of(office, clerk) == {"office"}
    chair = await office.staff("chair")
    await chair.says(f"/start moi-{await office.invite('office')}")
    chair.sees_key("invitations.not_for_you")
    assert [data["why"] for _, data in await attempts(office)] == ["both_roles", "both_roles"]


@pytest.mark.parametrize("how", ["Tạm ngừng", "Thôi việc", "Chuyển cơ quan"])
async def test_open_invitations_die_with_the_role_of_their_maker(
    office: OfficeUnderTest, how: str
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    leader = await office.staff("leader", "KTHT", "Chị Trưởng phòng")
    start = await invited(leader, "cán bộ xử lý", "Anh Bình", "Kinh tế")
    await clerk.says("/nguoi")
    await clerk.presses("Chị Trưởng phòng")
    await clerk.presses(how)
    if how == "Chuyển cơ quan":
        await clerk.presses("cán bộ xử lý")
        await clerk.presses("Y tế")
    await clerk.presses("Đồng ý")
    binh = office.citizen()
    await binh.says(start)
    binh.sees_key("invitations.over")
    if how == "Tạm ngừng":
        await clerk.says("/nguoi")
        await clerk.presses("Chị Trưởng phòng")
        await clerk.presses("Cho làm lại")
        await binh.says(start)
        binh.sees_key("invitations.over")
    assert await roles_of(office, binh) == set()


async def test_what_a_deputy_invited_dies_with_the_absence(office: OfficeUnderTest) -> None:
    leader = await office.staff("leader", "KTHT", "Chị Trưởng phòng")
    deputy = await office.staff("official", "KTHT", "Anh Phó")
    await goes_away(leader, "23/11", "24/11", "Anh Phó")
    start = await invited(deputy, "cán bộ xử lý", "Anh Bình", "Kinh tế")
    await leader.says("/vang")
    await leader.presses("Hết vắng")
    binh = office.citizen()
    await binh.says(start)
    binh.sees_key("invitations.over")


async def test_who_was_dismissed_does_not_come_back_by_an_invitation_of_their_own(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    start = await invited(clerk, "cán bộ xử lý", "Người nhà", "Kinh tế")
    await clerk.says(start)
    clerk.sees_key("invitations.not_for_you")
    await press_staff(chair, "Chị Văn phòng", "Thôi việc")
    await clerk.says(start)
    clerk.sees_key("invitations.not_for_you")
    await office.citizen().says(start)
    assert await roles_of(office, clerk) == set()


async def test_an_invitation_never_revives_who_is_suspended(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await press_staff(desk.clerk, "Anh Hạ tầng", "Tạm ngừng")
    token = await office.invite("official", "YTE", "Anh Hạ tầng")
    await desk.official.says(f"/start moi-{token}")
    desk.official.sees_key("invitations.not_for_you")
    assert await roles_of(office, desk.official) == set()
    assert [data["why"] for _, data in await attempts(office)] == ["suspended"]
    async with office.app.db.read() as db:
        (open_one,) = await invitations.pending_invitations(db, office.app.clock.now())
    assert open_one.used_at is None


async def test_an_absence_gives_nothing_to_a_suspended_deputy(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    deputy = await office.staff("official", "KTHT", "Anh Phó")
    await goes_away(desk.leader, "25/11", "26/11", "Anh Phó")
    await press_staff(desk.clerk, "Anh Phó", "Tạm ngừng")
    await office.time_passes(datetime(2026, 11, 25, 8, 30, tzinfo=ZONE))
    assert await roles_of(office, deputy) == set()


async def test_a_chair_is_dismissed_by_another_chair_and_all_of_them_hear_of_it(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Ông Chủ tịch")
    other = await office.staff("chair", name="Bà Phó chủ tịch")
    third = await office.staff("chair", name="Ông Phó chủ tịch")
    await press_staff(chair, "Bà Phó", "Thôi việc")
    other.sees_key("staff_changes.you.leave")
    chair.sees("Ông Phó chủ tịch đã đồng ý", "Bà Phó chủ tịch")
    assert any("Ông Chủ tịch đề nghị: Thôi việc" in one.text for one in third.replies())
    assert await roles_of(office, other) == set()


async def test_whom_a_chair_suspended_no_clerk_brings_back(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    chair = await office.staff("chair", name="Ông Chủ tịch")
    await press_staff(chair, "Anh Hạ tầng", "Tạm ngừng")
    await desk.clerk.says("/nguoi")
    await desk.clerk.presses("Anh Hạ tầng")
    await desk.clerk.presses("Cho làm lại")
    desk.clerk.sees_key("staffing.not_yours")
    await desk.clerk.presses("Chuyển cơ quan")
    await desk.clerk.presses("cán bộ xử lý")
    await desk.clerk.presses("Y tế")
    await desk.clerk.presses("Đồng ý")
    desk.clerk.sees_key("staffing.not_yours")
    assert await roles_of(office, desk.official) == set()
    await chair.says("/nguoi")
    await chair.presses("Anh Hạ tầng")
    await chair.presses("Cho làm lại")
    await another_agrees(chair)
    assert await roles_of(office, desk.official) == {"official"}


async def test_a_chair_suspends_an_official_whose_cases_go_back_to_the_pool(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.official.presses("Nhận xử lý")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    await press_staff(chair, "Anh Hạ tầng", "Tạm ngừng")
    assert (await desk.case()).status == "forwarded"
    assert await roles_of(office, desk.official) == set()


async def test_strangers_fill_no_log(office: OfficeUnderTest) -> None:
    stranger = office.citizen()
    for choice in ("revoke:1", "confirm:1", "staff:1:suspend"):
        await stranger.sends(choice=choice)
    assert await attempts(office) == []


async def test_after_all_of_it_the_log_gives_every_role(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    start = await invited(clerk, "cán bộ Văn phòng", "Cô Lan")
    await chair.presses("Xác nhận")
    await office.citizen().says(start)
    await press_staff(chair, "Chị Văn phòng", "Thôi việc")
    assert (await audit_log.verify_audit_log(office.app.db))[1] == []


async def test_what_the_operator_ended_is_told_by_the_bot(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.official.presses("Nhận xử lý")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    gone = await office.staff("chair", name="Bà Phó chủ tịch")
    for person, held in ((gone, "chair."), (desk.official, "official.KTHT")):
        number = await number_of(office, person)
        async with office.app.db.begin() as db:
            await staff.end_roles_of_person(db, number, None, office.app.clock.now())
        due = Due("staff_left", f"staff_left:{number}", number, f"leave:{held}")
        await office.app.receiver.accept([inbound_of_due(due)])
        await office.quiet()
    chair.sees("người quản trị vừa cho Bà Phó chủ tịch thôi việc ở đây")
    gone.sees_key("staff_changes.you.leave")
    assert (await desk.case()).status == "forwarded"


async def test_nobody_makes_a_leader_alone_and_a_new_official_is_heard_of_at_once(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    head = await office.staff("leader", "KTHT", "Chị Trưởng phòng")
    puppet = office.citizen("Bù Nhìn")
    await puppet.says(await invited(clerk, "lãnh đạo cơ quan", "Anh Mới", "Kinh tế"))
    puppet.sees_key("invitations.unconfirmed")
    await puppet.says(await invited_by_two(clerk, "cán bộ xử lý", "Anh Mới", "Kinh tế"))
    puppet.sees_key("invitations.welcome")
    for person in (chair, head):
        person.sees("Anh Mới vừa nhận vai trò cán bộ xử lý", "lời mời của Chị Văn phòng")
    number = await number_of(office, puppet)
    await clerk.sends(choice=f"staff:{number}:transfer")
    assert "lãnh đạo" not in str([one.label for row in clerk.latest[-1].choices for one in row])


async def test_who_gave_the_makers_number_is_the_maker_by_another_account(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    again, other = office.citizen(), office.citizen()
    await files_a_report(clerk, phone="0912345678")
    for person, phone in ((again, "0912 345 678"), (other, "0987654321")):
        await files_a_report(person, phone=phone)
        await person.says(await invited(clerk, "cán bộ xử lý", "Anh Mới", "Kinh tế"))
    again.sees_key("invitations.not_for_you")
    assert [(who, data["why"]) for who, data in await attempts(office)] == [
        (await number_of(office, again), "own_invitation")
    ]
    other.sees_key("invitations.welcome")


async def test_whom_somebody_brings_in_whom_a_case_is_about_is_kept_out_of_it_too(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    inner = await office.staff("official", "NOIVU", "Chị Nội vụ")
    suspended = await office.staff("official", "NOIVU", "Anh Nghỉ")
    before, second_self, head, chain = (office.citizen() for _ in range(4))
    await before.says(await invited_by_two(clerk, "cán bộ xử lý", "Anh Trước", "Nội vụ"))
    await press_staff(clerk, "Anh Nghỉ", "Tạm ngừng")
    office.app.clock.jump_to(office.app.clock.now() + timedelta(minutes=1))
    citizen = office.citizen()
    about = "Cán bộ Văn phòng hách dịch, quát mắng người dân khi nộp hồ sơ"
    code = await files_a_report(citizen, about, about="conduct", publish="no")
    await second_self.says(await invited_by_two(clerk, "cán bộ xử lý", "Anh Sau", "Nội vụ"))
    link = await invited_by_two(chair, "lãnh đạo cơ quan", "Chị Đứng Đầu", "Nội vụ")
    await head.says(link)
    await chain.says(await invited_by_two(head, "cán bộ xử lý", "Anh Sau Nữa", "Nội vụ"))
    await press_staff(clerk, "Anh Nghỉ", "Cho làm lại")
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
    assert case is not None
    await chair.sends(choice=f"forward:{case.id}:NOIVU")
    for person in (second_self, head, chain, suspended):
        await person.says(f"/nhan {code}")
        person.sees_key("desk.not_yours")
        await person.says(f"/xem {code}")
        person.sees_key("desk.not_yours")
    for person in (before, inner):
        await person.says(f"/xem {code}")
        person.sees(code, "hách dịch")
