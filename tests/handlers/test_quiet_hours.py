"""At night nobody is woken by what can wait."""

from __future__ import annotations

from datetime import datetime

from bot.channel import Unreachable
from rules.local_time import ZONE
from tests.support.story import OfficeUnderTest, files_a_report

NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=ZONE)
MORNING = datetime(2026, 11, 24, 7, 1, tzinfo=ZONE)


async def test_news_waits_for_the_morning_even_when_the_clock_jumps(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    official = await office.staff("official", "KTHT")
    citizen = office.citizen()
    code = await files_a_report(citizen)
    await office.time_passes(NIGHT)
    await clerk.says(f"/chuyen {code} KTHT")
    clerk.sees(code)
    official.sees(code)
    assert not any("đã chuyển đến" in reply.text for reply in citizen.replies())
    await office.time_passes(MORNING)
    await office.quiet()
    assert any("đã chuyển đến" in reply.text for reply in citizen.replies())


async def test_who_speaks_at_night_is_answered_after_what_was_put_off(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    citizen = office.citizen()
    code = await files_a_report(citizen)
    await office.time_passes(NIGHT)
    await clerk.says(f"/chuyen {code} KTHT")
    await citizen.says("/cuatoi")
    texts = [reply.text for reply in citizen.latest]
    assert "đã chuyển đến" in texts[0]
    assert code in texts[-1]


async def test_a_citizen_who_cannot_be_reached_is_a_call_for_the_office(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    citizen = office.citizen()
    code = await files_a_report(citizen)
    office.paper.failures[citizen.address] = [Unreachable("blocked")]
    await clerk.says(f"/chuyen {code} KTHT")
    await office.quiet()
    clerk.sees_nothing_of("0912345678")
    await clerk.presses("Xem số điện thoại")
    clerk.sees("0912345678", code)
