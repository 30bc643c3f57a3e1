"""/tra-cuu: where a case stands, for whoever holds its receipt and has no chat with us here.

The code is sent in a form, never in an address: addresses stay in histories and logs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from bot.http_edge import is_sent_by, posted_form
from bot.rate_limit import KeyedLimit, RateLimit
from publish.web.pages import Pages

Track = Callable[[str, str], Awaitable[str]]
"""What was typed, and in which session of the web chat -> the answer, the same as in a chat."""
TRIES = RateLimit(60, 60.0)
"""Questions of a network, and in how many seconds; guessing one would take it 300,000 years."""
NOBODY_KNOWN = "?"
LONGEST = 80
"""Characters; a whole code with all its separators is half of that."""


class TrackingPage:
    """Asks for the whole code, and says what a chat would say."""

    def __init__(
        self,
        pages: Pages,
        base_url: str,
        network_of: Callable[[web.Request], str],
        session_of: Callable[[web.Request], Awaitable[str]],
        track: Track,
    ) -> None:
        self._pages = pages
        self._base_url = base_url
        self._host = urlsplit(base_url).netloc
        self._network_of = network_of
        self._session_of = session_of
        self._track = track
        self._tries = KeyedLimit(TRIES)

    def routes(self) -> list[web.RouteDef]:
        """The addresses of the page."""
        return [web.get("/tra-cuu", self.page), web.post("/tra-cuu", self.answer)]

    async def page(self, _request: web.Request) -> web.Response:
        """Asks for the code on a receipt."""
        return self._shown("")

    async def answer(self, request: web.Request) -> web.Response:
        """Where the case of a receipt stands, or one sentence for every reason not to say."""
        if not is_sent_by(request, self._host):
            raise web.HTTPForbidden
        typed = str((await posted_form(request)).get("ma", ""))[:LONGEST].strip()
        network = self._network_of(request)
        if not self._tries.take(network or NOBODY_KNOWN):
            raise web.HTTPTooManyRequests
        session = await self._session_of(request)
        return self._shown(await self._track(typed, session) if typed else "")

    def _shown(self, answer: str) -> web.Response:
        page = self._pages.response(
            "track.html", canonical=f"{self._base_url}/tra-cuu", answer=answer
        )
        page.headers.update({"Cache-Control": "no-store", "Referrer-Policy": "same-origin"})
        return page
