"""Which tablet a request comes from: by its cookie, or for a while by the link it had before."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from aiohttp import web

from bot.clock import Clock
from publish.web import kiosk_link
from rules.local_time import local_date
from rules.office import Office
from storage import kiosk_devices
from storage.database import Database
from storage.models import KioskDevice

COOKIE: Final = "pakn_may"
COOKIE_SECONDS: Final = 400 * 24 * 3600
"""The longest a browser keeps one; each day the page is opened begins it anew."""
PLACE: Final = "/danh-gia"
BY_COOKIE: Final = "may"
"""What the page of an enrolled tablet says of itself; its secret stands in no page."""


class Kiosk(NamedTuple):
    """A tablet; `number` is 0 for one with a link of before."""

    number: int
    said: str
    """What its page says when it hands in slips."""
    since: datetime | None = None
    ended: bool = False


class Kiosks:
    """Tells the tablets of the counters apart."""

    def __init__(self, db: Database, office: Office, clock: Clock, *, secure: bool) -> None:
        self._db = db
        self._office = office
        self._clock = clock
        self._secure = secure

    def keep(self, response: web.StreamResponse, token: str) -> None:
        """Have the browser say from now on which tablet it is."""
        response.set_cookie(
            COOKIE,
            token,
            path=PLACE,
            max_age=COOKIE_SECONDS,
            httponly=True,
            secure=self._secure,
            samesite="Lax",
        )

    async def known(self, request: web.Request, counter: str, said: str) -> Kiosk | None:
        """The tablet of a counter, also one that was ended; `said`: what its page or link says."""
        if found := await self._by_cookie(request, counter):
            return found
        if not said or not kiosk_link.is_kiosk_token(self._db.vault, counter, said):
            return None
        days = self._office.ratings.kiosks.old_link_days
        async with self._db.read() as db:
            until = await kiosk_devices.old_links_until(db, days)
        return Kiosk(0, said, ended=until is None or until <= self._clock.now())

    async def _by_cookie(self, request: web.Request, counter: str) -> Kiosk | None:
        token = request.cookies.get(COOKIE, "")
        if not token:
            return None
        async with self._db.read() as db:
            row = await kiosk_devices.kiosk_by_token(db, token)
        if row is None or row.counter != counter:
            return None
        if row.ended_at is None:
            await self._seen(row)
        return Kiosk(row.id, BY_COOKIE, row.enrolled_at, ended=row.ended_at is not None)

    async def _seen(self, row: KioskDevice) -> None:
        today = local_date(self._clock.now())
        if row.last_seen != today:
            async with self._db.begin() as db:
                await kiosk_devices.see_kiosk(db, row.id, today)
