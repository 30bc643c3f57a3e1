"""Our own chat page: for citizens without either app, and for anyone without an account."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec
from aiohttp import BodyPartReader, WSMsgType, web
from aiolimiter import AsyncLimiter
from cachetools import TTLCache

from bot.channel import Accept, Inbound, KeepFile, ReadFile
from bot.event import Event, Media, MediaRefused, Reply
from channels.webchat import frames
from channels.webchat.frames import HistoryLine, PageFrame, WebMessage
from channels.webchat.sessions import ChatSessions

FRAME_BYTES = 512 * 1024
CHUNK = 64 * 1024
HISTORY = 200
PACE = (40, 60.0)
"""Messages a session may send, and in how many seconds."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}

History = Callable[[str, int, int], Awaitable[Sequence[HistoryLine]]]
"""(address, after this seq, at most) -> lines, oldest first; what was said only when after is 0."""
Render = Callable[[str, Mapping[str, Any]], str]


class WebChatChannel:
    """The web chat channel: a page, an upload, and a WebSocket."""

    name = "web"
    keeps_history = True

    def __init__(
        self,
        sessions: ChatSessions,
        *,
        accept: Accept,
        keep: KeepFile,
        read_file: ReadFile,
        history: History,
        render: Render,
        words: Mapping[str, str],
        now: Callable[[], datetime],
        max_bytes: int,
        tick: float,
    ) -> None:
        self._sessions = sessions
        self._accept = accept
        self._keep = keep
        self._read_file = read_file
        self._history = history
        self._render = render
        self._words = words
        self._now = now
        self._max_bytes = max_bytes
        self._tick = tick
        self._open: dict[str, set[asyncio.Event]] = {}
        self._limits: TTLCache[str, AsyncLimiter] = TTLCache(10_000, ttl=PACE[1] * 2)

    def routes(self) -> list[web.RouteDef]:
        """The page and what it calls."""
        return [
            web.get("/chat", self.page),
            web.get("/chat/ws", self.socket),
            web.post("/chat/upload", self.upload),
            web.get("/chat/media/{token}", self.media),
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
        )

    async def send(self, address: str, reply: Reply) -> str:  # noqa: ARG002 - the page reads it
        """The page reads the history itself; all there is to do is to tell it to look."""
        for event in self._open.get(address, ()):
            event.set()
        return ""

    async def page(self, request: web.Request) -> web.Response:
        """The chat page; a newcomer gets a session."""
        seat = self._sessions.seat(request)
        query = f"?seat={seat}" if seat else ""
        context = {
            "seat": seat,
            "words": self._words,
            "ws_path": f"/chat/ws{query}",
            "upload_path": f"/chat/upload{query}",
        }
        text = self._render("chat.html", context)
        response = web.Response(text=text, content_type="text/html", headers=HEADERS)
        self._sessions.open(request, response)
        return response

    async def upload(self, request: web.Request) -> web.Response:
        """Take one file; the token it answers with goes into a message."""
        address = self._address(request)
        try:
            media = await self._uploaded(request)
        except ValueError:
            # No boundary, an unknown encoding: what is sent is no form.
            raise web.HTTPBadRequest from None
        except MediaRefused as refused:
            text = self._words[refused.key.partition(".")[2]]
            return web.json_response({"error": text}, status=415)
        token = self._sessions.upload_token(address, media)
        return web.json_response({"token": token, "kind": media.kind, "name": media.name})

    async def _uploaded(self, request: web.Request) -> Media:
        if not request.content_type.startswith("multipart/"):
            raise web.HTTPBadRequest
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                content = bytearray()
                while chunk := await part.read_chunk(CHUNK):
                    content += chunk
                    if len(content) > self._max_bytes:
                        raise MediaRefused("media.too_large")
                mime = part.headers.get("Content-Type", "")
                return await self._keep("document", mime, part.filename or "", bytes(content))
        raise web.HTTPBadRequest

    async def media(self, request: web.Request) -> web.StreamResponse:
        """A file of the chat, for the session it was shown to."""
        sha256, mime = self._sessions.linked(request)
        try:
            content = await asyncio.to_thread(self._read_file, sha256)
        except FileNotFoundError:
            raise web.HTTPNotFound from None
        shown = mime.startswith(("image/", "audio/", "video/")) and mime != "image/svg+xml"
        headers = {
            **HEADERS,
            "Cache-Control": "private, max-age=3600",
            "Content-Type": mime,
            "Content-Disposition": "inline" if shown else "attachment",
            "Accept-Ranges": "bytes",
        }
        return _part(content, request.http_range, headers)

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """One open page: what it says goes in, what is new for it goes out."""
        address = self._address(request)
        socket = web.WebSocketResponse(heartbeat=25.0, max_msg_size=FRAME_BYTES)
        await socket.prepare(request)
        news = asyncio.Event()
        self._open.setdefault(address, set()).add(news)
        pusher: asyncio.Task[None] | None = None
        try:
            async for message in socket:
                frame = frames.parse_frame(message.data) if message.type is WSMsgType.TEXT else None
                if frame is None:
                    await socket.close(code=1003)
                elif frame.type == "hello" and pusher is None:
                    pusher = asyncio.create_task(self._push(socket, address, frame.after, news))
                elif frame.type == "message":
                    await self._hear(socket, address, frame)
        finally:
            if pusher is not None:
                pusher.cancel()
            self._open[address].discard(news)
            if not self._open[address]:
                del self._open[address]
        return socket

    def _address(self, request: web.Request) -> str:
        address = self._sessions.address(request)
        if not address or not self._sessions.from_here(request):
            raise web.HTTPForbidden
        return address

    async def _hear(self, socket: web.WebSocketResponse, address: str, frame: PageFrame) -> None:
        limiter = self._limits.setdefault(address, AsyncLimiter(*PACE))
        refusal = "" if limiter.has_capacity() else "too_fast"
        if not 8 <= len(frame.id) <= 64 or not frame.id.replace("-", "").isalnum():
            refusal = "refused"
        if refusal:
            await _write(socket, type="refused", id=frame.id, text=self._words[refusal])
            return
        await limiter.acquire()
        media = self._sessions.uploaded(address, frame.media[:20])
        said = frames.web_message_of(frame, media, self._now())
        key = f"{address}:{frame.id}"
        await self._accept([Inbound(key, address, msgspec.json.encode(said))])
        await _write(socket, type="ack", id=frame.id, at=said.at.isoformat())

    async def _push(
        self, socket: web.WebSocketResponse, address: str, after: int, news: asyncio.Event
    ) -> None:
        def show(media: Sequence[Media]) -> list[dict[str, str]]:
            return self._sessions.shown(address, media)

        ready = False
        while not socket.closed:
            news.clear()
            for line in await self._history(address, after, HISTORY):
                after = max(after, line.seq)
                await _write(socket, **frames.frame_of_line(line, show))
            if not ready:
                await _write(socket, type="ready", at=self._now().isoformat())
                ready = True
            with suppress(TimeoutError):
                async with asyncio.timeout(self._tick):
                    await news.wait()


def _part(content: bytes, wanted: slice, headers: Mapping[str, str]) -> web.Response:
    """The whole, or the part a player asked for: without parts Safari plays no sound."""
    size = len(content)
    if wanted.start is None and wanted.stop is None:
        return web.Response(body=content, headers=headers)
    first, end, _ = wanted.indices(size)
    if first >= end:
        raise web.HTTPRequestRangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"})
    where = {"Content-Range": f"bytes {first}-{end - 1}/{size}"}
    return web.Response(status=206, body=content[first:end], headers={**headers, **where})


async def _write(socket: web.WebSocketResponse, **frame: Any) -> None:
    if not socket.closed:
        await socket.send_str(msgspec.json.encode(frame).decode())
