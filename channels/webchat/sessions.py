"""Who is at the other end of a page, and what that page may show: all in signed tokens."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol
from urllib.parse import urlsplit

import msgspec
from aiohttp import web
from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from bot.event import Media
from bot.http_edge import is_sent_by
from bot.web_session_names import chat_of_session, session_on_another_machine
from channels.webchat.reply_names import ReplyNames

COOKIE = "pakn_chat"
COOKIE_SECONDS = 400 * 24 * 3600
TOKEN_SECONDS = 24 * 3600
UPLOAD, LINK = "webchat/upload/", "webchat/media/"
"""What a token is for; whose it is follows."""


class SessionMemory(Protocol):
    """What is remembered of sessions: see `storage.web_sessions`."""

    async def is_over(self, session: str) -> bool: ...
    async def is_shared(self, session: str) -> bool: ...
    async def end(self, session: str) -> None: ...
    async def share(self, session: str) -> None: ...
    async def heard(self, session: str) -> None: ...
    async def has_way_back(self, session: str) -> bool: ...
    async def make_way_back(self, session: str) -> str: ...
    async def chat_of_way_back(self, code: str) -> str: ...


class ChatSessions:
    """A session is a random name in a signed cookie; nothing else says who somebody is.

    It shows a chat, whose address it is called by; on a machine that came back it is called by more
    (`bot/web_session_names.py`), so that leaving there ends nothing elsewhere.
    """

    def __init__(
        self, keys: list[str], base_url: str, seats: frozenset[str], memory: SessionMemory
    ) -> None:
        """`keys`: the last one signs, each tells that a token is ours."""
        self.memory = memory
        self._secure = base_url.startswith("https://")
        self._host = urlsplit(base_url).netloc
        self._seats = seats
        self._cookies = URLSafeSerializer(keys, salt="webchat/session")
        self._tokens = URLSafeTimedSerializer(keys)
        self.replies = ReplyNames(keys)

    def seat(self, request: web.Request) -> str:
        """The seat of the demonstration a page was opened for, or empty."""
        seat = request.query.get("seat", "")
        return seat if seat in self._seats else ""

    def session(self, request: web.Request) -> str:
        """The session of a request, or empty for a stranger without one."""
        if seat := self.seat(request):
            return seat_address(seat)
        try:
            return f"web:{self._cookies.loads(request.cookies.get(COOKIE, ''))}"
        except BadData:
            return ""

    async def alive(self, request: web.Request) -> str:
        """Who sent a request; empty also for one whose session is over."""
        session = self.session(request)
        over = not session or await self.memory.is_over(session)
        return "" if over else chat_of_session(session)

    async def required(self, request: web.Request) -> str:
        """Who sent a request from a page of ours. Raises HTTPForbidden."""
        address = await self.alive(request)
        if not address or not self.from_here(request):
            raise web.HTTPForbidden
        return address

    def newcomer(self) -> str:
        """A session for somebody who has none."""
        return f"web:{secrets.token_urlsafe(16)}"

    def open(self, response: web.Response, session: str) -> None:
        """Give a newcomer their session."""
        self._set(response, session.partition(":")[2], COOKIE_SECONDS)

    def shorten(self, response: web.Response, session: str) -> None:
        """From now on the browser forgets the session when it is closed."""
        self._set(response, session.partition(":")[2], None)

    def come_back(self, response: web.Response, chat: str) -> str:
        """Open a chat on one machine more, and forget what its browser held; the new session."""
        session = session_on_another_machine(chat)
        self._set(response, session.partition(":")[2], COOKIE_SECONDS)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return session

    def close(self, response: web.Response) -> None:
        """The browser forgets the session now, and what the page kept besides."""
        response.del_cookie(COOKIE)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'

    def _set(self, response: web.Response, name: str, seconds: int | None) -> None:
        response.set_cookie(
            COOKIE,
            self._cookies.dumps(name),
            max_age=seconds,
            httponly=True,
            secure=self._secure,
            samesite="Lax",
        )

    def from_here(self, request: web.Request) -> bool:
        """Whether a page of ours sent this: another site must not speak with our cookie."""
        return is_sent_by(request, self._host)

    def upload_token(self, address: str, media: Media) -> str:
        """What an uploaded file is called until it is sent; only this session can read it."""
        return str(self._tokens.dumps(msgspec.to_builtins(media), salt=UPLOAD + address))

    def uploaded(self, address: str, tokens: Sequence[str]) -> list[Media]:
        """The files of these tokens; what this session did not upload is left out."""
        found = []
        for token in tokens:
            with suppress(BadData):
                media = self._tokens.loads(token, max_age=TOKEN_SECONDS, salt=UPLOAD + address)
                found.append(msgspec.convert(media, Media))
        return found

    def shown(self, address: str, media: Sequence[Media]) -> list[dict[str, str]]:
        """Files as the page shows them: links only this session can open, for a day.

        Whose they are is in the signature, not in the address: that stays in histories and logs.
        """
        seat = next((seat for seat in self._seats if seat_address(seat) == address), "")
        query = f"?seat={seat}" if seat else ""
        return [
            {
                "url": f"/chat/media/{self.link_token(address, m)}{query}",
                "kind": m.kind,
                "name": m.name,
            }
            for m in media
        ]

    def link_token(self, address: str, media: Media) -> str:
        """What opens a file for this session, and for no other."""
        return str(self._tokens.dumps([media.sha256, media.mime], salt=LINK + address))

    async def linked(self, request: web.Request) -> tuple[str, str, str]:
        """(address, SHA-256, MIME type) of a link. Raises HTTPNotFound unless this session's."""
        token, address = request.match_info["token"], await self.alive(request)
        try:
            sha256, mime = self._tokens.loads(token, max_age=TOKEN_SECONDS, salt=LINK + address)
        except BadData:
            raise web.HTTPNotFound from None
        return address, sha256, mime


def seat_address(seat: str) -> str:
    """The fixed address of a seat of the demonstration."""
    return f"web:demo-{seat}"
