"""The tap page: one's own phone once a day, the tablet for all, late but never twice."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from publish.web import kiosk_link
from storage.models import SurveyResponse
from tests.support.machine import MONDAY_MORNING
from tests.support.story import OfficeUnderTest

NOW = int(MONDAY_MORNING.timestamp() * 1000)
DAY = 86_400_000


class Phone:
    """A browser that keeps its cookies."""

    def __init__(self, office: OfficeUnderTest) -> None:
        self.base = f"http://127.0.0.1:{office.app.port}"
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def opens(self, path: str = "/danh-gia/huyen") -> str:
        async with self.session.get(self.base + path) as page:
            return await page.text()

    async def hands_in(
        self,
        *items: dict[str, Any],
        kiosk: str = "",
        origin: str = "",
        via: str = "",
        status: int = 200,
    ) -> None:
        body = {"items": items, "kiosk": kiosk}
        headers = {"Origin": origin or self.base, "X-Forwarded-For": via}
        address = f"{self.base}/danh-gia/huyen"
        async with self.session.post(address, json=body, headers=headers) as answer:
            assert answer.status == status, await answer.text()
            if status == 200:
                assert (await answer.json())["kept"] == [item["id"] for item in items]


def tap(number: int, *, at: int = NOW, words: str = "", **answers: Any) -> dict[str, Any]:
    return {"id": f"{number:032x}", "at": at, "answers": answers, "words": words}


@pytest.fixture
async def phone(office: OfficeUnderTest) -> AsyncIterator[Phone]:
    phone = Phone(office)
    yield phone
    await phone.session.close()


async def slips_of(office: OfficeUnderTest) -> list[SurveyResponse]:
    async with office.app.db.read() as db:
        return list(
            (await db.execute(select(SurveyResponse).order_by(SurveyResponse.id))).scalars()
        )


def key(office: OfficeUnderTest, counter: str = "huyen") -> str:
    return kiosk_link.kiosk_token(office.app.db.vault, counter)


async def test_a_phone_rates_a_counter_once_a_day_and_may_add_to_it(
    office: OfficeUnderTest, phone: Phone
) -> None:
    await phone.opens()
    await phone.hands_in(tap(1, overall=2))
    await phone.hands_in(tap(2, overall=4, s1=3, words="Gọi tôi: 0912 345 678"))
    (slip,) = await slips_of(office)
    assert slip.answers == {"overall": 4, "s1": 3}
    assert (slip.via, slip.words) == ("page", "Gọi tôi: [số điện thoại]")


async def test_the_tablet_takes_everybody_and_nothing_twice(
    office: OfficeUnderTest, phone: Phone
) -> None:
    await phone.opens(f"/danh-gia/huyen?k={key(office)}")
    items = [tap(1, overall=5), tap(2, overall=1)]
    await phone.hands_in(*items, kiosk=key(office))
    await phone.hands_in(*items, kiosk=key(office))
    await phone.hands_in(tap(2, overall=1, s1=2), kiosk=key(office))
    first, second = await slips_of(office)
    assert (first.overall, first.via, first.device) == (5, "kiosk", "")
    assert second.answers == {"overall": 1, "s1": 2}


async def test_a_tablet_of_another_counter_or_a_made_up_one_counts_as_no_tablet(
    office: OfficeUnderTest, phone: Phone
) -> None:
    await phone.hands_in(tap(1, overall=5), kiosk=key(office, "ia-ka"), status=403)
    await phone.hands_in(tap(1, overall=5), kiosk="x", status=403)
    await phone.hands_in(tap(1, overall=5), status=403)
    assert await slips_of(office) == []


async def test_what_waited_for_a_network_counts_on_the_day_it_was_tapped(
    office: OfficeUnderTest, phone: Phone
) -> None:
    waited = [
        tap(1, at=NOW - 2 * DAY, overall=5),
        tap(2, at=NOW - 30 * DAY, overall=5),
        tap(3, at=NOW + 30 * DAY, overall=5),
        tap(4, at=-(10**17), overall=5),
    ]
    await phone.hands_in(*waited, kiosk=key(office))
    today = date(2026, 11, 23)
    assert [slip.day for slip in await slips_of(office)] == [
        today - timedelta(days=2),
        *[today] * 3,
    ]


async def test_a_changed_mind_is_heard_for_72_hours(office: OfficeUnderTest, phone: Phone) -> None:
    await phone.hands_in(tap(1, overall=5), kiosk=key(office))
    office.app.clock.jump_to(MONDAY_MORNING + timedelta(hours=71))
    await phone.hands_in(tap(1, overall=4), kiosk=key(office))
    office.app.clock.jump_to(MONDAY_MORNING + timedelta(hours=73))
    await phone.hands_in(tap(1, overall=1), kiosk=key(office))
    (slip,) = await slips_of(office)
    assert slip.overall == 4


@pytest.mark.parametrize(
    "answers",
    [{"overall": 6}, {"overall": 0}, {"overall": True}, {"s1": 5}, {}],
)
async def test_what_is_no_answer_of_ours_is_left_out(
    office: OfficeUnderTest, phone: Phone, answers: dict[str, Any]
) -> None:
    status = 400 if answers.get("overall") is True else 200
    await phone.hands_in(tap(1, **answers), kiosk=key(office), status=status)
    assert await slips_of(office) == []
    await phone.hands_in(tap(2, overall=3, s99=5, s1=0, d1=2), kiosk=key(office))
    assert [slip.answers for slip in await slips_of(office)] == [{"overall": 3, "d1": 2}]


async def test_hostile_bodies_and_other_sites_are_refused(
    office: OfficeUnderTest, phone: Phone
) -> None:
    await phone.opens()
    await phone.hands_in(tap(1, overall=5), origin="https://evil.example", status=403)
    for body in (b"", b"[]", b'{"items": 1}', b'{"items": [{"id": "x", "at": 1, "answers": {}}]}'):
        headers = {"Origin": phone.base, "Content-Type": "application/json"}
        address = f"{phone.base}/danh-gia/huyen"
        async with phone.session.post(address, data=body, headers=headers) as answer:
            assert answer.status == 400
    async with phone.session.get(f"{phone.base}/danh-gia/khong-co") as answer:
        assert answer.status == 404
    await phone.hands_in(*[tap(n, overall=5) for n in range(51)], status=400)
    assert await slips_of(office) == []


async def test_one_device_cannot_flood(office: OfficeUnderTest, phone: Phone) -> None:
    for _ in range(60):
        await phone.hands_in(tap(1, overall=5), kiosk=key(office))
    await phone.hands_in(tap(2, overall=5), kiosk=key(office), status=429)
    await phone.opens()
    await phone.hands_in(tap(3, overall=5))


async def test_the_page_works_without_scripts(office: OfficeUnderTest, phone: Phone) -> None:
    page = await phone.opens()
    values = re.findall(r'name="overall" value="(\d)"', page)
    assert values == ["5", "4", "3", "2", "1"]
    address, headers = f"{phone.base}/danh-gia/huyen", {"Origin": phone.base}
    async with phone.session.post(address, data={"overall": "2"}, headers=headers) as answer:
        assert answer.status == 200
        assert "Cảm ơn bà con" in await answer.text()
    async with phone.session.post(address, data={"overall": "9"}, headers=headers) as answer:
        assert answer.status == 400
    (slip,) = await slips_of(office)
    assert slip.overall == 2


async def test_a_link_from_the_page_begins_a_report_about_the_counter(
    office: OfficeUnderTest, phone: Phone
) -> None:
    assert 'href="/chat?start=gopy-huyen"' in await phone.opens()
    assert "gopy-huyen" not in await phone.opens(f"/danh-gia/huyen?k={key(office)}")
    citizen = office.citizen()
    await citizen.says("/start gopy-huyen")
    await citizen.presses("Đồng ý")
    await citizen.says("Chị cán bộ nói cộc lốc với người già")
    await citizen.presses("Xong")
    citizen.sees_key("intake.name.ask")


async def test_a_burst_from_one_network_is_marked_and_an_honest_rating_beside_it_is_not(
    office: OfficeUnderTest,
) -> None:
    """Ten forged votes every five minutes must not keep a counter at "too few"."""
    await visits(office, "203.0.113.9", tap(1, overall=2))
    for number in range(30):
        await visits(office, f"198.51.100.{number}", tap(100 + number, overall=5))
    await visits(office, "2001:db8::7", tap(2, overall=1))
    marks = [(slip.overall, slip.mark) for slip in await slips_of(office)]
    assert marks == [(2, ""), *[(5, "burst")] * 30, (1, "")]


async def test_a_network_that_rates_all_day_is_marked_however_slowly(
    office: OfficeUnderTest,
) -> None:
    rules = office.app.office.ratings.honesty
    for number in range(rules.network_day_count):
        if number % (rules.burst_count - 1) == 0:
            office.app.clock.jump_to(
                office.app.clock.now() + timedelta(minutes=rules.burst_minutes + 1)
            )
        if number == rules.network_day_count - 1:
            assert {slip.mark for slip in await slips_of(office)} == {""}
        now = int(office.app.clock.now().timestamp() * 1000)
        await visits(office, "198.51.100.1", tap(number, at=now, overall=5))
    assert {slip.mark for slip in await slips_of(office)} == {"burst"}


async def test_a_browser_known_for_days_is_no_part_of_a_burst(
    office: OfficeUnderTest, phone: Phone
) -> None:
    await phone.opens()
    office.app.clock.jump_to(office.app.clock.now() + timedelta(days=3))
    now = int(office.app.clock.now().timestamp() * 1000)
    for number in range(20):
        await visits(office, "198.51.100.1", tap(100 + number, at=now, overall=5))
    await phone.hands_in(tap(1, at=now, overall=2), via="198.51.100.1")
    assert [slip.mark for slip in await slips_of(office) if slip.overall == 2] == [""]


async def visits(office: OfficeUnderTest, address: str, item: dict[str, Any]) -> None:
    """Somebody new, behind the proxy."""
    somebody = Phone(office)
    await somebody.opens()
    await somebody.hands_in(item, via=address)
    await somebody.session.close()


async def test_one_phone_cannot_keep_the_server_busy_with_slips(
    office: OfficeUnderTest, phone: Phone
) -> None:
    await phone.opens()
    await phone.hands_in(*(tap(number, overall=5) for number in range(50)))
    await phone.hands_in(*(tap(number, overall=5) for number in range(50)), status=429)


async def test_half_an_emoji_costs_a_slip_nothing_but_itself(
    office: OfficeUnderTest, phone: Phone
) -> None:
    await phone.opens()
    await phone.hands_in(tap(1, overall=4, words="Tốt \ud83d lắm"), tap(2, overall=5))
    assert [slip.words for slip in await slips_of(office)] == ["Tốt ? lắm"]
