"""Browsers that rate: phones of people's own, and tablets at the counters."""

from __future__ import annotations

from typing import Any

import aiohttp
from sqlalchemy import select

from publish.web.kiosks import BY_COOKIE
from storage import kiosk_devices
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

    async def opens(self, path: str = "/danh-gia/huyen", status: int = 200) -> str:
        async with self.session.get(self.base + path) as page:
            assert page.status == status, page.status
            return await page.text()

    async def hands_in(
        self,
        *items: dict[str, Any],
        kiosk: str = "",
        origin: str = "",
        via: str = "",
        status: int = 200,
        sent: int = 0,
        counter: str = "huyen",
    ) -> None:
        body = {"items": items, "kiosk": kiosk, "sent": sent}
        headers = {"Origin": origin or self.base, "X-Forwarded-For": via}
        address = f"{self.base}/danh-gia/{counter}"
        async with self.session.post(address, json=body, headers=headers) as answer:
            assert answer.status == status, await answer.text()
            if status == 200:
                assert (await answer.json())["kept"] == [item["id"] for item in items]

    async def enrols(self, code: str, via: str = "") -> tuple[int, str, str]:
        """Types the code of a tablet: status, where it leads, the cookie it sets."""
        headers = {"Origin": self.base, "X-Forwarded-For": via}
        async with self.session.post(
            f"{self.base}/may-quay", data={"ma": code}, headers=headers, allow_redirects=False
        ) as answer:
            cookie = answer.headers.get("Set-Cookie", "")
            return answer.status, answer.headers.get("Location", ""), cookie


class Tablet(Phone):
    """What stands at a counter, once it is enrolled."""

    async def hands_in(self, *items: dict[str, Any], kiosk: str = BY_COOKIE, **more: Any) -> None:
        await super().hands_in(*items, kiosk=kiosk, **more)

    async def stands_at(self, office: OfficeUnderTest, counter: str = "huyen") -> Tablet:
        now = office.app.clock.now()
        async with office.app.db.begin() as db:
            _, code = await kiosk_devices.offer_kiosk(db, counter, "", None, now, 30)
        assert (await self.enrols(code))[0] == 303
        return self


def tap(number: int, *, at: int = NOW, words: str = "", **answers: Any) -> dict[str, Any]:
    return {"id": f"{number:032x}", "at": at, "answers": answers, "words": words}


async def slips_of(office: OfficeUnderTest) -> list[SurveyResponse]:
    async with office.app.db.read() as db:
        return list(
            (await db.execute(select(SurveyResponse).order_by(SurveyResponse.id))).scalars()
        )
