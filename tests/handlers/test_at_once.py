"""Two people act on one case: exactly one wins, the other is told who did what."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.support.desk import ANSWER, LAND, Desk
from tests.support.story import OfficeUnderTest, Talker


async def at_once(office: OfficeUnderTest, *presses: tuple[Talker, str]) -> None:
    """Everybody presses at the same moment; workers take the presses in parallel."""
    seen = len(office.paper.sent)
    await asyncio.gather(*(who.presses(label, wait=False) for who, label in presses))
    await office.quiet()
    for who, _ in presses:
        who.seen = seen


def losers(people: Sequence[Talker]) -> list[Talker]:
    return [
        person
        for person in people
        if any("không làm được nữa" in reply.text for reply in person.latest)
    ]


async def test_of_two_officials_who_accept_at_once_one_has_it(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    names = ("Anh Hai", "Anh Ba", "Anh Tư")
    people = [await office.staff("official", "KTHT", name) for name in names]
    for person in people:
        await person.says(f"/xem {desk.code}")
    await at_once(office, *((person, "Nhận xử lý") for person in people))
    lost = losers(people)
    (winner,) = [person for person in people if person not in lost]
    winner.sees_key("answering.accepted")
    for person in lost:
        person.sees("Đang xử lý tại", winner.name, "làm bước gần nhất lúc")
    assert (await desk.log()).count("accept") == 1
    told = [reply for reply in desk.citizen.replies() if "đã nhận và đang xử lý" in reply.text]
    assert len(told) == 1


async def drafted(office: OfficeUnderTest) -> Desk:
    desk = await Desk(office).opens(leader=True, text=LAND)
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    return desk


async def test_leader_and_office_act_at_once_on_the_same_case(office: OfficeUnderTest) -> None:
    desk = await drafted(office)
    case = await desk.case()
    seen = len(office.paper.sent)
    await asyncio.gather(
        desk.leader.presses("Duyệt và gửi", wait=False),
        desk.clerk.sends(choice=f"forward:{case.id}:YTE", wait=False),
    )
    await office.quiet()
    desk.leader.seen = desk.clerk.seen = seen
    (lost,) = losers([desk.leader, desk.clerk]) or [None]
    status, log = (await desk.case()).status, await desk.log()
    if status == "answered":
        # The office came too late, or not at all to an answered case.
        assert lost is desk.clerk
        lost.sees("Chị Trưởng phòng", "làm bước gần nhất lúc")
        assert log[-1] == "approve"
    else:
        assert status == "forwarded"
        # What follows from it may be written already: a refused look, an agency nobody is at.
        assert "approve" not in log
        assert log.count("forward") == 2
        assert not [reply for reply in desk.citizen.replies() if ANSWER in reply.text]
        assert re.search("không có quyền|không làm được nữa", desk.leader.latest[-1].text)


async def test_two_leaders_sign_at_once_and_the_citizen_gets_one_answer(
    office: OfficeUnderTest,
) -> None:
    other = await office.staff("leader", "KTHT", "Ông Phó phòng")
    desk = await drafted(office)
    await at_once(office, (desk.leader, "Duyệt và gửi"), (other, "Duyệt và gửi"))
    (lost,) = losers([desk.leader, other])
    winner = other if lost is desk.leader else desk.leader
    lost.sees(winner.name, "Đã trả lời")
    answers = [reply for reply in desk.citizen.replies() if ANSWER in reply.text]
    assert len(answers) == 1


async def test_a_card_pressed_after_the_case_moved_says_who_moved_it(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.official.presses("Nhận xử lý")
    await desk.clerk.presses("Từ chối, có lý do")
    await desk.clerk.presses("Không thuộc")
    await desk.clerk.presses("Bỏ qua")
    for label in ("Trả lời", "Nhận xử lý"):
        await desk.official.presses(label)
        desk.official.sees("Không tiếp nhận", "Chị Văn phòng", "làm bước gần nhất lúc")
    await desk.citizen.sends(choice=f"withdraw:{(await desk.case()).id}")
    assert (await desk.case()).status == "refused"


async def test_of_five_clerks_who_decide_on_more_time_at_once_one_does(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    others = [await office.staff("office", name=f"Chị {number}") for number in range(4)]
    await desk.official.says(f"/giahan {desk.code}")
    await desk.official.presses("5 ngày")
    await desk.official.says("Cần đo đạc lại thực địa với chủ đất")
    case = await desk.case()
    await asyncio.gather(
        *(
            clerk.sends(choice=f"{do}:{case.id}", wait=False)
            for clerk, do in zip([desk.clerk, *others], ["extend", "deny"] * 3, strict=False)
        )
    )
    await office.quiet()
    decided = [line for line in await desk.log() if line in {"extend", "deny_extension"}]
    assert len(decided) == 1


async def test_of_two_who_ask_for_more_time_at_once_one_does(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    colleague = await office.staff("official", "KTHT", "Anh Ba")
    for official in (desk.official, colleague):
        await official.says(f"/giahan {desk.code}")
        await official.presses("5 ngày")
    await asyncio.gather(
        *(
            official.says("Cần đo đạc lại thực địa với chủ đất", wait=False)
            for official in (desk.official, colleague)
        )
    )
    await office.quiet()
    assert (await desk.log()).count("ask_extension") == 1


async def test_of_four_who_sign_one_apology_at_once_one_does(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    others = [await office.staff("leader", "KTHT", f"Ông {number}") for number in range(3)]
    await desk.days_pass(16)
    pressed = desk.leader.button("Ký và gửi").value
    seen = len(office.paper.sent)
    await asyncio.gather(
        *(leader.sends(choice=pressed, wait=False) for leader in (desk.leader, *others))
    )
    await office.quiet()
    assert (await desk.log()).count("apologise") == 1
    papers = [reply for reply in desk.citizen.replies(since=seen) if reply.media]
    assert len(papers) == 1


async def test_who_began_a_moment_earlier_and_waited_sees_what_was_signed_meanwhile(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await Desk(office).opens(leader=True)
    other = await office.staff("leader", "KTHT", "Ông Hai")
    await desk.days_pass(16)
    pressed = desk.leader.button("Ký và gửi").value
    began = office.app.clock.now()
    office.app.clock.jump_to(began + timedelta(seconds=2))
    await desk.leader.sends(choice=pressed)
    monkeypatch.setattr(office.app.clock, "now", lambda: began)
    await other.sends(choice=pressed)
    assert (await desk.log()).count("apologise") == 1


async def test_of_two_clerks_who_publish_at_once_one_does(office: OfficeUnderTest) -> None:
    other = await office.staff("office", name="Chị Ba")
    desk = await Desk(office).opens()
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    case = await desk.case()
    for clerk in (desk.clerk, other):
        await clerk.sends(choice=f"publish:{case.id}")
    await asyncio.gather(
        *(
            clerk.sends(choice=f"gate:{case.id}:publish", wait=False)
            for clerk in (desk.clerk, other)
        )
    )
    await office.quiet()
    assert (await desk.log()).count("publish") == 1
