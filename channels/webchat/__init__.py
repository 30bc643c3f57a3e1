"""Our own chat page: for citizens without either app, and for anyone without an account."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from aiohttp import WSMsgType, web
from aiolimiter import AsyncLimiter
from cachetools import TTLCache

from bot.channel import Accept, Inbound, NotYet
from bot.client_network import crowd_of_network
from bot.event import Event, Media, Reply
from bot.rate_limit import KeyedLimit
from channels.webchat import frames
from channels.webchat.files import ChatFiles, NetworkOf
from channels.webchat.frames import PageFrame, WebMessage
from channels.webchat.open_pages import MostPages, OpenPage, OpenPages
from channels.webchat.session_routes import SessionRoutes
from channels.webchat.sessions import ChatSessions
from channels.webchat.told_pages import ChatHistory, PageTeller, write_frame
from channels.webchat.ways_back import WayBackRoutes

FRAME_BYTES = 512 * 1024
MOST_FILES = 100
"""Of one message."""
PACE = (40, 60.0)
"""Messages a session may send, and in how many seconds."""
LOOKS_AGAIN = 3.0
"""Seconds until what is kept nowhere is tried again on a page that opened meanwhile."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}

SendFiles = Callable[[Sequence[Media]], Awaitable[bool]]
"""Files that were uploaded are part of a message now; False when one is there no longer."""
Render = Callable[[str, Mapping[str, Any]], str]


class WebChatChannel:
    """The web chat channel: a page, an upload, and a WebSocket."""

    name = "web"
    keeps_history = True
    edits_messages = True

    def __init__(
        self,
        sessions: ChatSessions,
        *,
        accept: Accept,
        files: ChatFiles,
        send_files: SendFiles,
        history: ChatHistory,
        render: Render,
        words: Mapping[str, str],
        now: Callable[[], datetime],
        tick: float,
        network_of: NetworkOf,
        most_pages: MostPages,
        newcomers: KeyedLimit,
        idle_minutes: int,
    ) -> None:
        self._sessions = sessions
        self.session_of = sessions.alive
        self._accept = accept
        self._files = files
        self._send_files = send_files
        self._render = render
        self._words = words
        self._now = now
        self._teller = PageTeller(sessions, history, now, tick, self._is_over)
        self._network_of = network_of
        self._open = OpenPages(most_pages)
        self._newcomers = newcomers
        self._idle_minutes = idle_minutes
        self._ways = WayBackRoutes(
            sessions, accept=accept, render=render, words=words, now=now, may_try=self._may_open
        )
        self._limits: TTLCache[str, AsyncLimiter] = TTLCache(10_000, ttl=PACE[1] * 2)

    def routes(self) -> list[web.RouteDef]:
        """The page and what it calls."""
        return [
            web.get("/chat", self.page),
            web.get("/chat/ws", self.socket),
            *self._files.routes(),
            *SessionRoutes(self._sessions, self._open.tell, HEADERS).routes(),
            *self._ways.routes(),
        ]

    async def read(self, updates: Sequence[Inbound], *, final: bool) -> Event | None:  # noqa: ARG002 - files came by upload
        """A message of the page as an event."""
        said = msgspec.json.decode(updates[0].payload, type=WebMessage)
        return Event(
            id=updates[0].key,
            address=updates[0].lane,
            sender=updates[0].lane,
            at=said.at,
            text=said.text,
            media=said.media,
            choice=said.choice,
            location=said.location,
            ref=said.id,
            replied_to=str(said.reply_to or ""),
            crowd=said.crowd,
        )

    async def send(self, address: str, reply: Reply) -> str:
        """The page reads the history itself; all there is to do is to tell it to look.

        What is in none is written to it, what is kept nowhere to the machine that spoke alone.
        Raises NotYet while no such page is open.
        """
        if not (reply.fleeting or reply.live):
            self._open.tell(address)
            return ""
        found = self._open.of_speaker if reply.fleeting else self._open.of_address
        pages = found(address)
        if not pages:
            raise NotYet(LOOKS_AGAIN)
        await self._teller.tell_once(pages, address, reply)
        return ""

    async def page(self, request: web.Request) -> web.Response:
        """The chat page; a newcomer gets a session, and so does whoever comes after one is over."""
        address = await self._sessions.alive(request)
        if not address and not self._may_open(request):
            raise web.HTTPTooManyRequests
        seat = self._sessions.seat(request)
        query = f"?seat={seat}" if seat else ""
        memory = self._sessions.memory
        session = self._sessions.session(request) if address else self._sessions.newcomer()
        context = {
            "seat": seat,
            "mark": hashlib.sha256((address or session).encode()).hexdigest()[:16],
            "words": self._words,
            "ws_path": f"/chat/ws{query}",
            "upload_path": f"/chat/upload{query}",
            "shared": bool(address) and await memory.is_shared(session),
            "kept": bool(address) and await memory.has_way_back(session),
            "idle_minutes": self._idle_minutes,
        }
        text = self._render("chat.html", context)
        response = web.Response(text=text, content_type="text/html", headers=HEADERS)
        if not address:
            self._sessions.open(response, session)
        return response

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """One open page: what it says goes in, what is new for it goes out."""
        address, network = await self._sessions.required(request), self._network_of(request)
        socket = web.WebSocketResponse(heartbeat=25.0, max_msg_size=FRAME_BYTES)
        await socket.prepare(request)
        page = OpenPage(socket, self._sessions.session(request), address, network)
        if not self._open.add(page):
            await write_frame(socket, type="closed", text=self._words["too_many_pages"])
            await socket.close(code=1013)
            return socket
        try:
            await self._listen(page)
        finally:
            if page.pusher is not None:
                page.pusher.cancel()
            self._open.discard(page)
        return socket

    async def _listen(self, page: OpenPage) -> None:
        async for message in page.socket:
            frame = frames.parse_frame(message.data) if message.type is WSMsgType.TEXT else None
            if frame is None:
                continue  # what has no name cannot be refused: a page of ours never sends it
            if frame.type == "hello" and page.pusher is None:
                after = self._sessions.replies.row(page.address, frame.after)
                page.pusher = asyncio.create_task(self._teller.go_on(page, after))
                if after:
                    await self._teller.tell_held(page)
            elif frame.type == "unreadable":
                await write_frame(
                    page.socket, type="refused", id=frame.id, text=self._words["refused"]
                )
            elif frame.type == "message":
                await self._hear(page, frame)
            elif frame.type == "older" and frame.until is not None:
                await self._recall(page, frame.until)

    async def _hear(self, page: OpenPage, frame: PageFrame) -> None:
        socket, address = page.socket, page.address
        limiter = self._limiter(address)
        media = self._sessions.uploaded(address, frame.media[:MOST_FILES])
        refusal = ""
        if await self._is_over(page):
            return
        if not limiter.has_capacity():
            refusal = "too_fast"
        elif not frames.is_sound(frame):
            refusal = "refused"
        elif len(media) < len(frame.media) or not await self._send_files(media):
            refusal = "files_gone"
        if refusal:
            await write_frame(socket, type="refused", id=frame.id, text=self._words[refusal])
            return
        await limiter.acquire()
        replied_to = self._sessions.replies.row(address, frame.reply_to)
        crowd = crowd_of_network(page.network)
        said = frames.web_message_of(frame, media, replied_to, self._now(), crowd)
        key = f"{address}:{frame.id}"
        self._open.note_speaker(page)
        await self._sessions.memory.heard(page.session)
        await self._accept([Inbound(key, address, msgspec.json.encode(said))])
        await write_frame(socket, type="ack", id=frame.id, at=said.at.isoformat())

    async def _recall(self, page: OpenPage, until: datetime) -> None:
        """Looking back is as dear as speaking, and paced with it."""
        limiter = self._limiter(page.address)
        if await self._is_over(page):
            return
        if not limiter.has_capacity():
            await write_frame(page.socket, type="older", lines=[], more=True)
            return
        await limiter.acquire()
        await self._teller.tell_older(page, until)

    def _may_open(self, request: web.Request) -> bool:
        """Whether the network of a request may open one session more; it is counted."""
        return self._newcomers.take(self._network_of(request))

    def _limiter(self, address: str) -> AsyncLimiter:
        return self._limits.setdefault(address, AsyncLimiter(*PACE))

    async def _is_over(self, page: OpenPage) -> bool:
        """Whether the session ended; the page is told and forgets what it shows."""
        if not await self._sessions.memory.is_over(page.session):
            return False
        await write_frame(page.socket, type="over")
        await page.socket.close(code=1008)
        return True
