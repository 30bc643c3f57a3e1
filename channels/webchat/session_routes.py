"""The way out of the web chat, and the short session of a machine others use too."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiohttp import web

from channels.webchat.sessions import ChatSessions


class SessionRoutes:
    """What the page calls to end its session, or to keep it short."""

    def __init__(
        self, sessions: ChatSessions, tell: Callable[[str], None], headers: Mapping[str, str]
    ) -> None:
        """`tell`: has the open pages of an address look whether it is over."""
        self._sessions = sessions
        self._tell = tell
        self._headers = headers

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/chat/con-phien", self.is_known),
            web.post("/chat/may-chung", self.share),
            web.post("/chat/thoat", self.leave),
        ]

    async def is_known(self, request: web.Request) -> web.Response:
        """Whether the browser still knows its session: a line that fails does not say why."""
        await self._sessions.required(request)
        return web.json_response({"known": True}, headers=self._headers)

    async def share(self, request: web.Request) -> web.Response:
        """The session ends with the browser, or when nobody speaks for some minutes."""
        await self._sessions.required(request)
        session = self._sessions.session(request)
        await self._sessions.memory.share(session)
        response = web.json_response({"shared": True}, headers=self._headers)
        self._sessions.shorten(response, session)
        return response

    async def leave(self, request: web.Request) -> web.Response:
        """The session is over, on every page of this machine and for whoever copied its cookie."""
        address = await self._sessions.required(request)
        if not self._sessions.seat(request):
            await self._sessions.memory.end(self._sessions.session(request))
            self._tell(address)
        response = web.json_response({"left": True}, headers=self._headers)
        self._sessions.close(response)
        return response
