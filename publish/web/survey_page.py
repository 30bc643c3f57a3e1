"""/danh-gia/{counter}: rate with one tap, on one's own phone or on the tablet at the counter.

The page works without a network and without scripts. What it hands in is written at once,
not through the inbox: an inbox row would remember who sent it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec
from aiohttp import web
from aiolimiter import AsyncLimiter
from cachetools import TTLCache

from bot.clock import Clock
from bot.half_letters import readable_json
from bot.http_edge import is_sent_by, posted_form
from bot.rate_limit import KeyedLimit, RateLimit
from bot.texts import Texts
from publish.web.kiosks import COOKIE, Kiosks
from publish.web.pages import Pages
from publish.web.survey_batch import SurveyBatch, SurveyItem
from publish.web.survey_cookies import SurveyCookies
from publish.web.survey_intake import Rater, SurveyIntake
from publish.web.tap_app import TapApp
from rules.local_time import local_date
from rules.office import Office
from rules.rating_forms import OVERALL
from rules.sipas import Score
from storage.database import Database

PACE = (60, 60.0)
"""Slips one device may hand in, or requests a tablet may make, and in how many seconds."""

NETWORK_PACE = RateLimit(2000, 600.0)
"""Slips a network may hand in, and in how many seconds: a crowd, not a core's whole time."""

OTHER = "other"
"""What a page without scripts says of somebody else on the same device."""

NetworkOf = Callable[[web.Request], str]


class SurveyPage:
    """The pages on which people tap, and what takes in their taps."""

    def __init__(
        self,
        db: Database,
        office: Office,
        texts: Texts,
        pages: Pages,
        clock: Clock,
        keys: list[str],
        base_url: str,
        network_of: NetworkOf,
        kiosks: Kiosks,
    ) -> None:
        self._office = office
        self._texts = texts
        self._pages = pages
        self._clock = clock
        self._cookies = SurveyCookies(keys, secure=base_url.startswith("https://"))
        self._kiosks = kiosks
        self._app = TapApp(office, pages)
        self._intake = SurveyIntake(db, office, texts, clock)
        self._network_of = network_of
        self._base_url = base_url
        self._host = urlsplit(base_url).netloc
        self._numbers = ", ".join(
            f"{one.number} ({one.name})" for one in office.emergencies if one.confirmed
        )
        self._networks = KeyedLimit(NETWORK_PACE)
        self._limits: TTLCache[str, AsyncLimiter] = TTLCache(10_000, ttl=PACE[1] * 2)

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the pages."""
        return [
            *self._app.routes(),
            web.get("/danh-gia", self.choose),
            web.get("/danh-gia/{counter}", self.page),
            web.post("/danh-gia/{counter}", self.take),
        ]

    async def choose(self, _request: web.Request) -> web.Response:
        """Every place that can be rated."""
        return self._pages.response("counters.html", canonical=f"{self._base_url}/danh-gia")

    async def page(self, request: web.Request) -> web.Response:
        """The page of one counter; a newcomer gets a cookie that says nothing but "the same"."""
        counter = self._counter(request)
        kiosk = await self._kiosks.known(request, counter, request.query.get("k", ""))
        if kiosk is not None and kiosk.ended:
            return self._pages.response(
                "kiosk.html", 410, title=self._texts("kiosk.ended"), lead="kiosk.ended_lead"
            )
        device = ""
        if kiosk is None:
            device = self._cookies.made(local_date(self._clock.now()))
        known = "" if kiosk else self._cookies.device(request)
        response = self._pages.response(
            "tap.html",
            counter=self._office.ratings.counters[counter],
            kiosk=kiosk.said if kiosk else "",
            scores=list(Score),
            sections=self._sections(),
            thanks="da-gui" in request.query,
            device=device,
            rated=bool(known) and await self._intake.has_rated(counter, known),
            numbers=self._numbers,
        )
        if kiosk is not None and kiosk.number:
            self._kiosks.keep(response, request.cookies[COOKIE])
        elif kiosk is None and not known:
            self._cookies.meet(response, device)
        return response

    def _counter(self, request: web.Request) -> str:
        counter = request.match_info["counter"]
        if counter not in self._office.ratings.counters:
            raise web.HTTPNotFound
        return counter

    def _sections(self) -> list[dict[str, Any]]:
        """What is asked besides, as the script puts it; of a dossier where a slip names one."""
        ratings = self._office.ratings
        of_visit = ratings.sections("visit")
        return [
            {
                "name": section.name,
                "dossier": code not in of_visit,
                "questions": [self._question(one) for one in section.questions],
            }
            for code, section in ratings.sections("visit", "dossier").items()
        ]

    def _question(self, code: str) -> dict[str, Any]:
        form, question = self._office.ratings.questions[code]
        options = form.options_of(question)
        return {
            "code": code,
            "text": question.text,
            "options": [[value, options[value]] for value in form.values_of(question) if options],
        }

    async def take(self, request: web.Request) -> web.Response:
        """Taps: JSON from the script, or the plain form of a page without one."""
        counter = self._counter(request)
        if not is_sent_by(request, self._host):
            raise web.HTTPForbidden
        if request.content_type != "application/json":
            return await self._take_form(request, counter)
        try:
            batch = msgspec.json.decode(readable_json(await request.read()), type=SurveyBatch)
        except (ValueError, RecursionError):
            raise web.HTTPBadRequest from None
        rater = await self._rater(request, counter, batch.kiosk, batch.device)
        await self._pace(rater, len(batch.items))
        taken = await self._intake.take_in(counter, rater, batch.items, batch.sent)
        return web.Response(body=msgspec.json.encode(taken), content_type="application/json")

    async def _rater(self, request: web.Request, counter: str, said: str, device: str) -> Rater:
        """Who hands something in. Raises HTTPForbidden for nobody, HTTPGone for an ended tablet."""
        kiosk = await self._kiosks.known(request, counter, said)
        if kiosk is not None and kiosk.ended:
            raise web.HTTPGone
        device = "" if kiosk or said else self._cookies.device(request, device)
        if kiosk is None and not device:
            raise web.HTTPForbidden
        return Rater(device, kiosk, self._network_of(request))

    async def _take_form(self, request: web.Request, counter: str) -> web.Response:
        form = await posted_form(request)
        value = str(form.get(OVERALL, ""))
        if value not in {str(int(score)) for score in Score}:
            raise web.HTTPBadRequest
        said = str(form.get("device", ""))
        rater = await self._rater(request, counter, request.query.get("k", ""), said)
        await self._pace(rater, 1)
        who = str(form.get("who", ""))
        if not who and rater.device and await self._intake.has_rated(counter, rater.device):
            return self._asks_who(counter, value, said)
        now = int(self._clock.now().timestamp() * 1000)
        answers, other = {OVERALL: int(value)}, who == OTHER
        item = SurveyItem(id=secrets.token_hex(16), at=now, answers=answers, other=other)
        await self._intake.take_in(counter, rater, [item], now)
        raise web.HTTPSeeOther(f"/danh-gia/{counter}?da-gui")

    def _asks_who(self, counter: str, value: str, device: str) -> web.Response:
        """A page without scripts was tapped on twice in a day."""
        known = self._office.ratings.counters[counter]
        return self._pages.response("tap_who.html", counter=known, value=value, device=device)

    async def _pace(self, rater: Rater, slips: int) -> None:
        kiosk = rater.kiosk
        who = rater.device or (f"{kiosk.number}:{kiosk.said}" if kiosk else "")
        if not self._networks.take(rater.network, max(slips, 1)):
            raise web.HTTPTooManyRequests
        limiter = self._limits.setdefault(who, AsyncLimiter(*PACE))
        # A tablet is told apart by requests: it may have kept a morning's slips.
        price = 1 if kiosk else max(slips, 1)
        if not limiter.has_capacity(price):
            raise web.HTTPTooManyRequests
        await limiter.acquire(price)
