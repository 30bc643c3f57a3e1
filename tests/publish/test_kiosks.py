"""Tablets at the counters: enrolled once by a code, told apart by a cookie, ended by the office."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from sqlalchemy import insert

from publish.web import kiosk_link
from publish.web.kiosks import COOKIE, Kiosks
from storage.models import KioskDevice
from tests.support.desk import press_staff
from tests.support.machine import MONDAY_MORNING
from tests.support.story import OfficeUnderTest, Talker
from tests.support.taps import Phone, Tablet, slips_of, tap

SECRET = re.compile(r"gõ mã ([A-Z0-9]{8})")


async def code_from(clerk: Talker, counter: str = "huyen Cạnh cửa") -> str:
    await clerk.says(f"/mayquay {counter}")
    found = SECRET.search(clerk.sees("Mã dùng một lần").text)
    assert found is not None
    return found[1]


async def test_a_code_of_the_office_enrols_one_tablet_once_and_no_address_keeps_a_key(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Hoa")
    code = await code_from(clerk)
    await clerk.says("/poster huyen")
    assert "?k=" not in "".join(reply.text for reply in clerk.replies())
    tablet, other = Tablet(office), Phone(office)
    assert code in await tablet.opens(f"/may-quay?ma={code}")
    assert await slips_of(office) == []
    status, place, cookie = await tablet.enrols(f"{code[:4].lower()} {code[4:]}")
    assert (status, place) == (303, "/danh-gia/huyen")
    assert {"HttpOnly", "SameSite=Lax", "Path=/danh-gia"} <= set(cookie.split("; "))
    assert "Secure" not in cookie, "this one is no https"
    assert (await other.enrols(code))[:2] == (200, "")
    token = cookie.partition("=")[2].partition(";")[0]
    page = await tablet.opens()
    assert 'data-kiosk="may"' in page
    assert token not in page
    assert 'data-kiosk=""' in await other.opens()
    await tablet.hands_in(tap(1, overall=5), tap(2, overall=1))
    assert [slip.via for slip in await slips_of(office)] == ["kiosk", "kiosk"]
    for one in (tablet, other):
        await one.session.close()
    await clerk.says("/mayquay")
    clerk.sees("Số 1, Một cửa huyện (Cạnh cửa)", "Chị Hoa đăng ký", "23/11/2026")
    raw = Path(office.app.db.url.database or "").read_bytes() if office.app.db.embedded else b""
    assert token.encode() not in raw
    assert code.encode() not in raw


async def test_of_many_who_type_one_code_at_once_one_has_the_tablet(
    office: OfficeUnderTest,
) -> None:
    code = await code_from(await office.staff("office"))
    phones = [Phone(office) for _ in range(5)]
    statuses = [status for status, *_ in await asyncio.gather(*(p.enrols(code) for p in phones))]
    assert sorted(statuses) == [200, 200, 200, 200, 303]
    for phone in phones:
        await phone.session.close()


async def test_over_https_the_cookie_of_a_tablet_goes_no_other_way(office: OfficeUnderTest) -> None:
    answer, app = web.Response(), office.app
    Kiosks(app.db, app.office, app.clock, secure=True).keep(answer, "token")
    assert answer.cookies[COOKIE]["secure"]


async def test_a_code_is_good_for_minutes_and_dies_with_the_role_of_who_made_it(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Hoa")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    tablet = Phone(office)
    late, orphaned = await code_from(clerk), await code_from(clerk)
    await office.staff("office", name="Anh Khác")
    await press_staff(chair, "Chị Hoa", "Tạm ngừng")
    assert (await tablet.enrols(orphaned))[0] == 200
    late = await code_from(chair)
    office.app.clock.jump_to(office.app.clock.now() + timedelta(minutes=31))
    assert (await tablet.enrols(late))[0] == 200
    await tablet.session.close()


async def test_nobody_guesses_a_code_and_another_site_enrols_nobody(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    code, thief, tablet = await code_from(clerk), Phone(office), Phone(office)
    tries = [await thief.enrols(f"CFHJKM{n:02}", via="198.51.100.4") for n in range(11)]
    assert [status for status, *_ in tries] == [200] * 10 + [429]
    assert (await thief.enrols(code, via="198.51.100.77"))[0] == 429
    thief.base, real = "https://evil.example", thief.base
    headers = {"Origin": thief.base}
    async with thief.session.post(f"{real}/may-quay", data={"ma": code}, headers=headers) as no:
        assert no.status == 403
    assert (await tablet.enrols(code, via="203.0.113.4"))[0] == 303
    for one in (thief, tablet):
        await one.session.close()


async def test_an_ended_tablet_shows_a_calm_page_and_what_it_kept_is_refused(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Hoa")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    official = await office.staff("official", "KTHT")
    tablet = await Tablet(office).stands_at(office)
    await tablet.hands_in(tap(1, overall=5))
    await clerk.says("/mayquay")
    forged = clerk.button("Thôi dùng máy số 1").value
    for stranger in (official, office.citizen()):
        await stranger.sends(choice=forged)
        await stranger.sends(choice=f"{forged}:sure")
    await tablet.hands_in(tap(2, overall=5))
    await clerk.presses("Thôi dùng máy số 1")
    await tablet.hands_in(tap(3, overall=5))
    await clerk.presses("Thôi dùng")
    clerk.sees("Đã thôi dùng máy số 1")
    await tablet.hands_in(tap(4, overall=5), status=410)
    assert len(await slips_of(office)) == 3
    page = await tablet.opens(status=410)
    assert "đã thôi dùng" in page
    await clerk.says("/mayquay")
    clerk.sees("Chưa có máy tính bảng nào")
    await chair.says("/nhatky")
    seen = chair.sees("thôi dùng máy số 1 ở quầy huyen").text
    assert "máy số 1 được đăng ký ở quầy huyen" in seen
    await tablet.session.close()


async def test_a_tablet_without_scripts_rates_too(office: OfficeUnderTest) -> None:
    tablet = await Tablet(office).stands_at(office)
    headers = {"Origin": tablet.base}
    for score in ("5", "1"):
        async with tablet.session.post(
            f"{tablet.base}/danh-gia/huyen", data={"overall": score}, headers=headers
        ) as answer:
            assert "Cảm ơn bà con" in await answer.text()
    assert [(slip.overall, slip.via) for slip in await slips_of(office)] == [
        (5, "kiosk"),
        (1, "kiosk"),
    ]
    await tablet.session.close()


async def has_links_of_before(office: OfficeUnderTest) -> str:
    async with office.app.db.begin() as db:
        row = {"counter": "", "name": "", "enrolled_at": MONDAY_MORNING}
        await db.execute(insert(KioskDevice).values(**row))
    return kiosk_link.kiosk_token(office.app.db.vault, "huyen")


async def test_links_of_before_work_for_a_while_after_the_upgrade_and_then_end(
    office: OfficeUnderTest,
) -> None:
    tablet = Phone(office)
    key = await has_links_of_before(office)
    await tablet.hands_in(tap(1, overall=5), tap(2, overall=1), kiosk=key)
    assert f'data-kiosk="{key}"' in await tablet.opens(f"/danh-gia/huyen?k={key}")
    assert 'data-kiosk=""' in await tablet.opens("/danh-gia/ia-ka?k=" + key)
    days = office.app.office.ratings.kiosks.old_link_days
    clerk = await office.staff("office")
    await clerk.says("/mayquay")
    clerk.sees("mọi liên kết máy tại quầy cấp trước khi nâng cấp", "21/02/2027")
    office.app.clock.jump_to(MONDAY_MORNING + timedelta(days=days))
    await tablet.hands_in(tap(3, overall=5), kiosk=key, status=410)
    await tablet.opens(f"/danh-gia/huyen?k={key}", status=410)
    assert len(await slips_of(office)) == 2
    await tablet.session.close()


async def test_a_new_office_never_had_links_of_before_and_an_old_one_may_end_them_early(
    office: OfficeUnderTest,
) -> None:
    tablet = Phone(office)
    key = kiosk_link.kiosk_token(office.app.db.vault, "huyen")
    await tablet.hands_in(tap(1, overall=5), kiosk=key, status=410)
    await has_links_of_before(office)
    await tablet.hands_in(tap(1, overall=5), kiosk=key)
    clerk = await office.staff("office")
    await clerk.says("/mayquay")
    await clerk.presses("Thôi dùng máy số 1")
    await clerk.presses("Thôi dùng")
    await tablet.hands_in(tap(2, overall=5), kiosk=key, status=410)
    await tablet.session.close()


def test_the_script_of_a_tablet_is_plain_enough_for_an_old_one() -> None:
    """Android tablets of 2017: what they cannot read stops the whole page."""
    script = Path(__file__).parents[2] / "publish" / "web" / "static" / "tap.js"
    words = script.read_text(encoding="utf-8")
    code = re.sub(r"//.*", "", words)
    for newer in (r"\?\.", r"\?\?", r"catch\s*\{", r"\{\s*\.\.\.", "replaceChildren", "submitter"):
        assert not re.search(newer, code), newer
