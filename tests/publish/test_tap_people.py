"""Who taps: a second person on one device, a browser without cookies, somebody with more to say."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from storage.models import Case
from tests.support.machine import MONDAY_MORNING
from tests.support.story import OfficeUnderTest
from tests.support.taps import Phone, Tablet, slips_of, tap

DEVICE = re.compile(r'data-device="([^"]+)"')


@pytest.fixture
async def phone(office: OfficeUnderTest) -> AsyncIterator[Phone]:
    phone = Phone(office)
    yield phone
    await phone.session.close()


async def answered(phone: Phone, body: dict[str, Any]) -> dict[str, Any]:
    address, headers = f"{phone.base}/danh-gia/huyen", {"Origin": phone.base}
    async with phone.session.post(address, json=body, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found


async def test_two_people_on_one_device_are_two_and_a_changed_mind_is_one(
    office: OfficeUnderTest, phone: Phone
) -> None:
    clerk = await office.staff("office")
    assert 'data-rated=""' in await phone.opens()
    await phone.hands_in(tap(1, overall=1, words="Chờ cả buổi sáng"))
    assert 'data-rated="1"' in await phone.opens()
    await phone.hands_in(tap(2, overall=5) | {"other": True})
    await phone.hands_in(tap(2, overall=5, s1=4) | {"other": True})
    await phone.hands_in(tap(3, overall=2))
    assert [(slip.overall, slip.words) for slip in await slips_of(office)] == [
        (2, "Chờ cả buổi sáng"),
        (5, ""),
    ]
    for number in range(4, 7):
        await phone.hands_in(tap(number, overall=5) | {"other": True})
    assert [slip.mark for slip in await slips_of(office)] == ["", "", "", "series", "series"]
    await office.time_passes(MONDAY_MORNING + timedelta(days=1))
    clerk.sees("một máy chấm hơn 3 phiếu", "/mayquay huyen")


async def test_a_browser_that_keeps_no_cookie_rates_by_its_page_with_scripts_and_without(
    office: OfficeUnderTest,
) -> None:
    phone = Phone(office)
    await phone.session.close()
    phone.session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
    device = DEVICE.findall(await phone.opens())[0]
    told = await answered(phone, {"items": [tap(1, overall=4)], "device": device})
    assert told["kept"] == [tap(1)["id"]]
    headers, address = {"Origin": phone.base}, f"{phone.base}/danh-gia/huyen"
    forms = [{"overall": "2", "device": device}, {"overall": "2", "device": device, "who": "other"}]
    for form, seen in zip(forms, ("Tôi là người khác", "Cảm ơn bà con"), strict=True):
        async with phone.session.post(address, data=form, headers=headers) as answer:
            assert seen in await answer.text()
    forged = {"overall": "5", "device": device[:-2]}
    async with phone.session.post(address, data=forged, headers=headers) as answer:
        assert answer.status == 403
    assert [slip.overall for slip in await slips_of(office)] == [4, 2]
    await phone.session.close()


async def test_from_the_page_score_criteria_and_words_go_along_to_the_report_and_nobody_elses(
    office: OfficeUnderTest, phone: Phone
) -> None:
    await phone.opens()
    words = "Cán bộ đòi 500 nghìn tiền bồi dưỡng mới ký"
    told = await answered(phone, {"items": [tap(1, overall=5, s10=1, words=words)]})
    number = tap(1)["id"]
    assert told["roads"] == {number: "report"}
    door = told["doors"][number]
    citizen, thief = office.citizen(), office.citizen()
    await thief.says(f"/start {door[:-1]}x")
    thief.sees_nothing_of("500 nghìn")
    await citizen.says(f"/start {door}")
    citizen.sees_key("visits.reporting")
    asked = await citizen.answers("intake", until="confirm", publish="no")
    assert "describe" not in asked
    citizen.sees("Bộ phận Một cửa huyện", "giao tiếp lịch sự", "500 nghìn")


async def test_danger_told_in_a_rating_is_the_urgent_case_it_is_when_typed_without_one(
    office: OfficeUnderTest, phone: Phone
) -> None:
    words = "cứu với, nó đang cầm dao chém người ở đây"
    clerk = await office.staff("office")
    typing, chatting, tapping = (office.citizen() for _ in range(3))
    await typing.says(words)
    await chatting.says("/start danhgia-huyen")
    await chatting.presses("Rất không hài lòng")
    await chatting.says(words)
    await chatting.presses("Gửi phản ánh ngay")
    await phone.opens()
    told = await answered(phone, {"items": [tap(1, overall=1, words=words)]})
    await tapping.says(f"/start {told['doors'][tap(1)['id']]}")
    for citizen in (typing, chatting, tapping):
        citizen.sees("Đang ở đâu?", "113")
        citizen.sees_nothing_of("điền sẵn")
    async with office.app.db.read() as db:
        cases = (await db.execute(select(Case).order_by(Case.id))).scalars().all()
    kept = [(one.urgent, one.text, one.field, one.commune, one.agency) for one in cases]
    assert kept[0][:2] == (True, words)
    assert kept == kept[:1] * 3
    for case in cases:
        clerk.sees(case.code, "KHẨN", words)


async def test_a_tablet_shows_the_queue_nothing_of_what_was_written_but_whom_to_call_in_danger(
    office: OfficeUnderTest,
) -> None:
    tablet = await Tablet(office).stands_at(office)
    items = [
        tap(1, overall=1, words="Cán bộ đòi 500 nghìn tiền bồi dưỡng mới ký"),
        tap(2, overall=1, words="Có người bị đánh chảy máu ở sân, cứu với"),
    ]
    told = await answered(tablet, {"items": items, "kiosk": "may"})
    assert told["doors"] == {}
    assert told["roads"] == {tap(2)["id"]: "danger"}
    await tablet.session.close()


async def test_in_the_chat_grave_words_on_a_good_score_are_shown_the_way_to_a_report(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("/start danhgia-huyen")
    await citizen.presses("Rất hài lòng")
    await citizen.says("Cán bộ đòi 500 nghìn tiền bồi dưỡng mới ký")
    citizen.sees_key("visits.road.report")
    await citizen.presses("Gửi phản ánh ngay")
    citizen.sees_key("visits.reporting")


async def test_the_code_on_an_appointment_slip_brings_the_nine_criteria_and_counts_once(
    office: OfficeUnderTest, phone: Phone
) -> None:
    code = "H21.65-260914-0011"
    assert "Chín chỉ tiêu" in await phone.opens()
    await phone.hands_in(tap(1, overall=4, d6=2) | {"dossier": code})
    await phone.hands_in(tap(1, overall=4, d6=2, d5=1) | {"dossier": code})
    stranger = Phone(office)
    await stranger.opens()
    told = await answered(stranger, {"items": [tap(2, overall=1) | {"dossier": code}]})
    assert told["refused"] == told["kept"] == [tap(2)["id"]]
    await stranger.hands_in(tap(3, overall=2) | {"dossier": "H21.65-991399-0011"})
    dossier, visit = await slips_of(office)
    assert dossier.answers == {"overall": 4, "d6": 2, "d5": 1}
    assert (visit.overall, visit.crowd[:4]) == (2, "new:")
    assert "0011" not in repr([vars(dossier), vars(visit)])
    await stranger.session.close()


async def test_a_counters_page_is_installed_and_kept_without_a_network(
    office: OfficeUnderTest, phone: Phone
) -> None:
    assert "/danh-gia/huyen/may.webmanifest" in await phone.opens()
    assert '"fullscreen"' in await phone.opens("/danh-gia/huyen/may.webmanifest")
    await phone.opens("/danh-gia/khong-co/may.webmanifest", status=404)
    assert "caches.open" in await phone.opens("/danh-gia/may.js")
