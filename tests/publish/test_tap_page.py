"""The tap page: one's own phone once a day, the tablet for all, late but never twice."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from bot.rate_limit import KeyedLimit
from rules.vote_honesty import believable_phones, believable_taps
from storage.satisfaction_statistics import rating_tallies_between
from tests.support.machine import MONDAY_MORNING
from tests.support.ratings import counted
from tests.support.story import OfficeUnderTest
from tests.support.taps import DAY, NOW, Phone, Tablet, slips_of, tap


@pytest.fixture
async def phone(office: OfficeUnderTest) -> AsyncIterator[Phone]:
    phone = Phone(office)
    yield phone
    await phone.session.close()


@pytest.fixture
async def tablet(office: OfficeUnderTest) -> AsyncIterator[Tablet]:
    tablet = Tablet(office)
    yield await tablet.stands_at(office)
    await tablet.session.close()


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
    office: OfficeUnderTest, tablet: Tablet
) -> None:
    await tablet.opens()
    items = [tap(1, overall=5), tap(2, overall=1)]
    await tablet.hands_in(*items)
    await tablet.hands_in(*items)
    await tablet.hands_in(tap(2, overall=1, s1=2))
    first, second = await slips_of(office)
    assert (first.overall, first.via, first.device) == (5, "kiosk", "")
    assert second.answers == {"overall": 1, "s1": 2}


async def test_a_tablet_of_another_counter_or_a_made_up_one_counts_as_no_tablet(
    office: OfficeUnderTest, phone: Phone
) -> None:
    elsewhere = await Tablet(office).stands_at(office, "ia-ka")
    await elsewhere.hands_in(tap(1, overall=5), status=403)
    await elsewhere.session.close()
    await phone.hands_in(tap(1, overall=5), kiosk="may", status=403)
    await phone.hands_in(tap(1, overall=5), status=403)
    await phone.opens()
    await phone.hands_in(tap(1, overall=5), kiosk="may", status=403)
    assert await slips_of(office) == []


async def test_what_waited_for_a_network_counts_on_the_day_it_was_tapped(
    office: OfficeUnderTest, tablet: Tablet
) -> None:
    office.app.clock.jump_to(MONDAY_MORNING + timedelta(days=2))
    waited = [
        tap(1, at=NOW + 60_000, overall=5),
        tap(2, at=NOW - 30 * DAY, overall=5),
        tap(3, at=NOW + 30 * DAY, overall=5),
        tap(4, at=-(10**17), overall=5),
    ]
    await tablet.hands_in(*waited, sent=NOW + 2 * DAY)
    today = date(2026, 11, 25)
    assert [slip.day for slip in await slips_of(office)] == [
        today - timedelta(days=2),
        *[today] * 3,
    ]


async def test_a_changed_mind_is_heard_for_72_hours(
    office: OfficeUnderTest, tablet: Tablet
) -> None:
    await tablet.hands_in(tap(1, overall=5))
    office.app.clock.jump_to(MONDAY_MORNING + timedelta(hours=71))
    await tablet.hands_in(tap(1, overall=4))
    office.app.clock.jump_to(MONDAY_MORNING + timedelta(hours=73))
    await tablet.hands_in(tap(1, overall=1))
    (slip,) = await slips_of(office)
    assert slip.overall == 4


@pytest.mark.parametrize(
    "answers",
    [{"overall": 6}, {"overall": 0}, {"overall": True}, {"s1": 5}, {}],
)
async def test_what_is_no_answer_of_ours_is_left_out(
    office: OfficeUnderTest, tablet: Tablet, answers: dict[str, Any]
) -> None:
    status = 400 if answers.get("overall") is True else 200
    await tablet.hands_in(tap(1, **answers), status=status)
    assert await slips_of(office) == []
    await tablet.hands_in(tap(2, overall=3, s99=5, s1=0, d1=2))
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


async def test_one_device_cannot_flood(
    phone: Phone, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publish.web.survey_page.PACE", (3, 600.0))
    for _ in range(3):
        await tablet.hands_in(tap(1, overall=5))
    await tablet.hands_in(tap(2, overall=5), status=429)
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
    office: OfficeUnderTest, phone: Phone, tablet: Tablet
) -> None:
    assert 'href="/chat?start=gopy-huyen"' in await phone.opens()
    assert "gopy-huyen" not in await tablet.opens()
    citizen = office.citizen()
    await citizen.says("/start gopy-huyen")
    await citizen.says("Chị cán bộ nói cộc lốc với người già")
    citizen.sees_key("intake.name.ask")


async def test_of_a_burst_only_the_excess_is_set_apart_and_no_honest_rating_beside_it(
    office: OfficeUnderTest,
) -> None:
    """Ten forged votes every five minutes must not keep a counter at "too few"."""
    ratings = office.app.office.ratings
    most = believable_phones(ratings.honesty, ratings.visitors("huyen")).in_minutes
    await visits(office, "198.51.100.9", tap(1, overall=2))
    for number in range(20):
        await visits(office, f"198.51.100.{number}", tap(100 + number, overall=5))
    await visits(office, "2001:db8::7", tap(2, overall=1))
    made = [(5, "")] * (most - 1) + [(5, "burst")] * (20 - most + 1)
    marks = [(slip.overall, slip.mark) for slip in await slips_of(office)]
    assert marks == [(2, ""), *made, (1, "")]
    await counted(office.app)
    async with office.app.db.read() as db:
        today = date(2026, 11, 23)
        tallies = await rating_tallies_between(db, today, today)
    assert {tally.marked: sum(tally.counts) for tally in tallies} == {
        False: most + 1,
        True: 20 - most + 1,
    }


async def test_a_network_that_rates_all_day_is_believed_up_to_a_number_however_slowly(
    office: OfficeUnderTest, believes: Callable[..., None]
) -> None:
    rules = office.app.office.ratings.honesty
    believes("honesty", network_share=0.0)
    most = rules.network_day_count
    for number in range(most + 3):
        if number % rules.burst_count == 0:
            later = timedelta(minutes=rules.burst_minutes + 1)
            office.app.clock.jump_to(office.app.clock.now() + later)
        await visits(office, "198.51.100.1", tap(number, overall=5))
    assert [slip.mark for slip in await slips_of(office)] == [""] * most + ["burst"] * 3


async def test_a_flood_of_new_browsers_silences_no_browser_known_for_days_beside_it(
    office: OfficeUnderTest, phone: Phone, believes: Callable[..., None]
) -> None:
    believes("honesty", network_share=0.0)
    await phone.opens()
    office.app.clock.jump_to(office.app.clock.now() + timedelta(days=3))
    for number in range(8):
        await visits(office, "198.51.100.1", tap(100 + number, overall=5))
    await phone.hands_in(tap(1, overall=2), via="198.51.100.1")
    assert [slip.mark for slip in await slips_of(office) if slip.overall == 2] == [""]


async def test_a_queue_at_an_enrolled_tablet_is_never_a_burst_and_one_hand_is_a_series(
    office: OfficeUnderTest, tablet: Tablet
) -> None:
    """Twelve people after a hand-out, 25 seconds apart; then a finger that never rests."""
    now = NOW + 3600_000
    office.app.clock.jump_to(MONDAY_MORNING + timedelta(hours=1))
    people = [tap(n, at=now - 1000_000 + n * 25_000, overall=4) for n in range(12)]
    await tablet.hands_in(*people, sent=now)
    assert {slip.mark for slip in await slips_of(office)} == {""}
    machine = [tap(100 + n, at=now - n * 5000, overall=5) for n in range(20)]
    await tablet.hands_in(*machine, sent=now)
    marks = {slip.mark for slip in await slips_of(office) if slip.overall == 5}
    assert marks == {"series"}, "of one hand: all of it, also the first"


async def test_a_tablet_with_a_stolen_cookie_passes_no_more_than_a_day_of_visitors(
    office: OfficeUnderTest,
) -> None:
    small = await Tablet(office).stands_at(office, "ia-ka")
    ratings = office.app.office.ratings
    most = believable_taps(ratings.honesty, ratings.kiosks, ratings.visitors("ia-ka")).on_day
    office.app.clock.jump_to(MONDAY_MORNING + timedelta(hours=5))
    now = NOW + 5 * 3600_000
    spaced = [tap(n, at=now - n * 40_000, overall=5) for n in range(most + 4)]
    await small.hands_in(*spaced, sent=now, counter="ia-ka")
    assert [slip.mark for slip in await slips_of(office)] == [""] * most + ["burst"] * 4
    await small.session.close()


async def test_a_tablet_waited_for_a_network_only_since_it_last_had_nothing_to_hand_in(
    office: OfficeUnderTest, tablet: Tablet
) -> None:
    """Who copied its cookie spreads votes over the day: they count as what they are, one hand's."""
    office.app.clock.jump_to(MONDAY_MORNING + timedelta(hours=3))
    now = NOW + 3 * 3600_000
    await tablet.hands_in(tap(1, at=now, overall=4), sent=now)
    office.app.clock.jump_to(MONDAY_MORNING + timedelta(hours=4))
    now += 3600_000
    await tablet.hands_in(
        *(tap(100 + n, at=now - 2 * 3600_000 + n * 60_000, overall=5) for n in range(20)), sent=now
    )
    assert [slip.mark for slip in await slips_of(office)] == ["", *["series"] * 20]
    office.app.clock.jump_to(MONDAY_MORNING + timedelta(hours=16))
    await tablet.hands_in(tap(900, at=now, overall=3), sent=now)  # a little before midnight
    assert (await slips_of(office))[-1].mark == "burst"


async def test_a_phone_of_ones_own_rates_by_our_clock_and_a_tablet_by_how_long_it_waited(
    office: OfficeUnderTest, phone: Phone, tablet: Tablet
) -> None:
    """Back-dated votes from one phone are one vote; a tablet whose battery died is believed."""
    office.app.clock.jump_to(MONDAY_MORNING + timedelta(hours=2))
    await phone.opens()
    await phone.hands_in(*(tap(n, at=NOW - n * DAY, overall=5) for n in range(6)))
    wrong = 1_577_836_800_000  # 2020
    await tablet.hands_in(tap(50, at=wrong, overall=1), sent=wrong + 3600_000)
    of_phone, of_tablet = await slips_of(office)
    assert (of_phone.day, of_phone.overall) == (date(2026, 11, 23), 5)
    assert of_tablet.rated_at - MONDAY_MORNING - timedelta(hours=1) < timedelta(minutes=1)


async def test_a_browser_known_for_days_is_no_part_of_a_burst(
    office: OfficeUnderTest, phone: Phone
) -> None:
    await phone.opens()
    office.app.clock.jump_to(office.app.clock.now() + timedelta(days=3))
    for number in range(12):
        await visits(office, "198.51.100.1", tap(100 + number, overall=5))
    await phone.hands_in(tap(1, overall=2), via="198.51.100.1")
    assert [slip.mark for slip in await slips_of(office) if slip.overall == 2] == [""]


@pytest.fixture
def believes(office: OfficeUnderTest) -> Iterator[Callable[..., None]]:
    """An office that believes fewer slips, for one story: hundreds would prove no more."""
    ratings = office.app.office.ratings
    rules = {name: getattr(ratings, name) for name in ("honesty", "kiosks")}

    def change(name: str, **fewer: int) -> None:
        changed = msgspec.structs.replace(rules[name], **fewer)
        msgspec.structs.force_setattr(ratings, name, changed)

    yield change
    for name, kept in rules.items():
        msgspec.structs.force_setattr(ratings, name, kept)


async def visits(office: OfficeUnderTest, address: str, item: dict[str, Any]) -> None:
    """Somebody new, behind the proxy."""
    somebody = Phone(office)
    await somebody.opens()
    await somebody.hands_in(item, via=address)
    await somebody.session.close()


async def test_fresh_browsers_of_one_network_cannot_keep_the_server_busy_with_slips(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new cookie costs nothing: the network has a limit of its own, and another one room."""
    monkeypatch.setattr(KeyedLimit, "take", lambda _limit, key, _many=1: "198.51.100" not in key)
    for via, status in (("198.51.100.4", 429), ("203.0.113.4", 200)):
        somebody = Phone(office)
        await somebody.opens()
        await somebody.hands_in(tap(1, overall=5), via=via, status=status)
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
