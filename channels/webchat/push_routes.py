"""/chat/bao-tin: a browser asks to be told of news, and to be told no more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec
from aiohttp import web

from bot.push_target import PushTarget
from channels.web_push import PushKey, PushServices
from channels.webchat.sessions import ChatSessions

WORKER = Path(__file__).resolve().parent / "page" / "news-worker.js"
HEADERS = {"Cache-Control": "no-store"}


class PushKeeper(Protocol):
    """What is remembered of browsers: see `storage.push_subscriptions`."""

    async def is_told(self, session: str) -> bool: ...
    async def keep(self, session: str, target: PushTarget) -> bool: ...
    async def end(self, session: str) -> None: ...


class GivenKeys(msgspec.Struct, frozen=True):
    """As a browser writes them (W3C Push API, PushSubscription.toJSON)."""

    p256dh: str
    auth: str


class GivenTarget(msgspec.Struct, frozen=True):
    """The same: an address and its keys."""

    endpoint: str
    keys: GivenKeys


class PushRoutes:
    """What the page calls, and the script that shows news where no page is open."""

    def __init__(
        self,
        sessions: ChatSessions,
        memory: PushKeeper,
        key: PushKey,
        services: PushServices,
        may_ask: Callable[[web.Request], bool],
    ) -> None:
        """`may_ask`: whether the network of a request has a try left; it is counted."""
        self._sessions = sessions
        self._memory = memory
        self._key = key
        self._services = services
        self._may_ask = may_ask
        self._worker = WORKER.read_text(encoding="utf-8")

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/chat/bao-tin", self.state),
            web.put("/chat/bao-tin", self.begin),
            web.delete("/chat/bao-tin", self.end),
            web.get("/chat/bao-tin.js", self.worker),
        ]

    async def state(self, request: web.Request) -> web.Response:
        """Our key, empty where nothing is offered, and whether this browser is told of news."""
        session = await self._session(request)
        offered = await self._is_offered(request, session)
        return web.json_response(
            {
                "key": self._key.public if offered else "",
                "told": offered and await self._memory.is_told(session),
            },
            headers=HEADERS,
        )

    async def begin(self, request: web.Request) -> web.Response:
        """Tell this browser from now on."""
        session = await self._session(request)
        if not await self._is_offered(request, session):
            raise web.HTTPForbidden
        if not self._may_ask(request):
            raise web.HTTPTooManyRequests
        try:
            given = msgspec.json.decode(await request.read(), type=GivenTarget)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise web.HTTPBadRequest from None
        target = PushTarget(given.endpoint, given.keys.p256dh, given.keys.auth)
        if not self._services.takes(target):
            raise web.HTTPBadRequest
        told = await self._memory.keep(session, target)
        return web.json_response({"told": told}, headers=HEADERS)

    async def end(self, request: web.Request) -> web.Response:
        """Tell it no more."""
        await self._memory.end(await self._session(request))
        return web.json_response({"told": False}, headers=HEADERS)

    async def worker(self, _request: web.Request) -> web.Response:
        """The script; its scope is the chat and nothing else."""
        headers = {
            "Service-Worker-Allowed": "/chat",
            "Cache-Control": "no-cache",
            "Content-Security-Policy": "default-src 'self'",
        }
        return web.Response(text=self._worker, content_type="text/javascript", headers=headers)

    async def _session(self, request: web.Request) -> str:
        await self._sessions.required(request)
        return self._sessions.session(request)

    async def _is_offered(self, request: web.Request, session: str) -> bool:
        """Not on machines that others use too, nor to the seats of the demonstration."""
        if not self._services.is_on or self._sessions.seat(request):
            return False
        return not await self._sessions.memory.is_shared(session)
