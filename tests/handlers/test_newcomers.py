"""A flood of fresh browsers files no thousand reports; who is known or in danger gets in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.rate_limit import KeyedLimit, RateLimit
from tests.support.story import OfficeUnderTest, Talker

NETWORK = "of one network"


@pytest.fixture
def office(office: OfficeUnderTest) -> OfficeUnderTest:
    """Three reports in an hour are all that new people of a network may file."""
    limit = KeyedLimit(RateLimit(3, 3600.0))
    object.__setattr__(office.app.world, "may_report", limit.take)
    return office


async def reports(citizen: Talker, text: str, crowd: str = NETWORK) -> None:
    """All of a report but sending it."""
    await citizen.says("/gopy")
    await citizen.answers("intake", until="confirm", describe=text, place="ia-ka")
    await citizen.sends(choice=citizen.button("Gửi").value, crowd=crowd)


async def flood(office: OfficeUnderTest, many: int) -> None:
    for n in range(many):
        citizen = office.citizen()
        await reports(citizen, f"Rác đầu làng số {n} để cả tuần không ai gom")
        citizen.sees("Đã tiếp nhận")


async def test_who_comes_after_a_flood_reads_whom_to_call_and_loses_no_word(
    office: OfficeUnderTest,
) -> None:
    await flood(office, 3)
    honest = office.citizen()
    await reports(honest, "Đèn đường làng Mẫu hỏng từ tháng trước")
    refused = honest.sees("nhiều phản ánh từ cùng mạng").text
    assert office.app.office.address in refused
    assert "113" in refused
    await honest.sends(choice=honest.button("Gửi").value, crowd="of another network")
    honest.sees("Đã tiếp nhận")


async def test_danger_known_people_and_messengers_are_not_held_up_by_a_flood(
    office: OfficeUnderTest,
) -> None:
    known = office.citizen()
    await reports(known, "Đèn đường trước nhà văn hóa bị hỏng")
    known.sees("Đã tiếp nhận")
    office.app.clock.jump_to(office.app.clock.now() + timedelta(days=1))
    await flood(office, 2)
    await office.staff("office")
    in_danger = office.citizen()
    await in_danger.says("Cháy nhà ở làng Mẫu, có người mắc kẹt trong nhà", crowd=NETWORK)
    in_danger.sees("Đã báo ngay")
    await reports(known, "Cống trước chợ tắc, nước thải tràn ra đường")
    known.sees("Đã tiếp nhận")
    messenger = office.citizen()
    await reports(messenger, "Loa phường hỏng cả tuần nay không ai sửa", crowd="")
    messenger.sees("Đã tiếp nhận")
