"""/danh-gia/{counter}: rate with one tap, on one's own phone or on the tablet at the counter.

The page works without a network and without scripts. What it hands in is written at once,
not through the inbox: an inbox row would remember who sent it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec
from aiohttp import web
from aiolimiter import AsyncLimiter
from cachetools import TTLCache
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.half_letters import readable_json
from bot.texts import Texts
from publish.web import kiosk_link
from publish.web.pages import Pages
from publish.web.survey_batch import SurveyBatch, SurveyItem
from publish.web.survey_cookies import SurveyCookies, is_new_device
from rules.identifier_patterns import IDENTIFIER_KINDS
from rules.local_time import ZONE
from rules.masking import mask_text
from rules.office import Office, device_days
from rules.rating_forms import OVERALL
from rules.sipas import Score
from rules.text import to_nfc
from storage import survey_devices, survey_responses
from storage.database import Database
from storage.models import SurveyResponse
from storage.survey_responses import NewSurveyResponse, RatedPlace

PACE = (60, 60.0)
"""Slips one device may hand in, or requests a tablet may make, and in how many seconds."""

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
        secret: str,
        base_url: str,
        network_of: NetworkOf,
    ) -> None:
        self._db = db
        self._office = office
        self._texts = texts
        self._pages = pages
        self._clock = clock
        self._cookies = SurveyCookies(secret, secure=base_url.startswith("https://"))
        self._network_of = network_of
        self._base_url = base_url
        self._host = urlsplit(base_url).netloc
        self._limits: TTLCache[str, AsyncLimiter] = TTLCache(10_000, ttl=PACE[1] * 2)

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the pages."""
        return [
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
        key = request.query.get("k", "")
        kiosk = bool(key) and kiosk_link.is_kiosk_token(self._db.vault, counter, key)
        response = self._pages.response(
            "tap.html",
            counter=self._office.ratings.counters[counter],
            kiosk=key if kiosk else "",
            scores=list(Score),
            sections=self._sections(),
            thanks="da-gui" in request.query,
        )
        if not kiosk and not self._cookies.device(request):
            self._cookies.meet(response, self._clock.now().astimezone(ZONE).date())
        return response

    def _counter(self, request: web.Request) -> str:
        counter = request.match_info["counter"]
        if counter not in self._office.ratings.counters:
            raise web.HTTPNotFound
        return counter

    def _sections(self) -> list[dict[str, Any]]:
        """What is asked besides, as the script puts it."""
        return [
            {"name": section.name, "questions": [self._question(one) for one in section.questions]}
            for section in self._office.ratings.sections("visit").values()
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
        if not self._from_here(request):
            raise web.HTTPForbidden
        if request.content_type != "application/json":
            return await self._take_form(request, counter)
        try:
            batch = msgspec.json.decode(readable_json(await request.read()), type=SurveyBatch)
        except (ValueError, RecursionError):
            raise web.HTTPBadRequest from None
        network = self._network_of(request)
        kiosk = bool(batch.kiosk) and kiosk_link.is_kiosk_token(
            self._db.vault, counter, batch.kiosk
        )
        device = "" if kiosk else self._cookies.device(request)
        if not kiosk and not device:
            raise web.HTTPForbidden
        await self._pace(device or batch.kiosk, len(batch.items) if device else 1)
        for item in batch.items:
            async with self._db.begin() as db:
                await self._keep(db, counter, device, item, network)
        return web.json_response({"kept": [item.id for item in batch.items]})

    async def _take_form(self, request: web.Request, counter: str) -> web.Response:
        try:
            form = await request.post()
        except (ValueError, LookupError, RuntimeError):  # also of an unknown encoding
            raise web.HTTPBadRequest from None
        value, device = str(form.get(OVERALL, "")), self._cookies.device(request)
        if not device or value not in {str(int(score)) for score in Score}:
            raise web.HTTPBadRequest
        await self._pace(device)
        network = self._network_of(request)
        now = int(self._clock.now().timestamp() * 1000)
        item = SurveyItem(id=secrets.token_hex(16), at=now, answers={OVERALL: int(value)})
        async with self._db.begin() as db:
            await self._keep(db, counter, device, item, network)
        raise web.HTTPSeeOther(f"/danh-gia/{counter}?da-gui")

    async def _pace(self, who: str, slips: int = 1) -> None:
        limiter = self._limits.setdefault(who, AsyncLimiter(*PACE))
        if not limiter.has_capacity(max(slips, 1)):
            raise web.HTTPTooManyRequests
        await limiter.acquire(max(slips, 1))

    def _from_here(self, request: web.Request) -> bool:
        origin = request.headers.get("Origin", "")
        return urlsplit(origin).netloc in {request.host, self._host}

    async def _keep(
        self, db: AsyncSession, counter: str, device: str, item: SurveyItem, network: str
    ) -> None:
        """Store or change one slip; what is no answer of ours is left out."""
        ratings = self._office.ratings
        answers = {code: n for code, n in item.answers.items() if ratings.accepts(code, n)}
        if OVERALL not in answers:
            return
        at = self._when(item)
        day = at.astimezone(ZONE).date()
        hashed = (
            await survey_devices.device_hash_on_day(
                db, f"page:{device}", day, device_days(self._office)
            )
            if device
            else ""
        )
        key = (
            survey_responses.survey_key_of_visit(db, hashed, counter)
            if device
            else survey_responses.survey_key_of_kiosk(db, item.id)
        )
        place = ratings.counters[counter]
        filled = NewSurveyResponse(
            place=RatedPlace(counter, place.agency, place.commune),
            key=key,
            device=hashed,
            via="page" if device else "kiosk",
            day=day,
            overall=answers[OVERALL],
            answers=answers,
            at=at,
            crowd=survey_devices.crowd_of(network, new=not device or is_new_device(device, day)),
        )
        slip = await survey_responses.save_survey_response(db, ratings, filled)
        if slip is None:
            slip = await survey_responses.survey_response_by_key(db, key)
            if slip is None or self._closed(slip):
                return
            await survey_responses.change_survey_response(db, ratings, slip, answers)
        await self._words(db, slip, item.words)

    async def _words(self, db: AsyncSession, slip: SurveyResponse, words: str) -> None:
        """The page hands the words in whole each time: they replace what it said before."""
        tokens = {kind: self._texts(f"publishing.token.{kind}") for kind in IDENTIFIER_KINDS}
        if words.strip():
            await survey_responses.replace_words_of_survey_response(
                db, slip, mask_text(to_nfc(words).strip(), tokens).text
            )

    def _when(self, item: SurveyItem) -> datetime:
        """The time of the tap, if the device's clock can be believed."""
        now = self._clock.now()
        earliest = now - timedelta(days=self._office.ratings.honesty.late_days)
        try:
            at = datetime.fromtimestamp(item.at / 1000, UTC)
        except (OverflowError, OSError, ValueError):
            return now
        return at if earliest <= at <= now else now

    def _closed(self, slip: SurveyResponse) -> bool:
        limit = timedelta(hours=self._office.limits.rating_edit_hours)
        return self._clock.now() - slip.rated_at > limit
