"""/may-quay: a tablet is enrolled at a counter by a code from the office, once."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from bot.clock import Clock
from bot.http_edge import is_sent_by, posted_form
from bot.rate_limit import KeyedLimit, RateLimit
from bot.texts import Texts
from publish.web.kiosks import Kiosks
from publish.web.pages import Pages
from publish.web.survey_page import NetworkOf
from storage import kiosk_devices
from storage.database import Database

TRIES = RateLimit(10, 600.0)
"""Codes a network may try: a code is good for minutes, and there are 25,600 million."""
NOBODY_KNOWN = "?"


class KioskPage:
    """Takes the code and gives the cookie. A look is not enough: messengers preview links."""

    def __init__(
        self,
        db: Database,
        texts: Texts,
        pages: Pages,
        clock: Clock,
        kiosks: Kiosks,
        base_url: str,
        network_of: NetworkOf,
    ) -> None:
        self._db = db
        self._texts = texts
        self._pages = pages
        self._clock = clock
        self._kiosks = kiosks
        self._host = urlsplit(base_url).netloc
        self._network_of = network_of
        self._tries = KeyedLimit(TRIES)

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the page."""
        return [web.get("/may-quay", self.page), web.post("/may-quay", self.enrol)]

    async def page(self, request: web.Request) -> web.Response:
        """Asks for the code of a tablet; the office's link has it filled in."""
        return self._asks(request.query.get("ma", ""), "kiosk.lead")

    async def enrol(self, request: web.Request) -> web.Response:
        """The code makes this browser the tablet of a counter; no address holds a key."""
        if not is_sent_by(request, self._host):
            raise web.HTTPForbidden
        code = str((await posted_form(request)).get("ma", ""))[:40]
        if not self._tries.take(self._network_of(request) or NOBODY_KNOWN):
            raise web.HTTPTooManyRequests
        async with self._db.begin() as db:
            enrolled = await kiosk_devices.enrol_kiosk(db, code, self._clock.now())
        if enrolled is None:
            return self._asks("", "kiosk.wrong")
        kiosk, token = enrolled
        response = web.Response(status=303, headers={"Location": f"/danh-gia/{kiosk.counter}"})
        self._kiosks.keep(response, token)
        return response

    def _asks(self, code: str, lead: str) -> web.Response:
        page = self._pages.response(
            "kiosk.html", title=self._texts("kiosk.title"), lead=lead, code=code[:20]
        )
        page.headers["Cache-Control"] = "no-store"
        return page
