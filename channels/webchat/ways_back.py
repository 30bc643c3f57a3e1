"""/chat/quay-lai: a chat is opened on another machine by a code that its page showed once.

The code is sent in a form or stands behind the # of a link: no server, log or preview reads it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from aiohttp import web

from bot.channel import Accept, Inbound
from bot.event import pack_choice
from bot.http_edge import posted_form
from channels.webchat.frames import WebMessage
from channels.webchat.sessions import ChatSessions

MADE, USED = 0, 1
"""What the chat is told of its code, by the button `way_back`: whoever owns it sees it happen."""
LONGEST = 80
"""Characters; a whole code with all its separators is a third of that."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class WayBackRoutes:
    """Makes codes, and opens a chat by one."""

    def __init__(
        self,
        sessions: ChatSessions,
        *,
        accept: Accept,
        render: Callable[[str, Mapping[str, Any]], str],
        words: Mapping[str, str],
        now: Callable[[], datetime],
        may_try: Callable[[web.Request], bool],
    ) -> None:
        """`may_try`: whether the network of a request has a try left; it is counted."""
        self._sessions = sessions
        self._accept = accept
        self._render = render
        self._words = words
        self._now = now
        self._may_try = may_try

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/chat/duong-ve", self.make),
            web.get("/chat/quay-lai", self.page),
            web.post("/chat/quay-lai", self.come_back),
        ]

    async def make(self, request: web.Request) -> web.Response:
        """A code for the chat of this page, shown this once; the one before is good no longer."""
        chat = await self._sessions.required(request)
        if self._sessions.seat(request):
            raise web.HTTPForbidden
        if not self._may_try(request):
            raise web.HTTPTooManyRequests
        code = await self._sessions.memory.make_way_back(self._sessions.session(request))
        if code:
            await self._tell(chat, MADE, "way_made")
        return web.json_response({"code": code}, headers=HEADERS)

    async def page(self, request: web.Request) -> web.Response:
        """Asks for the code, and before anything is opened."""
        return await self._shown(request, 200, wrong=False)

    async def come_back(self, request: web.Request) -> web.Response:
        """The chat of a code, in a session of this machine's own."""
        if not self._sessions.from_here(request):
            raise web.HTTPForbidden
        form = await posted_form(request)
        if not self._may_try(request):
            raise web.HTTPTooManyRequests
        chat = await self._sessions.memory.chat_of_way_back(str(form.get("ma", ""))[:LONGEST])
        if not chat:
            return await self._shown(request, 403, wrong=True)
        response = web.Response(status=303, headers={**HEADERS, "Location": "/chat"})
        session = self._sessions.come_back(response, chat)
        if "chung" in form:
            await self._sessions.memory.share(session)
            self._sessions.shorten(response, session)
        await self._tell(chat, USED, "way_used")
        return response

    async def _shown(self, request: web.Request, status: int, *, wrong: bool) -> web.Response:
        alive = bool(await self._sessions.alive(request))
        text = self._render("back.html", {"wrong": wrong, "alive": alive})
        return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)

    async def _tell(self, chat: str, what: int, label: str) -> None:
        said = WebMessage(
            id=str(uuid.uuid4()),
            at=self._now(),
            choice=pack_choice("way_back", what),
            label=self._words[label],
        )
        await self._accept([Inbound(f"{chat}:{said.id}", chat, msgspec.json.encode(said))])
